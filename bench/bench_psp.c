/* Our side of the PodSecurityPolicy benchmark; bench/run calls it, in turn with `psp --bench` of tests/oracle:
 *
 *   bench_psp N <WORLD
 *
 * Reads one world (W) and creations (C) in the oracle's lines, decides on the creations in turn, N times: from a pod's
 * bytes to the decision of the mutating phase with an outcome of every policy tried; no text is made. Prints the
 * nanoseconds of processor time of one decision and "admitted:<cases>". */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/limits.h"
#include "kube/json.h"
#include "review/psp_review.h"

enum { MAX_CASES = 64, BUDGET = 1024 * 1024 * 1024 };

struct creation {
    struct bh_str pod, namespace_; /* the pod's JSON */
    struct bh_identity user;
};

struct work {
    struct bh_snapshot snapshot;
    struct bh_arena arena, scratch; /* of the world; of one decision */
    struct bh_nodes nodes;
    struct bh_psp_cluster cluster;
    struct creation cases[MAX_CASES];
    size_t n_cases;
};

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int read_json(struct bh_str text, struct bh_nodes *nodes, struct bh_arena *arena,
                     struct bh_doc *out, struct bh_err *err)
{
    struct bh_json json;
    const char *start;

    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    int rc = bh_json_value(&json, arena, nodes, &start, err);
    *out = (struct bh_doc){ .nodes = nodes->v,
                            .n = nodes->n,
                            .text = bh_str(start, (size_t)(json.at - start)),
                            .line = 1,
                            .column = 1 };
    return rc;
}

static int decode(const struct bh_doc *doc, struct bh_decoded *out, struct bh_arena *arena,
                  struct bh_err *err)
{
    struct bh_decode_options how = { .path = "" };
    struct bh_issues issues = { 0 };
    const struct bh_node *version = bh_doc_member(doc->nodes, BH_S("apiVersion"));
    const struct bh_node *kind = bh_doc_member(doc->nodes, BH_S("kind"));

    if (version == NULL || kind == NULL) {
        return bh_fail(err, BH_ERR_INPUT, "no apiVersion or kind");
    }
    return bh_decode_object(doc, bh_node_text(version), bh_node_text(kind), &how, out, &issues,
                            arena, err);
}

/* The bytes of a value, from where it stands to where the next one does. */
static struct bh_str text_of(const struct bh_doc *doc, const struct bh_node *node)
{
    const char *start = doc->text.p + node->place;
    struct bh_json json;
    struct bh_err err;

    bh_json_window(&json, start, start, doc->text.p + doc->text.n, true, 1, 1);
    return bh_json_skip(&json, &err) == 0 ? bh_str(start, (size_t)(json.at - start))
                                          : bh_str(NULL, 0);
}

static int add_object(struct work *w, struct bh_str text, struct bh_err *err)
{
    struct bh_nodes nodes = { 0 };
    struct bh_decoded decoded = { 0 };
    struct bh_doc doc;

    bh_arena_reset(&w->scratch);
    int rc = read_json(text, &nodes, &w->scratch, &doc, err);
    rc = rc != 0 ? rc : decode(&doc, &decoded, &w->scratch, err);
    if (rc == 0 && decoded.role == BH_ROLE_POLICY) {
        rc = bh_snapshot_add_policy(&w->snapshot, &decoded, &doc, BH_S("world"), err);
    } else if (rc == 0) {
        rc = bh_snapshot_add_rbac(&w->snapshot, &decoded, &doc, BH_S(""), BH_S("world"), err);
    }
    bh_nodes_done(&nodes);
    return rc;
}

static int add_world(struct work *w, struct bh_str text, struct bh_err *err)
{
    static const struct bh_str members[] = { BH_S("policies"), BH_S("objects") };
    struct bh_nodes nodes = { 0 };
    struct bh_doc doc;
    int rc = read_json(text, &nodes, &w->arena, &doc, err);

    for (size_t m = 0; m < 2 && rc == 0; m++) {
        const struct bh_node *list = bh_doc_member(doc.nodes, members[m]);
        const struct bh_node *element = list != NULL ? list + 1 : NULL;
        for (uint32_t i = 0; list != NULL && i < list->n && rc == 0; i++) {
            rc = add_object(w, text_of(&doc, element), err);
            element += element->skip;
        }
    }
    bh_nodes_done(&nodes);
    return rc != 0 ? rc : bh_psp_cluster_build(&w->snapshot, &w->arena, &w->cluster, err);
}

