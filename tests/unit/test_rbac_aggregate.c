/* Unit tests of aggregated cluster roles (rbac/aggregate.c): whose rules they get, where these are written, and what is said
 * of circles. That the outcome is upstream's is held by the recorded vectors. */
#include "rbac_test.h"

#define LABELS(key) "\"" key "\":\"y\""
#define SELECT(key) "{\"matchLabels\":{\"" key "\":\"y\"}}"
#define GET(what)   RULE("\"get\"", "\"\"", "\"" what "\"")

static const struct bh_rbac_role *find_role(const struct rbac_test *t, const char *name)
{
    for (uint32_t i = 0; i < t->set.n_roles; i++) {
        if (bh_str_eq(t->set.roles[i].known->head.name, bh_str_c(name))) {
            return &t->set.roles[i];
        }
    }
    fail_msg("no role %s", name);
    return NULL;
}

/* "resource<writer[index] ..." of a role's rules. */
static void assert_rules(const struct rbac_test *t, const char *name, const char *expected)
{
    const struct bh_rbac_role *role = find_role(t, name);
    struct bh_buf text = { 0 };

    for (uint32_t i = 0; i < role->n_rules; i++) {
        bh_buf_addf(&text, "%s" BH_FMT "<" BH_FMT "[%u]", i > 0 ? " " : "",
                    BH_ARG(role->rules[i].rule->resources.v[0]),
                    BH_ARG(role->rules[i].written->known->head.name), role->rules[i].written_index);
    }
    if (!bh_str_eq(bh_buf_str(&text), bh_str_c(expected))) {
        fail_msg("%s: '" BH_FMT "'", name, BH_ARG(bh_buf_str(&text)));
    }
    bh_buf_done(&text);
}

static void assert_problems(const struct rbac_test *t, const char *expected)
{
    struct bh_buf text = { 0 };

    for (uint32_t i = 0; i < t->set.n_problems; i++) {
        const struct bh_rbac_problem *p = &t->set.problems[i];
        bh_buf_addf(&text, "%s " BH_FMT ": " BH_FMT "\n", bh_rbac_problem_name(p->kind),
                    BH_ARG(p->object->name), BH_ARG(p->text));
    }
    if (!bh_str_eq(bh_buf_str(&text), bh_str_c(expected))) {
        fail_msg("'" BH_FMT "'", BH_ARG(bh_buf_str(&text)));
    }
    bh_buf_done(&text);
}

static void test_aggregate__takes_rules_over_and_says_where_they_stand(void **state)
{
    static const char *const objects[] = {
        /* named so that what is aggregated comes before what it needs */
        AGGREGATE("a-top", "", SELECT("to-top"), GET("stale")),
        AGGREGATE("b-middle", LABELS("to-top"), SELECT("to-middle"), ""),
        CLUSTER_ROLE("c-leaf", LABELS("to-middle"), GET("pods") "," GET("nodes")),
        CLUSTER_ROLE("d-leaf", LABELS("to-middle") "," LABELS("to-top"),
                     GET("nodes") "," GET("jobs")),
        CLUSTER_ROLE("e-other", LABELS("else"), GET("secrets")),
        CLUSTER_BINDING("x", "a-top", USER("u")),
        NULL,
    };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, NULL);
    assert_rules(&t, "b-middle", "pods<c-leaf[0] nodes<c-leaf[1] jobs<d-leaf[1]");
    assert_rules(&t, "a-top", "pods<c-leaf[0] nodes<c-leaf[1] jobs<d-leaf[1]");
    assert_rules(&t, "d-leaf", "nodes<d-leaf[0] jobs<d-leaf[1]");
    assert_problems(&t, "");
    assert_true(rbac_test_reason(&t, "u", "get", "", "jobs", "", "", "").n > 0);
    assert_str(rbac_test_reason(&t, "u", "get", "", "stale", "", "", ""), "");
    assert_str(rbac_test_reason(&t, "u", "get", "", "secrets", "", "", ""), "");
    rbac_test_done(&t);
}

static void test_aggregate__a_dumped_role_points_at_where_its_rules_come_from(void **state)
{
    static const char *const objects[] = {
        AGGREGATE("top", "", SELECT("to-top"), GET("pods")),
        CLUSTER_ROLE("leaf", LABELS("to-top"), GET("pods")),
        NULL,
    };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, NULL);
    assert_rules(&t, "top", "pods<leaf[0]");
    rbac_test_done(&t);
}

