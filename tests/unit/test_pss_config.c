/* The configuration of Pod Security Admission: where it stands, what is wrong with it, who is exempt. Rows marked "as
 * upstream" are what load and validation of k8s.io/pod-security-admission v0.37.2 say. */
#include "kube_test.h"
#include "podsec/pss_config.h"

#define HEAD \
    "\"apiVersion\":\"pod-security.admission.config.k8s.io/v1\",\"kind\":\"PodSecurityConfiguration\""
#define OUTER "\"apiVersion\":\"apiserver.config.k8s.io/v1\",\"kind\":\"AdmissionConfiguration\""

struct config_test {
    struct kube_test t;
    struct bh_pss_config_place place;
    struct bh_pss_config config;
    struct bh_problems problems;
};

static int read_with(struct config_test *c, struct bh_arena *arena)
{
    c->problems = (struct bh_problems){ 0 };
    int rc = bh_pss_config_find(&c->t.doc, &c->place, &c->problems, arena, &c->t.err);

    if (rc == 0 && c->problems.n == 0 && !bh_str_is_set(c->place.file)) {
        rc = bh_pss_config_read(&c->t.doc, c->place.node, c->place.path, &c->config, &c->problems,
                                arena, &c->t.err);
    }
    return rc;
}

static void read_config(struct config_test *c, const char *json)
{
    *c = (struct config_test){ 0 };
    kube_test_parse_c(&c->t, json);
    assert_int_equal(read_with(c, &c->t.arena), 0);
}

static void read_good(struct config_test *c, const char *json)
{
    read_config(c, json);
    if (c->problems.n > 0) {
        fail_msg(BH_FMT " in %s", BH_ARG(c->problems.v[0].text), json);
    }
}

static void assert_problem(const char *json, const char *text)
{
    struct config_test c;

    read_config(&c, json);
    if (c.problems.n == 0) {
        fail_msg("no problem in %s", json);
    }
    assert_str(c.problems.v[0].text, text);
    assert_true(c.problems.v[0].line > 0);
    kube_test_done(&c.t);
}

static void test_find__a_dash_is_no_path(void **state)
{
    (void)state;
    assert_problem("{" OUTER ",\"plugins\":[{\"name\":\"PodSecurity\",\"path\":\"-\"}]}",
                   "plugins[0].path: '-' names no file: write ./-");
}

static void test_read__what_is_not_set_is_privileged(void **state)
{
    static const char *const texts[] = {
        "{" HEAD "}",
        "{" HEAD ",\"defaults\":null,\"exemptions\":null}",
        "{" HEAD ",\"defaults\":{\"enforce\":\"\",\"warn\":null}}",
        "{" OUTER "}",
        "{" OUTER ",\"plugins\":[null,{\"name\":\"Other\",\"configuration\":{\"x\":1}}]}",
        "{" OUTER ",\"plugins\":[{\"name\":\"PodSecurity\",\"configuration\":null}]}",
        "{\"apiVersion\":\"apiserver.k8s.io/v1alpha1\",\"kind\":\"AdmissionConfiguration\"}",
    };
    struct config_test c;

    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        read_good(&c, texts[i]);
        for (int m = 0; m < BH_N_MODES; m++) {
            assert_int_equal(c.config.defaults.pairs[m].level, BH_LEVEL_PRIVILEGED);
            assert_true(c.config.defaults.pairs[m].version == BH_VERSION_LATEST);
            assert_int_equal(c.config.defaults.level_from[m], BH_FROM_CONFIG);
            assert_int_equal(c.config.defaults.version_from[m], BH_FROM_CONFIG);
        }
        assert_int_equal(c.config.namespaces.n, 0);
        kube_test_done(&c.t);
    }
}

static void test_read__every_version_and_field(void **state)
{
    static const char *const versions[] = { "v1", "v1beta1", "v1alpha1" };
    struct config_test c;
    char text[512];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        snprintf(
            text, sizeof(text),
            "{\"apiVersion\":\"pod-security.admission.config.k8s.io/%s\",\"kind\":"
            "\"PodSecurityConfiguration\",\"defaults\":{\"enforce\":\"baseline\",\"enforce-"
            "version\":\"v1.24\",\"audit\":\"restricted\",\"audit-version\":\"v1.25\",\"warn\":"
            "\"restricted\",\"warn-version\":\"latest\"},\"exemptions\":{\"usernames\":[\"u\"],"
            "\"namespaces\":[\"n\"],\"runtimeClasses\":[\"r.x\"]}}",
            versions[i]);
        read_good(&c, text);
        assert_int_equal(c.config.defaults.pairs[BH_MODE_ENFORCE].level, BH_LEVEL_BASELINE);
        assert_true(c.config.defaults.pairs[BH_MODE_ENFORCE].version == 24);
        assert_int_equal(c.config.defaults.pairs[BH_MODE_AUDIT].level, BH_LEVEL_RESTRICTED);
        assert_true(c.config.defaults.pairs[BH_MODE_AUDIT].version == 25);
        assert_true(c.config.defaults.pairs[BH_MODE_WARN].version == BH_VERSION_LATEST);
        assert_str(c.config.usernames.v[0], "u");
        assert_str(c.config.namespaces.v[0], "n");
        assert_str(c.config.runtime_classes.v[0], "r.x");
        kube_test_done(&c.t);
    }
}

