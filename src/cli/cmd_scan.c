/* `bulkhead scan`: manifests against the Pod Security Standards. Here are its options and its help, and from
 * the one to the other the settings of scan_run.c, which does the work. */
#include <unistd.h>

#include "cli/check_list.h"
#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/scan_files.h"
#include "cli/scan_run.h"
#include "io/output.h"

enum {
    OPT_FILENAME,
    OPT_NAMESPACE,
    OPT_SELECTOR,
    OPT_LEVEL,
    OPT_LEVEL_VERSION,
    OPT_AS_CLUSTER,
    OPT_ADMISSION_CONFIG,
    OPT_AS,
    OPT_VALIDATE,
    OPT_DUPLICATE_KEYS,
    OPT_FAIL_ON,
    OPT_SUPPRESSIONS,
    OPT_BASELINE,
    OPT_WRITE_BASELINE,
    OPT_LIST_CHECKS,
    OPT_OUTPUT,
    OPT_COLOR,
    OPT_ALLOW_EMPTY,
    OPT_QUIET,
    N_OPTIONS
};

enum { OPTIONS_BUDGET = 1024 * 1024 }; /* bytes that a parsed selector may take */

/* The values of an option: of an enum of ours, in the order of the array that names them. */
#define VALUES(function, ...)                                      \
    static const char *function(size_t i)                          \
    {                                                              \
        static const char *const values[] = { __VA_ARGS__, NULL }; \
                                                                   \
        return values[i];                                          \
    }

VALUES(level_at, "privileged", "baseline", "restricted")
static const enum bh_level levels[] = { BH_LEVEL_PRIVILEGED, BH_LEVEL_BASELINE,
                                        BH_LEVEL_RESTRICTED };

VALUES(validate_at, "strict", "warn", "ignore")
static const enum bh_validate validates[] = { BH_VALIDATE_STRICT, BH_VALIDATE_WARN,
                                              BH_VALIDATE_IGNORE };
static const struct bh_option_alias validate_aliases[] = { /* as kubectl has them */
                                                           { "true", "strict" },
                                                           { "false", "ignore" },
                                                           { NULL, NULL }
};

VALUES(duplicate_at, "refuse", "last")
enum { DUPLICATE_LAST = 1 };

VALUES(fail_on_at, "never", "warn", "audit", "enforce")
enum { FAIL_NEVER = 0 };
static const enum bh_mode fail_modes[] = { BH_MODE_ENFORCE, BH_MODE_WARN, BH_MODE_AUDIT,
                                           BH_MODE_ENFORCE };

VALUES(color_at, "auto", "always", "never")
static const enum bh_color colors[] = { BH_COLOR_AUTO, BH_COLOR_ALWAYS, BH_COLOR_NEVER };

static const char *format_at(size_t i)
{
    size_t n;
    const struct bh_scan_format *formats = bh_scan_formats(&n);

    return i < n ? formats[i].name : NULL;
}

