/* The table of kinds, and decoding by it; kinds that we do not know are judged by the shape of a pod template at
 * a well-known place. Called by the commands, the webhook and the fuzzers. */
#include "kube/kinds.h"

#include <string.h>

#include "base/limits.h"
#include "base/map.h"
#include "base/near.h"
#include "kube/rbac_objects.h"
#include "kube/schema.h"

static const struct bh_kind kinds[] = {
    /* sorted by group, then kind */
    { "", "Namespace", "namespaces", &bh_type_namespace, NULL, BH_ROLE_NAMESPACE },
    { "", "Pod", "pods", &bh_type_pod, "", BH_ROLE_POD },
    { "", "PodTemplate", "podtemplates", &bh_type_pod_template, "template", BH_ROLE_CONTROLLER },
    { "", "ReplicationController", "replicationcontrollers", &bh_type_replication_controller,
      "spec.template", BH_ROLE_CONTROLLER },
    { "", "ServiceAccount", "serviceaccounts", &bh_type_service_account, NULL, BH_ROLE_ACCOUNT },
    { "apps", "DaemonSet", "daemonsets", &bh_type_daemon_set, "spec.template", BH_ROLE_CONTROLLER },
    { "apps", "Deployment", "deployments", &bh_type_deployment, "spec.template",
      BH_ROLE_CONTROLLER },
    { "apps", "ReplicaSet", "replicasets", &bh_type_replica_set, "spec.template",
      BH_ROLE_CONTROLLER },
    { "apps", "StatefulSet", "statefulsets", &bh_type_stateful_set, "spec.template",
      BH_ROLE_CONTROLLER },
    { "batch", "CronJob", "cronjobs", &bh_type_cron_job, "spec.jobTemplate.spec.template",
      BH_ROLE_CONTROLLER },
    { "batch", "Job", "jobs", &bh_type_job, "spec.template", BH_ROLE_CONTROLLER },
    { "bulkhead.dev", "PodSecurityPolicy", "podsecuritypolicies", &bh_type_pod_security_policy,
      NULL, BH_ROLE_POLICY },
    /* served until Kubernetes 1.15, and still met in manifests */
    { "extensions", "DaemonSet", "daemonsets", &bh_type_daemon_set, "spec.template",
      BH_ROLE_CONTROLLER },
    { "extensions", "Deployment", "deployments", &bh_type_deployment, "spec.template",
      BH_ROLE_CONTROLLER },
    { "extensions", "PodSecurityPolicy", "podsecuritypolicies", &bh_type_pod_security_policy, NULL,
      BH_ROLE_POLICY },
    { "extensions", "ReplicaSet", "replicasets", &bh_type_replica_set, "spec.template",
      BH_ROLE_CONTROLLER },
    /* served until Kubernetes 1.24 */
    { "policy", "PodSecurityPolicy", "podsecuritypolicies", &bh_type_pod_security_policy, NULL,
      BH_ROLE_POLICY },
    { "rbac.authorization.k8s.io", "ClusterRole", "clusterroles", &bh_type_cluster_role, NULL,
      BH_ROLE_RBAC },
    { "rbac.authorization.k8s.io", "ClusterRoleBinding", "clusterrolebindings",
      &bh_type_cluster_role_binding, NULL, BH_ROLE_RBAC },
    { "rbac.authorization.k8s.io", "Role", "roles", &bh_type_role, NULL, BH_ROLE_RBAC },
    { "rbac.authorization.k8s.io", "RoleBinding", "rolebindings", &bh_type_role_binding, NULL,
      BH_ROLE_RBAC },
};

/* Versions of a kind whose fields differ from the row's type. */
static const struct {
    const char *api_version, *kind;
    const struct bh_type *type;
} old_versions[] = {
    { "rbac.authorization.k8s.io/v1alpha1", "ClusterRoleBinding",
      &bh_type_v1alpha1_cluster_role_binding },
    { "rbac.authorization.k8s.io/v1alpha1", "RoleBinding", &bh_type_v1alpha1_role_binding },
};

/* Under these names kinds that we do not know keep a pod template: Argo's Rollout, Knative's Service, OpenKruise's
 * CloneSet, KEDA's ScaledJob, Ray's clusters, JobSet, Kubeflow's jobs, Elasticsearch's node sets, ... */
