/* Plans and proves the edits of one text. Called by `bulkhead fix`.
 *
 * First pass: each object is judged; fix_rules.c says of every violation what to set and what to leave; what is to
 * be set becomes edits (kube/yaml_edit.c). Second pass: the edited text is read beside the old one, and an object
 * whose proof fails loses its edits, until nothing fails. No upstream counterpart.
 * Leaves out audit and warn levels, and what no edit of this text can reach: other files, charts. */
#include "advise/fix.h"

#include <stdlib.h>
#include <string.h>

#include "advise/fix_rules.h"
#include "advise/fix_text.h"
#include "advise/proof.h"
#include "base/limits.h"
#include "kube/prepare.h"
#include "kube/stream.h"

enum {
    RESULT_BUDGET = 1024 * 1024 * 1024,
    MAX_ROUNDS = 16, /* of the proof; then all that is in doubt goes */
};

struct planned {
    struct bh_change change;                  /* path from the object's root */
    const struct bh_pss_violation *violation; /* good while the object is planned */
    const struct bh_pss_check *check;
    struct bh_str found;
    struct bh_place place;
    bool is_for_all;  /* one field for all that the violation names */
    bool is_replaced; /* ... which did not work: they are set one by one */
};

struct bh_fix_plan { /* of one object; lives as long as the result */
    struct bh_fix_plan *next;
    struct work *w;
    const struct bh_doc *doc; /* while it is planned */
    struct bh_str object, namespace_;
    uint64_t ordinal; /* of the object in the stream */
    uint32_t document;
    struct planned **v;
    uint32_t n, room;
    uint32_t n_left;        /* fields that the rules leave */
    struct bh_str misspelt; /* why nothing may be set; unset = nothing is wrong */
    bool is_dry;            /* only counted */
    bool is_judged, is_bad;
    bool is_dropped; /* its edits were not proven */
    struct bh_edits edits;
};

struct work {
    struct bh_fix *fix;
    const struct bh_fix_options *options;
    struct bh_str text;
    struct bh_arena scratch; /* of one object */
    struct bh_fix_finder finder;
    struct bh_fix_plan *plans, **plans_end;
    bool is_out_of_memory;
    bool has_template_note; /* said once a text */
};

static int check_memory(const struct work *w, struct bh_err *err)
{
    return w->is_out_of_memory ? bh_arena_fail(&w->fix->arena, err) : 0;
}

/* Text for the result; unset without memory. */
static struct bh_str keep(struct work *w, struct bh_str text)
{
    struct bh_str copy = bh_str(NULL, 0);
    struct bh_err ignored;

    if (!bh_str_is_set(text)) {
        return text;
    }
    if (text.n == 0) {
        return BH_S("");
    }
    if (bh_arena_copy(&w->fix->arena, text, &copy, &ignored) != 0) {
        w->is_out_of_memory = true;
    }
    return copy;
}

/* A grown copy of an array in the arena, or NULL. */
static void *grown(struct work *w, const void *v, uint32_t n, uint32_t *room, size_t size)
{
    uint32_t more = *room == 0 ? 16 : *room * 2;
    void *copy = bh_arena_array(&w->fix->arena, more, size, _Alignof(max_align_t));

    if (copy == NULL) {
        w->is_out_of_memory = true;
        return NULL;
    }
    if (n > 0) {
        memcpy(copy, v, n * size);
    }
    *room = more;
    return copy;
}

/* ---- results ------------------------------------------------------------------------------------ */

static void add_left(struct work *w, struct bh_fix_left left)
{
    struct bh_fix *fix = w->fix;

    if (fix->n_lefts == fix->room_lefts) {
        struct bh_fix_left *v =
            grown(w, fix->lefts, fix->n_lefts, &fix->room_lefts, sizeof(*fix->lefts));
        if (v == NULL) {
            return;
        }
        fix->lefts = v;
    }
    fix->lefts[fix->n_lefts++] = left;
}

static void add_note(struct work *w, struct bh_fix_note note)
{
    struct bh_fix *fix = w->fix;

    if (fix->n_notes == fix->room_notes) {
        struct bh_fix_note *v =
            grown(w, fix->notes, fix->n_notes, &fix->room_notes, sizeof(*fix->notes));
        if (v == NULL) {
            return;
        }
        fix->notes = v;
    }
    fix->notes[fix->n_notes++] = note;
}

