/* Which level a namespace asks for in each mode: the pod-security.kubernetes.io labels.
 * Source: spec of Pod Security Admission, label evaluation; upstream's api.PolicyToEvaluate. */
#ifndef PODSEC_PSS_POLICY_H
#define PODSEC_PSS_POLICY_H

#include "podsec/pss.h"

enum bh_mode { BH_MODE_ENFORCE, BH_MODE_AUDIT, BH_MODE_WARN, BH_N_MODES };

enum bh_level_source {
    BH_FROM_DEFAULT = 1,
    BH_FROM_LABEL,      /* of the namespace */
    BH_FROM_OPTION,     /* of the command line */
    BH_FROM_CONFIG,     /* the admission configuration */
    BH_FROM_UNREADABLE, /* the namespace is there, but could not be read: restricted */
};

struct bh_pss_policy {
    struct bh_pss_pair pairs[BH_N_MODES];
    enum bh_level_source level_from[BH_N_MODES], version_from[BH_N_MODES];
};

struct bh_label_error {
    struct bh_str label;   /* "pod-security.kubernetes.io/enforce"; static */
    struct bh_str value;   /* borrowed from the labels */
    struct bh_str message; /* the whole field error, in arena:
                              'metadata.labels[...]: Invalid value: "x": must be ...' */
};

enum { BH_MAX_LABEL_ERRORS = 6 };

/* Starts from 'defaults' and applies the labels, in upstream's order and with its rules (a bad
 * enforce level becomes restricted, a bad audit or warn level privileged, bad versions latest;
 * warn follows a stricter, valid enforce when no warn label is there). Returns 0 or -LIMIT. */
int bh_pss_policy_from_labels(const struct bh_pairs *labels, const struct bh_pss_policy *defaults,
                              struct bh_arena *arena, struct bh_pss_policy *out,
                              struct bh_label_error out_errors[BH_MAX_LABEL_ERRORS],
                              uint32_t *out_n_errors, struct bh_err *err) BH_MUST_CHECK;

/* Whether a label of a namespace looks as if it set a level or version, and does not: upstream passes over it without a
 * word. *out_near: the label that was meant; unset when none is near. */
bool bh_pss_label_is_misspelt(struct bh_str label, struct bh_str *out_near);

struct bh_str bh_mode_name(enum bh_mode mode);

#endif
