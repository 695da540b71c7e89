/* Inputs that hold objects, but not where anybody looks for them: without an error they would be passed over in silence beside
 * others that are judged. Called by the stream's parts for each object that they are about to hand out. What kubectl refuses
 * is refused; where it and the API server's typed decoder disagree on what an item is, both are named.
 *
 * Leaves out what an object says within: that is the decoder's. */
#define _GNU_SOURCE /* memmem */
#include <string.h>

#include "base/near.h"
#include "kube/kinds.h"
#include "kube/stream_parts.h"

/* ---- Lists ---- */

/* Whether an object of this kind without items was meant to be a List: kinds of others can end in "List" as well. */
static bool is_list_of_ours(const struct bh_stream_head *head)
{
    struct bh_str item_kind = bh_stream_item_kind(head->kind);

    if (!bh_str_ends(head->kind, BH_S("List"))) {
        return false;
    }
    return bh_str_is_set(item_kind) ? bh_kind_find(head->api_version, item_kind) != NULL
                                    : bh_api_group(head->api_version).n == 0;
}

/* The key that was meant to be "items", or NULL. */
static const struct bh_node *find_misspelt(const struct bh_node *root)
{
    struct bh_near near = { .wanted = bh_stream_keys[KEY_ITEMS] };
    const struct bh_node *k = root + 1, *found = NULL;

    for (uint32_t i = 0; i < root->n; i++, k += k->skip) {
        unsigned edits = bh_str_is_set(near.best) ? near.edits : UINT32_MAX;
        bh_near_offer(&near, bh_node_text(k));
        found = bh_str_is_set(near.best) && near.edits < edits ? k : found;
    }
    return found;
}

static int fail_no_items(const struct bh_doc *doc, const struct bh_node *root,
                         const struct bh_node *misspelt, const struct bh_stream_head *head,
                         struct bh_err *err)
{
    struct bh_place place = bh_doc_place(doc, misspelt != NULL ? misspelt : root);

    if (misspelt == NULL) {
        return bh_fail_at(err, BH_ERR_INPUT, place.line, place.column,
                          "a '" BH_FMT "' without 'items': nothing in it would be read",
                          BH_ARG(head->kind));
    }
    return bh_fail_at(err, BH_ERR_INPUT, place.line, place.column,
                      "a '" BH_FMT "' without 'items': found '" BH_FMT "', expected 'items'",
                      BH_ARG(head->kind), BH_ARG(bh_node_text(misspelt)));
}

/* ---- documents that are no objects ---- */

static bool is_object(const struct bh_node *node)
{
    const struct bh_node *meta = bh_doc_member(node, BH_S("metadata"));
    struct bh_stream_head head = bh_stream_read_head(node);

    return bh_str_is_set(head.kind) &&
           (bh_str_is_set(head.api_version) || (meta != NULL && meta->kind == BH_NODE_OBJECT));
}

static bool has_objects(const struct bh_node *array)
{
    const struct bh_node *e = array + 1;

    for (uint32_t i = 0; i < array->n; i++, e += e->skip) {
        if (is_object(e)) {
            return true;
        }
    }
    return false;
}

static bool begins_with_comment(struct bh_str text)
{
    return bh_str_starts(text, BH_S("//")) || bh_str_starts(text, BH_S("/*"));
}

static bool names_version(struct bh_str text)
{
    return text.n > 0 && memmem(text.p, text.n, "apiVersion", 10) != NULL;
}

int bh_stream_fail_comment(struct bh_place place, struct bh_err *err)
{
    return bh_fail_at(err, BH_ERR_INPUT, place.line, place.column,
                      "JSON has no comments: found '//' or '/*', expected an object");
}

bool bh_stream_has_comments(const struct bh_doc *doc)
{
    bool has_comment = false, has_version = false;

    for (uint32_t i = 0; i < doc->n; i++) {
        const struct bh_node *node = &doc->nodes[i];
        if (node->kind == BH_NODE_KEY || node->kind == BH_NODE_STRING) {
            struct bh_str text = bh_node_text(node);
            has_comment = has_comment || (node->kind == BH_NODE_KEY && begins_with_comment(text));
            has_version = has_version || names_version(text);
        }
    }
    return has_comment && has_version;
}

