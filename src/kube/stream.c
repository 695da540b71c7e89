/* Takes an input apart into objects, as kubectl does: JSON values one behind the other, YAML
 * documents between lines that begin with '---', and Lists of both, element by element. Called by
 * whatever reads manifests; the bytes come through a bh_source. A window over the input holds what
 * the current object needs and grows with that only.
 *
 * Where a document begins with '{' it is read as JSON, and if that fails before anything of it was
 * handed out, as YAML's flow style. An object with "items" is a List whatever its kind, as
 * apimachinery sees it.
 *
 * Leaves out the members of a List besides its items, apiVersion and kind: they are checked for
 * syntax only. Deviations from kubectl: comments and '---' lines may stand between JSON documents
 * however many there are; a broken document does not hide the ones behind the next '---';
 * apiVersion, kind and items repeated in a List are refused, because they decide what is judged. */
#define _GNU_SOURCE /* memmem, memrchr */
#include "kube/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "kube/json.h"

enum {
    FIRST_WINDOW = 256 * 1024,
    LARGEST_WINDOW = BH_MAX_OBJECT_SIZE + 256 * 1024,
    LEAST_READ = 64 * 1024,
    LOOK_AHEAD_KEEP = 1024 * 1024, /* a longer way ahead is read again through 'seek' */
    MAX_NESTED_LISTS = 16,
};

enum state {
    AT_START,   /* between documents */
    IN_LIST,    /* JSON: inside the "items" of a List */
    AFTER_LIST, /* JSON: among the members behind them */
    IN_YAML,
    OVER,
};

/* What decides about a List's items. Strings live in the stream's list_arena. */
struct list {
    bool is_first;                   /* no member, or in IN_LIST no element, was taken yet */
    bool is_list;                    /* has "items" that are an array or null */
    bool is_looking_ahead;           /* the kind is being searched behind the items */
    bool has_looked_ahead;           /* apiVersion and kind are known, wherever they stand */
    uint32_t index;                  /* of the next item */
    struct bh_str api_version, kind; /* unset: none so far, or no string */
    struct {
        uint64_t offset; /* where the key stands in the input, plus 1; 0 = not seen */
        uint32_t line;
    } seen[3];              /* in the order of deciding_keys */
    struct bh_err repeated; /* one of them came twice: an error if this is a List */
};

static const struct bh_str deciding_keys[3] = { { "apiVersion", 10 },
                                                { "kind", 4 },
                                                { "items", 5 } };
enum { KEY_API_VERSION, KEY_KIND, KEY_ITEMS, KEY_OTHER };

/* A List among the nodes of the current piece, being taken apart. */
struct nest {
    const struct bh_node *next;
    uint32_t left, index;
    struct bh_str api_version, kind; /* of the List */
};

struct bh_stream {
    struct bh_source source;
    enum bh_syntax syntax;
    enum state state;

    char *buf;              /* the window; owned */
    size_t room;            /* its size */
    size_t at, pos, end;    /* first byte that is kept, next byte to read, end of what was read */
    bool is_eof;            /* nothing follows 'end' */
    bool is_only_item_lost; /* the last error was in what an item says: the next one can be read */
    bool has_failed_read;   /* the source is broken: there is no going on */
    uint64_t offset;        /* of buf[0] in the input */
    uint64_t n_bytes;       /* furthest byte read */
    uint32_t line, column;  /* of buf[at] */

    bool has_begun;     /* the input's first bytes were looked at */
    bool is_line_start; /* AT_START: 'pos' is the first byte of a line */
    bool is_after_json; /* AT_START: a JSON document ended and no '---' came since */
    bool has_comment;   /* AT_START: the document so far has comments */
    bool saw_template;
    bool has_braces; /* the current YAML document holds "{{" */
    uint32_t n_documents, n_lists, n_empty;

    struct bh_yaml *yaml;
    bool is_yaml_line_start; /* the reader stands at a line that is not the document's first */
    bool has_yaml_ended;     /* the reader stands at the next '---' or the end */
    bool has_yaml_piece;     /* something of the document was taken */
    bool is_second_try;      /* it failed as JSON with json_err */
    struct bh_err json_err;
    uint64_t yaml_offset; /* where the document starts, for reading it again */
    uint32_t yaml_line;
    size_t n_since_piece; /* bytes handed to the YAML reader since the last piece */

    struct list list;
    struct nest nests[MAX_NESTED_LISTS];
    uint32_t n_nests;
    struct bh_doc piece; /* of which the nests are parts */

    struct bh_arena arena, list_arena; /* of the current piece; of the current List */
    struct bh_nodes nodes;
    struct bh_buf source_text; /* of the "# Source:" comment */
    bool has_source, is_source_used;
    struct bh_err late_err; /* found while going on after an error: reported by the next call */
    struct bh_item item;
};

/* --- the window ------------------------------------------------------------------------------- */

/* Moves a place over 'n' bytes. Blocks of a constant size, so that compilers count with vectors. */
static void count_lines(const char *p, size_t n, uint32_t *line, uint32_t *column)
{
    size_t i = 0, n_lines = 0;

    for (; n - i >= 64; i += 64) {
        unsigned char in_block = 0;
        for (size_t j = 0; j < 64; j++) {
            in_block = (unsigned char)(in_block + (p[i + j] == '\n'));
        }
        n_lines += in_block;
    }
    for (; i < n; i++) {
        n_lines += p[i] == '\n';
    }
    if (n_lines > 0) {
        *line += (uint32_t)n_lines;
        *column = 1;
        const char *last = memrchr(p, '\n', n);
        n -= (size_t)(last + 1 - p);
        p = last + 1;
    }
    for (i = 0; i < n; i++) {
        *column += ((unsigned char)p[i] & 0xC0) != 0x80;
    }
}