static int add_case(struct work *w, struct bh_str text, struct bh_err *err)
{
    struct creation *made = &w->cases[w->n_cases];
    struct bh_nodes nodes = { 0 };
    struct bh_doc doc;
    int rc = read_json(text, &nodes, &w->arena, &doc, err);

    if (rc != 0 || w->n_cases == MAX_CASES) {
        return rc != 0 ? rc : bh_fail(err, BH_ERR_LIMIT, "more than %d creations", MAX_CASES);
    }
    const struct bh_node *user = bh_doc_member(doc.nodes, BH_S("user"));
    const struct bh_node *groups = bh_doc_member(user, BH_S("groups"));
    const struct bh_node *group = groups + 1;
    struct bh_str *list = bh_new(&w->arena, struct bh_str, groups->n + 1);
    for (uint32_t i = 0; i < groups->n; i++, group += group->skip) {
        list[i] = bh_node_text(group);
    }
    made->user =
        (struct bh_identity){ bh_node_text(bh_doc_member(user, BH_S("name"))), list, groups->n };
    made->namespace_ = bh_node_text(bh_doc_member(doc.nodes, BH_S("namespace")));
    made->pod = text_of(&doc, bh_doc_member(doc.nodes, BH_S("pod")));
    w->n_cases++;
    bh_nodes_done(&nodes);
    return 0;
}

static int decide(struct work *w, const struct creation *c, bool *out_is_allowed,
                  struct bh_err *err)
{
    struct bh_psp_judge_options how = { .namespace_ = c->namespace_, .user = &c->user };
    struct bh_psp_judgement judgement;
    struct bh_decoded decoded;
    struct bh_doc doc;

    bh_arena_reset(&w->scratch);
    w->nodes.n = 0;
    int rc = read_json(c->pod, &w->nodes, &w->scratch, &doc, err);
    rc = rc != 0 ? rc : decode(&doc, &decoded, &w->scratch, err);
    rc = rc != 0 ? rc
                 : bh_psp_judge_admit(&w->cluster, &decoded, &doc, BH_S("pod"), BH_S(""), &how,
                                      &w->scratch, &judgement, err);
    *out_is_allowed = rc == 0 && judgement.result.is_allowed;
    return rc;
}

static int run(struct work *w, long n, struct bh_err *err)
{
    unsigned long admitted = 0;
    bool is_allowed = false;
    int rc = 0;

    for (size_t i = 0; i < w->n_cases && rc == 0; i++) { /* warms up, and counts */
        rc = decide(w, &w->cases[i], &is_allowed, err);
        admitted += is_allowed;
    }
    int64_t start = now_ns();
    for (long i = 0; i < n && rc == 0; i++) {
        rc = decide(w, &w->cases[(size_t)i % w->n_cases], &is_allowed, err);
    }
    printf("%.1f admitted:%lu\n", (double)(now_ns() - start) / (double)n, admitted);
    return rc;
}

static int read_lines(struct work *w, struct bh_str text, struct bh_err *err)
{
    struct bh_str rest = text, line;
    int rc = 0;

    while (rc == 0 && bh_str_line(&rest, &line)) {
        if (bh_str_starts(line, BH_S("W\t"))) {
            rc = add_world(w, bh_str_from(line, 2), err);
        } else if (bh_str_starts(line, BH_S("C\t"))) {
            rc = add_case(w, bh_str_from(line, 2), err);
        }
    }
    return rc;
}

int main(int argc, char **argv)
{
    static struct work w;
    static char chunk[1 << 16];
    struct bh_buf text = { 0 };
    struct bh_err err = { 0 };
    long n = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
    size_t got;

    if (n <= 0) {
        fprintf(stderr, "usage: bench_psp N <WORLD\n");
        return 2;
    }
    while ((got = fread(chunk, 1, sizeof(chunk), stdin)) > 0) {
        bh_buf_add(&text, bh_str(chunk, got));
    }
    bh_snapshot_init(&w.snapshot, BUDGET);
    bh_arena_init(&w.arena, BUDGET);
    bh_arena_init(&w.scratch, BH_MAX_OBJECT_MEMORY);
    int rc = read_lines(&w, bh_buf_str(&text), &err);
    rc = rc != 0 || w.n_cases == 0 ? rc : run(&w, n, &err);
    if (rc != 0 || w.n_cases == 0) {
        fprintf(stderr, "bench_psp: %s\n", rc != 0 ? err.msg : "no creations");
    }
    bh_nodes_done(&w.nodes);
    bh_arena_done(&w.scratch);
    bh_arena_done(&w.arena);
    bh_snapshot_done(&w.snapshot);
    bh_buf_done(&text);
    return rc == 0 && w.n_cases > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
