/* The kinds that Bulkhead knows, as one table: which type decodes them, and where their pod stands. */
#ifndef KUBE_KINDS_H
#define KUBE_KINDS_H

#include <stdbool.h>

#include "kube/api_group.h"
#include "kube/decode.h"
#include "kube/objects.h"

enum bh_role {
    BH_ROLE_POD = 1,    /* is a pod */
    BH_ROLE_CONTROLLER, /* makes pods from a template */
    BH_ROLE_NAMESPACE,
    BH_ROLE_ACCOUNT, /* a ServiceAccount */
    BH_ROLE_POLICY,  /* a PodSecurityPolicy */
    BH_ROLE_RBAC,    /* a role or a binding: a struct of its own (rbac_objects.h) */
    BH_ROLE_OTHER,   /* none of these: not judged */
};

struct bh_kind {
    const char *group; /* "" = core */
    const char *kind;
    const char *resource; /* plural, as in messages and URLs: "deployments" */
    const struct bh_type *type;
    const char *
        pod_path; /* of what holds the pod's metadata and spec: "", "spec.template", ...; NULL = none */
    enum bh_role role;
};

/* The row of a group ("apps" of "apps/v1") and kind, or NULL. */
const struct bh_kind *bh_kind_find(struct bh_str api_version, struct bh_str kind);

/* All rows, for tests and lists. */
const struct bh_kind *bh_kinds(size_t *out_n);

/* An object, ready for the engines. */
struct bh_decoded {
    const struct bh_kind
        *kind; /* NULL: a kind that we do not know, judged by the shape of its template */
    enum bh_role role;
    struct bh_object object;
    void *
        own; /* of BH_ROLE_RBAC: its struct (bh_role_object, bh_binding_object, bh_account_object), in arena; the
                  object has only its head. NULL for others */
    struct bh_str pod_path; /* as in bh_kind; "" for pods */
    uint32_t
        n_templates; /* pod templates in the document: more than 1 only for kinds that we do not know */
    bool
        is_partial; /* a template that may not be all that its pods will have: of a kind that we do not know */
    const struct bh_node *
        stray; /* in such a kind: a container that is not judged, because it stands in no template; or NULL */
};

/* Decodes an object by its kind; one of an unknown kind by the shape of its pod template, if it carries one
 * at a well-known place, else role is BH_ROLE_OTHER and only the head is filled.
 * api_version and kind override those of the document (List elements may lack them); unset = an error.
 * options->template_ says which of several templates
 * (0 to n_templates - 1). Returns as bh_decode; path and place of issues are relative to the document. */
int bh_decode_object(const struct bh_doc *doc, struct bh_str api_version, struct bh_str kind,
                     const struct bh_decode_options *options, struct bh_decoded *out,
                     struct bh_issues *issues, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

#endif
