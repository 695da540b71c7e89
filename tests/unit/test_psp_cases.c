/* PodSecurityPolicy's cases, row by row: the table of edge cases in section A.7 of the pod security specification, which
 * upstream's own tests and the rules behind them gave. Each test names its rows. */
#include "psp_test.h"

#define POD(meta, spec, container) \
    "{'metadata':{'name':'web'" meta "},'spec':{'containers':[{'name':'c'" container "}]" spec "}}"
#define PLAIN    POD("", "", "")
#define SC(text) ",'securityContext':{" text "}"

/* ---- one policy, one pod ---------------------------------------------------------------------- */

struct one {
    const char *annotations; /* of the policy, or NULL */
    const char *policy, *pod;
    const char *changes; /* when it is admitted; "" = none */
    const char *errors;  /* between the brackets, when it is denied */
};

static void check_one(const struct one *one)
{
    struct psp_test t;

    psp_test_start(&t);
    const struct bh_psp_policy *policy =
        psp_test_policy_of(&t, "policy/v1beta1", "a", one->annotations, one->policy);
    if (policy->errors.n > 0) {
        fail_msg("%s: " BH_FMT, one->policy, BH_ARG(policy->errors.v[0]));
    }
    psp_test_pod(&t, one->pod);
    if (psp_test_decide(&t, BH_PSP_ADMIT) == NULL) {
        if (one->errors == NULL) {
            fail_msg("%s: %s", one->pod, psp_test_denial(&t));
        }
        assert_string_equal(psp_test_denial(&t),
                            bh_arena_printf(&t.arena, "unable to admit pod: [%s]", one->errors).p);
    } else {
        if (one->changes == NULL) {
            fail_msg("%s is admitted by %s", one->pod, one->policy);
        }
        assert_string_equal(psp_test_changes(&t), one->changes);
    }
    psp_test_done(&t);
}

#define CHECK_ALL(table)                                                 \
    for (size_t i_ = 0; i_ < sizeof(table) / sizeof((table)[0]); i_++) { \
        check_one(&(table)[i_]);                                         \
    }

#define C "spec.containers[0]"
#define K "spec.containers[0].securityContext"

/* ---- selection: rows 1 to 13, 48 ------------------------------------------------------------------ */

#define MUTATING(id) \
    PSP_P ",'runAsUser':{'rule':'MustRunAs','ranges':[{'min':" #id ",'max':" #id "}]}}"

static void test_cases_1_to_3__who_changes_nothing_wins_and_then_the_first(void **state)
{
    struct psp_test t;

    (void)state;
    psp_test_start(&t);
    psp_test_policy(&t, "mutating2", MUTATING(2));
    psp_test_policy(&t, "mutating1", MUTATING(1));
    psp_test_policy(&t, "privileged", PSP_P "}");
    psp_test_pod(&t, PLAIN);
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "privileged");
    assert_string_equal(psp_test_changes(&t), "");
    assert_int_equal(t.result.outcomes[0].state, BH_PSP_PASSED_OVER);
    assert_int_equal(t.result.outcomes[1].state, BH_PSP_PASSED_OVER);
    t.n_policies = 2;
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "mutating1");
    assert_string_equal(psp_test_changes(&t), K ".runAsUser=1");
    psp_test_pod(&t, POD(",'annotations':{'kubernetes.io/psp':'mutating2'}", "", ""));
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "mutating1");
    psp_test_done(&t);
}

static void test_cases_4_and_5__an_update_may_not_be_changed(void **state)
{
    struct psp_test t;

    (void)state;
    psp_test_start(&t);
    psp_test_policy(&t, "mutating1", MUTATING(1));
    psp_test_policy(&t, "mutating2", MUTATING(2));
    psp_test_pod(&t, POD(",'annotations':{'kubernetes.io/psp':'privileged'}", "", ""));
    assert_null(psp_test_decide(&t, BH_PSP_VALIDATE));
    assert_string_equal(psp_test_denial(&t), "unable to validate pod: []");
    assert_int_equal(t.result.outcomes[0].state, BH_PSP_WOULD_CHANGE);
    psp_test_policy(&t, "privileged", PSP_P "}");
    assert_string_equal(psp_test_decide(&t, BH_PSP_VALIDATE), "privileged");
    psp_test_done(&t);
}

static void test_case_6__an_update_that_changes_nothing_is_ignored(void **state)
{
    static const char *const same[] = {
        PLAIN,
        POD(",'finalizers':['a/b'],'ownerReferences':[{'name':'n'}],'managedFields':[{}]", "", ""),
        POD(",'labels':{},'generation':4,'selfLink':'/x'", ",'volumes':[],'hostPID':false", ""),
        POD("", ",'securityContext':{'supplementalGroups':null}", ""),
    };
    static const char *const same_selinux[] = {
        POD("", "", SC("'seLinuxOptions':{'level':'','type':'t'}")),
        POD("", "", SC("'seLinuxOptions':{'type':'t','user':''}")),
    };
    static const char *const different[] = {
        POD("", "", ",'image':'new'"),
        POD(",'labels':{'a':'b'}", "", ""),
        POD(",'annotations':{'kubernetes.io/psp':'x'}", "", ""),
        POD(",'resourceVersion':'2'", "", ""),
        POD("", "", SC("")),
        POD("", ",'serviceAccountName':'x'", ""),
        POD("", ",'securityContext':{'runAsNonRoot':false}", ""),
        POD("", ",'nodeName':'n'", ""),
        POD("", ",'odd':1", ""),
    };
    struct psp_test t;

    (void)state;
    psp_test_start(&t);
    const struct bh_node *old = psp_test_parse(&t, PLAIN).nodes;
    for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
        const struct bh_node *pod = psp_test_parse(&t, same[i]).nodes;
        if (!bh_psp_ignores_update(pod, old) || !bh_psp_ignores_update(old, pod)) {
            fail_msg("not ignored: %s", same[i]);
        }
    }
    for (size_t i = 0; i < sizeof(different) / sizeof(different[0]); i++) {
        const struct bh_node *pod = psp_test_parse(&t, different[i]).nodes;
        if (bh_psp_ignores_update(pod, old) || bh_psp_ignores_update(old, pod)) {
            fail_msg("ignored: %s", different[i]);
        }
    }
    assert_true(bh_psp_ignores_update(psp_test_parse(&t, same_selinux[0]).nodes,
                                      psp_test_parse(&t, same_selinux[1]).nodes));
    assert_false(bh_psp_ignores_update(old, NULL));
    psp_test_done(&t);
}

