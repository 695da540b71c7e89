/* The table of checks: one row a check, one entry a revision. */
#ifndef PODSEC_PSS_CHECKS_H
#define PODSEC_PSS_CHECKS_H

#include "podsec/pss.h"

/* What a check function fills. */
struct bh_pss_out {
    struct bh_arena *arena;
    bool is_out_of_memory;  /* the whole evaluation then fails */
    bool leaves_out_fields; /* only reason and detail are wanted */
    bool is_forbidden;
    struct bh_str reason, detail;
    struct bh_pss_field *fields;
    uint32_t n_fields, room_fields;
};

typedef void bh_pss_check_fn(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                             struct bh_pss_out *out);

struct bh_pss_revision {
    uint32_t from; /* N of the first v1.N it applies to */
    bh_pss_check_fn *check;
};

struct bh_pss_check {
    const char *id;       /* as upstream names it: "capabilities_baseline" */
    const char *title;    /* what it looks for, a few words */
    const char *remedy;   /* what to change, one sentence, imperative */
    const char *replaces; /* baseline check that it overrides wherever it applies, or NULL */
    const struct bh_pss_revision *revs; /* rising */
    uint32_t n_revs;
    enum bh_level level; /* BASELINE or RESTRICTED */
};

/* All rows, in upstream's order: baseline ids sorted by bytes, then restricted ids. */
const struct bh_pss_check *bh_pss_checks(size_t *out_n);

#endif
