/* Reads odd documents with our readers and holds the values against upstream's answers (tests/oracle/README.md,
 * program readers). Where we differ on purpose, a row below names the difference and why; everything else is a
 * failure.
 *
 *   read_docs --json|--yaml CASES ANSWERS    CASES: "<length>\n<bytes>\n" each; ANSWERS: one line each: TAP
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/num.h"
#include "kube/json.h"
#include "kube/yaml.h"

enum side { WE_REFUSE = 1, WE_TAKE };

static bool has_document_marker(struct bh_str text);
static bool has_mark_inside(struct bh_str text);
static bool has_directive_inside(struct bh_str text);
static bool has_rest_behind_brackets(struct bh_str text);

/* The differences that we stand by. A case is one of them when our error (WE_REFUSE) or upstream's (WE_TAKE) has these
 * words, or when 'applies' says so. */
static const struct deviation {
    const char *id;
    bool is_yaml;
    enum side side;
    const char *words;
    bool (*applies)(struct bh_str text);
    const char *why;
} deviations[] = {
    { "json-utf8", false, WE_REFUSE, "UTF-8", NULL,
      "upstream puts U+FFFD for bytes that are no UTF-8; a name that reads differently elsewhere is refused" },
    { "json-range", false, WE_TAKE, "number", NULL,
      "a number stays text until a field wants it; only that field's range matters" },
    { "yaml-rest", true, WE_REFUSE, "after the end of the document", NULL,
      "upstream drops what follows the first document; nothing is dropped here" },
    { "yaml-rest-unread", true, WE_REFUSE, NULL, has_rest_behind_brackets,
      "the same, where what follows brackets cannot even be read" },
    { "yaml-second", true, WE_REFUSE, "a second document begins here", NULL,
      "upstream drops every further document; the stream splits them before this reader sees them" },
    { "yaml-markers", true, WE_REFUSE, NULL, has_document_marker,
      "an error behind a '...' or '---' line, where upstream no longer reads" },
    { "yaml-depth", true, WE_REFUSE, "nested more than", NULL,
      "libyaml needs quadratic time for deep brackets" },
    { "yaml-utf16", true, WE_REFUSE, "UTF-16", NULL, "kubectl splits documents by UTF-8 bytes" },
    { "yaml-bom", true, WE_REFUSE, "byte order mark", has_mark_inside,
      "libyaml passes over a byte order mark that upstream takes for text" },
    { "yaml-inf", true, WE_REFUSE, "has no form in JSON", NULL,
      "upstream refuses infinities as values, and takes them as keys or where a later key hides them" },
    { "yaml-key-range", true, WE_REFUSE, "is too large for a key", NULL,
      "upstream drops such a key and its value" },
    { "yaml-null-key", true, WE_REFUSE, "null cannot be a key", NULL,
      "upstream takes a null key where a later pair hides it" },
    { "yaml-escape", true, WE_REFUSE, "unknown escape", NULL,
      "libyaml knows YAML's escapes only, upstream \\' as well" },
    { "yaml-slash", true, WE_TAKE, "found unknown escape character", NULL,
      "libyaml knows \\/, which YAML 1.2 has and upstream has not" },
    { "yaml-tag-end", true, WE_REFUSE, "whitespace or line break", NULL,
      "upstream lets a comma or a bracket be part of a tag" },
    { "yaml-tag-comma", true, WE_REFUSE, "a tag without a value", NULL,
      "upstream lets a comma be part of a tag" },
    { "yaml-tag-uri", true, WE_REFUSE, "did not find expected tag URI", NULL,
      "upstream lets a bracket be part of a tag" },
    { "yaml-brackets", true, WE_REFUSE, "inside brackets", NULL,
      "libyaml wants plain text in brackets quoted where upstream guesses" },
    { "yaml-mapping-key", true, WE_REFUSE, "cannot be a key", NULL,
      "upstream takes some brackets without a value as text" },
    { "yaml-directive", true, WE_REFUSE, NULL, has_directive_inside,
      "upstream ends the document at a line that begins with '%', and drops the rest" },
};
enum { N_DEVIATIONS = sizeof(deviations) / sizeof(deviations[0]) };

static void die(const char *what)
{
    fprintf(stderr, "read_docs: %s\n", what);
    exit(1);
}

/* ---- the canonical dump ------------------------------------------------------------------------- */

static void dump(struct bh_buf *out, const struct bh_node *node);

