/* RFC 3339 as Go parses it: "T" and "Z" in capitals, an hour of one or two digits, a fraction of any length,
 * days that exist. Called by the decoder. Leaves out the value. */
#include "kube/timestamp.h"

#include <stdint.h>

/* Exactly 'n' digits at 'at'. */
static inline bool number_at(struct bh_str s, size_t at, size_t n, uint64_t most, uint64_t *out)
{
    uint64_t v = 0;

    if (n == 0 || at + n > s.n) {
        return false;
    }
    for (size_t i = at; i < at + n; i++) {
        unsigned digit = (unsigned char)s.p[i] - (unsigned)'0';
        if (digit > 9) {
            return false;
        }
        v = v * 10 + digit;
    }
    *out = v;
    return v <= most;
}

static bool has_byte(struct bh_str s, size_t at, char c)
{
    return at < s.n && s.p[at] == c;
}

static uint64_t days_in(uint64_t year, uint64_t month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && is_leap ? 1u : 0u);
}

bool bh_timestamp_is_valid(struct bh_str s)
{
    uint64_t year, month, day, part;

    if (!number_at(s, 0, 4, 9999, &year) || !has_byte(s, 4, '-') ||
        !number_at(s, 5, 2, 12, &month) || month == 0 || !has_byte(s, 7, '-') ||
        !number_at(s, 8, 2, 31, &day) || day == 0 || day > days_in(year, month) ||
        !has_byte(s, 10, 'T')) {
        return false;
    }
    size_t at = has_byte(s, 12, ':') ? 12 : 13; /* behind the hour */
    if (!number_at(s, 11, at - 11, 23, &part) || !has_byte(s, at, ':') ||
        !number_at(s, at + 1, 2, 59, &part) || !has_byte(s, at + 3, ':') ||
        !number_at(s, at + 4, 2, 59, &part)) {
        return false;
    }
    at += 6;
    if ((has_byte(s, at, '.') || has_byte(s, at, ',')) && number_at(s, at + 1, 1, 9, &part)) {
        at += 2;
        while (number_at(s, at, 1, 9, &part)) {
            at++;
        }
    }
    if (has_byte(s, at, 'Z')) {
        return at + 1 == s.n;
    }
    return (has_byte(s, at, '+') || has_byte(s, at, '-')) && number_at(s, at + 1, 2, 24, &part) &&
           has_byte(s, at + 3, ':') && number_at(s, at + 4, 2, 60, &part) && at + 6 == s.n;
}
