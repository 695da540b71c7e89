/* What the tests of PodSecurityPolicy share: policies and pods from JSON written with ' for ", a decision, and what came of it.
 * A repeated key in a policy takes its last value, so that a base can be written once and changed behind it. */
#ifndef TESTS_UNIT_PSP_TEST_H
#define TESTS_UNIT_PSP_TEST_H

#include "kube/prepare_account.h"
#include "kube/schema.h"
#include "kube_test.h"
#include "podsec/psp.h"

enum { PSP_TEST_MOST = 8 };

struct psp_test {
    struct bh_arena arena;
    struct bh_psp_policy policies[PSP_TEST_MOST];
    uint32_t n_policies;
    struct bh_nodes nodes[4 * PSP_TEST_MOST];
    uint32_t n_docs;
    struct bh_object pod, old_pod;
    const struct bh_node *pod_node, *old_node;
    const struct bh_meta *meta;
    struct bh_pod_spec *spec;
    bool forbids_account, forbids_user;   /* who may not use anything */
    const char *only_group;               /* grants stand in this group alone; NULL = in all */
    const char *account_name, *user_name; /* the only policy that each may use; NULL = all */
    struct bh_psp_request request;
    struct bh_psp_result result;
    struct bh_err err;
};

/* Everything allowed; nothing but the four rules that every policy has; the restrictive policy of upstream's tests. Each
 * without its closing brace. */
#define PSP_ANY                                                                                   \
    "'seLinux':{'rule':'RunAsAny'},'runAsUser':{'rule':'RunAsAny'},'supplementalGroups':{'rule':" \
    "'RunAsAny'},'fsGroup':{'rule':'RunAsAny'}"
#define PSP_N "{" PSP_ANY
#define PSP_P                                                                                    \
    PSP_N                                                                                        \
    ",'privileged':true,'hostNetwork':true,'hostPID':true,'hostIPC':true,'hostPorts':[{'min':0," \
    "'max':65536}],'volumes':['*'],'allowedCapabilities':['*'],'allowPrivilegeEscalation':true"
#define PSP_999 "{'rule':'MustRunAs','ranges':[{'min':999,'max':999}]}"
#define PSP_R                                                                         \
    "{'allowPrivilegeEscalation':false,'runAsUser':" PSP_999 ",'runAsGroup':" PSP_999 \
    ",'fsGroup':" PSP_999 ",'supplementalGroups':" PSP_999                            \
    ",'seLinux':{'rule':'MustRunAs','seLinuxOptions':{'level':'s9:z0,z1'}}"

static inline struct bh_str psp_test_text(struct psp_test *t, const char *text)
{
    size_t n = strlen(text);
    char *p = bh_arena_alloc(&t->arena, n, 1);

    assert_non_null(p);
    for (size_t i = 0; i < n; i++) {
        p[i] = text[i] == '\'' ? '"' : text[i];
    }
    return bh_str(p, n);
}

static inline struct bh_doc psp_test_parse(struct psp_test *t, const char *text)
{
    struct bh_str json_text = psp_test_text(t, text);
    struct bh_nodes *nodes = &t->nodes[t->n_docs++];
    struct bh_json json;
    const char *start;

    assert_true(t->n_docs < 4 * PSP_TEST_MOST);
    bh_json_window(&json, json_text.p, json_text.p, json_text.p + json_text.n, true, 1, 1);
    if (bh_json_value(&json, &t->arena, nodes, &start, &t->err) != 0) {
        fail_msg("no JSON: %s in %s", t->err.msg, text);
    }
    return (struct bh_doc){
        .nodes = nodes->v, .n = nodes->n, .text = json_text, .line = 1, .column = 1
    };
}

static inline void psp_test_decode(struct psp_test *t, const struct bh_type *type, const char *text,
                                   void *out)
{
    struct bh_doc doc = psp_test_parse(t, text);
    struct bh_issues issues = { 0 };
    struct bh_decode_options options = { .takes_last_key = true };

    if (bh_decode(type, &doc, doc.nodes, &options, out, &issues, &t->arena, &t->err) != 0) {
        fail_msg("not decoded: %s in %s", t->err.msg, text);
    }
}

static inline void psp_test_start(struct psp_test *t)
{
    *t = (struct psp_test){ 0 };
    bh_arena_init(&t->arena, KUBE_TEST_BUDGET);
}

static inline void psp_test_done(struct psp_test *t)
{
    for (uint32_t i = 0; i < t->n_docs; i++) {
        bh_nodes_done(&t->nodes[i]);
    }
    bh_arena_done(&t->arena);
}

