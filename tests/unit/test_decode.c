/* The decoder: absent, null and empty; what it refuses, in which words and where; repeated keys; unknown fields;
 * budgets. The rows themselves are walked by test_schema. */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "kube/decode.h"
#include "kube/schema.h"
#include "kube_test.h"

/* ---- absent, null, empty ------------------------------------------------------------------------ */

static void test_decode__absent_null_and_empty_stay_distinct(void **state)
{
    struct bh_pod_spec spec = { 0 };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"containers\":[],\"initContainers\":null,\"securityContext\":{},"
                          "\"nodeName\":\"\",\"serviceAccountName\":null,\"hostPID\":false}");
    assert_int_equal(kube_test_decode(&t, &bh_type_pod_spec, &spec), 0);
    assert_true(spec.containers.is_set && spec.containers.n == 0);
    assert_false(spec.init_containers.is_set);
    assert_false(spec.ephemeral_containers.is_set);
    assert_non_null(spec.security);
    assert_false(spec.security->run_as_user.is_set);
    assert_false(spec.security->sysctls.is_set);
    assert_true(bh_str_is_set(spec.node_name) && spec.node_name.n == 0);
    assert_false(bh_str_is_set(spec.service_account_name));
    assert_int_equal(spec.host_pid, BH_NO);
    assert_int_equal(spec.host_ipc, BH_UNSET);
    /* null and absent are one to the struct, and two to who asks its node */
    assert_int_equal(bh_doc_member(spec.node, BH_S("initContainers"))->kind, BH_NODE_NULL);
    assert_null(bh_doc_member(spec.node, BH_S("ephemeralContainers")));
    kube_test_done(&t);
}

static void test_decode__null_elements_are_zero(void **state)
{
    struct bh_pod_spec spec = { 0 };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"containers\":[null,{\"name\":\"b\",\"securityContext\":"
                          "{\"capabilities\":{\"add\":[null,\"X\"]}}}],"
                          "\"securityContext\":{\"supplementalGroups\":[null,7]},"
                          "\"nodeSelector\":{\"k\":null}}");
    assert_int_equal(kube_test_decode(&t, &bh_type_pod_spec, &spec), 0);
    const struct bh_container *c = spec.containers.v;
    assert_int_equal(spec.containers.n, 2);
    assert_null(c[0].node);
    assert_false(bh_str_is_set(c[0].name));
    assert_str(c[1].name, "b");
    assert_int_equal(c[1].security->capabilities->add.n, 2);
    assert_str(c[1].security->capabilities->add.v[0], "");
    assert_str(c[1].security->capabilities->add.v[1], "X");
    assert_int_equal(spec.security->supplemental_groups.v[0], 0);
    assert_int_equal(spec.security->supplemental_groups.v[1], 7);
    kube_test_done(&t);
}

static void test_decode__a_null_map_value_is_empty(void **state)
{
    struct bh_meta meta = { 0 };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"labels\":{\"a\":null,\"b\":\"x\"},\"annotations\":{}}");
    assert_int_equal(kube_test_decode(&t, &bh_type_object_meta, &meta), 0);
    assert_int_equal(meta.labels.n, 2);
    assert_str(meta.labels.v[0].value, "");
    assert_str(meta.labels.v[1].value, "x");
    assert_true(meta.annotations.is_set && meta.annotations.n == 0);
    kube_test_done(&t);
}

/* ---- refusals ------------------------------------------------------------------------------------ */

