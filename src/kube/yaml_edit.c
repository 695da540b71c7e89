/* Plans edits of a document's text. Called by advise/fix_plan.c for one object at a time: walks the text's tree along
 * the paths of the changes, which are sorted, so that those below one field stand together, and writes what is
 * missing where the walk ends. How new text looks is yaml_layout.c's part.
 *
 * Leaves out: fields to which an alias or a merge key leads, or inside a value that is used elsewhere through its
 * anchor; values with a tag; mappings with '? ' keys. These changes get a problem that says so. */
#include "kube/yaml_edit.h"

#include <stdlib.h>

#include "base/num.h"
#include "kube/yaml_layout.h"

enum { MAX_MISSING = 16 }; /* new fields of one mapping */

struct range { /* of changes */
    uint32_t first, end;
};

static struct bh_text_node *node_at(const struct bh_layout *w, uint32_t index)
{
    return &w->tree->v[index];
}

/* ---- problems ----------------------------------------------------------------------------------- */

static void fail(struct bh_layout *w, struct range range, struct bh_str problem)
{
    for (uint32_t i = range.first; i < range.end; i++) {
        w->changes[i]->problem = problem;
    }
    w->is_out_of_memory |= !bh_str_is_set(problem);
}

/* Whether a node can be changed where it stands; else the changes get the reason. */
static bool may_touch(struct bh_layout *w, uint32_t index, struct range range)
{
    const struct bh_text_node *node = node_at(w, index);

    if (node->kind == BH_TEXT_ALIAS) {
        fail(w, range,
             bh_arena_printf(w->arena,
                             "it is an alias: edit the anchor on line %u, which others "
                             "may share",
                             node_at(w, node->anchor)->line));
        return false;
    }
    if (node->n_aliases > 0) {
        fail(w, range,
             bh_arena_printf(w->arena,
                             "it stands below the anchor on line %u, which is shared with line %u",
                             node->line, node_at(w, node->first_alias)->line));
        return false;
    }
    return true;
}

/* ---- the walk ----------------------------------------------------------------------------------- */

static const struct bh_node *element_of(const struct bh_node *array, uint32_t index)
{
    if (array == NULL || array->kind != BH_NODE_ARRAY || index >= array->n) {
        return NULL;
    }
    const struct bh_node *e = array + 1;
    for (uint32_t i = 0; i < index; i++) {
        e += e->skip;
    }
    return e;
}

/* The changes from 'first' on that share their step at 'depth'. */
static struct range group_at(const struct bh_layout *w, uint32_t first, uint32_t end,
                             unsigned depth)
{
    struct range range = { first, first + 1 };

    while (range.end < end && w->paths[range.end].n > depth &&
           bh_str_eq(w->paths[range.end].v[depth].name, w->paths[first].v[depth].name)) {
        range.end++;
    }
    return range;
}

/* The value at the end of a path: 'key' is its key. */
static void change_value(struct bh_layout *w, uint32_t mapping, uint32_t key, struct range range)
{
    uint32_t value = key + node_at(w, key)->skip;
    const struct bh_text_node *node = node_at(w, value);
    const struct bh_change *change = w->changes[range.first];
    const char *problem = NULL;

    if (range.end - range.first != 1) {
        problem = "a field below it is to be changed as well";
    } else if (node->has_properties) {
        problem = "it has a tag or an anchor";
    } else if (change->is_element && node->kind == BH_TEXT_SEQUENCE) {
        problem = bh_layout_append(w, value, change);
    } else if (node->kind == BH_TEXT_SCALAR && (node->is_null || !change->is_element)) {
        problem = node->is_plain ? bh_layout_put(w, mapping, key, change) : "it is quoted";
    } else {
        problem = "it is no simple value";
    }
    if (problem != NULL) {
        fail(w, range, bh_str_c(problem));
    }
}

