/* The table of kinds, and decoding by it; in kinds that are not in it foreign.c looks for a pod template. Called by the
 * commands, the webhook and the fuzzers. */
#include "kube/kinds.h"

#include <string.h>

#include "base/near.h"
#include "kube/foreign.h"
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

const struct bh_kind *bh_kinds(size_t *out_n)
{
    *out_n = sizeof(kinds) / sizeof(kinds[0]);
    return kinds;
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

/* A key that stands twice in an object that may hold a pod template could hide one, wherever it is; in others only the
 * head is looked at. Where the last one counts, what bh_decode looks at is left to it. */
static int check_repeats(const struct bh_doc *doc, bool may_hold, const struct bh_foreign *found,
                         const struct bh_decode_options *options, struct bh_issues *issues,
                         struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_node *at = doc->nodes, *end = at + (may_hold ? doc->n : 1);
    const struct bh_node *meta = bh_doc_member(doc->nodes, BH_S("metadata"));
    struct bh_repeat repeat = { NULL, NULL };
    int rc = 0;

    while (rc == 0 && at < end) {
        if (options->takes_last_key && (at == meta || at == found->template_)) {
            at += at->skip;
            continue;
        }
        rc = bh_repeat_next(&at, at + 1, &repeat, arena, err);
        if (rc == 0 && repeat.again != NULL) {
            rc = options->takes_last_key ? bh_issues_repeat(issues, doc, &repeat, arena, err)
                                         : bh_repeat_fail(doc, &repeat, err);
        }
    }
    return rc;
}

static int decode_foreign(const struct bh_doc *doc, struct bh_str api_version, struct bh_str kind,
                          const struct bh_decode_options *options, struct bh_decoded *out,
                          struct bh_issues *issues, struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_node *meta = bh_doc_member(doc->nodes, BH_S("metadata"));
    struct bh_decode_options inner = *options;
    struct bh_foreign found = { 0 };
    bool may_hold = bh_foreign_may_hold(doc, api_version, kind);
    int rc = 0;

    if (!options->takes_last_key) {
        rc = check_repeats(doc, may_hold, &found, options, issues, arena, err);
    }
    rc = rc != 0 ? rc
                 : bh_foreign_find(doc, api_version, kind, options->template_,
                                   options->takes_last_key, &found, arena, err);
    if (rc == 0 && options->takes_last_key && options->template_ == 0) {
        rc = check_repeats(doc, may_hold, &found, options, issues, arena, err);
    }
    inner.is_foreign = true;
    bool is_root = found.template_ == doc->nodes; /* its metadata are the object's */
    if (rc == 0 && !is_root && meta != NULL && meta->kind == BH_NODE_OBJECT) {
        inner.path = "metadata";
        rc = bh_decode(&bh_type_object_meta, doc, meta, &inner, &out->object.meta, issues, arena,
                       err);
    }
    if (rc != 0) {
        return rc;
    }
    out->n_templates = found.n_templates;
    out->stray = found.stray;
    out->is_partial = !found.is_whole;
    if (found.template_ == NULL) {
        out->role = BH_ROLE_OTHER;
        return 0;
    }
    out->pod_path = found.path;
    inner.path = found.path.p;
    out->role = BH_ROLE_CONTROLLER;
    rc = bh_decode(&bh_type_pod_template_spec, doc, found.template_, &inner, &out->object, issues,
                   arena, err);
    if (rc == 0 && is_root) {
        out->object.meta = out->object.template_meta;
    }
    return rc;
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
        struct bh_repeat repeat = { NULL, last };
        if (last != NULL) {
            repeat.first = bh_repeat_earlier(doc->nodes, last);
        }
        if (repeat.first != NULL) {
            return bh_repeat_fail(doc, &repeat, err);
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
        rc = rc != 0 ? rc
                     : decode_foreign(doc, api_version, kind, options, &made, issues, arena, err);
    }
    if (rc != 0) {
        return rc;
    }
    made.object.api_version = api_version;
    made.object.kind = kind;
    *out = made;
    return 0;
}
