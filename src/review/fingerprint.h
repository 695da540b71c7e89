/* The fingerprint of a violation: what a baseline knows it by, and what other programs match reports of two runs by. It
 * says what is wrong with which object, and nothing of where that stands in a file. */
#ifndef REVIEW_FINGERPRINT_H
#define REVIEW_FINGERPRINT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/finding.h"
#include "kube/objects.h"
#include "podsec/pss.h"

/* Raised when what goes into a fingerprint changes: part of the baseline's apiVersion and of its name in SARIF. */
#define BH_FINGERPRINT_VERSION "v2"

/* What goes in: the check; group, kind, namespace and name of the subject; which template of several; and of every offending
 * field its path and value. In a path a container, volume, port or sysctl counts by its name and not by its place in
 * the list, and the order of the fields does not count, so nothing changes when a list is sorted anew; but a field more or
 * another value is another fingerprint.
 *
 * template_  path of the template in an object that has several; unset or empty when it has one
 * spec       the pod that was judged, for the names; NULL for one without a spec
 * Returns    0; -LIMIT
 * Memory     scratch in arena */
int bh_fingerprint(const struct bh_object_ref *subject, struct bh_str template_,
                   const struct bh_pod_spec *spec, const struct bh_pss_violation *violation,
                   struct bh_arena *arena, uint64_t *out, struct bh_err *err) BH_MUST_CHECK;

#endif