static void walk(struct bh_layout *w, uint32_t index, const struct bh_node *value,
                 struct range range, unsigned depth);

/* The value is there and the path goes on below it. */
static void walk_value(struct bh_layout *w, uint32_t mapping, uint32_t key, uint32_t index,
                       const struct bh_node *value, struct range range, unsigned depth)
{
    const struct bh_text_node *node = node_at(w, index);
    bool is_empty = node->is_null || (node->kind == BH_TEXT_MAPPING && node->n == 0);

    if (!is_empty && (node->kind == BH_TEXT_MAPPING || node->kind == BH_TEXT_SEQUENCE)) {
        walk(w, index, value, range, depth);
    } else if (!is_empty || key == BH_TEXT_NONE) {
        fail(w, range, BH_S("what should hold it is no mapping"));
    } else if (node->has_properties) {
        fail(w, range, BH_S("what should hold it has a tag or an anchor"));
    } else {
        const char *problem = bh_layout_fill(w, mapping, key, range.first, range.end, depth);
        if (problem != NULL) {
            fail(w, range, bh_str_c(problem));
        }
    }
}

/* Changes below one field of a mapping. Returns whether the field is missing. */
static bool walk_field(struct bh_layout *w, uint32_t mapping, const struct bh_node *object,
                       struct range range, unsigned depth)
{
    const struct bh_step *step = &w->paths[range.first].v[depth];
    uint32_t key = step->is_index ? BH_TEXT_NONE : bh_text_tree_key(w->tree, mapping, step->name);

    if (key != BH_TEXT_NONE) {
        uint32_t value = key + node_at(w, key)->skip;
        if (!may_touch(w, value, range)) {
            return false;
        }
        if (w->paths[range.first].n == depth + 1) {
            change_value(w, mapping, key, range);
        } else {
            walk_value(w, mapping, key, value, bh_doc_member(object, step->name), range, depth + 1);
        }
        return false;
    }
    const struct bh_node *composed = bh_doc_key(object, step->name);
    if (step->is_index || composed != NULL) {
        fail(w, range,
             BH_S("it comes from a merge key or an alias: edit it where its anchor stands"));
        return false;
    }
    return true;
}

static void walk_mapping(struct bh_layout *w, uint32_t mapping, const struct bh_node *object,
                         struct range range, unsigned depth)
{
    struct range missing[MAX_MISSING];
    uint32_t n_missing = 0;

    for (uint32_t i = range.first; i < range.end;) {
        struct range group = group_at(w, i, range.end, depth);
        if (walk_field(w, mapping, object, group, depth)) {
            if (n_missing == MAX_MISSING) {
                fail(w, group, BH_S("too many new fields in one mapping"));
            } else {
                missing[n_missing++] = group;
            }
        }
        i = group.end;
    }
    for (uint32_t i = 0; i < n_missing;) { /* what goes to the same place is one edit */
        struct range all = missing[i++];
        while (i < n_missing && missing[i].first == all.end &&
               w->changes[all.first]->before == w->changes[missing[i].first]->before) {
            all.end = missing[i++].end;
        }
        const char *problem = bh_layout_add(w, mapping, all.first, all.end, depth);
        if (problem != NULL) {
            fail(w, all, bh_str_c(problem));
        }
    }
}

static void walk_sequence(struct bh_layout *w, uint32_t sequence, const struct bh_node *array,
                          struct range range, unsigned depth)
{
    for (uint32_t i = range.first; i < range.end;) {
        struct range group = group_at(w, i, range.end, depth);
        const struct bh_step *step = &w->paths[i].v[depth];
        uint32_t at = sequence + 1;
        i = group.end;
        if (!step->is_index || step->index >= node_at(w, sequence)->n ||
            w->paths[group.first].n == depth + 1) {
            fail(w, group, BH_S("the text has no such element"));
            continue;
        }
        for (uint32_t k = 0; k < step->index; k++) {
            at += node_at(w, at)->skip;
        }
        if (may_touch(w, at, group)) {
            walk_value(w, sequence, BH_TEXT_NONE, at, element_of(array, step->index), group,
                       depth + 1);
        }
    }
}

