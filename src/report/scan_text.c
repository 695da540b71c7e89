/* The report of a scan for people, called through formats.c: what is refused, where it stands, what
 * to change.
 *
 * Objects that violate nothing are only counted. Pods of one owner with the same violations are
 * told once, so blocks are held back from the first owned pod on, until all have come; before
 * that they are written at once. Memory grows with what is told, never with what is clean.
 * Leaves out the text of errors, which the command line prints itself. */
#include <stdlib.h>

#include "base/map.h"
#include "podsec/pss.h"
#include "report/formats.h"
#include "report/paint.h"

enum { PAGE = 16 * 1024, MIN_HASH = 6, MAX_HASH = 10, MIN_TIME = 8, MAX_TIME = 10 };

/* What is told of one object, or of the pods of one owner. Text in the arena, but for a block
 * that is written at once. */
struct block {
    struct block *next;
    struct bh_str file, source, kind, namespace_, name;
    struct bh_str owner; /* "deployment/web", or unset */
    uint32_t line;
    uint64_t n_more; /* pods of this owner with the same violations */
    struct bh_str body;
};

struct text_report {
    struct bh_sink out;
    bool has_color, fails_never;
    unsigned width;
    enum bh_mode fail_on;
    struct bh_arena arena; /* blocks and keys */
    struct bh_map owned;   /* what a block of an owned pod says -> struct block */
    struct block *blocks, **blocks_end;
    struct bh_buf page;      /* written when it is full, and at the end */
    struct bh_buf body, key; /* scratch */
    struct bh_buf warnings, skipped, fixed;
};

static struct text_report *report_of(struct bh_scan_writer *writer)
{
    return (struct text_report *)writer;
}

static int no_memory(struct bh_err *err)
{
    return bh_fail(err, BH_ERR_LIMIT, "not enough memory for the report");
}

int bh_scan_text_open(const struct bh_scan_writer_options *options, struct bh_scan_writer **out,
                      struct bh_err *err)
{
    struct text_report *report = calloc(1, sizeof(*report));

    if (report == NULL) {
        return no_memory(err);
    }
    report->out = options->out;
    report->has_color = options->has_color;
    report->width = options->width;
    report->fail_on = options->fail_on;
    report->fails_never = options->fails_never;
    report->blocks_end = &report->blocks;
    bh_arena_init(&report->arena, SIZE_MAX);
    *out = (struct bh_scan_writer *)report;
    return 0;
}

static struct bh_paint paint_on(const struct text_report *report, struct bh_buf *buf)
{
    struct bh_paint paint;

    bh_paint_init(&paint, buf, report->has_color, report->width);
    return paint;
}

/* Writes the page when it is full, or whatever it holds when it is the last. */
static int turn_page(struct text_report *report, bool is_last, struct bh_err *err)
{
    if (report->page.is_broken) {
        return no_memory(err);
    }
    if (report->page.n == 0 || (report->page.n < PAGE && !is_last)) {
        return 0;
    }
    int rc = report->out.write(report->out.ctx, bh_buf_str(&report->page), err);
    bh_buf_clear(&report->page);
    return rc;
}

static void words_c(struct bh_paint *paint, enum bh_paint_style style, const char *text)
{
    bh_paint_words(paint, style, bh_str_c(text));
}

/* "1 file", "2 files" */
static void add_count(struct bh_buf *buf, uint64_t n, const char *one, const char *many)
{
    bh_buf_addf(buf, "%llu %s", (unsigned long long)n, n == 1 ? one : many);
}

/* --- the parts of a block --------------------------------------------------------------------- */

static bool is_same_pair(struct bh_pss_pair a, struct bh_pss_pair b)
{
    return a.level == b.level && a.version == b.version;
}

/* Violations that are told: neither known nor suppressed. */
static uint32_t n_told(const struct bh_mode_verdict *verdict)
{
    return verdict->n_findings - verdict->n_accepted;
}

/* Whether the verdict holds this violation: of the same check, or in the same words. (A template
 * and its pods may word one violation differently, because the API server prepares them
 * differently.) */
static bool says(const struct bh_mode_verdict *verdict, const struct bh_finding *finding)
{
    for (uint32_t i = 0; i < verdict->n_findings; i++) {
        const struct bh_finding *said = &verdict->findings[i];
        if (!bh_finding_counts(said)) {
            continue;
        }
        if (bh_str_eq(said->rule, finding->rule) || (bh_str_eq(said->reason, finding->reason) &&
                                                     bh_str_eq(said->detail, finding->detail))) {
            return true;
        }
    }
    return false;
}

static uint32_t n_not_said(const struct bh_mode_verdict *verdict,
                           const struct bh_mode_verdict *other)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < verdict->n_findings; i++) {
        const struct bh_finding *finding = &verdict->findings[i];
        n += !bh_finding_counts(finding) || says(other, finding) ? 0 : 1;
    }
    return n;
}

static bool is_same_verdict(const struct bh_mode_verdict *a, const struct bh_mode_verdict *b)
{
    return is_same_pair(a->pair, b->pair) && a->is_allowed == b->is_allowed &&
           bh_verdict_counts(a) == bh_verdict_counts(b) && n_not_said(a, b) == 0 &&
           n_not_said(b, a) == 0;
}

