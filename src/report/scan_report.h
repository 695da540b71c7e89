/* The report of a scan, in any format: one row of the format table a format. A writer gets every
 * judgement once, in input order, and what the whole came to at the end. */
#ifndef REPORT_SCAN_REPORT_H
#define REPORT_SCAN_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "kube/decode.h"
#include "report/sink.h"
#include "review/judge.h"

/* Of the JSON document, which changes only by addition within a version. */
enum { BH_SCAN_REPORT_VERSION = 1 };

/* A file or object that was not judged, or only with a remark. */
enum bh_note_kind {
    BH_NOTE_ERROR = 1, /* could not be read or judged */
    BH_NOTE_WARNING,   /* judged, but: unknown field, repeated key, a live namespace's bad label */
    BH_NOTE_SKIPPED,   /* no Kubernetes object: values.yaml, a template, a chart */
};

struct bh_note {
    enum bh_note_kind kind;
    bool is_fixed; /* a WARNING that is none: a baseline's entry that nothing violates any more */
    uint32_t line, column; /* 0 = of the whole file */
    struct bh_str file;
    struct bh_str object; /* "deployment/web", or unset */
    struct bh_str text;   /* 'unknown field "spec.containers[0].securityContxt"' */
    /* 'did you mean "securityContext"?', 'helm template chart/ | bulkhead scan'; unset = none */
    struct bh_str hint;
};

/* A pair that some object was judged by, in one mode, and where it came from. */
struct bh_level_use {
    enum bh_mode mode;
    struct bh_pss_pair pair;
    enum bh_level_source from;
    uint64_t n_objects, n_violating; /* exempt objects are not among them */
    uint64_t n_namespaces;
    uint64_t n_accepted; /* of n_violating: all that they violate is known or suppressed */
};

struct bh_scan_totals {
    uint64_t n_files, n_documents, n_judged, n_pods, n_controllers;
    uint64_t n_other;      /* Kubernetes objects without a pod: Services, ConfigMaps, ... */
    uint64_t n_namespaces; /* Namespace objects in the input */
    uint64_t n_violating[BH_N_MODES];
    uint64_t n_accepted[BH_N_MODES];    /* of these: all that they violate is known or suppressed */
    uint64_t n_exempt[BH_N_EXEMPTIONS]; /* objects of n_judged that are exempt, by why */
    uint64_t n_exempt_pods; /* other objects, whose pods are: by the user that makes those */
    uint64_t
        n_unseen; /* objects that some mode did not look at, because their user or runtime class is exempt */
    uint64_t n_known,
        n_suppressed; /* violations, each of an object once; suppressed ones are not known too */
    uint64_t n_fixed; /* entries of the baseline that nothing violates any more */
    uint64_t n_errors, n_warnings, n_skipped;
    const struct bh_level_use *uses;
    size_t n_uses;
};

struct bh_scan_writer_options {
    struct bh_sink out;
    bool has_color;
    unsigned width;                      /* columns of the terminal; 80 when unknown */
    enum bh_mode fail_on;                /* what the run fails on, for the last line ... */
    bool fails_never;                    /* ... unless it never fails */
    bool has_baseline, has_suppressions; /* the run was given one, which may hold nothing */
};

struct bh_scan_writer; /* one report being written */

struct bh_scan_format {
    const char *name;  /* value of --output */
    const char *title; /* for help */
    int (*open)(const struct bh_scan_writer_options *options, struct bh_scan_writer **out,
                struct bh_err *err);
    /* The judgement lives only during the call: copy what is kept. */
    int (*judgement)(struct bh_scan_writer *writer, const struct bh_judgement *judgement,
                     struct bh_err *err);
    int (*note)(struct bh_scan_writer *writer, const struct bh_note *note, struct bh_err *err);
    int (*end)(struct bh_scan_writer *writer, const struct bh_scan_totals *totals,
               struct bh_err *err);
    void (*free)(struct bh_scan_writer *writer);
};

const struct bh_scan_format *bh_scan_formats(size_t *out_n);
const struct bh_scan_format *bh_scan_format_find(struct bh_str name);

#endif
