/* Reads a document for its text: libyaml's events, or the tokens of JSON, to nodes with byte ranges. Called by
 * kube/yaml_edit.c's callers. Leaves out values: what a scalar means is the business of yaml.c and json.c, which
 * have read the same text before. */
#include "kube/text_tree.h"

#include <stdlib.h>
#include <yaml.h>

#include "base/limits.h"

enum { STRIDE = 64 }; /* characters between two known byte offsets */

/* libyaml counts characters: byte offsets of every STRIDE-th one. */
struct offsets {
    size_t *v; /* on the heap; NULL = all ASCII: a character is a byte */
    size_t n;
};

struct reading {
    struct bh_text_tree *tree;
    struct offsets offsets;
    uint32_t first_line;
    uint32_t open; /* innermost open collection, or BH_TEXT_NONE */
    size_t end;    /* where the value that was read last ends */
};

/* ---- offsets ------------------------------------------------------------------------------------ */

static int index_offsets(struct offsets *out, struct bh_str text, struct bh_err *err)
{
    size_t n_chars = 0;

    for (size_t i = 0; i < text.n; i++) {
        n_chars += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    }
    if (n_chars == text.n) {
        return 0;
    }
    out->v = calloc(n_chars / STRIDE + 2, sizeof(*out->v));
    if (out->v == NULL) {
        return bh_fail(err, BH_ERR_LIMIT, "no memory to read YAML");
    }
    size_t at = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (((unsigned char)text.p[i] & 0xC0) != 0x80) {
            if (at % STRIDE == 0) {
                out->v[at / STRIDE] = i;
            }
            at++;
        }
    }
    out->n = n_chars;
    return 0;
}

static size_t byte_at(const struct offsets *offsets, struct bh_str text, size_t character)
{
    if (offsets->v == NULL) {
        return character < text.n ? character : text.n;
    }
    if (character >= offsets->n) {
        return text.n;
    }
    size_t at = offsets->v[character / STRIDE];
    for (size_t left = character % STRIDE; left > 0; left--) {
        at++;
        while (at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80) {
            at++;
        }
    }
    return at;
}

size_t bh_text_break(struct bh_str text, size_t at)
{
    struct bh_str rest = bh_str_from(text, at);

    if (rest.n == 0) {
        return 0;
    }
    if (rest.p[0] == '\n') {
        return 1;
    }
    if (rest.p[0] == '\r') {
        return rest.n > 1 && rest.p[1] == '\n' ? 2 : 1;
    }
    if (bh_str_starts(rest, bh_str("\xC2\x85", 2))) {
        return 2;
    }
    return bh_str_starts(rest, bh_str("\xE2\x80\xA8", 3)) ||
                   bh_str_starts(rest, bh_str("\xE2\x80\xA9", 3))
               ? 3
               : 0;
}

/* ---- nodes -------------------------------------------------------------------------------------- */

/* Appends a node; *out is good until the next one comes. */
static int add(struct reading *r, struct bh_text_node node, struct bh_text_node **out,
               struct bh_err *err)
{
    struct bh_text_tree *tree = r->tree;

    if (tree->n == tree->room) {
        uint32_t room = tree->room == 0 ? 256 : tree->room * 2;
        struct bh_text_node *v =
            tree->n >= BH_MAX_NODES ? NULL : reallocarray(tree->v, room, sizeof(*tree->v));
        if (v == NULL) {
            return bh_fail(err, BH_ERR_LIMIT, "too many values for an edit");
        }
        tree->v = v;
        tree->room = room;
    }
    node.skip = 1;
    node.parent = r->open == BH_TEXT_NONE ? tree->n : r->open;
    tree->v[tree->n] = node;
    *out = &tree->v[tree->n++];
    return 0;
}

/* A value ended: counts it where it stands. In a mapping every second one completes a pair. */
static void value_ends(struct reading *r, uint32_t index)
{
    struct bh_text_node *node = &r->tree->v[index];

    node->skip = r->tree->n - index;
    r->end = node->end;
    if (r->open != BH_TEXT_NONE) {
        r->tree->v[r->open].n++;
    }
}