/* The mode whose violations are told field by field: enforce, else the one that says most. */
static enum bh_mode main_mode(const struct bh_judgement *judgement)
{
    const struct bh_mode_verdict *modes = judgement->modes;

    if (bh_verdict_counts(&modes[BH_MODE_ENFORCE])) {
        return BH_MODE_ENFORCE;
    }
    return !modes[BH_MODE_AUDIT].is_allowed &&
                   n_told(&modes[BH_MODE_AUDIT]) > n_told(&modes[BH_MODE_WARN])
               ? BH_MODE_AUDIT
               : BH_MODE_WARN;
}

static struct bh_str pair_text(struct bh_pss_pair pair, struct bh_buf *buf)
{
    char text[40];

    bh_buf_clear(buf);
    bh_buf_add(buf, bh_pss_pair_text(pair, text));
    return bh_buf_str(buf);
}

/* " (label of namespace shop)" */
static void add_source(struct bh_buf *buf, const struct bh_judgement *judgement,
                       const struct bh_mode_verdict *verdict)
{
    switch (verdict->level_from) {
    case BH_FROM_LABEL:
        bh_buf_add_c(buf, " (label of namespace ");
        bh_buf_add(buf, judgement->object.namespace_);
        break;
    case BH_FROM_OPTION:
        bh_buf_add_c(buf, " (--level");
        break;
    case BH_FROM_CONFIG:
        bh_buf_add_c(buf, " (--admission-config");
        break;
    case BH_FROM_UNREADABLE:
        bh_buf_add_c(buf, " (unreadable namespace ");
        bh_buf_add(buf, judgement->object.namespace_);
        break;
    case BH_FROM_DEFAULT:
        bh_buf_add_c(buf, " (default");
        break;
    }
    if (verdict->version_from == BH_FROM_OPTION && verdict->level_from != BH_FROM_OPTION) {
        bh_buf_add_c(buf, ", --level-version");
    }
    bh_buf_add_byte(buf, ')');
}

static void tell_verdict(struct text_report *report, struct bh_paint *paint,
                         const struct bh_judgement *judgement)
{
    const struct bh_mode_verdict *modes = judgement->modes;
    struct bh_buf text = { .p = NULL };
    char pair[40];

    paint->indent = 2;
    if (bh_verdict_counts(&modes[BH_MODE_ENFORCE])) {
        if (judgement->role == BH_ROLE_CONTROLLER) {
            words_c(paint, BH_PAINT_BAD, "admitted, but its pods will be refused");
        } else {
            words_c(paint, BH_PAINT_BAD, "refused");
        }
        bh_buf_add_c(&text, " by enforce ");
        bh_buf_add(&text, bh_pss_pair_text(modes[BH_MODE_ENFORCE].pair, pair));
        add_source(&text, judgement, &modes[BH_MODE_ENFORCE]);
    } else {
        bool is_first = true;
        words_c(paint, BH_PAINT_POOR,
                modes[BH_MODE_ENFORCE].is_allowed ? "allowed" : "accepted as known or suppressed");
        for (unsigned m = BH_MODE_AUDIT; m < BH_N_MODES; m++) {
            bool is_for_both = m == BH_MODE_AUDIT && bh_verdict_counts(&modes[BH_MODE_WARN]) &&
                               is_same_pair(modes[m].pair, modes[BH_MODE_WARN].pair);
            if (!bh_verdict_counts(&modes[m])) {
                continue;
            }
            bh_buf_add_c(&text, is_first ? "; would be refused at " : " and ");
            bh_buf_add(&text, bh_pss_pair_text(modes[m].pair, pair));
            bh_buf_add_c(&text, " (");
            bh_buf_add(&text, bh_mode_name((enum bh_mode)m));
            bh_buf_add_c(&text, is_for_both ? ", warn)" : ")");
            is_first = false;
            if (is_for_both) {
                break;
            }
        }
    }
    bh_paint_words(paint, BH_PAINT_PLAIN, bh_buf_str(&text));
    bh_paint_line(paint);
    if (!judgement->is_known_kind) {
        bh_buf_clear(&text);
        bh_buf_add_c(&text, judgement->pod_path.n > 0
                                ? "unknown kind, judged by the pod template at "
                                : "unknown kind, judged as a pod of its spec");
        bh_buf_add(&text, judgement->pod_path);
        bh_paint_words(paint, BH_PAINT_PLAIN, bh_buf_str(&text));
        bh_paint_line(paint);
    }
    report->body.is_broken = report->body.is_broken || text.is_broken;
    bh_buf_done(&text);
}

static bool is_prepared(const struct bh_judgement *judgement, struct bh_str path)
{
    size_t n_pod = judgement->pod_path.n;

    if (n_pod > 0) {
        if (!bh_str_starts(path, judgement->pod_path) || path.n <= n_pod || path.p[n_pod] != '.') {
            return false;
        }
        path = bh_str_from(path, n_pod + 1);
    }
    for (uint32_t i = 0; i < judgement->prepared.n; i++) {
        if (bh_str_eq(judgement->prepared.v[i].path, path)) {
            return true;
        }
    }
    return false;
}

