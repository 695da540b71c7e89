/* Baselines: what is recorded, the file, and what it marks; and fingerprints that outlive a rollout. */
#include "kube_test.h"
#include "review/baseline.h"

struct baseline_test {
    struct bh_arena arena;
    struct bh_baseline baseline;
    struct bh_problems problems;
    struct bh_err err;
};

static void start(struct baseline_test *b)
{
    *b = (struct baseline_test){ 0 };
    bh_arena_init(&b->arena, KUBE_TEST_BUDGET);
}

static void take(struct baseline_test *b, const char *json)
{
    struct kube_test t;

    kube_test_parse_c(&t, json);
    assert_int_equal(bh_baseline_take(&b->baseline, &t.doc, &b->problems, &b->arena, &b->err), 0);
    kube_test_done(&t);
}

static struct bh_judgement judged(struct bh_finding findings[2])
{
    struct bh_judgement j = {
        .object = { BH_S("v1"), BH_S("Pod"), BH_S("shop"), BH_S("web-1") },
        .subject = { BH_S("apps/v1"), BH_S("Deployment"), BH_S("shop"), BH_S("web") },
    };

    findings[0] = (struct bh_finding){ .rule = BH_S("hostPorts"),
                                       .message = BH_S("b \"x\" \\ \n\xc3\xa9\xf0\x9f\x98\x80\xff"),
                                       .fingerprint = 0xf };
    findings[1] = (struct bh_finding){ .rule = BH_S("hostPorts"),
                                       .message = BH_S("a"),
                                       .fingerprint = 0x123456789abcdef0u };
    j.modes[BH_MODE_ENFORCE] = (struct bh_mode_verdict){ .findings = findings, .n_findings = 2 };
    j.modes[BH_MODE_WARN] = j.modes[BH_MODE_ENFORCE];
    return j;
}

#define HEAD "{\"apiVersion\": \"bulkhead.dev/v2\", \"kind\": \"ScanBaseline\"}"
#define LINE_A                                                                       \
    "{\"fingerprint\": \"123456789abcdef0\", \"check\": \"hostPorts\", \"object\": " \
    "\"Deployment shop/web\", \"message\": \"a\"}"

static void test_write__is_sorted_and_each_entry_stands_once(void **state)
{
    struct bh_finding findings[2];
    struct bh_judgement j = judged(findings);
    struct baseline_test b;
    struct bh_buf out = { 0 };

    (void)state;
    start(&b);
    assert_int_equal(bh_baseline_add(&b.baseline, &j, &b.arena, &b.err), 0);
    assert_int_equal(bh_baseline_add(&b.baseline, &j, &b.arena, &b.err), 0);
    assert_int_equal(b.baseline.n, 2);
    assert_int_equal(bh_baseline_write(&b.baseline, &b.arena, &out, &b.err), 0);
    assert_str(bh_buf_str(&out),
               HEAD "\n" LINE_A "\n"
                    "{\"fingerprint\": \"000000000000000f\", \"check\": \"hostPorts\", \"object\": "
                    "\"Deployment shop/web\", \"message\": "
                    "\"b \\\"x\\\" \\\\ \\u000a\\u00e9\\ud83d\\ude00\\ufffd\"}\n");
    bh_buf_done(&out);
    bh_arena_done(&b.arena);
}

static void test_write__an_empty_one_has_its_head(void **state)
{
    struct baseline_test b;
    struct bh_buf out = { 0 };

    (void)state;
    start(&b);
    assert_int_equal(bh_baseline_write(&b.baseline, &b.arena, &out, &b.err), 0);
    assert_str(bh_buf_str(&out), HEAD "\n");
    bh_buf_done(&out);
    bh_arena_done(&b.arena);
}

static void test_add__leaves_out_what_is_suppressed(void **state)
{
    static const struct bh_suppressed why = { { "r", 1 }, { "o", 1 }, { "2999-01-01", 10 } };
    struct bh_finding findings[2];
    struct bh_judgement j = judged(findings);
    struct baseline_test b;

    (void)state;
    start(&b);
    findings[0].suppressed = &why;
    assert_int_equal(bh_baseline_add(&b.baseline, &j, &b.arena, &b.err), 0);
    assert_int_equal(b.baseline.n, 1);
    bh_arena_done(&b.arena);
}

