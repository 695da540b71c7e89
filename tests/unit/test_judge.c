/* One object judged: where levels come from, the two judgements of a controller, messages, places, fingerprints. */
#include <string.h>

#include "kube_test.h"
#include "review/judge.h"

/* ---- policy ---------------------------------------------------------------------------------------- */

#define PSL(name) "pod-security.kubernetes.io/" name

static struct bh_pss_policy policy_of(const struct bh_judge_options *options,
                                      struct bh_namespace *namespace_)
{
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy;
    struct bh_arena arena;
    struct bh_err err;
    uint32_t n_errors;

    bh_arena_init(&arena, 65536);
    assert_int_equal(bh_judge_policy(options, namespace_, &arena, &policy, errors, &n_errors, &err),
                     0);
    assert_int_equal(n_errors, 0);
    bh_arena_done(&arena);
    return policy;
}

static void assert_mode(const struct bh_pss_policy *p, enum bh_mode mode, enum bh_level level,
                        enum bh_level_source level_from, uint64_t version,
                        enum bh_level_source version_from)
{
    assert_int_equal(p->pairs[mode].level, level);
    assert_int_equal(p->level_from[mode], level_from);
    assert_true(p->pairs[mode].version == version);
    assert_int_equal(p->version_from[mode], version_from);
}

static void test_judge_policy__defaults_to_restricted_latest(void **state)
{
    const struct bh_judge_options options = { 0 };
    struct bh_pss_policy p = policy_of(&options, NULL);

    (void)state;
    for (int m = 0; m < BH_N_MODES; m++) {
        assert_mode(&p, (enum bh_mode)m, BH_LEVEL_RESTRICTED, BH_FROM_DEFAULT, BH_VERSION_LATEST,
                    BH_FROM_DEFAULT);
    }
}

static void test_judge_policy__as_a_cluster_nothing_asked_is_privileged(void **state)
{
    const struct bh_judge_options options = { .as_cluster = true };
    struct bh_pss_policy p = policy_of(&options, NULL);

    (void)state;
    for (int m = 0; m < BH_N_MODES; m++) {
        assert_mode(&p, (enum bh_mode)m, BH_LEVEL_PRIVILEGED, BH_FROM_DEFAULT, BH_VERSION_LATEST,
                    BH_FROM_DEFAULT);
    }
}

static void test_judge_policy__labels_beat_the_default_mode_by_mode(void **state)
{
    struct bh_pair labels[] = {
        { BH_S(PSL("enforce")), BH_S("baseline") },
        { BH_S(PSL("enforce-version")), BH_S("v1.24") },
        { BH_S(PSL("audit")), BH_S("privileged") },
    };
    struct bh_namespace ns = { .labels = { labels, 3, true } };
    const struct bh_judge_options options = { .as_cluster = true }, strict = { 0 };

    (void)state;
    struct bh_pss_policy p = policy_of(&options, &ns);
    assert_mode(&p, BH_MODE_ENFORCE, BH_LEVEL_BASELINE, BH_FROM_LABEL, 24, BH_FROM_LABEL);
    assert_mode(&p, BH_MODE_AUDIT, BH_LEVEL_PRIVILEGED, BH_FROM_LABEL, BH_VERSION_LATEST,
                BH_FROM_DEFAULT);
    assert_int_equal(p.pairs[BH_MODE_WARN].level, BH_LEVEL_BASELINE); /* follows enforce */
    p = policy_of(&strict, &ns);
    assert_mode(&p, BH_MODE_ENFORCE, BH_LEVEL_BASELINE, BH_FROM_LABEL, 24, BH_FROM_LABEL);
    assert_mode(&p, BH_MODE_WARN, BH_LEVEL_RESTRICTED, BH_FROM_DEFAULT, BH_VERSION_LATEST,
                BH_FROM_DEFAULT);
}