static void tell_value(struct bh_paint *paint, struct bh_str value)
{
    bool is_odd = value.n == 0 || value.p[0] == ' ' || value.p[value.n - 1] == ' ';

    if (is_odd) { /* in quotes, and in one piece: its spaces matter */
        bh_paint_word(paint, BH_PAINT_BAD, BH_S("\""));
        bh_paint_word(paint, BH_PAINT_BAD, value);
        bh_paint_word(paint, BH_PAINT_BAD, BH_S("\""));
    } else {
        bh_paint_words(paint, BH_PAINT_BAD, value);
    }
}

static void tell_finding(struct text_report *report, struct bh_paint *paint,
                         const struct bh_judgement *judgement, const struct bh_finding *finding)
{
    struct bh_buf text = { .p = NULL };

    paint->indent = 2;
    words_c(paint, BH_PAINT_PLAIN, "-");
    paint->indent = 4;
    bh_paint_gap(paint, 1);
    bh_paint_words(paint, BH_PAINT_BOLD, finding->reason);
    bh_buf_add_c(&text, "[");
    bh_buf_add(&text, finding->rule);
    bh_buf_add_c(&text, "]");
    bh_paint_gap(paint, 1);
    bh_paint_word(paint, BH_PAINT_DIM, bh_buf_str(&text));
    bh_paint_line(paint);
    if (finding->detail.n > 0) {
        bh_paint_words(paint, BH_PAINT_PLAIN, finding->detail);
        bh_paint_line(paint);
    }
    for (uint32_t i = 0; i < finding->n_locations; i++) {
        const struct bh_location *location = &finding->locations[i];
        paint->indent = 4;
        bh_buf_clear(&text);
        if (location->line > 0) {
            bh_buf_addf(&text, "line %u", location->line);
            bh_paint_whole(paint, BH_PAINT_DIM, bh_buf_str(&text));
            paint->indent = paint->column + 2;
            bh_paint_gap(paint, 2);
        }
        bh_buf_clear(&text);
        bh_buf_add(&text, location->path);
        bh_buf_add_c(&text, ":");
        bh_paint_word(paint, BH_PAINT_PLAIN, bh_buf_str(&text));
        bh_paint_gap(paint, 1);
        tell_value(paint, location->found);
        if (is_prepared(judgement, location->path)) {
            words_c(paint, BH_PAINT_DIM, " (filled in by the API server)");
        }
        bh_paint_line(paint);
    }
    if (finding->remedy.n > 0) {
        paint->indent = 4;
        words_c(paint, BH_PAINT_GOOD, "fix:");
        paint->indent = 9;
        bh_paint_gap(paint, 1);
        bh_paint_words(paint, BH_PAINT_PLAIN, finding->remedy);
        bh_paint_line(paint);
    }
    report->body.is_broken = report->body.is_broken || text.is_broken;
    bh_buf_done(&text);
}

/* What else the mode found, that is known or suppressed. */
static void tell_accepted(struct text_report *report, struct bh_paint *paint,
                          const struct bh_mode_verdict *verdict)
{
    struct bh_buf text = { .p = NULL };
    uint32_t n_known = 0, n_suppressed = 0;

    for (uint32_t i = 0; i < verdict->n_findings; i++) {
        n_known += verdict->findings[i].is_known;
        n_suppressed += verdict->findings[i].suppressed != NULL;
    }
    if (n_known > 0) {
        bh_buf_addf(&text, "and %u known", n_known);
    }
    if (n_suppressed > 0) {
        bh_buf_addf(&text, "%s %u suppressed", n_known > 0 ? "," : "and", n_suppressed);
    }
    if (text.n > 0) {
        paint->indent = 2;
        bh_paint_words(paint, BH_PAINT_DIM, bh_buf_str(&text));
        bh_paint_line(paint);
    }
    report->body.is_broken = report->body.is_broken || text.is_broken;
    bh_buf_done(&text);
}

/* One line for each other mode that says something else than the violations above; modes that
 * say the same share a line, and a level that asks for nothing has none. */
