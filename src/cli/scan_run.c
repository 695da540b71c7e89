/* The driver of `bulkhead scan`; cmd_scan.c calls it. Each object is read, decoded, judged and reported before
 * the next, so memory grows with namespaces (and with what the report keeps) only.
 *
 * Namespaces count wherever they stand. When one turns up after objects of it were judged by another policy,
 * what is left of the input is read for namespaces only, the report is thrown away and everything is read a
 * second time, all namespaces known. */
#include "cli/scan_run.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "cli/messages.h"

enum {
    SNAPSHOT_BUDGET = 1024 * 1024 * 1024, /* bytes of all namespaces */
    OBJECT_BUDGET = BH_MAX_OBJECT_MEMORY,
    PASS_BUDGET = 256 * 1024 * 1024, /* bytes of their policies */
};

struct policy_entry { /* the policy of a namespace that some object was judged in */
    struct bh_pss_policy policy;
    size_t uses[BH_N_MODES]; /* rows of scan.uses */
};

struct repeat { /* a namespace that stands twice, with different labels */
    struct repeat *next;
    struct bh_str name, first_file, file;
    uint32_t first_line, line;
};

struct scan {
    const struct bh_scan_options *options;
    struct bh_spool *messages;
    struct bh_snapshot snapshot;
    struct bh_arena arena;      /* of one object */
    struct bh_arena pass_arena; /* of one pass: policies */
    struct bh_map policies;     /* of the pass: name to struct policy_entry */
    struct bh_level_use *uses;  /* of the pass; on the heap */
    size_t n_uses, room_uses;
    struct repeat *repeats, **repeats_end; /* in the snapshot's arena */
    struct bh_scan_writer *writer;
    struct bh_scan_totals totals;
    uint64_t n_unselected; /* objects that the selector left out */
    uint64_t n_empty;      /* inputs without any object */
    int worst;             /* exit code of the worst error */
    bool is_second;        /* this is the second pass: all namespaces are known */
    bool must_restart;     /* the first pass was wrong: only namespaces matter from here on */
    /* of the current input */
    struct bh_str file;
    bool has_template_note;
};

/* --- notes ---------------------------------------------------------------------------------------- */

static int say(struct scan *scan, struct bh_str file, uint32_t line, uint32_t column,
               struct bh_str text, struct bh_str hint, struct bh_err *err)
{
    struct bh_buf whole = { 0 }, message = { 0 };

    bh_buf_add(&whole, text);
    if (bh_str_is_set(hint)) {
        bh_buf_addf(&whole, " (" BH_FMT ")", BH_ARG(hint));
    }
    bh_message(&message, file, line, column, bh_buf_str(&whole));
    int rc = whole.is_broken || message.is_broken
                 ? bh_fail(err, BH_ERR_LIMIT, "no memory for a message")
                 : bh_spool_add(scan->messages, bh_buf_str(&message), err);
    bh_buf_done(&whole);
    bh_buf_done(&message);
    return rc;
}

static int add_note(struct scan *scan, const struct bh_note *note, struct bh_err *err)
{
    int rc = 0;

    if (scan->must_restart) {
        return 0;
    }
    switch (note->kind) {
    case BH_NOTE_ERROR:
        scan->totals.n_errors++;
        rc = say(scan, note->file, note->line, note->column, note->text, note->hint, err);
        break;
    case BH_NOTE_WARNING:
        scan->totals.n_warnings++;
        break;
    case BH_NOTE_SKIPPED:
        scan->totals.n_skipped++;
        break;
    }
    if (rc == 0 && (note->kind == BH_NOTE_ERROR || !scan->options->is_quiet)) {
        rc = scan->options->format->note(scan->writer, note, err);
    }
    return rc;
}

static void worsen(struct scan *scan, enum bh_err_kind kind)
{
    int code = bh_err_exit(kind);

    scan->worst = code > scan->worst ? code : scan->worst;
}

