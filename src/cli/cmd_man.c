/* `bulkhead man`: manual pages for man(1), made from the tables of commands, options and errors. The build calls it;
 * it is not in the list of commands. Pages carry no date, so that the same source gives the same bytes. */
#include <string.h>

#include "cli/completion.h"
#include "cli/messages.h"

enum { SOURCE_WIDTH = 64 }; /* of running text in the page's source */

/* Text for roff. '-' and quotes stay what a shell needs, when they are copied from the page. */
static void add_text(struct bh_buf *out, struct bh_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        const char *escaped = c == '\\'   ? "\\e"
                              : c == '-'  ? "\\-"
                              : c == '\'' ? "\\(aq"
                              : c == '`'  ? "\\(ga"
                              : c == '^'  ? "\\(ha"
                              : c == '~'  ? "\\(ti"
                                          : NULL;
        if (c == '.' && (i == 0 || text.p[i - 1] == '\n')) { /* no request */
            bh_buf_add_c(out, "\\&");
        }
        if (escaped != NULL) {
            bh_buf_add_c(out, escaped);
        } else {
            bh_buf_add_byte(out, c);
        }
    }
}

static void add_c(struct bh_buf *out, const char *text)
{
    add_text(out, bh_str_c(text));
}

/* Running text in lines of its own. */
static void add_prose(struct bh_buf *out, struct bh_str text)
{
    struct bh_buf plain = { 0 }, lines = { 0 };

    bh_buf_add(&plain, text);
    bh_buf_add_byte(&plain, '\0');
    if (!plain.is_broken) {
        bh_help_wrap(&lines, plain.p, 0, 0, SOURCE_WIDTH);
    }
    add_text(out, bh_buf_str(&lines));
    out->is_broken |= plain.is_broken || lines.is_broken;
    bh_buf_done(&plain);
    bh_buf_done(&lines);
}

/* Text in bold or italics. */
static void add_font(struct bh_buf *out, char font, const char *text)
{
    bh_buf_addf(out, "\\f%c", font);
    add_c(out, text);
    bh_buf_add_c(out, "\\fR");
}

/* "psp\\-check" */
static void add_page_name(struct bh_buf *out, const char *command)
{
    for (const char *c = command; *c != '\0'; c++) {
        bh_buf_add_c(out, *c == ' ' || *c == '-' ? "\\-" : "");
        if (*c != ' ' && *c != '-') {
            bh_buf_add_byte(out, *c);
        }
    }
}

static void add_title(struct bh_buf *out, const char *command)
{
    bh_buf_add_c(out, ".\\\" printed by 'bulkhead man'\n.TH BULKHEAD");
    if (command != NULL) {
        bh_buf_add_c(out, "\\-");
        size_t start = out->n;
        add_page_name(out, command);
        for (size_t i = start; i < out->n; i++) {
            char c = out->p[i];
            out->p[i] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        }
    }
    bh_buf_add_c(out, " 1 \"\" \"bulkhead " BH_VERSION "\" \"Manual of bulkhead\"\n");
}

static void add_item(struct bh_buf *out, const char *name, const char *text)
{
    bh_buf_add_c(out, ".TP\n");
    add_font(out, 'B', name);
    bh_buf_add_byte(out, '\n');
    add_prose(out, bh_str_c(text));
}

/* --- description and exit status -------------------------------------------------------------------- */

/* "  3 - malformed input": a line about an exit code. */
static bool is_exit_line(struct bh_str line)
{
    return line.n > 6 && bh_str_starts(line, BH_S("  ")) && line.p[2] >= '0' && line.p[2] <= '9' &&
           bh_str_starts(bh_str_from(line, 3), BH_S(" - "));
}

/* The paragraph that holds the lines about exit codes, from its first byte, or an unset view. */
static struct bh_str exit_paragraph(const struct bh_command *command)
{
    struct bh_str rest = bh_str_c(command->about), line, start = rest, found = bh_str(NULL, 0);

    while (!bh_str_is_set(found) && bh_str_line(&rest, &line)) {
        if (line.n == 0) {
            start = rest;
        } else if (is_exit_line(line)) {
            found = start;
        }
    }
    return found;
}

static void add_paragraphs(struct bh_buf *out, struct bh_str text)
{
    struct bh_str rest = text, line;
    bool is_first = true;

    while (bh_str_line(&rest, &line)) {
        if (line.n == 0) {
            is_first = true;
            continue;
        }
        bh_buf_add_c(out, is_first ? ".PP\n" : ".br\n");
        add_prose(out, line);
        is_first = false;
    }
}

