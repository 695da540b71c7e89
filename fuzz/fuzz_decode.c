/* Fuzzes the decoder: the input is a JSON value, decoded as an object of the kind that it names. Properties:
 *
 *   - the same document gives the same result, with every budget that is enough; every smaller one is -LIMIT;
 *   - a refusal of input has a place, a limit keeps its outputs untouched;
 *   - where the last of repeated keys is taken, nothing is refused for being repeated, and what has no
 *     repeated key decodes as without the option;
 *   - an accepted document of a known kind in which one key of the root, its metadata or spec is written
 *     twice is refused, naming the repetition; with the option it decodes as the original;
 *   - every issue has a path and a place. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "fuzz.h"
#include "kube/json.h"
#include "kube/kinds.h"

#define CHECK(cond) BH_BUG_ON(!(cond))

enum { BUDGET = 64 * 1024 * 1024 };

struct outcome {
    int rc;
    struct bh_err err;
    struct bh_arena arena;
    struct bh_decoded decoded;
    struct bh_issues issues;
};

static struct bh_str text_of(const struct bh_node *object, struct bh_str key)
{
    const struct bh_node *value = bh_doc_member(object, key);

    return value != NULL && value->kind == BH_NODE_STRING ? bh_node_text(value) : bh_str(NULL, 0);
}

static void decode(const struct bh_doc *doc, bool takes_last, size_t budget, struct outcome *out)
{
    const struct bh_decode_options options = { .takes_last_key = takes_last };

    memset(out, 0, sizeof(*out));
    bh_arena_init(&out->arena, budget);
    out->rc = bh_decode_object(doc, text_of(doc->nodes, BH_S("apiVersion")),
                               text_of(doc->nodes, BH_S("kind")), &options, &out->decoded,
                               &out->issues, &out->arena, &out->err);
    CHECK(out->rc == 0 || out->rc == -BH_ERR_INPUT || out->rc == -BH_ERR_LIMIT);
    CHECK(out->rc != -BH_ERR_INPUT || (out->err.line > 0 && out->err.column > 0));
    CHECK(out->rc == 0 || out->decoded.role == 0);
    CHECK(out->issues.n <= BH_MAX_ISSUES);
    for (uint32_t i = 0; i < out->issues.n; i++) {
        const struct bh_issue *issue = &out->issues.v[i];
        CHECK(bh_str_is_set(issue->path) && issue->place.line > 0 && issue->place.column > 0);
        CHECK(issue->kind == BH_ISSUE_UNKNOWN_FIELD ||
              (issue->kind == BH_ISSUE_REPEATED_KEY && issue->other.line > 0 && takes_last));
    }
}

static void check_same_str(struct bh_str a, struct bh_str b)
{
    CHECK(bh_str_is_set(a) == bh_str_is_set(b) && bh_str_eq(a, b));
}

/* Containers and volumes are counted, and looked at in what tells them apart. */
static void check_same_spec(const struct bh_pod_spec *a, const struct bh_pod_spec *b)
{
    CHECK((a == NULL) == (b == NULL));
    if (a == NULL) {
        return;
    }
    CHECK(a->containers.n == b->containers.n && a->init_containers.n == b->init_containers.n);
    CHECK(a->volumes.n == b->volumes.n && a->host_pid == b->host_pid);
    CHECK(a->host_network == b->host_network && (a->security == NULL) == (b->security == NULL));
    for (uint32_t i = 0; i < a->containers.n; i++) {
        const struct bh_container *x = (const struct bh_container *)a->containers.v + i;
        const struct bh_container *y = (const struct bh_container *)b->containers.v + i;
        check_same_str(x->name, y->name);
        CHECK(x->ports.n == y->ports.n && (x->security == NULL) == (y->security == NULL));
        CHECK(x->security == NULL || x->security->privileged == y->security->privileged);
    }
    for (uint32_t i = 0; i < a->volumes.n; i++) {
        const struct bh_volume *x = (const struct bh_volume *)a->volumes.v + i;
        const struct bh_volume *y = (const struct bh_volume *)b->volumes.v + i;
        CHECK(memcmp(x->has, y->has, sizeof(x->has)) == 0);
        check_same_str(x->host_path, y->host_path);
    }
}

static void check_same_object(const struct bh_decoded *a, const struct bh_decoded *b)
{
    CHECK(a->kind == b->kind && a->role == b->role && a->n_templates == b->n_templates);
    check_same_str(a->object.meta.name, b->object.meta.name);
    check_same_str(a->object.meta.namespace_, b->object.meta.namespace_);
    CHECK(a->object.meta.labels.n == b->object.meta.labels.n);
    CHECK(a->object.template_meta.annotations.n == b->object.template_meta.annotations.n);
    check_same_spec(a->object.spec, b->object.spec);
}

static void check_same(const struct outcome *a, const struct outcome *b)
{
    CHECK(a->rc == b->rc);
    if (a->rc != 0) {
        CHECK(a->err.line == b->err.line && a->err.column == b->err.column);
        CHECK(strcmp(a->err.msg, b->err.msg) == 0);
        return;
    }
    CHECK(a->issues.n == b->issues.n && a->issues.n_more == b->issues.n_more);
    for (uint32_t i = 0; i < a->issues.n; i++) {
        check_same_str(a->issues.v[i].path, b->issues.v[i].path);
    }
    check_same_object(&a->decoded, &b->decoded);
}

