/* Fuzzes kube/stream.c with any bytes as an input of documents and Lists.
 *
 * Properties: whatever the source's reads deliver at once, one byte or all there is, the same objects come out, with the same
 * places, and the same errors; so they do when the input stands behind separators that fill most of the first window, so that the
 * window's edge cuts it somewhere; every object is a well-formed tree of valid text; every error has a kind and a message; after
 * an error the stream goes on and comes to an end. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "fuzz.h"
#include "kube/stream.h"
#include "kube/window.h"

#define REQUIRE(cond)  \
    do {               \
        if (!(cond)) { \
            abort();   \
        }              \
    } while (0)

enum {
    MAX_GIVEN =
        20000,       /* objects and errors that are looked at: aliases can make many of few bytes */
    MAX_PLACES = 40, /* nodes of an object whose place is asked for */
    N_PAD_LINES = 4,
};

struct input {
    struct bh_str text;
    size_t at, step; /* next byte; most bytes of one read */
};

static int read_input(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct input *input = ctx;
    size_t n = input->text.n - input->at;

    (void)err;
    n = n < size ? n : size;
    n = n < input->step ? n : input->step;
    if (n > 0) {
        memcpy(buf, input->text.p + input->at, n);
    }
    input->at += n;
    *out_n = n;
    return 0;
}

static int seek_input(void *ctx, uint64_t offset, struct bh_err *err)
{
    struct input *input = ctx;

    (void)err;
    REQUIRE(offset <= input->text.n);
    input->at = (size_t)offset;
    return 0;
}

/* Walks an object once, without recursion: children fill their parents exactly. */
static void check_tree(const struct bh_doc *doc)
{
    REQUIRE(doc->n > 0 && doc->n <= BH_MAX_NODES && doc->nodes[0].skip == doc->n);
    for (uint32_t i = 0; i < doc->n; i++) {
        const struct bh_node *node = &doc->nodes[i];
        uint32_t end = i + node->skip, at = i + 1;
        REQUIRE(node->skip >= 1 && end <= doc->n);
        if (node->p != NULL) {
            REQUIRE(bh_utf8_valid(bh_node_text(node)));
        }
        if (node->kind == BH_NODE_ARRAY || node->kind == BH_NODE_OBJECT) {
            for (uint32_t k = 0; k < node->n; k++) {
                REQUIRE(at < end);
                REQUIRE((doc->nodes[at].kind == BH_NODE_KEY) == (node->kind == BH_NODE_OBJECT));
                at += doc->nodes[at].skip;
            }
            REQUIRE(at == end);
        }
    }
}

static void add_str(struct bh_buf *out, struct bh_str s)
{
    bh_buf_addf(out, " %zu:", s.n);
    bh_buf_add(out, bh_str_is_set(s) ? s : BH_S("-"));
}

static void add_place(struct bh_buf *out, uint32_t line, uint32_t column, uint32_t n_pad_lines)
{
    REQUIRE(line == 0 || line > n_pad_lines);
    bh_buf_addf(out, " %u:%u", line == 0 ? 0 : line - n_pad_lines, column);
}

static void add_item(struct bh_buf *out, const struct bh_item *item, uint32_t n_pad_lines)
{
    check_tree(&item->doc);
    bh_buf_addf(out, "%u %d %u", item->document, item->is_list_item, item->index);
    add_str(out, item->api_version);
    add_str(out, item->kind);
    add_str(out, item->source);
    for (uint32_t i = 0; i < item->doc.n; i++) {
        const struct bh_node *node = &item->doc.nodes[i];
        bh_buf_addf(out, "\n%u %u %u", node->kind, node->n, node->skip);
        if (i < MAX_PLACES) {
            struct bh_place place = bh_doc_place(&item->doc, node);
            add_place(out, place.line, place.column, n_pad_lines);
        }
        if (node->p != NULL) {
            add_str(out, bh_node_text(node));
        }
    }
    bh_buf_add_byte(out, '\n');
}