static void test_read__warn_does_not_follow_enforce(void **state)
{
    struct config_test c;

    (void)state;
    read_good(&c, "{" HEAD ",\"defaults\":{\"enforce\":\"restricted\"}}");
    assert_int_equal(c.config.defaults.pairs[BH_MODE_WARN].level, BH_LEVEL_PRIVILEGED);
    kube_test_done(&c.t);
}

static void test_find__the_first_plugin_of_the_name_counts(void **state)
{
    struct config_test c;

    (void)state;
    read_good(&c, "{" OUTER ",\"plugins\":[{\"name\":\"Other\"},{\"name\":\"PodSecurity\",\"path\":"
                  "\"ignored.yaml\",\"configuration\":{" HEAD ",\"defaults\":{\"enforce\":"
                  "\"baseline\"}}},{\"name\":\"PodSecurity\",\"configuration\":{}}]}");
    assert_string_equal(c.place.path, "plugins[1].configuration");
    assert_int_equal(c.config.defaults.pairs[BH_MODE_ENFORCE].level, BH_LEVEL_BASELINE);
    kube_test_done(&c.t);
    read_good(&c, "{" OUTER ",\"plugins\":[{\"name\":\"PodSecurity\",\"path\":\"ps.yaml\"}]}");
    assert_str(c.place.file, "ps.yaml");
    assert_null(c.place.node);
    kube_test_done(&c.t);
}

static void test_find__what_is_no_configuration(void **state)
{
    (void)state;
    assert_problem(
        "[]", "expected an AdmissionConfiguration or a PodSecurityConfiguration, found a list");
    assert_problem("{}",
                   "expected an AdmissionConfiguration or a PodSecurityConfiguration, found an "
                   "object without a kind");
    assert_problem(
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}",
        "expected an AdmissionConfiguration or a PodSecurityConfiguration, found kind Pod");
    assert_problem(
        "{\"apiVersion\":\"apiserver.config.k8s.io/v2\",\"kind\":\"AdmissionConfiguration\"}",
        "AdmissionConfiguration has apiVersion apiserver.config.k8s.io/v2, expected "
        "apiserver.config.k8s.io/v1 or apiserver.k8s.io/v1alpha1");
    assert_problem("{" OUTER ",\"plugins\":[{\"name\":\"PodSecurity\",\"configuration\":{}}]}",
                   "expected a PodSecurityConfiguration, found an object without a kind");
    assert_problem("{" OUTER ",\"plugins\":[{\"name\":\"PodSecurity\",\"configuration\":{" OUTER
                   "}}]}",
                   "expected a PodSecurityConfiguration, found kind AdmissionConfiguration");
}

static void test_read__decoding_is_strict(void **state)
{
    (void)state;
    assert_problem("{" HEAD ",\"metadata\":{}}", "unknown field \"metadata\"");
    assert_problem("{" HEAD ",\"Defaults\":{}}", "unknown field \"Defaults\"");
    assert_problem("{" HEAD ",\"defaults\":{\"enforc\":\"baseline\"}}",
                   "unknown field \"defaults.enforc\"");
    assert_problem("{" OUTER ",\"plugins\":[{\"name\":\"PodSecurity\",\"configuration\":{" HEAD
                   ",\"exemptions\":{\"namespace\":[]}}}]}",
                   "unknown field \"plugins[0].configuration.exemptions.namespace\"");
    assert_problem("{" OUTER ",\"plugins\":[{\"names\":\"x\"}]}",
                   "unknown field \"plugins[0].names\"");
    assert_problem("{" HEAD ",\"defaults\":{\"warn\":5}}",
                   "defaults.warn: expected a string, found a number '5'");
    assert_problem("{" HEAD ",\"defaults\":{\"warn\":\"baseline\",\"warn\":\"baseline\"}}",
                   "key 'defaults.warn' is repeated: first on line 1, again on line 1");
}

#define LABEL                                                                                         \
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must " \
    "start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for "    \
    "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
