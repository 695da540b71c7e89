/* Wrapped, escaped and coloured text. */
#include "capture.h"
#include "report/paint.h"

static void assert_buf(struct bh_buf *buf, const char *expected)
{
    bh_buf_add_byte(buf, '\0');
    assert_string_equal(buf->p, expected);
    bh_buf_done(buf);
}

static void test_width__counts_what_is_shown(void **state)
{
    (void)state;
    assert_int_equal(bh_paint_width(BH_S("")), 0);
    assert_int_equal(bh_paint_width(BH_S("abc")), 3);
    assert_int_equal(bh_paint_width(BH_S("gr\xC3\xBC")), 3);
    assert_int_equal(bh_paint_width(BH_S("\xE6\xBC\xA2")), 2); /* a wide character */
    assert_int_equal(bh_paint_width(BH_S("\x1b")), 4);
    assert_int_equal(bh_paint_width(BH_S("\xC2\x9B")), 8); /* both bytes of a control character */
    assert_int_equal(bh_paint_width(BH_S("\xFF\x80")), 8);
}

static void test_init__brings_the_width_into_bounds(void **state)
{
    static const unsigned cases[][2] = { { 0, 80 }, { 1, 40 }, { 100, 100 }, { 5000, 120 } };
    struct bh_buf buf = { .p = NULL };
    struct bh_paint paint;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bh_paint_init(&paint, &buf, false, cases[i][0]);
        assert_int_equal(paint.width, cases[i][1]);
    }
}

static void test_words__wrap_at_spaces_under_the_indent(void **state)
{
    struct bh_buf buf = { .p = NULL };
    struct bh_paint paint;

    (void)state;
    bh_paint_init(&paint, &buf, false, 40);
    bh_paint_words(&paint, BH_PAINT_PLAIN, BH_S("head"));
    paint.indent = 6;
    bh_paint_gap(&paint, 2);
    bh_paint_words(&paint, BH_PAINT_PLAIN,
                   BH_S("exactly thirty-four columns, here:  two spaces stay"));
    bh_paint_to(&paint, 38);
    bh_paint_words(&paint, BH_PAINT_PLAIN, BH_S("ab"));
    bh_paint_to(&paint, 39);
    bh_paint_words(&paint, BH_PAINT_PLAIN, BH_S("c "));
    bh_paint_line(&paint);
    assert_buf(&buf, "head  exactly thirty-four columns, here:\n"
                     "      two spaces stay                 ab\n"
                     "      c\n");
}

static void test_word__breaks_only_what_no_line_holds(void **state)
{
    struct bh_buf buf = { .p = NULL };
    struct bh_paint paint;

    (void)state;
    bh_paint_init(&paint, &buf, false, 40);
    bh_paint_word(&paint, BH_PAINT_PLAIN, BH_S("line"));
    paint.indent = 5;
    bh_paint_gap(&paint, 1);
    bh_paint_word(&paint, BH_PAINT_PLAIN,
                  BH_S("spec.template.spec.containers[0].securityContext.privileged:"));
    bh_paint_gap(&paint, 1);
    bh_paint_word(&paint, BH_PAINT_PLAIN, BH_S("true"));
    bh_paint_line(&paint);
    bh_paint_word(&paint, BH_PAINT_PLAIN, BH_S("0123456789012345678901234567890123456789\x1b\x1b"));
    bh_paint_line(&paint);
    assert_buf(&buf, "line spec.template.spec.containers[0]\n"
                     "     .securityContext.privileged: true\n"
                     "     01234567890123456789012345678901234\n"
                     "     56789\\x1b\\x1b\n");
}

static void test_whole__is_never_broken(void **state)
{
    struct bh_buf buf = { .p = NULL };
    struct bh_paint paint;

    (void)state;
    bh_paint_init(&paint, &buf, false, 40);
    paint.indent = 2;
    bh_paint_whole(&paint, BH_PAINT_PLAIN,
                   BH_S("helm template a/long/way/to/the/chart | bulkhead scan -"));
    bh_paint_line(&paint);
    assert_buf(&buf, "  helm template a/long/way/to/the/chart | bulkhead scan -\n");
}

static void test_color__is_closed_on_every_line(void **state)
{
    struct bh_buf buf = { .p = NULL };
    struct bh_paint paint;

    (void)state;
    bh_paint_init(&paint, &buf, true, 40);
    paint.indent = 2;
    bh_paint_words(&paint, BH_PAINT_BAD, BH_S("red words that reach into the second line"));
    bh_paint_words(&paint, BH_PAINT_PLAIN, BH_S(" plain"));
    bh_paint_words(&paint, BH_PAINT_BOLD, BH_S(" \x1b[0m"));
    bh_paint_line(&paint);
    assert_buf(&buf, "  \033[31mred words that reach into the second\033[0m\n"
                     "  \033[31mline\033[0m plain \033[1m\\x1b[0m\033[0m\n");
}

static void assert_line(const char *text, const char *expected)
{
    struct bh_buf buf = { .p = NULL };
    struct bh_paint paint;

    bh_paint_init(&paint, &buf, false, 40);
    paint.indent = 2;
    bh_paint_words(&paint, BH_PAINT_PLAIN, bh_str_c(text));
    bh_paint_line(&paint);
    assert_buf(&buf, expected);
}

static void test_words__give_no_command_to_a_ci_runner(void **state)
{
    struct bh_buf buf = { .p = NULL };
    struct bh_paint paint;

    (void)state;
    assert_line("::error::x", "  :\\x3aerror::x\n");
    assert_line("\xC2\xA0::error", "  \xC2\xA0:\\x3aerror\n");
    assert_line(":: :::", "  :\\x3a :::\n");
    assert_line(": :x", "  : :x\n");
    assert_line("a ::error::x", "  a ::error::x\n");
    assert_line("\x1b::error::x", "  \\x1b::error::x\n");
    assert_line("a##[error]b #[c] # #[d] ###[e]", "  a##\\x5berror]b #[c] # #[d] ###\\x5be]\n");
    /* where a line begins by wrapping, and where its pieces come one by one */
    assert_line("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ::stop-commands::x",
                "  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n  :\\x3astop-commands::x\n");
    bh_paint_init(&paint, &buf, false, 40);
    bh_paint_whole(&paint, BH_PAINT_PLAIN, BH_S(":"));
    bh_paint_whole(&paint, BH_PAINT_PLAIN, BH_S(":x ##"));
    bh_paint_whole(&paint, BH_PAINT_PLAIN, BH_S("[y"));
    bh_paint_line(&paint);
    bh_paint_whole(&paint, BH_PAINT_PLAIN, BH_S("::z"));
    bh_paint_line(&paint);
    assert_buf(&buf, ":\\x3ax ##\\x5by\n:\\x3az\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words__give_no_command_to_a_ci_runner),
        cmocka_unit_test(test_width__counts_what_is_shown),
        cmocka_unit_test(test_init__brings_the_width_into_bounds),
        cmocka_unit_test(test_words__wrap_at_spaces_under_the_indent),
        cmocka_unit_test(test_word__breaks_only_what_no_line_holds),
        cmocka_unit_test(test_whole__is_never_broken),
        cmocka_unit_test(test_color__is_closed_on_every_line),
    };

    return cmocka_run_group_tests_name("paint", tests, NULL, NULL);
}
