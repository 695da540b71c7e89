/* Fuzzes kube/yaml.c with any bytes as one document.
 *
 * Properties: every piece is a well-formed tree within the limits, of valid text, with a place on every node;
 * reading byte by byte gives the same pieces as reading in large blocks, or fails as well (perhaps later, because
 * a bad byte far ahead is seen later);
 * what kube/json.c accepts, of the JSON that YAML contains, has the same value when it is read as YAML. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "fuzz.h"
#include "kube/json.h"
#include "kube/yaml.h"

#define REQUIRE(cond)  \
    do {               \
        if (!(cond)) { \
            abort();   \
        }              \
    } while (0)

struct input {
    struct bh_str rest;
    size_t step; /* most bytes of one read */
};

static int read_input(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct input *input = ctx;
    size_t n = input->rest.n < size ? input->rest.n : size;

    (void)err;
    n = n < input->step ? n : input->step;
    if (n > 0) {
        memcpy(buf, input->rest.p, n);
        input->rest = bh_str_from(input->rest, n);
    }
    *out_n = n;
    return 0;
}

/* Walks a document once, without recursion: children fill their parents exactly. */
static void check_tree(const struct bh_doc *doc)
{
    REQUIRE(doc->n > 0 && doc->n <= BH_MAX_NODES && doc->nodes[0].skip == doc->n);
    REQUIRE(doc->has_lines && doc->line > 0);
    for (uint32_t i = 0; i < doc->n; i++) {
        const struct bh_node *node = &doc->nodes[i];
        uint32_t end = i + node->skip, at = i + 1;
        REQUIRE(node->skip >= 1 && end <= doc->n && node->place > 0 && node->flags == 0);
        switch ((enum bh_node_kind)node->kind) {
        case BH_NODE_NULL:
        case BH_NODE_FALSE:
        case BH_NODE_TRUE:
            REQUIRE(node->skip == 1);
            break;
        case BH_NODE_NUMBER:
        case BH_NODE_STRING:
            REQUIRE(node->skip == 1 && node->p != NULL && bh_utf8_valid(bh_node_text(node)));
            break;
        case BH_NODE_KEY:
            REQUIRE(node->p != NULL && bh_utf8_valid(bh_node_text(node)));
            REQUIRE(at < doc->n && node->skip == 1 + node[1].skip);
            break;
        case BH_NODE_ARRAY:
        case BH_NODE_OBJECT:
            for (uint32_t k = 0; k < node->n; k++) {
                REQUIRE(at < end);
                REQUIRE((doc->nodes[at].kind == BH_NODE_KEY) == (node->kind == BH_NODE_OBJECT));
                at += doc->nodes[at].skip;
            }
            REQUIRE(at == end);
            break;
        default:
            abort();
        }
    }
}

static void record(struct bh_buf *out, const struct bh_doc *doc, enum bh_yaml_piece piece)
{
    bh_buf_addf(out, "%d %u:%u\n", (int)piece, doc->line, doc->column);
    for (uint32_t i = 0; i < doc->n; i++) {
        const struct bh_node *node = &doc->nodes[i];
        bh_buf_addf(out, "%u %u %u %u %u ", node->kind, node->n, node->skip, node->place,
                    node->column);
        if (node->p != NULL) {
            bh_buf_add(out, bh_node_text(node));
        }
        bh_buf_add_byte(out, '\n');
    }
}

/* Reads the whole input; returns whether it was accepted. */
static bool compose(struct bh_str text, size_t step, struct bh_buf *out)
{
    struct input input = { text, step };
    struct bh_yaml *yaml = NULL;
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    struct bh_doc doc;
    struct bh_err err = { 0 };
    enum bh_yaml_piece piece = BH_YAML_END, before = BH_YAML_END;
    struct bh_str api_version, kind;

    bh_arena_init(&arena, BH_MAX_OBJECT_MEMORY);
    int rc = bh_yaml_new(read_input, &input, 1, &yaml, &err);
    REQUIRE(rc == 0);
    while ((rc = bh_yaml_next(yaml, &arena, &nodes, &piece, &doc, &err)) == 0 &&
           piece != BH_YAML_END) {
        REQUIRE(before == BH_YAML_END || (before == BH_YAML_ITEM && piece != BH_YAML_WHOLE));
        before = piece;
        check_tree(&doc);
        record(out, &doc, piece);
        bh_yaml_list_head(yaml, &api_version, &kind);
        REQUIRE(!bh_str_is_set(kind) || bh_utf8_valid(kind));
        bh_arena_reset(&arena); /* what later pieces need must not stand there */
        if (nodes.v != NULL) {
            memset(nodes.v, 0xA5, nodes.room * sizeof(*nodes.v));
        }
    }
    if (rc != 0) {
        REQUIRE(rc == -BH_ERR_INPUT || rc == -BH_ERR_LIMIT);
        REQUIRE(rc == -(int)err.kind && err.msg[0] != '\0');
        REQUIRE(rc == -BH_ERR_LIMIT || err.line > 0);
    } else {
        REQUIRE(before != BH_YAML_ITEM);
    }
    REQUIRE(bh_yaml_next(yaml, &arena, &nodes, &piece, &doc, &err) == 0 && piece == BH_YAML_END);
    bh_yaml_free(yaml);
    bh_nodes_done(&nodes);
    bh_arena_done(&arena);
    return rc == 0;
}

