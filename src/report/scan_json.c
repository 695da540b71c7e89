/* The JSON document of a scan (docs/report-json.md, docs/report-schema.json), called through
 * formats.c. Results are written as they come and cost no memory; notes are kept until the
 * results are complete. Members are only ever added within one BH_SCAN_REPORT_VERSION. Leaves
 * out all times. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "podsec/pss.h"
#include "report/distinct.h"
#include "report/formats.h"
#include "report/json_writer.h"

struct kept_note {
    struct kept_note *next;
    struct bh_note note; /* its text is in the arena */
};

struct json_report {
    struct bh_json_writer json;
    struct bh_arena arena; /* of the notes */
    struct kept_note *notes, **notes_end;
};

static struct json_report *report_of(struct bh_scan_writer *writer)
{
    return (struct json_report *)writer;
}

static void member_str(struct bh_json_writer *json, const char *key, struct bh_str s)
{
    bh_json_writer_key(json, key);
    bh_json_writer_str(json, bh_str_is_set(s) ? s : BH_S(""));
}

static void member_if_set(struct bh_json_writer *json, const char *key, struct bh_str s)
{
    if (bh_str_is_set(s)) {
        member_str(json, key, s);
    }
}

static void member_u64(struct bh_json_writer *json, const char *key, uint64_t v)
{
    bh_json_writer_key(json, key);
    bh_json_writer_u64(json, v);
}

static void member_bool(struct bh_json_writer *json, const char *key, bool v)
{
    bh_json_writer_key(json, key);
    bh_json_writer_bool(json, v);
}

static void member_object(struct bh_json_writer *json, const char *key)
{
    bh_json_writer_key(json, key);
    bh_json_writer_open_object(json);
}

static void member_array(struct bh_json_writer *json, const char *key)
{
    bh_json_writer_key(json, key);
    bh_json_writer_open_array(json);
}

/* "latest" or "v1.N" */
static void member_version(struct bh_json_writer *json, const char *key, uint64_t version)
{
    char text[40];
    struct bh_pss_pair pair = { .level = BH_LEVEL_BASELINE, .version = version };
    struct bh_str both = bh_pss_pair_text(pair, text);

    member_str(json, key, bh_str_from(both, bh_str_find_byte(both, ':') + 1));
}

static struct bh_str source_name(enum bh_level_source from)
{
    switch (from) {
    case BH_FROM_DEFAULT:
        return BH_S("default");
    case BH_FROM_LABEL:
        return BH_S("label");
    case BH_FROM_OPTION:
        return BH_S("option");
    case BH_FROM_CONFIG:
        return BH_S("config");
    case BH_FROM_UNREADABLE:
        return BH_S("unreadable-namespace");
    }
    return BH_S("");
}

static struct bh_str severity_name(const struct bh_note *note)
{
    if (note->is_fixed) {
        return BH_S("fixed");
    }
    switch (note->kind) {
    case BH_NOTE_ERROR:
        return BH_S("error");
    case BH_NOTE_WARNING:
        return BH_S("warning");
    case BH_NOTE_SKIPPED:
        return BH_S("skipped");
    }
    return BH_S("");
}

static void member_name(struct bh_json_writer *json, enum bh_mode mode)
{
    switch (mode) {
    case BH_MODE_ENFORCE:
        bh_json_writer_key(json, "enforce");
        return;
    case BH_MODE_AUDIT:
        bh_json_writer_key(json, "audit");
        return;
    case BH_MODE_WARN:
        bh_json_writer_key(json, "warn");
        return;
    case BH_N_MODES:
        break;
    }
    BH_BUG_ON(true);
}

int bh_scan_json_open(const struct bh_scan_writer_options *options, struct bh_scan_writer **out,
                      struct bh_err *err)
{
    struct json_report *report = malloc(sizeof(*report));

