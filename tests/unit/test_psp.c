/* PodSecurityPolicy: the set, the records of an outcome, changes as structs and as patches, budgets. */
#include <string.h>

#include "psp_test.h"

/* ---- the set ------------------------------------------------------------------------------------ */

static void test_set_init__sorts_by_name_and_leaves_out_what_is_invalid(void **state)
{
    struct psp_test t;
    struct bh_psp_set set;

    (void)state;
    psp_test_start(&t);
    psp_test_policy_of(&t, "bulkhead.dev/v1beta1", "b", NULL, PSP_P "}");
    psp_test_policy(&t, "b", PSP_N "}");
    psp_test_policy(&t, "a-b", PSP_N "}");
    psp_test_policy(&t, "a.b", PSP_N "}");
    psp_test_policy(&t, "a", PSP_N "}");
    const struct bh_psp_policy *bad =
        psp_test_policy_of(&t, "policy/v1beta1", "a0", NULL, PSP_N ",'volumes':['nonsense']}");
    assert_int_equal(bad->errors.n, 1);
    assert_null(bad->rules);
    psp_test_policy(&t, "b", PSP_P "}");
    assert_int_equal(bh_psp_set_init(&set, t.policies, t.n_policies, &t.arena, &t.err), 0);
    assert_int_equal(set.n, 5);
    assert_str(set.v[0]->name, "a");
    assert_str(set.v[1]->name, "a-b");
    assert_str(set.v[2]->name, "a.b");
    assert_ptr_equal(set.v[3], &t.policies[6]); /* the later of group policy */
    assert_ptr_equal(set.v[4], &t.policies[0]);
    assert_true(set.v[4]->is_own && !set.v[3]->is_own);
    psp_test_done(&t);
}

static void test_compile__tells_every_problem_once(void **state)
{
    static const struct {
        const char *spec, *failure;
    } cases[] = {
        { ",'fsGroup':{'rule':'MustRunAs'}", "ranges must be supplied for MustRunAs" },
        { ",'fsGroup':{'rule':'MayRunAs'}", "ranges must be supplied for MayRunAs" },
        { ",'supplementalGroups':{'rule':'MustRunAs'},'fsGroup':{'rule':'MustRunAs'}",
          "ranges must be supplied for MustRunAs" },
        { ",'seLinux':{'rule':'MustRunAs'}", "MustRunAs requires SELinuxOptions" },
        { ",'runAsUser':{'rule':'MustRunAs'},'seLinux':{'rule':'MustRunAs'},'supplementalGroups':{"
          "'rule':'MayRunAs'}",
          "[MustRunAs requires at least one range, MustRunAs requires SELinuxOptions, ranges must be "
          "supplied for MayRunAs]" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct psp_test t;
        char spec[512];
        psp_test_start(&t);
        snprintf(spec, sizeof(spec), "%s%s}", PSP_N, cases[i].spec);
        const struct bh_psp_policy *policy = psp_test_policy(&t, "a", spec);
        assert_str(policy->failure, cases[i].failure);
        assert_null(policy->rules);
        psp_test_done(&t);
    }
}

static void test_compile__may_drop_proc_mount_types(void **state)
{
    struct psp_test t;

    (void)state;
    psp_test_start(&t);
    psp_test_policy(&t, "a", PSP_N ",'allowedProcMountTypes':['Unmasked']}");
    psp_test_pod(&t, "{'spec':{'containers':[{'name':'c'}]}}");
    assert_null(psp_test_decide(&t, BH_PSP_ADMIT));
    const struct bh_psp_options options = { .drops_proc_mount = true };
    assert_int_equal(
        bh_psp_compile(t.policies[0].object, &options, &t.policies[0], &t.arena, &t.err), 0);
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "a");
    psp_test_done(&t);
}

/* ---- the table ----------------------------------------------------------------------------------- */

