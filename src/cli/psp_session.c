/* Reading for the commands about PodSecurityPolicies: a first walk over the inputs for policies, roles, bindings and
 * accounts, a second one that judges workloads. Called by cmd_psp_*.c and cmd_context.c. */
#include "cli/psp_session.h"

#include <unistd.h>

#include "base/limits.h"
#include "cli/messages.h"
#include "io/output.h"

enum {
    SNAPSHOT_BUDGET = 1024 * 1024 * 1024,
    STATE_BUDGET = 1024 * 1024 * 1024,
};

const char bh_psp_kubectl[] =
    "kubectl get psp,clusterroles,clusterrolebindings,roles,rolebindings,sa,po,rc,deploy,rs,sts,ds,"
    "jobs,cj -A -o yaml";

const char *bh_psp_format_at(size_t i)
{
    static const char *const formats[] = { "text", "json", NULL };

    return formats[i];
}

static const enum bh_color colors[] = { BH_COLOR_AUTO, BH_COLOR_ALWAYS, BH_COLOR_NEVER };

const char *bh_psp_color_at(size_t i)
{
    static const char *const names[] = { "auto", "always", "never", NULL };

    return names[i];
}

/* ---- options -------------------------------------------------------------------------------------- */

static void add_group(struct bh_psp_session *session, struct bh_str *groups, struct bh_str group)
{
    for (uint32_t i = 0; i < session->user.n_groups; i++) {
        if (bh_str_eq(groups[i], group)) {
            return;
        }
    }
    groups[session->user.n_groups++] = group;
}

static bool has_group(const struct bh_psp_session *session, struct bh_str group)
{
    for (uint32_t i = 0; i < session->user.n_groups; i++) {
        if (bh_str_eq(session->user.groups[i], group)) {
            return true;
        }
    }
    return false;
}

/* The groups of a service account's user name: only of "system:serviceaccount:<namespace>:<name>". */
static int add_account_groups(struct bh_psp_session *session, struct bh_str *groups,
                              struct bh_err *err)
{
    struct bh_str prefix = BH_S("system:serviceaccount:");
    struct bh_str rest = bh_str_from(session->user.user, prefix.n);

    if (!bh_str_starts(session->user.user, prefix)) {
        return 0;
    }
    struct bh_str namespace_ = bh_str(rest.p, bh_str_find_byte(rest, ':'));
    struct bh_str name = bh_str_from(rest, namespace_.n + 1);
    if (namespace_.n == 0 || name.n == 0 || bh_str_find_byte(name, ':') < name.n) {
        return 0;
    }
    struct bh_str own =
        bh_arena_printf(&session->arena, "system:serviceaccounts:" BH_FMT, BH_ARG(namespace_));
    if (!bh_str_is_set(own)) {
        return bh_arena_fail(&session->arena, err);
    }
    add_group(session, groups, BH_S("system:serviceaccounts"));
    add_group(session, groups, own);
    return 0;
}

/* A service account's groups, and system:authenticated or system:unauthenticated, come by themselves, as when the API
 * server impersonates. */
static int set_user(struct bh_psp_session *session, const struct bh_args *args, struct bh_err *err)
{
    const struct bh_arg *as = bh_args_last(args, BH_PSP_OPT_AS);
    struct bh_str *groups = bh_new(&session->arena, struct bh_str, args->n + 4);

    if (groups == NULL) {
        return bh_arena_fail(&session->arena, err);
    }
    session->user.groups = groups;
    for (size_t i = 0; i < args->n; i++) {
        if (args->v[i].option == BH_PSP_OPT_AS_GROUP) {
            add_group(session, groups, bh_str_c(args->v[i].text));
        }
    }
    if (as == NULL) {
        return session->user.n_groups == 0 ? 0
                                           : bh_fail(err, BH_ERR_USAGE, "--as-group needs --as");
    }
    session->user.user = bh_str_c(as->text);
    if (session->user.user.n == 0) {
        return bh_fail(err, BH_ERR_USAGE, "--as needs a name");
    }
    int rc = session->user.n_groups == 0 ? add_account_groups(session, groups, err) : 0;
    if (!has_group(session, BH_S("system:authenticated")) &&
        !has_group(session, BH_S("system:unauthenticated"))) {
        add_group(session, groups,
                  bh_str_eq(session->user.user, BH_S("system:anonymous"))
                      ? BH_S("system:unauthenticated")
                      : BH_S("system:authenticated"));
    }
    session->judge.user = &session->user;
    return rc;
}

