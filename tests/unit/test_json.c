/* Tests of json.c. Everything is done by both code paths: the one that the machine has (SSE2), and
 * the portable one, which is compiled into this file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "kube/json.h"

void portable_window(struct bh_json *json, const char *start, const char *at, const char *end,
                     bool is_last, uint32_t line, uint32_t column);
int portable_value(struct bh_json *json, struct bh_arena *arena, struct bh_nodes *nodes,
                   const char **out_start, struct bh_err *err);
int portable_skip(struct bh_json *json, struct bh_err *err);
int portable_peek(struct bh_json *json, int *out, struct bh_err *err);
int portable_open(struct bh_json *json, char bracket, struct bh_err *err);
int portable_key(struct bh_json *json, bool is_first, struct bh_arena *arena,
                 struct bh_str *out_key, struct bh_err *err);
int portable_element(struct bh_json *json, bool is_first, bool *out_has_element,
                     struct bh_err *err);
struct bh_place portable_place(const struct bh_json *json, const char *p);

#define BH_JSON_PORTABLE 1
#define bh_json_window   portable_window
#define bh_json_value    portable_value
#define bh_json_skip     portable_skip
#define bh_json_peek     portable_peek
#define bh_json_open     portable_open
#define bh_json_key      portable_key
#define bh_json_element  portable_element
#define bh_json_place    portable_place
#include "kube/json.c"
#undef bh_json_window
#undef bh_json_value
#undef bh_json_skip
#undef bh_json_peek
#undef bh_json_open
#undef bh_json_key
#undef bh_json_element
#undef bh_json_place

static const struct path {
    int (*value)(struct bh_json *json, struct bh_arena *arena, struct bh_nodes *nodes,
                 const char **out_start, struct bh_err *err);
    int (*skip_value)(struct bh_json *json, struct bh_err *err);
    int (*key)(struct bh_json *json, bool is_first, struct bh_arena *arena, struct bh_str *out_key,
               struct bh_err *err);
} paths[] = {
    { bh_json_value, bh_json_skip, bh_json_key },
    { portable_value, portable_skip, portable_key },
};

enum { N_PATHS = sizeof(paths) / sizeof(paths[0]) };

/* The input in a block of exactly its size, so that a sanitizer sees a byte read beyond it. */
static char *block_of(struct bh_str s)
{
    char *block = malloc(s.n > 0 ? s.n : 1);

    assert_non_null(block);
    if (s.n > 0) {
        memcpy(block, s.p, s.n);
    }
    return block;
}

static void print(struct bh_buf *out, const struct bh_node *node)
{
    const struct bh_node *child = node + 1;
    bool is_object = node->kind == BH_NODE_OBJECT;

    switch ((enum bh_node_kind)node->kind) {
    case BH_NODE_NULL:
    case BH_NODE_FALSE:
    case BH_NODE_TRUE:
        assert_true(node->skip == 1 && node->p == NULL);
        bh_buf_add_c(out, node->kind == BH_NODE_NULL ? "null" : bh_node_what(node) + 2);
        bh_buf_add_c(out,
                     node->kind == BH_NODE_TRUE ? "+" : (node->kind == BH_NODE_FALSE ? "-" : ""));
        break;
    case BH_NODE_STRING:
    case BH_NODE_KEY:
    case BH_NODE_NUMBER:
        assert_non_null(node->p);
        bh_buf_add_c(out, node->kind == BH_NODE_NUMBER ? "#" : "'");
        bh_buf_add(out, bh_node_text(node));
        break;
    case BH_NODE_ARRAY:
    case BH_NODE_OBJECT:
        bh_buf_add_byte(out, is_object ? '{' : '[');
        for (uint32_t i = 0; i < node->n; i++, child += child->skip) {
            bh_buf_add_c(out, i > 0 ? "," : "");
            print(out, child);
            if (is_object) {
                assert_int_equal(child->kind, BH_NODE_KEY);
                assert_int_equal(child->skip, 1 + child[1].skip);
                bh_buf_add_byte(out, ':');
                print(out, child + 1);
            }
        }
        assert_ptr_equal(child, node + node->skip);
        bh_buf_add_byte(out, is_object ? '}' : ']');
        break;
    }
}

