/* Holds the engines of PodSecurityPolicy and RBAC together against the recorded or fresh answers of upstream's admission
 * plug-in with its RBAC authorizer (tests/oracle/README.md, psp).
 *
 *   judge_psp CASES ANSWERS                lines W and C, and the oracle's answers: TAP
 *   judge_psp --mutations CASES ANSWERS    takes away one row of the policy engine's table, and of the preparation, after
 *                                          the other; each must make some case differ: TAP
 *
 * Our answer is written in the oracle's own form and compared byte for byte. Called by the conformance run and by
 * `make test`. It leaves out questions of RBAC alone and what the oracle says of RBAC objects: judge_rbac has these. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "kube/decode.h"
#include "kube/json.h"
#include "kube/kinds.h"
#include "kube/policy_objects.h"
#include "kube/prepare_account.h"
#include "kube/schema.h"
#include "podsec/psp.h"
#include "rbac/rbac.h"

enum { BUDGET = 256 << 20, MOST_POLICIES = 32, MOST_GROUPS = 16 };

static const struct bh_rbac_hot hot[] = {
    { BH_S("use"), BH_S("policy"), BH_S("podsecuritypolicies") },
    { BH_S("use"), BH_S("extensions"), BH_S("podsecuritypolicies") },
};

struct account {
    struct bh_str namespace_, name;
    struct bh_account *account;
};

struct leaf {
    struct bh_str pointer, value; /* value: JSON */
    bool is_after;
};

struct leaves {
    struct leaf *v;
    uint32_t n, room;
};

struct judge {
    struct bh_arena world, rbac_arena, arena; /* of the world, of its roles, of one case */
    struct bh_nodes world_nodes, nodes, piece_nodes;
    struct bh_psp_policy policies[MOST_POLICIES];
    struct bh_psp_set set;
    struct account *accounts;
    uint32_t n_accounts;
    struct bh_snapshot snapshot;
    struct bh_rbac rbac;
    struct bh_buf out, quoted;
    uint32_t without;                         /* rows of the engine's table that are left out */
    const struct bh_prepare_row *without_row; /* of the preparation */
    size_t n_mirrors;                         /* cases left out: see is_same_case */
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

/* ---- fields of a line --------------------------------------------------------------------------- */

static void add_field(struct judge *j, struct bh_str s)
{
    if (j->out.n > 0) {
        bh_buf_add_byte(&j->out, '\t');
    }
    for (size_t i = 0; i < s.n; i++) {
        const char *escape = s.p[i] == '\\'   ? "\\\\"
                             : s.p[i] == '\t' ? "\\t"
                             : s.p[i] == '\n' ? "\\n"
                             : s.p[i] == '\r' ? "\\r"
                             : s.p[i] == '\0' ? "\\0"
                                              : NULL;
        if (escape != NULL) {
            bh_buf_add_c(&j->out, escape);
        } else {
            bh_buf_add_byte(&j->out, s.p[i]);
        }
    }
}

static void add_field_c(struct judge *j, const char *s)
{
    add_field(j, bh_str_c(s));
}

static void add_field_int(struct judge *j, uint32_t n)
{
    char text[16];
    (void)snprintf(text, sizeof(text), "%u", n);
    add_field_c(j, text);
}

static struct bh_str take_field(struct bh_str *line)
{
    size_t tab = bh_str_find_byte(*line, '\t');
    struct bh_str field = bh_str(line->p, tab);

    *line = bh_str_from(*line, tab + 1);
    return field;
}

static uint32_t take_int(struct bh_str *line)
{
    struct bh_str field = take_field(line);
    uint32_t n = 0;

    for (size_t i = 0; i < field.n; i++) {
        if (field.p[i] < '0' || field.p[i] > '9' || n > 100000) {
            die("the oracle's answer has no number where one is due");
        }
        n = n * 10 + (uint32_t)(field.p[i] - '0');
    }
    return n;
}

static void skip_fields(struct bh_str *line, uint32_t n)
{
    while (n-- > 0) {
        (void)take_field(line);
    }
}

/* ---- leaves -------------------------------------------------------------------------------------- */

/* As Go writes it without escaping HTML. */
static struct bh_str quoted(struct judge *j, struct bh_str s)
{
    struct bh_str out;
    struct bh_err err;

