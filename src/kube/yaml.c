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

#include <stdlib.h>

#include "kube/yaml_parts.h"
#include "kube/yaml_scalar.h"

enum { MAX_TAG_PREFIX = 1024 }; /* every use of a tag directive copies it */

/* ---- nodes ------------------------------------------------------------------------------------- */

static int add_node(struct bh_yaml *yaml, struct bh_node node, yaml_mark_t mark, struct bh_err *err)
{
    struct bh_nodes *nodes = yaml->nodes;

    if (nodes->n == nodes->room) {
        int rc = bh_nodes_reserve(nodes, 1, err);
        if (rc != 0) {
            return bh_yaml_place_error(yaml, err, mark, rc);
        }
    }
    node.place = bh_yaml_line(yaml, mark.line);
    node.column = mark.column < UINT16_MAX ? (uint16_t)(mark.column + 1) : 0;
    nodes->v[nodes->n++] = node;
    yaml->n_read++;
    return 0;
}

static struct bh_yaml_frame *top(struct bh_yaml *yaml)
{
    return yaml->n_frames > 0 ? &yaml->frames[yaml->n_frames - 1] : NULL;
}

static bool expects_key(const struct bh_yaml_frame *frame)
{
    return frame != NULL && frame->is_mapping && frame->key == BH_YAML_NONE && !frame->is_merging;
}

/* ---- events ------------------------------------------------------------------------------------ */

/* A value that began at node 'start' is complete. */
static int value_done(struct bh_yaml *yaml, uint32_t start, yaml_mark_t mark, struct bh_err *err)
{
    struct bh_yaml_frame *frame = top(yaml);

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
        return bh_yaml_spread_merge(yaml, frame, start, mark, err);
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
    frame->key = BH_YAML_NONE;
    frame->n++;
    return 0;
}

static int fail_repeated_items(struct bh_yaml *yaml, uint32_t first_line, yaml_mark_t mark,
                               struct bh_err *err)
{
    return BH_YAML_FAIL_AT(yaml, err, BH_ERR_INPUT, mark, "repeated key 'items', first on line %u",
                           first_line);
}

/* A key, from a scalar or an alias of one; 'scalar' is not in the nodes. */
static int add_key(struct bh_yaml *yaml, const struct bh_node *scalar, yaml_mark_t mark,
                   struct bh_err *err)
{
    struct bh_str text;

