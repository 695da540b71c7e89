/* The checks of what confines a process: AppArmor, SELinux and seccomp, at both levels. Called
 * through the table in pss_checks.c. Implements section B.8 of the pod security specification,
 * rows appArmorProfile, seLinuxOptions, seccompProfile_baseline and seccompProfile_restricted. */
#include <stdbool.h>
#include <stddef.h>

#include "podsec/pss_message.h"
#include "podsec/pss_revisions.h"

/* ---- appArmorProfile ---- */

static bool apparmor_type_is_allowed(struct bh_str type)
{
    return bh_str_eq(type, BH_S("RuntimeDefault")) || bh_str_eq(type, BH_S("Localhost"));
}

static bool apparmor_annotation_is_bad(const struct bh_pair *pair)
{
    return bh_str_starts(pair->key, BH_S("container.apparmor.security.beta.kubernetes.io/")) &&
           pair->value.n > 0 && !bh_str_eq(pair->value, BH_S("runtime/default")) &&
           !bh_str_starts(pair->value, BH_S("localhost/"));
}

void bh_pss_apparmor_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                        struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 }, types = { 0 }, annotations = { 0 };
    bool is_pod_bad = false;

    for (uint32_t i = 0; i < meta->annotations.n; i++) {
        const struct bh_pair *pair = &meta->annotations.v[i];
        if (apparmor_annotation_is_bad(pair)) {
            bh_pss_names_add_pair(out, &annotations, pair);
            bh_pss_field_of_annotation(out, pair);
        }
    }
    if (spec->security != NULL && spec->security->apparmor != NULL) {
        struct bh_str type = spec->security->apparmor->type;
        if (!apparmor_type_is_allowed(type)) {
            is_pod_bad = true;
            bh_pss_names_add(out, &types, type);
            bh_pss_field_of_pod(out, "spec.securityContext.appArmorProfile.type", type);
        }
    }
    BH_PSS_EACH_CONTAINER (at, spec) {
        if (at.c->security != NULL && at.c->security->apparmor != NULL) {
            struct bh_str type = at.c->security->apparmor->type;
            if (!apparmor_type_is_allowed(type)) {
                bh_pss_names_add(out, &containers, at.c->name);
                bh_pss_names_add(out, &types, type);
                bh_pss_field_of_container(out, &at, "securityContext.appArmorProfile.type", type);
            }
        }
    }
    if (types.n + annotations.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_text_setters(&text, is_pod_bad, &containers);
    bh_pss_names_make_set(&types);
    bh_pss_names_make_set(&annotations);
    if (annotations.n > 0) {
        bh_pss_text_add(&text, types.n > 0 ? BH_S(" and ") : BH_S(""));
        bh_pss_text_noun(&text, "annotation", annotations.n);
    }
    bh_pss_text_c(&text, " must not set AppArmor profile type to ");
    bh_pss_text_quoted(&text, &types);
    if (types.n > 0 && annotations.n > 0) {
        bh_pss_text_add(&text, BH_S(", "));
    }
    bh_pss_text_quoted(&text, &annotations);
    bh_pss_forbid(out,
                  types.n + annotations.n == 1 ? BH_S("forbidden AppArmor profile")
                                               : BH_S("forbidden AppArmor profiles"),
                  &text);
}

/* ---- seLinuxOptions ---- */

struct selinux_state {
    struct bh_pss_out *out;
    struct bh_pss_names types;
    bool has_user, has_role;
    uint32_t version;
};

static bool selinux_type_is_allowed(struct bh_str type, uint32_t version)
{
    return type.n == 0 || bh_str_eq(type, BH_S("container_t")) ||
           bh_str_eq(type, BH_S("container_init_t")) || bh_str_eq(type, BH_S("container_kvm_t")) ||
           (version >= 31 && bh_str_eq(type, BH_S("container_engine_t")));
}

/* Reports one bad member, at the pod or (at != NULL) at a container. */
static void selinux_field(struct selinux_state *state, const struct bh_pss_walk *at,
                          const char *pod_path, struct bh_str found)
{
    if (at == NULL) {
        bh_pss_field_of_pod(state->out, pod_path, found);
    } else {
        bh_pss_field_of_container(state->out, at, pod_path + sizeof("spec.") - 1, found);
    }
}

