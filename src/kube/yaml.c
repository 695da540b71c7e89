/* Composes libyaml's events into nodes, as the Go library behind kubectl does: typed scalars, shared anchors,
 * merge keys in the order in which they stand. Called by kube/stream.c with one document at a time; Lists are
 * taken apart here, because only here elements can be dropped as soon as they were judged. Leaves out
 * comments, styles and tags of collections; where a document begins and ends is stream.c's matter.
 *
 * Nothing recurses and nothing is allocated per node: the stack of open collections is an array, nodes go
 * into the caller's array and text into the caller's arena. What outlives a piece (anchored values, the
 * root's other fields) is copied into the reader's own arena.
 *
 * Work is bounded by the input: nodes that aliases add, and nodes that merge keys move, are counted against
 * an allowance of BH_MAX_NODES plus the nodes that were read.
 *
 * Deviations from sigs.k8s.io/yaml 1.6. It reads on where we refuse: a second document and any other text
 * behind the first in the same input; UTF-16; a byte order mark at the beginning of a later line; a List
 * whose "items" are given twice, or by a merge key as well; more brackets or levels than the limits. libyaml
 * refuses some of what it takes inside brackets: text that ends in ':', a tag followed by a bracket. Repeated
 * keys are kept as they stand, for the decoder. Aliases have a budget of their own. The other way round, the
 * escape '\/' is read, and the bare tag '!' is lost on plain text that has an anchor too. */
#include "kube/yaml.h"

#include <assert.h>
#include <stdlib.h>
#include <yaml.h>

#include "base/limits.h"
#include "base/map.h"
#include "kube/yaml_scalar.h"

enum {
    MAX_DIRECTIVES = 64,   /* libyaml compares each with all others */
    MAX_TAG_PREFIX = 1024, /* every use of a tag directive copies it */
    MERGE_FACTOR = 16,     /* nodes that merging may touch, for each that was read */
};
#define NONE UINT32_MAX /* no node */
static_assert(BH_MAX_NODES < NONE, "node indexes stay below the mark");

struct anchor {
    struct bh_node
        *kept; /* in the reader's arena; NULL while the nodes still stand where they were read */
    uint32_t start;       /* index of the first node, while not kept */
    bool is_open;         /* its collection has not ended */
    bool is_float;        /* a number with BH_YAML_FLOAT */
    struct anchor *older; /* the one before, of those that are not kept */
};

struct frame {       /* an open collection */
    uint32_t start;  /* index of its node */
    uint32_t n;      /* pairs or elements that are complete */
    uint32_t key;    /* mapping: index of the key that waits for its value, or NONE */
    uint32_t ranges; /* mapping: number of merged ranges when it began */
    bool is_mapping, is_flow;
    bool is_merging;       /* mapping: the value of a merge key comes next */
    bool is_items;         /* the root's "items", whose elements are given one by one */
    struct anchor *anchor; /* its own, to be closed at its end; or NULL */
};

struct range { /* nodes that one merged mapping put into the mapping that is open */
    uint32_t start, end;
};

struct bh_yaml {
    bh_read_fn *read;
    void *ctx;
    uint32_t first_line;
    yaml_parser_t parser;
    bool is_over;      /* nothing more to give */
    bool has_document; /* its start was seen */
    bool is_list;      /* the root's items are being given, or were */
    bool is_in_items;  /* between two of them */
    int read_rc;       /* failure of 'read', or of a bound on what was read */
    struct bh_err read_err;
    uint64_t n_bytes;      /* read so far */
    uint64_t piece_start;  /* bytes that were read when this piece began */
    unsigned n_directives; /* lines that begin with '%' before the document */
    bool is_at_line_start;
    unsigned char last_byte; /* of what was read */
    unsigned n_mark_bytes;   /* of a byte order mark at the beginning of a line */

    struct frame *frames;
    uint32_t n_frames, frames_room;
    struct range *ranges;
    uint32_t n_ranges, ranges_room;

    struct bh_nodes *nodes; /* where nodes go: the caller's, or 'rest' */
    struct bh_arena *text;  /* where text goes: the caller's, or 'arena' */
    bool is_complete;       /* the value that began the piece has ended */

    struct bh_nodes rest; /* the root of a List, without its items */
    struct bh_arena arena;
    struct bh_arena scratch; /* for merging, reset after each use */
    struct bh_map anchors;   /* name to struct anchor */
    struct anchor *live;     /* those not kept, newest first */
    struct bh_str api_version, kind;
    uint32_t items_line;
    uint32_t root_line, root_column;

    uint64_t n_read;     /* nodes made from events */
    uint64_t n_expanded; /* nodes copied for aliases */
    uint64_t n_merged;   /* nodes touched for merge keys */
};

static uint32_t line_of(const struct bh_yaml *yaml, size_t line)
{
    uint64_t v = (uint64_t)yaml->first_line + line;
    return v > UINT32_MAX ? UINT32_MAX : (uint32_t)v;
}

static uint32_t column_of(size_t column)
{
    return column >= UINT32_MAX ? UINT32_MAX : (uint32_t)column + 1;
}

/* ---- input ------------------------------------------------------------------------------------- */

/* Directives have to be counted here: libyaml gives no event between them. */
static void count_directives(struct bh_yaml *yaml, const char *p, size_t n)
{
    const char *end = p + n;

    while (p < end) {
        if (yaml->is_at_line_start && *p == '%') {
            yaml->n_directives++;
        }
        const char *line_end = memchr(p, '\n', (size_t)(end - p));
        yaml->is_at_line_start = line_end != NULL;
        p = line_end != NULL ? line_end + 1 : end;
    }
}

/* Byte order marks at the beginning of a later line: libyaml passes over them and kubectl does not. A line
 * can also end in the last bytes of U+0085, U+2028 and U+2029. */
