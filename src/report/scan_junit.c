/* The report of a scan as JUnit XML, called through formats.c: a test suite for each file, a test case for each object
 * that was judged. docs/report-sarif.md describes it; it is valid against junit-10.xsd of the Jenkins xUnit plugin.
 *
 * A suite carries its counts before its cases, so the cases of one file are held back until the next file begins. A file
 * with more than SUITE_ROOM bytes of them gets several suites, so memory does not grow with the input. What fails is
 * what enforce forbids, and what audit and warn forbid if the run fails on that; the rest is in a case's output.
 * Leaves out times and counts of the whole, which nobody needs before the suites. */
#include <stdlib.h>

#include "report/distinct.h"
#include "report/formats.h"
#include "report/xml_writer.h"

enum { SUITE_ROOM = 1024 * 1024 };

struct junit_report {
    struct bh_sink out;
    enum bh_mode fail_on; /* enforce at least */
    bool is_begun;        /* the document's head is written */
    bool is_open;         /* there is a suite */
    bool is_broken;       /* memory ran out in a scratch text */
    unsigned n_suites, part;
    uint64_t n_tests, n_failures, n_errors, n_skipped; /* of the suite */
    struct bh_buf file;                                /* of the suite */
    struct bh_buf cases, remarks;                      /* of the suite, escaped */
    struct bh_buf page, text, types;                   /* scratch */
};

static struct junit_report *report_of(struct bh_scan_writer *writer)
{
    return (struct junit_report *)writer;
}

int bh_scan_junit_open(const struct bh_scan_writer_options *options, struct bh_scan_writer **out,
                       struct bh_err *err)
{
    struct junit_report *report = calloc(1, sizeof(*report));

    if (report == NULL) {
        return bh_fail(err, BH_ERR_LIMIT, "not enough memory for the report");
    }
    report->out = options->out;
    report->fail_on = options->fails_never ? BH_MODE_ENFORCE : options->fail_on;
    *out = (struct bh_scan_writer *)report;
    return 0;
}

static int check(const struct junit_report *report, struct bh_err *err)
{
    bool is_broken = report->is_broken || report->text.is_broken || report->types.is_broken ||
                     report->file.is_broken || report->cases.is_broken ||
                     report->remarks.is_broken || report->page.is_broken;

    return is_broken ? bh_fail(err, BH_ERR_LIMIT, "not enough memory for the report") : 0;
}

static int write_page(struct junit_report *report, struct bh_err *err)
{
    int rc = check(report, err);

    return rc != 0 ? rc : report->out.write(report->out.ctx, bh_buf_str(&report->page), err);
}

/* An empty text, without forgetting that the one before was cut. */
static struct bh_buf *new_text(struct junit_report *report)
{
    report->is_broken = report->is_broken || report->text.is_broken;
    bh_buf_clear(&report->text);
    return &report->text;
}

static void add_number(struct bh_buf *out, const char *name, uint64_t n)
{
    bh_buf_addf(out, " %s=\"%llu\"", name, (unsigned long long)n);
}

static void begin_document(struct junit_report *report)
{
    bh_buf_clear(&report->page);
    if (!report->is_begun) {
        bh_buf_add_c(&report->page, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                    "<testsuites name=\"bulkhead scan\">\n");
        report->is_begun = true;
    }
}

static int end_suite(struct junit_report *report, struct bh_err *err)
{
    struct bh_buf *page = &report->page;

    if (!report->is_open) {
        return 0;
    }
    report->is_open = false;
    begin_document(report);
    bh_buf_add(new_text(report), bh_buf_str(&report->file));
    if (report->part > 1) {
        bh_buf_addf(&report->text, " (%u)", report->part);
    }
    bh_buf_add_c(page, "  <testsuite");
    add_number(page, "id", report->n_suites++);
    bh_xml_add_attribute(page, "name", bh_buf_str(&report->text));
    add_number(page, "tests", report->n_tests);
    add_number(page, "failures", report->n_failures);
    add_number(page, "errors", report->n_errors);
    add_number(page, "skipped", report->n_skipped);
    bh_xml_add_attribute(page, "file", bh_buf_str(&report->file));
    bh_buf_add_c(page, ">\n");
    bh_buf_add(page, bh_buf_str(&report->cases));
    if (report->remarks.n > 0) {
        bh_buf_add_c(page, "    <system-err>");
        bh_buf_add(page, bh_buf_str(&report->remarks));
        bh_buf_add_c(page, "</system-err>\n");
    }
    bh_buf_add_c(page, "  </testsuite>\n");
    return write_page(report, err);
}

