/* The syntax of resource quantities. Called by the decoder. Leaves out their values.
 * Source: apimachinery's resource.ParseQuantity. */
#include "kube/quantity.h"

#include <stdint.h>

#include "base/num.h"

static size_t digits(struct bh_str s, size_t from)
{
    while (from < s.n && s.p[from] >= '0' && s.p[from] <= '9') {
        from++;
    }
    return from;
}

bool bh_quantity_is_valid(struct bh_str s)
{
    static const struct bh_str suffixes[] = { BH_S("Ki"), BH_S("Mi"), BH_S("Gi"), BH_S("Ti"),
                                              BH_S("Pi"), BH_S("Ei"), BH_S("n"),  BH_S("u"),
                                              BH_S("m"),  BH_S("k"),  BH_S("M"),  BH_S("G"),
                                              BH_S("T"),  BH_S("P"),  BH_S("E"),  BH_S("") };

    s = bh_str_trim(s);
    size_t start = s.n > 0 && (s.p[0] == '+' || s.p[0] == '-') ? 1 : 0;
    size_t point = digits(s, start);
    bool has_point = point < s.n && s.p[point] == '.';
    size_t end = has_point ? digits(s, point + 1) : point;

    if (end - start - (has_point ? 1 : 0) == 0) {
        return false; /* no digit at all */
    }
    struct bh_str suffix = bh_str_from(s, end);
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        if (bh_str_eq(suffix, suffixes[i])) {
            return true;
        }
    }
    int64_t exponent;
    return (suffix.p[0] == 'e' || suffix.p[0] == 'E') &&
           bh_num_i64(bh_str_from(suffix, 1), 10, &exponent) && exponent >= INT32_MIN &&
           exponent <= INT32_MAX;
}
