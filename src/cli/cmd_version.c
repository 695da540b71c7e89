/* `bulkhead version`: what this build is and which policy versions it knows. */
#include "cli/commands.h"
#include "cli/messages.h"
#include "podsec/pss.h"
#include "report/scan_report.h"

#if defined(__clang__)
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

enum { OPT_OUTPUT, N_OPTIONS };
enum { FORMAT_TEXT, FORMAT_JSON };

static const char *format_at(size_t i)
{
    static const char *const formats[] = {
        [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_JSON + 1] = NULL
    };

    return formats[i];
}

static const struct bh_option options[N_OPTIONS] = {
    [OPT_OUTPUT] = { .name = "output",
                     .short_name = 'o',
                     .kind = BH_OPTION_CHOICE,
                     .value_at = format_at,
                     .help = "how to print it",
                     .fallback = "text" },
};

static const struct bh_example examples[] = {
    { "for a script", "bulkhead version -o json" },
    { NULL, NULL },
};

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    const struct bh_arg *format = bh_args_last(args, OPT_OUTPUT);
    struct bh_buf text = { 0 };
    unsigned newest = bh_pss_newest();

    for (size_t i = 0; i < args->n; i++) {
        if (args->v[i].option < 0) {
            return bh_fail(err, BH_ERR_USAGE, "version takes no argument, not '%s'",
                           args->v[i].text);
        }
    }
    if (format != NULL && format->choice == FORMAT_JSON) {
        bh_buf_addf(&text,
                    "{\"version\":\"" BH_VERSION "\","
                    "\"policyVersions\":{\"oldest\":\"v1.0\",\"newest\":\"v1.%u\"},"
                    "\"reportVersion\":%d}\n",
                    newest, BH_SCAN_REPORT_VERSION);
    } else {
        bh_buf_addf(&text,
                    "bulkhead " BH_VERSION "\n"
                    "Pod Security Standards v1.0 to v1.%u; latest is v1.%u\n"
                    "built with " COMPILER "\n",
                    newest, newest);
    }
    *out_exit = 0;
    return bh_print(&text, err);
}

const struct bh_command bh_command_version = {
    .name = "version",
    .summary = "print the version, and the newest policy version known",
    .usage = "[-o text|json]",
    .about =
        "Prints the version of this program and which versions of the Pod Security Standards it "
        "knows.",
    .options = options,
    .n_options = N_OPTIONS,
    .examples = examples,
    .run = run,
};
