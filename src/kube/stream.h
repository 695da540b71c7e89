/* From bytes to documents: finds out JSON or YAML, splits what holds several documents as kubectl
 * does, and takes Lists apart, so that memory follows the largest single object and not the input.
 *
 * Pure: the bytes come through the functions it is handed. */
#ifndef KUBE_STREAM_H
#define KUBE_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "kube/doc.h"
#include "kube/source.h"

enum bh_syntax { BH_SYNTAX_DETECT, BH_SYNTAX_JSON, BH_SYNTAX_YAML };

/* One object of the stream. Everything in it is good until the next bh_stream_next. */
struct bh_item {
    /* An element of a nested List has the text and the place of the outermost element around it, from
     * which its nodes' places count. */
    struct bh_doc doc;

    /* Of the object. For elements of a typed List ("PodList") that leave both out, what the List
     * implies. Unset when there is none, or it is empty or no string. */
    struct bh_str api_version, kind;

    struct bh_str source; /* text of the last "# Source: ..." comment before it, or unset */
    bool is_list_item;    /* an element of a List's items */
    uint32_t index;       /* its position there, from 0 */
    uint32_t document;    /* ordinal of the document in the input, from 0 */
};

struct bh_stream;

/* Borrows nothing; keeps 'source.ctx'. Returns owned (bh_stream_free). */
int bh_stream_new(struct bh_source source, enum bh_syntax syntax, struct bh_stream **out,
                  struct bh_err *err) BH_MUST_CHECK;
void bh_stream_free(struct bh_stream *stream);

/* Gives the next object; *out = NULL at the end. Lists are taken apart, nested Lists too, and are not
 * given themselves; an empty document is passed over. What is no object is given as well, without a
 * kind: the caller names it.
 *
 * Returns     0; -INPUT or -LIMIT with a place; what the source's functions return. After an error the
 *             next call goes on: with the List's next item where only one item was at fault, else with
 *             the next document behind a line that begins with '---', else it says the end
 * Memory      follows the largest single object, which may have BH_MAX_OBJECT_SIZE bytes
 * Cost        one pass, except for a List whose items leave out their kind and stand before the
 *             List's: then its rest is read twice, for which the source must have 'seek' if it is long
 * Source      apimachinery's YAMLOrJSON decoder; the deviations are listed in stream.c */
int bh_stream_next(struct bh_stream *stream, const struct bh_item **out, struct bh_err *err)
    BH_MUST_CHECK;

/* Where an object or an error came from can hold "{{": a template that nobody rendered. */
bool bh_stream_saw_template(const struct bh_stream *stream);

/* Number of documents that were Lists so far, and of documents that were empty (null, or comments
 * only). */
uint32_t bh_stream_lists(const struct bh_stream *stream);
uint32_t bh_stream_empty(const struct bh_stream *stream);

/* Bytes read so far. */
uint64_t bh_stream_bytes(const struct bh_stream *stream);

#endif
