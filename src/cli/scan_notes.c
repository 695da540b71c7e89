/* What a scan says beside its verdicts: errors, warnings and skipped files. Called by scan_run.c, which meets them, as
 * a row of the report and, for errors, a line for standard error. Leaves out the verdicts. */
#include "cli/scan_notes.h"

#include <string.h>

#include "base/buf.h"
#include "cli/messages.h"

int bh_scan_notes_say(struct bh_scan_notes *notes, struct bh_str file, uint32_t line,
                      uint32_t column, struct bh_str text, struct bh_str hint, struct bh_err *err)
{
    struct bh_buf whole = { 0 }, message = { 0 };

    bh_buf_add(&whole, text);
    if (bh_str_is_set(hint)) {
        bh_buf_addf(&whole, " (" BH_FMT ")", BH_ARG(hint));
    }
    bh_message_problem(&message, file, line, column, bh_buf_str(&whole));
    int rc = whole.is_broken || message.is_broken
                 ? bh_fail(err, BH_ERR_LIMIT, "no memory for a message")
                 : bh_spool_add(notes->messages, bh_buf_str(&message), err);
    bh_buf_done(&whole);
    bh_buf_done(&message);
    return rc;
}

/* is_urgent: a quiet report has it too */
static int add(struct bh_scan_notes *notes, const struct bh_note *note, bool is_urgent,
               struct bh_err *err)
{
    int rc = 0;

    if (notes->is_muted) {
        return 0;
    }
    switch (note->kind) {
    case BH_NOTE_ERROR:
        notes->totals->n_errors++;
        rc = bh_scan_notes_say(notes, note->file, note->line, note->column, note->text, note->hint,
                               err);
        break;
    case BH_NOTE_WARNING:
        notes->totals->n_fixed += note->is_fixed;
        notes->totals->n_warnings += !note->is_fixed;
        break;
    case BH_NOTE_SKIPPED:
        notes->totals->n_skipped++;
        break;
    }
    if (rc == 0 && (note->kind == BH_NOTE_ERROR || is_urgent || !notes->options->is_quiet)) {
        rc = notes->options->format->note(notes->writer, note, err);
    }
    return rc;
}

int bh_scan_notes_add(struct bh_scan_notes *notes, const struct bh_note *note, struct bh_err *err)
{
    return add(notes, note, false, err);
}

int bh_scan_notes_add_urgent(struct bh_scan_notes *notes, const struct bh_note *note,
                             struct bh_err *err)
{
    return add(notes, note, true, err);
}

void bh_scan_notes_worsen(struct bh_scan_notes *notes, enum bh_err_kind kind)
{
    int code = bh_err_exit(kind);

    notes->worst = code > notes->worst ? code : notes->worst;
}

/* An input or object that could not be read. */
int bh_scan_notes_error(struct bh_scan_notes *notes, const struct bh_err *cause,
                        struct bh_str object, struct bh_err *err)
{
    struct bh_note note = {
        .kind = BH_NOTE_ERROR,
        .file = notes->file,
        .line = cause->line,
        .column = cause->column,
        .object = object,
        .text = bh_str_c(cause->msg),
    };

    bh_scan_notes_worsen(notes, cause->kind);
    return bh_scan_notes_add(notes, &note, err);
}

/* A template that nobody rendered: said once a file, and no error. */
static int note_template(struct bh_scan_notes *notes, const struct bh_err *cause,
                         struct bh_str object, struct bh_str text, struct bh_str hint,
                         struct bh_err *err)
{
    struct bh_note note = {
        .kind = BH_NOTE_SKIPPED,
        .file = notes->file,
        .line = cause->line,
        .column = cause->column,
        .object = object,
        .text = text,
        .hint = hint,
    };

    if (notes->has_template_note) {
        return 0;
    }
    notes->has_template_note = true;
    return bh_str_is_set(hint) ? bh_scan_notes_add(notes, &note, err)
                               : bh_arena_fail(notes->arena, err);
}