static void close_collection(struct reading *r, size_t end)
{
    uint32_t index = r->open;
    struct bh_text_node *node = &r->tree->v[index];

    node->end = node->is_flow || node->n == 0 ? end : r->end;
    node->n = node->kind == BH_TEXT_MAPPING ? node->n / 2 : node->n;
    r->open = node->parent == index ? BH_TEXT_NONE : node->parent;
    value_ends(r, index);
}

static bool is_key_next(const struct reading *r)
{
    const struct bh_text_node *open = r->open == BH_TEXT_NONE ? NULL : &r->tree->v[r->open];

    return open != NULL && open->kind == BH_TEXT_MAPPING && open->n % 2 == 0;
}

/* ---- YAML --------------------------------------------------------------------------------------- */

static int set_anchor(struct reading *r, uint32_t index, const yaml_char_t *name,
                      struct bh_err *err)
{
    struct bh_text_tree *tree = r->tree;
    struct bh_str key;

    if (name == NULL) {
        return 0;
    }
    tree->v[index].anchor = index;
    int rc = bh_arena_copy(&tree->arena, bh_str_c((const char *)name), &key, err);
    return rc != 0
               ? rc
               : bh_map_put(&tree->anchors, &tree->arena, key, (void *)((uintptr_t)index + 1), err);
}

static struct bh_text_node node_of(const struct reading *r, const yaml_event_t *event,
                                   enum bh_text_kind kind)
{
    return (struct bh_text_node){
        .kind = (uint8_t)kind,
        .start = byte_at(&r->offsets, r->tree->text, event->start_mark.index),
        .end = byte_at(&r->offsets, r->tree->text, event->end_mark.index),
        .line = (uint32_t)(event->start_mark.line + r->first_line),
        .column = (uint32_t)event->start_mark.column,
        .anchor = BH_TEXT_NONE,
    };
}

/* A block scalar ends behind its last line that is not empty; what '+' keeps belongs to it as well. */
static void trim_block_scalar(struct bh_str text, struct bh_text_node *node)
{
    for (size_t i = node->start; i < node->end && bh_text_break(text, i) == 0; i++) {
        if (text.p[i] == '+') {
            return;
        }
    }
    while (node->end > node->start &&
           (text.p[node->end - 1] == ' ' || text.p[node->end - 1] == '\n' ||
            text.p[node->end - 1] == '\r')) {
        node->end--;
    }
}

static int on_scalar(struct reading *r, const yaml_event_t *event, struct bh_err *err)
{
    struct bh_text_node node = node_of(r, event, BH_TEXT_SCALAR), *added;
    struct bh_str value = bh_str((const char *)event->data.scalar.value, event->data.scalar.length);
    yaml_scalar_style_t style = event->data.scalar.style;
    int rc = 0;

    node.has_properties = event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL;
    node.is_plain = style == YAML_PLAIN_SCALAR_STYLE;
    node.is_null = node.is_plain && event->data.scalar.tag == NULL &&
                   (value.n == 0 || bh_str_eq(value, BH_S("~")) || bh_str_eq(value, BH_S("null")) ||
                    bh_str_eq(value, BH_S("Null")) || bh_str_eq(value, BH_S("NULL")));
    if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
        trim_block_scalar(r->tree->text, &node);
    }
    if (is_key_next(r)) {
        rc = bh_arena_copy(&r->tree->arena, value, &node.text, err);
    }
    rc = rc != 0 ? rc : add(r, node, &added, err);
    uint32_t index = r->tree->n - 1;
    rc = rc != 0 ? rc : set_anchor(r, index, event->data.scalar.anchor, err);
    if (rc == 0) {
        value_ends(r, index);
    }
    return rc;
}