    bh_buf_clear(&j->quoted);
    bh_buf_add_byte(&j->quoted, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        static const char shorts[] = "\b\f\n\r\t\"\\", letters[] = "bfnrt\"\\";
        const char *at = c == '\0' ? NULL : strchr(shorts, c);
        if (at != NULL) {
            bh_buf_addf(&j->quoted, "\\%c", letters[at - shorts]);
        } else if (c < 0x20) {
            bh_buf_addf(&j->quoted, "\\u%04x", c);
        } else if (c == 0xe2 && i + 2 < s.n && (unsigned char)s.p[i + 1] == 0x80 &&
                   ((unsigned char)s.p[i + 2] & 0xfe) == 0xa8) {
            bh_buf_addf(&j->quoted, "\\u202%c", (unsigned char)s.p[i + 2] == 0xa8 ? '8' : '9');
            i += 2;
        } else {
            bh_buf_add_byte(&j->quoted, (char)c);
        }
    }
    bh_buf_add_byte(&j->quoted, '"');
    must(bh_arena_copy(&j->arena, bh_buf_str(&j->quoted), &out, &err), &err);
    return out;
}

static void add_leaf(struct judge *j, struct leaves *leaves, struct bh_str pointer,
                     struct bh_str value, bool is_after)
{
    if (leaves->n == leaves->room) {
        uint32_t room = leaves->room == 0 ? 32 : leaves->room * 2;
        struct leaf *v = bh_new(&j->arena, struct leaf, room);
        if (v == NULL) {
            die("no memory");
        }
        if (leaves->n > 0) {
            memcpy(v, leaves->v, leaves->n * sizeof(*v));
        }
        leaves->v = v;
        leaves->room = room;
    }
    leaves->v[leaves->n++] = (struct leaf){ pointer, value, is_after };
}

static void add_leaves(struct judge *j, struct leaves *leaves, struct bh_str pointer,
                       const struct bh_node *node, bool is_after)
{
    const struct bh_node *at = node + 1;

    switch (node->kind) {
    case BH_NODE_OBJECT:
        for (uint32_t i = 0; i < node->n; i++, at += at->skip) {
            add_leaves(j, leaves, bh_pointer_child(pointer, bh_node_text(at), &j->arena), at + 1,
                       is_after);
        }
        break;
    case BH_NODE_ARRAY:
        for (uint32_t i = 0; i < node->n; i++, at += at->skip) {
            add_leaves(j, leaves, bh_pointer_index(pointer, i, &j->arena), at, is_after);
        }
        break;
    case BH_NODE_STRING:
        add_leaf(j, leaves, pointer, quoted(j, bh_node_text(node)), is_after);
        break;
    case BH_NODE_NUMBER:
        add_leaf(j, leaves, pointer, bh_node_text(node), is_after);
        break;
    case BH_NODE_TRUE:
    case BH_NODE_FALSE:
        add_leaf(j, leaves, pointer, node->kind == BH_NODE_TRUE ? BH_S("true") : BH_S("false"),
                 is_after);
        break;
    default: /* null: absent */
        break;
    }
}

static void add_json(struct judge *j, struct leaves *leaves, struct bh_str pointer,
                     struct bh_str text, bool is_after)
{
    struct bh_json json;
    struct bh_err err;
    const char *start;

    if (!bh_str_is_set(text)) {
        return;
    }
    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    must(bh_json_value(&json, &j->arena, &j->piece_nodes, &start, &err), &err);
    add_leaves(j, leaves, pointer, j->piece_nodes.v, is_after);
}

/* "metadata.annotations[a.b/c]" to "/metadata/annotations/a.b~1c". */
static struct bh_str pointer_of(struct judge *j, struct bh_str path)
{
    struct bh_str pointer = BH_S("");

