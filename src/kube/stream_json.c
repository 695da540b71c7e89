/* JSON documents of a stream, whole or, where they are Lists, item by item. Called by stream.c.
 *
 * Leaves out the members of a List besides its items, apiVersion and kind: they are checked for
 * syntax only. */
#include <string.h>

#include "kube/json.h"
#include "kube/stream_parts.h"

enum { LOOK_AHEAD_KEEP = 1024 * 1024 }; /* a longer way ahead is read again through 'seek' */

enum op { PEEK, SKIP, VALUE, OPEN_OBJECT, OPEN_ARRAY, KEY, ELEMENT };

struct taken {
    int kind;          /* PEEK */
    bool has_element;  /* ELEMENT */
    struct bh_str key; /* KEY; good until the next take */
    size_t start;      /* VALUE: where in the window it begins */
};

static void open_window(const struct bh_stream *s, struct bh_json *json)
{
    const char *buf = s->w.buf != NULL ? s->w.buf : "";

    bh_json_window(json, buf + s->w.at, buf + s->w.pos, buf + s->w.end, s->w.is_eof, s->w.line,
                   s->w.column);
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
            s->w.pos = (size_t)(json.at - s->w.buf);
            out->start = op == VALUE ? (size_t)(start - s->w.buf) : 0;
        }
        if (rc != BH_JSON_MORE) {
            return rc;
        }
        rc = bh_window_more(&s->w, err);
        if (rc != 0) {
            return rc;
        }
    }
}

/* Describes the value that 'take' left in the nodes as the current piece. Its text is kept. */
static void set_json_piece(struct bh_stream *s, const struct taken *taken)
{
    bh_window_consume(&s->w, taken->start);
    s->piece = (struct bh_doc){ .nodes = s->nodes.v,
                                .n = s->nodes.n,
                                .text = bh_str(s->w.buf + taken->start, s->w.pos - taken->start),
                                .line = s->w.line,
                                .column = s->w.column };
}

static unsigned which_key(struct bh_str key)
{
    unsigned i = 0;

    while (i < KEY_OTHER && !bh_str_eq(key, bh_stream_keys[i])) {
        i++;
    }
    return i;
}

/* Notes where a deciding key of the List stands, which was just taken. Its value comes next. */
static int note_key(struct bh_stream *s, unsigned which, struct bh_str key, struct bh_err *err)
{
    struct bh_json json;

    open_window(s, &json);
    uint64_t offset = s->w.offset + s->w.pos;
    bool is_view =
        (uintptr_t)key.p > (uintptr_t)json.start && (uintptr_t)key.p < (uintptr_t)json.at;
    struct bh_place place = bh_json_place(&json, is_view ? key.p - 1 : json.at - 1);
    struct bh_place first = { s->list.seen[which].line, 0 };
    if (s->list.seen[which].offset == offset) {
        return 0; /* seen on the way ahead */
    }
    if (s->list.seen[which].offset != 0) {
        if (s->list.is_list) {
            return bh_stream_fail_repeated(bh_stream_keys[which], first, place, err);
        }
        if (s->list.repeated.kind == BH_ERR_NONE) { /* in other objects that is the decoder's */
            (void)bh_stream_fail_repeated(bh_stream_keys[which], first, place, &s->list.repeated);
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
    return s->list.is_looking_ahead && s->w.source.seek != NULL &&
           s->w.pos - s->w.at > LOOK_AHEAD_KEEP;
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
            bh_window_consume(&s->w, s->w.pos);
        }
    }
}

/* Finds the List's kind behind its items, from inside them, and comes back to the item at 'pos'. */
static int look_ahead(struct bh_stream *s, struct bh_err *err)
{
    struct bh_stream_list *list = &s->list;
    struct taken taken;
    int rc;

    bh_window_consume(&s->w, s->w.pos);
    uint64_t offset = s->w.offset + s->w.pos;
    uint32_t line = s->w.line, column = s->w.column;
    list->is_looking_ahead = true;
    rc = take(s, SKIP, false, &taken, err);
    while (rc == 0) {
        if (may_let_go(s)) {
            bh_window_consume(&s->w, s->w.pos);
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
    if (rc == -BH_ERR_LIMIT && s->w.source.seek == NULL) {
        return bh_stream_fail_look_ahead(line, column, err);
    }
    return rc != 0 ? rc : bh_stream_go_back(s, offset, line, column, err);
}

static void end_json_document(struct bh_stream *s)
{
    bh_window_consume(&s->w, s->w.pos);
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
    return bh_stream_give(s, s->nodes.v, false, 0, none, none, out, err);
}

int bh_stream_begin_json(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    struct taken taken = { 0 };
    struct bh_err ignored = { 0 };
    struct bh_json json;
    const char *start;
    int rc;

    bh_arena_reset(&s->list_arena);
    s->list = (struct bh_stream_list){ .is_first = true };
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
        bh_stream_find_items(s->nodes.v) == NULL) {
        taken.start = (size_t)(start - s->w.buf);
        s->w.pos = (size_t)(json.at - s->w.buf);
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
        s->w.pos = s->w.at;
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

int bh_stream_next_in_json(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    struct bh_stream_list *list = &s->list;
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
    bh_window_consume(&s->w, s->w.pos);
    rc = take(s, VALUE, false, &taken, err);
    if (rc == 0 && bh_stream_must_look_ahead(list, s->nodes.v)) {
        s->w.pos = s->w.at;
        rc = look_ahead(s, err);
        if (rc == 0) {
            rc = take(s, VALUE, false, &taken, err);
        }
    }
    if (rc != 0) {
        return rc;
    }
    set_json_piece(s, &taken);
    return bh_stream_give(s, s->nodes.v, true, list->index++, list->api_version, list->kind, out,
                          err);
}

int bh_stream_end_json(struct bh_stream *s, struct bh_err *err)
{
    enum stop stop;
    int rc = walk_members(s, &stop, err);

    if (rc != 0) {
        return rc;
    }
    /* AT_ITEMS cannot be: a second "items" is refused. */
    end_json_document(s);
    rc = bh_stream_check_end(s, s->list.api_version, s->list.kind, err);
    s->is_only_item_lost = rc != 0;
    return rc;
}