static int on_alias(struct reading *r, const yaml_event_t *event, struct bh_err *err)
{
    struct bh_text_node node = node_of(r, event, BH_TEXT_ALIAS), *added;
    void *found = bh_map_get(&r->tree->anchors, bh_str_c((const char *)event->data.alias.anchor));

    if (found == NULL) {
        return bh_fail_at(err, BH_ERR_INPUT, node.line, node.column + 1, "an alias of nothing");
    }
    node.anchor = (uint32_t)((uintptr_t)found - 1);
    int rc = add(r, node, &added, err);
    if (rc != 0) {
        return rc;
    }
    struct bh_text_node *target = &r->tree->v[added->anchor];
    target->first_alias = target->n_aliases++ == 0 ? r->tree->n - 1 : target->first_alias;
    value_ends(r, r->tree->n - 1);
    return 0;
}

static int on_start(struct reading *r, const yaml_event_t *event, struct bh_err *err)
{
    bool is_mapping = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *anchor =
        is_mapping ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    const yaml_char_t *tag =
        is_mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    struct bh_text_node node = node_of(r, event, is_mapping ? BH_TEXT_MAPPING : BH_TEXT_SEQUENCE);
    struct bh_text_node *added;

    node.is_flow = is_mapping ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                              : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    node.has_properties = anchor != NULL || tag != NULL;
    int rc = add(r, node, &added, err);
    rc = rc != 0 ? rc : set_anchor(r, r->tree->n - 1, anchor, err);
    if (rc == 0) {
        r->open = r->tree->n - 1;
    }
    return rc;
}

static int on_event(struct reading *r, const yaml_event_t *event, struct bh_err *err)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return on_scalar(r, event, err);
    case YAML_ALIAS_EVENT:
        return on_alias(r, event, err);
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
        return on_start(r, event, err);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        close_collection(r, byte_at(&r->offsets, r->tree->text, event->end_mark.index));
        break;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return 0;
}

/* Reads events to the end of the first document. */
static int read_events(struct reading *r, yaml_parser_t *parser, struct bh_err *err)
{
    bool is_over = false;
    int rc = 0;

    while (!is_over && rc == 0) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            return bh_fail_at(err, BH_ERR_INPUT,
                              (uint32_t)(parser->problem_mark.line + r->first_line),
                              (uint32_t)parser->problem_mark.column + 1, "malformed YAML");
        }
        is_over = event.type == YAML_DOCUMENT_END_EVENT || event.type == YAML_STREAM_END_EVENT;
        rc = on_event(r, &event, err);
        yaml_event_delete(&event);
    }
    if (rc == 0 && r->tree->n == 0) {
        rc = bh_fail(err, BH_ERR_INPUT, "no document");
    }
    return rc;
}

static void start(struct reading *r, struct bh_text_tree *tree, struct bh_str text, bool is_json)
{
    *tree = (struct bh_text_tree){ .text = text, .is_json = is_json };
    bh_arena_init(&tree->arena, BH_MAX_OBJECT_MEMORY);
    *r = (struct reading){ .tree = tree, .open = BH_TEXT_NONE };
}

int bh_text_tree_yaml(struct bh_text_tree *tree, struct bh_str text, uint32_t first_line,
                      struct bh_err *err)
{
    struct reading r;
    yaml_parser_t parser;

    start(&r, tree, text, false);
    r.first_line = first_line;
    int rc = index_offsets(&r.offsets, text, err);
    if (rc != 0) {
        return rc;
    }
    if (!yaml_parser_initialize(&parser)) {
        free(r.offsets.v);
        return bh_fail(err, BH_ERR_LIMIT, "no memory to read YAML");
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)text.p, text.n);
    rc = read_events(&r, &parser, err);
    yaml_parser_delete(&parser);
    free(r.offsets.v);
    return rc;
}

/* ---- JSON --------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind the string that begins at 'at'. */
static size_t string_end(struct bh_str text, size_t at, bool *out_has_escape)
{
    *out_has_escape = false;
    for (at++; at < text.n && text.p[at] != '"'; at++) {
        if (text.p[at] == '\\') {
            *out_has_escape = true;
            at++;
        }
    }
    return at < text.n ? at + 1 : text.n;
}

