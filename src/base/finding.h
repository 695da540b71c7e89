/* The two result types that everything which judges makes and everything which prints takes: findings, and
 * (when the first listing command comes) records under a column table. */
#ifndef BASE_FINDING_H
#define BASE_FINDING_H

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

struct bh_finding {
    struct bh_str rule; /* id of the row that judged: "capabilities_baseline" */
    enum bh_severity severity;
    struct bh_str message;        /* what is wrong, one sentence */
    struct bh_str reason, detail; /* the upstream words that it rests on; may be empty */
    struct bh_str remedy;         /* what to change */
    uint64_t
        fingerprint; /* of rule, object and message; not of file and line: stable when lines move */
    struct bh_location *locations; /* at least one */
    uint32_t n_locations;
};

#endif
