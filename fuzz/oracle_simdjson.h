/* What simdjson makes of a JSON text, for fuzz_json.c. */
#ifndef BH_FUZZ_ORACLE_SIMDJSON_H
#define BH_FUZZ_ORACLE_SIMDJSON_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum oracle_verdict {
    ORACLE_ACCEPTS = 1,
    ORACLE_REFUSES,
    ORACLE_HAS_LIMIT, /* refuses what is JSON all the same: big numbers, deep nesting */
    ORACLE_REFUSES_STRING,
};

/* Reads one JSON text and nothing after it.
 *
 * out_text    when accepted: the value as fuzz_json.c prints it; returns owned (free)
 * Returns     the verdict */
enum oracle_verdict oracle_simdjson(const char *data, size_t size, char **out_text, size_t *out_n);

#ifdef __cplusplus
}
#endif

#endif
