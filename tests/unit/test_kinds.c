/* The table of kinds, decoding by it, and the kinds that are judged by the shape of their template. */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "kube/kinds.h"
#include "kube/policy_objects.h"
#include "kube/rbac_objects.h"
#include "kube/schema.h"
#include "kube_test.h"

static const char POD[] =
    "\"metadata\":{\"name\":\"inner\"},\"spec\":{\"containers\":[{\"name\":\"c\"}]}";

/* ---- the table ----------------------------------------------------------------------------------- */

static void test_kinds__rows_are_sorted_and_complete(void **state)
{
    size_t n;
    const struct bh_kind *kinds = bh_kinds(&n);

    (void)state;
    assert_true(n >= 10);
    for (size_t i = 0; i < n; i++) {
        const struct bh_kind *k = &kinds[i];
        if (i > 0) {
            int c = strcmp(kinds[i - 1].group, k->group);
            assert_true(c < 0 || (c == 0 && strcmp(kinds[i - 1].kind, k->kind) < 0));
        }
        assert_string_equal(k->type->name, k->kind);
        assert_true(strlen(k->resource) > 0);
        bool has_pod = k->role == BH_ROLE_POD || k->role == BH_ROLE_CONTROLLER;
        assert_int_equal(k->pod_path != NULL, has_pod);
        assert_int_equal(k->role == BH_ROLE_POD, strcmp(k->kind, "Pod") == 0);
    }
}

static void test_kind_find__takes_the_group_and_any_version(void **state)
{
    (void)state;
    assert_non_null(bh_kind_find(BH_S("v1"), BH_S("Pod")));
    assert_non_null(bh_kind_find(BH_S("apps/v1"), BH_S("Deployment")));
    assert_non_null(bh_kind_find(BH_S("apps/v1beta2"), BH_S("Deployment")));
    assert_non_null(bh_kind_find(BH_S("extensions/v1beta1"), BH_S("Deployment")));
    assert_null(bh_kind_find(BH_S("v1"), BH_S("Deployment")));
    assert_null(bh_kind_find(BH_S("apps/v1"), BH_S("Pod")));
    assert_null(bh_kind_find(BH_S("example.org/v1"), BH_S("Deployment")));
    assert_null(bh_kind_find(BH_S("v1"), BH_S("pod")));
    assert_null(bh_kind_find(BH_S("v1"), BH_S("")));
    assert_null(bh_kind_find(bh_str(NULL, 0), BH_S("Deployment")));
}

static void test_api_group__is_what_stands_before_the_slash(void **state)
{
    (void)state;
    assert_str(bh_api_group(BH_S("v1")), "");
    assert_str(bh_api_group(BH_S("apps/v1")), "apps");
    assert_str(bh_api_group(BH_S("a.b/v1/x")), "a.b");
    assert_str(bh_api_group(bh_str(NULL, 0)), "");
}

/* Wraps the pod at its row's path: {"spec":{"template":{...}}}. */
static void add_wrapped(struct bh_buf *out, const char *path)
{
    const char *dot = strchr(path, '.');
    size_t n = dot != NULL ? (size_t)(dot - path) : strlen(path);

    if (n == 0) {
        bh_buf_add_c(out, POD);
        return;
    }
    bh_buf_addf(out, "\"%.*s\":{", (int)n, path);
    add_wrapped(out, dot != NULL ? dot + 1 : "");
    bh_buf_add_c(out, "}");
}

static void test_decode_object__every_row_finds_its_pod(void **state)
{
    size_t n;
    const struct bh_kind *kinds = bh_kinds(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const struct bh_kind *k = &kinds[i];
        bool is_pod = k->role == BH_ROLE_POD;
        struct bh_buf text = { 0 };
        struct bh_decoded got;
        struct kube_test t;

        bh_buf_addf(&text, "{\"apiVersion\":\"%s%sv1\",\"kind\":\"%s\"", k->group,
                    k->group[0] != '\0' ? "/" : "", k->kind);
        if (!is_pod) {
            bh_buf_add_c(&text, ",\"metadata\":{\"name\":\"outer\",\"namespace\":\"ns\"}");
        }
        if (k->pod_path != NULL) {
            bh_buf_add_c(&text, ",");
            add_wrapped(&text, k->pod_path);
        }
        bh_buf_add_c(&text, "}");
        kube_test_parse(&t, bh_buf_str(&text));
        if (kube_test_object(&t, &got) != 0) {
            fail_msg("%s: %s", k->kind, t.err.msg);
        }
        assert_ptr_equal(got.kind, k);
        assert_int_equal(got.role, k->role);
        assert_int_equal(got.n_templates, 1);
        assert_int_equal(t.issues.n, 0);
        assert_str(got.object.kind, k->kind);
        assert_str(got.object.meta.name, is_pod ? "inner" : "outer");
        assert_ptr_equal(got.object.node, t.doc.nodes);
        assert_int_equal(got.own != NULL, k->role == BH_ROLE_RBAC);
        if (k->pod_path == NULL) {
            assert_false(bh_str_is_set(got.pod_path));
            assert_null(got.object.spec);
        } else {
            assert_str(got.pod_path, k->pod_path);
            assert_non_null(got.object.spec);
            assert_int_equal(got.object.spec->containers.n, 1);
            assert_true(is_pod || bh_str_eq(got.object.template_meta.name, BH_S("inner")));
            assert_true(!is_pod || !bh_str_is_set(got.object.template_meta.name));
        }
        kube_test_done(&t);
        bh_buf_done(&text);
    }
}

