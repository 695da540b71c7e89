/* The report of a scan as workflow commands of GitHub Actions, called through formats.c: the runner turns each line
 * into an annotation of the file. One line for each violation, at its first field; what is known or suppressed is only
 * counted. docs/report-sarif.md describes it. Nothing is kept: lines are written as results come.
 *
 * A line end in a name would begin a command of its own, so whatever is not printable is escaped, either as the runner
 * undoes it (%0A, in what we say ourselves) or for good (\x1b, in what the input says). */
#include <stdlib.h>

#include "report/distinct.h"
#include "report/formats.h"
#include "report/printable.h"
#include "report/relative.h"

struct github_report {
    struct bh_sink out;
    struct bh_buf line, text; /* scratch */
};

static struct github_report *report_of(struct bh_scan_writer *writer)
{
    return (struct github_report *)writer;
}

int bh_scan_github_open(const struct bh_scan_writer_options *options, struct bh_scan_writer **out,
                        struct bh_err *err)
{
    struct github_report *report = calloc(1, sizeof(*report));

    if (report == NULL) {
        return bh_fail(err, BH_ERR_LIMIT, "not enough memory for the report");
    }
    report->out = options->out;
    *out = (struct bh_scan_writer *)report;
    return 0;
}

/* A property ends at a comma or colon; the runner undoes %3A, %2C and %25 there, and %25 in the message. */
static void add_escaped(struct bh_buf *out, struct bh_str s, bool is_property)
{
    while (s.n > 0) {
        size_t n = bh_utf8_len(s);
        if (n == 1 && *s.p == '%') {
            bh_buf_add_c(out, "%25");
        } else if (n == 1 && is_property && (*s.p == ':' || *s.p == ',')) {
            bh_buf_add_c(out, *s.p == ':' ? "%3A" : "%2C");
        } else if (n > 0 && bh_printable(bh_utf8_decode(s.p, n))) {
            bh_buf_add(out, bh_str(s.p, n));
        } else {
            n = n == 0 ? 1 : n;
            for (size_t i = 0; i < n; i++) {
                bh_buf_addf(out, "\\x%02x", (unsigned char)s.p[i]);
            }
        }
        s = bh_str_from(s, n);
    }
}

/* "::error file=deploy/web.yaml,line=3,col=1,title=hostPorts::" */
static void begin_line(struct bh_buf *line, const char *command, struct bh_str file, uint32_t at,
                       uint32_t column, struct bh_str title)
{
    bh_buf_clear(line);
    bh_buf_addf(line, "::%s ", command);
    file = bh_report_relative(file);
    if (file.n > 0) {
        bh_buf_add_c(line, "file=");
        add_escaped(line, file, true);
        bh_buf_add_byte(line, ',');
    }
    if (file.n > 0 && at > 0) {
        bh_buf_addf(line, "line=%u,", at);
        if (column > 0) {
            bh_buf_addf(line, "col=%u,", column);
        }
    }
    bh_buf_add_c(line, "title=");
    add_escaped(line, title, true);
    bh_buf_add_c(line, "::");
}

static int end_line(struct github_report *report, struct bh_err *err)
{
    bh_buf_add_byte(&report->line, '\n');
    if (report->line.is_broken || report->text.is_broken) {
        return bh_fail(err, BH_ERR_LIMIT, "not enough memory for the report");
    }
    return report->out.write(report->out.ctx, bh_buf_str(&report->line), err);
}

int bh_scan_github_judgement(struct bh_scan_writer *writer, const struct bh_judgement *judgement,
                             struct bh_err *err)
{
    struct github_report *report = report_of(writer);
    struct bh_distinct each = { .judgement = judgement };
    int rc = 0;