static int note_helm_template(struct bh_scan_notes *notes, const struct bh_err *cause,
                              struct bh_err *err)
{
    struct bh_str chart = bh_input_chart_of(notes->file, notes->arena);
    struct bh_str word =
        bh_str_is_set(chart) ? bh_input_shell_word(chart, notes->arena) : BH_S("CHART");

    return note_template(
        notes, cause, bh_str(NULL, 0), BH_S("a template: render it first"),
        bh_arena_printf(notes->arena, "helm template " BH_FMT " | bulkhead scan", BH_ARG(word)),
        err);
}

static int note_openshift_template(struct bh_scan_notes *notes, const struct bh_err *cause,
                                   struct bh_str object, struct bh_err *err)
{
    bool is_stdin = bh_str_eq(notes->file, BH_S("<stdin>"));
    struct bh_str word = is_stdin ? BH_S("-") : bh_input_shell_word(notes->file, notes->arena);

    return note_template(
        notes, cause, object,
        BH_S("objects of a Template are not judged, because of their parameters: render it first"),
        bh_arena_printf(notes->arena, "oc process --local -f " BH_FMT " -o yaml | bulkhead scan",
                        BH_ARG(word)),
        err);
}

/* A document that cannot even be read, and holds "{{". */
int bh_scan_notes_unread(struct bh_scan_notes *notes, const struct bh_stream *stream,
                         const struct bh_err *cause, struct bh_err *err)
{
    return cause->kind == BH_ERR_INPUT && bh_stream_saw_template(stream)
               ? note_helm_template(notes, cause, err)
               : bh_scan_notes_error(notes, cause, bh_str(NULL, 0), err);
}

int bh_scan_notes_undecoded(struct bh_scan_notes *notes, const struct bh_err *cause,
                            struct bh_str object, struct bh_err *err)
{
    struct bh_str text = bh_str_c(cause->msg);

    if (cause->kind == BH_ERR_INPUT && notes->in_openshift_template &&
        bh_str_find(text, BH_S("${")) < text.n) {
        return note_openshift_template(notes, cause, object, err);
    }
    return cause->kind == BH_ERR_INPUT && bh_str_find(text, BH_S("{{")) < text.n
               ? note_helm_template(notes, cause, err)
               : bh_scan_notes_error(notes, cause, object, err);
}

/* "deployment/web" of a document; unset when it has no name, or memory is spent. */
struct bh_str bh_scan_notes_object(struct bh_scan_notes *notes, const struct bh_item *item)
{
    const struct bh_node *meta = bh_doc_member(item->doc.nodes, BH_S("metadata"));
    const struct bh_node *name = bh_doc_member(meta, BH_S("name"));