/* Makes the suite of 'file' the open one, with room in it. */
static int suite_of(struct junit_report *report, struct bh_str file, struct bh_err *err)
{
    bool is_same =
        report->n_suites + report->is_open > 0 && bh_str_eq(file, bh_buf_str(&report->file));

    if (is_same && report->is_open && report->cases.n + report->remarks.n < SUITE_ROOM) {
        return 0;
    }
    int rc = end_suite(report, err);
    if (rc == 0) {
        report->is_open = true;
        report->part = is_same ? report->part + 1 : 1;
        report->n_tests = report->n_failures = report->n_errors = report->n_skipped = 0;
        bh_buf_clear(&report->cases);
        bh_buf_clear(&report->remarks);
        bh_buf_clear(&report->file);
        bh_buf_add(&report->file, file);
    }
    return rc;
}

/* --- cases ------------------------------------------------------------------------------------ */

static bool fails(const struct junit_report *report, const struct bh_distinct *each)
{
    return each->mode <= report->fail_on && bh_finding_counts(each->finding);
}

/* "deploy/web.yaml:30:15" */
static void add_place(struct bh_buf *out, struct bh_str file, uint32_t line, uint32_t column)
{
    bh_buf_add(out, file);
    if (line > 0) {
        bh_buf_addf(out, ":%u", line);
        if (column > 0) {
            bh_buf_addf(out, ":%u", column);
        }
    }
}

/* The violation, its fields and what to change, each on a line of its own. */
static void add_violation(struct bh_buf *out, const struct bh_distinct *each)
{
    const struct bh_finding *finding = each->finding;

    bh_buf_add(out, finding->rule);
    bh_buf_add_c(out, ": ");
    bh_distinct_add_words(out, finding);
    bh_buf_add_byte(out, '\n');
    for (uint32_t i = 0; i < finding->n_locations; i++) {
        const struct bh_location *location = &finding->locations[i];
        bh_buf_add_c(out, "  ");
        add_place(out, each->judgement->file, location->line, location->column);
        bh_buf_add_c(out, ": ");
        bh_buf_add(out, location->path);
        bh_buf_add_c(out, ": ");
        bh_buf_add(out, location->found);
        bh_buf_add_byte(out, '\n');
    }
    if (finding->remedy.n > 0) {
        bh_buf_add_c(out, "  ");
        bh_buf_add(out, finding->remedy);
        bh_buf_add_byte(out, '\n');
    }
}

/* Why it is no failure. */
static void add_why_not(struct bh_buf *out, const struct bh_distinct *each)
{
    const struct bh_suppressed *suppressed = each->finding->suppressed;

    if (suppressed != NULL) {
        bh_buf_addf(out, "suppressed until " BH_FMT " by " BH_FMT " (" BH_FMT "): ",
                    BH_ARG(suppressed->expires), BH_ARG(suppressed->owner),
                    BH_ARG(suppressed->reason));
    } else if (each->finding->is_known) {
        bh_buf_add_c(out, "known: ");
    } else {
        char pair[40];
        bh_buf_add(out, bh_mode_name(each->mode));
        bh_buf_add_byte(out, ' ');
        bh_buf_add(out, bh_pss_pair_text(each->judgement->modes[each->mode].pair, pair));
        bh_buf_add_c(out, ": ");
    }
}

/* The strongest mode that fails the case, or BH_N_MODES. */
static enum bh_mode failing_mode(const struct junit_report *report,
                                 const struct bh_judgement *judgement)
{
    for (unsigned m = 0; m <= (unsigned)report->fail_on; m++) {
        if (bh_verdict_counts(&judgement->modes[m])) {
            return (enum bh_mode)m;
        }
    }
    return BH_N_MODES;
}

static void add_failure(struct junit_report *report, const struct bh_judgement *judgement,
                        enum bh_mode mode)
{
    struct bh_buf *cases = &report->cases;
    struct bh_distinct each = { .judgement = judgement };

    struct bh_buf *text = new_text(report);
    bh_buf_clear(&report->types);
    while (bh_distinct_next(&each)) {
        if (fails(report, &each)) {
            bh_buf_add_c(&report->types, report->types.n > 0 ? ", " : "");
            bh_buf_add(&report->types, each.finding->rule);
            add_violation(text, &each);
        }
    }
    bh_buf_add_c(cases, "      <failure");
    bh_xml_add_attribute(cases, "type", bh_buf_str(&report->types));
    bh_xml_add_attribute(cases, "message", judgement->modes[mode].message);
    bh_buf_add_byte(cases, '>');
    bh_xml_add_text(cases, bh_buf_str(text));
    bh_buf_add_c(cases, "</failure>\n");
    report->n_failures++;
    report->is_broken = report->is_broken || report->types.is_broken;
}

static void add_output(struct junit_report *report, const struct bh_judgement *judgement)
{
    struct bh_distinct each = { .judgement = judgement };

    struct bh_buf *text = new_text(report);
    while (bh_distinct_next(&each)) {
        if (!fails(report, &each)) {
            add_why_not(text, &each);
            add_violation(text, &each);
        }
    }
    if (text->n > 0) {
        bh_buf_add_c(&report->cases, "      <system-out>");
        bh_xml_add_text(&report->cases, bh_buf_str(text));
        bh_buf_add_c(&report->cases, "</system-out>\n");
    }
}