static void walk(struct bh_layout *w, uint32_t index, const struct bh_node *value,
                 struct range range, unsigned depth)
{
    if (node_at(w, index)->kind == BH_TEXT_MAPPING) {
        walk_mapping(w, index, value, range, depth);
    } else {
        walk_sequence(w, index, value, range, depth);
    }
}

/* ---- paths -------------------------------------------------------------------------------------- */

static bool parse_path(struct bh_str path, struct bh_path *out)
{
    out->n = 0;
    while (path.n > 0) {
        size_t end = 0;
        uint64_t index = 0;
        if (out->n == BH_MAX_STEPS) {
            return false;
        }
        struct bh_step *step = &out->v[out->n++];
        step->is_index = path.p[0] == '[';
        if (step->is_index) {
            end = bh_str_find_byte(path, ']');
            if (end == path.n || !bh_num_u64(bh_str(path.p + 1, end - 1), 10, &index) ||
                index > UINT32_MAX) {
                return false;
            }
            step->index = (uint32_t)index;
            end++;
        } else {
            while (end < path.n && path.p[end] != '.' && path.p[end] != '[') {
                end++;
            }
        }
        step->name = bh_str(path.p, end);
        path = bh_str_from(path, end);
        if (path.n > 0 && path.p[0] == '.') {
            path = bh_str_from(path, 1);
        }
    }
    return out->n > 0;
}

int bh_yaml_edit(const struct bh_text_tree *tree, uint32_t root, const struct bh_node *object,
                 struct bh_change *const *changes, uint32_t n, size_t base, struct bh_edits *edits,
                 struct bh_arena *arena, struct bh_err *err)
{
    struct bh_path *paths = bh_new(arena, struct bh_path, n);
    struct bh_layout w = { .tree = tree,
                           .changes = changes,
                           .paths = paths,
                           .base = base,
                           .edits = edits,
                           .arena = arena };
    struct range all = { 0, n };
    bool is_touchable = true;

    if (paths == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (uint32_t i = 0; i < n; i++) {
        changes[i]->problem = bh_str(NULL, 0);
        if (!parse_path(changes[i]->path, &paths[i])) {
            return bh_fail(err, BH_ERR_LIMIT, "a path with more than %d steps", BH_MAX_STEPS);
        }
    }
    for (uint32_t i = root; is_touchable; i = tree->v[i].parent) {
        is_touchable = may_touch(&w, i, all);
        if (i == tree->v[i].parent) {
            break;
        }
    }
    if (is_touchable && n > 0) {
        walk(&w, root, object, all, 0);
    }
    return w.is_out_of_memory ? bh_arena_fail(arena, err) : 0;
}

/* ---- edits -------------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const struct bh_edit *x = a, *y = b;

    if (x->at != y->at) {
        return x->at < y->at ? -1 : 1;
    }
    return x->order == y->order ? 0 : x->order < y->order ? -1 : 1;
}

void bh_edits_sort(struct bh_edits *edits)
{
    for (uint32_t i = 0; i < edits->n; i++) {
        edits->v[i].order = i;
    }
    if (edits->n > 1) {
        qsort(edits->v, edits->n, sizeof(*edits->v), by_place);
    }
}

void bh_edits_apply(const struct bh_edits *edits, struct bh_str text, struct bh_buf *out)
{
    size_t at = 0;

    for (uint32_t i = 0; i < edits->n; i++) {
        const struct bh_edit *edit = &edits->v[i];
        bh_buf_add(out, bh_str(text.p + at, edit->at - at));
        bh_buf_add(out, edit->text);
        at = edit->at + edit->n_removed;
    }
    bh_buf_add(out, bh_str_from(text, at));
}
