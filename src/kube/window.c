/* The part of an input that its reader needs: bytes from the first that is kept to the last that was read.
 * Called by kube/stream.c and its parts, and by the benchmarks. Grows with what is kept, up to a little more
 * than one object, and counts lines as bytes are let go. Leaves out what the bytes mean. */
#include "kube/window.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "kube/doc.h"

enum {
    LARGEST_WINDOW = BH_MAX_OBJECT_SIZE + 256 * 1024,
    LEAST_READ = 64 * 1024,
};

void bh_window_consume(struct bh_window *w, size_t to)
{
    struct bh_place place = { w->line, w->column };

    if (to == w->at) {
        return;
    }
    place = bh_place_after(place, w->buf + w->at, w->buf + to);
    w->line = place.line;
    w->column = place.column;
    w->at = to;
}

static int make_room(struct bh_window *w, size_t wanted, struct bh_err *err)
{
    if (w->room - w->end >= wanted) {
        return 0;
    }
    if (w->at > 0) {
        memmove(w->buf, w->buf + w->at, w->end - w->at);
        w->offset += w->at;
        w->pos -= w->at;
        w->end -= w->at;
        w->at = 0;
    }
    if (w->room - w->end >= wanted) {
        return 0;
    }
    size_t room = w->room == 0 ? BH_WINDOW_FIRST : w->room;
    while (room - w->end < wanted && room < LARGEST_WINDOW) {
        room = room * 2 > LARGEST_WINDOW ? LARGEST_WINDOW : room * 2;
    }
    if (room > w->room) {
        char *buf = realloc(w->buf, room);
        if (buf == NULL) {
            return bh_fail(err, BH_ERR_LIMIT, "no memory for a window of %zu bytes", room);
        }
        w->buf = buf;
        w->room = room;
    }
    return 0;
}

int bh_window_more(struct bh_window *w, struct bh_err *err)
{
    size_t unread = w->end - w->at, target = unread > 0 ? unread * 2 : 1;

    if (unread > (size_t)BH_MAX_OBJECT_SIZE) {
        return bh_fail_at(err, BH_ERR_LIMIT, w->line, w->column,
                          "an object of more than %u bytes (%zu read so far)", BH_MAX_OBJECT_SIZE,
                          unread);
    }
    if (target > LARGEST_WINDOW) {
        target = LARGEST_WINDOW;
    }
    int rc = make_room(w, unread > LEAST_READ ? target - unread : LEAST_READ, err);
    if (rc != 0) {
        return rc;
    }
    while (!w->is_eof && w->end - w->at < target) {
        size_t n = 0;
        rc = w->source.read(w->source.ctx, w->buf + w->end, w->room - w->end, &n, err);
        if (rc != 0) {
            w->has_failed_read = true;
            return rc;
        }
        w->is_eof = n == 0;
        w->end += n;
    }
    if (w->offset + w->end > w->n_bytes) {
        w->n_bytes = w->offset + w->end;
    }
    return 0;
}

int bh_window_seek(struct bh_window *w, uint64_t offset, uint32_t line, uint32_t column,
                   struct bh_err *err)
{
    if (offset >= w->offset + w->at && offset <= w->offset + w->end) {
        w->pos = (size_t)(offset - w->offset);
        return 0;
    }
    if (w->source.seek == NULL) {
        return bh_fail_at(err, BH_ERR_INPUT, line, column,
                          "the input cannot be read twice: save it in a file");
    }
    int rc = w->source.seek(w->source.ctx, offset, err);
    if (rc != 0) {
        w->has_failed_read = true;
        return rc;
    }
    w->at = w->pos = w->end = 0;
    w->is_eof = false;
    w->offset = offset;
    w->line = line;
    w->column = column;
    return 0;
}

void bh_window_init(struct bh_window *w, struct bh_source source)
{
    *w = (struct bh_window){ .source = source, .line = 1, .column = 1 };
}

void bh_window_done(struct bh_window *w)
{
    free(w->buf);
    *w = (struct bh_window){ 0 };
}
