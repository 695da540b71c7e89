/* Tests of advise/: what is mended, what is left and why, the proof, and the diff. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advise/diff.h"
#include "advise/fix.h"
#include "advise/fix_rules.h"
#include "base/limits.h"

/* Namespaces are called as their level. */
static int level_of(void *ctx, struct bh_str namespace_, struct bh_pss_pair *out,
                    struct bh_err *err)
{
    (void)ctx;
    (void)err;
    *out = (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, BH_VERSION_LATEST };
    (void)bh_level_parse(namespace_, &out->level);
    return 0;
}

static const struct bh_fix_options how = { .level = level_of };

static void fix(struct bh_str text, struct bh_fix *out, struct bh_buf *edited)
{
    struct bh_err err = { 0 };

    assert_int_equal(bh_fix_text(text, &how, out, &err), 0);
    bh_buf_clear(edited);
    bh_edits_apply(&out->edits, text, edited);
    assert_false(edited->is_broken);
}

/* Fixes 'before'; the result has to be 'after' and to stay so; 'lefts' is "rule:line rule:line". */
static void check(const char *before, const char *after, const char *lefts)
{
    struct bh_fix first, second;
    struct bh_buf edited = { 0 }, again = { 0 }, list = { 0 };

    fix(bh_str_c(before), &first, &edited);
    for (uint32_t i = 0; i < first.n_lefts; i++) {
        bh_buf_addf(&list, "%s" BH_FMT ":%u", i > 0 ? " " : "", BH_ARG(first.lefts[i].rule),
                    first.lefts[i].line);
        assert_true(first.lefts[i].reason.n > 0 && first.lefts[i].remedy.n > 0);
    }
    bh_buf_add_byte(&edited, '\0');
    bh_buf_add_byte(&list, '\0');
    assert_string_equal(edited.p, after);
    assert_string_equal(list.p, lefts);
    fix(bh_str(edited.p, edited.n - 1), &second, &again);
    assert_int_equal(second.edits.n, 0);
    assert_int_equal(second.n_lefts, first.n_lefts);
    assert_int_equal(second.n_bad, first.n_bad - first.n_mended);
    bh_fix_done(&first);
    bh_fix_done(&second);
    bh_buf_done(&edited);
    bh_buf_done(&again);
    bh_buf_done(&list);
}

#define POD "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n"
#define POD_LEVEL              \
    "  securityContext:\n"     \
    "    runAsNonRoot: true\n" \
    "    seccompProfile:\n"    \
    "      type: RuntimeDefault\n"
#define CONTAINER_LEVEL                       \
    "    securityContext:\n"                  \
    "      allowPrivilegeEscalation: false\n" \
    "      capabilities:\n"                   \
    "        drop: [\"ALL\"]\n"

static void test_fix__bare_pod(void **state)
{
    (void)state;
    check(POD "  containers:\n  - name: a\n  - name: b\n",
          POD POD_LEVEL "  containers:\n  - name: a\n" CONTAINER_LEVEL
                        "  - name: b\n" CONTAINER_LEVEL,
          "");
    check(POD POD_LEVEL "  containers:\n  - name: a\n" CONTAINER_LEVEL,
          POD POD_LEVEL "  containers:\n  - name: a\n" CONTAINER_LEVEL, "");
}

static void test_fix__several_documents(void **state)
{
    (void)state;
    check(
        "# x\n---\n" POD
        "  containers:\n  - name: a\n--- # y\n{\"apiVersion\":\"v1\",\"kind\":\"Pod\","
        "\"metadata\":{\"namespace\":\"privileged\"},\"spec\":{\"containers\":[{\"name\":\"b\"}]}}\n",
        "# x\n---\n" POD POD_LEVEL "  containers:\n  - name: a\n" CONTAINER_LEVEL
        "--- # y\n{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"namespace\":\"privileged\"},"
        "\"spec\":{\"containers\":[{\"name\":\"b\"}]}}\n",
        "");
}

