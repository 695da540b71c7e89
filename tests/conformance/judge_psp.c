/* Judges generated PodSecurityPolicy cases with our engine and compares with the oracle psp (tests/oracle/README.md),
 * answer by answer.
 *
 *   judge_psp CASES ANSWERS               TAP: policies, cases of each kind, patches
 *   judge_psp --mutations CASES ANSWERS   takes away one row of the field table after the other; each must make some
 *                                         answer differ: TAP
 *
 * Who may use a policy is taken from the oracle's answer: the authorizer is compared elsewhere. Of what the oracle's
 * answer says, the problems of RBAC objects are not looked at. Cases that the oracle's ServiceAccount plugin or its
 * decoder refuses are counted, and must not be admitted by accident only in so far as our decoder refuses them too. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/num.h"
#include "kube/decode.h"
#include "kube/json.h"
#include "kube/prepare_account.h"
#include "kube/schema.h"
#include "podsec/psp.h"

enum { BUDGET = 512 * 1024 * 1024, MOST_SHOWN = 5, MOST_FIELDS = 65536 };

struct world {
    struct bh_arena arena;
    struct bh_nodes nodes;
    struct bh_doc doc;
    struct bh_psp_policy *policies; /* all, also invalid ones */
    uint32_t n_policies;
    struct bh_psp_set set;
    const struct bh_node *objects; /* array or NULL */
};

struct leaf {
    struct bh_str path, value; /* value unset: gone */
};

struct leaves {
    struct leaf *v;
    size_t n, room;
};

struct judge {
    struct world world;
    struct bh_arena arena;
    struct bh_nodes nodes;
    struct bh_buf out;
    struct bh_str *fields; /* of the oracle's answer */
    size_t n_fields;
    size_t at;   /* the next of them, when policies' authorisation is looked up */
    uint32_t without;
    const char *patch_problem; /* what is wrong with a patch, or NULL */
    size_t n_worlds, n_cases, n_refused, n_policies_bad, n_cases_bad, n_patches, n_patches_bad;
    bool is_quiet;
};

static void die(const char *what)
{
    fprintf(stderr, "judge_psp: %s\n", what);
    exit(1);
}

static void must(int rc, const struct bh_err *err)
{
    if (rc != 0) {
        die(err->msg);
    }
}

static void add_escaped(struct bh_buf *out, struct bh_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '\\':
            bh_buf_add_c(out, "\\\\");
            break;
        case '\t':
            bh_buf_add_c(out, "\\t");
            break;
        case '\n':
            bh_buf_add_c(out, "\\n");
            break;
        case '\r':
            bh_buf_add_c(out, "\\r");
            break;
        case '\0':
            bh_buf_add_c(out, "\\0");
            break;
        default:
            bh_buf_add_byte(out, s.p[i]);
        }
    }
}

static void field(struct judge *j, struct bh_str s)
{
    if (j->out.n > 0) {
        bh_buf_add_byte(&j->out, '\t');
    }
    add_escaped(&j->out, s);
}

static void field_c(struct judge *j, const char *s)
{
    field(j, bh_str_c(s));
}

static void field_n(struct judge *j, size_t n)
{
    char digits[24];

    snprintf(digits, sizeof(digits), "%zu", n);
    field_c(j, digits);
}

/* ---- reading ------------------------------------------------------------------------------------ */

static int parse(struct bh_str text, struct bh_arena *arena, struct bh_nodes *nodes,
                 struct bh_doc *out, struct bh_err *err)
{
    struct bh_json json;
    const char *start;

    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    int rc = bh_json_value(&json, arena, nodes, &start, err);
    if (rc == 0) {
        *out = (struct bh_doc){ .nodes = nodes->v, .n = nodes->n, .line = 1, .column = 1 };
        out->text = bh_str(start, (size_t)(json.at - start));
    }
    return rc;
}

static int decode(const struct bh_type *type, const struct bh_doc *doc, const struct bh_node *node,
                  void *out, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_issues issues = { 0 };
    struct bh_decode_options options = { 0 };

    return bh_decode(type, doc, node, &options, out, &issues, arena, err);
}

