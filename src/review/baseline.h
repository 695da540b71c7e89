/* What is known and accepted: the violations that were there when the baseline was written, by fingerprint, so that
 * a run reports only what is new. docs/suppressions.md describes the file: one JSON object a line, first the head, then
 * the entries, sorted. */
#ifndef REVIEW_BASELINE_H
#define REVIEW_BASELINE_H

#include "base/buf.h"
#include "base/map.h"
#include "kube/strict.h"
#include "review/judge.h"

struct bh_known { /* one entry */
    struct bh_known *next;
    uint64_t fingerprint;
    struct bh_str check, object, message; /* for people: only the fingerprint is compared */
    uint32_t line;                        /* in the file that was read */
    bool is_found; /* something violates it still, since bh_baseline_forget */
};

struct
    bh_baseline { /* start from a zeroed value; everything in the arena that the functions are handed */
    struct bh_map by_fingerprint; /* the eight bytes -> struct bh_known */
    struct bh_known *first, **end;
    size_t n;
    bool has_head; /* the head was read */
};

/* Takes the next document of a baseline file: first its head, then one entry each. What is wrong with it is a problem.
 * Returns 0 or -LIMIT. Memory: copies what it keeps. */
int bh_baseline_take(struct bh_baseline *baseline, const struct bh_doc *doc,
                     struct bh_problems *problems, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

/* Sets 'is_in_baseline' of the findings that it holds, 'is_known' of those that are not suppressed, and 'is_found' of these
 * entries. */
void bh_baseline_mark(struct bh_baseline *baseline, struct bh_judgement *judgement);

/* As if nothing had been found yet. */
void bh_baseline_forget(struct bh_baseline *baseline);

/* Adds what the judgement holds against any level, but for what is suppressed; what it has already is passed over.
 * Returns 0 or -LIMIT. */
int bh_baseline_add(struct bh_baseline *baseline, const struct bh_judgement *judgement,
                    struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* Appends the file. The same entries give the same bytes, in whichever order they were added.
 * Returns 0 or -LIMIT. Memory: scratch in arena. */
int bh_baseline_write(const struct bh_baseline *baseline, struct bh_arena *arena,
                      struct bh_buf *out, struct bh_err *err) BH_MUST_CHECK;

#endif
