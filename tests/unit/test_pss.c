/* Names, plans and whole evaluations of the Pod Security Standards. Expected sentences are
 * upstream's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "podsec/pss.h"
#include "podsec/pss_checks.h"

static void test_level_parse__takes_exactly_three_names(void **state)
{
    const char *bad[] = { "", "Privileged", "baseline ", "restrict", "restrictedd", "unset" };
    enum bh_level level = BH_LEVEL_UNSET;

    (void)state;
    for (unsigned i = BH_LEVEL_PRIVILEGED; i <= BH_LEVEL_RESTRICTED; i++) {
        assert_true(bh_level_parse(bh_level_name((enum bh_level)i), &level));
        assert_int_equal(level, i);
    }
    level = BH_LEVEL_UNSET;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_false(bh_level_parse(bh_str_c(bad[i]), &level));
        assert_int_equal(level, BH_LEVEL_UNSET);
    }
    assert_int_equal(bh_level_name(BH_LEVEL_UNSET).n, 0);
}

static void test_version_parse__takes_latest_and_v1_x(void **state)
{
    const char *bad[] = { "",
                          "Latest",
                          "1.20",
                          "v1",
                          "v1.",
                          "v1.00",
                          "v1.01",
                          "v2.0",
                          "v1.-1",
                          "v1.+1",
                          "v1.1 ",
                          "v1.1\n",
                          "V1.1",
                          "v1.1.1",
                          "v1.0x1",
                          "v01.1",
                          "v1.9223372036854775808" };
    uint64_t version = 0;

    (void)state;
    assert_true(bh_version_parse(BH_S("latest"), &version));
    assert_true(version == BH_VERSION_LATEST);
    assert_true(bh_version_parse(BH_S("v1.0"), &version));
    assert_int_equal(version, 0);
    assert_true(bh_version_parse(BH_S("v1.37"), &version));
    assert_int_equal(version, 37);
    assert_true(bh_version_parse(BH_S("v1.9223372036854775807"), &version));
    assert_true(version == INT64_MAX);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (bh_version_parse(bh_str_c(bad[i]), &version)) {
            fail_msg("took '%s'", bad[i]);
        }
    }
}

static void test_pair_text__joins_level_and_version(void **state)
{
    char text[40];

    (void)state;
    assert_true(bh_str_eq(bh_pss_pair_text((struct bh_pss_pair){ BH_LEVEL_BASELINE, 24 }, text),
                          BH_S("baseline:v1.24")));
    assert_true(bh_str_eq(
        bh_pss_pair_text((struct bh_pss_pair){ BH_LEVEL_PRIVILEGED, BH_VERSION_LATEST }, text),
        BH_S("privileged:latest")));
    assert_true(
        bh_str_eq(bh_pss_pair_text((struct bh_pss_pair){ BH_LEVEL_RESTRICTED, INT64_MAX }, text),
                  BH_S("restricted:v1.9223372036854775807")));
}

/* ---- plans ---- */

