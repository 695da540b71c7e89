/* Generates odd documents for the comparison of our JSON and YAML readers with upstream's.
 *
 * gen-docs --json|--yaml --seed N --count N
 *
 * Called by the conformance run and by the maker of the recorded vectors. Each case is written as
 * `<decimal length>\n<bytes>\n`; a YAML case is meant as one document. The same arguments give the
 * same bytes. Implements the input side of the reader comparison of oracles.md. It leaves out
 * documents of many megabytes and nesting beyond 200, where the two sides have different bounds on
 * purpose, and YAML streams of several documents, which kubectl cuts apart before it reads them.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rng.h"

static void die(const char *what)
{
    fprintf(stderr, "gen-docs: %s\n", what);
    exit(2);
}

/* ---- the document under construction ---- */

#define ROOM (1U << 20)

static unsigned char doc[ROOM];
static size_t doc_size;

static void put_bytes(const char *p, size_t n)
{
    if (n > ROOM - doc_size) {
        die("the document does not fit");
    }
    memcpy(doc + doc_size, p, n);
    doc_size += n;
}

static void put(const char *s)
{
    put_bytes(s, strlen(s));
}

static void put_char(char c)
{
    put_bytes(&c, 1);
}

static void put_spaces(size_t n)
{
    while (n-- > 0) {
        put_char(' ');
    }
}

/* A piece of text with its length, because it may hold NUL. */
struct piece {
    const char *p;
    size_t n;
};

#define PIECE(s)           \
    {                      \
        (s), sizeof(s) - 1 \
    }

static void put_piece(struct piece piece)
{
    put_bytes(piece.p, piece.n);
}

static void emit(void)
{
    printf("%zu\n", doc_size);
    fwrite(doc, 1, doc_size, stdout);
    putchar('\n');
}

/* ---- changes of bytes ---- */

static void insert_at(size_t at, const char *p, size_t n)
{
    if (n > ROOM - doc_size) {
        die("the document does not fit");
    }
    memmove(doc + at + n, doc + at, doc_size - at);
    memcpy(doc + at, p, n);
    doc_size += n;
}

static void remove_at(size_t at, size_t n)
{
    memmove(doc + at, doc + at + n, doc_size - at - n);
    doc_size -= n;
}

static void mutate_once(const char *const *words, size_t n_words)
{
    size_t at = below(doc_size + 1);
    switch (below(7)) {
    case 0: /* one bit */
        if (at < doc_size) {
            doc[at] ^= (unsigned char)(1U << below(8));
        }
        break;
    case 1: /* one byte */
        if (at < doc_size) {
            doc[at] = (unsigned char)below(256);
        }
        break;
    case 2: /* remove a few bytes */
        if (at < doc_size) {
            size_t n = 1 + below(4);
            remove_at(at, n < doc_size - at ? n : doc_size - at);
        }
        break;
    case 3: /* repeat a few bytes */
        if (at < doc_size) {
            char copy[16];
            size_t n = 1 + below(sizeof(copy));
            n = n < doc_size - at ? n : doc_size - at;
            memcpy(copy, doc + at, n);
            insert_at(at, copy, n);
        }
        break;
    case 4: /* cut off */
        doc_size = at;
        break;
    case 5: /* any byte more */
    {
        char c = (char)below(256);
        insert_at(at, &c, 1);
        break;
    }
    default: /* something that the grammar knows */
    {
        const char *word = words[below(n_words)];
        insert_at(at, word, strlen(word));
        break;
    }
    }
}

static void mutate(const char *const *words, size_t n_words)
{
    size_t n = 1 + below(3);
    for (size_t i = 0; i < n; i++) {
        mutate_once(words, n_words);
    }
}

/* ---- JSON ---- */

static const char *const json_numbers[] = {
    "0",
    "-0",
    "1",
    "-1",
    "10",
    "1.0",
    "-0.0",
    "0.5",
    "1.50",
    "1e3",
    "1E2",
    "1e+3",
    "1e-3",
    "1E-2",
    "1.5e300",
    "1e308",
    "1.7976931348623157e308",
    "1.7976931348623159e308",
    "1e309",
    "1e400",
    "-1e400",
    "1e-400",
    "5e-324",
    "2e-324",
    "4.9406564584124654e-324",
    "2.2250738585072011e-308",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9007199254740993.0",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "-123456789012345678901234567890",
    "0.1",
    "0.30000000000000004",
    "0.1e1",
    "100e-2",
    "1e0",
    "0e0",
    "0e999999999",
    "-0e5",
    "0.000000000000000000000000000000000000000001",
    "1e21",
    "1e20",
    "1e-7",
    "123456789.123456789",
    "2147483647",
    "2147483648",
    "-2147483649",
    "4294967296",
    "1e00002",
    "1e-00",
    "1000000000000000000000000000000000000000000000000000000000000000000000000000000000",
    "3.141592653589793238462643383279502884197169399375105820974944592307816406286",
};

static const char *const bad_json_numbers[] = {
    "01",  "-01",   "00",   "1.",    ".5",       "-.5",       "-",        "+1",   "1e",
    "1e+", "1E-",   "0x10", "1_000", "Infinity", "-Infinity", "NaN",      "1..2", "1.2.3",
    "--1", "1e1.5", "1f",   "0b1",   "1,000",    "0.e1",      "\xd9\xa1",
};