static void tell_other_modes(struct text_report *report, struct bh_paint *paint,
                             const struct bh_judgement *judgement, enum bh_mode told)
{
    const struct bh_mode_verdict *modes = judgement->modes;
    struct bh_buf text = { .p = NULL };

    for (unsigned m = 0; m < BH_N_MODES; m++) {
        const struct bh_mode_verdict *mode = &modes[m];
        bool is_with_audit = m == BH_MODE_WARN && told != BH_MODE_AUDIT &&
                             is_same_verdict(mode, &modes[BH_MODE_AUDIT]);
        bool is_with_warn = m == BH_MODE_AUDIT && told != BH_MODE_WARN &&
                            is_same_verdict(mode, &modes[BH_MODE_WARN]);
        if (m == told || mode->pair.level == BH_LEVEL_PRIVILEGED || is_with_audit ||
            is_same_verdict(mode, &modes[told])) {
            continue;
        }
        paint->indent = 2;
        bh_buf_clear(&text);
        bh_buf_add(&text, bh_mode_name((enum bh_mode)m));
        bh_buf_add_c(&text, is_with_warn ? ", warn" : "");
        bh_paint_words(paint, BH_PAINT_BOLD, bh_buf_str(&text));
        bh_paint_gap(paint, 1);
        paint->indent = 4;
        bh_paint_word(paint, BH_PAINT_PLAIN, pair_text(mode->pair, &text));
        uint32_t n_extra = n_not_said(mode, &modes[told]), n_listed = 0;
        bh_buf_clear(&text);
        if (!mode->is_allowed && !bh_verdict_counts(mode)) {
            bh_buf_add_c(&text, ": only what is known or suppressed");
        } else if (mode->is_allowed) {
            bh_buf_add_c(&text, mode->exempt == BH_EXEMPT_NO ? ": passes" : ": exempt");
        } else if (n_extra == 0) {
            bool is_all = n_told(mode) == n_told(&modes[told]);
            bh_buf_addf(&text, ": %s", is_all ? "the same" : "only ");
            for (uint32_t i = 0; !is_all && i < mode->n_findings; i++) {
                if (!bh_finding_counts(&mode->findings[i])) {
                    continue;
                }
                bh_buf_add_c(&text, n_listed++ > 0 ? ", " : "");
                bh_buf_add(&text, mode->findings[i].reason);
            }
        } else {
            bh_buf_addf(&text, ": %s", n_extra < n_told(mode) ? "also " : "");
            for (uint32_t i = 0; i < mode->n_findings; i++) {
                if (bh_finding_counts(&mode->findings[i]) &&
                    !says(&modes[told], &mode->findings[i])) {
                    bh_buf_add_c(&text, n_listed++ > 0 ? ", " : "");
                    bh_buf_add(&text, mode->findings[i].reason);
                }
            }
        }
        bh_paint_words(paint, BH_PAINT_PLAIN, bh_buf_str(&text));
        bh_paint_line(paint);
    }
    report->body.is_broken = report->body.is_broken || text.is_broken;
    bh_buf_done(&text);
}

/* --- blocks ----------------------------------------------------------------------------------- */

static void tell_block(struct text_report *report, const struct block *block)
{
    struct bh_paint paint = paint_on(report, &report->page);
    struct bh_buf text = { .p = NULL };

    bh_buf_add(&text, block->file);
    if (block->line > 0) {
        bh_buf_addf(&text, ":%u", block->line);
    }
    bh_paint_word(&paint, BH_PAINT_BOLD, bh_buf_str(&text));
    paint.indent = 4;
    bh_paint_gap(&paint, 2);
    bh_buf_clear(&text);
    bh_buf_add(&text, block->kind);
    bh_buf_add_byte(&text, ' ');
    if (block->namespace_.n > 0) {
        bh_buf_add(&text, block->namespace_);
        bh_buf_add_byte(&text, '/');
    }
    bh_buf_add(&text, block->name.n > 0 ? block->name : BH_S("(unnamed)"));
    /* kind and name stay together where a line can hold both */
    if (paint.column + 2 + bh_paint_width(bh_buf_str(&text)) > paint.width) {
        bh_paint_line(&paint);
    }
    bh_paint_words(&paint, BH_PAINT_BOLD, bh_buf_str(&text));
    if (bh_str_is_set(block->owner)) {
        bh_buf_clear(&text);
        if (block->n_more > 0) {
            bh_buf_addf(&text, " and %llu more", (unsigned long long)block->n_more);
        }
        bh_buf_add_c(&text, " of ");
        bh_buf_add(&text, block->owner);
        bh_paint_words(&paint, BH_PAINT_PLAIN, bh_buf_str(&text));
    }
    if (bh_str_is_set(block->source)) {
        bh_buf_clear(&text);
        bh_buf_add_c(&text, "# Source: ");
        bh_buf_add(&text, block->source);
        bh_paint_gap(&paint, 2);
        if (paint.column + 2 + bh_paint_width(bh_buf_str(&text)) > paint.width) {
            bh_paint_line(&paint);
        }
        bh_paint_words(&paint, BH_PAINT_DIM, bh_buf_str(&text));
    }
    bh_paint_line(&paint);
    bh_buf_add(&report->page, block->body);
    bh_buf_add_byte(&report->page, '\n');
    report->page.is_broken = report->page.is_broken || text.is_broken;
    bh_buf_done(&text);
}

/* Length of 's' without a last "-xxx" whose xxx has min to max characters of 'alphabet'; s.n
 * when there is none. */
static size_t without_suffix(struct bh_str s, const char *alphabet, size_t min, size_t max)
{
    size_t n = 0;

    while (n < s.n && s.p[s.n - 1 - n] != '\0' && strchr(alphabet, s.p[s.n - 1 - n]) != NULL) {
        n++;
    }
    bool is_suffix = n >= min && n <= max && n + 1 < s.n && s.p[s.n - 1 - n] == '-';
    return is_suffix ? s.n - n - 1 : s.n;
}

/* "deployment/web" of a pod of ReplicaSet web-6d5f9c7b88, "cronjob/backup" of one of Job
 * backup-29012345: by what Kubernetes appends to those names (a hash in an alphabet without
 * vowels, the minutes since 1970). A name that only may end in one of these keeps its own kind:
 * short suffixes are people's. */
