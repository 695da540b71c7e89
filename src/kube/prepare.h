/* What the API server does to an object before admission plugins see it, as far as the engines can notice:
 * a table of rows, applied in order. */
#ifndef KUBE_PREPARE_H
#define KUBE_PREPARE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "kube/objects.h"

enum bh_prepare_as {
    BH_PREPARE_POD = 1, /* as a Pod that is created, and as a pod made from a template */
    BH_PREPARE_TEMPLATE /* as the template of a controller that is submitted */
};

struct bh_prepared {     /* what was changed, for output */
    struct bh_str path;  /* relative to the pod: "spec.volumes[0].emptyDir" */
    struct bh_str value; /* what it was set to: "{}" */
    const struct bh_prepare_row *row;
};

struct bh_preparations {
    struct bh_prepared *v; /* in arena */
    uint32_t n, room;
};

struct bh_prepare_work; /* the pod being prepared; private */

struct bh_prepare_row {
    const char *id;
    const char *title; /* what it does, in a sentence */
    bool for_template; /* applies to templates as well */
    int (*apply)(const struct bh_prepare_row *row, struct bh_prepare_work *work);
};

const struct bh_prepare_row *bh_prepare_rows(size_t *out_n);

/* Prepares a copy: *spec is replaced by one that shares with the old one what did not change (and stays the same
 * pointer when nothing does), so the same decoded template can be prepared both ways. 'done' may be NULL.
 * Returns 0 or -LIMIT. */
int bh_prepare(enum bh_prepare_as as, const struct bh_meta *meta, struct bh_pod_spec **spec,
               struct bh_preparations *done, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

/* As bh_prepare, with these rows only: how tests show that every row matters. */
int bh_prepare_with(const struct bh_prepare_row *with_rows, size_t n_rows, enum bh_prepare_as as,
                    const struct bh_meta *meta, struct bh_pod_spec **spec,
                    struct bh_preparations *done, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

#endif
