/* Text as Go's %q prints it: upstream's messages are part of the contract. */
#ifndef BASE_QUOTE_H
#define BASE_QUOTE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

/* Appends 's' in double quotes with Go's escapes (strconv.Quote of Go 1.26, Unicode 15.0.0). */
void bh_quote_go(struct bh_buf *out, struct bh_str s);

/* Bytes that bh_quote_go_write writes for 's'. */
size_t bh_quote_go_size(struct bh_str s);

/* As bh_quote_go, to 'out', which has room for bh_quote_go_size(s) bytes. Returns how many it
 * wrote; no NUL. */
size_t bh_quote_go_write(char *out, struct bh_str s);

#endif
