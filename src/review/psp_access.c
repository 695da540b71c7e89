/* Listings of who may use PodSecurityPolicies. Called by psp who-can and psp access. A policy of group policy or extensions
 * may be used by a grant in either group, one of bulkhead.dev by a grant in that group too. */
#include "review/psp_access.h"

enum { KIND, NAME, NAMESPACE, WHERE, BINDING_KIND, BINDING, FILE_, LINE, ROLE_KIND, ROLE, AT };

const struct bh_column bh_psp_who_columns[BH_PSP_N_WHO_COLUMNS] = {
    [KIND] = { "subjectKind", "SUBJECT" },
    [NAME] = { "subject", "NAME" },
    [NAMESPACE] = { "namespace", NULL },
    [WHERE] = { NULL, "WHERE" },
    [BINDING_KIND] = { "bindingKind", "BINDING" },
    [BINDING] = { "binding", "" },
    [FILE_] = { "file", NULL },
    [LINE] = { "line", NULL },
    [ROLE_KIND] = { "roleKind", "ROLE" },
    [ROLE] = { "role", "" },
    [AT] = { NULL, "AT" },
};

static const struct bh_str groups[] = { BH_S("policy"), BH_S("extensions"), BH_S("bulkhead.dev") };
enum { N_GROUPS = sizeof(groups) / sizeof(groups[0]), OWN = 2 };

/* Whether a policy of this name is of bulkhead.dev, and whether one is not. */
static void find_groups(const struct bh_psp_cluster *state, struct bh_str name, bool *out_counts)
{
    for (uint32_t i = 0; i < state->set.n; i++) {
        if (bh_str_eq(state->set.v[i]->name, name)) {
            out_counts[0] = out_counts[1] = true;
            out_counts[OWN] |= state->set.v[i]->is_own;
        }
    }
}

/* "shop:default" for an account, else the name. */
static struct bh_str subject_name(const struct bh_known_subject *subject, struct bh_str namespace_,
                                  struct bh_arena *arena)
{
    if (!bh_str_eq(subject->kind, BH_S("ServiceAccount"))) {
        return subject->name;
    }
    return bh_arena_printf(arena, BH_FMT "/" BH_FMT,
                           BH_ARG(subject->namespace_.n > 0 ? subject->namespace_ : namespace_),
                           BH_ARG(subject->name));
}

static int make_record(const struct bh_rbac_grant *grant, struct bh_arena *arena,
                       struct bh_record *out, struct bh_err *err)
{
    const struct bh_known_binding *binding = grant->binding->known;
    const struct bh_known_subject *subject = &binding->subjects[grant->subject];
    const struct bh_known_head *role = &grant->binding->role->known->head;
    struct bh_cell *cells = bh_new(arena, struct bh_cell, BH_PSP_N_WHO_COLUMNS);
    struct bh_str name = subject_name(subject, binding->head.namespace_, arena);
    bool has_line = !bh_str_starts(binding->head.file, BH_S("<"));
    struct bh_str at = has_line ? bh_arena_printf(arena, BH_FMT ":%u", BH_ARG(binding->head.file),
                                                  binding->head.line)
                                : binding->head.file;

    if (cells == NULL || !bh_str_is_set(name) || !bh_str_is_set(at)) {
        return bh_arena_fail(arena, err);
    }
    bool is_everywhere = binding->head.namespace_.n == 0;
    cells[KIND] = bh_cell_text(subject->kind);
    cells[NAME] = bh_cell_text(name);
    cells[NAMESPACE] = bh_cell_text(is_everywhere ? bh_str(NULL, 0) : binding->head.namespace_);
    cells[WHERE] = bh_cell_text(is_everywhere ? BH_S("every namespace") : binding->head.namespace_);
    cells[BINDING_KIND] = bh_cell_text(bh_str_c(bh_rbac_kind_name(binding->head.kind)));
    cells[BINDING] = bh_cell_text(binding->head.name);
    cells[FILE_] = bh_cell_text(binding->head.file);
    cells[LINE] = bh_cell_number(binding->head.line);
    cells[ROLE_KIND] = bh_cell_text(bh_str_c(bh_rbac_kind_name(role->kind)));
    cells[ROLE] = bh_cell_text(role->name);
    cells[AT] = bh_cell_text(at);
    out->cells = cells;
    return 0;
}

