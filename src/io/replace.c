/* Replaces and makes files. Called by `bulkhead fix --write` and for baselines. Leaves out extended attributes and access lists, which a new
 * file gets from its directory; and hard links: the other names keep the old contents. */
#define _GNU_SOURCE /* mkostemp */
#include "io/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

enum { NEW_FILE_MODE = 0666 }; /* before the umask */

static int fail(struct bh_err *err, const char *what)
{
    int sys = errno;

    bh_fail(err, BH_ERR_SYSTEM, "%s: %m", what);
    err->sys = sys;
    return -BH_ERR_SYSTEM;
}

static int write_all(int fd, struct bh_str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno != EINTR) {
            return -1;
        }
        bytes = n > 0 ? bh_str_from(bytes, (size_t)n) : bytes;
    }
    return 0;
}

static int fill(int fd, const struct stat *old, struct bh_str bytes, struct bh_err *err)
{
    if (write_all(fd, bytes) != 0) {
        return fail(err, "cannot write a temporary file beside it");
    }
    if ((old->st_uid != geteuid() || old->st_gid != getegid()) &&
        fchown(fd, old->st_uid, old->st_gid) != 0 && errno != EPERM) {
        return fail(err, "cannot keep its owner");
    }
    if (fchmod(fd, old->st_mode & 07777) != 0) {
        return fail(err, "cannot keep its mode");
    }
    return fsync(fd) == 0 ? 0 : fail(err, "cannot write a temporary file beside it");
}

/* The rename lasts when the directory is synced; some file systems cannot do that, and need not. */
static void sync_directory(const char *real)
{
    struct bh_buf dir = { 0 };
    const char *slash = real;

    for (const char *p = real; *p != '\0'; p++) {
        slash = *p == '/' ? p : slash;
    }
    if (*slash == '/') {
        bh_buf_add(&dir, bh_str(real, slash == real ? 1 : (size_t)(slash - real)));
    } else {
        bh_buf_add_byte(&dir, '.');
    }
    bh_buf_add_byte(&dir, '\0');
    int fd = dir.is_broken ? -1 : open(dir.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        int rc = fsync(fd);
        (void)rc;
        close(fd);
    }
    bh_buf_done(&dir);
}

/* 'old' is the file that is replaced, or what a new one is to be like. */
static int put(const char *real, const struct stat *old, struct bh_str bytes, struct bh_err *err)
{
    struct bh_buf temporary = { 0 };

    bh_buf_add_c(&temporary, real);
    bh_buf_add_c(&temporary, ".XXXXXX");
    bh_buf_add_byte(&temporary, '\0');
    if (temporary.is_broken) {
        bh_buf_done(&temporary);
        return bh_fail(err, BH_ERR_LIMIT, "no memory for a name");
    }
    int fd = mkostemp(temporary.p, O_CLOEXEC);
    if (fd < 0) {
        bh_buf_done(&temporary);
        return fail(err, "cannot make a temporary file beside it");
    }
    int rc = fill(fd, old, bytes, err);
    if (close(fd) != 0 && rc == 0) {
        rc = fail(err, "cannot write a temporary file beside it");
    }
    if (rc == 0 && rename(temporary.p, real) != 0) {
        rc = fail(err, "cannot replace it");
    }
    if (rc != 0) {
        unlink(temporary.p);
    } else {
        sync_directory(real);
    }
    bh_buf_done(&temporary);
    return rc;
}

static int replace(const char *real, struct bh_str bytes, struct bh_err *err)
{
    struct stat old;

    if (stat(real, &old) != 0) {
        return fail(err, "cannot look at it");
    }
    if (!S_ISREG(old.st_mode)) {
        return bh_fail(err, BH_ERR_SYSTEM, "not a regular file: it cannot be rewritten");
    }
    if (access(real, W_OK) != 0) {
        return fail(err, "cannot write it");
    }
    return put(real, &old, bytes, err);
}

int bh_replace_file(const char *path, struct bh_str bytes, struct bh_err *err)
{
    char *real = realpath(path, NULL);

    if (real == NULL) {
        return fail(err, "cannot find it");
    }
    int rc = replace(real, bytes, err);
    free(real);
    return rc;
}

/* Writes to what is there, or makes what a link leads to. */
static int write_through(const char *path, struct bh_str bytes, struct bh_err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, NEW_FILE_MODE);

    if (fd < 0) {
        return fail(err, "cannot open it");
    }
    int rc = write_all(fd, bytes) == 0 ? 0 : fail(err, "cannot write to it");
    if (close(fd) != 0 && rc == 0) {
        rc = fail(err, "cannot write to it");
    }
    return rc;
}

int bh_write_file(const char *path, struct bh_str bytes, struct bh_err *err)
{
    struct stat old;

    if (stat(path, &old) == 0) {
        return S_ISREG(old.st_mode) ? bh_replace_file(path, bytes, err)
                                    : write_through(path, bytes, err);
    }
    if (errno != ENOENT) {
        return fail(err, "cannot look at it");
    }
    if (lstat(path, &old) == 0) {
        return write_through(path, bytes, err);
    }
    mode_t mask = umask(0);
    (void)umask(mask);
    old = (struct stat){
        .st_mode = NEW_FILE_MODE & ~mask,
        .st_uid = geteuid(),
        .st_gid = getegid(),
    };
    return put(path, &old, bytes, err);
}

static int read_all(int fd, char *out, size_t size, size_t *out_n)
{
    size_t n = 0;

    while (n < size) {
        ssize_t got = read(fd, out + n, size - n);
        if (got == 0) {
            break;
        }
        if (got < 0 && errno != EINTR) {
            return -1;
        }
        n += got > 0 ? (size_t)got : 0;
    }
    *out_n = n;
    return 0;
}

int bh_read_head(const char *path, char *out, size_t size, size_t *out_n, struct bh_err *err)
{
    struct stat old;

    *out_n = 0;
    if (stat(path, &old) != 0 || !S_ISREG(old.st_mode)) {
        return 0; /* whoever writes it says what is wrong with it */
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        return fail(err, "cannot read it");
    }
    int rc = read_all(fd, out, size, out_n) == 0 ? 0 : fail(err, "cannot read it");
    close(fd);
    return rc;
}
