/* Who asks: the identities of service accounts and of the subjects that bindings name. Called by commands and by what
 * decides for a pod's account. */
#include <stdlib.h>

#include "rbac/rbac_set.h"

/* prefix + a + ":" + b; without 'b' and the colon when b is unset. */
static int join(struct bh_str prefix, struct bh_str a, struct bh_str b, struct bh_arena *arena,
                struct bh_str *out, struct bh_err *err)
{
    size_t n = prefix.n, colon = bh_str_is_set(b) ? 1 : 0;
    char *p = bh_arena_alloc(arena, n + a.n + colon + b.n, 1);

    if (p == NULL) {
        return bh_arena_fail(arena, err);
    }
    memcpy(p, prefix.p, n);
    if (a.n > 0) {
        memcpy(p + n, a.p, a.n);
    }
    if (colon > 0) {
        p[n + a.n] = ':';
    }
    if (b.n > 0) {
        memcpy(p + n + a.n + 1, b.p, b.n);
    }
    *out = bh_str(p, n + a.n + colon + b.n);
    return 0;
}

int bh_rbac_account_user(struct bh_str namespace_, struct bh_str name, struct bh_arena *arena,
                         struct bh_str *out, struct bh_err *err)
{
    name = bh_str_is_set(name) ? name : BH_S("");
    return join(BH_S("system:serviceaccount:"), namespace_, name, arena, out, err);
}

int bh_rbac_account_identity(struct bh_str namespace_, struct bh_str name, bool is_authenticated,
                             struct bh_arena *arena, struct bh_identity *out, struct bh_err *err)
{
    struct bh_identity made = { .n_groups = is_authenticated ? 3 : 2 };
    struct bh_str *groups = bh_new(arena, struct bh_str, 3);

    if (groups == NULL) {
        return bh_arena_fail(arena, err);
    }
    groups[0] = BH_S("system:serviceaccounts");
    groups[2] = BH_S("system:authenticated");
    made.groups = groups;
    int rc = bh_rbac_account_user(namespace_, name, arena, &made.user, err);
    rc = rc != 0 ? rc
                 : join(BH_S("system:serviceaccounts:"), namespace_, bh_str(NULL, 0), arena,
                        &groups[1], err);
    if (rc == 0) {
        *out = made;
    }
    return rc;
}

static int by_subject(const void *a, const void *b)
{
    const struct bh_rbac_subject *x = a, *y = b;
    int c = bh_str_cmp(x->kind, y->kind);

    c = c != 0 ? c : bh_str_cmp(x->namespace_, y->namespace_);
    c = c != 0 ? c : bh_str_cmp(x->name, y->name);
    return c != 0 ? c : x->first < y->first ? -1 : x->first > y->first;
}

static bool is_same_subject(const struct bh_rbac_subject *x, const struct bh_rbac_subject *y)
{
    return bh_str_eq(x->kind, y->kind) && bh_str_eq(x->namespace_, y->namespace_) &&
           bh_str_eq(x->name, y->name);
}

bool bh_rbac_resolve_subject(const struct bh_rbac_binding *binding, uint32_t subject,
                             struct bh_rbac_subject *out)
{
    const struct bh_known_subject *s = &binding->known->subjects[subject];
    bool is_account = bh_str_eq(s->kind, BH_S("ServiceAccount"));

    *out = (struct bh_rbac_subject){ s->kind, BH_S(""), s->name, binding };
    if (is_account) {
        out->namespace_ = s->namespace_.n > 0 ? s->namespace_ : binding->known->head.namespace_;
        return out->namespace_.n > 0;
    }
    return bh_str_eq(s->kind, BH_S("User")) || bh_str_eq(s->kind, BH_S("Group"));
}

int bh_rbac_subjects(const struct bh_rbac *set, struct bh_arena *arena,
                     struct bh_rbac_subject **out, uint32_t *out_n, struct bh_err *err)
{
    size_t room = 0;
    uint32_t n = 0, kept = 0;

    for (uint32_t i = 0; i < set->n_bindings; i++) {
        room += set->bindings[i].known->n_subjects;
    }
    struct bh_rbac_subject *v = bh_new(arena, struct bh_rbac_subject, room);
    if (v == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (uint32_t i = 0; i < set->n_bindings; i++) {
        const struct bh_known_binding *known = set->bindings[i].known;
        for (uint32_t s = 0; s < known->n_subjects; s++) {
            n += bh_rbac_resolve_subject(&set->bindings[i], s, &v[n]);
        }
    }
    if (n > 1) {
        qsort(v, n, sizeof(*v), by_subject);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (kept == 0 || !is_same_subject(&v[kept - 1], &v[i])) {
            v[kept++] = v[i];
        }
    }
    *out = v;
    *out_n = kept;
    return 0;
}

int bh_rbac_subject_identity(const struct bh_rbac_subject *subject, struct bh_arena *arena,
                             struct bh_identity *out, struct bh_err *err)
{
    if (bh_str_eq(subject->kind, BH_S("ServiceAccount"))) {
        return bh_rbac_account_identity(subject->namespace_, subject->name, true, arena, out, err);
    }
    if (bh_str_eq(subject->kind, BH_S("Group"))) {
        struct bh_str *group = bh_new(arena, struct bh_str, 1);
        if (group == NULL) {
            return bh_arena_fail(arena, err);
        }
        *group = subject->name;
        *out = (struct bh_identity){ .groups = group, .n_groups = 1 };
        return 0;
    }
    *out = (struct bh_identity){ .user = subject->name };
    return 0;
}
