/* Suppressions: dates, patterns, the file, and what an entry covers. */
#include "kube_test.h"
#include "review/suppress.h"

static const struct bh_date today = { 2026, 6, 15 };

struct suppress_test {
    struct kube_test t;
    struct bh_suppressions all;
    struct bh_problems problems;
};

static void read_text(struct suppress_test *s, const char *json)
{
    *s = (struct suppress_test){ 0 };
    kube_test_parse_c(&s->t, json);
    assert_int_equal(
        bh_suppressions_read(&s->t.doc, today, &s->all, &s->problems, &s->t.arena, &s->t.err), 0);
}

#define FILE_HEAD "{\"apiVersion\":\"bulkhead.dev/v1\",\"kind\":\"Suppressions\",\"suppressions\":["
#define FULL(more)                                                                                                \
    "{\"checks\":[\"hostPorts\",\"privileged\"],\"reason\":\"r\",\"owner\":\"o\",\"expires\":\"2026-06-15\"" more \
    "}"
#define IN(where) ",\"namespace\":\"" where "\""

static void test_date_parse__takes_days_that_exist(void **state)
{
    static const char *const good[] = { "2026-01-31", "2024-02-29", "2000-02-29", "9999-12-31",
                                        "0001-01-01" };
    static const char *const bad[] = { "",           "2026-1-31",   "2026-13-01", "2026-00-01",
                                       "2026-02-29", "1900-02-29",  "2026-04-31", "2026-01-00",
                                       "2026/01/01", "2026-01-01 ", " 2026-01-0", "20260101",
                                       "26-01-01",   "0000-01-01",  "2026-01-0x" };
    struct bh_date date;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        assert_true(bh_date_parse(bh_str_c(good[i]), &date));
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (bh_date_parse(bh_str_c(bad[i]), &date)) {
            fail_msg("'%s' was taken", bad[i]);
        }
    }
    assert_true(bh_date_parse(BH_S("2027-03-31"), &date));
    assert_int_equal(date.year, 2027);
    assert_int_equal(date.month, 3);
    assert_int_equal(date.day, 31);
}

static void test_date_cmp__orders_days(void **state)
{
    (void)state;
    assert_int_equal(bh_date_cmp(today, today), 0);
    assert_true(bh_date_cmp(today, (struct bh_date){ 2026, 6, 16 }) < 0);
    assert_true(bh_date_cmp(today, (struct bh_date){ 2026, 5, 30 }) > 0);
    assert_true(bh_date_cmp(today, (struct bh_date){ 2027, 1, 1 }) < 0);
}

static void test_glob__stars_stand_for_anything(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool is_match;
    } rows[] = {
        { "", "", true },         { "", "a", false },           { "*", "", true },
        { "*", "abc", true },     { "a*", "abc", true },        { "a*", "ba", false },
        { "*c", "abc", true },    { "*c", "abcd", false },      { "a*c", "abbc", true },
        { "a*c", "ac", true },    { "a*b*c", "a-b-b-c", true }, { "a*b*c", "acb", false },
        { "a", "A", false },      { "a.c", "abc", false },      { "**", "x", true },
        { "x[0]", "x[0]", true }, { "x[*]", "x[12]", true },    { "a*ab", "aaab", true },
        { "abc", "ab", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (bh_glob_matches(bh_str_c(rows[i].pattern), bh_str_c(rows[i].text)) !=
            rows[i].is_match) {
            fail_msg("'%s' and '%s'", rows[i].pattern, rows[i].text);
        }
    }
}

static void test_read__an_entry(void **state)
{
    struct suppress_test s;

    (void)state;
    read_text(&s, FILE_HEAD
              "\n" FULL(IN("shop") ",\"kind\":\"Pod\",\"name\":\"web-*\",\"path\":\"spec.*\","
                                   "\"selector\":\"app=web\"") "]}");
    if (s.problems.n > 0) {
        fail_msg(BH_FMT, BH_ARG(s.problems.v[0].text));
    }
    assert_int_equal(s.all.n, 1);
    assert_int_equal(s.all.v[0].line, 2);
    assert_int_equal(s.all.v[0].checks.n, 2);
    assert_str(s.all.v[0].namespace_, "shop");
    assert_str(s.all.v[0].name, "web-*");
    assert_int_equal(s.all.v[0].selector.n, 1);
    assert_str(s.all.v[0].shown.owner, "o");
    assert_false(s.all.v[0].is_expired); /* the last day counts */
    kube_test_done(&s.t);
    read_text(&s, FILE_HEAD "]}");
    assert_int_equal(s.problems.n, 0);
    kube_test_done(&s.t);
}