    while (path.n > 0) {
        size_t n = 0;
        if (path.p[0] == '[') {
            size_t digits = 1;
            while (digits < path.n && path.p[digits] >= '0' && path.p[digits] <= '9') {
                digits++;
            }
            bool is_index = digits > 1 && digits < path.n && path.p[digits] == ']';
            n = is_index ? digits : path.n - 1; /* a key goes on to the end of the path */
            pointer = bh_pointer_child(pointer, bh_str(path.p + 1, n - 1), &j->arena);
            path = bh_str_from(path, n + 1);
        } else {
            while (n < path.n && path.p[n] != '.' && path.p[n] != '[') {
                n++;
            }
            pointer = bh_pointer_child(pointer, bh_str(path.p, n), &j->arena);
            path = bh_str_from(path, n);
        }
        path = bh_str_from(path, path.n > 0 && path.p[0] == '.' ? 1 : 0);
    }
    return pointer;
}

static int leaf_order(const void *a, const void *b)
{
    const struct leaf *x = a, *y = b;
    int order = bh_str_cmp(x->pointer, y->pointer);

    return order != 0 ? order : (int)x->is_after - (int)y->is_after;
}

/* The number of changed leaves, then pointer and value of each. */
static void add_changes(struct judge *j, struct leaves *leaves)
{
    struct leaf *v = leaves->v;
    uint32_t n = 0;

    if (leaves->n > 0) {
        qsort(v, leaves->n, sizeof(*v), leaf_order);
    }
    for (uint32_t i = 0; i < leaves->n;) {
        bool has_both = i + 1 < leaves->n && bh_str_eq(v[i].pointer, v[i + 1].pointer);
        struct leaf last = v[has_both ? i + 1 : i];
        if (!has_both || !bh_str_eq(v[i].value, last.value)) {
            last.value = last.is_after ? last.value : BH_S("~");
            v[n++] = last;
        }
        i += has_both ? 2 : 1;
    }
    add_field_int(j, n);
    for (uint32_t i = 0; i < n; i++) {
        add_field(j, v[i].pointer);
        add_field(j, v[i].value);
    }
}

static void add_psp_changes(struct judge *j, const struct bh_psp_applied *applied)
{
    struct leaves leaves = { 0 };

    for (uint32_t i = 0; i < applied->n_changes; i++) {
        struct bh_str pointer = pointer_of(j, applied->changes[i].path);
        add_json(j, &leaves, pointer, applied->changes[i].before, false);
        add_json(j, &leaves, pointer, applied->changes[i].after, true);
    }
    add_changes(j, &leaves);
}

/* Makes sure that the JSON Patch does to the pod's document what the changes say. */
static void check_patch(struct judge *j, const struct bh_node *pod,
                        const struct bh_psp_applied *applied)
{
    struct leaves leaves = { 0 };
    uint32_t n_before;

    add_leaves(j, &leaves, BH_S(""), pod, false);
    n_before = leaves.n;
    for (uint32_t i = 0; i < n_before; i++) {
        struct leaf after = leaves.v[i];
        add_leaf(j, &leaves, after.pointer, after.value, true);
    }
    for (uint32_t i = 0; i < applied->patch.n; i++) {
        const struct bh_patch_op *op = &applied->patch.v[i];
        uint32_t kept = n_before;
        for (uint32_t k = n_before; k < leaves.n; k++) {
            struct bh_str pointer = leaves.v[k].pointer;
            if (!bh_str_starts(pointer, op->path) ||
                (pointer.n > op->path.n && pointer.p[op->path.n] != '/')) {
                leaves.v[kept++] = leaves.v[k];
            }
        }
        leaves.n = kept;
        add_json(j, &leaves, op->path, op->value, true);
    }
    size_t start = j->out.n;
    add_changes(j, &leaves);
    size_t middle = j->out.n;
    add_psp_changes(j, applied);
    struct bh_str by_patch = bh_str(j->out.p + start, middle - start);
    struct bh_str by_changes = bh_str(j->out.p + middle, j->out.n - middle);
    bool is_same = bh_str_eq(by_patch, by_changes);
    j->out.n = start;
    if (!is_same) {
        add_field_c(j, "the JSON Patch does something else than the changes");
    }
}

static bool is_default_row(const struct bh_prepare_row *row)
{
    size_t n;
    const struct bh_prepare_row *rows = bh_prepare_stage_rows(BH_PREPARE_READ, &n);

    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i].id, row->id) == 0) {
            return true;
        }
    }
    return false;
}

/* What was prepared, without the defaults, which the oracle does not tell of. */
static void add_preparations(struct judge *j, const struct bh_preparations *done)
{
    struct leaves leaves = { 0 };

    for (uint32_t i = 0; i < done->n; i++) {
        if (!is_default_row(done->v[i].row)) {
            add_json(j, &leaves, pointer_of(j, done->v[i].path), done->v[i].value, true);
        }
    }
    add_changes(j, &leaves);
}

/* ---- the world ----------------------------------------------------------------------------------- */

