/* Types YAML scalars as kubectl's reader does: the word lists, integer and float syntax of the Go library
 * behind sigs.k8s.io/yaml, and that library's printing of numbers. Called by the composer in yaml.c. Source:
 * observed behaviour of sigs.k8s.io/yaml 1.6; compared with it on generated scalars by the conformance tests.
 * Leaves out base-60 numbers and dates as types of their own: there, too, they are strings.
 *
 * Deviations: infinities and not-a-number are refused as keys, too. */
#include "kube/yaml_scalar.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/num.h"

enum type { T_STRING, T_NULL, T_BOOL, T_INT, T_FLOAT, T_BAD_FLOAT, T_TIMESTAMP };

struct resolved {
    enum type type;
    bool is_true;       /* T_BOOL */
    bool is_negative;   /* T_INT */
    bool is_canonical;  /* T_INT: the text is its own decimal form */
    uint64_t magnitude; /* T_INT */
    double number;      /* T_FLOAT */
};

struct word {
    struct bh_str text;
    enum type type;
    bool is_true;
};

/* Each in lower case, capitalised and in capitals, and in no other mixture. */
static const struct word words[] = {
    { BH_S("y"), T_BOOL, true },           { BH_S("Y"), T_BOOL, true },
    { BH_S("n"), T_BOOL, false },          { BH_S("N"), T_BOOL, false },
    { BH_S("~"), T_NULL, false },          { BH_S("on"), T_BOOL, true },
    { BH_S("On"), T_BOOL, true },          { BH_S("ON"), T_BOOL, true },
    { BH_S("no"), T_BOOL, false },         { BH_S("No"), T_BOOL, false },
    { BH_S("NO"), T_BOOL, false },         { BH_S("yes"), T_BOOL, true },
    { BH_S("Yes"), T_BOOL, true },         { BH_S("YES"), T_BOOL, true },
    { BH_S("off"), T_BOOL, false },        { BH_S("Off"), T_BOOL, false },
    { BH_S("OFF"), T_BOOL, false },        { BH_S("true"), T_BOOL, true },
    { BH_S("True"), T_BOOL, true },        { BH_S("TRUE"), T_BOOL, true },
    { BH_S("null"), T_NULL, false },       { BH_S("Null"), T_NULL, false },
    { BH_S("NULL"), T_NULL, false },       { BH_S(".nan"), T_BAD_FLOAT, false },
    { BH_S(".NaN"), T_BAD_FLOAT, false },  { BH_S(".NAN"), T_BAD_FLOAT, false },
    { BH_S(".inf"), T_BAD_FLOAT, false },  { BH_S(".Inf"), T_BAD_FLOAT, false },
    { BH_S(".INF"), T_BAD_FLOAT, false },  { BH_S("false"), T_BOOL, false },
    { BH_S("False"), T_BOOL, false },      { BH_S("FALSE"), T_BOOL, false },
    { BH_S("+.inf"), T_BAD_FLOAT, false }, { BH_S("+.Inf"), T_BAD_FLOAT, false },
    { BH_S("+.INF"), T_BAD_FLOAT, false }, { BH_S("-.inf"), T_BAD_FLOAT, false },
    { BH_S("-.Inf"), T_BAD_FLOAT, false }, { BH_S("-.INF"), T_BAD_FLOAT, false },
};
enum { LONGEST_WORD = 5 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether a word or a number can begin with this byte. */
static bool can_begin(char c)
{
    switch (c) {
    case '+':
    case '-':
    case '.':
    case '~':
    case 'y':
    case 'Y':
    case 'n':
    case 'N':
    case 't':
    case 'T':
    case 'f':
    case 'F':
    case 'o':
    case 'O':
        return true;
    default:
        return is_digit(c);
    }
}

/* ---- integers ---------------------------------------------------------------------------------- */

/* Takes a base prefix off: 0x, 0o, 0b in either case, or a leading zero for octal. */
static unsigned take_base(struct bh_str *digits)
{
    if (digits->n == 0 || digits->p[0] != '0') {
        return 10;
    }
    char letter = digits->n >= 3 ? (char)(digits->p[1] | 0x20) : '\0';
    unsigned base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
    if (base == 0) {
        *digits = bh_str_from(*digits, 1);
        return 8;
    }
    *digits = bh_str_from(*digits, 2);
    return base;
}

/* An integer that fits int64, or without a sign uint64. 's' holds no underscores. */
static bool parse_int(struct bh_str s, struct resolved *out)
{
    bool has_sign = s.n > 0 && (s.p[0] == '+' || s.p[0] == '-');
    bool is_negative = s.n > 0 && s.p[0] == '-';
    struct bh_str digits = bh_str_from(s, has_sign ? 1 : 0);
    struct bh_str after_prefix = digits;
    unsigned base = take_base(&after_prefix);
    uint64_t v = 0;

    if (digits.n == 0 || (after_prefix.n > 0 && !bh_num_u64(after_prefix, base, &v))) {
        /* one oddity of upstream: after "0b" a second sign may follow */
        int64_t odd;
        if (!bh_str_starts(s, BH_S("0b")) || !bh_num_i64(bh_str_from(s, 2), 2, &odd)) {
            return false;
        }
        is_negative = odd < 0;
        v = is_negative ? (uint64_t)0 - (uint64_t)odd : (uint64_t)odd;
    } else if (v > (uint64_t)INT64_MAX + (is_negative ? 1 : 0) && has_sign) {
        return false;
    }
    *out = (struct resolved){
        .type = T_INT,
        .magnitude = v,
        .is_negative = is_negative && v != 0,
        .is_canonical = base == 10 && s.p[0] != '+',
    };
    return true;
}

/* ---- floats ------------------------------------------------------------------------------------ */

/* The value of [+-] (digits [. [digits]] | . digits) [e [+-] digits]; false for anything else, and for what is
 * too large. strtod sees the number without its point, so that no locale matters. */
static int parse_float(struct bh_str s, struct bh_arena *arena, bool *out_is_float, double *out,
                       struct bh_err *err)
{
    char local[128];
    size_t i = 0, n = 0, n_digits = 0;
    int64_t scale = 0; /* digits after the point */
    int exponent = 0;

