/* Findings that the platform's owners leave be, for a while: a file of theirs says which, why, who answers for it and
 * until when. Nothing that a workload says of itself suppresses anything. docs/suppressions.md describes the file. */
#ifndef REVIEW_SUPPRESS_H
#define REVIEW_SUPPRESS_H

#include "kube/selector.h"
#include "kube/strict.h"
#include "review/judge.h"

struct bh_date {
    int year, month, day; /* 2027, 3, 31 */
};

/* Parses "2027-03-31": exactly that form, and a day that exists. */
bool bh_date_parse(struct bh_str s, struct bh_date *out);
int bh_date_cmp(struct bh_date a, struct bh_date b); /* < 0, 0, > 0 */

/* Whether all of 's' fits 'pattern', in which '*' stands for any text, also none. Cost: O(s * pattern) */
bool bh_glob_matches(struct bh_str pattern, struct bh_str s);

struct bh_suppression {
    struct bh_strs checks;                /* ids; "*" = all */
    struct bh_str kind, namespace_, name; /* patterns; only namespace_ is always set */
    struct bh_str path;                   /* pattern of field paths; unset = all */
    struct bh_selector selector;          /* of the object's own labels; none = all match */
    struct bh_suppressed shown;
    uint32_t line;
    bool is_expired;
    bool is_used; /* suppressed something since bh_suppressions_forget */
};

struct bh_suppressions {
    struct bh_suppression *v; /* in the order of the file; the first that fits counts */
    uint32_t n;
};

/* Reads a Suppressions document. Unknown fields and checks, a missing reason, owner or date, and a date that is none
 * are problems.
 * today    what expires before it suppresses nothing
 * Returns  0, also when there were problems, and then 'out' is not to be used; -LIMIT
 * Memory   'out' in arena, text borrowed from the document */
int bh_suppressions_read(const struct bh_doc *doc, struct bh_date today,
                         struct bh_suppressions *out, struct bh_problems *problems,
                         struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* Sets 'suppressed' of the findings that an entry covers, and 'is_used' of these entries. An entry with a path covers a
 * finding only if it covers every field that the finding speaks of.
 * labels   of the object itself
 * Memory   keeps 'suppressions' */
void bh_suppress(struct bh_suppressions *suppressions, struct bh_judgement *judgement,
                 const struct bh_pairs *labels);

/* As if nothing had been suppressed yet. */
void bh_suppressions_forget(struct bh_suppressions *suppressions);

#endif
