/* The smallest change of a document's text that gives fields new values: lines that are put in, a scalar that is
 * replaced. Everything else, comments and order and layout, stays as it is, and what is put in looks like what
 * stands around it. Works on block style, flow style and JSON alike.
 *
 * Nothing here is proof: whoever edits reads the result and compares. */
#ifndef KUBE_YAML_EDIT_H
#define KUBE_YAML_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "kube/doc.h"
#include "kube/text_tree.h"

struct bh_change { /* a field that is to have a value */
    struct bh_str
        path; /* "spec.containers[0].securityContext.privileged", from the object's root */
    struct bh_str value; /* a word: false, RuntimeDefault, ALL */
    bool is_string;      /* JSON writes it in quotes */
    bool
        is_element; /* it becomes the last element of the list at 'path', which is made if need be */
    const char *const
        *before; /* ends with NULL: a field that is new where one of these stands goes before it;
                                  NULL = to the end of its mapping */
    struct bh_str problem; /* out: why it was not made; unset = it was */
};

struct bh_edit {
    size_t at, n_removed; /* bytes of the text */
    struct bh_str text;   /* that is put there; in arena */
    uint32_t order;       /* private to bh_edits_sort */
};

struct bh_edits {
    struct bh_edit *v; /* in arena */
    uint32_t n, room;
};

/* Plans the edits for one object.
 *
 * tree, root   the document, and the object's mapping in it
 * object       the same object as it was composed: what comes from aliases and merge keys shows in it
 * changes      sorted by bytes of 'path', no two alike; their 'problem' is set where the change cannot be
 *              made: the field is shared through an anchor, or the layout is beyond this
 * base         is added to the edits' places: where the tree's text begins in a larger one
 * edits        is appended to
 * Returns      0 or -LIMIT */
int bh_yaml_edit(const struct bh_text_tree *tree, uint32_t root, const struct bh_node *object,
                 struct bh_change *const *changes, uint32_t n, size_t base, struct bh_edits *edits,
                 struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* Sorts by place; edits at the same place keep their order. */
void bh_edits_sort(struct bh_edits *edits);

/* Appends 'text' with the sorted edits made. Check out->is_broken. */
void bh_edits_apply(const struct bh_edits *edits, struct bh_str text, struct bh_buf *out);

#endif