static int set_options(struct bh_psp_session *session, const struct bh_args *args, bool judges,
                       struct bh_err *err)
{
    const struct bh_arg *arg = bh_args_last(args, BH_PSP_OPT_OUTPUT);

    session->is_json = arg != NULL && arg->choice == 1;
    session->width = bh_output_width(STDOUT_FILENO);
    arg = bh_args_last(args, BH_PSP_OPT_NAMESPACE);
    if (arg != NULL) {
        int rc = bh_args_namespace(arg->text, &session->judge.namespace_, err);
        if (rc != 0) {
            return rc;
        }
    }
    if (!judges) {
        return 0;
    }
    arg = bh_args_last(args, BH_PSP_OPT_COLOR);
    session->has_color =
        bh_output_has_color(STDOUT_FILENO, arg != NULL ? colors[arg->choice] : BH_COLOR_AUTO);
    return set_user(session, args, err);
}

/* ---- the first walk ------------------------------------------------------------------------------- */

/* Where an object goes that names no namespace. */
static struct bh_str namespace_of(const struct bh_psp_session *session)
{
    return session->judge.namespace_.n > 0 ? session->judge.namespace_ : BH_S("default");
}

static struct bh_str member_text(const struct bh_node *object, struct bh_str key)
{
    const struct bh_node *node = bh_doc_member(object, key);

    return node != NULL && node->kind == BH_NODE_STRING ? bh_node_text(node) : BH_S("");
}

/* What stands again and cannot be read must not leave the first one in force. */
static int forget(void *context, const struct bh_item *item, struct bh_err *err)
{
    struct bh_psp_session *session = context;
    const struct bh_kind *row = bh_kind_find(item->api_version, item->kind);
    const struct bh_node *meta = bh_doc_member(item->doc.nodes, BH_S("metadata"));
    struct bh_str name = member_text(meta, BH_S("name"));
    struct bh_str namespace_ = member_text(meta, BH_S("namespace"));
    enum bh_rbac_kind kind = bh_rbac_kind_parse(item->kind);

    if (row == NULL || name.n == 0) {
        return 0;
    }
    if (row->role == BH_ROLE_POLICY) {
        bh_snapshot_drop_policy(&session->snapshot, bh_api_group(item->api_version), name);
        return 0;
    }
    if (row->role != BH_ROLE_RBAC) {
        return 0;
    }
    if (kind == BH_RBAC_CLUSTER_ROLE || kind == BH_RBAC_CLUSTER_ROLE_BINDING) {
        namespace_ = BH_S("");
    } else if (namespace_.n == 0) {
        namespace_ = namespace_of(session);
    }
    return bh_snapshot_spoil_rbac(&session->snapshot, kind, namespace_, name,
                                  BH_S("stands in the input again, and cannot be read there"), err);
}

static int learn(void *context, const struct bh_walk_object *object, struct bh_err *err)
{
    struct bh_psp_session *session = context;

    switch (object->decoded->role) {
    case BH_ROLE_POLICY:
        return bh_snapshot_add_policy(&session->snapshot, object->decoded, &object->item->doc,
                                      object->file, err);
    case BH_ROLE_RBAC:
    case BH_ROLE_ACCOUNT:
        return bh_snapshot_add_rbac(&session->snapshot, object->decoded, &object->item->doc,
                                    namespace_of(session), object->file, err);
    case BH_ROLE_POD:
    case BH_ROLE_CONTROLLER:
    case BH_ROLE_NAMESPACE:
    case BH_ROLE_OTHER:
        break;
    }
    return 0;
}

#define META(name, labels) "\"metadata\":{\"name\":\"" name "\"" labels "},"
#define RBAC_KIND(kind)    "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"" kind "\","
#define TO(role)           "\"rbac.authorization.k8s.io/aggregate-to-" role "\":\"true\""
#define GATHERS(role) \
    "\"aggregationRule\":{\"clusterRoleSelectors\":[{\"matchLabels\":{" TO(role) "}}]}}"

