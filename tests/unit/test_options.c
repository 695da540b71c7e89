/* Unit tests of cli/options.h, and of what every command's table must hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/commands.h"
#include "cli/options.h"

enum { OPT_FILENAME, OPT_LEVEL, OPT_VALIDATE, OPT_QUIET, OPT_OUTPUT, N_OPTIONS };

static const char *level_at(size_t i)
{
    static const char *const values[] = { "privileged", "baseline", "restricted", NULL };

    return values[i];
}

static const char *validate_at(size_t i)
{
    static const char *const values[] = { "strict", "warn", "ignore", NULL };

    return values[i];
}

static const struct bh_option_alias aliases[] = { { "true", "strict" },
                                                  { "false", "ignore" },
                                                  { NULL, NULL } };

static const struct bh_option options[N_OPTIONS] = {
    [OPT_FILENAME] = { .name = "filename",
                       .short_name = 'f',
                       .kind = BH_OPTION_EACH,
                       .argument = "FILE",
                       .help = "a file" },
    [OPT_LEVEL] = { .name = "level",
                    .kind = BH_OPTION_CHOICE,
                    .value_at = level_at,
                    .help = "the level" },
    [OPT_VALIDATE] = { .name = "validate",
                       .kind = BH_OPTION_CHOICE,
                       .value_at = validate_at,
                       .aliases = aliases,
                       .bare = "strict",
                       .help = "unknown fields",
                       .fallback = "warn" },
    [OPT_QUIET] = { .name = "quiet",
                    .short_name = 'q',
                    .kind = BH_OPTION_FLAG,
                    .help = "say less" },
    [OPT_OUTPUT] = { .name = "output",
                     .short_name = 'o',
                     .kind = BH_OPTION_TEXT,
                     .argument = "FORMAT",
                     .help = "the format" },
};

/* Parses a NULL-ended list of words, which must go well. */
static struct bh_args parse(char *const *words)
{
    struct bh_args args = { 0 };
    struct bh_err err = { 0 };
    int n = 0;

    while (words[n] != NULL) {
        n++;
    }
    if (bh_args_parse(options, N_OPTIONS, n, words, &args, &err) != 0) {
        fail_msg("%s", err.msg);
    }
    return args;
}
#define PARSE(...) parse((char *[]){ __VA_ARGS__, NULL })

static void refuse(char *word, char *next, const char *message)
{
    struct bh_args args = { 0 };
    struct bh_err err = { 0 };
    char *const words[] = { word, next };

    assert_int_equal(bh_args_parse(options, N_OPTIONS, next == NULL ? 1 : 2, words, &args, &err),
                     -BH_ERR_USAGE);
    assert_string_equal(err.msg, message);
    assert_null(args.v);
}

static void assert_arg(const struct bh_args *args, size_t i, int option, const char *text)
{
    assert_true(i < args->n);
    assert_int_equal(args->v[i].option, option);
    assert_string_equal(args->v[i].text, text);
}

static void test_args_parse__takes_every_spelling(void **state)
{
    struct bh_args args = PARSE("--filename=a", "--filename", "b", "-f", "c", "-fd", "-f=e", "-qf",
                                "f", "-qfg", "--filename=");
    static const char *const wanted[] = { "a", "b", "c", "d", "e" };

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        assert_arg(&args, i, OPT_FILENAME, wanted[i]);
    }
    assert_arg(&args, 5, OPT_QUIET, "");
    assert_arg(&args, 6, OPT_FILENAME, "f");
    assert_arg(&args, 7, OPT_QUIET, "");
    assert_arg(&args, 8, OPT_FILENAME, "g");
    assert_arg(&args, 9, OPT_FILENAME, "");
    assert_int_equal(args.n, 10);
    bh_args_done(&args);
}

