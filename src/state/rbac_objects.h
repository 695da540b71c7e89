/* RBAC objects and service accounts as the snapshot keeps them: copied, defaulted, validated, each with its file and
 * line. */
#ifndef STATE_RBAC_OBJECTS_H
#define STATE_RBAC_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/map.h"
#include "kube/kinds.h"
#include "kube/rbac_objects.h"
#include "kube/selector.h"

struct bh_known_error {
    struct bh_str path, text; /* the API server's field error */
    uint32_t line;            /* of the field, or of what should hold it */
};

struct bh_known_head { /* what all of these have */
    enum bh_rbac_kind kind;
    struct bh_str name, namespace_; /* namespace_ is empty for cluster-wide kinds */
    struct bh_str file;             /* where it stands; shared text of the caller */
    uint32_t line;
    bool is_repeated;              /* the input holds it more than once; the last one counts */
    struct bh_known_error *errors; /* the API server would refuse it for these */
    uint32_t n_errors;
};

struct bh_known_rule {
    struct bh_strs verbs, api_groups, resources, resource_names, non_resource_urls;
    uint32_t line;
};

struct bh_known_role {
    struct bh_known_head head;
    struct bh_pairs labels;
    struct bh_known_rule *rules;
    uint32_t n_rules;
    bool is_aggregated;
    uint32_t aggregation_line;
    struct bh_selector *selectors; /* of the roles whose rules it gathers */
    uint32_t n_selectors;
    bool has_bad_selector; /* upstream then leaves the role as it is */
};

struct bh_known_subject {
    struct bh_str kind, api_group, name, namespace_; /* namespace_ as written: may be empty */
    uint32_t line;
};

struct bh_known_binding {
    struct bh_known_head head;
    struct bh_known_subject *subjects;
    uint32_t n_subjects;
    struct bh_str ref_api_group, ref_kind, ref_name; /* the role */
    uint32_t ref_line;
};

struct bh_known_account {
    struct bh_known_head head;
    struct bh_account account; /* what it gives to the pods that run as it */
};

struct bh_known_list { /* objects of one kind, in the order of their first arrival */
    struct bh_known_head **v;
    uint32_t n, room;
    struct bh_map by_name; /* "7:default" + "web" */
};

struct bh_known_rbac {
    struct bh_known_list lists[BH_N_RBAC_KINDS + 1]; /* by enum bh_rbac_kind; 0 is not used */
    bool is_given[BH_N_RBAC_KINDS + 1];              /* the input says something of the kind */
};

struct bh_snapshot;

/* Copies a decoded object of one of these kinds into the snapshot, with defaults (which 'decoded' gets too) and
 * validation.
 * namespace_  that it goes to when its metadata name none ("-n"); unset or empty = none
 * file        kept
 * Returns     0; -LIMIT. An invalid object is no error: it is kept with its errors */
int bh_snapshot_add_rbac(struct bh_snapshot *snapshot, const struct bh_decoded *decoded,
                         const struct bh_doc *doc, struct bh_str namespace_, struct bh_str file,
                         struct bh_err *err) BH_MUST_CHECK;

/* A later object of this kind and name could not be read: what is known of it grants nothing any more. 'why' is kept. */
int bh_snapshot_spoil_rbac(struct bh_snapshot *snapshot, enum bh_rbac_kind kind,
                           struct bh_str namespace_, struct bh_str name, struct bh_str why,
                           struct bh_err *err) BH_MUST_CHECK;

/* Says that the input speaks of the kind, though it holds no object of it (an empty RoleBindingList). */
void bh_snapshot_note_rbac_kind(struct bh_snapshot *snapshot, enum bh_rbac_kind kind);
bool bh_snapshot_has_rbac_kind(const struct bh_snapshot *snapshot, enum bh_rbac_kind kind);

/* NULL when the input did not hold it. */
const struct bh_known_account *bh_snapshot_account(const struct bh_snapshot *snapshot,
                                                   struct bh_str namespace_, struct bh_str name);
const struct bh_known_head *bh_snapshot_rbac(const struct bh_snapshot *snapshot,
                                             enum bh_rbac_kind kind, struct bh_str namespace_,
                                             struct bh_str name);

#endif