static void dump_hex(struct bh_buf *out, struct bh_str s)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bh_buf_add_byte(out, digits[c >> 4]);
        bh_buf_add_byte(out, digits[c & 15]);
    }
}

static void dump_number(struct bh_buf *out, struct bh_str text)
{
    int64_t v;
    char copy[512];

    if (bh_num_i64(text, 10, &v)) {
        bh_buf_addf(out, "i%lld", (long long)v);
    } else if (text.n < sizeof(copy)) {
        memcpy(copy, text.p, text.n);
        copy[text.n] = '\0';
        bh_buf_addf(out, "f%.17g", strtod(copy, NULL));
    } else {
        bh_buf_add_c(out, "f?");
    }
}

static int compare_keys(const void *a, const void *b)
{
    return bh_str_cmp(bh_node_text(*(const struct bh_node *const *)a),
                      bh_node_text(*(const struct bh_node *const *)b));
}

/* Sorted by key; of a repeated key the last value, as upstream's untyped readers have it. */
static void dump_object(struct bh_buf *out, const struct bh_node *object, struct bh_str items)
{
    const struct bh_node **keys = calloc((size_t)object->n + 1, sizeof(struct bh_node *));
    const struct bh_node *k = object + 1;
    size_t n = 0;
    bool is_first = true, has_items = !bh_str_is_set(items);

    if (keys == NULL) {
        die("no memory");
    }
    for (uint32_t i = 0; i < object->n; i++, k += k->skip) {
        keys[n++] = k;
    }
    qsort(keys, n, sizeof(struct bh_node *), compare_keys);
    bh_buf_add_byte(out, '{');
    for (size_t i = 0; i < n || !has_items; i++) {
        bool is_items_turn =
            !has_items && (i == n || bh_str_cmp(BH_S("items"), bh_node_text(keys[i])) < 0);
        if (is_items_turn || bh_doc_key(object, bh_node_text(keys[i])) == keys[i]) {
            bh_buf_add_c(out, is_first ? "" : ",");
            is_first = false;
        }
        if (is_items_turn) {
            dump_hex(out, BH_S("items"));
            bh_buf_add_c(out, ":[");
            bh_buf_add(out, items);
            bh_buf_add_byte(out, ']');
            has_items = true;
            i--;
            continue;
        }
        if (bh_doc_key(object, bh_node_text(keys[i])) == keys[i]) {
            dump_hex(out, bh_node_text(keys[i]));
            bh_buf_add_byte(out, ':');
            dump(out, keys[i] + 1);
        }
    }
    bh_buf_add_byte(out, '}');
    free(keys);
}

static void dump(struct bh_buf *out, const struct bh_node *node)
{
    const struct bh_node *e = node + 1;

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
        dump_number(out, bh_node_text(node));
        break;
    case BH_NODE_STRING:
        bh_buf_add_byte(out, 's');
        dump_hex(out, bh_node_text(node));
        break;
    case BH_NODE_ARRAY:
        bh_buf_add_byte(out, '[');
        for (uint32_t i = 0; i < node->n; i++, e += e->skip) {
            bh_buf_add_c(out, i == 0 ? "" : ",");
            dump(out, e);
        }
        bh_buf_add_byte(out, ']');
        break;
    case BH_NODE_OBJECT:
        dump_object(out, node, bh_str(NULL, 0));
        break;
    case BH_NODE_KEY:
        die("a key where a value should be");
    }
}

/* ---- our readers -------------------------------------------------------------------------------- */

struct reader {
    struct bh_arena arena;
    struct bh_nodes nodes;
    struct bh_buf out, items;
    struct bh_buf theirs; /* upstream's answer, with floats as we print them */
    struct bh_err err;
};

static int read_json(struct reader *r, struct bh_str text)
{
    struct bh_json json;
    const char *start;
    int kind = 0;

    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    int rc = bh_json_value(&json, &r->arena, &r->nodes, &start, &r->err);
    rc = rc != 0 ? rc : bh_json_peek(&json, &kind, &r->err);
    if (rc == 0 && kind != 0) {
        rc = bh_fail(&r->err, BH_ERR_INPUT, "something follows the value");
    }
    if (rc == 0) {
        dump(&r->out, r->nodes.v);
    }
    return rc;
}

static int read_piece(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct bh_str *rest = ctx;
    size_t n = rest->n < size ? rest->n : size;

    (void)err;
    if (n > 0) {
        memcpy(buf, rest->p, n);
    }
    *rest = bh_str_from(*rest, n);
    *out_n = n;
    return 0;
}