static void test_judge_policy__options_beat_labels(void **state)
{
    struct bh_pair labels[] = {
        { BH_S(PSL("enforce")), BH_S("privileged") },
        { BH_S(PSL("enforce-version")), BH_S("v1.24") },
    };
    struct bh_namespace ns = { .labels = { labels, 2, true } };
    struct bh_judge_options options = { .level = BH_LEVEL_BASELINE, .as_cluster = true };

    (void)state;
    struct bh_pss_policy p = policy_of(&options, &ns);
    for (int m = 0; m < BH_N_MODES; m++) { /* a level by itself means its latest version */
        assert_mode(&p, (enum bh_mode)m, BH_LEVEL_BASELINE, BH_FROM_OPTION, BH_VERSION_LATEST,
                    BH_FROM_OPTION);
    }
    options.has_version = true;
    options.version = 19;
    p = policy_of(&options, &ns);
    assert_mode(&p, BH_MODE_AUDIT, BH_LEVEL_BASELINE, BH_FROM_OPTION, 19, BH_FROM_OPTION);
    options.level = BH_LEVEL_UNSET; /* a version by itself keeps the levels */
    p = policy_of(&options, &ns);
    assert_mode(&p, BH_MODE_ENFORCE, BH_LEVEL_PRIVILEGED, BH_FROM_LABEL, 19, BH_FROM_OPTION);
    assert_mode(&p, BH_MODE_AUDIT, BH_LEVEL_PRIVILEGED, BH_FROM_DEFAULT, 19, BH_FROM_OPTION);
}

static void test_judge_policy__bad_labels_are_told(void **state)
{
    struct bh_pair labels[] = { { BH_S(PSL("enforce")), BH_S("Baseline") } };
    struct bh_namespace ns = { .labels = { labels, 1, true } };
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    const struct bh_judge_options options = { .as_cluster = true };
    struct bh_pss_policy p;
    struct bh_arena arena;
    struct bh_err err;
    uint32_t n_errors = 0;
    size_t budget = 0;
    int rc;

    (void)state;
    do {
        bh_arena_init(&arena, budget++);
        rc = bh_judge_policy(&options, &ns, &arena, &p, errors, &n_errors, &err);
        assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
        if (rc != 0) {
            bh_arena_done(&arena);
        }
    } while (rc != 0);
    assert_int_equal(n_errors, 1);
    assert_str(errors[0].label, PSL("enforce"));
    assert_int_equal(p.pairs[BH_MODE_ENFORCE].level, BH_LEVEL_RESTRICTED);
    bh_arena_done(&arena);
}

static void test_judge_policy__an_unreadable_namespace_is_restricted_whatever_the_default(
    void **state)
{
    struct bh_namespace ns = { .name = BH_S("shop"), .is_unreadable = true };
    struct bh_judge_options options = { .as_cluster = true };
    struct bh_pss_policy p = policy_of(&options, &ns);

    (void)state;
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        assert_mode(&p, (enum bh_mode)m, BH_LEVEL_RESTRICTED, BH_FROM_UNREADABLE, BH_VERSION_LATEST,
                    BH_FROM_UNREADABLE);
    }
    options.level = BH_LEVEL_BASELINE;
    p = policy_of(&options, &ns);
    assert_mode(&p, BH_MODE_ENFORCE, BH_LEVEL_BASELINE, BH_FROM_OPTION, BH_VERSION_LATEST,
                BH_FROM_OPTION);
}

/* ---- judging ---------------------------------------------------------------------------------------- */

struct judge_test {
    struct kube_test t;
    struct bh_decoded decoded;
    struct bh_judgement j;
};

static int judge_with(struct judge_test *w, const struct bh_judge_options *options,
                      const struct bh_pss_policy *policy, struct bh_arena *arena)
{
    return bh_judge(&w->decoded, &w->t.doc, BH_S("f.json"), BH_S("chart/f"), policy, options, arena,
                    &w->j, &w->t.err);
}

static void judge(struct judge_test *w, const char *json, const struct bh_judge_options *options)
{
    struct bh_pss_policy policy = policy_of(options, NULL);

    *w = (struct judge_test){ 0 };
    kube_test_parse_c(&w->t, json);
    if (kube_test_object(&w->t, &w->decoded) != 0 ||
        judge_with(w, options, &policy, &w->t.arena) != 0) {
        fail_msg("%s", w->t.err.msg);
    }
}