/* Reads 'input', which must be one value and white space, and compares what it says. */
static void check_value(struct bh_str input, struct bh_str expected)
{
    for (size_t i = 0; i < N_PATHS; i++) {
        struct bh_json json;
        struct bh_arena arena;
        struct bh_nodes nodes = { 0 };
        struct bh_err err = { 0 };
        struct bh_buf got = { 0 };
        const char *start;
        char *block = block_of(input);
        int kind;

        bh_arena_init(&arena, 1 << 20);
        bh_json_window(&json, block, block, block + input.n, true, 1, 1);
        if (paths[i].skip_value(&json, &err) != 0) {
            fail_msg("%u:%u: %s", err.line, err.column, err.msg);
        }
        const char *after = json.at;
        json.at = block;
        assert_int_equal(paths[i].value(&json, &arena, &nodes, &start, &err), 0);
        assert_ptr_equal(json.at, after);
        assert_int_equal(nodes.v[0].skip, nodes.n);
        assert_int_equal(nodes.v[0].place, 0);
        print(&got, nodes.v);
        assert_int_equal(got.n, expected.n);
        assert_memory_equal(got.p, expected.p, expected.n);
        assert_int_equal(bh_json_peek(&json, &kind, &err), 0);
        assert_int_equal(kind, 0);
        bh_buf_done(&got);
        bh_nodes_done(&nodes);
        bh_arena_done(&arena);
        free(block);
    }
}

#define VALUE_IS(input, expected) check_value(BH_S(input), BH_S(expected))

static void check_error(struct bh_str input, enum bh_err_kind kind, uint32_t line, uint32_t column,
                        const char *message)
{
    for (size_t i = 0; i < N_PATHS; i++) {
        struct bh_json json;
        struct bh_arena arena;
        struct bh_nodes nodes = { 0 };
        struct bh_err err = { 0 }, skip_err = { 0 };
        const char *start = NULL;
        char *block = block_of(input);

        bh_arena_init(&arena, 1 << 20);
        bh_json_window(&json, block, block, block + input.n, true, 1, 1);
        int rc = paths[i].value(&json, &arena, &nodes, &start, &err);
        assert_int_equal(rc, -(int)kind);
        assert_string_equal(err.msg, message);
        assert_int_equal(err.line, line);
        assert_int_equal(err.column, column);
        assert_ptr_equal(json.at, block);
        assert_null(start);
        assert_int_equal(paths[i].skip_value(&json, &skip_err), rc);
        assert_string_equal(skip_err.msg, message);
        assert_int_equal(skip_err.line, line);
        assert_int_equal(skip_err.column, column);
        bh_nodes_done(&nodes);
        bh_arena_done(&arena);
        free(block);
    }
}

#define REFUSED(input, column, message) \
    check_error(BH_S(input), BH_ERR_INPUT, 1, (column), (message))

/* --- values ----------------------------------------------------------------------------------- */

static void test_json_value__scalars(void **state)
{
    (void)state;
    VALUE_IS("null", "null");
    VALUE_IS(" true\n", "boolean+");
    VALUE_IS("\t\r\nfalse ", "boolean-");
    VALUE_IS("\"\"", "'");
    VALUE_IS("\"a\"", "'a");
    VALUE_IS("\"exactly 16 bytes\"", "'exactly 16 bytes");
    VALUE_IS("\"more than sixteen bytes, and more than two times that\"",
             "'more than sixteen bytes, and more than two times that");
}

static void test_json_value__numbers_keep_their_text(void **state)
{
    (void)state;
    VALUE_IS("0", "#0");
    VALUE_IS("-0", "#-0");
    VALUE_IS("[1,-12,0.5,1e5,1E+05,-2.50e-10,123456789012345678901234567890,1e999]",
             "[#1,#-12,#0.5,#1e5,#1E+05,#-2.50e-10,#123456789012345678901234567890,#1e999]");
}

static void test_json_value__containers(void **state)
{
    (void)state;
    VALUE_IS("{}", "{}");
    VALUE_IS("[ ]", "[]");
    VALUE_IS("[[],{},[[]],{\"a\":{}}]", "[[],{},[[]],{'a:{}}]");
    VALUE_IS("{\"a\":1,\"b\":[true,null,{\"c\":\"d\",\"e\":[]}],\"f\":{}}",
             "{'a:#1,'b:[boolean+,null,{'c:'d,'e:[]}],'f:{}}");
    VALUE_IS("{\n    \"a\":\n        [1\n        ,                    2],\r\n\t\"b\" : 3 }",
             "{'a:[#1,#2],'b:#3}");
    VALUE_IS("{\"a\":1,\"a\":2}", "{'a:#1,'a:#2}");
}

