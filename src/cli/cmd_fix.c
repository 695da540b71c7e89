/* `bulkhead fix`: the smallest edits that make manifests meet their level, as a diff or in place. Options, reading
 * and writing are here; what is edited is decided and proven in advise/fix.c.
 *
 * Every input is read twice: for the namespaces, whose labels say the levels, and to be edited. */
#include <unistd.h>

#include "advise/diff.h"
#include "advise/fix.h"
#include "base/limits.h"
#include "cli/commands.h"
#include "cli/messages.h"
#include "io/input.h"
#include "io/output.h"
#include "io/replace.h"
#include "io/spool.h"
#include "review/judge.h"

enum {
    OPT_FILENAME,
    OPT_DIFF,
    OPT_WRITE,
    OPT_NAMESPACE,
    OPT_LEVEL,
    OPT_LEVEL_VERSION,
    OPT_AS_CLUSTER,
    OPT_ALLOW_EMPTY,
    OPT_QUIET,
    N_OPTIONS
};

enum { SNAPSHOT_BUDGET = 256 * 1024 * 1024 }; /* bytes of all namespaces */

static const char *level_at(size_t i)
{
    static const char *const values[] = { "privileged", "baseline", "restricted", NULL };

    return values[i];
}

static const enum bh_level levels[] = { BH_LEVEL_PRIVILEGED, BH_LEVEL_BASELINE,
                                        BH_LEVEL_RESTRICTED };

static const struct bh_option options[N_OPTIONS] = {
    [OPT_FILENAME] = { .name = "filename",
                       .short_name = 'f',
                       .kind = BH_OPTION_EACH,
                       .argument = "FILE",
                       .help = "a file, directory or '-' to mend, as if it were an argument; may "
                               "be repeated" },
    [OPT_DIFF] = { .name = "diff",
                   .kind = BH_OPTION_FLAG,
                   .help = "print what would change as a unified diff, and write nothing; this is "
                           "what happens without --write as well" },
    [OPT_WRITE] = { .name = "write",
                    .kind = BH_OPTION_FLAG,
                    .help = "rewrite the files; with '-', print the edited text" },
    [OPT_NAMESPACE] = { .name = "namespace",
                        .short_name = 'n',
                        .kind = BH_OPTION_TEXT,
                        .argument = "NAME",
                        .help = "namespace of the objects that name none",
                        .fallback = "'default'" },
    [OPT_LEVEL] = { .name = "level",
                    .kind = BH_OPTION_CHOICE,
                    .value_at = level_at,
                    .help = "the level to meet, instead of what the labels of the namespaces "
                            "enforce" },
    [OPT_LEVEL_VERSION] = { .name = "level-version",
                            .kind = BH_OPTION_TEXT,
                            .argument = "VERSION",
                            .help = "the version of the standards to meet: latest or v1.N" },
    [OPT_AS_CLUSTER] = { .name = "as-cluster",
                         .kind = BH_OPTION_FLAG,
                         .help = "take what no label sets to be privileged, as a cluster without "
                                 "further configuration does, instead of restricted" },
    [OPT_ALLOW_EMPTY] = { .name = "allow-empty",
                          .kind = BH_OPTION_FLAG,
                          .help = "nothing to mend is no error: for files that a hook or a "
                                  "pipeline chose" },
    [OPT_QUIET] = { .name = "quiet",
                    .short_name = 'q',
                    .kind = BH_OPTION_FLAG,
                    .help = "say nothing of what is skipped, nor what it comes to" },
};

static const struct bh_example examples[] = {
    { "what would change", "bulkhead fix deploy/" },
    { "change it", "bulkhead fix --write deploy/" },
    { "only what the baseline level of Kubernetes 1.34 asks for",
      "bulkhead fix --level=baseline --level-version=v1.34 deploy/" },
    { "as a filter", "bulkhead fix --write - <web.yaml >web-mended.yaml" },
    { NULL, NULL },
};

