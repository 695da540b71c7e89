/* Unit tests of state/snapshot.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "state/snapshot.h"

static struct bh_meta meta_of(const char *name, struct bh_pair *pairs, uint32_t n)
{
    return (struct bh_meta){ .name = bh_str_c(name),
                             .labels = { .v = pairs, .n = n, .is_set = true } };
}

static bool add(struct bh_snapshot *snapshot, const struct bh_meta *meta, uint32_t line)
{
    struct bh_err err;
    bool is_news = false;

    assert_int_equal(
        bh_snapshot_add_namespace(snapshot, meta, BH_S("a.yaml"), line, &is_news, &err), 0);
    return is_news;
}

static void test_namespace__finds_what_was_added(void **state)
{
    struct bh_snapshot snapshot;
    struct bh_pair pairs[] = { { BH_S("b"), BH_S("2") }, { BH_S("a"), BH_S("1") } };
    struct bh_meta meta = meta_of("shop", pairs, 2);

    (void)state;
    bh_snapshot_init(&snapshot, 1 << 20);
    assert_null(bh_snapshot_namespace(&snapshot, BH_S("shop")));
    assert_true(add(&snapshot, &meta, 3));
    const struct bh_namespace *found = bh_snapshot_namespace(&snapshot, BH_S("shop"));
    assert_non_null(found);
    assert_int_equal(found->line, 3);
    assert_int_equal(found->labels.n, 2);
    assert_false(found->is_repeated);
    assert_null(bh_snapshot_namespace(&snapshot, BH_S("sho")));
    bh_snapshot_done(&snapshot);
}

static void test_add_namespace__copies_the_text(void **state)
{
    struct bh_snapshot snapshot;
    char key[] = "tier", value[] = "web", name[] = "shop";
    struct bh_pair pairs[] = { { bh_str(key, 4), bh_str(value, 3) } };
    struct bh_meta meta = { .name = bh_str(name, 4),
                            .labels = { .v = pairs, .n = 1, .is_set = true } };

    (void)state;
    bh_snapshot_init(&snapshot, 1 << 20);
    assert_true(add(&snapshot, &meta, 1));
    key[0] = value[0] = name[0] = 'X';
    const struct bh_namespace *found = bh_snapshot_namespace(&snapshot, BH_S("shop"));
    assert_non_null(found);
    assert_true(bh_str_eq(found->labels.v[0].key, BH_S("tier")));
    assert_true(bh_str_eq(found->labels.v[0].value, BH_S("web")));
    bh_snapshot_done(&snapshot);
}

static void test_add_namespace__order_of_labels_is_no_news(void **state)
{
    struct bh_snapshot snapshot;
    struct bh_pair one[] = { { BH_S("b"), BH_S("2") }, { BH_S("a"), BH_S("1") } };
    struct bh_pair two[] = { { BH_S("a"), BH_S("1") }, { BH_S("b"), BH_S("2") } };
    struct bh_meta first = meta_of("shop", one, 2), second = meta_of("shop", two, 2);

    (void)state;
    bh_snapshot_init(&snapshot, 1 << 20);
    assert_true(add(&snapshot, &first, 1));
    assert_false(add(&snapshot, &second, 9));
    const struct bh_namespace *found = bh_snapshot_namespace(&snapshot, BH_S("shop"));
    assert_int_equal(found->line, 1);
    assert_false(found->is_repeated);
    bh_snapshot_done(&snapshot);
}

static void test_add_namespace__last_one_counts(void **state)
{
    struct bh_snapshot snapshot;
    struct bh_pair one[] = { { BH_S("a"), BH_S("1") } };
    struct bh_pair other_value[] = { { BH_S("a"), BH_S("2") } };
    struct bh_pair other_key[] = { { BH_S("c"), BH_S("2") } };
    struct bh_meta metas[] = { meta_of("shop", one, 1), meta_of("shop", other_value, 1),
                               meta_of("shop", other_key, 1), meta_of("shop", NULL, 0) };

    (void)state;
    bh_snapshot_init(&snapshot, 1 << 20);
    for (uint32_t i = 0; i < 4; i++) {
        assert_true(add(&snapshot, &metas[i], i + 1));
    }
    const struct bh_namespace *found = bh_snapshot_namespace(&snapshot, BH_S("shop"));
    assert_int_equal(found->line, 4);
    assert_int_equal(found->labels.n, 0);
    assert_true(found->is_repeated);
    bh_snapshot_done(&snapshot);
}

static void test_add_namespace__budget_is_a_limit(void **state)
{
    struct bh_snapshot snapshot;
    struct bh_meta meta = meta_of("a-name-that-is-longer-than-the-budget", NULL, 0);
    struct bh_err err;
    bool is_news = false;

    (void)state;
    bh_snapshot_init(&snapshot, 16);
    assert_int_equal(bh_snapshot_add_namespace(&snapshot, &meta, BH_S("a.yaml"), 1, &is_news, &err),
                     -BH_ERR_LIMIT);
    assert_false(is_news);
    bh_snapshot_done(&snapshot);
    bh_snapshot_done(NULL);
}

static void test_add_unreadable__is_not_a_namespace_without_labels(void **state)
{
    struct bh_snapshot snapshot;
    struct bh_meta bare = meta_of("shop", NULL, 0);
    struct bh_err err;
    bool is_news = false;

    (void)state;
    bh_snapshot_init(&snapshot, 1 << 20);
    assert_true(add(&snapshot, &bare, 1));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            bh_snapshot_add_unreadable(&snapshot, BH_S("shop"), BH_S("b.yaml"), 7, &is_news, &err),
            0);
        assert_int_equal(is_news, i == 0);
        const struct bh_namespace *found = bh_snapshot_namespace(&snapshot, BH_S("shop"));
        assert_true(found->is_unreadable);
        assert_true(found->is_repeated);
        assert_int_equal(found->line, 7);
        assert_int_equal(found->labels.n, 0);
    }
    assert_true(add(&snapshot, &bare, 9));
    assert_false(bh_snapshot_namespace(&snapshot, BH_S("shop"))->is_unreadable);
    bh_snapshot_done(&snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_namespace__finds_what_was_added),
        cmocka_unit_test(test_add_namespace__copies_the_text),
        cmocka_unit_test(test_add_namespace__order_of_labels_is_no_news),
        cmocka_unit_test(test_add_namespace__last_one_counts),
        cmocka_unit_test(test_add_namespace__budget_is_a_limit),
        cmocka_unit_test(test_add_unreadable__is_not_a_namespace_without_labels),
    };

    return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
