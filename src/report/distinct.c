/* The findings of one judgement, each once, and the sentence for each. Called by the writers that list violations one by
 * one: scan_json.c, scan_sarif.c, scan_junit.c, scan_github.c. */
#include "report/distinct.h"

static bool is_same(const struct bh_finding *a, const struct bh_finding *b)
{
    if (!bh_str_eq(a->rule, b->rule) || !bh_str_eq(a->reason, b->reason) ||
        !bh_str_eq(a->detail, b->detail) || a->n_locations != b->n_locations) {
        return false;
    }
    for (uint32_t i = 0; i < a->n_locations; i++) {
        if (!bh_str_eq(a->locations[i].path, b->locations[i].path) ||
            !bh_str_eq(a->locations[i].found, b->locations[i].found)) {
            return false;
        }
    }
    return true;
}

static unsigned modes_that_found(const struct bh_judgement *judgement,
                                 const struct bh_finding *finding)
{
    unsigned modes = 0;

    for (unsigned m = 0; m < BH_N_MODES; m++) {
        for (uint32_t i = 0; i < judgement->modes[m].n_findings; i++) {
            if (is_same(&judgement->modes[m].findings[i], finding)) {
                modes |= 1u << m;
                break;
            }
        }
    }
    return modes;
}

bool bh_distinct_next(struct bh_distinct *distinct)
{
    for (unsigned m = distinct->mode; m < BH_N_MODES; m++) {
        const struct bh_mode_verdict *verdict = &distinct->judgement->modes[m];
        distinct->mode = (enum bh_mode)m;
        while (distinct->next < verdict->n_findings) {
            distinct->finding = &verdict->findings[distinct->next++];
            distinct->modes = modes_that_found(distinct->judgement, distinct->finding);
            if ((distinct->modes & ((1u << m) - 1)) == 0) {
                return true;
            }
        }
        distinct->next = 0;
    }
    distinct->mode = BH_N_MODES;
    return false;
}

void bh_distinct_add_object(struct bh_buf *out, const struct bh_object_ref *object)
{
    bh_buf_add(out, object->kind);
    bh_buf_add_byte(out, ' ');
    bh_buf_add(out, object->namespace_);
    bh_buf_add_byte(out, '/');
    bh_buf_add(out, object->name);
}

void bh_distinct_add_words(struct bh_buf *out, const struct bh_finding *finding)
{
    bh_buf_add(out, finding->reason);
    if (finding->detail.n > 0) {
        bh_buf_add_c(out, " (");
        bh_buf_add(out, finding->detail);
        bh_buf_add_byte(out, ')');
    }
}

void bh_distinct_add_sentence(struct bh_buf *out, const struct bh_distinct *distinct)
{
    char pair[40];
    const struct bh_judgement *judgement = distinct->judgement;

    bh_distinct_add_object(out, &judgement->object);
    bh_buf_add_c(out, " violates ");
    bh_buf_add(out, bh_pss_pair_text(judgement->modes[distinct->mode].pair, pair));
    bh_buf_add_c(out, " (");
    bh_buf_add(out, bh_mode_name(distinct->mode));
    bh_buf_add_c(out, "): ");
    bh_distinct_add_words(out, distinct->finding);
}
