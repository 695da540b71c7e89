/* The nearest name: distances, bounds, suggestions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/near.h"

static void test_near_edits__counts_each_kind_of_edit(void **state)
{
    static const struct {
        const char *a, *b;
        unsigned edits; /* with a bound of 3 */
    } cases[] = {
        { "abc", "abc", 0 },
        { "", "", 0 },
        { "", "abc", 3 },
        { "abc", "ab", 1 },
        { "abc", "abxc", 1 },
        { "abc", "axc", 1 },
        { "abc", "acb", 1 },         /* neighbours swapped */
        { "ca", "abc", 3 },          /* restricted: no edit inside what was swapped */
        { "hostPID", "hostpid", 1 }, /* case alone is one edit */
        { "HOSTPID", "hostPID", 1 },
        { "securityContxt", "securityContext", 1 },
        { "kitten", "sitting", 3 },
        { "abcd", "wxyz", 4 }, /* more than the bound */
        { "abcdefgh", "a", 4 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(bh_near_edits(bh_str_c(cases[i].a), bh_str_c(cases[i].b), 3),
                         cases[i].edits);
        assert_int_equal(bh_near_edits(bh_str_c(cases[i].b), bh_str_c(cases[i].a), 3),
                         cases[i].edits);
    }
}

static void test_near_edits__obeys_its_bound(void **state)
{
    char longest[65], longer[66];

    (void)state;
    assert_int_equal(bh_near_edits(BH_S("ab"), BH_S("cd"), 0), 1);
    assert_int_equal(bh_near_edits(BH_S("a"), BH_S("A"), 0), 1);
    assert_int_equal(bh_near_edits(BH_S("ab"), BH_S("cd"), 1), 2);
    memset(longest, 'x', sizeof(longest));
    memset(longer, 'x', sizeof(longer));
    assert_int_equal(bh_near_edits(bh_str(longest, 64), bh_str(longer, 63), 2), 1);
    assert_int_equal(bh_near_edits(bh_str(longer, 65), bh_str(longest, 64), 2), 3);
    assert_int_equal(bh_near_edits(bh_str(longer, 65), bh_str(longest, 65), 2), 0);
}

static void test_near_offer__keeps_the_best_and_the_first_of_equals(void **state)
{
    struct bh_near near = { .wanted = BH_S("hostPD") };

    (void)state;
    bh_near_offer(&near, BH_S("containers"));
    assert_false(bh_str_is_set(near.best));
    bh_near_offer(&near, BH_S("hostUser"));
    bh_near_offer(&near, BH_S("hostPID"));
    bh_near_offer(&near, BH_S("hostP"));
    assert_true(bh_str_eq(near.best, BH_S("hostPID")));
    assert_int_equal(near.edits, 1);
}

static void test_near_offer__short_names_must_be_nearer(void **state)
{
    struct bh_near near = { .wanted = BH_S("os") };

    (void)state;
    bh_near_offer(&near, BH_S("xy"));
    assert_false(bh_str_is_set(near.best));
    bh_near_offer(&near, BH_S("so"));
    assert_true(bh_str_eq(near.best, BH_S("so")));
    near = (struct bh_near){ .wanted = BH_S("") };
    bh_near_offer(&near, BH_S("ab"));
    assert_false(bh_str_is_set(near.best));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_near_edits__counts_each_kind_of_edit),
        cmocka_unit_test(test_near_edits__obeys_its_bound),
        cmocka_unit_test(test_near_offer__keeps_the_best_and_the_first_of_equals),
        cmocka_unit_test(test_near_offer__short_names_must_be_nearer),
    };

    return cmocka_run_group_tests_name("near", tests, NULL, NULL);
}