/* An input or object that could not be read. */
static int note_error(struct scan *scan, const struct bh_err *cause, struct bh_str object,
                      struct bh_err *err)
{
    struct bh_note note = {
        .kind = BH_NOTE_ERROR,
        .file = scan->file,
        .line = cause->line,
        .column = cause->column,
        .object = object,
        .text = bh_str_c(cause->msg),
    };

    worsen(scan, cause->kind);
    return add_note(scan, &note, err);
}

/* A template that nobody rendered: said once a file, and no error. */
static int note_template(struct scan *scan, const struct bh_err *cause, struct bh_err *err)
{
    if (scan->has_template_note) {
        return 0;
    }
    scan->has_template_note = true;
    struct bh_str chart = bh_input_chart_of(scan->file, &scan->arena);
    struct bh_str word =
        bh_str_is_set(chart) ? bh_input_shell_word(chart, &scan->arena) : BH_S("CHART");
    struct bh_note note = {
        .kind = BH_NOTE_SKIPPED,
        .file = scan->file,
        .line = cause->line,
        .column = cause->column,
        .text = BH_S("a template: render it first"),
        .hint =
            bh_arena_printf(&scan->arena, "helm template " BH_FMT " | bulkhead scan", BH_ARG(word)),
    };
    return add_note(scan, &note, err);
}

/* A document that cannot even be read, and holds "{{". */
static int note_unread(struct scan *scan, const struct bh_stream *stream,
                       const struct bh_err *cause, struct bh_err *err)
{
    return cause->kind == BH_ERR_INPUT && bh_stream_saw_template(stream)
               ? note_template(scan, cause, err)
               : note_error(scan, cause, bh_str(NULL, 0), err);
}

/* An object that can be read, but not decoded. Many good objects hold "{{" in an annotation or argument, so
 * only the value that was refused can make it a template. */
static int note_undecoded(struct scan *scan, const struct bh_err *cause, struct bh_str object,
                          struct bh_err *err)
{
    struct bh_str text = bh_str_c(cause->msg);

    return cause->kind == BH_ERR_INPUT && bh_str_find(text, BH_S("{{")) < text.n
               ? note_template(scan, cause, err)
               : note_error(scan, cause, object, err);
}

/* "deployment/web" of a document; unset when it has no name, or memory is spent. */
static struct bh_str object_text(struct scan *scan, const struct bh_item *item)
{
    const struct bh_node *meta = bh_doc_member(item->doc.nodes, BH_S("metadata"));
    const struct bh_node *name = bh_doc_member(meta, BH_S("name"));
    char *kind = bh_new(&scan->arena, char, item->kind.n + 1);

