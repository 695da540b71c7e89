/* Whether an update of a pod is of interest to PodSecurityPolicy at all: upstream ignores one that changes nothing but what
 * the garbage collector and the server itself write. Called before a pod that is updated is judged. Implements "ignored
 * requests" of section A.4 of the pod security specification. Compares the documents field by field along the decoder's
 * rows: an empty list or map is as good as none, as upstream has it. Leaves out defaults (but that of securityContext):
 * both documents of an admission request come from the server and have them; where they do not, the pod is judged. */
#include "kube/schema.h"
#include "podsec/psp.h"

enum { MANY_KEYS = 256 }; /* from here on keys must stand in the same order to be found */

static bool is_same_object(const struct bh_type *type, const struct bh_node *a,
                           const struct bh_node *b);

static const struct bh_field *row_of(const struct bh_type *type, struct bh_str key)
{
    for (uint32_t i = 0; type != NULL && i < type->n_fields; i++) {
        if (bh_str_eq(key, bh_str(type->fields[i].name, type->fields[i].name_n))) {
            return &type->fields[i];
        }
    }
    return NULL;
}

static bool is_absent(const struct bh_node *value)
{
    return value == NULL || value->kind == BH_NODE_NULL;
}

/* The flags of a pod spec that are false where nothing is written. */
static bool is_host_flag(const struct bh_field *field)
{
    static const struct bh_str names[] = { BH_S("hostIPC"), BH_S("hostNetwork"), BH_S("hostPID") };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (bh_str_eq(bh_str(field->name, field->name_n), names[i])) {
            return true;
        }
    }
    return false;
}

/* What counts as absent although it is written: an empty list or map, an empty part of an SELinux context, a flag of the
 * pod that is false, and a security context of the pod that says nothing, which the API server puts in where there is
 * none. */
static bool is_nothing(const struct bh_type *type, const struct bh_field *field,
                       const struct bh_node *value)
{
    if (is_absent(value)) {
        return true;
    }
    if (field == NULL) {
        return false;
    }
    bool is_of_pod = type == &bh_type_pod_spec;
    if (is_of_pod && field->type == &bh_type_pod_security_context &&
        value->kind == BH_NODE_OBJECT) {
        const struct bh_node *k = value + 1;
        for (uint32_t i = 0; i < value->n; i++, k += k->skip) {
            if (!is_nothing(field->type, row_of(field->type, bh_node_text(k)), k + 1)) {
                return false;
            }
        }
        return true;
    }
    if (type == &bh_type_se_linux_options && value->kind == BH_NODE_STRING) {
        return value->n == 0;
    }
    if (is_of_pod && value->kind == BH_NODE_FALSE) {
        return is_host_flag(field);
    }
    return (value->kind == BH_NODE_ARRAY || value->kind == BH_NODE_OBJECT) && value->n == 0 &&
           (field->shape != BH_SHAPE_ONE || field->kind == BH_FIELD_INLINE);
}

/* The value under 'key'; the pair at the same place is looked at first. */
static const struct bh_node *find(const struct bh_node *object, struct bh_str key,
                                  const struct bh_node *hint)
{
    const struct bh_node *end = object + object->skip;

    if (hint < end && hint->kind == BH_NODE_KEY && bh_str_eq(bh_node_text(hint), key)) {
        return hint + 1;
    }
    return object->n < MANY_KEYS ? bh_doc_member(object, key) : NULL;
}

static bool is_same_value(const struct bh_type *of, const struct bh_node *a,
                          const struct bh_node *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    if (a->kind == BH_NODE_OBJECT) {
        return ((a->flags | b->flags) & BH_NODE_OPAQUE) == 0 && is_same_object(of, a, b);
    }
    if (a->kind != BH_NODE_ARRAY) {
        return (a->kind != BH_NODE_NUMBER && a->kind != BH_NODE_STRING) ||
               bh_str_eq(bh_node_text(a), bh_node_text(b));
    }
    if (a->n != b->n) {
        return false;
    }
    const struct bh_node *x = a + 1, *y = b + 1;
    for (uint32_t i = 0; i < a->n; i++, x += x->skip, y += y->skip) {
        if (!is_same_value(of, x, y)) {
            return false;
        }
    }
    return true;
}

