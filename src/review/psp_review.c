/* The join of PodSecurityPolicies and rights for one object. Called by the commands of psp and by context (and later by the
 * webhook). Source: the PodSecurityPolicy admission plugin of Kubernetes 1.24 (A.4 of the specification). Leaves out
 * updates: manifests are created. */
#include "review/psp_review.h"

#include "review/controllers.h"

static const struct bh_str groups[] = { BH_S("policy"), BH_S("extensions"), BH_S("bulkhead.dev") };
enum { N_GROUPS = sizeof(groups) / sizeof(groups[0]) };

static struct bh_rbac_hot use_of(size_t group)
{
    return (struct bh_rbac_hot){ BH_S("use"), groups[group], BH_S("podsecuritypolicies") };
}

/* ---- state --------------------------------------------------------------------------------------- */

int bh_psp_cluster_build(const struct bh_snapshot *snapshot, struct bh_arena *arena,
                         struct bh_psp_cluster *out, struct bh_err *err)
{
    const struct bh_psp_options how = { .drops_proc_mount = false };
    struct bh_psp_cluster state = { .snapshot = snapshot };
    uint32_t n = snapshot->policies.n;
    struct bh_rbac_hot *hot = bh_new(arena, struct bh_rbac_hot, N_GROUPS);
    int rc = 0;

    state.policies = bh_new(arena, struct bh_psp_policy, n > 0 ? n : 1);
    if (state.policies == NULL || hot == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (uint32_t i = 0; i < n && rc == 0; i++) {
        rc = bh_psp_compile(&snapshot->policies.v[i]->object, &how, &state.policies[i], arena, err);
    }
    rc = rc != 0 ? rc : bh_psp_set_init(&state.set, state.policies, n, arena, err);
    if (rc == 0) {
        for (size_t i = 0; i < N_GROUPS; i++) {
            hot[i] = use_of(i);
        }
        struct bh_rbac_options options = { .hot = hot, .n_hot = N_GROUPS };
        rc = bh_rbac_build(snapshot, &options, arena, &state.rbac, err);
    }
    *out = state;
    return rc;
}

const struct bh_known_policy *bh_psp_cluster_known(const struct bh_psp_cluster *state,
                                                   const struct bh_psp_policy *policy)
{
    for (uint32_t i = 0; i < state->snapshot->policies.n; i++) {
        if (policy->object == &state->snapshot->policies.v[i]->object) {
            return state->snapshot->policies.v[i];
        }
    }
    return NULL;
}

/* ---- who asks ------------------------------------------------------------------------------------ */

/* Of a pod the controlling owner makes it. */
static const char *creator(const struct bh_object *object, enum bh_role role)
{
    if (role == BH_ROLE_CONTROLLER) {
        return bh_controller_account(object->api_version, object->kind);
    }
    BH_EACH (struct bh_owner, owner, object->meta.owners) {
        if (owner->is_controller == BH_YES) {
            return bh_controller_account(owner->api_version, owner->kind);
        }
    }
    return NULL;
}

static int set_user(struct bh_psp_judgement *j, const struct bh_object *object,
                    const struct bh_psp_judge_options *options, struct bh_arena *arena,
                    struct bh_err *err)
{
    const char *account = creator(object, j->role);

    if (options->user != NULL) {
        j->caller = BH_PSP_CALLER_GIVEN;
        j->user.is_asked = true;
        j->user.identity = *options->user;
        return 0;
    }
    j->caller = account != NULL ? BH_PSP_CALLER_CONTROLLER : BH_PSP_CALLER_NONE;
    if (account == NULL) {
        return 0;
    }
    j->user.is_asked = true;
    return bh_rbac_account_identity(BH_S("kube-system"), bh_str_c(account), true, arena,
                                    &j->user.identity, err);
}

/* What the grantee may use, asked once instead of once for each policy. */
static int fill_names(const struct bh_psp_judgement *j, struct bh_psp_grantee *grantee,
                      struct bh_arena *arena, struct bh_err *err)
{
    int rc = 0;