    *out_is_float = false;
    char *text = s.n + 32 <= sizeof(local) ? local : bh_new(arena, char, s.n + 32);
    if (text == NULL) {
        return bh_arena_fail(arena, err);
    }
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-')) {
        text[n++] = s.p[i++];
    }
    for (; i < s.n && is_digit(s.p[i]); i++, n_digits++) {
        text[n++] = s.p[i];
    }
    if (i < s.n && s.p[i] == '.') {
        for (i++; i < s.n && is_digit(s.p[i]); i++, n_digits++, scale++) {
            text[n++] = s.p[i];
        }
    }
    if (n_digits == 0) {
        return 0;
    }
    if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i++;
        bool is_negative = i < s.n && s.p[i] == '-';
        i += i < s.n && (s.p[i] == '-' || s.p[i] == '+') ? 1 : 0;
        if (i == s.n) {
            return 0;
        }
        for (; i < s.n && is_digit(s.p[i]); i++) {
            exponent = exponent < 10000 ? exponent * 10 + (s.p[i] - '0') : exponent;
        }
        exponent = is_negative ? -exponent : exponent;
    }
    if (i < s.n) {
        return 0;
    }
    snprintf(text + n, 32, "e%lld", (long long)exponent - (long long)scale);
    double v = strtod(text, NULL);
    if (v - v != 0) { /* infinite */
        return 0;
    }
    *out_is_float = true;
    *out = v;
    return 0;
}

struct decimal { /* 0.d1 d2 d3... times ten to the power 'point' */
    char digits[24];
    int n, point;
    bool is_negative;
};

static double decimal_value(const struct decimal *d, bool is_single)
{
    char text[48];

    snprintf(text, sizeof(text), "%.*se%d", d->n, d->digits, d->point - d->n);
    return is_single ? (double)strtof(text, NULL) : strtod(text, NULL);
}

/* One more in the last digit. */
static void decimal_next(struct decimal *d)
{
    int i = d->n - 1;

    while (i >= 0 && d->digits[i] == '9') {
        d->digits[i--] = '0';
    }
    if (i >= 0) {
        d->digits[i]++;
    } else {
        d->digits[0] = '1';
        d->point++;
    }
}

/* The fewest digits that read back as the same double (or float), the nearest of these. */
static struct decimal shortest(double v, bool is_single)
{
    struct decimal d = { .is_negative = __builtin_signbit(v) != 0 };