/* Roles and a binding that every API server makes when it starts, and mends when somebody changes them; of the rules of
 * admin, edit and view, which speak of no policies, only that they gather those of others. */
static const char always_there[] =
    "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[" RBAC_KIND("ClusterRole") META(
        "cluster-admin",
        "") "\"rules\":[{\"apiGroups\":[\"*\"],\"resources\":[\"*\"],\"verbs\":[\"*\"]},"
            "{\"nonResourceURLs\":[\"*\"],\"verbs\":[\"*\"]}]}," RBAC_KIND("ClusterRole") META(
                "admin", "") GATHERS("admin") "," RBAC_KIND("ClusterRole")
                META("edit", ",\"labels\":{" TO("admin") "}") GATHERS("edit") "," RBAC_KIND(
                    "ClusterRole") META("view", ",\"labels\":{" TO("edit") "}")
                    GATHERS("view") "," RBAC_KIND("ClusterRoleBinding") META(
                        "cluster-admin",
                        "") "\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\","
                            "\"name\":\"cluster-admin\"},"
                            "\"subjects\":[{\"kind\":\"Group\",\"apiGroup\":\"rbac.authorization.k8s.io\","
                            "\"name\":\"system:masters\"}]}]}";

struct text_source {
    struct bh_str rest;
};

static int read_text(void *context, char *to, size_t room, size_t *out_n, struct bh_err *err)
{
    struct text_source *source = context;
    size_t n = source->rest.n < room ? source->rest.n : room;

    (void)err;
    memcpy(to, source->rest.p, n);
    source->rest = bh_str_from(source->rest, n);
    *out_n = n;
    return 0;
}

static bool is_known(const struct bh_psp_session *session, const struct bh_item *item)
{
    const struct bh_node *meta = bh_doc_member(item->doc.nodes, BH_S("metadata"));

    return bh_snapshot_rbac(&session->snapshot, bh_rbac_kind_parse(item->kind), BH_S(""),
                            member_text(meta, BH_S("name"))) != NULL;
}

static int add_always_there(struct bh_psp_session *session, struct bh_err *err)
{
    struct text_source text = { bh_str_c(always_there) };
    struct bh_source source = { .read = read_text, .ctx = &text };
    struct bh_decode_options how = { .path = "" };
    struct bh_stream *stream = NULL;
    const struct bh_item *item = NULL;
    int rc = bh_stream_new(source, BH_SYNTAX_JSON, &stream, err);

    while (rc == 0) {
        struct bh_decoded decoded;
        struct bh_issues issues = { 0 };
        rc = bh_stream_next(stream, &item, err);
        if (rc != 0 || item == NULL) {
            break;
        }
        if (is_known(session, item)) {
            continue;
        }
        rc = bh_decode_object(&item->doc, item->api_version, item->kind, &how, &decoded, &issues,
                              &session->walk.arena, err);
        rc = rc != 0 ? rc
                     : bh_snapshot_add_rbac(&session->snapshot, &decoded, &item->doc, BH_S(""),
                                            BH_S("<built in>"), err);
        bh_arena_reset(&session->walk.arena);
    }
    bh_stream_free(stream);
    return rc;
}

/* ---- what is wrong with it ------------------------------------------------------------------------ */

static void say_policies(struct bh_psp_session *session)
{
    for (uint32_t i = 0; i < session->snapshot.policies.n; i++) {
        const struct bh_psp_policy *policy = &session->state.policies[i];
        const struct bh_known_policy *known = session->snapshot.policies.v[i];
        struct bh_buf text = { 0 };
        for (uint32_t e = 0; e < policy->errors.n; e++) {
            bh_buf_clear(&text);
            bh_buf_addf(&text, "PodSecurityPolicy \"" BH_FMT "\" is invalid and not used: " BH_FMT,
                        BH_ARG(policy->name), BH_ARG(policy->errors.v[e]));
            bh_walk_say(&session->walk, known->file, known->line, 0, bh_buf_str(&text),
                        BH_ERR_INPUT);
        }
        bh_buf_clear(&text);
        if (bh_str_is_set(policy->failure)) {
            bh_buf_addf(&text, "PodSecurityPolicy \"" BH_FMT "\" can judge nothing: " BH_FMT,
                        BH_ARG(policy->name), BH_ARG(policy->failure));
            bh_walk_say(&session->walk, known->file, known->line, 0, bh_buf_str(&text),
                        BH_ERR_NONE);
        }
        if (known->is_repeated) {
            bh_buf_clear(&text);
            bh_buf_addf(&text,
                        "PodSecurityPolicy \"" BH_FMT "\" stands here again: the last one counts",
                        BH_ARG(policy->name));
            bh_walk_say(&session->walk, known->file, known->line, 0, bh_buf_str(&text),
                        BH_ERR_NONE);
        }
        bh_buf_done(&text);
    }
}

