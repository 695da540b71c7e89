/* The standard streams: writes that are checked, and what a terminal can show. */
#ifndef IO_OUTPUT_H
#define IO_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "report/sink.h"

enum { BH_DEFAULT_WIDTH = 80 };

/* A stream being written, buffered. */
struct bh_output {
    int fd;
    const char *name; /* for messages: "standard output" */
    size_t n;         /* bytes waiting in 'buf' */
    char buf[16 * 1024];
};

/* Once, first of all: a reader that went away becomes a write error instead of a killed process, and a
 * standard stream that was closed is not taken over by the next file that is opened. */
void bh_output_setup(void);

void bh_output_init(struct bh_output *output, int fd, const char *name);

/* Returns 0, or -SYSTEM: "cannot write to standard output: No space left on device". */
int bh_output_write(struct bh_output *output, struct bh_str bytes, struct bh_err *err)
    BH_MUST_CHECK;

/* Writes what waits. Returns as bh_output_write. */
int bh_output_flush(struct bh_output *output, struct bh_err *err) BH_MUST_CHECK;

/* Writes what waits and closes, which is when some file systems say that the disk was full. */
int bh_output_close(struct bh_output *output, struct bh_err *err) BH_MUST_CHECK;

/* A sink that writes to 'output', which it keeps. */
struct bh_sink bh_output_sink(struct bh_output *output);

enum bh_color { BH_COLOR_AUTO = 1, BH_COLOR_ALWAYS, BH_COLOR_NEVER };

/* --color beats a non-empty NO_COLOR, which beats "a terminal whose TERM is not dumb". */
bool bh_output_has_color(int fd, enum bh_color color);

/* Columns: $COLUMNS, else the terminal's, else 80; at least 40. */
unsigned bh_output_width(int fd);

#endif
