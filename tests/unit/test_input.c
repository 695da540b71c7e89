/* Unit tests of io/input.h, in a directory of their own. */
#define _GNU_SOURCE /* nftw */
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "io/input.h"

static char dir_name[] = "bulkhead-input-XXXXXX";

static void put(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
    (void)status;
    (void)type;
    (void)ftw;
    return remove(path);
}

static int enter(void **state)
{
    (void)state;
    memcpy(dir_name + sizeof(dir_name) - 7, "XXXXXX", 6);
    return mkdtemp(dir_name) != NULL && chdir(dir_name) == 0 ? 0 : -1;
}

static int leave(void **state)
{
    (void)state;
    return chdir("..") == 0 ? nftw(dir_name, remove_entry, 16, FTW_DEPTH | FTW_PHYS) : -1;
}

static void add(struct bh_inputs *inputs, const char *argument)
{
    struct bh_err err;

    assert_int_equal(bh_inputs_add(inputs, argument, &err), 0);
}

/* What an argument gives: "F name", "S name" and "E name", each ended by a line feed. */
static void assert_gives(const char *argument, const char *wanted)
{
    struct bh_inputs inputs;
    struct bh_buf got = { 0 };

    bh_inputs_init(&inputs);
    add(&inputs, argument);
    for (size_t i = 0; i < inputs.n; i++) {
        bh_buf_addf(&got, "%c " BH_FMT "\n", " FSE"[inputs.v[i].kind], BH_ARG(inputs.v[i].name));
    }
    bh_buf_add_byte(&got, '\0');
    assert_string_equal(got.p, wanted);
    bh_buf_done(&got);
    bh_inputs_done(&inputs);
}

static void test_add__directory_in_byte_order(void **state)
{
    (void)state;
    mkdir("d", 0700);
    mkdir("d/b", 0700);
    mkdir("d/.git", 0700);
    put("d/c.yml", "");
    put("d/B.json", "");
    put("d/a.yaml", "");
    put("d/readme.md", "");
    put("d/.hidden.yaml", "");
    put("d/b/x.yaml", "");
    put("d/.git/y.yaml", "");
    assert_gives("d", "F d/.hidden.yaml\nF d/B.json\nF d/a.yaml\nF d/b/x.yaml\nF d/c.yml\n");
    assert_gives("d/", "F d/.hidden.yaml\nF d/B.json\nF d/a.yaml\nF d/b/x.yaml\nF d/c.yml\n");
    assert_gives("d/readme.md", "F d/readme.md\n");
    assert_gives("d/.git", "F d/.git/y.yaml\n");
    assert_int_equal(chdir("d/b"), 0);
    assert_gives(".", "F x.yaml\n");
    assert_int_equal(chdir("../.."), 0);
}

static void test_add__same_file_once(void **state)
{
    struct bh_inputs inputs;

    (void)state;
    mkdir("d", 0700);
    put("d/a.yaml", "");
    assert_int_equal(symlink("a.yaml", "d/b.yaml"), 0);
    bh_inputs_init(&inputs);
    add(&inputs, "d/a.yaml");
    add(&inputs, "d");
    add(&inputs, "./d/a.yaml");
    add(&inputs, "d/b.yaml");
    assert_int_equal(inputs.n, 1);
    bh_inputs_done(&inputs);
}

static void test_add__cycle_of_links_ends(void **state)
{
    (void)state;
    mkdir("d", 0700);
    mkdir("d/sub", 0700);
    put("d/sub/a.yaml", "");
    assert_int_equal(symlink("..", "d/sub/up"), 0);
    assert_int_equal(symlink("loop", "d/loop"), 0);
    assert_int_equal(symlink("nowhere", "d/gone.yaml"), 0);
    assert_gives("d", "E d/gone.yaml\nF d/sub/a.yaml\n");
}

static void test_add__missing_is_a_failed_input(void **state)
{
    struct bh_inputs inputs;

    (void)state;
    bh_inputs_init(&inputs);
    add(&inputs, "missing");
    assert_int_equal(inputs.v[0].kind, BH_INPUT_FAILED);
    assert_int_equal(inputs.v[0].err.kind, BH_ERR_SYSTEM);
    assert_string_equal(inputs.v[0].err.msg, "cannot read: No such file or directory");
    bh_inputs_done(&inputs);
}

