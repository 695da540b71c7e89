/* Fuzzes roles and bindings: the input is a JSON list of objects; what decodes as one of theirs is added to a snapshot, and
 * a set is built from it. Properties:
 *
 *   - adding and building end in success or, with a smaller budget, in a limit; what is invalid is never an error;
 *   - every field error has a path and begins with it, every problem a text;
 *   - of what the objects name (users, groups, accounts, verbs, resources, names, paths) every question gets the answer
 *     that an obvious walk over all bindings and rules gives; the first grant is the first of all grants; who may is among
 *     those who can; and the names that are allowed say the same, worked out beforehand or not;
 *   - without the invalid objects nothing is allowed that was not allowed with them, where no role is aggregated (one that
 *     then finds no rules keeps its own). */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "kube/json.h"
#include "kube/kinds.h"
#include "rbac/rbac.h"

#define CHECK(cond) BH_BUG_ON(!(cond))

enum { BUDGET = 64 * 1024 * 1024, MOST_OBJECTS = 40, MOST_ASKED = 6, MOST_TEXTS = 24 };

struct texts { /* distinct; what does not fit is left out */
    struct bh_str v[MOST_TEXTS];
    uint32_t n;
};

static void add_text(struct texts *texts, struct bh_str text)
{
    for (uint32_t i = 0; i < texts->n; i++) {
        if (bh_str_eq(texts->v[i], text)) {
            return;
        }
    }
    if (texts->n < MOST_TEXTS) {
        texts->v[texts->n++] = text;
    }
}

static void add_texts(struct texts *texts, const struct bh_strs *from)
{
    for (uint32_t i = 0; i < from->n; i++) {
        add_text(texts, from->v[i]);
    }
}

/* ---- the obvious way --------------------------------------------------------------------------------- */

static bool has(const struct bh_strs *list, struct bh_str wanted, bool star_is_all)
{
    for (uint32_t i = 0; i < list->n; i++) {
        if (bh_str_eq(list->v[i], wanted) || (star_is_all && bh_str_eq(list->v[i], BH_S("*")))) {
            return true;
        }
    }
    return false;
}

static bool has_resource(const struct bh_strs *list, struct bh_str resource, struct bh_str sub)
{
    for (uint32_t i = 0; i < list->n; i++) {
        struct bh_str r = list->v[i];
        if (bh_str_eq(r, BH_S("*")) || (sub.n == 0 && bh_str_eq(r, resource))) {
            return true;
        }
        if (sub.n > 0 && r.n == resource.n + 1 + sub.n && bh_str_starts(r, resource) &&
            r.p[resource.n] == '/' && bh_str_ends(r, sub)) {
            return true;
        }
        if (sub.n > 0 && r.n == sub.n + 2 && bh_str_starts(r, BH_S("*/")) && bh_str_ends(r, sub)) {
            return true;
        }
    }
    return false;
}

static bool has_url(const struct bh_strs *list, struct bh_str path)
{
    for (uint32_t i = 0; i < list->n; i++) {
        struct bh_str url = list->v[i];
        if (bh_str_eq(url, path)) {
            return true;
        }
        bool is_prefix = url.n > 0 && url.p[url.n - 1] == '*';
        while (url.n > 0 && url.p[url.n - 1] == '*') {
            url.n--;
        }
        if (is_prefix && bh_str_starts(path, url)) {
            return true;
        }
    }
    return false;
}

static bool rule_allows(const struct bh_known_rule *rule, const struct bh_rbac_question *q)
{
    if (!has(&rule->verbs, q->verb, true)) {
        return false;
    }
    if (bh_str_is_set(q->path)) {
        return has_url(&rule->non_resource_urls, q->path);
    }
    return has(&rule->api_groups, q->api_group, true) &&
           has_resource(&rule->resources, q->resource, q->subresource) &&
           (rule->resource_names.n == 0 || has(&rule->resource_names, q->name, false));
}

static bool is_account(struct bh_str user, struct bh_str namespace_, struct bh_str name)
{
    struct bh_str prefix = BH_S("system:serviceaccount:");

    if (namespace_.n == 0 || !bh_str_starts(user, prefix)) {
        return false;
    }
    user = bh_str_from(user, prefix.n);
    if (!bh_str_starts(user, namespace_)) {
        return false;
    }
    user = bh_str_from(user, namespace_.n);
    return bh_str_starts(user, BH_S(":")) && bh_str_eq(bh_str_from(user, 1), name);
}

