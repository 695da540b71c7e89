/* A unified diff, made from the edits themselves: no search for what changed is needed. Called by `bulkhead fix`. A
 * line ends with a line feed, whatever YAML takes for one. */
#include "advise/diff.h"

#include <string.h>

enum { CONTEXT = 3 };

struct change {         /* lines of the old text, and what stands there in the new one */
    size_t from, to;    /* bytes: whole lines */
    size_t line, n_old; /* 0-based first line, lines */
    size_t n_new;
    size_t text, text_n; /* bytes of 'fresh' */
};

struct changes {
    struct bh_buf list;  /* of struct change */
    struct bh_buf fresh; /* new lines of all */
};

static const struct change *change_at(const struct changes *changes, size_t i)
{
    return (const struct change *)(const void *)changes->list.p + i;
}

static size_t line_start(struct bh_str text, size_t at)
{
    while (at > 0 && text.p[at - 1] != '\n') {
        at--;
    }
    return at;
}

static size_t next_line(struct bh_str text, size_t at)
{
    const char *lf = at < text.n ? memchr(text.p + at, '\n', text.n - at) : NULL;

    return lf != NULL ? (size_t)(lf - text.p) + 1 : text.n;
}

static size_t count_lines(struct bh_str text)
{
    size_t n = 0;

    for (size_t at = 0; at < text.n; at = next_line(text, at)) {
        n++;
    }
    return n;
}

/* Leaves out the lines at both ends that did not change. */
static void trim(struct bh_str text, struct change *c, const struct bh_buf *fresh)
{
    struct bh_str new = bh_str(fresh->p + c->text, c->text_n);

    for (;;) {
        struct bh_str old = bh_str(text.p + c->from, c->to - c->from);
        size_t a = next_line(old, 0), b = next_line(new, 0);
        if (old.n == 0 || new.n == 0 || !bh_str_eq(bh_str(old.p, a), bh_str(new.p, b))) {
            break;
        }
        c->from += a;
        c->line++;
        c->text += b;
        c->text_n -= b;
        new = bh_str_from(new, b);
    }
    for (;;) {
        struct bh_str old = bh_str(text.p + c->from, c->to - c->from);
        new.n = c->text_n;
        if (old.n == 0 || new.n == 0) {
            break;
        }
        size_t a = line_start(old, old.n - 1), b = line_start(new, new.n - 1);
        if (!bh_str_eq(bh_str_from(old, a), bh_str_from(new, b))) {
            break;
        }
        c->to = c->from + a;
        c->text_n = b;
    }
    c->n_old = count_lines(bh_str(text.p + c->from, c->to - c->from));
    c->n_new = count_lines(bh_str(fresh->p + c->text, c->text_n));
}

/* Whether a place is on one of the lines that end at 'to': also the end of a text whose last line has no line feed. */
static bool is_on_lines(struct bh_str text, size_t at, size_t to)
{
    return at < to || (at == to && to > 0 && text.p[to - 1] != '\n');
}

/* The lines that edits touch; edits of the same lines are one change. */
static void collect(struct bh_str text, const struct bh_edits *edits, struct changes *out)
{
    size_t counted = 0, line = 0; /* lines before the byte 'counted' */

    for (uint32_t i = 0; i < edits->n;) {
        struct change c = { .from = line_start(text, edits->v[i].at), .text = out->fresh.n };
        size_t at = c.from;
        c.to = at;
        do {
            const struct bh_edit *edit = &edits->v[i++];
            size_t end = edit->at + edit->n_removed;
            bool is_whole = end == c.from && edit->text.n > 0 &&
                            edit->text.p[edit->text.n - 1] == '\n'; /* only lines put in */
            bh_buf_add(&out->fresh, bh_str(text.p + at, edit->at - at));
            bh_buf_add(&out->fresh, edit->text);
            at = end;
            bool is_at_start = end > edit->at && text.p[end - 1] == '\n';
            size_t to = is_whole || is_at_start || end < c.to ? end : next_line(text, end);
            c.to = to > c.to ? to : c.to;
        } while (i < edits->n && is_on_lines(text, edits->v[i].at, c.to));
        bh_buf_add(&out->fresh, bh_str(text.p + at, c.to > at ? c.to - at : 0));
        if (out->fresh.is_broken) {
            return;
        }
        line += count_lines(bh_str(text.p + counted, c.from - counted));
        counted = c.from;
        c.line = line;
        c.text_n = out->fresh.n - c.text;
        trim(text, &c, &out->fresh);
        bh_buf_add(&out->list, bh_str((const char *)&c, sizeof(c)));
    }
}