/* Everything before 'to' is no longer needed. */
static void consume(struct bh_stream *s, size_t to)
{
    count_lines(s->buf + s->at, to - s->at, &s->line, &s->column);
    s->at = to;
}

static int make_room(struct bh_stream *s, size_t wanted, struct bh_err *err)
{
    if (s->room - s->end >= wanted) {
        return 0;
    }
    if (s->at > 0) {
        memmove(s->buf, s->buf + s->at, s->end - s->at);
        s->offset += s->at;
        s->pos -= s->at;
        s->end -= s->at;
        s->at = 0;
    }
    if (s->room - s->end >= wanted) {
        return 0;
    }
    size_t room = s->room == 0 ? FIRST_WINDOW : s->room;
    while (room - s->end < wanted && room < LARGEST_WINDOW) {
        room = room * 2 > LARGEST_WINDOW ? LARGEST_WINDOW : room * 2;
    }
    if (room > s->room) {
        char *buf = realloc(s->buf, room);
        if (buf == NULL) {
            return bh_fail(err, BH_ERR_LIMIT, "no memory for a window of %zu bytes", room);
        }
        s->buf = buf;
        s->room = room;
    }
    return 0;
}

/* Reads until twice as much is unread, so that whoever starts over with each turn stays linear. */
static int more(struct bh_stream *s, struct bh_err *err)
{
    size_t unread = s->end - s->at, target = unread > 0 ? unread * 2 : 1;

    if (unread > (size_t)BH_MAX_OBJECT_SIZE) {
        return bh_fail_at(err, BH_ERR_LIMIT, s->line, s->column,
                          "an object of more than %u bytes (%zu read so far)", BH_MAX_OBJECT_SIZE,
                          unread);
    }
    if (target > LARGEST_WINDOW) {
        target = LARGEST_WINDOW;
    }
    int rc = make_room(s, unread > LEAST_READ ? target - unread : LEAST_READ, err);
    if (rc != 0) {
        return rc;
    }
    while (!s->is_eof && s->end - s->at < target) {
        size_t n = 0;
        rc = s->source.read(s->source.ctx, s->buf + s->end, s->room - s->end, &n, err);
        if (rc != 0) {
            s->has_failed_read = true;
            return rc;
        }
        s->is_eof = n == 0;
        s->end += n;
    }
    if (s->offset + s->end > s->n_bytes) {
        s->n_bytes = s->offset + s->end;
    }
    return 0;
}

static int fail_look_ahead(uint32_t line, uint32_t column, struct bh_err *err)
{
    return bh_fail_at(
        err, BH_ERR_INPUT, line, column,
        "the List's kind stands too far behind this item, which has none, and the input "
        "cannot be read twice: save it in a file");
}

/* Goes back to a place that was passed: in the window, or by reading the source again. */
static int go_back(struct bh_stream *s, uint64_t offset, uint32_t line, uint32_t column,
                   struct bh_err *err)
{
    if (offset >= s->offset + s->at && offset <= s->offset + s->end) {
        s->pos = (size_t)(offset - s->offset);
        return 0;
    }
    if (s->source.seek == NULL) {
        return fail_look_ahead(line, column, err);
    }
    int rc = s->source.seek(s->source.ctx, offset, err);
    if (rc != 0) {
        s->has_failed_read = true;
        return rc;
    }
    s->at = s->pos = s->end = 0;
    s->is_eof = false;
    s->offset = offset;
    s->line = line;
    s->column = column;
    return 0;
}

/* --- handing out ------------------------------------------------------------------------------ */

/* The text of a string member, or unset. Empty counts as none, as it does upstream. */
static struct bh_str string_member(const struct bh_node *object, struct bh_str key)
{
    const struct bh_node *value = bh_doc_member(object, key);

    return value != NULL && value->kind == BH_NODE_STRING && value->n > 0 ? bh_node_text(value)
                                                                          : bh_str(NULL, 0);
}

/* The first "items" that makes the object a List, or NULL. Not the last: a List is recognised by
 * the first also where its end is not read yet. */
static const struct bh_node *find_items(const struct bh_node *object)
{
    const struct bh_node *k = object + 1;

    for (uint32_t i = 0; object->kind == BH_NODE_OBJECT && i < object->n; i++, k += k->skip) {
        if (bh_str_eq(bh_node_text(k), deciding_keys[KEY_ITEMS]) &&
            (k[1].kind == BH_NODE_ARRAY || k[1].kind == BH_NODE_NULL)) {
            return k + 1;
        }
    }
    return NULL;
}

static int fail_repeated(struct bh_str key, struct bh_place first, struct bh_place second,
                         struct bh_err *err)
{
    return bh_fail_at(err, BH_ERR_INPUT, second.line, second.column,
                      "'" BH_FMT "' of a List is given twice, on lines %u and %u", BH_ARG(key),
                      first.line, second.line);
}

/* Refuses a List whose apiVersion, kind or items are given twice. */
static int check_repeated(const struct bh_doc *doc, const struct bh_node *object,
                          struct bh_err *err)
{
    for (size_t i = 0; i < 3; i++) {
        const struct bh_node *first = NULL, *k = object + 1;
        for (uint32_t j = 0; j < object->n; j++, k += k->skip) {
            if (!bh_str_eq(bh_node_text(k), deciding_keys[i])) {
                continue;
            }
            if (first != NULL) {
                return fail_repeated(deciding_keys[i], bh_doc_place(doc, first),
                                     bh_doc_place(doc, k), err);
            }
            first = k;
        }
    }
    return 0;
}