static const struct bh_option options[N_OPTIONS] = {
    [OPT_FILENAME] = { .name = "filename",
                       .short_name = 'f',
                       .kind = BH_OPTION_EACH,
                       .argument = "FILE",
                       .help = "a file, directory or '-' to judge, as if it were an "
                               "argument; may be repeated" },
    [OPT_NAMESPACE] = { .name = "namespace",
                        .short_name = 'n',
                        .kind = BH_OPTION_TEXT,
                        .argument = "NAME",
                        .help = "namespace of the objects that name none",
                        .fallback = "'default'" },
    [OPT_SELECTOR] = { .name = "selector",
                       .short_name = 'l',
                       .kind = BH_OPTION_TEXT,
                       .argument = "QUERY",
                       .help = "judge only objects whose own labels match, "
                               "such as app=web,tier!=cache" },
    [OPT_LEVEL] = { .name = "level",
                    .kind = BH_OPTION_CHOICE,
                    .value_at = level_at,
                    .help =
                        "judge everything by this level, in every mode, instead of by the labels "
                        "of the namespaces" },
    [OPT_LEVEL_VERSION] = { .name = "level-version",
                            .kind = BH_OPTION_TEXT,
                            .argument = "VERSION",
                            .help =
                                "judge by this version of the standards: latest or v1.N, in every "
                                "mode" },
    [OPT_AS_CLUSTER] = { .name = "as-cluster",
                         .kind = BH_OPTION_FLAG,
                         .help = "take what no label sets to be privileged, as a cluster without "
                                 "further configuration does, instead of restricted" },
    [OPT_ADMISSION_CONFIG] = { .name = "admission-config",
                               .kind = BH_OPTION_TEXT,
                               .argument = "FILE",
                               .is_single = true,
                               .help = "take what no label sets, and who is exempt, from this "
                                       "AdmissionConfiguration or PodSecurityConfiguration" },
    [OPT_AS] = { .name = "as",
                 .kind = BH_OPTION_TEXT,
                 .argument = "USER",
                 .help = "judge as if this user asked, who may be exempt by --admission-config" },
    [OPT_VALIDATE] = { .name = "validate",
                       .kind = BH_OPTION_CHOICE,
                       .value_at = validate_at,
                       .aliases = validate_aliases,
                       .bare = "strict",
                       .help = "what an unknown field is: an error, a warning, or nothing",
                       .fallback = "warn" },
    [OPT_DUPLICATE_KEYS] = { .name = "duplicate-keys",
                             .kind = BH_OPTION_CHOICE,
                             .value_at = duplicate_at,
                             .help =
                                 "what to do about a key that stands twice in an object: refuse "
                                 "the object, or take the last one as kubectl does without "
                                 "validation; a List whose own kind, apiVersion or items stand twice is "
                                 "refused in any case",
                             .fallback = "refuse" },
    [OPT_FAIL_ON] = { .name = "fail-on",
                      .kind = BH_OPTION_CHOICE,
                      .value_at = fail_on_at,
                      .help =
                          "exit with 1 when an object violates what its namespace asks for in this "
                          "mode or a stronger one",
                      .fallback = "enforce" },
    [OPT_SUPPRESSIONS] = { .name = "suppressions",
                           .kind = BH_OPTION_TEXT,
                           .argument = "FILE",
                           .is_single = true,
                           .help =
                               "let be the violations that this file names, each with a reason, "
                               "an owner and a date until which it holds" },
    [OPT_BASELINE] = { .name = "baseline",
                       .kind = BH_OPTION_TEXT,
                       .argument = "FILE",
                       .is_single = true,
                       .help = "report only violations that this file does not hold" },
    [OPT_WRITE_BASELINE] = { .name = "write-baseline",
                             .kind = BH_OPTION_TEXT,
                             .argument = "FILE",
                             .is_single = true,
                             .help = "write the violations that are there now to this file, for "
                                     "--baseline; they do not make this run fail" },
    [OPT_LIST_CHECKS] = { .name = "list-checks",
                          .kind = BH_OPTION_FLAG,
                          .help =
                              "judge nothing: print the table of checks, or of those that are in "
                              "force at --level and --level-version, as text or json" },
    [OPT_OUTPUT] = { .name = "output",
                     .short_name = 'o',
                     .kind = BH_OPTION_CHOICE,
                     .value_at = format_at,
                     .help = "format of the report",
                     .fallback = "text" },
    [OPT_COLOR] = { .name = "color",
                    .kind = BH_OPTION_CHOICE,
                    .value_at = color_at,
                    .help = "color the report",
                    .fallback = "auto" },
    [OPT_ALLOW_EMPTY] = { .name = "allow-empty",
                          .kind = BH_OPTION_FLAG,
                          .help = "nothing to judge is no error: for files that a hook or a "
                                  "pipeline chose" },
    [OPT_QUIET] = { .name = "quiet",
                    .short_name = 'q',
                    .kind = BH_OPTION_FLAG,
                    .help =
                        "report violations and errors only, no skipped files, and of warnings only those about "
                        "--suppressions" },
};

static const struct bh_example examples[] = {
    { "everything below a directory", "bulkhead scan deploy/" },
    { "what a chart makes", "helm template web charts/web | bulkhead scan" },
    { "what a kustomization makes, for one namespace",
      "kustomize build overlays/live | bulkhead scan -n shop" },
    { "what runs in a cluster; with namespaces, their labels count",
      "kubectl get ns,pods -A -o json | bulkhead scan --as-cluster" },
    { "a check in CI: baseline as of Kubernetes 1.34, misspelt fields are errors",
      "bulkhead scan --level=baseline --level-version=v1.34 --validate deploy/" },
    { "accept what is there today, and from then on only look at what is new",
      "bulkhead scan --write-baseline=known.jsonl deploy/" },
    { "as the API server with this configuration would",
      "bulkhead scan --admission-config=admission.yaml deploy/" },
    { NULL, NULL },
};