    int rc = bh_yaml_key_text(scalar, yaml->text, &text, err);
    if (rc != 0) {
        return bh_yaml_place_error(yaml, err, mark, rc);
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
    struct bh_yaml_anchor *anchor = NULL;

    int rc = bh_yaml_add_anchor(yaml, event->data.scalar.anchor, 0, false, is_float, &anchor, err);
    if (rc == 0) {
        BH_BUG_ON(anchor == NULL);
        yaml->live = anchor->older;
        anchor->kept = bh_new(&yaml->arena, struct bh_node, 1);
        rc = anchor->kept == NULL ? bh_arena_fail(&yaml->arena, err) : 0;
    }
    if (rc == 0) {
        scalar.flags = 0;
        scalar.place = bh_yaml_line(yaml, event->start_mark.line);
        *anchor->kept = scalar;
        rc = bh_yaml_own_text(yaml, anchor->kept, 1, err);
    }
    return bh_yaml_place_error(yaml, err, event->start_mark, rc);
}

static int on_scalar(struct bh_yaml *yaml, const yaml_event_t *event, struct bh_err *err)
{
    struct bh_str text = bh_str((const char *)event->data.scalar.value, event->data.scalar.length);
    struct bh_str tag = bh_str_c((const char *)event->data.scalar.tag);
    bool is_implicit = event->data.scalar.plain_implicit != 0;
    bool is_plain = is_implicit && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    yaml_mark_t mark = event->start_mark;
    struct bh_yaml_frame *frame = top(yaml);
    bool is_key = expects_key(frame);
    struct bh_node node;

    if (frame != NULL && frame->is_flow && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
        bh_str_find_byte(text, '?') < text.n) {
        return BH_YAML_FAIL_AT(
            yaml, err, BH_ERR_INPUT, mark,
            "unexpected '?' inside brackets: quote the text, as kubectl demands");
    }
    if (frame != NULL && frame->is_flow && event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
        text.n == 0 && bh_str_is_set(tag)) {
        /* In "[!!str, a]" the comma ends the tag for libyaml, and belongs to it for kubectl. */
        return BH_YAML_FAIL_AT(yaml, err, BH_ERR_INPUT, mark,
                               "a tag without a value inside brackets: write '' behind the tag");
    }
    if (frame != NULL && frame->is_merging) {
        return bh_yaml_fail_merge(yaml, mark, err);
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
        return bh_yaml_place_error(yaml, err, mark, rc);
    }
    bool is_view = node.p != NULL && node.p >= text.p && node.p <= text.p + text.n;
    if (is_view && node.n == 0) {
        node.p = "";
    } else if (is_view) {
        struct bh_str owned;
        rc = bh_arena_copy(yaml->text, bh_node_text(&node), &owned, err);
        if (rc != 0) {
            return bh_yaml_place_error(yaml, err, mark, rc);
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
        struct bh_yaml_anchor *anchor = NULL;
        rc = is_key ? add_key_anchor(yaml, event, node, err)
                    : bh_yaml_add_anchor(yaml, event->data.scalar.anchor, start, false, is_float,
                                         &anchor, err);
        rc = bh_yaml_place_error(yaml, err, mark, rc);
    }
    return rc != 0 || is_key ? rc : value_done(yaml, start, mark, err);
}

static int on_alias(struct bh_yaml *yaml, const yaml_event_t *event, struct bh_err *err)
{
    yaml_mark_t mark = event->start_mark;
    struct bh_yaml_frame *frame = top(yaml);
    struct bh_yaml_anchor *anchor = NULL;

    int rc = bh_yaml_find_anchor(yaml, event, &anchor, err);
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
            return bh_yaml_fail_merge(yaml, mark, err);
        }
        frame->is_merging = false;
        frame->n += first.n;
        rc = bh_yaml_copy_anchored(yaml, anchor, 1, mark, err);
        rc = rc != 0 ? rc : bh_yaml_add_range(yaml, start, yaml->nodes->n, err);
        return bh_yaml_place_error(yaml, err, mark, rc);
    }
    rc = bh_yaml_copy_anchored(yaml, anchor, 0, mark, err);
    return rc != 0 ? rc : value_done(yaml, start, mark, err);
}

