/* The table of commands, their help, and the way from argv to one of them. Called by main.c. */
#include "cli/commands.h"

#include <string.h>
#include <unistd.h>

#include "base/near.h"
#include "cli/messages.h"
#include "io/output.h"

enum { NAME_COLUMN = 16 };

static const struct bh_command *const commands[] = {
    &bh_command_scan,        &bh_command_fix,         &bh_command_explain,    &bh_command_psp_check,
    &bh_command_psp_explain, &bh_command_psp_who_can, &bh_command_psp_access, &bh_command_context,
    &bh_command_completion,  &bh_command_version,     &bh_command_man,
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

struct bh_str bh_command_group(const struct bh_command *command)
{
    struct bh_str name = bh_str_c(command->name);
    size_t space = bh_str_find_byte(name, ' ');

    return space < name.n ? bh_str(name.p, space) : bh_str(NULL, 0);
}

struct bh_str bh_command_word(const struct bh_command *command)
{
    struct bh_str group = bh_command_group(command);

    return bh_str_from(bh_str_c(command->name), bh_str_is_set(group) ? group.n + 1 : 0);
}

static bool is_member(const struct bh_command *command, struct bh_str group)
{
    struct bh_str own = bh_command_group(command);

    return bh_str_is_set(own) && bh_str_eq(own, group) && !command->is_hidden;
}

bool bh_command_opens_group(size_t i)
{
    struct bh_str group = bh_command_group(commands[i]);
    bool is_first = bh_str_is_set(group);

    for (size_t j = 0; j < i && is_first; j++) {
        is_first = !is_member(commands[j], group);
    }
    return is_first;
}

bool bh_command_is_group(struct bh_str word)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (is_member(commands[i], word)) {
            return true;
        }
    }
    return false;
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

void bh_group_help(struct bh_str group, unsigned width, struct bh_buf *out)
{
    bh_buf_addf(out, "Usage:\n  bulkhead " BH_FMT " COMMAND [options] [arguments]\n\nCommands:\n",
                BH_ARG(group));
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (is_member(commands[i], group)) {
            add_entry(out, commands[i]->name, commands[i]->summary, width);
        }
    }
    bh_buf_addf(out, "\nTry 'bulkhead help " BH_FMT " COMMAND' for options and examples.\n",
                BH_ARG(group));
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

static int print_group_help(struct bh_str group, struct bh_err *err)
{
    struct bh_buf text = { 0 };

    bh_group_help(group, BH_DEFAULT_WIDTH, &text);
    return bh_print(&text, err);
}

/* 'group' unset: among the first words. */
static void offer_names(struct bh_near *near, struct bh_str group)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        struct bh_str own = bh_command_group(commands[i]);
        if (!commands[i]->is_hidden && !bh_str_is_set(group)) {
            bh_near_offer(near, bh_str_is_set(own) ? own : bh_str_c(commands[i]->name));
        } else if (is_member(commands[i], group)) {
            bh_near_offer(near, bh_command_word(commands[i]));
        }
    }
}

static int fail_command(struct bh_str group, const char *word, struct bh_err *err)
{
    struct bh_str name = bh_str_c(word);
    struct bh_near near = { .wanted = name };
    bool has_group = bh_str_is_set(group);

    offer_names(&near, group);
    if (!has_group) {
        bh_near_offer(&near, BH_S("help"));
    }
    if (!has_group && access(word, F_OK) == 0) { /* a path where the command should stand */
        return bh_fail(err, BH_ERR_USAGE, "unknown command '%s', did you mean 'scan %s'?", word,
                       word);
    }
    if (bh_str_is_set(near.best)) {
        return bh_fail(err, BH_ERR_USAGE,
                       "unknown command '" BH_FMT "%s" BH_FMT "', did you mean '" BH_FMT "%s" BH_FMT
                       "'?",
                       BH_ARG(group), has_group ? " " : "", BH_ARG(name), BH_ARG(group),
                       has_group ? " " : "", BH_ARG(near.best));
    }
    return bh_fail(err, BH_ERR_USAGE, "unknown command '" BH_FMT "%s" BH_FMT "'", BH_ARG(group),
                   has_group ? " " : "", BH_ARG(name));
}

/* The command of a group, by its word there; NULL, and an error, when there is none. */
static const struct bh_command *member_named(struct bh_str group, const char *word,
                                             struct bh_err *err)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (is_member(commands[i], group) &&
            bh_str_eq(bh_command_word(commands[i]), bh_str_c(word))) {
            return commands[i];
        }
    }
    (void)fail_command(group, word, err);
    return NULL;
}

static int help_for(const struct bh_args *args, struct bh_err *err)
{
    struct bh_str name = bh_str_c(args->v[0].text);
    const struct bh_command *command = bh_command_find(name);

    if (bh_command_is_group(name)) {
        if (args->n == 1) {
            return print_group_help(name, err);
        }
        command = member_named(name, args->v[1].text, err);
        if (command == NULL) {
            return -BH_ERR_USAGE;
        }
    }
    if (command == NULL) {
        return fail_command(bh_str(NULL, 0), args->v[0].text, err);
    }
    if (args->n > (bh_command_is_group(name) ? 2 : 1)) {
        return bh_fail(err, BH_ERR_USAGE, "help is of one command");
    }
    return print_command_help(command, err);
}

/* `bulkhead help [COMMAND]` */
static int run_help(int argc, char *const *argv, struct bh_err *err)
{
    struct bh_args args;
    int rc = bh_args_parse(NULL, 0, argc, argv, &args, err);

    if (rc != 0) {
        return rc;
    }
    bool is_program = args.n == 0 || (args.n == 1 && strcmp(args.v[0].text, "help") == 0);
    rc = args.wants_help || is_program ? print_program_help(err) : help_for(&args, err);
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

/* `bulkhead GROUP COMMAND`, from COMMAND on. */
static int dispatch_member(struct bh_str group, int argc, char *const *argv,
                           const struct bh_command **out_command, int *out_exit, struct bh_err *err)
{
    if (argc == 0) {
        return bh_fail(err, BH_ERR_USAGE, "no command after '" BH_FMT "'", BH_ARG(group));
    }
    if (strcmp(argv[0], "-h") == 0 || strcmp(argv[0], "--help") == 0) {
        return print_group_help(group, err);
    }
    *out_command = member_named(group, argv[0], err);
    return *out_command == NULL ? -BH_ERR_USAGE
                                : run_command(*out_command, argc - 1, argv + 1, out_exit, err);
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
    if (bh_command_is_group(bh_str_c(word))) {
        return dispatch_member(bh_str_c(word), argc - 2, argv + 2, out_command, out_exit, err);
    }
    *out_command = bh_command_find(bh_str_c(word));
    return *out_command == NULL ? fail_command(bh_str(NULL, 0), word, err)
                                : run_command(*out_command, argc - 2, argv + 2, out_exit, err);
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