static int read_yaml(struct reader *r, struct bh_str text)
{
    struct bh_yaml *yaml;
    struct bh_doc doc;
    enum bh_yaml_piece piece = BH_YAML_WHOLE;
    bool has_value = false;

    int rc = bh_yaml_new(read_piece, &text, 1, &yaml, &r->err);
    if (rc != 0) {
        return rc;
    }
    while (rc == 0 && piece != BH_YAML_END) {
        rc = bh_yaml_next(yaml, &r->arena, &r->nodes, &piece, &doc, &r->err);
        if (rc != 0 || piece == BH_YAML_END) {
            break;
        }
        has_value = true;
        if (piece == BH_YAML_WHOLE) {
            dump(&r->out, doc.nodes);
        } else if (piece == BH_YAML_ITEM) {
            bh_buf_add_c(&r->items, r->items.n > 0 ? "," : "");
            dump(&r->items, doc.nodes);
        } else {
            dump_object(&r->out, doc.nodes, bh_buf_str(&r->items));
        }
    }
    if (rc == 0 && !has_value) {
        bh_buf_add_c(&r->out, "null"); /* no document at all is null to upstream */
    }
    bh_yaml_free(yaml);
    return rc;
}

/* ---- comparing ---------------------------------------------------------------------------------- */

/* Their floats as we print ours. */
static void normalise(struct bh_buf *out, struct bh_str theirs)
{
    bh_buf_clear(out);
    for (size_t i = 0; i < theirs.n;) {
        size_t end = i;
        while (end < theirs.n && theirs.p[end] != ',' && theirs.p[end] != ']' &&
               theirs.p[end] != '}' && theirs.p[end] != ':' && theirs.p[end] != '[' &&
               theirs.p[end] != '{') {
            end++;
        }
        struct bh_str token = bh_str(theirs.p + i, end - i);
        bool is_key = end < theirs.n && theirs.p[end] == ':';
        char copy[64];
        if (!is_key && token.n > 1 && token.p[0] == 'f' && token.n < sizeof(copy) &&
            !bh_str_eq(token, BH_S("false"))) {
            memcpy(copy, token.p + 1, token.n - 1);
            copy[token.n - 1] = '\0';
            bh_buf_addf(out, "f%.17g", strtod(copy, NULL));
        } else {
            bh_buf_add(out, token);
        }
        if (end < theirs.n) {
            bh_buf_add_byte(out, theirs.p[end]);
            end++;
        }
        i = end;
    }
}

/* A line that ends a document or begins the next, after some text. */
static bool has_document_marker(struct bh_str text)
{
    struct bh_str line;
    bool has_text = false;

    while (bh_str_line(&text, &line)) {
        if (has_text && (bh_str_starts(line, BH_S("---")) || bh_str_starts(line, BH_S("...")))) {
            return true;
        }
        has_text |= line.n > 0;
    }
    return false;
}

/* "[][>": brackets that end before the text does, so that upstream reads no further. Quotes and comments are not looked
 * into: a text with one of them is none of these. */
static bool has_rest_behind_brackets(struct bh_str text)
{
    size_t depth = 0;

    text = bh_str_trim(text);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '"' || c == '\'' || c == '#') {
            return false;
        }
        depth += c == '[' || c == '{';
        depth -= depth > 0 && (c == ']' || c == '}');
        if (depth == 0) {
            return (c == ']' || c == '}') && i + 1 < text.n;
        }
    }
    return false;
}

static bool has_directive_inside(struct bh_str text)
{
    return bh_str_find(text, BH_S("\n%")) < text.n;
}

static bool has_mark_inside(struct bh_str text)
{
    return text.n > 1 && bh_str_find(bh_str_from(text, 1), BH_S("\xef\xbb\xbf")) < text.n - 1;
}

static const struct deviation *find_deviation(bool is_yaml, enum side side, struct bh_str words,
                                              struct bh_str text)
{
    for (size_t i = 0; i < N_DEVIATIONS; i++) {
        const struct deviation *row = &deviations[i];
        if (row->is_yaml == is_yaml && row->side == side &&
            ((row->words != NULL && bh_str_find(words, bh_str_c(row->words)) < words.n) ||
             (row->applies != NULL && row->applies(text)))) {
            return row;
        }
    }
    return NULL;
}

struct counts {
    size_t n, same, both_refuse, open, wrong; /* open: upstream's own answer is not fixed */
    size_t by_deviation[N_DEVIATIONS];
};

