/* Who may do what: roles and bindings of a snapshot, indexed, and the questions about them.
 *
 * Decides as Kubernetes' RBAC authorizer does (plugin/pkg/auth/authorizer/rbac, unchanged from 1.24 on): a request is
 * allowed when a rule of a role that a binding gives to the user, one of the groups or the service account covers it.
 * The order of bindings, which upstream leaves to chance, is: cluster role bindings by name, then the role bindings of
 * the request's namespace by name. */
#ifndef RBAC_RBAC_H
#define RBAC_RBAC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/finding.h"
#include "state/snapshot.h"

/* ---- the set -------------------------------------------------------------------------------------- */

struct bh_rbac_role;

struct bh_rbac_rule {
    const struct bh_known_rule *rule; /* what it says, and its line */
    const struct bh_rbac_role
        *written;           /* the role that it stands in; another one after aggregation */
    uint32_t written_index; /* its index there */
};

struct bh_rbac_role {
    const struct bh_known_role *known; /* kind, name, namespace, file, line */
    struct bh_rbac_rule *rules;        /* in force: after aggregation */
    uint32_t n_rules;
};

struct bh_rbac_binding {
    const struct bh_known_binding *known; /* kind, name, namespace, file, line, subjects */
    const struct bh_rbac_role *role;      /* NULL = there is none: it grants nothing */
};

/* Which names a question allows is worked out beforehand for these, so that asking costs the same whatever the
 * number of bindings. */
struct bh_rbac_hot {
    struct bh_str verb, api_group, resource;
};

struct bh_rbac_options {
    const struct bh_rbac_hot *hot; /* borrowed */
    uint32_t n_hot;
    /* Objects that the API server would refuse count too. The authorizer would go by them if they were stored; they
     * cannot be, so they are left out otherwise. */
    bool uses_invalid;
};

/* Immutable once built, so any number of threads may ask. */
struct bh_rbac {
    const struct bh_rbac_role *roles; /* roles by namespace and name, then cluster roles by name */
    uint32_t n_roles;
    const struct bh_rbac_binding *bindings; /* cluster role bindings by name, then the others by
                                               namespace and name */
    uint32_t n_bindings, n_cluster_bindings;
    struct bh_rbac_index *index; /* private */
    const struct bh_rbac_problem *problems;
    uint32_t n_problems;
};

/* Builds the set: finds roles, gathers aggregated rules as the controller does until they settle, indexes.
 *
 * options   NULL = none
 * Returns   0; -LIMIT when 'arena' is spent, or aggregation takes more than BH_MAX_AGGREGATION_STEPS
 * Memory    keeps 'snapshot' (which must not change any more); set in arena
 * Cost      O(objects log objects) and the rules that aggregation gathers */
int bh_rbac_build(const struct bh_snapshot *snapshot, const struct bh_rbac_options *options,
                  struct bh_arena *arena, struct bh_rbac *out, struct bh_err *err) BH_MUST_CHECK;

/* ---- what is wrong with it ------------------------------------------------------------------------ */

#define BH_RBAC_PROBLEMS(X)                                                                       \
    X(INVALID, "invalid", ERROR, "the API server refuses the object, so it grants nothing")       \
    X(DANGLING, "dangling-role", WARNING, "a binding names a role that is not there")             \
    X(CYCLE, "aggregation-cycle", WARNING, "cluster roles aggregate each other in a circle")      \
    X(SELF, "aggregation-self", NOTE, "a cluster role's own selector selects it")                 \
    X(UNSETTLED, "aggregation-unsettled", ERROR, "aggregation goes on for ever")                  \
    X(BAD_SELECTOR, "aggregation-selector", WARNING, "a selector that upstream cannot use")       \
    X(NO_ACCOUNT, "missing-account", NOTE, "a binding names a service account that is not there") \
    X(REPEATED, "repeated", WARNING, "the input holds the object more than once")

enum bh_rbac_problem_kind {
    BH_RBAC_PROBLEM_NONE,
#define X(id, name, severity, meaning) BH_RBAC_PROBLEM_##id,
    BH_RBAC_PROBLEMS(X)
#undef X
};

struct bh_rbac_problem {
    enum bh_rbac_problem_kind kind;
    const struct bh_known_head *object; /* that it is about */
    struct bh_str text;                 /* one sentence; upstream's field error for INVALID */
    uint32_t line;                      /* of the field, in the object's file */
};

const char *bh_rbac_problem_name(enum bh_rbac_problem_kind kind); /* "dangling-role" */
const char *bh_rbac_problem_meaning(enum bh_rbac_problem_kind kind);
enum bh_severity bh_rbac_problem_severity(enum bh_rbac_problem_kind kind);

/* ---- asking --------------------------------------------------------------------------------------- */

struct bh_identity {
    struct bh_str user; /* unset = a mere group */
    const struct bh_str *groups;
    uint32_t n_groups;
};

struct bh_rbac_question {
    const struct bh_identity *who;
    struct bh_str verb;
    /* A request for a path ("/healthz"): set 'path' and leave out the rest. */
    struct bh_str path;
    struct bh_str api_group, resource, subresource, name;
    struct bh_str namespace_; /* empty or unset = cluster-wide */
};

