/* Decisions for people: in short (psp check) and as the whole story (psp explain). Called by the commands of psp. */
#include "report/psp_report.h"

/* ---- small parts ---------------------------------------------------------------------------------- */

/* Each goes on behind a space, but at the beginning of a line. */
static void style(struct bh_paint *paint, enum bh_paint_style style, struct bh_str text)
{
    bh_paint_gap(paint, 1);
    bh_paint_words(paint, style, text);
}

static void words(struct bh_paint *paint, const char *text)
{
    style(paint, BH_PAINT_PLAIN, bh_str_c(text));
}

static void plain(struct bh_paint *paint, struct bh_str text)
{
    style(paint, BH_PAINT_PLAIN, text);
}

static void strong(struct bh_paint *paint, struct bh_str text)
{
    style(paint, BH_PAINT_BOLD, text);
}

/* Right behind what stands there. */
static void glued(struct bh_paint *paint, const char *text)
{
    bh_paint_whole(paint, BH_PAINT_PLAIN, bh_str_c(text));
}

static void place(struct bh_paint *paint, struct bh_str file, uint32_t line, struct bh_arena *arena)
{
    bool has_line = line > 0 && !bh_str_starts(file, BH_S("<"));
    struct bh_str text = has_line ? bh_arena_printf(arena, "(" BH_FMT ":%u)", BH_ARG(file), line)
                                  : bh_arena_printf(arena, "(" BH_FMT ")", BH_ARG(file));

    style(paint, BH_PAINT_DIM, text);
}

/* "on line 7", when it is known. */
static void line_word(struct bh_paint *paint, uint32_t line, struct bh_arena *arena)
{
    if (line > 0) {
        style(paint, BH_PAINT_DIM, bh_arena_printf(arena, "(line %u)", line));
    }
}

static void heading(struct bh_paint *paint, const char *text)
{
    bh_paint_line(paint);
    paint->indent = 0;
    style(paint, BH_PAINT_BOLD, bh_str_c(text));
    bh_paint_line(paint);
    paint->indent = 2;
}

void bh_psp_paint_object(const struct bh_psp_judgement *judgement, struct bh_paint *paint)
{
    const struct bh_object_ref *object = &judgement->object;

    bh_paint_words(paint, BH_PAINT_BOLD, object->kind);
    bh_paint_gap(paint, 1);
    bh_paint_whole(paint, BH_PAINT_BOLD, object->namespace_);
    bh_paint_whole(paint, BH_PAINT_BOLD, BH_S("/"));
    bh_paint_whole(paint, BH_PAINT_BOLD, object->name);
}

/* ---- where a field stands ------------------------------------------------------------------------- */

/* Upstream's paths do not all name the field of the manifest: three host namespaces stand one higher, a container's
 * hostPort is that of one of its ports, and some begin with "pod". */
static struct bh_str manifest_path(struct bh_str path, struct bh_arena *arena)
{
    static const struct {
        struct bh_str from, to;
    } moved[] = {
        { BH_S("spec.securityContext.hostNetwork"), BH_S("spec.hostNetwork") },
        { BH_S("spec.securityContext.hostPID"), BH_S("spec.hostPID") },
        { BH_S("spec.securityContext.hostIPC"), BH_S("spec.hostIPC") },
    };

    if (bh_str_starts(path, BH_S("pod."))) {
        path = bh_str_from(path, 4);
    }
    for (size_t i = 0; i < sizeof(moved) / sizeof(moved[0]); i++) {
        if (bh_str_eq(path, moved[i].from)) {
            return moved[i].to;
        }
    }
    if (bh_str_ends(path, BH_S("].hostPort"))) {
        return bh_arena_printf(arena, BH_FMT "ports", (int)(path.n - 8), path.p);
    }
    return path;
}

uint32_t bh_psp_line_of(const struct bh_psp_judgement *judgement, const struct bh_doc *doc,
                        struct bh_str path, struct bh_arena *arena)
{
    struct bh_str prefix = judgement->pod_path;
    struct bh_str own = manifest_path(path, arena);
    struct bh_str whole =
        prefix.n == 0 ? own
                      : bh_arena_printf(arena, BH_FMT "." BH_FMT, BH_ARG(prefix), BH_ARG(own));
    bool is_whole;

