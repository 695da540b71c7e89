/* The table-driven decoder: walks a document's nodes along the rows of a type, stores what the engines read,
 * checks the rest. Called by kinds.c and by tests and fuzzers. Recursion is bounded by the types, which do not
 * contain themselves. Leaves out defaults (prepare.c). */
#include "kube/decode.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/near.h"
#include "base/num.h"
#include "kube/objects.h"
#include "kube/quantity.h"
#include "kube/repeats.h"
#include "kube/timestamp.h"

struct frame { /* the way from the decoded root to where we are, innermost first */
    const struct frame *up;
    const struct bh_node *key; /* of a field or map entry; NULL for an element or the root */
    uint32_t index;            /* of an element */
    bool in_map;
};

struct decoder {
    const struct bh_doc *doc;
    const struct bh_decode_options *options;
    struct bh_issues *issues;
    struct bh_arena *arena;
    struct bh_err *err;
};

/* ---- paths and errors --------------------------------------------------------------------------- */

/* Appends one byte to 'out' at *n, or only counts it when 'out' is NULL. */
static void put(char *out, size_t *n, char c)
{
    if (out != NULL) {
        out[*n] = c;
    }
    (*n)++;
}

static size_t step_text(const struct frame *at, bool is_first, char *out)
{
    char number[24];
    size_t n = 0;
    bool in_brackets = at->key == NULL || at->in_map;
    struct bh_str text = at->key != NULL ? bh_node_text(at->key) : bh_num_text(at->index, number);

    if (in_brackets || !is_first) {
        put(out, &n, in_brackets ? '[' : '.');
    }
    for (size_t i = 0; i < text.n; i++) {
        put(out, &n, text.p[i]);
    }
    if (in_brackets) {
        put(out, &n, ']');
    }
    return n;
}

/* kubectl's path of 'at'; unset when the arena's budget is spent. */
static struct bh_str path_text(const struct decoder *d, const struct frame *at)
{
    struct bh_str base = bh_str_c(d->options->path != NULL ? d->options->path : "");
    size_t size = base.n;

    for (const struct frame *f = at; f != NULL && f->up != NULL; f = f->up) {
        size += step_text(f, base.n == 0 && f->up->up == NULL, NULL);
    }
    char *p = bh_arena_alloc(d->arena, size, 1);
    if (p == NULL) {
        return bh_str(NULL, 0);
    }
    size_t end = size;
    for (const struct frame *f = at; f != NULL && f->up != NULL; f = f->up) {
        bool is_first = base.n == 0 && f->up->up == NULL;
        end -= step_text(f, is_first, NULL);
        step_text(f, is_first, p + end);
    }
    if (base.n > 0) {
        memcpy(p, base.p, base.n);
    }
    return bh_str(p, size);
}

static struct bh_str shorten(struct bh_str s, size_t most)
{
    return s.n > most ? bh_str(s.p, most) : s;
}

static int fail_wrong(const struct decoder *d, const struct frame *at, const struct bh_node *node,
                      const char *expected)
{
    struct bh_place place = bh_doc_place(d->doc, node);
    struct bh_str path = path_text(d, at);
    bool has_text = node->kind == BH_NODE_NUMBER || node->kind == BH_NODE_STRING;
    struct bh_str text = has_text ? shorten(bh_node_text(node), 48) : bh_str(NULL, 0);

    if (!bh_str_is_set(path)) {
        return bh_arena_fail(d->arena, d->err);
    }
    path = path.n > 100 ? bh_str_from(path, path.n - 100) : path;
    const char *where = path.n == 0 ? "the object" : "";
    if (has_text) {
        return bh_fail_at(d->err, BH_ERR_INPUT, place.line, place.column,
                          "%s" BH_FMT ": expected %s, found %s '" BH_FMT "'", where, BH_ARG(path),
                          expected, bh_node_what(node), BH_ARG(text));
    }
    return bh_fail_at(d->err, BH_ERR_INPUT, place.line, place.column,
                      "%s" BH_FMT ": expected %s, found %s", where, BH_ARG(path), expected,
                      bh_node_what(node));
}

/* ---- issues ------------------------------------------------------------------------------------- */