/* What allows something: this rule of the role, through this subject of the binding. */
struct bh_rbac_grant {
    const struct bh_rbac_binding *binding; /* NULL = nothing */
    uint32_t subject, rule; /* indexes into binding->known->subjects and role->rules */
};

/* Whether the request is allowed, and by what first (out_grant may be NULL).
 * Memory  no allocation
 * Cost    O(bindings of this very identity in the namespace and cluster-wide) */
bool bh_rbac_allows(const struct bh_rbac *set, const struct bh_rbac_question *question,
                    struct bh_rbac_grant *out_grant);

struct bh_rbac_grants {
    struct bh_rbac_grant *v; /* in arena */
    uint32_t n, room;
};

/* Everything that allows the request: in the order of bindings, then rules; a binding counts by its first subject that
 * applies. Returns 0 or -LIMIT. */
int bh_rbac_all_grants(const struct bh_rbac *set, const struct bh_rbac_question *question,
                       struct bh_arena *arena, struct bh_rbac_grants *out, struct bh_err *err)
    BH_MUST_CHECK;

/* Every subject that may do it, and through what: 'question' without who. namespace_ as in the question; with
 * 'in_any_namespace' the role bindings of all namespaces count. One entry for each subject of each binding, with the
 * first rule that allows it. */
int bh_rbac_who_can(const struct bh_rbac *set, const struct bh_rbac_question *question,
                    bool in_any_namespace, struct bh_arena *arena, struct bh_rbac_grants *out,
                    struct bh_err *err) BH_MUST_CHECK;

/* upstream's own words for the answer: "RBAC: allowed by ClusterRoleBinding "b" of ClusterRole "r" to Group "g"",
 * or, when 'grant' is NULL or names nothing, the errors of looking up roles ("" when there were none). In arena. */
int bh_rbac_reason(const struct bh_rbac *set, const struct bh_rbac_question *question,
                   const struct bh_rbac_grant *grant, struct bh_arena *arena, struct bh_str *out,
                   struct bh_err *err) BH_MUST_CHECK;

/* The part behind "allowed by ": the binding, its role and the subject. */
int bh_rbac_grant_text(const struct bh_rbac_grant *grant, struct bh_arena *arena,
                       struct bh_str *out, struct bh_err *err) BH_MUST_CHECK;

/* ---- which names ---------------------------------------------------------------------------------- */

struct bh_rbac_name_part {
    const uint32_t *ids; /* ascending; private to the set */
    uint32_t n;
};

struct bh_rbac_names {
    struct bh_rbac_name_part *part; /* the union of these; in arena */
    uint32_t n_parts;
    bool all; /* or every name, also those that are not known */
};

/* On which objects of a resource the identity may use the verb: asked once, instead of once for each name.
 * Cost    of a hot question (bh_rbac_options): O(groups), whatever the number of bindings */
int bh_rbac_names_allowed(const struct bh_rbac *set, const struct bh_identity *who,
                          const struct bh_rbac_hot *what, struct bh_str namespace_,
                          struct bh_arena *arena, struct bh_rbac_names *out, struct bh_err *err)
    BH_MUST_CHECK;

bool bh_rbac_names_has(const struct bh_rbac *set, const struct bh_rbac_names *names,
                       struct bh_str name);

/* The same in two steps, for who looks the same names up in many answers: a name's number (that of no name at all when no
 * object holds it), and whether it is among them. */
uint32_t bh_rbac_name_id(const struct bh_rbac *set, struct bh_str name);
bool bh_rbac_names_has_id(const struct bh_rbac_names *names, uint32_t id);

/* ---- identities ----------------------------------------------------------------------------------- */

/* "system:serviceaccount:<namespace>:<name>" with its groups: system:serviceaccounts, system:serviceaccounts:<namespace>
 * and, for who logs in by its token, system:authenticated (PodSecurityPolicy's check of the pod's account goes without). */
int bh_rbac_account_identity(struct bh_str namespace_, struct bh_str name, bool is_authenticated,
                             struct bh_arena *arena, struct bh_identity *out, struct bh_err *err)
    BH_MUST_CHECK;

/* A subject that some binding names; 'kind' "User", "Group" or "ServiceAccount". */
struct bh_rbac_subject {
    struct bh_str kind, namespace_, name; /* namespace_: of a ServiceAccount, resolved */
    const struct bh_rbac_binding *first;  /* the first binding that names it */
};

/* The subject number 'subject' of a binding; false when it can be nobody: of a kind that there is not, or a service
 * account without a namespace. */
bool bh_rbac_resolve_subject(const struct bh_rbac_binding *binding, uint32_t subject,
                             struct bh_rbac_subject *out);

/* Every subject once, by kind, namespace and name: the lines of a matrix. In arena. */
int bh_rbac_subjects(const struct bh_rbac *set, struct bh_arena *arena,
                     struct bh_rbac_subject **out, uint32_t *out_n, struct bh_err *err)
    BH_MUST_CHECK;

/* The identity that is this subject and nothing more: a user without groups, a group without a user, a service account
 * with its groups. */
int bh_rbac_subject_identity(const struct bh_rbac_subject *subject, struct bh_arena *arena,
                             struct bh_identity *out, struct bh_err *err) BH_MUST_CHECK;

#endif