static void test_decode_object__what_is_no_pod_may_be_passed_over(void **state)
{
    static const char *const cases[] = {
        "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"Role\",\"rules\":7}",
        "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"secrets\":7}",
        "{\"apiVersion\":\"policy/v1beta1\",\"kind\":\"PodSecurityPolicy\",\"spec\":7}",
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Role\"}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_decoded got;
        struct kube_test t;
        kube_test_parse_c(&t, cases[i]);
        assert_int_equal(kube_test_object(&t, &got), -BH_ERR_INPUT);
        t.options.only_pods = true;
        assert_int_equal(kube_test_object(&t, &got), 0);
        assert_int_equal(got.role, BH_ROLE_OTHER);
        assert_null(got.own);
        kube_test_done(&t);
    }
}

static void test_decode_object__subjects_of_v1alpha1_have_a_version(void **state)
{
    static const char text[] =
        "{\"apiVersion\":\"rbac.authorization.k8s.io/%s\",\"kind\":\"%s\",\"metadata\":"
        "{\"name\":\"b\"},\"subjects\":[{\"kind\":\"User\",\"%s\":\"x/y\",\"name\":\"u\"}],"
        "\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"r\"}}";
    static const char *const kinds[] = { "RoleBinding", "ClusterRoleBinding" };
    static const char *const versions[] = { "v1", "v1beta1", "v1alpha1" };

    (void)state;
    for (size_t i = 0; i < 12; i++) {
        const char *version = versions[i % 3];
        bool is_old = i % 3 == 2, asks_version = i / 6 == 1;
        char json[400];
        struct bh_decoded got;
        struct kube_test t;
        snprintf(json, sizeof(json), text, version, kinds[i / 3 % 2],
                 asks_version ? "apiVersion" : "apiGroup");
        kube_test_parse_c(&t, json);
        assert_int_equal(kube_test_object(&t, &got), 0);
        assert_int_equal(t.issues.n, is_old == asks_version ? 0 : 1);
        const struct bh_binding_object *binding = got.own;
        const struct bh_subject *s = binding->subjects.v;
        assert_int_equal(binding->subjects.n, 1);
        assert_str(s->name, "u");
        assert_int_equal(bh_str_is_set(s->api_version), is_old && asks_version);
        assert_int_equal(bh_str_is_set(s->api_group), !is_old && !asks_version);
        assert_str(binding->role_ref.name, "r");
        kube_test_done(&t);
    }
}

static void test_decode_object__a_pod_without_a_spec_is_a_pod(void **state)
{
    struct bh_decoded got;
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}");
    assert_int_equal(kube_test_object(&t, &got), 0);
    assert_int_equal(got.role, BH_ROLE_POD);
    assert_null(got.object.spec);
    kube_test_done(&t);
}

static void test_decode_object__the_callers_kind_counts(void **state)
{
    struct bh_decoded got;
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"spec\":{\"hostPID\":true}}"); /* an element of a PodList */
    assert_int_equal(bh_decode_object(&t.doc, BH_S("v1"), BH_S("Pod"), &t.options, &got, &t.issues,
                                      &t.arena, &t.err),
                     0);
    assert_str(got.object.api_version, "v1");
    assert_str(got.object.kind, "Pod");
    assert_int_equal(got.object.spec->host_pid, BH_YES);
    kube_test_done(&t);
}