static void add_owner(struct bh_buf *buf, struct bh_str kind, struct bh_str name)
{
    size_t n = name.n;

    if (bh_str_eq(kind, BH_S("ReplicaSet"))) {
        n = without_suffix(name, "bcdfghjklmnpqrstvwxz2456789", MIN_HASH, MAX_HASH);
    } else if (bh_str_eq(kind, BH_S("Job"))) {
        n = without_suffix(name, "0123456789", MIN_TIME, MAX_TIME);
    }
    if (n < name.n) {
        bh_buf_add(buf, bh_str_eq(kind, BH_S("Job")) ? BH_S("cronjob") : BH_S("deployment"));
    } else {
        for (size_t i = 0; i < kind.n; i++) {
            char c = kind.p[i];
            bh_buf_add_byte(buf, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
        }
    }
    bh_buf_add_byte(buf, '/');
    bh_buf_add(buf, bh_str(name.p, n));
}

/* With its length, so that no two lists of parts look alike. */
static void add_part(struct bh_buf *key, struct bh_str part)
{
    bh_buf_add_i64(key, (long long)part.n);
    bh_buf_add_byte(key, ':');
    bh_buf_add(key, part);
}

static void make_key(struct bh_buf *key, struct bh_str owner, const struct bh_judgement *judgement)
{
    char pair[40];

    bh_buf_clear(key);
    add_part(key, judgement->object.namespace_);
    add_part(key, owner);
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        const struct bh_mode_verdict *mode = &judgement->modes[m];
        add_part(key, bh_pss_pair_text(mode->pair, pair));
        bh_buf_add_i64(key, mode->n_findings);
        bh_buf_add_byte(key, ';');
        for (uint32_t i = 0; i < mode->n_findings; i++) {
            const struct bh_finding *finding = &mode->findings[i];
            add_part(key, finding->rule);
            add_part(key, finding->reason);
            add_part(key, finding->detail);
            bh_buf_add_byte(key, bh_finding_counts(finding) ? '+' : '-');
            bh_buf_add_i64(key, finding->n_locations);
            bh_buf_add_byte(key, ';');
            for (uint32_t l = 0; l < finding->n_locations; l++) {
                add_part(key, finding->locations[l].path);
                add_part(key, finding->locations[l].found);
            }
        }
    }
}

/* Unset stays unset. */
static bool keep(struct bh_arena *arena, struct bh_str *s)
{
    struct bh_err ignored;

    return !bh_str_is_set(*s) || bh_arena_copy(arena, *s, s, &ignored) == 0;
}

static struct block *keep_block(struct text_report *report, const struct block *block)
{
    struct bh_arena *arena = &report->arena;
    struct block *kept = bh_new(arena, struct block, 1);

    if (kept == NULL) {
        return NULL;
    }
    *kept = *block;
    if (!keep(arena, &kept->file) || !keep(arena, &kept->source) || !keep(arena, &kept->kind) ||
        !keep(arena, &kept->namespace_) || !keep(arena, &kept->name) ||
        !keep(arena, &kept->owner) || !keep(arena, &kept->body)) {
        return NULL;
    }
    *report->blocks_end = kept;
    report->blocks_end = &kept->next;
    return kept;
}

static int tell_judgement(struct text_report *report, const struct bh_judgement *judgement,
                          struct bh_str owner, struct bh_err *err)
{
    struct block block = {
        .file = judgement->file,
        .source = judgement->source,
        .kind = judgement->object.kind,
        .namespace_ = judgement->object.namespace_,
        .name = judgement->object.name,
        .owner = owner,
        .line = judgement->line,
    };
    bool is_owned = bh_str_is_set(owner);

    if (is_owned) {
        make_key(&report->key, owner, judgement);
        if (report->key.is_broken) {
            return no_memory(err);
        }
        struct block *same = bh_map_get(&report->owned, bh_buf_str(&report->key));
        if (same != NULL) {
            same->n_more++;
            return 0;
        }
    }

    enum bh_mode told = main_mode(judgement);
    struct bh_paint paint = paint_on(report, &report->body);
    bh_buf_clear(&report->body);
    tell_verdict(report, &paint, judgement);
    for (uint32_t i = 0; i < judgement->modes[told].n_findings; i++) {
        if (bh_finding_counts(&judgement->modes[told].findings[i])) {
            tell_finding(report, &paint, judgement, &judgement->modes[told].findings[i]);
        }
    }
    tell_accepted(report, &paint, &judgement->modes[told]);
    tell_other_modes(report, &paint, judgement, told);
    block.body = bh_buf_str(&report->body);
    if (report->body.is_broken) {
        return no_memory(err);
    }

    if (!is_owned && report->blocks == NULL) {
        tell_block(report, &block);
        return turn_page(report, false, err);
    }
    struct block *kept = keep_block(report, &block);
    struct bh_str key = bh_buf_str(&report->key);
    if (kept == NULL ||
        (is_owned && (!keep(&report->arena, &key) ||
                      bh_map_put(&report->owned, &report->arena, key, kept, err)))) {
        return no_memory(err);
    }
    return 0;
}

int bh_scan_text_judgement(struct bh_scan_writer *writer, const struct bh_judgement *judgement,
                           struct bh_err *err)
{
    struct text_report *report = report_of(writer);
    struct bh_buf owner = { .p = NULL };
    bool is_clean = true;

    for (unsigned m = 0; m < BH_N_MODES; m++) {
        is_clean = is_clean && !bh_verdict_counts(&judgement->modes[m]);
    }
    if (is_clean) {
        return 0;
    }
    if (judgement->owner_name.n == 0) {
        return tell_judgement(report, judgement, bh_str(NULL, 0), err);
    }
    add_owner(&owner, judgement->owner_kind, judgement->owner_name);
    int rc = owner.is_broken ? no_memory(err)
                             : tell_judgement(report, judgement, bh_buf_str(&owner), err);
    bh_buf_done(&owner);
    return rc;
}

