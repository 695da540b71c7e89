/* The pod that is being prepared, and what the rows do to it: every part is copied before it is changed, once. Private to
 * kube/prepare*.c. */
#ifndef KUBE_PREPARE_WORK_H
#define KUBE_PREPARE_WORK_H

#include "kube/prepare.h"

enum { BH_PREPARE_N_LISTS = 3 }; /* of containers: init, regular, ephemeral */

struct bh_prepare_work {
    const struct bh_meta *meta;
    struct bh_pod_spec *spec;
    const struct bh_account *account; /* prepare_account.c; never NULL there */
    struct bh_preparations *done;     /* or NULL */
    struct bh_arena *arena;
    struct bh_err *err;
    struct bh_meta *own_meta; /* what 'meta' points to once it is ours */
    uint32_t room_annotations;
    bool owns_spec, owns_volumes, owns_list[BH_PREPARE_N_LISTS];
};

struct bh_prepare_place {
    size_t offset;    /* of a list of containers, in struct bh_pod_spec */
    const char *path; /* "spec.containers" */
};
extern const struct bh_prepare_place bh_prepare_places[BH_PREPARE_N_LISTS];

struct bh_list *bh_prepare_list(const struct bh_prepare_work *w, size_t which);

/* All return 0 or -LIMIT. */
int bh_prepare_own_spec(struct bh_prepare_work *w);
int bh_prepare_own_volumes(struct bh_prepare_work *w, uint32_t more); /* with room for 'more' */
int bh_prepare_grow_list(struct bh_prepare_work *w, struct bh_list *list, uint32_t more,
                         size_t size);

/* Container 'i' of that list, in a copy that may be changed; NULL when the budget is spent. */
struct bh_container *bh_prepare_own_container(struct bh_prepare_work *w, size_t which, uint32_t i);

/* Notes a change; unset views mean that the budget is spent. */
int bh_prepare_record(struct bh_prepare_work *w, const struct bh_prepare_row *row,
                      struct bh_str path, struct bh_str value);

/* Rows that Kubernetes 1.24 and 1.37 have alike. */
int bh_prepare_empty_dir(const struct bh_prepare_row *row, struct bh_prepare_work *w);
int bh_prepare_host_ports(const struct bh_prepare_row *row, struct bh_prepare_work *w);

#endif