    for (size_t i = 0; i < N_GROUPS && rc == 0 && grantee->is_asked; i++) {
        struct bh_rbac_hot what = use_of(i);
        rc = bh_rbac_names_allowed(&j->cluster->rbac, &grantee->identity, &what,
                                   j->object.namespace_, arena, &grantee->names[i], err);
    }
    return rc;
}

static bool may_use(void *context, enum bh_psp_who who, struct bh_str group, struct bh_str policy)
{
    const struct bh_psp_judgement *j = context;
    const struct bh_psp_grantee *grantee = who == BH_PSP_ACCOUNT ? &j->account : &j->user;

    for (size_t i = 0; i < N_GROUPS && grantee->is_asked; i++) {
        if (bh_str_eq(group, groups[i])) {
            return bh_rbac_names_has(&j->cluster->rbac, &grantee->names[i], policy);
        }
    }
    return false;
}

void bh_psp_grant(const struct bh_psp_judgement *judgement, const struct bh_psp_outcome *outcome,
                  struct bh_rbac_grant *out)
{
    const struct bh_psp_grantee *grantee =
        outcome->who == BH_PSP_ACCOUNT ? &judgement->account : &judgement->user;
    struct bh_rbac_question question = {
        .who = &grantee->identity,
        .verb = BH_S("use"),
        .api_group = bh_str_c(outcome->group),
        .resource = BH_S("podsecuritypolicies"),
        .name = outcome->policy->name,
        .namespace_ = judgement->object.namespace_,
    };

