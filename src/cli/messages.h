/* What the program says on standard error, one line a message; and short texts on standard output. */
#ifndef CLI_MESSAGES_H
#define CLI_MESSAGES_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "report/sink.h"

/* Appends "bulkhead: FILE:LINE:COLUMN: message". Without a file, or a line, these are left out. Control
 * bytes of a file's name are escaped. */
void bh_message(struct bh_buf *out, struct bh_str file, uint32_t line, uint32_t column,
                struct bh_str text);

/* Something wrong with a file. A place is known by its colons, to editors too; the name of a whole file is quoted. */
void bh_message_problem(struct bh_buf *out, struct bh_str file, uint32_t line, uint32_t column,
                        struct bh_str text);

/* Writes to standard error; a failure to do so is not reported: there is nowhere left to report it. */
void bh_message_write(struct bh_str text);

/* Prints an error as "bulkhead: message". */
void bh_message_error(const struct bh_err *err);

/* Writes a text to standard output, closes that, and frees the text. Returns 0; -LIMIT when the text was cut;
 * -SYSTEM when it could not be written. */
int bh_print(struct bh_buf *text, struct bh_err *err) BH_MUST_CHECK;

/* A sink that adds to a text, which it keeps. */
struct bh_sink bh_buf_sink(struct bh_buf *text);

#endif