    if (report == NULL) {
        return bh_fail(err, BH_ERR_LIMIT, "not enough memory for the report");
    }
    struct bh_json_writer *json = &report->json;
    bh_json_writer_init(json, options->out);
    bh_arena_init(&report->arena, SIZE_MAX);
    report->notes = NULL;
    report->notes_end = &report->notes;

    bh_json_writer_open_object(json);
    member_u64(json, "version", BH_SCAN_REPORT_VERSION);
    member_str(json, "kind", BH_S("ScanReport"));
    member_object(json, "tool");
    member_str(json, "name", BH_S("bulkhead"));
    member_str(json, "version", BH_S(BH_VERSION));
    member_version(json, "newestPolicyVersion", bh_pss_newest());
    bh_json_writer_close(json);
    member_array(json, "results");
    *out = (struct bh_scan_writer *)report;
    return 0;
}

static void write_mode(struct bh_json_writer *json, const struct bh_mode_verdict *verdict)
{
    bh_json_writer_open_object(json);
    member_str(json, "level", bh_level_name(verdict->pair.level));
    member_version(json, "version", verdict->pair.version);
    member_bool(json, "allowed", verdict->is_allowed);
    member_str(json, "levelFrom", source_name(verdict->level_from));
    member_str(json, "versionFrom", source_name(verdict->version_from));
    if (verdict->exempt != BH_EXEMPT_NO) {
        member_str(json, "exempt", bh_exemption_name(verdict->exempt));
    }
    member_if_set(json, "message", verdict->message);
    bh_json_writer_close(json);
}

static void write_place(struct bh_json_writer *json, const struct bh_location *location)
{
    member_str(json, "path", location->path);
    member_u64(json, "line", location->line);
    member_u64(json, "column", location->column);
    member_str(json, "found", location->found);
}

