/* One run with everything in it that a report can be given, for the golden tests of the machine formats. */
#ifndef TESTS_UNIT_SCAN_FEED_H
#define TESTS_UNIT_SCAN_FEED_H

#include "scan_fixture.h"

/* Everything in it tries to end what it stands in. */
static struct bh_location hostile_places[] = {
    PLACE("metadata.annotations[a]](b)\x1b\"'<&>{0}]", "]]>\xff\n::error::%0A,:", 7, 3),
    PLACE("spec.containers[0]", "\t\xef\xbf\xbf\xe2\x80\xae", 0, 0),
};

static inline struct bh_judgement hostile(void)
{
    static struct bh_finding findings[] = {
        VIOLATION("privileged", "privileged", "container \"]]>\n::warning::{x}[y](1)%0A\"",
                  "remove it", 0xfedcba9876543210u, hostile_places),
    };
    struct bh_judgement judgement = replica(BH_S("a\x01\r\nb\xff\xc3\xa9]]>%0A<&\"'"));
    struct bh_mode_verdict no = FAILS(PAIR(RESTRICTED, BH_VERSION_LATEST), DEFAULT,
                                      "violates PodSecurity: ]]>\x7f\r\n", findings);

    judgement.file = BH_S("./a b/%0A,x:y\n\xc3\xa9\xff]]>.yaml");
    judgement.object.namespace_ = BH_S("n\ns");
    judgement.modes[BH_MODE_ENFORCE] = judgement.modes[BH_MODE_AUDIT] = no;
    judgement.modes[BH_MODE_WARN] = no;
    return judgement;
}

/* A Deployment that violates two checks at its enforce level, one suppressed, one known. */
static inline struct bh_judgement accepted(void)
{
    static const struct bh_suppressed until = {
        .reason = { "moves in May", 12 },
        .owner = { "team-data", 9 },
        .expires = { "2027-05-31", 10 },
    };
    static struct bh_finding findings[] = { V_CAPS, V_HOST };
    struct bh_judgement judgement = warned_deployment();

    findings[0].suppressed = &until;
    findings[1].is_known = findings[1].is_in_baseline = true;
    judgement.object.name = BH_S("accepted");
    judgement.modes[BH_MODE_ENFORCE] = FAILS(PAIR(BASELINE, 34), LABEL, "violates", findings);
    judgement.modes[BH_MODE_ENFORCE].n_accepted = 2;
    judgement.modes[BH_MODE_WARN] = PASSES(PAIR(BASELINE, 34), LABEL);
    return judgement;
}

/* Runs a report through the format table. */
static inline void feed(struct capture *capture, const char *name, enum bh_mode fail_on)
{
    const struct bh_scan_format *format = bh_scan_format_find(bh_str_c(name));
    struct bh_scan_writer_options options = {
        .out = capture_sink(capture),
        .fail_on = fail_on,
        .has_baseline = true,
        .has_suppressions = true,
    };
    struct bh_scan_totals totals = {
        .n_judged = 6,
        .n_violating = { 3, 1, 3 },
        .n_accepted = { 1, 0, 0 },
        .n_known = 1,
        .n_suppressed = 1,
        .n_errors = 1,
        .n_warnings = 1,
        .n_skipped = 1,
    };
    struct bh_note notes[] = {
        { .kind = BH_NOTE_WARNING,
          .file = BH_S("deploy/web.yaml"),
          .line = 25,
          .column = 11,
          .object = BH_S("deployment/web"),
          .text = BH_S("unknown field \"spec.x\""),
          .hint = BH_S("did you mean \"y\"?") },
        { .kind = BH_NOTE_SKIPPED,
          .file = BH_S("/srv/<chart>"),
          .text = BH_S("a chart, 100%: {{ }}"),
          .hint = BH_S("helm template chart | bulkhead scan") },
        { .kind = BH_NOTE_ERROR,
          .file = BH_S("bad\n.yaml"),
          .line = 2,
          .text = BH_S("no YAML: \x1b[31m") },
        { .kind = BH_NOTE_WARNING,
          .file = BH_S("known.jsonl"),
          .line = 4,
          .text = BH_S("nothing violates it any more"),
          .is_fixed = true },
    };
    struct bh_judgement judgements[] = { deployment(),        warned_deployment(), accepted(),
                                         warned_deployment(), warned_deployment(), hostile() };
    struct bh_scan_writer *writer;
    struct bh_err err;

    judgements[1].object.name = BH_S("quiet");
    judgements[3].object.name = BH_S("clean");
    judgements[3].modes[BH_MODE_WARN] = judgements[3].modes[BH_MODE_ENFORCE];
    judgements[4].object.name = BH_S("exempt");
    judgements[4].modes[BH_MODE_WARN] = judgements[4].modes[BH_MODE_ENFORCE];
    judgements[4].exempt = BH_EXEMPT_NAMESPACE;

    assert_non_null(format);
    assert_int_equal(format->open(&options, &writer, &err), 0);
    assert_int_equal(format->judgement(writer, &judgements[0], &err), 0);
    assert_int_equal(format->note(writer, &notes[0], &err), 0);
    for (size_t i = 1; i < 5; i++) {
        assert_int_equal(format->judgement(writer, &judgements[i], &err), 0);
    }
    assert_int_equal(format->note(writer, &notes[1], &err), 0);
    assert_int_equal(format->judgement(writer, &judgements[5], &err), 0);
    assert_int_equal(format->note(writer, &notes[2], &err), 0);
    assert_int_equal(format->note(writer, &notes[3], &err), 0);
    assert_int_equal(format->end(writer, &totals, &err), 0);
    format->free(writer);
}

/* A report with one judgement, into a sink whose every write may fail: the error comes out, and nothing leaks. */
static inline void feed_failing(const char *name)
{
    const struct bh_scan_format *format = bh_scan_format_find(bh_str_c(name));
    struct bh_scan_totals totals = { .n_judged = 1 };
    struct bh_judgement judgement = deployment();

    assert_non_null(format);
    for (unsigned i = 1;; i++) {
        struct capture capture = { .fails_at = i };
        struct bh_scan_writer_options options = { .out = capture_sink(&capture) };
        struct bh_scan_writer *writer = NULL;
        struct bh_err err = { .kind = BH_ERR_NONE };
        int rc = format->open(&options, &writer, &err);

        rc = rc != 0 ? rc : format->judgement(writer, &judgement, &err);
        rc = rc != 0 ? rc : format->end(writer, &totals, &err);
        format->free(writer);
        bh_buf_done(&capture.text);
        if (rc == 0) {
            assert_true(i > 1);
            return;
        }
        assert_int_equal(rc, -BH_ERR_SYSTEM);
        assert_string_equal(err.msg, "cannot write: disk full");
    }
}

#endif
