/* Unit tests of kube/yaml_scalar.c: the values are those that sigs.k8s.io/yaml 1.6 gave for the same text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "kube/yaml_scalar.h"

#define TAG(name) "tag:yaml.org,2002:" name

static struct bh_arena arena;

static int setup(void **state)
{
    (void)state;
    bh_arena_init(&arena, 1u << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    bh_arena_done(&arena);
    return 0;
}

/* What a scalar becomes, as text: null, true, false, #number, 'string', or ! when it is refused. */
static const char *typed(const char *text, bool is_plain, const char *tag)
{
    static char out[300];
    struct bh_node node = { 0 };
    struct bh_err err = { 0 };
    int rc = bh_yaml_scalar(bh_str_c(text), is_plain, bh_str_c(tag), &arena, &node, &err);

    if (rc != 0) {
        assert_int_equal(rc, -BH_ERR_INPUT);
        assert_true(err.msg[0] != '\0');
        return "!";
    }
    assert_int_equal(node.skip, 1);
    if (node.kind == BH_NODE_NUMBER || node.kind == BH_NODE_STRING) {
        bool is_number = node.kind == BH_NODE_NUMBER;
        snprintf(out, sizeof(out), "%s%.*s%s", is_number ? "#" : "'", (int)node.n, node.p,
                 is_number ? "" : "'");
        return out;
    }
    return node.kind == BH_NODE_NULL ? "null" : node.kind == BH_NODE_TRUE ? "true" : "false";
}

struct row {
    const char *text, *value;
};

#define CHECK_ROWS(rows, tag)                                                           \
    do {                                                                                \
        for (size_t i = 0; i < sizeof(rows) / sizeof((rows)[0]); i++) {                 \
            const char *got = typed((rows)[i].text, true, (tag));                       \
            if (strcmp(got, (rows)[i].value) != 0) {                                    \
                fail_msg("%s became %s, not %s", (rows)[i].text, got, (rows)[i].value); \
            }                                                                           \
        }                                                                               \
    } while (0)

static void test_scalar__types_words(void **state)
{
    static const struct row rows[] = {
        { "", "null" },         { "~", "null" },      { "null", "null" },   { "Null", "null" },
        { "NULL", "null" },     { "nULL", "'nULL'" }, { "y", "true" },      { "Y", "true" },
        { "yes", "true" },      { "Yes", "true" },    { "YES", "true" },    { "yEs", "'yEs'" },
        { "on", "true" },       { "On", "true" },     { "ON", "true" },     { "true", "true" },
        { "True", "true" },     { "TRUE", "true" },   { "n", "false" },     { "N", "false" },
        { "no", "false" },      { "No", "false" },    { "NO", "false" },    { "off", "false" },
        { "Off", "false" },     { "OFF", "false" },   { "false", "false" }, { "False", "false" },
        { "FALSE", "false" },   { "t", "'t'" },       { "nil", "'nil'" },   { "<<", "'<<'" },
        { "=", "'='" },         { "-", "'-'" },       { ".", "'.'" },       { ".inf", "!" },
        { "-.INF", "!" },       { "+.Inf", "!" },     { ".NaN", "!" },      { ".nAn", "'.nAn'" },
        { "nginx", "'nginx'" },
    };
    (void)state;
    CHECK_ROWS(rows, NULL);
}

static void test_scalar__types_integers(void **state)
{
    static const struct row rows[] = {
        { "0", "#0" },
        { "-0", "#0" },
        { "+7", "#7" },
        { "10001", "#10001" },
        { "0644", "#420" },
        { "-017", "#-15" },
        { "00", "#0" },
        { "08", "#8" },
        { "0888", "#888" },
        { "0o17", "#15" },
        { "0O17", "#15" },
        { "0o8", "'0o8'" },
        { "0x1F", "#31" },
        { "-0Xff", "#-255" },
        { "0x", "'0x'" },
        { "0b101", "#5" },
        { "-0b11", "#-3" },
        { "0b-11", "#-3" },
        { "0b2", "'0b2'" },
        { "1_000", "#1000" },
        { "1__0_", "#10" },
        { "0x_1", "#1" },
        { "_1", "'_1'" },
        { "9223372036854775807", "#9223372036854775807" },
        { "-9223372036854775808", "#-9223372036854775808" },
        { "18446744073709551615", "#18446744073709551615" },
        { "18446744073709551616", "#18446744073709552000" },
        { "+9223372036854775808", "#9223372036854776000" },
        { "-9223372036854775809", "#-9223372036854776000" },
        { "0x8000000000000000", "#9223372036854775808" },
        { "0x10000000000000000", "'0x10000000000000000'" },
        { "1:30", "'1:30'" },
        { "190:20:30", "'190:20:30'" },
        { "2001-01-01", "'2001-01-01'" },
        { "100m", "'100m'" },
        { "1Gi", "'1Gi'" },
        { "1.2.3", "'1.2.3'" },
        { "+", "'+'" },
        { "--1", "'--1'" },
    };
    (void)state;
    CHECK_ROWS(rows, NULL);
}

