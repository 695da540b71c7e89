/* The compiled form of roles and bindings: texts become numbers, rules become lists of numbers, bindings are found by
 * whom they name. Called by bh_rbac_build; the questions of rbac.c read it. */
#include <stdlib.h>

#include "rbac/rbac_set.h"

/* ---- texts ---------------------------------------------------------------------------------------- */

uint32_t bh_rbac_find_text(const struct bh_rbac_texts *texts, struct bh_str text)
{
    const uint32_t *id = bh_map_get(&texts->ids, text);

    return id == NULL ? BH_ID_NONE : *id;
}

static int number_text(struct bh_rbac_build *b, struct bh_str text, uint32_t *out,
                       struct bh_err *err)
{
    struct bh_rbac_texts *texts = &b->index->texts;

    *out = bh_rbac_find_text(texts, text);
    if (*out != BH_ID_NONE) {
        return 0;
    }
    if (texts->n == texts->room) {
        uint32_t room = texts->room == 0 ? 64 : texts->room * 2;
        struct bh_str *v = bh_new(b->arena, struct bh_str, room);
        if (v == NULL) {
            return bh_arena_fail(b->arena, err);
        }
        if (texts->n > 0) {
            memcpy(v, texts->v, texts->n * sizeof(*v));
        }
        texts->v = v;
        texts->room = room;
    }
    uint32_t *id = bh_new(b->arena, uint32_t, 1);
    if (id == NULL) {
        return bh_arena_fail(b->arena, err);
    }
    *id = texts->n;
    int rc = bh_map_put(&texts->ids, b->arena, text, id, err);
    if (rc == 0) {
        texts->v[texts->n++] = text;
        *out = *id;
    }
    return rc;
}

/* ---- rules ---------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return x < y ? -1 : x > y;
}

static uint32_t sort_distinct(uint32_t *v, uint32_t n)
{
    uint32_t kept = 0;

    if (n > 1) {
        qsort(v, n, sizeof(*v), by_number);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (kept == 0 || v[i] != v[kept - 1]) {
            v[kept++] = v[i];
        }
    }
    return kept;
}

static uint64_t bit_of(uint32_t id)
{
    return id == BH_ID_STAR ? UINT64_MAX : (uint64_t)1 << (id % 63);
}

static uint64_t mask_of(const struct bh_ids *ids)
{
    uint64_t mask = 0;

    for (uint32_t i = 0; i < ids->n; i++) {
        mask |= bit_of(ids->v[i]);
    }
    return mask;
}

/* Writes the list's length and the numbers of its texts to *at. */
static int number_list(struct bh_rbac_build *b, const struct bh_strs *from, uint32_t **at,
                       struct bh_ids *out, struct bh_err *err)
{
    *(*at)++ = from->n;
    *out = (struct bh_ids){ *at, from->n };
    for (uint32_t i = 0; i < from->n; i++) {
        int rc = number_text(b, from->v[i], *at, err);
        if (rc != 0) {
            return rc;
        }
        (*at)++;
    }
    return 0;
}

static int keep_content(struct bh_rbac_build *b, const struct bh_rbac_content *made,
                        struct bh_str key, const struct bh_rbac_content **out, struct bh_err *err)
{
    struct bh_rbac_index *index = b->index;
    struct bh_rbac_content *content = bh_new(b->arena, struct bh_rbac_content, 1);
    uint32_t *names = bh_new(b->arena, uint32_t, made->names.n);