static const char *const template_names[] = { "template", "podTemplate", "podTemplateSpec",
                                              "leaderTemplate", "workerTemplate" };

const struct bh_kind *bh_kinds(size_t *out_n)
{
    *out_n = sizeof(kinds) / sizeof(kinds[0]);
    return kinds;
}

struct bh_str bh_api_group(struct bh_str api_version)
{
    size_t slash = bh_str_find_byte(api_version, '/');

    return slash == api_version.n ? BH_S("") : bh_str(api_version.p, slash);
}

const struct bh_kind *bh_kind_find(struct bh_str api_version, struct bh_str kind)
{
    struct bh_str group = bh_api_group(api_version);

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (bh_str_eq(kind, bh_str_c(kinds[i].kind)) &&
            bh_str_eq(group, bh_str_c(kinds[i].group))) {
            return &kinds[i];
        }
    }
    return NULL;
}

/* Whether scans of workloads have a use for the kind. */
static bool concerns_pods(const struct bh_kind *kind)
{
    return kind->pod_path != NULL || kind->role == BH_ROLE_NAMESPACE;
}

/* ---- kinds that we do not know ------------------------------------------------------------------ */

/* A pod template: an object whose spec holds a list of containers, each an object with a name or an image. */
static bool is_template(const struct bh_node *node)
{
    const struct bh_node *containers =
        bh_doc_member(bh_doc_member(node, BH_S("spec")), BH_S("containers"));

    if (containers == NULL || containers->kind != BH_NODE_ARRAY || containers->n == 0) {
        return false;
    }
    const struct bh_node *first = containers + 1;
    return bh_doc_member(first, BH_S("name")) != NULL ||
           bh_doc_member(first, BH_S("image")) != NULL;
}

static bool is_template_name(struct bh_str name)
{
    for (size_t i = 0; i < sizeof(template_names) / sizeof(template_names[0]); i++) {
        if (bh_str_eq(name, bh_str_c(template_names[i]))) {
            return true;
        }
    }
    return false;
}

/* Whether the walk from the root to 'target' takes no value that a later one of the same key replaces. */
static bool is_in_force(const struct bh_doc *doc, const struct bh_node *target)
{
    const struct bh_node *at = doc->nodes;

    while (at != target) {
        const struct bh_node *child = at + 1;
        while (target >= child + child->skip) {
            child += child->skip;
        }
        if (at->kind == BH_NODE_OBJECT && bh_doc_key(at, bh_node_text(child)) != child) {
            return false;
        }
        at = at->kind == BH_NODE_OBJECT ? child + 1 : child;
    }
    return true;
}

/* A kind that we do not know, and that may hold a pod template: a key that stands twice anywhere in it could hide
 * one. */
static int refuse_repeated_keys(const struct bh_doc *doc, struct bh_arena *arena,
                                struct bh_err *err)
{
    bool may_hold_template = false;

    for (uint32_t i = 0; i < doc->n && !may_hold_template; i++) {
        const struct bh_node *node = &doc->nodes[i];
        may_hold_template = node->kind == BH_NODE_KEY && is_template_name(bh_node_text(node));
    }
    for (uint32_t i = 0; i < doc->n && may_hold_template; i++) {
        const struct bh_node *object = &doc->nodes[i], *k = object + 1;
        struct bh_map seen = { 0 };
        for (uint32_t j = 0; object->kind == BH_NODE_OBJECT && j < object->n; j++, k += k->skip) {
            const struct bh_node *first = bh_map_get(&seen, bh_node_text(k));
            if (first != NULL) {
                struct bh_place one = bh_doc_place(doc, first), two = bh_doc_place(doc, k);
                return bh_fail_at(err, BH_ERR_INPUT, two.line, two.column,
                                  "key '" BH_FMT
                                  "' is repeated: first on line %u, again on line %u",
                                  BH_ARG(bh_node_text(k)), one.line, two.line);
            }
            int rc = bh_map_put(&seen, arena, bh_node_text(k), (void *)(uintptr_t)k, err);
            if (rc != 0) {
                return rc;
            }
        }
    }
    return 0;
}

/* The pod template number 'wanted' of the document, in document order, or NULL; *out_n counts them all. A template
 * inside a template belongs to the outer one. */