static void judge_done(struct judge_test *w)
{
    kube_test_done(&w->t);
}

static const struct bh_judge_options baseline = { .level = BH_LEVEL_BASELINE };

static void test_judge__a_pod(void **state)
{
    struct judge_test w;

    (void)state;
    judge(
        &w,
        "{\n\"apiVersion\":\"v1\",\"kind\":\"Pod\",\n\"metadata\":{\"name\":\"p\",\"namespace\":"
        "\"shop\",\n\"ownerReferences\":[{\"kind\":\"X\",\"name\":\"x\"},{\"kind\":\"ReplicaSet\","
        "\"name\":\"rs\",\"controller\":true}]},\n\"spec\":{\"hostPID\":true,\n\"containers\":["
        "{\"name\":\"c\",\"securityContext\":{\n\"privileged\":true}}]}}",
        &baseline);
    assert_str(w.j.object.api_version, "v1");
    assert_str(w.j.object.kind, "Pod");
    assert_str(w.j.object.namespace_, "shop");
    assert_str(w.j.object.name, "p");
    assert_str(w.j.file, "f.json");
    assert_str(w.j.source, "chart/f");
    assert_int_equal(w.j.line, 1);
    assert_int_equal(w.j.column, 1);
    assert_int_equal(w.j.role, BH_ROLE_POD);
    assert_true(w.j.is_known_kind);
    assert_str(w.j.pod_path, "");
    assert_str(w.j.owner_kind, "ReplicaSet");
    assert_str(w.j.owner_name, "rs");
    const struct bh_mode_verdict *v = &w.j.modes[BH_MODE_ENFORCE];
    assert_false(v->is_allowed);
    assert_str(
        v->message,
        "violates PodSecurity \"baseline:latest\": host namespaces (hostPID=true), privileged "
        "(container \"c\" must not set securityContext.privileged=true)");
    assert_str(w.j.modes[BH_MODE_WARN].message,
               "would violate PodSecurity \"baseline:latest\": host namespaces (hostPID=true), "
               "privileged (container \"c\" must not set securityContext.privileged=true)");
    assert_str(w.j.modes[BH_MODE_AUDIT].message, w.j.modes[BH_MODE_WARN].message.p);
    assert_int_equal(v->n_findings, 2);
    const struct bh_finding *f = &v->findings[1];
    assert_str(f->rule, "privileged");
    assert_str(f->reason, "privileged");
    assert_str(f->detail, "container \"c\" must not set securityContext.privileged=true");
    assert_str(f->message,
               "privileged (container \"c\" must not set securityContext.privileged=true)");
    assert_int_equal(f->severity, BH_SEVERITY_ERROR);
    assert_true(f->remedy.n > 0);
    assert_int_equal(f->n_locations, 1);
    assert_int_equal(f->locations[0].role, BH_LOCATION_VIOLATES);
    assert_str(f->locations[0].path, "spec.containers[0].securityContext.privileged");
    assert_str(f->locations[0].found, "true");
    assert_str(f->locations[0].file, "f.json");
    assert_str(f->locations[0].object.name, "p");
    assert_int_equal(f->locations[0].line, 7);
    assert_int_equal(f->locations[0].column, 1);
    judge_done(&w);
}

static void test_judge__an_allowed_pod(void **state)
{
    struct judge_test w;

    (void)state;
    judge(&w, "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},\"spec\":{}}",
          &baseline);
    for (int m = 0; m < BH_N_MODES; m++) {
        assert_true(w.j.modes[m].is_allowed);
        assert_int_equal(w.j.modes[m].n_findings, 0);
        assert_false(bh_str_is_set(w.j.modes[m].message));
        assert_int_equal(w.j.modes[m].level_from, BH_FROM_OPTION);
    }
    assert_false(bh_str_is_set(w.j.owner_kind));
    judge_done(&w);
}

