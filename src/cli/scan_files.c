/* The files of a scan besides its inputs. Called by cmd_scan.c. Leaves out what is done with what they hold
 * (scan_accept.c, review/judge.c). */
#include "cli/scan_files.h"

#include <stdio.h>

#include "cli/messages.h"
#include "io/clock.h"
#include "io/replace.h"

enum { RECORD_BUDGET = 256 * 1024 * 1024 };

struct reading {
    struct bh_buf *messages;
    int worst;
    struct bh_err *err; /* of what ends the reading */
};

/* Tells what came of a file. Returns 0 when the rest can be read, else -LIMIT. */
static int finish(struct reading *r, const struct bh_config_file *file, int rc,
                  const struct bh_err *cause)
{
    if (rc == -BH_ERR_LIMIT || rc == -BH_ERR_BUG) {
        *r->err = *cause;
        return bh_fail_within(r->err, BH_FMT, BH_ARG(file->name));
    }
    int code = rc != 0                ? bh_err_exit(cause->kind)
               : file->problems.n > 0 ? bh_err_exit(BH_ERR_INPUT)
                                      : 0;
    if (rc != 0) {
        bh_message_problem(r->messages, file->name, 0, 0, bh_str_c(cause->msg));
    }
    bh_config_file_problems(file, r->messages);
    r->worst = code > r->worst ? code : r->worst;
    return 0;
}

/* --- admission configuration ---------------------------------------------------------------------- */

/* The file that a plugin's path names, which is relative to the folder of the file that names it. */
static int read_plugin(struct bh_scan_files *files, struct bh_str path, struct bh_err *err)
{
    struct bh_str name = files->admission.name, folder = BH_S("");
    const struct bh_doc *doc;

    for (size_t i = 0; i < name.n && path.p[0] != '/'; i++) {
        if (name.p[i] == '/') {
            folder = bh_str(name.p, i + 1);
        }
    }
    struct bh_str whole =
        bh_arena_printf(&files->admission.arena, BH_FMT BH_FMT, BH_ARG(folder), BH_ARG(path));
    if (!bh_str_is_set(whole)) {
        return bh_arena_fail(&files->admission.arena, err);
    }
    int rc = bh_config_file_open(&files->plugin, whole.p, err);
    rc = rc != 0
             ? rc
             : bh_config_file_single(&files->plugin, "a PodSecurityConfiguration", true, &doc, err);
    if (rc != 0 || files->plugin.problems.n > 0) {
        return rc;
    }
    return bh_pss_config_read(doc, doc != NULL ? doc->nodes : NULL, "", &files->config,
                              &files->plugin.problems, &files->plugin.arena, err);
}

static int read_admission(struct bh_scan_files *files, const char *path, struct reading *r)
{
    struct bh_config_file *file = &files->admission;
    struct bh_pss_config_place place = { 0 };
    const struct bh_doc *doc = NULL;
    struct bh_err cause = { 0 };
    int rc = bh_config_file_open(file, path, &cause);

    if (rc == 0) {
        rc = bh_config_file_single(file, "an AdmissionConfiguration or a PodSecurityConfiguration",
                                   false, &doc, &cause);
    }
    if (rc == 0 && doc != NULL) {
        rc = bh_pss_config_find(doc, &place, &file->problems, &file->arena, &cause);
    }
    bool has_found = rc == 0 && doc != NULL && file->problems.n == 0;
    if (has_found && !bh_str_is_set(place.file)) {
        rc = bh_pss_config_read(doc, place.node, place.path, &files->config, &file->problems,
                                &file->arena, &cause);
    }
    rc = finish(r, file, rc, &cause);
    if (rc == 0 && has_found && bh_str_is_set(place.file)) {
        rc = finish(r, &files->plugin, read_plugin(files, place.file, &cause), &cause);
    }
    return rc;
}

/* --- suppressions and baseline -------------------------------------------------------------------- */

static int read_suppressions(struct bh_scan_files *files, const char *path, struct reading *r)
{
    struct bh_config_file *file = &files->suppressions;
    const struct bh_doc *doc = NULL;
    struct bh_err cause = { 0 };
    struct bh_date today;
    int rc = bh_config_file_open(file, path, &cause);

    rc = rc != 0 ? rc : bh_clock_today(&today, &cause);
    rc = rc != 0 ? rc : bh_config_file_single(file, "Suppressions", false, &doc, &cause);
    if (rc == 0 && doc != NULL) {
        rc = bh_suppressions_read(doc, today, &files->suppressed, &file->problems, &file->arena,
                                  &cause);
    }
    return finish(r, file, rc, &cause);
}