static bool has_inner_mark(struct bh_yaml *yaml, const unsigned char *p, size_t n,
                           const unsigned char **out_at)
{
    static const unsigned char mark[3] = { 0xEF, 0xBB, 0xBF };
    size_t i = 0;

    while (i < n) {
        if (yaml->n_mark_bytes == 0) {
            const unsigned char *at = memchr(p + i, mark[0], n - i);
            if (at == NULL) {
                break;
            }
            i = (size_t)(at - p);
            unsigned char before = i > 0 ? p[i - 1] : yaml->last_byte;
            bool is_line_start = before == '\n' || before == '\r' || before == 0x85 ||
                                 before == 0xA8 || before == 0xA9 || before == mark[2];
            yaml->n_mark_bytes = is_line_start ? 1 : 0;
            i++;
        } else if (p[i] != mark[yaml->n_mark_bytes]) {
            yaml->n_mark_bytes = 0;
        } else if (++yaml->n_mark_bytes == sizeof(mark)) {
            *out_at = p + i;
            return true;
        } else {
            i++;
        }
    }
    yaml->last_byte = n > 0 ? p[n - 1] : yaml->last_byte;
    return false;
}

static size_t count_lines(const unsigned char *p, const unsigned char *end)
{
    size_t n = 0;

    while (p < end) {
        n += *p++ == '\n' ? 1 : 0;
    }
    return n;
}

static int on_read(void *ctx, unsigned char *buffer, size_t size, size_t *out_n)
{
    struct bh_yaml *yaml = ctx;
    size_t n = 0;

    yaml->read_rc = yaml->read(yaml->ctx, (char *)buffer, size, &n, &yaml->read_err);
    if (yaml->read_rc != 0) {
        return 0;
    }
    if (n > 0 && yaml->n_bytes == 0 && buffer[0] >= 0xFE) {
        yaml->read_rc = bh_fail_at(&yaml->read_err, BH_ERR_INPUT, yaml->first_line, 1,
                                   "the text is UTF-16, and has to be UTF-8");
        return 0;
    }
    const unsigned char *at;
    if (has_inner_mark(yaml, buffer, n, &at)) {
        const yaml_parser_t *parser = &yaml->parser; /* 'buffer' follows what libyaml still holds */
        size_t line = parser->mark.line + count_lines(parser->buffer.pointer, parser->buffer.last) +
                      count_lines(parser->raw_buffer.pointer, at);
        yaml->read_rc = bh_fail_at(&yaml->read_err, BH_ERR_INPUT, line_of(yaml, line), 1,
                                   "a byte order mark in the middle of the text");
        return 0;
    }
    yaml->n_bytes += n;
    if (yaml->n_bytes - yaml->piece_start > BH_MAX_OBJECT_SIZE) {
        yaml->read_rc = bh_fail(&yaml->read_err, BH_ERR_LIMIT, "an object of more than %u bytes",
                                BH_MAX_OBJECT_SIZE);
        return 0;
    }
    if (!yaml->has_document) {
        count_directives(yaml, (const char *)buffer, n);
        if (yaml->n_directives > MAX_DIRECTIVES) {
            yaml->read_rc =
                bh_fail(&yaml->read_err, BH_ERR_LIMIT, "more than %d directives", MAX_DIRECTIVES);
            return 0;
        }
    }
    *out_n = n;
    return 1;
}

/* ---- errors ------------------------------------------------------------------------------------ */

struct wording {
    const char *problem; /* libyaml's words */
    const char *ours;
};
static const struct wording wordings[] = {
    { "mapping values are not allowed in this context",
      "unexpected ':': a value starts where none can stand (is the line before complete, and is the "
      "indentation right?)" },
    { "mapping keys are not allowed in this context", "unexpected '?': no key can stand here" },
    { "block sequence entries are not allowed in this context",
      "unexpected '-': no list element can stand here" },
    { "found character that cannot start any token",
      "no value can begin with this character: quote the text, and indent with spaces only" },
    { "found a tab character where an indentation space is expected",
      "tab in the indentation: only spaces can indent" },
    { "found a tab character that violates indentation",
      "tab in the indentation: only spaces can indent" },
    { "could not find expected ':'",
      "this line is no 'key: value' and no part of the value before it" },
    { "did not find expected key", "a key was expected: is the indentation right?" },
    { "did not find expected '-' indicator",
      "a list element ('- ...') was expected: is the indentation right?" },
    { "did not find expected ',' or ']'",
      "',' or ']' was expected in the list that began with '['" },
    { "did not find expected ',' or '}'",
      "',' or '}' was expected in the mapping that began with '{'" },
    { "did not find expected node content", "a value was expected" },
    { "did not find expected <document start>", "more text after the end of the document" },
    { "found unexpected end of stream",
      "the input ends inside quoted text: the closing quote is missing" },
    { "found unexpected document indicator",
      "the document ends inside quoted text: the closing quote is missing" },
    { "found unknown escape character", "unknown escape after '\\' in double-quoted text" },
    { "found invalid Unicode character escape code",
      "the escape in double-quoted text names no character" },
    { "did not find expected hexdecimal number",
      "the escape in double-quoted text needs hexadecimal digits" },
    { "found undefined tag handle", "the tag's handle was not declared by a %TAG directive" },
    { "did not find expected alphabetic or numeric character",
      "an anchor or alias needs a name of letters, digits, '-' and '_': quote text that begins with '*' or "
      "'&'" },
    { "found unexpected ':'",
      "unexpected ':' inside brackets: quote the text, or put a space after ':'" },
    { "found incompatible YAML document", "unsupported YAML version" },
    { "did not find expected comment or line break",
      "only a comment can stand on the line of '|' or '>'" },
    { "control characters are not allowed", "control characters are not allowed" },
    { "invalid leading UTF-8 octet", "the text is not UTF-8" },
    { "invalid trailing UTF-8 octet", "the text is not UTF-8" },
    { "incomplete UTF-8 octet sequence", "the text is not UTF-8" },
    { "invalid length of a UTF-8 sequence", "the text is not UTF-8" },
    { "invalid Unicode character", "the text is not UTF-8" },
};

