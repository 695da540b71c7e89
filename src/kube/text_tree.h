/* How a document stands in its text: every value with the bytes that it takes, its style, and who shares it. What
 * doc.h leaves out because no engine asks for it, and what an edit of the text has to know. */
#ifndef KUBE_TEXT_TREE_H
#define KUBE_TEXT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

enum bh_text_kind {
    BH_TEXT_SCALAR = 1,
    BH_TEXT_ALIAS,
    BH_TEXT_MAPPING,  /* children: key, value, key, value, ... */
    BH_TEXT_SEQUENCE, /* children: elements */
};

struct bh_text_node {
    struct bh_str text; /* a key: its text; unset for keys that are no scalars, and for values */
    size_t start,
        end; /* bytes in the tree's text; anchor and tag included. The end of a block collection is
                             where its last value ends; of a block scalar, where its last line does */
    uint32_t line;   /* 1-based, of 'start' */
    uint32_t column; /* from 0, in characters, of 'start' */
    uint32_t skip;   /* nodes of this subtree, itself included */
    uint32_t parent; /* index; the root has its own */
    uint32_t n;      /* pairs or elements */
    uint32_t
        anchor; /* index of the node with the anchor: its own, or what an alias stands for; BH_TEXT_NONE */
    uint32_t n_aliases;   /* of a node with an anchor */
    uint32_t first_alias; /* node of the first of them */
    uint8_t kind;         /* enum bh_text_kind */
    bool is_flow;         /* in brackets */
    bool has_properties;  /* an anchor or a tag stands before it */
    bool is_plain;        /* a scalar without quotes, on one or more lines */
    bool is_null;         /* a plain scalar that says nothing, or null */
};

#define BH_TEXT_NONE UINT32_MAX

struct bh_text_tree {
    struct bh_str text; /* borrowed */
    bool is_json;
    struct bh_text_node *v; /* in document order; on the heap */
    uint32_t n, room;
    struct bh_arena arena; /* of the keys' text */
    struct bh_map anchors; /* name to (index + 1), while reading */
};

/* Reads one YAML document, 'first_line' being the number of its first line. A document that kube/yaml.h
 * refuses may be taken or refused.
 * Memory    borrows 'text' for as long as the tree lives; free with bh_text_tree_done
 * Returns   0; -INPUT; -LIMIT. The tree is to be freed in any case */
int bh_text_tree_yaml(struct bh_text_tree *tree, struct bh_str text, uint32_t first_line,
                      struct bh_err *err) BH_MUST_CHECK;

/* As bh_text_tree_yaml for one JSON value that kube/json.h accepted and that begins at 'at'. Lines and columns
 * are not filled in; keys with escapes have no text. */
int bh_text_tree_json(struct bh_text_tree *tree, struct bh_str text, size_t at, struct bh_err *err)
    BH_MUST_CHECK;

void bh_text_tree_done(struct bh_text_tree *tree); /* a zeroed tree is fine */

/* The mapping that starts at this place (column 1-based, as doc.h counts), or BH_TEXT_NONE. */
uint32_t bh_text_tree_find(const struct bh_text_tree *tree, uint32_t line, uint32_t column);

/* The key of that name in a mapping (the last one), or BH_TEXT_NONE. Its value is the node behind it. */
uint32_t bh_text_tree_key(const struct bh_text_tree *tree, uint32_t mapping, struct bh_str name);

/* Bytes of the line break at 'at': 0 (none), 1, 2 or 3, as YAML counts them. */
size_t bh_text_break(struct bh_str text, size_t at);

#endif