    v = d.is_negative ? -v : v;
    if (v == 0) {
        d.digits[0] = '0';
        d.n = d.point = 1;
        return d;
    }
    for (int precision = 1; precision <= 17; precision++) {
        char text[48];
        snprintf(text, sizeof(text), "%.*e", precision - 1, v);
        const char *p = text;
        for (d.n = 0; *p != 'e'; p++) { /* whatever the locale puts for the point is passed over */
            if (is_digit(*p)) {
                d.digits[d.n++] = *p;
            }
        }
        int exponent = 0;
        for (const char *e = p + 2; is_digit(*e); e++) { /* after 'e' and its sign */
            exponent = exponent * 10 + (*e - '0');
        }
        d.point = (p[1] == '-' ? -exponent : exponent) + 1;
        if (decimal_value(&d, is_single) == v) {
            break;
        }
        /* below a power of two doubles stand closer than above: the nearest decimal can miss where the next
         * one hits */
        struct decimal next = d;
        decimal_next(&next);
        if (decimal_value(&next, is_single) == v) {
            d = next;
            break;
        }
    }
    while (d.n > 1 && d.digits[d.n - 1] == '0') {
        d.n--;
    }
    return d;
}

/* Prints as Go does: with an exponent of at least 'min_digits' digits when the decimal exponent is outside
 * low <= e < high, else without. 'out' has room for 64 bytes. */
static size_t print_decimal(const struct decimal *d, int low, int high, int min_digits, char *out)
{
    int exponent = d->point - 1;
    size_t n = 0;

    if (d->is_negative) {
        out[n++] = '-';
    }
    if (exponent < low || exponent >= high) {
        out[n++] = d->digits[0];
        if (d->n > 1) {
            out[n++] = '.';
        }
        for (int i = 1; i < d->n; i++) {
            out[n++] = d->digits[i];
        }
        n += (size_t)snprintf(out + n, 16, "e%c%0*d", exponent < 0 ? '-' : '+', min_digits,
                              abs(exponent));
        return n;
    }
    if (d->point <= 0) {
        out[n++] = '0';
        out[n++] = '.';
        for (int i = d->point; i < 0; i++) {
            out[n++] = '0';
        }
    }
    for (int i = 0; i < d->n || i < d->point; i++) {
        if (i == d->point && i > 0) {
            out[n++] = '.';
        }
        out[n++] = i < d->n ? d->digits[i] : '0';
    }
    return n;
}

/* ---- dates ------------------------------------------------------------------------------------- */

/* One or two digits off the front, at least 'min' and at most 'max'. */
static bool take_number(struct bh_str *s, int min, int max, int *out)
{
    int v = 0, n = 0;

    while (n < 2 && s->n > 0 && is_digit(s->p[0])) {
        v = v * 10 + (s->p[0] - '0');
        *s = bh_str_from(*s, 1);
        n++;
    }
    *out = v;
    return n > 0 && v >= min && v <= max;
}

static bool take_byte(struct bh_str *s, char c)
{
    if (s->n == 0 || s->p[0] != c) {
        return false;
    }
    *s = bh_str_from(*s, 1);
    return true;
}

