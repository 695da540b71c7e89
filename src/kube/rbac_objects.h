/* RBAC objects as C structs, filled by the decoder from the rows in schema_rbac.c, and what the API server does to them before it stores them: defaults of their version, and validation.
 * Absent is not empty, as in objects.h. */
#ifndef KUBE_RBAC_OBJECTS_H
#define KUBE_RBAC_OBJECTS_H

#include "kube/objects.h"
#include "kube/validate.h"

enum bh_rbac_kind {
    BH_RBAC_ROLE = 1,
    BH_RBAC_CLUSTER_ROLE,
    BH_RBAC_ROLE_BINDING,
    BH_RBAC_CLUSTER_ROLE_BINDING,
    BH_RBAC_SERVICE_ACCOUNT,
};
enum { BH_N_RBAC_KINDS = BH_RBAC_SERVICE_ACCOUNT };

struct bh_policy_rule {
    const struct bh_node *node;
    struct bh_strs verbs, api_groups, resources, resource_names, non_resource_urls;
};

struct bh_aggregation {
    const struct bh_node *node;
    struct bh_list selectors; /* struct bh_label_selector; one suffices */
};

/* These start alike: with their node and metadata. */

struct bh_role_object { /* Role and ClusterRole */
    const struct bh_node *node;
    struct bh_meta meta;
    struct bh_list rules;               /* struct bh_policy_rule */
    struct bh_aggregation *aggregation; /* NULL = none; only a ClusterRole has it */
};

struct bh_subject {
    const struct bh_node *node;
    struct bh_str kind, api_group, name, namespace_;
    struct bh_str api_version; /* in v1alpha1 only, instead of the group */
};

struct bh_role_ref {
    const struct bh_node *node;
    struct bh_str api_group, kind, name;
};

struct bh_binding_object { /* RoleBinding and ClusterRoleBinding */
    const struct bh_node *node;
    struct bh_meta meta;
    struct bh_list subjects; /* struct bh_subject */
    struct bh_role_ref role_ref;
};

/* What every decoded object with a struct of its own (kinds.h, 'own') starts with. */
struct bh_own_head {
    const struct bh_node *node;
    struct bh_meta meta;
};

/* "Role", ...; 0 when 'kind' is none of them. */
enum bh_rbac_kind bh_rbac_kind_parse(struct bh_str kind);
const char *bh_rbac_kind_name(enum bh_rbac_kind kind);

/* Applies the defaults of the binding's version, and turns v1alpha1's subjects into those of v1.
 * api_version  of the object: "rbac.authorization.k8s.io/v1beta1"
 * Source       pkg/apis/rbac/{v1,v1beta1,v1alpha1} */
void bh_rbac_default_binding(struct bh_binding_object *binding, struct bh_str api_version);

/* What the API server finds wrong with an object (after its defaults), in its words and order.
 * object     a bh_role_object or bh_binding_object, as 'kind' says; of a ServiceAccount its bh_own_head
 * namespace_ the one that it goes to; unset = what its metadata say
 * Source     pkg/apis/rbac/validation, Kubernetes 1.24. Upstream walks maps of labels and annotations in random
 *            order: here they come in that of the document. */
int bh_rbac_validate(enum bh_rbac_kind kind, const void *object, struct bh_str namespace_,
                     struct bh_field_errors *out, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

#endif