/* A baseline is merged as text, and a merge that was left half done says so better than the line that cannot be read. */
static int name_conflict(struct bh_config_file *file, struct bh_err *err)
{
    uint32_t line;
    int rc = bh_config_file_conflict(file, &line, err);

    if (rc != 0 || line == 0) {
        return rc;
    }
    file->problems.n = 0;
    rc = bh_problems_add(&file->problems, NULL, NULL,
                         BH_S("a merge conflict: keep the entries of both sides, and delete the "
                              "lines that git wrote around them"),
                         bh_str(NULL, 0), &file->arena, err);
    if (rc == 0) {
        file->problems.v[0].line = line;
    }
    return rc;
}

static int read_baseline(struct bh_scan_files *files, const char *path, struct reading *r)
{
    enum { MOST_PROBLEMS = 100 };
    struct bh_config_file *file = &files->baseline;
    const struct bh_doc *doc = NULL;
    struct bh_err cause = { 0 };
    bool is_any = false;
    int rc = bh_config_file_open(file, path, &cause);

    do {
        rc = rc != 0 ? rc : bh_config_file_next(file, &doc, &cause);
        if (rc == 0 && doc != NULL) {
            is_any = true;
            rc = bh_baseline_take(&files->known, doc, &file->problems, &file->arena, &cause);
        }
    } while (rc == 0 && doc != NULL && files->known.has_head && file->problems.n < MOST_PROBLEMS);
    if (rc == 0 && !is_any && file->problems.n == 0) {
        rc = bh_problems_add(&file->problems, NULL, NULL,
                             BH_S("no document: expected the head of a ScanBaseline"),
                             bh_str(NULL, 0), &file->arena, &cause);
    }
    if (rc == 0 && file->problems.n > 0) {
        rc = name_conflict(file, &cause);
    }
    return finish(r, file, rc, &cause);
}

/* --- all of them ---------------------------------------------------------------------------------- */

int bh_scan_files_read(struct bh_scan_files *files, const struct bh_scan_file_names *names,
                       struct bh_scan_options *options, struct bh_buf *messages, int *out_exit,
                       struct bh_err *err)
{
    struct reading r = { .messages = messages, .err = err };
    int rc = 0;

    bh_arena_init(&files->record_arena, RECORD_BUDGET);
    if (names->admission != NULL) {
        rc = read_admission(files, names->admission, &r);
        options->judge.config = &files->config;
    }
    if (rc == 0 && names->suppressions != NULL) {
        rc = read_suppressions(files, names->suppressions, &r);
        options->suppressions = &files->suppressed;
        options->suppressions_file = files->suppressions.name;
    }
    if (rc == 0 && names->baseline != NULL) {
        rc = read_baseline(files, names->baseline, &r);
        options->baseline = &files->known;
        options->baseline_file = files->baseline.name;
    }
    if (names->write_baseline != NULL) {
        options->record = &files->record;
        options->record_arena = &files->record_arena;
    }
    if (rc == 0) {
        *out_exit = r.worst;
    }
    return rc;
}

void bh_scan_files_done(struct bh_scan_files *files)
{
    bh_config_file_done(&files->admission);
    bh_config_file_done(&files->plugin);
    bh_config_file_done(&files->suppressions);
    bh_config_file_done(&files->baseline);
    bh_arena_done(&files->record_arena);
}

/* --- writing -------------------------------------------------------------------------------------- */

int bh_scan_files_check_target(const char *path, struct bh_err *err)
{
    char head[256]; /* more than the head of a baseline has */
    size_t n;

    if (bh_str_eq(bh_str_c(path), BH_S("-"))) {
        return bh_fail(err, BH_ERR_USAGE, "--write-baseline needs a file, not '-'");
    }
    if (bh_read_head(path, head, sizeof(head), &n, err) != 0) {
        return bh_fail_within(err, "--write-baseline '%s'", path);
    }
    struct bh_str first = bh_str(head, bh_str_find_byte(bh_str(head, n), '\n'));
    if (n > 0 && bh_str_find(first, BH_S("\"ScanBaseline\"")) == first.n) {
        return bh_fail(err, BH_ERR_USAGE,
                       "--write-baseline: '%s' is no baseline, so it is not replaced", path);
    }
    return 0;
}

int bh_scan_files_write_baseline(struct bh_scan_files *files, const char *path,
                                 struct bh_buf *messages, struct bh_err *err)
{
    struct bh_buf text = { 0 };
    char said[64];
    int rc = bh_scan_files_check_target(path, err); /* it may be where the report went */

    rc = rc != 0 ? rc : bh_baseline_write(&files->record, &files->record_arena, &text, err);
    if (rc == 0 && bh_write_file(path, bh_buf_str(&text), err) != 0) {
        rc = bh_fail_within(err, "cannot write '%s'", path);
    }
    if (rc == 0) {
        int n = snprintf(said, sizeof(said), "%zu violation%s written", files->record.n,
                         files->record.n == 1 ? "" : "s");
        bh_message(messages, bh_str_c(path), 0, 0, bh_str(said, (size_t)n));
    }
    bh_buf_done(&text);
    return rc;
}
