/* Looking things up in a document: members, paths, places. Called by the decoder for messages, by the
 * template finder and wherever a finding needs its line. Leaves out reading: json.c and yaml.c make nodes. */
#define _GNU_SOURCE /* memrchr */
#include "kube/doc.h"

#include <stdlib.h>
#include <string.h>

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

/* How many line ends stand in 'n' bytes. Sixteen counters side by side, which hold for 255 additions. */
static size_t count_line_ends(const char *p, size_t n)
{
    typedef unsigned char lanes __attribute__((vector_size(16)));
    enum { WIDTH = 4 * sizeof(lanes), MOST_ROUNDS = 63 };
    const lanes line_end = { '\n', '\n', '\n', '\n', '\n', '\n', '\n', '\n',
                             '\n', '\n', '\n', '\n', '\n', '\n', '\n', '\n' };
    size_t total = 0;

    while (n >= WIDTH) {
        size_t rounds = n / WIDTH < MOST_ROUNDS ? n / WIDTH : MOST_ROUNDS;
        lanes counts = { 0 };
        n -= rounds * WIDTH;
        for (; rounds > 0; rounds--, p += WIDTH) {
            lanes v[4];
            memcpy(v, p, WIDTH);
            /* what is true is all ones, which is -1 */
            counts -= (lanes)((v[0] == line_end) + (v[1] == line_end) + (v[2] == line_end) +
                              (v[3] == line_end));
        }
        for (size_t i = 0; i < sizeof(lanes); i++) {
            total += counts[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        total += p[i] == '\n';
    }
    return total;
}

struct bh_place bh_place_after(struct bh_place at, const char *from, const char *to)
{
    size_t n_lines = from < to ? count_line_ends(from, (size_t)(to - from)) : 0;

    if (n_lines > 0) {
        const char *last = memrchr(from, '\n', (size_t)(to - from));
        at.line += (uint32_t)n_lines;
        at.column = 1;
        from = last + 1;
    }
    for (; from < to; from++) {
        at.column += ((unsigned char)*from & 0xC0) != 0x80;
    }
    return at;
}

struct bh_place bh_doc_place(const struct bh_doc *doc, const struct bh_node *node)
{
    if (node == NULL || doc->nodes == NULL) {
        return (struct bh_place){ 0, 0 };
    }
    if (doc->has_lines) {
        return (struct bh_place){ node->place, node->column };
    }
    return bh_place_after((struct bh_place){ doc->line, doc->column }, doc->text.p,
                          doc->text.p + node->place);
}

struct bh_str bh_doc_path(const struct bh_doc *doc, const struct bh_node *target,
                          struct bh_arena *arena)
{
    const struct bh_node *at = doc->nodes;
    struct bh_str path = BH_S("");

    while (at != target && bh_str_is_set(path)) {
        const struct bh_node *child = at + 1;
        uint32_t index = 0;
        while (target >= child + child->skip) {
            child += child->skip;
            index++;
        }
        if (at->kind == BH_NODE_ARRAY) {
            path = bh_arena_printf(arena, BH_FMT "[%u]", BH_ARG(path), index);
            at = child;
        } else {
            path = bh_arena_printf(arena, BH_FMT "%s" BH_FMT, BH_ARG(path), path.n > 0 ? "." : "",
                                   BH_ARG(bh_node_text(child)));
            at = child + 1;
        }
    }
    return path;
}

/* Takes one step off the path: a name up to '.' or '[', or the inside of brackets. */
static struct bh_str take_step(struct bh_str *path, bool *out_in_brackets)
{
    struct bh_str step;

    *out_in_brackets = path->p[0] == '[';
    if (*out_in_brackets) {
        /* A map key may hold dots, but a ']' only at the end of its path or before the next step. */
        size_t end = 1;
        while (end < path->n &&
               !(path->p[end] == ']' &&
                 (end + 1 == path->n || path->p[end + 1] == '.' || path->p[end + 1] == '['))) {
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

/* What a finder knows of a long array or object. */
struct cursor {
    const struct bh_node *node;    /* the array or object */
    const struct bh_node *element; /* of an array: the one found last */
    uint32_t index;                /* its number */
    struct bh_map keys;            /* of an object: where each key stands last */
};

enum { LONG = 32 }; /* members; up to here nothing is kept */

static int fill_keys(struct bh_finder *finder, struct cursor *cursor, struct bh_err *err)
{
    const struct bh_node *k = cursor->node + 1;
    int rc = 0;

    for (uint32_t i = 0; i < cursor->node->n && rc == 0; i++, k += k->skip) {
        rc = bh_map_put(&cursor->keys, finder->arena, bh_node_text(k), (void *)(uintptr_t)k, err);
    }
    return rc;
}

/* The cursor of 'node', made when it is asked for first; NULL in *out without a finder and for short ones. */
static int find_cursor(struct bh_finder *finder, const struct bh_node *node, struct cursor **out,
                       struct bh_err *err)
{
    *out = NULL;
    if (finder == NULL || node->n <= LONG) {
        return 0;
    }
    *out = bh_map_get(&finder->cursors, bh_str((const char *)&node, sizeof(node)));
    if (*out != NULL) {
        return 0;
    }
    struct cursor *made = bh_new(finder->arena, struct cursor, 1);
    if (made == NULL) {
        return bh_arena_fail(finder->arena, err);
    }
    made->node = node;
    made->element = node + 1;
    int rc = node->kind == BH_NODE_OBJECT ? fill_keys(finder, made, err) : 0;
    if (rc == 0) {
        rc = bh_map_put(&finder->cursors, finder->arena,
                        bh_str((const char *)&made->node, sizeof(made->node)), made, err);
    }
    *out = rc == 0 ? made : NULL;
    return rc;
}

static const struct bh_node *find_element(const struct bh_node *array, uint32_t index,
                                          struct cursor *cursor)
{
    const struct bh_node *e = array + 1;
    uint32_t i = 0;

    if (cursor != NULL && index >= cursor->index) {
        e = cursor->element;
        i = cursor->index;
    }
    for (; i < index; i++) {
        e += e->skip;
    }
    if (cursor != NULL) {
        cursor->element = e;
        cursor->index = index;
    }
    return e;
}

/* bh_doc_locate, with or without a finder. */
static int locate(const struct bh_doc *doc, struct bh_finder *finder, struct bh_str path,
                  const struct bh_node **out, bool *out_is_whole, struct bh_err *err)
{
    const struct bh_node *value = doc->nodes;

    *out = doc->nodes;
    *out_is_whole = false;
    while (path.n > 0 && value != NULL) {
        struct cursor *cursor = NULL;
        bool in_brackets;
        uint64_t index;
        struct bh_str step = take_step(&path, &in_brackets);

        if (value->kind != BH_NODE_ARRAY && value->kind != BH_NODE_OBJECT) {
            return 0;
        }
        int rc = find_cursor(finder, value, &cursor, err);
        if (rc != 0) {
            return rc;
        }
        if (value->kind == BH_NODE_ARRAY) {
            if (!in_brackets || !bh_num_u64(step, 10, &index) || index >= value->n) {
                return 0;
            }
            *out = value = find_element(value, (uint32_t)index, cursor);
            continue;
        }
        const struct bh_node *k =
            cursor != NULL ? bh_map_get(&cursor->keys, step) : bh_doc_key(value, step);
        if (k == NULL) {
            return 0;
        }
        *out = k;
        value = k + 1;
    }
    *out_is_whole = value != NULL;
    return 0;
}

const struct bh_node *bh_doc_locate(const struct bh_doc *doc, struct bh_str path,
                                    bool *out_is_whole)
{
    const struct bh_node *found;
    struct bh_err err;

    /* without a finder nothing is allocated, so that nothing can fail */
    return locate(doc, NULL, path, &found, out_is_whole, &err) == 0 ? found : NULL;
}

int bh_finder_place(struct bh_finder *finder, struct bh_str path, struct bh_place *out,
                    struct bh_err *err)
{
    const struct bh_doc *doc = finder->doc;
    const struct bh_node *node;
    bool is_whole;

    int rc = locate(doc, finder, path, &node, &is_whole, err);
    if (rc != 0) {
        return rc;
    }
    if (node == NULL || doc->has_lines) {
        *out = bh_doc_place(doc, node);
        return 0;
    }
    if (finder->at.line == 0 || node->place < finder->offset) {
        finder->at = (struct bh_place){ doc->line, doc->column };
        finder->offset = 0;
    }
    finder->at =
        bh_place_after(finder->at, doc->text.p + finder->offset, doc->text.p + node->place);
    finder->offset = node->place;
    *out = finder->at;
    return 0;
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
        *nodes = (struct bh_nodes){ 0 };
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