static const struct {
    enum bh_level level;
    uint64_t version;
    const char *steps; /* id:first version of the revision */
} plans[] = {
    { BH_LEVEL_PRIVILEGED, BH_VERSION_LATEST, "" },
    { BH_LEVEL_BASELINE, 0,
      "appArmorProfile:0 capabilities_baseline:0 hostNamespaces:0 hostPathVolumes:0 hostPorts:0 "
      "privileged:0 procMount:0 seLinuxOptions:0 seccompProfile_baseline:0 sysctls:0 "
      "windowsHostProcess:0 " },
    { BH_LEVEL_BASELINE, 33,
      "appArmorProfile:0 capabilities_baseline:0 hostNamespaces:0 hostPathVolumes:0 hostPorts:0 "
      "privileged:0 procMount:0 seLinuxOptions:31 seccompProfile_baseline:19 sysctls:32 "
      "windowsHostProcess:0 " },
    { BH_LEVEL_BASELINE, BH_VERSION_LATEST,
      "appArmorProfile:0 capabilities_baseline:0 hostNamespaces:0 hostPathVolumes:0 hostPorts:0 "
      "hostProbesAndHostLifecycle:34 privileged:0 procMount:35 seLinuxOptions:31 "
      "seccompProfile_baseline:19 sysctls:37 windowsHostProcess:0 " },
    { BH_LEVEL_RESTRICTED, 0,
      "appArmorProfile:0 capabilities_baseline:0 hostNamespaces:0 hostPorts:0 privileged:0 "
      "procMount:0 seLinuxOptions:0 seccompProfile_baseline:0 sysctls:0 windowsHostProcess:0 "
      "restrictedVolumes:0 runAsNonRoot:0 " },
    { BH_LEVEL_RESTRICTED, 8,
      "appArmorProfile:0 capabilities_baseline:0 hostNamespaces:0 hostPorts:0 privileged:0 "
      "procMount:0 seLinuxOptions:0 seccompProfile_baseline:0 sysctls:0 windowsHostProcess:0 "
      "allowPrivilegeEscalation:8 restrictedVolumes:0 runAsNonRoot:0 " },
    { BH_LEVEL_RESTRICTED, 19,
      "appArmorProfile:0 capabilities_baseline:0 hostNamespaces:0 hostPorts:0 privileged:0 "
      "procMount:0 seLinuxOptions:0 sysctls:0 windowsHostProcess:0 allowPrivilegeEscalation:8 "
      "restrictedVolumes:0 runAsNonRoot:0 seccompProfile_restricted:19 " },
    { BH_LEVEL_RESTRICTED, 23,
      "appArmorProfile:0 hostNamespaces:0 hostPorts:0 privileged:0 procMount:0 seLinuxOptions:0 "
      "sysctls:0 windowsHostProcess:0 allowPrivilegeEscalation:8 capabilities_restricted:22 "
      "restrictedVolumes:0 runAsNonRoot:0 runAsUser:23 seccompProfile_restricted:19 " },
    { BH_LEVEL_RESTRICTED, 34,
      "appArmorProfile:0 hostNamespaces:0 hostPorts:0 hostProbesAndHostLifecycle:34 privileged:0 "
      "procMount:0 seLinuxOptions:31 sysctls:32 windowsHostProcess:0 allowPrivilegeEscalation:25 "
      "capabilities_restricted:25 restrictedVolumes:0 runAsNonRoot:0 runAsUser:23 "
      "seccompProfile_restricted:25 " },
    { BH_LEVEL_RESTRICTED, BH_VERSION_LATEST,
      "appArmorProfile:0 hostNamespaces:0 hostPorts:0 hostProbesAndHostLifecycle:34 privileged:0 "
      "seLinuxOptions:31 sysctls:37 windowsHostProcess:0 allowPrivilegeEscalation:25 "
      "capabilities_restricted:25 procMount_restricted:35 restrictedVolumes:0 runAsNonRoot:35 "
      "runAsUser:35 seccompProfile_restricted:25 " },
};

static void test_plan__picks_revisions_and_leaves_out_what_is_replaced(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
        struct bh_pss_plan plan;
        struct bh_buf text = { 0 };

        bh_pss_plan_init(&plan, (struct bh_pss_pair){ plans[i].level, plans[i].version });
        for (uint32_t k = 0; k < plan.n; k++) {
            bh_buf_addf(&text, "%s:%u ", plan.steps[k].check->id,
                        plan.steps[k].check->revs[plan.steps[k].revision].from);
        }
        bh_buf_add_byte(&text, '\0');
        assert_string_equal(text.p, plans[i].steps);
        bh_buf_done(&text);
    }
}

static void test_plan__takes_newer_versions_for_the_newest(void **state)
{
    struct bh_pss_plan newest, newer;

    (void)state;
    assert_int_equal(bh_pss_newest(), 37);
    bh_pss_plan_init(&newest, (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, bh_pss_newest() });
    bh_pss_plan_init(&newer, (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, 99 });
    assert_int_equal(newer.pair.version, 99); /* it is named as it was asked for */
    assert_int_equal(newest.n, newer.n);
    for (uint32_t i = 0; i < newest.n; i++) {
        assert_ptr_equal(newest.steps[i].check, newer.steps[i].check);
        assert_int_equal(newest.steps[i].revision, newer.steps[i].revision);
    }
}

