/* Restricted Damerau-Levenshtein distance with a bound. Called for unknown fields, commands, options and
 * values. Names longer than 64 bytes are never near anything. */
#include "base/near.h"

enum { LONGEST = 64 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_but_case(struct bh_str a, struct bh_str b)
{
    if (a.n != b.n) {
        return false;
    }
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i])) {
            return false;
        }
    }
    return true;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

unsigned bh_near_edits(struct bh_str a, struct bh_str b, unsigned max)
{
    unsigned rows[3][LONGEST + 1];
    size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n;

    if (bh_str_eq(a, b)) {
        return 0;
    }
    if (a.n > LONGEST || b.n > LONGEST || gap > max) {
        return max + 1;
    }
    if (same_but_case(a, b)) {
        return max >= 1 ? 1 : max + 1;
    }
    for (size_t j = 0; j <= b.n; j++) {
        rows[0][j] = (unsigned)j;
    }
    for (size_t i = 1; i <= a.n; i++) {
        unsigned *now = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];

        now[0] = (unsigned)i;
        for (size_t j = 1; j <= b.n; j++) {
            unsigned change = a.p[i - 1] == b.p[j - 1] ? 0 : 1;
            unsigned v = least(least(above[j] + 1, now[j - 1] + 1), above[j - 1] + change);
            if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1]) {
                v = least(v, two_above[j - 2] + 1);
            }
            now[j] = v;
        }
    }
    unsigned edits = rows[a.n % 3][b.n];
    return edits > max ? max + 1 : edits;
}

void bh_near_offer(struct bh_near *near, struct bh_str candidate)
{
    /* A third of the letters may differ, at least one and at most three. */
    unsigned max = (unsigned)(near->wanted.n < 3    ? 1
                              : near->wanted.n >= 9 ? 3
                                                    : near->wanted.n / 3);
    unsigned edits = bh_near_edits(near->wanted, candidate, max);

    if (edits <= max && (!bh_str_is_set(near->best) || edits < near->edits)) {
        near->best = candidate;
        near->edits = edits;
    }
}