static void test_decode_object__what_has_no_kind_is_refused(void **state)
{
    static const char *const cases[] = {
        "[]", "7", "null", "{}", "{\"kind\":\"\"}", "{\"apiVersion\":\"v1\"}"
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_decoded got;
        struct kube_test t;
        kube_test_parse_c(&t, cases[i]);
        assert_int_equal(kube_test_object(&t, &got), -BH_ERR_INPUT);
        assert_string_equal(t.err.msg, "no Kubernetes object: no apiVersion and kind");
        kube_test_done(&t);
    }
}

/* ---- repeated keys of the head --------------------------------------------------------------------- */

static void test_decode_object__a_repeated_head_is_refused_whatever_the_kind(void **state)
{
    static const char *const apis[] = { "v1\",\"kind\":\"Pod",
                                        "example.org/v1\",\"kind\":\"Thing" };
    static const struct {
        const char *again, *message;
    } cases[] = {
        { "\n\"kind\":\"Pod\"", "key 'kind' is repeated: first on line 1, again on line 2" },
        { "\n\"apiVersion\":\"v1\"",
          "key 'apiVersion' is repeated: first on line 1, again on line 2" },
        { "\"metadata\":{},\n\"metadata\":null",
          "key 'metadata' is repeated: first on line 1, again on line 2" },
        { "\"spec\":{},\n\"spec\":{}", "key 'spec' is repeated: first on line 1, again on line 2" },
    };

    (void)state;
    for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_decoded got;
        struct kube_test t;
        char text[256];
        snprintf(text, sizeof(text), "{\"apiVersion\":\"%s\",%s}", apis[i % 2], cases[i / 2].again);
        kube_test_parse_c(&t, text);
        assert_int_equal(kube_test_object(&t, &got), -BH_ERR_INPUT);
        assert_string_equal(t.err.msg, cases[i / 2].message);
        assert_int_equal(t.err.line, 2);
        t.options.takes_last_key = true;
        assert_int_equal(kube_test_object(&t, &got), 0);
        assert_int_equal(t.issues.n, 1); /* whatever the kind, it is said */
        assert_int_equal(t.issues.v[0].kind, BH_ISSUE_REPEATED_KEY);
        assert_int_equal(t.issues.v[0].place.line, 2);
        assert_int_equal(t.issues.v[0].other.line, 1);
        kube_test_done(&t);
    }
}

/* ---- kinds that we do not know ---------------------------------------------------------------------- */

#define TEMPLATE(name)                                                                            \
    "{\"metadata\":{\"labels\":{\"t\":\"" name "\"}},\"spec\":{\"containers\":[{\"name\":\"" name \
    "\"}]}}"

static void test_decode_object__templates_of_other_kinds_are_found(void **state)
{
    static const struct {
        const char *json;
        const char *paths[3];
    } cases[] = {
        { "{\"apiVersion\":\"argoproj.io/v1alpha1\",\"kind\":\"Rollout\",\"metadata\":{\"name\":\"o\"},"
          "\"spec\":{\"replicas\":2,\"template\":" TEMPLATE("a") "}}",
          { "spec.template" } },
        { "{\"apiVersion\":\"serving.knative.dev/v1\",\"kind\":\"Service\",\"metadata\":{\"name\":\"o\"},"
          "\"spec\":{\"template\":{\"spec\":{\"containerConcurrency\":1,\"containers\":"
          "[{\"image\":\"a\"}]}}}}",
          { "spec.template" } },
        { "{\"apiVersion\":\"ray.io/v1\",\"kind\":\"RayCluster\",\"metadata\":{\"name\":\"o\"},\"spec\":"
          "{\"headGroupSpec\":{\"template\":" TEMPLATE("a") "},\"workerGroupSpecs\":[{\"template\":" TEMPLATE(
              "b") "},{\"replicas\":1,\"template\":" TEMPLATE("c") "}]}}",
          { "spec.headGroupSpec.template", "spec.workerGroupSpecs[0].template",
            "spec.workerGroupSpecs[1].template" } },
        { "{\"apiVersion\":\"jobset.x-k8s.io/v1alpha2\",\"kind\":\"JobSet\",\"metadata\":{\"name\":\"o\"},"
          "\"spec\":{\"replicatedJobs\":[{\"name\":\"w\",\"template\":{\"spec\":{\"template\":" TEMPLATE(
              "a") "}}},{\"template\":{\"spec\":{\"template\":" TEMPLATE("b") "}}}]}}",
          { "spec.replicatedJobs[0].template.spec.template",
            "spec.replicatedJobs[1].template.spec.template" } },
        { "{\"apiVersion\":\"elasticsearch.k8s.elastic.co/v1\",\"kind\":\"Elasticsearch\","
          "\"metadata\":{\"name\":\"o\"},\"spec\":{\"nodeSets\":[{\"podTemplate\":" TEMPLATE(
              "a") "}]}}",
          { "spec.nodeSets[0].podTemplate" } },
        { "{\"apiVersion\":\"x/v1\",\"kind\":\"Other\",\"metadata\":{\"name\":\"o\"},"
          "\"podTemplateSpec\":" TEMPLATE("a") "}",
          { "podTemplateSpec" } },
        { "{\"apiVersion\":\"x/v1\",\"kind\":\"Nested\",\"metadata\":{\"name\":\"o\"},\"template\":{\"spec\":"
          "{\"containers\":[{\"name\":\"a\"}],\"template\":" TEMPLATE("b") "}}}",
          { "template" } }, /* one inside another belongs to that */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct kube_test t;
        uint32_t n = 0;
        while (n < 3 && cases[i].paths[n] != NULL) {
            n++;
        }
        kube_test_parse_c(&t, cases[i].json);
        for (uint32_t w = 0; w < n; w++) {
            struct bh_decoded got;
            t.options.template_ = w;
            if (kube_test_object(&t, &got) != 0) {
                fail_msg("%s", t.err.msg);
            }
            assert_null(got.kind);
            assert_int_equal(got.role, BH_ROLE_CONTROLLER);
            assert_int_equal(got.n_templates, n);
            assert_str(got.pod_path, cases[i].paths[w]);
            assert_str(got.object.meta.name, "o");
            assert_int_equal(got.object.spec->containers.n, 1);
            const struct bh_container *c = got.object.spec->containers.v;
            assert_int_equal((bh_str_is_set(c->name) ? c->name : c->image).p[0], 'a' + (int)w);
            assert_int_equal(t.issues.n, 0);
        }
        kube_test_done(&t);
    }
}

