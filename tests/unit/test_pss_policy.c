/* Namespace labels to levels. Expected policies and errors are upstream's
 * (api.PolicyToEvaluate). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "podsec/pss_policy.h"

#define P "pod-security.kubernetes.io/"

static const struct bh_pss_policy privileged = {
    .pairs = { { BH_LEVEL_PRIVILEGED, BH_VERSION_LATEST },
               { BH_LEVEL_PRIVILEGED, BH_VERSION_LATEST },
               { BH_LEVEL_PRIVILEGED, BH_VERSION_LATEST } },
    .level_from = { BH_FROM_DEFAULT, BH_FROM_DEFAULT, BH_FROM_DEFAULT },
    .version_from = { BH_FROM_DEFAULT, BH_FROM_DEFAULT, BH_FROM_DEFAULT },
};

static const struct bh_pss_policy warns_of_baseline = {
    .pairs = { { BH_LEVEL_PRIVILEGED, BH_VERSION_LATEST },
               { BH_LEVEL_PRIVILEGED, BH_VERSION_LATEST },
               { BH_LEVEL_BASELINE, 20 } },
    .level_from = { BH_FROM_OPTION, BH_FROM_OPTION, BH_FROM_OPTION },
    .version_from = { BH_FROM_OPTION, BH_FROM_OPTION, BH_FROM_OPTION },
};

struct a_case {
    const struct bh_pss_policy *defaults;
    const char *labels[13]; /* key, value, ..., NULL */
    const char *expected;   /* enforce audit warn */
    const char *errors;     /* one a line */
};

static const struct a_case cases[] = {
    { &privileged, { NULL }, "privileged:latest privileged:latest privileged:latest", "" },
    { &warns_of_baseline, { NULL }, "privileged:latest privileged:latest baseline:v1.20", "" },
    { &privileged,
      { "zzz", "x", P "other", "x" },
      "privileged:latest privileged:latest privileged:latest",
      "" },
    { &privileged,
      { P "enforce", "baseline" },
      "baseline:latest privileged:latest baseline:latest",
      "" },
    { &warns_of_baseline,
      { P "enforce", "baseline" },
      "baseline:latest privileged:latest baseline:v1.20",
      "" },
    { &privileged,
      { P "enforce-version", "v1.22", P "enforce", "baseline" },
      "baseline:v1.22 privileged:latest baseline:v1.22",
      "" },
    { &privileged,
      { P "enforce", "baseline", P "enforce-version", "v1.22", P "warn-version", "latest" },
      "baseline:v1.22 privileged:latest baseline:latest",
      "" },
    { &privileged,
      { P "enforce", "baseline", P "warn-version", "v1.23" },
      "baseline:latest privileged:latest baseline:v1.23",
      "" },
    { &warns_of_baseline,
      { P "enforce", "baseline", P "warn", "privileged" },
      "baseline:latest privileged:latest privileged:v1.20",
      "" },
    { &privileged,
      { P "enforce", "baseline", P "warn", "foo" },
      "baseline:latest privileged:latest privileged:latest",
      "metadata.labels[" P "warn]: Invalid value: \"foo\": must be one of privileged, baseline, "
      "restricted\n" },
    { &privileged,
      { P "enforce", "foo" },
      "restricted:latest privileged:latest privileged:latest",
      "metadata.labels[" P "enforce]: Invalid value: \"foo\": must be one of privileged, baseline, "
      "restricted\n" },
    { &warns_of_baseline,
      { P "enforce", "foo" },
      "restricted:latest privileged:latest baseline:v1.20",
      "metadata.labels[" P "enforce]: Invalid value: \"foo\": must be one of privileged, baseline, "
      "restricted\n" },
    { &warns_of_baseline,
      { P "warn-version", "", P "warn", "Baseline", P "audit-version", "v2.0", P "audit", "",
        P "enforce-version", "v1.01", P "enforce", "Q\"\n" },
      "restricted:latest privileged:latest privileged:latest",
      "metadata.labels[" P "enforce]: Invalid value: \"Q\\\"\\n\": must be one of privileged, "
      "baseline, restricted\n"
      "metadata.labels[" P "enforce-version]: Invalid value: \"v1.01\": must be \"latest\" or "
      "\"v1.x\"\n"
      "metadata.labels[" P "audit]: Invalid value: \"\": must be one of privileged, baseline, "
      "restricted\n"
      "metadata.labels[" P "audit-version]: Invalid value: \"v2.0\": must be \"latest\" or "
      "\"v1.x\"\n"
      "metadata.labels[" P "warn]: Invalid value: \"Baseline\": must be one of privileged, "
      "baseline, restricted\n"
      "metadata.labels[" P "warn-version]: Invalid value: \"\": must be \"latest\" or "
      "\"v1.x\"\n" },
    { &privileged,
      { P "enforce", "restricted", P "audit", "baseline", P "audit-version",
        "v1.9223372036854775807" },
      "restricted:latest baseline:v1.9223372036854775807 restricted:latest",
      "" },
    { &privileged,
      { P "audit-version", "v1.9223372036854775808" },
      "privileged:latest privileged:latest privileged:latest",
      "metadata.labels[" P "audit-version]: Invalid value: \"v1.9223372036854775808\": must be "
      "\"latest\" or \"v1.x\"\n" },
    { &warns_of_baseline,
      { P "enforce", "privileged" },
      "privileged:latest privileged:latest baseline:v1.20",
      "" },
    { &warns_of_baseline,
      { P "enforce-version", "v1.5" },
      "privileged:v1.5 privileged:latest baseline:v1.20",
      "" },
    { &warns_of_baseline,
      { P "enforce", "restricted", P "enforce-version", "v1.x" },
      "restricted:latest privileged:latest restricted:latest",
      "metadata.labels[" P "enforce-version]: Invalid value: \"v1.x\": must be \"latest\" or "
      "\"v1.x\"\n" },
};