static void test_fix__unknown_kind_and_list(void **state)
{
    (void)state;
    check(
        "kind: List\napiVersion: v1\nitems:\n- apiVersion: x/v1\n  kind: Rollout\n  spec:\n    template:\n"
        "      spec:\n        containers: [{name: a}]\n",
        "kind: List\napiVersion: v1\nitems:\n- apiVersion: x/v1\n  kind: Rollout\n  spec:\n    template:\n"
        "      spec:\n        securityContext:\n          runAsNonRoot: true\n          seccompProfile:\n"
        "            type: RuntimeDefault\n        containers: [{name: a, securityContext: "
        "{allowPrivilegeEscalation: false, capabilities: {drop: [\"ALL\"]}}}]\n",
        "");
}

static void test_fix__root_user_is_left(void **state)
{
    (void)state;
    check(
        POD
        "  securityContext: {seccompProfile: {type: Localhost, localhostProfile: p}}\n  containers:\n"
        "  - {name: a, securityContext: {runAsUser: 0, allowPrivilegeEscalation: false, "
        "capabilities: {drop: [ALL]}}}\n  - name: b\n",
        POD
        "  securityContext: {seccompProfile: {type: Localhost, localhostProfile: p}}\n  containers:\n"
        "  - {name: a, securityContext: {runAsUser: 0, allowPrivilegeEscalation: false, "
        "capabilities: {drop: [ALL]}}}\n  - name: b\n" CONTAINER_LEVEL "      runAsNonRoot: true\n",
        "runAsNonRoot:7 runAsUser:7");
}

static void test_fix__what_was_written_is_left(void **state)
{
    (void)state;
    check(POD "  securityContext: {runAsNonRoot: false, seccompProfile: {type: Unconfined}}\n"
              "  containers:\n  - name: a\n    securityContext: {privileged: true}\n",
          POD "  securityContext: {runAsNonRoot: false, seccompProfile: {type: Unconfined}}\n"
              "  containers:\n  - name: a\n    securityContext: {privileged: true}\n",
          "runAsNonRoot:5 seccompProfile_restricted:5 allowPrivilegeEscalation:8 "
          "capabilities_restricted:8 privileged:8");
}

static void test_fix__escalation(void **state)
{
    (void)state;
    /* true alone is turned; beside added capabilities it is not */
    check(POD POD_LEVEL
          "  containers:\n  - name: a\n    securityContext:\n"
          "      allowPrivilegeEscalation: true # x\n      capabilities: {drop: [ALL]}\n",
          POD POD_LEVEL
          "  containers:\n  - name: a\n    securityContext:\n"
          "      allowPrivilegeEscalation: false # x\n      capabilities: {drop: [ALL]}\n",
          "");
    check(POD POD_LEVEL "  containers:\n  - name: a\n    securityContext:\n"
                        "      allowPrivilegeEscalation: true\n"
                        "      capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}\n",
          POD POD_LEVEL "  containers:\n  - name: a\n    securityContext:\n"
                        "      allowPrivilegeEscalation: true\n"
                        "      capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}\n",
          "allowPrivilegeEscalation:12");
    check(POD POD_LEVEL "  containers:\n  - name: a\n    securityContext:\n"
                        "      capabilities: {drop: [ALL], add: [CAP_SYS_ADMIN]}\n",
          POD POD_LEVEL "  containers:\n  - name: a\n    securityContext:\n"
                        "      capabilities: {drop: [ALL], add: [CAP_SYS_ADMIN]}\n",
          "allowPrivilegeEscalation:11 capabilities_restricted:12");
}

static void test_fix__shared_pod_level_goes_to_containers(void **state)
{
    (void)state;
    check(
        "apiVersion: v1\nkind: List\nx: &s {fsGroup: 1}\n---\napiVersion: v1\nkind: List\nitems: []\n",
        "apiVersion: v1\nkind: List\nx: &s {fsGroup: 1}\n---\napiVersion: v1\nkind: List\nitems: []\n",
        "");
    check(
        POD "  x: &s {fsGroup: 1}\n  securityContext: *s\n  containers:\n  - name: a\n",
        POD
        "  x: &s {fsGroup: 1}\n  securityContext: *s\n  containers:\n  - name: a\n" CONTAINER_LEVEL
        "      runAsNonRoot: true\n      seccompProfile:\n        type: RuntimeDefault\n",
        "");
}

