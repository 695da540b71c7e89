/* How new text looks in a document: where it goes, how far in, in which style. Private to kube/yaml_edit.c; each
 * function appends edits, or says why it cannot. */
#ifndef KUBE_YAML_LAYOUT_H
#define KUBE_YAML_LAYOUT_H

#include "kube/yaml_edit.h"

enum { BH_MAX_STEPS = 24 }; /* of a path */

struct bh_step {
    struct bh_str name; /* "spec", "[3]" */
    uint32_t index;
    bool is_index;
};

struct bh_path {
    struct bh_step v[BH_MAX_STEPS];
    unsigned n;
};

struct bh_layout {
    const struct bh_text_tree *tree;
    struct bh_change *const *changes;
    const struct bh_path *paths; /* of the changes */
    size_t base;
    struct bh_edits *edits;
    struct bh_arena *arena;
    bool is_out_of_memory; /* nothing that was planned counts */
};

/* Each returns NULL, or the problem. Changes 'first' to 'end' are new below one mapping: their steps from
 * 'depth' on are to be made. */

/* New fields in a mapping that has some. */
const char *bh_layout_add(struct bh_layout *w, uint32_t mapping, uint32_t first, uint32_t end,
                          unsigned depth);

/* New fields in place of the null or empty mapping under 'key'. */
const char *bh_layout_fill(struct bh_layout *w, uint32_t mapping, uint32_t key, uint32_t first,
                           uint32_t end, unsigned depth);

/* The change's value in place of the scalar under 'key'. */
const char *bh_layout_put(struct bh_layout *w, uint32_t mapping, uint32_t key,
                          const struct bh_change *change);

/* The change's value behind the last element of a list. */
const char *bh_layout_append(struct bh_layout *w, uint32_t sequence,
                             const struct bh_change *change);

#endif