static const struct bh_node *parse(struct bh_str text, struct bh_arena *arena,
                                   struct bh_nodes *nodes, struct bh_doc *doc)
{
    struct bh_json json;
    struct bh_err err;
    const char *start;

    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    if (bh_json_value(&json, arena, nodes, &start, &err) != 0) {
        return NULL;
    }
    *doc = (struct bh_doc){ .nodes = nodes->v, .n = nodes->n, .line = 1, .column = 1 };
    doc->text = bh_str(start, (size_t)(json.at - start));
    return doc->nodes;
}

static struct bh_str text_member(const struct bh_node *object, const char *key)
{
    const struct bh_node *node = bh_doc_member(object, bh_str_c(key));
    return node != NULL && node->kind == BH_NODE_STRING ? bh_node_text(node) : BH_S("");
}

static int decode(const struct bh_type *type, const struct bh_doc *doc, const struct bh_node *node,
                  struct bh_object *out, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_issues issues = { 0 };
    struct bh_decode_options options = { 0 };

    *out = (struct bh_object){ 0 };
    return bh_decode(type, doc, node, &options, out, &issues, arena, err);
}

static struct bh_object *new_object(struct bh_arena *arena)
{
    struct bh_object *object = bh_new(arena, struct bh_object, 1);
    if (object == NULL) {
        die("no memory");
    }
    return object;
}

static void read_roles(struct judge *j, const struct bh_doc *doc, const struct bh_node *objects)
{
    static const struct bh_rbac_options options = { hot, sizeof(hot) / sizeof(hot[0]), true };
    static const struct bh_decode_options decoding = { .path = "" };
    const struct bh_node *at = objects == NULL ? NULL : objects + 1;
    struct bh_err err;

    bh_arena_reset(&j->rbac_arena);
    bh_snapshot_done(&j->snapshot);
    bh_snapshot_init(&j->snapshot, BUDGET);
    for (uint32_t i = 0; at != NULL && i < objects->n; i++, at += at->skip) {
        struct bh_doc one = *doc;
        struct bh_issues issues = { 0 };
        struct bh_decoded decoded;
        struct bh_str kind = text_member(at, "kind");
        bool is_account = bh_str_eq(kind, BH_S("ServiceAccount"));
        one.nodes = at;
        one.n = at->skip;
        must(bh_decode_object(&one, is_account ? BH_S("v1") : BH_S("rbac.authorization.k8s.io/v1"),
                              kind, &decoding, &decoded, &issues, &j->world, &err),
             &err);
        must(bh_snapshot_add_rbac(&j->snapshot, &decoded, &one, bh_str(NULL, 0), BH_S("world"),
                                  &err),
             &err);
    }
    must(bh_rbac_build(&j->snapshot, &options, &j->rbac_arena, &j->rbac, &err), &err);
}

static void read_accounts(struct judge *j, const struct bh_doc *doc, const struct bh_node *objects)
{
    struct bh_err err;

    j->n_accounts = 0;
    if (objects == NULL || objects->kind != BH_NODE_ARRAY) {
        return;
    }
    j->accounts = bh_new(&j->world, struct account, objects->n);
    const struct bh_node *at = objects + 1;
    for (uint32_t i = 0; i < objects->n; i++, at += at->skip) {
        const struct bh_node *kind = bh_doc_member(at, BH_S("kind"));
        if (kind == NULL || !bh_str_eq(bh_node_text(kind), BH_S("ServiceAccount"))) {
            continue;
        }
        struct bh_object *object = new_object(&j->world);
        must(decode(&bh_type_service_account, doc, at, object, &j->world, &err), &err);
        j->accounts[j->n_accounts++] =
            (struct account){ object->meta.namespace_, object->meta.name, &object->account };
    }
}

