/* Tests of yaml_edit.c, yaml_layout.c and text_tree.c: a text and changes in, the edited text out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kube/yaml.h"
#include "kube/yaml_edit.h"

static int read_text(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct bh_str *rest = ctx;
    size_t n = rest->n < size ? rest->n : size;

    (void)err;
    memcpy(buf, rest->p, n);
    *rest = bh_str_from(*rest, n);
    *out_n = n;
    return 0;
}

static const char *const before_c[] = { "c", NULL };

/* Changes of every case: a.x = true, a.y.z = [ALL] (appended), or what 'paths' says. */
struct edit_case {
    const char *before, *after;
    const char *path[3]; /* sorted; "...+" = append ALL, "...<" = before "c"; else true */
    const char *problem; /* of the first change; NULL = none */
};

static void run_case(const struct edit_case *c)
{
    struct bh_text_tree tree;
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    struct bh_yaml *yaml = NULL;
    struct bh_doc doc;
    enum bh_yaml_piece piece;
    struct bh_err err = { 0 };
    struct bh_str text = bh_str_c(c->before), rest = text;
    struct bh_change changes[3] = { 0 }, *list[3];
    struct bh_edits edits = { 0 };
    struct bh_buf out = { 0 };
    uint32_t n = 0;

    bh_arena_init(&arena, 1 << 20);
    assert_int_equal(bh_yaml_new(read_text, &rest, 1, &yaml, &err), 0);
    assert_int_equal(bh_yaml_next(yaml, &arena, &nodes, &piece, &doc, &err), 0);
    if (text.p[0] == '{' && text.p[1] == '"') {
        assert_int_equal(bh_text_tree_json(&tree, text, 0, &err), 0);
    } else {
        assert_int_equal(bh_text_tree_yaml(&tree, text, 1, &err), 0);
        assert_int_equal(bh_text_tree_find(&tree, doc.line, doc.column), 0);
    }
    for (; n < 3 && c->path[n] != NULL; n++) {
        struct bh_str path = bh_str_c(c->path[n]);
        bool is_list = bh_str_ends(path, BH_S("+")), is_before = bh_str_ends(path, BH_S("<"));
        path.n -= is_list || is_before ? 1 : 0;
        changes[n] = (struct bh_change){ .path = path,
                                         .value = is_list ? BH_S("ALL") : BH_S("true"),
                                         .is_string = is_list,
                                         .is_element = is_list,
                                         .before = is_before ? before_c : NULL };
        list[n] = &changes[n];
    }
    assert_int_equal(bh_yaml_edit(&tree, 0, doc.nodes, list, n, 0, &edits, &arena, &err), 0);
    bh_edits_sort(&edits);
    bh_edits_apply(&edits, text, &out);
    assert_int_equal(out.n, strlen(c->after));
    bh_buf_add_byte(&out, '\0');
    assert_string_equal(out.p, c->after);
    if (c->problem == NULL) {
        assert_false(bh_str_is_set(changes[0].problem));
    } else {
        assert_true(bh_str_is_set(changes[0].problem));
        assert_string_equal(changes[0].problem.p, c->problem);
    }
    bh_buf_done(&out);
    bh_yaml_free(yaml);
    bh_nodes_done(&nodes);
    bh_text_tree_done(&tree);
    bh_arena_done(&arena);
}

#define CASES(...)                                                \
    static const struct edit_case cases[] = { __VA_ARGS__ };      \
    (void)state;                                                  \
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) \
    run_case(&cases[i])

