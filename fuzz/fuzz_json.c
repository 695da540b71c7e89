/* Fuzzes the JSON reader. Properties:
 *
 *   - bh_json_skip and bh_json_value take and refuse the same, with the same error, and end at the
 *     same byte;
 *   - the portable code path (compiled a second time, below) gives what the SSE2 path gives;
 *   - a window that grows piece by piece gives the nodes or the error of the whole input at once;
 *   - pulling a value apart with open, key and element finds what the nodes say;
 *   - what is printed from the nodes reads back as the same nodes;
 *   - whatever simdjson or jansson accepts we accept, with the same value, and the other way round.
 *
 * Known differences, which are not compared:
 *   - simdjson refuses integers above 64 bits, reals that overflow, more than 1024 levels, and lone
 *     surrogate escapes;
 *   - jansson refuses integers above 63 bits, reals that overflow, more than 2048 levels, lone
 *     surrogate escapes and NUL in keys; it keeps only the last of repeated keys; it loses NUL
 *     bytes after numbers, and takes one after the value for the end, so that it is not asked where
 *     there is one (which we always refuse);
 *   - neither has our limits: 10000 levels, and a number of values. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/map.h"
#include "fuzz.h"
#include "kube/json.h"

#ifdef BH_HAVE_JANSSON
#include <jansson.h>
#endif
#ifdef BH_HAVE_SIMDJSON
#include "oracle_simdjson.h"
#endif

/* The same source once more, without SSE2. */
void portable_window(struct bh_json *json, const char *start, const char *at, const char *end,
                     bool is_last, uint32_t line, uint32_t column);
int portable_value(struct bh_json *json, struct bh_arena *arena, struct bh_nodes *nodes,
                   const char **out_start, struct bh_err *err);
int portable_skip(struct bh_json *json, struct bh_err *err);
int portable_peek(struct bh_json *json, int *out, struct bh_err *err);
int portable_open(struct bh_json *json, char bracket, struct bh_err *err);
int portable_key(struct bh_json *json, bool is_first, struct bh_arena *arena,
                 struct bh_str *out_key, struct bh_err *err);
int portable_element(struct bh_json *json, bool is_first, bool *out_has_element,
                     struct bh_err *err);
struct bh_place portable_place(const struct bh_json *json, const char *p);

#define BH_JSON_PORTABLE 1
#define bh_json_window   portable_window
#define bh_json_value    portable_value
#define bh_json_skip     portable_skip
#define bh_json_peek     portable_peek
#define bh_json_open     portable_open
#define bh_json_key      portable_key
#define bh_json_element  portable_element
#define bh_json_place    portable_place
#include "kube/json.c"
#undef bh_json_window
#undef bh_json_value
#undef bh_json_skip
#undef bh_json_peek
#undef bh_json_open
#undef bh_json_key
#undef bh_json_element
#undef bh_json_place

#define CHECK(cond) BH_BUG_ON(!(cond))

struct outcome {
    int rc;
    struct bh_err err;
    struct bh_arena arena;
    struct bh_nodes nodes;
    size_t start, after; /* of the value */
};

static void outcome_done(struct outcome *o)
{
    bh_nodes_done(&o->nodes);
    bh_arena_done(&o->arena);
}

static void check_same_error(const struct bh_err *a, const struct bh_err *b)
{
    CHECK(a->kind == b->kind && a->line == b->line && a->column == b->column);
    CHECK(strcmp(a->msg, b->msg) == 0);
}

static void check_same_nodes(const struct bh_nodes *a, const struct bh_nodes *b, bool has_places)
{
    CHECK(a->n == b->n);
    for (uint32_t i = 0; i < a->n; i++) {
        const struct bh_node *x = &a->v[i], *y = &b->v[i];
        CHECK(x->kind == y->kind && x->n == y->n && x->skip == y->skip);
        CHECK(!has_places || x->place == y->place);
        CHECK((x->p == NULL) == (y->p == NULL));
        CHECK(x->p == NULL || x->n == 0 || memcmp(x->p, y->p, x->n) == 0);
    }
}