static void test_decode_object__other_kinds_tell_paths_from_the_root(void **state)
{
    struct bh_decoded got;
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"apiVersion\":\"x/v1\",\"kind\":\"Y\",\"spec\":{\"a\":[{\"template\":"
                          "{\"spec\":{\"containers\":[{\"name\":\"c\",\"securityContxt\":{},"
                          "\"zzzzzzz\":1}]}}}]}}");
    assert_int_equal(kube_test_object(&t, &got), 0);
    assert_int_equal(t.issues.n, 1); /* what is not near anything may be their own */
    assert_str(t.issues.v[0].path, "spec.a[0].template.spec.containers[0].securityContxt");
    kube_test_done(&t);
    kube_test_parse_c(&t,
                      "{\"apiVersion\":\"x/v1\",\"kind\":\"Y\",\"spec\":{\"template\":{\"spec\":"
                      "{\"hostPID\":1,\"containers\":[{\"name\":\"c\"}]}}}}");
    assert_int_equal(kube_test_object(&t, &got), -BH_ERR_INPUT);
    assert_string_equal(t.err.msg,
                        "spec.template.spec.hostPID: expected a boolean, found a number '1'");
    kube_test_done(&t);
}

static void test_decode_object__templates_are_bounded(void **state)
{
    (void)state;
    for (unsigned n = BH_MAX_TEMPLATES; n <= BH_MAX_TEMPLATES + 1; n++) {
        struct bh_buf text = { 0 };
        struct bh_decoded got;
        struct kube_test t;

        bh_buf_add_c(&text, "{\"apiVersion\":\"x/v1\",\"kind\":\"Y\",\"spec\":[");
        for (unsigned i = 0; i < n; i++) {
            bh_buf_add_c(&text, i > 0 ? "," : "");
            bh_buf_add_c(&text, "{\"template\":" TEMPLATE("a") "}");
        }
        bh_buf_add_c(&text, "]}");
        kube_test_parse(&t, bh_buf_str(&text));
        int rc = kube_test_object(&t, &got);
        assert_int_equal(rc, n > BH_MAX_TEMPLATES ? -BH_ERR_LIMIT : 0);
        assert_true(rc == 0 || strcmp(t.err.msg, "more than 256 pod templates in one object") == 0);
        kube_test_done(&t);
        bh_buf_done(&text);
    }
}

static void test_decode_object__every_budget_is_a_limit_or_enough(void **state)
{
    static const char *const cases[] = {
        "{\"apiVersion\":\"x/v1\",\"kind\":\"Y\",\"metadata\":{\"labels\":{\"a\":\"b\"}},\"spec\":"
        "{\"l\":[1,{\"template\":" TEMPLATE("a") "}]}}",
        "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"spec\":{\"template\":" TEMPLATE(
            "a") "}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_decoded got;
        struct kube_test t;
        size_t budget = 0;
        int rc;

        kube_test_parse_c(&t, cases[i]);
        do {
            bh_arena_done(&t.arena);
            bh_arena_init(&t.arena, budget++);
            rc = kube_test_object(&t, &got);
            assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
        } while (rc != 0);
        assert_int_equal(got.role, BH_ROLE_CONTROLLER);
        assert_int_equal(got.object.spec->containers.n, 1);
        kube_test_done(&t);
    }
}

