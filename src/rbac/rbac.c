/* Building a set and asking it. Called by commands, and handed to podsec/ as a function. Source: Kubernetes 1.24,
 * plugin/pkg/auth/authorizer/rbac and pkg/registry/rbac/validation. Leaves out escalation checks (bind, escalate), which
 * guard the writing of roles. */
#include "rbac/rbac.h"

#include <stdlib.h>

#include "base/quote.h"
#include "rbac/rbac_set.h"

/* ---- building ------------------------------------------------------------------------------------- */

static int by_namespace_and_name(const struct bh_known_head *x, const struct bh_known_head *y)
{
    int c = bh_str_cmp(x->namespace_, y->namespace_);

    return c != 0 ? c : bh_str_cmp(x->name, y->name);
}

static int compare_roles(const void *a, const void *b)
{
    const struct bh_rbac_role *x = a, *y = b;

    return by_namespace_and_name(&x->known->head, &y->known->head);
}

static int compare_bindings(const void *a, const void *b)
{
    const struct bh_rbac_binding *x = a, *y = b;

    return by_namespace_and_name(&x->known->head, &y->known->head);
}

static bool counts(const struct bh_rbac_build *b, const struct bh_known_head *head)
{
    return b->uses_invalid || head->n_errors == 0;
}

static uint32_t add_roles(struct bh_rbac_build *b, enum bh_rbac_kind kind)
{
    const struct bh_known_list *list = &b->snapshot->rbac.lists[kind];
    uint32_t from = b->n_roles;

    for (uint32_t i = 0; i < list->n; i++) {
        if (counts(b, list->v[i])) {
            b->roles[b->n_roles++].known = (const struct bh_known_role *)list->v[i];
        }
    }
    if (b->n_roles - from > 1) {
        qsort(b->roles + from, b->n_roles - from, sizeof(*b->roles), compare_roles);
    }
    return b->n_roles;
}

static uint32_t add_bindings(struct bh_rbac_build *b, enum bh_rbac_kind kind)
{
    const struct bh_known_list *list = &b->snapshot->rbac.lists[kind];
    uint32_t from = b->n_bindings;

    for (uint32_t i = 0; i < list->n; i++) {
        if (counts(b, list->v[i])) {
            b->bindings[b->n_bindings++].known = (const struct bh_known_binding *)list->v[i];
        }
    }
    if (b->n_bindings - from > 1) {
        qsort(b->bindings + from, b->n_bindings - from, sizeof(*b->bindings), compare_bindings);
    }
    return b->n_bindings;
}

static const struct bh_rbac_role *find_role(const struct bh_rbac_build *b,
                                            const struct bh_known_binding *binding)
{
    enum bh_rbac_kind kind = bh_rbac_kind_parse(binding->ref_kind);
    struct bh_known_role wanted = { .head = { .name = binding->ref_name } };
    struct bh_rbac_role key = { .known = &wanted };

    if (kind == BH_RBAC_ROLE) {
        wanted.head.namespace_ = binding->head.namespace_;
        return b->n_namespaced == 0
                   ? NULL
                   : bsearch(&key, b->roles, b->n_namespaced, sizeof(key), compare_roles);
    }
    if (kind == BH_RBAC_CLUSTER_ROLE && b->n_roles > b->n_namespaced) {
        return bsearch(&key, b->roles + b->n_namespaced, b->n_roles - b->n_namespaced, sizeof(key),
                       compare_roles);
    }
    return NULL;
}

int bh_rbac_build(const struct bh_snapshot *snapshot, const struct bh_rbac_options *options,
                  struct bh_arena *arena, struct bh_rbac *out, struct bh_err *err)
{
    const struct bh_known_list *lists = snapshot->rbac.lists;
    struct bh_rbac_build b = {
        .snapshot = snapshot,
        .arena = arena,
        .roles = bh_new(arena, struct bh_rbac_role,
                        (size_t)lists[BH_RBAC_ROLE].n + lists[BH_RBAC_CLUSTER_ROLE].n),
        .bindings =
            bh_new(arena, struct bh_rbac_binding,
                   (size_t)lists[BH_RBAC_ROLE_BINDING].n + lists[BH_RBAC_CLUSTER_ROLE_BINDING].n),
        .index = bh_new(arena, struct bh_rbac_index, 1),
        .uses_invalid = options != NULL && options->uses_invalid,
    };