    return bh_str_is_set(whole) ? bh_doc_place(doc, bh_doc_locate(doc, whole, &is_whole)).line : 0;
}

/* ---- changes and errors --------------------------------------------------------------------------- */

/* "+ spec.containers[0].securityContext.readOnlyRootFilesystem: true" */
static void add_change(struct bh_paint *paint, struct bh_str path, struct bh_str before,
                       struct bh_str after)
{
    bool is_new = !bh_str_is_set(before);

    style(paint, BH_PAINT_GOOD, is_new ? BH_S("+") : BH_S("~"));
    paint->indent += 4;
    plain(paint, path);
    glued(paint, ":");
    if (!is_new) {
        style(paint, BH_PAINT_DIM, before);
        words(paint, "->");
    }
    plain(paint, bh_str_is_set(after) ? after : BH_S("(removed)"));
    paint->indent -= 4;
    bh_paint_line(paint);
}

static void add_changes(struct bh_paint *paint, const struct bh_psp_applied *applied)
{
    for (uint32_t i = 0; i < applied->n_changes; i++) {
        const struct bh_psp_change *change = &applied->changes[i];
        if (change->field != NULL) { /* but for the annotation that names the policy */
            add_change(paint, change->path, change->before, change->after);
        }
    }
}

static int add_errors(const struct bh_psp_judgement *j, const struct bh_doc *doc,
                      const struct bh_psp_policy *policy, struct bh_paint *paint,
                      struct bh_arena *arena, struct bh_err *err)
{
    struct bh_psp_errors errors = { 0 };
    int rc = bh_psp_errors(policy, &j->pod, &errors, arena, err);

    for (uint32_t i = 0; i < errors.n && rc == 0; i++) {
        style(paint, BH_PAINT_BAD, BH_S("-"));
        paint->indent += 2;
        plain(paint, errors.v[i].text);
        line_word(paint, bh_psp_line_of(j, doc, errors.v[i].path, arena), arena);
        paint->indent -= 2;
        bh_paint_line(paint);
    }
    return rc;
}

static bool has_changes(const struct bh_psp_outcome *outcome)
{
    return outcome->changed != 0;
}

/* "through ClusterRoleBinding use-restricted (access.yaml:3)" */
static void add_grant(const struct bh_psp_judgement *j, const struct bh_psp_outcome *outcome,
                      struct bh_paint *paint, struct bh_arena *arena)
{
    struct bh_rbac_grant grant;

    bh_psp_grant(j, outcome, &grant);
    if (grant.binding == NULL) {
        return;
    }
    const struct bh_known_head *binding = &grant.binding->known->head;
    const struct bh_known_head *role = &grant.binding->role->known->head;
    words(paint, outcome->who == BH_PSP_ACCOUNT ? "the pod's account may use it, by"
                                                : "who creates the pod may use it, by");
    words(paint, bh_rbac_kind_name(binding->kind));
    plain(paint, binding->name);
    place(paint, binding->file, binding->line, arena);
    words(paint, "and");
    words(paint, bh_rbac_kind_name(role->kind));
    plain(paint, role->name);
    place(paint, role->file, grant.binding->role->rules[grant.rule].rule->line, arena);
}

/* ---- check ---------------------------------------------------------------------------------------- */

/* Names of the policies that ended in one state. */
static void add_names(const struct bh_psp_result *result, enum bh_psp_state state,
                      struct bh_paint *paint)
{
    bool is_first = true;

    for (uint32_t i = 0; i < result->n_outcomes; i++) {
        if (result->outcomes[i].state == state) {
            if (!is_first) {
                glued(paint, ",");
            }
            strong(paint, result->outcomes[i].policy->name);
            is_first = false;
        }
    }
}

static uint32_t count(const struct bh_psp_result *result, enum bh_psp_state state)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < result->n_outcomes; i++) {
        n += result->outcomes[i].state == state;
    }
    return n;
}

/* Policies that refuse and that nobody here may use: upstream says nothing of them. */
static bool is_silent(const struct bh_psp_outcome *outcome)
{
    return outcome->state == BH_PSP_REFUSES && outcome->who == BH_PSP_NOBODY;
}