static void assert_skipped(const char *argument, size_t i, const char *name, const char *hint)
{
    struct bh_inputs inputs;

    bh_inputs_init(&inputs);
    add(&inputs, argument);
    assert_true(i < inputs.n);
    assert_int_equal(inputs.v[i].kind, BH_INPUT_SKIPPED);
    assert_true(bh_str_eq(inputs.v[i].name, bh_str_c(name)));
    if (!bh_str_eq(inputs.v[i].hint, bh_str_c(hint))) {
        fail_msg("%.*s", BH_ARG(inputs.v[i].hint));
    }
    bh_inputs_done(&inputs);
}

static void test_add__chart_is_named_with_its_command(void **state)
{
    (void)state;
    mkdir("my chart", 0700);
    mkdir("my chart/templates", 0700);
    mkdir("my chart/charts", 0700);
    mkdir("my chart/crds", 0700);
    mkdir("my chart/ci", 0700);
    put("my chart/Chart.yaml", "");
    put("my chart/values.yaml", "");
    put("my chart/values-live.yaml", "");
    put("my chart/templates/a.yaml", "");
    put("my chart/charts/a.yaml", "");
    put("my chart/crds/a.yaml", "");
    put("my chart/ci/a.yaml", "");
    assert_gives("my chart", "S my chart\nF my chart/ci/a.yaml\n");
    assert_skipped("my chart", 0, "my chart", "helm template 'my chart' | bulkhead scan");
    assert_skipped("my chart/Chart.yaml", 0, "my chart/Chart.yaml",
                   "helm template 'my chart' | bulkhead scan");
}

static void test_add__kustomization_leaves_its_neighbours(void **state)
{
    (void)state;
    mkdir("k", 0700);
    put("k/kustomization.yaml", "");
    put("k/a.yaml", "");
    assert_gives("k", "F k/a.yaml\nS k/kustomization.yaml\n");
    assert_skipped("k", 1, "k/kustomization.yaml", "kubectl kustomize k | bulkhead scan");
    assert_int_equal(chdir("k"), 0);
    assert_skipped("kustomization.yaml", 0, "kustomization.yaml",
                   "kubectl kustomize . | bulkhead scan");
    assert_int_equal(chdir(".."), 0);
}

static void test_add__what_a_kustomization_names_is_set_apart(void **state)
{
    struct bh_inputs inputs;

    (void)state;
    mkdir("k", 0700);
    mkdir("k/a", 0700);
    mkdir("k/b", 0700);
    put("k/a/early.yaml", "");
    put("k/a/same.yaml", "");
    put("k/b/kustomization.yaml",
        "resources: [web.yaml]\npatches:\n- path: ../a/early.yaml\n- path: late.yaml\n"
        "- path: ./web.yaml\n- path: missing.yaml\n- patch: '- op: x'\n");
    put("k/b/late.yaml", "");
    put("k/b/web.yaml", "");
    assert_gives("k", "S k/a/early.yaml\nF k/a/same.yaml\nS k/b/kustomization.yaml\n"
                      "S k/b/late.yaml\nS k/b/web.yaml\n");
    bh_inputs_init(&inputs);
    add(&inputs, "k/b/late.yaml"); /* an argument of its own, before */
    add(&inputs, "k");
    add(&inputs, "k/a/early.yaml"); /* and after */
    add(&inputs, "k/a/early.yaml");
    assert_int_equal(inputs.n, 6);
    assert_int_equal(inputs.v[0].kind, BH_INPUT_FILE);
    assert_int_equal(inputs.v[1].kind, BH_INPUT_SKIPPED);
    assert_true(
        bh_str_eq(inputs.v[1].text,
                  BH_S("no manifest of its own: k/b/kustomization.yaml names it under patches")));
    assert_int_equal(inputs.v[5].kind, BH_INPUT_FILE);
    assert_true(bh_str_eq(inputs.v[5].name, BH_S("k/a/early.yaml")));
    bh_inputs_done(&inputs);
}

static void test_shell_word__quotes_what_must_be(void **state)
{
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        { "a/b-c_d.e", "a/b-c_d.e" }, { "", "''" },     { "a b", "'a b'" },
        { "it's", "'it'\\''s'" },     { "-x", "./-x" }, { "$HOME;", "'$HOME;'" },
    };
    struct bh_arena arena;

    (void)state;
    bh_arena_init(&arena, 4096);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_str got = bh_input_shell_word(bh_str_c(cases[i].text), &arena);
        assert_true(bh_str_eq(got, bh_str_c(cases[i].wanted)));
    }
    bh_arena_done(&arena);
}