static struct bh_str text_of(const struct bh_node *object, const char *key)
{
    const struct bh_node *node = bh_doc_member(object, bh_str_c(key));

    return node == NULL || node->kind != BH_NODE_STRING ? BH_S("") : bh_node_text(node);
}

/* ---- leaves ------------------------------------------------------------------------------------- */

static void add_leaf(struct judge *j, struct leaves *all, struct bh_str path, struct bh_str value)
{
    if (all->n == all->room) {
        size_t room = all->room == 0 ? 32 : all->room * 2;
        struct leaf *v = bh_new(&j->arena, struct leaf, room);
        if (v == NULL) {
            die("no memory");
        }
        if (all->n > 0) {
            memcpy(v, all->v, all->n * sizeof(*v));
        }
        all->v = v;
        all->room = room;
    }
    all->v[all->n++] = (struct leaf){ path, value };
}

static void flatten(struct judge *j, struct leaves *all, struct bh_str path,
                    const struct bh_node *node)
{
    const struct bh_node *child = node + 1;

    switch ((enum bh_node_kind)node->kind) {
    case BH_NODE_OBJECT:
        for (uint32_t i = 0; i < node->n; i++, child += child->skip) {
            flatten(j, all, bh_pointer_child(path, bh_node_text(child), &j->arena), child + 1);
        }
        break;
    case BH_NODE_ARRAY:
        for (uint32_t i = 0; i < node->n; i++, child += child->skip) {
            flatten(j, all, bh_pointer_index(path, i, &j->arena), child);
        }
        break;
    case BH_NODE_STRING:
        add_leaf(j, all, path, bh_json_quoted(bh_node_text(node), &j->arena));
        break;
    case BH_NODE_NUMBER:
        add_leaf(j, all, path, bh_node_text(node));
        break;
    case BH_NODE_TRUE:
        add_leaf(j, all, path, BH_S("true"));
        break;
    case BH_NODE_FALSE:
        add_leaf(j, all, path, BH_S("false"));
        break;
    case BH_NODE_NULL:
    case BH_NODE_KEY:
        break;
    }
}

static void flatten_text(struct judge *j, struct leaves *all, struct bh_str path,
                         struct bh_str json)
{
    struct bh_nodes nodes = { 0 };
    struct bh_doc doc;
    struct bh_err err = { 0 };

    if (!bh_str_is_set(json)) {
        return;
    }
    must(parse(json, &j->arena, &nodes, &doc, &err), &err);
    flatten(j, all, path, doc.nodes);
    bh_nodes_done(&nodes);
}

static int by_path(const void *a, const void *b)
{
    return bh_str_cmp(((const struct leaf *)a)->path, ((const struct leaf *)b)->path);
}

static const struct bh_str *find_leaf(const struct leaves *all, struct bh_str path)
{
    for (size_t i = 0; i < all->n; i++) {
        if (bh_str_eq(all->v[i].path, path)) {
            return &all->v[i].value;
        }
    }
    return NULL;
}

/* "spec.containers[0].securityContext" as a JSON Pointer; only annotations have odd keys. */
static struct bh_str pointer_of(struct judge *j, struct bh_str path)
{
    static const struct bh_str annotations = BH_S("metadata.annotations[");
    struct bh_str pointer = BH_S("");

    if (bh_str_starts(path, annotations)) {
        struct bh_str key = bh_str(path.p + annotations.n, path.n - annotations.n - 1);
        return bh_pointer_child(BH_S("/metadata/annotations"), key, &j->arena);
    }
    for (size_t i = 0, from = 0; i <= path.n; i++) {
        if (i == path.n || path.p[i] == '.' || path.p[i] == '[' || path.p[i] == ']') {
            if (i > from) {
                pointer = bh_pointer_child(pointer, bh_str(path.p + from, i - from), &j->arena);
            }
            from = i + 1;
        }
    }
    return pointer;
}

