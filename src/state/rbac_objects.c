/* Roles, bindings and service accounts of a snapshot. Filled by cli/ from files (and later from lists and watches),
 * read by rbac/ and by whatever needs a service account. Leaves out removal, which comes with watches. */
#include "state/rbac_objects.h"

#include <stdio.h>

#include "state/snapshot.h"

/* ---- copies --------------------------------------------------------------------------------------- */

struct copier { /* the first failure sticks; what is copied after it is empty */
    struct bh_arena *arena;
    const struct bh_doc *doc;
    struct bh_err *err;
    int rc;
};

static struct bh_str copy(struct copier *c, struct bh_str s)
{
    struct bh_str out = BH_S("");

    if (c->rc == 0 && s.n > 0) {
        c->rc = bh_arena_copy(c->arena, s, &out, c->err);
    }
    return out;
}

static void *make(struct copier *c, size_t n, size_t size)
{
    void *p = c->rc != 0 ? NULL : bh_arena_array(c->arena, n, size, _Alignof(max_align_t));

    if (p == NULL && c->rc == 0) {
        c->rc = bh_arena_fail(c->arena, c->err);
    }
    return p;
}

static struct bh_strs copy_strings(struct copier *c, const struct bh_strs *from)
{
    struct bh_strs out = { .is_set = from->is_set };

    out.v = make(c, from->n, sizeof(*out.v));
    for (uint32_t i = 0; c->rc == 0 && i < from->n; i++) {
        out.v[out.n++] = copy(c, from->v[i]);
    }
    return out;
}

static struct bh_pairs copy_pairs(struct copier *c, const struct bh_pairs *from)
{
    struct bh_pairs out = { .is_set = from->is_set };

    out.v = make(c, from->n, sizeof(*out.v));
    for (uint32_t i = 0; c->rc == 0 && i < from->n; i++) {
        out.v[out.n].key = copy(c, from->v[i].key);
        out.v[out.n++].value = copy(c, from->v[i].value);
    }
    return out;
}

/* The line of a node; of the document when there is none (a null element, an absent field). */
static uint32_t line_of(const struct copier *c, const struct bh_node *node)
{
    return bh_doc_place(c->doc, node != NULL ? node : c->doc->nodes).line;
}

/* ---- lists ---------------------------------------------------------------------------------------- */

enum { KEY_PREFIX = 24 }; /* room for the length of a namespace */

/* Writes the key of an object to 'out', which has room for KEY_PREFIX and both texts; returns its length. Cluster-wide
 * kinds have an empty namespace. The length in front keeps "a" + "bc" and "ab" + "c" apart. */
static size_t write_key(char *out, struct bh_str namespace_, struct bh_str name)
{
    size_t n = (size_t)snprintf(out, KEY_PREFIX, "%zu:", namespace_.n);

    if (namespace_.n > 0) {
        memcpy(out + n, namespace_.p, namespace_.n);
    }
    if (name.n > 0) {
        memcpy(out + n + namespace_.n, name.p, name.n);
    }
    return n + namespace_.n + name.n;
}

/* Finds the place for an object: that of one with the same name, else a new one of 'size' bytes. */
static struct bh_known_head *place_for(struct copier *c, struct bh_known_list *list, size_t size,
                                       struct bh_str namespace_, struct bh_str name)
{
    char *text = make(c, KEY_PREFIX + namespace_.n + name.n, 1);

    if (text == NULL) {
        return NULL;
    }
    struct bh_str key = bh_str(text, write_key(text, namespace_, name));
    struct bh_known_head *known = bh_map_get(&list->by_name, key);
    if (known != NULL) {
        return known;
    }
    known = make(c, 1, size);
    if (list->n == list->room && c->rc == 0) {
        uint32_t room = list->room == 0 ? 16 : list->room * 2;
        struct bh_known_head **v = make(c, room, sizeof(struct bh_known_head *));
        if (v != NULL && list->n > 0) {
            memcpy(v, list->v, list->n * sizeof(struct bh_known_head *));
        }
        list->v = v != NULL ? v : list->v;
        list->room = v != NULL ? room : list->room;
    }
    if (c->rc == 0) {
        c->rc = bh_map_put(&list->by_name, c->arena, key, known, c->err);
    }
    if (c->rc != 0) {
        return NULL;
    }
    list->v[list->n++] = known;
    return known;
}

/* ---- kinds ---------------------------------------------------------------------------------------- */

static void copy_role(struct copier *c, const struct bh_role_object *from,
                      struct bh_known_role *out)
{
    out->labels = copy_pairs(c, &from->meta.labels);
    out->rules = make(c, from->rules.n, sizeof(*out->rules));
    const struct bh_policy_rule *rules = from->rules.v;
    for (uint32_t i = 0; c->rc == 0 && i < from->rules.n; i++) {
        out->rules[out->n_rules++] = (struct bh_known_rule){
            .verbs = copy_strings(c, &rules[i].verbs),
            .api_groups = copy_strings(c, &rules[i].api_groups),
            .resources = copy_strings(c, &rules[i].resources),
            .resource_names = copy_strings(c, &rules[i].resource_names),
            .non_resource_urls = copy_strings(c, &rules[i].non_resource_urls),
            .line = line_of(c, rules[i].node),
        };
    }
}

