/* Pod templates of kinds that are not in the table of kinds. Called by kinds.c. A template is known by its shape and by
 * the name that it stands under; of some kinds it is known that they hold one, and of some that theirs is only half of
 * one. What evidently was meant to be a template and is none is an error, because nobody would judge it. Leaves out
 * what is in a template, which is the decoder's. */
#include "kube/foreign.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/near.h"
#include "kube/api_group.h"

/* Under these names: Argo's Rollout, Knative's Service, OpenKruise's CloneSet, KEDA's ScaledJob, Ray's clusters,
 * JobSet, Kubeflow's jobs, Elasticsearch's node sets, LeaderWorkerSet, ... */
static const struct bh_str template_names[] = { BH_S("template"), BH_S("podTemplate"),
                                                BH_S("podTemplateSpec"), BH_S("leaderTemplate"),
                                                BH_S("workerTemplate") };

/* Kinds that hold a pod template, or they make no pods. Nothing is added to its containers that it does not know. */
static const struct whole {
    const char *group, *kind;
    const char *path;    /* of the template; NULL = anywhere */
    const char *instead; /* a field that stands in for the template; NULL = none */
} wholes[] = {
    /* sorted by group, then kind */
    { "", "DeploymentConfig", "spec.template", NULL }, /* of OpenShift before it had groups */
    { "apps.kruise.io", "BroadcastJob", "spec.template", NULL },
    { "apps.kruise.io", "CloneSet", "spec.template", NULL },
    { "apps.kruise.io", "DaemonSet", "spec.template", NULL },
    { "apps.kruise.io", "StatefulSet", "spec.template", NULL },
    { "apps.openshift.io", "DeploymentConfig", "spec.template", NULL },
    { "argoproj.io", "Rollout", "spec.template", "spec.workloadRef" },
    { "batch.volcano.sh", "Job", NULL, NULL },
    { "jobset.x-k8s.io", "JobSet", NULL, NULL },
    { "keda.sh", "ScaledJob", "spec.jobTargetRef.template", NULL },
    { "kubeflow.org", "MPIJob", NULL, NULL },
    { "kubeflow.org", "PyTorchJob", NULL, NULL },
    { "kubeflow.org", "TFJob", NULL, NULL },
    { "leaderworkerset.x-k8s.io", "LeaderWorkerSet", "spec.leaderWorkerTemplate.workerTemplate",
      NULL },
    { "serving.knative.dev", "Configuration", "spec.template", NULL },
    { "serving.knative.dev", "Revision", "", NULL }, /* the pod's spec is its own */
    { "serving.knative.dev", "Service", "spec.template", NULL },
};

/* Groups whose templates are laid over one that the operator makes: no container need stand there. */
static const struct bh_str partials[] = { BH_S("acme.cert-manager.io"), BH_S("cert-manager.io"),
                                          BH_S("flink.apache.org"), BH_S("postgresql.cnpg.io") };
static const struct bh_str partial_end = BH_S(".k8s.elastic.co");

/* Kyverno's policies speak of pods under these names, in patterns, and make none of them. */
static const struct bh_str kyverno = BH_S("kyverno.io");
static const struct bh_str pattern_names[] = { BH_S("validate"), BH_S("mutate") };

static const struct bh_str list_names[] = { BH_S("containers"), BH_S("initContainers"),
                                            BH_S("ephemeralContainers") };
static const struct bh_str host_names[] = { BH_S("hostNetwork"), BH_S("hostPID"), BH_S("hostIPC") };

#define N_OF(array) (sizeof(array) / sizeof((array)[0]))

struct finder {
    const struct bh_doc *doc;
    const struct whole *whole; /* row of the kind; NULL = no such kind */
    bool *is_replaced; /* by node: a key whose value a later one replaces; NULL = there is none */
    bool is_partial, has_patterns;
    uint32_t wanted;
    struct bh_foreign *out;
    struct bh_arena *arena;
    struct bh_err *err;
};

static bool is_one_of(struct bh_str s, const struct bh_str *all, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bh_str_eq(s, all[i])) {
            return true;
        }
    }
    return false;
}