static void test_read__what_is_wrong(void **state)
{
    static const struct {
        const char *entry, *text;
    } rows[] = {
        { FULL(""),
          "suppressions[0]: namespace is missing: every entry says where it holds (\"*\": everywhere)" },
        { "{\"checks\":[\"*\"]" IN("a") ",\"owner\":\"o\",\"expires\":\"2026-07-01\"}",
          "suppressions[0]: reason is missing: every entry says why" },
        { "{\"checks\":[\"*\"]" IN(
              "a") ",\"reason\":\" \\n\",\"owner\":\"o\",\"expires\":\"2026-07-01\"}",
          "suppressions[0]: reason is empty: every entry says why" },
        { "{\"checks\":[\"*\"]" IN("a") ",\"reason\":\"r\",\"expires\":\"2026-07-01\"}",
          "suppressions[0]: owner is missing: every entry says who answers for it" },
        { "{\"checks\":[\"*\"]" IN("a") ",\"reason\":\"r\",\"owner\":\"o\"}",
          "suppressions[0]: expires is missing: every entry says until when it holds" },
        { "{\"checks\":[\"*\"]" IN(
              "a") ",\"reason\":\"r\",\"owner\":\"o\",\"expires\":\"2026-02-29\"}",
          "suppressions[0]: expires is '2026-02-29', expected a day as YYYY-MM-DD" },
        { "{\"checks\":[]" IN("a") ",\"reason\":\"r\",\"owner\":\"o\",\"expires\":\"2026-07-01\"}",
          "suppressions[0]: checks is missing: name the checks, or \"*\" for all" },
        { "{\"checks\":[\"hostPort\"]" IN(
              "a") ",\"reason\":\"r\",\"owner\":\"o\",\"expires\":\"2026-07-01\"}",
          "suppressions[0]: no check is called 'hostPort'" },
        { FULL(IN("a") ",\"names\":\"x\""), "unknown field \"suppressions[0].names\"" },
        { FULL(IN("a") ",\"name\":\"\""),
          "suppressions[0]: name is empty: leave it out, or write a pattern" },
        { FULL(IN("*") ",\"selector\":\"app=x\""),
          "suppressions[0]: a selector needs a namespace that does not begin with '*': labels are the "
          "workload's own words" },
        { FULL(IN("a") ",\"selector\":\"\""),
          "suppressions[0]: selector is empty: leave it out, or name a label" },
        { "5", "suppressions[0]: expected an object, found a number '5'" },
        { "null", "suppressions[0]: expected an object, found null" },
    };
    char text[1024];

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct suppress_test s;
        snprintf(text, sizeof(text), FILE_HEAD "\n%s]}", rows[i].entry);
        read_text(&s, text);
        if (s.problems.n == 0) {
            fail_msg("no problem in %s", rows[i].entry);
        }
        assert_str(s.problems.v[0].text, rows[i].text);
        assert_true(s.problems.v[0].line > 0);
        kube_test_done(&s.t);
    }
}

static void test_read__a_null_entry_is_one_problem_where_it_stands(void **state)
{
    struct suppress_test s;

    (void)state;
    read_text(&s, FILE_HEAD "\n" FULL(IN("n")) ",\n null]}");
    assert_int_equal(s.problems.n, 1);
    assert_str(s.problems.v[0].text, "suppressions[1]: expected an object, found null");
    assert_int_equal(s.problems.v[0].line, 3);
    assert_int_equal(s.problems.v[0].column, 2);
    kube_test_done(&s.t);
}

