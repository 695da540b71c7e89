/* Unit tests of kube/rbac_objects.h and state/rbac_objects.h: defaults of each version, and what the snapshot keeps. What
 * validation says is held by the recorded vectors. */
#include "kube/rbac_objects.h"
#include "rbac_test.h"

static const struct bh_known_binding *binding(const struct rbac_test *t, enum bh_rbac_kind kind,
                                              const char *namespace_, const char *name)
{
    return (const struct bh_known_binding *)bh_snapshot_rbac(&t->snapshot, kind,
                                                             bh_str_c(namespace_), bh_str_c(name));
}

/* ---- kinds and defaults ------------------------------------------------------------------------------ */

static void test_kinds__names_go_both_ways(void **state)
{
    (void)state;
    for (int k = 1; k <= BH_N_RBAC_KINDS; k++) {
        const char *name = bh_rbac_kind_name((enum bh_rbac_kind)k);
        assert_int_equal(bh_rbac_kind_parse(bh_str_c(name)), k);
    }
    assert_int_equal(bh_rbac_kind_parse(BH_S("role")), 0);
    assert_int_equal(bh_rbac_kind_parse(bh_str(NULL, 0)), 0);
}

static void test_default__groups_follow_from_kinds(void **state)
{
    static const char text[] =
        "{\"apiVersion\":\"rbac.authorization.k8s.io/%s\",\"kind\":\"ClusterRoleBinding\","
        "\"metadata\":{\"name\":\"b\"},\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"r\"},"
        "\"subjects\":[{\"kind\":\"User\",\"name\":\"*\"},{\"kind\":\"Group\",\"name\":\"g\"},"
        "{\"kind\":\"ServiceAccount\",\"name\":\"s\",\"namespace\":\"n\"},"
        "{\"kind\":\"Robot\",\"name\":\"x\",\"apiVersion\":\"a.b/v1\"},"
        "{\"kind\":\"Robot\",\"name\":\"x\",\"apiVersion\":\"a/b/c\"},"
        "{\"kind\":\"User\",\"name\":\"u\",\"apiVersion\":\"x/v1\"}]}";
    static const char *const versions[] = { "v1", "v1beta1", "v1alpha1" };

    (void)state;
    for (int i = 0; i < 3; i++) {
        struct rbac_test t;
        char json[1000];
        bool is_old = i == 2;
        rbac_test_init(&t);
        snprintf(json, sizeof(json), text, versions[i]);
        rbac_test_add(&t, json);
        const struct bh_known_binding *b = binding(&t, BH_RBAC_CLUSTER_ROLE_BINDING, "", "b");
        assert_non_null(b);
        assert_str(b->ref_api_group, "rbac.authorization.k8s.io");
        assert_int_equal(b->n_subjects, 6);
        /* v1alpha1 says "*" for everybody who has logged in */
        assert_str(b->subjects[0].kind, is_old ? "Group" : "User");
        assert_str(b->subjects[0].name, is_old ? "system:authenticated" : "*");
        assert_str(b->subjects[0].api_group, "rbac.authorization.k8s.io");
        assert_str(b->subjects[1].api_group, "rbac.authorization.k8s.io");
        assert_str(b->subjects[2].api_group, "");
        assert_str(b->subjects[3].api_group, is_old ? "a.b" : "");
        assert_str(b->subjects[4].api_group, "");
        assert_str(b->subjects[5].name, "u");
        assert_int_equal(b->head.n_errors, 2); /* there are no robots */
        rbac_test_done(&t);
    }
}

/* ---- the snapshot ------------------------------------------------------------------------------------ */