static void add_lines(struct bh_buf *out, char sign, struct bh_str lines)
{
    for (size_t at = 0; at < lines.n;) {
        size_t next = next_line(lines, at);
        bh_buf_add_byte(out, sign);
        bh_buf_add(out, bh_str(lines.p + at, next - at));
        if (lines.p[next - 1] != '\n') {
            bh_buf_add_c(out, "\n\\ No newline at end of file\n");
        }
        at = next;
    }
}

static size_t back(struct bh_str text, size_t at, size_t lines)
{
    for (size_t i = 0; i < lines && at > 0; i++) {
        at = line_start(text, at - 1);
    }
    return at;
}

static size_t ahead(struct bh_str text, size_t at, size_t lines)
{
    for (size_t i = 0; i < lines; i++) {
        at = next_line(text, at);
    }
    return at;
}

static void add_range(struct bh_buf *out, size_t line, size_t n)
{
    bh_buf_addf(out, "%zu", n == 0 ? line : line + 1);
    if (n != 1) {
        bh_buf_addf(out, ",%zu", n);
    }
}

/* Changes 'first' to 'end' as one hunk; 'shift' is by how many lines the new text is longer before it. */
static void add_hunk(struct bh_buf *out, struct bh_str text, const struct changes *changes,
                     size_t first, size_t end, size_t *shift)
{
    const struct change *a = change_at(changes, first), *z = change_at(changes, end - 1);
    size_t from = back(text, a->from, CONTEXT), to = ahead(text, z->to, CONTEXT);
    size_t n_old = count_lines(bh_str(text.p + from, to - from)), n_new = n_old;
    size_t line = a->line - count_lines(bh_str(text.p + from, a->from - from));

    for (size_t i = first; i < end; i++) {
        n_new = n_new + change_at(changes, i)->n_new - change_at(changes, i)->n_old;
    }
    bh_buf_add_c(out, "@@ -");
    add_range(out, line, n_old);
    bh_buf_add_c(out, " +");
    add_range(out, line + *shift, n_new);
    bh_buf_add_c(out, " @@\n");
    for (size_t i = first, at = from; i <= end; i++) {
        const struct change *c = i < end ? change_at(changes, i) : NULL;
        size_t stop = c != NULL ? c->from : to;
        add_lines(out, ' ', bh_str(text.p + at, stop - at));
        if (c != NULL) {
            add_lines(out, '-', bh_str(text.p + c->from, c->to - c->from));
            add_lines(out, '+', bh_str(changes->fresh.p + c->text, c->text_n));
            at = c->to;
        }
    }
    *shift = *shift + n_new - n_old; /* wraps, and back again, where lines are taken away */
}

static void add_name(struct bh_buf *out, const char *sign, const char *side, struct bh_str name)
{
    bool is_special = false;

    while (bh_str_starts(name, BH_S("./"))) {
        name = bh_str_from(name, 2);
    }
    while (bh_str_starts(name, BH_S("/"))) {
        name = bh_str_from(name, 1);
    }
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        is_special = is_special || c < 0x20 || c == 0x7F || c == '"' || c == '\\';
    }
    bh_buf_addf(out, "%s %s%s/", sign, is_special ? "\"" : "", side);
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (c == '"' || c == '\\') {
            bh_buf_addf(out, "\\%c", c);
        } else if (c < 0x20 || c == 0x7F) {
            bh_buf_addf(out, "\\%03o", c);
        } else {
            bh_buf_add_byte(out, (char)c);
        }
    }
    bh_buf_add_c(out, is_special ? "\"\n" : "\n");
}

void bh_diff(struct bh_str name, struct bh_str text, const struct bh_edits *edits,
             struct bh_buf *out)
{
    struct changes changes = { 0 };

    if (edits->n == 0) {
        return;
    }
    collect(text, edits, &changes);
    size_t n = changes.list.n / sizeof(struct change), shift = 0;
    if (changes.list.is_broken || changes.fresh.is_broken) {
        out->is_broken = true;
        n = 0;
    } else {
        add_name(out, "---", "a", name);
        add_name(out, "+++", "b", name);
    }
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && change_at(&changes, end)->from <=
                              ahead(text, change_at(&changes, end - 1)->to, 2 * (size_t)CONTEXT)) {
            end++;
        }
        add_hunk(out, text, &changes, i, end, &shift);
        i = end;
    }
    bh_buf_done(&changes.list);
    bh_buf_done(&changes.fresh);
}
