/* Runs a program N times, one after the other, and prints what it took: the median of the
 * nanoseconds from its start to its end, the mean of its processor time in nanoseconds, the largest
 * resident set in KiB, and its exit status. bench/run measures whole programs with it: a script
 * would add its own, much larger, cost of starting something.
 *
 *   bench_start N INPUT PROGRAM [ARGUMENT]...   INPUT becomes its standard input; its output is
 *                                               thrown away */
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t ns_of(struct timeval t)
{
    return (int64_t)t.tv_sec * 1000000000 + (int64_t)t.tv_usec * 1000;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    posix_spawn_file_actions_t files;
    struct rusage usage;
    int status = 0;
    long n = argc < 4 ? 0 : (long)strtoll(argv[1], NULL, 10);
    int64_t *times = n < 1 ? NULL : calloc((size_t)n, sizeof(*times));

    if (times == NULL || posix_spawn_file_actions_init(&files) != 0) {
        free(times);
        fprintf(stderr, "usage: bench_start N INPUT PROGRAM [ARGUMENT]...\n");
        return EXIT_FAILURE;
    }
    int rc = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, argv[2], O_RDONLY, 0);
    rc = rc != 0
             ? rc
             : posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    for (long i = 0; i < n && rc == 0; i++) {
        pid_t child;
        int64_t start = now_ns();
        rc = posix_spawn(&child, argv[3], &files, NULL, argv + 3, environ);
        if (rc == 0 && waitpid(child, &status, 0) != child) {
            rc = -1;
        }
        times[i] = now_ns() - start;
    }
    if (rc != 0 || !WIFEXITED(status) || WEXITSTATUS(status) == 127 ||
        getrusage(RUSAGE_CHILDREN, &usage) != 0) {
        fprintf(stderr, "bench_start: '%s' cannot be run\n", argv[3]);
        free(times);
        return EXIT_FAILURE;
    }
    qsort(times, (size_t)n, sizeof(*times), by_size);
    int64_t processor = ns_of(usage.ru_utime) + ns_of(usage.ru_stime);
    printf("%lld %lld %ld %d\n", (long long)times[n / 2], (long long)(processor / n),
           usage.ru_maxrss, WEXITSTATUS(status));
    posix_spawn_file_actions_destroy(&files);
    free(times);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