/* A policy of a group's version; 'spec' as JSON, annotations as JSON or NULL. */
static inline struct bh_psp_policy *psp_test_policy_of(struct psp_test *t, const char *api_version,
                                                       const char *name, const char *annotations,
                                                       const char *spec)
{
    static const struct bh_psp_options options;
    struct bh_object *object = bh_new(&t->arena, struct bh_object, 1);
    struct bh_psp_policy *policy = &t->policies[t->n_policies++];
    struct bh_str text =
        bh_arena_printf(&t->arena,
                        "{'apiVersion':'%s','kind':'PodSecurityPolicy','metadata':{'name':'%s',"
                        "'annotations':%s},'spec':%s}",
                        api_version, name, annotations == NULL ? "null" : annotations, spec);

    assert_true(t->n_policies <= PSP_TEST_MOST && object != NULL);
    psp_test_decode(t, &bh_type_pod_security_policy, text.p, object);
    assert_int_equal(bh_psp_compile(object, &options, policy, &t->arena, &t->err), 0);
    return policy;
}

/* A valid one of group policy. */
static inline struct bh_psp_policy *psp_test_policy(struct psp_test *t, const char *name,
                                                    const char *spec)
{
    struct bh_psp_policy *policy = psp_test_policy_of(t, "policy/v1beta1", name, NULL, spec);

    if (policy->errors.n > 0) {
        fail_msg("%s: " BH_FMT, name, BH_ARG(policy->errors.v[0]));
    }
    return policy;
}

/* The pod, prepared as an updated one; psp_test_created goes on to a created one. */
static inline void psp_test_pod(struct psp_test *t, const char *text)
{
    struct bh_preparations done = { 0 };

    t->pod = (struct bh_object){ 0 };
    psp_test_decode(t, &bh_type_pod, text, &t->pod);
    t->pod_node = t->pod.node;
    t->meta = &t->pod.meta;
    t->spec = t->pod.spec;
    assert_int_equal(
        bh_prepare_stage(BH_PREPARE_READ, NULL, &t->meta, &t->spec, &done, &t->arena, &t->err), 0);
}

static inline bool psp_test_may_use(void *context, enum bh_psp_who who, struct bh_str group,
                                    struct bh_str policy)
{
    const struct psp_test *t = context;
    const char *only = who == BH_PSP_ACCOUNT ? t->account_name : t->user_name;

    if (who == BH_PSP_ACCOUNT ? t->forbids_account : t->forbids_user) {
        return false;
    }
    return (t->only_group == NULL || bh_str_eq(group, bh_str_c(t->only_group))) &&
           (only == NULL || bh_str_eq(policy, bh_str_c(only)));
}

/* Decides; returns the name of the policy that was chosen, or NULL. */
static inline const char *psp_test_decide(struct psp_test *t, enum bh_psp_phase phase)
{
    struct bh_psp_set set;

    assert_int_equal(bh_psp_set_init(&set, t->policies, t->n_policies, &t->arena, &t->err), 0);
    t->request = (struct bh_psp_request){
        .pod = { t->meta, t->spec },
        .phase = phase,
        .asker = { psp_test_may_use, t, true },
    };
    assert_int_equal(bh_psp_decide(&set, &t->request, &t->result, &t->arena, &t->err), 0);
    assert_int_equal(t->result.is_allowed, t->result.chosen != NULL);
    if (!t->result.is_allowed) {
        return NULL;
    }
    struct bh_str name = t->result.chosen->policy->name;
    return bh_arena_printf(&t->arena, BH_FMT, BH_ARG(name)).p;
}

/* The denial behind 'PodSecurityPolicy: '. */
static inline const char *psp_test_denial(struct psp_test *t)
{
    static const struct bh_str head = BH_S("PodSecurityPolicy: ");
    struct bh_str text;

    assert_int_equal(bh_psp_denial(&t->request, &t->result, BH_S(""), &text, &t->arena, &t->err),
                     0);
    text = bh_str_from(text, bh_str_find(text, head) + head.n);
    return bh_arena_printf(&t->arena, BH_FMT, BH_ARG(text)).p;
}

/* The changes of the chosen policy, without the annotation that names it: "path=value path=value". */
static inline const char *psp_test_changes(struct psp_test *t)
{
    struct bh_psp_applied applied;
    struct bh_str text = BH_S("");

    assert_true(t->result.is_allowed);
    assert_int_equal(bh_psp_apply(t->result.chosen->policy, &t->request.pod, false, &applied,
                                  &t->arena, &t->err),
                     0);
    for (uint32_t i = 0; i < applied.n_changes; i++) {
        const struct bh_psp_change *c = &applied.changes[i];
        text = bh_arena_printf(&t->arena, BH_FMT "%s" BH_FMT "=" BH_FMT, BH_ARG(text),
                               i > 0 ? " " : "", BH_ARG(c->path), BH_ARG(c->after));
    }
    return bh_arena_printf(&t->arena, BH_FMT, BH_ARG(text)).p;
}

#endif
