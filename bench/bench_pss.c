/* Evaluation of one pod by the Pod Security Standards, alone: no reading, no decoding. Prints
 * one line a figure, 'name value unit', for the benchmark table. Each figure is the median of
 * several rounds. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "podsec/pss.h"

enum { ROUNDS = 15, EVALUATIONS = 100000 };

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int compare_doubles(const void *a, const void *b)
{
    const double *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

/* Prints the median time of one evaluation; fails when the verdict is not the expected one. */
static int measure(const char *name, const struct bh_pss_plan *plan, const struct bh_pod_spec *spec,
                   bool is_allowed)
{
    static const struct bh_meta meta;
    struct bh_arena arena;
    struct bh_err err = { .kind = BH_ERR_NONE };
    double rounds[ROUNDS];
    int status = EXIT_SUCCESS;

    bh_arena_init(&arena, (size_t)1024 * 1024);
    for (int round = 0; round < ROUNDS && status == EXIT_SUCCESS; round++) {
        int64_t start = now_ns();
        for (int i = 0; i < EVALUATIONS; i++) {
            struct bh_pss_result result;
            bh_arena_reset(&arena);
            if (bh_pss_evaluate(plan, &meta, spec, &arena, &result, &err) != 0 ||
                result.is_allowed != is_allowed) {
                fprintf(stderr, "%s: not the expected verdict %s\n", name, err.msg);
                status = EXIT_FAILURE;
                break;
            }
        }
        rounds[round] = (double)(now_ns() - start) / EVALUATIONS;
    }
    if (status == EXIT_SUCCESS) {
        qsort(rounds, (size_t)ROUNDS, sizeof(rounds[0]), compare_doubles);
        printf("%s %.1f ns\n", name, rounds[(size_t)ROUNDS / 2]);
    }
    bh_arena_done(&arena);
    return status;
}

int main(void)
{
    struct bh_str all = BH_S("ALL");
    struct bh_capabilities capabilities = { .drop = { .v = &all, .n = 1, .is_set = true } };
    struct bh_security security = {
        .capabilities = &capabilities,
        .allow_privilege_escalation = BH_NO,
        .read_only_root_filesystem = BH_YES,
    };
    struct bh_port port = { .container_port = { .v = 8080, .is_set = true } };
    struct bh_host_action get = { .host = BH_S("") };
    struct bh_handler probe = { .http_get = &get };
    struct bh_container containers[2] = {
        { .name = BH_S("web"),
          .security = &security,
          .ports = { .v = &port, .n = 1, .is_set = true },
          .liveness = &probe,
          .readiness = &probe },
        { .name = BH_S("sidecar"), .security = &security },
    };
    struct bh_container bare[2] = { { .name = BH_S("web") }, { .name = BH_S("sidecar") } };
    struct bh_profile seccomp = { .type = BH_S("RuntimeDefault") };
    struct bh_pod_security pod_security = { .seccomp = &seccomp, .run_as_non_root = BH_YES };
    struct bh_volume volumes[2] = {
        { .name = BH_S("tmp"), .has = { [BH_VOLUME_EMPTY_DIR] = BH_YES } },
        { .name = BH_S("token"), .has = { [BH_VOLUME_PROJECTED] = BH_YES } },
    };
    struct bh_pod_spec good = {
        .containers = { .v = containers, .n = 2, .is_set = true },
        .volumes = { .v = volumes, .n = 2, .is_set = true },
        .security = &pod_security,
    };
    struct bh_pod_spec bad = { .containers = { .v = bare, .n = 2, .is_set = true } };
    struct bh_pss_plan plan;

    bh_pss_plan_init(&plan, (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, BH_VERSION_LATEST });
    if (measure("pss_evaluate_pass", &plan, &good, true) != EXIT_SUCCESS ||
        measure("pss_evaluate_fail", &plan, &bad, false) != EXIT_SUCCESS) {
        return EXIT_FAILURE;
    }
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
