/* Pods prepared as Kubernetes 1.24 did: defaults, the ServiceAccount plugin, seccomp between the phases. */
#include "psp_test.h"

struct prepared {
    struct psp_test t;
    struct bh_account account;
    struct bh_preparations done;
};

/* Prepares 'text'; 'account' is the ServiceAccount's JSON or NULL. */
static void prepare(struct prepared *p, enum bh_prepare_stage stage, const char *text,
                    const char *account)
{
    struct bh_object object = { 0 };

    *p = (struct prepared){ 0 };
    psp_test_start(&p->t);
    psp_test_decode(&p->t, &bh_type_pod, text, &p->t.pod);
    if (account != NULL) {
        psp_test_decode(&p->t, &bh_type_service_account, account, &object);
        p->account = object.account;
    }
    p->t.meta = &p->t.pod.meta;
    p->t.spec = p->t.pod.spec;
    assert_int_equal(bh_prepare_stage(stage, account == NULL ? NULL : &p->account, &p->t.meta,
                                      &p->t.spec, &p->done, &p->t.arena, &p->t.err),
                     0);
}

/* What was done, as "path=value path=value". */
static void check(enum bh_prepare_stage stage, const char *text, const char *account,
                  const char *expected)
{
    struct prepared p;
    struct bh_str made = BH_S("");

    prepare(&p, stage, text, account);
    for (uint32_t i = 0; i < p.done.n; i++) {
        assert_non_null(p.done.v[i].row->id);
        made =
            bh_arena_printf(&p.t.arena, BH_FMT "%s" BH_FMT "=" BH_FMT, BH_ARG(made),
                            i > 0 ? " " : "", BH_ARG(p.done.v[i].path), BH_ARG(p.done.v[i].value));
    }
    assert_str(made,
               psp_test_text(&p.t, expected).n == 0
                   ? ""
                   : bh_arena_printf(&p.t.arena, BH_FMT, BH_ARG(psp_test_text(&p.t, expected))).p);
    if (p.done.n == 0) {
        assert_ptr_equal(p.t.spec, p.t.pod.spec);
        assert_ptr_equal(p.t.meta, &p.t.pod.meta);
    }
    psp_test_done(&p.t);
}

#define ACCOUNT "spec.serviceAccountName='default' spec.serviceAccount='default'"
#define MOUNT(name)                                                                              \
    "{'mountPath':'/var/run/secrets/kubernetes.io/serviceaccount','name':'" name "','readOnly':" \
    "true}"
#define TOKEN_VOLUME                                                                            \
    "{'name':'kube-api-access-xxxxx','projected':{'defaultMode':420,'sources':[{"               \
    "'serviceAccountToken':{'expirationSeconds':3607,'path':'token'}},{'configMap':{'items':[{" \
    "'key':'ca.crt','path':'ca.crt'}],'name':'kube-root-ca.crt'}},{'downwardAPI':{'items':[{"   \
    "'fieldRef':{'apiVersion':'v1','fieldPath':'metadata.namespace'},'path':'namespace'}]}}]}}"
#define NO_TOKEN "'automountServiceAccountToken':false"

static void test_read__defaults_only(void **state)
{
    (void)state;
    check(BH_PREPARE_READ, "{'spec':{'containers':[{'name':'c'}]}}", NULL, "");
    check(BH_PREPARE_READ, "{'spec':{'serviceAccount':'old','volumes':[{'name':'v'}]}}", NULL,
          "spec.volumes[0].emptyDir={} spec.serviceAccountName='old'");
    check(BH_PREPARE_READ, "{'spec':{'serviceAccount':'old','serviceAccountName':'new'}}", NULL,
          "");
    check(
        BH_PREPARE_READ,
        "{'spec':{'hostNetwork':true,'containers':[{'name':'c','ports':[{'containerPort':80}]}]}}",
        NULL, "spec.containers[0].ports[0].hostPort=80");
    check(BH_PREPARE_READ,
          "{'spec':{'volumes':[{'name':'w','secret':{}},{'name':'v','projected':{'sources':[{},{"
          "'downwardAPI':{'items':[{'path':'a'},{'path':'b','fieldRef':{'fieldPath':'x'}},{'path':"
          "'c','fieldRef':{'fieldPath':'y'}},{'path':'d','fieldRef':{'apiVersion':'v2'}}]}}]}}]}}",
          NULL,
          "spec.volumes[1].projected.sources[1].downwardAPI.items[1].fieldRef.apiVersion='v1' "
          "spec.volumes[1].projected.sources[1].downwardAPI.items[2].fieldRef.apiVersion='v1'");
}