/* JSON that YAML reads the same way: one line of printable ASCII, no surrogates (YAML has no pairs), few
 * enough brackets, keys short enough. */
static bool is_common(struct bh_str text)
{
    unsigned n_brackets = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < 0x20 || text.p[i] > 0x7E) {
            return false;
        }
        n_brackets += text.p[i] == '[' || text.p[i] == '{' ? 1 : 0;
        if (text.p[i] == '\\' && i + 2 < text.n && text.p[i + 1] == 'u' &&
            (text.p[i + 2] == 'd' || text.p[i + 2] == 'D')) {
            return false;
        }
    }
    return text.n < 1000 && n_brackets < BH_MAX_YAML_FLOW_DEPTH;
}

/* Kinds and text of a JSON document against the WHOLE piece of the same text. Numbers are printed anew by
 * YAML, and those beyond any float are strings there. */
static void check_json(struct bh_str text)
{
    struct bh_json json = { 0 };
    struct bh_arena arena, yaml_arena;
    struct bh_nodes nodes = { 0 }, yaml_nodes = { 0 };
    const char *start;
    int next = 0;
    struct bh_err err = { 0 };
    struct bh_yaml *yaml = NULL;
    struct input input = { text, SIZE_MAX };
    enum bh_yaml_piece piece = BH_YAML_END;
    struct bh_doc doc;

    bh_arena_init(&arena, BH_MAX_OBJECT_MEMORY);
    bh_arena_init(&yaml_arena, BH_MAX_OBJECT_MEMORY);
    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    if (bh_json_value(&json, &arena, &nodes, &start, &err) == 0 &&
        bh_json_peek(&json, &next, &err) == 0 && next == 0) {
        const struct bh_node *items = bh_doc_member(nodes.v, BH_S("items"));
        bool is_list = items != NULL;
        for (uint32_t i = 0; i < nodes.n; i++) {
            is_list =
                is_list || nodes.v[i].flags == BH_NODE_OPAQUE; /* compared no more than a List */
        }
        REQUIRE(bh_yaml_new(read_input, &input, 1, &yaml, &err) == 0);
        int rc = bh_yaml_next(yaml, &yaml_arena, &yaml_nodes, &piece, &doc, &err);
        REQUIRE(is_list || (rc == 0 && piece == BH_YAML_WHOLE && doc.n == nodes.n));
        for (uint32_t i = 0; !is_list && i < doc.n; i++) {
            const struct bh_node *ours = &nodes.v[i], *theirs = &doc.nodes[i];
            if (ours->kind == BH_NODE_NUMBER) {
                REQUIRE(theirs->kind == BH_NODE_NUMBER || theirs->kind == BH_NODE_STRING);
            } else {
                REQUIRE(ours->kind == theirs->kind && ours->n == theirs->n &&
                        ours->skip == theirs->skip);
                REQUIRE(ours->p == NULL || bh_str_eq(bh_node_text(ours), bh_node_text(theirs)));
            }
        }
        bh_yaml_free(yaml);
    }
    bh_nodes_done(&nodes);
    bh_nodes_done(&yaml_nodes);
    bh_arena_done(&arena);
    bh_arena_done(&yaml_arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bh_str text = bh_str(size > 0 ? (const char *)data : "", size);
    struct bh_buf whole = { 0 }, bytewise = { 0 };

    bool is_ok = compose(text, SIZE_MAX, &whole);
    REQUIRE(compose(text, 1, &bytewise) == is_ok);
    REQUIRE(bh_str_starts(bh_buf_str(&bytewise), bh_buf_str(&whole)));
    REQUIRE(!is_ok || whole.n == bytewise.n);
    if (is_common(text)) {
        check_json(text);
    }
    bh_buf_done(&whole);
    bh_buf_done(&bytewise);
    return 0;
}