/* --- notes ------------------------------------------------------------------------------------ */

int bh_scan_text_note(struct bh_scan_writer *writer, const struct bh_note *note, struct bh_err *err)
{
    struct text_report *report = report_of(writer);
    struct bh_buf text = { .p = NULL };

    if (note->kind == BH_NOTE_ERROR) {
        return 0;
    }
    struct bh_buf *section = note->is_fixed                  ? &report->fixed
                             : note->kind == BH_NOTE_WARNING ? &report->warnings
                                                             : &report->skipped;
    struct bh_paint paint = paint_on(report, section);

    paint.indent = 2;
    bh_buf_add(&text, note->file);
    if (note->line > 0) {
        bh_buf_addf(&text, ":%u", note->line);
    }
    bh_buf_add_byte(&text, ':');
    bh_paint_word(&paint, BH_PAINT_PLAIN, bh_buf_str(&text));
    paint.indent = 4;
    if (note->object.n > 0) {
        bh_buf_clear(&text);
        bh_buf_add(&text, note->object);
        bh_buf_add_byte(&text, ':');
        bh_paint_gap(&paint, 1);
        bh_paint_word(&paint, BH_PAINT_PLAIN, bh_buf_str(&text));
    }
    bh_paint_gap(&paint, 1);
    bh_paint_words(&paint,
                   note->is_fixed                  ? BH_PAINT_GOOD
                   : note->kind == BH_NOTE_WARNING ? BH_PAINT_POOR
                                                   : BH_PAINT_PLAIN,
                   note->text);
    bh_paint_line(&paint);
    if (note->hint.n > 0) {
        if (note->kind == BH_NOTE_SKIPPED) {
            bh_paint_whole(&paint, BH_PAINT_BOLD, note->hint);
        } else {
            bh_paint_words(&paint, BH_PAINT_PLAIN, note->hint);
        }
        bh_paint_line(&paint);
    }
    bool is_broken = text.is_broken || section->is_broken;
    bh_buf_done(&text);
    return is_broken ? no_memory(err) : 0;
}

static void tell_section(struct text_report *report, const char *title,
                         const struct bh_buf *section)
{
    if (section->n > 0) {
        struct bh_paint paint = paint_on(report, &report->page);
        words_c(&paint, BH_PAINT_BOLD, title);
        bh_paint_line(&paint);
        bh_buf_add(&report->page, bh_buf_str(section));
        bh_buf_add_byte(&report->page, '\n');
    }
}

/* --- the summary ------------------------------------------------------------------------------ */

static const char *violating_word(enum bh_mode mode)
{
    switch (mode) {
    case BH_MODE_ENFORCE:
        return "refused";
    case BH_MODE_AUDIT:
        return "audited";
    case BH_MODE_WARN:
        return "warned";
    case BH_N_MODES:
        break;
    }
    return "";
}

/* "9 pass, 3 refused" */
static void add_use(struct bh_buf *buf, const struct bh_level_use *use)
{
    bh_buf_clear(buf);
    bh_buf_addf(buf, "%llu pass", (unsigned long long)(use->n_objects - use->n_violating));
    if (use->n_violating > use->n_accepted) {
        bh_buf_addf(buf, ", %llu %s", (unsigned long long)(use->n_violating - use->n_accepted),
                    violating_word(use->mode));
    }
    if (use->n_accepted > 0) {
        bh_buf_addf(buf, ", %llu accepted", (unsigned long long)use->n_accepted);
    }
}

static void tell_uses(struct bh_paint *paint, const struct bh_scan_totals *totals,
                      struct bh_buf *text)
{
    unsigned pair_width = 0, use_width = 0;

    for (size_t i = 0; i < totals->n_uses; i++) {
        unsigned n = bh_paint_width(pair_text(totals->uses[i].pair, text));
        pair_width = n > pair_width ? n : pair_width;
        add_use(text, &totals->uses[i]);
        n = bh_paint_width(bh_buf_str(text));
        use_width = n > use_width ? n : use_width;
    }
    for (size_t i = 0; i < totals->n_uses; i++) {
        const struct bh_level_use *use = &totals->uses[i];
        paint->indent = 2;
        bh_paint_word(paint, BH_PAINT_BOLD, bh_mode_name(use->mode));
        bh_paint_to(paint, 11);
        bh_paint_word(paint, BH_PAINT_PLAIN, pair_text(use->pair, text));
        paint->indent = 13;
        add_use(text, use);
        bh_paint_to(paint, 11 + pair_width + 2);
        bh_paint_words(paint,
                       use->n_violating == use->n_accepted ? BH_PAINT_GOOD
                       : use->mode == BH_MODE_ENFORCE      ? BH_PAINT_BAD
                                                           : BH_PAINT_POOR,
                       bh_buf_str(text));
        bh_paint_to(paint, 11 + pair_width + 2 + use_width + 2);
        bh_buf_clear(text);
        switch (use->from) {
        case BH_FROM_OPTION:
            bh_buf_add_c(text, "(--level)");
            break;
        case BH_FROM_LABEL:
            bh_buf_add_c(text, "(labels of ");
            add_count(text, use->n_namespaces, "namespace)", "namespaces)");
            break;
        case BH_FROM_CONFIG:
            bh_buf_add_c(text, "(--admission-config)");
            break;
        case BH_FROM_UNREADABLE:
            bh_buf_add_byte(text, '(');
            add_count(text, use->n_namespaces, "unreadable namespace)", "unreadable namespaces)");
            break;
        case BH_FROM_DEFAULT:
            bh_buf_add_c(text, "(default)");
            break;
        }
        if (paint->column + paint->gap + bh_paint_width(bh_buf_str(text)) > paint->width) {
            bh_paint_line(paint);
        }
        bh_paint_words(paint, BH_PAINT_DIM, bh_buf_str(text));
        bh_paint_line(paint);
    }
}

