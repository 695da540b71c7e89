/* What is wrong with the roles and bindings of a set. Called by bh_rbac_build; aggregate.c adds its own. */
#include <stdlib.h>

#include "rbac/rbac_set.h"

static const struct {
    const char *name, *meaning;
    enum bh_severity severity;
} rows[] = {
#define X(id, name, severity, meaning) \
    [BH_RBAC_PROBLEM_##id] = { name, meaning, BH_SEVERITY_##severity },
    BH_RBAC_PROBLEMS(X)
#undef X
};

const char *bh_rbac_problem_name(enum bh_rbac_problem_kind kind)
{
    return rows[kind].name;
}

const char *bh_rbac_problem_meaning(enum bh_rbac_problem_kind kind)
{
    return rows[kind].meaning;
}

enum bh_severity bh_rbac_problem_severity(enum bh_rbac_problem_kind kind)
{
    return rows[kind].severity;
}

int bh_rbac_add_problem(struct bh_rbac_build *b, enum bh_rbac_problem_kind kind,
                        const struct bh_known_head *object, uint32_t line, struct bh_str text,
                        struct bh_err *err)
{
    if (b->n_problems == b->room_problems) {
        uint32_t room = b->room_problems == 0 ? 16 : b->room_problems * 2;
        struct bh_rbac_problem *v = bh_new(b->arena, struct bh_rbac_problem, room);
        if (v == NULL) {
            return bh_arena_fail(b->arena, err);
        }
        if (b->n_problems > 0) {
            memcpy(v, b->problems, b->n_problems * sizeof(*v));
        }
        b->problems = v;
        b->room_problems = room;
    }
    b->problems[b->n_problems++] =
        (struct bh_rbac_problem){ .kind = kind, .object = object, .text = text, .line = line };
    return 0;
}

static int judge_object(struct bh_rbac_build *b, const struct bh_known_head *head,
                        struct bh_err *err)
{
    int rc = 0;

    for (uint32_t i = 0; rc == 0 && i < head->n_errors; i++) {
        rc = bh_rbac_add_problem(b, BH_RBAC_PROBLEM_INVALID, head, head->errors[i].line,
                                 head->errors[i].text, err);
    }
    if (rc == 0 && head->is_repeated) {
        rc = bh_rbac_add_problem(b, BH_RBAC_PROBLEM_REPEATED, head, head->line,
                                 BH_S("the input holds it more than once; this one counts"), err);
    }
    return rc;
}

static int judge_role(struct bh_rbac_build *b, const struct bh_known_role *role, struct bh_err *err)
{
    return !role->has_bad_selector
               ? 0
               : bh_rbac_add_problem(b, BH_RBAC_PROBLEM_BAD_SELECTOR, &role->head,
                                     role->aggregation_line,
                                     BH_S("a selector is not valid, so it aggregates nothing and "
                                          "keeps its own rules"),
                                     err);
}

static int report(struct bh_rbac_build *b, enum bh_rbac_problem_kind kind,
                  const struct bh_known_head *object, uint32_t line, struct bh_str text,
                  struct bh_err *err)
{
    return bh_str_is_set(text) ? bh_rbac_add_problem(b, kind, object, line, text, err)
                               : bh_arena_fail(b->arena, err);
}

static int judge_binding(struct bh_rbac_build *b, const struct bh_rbac_binding *binding,
                         struct bh_err *err)
{
    const struct bh_known_binding *known = binding->known;
    int rc = 0;

    if (binding->role == NULL) {
        enum bh_rbac_kind kind = bh_rbac_kind_parse(known->ref_kind);
        struct bh_str namespace_ = kind == BH_RBAC_ROLE ? known->head.namespace_ : BH_S("");
        bool is_role = kind == BH_RBAC_ROLE || kind == BH_RBAC_CLUSTER_ROLE;
        bool is_there =
            is_role && bh_snapshot_rbac(b->snapshot, kind, namespace_, known->ref_name) != NULL;
        rc = report(b, BH_RBAC_PROBLEM_DANGLING, &known->head, known->ref_line,
                    bh_arena_printf(b->arena, "grants nothing: %s" BH_FMT " '" BH_FMT "' %s", "",
                                    BH_ARG(known->ref_kind), BH_ARG(known->ref_name),
                                    is_there   ? "is not valid"
                                    : !is_role ? "is no role"
                                    : bh_snapshot_has_rbac_kind(b->snapshot, kind)
                                        ? "is not in the input"
                                        : "is not in the input, which holds none of that kind"),
                    err);
    }
    bool has_accounts = bh_snapshot_has_rbac_kind(b->snapshot, BH_RBAC_SERVICE_ACCOUNT);
    for (uint32_t i = 0; rc == 0 && has_accounts && i < known->n_subjects; i++) {
        const struct bh_known_subject *s = &known->subjects[i];
        struct bh_str namespace_ = s->namespace_.n > 0 ? s->namespace_ : known->head.namespace_;
        if (bh_str_eq(s->kind, BH_S("ServiceAccount")) &&
            bh_snapshot_account(b->snapshot, namespace_, s->name) == NULL) {
            rc = report(b, BH_RBAC_PROBLEM_NO_ACCOUNT, &known->head, s->line,
                        bh_arena_printf(b->arena,
                                        "service account '" BH_FMT "' of namespace '" BH_FMT
                                        "' is not in the input",
                                        BH_ARG(s->name), BH_ARG(namespace_)),
                        err);
        }
    }
    return rc;
}

static int by_object(const void *a, const void *b)
{
    const struct bh_rbac_problem *x = a, *y = b;
    int c = (int)x->object->kind - (int)y->object->kind;

    c = c != 0 ? c : bh_str_cmp(x->object->namespace_, y->object->namespace_);
    c = c != 0 ? c : bh_str_cmp(x->object->name, y->object->name);
    c = c != 0 ? c : (int)x->kind - (int)y->kind;
    c = c != 0 ? c : x->line < y->line ? -1 : x->line > y->line;
    return c != 0 ? c : bh_str_cmp(x->text, y->text);
}

int bh_rbac_find_problems(struct bh_rbac_build *b, struct bh_err *err)
{
    int rc = 0;

    for (int k = 1; k <= BH_N_RBAC_KINDS; k++) {
        const struct bh_known_list *list = &b->snapshot->rbac.lists[k];
        for (uint32_t i = 0; rc == 0 && i < list->n; i++) {
            rc = judge_object(b, list->v[i], err);
            if (rc == 0 && (k == BH_RBAC_ROLE || k == BH_RBAC_CLUSTER_ROLE)) {
                rc = judge_role(b, (const struct bh_known_role *)list->v[i], err);
            }
        }
    }
    for (uint32_t i = 0; rc == 0 && i < b->n_bindings; i++) {
        rc = judge_binding(b, &b->bindings[i], err);
    }
    if (rc == 0 && b->n_problems > 1) {
        qsort(b->problems, b->n_problems, sizeof(*b->problems), by_object);
    }
    return rc;
}
