/* A growing text on the heap. Called by writers and message builders. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"

void bh_buf_done(struct bh_buf *buf)
{
    if (buf != NULL) {
        free(buf->p);
        *buf = (struct bh_buf){ .max = buf->max };
    }
}

void bh_buf_clear(struct bh_buf *buf)
{
    buf->n = 0;
    buf->is_broken = false;
}

static bool make_room(struct bh_buf *buf, size_t more)
{
    size_t need, room = buf->room < 256 ? 256 : buf->room;

    if (buf->is_broken || __builtin_add_overflow(buf->n, more, &need) ||
        (buf->max != 0 && need > buf->max)) {
        buf->is_broken = true;
        return false;
    }
    if (need <= buf->room) {
        return true;
    }
    while (room < need) {
        if (__builtin_mul_overflow(room, (size_t)2, &room)) {
            room = need;
        }
    }
    char *p = realloc(buf->p, room);
    if (p == NULL) {
        buf->is_broken = true;
        return false;
    }
    buf->p = p;
    buf->room = room;
    return true;
}

void bh_buf_add(struct bh_buf *buf, struct bh_str s)
{
    if (s.n > 0 && make_room(buf, s.n)) {
        memcpy(buf->p + buf->n, s.p, s.n);
        buf->n += s.n;
    }
}

void bh_buf_add_c(struct bh_buf *buf, const char *text)
{
    bh_buf_add(buf, bh_str_c(text));
}

void bh_buf_add_byte(struct bh_buf *buf, char c)
{
    if (make_room(buf, 1)) {
        buf->p[buf->n++] = c;
    }
}

void bh_buf_add_i64(struct bh_buf *buf, long long v)
{
    char text[24];

    bh_buf_add(buf, bh_num_text(v, text));
}

void bh_buf_addf(struct bh_buf *buf, const char *fmt, ...)
{
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n < 0) {
        buf->is_broken = true;
    } else if (make_room(buf, (size_t)n + 1)) {
        vsnprintf(buf->p + buf->n, (size_t)n + 1, fmt, again);
        buf->n += (size_t)n;
    }
    va_end(again);
}
