/* A growing text on the heap: for output, and for anything that is built up piece by piece. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct bh_buf {
    char *p;        /* owned; NULL while empty */
    size_t n, room; /* bytes used and allocated */
    size_t max;     /* most bytes that may be held; 0 = no limit */
    bool is_broken; /* memory or the limit ran out: the text is cut, and stays so */
};

void bh_buf_done(struct bh_buf *buf);  /* frees; NULL is fine; reusable afterwards */
void bh_buf_clear(struct bh_buf *buf); /* empties, keeps the memory, forgets is_broken */

/* Each appends; on failure sets is_broken and keeps what was there. Check once, at the end. */
void bh_buf_add(struct bh_buf *buf, struct bh_str s);
void bh_buf_add_c(struct bh_buf *buf, const char *text);
void bh_buf_add_byte(struct bh_buf *buf, char c);
void bh_buf_add_i64(struct bh_buf *buf, long long v);
void bh_buf_addf(struct bh_buf *buf, const char *fmt, ...) BH_PRINTF(2, 3);

static inline struct bh_str bh_buf_str(const struct bh_buf *buf)
{
    return buf->p == NULL ? BH_S("") : bh_str(buf->p, buf->n);
}

#endif
