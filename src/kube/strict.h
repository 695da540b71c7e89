/* Configuration documents, read strictly: whatever is wrong with one is a problem that a person can find, and
 * a document with a problem is not used. */
#ifndef KUBE_STRICT_H
#define KUBE_STRICT_H

#include <stdbool.h>

#include "base/arena.h"
#include "kube/decode.h"

struct bh_problem {
    uint32_t line, column; /* in the file; 0 = of the whole file */
    struct bh_str text;    /* 'unknown field "defaults.enforc"'; in arena */
    struct bh_str hint;    /* 'did you mean "enforce"?'; unset = none */
};

struct bh_problems { /* start from a zeroed value */
    struct bh_problem *v;
    uint32_t n, room;
};

/* Appends one, at the place of 'node' (NULL: of the whole file). An unset 'text' counts as spent memory.
 * Returns 0 or -LIMIT. Memory: the list in 'arena'; keeps the texts. */
int bh_problems_add(struct bh_problems *problems, const struct bh_doc *doc,
                    const struct bh_node *node, struct bh_str text, struct bh_str hint,
                    struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* Decodes 'node' as 'type' into 'out', as bh_decode does, but what it refuses is a problem, and so is each
 * unknown field.
 * path      of the node in its document, for messages: "" or "plugins[0].configuration"
 * Returns   0, also when there were problems, and then 'out' is not to be used; -LIMIT */
int bh_strict_decode(const struct bh_type *type, const struct bh_doc *doc,
                     const struct bh_node *node, const char *path, void *out,
                     struct bh_problems *problems, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

/* What can stand in a configuration file. */
struct bh_strict_kind {
    const char *api_version, *kind;
    int id; /* the caller's */
};

/* The row of what 'node' says it is; NULL, after adding a problem that names what was found and what was expected,
 * when there is none.
 * what      the file, for the message: "a baseline" */
int bh_strict_kind(const struct bh_strict_kind *kinds, size_t n_kinds, const struct bh_doc *doc,
                   const struct bh_node *node, const char *what, const struct bh_strict_kind **out,
                   struct bh_problems *problems, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

#endif