    *out = (struct bh_rbac_grant){ 0 };
    if (outcome->who != BH_PSP_NOBODY && outcome->group != NULL && grantee->is_asked) {
        (void)bh_rbac_allows(&judgement->cluster->rbac, &question, out);
    }
}

/* ---- the pod ------------------------------------------------------------------------------------- */

/* What a controller would name its pods: "web-", so that messages name them as upstream's do. */
static int pod_meta(const struct bh_psp_judgement *j, const struct bh_decoded *decoded,
                    const struct bh_meta **out, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_meta *made;

    if (decoded->role == BH_ROLE_POD) {
        *out = &decoded->object.meta;
        return 0;
    }
    made = bh_new(arena, struct bh_meta, 1);
    if (made == NULL) {
        return bh_arena_fail(arena, err);
    }
    *made = decoded->object.template_meta;
    made->name = bh_str(NULL, 0);
    made->namespace_ = j->object.namespace_;
    made->generate_name = bh_arena_printf(arena, BH_FMT "-", BH_ARG(j->object.name));
    *out = made;
    return bh_str_is_set(made->generate_name) ? 0 : bh_arena_fail(arena, err);
}

static int prepare(struct bh_psp_judgement *j, const struct bh_decoded *decoded,
                   struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_pod_spec *given = decoded->object.spec;
    struct bh_pod_spec *spec = decoded->object.spec;
    struct bh_str name = BH_S("default");

    if (given != NULL && given->service_account_name.n > 0) {
        name = given->service_account_name;
    } else if (given != NULL && given->service_account.n > 0) {
        name = given->service_account;
    }
    const struct bh_known_account *known =
        bh_snapshot_account(j->cluster->snapshot, j->object.namespace_, name);
    j->is_account_known = known != NULL;
    int rc = pod_meta(j, decoded, &j->pod.meta, arena, err);
    rc = rc != 0 ? rc
                 : bh_prepare_stage(BH_PREPARE_CREATED, known != NULL ? &known->account : NULL,
                                    &j->pod.meta, &spec, &j->prepared, arena, err);
    j->pod.spec = spec;
    if (rc != 0 || spec == NULL || spec->service_account_name.n == 0) {
        return rc;
    }
    j->account_name = spec->service_account_name;
    j->account.is_asked = true;
    return bh_rbac_account_identity(j->object.namespace_, j->account_name, false, arena,
                                    &j->account.identity, err);
}

/* The phase in which nothing may change any more, over the pod that the chosen policy made. */
static int validate(struct bh_psp_judgement *j, struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_meta *meta = j->applied.meta;
    struct bh_pod_spec *spec = j->applied.spec;
    int rc = bh_prepare_stage(BH_PREPARE_STORED, NULL, &meta, &spec, NULL, arena, err);

    if (rc != 0) {
        return rc;
    }
    j->stored = (struct bh_psp_pod){ meta, spec };
    j->validation = j->request;
    j->validation.phase = BH_PSP_VALIDATE;
    j->validation.pod = j->stored;
    return bh_psp_decide(&j->cluster->set, &j->validation, &j->validated, arena, err);
}

static int decide(struct bh_psp_judgement *j, bool tries_all, struct bh_arena *arena,
                  struct bh_err *err)
{
    j->request = (struct bh_psp_request){
        .pod = j->pod,
        .phase = BH_PSP_ADMIT,
        .asker = { .may_use = may_use, .context = j, .has_user = j->user.is_asked },
        .tries_all = tries_all,
    };
    return bh_psp_decide(&j->cluster->set, &j->request, &j->result, arena, err);
}

/* What follows from the mutating phase: the denial, or the changed pod before the validating phase. */
static int follow_up(struct bh_psp_judgement *j, struct bh_arena *arena, struct bh_err *err)
{
    if (!j->result.is_allowed) {
        return bh_psp_denial(&j->request, &j->result, BH_S(""), &j->message, arena, err);
    }
    int rc = bh_psp_apply(j->result.chosen->policy, &j->pod, true, &j->applied, arena, err);
    rc = rc != 0 ? rc : validate(j, arena, err);
    if (rc == 0 && !j->validated.is_allowed) {
        rc = bh_psp_denial(&j->validation, &j->validated, BH_S(""), &j->message, arena, err);
    }
    j->is_allowed = rc == 0 && j->validated.is_allowed;
    return rc;
}

int bh_psp_judge_admit(const struct bh_psp_cluster *cluster, const struct bh_decoded *decoded,
                       const struct bh_doc *doc, struct bh_str file, struct bh_str source,
                       const struct bh_psp_judge_options *options, struct bh_arena *arena,
                       struct bh_psp_judgement *out, struct bh_err *err)
{
    const struct bh_object *object = &decoded->object;
    struct bh_place place = bh_doc_place(doc, doc->nodes);

    *out = (struct bh_psp_judgement){
        .object = { .api_version = object->api_version,
                    .kind = object->kind,
                    .namespace_ = object->meta.namespace_.n > 0 ? object->meta.namespace_
                                  : options->namespace_.n > 0   ? options->namespace_
                                                                : BH_S("default"),
                    .name =
                        object->meta.name.n > 0 ? object->meta.name : object->meta.generate_name },
        .file = file,
        .source = source,
        .line = place.line,
        .column = place.column,
        .role = decoded->role,
        .pod_path = decoded->pod_path,
        .cluster = cluster,
    };
    int rc = set_user(out, object, options, arena, err);
    rc = rc != 0 ? rc : prepare(out, decoded, arena, err);
    rc = rc != 0 ? rc : fill_names(out, &out->account, arena, err);
    rc = rc != 0 ? rc : fill_names(out, &out->user, arena, err);
    return rc != 0 ? rc : decide(out, options->tries_all, arena, err);
}

int bh_psp_judge(const struct bh_psp_cluster *cluster, const struct bh_decoded *decoded,
                 const struct bh_doc *doc, struct bh_str file, struct bh_str source,
                 const struct bh_psp_judge_options *options, struct bh_arena *arena,
                 struct bh_psp_judgement *out, struct bh_err *err)
{
    int rc = bh_psp_judge_admit(cluster, decoded, doc, file, source, options, arena, out, err);

    return rc != 0 ? rc : follow_up(out, arena, err);
}
