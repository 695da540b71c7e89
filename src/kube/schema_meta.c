/* Field tables: metadata, selectors and references. One row a JSON field, sorted by name; read by decode.c.
 * Source: the types of k8s.io/api v0.37; conformance holds every row against them. */
#include "kube/schema.h"

static const struct bh_field label_selector_fields[] = {
    STORED("matchExpressions", OBJECT, LIST, offsetof(struct bh_label_selector, expressions),
           &bh_type_label_selector_requirement),
    STORED("matchLabels", STRING, MAP, offsetof(struct bh_label_selector, labels), NULL),
};
const struct bh_type bh_type_label_selector =
    TYPE("LabelSelector", label_selector_fields, sizeof(struct bh_label_selector),
         offsetof(struct bh_label_selector, node));

static const struct bh_field label_selector_requirement_fields[] = {
    STORED("key", STRING, ONE, offsetof(struct bh_label_requirement, key), NULL),
    STORED("operator", STRING, ONE, offsetof(struct bh_label_requirement, op), NULL),
    STORED("values", STRING, LIST, offsetof(struct bh_label_requirement, values), NULL),
};
const struct bh_type bh_type_label_selector_requirement =
    TYPE("LabelSelectorRequirement", label_selector_requirement_fields,
         sizeof(struct bh_label_requirement), offsetof(struct bh_label_requirement, node));

static const struct bh_field local_object_reference_fields[] = {
    STORED("name", STRING, ONE, offsetof(struct bh_local_ref, name), NULL),
};
const struct bh_type bh_type_local_object_reference =
    TYPE("LocalObjectReference", local_object_reference_fields, sizeof(struct bh_local_ref),
         offsetof(struct bh_local_ref, node));

static const struct bh_field managed_fields_entry_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL), CHECKED("fieldsType", STRING, ONE, NULL),
    CHECKED("fieldsV1", ANY, ONE, NULL),      CHECKED("manager", STRING, ONE, NULL),
    CHECKED("operation", STRING, ONE, NULL),  CHECKED("subresource", STRING, ONE, NULL),
    CHECKED("time", TIME, ONE, NULL),
};
const struct bh_type bh_type_managed_fields_entry =
    TYPE("ManagedFieldsEntry", managed_fields_entry_fields, 0, BH_NOT_STORED);

static const struct bh_field object_meta_fields[] = {
    STORED("annotations", STRING, MAP, offsetof(struct bh_meta, annotations), NULL),
    CHECKED("creationTimestamp", TIME, ONE, NULL),
    CHECKED("deletionGracePeriodSeconds", INT64, ONE, NULL),
    CHECKED("deletionTimestamp", TIME, ONE, NULL),
    CHECKED("finalizers", STRING, LIST, NULL),
    STORED("generateName", STRING, ONE, offsetof(struct bh_meta, generate_name), NULL),
    CHECKED("generation", INT64, ONE, NULL),
    STORED("labels", STRING, MAP, offsetof(struct bh_meta, labels), NULL),
    CHECKED("managedFields", OBJECT, LIST, &bh_type_managed_fields_entry),
    STORED("name", STRING, ONE, offsetof(struct bh_meta, name), NULL),
    STORED("namespace", STRING, ONE, offsetof(struct bh_meta, namespace_), NULL),
    STORED("ownerReferences", OBJECT, LIST, offsetof(struct bh_meta, owners),
           &bh_type_owner_reference),
    CHECKED("resourceVersion", STRING, ONE, NULL),
    CHECKED("selfLink", STRING, ONE, NULL),
    STORED("uid", STRING, ONE, offsetof(struct bh_meta, uid), NULL),
};
const struct bh_type bh_type_object_meta =
    TYPE("ObjectMeta", object_meta_fields, sizeof(struct bh_meta), offsetof(struct bh_meta, node));

static const struct bh_field object_reference_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL), CHECKED("fieldPath", STRING, ONE, NULL),
    CHECKED("kind", STRING, ONE, NULL),       CHECKED("name", STRING, ONE, NULL),
    CHECKED("namespace", STRING, ONE, NULL),  CHECKED("resourceVersion", STRING, ONE, NULL),
    CHECKED("uid", STRING, ONE, NULL),
};
const struct bh_type bh_type_object_reference =
    TYPE("ObjectReference", object_reference_fields, 0, BH_NOT_STORED);

static const struct bh_field owner_reference_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_owner, api_version), NULL),
    CHECKED("blockOwnerDeletion", BOOL, ONE, NULL),
    STORED("controller", BOOL, ONE, offsetof(struct bh_owner, is_controller), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_owner, kind), NULL),
    STORED("name", STRING, ONE, offsetof(struct bh_owner, name), NULL),
    STORED("uid", STRING, ONE, offsetof(struct bh_owner, uid), NULL),
};
const struct bh_type bh_type_owner_reference =
    TYPE("OwnerReference", owner_reference_fields, sizeof(struct bh_owner),
         offsetof(struct bh_owner, node));

static const struct bh_field service_account_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("automountServiceAccountToken", BOOL, ONE,
           offsetof(struct bh_object, account.automount_token), NULL),
    STORED("imagePullSecrets", OBJECT, LIST, offsetof(struct bh_object, account.image_pull_secrets),
           &bh_type_local_object_reference),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    CHECKED("secrets", OBJECT, LIST, &bh_type_object_reference),
};
const struct bh_type bh_type_service_account =
    TYPE("ServiceAccount", service_account_fields, sizeof(struct bh_object),
         offsetof(struct bh_object, node));

static const struct bh_field service_account_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_service_account),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_service_account_list =
    TYPE("ServiceAccountList", service_account_list_fields, 0, BH_NOT_STORED);

static const struct bh_field typed_local_object_reference_fields[] = {
    CHECKED("apiGroup", STRING, ONE, NULL),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("name", STRING, ONE, NULL),
};
const struct bh_type bh_type_typed_local_object_reference =
    TYPE("TypedLocalObjectReference", typed_local_object_reference_fields, 0, BH_NOT_STORED);
