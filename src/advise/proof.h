/* Whether two documents differ by planned changes and by nothing else. */
#ifndef ADVISE_PROOF_H
#define ADVISE_PROOF_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "kube/doc.h"
#include "kube/yaml_edit.h"

/* Compares values and their order, not places.
 *
 * changes     those with a problem are taken as not made
 * out_is_so   'after' is 'before' with every change made, and nothing more
 * Returns     0; -LIMIT when the arena's budget is spent
 * Cost        O(nodes of both) */
int bh_proof_compare(const struct bh_doc *before, const struct bh_doc *after,
                     struct bh_change *const *changes, uint32_t n, struct bh_arena *arena,
                     bool *out_is_so, struct bh_err *err) BH_MUST_CHECK;

#endif