/* n TAB path TAB value ...: what is in 'to' and not the same in 'from', what is gone. */
static void add_difference(struct judge *j, const struct leaves *from, const struct leaves *to)
{
    struct leaves all = { 0 };

    for (size_t i = 0; i < to->n; i++) {
        const struct bh_str *old = find_leaf(from, to->v[i].path);
        if (old == NULL || !bh_str_eq(*old, to->v[i].value)) {
            add_leaf(j, &all, to->v[i].path, to->v[i].value);
        }
    }
    for (size_t i = 0; i < from->n; i++) {
        if (find_leaf(to, from->v[i].path) == NULL) {
            add_leaf(j, &all, from->v[i].path, BH_S("~"));
        }
    }
    if (all.n > 1) {
        qsort(all.v, all.n, sizeof(*all.v), by_path);
    }
    field_n(j, all.n);
    for (size_t i = 0; i < all.n; i++) {
        field(j, all.v[i].path);
        field(j, all.v[i].value);
    }
}

static void add_preparations(struct judge *j, const struct bh_preparations *done)
{
    struct leaves none = { 0 }, to = { 0 };

    for (uint32_t i = 0; i < done->n; i++) {
        flatten_text(j, &to, pointer_of(j, done->v[i].path), done->v[i].value);
    }
    add_difference(j, &none, &to);
}

/* The node that a pointer leads to, or NULL. */
static const struct bh_node *resolve(const struct bh_node *node, struct bh_str pointer)
{
    while (node != NULL && pointer.n > 0) {
        char key[512];
        size_t n = 0, i = 1;
        for (; i < pointer.n && pointer.p[i] != '/' && n < sizeof(key); i++) {
            char c = pointer.p[i];
            if (c == '~' && i + 1 < pointer.n) {
                c = pointer.p[++i] == '0' ? '~' : '/';
            }
            key[n++] = c;
        }
        pointer = bh_str_from(pointer, i);
        if (node->kind == BH_NODE_ARRAY) {
            uint64_t number = UINT32_MAX;
            uint32_t index = bh_num_u64(bh_str(key, n), 10, &number) ? (uint32_t)number : UINT32_MAX;
            const struct bh_node *e = node + 1;
            for (uint32_t k = 0; k < index && k < node->n; k++) {
                e += e->skip;
            }
            node = index < node->n ? e : NULL;
        } else {
            node = bh_doc_member(node, bh_str(key, n));
        }
    }
    return node;
}

/* The patch says what the changes say, its parents are there, and what it replaces is there. */
static void check_patch(struct judge *j, const struct bh_psp_applied *applied,
                        const struct bh_node *root)
{
    struct leaves said = { 0 }, done = { 0 };

    j->n_patches++;
    for (uint32_t i = 0; i < applied->n_changes; i++) {
        const struct bh_psp_change *c = &applied->changes[i];
        flatten_text(j, &said, pointer_of(j, c->path), c->after);
    }
    for (uint32_t i = 0; i < applied->patch.n; i++) {
        const struct bh_patch_op *op = &applied->patch.v[i];
        size_t cut = op->path.n;
        while (cut > 0 && op->path.p[cut - 1] != '/') {
            cut--;
        }
        const struct bh_node *parent = resolve(root, bh_str(op->path.p, cut - 1));
        const struct bh_node *target = resolve(root, op->path);
        if (parent == NULL || parent->kind != BH_NODE_OBJECT) {
            j->patch_problem = "a parent is missing";
        } else if (op->verb == BH_PATCH_REPLACE && target == NULL) {
            j->patch_problem = "what is replaced is missing";
        } else if (op->verb == BH_PATCH_ADD && target != NULL && target->kind != BH_NODE_NULL) {
            j->patch_problem = "what is added is there";
        }
        flatten_text(j, &done, op->path, op->value);
    }
    if (said.n != done.n) {
        j->patch_problem = "patch and changes differ in number";
    }
    for (size_t i = 0; i < said.n; i++) {
        const struct bh_str *value = find_leaf(&done, said.v[i].path);
        if (value == NULL || !bh_str_eq(*value, said.v[i].value)) {
            j->patch_problem = "patch and changes differ";
        }
    }
}

