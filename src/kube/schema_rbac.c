/* Field tables: roles and bindings. One row a JSON field, sorted by name; read by decode.c.
 * Source: the types of k8s.io/api v0.37; conformance holds every row against them. */
#include "kube/rbac_objects.h"
#include "kube/schema.h"

static const struct bh_field aggregation_rule_fields[] = {
    STORED("clusterRoleSelectors", OBJECT, LIST, offsetof(struct bh_aggregation, selectors),
           &bh_type_label_selector),
};
const struct bh_type bh_type_aggregation_rule =
    TYPE("AggregationRule", aggregation_rule_fields, sizeof(struct bh_aggregation),
         offsetof(struct bh_aggregation, node));

static const struct bh_field policy_rule_fields[] = {
    STORED("apiGroups", STRING, LIST, offsetof(struct bh_policy_rule, api_groups), NULL),
    STORED("nonResourceURLs", STRING, LIST, offsetof(struct bh_policy_rule, non_resource_urls),
           NULL),
    STORED("resourceNames", STRING, LIST, offsetof(struct bh_policy_rule, resource_names), NULL),
    STORED("resources", STRING, LIST, offsetof(struct bh_policy_rule, resources), NULL),
    STORED("verbs", STRING, LIST, offsetof(struct bh_policy_rule, verbs), NULL),
};
const struct bh_type bh_type_policy_rule =
    TYPE("PolicyRule", policy_rule_fields, sizeof(struct bh_policy_rule),
         offsetof(struct bh_policy_rule, node));

/* ---- roles --------------------------------------------------------------------------------------- */

static const struct bh_field cluster_role_fields[] = {
    STORED("aggregationRule", OBJECT, ONE, offsetof(struct bh_role_object, aggregation),
           &bh_type_aggregation_rule),
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("kind", STRING, ONE, NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_role_object, meta), &bh_type_object_meta),
    STORED("rules", OBJECT, LIST, offsetof(struct bh_role_object, rules), &bh_type_policy_rule),
};
const struct bh_type bh_type_cluster_role =
    TYPE("ClusterRole", cluster_role_fields, sizeof(struct bh_role_object),
         offsetof(struct bh_role_object, node));

static const struct bh_field cluster_role_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_cluster_role),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_cluster_role_list =
    TYPE("ClusterRoleList", cluster_role_list_fields, 0, BH_NOT_STORED);

static const struct bh_field role_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("kind", STRING, ONE, NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_role_object, meta), &bh_type_object_meta),
    STORED("rules", OBJECT, LIST, offsetof(struct bh_role_object, rules), &bh_type_policy_rule),
};
const struct bh_type bh_type_role =
    TYPE("Role", role_fields, sizeof(struct bh_role_object), offsetof(struct bh_role_object, node));

static const struct bh_field role_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_role),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_role_list = TYPE("RoleList", role_list_fields, 0, BH_NOT_STORED);

/* ---- bindings, version v1 and v1beta1 ------------------------------------------------------------- */

static const struct bh_field role_ref_fields[] = {
    STORED("apiGroup", STRING, ONE, offsetof(struct bh_role_ref, api_group), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_role_ref, kind), NULL),
    STORED("name", STRING, ONE, offsetof(struct bh_role_ref, name), NULL),
};
const struct bh_type bh_type_role_ref = TYPE("RoleRef", role_ref_fields, sizeof(struct bh_role_ref),
                                             offsetof(struct bh_role_ref, node));

static const struct bh_field subject_fields[] = {
    STORED("apiGroup", STRING, ONE, offsetof(struct bh_subject, api_group), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_subject, kind), NULL),
    STORED("name", STRING, ONE, offsetof(struct bh_subject, name), NULL),
    STORED("namespace", STRING, ONE, offsetof(struct bh_subject, namespace_), NULL),
};
const struct bh_type bh_type_subject =
    TYPE("Subject", subject_fields, sizeof(struct bh_subject), offsetof(struct bh_subject, node));

#define BINDING_FIELDS(ref, subject)                                                           \
    {                                                                                          \
        CHECKED("apiVersion", STRING, ONE, NULL), CHECKED("kind", STRING, ONE, NULL),          \
            STORED("metadata", INLINE, ONE, offsetof(struct bh_binding_object, meta),          \
                   &bh_type_object_meta),                                                      \
            STORED("roleRef", INLINE, ONE, offsetof(struct bh_binding_object, role_ref), ref), \
            STORED("subjects", OBJECT, LIST, offsetof(struct bh_binding_object, subjects),     \
                   subject),                                                                   \
    }
#define LIST_FIELDS(item)                                                               \
    {                                                                                   \
        CHECKED("apiVersion", STRING, ONE, NULL), CHECKED("items", OBJECT, LIST, item), \
            CHECKED("kind", STRING, ONE, NULL),                                         \
            CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),                       \
    }

static const struct bh_field binding_fields[] = BINDING_FIELDS(&bh_type_role_ref, &bh_type_subject);
const struct bh_type bh_type_cluster_role_binding =
    TYPE("ClusterRoleBinding", binding_fields, sizeof(struct bh_binding_object),
         offsetof(struct bh_binding_object, node));
const struct bh_type bh_type_role_binding =
    TYPE("RoleBinding", binding_fields, sizeof(struct bh_binding_object),
         offsetof(struct bh_binding_object, node));

static const struct bh_field cluster_role_binding_list_fields[] =
    LIST_FIELDS(&bh_type_cluster_role_binding);
const struct bh_type bh_type_cluster_role_binding_list =
    TYPE("ClusterRoleBindingList", cluster_role_binding_list_fields, 0, BH_NOT_STORED);

static const struct bh_field role_binding_list_fields[] = LIST_FIELDS(&bh_type_role_binding);
const struct bh_type bh_type_role_binding_list =
    TYPE("RoleBindingList", role_binding_list_fields, 0, BH_NOT_STORED);

/* ---- bindings, version v1alpha1: subjects have a version instead of a group ------------------------ */

const struct bh_type bh_type_v1alpha1_role_ref =
    TYPE("v1alpha1RoleRef", role_ref_fields, sizeof(struct bh_role_ref),
         offsetof(struct bh_role_ref, node));

static const struct bh_field v1alpha1_subject_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_subject, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_subject, kind), NULL),
    STORED("name", STRING, ONE, offsetof(struct bh_subject, name), NULL),
    STORED("namespace", STRING, ONE, offsetof(struct bh_subject, namespace_), NULL),
};
const struct bh_type bh_type_v1alpha1_subject =
    TYPE("v1alpha1Subject", v1alpha1_subject_fields, sizeof(struct bh_subject),
         offsetof(struct bh_subject, node));

static const struct bh_field v1alpha1_binding_fields[] =
    BINDING_FIELDS(&bh_type_v1alpha1_role_ref, &bh_type_v1alpha1_subject);
const struct bh_type bh_type_v1alpha1_cluster_role_binding =
    TYPE("v1alpha1ClusterRoleBinding", v1alpha1_binding_fields, sizeof(struct bh_binding_object),
         offsetof(struct bh_binding_object, node));
const struct bh_type bh_type_v1alpha1_role_binding =
    TYPE("v1alpha1RoleBinding", v1alpha1_binding_fields, sizeof(struct bh_binding_object),
         offsetof(struct bh_binding_object, node));
