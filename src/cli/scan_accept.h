/* What a scan does about findings that are accepted: suppressed, or known to the baseline; and about objects that are
 * exempt. */
#ifndef CLI_SCAN_ACCEPT_H
#define CLI_SCAN_ACCEPT_H

#include "cli/scan_levels.h"
#include "cli/scan_notes.h"

/* Forgets what the pass before found. */
void bh_scan_accept_begin(const struct bh_scan_options *options);

/* Marks the judgement's findings, counts them, and records what is to become a baseline. Returns 0 or -LIMIT.
 * labels  of the object itself */
int bh_scan_accept(const struct bh_scan_options *options, struct bh_judgement *judgement,
                   const struct bh_pairs *labels, struct bh_scan_totals *totals, struct bh_err *err)
    BH_MUST_CHECK;

/* Notes the suppressions that are expired or unused, and the baseline's entries that are fixed; the latter two only
 * when everything was judged, by the checks in question. */
int bh_scan_accept_end(struct bh_scan_notes *notes, struct bh_scan_levels *levels,
                       struct bh_err *err) BH_MUST_CHECK;

/* The warning about the labels of an exempt namespace, if there is one to give. 'n_errors' of its labels are bad, which
 * the API server refuses before it warns. */
int bh_scan_accept_namespace(struct bh_scan_notes *notes, const struct bh_namespace *namespace_,
                             uint32_t n_errors, struct bh_str object, struct bh_err *err)
    BH_MUST_CHECK;

#endif
