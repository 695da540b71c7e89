/* A document that outlives the input it was read from. */
#ifndef KUBE_DOC_COPY_H
#define KUBE_DOC_COPY_H

#include "kube/doc.h"

/* Copies nodes and their text; the copy carries lines and columns, whatever the syntax was, and no 'text'.
 * Returns 0, or -LIMIT when the arena's budget is spent. */
int bh_doc_copy(const struct bh_doc *doc, struct bh_arena *arena, struct bh_doc *out,
                struct bh_err *err) BH_MUST_CHECK;

#endif
