/* Baselines: reading, marking, recording, writing. Called by `bulkhead scan`. Leaves out files. A baseline is an aid for
 * whoever runs it, no boundary: whoever can name an object as a known one is named can violate what that one does. */
#include "review/baseline.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/num.h"
#include "kube/schema.h"
#include "review/fingerprint.h"

#define BASELINE_VERSION "bulkhead.dev/" BH_FINGERPRINT_VERSION
#define BASELINE_KIND    "ScanBaseline"

/* ---- the entries ----------------------------------------------------------------------------------- */

static struct bh_str key_of(const uint64_t *fingerprint)
{
    return bh_str((const char *)fingerprint, sizeof(*fingerprint));
}

static struct bh_known *find(const struct bh_baseline *baseline, uint64_t fingerprint)
{
    return bh_map_get(&baseline->by_fingerprint, key_of(&fingerprint));
}

/* Adds an entry that is not there yet; its text is copied. */
static int add(struct bh_baseline *baseline, const struct bh_known *entry, struct bh_arena *arena,
               struct bh_err *err)
{
    struct bh_known *kept = bh_new(arena, struct bh_known, 1);

    if (kept == NULL) {
        return bh_arena_fail(arena, err);
    }
    *kept = *entry;
    kept->next = NULL;
    int rc = bh_arena_copy(arena, entry->check, &kept->check, err);
    rc = rc != 0 ? rc : bh_arena_copy(arena, entry->object, &kept->object, err);
    rc = rc != 0 ? rc : bh_arena_copy(arena, entry->message, &kept->message, err);
    rc = rc != 0
             ? rc
             : bh_map_put(&baseline->by_fingerprint, arena, key_of(&kept->fingerprint), kept, err);
    if (rc == 0) {
        if (baseline->first == NULL) {
            baseline->first = kept;
        } else {
            *baseline->end = kept;
        }
        baseline->end = &kept->next;
        baseline->n++;
    }
    return rc;
}

/* ---- reading --------------------------------------------------------------------------------------- */

struct line {
    struct bh_str fingerprint, check, object, message;
};

static const struct bh_field line_fields[] = {
    STORED("check", STRING, ONE, offsetof(struct line, check), NULL),
    STORED("fingerprint", STRING, ONE, offsetof(struct line, fingerprint), NULL),
    STORED("message", STRING, ONE, offsetof(struct line, message), NULL),
    STORED("object", STRING, ONE, offsetof(struct line, object), NULL),
};
static const struct bh_type line_type =
    TYPE("ScanBaselineEntry", line_fields, sizeof(struct line), BH_NOT_STORED);

static const struct bh_field head_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("kind", STRING, ONE, NULL),
};
static const struct bh_type head_type = TYPE("ScanBaseline", head_fields, 0, BH_NOT_STORED);

static const struct bh_strict_kind kinds[] = { { BASELINE_VERSION, BASELINE_KIND, 1 } };

static bool is_text(const struct bh_node *node, struct bh_str text)
{
    return node != NULL && node->kind == BH_NODE_STRING && bh_str_eq(bh_node_text(node), text);
}

/* A baseline, but one of another bulkhead. */
static bool is_other_version(const struct bh_node *node)
{
    const struct bh_node *version = bh_doc_member(node, BH_S("apiVersion"));

    return is_text(bh_doc_member(node, BH_S("kind")), BH_S(BASELINE_KIND)) && version != NULL &&
           version->kind == BH_NODE_STRING && !is_text(version, BH_S(BASELINE_VERSION)) &&
           bh_str_starts(bh_node_text(version), BH_S("bulkhead.dev/"));
}

static int take_head(struct bh_baseline *baseline, const struct bh_doc *doc,
                     struct bh_problems *problems, struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_strict_kind *kind;
    int rc = bh_strict_kind(kinds, 1, doc, doc->nodes, "the head of a " BASELINE_KIND, &kind,
                            problems, arena, err);

    if (rc == 0 && kind == NULL && problems->n > 0 && is_other_version(doc->nodes)) {
        problems->v[problems->n - 1].hint =
            BH_S("its fingerprints are made otherwise: write it anew with --write-baseline");
    }
    if (rc != 0 || kind == NULL) {
        return rc;
    }
    baseline->has_head = true;
    return bh_strict_decode(&head_type, doc, doc->nodes, "", NULL, problems, arena, err);
}

int bh_baseline_take(struct bh_baseline *baseline, const struct bh_doc *doc,
                     struct bh_problems *problems, struct bh_arena *arena, struct bh_err *err)
{
    struct line line = { 0 };
    struct bh_known entry = { 0 };
    uint32_t n_before = problems->n;

    if (!baseline->has_head) {
        return take_head(baseline, doc, problems, arena, err);
    }
    int rc = bh_strict_decode(&line_type, doc, doc->nodes, "", &line, problems, arena, err);
    if (rc != 0 || problems->n > n_before) {
        return rc;
    }
    const struct bh_node *at = bh_doc_member(doc->nodes, BH_S("fingerprint"));
    if (line.fingerprint.n != 16 || !bh_num_u64(line.fingerprint, 16, &entry.fingerprint)) {
        struct bh_str text = at == NULL ? BH_S("the entry has no fingerprint")
                                        : bh_arena_printf(arena,
                                                          "fingerprint is '" BH_FMT
                                                          "', expected 16 hexadecimal digits",
                                                          BH_ARG(line.fingerprint));
        return bh_problems_add(problems, doc, at != NULL ? at : doc->nodes, text, bh_str(NULL, 0),
                               arena, err);
    }
    if (find(baseline, entry.fingerprint) != NULL) {
        return 0; /* two branches that were merged may both have added it */
    }
    entry.check = bh_str_is_set(line.check) ? line.check : BH_S("");
    entry.object = bh_str_is_set(line.object) ? line.object : BH_S("");
    entry.message = bh_str_is_set(line.message) ? line.message : BH_S("");
    entry.line = bh_doc_place(doc, doc->nodes).line;
    return add(baseline, &entry, arena, err);
}

