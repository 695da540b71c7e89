/* Numbers from text, bounded and checked: nothing wraps, nothing is rounded, nothing is skipped. */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* Parses all of 's' as [+-]digits in 'base' (2, 8, 10 or 16, without a prefix). False when it is
 * empty, holds anything else or does not fit; *out is then untouched. */
bool bh_num_i64(struct bh_str s, unsigned base, int64_t *out);

/* As bh_num_i64 without a sign. */
bool bh_num_u64(struct bh_str s, unsigned base, uint64_t *out);

/* Decimal text of 'v' into 'out'; returns the view of it. */
struct bh_str bh_num_text(int64_t v, char out[24]);

#endif