/* Begins to take the List 'object' of the current piece apart. */
static int push_nest(struct bh_stream *s, const struct bh_node *object, struct bh_err *err)
{
    const struct bh_node *items = find_items(object);
    int rc = check_repeated(&s->piece, object, err);

    if (rc == 0 && s->n_nests == MAX_NESTED_LISTS) {
        struct bh_place place = bh_doc_place(&s->piece, object);
        rc = bh_fail_at(err, BH_ERR_LIMIT, place.line, place.column,
                        "Lists within Lists, deeper than %d", MAX_NESTED_LISTS);
    }
    if (rc != 0) {
        s->is_only_item_lost = true;
        return rc;
    }
    s->nests[s->n_nests++] = (struct nest){
        .next = items + 1,
        .left = items->kind == BH_NODE_ARRAY ? items->n : 0,
        .api_version = string_member(object, deciding_keys[KEY_API_VERSION]),
        .kind = string_member(object, deciding_keys[KEY_KIND]),
    };
    return 0;
}

/* What the items of a List of this kind are, when they do not say so themselves. */
static struct bh_str item_kind(struct bh_str list_kind)
{
    if (bh_str_ends(list_kind, BH_S("List"))) {
        list_kind.n -= 4;
    }
    return list_kind.n > 0 ? list_kind : bh_str(NULL, 0);
}

/* Whether an item says neither, so that its List decides. */
static bool needs_kind(const struct bh_node *root)
{
    return !bh_str_is_set(string_member(root, deciding_keys[KEY_KIND])) &&
           !bh_str_is_set(string_member(root, deciding_keys[KEY_API_VERSION]));
}

/* Fills the item with 'root', a part of the current piece. 'list_kind' and 'list_api_version' are
 * unset for what is in no List. *out stays NULL when it is a List, which is taken apart next. */
static int give(struct bh_stream *s, const struct bh_node *root, bool is_list_item, uint32_t index,
                struct bh_str list_api_version, struct bh_str list_kind, const struct bh_item **out,
                struct bh_err *err)
{
    struct bh_str kind = string_member(root, deciding_keys[KEY_KIND]);

    if (find_items(root) != NULL && (!is_list_item || bh_str_ends(kind, BH_S("List")))) {
        return push_nest(s, root, err);
    }
    s->item = (struct bh_item){
        .doc = s->piece,
        .api_version = string_member(root, deciding_keys[KEY_API_VERSION]),
        .kind = kind,
        .source = s->has_source ? bh_buf_str(&s->source_text) : bh_str(NULL, 0),
        .is_list_item = is_list_item,
        .index = index,
        .document = s->n_documents - 1,
    };
    s->item.doc.nodes = root;
    s->item.doc.n = root->skip;
    if (s->piece.has_lines) {
        struct bh_place place = bh_doc_place(&s->piece, root);
        s->item.doc.line = place.line;
        s->item.doc.column = place.column;
    }
    if (is_list_item && needs_kind(root) && bh_str_is_set(item_kind(list_kind))) {
        s->item.kind = item_kind(list_kind);
        s->item.api_version = list_api_version;
    }
    *out = &s->item;
    return 0;
}

/* Whether the List has not yet said what such an item is, but may do so behind its items. */
static bool must_look_ahead(const struct list *list, const struct bh_node *item)
{
    return !list->has_looked_ahead && needs_kind(item) &&
           (list->kind.n == 0 || (item_kind(list->kind).n > 0 && list->api_version.n == 0));
}

static int give_next_of_nest(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    struct nest *nest = &s->nests[s->n_nests - 1];

    if (nest->left == 0) {
        s->n_nests--;
        return 0;
    }
    const struct bh_node *root = nest->next;
    nest->next += root->skip;
    nest->left--;
    return give(s, root, true, nest->index++, nest->api_version, nest->kind, out, err);
}

/* --- JSON ------------------------------------------------------------------------------------- */

enum op { PEEK, SKIP, VALUE, OPEN_OBJECT, OPEN_ARRAY, KEY, ELEMENT };

struct taken {
    int kind;          /* PEEK */
    bool has_element;  /* ELEMENT */
    struct bh_str key; /* KEY; good until the next take */
    size_t start;      /* VALUE: where in the window it begins */
};

static void open_window(const struct bh_stream *s, struct bh_json *json)
{
    const char *buf = s->buf != NULL ? s->buf : "";

    bh_json_window(json, buf + s->at, buf + s->pos, buf + s->end, s->is_eof, s->line, s->column);
}

/* One call of the JSON reader, repeated with a larger window as long as it asks for more. */
static int take(struct bh_stream *s, enum op op, bool is_first, struct taken *out,
                struct bh_err *err)
{
    for (;;) {
        struct bh_json json;
        const char *start = NULL;
        int rc = 0;

        open_window(s, &json);
        switch (op) {
        case PEEK:
            rc = bh_json_peek(&json, &out->kind, err);
            break;
        case SKIP:
            rc = bh_json_skip(&json, err);
            break;
        case VALUE:
            bh_arena_reset(&s->arena);
            rc = bh_json_value(&json, &s->arena, &s->nodes, &start, err);
            break;
        case OPEN_OBJECT:
            rc = bh_json_open(&json, '{', err);
            break;
        case OPEN_ARRAY:
            rc = bh_json_open(&json, '[', err);
            break;
        case KEY:
            rc = bh_json_key(&json, is_first, &s->list_arena, &out->key, err);
            break;
        case ELEMENT:
            rc = bh_json_element(&json, is_first, &out->has_element, err);
            break;
        }
        if (rc == 0) {
            s->pos = (size_t)(json.at - s->buf);
            out->start = op == VALUE ? (size_t)(start - s->buf) : 0;
        }
        if (rc != BH_JSON_MORE) {
            return rc;
        }
        rc = more(s, err);
        if (rc != 0) {
            return rc;
        }
    }
}

/* Describes the value that 'take' left in the nodes as the current piece. Its text is kept. */
static void set_json_piece(struct bh_stream *s, const struct taken *taken)
{
    consume(s, taken->start);
    s->piece = (struct bh_doc){ .nodes = s->nodes.v,
                                .n = s->nodes.n,
                                .text = bh_str(s->buf + taken->start, s->pos - taken->start),
                                .line = s->line,
                                .column = s->column };
}