static void add_description(struct bh_buf *out, const struct bh_command *command)
{
    struct bh_str about = bh_str_c(command->about), exits = exit_paragraph(command);
    size_t n = bh_str_is_set(exits) ? (size_t)(exits.p - about.p) : about.n;
    struct bh_buf text = { 0 };

    bh_buf_add_c(out, ".SH DESCRIPTION\n");
    add_paragraphs(&text, bh_str(about.p, n));
    bh_buf_add(out, bh_str_from(bh_buf_str(&text), text.n > 0 ? 4 : 0)); /* no .PP after .SH */
    bh_buf_done(&text);
}

/* What an exit code of an error means, from the table: kinds that share it are joined. */
static void add_error_exits(struct bh_buf *out)
{
    for (int code = 2; code <= 5; code++) {
        bool is_first = true;
        for (int kind = BH_ERR_USAGE; kind <= (int)BH_ERR_BUG; kind++) {
            if (bh_err_exit((enum bh_err_kind)kind) != code) {
                continue;
            }
            if (is_first) {
                bh_buf_addf(out, ".TP\n\\fB%d\\fR\n", code);
            } else {
                bh_buf_add_c(out, ", or ");
            }
            add_c(out, bh_err_meaning((enum bh_err_kind)kind));
            is_first = false;
        }
        bh_buf_add_c(out, is_first ? "" : "\n");
    }
}

static void add_exits(struct bh_buf *out, const struct bh_command *command)
{
    struct bh_str rest = exit_paragraph(command), line;

    bh_buf_add_c(out, ".SH EXIT STATUS\n");
    if (!bh_str_is_set(rest)) {
        bh_buf_add_c(out, ".TP\n\\fB0\\fR\nit was printed\n");
        add_error_exits(out);
        return;
    }
    while (bh_str_line(&rest, &line) && line.n > 0) {
        if (is_exit_line(line)) {
            bh_buf_addf(out, ".TP\n\\fB%c\\fR\n", line.p[2]);
            line = bh_str_from(line, 6);
        }
        add_prose(out, line);
    }
}

/* --- the other sections ------------------------------------------------------------------------------ */

static void add_option(struct bh_buf *out, const struct bh_option *option)
{
    struct bh_buf help = { 0 };

    bh_buf_add_c(out, ".TP\n");
    if (option->short_name != '\0') {
        bh_buf_addf(out, "\\fB\\-%c\\fR, ", option->short_name);
    }
    bh_buf_add_c(out, "\\fB\\-\\-");
    add_c(out, option->name);
    bh_buf_add_c(out, "\\fR");
    if (option->kind == BH_OPTION_CHOICE) {
        bh_buf_add_c(out, option->bare != NULL ? "[=" : "=");
        for (size_t i = 0; option->value_at(i) != NULL; i++) {
            bh_buf_add_c(out, i > 0 ? "|" : "");
            add_font(out, 'B', option->value_at(i));
        }
        bh_buf_add_c(out, option->bare != NULL ? "]" : "");
    } else if (option->kind != BH_OPTION_FLAG) {
        bh_buf_add_byte(out, '=');
        add_font(out, 'I', option->argument);
    }
    bh_buf_add_byte(out, '\n');
    bh_buf_add_c(&help, option->help);
    if (option->fallback != NULL) {
        bh_buf_addf(&help, " (default: %s)", option->fallback);
    }
    add_prose(out, bh_buf_str(&help));
    bh_buf_done(&help);
}

static void add_examples(struct bh_buf *out, const struct bh_example *examples)
{
    bh_buf_add_c(out, ".SH EXAMPLES\n");
    for (const struct bh_example *e = examples; e->command != NULL; e++) {
        bh_buf_add_c(out, e == examples ? "" : ".PP\n");
        add_c(out, e->what);
        bh_buf_add_c(out, ":\n.PP\n.RS 4\n.nf\n");
        add_c(out, e->command);
        bh_buf_add_c(out, "\n.fi\n.RE\n");
    }
}