static const struct piece json_pieces[] = {
    PIECE(""),
    PIECE("a"),
    PIECE("name"),
    PIECE(" "),
    PIECE("\\\""),
    PIECE("\\\\"),
    PIECE("\\/"),
    PIECE("/"),
    PIECE("\\b\\f\\n\\r\\t"),
    PIECE("\\u0041"),
    PIECE("\\u0000"),
    PIECE("\\u001f"),
    PIECE("\\u007f"),
    PIECE("\\u00e9"),
    PIECE("\\u20AC"),
    PIECE("\\uFFFD"),
    PIECE("\\uffff"),
    PIECE("\\ud83d\\ude00"),
    PIECE("\\uD834\\uDD1E"),
    PIECE("\\u2028\\u2029"),
    PIECE("\xc3\xa9"),
    PIECE("\xe2\x82\xac"),
    PIECE("\xf0\x9f\x9a\xa2"),
    PIECE("\x7f"),
    PIECE("\xc2\x80"),
    PIECE("\xef\xbb\xbf"),
    PIECE("\xef\xbf\xbf"),
    PIECE("\xf4\x8f\xbf\xbf"),
    PIECE("<>&'"),
    PIECE("\xe2\x80\xa8"),
    PIECE("securityContext"),
    PIECE("0123456789abcdef0123456789abcdef"),
    /* half of a pair, in each order */
    PIECE("\\ud800"),
    PIECE("\\udc00"),
    PIECE("\\ud800x"),
    PIECE("\\ud800\\u0041"),
    PIECE("\\ud800\\ud800"),
    PIECE("\\udc00\\ud800"),
    PIECE("\\ud83d\\ud83d\\ude00"),
    PIECE("\\udbff\\n"),
};

static const struct piece bad_json_pieces[] = {
    PIECE("\\x41"),      PIECE("\\u12"), PIECE("\\u12g4"), PIECE("\\U0041"), PIECE("\\'"),
    PIECE("\\0"),        PIECE("\\a"),   PIECE("\\"),      PIECE("\\u"),     PIECE("\\u{41}"),
    PIECE("\\ud800\\u"), PIECE("\n"),    PIECE("\t"),      PIECE("\r"),      PIECE("\x01"),
    PIECE("\x1f"),       PIECE("\0"),    PIECE("\""),      PIECE("\\ "),     PIECE("\\u 041"),
    PIECE("\\u+041"),
};

/* Bytes that are no UTF-8; upstream replaces them. */
static const struct piece invalid_utf8[] = {
    PIECE("\xff"),
    PIECE("\xfe"),
    PIECE("\x80"),
    PIECE("\xbf\xbf"),
    PIECE("\xc0\x80"),
    PIECE("\xc1\xbf"),
    PIECE("\xc3"),
    PIECE("\xe2\x82"),
    PIECE("\xe0\x80\x80"),
    PIECE("\xed\xa0\x80"),
    PIECE("\xed\xb0\x80"),
    PIECE("\xf0\x9f\x9a"),
    PIECE("\xf0\x80\x80\x80"),
    PIECE("\xf4\x90\x80\x80"),
    PIECE("\xf8\x88\x80\x80\x80"),
    PIECE("\xe2\x28\xa1"),
    PIECE("\xc3\x28"),
};

static const char *const json_keys[] = {
    "a", "b", "c", "name", "kind", "spec", "securityContext", "SecurityContext", "metadata", "",
};

static const char *const bad_json_words[] = {
    "True",
    "FALSE",
    "Null",
    "nul",
    "tru",
    "falsey",
    "nulll",
    "undefined",
    "None",
    "'x'",
    "x",
    "`x`",
    "\"",
    "(1)",
    "<a>",
    "#",
    "/* */1",
    "//\n1",
    "1;",
    "$",
    "@",
    "[1 2]",
    "{\"a\" 1}",
    "{a:1}",
    "{1:1}",
    "{\"a\":}",
    "{:1}",
    "{,}",
    "[,]",
    "[1,]",
    "[,1]",
    "{\"a\":1,}",
    "[1,,2]",
    "{\"a\":1,,\"b\":2}",
    "{\"a\"}",
    "{null:1}",
    "{\"a\":1 \"b\":2}",
    "[}",
    "{]",
    "]",
    "}",
    ":",
    ",",
    "{\"a\"::1}",
};

static const char *const json_mutation_words[] = {
    "{",    "}", "[", "]",  ",",  ":",   "\"",      "\\",           "null",
    "true", "1", "-", ".",  "e",  "\\u", "\\ud800", "//",           "/*",
    "*/",   "#", "'", "\n", "\t", " ",   "\xff",    "\xef\xbb\xbf", "\"a\":1,",
    "0",
};

static unsigned badness; /* percent of the scalars of this document that are malformed */

static void json_space(void)
{
    static const char *const spaces[] = { " ", "\n", "\t", "\r", "\r\n", "  ", "\n    " };
    static const char *const bad_spaces[] = { "\f",           "\v",           "\xc2\xa0",
                                              "\xe2\x80\x83", "\xef\xbb\xbf", "/* c */",
                                              "// c\n",       "# c\n",        "\xe3\x80\x80" };
    if (chance(12)) {
        put(PICK(spaces));
    }
    if (badness > 0 && chance(1)) {
        put(PICK(bad_spaces));
    }
}

static void json_string(void)
{
    put_char('"');
    size_t n = below(4);
    for (size_t i = 0; i < n; i++) {
        if (chance(badness)) {
            put_piece(chance(50) ? PICK(bad_json_pieces) : PICK(invalid_utf8));
        } else {
            put_piece(chance(2) ? PICK(invalid_utf8) : PICK(json_pieces));
        }
    }
    put_char('"');
}

static void json_number(void)
{
    if (chance(badness)) {
        put(PICK(bad_json_numbers));
        return;
    }
    if (chance(60)) {
        put(PICK(json_numbers));
        return;
    }
    if (chance(30)) {
        put_char('-');
    }
    char digits[64];
    size_t shift = below(64);
    (void)snprintf(digits, sizeof(digits), "%" PRIu64, rng_next() >> shift);
    put(digits);
    if (chance(40)) {
        int width = (int)(1 + below(20));
        (void)snprintf(digits, sizeof(digits), ".%0*zu", width, below(1000));
        put(digits);
    }
    if (chance(30)) {
        static const char *const signs[] = { "e", "E", "e+", "e-", "E-" };
        put(PICK(signs));
        (void)snprintf(digits, sizeof(digits), "%zu", below(400));
        put(digits);
    }
}