static bool is_template_name(struct bh_str name)
{
    return is_one_of(name, template_names, N_OF(template_names));
}

static const struct whole *find_whole(struct bh_str api_version, struct bh_str kind)
{
    struct bh_str group = bh_api_group(api_version);

    for (size_t i = 0; i < N_OF(wholes); i++) {
        if (bh_str_eq(kind, bh_str_c(wholes[i].kind)) &&
            bh_str_eq(group, bh_str_c(wholes[i].group))) {
            return &wholes[i];
        }
    }
    return NULL;
}

/* --- shapes --------------------------------------------------------------------------------------- */

static bool has_any(const struct bh_node *object, const struct bh_str *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bh_doc_member(object, names[i]) != NULL) {
            return true;
        }
    }
    return false;
}

static bool is_container(const struct bh_node *node)
{
    static const struct bh_str names[] = { BH_S("name"), BH_S("image"), BH_S("securityContext"),
                                           BH_S("args"), BH_S("command") };

    return node->kind == BH_NODE_OBJECT && has_any(node, names, N_OF(names));
}

/* A list in which something is a container; what the rest of it is, the decoder says. */
static bool has_container(const struct bh_node *list)
{
    const struct bh_node *e = list + 1;

    for (uint32_t i = 0; list->kind == BH_NODE_ARRAY && i < list->n; i++, e += e->skip) {
        if (is_container(e)) {
            return true;
        }
    }
    return false;
}

static bool has_true(const struct bh_node *spec, struct bh_str name)
{
    const struct bh_node *value = bh_doc_member(spec, name);

    return value != NULL && value->kind == BH_NODE_TRUE;
}

/* What only a pod's spec has, and what may violate without any container: of a template that something else completes. */
static bool has_pod_fields(const struct bh_node *spec)
{
    const struct bh_node *security = bh_doc_member(spec, BH_S("securityContext"));
    const struct bh_node *volumes = bh_doc_member(spec, BH_S("volumes"));

    for (size_t i = 0; i < N_OF(host_names); i++) {
        if (has_true(spec, host_names[i])) {
            return true;
        }
    }
    if (volumes != NULL && volumes->kind == BH_NODE_ARRAY) {
        const struct bh_node *e = volumes + 1;
        for (uint32_t i = 0; i < volumes->n; i++, e += e->skip) {
            if (bh_doc_member(e, BH_S("hostPath")) != NULL) {
                return true;
            }
        }
    }
    return security != NULL && security->kind == BH_NODE_OBJECT && security->n > 0;
}

/* The spec of a pod: it has containers, or what only a pod's spec has. */
static bool is_pod_spec(const struct finder *f, const struct bh_node *spec)
{
    for (size_t i = 0; i < N_OF(list_names); i++) {
        const struct bh_node *list = bh_doc_member(spec, list_names[i]);
        if (list != NULL && has_container(list)) {
            return true;
        }
    }
    return f->whole == NULL && has_pod_fields(spec);
}

static bool is_only_template(const struct bh_node *node)
{
    static const struct bh_str names[] = { BH_S("apiVersion"), BH_S("kind"), BH_S("metadata"),
                                           BH_S("spec") };
    const struct bh_node *k = node + 1;

    for (uint32_t i = 0; i < node->n; i++, k += k->skip) {
        if (!is_one_of(bh_node_text(k), names, N_OF(names))) {
            return false;
        }
    }
    return true;
}

/* --- errors --------------------------------------------------------------------------------------- */

static const char *what(const struct bh_node *node)
{
    if (node == NULL) {
        return "nothing";
    }
    if (node->kind == BH_NODE_ARRAY) {
        return node->n == 0 ? "an empty list" : "a list of something else";
    }
    return bh_node_what(node);
}