    if (index->n_contents == index->room_contents) {
        uint32_t room = index->room_contents == 0 ? 64 : index->room_contents * 2;
        struct bh_rbac_content **v = bh_new(b->arena, struct bh_rbac_content *, room);
        if (v == NULL) {
            return bh_arena_fail(b->arena, err);
        }
        if (index->n_contents > 0) {
            memcpy(v, index->contents, index->n_contents * sizeof(struct bh_rbac_content *));
        }
        index->contents = v;
        index->room_contents = room;
    }
    if (content == NULL || names == NULL) {
        return bh_arena_fail(b->arena, err);
    }
    *content = *made;
    if (made->names.n > 0) {
        memcpy(names, made->names.v, made->names.n * sizeof(*names));
    }
    content->sorted_names = (struct bh_ids){ names, sort_distinct(names, made->names.n) };
    content->verb_mask = mask_of(&made->verbs);
    content->group_mask = mask_of(&made->groups);
    content->resource_mask = mask_of(&made->resources);
    content->number = index->n_contents;
    int rc = bh_map_put(&index->content_ids, b->arena, key, content, err);
    if (rc == 0) {
        index->contents[index->n_contents++] = content;
        *out = content;
    }
    return rc;
}

static int compile_rule(struct bh_rbac_build *b, const struct bh_known_rule *rule,
                        const struct bh_rbac_content **out, struct bh_err *err)
{
    struct bh_rbac_content made = { 0 };
    size_t size = 5 + (size_t)rule->verbs.n + rule->api_groups.n + rule->resources.n +
                  rule->resource_names.n + rule->non_resource_urls.n;
    uint32_t *numbers = bh_new(b->arena, uint32_t, size), *at = numbers;

    if (numbers == NULL) {
        return bh_arena_fail(b->arena, err);
    }
    int rc = number_list(b, &rule->verbs, &at, &made.verbs, err);
    rc = rc != 0 ? rc : number_list(b, &rule->api_groups, &at, &made.groups, err);
    rc = rc != 0 ? rc : number_list(b, &rule->resources, &at, &made.resources, err);
    rc = rc != 0 ? rc : number_list(b, &rule->resource_names, &at, &made.names, err);
    rc = rc != 0 ? rc : number_list(b, &rule->non_resource_urls, &at, &made.urls, err);
    if (rc != 0) {
        return rc;
    }
    struct bh_str key = bh_str((const char *)numbers, size * sizeof(*numbers));
    const struct bh_rbac_content *known = bh_map_get(&b->index->content_ids, key);
    if (known != NULL) {
        *out = known;
        return 0;
    }
    return keep_content(b, &made, key, out, err);
}

int bh_rbac_index_roles(struct bh_rbac_build *b, struct bh_err *err)
{
    uint32_t star;
    int rc = number_text(b, BH_S("*"), &star, err);

    b->index->compiled = bh_new(b->arena, struct bh_rbac_compiled, b->n_roles);
    if (rc == 0 && b->index->compiled == NULL) {
        rc = bh_arena_fail(b->arena, err);
    }
    for (uint32_t i = 0; rc == 0 && i < b->n_roles; i++) {
        struct bh_rbac_role *role = &b->roles[i];
        const struct bh_known_role *known = role->known;
        const struct bh_rbac_content **rules =
            bh_new(b->arena, const struct bh_rbac_content *, known->n_rules);
        role->rules = bh_new(b->arena, struct bh_rbac_rule, known->n_rules);
        if (rules == NULL || role->rules == NULL) {
            return bh_arena_fail(b->arena, err);
        }
        for (uint32_t r = 0; rc == 0 && r < known->n_rules; r++) {
            role->rules[role->n_rules++] = (struct bh_rbac_rule){ &known->rules[r], role, r };
            rc = compile_rule(b, &known->rules[r], &rules[r], err);
        }
        b->index->compiled[i].rules = rules;
    }
    return rc;
}

static void add_masks(struct bh_rbac_build *b)
{
    for (uint32_t i = 0; i < b->n_roles; i++) {
        struct bh_rbac_compiled *compiled = &b->index->compiled[i];
        for (uint32_t r = 0; r < b->roles[i].n_rules; r++) {
            compiled->verb_mask |= compiled->rules[r]->verb_mask;
            compiled->group_mask |= compiled->rules[r]->group_mask;
            compiled->resource_mask |= compiled->rules[r]->resource_mask;
            compiled->has_urls |= compiled->rules[r]->urls.n > 0;
        }
    }
}