static int json_scalar(struct reading *r, size_t *at, struct bh_err *err)
{
    struct bh_str text = r->tree->text;
    struct bh_text_node node = { .kind = BH_TEXT_SCALAR, .start = *at, .anchor = BH_TEXT_NONE };
    struct bh_text_node *added;
    bool has_escape = false;

    if (text.p[*at] == '"') {
        node.end = string_end(text, *at, &has_escape);
    } else {
        node.is_plain = true;
        node.end = *at;
        while (node.end < text.n && !is_blank(text.p[node.end]) &&
               bh_str_find_byte(BH_S(",]}:"), text.p[node.end]) == 4) {
            node.end++;
        }
        if (node.end == *at) {
            return bh_fail(err, BH_ERR_INPUT, "malformed JSON");
        }
        node.is_null = text.p[*at] == 'n';
    }
    if (is_key_next(r) && !node.is_plain && !has_escape && node.end >= node.start + 2) {
        node.text = bh_str(text.p + node.start + 1, node.end - node.start - 2);
    }
    *at = node.end;
    int rc = add(r, node, &added, err);
    if (rc == 0) {
        value_ends(r, r->tree->n - 1);
    }
    return rc;
}

/* Takes the token at *at. */
static int json_token(struct reading *r, size_t *at, struct bh_err *err)
{
    char c = r->tree->text.p[*at];
    struct bh_text_node *added;

    if (c == ',' || c == ':' || is_blank(c)) {
        (*at)++;
        return 0;
    }
    if (c == '{' || c == '[') {
        struct bh_text_node node = {
            .kind = c == '{' ? BH_TEXT_MAPPING : BH_TEXT_SEQUENCE,
            .start = (*at)++,
            .is_flow = true,
            .anchor = BH_TEXT_NONE,
        };
        int rc = add(r, node, &added, err);
        r->open = rc == 0 ? r->tree->n - 1 : r->open;
        return rc;
    }
    if (c == '}' || c == ']') {
        if (r->open == BH_TEXT_NONE) {
            return bh_fail(err, BH_ERR_INPUT, "malformed JSON");
        }
        close_collection(r, ++*at);
        return 0;
    }
    return json_scalar(r, at, err);
}

int bh_text_tree_json(struct bh_text_tree *tree, struct bh_str text, size_t at, struct bh_err *err)
{
    struct reading r;
    int rc = 0;

    start(&r, tree, text, true);
    while (rc == 0 && at < text.n && (tree->n == 0 || r.open != BH_TEXT_NONE)) {
        rc = json_token(&r, &at, err);
    }
    if (rc == 0 && (tree->n == 0 || r.open != BH_TEXT_NONE)) {
        rc = bh_fail(err, BH_ERR_INPUT, "the JSON value does not end");
    }
    return rc;
}

/* ---- the tree ----------------------------------------------------------------------------------- */

void bh_text_tree_done(struct bh_text_tree *tree)
{
    if (tree != NULL) {
        free(tree->v);
        bh_arena_done(&tree->arena);
        *tree = (struct bh_text_tree){ 0 };
    }
}

uint32_t bh_text_tree_find(const struct bh_text_tree *tree, uint32_t line, uint32_t column)
{
    uint32_t low = 0, high = tree->n;

    while (low < high) { /* the first node that does not start before the place */
        uint32_t middle = low + (high - low) / 2;
        const struct bh_text_node *node = &tree->v[middle];
        if (node->line < line || (node->line == line && node->column + 1 < column)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (; low < tree->n && tree->v[low].line == line && tree->v[low].column + 1 == column; low++) {
        if (tree->v[low].kind == BH_TEXT_MAPPING) {
            return low;
        }
    }
    return BH_TEXT_NONE;
}

uint32_t bh_text_tree_key(const struct bh_text_tree *tree, uint32_t mapping, struct bh_str name)
{
    const struct bh_text_node *v = tree->v;
    uint32_t found = BH_TEXT_NONE, at = mapping + 1;

    for (uint32_t i = 0; v[mapping].kind == BH_TEXT_MAPPING && i < v[mapping].n; i++) {
        if (bh_str_is_set(v[at].text) && bh_str_eq(v[at].text, name)) {
            found = at;
        }
        at += v[at].skip;
        at += v[at].skip;
    }
    return found;
}