struct fixing {
    struct bh_judge_options judge;
    bool is_write, is_quiet, allows_empty;
    struct bh_snapshot snapshot;
    struct bh_arena arena;      /* of one object or level */
    struct bh_spool out, notes; /* standard output and error */
    struct bh_buf text;         /* of one input */
    uint64_t n_judged, n_bad, n_mended, n_fields, n_lefts, n_files, n_changed;
    int worst; /* exit code of the worst error */
};

static void worsen(struct fixing *f, enum bh_err_kind kind)
{
    int code = bh_err_exit(kind);

    f->worst = code > f->worst ? code : f->worst;
}

/* Where the list of what is left goes: with --write it is the answer, else the diff is. */
static struct bh_spool *list_of(struct fixing *f, bool is_stdin)
{
    return f->is_write && !is_stdin ? &f->out : &f->notes;
}

/* A line; on standard output it is part of the answer, and does not begin with the program's name. */
static int say(struct fixing *f, struct bh_spool *to, struct bh_str file, uint32_t line,
               uint32_t column, struct bh_str text, struct bh_err *err)
{
    struct bh_buf message = { 0 };
    struct bh_str name = BH_S("bulkhead: ");

    bh_message(&message, file, line, column, text);
    struct bh_str whole = bh_buf_str(&message);
    if (to == &f->out && bh_str_starts(whole, name)) {
        whole = bh_str_from(whole, name.n);
    }
    int rc = message.is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory for a message")
                               : bh_spool_add(to, whole, err);
    bh_buf_done(&message);
    return rc;
}

/* ---- namespaces --------------------------------------------------------------------------------- */

static int learn(struct fixing *f, const struct bh_item *item, struct bh_str file,
                 struct bh_err *err)
{
    struct bh_decode_options how = { .path = "", .only_pods = true };
    struct bh_decoded decoded = { 0 };
    struct bh_issues issues = { 0 };
    struct bh_err ignored = { 0 };
    bool is_news;

    if (!bh_str_eq(item->kind, BH_S("Namespace")) || item->api_version.n == 0 ||
        bh_decode_object(&item->doc, item->api_version, item->kind, &how, &decoded, &issues,
                         &f->arena, &ignored) != 0 ||
        decoded.role != BH_ROLE_NAMESPACE) {
        return 0; /* what is wrong with it is said when it is read to be edited */
    }
    return bh_snapshot_add_namespace(&f->snapshot, &decoded.object.meta, file, item->doc.line,
                                     &is_news, err);
}

static int learn_all(struct fixing *f, struct bh_input *input, struct bh_err *err)
{
    struct bh_source source;
    struct bh_stream *stream = NULL;
    struct bh_err cause = { 0 };
    int rc = 0;

    if (bh_input_open(input, &source, &cause) != 0) {
        return 0;
    }
    rc = bh_stream_new(source, BH_SYNTAX_DETECT, &stream, err);
    while (rc == 0) {
        const struct bh_item *item = NULL;
        cause = (struct bh_err){ 0 };
        bh_arena_reset(&f->arena);
        if (bh_stream_next(stream, &item, &cause) != 0) {
            if (cause.kind == BH_ERR_SYSTEM) {
                break;
            }
            continue;
        }
        if (item == NULL) {
            break;
        }
        rc = learn(f, item, input->name, err);
    }
    bh_stream_free(stream);
    bh_input_close(input);
    return rc;
}

static int level_of(void *ctx, struct bh_str namespace_, struct bh_pss_pair *out,
                    struct bh_err *err)
{
    struct fixing *f = ctx;
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy;
    uint32_t n_errors;

    if (namespace_.n == 0) {
        namespace_ = f->judge.namespace_.n > 0 ? f->judge.namespace_ : BH_S("default");
    }
    bh_arena_reset(&f->arena);
    int rc = bh_judge_policy(&f->judge, bh_snapshot_namespace(&f->snapshot, namespace_), &f->arena,
                             &policy, errors, &n_errors, err);
    if (rc == 0) {
        *out = policy.pairs[BH_MODE_ENFORCE];
    }
    return rc;
}

