/* How long the question "may this identity?" takes, by the number of bindings; bench/run calls it:
 *
 *   bench_rbac names  BINDINGS N   which of 100 policies a pod's account and its user may use: the four questions of one
 *                                  PodSecurityPolicy decision, and every policy looked up in the answers
 *   bench_rbac shared BINDINGS N   the same, when every binding names a group that the user is in
 *   bench_rbac decide BINDINGS N   one request against the set, with the grant that allows it
 *   bench_rbac walk   BINDINGS N   the same request by walking all bindings, as upstream does
 *   bench_rbac build  BINDINGS N   the set from a snapshot
 *
 * Prints the nanoseconds of processor time of one operation, and how many of what it asked are allowed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kube/json.h"
#include "kube/kinds.h"
#include "rbac/rbac.h"

enum { BUDGET = 1 << 30, N_POLICIES = 100, N_NAMESPACES = 20 };

#define RBAC "\"apiVersion\":\"rbac.authorization.k8s.io/v1\""

static const struct bh_rbac_hot hot[] = {
    { BH_S("use"), BH_S("policy"), BH_S("podsecuritypolicies") },
    { BH_S("use"), BH_S("extensions"), BH_S("podsecuritypolicies") },
};

static struct bh_snapshot snapshot;
static struct bh_rbac set;
static struct bh_str policies[N_POLICIES];

static void die(const char *what)
{
    fprintf(stderr, "bench_rbac: %s\n", what);
    exit(1);
}

/* The processor's time: the clock on the wall would also count waiting. */
static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void add(const char *kind, const char *text)
{
    static const struct bh_decode_options options = { .path = "" };
    struct bh_nodes nodes = { 0 };
    struct bh_arena arena;
    struct bh_json json;
    struct bh_decoded decoded;
    struct bh_issues issues = { 0 };
    struct bh_err err;
    const char *start;

    bh_arena_init(&arena, BUDGET);
    bh_json_window(&json, text, text, text + strlen(text), true, 1, 1);
    int rc = bh_json_value(&json, &arena, &nodes, &start, &err);
    struct bh_doc doc = {
        .nodes = nodes.v, .n = nodes.n, .text = bh_str_c(text), .line = 1, .column = 1
    };
    rc = rc != 0 ? rc
                 : bh_decode_object(&doc, BH_S("rbac.authorization.k8s.io/v1"), bh_str_c(kind),
                                    &options, &decoded, &issues, &arena, &err);
    rc = rc != 0 ? rc
                 : bh_snapshot_add_rbac(&snapshot, &decoded, &doc, bh_str(NULL, 0), BH_S(""), &err);
    if (rc != 0) {
        die(err.msg);
    }
    bh_arena_done(&arena);
    bh_nodes_done(&nodes);
}

static void add_binding(long i, const char *subject_kind, const char *subject, long role)
{
    char text[600];

    snprintf(
        text, sizeof(text),
        "{" RBAC ",\"kind\":\"%sRoleBinding\",\"metadata\":{\"name\":\"b%ld\"%s%.0ld%s},"
        "\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"r%ld\"},\"subjects\":[{\"kind\":\"%s\","
        "\"name\":\"%s\"},{\"kind\":\"User\",\"name\":\"user-%ld\"}]}",
        i % 2 == 0 ? "Cluster" : "", i, i % 2 == 0 ? "" : ",\"namespace\":\"ns",
        i % 2 == 0 ? 0 : 1 + i % N_NAMESPACES, i % 2 == 0 ? "" : "\"", role, subject_kind, subject,
        i);
    add(i % 2 == 0 ? "ClusterRoleBinding" : "RoleBinding", text);
}

/* A role for each policy, and beside it rules about pods and secrets. */
static void fill(long n_bindings, bool is_shared)
{
    char text[800], name[40];

    for (long i = 0; i < N_POLICIES; i++) {
        snprintf(
            text, sizeof(text),
            "{" RBAC ",\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"r%ld\"},\"rules\":["
            "{\"verbs\":[\"get\",\"list\"],\"apiGroups\":[\"\"],\"resources\":[\"pods\",\"secrets\"]},"
            "{\"verbs\":[\"use\"],\"apiGroups\":[\"policy\"],\"resources\":[\"podsecuritypolicies\"],"
            "\"resourceNames\":[\"policy-%ld\"]}]}",
            i, i);
        add("ClusterRole", text);
    }
    for (long i = 0; i < n_bindings; i++) {
        snprintf(name, sizeof(name), "group-%ld", i);
        add_binding(i, "Group", is_shared ? "everybody" : name, i % N_POLICIES);
    }
    /* What the one who asks is in: the same whatever the number of bindings. */
    add_binding(1000000, "Group", "system:authenticated", 7);
    add_binding(1000001, "Group", "system:serviceaccounts:ns2", 8);
    add_binding(1000002, "User", "alice", 9);
}

static struct bh_identity account(struct bh_arena *arena)
{
    struct bh_identity who;
    struct bh_err err;

    if (bh_rbac_account_identity(BH_S("ns2"), BH_S("web"), false, arena, &who, &err) != 0) {
        die(err.msg);
    }
    return who;
}

