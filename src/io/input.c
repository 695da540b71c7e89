/* From arguments to inputs. Called by every command of cli/ that reads manifests.
 *
 * Directories are walked as `kubectl -R -f` walks them, but for two things: directories whose name begins
 * with a dot are left out (.git, .github, .terraform hold no manifests that anybody applies), and links to
 * directories are followed, each directory once, so that a cycle ends. Leaves out URLs. */
#include "io/input.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/kustomization.h"
#include "io/spool.h"

enum { NAMES_BUDGET = 256 * 1024 * 1024 }; /* bytes of all names */

struct bh_input_file {
    char *path; /* NULL = standard input; in the arena of the inputs */
    int fd;     /* -1 = closed */
    bool is_regular;
    bool has_spool, is_read; /* not regular: 'spool' is in use, and holds all there is */
    uint64_t start;          /* standard input that is a file: where it stood when we came */
    uint64_t at;             /* next byte to give */
    struct bh_spool spool;
};

struct bh_input_seen {
    dev_t device;
    ino_t number;
    bool is_used;
    bool is_named;      /* an argument of its own, and not only found in a directory */
    size_t row;         /* of it in the inputs, or NO_ROW */
    struct bh_str part; /* why it is no manifest of its own: a kustomization names it; or unset */
};

#define NO_ROW SIZE_MAX

void bh_inputs_init(struct bh_inputs *inputs)
{
    *inputs = (struct bh_inputs){ 0 };
    bh_arena_init(&inputs->arena, NAMES_BUDGET);
}

static void close_fd(struct bh_input_file *file)
{
    if (file->fd >= 0 && file->path != NULL) {
        close(file->fd);
    }
    file->fd = -1;
}

void bh_inputs_done(struct bh_inputs *inputs)
{
    if (inputs == NULL) {
        return;
    }
    for (size_t i = 0; i < inputs->n; i++) {
        struct bh_input_file *file = inputs->v[i].file;
        if (file != NULL) {
            close_fd(file);
            if (file->has_spool) {
                bh_spool_done(&file->spool);
            }
        }
    }
    free(inputs->v);
    free(inputs->seen);
    bh_arena_done(&inputs->arena);
    *inputs = (struct bh_inputs){ 0 };
}

static int fail_memory(struct bh_err *err)
{
    return bh_fail(err, BH_ERR_LIMIT, "no memory for the names of the inputs");
}

/* --- what was there before ------------------------------------------------------------------------ */

