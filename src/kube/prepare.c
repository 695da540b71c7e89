/* Preparation: what the API server changes in a pod before admission plugins see it, as rows. Called before any
 * engine, so that what would be stored is judged. Source: the defaulting of core/v1 and the pod strategy of
 * Kubernetes 1.37. Leaves out whatever no engine reads (probe periods, restart policies, ...); what PodSecurityPolicy
 * needs besides stands in prepare_account.c. */
#include "kube/prepare.h"

#include "base/map.h"
#include "kube/prepare_work.h"

int bh_prepare_own_spec(struct bh_prepare_work *w)
{
    if (w->owns_spec) {
        return 0;
    }
    struct bh_pod_spec *copy = bh_new(w->arena, struct bh_pod_spec, 1);
    if (copy == NULL) {
        return bh_arena_fail(w->arena, w->err);
    }
    *copy = *w->spec;
    w->spec = copy;
    w->owns_spec = true;
    return 0;
}

int bh_prepare_grow_list(struct bh_prepare_work *w, struct bh_list *list, uint32_t more,
                         size_t size)
{
    void *v = bh_arena_array(w->arena, (size_t)list->n + more, size, _Alignof(max_align_t));

    if (v == NULL) {
        return bh_arena_fail(w->arena, w->err);
    }
    if (list->n > 0) {
        memcpy(v, list->v, list->n * size);
    }
    list->v = v;
    return 0;
}

static int copy_list(struct bh_prepare_work *w, struct bh_list *list, size_t size)
{
    return bh_prepare_grow_list(w, list, 0, size);
}

const struct bh_prepare_place bh_prepare_places[BH_PREPARE_N_LISTS] = {
    { offsetof(struct bh_pod_spec, init_containers), "spec.initContainers" },
    { offsetof(struct bh_pod_spec, containers), "spec.containers" },
    { offsetof(struct bh_pod_spec, ephemeral_containers), "spec.ephemeralContainers" },
};

struct bh_list *bh_prepare_list(const struct bh_prepare_work *w, size_t which)
{
    return (struct bh_list *)(void *)((char *)w->spec + bh_prepare_places[which].offset);
}

struct bh_container *bh_prepare_own_container(struct bh_prepare_work *w, size_t which, uint32_t i)
{
    if (bh_prepare_own_spec(w) != 0 ||
        (!w->owns_list[which] &&
         copy_list(w, bh_prepare_list(w, which), sizeof(struct bh_container)))) {
        return NULL;
    }
    w->owns_list[which] = true;
    return (struct bh_container *)bh_prepare_list(w, which)->v + i;
}

int bh_prepare_own_volumes(struct bh_prepare_work *w, uint32_t more)
{
    int rc = bh_prepare_own_spec(w);

    if (rc == 0 && (more > 0 || !w->owns_volumes)) {
        rc = bh_prepare_grow_list(w, &w->spec->volumes, more, sizeof(struct bh_volume));
        w->owns_volumes = rc == 0;
    }
    return rc;
}

int bh_prepare_record(struct bh_prepare_work *w, const struct bh_prepare_row *row,
                      struct bh_str path, struct bh_str value)
{
    struct bh_preparations *done = w->done;

    if (done == NULL) {
        return 0;
    }
    if (!bh_str_is_set(path) || !bh_str_is_set(value)) {
        return bh_arena_fail(w->arena, w->err);
    }
    if (done->n == done->room) {
        uint32_t room = done->room == 0 ? 4 : done->room * 2;
        struct bh_prepared *v = bh_new(w->arena, struct bh_prepared, room);
        if (v == NULL) {
            return bh_arena_fail(w->arena, w->err);
        }
        if (done->n > 0) {
            memcpy(v, done->v, done->n * sizeof(*v));
        }
        done->v = v;
        done->room = room;
    }
    done->v[done->n++] = (struct bh_prepared){ path, value, row };
    return 0;
}

/* ---- rows --------------------------------------------------------------------------------------- */