static void test_decode__refusals_name_path_place_expected_and_found(void **state)
{
    static const struct {
        const char *json, *message;
        uint32_t line, column;
    } cases[] = {
        { "[]", "the object: expected an object, found a list", 1, 1 },
        { "{\"spec\": 7}", "spec: expected an object, found a number '7'", 1, 10 },
        { "{\"spec\":\n {\"hostPID\": \"true\"}}",
          "spec.hostPID: expected a boolean, found a string 'true'", 2, 14 },
        { "{\"spec\":{\n\"containers\": {}}}", "spec.containers: expected a list, found an object",
          2, 15 },
        { "{\"spec\":{\"containers\":[{},\n  \"x\"]}}",
          "spec.containers[1]: expected an object, found a string 'x'", 2, 3 },
        { "{\"spec\":{\"containers\":[{\"name\":\n  true}]}}",
          "spec.containers[0].name: expected a string, found a boolean", 2, 3 },
        { "{\"metadata\":{\"labels\":{\"a.b/c\":\n1}}}",
          "metadata.labels[a.b/c]: expected a string, found a number '1'", 2, 1 },
        { "{\"spec\":{\"securityContext\":{\"runAsUser\":1.5}}}",
          "spec.securityContext.runAsUser: expected an integer, found a number '1.5'", 1, 41 },
        { "{\"spec\":{\"securityContext\":{\"runAsUser\":9223372036854775808}}}",
          "spec.securityContext.runAsUser: expected a 64-bit integer, found a number "
          "'9223372036854775808'",
          1, 41 },
        { "{\"spec\":{\"priority\":-2147483649}}",
          "spec.priority: expected a 32-bit integer, found a number '-2147483649'", 1, 21 },
        { "{\"spec\":{\"securityContext\":{\"supplementalGroups\":[1,\"2\"]}}}",
          "spec.securityContext.supplementalGroups[1]: expected an integer, found a string '2'", 1,
          53 },
        { "{\"metadata\":{\"creationTimestamp\":\"yesterday\"}}",
          "metadata.creationTimestamp: expected a time such as 2006-01-02T15:04:05Z, found a "
          "string 'yesterday'",
          1, 34 },
        { "{\"spec\":{\"overhead\":{\"cpu\":\"1 m\"}}}",
          "spec.overhead[cpu]: expected a quantity such as 500m or 1Gi, found a string '1 m'", 1,
          28 },
        { "{\"spec\":{\"containers\":[{\"livenessProbe\":{\"httpGet\":{\"port\":null,"
          "\"host\":[]}}}]}}",
          "spec.containers[0].livenessProbe.httpGet.host: expected a string, found a list", 1, 72 },
        { "{\"kind\":\"01234567890123456789012345678901234567890123456789\",\"metadata\":[]}",
          "metadata: expected an object, found a list", 1, 73 },
        { "{\"spec\":\"01234567890123456789012345678901234567890123456789\"}",
          "spec: expected an object, found a string "
          "'012345678901234567890123456789012345678901234567'",
          1, 9 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_object object = { 0 };
        struct kube_test t;
        kube_test_parse_c(&t, cases[i].json);
        assert_int_equal(kube_test_decode(&t, &bh_type_pod, &object), -BH_ERR_INPUT);
        assert_string_equal(t.err.msg, cases[i].message);
        assert_int_equal(t.err.line, cases[i].line);
        assert_int_equal(t.err.column, cases[i].column);
        kube_test_done(&t);
    }
}

static void test_decode__a_path_inside_the_document_is_told_whole(void **state)
{
    struct bh_pod_spec spec = { 0 };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"hostPID\": 1, \"x\": 2}");
    t.options.path = "spec.template.spec";
    assert_int_equal(kube_test_decode(&t, &bh_type_pod_spec, &spec), -BH_ERR_INPUT);
    assert_string_equal(t.err.msg,
                        "spec.template.spec.hostPID: expected a boolean, found a number '1'");
    kube_test_done(&t);
}

static void test_decode__integers_reach_their_bounds(void **state)
{
    struct bh_pod_security security = { 0 };
    struct bh_port port = { 0 };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"runAsUser\":9223372036854775807,\"runAsGroup\":"
                          "-9223372036854775808,\"fsGroup\":-0}");
    assert_int_equal(kube_test_decode(&t, &bh_type_pod_security_context, &security), 0);
    assert_true(security.run_as_user.is_set && security.run_as_user.v == INT64_MAX);
    assert_true(security.run_as_group.is_set && security.run_as_group.v == INT64_MIN);
    assert_true(security.fs_group.is_set && security.fs_group.v == 0);
    kube_test_done(&t);
    kube_test_parse_c(&t, "{\"hostPort\":2147483647,\"containerPort\":-2147483648}");
    assert_int_equal(kube_test_decode(&t, &bh_type_container_port, &port), 0);
    assert_true(port.host_port.v == INT32_MAX && port.container_port.v == INT32_MIN);
    kube_test_done(&t);
}