static size_t seen_slot(const struct bh_input_seen *seen, size_t room, dev_t device, ino_t number)
{
    uint64_t hash =
        ((uint64_t)number + (uint64_t)device * 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
    size_t i = (size_t)(hash >> 32) & (room - 1);

    while (seen[i].is_used && (seen[i].device != device || seen[i].number != number)) {
        i = (i + 1) & (room - 1);
    }
    return i;
}

/* Notes a file or directory; *out_is_new says whether it was not there yet. What it returns is good until the next call;
 * NULL, with *err filled, without memory. */
static struct bh_input_seen *see(struct bh_inputs *inputs, const struct stat *status,
                                 bool *out_is_new, struct bh_err *err)
{
    if (inputs->n_seen * 2 >= inputs->room_seen) {
        size_t room = inputs->room_seen == 0 ? 64 : inputs->room_seen * 2;
        struct bh_input_seen *seen = calloc(room, sizeof(*seen));
        if (seen == NULL) {
            fail_memory(err);
            return NULL;
        }
        for (size_t i = 0; i < inputs->room_seen; i++) {
            const struct bh_input_seen *old = &inputs->seen[i];
            if (old->is_used) {
                seen[seen_slot(seen, room, old->device, old->number)] = *old;
            }
        }
        free(inputs->seen);
        inputs->seen = seen;
        inputs->room_seen = room;
    }
    size_t i = seen_slot(inputs->seen, inputs->room_seen, status->st_dev, status->st_ino);
    *out_is_new = !inputs->seen[i].is_used;
    if (*out_is_new) {
        inputs->seen[i] = (struct bh_input_seen){
            .device = status->st_dev,
            .number = status->st_ino,
            .is_used = true,
            .row = NO_ROW,
        };
        inputs->n_seen++;
    }
    return &inputs->seen[i];
}

/* --- rows ----------------------------------------------------------------------------------------- */

/* Adds a row; NULL, with *err filled, without memory. */
static struct bh_input *add(struct bh_inputs *inputs, enum bh_input_kind kind, struct bh_str name,
                            struct bh_err *err)
{
    if (inputs->n == inputs->room) {
        size_t room = inputs->room == 0 ? 16 : inputs->room * 2;
        struct bh_input *v = reallocarray(inputs->v, room, sizeof(*v));
        if (v == NULL) {
            fail_memory(err);
            return NULL;
        }
        inputs->v = v;
        inputs->room = room;
    }
    struct bh_input input = { .kind = kind };
    if (bh_arena_copy(&inputs->arena, name, &input.name, err) != 0) {
        return NULL;
    }
    inputs->v[inputs->n] = input;
    return &inputs->v[inputs->n++];
}

static int add_failed(struct bh_inputs *inputs, struct bh_str name, int sys, struct bh_err *err)
{
    struct bh_input *input = add(inputs, BH_INPUT_FAILED, name, err);

    if (input == NULL) {
        return -(int)err->kind;
    }
    bh_fail(&input->err, BH_ERR_SYSTEM, "cannot read: %s", strerror(sys));
    input->err.sys = sys;
    return 0;
}

static int add_skipped(struct bh_inputs *inputs, struct bh_str name, struct bh_str text,
                       struct bh_str hint, struct bh_err *err)
{
    struct bh_input *input = add(inputs, BH_INPUT_SKIPPED, name, err);

    if (input == NULL) {
        return -(int)err->kind;
    }
    input->text = text;
    input->hint = hint;
    return 0;
}

/* path  NULL = standard input */
static int add_file(struct bh_inputs *inputs, struct bh_str name, const char *path,
                    struct bh_err *err)
{
    struct bh_input_file *file = bh_new(&inputs->arena, struct bh_input_file, 1);

    if (file == NULL) {
        return fail_memory(err);
    }
    file->fd = -1;
    if (path != NULL) {
        size_t size = strlen(path) + 1;
        file->path = bh_new(&inputs->arena, char, size);
        if (file->path == NULL) {
            return fail_memory(err);
        }
        memcpy(file->path, path, size);
    }
    struct bh_input *input = add(inputs, BH_INPUT_FILE, name, err);
    if (input == NULL) {
        return -(int)err->kind;
    }
    input->file = file;
    return 0;
}

/* --- charts and kustomizations -------------------------------------------------------------------- */

struct bh_str bh_input_shell_word(struct bh_str text, struct bh_arena *arena)
{
    struct bh_buf buf = { 0 };
    bool is_plain = text.n > 0;

    if (bh_str_starts(text, BH_S("-"))) {
        bh_buf_add_c(&buf, "./");
    }
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        is_plain = is_plain &&
                   ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    memchr("_./,:=@%+-", c, sizeof("_./,:=@%+-") - 1) != NULL);
    }
    if (is_plain) {
        bh_buf_add(&buf, text);
    } else {
        bh_buf_add_byte(&buf, '\'');
        for (size_t i = 0; i < text.n; i++) {
            if (text.p[i] == '\'') {
                bh_buf_add_c(&buf, "'\\''");
            } else {
                bh_buf_add_byte(&buf, text.p[i]);
            }
        }
        bh_buf_add_byte(&buf, '\'');
    }
    struct bh_str word = bh_str(NULL, 0);
    struct bh_err err;
    if (buf.is_broken || bh_arena_copy(arena, bh_buf_str(&buf), &word, &err) != 0) {
        word = bh_str(NULL, 0);
    }
    bh_buf_done(&buf);
    return word;
}