static int set_version(const struct bh_arg *arg, struct bh_judge_options *out, struct bh_err *err)
{
    if (arg == NULL) {
        return 0;
    }
    if (!bh_version_parse(bh_str_c(arg->text), &out->version)) {
        return bh_fail(err, BH_ERR_USAGE,
                       "--level-version is latest or v1.N (such as v1.34), not '%s'", arg->text);
    }
    out->has_version = true;
    return 0;
}

static int set_selector(const struct bh_arg *arg, struct bh_arena *arena,
                        struct bh_scan_options *out, struct bh_err *err)
{
    if (arg == NULL) {
        return 0;
    }
    out->selector_text = bh_str_c(arg->text);
    if (bh_selector_parse(out->selector_text, arena, &out->selector, err) != 0) {
        bh_fail_within(err, "--selector '%s'", arg->text);
        err->kind = BH_ERR_USAGE;
        return -BH_ERR_USAGE;
    }
    return 0;
}

static int set_options(const struct bh_args *args, struct bh_arena *arena,
                       struct bh_scan_options *out, struct bh_err *err)
{
    size_t n;
    const struct bh_arg *arg;

    *out = (struct bh_scan_options){
        .validate = BH_VALIDATE_WARN,
        .format = &bh_scan_formats(&n)[0],
        .fail_on = BH_MODE_ENFORCE,
        .judge = { .as_cluster = bh_args_last(args, OPT_AS_CLUSTER) != NULL },
        .allows_empty = bh_args_last(args, OPT_ALLOW_EMPTY) != NULL,
        .is_quiet = bh_args_last(args, OPT_QUIET) != NULL,
        .width = bh_output_width(STDOUT_FILENO),
    };
    if ((arg = bh_args_last(args, OPT_NAMESPACE)) != NULL) {
        int bad = bh_args_namespace(arg->text, &out->judge.namespace_, err);
        if (bad != 0) {
            return bad;
        }
    }
    if ((arg = bh_args_last(args, OPT_AS)) != NULL) {
        out->judge.user = bh_str_c(arg->text);
        if (bh_args_last(args, OPT_ADMISSION_CONFIG) == NULL) {
            return bh_fail(err, BH_ERR_USAGE,
                           "--as needs --admission-config, which says what users are exempt");
        }
    }
    if ((arg = bh_args_last(args, OPT_LEVEL)) != NULL) {
        out->judge.level = levels[arg->choice];
    }
    if ((arg = bh_args_last(args, OPT_VALIDATE)) != NULL) {
        out->validate = validates[arg->choice];
    }
    if ((arg = bh_args_last(args, OPT_DUPLICATE_KEYS)) != NULL) {
        out->takes_last_key = arg->choice == DUPLICATE_LAST;
    }
    if ((arg = bh_args_last(args, OPT_FAIL_ON)) != NULL) {
        out->fails_never = arg->choice == FAIL_NEVER;
        out->fail_on = fail_modes[arg->choice];
    }
    if ((arg = bh_args_last(args, OPT_OUTPUT)) != NULL) {
        out->format = &bh_scan_formats(&n)[arg->choice];
    }
    arg = bh_args_last(args, OPT_COLOR);
    out->has_color =
        bh_output_has_color(STDOUT_FILENO, arg != NULL ? colors[arg->choice] : BH_COLOR_AUTO);
    int rc = set_version(bh_args_last(args, OPT_LEVEL_VERSION), &out->judge, err);
    return rc != 0 ? rc : set_selector(bh_args_last(args, OPT_SELECTOR), arena, out, err);
}

static int add_inputs(const struct bh_args *args, struct bh_inputs *inputs, struct bh_err *err)
{
    size_t n_given = 0;
    int rc = 0;

    for (size_t i = 0; i < args->n && rc == 0; i++) {
        if (args->v[i].option == -1 || args->v[i].option == OPT_FILENAME) {
            n_given++;
            if (args->v[i].text[0] == '\0') {
                return bh_fail(err, BH_ERR_USAGE,
                               "'' names no file: an argument is empty (an unset variable?)");
            }
            rc = bh_inputs_add(inputs, args->v[i].text, err);
        }
    }
    if (rc != 0 || n_given > 0) {
        return rc;
    }
    if (isatty(STDIN_FILENO) == 1) {
        return bh_fail(err, BH_ERR_USAGE,
                       "no input: name files or directories, or pipe manifests in");
    }
    return bh_inputs_add(inputs, "-", err);
}

static int write_report(const struct bh_spool *report, struct bh_output *output, struct bh_err *err)
{
    int rc = bh_spool_copy(report, bh_output_sink(output), err);

    return rc != 0 ? rc : bh_output_flush(output, err);
}