/* 'below' the node at 'base'; 'found' NULL = nothing is there, and 'at' is the nearest that is. */
static int fail_shape(const struct finder *f, struct bh_str base, const char *below,
                      const struct bh_node *at, const char *expected, const struct bh_node *found)
{
    struct bh_place place = bh_doc_place(f->doc, at);

    base = base.n > 80 ? bh_str_from(base, base.n - 80) : base;
    return bh_fail_at(f->err, BH_ERR_INPUT, place.line, place.column,
                      BH_FMT "%s%s: expected %s, found %s", BH_ARG(base),
                      base.n > 0 && below[0] != '\0' ? "." : "", below, expected, what(found));
}

/* A misspelt list of containers in what would be a pod's spec but for that; NULL = none. */
static const struct bh_node *find_misspelt(const struct bh_node *spec, struct bh_str *out_near)
{
    const struct bh_node *k = spec + 1;

    for (uint32_t i = 0; i < spec->n; i++, k += k->skip) {
        struct bh_near near = { .wanted = bh_node_text(k) };
        for (size_t j = 0; j < N_OF(list_names); j++) {
            bh_near_offer(&near, list_names[j]);
        }
        if (bh_str_is_set(near.best) && has_container(k + 1)) {
            *out_near = near.best;
            return k;
        }
    }
    return NULL;
}

static int fail_meant(const struct finder *f, const struct bh_node *node, const char *below,
                      const struct bh_node *at, const char *expected, const struct bh_node *found)
{
    struct bh_str path = bh_doc_path(f->doc, node, f->arena);

    return bh_str_is_set(path) ? fail_shape(f, path, below, at, expected, found)
                               : bh_arena_fail(f->arena, f->err);
}

static int fail_misspelt(const struct finder *f, const struct bh_node *misspelt, struct bh_str near)
{
    struct bh_place place = bh_doc_place(f->doc, misspelt);
    struct bh_str path = bh_doc_path(f->doc, misspelt + 1, f->arena);

    if (!bh_str_is_set(path)) {
        return bh_arena_fail(f->arena, f->err);
    }
    path = path.n > 100 ? bh_str_from(path, path.n - 100) : path;
    return bh_fail_at(f->err, BH_ERR_INPUT, place.line, place.column,
                      "unknown field \"" BH_FMT "\", did you mean \"" BH_FMT "\"?", BH_ARG(path),
                      BH_ARG(near));
}

/* What stands at a template's place and is none: an error when a template was evidently meant. */
static int check_meant(const struct finder *f, const struct bh_node *node)
{
    const struct bh_node *spec = bh_doc_member(node, BH_S("spec"));
    struct bh_str near;

    if (spec == NULL) {
        return 0;
    }
    if (spec->kind != BH_NODE_OBJECT) {
        return is_only_template(node)
                   ? fail_meant(f, node, "spec", bh_doc_key(node, BH_S("spec")), "an object", spec)
                   : 0;
    }
    const struct bh_node *list = bh_doc_member(spec, list_names[0]);
    if (list != NULL) {
        bool is_empty = list->kind == BH_NODE_NULL || (list->kind == BH_NODE_ARRAY && list->n == 0);
        return is_empty && f->is_partial
                   ? 0
                   : fail_meant(f, node, "spec.containers", bh_doc_key(spec, list_names[0]),
                                "a list of containers", list);
    }
    const struct bh_node *misspelt = find_misspelt(spec, &near);
    return misspelt != NULL ? fail_misspelt(f, misspelt, near) : 0;
}

/* An object of a kind that has to hold a template, and does not. */
static int fail_whole(const struct finder *f)
{
    const char *path = f->whole->path;
    bool is_there;

    if (path == NULL) {
        return fail_shape(f, BH_S(""), "spec", f->doc->nodes, "a pod template somewhere in it",
                          NULL);
    }
    struct bh_str base = bh_str_c(path);
    struct bh_str spec = bh_arena_printf(f->arena, "%s%sspec", path, base.n > 0 ? "." : "");
    if (!bh_str_is_set(spec)) {
        return bh_arena_fail(f->arena, f->err);
    }
    const struct bh_node *at = bh_doc_locate(f->doc, base, &is_there);
    const struct bh_node *value = at->kind == BH_NODE_KEY ? at + 1 : at;
    if (!is_there || value->kind != BH_NODE_OBJECT) {
        return fail_shape(f, base, "", at, "a pod template", is_there ? value : NULL);
    }
    at = bh_doc_locate(f->doc, spec, &is_there);
    value = at->kind == BH_NODE_KEY ? at + 1 : at;
    if (!is_there || value->kind != BH_NODE_OBJECT) {
        return fail_shape(f, spec, "", at, "an object", is_there ? value : NULL);
    }
    return fail_shape(f, spec, "containers", at, "a list of containers", NULL);
}