static void test_mark__what_it_holds_is_known(void **state)
{
    static const struct bh_suppressed why = { { "r", 1 }, { "o", 1 }, { "2999-01-01", 10 } };
    struct bh_finding findings[2];
    struct bh_judgement j = judged(findings);
    struct baseline_test b;

    (void)state;
    start(&b);
    take(&b, HEAD);
    take(&b, LINE_A);
    take(&b, LINE_A);
    take(&b, "{\"fingerprint\":\"00000000000000aa\"}");
    assert_int_equal(b.problems.n, 0);
    assert_int_equal(b.baseline.n, 2);
    bh_baseline_mark(&b.baseline, &j);
    assert_false(findings[0].is_known);
    assert_true(findings[1].is_known);
    assert_false(bh_finding_counts(&findings[1]));
    assert_true(b.baseline.first->is_found);
    assert_false(b.baseline.first->next->is_found);
    assert_str(b.baseline.first->object, "Deployment shop/web");
    bh_baseline_forget(&b.baseline);
    assert_false(b.baseline.first->is_found);
    findings[1].is_known = false; /* suppressed: found, but not counted twice */
    findings[1].suppressed = &why;
    bh_baseline_mark(&b.baseline, &j);
    assert_false(findings[1].is_known);
    assert_true(b.baseline.first->is_found);
    bh_arena_done(&b.arena);
}

static void assert_problem(const char *head, const char *line, const char *text)
{
    struct baseline_test b;

    start(&b);
    take(&b, head);
    if (line != NULL) {
        assert_int_equal(b.problems.n, 0);
        take(&b, line);
    }
    assert_int_equal(b.problems.n, 1);
    assert_str(b.problems.v[0].text, text);
    assert_int_equal(b.problems.v[0].line, 1);
    bh_arena_done(&b.arena);
}

static void test_take__what_is_wrong(void **state)
{
    (void)state;
    assert_problem(LINE_A, NULL,
                   "expected the head of a ScanBaseline, found an object without a kind");
    assert_problem("{\"apiVersion\":\"bulkhead.dev/v1\",\"kind\":\"ScanBaseline\"}", NULL,
                   "ScanBaseline has apiVersion bulkhead.dev/v1, expected bulkhead.dev/v2");
    assert_problem(HEAD, "{\"check\":\"x\"}", "the entry has no fingerprint");
    assert_problem(HEAD, "{\"fingerprint\":\"12\"}",
                   "fingerprint is '12', expected 16 hexadecimal digits");
    assert_problem(HEAD, "{\"fingerprint\":\"123456789abcdefg\"}",
                   "fingerprint is '123456789abcdefg', expected 16 hexadecimal digits");
    assert_problem(HEAD, "{\"fingerprints\":\"1\"}", "unknown field \"fingerprints\"");
    assert_problem(HEAD, "[]", "the object: expected an object, found a list");
}

static void test_take__an_old_one_is_to_be_written_anew(void **state)
{
    struct baseline_test b;

    (void)state;
    start(&b);
    take(&b, "{\"apiVersion\":\"bulkhead.dev/v1\",\"kind\":\"ScanBaseline\"}");
    assert_int_equal(b.problems.n, 1);
    assert_str(b.problems.v[0].hint,
               "its fingerprints are made otherwise: write it anew with --write-baseline");
    assert_false(b.baseline.has_head);
    bh_arena_done(&b.arena);
    start(&b);
    take(&b, "{\"apiVersion\":\"example.com/v1\",\"kind\":\"ScanBaseline\"}");
    assert_int_equal(b.problems.n, 1);
    assert_false(bh_str_is_set(b.problems.v[0].hint));
    bh_arena_done(&b.arena);
}

/* ---- fingerprints ---------------------------------------------------------------------------------- */

