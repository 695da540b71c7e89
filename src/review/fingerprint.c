/* Fingerprints of violations: 64 bits of FNV-1a, over parts that cannot run into each other. Called by judge.c. Leaves out
 * defence against whoever makes two violations of one fingerprint on purpose: a baseline is an aid, no boundary. */
#include "review/fingerprint.h"

#include <stdlib.h>

#include "base/num.h"
#include "kube/kinds.h"
#include "podsec/pss_checks.h"

static uint64_t mix(uint64_t h, struct bh_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
    }
    return (h ^ 0xff) * 0x100000001b3u; /* a byte that no UTF-8 text has, between the parts */
}

static uint64_t start(void)
{
    return 0xcbf29ce484222325u;
}

/* ---- names of list elements ------------------------------------------------------------------------ */

static struct bh_str volume_name(const struct bh_list *list, uint64_t i)
{
    return i < list->n ? ((const struct bh_volume *)list->v)[i].name : bh_str(NULL, 0);
}

static struct bh_str sysctl_name(const struct bh_list *list, uint64_t i)
{
    return i < list->n ? ((const struct bh_sysctl *)list->v)[i].name : bh_str(NULL, 0);
}

static struct bh_str port_name(const struct bh_list *list, uint64_t i)
{
    return i < list->n ? ((const struct bh_port *)list->v)[i].name : bh_str(NULL, 0);
}

/* The container in element 'i' of a list with this path, or NULL. */
static const struct bh_container *container_in(const struct bh_pod_spec *spec, struct bh_str path,
                                               uint64_t i)
{
    const struct bh_list *list =
        bh_str_eq(path, BH_S("spec.containers"))            ? &spec->containers
        : bh_str_eq(path, BH_S("spec.initContainers"))      ? &spec->init_containers
        : bh_str_eq(path, BH_S("spec.ephemeralContainers")) ? &spec->ephemeral_containers
                                                            : NULL;

    return list != NULL && i < list->n ? (const struct bh_container *)list->v + i : NULL;
}

struct walk { /* along a path */
    const struct bh_pod_spec *spec;
    const struct bh_container *container; /* that the path went through; NULL = none yet */
};

/* The name of element 'i' of the list with this path; unset where elements have none, such as capabilities. */
static struct bh_str element_name(struct walk *walk, struct bh_str path, uint64_t i)
{
    const struct bh_pod_spec *spec = walk->spec;

    if (walk->container != NULL) {
        return bh_str_ends(path, BH_S("].ports")) ? port_name(&walk->container->ports, i)
                                                  : bh_str(NULL, 0);
    }
    walk->container = container_in(spec, path, i);
    if (walk->container != NULL) {
        return walk->container->name;
    }
    if (bh_str_eq(path, BH_S("spec.volumes"))) {
        return volume_name(&spec->volumes, i);
    }
    if (bh_str_eq(path, BH_S("spec.securityContext.sysctls")) && spec->security != NULL) {
        return sysctl_name(&spec->security->sysctls, i);
    }
    return bh_str(NULL, 0);
}

/* ---- fields ---------------------------------------------------------------------------------------- */

/* A path, each index replaced by the name of its element, and the value. */
static uint64_t field_print(const struct bh_pod_spec *spec, const struct bh_pss_field *field)
{
    struct walk walk = { .spec = spec };
    struct bh_str rest = field->path;
    uint64_t h = start(), index;

    /* The key of an annotation stands in brackets too, and is a name already. */
    if (spec == NULL || bh_str_starts(rest, BH_S("metadata."))) {
        return mix(mix(h, rest), field->found);
    }
    for (;;) {
        size_t open = bh_str_find_byte(rest, '['), close = bh_str_find_byte(rest, ']');
        if (open == rest.n || close == rest.n || close < open ||
            !bh_num_u64(bh_str(rest.p + open + 1, close - open - 1), 10, &index)) {
            break;
        }
        struct bh_str path =
            bh_str(field->path.p, (size_t)(rest.p - field->path.p) + open); /* of the list */
        h = mix(h, bh_str(rest.p, open));
        h = mix(h, element_name(&walk, path, index));
        rest = bh_str_from(rest, close + 1);
    }
    return mix(mix(h, rest), field->found);
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

int bh_fingerprint(const struct bh_object_ref *subject, struct bh_str template_,
                   const struct bh_pod_spec *spec, const struct bh_pss_violation *violation,
                   struct bh_arena *arena, uint64_t *out, struct bh_err *err)
{
    uint64_t *fields = bh_new(arena, uint64_t, violation->n_fields);
    uint64_t h = start();

    if (fields == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (uint32_t i = 0; i < violation->n_fields; i++) {
        fields[i] = field_print(spec, &violation->fields[i]);
    }
    if (violation->n_fields > 1) {
        qsort(fields, violation->n_fields, sizeof(*fields), by_value);
    }
    h = mix(h, bh_str_c(violation->check->id));
    h = mix(h, bh_api_group(subject->api_version));
    h = mix(h, subject->kind);
    h = mix(h, subject->namespace_);
    h = mix(h, subject->name);
    h = mix(h, template_);
    for (uint32_t i = 0; i < violation->n_fields; i++) {
        unsigned char bytes[sizeof(uint64_t)]; /* the same on every machine */
        for (size_t k = 0; k < sizeof(bytes); k++) {
            bytes[k] = (unsigned char)(fields[i] >> (8 * k));
        }
        h = mix(h, bh_str((const char *)bytes, sizeof(bytes)));
    }
    *out = h;
    return 0;
}
