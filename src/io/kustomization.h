/* What a kustomization names beside its resources: patches, and what its generators read. */
#ifndef IO_KUSTOMIZATION_H
#define IO_KUSTOMIZATION_H

#include "base/err.h"
#include "base/str.h"

/* field  "patches", "configMapGenerator", ...
 * path   as it is written, relative to the kustomization's directory */
typedef int bh_kustomization_part_fn(void *ctx, const char *field, struct bh_str path,
                                     struct bh_err *err);

/* Calls 'give' for every file that the kustomization names, that is not among its resources too. What cannot be read or
 * understood names nothing. Returns 0, or what 'give' returned. */
int bh_kustomization_parts(const char *path, bh_kustomization_part_fn *give, void *ctx,
                           struct bh_err *err) BH_MUST_CHECK;

#endif
