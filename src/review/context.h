/* The effective security context of each container: what stands in the pod and the container, what is filled in, what the
 * policy that admits the pod sets, and what a container runtime makes of the rest. */
#ifndef REVIEW_CONTEXT_H
#define REVIEW_CONTEXT_H

#include "base/record.h"
#include "review/psp_review.h"

enum { BH_CONTEXT_CONTAINER, BH_CONTEXT_FIELD, BH_CONTEXT_FROM, BH_CONTEXT_VALUE, BH_CONTEXT_N };
extern const struct bh_column bh_context_columns[BH_CONTEXT_N];

/* The records of one pod: first those of the pod, without a container, then each container's.
 * judgement  of the pod; when a policy was chosen, the pod is as that one leaves it
 * Memory     in 'arena'; borrows the judgement. Returns 0 or -LIMIT
 * Source     Kubernetes' documentation of security contexts; containerd and CRI-O for capabilities */
int bh_context_of(const struct bh_psp_judgement *judgement, struct bh_arena *arena,
                  struct bh_record **out, size_t *out_n, struct bh_err *err) BH_MUST_CHECK;

#endif
