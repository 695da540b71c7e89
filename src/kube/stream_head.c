/* What an object of a stream, or a List, says of itself: its version, its kind, its items. Called by the stream's parts. */
#include "kube/stream_parts.h"

const struct bh_str bh_stream_keys[3] = { { "apiVersion", 10 }, { "kind", 4 }, { "items", 5 } };

/* Empty counts as none, as it does upstream. */
static struct bh_str text_of(const struct bh_node *value)
{
    return value->kind == BH_NODE_STRING && value->n > 0 ? bh_node_text(value) : bh_str(NULL, 0);
}

struct bh_str bh_stream_string(const struct bh_node *object, struct bh_str key)
{
    const struct bh_node *value = bh_doc_member(object, key);

    return value != NULL ? text_of(value) : bh_str(NULL, 0);
}

struct bh_str bh_stream_item_kind(struct bh_str list_kind)
{
    if (bh_str_ends(list_kind, BH_S("List"))) {
        list_kind.n -= 4;
    }
    return list_kind.n > 0 ? list_kind : bh_str(NULL, 0);
}

struct bh_stream_head bh_stream_read_head(const struct bh_node *root)
{
    struct bh_stream_head head = { 0 };
    const struct bh_node *k = root + 1;

    for (uint32_t i = 0; root->kind == BH_NODE_OBJECT && i < root->n; i++, k += k->skip) {
        struct bh_str key = bh_node_text(k);
        if (bh_str_eq(key, bh_stream_keys[KEY_KIND])) {
            head.kind = text_of(k + 1);
        } else if (bh_str_eq(key, bh_stream_keys[KEY_API_VERSION])) {
            head.api_version = text_of(k + 1);
        } else if (head.items == NULL && bh_str_eq(key, bh_stream_keys[KEY_ITEMS]) &&
                   (k[1].kind == BH_NODE_ARRAY || k[1].kind == BH_NODE_NULL)) {
            head.items = k + 1;
        }
    }
    return head;
}
