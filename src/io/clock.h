/* What day it is: for whoever may know it. */
#ifndef IO_CLOCK_H
#define IO_CLOCK_H

#include "base/err.h"
#include "review/suppress.h"

/* Today in UTC, wherever the machine stands. Returns 0 or -SYSTEM. */
int bh_clock_today(struct bh_date *out, struct bh_err *err) BH_MUST_CHECK;

#endif
