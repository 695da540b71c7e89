/* Arenas: bump allocation from growing blocks under a byte budget. Called from everywhere. Leaves out
 * freeing single allocations, on purpose. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define OWN_BLOCKS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OWN_BLOCKS 1
#endif
#endif
#ifndef OWN_BLOCKS
#define OWN_BLOCKS 0
#endif

enum { FIRST_BLOCK = 16 * 1024, LARGEST_BLOCK = 1024 * 1024, MAX_ALIGN = 16 };

struct bh_arena_block {
    struct bh_arena_block *next;
    size_t size; /* bytes after the header */
    _Alignas(MAX_ALIGN) char bytes[];
};

void bh_arena_init(struct bh_arena *arena, size_t budget)
{
    *arena = (struct bh_arena){ .budget = budget, .block_size = FIRST_BLOCK };
}

static void free_blocks(struct bh_arena_block *block)
{
    while (block != NULL) {
        struct bh_arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void bh_arena_done(struct bh_arena *arena)
{
    if (arena == NULL) {
        return;
    }
    free_blocks(arena->blocks);
    *arena = (struct bh_arena){ .budget = arena->budget, .block_size = FIRST_BLOCK };
}

void bh_arena_reset(struct bh_arena *arena)
{
    struct bh_arena_block *keep = arena->blocks;

    arena->used = 0;
    if (OWN_BLOCKS || keep == NULL) {
        free_blocks(keep);
        arena->blocks = NULL;
        arena->at = arena->end = NULL;
        return;
    }
    free_blocks(keep->next);
    keep->next = NULL;
    arena->at = keep->bytes;
    arena->end = keep->bytes + keep->size;
}

static struct bh_arena_block *block_new(size_t size)
{
    struct bh_arena_block *block = malloc(sizeof(*block) + size);

    if (block != NULL) {
        block->next = NULL;
        block->size = size;
    }
    return block;
}

/* A block of its own for a large allocation, kept behind the newest so that this stays in use. */
static void *alloc_apart(struct bh_arena *arena, size_t size)
{
    struct bh_arena_block *block = block_new(size);

    if (block == NULL) {
        return NULL;
    }
    if (arena->blocks == NULL) {
        arena->blocks = block;
        arena->at = arena->end = block->bytes + size;
    } else {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    }
    memset(block->bytes, 0, size);
    return block->bytes;
}

void *bh_arena_alloc(struct bh_arena *arena, size_t size, size_t align)
{
    BH_BUG_ON(align == 0 || align > MAX_ALIGN || (align & (align - 1)) != 0);
    if (size > arena->budget - arena->used) {
        return NULL;
    }
    if (OWN_BLOCKS) {
        void *own = alloc_apart(arena, size);
        arena->used += own != NULL ? size : 0;
        return own;
    }
    size_t pad = (size_t)(-(uintptr_t)arena->at & (align - 1));
    if (arena->at == NULL || (size_t)(arena->end - arena->at) < pad + size) {
        if (size > arena->block_size / 4) {
            void *apart = alloc_apart(arena, size);
            arena->used += apart != NULL ? size : 0;
            return apart;
        }
        struct bh_arena_block *block = block_new(arena->block_size);
        if (block == NULL) {
            return NULL;
        }
        block->next = arena->blocks;
        arena->blocks = block;
        arena->at = block->bytes;
        arena->end = block->bytes + block->size;
        if (arena->block_size < LARGEST_BLOCK) {
            arena->block_size *= 2;
        }
        pad = 0;
    }
    char *p = arena->at + pad;
    arena->at = p + size;
    arena->used += size;
    memset(p, 0, size);
    return p;
}

void *bh_arena_array(struct bh_arena *arena, size_t n, size_t size, size_t align)
{
    size_t total;

    if (__builtin_mul_overflow(n, size, &total)) {
        return NULL;
    }
    return bh_arena_alloc(arena, total, align);
}

int bh_arena_copy(struct bh_arena *arena, struct bh_str bytes, struct bh_str *out,
                  struct bh_err *err)
{
    char *p = bh_arena_alloc(arena, bytes.n, 1);

    if (p == NULL) {
        return bh_arena_fail(arena, err);
    }
    if (bytes.n > 0) {
        memcpy(p, bytes.p, bytes.n);
    }
    *out = bh_str(p, bytes.n);
    return 0;
}

struct bh_str bh_arena_printf(struct bh_arena *arena, const char *fmt, ...)
{
    char made[256]; /* what fits is formatted once only */
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(made, sizeof(made), fmt, args);
    va_end(args);
    char *p = n < 0 ? NULL : bh_arena_alloc(arena, (size_t)n + 1, 1);
    if (p != NULL && (size_t)n < sizeof(made)) {
        memcpy(p, made, (size_t)n + 1);
    } else if (p != NULL) {
        vsnprintf(p, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    return p == NULL ? bh_str(NULL, 0) : bh_str(p, (size_t)n);
}

int bh_arena_fail(const struct bh_arena *arena, struct bh_err *err)
{
    return bh_fail(err, BH_ERR_LIMIT, "needs more than %zu bytes of memory", arena->budget);
}
