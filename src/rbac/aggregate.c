/* Aggregated cluster roles: each takes over the rules of the roles that its selectors select, which may be aggregated
 * themselves. Called by bh_rbac_build. Source: pkg/controller/clusterroleaggregation: what a cluster settles on when the
 * controller looks at one role after the other, in name order, until nothing changes.
 *
 * A role whose selectors find no rules keeps those that it was given, as upstream's apply does; so does one with a selector
 * that is not valid. Roles that aggregate each other may pass rules round for ever; upstream then leaves it to chance what each
 * grants. Here they grant what reaches them from outside their circle, which they hold at every moment, and no more. */
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "rbac/rbac_set.h"

enum { NONE = UINT32_MAX };

struct aggregated {
    uint32_t role; /* index of the role */
    uint32_t
        *selected; /* indexes of the roles that it selects: selector by selector, in name order */
    uint32_t n_selected;
    bool selects_itself, is_in_circle;
    bool is_unsettled;          /* changed in the last round of all */
    struct bh_rbac_rule *given; /* what it was given, and */
    const struct bh_rbac_content **given_contents;
    uint32_t n_given;
    uint32_t computed; /* tick at which its rules were gathered last; 0 = never */
    uint32_t cycle;    /* Tarjan's index, then unused */
    uint32_t low;
    bool is_on_stack;
};

struct aggregation {
    struct bh_rbac_build *b;
    struct aggregated *v;
    uint32_t n;
    uint32_t *of_role; /* by role: index into 'v', or NONE */
    uint32_t *changed; /* by role: tick of the last change; 0 = never */
    uint32_t *stamp;   /* by content: the last gathering that took it */
    struct bh_rbac_rule *rules;
    const struct bh_rbac_content **contents;
    uint32_t room; /* of the two above: as many as there are contents */
    uint32_t tick, gathering;
    uint64_t steps;
    bool any_order; /* the second time: then sets only grow, and their order may go round */
};

static int count_steps(struct aggregation *a, uint64_t n, struct bh_err *err)
{
    a->steps += n;
    if (a->steps > BH_MAX_AGGREGATION_STEPS) {
        return bh_fail(err, BH_ERR_LIMIT, "aggregating cluster roles takes more than %u steps",
                       BH_MAX_AGGREGATION_STEPS);
    }
    return 0;
}

/* ---- who selects whom ------------------------------------------------------------------------------ */

static int select_roles(struct aggregation *a, struct aggregated *agg, struct bh_err *err)
{
    struct bh_rbac_build *b = a->b;
    const struct bh_known_role *known = b->roles[agg->role].known;
    uint32_t room = 0;

    for (uint32_t s = 0; s < known->n_selectors; s++) {
        int rc = count_steps(a, b->n_roles - b->n_namespaced, err);
        if (rc != 0) {
            return rc;
        }
        for (uint32_t r = b->n_namespaced; r < b->n_roles; r++) {
            if (!bh_selector_matches(&known->selectors[s], &b->roles[r].known->labels)) {
                continue;
            }
            if (r == agg->role) {
                agg->selects_itself = true;
                continue;
            }
            if (agg->n_selected == room) {
                room = room == 0 ? 8 : room * 2;
                uint32_t *v = bh_new(b->arena, uint32_t, room);
                if (v == NULL) {
                    return bh_arena_fail(b->arena, err);
                }
                if (agg->n_selected > 0) {
                    memcpy(v, agg->selected, agg->n_selected * sizeof(*v));
                }
                agg->selected = v;
            }
            agg->selected[agg->n_selected++] = r;
        }
    }
    return 0;
}

static int keep_given(struct aggregation *a, struct aggregated *agg, struct bh_err *err)
{
    const struct bh_rbac_role *role = &a->b->roles[agg->role];
    uint32_t n = role->n_rules;

    agg->given = bh_new(a->b->arena, struct bh_rbac_rule, n);
    agg->given_contents = bh_new(a->b->arena, const struct bh_rbac_content *, n);
    if (agg->given == NULL || agg->given_contents == NULL) {
        return bh_arena_fail(a->b->arena, err);
    }
    if (n > 0) {
        memcpy(agg->given, role->rules, n * sizeof(*role->rules));
        memcpy(agg->given_contents, a->b->index->compiled[agg->role].rules,
               n * sizeof(struct bh_rbac_content *));
    }
    agg->n_given = n;
    return 0;
}

