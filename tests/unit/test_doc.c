/* Looking things up in a document: members, places, paths. */
#include "base/buf.h"
#include "base/limits.h"
#include "kube/doc.h"
#include "kube_test.h"

static void test_member__finds_the_last_of_repeated_keys(void **state)
{
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"a\":1,\"b\":{\"a\":3},\"a\":2,\"n\":null}");
    const struct bh_node *root = t.doc.nodes;
    assert_str(bh_node_text(bh_doc_member(root, BH_S("a"))), "2");
    assert_ptr_equal(bh_doc_key(root, BH_S("a")) + 1, bh_doc_member(root, BH_S("a")));
    assert_str(bh_node_text(bh_doc_member(bh_doc_member(root, BH_S("b")), BH_S("a"))), "3");
    assert_int_equal(bh_doc_member(root, BH_S("n"))->kind, BH_NODE_NULL);
    assert_null(bh_doc_member(root, BH_S("c")));
    assert_null(bh_doc_member(root, BH_S("")));
    assert_null(bh_doc_member(bh_doc_member(root, BH_S("a")), BH_S("a"))); /* a number has none */
    assert_null(bh_doc_member(NULL, BH_S("a")));
    kube_test_done(&t);
}

static void test_place__counts_lines_and_code_points(void **state)
{
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "\n  {\"\xC3\xA9\":\t1,\r\n \"b\":[2,\n\n3]}");
    struct bh_place at = bh_doc_place(&t.doc, t.doc.nodes);
    assert_int_equal(at.line, 2);
    assert_int_equal(at.column, 3);
    at = bh_doc_place(&t.doc, bh_doc_member(t.doc.nodes, BH_S("\xC3\xA9")));
    assert_int_equal(at.line, 2);
    assert_int_equal(at.column, 9);
    at = bh_doc_place(&t.doc, bh_doc_key(t.doc.nodes, BH_S("b")));
    assert_int_equal(at.line, 3);
    assert_int_equal(at.column, 2);
    at = bh_doc_place(&t.doc, bh_doc_member(t.doc.nodes, BH_S("b")) + 2);
    assert_int_equal(at.line, 5);
    assert_int_equal(at.column, 1);
    at = bh_doc_place(&t.doc, NULL);
    assert_int_equal(at.line, 0);
    assert_int_equal(at.column, 0);
    kube_test_done(&t);
}

static void test_place__of_a_document_with_lines_is_the_nodes_own(void **state)
{
    const struct bh_node node = { .kind = BH_NODE_NULL, .skip = 1, .place = 70000, .column = 9 };
    const struct bh_doc doc = { .nodes = &node, .n = 1, .has_lines = true };

    (void)state;
    struct bh_place at = bh_doc_place(&doc, &node);
    assert_int_equal(at.line, 70000);
    assert_int_equal(at.column, 9);
}

static void test_path__is_what_locate_takes(void **state)
{
    static const char *const paths[] = { "", "a", "a[1]", "a[1].b.c", "d.e[0][1]" };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"a\":[1,{\"b\":{\"c\":1}}],\"d\":{\"e\":[[0,1]]}}");
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        bool is_whole = false;
        const struct bh_node *at = bh_doc_locate(&t.doc, bh_str_c(paths[i]), &is_whole);
        assert_true(is_whole);
        at = at->kind == BH_NODE_KEY ? at + 1 : at;
        assert_str(bh_doc_path(&t.doc, at, &t.arena), paths[i]);
    }
    bh_arena_done(&t.arena);
    bh_arena_init(&t.arena, 1);
    assert_false(
        bh_str_is_set(bh_doc_path(&t.doc, bh_doc_member(t.doc.nodes, BH_S("a")), &t.arena)));
    kube_test_done(&t);
}