static bool names_one(const struct bh_known_binding *binding, const struct bh_known_subject *s,
                      const struct bh_identity *who)
{
    if (bh_str_eq(s->kind, BH_S("User"))) {
        return bh_str_is_set(who->user) && bh_str_eq(s->name, who->user);
    }
    if (bh_str_eq(s->kind, BH_S("ServiceAccount"))) {
        return bh_str_is_set(who->user) &&
               is_account(who->user, s->namespace_.n > 0 ? s->namespace_ : binding->head.namespace_,
                          s->name);
    }
    for (uint32_t g = 0; bh_str_eq(s->kind, BH_S("Group")) && g < who->n_groups; g++) {
        if (bh_str_eq(s->name, who->groups[g])) {
            return true;
        }
    }
    return false;
}

/* The number of rules that allow it, and the first of them. */
static uint32_t walk(const struct bh_rbac *set, const struct bh_rbac_question *q,
                     struct bh_rbac_grant *out_first)
{
    uint32_t n = 0;

    *out_first = (struct bh_rbac_grant){ 0 };
    for (uint32_t b = 0; b < set->n_bindings; b++) {
        const struct bh_rbac_binding *binding = &set->bindings[b];
        struct bh_str stands_in = binding->known->head.namespace_;
        bool is_role_binding = binding->known->head.kind == BH_RBAC_ROLE_BINDING;
        uint32_t s = 0;
        if (is_role_binding &&
            (bh_str_is_set(q->path) || stands_in.n == 0 || !bh_str_eq(stands_in, q->namespace_))) {
            continue;
        }
        while (s < binding->known->n_subjects &&
               !names_one(binding->known, &binding->known->subjects[s], q->who)) {
            s++;
        }
        for (uint32_t r = 0;
             s < binding->known->n_subjects && binding->role != NULL && r < binding->role->n_rules;
             r++) {
            if (rule_allows(binding->role->rules[r].rule, q)) {
                if (n++ == 0) {
                    *out_first = (struct bh_rbac_grant){ binding, s, r };
                }
            }
        }
    }
    return n;
}

/* ---- questions --------------------------------------------------------------------------------------- */

static void ask(const struct bh_rbac *set, const struct bh_rbac *strict,
                const struct bh_rbac_question *q, struct bh_arena *arena)
{
    struct bh_rbac_grant first, expected;
    struct bh_rbac_grants all, who;
    struct bh_str reason;
    struct bh_err err;

    uint32_t n = walk(set, q, &expected);
    bool is_allowed = bh_rbac_allows(set, q, &first);
    CHECK(is_allowed == (n > 0) && first.binding == expected.binding &&
          first.subject == expected.subject && first.rule == expected.rule);
    CHECK(is_allowed || strict == NULL || !bh_rbac_allows(strict, q, NULL));
    CHECK(bh_rbac_all_grants(set, q, arena, &all, &err) == 0 && all.n == n);
    CHECK(n == 0 || (all.v[0].binding == first.binding && all.v[0].rule == first.rule));
    CHECK(bh_rbac_who_can(set, q, false, arena, &who, &err) == 0);
    bool is_listed = false;
    for (uint32_t i = 0; i < who.n; i++) {
        is_listed |= who.v[i].binding == first.binding && who.v[i].subject == first.subject;
    }
    CHECK(is_listed || !is_allowed);
    CHECK(bh_rbac_reason(set, q, &first, arena, &reason, &err) == 0);
    CHECK(!is_allowed || bh_str_starts(reason, BH_S("RBAC: allowed by ")));
    if (!bh_str_is_set(q->path) && q->subresource.n == 0) {
        struct bh_rbac_hot what = { q->verb, q->api_group, q->resource };
        struct bh_rbac_names names;
        CHECK(bh_rbac_names_allowed(set, q->who, &what, q->namespace_, arena, &names, &err) == 0);
        CHECK(bh_rbac_names_has(set, &names, q->name) == is_allowed);
    }
    bh_arena_reset(arena);
}

/* What the objects name. */
struct asked {
    struct texts verbs, groups, resources, names, urls, users, namespaces;
};

