/* The parser and the help of option tables. Called by commands.c for every command. Leaves out prefixes of
 * names (a script that relies on them breaks when an option is added) and environment variables. */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/near.h"
#include "kube/labels.h"

enum { LEFT_COLUMN = 28 }; /* where the help of an option begins */

struct parser {
    const struct bh_option *options;
    size_t n_options;
    int argc, at;
    char *const *argv;
    struct bh_args *args;
};

static void add(struct parser *parser, int option, int choice, const char *text)
{
    parser->args->v[parser->args->n++] =
        (struct bh_arg){ .option = option, .choice = choice, .text = text };
}

static const struct bh_option *find_name(const struct parser *parser, struct bh_str name)
{
    for (size_t i = 0; i < parser->n_options; i++) {
        if (bh_str_eq(name, bh_str_c(parser->options[i].name))) {
            return &parser->options[i];
        }
    }
    return NULL;
}

static const struct bh_option *find_short(const struct parser *parser, char c)
{
    for (size_t i = 0; i < parser->n_options; i++) {
        if (parser->options[i].short_name == c && c != '\0') {
            return &parser->options[i];
        }
    }
    return NULL;
}

/* Options that people know from kubectl, and what takes their place in commands that read files. */
static const struct habit {
    char short_name; /* 0 = none */
    const char *name, *instead;
} habits[] = {
    { 'R', "recursive", "directories are read with all that is below them" },
    { 'A', "all-namespaces", "the objects of all namespaces in the input are judged" },
    { 'k', "kustomize", "render it first: kubectl kustomize DIR | bulkhead ..." },
    { 0, "context", "no cluster is asked: kubectl get ... -o yaml | bulkhead ..." },
    { 0, "kubeconfig", "no cluster is asked: kubectl get ... -o yaml | bulkhead ..." },
};

/* The row of an option that is not in the table, 'name' without dashes; NULL = nobody's habit. */
static const struct habit *find_habit(const struct parser *parser, struct bh_str name)
{
    if (find_name(parser, BH_S("filename")) == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++) {
        if (bh_str_eq(name, bh_str_c(habits[i].name)) ||
            (name.n == 1 && name.p[0] == habits[i].short_name)) {
            return &habits[i];
        }
    }
    return NULL;
}

static int fail_unknown(const struct parser *parser, struct bh_str name, struct bh_err *err)
{
    struct bh_near near = { .wanted = name };
    const struct habit *habit = find_habit(parser, name);

    if (habit != NULL) {
        return bh_fail(err, BH_ERR_USAGE, "unknown option '--" BH_FMT "': %s", BH_ARG(name),
                       habit->instead);
    }
    for (size_t i = 0; i < parser->n_options; i++) {
        bh_near_offer(&near, bh_str_c(parser->options[i].name));
    }
    bh_near_offer(&near, BH_S("help"));
    if (bh_str_is_set(near.best)) {
        return bh_fail(err, BH_ERR_USAGE,
                       "unknown option '--" BH_FMT "', did you mean '--" BH_FMT "'?", BH_ARG(name),
                       BH_ARG(near.best));
    }
    return bh_fail(err, BH_ERR_USAGE, "unknown option '--" BH_FMT "'", BH_ARG(name));
}

/* "strict, warn or ignore" */
static void list_values(const struct bh_option *option, struct bh_buf *out)
{
    for (size_t i = 0; option->value_at(i) != NULL; i++) {
        if (i > 0) {
            bh_buf_add_c(out, option->value_at(i + 1) == NULL ? " or " : ", ");
        }
        bh_buf_add_c(out, option->value_at(i));
    }
}

static int fail_value(const struct bh_option *option, struct bh_str value, struct bh_err *err)
{
    struct bh_near near = { .wanted = value };
    struct bh_buf values = { 0 };

    for (size_t i = 0; option->value_at(i) != NULL; i++) {
        bh_near_offer(&near, bh_str_c(option->value_at(i)));
    }
    for (size_t i = 0; !bh_str_is_set(near.best) && option->value_at(i) != NULL; i++) {
        struct bh_str whole = bh_str_c(option->value_at(i));
        near.best = value.n > 0 && bh_str_starts(whole, value) ? whole : near.best;
    }
    list_values(option, &values);
    struct bh_str text = bh_buf_str(&values);
    int rc = bh_str_is_set(near.best)
                 ? bh_fail(err, BH_ERR_USAGE,
                           "--%s is " BH_FMT ", not '" BH_FMT "', did you mean '" BH_FMT "'?",
                           option->name, BH_ARG(text), BH_ARG(value), BH_ARG(near.best))
                 : bh_fail(err, BH_ERR_USAGE, "--%s is " BH_FMT ", not '" BH_FMT "'", option->name,
                           BH_ARG(text), BH_ARG(value));
    bh_buf_done(&values);
    return rc;
}

