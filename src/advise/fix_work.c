/* Memory and results of fixing one text. Called by fix.c, fix_plan.c and fix_prove.c. */
#include "advise/fix_work.h"

#include <string.h>

int bh_fix_check_memory(const struct bh_fix_work *w, struct bh_err *err)
{
    return w->is_out_of_memory ? bh_arena_fail(&w->fix->arena, err) : 0;
}

struct bh_str bh_fix_keep(struct bh_fix_work *w, struct bh_str text)
{
    struct bh_str copy = bh_str(NULL, 0);
    struct bh_err ignored;

    if (!bh_str_is_set(text)) {
        return text;
    }
    if (text.n == 0) {
        return BH_S("");
    }
    if (bh_arena_copy(&w->fix->arena, text, &copy, &ignored) != 0) {
        w->is_out_of_memory = true;
    }
    return copy;
}

void *bh_fix_grown(struct bh_fix_work *w, const void *v, uint32_t n, uint32_t *room, size_t size)
{
    uint32_t more = *room == 0 ? 16 : *room * 2;
    void *copy = bh_arena_array(&w->fix->arena, more, size, _Alignof(max_align_t));

    if (copy == NULL) {
        w->is_out_of_memory = true;
        return NULL;
    }
    if (n > 0) {
        memcpy(copy, v, n * size);
    }
    *room = more;
    return copy;
}

/* ---- results ------------------------------------------------------------------------------------ */

void bh_fix_add_left(struct bh_fix_work *w, struct bh_fix_left left)
{
    struct bh_fix *fix = w->fix;

    if (fix->n_lefts == fix->room_lefts) {
        struct bh_fix_left *v =
            bh_fix_grown(w, fix->lefts, fix->n_lefts, &fix->room_lefts, sizeof(*fix->lefts));
        if (v == NULL) {
            return;
        }
        fix->lefts = v;
    }
    fix->lefts[fix->n_lefts++] = left;
}

void bh_fix_add_note(struct bh_fix_work *w, struct bh_fix_note note)
{
    struct bh_fix *fix = w->fix;

    if (fix->n_notes == fix->room_notes) {
        struct bh_fix_note *v =
            bh_fix_grown(w, fix->notes, fix->n_notes, &fix->room_notes, sizeof(*fix->notes));
        if (v == NULL) {
            return;
        }
        fix->notes = v;
    }
    fix->notes[fix->n_notes++] = note;
}

/* A document or object that cannot be judged. What holds "{{" where a value should be was never rendered. */
void bh_fix_note_cause(struct bh_fix_work *w, const struct bh_err *cause, struct bh_str object,
                       bool may_be_template)
{
    struct bh_str text = bh_str_c(cause->msg);
    bool is_template = cause->kind == BH_ERR_INPUT && may_be_template;

    if (is_template && w->has_template_note) {
        return;
    }
    w->has_template_note |= is_template;
    bh_fix_add_note(
        w, (struct bh_fix_note){
               .kind = is_template ? BH_ERR_NONE : cause->kind,
               .line = cause->line,
               .column = cause->column,
               .object = object,
               .text = is_template ? BH_S("a template: render it first") : bh_fix_keep(w, text),
           });
}