static void collect(const struct bh_rbac *set, struct asked *out, struct bh_str *pieces)
{
    add_text(&out->verbs, BH_S("get"));
    add_text(&out->names, BH_S(""));
    add_text(&out->namespaces, BH_S(""));
    for (uint32_t r = 0; r < set->n_roles; r++) {
        for (uint32_t i = 0; i < set->roles[r].known->n_rules; i++) {
            const struct bh_known_rule *rule = &set->roles[r].known->rules[i];
            add_texts(&out->verbs, &rule->verbs);
            add_texts(&out->groups, &rule->api_groups);
            add_texts(&out->resources, &rule->resources);
            add_texts(&out->names, &rule->resource_names);
            add_texts(&out->urls, &rule->non_resource_urls);
        }
    }
    for (uint32_t b = 0; b < set->n_bindings; b++) {
        const struct bh_known_binding *known = set->bindings[b].known;
        add_text(&out->namespaces, known->head.namespace_);
        for (uint32_t s = 0; s < known->n_subjects; s++) {
            add_text(&out->users, known->subjects[s].name);
        }
    }
    add_text(&out->groups, BH_S(""));
    add_text(&out->resources, BH_S("pods"));
    *pieces = out->users.n > 0 ? out->users.v[0] : BH_S("");
}

static struct bh_str pick(const struct texts *from, uint32_t i)
{
    return from->n == 0 ? BH_S("") : from->v[i % from->n];
}

static void ask_all(const struct bh_rbac *set, const struct bh_rbac *strict)
{
    struct asked a = { 0 };
    struct bh_arena arena, lasting;
    struct bh_str groups[2];
    struct bh_err err;
    struct bh_rbac_subject *subjects;
    uint32_t n_subjects;

    bh_arena_init(&arena, BUDGET);
    bh_arena_init(&lasting, BUDGET);
    collect(set, &a, &groups[0]);
    groups[1] = BH_S("g");
    CHECK(bh_rbac_subjects(set, &lasting, &subjects, &n_subjects, &err) == 0);
    for (uint32_t s = 0; s <= n_subjects && s < MOST_ASKED; s++) {
        struct bh_identity who = { BH_S("u"), groups, 2 };
        CHECK(s == n_subjects || bh_rbac_subject_identity(&subjects[s], &lasting, &who, &err) == 0);
        for (uint32_t i = 0; i < 64; i++) {
            struct bh_str resource = pick(&a.resources, i / 2);
            size_t slash = bh_str_find_byte(resource, '/');
            struct bh_rbac_question q = { .who = &who,
                                          .verb = pick(&a.verbs, i),
                                          .api_group = pick(&a.groups, i / 3),
                                          .resource = resource,
                                          .name = pick(&a.names, i / 5),
                                          .namespace_ = pick(&a.namespaces, i / 4) };
            if (slash < resource.n && i % 2 == 1) {
                q.subresource = bh_str_from(resource, slash + 1);
                q.resource = i % 4 == 1 ? bh_str(resource.p, slash) : BH_S("pods");
            }
            ask(set, strict, &q, &arena);
            struct bh_rbac_question path = { .who = &who,
                                             .verb = q.verb,
                                             .path = pick(&a.urls, i) };
            path.path = a.urls.n == 0 ? BH_S("/") : path.path;
            ask(set, strict, &path, &arena);
        }
    }
    bh_arena_done(&arena);
    bh_arena_done(&lasting);
}

/* ---- sets --------------------------------------------------------------------------------------------- */

static void check_errors(const struct bh_snapshot *snapshot)
{
    for (int k = 1; k <= BH_N_RBAC_KINDS; k++) {
        for (uint32_t i = 0; i < snapshot->rbac.lists[k].n; i++) {
            const struct bh_known_head *head = snapshot->rbac.lists[k].v[i];
            CHECK((int)head->kind == k &&
                  bh_snapshot_rbac(snapshot, head->kind, head->namespace_, head->name) == head);
            for (uint32_t e = 0; e < head->n_errors; e++) {
                CHECK(head->errors[e].path.n > 0 && head->errors[e].line > 0);
                CHECK(bh_str_starts(head->errors[e].text, head->errors[e].path));
            }
        }
    }
}

