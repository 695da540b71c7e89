/* Unit tests of kube/yaml.c. Values are those of sigs.k8s.io/yaml 1.6 unless a test says otherwise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "kube/yaml.h"

struct input {
    struct bh_str rest;
    size_t step;    /* most bytes of one read */
    bool is_broken; /* fails at the end */
};

static int read_input(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct input *input = ctx;
    size_t n = input->rest.n < size ? input->rest.n : size;

    n = n < input->step ? n : input->step;
    if (n == 0 && input->is_broken) {
        return bh_fail(err, BH_ERR_SYSTEM, "the disk is gone");
    }
    memcpy(buf, input->rest.p, n);
    input->rest = bh_str_from(input->rest, n);
    *out_n = n;
    return 0;
}

/* Compact JSON, repeated keys and all; recursion is fine for the shallow documents of a test. */
static void print(const struct bh_node *node, struct bh_buf *out)
{
    const struct bh_node *child = node + 1;

    switch ((enum bh_node_kind)node->kind) {
    case BH_NODE_NULL:
        bh_buf_add_c(out, "null");
        return;
    case BH_NODE_FALSE:
        bh_buf_add_c(out, "false");
        return;
    case BH_NODE_TRUE:
        bh_buf_add_c(out, "true");
        return;
    case BH_NODE_NUMBER:
        bh_buf_add(out, bh_node_text(node));
        return;
    case BH_NODE_STRING:
    case BH_NODE_KEY:
        bh_buf_addf(out, "'" BH_FMT "'", BH_ARG(bh_node_text(node)));
        return;
    case BH_NODE_ARRAY:
        for (uint32_t i = 0; i < node->n; i++, child += child->skip) {
            bh_buf_add_c(out, i == 0 ? "[" : ",");
            print(child, out);
        }
        bh_buf_add_c(out, node->n == 0 ? "[]" : "]");
        break;
    case BH_NODE_OBJECT:
        for (uint32_t i = 0; i < node->n; i++, child += child->skip) {
            bh_buf_add_c(out, i == 0 ? "{" : ",");
            assert_int_equal(child->kind, BH_NODE_KEY);
            assert_int_equal(child->skip, child[1].skip + 1);
            print(child, out);
            bh_buf_add_c(out, ":");
            print(child + 1, out);
        }
        bh_buf_add_c(out, node->n == 0 ? "{}" : "}");
        break;
    }
    assert_ptr_equal(child, node + node->skip);
}

static struct bh_err last;

/* All pieces of a document as text, joined by '|', with "item " and "rest " before those of a List; or the
 * error as "line:column kind". The arena and the nodes are cleared after every piece. */
static const char *pieces_in_steps(struct bh_str text, size_t step)
{
    static struct bh_buf out;
    struct input input = { .rest = text, .step = step };
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    struct bh_yaml *yaml = NULL;
    enum bh_yaml_piece piece = BH_YAML_END;
    struct bh_doc doc;

    last = (struct bh_err){ 0 };
    bh_buf_clear(&out);
    bh_buf_add_c(&out, "");
    bh_arena_init(&arena, BH_MAX_OBJECT_MEMORY);
    assert_int_equal(bh_yaml_new(read_input, &input, 1, &yaml, &last), 0);
    int rc;
    while ((rc = bh_yaml_next(yaml, &arena, &nodes, &piece, &doc, &last)) == 0 &&
           piece != BH_YAML_END) {
        bh_buf_add_c(&out, out.n > 0 ? "|" : "");
        bh_buf_add_c(&out, piece == BH_YAML_ITEM ? "item " : piece == BH_YAML_REST ? "rest " : "");
        assert_true(doc.has_lines);
        assert_int_equal(doc.n, doc.nodes[0].skip);
        for (uint32_t i = 0; i < doc.n; i++) {
            assert_int_equal(doc.nodes[i].flags, 0);
        }
        print(doc.nodes, &out);
        for (uint32_t i = 0; i < nodes.n; i++) {
            nodes.v[i] = (struct bh_node){ 0 };
        }
        bh_arena_reset(&arena);
    }
    if (rc != 0) {
        assert_int_equal(rc, -(int)last.kind);
        bh_buf_clear(&out);
        bh_buf_addf(&out, "%u:%u %s", last.line, last.column,
                    last.kind == BH_ERR_LIMIT   ? "limit"
                    : last.kind == BH_ERR_INPUT ? "input"
                                                : "other");
        assert_int_equal(bh_yaml_next(yaml, &arena, &nodes, &piece, &doc, &last), 0);
        assert_int_equal(piece, BH_YAML_END);
    }
    bh_yaml_free(yaml);
    bh_nodes_done(&nodes);
    bh_arena_done(&arena);
    bh_buf_add_byte(&out, '\0');
    char *copy = malloc(out.n);
    assert_non_null(copy);
    memcpy(copy, out.p, out.n);
    bh_buf_done(&out);
    return copy;
}