static int find_aggregated(struct aggregation *a, struct bh_err *err)
{
    struct bh_rbac_build *b = a->b;

    a->of_role = bh_new(b->arena, uint32_t, b->n_roles);
    a->changed = bh_new(b->arena, uint32_t, b->n_roles);
    a->stamp = bh_new(b->arena, uint32_t, b->index->n_contents);
    a->room = b->index->n_contents;
    a->rules = bh_new(b->arena, struct bh_rbac_rule, a->room);
    a->contents = bh_new(b->arena, const struct bh_rbac_content *, a->room);
    if (a->of_role == NULL || a->changed == NULL || a->stamp == NULL || a->rules == NULL ||
        a->contents == NULL) {
        return bh_arena_fail(b->arena, err);
    }
    for (uint32_t i = 0; i < b->n_roles; i++) {
        const struct bh_known_role *known = b->roles[i].known;
        a->of_role[i] = known->is_aggregated && !known->has_bad_selector ? a->n++ : NONE;
    }
    a->v = bh_new(b->arena, struct aggregated, a->n);
    if (a->v == NULL) {
        return bh_arena_fail(b->arena, err);
    }
    for (uint32_t i = 0; i < b->n_roles; i++) {
        if (a->of_role[i] != NONE) {
            a->v[a->of_role[i]].role = i;
            int rc = keep_given(a, &a->v[a->of_role[i]], err);
            rc = rc != 0 ? rc : select_roles(a, &a->v[a->of_role[i]], err);
            if (rc != 0) {
                return rc;
            }
        }
    }
    return 0;
}

/* ---- gathering ------------------------------------------------------------------------------------- */

static bool is_stale(const struct aggregation *a, const struct aggregated *agg)
{
    if (agg->computed == 0) {
        return true;
    }
    for (uint32_t i = 0; i < agg->n_selected; i++) {
        if (a->changed[agg->selected[i]] > agg->computed) {
            return true;
        }
    }
    return false;
}

/* Whether the n rules of a role are those that were just gathered: in the same order; or, the second time, in any. */
static bool is_unchanged(const struct aggregation *a, const struct bh_rbac_compiled *role,
                         uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (a->any_order ? a->stamp[role->rules[i]->number] != a->gathering
                         : role->rules[i] != a->contents[i]) {
            return false;
        }
    }
    return true;
}

/* Gathers one role's rules anew; equal ones count once, where they came first. */
static int gather(struct aggregation *a, struct aggregated *agg, bool *out_changed,
                  struct bh_err *err)
{
    struct bh_rbac_build *b = a->b;
    struct bh_rbac_role *role = &b->roles[agg->role];
    struct bh_rbac_compiled *compiled = &b->index->compiled[agg->role];
    uint32_t n = 0;

    a->gathering++;
    for (uint32_t i = 0; i < agg->n_selected; i++) {
        const struct bh_rbac_role *from = &b->roles[agg->selected[i]];
        const struct bh_rbac_compiled *contents = &b->index->compiled[agg->selected[i]];
        int rc = count_steps(a, from->n_rules, err);
        if (rc != 0) {
            return rc;
        }
        for (uint32_t r = 0; r < from->n_rules; r++) {
            if (a->stamp[contents->rules[r]->number] != a->gathering) {
                a->stamp[contents->rules[r]->number] = a->gathering;
                a->contents[n] = contents->rules[r];
                a->rules[n++] = from->rules[r];
            }
        }
    }
    agg->computed = ++a->tick;
    *out_changed = false;
    if (n == 0) {
        return 0;
    }
    bool is_same = n == role->n_rules && is_unchanged(a, compiled, n);
    if (!is_same && n > role->n_rules) {
        role->rules = bh_new(b->arena, struct bh_rbac_rule, n);
        compiled->rules = bh_new(b->arena, const struct bh_rbac_content *, n);
        if (role->rules == NULL || compiled->rules == NULL) {
            return bh_arena_fail(b->arena, err);
        }
    }
    /* Also when nothing changed: a role that was dumped from a cluster holds what it gathered there, and whoever asks
       wants to see the role that it came from. */
    memcpy(role->rules, a->rules, n * sizeof(*role->rules));
    memcpy(compiled->rules, a->contents, n * sizeof(struct bh_rbac_content *));
    role->n_rules = n;
    if (!is_same) {
        a->changed[agg->role] = ++a->tick;
        *out_changed = true;
    }
    return 0;
}

static int settle(struct aggregation *a, bool *out_is_settled, struct bh_err *err)
{
    bool has_changed = true;

    for (uint64_t round = 0; has_changed && round < 2 * (uint64_t)a->n + 4; round++) {
        has_changed = false;
        int rc = count_steps(a, a->n, err);
        for (uint32_t i = 0; rc == 0 && i < a->n; i++) {
            bool is_changed = false;
            rc = count_steps(a, a->v[i].n_selected, err);
            if (rc == 0 && is_stale(a, &a->v[i])) {
                rc = gather(a, &a->v[i], &is_changed, err);
            }
            a->v[i].is_unsettled = is_changed;
            has_changed |= is_changed;
        }
        if (rc != 0) {
            return rc;
        }
    }
    *out_is_settled = !has_changed;
    return 0;
}

/* ---- circles --------------------------------------------------------------------------------------- */

/* Tarjan's components, without recursion: a frame is the number of an aggregated role and how far its selected ones are
 * done. */
struct frame {
    uint32_t v, next;
};

static int report_circle(struct aggregation *a, const uint32_t *members, uint32_t n,
                         struct bh_err *err)
{
    struct bh_rbac_build *b = a->b;
    struct bh_buf text = { 0 };
    uint32_t first = members[0];
    struct bh_str copy = BH_S("");