static void begin_case(struct junit_report *report, struct bh_str classname, struct bh_str name)
{
    report->n_tests++;
    bh_buf_add_c(&report->cases, "    <testcase");
    if (classname.n > 0) {
        bh_xml_add_attribute(&report->cases, "classname", classname);
    }
    bh_xml_add_attribute(&report->cases, "name", name);
}

int bh_scan_junit_judgement(struct bh_scan_writer *writer, const struct bh_judgement *judgement,
                            struct bh_err *err)
{
    struct junit_report *report = report_of(writer);
    int rc = suite_of(report, judgement->file, err);

    if (rc != 0) {
        return rc;
    }
    bh_buf_add(new_text(report), judgement->object.kind);
    bh_buf_add_byte(&report->text, '/');
    bh_buf_add(&report->text, judgement->object.name);
    begin_case(report, judgement->object.namespace_, bh_buf_str(&report->text));

    size_t before = report->cases.n;
    bh_buf_add_c(&report->cases, ">\n");
    size_t empty = report->cases.n;
    if (judgement->exempt != BH_EXEMPT_NO) {
        bh_buf_add_c(new_text(report), "exempt by its ");
        bh_buf_add(&report->text, bh_exemption_name(judgement->exempt));
        bh_buf_add_c(&report->cases, "      <skipped");
        bh_xml_add_attribute(&report->cases, "message", bh_buf_str(&report->text));
        bh_buf_add_c(&report->cases, "/>\n");
        report->n_skipped++;
    } else {
        enum bh_mode mode = failing_mode(report, judgement);
        if (mode != BH_N_MODES) {
            add_failure(report, judgement, mode);
        }
        add_output(report, judgement);
    }
    if (report->cases.n == empty) {
        report->cases.n = before;
        bh_buf_add_c(&report->cases, "/>\n");
    } else {
        bh_buf_add_c(&report->cases, "    </testcase>\n");
    }
    return check(report, err);
}

/* --- notes ------------------------------------------------------------------------------------ */

/* "3:1: deployment/web: text (hint)" */
static void add_note_text(struct bh_buf *out, const struct bh_note *note)
{
    if (note->line > 0) {
        add_place(out, note->file, note->line, note->column);
        bh_buf_add_c(out, ": ");
    }
    if (note->object.n > 0) {
        bh_buf_add(out, note->object);
        bh_buf_add_c(out, ": ");
    }
    bh_buf_add(out, note->text);
    if (note->hint.n > 0) {
        bh_buf_add_c(out, " (");
        bh_buf_add(out, note->hint);
        bh_buf_add_byte(out, ')');
    }
}

int bh_scan_junit_note(struct bh_scan_writer *writer, const struct bh_note *note,
                       struct bh_err *err)
{
    struct junit_report *report = report_of(writer);
    bool is_error = note->kind == BH_NOTE_ERROR;
    struct bh_str case_name = is_error && note->object.n > 0 ? note->object : note->file;
    int rc = suite_of(report, note->file, err);

    if (rc != 0) {
        return rc;
    }
    add_note_text(new_text(report), note);
    if (note->kind == BH_NOTE_WARNING) {
        bh_buf_add_byte(&report->text, '\n');
        bh_xml_add_text(&report->remarks, bh_buf_str(&report->text));
        return check(report, err);
    }
    begin_case(report, bh_str(NULL, 0), case_name);
    bh_buf_add_c(&report->cases, is_error ? ">\n      <error type=\"input\"" : ">\n      <skipped");
    bh_xml_add_attribute(&report->cases, "message", bh_buf_str(&report->text));
    bh_buf_add_c(&report->cases, "/>\n    </testcase>\n");
    report->n_errors += is_error;
    report->n_skipped += !is_error;
    return check(report, err);
}

int bh_scan_junit_end(struct bh_scan_writer *writer, const struct bh_scan_totals *totals,
                      struct bh_err *err)
{
    struct junit_report *report = report_of(writer);
    int rc = end_suite(report, err);

    (void)totals;
    if (rc != 0) {
        return rc;
    }
    begin_document(report);
    bh_buf_add_c(&report->page, "</testsuites>\n");
    return write_page(report, err);
}

void bh_scan_junit_free(struct bh_scan_writer *writer)
{
    struct junit_report *report = report_of(writer);

    if (report != NULL) {
        bh_buf_done(&report->file);
        bh_buf_done(&report->cases);
        bh_buf_done(&report->remarks);
        bh_buf_done(&report->page);
        bh_buf_done(&report->text);
        bh_buf_done(&report->types);
        free(report);
    }
}
