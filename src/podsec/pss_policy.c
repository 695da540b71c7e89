/* Namespace labels to levels. Called wherever a namespace is judged: the scan and the admission
 * review. Implements section B.2 of the pod security specification. Leaves out the configuration
 * file (B.3) and exemptions, which are not labels. */
#include "podsec/pss_policy.h"

#include <string.h>

#include "base/near.h"
#include "base/quote.h"

#define PREFIX "pod-security.kubernetes.io/"

/* In upstream's order, which is the order of the errors: a mode's level, then its version. */
enum { ENFORCE, ENFORCE_VERSION, AUDIT, AUDIT_VERSION, WARN, WARN_VERSION, N_LABELS };

static const struct bh_str label_names[N_LABELS] = {
    [ENFORCE] = { PREFIX "enforce", sizeof(PREFIX "enforce") - 1 },
    [ENFORCE_VERSION] = { PREFIX "enforce-version", sizeof(PREFIX "enforce-version") - 1 },
    [AUDIT] = { PREFIX "audit", sizeof(PREFIX "audit") - 1 },
    [AUDIT_VERSION] = { PREFIX "audit-version", sizeof(PREFIX "audit-version") - 1 },
    [WARN] = { PREFIX "warn", sizeof(PREFIX "warn") - 1 },
    [WARN_VERSION] = { PREFIX "warn-version", sizeof(PREFIX "warn-version") - 1 },
};

_Static_assert((int)BH_MAX_LABEL_ERRORS == (int)N_LABELS, "one error a label");
_Static_assert((int)N_LABELS == 2 * (int)BH_N_MODES, "a level and a version for every mode");

struct bh_str bh_mode_name(enum bh_mode mode)
{
    static const struct bh_str names[BH_N_MODES] = {
        [BH_MODE_ENFORCE] = { "enforce", 7 },
        [BH_MODE_AUDIT] = { "audit", 5 },
        [BH_MODE_WARN] = { "warn", 4 },
    };

    return names[mode];
}

bool bh_pss_label_is_misspelt(struct bh_str label, struct bh_str *out_near)
{
    static const struct bh_str domain = { PREFIX, sizeof(PREFIX) - 2 }; /* without the slash */
    size_t slash = bh_str_find_byte(label, '/');
    struct bh_str name = bh_str_from(label, slash < label.n ? slash + 1 : label.n);
    struct bh_near near = { .wanted = name };
    bool is_exact = false;

    *out_near = bh_str(NULL, 0);
    for (size_t i = 0; i < N_LABELS; i++) {
        struct bh_str known = bh_str_from(label_names[i], domain.n + 1);
        is_exact = is_exact || bh_str_eq(name, known);
        bh_near_offer(&near, known);
    }
    if (slash == label.n) {
        return false;
    }
    struct bh_str of = bh_str(label.p, slash);
    bool is_ours = bh_str_eq(of, domain);
    bool is_near = bh_near_edits(of, domain, 3) <= 3 || bh_str_starts(of, BH_S("pod-security.")) ||
                   bh_str_starts(of, BH_S("podsecurity."));
    if (is_ours ? is_exact : !is_near || !bh_str_is_set(near.best)) {
        return false;
    }
    for (size_t i = 0; i < N_LABELS && bh_str_is_set(near.best); i++) {
        if (bh_str_eq(bh_str_from(label_names[i], domain.n + 1), near.best)) {
            *out_near = label_names[i];
        }
    }
    return true;
}

