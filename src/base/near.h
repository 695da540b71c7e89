/* The nearest name to a misspelt one, for suggestions. */
#ifndef BASE_NEAR_H
#define BASE_NEAR_H

#include <stddef.h>

#include "base/str.h"

/* Edits (insert, delete, replace, swap neighbours; a difference of case only counts as one edit for
 * the whole word) that turn 'a' into 'b', or 'max' + 1 when it takes more than 'max'. */
unsigned bh_near_edits(struct bh_str a, struct bh_str b, unsigned max);

/* Feeds candidates one by one and keeps the best; start from a zeroed value with 'wanted' set. */
struct bh_near {
    struct bh_str wanted; /* the misspelt name */
    struct bh_str best;   /* unset while nothing is near enough */
    unsigned edits;       /* of 'best' */
};
void bh_near_offer(struct bh_near *near, struct bh_str candidate);

#endif