static void json_value(size_t depth)
{
    json_space();
    size_t what = below(depth == 0 ? 6 : 12);
    if (chance(badness / 4)) {
        put(PICK(bad_json_words));
    } else if (what < 2) {
        json_number();
    } else if (what < 4) {
        json_string();
    } else if (what < 6) {
        static const char *const literals[] = { "null", "true", "false" };
        put(PICK(literals));
    } else {
        bool is_object = what < 9;
        put_char(is_object ? '{' : '[');
        size_t n = below(5);
        for (size_t i = 0; i < n; i++) {
            if (i > 0) {
                put_char(',');
            }
            if (is_object) {
                json_space();
                if (chance(75)) {
                    put_char('"');
                    put(PICK(json_keys));
                    put_char('"');
                } else {
                    json_string();
                }
                json_space();
                put_char(':');
            }
            json_value(depth - 1);
        }
        json_space();
        put_char(is_object ? '}' : ']');
    }
    json_space();
}

static void json_deep(void)
{
    size_t depth = 20 + below(181);
    char closers[256];
    size_t n = 0;
    for (size_t i = 0; i < depth; i++) {
        bool is_object = chance(40);
        put(is_object ? "{\"a\":" : "[");
        closers[n++] = is_object ? '}' : ']';
    }
    put(chance(80) ? "1" : "");
    size_t stop = chance(85) ? 0 : below(depth);
    while (n > stop) {
        put_char(closers[--n]);
    }
}

static void json_case(void)
{
    static const char *const tails[] = { " 1",       "}",   "]",    "x",  ",",    "\n{}",
                                         "null",     "//c", "/**/", "#c", "\xff", "\xef\xbb\xbf",
                                         " \n\t\r ", "\f",  "\"",   "\v", ";",    "\xc2\xa0" };
    static const struct piece whole[] = {
        PIECE(""),
        PIECE(" "),
        PIECE("\n\n"),
        PIECE("\xef\xbb\xbf"),
        PIECE("\0"),
        PIECE("{}\0"),
        PIECE("\xef\xbb\xbf{}"),
        PIECE("\xff\xfe{\0}\0"),
        PIECE("\0{\0}"),
        PIECE("{} {}"),
        PIECE("[]\n[]"),
        PIECE("\t"),
        PIECE("// c\n{}"),
        PIECE("/* c */ {}"),
        PIECE("{}// c"),
        PIECE("---\n{}"),
        PIECE("[1,2"),
        PIECE("{\"a\""),
        PIECE("\"abc"),
        PIECE("tr"),
        PIECE("-"),
        PIECE("1e"),
        PIECE("\"\\"),
        PIECE("\"\\ud8"),
        PIECE("{\"a\":1}}"),
        PIECE("null"),
        PIECE("true"),
        PIECE("0"),
        PIECE("\"\""),
        PIECE("[]"),
        PIECE("{}"),
        PIECE(" null "),
    };
    size_t what = below(100);
    badness = chance(25) ? 6 : 0;
    if (what < 4) {
        put_piece(PICK(whole));
        return;
    }
    if (what < 8) {
        json_deep();
        return;
    }
    if (what < 16) {
        json_value(0);
    } else {
        json_value(1 + below(5));
    }
    if (what < 30) {
        mutate(json_mutation_words, COUNT(json_mutation_words));
    } else if (what < 35) {
        put(PICK(tails));
    } else if (what < 37) {
        insert_at(0, "\xef\xbb\xbf", 3);
    } else if (what < 40) {
        doc_size = below(doc_size + 1);
    }
}

/* ---- YAML ---- */

/* Plain scalars whose type is not what it seems, or is not the same in each version of YAML. */
static const char *const yaml_plain[] = {
    "yes",
    "Yes",
    "YES",
    "yEs",
    "no",
    "No",
    "NO",
    "on",
    "On",
    "ON",
    "oN",
    "off",
    "Off",
    "OFF",
    "y",
    "Y",
    "n",
    "N",
    "true",
    "True",
    "TRUE",
    "tRue",
    "false",
    "False",
    "FALSE",
    "null",
    "Null",
    "NULL",
    "nUll",
    "~",
    "nil",
    "0",
    "-0",
    "+0",
    "00",
    "1",
    "+1",
    "-1",
    "--1",
    "0644",
    "0o17",
    "0O17",
    "0o8",
    "08",
    "09",
    "010",
    "0x1F",
    "0X1f",
    "0xg",
    "0x",
    "-0x10",
    "+0x10",
    "0b11",
    "0B11",
    "-0b11",
    "+0b11",
    "0b2",
    "0b",
    "1_000",
    "_1",
    "1_",
    "1__0",
    "0x_1F",
    "0_7",
    "0b1_1",
    "0o1_7",
    "1_000.5",
    "1.0",
    "1.",
    ".5",
    "-.5",
    "+.5",
    ".",
    "..",
    "...x",
    "1e3",
    "1E3",
    "1e+3",
    "1e-3",
    "1.5e3",
    ".5e1",
    "1.e1",
    "1e",
    "1e1.5",
    "e3",
    "+1.5",
    "-1.5",
    "1.0.0",
    ".inf",
    ".Inf",
    ".INF",
    ".iNf",
    "+.inf",
    "-.inf",
    "-.INF",
    "+.Inf",
    "inf",
    "Inf",
    "Infinity",
    ".nan",
    ".NaN",
    ".NAN",
    "nan",
    "NaN",
    "-.nan",
    "12:30:45",
    "1:20",
    "190:20:30",
    "1:20.5",
    "-1:30",
    "2001-01-01",
    "2001-1-1",
    "2001-12-14t21:59:43.10-05:00",
    "2001-12-14T21:59:43Z",
    "2001-12-14 21:59:43.10 -5",
    "2001-12-14 21:59:43",
    "2001-13-45",
    "20010101",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "0xFFFFFFFFFFFFFFFF",
    "0x10000000000000000",
    "0x7FFFFFFFFFFFFFFF",
    "-0x8000000000000000",
    "0777777777777777777777",
    "01777777777777777777777",
    "07777777777777777777777",
    "0b1111111111111111",
    "0b1111111111111111111111111111111111111111111111111111111111111111",
    "1e400",
    "-1e400",
    "1e308",
    "1e-400",
    "9007199254740993",
    "0.1",
    "100000000000000000000000.5",
    "3.14",
    "6.02e23",
    "0x1p4",
    "0x1.8p1",
    "1i",
    "1h",
    "<<",
    "=",
    "!",
    "&",
    "*",
    "text",
    "two words",
    "a: b",
    "a:b",
    "a :b",
    "a #b",
    "a#b",
    "#c",
    "- a",
    "-a",
    "-",
    "?",
    "? a",
    "?a",
    ":",
    ":a",
    "::",
    ",",
    "[",
    "]",
    "{",
    "}",
    "@a",
    "`a`",
    "%a",
    "|",
    ">",
    "'",
    "\"",
    "a'b",
    "a\"b",
    "http://x/y",
    "C:\\x",
    "a\\nb",
    "\xc3\xa9",
    "\xf0\x9f\x9a\xa2",
    "a\xc2\x85z",
    "a\xe2\x80\xa8z",
    "a\xe2\x80\xa9z",
    "a\xc2\xa0z",
    "a\xef\xbb\xbfz",
    "a\tb",
    "a ",
    "1.2.3.4",
    "v1.24",
    "1,2",
    "10Mi",
    "100m",
    "1e3Mi",
    "0.5Gi",
    "--- a",
    "...",
    "---",
    "\"quoted\"",
    "'single'",
    "[a, b]",
    "{a: b}",
    "! a",
    "!!str 1",
    "1 # c",
};

