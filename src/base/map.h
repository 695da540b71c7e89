/* A hash map from views to pointers, in an arena: keys and values are kept, not copied. */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct bh_map_slot {
    uint32_t hash; /* 0 = free slot */
    struct bh_str key;
    void *value;
};

struct bh_map {
    struct bh_map_slot *slots; /* in the arena; NULL while empty */
    size_t n, room;            /* entries; slots, a power of two */
    uint32_t seed;             /* makes collisions unguessable when the caller sets it; 0 is fine */
};

/* The value under 'key', or NULL. */
void *bh_map_get(const struct bh_map *map, struct bh_str key);

/* Puts or replaces. 'key' must outlive the map and 'value' must not be NULL. Returns 0 or -LIMIT. */
int bh_map_put(struct bh_map *map, struct bh_arena *arena, struct bh_str key, void *value,
               struct bh_err *err) BH_MUST_CHECK;

uint32_t bh_hash(struct bh_str s, uint32_t seed); /* never 0 */

#endif