static void test_scalar__types_floats(void **state)
{
    static const struct row rows[] = {
        { "1e3", "#1000" },
        { "1E+3", "#1000" },
        { "2.0", "#2" },
        { "1.", "#1" },
        { "1.e2", "#100" },
        { ".5", "#0.5" },
        { "-.5", "#-0.5" },
        { "-0.0", "#-0" },
        { "0.1", "#0.1" },
        { "6_8.5_0", "#68.5" },
        { ".1_0", "#0.1" },
        { ".1_", "'.1_'" },
        { "._1", "'._1'" },
        { ".5e1_0", "#5000000000" },
        { "0.000001", "#0.000001" },
        { "1e-7", "#1e-7" },
        { "1.25e-10", "#1.25e-10" },
        { "1e20", "#100000000000000000000" },
        { "1e21", "#1e+21" },
        { "123456789012345678901234567890", "#1.2345678901234568e+29" },
        { "9007199254740993.0", "#9007199254740992" },
        { "1.7976931348623157e308", "#1.7976931348623157e+308" },
        { "1e400", "'1e400'" },
        { "-1e400", "'-1e400'" },
        { ".1e400", "'.1e400'" },
        { "5e-324", "#5e-324" },
        { "1e-400", "#0" },
        { "0e99999999999", "#0" },
        { "5.684341886080802e-14", "#5.684341886080802e-14" },
        { "1e", "'1e'" },
        { "1e+", "'1e+'" },
        { "e1", "'e1'" },
        { ".e1", "'.e1'" },
        { "0x1p3", "'0x1p3'" },
        { "1 000", "'1 000'" },
    };
    (void)state;
    CHECK_ROWS(rows, NULL);
}

static void test_scalar__leaves_quoted_text_alone(void **state)
{
    (void)state;
    assert_string_equal(typed("5", false, NULL), "'5'");
    assert_string_equal(typed("", false, NULL), "''");
    assert_string_equal(typed("null", false, NULL), "'null'");
    assert_string_equal(typed("yes", false, NULL), "'yes'");
}

