/* Copies of documents. Called by state/ for what a snapshot keeps whole. */
#include "kube/doc_copy.h"

static bool has_text(const struct bh_node *node)
{
    return node->kind == BH_NODE_NUMBER || node->kind == BH_NODE_STRING ||
           node->kind == BH_NODE_KEY;
}

/* The place of byte 'offset', going on from '*at', which is that of '*from'. */
static void go_on(const struct bh_doc *doc, uint32_t offset, uint32_t *from, struct bh_place *at)
{
    for (; *from < offset; (*from)++) {
        unsigned char c = (unsigned char)doc->text.p[*from];
        if (c == '\n') {
            at->line++;
            at->column = 1;
        } else {
            at->column += (c & 0xC0) != 0x80;
        }
    }
}

int bh_doc_copy(const struct bh_doc *doc, struct bh_arena *arena, struct bh_doc *out,
                struct bh_err *err)
{
    struct bh_node *nodes = bh_new(arena, struct bh_node, doc->n);
    struct bh_place at = { doc->line, doc->column };
    uint32_t from = 0;

    if (nodes == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (uint32_t i = 0; i < doc->n; i++) {
        struct bh_str text = bh_node_text(&doc->nodes[i]);
        nodes[i] = doc->nodes[i];
        if (!doc->has_lines) {
            go_on(doc, nodes[i].place, &from, &at);
            nodes[i].place = at.line;
            nodes[i].column = at.column > UINT16_MAX ? 0 : (uint16_t)at.column;
        }
        if (has_text(&nodes[i])) {
            int rc = bh_arena_copy(arena, text, &text, err);
            if (rc != 0) {
                return rc;
            }
            nodes[i].p = text.p;
        }
    }
    *out = (struct bh_doc){
        .nodes = nodes, .n = doc->n, .has_lines = true, .line = doc->line, .column = doc->column
    };
    return 0;
}