/* Our answer to a W line, in j->out: the policies that are refused. */
static void read_world(struct judge *j, struct bh_str text)
{
    struct bh_doc doc;
    struct bh_err err;
    uint32_t n = 0;

    bh_arena_reset(&j->world);
    must(bh_arena_copy(&j->world, text, &text, &err), &err); /* the line is read over */
    const struct bh_node *root = parse(text, &j->world, &j->world_nodes, &doc);
    if (root == NULL) {
        die("a world that is no JSON");
    }
    const struct bh_node *policies = bh_doc_member(root, BH_S("policies"));
    const struct bh_node *at = policies == NULL ? NULL : policies + 1;
    for (; policies != NULL && n < policies->n; n++, at += at->skip) {
        struct bh_object *object = new_object(&j->world);
        if (n == MOST_POLICIES) {
            die("a world of too many policies");
        }
        must(decode(&bh_type_pod_security_policy, &doc, at, object, &j->world, &err), &err);
        must(
            bh_psp_compile(object, &(struct bh_psp_options){ 0 }, &j->policies[n], &j->world, &err),
            &err);
        const struct bh_strs *errors = &j->policies[n].errors;
        if (errors->n > 0) {
            char mark[16];
            (void)snprintf(mark, sizeof(mark), "p%u", n);
            add_field_c(j, mark);
            add_field_int(j, errors->n);
            for (uint32_t i = 0; i < errors->n; i++) {
                add_field(j, errors->v[i]);
            }
        }
    }
    must(bh_psp_set_init(&j->set, j->policies, n, &j->world, &err), &err);
    read_accounts(j, &doc, bh_doc_member(root, BH_S("objects")));
    read_roles(j, &doc, bh_doc_member(root, BH_S("objects")));
}

/* Their answer to a W line as far as it is about policies. */
static struct bh_str policies_of_world(struct bh_str line)
{
    struct bh_str rest;

    skip_fields(&line, 4);
    rest = line;
    while (rest.n > 0) {
        struct bh_str here = rest;
        struct bh_str mark = take_field(&rest);
        if (bh_str_starts(mark, BH_S("o"))) {
            size_t n = (size_t)(here.p - line.p);
            return bh_str(line.p, n > 0 ? n - 1 : 0);
        }
        skip_fields(&rest, take_int(&rest));
    }
    return line;
}

/* ---- a case -------------------------------------------------------------------------------------- */

struct request {
    const struct bh_node *pod, *old; /* old: of an update */
    struct bh_str namespace_, name, resource, subresource;
    bool has_user, is_reinvoked;
    struct bh_identity user;
    struct bh_str groups[MOST_GROUPS];
    struct bh_psp_pod now; /* prepared */
    struct judge *judge;
};

static bool may_use(void *context, enum bh_psp_who who, struct bh_str group, struct bh_str policy)
{
    const struct request *r = context;
    struct bh_identity account;
    struct bh_err err;

    if (who == BH_PSP_ACCOUNT) {
        must(bh_rbac_account_identity(r->namespace_, r->now.spec->service_account_name, false,
                                      &r->judge->arena, &account, &err),
             &err);
    }
    struct bh_rbac_question question = {
        .who = who == BH_PSP_ACCOUNT ? &account : &r->user,
        .verb = BH_S("use"),
        .api_group = group,
        .resource = BH_S("podsecuritypolicies"),
        .name = policy,
        .namespace_ = r->namespace_,
    };
    return bh_rbac_allows(&r->judge->rbac, &question, NULL);
}

static const struct bh_account *account_of(const struct judge *j, const struct request *r)
{
    struct bh_str name = r->now.spec->service_account_name;

    name = name.n == 0 ? r->now.spec->service_account : name;
    name = name.n == 0 ? BH_S("default") : name;
    for (uint32_t i = 0; i < j->n_accounts; i++) {
        if (bh_str_eq(j->accounts[i].namespace_, r->namespace_) &&
            bh_str_eq(j->accounts[i].name, name)) {
            return j->accounts[i].account;
        }
    }
    return NULL;
}

static const struct bh_preparations *prepare(struct judge *j, struct request *r,
                                             enum bh_prepare_stage stage)
{
    struct bh_preparations *done = bh_new(&j->arena, struct bh_preparations, 1);
    struct bh_pod_spec *spec = bh_new(&j->arena, struct bh_pod_spec, 1);
    struct bh_err err;

    if (done == NULL || spec == NULL) {
        die("no memory");
    }
    *spec = *r->now.spec;
    must(bh_prepare_stage_without(j->without_row, stage, account_of(j, r), &r->now.meta, &spec,
                                  done, &j->arena, &err),
         &err);
    r->now.spec = spec;
    return done;
}

static const char *auth_of(struct judge *j, const struct bh_psp_outcome *o)
{
    if (o->who == BH_PSP_NOBODY) {
        return "-";
    }
    return bh_arena_printf(&j->arena, "%s:%s", o->who == BH_PSP_USER ? "user" : "sa", o->group).p;
}