/* A document or object that cannot be judged. What holds "{{" where a value should be was never rendered. */
static void note_cause(struct work *w, const struct bh_err *cause, struct bh_str object,
                       bool may_be_template)
{
    struct bh_str text = bh_str_c(cause->msg);
    bool is_template = cause->kind == BH_ERR_INPUT && may_be_template;

    if (is_template && w->has_template_note) {
        return;
    }
    w->has_template_note |= is_template;
    add_note(w, (struct bh_fix_note){
                    .kind = is_template ? BH_ERR_NONE : cause->kind,
                    .line = cause->line,
                    .column = cause->column,
                    .object = object,
                    .text = is_template ? BH_S("a template: render it first") : keep(w, text),
                });
}

/* ---- planning ----------------------------------------------------------------------------------- */

static struct bh_str full_path(struct work *w, const struct bh_fix_subject *pod, struct bh_str path)
{
    struct bh_str full = pod->pod_path.n == 0
                             ? keep(w, path)
                             : bh_arena_printf(&w->fix->arena, BH_FMT "." BH_FMT,
                                               BH_ARG(pod->pod_path), BH_ARG(path));

    w->is_out_of_memory |= !bh_str_is_set(full);
    return full;
}

static struct bh_place place_of(const struct bh_fix_plan *plan, struct bh_str path)
{
    bool is_whole;

    return bh_doc_place(plan->doc, bh_doc_locate(plan->doc, path, &is_whole));
}

void bh_fix_leave(struct bh_fix_subject *pod, const struct bh_pss_violation *violation,
                  const struct bh_pss_field *field, const char *reason)
{
    struct bh_fix_plan *plan = pod->plan;
    struct work *w = plan->w;

    plan->n_left++;
    if (plan->is_dry) {
        return;
    }
    struct bh_str path = full_path(w, pod, field->path);
    struct bh_place place = place_of(plan, path);
    add_left(w, (struct bh_fix_left){
                    .object = plan->object,
                    .namespace_ = plan->namespace_,
                    .rule = bh_str_c(violation->check->id),
                    .path = path,
                    .found = keep(w, field->found),
                    .reason = bh_str_c(reason),
                    .remedy = bh_str_c(violation->check->remedy),
                    .line = place.line,
                    .column = place.column,
                });
}

static void add_planned(struct bh_fix_plan *plan, struct planned planned)
{
    struct work *w = plan->w;
    struct planned *kept = bh_new(&w->fix->arena, struct planned, 1);

    if (plan->n == plan->room) {
        struct planned **v = grown(w, plan->v, plan->n, &plan->room, sizeof(struct planned *));
        if (v == NULL) {
            return;
        }
        plan->v = v;
    }
    if (kept == NULL) {
        w->is_out_of_memory = true;
        return;
    }
    *kept = planned;
    plan->v[plan->n++] = kept;
}

void bh_fix_set(struct bh_fix_subject *pod, const struct bh_pss_violation *violation,
                const struct bh_pss_field *field, struct bh_change change, bool is_for_all)
{
    struct bh_fix_plan *plan = pod->plan;
    struct work *w = plan->w;

    change.path = full_path(w, pod, change.path);
    add_planned(plan, (struct planned){
                          .change = change,
                          .violation = violation,
                          .check = violation->check,
                          .found = keep(w, field->found),
                          .place = place_of(plan, change.path),
                          .is_for_all = is_for_all,
                      });
}