static void add_changes(struct judge *j, const struct bh_psp_applied *applied)
{
    struct leaves from = { 0 }, to = { 0 };

    for (uint32_t i = 0; i < applied->n_changes; i++) {
        const struct bh_psp_change *c = &applied->changes[i];
        struct bh_str pointer = pointer_of(j, c->path);
        flatten_text(j, &from, pointer, c->before);
        flatten_text(j, &to, pointer, c->after);
    }
    add_difference(j, &from, &to);
}

/* ---- worlds ------------------------------------------------------------------------------------- */

static void read_world(struct judge *j, struct bh_str text)
{
    struct world *w = &j->world;
    static const struct bh_psp_options options;
    struct bh_err err = { 0 };
    struct bh_str copy;

    bh_arena_reset(&w->arena);
    *w = (struct world){ .arena = w->arena, .nodes = w->nodes };
    must(bh_arena_copy(&w->arena, text, &copy, &err), &err);
    must(parse(copy, &w->arena, &w->nodes, &w->doc, &err), &err);
    w->objects = bh_doc_member(w->doc.nodes, BH_S("objects"));
    const struct bh_node *list = bh_doc_member(w->doc.nodes, BH_S("policies"));
    uint32_t n = list == NULL || list->kind != BH_NODE_ARRAY ? 0 : list->n;
    w->policies = bh_new(&w->arena, struct bh_psp_policy, n);
    const struct bh_node *e = list + 1;
    field_c(j, "W");
    for (uint32_t i = 0; i < n; i++, e += e->skip) {
        struct bh_object *object = bh_new(&w->arena, struct bh_object, 1);
        must(decode(&bh_type_pod_security_policy, &w->doc, e, object, &w->arena, &err), &err);
        object->api_version = BH_S("policy/v1beta1");
        must(bh_psp_compile(object, &options, &w->policies[i], &w->arena, &err), &err);
        const struct bh_strs *errors = &w->policies[i].errors;
        if (errors->n > 0) {
            char mark[24];
            snprintf(mark, sizeof(mark), "p%u", i);
            field_c(j, mark);
            field_n(j, errors->n);
            for (uint32_t k = 0; k < errors->n; k++) {
                field(j, errors->v[k]);
            }
        }
    }
    w->n_policies = n;
    must(bh_psp_set_init(&w->set, w->policies, n, &w->arena, &err), &err);
}

static const struct bh_account *find_account(struct judge *j, struct bh_str ns, struct bh_str name)
{
    const struct bh_node *e = j->world.objects == NULL ? NULL : j->world.objects + 1;
    const struct bh_account *found = NULL;
    struct bh_err err = { 0 };

    for (uint32_t i = 0; e != NULL && i < j->world.objects->n; i++, e += e->skip) {
        const struct bh_node *meta = bh_doc_member(e, BH_S("metadata"));
        if (bh_str_eq(text_of(e, "kind"), BH_S("ServiceAccount")) &&
            bh_str_eq(text_of(meta, "name"), name) && bh_str_eq(text_of(meta, "namespace"), ns)) {
            struct bh_object *object = bh_new(&j->arena, struct bh_object, 1);
            must(decode(&bh_type_service_account, &j->world.doc, e, object, &j->arena, &err),
                 &err);
            found = &object->account;
        }
    }
    return found;
}

/* ---- cases -------------------------------------------------------------------------------------- */

struct pspcase {
    const struct bh_node *root;
    struct bh_str ns, resource, subresource;
    bool has_user;
    struct bh_psp_pod pod;
    const struct bh_node *pod_node, *old_node;
};