/* ", 2 files"; nothing for none */
static void add_if_any(struct bh_buf *buf, uint64_t n, const char *one, const char *many)
{
    if (n > 0) {
        bh_buf_add_c(buf, buf->n > 0 ? ", " : "");
        add_count(buf, n, one, many);
    }
}

static uint64_t n_exempt(const struct bh_scan_totals *totals)
{
    uint64_t n = 0;

    for (size_t i = BH_EXEMPT_NO + 1; i < BH_N_EXEMPTIONS; i++) {
        n += totals->n_exempt[i];
    }
    return n;
}

static void tell_accepted_counts(struct bh_paint *paint, const struct bh_scan_totals *totals,
                                 struct bh_buf *text)
{
    bh_buf_clear(text);
    if (n_exempt(totals) > 0) {
        bool is_first = true;
        add_count(text, n_exempt(totals), "workload exempt (by ", "workloads exempt (by ");
        for (size_t i = BH_EXEMPT_NO + 1; i < BH_N_EXEMPTIONS; i++) {
            if (totals->n_exempt[i] > 0) {
                bh_buf_addf(text, "%s" BH_FMT, is_first ? "" : ", ",
                            BH_ARG(bh_exemption_name((enum bh_exemption)i)));
                is_first = false;
            }
        }
        bh_buf_add_byte(text, ')');
        bh_paint_words(paint, BH_PAINT_PLAIN, bh_buf_str(text));
        bh_paint_line(paint);
    }
    bh_buf_clear(text);
    if (totals->n_exempt_pods > 0) {
        bh_buf_add_c(text, "pods of ");
        add_count(text, totals->n_exempt_pods, "workload exempt (by user)",
                  "workloads exempt (by user)");
        bh_paint_words(paint, BH_PAINT_PLAIN, bh_buf_str(text));
        bh_paint_line(paint);
    }
    bh_buf_clear(text);
    if (totals->n_known > 0) {
        bh_buf_addf(text, "%llu known, accepted by baseline", (unsigned long long)totals->n_known);
    }
    if (totals->n_suppressed > 0) {
        bh_buf_addf(text, "%s%llu suppressed", text->n > 0 ? "; " : "",
                    (unsigned long long)totals->n_suppressed);
    }
    if (totals->n_fixed > 0) {
        bh_buf_addf(text, "%s%llu of the baseline fixed", text->n > 0 ? "; " : "",
                    (unsigned long long)totals->n_fixed);
    }
    if (text->n > 0) {
        bh_paint_words(paint, BH_PAINT_PLAIN, bh_buf_str(text));
        bh_paint_line(paint);
    }
}

static void tell_counts(struct bh_paint *paint, const struct bh_scan_totals *totals,
                        struct bh_buf *text)
{
    bh_buf_clear(text);
    add_if_any(text, totals->n_files, "file", "files");
    add_if_any(text, totals->n_documents, "document", "documents");
    add_if_any(text, totals->n_pods, "pod", "pods");
    add_if_any(text, totals->n_controllers, "controller", "controllers");
    add_if_any(text, totals->n_namespaces, "namespace", "namespaces");
    add_if_any(text, totals->n_other, "other object", "other objects");
    paint->indent = 2;
    if (text->n > 0) {
        bh_paint_words(paint, BH_PAINT_PLAIN, bh_buf_str(text));
        bh_paint_line(paint);
    }
    tell_accepted_counts(paint, totals, text);
    bh_buf_clear(text);
    add_if_any(text, totals->n_skipped, "file skipped", "files skipped");
    add_if_any(text, totals->n_warnings, "warning", "warnings");
    add_if_any(text, totals->n_errors, "error", "errors");
    if (text->n > 0) {
        bh_paint_words(paint, totals->n_errors > 0 ? BH_PAINT_BAD : BH_PAINT_PLAIN,
                       bh_buf_str(text));
        bh_paint_line(paint);
    }
    bh_paint_line(paint);
}

/* "; 2 of 12 fall short of the warn level" */
static void add_shortfall(struct bh_buf *text, uint64_t n, unsigned long long n_judged,
                          const char *mode)
{
    if (n > 0 && n_judged == 1) {
        bh_buf_addf(text, "; it falls short of the %s level", mode);
    } else if (n > 0) {
        bh_buf_addf(text, "; %llu of %llu fall%s short of the %s level", (unsigned long long)n,
                    n_judged, n == 1 ? "s" : "", mode);
    }
}

