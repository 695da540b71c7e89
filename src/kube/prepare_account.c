/* Preparation for PodSecurityPolicy: what an API server of Kubernetes 1.24 did to a pod before the policies saw it (defaults,
 * the ServiceAccount plugin) and between their two phases (seccomp's annotations and fields follow each other), as rows.
 * Called before podsec/psp. Source: core/v1 defaulting, the ServiceAccount plugin and the pod strategy of Kubernetes
 * 1.24.17. Leaves out what the plugin refuses (accounts that do not exist, secrets that an account may not mount), and
 * whatever no engine reads. */
#include "kube/prepare_account.h"

#include <string.h>

#include "base/map.h"
#include "kube/patch.h"
#include "kube/prepare_work.h"

/* ---- defaults ----------------------------------------------------------------------------------- */

static bool lacks_version(const struct bh_downward_item *item)
{
    return item->field_ref != NULL && item->field_ref->api_version.n == 0;
}

/* Volume i, source j: copies of what leads to the item. */
static int set_version(const struct bh_prepare_row *row, struct bh_prepare_work *w, uint32_t i,
                       uint32_t j, uint32_t k)
{
    int rc = bh_prepare_own_volumes(w, 0);

    if (rc != 0) {
        return rc;
    }
    struct bh_volume *volume = (struct bh_volume *)w->spec->volumes.v + i;
    struct bh_field_ref *made = bh_new(w->arena, struct bh_field_ref, 1);
    rc = made == NULL
             ? bh_arena_fail(w->arena, w->err)
             : bh_prepare_grow_list(w, &volume->projected, 0, sizeof(struct bh_projection));
    if (rc != 0) {
        return rc;
    }
    struct bh_projection *source = (struct bh_projection *)volume->projected.v + j;
    rc = bh_prepare_grow_list(w, &source->downward_items, 0, sizeof(struct bh_downward_item));
    if (rc != 0) {
        return rc;
    }
    struct bh_downward_item *item = (struct bh_downward_item *)source->downward_items.v + k;
    *made = *item->field_ref;
    made->api_version = BH_S("v1");
    item->field_ref = made;
    return w->done == NULL
               ? 0
               : bh_prepare_record(w, row,
                                   bh_arena_printf(w->arena,
                                                   "spec.volumes[%u].projected.sources[%u]."
                                                   "downwardAPI.items[%u].fieldRef.apiVersion",
                                                   i, j, k),
                                   BH_S("\"v1\""));
}

static int field_versions(const struct bh_prepare_row *row, struct bh_prepare_work *w)
{
    for (uint32_t i = 0; i < w->spec->volumes.n; i++) {
        const struct bh_list *sources = &((struct bh_volume *)w->spec->volumes.v)[i].projected;
        for (uint32_t j = 0; j < sources->n; j++) {
            const struct bh_list *items = &((struct bh_projection *)sources->v)[j].downward_items;
            for (uint32_t k = 0; k < items->n; k++) {
                int rc = lacks_version((struct bh_downward_item *)items->v + k)
                             ? set_version(row, w, i, j, k)
                             : 0;
                if (rc != 0) {
                    return rc;
                }
                sources = &((struct bh_volume *)w->spec->volumes.v)[i].projected;
                items = &((struct bh_projection *)sources->v)[j].downward_items;
            }
        }
    }
    return 0;
}

static int set_account(const struct bh_prepare_row *row, struct bh_prepare_work *w,
                       struct bh_str name)
{
    int rc = bh_prepare_own_spec(w);

    if (rc != 0) {
        return rc;
    }
    w->spec->service_account_name = name;
    return w->done == NULL ? 0
                           : bh_prepare_record(w, row, BH_S("spec.serviceAccountName"),
                                               bh_json_quoted(name, w->arena));
}

static int old_account_name(const struct bh_prepare_row *row, struct bh_prepare_work *w)
{
    bool is_needed = w->spec->service_account_name.n == 0 && w->spec->service_account.n > 0;

    return is_needed ? set_account(row, w, w->spec->service_account) : 0;
}

/* ---- the ServiceAccount plugin ------------------------------------------------------------------ */

static const struct bh_str mount_path = BH_S("/var/run/secrets/kubernetes.io/serviceaccount");

