/* What label keys and values may look like. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kube/labels.h"

#define A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void test_label_key__is_a_name_with_an_optional_domain(void **state)
{
    static const char *const good[] = { "a",   "A.b-c_d",         "0",
                                        "a/b", "example.com/A_b", "a-b.c/x",
                                        A63,   "x/" A63,          A63 ".x/a" };
    static const char *const bad[] = { "",         "/",      "a/",     "/a",    "a/b/c",
                                       "-a",       "a-",     "_",      ".",     "a b",
                                       "A.b/c",    "a_b/c",  "a..b/c", ".a/c",  "a./c",
                                       "-a/c",     "a-.b/c", "a.-b/c", A63 "a", "x/" A63 "a",
                                       "\xC3\xA9", "a\n" };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(bh_label_key_is_valid(bh_str_c(good[i])));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(bh_label_key_is_valid(bh_str_c(bad[i])));
    }
}

static void test_label_value__may_be_empty(void **state)
{
    (void)state;
    assert_true(bh_label_value_is_valid(BH_S("")));
    assert_true(bh_label_value_is_valid(BH_S(A63)));
    assert_true(bh_label_value_is_valid(BH_S("1.2_3-X")));
    assert_false(bh_label_value_is_valid(BH_S(A63 "a")));
    assert_false(bh_label_value_is_valid(BH_S("a/b")));
    assert_false(bh_label_value_is_valid(BH_S("-")));
    assert_false(bh_label_value_is_valid(BH_S("a\0")));
}

static void test_dns_subdomain__has_a_longest_length(void **state)
{
    char text[254];

    (void)state;
    memset(text, 'a', sizeof(text));
    assert_true(bh_dns_subdomain_is_valid(bh_str(text, 253)));
    assert_false(bh_dns_subdomain_is_valid(bh_str(text, 254)));
    assert_false(bh_dns_subdomain_is_valid(BH_S("")));
    assert_false(bh_dns_subdomain_is_valid(BH_S("A")));
    assert_true(bh_dns_subdomain_is_valid(BH_S("a-b.c0")));
}

static void test_dns_label__has_no_dots(void **state)
{
    char text[64];

    (void)state;
    memset(text, 'a', sizeof(text));
    assert_true(bh_dns_label_is_valid(bh_str(text, 63)));
    assert_false(bh_dns_label_is_valid(bh_str(text, 64)));
    assert_true(bh_dns_label_is_valid(BH_S("a-0")));
    assert_true(bh_dns_label_is_valid(BH_S("0")));
    assert_false(bh_dns_label_is_valid(BH_S("")));
    assert_false(bh_dns_label_is_valid(BH_S("a.b")));
    assert_false(bh_dns_label_is_valid(BH_S("-a")));
    assert_false(bh_dns_label_is_valid(BH_S("a-")));
    assert_false(bh_dns_label_is_valid(BH_S("A B")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_label_key__is_a_name_with_an_optional_domain),
        cmocka_unit_test(test_label_value__may_be_empty),
        cmocka_unit_test(test_dns_subdomain__has_a_longest_length),
        cmocka_unit_test(test_dns_label__has_no_dots),
    };

    return cmocka_run_group_tests_name("labels", tests, NULL, NULL);
}
