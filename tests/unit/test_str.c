/* Views of text: comparison, search, lines, UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/str.h"

static void test_str__an_unset_view_is_not_an_empty_one(void **state)
{
    (void)state;
    assert_false(bh_str_is_set(bh_str_c(NULL)));
    assert_true(bh_str_is_set(BH_S("")));
    assert_true(bh_str_eq(bh_str_c(NULL), BH_S("")));
    assert_int_equal(BH_S("a\0b").n, 3);
}

static void test_str_eq__compares_all_bytes(void **state)
{
    (void)state;
    assert_true(bh_str_eq(BH_S("a\0b"), BH_S("a\0b")));
    assert_false(bh_str_eq(BH_S("a\0b"), BH_S("a\0c")));
    assert_false(bh_str_eq(BH_S("a"), BH_S("ab")));
}

static void test_str_cmp__orders_by_bytes_with_prefixes_first(void **state)
{
    (void)state;
    assert_int_equal(bh_str_cmp(BH_S(""), bh_str(NULL, 0)), 0);
    assert_true(bh_str_cmp(BH_S("a"), BH_S("ab")) < 0);
    assert_true(bh_str_cmp(BH_S("ab"), BH_S("a")) > 0);
    assert_true(bh_str_cmp(BH_S("Z"), BH_S("a")) < 0);
    assert_true(bh_str_cmp(BH_S("\xC3"), BH_S("z")) > 0);
    assert_int_equal(bh_str_cmp(BH_S("ab"), BH_S("ab")), 0);
}

static void test_str_starts_and_ends__take_the_empty_affix(void **state)
{
    (void)state;
    assert_true(bh_str_starts(BH_S("abc"), BH_S("ab")));
    assert_true(bh_str_starts(BH_S("abc"), bh_str(NULL, 0)));
    assert_false(bh_str_starts(BH_S("ab"), BH_S("abc")));
    assert_true(bh_str_ends(BH_S("abc"), BH_S("bc")));
    assert_true(bh_str_ends(BH_S(""), BH_S("")));
    assert_false(bh_str_ends(BH_S("bc"), BH_S("abc")));
}

static void test_str_from__past_the_end_is_empty(void **state)
{
    (void)state;
    assert_int_equal(bh_str_from(BH_S("abc"), 1).n, 2);
    assert_int_equal(bh_str_from(BH_S("abc"), 3).n, 0);
    assert_int_equal(bh_str_from(BH_S("abc"), 99).n, 0);
    assert_true(bh_str_is_set(bh_str_from(BH_S("abc"), 99)));
}

static void test_str_find__gives_the_first_or_the_length(void **state)
{
    (void)state;
    assert_int_equal(bh_str_find(BH_S("banana"), BH_S("nan")), 2);
    assert_int_equal(bh_str_find(BH_S("banana"), BH_S("ana")), 1);
    assert_int_equal(bh_str_find(BH_S("aab"), BH_S("ab")), 1);
    assert_int_equal(bh_str_find(BH_S("banana"), BH_S("x")), 6);
    assert_int_equal(bh_str_find(BH_S("banana"), BH_S("")), 0);
    assert_int_equal(bh_str_find(BH_S("ba"), BH_S("ban")), 2);
    assert_int_equal(bh_str_find(BH_S("a\0b"), BH_S("\0b")), 1);
    assert_int_equal(bh_str_find(bh_str(NULL, 0), BH_S("a")), 0);
    assert_int_equal(bh_str_find_byte(BH_S("a=b"), '='), 1);
    assert_int_equal(bh_str_find_byte(BH_S("ab"), '='), 2);
    assert_int_equal(bh_str_find_byte(bh_str(NULL, 0), '='), 0);
}

static void test_str_trim__cuts_ascii_blanks(void **state)
{
    (void)state;
    assert_true(bh_str_eq(bh_str_trim(BH_S(" \t\r\na b\n ")), BH_S("a b")));
    assert_int_equal(bh_str_trim(BH_S(" \n")).n, 0);
    assert_int_equal(bh_str_trim(bh_str(NULL, 0)).n, 0);
    assert_int_equal(bh_str_trim(BH_S("\va")).n, 2);
}

static void test_str_is_padded__knows_unicode_spaces(void **state)
{
    static const struct bh_str padded[] = {
        BH_S(" a"),
        BH_S("a "),
        BH_S("\n"),
        BH_S("a\v"),
        BH_S("\f"),
        BH_S("\xC2\x85"),
        BH_S("a\xC2\xA0"),
        BH_S("\xE1\x9A\x80x"),
        BH_S("x\xE2\x80\x80"),
        BH_S("x\xE2\x80\x8A"),
        BH_S("\xE2\x80\xA8"),
        BH_S("\xE2\x80\xA9"),
        BH_S("\xE2\x80\xAF"),
        BH_S("\xE2\x81\x9F"),
        BH_S("a\xE3\x80\x80"),
    };
    static const struct bh_str plain[] = {
        BH_S(""),
        BH_S("a b"),
        BH_S("a\xC2\xA0x"),
        BH_S("\xE2\x80\x8B"), /* zero width */
        BH_S("\xA0"),
        BH_S("x\x85"),
        BH_S("\xEF\xBB\xBF"),
        BH_S("\xC3\xA0"),
        BH_S("\x1C"),
        BH_S("\xE2\x80\x8Bz"),
        BH_S("\xF0\x9F\x98\x80"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof(padded) / sizeof(padded[0]); i++) {
        assert_true(bh_str_is_padded(padded[i]));
    }
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        assert_false(bh_str_is_padded(plain[i]));
    }
}