static unsigned which_key(struct bh_str key)
{
    unsigned i = 0;

    while (i < KEY_OTHER && !bh_str_eq(key, deciding_keys[i])) {
        i++;
    }
    return i;
}

/* Notes where a deciding key of the List stands, which was just taken. Its value comes next. */
static int note_key(struct bh_stream *s, unsigned which, struct bh_str key, struct bh_err *err)
{
    struct bh_json json;

    open_window(s, &json);
    uint64_t offset = s->offset + s->pos;
    bool is_view =
        (uintptr_t)key.p > (uintptr_t)json.start && (uintptr_t)key.p < (uintptr_t)json.at;
    struct bh_place place = bh_json_place(&json, is_view ? key.p - 1 : json.at - 1);
    struct bh_place first = { s->list.seen[which].line, 0 };
    if (s->list.seen[which].offset == offset) {
        return 0; /* seen on the way ahead */
    }
    if (s->list.seen[which].offset != 0) {
        if (s->list.is_list) {
            return fail_repeated(deciding_keys[which], first, place, err);
        }
        if (s->list.repeated.kind == BH_ERR_NONE) { /* in other objects that is the decoder's */
            (void)fail_repeated(deciding_keys[which], first, place, &s->list.repeated);
        }
        return 0;
    }
    s->list.seen[which].offset = offset;
    s->list.seen[which].line = place.line;
    return 0;
}

static int take_deciding_string(struct bh_stream *s, struct bh_str *out, struct bh_err *err)
{
    struct taken taken;
    int rc = take(s, VALUE, false, &taken, err);

    if (rc != 0 || s->nodes.v[0].kind != BH_NODE_STRING || s->nodes.v[0].n == 0) {
        return rc;
    }
    return bh_arena_copy(&s->list_arena, bh_node_text(&s->nodes.v[0]), out, err);
}

/* Looking ahead has come so far that it is better to read the way back again. */
static bool may_let_go(const struct bh_stream *s)
{
    return s->list.is_looking_ahead && s->source.seek != NULL && s->pos - s->at > LOOK_AHEAD_KEEP;
}

enum stop { AT_ITEMS, AT_END };

/* Takes members of the object up to and with the bracket that opens its items, or to its end. */
static int walk_members(struct bh_stream *s, enum stop *out, struct bh_err *err)
{
    for (;;) {
        struct taken taken;
        int rc = take(s, KEY, s->list.is_first, &taken, err);
        if (rc != 0) {
            return rc;
        }
        s->list.is_first = false;
        if (!bh_str_is_set(taken.key)) {
            *out = AT_END;
            return 0;
        }
        unsigned which = which_key(taken.key);
        if (which == KEY_OTHER) {
            rc = take(s, SKIP, false, &taken, err);
        } else {
            rc = note_key(s, which, taken.key, err);
            if (rc == 0 && which == KEY_API_VERSION) {
                rc = take_deciding_string(s, &s->list.api_version, err);
            } else if (rc == 0 && which == KEY_KIND) {
                rc = take_deciding_string(s, &s->list.kind, err);
            } else if (rc == 0) {
                rc = take(s, PEEK, false, &taken, err);
                if (rc == 0 && taken.kind == BH_NODE_ARRAY) {
                    s->list.is_list = true;
                    *out = AT_ITEMS;
                    return take(s, OPEN_ARRAY, false, &taken, err);
                }
                s->list.is_list = s->list.is_list || (rc == 0 && taken.kind == BH_NODE_NULL);
                rc = rc == 0 ? take(s, SKIP, false, &taken, err) : rc;
            }
        }
        if (rc != 0) {
            return rc;
        }
        if (s->state == AFTER_LIST || may_let_go(s)) {
            consume(s, s->pos);
        }
    }
}

/* Finds the List's kind behind its items, from inside them, and comes back to the item at 'pos'. */
static int look_ahead(struct bh_stream *s, struct bh_err *err)
{
    struct list *list = &s->list;
    struct taken taken;
    int rc;

    consume(s, s->pos);
    uint64_t offset = s->offset + s->pos;
    uint32_t line = s->line, column = s->column;
    list->is_looking_ahead = true;
    rc = take(s, SKIP, false, &taken, err);
    while (rc == 0) {
        if (may_let_go(s)) {
            consume(s, s->pos);
        }
        rc = take(s, ELEMENT, false, &taken, err);
        if (rc != 0 || !taken.has_element) {
            break;
        }
        rc = take(s, SKIP, false, &taken, err);
    }
    if (rc == 0) {
        enum stop stop;
        bool is_first = list->is_first;
        list->is_first = false;
        rc = walk_members(s, &stop, err);
        list->is_first = is_first;
        list->has_looked_ahead = true;
    }
    list->is_looking_ahead = false;
    if (rc == -BH_ERR_LIMIT && s->source.seek == NULL) {
        return fail_look_ahead(line, column, err);
    }
    return rc != 0 ? rc : go_back(s, offset, line, column, err);
}

static void end_json_document(struct bh_stream *s)
{
    consume(s, s->pos);
    s->state = AT_START;
    s->is_line_start = false;
    s->is_after_json = true;
    s->has_comment = false;
}

/* A JSON document was read whole and is no List. */
static int give_json(struct bh_stream *s, const struct taken *taken, const struct bh_item **out,
                     struct bh_err *err)
{
    set_json_piece(s, taken);
    s->is_line_start = false;
    s->is_after_json = true;
    s->has_comment = false;
    if (s->nodes.v[0].kind == BH_NODE_NULL) {
        s->n_empty++;
        return 0;
    }
    struct bh_str none = bh_str(NULL, 0);
    return give(s, s->nodes.v, false, 0, none, none, out, err);
}

