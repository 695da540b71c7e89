/* PodSecurityPolicy: which policy admits a pod, in upstream's order, and the sentence of a denial. Called by review/ and the
 * command line. Implements section A.4 of the pod security specification. Leaves out what single fields ask for
 * (psp_fields.c), the changes as such (psp_apply.c), and answering who may use a policy, which is the caller's. */
#include "podsec/psp.h"

#include <stdlib.h>

#include "base/quote.h"
#include "podsec/psp_work.h"

/* ---- who may use a policy ----------------------------------------------------------------------- */

static bool ask(const struct bh_psp_request *request, enum bh_psp_who who, const char *group,
                struct bh_psp_outcome *outcome)
{
    const struct bh_psp_asker *asker = &request->asker;

    if (asker->may_use == NULL ||
        !asker->may_use(asker->context, who, bh_str_c(group), outcome->policy->name)) {
        return false;
    }
    outcome->who = (uint8_t)who;
    outcome->group = group;
    return true;
}

/* The service account, then the user; for each the groups in which a grant counts. */
static bool is_permitted(const struct bh_psp_request *request, struct bh_psp_outcome *outcome)
{
    static const char *const served[] = { "policy", "extensions", NULL };
    static const char *const own[] = { "policy", "extensions", "bulkhead.dev", NULL };
    const struct bh_pod_spec *spec = request->pod.spec;
    const bool is_there[] = {
        [BH_PSP_NOBODY] = false,
        [BH_PSP_ACCOUNT] = spec != NULL && spec->service_account_name.n > 0,
        [BH_PSP_USER] = request->asker.has_user,
    };

    if (outcome->was_asked) {
        return outcome->who != BH_PSP_NOBODY;
    }
    outcome->was_asked = true;
    for (unsigned who = BH_PSP_ACCOUNT; who <= BH_PSP_USER; who++) {
        const char *const *groups = outcome->policy->is_own ? own : served;
        for (; is_there[who] && *groups != NULL; groups++) {
            if (ask(request, (enum bh_psp_who)who, *groups, outcome)) {
                return true;
            }
        }
    }
    return false;
}

/* ---- selection ---------------------------------------------------------------------------------- */

static struct bh_str hint_of(const struct bh_psp_request *request)
{
    const struct bh_meta *meta = request->pod.meta;

    if (request->phase != BH_PSP_VALIDATE || meta == NULL) {
        return bh_str(NULL, 0);
    }
    for (uint32_t i = 0; i < meta->annotations.n; i++) {
        if (bh_str_eq(meta->annotations.v[i].key, BH_S(BH_PSP_ANNOTATION))) {
            return meta->annotations.v[i].value;
        }
    }
    return bh_str(NULL, 0);
}

/* By name; those that the hint names first. */
static void put_in_order(const struct bh_psp_set *set, struct bh_str hint,
                         struct bh_psp_outcome *out)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < set->n && bh_str_is_set(hint); i++) {
        if (bh_str_eq(set->v[i]->name, hint)) {
            out[n++].policy = set->v[i];
        }
    }
    for (uint32_t i = 0; i < set->n; i++) {
        if (!bh_str_is_set(hint) || !bh_str_eq(set->v[i]->name, hint)) {
            out[n++].policy = set->v[i];
        }
    }
}

/* What one policy says; who may use it is asked of those that accept. */
static enum bh_psp_state try_policy(const struct bh_psp_request *request, struct bh_psp_work *work,
                                    const struct bh_psp_facts *facts, struct bh_psp_outcome *o)
{
    bh_psp_work_init(work, o->policy->rules, facts);
    bh_psp_run(work);
    o->changed = work->changed;
    o->refused = work->refused;
    o->n_errors = work->n_errors;
    if (o->n_errors > 0) {
        return BH_PSP_REFUSES;
    }
    if (o->changed != 0 && request->phase == BH_PSP_VALIDATE) {
        return BH_PSP_WOULD_CHANGE;
    }
    return is_permitted(request, o) ? BH_PSP_PASSED_OVER : BH_PSP_NOT_PERMITTED;
}

