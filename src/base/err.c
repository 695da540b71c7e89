/* Error values and broken invariants. Called from everywhere; prints nothing but a bug's last words. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void escape_into(char *out, size_t size, const char *in)
{
    static const char hex[] = "0123456789abcdef";
    size_t n = 0;

    for (; *in != '\0'; in++) {
        unsigned char c = (unsigned char)*in;
        if (c < 0x20 || c == 0x7f) {
            if (n + 4 >= size) {
                break;
            }
            out[n++] = '\\';
            out[n++] = 'x';
            out[n++] = hex[c >> 4];
            out[n++] = hex[c & 15];
        } else {
            if (n + 1 >= size) {
                break;
            }
            out[n++] = (char)c;
        }
    }
    out[n] = '\0';
}

static int fail_v(struct bh_err *err, enum bh_err_kind kind, uint32_t line, uint32_t column,
                  const char *fmt, va_list args) BH_PRINTF(5, 0);

static int fail_v(struct bh_err *err, enum bh_err_kind kind, uint32_t line, uint32_t column,
                  const char *fmt, va_list args)
{
    char raw[sizeof(err->msg)];

    vsnprintf(raw, sizeof(raw), fmt, args);
    *err = (struct bh_err){ .kind = kind, .line = line, .column = column };
    escape_into(err->msg, sizeof(err->msg), raw);
    return -(int)kind;
}

int bh_fail(struct bh_err *err, enum bh_err_kind kind, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int rc = fail_v(err, kind, 0, 0, fmt, args);
    va_end(args);
    return rc;
}

int bh_fail_at(struct bh_err *err, enum bh_err_kind kind, uint32_t line, uint32_t column,
               const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    int rc = fail_v(err, kind, line, column, fmt, args);
    va_end(args);
    return rc;
}

int bh_fail_within(struct bh_err *err, const char *fmt, ...)
{
    char raw[sizeof(err->msg)], outer[sizeof(err->msg)], inner[sizeof(err->msg)];
    va_list args;

    va_start(args, fmt);
    vsnprintf(raw, sizeof(raw), fmt, args);
    va_end(args);
    escape_into(outer, sizeof(outer), raw);
    memcpy(inner, err->msg, sizeof(inner));

    size_t inner_n = strlen(inner), outer_n = strlen(outer);
    if (inner_n + 2 + 1 < sizeof(err->msg)) {
        size_t room = sizeof(err->msg) - inner_n - 2 - 1;
        outer_n = outer_n < room ? outer_n : room;
        memcpy(err->msg, outer, outer_n);
        memcpy(err->msg + outer_n, ": ", 2);
        memcpy(err->msg + outer_n + 2, inner, inner_n + 1);
    }
    return -(int)err->kind;
}

int bh_err_exit(enum bh_err_kind kind)
{
    switch (kind) {
#define X(name, exit, http, meaning) \
    case BH_ERR_##name:              \
        return exit;
        BH_ERR_KINDS(X)
#undef X
    case BH_ERR_NONE:
        break;
    }
    return 0;
}

const char *bh_err_meaning(enum bh_err_kind kind)
{
    switch (kind) {
#define X(name, exit, http, meaning) \
    case BH_ERR_##name:              \
        return meaning;
        BH_ERR_KINDS(X)
#undef X
    case BH_ERR_NONE:
        break;
    }
    return "no error";
}

_Noreturn void bh_bug(const char *cond, const char *file, int line)
{
    fprintf(stderr, "bulkhead: internal error: %s:%d: %s\n", file, line, cond);
    abort();
}