static void check_budget(const struct bh_snapshot *snapshot, const struct bh_rbac_options *options,
                         size_t used, size_t cut)
{
    struct bh_arena arena;
    struct bh_rbac set;
    struct bh_err err;

    bh_arena_init(&arena, used > cut ? used - 1 - cut : 0);
    int rc = bh_rbac_build(snapshot, options, &arena, &set, &err);
    CHECK(used == 0 || rc == -BH_ERR_LIMIT);
    bh_arena_done(&arena);
}

static void judge(const struct bh_snapshot *snapshot, size_t cut)
{
    struct bh_rbac_hot hot[] = { { BH_S("get"), BH_S(""), BH_S("pods") },
                                 { BH_S("*"), BH_S("*"), BH_S("*") } };
    struct bh_rbac_options lax = { hot, 2, true };
    struct bh_arena lax_arena, strict_arena;
    struct bh_rbac set, strict;
    struct bh_err err;

    bh_arena_init(&lax_arena, BUDGET);
    bh_arena_init(&strict_arena, BUDGET);
    CHECK(bh_rbac_build(snapshot, &lax, &lax_arena, &set, &err) == 0);
    CHECK(bh_rbac_build(snapshot, NULL, &strict_arena, &strict, &err) == 0);
    for (uint32_t i = 0; i < set.n_problems; i++) {
        CHECK(set.problems[i].text.n > 0 && set.problems[i].line > 0);
    }
    check_errors(snapshot);
    check_budget(snapshot, &lax, lax_arena.used, cut % (lax_arena.used + 1));
    bool is_aggregated = false;
    for (uint32_t i = 0; i < set.n_roles; i++) {
        is_aggregated |= set.roles[i].known->is_aggregated;
    }
    ask_all(&set, is_aggregated ? NULL : &strict);
    bh_arena_done(&lax_arena);
    bh_arena_done(&strict_arena);
}

static bool text_is(const struct bh_node *node)
{
    return node != NULL && node->kind == BH_NODE_STRING;
}

static void add_object(struct bh_snapshot *snapshot, const struct bh_doc *doc, size_t budget)
{
    static const struct bh_decode_options options = { .takes_last_key = true, .path = "" };
    const struct bh_node *version = bh_doc_member(doc->nodes, BH_S("apiVersion"));
    const struct bh_node *kind = bh_doc_member(doc->nodes, BH_S("kind"));
    struct bh_decoded decoded;
    struct bh_issues issues = { 0 };
    struct bh_arena arena;
    struct bh_err err;

    if (!text_is(version) || !text_is(kind)) {
        return;
    }
    bh_arena_init(&arena, BUDGET);
    int rc = bh_decode_object(doc, bh_node_text(version), bh_node_text(kind), &options, &decoded,
                              &issues, &arena, &err);
    if (rc == 0 && (decoded.role == BH_ROLE_RBAC || decoded.role == BH_ROLE_ACCOUNT)) {
        struct bh_snapshot small;
        bh_snapshot_init(&small, budget);
        rc = bh_snapshot_add_rbac(&small, &decoded, doc, BH_S("default"), BH_S("f"), &err);
        CHECK(rc == 0 || rc == -BH_ERR_LIMIT);
        bh_snapshot_done(&small);
        CHECK(bh_snapshot_add_rbac(snapshot, &decoded, doc, BH_S("default"), BH_S("f"), &err) == 0);
    }
    bh_arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data, *start;
    struct bh_nodes nodes = { 0 };
    struct bh_snapshot snapshot;
    struct bh_arena arena;
    struct bh_json json;
    struct bh_err err;

    bh_arena_init(&arena, BUDGET);
    bh_snapshot_init(&snapshot, BUDGET);
    bh_json_window(&json, text, text, text + size, true, 1, 1);
    if (size < 65536 && bh_json_value(&json, &arena, &nodes, &start, &err) == 0 &&
        nodes.v->kind == BH_NODE_ARRAY) {
        const struct bh_node *e = nodes.v + 1;
        for (uint32_t i = 0; i < nodes.v->n && i < MOST_OBJECTS; i++, e += e->skip) {
            struct bh_doc doc = { .nodes = e,
                                  .n = e->skip,
                                  .text = bh_str(start, (size_t)(json.at - start)),
                                  .line = 1,
                                  .column = 1 };
            add_object(&snapshot, &doc, size * 7);
        }
        judge(&snapshot, size);
    }
    bh_snapshot_done(&snapshot);
    bh_arena_done(&arena);
    bh_nodes_done(&nodes);
    return 0;
}