static void test_fields__are_complete_and_grouped(void **state)
{
    size_t n;
    const struct bh_psp_field *rows = bh_psp_fields(&n);

    (void)state;
    assert_true(n <= 32);
    for (size_t i = 0; i < n; i++) {
        assert_true(rows[i].id[0] != '\0' && rows[i].fields[0] != '\0' && rows[i].title[0] != '\0');
        assert_true(rows[i].mutate != NULL || rows[i].validate != NULL);
        assert_int_equal(rows[i].mutate != NULL, rows[i].mutates != NULL);
        for (size_t k = 0; k < i; k++) {
            assert_string_not_equal(rows[i].id, rows[k].id);
        }
        if (i > 0 && rows[i - 1].scope == BH_PSP_OF_CONTAINER) {
            assert_int_equal(rows[i].scope, BH_PSP_OF_CONTAINER);
        }
    }
    assert_int_equal(rows[n - 1].scope, BH_PSP_OF_CONTAINER);
}

static uint32_t row(const char *id)
{
    size_t n;
    const struct bh_psp_field *rows = bh_psp_fields(&n);

    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(rows[i].id, id) == 0) {
            return (uint32_t)1 << i;
        }
    }
    fail_msg("no row %s", id);
    return 0;
}

/* ---- outcomes ------------------------------------------------------------------------------------ */

static void test_decide__says_which_rows_changed_and_refused(void **state)
{
    struct psp_test t;
    struct bh_psp_errors errors;

    (void)state;
    psp_test_start(&t);
    psp_test_policy(&t, "a", PSP_R ",'requiredDropCapabilities':['ALL'],'privileged':false}");
    psp_test_pod(&t, "{'spec':{'hostPID':true,'containers':[{'name':'c','securityContext':{"
                     "'privileged':true}},{'name':'d','securityContext':{'privileged':true}}]}}");
    assert_null(psp_test_decide(&t, BH_PSP_ADMIT));
    const struct bh_psp_outcome *o = &t.result.outcomes[0];
    assert_int_equal(o->changed, row("fsGroup") | row("supplementalGroups") | row("seLinux") |
                                     row("runAsUser") | row("runAsGroup") | row("capabilities") |
                                     row("allowPrivilegeEscalation"));
    assert_int_equal(o->refused, row("hostPID") | row("privileged"));
    assert_int_equal(o->n_errors, 3);
    assert_int_equal(bh_psp_errors(o->policy, &t.request.pod, &errors, &t.arena, &t.err), 0);
    assert_int_equal(errors.n, 3);
    assert_string_equal(errors.v[0].field->id, "hostPID");
    assert_str(errors.v[0].path, "spec.securityContext.hostPID");
    assert_str(errors.v[2].path, "spec.containers[1].securityContext.privileged");
    assert_string_equal(errors.v[2].field->id, "privileged");
    psp_test_done(&t);
}

static void test_decide__tries_all_when_asked_and_chooses_the_same(void **state)
{
    struct psp_test t;
    struct bh_psp_set set;

    (void)state;
    psp_test_start(&t);
    psp_test_policy(&t, "a", PSP_P "}");
    psp_test_policy(&t, "b", PSP_P "}");
    psp_test_policy(&t, "c", PSP_R "}");
    psp_test_policy(&t, "d", PSP_N ",'volumes':[]}");
    psp_test_policy(&t, "e", PSP_N ",'fsGroup':{'rule':'MayRunAs'}}");
    psp_test_pod(&t, "{'spec':{'containers':[{'name':'c'}],'volumes':[{'name':'v'}]}}");
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "a");
    assert_int_equal(t.result.outcomes[0].state, BH_PSP_CHOSEN);
    assert_int_equal(t.result.outcomes[1].state, BH_PSP_NOT_TRIED);
    assert_false(t.result.outcomes[1].was_asked);
    assert_int_equal(t.result.outcomes[4].state, BH_PSP_UNUSABLE);
    t.request.tries_all = true;
    assert_int_equal(bh_psp_set_init(&set, t.policies, t.n_policies, &t.arena, &t.err), 0);
    assert_int_equal(bh_psp_decide(&set, &t.request, &t.result, &t.arena, &t.err), 0);
    assert_str(t.result.chosen->policy->name, "a");
    assert_int_equal(t.result.outcomes[1].state, BH_PSP_PASSED_OVER);
    assert_int_equal(t.result.outcomes[2].state, BH_PSP_REFUSES);
    assert_int_equal(t.result.outcomes[3].state, BH_PSP_REFUSES);
    for (uint32_t i = 0; i < t.result.n_outcomes; i++) {
        assert_true(t.result.outcomes[i].was_asked);
        assert_int_equal(t.result.outcomes[i].who, BH_PSP_USER);
    }
    psp_test_done(&t);
}

