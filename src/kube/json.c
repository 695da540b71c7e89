/* The JSON reader: strict RFC 8259 over a window of bytes, called by stream.c for files and by the
 * review of admission requests. One loop without recursion serves both uses: with nodes
 * (bh_json_value) and without (bh_json_skip), so that what is skipped is held to the same grammar
 * as what is read.
 *
 * A value that the window cuts is read again from its start once there is more: no state is kept
 * between calls. Leaves out repeated keys and the types of numbers: those are the decoder's to
 * judge.
 *
 * Runs of blanks and the ends of strings are found 16 bytes at a time with SSE2, else 8 at a time;
 * BH_JSON_PORTABLE forces the latter, so that tests can hold both against each other. */
#include "kube/json.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#if defined(__SSE2__) && !defined(BH_JSON_PORTABLE)
#include <emmintrin.h>
#endif

#include "base/limits.h"
#include "base/str.h"

#define LIKELY(x)   __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define INLINE      static inline __attribute__((always_inline))
#define COLD        static __attribute__((noinline, cold))

enum { NODES_AT_ONCE = 2 }; /* most that one turn of the loop writes: a key and its value */

void bh_json_window(struct bh_json *json, const char *start, const char *at, const char *end,
                    bool is_last, uint32_t line, uint32_t column)
{
    *json = (struct bh_json){
        .start = start, .at = at, .end = end, .is_last = is_last, .line = line, .column = column
    };
}

struct bh_place bh_json_place(const struct bh_json *json, const char *p)
{
    return bh_place_after((struct bh_place){ json->line, json->column }, json->start, p);
}

/* --- what went wrong -------------------------------------------------------------------------- */

/* Whether the window ends at 'p' or inside the character there, so that it cannot be named yet. */
static bool is_cut(const struct bh_json *json, const char *p)
{
    size_t left = (size_t)(json->end - p);
    unsigned char c = left > 0 ? (unsigned char)*p : 0;
    size_t needs = c >= 0xF0 ? 4 : (c >= 0xE0 ? 3 : (c >= 0x80 || c == '/' ? 2 : 1));

    return !json->is_last && left < needs;
}

/* The token, character or byte at 'p', for "found ...". */
static void say_found(const struct bh_json *json, const char *p, char out[40])
{
    unsigned char c = p < json->end ? (unsigned char)*p : 0;
    size_t n = p < json->end ? bh_utf8_len(bh_str(p, (size_t)(json->end - p))) : 0;

    if (p == json->end) {
        snprintf(out, 40, "the end of the input");
    } else if (c == '\n') {
        snprintf(out, 40, "the end of the line");
    } else if (c == '"') {
        snprintf(out, 40, "a string");
    } else if (c == '/' && json->end - p > 1 && (p[1] == '/' || p[1] == '*')) {
        snprintf(out, 40, "a comment, which JSON has not");
    } else if (c < 0x20 || c == 0x7F || n == 0) {
        snprintf(out, 40, "byte 0x%02x", c);
    } else {
        snprintf(out, 40, "'%.*s'", (int)n, p);
    }
}

COLD int fail_plain(const struct bh_json *json, const char *p, enum bh_err_kind kind,
                    const char *message, struct bh_err *err)
{
    struct bh_place place = bh_json_place(json, p);

    return bh_fail_at(err, kind, place.line, place.column, "%s", message);
}

/* At 'p' stands something else than 'expected': bad input, unless the window just ends there. */
COLD int fail_token(const struct bh_json *json, const char *p, const char *expected,
                    struct bh_err *err)
{
    char found[40];
    struct bh_place place = bh_json_place(json, p);

    if (is_cut(json, p)) {
        return BH_JSON_MORE;
    }
    say_found(json, p, found);
    return bh_fail_at(err, BH_ERR_INPUT, place.line, place.column, "expected %s, found %s",
                      expected, found);
}

/* No key at 'p'. Says whether it is a trailing comma's fault. */
COLD int fail_key(const struct bh_json *json, const char *p, struct bh_err *err)
{
    const char *before = p;

    while (before > json->start &&
           (before[-1] == ' ' || before[-1] == '\n' || before[-1] == '\r' || before[-1] == '\t')) {
        before--;
    }
    bool is_after_comma = before > json->start && before[-1] == ',';
    return fail_token(
        json, p,
        is_after_comma ? "a key in double quotes after ','" : "a key in double quotes or '}'", err);
}