/* Raises an error at a mark. */
#define FAIL_AT(yaml, err, kind, mark, ...) \
    bh_fail_at((err), (kind), line_of((yaml), (mark).line), column_of((mark).column), __VA_ARGS__)

/* libyaml reads ahead: the byte that it could not take stands behind the characters that it still holds. */
static yaml_mark_t reader_mark(const yaml_parser_t *parser)
{
    yaml_mark_t mark = parser->mark;

    for (const yaml_char_t *p = parser->buffer.pointer; p < parser->buffer.last; p++) {
        if (*p == '\n') {
            mark.line++;
            mark.column = 0;
        } else if ((*p & 0xC0) != 0x80) {
            mark.column++;
        }
    }
    return mark;
}

static int fail_parser(struct bh_yaml *yaml, struct bh_err *err)
{
    const yaml_parser_t *parser = &yaml->parser;
    yaml_mark_t mark = parser->problem_mark;

    if (yaml->read_rc != 0) {
        *err = yaml->read_err;
        return yaml->read_rc;
    }
    if (parser->error == YAML_MEMORY_ERROR) {
        return bh_fail(err, BH_ERR_LIMIT, "no memory to read YAML");
    }
    const char *text = parser->problem != NULL ? parser->problem : "malformed YAML";
    if (parser->error == YAML_READER_ERROR) {
        mark = reader_mark(parser);
    } else if (strcmp(text, "could not find expected ':'") == 0 ||
               strcmp(text, "found unexpected end of stream") == 0 ||
               strcmp(text, "found unexpected document indicator") == 0) {
        mark = parser->context_mark; /* where the key or the quoted text begins */
    }
    for (size_t i = 0; i < sizeof(wordings) / sizeof(wordings[0]); i++) {
        if (strcmp(text, wordings[i].problem) == 0) {
            text = wordings[i].ours;
            break;
        }
    }
    return FAIL_AT(yaml, err, BH_ERR_INPUT, mark, "%s", text);
}

/* Gives an error that has no place yet the place of a mark. */
static int place_error(const struct bh_yaml *yaml, struct bh_err *err, yaml_mark_t mark, int rc)
{
    if (rc != 0 && err->line == 0) {
        err->line = line_of(yaml, mark.line);
        err->column = column_of(mark.column);
    }
    return rc;
}

static uint64_t allowance(const struct bh_yaml *yaml)
{
    return BH_MAX_NODES + yaml->n_read;
}

/* ---- memory that outlives a piece -------------------------------------------------------------- */

/* Copies the text of 'n' nodes into the reader's own arena, in place. */
static int own_text(struct bh_yaml *yaml, struct bh_node *nodes, uint32_t n, struct bh_err *err)
{
    size_t total = 0, at = 0;

    for (uint32_t i = 0; i < n; i++) {
        total += nodes[i].p != NULL ? nodes[i].n : 0;
    }
    char *p = bh_arena_alloc(&yaml->arena, total + 1, 1);
    if (p == NULL) {
        return bh_arena_fail(&yaml->arena, err);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (nodes[i].p != NULL) {
            memcpy(p + at, nodes[i].p, nodes[i].n);
            nodes[i].p = p + at;
            at += nodes[i].n;
        }
    }
    return 0;
}

/* Copies every anchored value from node 'start' on into the reader's arena; inner ones share the copy of
 * the value around them. */
static int keep_anchors(struct bh_yaml *yaml, uint32_t start, struct bh_err *err)
{
    struct anchor *list = NULL;

    while (yaml->live != NULL && yaml->live->start >= start) { /* reversed: outer before inner */
        struct anchor *anchor = yaml->live;
        yaml->live = anchor->older;
        anchor->older = list;
        list = anchor;
    }
    struct bh_node *copy = NULL;
    uint32_t copy_start = 0, copy_end = 0;
    for (; list != NULL; list = list->older) {
        if (copy == NULL || list->start >= copy_end) {
            const struct bh_node *from = yaml->nodes->v + list->start;
            copy = bh_new(&yaml->arena, struct bh_node, from->skip);
            if (copy == NULL) {
                return bh_arena_fail(&yaml->arena, err);
            }
            memcpy(copy, from, from->skip * sizeof(*copy));
            copy_start = list->start;
            copy_end = list->start + from->skip;
            int rc = own_text(yaml, copy, from->skip, err);
            if (rc != 0) {
                return rc;
            }
        }
        list->kept = copy + (list->start - copy_start);
    }
    return 0;
}

/* ---- nodes ------------------------------------------------------------------------------------- */

static int add_node(struct bh_yaml *yaml, struct bh_node node, yaml_mark_t mark, struct bh_err *err)
{
    struct bh_nodes *nodes = yaml->nodes;

    if (nodes->n == nodes->room) {
        int rc = bh_nodes_reserve(nodes, 1, err);
        if (rc != 0) {
            return place_error(yaml, err, mark, rc);
        }
    }
    node.place = line_of(yaml, mark.line);
    node.column = mark.column < UINT16_MAX ? (uint16_t)(mark.column + 1) : 0;
    nodes->v[nodes->n++] = node;
    yaml->n_read++;
    return 0;
}

static struct frame *top(struct bh_yaml *yaml)
{
    return yaml->n_frames > 0 ? &yaml->frames[yaml->n_frames - 1] : NULL;
}

static bool expects_key(const struct frame *frame)
{
    return frame != NULL && frame->is_mapping && frame->key == NONE && !frame->is_merging;
}

static int fail_merge(struct bh_yaml *yaml, yaml_mark_t mark, struct bh_err *err)
{
    return FAIL_AT(yaml, err, BH_ERR_INPUT, mark,
                   "the merge key '<<' needs a mapping, an alias of one, or a list of these");
}

