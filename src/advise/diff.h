/* Edits as a unified diff. */
#ifndef ADVISE_DIFF_H
#define ADVISE_DIFF_H

#include "base/buf.h"
#include "kube/yaml_edit.h"

/* Appends what `git diff` prints of a text and its sorted edits, from "--- a/NAME" on, with three lines of context;
 * nothing when there are no edits. A name with special bytes is put in quotes, as git does. Check
 * out->is_broken. */
void bh_diff(struct bh_str name, struct bh_str text, const struct bh_edits *edits,
             struct bh_buf *out);

#endif
