/* Open addressing with linear probing over view keys; grows by doubling, old slots stay in the arena.
 * Called by state/ (namespaces) and by duplicate checks over large objects. No removal. */
#include "base/map.h"

enum { FIRST_ROOM = 16 };

uint32_t bh_hash(struct bh_str s, uint32_t seed)
{
    uint64_t h = 0xcbf29ce484222325u ^ ((uint64_t)seed << 1);
    size_t i = 0;

    for (; i + 8 <= s.n; i += 8) {
        uint64_t w;
        memcpy(&w, s.p + i, 8);
        h = (h ^ w) * 0x9fb21c651e98df25u;
        h ^= h >> 29;
    }
    for (; i < s.n; i++) {
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    }
    h ^= s.n;
    h *= 0x9fb21c651e98df25u;
    h ^= h >> 32;
    return (uint32_t)h == 0 ? 1 : (uint32_t)h;
}

static struct bh_map_slot *find(struct bh_map_slot *slots, size_t room, uint32_t hash,
                                struct bh_str key)
{
    size_t i = hash & (room - 1);

    while (slots[i].hash != 0 && !(slots[i].hash == hash && bh_str_eq(slots[i].key, key))) {
        i = (i + 1) & (room - 1);
    }
    return &slots[i];
}

void *bh_map_get(const struct bh_map *map, struct bh_str key)
{
    if (map->n == 0) {
        return NULL;
    }
    return find(map->slots, map->room, bh_hash(key, map->seed), key)->value;
}

static int grow(struct bh_map *map, struct bh_arena *arena, struct bh_err *err)
{
    size_t room = map->room == 0 ? FIRST_ROOM : map->room * 2;
    struct bh_map_slot *slots = bh_new(arena, struct bh_map_slot, room);

    if (slots == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (size_t i = 0; i < map->room; i++) {
        if (map->slots[i].hash != 0) {
            *find(slots, room, map->slots[i].hash, map->slots[i].key) = map->slots[i];
        }
    }
    map->slots = slots;
    map->room = room;
    return 0;
}

int bh_map_put(struct bh_map *map, struct bh_arena *arena, struct bh_str key, void *value,
               struct bh_err *err)
{
    BH_BUG_ON(value == NULL);
    if ((map->n + 1) * 4 > map->room * 3) {
        int rc = grow(map, arena, err);
        if (rc != 0) {
            return rc;
        }
    }
    uint32_t hash = bh_hash(key, map->seed);
    struct bh_map_slot *slot = find(map->slots, map->room, hash, key);
    if (slot->hash == 0) {
        slot->hash = hash;
        slot->key = key;
        map->n++;
    }
    slot->value = value;
    return 0;
}