static void test_edit__block(void **state)
{
    CASES({ "a:\n  b: 1\n", "a:\n  b: 1\n  x: true\n", { "a.x" }, NULL },
          { "a:\n  b: 1", "a:\n  b: 1\n  x: true", { "a.x" }, NULL },
          { "a:\r\n  b: 1 # c\r\n", "a:\r\n  b: 1 # c\r\n  x: true\r\n", { "a.x" }, NULL },
          { "a:\n    b: 1\n\n# end\n",
            "a:\n    b: 1\n    x:\n        y: true\n\n# end\n",
            { "a.x.y" },
            NULL },
          { "a:\n- b: 1\n  # tail\n- c: 2\n",
            "a:\n- b: 1\n  x: true\n  # tail\n- c: 2\n",
            { "a[0].x" },
            NULL },
          { "a:\n  b: |\n    t\n\nc: 1\n",
            "a:\n  b: |\n    t\n  x: true\n\nc: 1\n",
            { "a.x" },
            NULL },
          { "a:\n  b: |+\n    t\n\nc: 1\n",
            "a:\n  b: |+\n    t\n\n  x: true\nc: 1\n",
            { "a.x" },
            NULL },
          { "\xC3\xA4: \xE2\x82\xAC\na:\n  b: \xC3\xA4\n",
            "\xC3\xA4: \xE2\x82\xAC\na:\n  b: \xC3\xA4\n  x: true\n",
            { "a.x" },
            NULL },
          { "a:\n  x: false # why\n", "a:\n  x: true # why\n", { "a.x" }, NULL },
          { "a:\n  l:\n  - B\n  m: 1\n", "a:\n  l:\n  - B\n  - ALL\n  m: 1\n", { "a.l+" }, NULL },
          { "a:\n  l:\n    -  'B'\n", "a:\n  l:\n    -  'B'\n    -  'ALL'\n", { "a.l+" }, NULL },
          { "a:\n  b: 1\n", "a:\n  b: 1\n  l: [\"ALL\"]\n", { "a.l+" }, NULL });
}

static void test_edit__before_a_field(void **state)
{
    CASES({ "a:\n  b: 1\n\n  # of c\n  c: 2\n",
            "a:\n  b: 1\n\n  x: true\n  # of c\n  c: 2\n",
            { "a.x<" },
            NULL },
          { "a:\n  # of c\n  c: 2\n", "a:\n  x: true\n  # of c\n  c: 2\n", { "a.x<" }, NULL },
          { "a:\n- c: 2\n", "a:\n- c: 2\n  x: true\n", { "a[0].x<" }, NULL },
          { "a: {b: 1, c: 2}\n", "a: {b: 1, x: true, c: 2}\n", { "a.x<" }, NULL });
}

/* Lines below a block scalar on which the text ends would give it a line break. */
static void test_edit__behind_an_open_block(void **state)
{
    CASES({ "a:\n  b: 1\n  # of c\n  c: |\n    t",
            "a:\n  b: 1\n  x: true\n  # of c\n  c: |\n    t",
            { "a.x" },
            NULL },
          { "a:\n- b: 1\n  c:\n  - d\n  - &s >\n    t\n    u",
            "a:\n- b: 1\n  x: true\n  c:\n  - d\n  - &s >\n    t\n    u",
            { "a[0].x" },
            NULL },
          { "a:\n  b: 1\n  c: |\n    t\n",
            "a:\n  b: 1\n  c: |\n    t\n  x: true\n",
            { "a.x" },
            NULL },
          { "a:\n  b: 1\n  c: \"t\"", "a:\n  b: 1\n  c: \"t\"\n  x: true", { "a.x" }, NULL },
          { "a:\n- c: |\n    t",
            "a:\n- c: |\n    t",
            { "a[0].x" },
            "the text ends in a block of text without a line break" });
}

static void test_edit__nothing_there(void **state)
{
    CASES({ "a:\nb: 1\n", "a:\n  x: true\nb: 1\n", { "a.x" }, NULL },
          { "a: # c\n  # d\n", "a: # c\n  x: true\n  # d\n", { "a.x" }, NULL },
          { "a: ~ # c\n", "a: # c\n  x: true\n", { "a.x" }, NULL },
          { "a: {} # c\n", "a: # c\n  x: true\n", { "a.x" }, NULL },
          { "a:\n  x:\n", "a:\n  x: true\n", { "a.x" }, NULL },
          { "a:\n  x: null\n", "a:\n  x: true\n", { "a.x" }, NULL },
          { "a:\n  l: []\n", "a:\n  l: [\"ALL\"]\n", { "a.l+" }, NULL },
          { "a:\n  l: ~\n", "a:\n  l: [\"ALL\"]\n", { "a.l+" }, NULL });
}

