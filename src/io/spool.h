/* Bytes that are kept until they are wanted: a report that may have to be thrown away, an input that can be
 * read only once. In memory while they are few, in an unlinked temporary file ($TMPDIR, mode 0600) beyond. */
#ifndef IO_SPOOL_H
#define IO_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "report/sink.h"

enum { BH_SPOOL_MEMORY = 8 * 1024 * 1024 };

struct bh_spool {
    char *p;         /* newest bytes; owned, NULL while nothing was added */
    size_t n, room;  /* bytes of 'p' used and allocated */
    size_t memory;   /* most bytes of 'p' */
    int fd;          /* holds what came before 'p'; -1 while everything is in memory */
    uint64_t n_file; /* bytes in the file */
};

/* memory  bytes to keep in memory, at least 1; BH_SPOOL_MEMORY unless a test wants to see the file */
void bh_spool_init(struct bh_spool *spool, size_t memory);
void bh_spool_done(struct bh_spool *spool); /* NULL is fine */

/* Empties; keeps the memory and the file for the next use. Returns 0 or -SYSTEM. */
int bh_spool_clear(struct bh_spool *spool, struct bh_err *err) BH_MUST_CHECK;

/* Appends. Returns 0, -LIMIT (no memory) or -SYSTEM (no temporary file, disk full). */
int bh_spool_add(struct bh_spool *spool, struct bh_str bytes, struct bh_err *err) BH_MUST_CHECK;

/* Bytes held. */
uint64_t bh_spool_size(const struct bh_spool *spool);

/* Reads up to 'size' bytes from 'offset' on; *out_n = 0 at the end and past it. Returns 0 or -SYSTEM. */
int bh_spool_read(const struct bh_spool *spool, uint64_t offset, char *buf, size_t size,
                  size_t *out_n, struct bh_err *err) BH_MUST_CHECK;

/* Writes everything to 'out'. Returns 0, -SYSTEM, -LIMIT, or what 'out' returned. */
int bh_spool_copy(const struct bh_spool *spool, struct bh_sink out, struct bh_err *err)
    BH_MUST_CHECK;

/* A sink that appends to 'spool', which it keeps. */
struct bh_sink bh_spool_sink(struct bh_spool *spool);

#endif