/* Takes the JSON document that begins at 'pos', or enters its List. */
static int begin_json(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    struct taken taken = { 0 };
    struct bh_err ignored = { 0 };
    struct bh_json json;
    const char *start;
    int rc;

    bh_arena_reset(&s->list_arena);
    s->list = (struct list){ .is_first = true };
    rc = take(s, PEEK, false, &taken, err);
    if (rc != 0) {
        return rc;
    }
    if (taken.kind != BH_NODE_OBJECT) {
        rc = take(s, VALUE, false, &taken, err);
        return rc != 0 ? rc : give_json(s, &taken, out, err);
    }
    /* Most documents are in the window already and no Lists: then this one pass is all. */
    open_window(s, &json);
    bh_arena_reset(&s->arena);
    if (bh_json_value(&json, &s->arena, &s->nodes, &start, &ignored) == 0 &&
        find_items(s->nodes.v) == NULL) {
        taken.start = (size_t)(start - s->buf);
        s->pos = (size_t)(json.at - s->buf);
        return give_json(s, &taken, out, err);
    }

    enum stop stop;
    rc = take(s, OPEN_OBJECT, false, &taken, err);
    if (rc == 0) {
        rc = walk_members(s, &stop, err);
    }
    if (rc != 0) {
        return rc;
    }
    if (s->list.is_list && s->list.repeated.kind != BH_ERR_NONE) {
        *err = s->list.repeated;
        return -(int)err->kind;
    }
    if (!s->list.is_list) {
        s->pos = s->at;
        rc = take(s, VALUE, false, &taken, err);
        return rc != 0 ? rc : give_json(s, &taken, out, err);
    }
    s->n_lists++;
    if (stop == AT_END) { /* items: null */
        end_json_document(s);
        return 0;
    }
    s->state = IN_LIST;
    s->list.is_first = true;
    return 0;
}

static int next_in_list(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    struct list *list = &s->list;
    struct taken taken;
    int rc = take(s, ELEMENT, list->is_first, &taken, err);

    if (rc != 0) {
        return rc;
    }
    list->is_first = false;
    if (!taken.has_element) {
        s->state = AFTER_LIST;
        return 0;
    }
    rc = take(s, PEEK, false, &taken, err); /* passes over white space */
    if (rc != 0) {
        return rc;
    }
    consume(s, s->pos);
    rc = take(s, VALUE, false, &taken, err);
    if (rc == 0 && must_look_ahead(list, s->nodes.v)) {
        s->pos = s->at;
        rc = look_ahead(s, err);
        if (rc == 0) {
            rc = take(s, VALUE, false, &taken, err);
        }
    }
    if (rc != 0) {
        return rc;
    }
    set_json_piece(s, &taken);
    return give(s, s->nodes.v, true, list->index++, list->api_version, list->kind, out, err);
}

static int end_list(struct bh_stream *s, struct bh_err *err)
{
    enum stop stop;
    int rc = walk_members(s, &stop, err);

    if (rc != 0) {
        return rc;
    }
    /* AT_ITEMS cannot be: a second "items" is refused. */
    end_json_document(s);
    return 0;
}

/* --- YAML ------------------------------------------------------------------------------------- */

/* Bytes from 'pos' on that belong to the document, at most 'max'; 0 where the next one begins.
 * Needs three bytes behind a line's end to tell. */
static size_t measure_document(struct bh_stream *s, size_t max)
{
    const char *p = s->buf + s->pos, *end = s->buf + s->end, *at = p;

    if (s->is_yaml_line_start && end - p >= 3 && memcmp(p, "---", 3) == 0) {
        return 0;
    }
    if ((size_t)(end - p) > max) {
        end = p + max;
    }
    while (at < end) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        if (lf == NULL) {
            return (size_t)(end - p);
        }
        at = lf + 1;
        if (s->buf + s->end - at < 3 || memcmp(at, "---", 3) == 0) {
            break;
        }
    }
    return (size_t)(at - p);
}

/* Copies the document's next bytes, some of the 'size' wanted; none at its end. */
static int read_piece(struct bh_stream *s, char *buf, size_t size, size_t *out_n,
                      struct bh_err *err)
{
    if (s->pos - s->at > FIRST_WINDOW) {
        consume(s, s->pos);
    }
    while (!s->is_eof && s->end - s->pos < (s->is_yaml_line_start ? 3 : 1)) {
        int rc = more(s, err);
        if (rc != 0) {
            return rc;
        }
    }
    size_t n = measure_document(s, size);
    if (n > 0) {
        memcpy(buf, s->buf + s->pos, n);
        /* One byte back: the pair may lie across two pieces. */
        size_t from = s->pos > s->at ? s->pos - 1 : s->pos;
        s->has_braces = s->has_braces || memmem(s->buf + from, s->pos + n - from, "{{", 2) != NULL;
        s->pos += n;
        s->is_yaml_line_start = s->buf[s->pos - 1] == '\n';
    }
    *out_n = n;
    return 0;
}

/* The bh_read_fn of the YAML reader: ends at the next line that begins with '---'. Fills the
 * buffer, so that what the YAML reader finds first does not depend on the source's pieces. */
static int read_document(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct bh_stream *s = ctx;
    size_t n = 0;

    while (n < size && !s->has_yaml_ended) {
        size_t n_piece = 0;
        int rc = read_piece(s, buf + n, size - n, &n_piece, err);
        if (rc != 0) {
            return rc;
        }
        n += n_piece;
        s->has_yaml_ended = n_piece == 0;
    }
    s->n_since_piece += n;
    if (s->n_since_piece > BH_MAX_OBJECT_SIZE + FIRST_WINDOW) {
        return bh_fail_at(err, BH_ERR_LIMIT, s->yaml_line, 1,
                          "an object of more than %u bytes (%zu read so far)", BH_MAX_OBJECT_SIZE,
                          s->n_since_piece);
    }
    *out_n = n;
    return 0;
}

