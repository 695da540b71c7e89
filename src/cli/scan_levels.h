/* By which levels the objects of each namespace are judged, in one scan: the namespaces of the input, their policies, and how
 * often each level was used. */
#ifndef CLI_SCAN_LEVELS_H
#define CLI_SCAN_LEVELS_H

#include "cli/scan_notes.h"
#include "state/snapshot.h"

struct bh_scan_policy { /* of a namespace that some object was judged in */
    struct bh_pss_policy policy;
    size_t uses[BH_N_MODES]; /* rows of bh_scan_levels.uses */
};

struct bh_scan_levels {
    const struct bh_judge_options *options;
    struct bh_snapshot snapshot;
    struct bh_arena *scratch;  /* of the current object */
    struct bh_arena arena;     /* of one pass: policies */
    struct bh_map policies;    /* of the pass: name to struct bh_scan_policy */
    struct bh_level_use *uses; /* of the pass; on the heap */
    size_t n_uses, room_uses;
    struct bh_scan_repeat *repeats, **repeats_end; /* in the snapshot's arena */
};

/* Keeps 'options' and 'scratch'. */
void bh_scan_levels_init(struct bh_scan_levels *levels, const struct bh_judge_options *options,
                         struct bh_arena *scratch);
void bh_scan_levels_done(struct bh_scan_levels *levels);

/* Forgets what a pass made; the namespaces stay. */
void bh_scan_levels_restart(struct bh_scan_levels *levels);

/* The policy of a namespace, made once a pass; NULL, with *err filled, when it cannot be. Its label errors are noted where
 * the namespace stands. */
const struct bh_scan_policy *bh_scan_levels_of(struct bh_scan_levels *levels, struct bh_str name,
                                               struct bh_err *err);

/* Adds a namespace to the snapshot. *out_is_stale: objects of it were judged by another policy before. */
int bh_scan_levels_learn(struct bh_scan_levels *levels, const struct bh_namespace *seen,
                         bool *out_is_stale, struct bh_err *err) BH_MUST_CHECK;

/* Counts a judgement in the rows of its policy. */
void bh_scan_levels_count(struct bh_scan_levels *levels, const struct bh_scan_policy *policy,
                          const struct bh_judgement *judgement);

/* Whether objects of this namespace are judged by a check in some mode: it is in force there, and the namespace is not exempt.
 * Returns 0 or -LIMIT. */
int bh_scan_levels_asks(struct bh_scan_levels *levels, struct bh_str namespace_,
                        struct bh_str check, bool *out, struct bh_err *err) BH_MUST_CHECK;

/* Whether some object was judged by it. */
bool bh_scan_levels_asked(const struct bh_scan_levels *levels, struct bh_str check);

/* A warning for each namespace that the input holds twice, with different labels. */
int bh_scan_levels_note_repeats(struct bh_scan_levels *levels, struct bh_scan_notes *notes,
                                struct bh_err *err) BH_MUST_CHECK;

/* Gives the rows that were used to the totals, which borrow them. */
void bh_scan_levels_end(struct bh_scan_levels *levels, struct bh_scan_totals *totals);

#endif
