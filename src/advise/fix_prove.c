/* Proves the edits of one text. Called by fix.c, after all objects are planned: the edited text is read beside the old one,
 * and an object that is not the old one but for its changes (proof.c), or that does not want less than before, loses
 * its edits, until nothing fails. No upstream counterpart. */
#include "advise/fix_prove.h"

#include <string.h>

#include "advise/proof.h"

enum { MAX_ROUNDS = 16 }; /* then all that is in doubt goes */

/* The edits of all plans that still count. */
static int gather_edits(struct bh_fix_work *w, struct bh_err *err)
{
    struct bh_edits *all = &w->fix->edits;
    size_t n = 0;

    for (const struct bh_fix_plan *plan = w->plans; plan != NULL; plan = plan->next) {
        n += plan->is_dropped ? 0 : plan->edits.n;
    }
    if (n > all->room) {
        all->v = bh_new(&w->fix->arena, struct bh_edit, n);
        if (all->v == NULL || n > UINT32_MAX) {
            return bh_arena_fail(&w->fix->arena, err);
        }
        all->room = (uint32_t)n;
    }
    all->n = 0;
    for (const struct bh_fix_plan *plan = w->plans; plan != NULL; plan = plan->next) {
        if (!plan->is_dropped && plan->edits.n > 0) {
            memcpy(all->v + all->n, plan->edits.v, plan->edits.n * sizeof(*all->v));
            all->n += plan->edits.n;
        }
    }
    bh_edits_sort(all);
    return 0;
}

/* Takes back the edits of a document, or of all. Returns whether there were any. */
static bool drop_document(struct bh_fix_work *w, uint32_t document, bool is_all)
{
    bool is_any = false;

    for (struct bh_fix_plan *plan = w->plans; plan != NULL; plan = plan->next) {
        if (plan->edits.n > 0 && !plan->is_dropped && (is_all || plan->document == document)) {
            plan->is_dropped = is_any = true;
        }
    }
    return is_any;
}

/* Whether this was to be changed and could not be, and so is known to be open. */
static bool is_open(const struct bh_fix_plan *plan, const struct bh_fix_planned *wanted)
{
    for (uint32_t i = 0; i < plan->n; i++) {
        const struct bh_fix_planned *p = plan->v[i];
        if (!bh_str_eq(p->change.path, wanted->change.path)) {
            continue;
        }
        if (!p->is_replaced) {
            return bh_str_is_set(p->change.problem);
        }
        bool is_all_open = wanted->n_instead > 0; /* those that are wanted now, one by one */
        for (uint32_t k = 0; k < wanted->n_instead && is_all_open; k++) {
            is_all_open = is_open(plan, &wanted->instead[k]);
        }
        return is_all_open;
    }
    return false;
}

/* Whether judging the new object again wants nothing that was not refused before. */
static int is_mended(struct bh_fix_work *w, struct bh_fix_plan *plan, const struct bh_item *item,
                     bool *out, struct bh_err *err)
{
    struct bh_fix_plan again = { .w = w, .doc = &item->doc, .is_dry = true };
    struct bh_err cause = { 0 };
    int rc = bh_fix_plan_object(&again, item, &cause, err);

    *out = cause.kind == BH_ERR_NONE && again.n_left == plan->n_left;
    for (uint32_t i = 0; i < again.n && *out; i++) {
        *out = is_open(plan, again.v[i]);
    }
    return rc;
}

static int prove_object(struct bh_fix_work *w, struct bh_fix_plan *plan,
                        const struct bh_item *before, const struct bh_item *after, bool *out,
                        struct bh_err *err)
{
    struct bh_change **changes = NULL;
    uint32_t n = 0;

    if (plan != NULL && !plan->is_dropped && plan->edits.n > 0) {
        changes = bh_fix_plan_changes(plan, &w->scratch, &n);
    }
    int rc = bh_fix_check_memory(w, err);
    rc = rc != 0 ? rc
                 : bh_proof_compare(&before->doc, &after->doc, changes, n, &w->scratch, out, err);
    if (rc == 0 && *out && n > 0) {
        rc = is_mended(w, plan, after, out, err);
    }
    return rc;
}

struct pair_of_streams {
    struct bh_fix_memory memories[2];
    struct bh_stream *streams[2];
    const struct bh_item *items[2];
    bool has_failed[2];
};

static int next_pair(struct pair_of_streams *pair)
{
    int n = 0;

    for (int i = 0; i < 2; i++) {
        struct bh_err cause = { 0 };
        pair->items[i] = NULL;
        pair->has_failed[i] = bh_stream_next(pair->streams[i], &pair->items[i], &cause) != 0;
        n += pair->has_failed[i] || pair->items[i] != NULL;
    }
    return n;
}

/* One look at both texts. *out_is_proven: nothing had to be taken back. */
static int prove_pair(struct bh_fix_work *w, struct pair_of_streams *pair, bool is_last,
                      bool *out_is_proven, struct bh_err *err)
{
    struct bh_fix_plan *plan = w->plans;
    uint64_t ordinal = 0;
    uint32_t document = 0;
    int rc = 0;

    *out_is_proven = false;
    while (rc == 0) {
        const struct bh_item *const *items = (const struct bh_item *const *)pair->items;
        bool is_same = false;
        if (next_pair(pair) == 0) {
            *out_is_proven = true;
            return 0;
        }
        if (pair->has_failed[0] && pair->has_failed[1]) {
            continue;
        }
        if (items[0] != NULL && items[1] != NULL) {
            while (plan != NULL && plan->ordinal < ordinal) {
                plan = plan->next;
            }
            struct bh_fix_plan *own = plan != NULL && plan->ordinal == ordinal ? plan : NULL;
            document = items[0]->document;
            rc = prove_object(w, own, items[0], items[1], &is_same, err);
            if (rc == 0 && !is_same && !is_last && own != NULL && own->edits.n > 0 &&
                !own->is_dropped) {
                own->is_dropped = true;
                return 0;
            }
            ordinal++;
        } else {
            document = items[0] != NULL ? items[0]->document : document;
        }
        bh_arena_reset(&w->scratch);
        if (rc == 0 && !is_same) {
            if (is_last || !drop_document(w, document, false)) {
                drop_document(w, 0, true);
            }
            return 0;
        }
    }
    return rc;
}

static int prove_once(struct bh_fix_work *w, bool is_last, bool *out_is_proven, struct bh_err *err)
{
    struct bh_buf edited = { 0 };
    struct pair_of_streams pair = { 0 };

    bh_edits_apply(&w->fix->edits, w->text, &edited);
    int rc = edited.is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory for the edited text") : 0;
    pair.memories[0].text = w->text;
    pair.memories[1].text = bh_buf_str(&edited);
    for (int i = 0; i < 2 && rc == 0; i++) {
        rc = bh_stream_new(bh_fix_source(&pair.memories[i]), BH_SYNTAX_DETECT, &pair.streams[i],
                           err);
    }
    if (rc == 0) {
        rc = prove_pair(w, &pair, is_last, out_is_proven, err);
    }
    bh_stream_free(pair.streams[0]);
    bh_stream_free(pair.streams[1]);
    bh_buf_done(&edited);
    bh_arena_reset(&w->scratch);
    return rc;
}

int bh_fix_prove(struct bh_fix_work *w, struct bh_err *err)
{
    bool is_proven = false;

    for (int round = 0; !is_proven; round++) {
        int rc = gather_edits(w, err);
        if (rc != 0) {
            return rc;
        }
        if (w->fix->edits.n == 0) {
            return 0;
        }
        rc = prove_once(w, round >= MAX_ROUNDS, &is_proven, err);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}