static uint32_t n_silent(const struct bh_psp_result *result)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < result->n_outcomes; i++) {
        n += is_silent(&result->outcomes[i]);
    }
    return n;
}

static void add_silent(const struct bh_psp_result *result, struct bh_paint *paint)
{
    bool is_first = true;

    for (uint32_t i = 0; i < result->n_outcomes; i++) {
        if (is_silent(&result->outcomes[i])) {
            if (!is_first) {
                glued(paint, ",");
            }
            strong(paint, result->outcomes[i].policy->name);
            is_first = false;
        }
    }
}

static void add_who(const struct bh_psp_judgement *j, struct bh_paint *paint)
{
    switch (j->caller) {
    case BH_PSP_CALLER_GIVEN:
        words(paint, "asked for:");
        plain(paint, j->user.identity.user);
        break;
    case BH_PSP_CALLER_CONTROLLER:
        words(paint, "asked for: its controller");
        plain(paint, j->user.identity.user);
        break;
    case BH_PSP_CALLER_NONE:
        words(paint, "asked for: nobody in particular (--as names somebody)");
        break;
    }
    if (j->account.is_asked) {
        words(paint, "and the pod's account");
        plain(paint, j->account.identity.user);
    }
    bh_paint_line(paint);
}

static int add_refusal(const struct bh_psp_judgement *j, const struct bh_doc *doc,
                       struct bh_paint *paint, struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_psp_result *result = j->result.is_allowed ? &j->validated : &j->result;
    int rc = 0;

    style(paint, BH_PAINT_BAD, BH_S("refused:"));
    words(paint, result->has_no_providers ? "there is no policy that can judge a pod"
                                          : "no policy that may be used here admits it");
    bh_paint_line(paint);
    for (uint32_t i = 0; i < result->n_outcomes && rc == 0; i++) {
        const struct bh_psp_outcome *outcome = &result->outcomes[i];
        if (outcome->state == BH_PSP_REFUSES && outcome->who != BH_PSP_NOBODY) {
            strong(paint, outcome->policy->name);
            words(paint, "has against it:");
            bh_paint_line(paint);
            paint->indent += 2;
            rc = add_errors(j, doc, outcome->policy, paint, arena, err);
            paint->indent -= 2;
        }
    }
    if (n_silent(result) > 0) {
        words(paint, "refuse it too, and may not be used (psp explain has the reasons):");
        add_silent(result, paint);
        bh_paint_line(paint);
    }
    if (count(result, BH_PSP_NOT_PERMITTED) > 0) {
        words(paint, "would admit it, but may not be used:");
        add_names(result, BH_PSP_NOT_PERMITTED, paint);
        bh_paint_line(paint);
    }
    if (count(result, BH_PSP_WOULD_CHANGE) > 0) {
        words(paint, "would have to change it once more:");
        add_names(result, BH_PSP_WOULD_CHANGE, paint);
        bh_paint_line(paint);
    }
    add_who(j, paint);
    return rc;
}

int bh_psp_text_check(const struct bh_psp_judgement *j, const struct bh_doc *doc,
                      struct bh_paint *paint, struct bh_arena *arena, struct bh_err *err)
{
    int rc = 0;

    paint->indent = 0;
    bh_paint_whole(paint, BH_PAINT_PLAIN,
                   bh_arena_printf(arena, BH_FMT ":%u", BH_ARG(j->file), j->line));
    bh_paint_gap(paint, 2);
    bh_psp_paint_object(j, paint);
    bh_paint_line(paint);
    paint->indent = 2;
    if (!j->is_allowed) {
        rc = add_refusal(j, doc, paint, arena, err);
    } else {
        style(paint, BH_PAINT_GOOD, BH_S("admitted"));
        words(paint, "by");
        strong(paint, j->result.chosen->policy->name);
        words(paint, has_changes(j->result.chosen) ? "with changes:" : "unchanged");
        bh_paint_line(paint);
        if (j->caller ==
            BH_PSP_CALLER_NONE) { /* whoever creates it may have rights that nobody asked for */
            style(paint, BH_PAINT_DIM,
                  BH_S("of those who may use policies only the pod's account counts"));
            bh_paint_line(paint);
        }
        paint->indent = 4;
        add_changes(paint, &j->applied);
    }
    paint->indent = 0;
    return rc;
}