/* The members of a violation; the object around them is the caller's. */
static void write_violation(struct bh_json_writer *json, const struct bh_finding *finding)
{
    static const struct bh_location nowhere = { .role = BH_LOCATION_VIOLATES };
    char fingerprint[24];
    int n = snprintf(fingerprint, sizeof(fingerprint), "%016llx",
                     (unsigned long long)finding->fingerprint);

    member_str(json, "check", finding->rule);
    member_str(json, "reason", finding->reason);
    member_str(json, "detail", finding->detail);
    write_place(json, finding->n_locations > 0 ? &finding->locations[0] : &nowhere);
    member_str(json, "remedy", finding->remedy);
    member_str(json, "fingerprint", bh_str(fingerprint, (size_t)n));
    if (finding->is_known) {
        member_bool(json, "known", true);
    }
    if (finding->suppressed != NULL) {
        member_object(json, "suppressed");
        member_str(json, "reason", finding->suppressed->reason);
        member_str(json, "owner", finding->suppressed->owner);
        member_str(json, "expires", finding->suppressed->expires);
        bh_json_writer_close(json);
    }
    member_array(json, "fields");
    for (uint32_t i = 0; i < finding->n_locations; i++) {
        bh_json_writer_open_object(json);
        write_place(json, &finding->locations[i]);
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
}

/* What audit or warn found and enforce did not, each once, with the modes that found it. */
static void write_other_violations(struct bh_json_writer *json,
                                   const struct bh_judgement *judgement)
{
    struct bh_distinct distinct = { .judgement = judgement };

    while (bh_distinct_next(&distinct)) {
        if (distinct.mode == BH_MODE_ENFORCE) {
            continue;
        }
        bh_json_writer_open_object(json);
        member_array(json, "modes");
        for (unsigned m = distinct.mode; m < BH_N_MODES; m++) {
            if ((distinct.modes & (1u << m)) != 0) {
                bh_json_writer_str(json, bh_mode_name((enum bh_mode)m));
            }
        }
        bh_json_writer_close(json);
        write_violation(json, distinct.finding);
        bh_json_writer_close(json);
    }
}

static int write_prepared(struct json_report *report, const struct bh_judgement *judgement,
                          struct bh_err *err)
{
    struct bh_buf path = { .p = NULL };
    int rc = 0;

    for (uint32_t i = 0; i < judgement->prepared.n; i++) {
        const struct bh_prepared *prepared = &judgement->prepared.v[i];
        bh_buf_clear(&path);
        bh_buf_add(&path, judgement->pod_path);
        bh_buf_add(&path, judgement->pod_path.n > 0 ? BH_S(".") : BH_S(""));
        bh_buf_add(&path, prepared->path);
        if (path.is_broken) {
            rc = bh_fail(err, BH_ERR_LIMIT, "not enough memory for the report");
            break;
        }
        bh_json_writer_open_object(&report->json);
        member_str(&report->json, "path", bh_buf_str(&path));
        member_str(&report->json, "value", prepared->value);
        member_str(&report->json, "rule",
                   bh_str_c(prepared->row != NULL ? prepared->row->id : NULL));
        bh_json_writer_close(&report->json);
    }
    bh_buf_done(&path);
    return rc;
}

int bh_scan_json_judgement(struct bh_scan_writer *writer, const struct bh_judgement *judgement,
                           struct bh_err *err)
{
    struct json_report *report = report_of(writer);
    struct bh_json_writer *json = &report->json;
    const struct bh_mode_verdict *enforce = &judgement->modes[BH_MODE_ENFORCE];
    bool is_controller = judgement->role == BH_ROLE_CONTROLLER;

    bh_json_writer_open_object(json);
    member_str(json, "file", judgement->file);
    member_u64(json, "line", judgement->line);
    member_u64(json, "column", judgement->column);
    member_if_set(json, "source", judgement->source);
    member_str(json, "apiVersion", judgement->object.api_version);
    member_str(json, "kind", judgement->object.kind);
    member_str(json, "namespace", judgement->object.namespace_);
    member_str(json, "name", judgement->object.name);
    member_str(json, "role", is_controller ? BH_S("controller") : BH_S("pod"));
    member_bool(json, "isKnownKind", judgement->is_known_kind);
    member_str(json, "podPath", judgement->pod_path);
    if (judgement->owner_name.n > 0) {
        member_object(json, "owner");
        member_str(json, "kind", judgement->owner_kind);
        member_str(json, "name", judgement->owner_name);
        bh_json_writer_close(json);
    }
    if (judgement->exempt != BH_EXEMPT_NO) {
        member_str(json, "exempt", bh_exemption_name(judgement->exempt));
    }
    member_bool(json, "admitted", is_controller || enforce->is_allowed);
    if (is_controller) {
        member_bool(json, "podsRefused", !enforce->is_allowed);
    }
    member_object(json, "modes");
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        member_name(json, (enum bh_mode)m);
        write_mode(json, &judgement->modes[m]);
    }
    bh_json_writer_close(json);
    member_array(json, "violations");
    for (uint32_t i = 0; i < enforce->n_findings; i++) {
        bh_json_writer_open_object(json);
        write_violation(json, &enforce->findings[i]);
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
    member_array(json, "otherViolations");
    write_other_violations(json, judgement);
    bh_json_writer_close(json);
    member_array(json, "prepared");
    int rc = write_prepared(report, judgement, err);
    if (rc != 0) {
        return rc;
    }
    bh_json_writer_close(json);
    bh_json_writer_close(json);
    return bh_json_writer_check(json, err);
}

/* Unset stays unset. */
static bool keep(struct bh_arena *arena, struct bh_str *s)
{
    struct bh_err ignored;

    return !bh_str_is_set(*s) || bh_arena_copy(arena, *s, s, &ignored) == 0;
}

int bh_scan_json_note(struct bh_scan_writer *writer, const struct bh_note *note, struct bh_err *err)
{
    struct json_report *report = report_of(writer);
    struct kept_note *kept = bh_new(&report->arena, struct kept_note, 1);

    if (kept != NULL) {
        kept->note = *note;
    }
    if (kept == NULL || !keep(&report->arena, &kept->note.file) ||
        !keep(&report->arena, &kept->note.object) || !keep(&report->arena, &kept->note.text) ||
        !keep(&report->arena, &kept->note.hint)) {
        return bh_fail(err, BH_ERR_LIMIT, "not enough memory for the report");
    }
    *report->notes_end = kept;
    report->notes_end = &kept->next;
    return 0;
}

static void write_note(struct bh_json_writer *json, const struct bh_note *note)
{
    bh_json_writer_open_object(json);
    member_str(json, "severity", severity_name(note));
    member_str(json, "file", note->file);
    member_u64(json, "line", note->line);
    member_u64(json, "column", note->column);
    member_if_set(json, "object", note->object);
    member_str(json, "message", note->text);
    member_if_set(json, "hint", note->hint);
    bh_json_writer_close(json);
}

/* What the run does not fail for. */
static void write_accepted(struct bh_json_writer *json, const struct bh_scan_totals *totals)
{
    member_object(json, "accepted");
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        member_name(json, (enum bh_mode)m);
        bh_json_writer_u64(json, totals->n_accepted[m]);
    }
    bh_json_writer_close(json);
    member_u64(json, "known", totals->n_known);
    member_u64(json, "suppressed", totals->n_suppressed);
    member_u64(json, "fixed", totals->n_fixed);
    member_object(json, "exempt");
    member_u64(json, "namespace", totals->n_exempt[BH_EXEMPT_NAMESPACE]);
    member_u64(json, "user", totals->n_exempt[BH_EXEMPT_USER]);
    member_u64(json, "runtimeClass", totals->n_exempt[BH_EXEMPT_RUNTIME_CLASS]);
    bh_json_writer_close(json);
}