COLD int fail_number(const struct bh_json *json, const char *p, const char *number,
                     struct bh_err *err)
{
    if (p < json->end && p > number && *p >= '0' && *p <= '9') {
        return fail_plain(json, number, BH_ERR_INPUT, "a number may not begin with a needless 0",
                          err);
    }
    return fail_token(json, p, "a digit in a number", err);
}

COLD int fail_literal(const struct bh_json *json, const char *p, const char *literal,
                      struct bh_err *err)
{
    char expected[16];

    snprintf(expected, sizeof(expected), "'%s'", literal);
    while (p < json->end && *literal != '\0' && *p == *literal) {
        p++;
        literal++;
    }
    return fail_token(json, p, expected, err);
}

/* The bytes at 'p' cannot stand in a string. */
COLD int fail_string(const struct bh_json *json, const char *p, struct bh_err *err)
{
    char message[96];
    unsigned char c = p < json->end ? (unsigned char)*p : 0;

    if (p == json->end) {
        return fail_token(json, p, "'\"' at the end of a string", err);
    }
    if (c == '\\') {
        if (p + 1 == json->end) {
            return fail_token(json, p + 1, "an escape in a string", err);
        }
        if (p[1] != 'u') {
            char found[40];
            say_found(json, p + 1, found);
            snprintf(message, sizeof(message), "no such escape in a string: '\\' before %s", found);
            return fail_plain(json, p, BH_ERR_INPUT, message, err);
        }
        p += 2;
        while (p < json->end && strchr("0123456789abcdefABCDEF", *p) != NULL && *p != '\0') {
            p++;
        }
        return fail_token(json, p, "four hexadecimal digits after '\\u'", err);
    }
    if (c == '\n' || c == '\t' || c == '\r') {
        snprintf(message, sizeof(message), "a bare %s in a string: missing '\"', or write \\%c",
                 c == '\n' ? "line end" : (c == '\t' ? "tab" : "carriage return"),
                 c == '\n' ? 'n' : (c == '\t' ? 't' : 'r'));
    } else if (c < 0x20) {
        snprintf(message, sizeof(message), "a bare control byte 0x%02x in a string", c);
    } else {
        snprintf(message, sizeof(message), "invalid UTF-8 in a string: byte 0x%02x", c);
    }
    return fail_plain(json, p, BH_ERR_INPUT, message, err);
}

/* --- scanning --------------------------------------------------------------------------------- */

INLINE bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

INLINE bool is_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

#if defined(__SSE2__) && !defined(BH_JSON_PORTABLE)

enum { STRIDE = 16 };
typedef unsigned mask; /* a bit for each byte of a stride, the first byte lowest */

INLINE __m128i load(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

INLINE unsigned first_of(mask marked)
{
    return (unsigned)__builtin_ctz(marked);
}

INLINE mask mark_other_than_spaces(const char *p)
{
    return (mask)_mm_movemask_epi8(_mm_cmpeq_epi8(load(p), _mm_set1_epi8(' '))) ^ 0xFFFF;
}

/* What does not mean itself in a string: quotes, backslashes, control bytes and all outside ASCII,
 * which as signed bytes are as much below ' ' as control bytes are. */
INLINE mask mark_special(const char *p)
{
    __m128i v = load(p);

    return (mask)_mm_movemask_epi8(_mm_or_si128(
        _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')), _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'))),
        _mm_cmplt_epi8(v, _mm_set1_epi8(' '))));
}

INLINE mask mark_backslashes(const char *p)
{
    return (mask)_mm_movemask_epi8(_mm_cmpeq_epi8(load(p), _mm_set1_epi8('\\')));
}

#else

enum { STRIDE = 8 };
typedef uint64_t mask; /* the top bit of each byte; bits above the first that is set may be wrong */

#define BYTES(b) (0x0101010101010101u * (uint64_t)(b))

