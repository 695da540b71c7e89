/* The scan itself: inputs to objects to judgements to a report. */
#ifndef CLI_SCAN_RUN_H
#define CLI_SCAN_RUN_H

#include "io/input.h"
#include "io/spool.h"
#include "kube/selector.h"
#include "report/scan_report.h"
#include "review/baseline.h"
#include "review/judge.h"
#include "review/suppress.h"

enum bh_validate {                         /* what an unknown field is */
                   BH_VALIDATE_STRICT = 1, /* an error: the object is not judged */
                   BH_VALIDATE_WARN,
                   BH_VALIDATE_IGNORE,
};

struct bh_scan_options {
    struct bh_judge_options judge;
    struct bh_selector selector; /* of the objects' own labels; without requirements all match */
    struct bh_str selector_text; /* as it was given, for messages; unset = not given */
    enum bh_validate validate;
    bool takes_last_key; /* of a repeated key */
    bool is_quiet; /* leaves warnings, but for urgent ones, and skipped files out of the report */
    const struct bh_scan_format *format;
    bool has_color;
    unsigned width;
    enum bh_mode fail_on; /* exit 1 when an object violates in this mode or a stronger one ... */
    bool fails_never;     /* ... unless this */
    bool allows_empty;    /* nothing to judge is no error */
    struct bh_suppressions *suppressions; /* NULL = none */
    struct bh_str suppressions_file;      /* for messages */
    struct bh_baseline *baseline;         /* what is known; NULL = nothing */
    struct bh_str baseline_file;
    struct bh_baseline
        *record; /* receives what was found; NULL = not wanted. What it receives fails nothing */
    struct bh_arena *record_arena;
};

/* Judges all inputs.
 *
 * report, messages  spools, emptied first: the report, and lines for standard error
 * out_exit          0, 1 (violations), 3 (malformed input, or nothing judged), 4 (unreadable input): the
 *                   highest that applies
 * Returns           0, also when inputs were bad; an error when the report cannot be made */
int bh_scan_run(const struct bh_scan_options *options, struct bh_inputs *inputs,
                struct bh_spool *report, struct bh_spool *messages, int *out_exit,
                struct bh_err *err) BH_MUST_CHECK;

#endif