static void test_str_line__takes_lines_of_either_ending(void **state)
{
    static const char *const expected[] = { "a", "", "b\rc", "d" };
    struct bh_str rest = BH_S("a\n\r\nb\rc\nd"), line;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_true(bh_str_line(&rest, &line));
        assert_true(bh_str_eq(line, bh_str_c(expected[i])));
    }
    assert_false(bh_str_line(&rest, &line));
    rest = BH_S("x\n");
    assert_true(bh_str_line(&rest, &line));
    assert_false(bh_str_line(&rest, &line));
}

static void test_utf8__encode_and_decode_are_inverse(void **state)
{
    char bytes[4];

    (void)state;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp += cp < 0x3000 ? 1 : 0xD) {
        if (cp >= 0xD800 && cp <= 0xDFFF) {
            continue;
        }
        size_t n = bh_utf8_encode(cp, bytes);
        assert_int_equal(n, cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4);
        assert_int_equal(bh_utf8_len(bh_str(bytes, n)), n);
        assert_int_equal(bh_utf8_decode(bytes, n), cp);
        assert_int_equal(bh_utf8_len(bh_str(bytes, n - 1)), 0);
    }
}

static void test_utf8_valid__refuses_what_is_not_well_formed(void **state)
{
    static const struct bh_str bad[] = {
        BH_S("\x80"),
        BH_S("\xC0\x80"),
        BH_S("\xC1\xBF"),
        BH_S("\xE0\x9F\xBF"),
        BH_S("\xED\xA0\x80"),
        BH_S("\xF0\x8F\xBF\xBF"),
        BH_S("\xF4\x90\x80\x80"),
        BH_S("\xF5\x80\x80\x80"),
        BH_S("\xFF"),
        BH_S("a\xC3"),
        BH_S("\xE2\x82"),
        BH_S("\xC3("),
    };

    (void)state;
    assert_true(
        bh_utf8_valid(BH_S("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\xED\x9F\xBF\xEE\x80\x80")));
    assert_true(bh_utf8_valid(BH_S("")));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(bh_utf8_valid(bad[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_str__an_unset_view_is_not_an_empty_one),
        cmocka_unit_test(test_str_eq__compares_all_bytes),
        cmocka_unit_test(test_str_cmp__orders_by_bytes_with_prefixes_first),
        cmocka_unit_test(test_str_starts_and_ends__take_the_empty_affix),
        cmocka_unit_test(test_str_from__past_the_end_is_empty),
        cmocka_unit_test(test_str_find__gives_the_first_or_the_length),
        cmocka_unit_test(test_str_trim__cuts_ascii_blanks),
        cmocka_unit_test(test_str_is_padded__knows_unicode_spaces),
        cmocka_unit_test(test_str_line__takes_lines_of_either_ending),
        cmocka_unit_test(test_utf8__encode_and_decode_are_inverse),
        cmocka_unit_test(test_utf8_valid__refuses_what_is_not_well_formed),
    };

    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
