/* What bh_output_has_color says of a terminal. A program of its own, because it needs a pseudo-terminal, which a bare
 * container may lack: then all of it is skipped. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/output.h"

static void test_has_color__terminal(void **state)
{
    int fd = posix_openpt(O_RDWR | O_NOCTTY);

    (void)state;
    assert_true(fd >= 0);
    unsetenv("NO_COLOR");
    setenv("TERM", "xterm", 1);
    assert_true(bh_output_has_color(fd, BH_COLOR_AUTO));
    setenv("NO_COLOR", "", 1);
    assert_true(bh_output_has_color(fd, BH_COLOR_AUTO));
    setenv("TERM", "dumb", 1);
    assert_false(bh_output_has_color(fd, BH_COLOR_AUTO));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_has_color__terminal),
    };
    int fd = posix_openpt(O_RDWR | O_NOCTTY);

    if (fd < 0) {
        puts("1..0 # SKIP this machine gives no pseudo-terminal");
        return 0;
    }
    close(fd);
    return cmocka_run_group_tests_name("output_terminal", tests, NULL, NULL);
}