/* Messages can name lines, which the padding moves. */
static void add_error(struct bh_buf *out, const struct bh_err *err, uint32_t n_pad_lines)
{
    REQUIRE(err->kind == BH_ERR_INPUT || err->kind == BH_ERR_LIMIT);
    REQUIRE(err->msg[0] != '\0');
    bh_buf_addf(out, "error %d", (int)err->kind);
    add_place(out, err->line, err->column, n_pad_lines);
    bh_buf_add_byte(out, ' ');
    for (const char *p = err->msg; *p != '\0'; p++) {
        bool is_digit = *p >= '0' && *p <= '9',
             is_run = p > err->msg && p[-1] >= '0' && p[-1] <= '9';
        if (!is_digit) {
            bh_buf_add_byte(out, *p);
        } else if (!is_run) {
            bh_buf_add_byte(out, '#');
        }
    }
    bh_buf_add_byte(out, '\n');
}

/* Everything that the stream says of the input. */
static struct bh_buf read_all(struct bh_str text, size_t step, enum bh_syntax syntax,
                              uint32_t n_pad_lines)
{
    struct input input = { .text = text, .step = step };
    struct bh_source source = { read_input, seek_input, &input };
    struct bh_stream *stream = NULL;
    struct bh_err err = { 0 };
    struct bh_buf out = { 0 };
    unsigned n_given = 0, n_errors = 0;

    REQUIRE(bh_stream_new(source, syntax, &stream, &err) == 0);
    for (; n_given < MAX_GIVEN; n_given++) {
        const struct bh_item *item = NULL;
        err = (struct bh_err){ 0 };
        int rc = bh_stream_next(stream, &item, &err);
        if (rc != 0) {
            REQUIRE(rc == -(int)err.kind && item == NULL);
            REQUIRE(++n_errors <= text.n + 1);
            add_error(&out, &err, n_pad_lines);
        } else if (item == NULL) {
            break;
        } else {
            add_item(&out, item, n_pad_lines);
        }
    }
    if (n_given < MAX_GIVEN) {
        const struct bh_item *item = NULL;
        REQUIRE(bh_stream_next(stream, &item, &err) == 0 && item == NULL);
    }
    bh_buf_addf(&out, "%u %u %d\n", bh_stream_lists(stream), bh_stream_empty(stream),
                bh_stream_saw_template(stream));
    bh_stream_free(stream);
    REQUIRE(!out.is_broken);
    return out;
}

static void check_same(struct bh_buf *one, struct bh_buf other)
{
    REQUIRE(bh_str_eq(bh_buf_str(one), bh_buf_str(&other)));
    bh_buf_done(&other);
}

/* What a padded input may begin with: there is a byte order mark, or a guess at UTF-16, at the very beginning only. */
static bool begins_plainly(struct bh_str text)
{
    for (size_t i = 0; i < text.n && i < 4; i++) {
        if ((unsigned char)text.p[i] >= 0x7F || text.p[i] == '\0') {
            return false;
        }
    }
    return true;
}

/* The input behind lines that are separators with a long comment, where its 'cut'th byte is the first behind the first window. */
static void check_padded(struct bh_str text, size_t cut, struct bh_buf *plain)
{
    size_t pad = BH_WINDOW_FIRST - cut, at = 0;
    char *all = malloc(pad + text.n);

    REQUIRE(all != NULL);
    for (uint32_t i = 0; i < N_PAD_LINES; i++) {
        size_t end = i + 1 == N_PAD_LINES ? pad : at + pad / N_PAD_LINES;
        memset(all + at, 'x', end - at);
        memcpy(all + at, "--- #", 5);
        all[end - 1] = '\n';
        at = end;
    }
    memcpy(all + pad, text.p, text.n);
    check_same(plain, read_all(bh_str(all, pad + text.n), SIZE_MAX, BH_SYNTAX_DETECT, N_PAD_LINES));
    free(all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum bh_syntax syntaxes[] = { BH_SYNTAX_DETECT, BH_SYNTAX_JSON, BH_SYNTAX_YAML };
    struct bh_str text = bh_str(size > 0 ? (const char *)data : "", size);

    unsigned sum = 0;

    for (size_t i = 0; i < size; i++) {
        sum = sum * 31 + data[i];
    }
    for (size_t i = 0; i < sizeof(syntaxes) / sizeof(syntaxes[0]); i++) {
        struct bh_buf whole = read_all(text, SIZE_MAX, syntaxes[i], 0);
        check_same(&whole, read_all(text, 1 + sum % 3 * 4, syntaxes[i], 0));
        if (i == 0 && sum % 8 == 0 &&
            begins_plainly(text)) { /* a quarter of a megabyte takes its time */
            check_padded(text, size / 2, &whole);
        }
        bh_buf_done(&whole);
    }
    return 0;
}