static void copy_selectors(struct copier *c, const struct bh_aggregation *from,
                           struct bh_known_role *out)
{
    const struct bh_label_selector *selectors = from->selectors.v;

    out->is_aggregated = true;
    out->aggregation_line = line_of(c, from->node);
    out->selectors = make(c, from->selectors.n, sizeof(*out->selectors));
    for (uint32_t i = 0; c->rc == 0 && i < from->selectors.n; i++) {
        if (!bh_label_selector_is_valid(&selectors[i])) {
            out->has_bad_selector = true;
            return;
        }
        struct bh_label_selector own = { .labels = copy_pairs(c, &selectors[i].labels) };
        const struct bh_label_requirement *expressions = selectors[i].expressions.v;
        struct bh_label_requirement *copies = make(c, selectors[i].expressions.n, sizeof(*copies));
        for (uint32_t j = 0; c->rc == 0 && j < selectors[i].expressions.n; j++) {
            copies[j].key = copy(c, expressions[j].key);
            copies[j].op = copy(c, expressions[j].op);
            copies[j].values = copy_strings(c, &expressions[j].values);
        }
        own.expressions = (struct bh_list){ copies, selectors[i].expressions.n, true };
        if (c->rc == 0) {
            c->rc =
                bh_selector_from_object(&own, c->arena, &out->selectors[out->n_selectors], c->err);
            out->n_selectors += c->rc == 0;
        }
    }
}

static void copy_binding(struct copier *c, const struct bh_binding_object *from,
                         struct bh_known_binding *out)
{
    const struct bh_subject *subjects = from->subjects.v;

    out->ref_api_group = copy(c, from->role_ref.api_group);
    out->ref_kind = copy(c, from->role_ref.kind);
    out->ref_name = copy(c, from->role_ref.name);
    out->ref_line = line_of(c, from->role_ref.node);
    out->subjects = make(c, from->subjects.n, sizeof(*out->subjects));
    for (uint32_t i = 0; c->rc == 0 && i < from->subjects.n; i++) {
        out->subjects[out->n_subjects++] = (struct bh_known_subject){
            .kind = copy(c, subjects[i].kind),
            .api_group = copy(c, subjects[i].api_group),
            .name = copy(c, subjects[i].name),
            .namespace_ = copy(c, subjects[i].namespace_),
            .line = line_of(c, subjects[i].node),
        };
    }
}

static void copy_account(struct copier *c, const struct bh_account *from, struct bh_account *out)
{
    const struct bh_local_ref *secrets = from->image_pull_secrets.v;
    struct bh_local_ref *copies = make(c, from->image_pull_secrets.n, sizeof(*copies));

    *out = (struct bh_account){ .automount_token = from->automount_token };
    out->image_pull_secrets =
        (struct bh_list){ copies, from->image_pull_secrets.n, from->image_pull_secrets.is_set };
    for (uint32_t i = 0; c->rc == 0 && i < from->image_pull_secrets.n; i++) {
        copies[i].name = copy(c, secrets[i].name);
    }
}

static void copy_errors(struct copier *c, const struct bh_field_errors *from,
                        struct bh_known_head *out)
{
    struct bh_finder finder = { .doc = c->doc, .arena = from->arena };

    out->errors = make(c, from->n, sizeof(*out->errors));
    for (uint32_t i = 0; c->rc == 0 && i < from->n; i++) {
        struct bh_place place = { 0 };
        c->rc = bh_finder_place(&finder, from->v[i].path, &place, c->err);
        out->errors[out->n_errors++] = (struct bh_known_error){
            .path = copy(c, from->v[i].path),
            .text = copy(c, from->v[i].text),
            .line = place.line,
        };
    }
}

/* ---- adding and finding --------------------------------------------------------------------------- */

static const size_t sizes[] = {
    [BH_RBAC_ROLE] = sizeof(struct bh_known_role),
    [BH_RBAC_CLUSTER_ROLE] = sizeof(struct bh_known_role),
    [BH_RBAC_ROLE_BINDING] = sizeof(struct bh_known_binding),
    [BH_RBAC_CLUSTER_ROLE_BINDING] = sizeof(struct bh_known_binding),
    [BH_RBAC_SERVICE_ACCOUNT] = sizeof(struct bh_known_account),
};

union known {
    struct bh_known_head head;
    struct bh_known_role role;
    struct bh_known_binding binding;
    struct bh_known_account account;
};

static void copy_object(struct copier *c, enum bh_rbac_kind kind, const struct bh_decoded *decoded,
                        union known *out)
{
    const struct bh_role_object *role = decoded->own;

    switch (kind) {
    case BH_RBAC_CLUSTER_ROLE:
        if (role->aggregation != NULL) {
            copy_selectors(c, role->aggregation, &out->role);
        }
        copy_role(c, role, &out->role);
        break;
    case BH_RBAC_ROLE:
        copy_role(c, role, &out->role);
        break;
    case BH_RBAC_ROLE_BINDING:
    case BH_RBAC_CLUSTER_ROLE_BINDING:
        copy_binding(c, decoded->own, &out->binding);
        break;
    case BH_RBAC_SERVICE_ACCOUNT:
        copy_account(c, &decoded->object.account, &out->account.account);
        break;
    }
}