/* metadata.labels[<label>]: Invalid value: "<value>": <what it must be> */
static struct bh_str error_message(struct bh_str label, struct bh_str value, struct bh_str must_be,
                                   struct bh_arena *arena)
{
    const struct bh_str before[] = { BH_S("metadata.labels["), label, BH_S("]: Invalid value: ") };
    const struct bh_str after[] = { BH_S(": "), must_be };
    size_t size = bh_quote_go_size(value), n = 0;

    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        size += before[i].n;
    }
    for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++) {
        size += after[i].n;
    }
    char *p = bh_arena_alloc(arena, size, 1);
    if (p == NULL) {
        return bh_str(NULL, 0);
    }
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        memcpy(p + n, before[i].p, before[i].n);
        n += before[i].n;
    }
    n += bh_quote_go_write(p + n, value);
    for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++) {
        memcpy(p + n, after[i].p, after[i].n);
        n += after[i].n;
    }
    return bh_str(p, size);
}

/* Applies label number 'i'. Returns whether its value was good. */
static bool apply_label(unsigned i, struct bh_str value, struct bh_pss_policy *policy)
{
    unsigned mode = i / 2;
    struct bh_pss_pair *pair = &policy->pairs[mode];

    if (i % 2 == 0) {
        policy->level_from[mode] = BH_FROM_LABEL;
        if (bh_level_parse(value, &pair->level)) {
            return true;
        }
        /* Enforcing fails closed, telling fails open. */
        pair->level = mode == BH_MODE_ENFORCE ? BH_LEVEL_RESTRICTED : BH_LEVEL_PRIVILEGED;
        return false;
    }
    policy->version_from[mode] = BH_FROM_LABEL;
    if (bh_version_parse(value, &pair->version)) {
        return true;
    }
    pair->version = BH_VERSION_LATEST;
    return false;
}

int bh_pss_policy_from_labels(const struct bh_pairs *labels, const struct bh_pss_policy *defaults,
                              struct bh_arena *arena, struct bh_pss_policy *out,
                              struct bh_label_error out_errors[BH_MAX_LABEL_ERRORS],
                              uint32_t *out_n_errors, struct bh_err *err)
{
    const struct bh_pair *found[N_LABELS] = { NULL };
    bool is_good[N_LABELS] = { false };
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy = *defaults;
    uint32_t n_errors = 0;

    for (uint32_t k = 0; k < labels->n; k++) {
        for (unsigned i = 0; i < N_LABELS; i++) {
            if (bh_str_eq(labels->v[k].key, label_names[i])) {
                found[i] = &labels->v[k];
            }
        }
    }
    for (unsigned i = 0; i < N_LABELS; i++) {
        if (found[i] == NULL) {
            continue;
        }
        is_good[i] = apply_label(i, found[i]->value, &policy);
        if (!is_good[i]) {
            struct bh_str must_be = i % 2 == 0
                                        ? BH_S("must be one of privileged, baseline, restricted")
                                        : BH_S("must be \"latest\" or \"v1.x\"");
            struct bh_label_error error = {
                .label = label_names[i],
                .value = found[i]->value,
                .message = error_message(label_names[i], found[i]->value, must_be, arena),
            };
            if (!bh_str_is_set(error.message)) {
                return bh_arena_fail(arena, err);
            }
            errors[n_errors++] = error;
        }
    }
    /* Whoever enforces more than is warned of wants the warnings too, unless a label says
     * otherwise. */
    if (found[WARN] == NULL && is_good[ENFORCE] &&
        policy.pairs[BH_MODE_ENFORCE].level > policy.pairs[BH_MODE_WARN].level) {
        policy.pairs[BH_MODE_WARN].level = policy.pairs[BH_MODE_ENFORCE].level;
        policy.level_from[BH_MODE_WARN] = BH_FROM_LABEL;
        if (found[WARN_VERSION] == NULL) {
            policy.pairs[BH_MODE_WARN].version = policy.pairs[BH_MODE_ENFORCE].version;
            policy.version_from[BH_MODE_WARN] = policy.version_from[BH_MODE_ENFORCE];
        }
    }
    *out = policy;
    *out_n_errors = n_errors;
    if (n_errors > 0) {
        memcpy(out_errors, errors, n_errors * sizeof(errors[0]));
    }
    return 0;
}