static void test_ignores__other_resources_and_every_subresource(void **state)
{
    (void)state;
    assert_false(bh_psp_ignores(BH_S(""), BH_S("pods"), BH_S("")));
    assert_true(bh_psp_ignores(BH_S(""), BH_S("pods"), BH_S("ephemeralcontainers")));
    assert_true(bh_psp_ignores(BH_S(""), BH_S("pods"), BH_S("status")));
    assert_true(bh_psp_ignores(BH_S(""), BH_S("services"), BH_S("")));
    assert_true(bh_psp_ignores(BH_S("metrics.k8s.io"), BH_S("pods"), BH_S("")));
}

static void test_cases_7_and_8__the_hint_only_orders(void **state)
{
    static const char hinted[] =
        POD(",'annotations':{'kubernetes.io/psp':'002permissive'}", "", "");
    struct psp_test t;

    (void)state;
    psp_test_start(&t);
    psp_test_policy(&t, "001permissive", PSP_P "}");
    psp_test_policy(&t, "002permissive", PSP_P "}");
    psp_test_policy(&t, "003permissive", PSP_P "}");
    psp_test_pod(&t, PLAIN);
    assert_string_equal(psp_test_decide(&t, BH_PSP_VALIDATE), "001permissive");
    psp_test_pod(&t, hinted);
    assert_string_equal(psp_test_decide(&t, BH_PSP_VALIDATE), "002permissive");
    t.user_name = t.account_name = "003permissive";
    assert_string_equal(psp_test_decide(&t, BH_PSP_VALIDATE), "003permissive");
    assert_int_equal(t.result.outcomes[0].state, BH_PSP_NOT_PERMITTED);
    psp_test_done(&t);

    psp_test_start(&t);
    psp_test_policy(&t, "001permissive", PSP_P "}");
    psp_test_policy(&t, "002permissive", PSP_P ",'hostPID':false}");
    psp_test_pod(
        &t, POD(",'annotations':{'kubernetes.io/psp':'002permissive'}", ",'hostPID':true", ""));
    assert_string_equal(psp_test_decide(&t, BH_PSP_VALIDATE), "001permissive");
    assert_int_equal(t.result.outcomes[0].state, BH_PSP_REFUSES);
    psp_test_done(&t);
}

static void test_cases_9_and_10__only_errors_of_permitted_policies_are_told(void **state)
{
    static const char error[] =
        "spec.securityContext.hostPID: Invalid value: true: Host PID is not allowed to be used";
    struct psp_test t;

    (void)state;
    psp_test_start(&t);
    psp_test_policy(&t, "r1", PSP_R "}");
    psp_test_policy(&t, "r2", PSP_R "}");
    psp_test_policy(&t, "r3", PSP_R "}");
    psp_test_pod(&t, POD("", ",'hostPID':true,'serviceAccountName':'sa'", ""));
    t.user_name = "r1";
    t.account_name = "r2";
    assert_null(psp_test_decide(&t, BH_PSP_ADMIT));
    assert_string_equal(psp_test_denial(&t),
                        bh_arena_printf(&t.arena, "unable to admit pod: [%s %s]", error, error).p);
    assert_int_equal(t.result.outcomes[0].who, BH_PSP_USER);
    assert_int_equal(t.result.outcomes[1].who, BH_PSP_ACCOUNT);
    assert_int_equal(t.result.outcomes[2].who, BH_PSP_NOBODY);
    t.forbids_account = t.forbids_user = true;
    assert_null(psp_test_decide(&t, BH_PSP_ADMIT));
    assert_string_equal(psp_test_denial(&t), "unable to admit pod: []");
    psp_test_done(&t);
}

static void test_case_11__either_identity_suffices(void **state)
{
    struct psp_test t;

    (void)state;
    psp_test_start(&t);
    psp_test_policy(&t, "a", PSP_P "}");
    psp_test_pod(&t, POD("", ",'serviceAccountName':'sa'", ""));
    t.forbids_user = true;
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "a");
    assert_int_equal(t.result.chosen->who, BH_PSP_ACCOUNT);
    t.forbids_user = false;
    t.forbids_account = true;
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "a");
    assert_int_equal(t.result.chosen->who, BH_PSP_USER);
    t.forbids_account = false;
    psp_test_pod(&t, PLAIN); /* names no account */
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "a");
    assert_int_equal(t.result.chosen->who, BH_PSP_USER);
    t.request.asker.has_user = false;
    struct bh_psp_set set;
    assert_int_equal(bh_psp_set_init(&set, t.policies, 1, &t.arena, &t.err), 0);
    assert_int_equal(bh_psp_decide(&set, &t.request, &t.result, &t.arena, &t.err), 0);
    assert_false(t.result.is_allowed);
    t.request.asker = (struct bh_psp_asker){ .has_user = true };
    assert_int_equal(bh_psp_decide(&set, &t.request, &t.result, &t.arena, &t.err), 0);
    assert_false(t.result.is_allowed);
    psp_test_done(&t);
}