static void test_chart_of__looks_upwards(void **state)
{
    struct bh_arena arena;

    (void)state;
    bh_arena_init(&arena, 65536);
    mkdir("c", 0700);
    put("c/Chart.yaml", "");
    assert_true(bh_str_eq(bh_input_chart_of(BH_S("c/templates/x/a.yaml"), &arena), BH_S("c")));
    assert_false(bh_str_is_set(bh_input_chart_of(BH_S("c/other/a.yaml"), &arena)));
    assert_false(bh_str_is_set(bh_input_chart_of(BH_S("d/templates/a.yaml"), &arena)));
    assert_false(bh_str_is_set(bh_input_chart_of(BH_S("/a.yaml"), &arena)));
    assert_false(bh_str_is_set(bh_input_chart_of(BH_S("<stdin>"), &arena)));
    bh_arena_done(&arena);
}

static void assert_reads(struct bh_source source, const char *wanted)
{
    char got[64];
    size_t n = 0, k = 1;
    struct bh_err err;

    while (k > 0) {
        assert_int_equal(source.read(source.ctx, got + n, 3, &k, &err), 0);
        n += k;
    }
    assert_true(bh_str_eq(bh_str(got, n), bh_str_c(wanted)));
}

static void test_open__file_can_be_read_again(void **state)
{
    struct bh_inputs inputs;
    struct bh_source source;
    struct bh_err err;

    (void)state;
    put("a.yaml", "0123456789");
    bh_inputs_init(&inputs);
    add(&inputs, "a.yaml");
    for (int pass = 0; pass < 2; pass++) {
        assert_int_equal(bh_input_open(&inputs.v[0], &source, &err), 0);
        assert_reads(source, "0123456789");
        assert_int_equal(source.seek(source.ctx, 7, &err), 0);
        assert_reads(source, "789");
        bh_input_close(&inputs.v[0]);
    }
    bh_inputs_done(&inputs);
}

static void test_open__pipe_can_be_read_again(void **state)
{
    struct bh_inputs inputs;
    struct bh_source source;
    struct bh_err err;
    char path[32], some[4];
    size_t n = 0;
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "0123456789", 10), 10);
    close(ends[1]);
    snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
    bh_inputs_init(&inputs);
    add(&inputs, path);
    assert_int_equal(bh_input_open(&inputs.v[0], &source, &err), 0);
    assert_int_equal(source.read(source.ctx, some, 4, &n, &err), 0);
    assert_int_equal(source.seek(source.ctx, 6, &err), 0); /* forward, past what was read */
    assert_reads(source, "6789");
    assert_int_equal(source.seek(source.ctx, 2, &err), 0);
    assert_reads(source, "23456789");
    bh_input_close(&inputs.v[0]);
    assert_int_equal(bh_input_open(&inputs.v[0], &source, &err), 0);
    assert_reads(source, "0123456789");
    bh_input_close(&inputs.v[0]);
    bh_inputs_done(&inputs);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_add__directory_in_byte_order, enter, leave),
        cmocka_unit_test_setup_teardown(test_add__same_file_once, enter, leave),
        cmocka_unit_test_setup_teardown(test_add__cycle_of_links_ends, enter, leave),
        cmocka_unit_test_setup_teardown(test_add__missing_is_a_failed_input, enter, leave),
        cmocka_unit_test_setup_teardown(test_add__chart_is_named_with_its_command, enter, leave),
        cmocka_unit_test_setup_teardown(test_add__what_a_kustomization_names_is_set_apart, enter,
                                        leave),
        cmocka_unit_test_setup_teardown(test_add__kustomization_leaves_its_neighbours, enter,
                                        leave),
        cmocka_unit_test(test_shell_word__quotes_what_must_be),
        cmocka_unit_test_setup_teardown(test_chart_of__looks_upwards, enter, leave),
        cmocka_unit_test_setup_teardown(test_open__file_can_be_read_again, enter, leave),
        cmocka_unit_test_setup_teardown(test_open__pipe_can_be_read_again, enter, leave),
    };

    return cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
