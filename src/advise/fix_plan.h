/* The plan for one object: which fields are to be set, by which edits, and what is left. Private to advise/. */
#ifndef ADVISE_FIX_PLAN_H
#define ADVISE_FIX_PLAN_H

#include "advise/fix_rules.h"
#include "advise/fix_work.h"
#include "kube/stream.h"

struct bh_fix_planned {
    struct bh_change change; /* path from the object's root */
    const struct bh_pss_check *check;
    struct bh_str found;
    struct bh_place place;
    /* What is set instead where the text does not allow it: a field of every container that has none of its own. */
    struct bh_fix_planned *instead; /* in the result's arena */
    uint32_t n_instead;
    bool is_replaced; /* ... which is what happened */
};

struct bh_fix_plan { /* of one object; lives as long as the result */
    struct bh_fix_plan *next;
    struct bh_fix_work *w;
    const struct bh_doc *doc; /* while it is planned */
    struct bh_str object, namespace_;
    uint64_t ordinal; /* of the object in the stream */
    uint32_t document;
    struct bh_fix_planned **v;
    uint32_t n, room;
    uint32_t n_left;        /* fields that the rules leave */
    struct bh_str misspelt; /* why nothing may be set; unset = nothing is wrong */
    bool is_dry;            /* only counted */
    bool is_judged, is_bad;
    bool is_dropped; /* its edits were not proven */
    struct bh_edits edits;
};

/* Judges all pod templates of an object. *out_cause has a kind when it cannot be decoded. */
int bh_fix_plan_object(struct bh_fix_plan *plan, const struct bh_item *item,
                       struct bh_err *out_cause, struct bh_err *err) BH_MUST_CHECK;

/* Makes edits of what is planned; what cannot be made gets a problem. */
int bh_fix_plan_edits(struct bh_fix_plan *plan, const struct bh_item *item, struct bh_err *err)
    BH_MUST_CHECK;

/* The changes that count, in arena. */
struct bh_change **bh_fix_plan_changes(struct bh_fix_plan *plan, struct bh_arena *arena,
                                       uint32_t *out_n);

#endif