static void test_decode__a_long_path_keeps_its_end(void **state)
{
    struct bh_meta meta = { 0 };
    struct bh_buf text = { 0 };
    struct kube_test t;

    (void)state;
    bh_buf_add_c(&text, "{\"labels\":{\"");
    for (int i = 0; i < 300; i++) {
        bh_buf_add_byte(&text, 'k');
    }
    bh_buf_add_c(&text, "end\":1}}");
    kube_test_parse(&t, bh_buf_str(&text));
    assert_int_equal(kube_test_decode(&t, &bh_type_object_meta, &meta), -BH_ERR_INPUT);
    assert_non_null(strstr(t.err.msg, "kkkend]: expected a string, found a number '1'"));
    kube_test_done(&t);
    bh_buf_done(&text);
}

/* ---- repeated keys -------------------------------------------------------------------------------- */

static void test_decode__repeated_keys_are_refused_with_both_lines(void **state)
{
    static const struct {
        const char *json, *message;
    } cases[] = {
        { "{\"spec\":{\n\"hostPID\":false,\n\n\"hostPID\":true}}",
          "key 'spec.hostPID' is repeated: first on line 2, again on line 4" },
        { "{\n\"spec\":{},\n\"spec\":{}}",
          "key 'spec' is repeated: first on line 2, again on line 3" },
        { "{\"metadata\":{\"labels\":{\n\"a/b\":\"1\",\n\"a/b\":\"1\"}}}",
          "key 'metadata.labels[a/b]' is repeated: first on line 2, again on line 3" },
        /* unknown fields too */
        { "{\"spec\":{\n\"nope\":1,\n\"nope\":1}}",
          "key 'spec.nope' is repeated: first on line 2, again on line 3" },
        /* an escaped key is the same key */
        { "{\"spec\":{\n\"hostPID\":false,\n\"host\\u0050ID\":true}}",
          "key 'spec.hostPID' is repeated: first on line 2, again on line 3" },
        /* inside what is only checked */
        { "{\"spec\":{\"affinity\":{\n\"nodeAffinity\":{},\n\"nodeAffinity\":null}}}",
          "key 'spec.affinity.nodeAffinity' is repeated: first on line 2, again on line 3" },
        { "{\"spec\":{\"nodeSelector\":{\n\"a\":\"b\",\n\"a\":\"b\"}}}",
          "key 'spec.nodeSelector[a]' is repeated: first on line 2, again on line 3" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_object object = { 0 };
        struct kube_test t;
        kube_test_parse_c(&t, cases[i].json);
        assert_int_equal(kube_test_decode(&t, &bh_type_pod, &object), -BH_ERR_INPUT);
        assert_string_equal(t.err.msg, cases[i].message);
        assert_true(t.err.line > 0 && t.err.column == 1);
        kube_test_done(&t);
    }
}

static void test_decode__the_last_of_repeated_keys_can_be_taken(void **state)
{
    struct bh_object object = { 0 };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"spec\":{\"hostPID\":7,\n\"hostPID\":true,\n\"hostPID\":false},"
                          "\"metadata\":{\"labels\":{\"a\":\"1\",\"b\":\"2\",\n\n\"a\":\"3\"}}}");
    t.options.takes_last_key = true;
    assert_int_equal(kube_test_decode(&t, &bh_type_pod, &object), 0);
    assert_int_equal(object.spec->host_pid, BH_NO);
    assert_int_equal(object.meta.labels.n, 2);
    assert_str(object.meta.labels.v[0].key, "b");
    assert_str(object.meta.labels.v[1].value, "3");
    assert_int_equal(t.issues.n, 3);
    assert_int_equal(t.issues.v[0].kind, BH_ISSUE_REPEATED_KEY);
    assert_str(t.issues.v[0].path, "spec.hostPID");
    assert_int_equal(t.issues.v[0].other.line, 1);
    assert_int_equal(t.issues.v[0].place.line, 3);
    assert_str(t.issues.v[2].path, "metadata.labels[a]");
    assert_int_equal(t.issues.v[2].other.line, 3);
    assert_int_equal(t.issues.v[2].place.line, 5);
    kube_test_done(&t);
}

