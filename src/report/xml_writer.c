/* Escaping for XML 1.0 (section 2.2, characters; 2.4, markup; 2.11 and 3.3.3, white space), called by scan_junit.c.
 * Leaves out names: element and attribute names are ours. */
#include "report/xml_writer.h"

#include "report/printable.h"

/* "]]>" may not stand in text, so '>' is always escaped. */
static void add_escape(struct bh_buf *out, uint32_t cp)
{
    switch (cp) {
    case '&':
        bh_buf_add_c(out, "&amp;");
        break;
    case '<':
        bh_buf_add_c(out, "&lt;");
        break;
    case '>':
        bh_buf_add_c(out, "&gt;");
        break;
    case '"':
        bh_buf_add_c(out, "&quot;");
        break;
    default:
        if (cp == '\t' || cp == '\n' || cp == '\r' || cp >= 0x7F) {
            bh_buf_addf(out, "&#x%X;", (unsigned)cp);
        } else {
            bh_buf_addf(out, "\\x%02x", (unsigned)cp);
        }
        break;
    }
}

static bool stands_as_it_is(uint32_t cp, bool keeps_lines)
{
    if (cp == '\n') {
        return keeps_lines;
    }
    return bh_printable(cp) && cp != '&' && cp != '<' && cp != '>' && cp != '"';
}

static void add_escaped(struct bh_buf *out, struct bh_str s, bool keeps_lines)
{
    size_t plain = 0; /* bytes at the start of 's' that need no escape */

    while (plain < s.n) {
        size_t n = bh_utf8_len(bh_str_from(s, plain));
        uint32_t cp = n == 0 ? 0xFFFD : bh_utf8_decode(s.p + plain, n);
        bool is_character = n > 0 && cp != 0xFFFE && cp != 0xFFFF;
        if (is_character && stands_as_it_is(cp, keeps_lines)) {
            plain += n;
            continue;
        }
        bh_buf_add(out, bh_str(s.p, plain));
        if (is_character) {
            add_escape(out, cp);
        } else {
            bh_buf_add_c(out, "\xEF\xBF\xBD");
        }
        s = bh_str_from(s, plain + (n == 0 ? 1 : n));
        plain = 0;
    }
    bh_buf_add(out, s);
}

void bh_xml_add_text(struct bh_buf *out, struct bh_str s)
{
    add_escaped(out, s, true);
}

void bh_xml_add_attribute(struct bh_buf *out, const char *name, struct bh_str value)
{
    bh_buf_addf(out, " %s=\"", name);
    add_escaped(out, value, false);
    bh_buf_add_byte(out, '"');
}
