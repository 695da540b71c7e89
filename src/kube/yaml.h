/* YAML documents through libyaml's events, composed into nodes as kubectl's path reads them: scalars typed
 * by YAML 1.1-like rules (yaml_scalar.h), anchors shared under a budget of expanded nodes, merge keys
 * applied, keys turned into strings, repeated keys kept for the decoder to judge. */
#ifndef KUBE_YAML_H
#define KUBE_YAML_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "kube/doc.h"
#include "kube/source.h"

struct bh_yaml; /* one YAML document being read */

enum bh_yaml_piece {
    BH_YAML_END,   /* nothing more; the first answer already when there is no document at all */
    BH_YAML_WHOLE, /* a root that is no List: all of it */
    BH_YAML_ITEM,  /* one element of the root's "items" */
    BH_YAML_REST,  /* the root mapping without "items", after the last of them */
};

/* Starts reading one document, whose first byte stands on line 'first_line' (1-based) of the whole input.
 *
 * read, ctx   keeps both; a failing read ends the document with that failure
 * Returns     0; -LIMIT without memory. *out is owned (bh_yaml_free) */
int bh_yaml_new(bh_read_fn *read, void *ctx, uint32_t first_line, struct bh_yaml **out,
                struct bh_err *err) BH_MUST_CHECK;
void bh_yaml_free(struct bh_yaml *yaml); /* NULL is fine */

/* Gives the next piece of the document: WHOLE, END; or ITEM..., REST, END.
 *
 * Pieces keep memory small: of a root mapping whose "items" is a sequence, elements are given one by one
 * and not kept, except for what carries an anchor. Where "items" itself is anchored, an alias or comes from
 * a merge key, the root is given WHOLE, so a WHOLE root can hold an "items" array too.
 *
 * arena, nodes  receive the piece: nodes->n is set to 0 first, the arena is only added to. The caller may
 *               reset both between two calls, and may hand in others
 * out_doc       good until the caller resets them or frees 'yaml'; has_lines; nodes NULL for END. Lines are
 *               of the whole input. Aliased nodes have the place where they were anchored
 * Returns       0; -INPUT with line and column: malformed, or a second document in the same input;
 *               -LIMIT; what 'read' returned. After a failure further calls give END */
int bh_yaml_next(struct bh_yaml *yaml, struct bh_arena *arena, struct bh_nodes *nodes,
                 enum bh_yaml_piece *out_piece, struct bh_doc *out_doc, struct bh_err *err)
    BH_MUST_CHECK;

/* The root's own apiVersion and kind as far as read: at an ITEM what stood before "items". Unset when there
 * is none, or it is no string. Good until bh_yaml_free. Not set for a WHOLE: look into its document. */
void bh_yaml_list_head(const struct bh_yaml *yaml, struct bh_str *out_api_version,
                       struct bh_str *out_kind);

#endif