static int judge(struct bh_fix_plan *plan, const struct bh_decoded *decoded, struct bh_err *err)
{
    static const struct bh_pod_spec no_spec;
    const struct bh_object *object = &decoded->object;
    const struct bh_meta *meta =
        decoded->role == BH_ROLE_POD ? &object->meta : &object->template_meta;
    struct bh_pod_spec *spec = object->spec;
    struct work *w = plan->w;
    struct bh_fix_subject pod = { .plan = plan,
                                  .spec = spec != NULL ? spec : &no_spec,
                                  .pod_path = decoded->pod_path };
    struct bh_pss_pair pair = { 0 };
    struct bh_pss_plan checks;
    struct bh_pss_result result;

    int rc = w->options->level(w->options->ctx, object->meta.namespace_, &pair, err);
    rc = rc != 0 ? rc : bh_prepare(BH_PREPARE_POD, meta, &spec, NULL, &w->scratch, err);
    if (rc != 0) {
        return rc;
    }
    bh_pss_plan_init(&checks, pair);
    rc = bh_pss_evaluate(&checks, meta, spec, &w->scratch, &result, err);
    if (rc != 0) {
        return rc;
    }
    plan->is_judged = true;
    plan->is_bad |= !result.is_allowed;
    for (uint32_t i = 0; i < result.n_violations; i++) {
        const struct bh_pss_violation *violation = &result.violations[i];
        const struct bh_fix_rule *rule = bh_fix_rule_find(violation->check->id);
        BH_BUG_ON(rule == NULL);
        if (rule->mend != NULL) {
            rule->mend(&pod, rule, violation);
            continue;
        }
        for (uint32_t k = 0; k < violation->n_fields; k++) {
            bh_fix_leave(&pod, violation, &violation->fields[k], rule->reason);
        }
    }
    return check_memory(w, err);
}

/* "deployment/web", or unset. */
static struct bh_str object_text(struct work *w, const struct bh_item *item)
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

/* A field that a change may be about, with a letter wrong: to set the right one beside it would help nobody. */
static void note_misspelt(struct bh_fix_plan *plan, const struct bh_issues *issues)
{
    static const char *const ours[] = { "securityContext", "allowPrivilegeEscalation",
                                        "capabilities",    "drop",
                                        "runAsNonRoot",    "seccompProfile" };

    for (uint32_t i = 0; i < issues->n; i++) {
        const struct bh_issue *issue = &issues->v[i];
        for (size_t k = 0; k < sizeof(ours) / sizeof(ours[0]); k++) {
            if (issue->kind == BH_ISSUE_UNKNOWN_FIELD && !bh_str_is_set(plan->misspelt) &&
                bh_str_eq(issue->near, bh_str_c(ours[k]))) {
                plan->misspelt = bh_arena_printf(
                    &plan->w->fix->arena,
                    "\"" BH_FMT "\" on line %u is no field: did you mean \"" BH_FMT "\"?",
                    BH_ARG(issue->path), issue->place.line, BH_ARG(issue->near));
                plan->w->is_out_of_memory |= !bh_str_is_set(plan->misspelt);
            }
        }
    }
}

/* Judges all pod templates of an object. *out_cause has a kind when it cannot be decoded. */
static int plan_object(struct bh_fix_plan *plan, const struct bh_item *item,
                       struct bh_err *out_cause, struct bh_err *err)
{
    uint32_t n_templates = 1;
    int rc = 0;

    for (uint32_t i = 0; i < n_templates && rc == 0; i++) {
        struct bh_decode_options how = { .template_ = i, .path = "", .only_pods = true };
        struct bh_decoded decoded = { 0 };
        struct bh_issues issues = { 0 };
        if (bh_decode_object(&item->doc, item->api_version, item->kind, &how, &decoded, &issues,
                             &plan->w->scratch, out_cause) != 0) {
            return 0;
        }
        if (decoded.role != BH_ROLE_POD && decoded.role != BH_ROLE_CONTROLLER) {
            return 0;
        }
        if (decoded.object.meta.namespace_.n > 0 && !plan->is_dry) {
            plan->namespace_ = keep(plan->w, decoded.object.meta.namespace_);
        }
        n_templates = decoded.n_templates;
        note_misspelt(plan, &issues);
        rc = judge(plan, &decoded, err);
    }
    return rc;
}

/* ---- edits -------------------------------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
    const struct planned *const *x = a, *const *y = b;

    return bh_str_cmp((*x)->change.path, (*y)->change.path);
}

/* The changes that count, in arena. */
static struct bh_change **changes_of(struct bh_fix_plan *plan, struct bh_arena *arena,
                                     uint32_t *out_n)
{
    struct bh_change **v = bh_new(arena, struct bh_change *, plan->n + 1);

    *out_n = 0;
    for (uint32_t i = 0; v != NULL && i < plan->n; i++) {
        if (!plan->v[i]->is_replaced) {
            v[(*out_n)++] = &plan->v[i]->change;
        }
    }
    plan->w->is_out_of_memory |= v == NULL;
    return v;
}