static bool same_grant(const struct bh_rbac_grant *a, const struct bh_rbac_grant *b)
{
    return a->binding == b->binding && a->subject == b->subject;
}

/* Adds what is not there yet: a rule may speak of several groups. */
static int join(struct bh_rbac_grants *all, const struct bh_rbac_grants *more,
                struct bh_arena *arena, struct bh_err *err)
{
    uint32_t n = all->n;

    if (more->n == 0) {
        return 0;
    }
    struct bh_rbac_grant *v = bh_new(arena, struct bh_rbac_grant, (size_t)n + more->n);
    if (v == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (uint32_t i = 0; i < n; i++) {
        v[i] = all->v[i];
    }
    for (uint32_t i = 0; i < more->n; i++) {
        bool is_there = false;
        for (uint32_t k = 0; k < all->n && !is_there; k++) {
            is_there = same_grant(&all->v[k], &more->v[i]);
        }
        if (!is_there) {
            v[n++] = more->v[i];
        }
    }
    all->v = v;
    all->n = n;
    return 0;
}

int bh_psp_who_can(const struct bh_psp_cluster *state, struct bh_str policy,
                   struct bh_str namespace_, struct bh_arena *arena, struct bh_record **out,
                   size_t *out_n, struct bh_err *err)
{
    bool counts[N_GROUPS] = { false };
    struct bh_rbac_grants all = { 0 };
    int rc = 0;

    *out_n = 0;
    find_groups(state, policy, counts);
    for (size_t i = 0; i < N_GROUPS && rc == 0; i++) {
        struct bh_rbac_grants some = { 0 };
        struct bh_rbac_question question = {
            .verb = BH_S("use"),
            .api_group = groups[i],
            .resource = BH_S("podsecuritypolicies"),
            .name = policy,
            .namespace_ = namespace_,
        };
        if (!counts[i]) {
            continue;
        }
        rc = bh_rbac_who_can(&state->rbac, &question, namespace_.n == 0, arena, &some, err);
        rc = rc != 0 ? rc : join(&all, &some, arena, err);
    }
    *out = bh_new(arena, struct bh_record, (size_t)all.n + 1);
    if (rc == 0 && *out == NULL) {
        rc = bh_arena_fail(arena, err);
    }
    for (uint32_t i = 0; i < all.n && rc == 0; i++) {
        rc = make_record(&all.v[i], arena, &(*out)[i], err);
    }
    *out_n = rc == 0 ? all.n : 0;
    return rc;
}

/* ---- the matrix ----------------------------------------------------------------------------------- */

/* What the subject may use in a namespace (empty: in every one). */
static int fill_access(const struct bh_psp_cluster *state, const struct bh_identity *who,
                       struct bh_str namespace_, bool *may_use, uint32_t *out_n,
                       struct bh_arena *arena, struct bh_err *err)
{
    struct bh_rbac_names names[N_GROUPS];