static int add_range(struct bh_yaml *yaml, uint32_t start, uint32_t end, struct bh_err *err)
{
    if (yaml->n_ranges == yaml->ranges_room) {
        uint32_t room = yaml->ranges_room == 0 ? 16 : yaml->ranges_room * 2;
        struct range *ranges = realloc(yaml->ranges, room * sizeof(*ranges));
        if (ranges == NULL) {
            return bh_fail(err, BH_ERR_LIMIT, "no memory for merge keys");
        }
        yaml->ranges = ranges;
        yaml->ranges_room = room;
    }
    yaml->ranges[yaml->n_ranges++] = (struct range){ start, end };
    return 0;
}

/* Counts nodes that merging touches. */
static int count_merged(struct bh_yaml *yaml, uint64_t n, struct bh_err *err)
{
    yaml->n_merged += n;
    if (yaml->n_merged > MERGE_FACTOR * allowance(yaml)) {
        return bh_fail(err, BH_ERR_LIMIT, "merge keys combine too many values");
    }
    return 0;
}

/* ---- merge keys -------------------------------------------------------------------------------- */

/* The value of a merge key, one mapping or a list of them, stands at the end of the nodes: leaves only
 * the pairs, those of the last mapping first, because what is written later wins. */
static int spread_merge_value(struct bh_yaml *yaml, struct frame *frame, uint32_t start,
                              yaml_mark_t mark, struct bh_err *err)
{
    struct bh_nodes *nodes = yaml->nodes;
    struct bh_node *value = nodes->v + start;
    uint32_t n_nodes = nodes->n - start, n_maps = 1;

    int rc = keep_anchors(yaml, start, err);
    rc = rc != 0 ? rc : count_merged(yaml, n_nodes, err);
    if (rc != 0) {
        return place_error(yaml, err, mark, rc);
    }
    if (value->kind == BH_NODE_OBJECT) {
        frame->n += value->n;
        memmove(value, value + 1, (n_nodes - 1) * sizeof(*value));
        nodes->n--;
        return place_error(yaml, err, mark, add_range(yaml, start, nodes->n, err));
    }
    n_maps = value->n;
    struct bh_node *copy = bh_new(&yaml->scratch, struct bh_node, n_nodes);
    uint32_t *starts = bh_new(&yaml->scratch, uint32_t, n_maps + 1);
    if (copy == NULL || starts == NULL) {
        return place_error(yaml, err, mark, bh_arena_fail(&yaml->scratch, err));
    }
    memcpy(copy, value, n_nodes * sizeof(*copy));
    uint32_t at = 1;
    for (uint32_t i = 0; i < n_maps; i++) {
        if (copy[at].kind != BH_NODE_OBJECT) {
            fail_merge(yaml, mark, err);
            err->line = copy[at].place;
            err->column = copy[at].column;
            return -BH_ERR_INPUT;
        }
        starts[i] = at;
        at += copy[at].skip;
    }
    nodes->n = start;
    for (uint32_t i = n_maps; i-- > 0;) {
        const struct bh_node *map = copy + starts[i];
        uint32_t range_start = nodes->n;
        memcpy(nodes->v + nodes->n, map + 1, (map->skip - 1) * sizeof(*map));
        nodes->n += map->skip - 1;
        frame->n += map->n;
        rc = add_range(yaml, range_start, nodes->n, err);
        if (rc != 0) {
            return place_error(yaml, err, mark, rc);
        }
    }
    bh_arena_reset(&yaml->scratch);
    return 0;
}

/* A mapping with merge keys ends: of each key stays what the last writer wrote, where the mapping's own
 * pairs are one writer and each merged mapping is one; what one writer wrote twice stays twice. */
static int settle_merges(struct bh_yaml *yaml, struct frame *frame, yaml_mark_t mark,
                         struct bh_err *err)
{
    struct bh_nodes *nodes = yaml->nodes;
    struct bh_node *v = nodes->v;
    const struct range *first = yaml->ranges + frame->ranges;
    const struct range *end = yaml->ranges + yaml->n_ranges;
    static const char own = 0; /* stands for the mapping's own pairs */
    struct bh_map writers = { .seed = yaml->anchors.seed };

    int rc = keep_anchors(yaml, frame->start + 1, err);
    rc = rc != 0 ? rc : count_merged(yaml, frame->n, err);
    const struct range *range = first;
    uint32_t i = frame->start + 1;
    for (; rc == 0 && i < nodes->n; i += v[i].skip) {
        while (range < end && i >= range->end) {
            range++;
        }
        bool is_merged = range < end && i >= range->start;
        const void *writer = is_merged ? (const void *)range : (const void *)&own;
        rc = bh_map_put(&writers, &yaml->scratch, bh_node_text(&v[i]), (void *)(uintptr_t)writer,
                        err);
    }
    uint32_t to = frame->start + 1;
    range = first;
    for (i = to; rc == 0 && i < nodes->n;) {
        uint32_t skip = v[i].skip;
        while (range < end && i >= range->end) {
            range++;
        }
        bool is_merged = range < end && i >= range->start;
        const void *writer = is_merged ? (const void *)range : (const void *)&own;
        if (bh_map_get(&writers, bh_node_text(&v[i])) != writer) {
            frame->n--;
        } else {
            if (to != i) {
                rc = count_merged(yaml, skip, err);
                memmove(v + to, v + i, skip * sizeof(*v));
            }
            to += skip;
        }
        i += skip;
    }
    bh_arena_reset(&yaml->scratch);
    if (rc == 0) {
        nodes->n = to;
    }
    return place_error(yaml, err, mark, rc);
}

/* ---- anchors and aliases ----------------------------------------------------------------------- */