static const char DEPLOYMENT[] =
    "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"web\"},\n"
    "\"spec\":{\"template\":{\"spec\":{\"hostNetwork\":true,\n\"containers\":[{\"name\":\"c\",\n"
    "\"ports\":[{\n\"containerPort\":80}]}]}}}}";

static void test_judge__a_controller_as_template_and_as_pods(void **state)
{
    struct judge_test w;

    (void)state;
    judge(&w, DEPLOYMENT, &baseline);
    assert_int_equal(w.j.role, BH_ROLE_CONTROLLER);
    assert_str(w.j.pod_path, "spec.template");
    /* its pods get host ports */
    assert_str(w.j.modes[BH_MODE_ENFORCE].message,
               "violates PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true), "
               "hostPort (container \"c\" uses hostPort 80)");
    assert_int_equal(w.j.modes[BH_MODE_ENFORCE].n_findings, 2);
    /* the template that is submitted does not */
    assert_str(w.j.modes[BH_MODE_WARN].message,
               "would violate PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true)");
    assert_int_equal(w.j.modes[BH_MODE_WARN].n_findings, 1);
    assert_int_equal(w.j.prepared.n, 1);
    assert_str(w.j.prepared.v[0].path, "spec.containers[0].ports[0].hostPort");
    /* a prepared field has the place of what holds it */
    const struct bh_location *at = &w.j.modes[BH_MODE_ENFORCE].findings[1].locations[0];
    assert_str(at->path, "spec.template.spec.containers[0].ports[0].hostPort");
    assert_str(at->found, "80");
    assert_int_equal(at->line, 4);
    at = &w.j.modes[BH_MODE_ENFORCE].findings[0].locations[0];
    assert_str(at->path, "spec.template.spec.hostNetwork");
    assert_int_equal(at->line, 2);
    judge_done(&w);
}

static void test_judge__modes_of_different_levels(void **state)
{
    const struct bh_judge_options options = { 0 };
    struct bh_pss_policy policy = policy_of(&options, NULL);
    struct judge_test w = { 0 };

    (void)state;
    policy.pairs[BH_MODE_ENFORCE] = (struct bh_pss_pair){ BH_LEVEL_PRIVILEGED, BH_VERSION_LATEST };
    policy.pairs[BH_MODE_AUDIT] = (struct bh_pss_pair){ BH_LEVEL_BASELINE, 24 };
    kube_test_parse_c(&w.t, "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"p\"},"
                            "\"spec\":{\"hostIPC\":true,\"containers\":[{\"name\":\"c\"}]}}");
    assert_int_equal(kube_test_object(&w.t, &w.decoded), 0);
    assert_int_equal(judge_with(&w, &options, &policy, &w.t.arena), 0);
    assert_true(w.j.modes[BH_MODE_ENFORCE].is_allowed);
    assert_str(w.j.modes[BH_MODE_AUDIT].message,
               "would violate PodSecurity \"baseline:v1.24\": host namespaces (hostIPC=true)");
    assert_int_equal(w.j.modes[BH_MODE_AUDIT].n_findings, 1);
    assert_true(w.j.modes[BH_MODE_WARN].n_findings > 1);
    judge_done(&w);
}

static void test_judge__names_and_namespaces_that_are_not_given(void **state)
{
    struct bh_judge_options options = baseline;
    struct judge_test w;

    (void)state;
    judge(&w,
          "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"generateName\":\"job-\","
          "\"name\":\"\",\"namespace\":\"\"}}",
          &options);
    assert_str(w.j.object.name, "job-");
    assert_str(w.j.object.namespace_, "default");
    judge_done(&w);
    options.namespace_ = BH_S("team");
    judge(&w, "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}", &options);
    assert_false(bh_str_is_set(w.j.object.name));
    assert_str(w.j.object.namespace_, "team");
    judge_done(&w);
}

