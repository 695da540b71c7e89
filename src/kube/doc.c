/* Looking things up in a document: members, paths, places. Called by the decoder for messages, by the
 * template finder and wherever a finding needs its line. Leaves out reading: json.c and yaml.c make nodes. */
#include "kube/doc.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/num.h"

const struct bh_node *bh_doc_key(const struct bh_node *object, struct bh_str key)
{
    const struct bh_node *found = NULL;

    if (object == NULL || object->kind != BH_NODE_OBJECT) {
        return NULL;
    }
    const struct bh_node *k = object + 1;
    for (uint32_t i = 0; i < object->n; i++, k += k->skip) {
        if (bh_str_eq(bh_node_text(k), key)) {
            found = k;
        }
    }
    return found;
}

const struct bh_node *bh_doc_member(const struct bh_node *object, struct bh_str key)
{
    const struct bh_node *k = bh_doc_key(object, key);

    return k == NULL ? NULL : k + 1;
}

struct bh_place bh_doc_place(const struct bh_doc *doc, const struct bh_node *node)
{
    if (node == NULL || doc->nodes == NULL) {
        return (struct bh_place){0, 0};
    }
    if (doc->has_lines) {
        return (struct bh_place){node->place, node->column};
    }
    struct bh_place at = {doc->line, doc->column};
    const char *p = doc->text.p, *end = doc->text.p + node->place;
    for (;;) {
        const char *lf = p < end ? memchr(p, '\n', (size_t)(end - p)) : NULL;
        if (lf == NULL) {
            break;
        }
        at.line++;
        at.column = 1;
        p = lf + 1;
    }
    for (; p < end; p++) {
        at.column += ((unsigned char)*p & 0xC0) != 0x80;
    }
    return at;
}

/* Takes one step off the path: a name up to '.' or '[', or the inside of brackets. */
static struct bh_str take_step(struct bh_str *path, bool *out_in_brackets)
{
    struct bh_str step;

    *out_in_brackets = path->p[0] == '[';
    if (*out_in_brackets) {
        /* A map key may hold dots, but a ']' only at the end of its path or before the next step. */
        size_t end = 1;
        while (end < path->n && !(path->p[end] == ']' &&
                                  (end + 1 == path->n || path->p[end + 1] == '.' ||
                                   path->p[end + 1] == '['))) {
            end++;
        }
        step = bh_str(path->p + 1, end - 1);
        *path = bh_str_from(*path, end + 1);
    } else {
        size_t end = 0;
        while (end < path->n && path->p[end] != '.' && path->p[end] != '[') {
            end++;
        }
        step = bh_str(path->p, end);
        *path = bh_str_from(*path, end);
    }
    if (path->n > 0 && path->p[0] == '.') {
        *path = bh_str_from(*path, 1);
    }
    return step;
}

const struct bh_node *bh_doc_locate(const struct bh_doc *doc, struct bh_str path,
                                    bool *out_is_whole)
{
    const struct bh_node *shown = doc->nodes, *value = doc->nodes;

    *out_is_whole = false;
    while (path.n > 0 && value != NULL) {
        bool in_brackets;
        uint64_t index;
        struct bh_str step = take_step(&path, &in_brackets);

        if (value->kind == BH_NODE_ARRAY && in_brackets && bh_num_u64(step, 10, &index)) {
            if (index >= value->n) {
                return shown;
            }
            const struct bh_node *e = value + 1;
            for (uint64_t i = 0; i < index; i++) {
                e += e->skip;
            }
            shown = value = e;
            continue;
        }
        const struct bh_node *k = bh_doc_key(value, step);
        if (k == NULL) {
            return shown;
        }
        shown = k;
        value = k + 1;
    }
    *out_is_whole = value != NULL;
    return shown;
}

const char *bh_node_what(const struct bh_node *node)
{
    if (node == NULL) {
        return "nothing";
    }
    switch ((enum bh_node_kind)node->kind) {
    case BH_NODE_NULL:
        return "null";
    case BH_NODE_FALSE:
    case BH_NODE_TRUE:
        return "a boolean";
    case BH_NODE_NUMBER:
        return "a number";
    case BH_NODE_STRING:
        return "a string";
    case BH_NODE_ARRAY:
        return "a list";
    case BH_NODE_OBJECT:
        return "an object";
    case BH_NODE_KEY:
        return "a key";
    }
    return "something unknown";
}

void bh_nodes_done(struct bh_nodes *nodes)
{
    if (nodes != NULL) {
        free(nodes->v);
        *nodes = (struct bh_nodes){0};
    }
}

int bh_nodes_reserve(struct bh_nodes *nodes, uint32_t more, struct bh_err *err)
{
    if (more <= nodes->room - nodes->n) {
        return 0;
    }
    if (more > BH_MAX_NODES || nodes->n > BH_MAX_NODES - more) {
        return bh_fail(err, BH_ERR_LIMIT, "more than %u values in one object", BH_MAX_NODES);
    }
    uint32_t room = nodes->room < 256 ? 256 : nodes->room;
    while (room - nodes->n < more) {
        room *= 2;
    }
    struct bh_node *v = realloc(nodes->v, room * sizeof(*v));
    if (v == NULL) {
        return bh_fail(err, BH_ERR_LIMIT, "no memory for %u values", room);
    }
    nodes->v = v;
    nodes->room = room;
    return 0;
}
