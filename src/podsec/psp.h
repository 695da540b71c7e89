/* PodSecurityPolicy as Kubernetes 1.24 judged it: a pod and the policies in; which one admits it, what it changes, or why
 * none does. Pure; who may use which policy is asked through a function that it is handed.
 * Source: policy/v1beta1 and the PodSecurityPolicy admission plugin of Kubernetes 1.24.17. Deviations: policies are
 * told of in name order (upstream's order is random); policies of the group bulkhead.dev stand beside those of policy;
 * AppArmor fields, which 1.24 did not have, stand for the annotation where that is missing.
 *
 *     bh_psp_compile() each policy, bh_psp_set_init()                     once for a state of the cluster
 *     bh_prepare_stage(BH_PREPARE_CREATED), bh_psp_decide(BH_PSP_ADMIT)     a pod that is created
 *     bh_psp_apply() the chosen policy                                      its changes, as structs, text and JSON Patch
 *     bh_prepare_stage(BH_PREPARE_STORED), bh_psp_decide(BH_PSP_VALIDATE)   the same pod, before it is stored
 *     bh_prepare_stage(BH_PREPARE_READ), bh_psp_decide(BH_PSP_VALIDATE)     a pod that is updated
 *     bh_psp_errors(), bh_psp_denial()                                      texts, only when somebody reads them */
#ifndef PODSEC_PSP_H
#define PODSEC_PSP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "kube/objects.h"
#include "kube/patch.h"
#include "kube/policy_objects.h"

#define BH_PSP_ANNOTATION "kubernetes.io/psp" /* on a pod: the policy that admitted it */

/* ---- the table of fields ------------------------------------------------------------------------- */

enum bh_psp_scope { BH_PSP_OF_POD = 1, BH_PSP_OF_VOLUME, BH_PSP_OF_CONTAINER };

struct bh_psp_work; /* private: one policy looking at one pod */

struct bh_psp_field {
    const char *id;      /* unique: "seLinux", "containers.seLinux" */
    const char *fields;  /* of the policy, as written in its manifest: "allowedCapabilities, ..." */
    const char *mutates; /* pod fields that it sets, or NULL */
    const char *title;   /* what it asks for, a few words */
    enum bh_psp_scope scope;
    void (*mutate)(struct bh_psp_work *work);   /* or NULL */
    void (*validate)(struct bh_psp_work *work); /* or NULL */
};

/* All rows, in the order in which errors are told: those of the pod, within them those of each volume, then those of each
 * container. At most 32. */
const struct bh_psp_field *bh_psp_fields(size_t *out_n);

/* ---- policies ------------------------------------------------------------------------------------ */

struct bh_psp_rules; /* private: the policy, prepared for looking things up */

struct bh_psp_policy { /* immutable once compiled */
    struct bh_str name;
    bool is_own;                    /* of the group bulkhead.dev: grants in that group count too */
    const struct bh_object *object; /* where it came from; its node leads to file and line */
    struct bh_strs errors;          /* upstream's field errors, in order; any = never used */
    struct bh_str
        failure; /* why it can judge nothing ("MustRunAs requires at least one range"): passed over
                                         without a word by upstream; unset when it can */
    const struct bh_psp_rules *rules; /* NULL when 'failure' or 'errors' is set */
};

struct bh_psp_options {
    /* allowedProcMountTypes is erased, as by a server of 1.24 whose alpha gate ProcMountType was off (the usual case)
     * when a policy was written. Off: the field counts as it stands. */
    bool drops_proc_mount;
};

/* Checks a policy as the API server did before it stored one.
 * out   field errors in upstream's order, byte for byte; none = valid
 * Returns 0 or -LIMIT. Memory: in 'arena' */
int bh_psp_validate(const struct bh_object *object, struct bh_strs *out, struct bh_arena *arena,
                    struct bh_err *err) BH_MUST_CHECK;

/* Validates and prepares a policy. An invalid one is no failure of this call: out->errors tells.
 * Returns 0 or -LIMIT. Memory: in 'arena'; keeps 'object' and borrows its text */