/* The oracle's word on who may use a policy: the field behind its name, from where the phase's results begin. */
static bool may_use(void *context, enum bh_psp_who who, struct bh_str group, struct bh_str policy)
{
    struct judge *j = context;
    char label[32];

    snprintf(label, sizeof(label), "%s:" BH_FMT, who == BH_PSP_ACCOUNT ? "sa" : "user",
             BH_ARG(group));
    for (size_t i = j->at; i + 1 < j->n_fields; i++) {
        struct bh_str auth = j->fields[i + 1];
        if (bh_str_eq(j->fields[i], policy) &&
            (bh_str_starts(auth, BH_S("sa:")) || bh_str_starts(auth, BH_S("user:")) ||
             bh_str_eq(auth, BH_S("-")))) {
            return bh_str_eq(auth, bh_str_c(label));
        }
    }
    return false;
}

static void add_result(struct judge *j, const struct bh_psp_outcome *o,
                       const struct bh_psp_pod *pod)
{
    struct bh_psp_errors errors;
    struct bh_psp_applied applied;
    struct bh_err err = { 0 };
    char auth[32] = "-";

    if (o->who != BH_PSP_NOBODY) {
        snprintf(auth, sizeof(auth), "%s:%s", o->who == BH_PSP_ACCOUNT ? "sa" : "user", o->group);
    }
    field(j, o->policy->name);
    field_c(j, auth);
    if (o->state == BH_PSP_UNUSABLE) {
        field_c(j, "!");
        field_c(j, "0");
        field_c(j, "1");
        field(j, bh_psp_failure_text(o->policy, &j->arena));
        return;
    }
    field_c(j, o->changed != 0 ? "~" : "=");
    must(bh_psp_apply(o->policy, pod, false, &applied, &j->arena, &err), &err);
    add_changes(j, &applied);
    must(bh_psp_errors(o->policy, pod, &errors, &j->arena, &err), &err);
    field_n(j, o->n_errors);
    for (uint32_t i = 0; i < errors.n; i++) {
        field(j, errors.v[i].text);
    }
    if (j->without == 0 && errors.n != o->n_errors) {
        die("errors counted and errors told differ in number");
    }
}

/* One phase; the pod becomes the admitted one. Returns whether it goes on. */
static bool phase(struct judge *j, struct pspcase *c, enum bh_psp_phase which, bool is_first)
{
    struct bh_psp_request request = {
        .pod = c->pod,
        .phase = which,
        .asker = { may_use, j, c->has_user },
        .tries_all = true,
        .without = j->without,
    };
    struct bh_psp_result result;
    struct bh_err err = { 0 };

    field_c(j, which == BH_PSP_ADMIT ? "M" : "V");
    if (bh_psp_ignores(BH_S(""), c->resource, c->subresource) ||
        (c->old_node != NULL && bh_psp_ignores_update(c->pod_node, c->old_node))) {
        static const char *const ignored[] = { "I", "", "", "0", "0" };
        for (size_t i = 0; i < 5; i++) {
            field_c(j, ignored[i]);
        }
        return true;
    }
    must(bh_psp_decide(&j->world.set, &request, &result, &j->arena, &err), &err);
    if (!result.is_allowed) {
        struct bh_str message;
        must(bh_psp_denial(&request, &result, BH_S(""), &message, &j->arena, &err), &err);
        field_c(j, "0");
        field_c(j, "");
        field(j, message);
        field_c(j, "0");
    } else {
        field_c(j, "1");
        field(j, result.chosen->policy->name);
        field_c(j, "");
        if (which == BH_PSP_ADMIT) {
            struct bh_psp_applied applied;
            must(bh_psp_apply(result.chosen->policy, &c->pod, true, &applied, &j->arena, &err),
                 &err);
            add_changes(j, &applied);
            if (is_first) {
                check_patch(j, &applied, c->pod_node);
            }
            c->pod = (struct bh_psp_pod){ applied.meta, applied.spec };
        } else {
            field_c(j, "0");
        }
    }
    field_n(j, result.n_outcomes);
    for (uint32_t i = 0; i < result.n_outcomes; i++) {
        add_result(j, &result.outcomes[i], &request.pod);
    }
    return result.is_allowed;
}

