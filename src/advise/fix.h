/* What to change in a manifest's text so that its pods meet their level, as far as that needs no knowledge of the
 * application; and what a person has to decide. */
#ifndef ADVISE_FIX_H
#define ADVISE_FIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "kube/yaml_edit.h"
#include "podsec/pss.h"

enum { BH_FIX_MAX_SIZE = 64 * 1024 * 1024 }; /* bytes of a text */

/* The level that pods of a namespace have to meet; unset = the object names none. Returns 0 or an error. */
typedef int bh_fix_level_fn(void *ctx, struct bh_str namespace_, struct bh_pss_pair *out,
                            struct bh_err *err);

struct bh_fix_options {
    bh_fix_level_fn *level;
    void *ctx;
};

struct bh_fix_left { /* a field that stays as it is */
    struct bh_str object,
        namespace_;       /* "deployment/web"; the namespace unset when the object names none */
    struct bh_str rule;   /* id of the check */
    struct bh_str path;   /* of the field, from the object's root */
    struct bh_str found;  /* its value, or "absent" */
    struct bh_str reason; /* why it was not changed */
    struct bh_str remedy; /* the check's; static */
    uint32_t line, column;
};

struct bh_fix_note {       /* a document that is not judged */
    enum bh_err_kind kind; /* NONE: skipped, and no error */
    uint32_t line, column;
    struct bh_str object; /* unset = not known */
    struct bh_str text;
};

struct bh_fix {
    struct bh_arena arena;     /* owns the rest */
    struct bh_edits edits;     /* sorted */
    struct bh_fix_left *lefts; /* by line */
    uint32_t n_lefts, room_lefts;
    struct bh_fix_note *notes;
    uint32_t n_notes, room_notes;
    uint32_t n_judged; /* objects that are pods or make them */
    uint32_t n_bad;    /* of them, those that did not meet their level */
    uint32_t n_mended; /* of the bad, those that meet it after the edits */
    uint32_t n_fields; /* fields that the edits set */
};

/* Plans the edits of one text, which may hold any number of documents.
 *
 * The result is proven before it is given: the edited text is read and judged, every object in it has to be the old
 * one but for the fields that were to change, and what was to be mended has to be. An object for which
 * this fails keeps its text, and is among the lefts. Edited text gives no edits again.
 *
 * out       to be freed with bh_fix_done in any case
 * Returns   0, whatever is wrong with the documents; -LIMIT; what 'level' returned
 * Memory    borrows the text while it runs; grows with it */
int bh_fix_text(struct bh_str text, const struct bh_fix_options *options, struct bh_fix *out,
                struct bh_err *err) BH_MUST_CHECK;
void bh_fix_done(struct bh_fix *fix); /* NULL is fine */

#endif