static int add_issue(struct bh_issues *all, const struct bh_issue *issue, struct bh_arena *arena,
                     struct bh_err *err)
{
    if (!bh_str_is_set(issue->path)) {
        return bh_arena_fail(arena, err);
    }
    if (all->n >= BH_MAX_ISSUES) {
        all->n_more++;
        return 0;
    }
    if (all->n == all->room) {
        uint32_t room = all->room == 0 ? 8 : all->room * 2;
        struct bh_issue *v = bh_new(arena, struct bh_issue, room);
        if (v == NULL) {
            return bh_arena_fail(arena, err);
        }
        if (all->n > 0) {
            memcpy(v, all->v, all->n * sizeof(*v));
        }
        all->v = v;
        all->room = room;
    }
    all->v[all->n++] = *issue;
    return 0;
}

int bh_issues_repeat(struct bh_issues *issues, const struct bh_doc *doc,
                     const struct bh_repeat *repeat, struct bh_arena *arena, struct bh_err *err)
{
    if (issues->n >= BH_MAX_ISSUES) { /* what is only counted must cost nothing */
        issues->n_more++;
        return 0;
    }
    struct bh_issue issue = {
        .kind = BH_ISSUE_REPEATED_KEY,
        .path = bh_doc_path(doc, repeat->again + 1, arena),
        .place = bh_doc_place(doc, repeat->again),
        .other = bh_doc_place(doc, repeat->first),
    };
    return add_issue(issues, &issue, arena, err);
}

static int note_unknown(const struct decoder *d, const struct bh_type *type, const struct frame *up,
                        const struct bh_node *key)
{
    struct bh_near near = { .wanted = bh_node_text(key) };
    struct frame at = { .up = up, .key = key };

    if (d->issues->n >= BH_MAX_ISSUES) { /* what is only counted must cost nothing */
        d->issues->n_more += d->options->is_foreign ? 0 : 1;
        return 0;
    }
    for (uint32_t i = 0; i < type->n_fields; i++) {
        bh_near_offer(&near, bh_str(type->fields[i].name, type->fields[i].name_n));
    }
    if (d->options->is_foreign && !bh_str_is_set(near.best)) {
        return 0;
    }
    struct bh_issue issue = {
        .kind = BH_ISSUE_UNKNOWN_FIELD,
        .path = path_text(d, &at),
        .near = near.best,
        .place = bh_doc_place(d->doc, key),
    };
    return add_issue(d->issues, &issue, d->arena, d->err);
}

/* ---- repeated keys ------------------------------------------------------------------------------ */

static int fail_repeated(const struct decoder *d, const struct frame *up,
                         const struct bh_node *first, const struct bh_node *again, bool in_map)
{
    struct frame at = { .up = up, .key = again, .in_map = in_map };
    struct bh_str path = path_text(d, &at);
    struct bh_place one = bh_doc_place(d->doc, first), two = bh_doc_place(d->doc, again);

    if (!bh_str_is_set(path)) {
        return bh_arena_fail(d->arena, d->err);
    }
    path = path.n > 100 ? bh_str_from(path, path.n - 100) : path;
    return bh_fail_at(d->err, BH_ERR_INPUT, two.line, two.column,
                      "key '" BH_FMT "' is repeated: first on line %u, again on line %u",
                      BH_ARG(path), one.line, two.line);
}

/* For is_overridden: where each key of an object with many of them stands last. */
static int find_last_keys(const struct decoder *d, const struct bh_node *object, struct bh_map *out)
{
    const struct bh_node *k = object + 1;
    int rc = 0;

    for (uint32_t i = 0; object->n > BH_FEW_KEYS && i < object->n && rc == 0; i++, k += k->skip) {
        rc = bh_map_put(out, d->arena, bh_node_text(k), (void *)(uintptr_t)k, d->err);
    }
    return rc;
}

