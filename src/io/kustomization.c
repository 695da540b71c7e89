/* The files that a kustomization names. Called by input.c, which tells them apart from manifests: a patch is half an object,
 * and would be misjudged. Leaves out what becomes of them, which is kustomize's. */
#include "io/kustomization.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kube/stream.h"

/* Where the names stand: in a string, or in a list of strings, or in such a member of an object or of a list of objects. */
static const struct place {
    const char *field, *member; /* NULL = no object around it */
} places[] = {
    { "patches", "path" },
    { "patchesStrategicMerge", NULL },
    { "patchesJson6902", "path" },
    { "replacements", "path" },
    { "configMapGenerator", "files" },
    { "configMapGenerator", "env" },
    { "configMapGenerator", "envs" },
    { "secretGenerator", "files" },
    { "secretGenerator", "env" },
    { "secretGenerator", "envs" },
    { "helmCharts", "valuesFile" },
    { "helmCharts", "additionalValuesFiles" },
    { "generators", NULL },
    { "transformers", NULL },
    { "validators", NULL },
    { "configurations", NULL },
    { "openapi", "path" },
};

struct giver {
    bh_kustomization_part_fn *give;
    void *ctx;
    const struct bh_node *resources; /* NULL = none */
    struct bh_err *err;
};

static bool is_resource(const struct bh_node *resources, struct bh_str path)
{
    if (resources == NULL || resources->kind != BH_NODE_ARRAY) {
        return false;
    }
    const struct bh_node *e = resources + 1;
    for (uint32_t i = 0; i < resources->n; i++, e += e->skip) {
        if (e->kind == BH_NODE_STRING && bh_str_eq(bh_node_text(e), path)) {
            return true;
        }
    }
    return false;
}

static int give_path(const struct giver *g, const char *field, struct bh_str text)
{
    bool is_file = bh_str_eq(bh_str_c(field), BH_S("configMapGenerator")) ||
                   bh_str_eq(bh_str_c(field), BH_S("secretGenerator"));
    size_t equals = is_file ? bh_str_find_byte(text, '=') : text.n; /* "key=path" */
    struct bh_str path = bh_str_from(text, equals < text.n ? equals + 1 : 0);

    if (path.n == 0 || bh_str_find_byte(path, '\n') < path.n ||
        bh_str_find_byte(path, '\0') < path.n || is_resource(g->resources, path)) {
        return 0; /* with a line feed it is the patch itself */
    }
    return g->give(g->ctx, field, path, g->err);
}

/* A string, or a list of strings. */
static int give_strings(const struct giver *g, const char *field, const struct bh_node *value)
{
    const struct bh_node *e = value + 1;
    int rc = 0;

    if (value->kind == BH_NODE_STRING) {
        return give_path(g, field, bh_node_text(value));
    }
    for (uint32_t i = 0; value->kind == BH_NODE_ARRAY && i < value->n && rc == 0;
         i++, e += e->skip) {
        rc = e->kind == BH_NODE_STRING ? give_path(g, field, bh_node_text(e)) : 0;
    }
    return rc;
}

static int give_place(const struct giver *g, const struct place *place, const struct bh_node *value)
{
    const struct bh_node *e = value + 1;
    int rc = 0;

    if (place->member == NULL) {
        return give_strings(g, place->field, value);
    }
    uint32_t n = value->kind == BH_NODE_ARRAY ? value->n : 0;
    if (value->kind == BH_NODE_OBJECT) {
        n = 1;
        e = value;
    }
    for (uint32_t i = 0; i < n && rc == 0; i++, e += e->skip) {
        const struct bh_node *member = bh_doc_member(e, bh_str_c(place->member));
        rc = member != NULL ? give_strings(g, place->field, member) : 0;
    }
    return rc;
}

static int read_fd(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    ssize_t n;

    do {
        n = read(*(const int *)ctx, buf, size);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return bh_fail(err, BH_ERR_SYSTEM, "cannot read: %s", strerror(errno));
    }
    *out_n = (size_t)n;
    return 0;
}

int bh_kustomization_parts(const char *path, bh_kustomization_part_fn *give, void *ctx,
                           struct bh_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct bh_source source = { .read = read_fd, .ctx = &fd };
    struct bh_stream *stream = NULL;
    const struct bh_item *item = NULL;
    struct bh_err ignored = { 0 };
    int rc = 0;

    if (fd < 0) {
        return 0;
    }
    if (bh_stream_new(source, BH_SYNTAX_YAML, &stream, &ignored) == 0 &&
        bh_stream_next(stream, &item, &ignored) == 0 && item != NULL) {
        struct giver g = { give, ctx, bh_doc_member(item->doc.nodes, BH_S("resources")), err };
        for (size_t i = 0; i < sizeof(places) / sizeof(places[0]) && rc == 0; i++) {
            const struct bh_node *value = bh_doc_member(item->doc.nodes, bh_str_c(places[i].field));
            rc = value != NULL ? give_place(&g, &places[i], value) : 0;
        }
    }
    bh_stream_free(stream);
    close(fd);
    return rc;
}