static void add_outcome(struct judge *j, const struct request *r, const struct bh_psp_outcome *o)
{
    struct bh_psp_errors errors = { 0 };
    struct bh_psp_applied applied;
    struct bh_err err;

    add_field(j, o->policy->name);
    add_field_c(j, auth_of(j, o));
    if (o->state == BH_PSP_UNUSABLE) {
        add_field_c(j, "!");
        add_field_int(j, 0);
        add_field_int(j, 1);
        add_field(j, bh_psp_failure_text(o->policy, &j->arena));
        return;
    }
    add_field_c(j, o->changed != 0 ? "~" : "=");
    must(bh_psp_apply(o->policy, &r->now, false, &applied, &j->arena, &err), &err);
    add_psp_changes(j, &applied);
    must(bh_psp_errors(o->policy, &r->now, &errors, &j->arena, &err), &err);
    add_field_int(j, o->n_errors == errors.n ? errors.n : 9999);
    for (uint32_t i = 0; i < errors.n; i++) {
        add_field(j, errors.v[i].text);
    }
}

/* One phase; the pod becomes the admitted one. Whether it is admitted. */
static bool add_phase(struct judge *j, struct request *r, enum bh_psp_phase phase, bool is_first)
{
    struct bh_psp_request request = {
        .pod = r->now,
        .phase = phase,
        .asker = { .may_use = may_use, .context = r, .has_user = r->has_user },
        .tries_all = true,
        .without = j->without,
    };
    struct bh_psp_result result;
    struct bh_psp_applied applied = { .meta = r->now.meta };
    struct bh_err err;
    struct bh_str message = BH_S("");

    add_field_c(j, phase == BH_PSP_ADMIT ? "M" : "V");
    if (bh_psp_ignores(BH_S(""), r->resource, r->subresource) ||
        (r->old != NULL && bh_psp_ignores_update(r->pod, r->old))) {
        static const char *const rest[] = { "I", "", "", "0", "0" };
        for (size_t i = 0; i < sizeof(rest) / sizeof(rest[0]); i++) {
            add_field_c(j, rest[i]);
        }
        return true;
    }
    must(bh_psp_decide(&j->set, &request, &result, &j->arena, &err), &err);
    if (result.is_allowed != (result.chosen != NULL)) {
        die("is_allowed and the chosen policy disagree");
    }
    if (!result.is_allowed) {
        must(bh_psp_denial(&request, &result, r->name, &message, &j->arena, &err), &err);
    }
    add_field_c(j, result.is_allowed ? "1" : "0");
    add_field(j, result.chosen != NULL ? result.chosen->policy->name : BH_S(""));
    add_field(j, message);
    if (result.chosen != NULL && phase == BH_PSP_ADMIT) {
        must(bh_psp_apply(result.chosen->policy, &r->now, true, &applied, &j->arena, &err), &err);
        add_psp_changes(j, &applied);
        if (is_first) {
            check_patch(j, r->pod, &applied);
        }
    } else {
        add_field_int(j, 0);
    }
    add_field_int(j, result.n_outcomes);
    for (uint32_t i = 0; i < result.n_outcomes; i++) {
        add_outcome(j, r, &result.outcomes[i]);
    }
    if (result.is_allowed && phase == BH_PSP_ADMIT) {
        r->now = (struct bh_psp_pod){ applied.meta, applied.spec };
    }
    return result.is_allowed;
}

static void create(struct judge *j, struct request *r)
{
    static const struct bh_preparations nothing = { 0 };
    bool has_account_plugin =
        bh_str_eq(r->resource, BH_S("pods")) &&
        (r->subresource.n == 0 || bh_str_eq(r->subresource, BH_S("ephemeralcontainers")));

    add_field_c(j, "P");
    add_preparations(j, has_account_plugin ? prepare(j, r, BH_PREPARE_CREATED) : &nothing);
    for (int i = 0; i <= (r->is_reinvoked ? 1 : 0); i++) {
        if (!add_phase(j, r, BH_PSP_ADMIT, i == 0)) {
            return;
        }
    }
    add_field_c(j, "S");
    add_preparations(j, prepare(j, r, BH_PREPARE_STORED));
    (void)add_phase(j, r, BH_PSP_VALIDATE, false);
}