static const struct bh_node *find_template(const struct bh_doc *doc, uint32_t wanted,
                                           uint32_t *out_n)
{
    const struct bh_node *hit = NULL;

    *out_n = 0;
    for (uint32_t i = 0; i < doc->n && *out_n <= BH_MAX_TEMPLATES;) {
        const struct bh_node *node = &doc->nodes[i];
        if (node->kind == BH_NODE_KEY && is_template_name(bh_node_text(node)) &&
            is_template(node + 1) && is_in_force(doc, node + 1)) {
            hit = (*out_n)++ == wanted ? node + 1 : hit;
            i += node->skip;
        } else {
            i++;
        }
    }
    return hit;
}

/* The path of 'target' from the root, in 'arena'; unset when the budget is spent. */
static struct bh_str path_to(const struct bh_doc *doc, const struct bh_node *target,
                             struct bh_arena *arena)
{
    const struct bh_node *at = doc->nodes;
    struct bh_str path = BH_S("");

    while (at != target && bh_str_is_set(path)) {
        const struct bh_node *child = at + 1;
        uint32_t index = 0;
        while (target >= child + child->skip) {
            child += child->skip;
            index++;
        }
        if (at->kind == BH_NODE_ARRAY) {
            path = bh_arena_printf(arena, BH_FMT "[%u]", BH_ARG(path), index);
            at = child;
        } else {
            path = bh_arena_printf(arena, BH_FMT "%s" BH_FMT, BH_ARG(path), path.n > 0 ? "." : "",
                                   BH_ARG(bh_node_text(child)));
            at = child + 1;
        }
    }
    return path;
}

static int decode_foreign(const struct bh_doc *doc, const struct bh_decode_options *options,
                          struct bh_decoded *out, struct bh_issues *issues, struct bh_arena *arena,
                          struct bh_err *err)
{
    const struct bh_node *meta = bh_doc_member(doc->nodes, BH_S("metadata"));
    struct bh_decode_options inner = *options;
    const struct bh_node *node = find_template(doc, options->template_, &out->n_templates);
    int rc = options->takes_last_key ? 0 : refuse_repeated_keys(doc, arena, err);

    if (rc != 0) {
        return rc;
    }

    if (out->n_templates > BH_MAX_TEMPLATES) {
        return bh_fail_at(err, BH_ERR_LIMIT, doc->line, doc->column,
                          "more than %d pod templates in one object", BH_MAX_TEMPLATES);
    }
    inner.is_foreign = true;
    if (meta != NULL && meta->kind == BH_NODE_OBJECT) {
        inner.path = "metadata";
        rc = bh_decode(&bh_type_object_meta, doc, meta, &inner, &out->object.meta, issues, arena,
                       err);
        if (rc != 0) {
            return rc;
        }
    }
    if (node == NULL) {
        out->role = BH_ROLE_OTHER;
        return 0;
    }
    out->pod_path = path_to(doc, node, arena);
    /* The decoder wants the path NUL-ended; bh_arena_printf ends its texts so. */
    if (!bh_str_is_set(out->pod_path)) {
        return bh_arena_fail(arena, err);
    }
    inner.path = out->pod_path.p;
    out->role = BH_ROLE_CONTROLLER;
    return bh_decode(&bh_type_pod_template_spec, doc, node, &inner, &out->object, issues, arena,
                     err);
}

/* A kind that the API server does not serve, but for its spelling or its group: "pod", or a Pod in apps/v1. What it
 * holds would be judged by nobody. */
static int refuse_near_kind(const struct bh_doc *doc, struct bh_str api_version, struct bh_str kind,
                            bool only_pods, struct bh_err *err)
{
    struct bh_str group = bh_api_group(api_version);
    const struct bh_node *key = bh_doc_key(doc->nodes, BH_S("kind"));
    struct bh_place place = bh_doc_place(doc, key != NULL ? key : doc->nodes);

    if (bh_str_find_byte(group, '.') < group.n) {
        return 0; /* somebody's own kind */
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct bh_str known = bh_str_c(kinds[i].kind);
        if (only_pods && !concerns_pods(&kinds[i])) {
            continue;
        }
        if (known.n == kind.n && bh_near_edits(known, kind, 1) <= 1 &&
            (bh_str_eq(known, kind) || bh_str_eq(group, bh_str_c(kinds[i].group)))) {
            return bh_fail_at(err, BH_ERR_INPUT, place.line, place.column,
                              "there is no kind '" BH_FMT "' in '" BH_FMT
                              "', did you mean '%s' of '%s%s%s'?",
                              BH_ARG(kind), BH_ARG(api_version), kinds[i].kind, kinds[i].group,
                              kinds[i].group[0] != '\0' ? "/" : "",
                              kinds[i].role == BH_ROLE_POLICY ? "v1beta1" : "v1");
        }
    }
    return 0;
}