static void test_read__copies_what_it_changes(void **state)
{
    struct prepared p;

    (void)state;
    prepare(&p, BH_PREPARE_READ,
            "{'spec':{'volumes':[{'name':'v','projected':{'sources':[{'downwardAPI':{'items':[{"
            "'path':'b','fieldRef':{'fieldPath':'x'}}]}}]}}]}}",
            NULL);
    const struct bh_volume *was = p.t.pod.spec->volumes.v, *is = p.t.spec->volumes.v;
    const struct bh_projection *from = was->projected.v, *to = is->projected.v;
    const struct bh_downward_item *old = from->downward_items.v, *new_ = to->downward_items.v;
    assert_false(bh_str_is_set(old->field_ref->api_version));
    assert_str(new_->field_ref->api_version, "v1");
    assert_str(new_->field_ref->field_path, "x");
    psp_test_done(&p.t);
}

static void test_created__gives_every_container_the_token(void **state)
{
    (void)state;
    check(
        BH_PREPARE_CREATED,
        "{'spec':{'initContainers':[{'name':'i'}],'containers':[{'name':'c','volumeMounts':[{"
        "'name':'x','mountPath':'/x'}]},{'name':'d'}],'ephemeralContainers':[{'name':'e'}],"
        "'volumes':[{'name':'x','secret':{}}]}}",
        NULL,
        ACCOUNT
        " spec.initContainers[0].volumeMounts[0]=" MOUNT("kube-api-access-xxxxx") " spec.containers[0].volumeMounts[1]=" MOUNT(
            "kube-api-access-xxxxx") " spec.containers[1].volumeMounts[0]=" MOUNT("kube-api-access-xxxxx") " spec.volumes[1]=" TOKEN_VOLUME);
}

static void test_created__the_made_volume_is_what_policies_take_for_a_token(void **state)
{
    struct prepared p;

    (void)state;
    prepare(&p, BH_PREPARE_CREATED, "{'spec':{'containers':[{'name':'c'}]}}", NULL);
    psp_test_policy(&p.t, "a", PSP_N ",'volumes':['secret']}");
    assert_string_equal(psp_test_decide(&p.t, BH_PSP_ADMIT), "a");
    p.t.n_policies = 0;
    psp_test_policy(&p.t, "a", PSP_N ",'volumes':['emptyDir']}");
    assert_null(psp_test_decide(&p.t, BH_PSP_ADMIT));
    assert_string_equal(psp_test_denial(&p.t),
                        "unable to admit pod: [spec.volumes[0]: Invalid value: \"projected\": "
                        "projected volumes are not allowed to be used]");
    assert_null(p.t.pod.spec->volumes.v);
    psp_test_done(&p.t);
}

static void test_created__who_has_a_mount_or_a_volume_keeps_it(void **state)
{
    (void)state;
    check(BH_PREPARE_CREATED,
          "{'spec':{'serviceAccountName':'a','containers':[{'name':'c','volumeMounts':[{'name':'x',"
          "'mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}]}]}}",
          NULL, "");
    check(BH_PREPARE_CREATED,
          "{'spec':{'serviceAccountName':'a','containers':[{'name':'c'}],'volumes':[{'name':"
          "'kube-api-access-mine','emptyDir':{}}]}}",
          NULL, "spec.containers[0].volumeMounts[0]=" MOUNT("kube-api-access-mine"));
    check(BH_PREPARE_CREATED, "{'spec':{'serviceAccountName':'a'}}", NULL, "");
}

static void test_created__pod_then_account_say_whether(void **state)
{
    (void)state;
    check(BH_PREPARE_CREATED, "{'spec':{" NO_TOKEN ",'containers':[{'name':'c'}]}}", NULL, ACCOUNT);
    check(BH_PREPARE_CREATED, "{'spec':{'containers':[{'name':'c'}]}}", "{" NO_TOKEN "}", ACCOUNT);
    check(BH_PREPARE_CREATED,
          "{'spec':{'serviceAccountName':'a','automountServiceAccountToken':true,'containers':[{"
          "'name':'c'}]}}",
          "{" NO_TOKEN "}",
          "spec.containers[0].volumeMounts[0]=" MOUNT(
              "kube-api-access-xxxxx") " spec.volumes[0]=" TOKEN_VOLUME);
}

static void test_created__takes_the_accounts_pull_secrets(void **state)
{
    static const char account[] = "{" NO_TOKEN ",'imagePullSecrets':[{'name':'a'},{'name':'b'}]}";

    (void)state;
    check(BH_PREPARE_CREATED, "{'spec':{'serviceAccountName':'x'}}", account,
          "spec.imagePullSecrets=[{'name':'a'},{'name':'b'}]");
    check(BH_PREPARE_CREATED,
          "{'spec':{'serviceAccountName':'x','imagePullSecrets':[{'name':'own'}]}}", account, "");
}

static void test_created__a_mirror_pod_is_left_alone(void **state)
{
    (void)state;
    check(BH_PREPARE_CREATED,
          "{'metadata':{'annotations':{'kubernetes.io/config.mirror':''}},'spec':{'containers':[{"
          "'name':'c'}],'volumes':[{'name':'v'}]}}",
          "{'imagePullSecrets':[{'name':'a'}]}", "spec.volumes[0].emptyDir={}");
}

