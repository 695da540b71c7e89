/* Plans and proves the edits of one text. Called by `bulkhead fix`.
 *
 * First pass: each object is judged and its edits are planned (fix_plan.c). Second pass: they are proven (fix_prove.c).
 * Here are the walk over the text and the sum. No upstream counterpart.
 * Leaves out audit and warn levels, and what no edit of this text can reach: other files, charts. */
#include "advise/fix.h"

#include <stdlib.h>

#include "advise/fix_plan.h"
#include "advise/fix_prove.h"
#include "base/limits.h"
#include "kube/kinds.h"

enum { RESULT_BUDGET = 1024 * 1024 * 1024 };

/* ---- first pass --------------------------------------------------------------------------------- */

/* "deployment/web", or unset. */
static struct bh_str object_text(struct bh_fix_work *w, const struct bh_item *item)
{
    const struct bh_node *meta = bh_doc_member(item->doc.nodes, BH_S("metadata"));
    const struct bh_node *name = bh_doc_member(meta, BH_S("name"));

    if (name == NULL || name->kind != BH_NODE_STRING) {
        name = bh_doc_member(meta, BH_S("generateName"));
    }
    if (name == NULL || name->kind != BH_NODE_STRING || item->kind.n == 0) {
        return bh_str(NULL, 0);
    }
    char *text = bh_new(&w->fix->arena, char, item->kind.n + 1 + name->n);
    if (text == NULL) {
        w->is_out_of_memory = true;
        return bh_str(NULL, 0);
    }
    for (size_t i = 0; i < item->kind.n; i++) {
        char c = item->kind.p[i];
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    text[item->kind.n] = '/';
    if (name->n > 0) {
        memcpy(text + item->kind.n + 1, name->p, name->n);
    }
    return bh_str(text, item->kind.n + 1 + name->n);
}

/* Whether something without an apiVersion or a kind was meant to be an object: then it is broken. As
 * `bulkhead scan` has it. */
static bool is_broken_object(const struct bh_item *item)
{
    size_t n;
    const struct bh_kind *kinds = bh_kinds(&n);
    const struct bh_node *meta = bh_doc_member(item->doc.nodes, BH_S("metadata"));
    bool is_known = false;

    for (size_t i = 0; i < n; i++) {
        is_known = is_known || bh_str_eq(item->kind, bh_str_c(kinds[i].kind));
    }
    return item->is_list_item || is_known ||
           (item->kind.n == 0 && item->api_version.n > 0 && meta != NULL &&
            meta->kind == BH_NODE_OBJECT);
}

static void note_no_object(struct bh_fix_work *w, const struct bh_item *item)
{
    struct bh_place place = bh_doc_place(&item->doc, item->doc.nodes);
    bool is_broken = is_broken_object(item);

    bh_fix_add_note(w,
                    (struct bh_fix_note){
                        .kind = is_broken ? BH_ERR_INPUT : BH_ERR_NONE,
                        .line = place.line,
                        .column = place.column,
                        .text = item->doc.nodes->kind != BH_NODE_OBJECT ? BH_S("this is no object")
                                : item->kind.n > 0 ? BH_S("the object has no apiVersion")
                                                   : BH_S("the object has no kind"),
                    });
}

static int take_item(struct bh_fix_work *w, const struct bh_item *item, uint64_t ordinal,
                     struct bh_err *err)
{
    struct bh_err cause = { 0 };