/* ---- bindings by whom they name -------------------------------------------------------------------- */

struct naming { /* one subject of one binding */
    bool is_group;
    uint32_t scope, name, binding, subject;
};

static int by_naming(const void *a, const void *b)
{
    const struct naming *x = a, *y = b;

    return x->is_group != y->is_group ? (x->is_group ? 1 : -1)
           : x->scope != y->scope     ? (x->scope < y->scope ? -1 : 1)
           : x->name != y->name       ? (x->name < y->name ? -1 : 1)
           : x->binding != y->binding ? (x->binding < y->binding ? -1 : 1)
           : x->subject < y->subject  ? -1
                                      : x->subject > y->subject;
}

static bool is_same_entry(const struct naming *x, const struct naming *y)
{
    return x->is_group == y->is_group && x->scope == y->scope && x->name == y->name;
}

/* Whom a subject names: *out_applies is false for one that can be nobody. */
static int name_subject(struct bh_rbac_build *b, const struct bh_known_binding *binding,
                        const struct bh_known_subject *s, struct naming *out, bool *out_applies,
                        struct bh_err *err)
{
    struct bh_str name = s->name;
    bool is_account = bh_str_eq(s->kind, BH_S("ServiceAccount"));

    out->is_group = bh_str_eq(s->kind, BH_S("Group"));
    *out_applies = out->is_group || is_account || bh_str_eq(s->kind, BH_S("User"));
    if (is_account) {
        struct bh_str namespace_ = s->namespace_.n > 0 ? s->namespace_ : binding->head.namespace_;
        *out_applies = namespace_.n > 0;
        int rc = bh_rbac_account_user(namespace_, s->name, b->arena, &name, err);
        if (rc != 0) {
            return rc;
        }
    }
    return *out_applies ? number_text(b, name, &out->name, err) : 0;
}

static int list_namings(struct bh_rbac_build *b, struct naming **out, uint32_t *out_n,
                        struct bh_err *err)
{
    size_t room = 0;
    uint32_t n = 0;

    for (uint32_t i = 0; i < b->n_bindings; i++) {
        room += b->bindings[i].known->n_subjects;
    }
    struct naming *all = bh_new(b->arena, struct naming, room);
    if (all == NULL) {
        return bh_arena_fail(b->arena, err);
    }
    for (uint32_t i = 0; i < b->n_bindings; i++) {
        const struct bh_known_binding *known = b->bindings[i].known;
        uint32_t scope = 0;
        if (i >= b->n_cluster_bindings) {
            if (known->head.namespace_.n == 0) {
                continue; /* stands nowhere, and is never asked */
            }
            int rc = number_text(b, known->head.namespace_, &scope, err);
            if (rc != 0) {
                return rc;
            }
            scope++;
        }
        for (uint32_t s = 0; s < known->n_subjects; s++) {
            bool applies;
            all[n] = (struct naming){ .scope = scope, .binding = i, .subject = s };
            int rc = name_subject(b, known, &known->subjects[s], &all[n], &applies, err);
            if (rc != 0) {
                return rc;
            }
            n += applies;
        }
    }
    if (n > 1) {
        qsort(all, n, sizeof(*all), by_naming);
    }
    *out = all;
    *out_n = n;
    return 0;
}

static uint32_t hash_entry(bool is_group, uint32_t scope, uint32_t name)
{
    uint64_t h = (((uint64_t)scope << 32) | name) * 0x9fb21c651e98df25u + is_group;

    h ^= h >> 31;
    h *= 0x9fb21c651e98df25u;
    return (uint32_t)(h >> 32);
}