/* The first that changes nothing wins, else the first of the others. */
static struct bh_psp_outcome *select_policy(const struct bh_psp_request *request,
                                            const struct bh_psp_facts *facts,
                                            struct bh_psp_result *result)
{
    struct bh_psp_work work = { .without = request->without };
    struct bh_psp_outcome *unchanging = NULL, *changing = NULL;

    for (uint32_t i = 0; i < result->n_outcomes; i++) {
        struct bh_psp_outcome *o = &result->outcomes[i];
        if (o->policy->rules == NULL) {
            o->state = BH_PSP_UNUSABLE;
            continue;
        }
        result->has_no_providers = false;
        if (unchanging != NULL && !request->tries_all) {
            o->state = BH_PSP_NOT_TRIED;
            continue;
        }
        o->state = (uint8_t)try_policy(request, &work, facts, o);
        if (o->state != BH_PSP_PASSED_OVER) {
            continue;
        }
        if (o->changed == 0) {
            unchanging = unchanging != NULL ? unchanging : o;
        } else {
            changing = changing != NULL ? changing : o;
        }
    }
    return unchanging != NULL ? unchanging : changing;
}

int bh_psp_decide(const struct bh_psp_set *set, const struct bh_psp_request *request,
                  struct bh_psp_result *out, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_psp_result result = { .phase = request->phase, .has_no_providers = true };
    struct bh_psp_facts facts;
    int rc = bh_psp_facts_init(&facts, &request->pod, arena, err);

    if (rc != 0) {
        return rc;
    }
    result.outcomes = bh_new(arena, struct bh_psp_outcome, set->n);
    if (result.outcomes == NULL) {
        return bh_arena_fail(arena, err);
    }
    result.n_outcomes = set->n;
    put_in_order(set, hint_of(request), result.outcomes);
    struct bh_psp_outcome *chosen = select_policy(request, &facts, &result);
    if (chosen != NULL) {
        chosen->state = BH_PSP_CHOSEN;
        result.chosen = chosen;
        result.is_allowed = true;
    }
    for (uint32_t i = 0; i < result.n_outcomes; i++) {
        struct bh_psp_outcome *o = &result.outcomes[i];
        if (request->tries_all || (chosen == NULL && o->state == BH_PSP_REFUSES)) {
            is_permitted(request, o);
        }
    }
    *out = result;
    return 0;
}

bool bh_psp_ignores(struct bh_str group, struct bh_str resource, struct bh_str subresource)
{
    return group.n > 0 || !bh_str_eq(resource, BH_S("pods")) || subresource.n > 0;
}

/* ---- texts -------------------------------------------------------------------------------------- */

enum { MOST_TEXT = 16 * 1024 * 1024 };

static int errors_of(const struct bh_psp_policy *policy, const struct bh_psp_facts *facts,
                     struct bh_psp_errors *out, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_psp_work work = { .errors = out, .arena = arena, .text.max = MOST_TEXT };

    *out = (struct bh_psp_errors){ 0 };
    if (policy->rules == NULL) {
        return 0;
    }
    bh_psp_work_init(&work, policy->rules, facts);
    bh_psp_run(&work);
    bh_buf_done(&work.text);
    return work.is_out_of_memory ? bh_arena_fail(arena, err) : 0;
}

int bh_psp_errors(const struct bh_psp_policy *policy, const struct bh_psp_pod *pod,
                  struct bh_psp_errors *out, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_psp_facts facts;
    int rc = bh_psp_facts_init(&facts, pod, arena, err);

    return rc != 0 ? rc : errors_of(policy, &facts, out, arena, err);
}

