/* Pod templates in kinds that are not in the table: what is found, what is an error, and what is left alone. */
#include <string.h>

#include "kube/foreign.h"
#include "kube_test.h"

#define C "[{\"name\":\"c\"}]"

struct foreign_case {
    const char *head;    /* apiVersion and kind, "x.org/v1 Foo" */
    const char *body;    /* the members after them */
    const char *message; /* of the error; NULL = no template, and no error */
};

/* Parses "{apiVersion, kind, body}" into 't'; 'text' holds it. */
static void parse(struct kube_test *t, const char *head, const char *body, char *text, size_t size)
{
    const char *space = strchr(head, ' ');

    snprintf(text, size, "{\"apiVersion\":\"%.*s\",\"kind\":\"%s\",%s}", (int)(space - head), head,
             space + 1, body);
    kube_test_parse_c(t, text);
}

static void test_foreign_find__what_was_meant_to_be_a_template_is_an_error(void **state)
{
    static const struct foreign_case cases[] = {
        { "argoproj.io/v1alpha1 Rollout",
          "\"spec\":{\"template\":{\"spec\":{\"containers\":{\"name\":\"c\"}}}}",
          "spec.template.spec.containers: expected a list of containers, found an object" },
        { "argoproj.io/v1alpha1 Rollout",
          "\"spec\":{\"template\":{\"spec\":{\"containers\":\"x\"}}}",
          "spec.template.spec.containers: expected a list of containers, found a string" },
        { "argoproj.io/v1alpha1 Rollout", "\"spec\":{\"template\":{\"spec\":{\"containers\":[]}}}",
          "spec.template.spec.containers: expected a list of containers, found an empty list" },
        { "argoproj.io/v1alpha1 Rollout",
          "\"spec\":{\"template\":{\"spec\":{\"containers\":null}}}",
          "spec.template.spec.containers: expected a list of containers, found null" },
        { "argoproj.io/v1alpha1 Rollout", "\"spec\":{\"template\":{\"spec\":{\"containers\":[1]}}}",
          "spec.template.spec.containers: expected a list of containers, found a list of something "
          "else" },
        { "argoproj.io/v1alpha1 Rollout", "\"spec\":{\"template\":{\"spec\":{\"hostPID\":true}}}",
          "spec.template.spec.containers: expected a list of containers, found nothing" },
        { "argoproj.io/v1alpha1 Rollout", "\"spec\":{\"template\":{\"spec\":null}}",
          "spec.template.spec: expected an object, found null" },
        { "argoproj.io/v1alpha1 Rollout", "\"spec\":{\"template\":{\"metadata\":{}}}",
          "spec.template.spec: expected an object, found nothing" },
        { "argoproj.io/v1alpha1 Rollout", "\"spec\":{\"template\":7}",
          "spec.template: expected a pod template, found a number" },
        { "argoproj.io/v1alpha1 Rollout", "\"spec\":{}",
          "spec.template: expected a pod template, found nothing" },
        { "argoproj.io/v1alpha1 Rollout", "\"spec\":{\"workloadRef\":null}",
          "spec.template: expected a pod template, found nothing" },
        { "serving.knative.dev/v1 Service", "\"spec\":{\"template\":null}",
          "spec.template: expected a pod template, found null" },
        { "serving.knative.dev/v1 Revision", "\"spec\":{}",
          "spec.containers: expected a list of containers, found nothing" },
        { "serving.knative.dev/v1 Revision", "\"spec\":{\"containers\":{}}",
          "spec.containers: expected a list of containers, found an object" },
        { "apps.openshift.io/v1 DeploymentConfig", "\"spec\":{\"template\":{}}",
          "spec.template.spec: expected an object, found nothing" },
        { "jobset.x-k8s.io/v1alpha2 JobSet", "\"spec\":{\"replicatedJobs\":[]}",
          "spec: expected a pod template somewhere in it, found nothing" },
        { "x.org/v1 Foo", "\"spec\":{\"a\":[{\"template\":{\"spec\":{\"containers\":[]}}}]}",
          "spec.a[0].template.spec.containers: expected a list of containers, found an empty list" },
        { "x.org/v1 Foo", "\"spec\":{\"template\":{\"metadata\":{},\"spec\":null}}",
          "spec.template.spec: expected an object, found null" },
        { "x.org/v1 Foo", "\"spec\":{\"podTemplate\":{\"spec\":\"x\"}}",
          "spec.podTemplate.spec: expected an object, found a string" },
        { "x.org/v1 Foo", "\"spec\":{\"template\":{\"spec\":{\"container\":" C "}}}",
          "unknown field \"spec.template.spec.container\", did you mean \"containers\"?" },
        /* one good template does not make up for a bad one */
        { "x.org/v1 Foo",
          "\"a\":{\"template\":{\"spec\":{\"containers\":" C "}}},"
          "\"b\":{\"template\":{\"spec\":{\"containers\":{}}}}",
          "b.template.spec.containers: expected a list of containers, found an object" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[512];
        struct bh_decoded got;
        struct kube_test t;
        parse(&t, cases[i].head, cases[i].body, text, sizeof(text));
        assert_int_equal(kube_test_object(&t, &got), -BH_ERR_INPUT);
        assert_string_equal(t.err.msg, cases[i].message);
        assert_int_equal(t.err.line, 1);
        kube_test_done(&t);
    }
}

static void test_foreign_find__templates_of_something_else_are_left_alone(void **state)
{
    static const struct foreign_case cases[] = {
        { "argoproj.io/v1alpha1 Rollout", "\"spec\":{\"workloadRef\":{\"kind\":\"Deployment\"}}",
          NULL },
        { "argoproj.io/v1alpha1 ApplicationSet",
          "\"spec\":{\"template\":{\"metadata\":{},\"spec\":{\"project\":\"p\"}}}", NULL },
        { "argoproj.io/v1alpha1 Workflow", "\"spec\":{\"templates\":[{\"name\":\"a\"}]}", NULL },
        { "external-secrets.io/v1 ExternalSecret",
          "\"spec\":{\"target\":{\"template\":{\"metadata\":{},\"data\":{}}}}", NULL },
        { "cert-manager.io/v1 Issuer",
          "\"spec\":{\"solvers\":[{\"podTemplate\":{\"spec\":{\"nodeSelector\":{}}}}]}", NULL },
        { "postgresql.cnpg.io/v1 Pooler", "\"spec\":{\"template\":{\"spec\":{\"containers\":[]}}}",
          NULL },
        { "kibana.k8s.elastic.co/v1 Kibana",
          "\"spec\":{\"podTemplate\":{\"spec\":{\"containers\":null}}}", NULL },
        { "karpenter.sh/v1 NodePool",
          "\"spec\":{\"template\":{\"metadata\":{},\"spec\":{\"nodeClassRef\":{}}}}", NULL },
        { "kubevirt.io/v1 VirtualMachine",
          "\"spec\":{\"template\":{\"metadata\":{},\"spec\":{\"domain\":{},\"volumes\":[]}}}",
          NULL },
        { "infrastructure.cluster.x-k8s.io/v1beta1 AWSClusterTemplate",
          "\"spec\":{\"template\":{\"spec\":{}}}", NULL },
        { "templates.gatekeeper.sh/v1 ConstraintTemplate",
          "\"spec\":{\"crd\":{\"spec\":{\"names\":{}}},\"targets\":[]}", NULL },
        { "kyverno.io/v1 ClusterPolicy",
          "\"spec\":{\"rules\":[{\"validate\":{\"pattern\":{\"spec\":{\"template\":{\"spec\":"
          "{\"containers\":[{\"image\":\"!*:latest\"}]}}}}}}]}",
          NULL },
        { "gateway.networking.k8s.io/v1 Gateway", "\"spec\":{\"listeners\":[]}", NULL },
        { "x.org/v1 Foo", "\"spec\":{\"template\":\"text\"}", NULL },
        { "x.org/v1 Foo", "\"spec\":{\"template\":{\"spec\":\"text\",\"engine\":1}}", NULL },
        { "x.org/v1 Foo", "\"spec\":{\"template\":null}", NULL },
        { "x.org/v1 Foo", "\"spec\":{\"pod\":{\"spec\":{\"containers\":" C "}}}", NULL },
        { "x.org/v1 Foo", "\"spec\":7", NULL },
        { "x.org/v1 Foo", "\"metadata\":[]", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[512];
        struct bh_decoded got;
        struct kube_test t;
        parse(&t, cases[i].head, cases[i].body, text, sizeof(text));
        if (kube_test_object(&t, &got) != 0) {
            fail_msg("%s: %s", cases[i].head, t.err.msg);
        }
        assert_int_equal(got.role, BH_ROLE_OTHER);
        assert_int_equal(got.n_templates, 0);
        assert_null(got.object.spec);
        assert_null(got.stray);
        kube_test_done(&t);
    }
}

static void test_foreign_find__takes_what_has_the_shape_of_a_pod(void **state)
{
    static const struct {
        const char *head, *body, *path;
        uint32_t n_containers;
        bool is_partial;
    } cases[] = {
        { "serving.knative.dev/v1 Revision",
          "\"metadata\":{\"name\":\"o\"},\"spec\":{\"timeoutSeconds\":1,\"containers\":" C "}", "",
          1, false },
        { "argoproj.io/v1alpha1 Rollout",
          "\"metadata\":{\"name\":\"o\"},\"spec\":{\"template\":{\"spec\":{\"containers\":" C "}}}",
          "spec.template", 1, false },
        { "x.org/v1 Foo",
          "\"metadata\":{\"name\":\"o\"},\"spec\":{\"template\":{\"spec\":{\"containers\":[null," C
          "]}}}",
          NULL, 0, true }, /* a list in a list: no container */
        { "x.org/v1 Foo",
          "\"metadata\":{\"name\":\"o\"},\"spec\":{\"template\":{\"spec\":{\"containers\":[null,"
          "{\"image\":\"c\"}]}}}",
          "spec.template", 2, true },
        { "x.org/v1 Foo",
          "\"metadata\":{\"name\":\"o\"},\"spec\":{\"template\":[{\"spec\":{\"containers\":" C
          "}}]}",
          "spec.template[0]", 1, true },
        { "x.org/v1 Foo",
          "\"metadata\":{\"name\":\"o\"},\"spec\":{\"podTemplate\":{\"spec\":{\"initContainers\":" C
          "}}}",
          "spec.podTemplate", 0, true },
        { "x.org/v1 Foo",
          "\"metadata\":{\"name\":\"o\"},\"spec\":{\"podTemplate\":{\"spec\":{\"hostIPC\":true}}}",
          "spec.podTemplate", 0, true },
        { "x.org/v1 Foo",
          "\"metadata\":{\"name\":\"o\"},\"spec\":{\"podTemplate\":{\"spec\":{\"volumes\":"
          "[{\"name\":\"v\",\"hostPath\":{\"path\":\"/\"}}]}}}",
          "spec.podTemplate", 0, true },
        { "cert-manager.io/v1 Issuer",
          "\"metadata\":{\"name\":\"o\"},\"spec\":{\"podTemplate\":{\"spec\":{\"securityContext\":"
          "{\"runAsUser\":0}}}}",
          "spec.podTemplate", 0, true },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[512];
        struct bh_decoded got;
        struct kube_test t;
        parse(&t, cases[i].head, cases[i].body, text, sizeof(text));
        int rc = kube_test_object(&t, &got);
        if (cases[i].path == NULL) {
            assert_int_equal(rc, -BH_ERR_INPUT);
        } else {
            assert_int_equal(rc, 0);
            assert_int_equal(got.role, BH_ROLE_CONTROLLER);
            assert_str(got.pod_path, cases[i].path);
            assert_str(got.object.meta.name, "o");
            assert_int_equal(got.object.spec->containers.n, cases[i].n_containers);
            assert_int_equal(got.is_partial, cases[i].is_partial);
        }
        kube_test_done(&t);
    }
}

static void test_foreign_find__names_a_container_that_is_in_no_template(void **state)
{
    static const struct {
        const char *body, *path; /* NULL = none */
    } cases[] = {
        { "\"spec\":{\"steps\":[{\"name\":\"a\",\"image\":\"i\",\"script\":\"x\"}]}",
          "spec.steps[0]" },
        { "\"spec\":{\"templates\":[{\"container\":{\"image\":\"i\",\"securityContext\":{}}}]}",
          "spec.templates[0].container" },
        { "\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]}", "spec.containers" },
        { "\"spec\":{\"template\":{\"spec\":{\"containers\":" C "}},\"a\":{\"containers\":"
          "[{\"image\":\"i\"}]}}",
          "spec.a.containers" },
        { "\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"image\":\"i\",\"args\":[]}]}}}",
          NULL },
        { "\"spec\":{\"images\":[{\"name\":\"a\",\"image\":\"i\"}]}", NULL },
        { "\"containers\":[{\"name\":\"a\",\"usage\":{}}]", NULL },
        { "\"spec\":{\"properties\":{\"image\":{\"type\":\"string\"},\"args\":{}}}", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[512];
        struct bh_decoded got;
        struct kube_test t;
        parse(&t, "x.org/v1 Foo", cases[i].body, text, sizeof(text));
        if (kube_test_object(&t, &got) != 0) {
            fail_msg("%s", t.err.msg);
        }
        if (cases[i].path == NULL) {
            assert_null(got.stray);
        } else {
            assert_str(bh_doc_path(&t.doc, got.stray, &t.arena), cases[i].path);
        }
        kube_test_done(&t);
    }
}

static void test_foreign_find__a_value_that_is_replaced_is_no_template(void **state)
{
    static const char *const bodies[] = {
        "\"spec\":{\"template\":{\"spec\":{\"containers\":{}}},\"template\":{\"spec\":{\"containers\":" C
        "}}}",
        "\"spec\":{\"template\":{\"spec\":{\"containr\":" C
        "}},\"template\":{\"spec\":{\"containers\":" C "}}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        char text[512];
        struct bh_decoded got;
        struct kube_test t;
        parse(&t, "x.org/v1 Foo", bodies[i], text, sizeof(text));
        assert_int_equal(kube_test_object(&t, &got), -BH_ERR_INPUT);
        assert_string_equal(t.err.msg,
                            "key 'template' is repeated: first on line 1, again on line 1");
        t.options.takes_last_key = true;
        assert_int_equal(kube_test_object(&t, &got), 0);
        assert_int_equal(got.n_templates, 1);
        assert_int_equal(t.issues.n, 1);
        assert_true(t.issues.v != NULL && bh_str_eq(t.issues.v[0].path, BH_S("spec.template")));
        kube_test_done(&t);
    }
}

static void test_foreign_find__every_budget_is_a_limit_or_the_error(void **state)
{
    static const char *const bodies[] = {
        "\"spec\":{\"template\":{\"spec\":{\"containers\":{}}}}",
        "\"spec\":{\"template\":{\"spec\":{\"containr\":" C "}}}",
        "\"spec\":{}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        char text[512];
        struct bh_decoded got;
        struct kube_test t;
        size_t budget = 0;
        int rc;
        parse(&t, "argoproj.io/v1 Rollout", bodies[i], text, sizeof(text));
        do {
            bh_arena_done(&t.arena);
            bh_arena_init(&t.arena, budget++);
            rc = kube_test_object(&t, &got);
            assert_true(rc == -BH_ERR_INPUT || rc == -BH_ERR_LIMIT);
        } while (rc != -BH_ERR_INPUT);
        kube_test_done(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foreign_find__what_was_meant_to_be_a_template_is_an_error),
        cmocka_unit_test(test_foreign_find__templates_of_something_else_are_left_alone),
        cmocka_unit_test(test_foreign_find__takes_what_has_the_shape_of_a_pod),
        cmocka_unit_test(test_foreign_find__names_a_container_that_is_in_no_template),
        cmocka_unit_test(test_foreign_find__a_value_that_is_replaced_is_no_template),
        cmocka_unit_test(test_foreign_find__every_budget_is_a_limit_or_the_error),
    };

    return cmocka_run_group_tests_name("foreign", tests, NULL, NULL);
}
