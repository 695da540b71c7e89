/* YAML documents of a stream, from one line that begins with '---' to the next, whole or, where they are Lists, item by
 * item. Called by stream.c. Leaves out what a document holds: kube/yaml.c composes it. */
#include <string.h>

#include "base/limits.h"
#include "kube/stream_parts.h"

/* Bytes from 'pos' on that belong to the document, at most 'max'; 0 where the next one begins.
 * Needs three bytes behind a line's end to tell. */
static size_t measure_document(struct bh_stream *s, size_t max)
{
    const char *p = s->w.buf + s->w.pos, *end = s->w.buf + s->w.end, *at = p;

    if (s->is_yaml_line_start && end - p >= 3 && memcmp(p, "---", 3) == 0) {
        return 0;
    }
    if ((size_t)(end - p) > max) {
        end = p + max;
    }
    while (at < end) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));
        if (lf == NULL) {
            return (size_t)(end - p);
        }
        at = lf + 1;
        if (s->w.buf + s->w.end - at < 3 || memcmp(at, "---", 3) == 0) {
            break;
        }
    }
    return (size_t)(at - p);
}

/* Whether the bytes hold "{{". Braces are rare in YAML, and finding one byte is cheaper than finding two. */
static bool has_two_braces(const char *p, size_t n)
{
    const char *end = p + n;

    while ((p = memchr(p, '{', (size_t)(end - p))) != NULL) {
        if (++p == end) {
            return false;
        }
        if (*p == '{') {
            return true;
        }
    }
    return false;
}

/* Copies the document's next bytes, some of the 'size' wanted; none at its end. */
static int read_piece(struct bh_stream *s, char *buf, size_t size, size_t *out_n,
                      struct bh_err *err)
{
    if (s->w.pos - s->w.at > BH_WINDOW_FIRST) {
        bh_window_consume(&s->w, s->w.pos);
    }
    while (!s->w.is_eof && s->w.end - s->w.pos < (s->is_yaml_line_start ? 3 : 1)) {
        int rc = bh_window_more(&s->w, err);
        if (rc != 0) {
            return rc;
        }
    }
    size_t n = measure_document(s, size);
    if (n > 0) {
        memcpy(buf, s->w.buf + s->w.pos, n);
        /* One byte back: the pair may lie across two pieces. */
        size_t from = s->w.pos > s->w.at ? s->w.pos - 1 : s->w.pos;
        s->has_braces = s->has_braces || has_two_braces(s->w.buf + from, s->w.pos + n - from);
        s->w.pos += n;
        s->is_yaml_line_start = s->w.buf[s->w.pos - 1] == '\n';
    }
    *out_n = n;
    return 0;
}

/* The bh_read_fn of the YAML reader: ends at the next line that begins with '---'. Fills the
 * buffer, so that what the YAML reader finds first does not depend on the source's pieces. */
static int read_document(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct bh_stream *s = ctx;
    size_t n = 0;

    while (n < size && !s->has_yaml_ended) {
        size_t n_piece = 0;
        int rc = read_piece(s, buf + n, size - n, &n_piece, err);
        if (rc != 0) {
            return rc;
        }
        n += n_piece;
        s->has_yaml_ended = n_piece == 0;
    }
    s->n_since_piece += n;
    if (s->n_since_piece > BH_MAX_OBJECT_SIZE + BH_WINDOW_FIRST) {
        return bh_fail_at(err, BH_ERR_LIMIT, s->yaml_line, 1,
                          "an object of more than %u bytes (%zu read so far)", BH_MAX_OBJECT_SIZE,
                          s->n_since_piece);
    }
    *out_n = n;
    return 0;
}

/* Starts the YAML reader at 'pos', the first byte of the document's first line with content. */
static int open_yaml(struct bh_stream *s, struct bh_err *err)
{
    bh_yaml_free(s->yaml);
    s->yaml = NULL;
    s->is_yaml_line_start = false;
    s->has_yaml_ended = false;
    s->n_since_piece = 0;
    return bh_yaml_new(read_document, s, s->yaml_line, &s->yaml, err);
}

int bh_stream_begin_yaml(struct bh_stream *s, struct bh_err *err)
{
    s->yaml_offset = s->w.offset + s->w.pos;
    s->yaml_line = s->w.line;
    s->has_braces = false;
    s->has_yaml_piece = false;
    bh_arena_reset(&s->list_arena);
    s->list = (struct bh_stream_list){ 0 };
    int rc = open_yaml(s, err);
    if (rc == 0) {
        s->state = IN_YAML;
    }
    return rc;
}

static int pull_yaml(struct bh_stream *s, enum bh_yaml_piece *out, struct bh_err *err)
{
    bh_arena_reset(&s->arena);
    int rc = bh_yaml_next(s->yaml, &s->arena, &s->nodes, out, &s->piece, err);
    s->n_since_piece = rc == 0 ? 0 : s->n_since_piece;
    return rc;
}

/* The document ended: nothing may be left of it. */
static int end_yaml(struct bh_stream *s, struct bh_err *err)
{
    char rest[256];
    size_t n = 0;

    while (!s->has_yaml_ended) {
        int rc = read_document(s, rest, sizeof(rest), &n, err);
        if (rc != 0) {
            return rc;
        }
        if (bh_str_trim(bh_str(rest, n)).n > 0) {
            return bh_fail_at(err, BH_ERR_INPUT, s->w.line, 0,
                              "text after the end of the document");
        }
    }
    bh_yaml_free(s->yaml);
    s->yaml = NULL;
    bh_window_consume(&s->w, s->w.pos);
    s->state = AT_START;
    s->is_line_start = true;
    s->is_after_json = false;
    s->is_second_try = false;
    s->has_comment = false;
    return 0;
}