static void test_json_value__leaves_out_managed_fields(void **state)
{
    static const char text[] = "{\"a\":{\"fieldsV1\":{\"f:x\":{\"f:y\":[1]}},\"b\":{}}}";
    static const char cut[] = "{\"fieldsV1\":{\"f:x\":{]}}";
    struct bh_json json;
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    struct bh_err err;
    const char *start;

    (void)state;
    bh_arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < N_PATHS; i++) {
        bh_json_window(&json, text, text, text + strlen(text), true, 1, 1);
        assert_int_equal(paths[i].value(&json, &arena, &nodes, &start, &err), 0);
        assert_int_equal(nodes.n, 7);
        const struct bh_node *a = bh_doc_member(nodes.v, BH_S("a"));
        const struct bh_node *fields = bh_doc_member(a, BH_S("fieldsV1"));
        assert_int_equal(fields->kind, BH_NODE_OBJECT);
        assert_int_equal(fields->flags, BH_NODE_OPAQUE);
        assert_int_equal(fields->n, 0);
        assert_int_equal(bh_doc_member(a, BH_S("b"))->flags, 0);
        bh_json_window(&json, cut, cut, cut + strlen(cut), true, 1, 1);
        assert_int_equal(paths[i].value(&json, &arena, &nodes, &start, &err), -BH_ERR_INPUT);
        assert_int_equal(err.column, 21); /* what is left out is validated all the same */
    }
    bh_nodes_done(&nodes);
    bh_arena_done(&arena);
}