/* core/v1 defaulting of volumes: none of the sources is given. */
int bh_prepare_empty_dir(const struct bh_prepare_row *row, struct bh_prepare_work *w)
{
    for (uint32_t i = 0; i < w->spec->volumes.n; i++) {
        const struct bh_volume *volume = (struct bh_volume *)w->spec->volumes.v + i;
        if (memchr(volume->has, BH_YES, sizeof(volume->has)) != NULL) {
            continue;
        }
        int rc = bh_prepare_own_volumes(w, 0);
        if (rc != 0) {
            return rc;
        }
        ((struct bh_volume *)w->spec->volumes.v)[i].has[BH_VOLUME_EMPTY_DIR] = BH_YES;
        if (w->done != NULL) {
            rc = bh_prepare_record(
                w, row, bh_arena_printf(w->arena, "spec.volumes[%u].emptyDir", i), BH_S("{}"));
            if (rc != 0) {
                return rc;
            }
        }
    }
    return 0;
}

static bool lacks_host_port(const struct bh_port *port)
{
    return port->host_port.v == 0 && port->container_port.v != 0;
}

static int fill_ports(const struct bh_prepare_row *row, struct bh_prepare_work *w, size_t which,
                      uint32_t i)
{
    struct bh_container *container = bh_prepare_own_container(w, which, i);

    if (container == NULL || copy_list(w, &container->ports, sizeof(struct bh_port)) != 0) {
        return bh_arena_fail(w->arena, w->err);
    }
    for (uint32_t j = 0; j < container->ports.n; j++) {
        struct bh_port *port = (struct bh_port *)container->ports.v + j;
        if (!lacks_host_port(port)) {
            continue;
        }
        port->host_port = (struct bh_int){ port->container_port.v, true };
        if (w->done != NULL) {
            int rc =
                bh_prepare_record(w, row,
                                  bh_arena_printf(w->arena, "%s[%u].ports[%u].hostPort",
                                                  bh_prepare_places[which].path, i, j),
                                  bh_arena_printf(w->arena, "%lld", (long long)port->host_port.v));
            if (rc != 0) {
                return rc;
            }
        }
    }
    return 0;
}

/* core/v1 defaulting of pods; of templates no longer since Kubernetes 1.28. Not for ephemeral containers. */
int bh_prepare_host_ports(const struct bh_prepare_row *row, struct bh_prepare_work *w)
{
    if (w->spec->host_network != BH_YES) {
        return 0;
    }
    for (size_t which = 0; which < 2; which++) {
        for (uint32_t i = 0; i < bh_prepare_list(w, which)->n; i++) {
            const struct bh_container *c = (struct bh_container *)bh_prepare_list(w, which)->v + i;
            bool is_needed = false;
            BH_EACH (const struct bh_port, port, c->ports) {
                is_needed |= lacks_host_port(port);
            }
            int rc = is_needed ? fill_ports(row, w, which, i) : 0;
            if (rc != 0) {
                return rc;
            }
        }
    }
    return 0;
}

/* The profile that an annotation's value stands for; false for a value that stands for none. */
static bool profile_from_annotation(struct bh_str value, struct bh_profile *out)
{
    static const struct bh_str localhost = BH_S("localhost/");
    enum { LONGEST = 4095 };

    *out = (struct bh_profile){ 0 };
    if (bh_str_eq(value, BH_S("unconfined"))) {
        out->type = BH_S("Unconfined");
        return true;
    }
    if (bh_str_eq(value, BH_S("runtime/default"))) {
        out->type = BH_S("RuntimeDefault");
        return true;
    }
    if (!bh_str_starts(value, localhost)) {
        return false;
    }
    out->type = BH_S("Localhost");
    out->localhost_profile = bh_str_from(value, localhost.n);
    return out->localhost_profile.n > 0 && out->localhost_profile.n <= LONGEST &&
           !bh_str_is_padded(out->localhost_profile);
}

static bool is_same_profile(const struct bh_profile *a, const struct bh_profile *b)
{
    return b != NULL && bh_str_eq(a->type, b->type) &&
           bh_str_is_set(a->localhost_profile) == bh_str_is_set(b->localhost_profile) &&
           bh_str_eq(a->localhost_profile, b->localhost_profile);
}

static const struct bh_str apparmor_prefix =
    BH_S("container.apparmor.security.beta.kubernetes.io/");

