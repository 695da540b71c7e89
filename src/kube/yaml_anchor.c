/* Anchors, aliases and merge keys: values that are written once and stand in several places. Called by yaml.c. What outlives
 * a piece is copied into the reader's own arena; work is bounded by an allowance of nodes. Leaves out which events
 * lead here. */
#include <stdlib.h>

#include "kube/yaml_parts.h"

enum { MERGE_FACTOR = 16 }; /* nodes that merging may touch, for each that was read */

static uint64_t allowance(const struct bh_yaml *yaml)
{
    return BH_MAX_NODES + yaml->n_read;
}

int bh_yaml_own_text(struct bh_yaml *yaml, struct bh_node *nodes, uint32_t n, struct bh_err *err)
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

int bh_yaml_keep_anchors(struct bh_yaml *yaml, uint32_t start, struct bh_err *err)
{
    struct bh_yaml_anchor *list = NULL;

    while (yaml->live != NULL && yaml->live->start >= start) { /* reversed: outer before inner */
        struct bh_yaml_anchor *anchor = yaml->live;
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
            int rc = bh_yaml_own_text(yaml, copy, from->skip, err);
            if (rc != 0) {
                return rc;
            }
        }
        list->kept = copy + (list->start - copy_start);
    }
    return 0;
}

int bh_yaml_fail_merge(struct bh_yaml *yaml, yaml_mark_t mark, struct bh_err *err)
{
    return BH_YAML_FAIL_AT(
        yaml, err, BH_ERR_INPUT, mark,
        "the merge key '<<' needs a mapping, an alias of one, or a list of these");
}

int bh_yaml_add_range(struct bh_yaml *yaml, uint32_t start, uint32_t end, struct bh_err *err)
{
    if (yaml->n_ranges == yaml->ranges_room) {
        uint32_t room = yaml->ranges_room == 0 ? 16 : yaml->ranges_room * 2;
        struct bh_yaml_range *ranges = realloc(yaml->ranges, room * sizeof(*ranges));
        if (ranges == NULL) {
            return bh_fail(err, BH_ERR_LIMIT, "no memory for merge keys");
        }
        yaml->ranges = ranges;
        yaml->ranges_room = room;
    }
    yaml->ranges[yaml->n_ranges++] = (struct bh_yaml_range){ start, end };
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

int bh_yaml_spread_merge(struct bh_yaml *yaml, struct bh_yaml_frame *frame, uint32_t start,
                         yaml_mark_t mark, struct bh_err *err)
{
    struct bh_nodes *nodes = yaml->nodes;
    struct bh_node *value = nodes->v + start;
    uint32_t n_nodes = nodes->n - start, n_maps = 1;

    int rc = bh_yaml_keep_anchors(yaml, start, err);
    rc = rc != 0 ? rc : count_merged(yaml, n_nodes, err);
    if (rc != 0) {
        return bh_yaml_place_error(yaml, err, mark, rc);
    }
    if (value->kind == BH_NODE_OBJECT) {
        frame->n += value->n;
        memmove(value, value + 1, (n_nodes - 1) * sizeof(*value));
        nodes->n--;
        return bh_yaml_place_error(yaml, err, mark, bh_yaml_add_range(yaml, start, nodes->n, err));
    }
    n_maps = value->n;
    struct bh_node *copy = bh_new(&yaml->scratch, struct bh_node, n_nodes);
    uint32_t *starts = bh_new(&yaml->scratch, uint32_t, n_maps + 1);
    if (copy == NULL || starts == NULL) {
        return bh_yaml_place_error(yaml, err, mark, bh_arena_fail(&yaml->scratch, err));
    }
    memcpy(copy, value, n_nodes * sizeof(*copy));
    uint32_t at = 1;
    for (uint32_t i = 0; i < n_maps; i++) {
        if (copy[at].kind != BH_NODE_OBJECT) {
            bh_yaml_fail_merge(yaml, mark, err);
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
        rc = bh_yaml_add_range(yaml, range_start, nodes->n, err);
        if (rc != 0) {
            return bh_yaml_place_error(yaml, err, mark, rc);
        }
    }
    bh_arena_reset(&yaml->scratch);
    return 0;
}

int bh_yaml_settle_merges(struct bh_yaml *yaml, struct bh_yaml_frame *frame, yaml_mark_t mark,
                          struct bh_err *err)
{
    struct bh_nodes *nodes = yaml->nodes;
    struct bh_node *v = nodes->v;
    const struct bh_yaml_range *first = yaml->ranges + frame->ranges;
    const struct bh_yaml_range *end = yaml->ranges + yaml->n_ranges;
    static const char own = 0; /* stands for the mapping's own pairs */
    struct bh_map writers = { .seed = yaml->anchors.seed };

    int rc = bh_yaml_keep_anchors(yaml, frame->start + 1, err);
    rc = rc != 0 ? rc : count_merged(yaml, frame->n, err);
    const struct bh_yaml_range *range = first;
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
    return bh_yaml_place_error(yaml, err, mark, rc);
}

int bh_yaml_add_anchor(struct bh_yaml *yaml, const yaml_char_t *name, uint32_t start, bool is_open,
                       bool is_float, struct bh_yaml_anchor **out, struct bh_err *err)
{
    struct bh_str key = bh_str_c((const char *)name);
    struct bh_yaml_anchor *anchor = bh_new(&yaml->arena, struct bh_yaml_anchor, 1);

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

int bh_yaml_find_anchor(struct bh_yaml *yaml, const yaml_event_t *event,
                        struct bh_yaml_anchor **out, struct bh_err *err)
{
    struct bh_str name = bh_str_c((const char *)event->data.alias.anchor);
    struct bh_str shown = bh_str(name.p, name.n < 60 ? name.n : 60);
    struct bh_yaml_anchor *anchor = bh_map_get(&yaml->anchors, name);

    if (anchor == NULL) {
        return BH_YAML_FAIL_AT(yaml, err, BH_ERR_INPUT, event->start_mark,
                               "alias '*" BH_FMT "' of an anchor that is not defined before it",
                               BH_ARG(shown));
    }
    if (anchor->is_open) {
        return BH_YAML_FAIL_AT(yaml, err, BH_ERR_INPUT, event->start_mark,
                               "alias '*" BH_FMT "' inside the value that it stands for",
                               BH_ARG(shown));
    }
    *out = anchor;
    return 0;
}

int bh_yaml_copy_anchored(struct bh_yaml *yaml, const struct bh_yaml_anchor *anchor,
                          uint32_t skip_first, yaml_mark_t mark, struct bh_err *err)
{
    struct bh_nodes *nodes = yaml->nodes;
    const struct bh_node *from = anchor->kept != NULL ? anchor->kept : nodes->v + anchor->start;
    uint32_t n = from->skip - skip_first;

    yaml->n_expanded += n;
    if (yaml->n_expanded > allowance(yaml)) {
        return BH_YAML_FAIL_AT(yaml, err, BH_ERR_LIMIT, mark, "aliases stand for too many values");
    }
    int rc = bh_nodes_reserve(nodes, n, err);
    if (rc != 0) {
        return bh_yaml_place_error(yaml, err, mark, rc);
    }
    from = anchor->kept != NULL ? anchor->kept : nodes->v + anchor->start; /* may have moved */
    memcpy(nodes->v + nodes->n, from + skip_first, n * sizeof(*from));
    nodes->n += n;
    return 0;
}
