/* What the fingerprint of a violation tells apart, and what it does not. */
#include "kube_test.h"
#include "review/judge.h"

/* Of the only violation of this check at this level, in template 'template_' of the object. */
static uint64_t print_of(const char *json, const char *check, enum bh_level level,
                         uint32_t template_)
{
    const struct bh_judge_options options = { .level = level };
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy;
    struct bh_decoded decoded = { 0 };
    struct bh_judgement j;
    struct kube_test t;
    uint32_t n_errors;
    uint64_t print = 0;
    unsigned n_found = 0;

    kube_test_parse_c(&t, json);
    t.options.template_ = template_;
    if (kube_test_object(&t, &decoded) != 0) {
        fail_msg("%s", t.err.msg);
    }
    assert_int_equal(bh_judge_policy(&options, NULL, &t.arena, &policy, errors, &n_errors, &t.err),
                     0);
    assert_int_equal(bh_judge(&decoded, &t.doc, BH_S("f"), bh_str(NULL, 0), &policy, &options,
                              &t.arena, &j, &t.err),
                     0);
    for (uint32_t i = 0; i < j.modes[BH_MODE_ENFORCE].n_findings; i++) {
        const struct bh_finding *finding = &j.modes[BH_MODE_ENFORCE].findings[i];
        if (bh_str_eq(finding->rule, bh_str_c(check))) {
            print = finding->fingerprint;
            n_found++;
        }
    }
    if (n_found != 1) {
        fail_msg("%u findings of %s in %s", n_found, check, json);
    }
    kube_test_done(&t);
    return print;
}

#define POD(spec) \
    "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":{" spec "}}"
#define C(name, rest)    "{\"name\":\"" name "\"" rest "}"
#define ADD(name, added) C(name, ",\"securityContext\":{\"capabilities\":{\"add\":[" added "]}}")
#define TWO(a, b)        POD("\"containers\":[" a "," b "]")

static void assert_same(const char *check, const char *a, const char *b)
{
    assert_true(print_of(a, check, BH_LEVEL_BASELINE, 0) ==
                print_of(b, check, BH_LEVEL_BASELINE, 0));
}

static void assert_differ(const char *check, const char *a, const char *b)
{
    assert_true(print_of(a, check, BH_LEVEL_BASELINE, 0) !=
                print_of(b, check, BH_LEVEL_BASELINE, 0));
}

static void test_fingerprint__a_value_that_the_sentence_leaves_out_counts(void **state)
{
#define HOST_PATH(path) POD("\"volumes\":[{\"name\":\"v\",\"hostPath\":{\"path\":\"" path "\"}}]")
#define SELINUX(user)   POD("\"securityContext\":{\"seLinuxOptions\":{\"user\":\"" user "\"}}")
    (void)state;
    assert_differ("hostPathVolumes", HOST_PATH("/var/log/app"), HOST_PATH("/"));
    assert_differ("seLinuxOptions", SELINUX("user_u"), SELINUX("system_u"));
#undef HOST_PATH
#undef SELINUX
}

static void test_fingerprint__who_has_what_counts(void **state)
{
#define PORT(name, number) C(name, ",\"ports\":[{\"hostPort\":" number "}]")
#define PROBE(name, host) \
    C(name, ",\"livenessProbe\":{\"tcpSocket\":{\"port\":1,\"host\":\"" host "\"}}")
    (void)state;
    assert_differ("capabilities_baseline",
                  TWO(ADD("web", "\"NET_ADMIN\""), ADD("agent", "\"SYS_ADMIN\"")),
                  TWO(ADD("web", "\"NET_ADMIN\",\"SYS_ADMIN\""), ADD("agent", "\"SYS_ADMIN\"")));
    assert_differ("capabilities_baseline",
                  TWO(ADD("web", "\"NET_ADMIN\""), ADD("agent", "\"SYS_ADMIN\"")),
                  TWO(ADD("agent", "\"NET_ADMIN\""), ADD("web", "\"SYS_ADMIN\"")));
    assert_differ("hostPorts", TWO(PORT("a", "80"), PORT("b", "81")),
                  TWO(PORT("a", "81"), PORT("b", "80")));
    assert_differ("hostProbesAndHostLifecycle", TWO(PROBE("a", "1.1.1.1"), PROBE("b", "1.1.1.2")),
                  TWO(PROBE("a", "1.1.1.2"), PROBE("b", "1.1.1.1")));
#undef PROBE
#undef PORT
}