/* Sets one by one what cannot be set for all. Returns whether there is anything like that. */
static bool replace_for_all(struct bh_fix_plan *plan)
{
    struct work *w = plan->w;
    uint32_t n = plan->n;
    bool is_any = false;

    for (uint32_t i = 0; i < n; i++) {
        struct planned *all = plan->v[i];
        if (!all->is_for_all || all->is_replaced || !bh_str_is_set(all->change.problem)) {
            continue;
        }
        size_t common = bh_str_find(all->change.path, BH_S("spec.securityContext."));
        struct bh_str prefix = bh_str(all->change.path.p, common);
        all->is_replaced = is_any = true;
        for (uint32_t k = 0; k < all->violation->n_fields; k++) {
            const struct bh_pss_field *field = &all->violation->fields[k];
            struct planned one = *all;
            one.is_for_all = one.is_replaced = false;
            one.change.before = NULL;
            one.change.path =
                bh_arena_printf(&w->fix->arena, BH_FMT BH_FMT, BH_ARG(prefix), BH_ARG(field->path));
            w->is_out_of_memory |= !bh_str_is_set(one.change.path);
            one.place = place_of(plan, one.change.path);
            add_planned(plan, one);
        }
    }
    return is_any;
}

static int edit_object(struct bh_fix_plan *plan, const struct bh_item *item, struct bh_err *err)
{
    struct work *w = plan->w;
    uint32_t root, n;
    size_t base = 0;
    struct bh_err cause = { 0 };

    if (bh_str_is_set(plan->misspelt)) {
        for (uint32_t i = 0; i < plan->n; i++) {
            plan->v[i]->change.problem = plan->misspelt;
        }
        return 0;
    }
    int rc = bh_fix_find(&w->finder, &item->doc, &root, &base, &cause);
    if (rc != 0) {
        *err = cause;
        return rc;
    }
    for (int pass = 0; pass < 2; pass++) {
        qsort(plan->v, plan->n, sizeof(struct planned *), by_path);
        struct bh_change **changes = changes_of(plan, &w->scratch, &n);
        rc = check_memory(w, err);
        if (rc != 0) {
            return rc;
        }
        if (root == BH_TEXT_NONE) {
            for (uint32_t i = 0; i < n; i++) {
                changes[i]->problem = BH_S("its place in the text cannot be found");
            }
            return 0;
        }
        plan->edits.n = 0;
        rc = bh_yaml_edit(&w->finder.tree, root, item->doc.nodes, changes, n, base, &plan->edits,
                          &w->fix->arena, err);
        if (rc != 0 || !replace_for_all(plan)) {
            return rc;
        }
    }
    return check_memory(w, err);
}

/* ---- first pass --------------------------------------------------------------------------------- */

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

static void note_no_object(struct work *w, const struct bh_item *item)
{
    struct bh_place place = bh_doc_place(&item->doc, item->doc.nodes);
    bool is_broken = is_broken_object(item);

    add_note(w, (struct bh_fix_note){
                    .kind = is_broken ? BH_ERR_INPUT : BH_ERR_NONE,
                    .line = place.line,
                    .column = place.column,
                    .text = item->doc.nodes->kind != BH_NODE_OBJECT ? BH_S("this is no object")
                            : item->kind.n > 0 ? BH_S("the object has no apiVersion")
                                               : BH_S("the object has no kind"),
                });
}

static int take_item(struct work *w, const struct bh_item *item, uint64_t ordinal,
                     struct bh_err *err)
{
    struct bh_err cause = { 0 };