static void test_judge__absent_fields_have_the_place_of_what_should_hold_them(void **state)
{
    const struct bh_judge_options restricted = { .level = BH_LEVEL_RESTRICTED };
    struct judge_test w;
    bool is_seen = false;

    (void)state;
    judge(
        &w,
        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\n\"metadata\":{},\n\"spec\":{\n\"containers\":[\n"
        "{\"name\":\"a\"},\n{\"name\":\"b\"}]}}",
        &restricted);
    const struct bh_mode_verdict *v = &w.j.modes[BH_MODE_ENFORCE];
    for (uint32_t i = 0; i < v->n_findings; i++) {
        const struct bh_finding *f = &v->findings[i];
        if (bh_str_eq(f->rule, BH_S("allowPrivilegeEscalation"))) {
            is_seen = true;
            assert_int_equal(f->n_locations, 2);
            assert_str(f->locations[1].path,
                       "spec.containers[1].securityContext.allowPrivilegeEscalation");
            assert_str(f->locations[1].found, "absent");
            assert_int_equal(f->locations[0].line, 5);
            assert_int_equal(f->locations[1].line, 6);
        }
        for (uint32_t k = 0; k < f->n_locations; k++) {
            assert_true(f->locations[k].line >= 3 && f->locations[k].column > 0);
        }
    }
    assert_true(is_seen);
    judge_done(&w);
}

static void test_judge__other_kinds_are_judged_by_their_template(void **state)
{
    struct judge_test w;

    (void)state;
    judge(
        &w,
        "{\"apiVersion\":\"argoproj.io/v1alpha1\",\"kind\":\"Rollout\",\"metadata\":{\"name\":\"r\"},"
        "\n\"spec\":{\"template\":{\"spec\":{\n\"hostIPC\":true,\"containers\":[{\"name\":\"c\"}]}}}}",
        &baseline);
    assert_false(w.j.is_known_kind);
    assert_int_equal(w.j.role, BH_ROLE_CONTROLLER);
    assert_int_equal(w.j.modes[BH_MODE_ENFORCE].n_findings, 1);
    assert_str(w.j.modes[BH_MODE_ENFORCE].findings[0].locations[0].path,
               "spec.template.spec.hostIPC");
    assert_int_equal(w.j.modes[BH_MODE_ENFORCE].findings[0].locations[0].line, 3);
    judge_done(&w);
}

static uint64_t fingerprint(const char *json)
{
    struct judge_test w;

    judge(&w, json, &baseline);
    assert_int_equal(w.j.modes[BH_MODE_ENFORCE].n_findings, 1);
    uint64_t print = w.j.modes[BH_MODE_ENFORCE].findings[0].fingerprint;
    judge_done(&w);
    return print;
}

static void test_judge__fingerprints_stay_when_lines_move_and_differ_otherwise(void **state)
{
#define IPC(version, kind, ns, name, field)                                                \
    "{\"apiVersion\":\"" version "\",\"kind\":\"" kind "\",\"metadata\":{\"name\":\"" name \
    "\",\"namespace\":\"" ns "\"},\"spec\":{\"template\":{\"spec\":{\"" field              \
    "\":true,\"containers\":[{\"name\":\"c\"}]}}}}"
    uint64_t print = fingerprint(IPC("apps/v1", "Deployment", "n", "a", "hostIPC"));

    (void)state;
    assert_true(print == fingerprint("\n\n" IPC("apps/v1", "Deployment", "n", "a", "hostIPC")));
    assert_true(print == fingerprint(IPC("apps/v1beta1", "Deployment", "n", "a", "hostIPC")));
    assert_true(print != fingerprint(IPC("apps/v1", "StatefulSet", "n", "a", "hostIPC")));
    assert_true(print != fingerprint(IPC("extensions/v1beta1", "Deployment", "n", "a", "hostIPC")));
    assert_true(print != fingerprint(IPC("apps/v1", "Deployment", "m", "a", "hostIPC")));
    assert_true(print != fingerprint(IPC("apps/v1", "Deployment", "n", "b", "hostIPC")));
    assert_true(print != fingerprint(IPC("apps/v1", "Deployment", "n", "a", "hostPID")));
    assert_true(fingerprint(IPC("apps/v1", "Deployment", "na", "b", "hostIPC")) !=
                fingerprint(IPC("apps/v1", "Deployment", "n", "ab", "hostIPC")));
#undef IPC
}