static bool is_mirror(const struct bh_meta *meta)
{
    for (uint32_t i = 0; i < meta->annotations.n; i++) {
        if (bh_str_eq(meta->annotations.v[i].key, BH_S("kubernetes.io/config.mirror"))) {
            return true;
        }
    }
    return false;
}

static int account_name(const struct bh_prepare_row *row, struct bh_prepare_work *w)
{
    static const struct bh_str name = BH_S("default");

    if (is_mirror(w->meta) || w->spec->service_account_name.n > 0) {
        return 0;
    }
    int rc = set_account(row, w, name);
    if (rc != 0) {
        return rc;
    }
    w->spec->service_account = name;
    return w->done == NULL
               ? 0
               : bh_prepare_record(w, row, BH_S("spec.serviceAccount"), BH_S("\"default\""));
}

static bool mounts_token(const struct bh_container *container)
{
    BH_EACH (const struct bh_mount, mount, container->mounts) {
        if (bh_str_eq(mount->mount_path, mount_path)) {
            return true;
        }
    }
    return false;
}

static int add_mount(const struct bh_prepare_row *row, struct bh_prepare_work *w, size_t which,
                     uint32_t i, struct bh_str volume)
{
    struct bh_container *container = bh_prepare_own_container(w, which, i);

    if (container == NULL ||
        bh_prepare_grow_list(w, &container->mounts, 1, sizeof(struct bh_mount)) != 0) {
        return bh_arena_fail(w->arena, w->err);
    }
    uint32_t at = container->mounts.n++;
    container->mounts.is_set = true;
    ((struct bh_mount *)container->mounts.v)[at] = (struct bh_mount){
        .name = volume,
        .mount_path = mount_path,
        .read_only = BH_YES,
    };
    if (w->done == NULL) {
        return 0;
    }
    struct bh_str name = bh_json_quoted(volume, w->arena);
    return bh_prepare_record(
        w, row,
        bh_arena_printf(w->arena, "%s[%u].volumeMounts[%u]", bh_prepare_places[which].path, i, at),
        !bh_str_is_set(name) ? name
                             : bh_arena_printf(w->arena,
                                               "{\"mountPath\":\"" BH_FMT "\",\"name\":" BH_FMT
                                               ",\"readOnly\":true}",
                                               BH_ARG(mount_path), BH_ARG(name)));
}

/* The token, the cluster's certificate and the namespace's name. */
static int make_sources(struct bh_prepare_work *w, struct bh_list *out)
{
    struct bh_projection *sources = bh_new(w->arena, struct bh_projection, 3);
    struct bh_downward_item *item = bh_new(w->arena, struct bh_downward_item, 1);
    struct bh_field_ref *ref = bh_new(w->arena, struct bh_field_ref, 1);

    if (sources == NULL || item == NULL || ref == NULL) {
        return bh_arena_fail(w->arena, w->err);
    }
    *ref = (struct bh_field_ref){ .api_version = BH_S("v1"),
                                  .field_path = BH_S("metadata.namespace") };
    *item = (struct bh_downward_item){ .path = BH_S("namespace"), .field_ref = ref };
    sources[0] = (struct bh_projection){ .has_token = BH_YES, .token_path = BH_S("token") };
    sources[1] = (struct bh_projection){ .has_config_map = BH_YES,
                                         .config_map_name = BH_S("kube-root-ca.crt") };
    sources[2] =
        (struct bh_projection){ .has_downward_api = BH_YES, .downward_items = { item, 1, true } };
    *out = (struct bh_list){ sources, 3, true };
    return 0;
}

static int add_volume(const struct bh_prepare_row *row, struct bh_prepare_work *w,
                      struct bh_str name)
{
    struct bh_list sources;
    int rc = bh_prepare_own_volumes(w, 1);