static int add_anchor(struct bh_yaml *yaml, const yaml_char_t *name, uint32_t start, bool is_open,
                      bool is_float, struct anchor **out, struct bh_err *err)
{
    struct bh_str key = bh_str_c((const char *)name);
    struct anchor *anchor = bh_new(&yaml->arena, struct anchor, 1);

    if (anchor == NULL) {
        return bh_arena_fail(&yaml->arena, err);
    }
    int rc = bh_arena_copy(&yaml->arena, key, &key, err);
    rc = rc != 0 ? rc : bh_map_put(&yaml->anchors, &yaml->arena, key, anchor, err);
    if (rc != 0) {
        return rc;
    }
    anchor->start = start;
    anchor->is_open = is_open;
    anchor->is_float = is_float;
    anchor->older = yaml->live;
    yaml->live = anchor;
    *out = anchor;
    return 0;
}

static int find_anchor(struct bh_yaml *yaml, const yaml_event_t *event, struct anchor **out,
                       struct bh_err *err)
{
    struct bh_str name = bh_str_c((const char *)event->data.alias.anchor);
    struct bh_str shown = bh_str(name.p, name.n < 60 ? name.n : 60);
    struct anchor *anchor = bh_map_get(&yaml->anchors, name);

    if (anchor == NULL) {
        return FAIL_AT(yaml, err, BH_ERR_INPUT, event->start_mark,
                       "alias '*" BH_FMT "' of an anchor that is not defined before it",
                       BH_ARG(shown));
    }
    if (anchor->is_open) {
        return FAIL_AT(yaml, err, BH_ERR_INPUT, event->start_mark,
                       "alias '*" BH_FMT "' inside the value that it stands for", BH_ARG(shown));
    }
    *out = anchor;
    return 0;
}

/* Appends the anchored nodes from 'skip_first' on. */
static int copy_anchored(struct bh_yaml *yaml, const struct anchor *anchor, uint32_t skip_first,
                         yaml_mark_t mark, struct bh_err *err)
{
    struct bh_nodes *nodes = yaml->nodes;
    const struct bh_node *from = anchor->kept != NULL ? anchor->kept : nodes->v + anchor->start;
    uint32_t n = from->skip - skip_first;

    yaml->n_expanded += n;
    if (yaml->n_expanded > allowance(yaml)) {
        return FAIL_AT(yaml, err, BH_ERR_LIMIT, mark, "aliases stand for too many values");
    }
    int rc = bh_nodes_reserve(nodes, n, err);
    if (rc != 0) {
        return place_error(yaml, err, mark, rc);
    }
    from = anchor->kept != NULL ? anchor->kept : nodes->v + anchor->start; /* may have moved */
    memcpy(nodes->v + nodes->n, from + skip_first, n * sizeof(*from));
    nodes->n += n;
    return 0;
}

/* ---- events ------------------------------------------------------------------------------------ */

/* A value that began at node 'start' is complete. */
static int value_done(struct bh_yaml *yaml, uint32_t start, yaml_mark_t mark, struct bh_err *err)
{
    struct frame *frame = top(yaml);

    if (frame == NULL || frame->is_items) {
        yaml->is_complete = true;
        return 0;
    }
    if (!frame->is_mapping) {
        frame->n++;
        return 0;
    }
    if (frame->is_merging) {
        frame->is_merging = false;
        return spread_merge_value(yaml, frame, start, mark, err);
    }
    struct bh_node *key = yaml->nodes->v + frame->key;
    key->skip = yaml->nodes->n - frame->key;
    if (yaml->is_list && yaml->n_frames == 1 && key[1].kind == BH_NODE_STRING) {
        struct bh_str name = bh_node_text(key), text = bh_node_text(&key[1]);
        if (bh_str_eq(name, BH_S("apiVersion"))) {
            yaml->api_version = text;
        } else if (bh_str_eq(name, BH_S("kind"))) {
            yaml->kind = text;
        }
    }
    frame->key = NONE;
    frame->n++;
    return 0;
}

static int fail_repeated_items(struct bh_yaml *yaml, uint32_t first_line, yaml_mark_t mark,
                               struct bh_err *err)
{
    return FAIL_AT(yaml, err, BH_ERR_INPUT, mark, "repeated key 'items', first on line %u",
                   first_line);
}

/* A key, from a scalar or an alias of one; 'scalar' is not in the nodes. */
static int add_key(struct bh_yaml *yaml, const struct bh_node *scalar, yaml_mark_t mark,
                   struct bh_err *err)
{
    struct bh_str text;

    int rc = bh_yaml_key_text(scalar, yaml->text, &text, err);
    if (rc != 0) {
        return place_error(yaml, err, mark, rc);
    }
    if (yaml->is_list && yaml->n_frames == 1 && bh_str_eq(text, BH_S("items"))) {
        return fail_repeated_items(yaml, yaml->items_line, mark, err);
    }
    struct bh_node key = { .kind = BH_NODE_KEY, .skip = 1, .p = text.p, .n = (uint32_t)text.n };
    top(yaml)->key = yaml->nodes->n;
    return add_node(yaml, key, mark, err);
}

/* The non-specific tag '!' makes plain text a string. libyaml drops it, but its place is in the mark. */
static bool has_bare_tag(const yaml_event_t *event)
{
    size_t n_chars = 0;

    if (event->data.scalar.anchor != NULL || event->start_mark.line != event->end_mark.line) {
        return false;
    }
    for (size_t i = 0; i < event->data.scalar.length; i++) {
        n_chars += (event->data.scalar.value[i] & 0xC0) != 0x80 ? 1 : 0;
    }
    return event->end_mark.index - event->start_mark.index > n_chars;
}

/* An anchor on a key names the typed scalar, which stands nowhere in the nodes. */
static int add_key_anchor(struct bh_yaml *yaml, const yaml_event_t *event, struct bh_node scalar,
                          struct bh_err *err)
{
    bool is_float = (scalar.flags & BH_YAML_FLOAT) != 0;
    struct anchor *anchor = NULL;