/* Whether an explicit !!timestamp accepts the text: a date, or a date and a time. */
static bool is_timestamp(struct bh_str s)
{
    static const int days_in[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year = 0, month, day, number;

    for (size_t i = 0; i < 4; i++) {
        if (i >= s.n || !is_digit(s.p[i])) {
            return false;
        }
        year = year * 10 + (s.p[i] - '0');
    }
    s = bh_str_from(s, 4);
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (!take_byte(&s, '-') || !take_number(&s, 1, 12, &month) || !take_byte(&s, '-') ||
        !take_number(&s, 1, 31, &day) || day > days_in[month - 1] + (month == 2 && is_leap)) {
        return false;
    }
    if (s.n == 0) {
        return true;
    }
    bool has_zone = s.p[0] != ' ';
    if (!(take_byte(&s, 'T') || take_byte(&s, 't') || take_byte(&s, ' ')) ||
        !take_number(&s, 0, 23, &number) || !take_byte(&s, ':') ||
        !take_number(&s, 0, 59, &number) || !take_byte(&s, ':') ||
        !take_number(&s, 0, 59, &number)) {
        return false;
    }
    if (s.n >= 2 && (s.p[0] == '.' || s.p[0] == ',') && is_digit(s.p[1])) {
        s = bh_str_from(s, 1);
        while (s.n > 0 && is_digit(s.p[0])) {
            s = bh_str_from(s, 1);
        }
    }
    if (!has_zone || take_byte(&s, 'Z')) {
        return s.n == 0;
    }
    return s.n == 6 && (s.p[0] == '+' || s.p[0] == '-') && is_digit(s.p[1]) && is_digit(s.p[2]) &&
           s.p[3] == ':' && is_digit(s.p[4]) && is_digit(s.p[5]) &&
           (s.p[1] - '0') * 10 + (s.p[2] - '0') <= 24 && (s.p[4] - '0') * 10 + (s.p[5] - '0') <= 60;
}

/* ---- binary ------------------------------------------------------------------------------------ */

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    return is_digit(c) ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Standard base64 with padding; line ends may stand anywhere. Returns the length, or -1. */
static ptrdiff_t decode_base64(struct bh_str s, char *out)
{
    unsigned quantum = 0;
    int n_chars = 0, n_padding = 0;
    ptrdiff_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\n' || c == '\r') {
            continue;
        }
        if (n_padding > 0 && n_chars == 0) {
            return -1; /* something behind the padding */
        }
        if (c == '=') {
            n_padding++;
            if (n_chars < 2) {
                return -1;
            }
        } else if (base64_value(c) < 0 || n_padding > 0) {
            return -1;
        }
        quantum = quantum << 6 | (c == '=' ? 0 : (unsigned)base64_value(c));
        if (++n_chars == 4) {
            char bytes[3] = { (char)(quantum >> 16), (char)(quantum >> 8), (char)quantum };
            memcpy(out + n, bytes, (size_t)(3 - n_padding));
            n += 3 - n_padding;
            quantum = 0;
            n_chars = 0;
        }
    }
    return n_chars == 0 ? n : -1;
}

/* The bytes behind !!binary as JSON can carry them: what is not UTF-8 becomes U+FFFD, byte by byte. */
static int binary(struct bh_str text, struct bh_arena *arena, struct bh_node *out,
                  struct bh_err *err)
{
    char *bytes = bh_new(arena, char, text.n + 1);
    ptrdiff_t n = bytes == NULL ? 0 : decode_base64(text, bytes);

    if (bytes == NULL) {
        return bh_arena_fail(arena, err);
    }
    if (n < 0) {
        return bh_fail(err, BH_ERR_INPUT, "the value of !!binary is no base64");
    }
    struct bh_str rest = bh_str(bytes, (size_t)n);
    char *fixed = bh_new(arena, char, 3 * rest.n + 1);
    size_t n_fixed = 0;
    if (fixed == NULL) {
        return bh_arena_fail(arena, err);
    }
    while (rest.n > 0) {
        size_t len = bh_utf8_len(rest);
        memcpy(fixed + n_fixed, len > 0 ? rest.p : "\xEF\xBF\xBD", len > 0 ? len : 3);
        n_fixed += len > 0 ? len : 3;
        rest = bh_str_from(rest, len > 0 ? len : 1);
    }
    *out =
        (struct bh_node){ .kind = BH_NODE_STRING, .p = fixed, .n = (uint32_t)n_fixed, .skip = 1 };
    return 0;
}

/* ---- typing ------------------------------------------------------------------------------------ */

/* 's' without its underscores. */
static int strip_underscores(struct bh_str s, struct bh_arena *arena, struct bh_str *out,
                             struct bh_err *err)
{
    if (bh_str_find_byte(s, '_') == s.n) {
        *out = s;
        return 0;
    }
    char *p = bh_new(arena, char, s.n);
    size_t n = 0;
    if (p == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '_') {
            p[n++] = s.p[i];
        }
    }
    *out = bh_str(p, n);
    return 0;
}

/* Whether every underscore stands between two digits. */
static bool underscores_fit(struct bh_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '_') {
            if (i == 0 || !is_digit(s.p[i - 1]) || i + 1 == s.n || !is_digit(s.p[i + 1])) {
                return false;
            }
        }
    }
    return true;
}

