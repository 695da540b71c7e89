/* One document, whichever syntax it came in: a flat array of nodes in document order.
 *
 * An object is a BH_NODE_OBJECT followed by n pairs (a BH_NODE_KEY, then the nodes of its value); an array
 * a BH_NODE_ARRAY followed by the nodes of its n elements. 'skip' leads over a whole subtree:
 *
 *     for (k = obj + 1, i = 0; i < obj->n; i++, k += k->skip) { key k, value k + 1 }
 *     for (e = arr + 1, i = 0; i < arr->n; i++, e += e->skip) { element e }
 */
#ifndef KUBE_DOC_H
#define KUBE_DOC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"

enum bh_node_kind {
    BH_NODE_NULL = 1,
    BH_NODE_FALSE,
    BH_NODE_TRUE,
    BH_NODE_NUMBER, /* text is a JSON number (YAML's 0x1F is already 31); never went through double */
    BH_NODE_STRING, /* text is decoded */
    BH_NODE_ARRAY,
    BH_NODE_OBJECT,
    BH_NODE_KEY, /* only inside objects; text is decoded */
};

/* In 'flags' of an object: its members were validated and left out, and n is 0. The JSON reader does this to what stands
 * under "fieldsV1" (who manages which field: the larger part of many live objects), which upstream keeps as raw
 * bytes too. */
#define BH_NODE_OPAQUE 2

struct bh_node {
    const char *p;  /* text of numbers, strings and keys; may hold NUL; never NULL for these */
    uint32_t n;     /* bytes of text, or number of pairs or elements */
    uint32_t skip;  /* nodes of this subtree, itself included (a key: itself and its value); >= 1 */
    uint32_t place; /* byte offset in the document's text, or a line when doc->has_lines */
    uint16_t column; /* 1-based when doc->has_lines, 0 = unknown (very long lines) */
    uint8_t kind;    /* enum bh_node_kind */
    uint8_t flags;
};

struct bh_doc {
    const struct bh_node *nodes; /* the root first; NULL = no document */
    uint32_t n;                  /* number of nodes */
    bool has_lines;              /* nodes carry line and column (YAML), not byte offsets (JSON) */
    struct bh_str text;    /* JSON: the text of the value, for places and snippets; YAML: unset */
    uint32_t line, column; /* 1-based place of the first byte of 'text', or of the YAML root */
};

struct bh_place {
    uint32_t line, column; /* 1-based; column counts code points; 0 = unknown */
};

/* Goes on counting from 'at', which is the place of 'from', to 'to'. About as fast as memory is read. */
struct bh_place bh_place_after(struct bh_place at, const char *from, const char *to);

static inline struct bh_str bh_node_text(const struct bh_node *node)
{
    return bh_str(node->p, node->n);
}

/* Value under 'key' in an object (the last one when it is repeated), or NULL: when 'object' is NULL or
 * no object, and when it has no such key. A null value is a BH_NODE_NULL, not NULL. */
const struct bh_node *bh_doc_member(const struct bh_node *object, struct bh_str key);

/* Key node of that pair, or NULL. Its place is the place of the field. */
const struct bh_node *bh_doc_key(const struct bh_node *object, struct bh_str key);

/* Line and column of a node of 'doc'. JSON: O(bytes before it), so ask only for what is reported. */
struct bh_place bh_doc_place(const struct bh_doc *doc, const struct bh_node *node);

/* The path of a value from the root, as bh_doc_locate takes it: "spec.nodeSets[0].podTemplate", "" for the root. NUL-ended,
 * in 'arena'; unset when its budget is spent. */
struct bh_str bh_doc_path(const struct bh_doc *doc, const struct bh_node *target,
                          struct bh_arena *arena);

/* Deepest node on 'path' that exists, from the root: "spec.containers[0].securityContext.privileged",
 * "metadata.annotations[a.b/c]". A field gives its key node, an element its own node, "" the root.
 * *out_is_whole says whether the whole path exists. */
const struct bh_node *bh_doc_locate(const struct bh_doc *doc, struct bh_str path,
                                    bool *out_is_whole);

/* Looks up many paths of one document: what was learnt on the way to one is kept for the next, so that asking for all
 * of a large document's fields costs little more than its length. Start from { .doc, .arena }. */
struct bh_finder {
    const struct bh_doc *doc;
    struct bh_arena *arena;
    struct bh_map cursors; /* of long arrays and objects, by their node; private, like the rest */
    uint32_t offset;       /* JSON: up to where lines were counted */
    struct bh_place at;    /* the place of 'offset'; line 0 = nowhere yet */
};

/* The place of what bh_doc_locate finds, in *out. Returns 0, or -LIMIT when the arena's budget is spent. */
int bh_finder_place(struct bh_finder *finder, struct bh_str path, struct bh_place *out,
                    struct bh_err *err) BH_MUST_CHECK;

/* What a node is, for messages: "a string", "an object", "null", ... */
const char *bh_node_what(const struct bh_node *node);

/* A growing array of nodes on the heap, reused from document to document. */
struct bh_nodes {
    struct bh_node *v;
    uint32_t n, room;
};
void bh_nodes_done(struct bh_nodes *nodes);
/* Makes room for 'more' nodes; -LIMIT past BH_MAX_NODES or without memory. May move 'v'. */
int bh_nodes_reserve(struct bh_nodes *nodes, uint32_t more, struct bh_err *err) BH_MUST_CHECK;

#endif
