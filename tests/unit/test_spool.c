/* Unit tests of io/spool.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "io/spool.h"

static int sink_write(void *ctx, struct bh_str bytes, struct bh_err *err)
{
    (void)err;
    bh_buf_add(ctx, bytes);
    return 0;
}

static void add(struct bh_spool *spool, const char *text)
{
    struct bh_err err;

    assert_int_equal(bh_spool_add(spool, bh_str_c(text), &err), 0);
}

static void assert_holds(const struct bh_spool *spool, const char *text)
{
    struct bh_buf buf = { 0 };
    struct bh_err err;
    struct bh_sink sink = { .write = sink_write, .ctx = &buf };

    assert_int_equal(bh_spool_size(spool), strlen(text));
    assert_int_equal(bh_spool_copy(spool, sink, &err), 0);
    assert_true(bh_str_eq(bh_buf_str(&buf), bh_str_c(text)));
    bh_buf_done(&buf);
    for (size_t at = 0; at <= strlen(text) + 2; at++) {
        char got[3];
        size_t n = 9;
        assert_int_equal(bh_spool_read(spool, at, got, sizeof(got), &n, &err), 0);
        assert_int_equal(n > 0, at < strlen(text));
        assert_memory_equal(got, text + (n > 0 ? at : 0), n);
    }
}

static void test_add__stays_in_memory_while_small(void **state)
{
    struct bh_spool spool;

    (void)state;
    bh_spool_init(&spool, 16);
    assert_holds(&spool, "");
    add(&spool, "0123456789");
    add(&spool, "");
    add(&spool, "abcdef");
    assert_int_equal(spool.fd, -1);
    assert_holds(&spool, "0123456789abcdef");
    bh_spool_done(&spool);
}

static void test_add__goes_over_to_a_file(void **state)
{
    struct bh_spool spool;

    (void)state;
    bh_spool_init(&spool, 8);
    add(&spool, "0123456789");
    add(&spool, "abcdefghijklmnopqrstuvwxyz");
    assert_true(spool.fd >= 0);
    assert_true(spool.room <= 8);
    assert_holds(&spool, "0123456789abcdefghijklmnopqrstuvwxyz");
    bh_spool_done(&spool);
}

static void test_clear__can_be_used_again(void **state)
{
    struct bh_spool spool;
    struct bh_err err;

    (void)state;
    bh_spool_init(&spool, 4);
    add(&spool, "first report, thrown away");
    assert_int_equal(bh_spool_clear(&spool, &err), 0);
    assert_holds(&spool, "");
    add(&spool, "second");
    assert_holds(&spool, "second");
    bh_spool_done(&spool);
    bh_spool_done(NULL);
}

static void test_add__without_a_place_for_the_file(void **state)
{
    struct bh_spool spool;
    struct bh_err err = { 0 };

    (void)state;
    assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
    bh_spool_init(&spool, 4);
    assert_int_equal(bh_spool_add(&spool, BH_S("too long"), &err), -BH_ERR_SYSTEM);
    assert_string_equal(err.msg, "cannot make a temporary file in '/nonexistent' (set TMPDIR): "
                                 "No such file or directory");
    bh_spool_done(&spool);
    unsetenv("TMPDIR");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add__stays_in_memory_while_small),
        cmocka_unit_test(test_add__goes_over_to_a_file),
        cmocka_unit_test(test_clear__can_be_used_again),
        cmocka_unit_test(test_add__without_a_place_for_the_file),
    };

    return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
