/* The hash map: putting, replacing, growing, budgets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/map.h"

static void test_map__holds_many_keys_for_any_seed(void **state)
{
    static char keys[5000][16];
    struct bh_err err;

    (void)state;
    for (uint32_t seed = 0; seed < 3; seed++) {
        struct bh_map map = { .seed = seed };
        struct bh_arena arena;
        bh_arena_init(&arena, 8u << 20);
        for (int i = 0; i < 5000; i++) {
            snprintf(keys[i], sizeof(keys[i]), "k%d", i);
            assert_null(bh_map_get(&map, bh_str_c(keys[i])));
            assert_int_equal(bh_map_put(&map, &arena, bh_str_c(keys[i]), keys[i], &err), 0);
        }
        assert_int_equal(map.n, 5000);
        for (int i = 0; i < 5000; i++) {
            assert_ptr_equal(bh_map_get(&map, bh_str_c(keys[i])), keys[i]);
        }
        assert_int_equal(bh_map_put(&map, &arena, BH_S("k7"), keys[0], &err), 0);
        assert_int_equal(map.n, 5000);
        assert_ptr_equal(bh_map_get(&map, BH_S("k7")), keys[0]);
        assert_null(bh_map_get(&map, BH_S("k5000")));
        bh_arena_done(&arena);
    }
}

static void test_map__the_empty_key_and_nul_are_keys(void **state)
{
    struct bh_map map = { 0 };
    struct bh_arena arena;
    struct bh_err err;
    int one, two;

    (void)state;
    bh_arena_init(&arena, 65536);
    assert_int_equal(bh_map_put(&map, &arena, BH_S(""), &one, &err), 0);
    assert_int_equal(bh_map_put(&map, &arena, BH_S("\0"), &two, &err), 0);
    assert_ptr_equal(bh_map_get(&map, bh_str(NULL, 0)), &one);
    assert_ptr_equal(bh_map_get(&map, BH_S("\0")), &two);
    assert_null(bh_map_get(&map, BH_S("\0\0")));
    bh_arena_done(&arena);
}

static void test_map_put__says_when_the_budget_is_spent(void **state)
{
    static char keys[64][16];
    struct bh_map map = { 0 };
    struct bh_arena arena;
    struct bh_err err;
    int rc = 0, n = 0;

    (void)state;
    bh_arena_init(&arena, 32 * sizeof(struct bh_map_slot));
    for (; n < 64 && rc == 0; n++) {
        snprintf(keys[n], sizeof(keys[n]), "%d", n);
        rc = bh_map_put(&map, &arena, bh_str_c(keys[n]), keys[n], &err);
    }
    assert_int_equal(rc, -BH_ERR_LIMIT);
    for (int i = 0; i < n - 1; i++) { /* what was there still is */
        assert_ptr_equal(bh_map_get(&map, bh_str_c(keys[i])), keys[i]);
    }
    bh_arena_done(&arena);
}

static void test_hash__is_never_zero_and_depends_on_the_seed(void **state)
{
    unsigned n_same = 0;
    char text[16];

    (void)state;
    for (uint32_t i = 0; i < 20000; i++) {
        int n = snprintf(text, sizeof(text), "%x", i);
        struct bh_str s = bh_str(text, (size_t)n);
        assert_int_not_equal(bh_hash(s, 0), 0);
        assert_int_equal(bh_hash(s, 5), bh_hash(s, 5));
        n_same += bh_hash(s, 0) == bh_hash(s, 1);
    }
    assert_true(n_same < 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map__holds_many_keys_for_any_seed),
        cmocka_unit_test(test_map__the_empty_key_and_nul_are_keys),
        cmocka_unit_test(test_map_put__says_when_the_budget_is_spent),
        cmocka_unit_test(test_hash__is_never_zero_and_depends_on_the_seed),
    };

    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
