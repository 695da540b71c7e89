/* Go's quoted strings. Called by whatever must print a message as upstream's Go code does
 * (podsec/, later review/). Implements section 0.2 of the pod security specification, "Go
 * quoting". Leaves out Go's other quoting verbs (%+q, %#q). */
#include "base/quote.h"

#include <stdbool.h>
#include <string.h>

#include "base/quote_table.h"

enum { LONGEST_ESCAPE = 10 }; /* \U0010ffff */

static bool is_printable(uint32_t rune)
{
    size_t lo = 0, hi = sizeof(bh_quote_printable) / sizeof(bh_quote_printable[0]);

    if (rune < 0x7f) {
        return rune >= ' ';
    }
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (rune > bh_quote_printable[mid].last) {
            lo = mid + 1;
        } else if (rune < bh_quote_printable[mid].first) {
            hi = mid;
        } else {
            return true;
        }
    }
    return false;
}

/* A backslash, 'letter', and 'v' as 'digits' lower-case hexadecimal digits. */
static size_t write_hex(char *out, char letter, uint32_t v, unsigned digits)
{
    out[0] = '\\';
    out[1] = letter;
    for (unsigned i = 0; i < digits; i++) {
        out[2 + i] = "0123456789abcdef"[(v >> (4 * (digits - 1 - i))) & 0xf];
    }
    return 2 + digits;
}

/* Quotes what stands first in 's' (not empty); *out_taken is how many bytes of it that was. */
static size_t write_one(char out[LONGEST_ESCAPE], struct bh_str s, size_t *out_taken)
{
    static const char named[] =
        "a\ab\bf\fn\nr\rt\tv\v\"\"\\\\"; /* letter, byte, letter, byte, ... */
    unsigned char byte = (unsigned char)s.p[0];

    *out_taken = 1;
    if (byte < 0x80) {
        for (size_t i = 0; named[i] != '\0'; i += 2) {
            if ((unsigned char)named[i + 1] == byte) {
                out[0] = '\\';
                out[1] = named[i];
                return 2;
            }
        }
        if (!is_printable(byte)) {
            return write_hex(out, 'x', byte, 2);
        }
        out[0] = s.p[0];
        return 1;
    }
    size_t n = bh_utf8_len(s);
    if (n == 0) { /* each byte that starts no sequence, by itself */
        return write_hex(out, 'x', byte, 2);
    }
    uint32_t rune = bh_utf8_decode(s.p, n);
    *out_taken = n;
    if (is_printable(rune)) {
        memcpy(out, s.p, n);
        return n;
    }
    return rune < 0x10000 ? write_hex(out, 'u', rune, 4) : write_hex(out, 'U', rune, 8);
}

void bh_quote_go(struct bh_buf *out, struct bh_str s)
{
    char piece[LONGEST_ESCAPE];
    size_t taken;

    bh_buf_add_byte(out, '"');
    for (size_t at = 0; at < s.n; at += taken) {
        bh_buf_add(out, bh_str(piece, write_one(piece, bh_str_from(s, at), &taken)));
    }
    bh_buf_add_byte(out, '"');
}

size_t bh_quote_go_size(struct bh_str s)
{
    char piece[LONGEST_ESCAPE];
    size_t size = 2, taken;

    for (size_t at = 0; at < s.n; at += taken) {
        size += write_one(piece, bh_str_from(s, at), &taken);
    }
    return size;
}

size_t bh_quote_go_write(char *out, struct bh_str s)
{
    char piece[LONGEST_ESCAPE];
    size_t n = 0, taken;

    out[n++] = '"';
    for (size_t at = 0; at < s.n; at += taken) {
        size_t size = write_one(piece, bh_str_from(s, at), &taken);
        memcpy(out + n, piece, size);
        n += size;
    }
    out[n++] = '"';
    return n;
}
