/* Fuzzes the Pod Security Standards: the input is a Pod in JSON, prepared and judged at every level and at the
 * versions where the checks change. Properties:
 *
 *   - preparing what is prepared changes nothing; the pod is refused by every check that refuses the template;
 *   - allowed means no violation; privileged always allows; each violation has a reason and a field, and each
 *     field a path and a found value; the sentences name what the violations name;
 *   - the result does not depend on the budget, and a smaller one is -LIMIT, never fewer violations;
 *   - what baseline refuses restricted refuses, by the same check or by the one that replaces it, except
 *       on Windows, of which some replacements ask nothing from v1.25 on;
 *       hostPath volumes that carry a second source which restricted allows. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "kube/json.h"
#include "kube/prepare.h"
#include "kube/schema.h"
#include "podsec/pss_checks.h"

#define CHECK(cond) BH_BUG_ON(!(cond))

enum { BUDGET = 64 * 1024 * 1024 };

static const uint64_t versions[] = { 0,  8,  18, 19, 22,
                                     23, 25, 27, 29, 31,
                                     32, 34, 35, 37, BH_VERSION_LATEST };
enum { N_VERSIONS = sizeof(versions) / sizeof(versions[0]) };

struct pod {
    struct bh_arena arena;
    struct bh_nodes nodes;
    struct bh_object object;
};

static bool read_pod(struct bh_str input, struct pod *pod)
{
    const struct bh_decode_options options = { .takes_last_key = true };
    struct bh_issues issues = { 0 };
    const char *start = NULL;
    struct bh_json json;
    struct bh_err err;

    *pod = (struct pod){ 0 };
    bh_arena_init(&pod->arena, BUDGET);
    bh_json_window(&json, input.p, input.p, input.p + input.n, true, 1, 1);
    if (bh_json_value(&json, &pod->arena, &pod->nodes, &start, &err) != 0) {
        return false;
    }
    const struct bh_doc doc = {
        .nodes = pod->nodes.v,
        .n = pod->nodes.n,
        .text = bh_str(start, (size_t)(json.at - start)),
        .line = 1,
        .column = 1,
    };
    return bh_decode(&bh_type_pod, &doc, doc.nodes, &options, &pod->object, &issues, &pod->arena,
                     &err) == 0;
}

static void pod_done(struct pod *pod)
{
    bh_arena_done(&pod->arena);
    bh_nodes_done(&pod->nodes);
}

static struct bh_pod_spec *prepare(struct pod *pod, enum bh_prepare_as as)
{
    struct bh_pod_spec *spec = pod->object.spec, *again;
    struct bh_preparations done = { 0 }, none = { 0 };
    struct bh_err err;

    CHECK(bh_prepare(as, &pod->object.meta, &spec, &done, &pod->arena, &err) == 0);
    CHECK((spec != pod->object.spec) == (done.n > 0));
    again = spec;
    CHECK(bh_prepare(as, &pod->object.meta, &again, &none, &pod->arena, &err) == 0);
    CHECK(again == spec && none.n == 0);
    return spec;
}

static void check_same(const struct bh_pss_result *a, const struct bh_pss_result *b)
{
    CHECK(a->is_allowed == b->is_allowed && a->n_violations == b->n_violations);
    for (uint32_t i = 0; i < a->n_violations; i++) {
        const struct bh_pss_violation *x = &a->violations[i], *y = &b->violations[i];
        CHECK(x->check == y->check && bh_str_eq(x->reason, y->reason));
        CHECK(bh_str_eq(x->detail, y->detail) && x->n_fields == y->n_fields);
        for (uint32_t k = 0; k < x->n_fields; k++) {
            CHECK(bh_str_eq(x->fields[k].path, y->fields[k].path));
            CHECK(bh_str_eq(x->fields[k].found, y->fields[k].found));
        }
    }
}

static void check_result(const struct bh_pss_plan *plan, const struct bh_pss_result *result,
                         struct bh_arena *arena)
{
    struct bh_str details = bh_pss_detail_list(result, arena);
    struct bh_str reasons = bh_pss_reason_list(result, arena);

    CHECK(result->is_allowed == (result->n_violations == 0));
    CHECK(result->is_allowed || plan->pair.level != BH_LEVEL_PRIVILEGED);
    CHECK(bh_str_is_set(details) && bh_str_is_set(reasons) && details.n >= reasons.n);
    for (uint32_t i = 0; i < result->n_violations; i++) {
        const struct bh_pss_violation *v = &result->violations[i];
        CHECK(v->reason.n > 0 && v->n_fields > 0);
        CHECK(bh_str_find(reasons, v->reason) < reasons.n);
        CHECK(v->detail.n == 0 || bh_str_find(details, v->detail) < details.n);
        for (uint32_t k = 0; k < v->n_fields; k++) {
            CHECK(v->fields[k].path.n > 0 && v->fields[k].found.n > 0);
        }
    }
}

/* Evaluates into 'arena', and then once more with just enough and with too little. */
static void evaluate(struct bh_pss_pair pair, const struct bh_meta *meta,
                     const struct bh_pod_spec *spec, struct bh_arena *arena,
                     struct bh_pss_result *out)
{
    struct bh_pss_result again;
    struct bh_pss_plan plan;
    struct bh_arena small;
    struct bh_err err;
    size_t before = arena->used;