/* The first byte becomes the lowest, whatever the machine's byte order. */
INLINE uint64_t load(const char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

INLINE unsigned first_of(mask marked)
{
    return (unsigned)__builtin_ctzll(marked) / 8;
}

/* Marks bytes that are zero. A borrow can mark wrongly, but only above a byte that is marked
 * rightly. */
INLINE mask mark_zero(uint64_t v)
{
    return (v - BYTES(0x01)) & ~v & BYTES(0x80);
}

INLINE mask mark_other_than_spaces(const char *p)
{
    uint64_t v = load(p) ^ BYTES(' ');

    /* Adding 0x7F carries into the top bit unless the low bits are all 0. */
    return (((v & BYTES(0x7F)) + BYTES(0x7F)) | v) & BYTES(0x80);
}

INLINE mask mark_special(const char *p)
{
    uint64_t v = load(p);

    return mark_zero(v ^ BYTES('"')) | mark_zero(v ^ BYTES('\\')) |
           ((((v - BYTES(' ')) & ~v) | v) & BYTES(0x80));
}

INLINE mask mark_backslashes(const char *p)
{
    return mark_zero(load(p) ^ BYTES('\\'));
}

#endif

/* The first byte from 'p' on that is no white space, or 'end'. */
INLINE const char *skip_space(const char *p, const char *end)
{
    while (p < end && UNLIKELY(is_space(*p))) {
        p++;
        while (LIKELY(end - p >= STRIDE)) {
            mask others = mark_other_than_spaces(p);
            if (others != 0) {
                p += first_of(others);
                break;
            }
            p += STRIDE;
        }
    }
    return p;
}

/* A value of four hexadecimal digits, or -1. */
static int hex4(const char *p)
{
    int v = 0;

    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = is_digit(c)              ? c - '0'
                    : (c >= 'a' && c <= 'f') ? c - 'a' + 10
                    : (c >= 'A' && c <= 'F') ? c - 'A' + 10
                                             : -1;
        if (digit < 0) {
            return -1;
        }
        v = v << 4 | digit;
    }
    return v;
}

/* At 'p', in a string, stands a byte that is not plain, nor the closing quote. Returns the next
 * byte to look at, or NULL when it cannot stand there or the window ends. */
static const char *pass_special(const char *p, const char *end)
{
    if (*p == '\\') {
        if (end - p < 2) {
            return NULL;
        }
        switch (p[1]) {
        case '"':
        case '\\':
        case '/':
        case 'b':
        case 'f':
        case 'n':
        case 'r':
        case 't':
            return p + 2;
        case 'u':
            return end - p >= 6 && hex4(p + 2) >= 0 ? p + 6 : NULL;
        default:
            return NULL;
        }
    }
    if ((unsigned char)*p < 0x20) {
        return NULL;
    }
    const char *start = p;
    while (p < end && (unsigned char)*p >= 0x80) {
        size_t n = bh_utf8_len(bh_str(p, (size_t)(end - p)));
        if (n == 0) {
            break;
        }
        p += n;
    }
    return p > start ? p : NULL;
}

/* The closing quote of the string whose first byte is 'p', or NULL: then *out_bad is where it
 * fails. */
