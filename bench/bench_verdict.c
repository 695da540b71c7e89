/* Our side of the benchmarks against the upstream library; bench/run calls it, in turn with the
 * program of tests/oracle/bench:
 *
 *   bench_verdict verdict  FILE N   the JSON of one pod to its restricted:latest result: read,
 *                                   decode, prepare, evaluate
 *   bench_verdict read     FILE N   only the first step of it, into nodes
 *   bench_verdict decode   FILE N   the first two steps
 *   bench_verdict evaluate FILE N   only the last step, on a pod that was decoded before
 *   bench_verdict skip     FILE N   a validating pass over the whole file, nothing kept
 *
 * Prints the nanoseconds of processor time of one operation and the verdict: "pass",
 * "fail:<number of violations>", or "-" where none is asked for. Leaves out YAML, the reading of
 * files and the report. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "kube/decode.h"
#include "kube/json.h"
#include "kube/objects.h"
#include "kube/prepare.h"
#include "kube/schema.h"
#include "podsec/pss.h"

struct work {
    struct bh_arena arena;
    struct bh_nodes nodes;
    struct bh_pss_plan plan;
    struct bh_str text;
    struct bh_doc doc;
    struct bh_object pod;
    struct bh_pss_result result;
    bool is_judged;
};

typedef int step_fn(struct work *w, struct bh_err *err);

/* The processor's time: the clock on the wall would also count waiting. */
static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int read_json(struct work *w, struct bh_err *err)
{
    struct bh_json json;
    const char *start;

    bh_arena_reset(&w->arena);
    bh_json_window(&json, w->text.p, w->text.p, w->text.p + w->text.n, true, 1, 1);
    int rc = bh_json_value(&json, &w->arena, &w->nodes, &start, err);
    if (rc == 0) {
        w->doc = (struct bh_doc){ .nodes = w->nodes.v,
                                  .n = w->nodes.n,
                                  .text = bh_str(start, (size_t)(json.at - start)),
                                  .line = 1,
                                  .column = 1 };
    }
    return rc;
}

static int decode(struct work *w, struct bh_err *err)
{
    struct bh_decode_options options = { 0 };
    struct bh_issues issues = { 0 };

    int rc = read_json(w, err);
    if (rc != 0) {
        return rc;
    }
    memset(&w->pod, 0, sizeof(w->pod));
    return bh_decode(&bh_type_pod, &w->doc, w->doc.nodes, &options, &w->pod, &issues, &w->arena,
                     err);
}

static int evaluate(struct work *w, struct bh_err *err)
{
    w->is_judged = true;
    return bh_pss_evaluate(&w->plan, &w->pod.meta, w->pod.spec, &w->arena, &w->result, err);
}

static int decode_and_prepare(struct work *w, struct bh_err *err)
{
    int rc = decode(w, err);

    return rc != 0 ? rc
                   : bh_prepare(BH_PREPARE_POD, &w->pod.meta, &w->pod.spec, NULL, &w->arena, err);
}

static int verdict(struct work *w, struct bh_err *err)
{
    int rc = decode_and_prepare(w, err);

    return rc != 0 ? rc : evaluate(w, err);
}

/* The pod stays where 'arena' put it, so the result goes to one that is reset each time. */
static int evaluate_again(struct work *w, struct bh_err *err)
{
    static struct bh_arena scratch;

    if (scratch.budget == 0) {
        int rc = decode_and_prepare(w, err);
        if (rc != 0) {
            return rc;
        }
        bh_arena_init(&scratch, BH_MAX_OBJECT_MEMORY);
    }
    bh_arena_reset(&scratch);
    w->is_judged = true;
    return bh_pss_evaluate(&w->plan, &w->pod.meta, w->pod.spec, &scratch, &w->result, err);
}

static int skip(struct work *w, struct bh_err *err)
{
    struct bh_json json;

    bh_json_window(&json, w->text.p, w->text.p, w->text.p + w->text.n, true, 1, 1);
    return bh_json_skip(&json, err);
}

static const struct {
    const char *name;
    step_fn *step;
} measurements[] = {
    { "verdict", verdict },         { "read", read_json }, { "decode", decode },
    { "evaluate", evaluate_again }, { "skip", skip },
};

static bool read_file(const char *path, struct bh_buf *out)
{
    static char chunk[1 << 16];
    size_t n;
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        return false;
    }
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        bh_buf_add(out, bh_str(chunk, n));
    }
    bool is_whole = ferror(file) == 0 && !out->is_broken;
    fclose(file);
    return is_whole;
}

static int run(struct work *w, step_fn *step, long n)
{
    struct bh_err err = { 0 };

    int rc = step(w, &err); /* warms up */
    int64_t start = now_ns();
    for (long i = 0; i < n && rc == 0; i++) {
        rc = step(w, &err);
    }
    int64_t end = now_ns();
    if (rc != 0) {
        fprintf(stderr, "bench_verdict: %u:%u: %s\n", err.line, err.column, err.msg);
        return EXIT_FAILURE;
    }
    printf("%.1f ", (double)(end - start) / (double)n);
    if (!w->is_judged) {
        printf("-\n");
    } else if (w->result.is_allowed) {
        printf("pass\n");
    } else {
        printf("fail:%u\n", w->result.n_violations);
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    struct work w = { .is_judged = false };
    struct bh_buf input = { 0 };
    step_fn *step = NULL;
    int64_t n = 0;
    int status = EXIT_FAILURE;

    for (size_t i = 0; argc == 4 && i < sizeof(measurements) / sizeof(measurements[0]); i++) {
        if (strcmp(argv[1], measurements[i].name) == 0) {
            step = measurements[i].step;
        }
    }
    if (step == NULL || (n = strtoll(argv[3], NULL, 10)) < 1) {
        fprintf(stderr, "usage: bench_verdict verdict|read|decode|evaluate|skip FILE N\n");
        return EXIT_FAILURE;
    }
    bh_arena_init(&w.arena, BH_MAX_OBJECT_MEMORY);
    bh_pss_plan_init(&w.plan, (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, BH_VERSION_LATEST });
    w.plan.leaves_out_fields = true; /* upstream gives none either */
    if (read_file(argv[2], &input)) {
        w.text = bh_buf_str(&input);
        status = run(&w, step, (long)n);
    } else {
        fprintf(stderr, "bench_verdict: '%s' cannot be read\n", argv[2]);
    }
    bh_nodes_done(&w.nodes);
    bh_arena_done(&w.arena);
    bh_buf_done(&input);
    return status;
}
