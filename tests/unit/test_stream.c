/* Tests of stream.c. Each input is read 1, 7 and 4096 bytes at a time, and must give the same each
 * time: a transcript with one line for each object and error. */
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
#include "kube/stream.h"

/* --- a source in memory ----------------------------------------------------------------------- */

struct memory {
    struct bh_str text;
    size_t at, step;  /* next byte; most bytes of one read */
    size_t fail_from; /* reads that reach this byte fail; 0 = none */
    unsigned n_seeks;
};

static int read_memory(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct memory *m = ctx;
    size_t n = m->text.n - m->at;

    if (m->fail_from > 0 && m->at >= m->fail_from) {
        return bh_fail(err, BH_ERR_SYSTEM, "the disk is gone");
    }
    n = n > m->step ? m->step : n;
    n = n > size ? size : n;
    if (n > 0) {
        memcpy(buf, m->text.p + m->at, n);
    }
    m->at += n;
    *out_n = n;
    return 0;
}

static int seek_memory(void *ctx, uint64_t offset, struct bh_err *err)
{
    struct memory *m = ctx;

    (void)err;
    assert_true(offset <= m->text.n);
    m->at = (size_t)offset;
    m->n_seeks++;
    return 0;
}

/* --- the transcript --------------------------------------------------------------------------- */

static void print(struct bh_buf *out, const struct bh_node *node)
{
    const struct bh_node *child = node + 1;

    switch ((enum bh_node_kind)node->kind) {
    case BH_NODE_NULL:
        bh_buf_add_c(out, "null");
        break;
    case BH_NODE_FALSE:
        bh_buf_add_c(out, "false");
        break;
    case BH_NODE_TRUE:
        bh_buf_add_c(out, "true");
        break;
    case BH_NODE_NUMBER:
    case BH_NODE_STRING:
    case BH_NODE_KEY:
        bh_buf_add(out, bh_node_text(node));
        break;
    case BH_NODE_ARRAY:
    case BH_NODE_OBJECT:
        bh_buf_add_byte(out, node->kind == BH_NODE_ARRAY ? '[' : '{');
        for (uint32_t i = 0; i < node->n; i++, child += child->skip) {
            bh_buf_add_c(out, i > 0 ? "," : "");
            print(out, child);
            if (child->kind == BH_NODE_KEY) {
                bh_buf_add_byte(out, ':');
                print(out, child + 1);
            }
        }
        bh_buf_add_byte(out, node->kind == BH_NODE_ARRAY ? ']' : '}');
        break;
    }
}

static void print_str(struct bh_buf *out, struct bh_str s)
{
    bh_buf_add(out, bh_str_is_set(s) ? s : BH_S("-"));
}

/* "document[.index] apiVersion kind line:column value (source)" */
static void print_item(struct bh_buf *out, const struct bh_item *item)
{
    struct bh_place place = bh_doc_place(&item->doc, item->doc.nodes);

    bh_buf_addf(out, "%u", item->document);
    if (item->is_list_item) {
        bh_buf_addf(out, ".%u", item->index);
    }
    bh_buf_add_byte(out, ' ');
    print_str(out, item->api_version);
    bh_buf_add_byte(out, ' ');
    print_str(out, item->kind);
    bh_buf_addf(out, " %u:%u ", place.line, place.column);
    assert_int_equal(item->doc.n, item->doc.nodes->skip);
    print(out, item->doc.nodes);
    if (bh_str_is_set(item->source)) {
        bh_buf_addf(out, " (" BH_FMT ")", BH_ARG(item->source));
    }
    bh_buf_add_byte(out, '\n');
}

static struct bh_buf read_all(struct memory *m, enum bh_syntax syntax, bool can_seek)
{
    struct bh_buf out = { 0 };
    struct bh_stream *stream = NULL;
    struct bh_err err = { 0 };
    struct bh_source source = { read_memory, can_seek ? seek_memory : NULL, m };
    unsigned n_errors = 0;

    assert_int_equal(bh_stream_new(source, syntax, &stream, &err), 0);
    for (;;) {
        const struct bh_item *item = NULL;
        err = (struct bh_err){ 0 };
        int rc = bh_stream_next(stream, &item, &err);
        if (rc != 0) {
            assert_int_equal(rc, -(int)err.kind);
            bh_buf_addf(&out, "error %u:%u %s\n", err.line, err.column, err.msg);
            assert_true(++n_errors < 20);
            continue;
        }
        if (item == NULL) {
            break;
        }
        print_item(&out, item);
    }
    bh_buf_addf(&out, "lists %u, empty %u%s\n", bh_stream_lists(stream), bh_stream_empty(stream),
                bh_stream_saw_template(stream) ? ", template" : "");
    if (m->fail_from == 0 && n_errors == 0) {
        assert_int_equal(bh_stream_bytes(stream), m->text.n);
    }
    bh_stream_free(stream);
    bh_buf_add_byte(&out, '\0');
    assert_false(out.is_broken);
    return out;
}

