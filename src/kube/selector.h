/* Label selectors in their text form, as kubectl's -l takes them: "app=web,tier in (a,b),!legacy".
 * Source: apimachinery's labels.Parse. */
#ifndef KUBE_SELECTOR_H
#define KUBE_SELECTOR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "kube/objects.h"

enum bh_requirement_kind {
    BH_REQUIRE_EXISTS = 1,
    BH_REQUIRE_ABSENT,
    BH_REQUIRE_IN,     /* '=', '==' too */
    BH_REQUIRE_NOT_IN, /* '!=' too; an absent key fulfils it */
    BH_REQUIRE_GREATER,
    BH_REQUIRE_LESS,
};

struct bh_requirement {
    enum bh_requirement_kind kind;
    struct bh_str key;
    struct bh_str *values; /* of IN and NOT_IN */
    uint32_t n_values;
    int64_t bound; /* of GREATER and LESS */
};

struct bh_selector { /* all requirements must hold; none = everything matches */
    struct bh_requirement *requirements;
    uint32_t n;
};

/* Parses 'text'. Returns 0; -INPUT naming the column and what was expected; -LIMIT.
 * Memory: requirements in 'arena', text borrowed from 'text'. */
int bh_selector_parse(struct bh_str text, struct bh_arena *arena, struct bh_selector *out,
                      struct bh_err *err) BH_MUST_CHECK;

bool bh_selector_matches(const struct bh_selector *selector, const struct bh_pairs *labels);

#endif
