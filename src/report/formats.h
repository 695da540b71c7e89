/* The table of formats: one line a format, and the writer's functions that it names.
 *
 * A new format 'x' is a line here and a file scan_x.c that defines bh_scan_x_open, _judgement,
 * _note, _end and _free. */
#ifndef REPORT_FORMATS_H
#define REPORT_FORMATS_H

#include "report/scan_report.h"

#define BH_SCAN_FORMATS(X)                                                             \
    /* name  for help                                                               */ \
    X(text, "for people: grouped by object, with the line, the value and the remedy")  \
    X(json, "for programs: one versioned document, described in docs/report-json.md")  \
    X(sarif, "for code scanning: SARIF 2.1.0, described in docs/report-sarif.md")      \
    X(junit, "for CI servers: JUnit XML, a test case for each object")                 \
    X(github, "for GitHub Actions: an annotation for each violation")

#define X(name, title)                                                                           \
    int bh_scan_##name##_open(const struct bh_scan_writer_options *options,                      \
                              struct bh_scan_writer **out, struct bh_err *err);                  \
    int bh_scan_##name##_judgement(struct bh_scan_writer *writer,                                \
                                   const struct bh_judgement *judgement, struct bh_err *err);    \
    int bh_scan_##name##_note(struct bh_scan_writer *writer, const struct bh_note *note,         \
                              struct bh_err *err);                                               \
    int bh_scan_##name##_end(struct bh_scan_writer *writer, const struct bh_scan_totals *totals, \
                             struct bh_err *err);                                                \
    void bh_scan_##name##_free(struct bh_scan_writer *writer);
BH_SCAN_FORMATS(X)
#undef X

#endif
