/* Label selectors: what is taken, what it matches, what is refused and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kube/selector.h"

#define LABEL(k, v)      \
    {                    \
        BH_S(k), BH_S(v) \
    }

static struct bh_pair app[] = { LABEL("app", "web"), LABEL("tier", "x"),    LABEL("n", "5"),
                                LABEL("e", ""),      LABEL("in", "notin"),  LABEL("a.b/c", "1"),
                                LABEL("neg", "-3"),  LABEL("zeros", "007"), LABEL("plus", "+7") };
static const struct bh_pairs labels = { app, sizeof(app) / sizeof(app[0]), true };
static const struct bh_pairs none = { NULL, 0, false };

static void test_selector__matches_as_upstream_does(void **state)
{
    static const struct {
        const char *text;
        bool is_match, is_match_of_none;
    } cases[] = {
        { "", true, true },
        { "  \t\r\n", true, true },
        { "app", true, false },
        { "!app", false, true },
        { "! app", false, true },
        { "app=web", true, false },
        { "app==web", true, false },
        { "app = web , tier=x", true, false },
        { "app=web,tier=y", false, false },
        { "app!=web", false, true },
        { "app!=x", true, true },
        { "nope!=x", true, true }, /* an absent key is not equal */
        { "e=", true, false },
        { "e", true, false },
        { "e!=", false, true },
        { "e=,app", true, false },
        { "app in (db,web)", true, false },
        { "app in ( db , web )", true, false },
        { "app in(web)", true, false },
        { "app in (db)", false, false },
        { "app notin (db)", true, true },
        { "app notin (web,db)", false, true },
        { "nope notin (a)", true, true },
        { "e in ()", true, false }, /* the empty value */
        { "e in (a,)", true, false },
        { "e in (,a)", true, false },
        { "app in (web,web)", true, false },
        { "in", true, false }, /* a key like any other */
        { "in=notin", true, false },
        { "in in (notin)", true, false },
        { "!in", false, true },
        { "in in (in)", false, false },
        { "a.b/c=1", true, false },
        { "n>4", true, false },
        { "n>5", false, false },
        { "n<6", true, false },
        { "n < 6", true, false },
        { "neg<0", true, false },
        { "zeros>6", true, false },
        { "plus>6", true, false },
        { "app>1", false, false },
        { "nope<1", false, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_selector selector;
        struct bh_arena arena;
        struct bh_err err;
        bh_arena_init(&arena, 65536);
        int rc = bh_selector_parse(bh_str_c(cases[i].text), &arena, &selector, &err);
        if (rc != 0) {
            fail_msg("'%s': %s", cases[i].text, err.msg);
        }
        if (bh_selector_matches(&selector, &labels) != cases[i].is_match ||
            bh_selector_matches(&selector, &none) != cases[i].is_match_of_none) {
            fail_msg("'%s' matches the wrong labels", cases[i].text);
        }
        bh_arena_done(&arena);
    }
}