/* --- search --------------------------------------------------------------------------------------- */

/* Takes 'node', which stands at a template's place, if it is one. */
static int take(const struct finder *f, const struct bh_node *node, bool *out_is_template)
{
    const struct bh_node *spec = bh_doc_member(node, BH_S("spec"));

    *out_is_template = false;
    if (spec == NULL || spec->kind != BH_NODE_OBJECT || !is_pod_spec(f, spec)) {
        return check_meant(f, node);
    }
    *out_is_template = true;
    if (f->out->n_templates++ == f->wanted) {
        f->out->template_ = node;
    }
    if (f->out->n_templates > BH_MAX_TEMPLATES) {
        return bh_fail_at(f->err, BH_ERR_LIMIT, f->doc->line, f->doc->column,
                          "more than %d pod templates in one object", BH_MAX_TEMPLATES);
    }
    return 0;
}

/* What stands under the name of a template: it, or a list of such. */
static int take_value(const struct finder *f, const struct bh_node *value, bool *out_is_template)
{
    const struct bh_node *e = value + 1;
    int rc = 0;

    if (value->kind != BH_NODE_ARRAY) {
        return take(f, value, out_is_template);
    }
    *out_is_template = false;
    for (uint32_t i = 0; i < value->n && rc == 0; i++, e += e->skip) {
        bool is_template = false;
        rc = take(f, e, &is_template);
        *out_is_template |= is_template;
    }
    return rc;
}

/* Something with an image and what else only containers have; or a key that lists such. */
static bool is_stray(const struct bh_node *node)
{
    static const struct bh_str names[] = { BH_S("args"),         BH_S("command"),  BH_S("env"),
                                           BH_S("envFrom"),      BH_S("ports"),    BH_S("script"),
                                           BH_S("volumeMounts"), BH_S("resources") };
    const struct bh_node *image = bh_doc_member(node, BH_S("image"));
    const struct bh_node *security = bh_doc_member(node, BH_S("securityContext"));

    return image != NULL && image->kind == BH_NODE_STRING &&
           ((security != NULL && security->kind == BH_NODE_OBJECT) ||
            has_any(node, names, N_OF(names)));
}

/* An element of a list of containers that says more than a name. */
static bool is_stray_list(const struct bh_node *key)
{
    static const struct bh_str names[] = { BH_S("image"), BH_S("securityContext") };
    const struct bh_node *list = key + 1, *e = list + 1;
    bool is_list =
        list->kind == BH_NODE_ARRAY && is_one_of(bh_node_text(key), list_names, N_OF(list_names));

    for (uint32_t i = 0; is_list && i < list->n; i++, e += e->skip) {
        if (has_any(e, names, N_OF(names))) {
            return true;
        }
    }
    return false;
}

/* Of an object in which a key stands twice: marks all but the last one of each. */
static int mark_replaced(struct finder *f, const struct bh_node *object)
{
    struct bh_map last = { 0 };
    const struct bh_node *k = object + 1;

    if (f->is_replaced == NULL) {
        f->is_replaced = bh_new(f->arena, bool, f->doc->n);
        if (f->is_replaced == NULL) {
            return bh_arena_fail(f->arena, f->err);
        }
    }
    for (uint32_t i = 0; i < object->n; i++, k += k->skip) {
        int rc = bh_map_put(&last, f->arena, bh_node_text(k), (void *)(uintptr_t)k, f->err);
        if (rc != 0) {
            return rc;
        }
    }
    k = object + 1;
    for (uint32_t i = 0; i < object->n; i++, k += k->skip) {
        f->is_replaced[k - f->doc->nodes] = bh_map_get(&last, bh_node_text(k)) != k;
    }
    return 0;
}

