/* The table of report formats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/scan_report.h"

static void test_formats__rows_are_complete_and_distinct(void **state)
{
    size_t n;
    const struct bh_scan_format *formats = bh_scan_formats(&n);

    (void)state;
    assert_true(n >= 2);
    for (size_t i = 0; i < n; i++) {
        assert_true(strlen(formats[i].name) > 0);
        assert_true(strlen(formats[i].title) > 0);
        assert_true(formats[i].open != NULL && formats[i].judgement != NULL);
        assert_true(formats[i].note != NULL && formats[i].end != NULL && formats[i].free != NULL);
        assert_ptr_equal(bh_scan_format_find(bh_str_c(formats[i].name)), &formats[i]);
        formats[i].free(NULL);
    }
}

static void test_format_find__takes_exact_names_only(void **state)
{
    (void)state;
    assert_non_null(bh_scan_format_find(BH_S("text")));
    assert_non_null(bh_scan_format_find(BH_S("json")));
    assert_null(bh_scan_format_find(BH_S("jso")));
    assert_null(bh_scan_format_find(BH_S("JSON")));
    assert_null(bh_scan_format_find(BH_S("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats__rows_are_complete_and_distinct),
        cmocka_unit_test(test_format_find__takes_exact_names_only),
    };

    return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
