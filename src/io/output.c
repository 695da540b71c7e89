/* Standard output and error. Called by cli/ only: engines and writers get a sink. The rules of color and of
 * closing are section 11 of the house's style. */
#include "io/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/num.h"

enum { LEAST_WIDTH = 40, MOST_WIDTH = 1000 };

void bh_output_setup(void)
{
    signal(SIGPIPE, SIG_IGN);
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF) {
            /* opened the wrong way round, so that using it still fails */
            int filler = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
            if (filler != fd) {
                _exit(bh_err_exit(BH_ERR_SYSTEM)); /* nothing to say it on */
            }
        }
    }
}

void bh_output_init(struct bh_output *output, int fd, const char *name)
{
    output->fd = fd;
    output->name = name;
    output->n = 0;
}

static int fail_write(const struct bh_output *output, int sys, struct bh_err *err)
{
    bh_fail(err, BH_ERR_SYSTEM, "cannot write to %s: %s", output->name, strerror(sys));
    err->sys = sys;
    return -BH_ERR_SYSTEM;
}

static int write_all(const struct bh_output *output, const char *p, size_t size, struct bh_err *err)
{
    while (size > 0) {
        ssize_t n = write(output->fd, p, size);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return fail_write(output, errno, err);
        }
        p += n;
        size -= (size_t)n;
    }
    return 0;
}

int bh_output_flush(struct bh_output *output, struct bh_err *err)
{
    size_t n = output->n;

    output->n = 0; /* what could not be written is not tried again */
    return write_all(output, output->buf, n, err);
}

int bh_output_write(struct bh_output *output, struct bh_str bytes, struct bh_err *err)
{
    if (bytes.n > sizeof(output->buf) - output->n) {
        int rc = bh_output_flush(output, err);
        if (rc != 0) {
            return rc;
        }
    }
    if (bytes.n > sizeof(output->buf)) {
        return write_all(output, bytes.p, bytes.n, err);
    }
    if (bytes.n > 0) {
        memcpy(output->buf + output->n, bytes.p, bytes.n);
        output->n += bytes.n;
    }
    return 0;
}

int bh_output_close(struct bh_output *output, struct bh_err *err)
{
    int rc = bh_output_flush(output, err);
    int fd = output->fd;

    output->fd = -1;
    if (close(fd) != 0 && rc == 0 && errno != EINTR) {
        rc = fail_write(output, errno, err);
    }
    return rc;
}

static int sink_write(void *ctx, struct bh_str bytes, struct bh_err *err)
{
    return bh_output_write(ctx, bytes, err);
}

struct bh_sink bh_output_sink(struct bh_output *output)
{
    return (struct bh_sink){ .write = sink_write, .ctx = output };
}

static bool is_set(const char *value)
{
    return value != NULL && value[0] != '\0';
}

bool bh_output_has_color(int fd, enum bh_color color)
{
    if (color != BH_COLOR_AUTO) {
        return color == BH_COLOR_ALWAYS;
    }
    const char *term = getenv("TERM");
    return !is_set(getenv("NO_COLOR")) && isatty(fd) == 1 && is_set(term) &&
           strcmp(term, "dumb") != 0;
}

unsigned bh_output_width(int fd)
{
    uint64_t width = 0;
    struct winsize size;
    const char *columns = getenv("COLUMNS");

    if (columns == NULL || !bh_num_u64(bh_str_c(columns), 10, &width) || width == 0) {
        width = ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
    }
    if (width == 0) {
        return BH_DEFAULT_WIDTH;
    }
    width = width < LEAST_WIDTH ? LEAST_WIDTH : width;
    return (unsigned)(width > MOST_WIDTH ? MOST_WIDTH : width);
}