    int rc = add_anchor(yaml, event->data.scalar.anchor, 0, false, is_float, &anchor, err);
    if (rc == 0) {
        BH_BUG_ON(anchor == NULL);
        yaml->live = anchor->older;
        anchor->kept = bh_new(&yaml->arena, struct bh_node, 1);
        rc = anchor->kept == NULL ? bh_arena_fail(&yaml->arena, err) : 0;
    }
    if (rc == 0) {
        scalar.flags = 0;
        scalar.place = line_of(yaml, event->start_mark.line);
        *anchor->kept = scalar;
        rc = own_text(yaml, anchor->kept, 1, err);
    }
    return place_error(yaml, err, event->start_mark, rc);
}

static int on_scalar(struct bh_yaml *yaml, const yaml_event_t *event, struct bh_err *err)
{
    struct bh_str text = bh_str((const char *)event->data.scalar.value, event->data.scalar.length);
    struct bh_str tag = bh_str_c((const char *)event->data.scalar.tag);
    bool is_implicit = event->data.scalar.plain_implicit != 0;
    bool is_plain = is_implicit && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    yaml_mark_t mark = event->start_mark;
    struct frame *frame = top(yaml);
    bool is_key = expects_key(frame);
    struct bh_node node;

    if (frame != NULL && frame->is_flow && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
        bh_str_find_byte(text, '?') < text.n) {
        return FAIL_AT(yaml, err, BH_ERR_INPUT, mark,
                       "unexpected '?' inside brackets: quote the text, as kubectl demands");
    }
    if (frame != NULL && frame->is_flow && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
        text.n == 0 && bh_str_is_set(tag)) {
        /* In "[!!str, a]" the comma ends the tag for libyaml, and belongs to it for kubectl. */
        return FAIL_AT(yaml, err, BH_ERR_INPUT, mark,
                       "a tag without a value inside brackets: write '' behind the tag");
    }
    if (frame != NULL && frame->is_merging) {
        return fail_merge(yaml, mark, err);
    }
    if (is_key && frame != NULL && bh_str_eq(text, BH_S("<<")) &&
        (is_implicit || bh_str_eq(tag, BH_S("tag:yaml.org,2002:merge")))) {
        frame->is_merging = true;
        node = (struct bh_node){
            .kind = BH_NODE_STRING, .skip = 1, .p = text.p, .n = (uint32_t)text.n
        };
        return event->data.scalar.anchor == NULL ? 0 : add_key_anchor(yaml, event, node, err);
    }
    int rc = bh_yaml_scalar(text, is_plain, tag, yaml->text, &node, err);
    if (rc == 0 && is_plain && node.kind != BH_NODE_STRING && has_bare_tag(event)) {
        rc = bh_yaml_scalar(text, true, BH_S("!"), yaml->text, &node, err);
    }
    if (rc != 0) {
        return place_error(yaml, err, mark, rc);
    }
    bool is_view = node.p != NULL && node.p >= text.p && node.p <= text.p + text.n;
    if (is_view && node.n == 0) {
        node.p = "";
    } else if (is_view) {
        struct bh_str owned;
        rc = bh_arena_copy(yaml->text, bh_node_text(&node), &owned, err);
        if (rc != 0) {
            return place_error(yaml, err, mark, rc);
        }
        node.p = owned.p;
    }
    bool is_float = (node.flags & BH_YAML_FLOAT) != 0;
    uint32_t start = yaml->nodes->n;
    if (is_key) {
        rc = add_key(yaml, &node, mark, err);
    } else {
        node.flags = 0;
        rc = add_node(yaml, node, mark, err);
    }
    if (rc == 0 && event->data.scalar.anchor != NULL) {
        struct anchor *anchor = NULL;
        rc = is_key ? add_key_anchor(yaml, event, node, err)
                    : add_anchor(yaml, event->data.scalar.anchor, start, false, is_float, &anchor,
                                 err);
        rc = place_error(yaml, err, mark, rc);
    }
    return rc != 0 || is_key ? rc : value_done(yaml, start, mark, err);
}

static int on_alias(struct bh_yaml *yaml, const yaml_event_t *event, struct bh_err *err)
{
    yaml_mark_t mark = event->start_mark;
    struct frame *frame = top(yaml);
    struct anchor *anchor = NULL;

    int rc = find_anchor(yaml, event, &anchor, err);
    if (rc != 0) {
        return rc;
    }
    struct bh_node first = anchor->kept != NULL ? *anchor->kept : yaml->nodes->v[anchor->start];
    uint32_t start = yaml->nodes->n;
    if (expects_key(frame)) {
        first.flags |= anchor->is_float ? BH_YAML_FLOAT : 0;
        return add_key(yaml, &first, mark, err);
    }
    if (frame != NULL && frame->is_merging) {
        if (first.kind != BH_NODE_OBJECT) {
            return fail_merge(yaml, mark, err);
        }
        frame->is_merging = false;
        frame->n += first.n;
        rc = copy_anchored(yaml, anchor, 1, mark, err);
        rc = rc != 0 ? rc : add_range(yaml, start, yaml->nodes->n, err);
        return place_error(yaml, err, mark, rc);
    }
    rc = copy_anchored(yaml, anchor, 0, mark, err);
    return rc != 0 ? rc : value_done(yaml, start, mark, err);
}