static const char *const yaml_double[] = {
    "",         "yes",          "1",         "null",        "~",           "0644",
    ".inf",     "2001-01-01",   "1e3",       "<<",          "a b",         "a: b",
    "# c",      "\\n",          "\\t\\r\\b", "\\0",         "\\a\\v\\e",   "\\x41",
    "\\xff",    "\\xe9",        "\\u00e9",   "\\u20ac",     "\\U0001F600", "\\ud83d\\ude00",
    "\\ud800",  "\\N\\_\\L\\P", "\\/",       "\\\"",        "\\\\",        "\\ ",
    "\\q",      "\\x4",         "\\u12",     "\\U00110000", "\\Uffffffff", "\\'",
    "\\\t",     "\xc3\xa9",     "\xff",      "\x01",        "a\\\n  b",    "a\n  b",
    "a\n\n  b", "a  \n  b",     "\n a",      "a \\\n \\ b", "\t",          "a\tb",
    "%d",       "{{ x }}",
};

static const char *const yaml_single[] = {
    "",         "yes",  "1", "null",     "it''s", "''", "\\n",        "a: b", "# c",      "a\n  b",
    "a\n\n  b", "0x1F", "~", "\xc3\xa9", "\t",    "\"", "2001-01-01", "true", "a  \n  b",
};

static const char *const yaml_tags[] = {
    "!!str",
    "!!int",
    "!!float",
    "!!bool",
    "!!null",
    "!!binary",
    "!!timestamp",
    "!!map",
    "!!seq",
    "!!set",
    "!!omap",
    "!!pairs",
    "!!merge",
    "!!value",
    "!custom",
    "!",
    "!<tag:yaml.org,2002:str>",
    "!<tag:yaml.org,2002:int>",
    "!e!x",
    "!!foo",
    "!!str,",
    "!a%21b",
    "!<>",
    "!<x",
    "!!",
};

static const char *const yaml_keys[] = {
    "a",
    "b",
    "c",
    "name",
    "spec",
    "kind",
    "x-y",
    "1",
    "01",
    "0x1",
    "1.0",
    "1.5",
    "1e3",
    "true",
    "yes",
    "no",
    "on",
    "y",
    "null",
    "~",
    "\"1\"",
    "'true'",
    "\"\"",
    "''",
    "2001-01-01",
    ".inf",
    "-.inf",
    ".nan",
    "<<",
    "\"<<\"",
    "? a",
    "[a]",
    "{a: b}",
    "!!str 1",
    "!!int \"1\"",
    "\xc3\xa9",
    "a b",
    "9223372036854775808",
    "123456789.125",
    "-1",
    "&k a",
    "*x",
    "a.b/c",
    "!!null x",
    "16777217.0",
};

static const char *const yaml_mutation_words[] = {
    "\n",
    " ",
    "  ",
    "\t",
    ":",
    ": ",
    "- ",
    "-",
    "? ",
    "# ",
    "|",
    ">",
    "|-\n",
    ">+\n",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&x ",
    "*x",
    "!!str ",
    "!",
    "---",
    "\n---\n",
    "\n...\n",
    "<<: ",
    "~",
    "null",
    "yes",
    "0644",
    "%",
    "@",
    "`",
    "\r",
    "\r\n",
    "\xc2\x85",
    "\xe2\x80\xa8",
    "\xef\xbb\xbf",
    "\xff",
    "\\",
    "\n  ",
    "\n- ",
    "a: ",
    "\x01",
    "%YAML 1.1\n",
};

