/* What the API server changes before admission: every row, for pods and for templates, on a copy. */
#include <string.h>

#include "kube/prepare.h"
#include "kube/schema.h"
#include "kube_test.h"

struct pod_test {
    struct kube_test t;
    struct bh_object object;
    struct bh_pod_spec *spec; /* prepared */
    struct bh_preparations done;
};

static void prepare(struct pod_test *p, enum bh_prepare_as as, const char *json)
{
    *p = (struct pod_test){ 0 };
    kube_test_parse_c(&p->t, json);
    if (kube_test_decode(&p->t, &bh_type_pod, &p->object) != 0) {
        fail_msg("%s", p->t.err.msg);
    }
    p->spec = p->object.spec;
    assert_int_equal(bh_prepare(as, &p->object.meta, &p->spec, &p->done, &p->t.arena, &p->t.err),
                     0);
}

static void assert_done(const struct pod_test *p, uint32_t i, const char *id, const char *path,
                        const char *value)
{
    assert_true(i < p->done.n);
    assert_string_equal(p->done.v[i].row->id, id);
    assert_str(p->done.v[i].path, path);
    assert_str(p->done.v[i].value, value);
}

static const struct bh_container *container(const struct bh_list *list, uint32_t i)
{
    assert_true(i < list->n);
    return (const struct bh_container *)list->v + i;
}

static const struct bh_port *port(const struct bh_container *c, uint32_t i)
{
    assert_true(i < c->ports.n);
    return (const struct bh_port *)c->ports.v + i;
}

static void test_prepare__rows_have_distinct_ids(void **state)
{
    size_t n;
    const struct bh_prepare_row *rows = bh_prepare_rows(&n);

    (void)state;
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++) {
        assert_true(strlen(rows[i].title) > 0 && rows[i].apply != NULL);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(rows[i].id, rows[j].id);
        }
    }
}

static void test_prepare__nothing_to_do_keeps_the_pointer(void **state)
{
    struct pod_test p;

    (void)state;
    prepare(&p, BH_PREPARE_POD,
            "{\"spec\":{\"hostNetwork\":true,\"containers\":[{\"ports\":[{\"containerPort\":1,"
            "\"hostPort\":1},{\"hostPort\":5},{}]}],\"volumes\":[{\"secret\":{}}]}}");
    assert_ptr_equal(p.spec, p.object.spec);
    assert_int_equal(p.done.n, 0);
    kube_test_done(&p.t);
    prepare(&p, BH_PREPARE_POD, "{}");
    assert_null(p.spec);
    kube_test_done(&p.t);
}

/* ---- emptyDir ------------------------------------------------------------------------------------- */

static void test_prepare__a_volume_without_a_source_is_an_empty_dir(void **state)
{
    static const enum bh_prepare_as all[] = { BH_PREPARE_POD, BH_PREPARE_TEMPLATE };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct pod_test p;
        prepare(&p, all[i],
                "{\"spec\":{\"volumes\":[{\"name\":\"a\"},{\"name\":\"b\",\"hostPath\":{}},"
                "{\"name\":\"c\",\"secret\":null},null]}}");
        const struct bh_volume *v = p.spec->volumes.v, *old = p.object.spec->volumes.v;
        assert_ptr_not_equal(p.spec, p.object.spec);
        assert_int_equal(v[0].has[BH_VOLUME_EMPTY_DIR], BH_YES);
        assert_int_equal(v[1].has[BH_VOLUME_EMPTY_DIR], BH_UNSET);
        assert_int_equal(v[1].has[BH_VOLUME_HOST_PATH], BH_YES);
        assert_int_equal(v[2].has[BH_VOLUME_EMPTY_DIR], BH_YES);
        assert_int_equal(v[3].has[BH_VOLUME_EMPTY_DIR], BH_YES);
        for (size_t j = 0; j < 4; j++) { /* the original is as it was */
            assert_int_equal(old[j].has[BH_VOLUME_EMPTY_DIR], BH_UNSET);
        }
        assert_int_equal(p.done.n, 3);
        assert_done(&p, 0, "emptyDir", "spec.volumes[0].emptyDir", "{}");
        assert_done(&p, 2, "emptyDir", "spec.volumes[3].emptyDir", "{}");
        kube_test_done(&p.t);
    }
}

