/* Acceptance: suppressions, baseline, exemptions. Called by scan_run.c for every judgement and at the end of a pass.
 * Leaves out the files (scan_files.c) and the rules (review/, podsec/). */
#include "cli/scan_accept.h"

#include "podsec/pss_checks.h"

void bh_scan_accept_begin(const struct bh_scan_options *options)
{
    if (options->suppressions != NULL) {
        bh_suppressions_forget(options->suppressions);
    }
    if (options->baseline != NULL) {
        bh_baseline_forget(options->baseline);
    }
    if (options->record != NULL) {
        bh_arena_reset(options->record_arena);
        *options->record = (struct bh_baseline){ 0 };
    }
}

/* Whether an earlier mode, or an earlier finding of this one, says the same. */
static bool is_told(const struct bh_judgement *judgement, size_t mode, uint32_t index)
{
    uint64_t fingerprint = judgement->modes[mode].findings[index].fingerprint;

    for (size_t m = 0; m <= mode; m++) {
        const struct bh_mode_verdict *verdict = &judgement->modes[m];
        for (uint32_t i = 0; i < (m == mode ? index : verdict->n_findings); i++) {
            if (verdict->findings[i].fingerprint == fingerprint) {
                return true;
            }
        }
    }
    return false;
}

/* Whether some mode passed over the object, for a reason that its namespace does not have. */
static bool is_unseen(const struct bh_judgement *judgement)
{
    for (size_t m = 0; m < BH_N_MODES; m++) {
        enum bh_exemption exempt = judgement->modes[m].exempt;
        if (exempt == BH_EXEMPT_USER || exempt == BH_EXEMPT_RUNTIME_CLASS) {
            return true;
        }
    }
    return false;
}

int bh_scan_accept(const struct bh_scan_options *options, struct bh_judgement *judgement,
                   const struct bh_pairs *labels, struct bh_scan_totals *totals, struct bh_err *err)
{
    totals->n_exempt[judgement->exempt] += judgement->exempt != BH_EXEMPT_NO;
    totals->n_exempt_pods += judgement->exempt == BH_EXEMPT_NO &&
                             judgement->modes[BH_MODE_ENFORCE].exempt != BH_EXEMPT_NO;
    totals->n_unseen += is_unseen(judgement);
    if (options->suppressions != NULL) {
        bh_suppress(options->suppressions, judgement, labels);
    }
    if (options->baseline != NULL) {
        bh_baseline_mark(options->baseline, judgement);
    }
    for (size_t m = 0; m < BH_N_MODES; m++) {
        struct bh_mode_verdict *verdict = &judgement->modes[m];
        for (uint32_t i = 0; i < verdict->n_findings; i++) {
            const struct bh_finding *finding = &verdict->findings[i];
            if (bh_finding_counts(finding)) {
                continue;
            }
            verdict->n_accepted++;
            if (!is_told(judgement, m, i)) {
                totals->n_suppressed += finding->suppressed != NULL;
                totals->n_known += finding->is_known;
            }
        }
        totals->n_accepted[m] += !verdict->is_allowed && !bh_verdict_counts(verdict);
    }
    return options->record == NULL
               ? 0
               : bh_baseline_add(options->record, judgement, options->record_arena, err);
}

/* --- notes ---------------------------------------------------------------------------------------- */

/* Whether a check that the entry names was asked for. */
static bool is_asked(const struct bh_suppression *entry, const struct bh_scan_levels *levels)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    for (uint32_t i = 0; i < entry->checks.n; i++) {
        bool is_any = bh_str_eq(entry->checks.v[i], BH_S("*"));
        for (size_t k = 0; k < n; k++) {
            struct bh_str id = bh_str_c(checks[k].id);
            if ((is_any || bh_str_eq(entry->checks.v[i], id)) && bh_scan_levels_asked(levels, id)) {
                return true;
            }
        }
    }
    return false;
}