static void write_summary(struct bh_json_writer *json, const struct bh_scan_totals *totals)
{
    member_object(json, "summary");
    member_u64(json, "files", totals->n_files);
    member_u64(json, "documents", totals->n_documents);
    member_u64(json, "judged", totals->n_judged);
    member_u64(json, "pods", totals->n_pods);
    member_u64(json, "controllers", totals->n_controllers);
    member_u64(json, "other", totals->n_other);
    member_u64(json, "namespaces", totals->n_namespaces);
    member_object(json, "violating");
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        member_name(json, (enum bh_mode)m);
        bh_json_writer_u64(json, totals->n_violating[m]);
    }
    bh_json_writer_close(json);
    write_accepted(json, totals);
    member_u64(json, "errors", totals->n_errors);
    member_u64(json, "warnings", totals->n_warnings);
    member_u64(json, "skipped", totals->n_skipped);
    member_array(json, "levels");
    for (size_t i = 0; i < totals->n_uses; i++) {
        const struct bh_level_use *use = &totals->uses[i];
        bh_json_writer_open_object(json);
        member_str(json, "mode", bh_mode_name(use->mode));
        member_str(json, "level", bh_level_name(use->pair.level));
        member_version(json, "version", use->pair.version);
        member_str(json, "from", source_name(use->from));
        member_u64(json, "objects", use->n_objects);
        member_u64(json, "violating", use->n_violating);
        member_u64(json, "accepted", use->n_accepted);
        member_u64(json, "namespaces", use->n_namespaces);
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
    bh_json_writer_close(json);
}

int bh_scan_json_end(struct bh_scan_writer *writer, const struct bh_scan_totals *totals,
                     struct bh_err *err)
{
    struct json_report *report = report_of(writer);
    struct bh_json_writer *json = &report->json;

    bh_json_writer_close(json); /* results */
    member_array(json, "notes");
    for (const struct kept_note *kept = report->notes; kept != NULL; kept = kept->next) {
        write_note(json, &kept->note);
    }
    bh_json_writer_close(json);
    write_summary(json, totals);
    bh_json_writer_close(json);
    return bh_json_writer_end(json, err);
}

void bh_scan_json_free(struct bh_scan_writer *writer)
{
    struct json_report *report = report_of(writer);

    if (report != NULL) {
        bh_arena_done(&report->arena);
        free(report);
    }
}