/* ---- hostPort ------------------------------------------------------------------------------------- */

static const char PORTS[] =
    "{\"spec\":{\"hostNetwork\":true,"
    "\"initContainers\":[{\"ports\":[{\"containerPort\":80}]}],"
    "\"containers\":[{},{\"ports\":[{\"containerPort\":81},{\"containerPort\":82,\"hostPort\":9},"
    "{\"containerPort\":83,\"hostPort\":0}]}],"
    "\"ephemeralContainers\":[{\"ports\":[{\"containerPort\":84}]}]}}";

static void test_prepare__host_network_makes_host_ports(void **state)
{
    struct pod_test p;

    (void)state;
    prepare(&p, BH_PREPARE_POD, PORTS);
    assert_int_equal(port(container(&p.spec->init_containers, 0), 0)->host_port.v, 80);
    const struct bh_container *c = container(&p.spec->containers, 1);
    assert_int_equal(port(c, 0)->host_port.v, 81);
    assert_true(port(c, 0)->host_port.is_set);
    assert_int_equal(port(c, 1)->host_port.v, 9);
    assert_int_equal(port(c, 2)->host_port.v, 83);
    /* not of ephemeral containers */
    assert_false(port(container(&p.spec->ephemeral_containers, 0), 0)->host_port.is_set);
    assert_int_equal(p.done.n, 3);
    assert_done(&p, 0, "hostPort", "spec.initContainers[0].ports[0].hostPort", "80");
    assert_done(&p, 1, "hostPort", "spec.containers[1].ports[0].hostPort", "81");
    assert_done(&p, 2, "hostPort", "spec.containers[1].ports[2].hostPort", "83");
    /* the original is as it was, and the lists that did not change are shared */
    assert_false(port(container(&p.object.spec->init_containers, 0), 0)->host_port.is_set);
    assert_false(port(container(&p.object.spec->containers, 1), 0)->host_port.is_set);
    assert_ptr_equal(p.spec->ephemeral_containers.v, p.object.spec->ephemeral_containers.v);
    kube_test_done(&p.t);
}

static void test_prepare__templates_keep_their_ports(void **state)
{
    struct pod_test p;

    (void)state;
    prepare(&p, BH_PREPARE_TEMPLATE, PORTS);
    assert_ptr_equal(p.spec, p.object.spec);
    assert_int_equal(p.done.n, 0);
    kube_test_done(&p.t);
}

static void test_prepare__ports_stay_without_host_network(void **state)
{
    static const char *const networks[] = { "false", "null" };

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct pod_test p;
        char text[160];
        snprintf(
            text, sizeof(text),
            "{\"spec\":{\"hostNetwork\":%s,\"containers\":[{\"ports\":[{\"containerPort\":80}]}]}}",
            networks[i]);
        prepare(&p, BH_PREPARE_POD, text);
        assert_ptr_equal(p.spec, p.object.spec);
        kube_test_done(&p.t);
    }
}

/* ---- appArmorProfile -------------------------------------------------------------------------------- */

#define ANNOTATION(container, value) \
    "\"container.apparmor.security.beta.kubernetes.io/" container "\":\"" value "\""

