/* Which violations can be mended, and how: a row a check. Private to advise/. */
#ifndef ADVISE_FIX_RULES_H
#define ADVISE_FIX_RULES_H

#include "kube/kinds.h"
#include "kube/yaml_edit.h"
#include "podsec/pss_checks.h"

struct bh_fix_wish { /* what is to become of a field */
    const struct bh_pss_violation *violation;
    const struct bh_pss_field *field; /* of the violation */
    const char *reason;               /* why it is left; NULL: it is to be set */
    struct bh_change change;          /* path from the pod */
    /* Of a field of the pod's securityContext that is for all containers without their own; where the text does not
     * allow it, these are set one by one. NULL: it is for nobody else. */
    bool (*has_own)(const struct bh_container *c);
};

struct bh_fix_subject {             /* a pod that violates its level */
    const struct bh_pod_spec *spec; /* as it stands, not prepared */
    struct bh_arena *arena;         /* of the wishes */
    struct bh_fix_wish *wishes;
    uint32_t n_wishes, room;
    bool is_out_of_memory;
};

/* Adds a wish for every field of the violation; both have to outlive the wishes. */
void bh_fix_rules_apply(struct bh_fix_subject *pod, const struct bh_pss_violation *violation);

struct bh_fix_place {
    const char *list; /* "initContainers" */
    uint32_t index;   /* in it */
};

/* A container of any kind: init containers first, then containers, ephemeral ones; NULL behind the last. 'out' may be NULL. */
const struct bh_container *bh_fix_container_at(const struct bh_pod_spec *spec, uint32_t i,
                                               struct bh_fix_place *out);

struct bh_fix_rule {
    const char *check; /* id */
    /* Adds the wishes; NULL: all fields are left. */
    void (*mend)(struct bh_fix_subject *pod, const struct bh_fix_rule *rule,
                 const struct bh_pss_violation *violation);
    const char *reason; /* why a person has to look at what is left */
};

/* All rows; one for every check. */
const struct bh_fix_rule *bh_fix_rules(size_t *out_n);
const struct bh_fix_rule *bh_fix_rule_find(const char *check);

#endif