static void test_locate__goes_as_deep_as_the_path_exists(void **state)
{
    static const struct {
        const char *path;
        uint32_t line;
        bool is_whole;
    } cases[] = {
        { "", 1, true },
        { "spec", 2, true },
        { "spec.containers", 3, true },
        { "spec.containers[0]", 4, true },
        { "spec.containers[1]", 5, true },
        { "spec.containers[1].name", 6, true },
        { "spec.containers[2]", 3, false },
        { "spec.containers[1].image", 5, false },
        { "spec.containers[1].name.x", 6, false },
        { "spec.containers[0].securityContext.privileged", 4, false },
        { "spec.containers[x]", 3, false },
        { "spec.containers[18446744073709551616]", 3, false },
        { "spec.containers.name", 3, false },
        { "spec.hostPID", 2, false },
        { "nothing.at.all", 1, false },
        { "metadata.annotations[a.b/c]", 9, true },
        { "metadata.annotations[x]y]", 10, true },
        { "metadata.annotations[0]", 11, true }, /* a key that looks like an index */
        { "metadata.annotations[nope]", 8, false },
        { "metadata.annotations[", 8, false },
    };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\n\"spec\":{\n\"containers\":[\n{},\n{\n\"name\":\"b\"}]},\n"
                          "\"metadata\":{\n\"annotations\":{\n\"a.b/c\":\"1\",\n\"x]y\":\"2\",\n"
                          "\"0\":\"3\"}}}");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bool is_whole = !cases[i].is_whole;
        const struct bh_node *node = bh_doc_locate(&t.doc, bh_str_c(cases[i].path), &is_whole);
        struct bh_place at = bh_doc_place(&t.doc, node);
        if (at.line != cases[i].line || is_whole != cases[i].is_whole) {
            fail_msg("'%s': line %u, %s", cases[i].path, at.line, is_whole ? "whole" : "not whole");
        }
    }
    kube_test_done(&t);
}

/* 100 containers of 40 capabilities each, and 100 annotations, one of them twice. */
static void add_large(struct bh_buf *out)
{
    bh_buf_add_c(out, "{\"spec\":{\"containers\":[");
    for (int i = 0; i < 100; i++) {
        bh_buf_addf(out, "%s{\"add\":[", i > 0 ? ",\n" : "");
        for (int k = 0; k < 40; k++) {
            bh_buf_addf(out, "%s%d", k % 7 == 6 ? ",\n" : k > 0 ? "," : "", k);
        }
        bh_buf_add_c(out, "]}");
    }
    bh_buf_add_c(out, "]},\"annotations\":{\"k7\":0");
    for (int i = 0; i < 100; i++) {
        bh_buf_addf(out, ",\n\"k%d\":1", i);
    }
    bh_buf_add_c(out, "}}");
}

static void test_finder__finds_what_locate_finds_in_any_order(void **state)
{
    struct bh_buf text = { 0 };
    struct bh_finder finder;
    struct kube_test t;
    uint32_t random = 1;

    (void)state;
    add_large(&text);
    kube_test_parse(&t, bh_buf_str(&text));
    finder = (struct bh_finder){ .doc = &t.doc, .arena = &t.arena };
    for (uint32_t i = 0; i < 6000; i++) {
        struct bh_place found;
        char path[64];
        bool is_whole;

        random = random * 1664525u + 1013904223u;
        /* first in order, then at random */
        uint32_t a = i < 3000 ? i / 30 : (random >> 8) % 110,
                 b = i < 3000 ? i % 41 : (random >> 20) % 50;
        switch (i % 4) {
        case 0:
            snprintf(path, sizeof(path), "spec.containers[%u].none", a);
            break;
        case 1:
            snprintf(path, sizeof(path), "annotations[%c%u]", b % 5 == 0 ? 'x' : 'k', a);
            break;
        default:
            snprintf(path, sizeof(path), "spec.containers[%u].add[%u]", a, b);
        }
        assert_int_equal(bh_finder_place(&finder, bh_str_c(path), &found, &t.err), 0);
        struct bh_place expected =
            bh_doc_place(&t.doc, bh_doc_locate(&t.doc, bh_str_c(path), &is_whole));
        if (found.line != expected.line || found.column != expected.column) {
            fail_msg("%s: %u:%u, expected %u:%u", path, found.line, found.column, expected.line,
                     expected.column);
        }
    }
    kube_test_done(&t);
    bh_buf_done(&text);
}