    if (name == NULL || name->kind != BH_NODE_STRING) {
        name = bh_doc_member(meta, BH_S("generateName"));
    }
    if (name == NULL || name->kind != BH_NODE_STRING || kind == NULL) {
        return bh_str(NULL, 0);
    }
    for (size_t i = 0; i < item->kind.n; i++) {
        char c = item->kind.p[i];
        kind[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return bh_arena_printf(&scan->arena, BH_FMT "/" BH_FMT, (int)item->kind.n, kind,
                           BH_ARG(bh_node_text(name)));
}

static int note_issue(struct scan *scan, const struct bh_issue *issue, struct bh_str object,
                      bool is_error, struct bh_err *err)
{
    bool is_unknown = issue->kind == BH_ISSUE_UNKNOWN_FIELD;
    struct bh_note note = {
        .kind = is_error ? BH_NOTE_ERROR : BH_NOTE_WARNING,
        .file = scan->file,
        .line = issue->place.line,
        .column = issue->place.column,
        .object = object,
        .text = is_unknown ? bh_arena_printf(&scan->arena, "unknown field \"" BH_FMT "\"",
                                             BH_ARG(issue->path))
                           : bh_arena_printf(&scan->arena,
                                             "duplicate field \"" BH_FMT "\", first on line %u: "
                                             "the last one counts",
                                             BH_ARG(issue->path), issue->other.line),
    };

    if (is_unknown && bh_str_is_set(issue->near)) {
        note.hint =
            bh_arena_printf(&scan->arena, "did you mean \"" BH_FMT "\"?", BH_ARG(issue->near));
    }
    if (!bh_str_is_set(note.text)) {
        return bh_arena_fail(&scan->arena, err);
    }
    return add_note(scan, &note, err);
}

/* Reports what the decoder noticed. *out_is_refused: the object is not to be judged. */
static int note_issues(struct scan *scan, const struct bh_issues *issues, const struct bh_doc *doc,
                       struct bh_str object, bool *out_is_refused, struct bh_err *err)
{
    enum bh_validate validate = scan->options->validate;
    bool is_strict = validate == BH_VALIDATE_STRICT;
    int rc = 0;

    *out_is_refused = false;
    for (uint32_t i = 0; i < issues->n && rc == 0; i++) {
        bool is_unknown = issues->v[i].kind == BH_ISSUE_UNKNOWN_FIELD;
        if (is_unknown && validate == BH_VALIDATE_IGNORE) {
            continue;
        }
        *out_is_refused |= is_unknown && is_strict;
        rc = note_issue(scan, &issues->v[i], object, is_unknown && is_strict, err);
    }
    if (rc == 0 && issues->n_more > 0 && validate != BH_VALIDATE_IGNORE) {
        struct bh_note note = {
            .kind = is_strict ? BH_NOTE_ERROR : BH_NOTE_WARNING,
            .file = scan->file,
            .line = doc->line,
            .column = doc->column,
            .object = object,
            .text = bh_arena_printf(&scan->arena, "and %u more unknown fields", issues->n_more),
        };
        *out_is_refused |= is_strict;
        rc = add_note(scan, &note, err);
    }
    if (*out_is_refused) {
        worsen(scan, BH_ERR_INPUT);
    }
    return rc;
}

/* --- policies ------------------------------------------------------------------------------------- */

static bool same_policy(const struct bh_pss_policy *a, const struct bh_pss_policy *b)
{
    for (size_t m = 0; m < BH_N_MODES; m++) {
        if (a->pairs[m].level != b->pairs[m].level || a->pairs[m].version != b->pairs[m].version ||
            a->level_from[m] != b->level_from[m] || a->version_from[m] != b->version_from[m]) {
            return false;
        }
    }
    return true;
}

/* The row of a pair in one mode, made when it is not there yet. */
static int use_row(struct scan *scan, enum bh_mode mode, const struct bh_pss_policy *policy,
                   size_t *out, struct bh_err *err)
{
    struct bh_pss_pair pair = policy->pairs[mode];
    enum bh_level_source from = policy->level_from[mode];

    for (size_t i = 0; i < scan->n_uses; i++) {
        const struct bh_level_use *use = &scan->uses[i];
        if (use->mode == mode && use->pair.level == pair.level &&
            use->pair.version == pair.version && use->from == from) {
            *out = i;
            return 0;
        }
    }
    if (scan->n_uses == scan->room_uses) {
        size_t room = scan->room_uses == 0 ? 16 : scan->room_uses * 2;
        struct bh_level_use *uses = reallocarray(scan->uses, room, sizeof(*uses));
        if (uses == NULL) {
            return bh_fail(err, BH_ERR_LIMIT, "no memory for the levels");
        }
        scan->uses = uses;
        scan->room_uses = room;
    }
    scan->uses[scan->n_uses] = (struct bh_level_use){ .mode = mode, .pair = pair, .from = from };
    *out = scan->n_uses++;
    return 0;
}

static int make_policy(struct scan *scan, struct bh_str name, struct policy_entry *entry,
                       struct bh_err *err)
{
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    uint32_t n_errors = 0;
    int rc = bh_judge_policy(&scan->options->judge, bh_snapshot_namespace(&scan->snapshot, name),
                             &scan->arena, &entry->policy, errors, &n_errors, err);

    for (size_t m = 0; m < BH_N_MODES && rc == 0; m++) {
        rc = use_row(scan, (enum bh_mode)m, &entry->policy, &entry->uses[m], err);
        if (rc == 0) {
            scan->uses[entry->uses[m]].n_namespaces++;
        }
    }
    return rc;
}

/* The policy of a namespace, made once a pass; NULL, with *err filled, when it cannot be. Its label errors
 * are noted where the namespace stands. */
static const struct policy_entry *policy_of(struct scan *scan, struct bh_str name,
                                            struct bh_err *err)
{
    struct policy_entry *entry = bh_map_get(&scan->policies, name);
    struct bh_str key;

    if (entry != NULL) {
        return entry;
    }
    entry = bh_new(&scan->pass_arena, struct policy_entry, 1);
    if (entry == NULL) {
        bh_arena_fail(&scan->pass_arena, err);
        return NULL;
    }
    if (make_policy(scan, name, entry, err) != 0 ||
        bh_arena_copy(&scan->pass_arena, name, &key, err) != 0 ||
        bh_map_put(&scan->policies, &scan->pass_arena, key, entry, err) != 0) {
        return NULL;
    }
    return entry;
}

/* --- namespaces ----------------------------------------------------------------------------------- */

static int note_labels(struct scan *scan, const struct bh_label_error *errors, uint32_t n,
                       uint32_t line, struct bh_str object, struct bh_err *err)
{
    struct bh_buf text = { 0 };

    for (uint32_t i = 0; i < n; i++) {
        bh_buf_add_c(&text, i > 0 ? ", " : n > 1 ? "[" : "");
        bh_buf_add(&text, errors[i].message);
    }
    bh_buf_add_c(&text, n > 1 ? "]" : "");
    struct bh_note note = {
        .kind = BH_NOTE_WARNING,
        .file = scan->file,
        .line = line,
        .object = object,
        .text = bh_buf_str(&text),
    };
    int rc = text.is_broken ? bh_fail(err, BH_ERR_LIMIT, "no memory for a message")
                            : add_note(scan, &note, err);
    bh_buf_done(&text);
    return rc;
}

static int add_repeat(struct scan *scan, const struct bh_namespace *first, uint32_t line,
                      struct bh_err *err)
{
    struct repeat *repeat = bh_new(&scan->snapshot.arena, struct repeat, 1);

    if (repeat == NULL) {
        return bh_arena_fail(&scan->snapshot.arena, err);
    }
    *repeat = (struct repeat){
        .name = first->name,
        .first_file = first->file,
        .first_line = first->line,
        .file = scan->file,
        .line = line,
    };
    *scan->repeats_end = repeat;
    scan->repeats_end = &repeat->next;
    return 0;
}

/* Adds a namespace to the snapshot, and finds out whether objects were judged by another policy before. */
static int learn_namespace(struct scan *scan, const struct bh_namespace *seen, bool *out_is_stale,
                           struct bh_err *err)
{
    const struct bh_namespace *known = bh_snapshot_namespace(&scan->snapshot, seen->name);
    struct bh_namespace before = known != NULL ? *known : (struct bh_namespace){ 0 };
    struct bh_meta meta = { .name = seen->name, .labels = seen->labels };
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy;
    uint32_t n_errors;
    bool is_news = false;
    int rc =
        bh_snapshot_add_namespace(&scan->snapshot, &meta, seen->file, seen->line, &is_news, err);

    if (rc != 0 || !is_news) {
        return rc;
    }
    if (known != NULL) {
        rc = add_repeat(scan, &before, seen->line, err);
    }
    const struct policy_entry *entry = bh_map_get(&scan->policies, seen->name);
    if (rc == 0 && entry != NULL) {
        rc = bh_judge_policy(&scan->options->judge, seen, &scan->arena, &policy, errors, &n_errors,
                             err);
        *out_is_stale = rc == 0 && !same_policy(&policy, &entry->policy);
    }
    return rc;
}

static int take_namespace(struct scan *scan, const struct bh_item *item,
                          const struct bh_decoded *decoded, struct bh_str object,
                          struct bh_err *err)
{
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_place place = bh_doc_place(&item->doc, item->doc.nodes);
    struct bh_namespace seen = {
        .name = decoded->object.meta.name,
        .labels = decoded->object.meta.labels,
        .file = scan->file,
        .line = place.line,
    };
    struct bh_pss_policy policy;
    uint32_t n_errors = 0;
    int rc = bh_judge_policy(&scan->options->judge, &seen, &scan->arena, &policy, errors, &n_errors,
                             err);

    scan->totals.n_namespaces++;
    if (rc == 0 && n_errors > 0) {
        rc = note_labels(scan, errors, n_errors, place.line, object, err);
    }
    if (rc == 0 && !scan->is_second && seen.name.n > 0) {
        bool is_stale = false;
        rc = learn_namespace(scan, &seen, &is_stale, err);
        scan->must_restart |= is_stale;
    }
    return rc;
}

static int note_repeats(struct scan *scan, struct bh_err *err)
{
    int rc = 0;

    for (const struct repeat *r = scan->repeats; r != NULL && rc == 0; r = r->next) {
        struct bh_note note = {
            .kind = BH_NOTE_WARNING,
            .file = r->file,
            .line = r->line,
            .object = bh_arena_printf(&scan->arena, "namespace/" BH_FMT, BH_ARG(r->name)),
            .text = bh_arena_printf(&scan->arena,
                                    "also at " BH_FMT ":%u, with other labels: the last one counts",
                                    BH_ARG(r->first_file), r->first_line),
        };
        rc = bh_str_is_set(note.text) ? add_note(scan, &note, err)
                                      : bh_arena_fail(&scan->arena, err);
        bh_arena_reset(&scan->arena);
    }
    return rc;
}

/* --- objects -------------------------------------------------------------------------------------- */

static void count(struct scan *scan, const struct policy_entry *entry,
                  const struct bh_judgement *judgement)
{
    struct bh_scan_totals *totals = &scan->totals;
    struct bh_level_use *uses = scan->uses;

    BH_BUG_ON(uses == NULL);
    totals->n_judged++;
    totals->n_pods += judgement->role == BH_ROLE_POD;
    totals->n_controllers += judgement->role == BH_ROLE_CONTROLLER;
    for (size_t m = 0; m < BH_N_MODES; m++) {
        bool is_violating = !judgement->modes[m].is_allowed;
        totals->n_violating[m] += is_violating;
        uses[entry->uses[m]].n_objects++;
        uses[entry->uses[m]].n_violating += is_violating;
    }
}

/* Judges and reports. *out_is_fatal: it is the report that failed, not the object. */
static int judge(struct scan *scan, const struct bh_item *item, const struct bh_decoded *decoded,
                 bool *out_is_fatal, struct bh_err *err)
{
    struct bh_str name = decoded->object.meta.namespace_;
    struct bh_judgement judgement;

    if (name.n == 0) {
        name = scan->options->judge.namespace_;
    }
    if (name.n == 0) {
        name = BH_S("default");
    }
    *out_is_fatal = true;
    const struct policy_entry *entry = policy_of(scan, name, err);
    if (entry == NULL) {
        return -(int)err->kind;
    }
    *out_is_fatal = false;
    int rc = bh_judge(decoded, &item->doc, scan->file, item->source, &entry->policy,
                      &scan->options->judge, &scan->arena, &judgement, err);
    if (rc != 0) {
        return rc;
    }
    count(scan, entry, &judgement);
    *out_is_fatal = true;
    return scan->options->format->judgement(scan->writer, &judgement, err);
}

/* One pod template of an object, or all there is of it. *out_n_templates: how many it has. */
static int take_template(struct scan *scan, const struct bh_item *item, struct bh_str object,
                         uint32_t template_, uint32_t *out_n_templates, struct bh_err *err)
{
    struct bh_decode_options how = { .takes_last_key = scan->options->takes_last_key,
                                     .template_ = template_,
                                     .path = "" };
    struct bh_decoded decoded = { 0 };
    struct bh_issues issues = { 0 };
    struct bh_err cause = { 0 };
    bool is_refused = false, is_fatal = false;

    *out_n_templates = 0;
    if (bh_decode_object(&item->doc, item->api_version, item->kind, &how, &decoded, &issues,
                         &scan->arena, &cause) != 0) {
        return note_undecoded(scan, &cause, object, err);
    }
    if (decoded.role != BH_ROLE_NAMESPACE &&
        !bh_selector_matches(&scan->options->selector, &decoded.object.meta.labels)) {
        scan->n_unselected++;
        return 0;
    }
    int rc = note_issues(scan, &issues, &item->doc, object, &is_refused, err);
    if (rc != 0 || is_refused) {
        return rc;
    }
    switch (decoded.role) {
    case BH_ROLE_NAMESPACE:
        return take_namespace(scan, item, &decoded, object, err);
    case BH_ROLE_OTHER:
        scan->totals.n_other++;
        return 0;
    case BH_ROLE_POD:
    case BH_ROLE_CONTROLLER:
        break;
    }
    *out_n_templates = decoded.n_templates;
    if (judge(scan, item, &decoded, &is_fatal, &cause) != 0) {
        if (is_fatal) {
            *err = cause;
            return -(int)cause.kind;
        }
        return note_error(scan, &cause, object, err);
    }
    return 0;
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

static int note_no_object(struct scan *scan, const struct bh_item *item, struct bh_err *err)
{
    const struct bh_node *root = item->doc.nodes;
    struct bh_place place = bh_doc_place(&item->doc, root);
    bool has_version = item->api_version.n > 0, has_kind = item->kind.n > 0;
    const char *missing = has_kind ? "apiVersion" : has_version ? "kind" : "apiVersion and kind";
    struct bh_note note = { .file = scan->file, .line = place.line, .column = place.column };

    if (root->kind != BH_NODE_OBJECT) {
        missing = bh_node_what(root);
    }
    if (is_broken_object(item)) {
        worsen(scan, BH_ERR_INPUT);
        note.kind = BH_NOTE_ERROR;
        note.text = root->kind != BH_NODE_OBJECT
                        ? bh_arena_printf(&scan->arena, "expected an object, found %s", missing)
                    : has_kind || has_version
                        ? bh_arena_printf(&scan->arena, "the object has no %s", missing)
                        : BH_S("the object has neither apiVersion nor kind");
    } else {
        note.kind = BH_NOTE_SKIPPED;
        note.text = bh_arena_printf(&scan->arena, "no Kubernetes object: %s%s",
                                    root->kind == BH_NODE_OBJECT ? "no " : "", missing);
    }
    return bh_str_is_set(note.text) ? add_note(scan, &note, err) : bh_arena_fail(&scan->arena, err);
}

static int take_item(struct scan *scan, const struct bh_item *item, struct bh_err *err)
{
    int rc = 0;

    if (scan->must_restart && !bh_str_eq(item->kind, BH_S("Namespace"))) {
        return 0;
    }
    if (item->doc.nodes->kind != BH_NODE_OBJECT || item->kind.n == 0 || item->api_version.n == 0) {
        return note_no_object(scan, item, err);
    }
    uint32_t n_templates = 1;
    for (uint32_t i = 0; i < n_templates && rc == 0; i++) {
        struct bh_str object = object_text(scan, item);
        rc = take_template(scan, item, object, i, &n_templates, err);
        bh_arena_reset(&scan->arena);
    }
    return rc;
}

/* --- inputs --------------------------------------------------------------------------------------- */

/* Reads documents to the end of the input. *out_n: how many it holds. */
static int read_documents(struct scan *scan, struct bh_stream *stream, uint64_t *out_n,
                          struct bh_err *err)
{
    uint64_t last = UINT64_MAX;
    int rc = 0;

    while (rc == 0) {
        const struct bh_item *item = NULL;
        struct bh_err cause = { 0 };

        bh_arena_reset(&scan->arena);
        if (bh_stream_next(stream, &item, &cause) != 0) {
            (*out_n)++;
            rc = note_unread(scan, stream, &cause, err);
            if (cause.kind == BH_ERR_SYSTEM) {
                break; /* the input is gone, not malformed */
            }
            continue;
        }
        if (item == NULL) {
            break;
        }
        if (item->document != last) {
            last = item->document;
            (*out_n)++;
        }
        rc = take_item(scan, item, err);
    }
    return rc;
}

static int read_stream(struct scan *scan, struct bh_stream *stream, struct bh_err *err)
{
    uint64_t documents = 0;
    int rc = read_documents(scan, stream, &documents, err);

    scan->totals.n_documents += documents;
    if (rc == 0 && documents == 0) {
        struct bh_note note = {
            .kind = BH_NOTE_SKIPPED,
            .file = scan->file,
            .text =
                bh_stream_lists(stream) > 0 ? BH_S("an empty List") : BH_S("empty: no document"),
        };
        scan->n_empty++;
        rc = add_note(scan, &note, err);
    }
    return rc;
}

static int read_file(struct scan *scan, struct bh_input *input, struct bh_err *err)
{
    struct bh_stream *stream = NULL;
    struct bh_source source;
    struct bh_err cause = { 0 };

    if (bh_input_open(input, &source, &cause) != 0 ||
        bh_stream_new(source, BH_SYNTAX_DETECT, &stream, &cause) != 0) {
        bh_input_close(input);
        return note_error(scan, &cause, bh_str(NULL, 0), err);
    }
    scan->totals.n_files++;
    int rc = read_stream(scan, stream, err);
    bh_stream_free(stream);
    bh_input_close(input);
    return rc;
}

static int read_input(struct scan *scan, struct bh_input *input, struct bh_err *err)
{
    struct bh_note skipped = {
        .kind = BH_NOTE_SKIPPED, .file = input->name, .text = input->text, .hint = input->hint
    };

    scan->file = input->name;
    scan->has_template_note = false;
    switch (input->kind) {
    case BH_INPUT_FILE:
        return read_file(scan, input, err);
    case BH_INPUT_SKIPPED:
        return add_note(scan, &skipped, err);
    case BH_INPUT_FAILED:
        return note_error(scan, &input->err, bh_str(NULL, 0), err);
    }
    return 0;
}

/* --- passes --------------------------------------------------------------------------------------- */

static int by_mode(const void *a, const void *b)
{
    const struct bh_level_use *x = a, *y = b;

    if (x->mode != y->mode) {
        return x->mode < y->mode ? -1 : 1;
    }
    if (x->pair.level != y->pair.level) {
        return x->pair.level < y->pair.level ? -1 : 1;
    }
    if (x->pair.version != y->pair.version) {
        return x->pair.version < y->pair.version ? -1 : 1;
    }
    return x->from == y->from ? 0 : x->from < y->from ? -1 : 1;
}

/* Why nothing was judged, and what to do about it. */
static int say_nothing_judged(struct scan *scan, const struct bh_inputs *inputs, struct bh_err *err)
{
    const struct bh_scan_totals *totals = &scan->totals;
    struct bh_buf text = { 0 };

    bh_buf_add_c(&text, "nothing was judged: ");
    if (totals->n_errors > 0) {
        bh_buf_add_c(&text, "see the errors above");
    } else if (scan->n_unselected > 0) {
        bh_buf_addf(&text, "no object has labels that '" BH_FMT "' selects",
                    BH_ARG(scan->options->selector_text));
    } else if (totals->n_other + totals->n_namespaces > 0) {
        bh_buf_add_c(&text, "no object in the input is a pod or makes pods");
    } else if (totals->n_skipped > 0 && scan->n_empty == totals->n_skipped) {
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
    int rc = text.is_broken
                 ? bh_fail(err, BH_ERR_LIMIT, "no memory for a message")
                 : say(scan, bh_str(NULL, 0), 0, 0, bh_buf_str(&text), bh_str(NULL, 0), err);
    bh_buf_done(&text);
    return rc;
}

static int end_report(struct scan *scan, struct bh_err *err)
{
    int rc = note_repeats(scan, err);

    if (rc != 0) {
        return rc;
    }
    if (scan->n_uses > 1) {
        qsort(scan->uses, scan->n_uses, sizeof(*scan->uses), by_mode);
    }
    scan->totals.uses = scan->uses;
    scan->totals.n_uses = scan->n_uses;
    return scan->options->format->end(scan->writer, &scan->totals, err);
}

/* Forgets what the pass before made, except for the snapshot. */
static void clear_pass(struct scan *scan)
{
    if (scan->writer != NULL) {
        scan->options->format->free(scan->writer);
        scan->writer = NULL;
    }
    bh_arena_reset(&scan->arena);
    bh_arena_reset(&scan->pass_arena);
    scan->policies = (struct bh_map){ 0 };
    scan->n_uses = 0;
    scan->totals = (struct bh_scan_totals){ 0 };
    scan->n_unselected = 0;
    scan->n_empty = 0;
    scan->worst = 0;
    scan->must_restart = false;
}

static int run_pass(struct scan *scan, struct bh_inputs *inputs, struct bh_spool *report,
                    struct bh_err *err)
{
    struct bh_scan_writer_options how = {
        .out = bh_spool_sink(report),
        .has_color = scan->options->has_color,
        .width = scan->options->width,
        .fail_on = scan->options->fail_on,
        .fails_never = scan->options->fails_never,
    };
    int rc = bh_spool_clear(report, err);

    if (rc == 0) {
        rc = bh_spool_clear(scan->messages, err);
    }
    if (rc == 0) {
        rc = scan->options->format->open(&how, &scan->writer, err);
    }
    for (size_t i = 0; i < inputs->n && rc == 0; i++) {
        rc = read_input(scan, &inputs->v[i], err);
    }
    return rc == 0 && !scan->must_restart ? end_report(scan, err) : rc;
}

/* enforce is the strongest mode: failing on warn is failing on any of the three. */
static bool has_findings(const struct scan *scan)
{
    bool found = false;

    for (size_t m = 0; m <= (size_t)scan->options->fail_on; m++) {
        found = found || scan->totals.n_violating[m] > 0;
    }
    return found && !scan->options->fails_never;
}

static int run(struct scan *scan, struct bh_inputs *inputs, struct bh_spool *report, int *out_exit,
               struct bh_err *err)
{
    int rc = run_pass(scan, inputs, report, err);

    if (rc == 0 && scan->must_restart) {
        clear_pass(scan);
        scan->is_second = true;
        rc = run_pass(scan, inputs, report, err);
    }
    if (rc == 0 && scan->totals.n_judged == 0) {
        worsen(scan, BH_ERR_INPUT);
        rc = say_nothing_judged(scan, inputs, err);
    }
    if (rc == 0) {
        *out_exit = scan->worst > 0 ? scan->worst : has_findings(scan) ? 1 : 0;
    }
    return rc;
}

int bh_scan_run(const struct bh_scan_options *options, struct bh_inputs *inputs,
                struct bh_spool *report, struct bh_spool *messages, int *out_exit,
                struct bh_err *err)
{
    struct scan scan = { .options = options, .messages = messages };

    scan.repeats_end = &scan.repeats;
    bh_snapshot_init(&scan.snapshot, SNAPSHOT_BUDGET);
    bh_arena_init(&scan.arena, OBJECT_BUDGET);
    bh_arena_init(&scan.pass_arena, PASS_BUDGET);
    int rc = run(&scan, inputs, report, out_exit, err);
    clear_pass(&scan);
    free(scan.uses);
    bh_arena_done(&scan.arena);
    bh_arena_done(&scan.pass_arena);
    bh_snapshot_done(&scan.snapshot);
    return rc;
}