static void test_case_12__grants_count_by_group(void **state)
{
    static const struct {
        const char *version, *group;
        bool counts;
    } cases[] = {
        { "policy/v1beta1", "policy", true },
        { "policy/v1beta1", "extensions", true },
        { "policy/v1beta1", "bulkhead.dev", false },
        { "extensions/v1beta1", "policy", true },
        { "extensions/v1beta1", "extensions", true },
        { "bulkhead.dev/v1beta1", "bulkhead.dev", true },
        { "bulkhead.dev/v1beta1", "policy", true },
        { "bulkhead.dev/v1beta1", "extensions", true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct psp_test t;
        psp_test_start(&t);
        psp_test_policy_of(&t, cases[i].version, "a", NULL, PSP_P "}");
        psp_test_pod(&t, PLAIN);
        t.only_group = cases[i].group;
        assert_int_equal(psp_test_decide(&t, BH_PSP_ADMIT) != NULL, cases[i].counts);
        if (cases[i].counts) {
            assert_string_equal(t.result.chosen->group, cases[i].group);
        }
        psp_test_done(&t);
    }
}

static void test_case_13__without_providers_there_is_one_error(void **state)
{
    struct psp_test t;

    (void)state;
    psp_test_start(&t);
    psp_test_pod(&t, PLAIN);
    assert_null(psp_test_decide(&t, BH_PSP_ADMIT));
    assert_string_equal(psp_test_denial(&t), "no providers available to validate pod request");
    psp_test_policy(&t, "a", PSP_P ",'runAsUser':{'rule':'MustRunAs'}}");
    assert_null(psp_test_decide(&t, BH_PSP_VALIDATE));
    assert_string_equal(psp_test_denial(&t), "no providers available to validate pod request");
    assert_int_equal(t.result.outcomes[0].state, BH_PSP_UNUSABLE);
    assert_str(bh_psp_failure_text(&t.policies[0], &t.arena),
               "error creating provider for PSP a: MustRunAs requires at least one range");
    psp_test_done(&t);
}

static void test_case_48__what_was_changed_is_accepted_unchanged(void **state)
{
    struct psp_test t;
    struct bh_psp_applied applied;

    (void)state;
    psp_test_start(&t);
    psp_test_policy_of(&t, "policy/v1beta1", "a",
                       "{'seccomp.security.alpha.kubernetes.io/allowedProfileNames':'*',"
                       "'seccomp.security.alpha.kubernetes.io/defaultProfileName':'docker/default',"
                       "'apparmor.security.beta.kubernetes.io/defaultProfileName':'unconfined'}",
                       PSP_R ",'requiredDropCapabilities':['ALL'],'readOnlyRootFilesystem':true}");
    psp_test_pod(&t, PLAIN);
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "a");
    assert_int_equal(bh_psp_apply(&t.policies[0], &t.request.pod, true, &applied, &t.arena, &t.err),
                     0);
    t.meta = applied.meta;
    t.spec = applied.spec;
    assert_string_equal(psp_test_decide(&t, BH_PSP_ADMIT), "a");
    assert_int_equal(t.result.chosen->changed, 0);
    assert_string_equal(psp_test_decide(&t, BH_PSP_VALIDATE), "a");
    psp_test_done(&t);
}

/* ---- users and groups: rows 14 to 20 ------------------------------------------------------------- */

#define USERS(range) PSP_N ",'runAsUser':{'rule':'MustRunAs','ranges':[" range "]}}"
#define NON_ROOT     PSP_N ",'runAsUser':{'rule':'MustRunAsNonRoot'}}"
#define GROUPS(rule, ranges) \
    PSP_N ",'supplementalGroups':{'rule':'" rule "','ranges':[" ranges "]}}"

static void test_cases_14_to_20__users_and_groups(void **state)
{
    static const struct one cases[] = {
        { NULL, PSP_N "}", PLAIN, "", NULL }, /* 14: privileged stays absent */
        { NULL, USERS("{'min':999,'max':1000}"), POD("", SC("'runAsUser':999"), ""), "", NULL },
        { NULL, USERS("{'min':999,'max':1000}"),
          POD("", SC("'runAsUser':999"), SC("'runAsUser':1000")), "", NULL },
        { NULL, USERS("{'min':999,'max':1000}"),
          POD("", SC("'runAsUser':999"), SC("'runAsUser':1")), NULL,
          K ".runAsUser: Invalid value: 1: must be in the ranges: [{999 1000}]" },
        { NULL, NON_ROOT, PLAIN, K ".runAsNonRoot=true", NULL }, /* 17 */
        { NULL, NON_ROOT, POD("", SC("'runAsUser':1"), ""), "", NULL },
        { NULL, NON_ROOT, POD("", SC("'runAsUser':0"), ""), NULL,
          K ".runAsUser: Invalid value: 0: running with the root UID is forbidden" },
        { NULL, NON_ROOT, POD("", SC("'runAsUser':1"), SC("'runAsUser':0")), NULL,
          K ".runAsUser: Invalid value: 0: running with the root UID is forbidden" },
        { NULL, NON_ROOT, POD("", "", SC("'runAsNonRoot':false,'runAsUser':5")), NULL,
          K ".runAsNonRoot: Invalid value: false: must be true" },
        { NULL, GROUPS("MustRunAs", "{'min':1,'max':5}"),
          POD("", SC("'supplementalGroups':[]"), ""), NULL,
          "spec.securityContext.supplementalGroups: Invalid value: []int64{}: unable to validate "
          "empty groups against required ranges" },
        { NULL, PSP_N "}", POD("", SC("'supplementalGroups':[]"), ""), "", NULL },
        { NULL, GROUPS("MustRunAs", "{'min':1,'max':5}"), PLAIN,
          "spec.securityContext.supplementalGroups=[1]", NULL },
        { NULL,
          GROUPS("MayRunAs", "{'min':50,'max':50},{'min':55,'max':998},{'min':1000,'max':1000}"),
          POD("", SC("'supplementalGroups':[999]"), ""), NULL,
          "spec.securityContext.supplementalGroups: Invalid value: []int64{999}: group 999 must be "
          "in the ranges: [{50 50} {55 998} {1000 1000}]" },
        { NULL, PSP_N ",'runAsGroup':" PSP_999 "}", POD("", "", SC("'runAsGroup':7")), NULL,
          K ": Invalid value: []int64{7}: group 7 must be in the ranges: [{999 999}]" },
        { NULL, PSP_N ",'fsGroup':" PSP_999 "}", PLAIN, "spec.securityContext.fsGroup=999", NULL },
    };

    (void)state;
    CHECK_ALL(cases)
}