static void test_judge__every_budget_is_a_limit_or_enough(void **state)
{
    struct bh_pss_policy policy = policy_of(&baseline, NULL);
    struct judge_test w = { 0 };
    struct bh_arena arena;
    size_t budget = 0;
    int rc;

    (void)state;
    kube_test_parse_c(&w.t, DEPLOYMENT);
    assert_int_equal(kube_test_object(&w.t, &w.decoded), 0);
    do {
        bh_arena_init(&arena, budget++);
        rc = judge_with(&w, &baseline, &policy, &arena);
        assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
        if (rc != 0) { /* and nothing was given out */
            assert_false(w.j.modes[BH_MODE_ENFORCE].is_allowed);
            assert_int_equal(w.j.modes[BH_MODE_ENFORCE].n_findings, 0);
            bh_arena_done(&arena);
        }
    } while (rc != 0);
    assert_true(budget > 1000);
    assert_int_equal(w.j.modes[BH_MODE_ENFORCE].n_findings, 2);
    assert_int_equal(w.j.modes[BH_MODE_WARN].n_findings, 1);
    assert_int_equal(w.j.prepared.n, 1);
    bh_arena_done(&arena);
    judge_done(&w);
}

/* ---- exemptions ------------------------------------------------------------------------------------- */

static const struct bh_pss_config *config_of(struct bh_pss_config *config,
                                             struct bh_str *namespace_, struct bh_str *user,
                                             struct bh_str *runtime_class)
{
    for (int m = 0; m < BH_N_MODES; m++) {
        config->defaults.pairs[m] = (struct bh_pss_pair){ BH_LEVEL_BASELINE, 24 };
        config->defaults.level_from[m] = config->defaults.version_from[m] = BH_FROM_CONFIG;
    }
    config->namespaces = (struct bh_strs){ namespace_, 1, true };
    config->usernames = (struct bh_strs){ user, 1, true };
    config->runtime_classes = (struct bh_strs){ runtime_class, 1, true };
    return config;
}

static void test_judge_policy__the_configuration_stands_between_labels_and_default(void **state)
{
    struct bh_pair labels[] = { { BH_S(PSL("enforce")), BH_S("privileged") } };
    struct bh_namespace ns = { .labels = { labels, 1, true } };
    struct bh_str none = BH_S("x");
    struct bh_pss_config config = { 0 };
    struct bh_judge_options options = { .config = config_of(&config, &none, &none, &none) };

    (void)state;
    struct bh_pss_policy p = policy_of(&options, &ns);
    assert_mode(&p, BH_MODE_ENFORCE, BH_LEVEL_PRIVILEGED, BH_FROM_LABEL, 24, BH_FROM_CONFIG);
    assert_mode(&p, BH_MODE_AUDIT, BH_LEVEL_BASELINE, BH_FROM_CONFIG, 24, BH_FROM_CONFIG);
    p = policy_of(&options, NULL);
    assert_mode(&p, BH_MODE_ENFORCE, BH_LEVEL_BASELINE, BH_FROM_CONFIG, 24, BH_FROM_CONFIG);
    options.level = BH_LEVEL_RESTRICTED;
    p = policy_of(&options, &ns);
    assert_mode(&p, BH_MODE_ENFORCE, BH_LEVEL_RESTRICTED, BH_FROM_OPTION, BH_VERSION_LATEST,
                BH_FROM_OPTION);
}

#define BAD(kind, ns, wrap, end)                                                      \
    "{" kind ",\"metadata\":{\"name\":\"p\",\"namespace\":\"" ns "\"},\"spec\":" wrap \
    "{\"runtimeClassName\":\"kata\",\"hostIPC\":true,\"containers\":[{\"name\":\"c\"}]}" end "}"

