/* Text as a view: bytes that belong to somebody else, with their length, never NUL-ended.
 * A view whose pointer is NULL is unset, which is not the same as empty. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bh_str {
    const char *p; /* NULL = unset */
    size_t n;      /* bytes */
};

#define BH_S(lit) ((struct bh_str){ "" lit "", sizeof(lit) - 1 })
#define BH_FMT    "%.*s"
#define BH_ARG(s) (int)(s).n, (s).p

static inline struct bh_str bh_str(const char *p, size_t n)
{
    return (struct bh_str){ p, n };
}

/* View of a NUL-ended string; NULL gives an unset view. */
static inline struct bh_str bh_str_c(const char *c)
{
    return (struct bh_str){ c, c != NULL ? strlen(c) : 0 };
}

static inline bool bh_str_is_set(struct bh_str s)
{
    return s.p != NULL;
}

static inline bool bh_str_eq(struct bh_str a, struct bh_str b)
{
    /* the first byte decides mostly, without a call */
    return a.n == b.n && (a.n == 0 || (a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0));
}

static inline bool bh_str_starts(struct bh_str s, struct bh_str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool bh_str_ends(struct bh_str s, struct bh_str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

/* Everything from byte 'from' on; 'from' past the end gives an empty view, and an unset one stays unset. */
static inline struct bh_str bh_str_from(struct bh_str s, size_t from)
{
    if (from >= s.n) {
        return (struct bh_str){ s.n > 0 ? s.p + s.n : s.p, 0 };
    }
    return (struct bh_str){ s.p + from, s.n - from };
}

/* Byte order, a prefix before what extends it: < 0, 0, > 0. */
int bh_str_cmp(struct bh_str a, struct bh_str b);

/* Position of the first 'needle' in 's', or s.n when there is none. An empty needle is at 0. */
size_t bh_str_find(struct bh_str s, struct bh_str needle);

/* Position of byte 'c', or s.n. */
size_t bh_str_find_byte(struct bh_str s, char c);

/* Without leading and trailing spaces, tabs, carriage returns and line feeds. */
struct bh_str bh_str_trim(struct bh_str s);

/* Whether it starts or ends with white space, Unicode's included (Go's strings.TrimSpace would cut it). */
bool bh_str_is_padded(struct bh_str s);

/* Takes the next line off '*rest' (without its line feed, and without a carriage return before it).
 * Returns false when nothing is left. */
bool bh_str_line(struct bh_str *rest, struct bh_str *out_line);

/* Length of the well-formed UTF-8 sequence that starts at s.p (1 to 4), or 0 if there is none. */
size_t bh_utf8_len(struct bh_str s);

/* Decodes one code point from a well-formed sequence of 'n' bytes as bh_utf8_len found it. */
uint32_t bh_utf8_decode(const char *p, size_t n);

/* Writes 'cp' (at most 0x10FFFF, no surrogate) as 1 to 4 bytes; returns how many. */
size_t bh_utf8_encode(uint32_t cp, char out[4]);

/* Whether all of 's' is well-formed UTF-8. */
bool bh_utf8_valid(struct bh_str s);

#endif
