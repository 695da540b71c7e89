/* The commands of `bulkhead`, as a table. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/options.h"

struct bh_example {
    const char *what, *command;
};

struct bh_command {
    const char *name;    /* "scan"; "psp check" for a command of a group */
    const char *summary; /* one line for the list of commands, no full stop */
    const char *usage;   /* what follows the name: "[options] [FILE|DIR|-]..." */
    /* Paragraphs, one line each, parted by empty lines. A line "  3 - malformed input" tells of an exit code; without
     * such lines the man page takes them from the table of errors. */
    const char *about;
    const struct bh_option *options;
    size_t n_options;
    const struct bh_example *examples; /* ended by a NULL command; NULL = none */
    /* The words that an argument may be, then NULL; NULL = files where the usage says so, else no words. */
    const char *(*operand_at)(size_t i);
    bool is_hidden; /* not listed in help, completed, or given a man page */
    /* Returns 0 or an error, which the caller prints; *out_exit is the exit code when it returned 0. */
    int (*run)(const struct bh_args *args, int *out_exit, struct bh_err *err);
};

/* All rows, in the order of help. */
const struct bh_command *const *bh_commands(size_t *out_n);
const struct bh_command *bh_command_find(struct bh_str name);

/* Whether commands named "WORD ..." exist. */
bool bh_command_is_group(struct bh_str word);
/* Whether row i of bh_commands is the first of a group, so that groups are walked once. */
bool bh_command_opens_group(size_t i);
/* The group of a command: "psp" of "psp check", else unset; and what its name is within it. */
struct bh_str bh_command_group(const struct bh_command *command);
struct bh_str bh_command_word(const struct bh_command *command);

/* Appends the help of the program, of a group of commands, and of one command. */
void bh_program_help(unsigned width, struct bh_buf *out);
void bh_group_help(struct bh_str group, unsigned width, struct bh_buf *out);
void bh_command_help(const struct bh_command *command, unsigned width, struct bh_buf *out);

/* Runs a command line, argv[0] being the program; returns the exit code. */
int bh_cli_run(int argc, char *const *argv);

/* The rows, each with its options: cmd_<name>.c. */
extern const struct bh_command bh_command_completion, bh_command_context, bh_command_explain,
    bh_command_fix, bh_command_man, bh_command_psp_access, bh_command_psp_check,
    bh_command_psp_explain, bh_command_psp_who_can, bh_command_scan, bh_command_version;

#endif
