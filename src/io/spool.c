/* Spools. Called by cli/ for the report and its messages, and by io/input.c for inputs that cannot seek.
 * The memory is a write buffer: when it is full, it is appended to the file and used again. So the first
 * n_file bytes are in the file and the rest in memory. */
#define _GNU_SOURCE /* O_TMPFILE, mkostemp */
#include "io/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_ROOM = 4096, COPY_SIZE = 64 * 1024 };

void bh_spool_init(struct bh_spool *spool, size_t memory)
{
    BH_BUG_ON(memory == 0);
    *spool = (struct bh_spool){ .memory = memory, .fd = -1 };
}

void bh_spool_done(struct bh_spool *spool)
{
    if (spool == NULL) {
        return;
    }
    free(spool->p);
    if (spool->fd >= 0) {
        close(spool->fd);
    }
    *spool = (struct bh_spool){ .memory = spool->memory, .fd = -1 };
}

static int fail_system(struct bh_err *err, const char *what)
{
    int sys = errno;
    int rc = bh_fail(err, BH_ERR_SYSTEM, "%s: %s", what, strerror(sys));

    err->sys = sys;
    return rc;
}

int bh_spool_clear(struct bh_spool *spool, struct bh_err *err)
{
    if (spool->n_file > 0) {
        if (ftruncate(spool->fd, 0) != 0) {
            return fail_system(err, "cannot empty a temporary file");
        }
        spool->n_file = 0;
    }
    spool->n = 0;
    return 0;
}

/* An unlinked file that only this process can reach. */
static int open_temporary(int *out_fd, struct bh_err *err)
{
    const char *dir = getenv("TMPDIR");
    char name[4096];

    if (dir == NULL || dir[0] == '\0') {
        dir = "/tmp";
    }
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
        /* a file system (or kernel) without O_TMPFILE: a name that is gone at once */
        int len = snprintf(name, sizeof(name), "%s/bulkhead-XXXXXX", dir);
        if (len < 0 || (size_t)len >= sizeof(name)) {
            errno = ENAMETOOLONG;
        } else {
            fd = mkostemp(name, O_CLOEXEC);
            if (fd >= 0) {
                unlink(name);
            }
        }
    }
    if (fd < 0) {
        int sys = errno;
        bh_fail(err, BH_ERR_SYSTEM, "cannot make a temporary file in '%s' (set TMPDIR): %s", dir,
                strerror(sys));
        err->sys = sys;
        return -BH_ERR_SYSTEM;
    }
    *out_fd = fd;
    return 0;
}

static int flush(struct bh_spool *spool, struct bh_err *err)
{
    if (spool->fd < 0) {
        int rc = open_temporary(&spool->fd, err);
        if (rc != 0) {
            return rc;
        }
    }
    size_t done = 0;
    while (done < spool->n) {
        ssize_t n =
            pwrite(spool->fd, spool->p + done, spool->n - done, (off_t)(spool->n_file + done));
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return fail_system(err, "cannot write a temporary file");
        }
        done += (size_t)n;
    }
    spool->n_file += spool->n;
    spool->n = 0;
    return 0;
}

static int grow(struct bh_spool *spool, size_t wanted, struct bh_err *err)
{
    size_t room = spool->room == 0 ? FIRST_ROOM : spool->room;

    while (room < wanted && room < spool->memory) {
        room *= 2;
    }
    if (room > spool->memory) {
        room = spool->memory;
    }
    if (room == spool->room) {
        return 0;
    }
    char *p = realloc(spool->p, room);
    if (p == NULL) {
        return bh_fail(err, BH_ERR_LIMIT, "no memory to keep what was read or written");
    }
    spool->p = p;
    spool->room = room;
    return 0;
}

int bh_spool_add(struct bh_spool *spool, struct bh_str bytes, struct bh_err *err)
{
    while (bytes.n > 0) {
        if (spool->n + bytes.n > spool->room) {
            int rc = grow(spool, spool->n + bytes.n, err);
            if (rc != 0) {
                return rc;
            }
        }
        if (spool->n == spool->room) {
            int rc = flush(spool, err);
            if (rc != 0) {
                return rc;
            }
        }
        size_t n = spool->room - spool->n;
        n = n < bytes.n ? n : bytes.n;
        memcpy(spool->p + spool->n, bytes.p, n);
        spool->n += n;
        bytes = bh_str_from(bytes, n);
    }
    return 0;
}

uint64_t bh_spool_size(const struct bh_spool *spool)
{
    return spool->n_file + spool->n;
}

int bh_spool_read(const struct bh_spool *spool, uint64_t offset, char *buf, size_t size,
                  size_t *out_n, struct bh_err *err)
{
    if (offset >= bh_spool_size(spool)) {
        *out_n = 0;
        return 0;
    }
    if (offset >= spool->n_file) {
        size_t from = (size_t)(offset - spool->n_file);
        size_t n = spool->n - from < size ? spool->n - from : size;
        memcpy(buf, spool->p + from, n);
        *out_n = n;
        return 0;
    }
    uint64_t left = spool->n_file - offset;
    size_t wanted = left < size ? (size_t)left : size;
    ssize_t n;
    do {
        n = pread(spool->fd, buf, wanted, (off_t)offset);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return fail_system(err, "cannot read a temporary file");
    }
    if (n == 0 && wanted > 0) {
        return bh_fail(err, BH_ERR_SYSTEM, "a temporary file was cut short");
    }
    *out_n = (size_t)n;
    return 0;
}

int bh_spool_copy(const struct bh_spool *spool, struct bh_sink out, struct bh_err *err)
{
    uint64_t at = 0;
    int rc = 0;

    if (spool->n_file > 0) {
        char *buf = malloc(COPY_SIZE);
        if (buf == NULL) {
            return bh_fail(err, BH_ERR_LIMIT, "no memory to copy what was kept");
        }
        while (rc == 0 && at < spool->n_file) {
            size_t n = 0;
            rc = bh_spool_read(spool, at, buf, COPY_SIZE, &n, err);
            if (rc == 0) {
                rc = out.write(out.ctx, bh_str(buf, n), err);
                at += n;
            }
        }
        free(buf);
    }
    if (rc == 0 && at < bh_spool_size(spool)) {
        size_t from = (size_t)(at - spool->n_file);
        rc = out.write(out.ctx, bh_str(spool->p + from, spool->n - from), err);
    }
    return rc;
}

static int sink_write(void *ctx, struct bh_str bytes, struct bh_err *err)
{
    return bh_spool_add(ctx, bytes, err);
}

struct bh_sink bh_spool_sink(struct bh_spool *spool)
{
    return (struct bh_sink){ .write = sink_write, .ctx = spool };
}