static void read_user(struct request *r, const struct bh_node *user)
{
    const struct bh_node *groups = bh_doc_member(user, BH_S("groups"));

    r->has_user = user != NULL && user->kind == BH_NODE_OBJECT;
    r->user = (struct bh_identity){ .user = text_member(user, "name"), .groups = r->groups };
    for (uint32_t i = 0; groups != NULL && i < groups->n; i++) { /* strings: one node each */
        if (i == MOST_GROUPS) {
            die("too many groups");
        }
        r->groups[r->user.n_groups++] = bh_node_text(groups + 1 + i);
    }
}

static bool read_pod(struct judge *j, const struct bh_doc *doc, const struct bh_node *node,
                     struct bh_str namespace_, struct bh_object *out)
{
    struct bh_err err;

    if (decode(&bh_type_pod, doc, node, out, &j->arena, &err) != 0) {
        return false;
    }
    if (out->meta.namespace_.n == 0) {
        out->meta.namespace_ = namespace_;
    }
    if (out->spec == NULL) {
        out->spec = bh_new(&j->arena, struct bh_pod_spec, 1);
    }
    return out->spec != NULL && bh_str_eq(out->meta.namespace_, namespace_);
}

/* Our answer to a C line, in j->out. */
static void run_case(struct judge *j, struct bh_str text)
{
    struct bh_doc doc;
    struct bh_object *pod = new_object(&j->arena), old;
    const struct bh_node *root = parse(text, &j->arena, &j->nodes, &doc), *again;
    struct request r = { .judge = j };

    if (root == NULL) {
        die("a case that is no JSON");
    }
    r.pod = bh_doc_member(root, BH_S("pod"));
    r.old = bh_doc_member(root, BH_S("oldPod"));
    r.namespace_ = text_member(root, "namespace");
    r.resource = text_member(root, "resource");
    r.resource = r.resource.n == 0 ? BH_S("pods") : r.resource;
    r.subresource = text_member(root, "subresource");
    read_user(&r, bh_doc_member(root, BH_S("user")));
    again = bh_doc_member(root, BH_S("reinvoke"));
    r.is_reinvoked = again != NULL && again->kind == BH_NODE_TRUE;
    if (!read_pod(j, &doc, r.pod, r.namespace_, pod) ||
        (r.old != NULL && !read_pod(j, &doc, r.old, r.namespace_, &old))) {
        add_field_c(j, "E");
        return;
    }
    r.name = pod->meta.name;
    r.now = (struct bh_psp_pod){ &pod->meta, pod->spec };
    if (r.old == NULL) {
        create(j, &r);
    } else {
        (void)prepare(j, &r, BH_PREPARE_READ);
        (void)add_phase(j, &r, BH_PSP_VALIDATE, false);
    }
}

/* ---- comparing ----------------------------------------------------------------------------------- */

static bool is_same_case(struct judge *j, struct bh_str theirs)
{
    struct bh_str ours = bh_buf_str(&j->out);

    if (bh_str_starts(theirs, BH_S("E\t"))) {
        /* The ServiceAccount plug-in refuses mirror pods that name an account or a secret. Ours only prepares. */
        if (bh_str_find(theirs, BH_S("a mirror pod may not")) < theirs.n) {
            j->n_mirrors++;
            return true;
        }
        return bh_str_eq(ours, BH_S("E"));
    }
    return bh_str_eq(ours, theirs);
}

static bool is_same(struct judge *j, struct bh_str line, struct bh_str theirs)
{
    bh_buf_clear(&j->out);
    bh_arena_reset(&j->arena);
    if (bh_str_starts(line, BH_S("W\t"))) {
        read_world(j, bh_str_from(line, 2));
        return bh_str_eq(bh_buf_str(&j->out), policies_of_world(theirs));
    }
    if (!bh_str_starts(line, BH_S("C\t"))) {
        die("a line that is neither a world nor a case");
    }
    run_case(j, bh_str_from(line, 2));
    if (j->out.is_broken) {
        die("no memory");
    }
    return is_same_case(j, theirs);
}

static bool next_line(FILE *in, char **line, size_t *room, struct bh_str *out)
{
    ssize_t n;

    do {
        n = getline(line, room, in);
    } while (n > 0 && (*line)[0] == '#'); /* a header: generator, seed, oracle */
    if (n <= 0) {
        return false;
    }
    *out = bh_str(*line, (size_t)n - ((*line)[n - 1] == '\n' ? 1 : 0));
    return true;
}

