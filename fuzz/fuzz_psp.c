/* Fuzzes PodSecurityPolicy: the input is {"policy":{...},"pod":{...}} in JSON. Properties:
 *
 *   - a policy has field errors, or a reason why it is unusable, or rules, and one of them only; every error has a text;
 *   - preparing what is prepared for the first phase changes nothing; a pod is the same as itself;
 *   - errors counted are errors told, each under its path; nothing refused means no error;
 *   - a pod as the policy leaves it is changed no further, and gets the same errors; what the mutating phase
 *     admits the validating phase admits;
 *   - every operation of a patch has a pointer, and a value that is JSON;
 *   - the result does not depend on the budget: a smaller one is -LIMIT. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "kube/json.h"
#include "kube/prepare_account.h"
#include "kube/schema.h"
#include "podsec/psp.h"

#define CHECK(cond) BH_BUG_ON(!(cond))

enum { BUDGET = 64 * 1024 * 1024 };

struct input {
    struct bh_arena arena;
    struct bh_nodes nodes;
    struct bh_object policy, pod;
    const struct bh_node *pod_node;
    bool has_opaque; /* fields that are not compared */
};

static bool read_object(struct input *in, const struct bh_doc *doc, const char *key,
                        const struct bh_type *type, struct bh_object *out)
{
    const struct bh_decode_options options = { .takes_last_key = true };
    const struct bh_node *node = bh_doc_member(doc->nodes, bh_str_c(key));
    struct bh_issues issues = { 0 };
    struct bh_err err;

    return node != NULL &&
           bh_decode(type, doc, node, &options, out, &issues, &in->arena, &err) == 0;
}

static bool read_input(struct bh_str text, struct input *in)
{
    const char *start = NULL;
    struct bh_json json;
    struct bh_err err;

    *in = (struct input){ 0 };
    bh_arena_init(&in->arena, BUDGET);
    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    if (bh_json_value(&json, &in->arena, &in->nodes, &start, &err) != 0) {
        return false;
    }
    const struct bh_doc doc = {
        .nodes = in->nodes.v,
        .n = in->nodes.n,
        .text = bh_str(start, (size_t)(json.at - start)),
        .line = 1,
        .column = 1,
    };
    in->pod_node = bh_doc_member(doc.nodes, BH_S("pod"));
    in->has_opaque = bh_str_find(text, BH_S("fieldsV1")) < text.n;
    return read_object(in, &doc, "policy", &bh_type_pod_security_policy, &in->policy) &&
           read_object(in, &doc, "pod", &bh_type_pod, &in->pod);
}

static bool may_use(void *context, enum bh_psp_who who, struct bh_str group, struct bh_str policy)
{
    (void)context;
    CHECK(who != BH_PSP_NOBODY && group.n > 0);
    return policy.n % 2 == 0 || who == BH_PSP_USER;
}

static struct bh_psp_pod prepare(struct input *in, enum bh_prepare_stage stage,
                                 struct bh_psp_pod pod)
{
    const struct bh_meta *meta = pod.meta, *again_meta;
    struct bh_pod_spec *spec = NULL, *again;
    struct bh_preparations done = { 0 }, none = { 0 };
    struct bh_err err;

    if (pod.spec != NULL) {
        spec = bh_new(&in->arena, struct bh_pod_spec, 1);
        CHECK(spec != NULL);
        *spec = *pod.spec;
    }
    CHECK(bh_prepare_stage(stage, NULL, &meta, &spec, &done, &in->arena, &err) == 0);
    again_meta = meta;
    again = spec;
    CHECK(bh_prepare_stage(stage, NULL, &again_meta, &again, &none, &in->arena, &err) == 0);
    /* Of two containers of one name the first may get its profile only in a second run. */
    CHECK(stage == BH_PREPARE_STORED || (none.n == 0 && again == spec && again_meta == meta));
    for (uint32_t i = 0; i < done.n; i++) {
        CHECK(done.v[i].path.n > 0 && done.v[i].value.n > 0);
    }
    return (struct bh_psp_pod){ meta, spec };
}

static void check_json(struct bh_str text)
{
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    struct bh_json json;
    const char *start;
    struct bh_err err;

    bh_arena_init(&arena, BUDGET);
    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    CHECK(bh_json_value(&json, &arena, &nodes, &start, &err) == 0);
    bh_nodes_done(&nodes);
    bh_arena_done(&arena);
}

