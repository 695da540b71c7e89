/* What the tests of roles and bindings share: a snapshot filled from JSON, and a set built from it. */
#ifndef TESTS_UNIT_RBAC_TEST_H
#define TESTS_UNIT_RBAC_TEST_H

#include "base/buf.h"
#include "kube_test.h"
#include "rbac/rbac.h"

#define RBAC_V1 "\"apiVersion\":\"rbac.authorization.k8s.io/v1\""
#define ROLE(ns, name, rules)                                                                \
    "{" RBAC_V1 ",\"kind\":\"Role\",\"metadata\":{\"namespace\":\"" ns "\",\"name\":\"" name \
    "\"},\"rules\":[" rules "]}"
#define CLUSTER_ROLE(name, labels, rules)                                  \
    "{" RBAC_V1 ",\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"" name \
    "\",\"labels\":{" labels "}},\"rules\":[" rules "]}"
#define AGGREGATE(name, labels, selectors, rules)                                           \
    "{" RBAC_V1 ",\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"" name                  \
    "\",\"labels\":{" labels "}},\"aggregationRule\":{\"clusterRoleSelectors\":[" selectors \
    "]},\"rules\":[" rules "]}"
#define BINDING(ns, name, kind, role, subjects)                                     \
    "{" RBAC_V1 ",\"kind\":\"RoleBinding\",\"metadata\":{\"namespace\":\"" ns       \
    "\",\"name\":\"" name "\"},\"roleRef\":{\"kind\":\"" kind "\",\"name\":\"" role \
    "\"},\"subjects\":[" subjects "]}"
#define CLUSTER_BINDING(name, role, subjects)                                                  \
    "{" RBAC_V1 ",\"kind\":\"ClusterRoleBinding\",\"metadata\":{\"name\":\"" name              \
    "\"},\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"" role "\"},\"subjects\":[" subjects \
    "]}"
#define USER(name)  "{\"kind\":\"User\",\"name\":\"" name "\"}"
#define GROUP(name) "{\"kind\":\"Group\",\"name\":\"" name "\"}"
#define ACCOUNT(ns, name) \
    "{\"kind\":\"ServiceAccount\",\"namespace\":\"" ns "\",\"name\":\"" name "\"}"
#define LOCAL_ACCOUNT(name) "{\"kind\":\"ServiceAccount\",\"name\":\"" name "\"}"
#define RULE(verbs, groups, resources) \
    "{\"verbs\":[" verbs "],\"apiGroups\":[" groups "],\"resources\":[" resources "]}"
#define NAMED_RULE(verbs, groups, resources, names)                                    \
    "{\"verbs\":[" verbs "],\"apiGroups\":[" groups "],\"resources\":[" resources "]," \
    "\"resourceNames\":[" names "]}"
#define URL_RULE(verbs, urls) "{\"verbs\":[" verbs "],\"nonResourceURLs\":[" urls "]}"

struct rbac_test {
    struct bh_snapshot snapshot;
    struct bh_arena set_arena, arena;
    struct bh_rbac set;
    struct bh_err err;
};

static inline void rbac_test_init(struct rbac_test *t)
{
    *t = (struct rbac_test){ 0 };
    bh_snapshot_init(&t->snapshot, KUBE_TEST_BUDGET);
    bh_arena_init(&t->set_arena, KUBE_TEST_BUDGET);
    bh_arena_init(&t->arena, KUBE_TEST_BUDGET);
}

static inline void rbac_test_done(struct rbac_test *t)
{
    bh_snapshot_done(&t->snapshot);
    bh_arena_done(&t->set_arena);
    bh_arena_done(&t->arena);
}

/* The outcome of adding one object. */
static inline int rbac_test_try_add(struct rbac_test *t, const char *json, const char *namespace_)
{
    struct bh_decoded decoded;
    struct kube_test k;

    kube_test_parse_c(&k, json);
    if (kube_test_object(&k, &decoded) != 0) {
        fail_msg("%s: %s", k.err.msg, json);
    }
    int rc = bh_snapshot_add_rbac(&t->snapshot, &decoded, &k.doc, bh_str_c(namespace_),
                                  BH_S("rbac.yaml"), &t->err);
    kube_test_done(&k);
    return rc;
}

static inline void rbac_test_add(struct rbac_test *t, const char *json)
{
    if (rbac_test_try_add(t, json, NULL) != 0) {
        fail_msg("%s", t->err.msg);
    }
}

static inline void rbac_test_build(struct rbac_test *t, const struct bh_rbac_options *options)
{
    bh_arena_reset(&t->set_arena);
    if (bh_rbac_build(&t->snapshot, options, &t->set_arena, &t->set, &t->err) != 0) {
        fail_msg("%s", t->err.msg);
    }
}

/* A set of these objects; the list ends with NULL. */
static inline void rbac_test_world(struct rbac_test *t, const char *const *objects,
                                   const struct bh_rbac_options *options)
{
    rbac_test_init(t);
    for (; *objects != NULL; objects++) {
        rbac_test_add(t, *objects);
    }
    rbac_test_build(t, options);
}

/* "alice" or "alice,group,group" as an identity; an empty first part = no user. */
static inline struct bh_identity rbac_test_who(struct rbac_test *t, const char *text)
{
    struct bh_str rest = bh_str_c(text);
    struct bh_str *groups = bh_new(&t->arena, struct bh_str, 8);
    struct bh_identity who = { .groups = groups };
    size_t comma = bh_str_find_byte(rest, ',');

    if (comma > 0) {
        who.user = bh_str(rest.p, comma);
    }
    while (comma < rest.n) {
        rest = bh_str_from(rest, comma + 1);
        comma = bh_str_find_byte(rest, ',');
        groups[who.n_groups++] = bh_str(rest.p, comma);
    }
    return who;
}

/* upstream's words for "verb group/resource[/subresource] name" in a namespace; a resource that starts with '/' is a
 * path. */
static inline struct bh_str rbac_test_reason(struct rbac_test *t, const char *who, const char *verb,
                                             const char *group, const char *resource,
                                             const char *subresource, const char *namespace_,
                                             const char *name)
{
    struct bh_identity identity = rbac_test_who(t, who);
    struct bh_rbac_question q = { .who = &identity, .verb = bh_str_c(verb) };
    struct bh_rbac_grant grant;
    struct bh_str reason;

    if (resource[0] == '/') {
        q.path = bh_str_c(resource);
    } else {
        q.api_group = bh_str_c(group);
        q.resource = bh_str_c(resource);
        q.subresource = bh_str_c(subresource);
        q.namespace_ = bh_str_c(namespace_);
        q.name = bh_str_c(name);
    }
    bool is_allowed = bh_rbac_allows(&t->set, &q, &grant);
    assert_int_equal(is_allowed, grant.binding != NULL);
    if (bh_rbac_reason(&t->set, &q, &grant, &t->arena, &reason, &t->err) != 0) {
        fail_msg("%s", t->err.msg);
    }
    return reason;
}

#endif