    rc = rc != 0 ? rc : make_sources(w, &sources);
    if (rc != 0) {
        return rc;
    }
    uint32_t at = w->spec->volumes.n++;
    struct bh_volume *volume = (struct bh_volume *)w->spec->volumes.v + at;
    w->spec->volumes.is_set = true;
    *volume = (struct bh_volume){ .name = name, .projected = sources };
    volume->has[BH_VOLUME_PROJECTED] = BH_YES;
    return w->done == NULL
               ? 0
               : bh_prepare_record(
                     w, row, bh_arena_printf(w->arena, "spec.volumes[%u]", at),
                     bh_arena_printf(
                         w->arena,
                         "{\"name\":\"" BH_FMT "\",\"projected\":{\"defaultMode\":420,\"sources\":["
                         "{\"serviceAccountToken\":{\"expirationSeconds\":3607,\"path\":\"token\"}},"
                         "{\"configMap\":{\"items\":[{\"key\":\"ca.crt\",\"path\":\"ca.crt\"}],"
                         "\"name\":\"kube-root-ca.crt\"}},"
                         "{\"downwardAPI\":{\"items\":[{\"fieldRef\":{\"apiVersion\":\"v1\","
                         "\"fieldPath\":\"metadata.namespace\"},\"path\":\"namespace\"}]}}]}}",
                         BH_ARG(name)));
}

static bool wants_token(const struct bh_prepare_work *w)
{
    enum bh_tri own = w->spec->automount_service_account_token;

    return (own != BH_UNSET ? own : w->account->automount_token) != BH_NO;
}

/* A volume whose name begins like a token volume's is taken for one. Ephemeral containers get no mount. */
static int token_volume(const struct bh_prepare_row *row, struct bh_prepare_work *w)
{
    struct bh_str name = BH_S("kube-api-access-" BH_TOKEN_VOLUME_SUFFIX);
    bool has_volume = false, is_needed = false;

    if (is_mirror(w->meta) || !wants_token(w)) {
        return 0;
    }
    BH_EACH (const struct bh_volume, volume, w->spec->volumes) {
        if (bh_str_starts(volume->name, BH_S("kube-api-access-"))) {
            name = volume->name;
            has_volume = true;
            break;
        }
    }
    for (size_t which = 0; which < 2; which++) {
        for (uint32_t i = 0; i < bh_prepare_list(w, which)->n; i++) {
            if (mounts_token((struct bh_container *)bh_prepare_list(w, which)->v + i)) {
                continue;
            }
            int rc = add_mount(row, w, which, i, name);
            if (rc != 0) {
                return rc;
            }
            is_needed = true;
        }
    }
    return is_needed && !has_volume ? add_volume(row, w, name) : 0;
}

static int pull_secrets(const struct bh_prepare_row *row, struct bh_prepare_work *w)
{
    const struct bh_list *of_account = &w->account->image_pull_secrets;
    struct bh_buf text = { 0 };
    struct bh_str value = { NULL, 0 };

    if (is_mirror(w->meta) || w->spec->image_pull_secrets.n > 0 || of_account->n == 0) {
        return 0;
    }
    int rc = bh_prepare_own_spec(w);
    if (rc != 0) {
        return rc;
    }
    w->spec->image_pull_secrets = *of_account;
    if (w->done == NULL) {
        return 0;
    }
    bh_buf_add_byte(&text, '[');
    BH_EACH (const struct bh_local_ref, ref, *of_account) {
        bh_buf_add_c(&text, text.n > 1 ? ",{\"name\":" : "{\"name\":");
        bh_json_quote(&text, ref->name);
        bh_buf_add_byte(&text, '}');
    }
    bh_buf_add_byte(&text, ']');
    rc = text.is_broken ? bh_arena_fail(w->arena, w->err)
                        : bh_arena_copy(w->arena, bh_buf_str(&text), &value, w->err);
    bh_buf_done(&text);
    return rc != 0 ? rc : bh_prepare_record(w, row, BH_S("spec.imagePullSecrets"), value);
}

/* ---- between the phases: seccomp ---------------------------------------------------------------- */

#define SECCOMP_POD       "seccomp.security.alpha.kubernetes.io/pod"
#define SECCOMP_CONTAINER "container.seccomp.security.alpha.kubernetes.io/"

struct bh_str bh_profile_text(const struct bh_profile *profile, struct bh_arena *arena)
{
    static const struct bh_str prefix = BH_S("localhost/");

    if (bh_str_eq(profile->type, BH_S("Unconfined"))) {
        return BH_S("unconfined");
    }
    if (bh_str_eq(profile->type, BH_S("RuntimeDefault"))) {
        return BH_S("runtime/default");
    }
    if (!bh_str_eq(profile->type, BH_S("Localhost")) ||
        !bh_str_is_set(profile->localhost_profile)) {
        return BH_S("");
    }
    struct bh_str name = profile->localhost_profile;
    char *p = bh_arena_alloc(arena, prefix.n + name.n, 1);
    if (p == NULL) {
        return bh_str(NULL, 0);
    }
    memcpy(p, prefix.p, prefix.n);
    if (name.n > 0) {
        memcpy(p + prefix.n, name.p, name.n);
    }
    return bh_str(p, prefix.n + name.n);
}