/* Whether 'key', number 'i', stands again further on; then an issue says where it stands last. */
static int is_overridden(const struct decoder *d, const struct frame *up,
                         const struct bh_node *object, const struct bh_map *last_keys, uint32_t i,
                         const struct bh_node *key, bool in_map, bool *out)
{
    const struct bh_node *last = key, *k = key + key->skip;

    if (object->n > BH_FEW_KEYS) {
        last = bh_map_get(last_keys, bh_node_text(key));
    } else {
        for (uint32_t j = i + 1; j < object->n; j++, k += k->skip) {
            last = bh_str_eq(bh_node_text(k), bh_node_text(key)) ? k : last;
        }
    }
    *out = last != key;
    if (!*out) {
        return 0;
    }
    if (d->issues->n >= BH_MAX_ISSUES) {
        d->issues->n_more++;
        return 0;
    }
    struct frame at = { .up = up, .key = key, .in_map = in_map };
    struct bh_issue issue = {
        .kind = BH_ISSUE_REPEATED_KEY,
        .path = path_text(d, &at),
        .place = bh_doc_place(d->doc, last),
        .other = bh_doc_place(d->doc, key),
    };
    return add_issue(d->issues, &issue, d->arena, d->err);
}

/* A field that the type does not have. Which value of a repeated key in it would count matters to whoever reads the
 * field, a later version of the type first of all. */
static int decode_unknown(const struct decoder *d, const struct bh_type *type,
                          const struct frame *up, const struct bh_node *key)
{
    const struct bh_node *at = key + 1, *end = key + key->skip;
    struct bh_repeat repeat = { NULL, NULL };
    int rc = note_unknown(d, type, up, key);

    while (rc == 0 && at < end && !d->options->is_foreign) {
        rc = bh_repeat_next(&at, end, &repeat, d->arena, d->err);
        if (rc == 0 && repeat.again != NULL) {
            rc = d->options->takes_last_key
                     ? bh_issues_repeat(d->issues, d->doc, &repeat, d->arena, d->err)
                     : bh_repeat_fail(d->doc, &repeat, d->err);
        }
    }
    return rc;
}

/* Lists and objects of a length that no object of the API has. */
static int check_length(const struct decoder *d, const struct frame *at, const struct bh_node *node)
{
    if (node->n <= BH_MAX_MEMBERS) {
        return 0;
    }
    struct bh_place place = bh_doc_place(d->doc, node);
    struct bh_str path = path_text(d, at);
    if (!bh_str_is_set(path)) {
        return bh_arena_fail(d->arena, d->err);
    }
    path = path.n > 100 ? bh_str_from(path, path.n - 100) : path;
    return bh_fail_at(d->err, BH_ERR_LIMIT, place.line, place.column,
                      "%s" BH_FMT ": more than %u members", path.n == 0 ? "the object" : "",
                      BH_ARG(path), BH_MAX_MEMBERS);
}

/* ---- values ------------------------------------------------------------------------------------- */

static int decode_struct(const struct decoder *d, const struct bh_type *type,
                         const struct bh_node *node, const struct frame *at, char *out);

static int decode_int(const struct decoder *d, const struct bh_node *node, const struct frame *at,
                      bool is_32, int64_t *out)
{
    int64_t v;

    if (node->kind != BH_NODE_NUMBER) {
        return fail_wrong(d, at, node, "an integer");
    }
    struct bh_str text = bh_node_text(node);
    if (!bh_num_i64(text, 10, &v)) {
        bool has_digits_only = true;
        for (size_t i = 0; i < text.n; i++) {
            has_digits_only &= (text.p[i] >= '0' && text.p[i] <= '9') || text.p[i] == '-';
        }
        return fail_wrong(d, at, node, has_digits_only ? "a 64-bit integer" : "an integer");
    }
    if (is_32 && (v < INT32_MIN || v > INT32_MAX)) {
        return fail_wrong(d, at, node, "a 32-bit integer");
    }
    *out = v;
    return 0;
}

static bool is_int_or_string(const struct bh_node *node)
{
    int64_t v;

    return node->kind == BH_NODE_STRING ||
           (node->kind == BH_NODE_NUMBER && bh_num_i64(bh_node_text(node), 10, &v) &&
            v >= INT32_MIN && v <= INT32_MAX);
}

