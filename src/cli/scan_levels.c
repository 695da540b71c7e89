/* By which levels the objects of each namespace are judged. Called by scan_run.c, which meets namespaces and objects in any
 * order. Leaves out the rules by which labels become levels (review/judge.c). */
#include "cli/scan_levels.h"

#include <stdlib.h>

#include "podsec/pss_checks.h"

enum {
    SNAPSHOT_BUDGET = 1024 * 1024 * 1024, /* bytes of all namespaces */
    POLICY_BUDGET = 256 * 1024 * 1024,    /* bytes of their policies */
};

struct bh_scan_repeat { /* a namespace that stands twice, with different labels */
    struct bh_scan_repeat *next;
    struct bh_str name, first_file, file;
    uint32_t first_line, line;
};

void bh_scan_levels_init(struct bh_scan_levels *levels, const struct bh_judge_options *options,
                         struct bh_arena *scratch)
{
    *levels = (struct bh_scan_levels){ .options = options, .scratch = scratch };
    levels->repeats_end = &levels->repeats;
    bh_snapshot_init(&levels->snapshot, SNAPSHOT_BUDGET);
    bh_arena_init(&levels->arena, POLICY_BUDGET);
}

void bh_scan_levels_done(struct bh_scan_levels *levels)
{
    free(levels->uses);
    bh_arena_done(&levels->arena);
    bh_snapshot_done(&levels->snapshot);
}

void bh_scan_levels_restart(struct bh_scan_levels *levels)
{
    bh_arena_reset(&levels->arena);
    levels->policies = (struct bh_map){ 0 };
    levels->n_uses = 0;
}

/* --- policies ------------------------------------------------------------------------------------- */

static bool same_policy(const struct bh_pss_policy *a, const struct bh_pss_policy *b)
{
    for (size_t m = 0; m < BH_N_MODES; m++) {
        if (a->pairs[m].level != b->pairs[m].level || a->pairs[m].version != b->pairs[m].version ||
            a->level_from[m] != b->level_from[m] || a->version_from[m] != b->version_from[m]) {
            return false;
        }
    }
    return true;
}

/* The row of a pair in one mode, made when it is not there yet. */
static int use_row(struct bh_scan_levels *levels, enum bh_mode mode,
                   const struct bh_pss_policy *policy, size_t *out, struct bh_err *err)
{
    struct bh_pss_pair pair = policy->pairs[mode];
    enum bh_level_source from = policy->level_from[mode];

    for (size_t i = 0; i < levels->n_uses; i++) {
        const struct bh_level_use *use = &levels->uses[i];
        if (use->mode == mode && use->pair.level == pair.level &&
            use->pair.version == pair.version && use->from == from) {
            *out = i;
            return 0;
        }
    }
    if (levels->n_uses == levels->room_uses) {
        size_t room = levels->room_uses == 0 ? 16 : levels->room_uses * 2;
        struct bh_level_use *uses = reallocarray(levels->uses, room, sizeof(*uses));
        if (uses == NULL) {
            return bh_fail(err, BH_ERR_LIMIT, "no memory for the levels");
        }
        levels->uses = uses;
        levels->room_uses = room;
    }
    levels->uses[levels->n_uses] =
        (struct bh_level_use){ .mode = mode, .pair = pair, .from = from };
    *out = levels->n_uses++;
    return 0;
}

/* A namespace that is exempt is not judged by its policy, and not counted with those that are. */
static int make_policy(struct bh_scan_levels *levels, struct bh_str name,
                       struct bh_scan_policy *entry, struct bh_err *err)
{
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    uint32_t n_errors = 0;
    int rc = bh_judge_policy(levels->options, bh_snapshot_namespace(&levels->snapshot, name),
                             levels->scratch, &entry->policy, errors, &n_errors, err);

    bool is_exempt = bh_pss_config_exempts(levels->options->config, name, bh_str(NULL, 0),
                                           bh_str(NULL, 0)) != BH_EXEMPT_NO;

    for (size_t m = 0; m < BH_N_MODES && rc == 0; m++) {
        rc = use_row(levels, (enum bh_mode)m, &entry->policy, &entry->uses[m], err);
        if (rc == 0) {
            levels->uses[entry->uses[m]].n_namespaces += !is_exempt;
        }
    }
    return rc;
}

const struct bh_scan_policy *bh_scan_levels_of(struct bh_scan_levels *levels, struct bh_str name,
                                               struct bh_err *err)
{
    struct bh_scan_policy *entry = bh_map_get(&levels->policies, name);
    struct bh_str key;

    if (entry != NULL) {
        return entry;
    }
    entry = bh_new(&levels->arena, struct bh_scan_policy, 1);
    if (entry == NULL) {
        bh_arena_fail(&levels->arena, err);
        return NULL;
    }
    if (make_policy(levels, name, entry, err) != 0 ||
        bh_arena_copy(&levels->arena, name, &key, err) != 0 ||
        bh_map_put(&levels->policies, &levels->arena, key, entry, err) != 0) {
        return NULL;
    }
    return entry;
}

static int add_repeat(struct bh_scan_levels *levels, const struct bh_namespace *first,
                      const struct bh_namespace *again, struct bh_err *err)
{
    struct bh_scan_repeat *repeat = bh_new(&levels->snapshot.arena, struct bh_scan_repeat, 1);

    if (repeat == NULL) {
        return bh_arena_fail(&levels->snapshot.arena, err);
    }
    *repeat = (struct bh_scan_repeat){
        .name = first->name,
        .first_file = first->file,
        .first_line = first->line,
        .file = again->file,
        .line = again->line,
    };
    *levels->repeats_end = repeat;
    levels->repeats_end = &repeat->next;
    return 0;
}

