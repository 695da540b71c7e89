/* JSON Pointers, JSON strings, and patches as text. */
#include "kube/patch.h"
#include "kube_test.h"

static void check_quoted(struct bh_str s, const char *expected)
{
    struct bh_arena arena;

    bh_arena_init(&arena, KUBE_TEST_BUDGET);
    assert_str(bh_json_quoted(s, &arena), expected);
    bh_arena_done(&arena);
}

static void test_json_quote__escapes_what_json_must_not_hold(void **state)
{
    (void)state;
    check_quoted(BH_S(""), "\"\"");
    check_quoted(bh_str(NULL, 0), "\"\"");
    check_quoted(BH_S("a/b <c>"), "\"a/b <c>\"");
    check_quoted(BH_S("q\"b\\"), "\"q\\\"b\\\\\"");
    check_quoted(BH_S("\b\t\n\f\r"), "\"\\b\\t\\n\\f\\r\"");
    check_quoted(BH_S("\x01\x1f\0z"), "\"\\u0001\\u001f\\u0000z\"");
    check_quoted(BH_S("\xC3\xA9 \xF0\x9F\x98\x80"), "\"\xC3\xA9 \xF0\x9F\x98\x80\"");
    check_quoted(BH_S("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA"), "\"\\u2028\\u2029\xE2\x80\xAA\"");
    check_quoted(BH_S("a\xFF\xC3z\xE2\x80"), "\"a\\ufffd\\ufffdz\\ufffd\\ufffd\"");
}

static void test_pointer_child__escapes_tilde_and_slash(void **state)
{
    struct bh_arena arena;

    (void)state;
    bh_arena_init(&arena, KUBE_TEST_BUDGET);
    assert_str(bh_pointer_child(BH_S(""), BH_S("a"), &arena), "/a");
    assert_str(bh_pointer_child(BH_S("/a"), BH_S("x/y~z"), &arena), "/a/x~1y~0z");
    assert_str(bh_pointer_child(BH_S("/a"), BH_S(""), &arena), "/a/");
    assert_str(bh_pointer_index(BH_S("/a"), 12, &arena), "/a/12");
    assert_false(bh_str_is_set(bh_pointer_child(bh_str(NULL, 0), BH_S("a"), &arena)));
    bh_arena_done(&arena);
    bh_arena_init(&arena, 4);
    assert_false(bh_str_is_set(bh_pointer_child(BH_S("/abc"), BH_S("def"), &arena)));
    bh_arena_done(&arena);
}

static void test_patch_write__is_one_line_of_json(void **state)
{
    struct bh_arena arena;
    struct bh_err err = { 0 };
    struct bh_patch patch = { 0 };
    struct bh_buf text = { 0 };

    (void)state;
    bh_arena_init(&arena, KUBE_TEST_BUDGET);
    bh_patch_write(&patch, &text);
    assert_str(bh_buf_str(&text), "[]");
    bh_buf_clear(&text);
    assert_int_equal(
        bh_patch_add(&patch, BH_PATCH_ADD, BH_S("/a~1\"b"), BH_S("{\"c\":1}"), &arena, &err), 0);
    assert_int_equal(bh_patch_add(&patch, BH_PATCH_REPLACE, BH_S("/d"), BH_S("true"), &arena, &err),
                     0);
    assert_int_equal(
        bh_patch_add(&patch, BH_PATCH_REMOVE, BH_S("/e"), bh_str(NULL, 0), &arena, &err), 0);
    bh_patch_write(&patch, &text);
    assert_str(bh_buf_str(&text), "[{\"op\":\"add\",\"path\":\"/a~1\\\"b\",\"value\":{\"c\":1}},"
                                  "{\"op\":\"replace\",\"path\":\"/d\",\"value\":true},"
                                  "{\"op\":\"remove\",\"path\":\"/e\"}]");
    for (unsigned i = 0; i < 40; i++) {
        assert_int_equal(
            bh_patch_add(&patch, BH_PATCH_REPLACE, BH_S("/d"), BH_S("1"), &arena, &err), 0);
    }
    assert_int_equal(patch.n, 43);
    assert_str(patch.v[1].path, "/d");
    bh_buf_done(&text);
    bh_arena_done(&arena);
}

static void test_patch_add__fails_when_the_budget_is_spent(void **state)
{
    struct bh_arena arena;
    struct bh_err err = { 0 };
    struct bh_patch patch = { 0 };

    (void)state;
    bh_arena_init(&arena, 8);
    assert_int_equal(bh_patch_add(&patch, BH_PATCH_ADD, BH_S("/a"), BH_S("1"), &arena, &err),
                     -BH_ERR_LIMIT);
    bh_arena_done(&arena);
    bh_arena_init(&arena, KUBE_TEST_BUDGET);
    assert_int_equal(bh_patch_add(&patch, BH_PATCH_ADD, bh_str(NULL, 0), BH_S("1"), &arena, &err),
                     -BH_ERR_LIMIT);
    assert_int_equal(bh_patch_add(&patch, BH_PATCH_ADD, BH_S("/a"), bh_str(NULL, 0), &arena, &err),
                     -BH_ERR_LIMIT);
    assert_int_equal(patch.n, 0);
    bh_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_quote__escapes_what_json_must_not_hold),
        cmocka_unit_test(test_pointer_child__escapes_tilde_and_slash),
        cmocka_unit_test(test_patch_write__is_one_line_of_json),
        cmocka_unit_test(test_patch_add__fails_when_the_budget_is_spent),
    };

    return cmocka_run_group_tests_name("patch", tests, NULL, NULL);
}