/* " (fails: --fail-on warn)", when nothing is refused and the run fails all the same */
static void add_failing(const struct text_report *report, struct bh_buf *text, uint64_t n_audited,
                        uint64_t n_warned)
{
    bool fails = !report->fails_never && report->fail_on != BH_MODE_ENFORCE &&
                 (n_audited > 0 || (report->fail_on == BH_MODE_WARN && n_warned > 0));

    if (fails) {
        bh_buf_addf(text, " (fails: --fail-on " BH_FMT ")", BH_ARG(bh_mode_name(report->fail_on)));
    }
}

/* Objects that violate in this mode what is neither known nor suppressed. */
static uint64_t n_counting(const struct bh_scan_totals *totals, enum bh_mode mode)
{
    return totals->n_violating[mode] - totals->n_accepted[mode];
}

/* The last line. It never says that all is well when something could not be judged. */
static enum bh_paint_style add_outcome(const struct text_report *report, struct bh_buf *text,
                                       const struct bh_scan_totals *totals)
{
    uint64_t n_refused = n_counting(totals, BH_MODE_ENFORCE);
    uint64_t n_audited = n_counting(totals, BH_MODE_AUDIT);
    uint64_t n_warned = n_counting(totals, BH_MODE_WARN);
    uint64_t n_accepted = totals->n_accepted[BH_MODE_ENFORCE];
    unsigned long long n_judged = totals->n_judged;
    const char *workloads = n_judged == 1 ? "workload" : "workloads";
    enum bh_paint_style style = BH_PAINT_GOOD;

    bh_buf_clear(text);
    if (n_judged == 0) {
        bh_buf_add_c(text, "Nothing was judged: no pod and no pod template in the input");
        style = BH_PAINT_BAD;
    } else if (n_refused > 0) {
        bh_buf_addf(text, "%llu of %llu %s would be refused", (unsigned long long)n_refused,
                    n_judged, workloads);
        style = BH_PAINT_BAD;
    } else if (n_accepted > 0) {
        bh_buf_addf(
            text, "No new refusals: %llu of %llu %s violate%s only what is known or suppressed",
            (unsigned long long)n_accepted, n_judged, workloads, n_accepted == 1 ? "s" : "");
        style = n_audited + n_warned > 0 ? BH_PAINT_POOR : BH_PAINT_GOOD;
        add_shortfall(text, n_audited, n_judged, "audit");
        add_shortfall(text, n_warned, n_judged, "warn");
        add_failing(report, text, n_audited, n_warned);
    } else if (n_exempt(totals) == n_judged) {
        bh_buf_addf(text,
                    n_judged == 1 ? "The workload is exempt" : "All %llu workloads are exempt",
                    n_judged);
    } else if (n_audited == 0 && n_warned == 0) {
        if (n_judged == 1) {
            bh_buf_add_c(text, "The workload passes");
        } else {
            bh_buf_addf(text, "All %llu workloads%s pass", n_judged,
                        totals->n_errors > 0 ? " that could be judged" : "");
        }
    } else {
        style = BH_PAINT_POOR;
        if (n_judged == 1) {
            bh_buf_add_c(text, "The workload would be admitted");
        } else {
            bh_buf_addf(text, "All %llu workloads%s would be admitted", n_judged,
                        totals->n_errors > 0 ? " that could be judged" : "");
        }
        add_shortfall(text, n_audited, n_judged, "audit");
        add_shortfall(text, n_warned, n_judged, "warn");
        add_failing(report, text, n_audited, n_warned);
    }
    if (totals->n_errors > 0) {
        bh_buf_add_c(text, "; not everything could be judged: ");
        add_count(text, totals->n_errors, "error", "errors");
        style = BH_PAINT_BAD;
    }
    bh_buf_add_c(text, ".");
    return style;
}

int bh_scan_text_end(struct bh_scan_writer *writer, const struct bh_scan_totals *totals,
                     struct bh_err *err)
{
    struct text_report *report = report_of(writer);

    for (const struct block *block = report->blocks; block != NULL; block = block->next) {
        tell_block(report, block);
        int rc = turn_page(report, false, err);
        if (rc != 0) {
            return rc;
        }
    }
    tell_section(report, "No longer found, remove from the baseline", &report->fixed);
    tell_section(report, "Warnings", &report->warnings);
    tell_section(report, "Skipped", &report->skipped);

    struct bh_paint paint = paint_on(report, &report->page);
    struct bh_buf text = { .p = NULL };
    words_c(&paint, BH_PAINT_BOLD, "Summary");
    bh_paint_line(&paint);
    tell_uses(&paint, totals, &text);
    tell_counts(&paint, totals, &text);
    paint.indent = 0;
    enum bh_paint_style style = add_outcome(report, &text, totals);
    bh_paint_words(&paint, style, bh_buf_str(&text));
    bh_paint_line(&paint);
    bool is_broken = text.is_broken;
    bh_buf_done(&text);
    return is_broken ? no_memory(err) : turn_page(report, true, err);
}

void bh_scan_text_free(struct bh_scan_writer *writer)
{
    struct text_report *report = report_of(writer);

    if (report != NULL) {
        bh_arena_done(&report->arena);
        bh_buf_done(&report->page);
        bh_buf_done(&report->body);
        bh_buf_done(&report->key);
        bh_buf_done(&report->warnings);
        bh_buf_done(&report->skipped);
        bh_buf_done(&report->fixed);
        free(report);
    }
}
