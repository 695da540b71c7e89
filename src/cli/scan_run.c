/* The driver of `bulkhead scan`; cmd_scan.c calls it. Each object is read, decoded, judged and reported before
 * the next, so memory grows with namespaces (and with what the report keeps) only.
 *
 * Namespaces count wherever they stand. When one turns up after objects of it were judged by another policy,
 * what is left of the input is read for namespaces only, the report is thrown away and everything is read a
 * second time, all namespaces known. */
#include "cli/scan_run.h"

#include "base/limits.h"
#include "cli/scan_accept.h"
#include "cli/scan_levels.h"
#include "cli/scan_notes.h"

struct scan {
    const struct bh_scan_options *options;
    struct bh_arena arena; /* of one object */
    struct bh_scan_levels levels;
    struct bh_scan_totals totals;
    struct bh_scan_notes notes;
    bool is_second; /* this is the second pass: all namespaces are known */
};

/* --- namespaces ----------------------------------------------------------------------------------- */

static int take_namespace(struct scan *scan, const struct bh_item *item,
                          const struct bh_decoded *decoded, struct bh_str object,
                          struct bh_err *err)
{
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_place place = bh_doc_place(&item->doc, item->doc.nodes);
    struct bh_namespace seen = {
        .name = decoded->object.meta.name,
        .labels = decoded->object.meta.labels,
        .file = scan->notes.file,
        .line = place.line,
    };
    struct bh_pss_policy policy;
    uint32_t n_errors = 0;
    int rc = bh_judge_policy(&scan->options->judge, &seen, &scan->arena, &policy, errors, &n_errors,
                             err);

    scan->totals.n_namespaces++;
    if (rc == 0 && n_errors > 0) {
        rc = bh_scan_notes_labels(&scan->notes, errors, n_errors, &item->doc, object, err);
    }
    rc = rc != 0
             ? rc
             : bh_scan_notes_misspelt_labels(&scan->notes, &seen.labels, &item->doc, object, err);
    rc = rc != 0 ? rc : bh_scan_accept_namespace(&scan->notes, &seen, n_errors, object, err);
    if (rc == 0 && !scan->is_second && seen.name.n > 0) {
        bool is_stale = false;
        rc = bh_scan_levels_learn(&scan->levels, &seen, &is_stale, err);
        scan->notes.is_muted |= is_stale;
    }
    return rc;
}

/* A Namespace that could not be read is not one without labels. */
static int take_unreadable_namespace(struct scan *scan, const struct bh_item *item, int rc,
                                     struct bh_err *err)
{
    const struct bh_node *name =
        bh_doc_member(bh_doc_member(item->doc.nodes, BH_S("metadata")), BH_S("name"));

    if (rc != 0 || scan->is_second || name == NULL || name->kind != BH_NODE_STRING ||
        name->n == 0 || !bh_str_eq(item->kind, BH_S("Namespace"))) {
        return rc;
    }
    struct bh_namespace seen = {
        .name = bh_node_text(name),
        .file = scan->notes.file,
        .line = bh_doc_place(&item->doc, item->doc.nodes).line,
        .is_unreadable = true,
    };
    bool is_stale = false;
    rc = bh_scan_levels_learn(&scan->levels, &seen, &is_stale, err);
    scan->notes.is_muted |= is_stale;
    return rc;
}

/* --- objects -------------------------------------------------------------------------------------- */