static void test_decode__repeated_keys_in_an_unknown_field_are_no_better(void **state)
{
    struct bh_object object = { 0 };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"spec\":{\"later\":[{\"a\":{\"b\":1,\n\"b\":2}}]}}");
    assert_int_equal(kube_test_decode(&t, &bh_type_pod, &object), -BH_ERR_INPUT);
    assert_string_equal(t.err.msg, "key 'b' is repeated: first on line 1, again on line 2");
    assert_int_equal(t.err.line, 2);
    t.options.takes_last_key = true;
    assert_int_equal(kube_test_decode(&t, &bh_type_pod, &object), 0);
    assert_int_equal(t.issues.n, 2);
    assert_int_equal(t.issues.v[0].kind, BH_ISSUE_UNKNOWN_FIELD);
    assert_int_equal(t.issues.v[1].kind, BH_ISSUE_REPEATED_KEY);
    assert_str(t.issues.v[1].path, "spec.later[0].a.b");
    assert_int_equal(t.issues.v[1].other.line, 1);
    assert_int_equal(t.issues.v[1].place.line, 2);
    kube_test_done(&t);
}

/* {"<field>": {"k0":"v", ... , "k<n-1>":"v", <more>}} */
static void add_many(struct bh_buf *text, const char *field, unsigned n, const char *more)
{
    bh_buf_addf(text, "{\"%s\":{", field);
    for (unsigned i = 0; i < n; i++) {
        bh_buf_addf(text, "%s\"k%u\":\"v\"", i > 0 ? "," : "", i);
    }
    bh_buf_addf(text, "%s}}", more);
}

static void test_decode__large_maps(void **state)
{
    (void)state;
    for (unsigned n = 30; n < 9000; n = n < 36 ? n + 1 : n * 16) {
        for (int has_repeated = 0; has_repeated < 2; has_repeated++) {
            struct bh_meta meta = { 0 };
            struct bh_buf text = { 0 };
            struct kube_test t;

            add_many(&text, "labels", n, has_repeated ? ",\"k7\":\"last\"" : "");
            kube_test_parse(&t, bh_buf_str(&text));
            int rc = kube_test_decode(&t, &bh_type_object_meta, &meta);
            assert_int_equal(rc, has_repeated ? -BH_ERR_INPUT : 0);
            assert_true(!has_repeated || strstr(t.err.msg, "key 'labels[k7]' is repeated") != NULL);
            t.options.takes_last_key = true;
            assert_int_equal(kube_test_decode(&t, &bh_type_object_meta, &meta), 0);
            assert_int_equal(meta.labels.n, n);
            assert_str(meta.labels.v[n - 1].value, has_repeated ? "last" : "v");
            assert_int_equal(t.issues.n, has_repeated);
            kube_test_done(&t);
            bh_buf_done(&text);
        }
    }
}

static void test_decode__large_objects(void **state)
{
    (void)state;
    for (unsigned n = 30; n < 40000; n = n < 36 ? n + 1 : n * 32) {
        for (int has_repeated = 0; has_repeated < 2; has_repeated++) {
            struct bh_object object = { 0 };
            struct bh_buf text = { 0 };
            struct kube_test t;

            add_many(&text, "spec", n, has_repeated ? ",\"k7\":1" : "");
            kube_test_parse(&t, bh_buf_str(&text));
            int rc = kube_test_decode(&t, &bh_type_pod, &object);
            assert_int_equal(rc, has_repeated ? -BH_ERR_INPUT : 0);
            assert_true(!has_repeated || strstr(t.err.msg, "key 'spec.k7' is repeated") != NULL);
            t.options.takes_last_key = true;
            assert_int_equal(kube_test_decode(&t, &bh_type_pod, &object), 0);
            assert_int_equal(t.issues.n + t.issues.n_more, n + (unsigned)has_repeated);
            kube_test_done(&t);
            bh_buf_done(&text);
        }
    }
}

