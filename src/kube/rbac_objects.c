/* Defaults and validation of roles, bindings and service accounts. Called by state/, which keeps the outcome with each
 * object. Source: pkg/apis/rbac of Kubernetes 1.24. Leaves out updates ("cannot change roleRef"). */
#include "kube/rbac_objects.h"

#include "kube/selector.h"

#define RBAC_GROUP "rbac.authorization.k8s.io"

static const char *const kind_names[] = {
    [BH_RBAC_ROLE] = "Role",
    [BH_RBAC_CLUSTER_ROLE] = "ClusterRole",
    [BH_RBAC_ROLE_BINDING] = "RoleBinding",
    [BH_RBAC_CLUSTER_ROLE_BINDING] = "ClusterRoleBinding",
    [BH_RBAC_SERVICE_ACCOUNT] = "ServiceAccount",
};

enum bh_rbac_kind bh_rbac_kind_parse(struct bh_str kind)
{
    for (int i = 1; i <= BH_N_RBAC_KINDS; i++) {
        if (bh_str_eq(kind, bh_str_c(kind_names[i]))) {
            return (enum bh_rbac_kind)i;
        }
    }
    return 0;
}

const char *bh_rbac_kind_name(enum bh_rbac_kind kind)
{
    return kind_names[kind];
}

/* ---- defaults ------------------------------------------------------------------------------------- */

static bool is_kind(const struct bh_subject *s, const char *kind)
{
    return bh_str_eq(s->kind, bh_str_c(kind));
}

/* v1alpha1: the group follows from the kind, else from the version; the user "*" is everybody who has logged in. */
static void convert_old_subject(struct bh_subject *s)
{
    size_t slash = bh_str_find_byte(s->api_version, '/');

    if (is_kind(s, "ServiceAccount")) {
        s->api_group = BH_S("");
    } else if (is_kind(s, "User") || is_kind(s, "Group")) {
        s->api_group = BH_S(RBAC_GROUP);
    } else {
        struct bh_str rest = bh_str_from(s->api_version, slash + 1);
        bool is_parsed = slash < s->api_version.n && bh_str_find_byte(rest, '/') == rest.n;
        s->api_group = is_parsed ? bh_str(s->api_version.p, slash) : BH_S("");
    }
    if (is_kind(s, "User") && bh_str_eq(s->name, BH_S("*"))) {
        s->kind = BH_S("Group");
        s->name = BH_S("system:authenticated");
    }
}

void bh_rbac_default_binding(struct bh_binding_object *binding, struct bh_str api_version)
{
    bool is_old = bh_str_eq(api_version, BH_S(RBAC_GROUP "/v1alpha1"));

    if (binding->role_ref.api_group.n == 0) {
        binding->role_ref.api_group = BH_S(RBAC_GROUP);
    }
    BH_EACH (struct bh_subject, s, binding->subjects) {
        if (is_old) {
            convert_old_subject(s);
        } else if (s->api_group.n == 0 && (is_kind(s, "User") || is_kind(s, "Group"))) {
            s->api_group = BH_S(RBAC_GROUP);
        }
    }
}

/* ---- validation ----------------------------------------------------------------------------------- */

static void check_rule(struct bh_field_errors *errors, const struct bh_policy_rule *rule,
                       bool is_namespaced, uint32_t i)
{
    if (rule->verbs.n == 0) {
        bh_add_required(errors, bh_field_path(errors, "rules[%u].verbs", i),
                        "verbs must contain at least one value");
    }
    if (rule->non_resource_urls.n > 0) {
        struct bh_str path = bh_field_path(errors, "rules[%u].nonResourceURLs", i);
        struct bh_str value = bh_go_strings(errors, &rule->non_resource_urls);
        if (is_namespaced) {
            bh_add_invalid_raw(errors, path, value,
                               "namespaced rules cannot apply to non-resource URLs");
        }
        if (rule->api_groups.n > 0 || rule->resources.n > 0 || rule->resource_names.n > 0) {
            bh_add_invalid_raw(
                errors, path, value,
                "rules cannot apply to both regular resources and non-resource URLs");
        }
        return;
    }
    if (rule->api_groups.n == 0) {
        bh_add_required(errors, bh_field_path(errors, "rules[%u].apiGroups", i),
                        "resource rules must supply at least one api group");
    }
    if (rule->resources.n == 0) {
        bh_add_required(errors, bh_field_path(errors, "rules[%u].resources", i),
                        "resource rules must supply at least one resource");
    }
}