static void test_plan__of_an_unset_level_is_the_strictest(void **state)
{
    struct bh_pss_plan unset, restricted;

    (void)state;
    bh_pss_plan_init(&unset, (struct bh_pss_pair){ BH_LEVEL_UNSET, BH_VERSION_LATEST });
    bh_pss_plan_init(&restricted, (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, BH_VERSION_LATEST });
    assert_int_equal(unset.n, restricted.n);
}

/* ---- evaluation ---- */

/* A pod that violates every check of restricted:latest. */
struct bad_pod {
    struct bh_str add[1];
    struct bh_capabilities capabilities;
    struct bh_selinux selinux;
    struct bh_windows windows;
    struct bh_profile profile;
    struct bh_security security;
    struct bh_port port;
    struct bh_host_action get;
    struct bh_handler probe;
    struct bh_container containers[2];
    struct bh_sysctl sysctl;
    struct bh_pod_security pod_security;
    struct bh_volume volume;
    struct bh_pod_spec spec;
};

static void bad_pod_init(struct bad_pod *pod)
{
    *pod = (struct bad_pod){
        .add = { BH_S("SYS_ADMIN") },
        .selinux = { .user = BH_S("root") },
        .windows = { .host_process = BH_YES },
        .profile = { .type = BH_S("Unconfined") },
        .port = { .host_port = { .v = 80, .is_set = true } },
        .get = { .host = BH_S("10.0.0.1") },
        .sysctl = { .name = BH_S("kernel.msgmax") },
        .volume = { .name = BH_S("root"),
                    .has = { [BH_VOLUME_HOST_PATH] = BH_YES },
                    .host_path = BH_S("/") },
    };
    pod->capabilities.add = (struct bh_strs){ .v = pod->add, .n = 1, .is_set = true };
    pod->security = (struct bh_security){
        .capabilities = &pod->capabilities,
        .selinux = &pod->selinux,
        .windows = &pod->windows,
        .seccomp = &pod->profile,
        .apparmor = &pod->profile,
        .run_as_user = { .v = 0, .is_set = true },
        .privileged = BH_YES,
        .run_as_non_root = BH_NO,
        .proc_mount = BH_S("Unmasked"),
    };
    pod->probe.http_get = &pod->get;
    pod->containers[0] = (struct bh_container){
        .name = BH_S("web"),
        .security = &pod->security,
        .ports = { .v = &pod->port, .n = 1, .is_set = true },
        .liveness = &pod->probe,
    };
    pod->containers[1].name = BH_S("side");
    pod->pod_security.sysctls = (struct bh_list){ .v = &pod->sysctl, .n = 1, .is_set = true };
    pod->spec = (struct bh_pod_spec){
        .volumes = { .v = &pod->volume, .n = 1, .is_set = true },
        .containers = { .v = pod->containers, .n = 2, .is_set = true },
        .security = &pod->pod_security,
        .host_network = BH_YES,
    };
}

static const char bad_pod_details[] =
    "forbidden AppArmor profile (container \"web\" must not set AppArmor profile type to "
    "\"Unconfined\"), host namespaces (hostNetwork=true), hostPort (container \"web\" uses "
    "hostPort "
    "80), probe or lifecycle host (container \"web\" uses probe or lifecycle host \"10.0.0.1\"), "
    "privileged (container \"web\" must not set securityContext.privileged=true), seLinuxOptions "
    "(container \"web\" set forbidden securityContext.seLinuxOptions: user may not be set), "
    "forbidden sysctls (kernel.msgmax), hostProcess (container \"web\" must not set "
    "securityContext.windowsOptions.hostProcess=true), allowPrivilegeEscalation != false "
    "(containers "
    "\"web\", \"side\" must set securityContext.allowPrivilegeEscalation=false), unrestricted "
    "capabilities (containers \"web\", \"side\" must set "
    "securityContext.capabilities.drop=[\"ALL\"]; "
    "container \"web\" must not include \"SYS_ADMIN\" in securityContext.capabilities.add), "
    "procMount "
    "(container \"web\" must not set securityContext.procMount to \"Unmasked\"), restricted volume "
    "types (volume \"root\" uses restricted volume type \"hostPath\"), runAsNonRoot != true "
    "(container "
    "\"web\" must not set securityContext.runAsNonRoot=false), runAsUser=0 (container \"web\" "
    "must not "
    "set runAsUser=0), seccompProfile (container \"web\" must not set "
    "securityContext.seccompProfile.type to \"Unconfined\")";

