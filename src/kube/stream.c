/* Takes an input apart into objects, as kubectl does: JSON values one behind the other, YAML
 * documents between lines that begin with '---', and Lists of both, element by element. Called by
 * whatever reads manifests; the bytes come through a bh_source. A window over the input holds what
 * the current object needs and grows with that only.
 *
 * Where a document begins with '{' it is read as JSON, and if that fails before anything of it was
 * handed out, as YAML's flow style. An object with "items" is a List whatever its kind, as
 * apimachinery sees it.
 *
 * Here is what decides where documents begin and what goes on after an error; stream_json.c and
 * stream_yaml.c take the documents themselves. Leaves out the members of a List besides its items,
 * apiVersion and kind: they are checked for syntax only. Deviations from kubectl: comments and '---' lines may stand between JSON documents
 * however many there are; a broken document does not hide the ones behind the next '---';
 * apiVersion, kind and items repeated in a List are refused, because they decide what is judged. */
#define _GNU_SOURCE /* memmem */
#include "kube/stream.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "kube/stream_parts.h"

/* Strips a byte order mark; refuses what is not UTF-8 in a way that can be named. */
static int begin_input(struct bh_stream *s, struct bh_err *err)
{
    s->has_begun = true;
    while (!s->w.is_eof && s->w.end < 4) {
        int rc = bh_window_more(&s->w, err);
        if (rc != 0) {
            return rc;
        }
    }
    struct bh_str head = bh_str(s->w.buf, s->w.end);
    bool is_utf32 = bh_str_starts(head, bh_str("\0\0\xFE\xFF", 4)) ||
                    bh_str_starts(head, bh_str("\xFF\xFE\0\0", 4)) ||
                    bh_str_starts(head, bh_str("\0\0\0", 3)) ||
                    (head.n >= 4 && head.p[0] != 0 && memcmp(head.p + 1, "\0\0\0", 3) == 0);
    bool is_utf16 = bh_str_starts(head, BH_S("\xFE\xFF")) ||
                    bh_str_starts(head, BH_S("\xFF\xFE")) ||
                    (head.n >= 2 && (head.p[0] == 0) != (head.p[1] == 0));
    if (is_utf32 || is_utf16) {
        s->state = OVER;
        return bh_fail_at(err, BH_ERR_INPUT, 1, 1, "the input is UTF-%s, expected UTF-8",
                          is_utf32 ? "32" : "16");
    }
    if (bh_str_starts(head, BH_S("\xEF\xBB\xBF"))) {
        s->w.at = s->w.pos = 3;
    }
    return 0;
}

/* The first byte from 'pos' on that is no blank, as an index; 's->w.end' at the end of the input. */
static int find_content(struct bh_stream *s, size_t *out, struct bh_err *err)
{
    size_t i = 0; /* from 'pos' on: the window may move */

    for (;;) {
        while (s->w.pos + i < s->w.end &&
               (s->w.buf[s->w.pos + i] == ' ' || s->w.buf[s->w.pos + i] == '\t' ||
                s->w.buf[s->w.pos + i] == '\r')) {
            i++;
        }
        if (s->w.pos + i < s->w.end || s->w.is_eof) {
            *out = s->w.pos + i;
            return 0;
        }
        int rc = bh_window_more(&s->w, err);
        if (rc != 0) {
            return rc;
        }
    }
}

/* The rest of the line from 'pos' on, without its end; takes it. Good until the window moves. */
static int take_line(struct bh_stream *s, struct bh_str *out, struct bh_err *err)
{
    size_t seen = 0;

    for (;;) {
        const char *p = s->w.buf + s->w.pos;
        const char *lf = memchr(p + seen, '\n', s->w.end - s->w.pos - seen);
        if (lf != NULL || s->w.is_eof) {
            *out = bh_str(p, lf != NULL ? (size_t)(lf - p) : s->w.end - s->w.pos);
            s->w.pos += out->n + (lf != NULL);
            bh_window_consume(&s->w, s->w.pos);
            s->is_line_start = true;
            return 0;
        }
        seen = s->w.end - s->w.pos;
        int rc = bh_window_more(&s->w, err);
        if (rc != 0) {
            return rc;
        }
    }
}

static void note_comment(struct bh_stream *s, struct bh_str line)
{
    struct bh_str mark = BH_S("# Source: ");

    line = bh_str_trim(line);
    s->has_comment = true;
    if (bh_str_starts(line, mark)) {
        bh_buf_clear(&s->source_text);
        bh_buf_add(&s->source_text, bh_str_trim(bh_str_from(line, mark.n)));
        s->has_source = !s->source_text.is_broken && s->source_text.n > 0;
    }
}