int bh_snapshot_add_rbac(struct bh_snapshot *snapshot, const struct bh_decoded *decoded,
                         const struct bh_doc *doc, struct bh_str namespace_, struct bh_str file,
                         struct bh_err *err)
{
    struct copier c = { .arena = &snapshot->arena, .doc = doc, .err = err };
    enum bh_rbac_kind kind = bh_rbac_kind_parse(decoded->object.kind);
    const struct bh_meta *meta = &decoded->object.meta;
    struct bh_field_errors errors;
    union known made = { 0 };

    /* An account's object starts with node and metadata of its own; its head is made to. */
    struct bh_own_head account = { decoded->object.node, decoded->object.meta };
    const void *judged = kind == BH_RBAC_SERVICE_ACCOUNT ? &account : decoded->own;

    BH_BUG_ON(kind == 0 || judged == NULL);
    bool is_binding = kind == BH_RBAC_ROLE_BINDING || kind == BH_RBAC_CLUSTER_ROLE_BINDING;
    bool is_cluster = kind == BH_RBAC_CLUSTER_ROLE || kind == BH_RBAC_CLUSTER_ROLE_BINDING;
    /* A cluster-wide object that names a namespace is refused for it, but is one all the same. */
    struct bh_str goes_to = is_cluster || meta->namespace_.n > 0 ? meta->namespace_ : namespace_;
    if (is_binding) {
        bh_rbac_default_binding(decoded->own, decoded->object.api_version);
    }
    c.rc = bh_rbac_validate(kind, judged, goes_to, &errors, &snapshot->arena, err);
    made.head = (struct bh_known_head){
        .kind = kind,
        .name = copy(&c, meta->name),
        .namespace_ = is_cluster ? BH_S("") : copy(&c, goes_to),
        .file = file,
        .line = line_of(&c, NULL),
    };
    copy_errors(&c, &errors, &made.head);
    copy_object(&c, kind, decoded, &made);
    struct bh_known_head *known = place_for(&c, &snapshot->rbac.lists[kind], sizes[kind],
                                            made.head.namespace_, made.head.name);
    if (c.rc != 0) {
        return c.rc;
    }
    made.head.is_repeated = known->kind != 0;
    memcpy(known, &made, sizes[kind]);
    snapshot->rbac.is_given[kind] = true;
    return 0;
}

void bh_snapshot_note_rbac_kind(struct bh_snapshot *snapshot, enum bh_rbac_kind kind)
{
    snapshot->rbac.is_given[kind] = true;
}

bool bh_snapshot_has_rbac_kind(const struct bh_snapshot *snapshot, enum bh_rbac_kind kind)
{
    return snapshot->rbac.is_given[kind];
}

const struct bh_known_head *bh_snapshot_rbac(const struct bh_snapshot *snapshot,
                                             enum bh_rbac_kind kind, struct bh_str namespace_,
                                             struct bh_str name)
{
    char room[600];

    if (namespace_.n + name.n + KEY_PREFIX <= sizeof(room)) {
        struct bh_str key = bh_str(room, write_key(room, namespace_, name));
        return bh_map_get(&snapshot->rbac.lists[kind].by_name, key);
    }
    /* Longer than any name that the API server takes. */
    for (uint32_t i = 0; i < snapshot->rbac.lists[kind].n; i++) {
        const struct bh_known_head *head = snapshot->rbac.lists[kind].v[i];
        if (bh_str_eq(head->name, name) && bh_str_eq(head->namespace_, namespace_)) {
            return head;
        }
    }
    return NULL;
}

const struct bh_known_account *bh_snapshot_account(const struct bh_snapshot *snapshot,
                                                   struct bh_str namespace_, struct bh_str name)
{
    return (const struct bh_known_account *)bh_snapshot_rbac(snapshot, BH_RBAC_SERVICE_ACCOUNT,
                                                             namespace_, name);
}

int bh_snapshot_spoil_rbac(struct bh_snapshot *snapshot, enum bh_rbac_kind kind,
                           struct bh_str namespace_, struct bh_str name, struct bh_str why,
                           struct bh_err *err)
{
    struct bh_known_list *list = &snapshot->rbac.lists[kind];

    for (uint32_t i = 0; i < list->n; i++) {
        struct bh_known_head *head = list->v[i];
        if (!bh_str_eq(head->name, name) || !bh_str_eq(head->namespace_, namespace_)) {
            continue;
        }
        head->errors = bh_new(&snapshot->arena, struct bh_known_error, 1);
        if (head->errors == NULL) {
            return bh_arena_fail(&snapshot->arena, err);
        }
        head->n_errors = 1;
        head->errors[0] = (struct bh_known_error){ .line = head->line };
        return bh_arena_copy(&snapshot->arena, why, &head->errors[0].text, err);
    }
    return 0;
}
