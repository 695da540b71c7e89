/* Errors: kinds, context, escaping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"

static void test_fail__fills_and_returns_the_kind(void **state)
{
    struct bh_err err = { 0 };

    (void)state;
    assert_int_equal(bh_fail(&err, BH_ERR_USAGE, "no %s '%d'", "option", 7), -BH_ERR_USAGE);
    assert_int_equal(err.kind, BH_ERR_USAGE);
    assert_string_equal(err.msg, "no option '7'");
    assert_int_equal(err.line, 0);
    assert_int_equal(bh_fail_at(&err, BH_ERR_INPUT, 3, 9, "odd"), -BH_ERR_INPUT);
    assert_int_equal(err.line, 3);
    assert_int_equal(err.column, 9);
    assert_string_equal(err.msg, "odd");
    assert_int_equal(bh_fail(&err, BH_ERR_SYSTEM, "again"), -BH_ERR_SYSTEM);
    assert_int_equal(err.line, 0);
}

static void test_fail__escapes_control_bytes(void **state)
{
    struct bh_err err = { 0 };

    (void)state;
    (void)bh_fail(&err, BH_ERR_INPUT, "a\nb\x1b[31m\x7f\t\xC3\xA9");
    assert_string_equal(err.msg, "a\\x0ab\\x1b[31m\\x7f\\x09\xC3\xA9");
}

static void test_fail__long_messages_are_cut(void **state)
{
    struct bh_err err = { 0 };
    char text[1000];

    (void)state;
    memset(text, '\n', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    (void)bh_fail(&err, BH_ERR_INPUT, "%s", text);
    assert_true(strlen(err.msg) < sizeof(err.msg));
    assert_int_equal(strlen(err.msg) % 4, 0); /* no half escape */
    memset(text, 'x', sizeof(text) - 1);
    (void)bh_fail(&err, BH_ERR_INPUT, "%s", text);
    assert_int_equal(strlen(err.msg), sizeof(err.msg) - 1);
}

static void test_fail_within__puts_context_before_and_keeps_the_cause(void **state)
{
    struct bh_err err = { 0 };
    char text[1000];

    (void)state;
    (void)bh_fail_at(&err, BH_ERR_INPUT, 3, 9, "cause");
    assert_int_equal(bh_fail_within(&err, "rule %d", 2), -BH_ERR_INPUT);
    assert_string_equal(err.msg, "rule 2: cause");
    assert_int_equal(err.line, 3);
    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    (void)bh_fail_within(&err, "%s", text);
    assert_int_equal(strlen(err.msg), sizeof(err.msg) - 1);
    assert_non_null(strstr(err.msg, "xx: rule 2: cause"));
    (void)bh_fail(&err, BH_ERR_INPUT, "%s", text);
    (void)bh_fail_within(&err, "no room");
    assert_int_equal(err.msg[0], 'x');
}

static void test_err_exit__is_the_table(void **state)
{
    (void)state;
    assert_int_equal(bh_err_exit(BH_ERR_NONE), 0);
    assert_int_equal(bh_err_exit(BH_ERR_USAGE), 2);
    assert_int_equal(bh_err_exit(BH_ERR_INPUT), 3);
    assert_int_equal(bh_err_exit(BH_ERR_LIMIT), 3);
    assert_int_equal(bh_err_exit(BH_ERR_SYSTEM), 4);
    assert_int_equal(bh_err_exit(BH_ERR_REMOTE), 4);
    assert_int_equal(bh_err_exit(BH_ERR_BUG), 5);
    assert_string_equal(bh_err_meaning(BH_ERR_LIMIT), "input exceeds a set limit");
    assert_string_equal(bh_err_meaning(BH_ERR_NONE), "no error");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fail__fills_and_returns_the_kind),
        cmocka_unit_test(test_fail__escapes_control_bytes),
        cmocka_unit_test(test_fail__long_messages_are_cut),
        cmocka_unit_test(test_fail_within__puts_context_before_and_keeps_the_cause),
        cmocka_unit_test(test_err_exit__is_the_table),
    };

    return cmocka_run_group_tests_name("err", tests, NULL, NULL);
}
