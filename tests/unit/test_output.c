/* Unit tests of io/output.h. */
#define _GNU_SOURCE /* posix_openpt */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/output.h"

static void test_write__arrives_whole_and_in_order(void **state)
{
    static char large[40000], got[sizeof(large) + 8];
    struct bh_output output;
    struct bh_err err;
    int ends[2];

    (void)state;
    memset(large, 'x', sizeof(large));
    assert_int_equal(pipe(ends), 0);
    bh_output_init(&output, ends[1], "a pipe");
    assert_int_equal(bh_output_write(&output, BH_S("ab"), &err), 0);
    assert_int_equal(bh_output_write(&output, bh_str(large, sizeof(large)), &err), 0);
    assert_int_equal(bh_output_write(&output, BH_S("yz"), &err), 0);
    assert_int_equal(bh_output_close(&output, &err), 0);
    size_t n = 0;
    for (ssize_t k = 1; k > 0; n += (size_t)k) {
        k = read(ends[0], got + n, sizeof(got) - n);
        assert_true(k >= 0);
    }
    close(ends[0]);
    assert_int_equal(n, sizeof(large) + 4);
    assert_memory_equal(got, "abx", 3);
    assert_memory_equal(got + n - 3, "xyz", 3);
}

static void test_close__full_disk_is_an_error(void **state)
{
    struct bh_output output;
    struct bh_err err = { 0 };
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

    (void)state;
    assert_true(fd >= 0);
    bh_output_init(&output, fd, "standard output");
    assert_int_equal(bh_output_write(&output, BH_S("x"), &err), 0);
    assert_int_equal(bh_output_close(&output, &err), -BH_ERR_SYSTEM);
    assert_string_equal(err.msg, "cannot write to standard output: No space left on device");
}

static void test_write__reader_that_went_away_is_an_error(void **state)
{
    struct bh_output output;
    struct bh_err err = { 0 };
    int ends[2];

    (void)state;
    bh_output_setup();
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    bh_output_init(&output, ends[1], "a pipe");
    assert_int_equal(bh_output_write(&output, BH_S("x"), &err), 0);
    assert_int_equal(bh_output_close(&output, &err), -BH_ERR_SYSTEM);
    assert_string_equal(err.msg, "cannot write to a pipe: Broken pipe");
}

static void test_has_color__order_of_the_rules(void **state)
{
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

    (void)state;
    setenv("TERM", "xterm", 1);
    setenv("NO_COLOR", "1", 1);
    assert_true(bh_output_has_color(fd, BH_COLOR_ALWAYS));
    assert_false(bh_output_has_color(fd, BH_COLOR_NEVER));
    assert_false(bh_output_has_color(fd, BH_COLOR_AUTO));
    unsetenv("NO_COLOR");
    assert_false(bh_output_has_color(fd, BH_COLOR_AUTO)); /* no terminal */
    close(fd);
}

static void test_width__environment_then_default(void **state)
{
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

    (void)state;
    setenv("COLUMNS", "120", 1);
    assert_int_equal(bh_output_width(fd), 120);
    setenv("COLUMNS", "3", 1);
    assert_int_equal(bh_output_width(fd), 40);
    setenv("COLUMNS", "wide", 1);
    assert_int_equal(bh_output_width(fd), BH_DEFAULT_WIDTH);
    unsetenv("COLUMNS");
    assert_int_equal(bh_output_width(fd), BH_DEFAULT_WIDTH);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write__arrives_whole_and_in_order),
        cmocka_unit_test(test_close__full_disk_is_an_error),
        cmocka_unit_test(test_write__reader_that_went_away_is_an_error),
        cmocka_unit_test(test_has_color__order_of_the_rules),
        cmocka_unit_test(test_width__environment_then_default),
    };

    return cmocka_run_group_tests_name("output", tests, NULL, NULL);
}
