/* Plans what to do about one object. Called by fix.c for every object of a text, and by fix_prove.c for the edited ones:
 * the object is judged, fix_rules.c says of every violation what to set and what to leave, and what is to be set
 * becomes edits (kube/yaml_edit.c). No upstream counterpart. */
#include "advise/fix_plan.h"

#include <stdlib.h>

#include "kube/prepare.h"

/* ---- wishes ------------------------------------------------------------------------------------- */

static struct bh_str joined(struct bh_fix_work *w, struct bh_str pod_path, struct bh_str path)
{
    struct bh_str full = pod_path.n == 0 ? bh_fix_keep(w, path)
                                         : bh_arena_printf(&w->fix->arena, BH_FMT "." BH_FMT,
                                                           BH_ARG(pod_path), BH_ARG(path));

    w->is_out_of_memory |= !bh_str_is_set(full);
    return full;
}

static struct bh_place place_of(const struct bh_fix_plan *plan, struct bh_str path)
{
    bool is_whole;

    return bh_doc_place(plan->doc, bh_doc_locate(plan->doc, path, &is_whole));
}

static void leave(struct bh_fix_plan *plan, struct bh_str pod_path, const struct bh_fix_wish *wish)
{
    struct bh_fix_work *w = plan->w;

    plan->n_left++;
    if (plan->is_dry) {
        return;
    }
    struct bh_str path = joined(w, pod_path, wish->field->path);
    struct bh_place place = place_of(plan, path);
    bh_fix_add_left(w, (struct bh_fix_left){
                           .object = plan->object,
                           .namespace_ = plan->namespace_,
                           .rule = bh_str_c(wish->violation->check->id),
                           .path = path,
                           .found = bh_fix_keep(w, wish->field->found),
                           .reason = bh_str_c(wish->reason),
                           .remedy = bh_str_c(wish->violation->check->remedy),
                           .line = place.line,
                           .column = place.column,
                       });
}

static void add_planned(struct bh_fix_plan *plan, struct bh_fix_planned *planned)
{
    struct bh_fix_work *w = plan->w;

    if (plan->n == plan->room) {
        struct bh_fix_planned **v =
            bh_fix_grown(w, plan->v, plan->n, &plan->room, sizeof(struct bh_fix_planned *));
        if (v == NULL) {
            return;
        }
        plan->v = v;
    }
    plan->v[plan->n++] = planned;
}

/* Of a field for the whole pod: the same field of every container that has none of its own. */
static void add_instead(struct bh_fix_plan *plan, struct bh_fix_planned *all,
                        const struct bh_fix_subject *pod, struct bh_str pod_path,
                        const struct bh_fix_wish *wish)
{
    struct bh_fix_work *w = plan->w;
    uint32_t n = 0;

    for (uint32_t i = 0; bh_fix_container_at(pod->spec, i, NULL) != NULL; i++) {
        n++;
    }
    all->instead = bh_new(&w->fix->arena, struct bh_fix_planned, n + 1);
    w->is_out_of_memory |= all->instead == NULL;
    for (uint32_t i = 0; i < n && all->instead != NULL; i++) {
        struct bh_fix_place at;
        const struct bh_container *c = bh_fix_container_at(pod->spec, i, &at);
        if (wish->has_own(c)) {
            continue;
        }
        struct bh_fix_planned *one = &all->instead[all->n_instead++];
        *one = *all;
        one->instead = NULL;
        one->n_instead = 0;
        one->change.before = NULL;
        one->found = BH_S("absent");
        one->change.path =
            joined(w, pod_path,
                   bh_arena_printf(&w->scratch, "spec.%s[%u]." BH_FMT, at.list, at.index,
                                   BH_ARG(bh_str_from(wish->change.path, sizeof("spec.") - 1))));
        one->place = place_of(plan, one->change.path);
    }
}