static void check_same(const struct outcome *a, const struct outcome *b)
{
    CHECK(a->rc == b->rc);
    if (a->rc != 0) {
        check_same_error(&a->err, &b->err);
    } else {
        CHECK(a->start == b->start && a->after == b->after);
        check_same_nodes(&a->nodes, &b->nodes, true);
    }
}

typedef int value_fn(struct bh_json *json, struct bh_arena *arena, struct bh_nodes *nodes,
                     const char **out_start, struct bh_err *err);

static void read_whole(value_fn *value, struct bh_str input, struct outcome *out)
{
    struct bh_json json;
    const char *start = input.p;

    *out = (struct outcome){ 0 };
    bh_arena_init(&out->arena, BH_MAX_OBJECT_MEMORY);
    bh_json_window(&json, input.p, input.p, input.p + input.n, true, 1, 1);
    out->rc = value(&json, &out->arena, &out->nodes, &start, &out->err);
    out->start = (size_t)(start - input.p);
    out->after = (size_t)(json.at - input.p);
    CHECK(out->rc <= 0);
    CHECK(out->rc == 0 || (out->err.line > 0 && out->err.column > 0));
}

/* Every window is a block of its own, so that a sanitizer sees a byte read beyond it. The last one
 * is kept in *out_block, since nodes point into it. */
static void read_in_pieces(struct bh_str input, uint32_t random, struct outcome *out,
                           char **out_block)
{
    size_t n = 0;
    bool has_seen_all = false; /* the end shows only at the next read, as with files */

    *out = (struct outcome){ 0 };
    bh_arena_init(&out->arena, BH_MAX_OBJECT_MEMORY);
    for (;;) {
        struct bh_json json;
        const char *start = NULL;
        char *block = malloc(n > 0 ? n : 1);
        CHECK(block != NULL);
        if (n > 0) {
            memcpy(block, input.p, n);
        }
        bool is_last = n == input.n && has_seen_all;
        has_seen_all = n == input.n;
        bh_json_window(&json, block, block, block + n, is_last, 1, 1);
        bh_arena_reset(&out->arena);
        int skipped = bh_json_skip(&json, &out->err);
        struct bh_err skip_err = out->err;
        json.at = block;
        out->rc = bh_json_value(&json, &out->arena, &out->nodes, &start, &out->err);
        CHECK(skipped == out->rc);
        if (out->rc < 0) {
            check_same_error(&skip_err, &out->err);
        }
        if (out->rc != BH_JSON_MORE) {
            if (out->rc == 0) {
                out->start = (size_t)(start - block);
            }
            out->after = (size_t)(json.at - block);
            *out_block = block;
            return;
        }
        CHECK(!is_last && json.at == block);
        free(block);
        random = random * 1664525u + 1013904223u;
        size_t step = n == input.n ? 0 : 1 + (random >> 8) % (input.n / 8 + 1);
        n = step > input.n - n ? input.n : n + step;
    }
}

/* --- printing --------------------------------------------------------------------------------- */

static void print_json_string(struct bh_buf *out, struct bh_str s)
{
    bh_buf_add_byte(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20) {
            bh_buf_addf(out, "\\u%04X", c);
        } else {
            if (c == '"' || c == '\\') {
                bh_buf_add_byte(out, '\\');
            }
            bh_buf_add_byte(out, (char)c);
        }
    }
    bh_buf_add_byte(out, '"');
}

/* Text that the oracles print alike: lengths before strings, numbers as 64-bit integers or
 * doubles. */
static void print_canonical_string(struct bh_buf *out, struct bh_str s)
{
    bh_buf_addf(out, "%zu\"", s.n);
    bh_buf_add(out, s);
}

static void print_canonical_number(struct bh_buf *out, struct bh_str s)
{
    char text[512];

    if (s.n >= sizeof(text)) { /* compared only when an oracle takes such a number */
        char *copy = strndup(s.p, s.n);
        CHECK(copy != NULL);
        bh_buf_addf(out, "%.17g", strtod(copy, NULL));
        free(copy);
        return;
    }
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    if (strpbrk(text, ".eE") != NULL) {
        bh_buf_addf(out, "%.17g", strtod(text, NULL));
    } else if (text[0] == '-') {
        bh_buf_addf(out, "%lld", strtoll(text, NULL, 10));
    } else {
        bh_buf_addf(out, "%llu", strtoull(text, NULL, 10));
    }
}