static void test_judge__who_is_exempt_is_allowed_unseen(void **state)
{
    struct bh_str ns = BH_S("shop"), user = BH_S("admin"), class = BH_S("kata"), other = BH_S("x");
    struct bh_pss_config config = { 0 };
    struct bh_judge_options options = { .config = config_of(&config, &ns, &user, &class) };
    const char *pod = BAD("\"apiVersion\":\"v1\",\"kind\":\"Pod\"", "shop", "", "");
    const char *job = BAD("\"apiVersion\":\"batch/v1\",\"kind\":\"Job\"", "shop",
                          "{\"template\":{\"spec\":", "}}");
    struct judge_test w;

    (void)state;
    options.user = user;
    judge(&w, pod, &options);
    assert_int_equal(w.j.exempt, BH_EXEMPT_NAMESPACE);
    for (int m = 0; m < BH_N_MODES; m++) {
        assert_true(w.j.modes[m].is_allowed);
        assert_false(bh_verdict_counts(&w.j.modes[m]));
        assert_int_equal(w.j.modes[m].pair.level, BH_LEVEL_BASELINE);
        assert_int_equal(w.j.modes[m].n_findings, 0);
    }
    judge_done(&w);
    config.namespaces.v = &other;
    judge(&w, pod, &options);
    assert_int_equal(w.j.exempt, BH_EXEMPT_USER);
    judge_done(&w);
    options.user = bh_str(NULL, 0);
    judge(&w, pod, &options);
    assert_int_equal(w.j.exempt, BH_EXEMPT_RUNTIME_CLASS);
    judge_done(&w);
    judge(&w, job, &options); /* by its template's */
    assert_int_equal(w.j.exempt, BH_EXEMPT_RUNTIME_CLASS);
    judge_done(&w);
    config.runtime_classes.v = &other;
    judge(&w, job, &options);
    assert_int_equal(w.j.exempt, BH_EXEMPT_NO);
    assert_false(w.j.modes[BH_MODE_ENFORCE].is_allowed);
    judge_done(&w);
}

#define BAD_DEPLOYMENT                                                \
    BAD("\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\"", "shop", \
        "{\"template\":{\"spec\":", "}}")

static void test_judge__a_users_exemption_is_not_that_of_the_pods(void **state)
{
    struct bh_str user = BH_S("alice"), other = BH_S("x");
    struct bh_pss_config config = { 0 };
    struct bh_judge_options options = { .config = config_of(&config, &other, &user, &other),
                                        .user = user };
    struct judge_test w;

    (void)state;
    judge(&w, BAD_DEPLOYMENT, &options); /* its pods come from its controller, who is not exempt */
    assert_int_equal(w.j.exempt, BH_EXEMPT_NO);
    assert_int_equal(w.j.modes[BH_MODE_ENFORCE].exempt, BH_EXEMPT_NO);
    assert_false(w.j.modes[BH_MODE_ENFORCE].is_allowed);
    assert_int_equal(w.j.modes[BH_MODE_ENFORCE].n_findings, 1);
    for (int m = BH_MODE_AUDIT; m <= BH_MODE_WARN; m++) {
        assert_int_equal(w.j.modes[m].exempt, BH_EXEMPT_USER);
        assert_true(w.j.modes[m].is_allowed);
        assert_int_equal(w.j.modes[m].n_findings, 0);
    }
    judge_done(&w);
}

