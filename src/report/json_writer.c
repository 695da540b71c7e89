/* JSON text for the machine formats, called by scan_json.c. RFC 8259, UTF-8 only, two spaces a
 * level, members in the order in which they are written. A byte that is no UTF-8 becomes U+FFFD;
 * what is not printable is escaped, so that a report can be shown on a terminal. Leaves out
 * floating-point numbers and negative ones. */
#include "report/json_writer.h"

#include <stdio.h>

#include "report/printable.h"

static const char hex_digits[] = "0123456789abcdef";

void bh_json_writer_init(struct bh_json_writer *json, struct bh_sink out)
{
    json->out = out;
    json->failed = (struct bh_err){ .kind = BH_ERR_NONE };
    json->depth = 0;
    json->is_after_key = false;
    json->n = 0;
}

static void hand_over(struct bh_json_writer *json)
{
    if (json->failed.kind == BH_ERR_NONE && json->n > 0) {
        struct bh_err err = { .kind = BH_ERR_NONE };
        if (json->out.write(json->out.ctx, bh_str(json->bytes, json->n), &err) != 0) {
            json->failed = err;
        }
    }
    json->n = 0;
}

static void put(struct bh_json_writer *json, struct bh_str s)
{
    while (s.n > 0) {
        if (json->n == sizeof(json->bytes)) {
            hand_over(json);
        }
        size_t room = sizeof(json->bytes) - json->n;
        size_t n = s.n < room ? s.n : room;
        memcpy(json->bytes + json->n, s.p, n);
        json->n += n;
        s = bh_str_from(s, n);
    }
}

static void put_line(struct bh_json_writer *json)
{
    static const char spaces[2 * BH_JSON_WRITER_MAX_DEPTH + 1] =
        "                                                                ";

    put(json, BH_S("\n"));
    put(json, bh_str(spaces, (size_t)2 * json->depth));
}

/* What stands before an element of an array, or before a key. */
static void begin_element(struct bh_json_writer *json)
{
    if (json->depth > 0) {
        if (json->open[json->depth - 1].has_elements) {
            put(json, BH_S(","));
        }
        json->open[json->depth - 1].has_elements = true;
        put_line(json);
    }
}

static void begin_value(struct bh_json_writer *json)
{
    if (json->is_after_key) {
        json->is_after_key = false;
        return;
    }
    BH_BUG_ON(json->depth > 0 && json->open[json->depth - 1].close == '}');
    begin_element(json);
}

static void open_with(struct bh_json_writer *json, struct bh_str opening, char close)
{
    begin_value(json);
    BH_BUG_ON(json->depth == BH_JSON_WRITER_MAX_DEPTH);
    put(json, opening);
    json->open[json->depth].close = close;
    json->open[json->depth].has_elements = false;
    json->depth++;
}

void bh_json_writer_open_object(struct bh_json_writer *json)
{
    open_with(json, BH_S("{"), '}');
}

void bh_json_writer_open_array(struct bh_json_writer *json)
{
    open_with(json, BH_S("["), ']');
}

void bh_json_writer_close(struct bh_json_writer *json)
{
    BH_BUG_ON(json->depth == 0 || json->is_after_key);
    json->depth--;
    if (json->open[json->depth].has_elements) {
        put_line(json);
    }
    put(json, bh_str(&json->open[json->depth].close, 1));
}

static void put_escape(struct bh_json_writer *json, uint32_t cp)
{
    char text[6] = { '\\',
                     'u',
                     hex_digits[cp >> 12 & 15],
                     hex_digits[cp >> 8 & 15],
                     hex_digits[cp >> 4 & 15],
                     hex_digits[cp & 15] };

    switch (cp) {
    case '"':
        put(json, BH_S("\\\""));
        break;
    case '\\':
        put(json, BH_S("\\\\"));
        break;
    case '\n':
        put(json, BH_S("\\n"));
        break;
    case '\r':
        put(json, BH_S("\\r"));
        break;
    case '\t':
        put(json, BH_S("\\t"));
        break;
    default:
        put(json, bh_str(text, sizeof(text)));
        break;
    }
}