/* Depth is limited by the caller. */
static void print_node(struct bh_buf *out, const struct bh_node *node, bool is_canonical)
{
    switch ((enum bh_node_kind)node->kind) {
    case BH_NODE_NULL:
        bh_buf_add_c(out, is_canonical ? "n" : "null");
        break;
    case BH_NODE_FALSE:
        bh_buf_add_c(out, is_canonical ? "f" : "false");
        break;
    case BH_NODE_TRUE:
        bh_buf_add_c(out, is_canonical ? "t" : "true");
        break;
    case BH_NODE_NUMBER:
        if (is_canonical) {
            print_canonical_number(out, bh_node_text(node));
        } else {
            bh_buf_add(out, bh_node_text(node));
        }
        break;
    case BH_NODE_KEY:
    case BH_NODE_STRING:
        if (is_canonical) {
            print_canonical_string(out, bh_node_text(node));
        } else {
            print_json_string(out, bh_node_text(node));
        }
        break;
    case BH_NODE_ARRAY:
    case BH_NODE_OBJECT: {
        bool is_object = node->kind == BH_NODE_OBJECT;
        const struct bh_node *child = node + 1;
        bh_buf_add_byte(out, is_object ? '{' : '[');
        for (uint32_t i = 0; i < node->n; i++, child += child->skip) {
            CHECK((child->kind == BH_NODE_KEY) == is_object);
            if (!is_canonical && i > 0) {
                bh_buf_add_c(out, ", ");
            }
            print_node(out, child, is_canonical);
            if (is_object) {
                CHECK(child->skip == 1 + child[1].skip);
                bh_buf_add_c(out, ":");
                print_node(out, child + 1, is_canonical);
            }
            if (is_canonical) {
                bh_buf_add_byte(out, ',');
            }
        }
        CHECK(child == node + node->skip);
        bh_buf_add_byte(out, is_object ? '}' : ']');
        break;
    }
    }
}

/* --- what the nodes hold ---------------------------------------------------------------------- */

struct traits {
    uint32_t depth;
    bool has_repeated_key;
    bool has_opaque;      /* a "fieldsV1", whose members are not among the nodes */
    bool has_replacement; /* a U+FFFD, as a lone surrogate gives */
};

static struct traits look(const struct bh_nodes *nodes)
{
    struct traits traits = { 0 };
    uint32_t *ends = malloc((nodes->n + 1) * sizeof(*ends));

    CHECK(ends != NULL);
    uint32_t depth = 0;
    for (uint32_t i = 0; i < nodes->n; i++) {
        const struct bh_node *node = &nodes->v[i];
        while (depth > 0 && ends[depth - 1] <= i) {
            depth--;
        }
        if (node->kind == BH_NODE_ARRAY || node->kind == BH_NODE_OBJECT) {
            ends[depth++] = i + node->skip;
            traits.depth = depth > traits.depth ? depth : traits.depth;
        }
        traits.has_opaque = traits.has_opaque || node->flags == BH_NODE_OPAQUE;
        if (node->kind == BH_NODE_OBJECT) {
            const struct bh_node *k = node + 1;
            for (uint32_t j = 0; j < node->n; j++, k += k->skip) {
                traits.has_repeated_key =
                    traits.has_repeated_key || bh_doc_key(node, bh_node_text(k)) != k;
            }
        }
        if (node->kind == BH_NODE_STRING || node->kind == BH_NODE_KEY) {
            traits.has_replacement =
                traits.has_replacement ||
                bh_str_find(bh_node_text(node), BH_S("\xEF\xBF\xBD")) < node->n;
        }
    }
    free(ends);
    return traits;
}

/* --- the oracles ------------------------------------------------------------------------------ */

#if defined(BH_HAVE_JANSSON) || defined(BH_HAVE_SIMDJSON)
static void check_text(const struct bh_buf *ours, const char *theirs, size_t n)
{
    CHECK(!ours->is_broken && ours->n == n && memcmp(ours->p, theirs, n) == 0);
}
#endif