/* The field that the annotation's words stand for; *out stays NULL for words that stand for none. */
static int make_profile(struct bh_prepare_work *w, struct bh_str words, struct bh_profile **out)
{
    static const struct bh_str prefix = BH_S("localhost/");
    struct bh_profile made = { 0 };

    if (bh_str_eq(words, BH_S("unconfined"))) {
        made.type = BH_S("Unconfined");
    } else if (bh_str_eq(words, BH_S("runtime/default")) ||
               bh_str_eq(words, BH_S("docker/default"))) {
        made.type = BH_S("RuntimeDefault");
    } else if (bh_str_starts(words, prefix) && words.n > prefix.n) {
        made.type = BH_S("Localhost");
        made.localhost_profile = bh_str_from(words, prefix.n);
    } else {
        return 0;
    }
    *out = bh_new(w->arena, struct bh_profile, 1);
    if (*out == NULL) {
        return bh_arena_fail(w->arena, w->err);
    }
    **out = made;
    return 0;
}

static int record_profile(const struct bh_prepare_row *row, struct bh_prepare_work *w,
                          struct bh_str path, const struct bh_profile *profile)
{
    struct bh_str name = bh_json_quoted(profile->localhost_profile, w->arena);

    if (!bh_str_is_set(name)) {
        return bh_arena_fail(w->arena, w->err);
    }
    return bh_prepare_record(
        w, row, path,
        bh_str_is_set(profile->localhost_profile)
            ? bh_arena_printf(w->arena, "{\"localhostProfile\":" BH_FMT ",\"type\":\"" BH_FMT "\"}",
                              BH_ARG(name), BH_ARG(profile->type))
            : bh_arena_printf(w->arena, "{\"type\":\"" BH_FMT "\"}", BH_ARG(profile->type)));
}

static int set_annotation(const struct bh_prepare_row *row, struct bh_prepare_work *w,
                          struct bh_str key, struct bh_str value)
{
    const struct bh_pairs *old = &w->meta->annotations;

    if (w->own_meta == NULL || old->n == w->room_annotations) {
        uint32_t room = old->n * 2 + 4;
        struct bh_meta *meta =
            w->own_meta != NULL ? w->own_meta : bh_new(w->arena, struct bh_meta, 1);
        struct bh_pair *v = bh_new(w->arena, struct bh_pair, room);
        if (meta == NULL || v == NULL) {
            return bh_arena_fail(w->arena, w->err);
        }
        if (old->n > 0) {
            memcpy(v, old->v, old->n * sizeof(*v));
        }
        *meta = *w->meta;
        meta->annotations = (struct bh_pairs){ v, old->n, true };
        w->room_annotations = room;
        w->own_meta = meta;
        w->meta = meta;
    }
    w->own_meta->annotations.v[w->own_meta->annotations.n++] = (struct bh_pair){ key, value };
    if (w->done == NULL) {
        return 0;
    }
    struct bh_buf path = { 0 };
    struct bh_str made = { NULL, 0 };
    bh_buf_add_c(&path, "metadata.annotations[");
    bh_buf_add(&path, key);
    bh_buf_add_byte(&path, ']');
    int rc = path.is_broken ? bh_arena_fail(w->arena, w->err)
                            : bh_arena_copy(w->arena, bh_buf_str(&path), &made, w->err);
    bh_buf_done(&path);
    return rc != 0 ? rc : bh_prepare_record(w, row, made, bh_json_quoted(value, w->arena));
}

/* What follows from a field and an annotation of which only one is there. */
static int follow(const struct bh_prepare_row *row, struct bh_prepare_work *w,
                  const struct bh_profile *field, const struct bh_pair *annotation,
                  struct bh_str key, struct bh_profile **out_field)
{
    *out_field = NULL;
    if (field != NULL && annotation == NULL) {
        struct bh_str words = bh_profile_text(field, w->arena);
        if (!bh_str_is_set(words) || !bh_str_is_set(key)) {
            return bh_arena_fail(w->arena, w->err);
        }
        return words.n > 0 ? set_annotation(row, w, key, words) : 0;
    }
    return field == NULL && annotation != NULL ? make_profile(w, annotation->value, out_field) : 0;
}