/* ---- SELinux and capabilities: rows 21 to 25 ------------------------------------------------------ */

#define LEVEL(level) \
    PSP_N ",'seLinux':{'rule':'MustRunAs','seLinuxOptions':{'level':'" level "','type':'t'}}}"
#define CAPS(text) PSP_N "," text "}"
#define ADD(name)  POD("", "", SC("'capabilities':{'add':['" name "']}"))

static void test_cases_21_to_25__selinux_and_capabilities(void **state)
{
    static const struct one cases[] = {
        { NULL, LEVEL("s0:c6,c0"),
          POD("", SC("'seLinuxOptions':{'level':'s0:c0,c6','type':'t'}"), ""), "", NULL },
        { NULL, LEVEL("s0:c6,c0"),
          POD("", "", SC("'seLinuxOptions':{'level':'s0:c0','type':'u','user':'x'}")), NULL,
          K ".seLinuxOptions.level: Invalid value: \"s0:c0\": must be s0:c6,c0 " K
            ".seLinuxOptions.type: Invalid value: \"u\": must be t " K
            ".seLinuxOptions.user: Invalid value: \"x\": must be " },
        { NULL, LEVEL("s0"), PLAIN,
          "spec.securityContext.seLinuxOptions={\"level\":\"s0\",\"type\":\"t\"}", NULL },
        { NULL, PSP_N "}", ADD("foo"), NULL,
          K ".capabilities.add: Invalid value: \"foo\": capability may not be added" },
        { NULL, CAPS("'allowedCapabilities':['foo']"), ADD("foo"), "", NULL },
        { NULL, CAPS("'defaultAddCapabilities':['foo']"), ADD("foo"), "", NULL },
        { NULL, CAPS("'requiredDropCapabilities':['foo']"), ADD("foo"), NULL,
          K ".capabilities.add: Invalid value: \"foo\": capability may not be added" },
        { NULL, CAPS("'allowedCapabilities':['*']"), ADD("foo"), "", NULL },
        { NULL, CAPS("'defaultAddCapabilities':['foo']"),
          POD("", "", SC("'capabilities':{'drop':['foo']}")), "", NULL }, /* 24 */
        { NULL, CAPS("'defaultAddCapabilities':['foo']"), PLAIN, K ".capabilities.add=[\"foo\"]",
          NULL },
        { NULL, CAPS("'requiredDropCapabilities':['foo']"), PLAIN, K ".capabilities.drop=[\"foo\"]",
          NULL },
        { NULL, CAPS("'requiredDropCapabilities':['foo'],'allowedCapabilities':['b','a']"),
          POD("", "", SC("'capabilities':{'add':['b','a','b']}")),
          K ".capabilities.add=[\"a\",\"b\"] " K ".capabilities.drop=[\"foo\"]", NULL },
    };

    (void)state;
    CHECK_ALL(cases)
}

/* ---- volumes: rows 26 to 30, 46 ------------------------------------------------------------------- */

static void test_case_26__every_kind_of_volume(void **state)
{
#define X(id, name) name,
    static const char *const kinds[] = { BH_VOLUME_SOURCES(X) };
#undef X

    (void)state;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        const char *name = strcmp(kinds[i], "cephfs") == 0 ? "cephFS" : kinds[i];
        bool is_known = strcmp(kinds[i], "image") != 0; /* younger than PodSecurityPolicy */
        char pod[256], listed[256], error[256];
        snprintf(pod, sizeof(pod),
                 "{'spec':{'containers':[{'name':'c'}],'volumes':[{'name':'v','%s':{}}]}}",
                 kinds[i]);
        snprintf(listed, sizeof(listed), PSP_N ",'volumes':['%s']}", name);
        snprintf(error, sizeof(error),
                 "spec.volumes[0]: Invalid value: \"%s\": %s volumes are not allowed to be used",
                 name, name);
        check_one(&(struct one){ NULL, PSP_N "}", pod, NULL, error });
        check_one(&(struct one){ NULL, PSP_N ",'volumes':['*']}", pod, "", NULL });
        if (is_known) {
            check_one(&(struct one){ NULL, listed, pod, "", NULL });
        }
    }
}

#define HOST_PATH(allowed) PSP_N ",'volumes':['hostPath'],'allowedHostPaths':[" allowed "]}"
#define AT_PATH(path)      POD("", ",'volumes':[{'name':'v','hostPath':{'path':'" path "'}}]", "")
#define NO_PATH(path) \
    "spec.volumes[0].hostPath.pathPrefix: Invalid value: \"" path "\": is not allowed to be used"