    if (name == NULL || name->kind != BH_NODE_STRING) {
        name = bh_doc_member(meta, BH_S("generateName"));
    }
    if (name == NULL || name->kind != BH_NODE_STRING) {
        return bh_str(NULL, 0);
    }
    size_t n = item->kind.n + 1 + name->n;
    char *p = bh_new(notes->arena, char, n);
    if (p == NULL) {
        return bh_str(NULL, 0);
    }
    for (size_t i = 0; i < item->kind.n; i++) {
        char c = item->kind.p[i];
        p[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    p[item->kind.n] = '/';
    memcpy(p + item->kind.n + 1, name->p, name->n);
    return bh_str(p, n);
}

static int note_issue(struct bh_scan_notes *notes, const struct bh_issue *issue,
                      struct bh_str object, bool is_error, struct bh_err *err)
{
    bool is_unknown = issue->kind == BH_ISSUE_UNKNOWN_FIELD;
    struct bh_note note = {
        .kind = is_error ? BH_NOTE_ERROR : BH_NOTE_WARNING,
        .file = notes->file,
        .line = issue->place.line,
        .column = issue->place.column,
        .object = object,
        .text = is_unknown ? bh_arena_printf(notes->arena, "unknown field \"" BH_FMT "\"",
                                             BH_ARG(issue->path))
                           : bh_arena_printf(notes->arena,
                                             "duplicate field \"" BH_FMT "\", first on line %u: "
                                             "the last one counts",
                                             BH_ARG(issue->path), issue->other.line),
    };

    if (is_unknown && bh_str_is_set(issue->near)) {
        note.hint =
            bh_arena_printf(notes->arena, "did you mean \"" BH_FMT "\"?", BH_ARG(issue->near));
    }
    if (!bh_str_is_set(note.text)) {
        return bh_arena_fail(notes->arena, err);
    }
    return bh_scan_notes_add(notes, &note, err);
}

/* Reports what the decoder noticed. *out_is_refused: the object is not to be judged. */
int bh_scan_notes_issues(struct bh_scan_notes *notes, const struct bh_issues *issues,
                         const struct bh_doc *doc, struct bh_str object, bool *out_is_refused,
                         struct bh_err *err)
{
    enum bh_validate validate = notes->options->validate;
    bool is_strict = validate == BH_VALIDATE_STRICT;
    int rc = 0;

    *out_is_refused = false;
    for (uint32_t i = 0; i < issues->n && rc == 0; i++) {
        bool is_unknown = issues->v[i].kind == BH_ISSUE_UNKNOWN_FIELD;
        if (is_unknown && validate == BH_VALIDATE_IGNORE) {
            continue;
        }
        *out_is_refused |= is_unknown && is_strict;
        rc = note_issue(notes, &issues->v[i], object, is_unknown && is_strict, err);
    }
    if (rc == 0 && issues->n_more > 0 && validate != BH_VALIDATE_IGNORE) {
        struct bh_note note = {
            .kind = is_strict ? BH_NOTE_ERROR : BH_NOTE_WARNING,
            .file = notes->file,
            .line = doc->line,
            .column = doc->column,
            .object = object,
            .text = bh_arena_printf(notes->arena, "and %u more unknown fields", issues->n_more),
        };
        *out_is_refused |= is_strict;
        rc = bh_scan_notes_add(notes, &note, err);
    }
    if (*out_is_refused) {
        bh_scan_notes_worsen(notes, BH_ERR_INPUT);
    }
    return rc;
}

int bh_scan_notes_containers(struct bh_scan_notes *notes, const struct bh_decoded *decoded,
                             const struct bh_doc *doc, struct bh_str object, bool *out_is_refused,
                             struct bh_err *err)
{
    const struct bh_pod_spec *spec = decoded->object.spec;
    struct bh_str base = decoded->pod_path;
    bool is_whole;

    *out_is_refused = false;
    if (spec != NULL && spec->containers.n > 0) {
        return 0;
    }
    struct bh_str path = bh_arena_printf(notes->arena, BH_FMT "%sspec.containers", BH_ARG(base),
                                         base.n > 0 ? "." : "");
    struct bh_str text =
        decoded->is_partial
            ? bh_arena_printf(notes->arena,
                              BH_FMT " are not in the template: only the rest of it is judged",
                              BH_ARG(path))
            : bh_arena_printf(notes->arena, BH_FMT ": Required value", BH_ARG(path));
    if (!bh_str_is_set(path) || !bh_str_is_set(text)) {
        return bh_arena_fail(notes->arena, err);
    }
    struct bh_place place = bh_doc_place(doc, bh_doc_locate(doc, path, &is_whole));
    struct bh_note note = {
        .kind = decoded->is_partial ? BH_NOTE_WARNING : BH_NOTE_ERROR,
        .file = notes->file,
        .line = place.line,
        .column = place.column,
        .object = object,
        .text = text,
    };
    if (!decoded->is_partial) {
        *out_is_refused = true;
        bh_scan_notes_worsen(notes, BH_ERR_INPUT);
    }
    return bh_scan_notes_add(notes, &note, err);
}

int bh_scan_notes_stray(struct bh_scan_notes *notes, const struct bh_node *stray,
                        const struct bh_doc *doc, struct bh_str object, struct bh_err *err)
{
    struct bh_place place = bh_doc_place(doc, stray);
    struct bh_str path = bh_doc_path(doc, stray, notes->arena);
    struct bh_note note = {
        .kind = BH_NOTE_WARNING,
        .file = notes->file,
        .line = place.line,
        .column = place.column,
        .object = object,
    };

    if (!bh_str_is_set(path)) {
        return bh_arena_fail(notes->arena, err);
    }
    note.text = bh_arena_printf(
        notes->arena, "not judged: containers in no pod template, at " BH_FMT, BH_ARG(path));
    return bh_str_is_set(note.text) ? bh_scan_notes_add(notes, &note, err)
                                    : bh_arena_fail(notes->arena, err);
}

int bh_scan_notes_misspelt_labels(struct bh_scan_notes *notes, const struct bh_pairs *labels,
                                  const struct bh_doc *doc, struct bh_str object,
                                  struct bh_err *err)
{
    int rc = 0;

    for (uint32_t i = 0; i < labels->n && rc == 0; i++) {
        struct bh_str key = labels->v[i].key, near;
        if (!bh_pss_label_is_misspelt(key, &near)) {
            continue;
        }
        const struct bh_node *meta = bh_doc_member(doc->nodes, BH_S("metadata"));
        const struct bh_node *all = bh_doc_member(meta, BH_S("labels"));
        struct bh_place place = bh_doc_place(doc, bh_doc_key(all, key));
        struct bh_note note = {
            .kind = BH_NOTE_WARNING,
            .file = notes->file,
            .line = place.line,
            .column = place.column,
            .object = object,
            .text =
                bh_arena_printf(notes->arena, "label \"" BH_FMT "\" sets no level", BH_ARG(key)),
        };
        if (bh_str_is_set(near)) {
            note.hint = bh_arena_printf(notes->arena, "did you mean \"" BH_FMT "\"?", BH_ARG(near));
        }
        rc = bh_str_is_set(note.text) ? bh_scan_notes_add(notes, &note, err)
                                      : bh_arena_fail(notes->arena, err);
    }
    return rc;
}

/* Whether a cluster gave the object out: it has there what no manifest has. */
static bool is_live(const struct bh_node *object)
{
    const struct bh_node *meta = bh_doc_member(object, BH_S("metadata"));

    return bh_doc_member(meta, BH_S("uid")) != NULL ||
           bh_doc_member(meta, BH_S("resourceVersion")) != NULL;
}

int bh_scan_notes_labels(struct bh_scan_notes *notes, const struct bh_label_error *errors,
                         uint32_t n, const struct bh_doc *doc, struct bh_str object,
                         struct bh_err *err)
{
    bool is_refused = !is_live(doc->nodes);
    struct bh_buf text = { 0 };

    for (uint32_t i = 0; i < n; i++) {
        bh_buf_add_c(&text, i > 0 ? ", " : n > 1 ? "[" : "");
        bh_buf_add(&text, errors[i].message);
    }
    bh_buf_add_c(&text, n > 1 ? "]" : "");
    struct bh_note note = {
        .kind = is_refused ? BH_NOTE_ERROR : BH_NOTE_WARNING,
        .file = notes->file,
        .line = bh_doc_place(doc, doc->nodes).line,
        .object = object,
        .text = bh_buf_str(&text),
    };
    if (is_refused) {
        bh_scan_notes_worsen(notes, BH_ERR_INPUT);
    }
    int rc = text.is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory for a message")
                            : bh_scan_notes_add(notes, &note, err);
    bh_buf_done(&text);
    return rc;
}

/* Whether something without an apiVersion or a kind was meant to be an object that we judge: then it is
 * broken, else it is something else, as settings of a chart are. */
static bool is_broken_object(const struct bh_item *item)
{
    size_t n;
    const struct bh_kind *kinds = bh_kinds(&n);
    const struct bh_node *meta = bh_doc_member(item->doc.nodes, BH_S("metadata"));

    if (item->is_list_item) {
        return true;
    }
    if (item->kind.n == 0) {
        return item->api_version.n > 0 && meta != NULL && meta->kind == BH_NODE_OBJECT;
    }
    for (size_t i = 0; i < n; i++) {
        if (bh_str_eq(item->kind, bh_str_c(kinds[i].kind))) {
            return true;
        }
    }
    return false;
}

int bh_scan_notes_no_object(struct bh_scan_notes *notes, const struct bh_item *item,
                            struct bh_err *err)
{
    const struct bh_node *root = item->doc.nodes;
    struct bh_place place = bh_doc_place(&item->doc, root);
    bool has_version = item->api_version.n > 0, has_kind = item->kind.n > 0;
    const char *missing = has_kind ? "apiVersion" : has_version ? "kind" : "apiVersion and kind";
    struct bh_note note = { .file = notes->file, .line = place.line, .column = place.column };

    if (root->kind != BH_NODE_OBJECT) {
        missing = bh_node_what(root);
    }
    if (is_broken_object(item)) {
        bh_scan_notes_worsen(notes, BH_ERR_INPUT);
        note.kind = BH_NOTE_ERROR;
        note.text = root->kind != BH_NODE_OBJECT
                        ? bh_arena_printf(notes->arena, "expected an object, found %s", missing)
                    : has_kind || has_version
                        ? bh_arena_printf(notes->arena, "the object has no %s", missing)
                        : BH_S("the object has neither apiVersion nor kind");
    } else {
        note.kind = BH_NOTE_SKIPPED;
        note.text = bh_arena_printf(notes->arena, "no Kubernetes object: %s%s",
                                    root->kind == BH_NODE_OBJECT ? "no " : "", missing);
    }
    return bh_str_is_set(note.text) ? bh_scan_notes_add(notes, &note, err)
                                    : bh_arena_fail(notes->arena, err);
}

/* Why nothing was judged, and what to do about it. */
int bh_scan_notes_nothing_judged(struct bh_scan_notes *notes, const struct bh_inputs *inputs,
                                 struct bh_err *err)
{
    const struct bh_scan_totals *totals = notes->totals;
    struct bh_buf text = { 0 };

    bh_buf_add_c(&text, "nothing was judged: ");
    if (totals->n_errors > 0) {
        bh_buf_add_c(&text, "see the errors above");
    } else if (notes->n_unselected > 0) {
        bh_buf_addf(&text, "no object has labels that '" BH_FMT "' selects",
                    BH_ARG(notes->options->selector_text));
    } else if (totals->n_other + totals->n_namespaces > 0) {
        bh_buf_add_c(&text, "no object in the input is a pod or makes pods");
    } else if (totals->n_skipped > 0 && notes->n_empty == totals->n_skipped) {
        bh_buf_add_c(&text, "the input holds no object");
    } else if (totals->n_skipped > 0) {
        bh_buf_add_c(&text,
                     "no Kubernetes object in the input; charts, templates and kustomizations "
                     "must be rendered first (see 'bulkhead scan --help')");
    } else {
        bh_buf_add_c(&text, inputs->n_directories > 1
                                ? "no .yaml, .yml or .json file in the directories"
                                : "no .yaml, .yml or .json file in the directory");
    }
    int rc = text.is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory for a message")
                            : bh_scan_notes_say(notes, bh_str(NULL, 0), 0, 0, bh_buf_str(&text),
                                                bh_str(NULL, 0), err);
    bh_buf_done(&text);
    return rc;
}