    while (rc == 0 && bh_distinct_next(&each)) {
        const struct bh_finding *finding = each.finding;
        struct bh_location place = { .line = judgement->line, .column = judgement->column };
        if (!bh_finding_counts(finding)) {
            continue;
        }
        if (finding->n_locations > 0 && finding->locations[0].line > 0) {
            place = finding->locations[0];
        }
        begin_line(&report->line, each.mode == BH_MODE_ENFORCE ? "error" : "warning",
                   judgement->file, place.line, place.column, finding->rule);
        bh_buf_clear(&report->text);
        bh_distinct_add_sentence(&report->text, &each);
        add_escaped(&report->line, bh_buf_str(&report->text), false);
        if (finding->remedy.n > 0) {
            bh_buf_add_c(&report->line, "%0A");
            add_escaped(&report->line, finding->remedy, false);
        }
        rc = end_line(report, err);
    }
    return rc;
}

static const char *command_of(const struct bh_note *note)
{
    if (note->is_fixed) {
        return "notice";
    }
    switch (note->kind) {
    case BH_NOTE_ERROR:
        return "error";
    case BH_NOTE_WARNING:
        return "warning";
    case BH_NOTE_SKIPPED:
        return "notice";
    }
    return "notice";
}

int bh_scan_github_note(struct bh_scan_writer *writer, const struct bh_note *note,
                        struct bh_err *err)
{
    struct github_report *report = report_of(writer);
    struct bh_str title = note->kind == BH_NOTE_SKIPPED ? BH_S("skipped") : BH_S("bulkhead scan");

    begin_line(&report->line, command_of(note), note->file, note->line, note->column, title);
    bh_buf_clear(&report->text);
    if (note->object.n > 0) {
        bh_buf_add(&report->text, note->object);
        bh_buf_add_c(&report->text, ": ");
    }
    bh_buf_add(&report->text, note->text);
    add_escaped(&report->line, bh_buf_str(&report->text), false);
    if (note->hint.n > 0) {
        bh_buf_add_c(&report->line, "%0A");
        add_escaped(&report->line, note->hint, false);
    }
    return end_line(report, err);
}

static void add_count(struct bh_buf *buf, const char *before, uint64_t n, const char *one,
                      const char *many)
{
    if (n > 0) {
        bh_buf_addf(buf, "%s%llu %s", before, (unsigned long long)n, n == 1 ? one : many);
    }
}

int bh_scan_github_end(struct bh_scan_writer *writer, const struct bh_scan_totals *totals,
                       struct bh_err *err)
{
    struct github_report *report = report_of(writer);
    struct bh_buf *line = &report->line;
    bool is_clean = true;

    begin_line(line, "notice", bh_str(NULL, 0), 0, 0, BH_S("bulkhead scan"));
    if (totals->n_judged == 0) {
        bh_buf_add_c(line, "nothing was judged");
    } else {
        add_count(line, "", totals->n_judged, "workload judged", "workloads judged");
    }
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        uint64_t n = totals->n_violating[m] - totals->n_accepted[m];
        if (n > 0) {
            bh_buf_addf(line, "%s%llu short of the " BH_FMT " level", is_clean ? ": " : ", ",
                        (unsigned long long)n, BH_ARG(bh_mode_name((enum bh_mode)m)));
            is_clean = false;
        }
    }
    if (is_clean && totals->n_judged > 0) {
        bh_buf_add_c(line, totals->n_known + totals->n_suppressed > 0
                               ? ": none violates anything else"
                               : ": none violates anything");
    }
    add_count(line, "; ", totals->n_known, "known violation", "known violations");
    add_count(line, "; ", totals->n_suppressed, "suppressed violation", "suppressed violations");
    add_count(line, "; ", totals->n_errors, "error", "errors");
    add_count(line, "; ", totals->n_warnings, "warning", "warnings");
    add_count(line, "; ", totals->n_skipped, "file skipped", "files skipped");
    return end_line(report, err);
}

void bh_scan_github_free(struct bh_scan_writer *writer)
{
    struct github_report *report = report_of(writer);

    if (report != NULL) {
        bh_buf_done(&report->line);
        bh_buf_done(&report->text);
        free(report);
    }
}