/* Whole documents whose point is their layout. */
static const struct piece yaml_whole[] = {
    PIECE(""),
    PIECE("\n"),
    PIECE(" "),
    PIECE("# only a comment\n"),
    PIECE("---\n"),
    PIECE("---"),
    PIECE("...\n"),
    PIECE("--- \n...\n"),
    PIECE("\xef\xbb\xbf"),
    PIECE("\xef\xbb\xbf"
          "a: 1\n"),
    PIECE("\xff\xfe"
          "a\0:\0 \0"
          "1\0\n\0"),
    PIECE("\xfe\xff\0a\0:\0 \0"
          "1\0\n"),
    PIECE("a: 1\xef\xbb\xbf\n"),
    PIECE("a\0b: 1\n"),
    PIECE("%YAML 1.1\n---\na: 1\n"),
    PIECE("%YAML 1.2\n---\na: yes\n"),
    PIECE("%YAML 1.3\n---\na: 1\n"),
    PIECE("%YAML 2.0\n---\na: 1\n"),
    PIECE("%YAML 1.1\na: 1\n"),
    PIECE("%YAML 1.1\n%YAML 1.1\n---\na\n"),
    PIECE("%TAG ! tag:x,2000:\n---\n!a b\n"),
    PIECE("%TAG !e! tag:yaml.org,2002:\n---\n!e!str 1\n"),
    PIECE("%TAG !! tag:x,2000:\n---\n!!int 1\n"),
    PIECE("%FOO bar\n---\na\n"),
    PIECE("%\n---\na\n"),
    PIECE("--- a\n"),
    PIECE("--- |\n a\n"),
    PIECE("--- >\n a\n b\n\n c\n"),
    PIECE("---\ta: 1\n"),
    PIECE("--- # c\na: 1\n"),
    PIECE("---a: 1\n"),
    PIECE("--- {a: 1}\n"),
    PIECE("--- [a]\n...\n# c\n"),
    PIECE("a: 1\n...\n"),
    PIECE("a: |\n b\n"),
    PIECE("a: |\n"),
    PIECE("a: |-\n b\n\n"),
    PIECE("a: |+\n b\n\n"),
    PIECE("a: >+\n b\n\n\n"),
    PIECE("a: |2\n   b\n"),
    PIECE("a: |2-\n   b\n"),
    PIECE("a: |-2\n   b\n"),
    PIECE("a: |0\n b\n"),
    PIECE("a: |9\n b\n"),
    PIECE("a: |10\n b\n"),
    PIECE("a: |--\n b\n"),
    PIECE("a: | # c\n b\n"),
    PIECE("a: |# c\n b\n"),
    PIECE("a: |\n  b\n c\n"),
    PIECE("a: |\n   \n  b\n"),
    PIECE("a: |\n\n\n  b\n"),
    PIECE("a: |\n\tb\n"),
    PIECE("a: |\n \tb\n"),
    PIECE("a: >\n b\n  c\n d\n"),
    PIECE("a: >\n\n b\n\n\n c\n"),
    PIECE("a: >-\n b\n \n c\n"),
    PIECE("a: |\n b\n# c\n c: d\n"),
    PIECE("a: |\n b\n# c\nc: d\n"),
    PIECE("|\na\n"),
    PIECE(">\n a\n"),
    PIECE("a: |\r\n b\r\n c\r\n"),
    PIECE("a: 1\rb: 2\r"),
    PIECE("a: 1\r\nb: 2\r\n"),
    PIECE("a: 1\xc2\x85"
          "b: 2\n"),
    PIECE("a: 1\xe2\x80\xa8"
          "b: 2\n"),
    PIECE("a: |\n b\xc2\x85 c\xe2\x80\xa9 d\n"),
    PIECE("a: \"b\xc2\x85 c\"\n"),
    PIECE("a: \"b\xe2\x80\xa8 c\"\n"),
    PIECE("a: 'b\xe2\x80\xa9 c'\n"),
    PIECE("a: b\xc2\x85 c\n"),
    PIECE("&a a: *a\n"),
    PIECE("a: &x 1\nb: *x\n"),
    PIECE("a: *x\n"),
    PIECE("a: &x [*x]\n"),
    PIECE("&x a: 1\nb: *x\n"),
    PIECE("a: &x {b: 1}\nc: *x\nd: *x\n"),
    PIECE("a: &x 1\nb: &x 2\nc: *x\n"),
    PIECE("a: &x\nb: *x\n"),
    PIECE("a: &x *x\n"),
    PIECE("a: & 1\n"),
    PIECE("a: *\n"),
    PIECE("a: &x &y 1\n"),
    PIECE("*x : 1\n"),
    PIECE("a: &x b\n*x : c\n"),
    PIECE("a: &x !!str 1\n"),
    PIECE("a: !!str &x 1\nb: *x\n"),
    PIECE("a: &x- 1\nb: *x-\n"),
    PIECE("a: &x,y 1\n"),
    PIECE("a: &\xc3\xa9 1\n"),
    PIECE("x: &x {a: 1, b: 2}\ny: {<<: *x}\n"),
    PIECE("x: &x {a: 1}\ny: {a: 2, <<: *x}\n"),
    PIECE("x: &x {a: 1}\ny: {<<: *x, a: 2}\n"),
    PIECE("y: {<<: {a: 1}, b: 2}\n"),
    PIECE("x: &x {a: 1}\nz: &z {a: 2, b: 3}\ny: {<<: [*x, *z]}\n"),
    PIECE("x: &x {a: 1}\nz: &z {a: 2}\ny: {<<: [*z, *x, {a: 3}], c: 1}\n"),
    PIECE("y: {<<: 1}\n"),
    PIECE("y: {<<: [1]}\n"),
    PIECE("y: {<<: null}\n"),
    PIECE("y: {<<: []}\n"),
    PIECE("y: {<<: {}}\n"),
    PIECE("x: &x [1]\ny: {<<: *x}\n"),
    PIECE("x: &x {<<: {a: 1}}\ny: {<<: *x}\n"),
    PIECE("y: {\"<<\": {a: 1}}\n"),
    PIECE("y: {!!merge <<: {a: 1}}\n"),
    PIECE("y: {!!str <<: {a: 1}}\n"),
    PIECE("<<: {a: 1}\n<<: {b: 2}\n"),
    PIECE("- <<\n"),
    PIECE("x: &x {a: 1}\ny:\n  <<: *x\n  <<: {a: 5}\n  b: 2\n"),
    PIECE("x: &x {a: {b: 1}}\ny: {<<: *x, a: {c: 2}}\n"),
    PIECE("y: {<<: [[{a: 1}]]}\n"),
    PIECE("x: &x {1: a}\ny: {<<: *x, '1': b}\n"),
    PIECE("? a\n: b\n"),
    PIECE("? a\n"),
    PIECE("? a\n? b\n: c\n"),
    PIECE("? [a, b]\n: c\n"),
    PIECE("? {a: b}\n: c\n"),
    PIECE("? |\n a\n: b\n"),
    PIECE("? - a\n: b\n"),
    PIECE("?\n: b\n"),
    PIECE(": b\n"),
    PIECE("? \n"),
    PIECE("{? a: b}\n"),
    PIECE("{? a, ? b}\n"),
    PIECE("[? a: b]\n"),
    PIECE("[a: b, c: d]\n"),
    PIECE("[a: b: c]\n"),
    PIECE("{a}\n"),
    PIECE("{a, b: }\n"),
    PIECE("{a: }\n"),
    PIECE("{: a}\n"),
    PIECE("{a:1}\n"),
    PIECE("{\"a\":1}\n"),
    PIECE("{'a':1}\n"),
    PIECE("{a: b:c}\n"),
    PIECE("{a: b, }\n"),
    PIECE("[a, ]\n"),
    PIECE("[, a]\n"),
    PIECE("[a,, b]\n"),
    PIECE("{,}\n"),
    PIECE("{a: 1\n"),
    PIECE("[a\n"),
    PIECE("{a: 1]\n"),
    PIECE("[a] b\n"),
    PIECE("{a: b} c\n"),
    PIECE("[\na\n,\nb\n]\n"),
    PIECE("a: [\nb\n]\n"),
    PIECE("a: [\n  b, # c\n  d\n  ]\n"),
    PIECE("[a#b, c #d\n]\n"),
    PIECE("{a: [b, {c: d}]}\n"),
    PIECE("[[[]]]\n"),
    PIECE("{a: {}, b: []}\n"),
    PIECE("[-1, - 1]\n"),
    PIECE("[- a]\n"),
    PIECE("[a\tb]\n"),
    PIECE("[\ta]\n"),
    PIECE("{\n\ta: 1\n}\n"),
    PIECE("- a\n- b\n"),
    PIECE("- - a\n  - b\n- c\n"),
    PIECE("-\n  a: 1\n"),
    PIECE("- a: 1\n  b: 2\n"),
    PIECE("- a: 1\n b: 2\n"),
    PIECE("-a\n-b\n"),
    PIECE("-\n-\n"),
    PIECE("- \n- a\n"),
    PIECE("a:\n- b\n- c\n"),
    PIECE("a:\n- b\nc: d\n"),
    PIECE("a:\n  - b\n - c\n"),
    PIECE("a: - b\n"),
    PIECE("- a\nb: c\n"),
    PIECE("a: b\n- c\n"),
    PIECE("a: b: c\n"),
    PIECE("a: 'b': c\n"),
    PIECE("a:\n  b: 1\n   c: 2\n"),
    PIECE("a:\n   b: 1\n  c: 2\n"),
    PIECE("a:\n\tb: 1\n"),
    PIECE("a:\tb\n"),
    PIECE("a: \tb\n"),
    PIECE("\ta: b\n"),
    PIECE(" a: 1\n b: 2\n"),
    PIECE(" a: 1\nb: 2\n"),
    PIECE("a: 1\n  b\n"),
    PIECE("a: b\n  c\n  d\n"),
    PIECE("a: b\n\n  c\n"),
    PIECE("a: b # c\n  d\n"),
    PIECE("a: b\n# c\n  d\n"),
    PIECE("a b\nc\n"),
    PIECE("a: \"b\n  c\"\n"),
    PIECE("a: \"b\nc\"\n"),
    PIECE("a: 'b\n\n\n  c'\n"),
    PIECE("\"a\n b\": c\n"),
    PIECE("a\nb: c\n"),
    PIECE("'a\n b': c\n"),
    PIECE("a: \"b\n--- c\"\n"),
    PIECE("a: \"b\" c\n"),
    PIECE("a: 'b' 'c'\n"),
    PIECE("a: \"b\n"),
    PIECE("a: 'b\n"),
    PIECE("a: \"b\"#c\n"),
    PIECE("a: \"b\" #c\n"),
    PIECE("a:#b\n"),
    PIECE("a: #b\n"),
    PIECE("a: b#c\n"),
    PIECE("a: 1\na: 2\n"),
    PIECE("{a: 1, a: 2}\n"),
    PIECE("1: a\n1: b\n"),
    PIECE("1: a\n'1': b\n"),
    PIECE("1: a\n01: b\n"),
    PIECE("yes: a\ntrue: b\n"),
    PIECE("~: a\n"),
    PIECE("null: a\nb: c\n"),
    PIECE("1.0: a\n1: b\n"),
    PIECE(".nan: a\n.nan: b\n"),
    PIECE("1e3: a\n"),
    PIECE("0.1: a\n"),
    PIECE("1e40: a\n"),
    PIECE("123456789.5: a\n"),
    PIECE("!!binary aGk=: a\n"),
    PIECE("2001-01-01: a\n"),
    PIECE("18446744073709551615: a\n"),
    PIECE("y: 1\nn: 2\n"),
    PIECE("a: !!binary aGVsbG8=\n"),
    PIECE("a: !!binary \"aGVs\n  bG8=\"\n"),
    PIECE("a: !!binary |\n  aGVs\n  bG8=\n"),
    PIECE("a: !!binary ???\n"),
    PIECE("a: !!binary /w==\n"),
    PIECE("a: !!binary\n"),
    PIECE("a: !!binary [a]\n"),
    PIECE("a: !!int 1.5\n"),
    PIECE("a: !!int '1'\n"),
    PIECE("a: !!int x\n"),
    PIECE("a: !!float 1\n"),
    PIECE("a: !!float x\n"),
    PIECE("a: !!float .nan\n"),
    PIECE("a: !!bool yes\n"),
    PIECE("a: !!bool 1\n"),
    PIECE("a: !!null ''\n"),
    PIECE("a: !!null x\n"),
    PIECE("a: !!str\n"),
    PIECE("a: !!str ~\n"),
    PIECE("a: !!str [a]\n"),
    PIECE("a: !!map [a]\n"),
    PIECE("a: !!seq {a: 1}\n"),
    PIECE("a: !!set {a, b}\n"),
    PIECE("a: !custom 1\n"),
    PIECE("a: !custom {b: 1}\n"),
    PIECE("a: ! 1\n"),
    PIECE("a: !!timestamp 2001-01-01\n"),
    PIECE("a: !!timestamp x\n"),
    PIECE("!!map {a: 1}\n"),
    PIECE("!!str a: b\n"),
    PIECE("a: !u!x 1\n"),
    PIECE("a: !<tag:yaml.org,2002:float> 1\n"),
    PIECE("a: !!str 2001-01-01\n"),
    PIECE("a: {{ .Values.x }}\n"),
    PIECE("{{ if .x }}\na: 1\n{{ end }}\n"),
    PIECE("a: \"{{ x }}\"\n"),
    PIECE("a: @x\n"),
    PIECE("a: `x`\n"),
    PIECE("a: %x\n"),
    PIECE("%a: x\n"),
    PIECE("a: -\n"),
    PIECE("a: ?\n"),
    PIECE("a: :\n"),
    PIECE("a: ::b\n"),
    PIECE("a: b: \n"),
    PIECE("a:\n"),
    PIECE("a: \n  \nb: c\n"),
    PIECE("a"),
    PIECE("a:"),
    PIECE("a: b"),
    PIECE("- a"),
    PIECE("\"a\""),
    PIECE("42"),
    PIECE("[]"),
    PIECE("{}"),
    PIECE("~"),
    PIECE("null\n"),
    PIECE("a: |"),
    PIECE("a: >-"),
    PIECE("-"),
    PIECE("?"),
    PIECE("{\"a\": 1, \"b\": [true, null, 1.5e3, \"\\u00e9\\n\"]}\n"),
    PIECE("{\"a\":\"\\/\"}\n"),
    PIECE("{\"a\":\"\\ud83d\\ude00\"}\n"),
    PIECE("{\n\t\"a\": 1\n}\n"),
    PIECE("{\"a\":1e3,\"b\":1E400}\n"),
    PIECE("[1,2,3]"),
    PIECE("{\"a\":{\"b\":[]}}"),
    PIECE("a: \x01\n"),
    PIECE("a: \x7f\n"),
    PIECE("a: \xc2\x80\n"),
    PIECE("a: \xed\xa0\x80\n"),
    PIECE("a: \xff\n"),
    PIECE("a: \xef\xbf\xbe\n"),
    PIECE("a: \xef\xbf\xbf\n"),
    PIECE("a: \xf4\x8f\xbf\xbf\n"),
    PIECE("# \x01\na: 1\n"),
    PIECE("# \xff\na: 1\n"),
    PIECE("a: 1\n---\n"),
    PIECE("a: 1\n--- # end\n"),
    PIECE("---\na: 1\n...\n...\n"),
    PIECE("a: 1\n...x\n"),
    PIECE("a: 1\n---x\n"),
    PIECE("a: ---\nb: ...\n"),
    PIECE("a:\n  ---\n"),
    PIECE("a: |\n  ---\n  b\n"),
};

