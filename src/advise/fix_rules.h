/* Which violations can be mended, and how: a row a check. Private to advise/. */
#ifndef ADVISE_FIX_RULES_H
#define ADVISE_FIX_RULES_H

#include "kube/kinds.h"
#include "kube/yaml_edit.h"
#include "podsec/pss_checks.h"

struct bh_fix_plan; /* of one object: fix.c */

struct bh_fix_subject { /* a pod that violates its level */
    struct bh_fix_plan *plan;
    const struct bh_pod_spec *spec; /* as it stands, not prepared */
    struct bh_str pod_path;
};

struct bh_fix_rule {
    const char *check; /* id */
    /* Calls bh_fix_set or bh_fix_leave for every field of the violation; NULL: all are left. */
    void (*mend)(struct bh_fix_subject *pod, const struct bh_fix_rule *rule,
                 const struct bh_pss_violation *violation);
    const char *reason; /* why a person has to look at what is left */
};

/* All rows; one for every check. */
const struct bh_fix_rule *bh_fix_rules(size_t *out_n);
const struct bh_fix_rule *bh_fix_rule_find(const char *check);

/* Provided by fix.c. 'field' is the one that the change is for; with 'is_for_all', it is for all fields of the
 * violation, and where the text does not allow it, the fields are set one by one. */
void bh_fix_set(struct bh_fix_subject *pod, const struct bh_pss_violation *violation,
                const struct bh_pss_field *field, struct bh_change change, bool is_for_all);
void bh_fix_leave(struct bh_fix_subject *pod, const struct bh_pss_violation *violation,
                  const struct bh_pss_field *field, const char *reason);

#endif