static int resolve(struct bh_str text, bool may_be_timestamp, struct bh_arena *arena,
                   struct resolved *out, struct bh_err *err)
{
    *out = (struct resolved){ .type = T_STRING };
    if (text.n == 0) {
        out->type = T_NULL;
        return 0;
    }
    if (!can_begin(text.p[0])) {
        return 0;
    }
    if (text.n <= LONGEST_WORD) {
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
            if (bh_str_eq(words[i].text, text)) {
                out->type = words[i].type;
                out->is_true = words[i].is_true;
                return 0;
            }
        }
    }
    bool has_point = text.p[0] == '.';
    if (!has_point && !is_digit(text.p[0]) && text.p[0] != '+' && text.p[0] != '-') {
        return 0;
    }
    if (may_be_timestamp && is_timestamp(text)) {
        out->type = T_TIMESTAMP;
        return 0;
    }
    if (has_point && !underscores_fit(text)) {
        return 0;
    }
    /* most text that begins like a number (a date, a version, a quantity) shows early that it is none */
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!is_digit(c) && c != '.' && c != '_' && c != '+' && c != '-' &&
            !((c | 0x20) >= 'a' && (c | 0x20) <= 'f') && (c | 0x20) != 'x' && (c | 0x20) != 'o') {
            return 0;
        }
    }
    struct bh_str plain;
    int rc = strip_underscores(text, arena, &plain, err);
    if (rc != 0) {
        return rc;
    }
    if (!has_point && parse_int(plain, out)) {
        out->is_canonical = out->is_canonical && plain.p == text.p;
        return 0;
    }
    bool is_float = false;
    rc = parse_float(plain, arena, &is_float, &out->number, err);
    out->type = is_float ? T_FLOAT : T_STRING;
    return rc;
}

static int string_node(struct bh_str text, struct bh_node *out)
{
    *out =
        (struct bh_node){ .kind = BH_NODE_STRING, .p = text.p, .n = (uint32_t)text.n, .skip = 1 };
    return 0;
}

static int number_node(struct bh_str text, bool must_copy, uint8_t flags, struct bh_arena *arena,
                       struct bh_node *out, struct bh_err *err)
{
    if (must_copy) {
        int rc = bh_arena_copy(arena, text, &text, err);
        if (rc != 0) {
            return rc;
        }
    }
    *out = (struct bh_node){
        .kind = BH_NODE_NUMBER, .flags = flags, .p = text.p, .n = (uint32_t)text.n, .skip = 1
    };
    return 0;
}

static int float_node(double v, struct bh_arena *arena, struct bh_node *out, struct bh_err *err)
{
    struct decimal d = shortest(v, false);
    char text[64];
    size_t n = print_decimal(&d, -6, 21, 1, text);

    return number_node(bh_str(text, n), true, BH_YAML_FLOAT, arena, out, err);
}

static int int_node(const struct resolved *r, struct bh_str source, struct bh_arena *arena,
                    struct bh_node *out, struct bh_err *err)
{
    if (r->is_canonical) {
        bool is_minus_zero = source.p[0] == '-' && r->magnitude == 0;
        return number_node(is_minus_zero ? bh_str_from(source, 1) : source, false, 0, arena, out,
                           err);
    }
    char text[32];
    int n = snprintf(text, sizeof(text), "%s%llu", r->is_negative ? "-" : "",
                     (unsigned long long)r->magnitude);
    return number_node(bh_str(text, (size_t)n), true, 0, arena, out, err);
}

/* What a tag demands; T_STRING also stands for tags that nobody knows. */
struct tag_type {
    struct bh_str suffix;
    enum type type;
};
static const struct tag_type tag_types[] = {
    { BH_S("null"), T_NULL },   { BH_S("bool"), T_BOOL },           { BH_S("int"), T_INT },
    { BH_S("float"), T_FLOAT }, { BH_S("timestamp"), T_TIMESTAMP },
};

int bh_yaml_scalar(struct bh_str text, bool is_plain, struct bh_str tag, struct bh_arena *arena,
                   struct bh_node *out, struct bh_err *err)
{
    enum type wanted = T_STRING;
    bool has_tag = bh_str_is_set(tag) && tag.n > 0;
    struct bh_str suffix = BH_S("");
    struct resolved r;

