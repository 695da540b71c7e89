/* Pod Security Standards: names, plans, evaluation, and the lists that upstream's sentences are
 * made of. Called by review/ and the command line. Implements sections B.1 and B.7 of the pod
 * security specification. Leaves out the checks themselves (pss_checks.c), namespace labels
 * (pss_policy.c), and emulating an older server. */
#include "podsec/pss.h"

#include <string.h>

#include "base/num.h"
#include "podsec/pss_checks.h"

/* ---- names ---- */

static const struct bh_str level_names[] = {
    [BH_LEVEL_UNSET] = { "", 0 },
    [BH_LEVEL_PRIVILEGED] = { "privileged", 10 },
    [BH_LEVEL_BASELINE] = { "baseline", 8 },
    [BH_LEVEL_RESTRICTED] = { "restricted", 10 },
};

bool bh_level_parse(struct bh_str s, enum bh_level *out)
{
    for (unsigned level = BH_LEVEL_PRIVILEGED; level <= BH_LEVEL_RESTRICTED; level++) {
        if (bh_str_eq(s, level_names[level])) {
            *out = (enum bh_level)level;
            return true;
        }
    }
    return false;
}

struct bh_str bh_level_name(enum bh_level level)
{
    return level_names[level];
}

bool bh_version_parse(struct bh_str s, uint64_t *out)
{
    uint64_t minor;

    if (bh_str_eq(s, BH_S("latest"))) {
        *out = BH_VERSION_LATEST;
        return true;
    }
    if (!bh_str_starts(s, BH_S("v1."))) {
        return false;
    }
    struct bh_str digits = bh_str_from(s, 3);
    if ((digits.n > 1 && digits.p[0] == '0') || !bh_num_u64(digits, 10, &minor) ||
        minor > INT64_MAX) {
        return false;
    }
    *out = minor;
    return true;
}

struct bh_str bh_pss_pair_text(struct bh_pss_pair pair, char out[40])
{
    struct bh_str parts[3] = { bh_level_name(pair.level), BH_S(":latest"), BH_S("") };
    char digits[24];
    size_t n = 0;

    if (pair.version != BH_VERSION_LATEST) {
        parts[1] = BH_S(":v1.");
        parts[2] = bh_num_text((int64_t)pair.version, digits);
    }
    for (size_t i = 0; i < 3; i++) {
        memcpy(out + n, parts[i].p, parts[i].n);
        n += parts[i].n;
    }
    return bh_str(out, n);
}

/* ---- plans ---- */

uint32_t bh_pss_newest(void)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);
    uint32_t newest = 0;

    for (size_t i = 0; i < n; i++) {
        uint32_t last = checks[i].revs[checks[i].n_revs - 1].from;
        newest = last > newest ? last : newest;
    }
    return newest;
}

/* The revision in force at 'version', if there is one. */
static bool find_revision(const struct bh_pss_check *check, uint64_t version, uint32_t *out)
{
    for (uint32_t i = check->n_revs; i > 0; i--) {
        if (check->revs[i - 1].from <= version) {
            *out = i - 1;
            return true;
        }
    }
    return false;
}

/* Marks the checks that a restricted one in force at 'version' stands in for. */
static void mark_replaced(uint64_t version, bool out_is_replaced[BH_PSS_MAX_CHECKS])
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);
    uint32_t revision;

    for (size_t i = 0; i < n; i++) {
        const char *replaced = checks[i].replaces;
        if (replaced == NULL || !find_revision(&checks[i], version, &revision)) {
            continue;
        }
        for (size_t j = 0; j < n; j++) {
            if (checks[j].id[0] == replaced[0] && strcmp(checks[j].id, replaced) == 0) {
                out_is_replaced[j] = true;
                break;
            }
        }
    }
}

