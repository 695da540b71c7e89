/* Completion for zsh, with its completion system (compinit). Called by cmd_completion.c. Every option becomes a spec
 * of _arguments. The script serves both as a file _bulkhead in fpath and as one that is sourced. */
#include <string.h>

#include "cli/completion.h"

static const char tail[] = "if [[ ${funcstack[1]-} == _bulkhead ]]; then\n"
                           "    _bulkhead \"$@\"\n"
                           "else\n"
                           "    compdef _bulkhead bulkhead\n"
                           "fi\n";

/* Text inside single quotes, inside a spec: what _arguments or _describe would read as its own is escaped. */
static void add_text(struct bh_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            bh_buf_add_c(out, "'\\''");
            continue;
        }
        if (strchr("\\[]:", *text) != NULL) {
            bh_buf_add_byte(out, '\\');
        }
        bh_buf_add_byte(out, *text);
    }
}

/* ":VALUE:action" */
static void add_value(struct bh_buf *out, const struct bh_option *option)
{
    bh_buf_add_c(out, option->bare != NULL ? "::" : ":");
    add_text(out, option->argument != NULL ? option->argument : option->name);
    bh_buf_add_byte(out, ':');
    switch (bh_completion_value(option)) {
    case BH_OPERAND_WORDS:
        bh_buf_add_byte(out, '(');
        for (size_t i = 0; option->value_at(i) != NULL; i++) {
            bh_buf_addf(out, "%s%s", i > 0 ? " " : "", option->value_at(i));
        }
        bh_buf_add_byte(out, ')');
        break;
    case BH_OPERAND_FILES:
        bh_buf_add_c(out, "_files");
        break;
    case BH_OPERAND_NONE:
        bh_buf_add_c(out, " ");
        break;
    }
}

/* '(-n --namespace)'{-n+,--namespace=}'[help]:NAME: ' */
static void add_option(struct bh_buf *out, const struct bh_option *option)
{
    const char *suffix = option->kind == BH_OPTION_FLAG ? "" : option->bare != NULL ? "=-" : "=";

    bh_buf_add_c(out, "            ");
    if (option->kind == BH_OPTION_EACH) {
        bh_buf_add_c(out, "'*'");
    } else if (strcmp(option->name, "help") == 0) {
        bh_buf_add_c(out, "'(- *)'");
    } else if (option->short_name != '\0') {
        bh_buf_addf(out, "'(-%c --%s)'", option->short_name, option->name);
    }
    if (option->short_name != '\0') {
        bh_buf_addf(out, "{-%c%s,--%s%s}", option->short_name,
                    option->kind == BH_OPTION_FLAG ? "" : "+", option->name, suffix);
    } else {
        bh_buf_addf(out, "--%s%s", option->name, suffix);
    }
    bh_buf_add_c(out, "'[");
    add_text(out, option->help);
    bh_buf_add_byte(out, ']');
    if (option->kind != BH_OPTION_FLAG) {
        add_value(out, option);
    }
    bh_buf_add_c(out, "' \\\n");
}

static void add_operand(struct bh_buf *out, const struct bh_command *command)
{
    switch (bh_completion_operand(command)) {
    case BH_OPERAND_FILES:
        bh_buf_add_c(out, "            '*:file:_files'\n");
        break;
    case BH_OPERAND_WORDS:
        bh_buf_addf(out, "            '1:argument of %s:(", command->name);
        for (size_t i = 0; command->operand_at(i) != NULL; i++) {
            bh_buf_addf(out, "%s%s", i > 0 ? " " : "", command->operand_at(i));
        }
        bh_buf_add_c(out, ")'\n");
        break;
    case BH_OPERAND_NONE:
        bh_buf_add_c(out, "            && return\n");
        break;
    }
}

static void add_command(struct bh_buf *out, const struct bh_command *command)
{
    const struct bh_option *option;

    bh_buf_addf(out, "    " BH_FMT ")\n        _arguments -s -S \\\n",
                BH_ARG(bh_command_word(command)));
    for (size_t i = 0; (option = bh_completion_option(command, i)) != NULL; i++) {
        add_option(out, option);
    }
    add_operand(out, command);
    bh_buf_add_c(out, "        ;;\n");
}