static void test_decode_object__policies_and_accounts(void **state)
{
    static const char *const groups[] = { "policy/v1beta1", "extensions/v1beta1",
                                          "bulkhead.dev/v1beta1" };
    struct bh_decoded got;
    struct kube_test t;
    char text[512];

    (void)state;
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        snprintf(text, sizeof(text),
                 "{\"apiVersion\":\"%s\",\"kind\":\"PodSecurityPolicy\",\"metadata\":{\"name\":"
                 "\"a\"},\"spec\":{\"hostPID\":true,\"runAsGroup\":{\"rule\":\"MustRunAs\","
                 "\"ranges\":[{\"min\":1,\"max\":2}]},\"odd\":1}}",
                 groups[i]);
        kube_test_parse_c(&t, text);
        assert_int_equal(kube_test_object(&t, &got), 0);
        assert_int_equal(got.role, BH_ROLE_POLICY);
        assert_str(got.object.meta.name, "a");
        assert_non_null(got.object.psp);
        assert_int_equal(got.object.psp->host_pid, BH_YES);
        assert_int_equal(got.object.psp->privileged, BH_UNSET);
        assert_str(got.object.psp->run_as_group->rule, "MustRunAs");
        const struct bh_id_range *range = got.object.psp->run_as_group->ranges.v;
        assert_true(range->min.v == 1 && range->max.v == 2);
        assert_int_equal(t.issues.n, 1);
        assert_str(t.issues.v[0].path, "spec.odd");
        kube_test_done(&t);
    }
    kube_test_parse_c(&t, "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\","
                          "\"automountServiceAccountToken\":false,\"imagePullSecrets\":[{\"name\":"
                          "\"s\"}],\"secrets\":[{\"name\":\"t\"}]}");
    assert_int_equal(kube_test_object(&t, &got), 0);
    assert_int_equal(got.role, BH_ROLE_ACCOUNT);
    assert_int_equal(got.object.account.automount_token, BH_NO);
    assert_str(((struct bh_local_ref *)got.object.account.image_pull_secrets.v)->name, "s");
    kube_test_done(&t);
    kube_test_parse_c(&t, "{\"apiVersion\":\"policy/v1\",\"kind\":\"PodSecurityPolicies\"}");
    assert_int_equal(kube_test_object(&t, &got), 0);
    kube_test_done(&t);
    kube_test_parse_c(&t, "{\"apiVersion\":\"policy/v1\",\"kind\":\"podSecurityPolicy\"}");
    assert_int_equal(kube_test_object(&t, &got), -BH_ERR_INPUT);
    assert_string_equal(t.err.msg,
                        "there is no kind 'podSecurityPolicy' in 'policy/v1', did you mean "
                        "'PodSecurityPolicy' of 'policy/v1beta1'?");
    kube_test_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds__rows_are_sorted_and_complete),
        cmocka_unit_test(test_kind_find__takes_the_group_and_any_version),
        cmocka_unit_test(test_api_group__is_what_stands_before_the_slash),
        cmocka_unit_test(test_decode_object__every_row_finds_its_pod),
        cmocka_unit_test(test_decode_object__what_is_no_pod_may_be_passed_over),
        cmocka_unit_test(test_decode_object__subjects_of_v1alpha1_have_a_version),
        cmocka_unit_test(test_decode_object__a_pod_without_a_spec_is_a_pod),
        cmocka_unit_test(test_decode_object__the_callers_kind_counts),
        cmocka_unit_test(test_decode_object__what_has_no_kind_is_refused),
        cmocka_unit_test(test_decode_object__a_repeated_head_is_refused_whatever_the_kind),
        cmocka_unit_test(test_decode_object__templates_of_other_kinds_are_found),
        cmocka_unit_test(test_decode_object__other_kinds_tell_paths_from_the_root),
        cmocka_unit_test(test_decode_object__templates_are_bounded),
        cmocka_unit_test(test_decode_object__policies_and_accounts),
        cmocka_unit_test(test_decode_object__every_budget_is_a_limit_or_enough),
    };

    return cmocka_run_group_tests_name("kinds", tests, NULL, NULL);
}