/* ---- explain -------------------------------------------------------------------------------------- */

static void tell_who(const struct bh_psp_judgement *j, struct bh_paint *paint)
{
    heading(paint, "Who asks");
    if (j->user.is_asked) {
        plain(paint, j->user.identity.user);
        words(paint,
              j->caller == BH_PSP_CALLER_GIVEN ? "(--as)" : "(the controller that makes the pods)");
    } else {
        words(paint,
              j->role == BH_ROLE_POD
                  ? "nobody in particular: of a bare pod only its own account counts, unless "
                    "--as names who creates it"
                  : "nobody in particular: which account makes these pods is not known, so "
                    "only their own counts, unless --as names who does");
    }
    bh_paint_line(paint);
    if (j->account.is_asked) {
        plain(paint, j->account.identity.user);
        words(paint, j->is_account_known ? "(the pod's account)"
                                         : "(the pod's account, not in the input)");
        bh_paint_line(paint);
    }
}

static void tell_prepared(const struct bh_psp_judgement *j, struct bh_paint *paint)
{
    if (j->prepared.n == 0) {
        return;
    }
    heading(paint, "What the API server fills in before");
    for (uint32_t i = 0; i < j->prepared.n; i++) {
        add_change(paint, j->prepared.v[i].path, bh_str(NULL, 0), j->prepared.v[i].value);
    }
}

static void tell_state(const struct bh_psp_outcome *outcome, struct bh_paint *paint)
{
    switch ((enum bh_psp_state)outcome->state) {
    case BH_PSP_UNUSABLE:
        style(paint, BH_PAINT_POOR, BH_S("can judge nothing:"));
        plain(paint, outcome->policy->failure);
        return;
    case BH_PSP_REFUSES:
        style(paint, BH_PAINT_BAD, BH_S("refuses"));
        return;
    case BH_PSP_WOULD_CHANGE:
        style(paint, BH_PAINT_POOR, BH_S("would change the pod, which is forbidden now"));
        return;
    case BH_PSP_NOT_PERMITTED:
        style(paint, BH_PAINT_POOR,
              has_changes(outcome) ? BH_S("would admit with changes, may not be used")
                                   : BH_S("would admit unchanged, may not be used"));
        return;
    case BH_PSP_CHOSEN:
        style(paint, BH_PAINT_GOOD,
              has_changes(outcome) ? BH_S("admits with changes: chosen")
                                   : BH_S("admits unchanged: chosen"));
        return;
    case BH_PSP_PASSED_OVER:
    case BH_PSP_NOT_TRIED:
        break;
    }
    words(paint, has_changes(outcome) ? "admits with changes" : "admits unchanged");
}

static int tell_outcome(const struct bh_psp_judgement *j, const struct bh_doc *doc, uint32_t i,
                        struct bh_paint *paint, struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_psp_outcome *outcome = &j->result.outcomes[i];
    const struct bh_known_policy *known = bh_psp_cluster_known(j->cluster, outcome->policy);
    struct bh_psp_applied applied = { 0 };
    int rc = 0;

    plain(paint, bh_arena_printf(arena, "%u.", i + 1));
    strong(paint, outcome->policy->name);
    place(paint, known->file, known->line, arena);
    glued(paint, ":");
    tell_state(outcome, paint);
    bh_paint_line(paint);
    paint->indent = 5;
    if (outcome->state == BH_PSP_UNUSABLE) {
        paint->indent = 2;
        return 0;
    }
    if (outcome->who != BH_PSP_NOBODY) {
        add_grant(j, outcome, paint, arena);
    } else {
        words(paint, "neither of them may use it");
    }
    bh_paint_line(paint);
    if (outcome->state == BH_PSP_REFUSES) {
        rc = add_errors(j, doc, outcome->policy, paint, arena, err);
    } else if (has_changes(outcome)) {
        rc = bh_psp_apply(outcome->policy, &j->pod, false, &applied, arena, err);
        if (rc == 0) {
            add_changes(paint, &applied);
        }
    }
    paint->indent = 2;
    return rc;
}