static void test_json_value__escapes(void **state)
{
    (void)state;
    VALUE_IS("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "'\"\\/\b\f\n\r\t");
    VALUE_IS("\"\\u0041\\u00e9\\u20AC\\uFFFF\"", "'A\xC3\xA9\xE2\x82\xAC\xEF\xBF\xBF");
    VALUE_IS("\"\\ud83d\\ude00\\uD834\\uDD1E\"", "'\xF0\x9F\x98\x80\xF0\x9D\x84\x9E");
    VALUE_IS("{\"\\u0061\\n\":\"0123456789abcdef\\t0123456789abcdef\"}",
             "{'a\n:'0123456789abcdef\t0123456789abcdef}");
    VALUE_IS("\"a\\u0000b\"", "'a\0b");
    VALUE_IS("\"\xC3\xA9\\n\xE2\x82\xAC and so on until the end\"",
             "'\xC3\xA9\n\xE2\x82\xAC and so on until the end");
}

/* As Go's encoding/json: each lone half is one U+FFFD, and what follows it is read on its own. */
static void test_json_value__lone_surrogates(void **state)
{
    (void)state;
    VALUE_IS("\"\\ud800\"", "'\xEF\xBF\xBD");
    VALUE_IS("\"\\udc00x\"", "'\xEF\xBF\xBDx");
    VALUE_IS("\"\\ud800\\u0041\"", "'\xEF\xBF\xBD"
                                   "A");
    VALUE_IS("\"\\ud800\\ud83d\\ude00\"", "'\xEF\xBF\xBD\xF0\x9F\x98\x80");
    VALUE_IS("\"\\ude00\\ud83d\"", "'\xEF\xBF\xBD\xEF\xBF\xBD");
    VALUE_IS("\"\\ud83d\\n\\ude00\"", "'\xEF\xBF\xBD\n\xEF\xBF\xBD");
}

static void test_json_value__views_and_places(void **state)
{
    (void)state;
    static const char text[] = "  {\"ab\": \"cd\",\n  \"e\": [\"\\n\", 12]}";
    struct bh_json json;
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    struct bh_err err = { 0 };
    const char *start;

    bh_arena_init(&arena, 1 << 20);
    bh_json_window(&json, text, text, text + strlen(text), true, 7, 3);
    assert_int_equal(bh_json_value(&json, &arena, &nodes, &start, &err), 0);
    assert_ptr_equal(start, text + 2);
    assert_int_equal(nodes.n, 7);
    assert_ptr_equal(nodes.v[1].p, text + 4); /* no copy */
    assert_ptr_equal(nodes.v[2].p, text + 10);
    assert_int_equal(nodes.v[1].place, 1);
    assert_int_equal(nodes.v[2].place, 7);
    assert_int_equal(nodes.v[6].place, 27);
    struct bh_place place = bh_json_place(&json, start);
    assert_int_equal(place.line, 7);
    assert_int_equal(place.column, 5);
    place = bh_json_place(&json, start + nodes.v[6].place);
    assert_int_equal(place.line, 8);
    assert_int_equal(place.column, 15);
    bh_nodes_done(&nodes);
    bh_arena_done(&arena);
}

static void test_json_value__leaves_what_follows(void **state)
{
    (void)state;
    static const char text[] = "{\"a\":1}{\"b\":2} 3";
    struct bh_json json;
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    struct bh_err err = { 0 };
    const char *start;

    bh_arena_init(&arena, 1 << 20);
    bh_json_window(&json, text, text, text + strlen(text), true, 1, 1);
    assert_int_equal(bh_json_value(&json, &arena, &nodes, &start, &err), 0);
    assert_ptr_equal(json.at, text + 7);
    assert_int_equal(bh_json_skip(&json, &err), 0);
    assert_ptr_equal(json.at, text + 14);
    assert_int_equal(bh_json_value(&json, &arena, &nodes, &start, &err), 0);
    assert_ptr_equal(start, text + 15);
    assert_int_equal(nodes.v[0].kind, BH_NODE_NUMBER);
    bh_nodes_done(&nodes);
    bh_arena_done(&arena);
}

/* --- errors ----------------------------------------------------------------------------------- */

static void test_json_value__refuses_what_is_no_json(void **state)
{
    (void)state;
    REFUSED("", 1, "expected a value, found the end of the input");
    REFUSED("[1,]", 4, "expected a value, found ']'");
    REFUSED("{\"a\":1,}", 8, "expected a key in double quotes after ',', found '}'");
    REFUSED("{a:1}", 2, "expected a key in double quotes or '}', found 'a'");
    REFUSED("{'a':1}", 2, "expected a key in double quotes or '}', found '''");
    REFUSED("{\"a\" 1}", 6, "expected ':' after a key, found '1'");
    REFUSED("{\"a\":}", 6, "expected a value, found '}'");
    REFUSED("{\"a\":1 x", 8, "expected ',' or '}' after a value, found 'x'");
    REFUSED("{\"a\":1]", 7, "expected ',' or '}' after a value, found ']'");
    REFUSED("[1 2]", 4, "expected ',' or ']' after a value, found '2'");
    REFUSED("[1 \"a\"]", 4, "expected ',' or ']' after a value, found a string");
    REFUSED("[1 /* no */]", 4,
            "expected ',' or ']' after a value, found a comment, which JSON has not");
    REFUSED("[1 / 2]", 4, "expected ',' or ']' after a value, found '/'");
    REFUSED("[\xC3\xA9]", 2, "expected a value, found '\xC3\xA9'");
    REFUSED("[\x01]", 2, "expected a value, found byte 0x01");
    REFUSED("[\xFF]", 2, "expected a value, found byte 0xff");
    REFUSED("[1", 3, "expected ',' or ']' after a value, found the end of the input");
    REFUSED("\xEF\xBB\xBF{}", 1, "expected a value, found '\xEF\xBB\xBF'");
    check_error(BH_S("{\n  \"a\": 1,\n  \"\xC3\xA9\": x\n}"), BH_ERR_INPUT, 3, 8,
                "expected a value, found 'x'");
}

static void test_json_value__refuses_numbers(void **state)
{
    (void)state;
    REFUSED("01", 1, "a number may not begin with a needless 0");
    REFUSED("-01", 1, "a number may not begin with a needless 0");
    REFUSED("+1", 1, "expected a value, found '+'");
    REFUSED(".5", 1, "expected a value, found '.'");
    REFUSED("[1.]", 4, "expected a digit in a number, found ']'");
    REFUSED("[1.e5]", 4, "expected a digit in a number, found 'e'");
    REFUSED("1e", 3, "expected a digit in a number, found the end of the input");
    REFUSED("[1e+]", 5, "expected a digit in a number, found ']'");
    REFUSED("-", 2, "expected a digit in a number, found the end of the input");
    REFUSED("[-a]", 3, "expected a digit in a number, found 'a'");
    REFUSED("[0x10]", 3, "expected ',' or ']' after a value, found 'x'");
    REFUSED("[NaN]", 2, "expected a value, found 'N'");
    REFUSED("[1_000]", 3, "expected ',' or ']' after a value, found '_'");
}

static void test_json_value__refuses_literals(void **state)
{
    (void)state;
    REFUSED("nul", 4, "expected 'null', found the end of the input");
    REFUSED("[nul]", 5, "expected 'null', found ']'");
    REFUSED("[nulll]", 6, "expected ',' or ']' after a value, found 'l'");
    REFUSED("[truE]", 5, "expected 'true', found 'E'");
    REFUSED("[fals1]", 6, "expected 'false', found '1'");
    REFUSED("[True]", 2, "expected a value, found 'T'");
}

static void test_json_value__refuses_strings(void **state)
{
    (void)state;
    REFUSED("\"abc", 5, "expected '\"' at the end of a string, found the end of the input");
    REFUSED("[\"a\nb\"]", 4, "a bare line end in a string: missing '\"', or write \\n");
    REFUSED("[\"0123456789abcdef\t\"]", 19, "a bare tab in a string: missing '\"', or write \\t");
    REFUSED("[\"a\x01\"]", 4, "a bare control byte 0x01 in a string");
    REFUSED("[\"a\0\"]", 4, "a bare control byte 0x00 in a string");
    REFUSED("[\"a\\x\"]", 4, "no such escape in a string: '\\' before 'x'");
    REFUSED("[\"a\\'\"]", 4, "no such escape in a string: '\\' before '''");
    REFUSED("[\"\\u12g4\"]", 7, "expected four hexadecimal digits after '\\u', found 'g'");
    REFUSED("\"\\u12", 6,
            "expected four hexadecimal digits after '\\u', found the end of the input");
    REFUSED("\"a\\", 4, "expected an escape in a string, found the end of the input");
    REFUSED("[\"\x80\"]", 3, "invalid UTF-8 in a string: byte 0x80");
    REFUSED("[\"\xC0\xAF\"]", 3, "invalid UTF-8 in a string: byte 0xc0");
    REFUSED("[\"\xED\xA0\x80\"]", 3, "invalid UTF-8 in a string: byte 0xed");
    REFUSED("[\"\xF4\x90\x80\x80\"]", 3, "invalid UTF-8 in a string: byte 0xf4");
    REFUSED("[\"\xC3\xA9\xE2\x82\"]", 4, "invalid UTF-8 in a string: byte 0xe2");
    REFUSED("{\"\xFF\":1}", 3, "invalid UTF-8 in a string: byte 0xff");
}

/* --- limits ----------------------------------------------------------------------------------- */

static struct bh_buf nested(unsigned depth, bool is_object)
{
    struct bh_buf text = { 0 };

    for (unsigned i = 0; i < depth; i++) {
        bh_buf_add_c(&text, is_object ? "{\"a\":" : "[");
    }
    bh_buf_add_c(&text, "1");
    for (unsigned i = 0; i < depth; i++) {
        bh_buf_add_byte(&text, is_object ? '}' : ']');
    }
    assert_false(text.is_broken);
    return text;
}

static void test_json_value__depth(void **state)
{
    (void)state;
    for (int is_object = 0; is_object < 2; is_object++) {
        struct bh_buf fits = nested(BH_MAX_DEPTH, is_object),
                      over = nested(BH_MAX_DEPTH + 1, is_object);
        for (size_t i = 0; i < N_PATHS; i++) {
            struct bh_json json;
            struct bh_arena arena;
            struct bh_nodes nodes = { 0 };
            struct bh_err err = { 0 };
            const char *start;
            bh_arena_init(&arena, 1 << 20);
            bh_json_window(&json, fits.p, fits.p, fits.p + fits.n, true, 1, 1);
            assert_int_equal(paths[i].value(&json, &arena, &nodes, &start, &err), 0);
            assert_ptr_equal(json.at, fits.p + fits.n);
            assert_int_equal(nodes.n, is_object ? 2 * BH_MAX_DEPTH + 1 : BH_MAX_DEPTH + 1);
            bh_nodes_done(&nodes);
            bh_arena_done(&arena);
        }
        check_error(bh_buf_str(&over), BH_ERR_LIMIT, 1,
                    is_object ? 5 * BH_MAX_DEPTH + 1 : BH_MAX_DEPTH + 1,
                    "nested deeper than 10000 levels");
        bh_buf_done(&fits);
        bh_buf_done(&over);
    }
}

static void test_json_value__budgets(void **state)
{
    (void)state;
    static const char escaped[] = "[1,\n\"0123456789\\n0123456789\"]";
    struct bh_buf many = { 0 };

    bh_buf_add_c(&many, "[0");
    for (unsigned i = 0; i < BH_MAX_NODES + BH_MAX_NODES / 10; i++) { /* rooms are powers of two */
        bh_buf_add_c(&many, ",0");
    }
    bh_buf_add_c(&many, "]");
    assert_false(many.is_broken);
    for (size_t i = 0; i < N_PATHS; i++) {
        struct bh_json json;
        struct bh_arena arena;
        struct bh_nodes nodes = { 0 };
        struct bh_err err = { 0 };
        const char *start;

        bh_arena_init(&arena, 8);
        bh_json_window(&json, escaped, escaped, escaped + strlen(escaped), true, 1, 1);
        assert_int_equal(paths[i].value(&json, &arena, &nodes, &start, &err), -BH_ERR_LIMIT);
        assert_int_equal(err.line, 2);
        assert_string_equal(err.msg, "needs more than 8 bytes of memory");
        assert_int_equal(nodes.n, 0);
        bh_arena_done(&arena);

        bh_json_window(&json, many.p, many.p, many.p + many.n, true, 1, 1);
        assert_int_equal(paths[i].value(&json, &arena, &nodes, &start, &err), -BH_ERR_LIMIT);
        assert_string_equal(err.msg, "more than 4000000 values in one object");
        assert_true(err.column > 7000000);
        assert_int_equal(paths[i].skip_value(&json, &err), 0);
        bh_nodes_done(&nodes);
    }
    bh_buf_done(&many);
}

static void test_json_value__size(void **state)
{
    (void)state;
    size_t n = BH_MAX_OBJECT_SIZE + 4096;
    char *text = malloc(n);

    assert_non_null(text);
    for (size_t i = 0; i < N_PATHS; i++) {
        struct bh_json json;
        struct bh_arena arena;
        struct bh_nodes nodes = { 0 };
        struct bh_err err = { 0 };
        const char *start;

        bh_arena_init(&arena, 1 << 20);
        memset(text, 'x', n);
        text[0] = ' ';
        text[1] = '"';
        text[BH_MAX_OBJECT_SIZE] = '"'; /* a value of just that size */
        bh_json_window(&json, text, text, text + n, true, 1, 1);
        assert_int_equal(paths[i].value(&json, &arena, &nodes, &start, &err), 0);
        assert_int_equal(nodes.v[0].n, BH_MAX_OBJECT_SIZE - 2);
        text[BH_MAX_OBJECT_SIZE] = 'x';
        text[BH_MAX_OBJECT_SIZE + 1] = '"';
        json.at = text;
        assert_int_equal(paths[i].value(&json, &arena, &nodes, &start, &err), -BH_ERR_LIMIT);
        assert_string_equal(err.msg, "a value of more than 16777216 bytes");
        assert_int_equal(err.column, 2);
        assert_int_equal(paths[i].skip_value(&json, &err), 0);
        bh_nodes_done(&nodes);
        bh_arena_done(&arena);
    }
    free(text);
}

/* --- windows ---------------------------------------------------------------------------------- */

/* Every prefix asks for more, or is an error that the whole has too; the whole reads. */
static void test_json_value__every_cut_asks_for_more(void **state)
{
    (void)state;
    static const char text[] =
        " {\"a\\u00e9\": [true, false, null, -1.5e+3, \"\xC3\xA9\xF0\x9F\x98\x80\\n\\ud83d\\ude00\"],"
        "\n                                \"b\": {\"c\": {}, \"d\": 12}} ";

    for (size_t i = 0; i < N_PATHS; i++) {
        for (size_t n = 0; n < strlen(text) - 1; n++) {
            struct bh_json json;
            struct bh_arena arena;
            struct bh_nodes nodes = { 0 };
            struct bh_err err = { 0 };
            const char *start;
            char *block = block_of(bh_str(text, n));

            bh_arena_init(&arena, 1 << 20);
            bh_json_window(&json, block, block, block + n, false, 1, 1);
            assert_int_equal(paths[i].value(&json, &arena, &nodes, &start, &err), BH_JSON_MORE);
            assert_ptr_equal(json.at, block);
            assert_int_equal(paths[i].skip_value(&json, &err), BH_JSON_MORE);
            assert_ptr_equal(json.at, block);
            json.is_last = true;
            assert_int_equal(paths[i].value(&json, &arena, &nodes, &start, &err), -BH_ERR_INPUT);
            bh_nodes_done(&nodes);
            bh_arena_done(&arena);
            free(block);
        }
    }
}

static void test_json_value__numbers_end_with_the_input_or_a_byte(void **state)
{
    (void)state;
    struct bh_json json;
    struct bh_err err = { 0 };

    static const char text[] = "12 ";
    bh_json_window(&json, text, text, text + 2, false, 1, 1);
    assert_int_equal(bh_json_skip(&json, &err), BH_JSON_MORE);
    bh_json_window(&json, text, text, text + 2, true, 1, 1);
    assert_int_equal(bh_json_skip(&json, &err), 0);
    bh_json_window(&json, text, text, text + 3, false, 1, 1);
    assert_int_equal(bh_json_skip(&json, &err), 0);
}

/* --- both paths alike ------------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *random)
{
    *random = *random * 1664525u + 1013904223u;
    return *random >> 8;
}

/* Strings of every length and every special byte at every place in a stride. */
static void test_json_value__paths_agree(void **state)
{
    (void)state;
    static const char bytes[] =
        "ab\"\\\n\x1F\x20\x7F\x80\xC3\xA9\xE2\x82\xAC\xFF ,:{}[]019-.eEnulltruefalse/u";
    static const char sample[] =
        "{\"kind\": \"Pod\", \"list\": [\"0123456789abcdef0123456789\", 12, -1.5e3],\n"
        "                        \"text\": \"\\u00e9\\n\\ud83d\\ude00\xC3\xA9\"}";
    uint32_t random = 20240318;

    for (unsigned round = 0; round < 60000; round++) {
        char text[sizeof(sample)];
        size_t n = strlen(sample);
        struct bh_json json;
        struct bh_arena arena;
        struct bh_nodes a = { 0 }, b = { 0 };
        struct bh_err err_a = { 0 }, err_b = { 0 };
        const char *start_a = NULL, *start_b = NULL;

        memcpy(text, sample, n);
        for (uint32_t edits = next_random(&random) % 3 + 1; edits > 0; edits--) {
            text[next_random(&random) % n] = bytes[next_random(&random) % (sizeof(bytes) - 1)];
        }
        size_t from = next_random(&random) % 4 == 0 ? next_random(&random) % n : 0;
        bh_arena_init(&arena, 1 << 20);
        bh_json_window(&json, text, text + from, text + n, true, 1, 1);
        int rc_a = bh_json_value(&json, &arena, &a, &start_a, &err_a);
        const char *after = json.at;
        bh_json_window(&json, text, text + from, text + n, true, 1, 1);
        int rc_b = portable_value(&json, &arena, &b, &start_b, &err_b);
        assert_int_equal(rc_a, rc_b);
        assert_ptr_equal(after, json.at);
        assert_string_equal(err_a.msg, err_b.msg);
        assert_int_equal(err_a.column, err_b.column);
        assert_int_equal(a.n, b.n);
        for (uint32_t i = 0; i < a.n; i++) {
            assert_int_equal(a.v[i].kind, b.v[i].kind);
            assert_int_equal(a.v[i].place, b.v[i].place);
            assert_int_equal(a.v[i].n, b.v[i].n);
            assert_true(a.v[i].p == NULL || memcmp(a.v[i].p, b.v[i].p, a.v[i].n) == 0);
        }
        bh_nodes_done(&a);
        bh_nodes_done(&b);
        bh_arena_done(&arena);
    }
}

/* --- pulling ---------------------------------------------------------------------------------- */

static void test_json_key__walks_an_object(void **state)
{
    (void)state;
    static const char text[] = " { \"a\" : 1 , \"\\u0062\":[2, {}, \"x\"], \"c\" :{} } tail";

    for (size_t i = 0; i < N_PATHS; i++) {
        struct bh_json json;
        struct bh_arena arena;
        struct bh_err err = { 0 };
        struct bh_str key;
        bool has_element;
        int kind;

        bh_arena_init(&arena, 1 << 20);
        bh_json_window(&json, text, text, text + strlen(text), true, 1, 1);
        assert_int_equal(bh_json_peek(&json, &kind, &err), 0);
        assert_int_equal(kind, BH_NODE_OBJECT);
        assert_int_equal(bh_json_open(&json, '{', &err), 0);
        assert_int_equal(paths[i].key(&json, true, &arena, &key, &err), 0);
        assert_true(bh_str_eq(key, BH_S("a")));
        assert_int_equal(paths[i].skip_value(&json, &err), 0);
        assert_int_equal(paths[i].key(&json, false, &arena, &key, &err), 0);
        assert_true(bh_str_eq(key, BH_S("b")));
        assert_int_equal(bh_json_open(&json, '[', &err), 0);
        for (unsigned n = 0; n < 3; n++) {
            assert_int_equal(bh_json_element(&json, n == 0, &has_element, &err), 0);
            assert_true(has_element);
            assert_int_equal(paths[i].skip_value(&json, &err), 0);
        }
        assert_int_equal(bh_json_element(&json, false, &has_element, &err), 0);
        assert_false(has_element);
        assert_int_equal(paths[i].key(&json, false, &arena, &key, &err), 0);
        assert_true(bh_str_eq(key, BH_S("c")));
        assert_int_equal(bh_json_open(&json, '{', &err), 0);
        assert_int_equal(paths[i].key(&json, true, &arena, &key, &err), 0);
        assert_false(bh_str_is_set(key));
        assert_int_equal(paths[i].key(&json, false, &arena, &key, &err), 0);
        assert_false(bh_str_is_set(key));
        assert_int_equal(bh_json_peek(&json, &kind, &err), 0);
        assert_int_equal(kind, BH_NODE_TRUE); /* by its first byte only */
        bh_arena_done(&arena);
    }
}

static void test_json_key__asks_for_more(void **state)
{
    (void)state;
    static const char text[] = ", \"ab\\n\" : 1";
    struct bh_err err = { 0 };
    struct bh_arena arena;
    struct bh_str key;

    bh_arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < N_PATHS; i++) {
        for (size_t n = 0; n < 10; n++) {
            struct bh_json json;
            bh_json_window(&json, text, text, text + n, false, 1, 1);
            assert_int_equal(paths[i].key(&json, false, &arena, &key, &err), BH_JSON_MORE);
            assert_ptr_equal(json.at, text);
        }
    }
    bh_arena_done(&arena);
}

