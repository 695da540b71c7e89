/* Completion for bash 4 and later, without the bash-completion package. Called by cmd_completion.c. Names of files
 * are left to readline, which knows how to quote them; that is what an empty COMPREPLY asks for. */
#include <string.h>

#include "cli/completion.h"

static const char head[] =
    "# bash completion for bulkhead, printed by 'bulkhead completion bash'\n"
    "# shellcheck disable=SC2207 # words without spaces, and bash 3 has no mapfile\n"
    "_bulkhead() {\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} before='' option='' command='' only='' i\n"
    "    local options='' words='' values='' kind=words\n"
    "    COMPREPLY=()\n";

static const char head_rest[] =
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        if [[ ${COMP_WORDS[i]} == -- ]]; then\n"
    "            only=arguments\n"
    "        elif [[ -z $command && ${COMP_WORDS[i]} != -* ]]; then\n"
    "            command=${COMP_WORDS[i]}\n"
    "        elif [[ -n $command && $groups == *\" $command \"* && ${COMP_WORDS[i]} != -* ]]; then\n"
    "            command+=\" ${COMP_WORDS[i]}\"\n"
    "        fi\n"
    "    done\n"
    "    # '--name=value' is three words where '=' parts words, else one\n"
    "    if [[ -n $only ]]; then\n"
    "        :\n"
    "    elif [[ $word == '=' ]]; then\n"
    "        option=${COMP_WORDS[COMP_CWORD - 1]}= word=''\n"
    "    elif ((COMP_CWORD > 2)) && [[ ${COMP_WORDS[COMP_CWORD - 1]} == '=' ]]; then\n"
    "        option=${COMP_WORDS[COMP_CWORD - 2]}=\n"
    "    elif [[ $word == --*=* ]]; then\n"
    "        option=${word%%=*}= before=${word%%=*}= word=${word#*=}\n"
    "    elif [[ ${COMP_WORDS[COMP_CWORD - 1]} == -* ]]; then\n"
    "        option=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    fi\n"
    "    case $command in\n";

static const char tail[] =
    "    *)\n"
    "        kind=nothing\n"
    "        ;;\n"
    "    esac\n"
    "    if [[ $kind == files ]]; then\n"
    "        return\n"
    "    fi\n"
    "    compopt +o default 2>/dev/null\n"
    "    if [[ $kind == values ]]; then\n"
    "        COMPREPLY=($(compgen -P \"$before\" -W \"$values\" -- \"$word\"))\n"
    "    elif [[ $kind == words ]]; then\n"
    "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
    "    elif [[ $kind == options ]]; then\n"
    "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
    "        if ((${#COMPREPLY[@]} == 1)) && [[ ${COMPREPLY[0]} == *= ]]; then\n"
    "            compopt -o nospace 2>/dev/null\n"
    "        fi\n"
    "    fi\n"
    "}\n"
    "complete -o default -F _bulkhead bulkhead\n";

static void add_words(struct bh_buf *out, const char *(*word_at)(size_t i))
{
    for (size_t i = 0; word_at(i) != NULL; i++) {
        bh_buf_addf(out, "%s%s", i > 0 ? " " : "", word_at(i));
    }
}

/* The first words of command lines; of a group, when it is set, the second ones. */
static void add_commands(struct bh_buf *out, struct bh_str group)
{
    size_t n;
    const struct bh_command *const *commands = bh_commands(&n);

    for (size_t i = 0; i < n; i++) {
        struct bh_str own = bh_command_group(commands[i]);
        if (commands[i]->is_hidden) {
            continue;
        }
        if (bh_str_is_set(group)) {
            if (bh_str_is_set(own) && bh_str_eq(own, group)) {
                bh_buf_addf(out, BH_FMT " ", BH_ARG(bh_command_word(commands[i])));
            }
        } else if (!bh_str_is_set(own)) {
            bh_buf_addf(out, "%s ", commands[i]->name);
        } else if (bh_command_opens_group(i)) {
            bh_buf_addf(out, BH_FMT " ", BH_ARG(own));
        }
    }
    bh_buf_add_c(out, bh_str_is_set(group) ? "" : "help");
}