static int find_replaced(struct finder *f)
{
    const struct bh_node *at = f->doc->nodes, *end = at + f->doc->n;
    int rc = 0;

    while (rc == 0 && at < end) {
        struct bh_repeat repeat = { NULL, NULL };
        rc = bh_repeat_next(&at, end, &repeat, f->arena, f->err);
        if (rc == 0 && repeat.again != NULL) {
            rc = mark_replaced(f, at - 1);
        }
    }
    return rc;
}

static int search(const struct finder *f)
{
    const struct bh_doc *doc = f->doc;

    for (uint32_t i = 0; i < doc->n;) {
        const struct bh_node *node = &doc->nodes[i];
        bool is_key = node->kind == BH_NODE_KEY, is_template = false;
        if ((f->is_replaced != NULL && f->is_replaced[i]) ||
            (is_key && f->has_patterns &&
             is_one_of(bh_node_text(node), pattern_names, N_OF(pattern_names)))) {
            i += node->skip;
            continue;
        }
        if (is_key && is_template_name(bh_node_text(node))) {
            int rc = take_value(f, node + 1, &is_template);
            if (rc != 0) {
                return rc;
            }
        }
        if (!is_template && f->out->stray == NULL &&
            (is_key ? is_stray_list(node) : is_stray(node))) {
            f->out->stray = is_key ? node + 1 : node;
        }
        i += is_template ? node->skip : 1;
    }
    return 0;
}

static bool is_partial(struct bh_str group)
{
    return is_one_of(group, partials, N_OF(partials)) || bh_str_ends(group, partial_end);
}

bool bh_foreign_may_hold(const struct bh_doc *doc, struct bh_str api_version, struct bh_str kind)
{
    if (find_whole(api_version, kind) != NULL) {
        return true;
    }
    for (uint32_t i = 0; i < doc->n; i++) {
        const struct bh_node *node = &doc->nodes[i];
        if (node->kind == BH_NODE_KEY && is_template_name(bh_node_text(node))) {
            return true;
        }
    }
    return false;
}

int bh_foreign_find(const struct bh_doc *doc, struct bh_str api_version, struct bh_str kind,
                    uint32_t wanted, bool takes_last_key, struct bh_foreign *out,
                    struct bh_arena *arena, struct bh_err *err)
{
    struct bh_str group = bh_api_group(api_version);
    struct bh_foreign found = { 0 };
    struct finder f = {
        .doc = doc,
        .whole = find_whole(api_version, kind),
        .is_partial = is_partial(group),
        .has_patterns = bh_str_ends(group, kyverno),
        .wanted = wanted,
        .out = &found,
        .arena = arena,
        .err = err,
    };
    bool is_root = f.whole != NULL && f.whole->path != NULL && f.whole->path[0] == '\0';
    bool is_template = false;
    int rc = takes_last_key && !is_root ? find_replaced(&f) : 0;

    if (rc == 0) {
        rc = is_root ? take(&f, doc->nodes, &is_template) : search(&f);
    }

    if (rc == 0 && f.whole != NULL && found.n_templates == 0) {
        const struct bh_node *instead = NULL;
        bool is_there = false;
        if (f.whole->instead != NULL) {
            instead = bh_doc_locate(doc, bh_str_c(f.whole->instead), &is_there);
        }
        is_there = is_there && instead[1].kind == BH_NODE_OBJECT;
        rc = is_there ? 0 : fail_whole(&f);
    }
    if (rc == 0 && found.template_ != NULL) {
        found.path = bh_doc_path(doc, found.template_, arena);
        rc = bh_str_is_set(found.path) ? 0 : bh_arena_fail(arena, err);
    }
    if (rc == 0) {
        found.is_whole = f.whole != NULL;
        *out = found;
    }
    return rc;
}
