/* Which texts are quantities: golden rows, as upstream answers them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "kube/quantity.h"

static void test_quantity__takes_what_the_api_server_takes(void **state)
{
    static const char *const good[] = {
        "0",
        "1",
        "-1",
        "+1",
        "007",
        "100m",
        "1.5Gi",
        "0.5",
        ".5",
        "5.",
        "1.G",
        "-2e-3",
        "+7E6",
        "12e+4",
        "1E3",
        "1n",
        "1u",
        "1k",
        "1M",
        "1G",
        "1T",
        "1P",
        "1E",
        "1Ki",
        "1Mi",
        "1Ti",
        "1Pi",
        "1Ei",
        "1e2147483648",
        "1e9223372036854775807",
        "99999999999999999999999999",
        "0.00000000000000000000001",
        /* spaces around are cut, Unicode's too */
        " 1",
        "1 ",
        ("\xC2\xA0"
         "1Gi\xE2\x80\x83"),
        ("\xC2\x85"
         "5"),
        /* no digit at all is zero, as long as the fast path is taken */
        "+",
        "-",
        ".",
        "-.",
        "m",
        "Ki",
        "Ti",
        "E",
        "e0",
        "e-9",
        "e345",
        "e4294967299",
        ".Gi",
        "+.",
        /* only the low 32 bits of an exponent count */
        "e9223372036854775807",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (!bh_quantity_is_valid(bh_str_c(good[i]))) {
            fail_msg("'%s' is refused", good[i]);
        }
    }
}

static void test_quantity__refuses_what_the_api_server_refuses(void **state)
{
    static const char *const bad[] = {
        "",
        " ",
        "x",
        "1x",
        "1 m",
        "1K",
        "1mi",
        "1ki",
        "1i",
        "1ei",
        "1e",
        "1Em",
        "1e3m",
        "1e3.5",
        "1e+",
        "1e--3",
        "1.2.3",
        "--1",
        "+-1",
        "1_0",
        "0x10",
        "1e9223372036854775808",
        "1Gib",
        "e",
        "Pi",
        "Ei",
        "-Pi",
        ".Ei",
        "e-10",
        "1,5",
        "NaN",
        "inf",
        "\t1",
        "1\n",
        "\v1",
        "1\xE2\x80\x8B",
        ("\xA0"
         "1"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (bh_quantity_is_valid(bh_str_c(bad[i]))) {
            fail_msg("'%s' is taken", bad[i]);
        }
    }
    assert_false(bh_quantity_is_valid(bh_str(NULL, 0)));
    assert_false(bh_quantity_is_valid(BH_S("1\0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantity__takes_what_the_api_server_takes),
        cmocka_unit_test(test_quantity__refuses_what_the_api_server_refuses),
    };

    return cmocka_run_group_tests_name("quantity", tests, NULL, NULL);
}