int bh_scan_levels_learn(struct bh_scan_levels *levels, const struct bh_namespace *seen,
                         bool *out_is_stale, struct bh_err *err)
{
    const struct bh_namespace *known = bh_snapshot_namespace(&levels->snapshot, seen->name);
    struct bh_namespace before = known != NULL ? *known : (struct bh_namespace){ 0 };
    struct bh_meta meta = { .name = seen->name, .labels = seen->labels };
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy;
    uint32_t n_errors;
    bool is_news = false;
    int rc = seen->is_unreadable ? bh_snapshot_add_unreadable(&levels->snapshot, seen->name,
                                                              seen->file, seen->line, &is_news, err)
                                 : bh_snapshot_add_namespace(&levels->snapshot, &meta, seen->file,
                                                             seen->line, &is_news, err);

    if (rc != 0 || !is_news) {
        return rc;
    }
    if (known != NULL) {
        rc = add_repeat(levels, &before, seen, err);
    }
    const struct bh_scan_policy *entry = bh_map_get(&levels->policies, seen->name);
    if (rc == 0 && entry != NULL) {
        rc = bh_judge_policy(levels->options, seen, levels->scratch, &policy, errors, &n_errors,
                             err);
        *out_is_stale = rc == 0 && !same_policy(&policy, &entry->policy);
    }
    return rc;
}

int bh_scan_levels_note_repeats(struct bh_scan_levels *levels, struct bh_scan_notes *notes,
                                struct bh_err *err)
{
    int rc = 0;

    for (const struct bh_scan_repeat *r = levels->repeats; r != NULL && rc == 0; r = r->next) {
        struct bh_note note = {
            .kind = BH_NOTE_WARNING,
            .file = r->file,
            .line = r->line,
            .object = bh_arena_printf(levels->scratch, "namespace/" BH_FMT, BH_ARG(r->name)),
            .text = bh_arena_printf(levels->scratch,
                                    "also at " BH_FMT ":%u, with other labels: the last one counts",
                                    BH_ARG(r->first_file), r->first_line),
        };
        rc = bh_str_is_set(note.text) ? bh_scan_notes_add(notes, &note, err)
                                      : bh_arena_fail(levels->scratch, err);
        bh_arena_reset(levels->scratch);
    }
    return rc;
}

/* --- what it came to ------------------------------------------------------------------------------ */

void bh_scan_levels_count(struct bh_scan_levels *levels, const struct bh_scan_policy *policy,
                          const struct bh_judgement *judgement)
{
    BH_BUG_ON(levels->uses == NULL);
    for (size_t m = 0; m < BH_N_MODES; m++) {
        struct bh_level_use *use = &levels->uses[policy->uses[m]];
        bool is_violating = !judgement->modes[m].is_allowed;
        use->n_objects += judgement->modes[m].exempt == BH_EXEMPT_NO;
        use->n_violating += is_violating;
        use->n_accepted += is_violating && !bh_verdict_counts(&judgement->modes[m]);
    }
}

static bool has_check(struct bh_pss_pair pair, struct bh_str check)
{
    struct bh_pss_plan plan;

    bh_pss_plan_init(&plan, pair);
    for (uint32_t i = 0; i < plan.n; i++) {
        if (bh_str_eq(bh_str_c(plan.steps[i].check->id), check)) {
            return true;
        }
    }
    return false;
}

int bh_scan_levels_asks(struct bh_scan_levels *levels, struct bh_str namespace_,
                        struct bh_str check, bool *out, struct bh_err *err)
{
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy;
    uint32_t n_errors = 0;
    int rc = bh_judge_policy(levels->options, bh_snapshot_namespace(&levels->snapshot, namespace_),
                             levels->scratch, &policy, errors, &n_errors, err);
    bool is_asked = false;

    for (size_t m = 0; m < BH_N_MODES && rc == 0; m++) {
        is_asked = is_asked || has_check(policy.pairs[m], check);
    }
    if (rc == 0) {
        *out = is_asked && bh_pss_config_exempts(levels->options->config, namespace_,
                                                 bh_str(NULL, 0), bh_str(NULL, 0)) == BH_EXEMPT_NO;
    }
    return rc;
}

bool bh_scan_levels_asked(const struct bh_scan_levels *levels, struct bh_str check)
{
    for (size_t i = 0; i < levels->n_uses; i++) {
        if (levels->uses[i].n_objects > 0 && has_check(levels->uses[i].pair, check)) {
            return true;
        }
    }
    return false;
}

static int by_mode(const void *a, const void *b)
{
    const struct bh_level_use *x = a, *y = b;

    if (x->mode != y->mode) {
        return x->mode < y->mode ? -1 : 1;
    }
    if (x->pair.level != y->pair.level) {
        return x->pair.level < y->pair.level ? -1 : 1;
    }
    if (x->pair.version != y->pair.version) {
        return x->pair.version < y->pair.version ? -1 : 1;
    }
    return x->from == y->from ? 0 : x->from < y->from ? -1 : 1;
}

void bh_scan_levels_end(struct bh_scan_levels *levels, struct bh_scan_totals *totals)
{
    size_t n = 0;

    /* Rows that no object was judged by: of namespaces whose objects are all exempt. */
    for (size_t i = 0; i < levels->n_uses; i++) {
        if (levels->uses[i].n_objects > 0) {
            levels->uses[n++] = levels->uses[i];
        }
    }
    levels->n_uses = n;
    if (n > 1) {
        qsort(levels->uses, n, sizeof(*levels->uses), by_mode);
    }
    totals->uses = levels->uses;
    totals->n_uses = n;
}