    if (b.roles == NULL || b.bindings == NULL || b.index == NULL) {
        return bh_arena_fail(arena, err);
    }
    b.n_namespaced = add_roles(&b, BH_RBAC_ROLE);
    add_roles(&b, BH_RBAC_CLUSTER_ROLE);
    b.n_cluster_bindings = add_bindings(&b, BH_RBAC_CLUSTER_ROLE_BINDING);
    add_bindings(&b, BH_RBAC_ROLE_BINDING);
    for (uint32_t i = 0; i < b.n_bindings; i++) {
        b.bindings[i].role = find_role(&b, b.bindings[i].known);
    }
    int rc = bh_rbac_index_roles(&b, err);
    rc = rc != 0 ? rc : bh_rbac_aggregate(&b, err);
    rc = rc != 0 ? rc : bh_rbac_index_bindings(&b, options, err);
    rc = rc != 0 ? rc : bh_rbac_find_problems(&b, err);
    if (rc == 0) {
        *out = (struct bh_rbac){
            .roles = b.roles,
            .n_roles = b.n_roles,
            .bindings = b.bindings,
            .n_bindings = b.n_bindings,
            .n_cluster_bindings = b.n_cluster_bindings,
            .index = b.index,
            .problems = b.problems,
            .n_problems = b.n_problems,
        };
    }
    return rc;
}

/* ---- rules against questions ------------------------------------------------------------------------ */

/* The number of a + "/" + b. */
static uint32_t find_joined(const struct bh_rbac_texts *texts, struct bh_str a, struct bh_str b)
{
    char room[512];
    size_t n = a.n + 1 + b.n;

    if (n <= sizeof(room)) {
        if (a.n > 0) {
            memcpy(room, a.p, a.n);
        }
        room[a.n] = '/';
        memcpy(room + a.n + 1, b.p, b.n);
        return bh_rbac_find_text(texts, bh_str(room, n));
    }
    for (uint32_t i = 0; i < texts->n; i++) {
        struct bh_str t = texts->v[i];
        if (t.n == n && bh_str_starts(t, a) && t.p[a.n] == '/' && bh_str_ends(t, b)) {
            return i;
        }
    }
    return BH_ID_NONE;
}

/* Bit 63 is set in the masks of "*" alone. */
static uint64_t bits_of(uint32_t id)
{
    return ((uint64_t)1 << 63) | (id == BH_ID_STAR   ? UINT64_MAX
                                  : id == BH_ID_NONE ? 0
                                                     : (uint64_t)1 << (id % 63));
}

void bh_rbac_ask(const struct bh_rbac_index *index, const struct bh_rbac_question *question,
                 struct bh_rbac_asked *out)
{
    const struct bh_rbac_texts *texts = &index->texts;

    *out = (struct bh_rbac_asked){
        .verb = bh_rbac_find_text(texts, question->verb),
        .group = BH_ID_NONE,
        .resource = BH_ID_NONE,
        .star_sub = BH_ID_NONE,
        .name = BH_ID_NONE,
        .is_path = bh_str_is_set(question->path),
        .path = question->path,
    };
    out->verb_mask = bits_of(out->verb);
    if (out->is_path) {
        return;
    }
    out->group = bh_rbac_find_text(texts, question->api_group);
    if (question->subresource.n > 0) {
        out->resource = find_joined(texts, question->resource, question->subresource);
        out->star_sub = find_joined(texts, BH_S("*"), question->subresource);
    } else {
        out->resource = bh_rbac_find_text(texts, question->resource);
    }
    out->name = bh_rbac_find_text(texts, question->name);
    out->group_mask = bits_of(out->group);
    out->resource_mask = bits_of(out->resource) | bits_of(out->star_sub);
}

static bool have(const struct bh_ids *ids, uint32_t id)
{
    for (uint32_t i = 0; i < ids->n; i++) {
        if (ids->v[i] == id || ids->v[i] == BH_ID_STAR) {
            return true;
        }
    }
    return false;
}