static void test_json_element__refuses(void **state)
{
    (void)state;
    static const char text[] = "1 2";
    struct bh_json json;
    struct bh_err err = { 0 };
    bool has_element;

    bh_json_window(&json, text, text + 1, text + 3, true, 1, 1);
    assert_int_equal(bh_json_element(&json, false, &has_element, &err), -BH_ERR_INPUT);
    assert_string_equal(err.msg, "expected ',' or ']' after a value, found '2'");
    assert_int_equal(err.column, 3);
    assert_int_equal(bh_json_open(&json, '{', &err), -BH_ERR_INPUT);
    assert_string_equal(err.msg, "expected '{', found '2'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_value__scalars),
        cmocka_unit_test(test_json_value__numbers_keep_their_text),
        cmocka_unit_test(test_json_value__containers),
        cmocka_unit_test(test_json_value__leaves_out_managed_fields),
        cmocka_unit_test(test_json_value__escapes),
        cmocka_unit_test(test_json_value__lone_surrogates),
        cmocka_unit_test(test_json_value__views_and_places),
        cmocka_unit_test(test_json_value__leaves_what_follows),
        cmocka_unit_test(test_json_value__refuses_what_is_no_json),
        cmocka_unit_test(test_json_value__refuses_numbers),
        cmocka_unit_test(test_json_value__refuses_literals),
        cmocka_unit_test(test_json_value__refuses_strings),
        cmocka_unit_test(test_json_value__depth),
        cmocka_unit_test(test_json_value__budgets),
        cmocka_unit_test(test_json_value__size),
        cmocka_unit_test(test_json_value__every_cut_asks_for_more),
        cmocka_unit_test(test_json_value__numbers_end_with_the_input_or_a_byte),
        cmocka_unit_test(test_json_value__paths_agree),
        cmocka_unit_test(test_json_key__walks_an_object),
        cmocka_unit_test(test_json_key__asks_for_more),
        cmocka_unit_test(test_json_element__refuses),
    };

    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