/* Starts the YAML reader at 'pos', the first byte of the document's first line with content. */
static int open_yaml(struct bh_stream *s, struct bh_err *err)
{
    bh_yaml_free(s->yaml);
    s->yaml = NULL;
    s->is_yaml_line_start = false;
    s->has_yaml_ended = false;
    s->n_since_piece = 0;
    return bh_yaml_new(read_document, s, s->yaml_line, &s->yaml, err);
}

static int begin_yaml(struct bh_stream *s, struct bh_err *err)
{
    s->yaml_offset = s->offset + s->pos;
    s->yaml_line = s->line;
    s->has_braces = false;
    s->has_yaml_piece = false;
    bh_arena_reset(&s->list_arena);
    s->list = (struct list){ 0 };
    int rc = open_yaml(s, err);
    if (rc == 0) {
        s->state = IN_YAML;
    }
    return rc;
}

static int pull_yaml(struct bh_stream *s, enum bh_yaml_piece *out, struct bh_err *err)
{
    bh_arena_reset(&s->arena);
    int rc = bh_yaml_next(s->yaml, &s->arena, &s->nodes, out, &s->piece, err);
    s->n_since_piece = rc == 0 ? 0 : s->n_since_piece;
    return rc;
}

/* The document ended: nothing may be left of it. */
static int end_yaml(struct bh_stream *s, struct bh_err *err)
{
    char rest[256];
    size_t n = 0;

    while (!s->has_yaml_ended) {
        int rc = read_document(s, rest, sizeof(rest), &n, err);
        if (rc != 0) {
            return rc;
        }
        if (bh_str_trim(bh_str(rest, n)).n > 0) {
            return bh_fail_at(err, BH_ERR_INPUT, s->line, 0, "text after the end of the document");
        }
    }
    bh_yaml_free(s->yaml);
    s->yaml = NULL;
    consume(s, s->pos);
    s->state = AT_START;
    s->is_line_start = true;
    s->is_after_json = false;
    s->is_second_try = false;
    s->has_comment = false;
    return 0;
}

/* Finds the List's kind behind its items by reading the document to its end and then once more up
 * to the item that was just read. */
static int look_ahead_yaml(struct bh_stream *s, enum bh_yaml_piece *out, struct bh_err *err)
{
    enum bh_yaml_piece piece = BH_YAML_ITEM;
    int rc = 0;

    while (rc == 0 && piece == BH_YAML_ITEM) {
        rc = pull_yaml(s, &piece, err);
    }
    if (rc != 0 || piece != BH_YAML_REST) {
        return rc;
    }
    struct bh_str kind = string_member(s->piece.nodes, deciding_keys[KEY_KIND]);
    struct bh_str api_version = string_member(s->piece.nodes, deciding_keys[KEY_API_VERSION]);
    if (bh_str_is_set(kind)) {
        rc = bh_arena_copy(&s->list_arena, kind, &s->list.kind, err);
    }
    if (rc == 0 && bh_str_is_set(api_version)) {
        rc = bh_arena_copy(&s->list_arena, api_version, &s->list.api_version, err);
    }
    s->list.has_looked_ahead = true;
    rc = rc != 0 ? rc : go_back(s, s->yaml_offset, s->yaml_line, 1, err);
    rc = rc != 0 ? rc : open_yaml(s, err);
    for (uint32_t i = 0; rc == 0 && i <= s->list.index; i++) {
        rc = pull_yaml(s, out, err);
        if (rc == 0 && *out != BH_YAML_ITEM) {
            rc = bh_fail_at(err, BH_ERR_INPUT, s->yaml_line, 0,
                            "the input changed while it was read");
        }
    }
    return rc;
}

static int next_yaml_item(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    struct list *list = &s->list;
    enum bh_yaml_piece piece = BH_YAML_ITEM;

    if (!list->has_looked_ahead) {
        bh_yaml_list_head(s->yaml, &list->api_version, &list->kind);
        if (must_look_ahead(list, s->piece.nodes)) {
            int rc = look_ahead_yaml(s, &piece, err);
            if (rc != 0) {
                return rc;
            }
        }
    }
    return give(s, s->piece.nodes, true, list->index++, list->api_version, list->kind, out, err);
}

static int next_in_yaml(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    enum bh_yaml_piece piece = BH_YAML_END;
    struct bh_str none = bh_str(NULL, 0);
    int rc = pull_yaml(s, &piece, err);

    if (rc != 0) {
        if (s->is_second_try && !s->has_yaml_piece && !s->has_failed_read) {
            *err = s->json_err; /* what looks like JSON is explained as JSON */
        }
        return -(int)err->kind;
    }
    bool is_first = !s->has_yaml_piece;
    s->has_yaml_piece = true;
    switch (piece) {
    case BH_YAML_END:
        s->n_empty += is_first;
        return end_yaml(s, err);
    case BH_YAML_WHOLE:
        if (s->piece.nodes == NULL || s->piece.nodes->kind == BH_NODE_NULL) {
            s->n_empty++;
            return 0;
        }
        s->n_lists += find_items(s->piece.nodes) != NULL;
        return give(s, s->piece.nodes, false, 0, none, none, out, err);
    case BH_YAML_ITEM:
        return next_yaml_item(s, out, err);
    case BH_YAML_REST:
        s->n_lists++;
        rc = check_repeated(&s->piece, s->piece.nodes, err);
        const struct bh_node *again = bh_doc_key(s->piece.nodes, deciding_keys[KEY_ITEMS]);
        if (rc == 0 && again != NULL) {
            struct bh_place place = bh_doc_place(&s->piece, again);
            rc = bh_fail_at(err, BH_ERR_INPUT, place.line, place.column,
                            "'items' of a List is given twice");
        }
        return rc;
    }
    return 0;
}

