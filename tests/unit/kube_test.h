/* What the tests of kube/ and review/ share: a JSON text parsed to a document, and decoded. */
#ifndef TESTS_UNIT_KUBE_TEST_H
#define TESTS_UNIT_KUBE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "kube/decode.h"
#include "kube/json.h"
#include "kube/kinds.h"

enum { KUBE_TEST_BUDGET = 64 * 1024 * 1024 };

struct kube_test {
    struct bh_arena text_arena; /* of the reader */
    struct bh_arena arena;      /* of the decoder and what follows; its budget may be set */
    struct bh_nodes nodes;
    struct bh_doc doc;
    struct bh_issues issues;
    struct bh_decode_options options;
    struct bh_err err;
};

static inline void kube_test_done(struct kube_test *t)
{
    bh_arena_done(&t->text_arena);
    bh_arena_done(&t->arena);
    bh_nodes_done(&t->nodes);
}

/* Parses 'text', which must be JSON and outlive 't'. */
static inline void kube_test_parse(struct kube_test *t, struct bh_str text)
{
    struct bh_json json;
    const char *start;

    *t = (struct kube_test){ 0 };
    bh_arena_init(&t->text_arena, KUBE_TEST_BUDGET);
    bh_arena_init(&t->arena, KUBE_TEST_BUDGET);
    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    if (bh_json_value(&json, &t->text_arena, &t->nodes, &start, &t->err) != 0) {
        fail_msg("no JSON: %s in " BH_FMT, t->err.msg, BH_ARG(text));
    }
    struct bh_place place = bh_json_place(&json, start);
    t->doc = (struct bh_doc){
        .nodes = t->nodes.v,
        .n = t->nodes.n,
        .text = bh_str(start, (size_t)(json.at - start)),
        .line = place.line,
        .column = place.column,
    };
}

static inline void kube_test_parse_c(struct kube_test *t, const char *text)
{
    kube_test_parse(t, bh_str_c(text));
}

/* Decodes the root as 'type' into 'out', with a fresh arena. */
static inline int kube_test_decode(struct kube_test *t, const struct bh_type *type, void *out)
{
    bh_arena_reset(&t->arena);
    t->issues = (struct bh_issues){ 0 };
    t->err = (struct bh_err){ 0 };
    return bh_decode(type, &t->doc, t->doc.nodes, &t->options, out, &t->issues, &t->arena, &t->err);
}

/* Decodes the root by its own apiVersion and kind, with a fresh arena. */
static inline int kube_test_object(struct kube_test *t, struct bh_decoded *out)
{
    const struct bh_node *version = bh_doc_member(t->doc.nodes, BH_S("apiVersion"));
    const struct bh_node *kind = bh_doc_member(t->doc.nodes, BH_S("kind"));

    bh_arena_reset(&t->arena);
    t->issues = (struct bh_issues){ 0 };
    t->err = (struct bh_err){ 0 };
    return bh_decode_object(&t->doc, version == NULL ? bh_str(NULL, 0) : bh_node_text(version),
                            kind == NULL ? bh_str(NULL, 0) : bh_node_text(kind), &t->options, out,
                            &t->issues, &t->arena, &t->err);
}

static inline void assert_str(struct bh_str actual, const char *expected)
{
    if (!bh_str_is_set(actual)) {
        fail_msg("unset, expected '%s'", expected);
    }
    if (!bh_str_eq(actual, bh_str_c(expected))) {
        fail_msg("'" BH_FMT "', expected '%s'", BH_ARG(actual), expected);
    }
}

#endif