static void test_read__a_misspelt_check_has_a_suggestion(void **state)
{
    struct suppress_test s;

    (void)state;
    read_text(&s,
              FILE_HEAD "{\"checks\":[\"hostPort\"]" IN("a") ",\"reason\":\"r\",\"owner\":\"o\","
                                                             "\"expires\":\"2026-07-01\"}]}");
    assert_str(s.problems.v[0].hint, "did you mean \"hostPorts\"?");
    kube_test_done(&s.t);
}

/* ---- what an entry covers -------------------------------------------------------------------------- */

static struct bh_location two_places[] = {
    { .role = BH_LOCATION_VIOLATES, .path = { "spec.containers[0].ports[0].hostPort", 36 } },
    { .role = BH_LOCATION_VIOLATES, .path = { "spec.containers[1].ports[0].hostPort", 36 } },
};

/* Pod shop/web-1 with the violations hostPorts and hostPathVolumes, in all modes. */
static struct bh_judgement judged(struct bh_finding findings[2])
{
    struct bh_judgement j = {
        .object = { BH_S("v1"), BH_S("Pod"), BH_S("shop"), BH_S("web-1") },
        .subject = { BH_S("apps/v1"), BH_S("Deployment"), BH_S("shop"), BH_S("web") },
    };

    findings[0] =
        (struct bh_finding){ .rule = BH_S("hostPorts"), .locations = two_places, .n_locations = 2 };
    findings[1] = (struct bh_finding){ .rule = BH_S("hostPathVolumes"),
                                       .locations = two_places,
                                       .n_locations = 1 };
    for (int m = 0; m < BH_N_MODES; m++) {
        j.modes[m] = (struct bh_mode_verdict){ .findings = findings, .n_findings = 2 };
    }
    return j;
}

static void assert_covers(const char *more, bool is_covered)
{
    struct bh_pair labels[] = { { BH_S("app"), BH_S("web") } };
    struct bh_pairs own = { labels, 1, true };
    struct bh_finding findings[2];
    struct bh_judgement j = judged(findings);
    struct suppress_test s;
    char text[1024];

    snprintf(text, sizeof(text), FILE_HEAD "%s]}", more);
    read_text(&s, text);
    if (s.problems.n > 0) {
        fail_msg(BH_FMT, BH_ARG(s.problems.v[0].text));
    }
    bh_suppress(&s.all, &j, &own);
    if ((findings[0].suppressed != NULL) != is_covered) {
        fail_msg("%s %s", more, is_covered ? "does not cover it" : "covers it");
    }
    assert_null(findings[1].suppressed);
    assert_true(s.all.v[0].is_used == is_covered);
    if (is_covered) {
        assert_str(findings[0].suppressed->reason, "r");
    }
    bh_suppressions_forget(&s.all);
    assert_false(s.all.v[0].is_used);
    kube_test_done(&s.t);
}

static void test_suppress__all_that_an_entry_says_must_fit(void **state)
{
    (void)state;
    assert_covers(FULL(IN("shop")), true);
    assert_covers(FULL(IN("*")), true);
    assert_covers(FULL(IN("sho")), false);
    assert_covers(FULL(IN("shop") ",\"kind\":\"Pod\",\"name\":\"web-*\""), true);
    assert_covers(FULL(IN("shop") ",\"kind\":\"pod\""), false);
    assert_covers(FULL(IN("shop") ",\"name\":\"web\""), false);
    assert_covers(FULL(IN("shop") ",\"selector\":\"app=web\""), true);
    assert_covers(FULL(IN("shop") ",\"selector\":\"app=api\""), false);
}

static void test_suppress__every_field_must_be_covered(void **state)
{
    (void)state;
    assert_covers(FULL(IN("shop") ",\"path\":\"spec.containers[*].ports[*].hostPort\""), true);
    assert_covers(FULL(IN("shop") ",\"path\":\"spec.containers[0].*\""), false);
}

static void test_suppress__an_owner_that_a_pod_claims_does_not_count(void **state)
{
    (void)state;
    assert_covers(FULL(IN("shop") ",\"kind\":\"Deployment\""), false);
}