/* Whether the transcript is what was expected, where "*\n" stands for the rest of a line: the YAML
 * reader has its own tests of its words. */
static bool matches(const char *got, const char *expected)
{
    while (*expected != '\0') {
        if (expected[0] == '*' && expected[1] == '\n') {
            got = strchr(got, '\n');
            expected++;
            if (got == NULL) {
                return false;
            }
        }
        if (*got++ != *expected++) {
            return false;
        }
    }
    return *got == '\0';
}

static void expect_as(enum bh_syntax syntax, struct bh_str input, const char *expected)
{
    static const size_t steps[] = { 1, 7, 4096 };

    for (size_t i = 0; i < 6; i++) {
        struct memory m = { .text = input, .step = steps[i % 3] };
        struct bh_buf got = read_all(&m, syntax, i < 3);
        if (!matches(got.p, expected)) {
            assert_string_equal(got.p, expected);
        }
        bh_buf_done(&got);
    }
}

static void expect(const char *input, const char *expected)
{
    expect_as(BH_SYNTAX_DETECT, bh_str_c(input), expected);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void test_stream_next__json_documents(void **state)
{
    (void)state;
    expect("", "lists 0, empty 0\n");
    expect(" \n\n", "lists 0, empty 0\n");
    expect("{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}",
           "0 v1 Pod 1:1 {kind:Pod,apiVersion:v1}\nlists 0, empty 0\n");
    expect("{\"a\":1}{\"b\":2}\n  {\"c\":3}",
           "0 - - 1:1 {a:1}\n1 - - 1:8 {b:2}\n2 - - 2:3 {c:3}\nlists 0, empty 0\n");
    expect("{\"a\":1}\n---\n{\"b\":2}\n--- # more\nc: 3\n",
           "0 - - 1:1 {a:1}\n1 - - 3:1 {b:2}\n2 - - 5:1 {c:3}\nlists 0, empty 0\n");
    expect("{\"a\":1}\nnull\n{\"b\":2}", "0 - - 1:1 {a:1}\n2 - - 3:1 {b:2}\nlists 0, empty 1\n");
    expect("{\"kind\":7,\"apiVersion\":null}",
           "0 - - 1:1 {kind:7,apiVersion:null}\nlists 0, empty 0\n");
    expect_as(BH_SYNTAX_JSON, BH_S("[1, 2] \"x\" 7"),
              "0 - - 1:1 [1,2]\n1 - - 1:8 x\n2 - - 1:12 7\nlists 0, empty 0\n");
}

static void test_stream_next__json_errors(void **state)
{
    (void)state;
    expect("{\"a\":1}\n{\"b\" 2}\n---\n{\"c\":3}",
           "0 - - 1:1 {a:1}\nerror 2:6 expected ':' after a key, found '2'\n"
           "2 - - 4:1 {c:3}\nlists 0, empty 0\n");
    expect("{\"a\":1} x",
           "0 - - 1:1 {a:1}\nerror 1:9 expected a value, found 'x'\nlists 0, empty 0\n");
    expect("{\"a\": \"b\n",
           "error 1:9 a bare line end in a string: missing '\"', or write \\n\nlists 0, empty 0\n");
    expect_as(BH_SYNTAX_JSON, BH_S("# no\n{}"),
              "error 1:1 expected a value, found '#'\nlists 0, empty 0\n");
    expect_as(BH_SYNTAX_JSON, BH_S("{a: 1}"),
              "error 1:2 expected a key in double quotes or '}', found 'a'\nlists 0, empty 0\n");
}

static void test_stream_next__json_list(void **state)
{
    (void)state;
    expect(
        "{\n \"apiVersion\": \"v1\",\n \"items\": [\n  {\"kind\":\"Pod\",\"a\":[1]},\n  {\"kind\":\"Job\"}\n ],\n"
        " \"kind\": \"List\",\n \"metadata\": {\"x\": [1, {}]}\n}\n{\"b\":1}",
        "0.0 - Pod 4:3 {kind:Pod,a:[1]}\n0.1 - Job 5:3 {kind:Job}\n1 - - 10:1 {b:1}\n"
        "lists 1, empty 0\n");
    expect("{\"kind\":\"List\",\"items\":[]}", "lists 1, empty 0\n");
    expect("{\"kind\":\"List\",\"items\":null,\"x\":1} {\"y\":2}",
           "1 - - 1:36 {y:2}\nlists 1, empty 0\n");
    expect("{\"kind\":\"Odd\",\"items\":[{\"kind\":\"Pod\"}]}",
           "0.0 - Pod 1:24 {kind:Pod}\nlists 1, empty 0\n");
    expect("{\"kind\":\"Odd\",\"items\":{\"kind\":\"Pod\"}}",
           "0 - Odd 1:1 {kind:Odd,items:{kind:Pod}}\nlists 0, empty 0\n");
}

static void test_stream_next__json_typed_list(void **state)
{
    (void)state;
    expect(
        "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[{\"a\":1},{\"kind\":\"Job\"},"
        "{\"apiVersion\":\"v2\"},{\"kind\":\"\"}]}",
        "0.0 v1 Pod 1:46 {a:1}\nerror 1:55 kind of item 1 of a 'PodList': expected 'Pod', found 'Job' "
        "(kind: List holds items of any kind)\n0.2 v2 - 1:69 {apiVersion:v2}\n"
        "0.3 v1 Pod 1:89 {kind:}\nlists 1, empty 0\n");
    /* The kind behind the items. */
    expect(
        "{\"apiVersion\":\"v1\",\"items\":[{\"kind\":\"Pod\"},\n{\"a\":1},{\"b\":2}],\"k\":{},\n\"kind\":\"PodList\"}\n"
        "{\"c\":3}",
        "0.0 - Pod 1:29 {kind:Pod}\n0.1 v1 Pod 2:1 {a:1}\n0.2 v1 Pod 2:9 {b:2}\n1 - - 4:1 {c:3}\n"
        "lists 1, empty 0\n");
    expect("{\"items\":[{\"a\":1}],\"apiVersion\":\"apps/v1\",\"kind\":\"DeploymentList\"}",
           "0.0 apps/v1 Deployment 1:11 {a:1}\nlists 1, empty 0\n");
    expect("{\"kind\":\"PodList\",\"items\":[{\"a\":1}],\"apiVersion\":\"v1\"}",
           "0.0 v1 Pod 1:28 {a:1}\nlists 1, empty 0\n");
    expect("{\"items\":[{\"a\":1}]}", "0.0 - - 1:11 {a:1}\nlists 1, empty 0\n");
    expect("{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[{\"a\":1}]}",
           "0.0 - - 1:43 {a:1}\nlists 1, empty 0\n");
}

static void test_stream_next__json_nested_list(void **state)
{
    (void)state;
    expect(
        "{\"kind\":\"List\",\"items\":[{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[{\"a\":1},"
        "\n{\"kind\":\"List\",\"items\":[{\"kind\":\"Job\"}]}]},{\"kind\":\"Pod\"},{\"kind\":\"XList\",\"items\":null}]}",
        "0.0 v1 Pod 1:70 {a:1}\n0.0 - Job 2:25 {kind:Job}\n0.1 - Pod 2:44 {kind:Pod}\n"
        "lists 1, empty 0\n");
    /* No List by its kind: its items are its own. */
    expect("{\"kind\":\"List\",\"items\":[{\"kind\":\"Menu\",\"items\":[1]}]}",
           "0.0 - Menu 1:25 {kind:Menu,items:[1]}\nlists 1, empty 0\n");
    expect(
        "{\"items\":[{\"kind\":\"AList\",\n\"kind\":\"BList\",\"items\":[]},{\"kind\":\"Pod\"}]}",
        "error 2:1 'kind' of a List is given twice, on lines 1 and 2\n0.1 - Pod 2:28 {kind:Pod}\n"
        "lists 1, empty 0\n");
}

static void test_stream_next__json_list_repeated_keys(void **state)
{
    (void)state;
    expect("{\"kind\":\"List\",\n\"kind\":\"PodList\",\"items\":[{}]}\n---\na: 1\n",
           "error 2:1 'kind' of a List is given twice, on lines 1 and 2\n1 - - 4:1 {a:1}\n"
           "lists 0, empty 0\n");
    expect(
        "{\"items\":[{\"kind\":\"Pod\"}],\n\"items\":[]}",
        "0.0 - Pod 1:11 {kind:Pod}\nerror 2:1 'items' of a List is given twice, on lines 1 and 2\n"
        "lists 1, empty 0\n");
    expect("{\"items\":[{\"a\":1}],\"kind\":\"PodList\",\n\"kind\":\"JobList\"}",
           "error 2:1 'kind' of a List is given twice, on lines 1 and 2\nlists 1, empty 0\n");
    expect(
        "{\"apiVersion\":\"a\",\"items\":{},\"apiVersion\":\"b\",\"items\":[]}",
        "error 1:30 'apiVersion' of a List is given twice, on lines 1 and 1\nlists 0, empty 0\n");
    /* No List: the decoder judges. */
    expect("{\"kind\":\"A\",\"kind\":\"B\"}", "0 - B 1:1 {kind:A,kind:B}\nlists 0, empty 0\n");
}

static void test_stream_next__json_list_errors(void **state)
{
    (void)state;
    expect("{\"items\":[{\"kind\":\"Pod\"},\n{\"kind\":}]}\n---\n{\"a\":1}",
           "0.0 - Pod 1:11 {kind:Pod}\nerror 2:9 expected a value, found '}'\n1 - - 4:1 {a:1}\n"
           "lists 1, empty 0\n");
    expect(
        "{\"items\":[{\"kind\":\"Pod\"}",
        "0.0 - Pod 1:11 {kind:Pod}\nerror 1:25 expected ',' or ']' after a value, found the end of the "
        "input\nlists 1, empty 0\n");
    expect("{\"items\":[{\"kind\":\"Pod\"},]}",
           "0.0 - Pod 1:11 {kind:Pod}\nerror 1:26 expected a value, found ']'\nlists 1, empty 0\n");
}

/* --- YAML ------------------------------------------------------------------------------------- */

static void test_stream_next__yaml_documents(void **state)
{
    (void)state;
    expect("kind: Pod\napiVersion: v1\n",
           "0 v1 Pod 1:1 {kind:Pod,apiVersion:v1}\nlists 0, empty 0\n");
    expect("---\na: 1\n---\n\n---\nb:\n  c: 2\n---   \nd: 3",
           "0 - - 2:1 {a:1}\n1 - - 6:1 {b:{c:2}}\n2 - - 9:1 {d:3}\nlists 0, empty 0\n");
    expect("a: 1\r\n---\r\nb: 2\r\n", "0 - - 1:1 {a:1}\n1 - - 3:1 {b:2}\nlists 0, empty 0\n");
    expect("a: |\n  ---\n  x\n --- y\n---\nb: 2",
           "error 4:2 *\n1 - - 6:1 {b:2}\nlists 0, empty 0\n");
    expect("a: |\n  ---\n  x\n---\nb: 2",
           "0 - - 1:1 {a:---\nx\n}\n1 - - 5:1 {b:2}\nlists 0, empty 0\n");
    expect("text\n---\n- 1\n", "0 - - 1:1 text\n1 - - 3:1 [1]\nlists 0, empty 0\n");
}

static void test_stream_next__yaml_separators(void **state)
{
    (void)state;
    expect("a: 1\n--- # fine\nb: 2\n", "0 - - 1:1 {a:1}\n1 - - 3:1 {b:2}\nlists 0, empty 0\n");
    expect(
        "a: 1\n----\nb: 2\n---\nc: 3\n",
        "0 - - 1:1 {a:1}\nerror 2:4 only a comment may follow '---', found '-'\n1 - - 5:1 {c:3}\n"
        "lists 0, empty 0\n");
    expect(
        "--- a: 1\n---\nc: 3\n",
        "error 1:4 only a comment may follow '---', found 'a: 1'\n0 - - 3:1 {c:3}\nlists 0, empty 0\n");
    expect("---", "lists 0, empty 0\n");
    expect("a: 1\n---", "0 - - 1:1 {a:1}\nlists 0, empty 0\n");
    expect("a: 1\n--", "error 2:1 *\nlists 0, empty 0\n");
}

static void test_stream_next__empty_documents(void **state)
{
    (void)state;
    expect("# only this\n---\nnull\n---\n~\n---\na: 1\n---\n# and this",
           "2 - - 7:1 {a:1}\nlists 0, empty 4\n");
}

static void test_stream_next__yaml_errors_do_not_hide(void **state)
{
    (void)state;
    expect("a: [1\n---\nb: 2\n---\nc: }\n---\nd: 4\n",
           "error 2:1 *\n1 - - 3:1 {b:2}\n"
           "error 5:4 *\n3 - - 7:1 {d:4}\nlists 0, empty 0\n");
}

static void test_stream_next__source_comments(void **state)
{
    (void)state;
    expect(
        "---\n# Source: shop/templates/a.yaml\na: 1\n---\n# Source: shop/templates/b.yaml\n# more\n"
        "kind: List\nitems:\n- kind: Pod\n- kind: Job\n---\nb: 1\n",
        "0 - - 3:1 {a:1} (shop/templates/a.yaml)\n"
        "1.0 - Pod 9:3 {kind:Pod} (shop/templates/b.yaml)\n"
        "1.1 - Job 10:3 {kind:Job} (shop/templates/b.yaml)\n2 - - 12:1 {b:1}\nlists 1, empty 0\n");
    expect("# Source: x.json\n{\"a\":1}\n{\"b\":2}",
           "0 - - 2:1 {a:1} (x.json)\n1 - - 3:1 {b:2}\nlists 0, empty 0\n");
}

static void test_stream_next__yaml_lists(void **state)
{
    (void)state;
    expect(
        "apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n  a: 1\n- kind: List\n  items:\n  - kind: Job\n"
        "metadata: {}\n---\nb: 1\n",
        "0.0 - Pod 4:3 {kind:Pod,a:1}\n0.0 - Job 8:5 {kind:Job}\n1 - - 11:1 {b:1}\n"
        "lists 1, empty 0\n");
    expect("kind: PodList\napiVersion: v1\nitems:\n- a: 1\n",
           "0.0 v1 Pod 4:3 {a:1}\nlists 1, empty 0\n");
    expect(
        "items:\n- kind: Pod\n- a: 1\n- b: 2\nkind: PodList\napiVersion: v1\n",
        "0.0 - Pod 2:3 {kind:Pod}\n0.1 v1 Pod 3:3 {a:1}\n0.2 v1 Pod 4:3 {b:2}\nlists 1, empty 0\n");
    expect("items: []\nkind: List\n", "lists 1, empty 0\n");
    expect("items: null\nkind: List\n---\na: 1\n", "1 - - 4:1 {a:1}\nlists 1, empty 0\n");
    expect("items:\n- kind: Pod\nkind: List\nkind: List\n",
           "0.0 - Pod 2:3 {kind:Pod}\nerror 4:1 'kind' of a List is given twice, on lines 3 and 4\n"
           "lists 1, empty 0\n");
}

/* kubectl refuses them; a scan that passed over them would say that all is well. */
static void test_stream_next__lists_without_a_list_of_items(void **state)
{
    (void)state;
    expect("{\"apiVersion\":\"v1\",\"kind\":\"List\",\n\"items\":{\"kind\":\"Pod\"}} {\"a\":1}",
           "error 2:1 'items' of a 'List': expected a list, found an object\n1 - - 2:25 {a:1}\n"
           "lists 0, empty 0\n");
    expect("apiVersion: v1\nkind: PodList\nitems: pod\n---\nb: 1\n",
           "error 3:1 'items' of a 'PodList': expected a list, found a string\n1 - - 5:1 {b:1}\n"
           "lists 0, empty 0\n");
    expect(
        "apiVersion: v1\nkind: List\nItems:\n- kind: Pod\n",
        "error 3:1 a 'List' without 'items': found 'Items', expected 'items'\nlists 0, empty 0\n");
    expect("{\"apiVersion\":\"apps/v1\",\"kind\":\"DeploymentList\",\"item\":[]}",
           "error 1:49 a 'DeploymentList' without 'items': found 'item', expected 'items'\n"
           "lists 0, empty 0\n");
    expect(
        "{\"kind\":\"List\",\"itmes\":[]}",
        "error 1:16 a 'List' without 'items': found 'itmes', expected 'items'\nlists 0, empty 0\n");
    expect("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{}}",
           "error 1:1 a 'List' without 'items': nothing in it would be read\nlists 0, empty 0\n");
    expect(
        "apiVersion: v1\nkind: ConfigMap\nitems: {}\n",
        "error 3:1 'items' of a 'ConfigMap': expected a list, found an object (what has 'items' is a "
        "List for kubectl)\nlists 0, empty 0\n");
    /* Within a List as well; its other items are read. */
    expect("kind: List\nitems:\n- kind: PodList\n  apiVersion: v1\n  items: {}\n- kind: Pod\n",
           "error 5:3 'items' of a 'PodList': expected a list, found an object\n"
           "0.1 - Pod 6:3 {kind:Pod}\nlists 1, empty 0\n");
    /* Kinds of others may end in "List". */
    expect(
        "{\"apiVersion\":\"x.io/v1\",\"kind\":\"AllowList\",\"spec\":{}}",
        "0 x.io/v1 AllowList 1:1 {apiVersion:x.io/v1,kind:AllowList,spec:{}}\nlists 0, empty 0\n");
    expect("{\"apiVersion\":\"x.io/v1\",\"kind\":\"List\"}",
           "0 x.io/v1 List 1:1 {apiVersion:x.io/v1,kind:List}\nlists 0, empty 0\n");
    expect("{\"kind\":\"List\"}", "0 - List 1:1 {kind:List}\nlists 0, empty 0\n");
}

/* kubectl goes by the item, the API server's decoder by the List. */
static void test_stream_next__items_of_another_kind_than_their_list(void **state)
{
    (void)state;
    expect(
        "kind: PodList\napiVersion: v1\nitems:\n- kind: Service\n- kind: Pod\n",
        "error 4:3 kind of item 0 of a 'PodList': expected 'Pod', found 'Service' (kind: List holds "
        "items of any kind)\n0.1 - Pod 5:3 {kind:Pod}\nlists 1, empty 0\n");
    /* The kind behind the items: said at the end, once for each kind. */
    expect(
        "{\"items\":[{\"kind\":\"Pod\"},\n{\"kind\":\"Service\"},{\"kind\":\"Service\"}],\"apiVersion\":\"v1\","
        "\"kind\":\"PodList\"} {\"b\":1}",
        "0.0 - Pod 1:11 {kind:Pod}\n0.1 - Service 2:1 {kind:Service}\n0.2 - Service 2:20 {kind:Service}\n"
        "error 2:2 kind of item 1 of a 'PodList': expected 'Pod', found 'Service' (kind: List holds "
        "items of any kind)\n1 - - 2:76 {b:1}\nlists 1, empty 0\n");
    expect(
        "items:\n- kind: Job\n- a: 1\nkind: PodList\napiVersion: v1\n---\nb: 1\n",
        "0.0 - Job 2:3 {kind:Job}\n0.1 v1 Pod 3:3 {a:1}\nerror 2:3 kind of item 0 of a 'PodList': "
        "expected 'Pod', found 'Job' (kind: List holds items of any kind)\n1 - - 7:1 {b:1}\n"
        "lists 1, empty 0\n");
    /* A List of what we do not know holds what it likes, but no pods under another name. */
    expect("kind: MetricsList\napiVersion: x/v1\nitems:\n- kind: Metric\n",
           "0.0 - Metric 4:3 {kind:Metric}\nlists 1, empty 0\n");
    expect(
        "kind: MetricsList\napiVersion: x/v1\nitems:\n- kind: Pod\n  apiVersion: v1\n",
        "error 4:3 kind of item 0 of a 'MetricsList': expected 'Metrics', found 'Pod' (kind: List holds "
        "items of any kind)\nlists 1, empty 0\n");
}

static void test_stream_next__bare_lists_of_objects(void **state)
{
    (void)state;
    static const char message[] =
        "found a list of objects, expected an object: put them under 'items' of "
        "one with 'apiVersion: v1' and 'kind: List'";
    char expected[400];

    snprintf(expected, sizeof(expected), "error 2:1 %s\n1 - - 4:1 {a:1}\nlists 0, empty 0\n",
             message);
    expect("\n[1,{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}]\n---\na: 1\n", expected);
    expect(
        "\n- kind: Pod\n  metadata: {}\n---\na: 1\n",
        "error 2:1 found a list of objects, expected an object: put them under 'items' of one with "
        "'apiVersion: v1' and 'kind: List'\n1 - - 5:1 {a:1}\nlists 0, empty 0\n");
    snprintf(expected, sizeof(expected),
             "0 - - 1:1 {a:1}\nerror 1:8 %s\n2 - - 1:43 {b:1}\nlists 0, empty 0\n", message);
    expect("{\"a\":1}[{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}] {\"b\":1}", expected);
    expect("- kind: a\n- 2\n", "0 - - 1:1 [{kind:a},2]\nlists 0, empty 0\n");
}

/* YAML can make something of JSON with comments, but not what was meant. */
static void test_stream_next__json_with_comments(void **state)
{
    (void)state;
    expect(
        "// a pod\n{\"kind\": \"Pod\", \"apiVersion\": \"v1\"}\n---\na: 1\n",
        "error 1:1 JSON has no comments: found '//' or '/*', expected an object\n1 - - 4:1 {a:1}\n"
        "lists 0, empty 0\n");
    expect(
        "// a pod\n{\"kind\":\"Pod\",\"apiVersion\":\"v1\"}\n---\na: 1\n",
        "error 1:1 JSON has no comments: found '//' or '/*', expected an object\n1 - - 4:1 {a:1}\n"
        "lists 0, empty 0\n");
    expect(
        "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\n/* here */ \"hostPID\":true}\n---\na: 1\n",
        "error 2:1 expected a key in double quotes after ',', found a comment, which JSON has not\n"
        "1 - - 4:1 {a:1}\nlists 0, empty 0\n");
    expect("{\n// here\n\"kind\":\"Pod\",\"apiVersion\":\"v1\"}",
           "error 2:1 expected a key in double quotes or '}', found a comment, which JSON has not\n"
           "lists 0, empty 0\n");
    expect("{\n// settings of a compiler\n\"strict\":true}",
           "0 - - 1:1 {// settings of a compiler \"strict\":true:null}\nlists 0, empty 0\n");
    expect("/usr/bin\n", "0 - - 1:1 /usr/bin\nlists 0, empty 0\n");
    expect("//host/share\n", "0 - - 1:1 //host/share\nlists 0, empty 0\n");
    expect("/", "0 - - 1:1 /\nlists 0, empty 0\n");
}

static void test_stream_next__flow_yaml_that_looks_like_json(void **state)
{
    (void)state;
    expect("{a: 1, b: [x]}\n---\n{\"c\": 1,}\n",
           "0 - - 1:1 {a:1,b:[x]}\n1 - - 3:1 {c:1}\nlists 0, empty 0\n");
    expect("# first\n{ kind: List, items: [{kind: Pod}] }",
           "0.0 - Pod 2:23 {kind:Pod}\nlists 1, empty 0\n");
    expect("{\"a\": }}\n---\nb: 1\n",
           "error 1:7 expected a value, found '}'\n1 - - 3:1 {b:1}\nlists 0, empty 0\n");
}

static void test_stream_next__templates(void **state)
{
    (void)state;
    expect(
        "{{- if .Values.on }}\na: 1\n{{- end }}\n",
        "error 1:2 expected a key in double quotes or '}', found '{'\nlists 0, empty 0, template\n");
    expect("a: 1\nb: {{ .x }}\n  c: {{ .y }}\n---\nd: \"{{ fine }}\"\n",
           "error 2:5 *\n1 - - 5:1 {d:{{ fine }}}\nlists 0, empty 0, template\n");
    expect("a: '{{ fine }}'\n", "0 - - 1:1 {a:{{ fine }}}\nlists 0, empty 0\n");
}

static void test_stream_next__byte_order_marks(void **state)
{
    (void)state;
    expect("\xEF\xBB\xBF{\"a\":1}", "0 - - 1:1 {a:1}\nlists 0, empty 0\n");
    expect("\xEF\xBB\xBF"
           "a: 1\n",
           "0 - - 1:1 {a:1}\nlists 0, empty 0\n");
    expect_as(BH_SYNTAX_DETECT, BH_S("\xFF\xFE{\0}\0"),
              "error 1:1 the input is UTF-16, expected UTF-8\nlists 0, empty 0\n");
    expect_as(BH_SYNTAX_DETECT, BH_S("\0{\0}"),
              "error 1:1 the input is UTF-16, expected UTF-8\nlists 0, empty 0\n");
    expect_as(BH_SYNTAX_DETECT, BH_S("{\0\0\0}\0\0\0"),
              "error 1:1 the input is UTF-32, expected UTF-8\nlists 0, empty 0\n");
}

/* --- sizes and failures ----------------------------------------------------------------------- */

static struct bh_buf big_list(unsigned n_items, const char *before, const char *after)
{
    struct bh_buf text = { 0 };

    bh_buf_add_c(&text, before);
    for (unsigned i = 0; i < n_items; i++) {
        bh_buf_addf(&text, "%s{\"name\":\"pod-%06u\",\n \"filler\":\"%0*d\"}", i > 0 ? ",\n" : "",
                    i, (int)(i % 977), 0);
    }
    bh_buf_add_c(&text, after);
    assert_false(text.is_broken);
    return text;
}

/* Counts the items of a List that does not fit into the window, and checks names, kinds and
 * places. */
static void check_big(struct memory *m, bool can_seek, unsigned n_items)
{
    struct bh_stream *stream = NULL;
    struct bh_err err = { 0 };
    struct bh_source source = { read_memory, can_seek ? seek_memory : NULL, m };
    const struct bh_item *item;
    unsigned n = 0;

    assert_int_equal(bh_stream_new(source, BH_SYNTAX_DETECT, &stream, &err), 0);
    for (;;) {
        char name[32];
        int rc = bh_stream_next(stream, &item, &err);
        if (rc != 0) {
            fail_msg("%u:%u: %s", err.line, err.column, err.msg);
        }
        if (item == NULL) {
            break;
        }
        snprintf(name, sizeof(name), "pod-%06u", n);
        const struct bh_node *found = bh_doc_member(item->doc.nodes, BH_S("name"));
        assert_true(found != NULL && bh_str_eq(bh_node_text(found), bh_str_c(name)));
        assert_true(bh_str_eq(item->kind, BH_S("Pod")));
        assert_true(bh_str_eq(item->api_version, BH_S("v1")));
        assert_int_equal(item->index, n);
        assert_int_equal(item->doc.line, 1 + 2 * n);
        n++;
    }
    assert_int_equal(n, n_items);
    bh_stream_free(stream);
}

static void test_stream_next__big_lists(void **state)
{
    (void)state;
    struct bh_buf ahead =
        big_list(6000, "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[", "]}");
    struct bh_buf behind =
        big_list(6000, "{\"items\":[", "],\"kind\":\"PodList\",\"apiVersion\":\"v1\"}");
    struct memory m = { .text = bh_buf_str(&ahead), .step = 4096 };

    check_big(&m, false, 6000);
    m = (struct memory){ .text = bh_buf_str(&behind), .step = 100000 };
    check_big(&m, true, 6000);
    assert_int_equal(m.n_seeks, 1);
    m = (struct memory){ .text = bh_buf_str(&behind), .step = 100000 };
    check_big(&m, false, 6000); /* still fits the window */
    bh_buf_done(&ahead);
    bh_buf_done(&behind);
}

static void test_stream_next__kind_too_far_behind(void **state)
{
    (void)state;
    struct bh_buf text =
        big_list(40000, "{\"items\":[", "],\"kind\":\"PodList\",\"apiVersion\":\"v1\"}");
    struct memory m = { .text = bh_buf_str(&text), .step = 65536 };

    assert_true(text.n > BH_MAX_OBJECT_SIZE + 1000000);
    struct bh_buf got = read_all(&m, BH_SYNTAX_DETECT, false);
    assert_string_equal(
        got.p, "error 1:11 the List's kind stands too far behind this item, which has none, and "
               "the input cannot be read twice: save it in a file\nlists 1, empty 0\n");
    bh_buf_done(&got);
    m = (struct memory){ .text = bh_buf_str(&text), .step = 65536 };
    check_big(&m, true, 40000);
    bh_buf_done(&text);
}

static void test_stream_next__refuses_objects_that_are_too_large(void **state)
{
    (void)state;
    static const char *const before[] = { "{\"a\":\"", "{\"items\":[{\"kind\":\"Pod\"},\n{\"a\":\"",
                                          "a: \"" };
    static const char *const expected[] = {
        "error 1:1 an object of more than 16777216 bytes",
        "0.0 - Pod 1:11 {kind:Pod}\nerror 2:1 ",
        "error ",
    };

    for (size_t i = 0; i < 3; i++) {
        struct bh_buf text = { 0 };
        bh_buf_add_c(&text, before[i]);
        for (unsigned j = 0; j < (BH_MAX_OBJECT_SIZE >> 10) + 600; j++) {
            bh_buf_addf(&text, "%01024d", 0);
        }
        bh_buf_add_c(&text, "\"}\n---\nb: 1\n");
        assert_false(text.is_broken);
        struct memory m = { .text = bh_buf_str(&text), .step = 1000000 };
        struct bh_buf got = read_all(&m, BH_SYNTAX_DETECT, false);
        assert_memory_equal(got.p, expected[i], strlen(expected[i]));
        assert_non_null(strstr(got.p, "of more than 16777216 bytes"));
        assert_non_null(strstr(got.p, "{b:1}\n"));
        bh_buf_done(&got);
        bh_buf_done(&text);
    }
}

static void test_stream_next__refuses_deep_nesting(void **state)
{
    (void)state;
    struct bh_buf text = { 0 };

    bh_buf_add_c(&text, "{\"a\":");
    for (int i = 0; i < 20000; i++) {
        bh_buf_add_byte(&text, '[');
    }
    bh_buf_add_c(&text, "\n---\nb: 1\n");
    expect_as(BH_SYNTAX_DETECT, bh_buf_str(&text),
              "error 1:10006 nested deeper than 10000 levels\n1 - - 3:1 {b:1}\nlists 0, empty 0\n");
    bh_buf_done(&text);
}

static void test_stream_next__refuses_lists_in_lists_in_lists(void **state)
{
    (void)state;
    struct bh_buf text = { 0 };

    for (int i = 0; i < 30; i++) {
        bh_buf_add_c(&text, "{\"kind\":\"List\",\"items\":[");
    }
    for (int i = 0; i < 30; i++) {
        bh_buf_add_c(&text, "]}");
    }
    expect_as(BH_SYNTAX_DETECT, bh_buf_str(&text),
              "error 1:409 Lists within Lists, deeper than 16\nlists 1, empty 0\n");
    bh_buf_done(&text);
}

static void test_stream_next__failing_reads_end_the_input(void **state)
{
    (void)state;
    static const char *const inputs[] = { "{\"items\":[{\"kind\":\"Pod\"},{\"kind\":\"Pod\"}]}",
                                          "a: 1\n---\nb: 2\n---\nc: 3\n---\nd: 4\n",
                                          "{\"a\" 1}\n\n\n\n---\nb: 2\n" };

    for (size_t i = 0; i < 3; i++) {
        for (size_t from = 1; from <= strlen(inputs[i]); from++) {
            struct memory m = { .text = bh_str_c(inputs[i]), .step = 1, .fail_from = from };
            struct bh_buf got = read_all(&m, BH_SYNTAX_DETECT, true);
            assert_non_null(strstr(got.p, "the disk is gone"));
            bh_buf_done(&got);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stream_next__json_documents),
        cmocka_unit_test(test_stream_next__json_errors),
        cmocka_unit_test(test_stream_next__json_list),
        cmocka_unit_test(test_stream_next__json_typed_list),
        cmocka_unit_test(test_stream_next__json_nested_list),
        cmocka_unit_test(test_stream_next__json_list_repeated_keys),
        cmocka_unit_test(test_stream_next__json_list_errors),
        cmocka_unit_test(test_stream_next__yaml_documents),
        cmocka_unit_test(test_stream_next__yaml_separators),
        cmocka_unit_test(test_stream_next__empty_documents),
        cmocka_unit_test(test_stream_next__yaml_errors_do_not_hide),
        cmocka_unit_test(test_stream_next__source_comments),
        cmocka_unit_test(test_stream_next__yaml_lists),
        cmocka_unit_test(test_stream_next__lists_without_a_list_of_items),
        cmocka_unit_test(test_stream_next__items_of_another_kind_than_their_list),
        cmocka_unit_test(test_stream_next__bare_lists_of_objects),
        cmocka_unit_test(test_stream_next__json_with_comments),
        cmocka_unit_test(test_stream_next__flow_yaml_that_looks_like_json),
        cmocka_unit_test(test_stream_next__templates),
        cmocka_unit_test(test_stream_next__byte_order_marks),
        cmocka_unit_test(test_stream_next__big_lists),
        cmocka_unit_test(test_stream_next__kind_too_far_behind),
        cmocka_unit_test(test_stream_next__refuses_objects_that_are_too_large),
        cmocka_unit_test(test_stream_next__refuses_deep_nesting),
        cmocka_unit_test(test_stream_next__refuses_lists_in_lists_in_lists),
        cmocka_unit_test(test_stream_next__failing_reads_end_the_input),
    };

    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