/* Metadata that a request cannot change, or that does not count. */
static bool is_skipped(const struct bh_field *field, const struct bh_node *a,
                       const struct bh_node *old)
{
    static const struct bh_str never[] = { BH_S("ownerReferences"), BH_S("finalizers"),
                                           BH_S("selfLink"), BH_S("managedFields"),
                                           BH_S("generation") };
    static const struct bh_str if_old[] = { BH_S("creationTimestamp"), BH_S("deletionTimestamp") };
    static const struct bh_str if_new[] = { BH_S("uid"), BH_S("deletionGracePeriodSeconds"),
                                            BH_S("namespace") };
    struct bh_str name = bh_str(field->name, field->name_n);

    for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
        if (bh_str_eq(name, never[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(if_old) / sizeof(if_old[0]); i++) {
        if (bh_str_eq(name, if_old[i]) && !is_absent(old)) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(if_new) / sizeof(if_new[0]); i++) {
        if (bh_str_eq(name, if_new[i]) && is_absent(a)) {
            return true;
        }
    }
    return false;
}

/* serviceAccount is the old name of serviceAccountName, and counts where that is missing. */
static bool is_account(const struct bh_field *field)
{
    return field != NULL && (bh_str_eq(bh_str_c(field->name), BH_S("serviceAccount")) ||
                             bh_str_eq(bh_str_c(field->name), BH_S("serviceAccountName")));
}

static struct bh_str account_of(const struct bh_node *spec)
{
    static const struct bh_str names[] = { BH_S("serviceAccountName"), BH_S("serviceAccount") };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const struct bh_node *name = bh_doc_member(spec, names[i]);
        if (name != NULL && name->kind == BH_NODE_STRING && name->n > 0) {
            return bh_node_text(name);
        }
    }
    return BH_S("");
}

/* Every member of 'a' is in 'b'; what 'b' has besides is the other call's. */
static bool is_covered(const struct bh_type *type, const struct bh_node *a, const struct bh_node *b)
{
    const struct bh_node *k = a + 1, *hint = b + 1;

    for (uint32_t i = 0; i < a->n; i++, k += k->skip) {
        const struct bh_field *field = row_of(type, bh_node_text(k));
        const struct bh_node *other = find(b, bh_node_text(k), hint);
        const struct bh_type *of = field == NULL ? NULL : field->type;
        hint = other == NULL ? hint : other + other->skip;
        if (type == &bh_type_pod_spec && is_account(field)) {
            continue; /* compared by account_of */
        }
        if (is_nothing(type, field, k + 1) && is_nothing(type, field, other)) {
            continue;
        }
        if (is_absent(other) || !is_same_value(of, k + 1, other)) {
            return false;
        }
    }
    return true;
}

static bool is_same_object(const struct bh_type *type, const struct bh_node *a,
                           const struct bh_node *b)
{
    return is_covered(type, a, b) && is_covered(type, b, a);
}

bool bh_psp_ignores_update(const struct bh_node *pod, const struct bh_node *old_pod)
{
    static const struct bh_node none = { .kind = BH_NODE_OBJECT, .skip = 1 };
    const struct bh_node *a, *b;

    if (pod == NULL || old_pod == NULL || pod->kind != BH_NODE_OBJECT ||
        old_pod->kind != BH_NODE_OBJECT) {
        return false;
    }
    a = bh_doc_member(pod, BH_S("spec"));
    b = bh_doc_member(old_pod, BH_S("spec"));
    a = is_absent(a) ? &none : a;
    b = is_absent(b) ? &none : b;
    if (!bh_str_eq(account_of(a), account_of(b)) || !is_same_value(&bh_type_pod_spec, a, b)) {
        return false;
    }
    a = bh_doc_member(pod, BH_S("metadata"));
    b = bh_doc_member(old_pod, BH_S("metadata"));
    a = is_absent(a) ? &none : a;
    b = is_absent(b) ? &none : b;
    if (a->kind != BH_NODE_OBJECT || b->kind != BH_NODE_OBJECT) {
        return false;
    }
    for (uint32_t i = 0; i < bh_type_object_meta.n_fields; i++) {
        const struct bh_field *field = &bh_type_object_meta.fields[i];
        struct bh_str name = bh_str(field->name, field->name_n);
        const struct bh_node *x = bh_doc_member(a, name), *y = bh_doc_member(b, name);
        bool x_is_nothing = is_nothing(&bh_type_object_meta, field, x);
        bool y_is_nothing = is_nothing(&bh_type_object_meta, field, y);
        if (is_skipped(field, x, y) || (x_is_nothing && y_is_nothing)) {
            continue;
        }
        if (is_absent(x) || is_absent(y) || !is_same_value(NULL, x, y)) {
            return false;
        }
    }
    return true;
}