    if (item->doc.nodes->kind != BH_NODE_OBJECT || item->kind.n == 0 || item->api_version.n == 0) {
        note_no_object(w, item);
        return check_memory(w, err);
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
    int rc = plan_object(plan, item, &cause, err);
    if (rc == 0 && cause.kind != BH_ERR_NONE) {
        struct bh_str text = bh_str_c(cause.msg);
        note_cause(w, &cause, plan->object, bh_str_find(text, BH_S("{{")) < text.n);
    }
    if (rc == 0 && plan->n > 0) {
        rc = edit_object(plan, item, err);
    }
    plan->doc = NULL;
    if (plan->is_judged) {
        *w->plans_end = plan;
        w->plans_end = &plan->next;
    }
    return rc != 0 ? rc : check_memory(w, err);
}

static int plan_all(struct work *w, struct bh_err *err)
{
    struct bh_fix_memory memory = { .text = w->text };
    struct bh_stream *stream = NULL;
    uint64_t ordinal = 0;
    int rc = bh_stream_new(bh_fix_source(&memory), BH_SYNTAX_DETECT, &stream, err);

    while (rc == 0) {
        const struct bh_item *item = NULL;
        struct bh_err cause = { 0 };
        if (bh_stream_next(stream, &item, &cause) != 0) {
            note_cause(w, &cause, bh_str(NULL, 0), bh_stream_saw_template(stream));
            rc = check_memory(w, err);
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

/* ---- proof -------------------------------------------------------------------------------------- */

/* The edits of all plans that still count. */
static int gather_edits(struct work *w, struct bh_err *err)
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
static bool drop_document(struct work *w, uint32_t document, bool is_all)
{
    bool is_any = false;

    for (struct bh_fix_plan *plan = w->plans; plan != NULL; plan = plan->next) {
        if (plan->edits.n > 0 && !plan->is_dropped && (is_all || plan->document == document)) {
            plan->is_dropped = is_any = true;
        }
    }
    return is_any;
}

/* Whether judging the new object again wants nothing that was not refused before. */
static int is_mended(struct work *w, struct bh_fix_plan *plan, const struct bh_item *item,
                     bool *out, struct bh_err *err)
{
    struct bh_fix_plan again = { .w = w, .doc = &item->doc, .is_dry = true };
    struct bh_err cause = { 0 };
    int rc = plan_object(&again, item, &cause, err);

    *out = cause.kind == BH_ERR_NONE && again.n_left == plan->n_left;
    for (uint32_t i = 0; i < again.n && *out; i++) {
        bool is_known = false;
        for (uint32_t k = 0; k < plan->n && !is_known; k++) {
            const struct planned *p = plan->v[k];
            is_known = bh_str_eq(p->change.path, again.v[i]->change.path) &&
                       (p->is_replaced || bh_str_is_set(p->change.problem));
        }
        *out = is_known;
    }
    return rc;
}

static int prove_object(struct work *w, struct bh_fix_plan *plan, const struct bh_item *before,
                        const struct bh_item *after, bool *out, struct bh_err *err)
{
    struct bh_change **changes = NULL;
    uint32_t n = 0;

    if (plan != NULL && !plan->is_dropped && plan->edits.n > 0) {
        changes = changes_of(plan, &w->scratch, &n);
    }
    int rc = check_memory(w, err);
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
static int prove_pair(struct work *w, struct pair_of_streams *pair, bool is_last,
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

static int prove_once(struct work *w, bool is_last, bool *out_is_proven, struct bh_err *err)
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

static int prove(struct work *w, struct bh_err *err)
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

/* ---- results ------------------------------------------------------------------------------------ */

static void leave_planned(struct work *w, const struct bh_fix_plan *plan,
                          const struct planned *planned)
{
    bool is_dropped = plan->is_dropped && !bh_str_is_set(planned->change.problem);

    add_left(w, (struct bh_fix_left){
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

static void sum_up(struct work *w)
{
    struct bh_fix *fix = w->fix;

    for (const struct bh_fix_plan *plan = w->plans; plan != NULL; plan = plan->next) {
        uint32_t n_open = plan->n_left;
        for (uint32_t i = 0; i < plan->n; i++) {
            const struct planned *planned = plan->v[i];
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
    struct work w = { .fix = out, .options = options, .text = text };

    *out = (struct bh_fix){ 0 };
    bh_arena_init(&out->arena, RESULT_BUDGET);
    if (text.n > BH_FIX_MAX_SIZE) {
        return bh_fail(err, BH_ERR_LIMIT, "more than %d bytes: divide it", BH_FIX_MAX_SIZE);
    }
    w.plans_end = &w.plans;
    bh_arena_init(&w.scratch, BH_MAX_OBJECT_MEMORY);
    bh_fix_finder_init(&w.finder, text);
    int rc = plan_all(&w, err);
    rc = rc != 0 ? rc : prove(&w, err);
    if (rc == 0) {
        sum_up(&w);
        rc = check_memory(&w, err);
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