/* Roles that an API server makes for its own parts: none of them lets anybody use a policy, so it does not matter that the
 * input lacks them. */
static bool is_bootstrap_role(struct bh_str name)
{
    return bh_str_starts(name, BH_S("system:"));
}

static bool is_worth_saying(const struct bh_rbac_problem *problem)
{
    const struct bh_known_binding *binding = (const struct bh_known_binding *)problem->object;

    if (problem->kind == BH_RBAC_PROBLEM_NO_ACCOUNT) {
        return false;
    }
    return problem->kind != BH_RBAC_PROBLEM_DANGLING || !is_bootstrap_role(binding->ref_name);
}

static void say_rights(struct bh_psp_session *session)
{
    for (uint32_t i = 0; i < session->state.rbac.n_problems; i++) {
        const struct bh_rbac_problem *problem = &session->state.rbac.problems[i];
        struct bh_buf text = { 0 };
        if (!is_worth_saying(problem)) {
            continue;
        }
        bh_buf_addf(&text, "%s \"" BH_FMT "\": " BH_FMT, bh_rbac_kind_name(problem->object->kind),
                    BH_ARG(problem->object->name), BH_ARG(problem->text));
        bh_walk_say(&session->walk, problem->object->file, problem->line, 0, bh_buf_str(&text),
                    bh_rbac_problem_severity(problem->kind) == BH_SEVERITY_ERROR ? BH_ERR_INPUT
                                                                                 : BH_ERR_NONE);
        bh_buf_done(&text);
    }
}

/* Kinds that the input does not speak of; a decision may hang on them. */
static void say_missing(struct bh_psp_session *session)
{
    struct bh_buf text = { 0 };
    bool is_first = true;

    for (int kind = BH_RBAC_ROLE; kind <= (int)BH_N_RBAC_KINDS; kind++) {
        if (bh_snapshot_has_rbac_kind(&session->snapshot, (enum bh_rbac_kind)kind)) {
            continue;
        }
        bh_buf_addf(&text, "%s%s", is_first ? "the input holds no " : ", no ",
                    bh_rbac_kind_name((enum bh_rbac_kind)kind));
        is_first = false;
    }
    if (!is_first) {
        bh_buf_add_c(&text, ": the answer is as if the cluster had none");
        bh_walk_say(&session->walk, bh_str(NULL, 0), 0, 0, bh_buf_str(&text), BH_ERR_NONE);
    }
    bh_buf_done(&text);
}

bool bh_psp_session_lacks_policies(struct bh_psp_session *session)
{
    struct bh_buf text = { 0 };

    if (session->snapshot.policies.n > 0) {
        return false;
    }
    bh_buf_addf(
        &text,
        "the input holds no PodSecurityPolicy, so nothing can be decided; from a cluster: %s",
        bh_psp_kubectl);
    bh_walk_say(&session->walk, bh_str(NULL, 0), 0, 0, bh_buf_str(&text), BH_ERR_INPUT);
    bh_buf_done(&text);
    return true;
}

void bh_psp_session_lacks_workload(struct bh_psp_session *session, struct bh_str wanted)
{
    struct bh_buf text = { 0 };

    bh_buf_addf(&text, "no pod, and nothing that makes pods, is called '" BH_FMT "' in the input",
                BH_ARG(wanted));
    bh_walk_say(&session->walk, bh_str(NULL, 0), 0, 0, bh_buf_str(&text), BH_ERR_INPUT);
    bh_buf_done(&text);
}

int bh_psp_workload_argument(const struct bh_args *args, struct bh_str *out_text,
                             struct bh_ref *out, struct bh_err *err)
{
    const struct bh_arg *namespace_ = bh_args_last(args, BH_PSP_OPT_NAMESPACE);