static void test_add__keeps_copies_with_their_lines(void **state)
{
    static const char text[] =
        "\n{" RBAC_V1
        ",\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"r\",\"labels\":{\"a\":\"b\"}},\n"
        "\"aggregationRule\":{\"clusterRoleSelectors\":[{\"matchLabels\":{\"x\":\"y\"},"
        "\"matchExpressions\":[{\"key\":\"k\",\"operator\":\"NotIn\",\"values\":[\"v\",\"w\"]}]},{}]},\n"
        "\"rules\":[{\"verbs\":[\"get\",null],\"apiGroups\":[\"\"],\n\"resources\":[\"pods\"]},\nnull]}";
    struct bh_pair pairs[] = { { BH_S("x"), BH_S("y") }, { BH_S("k"), BH_S("w") } };
    struct bh_pairs labels = { pairs, 2, true };
    struct rbac_test t;
    char *copy = strdup(text);

    (void)state;
    rbac_test_init(&t);
    rbac_test_add(&t, copy);
    memset(copy, 'X', strlen(copy));
    const struct bh_known_role *r = (const struct bh_known_role *)bh_snapshot_rbac(
        &t.snapshot, BH_RBAC_CLUSTER_ROLE, BH_S(""), BH_S("r"));
    assert_non_null(r);
    assert_int_equal(r->head.line, 2);
    assert_int_equal(r->aggregation_line, 3);
    assert_int_equal(r->labels.n, 1);
    assert_str(r->labels.v[0].value, "b");
    assert_int_equal(r->n_rules, 2);
    assert_int_equal(r->rules[0].line, 4);
    assert_int_equal(r->rules[0].verbs.n, 2);
    assert_str(r->rules[0].verbs.v[1], "");
    assert_str(r->rules[0].resources.v[0], "pods");
    assert_int_equal(r->rules[1].verbs.n, 0);
    assert_true(r->is_aggregated && !r->has_bad_selector);
    assert_int_equal(r->n_selectors, 2);
    assert_false(bh_selector_matches(&r->selectors[0], &labels));
    pairs[1].value = BH_S("z");
    assert_true(bh_selector_matches(&r->selectors[0], &labels));
    pairs[0].value = BH_S("z");
    assert_false(bh_selector_matches(&r->selectors[0], &labels));
    assert_true(bh_selector_matches(&r->selectors[1], &labels));
    free(copy);
    rbac_test_done(&t);
}

static void test_add__the_last_of_a_name_counts(void **state)
{
    struct rbac_test t;

    (void)state;
    rbac_test_init(&t);
    rbac_test_add(&t, BINDING("ns", "b", "Role", "one", USER("u")));
    rbac_test_add(&t, BINDING("n", "sb", "Role", "other", ""));
    rbac_test_add(&t, BINDING("ns", "b", "Role", "two", ""));
    assert_int_equal(t.snapshot.rbac.lists[BH_RBAC_ROLE_BINDING].n, 2);
    const struct bh_known_binding *b = binding(&t, BH_RBAC_ROLE_BINDING, "ns", "b");
    assert_str(b->ref_name, "two");
    assert_int_equal(b->n_subjects, 0);
    assert_true(b->head.is_repeated);
    assert_false(binding(&t, BH_RBAC_ROLE_BINDING, "n", "sb")->head.is_repeated);
    assert_null(binding(&t, BH_RBAC_ROLE_BINDING, "", "b"));
    assert_null(binding(&t, BH_RBAC_CLUSTER_ROLE_BINDING, "ns", "b"));
    rbac_test_done(&t);
}

static void test_add__the_callers_namespace_stands_in(void **state)
{
    static const char without[] = "{" RBAC_V1 ",\"kind\":\"Role\",\"metadata\":{\"name\":\"r\"}}";
    struct rbac_test t;

    (void)state;
    rbac_test_init(&t);
    assert_int_equal(rbac_test_try_add(&t, without, "shop"), 0);
    assert_int_equal(rbac_test_try_add(&t, without, NULL), 0);
    assert_int_equal(rbac_test_try_add(&t, ROLE("own", "r", ""), "shop"), 0);
    assert_int_equal(rbac_test_try_add(&t, CLUSTER_ROLE("r", "", ""), "shop"), 0);
    const struct bh_known_head *shop =
        bh_snapshot_rbac(&t.snapshot, BH_RBAC_ROLE, BH_S("shop"), BH_S("r"));
    const struct bh_known_head *none =
        bh_snapshot_rbac(&t.snapshot, BH_RBAC_ROLE, BH_S(""), BH_S("r"));
    assert_int_equal(shop->n_errors, 0);
    assert_int_equal(none->n_errors, 1);
    assert_str(none->errors[0].text, "metadata.namespace: Required value");
    assert_int_equal(none->errors[0].line, 1);
    assert_non_null(bh_snapshot_rbac(&t.snapshot, BH_RBAC_ROLE, BH_S("own"), BH_S("r")));
    assert_int_equal(
        bh_snapshot_rbac(&t.snapshot, BH_RBAC_CLUSTER_ROLE, BH_S(""), BH_S("r"))->n_errors, 0);
    rbac_test_done(&t);
}