struct bh_str bh_psp_failure_text(const struct bh_psp_policy *policy, struct bh_arena *arena)
{
    struct bh_buf text = { 0 };
    struct bh_str made = { NULL, 0 };
    struct bh_err ignored;

    bh_buf_add_c(&text, "error creating provider for PSP ");
    bh_buf_add(&text, policy->name);
    bh_buf_add_c(&text, ": ");
    bh_buf_add(&text, policy->failure);
    if (text.is_broken || bh_arena_copy(arena, bh_buf_str(&text), &made, &ignored) != 0) {
        made = bh_str(NULL, 0);
    }
    bh_buf_done(&text);
    return made;
}

static struct bh_str name_of(const struct bh_psp_request *request, struct bh_str name)
{
    static const struct bh_meta no_meta;
    const struct bh_meta *meta = request->pod.meta != NULL ? request->pod.meta : &no_meta;

    return name.n > 0                  ? name
           : meta->name.n > 0          ? meta->name
           : meta->generate_name.n > 0 ? meta->generate_name
                                       : BH_S("Unknown");
}

static int compare_names(const void *left, const void *right)
{
    const struct bh_psp_policy *a = *(const struct bh_psp_policy *const *)left;
    const struct bh_psp_policy *b = *(const struct bh_psp_policy *const *)right;
    int by_name = bh_str_cmp(a->name, b->name);

    return by_name != 0 ? by_name : (int)a->is_own - (int)b->is_own;
}

/* The errors of the policies that refuse and that somebody here may use, by name. */
static int add_errors(const struct bh_psp_request *request, const struct bh_psp_result *result,
                      struct bh_buf *text, struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_psp_policy **v =
        bh_new(arena, const struct bh_psp_policy *, result->n_outcomes);
    struct bh_psp_facts facts;
    uint32_t n = 0;
    bool is_first = true;
    int rc = v == NULL ? bh_arena_fail(arena, err)
                       : bh_psp_facts_init(&facts, &request->pod, arena, err);

    if (rc != 0) {
        return rc;
    }
    for (uint32_t i = 0; i < result->n_outcomes; i++) {
        const struct bh_psp_outcome *o = &result->outcomes[i];
        if (o->state == BH_PSP_REFUSES && o->who != BH_PSP_NOBODY) {
            v[n++] = o->policy;
        }
    }
    if (n > 1) {
        qsort(v, n, sizeof(*v), compare_names);
    }
    for (uint32_t i = 0; i < n; i++) {
        struct bh_psp_errors errors;
        rc = errors_of(v[i], &facts, &errors, arena, err);
        if (rc != 0) {
            return rc;
        }
        for (uint32_t k = 0; k < errors.n; k++) {
            bh_buf_add_c(text, is_first ? "" : " ");
            bh_buf_add(text, errors.v[k].text);
            is_first = false;
        }
    }
    return 0;
}

int bh_psp_denial(const struct bh_psp_request *request, const struct bh_psp_result *result,
                  struct bh_str name, struct bh_str *out, struct bh_arena *arena,
                  struct bh_err *err)
{
    struct bh_buf text = { .max = 4 * (size_t)MOST_TEXT };
    int rc = 0;

    bh_buf_add_c(&text, "pods ");
    bh_quote_go(&text, name_of(request, name));
    bh_buf_add_c(&text, " is forbidden: PodSecurityPolicy: ");
    if (result->has_no_providers) {
        bh_buf_add_c(&text, "no providers available to validate pod request");
    } else {
        bh_buf_add_c(&text, result->phase == BH_PSP_ADMIT ? "unable to admit pod: ["
                                                          : "unable to validate pod: [");
        rc = add_errors(request, result, &text, arena, err);
        bh_buf_add_byte(&text, ']');
    }
    if (rc == 0) {
        rc = text.is_broken ? bh_arena_fail(arena, err)
                            : bh_arena_copy(arena, bh_buf_str(&text), out, err);
    }
    bh_buf_done(&text);
    return rc;
}
