/* What is known of a cluster: its namespaces, roles, bindings and service accounts. Filled from files (and later from lists and watches),
 * then read only. */
#ifndef STATE_SNAPSHOT_H
#define STATE_SNAPSHOT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/map.h"
#include "kube/objects.h"
#include "state/rbac_objects.h"

struct bh_namespace {
    struct bh_str name;
    struct bh_pairs labels;
    struct bh_str file; /* where it stands; shared text of the caller */
    uint32_t line;
    bool
        is_repeated; /* the input holds it more than once, with differing labels; the last one counts */
};

struct bh_snapshot {
    struct bh_arena arena; /* owns all of it */
    struct bh_map namespaces;
    struct bh_known_rbac rbac;
};

void bh_snapshot_init(struct bh_snapshot *snapshot, size_t budget);
void bh_snapshot_done(struct bh_snapshot *snapshot);

/* Copies the namespace into the snapshot; 'file' is kept. *out_is_news: it was not there with these labels. */
int bh_snapshot_add_namespace(struct bh_snapshot *snapshot, const struct bh_meta *meta,
                              struct bh_str file, uint32_t line, bool *out_is_news,
                              struct bh_err *err) BH_MUST_CHECK;

/* NULL when the input did not hold it. */
const struct bh_namespace *bh_snapshot_namespace(const struct bh_snapshot *snapshot,
                                                 struct bh_str name);

#endif