static int read_pod(struct judge *j, const struct bh_doc *doc, const struct bh_node *node,
                    struct bh_object *out, struct bh_err *err)
{
    int rc = decode(&bh_type_pod, doc, node, out, &j->arena, err);

    if (rc == 0 && out->spec == NULL) {
        out->spec = bh_new(&j->arena, struct bh_pod_spec, 1);
    }
    return rc;
}

static void create(struct judge *j, struct pspcase *c, struct bh_object *pod)
{
    struct bh_preparations read = { 0 }, created = { 0 }, stored = { 0 };
    const struct bh_meta *meta = &pod->meta;
    struct bh_pod_spec *spec = pod->spec;
    struct bh_err err = { 0 };
    const struct bh_node *again = bh_doc_member(c->root, BH_S("reinvoke"));
    int rounds = again != NULL && again->kind == BH_NODE_TRUE ? 2 : 1;

    must(bh_prepare_stage(BH_PREPARE_READ, NULL, &meta, &spec, &read, &j->arena, &err), &err);
    if (bh_str_eq(c->resource, BH_S("pods")) &&
        (c->subresource.n == 0 || bh_str_eq(c->subresource, BH_S("ephemeralcontainers")))) {
        struct bh_str name = spec->service_account_name;
        const struct bh_account *account =
            find_account(j, c->ns, name.n > 0 ? name : BH_S("default"));
        must(bh_prepare_stage(BH_PREPARE_CREATED, account, &meta, &spec, &created, &j->arena,
                              &err),
             &err);
    }
    field_c(j, "P");
    add_preparations(j, &created);
    c->pod = (struct bh_psp_pod){ meta, spec };
    for (int i = 0; i < rounds; i++) {
        while (j->at < j->n_fields && !bh_str_eq(j->fields[j->at], BH_S("M"))) {
            j->at++;
        }
        if (!phase(j, c, BH_PSP_ADMIT, i == 0)) {
            return;
        }
        j->at++;
    }
    meta = c->pod.meta;
    spec = bh_new(&j->arena, struct bh_pod_spec, 1);
    *spec = *c->pod.spec;
    must(bh_prepare_stage(BH_PREPARE_STORED, NULL, &meta, &spec, &stored, &j->arena, &err), &err);
    field_c(j, "S");
    add_preparations(j, &stored);
    c->pod = (struct bh_psp_pod){ meta, spec };
    phase(j, c, BH_PSP_VALIDATE, false);
}

/* Writes our answer. False: the case cannot be read. */
static bool run_case(struct judge *j, struct bh_str text)
{
    struct bh_doc doc;
    struct bh_err err = { 0 };
    struct bh_object pod = { 0 }, old = { 0 };
    struct bh_preparations done = { 0 };

    bh_arena_reset(&j->arena);
    j->patch_problem = NULL;
    if (parse(text, &j->arena, &j->nodes, &doc, &err) != 0) {
        return false;
    }
    const struct bh_node *user = bh_doc_member(doc.nodes, BH_S("user"));
    struct pspcase c = {
        .root = doc.nodes,
        .ns = text_of(doc.nodes, "namespace"),
        .resource = text_of(doc.nodes, "resource"),
        .subresource = text_of(doc.nodes, "subresource"),
        .has_user = user != NULL && user->kind == BH_NODE_OBJECT,
        .pod_node = bh_doc_member(doc.nodes, BH_S("pod")),
    };
    c.resource = c.resource.n > 0 ? c.resource : BH_S("pods");
    if (c.pod_node == NULL || read_pod(j, &doc, c.pod_node, &pod, &err) != 0) {
        return false;
    }
    if (bh_str_eq(text_of(doc.nodes, "operation"), BH_S("create"))) {
        create(j, &c, &pod);
        return true;
    }
    c.old_node = bh_doc_member(doc.nodes, BH_S("oldPod"));
    if (c.old_node == NULL || read_pod(j, &doc, c.old_node, &old, &err) != 0) {
        return false;
    }
    const struct bh_meta *meta = &pod.meta;
    must(bh_prepare_stage(BH_PREPARE_READ, NULL, &meta, &pod.spec, &done, &j->arena, &err), &err);
    c.pod = (struct bh_psp_pod){ meta, pod.spec };
    phase(j, &c, BH_PSP_VALIDATE, false);
    return true;
}

