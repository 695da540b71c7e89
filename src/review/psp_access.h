/* Who may use which PodSecurityPolicy: the listings. */
#ifndef REVIEW_PSP_ACCESS_H
#define REVIEW_PSP_ACCESS_H

#include "base/record.h"
#include "review/psp_review.h"

/* The columns of who-can: a record for each subject of each binding that lets it use the policy. */
extern const struct bh_column bh_psp_who_columns[];
enum { BH_PSP_N_WHO_COLUMNS = 11 };

/* Who may use the policies of this name, and through what.
 * namespace_  where; unset or empty = everywhere
 * Memory      records in 'arena'. Returns 0 or -LIMIT */
int bh_psp_who_can(const struct bh_psp_cluster *state, struct bh_str policy,
                   struct bh_str namespace_, struct bh_arena *arena, struct bh_record **out,
                   size_t *out_n, struct bh_err *err) BH_MUST_CHECK;

/* A line of the matrix: one subject, where its rights hold, and which policies it may use there. */
struct bh_psp_access {
    struct bh_rbac_subject subject;
    struct bh_str namespace_; /* empty = in every namespace */
    const bool *may_use;      /* by position in state->set */
    uint32_t n;               /* how many of them */
};

/* Every subject that may use some policy, by kind, namespace and name; what holds in every namespace first, then a line for
 * each namespace in which it may use more than that. Memory in 'arena'. Returns 0 or -LIMIT. */
int bh_psp_access(const struct bh_psp_cluster *state, struct bh_arena *arena,
                  struct bh_psp_access **out, size_t *out_n, struct bh_err *err) BH_MUST_CHECK;

#endif