static void test_args_parse__keeps_order_and_positionals(void **state)
{
    struct bh_args args = PARSE("x", "-q", "-", "--", "--level", "-f");

    (void)state;
    assert_arg(&args, 0, -1, "x");
    assert_arg(&args, 1, OPT_QUIET, "");
    assert_arg(&args, 2, -1, "-");
    assert_arg(&args, 3, -1, "--level");
    assert_arg(&args, 4, -1, "-f");
    assert_int_equal(args.n, 5);
    bh_args_done(&args);
}

static void test_args_parse__value_may_look_like_an_option(void **state)
{
    struct bh_args args = PARSE("-f", "-q", "--filename", "--");

    (void)state;
    assert_arg(&args, 0, OPT_FILENAME, "-q");
    assert_arg(&args, 1, OPT_FILENAME, "--");
    assert_int_equal(args.n, 2);
    bh_args_done(&args);
}

static void test_args_parse__bare_choice_leaves_the_next_word(void **state)
{
    struct bh_args args = PARSE("--validate", "warm", "--validate=false", "--validate=true");

    (void)state;
    assert_arg(&args, 0, OPT_VALIDATE, "strict");
    assert_int_equal(args.v[0].choice, 0);
    assert_arg(&args, 1, -1, "warm");
    assert_int_equal(args.v[2].choice, 2);
    assert_int_equal(args.v[3].choice, 0);
    bh_args_done(&args);
}

static void test_args_parse__a_value_is_not_taken_for_a_file(void **state)
{
    (void)state;
    refuse("--validate", "warn", "--validate takes its value in the same word: --validate=warn");
    refuse("--validate", "true", "--validate takes its value in the same word: --validate=true");
}

static void test_args_parse__knows_the_habits_of_kubectl(void **state)
{
    (void)state;
    refuse("-R", NULL, "unknown option '-R': directories are read with all that is below them");
    refuse("-qA", NULL,
           "unknown option '-A': the objects of all namespaces in the input are judged");
    refuse("--recursive", NULL,
           "unknown option '--recursive': directories are read with all that is below them");
    refuse("--kubeconfig=x", NULL,
           "unknown option '--kubeconfig': no cluster is asked: kubectl get ... -o yaml | "
           "bulkhead ...");
}

static void test_args_parse__help_ends_the_parse(void **state)
{
    struct bh_args args = PARSE("-q", "--help", "--nonsense");

    (void)state;
    assert_true(args.wants_help);
    bh_args_done(&args);
    args = PARSE("-qh");
    assert_true(args.wants_help);
    bh_args_done(&args);
}

static void test_args_parse__names_the_nearest(void **state)
{
    (void)state;
    refuse("--lvel=baseline", NULL, "unknown option '--lvel', did you mean '--level'?");
    refuse("--nothing-like-it", NULL, "unknown option '--nothing-like-it'");
    refuse("--valdiate", NULL, "unknown option '--valdiate', did you mean '--validate'?");
    refuse("--valid", NULL, "unknown option '--valid'");
    refuse("--file", "a", "unknown option '--file'"); /* no prefixes */
    refuse("-level", NULL, "unknown option '-level', did you mean '--level'?");
    refuse("-x", NULL, "unknown option '-x'");
    refuse(
        "--level=basline", NULL,
        "--level is privileged, baseline or restricted, not 'basline', did you mean 'baseline'?");
    refuse("--level", "x", "--level is privileged, baseline or restricted, not 'x'");
    refuse("--level=", NULL, "--level is privileged, baseline or restricted, not ''");
    refuse("--level=base", NULL,
           "--level is privileged, baseline or restricted, not 'base', did you mean 'baseline'?");
    refuse("--validate=maybe", NULL, "--validate is strict, warn or ignore, not 'maybe'");
}

static void test_args_parse__needs_and_refuses_values(void **state)
{
    (void)state;
    refuse("--level", NULL, "--level needs a value");
    refuse("-f", NULL, "--filename needs a value");
    refuse("--quiet=yes", NULL, "--quiet takes no value");
    refuse("-qx", NULL, "unknown option '-x'");
    refuse("-\xc3\xa9", NULL, "unknown option '-\xc3\xa9'");
}