/* ---- comparing ---------------------------------------------------------------------------------- */

/* Splits an answer; its escapes are undone in 'arena'. */
static void split(struct judge *j, struct bh_str line, struct bh_arena *arena)
{
    char *p = bh_arena_alloc(arena, line.n + 1, 1);
    size_t n = 0, from = 0;

    j->n_fields = 0;
    for (size_t i = 0; i <= line.n; i++) {
        if (i == line.n || line.p[i] == '\t') {
            if (j->n_fields == MOST_FIELDS) {
                die("an answer has too many fields");
            }
            j->fields[j->n_fields++] = bh_str(p + from, n - from);
            from = n;
        } else if (line.p[i] == '\\' && i + 1 < line.n) {
            char c = line.p[++i];
            p[n++] = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c == '0' ? '\0' : c;
        } else {
            p[n++] = line.p[i];
        }
    }
}

/* The oracle's W line without its counts and without the problems of RBAC objects. */
static void write_problems(const struct judge *j, struct bh_buf *out)
{
    bh_buf_clear(out);
    bh_buf_add_byte(out, 'W');
    for (size_t i = 4; i + 1 < j->n_fields;) {
        size_t n = 0;
        for (size_t k = 0; k < j->fields[i + 1].n; k++) {
            n = n * 10 + (size_t)(j->fields[i + 1].p[k] - '0');
        }
        if (j->fields[i].n > 0 && j->fields[i].p[0] == 'p') {
            for (size_t k = i; k < i + 2 + n; k++) {
                bh_buf_add_byte(out, '\t');
                add_escaped(out, j->fields[k]);
            }
        }
        i += 2 + n;
    }
}

static void show(const struct judge *j, size_t n, const char *what, struct bh_str text,
                 struct bh_str theirs, struct bh_str ours)
{
    if (j->is_quiet || n > MOST_SHOWN) {
        return;
    }
    size_t i = 0;
    while (i < theirs.n && i < ours.n && theirs.p[i] == ours.p[i]) {
        i++;
    }
    size_t from = i > 120 ? i - 120 : 0;
    printf("# %s: " BH_FMT "\n", what, (int)(text.n > 6000 ? 6000 : text.n), text.p);
    printf("#   upstream ...%.*s\n",
           (int)(theirs.n - from > 400 ? 400 : theirs.n > from ? theirs.n - from : 0),
           theirs.p + from);
    printf("#   ours     ...%.*s\n",
           (int)(ours.n > from ? (ours.n - from > 400 ? 400 : ours.n - from) : 0), ours.p + from);
}

static void compare(struct judge *j, struct bh_str text, struct bh_str answer)
{
    struct bh_arena answer_arena;
    struct bh_buf theirs = { 0 };

    bh_arena_init(&answer_arena, BUDGET);
    split(j, answer, &answer_arena);
    j->at = 0;
    bh_buf_clear(&j->out);
    if (text.p[0] == 'W') {
        j->n_worlds++;
        read_world(j, bh_str_from(text, 2));
        write_problems(j, &theirs);
        if (!bh_str_eq(bh_buf_str(&theirs), bh_buf_str(&j->out))) {
            show(j, ++j->n_policies_bad, "policies", text, bh_buf_str(&theirs),
                 bh_buf_str(&j->out));
        }
    } else if (text.p[0] == 'C') {
        j->n_cases++;
        bool is_read = run_case(j, bh_str_from(text, 2));
        if (bh_str_eq(j->fields[0], BH_S("E"))) {
            j->n_refused++;
        } else if (!is_read || !bh_str_eq(answer, bh_buf_str(&j->out))) {
            show(j, ++j->n_cases_bad, "case", text, answer, bh_buf_str(&j->out));
        }
        if (j->patch_problem != NULL) {
            show(j, ++j->n_patches_bad, j->patch_problem, text, answer, bh_buf_str(&j->out));
        }
    }
    bh_buf_done(&theirs);
    bh_arena_done(&answer_arena);
}