static struct bh_rbac_entry *slot_of(const struct bh_rbac_index *index, bool is_group,
                                     uint32_t scope, uint32_t name)
{
    uint32_t i = hash_entry(is_group, scope, name) & (index->entry_room - 1);

    for (;; i = (i + 1) & (index->entry_room - 1)) {
        struct bh_rbac_entry *e = &index->entries[i];
        if (!e->is_used || (e->is_group == is_group && e->scope == scope && e->name == name)) {
            return e;
        }
    }
}

const struct bh_rbac_entry *bh_rbac_find_entry(const struct bh_rbac_index *index, bool is_group,
                                               uint32_t scope, uint32_t name)
{
    const struct bh_rbac_entry *e = slot_of(index, is_group, scope, name);

    return e->is_used ? e : NULL;
}

uint32_t bh_rbac_scope(const struct bh_rbac_index *index, struct bh_str namespace_)
{
    uint32_t id = bh_rbac_find_text(&index->texts, namespace_);

    return id == BH_ID_NONE ? BH_ID_NONE : id + 1;
}

static int make_entries(struct bh_rbac_build *b, const struct naming *all, uint32_t n,
                        struct bh_err *err)
{
    struct bh_rbac_index *index = b->index;
    uint32_t n_postings = 0;

    index->entry_room = 16;
    while (index->entry_room < 2 * (uint64_t)n) {
        index->entry_room *= 2;
    }
    index->entries = bh_new(b->arena, struct bh_rbac_entry, index->entry_room);
    index->postings = bh_new(b->arena, struct bh_rbac_posting, n);
    if (index->entries == NULL || index->postings == NULL) {
        return bh_arena_fail(b->arena, err);
    }
    struct bh_rbac_entry *entry = NULL;
    for (uint32_t i = 0; i < n; i++) {
        if (i == 0 || !is_same_entry(&all[i - 1], &all[i])) {
            entry = slot_of(index, all[i].is_group, all[i].scope, all[i].name);
            *entry = (struct bh_rbac_entry){
                true, all[i].is_group, all[i].scope, all[i].name, n_postings, 0, index->n_entries++
            };
        } else if (all[i - 1].binding == all[i].binding) {
            continue; /* the first subject that applies counts */
        }
        index->postings[n_postings++] = (struct bh_rbac_posting){ all[i].binding, all[i].subject };
        entry->n++;
    }
    return 0;
}

/* ---- hot questions -------------------------------------------------------------------------------- */

/* Puts the union of 'parts' into *out; 'all' wins. */
static int unite(struct bh_rbac_build *b, const struct bh_ids *parts, uint32_t n_parts,
                 struct bh_ids *out, struct bh_err *err)
{
    size_t room = 0;
    uint32_t n = 0;

    if (n_parts == 1) {
        *out = parts[0];
        return 0;
    }
    for (uint32_t i = 0; i < n_parts; i++) {
        room += parts[i].n;
    }
    uint32_t *v = bh_new(b->arena, uint32_t, room);
    if (v == NULL) {
        return bh_arena_fail(b->arena, err);
    }
    for (uint32_t i = 0; i < n_parts; i++) {
        memcpy(v + n, parts[i].v, parts[i].n * sizeof(*v));
        n += parts[i].n;
    }
    *out = (struct bh_ids){ v, sort_distinct(v, n) };
    return 0;
}

static int names_of_role(struct bh_rbac_build *b, uint32_t role, const struct bh_rbac_asked *q,
                         struct bh_ids *scratch, struct bh_rbac_names_of *out, struct bh_err *err)
{
    const struct bh_rbac_compiled *compiled = &b->index->compiled[role];
    uint32_t n = 0;

    *out = (struct bh_rbac_names_of){ 0 };
    for (uint32_t r = 0; r < b->roles[role].n_rules && !out->all; r++) {
        if (bh_rbac_content_covers(compiled->rules[r], q)) {
            out->all = compiled->rules[r]->names.n == 0;
            scratch[n++] = compiled->rules[r]->sorted_names;
        }
    }
    return out->all ? 0 : unite(b, scratch, n, &out->ids, err);
}

