/* The checks of the Pod Security Standards as a table: one line a check. */
#ifndef CLI_CHECK_LIST_H
#define CLI_CHECK_LIST_H

#include "base/buf.h"
#include "podsec/pss_checks.h"

/* Which checks: all of them, or those that are in force. */
struct bh_check_set {
    enum bh_level level; /* UNSET = of every level */
    uint64_t version;    /* only read when has_version; without it latest for a level, else any */
    bool has_version;
    const struct bh_pss_check *only; /* this one alone; NULL = no */
};

bool bh_check_set_has(const struct bh_check_set *set, const struct bh_pss_check *check);

/* Appends "v1.0, v1.35": the first version of each revision. */
void bh_check_versions(const struct bh_pss_check *check, struct bh_buf *out);

/* Appends the table, as text or as one JSON document. */
void bh_check_list_text(const struct bh_check_set *set, struct bh_buf *out);
int bh_check_list_json(const struct bh_check_set *set, struct bh_buf *out, struct bh_err *err)
    BH_MUST_CHECK;

#endif
