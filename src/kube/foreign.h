/* Pod templates in objects of kinds that are not in the table of kinds: found by their shape under well-known names. */
#ifndef KUBE_FOREIGN_H
#define KUBE_FOREIGN_H

#include <stdbool.h>

#include "kube/decode.h"

struct bh_foreign {
    const struct bh_node *template_; /* the one that was asked for; NULL = there is none */
    struct bh_str path;              /* of it; NUL-ended, in arena */
    uint32_t n_templates;            /* in the document */
    bool is_whole; /* what makes the pods adds no containers to those of the template */
    /* Something that looks like a container and belongs to no template; NULL = nothing. */
    const struct bh_node *stray;
};

/* Finds the pod template number 'wanted', in document order. A template inside a template belongs to the outer one.
 * takes_last_key  keys may be repeated in it, and of their values only the last one is looked at
 * Returns 0; -INPUT, with place, path, found and expected, when a template was evidently meant and is none; -LIMIT */
int bh_foreign_find(const struct bh_doc *doc, struct bh_str api_version, struct bh_str kind,
                    uint32_t wanted, bool takes_last_key, struct bh_foreign *out,
                    struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* Whether an object of this kind may hold a template, whatever its shape is. */
bool bh_foreign_may_hold(const struct bh_doc *doc, struct bh_str api_version, struct bh_str kind);

#endif