static size_t n_anchors;

static void yaml_value(size_t indent, size_t depth, bool is_flow);

static void yaml_properties(void)
{
    if (chance(5)) {
        put(PICK(yaml_tags));
        put_char(' ');
    }
    if (chance(6)) {
        char name[32];
        (void)snprintf(name, sizeof(name), "&x%zu ", n_anchors % 4);
        put(name);
        n_anchors++;
    }
}

static void yaml_alias(void)
{
    char name[32];
    (void)snprintf(name, sizeof(name), "*x%zu",
                   below(n_anchors > 0 && chance(95) ? (n_anchors < 4 ? n_anchors : 4) : 5));
    put(name);
}

static void yaml_comment(void)
{
    static const char *const comments[] = { " # c",    "  # a: b",   " #",
                                            "\t# tab", "# no space", " # \xc3\xa9" };
    if (chance(6)) {
        put(PICK(comments));
    }
}

static void yaml_block_scalar(size_t indent)
{
    static const char *const heads[] = { "|", "|-", "|+", ">", ">-", ">+" };
    static const char *const lines[] = { "text",     "a: b", "# no comment", "",     "  more",
                                         "\ttab",    "- x",  "trailing  ",   "'q\"", "{",
                                         "\xc3\xa9", "\\n",  "---",          "%x",   "1",
                                         "null" };
    put(PICK(heads));
    size_t extra = 1 + below(3);
    if (chance(12)) {
        char digit[2] = { (char)('1' + below(4)), '\0' };
        put(digit);
    }
    yaml_comment();
    put_char('\n');
    size_t n = below(5);
    for (size_t i = 0; i < n; i++) {
        const char *line = PICK(lines);
        if (*line != '\0' || chance(30)) {
            put_spaces(indent + extra);
        }
        put(line);
        put_char('\n');
    }
}