static void test_decide__a_pod_without_anything_is_judged(void **state)
{
    struct psp_test t;

    (void)state;
    psp_test_start(&t);
    psp_test_policy(&t, "a", PSP_R "}");
    t.meta = NULL;
    t.spec = NULL;
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "a");
    assert_string_equal(psp_test_changes(&t),
                        "spec.securityContext.fsGroup=999 "
                        "spec.securityContext.seLinuxOptions={\"level\":\"s9:z0,z1\"} "
                        "spec.securityContext.supplementalGroups=[999]");
    psp_test_done(&t);
}

static void test_denial__names_the_pod(void **state)
{
    static const struct {
        const char *pod, *name, *expected;
    } cases[] = {
        { "{'metadata':{'name':'web'}}", "", "pods \"web\" is forbidden: " },
        { "{'metadata':{'name':'web'}}", "other", "pods \"other\" is forbidden: " },
        { "{'metadata':{'generateName':'web-'}}", "", "pods \"web-\" is forbidden: " },
        { "{}", "", "pods \"Unknown\" is forbidden: " },
        { "{'metadata':{'name':'a\\nb'}}", "", "pods \"a\\nb\" is forbidden: " },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct psp_test t;
        struct bh_str text;
        psp_test_start(&t);
        psp_test_pod(&t, cases[i].pod);
        assert_null(psp_test_decide(&t, BH_PSP_ADMIT));
        assert_int_equal(
            bh_psp_denial(&t.request, &t.result, bh_str_c(cases[i].name), &text, &t.arena, &t.err),
            0);
        assert_true(bh_str_starts(text, bh_str_c(cases[i].expected)));
        psp_test_done(&t);
    }
}

static void test_denial__tells_policies_by_name_though_the_hinted_one_is_tried_first(void **state)
{
    struct psp_test t;

    (void)state;
    psp_test_start(&t);
    psp_test_policy(&t, "z", PSP_N ",'hostPorts':[{'min':1,'max':1}]}");
    psp_test_policy(&t, "a", PSP_N ",'hostPorts':[{'min':2,'max':2}]}");
    psp_test_pod(&t, "{'metadata':{'annotations':{'kubernetes.io/psp':'z'}},'spec':{'containers':[{"
                     "'ports':[{'hostPort':7}]}]}}");
    assert_null(psp_test_decide(&t, BH_PSP_VALIDATE));
    assert_str(t.result.outcomes[0].policy->name, "z");
    assert_string_equal(
        psp_test_denial(&t),
        "unable to validate pod: [spec.containers[0].hostPort: Invalid value: 7: Host port 7 is not "
        "allowed to be used. Allowed ports: [2] spec.containers[0].hostPort: Invalid value: 7: Host "
        "port 7 is not allowed to be used. Allowed ports: [1]]");
    psp_test_done(&t);
}

/* ---- patches ------------------------------------------------------------------------------------- */

static void check_patch(const char *annotations, const char *policy, const char *pod,
                        const char *expected)
{
    struct psp_test t;
    struct bh_psp_applied applied;
    struct bh_buf text = { 0 };

    psp_test_start(&t);
    psp_test_policy_of(&t, "policy/v1beta1", "p/q", annotations, policy);
    t.policies[0] = *psp_test_policy_of(&t, "policy/v1beta1", "pq", annotations, policy);
    t.n_policies = 1;
    psp_test_pod(&t, pod);
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "pq");
    assert_int_equal(bh_psp_apply(&t.policies[0], &t.request.pod, true, &applied, &t.arena, &t.err),
                     0);
    bh_patch_write(&applied.patch, &text);
    struct bh_str wanted = psp_test_text(&t, expected);
    assert_str(bh_buf_str(&text), bh_arena_printf(&t.arena, BH_FMT, BH_ARG(wanted)).p);
    bh_buf_done(&text);
    psp_test_done(&t);
}