static void test_cases_27_to_30__host_paths_and_drivers(void **state)
{
    static const char three[] = "{'spec':{'containers':[{'name':'c','volumeMounts':[{'name':'a'},"
                                "{'name':'b','readOnly':true},{'name':'f','readOnly':true}]}],"
                                "'volumes':[{'name':'a','hostPath':{'path':'/foo/bar'}},{'name':"
                                "'b','hostPath':{'path':'/foo/bar/baz'}},{'name':'f','hostPath':"
                                "{'path':'/foo/'}}]}}";
    static const char writable[] =
        "{'spec':{'initContainers':[{'name':'i','volumeMounts':[{'name':'x'},{'name':'f'}]}],"
        "'containers':[{'name':'c'}],'volumes':[{'name':'f','hostPath':{'path':'/foo/'}}]}}";
    static const struct one cases[] = {
        { NULL, HOST_PATH("{'pathPrefix':'/foo'}"), AT_PATH("/foobar"), NULL, NO_PATH("/foobar") },
        { NULL, HOST_PATH("{'pathPrefix':'/foo'}"), AT_PATH("/foo/"), "", NULL },
        { NULL, HOST_PATH("{'pathPrefix':'/foo/'}"), AT_PATH("/foo"), "", NULL },
        { NULL, HOST_PATH("{'pathPrefix':'/foo'}"), AT_PATH("/foo/bar"), "", NULL },
        { NULL, HOST_PATH("{'pathPrefix':'/foo/bar'}"), AT_PATH("/foo"), NULL, NO_PATH("/foo") },
        { NULL, HOST_PATH("{'pathPrefix':'/'}"), AT_PATH("/any"), "", NULL },
        { NULL, HOST_PATH(""), AT_PATH("/any"), "", NULL },
        { NULL,
          HOST_PATH("{'pathPrefix':'/foo/bar/baz','readOnly':true},{'pathPrefix':'/foo','readOnly'"
                    ":true},{'pathPrefix':'/foo/bar'}"),
          three, "", NULL }, /* 28 */
        { NULL, HOST_PATH("{'pathPrefix':'/foo','readOnly':true}"), writable, NULL,
          "spec.initContainers[0].volumeMounts[1].readOnly: Invalid value: false: must be "
          "read-only" },
        { NULL, PSP_N ",'volumes':['*'],'allowedFlexVolumes':[{'driver':'foo'},{'driver':'bar'}]}",
          POD("", ",'volumes':[{'name':'v','flexVolume':{'driver':'other'}}]", ""), NULL,
          "spec.volumes[0].driver: Invalid value: \"other\": Flexvolume driver is not allowed to be "
          "used" },
        { NULL, PSP_N ",'volumes':['flexVolume'],'allowedFlexVolumes':[{'driver':'foo'}]}",
          POD("", ",'volumes':[{'name':'v','flexVolume':{'driver':'foo'}}]", ""), "", NULL },
        { NULL, PSP_N ",'volumes':['secret'],'allowedCSIDrivers':[{'name':'foo'}]}",
          POD("", ",'volumes':[{'name':'v','csi':{'driver':'foo'}}]", ""), NULL,
          "spec.volumes[0]: Invalid value: \"csi\": csi volumes are not allowed to be used" },
        { NULL, PSP_N ",'volumes':['csi'],'allowedCSIDrivers':[{'name':'foo'}]}",
          POD("", ",'volumes':[{'name':'v','csi':{'driver':'bar'}}]", ""), NULL,
          "spec.volumes[0].csi.driver: Invalid value: \"bar\": Inline CSI driver is not allowed to "
          "be used" },
        { NULL, PSP_N "}", POD("", ",'volumes':[{'name':'v'}]", ""), NULL,
          "spec.volumes[0]: Invalid value: \"emptyDir\": emptyDir volumes are not allowed to be "
          "used" },
    };

    (void)state;
    CHECK_ALL(cases)
}

#define PROJECTED(sources) \
    POD("", ",'volumes':[{'name':'v','projected':{'sources':[" sources "]}}]", "")
#define TOKEN                "{'serviceAccountToken':{'path':'token','expirationSeconds':7}}"
#define ROOT_CA              "{'configMap':{'name':'kube-root-ca.crt'}}"
#define NAMESPACE_(ref)      "{'downwardAPI':{'items':[{'path':'namespace'" ref "}]}}"
#define FIELD(version, path) ",'fieldRef':{" version "'fieldPath':'" path "'}"
#define NOT_A_TOKEN \
    "spec.volumes[0]: Invalid value: \"projected\": projected volumes are not allowed to be used"

static void test_case_46__the_token_volume_counts_as_a_secret(void **state)
{
    static const char secrets[] = PSP_N ",'volumes':['secret']}";
    static const struct one cases[] = {
        { NULL, secrets,
          PROJECTED(TOKEN "," ROOT_CA
                          "," NAMESPACE_(FIELD("'apiVersion':'v1',", "metadata.namespace"))),
          "", NULL },
        { NULL, secrets, PROJECTED(NAMESPACE_(FIELD("", "metadata.namespace"))), "", NULL },
        { NULL, secrets, PROJECTED(""), "", NULL },
        { NULL, PSP_N ",'volumes':['configMap']}", PROJECTED(TOKEN), NULL, NOT_A_TOKEN },
        { NULL, secrets, PROJECTED("{'serviceAccountToken':{'path':'notatoken'}}"), NULL,
          NOT_A_TOKEN },
        { NULL, secrets, PROJECTED("{'serviceAccountToken':{'path':'token','audience':'a'}}"), NULL,
          NOT_A_TOKEN },
        { NULL, secrets, PROJECTED("{'configMap':{'name':'foo-ca.crt'}}"), NULL, NOT_A_TOKEN },
        { NULL, secrets,
          PROJECTED(
              "{'downwardAPI':{'items':[{'path':'foo'" FIELD("", "metadata.namespace") "}]}}"),
          NULL, NOT_A_TOKEN },
        { NULL, secrets, PROJECTED(NAMESPACE_("")), NULL, NOT_A_TOKEN },
        { NULL, secrets,
          PROJECTED(NAMESPACE_(FIELD("'apiVersion':'v1beta1',", "metadata.namespace"))), NULL,
          NOT_A_TOKEN },
        { NULL, secrets, PROJECTED(NAMESPACE_(FIELD("", "metadata.foo"))), NULL, NOT_A_TOKEN },
        { NULL, secrets, PROJECTED(TOKEN ",{'secret':{'name':'s'}}"), NULL, NOT_A_TOKEN },
        { NULL, secrets, PROJECTED(TOKEN ",{}"), NULL, NOT_A_TOKEN },
    };

    (void)state;
    CHECK_ALL(cases)
}