/* A scalar on the rest of the line, without the line end. */
static void yaml_scalar(size_t indent)
{
    size_t what = below(100);
    if (what < 60) {
        put(PICK(yaml_plain));
    } else if (what < 66) {
        static const char *const words[] = { "one", "two", "three:", "#four", "5", "-", "yes" };
        put(PICK(words));
        size_t n = 1 + below(3);
        for (size_t i = 0; i < n; i++) {
            put(chance(20) ? "\n\n" : "\n");
            put_spaces(indent + 1 + below(3));
            put(PICK(words));
        }
    } else if (what < 84) {
        put_char('"');
        put(chance(20) ? PICK(yaml_plain) : PICK(yaml_double));
        put_char('"');
    } else {
        put_char('\'');
        put(chance(20) ? PICK(yaml_plain) : PICK(yaml_single));
        put_char('\'');
    }
}

static void yaml_key(void)
{
    static const char *const easy[] = { "a", "b", "c", "d", "name", "kind", "spec" };
    put(chance(80) ? PICK(easy) : PICK(yaml_keys));
}

static void yaml_flow(size_t indent, size_t depth)
{
    bool is_map = chance(50);
    put_char(is_map ? '{' : '[');
    size_t n = below(4);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            put(chance(85) ? ", " : ",");
        }
        if (chance(4)) {
            put_char('\n');
            put_spaces(indent + 1);
        }
        if (is_map || chance(6)) {
            yaml_key();
            put(chance(92) ? ": " : ":");
        }
        yaml_value(indent, depth > 0 ? depth - 1 : 0, true);
    }
    if (chance(3)) {
        put_char(',');
    }
    put_char(is_map ? '}' : ']');
}

