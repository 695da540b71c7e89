/* The PodSecurityPolicies of a snapshot: whole objects, each with its file and line. */
#ifndef STATE_POLICIES_H
#define STATE_POLICIES_H

#include "kube/kinds.h"

struct bh_known_policy {
    struct bh_object object; /* decoded from 'doc' */
    struct bh_doc doc;       /* a copy of its own, which carries lines */
    struct bh_str file;      /* shared text of the caller */
    uint32_t line;
    bool is_repeated; /* the input holds it more than once; this is the last one, which counts */
};

struct bh_known_policies { /* in the order of their first arrival */
    struct bh_known_policy **v;
    uint32_t n, room;
};

struct bh_snapshot;

/* Copies a policy into the snapshot; 'file' is kept. One of the same name is replaced, where policy and extensions count as
 * one group.
 * Returns 0 or -LIMIT; what cannot be decoded has been refused before. */
int bh_snapshot_add_policy(struct bh_snapshot *snapshot, const struct bh_decoded *decoded,
                           const struct bh_doc *doc, struct bh_str file, struct bh_err *err)
    BH_MUST_CHECK;

/* Forgets a policy: a later object of its group and name could not be read. */
void bh_snapshot_drop_policy(struct bh_snapshot *snapshot, struct bh_str group, struct bh_str name);

/* NULL when the input did not hold it. 'group': "policy", ... */
const struct bh_known_policy *bh_snapshot_policy(const struct bh_snapshot *snapshot,
                                                 struct bh_str group, struct bh_str name);

#endif
