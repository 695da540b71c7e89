/* What the parts of fixing one text share. Private to advise/. */
#ifndef ADVISE_FIX_WORK_H
#define ADVISE_FIX_WORK_H

#include "advise/fix.h"
#include "advise/fix_text.h"

struct bh_fix_plan; /* fix_plan.h */

struct bh_fix_work {
    struct bh_fix *fix;
    const struct bh_fix_options *options;
    struct bh_str text;
    struct bh_arena scratch; /* of one object */
    struct bh_fix_finder finder;
    struct bh_fix_plan *plans, **plans_end;
    bool is_out_of_memory;  /* checked now and then, see bh_fix_check_memory */
    bool has_template_note; /* said once a text */
};

/* Returns 0, or -LIMIT when something could not be kept. */
int bh_fix_check_memory(const struct bh_fix_work *w, struct bh_err *err) BH_MUST_CHECK;

/* Text for the result; unset stays unset, and so is what memory does not suffice for. */
struct bh_str bh_fix_keep(struct bh_fix_work *w, struct bh_str text);

/* A grown copy of an array in the result's arena, or NULL. */
void *bh_fix_grown(struct bh_fix_work *w, const void *v, uint32_t n, uint32_t *room, size_t size);

void bh_fix_add_left(struct bh_fix_work *w, struct bh_fix_left left);
void bh_fix_add_note(struct bh_fix_work *w, struct bh_fix_note note);

/* A document or object that cannot be judged. With 'may_be_template' malformed text is one that was never rendered. */
void bh_fix_note_cause(struct bh_fix_work *w, const struct bh_err *cause, struct bh_str object,
                       bool may_be_template);

#endif