/* "    local groups=' help psp '", the words that a second one belongs to, or a branch for each group's own word. */
static void add_groups(struct bh_buf *out, bool is_branch)
{
    size_t n;
    const struct bh_command *const *commands = bh_commands(&n);

    bh_buf_add_c(out, is_branch ? "" : "    local groups=' help ");
    for (size_t i = 0; i < n; i++) {
        struct bh_str group = bh_command_group(commands[i]);
        if (!bh_command_opens_group(i)) {
            continue;
        }
        if (!is_branch) {
            bh_buf_addf(out, BH_FMT " ", BH_ARG(group));
            continue;
        }
        bh_buf_addf(out, "    " BH_FMT " | 'help " BH_FMT "')\n        words='", BH_ARG(group),
                    BH_ARG(group));
        add_commands(out, group);
        bh_buf_add_c(out, "--help -h'\n        ;;\n");
    }
    bh_buf_add_c(out, is_branch ? "" : "'\n");
}

/* "--level= --quiet -q --validate --validate=" */
static void add_options(struct bh_buf *out, const struct bh_command *command)
{
    const struct bh_option *option;

    for (size_t i = 0; (option = bh_completion_option(command, i)) != NULL; i++) {
        const char *separator = i > 0 ? " " : "";
        if (option->kind == BH_OPTION_FLAG || option->bare != NULL) {
            bh_buf_addf(out, "%s--%s", separator, option->name);
            separator = " ";
        }
        if (option->kind != BH_OPTION_FLAG) {
            bh_buf_addf(out, "%s--%s=", separator, option->name);
        }
        if (option->short_name != '\0') {
            bh_buf_addf(out, " -%c", option->short_name);
        }
    }
}

/* A branch for each option that takes a value. */
static void add_values(struct bh_buf *out, const struct bh_command *command)
{
    for (size_t i = 0; i < command->n_options; i++) {
        const struct bh_option *option = &command->options[i];
        if (option->kind == BH_OPTION_FLAG) {
            continue;
        }
        bh_buf_addf(out, "        --%s=", option->name);
        if (option->bare == NULL) { /* the value may be the next word */
            bh_buf_addf(out, " | --%s", option->name);
            if (option->short_name != '\0') {
                bh_buf_addf(out, " | -%c", option->short_name);
            }
        }
        switch (bh_completion_value(option)) {
        case BH_OPERAND_WORDS:
            bh_buf_add_c(out, ") kind=values values='");
            add_words(out, option->value_at);
            bh_buf_add_c(out, "' ;;\n");
            break;
        case BH_OPERAND_FILES:
            bh_buf_add_c(out, ") kind=files ;;\n");
            break;
        case BH_OPERAND_NONE:
            bh_buf_add_c(out, ") kind=nothing ;;\n");
            break;
        }
    }
}

static void add_command(struct bh_buf *out, const struct bh_command *command)
{
    bh_buf_addf(out, strchr(command->name, ' ') != NULL ? "    '%s')\n" : "    %s)\n",
                command->name);
    bh_buf_add_c(out, "        options='");
    add_options(out, command);
    bh_buf_add_c(out, "'\n");
    if (command->operand_at != NULL) {
        bh_buf_add_c(out, "        words='");
        add_words(out, command->operand_at);
        bh_buf_add_c(out, "'\n");
    }
    bh_buf_add_c(out, "        case $option in\n");
    add_values(out, command);
    bh_buf_addf(out,
                "        *=) kind=nothing ;;\n"
                "        *)\n"
                "            kind=%s\n"
                "            [[ -n $only || $word != -* ]] || kind=options\n"
                "            ;;\n"
                "        esac\n"
                "        ;;\n",
                bh_completion_operand(command) == BH_OPERAND_FILES   ? "files"
                : bh_completion_operand(command) == BH_OPERAND_WORDS ? "words"
                                                                     : "nothing");
}

void bh_completion_bash(struct bh_buf *out)
{
    size_t n;
    const struct bh_command *const *commands = bh_commands(&n);

    bh_buf_add_c(out, head);
    add_groups(out, false);
    bh_buf_add_c(out, head_rest);
    bh_buf_add_c(out, "    '')\n        words='");
    add_commands(out, bh_str(NULL, 0));
    bh_buf_add_c(out, " --help --version -h'\n        ;;\n    help)\n        words='");
    add_commands(out, bh_str(NULL, 0));
    bh_buf_add_c(out, "'\n        ;;\n");
    add_groups(out, true);
    for (size_t i = 0; i < n; i++) {
        if (!commands[i]->is_hidden) {
            add_command(out, commands[i]);
        }
    }
    bh_buf_add_c(out, tail);
}