/* ---- sysctls, seccomp, AppArmor: rows 31 to 38 ----------------------------------------------------- */

#define SYSCTL(name) POD("", SC("'sysctls':[{'name':'" name "'}]"), "")
#define NO_SYSCTL(what, name) \
    "pod.spec.securityContext.sysctls[0]: Forbidden: " what " \"" name "\" is not allowed"

static void test_cases_31_to_33__sysctls(void **state)
{
    static const char mixed[] =
        PSP_N ",'forbiddenSysctls':['net.*'],'allowedUnsafeSysctls':['a.*','b.*']}";
    static const struct one cases[] = {
        { NULL, PSP_N "}", SYSCTL("kernel.shm_rmid_forced"), "", NULL },
        { NULL, PSP_N ",'forbiddenSysctls':['*']}", SYSCTL("kernel.shm_rmid_forced"), NULL,
          NO_SYSCTL("sysctl", "kernel.shm_rmid_forced") },
        { NULL, PSP_N ",'forbiddenSysctls':['kernel.shm_rmid_forced']}",
          SYSCTL("kernel.shm_rmid_forced"), NULL, NO_SYSCTL("sysctl", "kernel.shm_rmid_forced") },
        { NULL, PSP_N "}", SYSCTL("kernel.sem"), NULL, NO_SYSCTL("unsafe sysctl", "kernel.sem") },
        { NULL, PSP_N ",'allowedUnsafeSysctls':['*']}", SYSCTL("kernel.sem"), "", NULL },
        { NULL, mixed,
          POD("", SC("'sysctls':[{'name':'kernel.shm_rmid_forced'},{'name':'a.b'},{'name':'b.a'}]"),
              ""),
          "", NULL },
        { NULL, mixed, SYSCTL("net.ipv4.ip_local_port_range"), NULL,
          NO_SYSCTL("sysctl", "net.ipv4.ip_local_port_range") },
        { NULL, mixed, SYSCTL("e"), NULL, NO_SYSCTL("unsafe sysctl", "e") },
        { NULL, PSP_N "}", SYSCTL("kernel/shm_rmid_forced"), NULL,
          NO_SYSCTL("unsafe sysctl", "kernel/shm_rmid_forced") },
    };

    (void)state;
    CHECK_ALL(cases)
}

#define SECCOMP(allowed, by_default)                                        \
    "{'seccomp.security.alpha.kubernetes.io/allowedProfileNames':'" allowed \
    "','seccomp.security.alpha.kubernetes.io/defaultProfileName':'" by_default "'}"
#define POD_SECCOMP   "seccomp.security.alpha.kubernetes.io/pod"
#define C_SECCOMP     "container.seccomp.security.alpha.kubernetes.io/c"
#define NOTED(key, v) ",'annotations':{'" key "':'" v "'}"

static void test_cases_34_to_37__seccomp(void **state)
{
    static const struct one cases[] = {
        { NULL, PSP_N "}", POD(NOTED(POD_SECCOMP, "foo"), "", ""), NULL,
          "pod.metadata.annotations[" POD_SECCOMP "]: Forbidden: seccomp may not be set "
          "pod.metadata.annotations[" C_SECCOMP "]: Forbidden: seccomp may not be set" },
        { NULL, PSP_N "}", POD(NOTED(C_SECCOMP, "foo"), "", ""), NULL,
          "pod.metadata.annotations[" C_SECCOMP "]: Forbidden: seccomp may not be set" },
        { SECCOMP("localhost/foo", "localhost/foo"), PSP_N "}",
          POD(NOTED(C_SECCOMP, "bar"), "", ""), NULL,
          "pod.metadata.annotations[" C_SECCOMP "]: Forbidden: bar is not an allowed seccomp "
          "profile. Valid values are localhost/foo" },
        { SECCOMP("localhost/foo,localhost/bar", "localhost/foo"), PSP_N "}",
          POD(NOTED(C_SECCOMP, "localhost/bar"), "", ""),
          "metadata.annotations[" POD_SECCOMP "]=\"localhost/foo\"", NULL },
        { SECCOMP("docker/default", ""), PSP_N "}",
          POD("", SC("'seccompProfile':{'type':'RuntimeDefault'}"), ""),
          "metadata.annotations[" POD_SECCOMP "]=\"runtime/default\"", NULL },
        { SECCOMP("*", "localhost/foo"), PSP_N "}", PLAIN,
          "metadata.annotations[" POD_SECCOMP "]=\"localhost/foo\"", NULL },
        { SECCOMP("*", "localhost/foo"), PSP_N "}", POD(NOTED(POD_SECCOMP, ""), "", ""),
          "metadata.annotations[" POD_SECCOMP "]=\"localhost/foo\"", NULL },
        { SECCOMP("*", "localhost/foo"), PSP_N "}",
          POD("", SC("'seccompProfile':{'type':'Localhost'}"), ""), "", NULL },
        { SECCOMP("runtime/default", ""), PSP_N "}", PLAIN, NULL,
          "pod.metadata.annotations[" POD_SECCOMP
          "]: Forbidden:  is not an allowed seccomp profile. "
          "Valid values are runtime/default pod.metadata.annotations[" C_SECCOMP
          "]: Forbidden:  is not an allowed seccomp profile. Valid values are runtime/default" },
        { SECCOMP("runtime/default", ""), PSP_N "}",
          POD("", SC("'seccompProfile':{'type':'RuntimeDefault'}"),
              SC("'seccompProfile':{'type':'Localhost','localhostProfile':'x'}")),
          NULL,
          "pod.metadata.annotations[" C_SECCOMP
          "]: Forbidden: localhost/x is not an allowed seccomp "
          "profile. Valid values are runtime/default" },
    };

    (void)state;
    CHECK_ALL(cases)
}

