/* Where reports go: whoever prints hands over a function. */
#ifndef REPORT_SINK_H
#define REPORT_SINK_H

#include "base/err.h"
#include "base/str.h"

struct bh_sink {
    int (*write)(void *ctx, struct bh_str bytes, struct bh_err *err);
    void *ctx;
};

#endif