static void test_add__names_longer_than_any_are_found_too(void **state)
{
    struct rbac_test t;
    char json[2000], name[701];

    (void)state;
    memset(name, 'n', 700);
    name[700] = '\0';
    rbac_test_init(&t);
    snprintf(json, sizeof(json), CLUSTER_ROLE("%s", "", ""), name);
    rbac_test_add(&t, json);
    assert_non_null(bh_snapshot_rbac(&t.snapshot, BH_RBAC_CLUSTER_ROLE, BH_S(""), bh_str_c(name)));
    assert_null(bh_snapshot_rbac(&t.snapshot, BH_RBAC_CLUSTER_ROLE, BH_S(""), bh_str(name, 699)));
    rbac_test_done(&t);
}

static void test_account__gives_what_pods_need(void **state)
{
    struct rbac_test t;

    (void)state;
    rbac_test_init(&t);
    assert_false(bh_snapshot_has_rbac_kind(&t.snapshot, BH_RBAC_SERVICE_ACCOUNT));
    rbac_test_add(
        &t, "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"web\","
            "\"namespace\":\"shop\"},\"automountServiceAccountToken\":false,"
            "\"imagePullSecrets\":[{\"name\":\"registry\"},{}]}");
    assert_true(bh_snapshot_has_rbac_kind(&t.snapshot, BH_RBAC_SERVICE_ACCOUNT));
    assert_false(bh_snapshot_has_rbac_kind(&t.snapshot, BH_RBAC_ROLE));
    const struct bh_known_account *a = bh_snapshot_account(&t.snapshot, BH_S("shop"), BH_S("web"));
    assert_non_null(a);
    assert_int_equal(a->account.automount_token, BH_NO);
    assert_int_equal(a->account.image_pull_secrets.n, 2);
    const struct bh_local_ref *refs = a->account.image_pull_secrets.v;
    assert_str(refs[0].name, "registry");
    assert_null(bh_snapshot_account(&t.snapshot, BH_S("shop"), BH_S("we")));
    assert_null(bh_snapshot_account(&t.snapshot, BH_S(""), BH_S("web")));
    rbac_test_done(&t);
}

static const char aggregated[] =
    AGGREGATE("a", "\"x\":\"y\"",
              "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"v\"]}]}",
              RULE("\"get\"", "\"\"", "\"pods\"") ",{}");
static const char bound[] = BINDING("ns", "b", "Role", "r", USER("u") ",{}");
static const char account[] =
    "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"web\","
    "\"namespace\":\"shop\"},\"imagePullSecrets\":[{\"name\":\"registry\"}]}";

static void test_add__every_budget_is_a_limit_or_enough(void **state)
{
    static const char *const objects[] = { aggregated, bound, account };

    (void)state;
    for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
        size_t budget = 0;
        struct rbac_test t;
        int rc;
        rbac_test_init(&t);
        do {
            bh_snapshot_done(&t.snapshot);
            bh_snapshot_init(&t.snapshot, budget);
            budget += 5;
            rc = rbac_test_try_add(&t, objects[i], NULL);
            assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
            size_t n = 0;
            for (int k = 1; k <= BH_N_RBAC_KINDS; k++) {
                n += t.snapshot.rbac.lists[k].n;
                for (uint32_t j = 0; j < t.snapshot.rbac.lists[k].n; j++) {
                    /* never half an object */
                    assert_true(rc != 0 || t.snapshot.rbac.lists[k].v[j]->kind != 0);
                }
            }
            assert_true(rc != 0 || n == 1);
        } while (rc != 0);
        rbac_test_done(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds__names_go_both_ways),
        cmocka_unit_test(test_default__groups_follow_from_kinds),
        cmocka_unit_test(test_add__keeps_copies_with_their_lines),
        cmocka_unit_test(test_add__the_last_of_a_name_counts),
        cmocka_unit_test(test_add__the_callers_namespace_stands_in),
        cmocka_unit_test(test_add__names_longer_than_any_are_found_too),
        cmocka_unit_test(test_account__gives_what_pods_need),
        cmocka_unit_test(test_add__every_budget_is_a_limit_or_enough),
    };

    return cmocka_run_group_tests_name("rbac_objects", tests, NULL, NULL);
}
