/* The Pod Security Standards: a pod in, violations out. Pure; depends on the pod only.
 * Source: k8s.io/pod-security-admission policy package, policy versions v1.0 to v1.37. */
#ifndef PODSEC_PSS_H
#define PODSEC_PSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "kube/objects.h"

/* Rising; zero is unset, never permissive. */
enum bh_level {
    BH_LEVEL_UNSET,
    BH_LEVEL_PRIVILEGED,
    BH_LEVEL_BASELINE,
    BH_LEVEL_RESTRICTED,
};

/* A policy version v1.N is N; BH_VERSION_LATEST is newer than every other. As wide as
 * upstream's, so that every version that it accepts is printed as it was given. */
#define BH_VERSION_LATEST UINT64_MAX

struct bh_pss_pair { /* "restricted:latest", "baseline:v1.24" */
    enum bh_level level;
    uint64_t version;
};

/* Newest version for which a check has a revision of its own (N of v1.N); what is newer, and
 * latest, is evaluated as this. */
uint32_t bh_pss_newest(void);

bool bh_level_parse(struct bh_str s, enum bh_level *out); /* exactly the three names */
bool bh_version_parse(struct bh_str s, uint64_t *out);    /* "latest" or v1.N, no leading zeros */
struct bh_str bh_level_name(enum bh_level level);         /* unset: "" */
/* "restricted:v1.24" into 'out'; returns the view of it. */
struct bh_str bh_pss_pair_text(struct bh_pss_pair pair, char out[40]);

/* One offending field, or one that is missing: then its path is where it should be set. Paths
 * are relative to the pod: "spec.containers[0].securityContext.privileged",
 * "metadata.annotations[container.apparmor.security.beta.kubernetes.io/web]". */
struct bh_pss_field {
    struct bh_str path;
    /* The value as text, never empty: "true", "0", "NET_ADMIN", a list "[A, B]", a volume's host
     * path or else its type; two quotes for an empty string, or "absent". */
    struct bh_str found;
};

struct bh_pss_check;

struct bh_pss_violation {
    const struct bh_pss_check *check;
    struct bh_str reason, detail; /* byte for byte upstream's; detail may be empty */
    /* What the detail speaks of, at least one: annotations first, then the pod's own fields, then
     * init, regular and ephemeral containers. */
    struct bh_pss_field *fields;
    uint32_t n_fields; /* 0 when the plan leaves them out */
};

struct bh_pss_result {
    struct bh_pss_violation *violations; /* in upstream's order of checks */
    uint32_t n_violations;
    bool is_allowed;
};

/* Which functions apply at one level and version: made once, used for many pods. */
enum { BH_PSS_MAX_CHECKS = 32 };
struct bh_pss_plan {
    struct bh_pss_pair pair; /* as asked for, not clamped */
    bool leaves_out_fields; /* the caller may set it: reasons and details alone cost half as much */
    uint32_t n;
    struct {
        const struct bh_pss_check *check;
        uint32_t revision; /* index into check->revs */
    } steps[BH_PSS_MAX_CHECKS];
};
/* An unset level is planned as restricted. */
void bh_pss_plan_init(struct bh_pss_plan *plan, struct bh_pss_pair pair);

/* Judges a pod that was prepared (kube/prepare.h).
 * spec      may be NULL: a pod without a spec, as an empty one
 * Returns   0; -LIMIT when the arena's budget is spent: never fewer violations
 * Memory    result and its text in 'arena', nothing of it points into the pod; borrows the pod
 * Cost      without violations no allocation at all (but for policy versions before v1.19 on a pod
 *           with 64 containers or more and bad seccomp annotations that name none of them) */
int bh_pss_evaluate(const struct bh_pss_plan *plan, const struct bh_meta *meta,
                    const struct bh_pod_spec *spec, struct bh_arena *arena,
                    struct bh_pss_result *out, struct bh_err *err) BH_MUST_CHECK;

/* "reason (detail), reason2" of all violations: what follows the colon in 'violates PodSecurity
 * "restricted:latest": ...'. An unset view when the arena's budget is spent. */
struct bh_str bh_pss_detail_list(const struct bh_pss_result *result, struct bh_arena *arena);
struct bh_str bh_pss_reason_list(const struct bh_pss_result *result, struct bh_arena *arena);

#endif