static const char bad_pod_reasons[] =
    "forbidden AppArmor profile, host namespaces, hostPort, probe or lifecycle host, privileged, "
    "seLinuxOptions, forbidden sysctls, hostProcess, allowPrivilegeEscalation != false, "
    "unrestricted "
    "capabilities, procMount, restricted volume types, runAsNonRoot != true, runAsUser=0, "
    "seccompProfile";

static void test_evaluate__words_every_violation_in_order(void **state)
{
    struct bad_pod pod;
    struct bh_meta meta = { 0 };
    struct bh_pss_plan plan;
    struct bh_pss_result result;
    struct bh_arena arena;
    struct bh_err err = { 0 };

    (void)state;
    bad_pod_init(&pod);
    bh_arena_init(&arena, (size_t)1024 * 1024);
    bh_pss_plan_init(&plan, (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, BH_VERSION_LATEST });
    assert_int_equal(bh_pss_evaluate(&plan, &meta, &pod.spec, &arena, &result, &err), 0);
    assert_false(result.is_allowed);
    assert_int_equal(result.n_violations, plan.n);
    for (uint32_t i = 0; i < result.n_violations; i++) {
        assert_ptr_equal(result.violations[i].check, plan.steps[i].check);
        assert_true(result.violations[i].n_fields > 0);
    }
    memset(&pod, 0xff, sizeof(pod)); /* nothing of the result points into the pod */
    assert_true(bh_str_eq(bh_pss_detail_list(&result, &arena), bh_str_c(bad_pod_details)));
    assert_true(bh_str_eq(bh_pss_reason_list(&result, &arena), bh_str_c(bad_pod_reasons)));
    bh_arena_done(&arena);
}

static void test_evaluate__allocates_nothing_for_a_pod_that_passes(void **state)
{
    struct bh_str all = BH_S("ALL");
    struct bh_capabilities capabilities = { .drop = { .v = &all, .n = 1, .is_set = true } };
    struct bh_security security = { .capabilities = &capabilities,
                                    .allow_privilege_escalation = BH_NO };
    struct bh_container container = { .name = BH_S("web"), .security = &security };
    struct bh_profile seccomp = { .type = BH_S("RuntimeDefault") };
    struct bh_pod_security pod_security = { .seccomp = &seccomp, .run_as_non_root = BH_YES };
    struct bh_pod_spec spec = { .containers = { .v = &container, .n = 1, .is_set = true },
                                .security = &pod_security };
    struct bh_meta meta = { 0 };
    struct bh_arena arena;
    struct bh_err err = { 0 };

    (void)state;
    bh_arena_init(&arena, 0);
    for (uint64_t version = 0; version <= 38; version++) {
        struct bh_pss_plan plan;
        struct bh_pss_result result = { 0 };
        bh_pss_plan_init(&plan, (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, version });
        assert_int_equal(bh_pss_evaluate(&plan, &meta, &spec, &arena, &result, &err), 0);
        assert_true(result.is_allowed);
        assert_int_equal(result.n_violations, 0);
        assert_null(result.violations);
    }
    bh_arena_done(&arena);
}

static void test_evaluate__takes_a_pod_without_anything(void **state)
{
    struct bh_pss_plan plan;
    struct bh_pss_result result = { 0 };
    struct bh_arena arena;
    struct bh_err err = { 0 };

    (void)state;
    bh_arena_init(&arena, 1024);
    bh_pss_plan_init(&plan, (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, BH_VERSION_LATEST });
    assert_int_equal(bh_pss_evaluate(&plan, NULL, NULL, &arena, &result, &err), 0);
    assert_true(result.is_allowed);
    assert_true(bh_str_eq(bh_pss_detail_list(&result, &arena), BH_S("")));
    assert_true(bh_str_is_set(bh_pss_reason_list(&result, &arena)));
    bh_arena_done(&arena);
}