/* ---- one input ---------------------------------------------------------------------------------- */

static int read_all(struct fixing *f, struct bh_input *input, struct bh_err *err)
{
    struct bh_source source;
    char piece[16 * 1024];
    size_t n = 0;

    bh_buf_clear(&f->text);
    int rc = bh_input_open(input, &source, err);
    if (rc != 0) {
        return rc;
    }
    do {
        rc = source.read(source.ctx, piece, sizeof(piece), &n, err);
        if (rc == 0) {
            bh_buf_add(&f->text, bh_str(piece, n));
        }
        if (rc == 0 && f->text.n > BH_FIX_MAX_SIZE) {
            rc = bh_fail(err, BH_ERR_LIMIT, "more than %d bytes: divide it", BH_FIX_MAX_SIZE);
        }
    } while (rc == 0 && n > 0 && !f->text.is_broken);
    bh_input_close(input);
    return rc == 0 && f->text.is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory to read it") : rc;
}

static int say_notes(struct fixing *f, struct bh_str file, const struct bh_fix *fix,
                     struct bh_err *err)
{
    int rc = 0;

    for (uint32_t i = 0; i < fix->n_notes && rc == 0; i++) {
        const struct bh_fix_note *note = &fix->notes[i];
        struct bh_buf text = { 0 };
        if (note->kind != BH_ERR_NONE) {
            worsen(f, note->kind);
        } else if (f->is_quiet) {
            continue;
        }
        if (bh_str_is_set(note->object)) {
            bh_buf_addf(&text, BH_FMT ": ", BH_ARG(note->object));
        }
        bh_buf_addf(&text, "%s" BH_FMT, note->kind == BH_ERR_NONE ? "skipped: " : "",
                    BH_ARG(note->text));
        rc = say(f, &f->notes, file, note->line, note->column, bh_buf_str(&text), err);
        bh_buf_done(&text);
    }
    return rc;
}

static int say_lefts(struct fixing *f, struct bh_spool *to, struct bh_str file,
                     const struct bh_fix *fix, struct bh_err *err)
{
    int rc = 0;

    for (uint32_t i = 0; i < fix->n_lefts && rc == 0; i++) {
        const struct bh_fix_left *left = &fix->lefts[i];
        struct bh_buf text = { 0 };
        if (bh_str_is_set(left->object)) {
            bh_buf_addf(&text, BH_FMT ": ", BH_ARG(left->object));
        }
        bh_buf_addf(&text, "not mended: " BH_FMT " is " BH_FMT " (" BH_FMT "): " BH_FMT ". " BH_FMT,
                    BH_ARG(left->path), BH_ARG(left->found), BH_ARG(left->rule),
                    BH_ARG(left->reason), BH_ARG(left->remedy));
        rc = text.is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory for a message")
                            : say(f, to, file, left->line, left->column, bh_buf_str(&text), err);
        bh_buf_done(&text);
    }
    return rc;
}

/* A file that cannot be rewritten is noted, and no error of the whole. */
static int write_file(struct fixing *f, struct bh_str name, struct bh_str edited,
                      bool *out_is_written, struct bh_err *err)
{
    struct bh_buf path = { 0 };
    struct bh_err cause = { 0 };

    bh_buf_add(&path, name);
    bh_buf_add_byte(&path, '\0');
    int rc = path.is_broken ? bh_fail(&cause, BH_ERR_LIMIT, "no memory for a name")
                            : bh_replace_file(path.p, edited, &cause);
    bh_buf_done(&path);
    *out_is_written = rc == 0;
    if (rc == 0) {
        return 0;
    }
    worsen(f, cause.kind);
    return say(f, &f->notes, name, 0, 0, bh_str_c(cause.msg), err);
}

