/* A file's contents replaced as one step: whoever opens it sees the old ones or the new ones, whole. */
#ifndef IO_REPLACE_H
#define IO_REPLACE_H

#include "base/err.h"
#include "base/str.h"

/* Writes a temporary file beside the one that 'path' names (a link is followed), syncs it, gives it the old
 * one's mode, and its owner where that is allowed, and renames it over the old one.
 *
 * path      NUL-ended; has to be a regular file that may be written
 * Returns   0, or -SYSTEM ("cannot replace it: Permission denied"): then the old file is untouched and the
 *           temporary one is gone */
int bh_replace_file(const char *path, struct bh_str bytes, struct bh_err *err) BH_MUST_CHECK;

/* The same, and a file that is not there yet is made, with the mode that open(2) would give it. What is no regular file (a
 * pipe, /dev/stdout) cannot be replaced and is written to.
 * Returns   0, -SYSTEM or -LIMIT; there is never half a file unless it is no regular one */
int bh_write_file(const char *path, struct bh_str bytes, struct bh_err *err) BH_MUST_CHECK;

/* Reads up to 'size' bytes of the beginning of a file, to see what would be replaced. *out_n is 0 when nothing is there, or
 * nothing that can be replaced. Returns 0 or -SYSTEM ("cannot read it: Permission denied"). */
int bh_read_head(const char *path, char *out, size_t size, size_t *out_n, struct bh_err *err)
    BH_MUST_CHECK;

#endif
