/* A window over an input, which holds what its reader still needs and grows with that only. Readers look at the
 * bytes from 'pos' to 'end' and move 'pos'; what stands from 'at' on is kept. */
#ifndef KUBE_WINDOW_H
#define KUBE_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "kube/source.h"

enum { BH_WINDOW_FIRST = 256 * 1024 }; /* bytes, at first */

struct bh_window {
    struct bh_source source;
    char *buf;             /* owned; NULL until the first read */
    size_t room;           /* its size */
    size_t at, pos, end;   /* first byte that is kept, next byte to read, end of what was read */
    bool is_eof;           /* nothing follows 'end' */
    bool has_failed_read;  /* the source is broken: there is no going on */
    uint64_t offset;       /* of buf[0] in the input */
    uint64_t n_bytes;      /* furthest byte read */
    uint32_t line, column; /* of buf[at]; 1-based */
};

/* Keeps 'source.ctx'. */
void bh_window_init(struct bh_window *window, struct bh_source source);
void bh_window_done(struct bh_window *window);

/* Everything before buf[to] is no longer needed. */
void bh_window_consume(struct bh_window *window, size_t to);

/* Reads until twice as much is unread, so that whoever starts over with each turn stays linear. May move the bytes.
 * Returns 0; -LIMIT with the place of 'at' when more than an object's size is kept; what the source returns */
int bh_window_more(struct bh_window *window, struct bh_err *err) BH_MUST_CHECK;

/* Goes back to a place that was passed: in the window, or by reading the source again. Fails with -INPUT at that place
 * when the source cannot be read twice. */
int bh_window_seek(struct bh_window *window, uint64_t offset, uint32_t line, uint32_t column,
                   struct bh_err *err) BH_MUST_CHECK;

#endif