/* Whether the options are bad; notes what of them is. */
static bool selinux_is_bad(struct selinux_state *state, const struct bh_selinux *options,
                           const struct bh_pss_walk *at)
{
    bool is_bad = false;

    if (options->user.n > 0) {
        is_bad = state->has_user = true;
        selinux_field(state, at, "spec.securityContext.seLinuxOptions.user", options->user);
    }
    if (options->role.n > 0) {
        is_bad = state->has_role = true;
        selinux_field(state, at, "spec.securityContext.seLinuxOptions.role", options->role);
    }
    if (!selinux_type_is_allowed(options->type, state->version)) {
        is_bad = true;
        bh_pss_names_add(state->out, &state->types, options->type);
        selinux_field(state, at, "spec.securityContext.seLinuxOptions.type", options->type);
    }
    return is_bad;
}

static void selinux(const struct bh_pod_spec *spec, struct bh_pss_out *out, uint32_t version)
{
    struct selinux_state state = { .out = out, .version = version };
    struct bh_pss_names containers = { 0 };
    bool is_pod_bad = spec->security != NULL && spec->security->selinux != NULL &&
                      selinux_is_bad(&state, spec->security->selinux, NULL);

    BH_PSS_EACH_CONTAINER (at, spec) {
        if (at.c->security != NULL && at.c->security->selinux != NULL &&
            selinux_is_bad(&state, at.c->security->selinux, &at)) {
            bh_pss_names_add(out, &containers, at.c->name);
        }
    }
    if (!is_pod_bad && containers.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    const char *separator = "";
    bh_pss_names_make_set(&state.types);
    bh_pss_text_setters(&text, is_pod_bad, &containers);
    bh_pss_text_c(&text, " set forbidden securityContext.seLinuxOptions: ");
    if (state.types.n > 0) {
        bh_pss_text_noun(&text, "type", state.types.n);
        bh_pss_text_add(&text, BH_S(" "));
        bh_pss_text_quoted(&text, &state.types);
        separator = "; ";
    }
    if (state.has_user) {
        bh_pss_text_c(&text, separator);
        bh_pss_text_c(&text, "user may not be set");
        separator = "; ";
    }
    if (state.has_role) {
        bh_pss_text_c(&text, separator);
        bh_pss_text_c(&text, "role may not be set");
    }
    bh_pss_forbid(out, BH_S("seLinuxOptions"), &text);
}

void bh_pss_selinux_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                       struct bh_pss_out *out)
{
    (void)meta;
    selinux(spec, out, 0);
}

void bh_pss_selinux_v31(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                        struct bh_pss_out *out)
{
    (void)meta;
    selinux(spec, out, 31);
}

/* ---- seccompProfile_baseline ---- */

static bool seccomp_annotation_is_allowed(struct bh_str value)
{
    return bh_str_eq(value, BH_S("runtime/default")) || bh_str_eq(value, BH_S("docker/default")) ||
           bh_str_starts(value, BH_S("localhost/"));
}

/* Container names, to be asked many times: a few are walked, many are sorted once. */
struct container_index {
    struct bh_pss_names sorted;
    bool is_sorted;
};

enum { FEW_CONTAINERS = 64 };

static bool has_container(struct container_index *index, const struct bh_pod_spec *spec,
                          struct bh_str name, struct bh_pss_out *out)
{
    if (spec->init_containers.n < FEW_CONTAINERS && spec->containers.n < FEW_CONTAINERS &&
        spec->ephemeral_containers.n < FEW_CONTAINERS) {
        BH_PSS_EACH_CONTAINER (at, spec) {
            if (bh_str_eq(at.c->name, name)) {
                return true;
            }
        }
        return false;
    }
    if (!index->is_sorted) {
        BH_PSS_EACH_CONTAINER (at, spec) {
            bh_pss_names_add(out, &index->sorted, at.c->name);
        }
        bh_pss_names_make_set(&index->sorted);
        index->is_sorted = true;
    }
    return bh_pss_names_has(&index->sorted, name);
}

