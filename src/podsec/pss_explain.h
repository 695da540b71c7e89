/* What a Pod Security check is for, in words, with a Pod that it refuses and one that it lets pass.
 * A row a check; a test walks both tables. */
#ifndef PODSEC_PSS_EXPLAIN_H
#define PODSEC_PSS_EXPLAIN_H

#include <stdint.h>

#include "podsec/pss_checks.h"

/* A revision of a check, and what it changed. */
struct bh_pss_change {
    uint32_t from;    /* as in the check's revs */
    const char *what; /* the first: what it refuses; later ones: what differs from then on */
    /* Manifests of one Pod that show this revision; NULL = those of the explanation do. */
    const char *failing, *passing;
};

struct bh_pss_explanation {
    const char *id;   /* of the check */
    const char *why;  /* paragraphs, one line each, parted by empty lines */
    const char *mend; /* beyond the remedy: how to find out what is needed, what to use instead */
    /* Manifests of one Pod, YAML. The first violates this check and no other of its level, the
     * second passes the restricted level; so at every revision that has none of its own. */
    const char *failing, *passing;
    const struct bh_pss_change *changes; /* one a revision, same order */
    uint32_t n_changes;
};

/* Never NULL for a row of bh_pss_checks. */
const struct bh_pss_explanation *bh_pss_explain(const struct bh_pss_check *check);

#endif
