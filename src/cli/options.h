/* Command-line options as a table: a row an option. Parsing, help, and later completion, man pages and the
 * documentation are all made from the rows. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum bh_option_kind {
    BH_OPTION_FLAG = 1, /* no value */
    BH_OPTION_TEXT,     /* any value; given twice, the last one counts */
    BH_OPTION_CHOICE,   /* one of the row's values; given twice, the last one counts */
    BH_OPTION_EACH,     /* any value; given twice, both count */
};

struct bh_option_alias {
    const char *alias, *value; /* another word for one of the values */
};

struct bh_option {
    const char *name; /* "namespace", without dashes */
    char short_name;  /* 'n'; 0 = none */
    bool is_single;   /* TEXT: given twice is refused, because one might think that both count */
    enum bh_option_kind kind;
    const char *argument; /* of the value in help: "NAME"; NULL for flags and choices */
    const char *help;     /* one or two sentences without a full stop at the end */
    const char *(*value_at)(size_t i);     /* CHOICE: its values, then NULL */
    const struct bh_option_alias *aliases; /* CHOICE: ended by a NULL alias; NULL = none */
    const char *bare; /* CHOICE: the value when it stands without one; NULL = a value is needed */
    const char *fallback; /* what holds when it is not given, for help; NULL = nothing to say */
};

struct bh_arg {
    int option;       /* row; -1 = a positional argument */
    int choice;       /* CHOICE: position of its value */
    const char *text; /* value as given, "" for flags; borrowed from argv */
};

struct bh_args {
    struct bh_arg *v; /* in the order of the command line; owned (bh_args_done) */
    size_t n;
    bool wants_help; /* --help or -h: nothing after it was read */
};

/* Parses argv[0..argc). Every table has --help and -h besides its rows.
 *
 *     --name=value  --name value  -n value  -nvalue  -n=value  -qn value  -  --
 *
 * Names are never completed from a prefix.
 * Returns 0 (*out is to be freed with bh_args_done); -USAGE with one line that names the wrong thing and
 * the nearest right one; -LIMIT without memory */
int bh_args_parse(const struct bh_option *options, size_t n_options, int argc, char *const *argv,
                  struct bh_args *out, struct bh_err *err) BH_MUST_CHECK;
void bh_args_done(struct bh_args *args);

/* The last occurrence of a row, or NULL when it was not given. */
const struct bh_arg *bh_args_last(const struct bh_args *args, int option);

/* The value of --namespace, which has to be the name of one. Returns 0 or -USAGE. */
int bh_args_namespace(const char *text, struct bh_str *out, struct bh_err *err) BH_MUST_CHECK;

/* Appends the rows as help, two columns, at most 'width' wide. */
void bh_options_help(const struct bh_option *options, size_t n_options, unsigned width,
                     struct bh_buf *out);

/* Appends 'text' in lines of at most 'width', each after 'indent' spaces; the first begins at 'column', where
 * the cursor stands already. Line feeds in the text stay; spaces after one indent that line deeper. */
void bh_help_wrap(struct bh_buf *out, const char *text, unsigned column, unsigned indent,
                  unsigned width);

#endif