/* A node after `key:` or `-`; block nodes begin with a line end and all end with one. */
static void yaml_value(size_t indent, size_t depth, bool is_flow)
{
    if (chance(4) && n_anchors > 0) {
        yaml_alias();
        put(is_flow ? "" : "\n");
        return;
    }
    yaml_properties();
    size_t what = below(100);
    if (is_flow) {
        if (depth > 0 && what < 25) {
            yaml_flow(indent, depth);
        } else if (what < 96) {
            yaml_scalar(indent);
        }
        return;
    }
    if (depth == 0 || what < 45) {
        yaml_scalar(indent);
        yaml_comment();
        put_char('\n');
    } else if (what < 52) {
        yaml_block_scalar(indent);
    } else if (what < 62) {
        yaml_flow(indent, depth);
        yaml_comment();
        put_char('\n');
    } else if (what < 65) {
        yaml_comment();
        put_char('\n');
    } else if (what < 85) {
        yaml_comment();
        put_char('\n');
        size_t inner = indent + 1 + below(4);
        size_t n = 1 + below(4);
        for (size_t i = 0; i < n; i++) {
            put_spaces(inner + (chance(1) ? 1 : 0));
            if (chance(3)) {
                put("? ");
                yaml_value(inner + 2, depth - 1, false);
                put_spaces(inner);
                put(": ");
            } else if (chance(5)) {
                put("<<: ");
            } else {
                yaml_key();
                put(chance(97) ? ": " : ":");
            }
            yaml_value(inner, depth - 1, false);
        }
    } else {
        yaml_comment();
        put_char('\n');
        size_t inner = indent + below(3);
        size_t n = 1 + below(4);
        for (size_t i = 0; i < n; i++) {
            put_spaces(inner);
            put("- ");
            yaml_value(inner + 2, depth - 1, false);
        }
    }
}

static void yaml_deep(void)
{
    size_t depth = 20 + below(181);
    if (chance(50)) {
        for (size_t i = 0; i < depth; i++) {
            put_char('[');
        }
        size_t stop = chance(85) ? 0 : below(depth);
        for (size_t i = depth; i > stop; i--) {
            put_char(']');
        }
        put_char('\n');
        return;
    }
    if (chance(50)) {
        for (size_t i = 0; i < depth; i++) {
            put("- ");
        }
        put("a\n");
        return;
    }
    for (size_t i = 0; i < depth; i++) {
        put_spaces(i);
        put("a:\n");
    }
    put_spaces(depth);
    put("b: 1\n");
}

static void yaml_case(void)
{
    static const char *const lines[] = {
        "# c\n", "\n", "---\n", "\xef\xbb\xbf", "%YAML 1.1\n---\n", " \n", "\t\n", "# a: b\n---\n"
    };
    n_anchors = 0;
    size_t what = below(100);
    if (what < 30) {
        put_piece(PICK(yaml_whole));
        if (chance(25)) {
            mutate(yaml_mutation_words, COUNT(yaml_mutation_words));
        }
        return;
    }
    if (what < 32) {
        yaml_deep();
        return;
    }
    if (what < 38) {
        /* JSON is read as YAML too. */
        badness = 0;
        json_value(1 + below(4));
        return;
    }
    if (chance(12)) {
        put(PICK(lines));
    }
    if (what < 62) {
        /* One scalar as a value: the types are what matters most. */
        put("a: ");
        yaml_properties();
        yaml_scalar(0);
        yaml_comment();
        put_char('\n');
    } else if (what < 68) {
        yaml_key();
        put(": 1\n");
    } else {
        size_t n = 1 + below(4);
        bool is_map = chance(75);
        for (size_t i = 0; i < n; i++) {
            if (is_map) {
                yaml_key();
                put(": ");
            } else {
                put("- ");
            }
            yaml_value(0, 1 + below(4), false);
        }
    }
    if (chance(3)) {
        put("...\n");
    }
    if (chance(12)) {
        mutate(yaml_mutation_words, COUNT(yaml_mutation_words));
    }
}

/* ---- command line ---- */

static uint64_t number(const char *arg)
{
    uint64_t n = 0;
    if (arg == NULL || *arg == '\0') {
        die("an option lacks its number");
    }
    for (; *arg != '\0'; arg++) {
        if (*arg < '0' || *arg > '9' || n > (UINT64_MAX - 9) / 10) {
            die("an option's value is not a number");
        }
        n = n * 10 + (uint64_t)(*arg - '0');
    }
    return n;
}

int main(int argc, char **argv)
{
    uint64_t seed = 1;
    uint64_t count = 1000;
    bool is_json = false;
    bool is_yaml = false;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--seed") == 0) {
            seed = number(value);
            i++;
        } else if (strcmp(argv[i], "--count") == 0) {
            count = number(value);
            i++;
        } else if (strcmp(argv[i], "--json") == 0) {
            is_json = true;
        } else if (strcmp(argv[i], "--yaml") == 0) {
            is_yaml = true;
        } else {
            is_json = is_yaml = false;
            break;
        }
    }
    if (is_json == is_yaml) {
        die("usage: gen-docs --json|--yaml --seed N --count N");
    }
    rng_seed(seed);
    for (uint64_t i = 0; i < count; i++) {
        doc_size = 0;
        if (is_json) {
            json_case();
        } else {
            yaml_case();
        }
        emit();
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        die("standard output cannot be written");
    }
    return 0;
}