/* ---- marking and recording ------------------------------------------------------------------------- */

void bh_baseline_mark(struct bh_baseline *baseline, struct bh_judgement *judgement)
{
    for (size_t m = 0; m < BH_N_MODES; m++) {
        struct bh_mode_verdict *verdict = &judgement->modes[m];
        for (uint32_t i = 0; i < verdict->n_findings; i++) {
            struct bh_known *known = find(baseline, verdict->findings[i].fingerprint);
            if (known != NULL) {
                known->is_found = true;
                verdict->findings[i].is_in_baseline = true;
                verdict->findings[i].is_known = verdict->findings[i].suppressed == NULL;
            }
        }
    }
}

void bh_baseline_forget(struct bh_baseline *baseline)
{
    for (struct bh_known *known = baseline->first; known != NULL; known = known->next) {
        known->is_found = false;
    }
}

/* "Deployment shop/web" */
static struct bh_str subject_text(const struct bh_object_ref *subject, struct bh_arena *arena)
{
    return bh_arena_printf(arena, BH_FMT " " BH_FMT "/" BH_FMT, BH_ARG(subject->kind),
                           BH_ARG(subject->namespace_), BH_ARG(subject->name));
}

int bh_baseline_add(struct bh_baseline *baseline, const struct bh_judgement *judgement,
                    struct bh_arena *arena, struct bh_err *err)
{
    struct bh_str object = { NULL, 0 };

    for (size_t m = 0; m < BH_N_MODES; m++) {
        const struct bh_mode_verdict *verdict = &judgement->modes[m];
        for (uint32_t i = 0; i < verdict->n_findings; i++) {
            const struct bh_finding *finding = &verdict->findings[i];
            if (finding->suppressed != NULL || find(baseline, finding->fingerprint) != NULL) {
                continue;
            }
            if (!bh_str_is_set(object)) {
                object = subject_text(&judgement->subject, arena);
            }
            if (!bh_str_is_set(object)) {
                return bh_arena_fail(arena, err);
            }
            struct bh_known entry = {
                .fingerprint = finding->fingerprint,
                .check = finding->rule,
                .object = object,
                .message = finding->message,
                .is_found = true,
            };
            int rc = add(baseline, &entry, arena, err);
            if (rc != 0) {
                return rc;
            }
        }
    }
    return 0;
}

/* ---- writing --------------------------------------------------------------------------------------- */

static int by_object(const void *a, const void *b)
{
    const struct bh_known *x = *(const struct bh_known *const *)a;
    const struct bh_known *y = *(const struct bh_known *const *)b;
    int order = bh_str_cmp(x->object, y->object);

    order = order != 0 ? order : bh_str_cmp(x->check, y->check);
    order = order != 0 ? order : bh_str_cmp(x->message, y->message);
    return order != 0 ? order
                      : (x->fingerprint > y->fingerprint) - (x->fingerprint < y->fingerprint);
}

/* As a JSON string in plain ASCII: the file goes through editors and terminals. Bytes that are no UTF-8 become
 * U+FFFD. */
static void add_string(struct bh_buf *out, struct bh_str s)
{
    bh_buf_add_byte(out, '"');
    while (s.n > 0) {
        size_t n = bh_utf8_len(s);
        uint32_t c = n == 0 ? 0xFFFD : bh_utf8_decode(s.p, n);

        if (c == '"' || c == '\\') {
            bh_buf_add_byte(out, '\\');
        }
        if (c >= 0x20 && c < 0x7F) {
            bh_buf_add_byte(out, (char)c);
        } else if (c >= 0x10000) {
            c -= 0x10000;
            bh_buf_addf(out, "\\u%04x\\u%04x", 0xD800 + (c >> 10), 0xDC00 + (c & 0x3FF));
        } else {
            bh_buf_addf(out, "\\u%04x", c);
        }
        s = bh_str_from(s, n == 0 ? 1 : n);
    }
    bh_buf_add_byte(out, '"');
}

int bh_baseline_write(const struct bh_baseline *baseline, struct bh_arena *arena,
                      struct bh_buf *out, struct bh_err *err)
{
    const struct bh_known **sorted = bh_new(arena, const struct bh_known *, baseline->n);
    size_t n = 0;

    if (sorted == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (const struct bh_known *known = baseline->first; known != NULL; known = known->next) {
        sorted[n++] = known;
    }
    if (n > 1) {
        qsort(sorted, n, sizeof(const struct bh_known *), by_object);
    }
    bh_buf_add_c(out,
                 "{\"apiVersion\": \"" BASELINE_VERSION "\", \"kind\": \"" BASELINE_KIND "\"}\n");
    for (size_t i = 0; i < n; i++) {
        bh_buf_addf(out, "{\"fingerprint\": \"%016llx\", \"check\": ",
                    (unsigned long long)sorted[i]->fingerprint);
        add_string(out, sorted[i]->check);
        bh_buf_add_c(out, ", \"object\": ");
        add_string(out, sorted[i]->object);
        bh_buf_add_c(out, ", \"message\": ");
        add_string(out, sorted[i]->message);
        bh_buf_add_c(out, "}\n");
    }
    return out->is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory for the baseline") : 0;
}