static int names_of_entry(struct bh_rbac_build *b, const struct bh_rbac_entry *entry,
                          const struct bh_rbac_names_of *by_role, struct bh_ids *scratch,
                          struct bh_rbac_names_of *out, struct bh_err *err)
{
    uint32_t n = 0;

    *out = (struct bh_rbac_names_of){ 0 };
    for (uint32_t i = 0; i < entry->n && !out->all; i++) {
        const struct bh_rbac_role *role =
            b->bindings[b->index->postings[entry->first + i].binding].role;
        if (role != NULL) {
            const struct bh_rbac_names_of *names = &by_role[role - b->roles];
            out->all = names->all;
            if (names->ids.n > 0) {
                scratch[n++] = names->ids;
            }
        }
    }
    return out->all ? 0 : unite(b, scratch, n, &out->ids, err);
}

static int answer_hot(struct bh_rbac_build *b, const struct bh_rbac_options *options,
                      struct bh_err *err)
{
    struct bh_rbac_index *index = b->index;
    uint32_t most = 1;

    struct bh_rbac_hot *hot = bh_new(b->arena, struct bh_rbac_hot, options->n_hot);
    struct bh_rbac_names_of *by_role = bh_new(b->arena, struct bh_rbac_names_of, b->n_roles);
    index->hot_names =
        bh_new(b->arena, struct bh_rbac_names_of, (size_t)index->n_entries * options->n_hot);
    for (uint32_t i = 0; i < b->n_roles; i++) {
        most = b->roles[i].n_rules > most ? b->roles[i].n_rules : most;
    }
    for (uint32_t i = 0; i < index->entry_room; i++) {
        most = index->entries[i].n > most ? index->entries[i].n : most;
    }
    struct bh_ids *scratch = bh_new(b->arena, struct bh_ids, most);
    if (hot == NULL || by_role == NULL || index->hot_names == NULL || scratch == NULL) {
        return bh_arena_fail(b->arena, err);
    }
    index->hot = hot;
    for (uint32_t h = 0; h < options->n_hot; h++) {
        struct bh_rbac_question question = { .verb = options->hot[h].verb,
                                             .api_group = options->hot[h].api_group,
                                             .resource = options->hot[h].resource };
        struct bh_rbac_asked q;
        int rc = bh_arena_copy(b->arena, options->hot[h].verb, &hot[h].verb, err);
        rc = rc != 0 ? rc
                     : bh_arena_copy(b->arena, options->hot[h].api_group, &hot[h].api_group, err);
        rc =
            rc != 0 ? rc : bh_arena_copy(b->arena, options->hot[h].resource, &hot[h].resource, err);
        bh_rbac_ask(index, &question, &q);
        for (uint32_t i = 0; rc == 0 && i < b->n_roles; i++) {
            rc = names_of_role(b, i, &q, scratch, &by_role[i], err);
        }
        for (uint32_t i = 0; rc == 0 && i < index->entry_room; i++) {
            const struct bh_rbac_entry *e = &index->entries[i];
            if (e->is_used) {
                rc = names_of_entry(b, e, by_role, scratch,
                                    &index->hot_names[(size_t)e->serial * options->n_hot + h], err);
            }
        }
        if (rc != 0) {
            return rc;
        }
    }
    index->n_hot = options->n_hot;
    return 0;
}

int bh_rbac_index_bindings(struct bh_rbac_build *b, const struct bh_rbac_options *options,
                           struct bh_err *err)
{
    struct naming *all = NULL;
    uint32_t n = 0;

    add_masks(b);
    int rc = list_namings(b, &all, &n, err);
    rc = rc != 0 ? rc : make_entries(b, all, n, err);
    return rc == 0 && options != NULL && options->n_hot > 0 ? answer_hot(b, options, err) : rc;
}
