/* Label selectors: in their text form, as kubectl's -l takes them, "app=web,tier in (a,b),!legacy", and as objects.
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

/* The object form: labels and expressions, all of which must hold; without any it matches everything. Upstream refuses
 * to work with one that is not valid. Source: apimachinery's LabelSelectorAsSelector. */
bool bh_label_selector_is_valid(const struct bh_label_selector *from);
/* 'from' must be valid. Memory: requirements in 'arena', text borrowed from 'from'. Returns 0 or -LIMIT. */
int bh_selector_from_object(const struct bh_label_selector *from, struct bh_arena *arena,
                            struct bh_selector *out, struct bh_err *err) BH_MUST_CHECK;

bool bh_selector_matches(const struct bh_selector *selector, const struct bh_pairs *labels);

#endif
