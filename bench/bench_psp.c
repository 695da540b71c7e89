/* How long a PodSecurityPolicy decision takes, who may use which policy included; bench/run calls it:
 *
 *   bench_psp FILE N [step]   FILE as the oracle psp reads it (tests/oracle/README.md): one world, then creations. Decides on
 *                             them in turn N times, from the pod's bytes to the records of every policy's outcome in the
 *                             mutating phase; 'read' stops after decoding and preparing, 'rbac' after asking what the
 *                             account and the user may use
 *
 * Prints the nanoseconds of processor time of one decision, and admitted:<cases>. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "kube/json.h"
#include "kube/kinds.h"
#include "kube/prepare_account.h"
#include "kube/schema.h"
#include "podsec/psp.h"
#include "rbac/rbac.h"
#include "state/rbac_objects.h"

enum { BUDGET = 1 << 30, MOST_CASES = 64, MOST_GROUPS = 16 };

static const struct bh_rbac_hot hot[] = {
    { BH_S("use"), BH_S("policy"), BH_S("podsecuritypolicies") },
    { BH_S("use"), BH_S("extensions"), BH_S("podsecuritypolicies") },
};

struct psp_case {
    struct bh_str text, pod; /* the line's JSON; the pod's bytes in it */
    struct bh_str ns;
    struct bh_str groups[MOST_GROUPS];
    struct bh_identity user;
    bool has_user;
};

static struct bh_snapshot snapshot;
static struct bh_rbac rbac;
static struct bh_psp_set set;
static struct psp_case cases[MOST_CASES];
static size_t n_cases;

static void die(const char *what)
{
    fprintf(stderr, "bench_psp: %s\n", what);
    exit(1);
}

static void must(int rc, const struct bh_err *err)
{
    if (rc != 0) {
        die(err->msg);
    }
}

/* The processor's time: the clock on the wall would also count waiting. */
static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static struct bh_doc parse(struct bh_str text, struct bh_arena *arena, struct bh_nodes *nodes)
{
    struct bh_json json;
    const char *start;
    struct bh_err err;

    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    must(bh_json_value(&json, arena, nodes, &start, &err), &err);
    return (struct bh_doc){
        .nodes = nodes->v,
        .n = nodes->n,
        .text = bh_str(start, (size_t)(json.at - start)),
        .line = 1,
        .column = 1,
    };
}

static struct bh_str text_of(const struct bh_node *object, const char *key)
{
    const struct bh_node *node = bh_doc_member(object, bh_str_c(key));

    return node == NULL || node->kind != BH_NODE_STRING ? BH_S("") : bh_node_text(node);
}

/* ---- the world ---------------------------------------------------------------------------------- */

static void add_objects(const struct bh_doc *doc, const struct bh_node *list,
                        struct bh_arena *arena)
{
    static const struct bh_decode_options options = { .path = "" };
    const struct bh_node *e = list + 1;

    for (uint32_t i = 0; list != NULL && i < list->n; i++, e += e->skip) {
        struct bh_doc one = *doc;
        struct bh_decoded decoded;
        struct bh_issues issues = { 0 };
        struct bh_err err;
        struct bh_str kind = text_of(e, "kind");
        if (bh_str_eq(kind, BH_S("ServiceAccount"))) {
            continue;
        }
        one.nodes = e;
        one.n = e->skip;
        must(bh_decode_object(&one, BH_S("rbac.authorization.k8s.io/v1"), kind, &options, &decoded,
                              &issues, arena, &err),
             &err);
        must(bh_snapshot_add_rbac(&snapshot, &decoded, &one, bh_str(NULL, 0), BH_S(""), &err),
             &err);
    }
}

static void read_world(struct bh_str text, struct bh_arena *arena, struct bh_nodes *nodes)
{
    static const struct bh_rbac_options options = { hot, 2, true };
    static const struct bh_psp_options psp_options;
    static const struct bh_decode_options decode_options;
    struct bh_doc doc = parse(text, arena, nodes);
    const struct bh_node *list = bh_doc_member(doc.nodes, BH_S("policies"));
    const struct bh_node *e = list + 1;
    struct bh_err err;

    if (list == NULL) {
        die("a world without policies");
    }
    struct bh_psp_policy *policies = bh_new(arena, struct bh_psp_policy, list->n);
    for (uint32_t i = 0; i < list->n; i++, e += e->skip) {
        struct bh_object *object = bh_new(arena, struct bh_object, 1);
        struct bh_issues issues = { 0 };
        must(bh_decode(&bh_type_pod_security_policy, &doc, e, &decode_options, object, &issues,
                       arena, &err),
             &err);
        must(bh_psp_compile(object, &psp_options, &policies[i], arena, &err), &err);
    }
    must(bh_psp_set_init(&set, policies, list->n, arena, &err), &err);
    add_objects(&doc, bh_doc_member(doc.nodes, BH_S("objects")), arena);
    must(bh_rbac_build(&snapshot, &options, arena, &rbac, &err), &err);
}

/* The bytes of a member's value. */
static struct bh_str bytes_of(const struct bh_doc *doc, const struct bh_node *object,
                              const char *key)
{
    const struct bh_node *node = bh_doc_member(object, bh_str_c(key));
    size_t end = doc->text.n;

    if (node == NULL) {
        die("a case without a pod");
    }
    const struct bh_node *next = node + node->skip;
    if (next < doc->nodes + doc->n) {
        end = next->place; /* a key, and before it a comma */
        while (doc->text.p[end] != '}' && doc->text.p[end] != ',') {
            end--;
        }
    } else {
        end--;
    }
    return bh_str(doc->text.p + node->place, end - node->place);
}