#define APPARMOR_ALLOWED(v) "'apparmor.security.beta.kubernetes.io/allowedProfileNames':'" v "'"
#define APPARMOR_DEFAULT(v) "'apparmor.security.beta.kubernetes.io/defaultProfileName':'" v "'"
#define APPARMOR_C          "container.apparmor.security.beta.kubernetes.io/c"
#define NOT_SET             "pod.metadata.annotations[" APPARMOR_C "]: Forbidden: AppArmor profile must be set"

static void test_case_38__apparmor(void **state)
{
    static const struct one cases[] = {
        { "{" APPARMOR_ALLOWED("unconfined") "}", PSP_N "}", PLAIN, NULL, NOT_SET },
        { "{" APPARMOR_ALLOWED("") "}", PSP_N "}", PLAIN, NULL, NOT_SET },
        { "{" APPARMOR_ALLOWED("unconfined,") "}", PSP_N "}", PLAIN, NULL, NOT_SET },
        { "{" APPARMOR_ALLOWED("unconfined") "," APPARMOR_DEFAULT("unconfined") "}", PSP_N "}",
          "{'spec':{'initContainers':[{'name':'i'}],'containers':[{'name':'c'},{'name':'c'}]}}",
          "metadata.annotations[container.apparmor.security.beta.kubernetes.io/i]=\"unconfined\" "
          "metadata.annotations[" APPARMOR_C "]=\"unconfined\"",
          NULL },
        { "{" APPARMOR_ALLOWED("unconfined,localhost/a") "}", PSP_N "}",
          POD(NOTED(APPARMOR_C, "runtime/default"), "", ""), NULL,
          "pod.metadata.annotations[" APPARMOR_C "]: Forbidden: runtime/default is not an allowed "
          "profile. Allowed values: \"unconfined,localhost/a\"" },
        { "{" APPARMOR_ALLOWED("unconfined") "}", PSP_N "}",
          POD("", "", SC("'appArmorProfile':{'type':'Unconfined'}")), "", NULL },
        { NULL, PSP_N "}", POD(NOTED(APPARMOR_C, "anything"), "", ""), "", NULL },
    };

    (void)state;
    CHECK_ALL(cases)
}

/* ---- privileges, runtime class, ports: rows 39 to 45 ---------------------------------------------- */

#define ESCALATION(allowed, by_default)                                                           \
    PSP_N ",'allowPrivilegeEscalation':" allowed ",'defaultAllowPrivilegeEscalation':" by_default \
          "}"
#define ESCALATES POD("", "", SC("'allowPrivilegeEscalation':true"))
#define NO_ESCALATION                                                                      \
    K ".allowPrivilegeEscalation: Invalid value: true: Allowing privilege escalation for " \
      "containers is not allowed"

static void test_cases_39_and_40__escalation_and_root_file_system(void **state)
{
    static const char read_only[] = PSP_N ",'readOnlyRootFilesystem':true}";
    static const struct one cases[] = {
        { NULL, ESCALATION("true", "null"), PLAIN, "", NULL },
        { NULL, ESCALATION("null", "null"), PLAIN, "", NULL },
        { NULL, ESCALATION("true", "false"), PLAIN, K ".allowPrivilegeEscalation=false", NULL },
        { NULL, ESCALATION("true", "true"), PLAIN, K ".allowPrivilegeEscalation=true", NULL },
        { NULL, ESCALATION("true", "false"), ESCALATES, "", NULL },
        { NULL, ESCALATION("false", "null"), PLAIN, K ".allowPrivilegeEscalation=false", NULL },
        { NULL, ESCALATION("false", "null"), ESCALATES, NULL, NO_ESCALATION },
        { NULL, ESCALATION("false", "false"), ESCALATES, NULL, NO_ESCALATION },
        { NULL, read_only, PLAIN, K ".readOnlyRootFilesystem=true", NULL },
        { NULL, read_only, POD("", "", SC("'readOnlyRootFilesystem':false")), NULL,
          K ".readOnlyRootFilesystem: Invalid value: false: ReadOnlyRootFilesystem must be set to "
            "true" },
        { NULL, read_only, POD("", "", SC("'readOnlyRootFilesystem':true")), "", NULL },
        { NULL, PSP_N "}", POD("", "", SC("'readOnlyRootFilesystem':false")), "", NULL },
    };

    (void)state;
    CHECK_ALL(cases)
}

#define RUNTIME(text)  PSP_N ",'runtimeClass':{" text "}}"
#define OF_CLASS(name) POD("", ",'runtimeClassName':'" name "'", "")