static void check(const char *text, const char *wanted)
{
    static const size_t steps[] = { SIZE_MAX, 1 };

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        const char *got = pieces_in_steps(bh_str_c(text), steps[i]);
        if (strcmp(got, wanted) != 0) {
            fail_msg("%s\nbecame %s\nnot    %s\n(%s)", text, got, wanted, last.msg);
        }
        free((void *)(uintptr_t)got);
    }
}

static void test_next__composes_collections(void **state)
{
    (void)state;
    check("a: 1\nb:\n- x\n- {c: yes, d: [~, '5']}\n",
          "{'a':1,'b':['x',{'c':true,'d':[null,'5']}]}");
    check("[]", "[]");
    check("{}", "{}");
    check("- - - a\n", "[[['a']]]");
    check("{a, b: , c}", "{'a':null,'b':null,'c':null}");
    check("[a: 1, b]", "[{'a':1},'b']");
    check("? a\n? b\n: c\n", "{'a':null,'b':'c'}");
    check("a: |\n  x\n   y\nb: >-\n  z\n  w\n", "{'a':'x\n y\n','b':'z w'}");
    check("text", "'text'");
    check("'a': \"\\x41\\u00e9\\n\"", "{'a':'A\xC3\xA9\n'}");
    check("a: !!set {x, z}\nb: !!omap [{z: 1}]", "{'a':{'x':null,'z':null},'b':[{'z':1}]}");
    check("%YAML 1.1\n%TAG !k! tag:yaml.org,2002:\n---\na: !k!str 5\n", "{'a':'5'}");
}

static void test_next__says_end_for_no_document(void **state)
{
    (void)state;
    check("", "");
    check("\n\n", "");
    check("# only a comment\n", "");
    check("\xEF\xBB\xBF", "");
    check("---\n", "null");
    check("--- # c\n...\n# d\n", "null");
}

static void test_next__keeps_repeated_keys(void **state)
{
    (void)state; /* upstream keeps the last; here the decoder judges */
    check("a: 1\na: 2\n", "{'a':1,'a':2}");
    check("yes: 1\ntrue: 2\n", "{'true':1,'true':2}");
}

static void test_next__types_keys(void **state)
{
    (void)state;
    check("1: a\n0x10: b\n1e6: c\nno: d\n'': e\n1.5: f\n",
          "{'1':'a','16':'b','1e+06':'c','false':'d','':'e','1.5':'f'}");
    check("~: a\n", "1:1 input");
    check("b: c\n: a\n", "2:1 input");
    check("? [a]\n: b\n", "1:3 input");
    check("{{ x }}: a\n", "1:1 input");
    check("18446744073709551615: a\n", "1:1 input");
}

static void test_next__shares_anchors(void **state)
{
    (void)state;
    check("a: &x {b: [1, 2]}\nc: *x\nd: [*x, *x]\n",
          "{'a':{'b':[1,2]},'c':{'b':[1,2]},'d':[{'b':[1,2]},{'b':[1,2]}]}");
    check("- &a 1\n- *a\n- &a 2\n- *a\n", "[1,1,2,2]");
    check("&a {x: &a 1, z: *a}", "{'x':1,'z':1}");
    check("&k key: *k\n", "{'key':'key'}");
    check("&k 1e7: a\nb: *k\n*k : c\n", "{'1e+07':'a','b':10000000,'1e+07':'c'}");
    check("a: &k 1e7\n*k : c\n", "{'a':10000000,'1e+07':'c'}");
    check("a: &e\nb: *e\n", "{'a':null,'b':null}");
    check("a: *b\n", "1:4 input");
    check("&a [*a]", "1:5 input");
    check("&a {x: [*a]}", "1:9 input");
    check("a: &a {<<: *a}", "1:12 input");
    check("a: &k [1]\n*k : c\n", "2:1 input");
}