static void test_args_last__last_one_counts(void **state)
{
    struct bh_args args = PARSE("--level=baseline", "--level=restricted", "-o", "json");

    (void)state;
    assert_int_equal(bh_args_last(&args, OPT_LEVEL)->choice, 2);
    assert_string_equal(bh_args_last(&args, OPT_OUTPUT)->text, "json");
    assert_null(bh_args_last(&args, OPT_QUIET));
    bh_args_done(&args);
}

static void test_help_wrap__breaks_and_indents(void **state)
{
    struct bh_buf buf = { 0 };

    (void)state;
    bh_help_wrap(&buf, "one two three\nfour", 2, 4, 12);
    bh_buf_add_byte(&buf, '\0');
    assert_string_equal(buf.p, "  one two\n    three\n    four\n");
    bh_buf_done(&buf);
}

/* Column of the longest line. */
static size_t widest(const struct bh_buf *buf)
{
    struct bh_str rest = bh_buf_str(buf), line;
    size_t n = 0;

    while (bh_str_line(&rest, &line)) {
        n = line.n > n ? line.n : n;
    }
    return n;
}

static void test_commands__help_fits_80_columns(void **state)
{
    size_t n;
    const struct bh_command *const *commands = bh_commands(&n);
    struct bh_buf buf = { 0 };

    (void)state;
    bh_program_help(80, &buf);
    assert_true(widest(&buf) <= 80);
    for (size_t i = 0; i < n; i++) {
        bh_buf_clear(&buf);
        bh_command_help(commands[i], 80, &buf);
        assert_false(buf.is_broken);
        if (widest(&buf) > 80) {
            fail_msg("help of %s is %zu columns wide", commands[i]->name, widest(&buf));
        }
    }
    bh_buf_done(&buf);
}

static void check_row(const struct bh_command *command, const struct bh_option *row)
{
    if (row->name == NULL || row->help == NULL || row->kind == 0) {
        fail_msg("%s: a row without name, help or kind", command->name);
        return;
    }
    assert_int_equal(row->kind == BH_OPTION_CHOICE, row->value_at != NULL);
    assert_int_equal(row->kind == BH_OPTION_TEXT || row->kind == BH_OPTION_EACH,
                     row->argument != NULL);
    assert_true(row->help[strlen(row->help) - 1] != '.');
    for (const struct bh_option *other = command->options; other != row; other++) {
        assert_string_not_equal(row->name, other->name);
        assert_true(row->short_name == 0 || row->short_name != other->short_name);
    }
}

static void test_commands__tables_are_whole(void **state)
{
    size_t n;
    const struct bh_command *const *commands = bh_commands(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        assert_ptr_equal(bh_command_find(bh_str_c(commands[i]->name)), commands[i]);
        for (size_t o = 0; o < commands[i]->n_options; o++) {
            check_row(commands[i], &commands[i]->options[o]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_args_parse__takes_every_spelling),
        cmocka_unit_test(test_args_parse__keeps_order_and_positionals),
        cmocka_unit_test(test_args_parse__value_may_look_like_an_option),
        cmocka_unit_test(test_args_parse__bare_choice_leaves_the_next_word),
        cmocka_unit_test(test_args_parse__a_value_is_not_taken_for_a_file),
        cmocka_unit_test(test_args_parse__knows_the_habits_of_kubectl),
        cmocka_unit_test(test_args_parse__help_ends_the_parse),
        cmocka_unit_test(test_args_parse__names_the_nearest),
        cmocka_unit_test(test_args_parse__needs_and_refuses_values),
        cmocka_unit_test(test_args_last__last_one_counts),
        cmocka_unit_test(test_help_wrap__breaks_and_indents),
        cmocka_unit_test(test_commands__help_fits_80_columns),
        cmocka_unit_test(test_commands__tables_are_whole),
    };

    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
