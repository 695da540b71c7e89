/* The report of a scan as SARIF 2.1.0, called through formats.c: one run, whose rules are the table of checks, one result
 * for each violation of each object. docs/report-sarif.md describes it.
 *
 * Results are written as they come and cost no memory; notes are kept until the results are complete. Leaves out
 * whatever depends on time or machine. */
#include <stdio.h>
#include <stdlib.h>

#include "podsec/pss_checks.h"
#include "report/check_help.h"
#include "report/distinct.h"
#include "report/formats.h"
#include "report/json_writer.h"
#include "report/relative.h"
#include "review/fingerprint.h"

struct kept_note {
    struct kept_note *next;
    struct bh_note note; /* its text is in the arena */
};

struct sarif_report {
    struct bh_json_writer json;
    struct bh_arena arena;    /* of the notes */
    struct bh_buf text, more; /* scratch */
    bool is_broken;           /* memory ran out in one of them */
    bool has_baseline, has_suppressions;
    struct kept_note *notes, **notes_end;
};

static struct sarif_report *report_of(struct bh_scan_writer *writer)
{
    return (struct sarif_report *)writer;
}

static int no_memory(struct bh_err *err)
{
    return bh_fail(err, BH_ERR_LIMIT, "not enough memory for the report");
}

/* An empty text, without forgetting that the one before was cut. */
static struct bh_buf *new_text(struct sarif_report *report)
{
    report->is_broken = report->is_broken || report->text.is_broken || report->more.is_broken;
    bh_buf_clear(&report->text);
    return &report->text;
}

static int check(const struct sarif_report *report, struct bh_err *err)
{
    if (report->is_broken || report->text.is_broken || report->more.is_broken) {
        return no_memory(err);
    }
    return bh_json_writer_check(&report->json, err);
}

static void member_str(struct bh_json_writer *json, const char *key, struct bh_str s)
{
    bh_json_writer_key(json, key);
    bh_json_writer_str(json, bh_str_is_set(s) ? s : BH_S(""));
}

static void member_c(struct bh_json_writer *json, const char *key, const char *s)
{
    member_str(json, key, bh_str_c(s));
}

static void member_u64(struct bh_json_writer *json, const char *key, uint64_t v)
{
    bh_json_writer_key(json, key);
    bh_json_writer_u64(json, v);
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

/* A message: braces stand for placeholders and "[...](...)" for a link (SARIF 3.11.5, 3.11.6), so what would be taken
 * for one is escaped. */
static void member_message(struct sarif_report *report, const char *key, struct bh_str s)
{
    struct bh_buf *out = &report->more;

    report->is_broken = report->is_broken || out->is_broken;
    bh_buf_clear(out);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '{' || c == '}') {
            bh_buf_add_byte(out, c);
        } else if (c == ']' && i + 1 < s.n && s.p[i + 1] == '(') {
            bh_buf_add_byte(out, '\\');
        }
        bh_buf_add_byte(out, c);
    }
    member_object(&report->json, key);
    member_str(&report->json, "text", bh_buf_str(out));
    bh_json_writer_close(&report->json);
}

/* --- rules ------------------------------------------------------------------------------------ */

/* "Runs a privileged container." */
static void add_title(struct bh_buf *out, const struct bh_pss_check *check)
{
    char first = check->title[0];

    bh_buf_add_byte(out, first >= 'a' && first <= 'z' ? (char)(first - 'a' + 'A') : first);
    bh_buf_add_c(out, check->title + 1);
    bh_buf_add_byte(out, '.');
}

/* The title, and the level with the versions. */
static void add_description(struct bh_buf *out, const struct bh_pss_check *check)
{
    add_title(out, check);
    bh_buf_add_byte(out, ' ');
    bh_check_add_standing(check, out);
}