static void tell(const struct reader *r, struct bh_str text, struct bh_str answer, bool refused)
{
    fputs("# case ", stdout);
    for (size_t i = 0; i < text.n && i < 300; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c >= 0x20 && c < 0x7f && c != '\\') {
            putchar(c);
        } else {
            printf("\\x%02x", c);
        }
    }
    printf("\n# upstream " BH_FMT "\n# ours     %s" BH_FMT "\n",
           BH_ARG(bh_str(answer.p, answer.n < 400 ? answer.n : 400)), refused ? "refused: " : "V\t",
           BH_ARG(refused ? bh_str_c(r->err.msg) : bh_buf_str(&r->out)));
}

static void compare(struct reader *r, bool is_yaml, struct bh_str text, struct bh_str answer,
                    struct counts *counts)
{
    const struct deviation *deviation = NULL;

    bh_arena_reset(&r->arena);
    bh_buf_clear(&r->out);
    bh_buf_clear(&r->items);
    bool refused = (is_yaml ? read_yaml(r, text) : read_json(r, text)) != 0;
    bool is_open = bh_str_starts(answer, BH_S("U"));
    bool they_refuse = bh_str_starts(answer, BH_S("E"));

    counts->n++;
    if (is_open || (refused && they_refuse)) {
        counts->open += is_open;
        counts->both_refuse += !is_open;
        return;
    }
    if (refused) {
        deviation = find_deviation(is_yaml, WE_REFUSE, bh_str_c(r->err.msg), text);
    } else if (they_refuse) {
        deviation = find_deviation(is_yaml, WE_TAKE, answer, text);
    } else {
        normalise(&r->theirs, bh_str_from(answer, 2));
        if (bh_str_eq(bh_buf_str(&r->theirs), bh_buf_str(&r->out))) {
            counts->same++;
            return;
        }
    }
    if (deviation != NULL) {
        counts->by_deviation[deviation - deviations]++;
        return;
    }
    if (++counts->wrong <= 20) {
        tell(r, text, answer, refused);
    }
}

/* Owned by the caller. */
static struct bh_buf read_all(const char *path)
{
    FILE *in = fopen(path, "re");
    struct bh_buf all = { 0 };
    char piece[65536];
    size_t n;

    if (in == NULL) {
        die("cannot open an input");
    }
    while ((n = fread(piece, 1, sizeof(piece), in)) > 0) {
        bh_buf_add(&all, bh_str(piece, n));
    }
    fclose(in);
    return all;
}

int main(int argc, char **argv)
{
    struct reader r = { 0 };
    struct counts counts = { 0 };

    if (argc != 4 || (strcmp(argv[1], "--json") != 0 && strcmp(argv[1], "--yaml") != 0)) {
        die("usage: read_docs --json|--yaml CASES ANSWERS");
    }
    bool is_yaml = strcmp(argv[1], "--yaml") == 0;
    struct bh_buf cases_text = read_all(argv[2]), answers_text = read_all(argv[3]);
    struct bh_str cases = bh_buf_str(&cases_text), answers = bh_buf_str(&answers_text);
    struct bh_str line, answer;
    bh_arena_init(&r.arena, (size_t)256 << 20);
    while (bh_str_line(&cases, &line)) {
        uint64_t n;
        if (!bh_num_u64(line, 10, &n) || n >= cases.n || !bh_str_line(&answers, &answer)) {
            die("the cases and the answers do not fit together");
        }
        compare(&r, is_yaml, bh_str(cases.p, n), answer, &counts);
        cases = bh_str_from(cases, n + 1);
    }
    for (size_t i = 0; i < N_DEVIATIONS; i++) {
        if (deviations[i].is_yaml == is_yaml) {
            printf("# deviation %s: %zu cases: %s\n", deviations[i].id, counts.by_deviation[i],
                   deviations[i].why);
        }
    }
    bool is_good = counts.n > 0 && counts.wrong == 0;
    printf(
        "1..1\n%s 1 - %zu %s documents: %zu same value, %zu refused by both, %zu open, %zu differ\n",
        is_good ? "ok" : "not ok", counts.n, argv[1] + 2, counts.same, counts.both_refuse,
        counts.open, counts.wrong);
    bh_buf_done(&cases_text);
    bh_buf_done(&answers_text);
    bh_buf_done(&r.out);
    bh_buf_done(&r.items);
    bh_buf_done(&r.theirs);
    bh_nodes_done(&r.nodes);
    bh_arena_done(&r.arena);
    return is_good ? 0 : 1;
}