/* "items" of the root begins: what the root said so far moves to the reader's own memory. */
static int begin_items(struct bh_yaml *yaml, struct frame *root, struct bh_err *err)
{
    struct bh_nodes *nodes = yaml->nodes;

    uint32_t column = nodes->v[root->key].column;
    yaml->items_line = nodes->v[root->key].place;
    nodes->n = root->key;
    root->key = NONE;
    int rc = bh_nodes_reserve(&yaml->rest, nodes->n, err);
    if (rc != 0) {
        return rc;
    }
    memcpy(yaml->rest.v, nodes->v, nodes->n * sizeof(*nodes->v));
    yaml->rest.n = nodes->n;
    rc = own_text(yaml, yaml->rest.v, yaml->rest.n, err);
    rc = rc != 0 ? rc : keep_anchors(yaml, 0, err);
    if (rc != 0) {
        return rc;
    }
    const struct bh_node *v = yaml->rest.v;
    const struct range *range = yaml->ranges;
    const struct range *end = range != NULL ? range + yaml->n_ranges : NULL;
    for (uint32_t i = 1; i < yaml->rest.n; i += v[i].skip) {
        struct bh_str name = bh_node_text(&v[i]);
        while (range < end && i >= range->end) {
            range++;
        }
        if (bh_str_eq(name, BH_S("items"))) {
            return bh_fail_at(err, BH_ERR_INPUT, yaml->items_line, column,
                              "repeated key 'items', first on line %u", v[i].place);
        }
        if (v[i + 1].kind != BH_NODE_STRING || (range < end && i >= range->start)) {
            continue;
        }
        if (bh_str_eq(name, BH_S("apiVersion"))) {
            yaml->api_version = bh_node_text(&v[i + 1]);
        } else if (bh_str_eq(name, BH_S("kind"))) {
            yaml->kind = bh_node_text(&v[i + 1]);
        }
    }
    yaml->is_list = true;
    yaml->is_in_items = true;
    yaml->piece_start = yaml->n_bytes; /* the first element has a budget of its own */
    nodes->n = 0;
    return 0;
}

static int push_frame(struct bh_yaml *yaml, struct frame frame, struct bh_err *err)
{
    if (yaml->n_frames == BH_MAX_YAML_DEPTH) {
        return bh_fail(err, BH_ERR_LIMIT, "values are nested more than %d deep", BH_MAX_YAML_DEPTH);
    }
    if (yaml->n_frames == yaml->frames_room) {
        uint32_t room = yaml->frames_room == 0 ? 32 : yaml->frames_room * 2;
        struct frame *frames = realloc(yaml->frames, room * sizeof(*frames));
        if (frames == NULL) {
            return bh_fail(err, BH_ERR_LIMIT, "no memory for nested values");
        }
        yaml->frames = frames;
        yaml->frames_room = room;
    }
    yaml->frames[yaml->n_frames++] = frame;
    return 0;
}

/* Counts open brackets: flow collections contain only flow collections. */
static bool is_flow_too_deep(const struct bh_yaml *yaml)
{
    return yaml->n_frames >= BH_MAX_YAML_FLOW_DEPTH &&
           yaml->frames[yaml->n_frames - BH_MAX_YAML_FLOW_DEPTH].is_flow;
}

static int on_start(struct bh_yaml *yaml, const yaml_event_t *event, struct bh_err *err)
{
    bool is_mapping = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *anchor_name =
        is_mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    bool is_flow = is_mapping ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                              : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    yaml_mark_t mark = event->start_mark;
    struct frame *parent = top(yaml);
    struct frame frame = {
        .start = yaml->nodes->n,
        .key = NONE,
        .ranges = yaml->n_ranges,
        .is_mapping = is_mapping,
        .is_flow = is_flow,
    };
    int rc = 0;

    if (expects_key(parent)) {
        return FAIL_AT(yaml, err, BH_ERR_INPUT, mark, "a %s cannot be a key%s",
                       is_mapping ? "mapping" : "list",
                       is_flow ? ": quote text that begins with a bracket" : "");
    }
    if (is_flow && is_flow_too_deep(yaml)) {
        return FAIL_AT(yaml, err, BH_ERR_LIMIT, mark, "brackets are nested more than %d deep",
                       BH_MAX_YAML_FLOW_DEPTH);
    }
    if (yaml->n_frames == 1 && !yaml->is_list && parent->is_mapping && !parent->is_merging &&
        !is_mapping && anchor_name == NULL &&
        bh_str_eq(bh_node_text(&yaml->nodes->v[parent->key]), BH_S("items"))) {
        frame.is_items = true;
        rc = begin_items(yaml, parent, err);
        rc = rc != 0 ? rc : push_frame(yaml, frame, err);
        return place_error(yaml, err, mark, rc);
    }
    struct bh_node node = { .kind = is_mapping ? BH_NODE_OBJECT : BH_NODE_ARRAY, .skip = 1 };
    rc = add_node(yaml, node, mark, err);
    if (rc == 0 && anchor_name != NULL) {
        rc = add_anchor(yaml, anchor_name, frame.start, true, false, &frame.anchor, err);
    }
    rc = rc != 0 ? rc : push_frame(yaml, frame, err);
    return place_error(yaml, err, mark, rc);
}

static int on_end(struct bh_yaml *yaml, const yaml_event_t *event, struct bh_err *err)
{
    struct frame *frame = top(yaml);
    yaml_mark_t mark = event->start_mark;

    if (frame->is_items) {
        yaml->n_frames--;
        yaml->is_in_items = false;
        yaml->nodes = &yaml->rest;
        yaml->text = &yaml->arena;
        return 0;
    }
    if (yaml->n_ranges > frame->ranges) {
        int rc = settle_merges(yaml, frame, mark, err);
        if (rc != 0) {
            return rc;
        }
        yaml->n_ranges = frame->ranges;
    }
    uint32_t start = frame->start;
    struct bh_node *node = yaml->nodes->v + start;
    node->n = frame->n;
    node->skip = yaml->nodes->n - start;
    if (frame->anchor != NULL) {
        frame->anchor->is_open = false;
    }
    yaml->n_frames--;
    return value_done(yaml, start, mark, err);
}

static int on_document_start(struct bh_yaml *yaml, const yaml_event_t *event, struct bh_err *err)
{
    const yaml_version_directive_t *version = event->data.document_start.version_directive;
    const yaml_tag_directive_t *tag = event->data.document_start.tag_directives.start;

    if (yaml->has_document) {
        return FAIL_AT(yaml, err, BH_ERR_INPUT, event->start_mark,
                       "a second document begins here: separate documents with a line that is "
                       "'---' and nothing else");
    }
    yaml->has_document = true;
    if (version != NULL && (version->major != 1 || version->minor != 1)) {
        return FAIL_AT(yaml, err, BH_ERR_INPUT, event->start_mark,
                       "YAML version %d.%d is not read by kubectl: only 1.1 is", version->major,
                       version->minor);
    }
    for (; tag != event->data.document_start.tag_directives.end; tag++) {
        if (strlen((const char *)tag->prefix) > MAX_TAG_PREFIX) {
            return FAIL_AT(yaml, err, BH_ERR_LIMIT, event->start_mark,
                           "a tag prefix of more than %d bytes", MAX_TAG_PREFIX);
        }
    }
    return 0;
}

