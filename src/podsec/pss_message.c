/* The words and fields of Pod Security violations. Called by the check functions in
 * pss_baseline.c, pss_profiles.c and pss_restricted.c. Implements section 0.1 (paths) and the
 * formatting rules at the head of section B.8 of the pod security specification. Leaves out
 * joining several checks into one sentence, which is pss.c. */
#include "podsec/pss_message.h"

#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/quote.h"

enum { FIRST_NAMES = 8, FIRST_FIELDS = 4, FIRST_TEXT = 128 };

/* A larger copy of an array that is full, or NULL. The old one stays in the arena. */
static void *grown(struct bh_pss_out *out, const void *old, uint32_t n, uint32_t *room,
                   uint32_t first, size_t size)
{
    uint32_t more = *room == 0 ? first : *room * 2;
    void *v = n > UINT32_MAX / 4 ? NULL : bh_arena_array(out->arena, more, size, _Alignof(void *));

    if (v == NULL) {
        out->is_out_of_memory = true;
        return NULL;
    }
    if (n > 0) {
        memcpy(v, old, n * size);
    }
    *room = more;
    return v;
}

/* ---- names ---- */

void bh_pss_names_add(struct bh_pss_out *out, struct bh_pss_names *names, struct bh_str name)
{
    if (names->n == names->room) {
        struct bh_str *v =
            grown(out, names->v, names->n, &names->room, FIRST_NAMES, sizeof(*names->v));
        if (v == NULL) {
            return;
        }
        names->v = v;
    }
    names->v[names->n++] = name;
}

void bh_pss_names_add_int(struct bh_pss_out *out, struct bh_pss_names *names, int64_t v)
{
    char digits[24];
    struct bh_str text = bh_num_text(v, digits);
    char *p = bh_arena_alloc(out->arena, text.n, 1);

    if (p == NULL) {
        out->is_out_of_memory = true;
        return;
    }
    memcpy(p, text.p, text.n);
    bh_pss_names_add(out, names, bh_str(p, text.n));
}

void bh_pss_names_add_pair(struct bh_pss_out *out, struct bh_pss_names *names,
                           const struct bh_pair *pair)
{
    size_t size = pair->key.n + 1 + bh_quote_go_size(pair->value);
    char *p = bh_arena_alloc(out->arena, size, 1);

    if (p == NULL) {
        out->is_out_of_memory = true;
        return;
    }
    if (pair->key.n > 0) {
        memcpy(p, pair->key.p, pair->key.n);
    }
    p[pair->key.n] = '=';
    bh_quote_go_write(p + pair->key.n + 1, pair->value);
    bh_pss_names_add(out, names, bh_str(p, size));
}

static int compare_names(const void *a, const void *b)
{
    const struct bh_str *left = a, *right = b;

    return bh_str_cmp(*left, *right);
}

void bh_pss_names_make_set(struct bh_pss_names *names)
{
    uint32_t kept = 0;

    if (names->n < 2) {
        return;
    }
    qsort(names->v, names->n, sizeof(*names->v), compare_names);
    for (uint32_t i = 0; i < names->n; i++) {
        if (kept == 0 || !bh_str_eq(names->v[kept - 1], names->v[i])) {
            names->v[kept++] = names->v[i];
        }
    }
    names->n = kept;
}

bool bh_pss_names_has(const struct bh_pss_names *sorted, struct bh_str name)
{
    return sorted->n > 0 &&
           bsearch(&name, sorted->v, sorted->n, sizeof(*sorted->v), compare_names) != NULL;
}

/* ---- text ---- */

bool bh_pss_text_reserve(struct bh_pss_text *text, size_t size)
{
    size_t room = text->room == 0 ? FIRST_TEXT : text->room;

    while (room - text->n < size) {
        if (__builtin_mul_overflow(room, (size_t)2, &room)) {
            text->out->is_out_of_memory = true;
            return false;
        }
    }
    char *p = bh_arena_alloc(text->out->arena, room, 1);
    if (p == NULL) {
        text->out->is_out_of_memory = true;
        return false;
    }
    if (text->n > 0) {
        memcpy(p, text->p, text->n);
    }
    text->p = p;
    text->room = room;
    return true;
}

void bh_pss_text_joined(struct bh_pss_text *text, const struct bh_pss_names *names)
{
    for (uint32_t i = 0; i < names->n; i++) {
        if (i > 0) {
            bh_pss_text_add(text, BH_S(", "));
        }
        bh_pss_text_add(text, names->v[i]);
    }
}

void bh_pss_text_quoted(struct bh_pss_text *text, const struct bh_pss_names *names)
{
    for (uint32_t i = 0; i < names->n; i++) {
        bh_pss_text_add(text, i == 0 ? BH_S("\"") : BH_S("\", \""));
        bh_pss_text_add(text, names->v[i]);
    }
    if (names->n > 0) {
        bh_pss_text_add(text, BH_S("\""));
    }
}

void bh_pss_text_noun(struct bh_pss_text *text, const char *noun, uint32_t n)
{
    bh_pss_text_c(text, noun);
    if (n != 1) {
        bh_pss_text_add(text, BH_S("s"));
    }
}