static struct bh_str base_name(struct bh_str path)
{
    size_t at = path.n;

    while (at > 0 && path.p[at - 1] != '/') {
        at--;
    }
    return bh_str_from(path, at);
}

/* The directory that a file stands in: "a" of "a/b", "." of "b", "/" of "/b". */
static struct bh_str dir_name(struct bh_str path)
{
    size_t n = path.n - base_name(path).n;

    if (n == 0) {
        return BH_S(".");
    }
    while (n > 1 && path.p[n - 1] == '/') {
        n--;
    }
    return bh_str(path.p, n);
}

static int add_chart(struct bh_inputs *inputs, struct bh_str name, struct bh_str dir,
                     struct bh_err *err)
{
    struct bh_str word = bh_input_shell_word(dir, &inputs->arena);
    struct bh_str hint =
        bh_arena_printf(&inputs->arena, "helm template " BH_FMT " | bulkhead scan", BH_ARG(word));

    if (!bh_str_is_set(word) || !bh_str_is_set(hint)) {
        return fail_memory(err);
    }
    return add_skipped(inputs, name, BH_S("a Helm chart: render it first"), hint, err);
}

/* has_neighbours  it was found in a directory, whose manifests are judged as they are */
static int add_kustomization(struct bh_inputs *inputs, struct bh_str name, struct bh_str dir,
                             bool has_neighbours, struct bh_err *err)
{
    struct bh_str word = bh_input_shell_word(dir, &inputs->arena);
    struct bh_str hint = bh_arena_printf(
        &inputs->arena, "kubectl kustomize " BH_FMT " | bulkhead scan", BH_ARG(word));

    if (!bh_str_is_set(word) || !bh_str_is_set(hint)) {
        return fail_memory(err);
    }
    return add_skipped(inputs, name,
                       has_neighbours
                           ? BH_S("a kustomization: render it first (the manifests beside it "
                                  "are judged without its changes)")
                           : BH_S("a kustomization: render it first"),
                       hint, err);
}

struct naming { /* of parts by a kustomization */
    struct bh_inputs *inputs;
    struct bh_str file, dir; /* of the kustomization */
};

/* Sets a file apart, whether it was found already or will be. */
static int set_apart(void *ctx, const char *field, struct bh_str path, struct bh_err *err)
{
    const struct naming *naming = ctx;
    struct bh_inputs *inputs = naming->inputs;
    struct stat status;
    bool is_new;
    struct bh_str whole = path.p[0] == '/' ? bh_arena_printf(&inputs->arena, BH_FMT, BH_ARG(path))
                                           : bh_arena_printf(&inputs->arena, BH_FMT "/" BH_FMT,
                                                             BH_ARG(naming->dir), BH_ARG(path));

    if (!bh_str_is_set(whole)) {
        return fail_memory(err);
    }
    if (stat(whole.p, &status) != 0 || !S_ISREG(status.st_mode)) {
        return 0;
    }
    struct bh_input_seen *seen = see(inputs, &status, &is_new, err);
    if (seen == NULL || bh_str_is_set(seen->part)) {
        return seen == NULL ? -(int)err->kind : 0;
    }
    seen->part =
        bh_arena_printf(&inputs->arena, "no manifest of its own: " BH_FMT " names it under %s",
                        BH_ARG(naming->file), field);
    if (!bh_str_is_set(seen->part)) {
        return fail_memory(err);
    }
    if (seen->row != NO_ROW && !seen->is_named) {
        inputs->v[seen->row].kind = BH_INPUT_SKIPPED;
        inputs->v[seen->row].text = seen->part;
    }
    return 0;
}

static bool is_kustomization(struct bh_str base)
{
    return bh_str_eq(base, BH_S("kustomization.yaml")) ||
           bh_str_eq(base, BH_S("kustomization.yml")) || bh_str_eq(base, BH_S("Kustomization"));
}

/* 'ending' in small letters or not: a file that came from another system is no reason to pass over what it holds. */
static bool ends_as(struct bh_str base, struct bh_str ending)
{
    return base.n >= ending.n && strncasecmp(base.p + base.n - ending.n, ending.p, ending.n) == 0;
}