static void test_next__merges_in_written_order(void **state)
{
    (void)state;
    check("<<: {a: 1, b: 1}\na: 2\n", "{'b':1,'a':2}");
    check("a: 2\n<<: {a: 1, b: 1}\n", "{'a':1,'b':1}"); /* as kubectl: what comes later wins */
    check("x: &x {a: 1}\nz: {b: 2, <<: *x, a: 3}\n", "{'x':{'a':1},'z':{'b':2,'a':3}}");
    check("<<: [{a: 1, b: 1}, {a: 2, c: 2}]\n", "{'c':2,'a':1,'b':1}");
    check("{<<: {a: 1}, <<: {a: 2}}", "{'a':2}");
    check("<<: []\n", "{}");
    check("<<: {}\na: 1\n", "{'a':1}");
    check("! '<<': {a: 1}\n", "{'a':1}");
    check("!!merge '<<': {a: 1}\n", "{'a':1}");
    check("'<<': {a: 1}\n", "{'<<':{'a':1}}");
    check("!!str <<: {a: 1}\n", "{'<<':{'a':1}}");
    check("&m <<: {a: 1}\nb: *m\n", "{'a':1,'b':'<<'}");
    check("<<: {a: {<<: {b: 1}, c: 2}}\nd: 3\n", "{'a':{'b':1,'c':2},'d':3}");
    check("<<:\n", "1:4 input");
    check("<<: 1\n", "1:5 input");
    check("<<: [1]\n", "1:6 input");
    check("x: &x [{a: 1}]\n<<: *x\n", "2:5 input");
}

static void test_next__keeps_repeats_of_one_writer(void **state)
{
    (void)state; /* a merge cannot hide that somebody wrote a key twice */
    check("a: 1\n<<: {a: 9, b: 2}\na: 3\n", "{'a':1,'b':2,'a':3}");
    check("<<: {a: 1, a: 2}\n", "{'a':1,'a':2}");
    check("<<: {a: 1, a: 2}\na: 3\n", "{'a':3}");
}

static void test_next__keeps_anchors_of_what_merging_drops(void **state)
{
    (void)state;
    check("z: {a: &q {w: 1}, <<: {a: 2}, r: *q}\n", "{'z':{'a':2,'r':{'w':1}}}");
    check("z: {<<: {b: &q {w: &s 1}, a: 2}, b: 3, r: *q, t: *s}\n",
          "{'z':{'a':2,'b':3,'r':{'w':1},'t':1}}");
    check("z: {<<: [{b: &q [1]}, {c: &s 5}], r: *q, t: *s}\n",
          "{'z':{'c':5,'b':[1],'r':[1],'t':5}}");
    check("x: &x {<<: {a: 1}, a: 2, b: 3}\nz: *x\n", "{'x':{'a':2,'b':3},'z':{'a':2,'b':3}}");
}

static void test_next__takes_lists_apart(void **state)
{
    (void)state;
    check("apiVersion: v1\nkind: List\nitems:\n- a: 1\n- [b]\n- c\nmetadata: {}\n",
          "item {'a':1}|item ['b']|item 'c'|rest {'apiVersion':'v1','kind':'List','metadata':{}}");
    check("{items: [{a: 1}, {b: 2}], kind: List}",
          "item {'a':1}|item {'b':2}|rest {'kind':'List'}");
    check("items: []\n", "rest {}");
    check("items:\n- *x\n", "2:3 input");
    check("items: null\n", "{'items':null}");
    check("items: {}\n", "{'items':{}}");
    check("a: {items: [1]}\n", "{'a':{'items':[1]}}");
    check("- items: [1]\n", "[{'items':[1]}]");
    check("items: &x [1]\na: *x\n", "{'items':[1],'a':[1]}");
    check("a: &x [1]\nitems: *x\n", "{'a':[1],'items':[1]}");
    check("<<: {items: [1]}\nkind: L\n", "{'items':[1],'kind':'L'}");
    check("<<: {kind: L, a: 1}\nitems: [1]\nkind: M\n", "item 1|rest {'a':1,'kind':'M'}");
}

static void test_next__refuses_repeated_items(void **state)
{
    (void)state; /* upstream takes the last; the first were given already */
    check("items: [1]\nitems: [2]\n", "2:1 input");
    check("items: null\nitems: [2]\n", "2:1 input");
    check("<<: {items: [1]}\nitems: [2]\n", "2:1 input");
    check("items: [1]\n<<: {items: [2]}\n", "2:6 input");
}