/* A path that was cut may start alike, but is then followed by what was expected. */
static bool is_repetition(const struct bh_err *err)
{
    return strncmp(err->msg, "key '", 5) == 0 && strstr(err->msg, ": expected ") == NULL;
}

/* ---- repeating a key ------------------------------------------------------------------------------- */

static int read_doc(struct bh_str input, struct bh_arena *arena, struct bh_nodes *nodes,
                    struct bh_doc *doc)
{
    const char *start = NULL;
    struct bh_json json;
    struct bh_err err;

    bh_json_window(&json, input.p, input.p, input.p + input.n, true, 1, 1);
    int rc = bh_json_value(&json, arena, nodes, &start, &err);
    if (rc == 0) {
        *doc = (struct bh_doc){
            .nodes = nodes->v,
            .n = nodes->n,
            .text = bh_str(start, (size_t)(json.at - start)),
            .line = 1,
            .column = 1,
        };
    }
    return rc;
}

/* Writes the document with the first pair of 'object' once more at its end: the text from the key to where
 * its value ends is the text up to the next key, or to the closing brace, without the comma. */
static bool repeat_first_key(const struct bh_doc *doc, const struct bh_node *object,
                             struct bh_buf *out)
{
    if (object == NULL || object->kind != BH_NODE_OBJECT || object->n < 2 ||
        bh_doc_key(object, bh_node_text(object + 1)) != object + 1) {
        return false;
    }
    const struct bh_node *first = object + 1, *second = first + first->skip;
    struct bh_str pair = bh_str(doc->text.p + first->place, second->place - first->place);

    while (pair.n > 0 && pair.p[pair.n - 1] != ',') {
        pair.n--;
    }
    bh_buf_add(out, bh_str(doc->text.p, first->place));
    bh_buf_add(out, pair);
    bh_buf_add(out, bh_str_from(doc->text, first->place));
    return true;
}

static bool has_field(const struct bh_type *type, const char *name)
{
    for (uint32_t i = 0; i < type->n_fields; i++) {
        if (strcmp(type->fields[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void check_repeated(const struct bh_doc *doc, const struct bh_node *object,
                           const struct outcome *plain)
{
    struct bh_buf text = { 0 };
    struct bh_nodes nodes = { 0 };
    struct bh_arena arena;
    struct bh_doc twice;
    struct outcome got;

    bh_arena_init(&arena, BUDGET);
    if (repeat_first_key(doc, object, &text) &&
        read_doc(bh_buf_str(&text), &arena, &nodes, &twice) == 0) {
        decode(&twice, false, BUDGET, &got);
        CHECK(got.rc != 0);
        CHECK(got.rc == -BH_ERR_LIMIT || strncmp(got.err.msg, "key '", 5) == 0);
        bh_arena_done(&got.arena);
        decode(&twice, true, BUDGET, &got);
        CHECK(got.rc == 0 || got.rc == -BH_ERR_LIMIT);
        if (got.rc == 0) {
            CHECK(got.issues.n + got.issues.n_more > 0);
            check_same_object(&plain->decoded, &got.decoded);
        }
        bh_arena_done(&got.arena);
    }
    bh_arena_done(&arena);
    bh_nodes_done(&nodes);
    bh_buf_done(&text);
}

/* ---- budgets ---------------------------------------------------------------------------------------- */

static void check_budgets(const struct bh_doc *doc, const struct outcome *whole)
{
    size_t used = whole->arena.used;
    struct outcome got;

    decode(doc, false, used, &got);
    check_same(whole, &got);
    bh_arena_done(&got.arena);
    for (unsigned i = 0; used > 0 && i < 8; i++) {
        decode(doc, false, i == 0 ? used - 1 : used * (i - 1) / 8, &got);
        CHECK(got.rc == -BH_ERR_LIMIT);
        bh_arena_done(&got.arena);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct outcome plain, again, last;
    struct bh_nodes nodes = { 0 };
    struct bh_arena arena;
    struct bh_doc doc;

    bh_arena_init(&arena, BUDGET);
    if (read_doc(bh_str((const char *)data, size), &arena, &nodes, &doc) == 0) {
        decode(&doc, false, BUDGET, &plain);
        decode(&doc, false, BUDGET, &again);
        decode(&doc, true, BUDGET, &last);
        check_same(&plain, &again);
        CHECK(last.rc == 0 || !is_repetition(&last.err));
        if (plain.rc == 0) {
            CHECK(last.rc == 0);
            check_same(&plain, &last);
            check_budgets(&doc, &plain);
        }
        if (plain.rc == 0 &&
            plain.decoded.kind != NULL) { /* of other kinds only a part is looked at */
            check_repeated(&doc, doc.nodes, &plain);
            check_repeated(&doc, bh_doc_member(doc.nodes, BH_S("metadata")), &plain);
            if (has_field(plain.decoded.kind->type, "spec")) {
                check_repeated(&doc, bh_doc_member(doc.nodes, BH_S("spec")), &plain);
            }
        }
        bh_arena_done(&plain.arena);
        bh_arena_done(&again.arena);
        bh_arena_done(&last.arena);
    }
    bh_arena_done(&arena);
    bh_nodes_done(&nodes);
    return 0;
}
