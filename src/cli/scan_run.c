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
#include "cli/scan_accept.h"
#include "cli/scan_notes.h"

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
    struct bh_snapshot snapshot;
    struct bh_arena arena;      /* of one object */
    struct bh_arena pass_arena; /* of one pass: policies */
    struct bh_map policies;     /* of the pass: name to struct policy_entry */
    struct bh_level_use *uses;  /* of the pass; on the heap */
    size_t n_uses, room_uses;
    struct repeat *repeats, **repeats_end; /* in the snapshot's arena */
    struct bh_scan_totals totals;
    struct bh_scan_notes notes;
    bool is_second; /* this is the second pass: all namespaces are known */
};

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

/* A namespace that is exempt is not judged by its policy, and not counted with those that are. */
static int make_policy(struct scan *scan, struct bh_str name, struct policy_entry *entry,
                       struct bh_err *err)
{
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    uint32_t n_errors = 0;
    int rc = bh_judge_policy(&scan->options->judge, bh_snapshot_namespace(&scan->snapshot, name),
                             &scan->arena, &entry->policy, errors, &n_errors, err);

    bool is_exempt = bh_pss_config_exempts(scan->options->judge.config, name, bh_str(NULL, 0),
                                           bh_str(NULL, 0)) != BH_EXEMPT_NO;

    for (size_t m = 0; m < BH_N_MODES && rc == 0; m++) {
        rc = use_row(scan, (enum bh_mode)m, &entry->policy, &entry->uses[m], err);
        if (rc == 0) {
            scan->uses[entry->uses[m]].n_namespaces += !is_exempt;
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
        .file = scan->notes.file,
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
        .file = scan->notes.file,
        .line = place.line,
    };
    struct bh_pss_policy policy;
    uint32_t n_errors = 0;
    int rc = bh_judge_policy(&scan->options->judge, &seen, &scan->arena, &policy, errors, &n_errors,
                             err);

    scan->totals.n_namespaces++;
    if (rc == 0 && n_errors > 0) {
        rc = bh_scan_notes_labels(&scan->notes, errors, n_errors, place.line, object, err);
    }
    rc = rc != 0 ? rc : bh_scan_accept_namespace(&scan->notes, &seen, n_errors, object, err);
    if (rc == 0 && !scan->is_second && seen.name.n > 0) {
        bool is_stale = false;
        rc = learn_namespace(scan, &seen, &is_stale, err);
        scan->notes.is_muted |= is_stale;
    }
    return rc;
}

/* A Namespace that could not be read is not one without labels: its pods are judged as restricted, whatever the
 * default is, as upstream does for a label that it cannot read. */
static int take_unreadable_namespace(struct scan *scan, const struct bh_item *item, int rc,
                                     struct bh_err *err)
{
    static struct bh_pair restricted[] = {
        { { "pod-security.kubernetes.io/enforce", 34 }, { "restricted", 10 } },
        { { "pod-security.kubernetes.io/audit", 32 }, { "restricted", 10 } },
        { { "pod-security.kubernetes.io/warn", 31 }, { "restricted", 10 } },
    };
    const struct bh_node *name =
        bh_doc_member(bh_doc_member(item->doc.nodes, BH_S("metadata")), BH_S("name"));

    if (rc != 0 || scan->is_second || name == NULL || name->kind != BH_NODE_STRING ||
        name->n == 0 || !bh_str_eq(item->kind, BH_S("Namespace"))) {
        return rc;
    }
    struct bh_namespace seen = {
        .name = bh_node_text(name),
        .labels = { restricted, sizeof(restricted) / sizeof(restricted[0]), true },
        .file = scan->notes.file,
        .line = bh_doc_place(&item->doc, item->doc.nodes).line,
    };
    bool is_stale = false;
    rc = learn_namespace(scan, &seen, &is_stale, err);
    scan->notes.is_muted |= is_stale;
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
        rc = bh_str_is_set(note.text) ? bh_scan_notes_add(&scan->notes, &note, err)
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
        uses[entry->uses[m]].n_objects += judgement->exempt == BH_EXEMPT_NO;
        uses[entry->uses[m]].n_violating += is_violating;
        uses[entry->uses[m]].n_accepted += is_violating && !bh_verdict_counts(&judgement->modes[m]);
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
    int rc = bh_judge(decoded, &item->doc, scan->notes.file, item->source, &entry->policy,
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
    count(scan, entry, &judgement);
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
    switch (decoded.role) {
    case BH_ROLE_NAMESPACE:
        return take_namespace(scan, item, &decoded, object, err);
    case BH_ROLE_RBAC:
    case BH_ROLE_ACCOUNT:
    case BH_ROLE_POLICY:
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
        return bh_scan_notes_error(&scan->notes, &cause, object, err);
    }
    return 0;
}

static int take_item(struct scan *scan, const struct bh_item *item, struct bh_err *err)
{
    int rc = 0;

    if (scan->notes.is_muted && !bh_str_eq(item->kind, BH_S("Namespace"))) {
        return 0;
    }
    if (item->doc.nodes->kind != BH_NODE_OBJECT || item->kind.n == 0 || item->api_version.n == 0) {
        return bh_scan_notes_no_object(&scan->notes, item, err);
    }
    uint32_t n_templates = 1;
    for (uint32_t i = 0; i < n_templates && rc == 0; i++) {
        struct bh_str object = bh_scan_notes_object(&scan->notes, item);
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
            rc = bh_scan_notes_unread(&scan->notes, stream, &cause, err);
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

/* Rows that no object was judged by: of namespaces whose objects are all exempt. */
static void drop_unused(struct scan *scan)
{
    size_t n = 0;

    for (size_t i = 0; i < scan->n_uses; i++) {
        if (scan->uses[i].n_objects > 0) {
            scan->uses[n++] = scan->uses[i];
        }
    }
    scan->n_uses = n;
}

static int end_report(struct scan *scan, struct bh_err *err)
{
    int rc = note_repeats(scan, err);

    rc = rc != 0 ? rc : bh_scan_accept_end(&scan->notes, err);
    if (rc != 0) {
        return rc;
    }
    drop_unused(scan);
    if (scan->n_uses > 1) {
        qsort(scan->uses, scan->n_uses, sizeof(*scan->uses), by_mode);
    }
    scan->totals.uses = scan->uses;
    scan->totals.n_uses = scan->n_uses;
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
    bh_arena_reset(&scan->pass_arena);
    scan->policies = (struct bh_map){ 0 };
    scan->n_uses = 0;
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
    if (rc == 0 && scan->totals.n_judged == 0) {
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