/* At a line that begins with '---'. Only a comment may follow, as in kubectl's reader. */
static int take_separator(struct bh_stream *s, struct bh_err *err)
{
    struct bh_str line;
    uint32_t number = s->w.line;
    int rc = take_line(s, &line, err);

    if (rc != 0) {
        return rc;
    }
    s->is_after_json = false;
    s->n_empty += s->has_comment;
    s->has_comment = false;
    line = bh_str_trim(bh_str_from(line, 3));
    if (line.n > 0 && line.p[0] != '#') {
        return bh_fail_at(err, BH_ERR_INPUT, number, 4,
                          "only a comment may follow '---', found '" BH_FMT "'",
                          line.n > 40 ? 40 : (int)line.n, line.p);
    }
    return 0;
}

/* Whether the three bytes at 'pos' are '---'. */
static int is_at_separator(struct bh_stream *s, bool *out, struct bh_err *err)
{
    while (!s->w.is_eof && s->w.end - s->w.pos < 3) {
        int rc = bh_window_more(&s->w, err);
        if (rc != 0) {
            return rc;
        }
    }
    *out =
        s->is_line_start && s->w.end - s->w.pos >= 3 && memcmp(s->w.buf + s->w.pos, "---", 3) == 0;
    return 0;
}

/* Whether '//' or '/ *' stands 'from' bytes behind 'pos', as JSON's comments would begin. The window may move. */
static int is_at_comment(struct bh_stream *s, size_t from, bool *out, struct bh_err *err)
{
    while (!s->w.is_eof && s->w.end - s->w.pos < from + 2) {
        int rc = bh_window_more(&s->w, err);
        if (rc != 0) {
            return rc;
        }
    }
    const char *p = s->w.buf + s->w.pos + from;
    *out = s->w.end - s->w.pos >= from + 2 && p[0] == '/' && (p[1] == '/' || p[1] == '*');
    return 0;
}

/* Passes over blank lines, comments and separators, and begins the document behind them. */
static int begin_document(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    size_t content;
    struct bh_str line;
    bool is_separator;

    if (s->is_source_used) {
        s->has_source = s->is_source_used = false; /* that was the last document's */
    }
    for (;;) {
        bh_window_consume(&s->w, s->w.pos);
        int rc = is_at_separator(s, &is_separator, err);
        if (rc == 0 && is_separator) {
            rc = take_separator(s, err);
            if (rc != 0) {
                return rc;
            }
            continue;
        }
        rc = rc != 0 ? rc : find_content(s, &content, err);
        if (rc != 0) {
            return rc;
        }
        if (content == s->w.end) {
            s->n_empty += s->has_comment;
            s->state = OVER;
            return 0;
        }
        if (s->w.buf[content] != '\n' &&
            (s->w.buf[content] != '#' || s->syntax == BH_SYNTAX_JSON)) {
            break;
        }
        rc = take_line(s, &line, err);
        if (rc != 0) {
            return rc;
        }
        if (bh_str_trim(line).n > 0) {
            note_comment(s, line);
        }
    }
    bool is_json = s->syntax == BH_SYNTAX_JSON || s->is_after_json ||
                   (s->syntax == BH_SYNTAX_DETECT && s->w.buf[content] == '{');
    int rc = is_at_comment(s, content - s->w.pos, &s->has_slash, err);
    if (rc != 0) {
        return rc;
    }
    s->is_second_try = false;
    s->is_source_used = true;
    s->n_documents++;
    if (!is_json) {
        return bh_stream_begin_yaml(s, err);
    }
    uint64_t start = s->w.offset + s->w.pos;
    bool can_be_yaml = s->syntax != BH_SYNTAX_JSON && !s->is_after_json;
    rc = bh_stream_begin_json(s, out, err);
    bool is_syntax = s->list.repeated.kind == BH_ERR_NONE && !s->is_only_item_lost;
    if (rc == -BH_ERR_INPUT && can_be_yaml && is_syntax && !s->w.has_failed_read) {
        s->json_err = *err;
        s->is_second_try = true;
        rc = bh_stream_go_back(s, start, s->w.line, s->w.column, err);
        return rc != 0 ? rc : bh_stream_begin_yaml(s, err);
    }
    return rc;
}

/* From a broken JSON document, at its last item or its start, to the next line that begins with
 * '---'. */
