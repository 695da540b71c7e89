/* What the program says on standard error: one line a message. */
#ifndef CLI_MESSAGES_H
#define CLI_MESSAGES_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Appends "bulkhead: FILE:LINE:COLUMN: message". Without a file, or a line, these are left out. Control
 * bytes of a file's name are escaped. */
void bh_message(struct bh_buf *out, struct bh_str file, uint32_t line, uint32_t column,
                struct bh_str text);

/* Writes to standard error; a failure to do so is not reported: there is nowhere left to report it. */
void bh_message_write(struct bh_str text);

/* Prints an error as "bulkhead: message". */
void bh_message_error(const struct bh_err *err);

#endif
