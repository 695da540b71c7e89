/* Unit tests of io/replace.h, in a directory of their own. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/replace.h"

static char dir_name[] = "bulkhead-replace-XXXXXX";

static int enter(void **state)
{
    (void)state;
    memset(dir_name + sizeof(dir_name) - 7, 'X', 6);
    return mkdtemp(dir_name) == NULL || chdir(dir_name) != 0;
}

static int leave(void **state)
{
    static const char *const names[] = { "file", "link", "pipe", "target" };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        (void)unlink(names[i]);
    }
    return chdir("..") != 0 || rmdir(dir_name) != 0; /* fails when a temporary file is left */
}

static void assert_holds(const char *path, const char *wanted, mode_t mode)
{
    char text[64] = { 0 };
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_true(read(fd, text, sizeof(text) - 1) >= 0);
    assert_int_equal(fstat(fd, &status), 0);
    assert_int_equal(close(fd), 0);
    assert_string_equal(text, wanted);
    assert_int_equal(status.st_mode & 07777, mode);
}

static void test_write_file__makes_what_is_not_there(void **state)
{
    struct bh_err err;
    mode_t mask = umask(027);

    (void)state;
    assert_int_equal(bh_write_file("file", BH_S("one\n"), &err), 0);
    assert_holds("file", "one\n", 0640);
    assert_int_equal(umask(mask), 027);
}

static void test_write_file__replaces_and_keeps_the_mode(void **state)
{
    struct bh_err err;
    struct stat before, after;

    (void)state;
    assert_int_equal(bh_write_file("file", BH_S("a longer text\n"), &err), 0);
    assert_int_equal(chmod("file", 0600), 0);
    assert_int_equal(stat("file", &before), 0);
    assert_int_equal(bh_write_file("file", BH_S("two\n"), &err), 0);
    assert_holds("file", "two\n", 0600);
    assert_int_equal(stat("file", &after), 0);
    assert_true(before.st_ino != after.st_ino); /* whoever has it open reads on in the old one */
}

static void test_write_file__follows_links(void **state)
{
    struct bh_err err;
    struct stat status;

    (void)state;
    assert_int_equal(symlink("target", "link"), 0);
    for (int i = 0; i < 2; i++) { /* to a file that is not there, and to one that is */
        assert_int_equal(bh_write_file("link", i == 0 ? BH_S("a\n") : BH_S("b\n"), &err), 0);
        assert_int_equal(lstat("link", &status), 0);
        assert_true(S_ISLNK(status.st_mode));
        assert_holds("target", i == 0 ? "a\n" : "b\n", 0644);
    }
}

static void test_write_file__writes_to_a_pipe(void **state)
{
    char text[8] = { 0 };
    struct bh_err err;

    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    int fd = open("pipe", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(bh_write_file("pipe", BH_S("x\n"), &err), 0);
    assert_int_equal(read(fd, text, sizeof(text) - 1), 2);
    assert_string_equal(text, "x\n");
    assert_int_equal(close(fd), 0);
    assert_int_equal(bh_replace_file("pipe", BH_S("x\n"), &err), -BH_ERR_SYSTEM);
    assert_string_equal(err.msg, "not a regular file: it cannot be rewritten");
}

static void test_write_file__says_why_not(void **state)
{
    struct bh_err err = { 0 };

    (void)state;
    assert_int_equal(bh_write_file("missing/file", BH_S("x\n"), &err), -BH_ERR_SYSTEM);
    assert_string_equal(err.msg,
                        "cannot make a temporary file beside it: No such file or directory");
    assert_int_equal(bh_replace_file("file", BH_S("x\n"), &err), -BH_ERR_SYSTEM);
    assert_string_equal(err.msg, "cannot find it: No such file or directory");
    assert_int_equal(bh_write_file(".", BH_S("x\n"), &err), -BH_ERR_SYSTEM);
    assert_string_equal(err.msg, "cannot open it: Is a directory");
}

static void test_read_head__of_regular_files_only(void **state)
{
    struct bh_err err;
    char text[4];
    size_t n = 9;

    (void)state;
    assert_int_equal(bh_read_head("file", text, sizeof(text), &n, &err), 0);
    assert_int_equal(n, 0);
    assert_int_equal(bh_read_head(".", text, sizeof(text), &n, &err), 0);
    assert_int_equal(n, 0);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(bh_read_head("pipe", text, sizeof(text), &n, &err), 0); /* and does not wait */
    assert_int_equal(n, 0);
    assert_int_equal(bh_write_file("file", BH_S("ab"), &err), 0);
    assert_int_equal(bh_read_head("file", text, sizeof(text), &n, &err), 0);
    assert_int_equal(n, 2);
    assert_memory_equal(text, "ab", 2);
    assert_int_equal(bh_write_file("file", BH_S("abcde"), &err), 0);
    assert_int_equal(bh_read_head("file", text, sizeof(text), &n, &err), 0);
    assert_int_equal(n, 4);
    assert_memory_equal(text, "abcd", 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_write_file__makes_what_is_not_there, enter, leave),
        cmocka_unit_test_setup_teardown(test_write_file__replaces_and_keeps_the_mode, enter, leave),
        cmocka_unit_test_setup_teardown(test_write_file__follows_links, enter, leave),
        cmocka_unit_test_setup_teardown(test_write_file__writes_to_a_pipe, enter, leave),
        cmocka_unit_test_setup_teardown(test_write_file__says_why_not, enter, leave),
        cmocka_unit_test_setup_teardown(test_read_head__of_regular_files_only, enter, leave),
    };

    (void)umask(022);
    return cmocka_run_group_tests_name("replace", tests, NULL, NULL);
}