INLINE const char *find_quote(const char *p, const char *end, bool *out_has_escape,
                              const char **out_bad)
{
    *out_has_escape = false;
    for (;;) {
        while (LIKELY(end - p >= STRIDE)) {
            mask special = mark_special(p);
            if (special != 0) {
                p += first_of(special);
                break;
            }
            p += STRIDE;
        }
        if (UNLIKELY(p == end)) {
            *out_bad = p;
            return NULL;
        }
        if (LIKELY(*p == '"')) {
            return p;
        }
        if ((unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80 && *p != '\\') {
            p++; /* plain: the last bytes of the window, less than a stride */
            continue;
        }
        *out_has_escape = *out_has_escape || *p == '\\';
        const char *next = pass_special(p, end);
        if (UNLIKELY(next == NULL)) {
            *out_bad = p;
            return NULL;
        }
        p = next;
    }
}

/* The error or BH_JSON_MORE of a string that find_quote gave up at 'bad'. */
COLD int string_ends_badly(const struct bh_json *json, const char *bad, struct bh_err *err)
{
    size_t left = (size_t)(json->end - bad);
    bool is_escape = left >= 2 && *bad == '\\';

    if (is_cut(json, bad) || (!json->is_last && left == 1 && *bad == '\\') ||
        (is_escape && bad[1] == 'u' && !json->is_last && left < 6) ||
        (is_escape && is_cut(json, bad + 1))) {
        return BH_JSON_MORE;
    }
    return fail_string(json, bad, err);
}

/* Decodes the inside of a string that find_quote has accepted. A surrogate without its other half
 * becomes U+FFFD and takes only its own escape, as in Go's decoder. */
static int decode_string(struct bh_str raw, struct bh_arena *arena, struct bh_str *out,
                         struct bh_err *err)
{
    /* No escape grows when it is decoded; one stride more lets whole strides be copied. */
    char *text = bh_arena_alloc(arena, raw.n + STRIDE, 1), *w = text;
    const char *p = raw.p, *end = raw.p + raw.n;

    if (text == NULL) {
        return bh_arena_fail(arena, err);
    }
    while (p < end) {
        if (end - p >= STRIDE) {
            mask escapes = mark_backslashes(p);
            unsigned n = escapes != 0 ? first_of(escapes) : STRIDE;
            memcpy(w, p, STRIDE);
            p += n;
            w += n;
            if (n == STRIDE) {
                continue;
            }
        }
        if (*p != '\\') {
            *w++ = *p++;
            continue;
        }
        char c = p[1];
        p += 2;
        if (c != 'u') {
            *w++ = c == 'b'   ? '\b'
                   : c == 'f' ? '\f'
                   : c == 'n' ? '\n'
                   : c == 'r' ? '\r'
                   : c == 't' ? '\t'
                              : c;
            continue;
        }
        uint32_t cp = (uint32_t)hex4(p);
        p += 4;
        if (cp >= 0xD800 && cp <= 0xDFFF) {
            int low = end - p >= 6 && p[0] == '\\' && p[1] == 'u' ? hex4(p + 2) : -1;
            if (cp <= 0xDBFF && low >= 0xDC00 && low <= 0xDFFF) {
                cp = 0x10000 + ((cp - 0xD800) << 10) + ((uint32_t)low - 0xDC00);
                p += 6;
            } else {
                cp = 0xFFFD;
            }
        }
        w += bh_utf8_encode(cp, w);
    }
    *out = bh_str(text, (size_t)(w - text));
    return 0;
}

/* The first byte after the number at 'p', or NULL: then *out_bad is where it fails. */
INLINE const char *find_number_end(const char *p, const char *end, const char **out_bad)
{
    p += *p == '-';
    if (p < end && *p == '0') {
        p++;
        if (p < end && is_digit(*p)) {
            *out_bad = p;
            return NULL;
        }
    } else {
        const char *digits = p;
        while (p < end && is_digit(*p)) {
            p++;
        }
        if (p == digits) {
            *out_bad = p;
            return NULL;
        }
    }
    if (p < end && *p == '.') {
        const char *digits = ++p;
        while (p < end && is_digit(*p)) {
            p++;
        }
        if (p == digits) {
            *out_bad = p;
            return NULL;
        }
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        p++;
        p += p < end && (*p == '+' || *p == '-');
        const char *digits = p;
        while (p < end && is_digit(*p)) {
            p++;
        }
        if (p == digits) {
            *out_bad = p;
            return NULL;
        }
    }
    return p;
}

/* --- the loop --------------------------------------------------------------------------------- */

/* Nodes are written through this copy of the list's members, which can live in registers. */
struct writer {
    struct bh_node *v;
    uint32_t n, room;
    uint32_t
        open; /* index of the innermost open container; its 'skip' is the one around it meanwhile */
    uint32_t count; /* its elements or pairs so far */
};

INLINE void write_node(struct writer *w, enum bh_node_kind kind, const char *p, size_t n,
                       uint32_t skip, const char *at, const char *start)
{
    w->v[w->n++] = (struct bh_node){ .p = p,
                                     .n = (uint32_t)n,
                                     .skip = skip,
                                     .place = (uint32_t)(at - start),
                                     .kind = (uint8_t)kind };
}

/* Room for one more turn of the loop. */
static int grow(struct writer *w, const struct bh_json *json, const char *p, struct bh_nodes *nodes,
                struct bh_err *err)
{
    nodes->n = w->n;
    int rc = bh_nodes_reserve(nodes, NODES_AT_ONCE, err);
    if (rc != 0) {
        struct bh_place place = bh_json_place(json, p);
        err->line = place.line;
        err->column = place.column;
        return rc;
    }
    w->v = nodes->v;
    w->room = nodes->room;
    return 0;
}

static int decode_at(const struct bh_json *json, struct bh_str raw, struct bh_arena *arena,
                     struct bh_str *out, struct bh_err *err)
{
    int rc = decode_string(raw, arena, out, err);

    if (rc != 0) {
        struct bh_place place = bh_json_place(json, raw.p);
        err->line = place.line;
        err->column = place.column;
    }
    return rc;
}

/* Whether the node just written, which is a key, is that of what nobody reads (BH_NODE_OPAQUE). */
INLINE bool follows_opaque_key(const struct writer *w)
{
    const struct bh_node *key = &w->v[w->n - 1];

    return key->n == 8 && memcmp(key->p, "fieldsV1", 8) == 0;
}

/* Passes over the object at *p, as bh_json_skip does, and writes one node for it. */
static __attribute__((noinline)) int take_opaque(struct bh_json *json, struct writer *w,
                                                 const char **p, const char *start,
                                                 struct bh_err *err)
{
    const char *at = json->at;

    json->at = *p;
    int rc = bh_json_skip(json, err);
    if (rc == 0) {
        write_node(w, BH_NODE_OBJECT, NULL, 0, 1, *p, start);
        w->v[w->n - 1].flags = BH_NODE_OPAQUE;
        *p = json->at;
    }
    json->at = at;
    return rc;
}

/* Takes one value. Each turn of the outer loop takes a key, if the innermost open container is an
 * object, and a value or its opening bracket; the inner loop takes what may follow a value.
 *
 * emit      a constant in both callers: whether to write nodes
 * objects   without 'emit': a bit for each open container: whether it stands in an object */
INLINE int take_value(struct bh_json *json, bool emit, uint64_t *objects, struct bh_arena *arena,
                      struct bh_nodes *nodes, const char **out_start, struct bh_err *err)
{
    const char *end = json->end, *bad = NULL;
    const char *p = skip_space(json->at, end), *start = p;
    bool in_object = false, has_escape;
    uint32_t depth = 0;
    struct writer w = { .v = emit ? nodes->v : NULL, .room = emit ? nodes->room : 0 };
    int rc;

    for (;;) {
        const char *quote;
        if (emit && UNLIKELY(w.room - w.n < NODES_AT_ONCE)) {
            rc = grow(&w, json, p, nodes, err);
            if (rc != 0) {
                return rc;
            }
        }
        if (in_object) {
            if (UNLIKELY(p == end || *p != '"')) {
                return fail_key(json, p, err);
            }
            quote = find_quote(p + 1, end, &has_escape, &bad);
            if (UNLIKELY(quote == NULL)) {
                return string_ends_badly(json, bad, err);
            }
            if (emit) {
                struct bh_str key = bh_str(p + 1, (size_t)(quote - p - 1));
                if (UNLIKELY(has_escape)) {
                    rc = decode_at(json, key, arena, &key, err);
                    if (rc != 0) {
                        return rc;
                    }
                }
                write_node(&w, BH_NODE_KEY, key.p, key.n, 2, p, start);
            }
            p = skip_space(quote + 1, end);
            if (UNLIKELY(p == end || *p != ':')) {
                return fail_token(json, p, "':' after a key", err);
            }
            p++;
            p += p < end && *p == ' '; /* as every pretty printer writes it */
            p = skip_space(p, end);
        }
        w.count++;
        if (UNLIKELY(p == end)) {
            return fail_token(json, p, "a value", err);
        }
        switch (*p) {
        case '"':
            quote = find_quote(p + 1, end, &has_escape, &bad);
            if (UNLIKELY(quote == NULL)) {
                return string_ends_badly(json, bad, err);
            }
            if (emit) {
                struct bh_str text = bh_str(p + 1, (size_t)(quote - p - 1));
                if (UNLIKELY(has_escape)) {
                    rc = decode_at(json, text, arena, &text, err);
                    if (rc != 0) {
                        return rc;
                    }
                }
                write_node(&w, BH_NODE_STRING, text.p, text.n, 1, p, start);
            }
            p = quote + 1;
            break;
        case '{':
        case '[':
            if (UNLIKELY(depth == BH_MAX_DEPTH)) {
                char message[64];
                snprintf(message, sizeof(message), "nested deeper than %d levels", BH_MAX_DEPTH);
                return fail_plain(json, p, BH_ERR_LIMIT, message, err);
            }
            if (emit && *p == '{' && in_object && UNLIKELY(follows_opaque_key(&w))) {
                rc = take_opaque(json, &w, &p, start, err);
                if (rc != 0) {
                    return rc;
                }
                break;
            }
            if (emit) {
                if (depth > 0) {
                    w.v[w.open].n = w.count;
                }
                uint32_t around = w.open;
                w.open = w.n;
                w.count = 0;
                write_node(&w, *p == '{' ? BH_NODE_OBJECT : BH_NODE_ARRAY, NULL, 0, around, p,
                           start);
            } else {
                uint64_t bit = 1ull << (depth % 64), *word = &objects[depth / 64];
                *word = in_object ? *word | bit : *word & ~bit;
            }
            depth++;
            in_object = *p == '{';
            p = skip_space(p + 1, end);
            if (p == end || *p != (in_object ? '}' : ']')) {
                continue; /* to its first key or element */
            }
            break; /* empty: the loop below closes it */
        case 't':
            if (UNLIKELY(end - p < 4 || memcmp(p, "true", 4) != 0)) {
                return fail_literal(json, p, "true", err);
            }
            if (emit) {
                write_node(&w, BH_NODE_TRUE, NULL, 0, 1, p, start);
            }
            p += 4;
            break;
        case 'f':
            if (UNLIKELY(end - p < 5 || memcmp(p + 1, "alse", 4) != 0)) {
                return fail_literal(json, p, "false", err);
            }
            if (emit) {
                write_node(&w, BH_NODE_FALSE, NULL, 0, 1, p, start);
            }
            p += 5;
            break;
        case 'n':
            if (UNLIKELY(end - p < 4 || memcmp(p, "null", 4) != 0)) {
                return fail_literal(json, p, "null", err);
            }
            if (emit) {
                write_node(&w, BH_NODE_NULL, NULL, 0, 1, p, start);
            }
            p += 4;
            break;
        case '-':
        case '0':
        case '1':
        case '2':
        case '3':
        case '4':
        case '5':
        case '6':
        case '7':
        case '8':
        case '9': {
            const char *after = find_number_end(p, end, &bad);
            if (UNLIKELY(after == NULL)) {
                return fail_number(json, bad, p, err);
            }
            if (UNLIKELY(after == end && !json->is_last)) {
                return BH_JSON_MORE; /* more digits may follow */
            }
            if (emit) {
                write_node(&w, BH_NODE_NUMBER, p, (size_t)(after - p), 1, p, start);
            }
            p = after;
            break;
        }
        default:
            return fail_token(json, p, "a value", err);
        }

        for (;;) {
            if (depth == 0) {
                if (emit) {
                    nodes->n = w.n;
                    *out_start = start;
                }
                json->at = p;
                return 0;
            }
            p = skip_space(p, end);
            if (UNLIKELY(p == end)) {
                return fail_token(
                    json, p, in_object ? "',' or '}' after a value" : "',' or ']' after a value",
                    err);
            }
            if (*p == ',') {
                p = skip_space(p + 1, end);
                break;
            }
            if (UNLIKELY(*p != (in_object ? '}' : ']'))) {
                return fail_token(
                    json, p, in_object ? "',' or '}' after a value" : "',' or ']' after a value",
                    err);
            }
            p++;
            depth--;
            if (emit) {
                struct bh_node *closed = &w.v[w.open];
                w.open = closed->skip;
                closed->n = w.count;
                closed->skip = (uint32_t)(&w.v[w.n] - closed);
                if (depth > 0) {
                    in_object = w.v[w.open].kind == BH_NODE_OBJECT;
                    w.count = w.v[w.open].n;
                    if (in_object) {
                        closed[-1].skip = closed->skip + 1; /* its key */
                    }
                }
            } else {
                in_object = (objects[depth / 64] >> (depth % 64) & 1) != 0;
            }
        }
    }
}

int bh_json_value(struct bh_json *json, struct bh_arena *arena, struct bh_nodes *nodes,
                  const char **out_start, struct bh_err *err)
{
    const size_t max = (size_t)BH_MAX_OBJECT_SIZE;
    struct bh_json capped = *json;
    const char *start = skip_space(json->at, json->end);
    bool is_capped = (size_t)(json->end - start) > max;

    /* Lengths and places have 32 bits. One byte more tells whether a value ends at the limit. */
    if (UNLIKELY(is_capped)) {
        capped.end = start + max + 1;
        capped.is_last = false;
    }
    nodes->n = 0;
    int rc = take_value(&capped, true, NULL, arena, nodes, out_start, err);
    if (UNLIKELY(is_capped) &&
        (rc == BH_JSON_MORE || (rc == 0 && (size_t)(capped.at - start) > max))) {
        char message[80];
        snprintf(message, sizeof(message), "a value of more than %zu bytes", max);
        nodes->n = 0;
        return fail_plain(json, start, BH_ERR_LIMIT, message, err);
    }
    if (rc == 0) {
        json->at = capped.at;
    } else {
        nodes->n = 0;
    }
    return rc;
}

int bh_json_skip(struct bh_json *json, struct bh_err *err)
{
    uint64_t objects[BH_MAX_DEPTH / 64 + 1]; /* not filled: a bit is written before it is read */

    return take_value(json, false, objects, NULL, NULL, NULL, err);
}

/* --- pulling ---------------------------------------------------------------------------------- */

int bh_json_peek(struct bh_json *json, int *out, struct bh_err *err)
{
    json->at = skip_space(json->at, json->end);
    if (json->at == json->end) {
        if (!json->is_last) {
            return BH_JSON_MORE;
        }
        *out = 0;
        return 0;
    }
    switch (*json->at) {
    case '{':
        *out = BH_NODE_OBJECT;
        return 0;
    case '[':
        *out = BH_NODE_ARRAY;
        return 0;
    case '"':
        *out = BH_NODE_STRING;
        return 0;
    case 't':
        *out = BH_NODE_TRUE;
        return 0;
    case 'f':
        *out = BH_NODE_FALSE;
        return 0;
    case 'n':
        *out = BH_NODE_NULL;
        return 0;
    default:
        if (*json->at == '-' || is_digit(*json->at)) {
            *out = BH_NODE_NUMBER;
            return 0;
        }
        return fail_token(json, json->at, "a value", err);
    }
}

int bh_json_open(struct bh_json *json, char bracket, struct bh_err *err)
{
    const char *p = skip_space(json->at, json->end);

    if (p == json->end || *p != bracket) {
        return fail_token(json, p, bracket == '{' ? "'{'" : "'['", err);
    }
    json->at = p + 1;
    return 0;
}

int bh_json_key(struct bh_json *json, bool is_first, struct bh_arena *arena, struct bh_str *out_key,
                struct bh_err *err)
{
    const char *p = skip_space(json->at, json->end), *bad = NULL;
    bool has_escape;

    if (p < json->end && *p == '}') {
        json->at = p + 1;
        *out_key = bh_str(NULL, 0);
        return 0;
    }
    if (!is_first) {
        if (p == json->end || *p != ',') {
            return fail_token(json, p, "',' or '}' after a value", err);
        }
        p = skip_space(p + 1, json->end);
    }
    if (p == json->end || *p != '"') {
        return fail_key(json, p, err);
    }
    const char *quote = find_quote(p + 1, json->end, &has_escape, &bad);
    if (quote == NULL) {
        return string_ends_badly(json, bad, err);
    }
    struct bh_str key = bh_str(p + 1, (size_t)(quote - p - 1));
    p = skip_space(quote + 1, json->end);
    if (p == json->end || *p != ':') {
        return fail_token(json, p, "':' after a key", err);
    }
    if (has_escape) {
        int rc = decode_at(json, key, arena, &key, err);
        if (rc != 0) {
            return rc;
        }
    }
    json->at = p + 1;
    *out_key = key;
    return 0;
}

int bh_json_element(struct bh_json *json, bool is_first, bool *out_has_element, struct bh_err *err)
{
    const char *p = skip_space(json->at, json->end);

    if (p < json->end && *p == ']') {
        json->at = p + 1;
        *out_has_element = false;
        return 0;
    }
    if (p == json->end) {
        return fail_token(json, p, is_first ? "a value or ']'" : "',' or ']' after a value", err);
    }
    if (!is_first) {
        if (*p != ',') {
            return fail_token(json, p, "',' or ']' after a value", err);
        }
        p++;
    }
    json->at = p;
    *out_has_element = true;
    return 0;
}