/* "items" of the root begins: what the root said so far moves to the reader's own memory. */
static int begin_items(struct bh_yaml *yaml, struct bh_yaml_frame *root, struct bh_err *err)
{
    struct bh_nodes *nodes = yaml->nodes;

    uint32_t column = nodes->v[root->key].column;
    yaml->items_line = nodes->v[root->key].place;
    nodes->n = root->key;
    root->key = BH_YAML_NONE;
    int rc = bh_nodes_reserve(&yaml->rest, nodes->n, err);
    if (rc != 0) {
        return rc;
    }
    memcpy(yaml->rest.v, nodes->v, nodes->n * sizeof(*nodes->v));
    yaml->rest.n = nodes->n;
    rc = bh_yaml_own_text(yaml, yaml->rest.v, yaml->rest.n, err);
    rc = rc != 0 ? rc : bh_yaml_keep_anchors(yaml, 0, err);
    if (rc != 0) {
        return rc;
    }
    const struct bh_node *v = yaml->rest.v;
    const struct bh_yaml_range *range = yaml->ranges;
    const struct bh_yaml_range *end = range != NULL ? range + yaml->n_ranges : NULL;
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

static int push_frame(struct bh_yaml *yaml, struct bh_yaml_frame frame, struct bh_err *err)
{
    if (yaml->n_frames == BH_MAX_YAML_DEPTH) {
        return bh_fail(err, BH_ERR_LIMIT, "values are nested more than %d deep", BH_MAX_YAML_DEPTH);
    }
    if (yaml->n_frames == yaml->frames_room) {
        uint32_t room = yaml->frames_room == 0 ? 32 : yaml->frames_room * 2;
        struct bh_yaml_frame *frames = realloc(yaml->frames, room * sizeof(*frames));
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
    struct bh_yaml_frame *parent = top(yaml);
    struct bh_yaml_frame frame = {
        .start = yaml->nodes->n,
        .key = BH_YAML_NONE,
        .ranges = yaml->n_ranges,
        .is_mapping = is_mapping,
        .is_flow = is_flow,
    };
    int rc = 0;

    if (expects_key(parent)) {
        return BH_YAML_FAIL_AT(yaml, err, BH_ERR_INPUT, mark, "a %s cannot be a key%s",
                               is_mapping ? "mapping" : "list",
                               is_flow ? ": quote text that begins with a bracket" : "");
    }
    if (is_flow && is_flow_too_deep(yaml)) {
        return BH_YAML_FAIL_AT(yaml, err, BH_ERR_LIMIT, mark,
                               "brackets are nested more than %d deep", BH_MAX_YAML_FLOW_DEPTH);
    }
    if (yaml->n_frames == 1 && !yaml->is_list && parent->is_mapping && !parent->is_merging &&
        !is_mapping && anchor_name == NULL &&
        bh_str_eq(bh_node_text(&yaml->nodes->v[parent->key]), BH_S("items"))) {
        frame.is_items = true;
        rc = begin_items(yaml, parent, err);
        rc = rc != 0 ? rc : push_frame(yaml, frame, err);
        return bh_yaml_place_error(yaml, err, mark, rc);
    }
    struct bh_node node = { .kind = is_mapping ? BH_NODE_OBJECT : BH_NODE_ARRAY, .skip = 1 };
    rc = add_node(yaml, node, mark, err);
    if (rc == 0 && anchor_name != NULL) {
        rc = bh_yaml_add_anchor(yaml, anchor_name, frame.start, true, false, &frame.anchor, err);
    }
    rc = rc != 0 ? rc : push_frame(yaml, frame, err);
    return bh_yaml_place_error(yaml, err, mark, rc);
}

static int on_end(struct bh_yaml *yaml, const yaml_event_t *event, struct bh_err *err)
{
    struct bh_yaml_frame *frame = top(yaml);
    yaml_mark_t mark = event->start_mark;

    if (frame->is_items) {
        yaml->n_frames--;
        yaml->is_in_items = false;
        yaml->nodes = &yaml->rest;
        yaml->text = &yaml->arena;
        return 0;
    }
    if (yaml->n_ranges > frame->ranges) {
        int rc = bh_yaml_settle_merges(yaml, frame, mark, err);
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
        return BH_YAML_FAIL_AT(
            yaml, err, BH_ERR_INPUT, event->start_mark,
            "a second document begins here: separate documents with a line that is "
            "'---' and nothing else");
    }
    yaml->has_document = true;
    if (version != NULL && (version->major != 1 || version->minor != 1)) {
        return BH_YAML_FAIL_AT(yaml, err, BH_ERR_INPUT, event->start_mark,
                               "YAML version %d.%d is not read by kubectl: only 1.1 is",
                               version->major, version->minor);
    }
    for (; tag != event->data.document_start.tag_directives.end; tag++) {
        if (strlen((const char *)tag->prefix) > MAX_TAG_PREFIX) {
            return BH_YAML_FAIL_AT(yaml, err, BH_ERR_LIMIT, event->start_mark,
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
        yaml->root_line = bh_yaml_line(yaml, event->start_mark.line);
        yaml->root_column = bh_yaml_column(event->start_mark.column);
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
        return bh_yaml_fail_parser(yaml, err);
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
    yaml_parser_set_input(&yaml->parser, bh_yaml_on_read, yaml);
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
        rc = bh_yaml_keep_anchors(yaml, 0, err);
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
