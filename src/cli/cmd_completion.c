/* `bulkhead completion`: prints a script with which a shell completes bulkhead's command lines. What is common
 * to the shells is here; completion_bash.c and completion_zsh.c write the scripts. */
#include <string.h>

#include "base/near.h"
#include "cli/completion.h"
#include "cli/messages.h"

static const struct shell {
    const char *name;
    void (*write)(struct bh_buf *out);
} shells[] = {
    { "bash", bh_completion_bash },
    { "zsh", bh_completion_zsh },
};

enum { N_SHELLS = sizeof(shells) / sizeof(shells[0]) };

static const char *shell_at(size_t i)
{
    return i < N_SHELLS ? shells[i].name : NULL;
}

static const struct bh_example examples[] = {
    { "bash, for every session to come",
      "bulkhead completion bash >~/.local/share/bash-completion/completions/bulkhead" },
    { "zsh, with ~/.zfunc in fpath", "bulkhead completion zsh >~/.zfunc/_bulkhead" },
    { NULL, NULL },
};

enum bh_operand bh_completion_value(const struct bh_option *option)
{
    if (option->kind == BH_OPTION_CHOICE) {
        return BH_OPERAND_WORDS;
    }
    return option->argument != NULL &&
                   (strcmp(option->argument, "FILE") == 0 || strcmp(option->argument, "DIR") == 0)
               ? BH_OPERAND_FILES
               : BH_OPERAND_NONE;
}

enum bh_operand bh_completion_operand(const struct bh_command *command)
{
    if (command->operand_at != NULL) {
        return BH_OPERAND_WORDS;
    }
    return strstr(command->usage, "FILE") != NULL ? BH_OPERAND_FILES : BH_OPERAND_NONE;
}

const struct bh_option *bh_completion_option(const struct bh_command *command, size_t i)
{
    static const struct bh_option help = {
        .name = "help", .short_name = 'h', .kind = BH_OPTION_FLAG, .help = "print this help"
    };

    if (i < command->n_options) {
        return &command->options[i];
    }
    return i == command->n_options ? &help : NULL;
}

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    struct bh_buf text = { 0 };

    if (args->n == 0) {
        return bh_fail(err, BH_ERR_USAGE, "name the shell: bash or zsh");
    }
    if (args->n > 1) {
        return bh_fail(err, BH_ERR_USAGE, "completion is for one shell");
    }
    struct bh_near near = { .wanted = bh_str_c(args->v[0].text) };
    for (size_t i = 0; i < N_SHELLS; i++) {
        if (strcmp(shells[i].name, args->v[0].text) == 0) {
            shells[i].write(&text);
            *out_exit = 0;
            return bh_print(&text, err);
        }
        bh_near_offer(&near, bh_str_c(shells[i].name));
    }
    return bh_str_is_set(near.best)
               ? bh_fail(err, BH_ERR_USAGE, "unknown shell '%s', did you mean '" BH_FMT "'?",
                         args->v[0].text, BH_ARG(near.best))
               : bh_fail(err, BH_ERR_USAGE, "unknown shell '%s': bash and zsh are known",
                         args->v[0].text);
}

const struct bh_command bh_command_completion = {
    .name = "completion",
    .summary = "print a script that completes command lines in a shell",
    .usage = "bash|zsh",
    .about =
        "Prints a script with which the shell completes commands, options, their values, the topics of "
        "explain and file names. An installation puts both scripts where the shells look for them; "
        "otherwise write it to a file that your shell reads.",
    .examples = examples,
    .operand_at = shell_at,
    .run = run,
};
