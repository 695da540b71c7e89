/* Which texts are times: golden rows, as upstream answers them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kube/timestamp.h"

static void test_timestamp__takes_what_the_api_server_takes(void **state)
{
    static const char *const good[] = {
        "2006-01-02T15:04:05Z",      "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",      "2000-02-29T00:00:00Z",
        "2024-02-29T00:00:00Z",      "1900-02-28T00:00:00+23:59",
        "2006-01-02T15:04:05.1Z",    "2006-01-02T15:04:05.123456789012345Z",
        "2006-01-02T15:04:05,5Z",    "2006-01-02T15:04:05-00:00",
        "2006-01-02T15:04:05+24:00", "2006-01-02T15:04:05+00:60",
        "2006-01-02T5:04:05Z", /* an hour of one digit */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        if (!bh_timestamp_is_valid(bh_str_c(good[i]))) {
            fail_msg("'%s' is refused", good[i]);
        }
    }
}

static void test_timestamp__refuses_what_the_api_server_refuses(void **state)
{
    static const char *const bad[] = {
        "",
        "2006-01-02",
        "2006-01-02T15:04:05",
        "2006-01-02t15:04:05Z",
        "2006-01-02T15:04:05z",
        "2006-01-02 15:04:05Z",
        "2006-00-02T15:04:05Z",
        "2006-13-02T15:04:05Z",
        "2006-01-00T15:04:05Z",
        "2006-01-32T15:04:05Z",
        "2006-04-31T15:04:05Z",
        "1900-02-29T15:04:05Z",
        "2023-02-29T15:04:05Z",
        "2006-01-02T24:04:05Z",
        "2006-01-02T15:60:05Z",
        "2006-01-02T15:04:60Z",
        "2006-01-02T15:04:05.Z",
        "2006-01-02T15:04:05+1:00",
        "2006-01-02T15:04:05+25:00",
        "2006-01-02T15:04:05+00:61",
        "2006-01-02T15:04:05+0100",
        "2006-01-02T15:04:05ZZ",
        " 2006-01-02T15:04:05Z",
        "2006-01-02T15:04:05Z ",
        "06-01-02T15:04:05Z",
        "2006-1-02T15:04:05Z",
        "2006-01-2T15:04:05Z",
        "2006-01-02T15:4:05Z",
        "2006-01-02T15:04:5Z",
        "2006-01-02T:04:05Z",
        "+2006-01-02T15:04:05Z",
        "2006-01-02T15:04:05+",
        "2006-01-02T15:04:05+01:0",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (bh_timestamp_is_valid(bh_str_c(bad[i]))) {
            fail_msg("'%s' is taken", bad[i]);
        }
    }
    assert_false(bh_timestamp_is_valid(bh_str(NULL, 0)));
    assert_false(bh_timestamp_is_valid(BH_S("2006-01-02T15:04:05Z\0")));
}

static void test_timestamp__cut_anywhere_is_refused(void **state)
{
    static const char text[] = "2006-01-02T15:04:05.12+01:00";

    (void)state;
    for (size_t n = 0; n < sizeof(text) - 1; n++) {
        char *copy = malloc(n + 1); /* the first byte behind is seen by a sanitizer */
        memcpy(copy, text, n);
        assert_false(bh_timestamp_is_valid(bh_str(copy, n)));
        free(copy);
    }
    assert_true(bh_timestamp_is_valid(bh_str_c(text)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_timestamp__takes_what_the_api_server_takes),
        cmocka_unit_test(test_timestamp__refuses_what_the_api_server_refuses),
        cmocka_unit_test(test_timestamp__cut_anywhere_is_refused),
    };

    return cmocka_run_group_tests_name("timestamp", tests, NULL, NULL);
}