static void test_next__keeps_anchors_between_items(void **state)
{
    (void)state;
    check("h: &h {x: &i [1]}\nitems:\n- {a: &x {c: text}}\n- {b: *x, <<: *h}\n- *i\nk: [*x, *h]\n",
          "item {'a':{'c':'text'}}|item {'b':{'c':'text'},'x':[1]}|item [1]|"
          "rest {'h':{'x':[1]},'k':[{'c':'text'},{'x':[1]}]}");
    check("items:\n- &a {k: &b {m: deep}}\n- *a\n- *b\n",
          "item {'k':{'m':'deep'}}|item {'k':{'m':'deep'}}|item {'m':'deep'}|rest {}");
}

static void test_list_head__knows_what_came_before(void **state)
{
    struct input input = { BH_S("kind: PodList\nitems: [1, 2]\napiVersion: v1\n"), SIZE_MAX,
                           false };
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    struct bh_yaml *yaml = NULL;
    enum bh_yaml_piece piece;
    struct bh_doc doc;
    struct bh_err err = { 0 };
    struct bh_str api_version, kind;
    (void)state;

    bh_arena_init(&arena, BH_MAX_OBJECT_MEMORY);
    assert_int_equal(bh_yaml_new(read_input, &input, 1, &yaml, &err), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(bh_yaml_next(yaml, &arena, &nodes, &piece, &doc, &err), 0);
        assert_int_equal(piece, i < 2 ? BH_YAML_ITEM : BH_YAML_REST);
        bh_arena_reset(&arena);
        bh_yaml_list_head(yaml, &api_version, &kind);
        assert_true(bh_str_eq(kind, BH_S("PodList")));
        assert_true(i < 2 ? !bh_str_is_set(api_version) : bh_str_eq(api_version, BH_S("v1")));
    }
    bh_yaml_free(yaml);
    bh_nodes_done(&nodes);
    bh_arena_done(&arena);
}

static void test_next__tells_places(void **state)
{
    struct input input = { BH_S("# c\na:\n  b: [x,\n    y]\n"), SIZE_MAX, false };
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    struct bh_yaml *yaml = NULL;
    enum bh_yaml_piece piece;
    struct bh_doc doc;
    struct bh_err err = { 0 };
    static const uint32_t places[][2] = { { 11, 1 }, { 11, 1 }, { 12, 3 }, { 12, 3 },
                                          { 12, 6 }, { 12, 7 }, { 13, 5 } };
    (void)state;

    bh_arena_init(&arena, BH_MAX_OBJECT_MEMORY);
    assert_int_equal(bh_yaml_new(read_input, &input, 10, &yaml, &err), 0);
    assert_int_equal(bh_yaml_next(yaml, &arena, &nodes, &piece, &doc, &err), 0);
    assert_int_equal(doc.n, 7);
    assert_int_equal(doc.line, 11);
    assert_int_equal(doc.column, 1);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(doc.nodes[i].place, places[i][0]);
        assert_int_equal(doc.nodes[i].column, places[i][1]);
    }
    bh_yaml_free(yaml);
    bh_nodes_done(&nodes);
    bh_arena_done(&arena);
}

static void test_next__refuses_what_upstream_would_lose(void **state)
{
    (void)state;
    check("a: b\n...\nc: d\n", "3:1 input");
    check("--- a\n--- b\n", "2:1 input");
    check("  a: b\nc: d\n", "2:1 input");
    check("a: b\n...\n", "{'a':'b'}");
}