static int note_suppressions(struct bh_scan_notes *notes, const struct bh_scan_levels *levels,
                             bool is_complete, struct bh_err *err)
{
    const struct bh_suppressions *all = notes->options->suppressions;
    int rc = 0;

    for (uint32_t i = 0; all != NULL && i < all->n && rc == 0; i++) {
        const struct bh_suppression *entry = &all->v[i];
        struct bh_note note = {
            .kind = BH_NOTE_WARNING,
            .file = notes->options->suppressions_file,
            .line = entry->line,
        };
        if (entry->is_expired) {
            note.text =
                bh_arena_printf(notes->arena,
                                "suppressions[%u] expired after " BH_FMT
                                " and suppresses nothing any more: ask " BH_FMT,
                                i, BH_ARG(entry->shown.expires), BH_ARG(entry->shown.owner));
        } else if (!entry->is_used && is_complete && is_asked(entry, levels)) {
            note.text = bh_arena_printf(notes->arena,
                                        "suppressions[%u] is unused: nothing that was judged "
                                        "needs it",
                                        i);
        } else {
            continue;
        }
        rc = bh_str_is_set(note.text) ? bh_scan_notes_add_urgent(notes, &note, err)
                                      : bh_arena_fail(notes->arena, err);
        bh_arena_reset(notes->arena);
    }
    return rc;
}

/* Of "Deployment shop/web". */
static struct bh_str namespace_of(struct bh_str object)
{
    struct bh_str name = bh_str_from(object, bh_str_find_byte(object, ' '));

    name = bh_str_from(name, name.n > 0 ? 1 : 0);
    return bh_str(name.p, bh_str_find_byte(name, '/'));
}

static int note_fixed(struct bh_scan_notes *notes, struct bh_scan_levels *levels,
                      struct bh_err *err)
{
    const struct bh_baseline *baseline = notes->options->baseline;
    const struct bh_known *known = baseline != NULL ? baseline->first : NULL;
    int rc = 0;

    for (; known != NULL && rc == 0; known = known->next) {
        bool is_asked = false;
        if (known->is_found) {
            continue;
        }
        rc = bh_scan_levels_asks(levels, namespace_of(known->object), known->check, &is_asked, err);
        if (rc == 0 && is_asked) {
            struct bh_note note = {
                .kind = BH_NOTE_WARNING,
                .is_fixed = true,
                .file = notes->options->baseline_file,
                .line = known->line,
                .object = known->object,
                .text = bh_arena_printf(notes->arena, "fixed: " BH_FMT ": " BH_FMT,
                                        BH_ARG(known->check), BH_ARG(known->message)),
            };
            rc = bh_str_is_set(note.text) ? bh_scan_notes_add(notes, &note, err)
                                          : bh_arena_fail(notes->arena, err);
        }
        bh_arena_reset(notes->arena);
    }
    return rc;
}

int bh_scan_accept_end(struct bh_scan_notes *notes, struct bh_scan_levels *levels,
                       struct bh_err *err)
{
    bool is_complete = notes->totals->n_errors == 0 && notes->worst == 0 &&
                       notes->n_unselected == 0 && notes->totals->n_unseen == 0;
    int rc = note_suppressions(notes, levels, is_complete, err);

    return rc == 0 && is_complete ? note_fixed(notes, levels, err) : rc;
}

int bh_scan_accept_namespace(struct bh_scan_notes *notes, const struct bh_namespace *namespace_,
                             uint32_t n_errors, struct bh_str object, struct bh_err *err)
{
    const struct bh_pss_config *config = notes->options->judge.config;
    struct bh_label_error errors[BH_MAX_LABEL_ERRORS];
    struct bh_pss_policy policy;
    struct bh_note note = {
        .kind = BH_NOTE_WARNING,
        .file = namespace_->file,
        .line = namespace_->line,
        .object = object,
    };

    if (n_errors > 0 || bh_pss_config_exempts(config, namespace_->name, bh_str(NULL, 0),
                                              bh_str(NULL, 0)) == BH_EXEMPT_NO) {
        return 0;
    }
    int rc = bh_pss_policy_from_labels(&namespace_->labels, &config->defaults, notes->arena,
                                       &policy, errors, &n_errors, err);
    rc = rc != 0 ? rc
                 : bh_pss_config_warning(config, namespace_->name, &namespace_->labels, &policy,
                                         notes->arena, &note.text, err);
    return rc == 0 && bh_str_is_set(note.text) ? bh_scan_notes_add(notes, &note, err) : rc;
}
