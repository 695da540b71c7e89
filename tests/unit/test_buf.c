/* A growing text: limits, breaking, reuse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"

static void test_buf__adds_all_forms(void **state)
{
    struct bh_buf buf = { 0 };

    (void)state;
    assert_true(bh_str_is_set(bh_buf_str(&buf)) && bh_buf_str(&buf).n == 0);
    bh_buf_add(&buf, bh_str(NULL, 0));
    bh_buf_add(&buf, BH_S("a\0"));
    bh_buf_add_c(&buf, "bc");
    bh_buf_add_byte(&buf, '-');
    bh_buf_add_i64(&buf, INT64_MIN);
    bh_buf_addf(&buf, "/%s/%d", "x", 7);
    assert_true(bh_str_eq(bh_buf_str(&buf), BH_S("a\0bc--9223372036854775808/x/7")));
    assert_false(buf.is_broken);
    bh_buf_done(&buf);
    assert_null(buf.p);
    bh_buf_done(&buf);
    bh_buf_done(NULL);
}

static void test_buf__grows_far(void **state)
{
    struct bh_buf buf = { 0 };

    (void)state;
    for (int i = 0; i < 100000; i++) {
        bh_buf_addf(&buf, "%05d", i);
    }
    assert_int_equal(buf.n, 500000);
    assert_true(bh_str_eq(bh_str(buf.p + 499995, 5), BH_S("99999")));
    bh_buf_done(&buf);
}

static void test_buf__a_limit_breaks_it_until_cleared(void **state)
{
    struct bh_buf buf = { .max = 5 };

    (void)state;
    bh_buf_add_c(&buf, "abcd");
    bh_buf_add_c(&buf, "ef");
    assert_true(buf.is_broken);
    assert_true(bh_str_eq(bh_buf_str(&buf), BH_S("abcd")));
    bh_buf_add_byte(&buf, 'e'); /* would fit, but the text stays cut */
    bh_buf_add_c(&buf, "");
    assert_int_equal(buf.n, 4);
    bh_buf_clear(&buf);
    assert_false(buf.is_broken);
    bh_buf_add_c(&buf, "vwxyz");
    assert_true(bh_str_eq(bh_buf_str(&buf), BH_S("vwxyz")));
    assert_false(buf.is_broken);
    bh_buf_addf(&buf, "%d", 1);
    assert_true(buf.is_broken);
    bh_buf_done(&buf);
    assert_int_equal(buf.max, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buf__adds_all_forms),
        cmocka_unit_test(test_buf__grows_far),
        cmocka_unit_test(test_buf__a_limit_breaks_it_until_cleared),
    };

    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