static void check_requirement(struct bh_field_errors *errors, const struct bh_label_requirement *r,
                              uint32_t selector, uint32_t i)
{
#define AT "aggregationRule.clusterRoleSelectors[%u].matchExpressions[%u]"
    if (bh_str_eq(r->op, BH_S("In")) || bh_str_eq(r->op, BH_S("NotIn"))) {
        if (r->values.n == 0) {
            bh_add_required(errors, bh_field_path(errors, AT ".values", selector, i),
                            "must be specified when `operator` is 'In' or 'NotIn'");
        }
    } else if (bh_str_eq(r->op, BH_S("Exists")) || bh_str_eq(r->op, BH_S("DoesNotExist"))) {
        if (r->values.n > 0) {
            bh_add_forbidden(errors, bh_field_path(errors, AT ".values", selector, i),
                             "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
    } else {
        bh_add_invalid(errors, bh_field_path(errors, AT ".operator", selector, i), r->op,
                       "not a valid selector operator");
    }
    bh_check_label_key(errors, bh_field_path(errors, AT ".key", selector, i), r->key);
#undef AT
}

static void check_aggregation(struct bh_field_errors *errors,
                              const struct bh_aggregation *aggregation)
{
    const struct bh_label_selector *selectors = aggregation->selectors.v;

    if (aggregation->selectors.n == 0) {
        bh_add_required(errors, BH_S("aggregationRule.clusterRoleSelectors"),
                        "at least one clusterRoleSelector required if aggregationRule is non-nil");
    }
    for (uint32_t i = 0; i < aggregation->selectors.n; i++) {
        const struct bh_label_selector *s = &selectors[i];
        struct bh_str path = bh_field_path(errors, "aggregationRule.clusterRoleSelectors[%u]", i);
        struct bh_str labels =
            bh_field_path(errors, "aggregationRule.clusterRoleSelectors[%u].matchLabels", i);
        for (uint32_t j = 0; j < s->labels.n; j++) {
            bh_check_label_key(errors, labels, s->labels.v[j].key);
            bh_check_label_value(errors, labels, s->labels.v[j].value);
        }
        const struct bh_label_requirement *expressions = s->expressions.v;
        for (uint32_t j = 0; j < s->expressions.n; j++) {
            check_requirement(errors, &expressions[j], i, j);
        }
        if (!bh_label_selector_is_valid(s)) {
            bh_add_invalid(errors, path, BH_S("null"), "invalid label selector.");
        }
    }
}

static void check_role(struct bh_field_errors *errors, const struct bh_role_object *role,
                       bool is_namespaced, struct bh_str namespace_)
{
    const struct bh_policy_rule *rules = role->rules.v;

    bh_check_meta(errors, &role->meta, is_namespaced, namespace_, bh_check_path_segment);
    for (uint32_t i = 0; i < role->rules.n; i++) {
        check_rule(errors, &rules[i], is_namespaced, i);
    }
    if (role->aggregation != NULL) {
        check_aggregation(errors, role->aggregation);
    }
}

static void check_subject(struct bh_field_errors *errors, const struct bh_subject *s,
                          bool is_namespaced, uint32_t i)
{
    static const char *const kinds[] = { "ServiceAccount", "User", "Group" };
    static const char *const rbac_group[] = { RBAC_GROUP }, *const no_group[] = { "" };
    struct bh_str name = bh_field_path(errors, "subjects[%u].name", i);

    if (s->name.n == 0) {
        bh_add_required(errors, name, "");
    }
    if (is_kind(s, "ServiceAccount")) {
        if (s->name.n > 0) {
            bh_check_dns_subdomain(errors, name, s->name, false);
        }
        if (s->api_group.n > 0) {
            bh_add_unsupported(errors, bh_field_path(errors, "subjects[%u].apiGroup", i),
                               s->api_group, no_group, 1);
        }
        if (!is_namespaced && s->namespace_.n == 0) {
            bh_add_required(errors, bh_field_path(errors, "subjects[%u].namespace", i), "");
        }
    } else if (is_kind(s, "User") || is_kind(s, "Group")) {
        if (!bh_str_eq(s->api_group, BH_S(RBAC_GROUP))) {
            bh_add_unsupported(errors, bh_field_path(errors, "subjects[%u].apiGroup", i),
                               s->api_group, rbac_group, 1);
        }
    } else {
        bh_add_unsupported(errors, bh_field_path(errors, "subjects[%u].kind", i), s->kind, kinds,
                           3);
    }
}

static void check_binding(struct bh_field_errors *errors, const struct bh_binding_object *binding,
                          bool is_namespaced, struct bh_str namespace_)
{
    static const char *const rbac_group[] = { RBAC_GROUP };
    static const char *const kinds[] = { "Role", "ClusterRole" };
    const struct bh_role_ref *ref = &binding->role_ref;
    const struct bh_subject *subjects = binding->subjects.v;
    bool is_role = bh_str_eq(ref->kind, BH_S("Role"));

    bh_check_meta(errors, &binding->meta, is_namespaced, namespace_, bh_check_path_segment);
    if (!bh_str_eq(ref->api_group, BH_S(RBAC_GROUP))) {
        bh_add_unsupported(errors, BH_S("roleRef.apiGroup"), ref->api_group, rbac_group, 1);
    }
    if (!bh_str_eq(ref->kind, BH_S("ClusterRole")) && !(is_role && is_namespaced)) {
        bh_add_unsupported(errors, BH_S("roleRef.kind"), ref->kind,
                           is_namespaced ? kinds : kinds + 1, is_namespaced ? 2 : 1);
    }
    if (ref->name.n == 0) {
        bh_add_required(errors, BH_S("roleRef.name"), "");
    } else {
        bh_check_path_segment(errors, BH_S("roleRef.name"), ref->name, false);
    }
    for (uint32_t i = 0; i < binding->subjects.n; i++) {
        check_subject(errors, &subjects[i], is_namespaced, i);
    }
}

int bh_rbac_validate(enum bh_rbac_kind kind, const void *object, struct bh_str namespace_,
                     struct bh_field_errors *out, struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_own_head *head = object;

    *out = (struct bh_field_errors){ .arena = arena };
    if (!bh_str_is_set(namespace_)) {
        namespace_ = head->meta.namespace_;
    }
    switch (kind) {
    case BH_RBAC_ROLE:
    case BH_RBAC_CLUSTER_ROLE:
        check_role(out, object, kind == BH_RBAC_ROLE, namespace_);
        break;
    case BH_RBAC_ROLE_BINDING:
    case BH_RBAC_CLUSTER_ROLE_BINDING:
        check_binding(out, object, kind == BH_RBAC_ROLE_BINDING, namespace_);
        break;
    case BH_RBAC_SERVICE_ACCOUNT:
        bh_check_meta(out, &head->meta, true, namespace_, bh_check_dns_subdomain);
        break;
    }
    return bh_field_errors_check(out, err);
}
