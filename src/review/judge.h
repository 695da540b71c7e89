/* One object against the Pod Security Standards, as the API server's admission would see it: the join of
 * preparation (kube/), levels (namespace labels, options) and checks (podsec/).
 *
 * A controller is judged twice: as the template that is submitted (audit and warn, which is all that
 * admission does to it) and as the pods that it will make (enforce, which refuses those). */
#ifndef REVIEW_JUDGE_H
#define REVIEW_JUDGE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/finding.h"
#include "kube/kinds.h"
#include "kube/prepare.h"
#include "podsec/pss_config.h"
#include "state/snapshot.h"

/* Where levels come from, mode by mode: these options, the labels of the object's namespace, the admission
 * configuration, the default. */
struct bh_judge_options {
    enum bh_level level; /* for every mode; UNSET = not given */
    uint64_t version;    /* for every mode; only read when has_version */
    bool has_version;
    bool
        as_cluster; /* what nobody sets is privileged, as in a bare cluster, instead of restricted */
    struct bh_str namespace_; /* of objects that name none; "default" when unset */
    const struct bh_pss_config
        *config; /* NULL: none; else nothing is left to the default, and some are exempt */
    /* Who submits the object, for exemptions; unset = nobody in particular. The pods of a controller are made by that
       controller's account, whoever this is. */
    struct bh_str user;
};

/* The policy of a namespace. Label errors are the caller's to report, once a namespace.
 * namespace_  may be NULL: not in the input */
int bh_judge_policy(const struct bh_judge_options *options, const struct bh_namespace *namespace_,
                    struct bh_arena *arena, struct bh_pss_policy *out,
                    struct bh_label_error out_errors[BH_MAX_LABEL_ERRORS], uint32_t *out_n_errors,
                    struct bh_err *err) BH_MUST_CHECK;

struct bh_mode_verdict {
    struct bh_pss_pair pair;
    enum bh_level_source level_from, version_from;
    enum bh_exemption exempt; /* if so, it is allowed unseen */
    bool is_allowed;
    struct bh_str
        message; /* upstream's sentence, 'violates PodSecurity "…": …' (enforce) or 'would violate …';
                              unset when allowed */
    struct bh_finding *findings; /* one a violated check, upstream's order */
    uint32_t n_findings;
    uint32_t n_accepted; /* of them, known or suppressed: bh_verdict_counts */
};

/* Whether a run fails for it: something of it is neither known nor suppressed. */
static inline bool bh_verdict_counts(const struct bh_mode_verdict *verdict)
{
    return !verdict->is_allowed &&
           (verdict->n_findings == 0 || verdict->n_accepted < verdict->n_findings);
}

struct bh_judgement {
    struct bh_object_ref object;          /* namespace_ filled in from the options */
    struct bh_str file, source;           /* source: of "# Source:", unset when there is none */
    uint32_t line, column;                /* of the object */
    enum bh_role role;                    /* POD or CONTROLLER */
    bool is_known_kind;                   /* false: found by the shape of its template */
    struct bh_str pod_path;               /* "" or "spec.template", ... */
    struct bh_str owner_kind, owner_name; /* controlling owner of a pod; unset when there is none */
    /* What fingerprints speak of: the object; of what has a controlling owner, that owner, and its Deployment or CronJob
       where the owner's name shows that it is one's; a generateName where there is one. */
    struct bh_object_ref subject;
    enum bh_exemption exempt; /* in every mode: then everything is allowed unseen */
    struct bh_mode_verdict modes[BH_N_MODES];
    struct bh_preparations prepared; /* of the pods */
};

/* Judges a decoded Pod or controller.
 * doc       the document it came from, for places; file and source are kept in the result
 * policy    of its namespace
 * Memory    all in 'arena'; borrows decoded and doc, whose text the result refers to
 * Returns   0; -LIMIT when the arena's budget is spent */
int bh_judge(const struct bh_decoded *decoded, const struct bh_doc *doc, struct bh_str file,
             struct bh_str source, const struct bh_pss_policy *policy,
             const struct bh_judge_options *options, struct bh_arena *arena,
             struct bh_judgement *out, struct bh_err *err) BH_MUST_CHECK;

#endif