/* --- between documents ------------------------------------------------------------------------ */

/* Strips a byte order mark; refuses what is not UTF-8 in a way that can be named. */
static int begin_input(struct bh_stream *s, struct bh_err *err)
{
    s->has_begun = true;
    while (!s->is_eof && s->end < 4) {
        int rc = more(s, err);
        if (rc != 0) {
            return rc;
        }
    }
    struct bh_str head = bh_str(s->buf, s->end);
    bool is_utf32 = bh_str_starts(head, bh_str("\0\0\xFE\xFF", 4)) ||
                    bh_str_starts(head, bh_str("\xFF\xFE\0\0", 4)) ||
                    bh_str_starts(head, bh_str("\0\0\0", 3)) ||
                    (head.n >= 4 && head.p[0] != 0 && memcmp(head.p + 1, "\0\0\0", 3) == 0);
    bool is_utf16 = bh_str_starts(head, BH_S("\xFE\xFF")) ||
                    bh_str_starts(head, BH_S("\xFF\xFE")) ||
                    (head.n >= 2 && (head.p[0] == 0) != (head.p[1] == 0));
    if (is_utf32 || is_utf16) {
        s->state = OVER;
        return bh_fail_at(err, BH_ERR_INPUT, 1, 1, "the input is UTF-%s, expected UTF-8",
                          is_utf32 ? "32" : "16");
    }
    if (bh_str_starts(head, BH_S("\xEF\xBB\xBF"))) {
        s->at = s->pos = 3;
    }
    return 0;
}

/* The first byte from 'pos' on that is no blank, as an index; 's->end' at the end of the input. */
static int find_content(struct bh_stream *s, size_t *out, struct bh_err *err)
{
    size_t i = 0; /* from 'pos' on: the window may move */

    for (;;) {
        while (s->pos + i < s->end && (s->buf[s->pos + i] == ' ' || s->buf[s->pos + i] == '\t' ||
                                       s->buf[s->pos + i] == '\r')) {
            i++;
        }
        if (s->pos + i < s->end || s->is_eof) {
            *out = s->pos + i;
            return 0;
        }
        int rc = more(s, err);
        if (rc != 0) {
            return rc;
        }
    }
}

/* The rest of the line from 'pos' on, without its end; takes it. Good until the window moves. */
static int take_line(struct bh_stream *s, struct bh_str *out, struct bh_err *err)
{
    size_t seen = 0;

    for (;;) {
        const char *p = s->buf + s->pos;
        const char *lf = memchr(p + seen, '\n', s->end - s->pos - seen);
        if (lf != NULL || s->is_eof) {
            *out = bh_str(p, lf != NULL ? (size_t)(lf - p) : s->end - s->pos);
            s->pos += out->n + (lf != NULL);
            consume(s, s->pos);
            s->is_line_start = true;
            return 0;
        }
        seen = s->end - s->pos;
        int rc = more(s, err);
        if (rc != 0) {
            return rc;
        }
    }
}

static void note_comment(struct bh_stream *s, struct bh_str line)
{
    struct bh_str mark = BH_S("# Source: ");

    line = bh_str_trim(line);
    s->has_comment = true;
    if (bh_str_starts(line, mark)) {
        bh_buf_clear(&s->source_text);
        bh_buf_add(&s->source_text, bh_str_trim(bh_str_from(line, mark.n)));
        s->has_source = !s->source_text.is_broken && s->source_text.n > 0;
    }
}

/* At a line that begins with '---'. Only a comment may follow, as in kubectl's reader. */
static int take_separator(struct bh_stream *s, struct bh_err *err)
{
    struct bh_str line;
    uint32_t number = s->line;
    int rc = take_line(s, &line, err);

    if (rc != 0) {
        return rc;
    }
    s->is_after_json = false;
    s->n_empty += s->has_comment;
    s->has_comment = false;
    line = bh_str_trim(bh_str_from(line, 3));
    if (line.n > 0 && line.p[0] != '#') {
        return bh_fail_at(err, BH_ERR_INPUT, number, 4,
                          "only a comment may follow '---', found '" BH_FMT "'",
                          line.n > 40 ? 40 : (int)line.n, line.p);
    }
    return 0;
}

/* Whether the three bytes at 'pos' are '---'. */
static int is_at_separator(struct bh_stream *s, bool *out, struct bh_err *err)
{
    while (!s->is_eof && s->end - s->pos < 3) {
        int rc = more(s, err);
        if (rc != 0) {
            return rc;
        }
    }
    *out = s->is_line_start && s->end - s->pos >= 3 && memcmp(s->buf + s->pos, "---", 3) == 0;
    return 0;
}

/* Passes over blank lines, comments and separators, and begins the document behind them. */
static int begin_document(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    size_t content;
    struct bh_str line;
    bool is_separator;

    if (s->is_source_used) {
        s->has_source = s->is_source_used = false; /* that was the last document's */
    }
    for (;;) {
        consume(s, s->pos);
        int rc = is_at_separator(s, &is_separator, err);
        if (rc == 0 && is_separator) {
            rc = take_separator(s, err);
            if (rc != 0) {
                return rc;
            }
            continue;
        }
        rc = rc != 0 ? rc : find_content(s, &content, err);
        if (rc != 0) {
            return rc;
        }
        if (content == s->end) {
            s->n_empty += s->has_comment;
            s->state = OVER;
            return 0;
        }
        if (s->buf[content] != '\n' && (s->buf[content] != '#' || s->syntax == BH_SYNTAX_JSON)) {
            break;
        }
        rc = take_line(s, &line, err);
        if (rc != 0) {
            return rc;
        }
        if (bh_str_trim(line).n > 0) {
            note_comment(s, line);
        }
    }
    bool is_json = s->syntax == BH_SYNTAX_JSON || s->is_after_json ||
                   (s->syntax == BH_SYNTAX_DETECT && s->buf[content] == '{');
    s->is_second_try = false;
    s->is_source_used = true;
    s->n_documents++;
    if (!is_json) {
        return begin_yaml(s, err);
    }
    uint64_t start = s->offset + s->pos;
    bool can_be_yaml = s->syntax != BH_SYNTAX_JSON && !s->is_after_json;
    int rc = begin_json(s, out, err);
    bool is_syntax = s->list.repeated.kind == BH_ERR_NONE;
    if (rc == -BH_ERR_INPUT && can_be_yaml && is_syntax && !s->has_failed_read) {
        s->json_err = *err;
        s->is_second_try = true;
        rc = go_back(s, start, s->line, s->column, err);
        return rc != 0 ? rc : begin_yaml(s, err);
    }
    return rc;
}

