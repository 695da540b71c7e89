/* What a scan says beside its verdicts: errors, warnings and skipped files, each as a row of the report and, for
 * errors, a line for standard error. */
#ifndef CLI_SCAN_NOTES_H
#define CLI_SCAN_NOTES_H

#include "cli/scan_run.h"

struct bh_scan_notes {
    const struct bh_scan_options *options;
    struct bh_spool *messages;     /* lines for standard error */
    struct bh_scan_writer *writer; /* of the pass; NULL between passes */
    struct bh_scan_totals *totals; /* notes are counted there */
    struct bh_arena *arena;        /* of the current object; texts of notes */
    uint64_t n_unselected;         /* objects that the selector left out */
    uint64_t n_empty;              /* inputs without any object */
    int worst;                     /* exit code of the worst error */
    bool is_muted;                 /* the pass will be thrown away: nothing is reported */
    struct bh_str file;            /* the current input */
    bool has_template_note;        /* that it is a template was said */
    bool in_openshift_template;    /* the current object is one of a Template of OpenShift */
};

int bh_scan_notes_add(struct bh_scan_notes *notes, const struct bh_note *note, struct bh_err *err)
    BH_MUST_CHECK;
/* The same for a warning that --quiet does not hide, because a run will fail for it one day. */
int bh_scan_notes_add_urgent(struct bh_scan_notes *notes, const struct bh_note *note,
                             struct bh_err *err) BH_MUST_CHECK;
void bh_scan_notes_worsen(struct bh_scan_notes *notes, enum bh_err_kind kind);

/* Appends "bulkhead: FILE:LINE:COLUMN: text (hint)" to the messages. */
int bh_scan_notes_say(struct bh_scan_notes *notes, struct bh_str file, uint32_t line,
                      uint32_t column, struct bh_str text, struct bh_str hint, struct bh_err *err)
    BH_MUST_CHECK;

/* An input or object that could not be read. */
int bh_scan_notes_error(struct bh_scan_notes *notes, const struct bh_err *cause,
                        struct bh_str object, struct bh_err *err) BH_MUST_CHECK;

/* A document that cannot even be read; one that holds "{{" is a template. */
int bh_scan_notes_unread(struct bh_scan_notes *notes, const struct bh_stream *stream,
                         const struct bh_err *cause, struct bh_err *err) BH_MUST_CHECK;

/* An object that can be read, but not decoded. Many good objects hold "{{" in an annotation or argument, so
 * only the value that was refused can make it a template; so does a "${" in a Template of OpenShift. */
int bh_scan_notes_undecoded(struct bh_scan_notes *notes, const struct bh_err *cause,
                            struct bh_str object, struct bh_err *err) BH_MUST_CHECK;

/* What the decoder noticed. *out_is_refused: the object is not to be judged. */
int bh_scan_notes_issues(struct bh_scan_notes *notes, const struct bh_issues *issues,
                         const struct bh_doc *doc, struct bh_str object, bool *out_is_refused,
                         struct bh_err *err) BH_MUST_CHECK;

/* A pod without containers is none that the API server takes: *out_is_refused. A template that something else may
 * complete is only remarked upon. */
int bh_scan_notes_containers(struct bh_scan_notes *notes, const struct bh_decoded *decoded,
                             const struct bh_doc *doc, struct bh_str object, bool *out_is_refused,
                             struct bh_err *err) BH_MUST_CHECK;

/* A container that is not judged, because it stands in no pod template that we know. */
int bh_scan_notes_stray(struct bh_scan_notes *notes, const struct bh_node *stray,
                        const struct bh_doc *doc, struct bh_str object, struct bh_err *err)
    BH_MUST_CHECK;

/* Labels of a namespace that look as if they set a level, and set none: a warning each. */
int bh_scan_notes_misspelt_labels(struct bh_scan_notes *notes, const struct bh_pairs *labels,
                                  const struct bh_doc *doc, struct bh_str object,
                                  struct bh_err *err) BH_MUST_CHECK;

/* The bad labels of a namespace: one error, as the API server refuses to create it; for a namespace out of a cluster, which
 * keeps bad labels that it had before somebody looked at them, a warning. */
int bh_scan_notes_labels(struct bh_scan_notes *notes, const struct bh_label_error *errors,
                         uint32_t n, const struct bh_doc *doc, struct bh_str object,
                         struct bh_err *err) BH_MUST_CHECK;

/* Something without an apiVersion or a kind: a broken object, or no Kubernetes object at all. */
int bh_scan_notes_no_object(struct bh_scan_notes *notes, const struct bh_item *item,
                            struct bh_err *err) BH_MUST_CHECK;

/* Why nothing was judged, and what to do about it; only to standard error. */
int bh_scan_notes_nothing_judged(struct bh_scan_notes *notes, const struct bh_inputs *inputs,
                                 struct bh_err *err) BH_MUST_CHECK;

/* "deployment/web" of a document; unset when it has no name, or memory is spent. */
struct bh_str bh_scan_notes_object(struct bh_scan_notes *notes, const struct bh_item *item);

#endif