/* A scalar that is not null; 'out' NULL = only checked. */
static int decode_scalar(const struct decoder *d, enum bh_field_kind kind,
                         const struct bh_node *node, const struct frame *at, char *out)
{
    int64_t v = 0;
    int rc = 0;

    switch (kind) {
    case BH_FIELD_STRING:
        if (node->kind != BH_NODE_STRING) {
            return fail_wrong(d, at, node, "a string");
        }
        if (out != NULL) {
            *(struct bh_str *)(void *)out = bh_node_text(node);
        }
        return 0;
    case BH_FIELD_BOOL:
        if (node->kind != BH_NODE_TRUE && node->kind != BH_NODE_FALSE) {
            return fail_wrong(d, at, node, "a boolean");
        }
        if (out != NULL) {
            *(enum bh_tri *)(void *)out = node->kind == BH_NODE_TRUE ? BH_YES : BH_NO;
        }
        return 0;
    case BH_FIELD_INT32:
    case BH_FIELD_INT64:
        rc = decode_int(d, node, at, kind == BH_FIELD_INT32, &v);
        if (rc == 0 && out != NULL) {
            *(struct bh_int *)(void *)out = (struct bh_int){ v, true };
        }
        return rc;
    case BH_FIELD_QUANTITY:
        if ((node->kind != BH_NODE_STRING && node->kind != BH_NODE_NUMBER) ||
            !bh_quantity_is_valid(bh_node_text(node))) {
            return fail_wrong(d, at, node, "a quantity such as 500m or 1Gi");
        }
        return 0;
    case BH_FIELD_INT_OR_STR:
        return is_int_or_string(node) ? 0 : fail_wrong(d, at, node, "an integer or a string");
    case BH_FIELD_TIME:
        if (node->kind != BH_NODE_STRING || !bh_timestamp_is_valid(bh_node_text(node))) {
            return fail_wrong(d, at, node, "a time such as 2006-01-02T15:04:05Z");
        }
        return 0;
    case BH_FIELD_ANY:
        return 0;
    case BH_FIELD_OBJECT:
    case BH_FIELD_INLINE:
    case BH_FIELD_PRESENCE:
        break;
    }
    bh_bug("an object is no scalar", __FILE__, __LINE__);
}

static int decode_list(const struct decoder *d, const struct bh_field *field,
                       const struct bh_node *node, const struct frame *at, char *out)
{
    size_t size = 0;
    char *v = NULL;
    bool is_object = field->kind == BH_FIELD_OBJECT;

    if (node->kind != BH_NODE_ARRAY) {
        return fail_wrong(d, at, node, "a list");
    }
    int length_rc = check_length(d, at, node);
    if (length_rc != 0) {
        return length_rc;
    }
    if (out != NULL) {
        size = is_object                        ? field->type->size
               : field->kind == BH_FIELD_STRING ? sizeof(struct bh_str)
                                                : sizeof(int64_t);
        v = bh_arena_array(d->arena, node->n, size, _Alignof(max_align_t));
        if (v == NULL) {
            return bh_arena_fail(d->arena, d->err);
        }
    }
    const struct bh_node *e = node + 1;
    for (uint32_t i = 0; i < node->n; i++, e += e->skip) {
        struct frame here = { .up = at, .index = i };
        char *slot = v == NULL ? NULL : v + i * size;
        int rc = 0;

        if (is_object) {
            rc = e->kind == BH_NODE_NULL ? 0 : decode_struct(d, field->type, e, &here, slot);
        } else if (field->kind == BH_FIELD_STRING && slot != NULL) {
            *(struct bh_str *)(void *)slot = BH_S("");
            rc = e->kind == BH_NODE_NULL ? 0 : decode_scalar(d, BH_FIELD_STRING, e, &here, slot);
        } else if (slot != NULL) {
            struct bh_int number = { 0 };
            rc = e->kind == BH_NODE_NULL ? 0
                                         : decode_scalar(d, field->kind, e, &here, (char *)&number);
            memcpy(slot, &number.v, sizeof(number.v));
        } else {
            rc = e->kind == BH_NODE_NULL ? 0 : decode_scalar(d, field->kind, e, &here, NULL);
        }
        if (rc != 0) {
            return rc;
        }
    }
    if (out == NULL) {
        return 0;
    }
    if (is_object) {
        *(struct bh_list *)(void *)out = (struct bh_list){ v, node->n, true };
    } else if (field->kind == BH_FIELD_STRING) {
        *(struct bh_strs *)(void *)out = (struct bh_strs){ (void *)v, node->n, true };
    } else {
        *(struct bh_ints *)(void *)out = (struct bh_ints){ (void *)v, node->n, true };
    }
    return 0;
}

