/* Keys that stand twice: found in short and long objects, at any depth. */
#include "base/buf.h"
#include "kube/repeats.h"
#include "kube_test.h"

static void test_repeat_find__finds_the_first_in_objects_of_any_length(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= 3 * BH_FEW_KEYS; n++) {
        struct bh_buf text = { 0 };
        struct bh_repeat repeat;
        struct kube_test t;

        bh_buf_add_c(&text, "{\"first\":0");
        for (unsigned i = 0; i < n; i++) {
            bh_buf_addf(&text, ",\"k%u\":{\"first\":1}", i);
        }
        size_t without = text.n;
        bh_buf_add_c(&text, "}");
        kube_test_parse(&t, bh_buf_str(&text));
        assert_int_equal(bh_repeat_find(t.doc.nodes, &repeat, &t.arena, &t.err), 0);
        assert_null(repeat.first);
        assert_null(repeat.again);
        kube_test_done(&t);

        text.n = without;
        bh_buf_add_c(&text, ",\n\"first\":2}");
        kube_test_parse(&t, bh_buf_str(&text));
        assert_int_equal(bh_repeat_find(t.doc.nodes, &repeat, &t.arena, &t.err), 0);
        assert_ptr_equal(repeat.first, t.doc.nodes + 1);
        assert_ptr_equal(repeat.again, bh_doc_key(t.doc.nodes, BH_S("first")));
        assert_ptr_equal(bh_repeat_earlier(t.doc.nodes, repeat.again), repeat.first);
        assert_null(bh_repeat_earlier(t.doc.nodes, repeat.first));
        assert_int_equal(bh_repeat_fail(&t.doc, &repeat, &t.err), -BH_ERR_INPUT);
        assert_string_equal(t.err.msg, "key 'first' is repeated: first on line 1, again on line 2");
        kube_test_done(&t);
        bh_buf_done(&text);
    }
}

static void test_repeat_next__visits_every_object(void **state)
{
    struct bh_repeat repeat;
    struct kube_test t;
    unsigned n = 0;

    (void)state;
    kube_test_parse_c(&t, "{\"a\":[{\"b\":1,\"b\":{\"c\":1,\"c\":2}}],\"a\":1,\"d\":{\"e\":1}}");
    const struct bh_node *at = t.doc.nodes, *end = at + t.doc.n;
    static const char *const keys[] = { "a", "b", "c" };
    while (at < end) {
        assert_int_equal(bh_repeat_next(&at, end, &repeat, &t.arena, &t.err), 0);
        if (repeat.again != NULL) {
            assert_str(bh_node_text(repeat.again), n < 3 ? keys[n] : "a fourth");
            n++;
        }
    }
    assert_int_equal(n, 3);
    kube_test_done(&t);
}

static void test_repeat_find__a_long_object_takes_memory(void **state)
{
    struct bh_buf text = { 0 };
    struct bh_repeat repeat;
    struct kube_test t;

    (void)state;
    bh_buf_add_c(&text, "{\"x\":0");
    for (unsigned i = 0; i < 2 * BH_FEW_KEYS; i++) {
        bh_buf_addf(&text, ",\"k%u\":1", i);
    }
    bh_buf_add_c(&text, "}");
    kube_test_parse(&t, bh_buf_str(&text));
    bh_arena_done(&t.arena);
    bh_arena_init(&t.arena, 16);
    assert_int_equal(bh_repeat_find(t.doc.nodes, &repeat, &t.arena, &t.err), -BH_ERR_LIMIT);
    kube_test_done(&t);
    bh_buf_done(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeat_find__finds_the_first_in_objects_of_any_length),
        cmocka_unit_test(test_repeat_next__visits_every_object),
        cmocka_unit_test(test_repeat_find__a_long_object_takes_memory),
    };

    return cmocka_run_group_tests_name("repeats", tests, NULL, NULL);
}