    *out_n = 0;
    for (size_t i = 0; i < N_GROUPS; i++) {
        struct bh_rbac_hot what = { BH_S("use"), groups[i], BH_S("podsecuritypolicies") };
        int rc = bh_rbac_names_allowed(&state->rbac, who, &what, namespace_, arena, &names[i], err);
        if (rc != 0) {
            return rc;
        }
    }
    for (uint32_t i = 0; i < state->set.n; i++) {
        const struct bh_psp_policy *policy = state->set.v[i];
        may_use[i] = bh_rbac_names_has(&state->rbac, &names[0], policy->name) ||
                     bh_rbac_names_has(&state->rbac, &names[1], policy->name) ||
                     (policy->is_own && bh_rbac_names_has(&state->rbac, &names[OWN], policy->name));
        *out_n += may_use[i];
    }
    return 0;
}

struct lines {
    struct bh_psp_access *v;
    size_t n, room;
};

static int add_line(struct lines *lines, const struct bh_psp_access *line, struct bh_arena *arena,
                    struct bh_err *err)
{
    if (lines->n == lines->room) {
        size_t room = lines->room == 0 ? 32 : lines->room * 2;
        struct bh_psp_access *v = bh_new(arena, struct bh_psp_access, room);
        if (v == NULL) {
            return bh_arena_fail(arena, err);
        }
        for (size_t i = 0; i < lines->n; i++) {
            v[i] = lines->v[i];
        }
        lines->v = v;
        lines->room = room;
    }
    lines->v[lines->n++] = *line;
    return 0;
}

/* One line of a subject, when it says more than the line for every namespace. *out_everywhere: how many that has. */
static int add_scope(const struct bh_psp_cluster *state, const struct bh_rbac_subject *subject,
                     const struct bh_identity *who, struct bh_str namespace_, uint32_t *everywhere,
                     struct lines *lines, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_psp_access line = { .subject = *subject, .namespace_ = namespace_ };
    bool *may_use = bh_new(arena, bool, (size_t)state->set.n + 1);

    if (may_use == NULL) {
        return bh_arena_fail(arena, err);
    }
    int rc = fill_access(state, who, namespace_, may_use, &line.n, arena, err);
    bool is_news = line.n > *everywhere;
    if (namespace_.n == 0) {
        *everywhere = line.n;
    }
    line.may_use = may_use;
    return rc == 0 && is_news ? add_line(lines, &line, arena, err) : rc;
}

/* Whether the binding speaks of the subject, or of a group that a service account is in. */
static bool speaks_of(const struct bh_known_binding *binding, const struct bh_rbac_subject *subject,
                      const struct bh_identity *who)
{
    bool is_account = bh_str_eq(subject->kind, BH_S("ServiceAccount"));

    for (uint32_t i = 0; i < binding->n_subjects; i++) {
        const struct bh_known_subject *s = &binding->subjects[i];
        bool is_group = bh_str_eq(s->kind, BH_S("Group"));
        if (bh_str_eq(s->name, subject->name) && bh_str_eq(s->kind, subject->kind)) {
            return true;
        }
        if (is_account && bh_str_eq(s->name, who->user)) {
            return true;
        }
        for (uint32_t g = 0; is_account && is_group && g < who->n_groups; g++) {
            if (bh_str_eq(s->name, who->groups[g])) {
                return true;
            }
        }
    }
    return false;
}

/* Bindings stand by namespace, so that one look back tells whether the namespace is a new one. */
static int add_subject(const struct bh_psp_cluster *state, const struct bh_rbac_subject *subject,
                       struct lines *lines, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_str last = BH_S("");
    struct bh_identity who;
    uint32_t everywhere = 0;
    int rc = bh_rbac_subject_identity(subject, arena, &who, err);

    rc = rc != 0 ? rc : add_scope(state, subject, &who, BH_S(""), &everywhere, lines, arena, err);
    for (uint32_t i = state->rbac.n_cluster_bindings; i < state->rbac.n_bindings && rc == 0; i++) {
        struct bh_str namespace_ = state->rbac.bindings[i].known->head.namespace_;
        if (!bh_str_eq(namespace_, last) &&
            speaks_of(state->rbac.bindings[i].known, subject, &who)) {
            rc = add_scope(state, subject, &who, namespace_, &everywhere, lines, arena, err);
            last = namespace_;
        }
    }
    return rc;
}

int bh_psp_access(const struct bh_psp_cluster *state, struct bh_arena *arena,
                  struct bh_psp_access **out, size_t *out_n, struct bh_err *err)
{
    struct bh_rbac_subject *subjects = NULL;
    struct lines lines = { 0 };
    uint32_t n = 0;
    int rc = bh_rbac_subjects(&state->rbac, arena, &subjects, &n, err);

    for (uint32_t i = 0; i < n && rc == 0; i++) {
        rc = add_subject(state, &subjects[i], &lines, arena, err);
    }
    *out = lines.v;
    *out_n = lines.n;
    return rc;
}