/* The diff, the edited text, or the rewritten file. */
static int give(struct fixing *f, const struct bh_input *input, bool is_stdin,
                const struct bh_fix *fix, struct bh_err *err)
{
    struct bh_buf made = { 0 };
    bool is_written = true;
    int rc = 0;

    if (f->is_write) {
        bh_edits_apply(&fix->edits, bh_buf_str(&f->text), &made);
    } else {
        bh_diff(is_stdin ? BH_S("stdin") : input->name, bh_buf_str(&f->text), &fix->edits, &made);
    }
    if (made.is_broken) {
        rc = bh_fail(err, BH_ERR_LIMIT, "no memory for the edited text");
    } else if (!f->is_write || is_stdin) {
        rc = bh_spool_add(&f->out, bh_buf_str(&made), err);
    } else if (fix->edits.n > 0) {
        rc = write_file(f, input->name, bh_buf_str(&made), &is_written, err);
        if (rc == 0 && is_written) {
            struct bh_buf text = { 0 };
            bh_buf_addf(&text, "mended: %u field%s", fix->n_fields, fix->n_fields == 1 ? "" : "s");
            rc = say(f, &f->out, input->name, 0, 0, bh_buf_str(&text), err);
            bh_buf_done(&text);
        }
    }
    bh_buf_done(&made);
    if (is_written) {
        f->n_changed += fix->edits.n > 0;
        f->n_fields += fix->n_fields;
        f->n_mended += fix->n_mended;
    }
    return rc;
}

static int fix_file(struct fixing *f, struct bh_input *input, struct bh_err *err)
{
    bool is_stdin = bh_str_eq(input->name, BH_S("<stdin>"));
    struct bh_fix_options how = { .level = level_of, .ctx = f };
    struct bh_fix fix = { 0 };
    struct bh_err cause = { 0 };

    f->n_files++;
    int rc = read_all(f, input, &cause);
    rc = rc != 0 ? rc : bh_fix_text(bh_buf_str(&f->text), &how, &fix, &cause);
    if (rc != 0) {
        worsen(f, cause.kind);
        rc = say(f, &f->notes, input->name, cause.line, cause.column, bh_str_c(cause.msg), err);
        if (rc == 0 && f->is_write && is_stdin && cause.kind != BH_ERR_SYSTEM) {
            rc = bh_spool_add(&f->out, bh_buf_str(&f->text), err);
        }
    } else {
        rc = say_notes(f, input->name, &fix, err);
        rc = rc != 0 ? rc : give(f, input, is_stdin, &fix, err);
        rc = rc != 0 ? rc : say_lefts(f, list_of(f, is_stdin), input->name, &fix, err);
        f->n_judged += fix.n_judged;
        f->n_bad += fix.n_bad;
        f->n_lefts += fix.n_lefts;
    }
    bh_fix_done(&fix);
    return rc;
}

static int fix_input(struct fixing *f, struct bh_input *input, struct bh_err *err)
{
    struct bh_buf text = { 0 };
    int rc = 0;

    switch (input->kind) {
    case BH_INPUT_FILE:
        return fix_file(f, input, err);
    case BH_INPUT_SKIPPED:
        if (!f->is_quiet) {
            bh_buf_addf(&text, "skipped: " BH_FMT, BH_ARG(input->text));
            rc = say(f, &f->notes, input->name, 0, 0, bh_buf_str(&text), err);
        }
        break;
    case BH_INPUT_FAILED:
        worsen(f, input->err.kind);
        rc = say(f, &f->notes, input->name, 0, 0, bh_str_c(input->err.msg), err);
        break;
    }
    bh_buf_done(&text);
    return rc;
}

/* ---- all ---------------------------------------------------------------------------------------- */

static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

