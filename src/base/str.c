/* Views of text: comparison, search and UTF-8. Called from everywhere; knows nothing of Kubernetes. */
#include "base/str.h"

int bh_str_cmp(struct bh_str a, struct bh_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

    if (c != 0) {
        return c;
    }
    return a.n < b.n ? -1 : a.n > b.n;
}

size_t bh_str_find(struct bh_str s, struct bh_str needle)
{
    if (needle.n == 0) {
        return 0;
    }
    if (needle.n > s.n) {
        return s.n;
    }
    for (size_t i = 0; i + needle.n <= s.n;) {
        const char *hit = memchr(s.p + i, needle.p[0], s.n - needle.n + 1 - i);
        if (hit == NULL) {
            return s.n;
        }
        if (memcmp(hit, needle.p, needle.n) == 0) {
            return (size_t)(hit - s.p);
        }
        i = (size_t)(hit - s.p) + 1;
    }
    return s.n;
}

size_t bh_str_find_byte(struct bh_str s, char c)
{
    const char *hit = s.n == 0 ? NULL : memchr(s.p, c, s.n);

    return hit == NULL ? s.n : (size_t)(hit - s.p);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct bh_str bh_str_trim(struct bh_str s)
{
    while (s.n > 0 && is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && is_blank(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

bool bh_str_line(struct bh_str *rest, struct bh_str *out_line)
{
    if (rest->n == 0) {
        return false;
    }
    size_t end = bh_str_find_byte(*rest, '\n');
    struct bh_str line = { rest->p, end };

    if (line.n > 0 && line.p[line.n - 1] == '\r') {
        line.n--;
    }
    *rest = bh_str_from(*rest, end < rest->n ? end + 1 : end);
    *out_line = line;
    return true;
}

size_t bh_utf8_len(struct bh_str s)
{
    if (s.n == 0) {
        return 0;
    }
    const unsigned char *b = (const unsigned char *)s.p;
    unsigned char lead = b[0];

    if (lead < 0x80) {
        return 1;
    }
    size_t n = lead >= 0xC2 && lead <= 0xDF   ? 2
               : lead >= 0xE0 && lead <= 0xEF ? 3
               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                              : 0;
    if (n == 0 || s.n < n) {
        return 0;
    }
    for (size_t i = 1; i < n; i++) {
        if ((b[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    if ((lead == 0xE0 && b[1] < 0xA0) || (lead == 0xED && b[1] > 0x9F) ||
        (lead == 0xF0 && b[1] < 0x90) || (lead == 0xF4 && b[1] > 0x8F)) {
        return 0; /* overlong, surrogate, or past U+10FFFF */
    }
    return n;
}

uint32_t bh_utf8_decode(const char *p, size_t n)
{
    const unsigned char *b = (const unsigned char *)p;

    switch (n) {
    case 1:
        return b[0];
    case 2:
        return (uint32_t)(b[0] & 0x1F) << 6 | (b[1] & 0x3F);
    case 3:
        return (uint32_t)(b[0] & 0x0F) << 12 | (uint32_t)(b[1] & 0x3F) << 6 | (b[2] & 0x3F);
    default:
        return (uint32_t)(b[0] & 0x07) << 18 | (uint32_t)(b[1] & 0x3F) << 12 |
               (uint32_t)(b[2] & 0x3F) << 6 | (b[3] & 0x3F);
    }
}

size_t bh_utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

bool bh_utf8_valid(struct bh_str s)
{
    while (s.n > 0) {
        size_t n = bh_utf8_len(s);
        if (n == 0) {
            return false;
        }
        s = bh_str_from(s, n);
    }
    return true;
}

static bool is_unicode_space(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
           c == 0x205F || c == 0x3000;
}

bool bh_str_is_padded(struct bh_str s)
{
    if (s.n > 0 && s.p[0] > ' ' && s.p[0] < 0x7F && s.p[s.n - 1] > ' ' && s.p[s.n - 1] < 0x7F) {
        return false; /* as mostly */
    }
    size_t first = bh_utf8_len(s), last = 1;

    if (s.n == 0) {
        return false;
    }
    if (first > 0 && is_unicode_space(bh_utf8_decode(s.p, first))) {
        return true;
    }
    while (last < 4 && last < s.n && ((unsigned char)s.p[s.n - last] & 0xC0) == 0x80) {
        last++;
    }
    struct bh_str end = bh_str_from(s, s.n - last);
    return bh_utf8_len(end) == last && is_unicode_space(bh_utf8_decode(end.p, last));
}
