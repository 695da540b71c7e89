/* Which files a kustomization names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "io/kustomization.h"

static int collect(void *ctx, const char *field, struct bh_str path, struct bh_err *err)
{
    (void)err;
    bh_buf_addf(ctx, "%s " BH_FMT "\n", field, BH_ARG(path));
    return 0;
}

static int refuse(void *ctx, const char *field, struct bh_str path, struct bh_err *err)
{
    (void)ctx;
    (void)field;
    (void)path;
    return bh_fail(err, BH_ERR_LIMIT, "enough");
}

static int parts_of(const char *text, bh_kustomization_part_fn *give, void *ctx, struct bh_err *err)
{
    char path[] = "bulkhead-kustomization-XXXXXX";
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(fd), 0);
    int rc = bh_kustomization_parts(path, give, ctx, err);
    assert_int_equal(unlink(path), 0);
    return rc;
}

static void assert_parts(const char *text, const char *wanted)
{
    struct bh_buf got = { 0 };
    struct bh_err err;

    assert_int_equal(parts_of(text, collect, &got, &err), 0);
    bh_buf_add_byte(&got, '\0');
    assert_string_equal(got.p, wanted);
    bh_buf_done(&got);
}

static void test_parts__stand_in_strings_lists_and_members(void **state)
{
    (void)state;
    assert_parts(
        "patches:\n- path: a.yaml\n- patch: |-\n    x: y\n- target: {kind: Pod}\n  path: b.yaml\n"
        "patchesStrategicMerge:\n- c.yaml\n- |-\n  kind: Pod\n  spec: {}\n"
        "patchesJson6902: [{path: d.yaml}]\n"
        "configMapGenerator:\n- files: [e.yaml, key=f.yaml]\n  envs: [g.env]\n"
        "secretGenerator: [{env: h.env}]\n"
        "transformers: [i.yaml]\nopenapi: {path: j.json}\n"
        "helmCharts: [{valuesFile: k.yaml, additionalValuesFiles: [l.yaml]}]\n",
        "patches a.yaml\npatches b.yaml\npatchesStrategicMerge c.yaml\n"
        "patchesJson6902 d.yaml\nconfigMapGenerator e.yaml\nconfigMapGenerator f.yaml\n"
        "configMapGenerator g.env\nsecretGenerator h.env\nhelmCharts k.yaml\n"
        "helmCharts l.yaml\ntransformers i.yaml\nopenapi j.json\n");
}

static void test_parts__a_resource_is_none(void **state)
{
    (void)state;
    assert_parts("resources: [a.yaml, ../base]\npatches: [{path: a.yaml}, {path: b.yaml}]\n",
                 "patches b.yaml\n");
}

static void test_parts__what_cannot_be_understood_names_nothing(void **state)
{
    struct bh_err err;

    (void)state;
    assert_parts("", "");
    assert_parts("[1, 2]\n", "");
    assert_parts("patches: {\n", "");
    assert_parts("patches: 7\nreplacements: [1, {path: {}}, {path: ''}]\nopenapi: []\n", "");
    assert_int_equal(bh_kustomization_parts("/nonexistent/kustomization.yaml", refuse, NULL, &err),
                     0);
}

static void test_parts__an_error_of_the_caller_ends_it(void **state)
{
    struct bh_err err;

    (void)state;
    assert_int_equal(parts_of("patches: [{path: a}]\n", refuse, NULL, &err), -BH_ERR_LIMIT);
    assert_string_equal(err.msg, "enough");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts__stand_in_strings_lists_and_members),
        cmocka_unit_test(test_parts__a_resource_is_none),
        cmocka_unit_test(test_parts__what_cannot_be_understood_names_nothing),
        cmocka_unit_test(test_parts__an_error_of_the_caller_ends_it),
    };

    return cmocka_run_group_tests_name("kustomization", tests, NULL, NULL);
}