static const struct bh_str groups[] = { BH_S("system:authenticated"), BH_S("everybody"),
                                        BH_S("developers") };
static const struct bh_identity alice = { BH_S("alice"), groups, 3 };

static uint32_t ask_names(const struct bh_identity *pod, struct bh_arena *arena)
{
    const struct bh_identity *who[] = { pod, pod, &alice, &alice };
    struct bh_rbac_names names[4];
    struct bh_err err;
    uint32_t n = 0;

    bh_arena_reset(arena);
    for (int i = 0; i < 4; i++) {
        if (bh_rbac_names_allowed(&set, who[i], &hot[i % 2], BH_S("ns2"), arena, &names[i], &err) !=
            0) {
            die(err.msg);
        }
    }
    for (int p = 0; p < N_POLICIES; p++) {
        bool may = false;
        uint32_t id = bh_rbac_name_id(&set, policies[p]);
        for (int i = 0; i < 4 && !may; i++) {
            may = bh_rbac_names_has_id(&names[i], id);
        }
        n += may;
    }
    return n;
}

static bool is_any(const struct bh_strs *list, struct bh_str wanted)
{
    for (uint32_t i = 0; i < list->n; i++) {
        if (bh_str_eq(list->v[i], wanted) || bh_str_eq(list->v[i], BH_S("*"))) {
            return true;
        }
    }
    return false;
}

static bool names_one(const struct bh_rbac_binding *binding, const struct bh_identity *who)
{
    for (uint32_t s = 0; s < binding->known->n_subjects; s++) {
        const struct bh_known_subject *subject = &binding->known->subjects[s];
        if (bh_str_eq(subject->kind, BH_S("User")) && bh_str_eq(subject->name, who->user)) {
            return true;
        }
        for (uint32_t g = 0; g < who->n_groups && bh_str_eq(subject->kind, BH_S("Group")); g++) {
            if (bh_str_eq(subject->name, who->groups[g])) {
                return true;
            }
        }
    }
    return false;
}

/* The obvious way, as upstream goes it. */
static bool walk(const struct bh_rbac_question *q)
{
    for (uint32_t b = 0; b < set.n_bindings; b++) {
        const struct bh_rbac_binding *binding = &set.bindings[b];
        if ((b >= set.n_cluster_bindings &&
             !bh_str_eq(binding->known->head.namespace_, q->namespace_)) ||
            binding->role == NULL || !names_one(binding, q->who)) {
            continue;
        }
        for (uint32_t r = 0; r < binding->role->n_rules; r++) {
            const struct bh_known_rule *rule = binding->role->rules[r].rule;
            if (is_any(&rule->verbs, q->verb) && is_any(&rule->api_groups, q->api_group) &&
                is_any(&rule->resources, q->resource) &&
                (rule->resource_names.n == 0 || is_any(&rule->resource_names, q->name))) {
                return true;
            }
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    static const struct bh_rbac_options options = { hot, 2, false };
    struct bh_arena set_arena, arena, lasting;
    char names[N_POLICIES][24];
    struct bh_err err;
    uint64_t n_allowed = 0;

    if (argc != 4) {
        die("usage: bench_rbac names|shared|decide|walk|build BINDINGS N");
    }
    const char *what = argv[1];
    long n_bindings = strtol(argv[2], NULL, 10), n = strtol(argv[3], NULL, 10);
    bh_snapshot_init(&snapshot, BUDGET);
    bh_arena_init(&set_arena, BUDGET);
    bh_arena_init(&arena, BUDGET);
    bh_arena_init(&lasting, BUDGET);
    for (int i = 0; i < N_POLICIES; i++) {
        policies[i] =
            bh_str(names[i], (size_t)snprintf(names[i], sizeof(names[i]), "policy-%d", i));
    }
    fill(n_bindings, strcmp(what, "shared") == 0);
    if (bh_rbac_build(&snapshot, &options, &set_arena, &set, &err) != 0) {
        die(err.msg);
    }
    struct bh_identity pod = account(&lasting);
    double start = now_ns();
    for (long i = 0; i < n; i++) {
        struct bh_rbac_question q = { .who = i % 2 == 0 ? &alice : &pod,
                                      .verb = BH_S("use"),
                                      .api_group = BH_S("policy"),
                                      .resource = BH_S("podsecuritypolicies"),
                                      .name = policies[i / 2 % N_POLICIES],
                                      .namespace_ = BH_S("ns2") };
        struct bh_rbac_grant grant;
        if (strcmp(what, "decide") == 0) {
            n_allowed += bh_rbac_allows(&set, &q, &grant);
        } else if (strcmp(what, "walk") == 0) {
            n_allowed += walk(&q);
        } else if (strcmp(what, "build") == 0) {
            bh_arena_reset(&set_arena);
            n_allowed += bh_rbac_build(&snapshot, &options, &set_arena, &set, &err) == 0;
        } else {
            n_allowed += ask_names(&pod, &arena);
        }
    }
    printf("%.1f %llu\n", (now_ns() - start) / (double)n, (unsigned long long)n_allowed);
    bh_snapshot_done(&snapshot);
    bh_arena_done(&set_arena);
    bh_arena_done(&arena);
    bh_arena_done(&lasting);
    return 0;
}
