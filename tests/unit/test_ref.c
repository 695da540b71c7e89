/* References to objects, as people write them. */
#include "kube/ref.h"
#include "kube_test.h"

static struct bh_ref parse(const char *text, const char *fallback)
{
    struct bh_ref ref;
    struct bh_err err = { 0 };

    assert_int_equal(bh_ref_parse(bh_str_c(text), bh_str_c(fallback), &ref, &err), 0);
    return ref;
}

static void check(const char *text, const char *fallback, const char *namespace_, const char *kind,
                  const char *group, const char *name)
{
    struct bh_ref ref = parse(text, fallback);

    assert_true(bh_str_eq(ref.namespace_, bh_str_c(namespace_)));
    assert_int_equal(bh_str_is_set(ref.namespace_), namespace_ != NULL);
    assert_true(bh_str_eq(bh_str_c(ref.known_kind), bh_str_c(kind)));
    assert_true(bh_str_eq(ref.group, bh_str_c(group)));
    assert_true(bh_str_eq(ref.name, bh_str_c(name)));
}

static void test_ref_parse__takes_kubectls_forms(void **state)
{
    (void)state;
    check("web", NULL, NULL, NULL, NULL, "web");
    check("web", "shop", "shop", NULL, NULL, "web");
    check("deployment/web", "shop", "shop", "Deployment", NULL, "web");
    check("Deployment/web", NULL, NULL, "Deployment", NULL, "web");
    check("deploy/web", NULL, NULL, "Deployment", NULL, "web");
    check("po/web", NULL, NULL, "Pod", NULL, "web");
    check("deployments.apps/web", NULL, NULL, "Deployment", "apps", "web");
    check("shop/deployment/web", "other", "shop", "Deployment", NULL, "web");
    check("shop/web", "other", "shop", NULL, NULL, "web");
    check("shop/rollout/web", NULL, "shop", NULL, NULL, "web");
}

static void test_ref_parse__refuses_what_names_nothing(void **state)
{
    static const char *const bad[] = { "", "/", "web/", "/web", "a//b", "a/b/c/d", "a/b/" };

    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct bh_ref ref;
        struct bh_err err = { 0 };
        assert_int_equal(bh_ref_parse(bh_str_c(bad[i]), BH_S("shop"), &ref, &err), -BH_ERR_USAGE);
        assert_non_null(strstr(err.msg, "names no object"));
    }
}

static bool matches(const char *text, const char *api_version, const char *kind,
                    const char *namespace_, const char *name)
{
    struct bh_ref ref = parse(text, NULL);

    return bh_ref_matches(&ref, bh_str_c(api_version), bh_str_c(kind), bh_str_c(namespace_),
                          bh_str_c(name));
}

static void test_ref_matches__compares_what_was_named(void **state)
{
    (void)state;
    assert_true(matches("web", "apps/v1", "Deployment", "shop", "web"));
    assert_false(matches("web", "apps/v1", "Deployment", "shop", "web2"));
    assert_true(matches("shop/web", "apps/v1", "Deployment", "shop", "web"));
    assert_false(matches("shop/web", "apps/v1", "Deployment", "data", "web"));
    assert_true(matches("deploy/web", "apps/v1", "Deployment", "shop", "web"));
    assert_false(matches("deploy/web", "v1", "Pod", "shop", "web"));
    assert_true(matches("deployments.apps/web", "apps/v1", "Deployment", "shop", "web"));
    assert_false(matches("deployments.apps/web", "extensions/v1beta1", "Deployment", "s", "web"));
    assert_true(matches("shop/rollouts/web", "argoproj.io/v1alpha1", "Rollout", "shop", "web"));
    assert_true(matches("shop/Rollout/web", "argoproj.io/v1alpha1", "Rollout", "shop", "web"));
    assert_false(matches("shop/rollo/web", "argoproj.io/v1alpha1", "Rollout", "shop", "web"));
    assert_true(matches("rollout/web", "argoproj.io/v1alpha1", "Rollout", "shop", "web"));
    assert_true(matches("rollouts.argoproj.io/web", "argoproj.io/v1alpha1", "Rollout", "s", "web"));
    assert_false(matches("rollout/web", "apps/v1", "Deployment", "shop", "web"));
    assert_true(matches("shop/web", "v1", "Namespace", "", "web")); /* has no namespace itself */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ref_parse__takes_kubectls_forms),
        cmocka_unit_test(test_ref_parse__refuses_what_names_nothing),
        cmocka_unit_test(test_ref_matches__compares_what_was_named),
    };

    return cmocka_run_group_tests_name("ref", tests, NULL, NULL);
}