static void test_finder__every_budget_is_a_limit_or_enough(void **state)
{
    struct bh_buf text = { 0 };
    struct bh_place found = { 0, 0 };
    struct kube_test t;
    size_t budget = 0;
    int rc;

    (void)state;
    add_large(&text);
    kube_test_parse(&t, bh_buf_str(&text));
    do {
        bh_arena_done(&t.arena);
        bh_arena_init(&t.arena, budget);
        budget += 40;
        struct bh_finder finder = { .doc = &t.doc, .arena = &t.arena };
        rc = bh_finder_place(&finder, BH_S("annotations[k99]"), &found, &t.err);
        assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
        assert_true(rc == 0 || found.line == 0);
    } while (rc != 0);
    assert_true(found.line > 100);
    kube_test_done(&t);
    bh_buf_done(&text);
}

static void test_what__names_every_kind(void **state)
{
    struct bh_node node = { .skip = 1 };

    (void)state;
    assert_string_equal(bh_node_what(NULL), "nothing");
    for (unsigned kind = BH_NODE_NULL; kind <= BH_NODE_KEY; kind++) {
        node.kind = (uint8_t)kind;
        assert_string_not_equal(bh_node_what(&node), "something unknown");
    }
    node.kind = BH_NODE_FALSE;
    assert_string_equal(bh_node_what(&node), "a boolean");
    node.kind = BH_NODE_KEY + 1;
    assert_string_equal(bh_node_what(&node), "something unknown");
}

static void test_nodes_reserve__grows_up_to_the_limit(void **state)
{
    struct bh_nodes nodes = { 0 };
    struct bh_err err;

    (void)state;
    assert_int_equal(bh_nodes_reserve(&nodes, 1, &err), 0);
    assert_true(nodes.room >= 1);
    nodes.v[0] = (struct bh_node){ .skip = 7 };
    nodes.n = 1;
    assert_int_equal(bh_nodes_reserve(&nodes, 5000, &err), 0);
    assert_true(nodes.room >= 5001);
    assert_int_equal(nodes.v[0].skip, 7);
    assert_int_equal(bh_nodes_reserve(&nodes, BH_MAX_NODES, &err), -BH_ERR_LIMIT);
    assert_int_equal(bh_nodes_reserve(&nodes, UINT32_MAX, &err), -BH_ERR_LIMIT);
    assert_string_equal(err.msg, "more than 4000000 values in one object");
    bh_nodes_done(&nodes);
    assert_null(nodes.v);
    bh_nodes_done(&nodes);
    bh_nodes_done(NULL);
}

/* Held against counting byte by byte, at every length around the strides, on text with many line ends and with few. */
static void test_place_after__counts_as_one_does_by_hand(void **state)
{
    (void)state;
    enum { SIZE = 20000 };
    static char text[SIZE];

    for (unsigned every = 1; every < 200; every += 33) {
        for (size_t i = 0; i < SIZE; i++) {
            text[i] = i % every == 0 ? '\n'
                      : i % 7 == 3   ? (char)0xC3
                      : i % 7 == 4   ? (char)0xA9
                                     : 'x';
        }
        for (size_t n = 0; n <= SIZE; n += n < 300 ? 1 : 1237) {
            struct bh_place expected = { 5, 9 };
            for (size_t i = 0; i < n; i++) {
                if (text[i] == '\n') {
                    expected.line++;
                    expected.column = 1;
                } else {
                    expected.column += ((unsigned char)text[i] & 0xC0) != 0x80;
                }
            }
            struct bh_place place = bh_place_after((struct bh_place){ 5, 9 }, text, text + n);
            assert_int_equal(place.line, expected.line);
            assert_int_equal(place.column, expected.column);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_member__finds_the_last_of_repeated_keys),
        cmocka_unit_test(test_place__counts_lines_and_code_points),
        cmocka_unit_test(test_place__of_a_document_with_lines_is_the_nodes_own),
        cmocka_unit_test(test_path__is_what_locate_takes),
        cmocka_unit_test(test_locate__goes_as_deep_as_the_path_exists),
        cmocka_unit_test(test_finder__finds_what_locate_finds_in_any_order),
        cmocka_unit_test(test_finder__every_budget_is_a_limit_or_enough),
        cmocka_unit_test(test_what__names_every_kind),
        cmocka_unit_test(test_nodes_reserve__grows_up_to_the_limit),
        cmocka_unit_test(test_place_after__counts_as_one_does_by_hand),
    };

    return cmocka_run_group_tests_name("doc", tests, NULL, NULL);
}