/* An empty profile hides the containers without one from the check: they are mended in the same run. */
static void test_fix__empty_profile_beside_none(void **state)
{
    (void)state;
    check(POD
          "  securityContext: {runAsNonRoot: true}\n  containers:\n"
          "  - {name: a, securityContext: {seccompProfile: {}, allowPrivilegeEscalation: false, "
          "capabilities: {drop: [ALL]}}}\n"
          "  - {name: b, securityContext: {allowPrivilegeEscalation: false, capabilities: "
          "{drop: [ALL]}}}\n",
          POD "  securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}\n"
              "  containers:\n"
              "  - {name: a, securityContext: {seccompProfile: {type: RuntimeDefault}, "
              "allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}\n"
              "  - {name: b, securityContext: {allowPrivilegeEscalation: false, capabilities: "
              "{drop: [ALL]}}}\n",
          "");
    /* ... also where the pod's field cannot be set, and the containers get their own */
    check(POD
          "  x: &s {runAsNonRoot: true}\n  securityContext: *s\n  containers:\n"
          "  - {name: a, securityContext: {seccompProfile: {}, allowPrivilegeEscalation: false, "
          "capabilities: {drop: [ALL]}}}\n"
          "  - {name: b, securityContext: {allowPrivilegeEscalation: false, capabilities: "
          "{drop: [ALL]}}}\n",
          POD "  x: &s {runAsNonRoot: true}\n  securityContext: *s\n  containers:\n"
              "  - {name: a, securityContext: {seccompProfile: {type: RuntimeDefault}, "
              "allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}\n"
              "  - {name: b, securityContext: {allowPrivilegeEscalation: false, capabilities: "
              "{drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}}\n",
          "");
}

static void test_fix__ungiven_proof_keeps_the_text(void **state)
{
    struct bh_buf text = { 0 };

    (void)state;
    /* a list as long as lists may be, which would get one element more */
    bh_buf_add_c(&text, POD POD_LEVEL "  containers:\n"
                                      "  - name: a\n"
                                      "    securityContext:\n"
                                      "      allowPrivilegeEscalation: false\n"
                                      "      capabilities: {drop: [A");
    for (uint32_t i = 1; i < BH_MAX_MEMBERS; i++) {
        bh_buf_add_c(&text, ",A");
    }
    bh_buf_add_c(&text, "]}\n");
    bh_buf_add_byte(&text, '\0');
    check(text.p, text.p, "capabilities_restricted:13");
    bh_buf_done(&text);
}

static void test_fix__open_block_at_the_end(void **state)
{
    (void)state;
    /* the block scalar has no line feed at its end, and must not get one */
    check(POD POD_LEVEL "  containers:\n  - name: a\n    terminationMessagePath: |\n      x",
          POD POD_LEVEL "  containers:\n  - name: a\n" CONTAINER_LEVEL
                        "    terminationMessagePath: |\n      x",
          "");
    check(POD POD_LEVEL "  containers:\n  - terminationMessagePath: |\n      x",
          POD POD_LEVEL "  containers:\n  - terminationMessagePath: |\n      x",
          "allowPrivilegeEscalation:10 capabilities_restricted:10");
}

static void test_fix__misspelt_field_is_left(void **state)
{
    (void)state;
    check(POD POD_LEVEL "  containers:\n  - name: a\n    securityContxt: {}\n",
          POD POD_LEVEL "  containers:\n  - name: a\n    securityContxt: {}\n",
          "allowPrivilegeEscalation:10 capabilities_restricted:10");
}

