/* Keys that stand twice in one object: readers disagree on which value counts. */
#ifndef KUBE_REPEATS_H
#define KUBE_REPEATS_H

#include <stdbool.h>

#include "kube/doc.h"

enum { BH_FEW_KEYS = 32 }; /* up to here comparing all with all is cheaper than a map */

struct bh_repeat {
    const struct bh_node *first, *again; /* key nodes; NULL = no key is repeated */
};

/* The key of 'object' that stands before 'key' and is the same, or NULL. */
const struct bh_node *bh_repeat_earlier(const struct bh_node *object, const struct bh_node *key);

/* The first repetition in 'object' itself. Returns 0, or -LIMIT when the arena's budget is spent. */
int bh_repeat_find(const struct bh_node *object, struct bh_repeat *out, struct bh_arena *arena,
                   struct bh_err *err) BH_MUST_CHECK;

/* The next object, from *at on and before 'end', with a repetition. *at moves behind it; start from the first node of
 * the subtree to look at. */
int bh_repeat_next(const struct bh_node **at, const struct bh_node *end, struct bh_repeat *out,
                   struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* The error of a repetition that is not borne, by its bare name. Returns -INPUT. */
int bh_repeat_fail(const struct bh_doc *doc, const struct bh_repeat *repeat, struct bh_err *err);

#endif