static void test_apply__adds_parents_only_where_they_are_absent(void **state)
{
    (void)state;
    check_patch(NULL, PSP_N "}", "{'metadata':{'name':'w'},'spec':{'containers':[{'name':'c'}]}}",
                "[{'op':'add','path':'/metadata/annotations','value':{'kubernetes.io/psp':'pq'}}]");
    check_patch(
        NULL, PSP_N "}", "{'spec':{'containers':[{'name':'c'}]}}",
        "[{'op':'add','path':'/metadata','value':{'annotations':{'kubernetes.io/psp':'pq'}}}]");
    check_patch(NULL, PSP_N "}", "{'metadata':{'annotations':{}}}",
                "[{'op':'add','path':'/metadata/annotations/kubernetes.io~1psp','value':'pq'}]");
    check_patch(
        NULL, PSP_N "}", "{'metadata':{'annotations':{'kubernetes.io/psp':'x'}}}",
        "[{'op':'replace','path':'/metadata/annotations/kubernetes.io~1psp','value':'pq'}]");
    check_patch(NULL, PSP_N "}", "{'metadata':{'annotations':{'kubernetes.io/psp':'pq'}}}", "[]");
    check_patch(
        NULL,
        PSP_N ",'fsGroup':" PSP_999
              ",'runAsUser':{'rule':'MustRunAsNonRoot'},'requiredDropCapabilities':['B','A'],"
              "'readOnlyRootFilesystem':true}",
        "{'metadata':{'annotations':{'kubernetes.io/psp':'pq'}},'spec':{'securityContext':{},"
        "'initContainers':[{'name':'i','securityContext':{'capabilities':{'drop':[]}}}],"
        "'containers':[{'name':'c'},{'name':'d','securityContext':{'readOnlyRootFilesystem':"
        "true,'capabilities':{'add':[],'drop':['B']}}}]}}",
        "[{'op':'add','path':'/spec/securityContext/fsGroup','value':999},"
        "{'op':'replace','path':'/spec/initContainers/0/securityContext/capabilities/drop',"
        "'value':['A','B']},"
        "{'op':'add','path':'/spec/initContainers/0/securityContext/readOnlyRootFilesystem',"
        "'value':true},"
        "{'op':'add','path':'/spec/initContainers/0/securityContext/runAsNonRoot','value':"
        "true},"
        "{'op':'add','path':'/spec/containers/0/securityContext','value':{'capabilities':{"
        "'drop':['A','B']},'readOnlyRootFilesystem':true,'runAsNonRoot':true}},"
        "{'op':'replace','path':'/spec/containers/1/securityContext/capabilities/drop',"
        "'value':['A','B']},"
        "{'op':'add','path':'/spec/containers/1/securityContext/runAsNonRoot','value':true}]");
    check_patch(NULL, PSP_N ",'fsGroup':" PSP_999 "}",
                "{'metadata':{'annotations':{"
                "'kubernetes.io/psp':'pq'}}}",
                "[{'op':'add','path':'/spec','value':{'securityContext':{'fsGroup':999}}}]");
}

static void test_apply__leaves_the_pod_alone(void **state)
{
    struct psp_test t;
    struct bh_psp_applied applied;

    (void)state;
    psp_test_start(&t);
    psp_test_policy_of(&t, "policy/v1beta1", "a",
                       "{'apparmor.security.beta.kubernetes.io/defaultProfileName':'unconfined'}",
                       PSP_R ",'requiredDropCapabilities':['ALL']}");
    psp_test_pod(&t, "{'metadata':{'annotations':{'x':'y'}},'spec':{'securityContext':{'runAsUser':"
                     "999},'initContainers':[{'name':'i'}],'containers':[{'name':'c',"
                     "'securityContext':{'capabilities':{'add':['KILL']}}}]}}");
    struct bh_pod_spec before = *t.spec;
    struct bh_container container = *(struct bh_container *)t.spec->containers.v;
    struct bh_capabilities caps = *container.security->capabilities;
    assert_int_equal(bh_psp_apply(&t.policies[0], &(struct bh_psp_pod){ t.meta, t.spec }, true,
                                  &applied, &t.arena, &t.err),
                     0);
    assert_memory_equal(t.spec, &before, sizeof(before));
    assert_memory_equal(t.spec->containers.v, &container, sizeof(container));
    assert_memory_equal(container.security->capabilities, &caps, sizeof(caps));
    assert_int_equal(t.meta->annotations.n, 1);
    assert_int_equal(applied.meta->annotations.n, 4);
    const struct bh_container *c = applied.spec->containers.v, *i = applied.spec->init_containers.v;
    assert_int_equal(c->security->capabilities->drop.n, 1);
    assert_str(c->security->capabilities->add.v[0], "KILL");
    assert_false(c->security->run_as_user.is_set); /* the pod's is good */
    assert_int_equal(i->security->allow_privilege_escalation, BH_NO);
    assert_int_equal(applied.spec->security->fs_group.v, 999);
    assert_int_equal(applied.spec->security->run_as_user.v, 999);
    assert_str(applied.spec->security->selinux->level, "s9:z0,z1");
    psp_test_done(&t);
}