static void test_next__refuses_malformed_text(void **state)
{
    static const struct {
        const char *text, *where, *words;
    } rows[] = {
        { "a: b\nc: d: e\n", "2:5 input", "unexpected ':'" },
        { "a:\n\tb: c\n", "2:1 input", "spaces only" },
        { "a: \"b\nc: d\n", "1:4 input", "closing quote" },
        { "a: 'b\n---\n", "1:4 input", "closing quote" },
        { "a: [b\nc: d\n", "2:2 input", "']' was expected" },
        { "a: {b\n", "2:1 input", "'}' was expected" },
        { "a: b\n- c\n", "2:1 input", "key was expected" },
        { "- a\nb: c\n", "2:1 input", "list element" },
        { "a: b\ntext\n", "2:1 input", "no 'key: value'" },
        { "a: @b\n", "1:4 input", "quote the text" },
        { "a: *\n", "1:5 input", "anchor or alias needs a name" },
        { "a: \"\\q\"\n", "1:5 input", "escape" },
        { "a: !x!y z\n", "1:4 input", "%TAG" },
        { "a: [1:]\n", "1:6 input", "inside brackets" },
        { "a: [b?c]\n", "1:5 input", "'?' inside brackets" },
        { "%YAML 1.2\n---\na: b\n", "1:1 input", "only 1.1" },
        { "ab: c\nd: \xFF\n", "2:4 input", "not UTF-8" },
        { "ab: \xED\xA0\x80\n", "1:5 input", "not UTF-8" },
        { "\xFF\xFE"
          "a",
          "1:1 input", "UTF-16" },
        { "ab: c\n\xEF\xBB\xBFk: d\n", "2:1 input", "byte order mark" },
        { "a: b\nc: \x01\n", "2:4 input", "control characters" },
        { "a: .inf\n", "1:4 input", "no form in JSON" },
        { "a: !!int x\n", "1:4 input", "does not fit" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        check(rows[i].text, rows[i].where);
        if (strstr(last.msg, rows[i].words) == NULL) {
            fail_msg("%s gave: %s", rows[i].text, last.msg);
        }
    }
    const char *got = pieces_in_steps(bh_str("a: \0b", 5), SIZE_MAX);
    assert_string_equal(got, "1:4 input");
    free((void *)(uintptr_t)got);
}

static void test_next__skips_a_leading_byte_order_mark(void **state)
{
    (void)state;
    check("\xEF\xBB\xBF---\na: \xEF\xBB\xBF"
          "b\n",
          "{'a':'\xEF\xBB\xBF"
          "b'}");
}

static void test_next__types_bare_tag_as_string(void **state)
{
    (void)state;
    check("a: ! 5\nb: !   true\nc: !\nd: 5 # c\n", "{'a':'5','b':'true','c':'','d':5}");
}

static void repeat(struct bh_buf *out, const char *text, int n)
{
    for (int i = 0; i < n; i++) {
        bh_buf_add_c(out, text);
    }
}

static void check_long(struct bh_buf *text, const char *wanted)
{
    const char *got = pieces_in_steps(bh_buf_str(text), SIZE_MAX);
    if (strncmp(got, wanted, strlen(wanted)) != 0) {
        fail_msg("%.80s... became %.200s, not %s (%s)", text->p, got, wanted, last.msg);
    }
    free((void *)(uintptr_t)got);
    bh_buf_clear(text);
}

static void test_next__bounds_nesting(void **state)
{
    struct bh_buf text = { 0 };
    (void)state;

    repeat(&text, "[", BH_MAX_YAML_FLOW_DEPTH);
    repeat(&text, "]", BH_MAX_YAML_FLOW_DEPTH);
    check_long(&text, "[[[");
    repeat(&text, "[", 200 * 1000);
    check_long(&text, "1:101 limit");
    repeat(&text, "{a: ", BH_MAX_YAML_FLOW_DEPTH + 1);
    check_long(&text, "1:401 limit");
    repeat(&text, "- ", BH_MAX_YAML_DEPTH);
    check_long(&text, "[[[");
    repeat(&text, "- ", BH_MAX_YAML_DEPTH + 1);
    check_long(&text, "1:2001 limit");
    bh_buf_done(&text);
}

static void test_next__bounds_aliases(void **state)
{
    struct bh_buf text = { 0 };
    (void)state;

    bh_buf_add_c(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
        bh_buf_addf(&text, "a%d: &a%d [", i, i);
        for (int k = 0; k < 10; k++) {
            bh_buf_addf(&text, "%s*a%d", k > 0 ? "," : "", i - 1);
        }
        bh_buf_add_c(&text, "]\n");
    }
    check_long(&text, "7:"); /* ten times more on each line: this one passes the bound */
    assert_int_equal(last.kind, BH_ERR_LIMIT);
    bh_buf_add_c(&text, "b: &b [");
    repeat(&text, "x,", 100 * 1000);
    bh_buf_add_c(&text, "]\nitems:\n");
    repeat(&text, "- *b\n", 1000); /* each is small enough, all together are not */
    check_long(&text, "43:3 limit");
    bh_buf_done(&text);
}

static void test_next__bounds_merging(void **state)
{
    struct bh_buf text = { 0 };
    (void)state;

    for (int i = 0; i < 900; i++) { /* every level moves all that is below it */
        for (int k = 0; k < i; k++) {
            bh_buf_add_c(&text, " ");
        }
        bh_buf_add_c(&text, "<<: {a: 0, b: 1}\n");
        for (int k = 0; k < i; k++) {
            bh_buf_add_c(&text, " ");
        }
        bh_buf_add_c(&text, "a:\n");
    }
    repeat(&text, " ", 900);
    bh_buf_add_c(&text, "- [");
    repeat(&text, "x,", 200 * 1000);
    bh_buf_add_c(&text, "]\n");
    const char *got = pieces_in_steps(bh_buf_str(&text), SIZE_MAX);
    assert_int_equal(last.kind, BH_ERR_LIMIT);
    free((void *)(uintptr_t)got);
    bh_buf_done(&text);
}

static void test_next__bounds_what_libyaml_does_not(void **state)
{
    struct bh_buf text = { 0 };
    (void)state;

    for (int i = 0; i < 100; i++) {
        bh_buf_addf(&text, "%%TAG !t%d! tag:x\n", i);
    }
    bh_buf_add_c(&text, "---\na: b\n");
    const char *got = pieces_in_steps(bh_buf_str(&text), SIZE_MAX);
    assert_int_equal(last.kind, BH_ERR_LIMIT);
    free((void *)(uintptr_t)got);
    bh_buf_clear(&text);

    bh_buf_add_c(&text, "%TAG !t! tag:");
    repeat(&text, "x", 2000);
    bh_buf_add_c(&text, "\n---\na: !t!b c\n");
    check_long(&text, "1:1 limit");
    bh_buf_done(&text);
}

static void test_next__bounds_the_size_of_a_piece(void **state)
{
    struct bh_buf text = { 0 };
    (void)state;

    bh_buf_add_c(&text, "items:\n");
    for (int i = 0; i < 3; i++) { /* each is below the limit, all together are not */
        bh_buf_add_c(&text, "- \"");
        repeat(&text, "0123456789abcdef", 600 * 1000);
        bh_buf_add_c(&text, "\"\n");
    }
    check_long(&text, "item '0123");
    bh_buf_add_c(&text, "a: \"");
    repeat(&text, "0123456789abcdef", 1100 * 1000);
    const char *got = pieces_in_steps(bh_buf_str(&text), SIZE_MAX);
    assert_int_equal(last.kind, BH_ERR_LIMIT);
    free((void *)(uintptr_t)got);
    bh_buf_done(&text);
}

static void test_next__passes_on_what_read_says(void **state)
{
    struct input input = { BH_S("a: [1, 2"), 3, true };
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    struct bh_yaml *yaml = NULL;
    enum bh_yaml_piece piece;
    struct bh_doc doc;
    struct bh_err err = { 0 };
    (void)state;

    bh_arena_init(&arena, BH_MAX_OBJECT_MEMORY);
    assert_int_equal(bh_yaml_new(read_input, &input, 1, &yaml, &err), 0);
    assert_int_equal(bh_yaml_next(yaml, &arena, &nodes, &piece, &doc, &err), -BH_ERR_SYSTEM);
    assert_string_equal(err.msg, "the disk is gone");
    bh_yaml_free(yaml);
    bh_yaml_free(NULL);
    bh_nodes_done(&nodes);
    bh_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_next__composes_collections),
        cmocka_unit_test(test_next__says_end_for_no_document),
        cmocka_unit_test(test_next__keeps_repeated_keys),
        cmocka_unit_test(test_next__types_keys),
        cmocka_unit_test(test_next__shares_anchors),
        cmocka_unit_test(test_next__merges_in_written_order),
        cmocka_unit_test(test_next__keeps_repeats_of_one_writer),
        cmocka_unit_test(test_next__keeps_anchors_of_what_merging_drops),
        cmocka_unit_test(test_next__takes_lists_apart),
        cmocka_unit_test(test_next__refuses_repeated_items),
        cmocka_unit_test(test_next__keeps_anchors_between_items),
        cmocka_unit_test(test_list_head__knows_what_came_before),
        cmocka_unit_test(test_next__tells_places),
        cmocka_unit_test(test_next__refuses_what_upstream_would_lose),
        cmocka_unit_test(test_next__refuses_malformed_text),
        cmocka_unit_test(test_next__skips_a_leading_byte_order_mark),
        cmocka_unit_test(test_next__types_bare_tag_as_string),
        cmocka_unit_test(test_next__bounds_nesting),
        cmocka_unit_test(test_next__bounds_aliases),
        cmocka_unit_test(test_next__bounds_merging),
        cmocka_unit_test(test_next__bounds_what_libyaml_does_not),
        cmocka_unit_test(test_next__bounds_the_size_of_a_piece),
        cmocka_unit_test(test_next__passes_on_what_read_says),
    };
    return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
