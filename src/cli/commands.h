/* The commands of `bulkhead`, as a table. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/options.h"

struct bh_example {
    const char *what, *command;
};

struct bh_command {
    const char *name;    /* "scan" */
    const char *summary; /* one line for the list of commands, no full stop */
    const char *usage;   /* what follows the name: "[options] [FILE|DIR|-]..." */
    const char *about;   /* paragraphs, one line each, parted by empty lines */
    const struct bh_option *options;
    size_t n_options;
    const struct bh_example *examples; /* ended by a NULL command; NULL = none */
    /* Returns 0 or an error, which the caller prints; *out_exit is the exit code when it returned 0. */
    int (*run)(const struct bh_args *args, int *out_exit, struct bh_err *err);
};

/* All rows, in the order of help. */
const struct bh_command *const *bh_commands(size_t *out_n);
const struct bh_command *bh_command_find(struct bh_str name);

/* Appends the help of the program, and of one command. */
void bh_program_help(unsigned width, struct bh_buf *out);
void bh_command_help(const struct bh_command *command, unsigned width, struct bh_buf *out);

/* Runs a command line, argv[0] being the program; returns the exit code. */
int bh_cli_run(int argc, char *const *argv);

/* The rows, each with its options: cmd_<name>.c. */
extern const struct bh_command bh_command_fix, bh_command_scan, bh_command_version;

#endif
