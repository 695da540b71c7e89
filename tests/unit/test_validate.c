/* Unit tests of kube/validate.h: the API server's field errors, and its rules of names and metadata. The texts are upstream's
 * (Kubernetes 1.24), as its own code prints them. */
#include "base/buf.h"
#include "kube/schema.h"
#include "kube/validate.h"
#include "kube_test.h"

#define NAME_WORDS                                                                              \
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " \
    "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "      \
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define SUBDOMAIN_WORDS                                                                           \
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "  \
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used " \
    "for validation is "                                                                          \
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define LABEL_WORDS                                                                              \
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and " \
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex "   \
    "used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
#define VALUE_WORDS                                                                             \
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or " \
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "          \
    "'my_value',  or '12345', regex used for validation is "                                    \
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
#define LONG_63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define LONG_64 LONG_63 "a"
#define LONG_253 \
    LONG_63 "." LONG_63 "." LONG_63 ".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static struct bh_arena arena;

static int set_up(void **state)
{
    (void)state;
    bh_arena_init(&arena, KUBE_TEST_BUDGET);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    bh_arena_done(&arena);
    return 0;
}

/* All errors, each on its line. */
static void assert_errors(const struct bh_field_errors *errors, const char *expected)
{
    struct bh_buf text = { 0 };
    struct bh_err err;

    assert_int_equal(bh_field_errors_check(errors, &err), 0);
    for (uint32_t i = 0; i < errors->n; i++) {
        bh_buf_add(&text, errors->v[i].text);
        bh_buf_add_c(&text, "\n");
        assert_true(bh_str_starts(errors->v[i].text, errors->v[i].path));
    }
    bh_buf_add_byte(&text, '\0');
    assert_string_equal(text.p, expected);
    bh_buf_done(&text);
}

static void test_add__each_kind_has_its_words(void **state)
{
    static const char *const supported[] = { "a", "b\"c" };
    struct bh_field_errors errors = { .arena = &arena };
    struct bh_str path = bh_field_path(&errors, "rules[%u].verbs", 3u);

    (void)state;
    bh_add_required(&errors, path, "");
    bh_add_required(&errors, path, "at least one");
    bh_add_forbidden(&errors, path, "not here");
    bh_add_too_long(&errors, path, "must have at most 5 bytes");
    bh_add_invalid(&errors, path, BH_S("a\n\"b\""), "is odd");
    bh_add_invalid_raw(&errors, path, BH_S("-1"), "is odd");
    bh_add_unsupported(&errors, path, BH_S("z"), supported, 2);
    assert_errors(&errors, "rules[3].verbs: Required value\n"
                           "rules[3].verbs: Required value: at least one\n"
                           "rules[3].verbs: Forbidden: not here\n"
                           "rules[3].verbs: Too long: must have at most 5 bytes\n"
                           "rules[3].verbs: Invalid value: \"a\\n\\\"b\\\"\": is odd\n"
                           "rules[3].verbs: Invalid value: -1: is odd\n"
                           "rules[3].verbs: Unsupported value: \"z\": supported values: \"a\", "
                           "\"b\\\"c\"\n");
}

static void test_go_strings__prints_as_go_does(void **state)
{
    struct bh_str v[] = { BH_S("a"), BH_S("b\"") };
    struct bh_strs none = { 0 }, empty = { .is_set = true }, two = { v, 2, true };
    struct bh_field_errors errors = { .arena = &arena };

    (void)state;
    assert_str(bh_go_strings(&errors, &none), "[]string(nil)");
    assert_str(bh_go_strings(&errors, &empty), "[]string{}");
    assert_str(bh_go_strings(&errors, &two), "[]string{\"a\", \"b\\\"\"}");
}

