/* What the API server's validation has to say of an object: field errors, byte for byte, and the grammars and
 * metadata rules that all kinds share. */
#ifndef KUBE_VALIDATE_H
#define KUBE_VALIDATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "kube/objects.h"

struct bh_field_error {
    struct bh_str path; /* "rules[0].verbs" */
    struct bh_str text; /* the whole error: path, what, value, detail */
};

/* Field errors in the order in which they were found. Start from { .arena }; the first failure of memory sticks. */
struct bh_field_errors {
    struct bh_arena *arena; /* of the list and of its texts */
    struct bh_field_error *v;
    uint32_t n, room;
    bool is_broken; /* the budget is spent: the list is not whole */
};

/* 0, or -LIMIT when the list is not whole. */
int bh_field_errors_check(const struct bh_field_errors *errors, struct bh_err *err) BH_MUST_CHECK;

/* Each adds one error; 'path' must outlive the list (arena or literal), an empty 'detail' is left out. */
void bh_add_required(struct bh_field_errors *errors, struct bh_str path, const char *detail);
void bh_add_forbidden(struct bh_field_errors *errors, struct bh_str path, const char *detail);
void bh_add_too_long(struct bh_field_errors *errors, struct bh_str path, const char *detail);
void bh_add_invalid(struct bh_field_errors *errors, struct bh_str path, struct bh_str value,
                    const char *detail);
/* As bh_add_invalid, of a value that is printed as it stands: numbers, booleans, Go syntax. */
void bh_add_invalid_raw(struct bh_field_errors *errors, struct bh_str path, struct bh_str value,
                        const char *detail);
/* The n supported values as the detail. */
void bh_add_unsupported(struct bh_field_errors *errors, struct bh_str path, struct bh_str value,
                        const char *const *supported, uint32_t n);

/* A path, in the list's arena; unset when the budget is spent (and then the list is broken). */
struct bh_str bh_field_path(struct bh_field_errors *errors, const char *fmt, ...) BH_PRINTF(2, 3);

/* A list of strings as Go's %#v: []string{"a", "b"}, []string(nil). */
struct bh_str bh_go_strings(struct bh_field_errors *errors, const struct bh_strs *strings);

/* Grammars: each adds what is wrong with 'value' as errors at 'path', every one as Invalid with that value. */
typedef void bh_name_rule(struct bh_field_errors *errors, struct bh_str path, struct bh_str value,
                          bool is_prefix);
bh_name_rule bh_check_dns_subdomain; /* RFC 1123 */
bh_name_rule bh_check_dns_label;
bh_name_rule bh_check_path_segment; /* no '/', '%', "." and ".." */
void bh_check_label_key(struct bh_field_errors *errors, struct bh_str path, struct bh_str value);
void bh_check_label_value(struct bh_field_errors *errors, struct bh_str path, struct bh_str value);

/* The rules of metadata at path "metadata".
 * namespace_   the namespace that the object goes to; empty or unset = none
 * Left out     managedFields
 * Source       apimachinery 0.24, pkg/api/validation/objectmeta.go */
void bh_check_meta(struct bh_field_errors *errors, const struct bh_meta *meta, bool is_namespaced,
                   struct bh_str namespace_, bh_name_rule *name_rule);

#endif
