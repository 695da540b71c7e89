/* Checked integers from text and back. Called by decoders and option parsing. No floating point. */
#include "base/num.h"

static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9') {
        return (unsigned)(c - '0');
    }
    if (c >= 'a' && c <= 'f') {
        return (unsigned)(c - 'a') + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return (unsigned)(c - 'A') + 10;
    }
    return 99;
}

static inline bool parse(struct bh_str s, unsigned base, uint64_t *out)
{
    uint64_t v = 0;

    if (s.n == 0) {
        return false;
    }
    if (base == 10 && s.n <= 19) { /* almost all there are, and none overflows */
        for (size_t i = 0; i < s.n; i++) {
            unsigned d = (unsigned char)s.p[i] - (unsigned)'0';
            if (d > 9) {
                return false;
            }
            v = v * 10 + d;
        }
        *out = v;
        return true;
    }
    for (size_t i = 0; i < s.n; i++) {
        unsigned d = digit_value(s.p[i]);
        if (d >= base || __builtin_mul_overflow(v, (uint64_t)base, &v) ||
            __builtin_add_overflow(v, (uint64_t)d, &v)) {
            return false;
        }
    }
    *out = v;
    return true;
}

bool bh_num_u64(struct bh_str s, unsigned base, uint64_t *out)
{
    return parse(s, base, out);
}

bool bh_num_i64(struct bh_str s, unsigned base, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    uint64_t v;

    if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+')) {
        s = bh_str_from(s, 1);
    }
    if (!parse(s, base, &v) || v > (uint64_t)INT64_MAX + (negative ? 1 : 0)) {
        return false;
    }
    *out = negative ? (v == 0 ? 0 : -(int64_t)(v - 1) - 1) : (int64_t)v;
    return true;
}

struct bh_str bh_num_text(int64_t v, char out[24])
{
    char *end = out + 24, *p = end;
    uint64_t u = v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;

    do {
        *--p = (char)('0' + u % 10);
        u /= 10;
    } while (u != 0);
    if (v < 0) {
        *--p = '-';
    }
    return bh_str(p, (size_t)(end - p));
}
