/* From a command's arguments to decoded objects, for commands that need to see them all: what cannot be read is a line on
 * standard error and an exit code, and the walk goes on. */
#ifndef CLI_WALK_H
#define CLI_WALK_H

#include "base/buf.h"
#include "io/input.h"
#include "kube/kinds.h"

struct bh_walk_object {
    const struct bh_item *item;
    const struct bh_decoded *decoded;
    struct bh_str file; /* lives as long as the inputs */
    struct bh_place place;
};

struct bh_walk {
    /* Gets every object that could be decoded; of a kind with several pod templates once for each. It may keep nothing of it:
     * memory is given back after the call. An error ends the walk. */
    int (*object)(void *context, const struct bh_walk_object *object, struct bh_err *err);
    /* An object that could be read, but not decoded; may be NULL. */
    int (*undecoded)(void *context, const struct bh_item *item, struct bh_err *err);
    void *context;
    bool is_repeated; /* the second time over the same inputs: what is wrong was said already */

    struct bh_arena arena;  /* of one object; initialised by the caller, given back after each */
    struct bh_buf messages; /* lines for standard error */
    int worst;              /* exit code of the worst of them, 0 = none */
    uint64_t n_objects;     /* that were read */
};

/* Reads all inputs. May be called again with the same inputs.
 * Returns 0, also when inputs were bad (walk->worst); else what 'object' failed with, or -LIMIT. */
int bh_walk_inputs(struct bh_walk *walk, struct bh_inputs *inputs, struct bh_err *err)
    BH_MUST_CHECK;

/* Adds the positional arguments and the values of option 'filename' to the inputs; without any of them standard input,
 * unless it is a terminal. 'skip': so many positional arguments are something else. */
struct bh_args;
int bh_walk_add_inputs(const struct bh_args *args, int filename, size_t skip,
                       struct bh_inputs *inputs, struct bh_err *err) BH_MUST_CHECK;

/* A line for standard error about an object or input; 'kind' says the exit code, NONE: only a remark. */
void bh_walk_say(struct bh_walk *walk, struct bh_str file, uint32_t line, uint32_t column,
                 struct bh_str text, enum bh_err_kind kind);

#endif