static void test_scalar__obeys_tags(void **state)
{
    static const struct {
        const char *tag, *text, *value;
    } rows[] = {
        { TAG("str"), "5", "'5'" },
        { TAG("str"), "", "''" },
        { TAG("str"), "null", "'null'" },
        { TAG("int"), "5", "#5" },
        { TAG("int"), "0x10", "#16" },
        { TAG("int"), "5.0", "!" },
        { TAG("int"), "five", "!" },
        { TAG("int"), "", "!" },
        { TAG("float"), "5", "#5" },
        { TAG("float"), "1.5", "#1.5" },
        { TAG("float"), "18446744073709551615", "!" },
        { TAG("float"), ".inf", "!" },
        { TAG("float"), "x", "!" },
        { TAG("bool"), "yes", "true" },
        { TAG("bool"), "1", "!" },
        { TAG("null"), "", "null" },
        { TAG("null"), "~", "null" },
        { TAG("null"), "foo", "!" },
        { TAG("timestamp"), "2001-1-1", "'2001-1-1'" },
        { TAG("timestamp"), "2000-02-29", "'2000-02-29'" },
        { TAG("timestamp"), "1900-02-29", "!" },
        { TAG("timestamp"), "2001-1-1T1:2:3.25+01:30", "'2001-1-1T1:2:3.25+01:30'" },
        { TAG("timestamp"), "2001-1-1 1:2:3", "'2001-1-1 1:2:3'" },
        { TAG("timestamp"), "2001-1-1 1:2:3Z", "!" },
        { TAG("timestamp"), "2001-1-1 24:2:3", "!" },
        { TAG("timestamp"), "now", "!" },
        { TAG("binary"), "aGk=", "'hi'" },
        { TAG("binary"), "aG\nk=", "'hi'" },
        { TAG("binary"), "", "''" },
        { TAG("binary"), "aGk", "!" },
        { TAG("binary"), "a===", "!" },
        { TAG("binary"), "aGk=aGk=", "!" },
        { TAG("binary"), "/2E=",
          "'\xEF\xBF\xBD"
          "a'" },
        { TAG("map"), "5", "'5'" },
        { TAG("merge"), "<<", "'<<'" },
        { "!own", "5", "'5'" },
        { "!", "true", "'true'" },
        { "", "true", "true" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *got = typed(rows[i].text, true, rows[i].tag);
        if (strcmp(got, rows[i].value) != 0) {
            fail_msg("%s %s became %s, not %s", rows[i].tag, rows[i].text, got, rows[i].value);
        }
        if (rows[i].tag[0] != '\0') {
            assert_string_equal(typed(rows[i].text, false, rows[i].tag), rows[i].value);
        }
    }
}

static void test_scalar__takes_very_long_numbers(void **state)
{
    static char text[5000];
    (void)state;
    memset(text, '9', sizeof(text) - 1);
    assert_int_equal(typed(text, true, NULL)[0], '\''); /* beyond any float */
    memset(text, '0', sizeof(text) - 2);
    text[sizeof(text) - 2] = '7';
    assert_string_equal(typed(text, true, NULL), "#7");
    memset(text, '0', sizeof(text) - 1);
    text[1] = '.';
    text[sizeof(text) - 2] = '7';
    assert_string_equal(typed(text, true, NULL), "#0");
}

static void test_scalar__reports_a_spent_budget(void **state)
{
    struct bh_arena small;
    struct bh_node node;
    struct bh_err err = { 0 };
    (void)state;
    bh_arena_init(&small, 1);
    assert_int_equal(bh_yaml_scalar(BH_S("0x1F"), true, bh_str(NULL, 0), &small, &node, &err),
                     -BH_ERR_LIMIT);
    assert_int_equal(bh_yaml_scalar(BH_S("1_0"), true, bh_str(NULL, 0), &small, &node, &err),
                     -BH_ERR_LIMIT);
    bh_arena_done(&small);
}

static void test_key_text__prints_as_upstream(void **state)
{
    static const struct row rows[] = {
        { "a", "a" },
        { "yes", "true" },
        { "off", "false" },
        { "1", "1" },
        { "0x10", "16" },
        { "-0", "0" },
        { "9223372036854775807", "9223372036854775807" },
        { "9223372036854775808", "!" },
        { "~", "!" },
        { "", "!" },
        { "1.5", "1.5" },
        { "2.0", "2" },
        { "1e5", "100000" },
        { "1e6", "1e+06" },
        { "1234567.8", "1.2345678e+06" },
        { "0.0001", "0.0001" },
        { "0.00001", "1e-05" },
        { "16777217.0", "1.6777216e+07" },
        { "1e300", ".inf" },
        { "-1e300", "-.inf" },
        { "1e-300", "0" },
        { "-0.0", "-0" },
        { "0.1", "0.1" },
        { "2001-01-01", "2001-01-01" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct bh_node node;
        struct bh_err err = { 0 };
        struct bh_str text = BH_S("!");
        assert_int_equal(
            bh_yaml_scalar(bh_str_c(rows[i].text), true, bh_str(NULL, 0), &arena, &node, &err), 0);
        int rc = bh_yaml_key_text(&node, &arena, &text, &err);
        assert_true(rc == 0 || rc == -BH_ERR_INPUT);
        if (!bh_str_eq(text, bh_str_c(rows[i].value))) {
            fail_msg("%s became the key " BH_FMT, rows[i].text, BH_ARG(text));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_scalar__types_words, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scalar__types_integers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scalar__types_floats, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scalar__leaves_quoted_text_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scalar__obeys_tags, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scalar__takes_very_long_numbers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scalar__reports_a_spent_budget, setup, teardown),
        cmocka_unit_test_setup_teardown(test_key_text__prints_as_upstream, setup, teardown),
    };
    return cmocka_run_group_tests_name("yaml_scalar", tests, NULL, NULL);
}