static struct bh_str read_file(const char *name)
{
    struct bh_buf text = { 0 };
    char chunk[65536];
    size_t n;
    FILE *file = fopen(name, "rb");

    if (file == NULL) {
        die("a file cannot be read");
    }
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        bh_buf_add(&text, bh_str(chunk, n));
    }
    fclose(file);
    return bh_buf_str(&text);
}

static void run(struct judge *j, struct bh_str cases, struct bh_str answers)
{
    struct bh_str text, answer;

    j->n_worlds = j->n_cases = j->n_refused = 0;
    j->n_policies_bad = j->n_cases_bad = j->n_patches = j->n_patches_bad = 0;
    while (bh_str_line(&cases, &text)) {
        if (!bh_str_line(&answers, &answer)) {
            die("there are fewer answers than cases");
        }
        if (text.n > 2) {
            compare(j, text, answer);
        }
    }
}

static void report(bool is_ok, unsigned number, const char *what, size_t n, size_t bad)
{
    printf("%s %u - %s: %zu, %zu differ\n", is_ok ? "ok" : "not ok", number, what, n, bad);
}

static int mutate(struct judge *j, struct bh_str cases, struct bh_str answers)
{
    size_t n, n_bad = 0;
    const struct bh_psp_field *rows = bh_psp_fields(&n);

    j->is_quiet = true;
    printf("1..%zu\n", n);
    for (size_t i = 0; i < n; i++) {
        j->without = (uint32_t)1 << i;
        run(j, cases, answers);
        bool is_seen = j->n_cases_bad > 0;
        n_bad += !is_seen;
        printf("%s %zu - without %s: %zu cases differ\n", is_seen ? "ok" : "not ok", i + 1,
               rows[i].id, j->n_cases_bad);
    }
    return n_bad == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    bool is_mutating = argc == 4 && strcmp(argv[1], "--mutations") == 0;
    struct judge j = { 0 };

    if (argc != 3 && !is_mutating) {
        die("usage: judge_psp [--mutations] CASES ANSWERS");
    }
    struct bh_str cases = read_file(argv[argc - 2]), answers = read_file(argv[argc - 1]);
    j.fields = calloc(MOST_FIELDS, sizeof(*j.fields));
    bh_arena_init(&j.arena, BUDGET);
    bh_arena_init(&j.world.arena, BUDGET);
    int status = 0;
    if (is_mutating) {
        status = mutate(&j, cases, answers);
    } else {
        run(&j, cases, answers);
        puts("1..3");
        report(j.n_policies_bad == 0 && j.n_worlds > 0, 1, "worlds of policies", j.n_worlds,
               j.n_policies_bad);
        report(j.n_cases_bad == 0 && j.n_cases > j.n_refused, 2, "cases", j.n_cases - j.n_refused,
               j.n_cases_bad);
        printf("# %zu more cases are refused before PodSecurityPolicy sees them\n", j.n_refused);
        report(j.n_patches_bad == 0 && j.n_patches > 0, 3, "patches", j.n_patches,
               j.n_patches_bad);
        status = j.n_policies_bad + j.n_cases_bad + j.n_patches_bad > 0 ? 1 : 0;
    }
    bh_arena_done(&j.arena);
    bh_arena_done(&j.world.arena);
    bh_nodes_done(&j.nodes);
    bh_nodes_done(&j.world.nodes);
    bh_buf_done(&j.out);
    free(j.fields);
    free((void *)(uintptr_t)cases.p);
    free((void *)(uintptr_t)answers.p);
    return status;
}
