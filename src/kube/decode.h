/* The table-driven decoder: nodes in, structs out. A struct's fields are rows (schema.c); a row says the
 * field's JSON name, what it holds, and where it goes, or that it is only checked. */
#ifndef KUBE_DECODE_H
#define KUBE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "kube/doc.h"

enum bh_field_kind {
    BH_FIELD_STRING,     /* struct bh_str */
    BH_FIELD_BOOL,       /* enum bh_tri in one int */
    BH_FIELD_INT32,      /* struct bh_int */
    BH_FIELD_INT64,      /* struct bh_int */
    BH_FIELD_QUANTITY,   /* checked only */
    BH_FIELD_INT_OR_STR, /* checked only */
    BH_FIELD_TIME,       /* checked only: RFC 3339 */
    BH_FIELD_ANY,        /* not looked into */
    BH_FIELD_OBJECT,     /* a pointer to a struct of 'type', in the arena */
    BH_FIELD_INLINE,     /* an object whose struct stands inside this one, at 'offset' */
    BH_FIELD_PRESENCE, /* an object: uint8_t BH_YES when it is there and not null; contents only checked,
                             unless 'type' stores: then at offset 0 of this same struct */
};

enum bh_field_shape {
    BH_SHAPE_ONE,
    BH_SHAPE_LIST, /* struct bh_list, bh_strs or bh_ints */
    BH_SHAPE_MAP,  /* struct bh_pairs for strings; others checked only */
};

#define BH_NOT_STORED 0xFFFFu

struct bh_type;

struct bh_field {
    const char *name;
    uint8_t name_n;
    uint8_t kind;               /* enum bh_field_kind */
    uint8_t shape;              /* enum bh_field_shape */
    uint16_t offset;            /* in the struct, or BH_NOT_STORED */
    const struct bh_type *type; /* of OBJECT, INLINE and PRESENCE fields */
};

struct bh_type {
    const char *name;              /* as upstream calls it: "PodSpec" */
    const struct bh_field *fields; /* sorted by name */
    uint16_t n_fields;
    uint16_t size;        /* of the struct, 0 = nothing of it is stored */
    uint16_t node_offset; /* of its 'node' member, or BH_NOT_STORED */
};

/* Something about the input that is no error by itself: an unknown field, a repeated key. */
enum bh_issue_kind { BH_ISSUE_UNKNOWN_FIELD = 1, BH_ISSUE_REPEATED_KEY };

struct bh_issue {
    enum bh_issue_kind kind;
    struct bh_str path; /* kubectl's: "spec.containers[0].securityContxt"; in arena */
    struct bh_str near; /* nearest name that the type has; unset when none is near */
    struct bh_place place;
    struct bh_place other; /* REPEATED_KEY: where the key stood first */
};

struct bh_issues {
    struct bh_issue *v; /* in arena */
    uint32_t n, room;
    uint32_t n_more; /* unknown fields past BH_MAX_ISSUES, not kept */
};

struct bh_decode_options {
    bool takes_last_key; /* a repeated key: take the last value (an issue), instead of refusing */
    bool
        is_foreign; /* the type is only nearly right (a template inside a kind that we do not know):
                             an unknown field is an issue only when a known name is near */
    bool only_pods; /* bh_decode_object only: of kinds that neither are nor make pods, and are no
                           namespaces, decode the head alone (role is then BH_ROLE_OTHER) */
    uint32_t template_; /* bh_decode_object only: which pod template of several, from 0 */
    const char *path;   /* of the node inside its document, for messages: "" or "spec.template" */
};

/* Decodes 'node' as 'type' into 'out' (type->size bytes, zeroed by the caller).
 *
 * A value of the wrong type, an integer out of range, a malformed quantity or time, and a repeated key
 * are refused as the API server (or kubectl's strict validation) refuses them: -INPUT with line, column, path,
 * found and expected. Unknown fields become issues. -LIMIT when the arena's budget is spent.
 * Memory: results in 'arena', text borrowed from the document.
 * Source: sigs.k8s.io/json as the API server uses it; deviations in docs/readers.md. */
int bh_decode(const struct bh_type *type, const struct bh_doc *doc, const struct bh_node *node,
              const struct bh_decode_options *options, void *out, struct bh_issues *issues,
              struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

#endif