static void test_selector__refusals_name_column_and_expectation(void **state)
{
    static const struct {
        const char *text, *message;
        uint32_t column;
    } cases[] = {
        { ",", "selector ',', column 1: expected a label key, found ','", 1 },
        { "a,", "selector 'a,', column 3: expected a label key, found the end", 3 },
        { "a,,b", "selector 'a,,b', column 3: expected a label key, found ','", 3 },
        { "=a", "selector '=a', column 1: expected a label key, found '='", 1 },
        { "!", "selector '!', column 2: expected a label key, found the end", 2 },
        { "!!a", "selector '!!a', column 2: expected a label key, found '!'", 2 },
        { "!a=b", "selector '!a=b', column 3: expected ',' or the end, found '='", 3 },
        { "a b",
          "selector 'a b', column 3: expected '=', '!=', 'in', 'notin', '>', '<' or ',', found 'b'",
          3 },
        { "a=b c", "selector 'a=b c', column 5: expected ',' or the end, found 'c'", 5 },
        { "a=-b", "selector 'a=-b', column 3: expected a label value, found '-b'", 3 },
        { "a===b", "selector 'a===b', column 4: expected a label value, found '='", 4 },
        { "a in b", "selector 'a in b', column 6: expected '(', found 'b'", 6 },
        { "a in", "selector 'a in', column 5: expected '(', found the end", 5 },
        { "a in (b", "selector 'a in (b', column 8: expected ',' or ')', found the end", 8 },
        { "a in (b c)", "selector 'a in (b c)', column 9: expected ',' or ')', found 'c'", 9 },
        { "a in (b))", "selector 'a in (b))', column 9: expected ',' or the end, found ')'", 9 },
        { "a in (-)", "selector 'a in (-)', column 7: expected a label value, found '-'", 7 },
        { "a>", "selector 'a>', column 3: expected an integer, found the end", 3 },
        { "a>-1", "selector 'a>-1', column 3: expected an integer, found '-1'",
          3 }, /* no label value */
        { "a>b", "selector 'a>b', column 3: expected an integer, found 'b'", 3 },
        { "a>9223372036854775808",
          "selector 'a>9223372036854775808', column 3: expected an integer, found '9223372036854775808'",
          3 },
        { "a/b/c", "selector 'a/b/c', column 1: expected a label key, found 'a/b/c'", 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_selector selector = { .n = 77 };
        struct bh_arena arena;
        struct bh_err err;
        bh_arena_init(&arena, 65536);
        assert_int_equal(bh_selector_parse(bh_str_c(cases[i].text), &arena, &selector, &err),
                         -BH_ERR_INPUT);
        assert_string_equal(err.msg, cases[i].message);
        assert_int_equal(err.column, cases[i].column);
        assert_int_equal(selector.n, 77);
        bh_arena_done(&arena);
    }
}

/* Upstream takes a NUL for the end and ignores what follows; we refuse it. */
static void test_selector__nul_is_refused(void **state)
{
    struct bh_selector selector;
    struct bh_arena arena;
    struct bh_err err;

    (void)state;
    bh_arena_init(&arena, 65536);
    assert_int_equal(bh_selector_parse(BH_S("a\0,b"), &arena, &selector, &err), -BH_ERR_INPUT);
    assert_int_equal(bh_selector_parse(BH_S("\0"), &arena, &selector, &err), -BH_ERR_INPUT);
    bh_arena_done(&arena);
}

static void test_selector__is_bounded(void **state)
{
    static char text[65537];
    struct bh_selector selector;
    struct bh_arena arena;
    struct bh_err err;
    size_t budget = 0;
    int rc;

    (void)state;
    memset(text, ' ', sizeof(text));
    bh_arena_init(&arena, 65536);
    assert_int_equal(bh_selector_parse(bh_str(text, sizeof(text)), &arena, &selector, &err),
                     -BH_ERR_LIMIT);
    assert_string_equal(err.msg, "a selector of 65537 bytes, more than 65536");
    assert_int_equal(bh_selector_parse(bh_str(text, sizeof(text) - 1), &arena, &selector, &err), 0);
    bh_arena_done(&arena);
    do {
        bh_arena_init(&arena, budget++);
        rc = bh_selector_parse(BH_S("a in (b,c),d!=e,!f"), &arena, &selector, &err);
        assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
        if (rc != 0) {
            bh_arena_done(&arena);
        }
    } while (rc != 0);
    assert_int_equal(selector.n, 3);
    assert_int_equal(selector.requirements[0].n_values, 2);
    bh_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_selector__matches_as_upstream_does),
        cmocka_unit_test(test_selector__refusals_name_column_and_expectation),
        cmocka_unit_test(test_selector__nul_is_refused),
        cmocka_unit_test(test_selector__is_bounded),
    };

    return cmocka_run_group_tests_name("selector", tests, NULL, NULL);
}