static int pod_seccomp(const struct bh_prepare_row *row, struct bh_prepare_work *w)
{
    const struct bh_pod_security *security = w->spec->security;
    const struct bh_pair *annotation = NULL;
    struct bh_profile *made;

    for (uint32_t i = 0; i < w->meta->annotations.n && annotation == NULL; i++) {
        const struct bh_pair *a = &w->meta->annotations.v[i];
        annotation = bh_str_eq(a->key, BH_S(SECCOMP_POD)) ? a : NULL;
    }
    int rc = follow(row, w, security == NULL ? NULL : security->seccomp, annotation,
                    BH_S(SECCOMP_POD), &made);
    if (rc != 0 || made == NULL) {
        return rc;
    }
    struct bh_pod_security *copy = bh_new(w->arena, struct bh_pod_security, 1);
    rc = copy == NULL ? bh_arena_fail(w->arena, w->err) : bh_prepare_own_spec(w);
    if (rc != 0) {
        return rc;
    }
    if (security != NULL) {
        *copy = *security;
    }
    copy->seccomp = made;
    w->spec->security = copy;
    return w->done == NULL
               ? 0
               : record_profile(row, w, BH_S("spec.securityContext.seccompProfile"), made);
}

static struct bh_str container_key(struct bh_prepare_work *w, struct bh_str name)
{
    static const struct bh_str prefix = BH_S(SECCOMP_CONTAINER);
    char *p = bh_arena_alloc(w->arena, prefix.n + name.n, 1);

    if (p == NULL) {
        return bh_str(NULL, 0);
    }
    memcpy(p, prefix.p, prefix.n);
    if (name.n > 0) {
        memcpy(p + prefix.n, name.p, name.n);
    }
    return bh_str(p, prefix.n + name.n);
}

static int set_container(const struct bh_prepare_row *row, struct bh_prepare_work *w, size_t which,
                         uint32_t i, struct bh_profile *profile)
{
    struct bh_container *container = bh_prepare_own_container(w, which, i);
    struct bh_security *copy = bh_new(w->arena, struct bh_security, 1);

    if (container == NULL || copy == NULL) {
        return bh_arena_fail(w->arena, w->err);
    }
    if (container->security != NULL) {
        *copy = *container->security;
    }
    copy->seccomp = profile;
    container->security = copy;
    return w->done == NULL
               ? 0
               : record_profile(row, w,
                                bh_arena_printf(w->arena, "%s[%u].securityContext.seccompProfile",
                                                bh_prepare_places[which].path, i),
                                profile);
}

static int container_seccomp(const struct bh_prepare_row *row, struct bh_prepare_work *w)
{
    static const struct bh_str prefix = BH_S(SECCOMP_CONTAINER);
    struct bh_map by_name = { 0 };
    int rc = 0;

    for (uint32_t i = 0; i < w->meta->annotations.n && rc == 0; i++) {
        struct bh_pair *a = &w->meta->annotations.v[i];
        if (bh_str_starts(a->key, prefix)) {
            rc = bh_map_put(&by_name, w->arena, bh_str_from(a->key, prefix.n), a, w->err);
        }
    }
    for (size_t which = 0; which < BH_PREPARE_N_LISTS && rc == 0; which++) {
        for (uint32_t i = 0; i < bh_prepare_list(w, which)->n && rc == 0; i++) {
            const struct bh_container *c = (struct bh_container *)bh_prepare_list(w, which)->v + i;
            const struct bh_profile *field = c->security == NULL ? NULL : c->security->seccomp;
            const struct bh_pair *annotation = bh_map_get(&by_name, c->name);
            struct bh_profile *made = NULL;
            if (field == NULL && annotation == NULL) {
                continue;
            }
            struct bh_str key = container_key(w, c->name);
            uint32_t before = w->meta->annotations.n;
            rc = follow(row, w, field, annotation, key, &made);
            if (rc == 0 && made != NULL) {
                rc = set_container(row, w, which, i, made);
            } else if (rc == 0 && w->meta->annotations.n > before) {
                /* for another container of this name; where it stands may move, its text does not */
                struct bh_pair *pair = bh_new(w->arena, struct bh_pair, 1);
                if (pair == NULL) {
                    return bh_arena_fail(w->arena, w->err);
                }
                *pair = w->meta->annotations.v[before];
                rc = bh_map_put(&by_name, w->arena, c->name, pair, w->err);
            }
        }
    }
    return rc;
}