static void test_decode__too_many_members_are_refused(void **state)
{
    static const char *const cases[] = { "labels", "ownerReferences", "zzz" };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_meta meta = { 0 };
        struct bh_buf text = { 0 };
        struct kube_test t;
        bool is_list = i == 1;

        bh_buf_addf(&text, i == 2 ? "{" : "{\"%s\":%c", cases[i], is_list ? '[' : '{');
        for (unsigned k = 0; k <= BH_MAX_MEMBERS; k++) {
            bh_buf_add_c(&text, k > 0 ? "," : "");
            if (is_list) {
                bh_buf_add_c(&text, "null");
            } else {
                bh_buf_addf(&text, "\"%x\":\"\"", k);
            }
        }
        bh_buf_add_c(&text, i == 2 ? "}" : is_list ? "]}" : "}}");
        kube_test_parse(&t, bh_buf_str(&text));
        assert_int_equal(kube_test_decode(&t, &bh_type_object_meta, &meta), -BH_ERR_LIMIT);
        assert_non_null(strstr(t.err.msg, ": more than 100000 members"));
        kube_test_done(&t);
        bh_buf_done(&text);
    }
}

/* ---- unknown fields ------------------------------------------------------------------------------- */

static void test_decode__unknown_fields_have_kubectls_path_and_the_nearest_name(void **state)
{
    struct bh_object object = { 0 };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"specc\":1,\n\"spec\":{\"containers\":[{},{\n  \"securityContxt\":{},"
                          "\"completelyOther\":[]}],\"HostPID\":true},\"\":0}");
    assert_int_equal(kube_test_decode(&t, &bh_type_pod, &object), 0);
    assert_int_equal(t.issues.n, 5);
    assert_str(t.issues.v[0].path, "specc");
    assert_str(t.issues.v[0].near, "spec");
    assert_int_equal(t.issues.v[0].place.line, 1);
    assert_int_equal(t.issues.v[0].place.column, 2);
    assert_str(t.issues.v[1].path, "spec.containers[1].securityContxt");
    assert_str(t.issues.v[1].near, "securityContext");
    assert_int_equal(t.issues.v[1].place.line, 3);
    assert_int_equal(t.issues.v[1].place.column, 3);
    assert_str(t.issues.v[2].path, "spec.containers[1].completelyOther");
    assert_false(bh_str_is_set(t.issues.v[2].near));
    assert_str(t.issues.v[3].path, "spec.HostPID");
    assert_str(t.issues.v[3].near, "hostPID");
    assert_str(t.issues.v[4].path, "");
    for (uint32_t i = 0; i < t.issues.n; i++) {
        assert_int_equal(t.issues.v[i].kind, BH_ISSUE_UNKNOWN_FIELD);
    }
    assert_int_equal(object.spec->host_pid, BH_UNSET);
    kube_test_done(&t);
}

static void test_decode__of_a_foreign_type_only_near_misses_are_told(void **state)
{
    struct bh_object object = { 0 };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"spec\":{\"hostPD\":true,\"completelyOther\":1}}");
    t.options.is_foreign = true;
    assert_int_equal(kube_test_decode(&t, &bh_type_pod, &object), 0);
    assert_int_equal(t.issues.n, 1);
    assert_str(t.issues.v[0].path, "spec.hostPD");
    kube_test_done(&t);
}

static void test_decode__issues_are_bounded(void **state)
{
    struct bh_object object = { 0 };
    struct bh_buf text = { 0 };
    struct kube_test t;

    (void)state;
    add_many(&text, "spec", BH_MAX_ISSUES + 23, "");
    kube_test_parse(&t, bh_buf_str(&text));
    assert_int_equal(kube_test_decode(&t, &bh_type_pod, &object), 0);
    assert_int_equal(t.issues.n, BH_MAX_ISSUES);
    assert_int_equal(t.issues.n_more, 23);
    assert_str(t.issues.v[BH_MAX_ISSUES - 1].path, "spec.k99");
    kube_test_done(&t);
    bh_buf_done(&text);
}

/* ---- budgets --------------------------------------------------------------------------------------- */

