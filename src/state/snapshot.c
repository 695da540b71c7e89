/* The snapshot of a cluster, for now its namespaces. Filled by cli/ from files, read by review/. Leaves out
 * sharing between snapshots, which comes with lists and watches. */
#include "state/snapshot.h"

#include <stdlib.h>

void bh_snapshot_init(struct bh_snapshot *snapshot, size_t budget)
{
    *snapshot = (struct bh_snapshot){ 0 };
    bh_arena_init(&snapshot->arena, budget);
}

void bh_snapshot_done(struct bh_snapshot *snapshot)
{
    if (snapshot == NULL) {
        return;
    }
    bh_arena_done(&snapshot->arena);
    snapshot->namespaces = (struct bh_map){ 0 };
}

static int by_key(const void *a, const void *b)
{
    const struct bh_pair *x = a, *y = b;

    return bh_str_cmp(x->key, y->key);
}

/* Whether the sorted 'known' holds the same labels as 'other', whatever their order. Keys are distinct. */
static bool same_labels(const struct bh_pairs *known, const struct bh_pairs *other)
{
    if (known->n != other->n) {
        return false;
    }
    for (uint32_t i = 0; i < other->n; i++) {
        const struct bh_pair *found =
            bsearch(&other->v[i], known->v, known->n, sizeof(*known->v), by_key);
        if (found == NULL || !bh_str_eq(found->value, other->v[i].value)) {
            return false;
        }
    }
    return true;
}

static int copy_labels(struct bh_snapshot *snapshot, const struct bh_pairs *labels,
                       struct bh_pairs *out, struct bh_err *err)
{
    struct bh_pairs copy = { .n = labels->n, .is_set = labels->is_set };
    int rc = 0;

    if (labels->n > 0) {
        copy.v = bh_new(&snapshot->arena, struct bh_pair, labels->n);
        if (copy.v == NULL) {
            return bh_arena_fail(&snapshot->arena, err);
        }
    }
    for (uint32_t i = 0; i < labels->n && rc == 0; i++) {
        rc = bh_arena_copy(&snapshot->arena, labels->v[i].key, &copy.v[i].key, err);
        if (rc == 0) {
            rc = bh_arena_copy(&snapshot->arena, labels->v[i].value, &copy.v[i].value, err);
        }
    }
    if (rc == 0) {
        if (copy.n > 1) {
            qsort(copy.v, copy.n, sizeof(*copy.v), by_key);
        }
        *out = copy;
    }
    return rc;
}

static int add(struct bh_snapshot *snapshot, const struct bh_namespace *seen, bool *out_is_news,
               struct bh_err *err)
{
    struct bh_namespace *known = bh_map_get(&snapshot->namespaces, seen->name);
    struct bh_namespace fresh = *seen;
    int rc = 0;

    if (known != NULL && known->is_unreadable == seen->is_unreadable &&
        same_labels(&known->labels, &seen->labels)) {
        *out_is_news = false;
        return 0;
    }
    rc = copy_labels(snapshot, &seen->labels, &fresh.labels, err);
    if (rc == 0 && known != NULL) {
        fresh.name = known->name;
        fresh.is_repeated = true;
        *known = fresh;
    } else if (rc == 0) {
        known = bh_new(&snapshot->arena, struct bh_namespace, 1);
        rc = known == NULL ? bh_arena_fail(&snapshot->arena, err)
                           : bh_arena_copy(&snapshot->arena, seen->name, &fresh.name, err);
        if (rc == 0) {
            *known = fresh;
            rc = bh_map_put(&snapshot->namespaces, &snapshot->arena, fresh.name, known, err);
        }
    }
    if (rc == 0) {
        *out_is_news = true;
    }
    return rc;
}

int bh_snapshot_add_namespace(struct bh_snapshot *snapshot, const struct bh_meta *meta,
                              struct bh_str file, uint32_t line, bool *out_is_news,
                              struct bh_err *err)
{
    struct bh_namespace seen = {
        .name = meta->name, .labels = meta->labels, .file = file, .line = line
    };

    return add(snapshot, &seen, out_is_news, err);
}

int bh_snapshot_add_unreadable(struct bh_snapshot *snapshot, struct bh_str name, struct bh_str file,
                               uint32_t line, bool *out_is_news, struct bh_err *err)
{
    struct bh_namespace seen = { .name = name, .file = file, .line = line, .is_unreadable = true };

    return add(snapshot, &seen, out_is_news, err);
}

const struct bh_namespace *bh_snapshot_namespace(const struct bh_snapshot *snapshot,
                                                 struct bh_str name)
{
    return bh_map_get(&snapshot->namespaces, name);
}