int bh_psp_compile(const struct bh_object *object, const struct bh_psp_options *options,
                   struct bh_psp_policy *out, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

struct bh_psp_set { /* immutable */
    const struct bh_psp_policy *const
        *v; /* valid ones, by name (bytes); of one name the group policy first */
    uint32_t n;
};

/* Leaves out invalid policies; of two with the same group and name the last one counts. Keeps the policies.
 * Returns 0 or -LIMIT. */
int bh_psp_set_init(struct bh_psp_set *out, const struct bh_psp_policy *policies, uint32_t n,
                    struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* ---- the question -------------------------------------------------------------------------------- */

struct bh_psp_pod { /* prepared */
    const struct bh_meta *meta;
    const struct bh_pod_spec *spec; /* NULL = a pod without a spec */
};

enum bh_psp_phase {
    BH_PSP_ADMIT = 1, /* create only: a policy may change the pod */
    BH_PSP_VALIDATE /* create and update: none may; the one that the pod's annotation names is tried first */
};

enum bh_psp_who { BH_PSP_NOBODY, BH_PSP_ACCOUNT /* the pod's service account */, BH_PSP_USER };

/* Whether 'who' may use the policy in the pod's namespace: verb "use", resource "podsecuritypolicies" of 'group', that name.
 * An error is a no. */
typedef bool bh_psp_may_use_fn(void *context, enum bh_psp_who who, struct bh_str group,
                               struct bh_str policy);

struct bh_psp_asker {
    bh_psp_may_use_fn *may_use;
    void *context;
    bool
        has_user; /* there is a requesting user; the service account is asked for when the pod names one */
};

struct bh_psp_request {
    struct bh_psp_pod pod;
    enum bh_psp_phase phase;
    struct bh_psp_asker asker;
    /* Goes on past the policy that wins, and asks of every policy who may use it: for explanations. Changes neither verdict
     * nor choice. */
    bool tries_all;
    uint32_t
        without; /* rows that are left out, bit i = row i: how tests show that every row matters */
};

enum bh_psp_state {
    BH_PSP_NOT_TRIED = 1, /* an earlier one won */
    BH_PSP_UNUSABLE,      /* policy->failure */
    BH_PSP_REFUSES,       /* its errors count in a denial when somebody may use it */
    BH_PSP_WOULD_CHANGE,  /* accepts the pod with changes, which this phase forbids */
    BH_PSP_NOT_PERMITTED, /* accepts the pod, but nobody here may use it */
    BH_PSP_PASSED_OVER,   /* accepts the pod and may be used, but another was chosen */
    BH_PSP_CHOSEN,
};

struct bh_psp_outcome {
    const struct bh_psp_policy *policy;
    uint32_t changed;  /* bit i: row i of bh_psp_fields() sets something in the pod */
    uint32_t refused;  /* bit i: row i refuses */
    uint32_t n_errors; /* what bh_psp_errors() will give */
    uint8_t state;     /* enum bh_psp_state */
    uint8_t
        who; /* enum bh_psp_who: who may use it; NOBODY also when it was not asked (was_asked) */
    uint8_t was_asked;
    const char
        *group; /* in which the grant is: "policy", "extensions" or "bulkhead.dev"; NULL = none */
};

struct bh_psp_result {
    enum bh_psp_phase phase;
    bool is_allowed;
    bool has_no_providers;               /* no policy at all, or none that is usable */
    const struct bh_psp_outcome *chosen; /* NULL when denied */
    struct bh_psp_outcome *outcomes;     /* one for each policy of the set, in the order tried */
    uint32_t n_outcomes;
};

/* Judges a pod. Returns 0 or -LIMIT (a "no" is no failure).
 * Memory   result in 'arena'; borrows the pod
 * Cost     one allocation for the outcomes and one for what is looked up in the pod; none for a policy */
int bh_psp_decide(const struct bh_psp_set *set, const struct bh_psp_request *request,
                  struct bh_psp_result *out, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

/* Whether a request is none of PodSecurityPolicy's business: another resource than core pods, or any subresource. */
bool bh_psp_ignores(struct bh_str group, struct bh_str resource, struct bh_str subresource);

/* Whether an update changes nothing that PodSecurityPolicy looks at: everything but ownerReferences, finalizers, selfLink
 * and managedFields is the same. Compares the documents; where only the defaulting of an API server would show that two are
 * the same, it says no, so that the pod is judged. */
bool bh_psp_ignores_update(const struct bh_node *pod, const struct bh_node *old_pod);

/* ---- texts, on demand ---------------------------------------------------------------------------- */

struct bh_psp_error {
    struct bh_str text; /* whole, as upstream prints it */
    struct bh_str
        path; /* upstream's field path, the text's beginning: some are not where the field stands */
    const struct bh_psp_field *field;
};

struct bh_psp_errors {
    struct bh_psp_error *v;
    uint32_t n, room;
};

/* What 'policy' has against the pod after its own changes. None for an unusable policy. Returns 0 or -LIMIT. */
int bh_psp_errors(const struct bh_psp_policy *policy, const struct bh_psp_pod *pod,
                  struct bh_psp_errors *out, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

/* "error creating provider for PSP x: ...", for an unusable policy; an unset view when the budget is spent. */
struct bh_str bh_psp_failure_text(const struct bh_psp_policy *policy, struct bh_arena *arena);

/* 'pods "web" is forbidden: PodSecurityPolicy: unable to admit pod: [...]'
 * name   the request's; empty = the pod's name, else its generateName, else Unknown. Returns 0 or -LIMIT. */
int bh_psp_denial(const struct bh_psp_request *request, const struct bh_psp_result *result,
                  struct bh_str name, struct bh_str *out, struct bh_arena *arena,
                  struct bh_err *err) BH_MUST_CHECK;

/* ---- changes, on demand -------------------------------------------------------------------------- */

struct bh_psp_change {
    const struct bh_psp_field *field; /* NULL: the annotation that names the policy */
    struct bh_str path;               /* "spec.containers[0].securityContext.runAsUser" */
    struct bh_str before, after;      /* JSON; 'before' unset = was not there */
};

struct bh_psp_applied {
    const struct bh_meta
        *meta; /* the pod as the policy leaves it: copies of what changed, the rest shared */
    struct bh_pod_spec *spec;
    struct bh_psp_change *changes; /* in the order of the JSON: metadata, pod, containers */
    uint32_t n_changes;
    struct bh_patch
        patch; /* the same, for the document that the pod was decoded from; a parent is added only where the
                              document lacks it */
};

/* What the policy does to the pod.
 * is_chosen   adds the annotation that names the policy, as the mutating phase does with the policy that wins
 * Returns 0 or -LIMIT. Memory: in 'arena'; 'out' shares with the pod and the policy what it did not change */
int bh_psp_apply(const struct bh_psp_policy *policy, const struct bh_psp_pod *pod, bool is_chosen,
                 struct bh_psp_applied *out, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

#endif
