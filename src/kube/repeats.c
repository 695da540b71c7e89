/* Keys that stand twice. Called by the decoder and by whatever looks into objects that it does not decode. The cost
 * follows the number of keys. Leaves out what becomes of a repetition. */
#include "kube/repeats.h"

#include "base/map.h"

const struct bh_node *bh_repeat_earlier(const struct bh_node *object, const struct bh_node *key)
{
    const struct bh_node *k = object + 1;

    for (; k != key; k += k->skip) {
        if (bh_str_eq(bh_node_text(k), bh_node_text(key))) {
            return k;
        }
    }
    return NULL;
}

int bh_repeat_find(const struct bh_node *object, struct bh_repeat *out, struct bh_arena *arena,
                   struct bh_err *err)
{
    struct bh_map seen = { 0 };
    const struct bh_node *k = object + 1;

    *out = (struct bh_repeat){ NULL, NULL };
    for (uint32_t i = 0; i < object->n; i++, k += k->skip) {
        const struct bh_node *before = NULL;
        if (object->n <= BH_FEW_KEYS) {
            before = bh_repeat_earlier(object, k);
        } else {
            before = bh_map_get(&seen, bh_node_text(k));
            int rc = before != NULL
                         ? 0
                         : bh_map_put(&seen, arena, bh_node_text(k), (void *)(uintptr_t)k, err);
            if (rc != 0) {
                return rc;
            }
        }
        if (before != NULL) {
            *out = (struct bh_repeat){ before, k };
            return 0;
        }
    }
    return 0;
}

int bh_repeat_next(const struct bh_node **at, const struct bh_node *end, struct bh_repeat *out,
                   struct bh_arena *arena, struct bh_err *err)
{
    *out = (struct bh_repeat){ NULL, NULL };
    while (*at < end && out->again == NULL) {
        const struct bh_node *node = (*at)++;
        int rc = node->kind == BH_NODE_OBJECT ? bh_repeat_find(node, out, arena, err) : 0;
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

int bh_repeat_fail(const struct bh_doc *doc, const struct bh_repeat *repeat, struct bh_err *err)
{
    struct bh_place one = bh_doc_place(doc, repeat->first), two = bh_doc_place(doc, repeat->again);

    return bh_fail_at(err, BH_ERR_INPUT, two.line, two.column,
                      "key '" BH_FMT "' is repeated: first on line %u, again on line %u",
                      BH_ARG(bh_node_text(repeat->again)), one.line, two.line);
}
