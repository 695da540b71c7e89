/* Fuzzes label selectors. Properties:
 *
 *   - what is printed from a parsed selector parses to the same selector, and prints the same;
 *   - it then matches the same labels, and what it matches does not depend on when it is asked;
 *   - a budget that was enough is enough again, and one byte less is refused as a limit, never as input;
 *   - a refusal names a column inside the text or right behind it. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fuzz.h"
#include "kube/selector.h"

#define CHECK(cond) BH_BUG_ON(!(cond))

enum { BUDGET = 16 * 1024 * 1024, N_SETS = 5 };

static struct bh_pair pairs[] = {
    { { "a", 1 }, { "b", 1 } }, { { "app", 3 }, { "web", 3 } }, { { "n", 1 }, { "5", 1 } },
    { { "in", 2 }, { "", 0 } }, { { "x/y", 3 }, { "-3", 2 } },
};

/* The first n labels. */
static bool matches(const struct bh_selector *selector, uint32_t n)
{
    const struct bh_pairs labels = { pairs, n, true };

    return bh_selector_matches(selector, &labels);
}

static void print_set(struct bh_buf *out, const struct bh_requirement *r)
{
    bh_buf_add(out, r->key);
    bh_buf_add_c(out, r->kind == BH_REQUIRE_IN ? " in (" : " notin (");
    for (uint32_t i = 0; i < r->n_values; i++) {
        bh_buf_add_c(out, i > 0 ? "," : "");
        bh_buf_add(out, r->values[i]);
    }
    bh_buf_add_c(out, ")");
}

static void print_selector(struct bh_buf *out, const struct bh_selector *selector)
{
    for (uint32_t i = 0; i < selector->n; i++) {
        const struct bh_requirement *r = &selector->requirements[i];
        bh_buf_add_c(out, i > 0 ? "," : "");
        switch (r->kind) {
        case BH_REQUIRE_IN:
        case BH_REQUIRE_NOT_IN:
            print_set(out, r);
            break;
        case BH_REQUIRE_ABSENT:
            bh_buf_add_byte(out, '!');
            bh_buf_add(out, r->key);
            break;
        case BH_REQUIRE_EXISTS:
            bh_buf_add(out, r->key);
            break;
        case BH_REQUIRE_GREATER:
        case BH_REQUIRE_LESS:
            bh_buf_add(out, r->key);
            bh_buf_add_byte(out, r->kind == BH_REQUIRE_GREATER ? '>' : '<');
            /* a minus starts no label value, so that no bound below zero can be written */
            CHECK(r->bound >= 0);
            bh_buf_add_i64(out, r->bound);
            break;
        }
    }
}

static void check_same(const struct bh_selector *a, const struct bh_selector *b)
{
    CHECK(a->n == b->n);
    for (uint32_t i = 0; i < a->n; i++) {
        const struct bh_requirement *x = &a->requirements[i], *y = &b->requirements[i];
        CHECK(x->kind == y->kind && bh_str_eq(x->key, y->key) && x->n_values == y->n_values);
        for (uint32_t k = 0; k < x->n_values; k++) {
            CHECK(bh_str_eq(x->values[k], y->values[k]));
        }
        CHECK(x->bound == y->bound);
    }
}

static void check_accepted(struct bh_str text, const struct bh_selector *selector, size_t used)
{
    struct bh_buf printed = { 0 }, again = { 0 };
    struct bh_selector second;
    struct bh_arena arena;
    struct bh_err err;

    print_selector(&printed, selector);
    bh_arena_init(&arena, BUDGET);
    int rc = bh_selector_parse(bh_buf_str(&printed), &arena, &second, &err);
    /* what is printed may be longer than what was read, and then too long */
    CHECK(rc == 0 || (rc == -BH_ERR_LIMIT && printed.n > text.n));
    if (rc == 0) {
        check_same(selector, &second);
        print_selector(&again, &second);
        CHECK(bh_str_eq(bh_buf_str(&printed), bh_buf_str(&again)));
    }
    for (uint32_t n = 0; rc == 0 && n <= N_SETS; n++) {
        CHECK(matches(selector, n) == matches(&second, n));
        CHECK(matches(selector, n) == matches(selector, n));
    }
    bh_arena_done(&arena);

    bh_arena_init(&arena, used);
    CHECK(bh_selector_parse(text, &arena, &second, &err) == 0);
    check_same(selector, &second);
    bh_arena_done(&arena);
    if (used > 0) {
        bh_arena_init(&arena, used - 1);
        CHECK(bh_selector_parse(text, &arena, &second, &err) == -BH_ERR_LIMIT);
        bh_arena_done(&arena);
    }
    bh_buf_done(&printed);
    bh_buf_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bh_str text = bh_str((const char *)data, size);
    struct bh_selector selector;
    struct bh_arena arena;
    struct bh_err err = { 0 };

    bh_arena_init(&arena, BUDGET);
    int rc = bh_selector_parse(text, &arena, &selector, &err);
    CHECK(rc == 0 || rc == -BH_ERR_INPUT || rc == -BH_ERR_LIMIT);
    if (rc == 0) {
        check_accepted(text, &selector, arena.used);
    } else if (rc == -BH_ERR_INPUT) {
        CHECK(err.column >= 1 && err.column <= size + 1 && err.msg[0] != '\0');
    }
    bh_arena_done(&arena);
    return 0;
}