/* A failure is not reported: there is nowhere left to report it, and the exit code still tells. */
static void write_messages(const struct bh_spool *messages)
{
    struct bh_output output;
    struct bh_err ignored;

    bh_output_init(&output, STDERR_FILENO, "standard error");
    int rc = bh_spool_copy(messages, bh_output_sink(&output), &ignored);
    if (rc == 0) {
        rc = bh_output_flush(&output, &ignored);
    }
    (void)rc;
}

struct work { /* of one run */
    struct bh_scan_options options;
    struct bh_scan_files files;
    const char *write_baseline; /* NULL = not wanted */
    struct bh_inputs inputs;
    struct bh_spool report, messages;
    struct bh_arena arena; /* of the options */
};

/* A baseline of half of what there is would only look like one. */
static int write_baseline(struct work *work, int exit_code, struct bh_err *err)
{
    struct bh_buf said = { 0 };
    int rc = 0;

    if (exit_code > 1) {
        bh_message_problem(&said, bh_str_c(work->write_baseline), 0, 0,
                           BH_S("not written: not everything could be judged"));
    } else {
        rc = bh_scan_files_write_baseline(&work->files, work->write_baseline, &said, err);
    }
    bh_message_write(bh_buf_str(&said));
    bh_buf_done(&said);
    return rc;
}

/* The report first and the errors last: what a person sees at the end of a long run is what went wrong. The baseline may go
 * to standard output too, so that is closed at the end. */
static int scan(struct work *work, int *out_exit, struct bh_err *err)
{
    struct bh_output output;
    int rc =
        bh_scan_run(&work->options, &work->inputs, &work->report, &work->messages, out_exit, err);

    bh_output_init(&output, STDOUT_FILENO, "standard output");
    if (rc == 0) {
        rc = write_report(&work->report, &output, err);
    }
    write_messages(&work->messages);
    if (rc == 0 && work->write_baseline != NULL) {
        rc = write_baseline(work, *out_exit, err);
    }
    return rc == 0 ? bh_output_close(&output, err) : rc;
}

static const char *text_of(const struct bh_args *args, int option)
{
    const struct bh_arg *arg = bh_args_last(args, option);

    return arg != NULL ? arg->text : NULL;
}

/* An argument that is empty, and what can be read once but is named twice: neither is what was meant. */
static int check_names(const struct work *work, const struct bh_args *args, struct bh_err *err)
{
    static const int files[] = { OPT_ADMISSION_CONFIG, OPT_SUPPRESSIONS, OPT_BASELINE,
                                 OPT_WRITE_BASELINE };
    const char *reader = NULL; /* the option that reads standard input; "" = the inputs */

    for (size_t i = 0; i < work->inputs.n; i++) {
        if (bh_str_eq(work->inputs.v[i].name, BH_S("<stdin>"))) {
            reader = "";
        }
    }
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        const char *text = text_of(args, files[i]), *name = options[files[i]].name;
        if (text == NULL) {
            continue;
        }
        if (text[0] == '\0') {
            return bh_fail(err, BH_ERR_USAGE,
                           "--%s '' names no file: its value is empty (an unset variable?)", name);
        }
        if (files[i] == OPT_WRITE_BASELINE || !bh_str_eq(bh_str_c(text), BH_S("-"))) {
            continue;
        }
        if (reader != NULL) {
            return bh_fail(err, BH_ERR_USAGE,
                           "standard input cannot be both %s%s and --%s: name a file",
                           reader[0] == '\0' ? "the manifests" : "--", reader, name);
        }
        reader = name;
    }
    return 0;
}

/* *out_exit: not 0 when one of them cannot be used. */
static int read_files(const struct bh_args *args, struct work *work, int *out_exit,
                      struct bh_err *err)
{
    struct bh_scan_file_names names = {
        .admission = text_of(args, OPT_ADMISSION_CONFIG),
        .suppressions = text_of(args, OPT_SUPPRESSIONS),
        .baseline = text_of(args, OPT_BASELINE),
        .write_baseline = text_of(args, OPT_WRITE_BASELINE),
    };
    struct bh_buf said = { 0 };
    int rc = check_names(work, args, err);

    rc = rc != 0 ? rc
                 : bh_scan_files_read(&work->files, &names, &work->options, &said, out_exit, err);

    work->write_baseline = names.write_baseline;
    if (rc == 0 && names.write_baseline != NULL) {
        rc = bh_scan_files_check_target(names.write_baseline, err);
    }
    bh_message_write(bh_buf_str(&said));
    bh_buf_done(&said);
    return rc;
}