void bh_pss_text_containers(struct bh_pss_text *text, const struct bh_pss_names *names)
{
    bh_pss_text_noun(text, "container", names->n);
    bh_pss_text_add(text, BH_S(" "));
    bh_pss_text_quoted(text, names);
}

void bh_pss_text_setters(struct bh_pss_text *text, bool is_pod_bad,
                         const struct bh_pss_names *names)
{
    if (is_pod_bad) {
        bh_pss_text_add(text, BH_S("pod"));
    }
    if (names->n > 0) {
        if (is_pod_bad) {
            bh_pss_text_add(text, BH_S(" and "));
        }
        bh_pss_text_containers(text, names);
    }
}

void bh_pss_forbid(struct bh_pss_out *out, struct bh_str reason, const struct bh_pss_text *detail)
{
    out->is_forbidden = true;
    out->reason = reason;
    out->detail = detail->p == NULL ? BH_S("") : bh_str(detail->p, detail->n);
}

/* ---- fields ---- */

static const struct bh_str container_lists[BH_PSS_N_LISTS] = {
    [BH_PSS_INIT_CONTAINERS] = { "spec.initContainers[", 20 },
    [BH_PSS_CONTAINERS] = { "spec.containers[", 16 },
    [BH_PSS_EPHEMERAL_CONTAINERS] = { "spec.ephemeralContainers[", 25 },
};

/* Adds a field whose path is the parts in a row; path and found value share one allocation. */
static void add_field(struct bh_pss_out *out, const struct bh_str *parts, size_t n_parts,
                      struct bh_str found)
{
    size_t size = 0, at = 0;

    if (!bh_str_is_set(found)) {
        found = BH_S("absent");
    } else if (found.n == 0) {
        found = BH_S("\"\"");
    }
    if (out->n_fields == out->room_fields) {
        struct bh_pss_field *fields = grown(out, out->fields, out->n_fields, &out->room_fields,
                                            FIRST_FIELDS, sizeof(*fields));
        if (fields == NULL) {
            return;
        }
        out->fields = fields;
    }
    for (size_t i = 0; i < n_parts; i++) {
        size += parts[i].n;
    }
    char *p = bh_arena_alloc(out->arena, size + found.n, 1);
    if (p == NULL) {
        out->is_out_of_memory = true;
        return;
    }
    for (size_t i = 0; i < n_parts; i++) {
        if (parts[i].n > 0) {
            memcpy(p + at, parts[i].p, parts[i].n);
            at += parts[i].n;
        }
    }
    memcpy(p + at, found.p, found.n);
    out->fields[out->n_fields++] = (struct bh_pss_field){
        .path = bh_str(p, size),
        .found = bh_str(p + size, found.n),
    };
}

void bh_pss_field_of_container(struct bh_pss_out *out, const struct bh_pss_walk *at,
                               const char *field, struct bh_str found)
{
    if (out->leaves_out_fields) {
        return;
    }
    char digits[24];
    const struct bh_str parts[] = { container_lists[at->list], bh_num_text(at->index, digits),
                                    BH_S("]."), bh_str_c(field) };

    add_field(out, parts, sizeof(parts) / sizeof(parts[0]), found);
}

void bh_pss_field_of_container_item(struct bh_pss_out *out, const struct bh_pss_walk *at,
                                    const char *field, uint32_t index, const char *rest,
                                    struct bh_str found)
{
    if (out->leaves_out_fields) {
        return;
    }
    char outer[24], inner[24];
    const struct bh_str parts[] = { container_lists[at->list],
                                    bh_num_text(at->index, outer),
                                    BH_S("]."),
                                    bh_str_c(field),
                                    BH_S("["),
                                    bh_num_text(index, inner),
                                    BH_S("]"),
                                    bh_str_c(rest) };

    add_field(out, parts, sizeof(parts) / sizeof(parts[0]), found);
}

void bh_pss_field_of_pod(struct bh_pss_out *out, const char *path, struct bh_str found)
{
    if (out->leaves_out_fields) {
        return;
    }
    const struct bh_str parts[] = { bh_str_c(path) };

    add_field(out, parts, 1, found);
}

void bh_pss_field_of_pod_item(struct bh_pss_out *out, const char *path, uint32_t index,
                              const char *rest, struct bh_str found)
{
    if (out->leaves_out_fields) {
        return;
    }
    char digits[24];
    const struct bh_str parts[] = { bh_str_c(path), BH_S("["), bh_num_text(index, digits),
                                    BH_S("]"), bh_str_c(rest) };

    add_field(out, parts, sizeof(parts) / sizeof(parts[0]), found);
}

void bh_pss_field_of_annotation(struct bh_pss_out *out, const struct bh_pair *pair)
{
    if (out->leaves_out_fields) {
        return;
    }
    const struct bh_str parts[] = { BH_S("metadata.annotations["), pair->key, BH_S("]") };

    /* A null value is an empty string to upstream. */
    add_field(out, parts, sizeof(parts) / sizeof(parts[0]),
              bh_str_is_set(pair->value) ? pair->value : BH_S(""));
}