    bh_pss_plan_init(&plan, pair);
    CHECK(bh_pss_evaluate(&plan, meta, spec, arena, out, &err) == 0);
    size_t used = arena->used - before;
    check_result(&plan, out, arena);

    bh_arena_init(&small, used);
    CHECK(bh_pss_evaluate(&plan, meta, spec, &small, &again, &err) == 0);
    check_same(out, &again);
    bh_arena_done(&small);
    for (unsigned i = 0; used > 0 && i < 4; i++) {
        bh_arena_init(&small, i == 0 ? used - 1 : used * (i - 1) / 4);
        CHECK(bh_pss_evaluate(&plan, meta, spec, &small, &again, &err) == -BH_ERR_LIMIT);
        bh_arena_done(&small);
    }
}

static bool has_violation(const struct bh_pss_result *result, const char *id)
{
    for (uint32_t i = 0; i < result->n_violations; i++) {
        const struct bh_pss_check *check = result->violations[i].check;
        if (strcmp(check->id, id) == 0 ||
            (check->replaces != NULL && strcmp(check->replaces, id) == 0)) {
            return true;
        }
    }
    return false;
}

static bool has_volume_of_two_kinds(const struct bh_pod_spec *spec)
{
    for (uint32_t i = 0; i < spec->volumes.n; i++) {
        const struct bh_volume *volume = (const struct bh_volume *)spec->volumes.v + i;
        unsigned n = 0;
        for (size_t k = 0; k < BH_N_VOLUME_SOURCES; k++) {
            n += volume->has[k] == BH_YES;
        }
        if (n > 1) {
            return true;
        }
    }
    return false;
}

static void check_superset(const struct bh_pod_spec *spec, uint64_t version,
                           const struct bh_pss_result *baseline,
                           const struct bh_pss_result *restricted)
{
    bool is_windows = spec != NULL && bh_str_eq(spec->os_name, BH_S("windows"));

    for (uint32_t i = 0; i < baseline->n_violations; i++) {
        const char *id = baseline->violations[i].check->id;
        bool is_excepted = (is_windows && version >= 25) ||
                           (strcmp(id, "hostPathVolumes") == 0 && has_volume_of_two_kinds(spec));
        CHECK(is_excepted || has_violation(restricted, id));
    }
}

static void check_pod(struct pod *pod)
{
    struct bh_pod_spec *as_pod = prepare(pod, BH_PREPARE_POD);
    struct bh_pod_spec *as_template = prepare(pod, BH_PREPARE_TEMPLATE);
    const struct bh_meta *meta = &pod->object.meta;

    for (size_t i = 0; i < N_VERSIONS; i++) {
        struct bh_pss_result of_level[BH_LEVEL_RESTRICTED + 1];
        struct bh_arena arena;

        bh_arena_init(&arena, BUDGET);
        for (unsigned level = BH_LEVEL_PRIVILEGED; level <= BH_LEVEL_RESTRICTED; level++) {
            struct bh_pss_pair pair = { (enum bh_level)level, versions[i] };
            struct bh_pss_result of_template;
            evaluate(pair, meta, as_pod, &arena, &of_level[level]);
            evaluate(pair, meta, as_template, &arena, &of_template);
            for (uint32_t k = 0; k < of_template.n_violations; k++) {
                CHECK(has_violation(&of_level[level], of_template.violations[k].check->id));
            }
        }
        check_superset(as_pod, versions[i], &of_level[BH_LEVEL_BASELINE],
                       &of_level[BH_LEVEL_RESTRICTED]);
        bh_arena_done(&arena);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pod pod;

    if (read_pod(bh_str((const char *)data, size), &pod)) {
        check_pod(&pod);
    }
    pod_done(&pod);
    return 0;
}
