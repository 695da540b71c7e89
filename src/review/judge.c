/* The join of preparation, levels, exemptions and checks for one object. Called by `bulkhead scan` (and later by the
 * webhook). Source: request handling of Pod Security Admission (B.4 of the specification). Leaves out updates. */
#include "review/judge.h"

#include "podsec/pss_checks.h"
#include "review/controllers.h"
#include "review/fingerprint.h"

/* ---- policy ------------------------------------------------------------------------------------- */

int bh_judge_policy(const struct bh_judge_options *options, const struct bh_namespace *namespace_,
                    struct bh_arena *arena, struct bh_pss_policy *out,
                    struct bh_label_error out_errors[BH_MAX_LABEL_ERRORS], uint32_t *out_n_errors,
                    struct bh_err *err)
{
    const struct bh_pss_config *config = options->config;
    enum bh_level level = options->as_cluster ? BH_LEVEL_PRIVILEGED : BH_LEVEL_RESTRICTED;
    struct bh_pss_policy policy;
    uint32_t n_errors = 0;

    for (size_t m = 0; m < BH_N_MODES; m++) {
        policy.pairs[m] = (struct bh_pss_pair){ level, BH_VERSION_LATEST };
        policy.level_from[m] = policy.version_from[m] = BH_FROM_DEFAULT;
    }
    if (config != NULL) {
        policy = config->defaults;
    }
    if (namespace_ != NULL && namespace_->is_unreadable) {
        /* not one without labels: as upstream does for a label that it cannot read, whatever the default is */
        for (size_t m = 0; m < BH_N_MODES; m++) {
            policy.pairs[m] = (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, BH_VERSION_LATEST };
            policy.level_from[m] = policy.version_from[m] = BH_FROM_UNREADABLE;
        }
    } else if (namespace_ != NULL) {
        struct bh_pss_policy defaults = policy;
        int rc = bh_pss_policy_from_labels(&namespace_->labels, &defaults, arena, &policy,
                                           out_errors, &n_errors, err);
        if (rc != 0) {
            return rc;
        }
    }
    for (size_t m = 0; m < BH_N_MODES; m++) {
        if (options->level != BH_LEVEL_UNSET) {
            policy.pairs[m] = (struct bh_pss_pair){ options->level, BH_VERSION_LATEST };
            policy.level_from[m] = policy.version_from[m] = BH_FROM_OPTION;
        }
        if (options->has_version) {
            policy.pairs[m].version = options->version;
            policy.version_from[m] = BH_FROM_OPTION;
        }
    }
    *out = policy;
    *out_n_errors = n_errors;
    return 0;
}

/* ---- findings ----------------------------------------------------------------------------------- */

struct work {
    const struct bh_doc *doc;
    struct bh_finder finder;
    const struct bh_pod_spec *spec; /* that is being judged */
    bool has_several;               /* the object holds templates besides this one */
    struct bh_judgement *j;
    struct bh_arena *arena;
    struct bh_err *err;
};

static int fill_location(struct work *w, const struct bh_pss_field *field, struct bh_location *out)
{
    struct bh_str prefix = w->j->pod_path;

    out->role = BH_LOCATION_VIOLATES;
    out->object = w->j->object;
    out->file = w->j->file;
    out->found = field->found;
    out->path = prefix.n == 0 ? field->path
                              : bh_arena_printf(w->arena, BH_FMT "." BH_FMT, BH_ARG(prefix),
                                                BH_ARG(field->path));
    if (!bh_str_is_set(out->path)) {
        return bh_arena_fail(w->arena, w->err);
    }
    struct bh_place place;
    int rc = bh_finder_place(&w->finder, out->path, &place, w->err);
    if (rc != 0) {
        return rc;
    }
    out->line = place.line;
    out->column = place.column;
    return 0;
}