/* ---- stages ------------------------------------------------------------------------------------- */

static const struct bh_prepare_row read_rows[] = {
    { "emptyDir", "a volume without a source is an emptyDir", false, bh_prepare_empty_dir },
    { "hostPort", "under hostNetwork a container port is a host port as well", false,
      bh_prepare_host_ports },
    { "fieldRef", "a fieldRef without an apiVersion means v1", false, field_versions },
    { "serviceAccount", "serviceAccount, the old name, is serviceAccountName", false,
      old_account_name },
};

static const struct bh_prepare_row created_rows[] = {
    { "serviceAccountName", "a pod that names no service account runs as 'default'", false,
      account_name },
    { "tokenVolume", "the service account's token is mounted from a projected volume", false,
      token_volume },
    { "imagePullSecrets", "a pod without imagePullSecrets gets those of its service account", false,
      pull_secrets },
};

static const struct bh_prepare_row stored_rows[] = {
    { "podSeccomp", "the pod's seccomp annotation and seccompProfile follow each other", false,
      pod_seccomp },
    { "containerSeccomp", "a container's seccomp annotation and seccompProfile follow each other",
      false, container_seccomp },
};

#define N_OF(rows) (sizeof(rows) / sizeof((rows)[0]))

const struct bh_prepare_row *bh_prepare_stage_rows(enum bh_prepare_stage stage, size_t *out_n)
{
    switch (stage) {
    case BH_PREPARE_READ:
        *out_n = N_OF(read_rows);
        return read_rows;
    case BH_PREPARE_CREATED:
        *out_n = N_OF(created_rows);
        return created_rows;
    case BH_PREPARE_STORED:
        *out_n = N_OF(stored_rows);
        return stored_rows;
    }
    bh_bug("no such stage", __FILE__, __LINE__);
}

static int apply(enum bh_prepare_stage stage, const struct bh_prepare_row *left_out,
                 struct bh_prepare_work *w)
{
    size_t n;
    const struct bh_prepare_row *rows = bh_prepare_stage_rows(stage, &n);
    int rc = 0;

    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = &rows[i] == left_out ? 0 : rows[i].apply(&rows[i], w);
    }
    return rc;
}

int bh_prepare_stage(enum bh_prepare_stage stage, const struct bh_account *account,
                     const struct bh_meta **meta, struct bh_pod_spec **spec,
                     struct bh_preparations *done, struct bh_arena *arena, struct bh_err *err)
{
    return bh_prepare_stage_without(NULL, stage, account, meta, spec, done, arena, err);
}

int bh_prepare_stage_without(const struct bh_prepare_row *left_out, enum bh_prepare_stage stage,
                             const struct bh_account *account, const struct bh_meta **meta,
                             struct bh_pod_spec **spec, struct bh_preparations *done,
                             struct bh_arena *arena, struct bh_err *err)
{
    static const struct bh_account no_account;
    static const struct bh_meta no_meta;
    struct bh_pod_spec *no_spec = NULL;

    if (*spec == NULL) {
        no_spec = bh_new(arena, struct bh_pod_spec, 1);
        if (no_spec == NULL) {
            return bh_arena_fail(arena, err);
        }
    }
    struct bh_prepare_work w = {
        .meta = *meta != NULL ? *meta : &no_meta,
        .spec = *spec != NULL ? *spec : no_spec,
        .account = account != NULL ? account : &no_account,
        .done = done,
        .arena = arena,
        .err = err,
    };
    int rc = stage == BH_PREPARE_CREATED ? apply(BH_PREPARE_READ, left_out, &w) : 0;
    rc = rc != 0 ? rc : apply(stage, left_out, &w);
    if (rc != 0) {
        return rc;
    }
    if (w.own_meta != NULL) {
        *meta = w.meta;
    }
    if (w.owns_spec) {
        *spec = w.spec;
    }
    return 0;
}
