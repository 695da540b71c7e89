/* What every fuzz target provides; called by libFuzzer or by replay.c. */
#ifndef BH_FUZZ_FUZZ_H
#define BH_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Puts one input through the target, which aborts when its property does not hold.
 *
 * data, size  any bytes, also none; not NUL-ended
 * Returns     0
 * Memory      borrows 'data'
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