static int fill_finding(struct work *w, const struct bh_pss_violation *violation,
                        struct bh_finding *out)
{
    out->rule = bh_str_c(violation->check->id);
    out->severity = BH_SEVERITY_ERROR;
    out->reason = violation->reason;
    out->detail = violation->detail;
    out->remedy = bh_str_c(violation->check->remedy);
    out->message = violation->detail.n == 0
                       ? violation->reason
                       : bh_arena_printf(w->arena, BH_FMT " (" BH_FMT ")",
                                         BH_ARG(violation->reason), BH_ARG(violation->detail));
    out->locations = bh_new(w->arena, struct bh_location, violation->n_fields);
    if (out->locations == NULL || !bh_str_is_set(out->message)) {
        return bh_arena_fail(w->arena, w->err);
    }
    out->n_locations = violation->n_fields;
    for (uint32_t i = 0; i < violation->n_fields; i++) {
        int rc = fill_location(w, &violation->fields[i], &out->locations[i]);
        if (rc != 0) {
            return rc;
        }
    }
    return bh_fingerprint(&w->j->subject, w->has_several ? w->j->pod_path : bh_str(NULL, 0),
                          w->spec, violation, w->arena, &out->fingerprint, w->err);
}

/* ---- verdicts ----------------------------------------------------------------------------------- */