    for (uint32_t i = 1; i < n; i++) {
        first = members[i] < first ? members[i] : first;
    }
    bh_buf_add_c(&text, "aggregates, and is aggregated by,");
    for (uint32_t i = n, shown = 0; i-- > 0;) {
        if (members[i] == first) {
            continue;
        }
        bh_buf_add_c(&text, shown > 0 ? ", " : " ");
        if (shown == 5 && i > 0) {
            bh_buf_addf(&text, "%u more", i + 1);
            break;
        }
        bh_buf_add_c(&text, "'");
        bh_buf_add(&text, b->roles[a->v[members[i]].role].known->head.name);
        bh_buf_add_c(&text, "'");
        shown++;
    }
    int rc = text.is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory")
                            : bh_arena_copy(b->arena, bh_buf_str(&text), &copy, err);
    bh_buf_done(&text);
    const struct bh_known_role *known = b->roles[a->v[first].role].known;
    return rc != 0 ? rc
                   : bh_rbac_add_problem(b, BH_RBAC_PROBLEM_CYCLE, &known->head,
                                         known->aggregation_line, copy, err);
}

static int find_circles(struct aggregation *a, struct bh_err *err)
{
    struct frame *frames = bh_new(a->b->arena, struct frame, a->n);
    uint32_t *stack = bh_new(a->b->arena, uint32_t, a->n);
    uint32_t n_frames = 0, n_stack = 0, index = 0;

    if (frames == NULL || stack == NULL) {
        return bh_arena_fail(a->b->arena, err);
    }
    for (uint32_t root = 0; root < a->n; root++) {
        if (a->v[root].cycle != 0) {
            continue;
        }
        frames[n_frames++] = (struct frame){ root, 0 };
        while (n_frames > 0) {
            struct frame *f = &frames[n_frames - 1];
            struct aggregated *v = &a->v[f->v];
            if (f->next == 0) {
                v->cycle = v->low = ++index;
                v->is_on_stack = true;
                stack[n_stack++] = f->v;
            }
            uint32_t w = NONE;
            while (f->next < v->n_selected && w == NONE) {
                w = a->of_role[v->selected[f->next++]];
                if (w != NONE && a->v[w].cycle != 0) {
                    if (a->v[w].is_on_stack && a->v[w].cycle < v->low) {
                        v->low = a->v[w].cycle;
                    }
                    w = NONE;
                }
            }
            if (w != NONE) {
                frames[n_frames++] = (struct frame){ w, 0 };
                continue;
            }
            if (v->low == v->cycle) {
                uint32_t start = n_stack;
                do {
                    a->v[stack[--start]].is_on_stack = false;
                } while (stack[start] != f->v);
                for (uint32_t i = start; n_stack - start > 1 && i < n_stack; i++) {
                    a->v[stack[i]].is_in_circle = true;
                }
                if (n_stack - start > 1) {
                    int rc = report_circle(a, stack + start, n_stack - start, err);
                    if (rc != 0) {
                        return rc;
                    }
                }
                n_stack = start;
            }
            uint32_t low = v->low;
            n_frames--;
            if (n_frames > 0) {
                struct aggregated *up = &a->v[frames[n_frames - 1].v];
                up->low = low < up->low ? low : up->low;
            }
        }
    }
    return 0;
}

/* Once more for rules that go round for ever: from what was given, but from nothing in the circles. */
static int settle_from_outside(struct aggregation *a, struct bh_err *err)
{
    bool is_settled = false;

    a->any_order = true;
    memset(a->changed, 0, a->b->n_roles * sizeof(*a->changed));
    for (uint32_t i = 0; i < a->n; i++) {
        struct aggregated *agg = &a->v[i];
        struct bh_rbac_role *role = &a->b->roles[agg->role];
        agg->computed = 0;
        role->n_rules = agg->is_in_circle ? 0 : agg->n_given;
        role->rules = agg->given;
        a->b->index->compiled[agg->role].rules = agg->given_contents;
    }
    int rc = settle(a, &is_settled, err);
    BH_BUG_ON(rc == 0 && !is_settled);
    return rc;
}

int bh_rbac_aggregate(struct bh_rbac_build *b, struct bh_err *err)
{
    struct aggregation a = { .b = b };
    bool is_settled = true;

    int rc = find_aggregated(&a, err);
    rc = rc != 0 ? rc : settle(&a, &is_settled, err);
    rc = rc != 0 ? rc : find_circles(&a, err);
    for (uint32_t i = 0; rc == 0 && i < a.n; i++) {
        const struct bh_known_role *known = b->roles[a.v[i].role].known;
        if (a.v[i].selects_itself) {
            rc = bh_rbac_add_problem(b, BH_RBAC_PROBLEM_SELF, &known->head, known->aggregation_line,
                                     BH_S("its own selector selects it, which has no effect"), err);
        }
        if (rc == 0 && a.v[i].is_unsettled) {
            rc = bh_rbac_add_problem(b, BH_RBAC_PROBLEM_UNSETTLED, &known->head,
                                     known->aggregation_line,
                                     BH_S("rules go round in a circle for ever: what it grants is "
                                          "left to chance, and only what comes from outside the "
                                          "circle counts here"),
                                     err);
        }
    }
    return rc != 0 || is_settled ? rc : settle_from_outside(&a, err);
}