/* A key that decides what is judged at all must not stand twice. */
static int refuse_repeated_head(const struct bh_doc *doc, struct bh_err *err)
{
    static const struct bh_str names[] = { BH_S("apiVersion"), BH_S("kind"), BH_S("metadata"),
                                           BH_S("spec") };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct bh_node *last = bh_doc_key(doc->nodes, names[i]);
        const struct bh_node *k = doc->nodes + 1;
        for (uint32_t j = 0; last != NULL && j < doc->nodes->n && k != last; j++, k += k->skip) {
            if (bh_str_eq(bh_node_text(k), names[i])) {
                struct bh_place one = bh_doc_place(doc, k), two = bh_doc_place(doc, last);
                return bh_fail_at(err, BH_ERR_INPUT, two.line, two.column,
                                  "key '" BH_FMT
                                  "' is repeated: first on line %u, again on line %u",
                                  BH_ARG(names[i]), one.line, two.line);
            }
        }
    }
    return 0;
}

static const struct bh_type *type_of(const struct bh_kind *kind, struct bh_str api_version)
{
    for (size_t i = 0; i < sizeof(old_versions) / sizeof(old_versions[0]); i++) {
        if (bh_str_eq(api_version, bh_str_c(old_versions[i].api_version)) &&
            strcmp(kind->kind, old_versions[i].kind) == 0) {
            return old_versions[i].type;
        }
    }
    return kind->type;
}

/* A kind with a struct of its own: the object gets its head. */
static int decode_own(const struct bh_type *type, const struct bh_doc *doc,
                      const struct bh_decode_options *options, struct bh_decoded *out,
                      struct bh_issues *issues, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_own_head *own = bh_arena_alloc(arena, type->size, _Alignof(max_align_t));

    if (own == NULL) {
        return bh_arena_fail(arena, err);
    }
    int rc = bh_decode(type, doc, doc->nodes, options, own, issues, arena, err);
    if (rc == 0) {
        out->object.meta = own->meta;
        out->own = own;
    }
    return rc;
}

int bh_decode_object(const struct bh_doc *doc, struct bh_str api_version, struct bh_str kind,
                     const struct bh_decode_options *options, struct bh_decoded *out,
                     struct bh_issues *issues, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_decoded made = { .kind = bh_kind_find(api_version, kind), .n_templates = 1 };
    int rc = 0;

    if (made.kind != NULL && options->only_pods && !concerns_pods(made.kind)) {
        made.kind = NULL;
    }

    if (!bh_str_is_set(kind) || kind.n == 0 || doc->nodes == NULL ||
        doc->nodes->kind != BH_NODE_OBJECT) {
        return bh_fail_at(err, BH_ERR_INPUT, doc->line, doc->column,
                          "no Kubernetes object: no apiVersion and kind");
    }
    if (!options->takes_last_key) {
        rc = refuse_repeated_head(doc, err);
    }
    made.object.node = doc->nodes;
    if (rc == 0 && made.kind != NULL) {
        made.role = made.kind->role;
        made.pod_path = bh_str_c(made.kind->pod_path);
        rc = made.role == BH_ROLE_RBAC ? decode_own(type_of(made.kind, api_version), doc, options,
                                                    &made, issues, arena, err)
                                       : bh_decode(made.kind->type, doc, doc->nodes, options,
                                                   &made.object, issues, arena, err);
    } else if (rc == 0) {
        rc = refuse_near_kind(doc, api_version, kind, options->only_pods, err);
        rc = rc != 0 ? rc : decode_foreign(doc, options, &made, issues, arena, err);
    }
    if (rc != 0) {
        return rc;
    }
    made.object.api_version = api_version;
    made.object.kind = kind;
    *out = made;
    return 0;
}
