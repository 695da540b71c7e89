/* The clock. Called by the command line, which hands the date to the floors that have no clock of their own. Leaves
 * out time zones: a date that depends on the machine would make two machines disagree. */
#include "io/clock.h"

#include <errno.h>
#include <string.h>
#include <time.h>

int bh_clock_today(struct bh_date *out, struct bh_err *err)
{
    struct tm parts;
    time_t now = time(NULL);

    if (now == (time_t)-1 || gmtime_r(&now, &parts) == NULL) {
        int cause = errno;
        bh_fail(err, BH_ERR_SYSTEM, "cannot tell the date: %s", strerror(cause));
        err->sys = cause;
        return -BH_ERR_SYSTEM;
    }
    *out = (struct bh_date){ parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday };
    return 0;
}