    if (item->doc.nodes->kind != BH_NODE_OBJECT || item->kind.n == 0 || item->api_version.n == 0) {
        note_no_object(w, item);
        return bh_fix_check_memory(w, err);
    }
    struct bh_fix_plan *plan = bh_new(&w->fix->arena, struct bh_fix_plan, 1);
    if (plan == NULL) {
        return bh_arena_fail(&w->fix->arena, err);
    }
    *plan = (struct bh_fix_plan){ .w = w,
                                  .doc = &item->doc,
                                  .object = object_text(w, item),
                                  .ordinal = ordinal,
                                  .document = item->document };
    int rc = bh_fix_plan_object(plan, item, &cause, err);
    if (rc == 0 && cause.kind != BH_ERR_NONE) {
        struct bh_str text = bh_str_c(cause.msg);
        bh_fix_note_cause(w, &cause, plan->object, bh_str_find(text, BH_S("{{")) < text.n);
    }
    if (rc == 0 && plan->n > 0) {
        rc = bh_fix_plan_edits(plan, item, err);
    }
    plan->doc = NULL;
    if (plan->is_judged) {
        *w->plans_end = plan;
        w->plans_end = &plan->next;
    }
    return rc != 0 ? rc : bh_fix_check_memory(w, err);
}

static int plan_all(struct bh_fix_work *w, struct bh_err *err)
{
    struct bh_fix_memory memory = { .text = w->text };
    struct bh_stream *stream = NULL;
    uint64_t ordinal = 0;
    int rc = bh_stream_new(bh_fix_source(&memory), BH_SYNTAX_DETECT, &stream, err);

    while (rc == 0) {
        const struct bh_item *item = NULL;
        struct bh_err cause = { 0 };
        if (bh_stream_next(stream, &item, &cause) != 0) {
            bh_fix_note_cause(w, &cause, bh_str(NULL, 0), bh_stream_saw_template(stream));
            rc = bh_fix_check_memory(w, err);
            continue;
        }
        if (item == NULL) {
            break;
        }
        rc = take_item(w, item, ordinal++, err);
        bh_arena_reset(&w->scratch);
    }
    bh_stream_free(stream);
    return rc;
}

/* ---- the sum ------------------------------------------------------------------------------------- */

/* ---- results ------------------------------------------------------------------------------------ */

static void leave_planned(struct bh_fix_work *w, const struct bh_fix_plan *plan,
                          const struct bh_fix_planned *planned)
{
    bool is_dropped = plan->is_dropped && !bh_str_is_set(planned->change.problem);

    bh_fix_add_left(w,
                    (struct bh_fix_left){
                        .object = plan->object,
                        .namespace_ = plan->namespace_,
                        .rule = bh_str_c(planned->check->id),
                        .path = planned->change.path,
                        .found = planned->found,
                        .reason = is_dropped ? BH_S("the edited text could not be proven to be the "
                                                    "same but for the edits")
                                             : planned->change.problem,
                        .remedy = bh_str_c(planned->check->remedy),
                        .line = planned->place.line,
                        .column = planned->place.column,
                    });
}

static int by_line(const void *a, const void *b)
{
    const struct bh_fix_left *x = a, *y = b;

    if (x->line != y->line) {
        return x->line < y->line ? -1 : 1;
    }
    if (x->column != y->column) {
        return x->column < y->column ? -1 : 1;
    }
    int paths = bh_str_cmp(x->path, y->path);
    return paths != 0 ? paths : bh_str_cmp(x->rule, y->rule);
}

static void sum_up(struct bh_fix_work *w)
{
    struct bh_fix *fix = w->fix;

    for (const struct bh_fix_plan *plan = w->plans; plan != NULL; plan = plan->next) {
        uint32_t n_open = plan->n_left;
        for (uint32_t i = 0; i < plan->n; i++) {
            const struct bh_fix_planned *planned = plan->v[i];
            if (planned->is_replaced) {
                continue;
            }
            if (plan->is_dropped || bh_str_is_set(planned->change.problem)) {
                leave_planned(w, plan, planned);
                n_open++;
            } else {
                fix->n_fields++;
            }
        }
        fix->n_judged++;
        fix->n_bad += plan->is_bad;
        fix->n_mended += plan->is_bad && n_open == 0;
    }
    if (fix->n_lefts > 1) {
        qsort(fix->lefts, fix->n_lefts, sizeof(*fix->lefts), by_line);
    }
}

int bh_fix_text(struct bh_str text, const struct bh_fix_options *options, struct bh_fix *out,
                struct bh_err *err)
{
    struct bh_fix_work w = { .fix = out, .options = options, .text = text };

    *out = (struct bh_fix){ 0 };
    bh_arena_init(&out->arena, RESULT_BUDGET);
    if (text.n > BH_FIX_MAX_SIZE) {
        return bh_fail(err, BH_ERR_LIMIT, "more than %d bytes: divide it", BH_FIX_MAX_SIZE);
    }
    w.plans_end = &w.plans;
    bh_arena_init(&w.scratch, BH_MAX_OBJECT_MEMORY);
    bh_fix_finder_init(&w.finder, text);
    int rc = plan_all(&w, err);
    rc = rc != 0 ? rc : bh_fix_prove(&w, err);
    if (rc == 0) {
        sum_up(&w);
        rc = bh_fix_check_memory(&w, err);
    }
    bh_fix_finder_done(&w.finder);
    bh_arena_done(&w.scratch);
    return rc;
}

void bh_fix_done(struct bh_fix *fix)
{
    if (fix != NULL) {
        bh_arena_done(&fix->arena);
        *fix = (struct bh_fix){ 0 };
    }
}