/* The rest of a broken YAML document. */
static int drain_yaml(struct bh_stream *s)
{
    char rest[4096];
    size_t n;
    int rc = 0;

    while (rc == 0 && !s->has_yaml_ended) {
        s->n_since_piece = 0;
        rc = read_document(s, rest, sizeof(rest), &n, &s->late_err);
    }
    s->saw_template = s->saw_template || s->has_braces;
    bh_yaml_free(s->yaml);
    s->yaml = NULL;
    return rc;
}

/* From a broken JSON document, at its last item or its start, to the next line that begins with
 * '---'. */
static int drain_json(struct bh_stream *s)
{
    bool is_separator = false;
    int rc = 0;

    s->pos = s->at;
    if (s->state == AT_START) {
        rc = is_at_separator(s, &is_separator, &s->late_err);
    }
    if (rc != 0 || is_separator) {
        return rc; /* the error was in the separator before it */
    }
    for (;;) {
        const char *p = s->buf + s->pos;
        size_t n = s->end - s->pos;
        const char *separator = memmem(p, n, "\n---", 4);
        size_t n_failed = separator != NULL ? (size_t)(separator - p) : n;

        s->saw_template = s->saw_template || memmem(p, n_failed, "{{", 2) != NULL;
        if (separator != NULL) {
            s->pos += n_failed + 1;
            return 0;
        }
        if (s->is_eof) {
            s->pos = s->end;
            return 0;
        }
        s->pos += n > 3 ? n - 3 : 0; /* the separator may lie across two reads */
        consume(s, s->pos);
        rc = more(s, &s->late_err);
        if (rc != 0) {
            return rc;
        }
    }
}

/* After an error: on to the next document that can be found, looking for "{{" on the way. */
static void go_on(struct bh_stream *s)
{
    int rc = s->state == IN_YAML ? drain_yaml(s) : drain_json(s);

    consume(s, s->pos);
    s->state = rc == 0 ? AT_START : OVER;
    s->is_line_start = true;
    s->is_after_json = false;
    s->is_second_try = false;
    s->has_comment = false;
    s->has_source = false;
    s->n_nests = 0;
}

int bh_stream_next(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    const struct bh_item *item = NULL;
    int rc = 0;

    if (s->late_err.kind != BH_ERR_NONE) {
        *err = s->late_err;
        s->late_err = (struct bh_err){ 0 };
        return -(int)err->kind;
    }
    if (!s->has_begun) {
        rc = begin_input(s, err);
    }
    while (rc == 0 && item == NULL && (s->state != OVER || s->n_nests > 0)) {
        if (s->n_nests > 0) {
            rc = give_next_of_nest(s, &item, err);
            continue;
        }
        switch (s->state) {
        case AT_START:
            rc = begin_document(s, &item, err);
            break;
        case IN_LIST:
            rc = next_in_list(s, &item, err);
            break;
        case AFTER_LIST:
            rc = end_list(s, err);
            break;
        case IN_YAML:
            rc = next_in_yaml(s, &item, err);
            break;
        case OVER:
            break;
        }
    }
    if (rc != 0) {
        if (s->is_only_item_lost) {
            s->is_only_item_lost = false;
        } else if (s->has_failed_read || s->state == OVER) {
            s->state = OVER;
            s->n_nests = 0;
        } else {
            go_on(s);
        }
        return rc;
    }
    *out = item;
    return 0;
}

/* --- the rest --------------------------------------------------------------------------------- */

int bh_stream_new(struct bh_source source, enum bh_syntax syntax, struct bh_stream **out,
                  struct bh_err *err)
{
    struct bh_stream *s = calloc(1, sizeof(*s));

    if (s == NULL) {
        return bh_fail(err, BH_ERR_LIMIT, "no memory for a stream");
    }
    s->source = source;
    s->syntax = syntax;
    s->line = s->column = 1;
    s->is_line_start = true;
    bh_arena_init(&s->arena, (size_t)BH_MAX_OBJECT_MEMORY);
    bh_arena_init(&s->list_arena, (size_t)BH_MAX_OBJECT_MEMORY);
    *out = s;
    return 0;
}

void bh_stream_free(struct bh_stream *s)
{
    if (s == NULL) {
        return;
    }
    bh_yaml_free(s->yaml);
    bh_arena_done(&s->arena);
    bh_arena_done(&s->list_arena);
    bh_nodes_done(&s->nodes);
    bh_buf_done(&s->source_text);
    free(s->buf);
    free(s);
}

bool bh_stream_saw_template(const struct bh_stream *s)
{
    return s->saw_template;
}

uint32_t bh_stream_lists(const struct bh_stream *s)
{
    return s->n_lists;
}

uint32_t bh_stream_empty(const struct bh_stream *s)
{
    return s->n_empty;
}

uint64_t bh_stream_bytes(const struct bh_stream *s)
{
    return s->n_bytes;
}