static bool has_option(const struct bh_command *command, const char *name)
{
    for (size_t i = 0; i < command->n_options; i++) {
        if (strcmp(command->options[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void add_surroundings(struct bh_buf *out, const struct bh_command *command)
{
    bool has_color = has_option(command, "color");
    bool has_files = bh_completion_operand(command) == BH_OPERAND_FILES;

    if (has_files) {
        bh_buf_add_c(out, ".SH FILES\n");
        add_item(out, "*.yaml, *.yml, *.json",
                 "what is read in and below a directory; other files only when they are named");
    }
    if (has_color || has_files) {
        bh_buf_add_c(out, ".SH ENVIRONMENT\n");
    }
    if (has_color) {
        add_item(out, "NO_COLOR", "no color when it is not empty, unless --color says otherwise");
        add_item(out, "TERM", "no color when it is dumb, unless --color says otherwise");
    }
    if (has_files) {
        add_item(out, "TMPDIR", "where what does not fit into memory waits");
    }
}

/* The other pages; 'command' NULL: of bulkhead(1). */
static void add_see_also(struct bh_buf *out, const struct bh_command *command)
{
    size_t n;
    const struct bh_command *const *commands = bh_commands(&n);
    bool is_first = command == NULL;

    bh_buf_add_c(out, ".SH SEE ALSO\n");
    if (command != NULL) {
        bh_buf_add_c(out, ".BR bulkhead (1)");
    }
    for (size_t i = 0; i < n; i++) {
        if (commands[i] != command && !commands[i]->is_hidden) {
            bh_buf_addf(out, "%s.BR bulkhead\\-", is_first ? "" : ",\n");
            add_page_name(out, commands[i]->name);
            bh_buf_add_c(out, " (1)");
            is_first = false;
        }
    }
    bh_buf_add_byte(out, '\n');
}

/* --- pages ------------------------------------------------------------------------------------------- */

static void command_page(struct bh_buf *out, const struct bh_command *command)
{
    const struct bh_option *option;

    add_title(out, command->name);
    bh_buf_add_c(out, ".SH NAME\nbulkhead\\-");
    add_page_name(out, command->name);
    bh_buf_add_c(out, " \\- ");
    add_c(out, command->summary);
    bh_buf_add_c(out, "\n.SH SYNOPSIS\n\\fBbulkhead ");
    add_c(out, command->name);
    bh_buf_add_c(out, "\\fR ");
    add_c(out, command->usage);
    bh_buf_add_byte(out, '\n');
    add_description(out, command);
    bh_buf_add_c(out, ".SH OPTIONS\n");
    for (size_t i = 0; (option = bh_completion_option(command, i)) != NULL; i++) {
        add_option(out, option);
    }
    add_exits(out, command);
    if (command->examples != NULL) {
        add_examples(out, command->examples);
    }
    add_surroundings(out, command);
    add_see_also(out, command);
}

static void program_page(struct bh_buf *out)
{
    size_t n;
    const struct bh_command *const *commands = bh_commands(&n);

    add_title(out, NULL);
    bh_buf_add_c(out,
                 ".SH NAME\nbulkhead \\- harden Kubernetes workloads and segment their network\n"
                 ".SH SYNOPSIS\n\\fBbulkhead\\fR \\fICOMMAND\\fR [options] [arguments]\n"
                 ".SH DESCRIPTION\n");
    add_prose(out, BH_S("Bulkhead says what the Kubernetes API server would say about your "
                        "workloads, before it does."));
    bh_buf_add_c(out, ".SH COMMANDS\n");
    for (size_t i = 0; i < n; i++) {
        if (!commands[i]->is_hidden) {
            add_item(out, commands[i]->name, commands[i]->summary);
        }
    }
    add_item(out, "help", "print the help of a command");
    bh_buf_add_c(out, ".SH OPTIONS\n");
    add_item(out, "-h, --help", "print this help");
    add_item(out, "--version", "print the version");
    bh_buf_add_c(out, ".PP\nWords after ");
    add_font(out, 'B', "--");
    bh_buf_add_c(out, " are arguments, whatever they begin with.\n"
                      ".SH EXIT STATUS\n.TP\n\\fB0\\fR\nnothing found, or the answer is yes\n"
                      ".TP\n\\fB1\\fR\nsomething found, or the answer is no\n");
    add_error_exits(out);
    bh_buf_add_c(out, ".SH FILES\n");
    add_item(out, "share/bash-completion/completions/bulkhead, share/zsh/site-functions/_bulkhead",
             "completion of command lines, below the folder that it was installed to");
    bh_buf_add_c(out, ".SH ENVIRONMENT\n");
    add_item(out, "COLUMNS", "how wide reports and texts are, before the width of the terminal");
    add_see_also(out, NULL);
}

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    struct bh_buf text = { 0 };

    if (args->n == 0) {
        program_page(&text);
    } else {
        struct bh_buf name = { 0 };
        for (size_t i = 0; i < args->n; i++) {
            bh_buf_addf(&name, "%s%s", i > 0 ? " " : "", args->v[i].text);
        }
        const struct bh_command *command =
            name.is_broken ? NULL : bh_command_find(bh_buf_str(&name));
        if (command == NULL || command->is_hidden) {
            bh_fail(err, BH_ERR_USAGE, "no page for '" BH_FMT "'", BH_ARG(bh_buf_str(&name)));
            bh_buf_done(&name);
            return -BH_ERR_USAGE;
        }
        bh_buf_done(&name);
        command_page(&text, command);
    }
    *out_exit = 0;
    return bh_print(&text, err);
}

const struct bh_command bh_command_man = {
    .name = "man",
    .summary = "print a manual page",
    .usage = "[COMMAND]",
    .about = "Prints the manual page of bulkhead or of one of its commands, for man(1).",
    .is_hidden = true,
    .run = run,
};