/* ---- budgets ------------------------------------------------------------------------------------- */

static void test_all__a_spent_budget_is_an_error(void **state)
{
    static const char pod[] =
        "{'metadata':{'annotations':{'container.seccomp.security.alpha.kubernetes.io/c':'x'}},"
        "'spec':{'containers':[{'name':'c','securityContext':{'seccompProfile':{'type':'Localhost',"
        "'localhostProfile':'l'},'capabilities':{'add':['a','b'],'drop':['c']}},'volumeMounts':[{"
        "'name':'v'}]}],'volumes':[{'name':'v','hostPath':{'path':'/x'}}],'hostPID':true}}";
    struct psp_test t;
    size_t budget = 0;
    int rc = -BH_ERR_LIMIT;

    (void)state;
    psp_test_start(&t);
    psp_test_policy_of(&t, "policy/v1beta1", "a",
                       "{'apparmor.security.beta.kubernetes.io/defaultProfileName':'unconfined',"
                       "'seccomp.security.alpha.kubernetes.io/allowedProfileNames':'unconfined'}",
                       PSP_R ",'requiredDropCapabilities':['ALL'],'volumes':['hostPath'],"
                             "'allowedHostPaths':[{'pathPrefix':'/x','readOnly':true}]}");
    psp_test_pod(&t, pod);
    for (; rc != 0 && budget < 200000; budget += 8) {
        struct bh_arena small;
        struct bh_psp_set set;
        struct bh_psp_policy policy;
        struct bh_psp_applied applied;
        struct bh_str text;
        static const struct bh_psp_options options;
        bh_arena_init(&small, budget);
        t.request = (struct bh_psp_request){ .pod = { t.meta, t.spec },
                                             .phase = BH_PSP_ADMIT,
                                             .asker = { psp_test_may_use, &t, true } };
        rc = bh_psp_compile(t.policies[0].object, &options, &policy, &small, &t.err);
        rc = rc != 0 ? rc : bh_psp_set_init(&set, &policy, 1, &small, &t.err);
        rc = rc != 0 ? rc : bh_psp_decide(&set, &t.request, &t.result, &small, &t.err);
        rc = rc != 0 ? rc : bh_psp_denial(&t.request, &t.result, BH_S(""), &text, &small, &t.err);
        rc = rc != 0 ? rc : bh_psp_apply(&policy, &t.request.pod, true, &applied, &small, &t.err);
        assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
        if (rc == 0) {
            assert_false(t.result.is_allowed);
            assert_int_equal(t.result.outcomes[0].n_errors, 6);
        }
        bh_arena_done(&small);
    }
    assert_int_equal(rc, 0);
    assert_true(budget > 1000);
    psp_test_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_init__sorts_by_name_and_leaves_out_what_is_invalid),
        cmocka_unit_test(test_compile__tells_every_problem_once),
        cmocka_unit_test(test_compile__may_drop_proc_mount_types),
        cmocka_unit_test(test_fields__are_complete_and_grouped),
        cmocka_unit_test(test_decide__says_which_rows_changed_and_refused),
        cmocka_unit_test(test_decide__tries_all_when_asked_and_chooses_the_same),
        cmocka_unit_test(test_decide__a_pod_without_anything_is_judged),
        cmocka_unit_test(test_denial__names_the_pod),
        cmocka_unit_test(test_denial__tells_policies_by_name_though_the_hinted_one_is_tried_first),
        cmocka_unit_test(test_apply__adds_parents_only_where_they_are_absent),
        cmocka_unit_test(test_apply__leaves_the_pod_alone),
        cmocka_unit_test(test_all__a_spent_budget_is_an_error),
    };

    return cmocka_run_group_tests_name("psp", tests, NULL, NULL);
}