static void test_edit__flow(void **state)
{
    CASES({ "a: {b: 1}\n", "a: {b: 1, x: true}\n", { "a.x" }, NULL },
          { "a: { b: 1 }\n", "a: { b: 1, x: { y: true } }\n", { "a.x.y" }, NULL },
          { "a: {b: 1,}\n", "a: {b: 1, x: true,}\n", { "a.x" }, NULL },
          { "a: {b: {}, c}\n", "a: {b: {y: true}, c: {z: true}}\n", { "a.b.y", "a.c.z" }, NULL },
          { "a: {\n  b: 1 # c\n}\n", "a: {\n  b: 1, # c\n  x: true\n}\n", { "a.x" }, NULL },
          { "a: {\n  b: 1, # c\n}\n", "a: {\n  b: 1, # c\n  x: true,\n}\n", { "a.x" }, NULL },
          { "a: {l: [B]}\n", "a: {l: [B, ALL]}\n", { "a.l+" }, NULL },
          { "a: {l: [ \"B\" ]}\n", "a: {l: [ \"B\", \"ALL\" ]}\n", { "a.l+" }, NULL });
}

static void test_edit__json(void **state)
{
    CASES({ "{\"a\":{\"b\":1}}",
            "{\"a\":{\"b\":1,\"x\":{\"l\":[\"ALL\"],\"y\":true}}}",
            { "a.x.l+", "a.x.y" },
            NULL },
          { "{\"a\": {\"b\": 1}}", "{\"a\": {\"b\": 1, \"x\": true}}", { "a.x" }, NULL },
          { "{\"a\": {\n  \"b\": 1\n}}",
            "{\"a\": {\n  \"b\": 1,\n  \"x\": {\n    \"l\": [\n      \"ALL\"\n    ]\n  }\n}}",
            { "a.x.l+" },
            NULL },
          { "{\"a\": {\"x\": false}}", "{\"a\": {\"x\": true}}", { "a.x" }, NULL });
}

static void test_edit__shared(void **state)
{
    CASES({ "a: &n {b: 1}\nc: *n\n",
            "a: &n {b: 1}\nc: *n\n",
            { "a.x" },
            "it stands below the anchor on line 1, which is shared with line 2" },
          { "c: &n {b: 1}\na: *n\n",
            "c: &n {b: 1}\na: *n\n",
            { "a.x" },
            "it is an alias: edit the anchor on line 1, which others may share" },
          { "c: &n {x: false}\na:\n  <<: *n\n",
            "c: &n {x: false}\na:\n  <<: *n\n",
            { "a.x" },
            "it comes from a merge key or an alias: edit it where its anchor stands" },
          { "c: &n {b: 1}\na:\n  <<: *n\n",
            "c: &n {b: 1}\na:\n  <<: *n\n  x: true\n",
            { "a.x" },
            NULL },
          { "a: &n\n  b: 1\n", "a: &n\n  b: 1\n  x: true\n", { "a.x" }, NULL });
}

static void test_edit__refuses(void **state)
{
    CASES({ "a: text\n", "a: text\n", { "a.x" }, "what should hold it is no mapping" },
          { "a: !!map {}\n",
            "a: !!map {}\n",
            { "a.x" },
            "what should hold it has a tag or an anchor" },
          { "a: {\n}\n",
            "a: {\n}\n",
            { "a.x" },
            "the empty mapping that should hold it takes several lines" },
          { "a:\n  ? b\n  : 1\n", "a:\n  ? b\n  : 1\n", { "a.x" }, "its mapping has '? ' keys" },
          { "a:\n  x: 'false'\n", "a:\n  x: 'false'\n", { "a.x" }, "it is quoted" },
          { "a:\n- 1\n", "a:\n- 1\n", { "a[1].x" }, "the text has no such element" });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edit__block),
        cmocka_unit_test(test_edit__before_a_field),
        cmocka_unit_test(test_edit__behind_an_open_block),
        cmocka_unit_test(test_edit__nothing_there),
        cmocka_unit_test(test_edit__flow),
        cmocka_unit_test(test_edit__json),
        cmocka_unit_test(test_edit__shared),
        cmocka_unit_test(test_edit__refuses),
    };

    return cmocka_run_group_tests_name("yaml_edit", tests, NULL, NULL);
}
