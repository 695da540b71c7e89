/* The random numbers of the generators: splitmix64 seeds xoshiro256**, so that one seed gives the
 * same bytes on every machine and with every compiler.
 *
 * No call may have two arguments that draw, and no operator two operands that do: C leaves their
 * order open.
 */
#ifndef BH_TESTS_GEN_RNG_H
#define BH_TESTS_GEN_RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COUNT(a)   (sizeof(a) / sizeof((a)[0]))
#define PICK(list) ((list)[below(COUNT(list))])

static uint64_t rng_state[4];

static inline uint64_t splitmix(uint64_t *x)
{
    *x += 0x9e3779b97f4a7c15U;
    uint64_t z = *x;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

static inline void rng_seed(uint64_t seed)
{
    for (size_t i = 0; i < COUNT(rng_state); i++) {
        rng_state[i] = splitmix(&seed);
    }
}

static inline uint64_t rotate(uint64_t x, unsigned k)
{
    return (x << k) | (x >> (64 - k));
}

static inline uint64_t rng_next(void)
{
    uint64_t result = rotate(rng_state[1] * 5, 7) * 9;
    uint64_t t = rng_state[1] << 17;
    rng_state[2] ^= rng_state[0];
    rng_state[3] ^= rng_state[1];
    rng_state[1] ^= rng_state[2];
    rng_state[0] ^= rng_state[3];
    rng_state[2] ^= t;
    rng_state[3] = rotate(rng_state[3], 45);
    return result;
}

/* The bias of the remainder is of no interest here. */
static inline size_t below(size_t n)
{
    return (size_t)(rng_next() % n);
}

static inline bool chance(unsigned percent)
{
    return below(100) < percent;
}

#endif
