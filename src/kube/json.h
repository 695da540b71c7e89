/* A strict RFC 8259 pull reader over a window of bytes that the caller can refill.
 *
 * Every call either takes a whole token or value and returns 0, or returns BH_JSON_MORE and has
 * taken nothing: the caller then keeps the bytes from 'at' on, appends more behind them (moving
 * them if it likes), tells bh_json_window, and calls again. So a List of any size is read with a
 * window as large as its largest element, and views into a value stay good until the caller moves
 * the window. */
#ifndef KUBE_JSON_H
#define KUBE_JSON_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "kube/doc.h"

#define BH_JSON_MORE 1 /* the window ends inside this value; never returned when is_last */

struct bh_json {
    const char *start;     /* first byte of the window; errors' places count from here */
    const char *at, *end;  /* next byte to read; end of the window */
    bool is_last;          /* nothing follows 'end' */
    uint32_t line, column; /* 1-based place of 'start' in the whole input */
};

/* Sets the window. 'line' and 'column' are the place of 'start' in the whole input, for errors. */
void bh_json_window(struct bh_json *json, const char *start, const char *at, const char *end,
                    bool is_last, uint32_t line, uint32_t column);

/* Reads the next value whole into 'nodes' (cleared first). Places are byte offsets from the
 * value's first byte, which is stored in *out_start (white space before it is passed over).
 * Strings with escapes are decoded into 'arena', all others are views into the window. Lone
 * surrogates become U+FFFD, as in the API server's decoder; invalid UTF-8 and bare control bytes
 * are refused. Of an object under the key "fieldsV1" only its own node is written (BH_NODE_OPAQUE).
 * Returns 0, BH_JSON_MORE, -INPUT with line and column, or -LIMIT (depth, nodes,
 * memory). */
int bh_json_value(struct bh_json *json, struct bh_arena *arena, struct bh_nodes *nodes,
                  const char **out_start, struct bh_err *err) BH_MUST_CHECK;

/* Passes over the next value, validating all of it. Returns as bh_json_value. */
int bh_json_skip(struct bh_json *json, struct bh_err *err) BH_MUST_CHECK;

/* Kind of the next token without taking it: an enum bh_node_kind; BH_NODE_OBJECT and BH_NODE_ARRAY
 * for their opening brackets; *out = 0 at the end of the input. */
int bh_json_peek(struct bh_json *json, int *out, struct bh_err *err) BH_MUST_CHECK;

/* Takes '{' or '['. */
int bh_json_open(struct bh_json *json, char bracket, struct bh_err *err) BH_MUST_CHECK;

/* Inside an object: takes the comma (if not 'is_first') and the next key with its colon, or the
 * closing brace: then out_key is unset. An escaped key is decoded into 'arena'. */
int bh_json_key(struct bh_json *json, bool is_first, struct bh_arena *arena, struct bh_str *out_key,
                struct bh_err *err) BH_MUST_CHECK;

/* Inside an array: takes the comma (if not 'is_first') when an element follows, else the closing
 * bracket: *out_has_element says which. */
int bh_json_element(struct bh_json *json, bool is_first, bool *out_has_element, struct bh_err *err)
    BH_MUST_CHECK;

/* Place of the byte 'p' of the window in the whole input. O(bytes of the window before it). */
struct bh_place bh_json_place(const struct bh_json *json, const char *p);

#endif