/* The trap that made PodSecurityPolicy hated: a policy that forbids less wins because it asks for nothing. */
static void tell_trap(const struct bh_psp_judgement *j, struct bh_paint *paint)
{
    bool is_trapped = false;
    uint32_t n = 0;

    for (uint32_t i = 0; i < j->result.n_outcomes; i++) {
        is_trapped |= j->result.outcomes[i].state == BH_PSP_PASSED_OVER &&
                      has_changes(&j->result.outcomes[i]);
    }
    if (has_changes(j->result.chosen) || !is_trapped) {
        return;
    }
    style(paint, BH_PAINT_POOR, BH_S("Mind:"));
    for (uint32_t i = 0; i < j->result.n_outcomes; i++) {
        const struct bh_psp_outcome *outcome = &j->result.outcomes[i];
        if (outcome->state == BH_PSP_PASSED_OVER && has_changes(outcome)) {
            if (n++ > 0) {
                glued(paint, ",");
            }
            strong(paint, outcome->policy->name);
        }
    }
    words(paint, n == 1
                     ? "may be used too, and would have set what is listed above; it lost because "
                       "it changes the pod."
                     : "may be used too, and would have set what is listed above; they lost "
                       "because they change the pod.");
    words(paint,
          "Whoever may use a policy that asks for nothing gets the defaults of no other one.");
    bh_paint_line(paint);
}

static void tell_choice(const struct bh_psp_judgement *j, struct bh_paint *paint)
{
    heading(paint, "Verdict");
    if (!j->is_allowed) {
        style(paint, BH_PAINT_BAD, BH_S("refused:"));
        plain(paint, j->message);
        bh_paint_line(paint);
        if (count(&j->result, BH_PSP_NOT_PERMITTED) > 0) {
            words(paint, "The verb use on one of these policies would be enough:");
            add_names(&j->result, BH_PSP_NOT_PERMITTED, paint);
            bh_paint_line(paint);
        }
        return;
    }
    style(paint, BH_PAINT_GOOD, BH_S("admitted"));
    words(paint, "by");
    strong(paint, j->result.chosen->policy->name);
    words(paint,
          has_changes(j->result.chosen)
              ? "with changes: every policy that may be used and admits it would change it, and of "
                "those the first by name wins"
              : "unchanged: it is the first by name of those that may be used and change "
                "nothing");
    bh_paint_line(paint);
    tell_trap(j, paint);
}

/* Policies that the API server would not have stored. */
static void tell_invalid(const struct bh_psp_judgement *j, struct bh_paint *paint,
                         struct bh_arena *arena)
{
    for (uint32_t i = 0; i < j->cluster->snapshot->policies.n; i++) {
        const struct bh_psp_policy *policy = &j->cluster->policies[i];
        const struct bh_known_policy *known = j->cluster->snapshot->policies.v[i];
        if (policy->errors.n == 0) {
            continue;
        }
        plain(paint, BH_S("-"));
        strong(paint, policy->name);
        place(paint, known->file, known->line, arena);
        glued(paint, ":");
        style(paint, BH_PAINT_POOR, BH_S("invalid, never used:"));
        plain(paint, policy->errors.v[0]);
        bh_paint_line(paint);
    }
}

int bh_psp_text_explain(const struct bh_psp_judgement *j, const struct bh_doc *doc,
                        struct bh_paint *paint, struct bh_arena *arena, struct bh_err *err)
{
    int rc = 0;

    paint->indent = 0;
    bh_psp_paint_object(j, paint);
    place(paint, j->file, j->line, arena);
    bh_paint_line(paint);
    tell_who(j, paint);
    tell_prepared(j, paint);
    heading(paint, "Policies, in the order tried");
    for (uint32_t i = 0; i < j->result.n_outcomes && rc == 0; i++) {
        rc = tell_outcome(j, doc, i, paint, arena, err);
    }
    if (rc == 0) {
        tell_invalid(j, paint, arena);
        tell_choice(j, paint);
    }
    paint->indent = 0;
    return rc;
}