static int decode_map(const struct decoder *d, const struct bh_field *field,
                      const struct bh_node *node, const struct frame *at, char *out)
{
    struct bh_pair *v = NULL;
    struct bh_map last_keys = { 0 };
    struct bh_repeat repeat = { NULL, NULL };
    uint32_t n = 0;

    if (node->kind != BH_NODE_OBJECT) {
        return fail_wrong(d, at, node, "an object");
    }
    int rc = check_length(d, at, node);
    rc = rc != 0 ? rc : bh_repeat_find(node, &repeat, d->arena, d->err);
    if (rc != 0) {
        return rc;
    }
    bool has_repeated = repeat.again != NULL;
    if (has_repeated && !d->options->takes_last_key) {
        return fail_repeated(d, at, repeat.first, repeat.again, true);
    }
    if (has_repeated && (rc = find_last_keys(d, node, &last_keys)) != 0) {
        return rc;
    }
    if (out != NULL) {
        v = bh_new(d->arena, struct bh_pair, node->n);
        if (v == NULL) {
            return bh_arena_fail(d->arena, d->err);
        }
    }
    const struct bh_node *k = node + 1;
    for (uint32_t i = 0; i < node->n; i++, k += k->skip) {
        struct frame here = { .up = at, .key = k, .in_map = true };
        const struct bh_node *value = k + 1;
        bool is_over = false;

        if (has_repeated) {
            rc = is_overridden(d, at, node, &last_keys, i, k, true, &is_over);
        }
        if (rc != 0 || is_over) {
            if (rc != 0) {
                return rc;
            }
            continue;
        }
        if (field->kind == BH_FIELD_OBJECT) {
            rc =
                value->kind == BH_NODE_NULL ? 0 : decode_struct(d, field->type, value, &here, NULL);
        } else {
            struct bh_str text = BH_S("");
            bool is_text = field->kind == BH_FIELD_STRING;
            rc = value->kind == BH_NODE_NULL
                     ? 0
                     : decode_scalar(d, field->kind, value, &here, is_text ? (char *)&text : NULL);
            if (v != NULL) {
                v[n++] = (struct bh_pair){ bh_node_text(k), text };
            }
        }
        if (rc != 0) {
            return rc;
        }
    }
    if (out != NULL) {
        *(struct bh_pairs *)(void *)out = (struct bh_pairs){ v, n, true };
    }
    return 0;
}

static int decode_field(const struct decoder *d, const struct bh_field *field,
                        const struct bh_node *value, const struct frame *at, char *base)
{
    char *out = base == NULL || field->offset == BH_NOT_STORED ? NULL : base + field->offset;

    if (value->kind == BH_NODE_NULL) {
        return 0;
    }
    if (field->shape == BH_SHAPE_LIST) {
        return decode_list(d, field, value, at, out);
    }
    if (field->shape == BH_SHAPE_MAP) {
        return decode_map(d, field, value, at, out);
    }
    if (field->kind == BH_FIELD_OBJECT) {
        char *made = NULL;
        if (out != NULL) {
            made = bh_arena_alloc(d->arena, field->type->size, _Alignof(max_align_t));
            if (made == NULL) {
                return bh_arena_fail(d->arena, d->err);
            }
            *(void **)(void *)out = made;
        }
        return decode_struct(d, field->type, value, at, made);
    }
    if (field->kind == BH_FIELD_INLINE) {
        return decode_struct(d, field->type, value, at, out);
    }
    if (field->kind == BH_FIELD_PRESENCE) {
        if (out != NULL) {
            *(uint8_t *)out = BH_YES;
        }
        return decode_struct(d, field->type, value, at, field->type->size > 0 ? base : NULL);
    }
    return decode_scalar(d, field->kind, value, at, out);
}

/* Whether the n bytes are the same; n is small, so two overlapping loads mostly do. */
static inline bool is_same_name(const char *a, const char *b, size_t n)
{
    if (n >= 8 && n <= 16) {
        uint64_t a1, a2, b1, b2;
        memcpy(&a1, a, 8);
        memcpy(&b1, b, 8);
        memcpy(&a2, a + n - 8, 8);
        memcpy(&b2, b + n - 8, 8);
        return ((a1 ^ b1) | (a2 ^ b2)) == 0;
    }
    if (n >= 4 && n < 8) {
        uint32_t a1, a2, b1, b2;
        memcpy(&a1, a, 4);
        memcpy(&b1, b, 4);
        memcpy(&a2, a + n - 4, 4);
        memcpy(&b2, b + n - 4, 4);
        return ((a1 ^ b1) | (a2 ^ b2)) == 0;
    }
    return memcmp(a, b, n) == 0;
}