static bool is_manifest(struct bh_str base)
{
    return ends_as(base, BH_S(".yaml")) || ends_as(base, BH_S(".yml")) ||
           ends_as(base, BH_S(".json"));
}

/* What of a chart's own directory is a part of the chart, and not a manifest beside it. */
static bool is_chart_part(struct bh_str base)
{
    return bh_str_eq(base, BH_S("Chart.yaml")) || bh_str_eq(base, BH_S("templates")) ||
           bh_str_eq(base, BH_S("charts")) || bh_str_eq(base, BH_S("crds")) ||
           bh_str_eq(base, BH_S("requirements.yaml")) ||
           (bh_str_starts(base, BH_S("values")) && is_manifest(base));
}

struct bh_str bh_input_chart_of(struct bh_str name, struct bh_arena *arena)
{
    struct bh_str path = name;

    for (;;) {
        struct bh_str dir = dir_name(path);
        if (bh_str_eq(dir, path)) {
            return bh_str(NULL, 0);
        }
        if (bh_str_eq(base_name(dir), BH_S("templates"))) {
            struct bh_str chart = dir_name(dir);
            struct bh_str file = bh_arena_printf(arena, BH_FMT "/Chart.yaml", BH_ARG(chart));
            if (bh_str_is_set(file) && access(file.p, F_OK) == 0) {
                return chart;
            }
        }
        path = dir;
    }
}

/* --- directories ---------------------------------------------------------------------------------- */

struct names {
    char **v;
    size_t n, room;
};

static void names_done(struct names *names)
{
    for (size_t i = 0; i < names->n; i++) {
        free(names->v[i]);
    }
    free(names->v);
    *names = (struct names){ 0 };
}

static int by_bytes(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return strcmp(*x, *y);
}

static int names_add(struct names *names, const char *name, struct bh_err *err)
{
    if (names->n == names->room) {
        size_t room = names->room == 0 ? 32 : names->room * 2;
        char **v = reallocarray(names->v, room, sizeof(*v));
        if (v == NULL) {
            return fail_memory(err);
        }
        names->v = v;
        names->room = room;
    }
    char *copy = strdup(name);
    if (copy == NULL) {
        return fail_memory(err);
    }
    names->v[names->n++] = copy;
    return 0;
}

/* Reads a directory. *out_sys = errno when the system refuses. */
static int list_directory(const char *path, struct names *names, int *out_sys, struct bh_err *err)
{
    DIR *dir = opendir(path);
    int rc = 0;

    *out_sys = 0;
    if (dir == NULL) {
        *out_sys = errno;
        return 0;
    }
    while (rc == 0) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (entry == NULL) {
            *out_sys = errno;
            break;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            rc = names_add(names, entry->d_name, err);
        }
    }
    closedir(dir);
    if (names->n > 1) {
        qsort(names->v, names->n, sizeof(*names->v), by_bytes);
    }
    return rc;
}

static bool names_have(const struct names *names, const char *name)
{
    return names->n > 0 && bsearch(&name, names->v, names->n, sizeof(*names->v), by_bytes) != NULL;
}

static int walk(struct bh_inputs *inputs, const char *path, struct bh_err *err);

/* One entry of a directory. */
static int walk_entry(struct bh_inputs *inputs, const char *path, struct bh_str dir,
                      struct bh_err *err)
{
    struct bh_str name = bh_str_c(path), base = base_name(name);
    struct stat status;
    bool is_new = false;