/* An empty group: of none. */
static bool is_of_group(const struct bh_command *command, struct bh_str group)
{
    struct bh_str own = bh_command_group(command);

    return bh_str_eq(own, group);
}

/* "    'scan:judge manifests'" lines: of first words, or of a group's. */
static void add_commands(struct bh_buf *out, struct bh_str group)
{
    size_t n;
    const struct bh_command *const *commands = bh_commands(&n);

    for (size_t i = 0; i < n; i++) {
        struct bh_str own = bh_command_group(commands[i]);
        if (commands[i]->is_hidden) {
            continue;
        }
        if (is_of_group(commands[i], group)) {
            bh_buf_addf(out, "        '" BH_FMT ":", BH_ARG(bh_command_word(commands[i])));
            add_text(out, commands[i]->summary);
            bh_buf_add_c(out, "'\n");
        } else if (group.n == 0 && bh_command_opens_group(i)) {
            bh_buf_addf(out, "        '" BH_FMT ":commands of this group'\n", BH_ARG(own));
        }
    }
    bh_buf_add_c(out, group.n > 0 ? "" : "        'help:print the help of a command'\n");
}

/* The function that offers the first words, or the words of a group. */
static void add_words_function(struct bh_buf *out, struct bh_str group)
{
    bh_buf_addf(out, "_bulkhead_commands" BH_FMT "() {\n    local -a commands=(\n", BH_ARG(group));
    add_commands(out, group);
    bh_buf_add_c(out, "    )\n"
                      "    _describe -t commands 'command of bulkhead' commands\n"
                      "}\n");
}

/* A branch for a group, with one for each of its commands. */
static void add_group(struct bh_buf *out, struct bh_str group)
{
    size_t n;
    const struct bh_command *const *commands = bh_commands(&n);

    bh_buf_addf(out,
                "    " BH_FMT ")\n"
                "        _arguments -C \\\n"
                "            '(- *)'{-h,--help}'[print this help]' \\\n"
                "            '1: :_bulkhead_commands" BH_FMT "' \\\n"
                "            '*:: :->member' && return\n"
                "        [[ $state == member ]] || return\n"
                "        curcontext=${curcontext%%:*}-$words[1]:\n"
                "        case $words[1] in\n",
                BH_ARG(group), BH_ARG(group));
    for (size_t i = 0; i < n; i++) {
        if (!commands[i]->is_hidden && is_of_group(commands[i], group)) {
            add_command(out, commands[i]);
        }
    }
    bh_buf_add_c(out, "        esac\n        ;;\n");
}

void bh_completion_zsh(struct bh_buf *out)
{
    size_t n;
    const struct bh_command *const *commands = bh_commands(&n);

    bh_buf_add_c(out, "#compdef bulkhead\n"
                      "# zsh completion for bulkhead, printed by 'bulkhead completion zsh'\n");
    add_words_function(out, BH_S(""));
    for (size_t i = 0; i < n; i++) {
        if (bh_command_opens_group(i)) {
            add_words_function(out, bh_command_group(commands[i]));
        }
    }
    bh_buf_add_c(out, "_bulkhead() {\n"
                      "    local curcontext=$curcontext state line\n"
                      "    typeset -A opt_args\n"
                      "    _arguments -C \\\n"
                      "        '(- *)'{-h,--help}'[print this help]' \\\n"
                      "        '(- *)--version[print the version]' \\\n"
                      "        '1: :_bulkhead_commands' \\\n"
                      "        '*:: :->arguments' && return\n"
                      "    [[ $state == arguments ]] || return\n"
                      "    curcontext=${curcontext%:*}-$words[1]:\n"
                      "    case $words[1] in\n"
                      "    help)\n"
                      "        _arguments '1: :_bulkhead_commands'\n"
                      "        ;;\n");
    for (size_t i = 0; i < n; i++) {
        if (bh_command_opens_group(i)) {
            add_group(out, bh_command_group(commands[i]));
        } else if (!commands[i]->is_hidden && !bh_str_is_set(bh_command_group(commands[i]))) {
            add_command(out, commands[i]);
        }
    }
    bh_buf_add_c(out, "    esac\n}\n");
    bh_buf_add_c(out, tail);
}
