/* JSON Patch (RFC 6902): what must be done to an object's JSON, as a list of operations. */
#ifndef KUBE_PATCH_H
#define KUBE_PATCH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum bh_patch_verb { BH_PATCH_ADD = 1, BH_PATCH_REPLACE, BH_PATCH_REMOVE };

struct bh_patch_op {
    enum bh_patch_verb verb;
    struct bh_str path;  /* JSON Pointer, escaped */
    struct bh_str value; /* JSON text; unset for REMOVE */
};

struct bh_patch {
    struct bh_patch_op *v; /* in arena; to be done in this order */
    uint32_t n, room;
};

/* Appends an operation; keeps the views. Returns 0 or -LIMIT. */
int bh_patch_add(struct bh_patch *patch, enum bh_patch_verb verb, struct bh_str path,
                 struct bh_str value, struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* "/a/b" and the key "x/y" give "/a/b/x~1y"; an unset view when the budget is spent. */
struct bh_str bh_pointer_child(struct bh_str parent, struct bh_str key, struct bh_arena *arena);
struct bh_str bh_pointer_index(struct bh_str parent, uint32_t index, struct bh_arena *arena);

/* Appends 's' as a JSON string: quotes, escapes, and U+FFFD for bytes that are no UTF-8. */
void bh_json_quote(struct bh_buf *out, struct bh_str s);

/* As bh_json_quote, in the arena; an unset view when the budget is spent. */
struct bh_str bh_json_quoted(struct bh_str s, struct bh_arena *arena);

/* Appends [{"op":"add","path":"/spec/...","value":...}, ...], on one line; an empty patch is []. */
void bh_patch_write(const struct bh_patch *patch, struct bh_buf *out);

#endif