#ifdef BH_HAVE_JANSSON
static void print_jansson(struct bh_buf *out, json_t *value)
{
    size_t i, key_size;
    json_t *child;
    const char *key;

    switch (json_typeof(value)) {
    case JSON_OBJECT:
        bh_buf_add_byte(out, '{');
        json_object_keylen_foreach(value, key, key_size, child)
        {
            print_canonical_string(out, bh_str(key, key_size));
            bh_buf_add_byte(out, ':');
            print_jansson(out, child);
            bh_buf_add_byte(out, ',');
        }
        bh_buf_add_byte(out, '}');
        break;
    case JSON_ARRAY:
        bh_buf_add_byte(out, '[');
        json_array_foreach(value, i, child)
        {
            print_jansson(out, child);
            bh_buf_add_byte(out, ',');
        }
        bh_buf_add_byte(out, ']');
        break;
    case JSON_STRING:
        print_canonical_string(out, bh_str(json_string_value(value), json_string_length(value)));
        break;
    case JSON_INTEGER:
        bh_buf_addf(out, "%lld", (long long)json_integer_value(value));
        break;
    case JSON_REAL:
        bh_buf_addf(out, "%.17g", json_real_value(value));
        break;
    case JSON_TRUE:
        bh_buf_add_byte(out, 't');
        break;
    case JSON_FALSE:
        bh_buf_add_byte(out, 'f');
        break;
    case JSON_NULL:
        bh_buf_add_byte(out, 'n');
        break;
    }
}

static void check_jansson(struct bh_str input, bool is_accepted, const struct traits *traits,
                          const struct bh_buf *canonical)
{
    json_error_t error;
    json_t *value = json_loadb(input.p, input.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);

    if (value == NULL) {
        bool is_known = json_error_code(&error) == json_error_numeric_overflow ||
                        json_error_code(&error) == json_error_stack_overflow ||
                        json_error_code(&error) == json_error_null_byte_in_key ||
                        traits->has_replacement;
        CHECK(!is_accepted || is_known);
        return;
    }
    CHECK(is_accepted);
    if (!traits->has_repeated_key) {
        struct bh_buf theirs = { 0 };
        print_jansson(&theirs, value);
        check_text(canonical, theirs.p, theirs.n);
        bh_buf_done(&theirs);
    }
    json_decref(value);
}
#endif

#ifdef BH_HAVE_SIMDJSON
static void check_simdjson(struct bh_str input, bool is_accepted, const struct traits *traits,
                           const struct bh_buf *canonical)
{
    char *theirs = NULL;
    size_t n = 0;

    switch (oracle_simdjson(input.p, input.n, &theirs, &n)) {
    case ORACLE_ACCEPTS:
        CHECK(is_accepted);
        if (!traits->has_replacement) { /* a lone surrogate may have become something else there */
            check_text(canonical, theirs, n);
        }
        break;
    case ORACLE_REFUSES:
        CHECK(!is_accepted);
        break;
    case ORACLE_REFUSES_STRING:
        CHECK(!is_accepted || traits->has_replacement);
        break;
    case ORACLE_HAS_LIMIT:
        break;
    }
    free(theirs);
}
#endif

static void check_oracles(struct bh_str input, bool is_accepted, const struct traits *traits,
                          const struct bh_buf *canonical)
{
#ifdef BH_HAVE_JANSSON
    if (bh_str_find_byte(input, '\0') == input.n) {
        check_jansson(input, is_accepted, traits, canonical);
    }
#endif
#ifdef BH_HAVE_SIMDJSON
    if (!bh_str_starts(input, BH_S("\xEF\xBB\xBF"))) { /* newer versions pass over it */
        check_simdjson(input, is_accepted, traits, canonical);
    }
#endif
    (void)input;
    (void)is_accepted;
    (void)traits;
    (void)canonical;
}

/* --- pulling and skipping --------------------------------------------------------------------- */