/* What makes a difference to the table; the rest would have to be passed over in silence. */
static bool is_of_list(int option)
{
    switch (option) {
    case OPT_LIST_CHECKS:
    case OPT_LEVEL:
    case OPT_LEVEL_VERSION:
    case OPT_OUTPUT:
    case OPT_COLOR:
    case OPT_QUIET:
        return true;
    default:
        return false;
    }
}

/* `scan --list-checks` */
static int list_checks(const struct bh_args *args, const struct bh_scan_options *settings,
                       struct bh_err *err)
{
    const struct bh_check_set set = { .level = settings->judge.level,
                                      .version = settings->judge.version,
                                      .has_version = settings->judge.has_version };
    struct bh_str format = bh_str_c(settings->format->name);
    struct bh_buf text = { 0 };
    int rc = 0;

    for (size_t i = 0; i < args->n; i++) {
        int option = args->v[i].option;
        if (option == -1 || option == OPT_FILENAME) {
            return bh_fail(err, BH_ERR_USAGE, "--list-checks judges nothing, so not '%s'",
                           args->v[i].text);
        }
        if (!is_of_list(option)) {
            return bh_fail(err, BH_ERR_USAGE, "--list-checks judges nothing, so it takes no --%s",
                           options[option].name);
        }
    }
    if (bh_str_eq(format, BH_S("text"))) {
        bh_check_list_text(&set, &text);
    } else if (bh_str_eq(format, BH_S("json"))) {
        rc = bh_check_list_json(&set, &text, err);
    } else {
        rc = bh_fail(err, BH_ERR_USAGE, "--list-checks prints text or json, not " BH_FMT,
                     BH_ARG(format));
    }
    if (rc != 0) {
        bh_buf_done(&text);
        return rc;
    }
    return bh_print(&text, err);
}

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    struct work work = { .write_baseline = NULL };

    bh_arena_init(&work.arena, OPTIONS_BUDGET);
    bh_inputs_init(&work.inputs);
    bh_spool_init(&work.report, BH_SPOOL_MEMORY);
    bh_spool_init(&work.messages, BH_SPOOL_MEMORY);
    int rc = set_options(args, &work.arena, &work.options, err);
    bool is_list = rc == 0 && bh_args_last(args, OPT_LIST_CHECKS) != NULL;
    *out_exit = 0;
    if (is_list) {
        rc = list_checks(args, &work.options, err);
    } else if (rc == 0) {
        rc = add_inputs(args, &work.inputs, err);
    }
    if (rc == 0 && !is_list) {
        rc = read_files(args, &work, out_exit, err);
    }
    if (rc == 0 && !is_list && *out_exit == 0) {
        rc = scan(&work, out_exit, err);
    }
    bh_spool_done(&work.messages);
    bh_spool_done(&work.report);
    bh_inputs_done(&work.inputs);
    bh_scan_files_done(&work.files);
    bh_arena_done(&work.arena);
    return rc;
}

const struct bh_command bh_command_scan = {
    .name = "scan",
    .summary = "judge manifests against the Pod Security Standards",
    .usage = "[options] [-f] [FILE|DIR|-]...",
    .about =
        "Says of every pod, and of everything that makes pods, what the API server's Pod Security "
        "Admission would say: which checks it violates, where in the file, and what to change.\n"
        "\n"
        "Files may hold YAML or JSON, Lists too. A directory stands for the .yaml, .yml and .json files "
        "in and below it, but for directories whose name begins with a dot. Without an argument, and for "
        "'-', standard input is read. Helm charts and kustomizations are not rendered: the report "
        "names the command that does it. Manifests beside a kustomization are judged as they are, but for "
        "the files that it names as patches.\n"
        "\n"
        "The level and version that an object is judged by, in each of the modes enforce, audit and warn, "
        "come from --level and --level-version, else from the pod-security.kubernetes.io labels of its "
        "Namespace if that is among the input, else from --admission-config, else they are restricted and "
        "latest.\n"
        "\n"
        "Violations that --suppressions or --baseline cover are counted and do not make the run fail.\n"
        "\n"
        "All inputs are judged, whatever is wrong with some of them. The exit code is the highest of\n"
        "  0 - nothing found\n"
        "  1 - violations, see --fail-on\n"
        "  2 - wrong usage\n"
        "  3 - malformed input or configuration, or nothing to judge\n"
        "  4 - unreadable input or configuration, or a report that could not be written\n"
        "  5 - a bug in bulkhead",
    .options = options,
    .n_options = N_OPTIONS,
    .examples = examples,
    .run = run,
};