static void test_judge__the_controllers_exemption_is_that_of_its_pods(void **state)
{
    struct bh_str user = BH_S("system:serviceaccount:kube-system:replicaset-controller");
    struct bh_str other = BH_S("x");
    struct bh_pss_config config = { 0 };
    struct bh_judge_options options = { .config = config_of(&config, &other, &user, &other) };
    struct judge_test w;

    (void)state;
    for (int i = 0; i < 2; i++) { /* whoever submits it, but if that is the controller itself */
        options.user = i == 0 ? bh_str(NULL, 0) : BH_S("bob");
        judge(&w, BAD_DEPLOYMENT, &options);
        assert_int_equal(w.j.exempt, BH_EXEMPT_NO);
        assert_int_equal(w.j.modes[BH_MODE_ENFORCE].exempt, BH_EXEMPT_USER);
        assert_true(w.j.modes[BH_MODE_ENFORCE].is_allowed);
        assert_int_equal(w.j.modes[BH_MODE_ENFORCE].n_findings, 0);
        assert_false(w.j.modes[BH_MODE_WARN].is_allowed);
        assert_int_equal(w.j.modes[BH_MODE_WARN].n_findings, 1);
        judge_done(&w);
    }
    options.user = user;
    judge(&w, BAD_DEPLOYMENT, &options);
    assert_int_equal(w.j.exempt, BH_EXEMPT_USER);
    judge_done(&w);
    options.user = bh_str(NULL, 0); /* neither another controller's, nor one that is not known */
    judge(&w,
          BAD("\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\"", "shop",
              "{\"template\":{\"spec\":", "}}"),
          &options);
    assert_false(w.j.modes[BH_MODE_ENFORCE].is_allowed);
    judge_done(&w);
    judge(&w,
          BAD("\"apiVersion\":\"example.com/v1\",\"kind\":\"Deployment\"", "shop",
              "{\"template\":{\"spec\":", "}}"),
          &options);
    assert_false(w.j.modes[BH_MODE_ENFORCE].is_allowed);
    judge_done(&w);
    judge(&w, BAD("\"apiVersion\":\"v1\",\"kind\":\"Pod\"", "shop", "", ""), &options);
    assert_false(w.j.modes[BH_MODE_ENFORCE].is_allowed);
    judge_done(&w);
}

static void test_judge__nobody_asks_for_the_runtime_class_where_all_is_privileged(void **state)
{
    struct bh_str class = BH_S("kata"), other = BH_S("x");
    struct bh_pss_config config = { 0 };
    struct bh_judge_options options = { .config = config_of(&config, &other, &other, &class),
                                        .level = BH_LEVEL_PRIVILEGED };
    struct judge_test w;

    (void)state;
    judge(&w, BAD_DEPLOYMENT, &options);
    assert_int_equal(w.j.exempt, BH_EXEMPT_NO);
    assert_true(w.j.modes[BH_MODE_ENFORCE].is_allowed);
    judge_done(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_judge_policy__an_unreadable_namespace_is_restricted_whatever_the_default),
        cmocka_unit_test(test_judge_policy__the_configuration_stands_between_labels_and_default),
        cmocka_unit_test(test_judge__who_is_exempt_is_allowed_unseen),
        cmocka_unit_test(test_judge__a_users_exemption_is_not_that_of_the_pods),
        cmocka_unit_test(test_judge__the_controllers_exemption_is_that_of_its_pods),
        cmocka_unit_test(test_judge__nobody_asks_for_the_runtime_class_where_all_is_privileged),
        cmocka_unit_test(test_judge_policy__defaults_to_restricted_latest),
        cmocka_unit_test(test_judge_policy__as_a_cluster_nothing_asked_is_privileged),
        cmocka_unit_test(test_judge_policy__labels_beat_the_default_mode_by_mode),
        cmocka_unit_test(test_judge_policy__options_beat_labels),
        cmocka_unit_test(test_judge_policy__bad_labels_are_told),
        cmocka_unit_test(test_judge__a_pod),
        cmocka_unit_test(test_judge__an_allowed_pod),
        cmocka_unit_test(test_judge__a_controller_as_template_and_as_pods),
        cmocka_unit_test(test_judge__modes_of_different_levels),
        cmocka_unit_test(test_judge__names_and_namespaces_that_are_not_given),
        cmocka_unit_test(test_judge__absent_fields_have_the_place_of_what_should_hold_them),
        cmocka_unit_test(test_judge__other_kinds_are_judged_by_their_template),
        cmocka_unit_test(test_judge__fingerprints_stay_when_lines_move_and_differ_otherwise),
        cmocka_unit_test(test_judge__every_budget_is_a_limit_or_enough),
    };

    return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