static void test_aggregate__what_finds_nothing_keeps_its_own_rules(void **state)
{
    static const char *const objects[] = {
        AGGREGATE("nobody", "", SELECT("to-nobody"), GET("pods")),
        AGGREGATE("empty", "", SELECT("to-empty"), GET("pods")),
        CLUSTER_ROLE("leaf", LABELS("to-empty"), ""),
        AGGREGATE(
            "bad", "",
            SELECT("to-bad") ",{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Near\"}]}",
            GET("pods")),
        CLUSTER_ROLE("leaf2", LABELS("to-bad"), GET("nodes")),
        NULL,
    };
    static const struct bh_rbac_options options = { .uses_invalid = true };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, &options);
    assert_rules(&t, "nobody", "pods<nobody[0]");
    assert_rules(&t, "empty", "pods<empty[0]");
    assert_rules(&t, "bad", "pods<bad[0]");
    assert_problems(
        &t,
        "invalid bad: aggregationRule.clusterRoleSelectors[1].matchExpressions[0].operator: Invalid "
        "value: \"Near\": not a valid selector operator\n"
        "invalid bad: aggregationRule.clusterRoleSelectors[1]: Invalid value: \"null\": invalid "
        "label selector.\n"
        "aggregation-selector bad: a selector is not valid, so it aggregates nothing and keeps its "
        "own rules\n");
    rbac_test_done(&t);
}

static void test_aggregate__an_invalid_role_is_not_aggregated(void **state)
{
    static const char *const objects[] = {
        AGGREGATE("top", "", SELECT("to-top"), ""),
        CLUSTER_ROLE("good", LABELS("to-top"), GET("pods")),
        CLUSTER_ROLE("half", LABELS("to-top"), GET("nodes") ",{}"),
        NULL,
    };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, NULL);
    assert_rules(&t, "top", "pods<good[0]");
    rbac_test_done(&t);
}

static void test_aggregate__circles_are_told_and_end(void **state)
{
    static const char *const objects[] = {
        AGGREGATE("a", LABELS("to-c"), SELECT("to-a"), GET("x")),
        AGGREGATE("b", LABELS("to-a"), SELECT("to-b"), GET("y")),
        AGGREGATE("c", LABELS("to-b"), SELECT("to-c") "," SELECT("leaf"), GET("z")),
        CLUSTER_ROLE("leaf", LABELS("leaf"), GET("pods")),
        AGGREGATE("self", LABELS("to-self"), SELECT("to-self"), GET("w")),
        AGGREGATE("d-outside", "", SELECT("to-a"), ""),
        AGGREGATE("e-kept", "", SELECT("to-nobody"), GET("kept")),
        NULL,
    };
#define ROUND                                                                                     \
    "rules go round in a circle for ever: what it grants is left to chance, and only what comes " \
    "from outside the circle counts here\n"
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, NULL);
    assert_problems(&t,
                    "aggregation-cycle a: aggregates, and is aggregated by, 'c', 'b'\n"
                    "aggregation-unsettled a: " ROUND "aggregation-unsettled b: " ROUND
                    "aggregation-unsettled c: " ROUND "aggregation-unsettled d-outside: " ROUND
                    "aggregation-self self: its own selector selects it, which has no effect\n");
    assert_rules(&t, "a", "pods<leaf[0]");
    assert_rules(&t, "b", "pods<leaf[0]");
    assert_rules(&t, "c", "pods<leaf[0]");
    assert_rules(&t, "d-outside", "pods<leaf[0]");
    assert_rules(&t, "self", "w<self[0]");
    assert_rules(&t, "e-kept", "kept<e-kept[0]");
    rbac_test_done(&t);
}

static void test_aggregate__a_circle_that_settles_is_upstreams(void **state)
{
    static const char *const objects[] = {
        AGGREGATE("a", LABELS("to-b"), SELECT("to-a"), ""),
        AGGREGATE("b", LABELS("to-a"), SELECT("to-b") "," SELECT("leaf"), GET("x")),
        CLUSTER_ROLE("leaf", LABELS("leaf"), GET("pods")),
        NULL,
    };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, NULL);
    assert_problems(&t, "aggregation-cycle a: aggregates, and is aggregated by, 'b'\n");
    assert_rules(&t, "a", "x<b[0] pods<leaf[0]"); /* what b was given stays for ever */
    assert_rules(&t, "b", "x<b[0] pods<leaf[0]");
    rbac_test_done(&t);
}