static FILE *open_lines(const char *path)
{
    FILE *in = fopen(path, "re");
    if (in == NULL) {
        die("a file cannot be opened");
    }
    return in;
}

/* Judges all cases, at most until 'most' are wrong. */
static size_t count_wrong(struct judge *j, char *const *paths, size_t most, bool tells,
                          size_t *out_n)
{
    FILE *cases = open_lines(paths[0]), *answers = open_lines(paths[1]);
    char *lines[2] = { NULL, NULL };
    size_t rooms[2] = { 0, 0 }, wrong = 0, n = 0;
    struct bh_str line, theirs;

    while (wrong < most && next_line(cases, &lines[0], &rooms[0], &line)) {
        if (!next_line(answers, &lines[1], &rooms[1], &theirs)) {
            die("there are fewer answers than cases");
        }
        n++;
        if (!is_same(j, line, theirs) && ++wrong <= 5 && tells) {
            printf("# case   " BH_FMT "\n# oracle " BH_FMT "\n# ours   " BH_FMT "\n", BH_ARG(line),
                   BH_ARG(theirs), BH_ARG(bh_buf_str(&j->out)));
        }
    }
    if (wrong < most && next_line(answers, &lines[1], &rooms[1], &theirs)) {
        die("there are more answers than cases");
    }
    fclose(cases);
    fclose(answers);
    free(lines[0]);
    free(lines[1]);
    *out_n = n;
    return wrong;
}

static int judge_cases(struct judge *j, char *const *paths)
{
    size_t n, wrong = count_wrong(j, paths, SIZE_MAX, true, &n);
    bool is_good = wrong == 0 && n > 0;

    printf("# left out: %zu mirror pods that are refused before PodSecurityPolicy sees them\n",
           j->n_mirrors);
    printf("1..1\n%s 1 - %zu worlds and cases of PodSecurityPolicy, %zu differ\n",
           is_good ? "ok" : "not ok", n, wrong);
    return is_good ? 0 : 1;
}

static bool is_noticed(struct judge *j, char *const *paths, size_t number, const char *what)
{
    size_t n;
    bool is_so = count_wrong(j, paths, 1, false, &n) > 0;

    printf("%s %zu - without %s some case differs\n", is_so ? "ok" : "not ok", number, what);
    return is_so;
}

static int mutate(struct judge *j, char *const *paths)
{
    size_t n, number = 0;
    const struct bh_psp_field *fields = bh_psp_fields(&n);
    bool is_good = true;

    for (size_t i = 0; i < n; i++) {
        j->without = (uint32_t)1 << i;
        is_good = is_noticed(j, paths, ++number, fields[i].id) && is_good;
    }
    j->without = 0;
    for (int stage = BH_PREPARE_READ; stage <= BH_PREPARE_STORED; stage++) {
        const struct bh_prepare_row *rows = bh_prepare_stage_rows((enum bh_prepare_stage)stage, &n);
        for (size_t i = 0; i < n; i++) {
            j->without_row = &rows[i];
            is_good = is_noticed(j, paths, ++number, rows[i].id) && is_good;
        }
    }
    printf("1..%zu\n", number);
    return is_good ? 0 : 1;
}

int main(int argc, char **argv)
{
    static struct judge j;
    bool is_mutation = argc == 4 && strcmp(argv[1], "--mutations") == 0;

    if (argc != 3 && !is_mutation) {
        die("usage: judge_psp [--mutations] CASES ANSWERS");
    }
    bh_arena_init(&j.world, BUDGET);
    bh_arena_init(&j.rbac_arena, BUDGET);
    bh_arena_init(&j.arena, BUDGET);
    bh_snapshot_init(&j.snapshot, BUDGET);
    int rc = is_mutation ? mutate(&j, argv + 2) : judge_cases(&j, argv + 1);
    bh_buf_done(&j.out);
    bh_buf_done(&j.quoted);
    bh_nodes_done(&j.nodes);
    bh_nodes_done(&j.world_nodes);
    bh_nodes_done(&j.piece_nodes);
    bh_snapshot_done(&j.snapshot);
    bh_arena_done(&j.arena);
    bh_arena_done(&j.rbac_arena);
    bh_arena_done(&j.world);
    return rc;
}
