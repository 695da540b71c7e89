/* What PodSecurityPolicy looks up in a pod, once for however many policies: its containers with their profiles and
 * capabilities, its volumes with their kinds, its annotations. Called by psp.c and psp_apply.c. Implements the volume types
 * of section A.1 and the profiles of section A.6 of the pod security specification. Leaves out every judgement. */
#include <stdlib.h>

#include "base/map.h"
#include "kube/prepare_account.h"
#include "podsec/psp_work.h"

/* ---- sorted sets -------------------------------------------------------------------------------- */

static int compare(const void *a, const void *b)
{
    return bh_str_cmp(*(const struct bh_str *)a, *(const struct bh_str *)b);
}

bool bh_psp_strset_has(const struct bh_psp_strset *set, struct bh_str s)
{
    enum { FEW = 8 };
    uint32_t low = 0, high = set->n;

    if (high <= FEW) {
        for (uint32_t i = 0; i < high; i++) {
            if (bh_str_eq(set->v[i], s)) {
                return true;
            }
        }
        return false;
    }
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = bh_str_cmp(set->v[middle], s);
        if (order == 0) {
            return true;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return false;
}

int bh_psp_strset_init(struct bh_psp_strset *out, const struct bh_strs *a, const struct bh_strs *b,
                       struct bh_arena *arena, struct bh_err *err)
{
    uint32_t n = a->n + b->n, kept = 0;

    *out = (struct bh_psp_strset){ 0 };
    if (n == 0) {
        return 0;
    }
    struct bh_str *v = bh_new(arena, struct bh_str, n);
    if (v == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (uint32_t i = 0; i < n; i++) {
        v[i] = i < a->n ? a->v[i] : b->v[i - a->n];
    }
    if (n > 1) {
        qsort(v, n, sizeof(*v), compare);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (kept == 0 || !bh_str_eq(v[kept - 1], v[i])) {
            v[kept++] = v[i];
        }
    }
    *out = (struct bh_psp_strset){ v, kept };
    return 0;
}

/* ---- profiles ----------------------------------------------------------------------------------- */

/* The annotations of containers, by the name of the container. */
struct annotations {
    struct bh_map seccomp, apparmor;
};

static int find_annotations(struct bh_psp_facts *facts, struct annotations *out,
                            struct bh_arena *arena, struct bh_err *err)
{
    static const struct bh_str seccomp = BH_S(BH_SECCOMP_CONTAINER_ANNOTATION);
    static const struct bh_str apparmor = BH_S(BH_APPARMOR_ANNOTATION);
    int rc = 0;

    for (uint32_t i = 0; i < facts->meta->annotations.n && rc == 0; i++) {
        struct bh_pair *a = &facts->meta->annotations.v[i];
        if (bh_str_eq(a->key, BH_S(BH_SECCOMP_POD_ANNOTATION))) {
            facts->seccomp_annotation = a->value;
        } else if (bh_str_starts(a->key, seccomp)) {
            rc = bh_map_put(&out->seccomp, arena, bh_str_from(a->key, seccomp.n), a, err);
        } else if (bh_str_starts(a->key, apparmor)) {
            rc = bh_map_put(&out->apparmor, arena, bh_str_from(a->key, apparmor.n), a, err);
        }
    }
    return rc;
}

/* ---- containers --------------------------------------------------------------------------------- */

static const struct bh_security no_security;

static int take_profiles(struct bh_psp_facts *facts, struct bh_psp_container *c,
                         const struct annotations *annotations, struct bh_arena *arena,
                         struct bh_err *err)
{
    const struct bh_pair *seccomp = bh_map_get(&annotations->seccomp, c->c->name);
    const struct bh_pair *apparmor = bh_map_get(&annotations->apparmor, c->c->name);
    const struct bh_profile *apparmor_field =
        c->security->apparmor != NULL ? c->security->apparmor : facts->security->apparmor;

    if (c->security->seccomp != NULL) {
        c->seccomp = bh_profile_text(c->security->seccomp, arena);
        if (!bh_str_is_set(c->seccomp)) {
            return bh_arena_fail(arena, err);
        }
    } else if (seccomp != NULL) {
        c->seccomp = seccomp->value;
    }
    if (apparmor != NULL && apparmor->value.n > 0) {
        c->apparmor = apparmor->value;
    } else if (apparmor_field != NULL) {
        c->apparmor = bh_profile_text(apparmor_field, arena);
        if (!bh_str_is_set(c->apparmor)) {
            return bh_arena_fail(arena, err);
        }
    }
    return 0;
}

static int take_containers(struct bh_psp_facts *facts, struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_pod_spec *spec = facts->spec;
    const struct bh_list *lists[] = { &spec->init_containers, &spec->containers,
                                      &spec->ephemeral_containers };
    static const char *const names[] = { "spec.initContainers", "spec.containers",
                                         "spec.ephemeralContainers" };
    static const struct bh_strs none;
    struct annotations annotations = { 0 };
    int rc = find_annotations(facts, &annotations, arena, err);

    for (uint8_t which = 0; which < 3 && rc == 0; which++) {
        for (uint32_t i = 0; i < lists[which]->n && rc == 0; i++) {
            const struct bh_container *c = (const struct bh_container *)lists[which]->v + i;
            struct bh_psp_container *made = &facts->containers[facts->n_containers++];
            *made = (struct bh_psp_container){
                .c = c,
                .security = c->security != NULL ? c->security : &no_security,
                .list = names[which],
                .index = i,
                .which = which,
            };
            rc = take_profiles(facts, made, &annotations, arena, err);
            if (rc == 0 && made->security->capabilities != NULL) {
                rc = bh_psp_strset_init(&made->add, &made->security->capabilities->add, &none,
                                        arena, err);
                rc = rc != 0 ? rc
                             : bh_psp_strset_init(&made->drop, &made->security->capabilities->drop,
                                                  &none, arena, err);
            }
        }
    }
    return rc;
}

/* ---- volumes ------------------------------------------------------------------------------------ */

static int type_of(const struct bh_volume *volume)
{
    for (int i = 0; i < BH_N_VOLUME_SOURCES; i++) {
        if (volume->has[i] == BH_YES) {
            return i;
        }
    }
    return -1;
}

static bool is_token_item(const struct bh_downward_item *item)
{
    return bh_str_eq(item->path, BH_S("namespace")) && item->field_ref != NULL &&
           bh_str_eq(item->field_ref->api_version, BH_S("v1")) &&
           bh_str_eq(item->field_ref->field_path, BH_S("metadata.namespace"));
}

/* Whether a projected volume holds nothing but what the ServiceAccount plugin puts into the token volume: policies that
 * allow secrets allow it. One without any source qualifies. */
static bool is_token_volume(const struct bh_volume *volume)
{
    BH_EACH (const struct bh_projection, source, volume->projected) {
        if (source->has_token != BH_YES && source->has_config_map != BH_YES &&
            source->has_downward_api != BH_YES) {
            return false;
        }
        if (source->has_token == BH_YES &&
            (!bh_str_eq(source->token_path, BH_S("token")) || source->token_audience.n > 0)) {
            return false;
        }
        if (source->has_config_map == BH_YES &&
            !bh_str_eq(source->config_map_name, BH_S("kube-root-ca.crt"))) {
            return false;
        }
        BH_EACH (const struct bh_downward_item, item, source->downward_items) {
            if (!is_token_item(item)) {
                return false;
            }
        }
    }
    return true;
}

struct mounts { /* of one volume name */
    struct bh_psp_mount *first, *last;
};

/* Which mounts of hostPath volumes may be written to, by volume: so that many of both cost no more than their sum. */
static int take_mounts(struct bh_psp_facts *facts, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_map by_name = { 0 };
    int rc = 0;

    for (uint32_t i = 0; i < facts->n_volumes && rc == 0; i++) {
        struct bh_str name = facts->volumes[i].v->name;
        if (facts->volumes[i].type == BH_VOLUME_HOST_PATH && bh_map_get(&by_name, name) == NULL) {
            struct mounts *made = bh_new(arena, struct mounts, 1);
            rc = made == NULL ? bh_arena_fail(arena, err)
                              : bh_map_put(&by_name, arena, name, made, err);
        }
    }
    for (uint32_t c = 0; c < facts->n_containers && rc == 0 && by_name.n > 0; c++) {
        const struct bh_list *list = &facts->containers[c].c->mounts;
        const struct bh_mount *mounts = list->v;
        for (uint32_t i = 0; i < list->n && rc == 0; i++) {
            struct mounts *of =
                mounts[i].read_only == BH_YES ? NULL : bh_map_get(&by_name, mounts[i].name);
            if (of == NULL) {
                continue;
            }
            struct bh_psp_mount *made = bh_new(arena, struct bh_psp_mount, 1);
            if (made == NULL) {
                return bh_arena_fail(arena, err);
            }
            *made = (struct bh_psp_mount){ .container = c, .index = i };
            if (of->last != NULL) {
                of->last->next = made;
            } else {
                of->first = made;
            }
            of->last = made;
        }
    }
    for (uint32_t i = 0; i < facts->n_volumes && rc == 0; i++) {
        if (facts->volumes[i].type == BH_VOLUME_HOST_PATH) {
            const struct mounts *of = bh_map_get(&by_name, facts->volumes[i].v->name);
            facts->volumes[i].writable = of == NULL ? NULL : of->first;
        }
    }
    return rc;
}

static int take_volumes(struct bh_psp_facts *facts, struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_volume *volumes = facts->spec->volumes.v;
    bool has_host_path = false;

    for (uint32_t i = 0; i < facts->n_volumes; i++) {
        int type = type_of(&volumes[i]);
        facts->volumes[i] = (struct bh_psp_volume){
            .v = &volumes[i],
            .type = type,
            .is_token = type == BH_VOLUME_PROJECTED && is_token_volume(&volumes[i]),
        };
        has_host_path |= type == BH_VOLUME_HOST_PATH;
    }
    return has_host_path ? take_mounts(facts, arena, err) : 0;
}

int bh_psp_facts_init(struct bh_psp_facts *out, const struct bh_psp_pod *pod,
                      struct bh_arena *arena, struct bh_err *err)
{
    static const struct bh_pod_spec no_spec;
    static const struct bh_pod_security no_pod_security;
    static const struct bh_meta no_meta;

    *out = (struct bh_psp_facts){
        .spec = pod->spec != NULL ? pod->spec : &no_spec,
        .meta = pod->meta != NULL ? pod->meta : &no_meta,
    };
    const struct bh_pod_spec *spec = out->spec;
    out->security = spec->security != NULL ? spec->security : &no_pod_security;
    size_t n = (size_t)spec->init_containers.n + spec->containers.n + spec->ephemeral_containers.n;
    out->containers = bh_new(arena, struct bh_psp_container, n);
    out->n_volumes = spec->volumes.n;
    out->volumes = bh_new(arena, struct bh_psp_volume, out->n_volumes);
    if (out->containers == NULL || out->volumes == NULL) {
        return bh_arena_fail(arena, err);
    }
    if (out->security->seccomp != NULL) {
        out->seccomp_field = bh_profile_text(out->security->seccomp, arena);
        if (!bh_str_is_set(out->seccomp_field)) {
            return bh_arena_fail(arena, err);
        }
    }
    int rc = take_containers(out, arena, err);
    return rc != 0 ? rc : take_volumes(out, arena, err);
}