static uint32_t fill_labels(const char *const *text, struct bh_pair *out)
{
    size_t n = 0;

    for (; text[2 * n] != NULL; n++) {
        out[n].key = bh_str_c(text[2 * n]);
        out[n].value = bh_str_c(text[2 * n + 1]);
    }
    return (uint32_t)n;
}

static void test_policy_from_labels__does_what_upstream_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_pair pairs[6];
        struct bh_pairs labels = { .v = pairs, .is_set = true };
        struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
        struct bh_pss_policy policy;
        struct bh_arena arena;
        struct bh_err err = { 0 };
        struct bh_buf text = { 0 };
        uint32_t n_errors;

        bh_arena_init(&arena, 4096);
        labels.n = fill_labels(cases[i].labels, pairs);
        assert_int_equal(bh_pss_policy_from_labels(&labels, cases[i].defaults, &arena, &policy,
                                                   errors, &n_errors, &err),
                         0);
        for (unsigned mode = 0; mode < BH_N_MODES; mode++) {
            char pair[40];
            bh_buf_add_c(&text, mode > 0 ? " " : "");
            bh_buf_add(&text, bh_pss_pair_text(policy.pairs[mode], pair));
        }
        bh_buf_add_byte(&text, '\0');
        assert_string_equal(text.p, cases[i].expected);
        bh_buf_clear(&text);
        for (uint32_t k = 0; k < n_errors; k++) {
            bh_buf_add(&text, errors[k].message);
            bh_buf_add_byte(&text, '\n');
        }
        bh_buf_add_byte(&text, '\0');
        assert_string_equal(text.p, cases[i].errors);
        bh_buf_done(&text);
        bh_arena_done(&arena);
    }
}

