/* What an API server of Kubernetes 1.24 did to a pod on its way to PodSecurityPolicy and past it: tables of rows, as in
 * kube/prepare.h. Later servers do less of it (nothing of seccomp) and more of other things that PodSecurityPolicy does not
 * read. */
#ifndef KUBE_PREPARE_ACCOUNT_H
#define KUBE_PREPARE_ACCOUNT_H

#include "kube/prepare.h"

enum bh_prepare_stage {
    BH_PREPARE_READ = 1, /* defaults only: an update, or a pod that a server has already prepared */
    BH_PREPARE_CREATED, /* defaults, then the ServiceAccount plugin: what the mutating phase sees */
    BH_PREPARE_STORED /* what the pod strategy does between the mutating and the validating phase */
};

/* The suffix that a server makes up for the token volume, "kube-api-access-xxxxx": five letters or digits. */
#define BH_TOKEN_VOLUME_SUFFIX "xxxxx"

/* The rows that a stage adds, in order; BH_PREPARE_CREATED runs those of BH_PREPARE_READ first. */
const struct bh_prepare_row *bh_prepare_stage_rows(enum bh_prepare_stage stage, size_t *out_n);

/* Prepares a copy, as bh_prepare does: *meta and *spec stay the same pointers when nothing changes.
 * account   the pod's ServiceAccount, NULL = not known: then one that says nothing
 * done      may be NULL; its values are JSON
 * A mirror pod (of a kubelet's own manifest) gets nothing from the ServiceAccount plugin. */
int bh_prepare_stage(enum bh_prepare_stage stage, const struct bh_account *account,
                     const struct bh_meta **meta, struct bh_pod_spec **spec,
                     struct bh_preparations *done, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

/* As bh_prepare_stage, with one row left out (NULL = none): how tests show that every row matters. */
int bh_prepare_stage_without(const struct bh_prepare_row *left_out, enum bh_prepare_stage stage,
                             const struct bh_account *account, const struct bh_meta **meta,
                             struct bh_pod_spec **spec, struct bh_preparations *done,
                             struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* A seccompProfile or appArmorProfile field in the words of the annotation; empty for one that has no words there. Unset when
 * the budget is spent. */
struct bh_str bh_profile_text(const struct bh_profile *profile, struct bh_arena *arena);

#endif