static void write_rule(struct sarif_report *report, const struct bh_pss_check *check)
{
    struct bh_json_writer *json = &report->json;
    char version[24];

    bh_json_writer_open_object(json);
    member_c(json, "id", check->id);
    add_title(new_text(report), check);
    member_message(report, "shortDescription", bh_buf_str(&report->text));
    add_description(new_text(report), check);
    member_message(report, "fullDescription", bh_buf_str(&report->text));
    member_object(json, "help");
    bh_check_help_text(check, new_text(report));
    member_str(json, "text", bh_buf_str(&report->text));
    bh_check_help_markdown(check, new_text(report));
    member_str(json, "markdown", bh_buf_str(&report->text));
    bh_json_writer_close(json);
    member_c(json, "helpUri", bh_check_help_uri(check));
    member_object(json, "defaultConfiguration");
    member_c(json, "level", "error");
    bh_json_writer_close(json);
    member_object(json, "properties");
    member_str(json, "level", bh_level_name(check->level));
    member_array(json, "versions");
    for (uint32_t i = 0; i < check->n_revs; i++) {
        int n = snprintf(version, sizeof(version), "v1.%u", check->revs[i].from);
        bh_json_writer_str(json, bh_str(version, (size_t)n));
    }
    bh_json_writer_close(json);
    if (check->replaces != NULL) {
        member_c(json, "replaces", check->replaces);
    }
    member_array(json, "tags");
    bh_json_writer_str(json, BH_S("security"));
    bh_json_writer_str(json, BH_S("kubernetes"));
    bh_json_writer_str(json, bh_level_name(check->level));
    bh_json_writer_close(json);
    bh_json_writer_close(json);
    bh_json_writer_close(json);
}

/* Index of the rule; the number of rules when there is none. */
static size_t rule_index(struct bh_str id)
{
    size_t n, i = 0;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    while (i < n && !bh_str_eq(id, bh_str_c(checks[i].id))) {
        i++;
    }
    return i;
}

static void write_tool(struct sarif_report *report)
{
    struct bh_json_writer *json = &report->json;
    char version[24];
    size_t n_checks;
    const struct bh_pss_check *checks = bh_pss_checks(&n_checks);

    member_object(json, "tool");
    member_object(json, "driver");
    member_str(json, "name", BH_S("bulkhead"));
    member_str(json, "version", BH_S(BH_VERSION));
    member_str(json, "semanticVersion", BH_S(BH_VERSION));
    member_array(json, "rules");
    for (size_t i = 0; i < n_checks; i++) {
        write_rule(report, &checks[i]);
    }
    bh_json_writer_close(json);
    member_object(json, "properties");
    int n = snprintf(version, sizeof(version), "v1.%u", bh_pss_newest());
    member_str(json, "newestPolicyVersion", bh_str(version, (size_t)n));
    bh_json_writer_close(json);
    bh_json_writer_close(json);
    bh_json_writer_close(json);
}

int bh_scan_sarif_open(const struct bh_scan_writer_options *options, struct bh_scan_writer **out,
                       struct bh_err *err)
{
    struct sarif_report *report = calloc(1, sizeof(*report));

    if (report == NULL) {
        return no_memory(err);
    }
    struct bh_json_writer *json = &report->json;
    bh_json_writer_init(json, options->out);
    bh_arena_init(&report->arena, SIZE_MAX);
    report->notes_end = &report->notes;
    report->has_baseline = options->has_baseline;
    report->has_suppressions = options->has_suppressions;