static void test_fix__notes(void **state)
{
    struct bh_fix out;
    struct bh_buf edited = { 0 };

    (void)state;
    fix(BH_S("a: 1\n---\n[\n---\nkind: Pod\n---\nreplicas: {{ x }}\n---\na: {{ y }}\n"), &out,
        &edited);
    assert_int_equal(out.n_notes, 4);
    assert_int_equal(out.notes[0].kind, BH_ERR_NONE);
    assert_int_equal(out.notes[1].kind, BH_ERR_INPUT);
    assert_int_equal(out.notes[2].kind, BH_ERR_INPUT);
    assert_int_equal(out.notes[3].kind, BH_ERR_NONE);
    assert_int_equal(out.n_judged, 0);
    bh_fix_done(&out);
    bh_buf_done(&edited);
}

static void test_fix_rules__every_check_has_one(void **state)
{
    size_t n_checks, n_rules;
    const struct bh_pss_check *checks = bh_pss_checks(&n_checks);
    const struct bh_fix_rule *rules = bh_fix_rules(&n_rules);

    (void)state;
    assert_int_equal(n_checks, n_rules);
    for (size_t i = 0; i < n_rules; i++) {
        assert_string_equal(rules[i].check, checks[i].id);
        assert_true(strlen(rules[i].reason) > 10);
        assert_ptr_equal(bh_fix_rule_find(checks[i].id), &rules[i]);
    }
    assert_null(bh_fix_rule_find("nothing"));
}

static void diff(const char *text, struct bh_edit *v, uint32_t n, const char *expected)
{
    struct bh_edits edits = { .v = v, .n = n };
    struct bh_buf out = { 0 };

    bh_diff(BH_S("./d/\"x"), bh_str_c(text), &edits, &out);
    bh_buf_add_byte(&out, '\0');
    assert_string_equal(out.p, expected);
    bh_buf_done(&out);
}

static void test_diff__hunks(void **state)
{
    struct bh_edit far[] = { { 2, 0, BH_S("x\n"), 0 }, { 18, 1, BH_S("y"), 0 } };
    struct bh_edit end[] = { { 3, 0, BH_S("\nc"), 0 } };

    (void)state;
    diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n", far, 2,
         "--- \"a/d/\\\"x\"\n+++ \"b/d/\\\"x\"\n@@ -1,4 +1,5 @@\n 1\n+x\n 2\n 3\n 4\n"
         "@@ -7,4 +8,4 @@\n 7\n 8\n 9\n-0\n+y\n");
    diff(
        "a\nb", end, 1,
        "--- \"a/d/\\\"x\"\n+++ \"b/d/\\\"x\"\n@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n"
        "+b\n+c\n\\ No newline at end of file\n");
    diff("a\n", end, 0, "");
    /* two edits of a last line that has no line feed are one change */
    struct bh_edit twice[] = { { 2, 2, BH_S(""), 0 }, { 4, 0, BH_S("\n  b: 1"), 0 } };
    diff(
        "a:{}", twice, 2,
        "--- \"a/d/\\\"x\"\n+++ \"b/d/\\\"x\"\n@@ -1 +1,2 @@\n-a:{}\n\\ No newline at end of file\n"
        "+a:\n+  b: 1\n\\ No newline at end of file\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fix__bare_pod),
        cmocka_unit_test(test_fix__several_documents),
        cmocka_unit_test(test_fix__unknown_kind_and_list),
        cmocka_unit_test(test_fix__root_user_is_left),
        cmocka_unit_test(test_fix__what_was_written_is_left),
        cmocka_unit_test(test_fix__escalation),
        cmocka_unit_test(test_fix__shared_pod_level_goes_to_containers),
        cmocka_unit_test(test_fix__empty_profile_beside_none),
        cmocka_unit_test(test_fix__ungiven_proof_keeps_the_text),
        cmocka_unit_test(test_fix__open_block_at_the_end),
        cmocka_unit_test(test_fix__misspelt_field_is_left),
        cmocka_unit_test(test_fix__notes),
        cmocka_unit_test(test_fix_rules__every_check_has_one),
        cmocka_unit_test(test_diff__hunks),
    };

    return cmocka_run_group_tests_name("fix", tests, NULL, NULL);
}