static void take_wish(struct bh_fix_plan *plan, const struct bh_fix_subject *pod,
                      struct bh_str pod_path, const struct bh_fix_wish *wish)
{
    struct bh_fix_work *w = plan->w;

    if (wish->reason != NULL) {
        leave(plan, pod_path, wish);
        return;
    }
    struct bh_fix_planned *planned = bh_new(&w->fix->arena, struct bh_fix_planned, 1);
    if (planned == NULL) {
        w->is_out_of_memory = true;
        return;
    }
    *planned = (struct bh_fix_planned){ .change = wish->change,
                                        .check = wish->violation->check,
                                        .found = bh_fix_keep(w, wish->field->found) };
    planned->change.path = joined(w, pod_path, wish->change.path);
    planned->place = place_of(plan, planned->change.path);
    if (wish->has_own != NULL) {
        add_instead(plan, planned, pod, pod_path, wish);
    }
    add_planned(plan, planned);
}

/* ---- judging ------------------------------------------------------------------------------------ */

static int judge(struct bh_fix_plan *plan, const struct bh_decoded *decoded, struct bh_err *err)
{
    static const struct bh_pod_spec no_spec;
    const struct bh_object *object = &decoded->object;
    const struct bh_meta *meta =
        decoded->role == BH_ROLE_POD ? &object->meta : &object->template_meta;
    struct bh_pod_spec *spec = object->spec;
    struct bh_fix_work *w = plan->w;
    struct bh_fix_subject pod = { .spec = spec != NULL ? spec : &no_spec, .arena = &w->scratch };
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
        bh_fix_rules_apply(&pod, &result.violations[i]);
    }
    for (uint32_t i = 0; i < pod.n_wishes; i++) {
        take_wish(plan, &pod, decoded->pod_path, &pod.wishes[i]);
    }
    w->is_out_of_memory |= pod.is_out_of_memory;
    return bh_fix_check_memory(w, err);
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

int bh_fix_plan_object(struct bh_fix_plan *plan, const struct bh_item *item,
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
        if (!decoded.is_partial &&
            (decoded.object.spec == NULL || decoded.object.spec->containers.n == 0)) {
            struct bh_place place = bh_doc_place(&item->doc, item->doc.nodes);
            (void)bh_fail_at(out_cause, BH_ERR_INPUT, place.line, place.column,
                             BH_FMT "%sspec.containers: Required value", BH_ARG(decoded.pod_path),
                             decoded.pod_path.n > 0 ? "." : "");
            return 0;
        }
        if (decoded.object.meta.namespace_.n > 0 && !plan->is_dry) {
            plan->namespace_ = bh_fix_keep(plan->w, decoded.object.meta.namespace_);
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
    const struct bh_fix_planned *const *x = a, *const *y = b;

    return bh_str_cmp((*x)->change.path, (*y)->change.path);
}

struct bh_change **bh_fix_plan_changes(struct bh_fix_plan *plan, struct bh_arena *arena,
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
    uint32_t n = plan->n;
    bool is_any = false;

    for (uint32_t i = 0; i < n; i++) {
        struct bh_fix_planned *all = plan->v[i];
        if (all->n_instead == 0 || all->is_replaced || !bh_str_is_set(all->change.problem)) {
            continue;
        }
        all->is_replaced = is_any = true;
        for (uint32_t k = 0; k < all->n_instead; k++) {
            add_planned(plan, &all->instead[k]);
        }
    }
    return is_any;
}

int bh_fix_plan_edits(struct bh_fix_plan *plan, const struct bh_item *item, struct bh_err *err)
{
    struct bh_fix_work *w = plan->w;
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
        qsort(plan->v, plan->n, sizeof(struct bh_fix_planned *), by_path);
        struct bh_change **changes = bh_fix_plan_changes(plan, &w->scratch, &n);
        rc = bh_fix_check_memory(w, err);
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
    return bh_fix_check_memory(w, err);
}
