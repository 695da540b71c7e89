/* A sink that keeps what is written, for the tests of the report writers. */
#ifndef TESTS_UNIT_CAPTURE_H
#define TESTS_UNIT_CAPTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "report/sink.h"

struct capture {
    struct bh_buf text;
    unsigned n_writes, fails_at; /* number of the write that fails, 0 = none */
};

static int capture_write(void *ctx, struct bh_str bytes, struct bh_err *err)
{
    struct capture *capture = ctx;

    if (++capture->n_writes == capture->fails_at) {
        return bh_fail(err, BH_ERR_SYSTEM, "cannot write: disk full");
    }
    bh_buf_add(&capture->text, bytes);
    return 0;
}

static inline struct bh_sink capture_sink(struct capture *capture)
{
    return (struct bh_sink){ capture_write, capture };
}

static inline void assert_text(const struct capture *capture, const char *expected)
{
    char *text = malloc(capture->text.n + 1);

    assert_non_null(text);
    memcpy(text, capture->text.n > 0 ? capture->text.p : "", capture->text.n);
    text[capture->text.n] = '\0';
    assert_string_equal(text, expected);
    free(text);
}

#endif