/* The row for 'key'. Documents mostly keep the rows' order, so the search goes on where the last ended. */
static inline const struct bh_field *find_field(const struct bh_type *type, struct bh_str key,
                                                uint32_t *hint)
{
    if (type->n_fields == 0) {
        return NULL; /* a type without rows has no table to point into */
    }
    const struct bh_field *rows = type->fields, *end = rows + type->n_fields;
    const struct bh_field *from = rows + *hint;

    for (const struct bh_field *f = from; f != end; f++) {
        if (f->name_n == key.n && is_same_name(f->name, key.p, key.n)) {
            *hint = (uint32_t)(f + 1 - rows);
            return f;
        }
    }
    for (const struct bh_field *f = rows; f != from; f++) {
        if (f->name_n == key.n && is_same_name(f->name, key.p, key.n)) {
            *hint = (uint32_t)(f + 1 - rows);
            return f;
        }
    }
    return NULL;
}

/* What an object with many keys needs before its fields are looked at, so that it costs no more than its length:
 * *out_is_checked says that no key is repeated, 'last_keys' is filled where the last one counts. */
static int check_keys(const struct decoder *d, const struct bh_node *node, const struct frame *at,
                      struct bh_map *last_keys, bool *out_is_checked)
{
    struct bh_repeat repeat;

    *out_is_checked = false;
    if (node->n <= BH_FEW_KEYS) {
        return 0;
    }
    int rc = check_length(d, at, node);
    if (rc != 0 || d->options->takes_last_key) {
        return rc != 0 ? rc : find_last_keys(d, node, last_keys);
    }
    rc = bh_repeat_find(node, &repeat, d->arena, d->err);
    if (rc == 0 && repeat.again != NULL) {
        rc = fail_repeated(d, at, repeat.first, repeat.again, false);
    }
    *out_is_checked = rc == 0;
    return rc;
}

static int decode_struct(const struct decoder *d, const struct bh_type *type,
                         const struct bh_node *node, const struct frame *at, char *out)
{
    struct bh_map last_keys = { 0 };
    bool is_checked;
    uint64_t seen = 0;
    uint32_t hint = 0;

    if (node->kind != BH_NODE_OBJECT) {
        return fail_wrong(d, at, node, "an object");
    }
    int rc = check_keys(d, node, at, &last_keys, &is_checked);
    if (rc != 0) {
        return rc;
    }
    if (out != NULL && type->node_offset != BH_NOT_STORED) {
        *(const struct bh_node **)(void *)(out + type->node_offset) = node;
    }
    const struct bh_node *k = node + 1;
    for (uint32_t i = 0; i < node->n; i++, k += k->skip) {
        const struct bh_field *field = find_field(type, bh_node_text(k), &hint);
        uint64_t bit = field == NULL ? 0 : (uint64_t)1 << (field - type->fields);
        struct frame here = { .up = at, .key = k };
        bool is_over = false;

        if (d->options->takes_last_key) {
            rc = is_overridden(d, at, node, &last_keys, i, k, false, &is_over);
        } else if (!is_checked &&
                   ((seen & bit) != 0 || (field == NULL && bh_repeat_earlier(node, k) != NULL))) {
            return fail_repeated(d, at, bh_repeat_earlier(node, k), k, false);
        }
        seen |= bit;
        if (rc == 0 && !is_over) {
            rc = field == NULL ? decode_unknown(d, type, at, k)
                               : decode_field(d, field, k + 1, &here, out);
        }
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

int bh_decode(const struct bh_type *type, const struct bh_doc *doc, const struct bh_node *node,
              const struct bh_decode_options *options, void *out, struct bh_issues *issues,
              struct bh_arena *arena, struct bh_err *err)
{
    struct decoder d = { doc, options, issues, arena, err };
    struct frame root = { .up = NULL };

    return decode_struct(&d, type, node, &root, out);
}
