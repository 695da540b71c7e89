/* The two result types that everything which judges makes and everything which prints takes: findings, and
 * (when the first listing command comes) records under a column table. */
#ifndef BASE_FINDING_H
#define BASE_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum bh_location_role {
    BH_LOCATION_VIOLATES = 1,
    BH_LOCATION_GRANTS,
    BH_LOCATION_ISOLATES,
    BH_LOCATION_SOURCE,
    BH_LOCATION_DESTINATION,
    BH_LOCATION_OWNER,
};

struct bh_object_ref {
    struct bh_str api_version, kind, namespace_,
        name; /* name may be a generateName, with its dash */
};

struct bh_location {
    enum bh_location_role role;
    struct bh_object_ref object;
    struct bh_str path;  /* of the field, from the object's root */
    struct bh_str found; /* its value as text, or "absent" */
    struct bh_str file;
    uint32_t line,
        column; /* 1-based, 0 = unknown; an absent field has the place of what should hold it */
};

enum bh_severity { BH_SEVERITY_NOTE = 1, BH_SEVERITY_WARNING, BH_SEVERITY_ERROR };

struct bh_suppressed { /* who answers for a finding that is left to be, and why, and how long */
    struct bh_str reason, owner;
    struct bh_str expires; /* "2027-03-31", the last day */
};

struct bh_finding {
    struct bh_str rule; /* id of the row that judged: "capabilities_baseline" */
    enum bh_severity severity;
    struct bh_str message;        /* what is wrong, one sentence */
    struct bh_str reason, detail; /* the upstream words that it rests on; may be empty */
    struct bh_str remedy;         /* what to change */
    /* Of rule, subject and the offending fields with their values; not of file and line: stable when lines or list
       elements move, and when an owner gives its pods new names. */
    uint64_t fingerprint;
    struct bh_location *locations; /* at least one */
    uint32_t n_locations;
    const struct bh_suppressed *suppressed; /* NULL = it is not */
    bool is_in_baseline;                    /* the baseline holds it */
    bool is_known;                          /* and it is not suppressed */
};

/* Whether a run fails for it: it is neither known nor suppressed. */
static inline bool bh_finding_counts(const struct bh_finding *finding)
{
    return finding->suppressed == NULL && !finding->is_known;
}

#endif
