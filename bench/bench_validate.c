/* The least that any reader of a large JSON List must do: reads stdin through the same window as the program, and passes
 * over the members of the outermost object and over the elements of the arrays in it one by one, validating all of them
 * and keeping nothing. bench/run measures it whole, as it measures `bulkhead scan -`, on the same file.
 *
 * Prints the number of elements. Leaves out what a scan adds: nodes, decoding, judging, the report. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "kube/json.h"
#include "kube/window.h"

struct pass {
    struct bh_window window;
    struct bh_arena arena; /* for keys with escapes */
    unsigned long n_elements;
};

enum op { PEEK, SKIP, OPEN_OBJECT, OPEN_ARRAY, KEY, ELEMENT };

struct taken {
    int kind;
    bool has_element;
    struct bh_str key;
};

static int read_stdin(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    (void)ctx;
    ssize_t n = read(STDIN_FILENO, buf, size);

    if (n < 0) {
        return bh_fail(err, BH_ERR_SYSTEM, "stdin: %s", strerror(errno));
    }
    *out_n = (size_t)n;
    return 0;
}

/* One call of the reader, again with more of the input as long as it asks for it. What it takes is let go. */
static int take(struct pass *pass, enum op op, bool is_first, struct taken *out, struct bh_err *err)
{
    struct bh_window *w = &pass->window;

    for (;;) {
        struct bh_json json;
        const char *buf = w->buf != NULL ? w->buf : "";
        int rc = 0;

        bh_json_window(&json, buf + w->at, buf + w->pos, buf + w->end, w->is_eof, w->line,
                       w->column);
        switch (op) {
        case PEEK:
            rc = bh_json_peek(&json, &out->kind, err);
            break;
        case SKIP:
            rc = bh_json_skip(&json, err);
            break;
        case OPEN_OBJECT:
            rc = bh_json_open(&json, '{', err);
            break;
        case OPEN_ARRAY:
            rc = bh_json_open(&json, '[', err);
            break;
        case KEY:
            rc = bh_json_key(&json, is_first, &pass->arena, &out->key, err);
            break;
        case ELEMENT:
            rc = bh_json_element(&json, is_first, &out->has_element, err);
            break;
        }
        if (rc == 0) {
            w->pos = (size_t)(json.at - buf);
            bh_window_consume(w, w->pos);
        }
        if (rc != BH_JSON_MORE) {
            return rc;
        }
        rc = bh_window_more(w, err);
        if (rc != 0) {
            return rc;
        }
    }
}

static int pass_elements(struct pass *pass, struct bh_err *err)
{
    struct taken taken = { 0 };
    int rc = take(pass, OPEN_ARRAY, false, &taken, err);

    for (bool is_first = true; rc == 0; is_first = false) {
        rc = take(pass, ELEMENT, is_first, &taken, err);
        if (rc != 0 || !taken.has_element) {
            break;
        }
        pass->n_elements++;
        rc = take(pass, SKIP, false, &taken, err);
    }
    return rc;
}

static int pass_members(struct pass *pass, struct bh_err *err)
{
    struct taken taken = { 0 };
    int rc = take(pass, OPEN_OBJECT, false, &taken, err);

    for (bool is_first = true; rc == 0; is_first = false) {
        rc = take(pass, KEY, is_first, &taken, err);
        if (rc != 0 || !bh_str_is_set(taken.key)) {
            break;
        }
        rc = take(pass, PEEK, false, &taken, err);
        if (rc == 0) {
            rc = taken.kind == BH_NODE_ARRAY ? pass_elements(pass, err)
                                             : take(pass, SKIP, false, &taken, err);
        }
    }
    return rc;
}

int main(void)
{
    struct pass pass = { .n_elements = 0 };
    struct bh_err err = { 0 };

    bh_window_init(&pass.window, (struct bh_source){ .read = read_stdin });
    bh_arena_init(&pass.arena, BH_MAX_OBJECT_MEMORY);
    int rc = pass_members(&pass, &err);
    if (rc == 0) {
        printf("%lu\n", pass.n_elements);
    } else {
        fprintf(stderr, "bench_validate: %u:%u: %s\n", err.line, err.column, err.msg);
    }
    bh_arena_done(&pass.arena);
    bh_window_done(&pass.window);
    return rc == 0 && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