static bool find_choice(const struct bh_option *option, struct bh_str value, int *out)
{
    for (const struct bh_option_alias *a = option->aliases; a != NULL && a->alias != NULL; a++) {
        if (bh_str_eq(value, bh_str_c(a->alias))) {
            value = bh_str_c(a->value);
            break;
        }
    }
    for (size_t i = 0; option->value_at(i) != NULL; i++) {
        if (bh_str_eq(value, bh_str_c(option->value_at(i)))) {
            *out = (int)i;
            return true;
        }
    }
    return false;
}

/* Takes an option with its value. 'text' is the value that stood in the same word, or NULL. */
static int take(struct parser *parser, const struct bh_option *option, const char *text,
                struct bh_err *err)
{
    int row = (int)(option - parser->options), choice = 0;

    if (option->kind == BH_OPTION_FLAG) {
        if (text != NULL) {
            return bh_fail(err, BH_ERR_USAGE, "--%s takes no value", option->name);
        }
        add(parser, row, 0, "");
        return 0;
    }
    if (text == NULL && option->bare != NULL && parser->at < parser->argc &&
        find_choice(option, bh_str_c(parser->argv[parser->at]), &choice) &&
        access(parser->argv[parser->at], F_OK) != 0) {
        return bh_fail(err, BH_ERR_USAGE, "--%s takes its value in the same word: --%s=%s",
                       option->name, option->name, parser->argv[parser->at]);
    }
    choice = 0;
    if (text == NULL && option->bare != NULL) {
        text = option->bare;
    } else if (text == NULL && parser->at < parser->argc) {
        text = parser->argv[parser->at++];
    }
    if (text == NULL) {
        return bh_fail(err, BH_ERR_USAGE, "--%s needs a value", option->name);
    }
    if (option->is_single && bh_args_last(parser->args, row) != NULL) {
        return bh_fail(err, BH_ERR_USAGE, "--%s can be given once", option->name);
    }
    if (option->kind == BH_OPTION_CHOICE && !find_choice(option, bh_str_c(text), &choice)) {
        return fail_value(option, bh_str_c(text), err);
    }
    add(parser, row, choice, text);
    return 0;
}

static int parse_long(struct parser *parser, const char *word, struct bh_err *err)
{
    const char *equals = strchr(word, '=');
    struct bh_str name = equals != NULL ? bh_str(word, (size_t)(equals - word)) : bh_str_c(word);
    const struct bh_option *option = find_name(parser, name);

    if (option != NULL) {
        return take(parser, option, equals != NULL ? equals + 1 : NULL, err);
    }
    if (bh_str_eq(name, BH_S("help")) && equals != NULL) {
        return bh_fail(err, BH_ERR_USAGE, "--help takes no value");
    }
    if (bh_str_eq(name, BH_S("help"))) {
        parser->args->wants_help = true;
        return 0;
    }
    return fail_unknown(parser, name, err);
}

static int parse_short(struct parser *parser, const char *word, struct bh_err *err)
{
    for (const char *c = word; *c != '\0'; c++) {
        const struct bh_option *option = find_short(parser, *c);
        if (option == NULL && *c == 'h') {
            parser->args->wants_help = true;
            return 0;
        }
        if (option == NULL && word[1] != '\0' && find_name(parser, bh_str_c(word)) != NULL) {
            return bh_fail(err, BH_ERR_USAGE, "unknown option '-%s', did you mean '--%s'?", word,
                           word);
        }
        const struct habit *habit = option == NULL ? find_habit(parser, bh_str(c, 1)) : NULL;
        if (habit != NULL) {
            return bh_fail(err, BH_ERR_USAGE, "unknown option '-%c': %s", *c, habit->instead);
        }
        if (option == NULL) {
            struct bh_str rest = bh_str_c(c);
            size_t n = bh_utf8_len(rest); /* not half a character */
            return bh_fail(err, BH_ERR_USAGE, "unknown option '-%.*s'", (int)(n == 0 ? 1 : n), c);
        }
        if (option->kind != BH_OPTION_FLAG) {
            const char *text = c[1] == '\0' ? NULL : c + (c[1] == '=' ? 2 : 1);
            return take(parser, option, text, err);
        }
        int rc = take(parser, option, NULL, err);
        if (rc != 0) {
            return rc;
        }
    }
    return 0;
}

int bh_args_parse(const struct bh_option *options, size_t n_options, int argc, char *const *argv,
                  struct bh_args *out, struct bh_err *err)
{
    struct bh_args args = { 0 };
    struct parser parser = {
        .options = options, .n_options = n_options, .argc = argc, .argv = argv, .args = &args
    };
    size_t room = 1;
    int rc = 0;

    for (int i = 0; i < argc; i++) {
        room += strlen(argv[i]); /* a word of short flags gives as many as it has letters */
        room++;
    }
    args.v = calloc(room, sizeof(*args.v));
    if (args.v == NULL) {
        return bh_fail(err, BH_ERR_LIMIT, "no memory for the command line");
    }
    while (rc == 0 && parser.at < argc && !args.wants_help) {
        const char *word = argv[parser.at++];
        if (strcmp(word, "--") == 0) {
            while (parser.at < argc) {
                add(&parser, -1, 0, argv[parser.at++]);
            }
        } else if (word[0] == '-' && word[1] == '-') {
            rc = parse_long(&parser, word + 2, err);
        } else if (word[0] == '-' && word[1] != '\0') {
            rc = parse_short(&parser, word + 1, err);
        } else {
            add(&parser, -1, 0, word);
        }
    }
    if (rc != 0) {
        bh_args_done(&args);
        return rc;
    }
    *out = args;
    return 0;
}