static int drain_json(struct bh_stream *s)
{
    bool is_separator = false;
    int rc = 0;

    s->w.pos = s->w.at;
    if (s->state == AT_START) {
        rc = is_at_separator(s, &is_separator, &s->late_err);
    }
    if (rc != 0 || is_separator) {
        return rc; /* the error was in the separator before it */
    }
    for (;;) {
        const char *p = s->w.buf + s->w.pos;
        size_t n = s->w.end - s->w.pos;
        const char *separator = memmem(p, n, "\n---", 4);
        size_t n_failed = separator != NULL ? (size_t)(separator - p) : n;

        s->saw_template = s->saw_template || memmem(p, n_failed, "{{", 2) != NULL;
        if (separator != NULL) {
            s->w.pos += n_failed + 1;
            return 0;
        }
        if (s->w.is_eof) {
            s->w.pos = s->w.end;
            return 0;
        }
        s->w.pos += n > 3 ? n - 3 : 0; /* the separator may lie across two reads */
        bh_window_consume(&s->w, s->w.pos);
        rc = bh_window_more(&s->w, &s->late_err);
        if (rc != 0) {
            return rc;
        }
    }
}

/* After an error: on to the next document that can be found, looking for "{{" on the way. */
static void go_on(struct bh_stream *s)
{
    int rc = s->state == IN_YAML ? bh_stream_drain_yaml(s) : drain_json(s);

    bh_window_consume(&s->w, s->w.pos);
    s->state = rc == 0 ? AT_START : OVER;
    s->is_line_start = true;
    s->is_after_json = false;
    s->is_second_try = false;
    s->has_comment = false;
    s->has_source = false;
    s->n_nests = 0;
}

int bh_stream_next(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
{
    const struct bh_item *item = NULL;
    int rc = 0;

    if (s->late_err.kind != BH_ERR_NONE) {
        *err = s->late_err;
        s->late_err = (struct bh_err){ 0 };
        return -(int)err->kind;
    }
    if (!s->has_begun) {
        rc = begin_input(s, err);
    }
    while (rc == 0 && item == NULL && (s->state != OVER || s->n_nests > 0)) {
        if (s->n_nests > 0) {
            rc = bh_stream_give_nested(s, &item, err);
            continue;
        }
        switch (s->state) {
        case AT_START:
            rc = begin_document(s, &item, err);
            break;
        case IN_LIST:
            rc = bh_stream_next_in_json(s, &item, err);
            break;
        case AFTER_LIST:
            rc = bh_stream_end_json(s, err);
            break;
        case IN_YAML:
            rc = bh_stream_next_in_yaml(s, &item, err);
            break;
        case OVER:
            break;
        }
    }
    if (rc != 0) {
        if (s->is_only_item_lost) {
            s->is_only_item_lost = false;
        } else if (s->w.has_failed_read || s->state == OVER) {
            s->state = OVER;
            s->n_nests = 0;
        } else {
            go_on(s);
        }
        return rc;
    }
    *out = item;
    return 0;
}

/* --- the rest --------------------------------------------------------------------------------- */

int bh_stream_new(struct bh_source source, enum bh_syntax syntax, struct bh_stream **out,
                  struct bh_err *err)
{
    struct bh_stream *s = calloc(1, sizeof(*s));

    if (s == NULL) {
        return bh_fail(err, BH_ERR_LIMIT, "no memory for a stream");
    }
    bh_window_init(&s->w, source);
    s->syntax = syntax;
    s->is_line_start = true;
    bh_arena_init(&s->arena, (size_t)BH_MAX_OBJECT_MEMORY);
    bh_arena_init(&s->list_arena, (size_t)BH_MAX_OBJECT_MEMORY);
    *out = s;
    return 0;
}

void bh_stream_free(struct bh_stream *s)
{
    if (s == NULL) {
        return;
    }
    bh_yaml_free(s->yaml);
    bh_arena_done(&s->arena);
    bh_arena_done(&s->list_arena);
    bh_nodes_done(&s->nodes);
    bh_buf_done(&s->source_text);
    bh_window_done(&s->w);
    free(s);
}

bool bh_stream_saw_template(const struct bh_stream *s)
{
    return s->saw_template;
}

uint32_t bh_stream_lists(const struct bh_stream *s)
{
    return s->n_lists;
}

uint32_t bh_stream_empty(const struct bh_stream *s)
{
    return s->n_empty;
}

uint64_t bh_stream_bytes(const struct bh_stream *s)
{
    return s->w.n_bytes;
}