#define SUBDOMAIN                                                                                     \
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " \
    "and must start and end with an alphanumeric character (e.g. 'example.com', regex used for "      \
    "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define LONG "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff"

static void test_read__values_are_validated_as_upstream(void **state)
{
    static const char *const expected[] = {
        "defaults.enforce: Invalid value: \"Baseline\": must be one of privileged, baseline, restricted",
        "defaults.enforce-version: Invalid value: \"1.24\": must be \"latest\" or \"v1.x\"",
        "defaults.warn: Invalid value: \"a\\\"b\": must be one of privileged, baseline, restricted",
        "defaults.warn-version: Invalid value: \"v1.01\": must be \"latest\" or \"v1.x\"",
        "defaults.audit: Invalid value: \"x\": must be one of privileged, baseline, restricted",
        "defaults.audit-version: Invalid value: \"v2.1\": must be \"latest\" or \"v1.x\"",
        "exemptions.namespaces[1]: Invalid value: \"Bad_NS\": " LABEL,
        "exemptions.namespaces[2]: Duplicate value: \"kube-system\"",
        "exemptions.namespaces[3]: Invalid value: \"\": " LABEL,
        "exemptions.namespaces[4]: Invalid value: \"a.b\": must not contain dots",
        "exemptions.namespaces[5]: Invalid value: \"" LONG ".ggg\": must be no more than 63 "
        "characters, must not contain dots",
        "exemptions.namespaces[6]: Invalid value: \"" LONG "_ggg\": must be no more than 63 "
        "characters, " LABEL,
        "exemptions.namespaces[7]: Invalid value: \"-a\": " LABEL,
        "exemptions.namespaces[8]: Invalid value: \"Bad_NS\": " LABEL,
        "exemptions.runtimeClasses[1]: Invalid value: \"UP\": " SUBDOMAIN,
        "exemptions.runtimeClasses[2]: Invalid value: \"a..b\": " SUBDOMAIN,
        "exemptions.runtimeClasses[3]: Duplicate value: \"g.x\"",
        "exemptions.runtimeClasses[4]: Invalid value: \"a.-b\": " SUBDOMAIN,
        "exemptions.runtimeClasses[5]: Invalid value: \"" LONG "." LONG "." LONG "." LONG "."
        "1234567890\": must be no more than 253 characters",
        "exemptions.usernames[0]: Invalid value: \"\": username must not be empty",
        "exemptions.usernames[2]: Duplicate value: \"admin\"",
    };
    const size_t n = sizeof(expected) / sizeof(expected[0]);
    struct config_test c;

    (void)state;
    read_config(&c,
                "{" HEAD ",\"defaults\":{\"audit\":\"x\",\"audit-version\":\"v2.1\",\"enforce\":"
                "\"Baseline\",\"enforce-version\":\"1.24\",\"warn\":\"a\\\"b\",\"warn-version\":"
                "\"v1.01\"},\n\"exemptions\":{\"usernames\":[\"\",\"admin\",\"admin\"],\n"
                "\"namespaces\":[\"kube-system\",\"Bad_NS\",\"kube-system\",\"\",\"a.b\",\n"
                "\"" LONG ".ggg\",\"" LONG "_ggg\",\"-a\",\"Bad_NS\"],\"runtimeClasses\":["
                "\"g.x\",\"UP\",\"a..b\",\"g.x\",\"a.-b\",\"" LONG "." LONG "." LONG "." LONG
                ".1234567890\"]}}");
    for (size_t i = 0; i < n && i < c.problems.n; i++) {
        assert_str(c.problems.v[i].text, expected[i]);
    }
    assert_int_equal(c.problems.n, n);
    assert_int_equal(c.problems.v[0].line, 1);
    assert_int_equal(c.problems.v[6].line, 3);
    assert_int_equal(c.problems.v[10].line, 4);
    assert_int_equal(c.problems.v[19].line, 2);
    kube_test_done(&c.t);
}

static void test_exempts__namespace_then_user_then_runtime_class(void **state)
{
    struct config_test c;
    const struct bh_str no = { NULL, 0 };

    (void)state;
    read_good(&c, "{" HEAD ",\"exemptions\":{\"usernames\":[\"u\"],\"namespaces\":[\"n\"],"
                  "\"runtimeClasses\":[\"r\"]}}");
    const struct bh_pss_config *k = &c.config;
    assert_int_equal(bh_pss_config_exempts(k, BH_S("n"), BH_S("u"), BH_S("r")),
                     BH_EXEMPT_NAMESPACE);
    assert_int_equal(bh_pss_config_exempts(k, BH_S("m"), BH_S("u"), BH_S("r")), BH_EXEMPT_USER);
    assert_int_equal(bh_pss_config_exempts(k, BH_S("m"), BH_S("v"), BH_S("r")),
                     BH_EXEMPT_RUNTIME_CLASS);
    assert_int_equal(bh_pss_config_exempts(k, BH_S("m"), BH_S(""), no), BH_EXEMPT_NO);
    assert_int_equal(bh_pss_config_exempts(k, BH_S("N"), BH_S("U"), BH_S("R")), BH_EXEMPT_NO);
    assert_int_equal(bh_pss_config_exempts(NULL, BH_S("n"), BH_S("u"), BH_S("r")), BH_EXEMPT_NO);
    assert_str(bh_exemption_name(BH_EXEMPT_NAMESPACE), "namespace");
    assert_str(bh_exemption_name(BH_EXEMPT_USER), "user");
    assert_str(bh_exemption_name(BH_EXEMPT_RUNTIME_CLASS), "runtimeClass");
    assert_str(bh_exemption_name(BH_EXEMPT_NO), "");
    kube_test_done(&c.t);
}

#define PSL(name) BH_S("pod-security.kubernetes.io/" name)

static struct bh_str warning(struct config_test *c, struct bh_pair *labels, uint32_t n)
{
    struct bh_pairs pairs = { labels, n, true };
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy;
    struct bh_str text;
    uint32_t n_errors;

    assert_int_equal(bh_pss_policy_from_labels(&pairs, &c->config.defaults, &c->t.arena, &policy,
                                               errors, &n_errors, &c->t.err),
                     0);
    assert_int_equal(bh_pss_config_warning(&c->config, BH_S("shop"), &pairs, &policy, &c->t.arena,
                                           &text, &c->t.err),
                     0);
    return text;
}

static void test_warning__names_what_the_labels_ask_for(void **state)
{
    struct config_test c;
    struct bh_pair both[] = { { PSL("enforce"), BH_S("restricted") },
                              { PSL("audit-version"), BH_S("v1.30") },
                              { PSL("warn"), BH_S("privileged") } };
    struct bh_pair none[] = { { BH_S("app"), BH_S("web") } };
    struct bh_pair version[] = { { PSL("enforce-version"), BH_S("v1.24") } };
    struct bh_pair default_[] = { { PSL("enforce"), BH_S("privileged") },
                                  { PSL("audit"), BH_S("baseline") } };

    (void)state;
    read_good(&c, "{" HEAD ",\"defaults\":{\"audit\":\"baseline\"}}");
    assert_str(warning(&c, both, 3),
               "namespace \"shop\" is exempt from Pod Security, and the policy "
               "(enforce=restricted:latest, audit=baseline:v1.30) will be ignored");
    assert_false(bh_str_is_set(warning(&c, none, 1)));
    assert_false(bh_str_is_set(warning(&c, version, 1))); /* privileged, whatever its version */
    assert_false(bh_str_is_set(warning(&c, default_, 2)));
    kube_test_done(&c.t);
}

static void test_read__every_budget_is_a_limit_or_enough(void **state)
{
    struct config_test c = { 0 };
    struct bh_arena arena;
    size_t budget = 0;
    int rc;

    (void)state;
    kube_test_parse_c(&c.t,
                      "{" OUTER ",\"plugins\":[{\"name\":\"PodSecurity\",\"configuration\":{" HEAD
                      ",\"defaults\":{\"enforce\":\"x\"},\"exemptions\":{\"namespaces\":"
                      "[\"a\",\"a\",\"B\"]}}}]}");
    do {
        bh_arena_init(&arena, budget++);
        rc = read_with(&c, &arena);
        assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
        if (rc != 0) {
            bh_arena_done(&arena);
        }
    } while (rc != 0);
    assert_int_equal(c.problems.n, 3);
    bh_arena_done(&arena);
    kube_test_done(&c.t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find__a_dash_is_no_path),
        cmocka_unit_test(test_read__what_is_not_set_is_privileged),
        cmocka_unit_test(test_read__every_version_and_field),
        cmocka_unit_test(test_read__warn_does_not_follow_enforce),
        cmocka_unit_test(test_find__the_first_plugin_of_the_name_counts),
        cmocka_unit_test(test_find__what_is_no_configuration),
        cmocka_unit_test(test_read__decoding_is_strict),
        cmocka_unit_test(test_read__values_are_validated_as_upstream),
        cmocka_unit_test(test_exempts__namespace_then_user_then_runtime_class),
        cmocka_unit_test(test_warning__names_what_the_labels_ask_for),
        cmocka_unit_test(test_read__every_budget_is_a_limit_or_enough),
    };

    return cmocka_run_group_tests_name("pss_config", tests, NULL, NULL);
}
