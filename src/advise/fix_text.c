/* The way from an object to its text. Called by fix_plan.c. A YAML object knows its line and column: the document around
 * it, from one '---' line to the next as kube/stream.c divides, is read as a tree, once for all objects in it. A
 * JSON object is found by counting, and read by itself. */
#include "advise/fix_text.h"

#include <string.h>

enum { MAX_PREFIX = 1024 }; /* bytes before an object that may matter as its indentation */

static int read_memory(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct bh_fix_memory *memory = ctx;
    size_t n = memory->text.n - memory->at;

    (void)err;
    n = n < size ? n : size;
    if (n > 0) {
        memcpy(buf, memory->text.p + memory->at, n);
    }
    memory->at += n;
    *out_n = n;
    return 0;
}

static int seek_memory(void *ctx, uint64_t offset, struct bh_err *err)
{
    struct bh_fix_memory *memory = ctx;

    (void)err;
    memory->at = offset < memory->text.n ? (size_t)offset : memory->text.n;
    return 0;
}

struct bh_source bh_fix_source(struct bh_fix_memory *memory)
{
    return (struct bh_source){ .read = read_memory, .seek = seek_memory, .ctx = memory };
}

static size_t after_mark(struct bh_str text)
{
    return bh_str_starts(text, BH_S("\xEF\xBB\xBF")) ? 3 : 0;
}

static bool is_separator(struct bh_str text, size_t at)
{
    return bh_str_starts(bh_str_from(text, at), BH_S("---"));
}

static void rewind_yaml(struct bh_fix_finder *f)
{
    f->yaml.at = f->document = after_mark(f->text);
    f->yaml.line = f->document_line = 1;
}

static void rewind_json(struct bh_fix_finder *f)
{
    f->json.at = after_mark(f->text);
    f->json.line = f->json.column = 1;
}

void bh_fix_finder_init(struct bh_fix_finder *finder, struct bh_str text)
{
    *finder = (struct bh_fix_finder){ .text = text };
    rewind_yaml(finder);
    rewind_json(finder);
}

static void drop_tree(struct bh_fix_finder *f)
{
    if (f->has_tree) {
        bh_text_tree_done(&f->tree);
        f->has_tree = false;
    }
}

void bh_fix_finder_done(struct bh_fix_finder *finder)
{
    drop_tree(finder);
}

/* Behind the line feed that ends this line; the end of the text when none does. */
static size_t next_line(struct bh_str text, size_t at)
{
    const char *lf = at < text.n ? memchr(text.p + at, '\n', text.n - at) : NULL;

    return lf != NULL ? (size_t)(lf - text.p) + 1 : text.n;
}

/* Moves on to a line, and notes where the document begins that it is in. */
static void go_to_line(struct bh_fix_finder *f, uint32_t line)
{
    if (f->yaml.line > line) {
        rewind_yaml(f);
    }
    for (;;) {
        size_t next = next_line(f->text, f->yaml.at);
        if (is_separator(f->text, f->yaml.at)) {
            f->document = next;
            f->document_line = f->yaml.line + 1;
        }
        if (f->yaml.line == line || next == f->text.n) {
            return;
        }
        f->yaml.at = next;
        f->yaml.line++;
    }
}

static int find_yaml(struct bh_fix_finder *f, const struct bh_doc *doc, uint32_t *out_root,
                     size_t *out_base, struct bh_err *err)
{
    go_to_line(f, doc->line);
    if (!f->has_tree || !f->is_document || f->tree_at != f->document) {
        size_t end = f->document;
        while (end < f->text.n && !is_separator(f->text, end)) {
            end = next_line(f->text, end);
        }
        struct bh_err cause = { 0 };
        drop_tree(f);
        f->has_tree = f->is_document = true;
        f->tree_at = f->document;
        f->tree_end = end;
        int rc = bh_text_tree_yaml(&f->tree, bh_str(f->text.p + f->document, end - f->document),
                                   f->document_line, &cause);
        if (rc != 0) {
            drop_tree(f);
            *err = cause;
            return rc == -BH_ERR_INPUT ? 0 : rc;
        }
    }
    *out_root =
        doc->column == 0 ? BH_TEXT_NONE : bh_text_tree_find(&f->tree, doc->line, doc->column);
    *out_base = f->tree_at;
    return 0;
}

static int find_json(struct bh_fix_finder *f, const struct bh_doc *doc, uint32_t *out_root,
                     size_t *out_base, struct bh_err *err)
{
    struct bh_place place = bh_doc_place(doc, doc->nodes);
    struct bh_str text = f->text;

    if (place.line < f->json.line ||
        (place.line == f->json.line && place.column < f->json.column)) {
        rewind_json(f);
    }
    while (f->json.at < text.n && f->json.line < place.line) {
        f->json.at = next_line(text, f->json.at);
        f->json.line++;
        f->json.column = 1;
    }
    while (f->json.at < text.n && f->json.column < place.column) {
        f->json.at++;
        while (f->json.at < text.n && ((unsigned char)text.p[f->json.at] & 0xC0) == 0x80) {
            f->json.at++;
        }
        f->json.column++;
    }
    if (f->json.at >= text.n || text.p[f->json.at] != '{') {
        return 0;
    }
    struct bh_err cause = { 0 };
    drop_tree(f);
    f->has_tree = true;
    f->is_document = false;
    size_t from = f->json.at; /* with the line's beginning, if that is near */
    while (from > 0 && f->json.at - from < MAX_PREFIX && text.p[from - 1] != '\n') {
        from--;
    }
    from = from > 0 && text.p[from - 1] != '\n' ? f->json.at : from;
    int rc = bh_text_tree_json(&f->tree, bh_str_from(text, from), f->json.at - from, &cause);
    if (rc != 0) {
        drop_tree(f);
        *err = cause;
        return rc == -BH_ERR_INPUT ? 0 : rc;
    }
    f->tree.text.n = f->tree.v[0].end; /* nobody looks for a line's end far behind the object */
    *out_root = 0;
    *out_base = from;
    return 0;
}

int bh_fix_find(struct bh_fix_finder *finder, const struct bh_doc *doc, uint32_t *out_root,
                size_t *out_base, struct bh_err *err)
{
    *out_root = BH_TEXT_NONE;
    return doc->has_lines ? find_yaml(finder, doc, out_root, out_base, err)
                          : find_json(finder, doc, out_root, out_base, err);
}