static void test_evaluate__privileged_allows_everything(void **state)
{
    struct bad_pod pod;
    struct bh_meta meta = { 0 };
    struct bh_pss_plan plan;
    struct bh_pss_result result = { 0 };
    struct bh_arena arena;
    struct bh_err err = { 0 };

    (void)state;
    bad_pod_init(&pod);
    bh_arena_init(&arena, 0);
    bh_pss_plan_init(&plan, (struct bh_pss_pair){ BH_LEVEL_PRIVILEGED, BH_VERSION_LATEST });
    assert_int_equal(bh_pss_evaluate(&plan, &meta, &pod.spec, &arena, &result, &err), 0);
    assert_true(result.is_allowed);
    bh_arena_done(&arena);
}

/* Whatever the budget: all violations or an error, never fewer and never "allowed". */
static void test_evaluate__fails_whole_when_the_budget_is_spent(void **state)
{
    struct bad_pod pod;
    struct bh_meta meta = { 0 };
    struct bh_pss_plan plan;
    unsigned n_failed = 0, n_done = 0;

    (void)state;
    bad_pod_init(&pod);
    bh_pss_plan_init(&plan, (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, BH_VERSION_LATEST });
    for (size_t budget = 0; budget < 20000; budget += 7) {
        struct bh_pss_result result = { .n_violations = 99 };
        struct bh_arena arena;
        struct bh_err err = { 0 };
        bh_arena_init(&arena, budget);
        int rc = bh_pss_evaluate(&plan, &meta, &pod.spec, &arena, &result, &err);
        if (rc == 0) {
            assert_int_equal(result.n_violations, plan.n);
            n_done++;
        } else {
            assert_int_equal(rc, -BH_ERR_LIMIT);
            assert_int_equal(err.kind, BH_ERR_LIMIT);
            assert_int_equal(result.n_violations, 99); /* the output is untouched */
            n_failed++;
        }
        bh_arena_done(&arena);
    }
    assert_true(n_failed > 100);
    assert_true(n_done > 0);
}

static void test_lists__are_unset_without_memory(void **state)
{
    struct bh_pss_violation violation = { .reason = BH_S("privileged") };
    struct bh_pss_result result = { .violations = &violation, .n_violations = 1 };
    struct bh_arena arena;

    (void)state;
    bh_arena_init(&arena, 5);
    assert_false(bh_str_is_set(bh_pss_detail_list(&result, &arena)));
    assert_false(bh_str_is_set(bh_pss_reason_list(&result, &arena)));
    bh_arena_done(&arena);
    bh_arena_init(&arena, 100);
    assert_true(bh_str_eq(bh_pss_detail_list(&result, &arena), BH_S("privileged")));
    bh_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_level_parse__takes_exactly_three_names),
        cmocka_unit_test(test_version_parse__takes_latest_and_v1_x),
        cmocka_unit_test(test_pair_text__joins_level_and_version),
        cmocka_unit_test(test_plan__picks_revisions_and_leaves_out_what_is_replaced),
        cmocka_unit_test(test_plan__takes_newer_versions_for_the_newest),
        cmocka_unit_test(test_plan__of_an_unset_level_is_the_strictest),
        cmocka_unit_test(test_evaluate__words_every_violation_in_order),
        cmocka_unit_test(test_evaluate__allocates_nothing_for_a_pod_that_passes),
        cmocka_unit_test(test_evaluate__takes_a_pod_without_anything),
        cmocka_unit_test(test_evaluate__privileged_allows_everything),
        cmocka_unit_test(test_evaluate__fails_whole_when_the_budget_is_spent),
        cmocka_unit_test(test_lists__are_unset_without_memory),
    };

    return cmocka_run_group_tests_name("pss", tests, NULL, NULL);
}