static void test_suppress__an_expired_entry_covers_nothing(void **state)
{
    (void)state;
    assert_covers("{\"checks\":[\"hostPorts\"]" IN("shop") ",\"reason\":\"r\",\"owner\":\"o\","
                                                           "\"expires\":\"2026-06-14\"}",
                  false);
}

static void test_suppress__the_first_entry_that_fits_counts(void **state)
{
    struct bh_pairs none = { 0 };
    struct bh_finding findings[2];
    struct bh_judgement j = judged(findings);
    struct suppress_test s;

    (void)state;
    read_text(&s, FILE_HEAD FULL(IN("shop")) "," FULL(IN("*")) "]}");
    bh_suppress(&s.all, &j, &none);
    assert_ptr_equal(findings[0].suppressed, &s.all.v[0].shown);
    assert_false(s.all.v[1].is_used);
    kube_test_done(&s.t);
}

static void test_suppress__an_annotation_of_the_workload_exempts_nothing(void **state)
{
    static const char *const keys[] = {
        "bulkhead.dev/suppress",
        "bulkhead.dev/ignore",
        "bulkhead.dev/suppressions",
        "bulkhead.dev/exempt",
        "pod-security.kubernetes.io/enforce",
        "pod-security.kubernetes.io/exempt",
    };
    const struct bh_judge_options options = { .level = BH_LEVEL_BASELINE };
    char text[512];

    (void)state;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
        struct bh_pss_policy policy;
        struct bh_decoded decoded;
        struct bh_judgement j;
        struct suppress_test s;
        struct kube_test t;
        uint32_t n_errors;

        read_text(&s, FILE_HEAD FULL(IN("other")) "]}");
        snprintf(
            text, sizeof(text),
            "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\",\"namespace\":\"shop\","
            "\"labels\":{\"%s\":\"privileged\"},\"annotations\":{\"%s\":\"privileged\"}},"
            "\"spec\":{\"containers\":[{\"name\":\"c\",\"securityContext\":{\"privileged\":true}}]}}",
            keys[i], keys[i]);
        kube_test_parse_c(&t, text);
        assert_int_equal(kube_test_object(&t, &decoded), 0);
        assert_int_equal(
            bh_judge_policy(&options, NULL, &t.arena, &policy, errors, &n_errors, &t.err), 0);
        assert_int_equal(bh_judge(&decoded, &t.doc, BH_S("f"), bh_str(NULL, 0), &policy, &options,
                                  &t.arena, &j, &t.err),
                         0);
        bh_suppress(&s.all, &j, &decoded.object.meta.labels);
        assert_false(j.modes[BH_MODE_ENFORCE].is_allowed);
        assert_int_equal(j.modes[BH_MODE_ENFORCE].n_findings, 1);
        assert_true(bh_finding_counts(&j.modes[BH_MODE_ENFORCE].findings[0]));
        assert_true(bh_verdict_counts(&j.modes[BH_MODE_ENFORCE]));
        kube_test_done(&t);
        kube_test_done(&s.t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read__a_null_entry_is_one_problem_where_it_stands),
        cmocka_unit_test(test_date_parse__takes_days_that_exist),
        cmocka_unit_test(test_date_cmp__orders_days),
        cmocka_unit_test(test_glob__stars_stand_for_anything),
        cmocka_unit_test(test_read__an_entry),
        cmocka_unit_test(test_read__what_is_wrong),
        cmocka_unit_test(test_read__a_misspelt_check_has_a_suggestion),
        cmocka_unit_test(test_suppress__all_that_an_entry_says_must_fit),
        cmocka_unit_test(test_suppress__every_field_must_be_covered),
        cmocka_unit_test(test_suppress__an_owner_that_a_pod_claims_does_not_count),
        cmocka_unit_test(test_suppress__an_expired_entry_covers_nothing),
        cmocka_unit_test(test_suppress__the_first_entry_that_fits_counts),
        cmocka_unit_test(test_suppress__an_annotation_of_the_workload_exempts_nothing),
    };

    return cmocka_run_group_tests_name("suppress", tests, NULL, NULL);
}