#define POD_KEY "seccomp.security.alpha.kubernetes.io/pod"
#define KEY(c)  "container.seccomp.security.alpha.kubernetes.io/" c

static void test_stored__seccomp_annotations_and_fields_follow_each_other(void **state)
{
    (void)state;
    check(BH_PREPARE_STORED,
          "{'metadata':{'annotations':{'" POD_KEY "':'docker/default','" KEY(
              "c") "':'localhost/a',"
                   "'" KEY("d") "':'nonsense'}},'spec':{'containers':[{'name':'c'},{'name':'d'}]}}",
          NULL,
          "spec.securityContext.seccompProfile={'type':'RuntimeDefault'} "
          "spec.containers[0].securityContext.seccompProfile={'localhostProfile':'a','type':"
          "'Localhost'}");
    check(
        BH_PREPARE_STORED,
        "{'spec':{'securityContext':{'seccompProfile':{'type':'Unconfined'}},'initContainers':[{"
        "'name':'i','securityContext':{'seccompProfile':{'type':'Localhost','localhostProfile':"
        "'x'}}}],'containers':[{'name':'i'},{'name':'c','securityContext':{'seccompProfile':{"
        "'type':'Localhost'}}}]}}",
        NULL,
        "metadata.annotations[" POD_KEY "]='unconfined' metadata.annotations[" KEY(
            "i") "]='localhost/x' "
                 "spec.containers[0].securityContext.seccompProfile={'localhostProfile':'x','type':"
                 "'Localhost'}");
    check(BH_PREPARE_STORED,
          "{'metadata':{'annotations':{'" POD_KEY "':''}},'spec':{'securityContext':{"
          "'seccompProfile':{'type':'RuntimeDefault'}}}}",
          NULL, "");
    check(BH_PREPARE_STORED, "{'metadata':{'annotations':{'" POD_KEY "':'localhost/'}},'spec':{}}",
          NULL, "");
}

static void test_stage__a_spent_budget_is_an_error(void **state)
{
    static const char text[] = "{'metadata':{'annotations':{'" KEY(
        "c") "':'unconfined'}},'spec':{'serviceAccount':'old',"
             "'securityContext':{'seccompProfile':{'type':'RuntimeDefault'}},'containers':[{'name':'c'}],"
             "'volumes':[{'name':'v'},{'name':'w','projected':{'sources':[{'downwardAPI':{'items':[{"
             "'fieldRef':{'fieldPath':'x'}}]}}]}}]}}";
    struct prepared p;

    (void)state;
    prepare(&p, BH_PREPARE_READ, text, NULL);
    for (unsigned stage = BH_PREPARE_READ; stage <= BH_PREPARE_STORED; stage++) {
        int rc = -BH_ERR_LIMIT;
        size_t budget = 0;
        for (; rc != 0 && budget < 100000; budget += 8) {
            struct bh_arena small;
            struct bh_preparations done = { 0 };
            const struct bh_meta *meta = &p.t.pod.meta;
            struct bh_pod_spec *spec = p.t.pod.spec;
            bh_arena_init(&small, budget);
            rc = bh_prepare_stage((enum bh_prepare_stage)stage, NULL, &meta, &spec, &done, &small,
                                  &p.t.err);
            if (rc != 0) {
                assert_int_equal(rc, -BH_ERR_LIMIT);
                assert_ptr_equal(spec, p.t.pod.spec);
                assert_ptr_equal(meta, &p.t.pod.meta);
            }
            bh_arena_done(&small);
        }
        assert_int_equal(rc, 0);
        assert_true(budget > 100);
    }
    psp_test_done(&p.t);
}

static void test_stage_rows__have_titles(void **state)
{
    (void)state;
    for (unsigned stage = BH_PREPARE_READ; stage <= BH_PREPARE_STORED; stage++) {
        size_t n;
        const struct bh_prepare_row *rows = bh_prepare_stage_rows((enum bh_prepare_stage)stage, &n);
        assert_true(n > 0);
        for (size_t i = 0; i < n; i++) {
            assert_true(rows[i].id[0] != '\0' && rows[i].title[0] != '\0');
            assert_non_null(rows[i].apply);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read__defaults_only),
        cmocka_unit_test(test_read__copies_what_it_changes),
        cmocka_unit_test(test_created__gives_every_container_the_token),
        cmocka_unit_test(test_created__the_made_volume_is_what_policies_take_for_a_token),
        cmocka_unit_test(test_created__who_has_a_mount_or_a_volume_keeps_it),
        cmocka_unit_test(test_created__pod_then_account_say_whether),
        cmocka_unit_test(test_created__takes_the_accounts_pull_secrets),
        cmocka_unit_test(test_created__a_mirror_pod_is_left_alone),
        cmocka_unit_test(test_stored__seccomp_annotations_and_fields_follow_each_other),
        cmocka_unit_test(test_stage__a_spent_budget_is_an_error),
        cmocka_unit_test(test_stage_rows__have_titles),
    };

    return cmocka_run_group_tests_name("prepare_account", tests, NULL, NULL);
}