/* Pulls the value that 'node' stands for. Depth is limited by the caller. */
static void pull(struct bh_json *json, struct bh_arena *arena, const struct bh_node *node)
{
    struct bh_err err = { 0 };
    struct bh_nodes nodes = { 0 };
    const struct bh_node *child = node + 1;
    const char *start;
    int kind;

    CHECK(bh_json_peek(json, &kind, &err) == 0 && kind == node->kind);
    if (node->kind == BH_NODE_OBJECT) {
        struct bh_str key;
        CHECK(bh_json_open(json, '{', &err) == 0);
        for (uint32_t i = 0; i < node->n; i++, child += child->skip) {
            CHECK(bh_json_key(json, i == 0, arena, &key, &err) == 0);
            CHECK(bh_str_is_set(key) && bh_str_eq(key, bh_node_text(child)));
            pull(json, arena, child + 1);
        }
        CHECK(bh_json_key(json, node->n == 0, arena, &key, &err) == 0 && !bh_str_is_set(key));
    } else if (node->kind == BH_NODE_ARRAY) {
        bool has_element;
        CHECK(bh_json_open(json, '[', &err) == 0);
        for (uint32_t i = 0; i < node->n; i++, child += child->skip) {
            CHECK(bh_json_element(json, i == 0, &has_element, &err) == 0 && has_element);
            pull(json, arena, child);
        }
        CHECK(bh_json_element(json, node->n == 0, &has_element, &err) == 0 && !has_element);
    } else {
        CHECK(bh_json_value(json, arena, &nodes, &start, &err) == 0);
        CHECK(nodes.n == 1 && nodes.v[0].kind == node->kind);
        CHECK(node->p == NULL || bh_str_eq(bh_node_text(&nodes.v[0]), bh_node_text(node)));
        bh_nodes_done(&nodes);
    }
}

static void check_skip(struct bh_str input, const struct outcome *whole)
{
    struct bh_json json;
    struct bh_err err = { 0 };

    bh_json_window(&json, input.p, input.p, input.p + input.n, true, 1, 1);
    CHECK(bh_json_skip(&json, &err) == whole->rc);
    if (whole->rc == 0) {
        CHECK((size_t)(json.at - input.p) == whole->after);
    } else {
        check_same_error(&err, &whole->err);
    }
    bh_json_window(&json, input.p, input.p, input.p + input.n, true, 1, 1);
    CHECK(portable_skip(&json, &err) == whole->rc);
}

static void check_reprint(const struct outcome *whole)
{
    struct bh_buf text = { 0 };
    struct outcome again;

    print_node(&text, whole->nodes.v, false);
    CHECK(!text.is_broken);
    read_whole(bh_json_value, bh_buf_str(&text), &again);
    CHECK(again.rc == 0 && again.after == text.n);
    check_same_nodes(&whole->nodes, &again.nodes, false);
    outcome_done(&again);
    bh_buf_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bh_str input = bh_str(size > 0 ? (const char *)data : "", size);
    struct outcome whole, portable, pieces;
    char *block;
    struct bh_json json;
    struct bh_err err = { 0 };
    int kind = -1;

    read_whole(bh_json_value, input, &whole);
    read_whole(portable_value, input, &portable);
    check_same(&whole, &portable);
    outcome_done(&portable);
    check_skip(input, &whole);
    for (uint32_t i = 0; i < 2; i++) {
        read_in_pieces(input, bh_hash(input, i), &pieces, &block);
        check_same(&whole, &pieces);
        outcome_done(&pieces);
        free(block);
    }

    struct traits traits = { 0 };
    struct bh_buf canonical = { 0 };
    bool is_accepted = false;

    if (whole.rc == 0) {
        traits = look(&whole.nodes);
        CHECK(traits.depth <= BH_MAX_DEPTH);
        bh_json_window(&json, input.p, input.p + whole.after, input.p + input.n, true, 1, 1);
        is_accepted = bh_json_peek(&json, &kind, &err) == 0 && kind == 0;
        if (traits.depth > 500 || traits.has_opaque) {
            outcome_done(&whole); /* this file's own recursion; values that are not there */
            return 0;
        }
        print_node(&canonical, whole.nodes.v, true);
        check_reprint(&whole);
        bh_json_window(&json, input.p, input.p, input.p + input.n, true, 1, 1);
        pull(&json, &whole.arena, whole.nodes.v);
        CHECK((size_t)(json.at - input.p) == whole.after);
    }
    if (whole.rc != -BH_ERR_LIMIT) {
        check_oracles(input, is_accepted, &traits, &canonical);
    }
    bh_buf_done(&canonical);
    outcome_done(&whole);
    return 0;
}
