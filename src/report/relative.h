/* Names of files as other programs want them: from where the scan was run. */
#ifndef REPORT_RELATIVE_H
#define REPORT_RELATIVE_H

#include "base/str.h"

/* Without "./" and ".//" in front, and with one slash where it begins with several: "./a.yaml" and ".//a.yaml" are "a.yaml",
 * "//srv/a.yaml" is "/srv/a.yaml". */
static inline struct bh_str bh_report_relative(struct bh_str file)
{
    while (bh_str_starts(file, BH_S("./"))) {
        file = bh_str_from(file, 2);
        while (bh_str_starts(file, BH_S("/"))) {
            file = bh_str_from(file, 1);
        }
    }
    while (bh_str_starts(file, BH_S("//"))) {
        file = bh_str_from(file, 1);
    }
    return file;
}

#endif