static void test_names__are_refused_in_upstreams_words(void **state)
{
    static const struct {
        bh_name_rule *rule;
        const char *value;
        bool is_prefix;
        const char *details[3];
    } cases[] = {
        { bh_check_path_segment, "system:x", false, { NULL } },
        { bh_check_path_segment, ".", false, { "may not be '.'" } },
        { bh_check_path_segment, "..", false, { "may not be '..'" } },
        { bh_check_path_segment, "...", false, { NULL } },
        { bh_check_path_segment, "a%/b", false, { "may not contain '/'", "may not contain '%'" } },
        { bh_check_dns_label, "a-b", false, { NULL } },
        { bh_check_dns_label, LONG_63, false, { NULL } },
        { bh_check_dns_label, LONG_64, false, { "must be no more than 63 characters" } },
        { bh_check_dns_label, "a.b", false, { LABEL_WORDS } },
        { bh_check_dns_label, "", false, { LABEL_WORDS } },
        { bh_check_dns_label,
          "-" LONG_63,
          false,
          { "must be no more than 63 characters", LABEL_WORDS } },
        { bh_check_dns_subdomain, "a.b-c.d", false, { NULL } },
        { bh_check_dns_subdomain, LONG_253, false, { NULL } },
        { bh_check_dns_subdomain, LONG_253 "a", false, { "must be no more than 253 characters" } },
        { bh_check_dns_subdomain, "a..b", false, { SUBDOMAIN_WORDS } },
        { bh_check_dns_subdomain, "a.-b", false, { SUBDOMAIN_WORDS } },
        { bh_check_dns_subdomain, "A", false, { SUBDOMAIN_WORDS } },
        { bh_check_dns_subdomain, "web-", false, { SUBDOMAIN_WORDS } },
        { bh_check_dns_subdomain, "web-", true, { NULL } },
        { bh_check_dns_subdomain, "-", true, { SUBDOMAIN_WORDS } },
        { bh_check_dns_subdomain, "we_b-", true, { SUBDOMAIN_WORDS } },
        /* upstream's mask takes the place of two characters */
        { bh_check_dns_subdomain, "we_-", true, { NULL } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_field_errors errors = { .arena = &arena };
        struct bh_buf expected = { 0 };
        for (size_t d = 0; d < 3 && cases[i].details[d] != NULL; d++) {
            bh_buf_addf(&expected, "p: Invalid value: \"%s\": %s\n", cases[i].value,
                        cases[i].details[d]);
        }
        bh_buf_add_byte(&expected, '\0');
        cases[i].rule(&errors, BH_S("p"), bh_str_c(cases[i].value), cases[i].is_prefix);
        assert_errors(&errors, expected.p);
        bh_buf_done(&expected);
    }
}

static void test_labels__are_refused_in_upstreams_words(void **state)
{
    static const struct {
        const char *key, *details[3];
    } keys[] = {
        { "a", { NULL } },
        { "ex.com/A_b", { NULL } },
        { "", { "name part must be non-empty", "name part " NAME_WORDS } },
        { "-x", { "name part " NAME_WORDS } },
        { "/b", { "prefix part must be non-empty" } },
        { "a/", { "name part must be non-empty", "name part " NAME_WORDS } },
        { "A/b", { "prefix part " SUBDOMAIN_WORDS } },
        { LONG_64, { "name part must be no more than 63 characters" } },
        { LONG_253 "a/x", { "prefix part must be no more than 253 characters" } },
        { "a/b/c",
          { "a qualified name " NAME_WORDS
            " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')" } },
    };
    static const struct {
        const char *value, *details[3];
    } values[] = {
        { "", { NULL } },
        { "a.B_c-d", { NULL } },
        { "a b", { VALUE_WORDS } },
        { LONG_64, { "must be no more than 63 characters" } },
        { LONG_64 "-", { "must be no more than 63 characters", VALUE_WORDS } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        struct bh_field_errors errors = { .arena = &arena };
        struct bh_buf expected = { 0 };
        for (size_t d = 0; d < 3 && keys[i].details[d] != NULL; d++) {
            bh_buf_addf(&expected, "p: Invalid value: \"%s\": %s\n", keys[i].key,
                        keys[i].details[d]);
        }
        bh_buf_add_byte(&expected, '\0');
        bh_check_label_key(&errors, BH_S("p"), bh_str_c(keys[i].key));
        assert_errors(&errors, expected.p);
        bh_buf_done(&expected);
    }
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct bh_field_errors errors = { .arena = &arena };
        struct bh_buf expected = { 0 };
        for (size_t d = 0; d < 3 && values[i].details[d] != NULL; d++) {
            bh_buf_addf(&expected, "p: Invalid value: \"%s\": %s\n", values[i].value,
                        values[i].details[d]);
        }
        bh_buf_add_byte(&expected, '\0');
        bh_check_label_value(&errors, BH_S("p"), bh_str_c(values[i].value));
        assert_errors(&errors, expected.p);
        bh_buf_done(&expected);
    }
}

/* ---- metadata ------------------------------------------------------------------------------------- */

static void check_meta(const char *json, bool is_namespaced, const char *namespace_,
                       const char *expected)
{
    struct bh_field_errors errors = { .arena = &arena };
    struct bh_meta meta = { 0 };
    struct kube_test t;

    kube_test_parse_c(&t, json);
    assert_int_equal(kube_test_decode(&t, &bh_type_object_meta, &meta), 0);
    bh_check_meta(&errors, &meta, is_namespaced, bh_str_c(namespace_), bh_check_path_segment);
    assert_errors(&errors, expected);
    kube_test_done(&t);
}

static void test_meta__errors_come_in_upstreams_order(void **state)
{
    (void)state;
    check_meta("{\"name\":\"a\"}", true, "ns", "");
    check_meta("{\"name\":\"a\"}", false, NULL, "");
    check_meta("{}", true, NULL,
               "metadata.name: Required value: name or generateName is required\n"
               "metadata.namespace: Required value\n");
    check_meta("{\"name\":\"a\"}", false, "ns",
               "metadata.namespace: Forbidden: not allowed on this type\n");
    check_meta(
        "{\"generateName\":\"a%\",\"name\":\"..\",\"generation\":-3,\"labels\":{\"-\":\"\"},"
        "\"annotations\":{\"a b\":\"\"},\"ownerReferences\":[{\"apiVersion\":\"a/\",\"name\":\"\"}],"
        "\"finalizers\":[\"foo\"]}",
        true, "N",
        "metadata.generateName: Invalid value: \"a%\": may not contain '%'\n"
        "metadata.name: Invalid value: \"..\": may not be '..'\n"
        "metadata.namespace: Invalid value: \"N\": " LABEL_WORDS "\n"
        "metadata.generation: Invalid value: -3: must be greater than or equal to 0\n"
        "metadata.labels: Invalid value: \"-\": name part " NAME_WORDS "\n"
        "metadata.annotations: Invalid value: \"a b\": name part " NAME_WORDS "\n"
        "metadata.ownerReferences.apiVersion: Invalid value: \"a/\": version must not be empty\n"
        "metadata.ownerReferences.kind: Invalid value: \"\": kind must not be empty\n"
        "metadata.ownerReferences.name: Invalid value: \"\": name must not be empty\n"
        "metadata.ownerReferences.uid: Invalid value: \"\": uid must not be empty\n"
        "metadata.finalizers[0]: Invalid value: \"foo\": name is neither a standard finalizer name "
        "nor is it fully qualified\n");
}

static void test_meta__owners_and_finalizers_that_exclude_each_other(void **state)
{
    (void)state;
    check_meta(
        "{\"name\":\"a\",\"finalizers\":[\"orphan\",\"a/b\",\"foregroundDeletion\"],"
        "\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"Event\",\"name\":\"e\",\"uid\":\"1\"},"
        "{\"apiVersion\":\"a/v1\",\"kind\":\"B\",\"name\":\"b\",\"uid\":\"1\",\"controller\":true},"
        "{\"apiVersion\":\"a/v1\",\"kind\":\"C\",\"name\":\"c\",\"uid\":\"1\",\"controller\":true}]}",
        false, NULL,
        "metadata.ownerReferences: Invalid value: v1.OwnerReference{...}: /v1, Kind=Event is "
        "disallowed from being an owner\n"
        "metadata.ownerReferences: Invalid value: []v1.OwnerReference{...}: Only one reference "
        "can have Controller set to true. Found \"true\" in references for b and c\n"
        "metadata.finalizers: Invalid value: []string{\"orphan\", \"a/b\", "
        "\"foregroundDeletion\"}: finalizer orphan and foregroundDeletion cannot be both set\n");
}

static void test_meta__annotations_are_bounded_and_case_does_not_count(void **state)
{
    struct bh_buf json = { 0 };

    (void)state;
    check_meta("{\"name\":\"a\",\"annotations\":{\"Ex.Com/A\":\"\"}}", false, NULL, "");
    for (int over = 0; over < 2; over++) {
        bh_buf_clear(&json);
        bh_buf_add_c(&json, "{\"name\":\"a\",\"annotations\":{\"k\":\"");
        for (int i = 0; i < 256 * 1024 - 1 + over; i++) {
            bh_buf_add_byte(&json, 'v');
        }
        bh_buf_add_c(&json, "\"}}");
        bh_buf_add_byte(&json, '\0');
        check_meta(json.p, false, NULL,
                   over ? "metadata.annotations: Too long: must have at most 262144 bytes\n" : "");
    }
    bh_buf_done(&json);
}

static void test_errors__every_budget_is_a_limit_or_enough(void **state)
{
    struct kube_test t;
    struct bh_meta meta = { 0 };
    size_t budget = 0;
    int rc;

    (void)state;
    kube_test_parse_c(&t,
                      "{\"name\":\"..\",\"labels\":{\"-\":\"-\"},\"annotations\":{\"a b\":\"\"},"
                      "\"finalizers\":[\"foo\",\"orphan\",\"foregroundDeletion\"]}");
    assert_int_equal(kube_test_decode(&t, &bh_type_object_meta, &meta), 0);
    do {
        struct bh_arena small;
        bh_arena_init(&small, budget);
        budget += 7;
        struct bh_field_errors errors = { .arena = &small };
        struct bh_err err;
        bh_check_meta(&errors, &meta, true, BH_S("ns"), bh_check_path_segment);
        rc = bh_field_errors_check(&errors, &err);
        assert_true(rc == -BH_ERR_LIMIT || (rc == 0 && errors.n == 6));
        bh_arena_done(&small);
    } while (rc != 0);
    kube_test_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add__each_kind_has_its_words),
        cmocka_unit_test(test_go_strings__prints_as_go_does),
        cmocka_unit_test(test_names__are_refused_in_upstreams_words),
        cmocka_unit_test(test_labels__are_refused_in_upstreams_words),
        cmocka_unit_test(test_meta__errors_come_in_upstreams_order),
        cmocka_unit_test(test_meta__owners_and_finalizers_that_exclude_each_other),
        cmocka_unit_test(test_meta__annotations_are_bounded_and_case_does_not_count),
        cmocka_unit_test(test_errors__every_budget_is_a_limit_or_enough),
    };

    return cmocka_run_group_tests_name("validate", tests, set_up, tear_down);
}