static void test_policy_from_labels__says_where_each_level_is_from(void **state)
{
    struct bh_pair pairs[2] = { { BH_S(P "enforce"), BH_S("restricted") },
                                { BH_S(P "audit-version"), BH_S("v1.30") } };
    struct bh_pairs labels = { .v = pairs, .n = 2, .is_set = true };
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy;
    struct bh_arena arena;
    struct bh_err err = { 0 };
    uint32_t n_errors;

    (void)state;
    bh_arena_init(&arena, 4096);
    assert_int_equal(bh_pss_policy_from_labels(&labels, &warns_of_baseline, &arena, &policy, errors,
                                               &n_errors, &err),
                     0);
    assert_int_equal(policy.level_from[BH_MODE_ENFORCE], BH_FROM_LABEL);
    assert_int_equal(policy.version_from[BH_MODE_ENFORCE], BH_FROM_OPTION);
    assert_int_equal(policy.level_from[BH_MODE_AUDIT], BH_FROM_OPTION);
    assert_int_equal(policy.version_from[BH_MODE_AUDIT], BH_FROM_LABEL);
    assert_int_equal(policy.level_from[BH_MODE_WARN], BH_FROM_LABEL); /* it followed enforce */
    assert_int_equal(policy.version_from[BH_MODE_WARN], BH_FROM_OPTION);
    bh_arena_done(&arena);
}

static void test_policy_from_labels__fails_without_memory(void **state)
{
    struct bh_pair pairs[1] = { { BH_S(P "enforce"), BH_S("foo") } };
    struct bh_pairs labels = { .v = pairs, .n = 1, .is_set = true };
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy = { .pairs = { { BH_LEVEL_BASELINE, 7 } } };
    struct bh_arena arena;
    struct bh_err err = { 0 };
    uint32_t n_errors = 99;

    (void)state;
    bh_arena_init(&arena, 10);
    assert_int_equal(
        bh_pss_policy_from_labels(&labels, &privileged, &arena, &policy, errors, &n_errors, &err),
        -BH_ERR_LIMIT);
    assert_int_equal(policy.pairs[0].version, 7); /* outputs are untouched */
    assert_int_equal(n_errors, 99);
    bh_arena_done(&arena);
}

static void test_mode_name__is_the_label(void **state)
{
    (void)state;
    assert_true(bh_str_eq(bh_mode_name(BH_MODE_ENFORCE), BH_S("enforce")));
    assert_true(bh_str_eq(bh_mode_name(BH_MODE_AUDIT), BH_S("audit")));
    assert_true(bh_str_eq(bh_mode_name(BH_MODE_WARN), BH_S("warn")));
}

static void test_label_is_misspelt__names_the_label_that_was_meant(void **state)
{
    static const struct {
        const char *label;
        bool is_misspelt;
        const char *near; /* NULL = none */
    } labels[] = {
        { "pod-security.kubernetes.io/enforce", false, NULL },
        { "pod-security.kubernetes.io/warn-version", false, NULL },
        { "pod-security.kubernetes.io/enforced", true, "pod-security.kubernetes.io/enforce" },
        { "pod-security.kubernetes.io/Enforce", true, "pod-security.kubernetes.io/enforce" },
        { "pod-security.kubernetes.io/enforce-versions", true,
          "pod-security.kubernetes.io/enforce-version" },
        { "pod-security.kubernetes.io/something", true, NULL },
        { "pod-security.kubernetes.io/", true, NULL },
        { "podsecurity.kubernetes.io/enforce", true, "pod-security.kubernetes.io/enforce" },
        { "pod-security.k8s.io/audit", true, "pod-security.kubernetes.io/audit" },
        { "pod-security.kubernets.io/warn", true, "pod-security.kubernetes.io/warn" },
        { "pods-security.kubernetes.io/team", false, NULL },
        { "app.kubernetes.io/enforce", false, NULL },
        { "security.openshift.io/audit", false, NULL },
        { "enforce", false, NULL },
        { "", false, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        struct bh_str near = BH_S("?");
        assert_int_equal(bh_pss_label_is_misspelt(bh_str_c(labels[i].label), &near),
                         labels[i].is_misspelt);
        assert_int_equal(bh_str_is_set(near), labels[i].near != NULL);
        assert_true(labels[i].near == NULL || bh_str_eq(near, bh_str_c(labels[i].near)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy_from_labels__does_what_upstream_does),
        cmocka_unit_test(test_policy_from_labels__says_where_each_level_is_from),
        cmocka_unit_test(test_policy_from_labels__fails_without_memory),
        cmocka_unit_test(test_mode_name__is_the_label),
        cmocka_unit_test(test_label_is_misspelt__names_the_label_that_was_meant),
    };

    return cmocka_run_group_tests_name("pss_policy", tests, NULL, NULL);
}