void bh_pss_plan_init(struct bh_pss_plan *plan, struct bh_pss_pair pair)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);
    bool is_baseline = pair.level == BH_LEVEL_BASELINE;
    bool is_replaced[BH_PSS_MAX_CHECKS] = { false };

    /* A plan is made for each pod: what stands behind the last step is not read, and not cleared. */
    plan->pair = pair;
    plan->leaves_out_fields = false;
    plan->n = 0;
    if (pair.level == BH_LEVEL_PRIVILEGED) {
        return;
    }
    if (!is_baseline) {
        mark_replaced(pair.version, is_replaced);
    }
    for (size_t i = 0; i < n; i++) {
        const struct bh_pss_check *check = &checks[i];
        uint32_t revision;
        if ((is_baseline && check->level != BH_LEVEL_BASELINE) ||
            !find_revision(check, pair.version, &revision) || is_replaced[i]) {
            continue;
        }
        plan->steps[plan->n].check = check;
        plan->steps[plan->n].revision = revision;
        plan->n++;
    }
}

/* ---- evaluation ---- */

/* Moves what a check found to the result. */
static int take_violation(const struct bh_pss_plan *plan, const struct bh_pss_check *check,
                          struct bh_pss_out *found, struct bh_pss_result *result,
                          struct bh_err *err)
{
    if (result->violations == NULL) {
        result->violations = bh_new(found->arena, struct bh_pss_violation, plan->n);
        if (result->violations == NULL) {
            return bh_arena_fail(found->arena, err);
        }
    }
    result->is_allowed = false;
    result->violations[result->n_violations++] = (struct bh_pss_violation){
        .check = check,
        .reason = found->reason,
        .detail = found->detail,
        .fields = found->fields,
        .n_fields = found->n_fields,
    };
    *found =
        (struct bh_pss_out){ .arena = found->arena, .leaves_out_fields = found->leaves_out_fields };
    return 0;
}

int bh_pss_evaluate(const struct bh_pss_plan *plan, const struct bh_meta *meta,
                    const struct bh_pod_spec *spec, struct bh_arena *arena,
                    struct bh_pss_result *out, struct bh_err *err)
{
    static const struct bh_pod_spec no_spec;
    static const struct bh_meta no_meta;
    struct bh_pss_out found = { .arena = arena, .leaves_out_fields = plan->leaves_out_fields };
    struct bh_pss_result result = { .is_allowed = true };

    spec = spec != NULL ? spec : &no_spec;
    meta = meta != NULL ? meta : &no_meta;
    for (uint32_t i = 0; i < plan->n; i++) {
        const struct bh_pss_check *check = plan->steps[i].check;
        check->revs[plan->steps[i].revision].check(meta, spec, &found);
        if (found.is_out_of_memory) {
            return bh_arena_fail(arena, err);
        }
        if (found.is_forbidden) {
            int rc = take_violation(plan, check, &found, &result, err);
            if (rc != 0) {
                return rc;
            }
        }
    }
    *out = result;
    return 0;
}

/* ---- lists ---- */

/* Writes the list to 'p', or only measures it when 'p' is NULL. */
static size_t write_list(const struct bh_pss_result *result, bool has_details, char *p)
{
    size_t n = 0;

    for (uint32_t i = 0; i < result->n_violations; i++) {
        const struct bh_pss_violation *violation = &result->violations[i];
        bool is_detailed = has_details && violation->detail.n > 0;
        const struct bh_str parts[] = {
            i > 0 ? BH_S(", ") : BH_S(""),       violation->reason,
            is_detailed ? BH_S(" (") : BH_S(""), is_detailed ? violation->detail : BH_S(""),
            is_detailed ? BH_S(")") : BH_S(""),
        };
        for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++) {
            if (p != NULL && parts[k].n > 0) {
                memcpy(p + n, parts[k].p, parts[k].n);
            }
            n += parts[k].n;
        }
    }
    return n;
}

static struct bh_str make_list(const struct bh_pss_result *result, bool has_details,
                               struct bh_arena *arena)
{
    size_t n = write_list(result, has_details, NULL);
    char *p = bh_arena_alloc(arena, n > 0 ? n : 1, 1);

    if (p == NULL) {
        return bh_str(NULL, 0);
    }
    write_list(result, has_details, p);
    return bh_str(p, n);
}

struct bh_str bh_pss_detail_list(const struct bh_pss_result *result, struct bh_arena *arena)
{
    return make_list(result, true, arena);
}

struct bh_str bh_pss_reason_list(const struct bh_pss_result *result, struct bh_arena *arena)
{
    return make_list(result, false, arena);
}
