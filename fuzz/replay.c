/* Puts stored inputs through a fuzz target without a fuzzer, as TAP: one line for each file.
 *
 * Every argument is a file or a directory of files, without subdirectories; a directory that does not exist holds nothing,
 * because git keeps no empty ones. The empty input always comes first. A target that fails aborts the
 * program; the last comment line then names the input. Linked with each fuzz_<target>.c by every build
 * that is not a fuzzing build.
 */
#define _GNU_SOURCE /* asprintf */
#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static unsigned n_tests;
static bool has_failed;

static void report(bool is_ok, const char *path, const char *why)
{
    n_tests++;
    has_failed = has_failed || !is_ok;
    printf("%s %u - %s%s%s\n", is_ok ? "ok" : "not ok", n_tests, path, is_ok ? "" : ": ",
           is_ok ? "" : why);
}

/* The input ends where its block ends, so that a sanitizer sees the first byte read beyond it. */
static void replay_bytes(const char *path, const char *bytes, size_t size)
{
    uint8_t *block = malloc(1 + size);
    if (block == NULL) {
        report(false, path, "out of memory");
        return;
    }
    if (size > 0) {
        memcpy(block + 1, bytes, size);
    }
    printf("# %s\n", path);
    fflush(stdout);
    (void)LLVMFuzzerTestOneInput(block + 1, size);
    free(block);
    report(true, path, "");
}

static void replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        report(false, path, strerror(errno));
        return;
    }
    char *bytes = NULL;
    size_t size = 0;
    FILE *sink = open_memstream(&bytes, &size);
    bool is_read = sink != NULL;
    char chunk[65536];
    size_t n;
    while (is_read && (n = fread(chunk, 1, sizeof chunk, file)) > 0) {
        is_read = fwrite(chunk, 1, n, sink) == n;
    }
    is_read = is_read && !ferror(file);
    if (sink != NULL && fclose(sink) != 0) {
        is_read = false;
    }
    fclose(file);
    if (is_read) {
        replay_bytes(path, bytes, size);
    } else {
        report(false, path, "cannot be read");
    }
    free(bytes);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void replay(const char *path)
{
    struct dirent **entries = NULL;
    int n_entries = scandir(path, &entries, is_visible, alphasort);
    if (n_entries < 0 && errno == ENOENT) {
        return;
    }
    if (n_entries < 0) {
        replay_file(path);
        return;
    }
    for (int i = 0; i < n_entries; i++) {
        char *child = NULL;
        if (asprintf(&child, "%s/%s", path, entries[i]->d_name) < 0) {
            report(false, path, "out of memory");
        } else {
            replay_file(child);
            free(child);
        }
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    replay_bytes("the empty input", NULL, 0);
    for (int i = 1; i < argc; i++) {
        replay(argv[i]);
    }
    printf("1..%u\n", n_tests);
    return has_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