static void test_cases_41_to_43__runtime_class_and_host_ports(void **state)
{
    static const char ports[] = PSP_N ",'hostPorts':[{'min':1,'max':10},{'min':20,'max':20}]}";
    static const struct one cases[] = {
        { NULL, PSP_N "}", OF_CLASS("any"), "", NULL },
        { NULL, RUNTIME("'allowedRuntimeClassNames':[]"), PLAIN, "", NULL },
        { NULL, RUNTIME("'allowedRuntimeClassNames':[]"), OF_CLASS("bad"), NULL,
          "spec.runtimeClassName: Invalid value: \"bad\"" },
        { NULL, RUNTIME("'allowedRuntimeClassNames':['*']"), OF_CLASS("any"), "", NULL },
        { NULL, RUNTIME("'allowedRuntimeClassNames':['good']"), OF_CLASS("good"), "", NULL },
        { NULL, RUNTIME("'allowedRuntimeClassNames':['good']"), PLAIN, "", NULL },
        { NULL, RUNTIME("'allowedRuntimeClassNames':['good'],'defaultRuntimeClassName':'good'"),
          PLAIN, "spec.runtimeClassName=\"good\"", NULL },
        { NULL, RUNTIME("'allowedRuntimeClassNames':['good'],'defaultRuntimeClassName':'good'"),
          OF_CLASS("own"), NULL, "spec.runtimeClassName: Invalid value: \"own\"" },
        { NULL, ports, POD("", "", ",'ports':[{'hostPort':0},{'hostPort':10},{'hostPort':20}]"), "",
          NULL },
        { NULL, ports, POD("", "", ",'ports':[{'hostPort':11}]"), NULL,
          C ".hostPort: Invalid value: 11: Host port 11 is not allowed to be used. Allowed ports: "
            "[1-10,20]" },
        { NULL, PSP_N "}", POD("", "", ",'ports':[{'hostPort':11}]"), NULL,
          C ".hostPort: Invalid value: 11: Host port 11 is not allowed to be used. Allowed ports: "
            "[]" },
    };

    (void)state;
    CHECK_ALL(cases)
}

static void test_cases_44_and_45__every_container_counts(void **state)
{
    static const char message[] =
        ".securityContext.privileged: Invalid value: true: Privileged containers are not allowed";
    static const struct {
        const char *list, *path;
    } lists[] = {
        { "'initContainers':[{'name':'i'" SC("'privileged':true") "}],'containers':[{'name':'c'}]",
          "spec.initContainers[0]" },
        { "'containers':[{'name':'c'},{'name':'d'" SC("'privileged':true") "}]",
          "spec.containers[1]" },
        { "'containers':[{'name':'c'}],'ephemeralContainers':[{'name':'e'" SC(
              "'privileged':true") "}]",
          "spec.ephemeralContainers[0]" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        char pod[256], error[256];
        snprintf(pod, sizeof(pod), "{'spec':{%s}}", lists[i].list);
        snprintf(error, sizeof(error), "%s%s", lists[i].path, message);
        check_one(&(struct one){ NULL, PSP_N "}", pod, NULL, error });
    }
}

static void test_host_namespaces_and_proc_mount__are_refused(void **state)
{
    static const struct one cases[] = {
        { NULL, PSP_N "}", POD("", ",'hostNetwork':true,'hostPID':true,'hostIPC':true", ""), NULL,
          "spec.securityContext.hostNetwork: Invalid value: true: Host network is not allowed to be "
          "used spec.securityContext.hostPID: Invalid value: true: Host PID is not allowed to be "
          "used spec.securityContext.hostIPC: Invalid value: true: Host IPC is not allowed to be "
          "used" },
        { NULL, PSP_P "}", POD("", ",'hostNetwork':true,'hostPID':true,'hostIPC':true", ""), "",
          NULL },
        { NULL, PSP_N "}", POD("", "", SC("'procMount':'Unmasked'")), NULL,
          K ".procMount: Invalid value: \"Unmasked\": ProcMountType is not allowed" },
        { NULL, PSP_N ",'allowedProcMountTypes':['Unmasked']}", PLAIN, NULL,
          K ".procMount: Invalid value: \"Default\": ProcMountType is not allowed" },
        { NULL, PSP_N ",'allowedProcMountTypes':['Unmasked']}",
          POD("", "", SC("'procMount':'Unmasked'")), "", NULL },
    };

    (void)state;
    CHECK_ALL(cases)
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases_1_to_3__who_changes_nothing_wins_and_then_the_first),
        cmocka_unit_test(test_cases_4_and_5__an_update_may_not_be_changed),
        cmocka_unit_test(test_case_6__an_update_that_changes_nothing_is_ignored),
        cmocka_unit_test(test_ignores__other_resources_and_every_subresource),
        cmocka_unit_test(test_cases_7_and_8__the_hint_only_orders),
        cmocka_unit_test(test_cases_9_and_10__only_errors_of_permitted_policies_are_told),
        cmocka_unit_test(test_case_11__either_identity_suffices),
        cmocka_unit_test(test_case_12__grants_count_by_group),
        cmocka_unit_test(test_case_13__without_providers_there_is_one_error),
        cmocka_unit_test(test_cases_14_to_20__users_and_groups),
        cmocka_unit_test(test_cases_21_to_25__selinux_and_capabilities),
        cmocka_unit_test(test_case_26__every_kind_of_volume),
        cmocka_unit_test(test_cases_27_to_30__host_paths_and_drivers),
        cmocka_unit_test(test_cases_31_to_33__sysctls),
        cmocka_unit_test(test_cases_34_to_37__seccomp),
        cmocka_unit_test(test_case_38__apparmor),
        cmocka_unit_test(test_cases_39_and_40__escalation_and_root_file_system),
        cmocka_unit_test(test_cases_41_to_43__runtime_class_and_host_ports),
        cmocka_unit_test(test_cases_44_and_45__every_container_counts),
        cmocka_unit_test(test_case_46__the_token_volume_counts_as_a_secret),
        cmocka_unit_test(test_case_48__what_was_changed_is_accepted_unchanged),
        cmocka_unit_test(test_host_namespaces_and_proc_mount__are_refused),
    };

    return cmocka_run_group_tests_name("psp_cases", tests, NULL, NULL);
}
