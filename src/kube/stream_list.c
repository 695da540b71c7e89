/* Hands out the objects of a stream, and knows of Lists what does not depend on their syntax: what makes one, which of its
 * keys decide, what it says of items that do not say what they are, and Lists within Lists. Called by the stream's parts. */
#include "kube/stream_parts.h"

int bh_stream_fail_look_ahead(uint32_t line, uint32_t column, struct bh_err *err)
{
    return bh_fail_at(
        err, BH_ERR_INPUT, line, column,
        "the List's kind stands too far behind this item, which has none, and the input "
        "cannot be read twice: save it in a file");
}

int bh_stream_go_back(struct bh_stream *s, uint64_t offset, uint32_t line, uint32_t column,
                      struct bh_err *err)
{
    bool is_kept = offset >= s->w.offset + s->w.at && offset <= s->w.offset + s->w.end;

    if (!is_kept && s->w.source.seek == NULL) {
        return bh_stream_fail_look_ahead(line, column, err);
    }
    return bh_window_seek(&s->w, offset, line, column, err);
}

const struct bh_node *bh_stream_find_items(const struct bh_node *object)
{
    const struct bh_node *k = object + 1;

    for (uint32_t i = 0; object->kind == BH_NODE_OBJECT && i < object->n; i++, k += k->skip) {
        if (bh_str_eq(bh_node_text(k), bh_stream_keys[KEY_ITEMS]) &&
            (k[1].kind == BH_NODE_ARRAY || k[1].kind == BH_NODE_NULL)) {
            return k + 1;
        }
    }
    return NULL;
}

int bh_stream_fail_repeated(struct bh_str key, struct bh_place first, struct bh_place second,
                            struct bh_err *err)
{
    return bh_fail_at(err, BH_ERR_INPUT, second.line, second.column,
                      "'" BH_FMT "' of a List is given twice, on lines %u and %u", BH_ARG(key),
                      first.line, second.line);
}

int bh_stream_check_repeated(const struct bh_doc *doc, const struct bh_node *object,
                             struct bh_err *err)
{
    for (size_t i = 0; i < 3; i++) {
        const struct bh_node *first = NULL, *k = object + 1;
        for (uint32_t j = 0; j < object->n; j++, k += k->skip) {
            if (!bh_str_eq(bh_node_text(k), bh_stream_keys[i])) {
                continue;
            }
            if (first != NULL) {
                return bh_stream_fail_repeated(bh_stream_keys[i], bh_doc_place(doc, first),
                                               bh_doc_place(doc, k), err);
            }
            first = k;
        }
    }
    return 0;
}

/* Begins to take the List 'object' of the current piece apart. */
static int push_nest(struct bh_stream *s, const struct bh_node *object, struct bh_err *err)
{
    const struct bh_node *items = bh_stream_find_items(object);
    int rc = bh_stream_check_repeated(&s->piece, object, err);

    if (rc == 0 && s->n_nests == BH_STREAM_MAX_NESTS) {
        struct bh_place place = bh_doc_place(&s->piece, object);
        rc = bh_fail_at(err, BH_ERR_LIMIT, place.line, place.column,
                        "Lists within Lists, deeper than %d", BH_STREAM_MAX_NESTS);
    }
    if (rc != 0) {
        s->is_only_item_lost = true;
        return rc;
    }
    s->nests[s->n_nests++] = (struct bh_stream_nest){
        .next = items + 1,
        .left = items->kind == BH_NODE_ARRAY ? items->n : 0,
        .api_version = bh_stream_string(object, bh_stream_keys[KEY_API_VERSION]),
        .kind = bh_stream_string(object, bh_stream_keys[KEY_KIND]),
    };
    return 0;
}

/* Whether an item says neither, so that its List decides. */
static bool needs_kind(const struct bh_stream_head *head)
{
    return !bh_str_is_set(head->kind) && !bh_str_is_set(head->api_version);
}

int bh_stream_give(struct bh_stream *s, const struct bh_node *root, bool is_list_item,
                   uint32_t index, struct bh_str list_api_version, struct bh_str list_kind,
                   const struct bh_item **out, struct bh_err *err)
{
    struct bh_stream_head head = bh_stream_read_head(root);

    if (head.items != NULL && (!is_list_item || bh_str_ends(head.kind, BH_S("List")))) {
        return push_nest(s, root, err);
    }
    int rc = bh_stream_check_shape(s, root, &head, is_list_item, err);
    if (rc == 0 && is_list_item) {
        rc = bh_stream_check_item(s, root, &head, index, list_api_version, list_kind, err);
    }
    if (rc != 0) {
        s->is_only_item_lost = true;
        return rc;
    }
    s->item = (struct bh_item){
        .doc = s->piece,
        .api_version = head.api_version,
        .kind = head.kind,
        .source = s->has_source ? bh_buf_str(&s->source_text) : bh_str(NULL, 0),
        .is_list_item = is_list_item,
        .index = index,
        .document = s->n_documents - 1,
    };
    s->item.doc.nodes = root;
    s->item.doc.n = root->skip;
    if (s->piece.has_lines) {
        struct bh_place place = bh_doc_place(&s->piece, root);
        s->item.doc.line = place.line;
        s->item.doc.column = place.column;
    }
    if (is_list_item && needs_kind(&head) && bh_str_is_set(bh_stream_item_kind(list_kind))) {
        s->item.kind = bh_stream_item_kind(list_kind);
        s->item.api_version = list_api_version;
    }
    *out = &s->item;
    return 0;
}

bool bh_stream_must_look_ahead(const struct bh_stream_list *list, const struct bh_node *item)
{
    if (list->has_looked_ahead ||
        (list->kind.n > 0 && (bh_stream_item_kind(list->kind).n == 0 || list->api_version.n > 0))) {
        return false;
    }
    struct bh_stream_head head = bh_stream_read_head(item);
    return needs_kind(&head);
}

int bh_stream_give_nested(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    struct bh_stream_nest *nest = &s->nests[s->n_nests - 1];

    if (nest->left == 0) {
        s->n_nests--;
        return 0;
    }
    const struct bh_node *root = nest->next;
    nest->next += root->skip;
    nest->left--;
    return bh_stream_give(s, root, true, nest->index++, nest->api_version, nest->kind, out, err);
}
