/* Errors that carry what a person needs, on the caller's stack. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include <stdint.h>

#define BH_ERR_KINDS(X)                                    \
    /* name   exit http meaning                         */ \
    X(USAGE, 2, 400, "command line is wrong")              \
    X(INPUT, 3, 400, "input is malformed")                 \
    X(LIMIT, 3, 413, "input exceeds a set limit")          \
    X(SYSTEM, 4, 500, "operating system refused")          \
    X(REMOTE, 4, 502, "peer gave no usable answer")        \
    X(BUG, 5, 500, "internal error")

enum bh_err_kind {
    BH_ERR_NONE,
#define X(name, exit, http, meaning) BH_ERR_##name,
    BH_ERR_KINDS(X)
#undef X
};

struct bh_err {            /* owns nothing, needs no free, can be copied */
    enum bh_err_kind kind; /* BH_ERR_NONE until something failed */
    int sys;               /* errno behind a SYSTEM error, else 0 */
    uint32_t line, column; /* 1-based place in the input, 0 = unknown */
    char msg[224];         /* "outer: inner", NUL-ended, printable */
};

#define BH_MUST_CHECK   __attribute__((warn_unused_result))
#define BH_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* Fills *err and returns -kind. Control bytes of the finished message are escaped as \xNN. */
int bh_fail(struct bh_err *err, enum bh_err_kind kind, const char *fmt, ...) BH_PRINTF(3, 4);

/* As bh_fail, with the place in the input. */
int bh_fail_at(struct bh_err *err, enum bh_err_kind kind, uint32_t line, uint32_t column,
               const char *fmt, ...) BH_PRINTF(5, 6);

/* Puts "context: " before the message that is there; drops outer words, never the cause, when it is
 * too long. Returns -err->kind. */
int bh_fail_within(struct bh_err *err, const char *fmt, ...) BH_PRINTF(2, 3);

/* Process exit code of an error kind, as in BH_ERR_KINDS. */
int bh_err_exit(enum bh_err_kind kind);

/* What a kind means, in words. */
const char *bh_err_meaning(enum bh_err_kind kind);

/* A broken invariant: prints the condition and aborts. Never for anything that input can cause. */
_Noreturn void bh_bug(const char *cond, const char *file, int line);
#define BH_BUG_ON(cond)                        \
    do {                                       \
        if (__builtin_expect(!!(cond), 0)) {   \
            bh_bug(#cond, __FILE__, __LINE__); \
        }                                      \
    } while (0)

#endif
