/* Errors of PodSecurityPolicy in words, as upstream's field errors print themselves. Called by the rows' functions when
 * somebody wants to read the errors. Implements sections 0.1 to 0.3 of the pod security specification. */
#include "base/num.h"
#include "base/quote.h"
#include "podsec/psp_work.h"

static void start(struct bh_psp_work *work)
{
    if (work->text.is_broken) {
        work->is_out_of_memory = true;
    }
    bh_buf_clear(&work->text);
}

void bh_psp_at(struct bh_psp_work *work, const char *path)
{
    start(work);
    bh_buf_add_c(&work->text, path);
    work->path_n = work->text.n;
}

void bh_psp_at_item(struct bh_psp_work *work, const char *path, uint32_t index, const char *rest)
{
    start(work);
    bh_buf_addf(&work->text, "%s[%u]%s", path, index, rest);
    work->path_n = work->text.n;
}

void bh_psp_at_container(struct bh_psp_work *work, const struct bh_psp_container *container,
                         const char *rest)
{
    bh_psp_at_item(work, container->list, container->index, rest);
}

void bh_psp_at_annotation(struct bh_psp_work *work, const char *prefix, struct bh_str name)
{
    start(work);
    bh_buf_addf(&work->text, "pod.metadata.annotations[%s", prefix);
    bh_buf_add(&work->text, name);
    bh_buf_add_byte(&work->text, ']');
    work->path_n = work->text.n;
}

static void add_detail(struct bh_psp_work *work, const char *detail)
{
    if (detail != NULL && detail[0] != '\0') {
        bh_buf_add_c(&work->text, ": ");
        bh_buf_add_c(&work->text, detail);
    }
}

void bh_psp_invalid(struct bh_psp_work *work, const char *value, const char *detail)
{
    bh_buf_add_c(&work->text, ": Invalid value: ");
    bh_buf_add_c(&work->text, value);
    add_detail(work, detail);
}

void bh_psp_invalid_int(struct bh_psp_work *work, int64_t value, const char *detail)
{
    bh_buf_add_c(&work->text, ": Invalid value: ");
    bh_buf_add_i64(&work->text, value);
    add_detail(work, detail);
}

void bh_psp_invalid_text(struct bh_psp_work *work, struct bh_str value, const char *detail)
{
    bh_buf_add_c(&work->text, ": Invalid value: ");
    bh_quote_go(&work->text, value);
    add_detail(work, detail);
}

void bh_psp_forbidden(struct bh_psp_work *work, const char *detail)
{
    bh_buf_add_c(&work->text, ": Forbidden: ");
    bh_buf_add_c(&work->text, detail);
}

void bh_psp_text_ranges(struct bh_psp_work *work, const struct bh_psp_ids *ids)
{
    bh_buf_add_byte(&work->text, '[');
    for (uint32_t i = 0; i < ids->n; i++) {
        bh_buf_add_c(&work->text, i > 0 ? " {" : "{");
        bh_buf_add_i64(&work->text, ids->ranges[i].min);
        bh_buf_add_byte(&work->text, ' ');
        bh_buf_add_i64(&work->text, ids->ranges[i].max);
        bh_buf_add_byte(&work->text, '}');
    }
    bh_buf_add_byte(&work->text, ']');
}

void bh_psp_text_end(struct bh_psp_work *work)
{
    struct bh_psp_errors *all = work->errors;
    struct bh_err ignored;
    struct bh_str text;
    size_t n;

    if (all->n == all->room) {
        uint32_t room = all->room == 0 ? 4 : all->room * 2;
        struct bh_psp_error *v = bh_new(work->arena, struct bh_psp_error, room);
        if (v == NULL) {
            work->is_out_of_memory = true;
            return;
        }
        if (all->n > 0) {
            memcpy(v, all->v, all->n * sizeof(*v));
        }
        all->v = v;
        all->room = room;
    }
    if (work->text.is_broken ||
        bh_arena_copy(work->arena, bh_buf_str(&work->text), &text, &ignored) != 0) {
        work->is_out_of_memory = true;
        return;
    }
    all->v[all->n++] = (struct bh_psp_error){
        .text = text,
        .path = bh_str(text.p, work->path_n),
        .field = &bh_psp_fields(&n)[work->row],
    };
}