/* Finds the List's kind behind its items by reading the document to its end and then once more up
 * to the item that was just read. */
static int look_ahead_yaml(struct bh_stream *s, enum bh_yaml_piece *out, struct bh_err *err)
{
    enum bh_yaml_piece piece = BH_YAML_ITEM;
    int rc = 0;

    while (rc == 0 && piece == BH_YAML_ITEM) {
        rc = pull_yaml(s, &piece, err);
    }
    if (rc != 0 || piece != BH_YAML_REST) {
        return rc;
    }
    struct bh_str kind = bh_stream_string(s->piece.nodes, bh_stream_keys[KEY_KIND]);
    struct bh_str api_version = bh_stream_string(s->piece.nodes, bh_stream_keys[KEY_API_VERSION]);
    if (bh_str_is_set(kind)) {
        rc = bh_arena_copy(&s->list_arena, kind, &s->list.kind, err);
    }
    if (rc == 0 && bh_str_is_set(api_version)) {
        rc = bh_arena_copy(&s->list_arena, api_version, &s->list.api_version, err);
    }
    s->list.has_looked_ahead = true;
    rc = rc != 0 ? rc : bh_stream_go_back(s, s->yaml_offset, s->yaml_line, 1, err);
    rc = rc != 0 ? rc : open_yaml(s, err);
    for (uint32_t i = 0; rc == 0 && i <= s->list.index; i++) {
        rc = pull_yaml(s, out, err);
        if (rc == 0 && *out != BH_YAML_ITEM) {
            rc = bh_fail_at(err, BH_ERR_INPUT, s->yaml_line, 0,
                            "the input changed while it was read");
        }
    }
    return rc;
}

static int next_yaml_item(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    struct bh_stream_list *list = &s->list;
    enum bh_yaml_piece piece = BH_YAML_ITEM;

    if (!list->has_looked_ahead) {
        bh_yaml_list_head(s->yaml, &list->api_version, &list->kind);
        if (bh_stream_must_look_ahead(list, s->piece.nodes)) {
            int rc = look_ahead_yaml(s, &piece, err);
            if (rc != 0) {
                return rc;
            }
        }
    }
    return bh_stream_give(s, s->piece.nodes, true, list->index++, list->api_version, list->kind,
                          out, err);
}

int bh_stream_next_in_yaml(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    enum bh_yaml_piece piece = BH_YAML_END;
    struct bh_str none = bh_str(NULL, 0);
    int rc = pull_yaml(s, &piece, err);

    if (rc != 0) {
        if (s->is_second_try && !s->has_yaml_piece && !s->w.has_failed_read) {
            *err = s->json_err; /* what looks like JSON is explained as JSON */
        } else if (s->has_slash && !s->has_yaml_piece && err->kind == BH_ERR_INPUT) {
            (void)bh_stream_fail_comment((struct bh_place){ s->yaml_line, 1 }, err);
        }
        return -(int)err->kind;
    }
    bool is_first = !s->has_yaml_piece;
    s->has_yaml_piece = true;
    switch (piece) {
    case BH_YAML_END:
        s->n_empty += is_first;
        return end_yaml(s, err);
    case BH_YAML_WHOLE:
        if (s->piece.nodes == NULL || s->piece.nodes->kind == BH_NODE_NULL) {
            s->n_empty++;
            return 0;
        }
        if (s->is_second_try && bh_stream_has_comments(&s->piece)) {
            *err = s->json_err;
            s->is_only_item_lost = true;
            return -(int)err->kind;
        }
        s->n_lists += bh_stream_find_items(s->piece.nodes) != NULL;
        return bh_stream_give(s, s->piece.nodes, false, 0, none, none, out, err);
    case BH_YAML_ITEM:
        return next_yaml_item(s, out, err);
    case BH_YAML_REST:
        s->n_lists++;
        rc = bh_stream_check_repeated(&s->piece, s->piece.nodes, err);
        const struct bh_node *again = bh_doc_key(s->piece.nodes, bh_stream_keys[KEY_ITEMS]);
        if (rc == 0 && again != NULL) {
            struct bh_place place = bh_doc_place(&s->piece, again);
            rc = bh_fail_at(err, BH_ERR_INPUT, place.line, place.column,
                            "'items' of a List is given twice");
        }
        if (rc == 0) {
            struct bh_stream_head head = bh_stream_read_head(s->piece.nodes);
            rc = bh_stream_check_end(s, head.api_version, head.kind, err);
            s->is_only_item_lost = rc != 0;
        }
        return rc;
    }
    return 0;
}

int bh_stream_drain_yaml(struct bh_stream *s)
{
    char rest[4096];
    size_t n;
    int rc = 0;

    while (rc == 0 && !s->has_yaml_ended) {
        s->n_since_piece = 0;
        rc = read_document(s, rest, sizeof(rest), &n, &s->late_err);
    }
    s->saw_template = s->saw_template || s->has_braces;
    bh_yaml_free(s->yaml);
    s->yaml = NULL;
    return rc;
}