/* Before v1.19 the annotations alone count: the pod's, and those of containers that exist. */
void bh_pss_seccomp_baseline_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                                struct bh_pss_out *out)
{
    const struct bh_str pod_key = BH_S("seccomp.security.alpha.kubernetes.io/pod");
    const struct bh_str prefix = BH_S("container.seccomp.security.alpha.kubernetes.io/");
    struct container_index index = { .is_sorted = false };
    struct bh_pss_names annotations = { 0 };

    for (uint32_t i = 0; i < meta->annotations.n; i++) {
        const struct bh_pair *pair = &meta->annotations.v[i];
        if (seccomp_annotation_is_allowed(pair->value)) {
            continue;
        }
        if (bh_str_eq(pair->key, pod_key) ||
            (bh_str_starts(pair->key, prefix) &&
             has_container(&index, spec, bh_str_from(pair->key, prefix.n), out))) {
            bh_pss_names_add_pair(out, &annotations, pair);
            bh_pss_field_of_annotation(out, pair);
        }
    }
    if (annotations.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_names_make_set(&annotations);
    bh_pss_text_c(&text, "forbidden ");
    bh_pss_text_noun(&text, "annotation", annotations.n);
    bh_pss_text_add(&text, BH_S(" "));
    bh_pss_text_joined(&text, &annotations);
    bh_pss_forbid(out, BH_S("seccompProfile"), &text);
}

static bool seccomp_is_allowed(const struct bh_profile *profile)
{
    return bh_str_eq(profile->type, BH_S("RuntimeDefault")) ||
           bh_str_eq(profile->type, BH_S("Localhost"));
}

/* Forbids and returns true when the pod or a container names a profile type that is not allowed. */
static bool seccomp_explicit(const struct bh_pod_spec *spec, struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 }, types = { 0 };
    bool is_pod_bad = false;

    if (spec->security != NULL && spec->security->seccomp != NULL &&
        !seccomp_is_allowed(spec->security->seccomp)) {
        struct bh_str type = spec->security->seccomp->type;
        is_pod_bad = true;
        bh_pss_names_add(out, &types, type);
        bh_pss_field_of_pod(out, "spec.securityContext.seccompProfile.type", type);
    }
    BH_PSS_EACH_CONTAINER (at, spec) {
        if (at.c->security != NULL && at.c->security->seccomp != NULL &&
            !seccomp_is_allowed(at.c->security->seccomp)) {
            struct bh_str type = at.c->security->seccomp->type;
            bh_pss_names_add(out, &containers, at.c->name);
            bh_pss_names_add(out, &types, type);
            bh_pss_field_of_container(out, &at, "securityContext.seccompProfile.type", type);
        }
    }
    if (!is_pod_bad && containers.n == 0) {
        return false;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_names_make_set(&types);
    bh_pss_text_setters(&text, is_pod_bad, &containers);
    bh_pss_text_c(&text, " must not set securityContext.seccompProfile.type to ");
    bh_pss_text_quoted(&text, &types);
    bh_pss_forbid(out, BH_S("seccompProfile"), &text);
    return true;
}

/* From v1.19 on the fields alone count. */
void bh_pss_seccomp_baseline_v19(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                                 struct bh_pss_out *out)
{
    (void)meta;
    (void)seccomp_explicit(spec, out);
}

/* ---- seccompProfile_restricted ---- */

static bool has_no_seccomp(const struct bh_container *c)
{
    return c->security == NULL || c->security->seccomp == NULL;
}

void bh_pss_seccomp_restricted_v19(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                                   struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 };

    (void)meta;
    if (seccomp_explicit(spec, out) ||
        (spec->security != NULL && spec->security->seccomp != NULL)) { /* then a good one */
        return;
    }
    BH_PSS_EACH_CONTAINER (at, spec) {
        if (has_no_seccomp(at.c)) {
            bh_pss_names_add(out, &containers, at.c->name);
            bh_pss_field_of_container(out, &at, "securityContext.seccompProfile.type",
                                      BH_S("absent"));
        }
    }
    if (containers.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_text_c(&text, "pod or ");
    bh_pss_text_containers(&text, &containers);
    bh_pss_text_c(
        &text,
        " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    bh_pss_forbid(out, BH_S("seccompProfile"), &text);
}

void bh_pss_seccomp_restricted_v25(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                                   struct bh_pss_out *out)
{
    if (!bh_pss_is_windows(spec)) {
        bh_pss_seccomp_restricted_v19(meta, spec, out);
    }
}