static int fill_findings(struct work *w, const struct bh_pss_result *result,
                         struct bh_mode_verdict *verdict)
{
    verdict->findings = bh_new(w->arena, struct bh_finding, result->n_violations);
    if (verdict->findings == NULL) {
        return bh_arena_fail(w->arena, w->err);
    }
    verdict->n_findings = result->n_violations;
    for (uint32_t i = 0; i < result->n_violations; i++) {
        int rc = fill_finding(w, &result->violations[i], &verdict->findings[i]);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

/* Upstream's sentence for the user. */
static int fill_message(struct work *w, const struct bh_pss_result *result, enum bh_mode mode)
{
    struct bh_mode_verdict *verdict = &w->j->modes[mode];
    char pair[40];
    struct bh_str shown = bh_pss_pair_text(verdict->pair, pair);
    struct bh_str detail = bh_pss_detail_list(result, w->arena);

    if (bh_str_is_set(detail)) {
        verdict->message = bh_arena_printf(w->arena, "%s PodSecurity \"" BH_FMT "\": " BH_FMT,
                                           mode == BH_MODE_ENFORCE ? "violates" : "would violate",
                                           BH_ARG(shown), BH_ARG(detail));
    }
    return bh_str_is_set(verdict->message) ? 0 : bh_arena_fail(w->arena, w->err);
}

static bool is_same_pair(struct bh_pss_pair a, struct bh_pss_pair b)
{
    return a.level == b.level && a.version == b.version;
}

/* The pair of each mode, and allowed for those in which the object is exempt. */
static void start_modes(struct bh_judgement *j, const struct bh_pss_policy *policy,
                        const enum bh_exemption exempt[BH_N_MODES])
{
    for (size_t m = 0; m < BH_N_MODES; m++) {
        j->modes[m] = (struct bh_mode_verdict){
            .pair = policy->pairs[m],
            .level_from = policy->level_from[m],
            .version_from = policy->version_from[m],
            .exempt = exempt[m],
            .is_allowed = exempt[m] != BH_EXEMPT_NO,
        };
    }
}

/* Each different pair is evaluated once, and none for a mode in which the object is exempt. */
static int judge_modes(struct work *w, const struct bh_meta *meta,
                       const struct bh_pod_spec *spec_of[BH_N_MODES])
{
    struct bh_pss_result results[BH_N_MODES];

    for (size_t m = 0; m < BH_N_MODES; m++) {
        struct bh_mode_verdict *verdict = &w->j->modes[m];
        size_t same = 0;
        int rc = 0;

        if (verdict->exempt != BH_EXEMPT_NO) {
            continue;
        }
        while (same < m &&
               !(is_same_pair(w->j->modes[same].pair, verdict->pair) &&
                 w->j->modes[same].exempt == BH_EXEMPT_NO && spec_of[same] == spec_of[m])) {
            same++;
        }
        if (same < m) {
            results[m] = results[same];
            verdict->findings = w->j->modes[same].findings;
            verdict->n_findings = w->j->modes[same].n_findings;
        } else {
            struct bh_pss_plan plan;
            w->spec = spec_of[m];
            bh_pss_plan_init(&plan, verdict->pair);
            rc = bh_pss_evaluate(&plan, meta, spec_of[m], w->arena, &results[m], w->err);
            rc = rc != 0 ? rc : fill_findings(w, &results[m], verdict);
        }
        if (rc == 0 && !results[m].is_allowed) {
            rc = fill_message(w, &results[m], (enum bh_mode)m);
        }
        if (rc != 0) {
            return rc;
        }
        verdict->is_allowed = results[m].is_allowed;
    }
    return 0;
}

/* Length of 's' without a last "-12345678", the minutes since 1970 that a CronJob appends to its Jobs' names; s.n when
 * there is none. */
static size_t without_minutes(struct bh_str s)
{
    enum { LEAST = 8, MOST = 10 };
    size_t n = 0;

    while (n < s.n && s.p[s.n - 1 - n] >= '0' && s.p[s.n - 1 - n] <= '9') {
        n++;
    }
    return n >= LEAST && n <= MOST && n + 1 < s.n && s.p[s.n - 1 - n] == '-' ? s.n - n - 1 : s.n;
}

/* Length of 's' without a last "-HASH", HASH being the pod-template-hash of these labels, which a Deployment appends to
 * its ReplicaSets' names; s.n when it does not end so. */
static size_t without_hash(struct bh_str s, const struct bh_pairs *labels)
{
    for (uint32_t i = 0; i < labels->n; i++) {
        struct bh_str hash = labels->v[i].value;
        if (bh_str_eq(labels->v[i].key, BH_S("pod-template-hash")) && hash.n > 0 &&
            s.n > hash.n + 1 && bh_str_ends(s, hash) && s.p[s.n - hash.n - 1] == '-') {
            return s.n - hash.n - 1;
        }
    }
    return s.n;
}

/* Names that a controller makes up change with every rollout, and what is known of a workload must not. */
static void set_subject(struct bh_judgement *j, const struct bh_meta *meta,
                        const struct bh_owner *owner)
{
    struct bh_str name = owner != NULL ? owner->name : bh_str(NULL, 0);

    j->subject = j->object;
    /* A node owns the pods that it runs by itself, each of which has a name of its own. */
    if (owner == NULL || name.n == 0 || bh_str_eq(owner->kind, BH_S("Node"))) {
        if (meta->generate_name.n > 0 && bh_str_starts(j->object.name, meta->generate_name)) {
            j->subject.name = meta->generate_name;
        }
        return;
    }
    j->subject.api_version = owner->api_version;
    j->subject.kind = owner->kind;
    j->subject.name = name;
    if (bh_str_eq(owner->kind, BH_S("ReplicaSet"))) {
        j->subject.name.n = without_hash(name, &meta->labels);
        j->subject.kind = j->subject.name.n < name.n ? BH_S("Deployment") : owner->kind;
    } else if (bh_str_eq(owner->kind, BH_S("Job"))) {
        j->subject.name.n = without_minutes(name);
        j->subject.kind = j->subject.name.n < name.n ? BH_S("CronJob") : owner->kind;
    }
}

static void set_owner(struct bh_judgement *j, const struct bh_meta *meta)
{
    const struct bh_owner *controller = NULL;

    BH_EACH (const struct bh_owner, owner, meta->owners) {
        if (owner->is_controller == BH_YES) {
            j->owner_kind = owner->kind;
            j->owner_name = owner->name;
            controller = owner;
        }
    }
    set_subject(j, meta, controller);
}

static bool is_privileged(const struct bh_pss_policy *policy)
{
    for (size_t m = 0; m < BH_N_MODES; m++) {
        if (policy->pairs[m].level != BH_LEVEL_PRIVILEGED) {
            return false;
        }
    }
    return true;
}

/* Who asks for the pods of a controller: never who submits it, but its controller's account, where there is one. Unset for
 * nobody in particular, and when memory is spent: then nobody is exempt. */
static struct bh_str maker_of_pods(const struct bh_judgement *j, struct bh_arena *arena)
{
    const char *account = bh_controller_account(j->object.api_version, j->object.kind);

    return account == NULL ? bh_str(NULL, 0)
                           : bh_arena_printf(arena, BH_CONTROLLER_USER "%s", account);
}

/* In which modes the object is exempt, and why. Audit and warn look at what is submitted, by the user who submits it;
 * enforce looks at the pods. As upstream has it, where every level is privileged nobody looks at the runtime class. */
static void find_exemptions(const struct bh_judgement *j, const struct bh_pod_spec *spec,
                            const struct bh_pss_policy *policy,
                            const struct bh_judge_options *options, struct bh_arena *arena,
                            enum bh_exemption out[BH_N_MODES])
{
    struct bh_str class =
        spec != NULL && !is_privileged(policy) ? spec->runtime_class_name : bh_str(NULL, 0);
    bool has_users = options->config != NULL && options->config->usernames.n > 0;
    struct bh_str maker =
        j->role != BH_ROLE_CONTROLLER || !has_users ? options->user : maker_of_pods(j, arena);

    for (size_t m = 0; m < BH_N_MODES; m++) {
        out[m] = bh_pss_config_exempts(options->config, j->object.namespace_,
                                       m == BH_MODE_ENFORCE ? maker : options->user, class);
    }
}

/* Exempt in every mode: for whatever enforce is. */
static enum bh_exemption wholly(const enum bh_exemption exempt[BH_N_MODES])
{
    for (size_t m = 0; m < BH_N_MODES; m++) {
        if (exempt[m] == BH_EXEMPT_NO) {
            return BH_EXEMPT_NO;
        }
    }
    return exempt[BH_MODE_ENFORCE];
}

int bh_judge(const struct bh_decoded *decoded, const struct bh_doc *doc, struct bh_str file,
             struct bh_str source, const struct bh_pss_policy *policy,
             const struct bh_judge_options *options, struct bh_arena *arena,
             struct bh_judgement *out, struct bh_err *err)
{
    const struct bh_object *object = &decoded->object;
    bool is_pod = decoded->role == BH_ROLE_POD;
    const struct bh_meta *pod_meta = is_pod ? &object->meta : &object->template_meta;
    struct bh_str default_ns =
        bh_str_is_set(options->namespace_) ? options->namespace_ : BH_S("default");
    struct bh_place place = bh_doc_place(doc, doc->nodes);
    struct bh_judgement j = {
        .object = { .api_version = object->api_version,
                    .kind = object->kind,
                    .namespace_ =
                        object->meta.namespace_.n > 0 ? object->meta.namespace_ : default_ns,
                    .name =
                        object->meta.name.n > 0 ? object->meta.name : object->meta.generate_name },
        .file = file,
        .source = source,
        .line = place.line,
        .column = place.column,
        .role = decoded->role,
        .is_known_kind = decoded->kind != NULL,
        .pod_path = decoded->pod_path,
    };
    struct bh_pod_spec *as_pod = object->spec, *as_template = object->spec;
    struct work w = { .doc = doc,
                      .finder = { .doc = doc, .arena = arena },
                      .has_several = decoded->n_templates > 1,
                      .j = &j,
                      .arena = arena,
                      .err = err };

    enum bh_exemption exempt[BH_N_MODES];

    set_owner(&j, &object->meta);
    find_exemptions(&j, object->spec, policy, options, arena, exempt);
    start_modes(&j, policy, exempt);
    j.exempt = wholly(exempt);
    if (j.exempt != BH_EXEMPT_NO) {
        *out = j;
        return 0;
    }
    int rc = bh_prepare(BH_PREPARE_POD, pod_meta, &as_pod, &j.prepared, arena, err);
    if (rc == 0 && !is_pod) {
        rc = bh_prepare(BH_PREPARE_TEMPLATE, pod_meta, &as_template, NULL, arena, err);
    }
    const struct bh_pod_spec *spec_of[BH_N_MODES] = {
        [BH_MODE_ENFORCE] = as_pod,
        [BH_MODE_AUDIT] = is_pod ? as_pod : as_template,
        [BH_MODE_WARN] = is_pod ? as_pod : as_template,
    };
    rc = rc != 0 ? rc : judge_modes(&w, pod_meta, spec_of);
    if (rc == 0) {
        *out = j;
    }
    return rc;
}