void bh_args_done(struct bh_args *args)
{
    if (args != NULL) {
        free(args->v);
        *args = (struct bh_args){ 0 };
    }
}

const struct bh_arg *bh_args_last(const struct bh_args *args, int option)
{
    for (size_t i = args->n; i > 0; i--) {
        if (args->v[i - 1].option == option) {
            return &args->v[i - 1];
        }
    }
    return NULL;
}

/* --- help ----------------------------------------------------------------------------------------- */

static void add_spaces(struct bh_buf *out, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        bh_buf_add_byte(out, ' ');
    }
}

/* Takes the next word off '*rest'; a line feed is a word of its own. False at the end. *out_spaces: how many
 * spaces stood before it. */
static bool next_word(struct bh_str *rest, struct bh_str *out, unsigned *out_spaces)
{
    size_t n = 0;

    *out_spaces = 0;
    while (rest->n > 0 && rest->p[0] == ' ') {
        *rest = bh_str_from(*rest, 1);
        (*out_spaces)++;
    }
    while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\n') {
        n++;
    }
    if (rest->n == 0) {
        return false;
    }
    *out = bh_str(rest->p, n == 0 ? 1 : n);
    *rest = bh_str_from(*rest, out->n);
    return true;
}

void bh_help_wrap(struct bh_buf *out, const char *text, unsigned column, unsigned indent,
                  unsigned width)
{
    struct bh_str rest = bh_str_c(text), word;
    unsigned spaces, hang = 0; /* deeper indent of this line of the text */
    bool is_first = true;      /* word of its line */
    bool is_new = true;        /* line of the text */

    while (next_word(&rest, &word, &spaces)) {
        if (word.p[0] == '\n') {
            bh_buf_add_byte(out, '\n');
            column = 0;
            is_first = is_new = true;
            continue;
        }
        hang = is_new ? spaces : hang;
        is_new = false;
        if (!is_first && column + 1 + word.n > width) {
            bh_buf_add_byte(out, '\n');
            column = 0;
            is_first = true;
        }
        unsigned gap = !is_first ? 1 : column < indent + hang ? indent + hang - column : 0;
        add_spaces(out, gap);
        bh_buf_add(out, word);
        column += gap + (unsigned)word.n;
        is_first = false;
    }
    bh_buf_add_byte(out, '\n');
}

static void add_left(const struct bh_option *option, struct bh_buf *out)
{
    if (option->short_name != '\0') {
        bh_buf_addf(out, "  -%c, --%s", option->short_name, option->name);
    } else {
        bh_buf_addf(out, "      --%s", option->name);
    }
    if (option->kind == BH_OPTION_CHOICE) {
        bh_buf_add_c(out, option->bare != NULL ? "[=" : "=");
        for (size_t i = 0; option->value_at(i) != NULL; i++) {
            bh_buf_addf(out, "%s%s", i > 0 ? "|" : "", option->value_at(i));
        }
        bh_buf_add_c(out, option->bare != NULL ? "]" : "");
    } else if (option->kind != BH_OPTION_FLAG) {
        bh_buf_addf(out, "=%s", option->argument);
    }
}

static void add_row(const struct bh_option *option, unsigned width, struct bh_buf *out)
{
    struct bh_buf left = { 0 }, right = { 0 };

    add_left(option, &left);
    bh_buf_add(out, bh_buf_str(&left));
    unsigned column = (unsigned)left.n;
    if (column + 2 > LEFT_COLUMN) {
        bh_buf_add_byte(out, '\n');
        column = 0;
    }
    bh_buf_add_c(&right, option->help);
    if (option->fallback != NULL) {
        bh_buf_addf(&right, " (default: %s)", option->fallback);
    }
    bh_buf_add_byte(&right, '\0');
    if (right.p != NULL && !right.is_broken) {
        bh_help_wrap(out, right.p, column, LEFT_COLUMN, width);
    }
    bh_buf_done(&left);
    bh_buf_done(&right);
}

void bh_options_help(const struct bh_option *options, size_t n_options, unsigned width,
                     struct bh_buf *out)
{
    static const struct bh_option help = {
        .name = "help", .short_name = 'h', .kind = BH_OPTION_FLAG, .help = "print this help"
    };

    for (size_t i = 0; i < n_options; i++) {
        add_row(&options[i], width, out);
    }
    add_row(&help, width, out);
}

int bh_args_namespace(const char *text, struct bh_str *out, struct bh_err *err)
{
    *out = bh_str_c(text);
    return bh_dns_label_is_valid(*out)
               ? 0
               : bh_fail(err, BH_ERR_USAGE,
                         "--namespace is 1 to 63 lower-case letters, digits and dashes, with "
                         "a letter or digit at both ends, not '%s'",
                         text);
}
