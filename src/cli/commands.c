/* The table of commands, their help, and the way from argv to one of them. Called by main.c. */
#include "cli/commands.h"

#include <string.h>
#include <unistd.h>

#include "base/near.h"
#include "cli/messages.h"
#include "io/output.h"

enum { NAME_COLUMN = 14 };

static const struct bh_command *const commands[] = {
    &bh_command_scan,       &bh_command_fix,     &bh_command_explain,
    &bh_command_completion, &bh_command_version, &bh_command_man,
};

enum { N_COMMANDS = sizeof(commands) / sizeof(commands[0]) };

const struct bh_command *bh_command_find(struct bh_str name)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (bh_str_eq(name, bh_str_c(commands[i]->name))) {
            return commands[i];
        }
    }
    return NULL;
}

const struct bh_command *const *bh_commands(size_t *out_n)
{
    *out_n = N_COMMANDS;
    return commands;
}

static void add_entry(struct bh_buf *out, const char *name, const char *text, unsigned width)
{
    size_t before = out->n;

    bh_buf_addf(out, "  %s", name);
    bh_help_wrap(out, text, (unsigned)(out->n - before), NAME_COLUMN, width);
}

void bh_program_help(unsigned width, struct bh_buf *out)
{
    bh_help_wrap(out,
                 "Bulkhead says what the Kubernetes API server would say about your workloads, "
                 "before it does.",
                 0, 0, width);
    bh_buf_add_c(out, "\nUsage:\n  bulkhead COMMAND [options] [arguments]\n\nCommands:\n");
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (!commands[i]->is_hidden) {
            add_entry(out, commands[i]->name, commands[i]->summary, width);
        }
    }
    add_entry(out, "help", "print the help of a command", width);
    bh_buf_add_c(out,
                 "\nOptions:\n"
                 "  -h, --help      print this help\n"
                 "      --version   print the version\n\n"
                 "Try 'bulkhead help COMMAND' for the options of a command, and for examples.\n");
}

void bh_command_help(const struct bh_command *command, unsigned width, struct bh_buf *out)
{
    bh_buf_addf(out, "Usage:\n  bulkhead %s %s\n\n", command->name, command->usage);
    bh_help_wrap(out, command->about, 0, 0, width);
    bh_buf_add_c(out, "\nOptions:\n");
    bh_options_help(command->options, command->n_options, width, out);
    if (command->examples != NULL) {
        bh_buf_add_c(out, "\nExamples:\n");
        for (const struct bh_example *e = command->examples; e->command != NULL; e++) {
            bh_buf_addf(out, "%s  # %s\n  %s\n", e == command->examples ? "" : "\n", e->what,
                        e->command);
        }
    }
}

static int print_program_help(struct bh_err *err)
{
    struct bh_buf text = { 0 };

    bh_program_help(BH_DEFAULT_WIDTH, &text);
    return bh_print(&text, err);
}

static int print_command_help(const struct bh_command *command, struct bh_err *err)
{
    struct bh_buf text = { 0 };

    bh_command_help(command, BH_DEFAULT_WIDTH, &text);
    return bh_print(&text, err);
}

static int fail_command(const char *word, struct bh_err *err)
{
    struct bh_str name = bh_str_c(word);
    struct bh_near near = { .wanted = name };

    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (!commands[i]->is_hidden) {
            bh_near_offer(&near, bh_str_c(commands[i]->name));
        }
    }
    bh_near_offer(&near, BH_S("help"));
    if (access(word, F_OK) == 0) { /* a path where the command should stand */
        return bh_fail(err, BH_ERR_USAGE, "unknown command '%s', did you mean 'scan %s'?", word,
                       word);
    }
    if (bh_str_is_set(near.best)) {
        return bh_fail(err, BH_ERR_USAGE,
                       "unknown command '" BH_FMT "', did you mean '" BH_FMT "'?", BH_ARG(name),
                       BH_ARG(near.best));
    }
    return bh_fail(err, BH_ERR_USAGE, "unknown command '" BH_FMT "'", BH_ARG(name));
}

/* `bulkhead help [COMMAND]` */
static int run_help(int argc, char *const *argv, struct bh_err *err)
{
    struct bh_args args;
    int rc = bh_args_parse(NULL, 0, argc, argv, &args, err);

    if (rc != 0) {
        return rc;
    }
    if (args.wants_help || args.n == 0 || (args.n == 1 && strcmp(args.v[0].text, "help") == 0)) {
        rc = print_program_help(err);
    } else if (args.n > 1) {
        rc = bh_fail(err, BH_ERR_USAGE, "help is of one command");
    } else {
        struct bh_str name = bh_str_c(args.v[0].text);
        const struct bh_command *command = bh_command_find(name);
        rc = command != NULL ? print_command_help(command, err) : fail_command(args.v[0].text, err);
    }
    bh_args_done(&args);
    return rc;
}

static int run_command(const struct bh_command *command, int argc, char *const *argv, int *out_exit,
                       struct bh_err *err)
{
    struct bh_args args;
    int rc = bh_args_parse(command->options, command->n_options, argc, argv, &args, err);

    if (rc != 0) {
        return rc;
    }
    if (args.wants_help) {
        rc = print_command_help(command, err);
    } else {
        rc = command->run(&args, out_exit, err);
    }
    bh_args_done(&args);
    return rc;
}

/* *out_command  whose --help a usage error points at; NULL = the program's */
static int dispatch(int argc, char *const *argv, const struct bh_command **out_command,
                    int *out_exit, struct bh_err *err)
{
    static const struct bh_option global[] = { { .name = "version", .kind = BH_OPTION_FLAG } };

    if (argc < 2) {
        return bh_fail(err, BH_ERR_USAGE, "no command");
    }
    const char *word = argv[1];
    if (word[0] == '-' && word[1] != '\0') {
        struct bh_args args;
        char *const first[] = { argv[1] };
        int rc = bh_args_parse(global, 1, 1, first, &args, err);
        if (rc != 0) {
            return rc;
        }
        bool wants_help = args.wants_help;
        bool wants_version = bh_args_last(&args, 0) != NULL;
        bh_args_done(&args);
        if (wants_help) {
            return print_program_help(err);
        }
        return wants_version ? run_command(&bh_command_version, 0, NULL, out_exit, err)
                             : bh_fail(err, BH_ERR_USAGE, "no command");
    }
    if (strcmp(word, "help") == 0) {
        return run_help(argc - 2, argv + 2, err);
    }
    const struct bh_command *command = bh_command_find(bh_str_c(word));
    if (command == NULL) {
        return fail_command(word, err);
    }
    *out_command = command;
    return run_command(command, argc - 2, argv + 2, out_exit, err);
}

int bh_cli_run(int argc, char *const *argv)
{
    const struct bh_command *command = NULL;
    struct bh_err err = { 0 };
    int exit_code = 0;

    if (dispatch(argc, argv, &command, &exit_code, &err) == 0) {
        return exit_code;
    }
    if (err.kind == BH_ERR_USAGE) {
        struct bh_buf text = { 0 }, message = { 0 };
        bh_buf_addf(&text, "%s (see 'bulkhead %s%s--help')", err.msg,
                    command != NULL ? command->name : "", command != NULL ? " " : "");
        bh_message(&message, bh_str(NULL, 0), 0, 0, bh_buf_str(&text));
        bh_message_write(bh_buf_str(&message));
        bh_buf_done(&text);
        bh_buf_done(&message);
    } else {
        bh_message_error(&err);
    }
    return bh_err_exit(err.kind);
}