bool bh_ids_have_sorted(const struct bh_ids *ids, uint32_t id)
{
    uint32_t low = 0, high = ids->n;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (ids->v[middle] < id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < ids->n && ids->v[low] == id;
}

bool bh_rbac_role_may(const struct bh_rbac_compiled *role, const struct bh_rbac_asked *q)
{
    if ((role->verb_mask & q->verb_mask) == 0) {
        return false;
    }
    return q->is_path ? role->has_urls
                      : (role->group_mask & q->group_mask) != 0 &&
                            (role->resource_mask & q->resource_mask) != 0;
}

bool bh_rbac_content_covers(const struct bh_rbac_content *rule, const struct bh_rbac_asked *q)
{
    if ((rule->verb_mask & q->verb_mask) == 0 || (rule->group_mask & q->group_mask) == 0 ||
        (rule->resource_mask & q->resource_mask) == 0 || !have(&rule->verbs, q->verb) ||
        !have(&rule->groups, q->group)) {
        return false;
    }
    return have(&rule->resources, q->resource) ||
           (q->star_sub != BH_ID_NONE && have(&rule->resources, q->star_sub));
}

/* "*", the path itself, or what it starts with followed by asterisks. */
static bool covers_path(struct bh_str url, struct bh_str path)
{
    size_t n = url.n;

    if (bh_str_eq(url, path)) {
        return true;
    }
    while (n > 0 && url.p[n - 1] == '*') {
        n--;
    }
    return n < url.n && bh_str_starts(path, bh_str(url.p, n));
}

bool bh_rbac_content_allows(const struct bh_rbac_index *index, const struct bh_rbac_content *rule,
                            const struct bh_rbac_asked *q)
{
    if (!q->is_path) {
        return bh_rbac_content_covers(rule, q) &&
               (rule->names.n == 0 || bh_ids_have_sorted(&rule->sorted_names, q->name));
    }
    if (!have(&rule->verbs, q->verb)) {
        return false;
    }
    for (uint32_t i = 0; i < rule->urls.n; i++) {
        if (covers_path(index->texts.v[rule->urls.v[i]], q->path)) {
            return true;
        }
    }
    return false;
}

/* The first rule of the role from 'from' on that allows it; the number of rules when none does. */
static uint32_t next_rule(const struct bh_rbac *set, const struct bh_rbac_role *role,
                          const struct bh_rbac_asked *q, uint32_t from)
{
    const struct bh_rbac_compiled *compiled = &set->index->compiled[role - set->roles];

    while (from < role->n_rules && !bh_rbac_content_allows(set->index, compiled->rules[from], q)) {
        from++;
    }
    return from;
}

/* ---- identities against bindings ------------------------------------------------------------------- */

/* Walks the entries of an identity: those of its user and of its groups, cluster-wide and then in the namespace. */
struct walk {
    const struct bh_rbac_index *index;
    const struct bh_identity *who;
    uint32_t scopes[2], n_scopes;
    uint32_t scope, at; /* next scope; next identity: 0 = the user, else group at - 1 */
};

static void walk_start(struct walk *w, const struct bh_rbac *set, const struct bh_identity *who,
                       struct bh_str namespace_)
{
    *w = (struct walk){ .index = set->index, .who = who, .n_scopes = 1 };
    if (namespace_.n > 0) {
        uint32_t scope = bh_rbac_scope(set->index, namespace_);
        w->scopes[1] = scope;
        w->n_scopes += scope != BH_ID_NONE;
    }
}

/* The next entry of the scope, or NULL, and then w->scope is the next one. */
static const struct bh_rbac_entry *walk_next(struct walk *w)
{
    while (w->at <= w->who->n_groups) {
        bool is_group = w->at > 0;
        struct bh_str text = is_group ? w->who->groups[w->at - 1] : w->who->user;
        uint32_t name =
            bh_str_is_set(text) ? bh_rbac_find_text(&w->index->texts, text) : BH_ID_NONE;
        w->at++;
        const struct bh_rbac_entry *e =
            name == BH_ID_NONE ? NULL
                               : bh_rbac_find_entry(w->index, is_group, w->scopes[w->scope], name);
        if (e != NULL) {
            return e;
        }
    }
    w->at = 0;
    w->scope++;
    return NULL;
}

bool bh_rbac_allows(const struct bh_rbac *set, const struct bh_rbac_question *question,
                    struct bh_rbac_grant *out_grant)
{
    struct bh_rbac_grant best = { 0 };
    struct bh_rbac_asked q;
    struct walk w;
    bool is_path = bh_str_is_set(question->path);

    bh_rbac_ask(set->index, question, &q);
    walk_start(&w, set, question->who, is_path ? BH_S("") : question->namespace_);
    while (w.scope < w.n_scopes && best.binding == NULL) {
        const struct bh_rbac_entry *e;
        while ((e = walk_next(&w)) != NULL) {
            /* Each list is in the order of bindings, so that its first hit is its best; of the same binding the
               first subject counts. */
            const struct bh_rbac_posting *p = set->index->postings + e->first;
            for (uint32_t i = 0; i < e->n; i++) {
                const struct bh_rbac_binding *binding = &set->bindings[p[i].binding];
                if (best.binding != NULL && binding > best.binding) {
                    break;
                }
                if (binding == best.binding) {
                    best.subject = p[i].subject < best.subject ? p[i].subject : best.subject;
                    break;
                }
                if (binding->role == NULL ||
                    !bh_rbac_role_may(&set->index->compiled[binding->role - set->roles], &q)) {
                    continue;
                }
                uint32_t rule = next_rule(set, binding->role, &q, 0);
                if (rule < binding->role->n_rules) {
                    best = (struct bh_rbac_grant){ binding, p[i].subject, rule };
                    break;
                }
            }
        }
    }
    if (out_grant != NULL) {
        *out_grant = best;
    }
    return best.binding != NULL;
}

/* ---- lists of grants ------------------------------------------------------------------------------- */

static int add_grant(struct bh_rbac_grants *grants, struct bh_rbac_grant grant,
                     struct bh_arena *arena, struct bh_err *err)
{
    if (grants->n == grants->room) {
        uint32_t room = grants->room == 0 ? 16 : grants->room * 2;
        struct bh_rbac_grant *v = bh_new(arena, struct bh_rbac_grant, room);
        if (v == NULL) {
            return bh_arena_fail(arena, err);
        }
        if (grants->n > 0) {
            memcpy(v, grants->v, grants->n * sizeof(*v));
        }
        grants->v = v;
        grants->room = room;
    }
    grants->v[grants->n++] = grant;
    return 0;
}

static int compare_grants(const void *a, const void *b)
{
    const struct bh_rbac_grant *x = a, *y = b;

    return x->binding != y->binding   ? (x->binding < y->binding ? -1 : 1)
           : x->subject != y->subject ? (x->subject < y->subject ? -1 : 1)
                                      : (x->rule < y->rule ? -1 : x->rule > y->rule);
}

/* The bindings that name the identity, in order, each with its first subject that does. */
static int list_applying(const struct bh_rbac *set, const struct bh_rbac_question *question,
                         struct bh_arena *arena, struct bh_rbac_grants *out, struct bh_err *err)
{
    struct walk w;
    uint32_t kept = 0;

    *out = (struct bh_rbac_grants){ 0 };
    walk_start(&w, set, question->who,
               bh_str_is_set(question->path) ? BH_S("") : question->namespace_);
    while (w.scope < w.n_scopes) {
        const struct bh_rbac_entry *e;
        while ((e = walk_next(&w)) != NULL) {
            const struct bh_rbac_posting *p = set->index->postings + e->first;
            for (uint32_t i = 0; i < e->n; i++) {
                struct bh_rbac_grant one = { &set->bindings[p[i].binding], p[i].subject, 0 };
                int rc = add_grant(out, one, arena, err);
                if (rc != 0) {
                    return rc;
                }
            }
        }
    }
    if (out->n > 1) {
        qsort(out->v, out->n, sizeof(*out->v), compare_grants);
    }
    for (uint32_t i = 0; i < out->n; i++) {
        if (kept == 0 || out->v[kept - 1].binding != out->v[i].binding) {
            out->v[kept++] = out->v[i];
        }
    }
    out->n = kept;
    return 0;
}

int bh_rbac_all_grants(const struct bh_rbac *set, const struct bh_rbac_question *question,
                       struct bh_arena *arena, struct bh_rbac_grants *out, struct bh_err *err)
{
    struct bh_rbac_grants applying, made = { 0 };
    struct bh_rbac_asked q;

    bh_rbac_ask(set->index, question, &q);
    int rc = list_applying(set, question, arena, &applying, err);
    for (uint32_t i = 0; rc == 0 && i < applying.n; i++) {
        struct bh_rbac_grant grant = applying.v[i];
        const struct bh_rbac_role *role = grant.binding->role;
        if (role == NULL || !bh_rbac_role_may(&set->index->compiled[role - set->roles], &q)) {
            continue;
        }
        for (grant.rule = next_rule(set, role, &q, 0); rc == 0 && grant.rule < role->n_rules;
             grant.rule = next_rule(set, role, &q, grant.rule + 1)) {
            rc = add_grant(&made, grant, arena, err);
        }
    }
    if (rc == 0) {
        *out = made;
    }
    return rc;
}

int bh_rbac_who_can(const struct bh_rbac *set, const struct bh_rbac_question *question,
                    bool in_any_namespace, struct bh_arena *arena, struct bh_rbac_grants *out,
                    struct bh_err *err)
{
    struct bh_rbac_grants made = { 0 };
    struct bh_rbac_asked q;
    bool is_path = bh_str_is_set(question->path);
    struct bh_rbac_subject subject;
    int rc = 0;

    bh_rbac_ask(set->index, question, &q);
    for (uint32_t i = 0; rc == 0 && i < set->n_bindings; i++) {
        const struct bh_rbac_binding *binding = &set->bindings[i];
        struct bh_str stands_in = binding->known->head.namespace_;
        bool is_in_scope = i < set->n_cluster_bindings ||
                           (!is_path && stands_in.n > 0 &&
                            (in_any_namespace || bh_str_eq(stands_in, question->namespace_)));
        if (!is_in_scope || binding->role == NULL ||
            !bh_rbac_role_may(&set->index->compiled[binding->role - set->roles], &q)) {
            continue;
        }
        uint32_t rule = next_rule(set, binding->role, &q, 0);
        for (uint32_t s = 0;
             rc == 0 && rule < binding->role->n_rules && s < binding->known->n_subjects; s++) {
            if (bh_rbac_resolve_subject(binding, s, &subject)) {
                rc = add_grant(&made, (struct bh_rbac_grant){ binding, s, rule }, arena, err);
            }
        }
    }
    if (rc == 0) {
        *out = made;
    }
    return rc;
}

/* ---- upstream's words ------------------------------------------------------------------------------- */

static int finish_text(struct bh_buf *text, struct bh_arena *arena, struct bh_str *out,
                       struct bh_err *err)
{
    int rc = text->is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory")
                             : bh_arena_copy(arena, bh_buf_str(text), out, err);

    bh_buf_done(text);
    return rc;
}

/* "name/namespace" in quotes, as upstream has it. */
static void add_scoped(struct bh_buf *out, struct bh_str name, struct bh_str namespace_)
{
    struct bh_buf scoped = { 0 };

    bh_buf_add(&scoped, name);
    bh_buf_add_byte(&scoped, '/');
    bh_buf_add(&scoped, namespace_);
    bh_quote_go(out, bh_buf_str(&scoped));
    out->is_broken |= scoped.is_broken;
    bh_buf_done(&scoped);
}

static void add_grant_text(struct bh_buf *out, const struct bh_rbac_grant *grant)
{
    const struct bh_known_binding *known = grant->binding->known;
    const struct bh_known_subject *s = &known->subjects[grant->subject];

    bh_buf_add_c(out, bh_rbac_kind_name(known->head.kind));
    bh_buf_add_c(out, " ");
    if (known->head.kind == BH_RBAC_ROLE_BINDING) {
        add_scoped(out, known->head.name, known->head.namespace_);
    } else {
        bh_quote_go(out, known->head.name);
    }
    bh_buf_add_c(out, " of ");
    bh_buf_add(out, known->ref_kind);
    bh_buf_add_c(out, " ");
    bh_quote_go(out, known->ref_name);
    bh_buf_add_c(out, " to ");
    bh_buf_add(out, s->kind);
    bh_buf_add_c(out, " ");
    if (bh_str_eq(s->kind, BH_S("ServiceAccount"))) {
        add_scoped(out, s->name, s->namespace_.n > 0 ? s->namespace_ : known->head.namespace_);
    } else {
        bh_quote_go(out, s->name);
    }
}

int bh_rbac_grant_text(const struct bh_rbac_grant *grant, struct bh_arena *arena,
                       struct bh_str *out, struct bh_err *err)
{
    struct bh_buf text = { 0 };

    add_grant_text(&text, grant);
    return finish_text(&text, arena, out, err);
}

static void add_lookup_error(struct bh_buf *out, const struct bh_known_binding *binding)
{
    enum bh_rbac_kind kind = bh_rbac_kind_parse(binding->ref_kind);

    if (kind == BH_RBAC_ROLE || kind == BH_RBAC_CLUSTER_ROLE) {
        bh_buf_add_c(out, kind == BH_RBAC_ROLE ? "role.rbac.authorization.k8s.io "
                                               : "clusterrole.rbac.authorization.k8s.io ");
        bh_quote_go(out, binding->ref_name);
        bh_buf_add_c(out, " not found");
    } else {
        bh_buf_add_c(out, "unsupported role reference kind: ");
        bh_quote_go(out, binding->ref_kind);
    }
}

/* The lookup errors of the bindings that apply, each text once; several stand in brackets. */
static int add_lookup_errors(struct bh_buf *out, const struct bh_rbac_grants *applying,
                             struct bh_arena *arena, struct bh_err *err)
{
    struct bh_map seen = { 0 };
    struct bh_buf list = { 0 }, one = { 0 };
    int rc = 0;

    for (uint32_t i = 0; rc == 0 && i < applying->n; i++) {
        struct bh_str text;
        if (applying->v[i].binding->role != NULL) {
            continue;
        }
        bh_buf_clear(&one);
        add_lookup_error(&one, applying->v[i].binding->known);
        if (bh_map_get(&seen, bh_buf_str(&one)) != NULL) {
            continue;
        }
        rc = bh_arena_copy(arena, bh_buf_str(&one), &text, err);
        rc = rc != 0 ? rc : bh_map_put(&seen, arena, text, &seen, err);
        bh_buf_add_c(&list, seen.n > 1 ? ", " : "");
        bh_buf_add(&list, bh_buf_str(&one));
    }
    if (seen.n > 0) {
        bh_buf_add_c(out, seen.n > 1 ? "RBAC: [" : "RBAC: ");
        bh_buf_add(out, bh_buf_str(&list));
        bh_buf_add_c(out, seen.n > 1 ? "]" : "");
    }
    out->is_broken |= list.is_broken || one.is_broken;
    bh_buf_done(&list);
    bh_buf_done(&one);
    return rc;
}

int bh_rbac_reason(const struct bh_rbac *set, const struct bh_rbac_question *question,
                   const struct bh_rbac_grant *grant, struct bh_arena *arena, struct bh_str *out,
                   struct bh_err *err)
{
    struct bh_buf text = { 0 };
    int rc = 0;

    if (grant != NULL && grant->binding != NULL) {
        bh_buf_add_c(&text, "RBAC: allowed by ");
        add_grant_text(&text, grant);
    } else {
        struct bh_rbac_grants applying;
        rc = list_applying(set, question, arena, &applying, err);
        rc = rc != 0 ? rc : add_lookup_errors(&text, &applying, arena, err);
    }
    if (rc != 0) {
        bh_buf_done(&text);
        return rc;
    }
    return finish_text(&text, arena, out, err);
}

/* ---- which names ------------------------------------------------------------------------------------ */

static int add_part(struct bh_rbac_names *names, uint32_t *room, struct bh_ids ids,
                    struct bh_arena *arena, struct bh_err *err)
{
    if (names->n_parts == *room) {
        uint32_t more = *room == 0 ? 8 : *room * 2;
        struct bh_rbac_name_part *v = bh_new(arena, struct bh_rbac_name_part, more);
        if (v == NULL) {
            return bh_arena_fail(arena, err);
        }
        if (names->n_parts > 0) {
            memcpy(v, names->part, names->n_parts * sizeof(*v));
        }
        names->part = v;
        *room = more;
    }
    names->part[names->n_parts++] = (struct bh_rbac_name_part){ ids.v, ids.n };
    return 0;
}

/* The number of the hot question, or n_hot. */
static uint32_t find_hot(const struct bh_rbac_index *index, const struct bh_rbac_hot *what)
{
    uint32_t h = 0;

    while (h < index->n_hot && !(bh_str_eq(index->hot[h].verb, what->verb) &&
                                 bh_str_eq(index->hot[h].api_group, what->api_group) &&
                                 bh_str_eq(index->hot[h].resource, what->resource))) {
        h++;
    }
    return h;
}

/* An entry's names, binding by binding. */
static int add_names(const struct bh_rbac *set, const struct bh_rbac_entry *e,
                     const struct bh_rbac_asked *q, struct bh_rbac_names *names, uint32_t *room,
                     struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_rbac_posting *p = set->index->postings + e->first;

    for (uint32_t i = 0; i < e->n && !names->all; i++) {
        const struct bh_rbac_role *role = set->bindings[p[i].binding].role;
        if (role == NULL || !bh_rbac_role_may(&set->index->compiled[role - set->roles], q)) {
            continue;
        }
        const struct bh_rbac_compiled *compiled = &set->index->compiled[role - set->roles];
        for (uint32_t r = 0; r < role->n_rules && !names->all; r++) {
            if (bh_rbac_content_covers(compiled->rules[r], q)) {
                names->all = compiled->rules[r]->names.n == 0;
                int rc = add_part(names, room, compiled->rules[r]->sorted_names, arena, err);
                if (rc != 0) {
                    return rc;
                }
            }
        }
    }
    return 0;
}

int bh_rbac_names_allowed(const struct bh_rbac *set, const struct bh_identity *who,
                          const struct bh_rbac_hot *what, struct bh_str namespace_,
                          struct bh_arena *arena, struct bh_rbac_names *out, struct bh_err *err)
{
    const struct bh_rbac_index *index = set->index;
    struct bh_rbac_question question = { .verb = what->verb,
                                         .api_group = what->api_group,
                                         .resource = what->resource };
    struct bh_rbac_names made = { 0 };
    struct bh_rbac_asked q;
    uint32_t room = 0, hot = find_hot(index, what);
    struct walk w;

    bh_rbac_ask(index, &question, &q);
    walk_start(&w, set, who, namespace_);
    while (w.scope < w.n_scopes && !made.all) {
        const struct bh_rbac_entry *e;
        while ((e = walk_next(&w)) != NULL && !made.all) {
            int rc = 0;
            if (hot < index->n_hot) {
                const struct bh_rbac_names_of *names =
                    &index->hot_names[(size_t)e->serial * index->n_hot + hot];
                made.all = names->all;
                if (names->ids.n > 0) {
                    rc = add_part(&made, &room, names->ids, arena, err);
                }
            } else {
                rc = add_names(set, e, &q, &made, &room, arena, err);
            }
            if (rc != 0) {
                return rc;
            }
        }
    }
    *out = made;
    return 0;
}

uint32_t bh_rbac_name_id(const struct bh_rbac *set, struct bh_str name)
{
    return bh_rbac_find_text(&set->index->texts, name);
}

bool bh_rbac_names_has_id(const struct bh_rbac_names *names, uint32_t id)
{
    bool has = names->all;

    for (uint32_t i = 0; !has && id != BH_ID_NONE && i < names->n_parts; i++) {
        struct bh_ids ids = { names->part[i].ids, names->part[i].n };
        has = bh_ids_have_sorted(&ids, id);
    }
    return has;
}

bool bh_rbac_names_has(const struct bh_rbac *set, const struct bh_rbac_names *names,
                       struct bh_str name)
{
    return names->all ||
           (names->n_parts > 0 && bh_rbac_names_has_id(names, bh_rbac_name_id(set, name)));
}