static uint64_t fingerprint(const char *kind, const char *meta, bool is_template)
{
    const struct bh_judge_options options = { .level = BH_LEVEL_BASELINE };
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy;
    struct bh_decoded decoded;
    struct bh_judgement j;
    struct kube_test t;
    uint32_t n_errors;
    char text[1024];

    snprintf(
        text, sizeof(text),
        "{%s,\"metadata\":{\"namespace\":\"n\",%s},\"spec\":%s{\"hostIPC\":true,\"containers\":[{\"name\":\"c\"}]}%s}",
        kind, meta, is_template ? "{\"template\":{\"spec\":" : "", is_template ? "}}" : "");
    kube_test_parse_c(&t, text);
    assert_int_equal(kube_test_object(&t, &decoded), 0);
    assert_int_equal(bh_judge_policy(&options, NULL, &t.arena, &policy, errors, &n_errors, &t.err),
                     0);
    assert_int_equal(bh_judge(&decoded, &t.doc, BH_S("f"), bh_str(NULL, 0), &policy, &options,
                              &t.arena, &j, &t.err),
                     0);
    assert_int_equal(j.modes[BH_MODE_ENFORCE].n_findings, 1);
    uint64_t print = j.modes[BH_MODE_ENFORCE].findings[0].fingerprint;
    kube_test_done(&t);
    return print;
}

#define POD "\"apiVersion\":\"v1\",\"kind\":\"Pod\""
#define OWNER(version, kind, name)                                                                \
    "\"ownerReferences\":[{\"apiVersion\":\"" version "\",\"kind\":\"" kind "\",\"name\":\"" name \
    "\",\"controller\":true}]"
#define HASH(hash) "\"labels\":{\"pod-template-hash\":\"" hash "\"}"

static void test_fingerprint__survives_a_rollout(void **state)
{
    uint64_t deployment =
        fingerprint("\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\"", "\"name\":\"web\"", true);
    uint64_t pod = fingerprint(
        POD, "\"name\":\"web-6d5f-x\"," HASH("6d5f") "," OWNER("apps/v1", "ReplicaSet", "web-6d5f"),
        false);

    (void)state;
    assert_true(pod == deployment);
    assert_true(pod == fingerprint(POD,
                                   "\"name\":\"web-77aa-y\"," HASH("77aa") "," OWNER(
                                       "apps/v1", "ReplicaSet", "web-77aa"),
                                   false));
    assert_true(pod != fingerprint(POD,
                                   "\"name\":\"a\"," OWNER("apps/v1", "ReplicaSet", "web-6d5f"),
                                   false));
    assert_true(pod != fingerprint(POD, "\"name\":\"web\"", false));
    /* pods of one owner whose name nobody made up */
    assert_true(
        fingerprint(POD, "\"name\":\"db-0\"," OWNER("apps/v1", "StatefulSet", "db"), false) ==
        fingerprint(POD, "\"name\":\"db-1\"," OWNER("apps/v1", "StatefulSet", "db"), false));
    /* a CronJob's Jobs */
    assert_true(fingerprint(POD, "\"name\":\"a\"," OWNER("batch/v1", "Job", "b-29012345"), false) ==
                fingerprint(POD, "\"name\":\"b\"," OWNER("batch/v1", "Job", "b-29012399"), false));
    assert_true(fingerprint(POD, "\"name\":\"a\"," OWNER("batch/v1", "Job", "b-2901"), false) !=
                fingerprint(POD, "\"name\":\"b\"," OWNER("batch/v1", "Job", "b-2902"), false));
    /* names that the API server completed */
    assert_true(fingerprint(POD, "\"name\":\"job-aaaaa\",\"generateName\":\"job-\"", false) ==
                fingerprint(POD, "\"generateName\":\"job-\"", false));
    /* each pod of a node is its own */
    assert_true(fingerprint(POD, "\"name\":\"etcd\"," OWNER("v1", "Node", "n1"), false) !=
                fingerprint(POD, "\"name\":\"proxy\"," OWNER("v1", "Node", "n1"), false));
    /* who is no controller does not count */
    assert_true(
        fingerprint(
            POD,
            "\"name\":\"a\",\"ownerReferences\":[{\"apiVersion\":\"x/v1\",\"kind\":\"X\",\"name\":\"x\"}]",
            false) == fingerprint(POD, "\"name\":\"a\"", false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_take__an_old_one_is_to_be_written_anew),
        cmocka_unit_test(test_write__is_sorted_and_each_entry_stands_once),
        cmocka_unit_test(test_write__an_empty_one_has_its_head),
        cmocka_unit_test(test_add__leaves_out_what_is_suppressed),
        cmocka_unit_test(test_mark__what_it_holds_is_known),
        cmocka_unit_test(test_take__what_is_wrong),
        cmocka_unit_test(test_fingerprint__survives_a_rollout),
    };

    return cmocka_run_group_tests_name("baseline", tests, NULL, NULL);
}