/* Gives the decoder one byte more each time: it must say so until there is enough, and then find all. */
static void check_budgets(const char *json, bool takes_last, int expected, uint32_t n_issues)
{
    struct bh_str text = bh_str_c(json);
    struct kube_test t;
    size_t budget = 0;
    int rc;

    kube_test_parse(&t, text);
    t.options.takes_last_key = takes_last;
    do {
        struct bh_object object = { 0 };
        bh_arena_done(&t.arena);
        bh_arena_init(&t.arena, budget++);
        rc = kube_test_decode(&t, &bh_type_pod, &object);
        assert_true(rc == -BH_ERR_LIMIT || rc == expected);
        assert_true(rc != -BH_ERR_LIMIT || strstr(t.err.msg, "needs more than") != NULL);
    } while (rc == -BH_ERR_LIMIT);
    assert_true(budget > 100);
    assert_int_equal(t.issues.n, n_issues);
    kube_test_done(&t);
}

static void test_decode__every_budget_is_a_limit_or_enough(void **state)
{
    (void)state;
    check_budgets(
        "{\"spec\":{\"containers\":[{\"name\":\"a\",\"securityContext\":{\"capabilities\":"
        "{\"add\":[\"A\",\"B\"]},\"x\":1},\"ports\":[{\"hostPort\":1}]}],\"volumes\":"
        "[{\"hostPath\":{\"path\":\"/\"}}],\"securityContext\":{\"supplementalGroups\":"
        "[1,2]},\"y\":{}},\"metadata\":{\"labels\":{\"a\":\"b\"},\"z\":1}}",
        false, 0, 3);
    check_budgets("{\"spec\":{\"hostPID\":true,\"hostPID\":false,\"nodeSelector\":{\"a\":\"1\","
                  "\"a\":\"2\"}},\"metadata\":{\"labels\":{\"a\":\"b\",\"a\":\"c\"}}}",
                  true, 0, 3);
    check_budgets("{\"spec\":{\"securityContext\":{\"runAsUser\":1,\"runAsUser\":2}}}", false,
                  -BH_ERR_INPUT, 0);
    check_budgets("{\"spec\":{\"securityContext\":{\"runAsUser\":\"1\"}}}", false, -BH_ERR_INPUT,
                  0);
}

static void test_decode__maps_of_large_objects_obey_the_budget(void **state)
{
    (void)state;
    for (int takes_last = 0; takes_last < 2; takes_last++) {
        struct bh_buf text = { 0 };
        add_many(&text, "spec", 100, "");
        bh_buf_add_byte(&text, '\0');
        check_budgets(text.p, takes_last != 0, 0, 100);
        bh_buf_done(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode__absent_null_and_empty_stay_distinct),
        cmocka_unit_test(test_decode__null_elements_are_zero),
        cmocka_unit_test(test_decode__a_null_map_value_is_empty),
        cmocka_unit_test(test_decode__refusals_name_path_place_expected_and_found),
        cmocka_unit_test(test_decode__a_path_inside_the_document_is_told_whole),
        cmocka_unit_test(test_decode__integers_reach_their_bounds),
        cmocka_unit_test(test_decode__a_long_path_keeps_its_end),
        cmocka_unit_test(test_decode__repeated_keys_are_refused_with_both_lines),
        cmocka_unit_test(test_decode__the_last_of_repeated_keys_can_be_taken),
        cmocka_unit_test(test_decode__repeated_keys_in_an_unknown_field_are_no_better),
        cmocka_unit_test(test_decode__large_maps),
        cmocka_unit_test(test_decode__large_objects),
        cmocka_unit_test(test_decode__too_many_members_are_refused),
        cmocka_unit_test(test_decode__unknown_fields_have_kubectls_path_and_the_nearest_name),
        cmocka_unit_test(test_decode__of_a_foreign_type_only_near_misses_are_told),
        cmocka_unit_test(test_decode__issues_are_bounded),
        cmocka_unit_test(test_decode__every_budget_is_a_limit_or_enough),
        cmocka_unit_test(test_decode__maps_of_large_objects_obey_the_budget),
    };

    return cmocka_run_group_tests_name("decode", tests, NULL, NULL);
}
