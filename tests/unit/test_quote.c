/* Go's quoting: the expected texts and the sum over all runes are strconv.Quote's, of Go 1.26. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/quote.h"

static void assert_quoted(struct bh_str s, struct bh_str expected)
{
    struct bh_buf buf = { 0 };
    char *exact = malloc(expected.n); /* a block of its own, so that sanitizers see an overrun */

    bh_quote_go(&buf, s);
    if (!bh_str_eq(bh_buf_str(&buf), expected)) {
        fail_msg("quoted as " BH_FMT ", not " BH_FMT, BH_ARG(bh_buf_str(&buf)), BH_ARG(expected));
    }
    assert_int_equal(bh_quote_go_size(s), expected.n);
    assert_non_null(exact);
    assert_int_equal(bh_quote_go_write(exact, s), expected.n);
    assert_memory_equal(exact, expected.p, expected.n);
    free(exact);
    bh_buf_done(&buf);
}

static void test_quote_go__leaves_plain_text(void **state)
{
    (void)state;
    assert_quoted(BH_S("plain"), BH_S("\"plain\""));
    assert_quoted(BH_S(""), BH_S("\"\""));
    assert_quoted(bh_str(NULL, 0), BH_S("\"\""));
    assert_quoted(BH_S("~ !"), BH_S("\"~ !\""));
}

static void test_quote_go__escapes_ascii(void **state)
{
    (void)state;
    assert_quoted(BH_S("q\"b\\"), BH_S("\"q\\\"b\\\\\""));
    assert_quoted(BH_S("\a\b\f\n\r\t\v"), BH_S("\"\\a\\b\\f\\n\\r\\t\\v\""));
    assert_quoted(BH_S("\0\x1b\x7f"), BH_S("\"\\x00\\x1b\\x7f\""));
}

static void test_quote_go__knows_which_runes_print(void **state)
{
    (void)state;
    assert_quoted(BH_S("\u00e9\u0377\U0001f600\ufffd\u00a1"),
                  BH_S("\"\u00e9\u0377\U0001f600\ufffd\u00a1\""));
    assert_quoted(BH_S("\xc2\x80\xc2\xad\u2028\u3000\ufeff\u00a0\u0378"),
                  BH_S("\"\\u0080\\u00ad\\u2028\\u3000\\ufeff\\u00a0\\u0378\""));
    assert_quoted(BH_S("\U000e0001\U0010ffff"), BH_S("\"\\U000e0001\\U0010ffff\""));
}

static void test_quote_go__shows_bytes_that_are_no_utf8(void **state)
{
    (void)state;
    assert_quoted(BH_S("\xff\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80\xe2\x82"),
                  BH_S("\"\\xff\\xc0\\xaf\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80\\xe2\\x82\""));
}

/* FNV-1a over the quoted form of every rune. */
static void test_quote_go__agrees_with_go_on_every_rune(void **state)
{
    uint64_t sum = UINT64_C(14695981039346656037);

    (void)state;
    for (uint32_t rune = 0; rune <= 0x10ffff; rune++) {
        char utf8[4], quoted[16];
        if (rune >= 0xd800 && rune <= 0xdfff) {
            continue;
        }
        size_t n = bh_quote_go_write(quoted, bh_str(utf8, bh_utf8_encode(rune, utf8)));
        for (size_t i = 0; i < n; i++) {
            sum = (sum ^ (unsigned char)quoted[i]) * UINT64_C(1099511628211);
        }
    }
    assert_true(sum == UINT64_C(0xf0193d3df4d907bc));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quote_go__leaves_plain_text),
        cmocka_unit_test(test_quote_go__escapes_ascii),
        cmocka_unit_test(test_quote_go__knows_which_runes_print),
        cmocka_unit_test(test_quote_go__shows_bytes_that_are_no_utf8),
        cmocka_unit_test(test_quote_go__agrees_with_go_on_every_rune),
    };

    return cmocka_run_group_tests_name("quote", tests, NULL, NULL);
}