static int set_apparmor(const struct bh_prepare_row *row, struct bh_prepare_work *w, size_t which,
                        uint32_t i, const struct bh_profile *profile)
{
    struct bh_container *container = bh_prepare_own_container(w, which, i);
    struct bh_security *security = bh_new(w->arena, struct bh_security, 1);
    struct bh_profile *made = bh_new(w->arena, struct bh_profile, 1);

    if (container == NULL || security == NULL || made == NULL) {
        return bh_arena_fail(w->arena, w->err);
    }
    *made = *profile;
    if (container->security != NULL) {
        *security = *container->security;
    }
    security->apparmor = made;
    container->security = security;
    if (w->done == NULL) {
        return 0;
    }
    return bh_prepare_record(w, row,
                             bh_arena_printf(w->arena, "%s[%u].securityContext.appArmorProfile",
                                             bh_prepare_places[which].path, i),
                             bh_arena_printf(w->arena, "type " BH_FMT, BH_ARG(made->type)));
}

/* The AppArmor annotations by the name of their container, so that many of both cost no more than their sum. */
static int find_apparmor(struct bh_prepare_work *w, struct bh_map *out)
{
    for (uint32_t i = 0; i < w->meta->annotations.n; i++) {
        struct bh_pair *a = &w->meta->annotations.v[i];
        if (bh_str_starts(a->key, apparmor_prefix)) {
            int rc = bh_map_put(out, w->arena, bh_str_from(a->key, apparmor_prefix.n), a, w->err);
            if (rc != 0) {
                return rc;
            }
        }
    }
    return 0;
}

/* The pod strategy on create: a container's annotation becomes its field, where that is not set and the pod's
 * own profile is not the same. Not on Windows. */
static int apparmor_fields(const struct bh_prepare_row *row, struct bh_prepare_work *w)
{
    const struct bh_profile *of_pod =
        w->spec->security == NULL ? NULL : w->spec->security->apparmor;
    struct bh_map annotations = { 0 };

    if (bh_str_eq(w->spec->os_name, BH_S("windows"))) {
        return 0;
    }
    int rc = find_apparmor(w, &annotations);
    if (rc != 0 || annotations.n == 0) {
        return rc;
    }
    for (size_t which = 0; which < BH_PREPARE_N_LISTS; which++) {
        for (uint32_t i = 0; i < bh_prepare_list(w, which)->n; i++) {
            const struct bh_container *c = (struct bh_container *)bh_prepare_list(w, which)->v + i;
            struct bh_profile profile;
            if (c->security != NULL && c->security->apparmor != NULL) {
                continue;
            }
            const struct bh_pair *a = bh_map_get(&annotations, c->name);
            if (a != NULL && profile_from_annotation(a->value, &profile) &&
                !is_same_profile(&profile, of_pod)) {
                rc = set_apparmor(row, w, which, i, &profile);
                if (rc != 0) {
                    return rc;
                }
            }
        }
    }
    return 0;
}

static const struct bh_prepare_row rows[] = {
    { "emptyDir", "a volume without a source is an emptyDir", true, bh_prepare_empty_dir },
    { "hostPort", "under hostNetwork a container port is a host port as well", false,
      bh_prepare_host_ports },
    { "appArmorProfile", "an AppArmor annotation becomes the container's appArmorProfile", false,
      apparmor_fields },
};

const struct bh_prepare_row *bh_prepare_rows(size_t *out_n)
{
    *out_n = sizeof(rows) / sizeof(rows[0]);
    return rows;
}

int bh_prepare_with(const struct bh_prepare_row *with_rows, size_t n_rows, enum bh_prepare_as as,
                    const struct bh_meta *meta, struct bh_pod_spec **spec,
                    struct bh_preparations *done, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_prepare_work w = {
        .meta = meta,
        .spec = *spec,
        .done = done,
        .arena = arena,
        .err = err,
    };

    if (*spec == NULL) {
        return 0;
    }
    for (size_t i = 0; i < n_rows; i++) {
        if (as == BH_PREPARE_POD || with_rows[i].for_template) {
            int rc = with_rows[i].apply(&with_rows[i], &w);
            if (rc != 0) {
                return rc;
            }
        }
    }
    *spec = w.spec;
    return 0;
}

int bh_prepare(enum bh_prepare_as as, const struct bh_meta *meta, struct bh_pod_spec **spec,
               struct bh_preparations *done, struct bh_arena *arena, struct bh_err *err)
{
    return bh_prepare_with(rows, sizeof(rows) / sizeof(rows[0]), as, meta, spec, done, arena, err);
}
