/* Decisions about PodSecurityPolicies as text and JSON. */
#ifndef REPORT_PSP_REPORT_H
#define REPORT_PSP_REPORT_H

#include "report/json_writer.h"
#include "report/paint.h"
#include "review/psp_review.h"

/* Of the JSON documents, which change only by addition within a version. */
enum { BH_PSP_REPORT_VERSION = 1 };

/* What it came to: the admitting policy and its changes, or what each policy has against it.
 * doc      of the judged object, for lines
 * Returns  0 or -LIMIT. Scratch memory in 'arena' */
int bh_psp_text_check(const struct bh_psp_judgement *judgement, const struct bh_doc *doc,
                      struct bh_paint *paint, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

/* The whole story: who asks, what was prepared, every policy in the order tried, which one won and why. The judgement has
 * to be one of all policies (tries_all). */
int bh_psp_text_explain(const struct bh_psp_judgement *judgement, const struct bh_doc *doc,
                        struct bh_paint *paint, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

/* One element of "results". 'is_whole': with the account, the preparation and every policy's outcome. */
int bh_psp_json_result(const struct bh_psp_judgement *judgement, const struct bh_doc *doc,
                       bool is_whole, struct bh_json_writer *json, struct bh_arena *arena,
                       struct bh_err *err) BH_MUST_CHECK;

/* Where a field of the pod stands: the line of what upstream's path names, or of what should hold it; 0 = unknown. */
uint32_t bh_psp_line_of(const struct bh_psp_judgement *judgement, const struct bh_doc *doc,
                        struct bh_str path, struct bh_arena *arena);

/* "legacy/reports" or "reports" for a judged object's pods: "the pods of Deployment legacy/reports". */
void bh_psp_paint_object(const struct bh_psp_judgement *judgement, struct bh_paint *paint);

#endif