static int on_event(struct bh_yaml *yaml, const yaml_event_t *event, struct bh_err *err)
{
    if (yaml->n_frames == 0 && yaml->root_line == 0 &&
        (event->type == YAML_SCALAR_EVENT || event->type == YAML_MAPPING_START_EVENT ||
         event->type == YAML_SEQUENCE_START_EVENT)) {
        yaml->root_line = line_of(yaml, event->start_mark.line);
        yaml->root_column = column_of(event->start_mark.column);
    }
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return on_scalar(yaml, event, err);
    case YAML_ALIAS_EVENT:
        return on_alias(yaml, event, err);
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        return on_start(yaml, event, err);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        return on_end(yaml, event, err);
    case YAML_DOCUMENT_START_EVENT:
        return on_document_start(yaml, event, err);
    case YAML_STREAM_END_EVENT:
        yaml->is_over = true;
        return 0;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return 0;
}

/* Takes one event. */
static int step(struct bh_yaml *yaml, struct bh_err *err)
{
    yaml_event_t event;

    if (!yaml_parser_parse(&yaml->parser, &event)) {
        return fail_parser(yaml, err);
    }
    int rc = on_event(yaml, &event, err);
    yaml_event_delete(&event);
    return rc;
}

/* ---- pieces ------------------------------------------------------------------------------------ */

int bh_yaml_new(bh_read_fn *read, void *ctx, uint32_t first_line, struct bh_yaml **out,
                struct bh_err *err)
{
    struct bh_yaml *yaml = calloc(1, sizeof(*yaml));

    if (yaml == NULL || !yaml_parser_initialize(&yaml->parser)) {
        free(yaml);
        return bh_fail(err, BH_ERR_LIMIT, "no memory to read YAML");
    }
    yaml->read = read;
    yaml->ctx = ctx;
    yaml->first_line = first_line;
    yaml->is_at_line_start = true;
    yaml->anchors.seed = (uint32_t)((uintptr_t)yaml >> 4); /* no result depends on it */
    bh_arena_init(&yaml->arena, BH_MAX_OBJECT_MEMORY);
    bh_arena_init(&yaml->scratch, BH_MAX_OBJECT_MEMORY);
    yaml_parser_set_input(&yaml->parser, on_read, yaml);
    *out = yaml;
    return 0;
}

void bh_yaml_free(struct bh_yaml *yaml)
{
    if (yaml == NULL) {
        return;
    }
    yaml_parser_delete(&yaml->parser);
    bh_arena_done(&yaml->arena);
    bh_arena_done(&yaml->scratch);
    bh_nodes_done(&yaml->rest);
    free(yaml->frames);
    free(yaml->ranges);
    free(yaml);
}

/* Reads on to the end of the input, which has to follow. */
static int read_end(struct bh_yaml *yaml, struct bh_err *err)
{
    while (!yaml->is_over) {
        int rc = step(yaml, err);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

static int next(struct bh_yaml *yaml, struct bh_arena *arena, struct bh_nodes *nodes,
                enum bh_yaml_piece *out_piece, struct bh_doc *out_doc, struct bh_err *err)
{
    nodes->n = 0;
    yaml->nodes = nodes;
    yaml->text = arena;
    yaml->is_complete = false;
    while (!yaml->is_over && !yaml->is_complete) {
        int rc = step(yaml, err);
        if (rc != 0) {
            return rc;
        }
    }
    if (!yaml->is_complete) {
        *out_piece = BH_YAML_END;
        *out_doc = (struct bh_doc){ 0 };
        return 0;
    }
    struct bh_doc doc = { .has_lines = true, .nodes = yaml->nodes->v, .n = yaml->nodes->n };
    enum bh_yaml_piece piece = BH_YAML_ITEM;
    int rc = 0;
    if (yaml->is_in_items) {
        doc.line = doc.nodes[0].place;
        doc.column = doc.nodes[0].column;
        rc = keep_anchors(yaml, 0, err);
    } else {
        piece = yaml->is_list ? BH_YAML_REST : BH_YAML_WHOLE;
        doc.line = yaml->root_line;
        doc.column = yaml->root_column;
        const struct bh_node *items = bh_doc_key(doc.nodes, BH_S("items"));
        if (yaml->is_list && items != NULL) { /* only a merge key can have brought it */
            return bh_fail_at(err, BH_ERR_INPUT, items->place, items->column,
                              "repeated key 'items', first on line %u", yaml->items_line);
        }
        rc = read_end(yaml, err);
    }
    if (rc != 0) {
        return rc;
    }
    yaml->piece_start = yaml->n_bytes;
    *out_piece = piece;
    *out_doc = doc;
    return 0;
}

int bh_yaml_next(struct bh_yaml *yaml, struct bh_arena *arena, struct bh_nodes *nodes,
                 enum bh_yaml_piece *out_piece, struct bh_doc *out_doc, struct bh_err *err)
{
    if (yaml->is_over) {
        nodes->n = 0;
        *out_piece = BH_YAML_END;
        *out_doc = (struct bh_doc){ 0 };
        return 0;
    }
    int rc = next(yaml, arena, nodes, out_piece, out_doc, err);
    if (rc != 0) {
        yaml->is_over = true;
    }
    return rc;
}

void bh_yaml_list_head(const struct bh_yaml *yaml, struct bh_str *out_api_version,
                       struct bh_str *out_kind)
{
    *out_api_version = yaml->api_version;
    *out_kind = yaml->kind;
}
