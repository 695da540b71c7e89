/* One pod, or what makes pods, against the PodSecurityPolicies of a snapshot: the join of preparation (kube/), policies
 * (podsec/), rights (rbac/) and who asks. */
#ifndef REVIEW_PSP_REVIEW_H
#define REVIEW_PSP_REVIEW_H

#include "base/finding.h"
#include "kube/prepare_account.h"
#include "podsec/psp.h"
#include "rbac/rbac.h"
#include "state/snapshot.h"

/* Policies and rights of a snapshot, ready to be asked. Immutable once built. */
struct bh_psp_cluster {
    const struct bh_snapshot *snapshot;
    struct bh_psp_policy *policies; /* as many as the snapshot has, in its order */
    struct bh_psp_set set;          /* the valid ones, by name */
    struct bh_rbac rbac;
};

/* Keeps 'snapshot', which must not change any more. Memory in 'arena'. Returns 0 or -LIMIT. */
int bh_psp_cluster_build(const struct bh_snapshot *snapshot, struct bh_arena *arena,
                         struct bh_psp_cluster *out, struct bh_err *err) BH_MUST_CHECK;

/* The policy as the snapshot has it: its file and line. */
const struct bh_known_policy *bh_psp_cluster_known(const struct bh_psp_cluster *state,
                                                   const struct bh_psp_policy *policy);

/* Who creates the pod. */
enum bh_psp_caller {
    BH_PSP_CALLER_GIVEN = 1,  /* by the options */
    BH_PSP_CALLER_CONTROLLER, /* the controller of the kind that makes such pods */
    BH_PSP_CALLER_NONE /* a bare pod, or a kind whose controller is not known: the pod's account alone */
};

struct bh_psp_judge_options {
    struct bh_str namespace_;       /* of objects that name none; "default" when unset */
    const struct bh_identity *user; /* who asks; NULL = the controller that creates the pod */
    bool tries_all;                 /* outcomes of all policies, also past the one that wins */
};

struct bh_psp_grantee { /* somebody who may be allowed to use a policy */
    struct bh_identity identity;
    bool is_asked; /* else there is no such identity */
    /* The names that it may use, by group of the grant: policy, extensions, bulkhead.dev. */
    struct bh_rbac_names names[3];
};

struct bh_psp_judgement {
    struct bh_object_ref object; /* namespace_ filled in */
    struct bh_str file, source;
    uint32_t line, column;
    enum bh_role role;
    struct bh_str pod_path; /* "" or "spec.template", ... */
    enum bh_psp_caller caller;
    struct bh_psp_grantee account, user;
    struct bh_str account_name;
    bool is_account_known; /* the input holds it */
    struct bh_preparations prepared;
    struct bh_psp_pod pod; /* as the mutating phase gets it */
    struct bh_psp_request request;
    struct bh_psp_result result;   /* of the mutating phase */
    bool is_allowed;               /* by both phases */
    struct bh_psp_applied applied; /* what the chosen policy did; zeroed when there is none */
    struct bh_psp_pod
        stored; /* the pod as the validating phase gets it; zeroed when denied before */
    struct bh_psp_request validation;
    struct bh_psp_result validated;       /* zeroed when denied before */
    struct bh_str message;                /* the API server's words; unset when allowed */
    const struct bh_psp_cluster *cluster; /* for may_use */
};

/* Judges a decoded Pod or controller: would its pods be created, by which policy, with which changes?
 * Memory   in 'arena', which must hold until the judgement is done with; borrows decoded, doc and cluster. *out must not be
 *          moved (its requests point into it)
 * Returns  0 or -LIMIT */
int bh_psp_judge(const struct bh_psp_cluster *cluster, const struct bh_decoded *decoded,
                 const struct bh_doc *doc, struct bh_str file, struct bh_str source,
                 const struct bh_psp_judge_options *options, struct bh_arena *arena,
                 struct bh_psp_judgement *out, struct bh_err *err) BH_MUST_CHECK;

/* The first half of it: who asks, the pod as it is prepared, and the mutating phase with its outcomes. No text is made, and
 * what a policy changes is not either. */
int bh_psp_judge_admit(const struct bh_psp_cluster *cluster, const struct bh_decoded *decoded,
                       const struct bh_doc *doc, struct bh_str file, struct bh_str source,
                       const struct bh_psp_judge_options *options, struct bh_arena *arena,
                       struct bh_psp_judgement *out, struct bh_err *err) BH_MUST_CHECK;

/* Why an outcome's policy may be used: the first binding that grants it to whom the outcome names.
 * out->binding is NULL when nobody may. */
void bh_psp_grant(const struct bh_psp_judgement *judgement, const struct bh_psp_outcome *outcome,
                  struct bh_rbac_grant *out);

#endif
