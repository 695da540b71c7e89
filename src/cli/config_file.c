/* Configuration files: opened, taken apart into documents, and what is wrong with them told. Called by scan_files.c.
 * Leaves out what the documents mean. */
#include "cli/config_file.h"

#include "cli/messages.h"

enum { FILE_BUDGET = 256 * 1024 * 1024 }; /* bytes of what is made from one file */

static int cannot_read(struct bh_err *err, const char *why)
{
    return bh_fail(err, BH_ERR_SYSTEM, "cannot read: %s", why);
}

static int start(struct bh_config_file *file, struct bh_err *err)
{
    struct bh_source source;

    bh_stream_free(file->stream);
    file->stream = NULL;
    int rc = bh_input_open(&file->inputs.v[0], &source, err);
    return rc != 0 ? rc : bh_stream_new(source, BH_SYNTAX_DETECT, &file->stream, err);
}

int bh_config_file_open(struct bh_config_file *file, const char *path, struct bh_err *err)
{
    *file = (struct bh_config_file){ .name = bh_str_c(path) };
    bh_inputs_init(&file->inputs);
    bh_arena_init(&file->arena, FILE_BUDGET);
    int rc = bh_inputs_add(&file->inputs, path, err);

    if (rc != 0) {
        return rc;
    }
    if (file->inputs.n_directories > 0) {
        return cannot_read(err, "Is a directory");
    }
    if (file->inputs.n != 1 || file->inputs.v[0].kind == BH_INPUT_SKIPPED) {
        return cannot_read(err, "its name is that of a kustomization or a chart");
    }
    file->name = file->inputs.v[0].name;
    if (file->inputs.v[0].kind == BH_INPUT_FAILED) {
        *err = file->inputs.v[0].err;
        return -(int)err->kind;
    }
    return start(file, err);
}

void bh_config_file_done(struct bh_config_file *file)
{
    if (!bh_str_is_set(file->name)) {
        return;
    }
    bh_stream_free(file->stream);
    bh_arena_done(&file->arena);
    bh_inputs_done(&file->inputs);
    *file = (struct bh_config_file){ 0 };
}

/* A problem without a node. */
static int add_problem(struct bh_config_file *file, uint32_t line, uint32_t column,
                       struct bh_str text, struct bh_err *err)
{
    struct bh_str kept = text;
    int rc = bh_str_is_set(text) ? bh_arena_copy(&file->arena, text, &kept, err) : 0;

    rc = rc != 0 ? rc
                 : bh_problems_add(&file->problems, NULL, NULL, kept, bh_str(NULL, 0), &file->arena,
                                   err);
    if (rc == 0) {
        file->problems.v[file->problems.n - 1].line = line;
        file->problems.v[file->problems.n - 1].column = column;
    }
    return rc;
}

int bh_config_file_next(struct bh_config_file *file, const struct bh_doc **out, struct bh_err *err)
{
    const struct bh_item *item = NULL;
    struct bh_err cause = { 0 };
    int rc = bh_stream_next(file->stream, &item, &cause);

    *out = NULL;
    if (rc == -BH_ERR_INPUT) {
        return add_problem(file, cause.line, cause.column, bh_str_c(cause.msg), err);
    }
    if (rc != 0) {
        *err = cause;
        return rc;
    }
    if (item != NULL && item->is_list_item) {
        return add_problem(file, item->doc.line, 0, BH_S("a List where one object was expected"),
                           err);
    }
    *out = item != NULL ? &item->doc : NULL;
    return 0;
}

/* How many documents it holds, 2 for more; *out_place is of the second. */
static int count(struct bh_config_file *file, unsigned *out_n, struct bh_place *out_place,
                 struct bh_err *err)
{
    const struct bh_doc *doc = NULL;

    *out_n = 0;
    for (unsigned i = 0; i < 2; i++) {
        int rc = bh_config_file_next(file, &doc, err);
        if (rc != 0 || doc == NULL) {
            return rc;
        }
        (*out_n)++;
        *out_place = bh_doc_place(doc, doc->nodes);
    }
    return 0;
}

int bh_config_file_single(struct bh_config_file *file, const char *expected, bool can_be_empty,
                          const struct bh_doc **out, struct bh_err *err)
{
    struct bh_place place = { 0, 0 };
    unsigned n = 0;
    int rc = count(file, &n, &place, err);

    *out = NULL;
    if (rc != 0 || file->problems.n > 0) {
        return rc;
    }
    if (n == 0 && can_be_empty && bh_stream_bytes(file->stream) == 0) {
        return 0;
    }
    if (n == 0) {
        return add_problem(
            file, 0, 0, bh_arena_printf(&file->arena, "no document: expected %s", expected), err);
    }
    if (n > 1) {
        return add_problem(
            file, place.line, place.column,
            bh_arena_printf(&file->arena, "a second document: expected one, %s", expected), err);
    }
    rc = start(file, err);
    return rc != 0 ? rc : bh_config_file_next(file, out, err);
}

struct conflict_search { /* through a text that comes in pieces */
    uint32_t line;       /* of the next byte */
    unsigned n;          /* '<' that this line begins with */
    bool is_inside;      /* the line has something else in front */
};

enum { MARKS = 7 };

static bool find_marks(struct conflict_search *search, struct bh_str piece)
{
    for (size_t i = 0; i < piece.n; i++) {
        if (piece.p[i] == '\n') {
            search->line++;
            search->n = 0;
            search->is_inside = false;
        } else if (search->is_inside) {
            continue;
        } else if (piece.p[i] == '<') {
            search->n++;
        } else if (search->n == MARKS && piece.p[i] == ' ') {
            return true;
        } else {
            search->is_inside = true;
        }
    }
    return false;
}

int bh_config_file_conflict(struct bh_config_file *file, uint32_t *out_line, struct bh_err *err)
{
    struct conflict_search search = { .line = 1 };
    struct bh_source source;
    char piece[4096];
    size_t n = 0;
    bool is_found = false;

    bh_stream_free(file->stream);
    file->stream = NULL;
    int rc = bh_input_open(&file->inputs.v[0], &source, err);
    do {
        rc = rc != 0 ? rc : source.read(source.ctx, piece, sizeof(piece), &n, err);
        is_found = rc == 0 && find_marks(&search, bh_str(piece, n));
    } while (rc == 0 && n > 0 && !is_found);
    if (rc == 0) {
        *out_line = is_found ? search.line : 0;
    }
    return rc;
}

void bh_config_file_problems(const struct bh_config_file *file, struct bh_buf *out)
{
    struct bh_buf text = { 0 };

    for (uint32_t i = 0; i < file->problems.n; i++) {
        const struct bh_problem *problem = &file->problems.v[i];
        bh_buf_clear(&text);
        bh_buf_add(&text, problem->text);
        if (bh_str_is_set(problem->hint)) {
            bh_buf_addf(&text, " (" BH_FMT ")", BH_ARG(problem->hint));
        }
        bh_message_problem(out, file->name, problem->line, problem->column, bh_buf_str(&text));
    }
    out->is_broken = out->is_broken || text.is_broken;
    bh_buf_done(&text);
}