static void add_case(struct bh_str text, struct bh_arena *arena)
{
    struct bh_nodes nodes = { 0 };
    struct bh_doc doc = parse(text, arena, &nodes);
    struct psp_case *c = &cases[n_cases++];
    const struct bh_node *user = bh_doc_member(doc.nodes, BH_S("user"));
    const struct bh_node *groups = bh_doc_member(user, BH_S("groups"));
    const struct bh_node *e = groups + 1;

    if (n_cases > MOST_CASES) {
        die("too many cases");
    }
    c->text = text;
    c->ns = text_of(doc.nodes, "namespace");
    c->has_user = user != NULL && user->kind == BH_NODE_OBJECT;
    c->user = (struct bh_identity){ text_of(user, "name"), c->groups, 0 };
    for (uint32_t i = 0; groups != NULL && i < groups->n && i < MOST_GROUPS; i++, e += e->skip) {
        c->groups[c->user.n_groups++] = bh_node_text(e);
    }
    c->pod = bytes_of(&doc, doc.nodes, "pod");
    bh_nodes_done(&nodes);
}

/* ---- a decision --------------------------------------------------------------------------------- */

struct names {
    struct bh_rbac_names of[2][2]; /* account and user, in policy and extensions */
};

static bool may_use(void *context, enum bh_psp_who who, struct bh_str group, struct bh_str policy)
{
    const struct names *names = context;

    return bh_rbac_names_has(&rbac, &names->of[who == BH_PSP_USER][group.p[0] == 'e'], policy);
}

enum step { READ = 1, RBAC, ALL };

static bool decide(const struct psp_case *c, enum step until, struct bh_arena *arena,
                   struct bh_nodes *nodes)
{
    static const struct bh_decode_options options;
    struct bh_doc doc = parse(c->pod, arena, nodes);
    struct bh_object pod = { 0 };
    struct bh_issues issues = { 0 };
    struct bh_identity account;
    struct bh_psp_result result;
    struct names names;
    struct bh_err err;

    must(bh_decode(&bh_type_pod, &doc, doc.nodes, &options, &pod, &issues, arena, &err), &err);
    const struct bh_meta *meta = &pod.meta;
    must(bh_prepare_stage(BH_PREPARE_CREATED, NULL, &meta, &pod.spec, NULL, arena, &err), &err);
    if (until == READ) {
        return true;
    }
    must(bh_rbac_account_identity(c->ns, pod.spec->service_account_name, false, arena, &account,
                                  &err),
         &err);
    for (int i = 0; i < 4; i++) {
        must(bh_rbac_names_allowed(&rbac, i < 2 ? &account : &c->user, &hot[i % 2], c->ns, arena,
                                   &names.of[i / 2][i % 2], &err),
             &err);
    }
    if (until == RBAC) {
        return true;
    }
    const struct bh_psp_request request = {
        .pod = { meta, pod.spec },
        .phase = BH_PSP_ADMIT,
        .asker = { may_use, &names, c->has_user },
    };
    must(bh_psp_decide(&set, &request, &result, arena, &err), &err);
    return result.is_allowed;
}

static struct bh_buf read_file(const char *name)
{
    struct bh_buf text = { 0 };
    char chunk[65536];
    size_t n;
    FILE *file = fopen(name, "rb");

    if (file == NULL) {
        die("the file cannot be read");
    }
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        bh_buf_add(&text, bh_str(chunk, n));
    }
    fclose(file);
    return text;
}

int main(int argc, char **argv)
{
    struct bh_arena world_arena, arena;
    struct bh_nodes world_nodes = { 0 }, nodes = { 0 };
    struct bh_str line;
    size_t n_admitted = 0;

    if (argc != 3 && argc != 4) {
        die("usage: bench_psp FILE N [read|rbac]");
    }
    enum step until = argc == 3 ? ALL : strcmp(argv[3], "read") == 0 ? READ : RBAC;
    long n = strtol(argv[2], NULL, 10);
    struct bh_buf text = read_file(argv[1]);
    struct bh_str rest = bh_buf_str(&text);
    bh_snapshot_init(&snapshot, BUDGET);
    bh_arena_init(&world_arena, BUDGET);
    bh_arena_init(&arena, BUDGET);
    while (bh_str_line(&rest, &line)) {
        if (bh_str_starts(line, BH_S("W\t"))) {
            read_world(bh_str_from(line, 2), &world_arena, &world_nodes);
        } else if (bh_str_starts(line, BH_S("C\t"))) {
            add_case(bh_str_from(line, 2), &world_arena);
        }
    }
    if (n_cases == 0 || set.n == 0) {
        die("a benchmark wants a world and creations");
    }
    for (size_t i = 0; i < n_cases; i++) { /* also warms up */
        bh_arena_reset(&arena);
        n_admitted += decide(&cases[i], until, &arena, &nodes);
    }
    double start = now_ns();
    for (long i = 0; i < n; i++) {
        bh_arena_reset(&arena);
        decide(&cases[(size_t)i % n_cases], until, &arena, &nodes);
    }
    printf("%.1f admitted:%zu\n", (now_ns() - start) / (double)n, n_admitted);
    bh_snapshot_done(&snapshot);
    bh_arena_done(&world_arena);
    bh_arena_done(&arena);
    bh_nodes_done(&world_nodes);
    bh_nodes_done(&nodes);
    bh_buf_done(&text);
    return 0;
}
