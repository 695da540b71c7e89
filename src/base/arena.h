/* Memory with one owner and one end: everything of a request, a file or an object of a snapshot is
 * allocated from its arena and dies with it. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct bh_arena_block; /* private */

struct bh_arena {
    char *at, *end;                /* free part of the newest block */
    struct bh_arena_block *blocks; /* newest first */
    size_t used, budget;           /* bytes handed out since the last reset; most that may be */
    size_t block_size;             /* size of the next ordinary block */
};

/* An arena that hands out at most 'budget' bytes. Allocates nothing yet. */
void bh_arena_init(struct bh_arena *arena, size_t budget);

/* Frees everything. NULL and a zeroed arena are fine. */
void bh_arena_done(struct bh_arena *arena);

/* Forgets everything that was handed out; keeps the newest ordinary block for the next user. */
void bh_arena_reset(struct bh_arena *arena);

/* 'size' zeroed bytes, aligned to 'align' (a power of two up to 16), or NULL when the budget is
 * spent or the system has no memory. Sanitizer builds give every allocation its own block. */
void *bh_arena_alloc(struct bh_arena *arena, size_t size, size_t align);

/* As bh_arena_alloc for an array; NULL also when n * size overflows. */
void *bh_arena_array(struct bh_arena *arena, size_t n, size_t size, size_t align);

#define bh_new(arena, type, n) ((type *)bh_arena_array((arena), (n), sizeof(type), _Alignof(type)))

/* Copies 'bytes' into the arena. Returns 0, or -LIMIT when the budget is spent. */
int bh_arena_copy(struct bh_arena *arena, struct bh_str bytes, struct bh_str *out,
                  struct bh_err *err) BH_MUST_CHECK;

/* Formats into the arena; an unset view when the budget is spent. */
struct bh_str bh_arena_printf(struct bh_arena *arena, const char *fmt, ...) BH_PRINTF(2, 3);

/* The error for "the budget is spent". Returns -LIMIT. */
int bh_arena_fail(const struct bh_arena *arena, struct bh_err *err);

#endif