int bh_stream_check_shape(struct bh_stream *s, const struct bh_node *root,
                          const struct bh_stream_head *head, bool is_list_item, struct bh_err *err)
{
    struct bh_place place;

    if (root->kind == BH_NODE_ARRAY && !is_list_item && has_objects(root)) {
        place = bh_doc_place(&s->piece, root);
        return bh_fail_at(err, BH_ERR_INPUT, place.line, place.column,
                          "found a list of objects, expected an object: put them under 'items' of "
                          "one with 'apiVersion: v1' and 'kind: List'");
    }
    if (root->kind == BH_NODE_STRING && !is_list_item && begins_with_comment(bh_node_text(root)) &&
        names_version(bh_node_text(root))) {
        return bh_stream_fail_comment(bh_doc_place(&s->piece, root), err);
    }
    if (root->kind != BH_NODE_OBJECT || !bh_str_is_set(head->kind)) {
        return 0;
    }
    const struct bh_node *items = bh_doc_key(root, bh_stream_keys[KEY_ITEMS]);
    bool is_list = bh_str_ends(head->kind, BH_S("List"));
    bool is_taken_for_list = !is_list_item && bh_str_is_set(head->api_version);
    if (items != NULL && (is_list || is_taken_for_list)) {
        place = bh_doc_place(&s->piece, items);
        return bh_fail_at(err, BH_ERR_INPUT, place.line, place.column,
                          "'items' of a '" BH_FMT "': expected a list, found %s%s",
                          BH_ARG(head->kind), bh_node_what(items + 1),
                          is_list ? "" : " (what has 'items' is a List for kubectl)");
    }
    if (items != NULL || !is_list_of_ours(head)) {
        return 0;
    }
    const struct bh_node *misspelt = find_misspelt(root);
    return misspelt != NULL || bh_str_is_set(head->api_version)
               ? fail_no_items(&s->piece, root, misspelt, head, err)
               : 0;
}

/* ---- items of typed Lists ---- */

/* Whether both are what we know nothing of: then the List may well hold what its name does not say. */
static bool is_unknown(struct bh_str list_api_version, struct bh_str list_kind,
                       struct bh_str api_version, struct bh_str kind)
{
    return bh_kind_find(list_api_version, bh_stream_item_kind(list_kind)) == NULL &&
           bh_kind_find(api_version, kind) == NULL;
}

static int check_kind(const struct bh_stream_own_kind *own, struct bh_str list_api_version,
                      struct bh_str list_kind, struct bh_err *err)
{
    struct bh_str expected = bh_stream_item_kind(list_kind);

    if (!bh_str_is_set(expected) || !bh_str_ends(list_kind, BH_S("List")) ||
        bh_str_eq(own->kind, expected) ||
        is_unknown(list_api_version, list_kind, own->api_version, own->kind)) {
        return 0;
    }
    return bh_fail_at(err, BH_ERR_INPUT, own->place.line, own->place.column,
                      "kind of item %u of a '" BH_FMT "': expected '" BH_FMT "', found '" BH_FMT
                      "' (kind: List holds items of any kind)",
                      own->index, BH_ARG(list_kind), BH_ARG(expected), BH_ARG(own->kind));
}

/* Keeps the first two different kinds: one of them is wrong if any is. */
static int note_kind(struct bh_stream *s, const struct bh_stream_own_kind *own, struct bh_err *err)
{
    struct bh_stream_list *list = &s->list;

    if (list->n_own == 2 || (list->n_own == 1 && bh_str_eq(list->own[0].kind, own->kind))) {
        return 0;
    }
    struct bh_stream_own_kind kept = *own;
    int rc = bh_arena_copy(&s->list_arena, own->kind, &kept.kind, err);
    if (rc == 0 && bh_str_is_set(own->api_version)) {
        rc = bh_arena_copy(&s->list_arena, own->api_version, &kept.api_version, err);
    }
    if (rc == 0) {
        list->own[list->n_own++] = kept;
    }
    return rc;
}

int bh_stream_check_item(struct bh_stream *s, const struct bh_node *root,
                         const struct bh_stream_head *head, uint32_t index,
                         struct bh_str list_api_version, struct bh_str list_kind,
                         struct bh_err *err)
{
    struct bh_stream_own_kind own = { head->api_version, head->kind, index, { 0, 0 } };

    if (!bh_str_is_set(own.kind) || bh_str_eq(list_kind, BH_S("List"))) {
        return 0;
    }
    bool is_known_list = list_kind.n > 0;
    if (is_known_list && bh_str_eq(bh_stream_item_kind(list_kind), own.kind)) {
        return 0;
    }
    if (!is_known_list && s->list.n_own == 1 && bh_str_eq(s->list.own[0].kind, own.kind)) {
        return 0; /* as almost always: nothing to note */
    }
    own.place = bh_doc_place(&s->piece, bh_doc_key(root, bh_stream_keys[KEY_KIND]));
    return is_known_list ? check_kind(&own, list_api_version, list_kind, err)
                         : note_kind(s, &own, err);
}

int bh_stream_check_end(struct bh_stream *s, struct bh_str list_api_version,
                        struct bh_str list_kind, struct bh_err *err)
{
    int rc = 0;

    for (uint32_t i = 0; i < s->list.n_own && rc == 0; i++) {
        rc = check_kind(&s->list.own[i], list_api_version, list_kind, err);
    }
    s->list.n_own = 0;
    return rc;
}
