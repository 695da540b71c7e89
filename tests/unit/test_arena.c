/* Arenas: budgets, alignment, growth, reset. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static void test_arena_alloc__hands_out_zeroed_aligned_bytes_up_to_the_budget(void **state)
{
    struct bh_arena arena;

    (void)state;
    bh_arena_init(&arena, 100000);
    for (size_t align = 1; align <= 16; align *= 2) {
        for (size_t size = 0; size < 300; size += 7) {
            char *p = bh_arena_alloc(&arena, size, align);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % align, 0);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(p[i], 0);
            }
            memset(p, 0xA5, size);
        }
    }
    size_t left = arena.budget - arena.used;
    assert_null(bh_arena_alloc(&arena, left + 1, 1));
    assert_non_null(bh_arena_alloc(&arena, left, 1));
    assert_null(bh_arena_alloc(&arena, 1, 1));
    assert_non_null(bh_arena_alloc(&arena, 0, 1));
    bh_arena_done(&arena);
}

static void test_arena_alloc__large_ones_do_not_disturb_small_ones(void **state)
{
    struct bh_arena arena;
    char *small[64];

    (void)state;
    bh_arena_init(&arena, 64u << 20);
    for (int i = 0; i < 64; i++) {
        small[i] = bh_arena_alloc(&arena, 100, 1);
        memset(small[i], i, 100);
        memset(bh_arena_alloc(&arena, (size_t)i * 10000, 16), 0xFF, (size_t)i * 10000);
    }
    for (int i = 0; i < 64; i++) {
        for (int k = 0; k < 100; k++) {
            assert_int_equal(small[i][k], i);
        }
    }
    bh_arena_done(&arena);
}

static void test_arena_array__refuses_what_overflows(void **state)
{
    struct bh_arena arena;

    (void)state;
    bh_arena_init(&arena, SIZE_MAX);
    assert_null(bh_arena_array(&arena, SIZE_MAX / 2, 3, 1));
    assert_null(bh_new(&arena, uint64_t, SIZE_MAX / 8 + 1));
    assert_non_null(bh_new(&arena, uint64_t, 3));
    bh_arena_done(&arena);
}

static void test_arena_reset__gives_the_budget_back(void **state)
{
    struct bh_arena arena;

    (void)state;
    bh_arena_init(&arena, 50000);
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 50; i++) {
            char *p = bh_arena_alloc(&arena, 1000, 8);
            assert_non_null(p);
            assert_int_equal(p[999], 0); /* zeroed again */
            memset(p, 0xA5, 1000);
        }
        assert_null(bh_arena_alloc(&arena, 1, 1));
        bh_arena_reset(&arena);
        assert_int_equal(arena.used, 0);
    }
    bh_arena_done(&arena);
    bh_arena_done(&arena);
    bh_arena_done(NULL);
    bh_arena_done(&(struct bh_arena){ 0 });
}

static void test_arena_copy__keeps_nul_and_the_empty_text(void **state)
{
    struct bh_str out = bh_str(NULL, 0);
    struct bh_arena arena;
    struct bh_err err;

    (void)state;
    bh_arena_init(&arena, 8);
    assert_int_equal(bh_arena_copy(&arena, BH_S(""), &out, &err), 0);
    assert_true(bh_str_is_set(out) && out.n == 0);
    assert_int_equal(bh_arena_copy(&arena, BH_S("a\0b"), &out, &err), 0);
    assert_true(bh_str_eq(out, BH_S("a\0b")));
    assert_int_equal(bh_arena_copy(&arena, BH_S("123456"), &out, &err), -BH_ERR_LIMIT);
    assert_string_equal(err.msg, "needs more than 8 bytes of memory");
    assert_true(bh_str_eq(out, BH_S("a\0b"))); /* untouched */
    bh_arena_done(&arena);
}

static void test_arena_printf__is_unset_when_the_budget_is_spent(void **state)
{
    struct bh_arena arena;

    (void)state;
    bh_arena_init(&arena, 10);
    struct bh_str s = bh_arena_printf(&arena, "%s-%d", "ab", 12);
    assert_true(bh_str_eq(s, BH_S("ab-12")));
    assert_int_equal(s.p[s.n], '\0');
    assert_false(bh_str_is_set(bh_arena_printf(&arena, "%s", "abcd")));
    assert_true(bh_str_is_set(bh_arena_printf(&arena, "%s", "abc")));
    bh_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_alloc__hands_out_zeroed_aligned_bytes_up_to_the_budget),
        cmocka_unit_test(test_arena_alloc__large_ones_do_not_disturb_small_ones),
        cmocka_unit_test(test_arena_array__refuses_what_overflows),
        cmocka_unit_test(test_arena_reset__gives_the_budget_back),
        cmocka_unit_test(test_arena_copy__keeps_nul_and_the_empty_text),
        cmocka_unit_test(test_arena_printf__is_unset_when_the_budget_is_spent),
    };

    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
