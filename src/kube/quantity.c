/* The syntax of resource quantities. Called by the decoder. Leaves out their values.
 * Source: apimachinery's resource.ParseQuantity, whose odd corners are kept: an exponent may be any 64-bit
 * integer (its low 32 bits count), and a number without a digit is zero, unless it is too large or too small
 * for the fast path: "Ki" and "e-9" are taken, "Pi" and "e-10" are not. */
#include "kube/quantity.h"

#include <stdint.h>

#include "base/num.h"

enum { SMALLEST_FAST_EXPONENT = -9 };

struct suffix {
    struct bh_str text;
    bool needs_digit;
};

static const struct suffix suffixes[] = {
    { { "", 0 }, false },   { { "n", 1 }, false },  { { "u", 1 }, false },  { { "m", 1 }, false },
    { { "k", 1 }, false },  { { "M", 1 }, false },  { { "G", 1 }, false },  { { "T", 1 }, false },
    { { "P", 1 }, false },  { { "E", 1 }, false },  { { "Ki", 2 }, false }, { { "Mi", 2 }, false },
    { { "Gi", 2 }, false }, { { "Ti", 2 }, false }, { { "Pi", 2 }, true },  { { "Ei", 2 }, true },
};

static size_t digits(struct bh_str s, size_t from)
{
    while (from < s.n && s.p[from] >= '0' && s.p[from] <= '9') {
        from++;
    }
    return from;
}

/* Whether a single code point is a space that can stand in the JSON text as itself: the API server trims
 * that text, where control bytes are still escapes. */
static bool is_trimmed(struct bh_str one)
{
    return one.n > 0 && (unsigned char)one.p[0] >= ' ' && bh_str_is_padded(one);
}

static struct bh_str trim(struct bh_str s)
{
    size_t n;

    while ((n = bh_utf8_len(s)) > 0 && is_trimmed(bh_str(s.p, n))) {
        s = bh_str_from(s, n);
    }
    while (s.n > 0) {
        for (n = 1; n < 4 && n < s.n && ((unsigned char)s.p[s.n - n] & 0xC0) == 0x80; n++) {
        }
        struct bh_str last = bh_str_from(s, s.n - n);
        if (bh_utf8_len(last) != n || !is_trimmed(last)) {
            break;
        }
        s.n -= n;
    }
    return s;
}

bool bh_quantity_is_valid(struct bh_str s)
{
    int64_t exponent;

    s = trim(s);
    if (s.n == 0) {
        return false;
    }
    size_t start = s.p[0] == '+' || s.p[0] == '-' ? 1 : 0;
    size_t point = digits(s, start);
    bool has_point = point < s.n && s.p[point] == '.';
    size_t end = has_point ? digits(s, point + 1) : point;
    bool has_digit = end - start - (has_point ? 1 : 0) > 0;
    struct bh_str suffix = bh_str_from(s, end);

    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        if (bh_str_eq(suffix, suffixes[i].text)) {
            return has_digit || !suffixes[i].needs_digit;
        }
    }
    return (suffix.p[0] == 'e' || suffix.p[0] == 'E') &&
           bh_num_i64(bh_str_from(suffix, 1), 10, &exponent) &&
           (has_digit || (int32_t)(uint32_t)(uint64_t)exponent >= SMALLEST_FAST_EXPONENT);
}