static int sum_up(struct fixing *f, struct bh_spool *to, struct bh_err *err)
{
    struct bh_buf text = { 0 };
    unsigned long long judged = f->n_judged, bad = f->n_bad, mended = f->n_mended;
    unsigned long long lefts = f->n_lefts, fields = f->n_fields, changed = f->n_changed;

    if (judged == 0 && f->allows_empty) {
        return 0;
    }
    if (judged == 0) {
        worsen(f, BH_ERR_INPUT);
        bh_buf_add_c(&text, "nothing was judged: no object in the input is a pod or makes pods");
        to = &f->notes;
    } else if (f->is_quiet) {
        return 0;
    } else {
        bh_buf_addf(
            &text,
            "objects that meet their level: %llu of %llu before, %llu after; %llu field%s %s "
            "in %llu file%s",
            judged - bad, judged, judged - bad + mended, fields, plural(fields),
            f->is_write ? "set" : "to set", changed, plural(changed));
        if (lefts > 0) {
            bh_buf_addf(&text, "; %llu left to a person", lefts);
        }
    }
    int rc = text.is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory for a message")
                            : say(f, to, bh_str(NULL, 0), 0, 0, bh_buf_str(&text), err);
    bh_buf_done(&text);
    return rc;
}

static int run_all(struct fixing *f, struct bh_inputs *inputs, int *out_exit, struct bh_err *err)
{
    bool has_stdin = false;
    int rc = 0;

    for (size_t i = 0; i < inputs->n; i++) {
        has_stdin = has_stdin || bh_str_eq(inputs->v[i].name, BH_S("<stdin>"));
    }
    if (has_stdin && f->is_write && inputs->n > 1) {
        return bh_fail(err, BH_ERR_USAGE,
                       "--write prints the edited text of '-', so '-' has to be "
                       "the only input");
    }
    for (size_t i = 0; i < inputs->n && rc == 0; i++) {
        if (inputs->v[i].kind == BH_INPUT_FILE) {
            rc = learn_all(f, &inputs->v[i], err);
        }
    }
    for (size_t i = 0; i < inputs->n && rc == 0; i++) {
        rc = fix_input(f, &inputs->v[i], err);
    }
    rc = rc != 0 ? rc : sum_up(f, list_of(f, has_stdin), err);
    if (rc == 0) {
        bool is_open = f->n_lefts > 0 || (!f->is_write && f->n_fields > 0);
        *out_exit = f->worst > 0 ? f->worst : is_open ? 1 : 0;
    }
    return rc;
}

static int write_stream(const struct bh_spool *spool, int fd, const char *name, struct bh_err *err)
{
    struct bh_output output;

    bh_output_init(&output, fd, name);
    int rc = bh_spool_copy(spool, bh_output_sink(&output), err);
    return rc != 0 ? rc : bh_output_flush(&output, err);
}

static int set_options(const struct bh_args *args, struct fixing *f, struct bh_err *err)
{
    const struct bh_arg *arg;

    f->is_write = bh_args_last(args, OPT_WRITE) != NULL;
    f->allows_empty = bh_args_last(args, OPT_ALLOW_EMPTY) != NULL;
    f->is_quiet = bh_args_last(args, OPT_QUIET) != NULL;
    f->judge.as_cluster = bh_args_last(args, OPT_AS_CLUSTER) != NULL;
    if (f->is_write && bh_args_last(args, OPT_DIFF) != NULL) {
        return bh_fail(err, BH_ERR_USAGE, "--diff writes nothing: leave it or --write out");
    }
    if ((arg = bh_args_last(args, OPT_NAMESPACE)) != NULL) {
        int bad = bh_args_namespace(arg->text, &f->judge.namespace_, err);
        if (bad != 0) {
            return bad;
        }
    }
    if ((arg = bh_args_last(args, OPT_LEVEL)) != NULL) {
        f->judge.level = levels[arg->choice];
    }
    if ((arg = bh_args_last(args, OPT_LEVEL_VERSION)) != NULL) {
        if (!bh_version_parse(bh_str_c(arg->text), &f->judge.version)) {
            return bh_fail(err, BH_ERR_USAGE,
                           "--level-version is latest or v1.N (such as v1.34), not '%s'",
                           arg->text);
        }
        f->judge.has_version = true;
    }
    return 0;
}