static void test_aggregate__a_large_circle_names_a_few(void **state)
{
    struct rbac_test t;

    (void)state;
    rbac_test_init(&t);
    for (int i = 0; i < 300; i++) {
        char json[600];
        snprintf(json, sizeof(json), AGGREGATE("r%03d", "\"n%d\":\"y\"", SELECT("n%d"), ""), i, i,
                 (i + 1) % 300);
        rbac_test_add(&t, json);
    }
    rbac_test_build(&t, NULL);
    assert_problems(&t, "aggregation-cycle r000: aggregates, and is aggregated by, 'r299', 'r298', "
                        "'r297', 'r296', 'r295', 295 more\n");
    rbac_test_done(&t);
}

static void test_aggregate__a_long_chain_settles_whatever_its_order(void **state)
{
    struct rbac_test t;

    (void)state;
    for (int way = 0; way < 2; way++) {
        rbac_test_init(&t);
        for (int i = 0; i < 300; i++) {
            char json[600];
            int place = way == 0 ? i : 299 - i;
            snprintf(json, sizeof(json), AGGREGATE("r%03d", "\"n%d\":\"y\"", SELECT("n%d"), ""),
                     place, i, i + 1);
            rbac_test_add(&t, json);
        }
        rbac_test_add(&t, CLUSTER_ROLE("leaf", LABELS("n300"), GET("pods")));
        rbac_test_build(&t, NULL);
        assert_problems(&t, "");
        assert_rules(&t, "r000", "pods<leaf[0]");
        assert_rules(&t, "r299", "pods<leaf[0]");
        rbac_test_done(&t);
    }
}

static void test_aggregate__too_much_work_is_a_limit(void **state)
{
    struct bh_rbac set;
    struct rbac_test t;

    (void)state;
    rbac_test_init(&t);
    /* each of these selects all of them, once for every selector */
    for (int i = 0; i < 800; i++) {
        struct bh_buf json = { 0 };
        bh_buf_addf(&json,
                    "{" RBAC_V1 ",\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"r%d\"},"
                    "\"rules\":[" GET("x%d") "],\"aggregationRule\":{\"clusterRoleSelectors\":[{}",
                    i, i);
        for (int j = 0; j < 20; j++) {
            bh_buf_add_c(&json, ",{}");
        }
        bh_buf_add_c(&json, "]}}");
        bh_buf_add_byte(&json, '\0');
        rbac_test_add(&t, json.p);
        bh_buf_done(&json);
    }
    bh_arena_done(&t.set_arena);
    bh_arena_init(&t.set_arena, (size_t)1 << 30);
    assert_int_equal(bh_rbac_build(&t.snapshot, NULL, &t.set_arena, &set, &t.err), -BH_ERR_LIMIT);
    assert_string_equal(t.err.msg, "aggregating cluster roles takes more than 200000000 steps");
    rbac_test_done(&t);
}

static void test_aggregate__every_budget_is_a_limit_or_enough(void **state)
{
    static const char *const objects[] = {
        AGGREGATE("a", LABELS("to-b"), SELECT("to-a"), GET("x")),
        AGGREGATE("b", LABELS("to-a"), SELECT("to-b") "," SELECT("leaf"), GET("y")),
        CLUSTER_ROLE("leaf", LABELS("leaf"), GET("pods")),
        NULL,
    };
    struct rbac_test t;
    size_t budget = 0;
    int rc;

    (void)state;
    rbac_test_world(&t, objects, NULL);
    do {
        struct bh_rbac set;
        bh_arena_done(&t.set_arena);
        bh_arena_init(&t.set_arena, budget);
        rc = bh_rbac_build(&t.snapshot, NULL, &t.set_arena, &set, &t.err);
        assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
        budget += 7;
    } while (rc != 0);
    rbac_test_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aggregate__takes_rules_over_and_says_where_they_stand),
        cmocka_unit_test(test_aggregate__a_dumped_role_points_at_where_its_rules_come_from),
        cmocka_unit_test(test_aggregate__what_finds_nothing_keeps_its_own_rules),
        cmocka_unit_test(test_aggregate__an_invalid_role_is_not_aggregated),
        cmocka_unit_test(test_aggregate__circles_are_told_and_end),
        cmocka_unit_test(test_aggregate__a_circle_that_settles_is_upstreams),
        cmocka_unit_test(test_aggregate__a_large_circle_names_a_few),
        cmocka_unit_test(test_aggregate__a_long_chain_settles_whatever_its_order),
        cmocka_unit_test(test_aggregate__too_much_work_is_a_limit),
        cmocka_unit_test(test_aggregate__every_budget_is_a_limit_or_enough),
    };

    return cmocka_run_group_tests_name("rbac_aggregate", tests, NULL, NULL);
}
