/* Completion scripts for shells, made from the tables of commands and options. */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include "cli/commands.h"

/* What stands for an option's value or for an argument. */
enum bh_operand {
    BH_OPERAND_NONE,  /* nothing that could be guessed */
    BH_OPERAND_FILES, /* files and directories */
    BH_OPERAND_WORDS, /* the row's own values */
};

enum bh_operand bh_completion_value(const struct bh_option *option);
enum bh_operand bh_completion_operand(const struct bh_command *command);

/* The rows of a command and then --help; NULL at the end. */
const struct bh_option *bh_completion_option(const struct bh_command *command, size_t i);

/* Each appends a whole script. */
void bh_completion_bash(struct bh_buf *out);
void bh_completion_zsh(struct bh_buf *out);

#endif