    if (stat(path, &status) != 0) {
        /* a link that leads nowhere matters when its name says that it is a manifest */
        return is_manifest(base) ? add_failed(inputs, name, errno, err) : 0;
    }
    if (S_ISDIR(status.st_mode)) {
        return bh_str_starts(base, BH_S(".")) ? 0 : walk(inputs, path, err);
    }
    if (is_kustomization(base)) {
        struct naming naming = { inputs, name, dir };
        int rc = add_kustomization(inputs, name, dir, true, err);
        return rc != 0 ? rc : bh_kustomization_parts(path, set_apart, &naming, err);
    }
    if (!is_manifest(base)) {
        return 0;
    }
    if (!S_ISREG(status.st_mode)) {
        return add_skipped(inputs, name, BH_S("not a regular file: name it by itself to read it"),
                           bh_str(NULL, 0), err);
    }
    struct bh_input_seen *seen = see(inputs, &status, &is_new, err);
    if (seen == NULL || seen->row != NO_ROW) {
        return seen == NULL ? -(int)err->kind : 0;
    }
    int rc = bh_str_is_set(seen->part) ? add_skipped(inputs, name, seen->part, bh_str(NULL, 0), err)
                                       : add_file(inputs, name, path, err);
    seen->row = rc == 0 ? inputs->n - 1 : NO_ROW;
    return rc;
}

static int walk_names(struct bh_inputs *inputs, const char *path, const struct names *names,
                      struct bh_err *err)
{
    struct bh_str dir = bh_str_c(path);
    bool is_chart = names_have(names, "Chart.yaml");
    struct bh_buf buf = { 0 };
    int rc = 0;

    if (is_chart) {
        rc = add_chart(inputs, dir, dir, err);
    }
    for (size_t i = 0; i < names->n && rc == 0; i++) {
        if (is_chart && is_chart_part(bh_str_c(names->v[i]))) {
            continue;
        }
        bh_buf_clear(&buf);
        if (!bh_str_eq(dir, BH_S("."))) {
            bh_buf_add(&buf, dir);
            if (!bh_str_ends(dir, BH_S("/"))) {
                bh_buf_add_byte(&buf, '/');
            }
        } else if (names->v[i][0] == '-') {
            bh_buf_add_c(&buf, "./");
        }
        bh_buf_add_c(&buf, names->v[i]);
        bh_buf_add_byte(&buf, '\0');
        rc = buf.is_broken ? fail_memory(err) : walk_entry(inputs, buf.p, dir, err);
    }
    bh_buf_done(&buf);
    return rc;
}

static int walk(struct bh_inputs *inputs, const char *path, struct bh_err *err)
{
    struct names names = { 0 };
    struct stat status;
    bool is_new = false;
    int sys = 0;

    if (stat(path, &status) != 0) {
        return add_failed(inputs, bh_str_c(path), errno, err);
    }
    if (see(inputs, &status, &is_new, err) == NULL) {
        return -(int)err->kind;
    }
    if (!is_new) {
        return 0;
    }
    inputs->n_directories++;
    int rc = list_directory(path, &names, &sys, err);
    if (rc == 0 && sys != 0) {
        rc = add_failed(inputs, bh_str_c(path), sys, err);
    }
    if (rc == 0) {
        rc = walk_names(inputs, path, &names, err);
    }
    names_done(&names);
    return rc;
}

int bh_inputs_add(struct bh_inputs *inputs, const char *argument, struct bh_err *err)
{
    struct bh_str name = bh_str_c(argument);
    struct stat status;
    bool is_new = false, is_stdin = bh_str_eq(name, BH_S("-"));

    if ((is_stdin ? fstat(STDIN_FILENO, &status) : stat(argument, &status)) != 0) {
        return add_failed(inputs, is_stdin ? BH_S("<stdin>") : name, errno, err);
    }
    if (!is_stdin && S_ISDIR(status.st_mode)) {
        return walk(inputs, argument, err);
    }
    struct bh_input_seen *seen = see(inputs, &status, &is_new, err);
    if (seen == NULL) {
        return -(int)err->kind;
    }
    /* what a kustomization names is read all the same when it is an argument of its own */
    if (!is_new && (!bh_str_is_set(seen->part) || seen->is_named)) {
        return 0;
    }
    int rc = 0;
    if (is_stdin) {
        rc = add_file(inputs, BH_S("<stdin>"), NULL, err);
    } else if (is_kustomization(base_name(name))) {
        rc = add_kustomization(inputs, name, dir_name(name), false, err);
    } else if (bh_str_eq(base_name(name), BH_S("Chart.yaml"))) {
        rc = add_chart(inputs, name, dir_name(name), err);
    } else {
        rc = add_file(inputs, name, argument, err);
    }
    if (rc == 0) {
        seen->is_named = true;
        seen->row = inputs->n - 1;
    }
    return rc;
}