static int add_inputs(const struct bh_args *args, struct bh_inputs *inputs, struct bh_err *err)
{
    size_t n_given = 0;
    int rc = 0;

    for (size_t i = 0; i < args->n && rc == 0; i++) {
        if (args->v[i].option == -1 || args->v[i].option == OPT_FILENAME) {
            n_given++;
            rc = bh_inputs_add(inputs, args->v[i].text, err);
        }
    }
    return rc == 0 && n_given == 0
               ? bh_fail(err, BH_ERR_USAGE, "no input: name files or directories, or '-'")
               : rc;
}

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    struct fixing f = { 0 };
    struct bh_inputs inputs;

    bh_inputs_init(&inputs);
    bh_snapshot_init(&f.snapshot, SNAPSHOT_BUDGET);
    bh_arena_init(&f.arena, BH_MAX_OBJECT_MEMORY);
    bh_spool_init(&f.out, BH_SPOOL_MEMORY);
    bh_spool_init(&f.notes, BH_SPOOL_MEMORY);
    int rc = set_options(args, &f, err);
    rc = rc != 0 ? rc : add_inputs(args, &inputs, err);
    rc = rc != 0 ? rc : run_all(&f, &inputs, out_exit, err);
    if (rc != -BH_ERR_USAGE) {
        struct bh_err ignored; /* nowhere left to report it: the exit code still tells */
        int written =
            write_stream(&f.out, STDOUT_FILENO, "standard output", rc == 0 ? err : &ignored);
        rc = rc != 0 ? rc : written;
        written = write_stream(&f.notes, STDERR_FILENO, "standard error", &ignored);
        if (rc == 0 && written != 0) {
            *out_exit = bh_err_exit(BH_ERR_SYSTEM);
        }
    }
    bh_buf_done(&f.text);
    bh_spool_done(&f.notes);
    bh_spool_done(&f.out);
    bh_arena_done(&f.arena);
    bh_snapshot_done(&f.snapshot);
    bh_inputs_done(&inputs);
    return rc;
}

const struct bh_command bh_command_fix = {
    .name = "fix",
    .summary = "make manifests meet their level, where no one has to decide",
    .usage = "[options] [-f] FILE|DIR|-...",
    .about =
        "Makes the smallest edits of YAML or JSON text with which each pod, and everything that makes "
        "pods, meets the level that its namespace enforces. Comments, order, quotes, anchors and "
        "indentation stay as they are.\n"
        "\n"
        "Set are only fields that nobody wrote down and that take away what a program rarely needs: "
        "allowPrivilegeEscalation false (true as well, where nothing else asks for privileges), "
        "capabilities.drop ALL, runAsNonRoot true, seccompProfile RuntimeDefault. Whether an image can "
        "run as another user than root only a test shows: try the result before it goes live.\n"
        "\n"
        "What needs a person is listed, with the place, the reason and the remedy: whatever somebody "
        "wrote down on purpose, and what an anchor shares with other places. The edited text is read "
        "and judged again before anything is printed or written: it has to be the old one but for these "
        "fields.\n"
        "\n"
        "Without --write a diff is printed, which git apply and patch -p1 take; the list goes to "
        "standard error. With --write each file is replaced as a whole, and the list is printed.\n"
        "\n"
        "The exit code is the highest of\n"
        "  0 - everything meets its level (after the edits, with --write)\n"
        "  1 - something needs a person or, without --write, would change\n"
        "  2 - wrong usage\n"
        "  3 - malformed input, or nothing to judge\n"
        "  4 - unreadable input, or a file that could not be written\n"
        "  5 - a bug in bulkhead",
    .options = options,
    .n_options = N_OPTIONS,
    .examples = examples,
    .run = run,
};