    for (size_t i = 0; i < args->n; i++) {
        if (args->v[i].option == -1) {
            *out_text = bh_str_c(args->v[i].text);
            return bh_ref_parse(*out_text, bh_str_c(namespace_ != NULL ? namespace_->text : NULL),
                                out, err);
        }
    }
    return bh_fail(err, BH_ERR_USAGE, "name the workload: NAMESPACE/KIND/NAME, KIND/NAME or NAME");
}

/* ---- a session ------------------------------------------------------------------------------------ */

int bh_psp_session_open(struct bh_psp_session *session, const struct bh_args *args, size_t skip,
                        bool judges, struct bh_err *err)
{
    *session = (struct bh_psp_session){ 0 };
    bh_inputs_init(&session->inputs);
    bh_snapshot_init(&session->snapshot, SNAPSHOT_BUDGET);
    bh_arena_init(&session->arena, STATE_BUDGET);
    bh_arena_init(&session->walk.arena, BH_MAX_OBJECT_MEMORY);
    session->walk.object = learn;
    session->walk.undecoded = forget;
    session->walk.context = session;
    int rc = set_options(session, args, judges, err);
    rc = rc != 0 ? rc : bh_walk_add_inputs(args, BH_PSP_OPT_FILENAME, skip, &session->inputs, err);
    rc = rc != 0 ? rc : bh_walk_inputs(&session->walk, &session->inputs, err);
    if (rc == 0 && session->snapshot.policies.n > 0) {
        say_missing(session);
    }
    rc = rc != 0 ? rc : add_always_there(session, err);
    rc = rc != 0 ? rc
                 : bh_psp_cluster_build(&session->snapshot, &session->arena, &session->state, err);
    if (rc == 0) {
        say_policies(session);
        say_rights(session);
        session->walk.is_repeated = true;
    }
    return rc;
}

void bh_psp_session_done(struct bh_psp_session *session)
{
    bh_buf_done(&session->walk.messages);
    bh_arena_done(&session->walk.arena);
    bh_arena_done(&session->arena);
    bh_snapshot_done(&session->snapshot);
    bh_inputs_done(&session->inputs);
}

/* ---- the second walk ------------------------------------------------------------------------------ */

struct visiting {
    struct bh_psp_session *session;
    struct bh_psp_visit *visit;
};

static int judge(void *context, const struct bh_walk_object *object, struct bh_err *err)
{
    struct visiting *v = context;
    struct bh_psp_session *session = v->session;
    const struct bh_decoded *decoded = object->decoded;
    const struct bh_object *o = &decoded->object;
    struct bh_psp_judgement judgement;

    if (decoded->role != BH_ROLE_POD && decoded->role != BH_ROLE_CONTROLLER) {
        return 0;
    }
    struct bh_str namespace_ = o->meta.namespace_.n > 0          ? o->meta.namespace_
                               : session->judge.namespace_.n > 0 ? session->judge.namespace_
                                                                 : BH_S("default");
    struct bh_str name = o->meta.name.n > 0 ? o->meta.name : o->meta.generate_name;
    if (v->visit->ref != NULL &&
        !bh_ref_matches(v->visit->ref, o->api_version, o->kind, namespace_, name)) {
        return 0;
    }
    v->visit->n++;
    int rc =
        bh_psp_judge(&session->state, decoded, &object->item->doc, object->file,
                     object->item->source, &session->judge, &session->walk.arena, &judgement, err);
    return rc != 0 ? rc
                   : v->visit->judged(v->visit->context, &judgement, &object->item->doc,
                                      &session->walk.arena, err);
}

int bh_psp_session_visit(struct bh_psp_session *session, struct bh_psp_visit *visit,
                         struct bh_err *err)
{
    struct visiting v = { session, visit };

    session->walk.object = judge;
    session->walk.undecoded = NULL;
    session->walk.context = &v;
    return bh_walk_inputs(&session->walk, &session->inputs, err);
}

int bh_psp_session_print(struct bh_psp_session *session, struct bh_buf *text, struct bh_err *err)
{
    int rc = bh_print(text, err);

    bh_message_write(bh_buf_str(&session->walk.messages));
    return rc;
}