/* --- reading -------------------------------------------------------------------------------------- */

static int fail_read(int sys, struct bh_err *err)
{
    bh_fail(err, BH_ERR_SYSTEM, "cannot read: %s", strerror(sys));
    err->sys = sys;
    return -BH_ERR_SYSTEM;
}

static int read_fd(const struct bh_input_file *file, char *buf, size_t size, size_t *out_n,
                   struct bh_err *err)
{
    ssize_t n;

    do {
        n = file->is_regular ? pread(file->fd, buf, size, (off_t)(file->start + file->at))
                             : read(file->fd, buf, size);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return fail_read(errno, err);
    }
    *out_n = (size_t)n;
    return 0;
}

static int source_read(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct bh_input_file *file = ctx;
    size_t n = 0;
    int rc = 0;

    if (!file->is_regular && (file->at < bh_spool_size(&file->spool) || file->is_read)) {
        rc = bh_spool_read(&file->spool, file->at, buf, size, &n, err);
    } else {
        rc = read_fd(file, buf, size, &n, err);
        if (rc == 0 && !file->is_regular) {
            file->is_read = n == 0;
            rc = bh_spool_add(&file->spool, bh_str(buf, n), err);
        }
    }
    if (rc == 0) {
        file->at += n;
        *out_n = n;
    }
    return rc;
}

/* Reads a stream on to 'offset', so that it can be read from there. */
static int spool_up_to(struct bh_input_file *file, uint64_t offset, struct bh_err *err)
{
    char buf[16 * 1024];
    int rc = 0;

    file->at = bh_spool_size(&file->spool);
    while (rc == 0 && file->at < offset && !file->is_read) {
        size_t n = 0;
        rc = source_read(file, buf, sizeof(buf), &n, err);
    }
    return rc;
}

static int source_seek(void *ctx, uint64_t offset, struct bh_err *err)
{
    struct bh_input_file *file = ctx;

    if (!file->is_regular && offset > bh_spool_size(&file->spool)) {
        int rc = spool_up_to(file, offset, err);
        if (rc != 0) {
            return rc;
        }
    }
    file->at = offset;
    return 0;
}

int bh_input_open(struct bh_input *input, struct bh_source *out, struct bh_err *err)
{
    struct bh_input_file *file = input->file;
    struct stat status;

    BH_BUG_ON(input->kind != BH_INPUT_FILE);
    file->at = 0;
    if (file->fd < 0 && !file->is_read) {
        file->fd =
            file->path == NULL ? STDIN_FILENO : open(file->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (file->fd < 0) {
            return fail_read(errno, err);
        }
        if (fstat(file->fd, &status) != 0) {
            int sys = errno;
            close_fd(file);
            return fail_read(sys, err);
        }
        off_t here = file->path == NULL ? lseek(file->fd, 0, SEEK_CUR) : 0;
        file->is_regular = S_ISREG(status.st_mode) && here >= 0;
        file->start = file->is_regular ? (uint64_t)here : 0;
        if (!file->is_regular && !file->has_spool) {
            bh_spool_init(&file->spool, BH_SPOOL_MEMORY);
            file->has_spool = true;
        }
    }
    *out = (struct bh_source){ .read = source_read, .seek = source_seek, .ctx = file };
    return 0;
}

void bh_input_close(struct bh_input *input)
{
    struct bh_input_file *file = input->file;

    /* a stream that was not read to its end stays open: opening it again must go on, not begin anew */
    if (file != NULL && (file->is_regular || file->is_read)) {
        close_fd(file);
    }
}