    bh_json_writer_open_object(json);
    member_c(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    member_c(json, "version", "2.1.0");
    member_array(json, "runs");
    bh_json_writer_open_object(json);
    write_tool(report);
    member_c(json, "columnKind", "unicodeCodePoints");
    member_array(json, "results");
    int rc = check(report, err);
    if (rc != 0) {
        bh_scan_sarif_free((struct bh_scan_writer *)report);
        return rc;
    }
    *out = (struct bh_scan_writer *)report;
    return 0;
}

/* --- results ---------------------------------------------------------------------------------- */

/* A relative reference of RFC 3986; what begins at the root becomes a file URI. */
static void add_uri(struct bh_buf *out, struct bh_str file)
{
    static const char unreserved[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789-._~/";

    file = bh_report_relative(file);
    if (bh_str_starts(file, BH_S("/"))) {
        bh_buf_add_c(out, "file://");
    }
    for (size_t i = 0; i < file.n; i++) {
        if (file.p[i] != '\0' && strchr(unreserved, file.p[i]) != NULL) {
            bh_buf_add_byte(out, file.p[i]);
        } else {
            bh_buf_addf(out, "%%%02X", (unsigned char)file.p[i]);
        }
    }
}

static void write_physical(struct sarif_report *report, struct bh_str file, uint32_t line,
                           uint32_t column)
{
    struct bh_json_writer *json = &report->json;

    member_object(json, "physicalLocation");
    member_object(json, "artifactLocation");
    add_uri(new_text(report), file);
    member_str(json, "uri", bh_buf_str(&report->text));
    bh_json_writer_close(json);
    if (line > 0) {
        member_object(json, "region");
        member_u64(json, "startLine", line);
        if (column > 0) {
            member_u64(json, "startColumn", column);
        }
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
}

/* "shop/Deployment/web" */
static struct bh_buf *object_name(struct sarif_report *report, const struct bh_object_ref *object)
{
    struct bh_buf *text = new_text(report);

    bh_buf_add(text, object->namespace_);
    bh_buf_add_byte(text, '/');
    bh_buf_add(text, object->kind);
    bh_buf_add_byte(text, '/');
    bh_buf_add(text, object->name);
    return text;
}

/* The object, and the field in it. */
static void write_logical(struct sarif_report *report, const struct bh_object_ref *object,
                          struct bh_str path)
{
    struct bh_json_writer *json = &report->json;

    member_array(json, "logicalLocations");
    bh_json_writer_open_object(json);
    member_str(json, "name", object->name);
    member_str(json, "fullyQualifiedName", bh_buf_str(object_name(report, object)));
    member_c(json, "kind", "resource");
    bh_json_writer_close(json);
    if (path.n > 0) {
        bh_json_writer_open_object(json);
        member_str(json, "name", path);
        struct bh_buf *text = object_name(report, object);
        bh_buf_add_byte(text, '/');
        bh_buf_add(text, path);
        member_str(json, "fullyQualifiedName", bh_buf_str(text));
        member_c(json, "kind", "member");
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
}

/* A field whose place is unknown stands where the object does. */
static void write_field(struct sarif_report *report, const struct bh_judgement *judgement,
                        const struct bh_location *location)
{
    bool has_place = location->line > 0;

    bh_json_writer_open_object(&report->json);
    write_physical(report, judgement->file, has_place ? location->line : judgement->line,
                   has_place ? location->column : judgement->column);
    write_logical(report, &judgement->object, location->path);
    if (location->path.n > 0) {
        struct bh_buf *text = new_text(report);
        bh_buf_add(text, location->path);
        bh_buf_add_c(text, ": ");
        bh_buf_add(text, location->found);
        member_message(report, "message", bh_buf_str(text));
    }
    bh_json_writer_close(&report->json);
}

static void write_accepted(struct sarif_report *report, const struct bh_finding *finding)
{
    struct bh_json_writer *json = &report->json;
    const struct bh_suppressed *suppressed = finding->suppressed;

    if (report->has_baseline) {
        member_c(json, "baselineState", finding->is_in_baseline ? "unchanged" : "new");
    }
    if (report->has_suppressions) {
        member_array(json, "suppressions");
    }
    if (report->has_suppressions && suppressed != NULL) {
        bh_json_writer_open_object(json);
        member_c(json, "kind", "external");
        member_c(json, "status", "accepted");
        bh_buf_addf(new_text(report), BH_FMT " (" BH_FMT ", until " BH_FMT ")",
                    BH_ARG(suppressed->reason), BH_ARG(suppressed->owner),
                    BH_ARG(suppressed->expires));
        member_str(json, "justification", bh_buf_str(&report->text));
        bh_json_writer_close(json);
    }
    if (report->has_suppressions) {
        bh_json_writer_close(json);
    }
}

static void write_properties(struct bh_json_writer *json, const struct bh_distinct *each)
{
    const struct bh_judgement *judgement = each->judgement;
    char pair[40];

    member_object(json, "properties");
    member_array(json, "modes");
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        if ((each->modes & 1u << m) != 0) {
            bh_json_writer_str(json, bh_mode_name((enum bh_mode)m));
        }
    }
    bh_json_writer_close(json);
    member_str(json, "policy", bh_pss_pair_text(judgement->modes[each->mode].pair, pair));
    member_str(json, "reason", each->finding->reason);
    member_str(json, "detail", each->finding->detail);
    member_str(json, "remedy", each->finding->remedy);
    if (bh_str_is_set(judgement->source)) {
        member_str(json, "source", judgement->source);
    }
    bh_json_writer_close(json);
}

static void write_result(struct sarif_report *report, const struct bh_distinct *each)
{
    static const struct bh_location nowhere = { .role = BH_LOCATION_VIOLATES };
    struct bh_json_writer *json = &report->json;
    const struct bh_finding *finding = each->finding;
    size_t n_rules, rule = rule_index(finding->rule);
    char fingerprint[24];
    int n = snprintf(fingerprint, sizeof(fingerprint), "%016llx",
                     (unsigned long long)finding->fingerprint);

    bh_pss_checks(&n_rules);
    bh_json_writer_open_object(json);
    member_str(json, "ruleId", finding->rule);
    if (rule < n_rules) {
        member_u64(json, "ruleIndex", rule);
    }
    member_c(json, "level",
             !bh_finding_counts(finding)     ? "note"
             : each->mode == BH_MODE_ENFORCE ? "error"
                                             : "warning");
    bh_distinct_add_sentence(new_text(report), each);
    member_message(report, "message", bh_buf_str(&report->text));
    member_array(json, "locations");
    for (uint32_t i = 0; i < finding->n_locations; i++) {
        write_field(report, each->judgement, &finding->locations[i]);
    }
    if (finding->n_locations == 0) {
        write_field(report, each->judgement, &nowhere);
    }
    bh_json_writer_close(json);
    member_object(json, "partialFingerprints");
    member_str(json, "bulkhead/" BH_FINGERPRINT_VERSION, bh_str(fingerprint, (size_t)n));
    bh_json_writer_close(json);
    write_accepted(report, finding);
    write_properties(json, each);
    bh_json_writer_close(json);
}

int bh_scan_sarif_judgement(struct bh_scan_writer *writer, const struct bh_judgement *judgement,
                            struct bh_err *err)
{
    struct sarif_report *report = report_of(writer);
    struct bh_distinct each = { .judgement = judgement };

    while (bh_distinct_next(&each)) {
        write_result(report, &each);
    }
    return check(report, err);
}

/* --- notes ------------------------------------------------------------------------------------ */

/* Unset stays unset. */
static bool keep(struct bh_arena *arena, struct bh_str *s)
{
    struct bh_err ignored;

    return !bh_str_is_set(*s) || bh_arena_copy(arena, *s, s, &ignored) == 0;
}

int bh_scan_sarif_note(struct bh_scan_writer *writer, const struct bh_note *note,
                       struct bh_err *err)
{
    struct sarif_report *report = report_of(writer);
    struct kept_note *kept = bh_new(&report->arena, struct kept_note, 1);

    if (kept != NULL) {
        kept->note = *note;
    }
    if (kept == NULL || !keep(&report->arena, &kept->note.file) ||
        !keep(&report->arena, &kept->note.object) || !keep(&report->arena, &kept->note.text) ||
        !keep(&report->arena, &kept->note.hint)) {
        return no_memory(err);
    }
    *report->notes_end = kept;
    report->notes_end = &kept->next;
    return 0;
}

static const char *level_of(const struct bh_note *note)
{
    if (note->is_fixed) {
        return "note";
    }
    switch (note->kind) {
    case BH_NOTE_ERROR:
        return "error";
    case BH_NOTE_WARNING:
        return "warning";
    case BH_NOTE_SKIPPED:
        return "note";
    }
    return "note";
}

static void write_note(struct sarif_report *report, const struct bh_note *note)
{
    struct bh_json_writer *json = &report->json;
    struct bh_buf *text = new_text(report);

    bh_json_writer_open_object(json);
    member_c(json, "level", level_of(note));
    if (note->object.n > 0) {
        bh_buf_add(text, note->object);
        bh_buf_add_c(text, ": ");
    }
    bh_buf_add_c(text, note->kind == BH_NOTE_SKIPPED ? "skipped: " : "");
    bh_buf_add(text, note->text);
    if (note->hint.n > 0) {
        bh_buf_add_c(text, " (");
        bh_buf_add(text, note->hint);
        bh_buf_add_byte(text, ')');
    }
    member_message(report, "message", bh_buf_str(text));
    if (note->file.n > 0) {
        member_array(json, "locations");
        bh_json_writer_open_object(json);
        write_physical(report, note->file, note->line, note->column);
        bh_json_writer_close(json);
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
}

int bh_scan_sarif_end(struct bh_scan_writer *writer, const struct bh_scan_totals *totals,
                      struct bh_err *err)
{
    struct sarif_report *report = report_of(writer);
    struct bh_json_writer *json = &report->json;

    bh_json_writer_close(json); /* results */
    member_array(json, "invocations");
    bh_json_writer_open_object(json);
    bh_json_writer_key(json, "executionSuccessful");
    bh_json_writer_bool(json, totals->n_errors == 0);
    member_array(json, "toolExecutionNotifications");
    for (const struct kept_note *kept = report->notes; kept != NULL; kept = kept->next) {
        write_note(report, &kept->note);
    }
    bh_json_writer_close(json);
    bh_json_writer_close(json);
    bh_json_writer_close(json); /* invocations */
    bh_json_writer_close(json); /* the run */
    bh_json_writer_close(json); /* runs */
    bh_json_writer_close(json);
    int rc = check(report, err);
    return rc != 0 ? rc : bh_json_writer_end(json, err);
}

void bh_scan_sarif_free(struct bh_scan_writer *writer)
{
    struct sarif_report *report = report_of(writer);

    if (report != NULL) {
        bh_arena_done(&report->arena);
        bh_buf_done(&report->text);
        bh_buf_done(&report->more);
        free(report);
    }
}