static void test_fingerprint__the_order_of_lists_does_not_count(void **state)
{
#define SYSCTL(name)      "{\"name\":\"" name "\",\"value\":\"1\"}"
#define SYSCTLS(a, b)     POD("\"securityContext\":{\"sysctls\":[" a "," b "]}")
#define VOLUME(name)      "{\"name\":\"" name "\",\"hostPath\":{\"path\":\"/" name "\"}}"
#define VOLUMES(a, b)     POD("\"volumes\":[" a "," b "]")
#define NAMED(name, port) "{\"name\":\"" name "\",\"hostPort\":" port "}"
#define PORTS(a, b)       POD("\"containers\":[" C("c", ",\"ports\":[" a "," b "]") "]")
#define PRIVILEGED        C("a", ",\"securityContext\":{\"privileged\":true}")
    (void)state;
    assert_same("privileged", TWO(PRIVILEGED, C("b", "")), TWO(C("b", ""), PRIVILEGED));
    assert_same("capabilities_baseline", TWO(ADD("a", "\"X\",\"Y\""), ADD("b", "\"X\"")),
                TWO(ADD("b", "\"X\""), ADD("a", "\"Y\",\"X\"")));
    assert_same("sysctls", SYSCTLS(SYSCTL("a.b"), SYSCTL("c.d")),
                SYSCTLS(SYSCTL("c.d"), SYSCTL("a.b")));
    assert_same("hostPathVolumes", VOLUMES(VOLUME("a"), VOLUME("b")),
                VOLUMES(VOLUME("b"), VOLUME("a")));
    assert_same("hostPorts", PORTS(NAMED("a", "80"), NAMED("b", "81")),
                PORTS(NAMED("b", "81"), NAMED("a", "80")));
#undef PRIVILEGED
#undef PORTS
#undef NAMED
#undef VOLUMES
#undef VOLUME
#undef SYSCTLS
#undef SYSCTL
}

static void test_fingerprint__names_and_lists_count(void **state)
{
#define NAMED(name) \
    POD("\"containers\":[" C("c", ",\"ports\":[{\"name\":\"" name "\",\"hostPort\":80}]") "]")
#define VOLUME(name)    POD("\"volumes\":[{\"name\":\"" name "\",\"hostPath\":{\"path\":\"/\"}}]")
#define PRIVILEGED      C("a", ",\"securityContext\":{\"privileged\":true}")
#define APPARMOR(value) "container.apparmor.security.beta.kubernetes.io/" value
#define ANNOTATED(a)                                                                           \
    "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\",\"annotations\":{\"" \
    "container.apparmor.security.beta.kubernetes.io/" a "\"}}}"
    (void)state;
    assert_differ("hostPorts", NAMED("a"), NAMED("b"));
    assert_differ("hostPathVolumes", VOLUME("a"), VOLUME("b"));
    assert_differ("privileged", POD("\"containers\":[" PRIVILEGED "]"),
                  POD("\"initContainers\":[" PRIVILEGED "]"));
    assert_differ("appArmorProfile", ANNOTATED("1]\":\"x"), ANNOTATED("2]\":\"x"));
    assert_differ("appArmorProfile", ANNOTATED("1\":\"x"), ANNOTATED("1\":\"y"));
    /* one more of the same is more */
    assert_differ("hostPorts", POD("\"containers\":[" C("c", ",\"ports\":[{\"hostPort\":53}]") "]"),
                  POD("\"containers\":[" C("c", ",\"ports\":[{\"hostPort\":53},{\"hostPort\":53,"
                                                "\"protocol\":\"UDP\"}]") "]"));
#undef ANNOTATED
#undef APPARMOR
#undef PRIVILEGED
#undef VOLUME
#undef NAMED
}

#define TEMPLATE "{\"template\":{\"spec\":{\"hostIPC\":true,\"containers\":[{\"name\":\"c\"}]}}}"
#define CLUSTER(spec)                                                                               \
    "{\"apiVersion\":\"ray.io/v1\",\"kind\":\"RayCluster\",\"metadata\":{\"name\":\"r\"},\"spec\":" \
    "{" spec "}}"

static void test_fingerprint__each_template_of_several_is_its_own(void **state)
{
    const char *both =
        CLUSTER("\"headGroupSpec\":" TEMPLATE ",\"workerGroupSpecs\":[" TEMPLATE "," TEMPLATE "]");
    uint64_t prints[3];

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        prints[i] = print_of(both, "hostNamespaces", BH_LEVEL_BASELINE, i);
    }
    assert_true(prints[0] != prints[1] && prints[1] != prints[2] && prints[0] != prints[2]);
    /* where there is but one, its path does not count: pods that it makes have none */
    assert_same("hostNamespaces", CLUSTER("\"headGroupSpec\":" TEMPLATE),
                CLUSTER("\"workerGroupSpecs\":[" TEMPLATE "]"));
}

static void test_fingerprint__is_what_it_was(void **state)
{
    (void)state;
    /* Baselines hold these: whoever changes them raises BH_FINGERPRINT_VERSION. */
    assert_true(print_of(POD("\"hostIPC\":true"), "hostNamespaces", BH_LEVEL_BASELINE, 0) ==
                0xbb55cd0fa40eef0au);
    assert_true(print_of(TWO(ADD("a", "\"X\",\"Y\""), C("b", "")), "capabilities_restricted",
                         BH_LEVEL_RESTRICTED, 0) == 0xd6971e9ce87fc3fau);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fingerprint__a_value_that_the_sentence_leaves_out_counts),
        cmocka_unit_test(test_fingerprint__who_has_what_counts),
        cmocka_unit_test(test_fingerprint__the_order_of_lists_does_not_count),
        cmocka_unit_test(test_fingerprint__names_and_lists_count),
        cmocka_unit_test(test_fingerprint__each_template_of_several_is_its_own),
        cmocka_unit_test(test_fingerprint__is_what_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
