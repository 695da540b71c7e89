/* Compares a document with what it became. Called by fix_prove.c for every object of an edited text. First it marks
 * in the new document what the changes made, and that all of it is what they say; then both are walked in step,
 * over the marked parts. */
#include "advise/proof.h"

enum mark {
    MARK_NEW = 1,  /* this key with its value, or this element, was put in */
    MARK_REPLACED, /* this value stands where another stood */
    MARK_WANTED,   /* this scalar is what a change says */
};

struct compare {
    const struct bh_doc *before, *after;
    uint8_t *marks;  /* enum mark, of the nodes after */
    uint8_t *wanted; /* MARK_WANTED, of the nodes after */
    uint32_t *added; /* children that were put in, of the nodes after */
};

static uint32_t index_in(const struct bh_doc *doc, const struct bh_node *node)
{
    return (uint32_t)(node - doc->nodes);
}

/* The value at a path, or NULL. */
static const struct bh_node *value_at(const struct bh_doc *doc, struct bh_str path)
{
    bool is_whole = false;
    const struct bh_node *node = bh_doc_locate(doc, path, &is_whole);

    return !is_whole ? NULL : node->kind == BH_NODE_KEY ? node + 1 : node;
}

static bool is_collection(const struct bh_node *node)
{
    return node->kind == BH_NODE_OBJECT || node->kind == BH_NODE_ARRAY;
}

/* Ends of the path's prefixes: behind each step. */
static size_t next_step(struct bh_str path, size_t at)
{
    at += at < path.n && path.p[at] == '.' ? 1 : 0;
    at += at < path.n && path.p[at] == '[' ? 1 : 0;
    while (at < path.n && path.p[at] != '.' && path.p[at] != '[') {
        at++;
    }
    return at;
}

static void mark_new(struct compare *c, const struct bh_node *parent, const struct bh_node *child)
{
    uint32_t at = index_in(c->after, child);

    if (c->marks[at] == 0) {
        c->marks[at] = MARK_NEW;
        c->added[index_in(c->after, parent)]++;
    }
}

/* Marks the outermost thing that the path leads to and that was not there. False: nothing is new. */
static bool mark_path(struct compare *c, struct bh_str path)
{
    const struct bh_node *parent = c->after->nodes;

    for (size_t at = next_step(path, 0);; at = next_step(path, at)) {
        struct bh_str prefix = bh_str(path.p, at);
        const struct bh_node *old = value_at(c->before, prefix), *new = value_at(c->after, prefix);
        if (new == NULL) {
            return false;
        }
        bool is_element = parent->kind == BH_NODE_ARRAY;
        if (old == NULL) {
            mark_new(c, parent, is_element ? new : new - 1);
            return true;
        }
        if (old->kind != new->kind || (at == path.n && !is_collection(new))) {
            c->marks[index_in(c->after, new)] = MARK_REPLACED;
            return !is_collection(old) || old->n == 0;
        }
        if (at == path.n) {
            return true; /* an element of it is looked at next */
        }
        parent = new;
    }
}

static bool is_value(const struct bh_node *node, const struct bh_change *change)
{
    if (change->is_string || change->is_element) {
        return node->kind == BH_NODE_STRING && bh_str_eq(bh_node_text(node), change->value);
    }
    return node->kind == (bh_str_eq(change->value, BH_S("true")) ? BH_NODE_TRUE : BH_NODE_FALSE);
}

static bool mark_change(struct compare *c, const struct bh_change *change)
{
    const struct bh_node *value = value_at(c->after, change->path);

    if (value == NULL || !mark_path(c, change->path)) {
        return false;
    }
    if (change->is_element) {
        const struct bh_node *old = value_at(c->before, change->path);
        if (value->kind != BH_NODE_ARRAY || value->n == 0) {
            return false;
        }
        const struct bh_node *last = value + 1;
        for (uint32_t i = 1; i < value->n; i++) {
            last += last->skip;
        }
        if (old != NULL && old->kind == BH_NODE_ARRAY) {
            mark_new(c, value, last);
        }
        value = last;
    }
    c->wanted[index_in(c->after, value)] = MARK_WANTED;
    return is_value(value, change);
}

/* Whether all that a marked part holds was asked for. */
static bool is_all_wanted(const struct compare *c, uint32_t from)
{
    uint32_t end = from + c->after->nodes[from].skip;

    for (uint32_t i = from; i < end; i++) {
        const struct bh_node *node = &c->after->nodes[i];
        bool is_frame = node->kind == BH_NODE_KEY || is_collection(node);
        if (is_frame ? is_collection(node) && node->n == 0 : c->wanted[i] != MARK_WANTED) {
            return false;
        }
    }
    return true;
}

static bool is_same_node(const struct bh_node *a, const struct bh_node *b, uint32_t n_added)
{
    if (a->kind != b->kind || a->flags != b->flags) {
        return false;
    }
    if (is_collection(a)) {
        return a->n + n_added == b->n;
    }
    return (a->p == NULL) == (b->p == NULL) &&
           (a->p == NULL || bh_str_eq(bh_node_text(a), bh_node_text(b)));
}

static bool walk(const struct compare *c)
{
    const struct bh_node *a = c->before->nodes, *b = c->after->nodes;
    uint32_t i = 0, k = 0;

    while (k < c->after->n) {
        enum mark mark = c->marks == NULL ? 0 : (enum mark)c->marks[k];
        if (mark != 0 && !is_all_wanted(c, k)) {
            return false;
        }
        if (mark == MARK_NEW) {
            k += b[k].skip;
            continue;
        }
        if (i >= c->before->n) {
            return false;
        }
        if (mark == MARK_REPLACED) {
            i += a[i].skip;
            k += b[k].skip;
            continue;
        }
        if (!is_same_node(&a[i], &b[k], c->added == NULL ? 0 : c->added[k])) {
            return false;
        }
        i++;
        k++;
    }
    return i == c->before->n;
}

int bh_proof_compare(const struct bh_doc *before, const struct bh_doc *after,
                     struct bh_change *const *changes, uint32_t n, struct bh_arena *arena,
                     bool *out_is_so, struct bh_err *err)
{
    struct compare c = { .before = before, .after = after };

    if (n > 0) {
        c.marks = bh_new(arena, uint8_t, after->n);
        c.wanted = bh_new(arena, uint8_t, after->n);
        c.added = bh_new(arena, uint32_t, after->n);
        if (c.marks == NULL || c.wanted == NULL || c.added == NULL) {
            return bh_arena_fail(arena, err);
        }
    }
    bool is_so = true;
    for (uint32_t i = 0; i < n && is_so; i++) {
        is_so = bh_str_is_set(changes[i]->problem) || mark_change(&c, changes[i]);
    }
    *out_is_so = is_so && walk(&c);
    return 0;
}
