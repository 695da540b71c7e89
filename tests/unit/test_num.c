/* Numbers from text and back: bounds, bases, refusals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/num.h"

static void test_num_u64__parses_every_base_to_its_bound(void **state)
{
    uint64_t v = 7;

    (void)state;
    assert_true(bh_num_u64(BH_S("18446744073709551615"), 10, &v) && v == UINT64_MAX);
    assert_true(bh_num_u64(BH_S("fFfFfFfFfFfFfFfF"), 16, &v) && v == UINT64_MAX);
    assert_true(bh_num_u64(BH_S("1777777777777777777777"), 8, &v) && v == UINT64_MAX);
    assert_true(bh_num_u64(BH_S("101"), 2, &v) && v == 5);
    assert_true(bh_num_u64(BH_S("0007"), 10, &v) && v == 7);
}

static void test_num_u64__refuses_and_leaves_the_output(void **state)
{
    static const struct bh_str bad[] = { BH_S(""),
                                         BH_S("18446744073709551616"),
                                         BH_S("+1"),
                                         BH_S("-1"),
                                         BH_S(" 1"),
                                         BH_S("1 "),
                                         BH_S("1a"),
                                         BH_S("1_0"),
                                         BH_S("1\0"),
                                         BH_S("0x1"),
                                         BH_S("99999999999999999999999999999999999999") };
    uint64_t v = 7;

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(bh_num_u64(bad[i], 10, &v));
    }
    assert_false(bh_num_u64(BH_S("2"), 2, &v));
    assert_false(bh_num_u64(BH_S("8"), 8, &v));
    assert_false(bh_num_u64(BH_S("g"), 16, &v));
    assert_false(bh_num_u64(bh_str(NULL, 0), 10, &v));
    assert_true(v == 7);
}

static void test_num_i64__takes_signs_and_reaches_both_ends(void **state)
{
    static const struct bh_str bad[] = { BH_S("9223372036854775808"),
                                         BH_S("-9223372036854775809"),
                                         BH_S("-"),
                                         BH_S("+"),
                                         BH_S("--1"),
                                         BH_S("+-1"),
                                         BH_S("") };
    int64_t v = 7;

    (void)state;
    assert_true(bh_num_i64(BH_S("9223372036854775807"), 10, &v) && v == INT64_MAX);
    assert_true(bh_num_i64(BH_S("-9223372036854775808"), 10, &v) && v == INT64_MIN);
    assert_true(bh_num_i64(BH_S("+12"), 10, &v) && v == 12);
    assert_true(bh_num_i64(BH_S("-0"), 10, &v) && v == 0);
    assert_true(bh_num_i64(BH_S("-ff"), 16, &v) && v == -255);
    v = 7;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(bh_num_i64(bad[i], 10, &v));
    }
    assert_true(v == 7);
}

static void test_num_text__prints_what_parses_back(void **state)
{
    static const int64_t values[] = { 0, 1, -1, 9, 10, -10, 4711, INT64_MAX, INT64_MIN };
    char text[24];
    int64_t v;

    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        assert_true(bh_num_i64(bh_num_text(values[i], text), 10, &v) && v == values[i]);
    }
    assert_true(bh_str_eq(bh_num_text(INT64_MIN, text), BH_S("-9223372036854775808")));
    assert_true(bh_str_eq(bh_num_text(0, text), BH_S("0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_num_u64__parses_every_base_to_its_bound),
        cmocka_unit_test(test_num_u64__refuses_and_leaves_the_output),
        cmocka_unit_test(test_num_i64__takes_signs_and_reaches_both_ends),
        cmocka_unit_test(test_num_text__prints_what_parses_back),
    };

    return cmocka_run_group_tests_name("num", tests, NULL, NULL);
}