static void decide(struct input *in, const struct bh_psp_policy *policy, struct bh_psp_pod pod,
                   enum bh_psp_phase phase, struct bh_psp_result *out)
{
    const struct bh_psp_policy *list[] = { policy };
    const struct bh_psp_set set = { list, 1 };
    const struct bh_psp_request request = { .pod = pod,
                                            .phase = phase,
                                            .asker = { may_use, NULL, true } };
    struct bh_psp_result again;
    struct bh_arena small;
    struct bh_str denial;
    struct bh_err err;
    size_t before = in->arena.used;

    CHECK(bh_psp_decide(&set, &request, out, &in->arena, &err) == 0);
    size_t used = in->arena.used - before;
    for (unsigned i = 0; i < 4; i++) {
        bh_arena_init(&small, used * i / 4);
        int rc = bh_psp_decide(&set, &request, &again, &small, &err);
        CHECK(rc == -BH_ERR_LIMIT || (rc == 0 && used == 0));
        bh_arena_done(&small);
    }
    const struct bh_psp_outcome *o = &out->outcomes[0];
    CHECK((o->refused == 0) == (o->n_errors == 0));
    CHECK(out->is_allowed == (out->chosen == o));
    if (!out->is_allowed) {
        CHECK(bh_psp_denial(&request, out, BH_S(""), &denial, &in->arena, &err) == 0);
        CHECK(bh_str_find(denial, BH_S(" is forbidden: PodSecurityPolicy: ")) < denial.n);
    }
}

static void check_errors(struct input *in, const struct bh_psp_policy *policy,
                         struct bh_psp_pod pod, uint32_t n)
{
    struct bh_psp_errors errors;
    struct bh_err err;

    CHECK(bh_psp_errors(policy, &pod, &errors, &in->arena, &err) == 0);
    CHECK(errors.n == n);
    for (uint32_t i = 0; i < errors.n; i++) {
        const struct bh_psp_error *e = &errors.v[i];
        CHECK(e->field != NULL && e->path.n > 0 && e->text.n > e->path.n);
        CHECK(bh_str_starts(e->text, e->path));
    }
}

static void check_usable(struct input *in, const struct bh_psp_policy *policy)
{
    struct bh_psp_pod pod =
        prepare(in, BH_PREPARE_READ, (struct bh_psp_pod){ &in->pod.meta, in->pod.spec });
    struct bh_psp_result first, second;
    struct bh_psp_applied applied, again;
    struct bh_err err;

    pod = prepare(in, BH_PREPARE_CREATED, pod);
    decide(in, policy, pod, BH_PSP_ADMIT, &first);
    check_errors(in, policy, pod, first.outcomes[0].n_errors);
    CHECK(bh_psp_apply(policy, &pod, true, &applied, &in->arena, &err) == 0);
    CHECK((first.outcomes[0].changed == 0) || applied.n_changes > 0);
    for (uint32_t i = 0; i < applied.patch.n; i++) {
        CHECK(applied.patch.v[i].path.n > 0 && applied.patch.v[i].path.p[0] == '/');
        check_json(applied.patch.v[i].value);
    }
    for (uint32_t i = 0; i < applied.n_changes; i++) {
        CHECK(applied.changes[i].path.n > 0);
        check_json(applied.changes[i].after);
    }
    struct bh_psp_pod changed = { applied.meta, applied.spec };
    decide(in, policy, changed, BH_PSP_VALIDATE, &second);
    CHECK(second.outcomes[0].changed == 0);
    CHECK(second.outcomes[0].n_errors == first.outcomes[0].n_errors);
    CHECK(second.outcomes[0].refused == first.outcomes[0].refused);
    CHECK(second.is_allowed == first.is_allowed);
    CHECK(bh_psp_apply(policy, &changed, true, &again, &in->arena, &err) == 0);
    CHECK(again.n_changes == 0 && again.patch.n == 0);
    prepare(in, BH_PREPARE_STORED, changed);
}

static void check_policy(struct input *in)
{
    struct bh_psp_policy policy;
    struct bh_err err;

    for (unsigned i = 0; i < 2; i++) {
        const struct bh_psp_options options = { .drops_proc_mount = i == 1 };
        CHECK(bh_psp_compile(&in->policy, &options, &policy, &in->arena, &err) == 0);
        CHECK((policy.errors.n > 0) + (policy.failure.n > 0) + (policy.rules != NULL) == 1);
        for (uint32_t k = 0; k < policy.errors.n; k++) {
            CHECK(policy.errors.v[k].n > 0);
        }
        if (policy.rules != NULL) {
            check_usable(in, &policy);
        }
    }
    CHECK(in->has_opaque || bh_psp_ignores_update(in->pod_node, in->pod_node));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input in;

    if (read_input(bh_str((const char *)data, size), &in)) {
        check_policy(&in);
    }
    bh_arena_done(&in.arena);
    bh_nodes_done(&in.nodes);
    return 0;
}