    if (has_tag) {
        struct bh_str prefix = BH_S("tag:yaml.org,2002:");
        suffix = bh_str_starts(tag, prefix) ? bh_str_from(tag, prefix.n) : suffix;
        for (size_t i = 0; i < sizeof(tag_types) / sizeof(tag_types[0]); i++) {
            if (bh_str_eq(suffix, tag_types[i].suffix)) {
                wanted = tag_types[i].type;
            }
        }
        if (bh_str_eq(suffix, BH_S("binary"))) {
            return binary(text, arena, out, err);
        }
    }
    if (has_tag ? wanted == T_STRING : !is_plain) {
        return string_node(text, out);
    }
    int rc = resolve(text, wanted == T_TIMESTAMP, arena, &r, err);
    if (rc != 0) {
        return rc;
    }
    if (has_tag) {
        bool is_too_large = r.type == T_INT && !r.is_negative && r.magnitude > (uint64_t)INT64_MAX;
        if (wanted == T_FLOAT && r.type == T_INT && !is_too_large) {
            double v = (double)r.magnitude;
            return float_node(r.is_negative ? -v : v, arena, out, err);
        }
        if (wanted != r.type && !(wanted == T_FLOAT && r.type == T_BAD_FLOAT)) {
            struct bh_str shown = bh_str(text.p, text.n < 40 ? text.n : 40);
            return bh_fail(err, BH_ERR_INPUT, "'" BH_FMT "' does not fit its tag !!" BH_FMT,
                           BH_ARG(shown), BH_ARG(suffix));
        }
    }
    switch (r.type) {
    case T_NULL:
        *out = (struct bh_node){ .kind = BH_NODE_NULL, .skip = 1 };
        return 0;
    case T_BOOL:
        *out = (struct bh_node){ .kind = r.is_true ? BH_NODE_TRUE : BH_NODE_FALSE, .skip = 1 };
        return 0;
    case T_INT:
        return int_node(&r, text, arena, out, err);
    case T_FLOAT:
        return float_node(r.number, arena, out, err);
    case T_BAD_FLOAT:
        return bh_fail(err, BH_ERR_INPUT,
                       "the number '" BH_FMT "' has no form in JSON: quote it if it is text",
                       BH_ARG(text));
    case T_STRING:
    case T_TIMESTAMP:
        break;
    }
    return string_node(text, out);
}

int bh_yaml_key_text(const struct bh_node *scalar, struct bh_arena *arena, struct bh_str *out,
                     struct bh_err *err)
{
    struct bh_str text = bh_node_text(scalar);

    switch ((enum bh_node_kind)scalar->kind) {
    case BH_NODE_STRING:
    case BH_NODE_KEY:
        *out = text;
        return 0;
    case BH_NODE_TRUE:
        *out = BH_S("true");
        return 0;
    case BH_NODE_FALSE:
        *out = BH_S("false");
        return 0;
    case BH_NODE_NUMBER:
        break;
    case BH_NODE_NULL:
        return bh_fail(err, BH_ERR_INPUT, "null cannot be a key: quote it if it is text");
    case BH_NODE_ARRAY:
    case BH_NODE_OBJECT:
        return bh_fail(err, BH_ERR_INPUT, "a %s cannot be a key",
                       scalar->kind == BH_NODE_ARRAY ? "list" : "mapping");
    }
    if ((scalar->flags & BH_YAML_FLOAT) == 0) {
        int64_t v;
        if (!bh_num_i64(text, 10, &v)) {
            return bh_fail(err, BH_ERR_INPUT, "the number " BH_FMT " is too large for a key",
                           BH_ARG(text));
        }
        *out = text;
        return 0;
    }
    /* upstream prints float keys in single precision, with an exponent from a million on */
    double v = 0;
    bool is_float = false;
    int rc = parse_float(text, arena, &is_float, &v, err);
    if (rc != 0) {
        return rc;
    }
    float narrow = (float)v;
    if (narrow - narrow != 0) {
        *out = narrow < 0 ? BH_S("-.inf") : BH_S(".inf");
        return 0;
    }
    struct decimal d = shortest((double)narrow, true);
    char printed[64];
    size_t n = print_decimal(&d, -4, 6, 2, printed);
    return bh_arena_copy(arena, bh_str(printed, n), out, err);
}
