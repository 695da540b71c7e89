/* Finds objects of a stream again in the text that they came from. Private to advise/. */
#ifndef ADVISE_FIX_TEXT_H
#define ADVISE_FIX_TEXT_H

#include "kube/stream.h"
#include "kube/text_tree.h"

/* A text as a stream's source. */
struct bh_fix_memory {
    struct bh_str text;
    size_t at;
};
struct bh_source bh_fix_source(struct bh_fix_memory *memory);

struct bh_fix_finder {
    struct bh_str text;
    struct { /* a place that was looked up; places mostly rise */
        size_t at;
        uint32_t line, column;
    } json, yaml;
    size_t document;        /* where the document around 'yaml' begins */
    uint32_t document_line; /* its line */
    struct bh_text_tree tree;
    bool has_tree, is_document; /* 'tree' is a whole YAML document: the one below */
    size_t tree_at, tree_end;
};

void bh_fix_finder_init(struct bh_fix_finder *finder, struct bh_str text);
void bh_fix_finder_done(struct bh_fix_finder *finder);

/* Finds an object: its tree (finder->tree, good until the next call), its mapping in it, and where the tree's text
 * begins in the whole one. *out_root = BH_TEXT_NONE when it cannot be found. Returns 0 or -LIMIT. */
int bh_fix_find(struct bh_fix_finder *finder, const struct bh_doc *doc, uint32_t *out_root,
                size_t *out_base, struct bh_err *err) BH_MUST_CHECK;

#endif