static void test_prepare__annotations_become_profiles(void **state)
{
    static const struct {
        const char *value, *type, *profile; /* type NULL: stands for none */
    } cases[] = {
        { "unconfined", "Unconfined", NULL },
        { "runtime/default", "RuntimeDefault", NULL },
        { "localhost/foo", "Localhost", "foo" },
        { "localhost/a b", "Localhost", "a b" },
        { "localhost/", NULL, NULL },
        { "localhost/ foo", NULL, NULL },
        { "localhost/foo\\t", NULL, NULL },
        { "localhost/foo\\u00a0", NULL, NULL },
        { "localhost/\\u3000foo", NULL, NULL },
        { "", NULL, NULL },
        { "Unconfined", NULL, NULL },
        { "docker/default", NULL, NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pod_test p;
        char text[512];
        snprintf(
            text, sizeof(text),
            "{\"metadata\":{\"annotations\":{\"x\":\"y\"," ANNOTATION(
                "c",
                "%s") "}},"
                      "\"spec\":{\"containers\":[{\"name\":\"b\"},{\"name\":\"c\",\"securityContext\":"
                      "{\"privileged\":true}}]}}",
            cases[i].value);
        prepare(&p, BH_PREPARE_POD, text);
        assert_null(container(&p.spec->containers, 0)->security);
        const struct bh_container *c = container(&p.spec->containers, 1);
        assert_int_equal(c->security->privileged, BH_YES); /* the rest is kept */
        if (cases[i].type == NULL) {
            assert_ptr_equal(p.spec, p.object.spec);
            assert_int_equal(p.done.n, 0);
        } else {
            assert_str(c->security->apparmor->type, cases[i].type);
            assert_true(
                bh_str_eq(c->security->apparmor->localhost_profile, bh_str_c(cases[i].profile)));
            assert_int_equal(p.done.n, 1);
            assert_string_equal(p.done.v[0].row->id, "appArmorProfile");
            assert_str(p.done.v[0].path, "spec.containers[1].securityContext.appArmorProfile");
            assert_null(container(&p.object.spec->containers, 1)->security->apparmor);
        }
        kube_test_done(&p.t);
    }
}

static void test_prepare__a_profile_name_has_a_longest_length(void **state)
{
    (void)state;
    for (size_t n = 4095; n <= 4096; n++) {
        struct pod_test p;
        char text[4600], name[4097];
        memset(name, 'a', n);
        name[n] = '\0';
        snprintf(text, sizeof(text),
                 "{\"metadata\":{\"annotations\":{" ANNOTATION(
                     "c", "localhost/%s") "}},"
                                          "\"spec\":{\"containers\":[{\"name\":\"c\"}]}}",
                 name);
        prepare(&p, BH_PREPARE_POD, text);
        assert_int_equal(p.done.n, n == 4095 ? 1 : 0);
        kube_test_done(&p.t);
    }
}

static void test_prepare__all_kinds_of_containers_have_annotations(void **state)
{
    struct pod_test p;

    (void)state;
    prepare(
        &p, BH_PREPARE_POD,
        "{\"metadata\":{\"annotations\":{" ANNOTATION("i", "unconfined") "," ANNOTATION(
            "c",
            "unconfined") "," ANNOTATION("e",
                                         "unconfined") "}},\"spec\":{"
                                                       "\"initContainers\":[{\"name\":\"i\"}],\"containers\":[{\"name\":\"c\"}],"
                                                       "\"ephemeralContainers\":[{\"name\":\"e\"}]}}");
    assert_int_equal(p.done.n, 3);
    assert_str(container(&p.spec->init_containers, 0)->security->apparmor->type, "Unconfined");
    assert_str(container(&p.spec->containers, 0)->security->apparmor->type, "Unconfined");
    assert_str(container(&p.spec->ephemeral_containers, 0)->security->apparmor->type, "Unconfined");
    kube_test_done(&p.t);
}

static void test_prepare__annotations_yield_to_fields_to_the_pod_and_on_windows(void **state)
{
    static const struct {
        const char *spec;
        enum bh_prepare_as as;
        uint32_t n_done;
    } cases[] = {
        { "\"containers\":[{\"name\":\"c\",\"securityContext\":{\"appArmorProfile\":{}}}]",
          BH_PREPARE_POD, 0 },
        { "\"os\":{\"name\":\"windows\"},\"containers\":[{\"name\":\"c\"}]", BH_PREPARE_POD, 0 },
        { "\"os\":{\"name\":\"linux\"},\"containers\":[{\"name\":\"c\"}]", BH_PREPARE_POD, 1 },
        { "\"securityContext\":{\"appArmorProfile\":{\"type\":\"Localhost\",\"localhostProfile\":"
          "\"foo\"}},\"containers\":[{\"name\":\"c\"}]",
          BH_PREPARE_POD, 0 },
        { "\"securityContext\":{\"appArmorProfile\":{\"type\":\"Localhost\"}},\"containers\":"
          "[{\"name\":\"c\"}]",
          BH_PREPARE_POD, 1 },
        { "\"securityContext\":{\"appArmorProfile\":{\"type\":\"RuntimeDefault\"}},\"containers\":"
          "[{\"name\":\"c\"}]",
          BH_PREPARE_POD, 1 },
        { "\"containers\":[{\"name\":\"c\"}]", BH_PREPARE_TEMPLATE, 0 },
        { "\"containers\":[{\"name\":\"C\"},{},null]", BH_PREPARE_POD, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct pod_test p;
        char text[512];
        snprintf(
            text, sizeof(text),
            "{\"metadata\":{\"annotations\":{" ANNOTATION("c", "localhost/foo") "}},"
                                                                                "\"spec\":{%s}}",
            cases[i].spec);
        prepare(&p, cases[i].as, text);
        if (p.done.n != cases[i].n_done) {
            fail_msg("case %zu: %u preparations", i, p.done.n);
        }
        kube_test_done(&p.t);
    }
}

/* ---- rows by themselves, budgets --------------------------------------------------------------------- */

static const char ALL[] = "{\"metadata\":{\"annotations\":{" ANNOTATION(
    "c",
    "localhost/foo") "}},\"spec\":{"
                     "\"hostNetwork\":true,\"volumes\":[{\"name\":\"v\"}],\"containers\":[{\"name\":\"c\",\"ports\":"
                     "[{\"containerPort\":80}]}]}}";

static void test_prepare_with__does_only_the_given_rows(void **state)
{
    size_t n;
    const struct bh_prepare_row *rows = bh_prepare_rows(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        struct pod_test p = { 0 };
        kube_test_parse_c(&p.t, ALL);
        assert_int_equal(kube_test_decode(&p.t, &bh_type_pod, &p.object), 0);
        p.spec = p.object.spec;
        assert_int_equal(bh_prepare_with(&rows[i], 1, BH_PREPARE_POD, &p.object.meta, &p.spec,
                                         &p.done, &p.t.arena, &p.t.err),
                         0);
        assert_int_equal(p.done.n, 1);
        assert_ptr_equal(p.done.v[0].row, &rows[i]);
        kube_test_done(&p.t);
    }
}

static void test_prepare__every_budget_is_a_limit_or_enough(void **state)
{
    struct pod_test p = { 0 };
    struct bh_arena arena;
    size_t budget = 0;
    int rc;

    (void)state;
    kube_test_parse_c(&p.t, ALL);
    assert_int_equal(kube_test_decode(&p.t, &bh_type_pod, &p.object), 0);
    do {
        bh_arena_init(&arena, budget++);
        p.done = (struct bh_preparations){ 0 };
        p.spec = p.object.spec;
        rc = bh_prepare(BH_PREPARE_POD, &p.object.meta, &p.spec, &p.done, &arena, &p.t.err);
        assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
        assert_true(rc == 0 || p.spec == p.object.spec);
        if (rc != 0) {
            bh_arena_done(&arena);
        }
    } while (rc != 0);
    assert_int_equal(p.done.n, 3);
    assert_str(container(&p.spec->containers, 0)->security->apparmor->localhost_profile, "foo");
    bh_arena_done(&arena);
    kube_test_done(&p.t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prepare__rows_have_distinct_ids),
        cmocka_unit_test(test_prepare__nothing_to_do_keeps_the_pointer),
        cmocka_unit_test(test_prepare__a_volume_without_a_source_is_an_empty_dir),
        cmocka_unit_test(test_prepare__host_network_makes_host_ports),
        cmocka_unit_test(test_prepare__templates_keep_their_ports),
        cmocka_unit_test(test_prepare__ports_stay_without_host_network),
        cmocka_unit_test(test_prepare__annotations_become_profiles),
        cmocka_unit_test(test_prepare__a_profile_name_has_a_longest_length),
        cmocka_unit_test(test_prepare__all_kinds_of_containers_have_annotations),
        cmocka_unit_test(test_prepare__annotations_yield_to_fields_to_the_pod_and_on_windows),
        cmocka_unit_test(test_prepare_with__does_only_the_given_rows),
        cmocka_unit_test(test_prepare__every_budget_is_a_limit_or_enough),
    };

    return cmocka_run_group_tests_name("prepare", tests, NULL, NULL);
}
