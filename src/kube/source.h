/* Where bytes come from: the functions that io/ hands to the readers. */
#ifndef KUBE_SOURCE_H
#define KUBE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Delivers the next bytes of the input: *out_n = 0 at its end. */
typedef int bh_read_fn(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err);

/* Continues reading at byte 'offset' of the input. */
typedef int bh_seek_fn(void *ctx, uint64_t offset, struct bh_err *err);

struct bh_source {
    bh_read_fn *read;
    bh_seek_fn *seek; /* NULL: the input cannot be read twice */
    void *ctx;
};

#endif