static void count(struct scan *scan, const struct bh_judgement *judgement)
{
    struct bh_scan_totals *totals = &scan->totals;

    totals->n_judged++;
    totals->n_pods += judgement->role == BH_ROLE_POD;
    totals->n_controllers += judgement->role == BH_ROLE_CONTROLLER;
    for (size_t m = 0; m < BH_N_MODES; m++) {
        totals->n_violating[m] += !judgement->modes[m].is_allowed;
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
    const struct bh_scan_policy *policy = bh_scan_levels_of(&scan->levels, name, err);
    if (policy == NULL) {
        return -(int)err->kind;
    }
    *out_is_fatal = false;
    int rc = bh_judge(decoded, &item->doc, scan->notes.file, item->source, &policy->policy,
                      &scan->options->judge, &scan->arena, &judgement, err);
    if (rc != 0) {
        return rc;
    }
    *out_is_fatal = true;
    rc =
        bh_scan_accept(scan->options, &judgement, &decoded->object.meta.labels, &scan->totals, err);
    if (rc != 0) {
        return rc;
    }
    count(scan, &judgement);
    bh_scan_levels_count(&scan->levels, policy, &judgement);
    return scan->options->format->judgement(scan->notes.writer, &judgement, err);
}

/* One pod template of an object, or all there is of it. *out_n_templates: how many it has. */
static int take_template(struct scan *scan, const struct bh_item *item, struct bh_str object,
                         uint32_t template_, uint32_t *out_n_templates, struct bh_err *err)
{
    struct bh_decode_options how = { .only_pods = true,
                                     .takes_last_key = scan->options->takes_last_key,
                                     .template_ = template_,
                                     .path = "" };
    struct bh_decoded decoded = { 0 };
    struct bh_issues issues = { 0 };
    struct bh_err cause = { 0 };
    bool is_refused = false, is_fatal = false;

    *out_n_templates = 0;
    if (bh_decode_object(&item->doc, item->api_version, item->kind, &how, &decoded, &issues,
                         &scan->arena, &cause) != 0) {
        int noted = bh_scan_notes_undecoded(&scan->notes, &cause, object, err);
        return take_unreadable_namespace(scan, item, noted, err);
    }
    if (decoded.role != BH_ROLE_NAMESPACE &&
        !bh_selector_matches(&scan->options->selector, &decoded.object.meta.labels)) {
        scan->notes.n_unselected++;
        return 0;
    }
    int rc = bh_scan_notes_issues(&scan->notes, &issues, &item->doc, object, &is_refused, err);
    if (rc != 0 || is_refused) {
        return take_unreadable_namespace(scan, item, rc, err);
    }
    if (decoded.stray != NULL && template_ == 0) {
        rc = bh_scan_notes_stray(&scan->notes, decoded.stray, &item->doc, object, err);
    }
    switch (decoded.role) {
    case BH_ROLE_NAMESPACE:
        return take_namespace(scan, item, &decoded, object, err);
    case BH_ROLE_RBAC:
    case BH_ROLE_ACCOUNT:
    case BH_ROLE_POLICY:
    case BH_ROLE_OTHER:
        scan->totals.n_other++;
        return rc;
    case BH_ROLE_POD:
    case BH_ROLE_CONTROLLER:
        break;
    }
    *out_n_templates = decoded.n_templates;
    rc = rc != 0 ? rc
                 : bh_scan_notes_containers(&scan->notes, &decoded, &item->doc, object, &is_refused,
                                            err);
    if (rc != 0 || is_refused) {
        return rc;
    }
    if (judge(scan, item, &decoded, &is_fatal, &cause) != 0) {
        if (is_fatal) {
            *err = cause;
            return -(int)cause.kind;
        }
        return bh_scan_notes_error(&scan->notes, &cause, object, err);
    }
    return 0;
}

static struct bh_str string_of(const struct bh_node *object, struct bh_str key)
{
    const struct bh_node *value = bh_doc_member(object, key);

    return value != NULL && value->kind == BH_NODE_STRING ? bh_node_text(value) : bh_str(NULL, 0);
}

static int take_object(struct scan *scan, const struct bh_item *item, struct bh_err *err)
{
    uint32_t n_templates = 1;
    int rc = 0;

    if (scan->notes.is_muted && !bh_str_eq(item->kind, BH_S("Namespace"))) {
        return 0;
    }
    if (item->doc.nodes->kind != BH_NODE_OBJECT || item->kind.n == 0 || item->api_version.n == 0) {
        return bh_scan_notes_no_object(&scan->notes, item, err);
    }
    for (uint32_t i = 0; i < n_templates && rc == 0; i++) {
        struct bh_str object = bh_scan_notes_object(&scan->notes, item);
        rc = take_template(scan, item, object, i, &n_templates, err);
        bh_arena_reset(&scan->arena);
    }
    return rc;
}

/* The list of what a Template of OpenShift makes; NULL = it is no Template, or makes nothing. */
static const struct bh_node *openshift_objects(const struct bh_item *item)
{
    struct bh_str group = bh_api_group(item->api_version);
    const struct bh_node *objects = bh_doc_member(item->doc.nodes, BH_S("objects"));
    bool is_template = bh_str_eq(item->kind, BH_S("Template")) &&
                       (bh_str_eq(group, BH_S("template.openshift.io")) ||
                        bh_str_eq(item->api_version, BH_S("v1")));

    return is_template && objects != NULL && objects->kind == BH_NODE_ARRAY && objects->n > 0
               ? objects
               : NULL;
}

/* What a Template makes is judged with the parameters as they are written: "${NAME}" is a name like another, and what
 * cannot be decoded for one is named. */
static int take_item(struct scan *scan, const struct bh_item *item, struct bh_err *err)
{
    const struct bh_node *objects = openshift_objects(item);
    int rc = 0;

    if (objects == NULL) {
        return take_object(scan, item, err);
    }
    const struct bh_node *e = objects + 1;
    scan->notes.in_openshift_template = true;
    for (uint32_t i = 0; i < objects->n && rc == 0; i++, e += e->skip) {
        struct bh_item made = *item;
        made.doc.nodes = e;
        made.doc.n = e->skip;
        made.api_version = string_of(e, BH_S("apiVersion"));
        made.kind = string_of(e, BH_S("kind"));
        made.is_list_item = true;
        made.index = i;
        rc = take_object(scan, &made, err);
    }
    scan->notes.in_openshift_template = false;
    return rc;
}

/* --- inputs --------------------------------------------------------------------------------------- */

/* Reads documents to the end of the input. *out_n: how many it holds. *out_is_gone: it could not be read to its end. */
static int read_documents(struct scan *scan, struct bh_stream *stream, uint64_t *out_n,
                          bool *out_is_gone, struct bh_err *err)
{
    uint64_t last = UINT64_MAX;
    int rc = 0;

    while (rc == 0) {
        const struct bh_item *item = NULL;
        struct bh_err cause = { 0 };

        bh_arena_reset(&scan->arena);
        if (bh_stream_next(stream, &item, &cause) != 0) {
            bool is_gone =
                cause.kind == BH_ERR_SYSTEM; /* not malformed: there is nothing more to read */
            *out_n += !is_gone;
            rc = bh_scan_notes_unread(&scan->notes, stream, &cause, err);
            if (is_gone) {
                *out_is_gone = true;
                break;
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
    bool is_gone = false;
    int rc = read_documents(scan, stream, &documents, &is_gone, err);

    scan->totals.n_documents += documents;
    scan->totals.n_files += !is_gone || documents > 0;
    if (rc == 0 && documents == 0 && !is_gone) {
        struct bh_note note = {
            .kind = BH_NOTE_SKIPPED,
            .file = scan->notes.file,
            .text =
                bh_stream_lists(stream) > 0 ? BH_S("an empty List") : BH_S("empty: no document"),
        };
        scan->notes.n_empty++;
        rc = bh_scan_notes_add(&scan->notes, &note, err);
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
        return bh_scan_notes_error(&scan->notes, &cause, bh_str(NULL, 0), err);
    }
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

    scan->notes.file = input->name;
    scan->notes.has_template_note = false;
    switch (input->kind) {
    case BH_INPUT_FILE:
        return read_file(scan, input, err);
    case BH_INPUT_SKIPPED:
        return bh_scan_notes_add(&scan->notes, &skipped, err);
    case BH_INPUT_FAILED:
        return bh_scan_notes_error(&scan->notes, &input->err, bh_str(NULL, 0), err);
    }
    return 0;
}

/* --- passes --------------------------------------------------------------------------------------- */

static int end_report(struct scan *scan, struct bh_err *err)
{
    int rc = bh_scan_levels_note_repeats(&scan->levels, &scan->notes, err);

    rc = rc != 0 ? rc : bh_scan_accept_end(&scan->notes, &scan->levels, err);
    if (rc != 0) {
        return rc;
    }
    bh_scan_levels_end(&scan->levels, &scan->totals);
    return scan->options->format->end(scan->notes.writer, &scan->totals, err);
}

/* Forgets what the pass before made, except for the snapshot. */
static void clear_pass(struct scan *scan)
{
    if (scan->notes.writer != NULL) {
        scan->options->format->free(scan->notes.writer);
        scan->notes.writer = NULL;
    }
    bh_arena_reset(&scan->arena);
    bh_scan_levels_restart(&scan->levels);
    scan->totals = (struct bh_scan_totals){ 0 };
    scan->notes.n_unselected = 0;
    scan->notes.n_empty = 0;
    scan->notes.worst = 0;
    scan->notes.is_muted = false;
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
        .has_baseline = scan->options->baseline != NULL,
        .has_suppressions = scan->options->suppressions != NULL,
    };
    int rc = bh_spool_clear(report, err);

    bh_scan_accept_begin(scan->options);
    if (rc == 0) {
        rc = bh_spool_clear(scan->notes.messages, err);
    }
    if (rc == 0) {
        rc = scan->options->format->open(&how, &scan->notes.writer, err);
    }
    for (size_t i = 0; i < inputs->n && rc == 0; i++) {
        rc = read_input(scan, &inputs->v[i], err);
    }
    return rc == 0 && !scan->notes.is_muted ? end_report(scan, err) : rc;
}

/* enforce is the strongest mode: failing on warn is failing on any of the three. */
static bool has_findings(const struct scan *scan)
{
    bool found = false;

    for (size_t m = 0; m <= (size_t)scan->options->fail_on; m++) {
        found = found || scan->totals.n_violating[m] > scan->totals.n_accepted[m];
    }
    return found && !scan->options->fails_never && scan->options->record == NULL;
}

static int run(struct scan *scan, struct bh_inputs *inputs, struct bh_spool *report, int *out_exit,
               struct bh_err *err)
{
    int rc = run_pass(scan, inputs, report, err);

    if (rc == 0 && scan->notes.is_muted) {
        clear_pass(scan);
        scan->is_second = true;
        rc = run_pass(scan, inputs, report, err);
    }
    if (rc == 0 && scan->totals.n_judged == 0 && !scan->options->allows_empty) {
        bh_scan_notes_worsen(&scan->notes, BH_ERR_INPUT);
        rc = bh_scan_notes_nothing_judged(&scan->notes, inputs, err);
    }
    if (rc == 0) {
        *out_exit = scan->notes.worst > 0 ? scan->notes.worst : has_findings(scan) ? 1 : 0;
    }
    return rc;
}

int bh_scan_run(const struct bh_scan_options *options, struct bh_inputs *inputs,
                struct bh_spool *report, struct bh_spool *messages, int *out_exit,
                struct bh_err *err)
{
    struct scan scan = { .options = options };

    scan.notes = (struct bh_scan_notes){
        .options = options,
        .messages = messages,
        .totals = &scan.totals,
        .arena = &scan.arena,
    };
    bh_arena_init(&scan.arena, BH_MAX_OBJECT_MEMORY);
    bh_scan_levels_init(&scan.levels, &options->judge, &scan.arena);
    int rc = run(&scan, inputs, report, out_exit, err);
    clear_pass(&scan);
    bh_scan_levels_done(&scan.levels);
    bh_arena_done(&scan.arena);
    return rc;
}