static void put_quoted(struct bh_json_writer *json, struct bh_str s)
{
    size_t plain = 0; /* bytes at the start of 's' that need no escape */

    put(json, BH_S("\""));
    while (plain < s.n) {
        unsigned char c = (unsigned char)s.p[plain];
        size_t n = c < 0x80 ? 1 : bh_utf8_len(bh_str_from(s, plain));
        uint32_t cp = n == 0 ? 0xFFFD : bh_utf8_decode(s.p + plain, n);
        if (n > 0 && cp != '"' && cp != '\\' && bh_printable(cp)) {
            plain += n;
            continue;
        }
        put(json, bh_str(s.p, plain));
        if (n == 0) {
            put(json, BH_S("\xEF\xBF\xBD"));
            n = 1;
        } else {
            put_escape(json, cp);
        }
        s = bh_str_from(s, plain + n);
        plain = 0;
    }
    put(json, s);
    put(json, BH_S("\""));
}

void bh_json_writer_key(struct bh_json_writer *json, const char *name)
{
    BH_BUG_ON(json->is_after_key || json->depth == 0 || json->open[json->depth - 1].close != '}');
    begin_element(json);
    put_quoted(json, bh_str_c(name));
    put(json, BH_S(": "));
    json->is_after_key = true;
}

void bh_json_writer_str(struct bh_json_writer *json, struct bh_str s)
{
    begin_value(json);
    if (bh_str_is_set(s)) {
        put_quoted(json, s);
    } else {
        put(json, BH_S("null"));
    }
}

void bh_json_writer_bool(struct bh_json_writer *json, bool v)
{
    begin_value(json);
    put(json, v ? BH_S("true") : BH_S("false"));
}

void bh_json_writer_u64(struct bh_json_writer *json, uint64_t v)
{
    char text[24];

    begin_value(json);
    int n = snprintf(text, sizeof(text), "%llu", (unsigned long long)v);
    put(json, bh_str(text, (size_t)n));
}

void bh_json_writer_raw(struct bh_json_writer *json, struct bh_str text)
{
    begin_value(json);
    put(json, text);
}

void bh_json_member_str(struct bh_json_writer *json, const char *key, struct bh_str s)
{
    bh_json_writer_key(json, key);
    bh_json_writer_str(json, s);
}

void bh_json_member_bool(struct bh_json_writer *json, const char *key, bool v)
{
    bh_json_writer_key(json, key);
    bh_json_writer_bool(json, v);
}

void bh_json_member_u64(struct bh_json_writer *json, const char *key, uint64_t v)
{
    bh_json_writer_key(json, key);
    bh_json_writer_u64(json, v);
}

void bh_json_member_raw(struct bh_json_writer *json, const char *key, struct bh_str text)
{
    bh_json_writer_key(json, key);
    bh_json_writer_raw(json, text);
}

void bh_json_member_array(struct bh_json_writer *json, const char *key)
{
    bh_json_writer_key(json, key);
    bh_json_writer_open_array(json);
}

void bh_json_member_object(struct bh_json_writer *json, const char *key)
{
    bh_json_writer_key(json, key);
    bh_json_writer_open_object(json);
}

int bh_json_writer_check(const struct bh_json_writer *json, struct bh_err *err)
{
    if (json->failed.kind == BH_ERR_NONE) {
        return 0;
    }
    *err = json->failed;
    return -(int)json->failed.kind;
}

int bh_json_writer_end(struct bh_json_writer *json, struct bh_err *err)
{
    BH_BUG_ON(json->depth != 0 || json->is_after_key);
    put(json, BH_S("\n"));
    hand_over(json);
    return bh_json_writer_check(json, err);
}
