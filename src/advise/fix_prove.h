/* The proof that the edited text is the old one but for the planned changes. Private to advise/. */
#ifndef ADVISE_FIX_PROVE_H
#define ADVISE_FIX_PROVE_H

#include "advise/fix_plan.h"

/* Gathers the edits of all plans in w->fix->edits, and drops plans until what is left is proven. */
int bh_fix_prove(struct bh_fix_work *w, struct bh_err *err) BH_MUST_CHECK;

#endif
