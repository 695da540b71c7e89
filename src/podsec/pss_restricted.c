/* The checks that the restricted standard adds. Called through the table in pss_checks.c.
 * Implements section B.8 of the pod security specification, rows of level restricted (seccomp is
 * in pss_profiles.c). */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "podsec/pss_message.h"
#include "podsec/pss_revisions.h"

/* ---- allowPrivilegeEscalation ---- */

void bh_pss_escalation_v8(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                          struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 };

    (void)meta;
    BH_PSS_EACH_CONTAINER (at, spec) {
        const struct bh_security *security = at.c->security;
        if (security == NULL || security->allow_privilege_escalation != BH_NO) {
            bool is_yes = security != NULL && security->allow_privilege_escalation == BH_YES;
            bh_pss_names_add(out, &containers, at.c->name);
            bh_pss_field_of_container(out, &at, "securityContext.allowPrivilegeEscalation",
                                      is_yes ? BH_S("true") : BH_S("absent"));
        }
    }
    if (containers.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_text_containers(&text, &containers);
    bh_pss_text_c(&text, " must set securityContext.allowPrivilegeEscalation=false");
    bh_pss_forbid(out, BH_S("allowPrivilegeEscalation != false"), &text);
}

void bh_pss_escalation_v25(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                           struct bh_pss_out *out)
{
    if (!bh_pss_is_windows(spec)) {
        bh_pss_escalation_v8(meta, spec, out);
    }
}

/* ---- capabilities_restricted ---- */

static bool drops_all(const struct bh_capabilities *capabilities)
{
    for (uint32_t i = 0; i < capabilities->drop.n; i++) {
        if (bh_str_eq(capabilities->drop.v[i], BH_S("ALL"))) {
            return true;
        }
    }
    return false;
}

/* Reports a 'drop' without ALL: absent, or what it holds as [A, B]. */
static void drop_field(struct bh_pss_out *out, const struct bh_pss_walk *at,
                       const struct bh_capabilities *capabilities)
{
    struct bh_pss_text held = { .out = out };

    if (capabilities != NULL && capabilities->drop.is_set) {
        const struct bh_pss_names names = { .v = capabilities->drop.v, .n = capabilities->drop.n };
        bh_pss_text_add(&held, BH_S("["));
        bh_pss_text_joined(&held, &names);
        bh_pss_text_add(&held, BH_S("]"));
    }
    bh_pss_field_of_container(out, at, "securityContext.capabilities.drop", bh_str(held.p, held.n));
}

void bh_pss_capabilities_restricted_v22(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                                        struct bh_pss_out *out)
{
    struct bh_pss_names not_dropping = { 0 }, adding = { 0 }, added = { 0 };

    (void)meta;
    BH_PSS_EACH_CONTAINER (at, spec) {
        const struct bh_capabilities *capabilities =
            at.c->security == NULL ? NULL : at.c->security->capabilities;
        bool is_adding = false;
        for (uint32_t i = 0; capabilities != NULL && i < capabilities->add.n; i++) {
            struct bh_str name = capabilities->add.v[i];
            if (!bh_str_eq(name, BH_S("NET_BIND_SERVICE"))) {
                is_adding = true;
                bh_pss_names_add(out, &added, name);
                bh_pss_field_of_container_item(out, &at, "securityContext.capabilities.add", i, "",
                                               name);
            }
        }
        if (is_adding) {
            bh_pss_names_add(out, &adding, at.c->name);
        }
        if (capabilities == NULL || !drops_all(capabilities)) {
            bh_pss_names_add(out, &not_dropping, at.c->name);
            drop_field(out, &at, capabilities);
        }
    }
    if (not_dropping.n == 0 && adding.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    if (not_dropping.n > 0) {
        bh_pss_text_containers(&text, &not_dropping);
        bh_pss_text_c(&text, " must set securityContext.capabilities.drop=[\"ALL\"]");
    }
    if (adding.n > 0) {
        bh_pss_text_c(&text, not_dropping.n > 0 ? "; " : "");
        bh_pss_names_make_set(&added);
        bh_pss_text_containers(&text, &adding);
        bh_pss_text_c(&text, " must not include ");
        bh_pss_text_quoted(&text, &added);
        bh_pss_text_c(&text, " in securityContext.capabilities.add");
    }
    bh_pss_forbid(out, BH_S("unrestricted capabilities"), &text);
}

void bh_pss_capabilities_restricted_v25(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                                        struct bh_pss_out *out)
{
    if (!bh_pss_is_windows(spec)) {
        bh_pss_capabilities_restricted_v22(meta, spec, out);
    }
}

/* ---- restrictedVolumes ---- */

static bool volume_is_allowed(const struct bh_volume *volume)
{
    return volume->has[BH_VOLUME_EMPTY_DIR] == BH_YES ||
           volume->has[BH_VOLUME_CONFIG_MAP] == BH_YES || volume->has[BH_VOLUME_SECRET] == BH_YES ||
           volume->has[BH_VOLUME_PROJECTED] == BH_YES ||
           volume->has[BH_VOLUME_PERSISTENT_VOLUME_CLAIM] == BH_YES ||
           volume->has[BH_VOLUME_DOWNWARD_API] == BH_YES || volume->has[BH_VOLUME_CSI] == BH_YES ||
           volume->has[BH_VOLUME_EPHEMERAL] == BH_YES || volume->has[BH_VOLUME_IMAGE] == BH_YES;
}

/* The type under which a volume that is not allowed is reported: of several sources the first
 * here. */
static const char *volume_type(const struct bh_volume *volume)
{
    static const struct {
        enum bh_volume_source source;
        const char *name;
    } types[] = {
        { BH_VOLUME_HOST_PATH, "hostPath" },
        { BH_VOLUME_GCE_PERSISTENT_DISK, "gcePersistentDisk" },
        { BH_VOLUME_AWS_ELASTIC_BLOCK_STORE, "awsElasticBlockStore" },
        { BH_VOLUME_GIT_REPO, "gitRepo" },
        { BH_VOLUME_NFS, "nfs" },
        { BH_VOLUME_ISCSI, "iscsi" },
        { BH_VOLUME_GLUSTERFS, "glusterfs" },
        { BH_VOLUME_RBD, "rbd" },
        { BH_VOLUME_FLEX_VOLUME, "flexVolume" },
        { BH_VOLUME_CINDER, "cinder" },
        { BH_VOLUME_CEPHFS, "cephfs" },
        { BH_VOLUME_FLOCKER, "flocker" },
        { BH_VOLUME_FC, "fc" },
        { BH_VOLUME_AZURE_FILE, "azureFile" },
        { BH_VOLUME_VSPHERE_VOLUME, "vsphereVolume" },
        { BH_VOLUME_QUOBYTE, "quobyte" },
        { BH_VOLUME_AZURE_DISK, "azureDisk" },
        { BH_VOLUME_PHOTON_PERSISTENT_DISK, "photonPersistentDisk" },
        { BH_VOLUME_PORTWORX_VOLUME, "portworxVolume" },
        { BH_VOLUME_SCALE_IO, "scaleIO" },
        { BH_VOLUME_STORAGEOS, "storageos" },
    };

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        if (volume->has[types[i].source] == BH_YES) {
            return types[i].name;
        }
    }
    return NULL;
}

static void volume_field(struct bh_pss_out *out, const struct bh_volume *volume, uint32_t index,
                         const char *type)
{
    char rest[32] = "";
    struct bh_str found = bh_str_c(type);

    if (type == NULL) { /* no source that is known */
        bh_pss_field_of_pod_item(out, "spec.volumes", index, "", BH_S("unknown"));
        return;
    }
    rest[0] = '.';
    memcpy(rest + 1, type, found.n + 1); /* the longest type has 20 letters */
    if (volume->has[BH_VOLUME_HOST_PATH] == BH_YES && volume->host_path.n > 0) {
        found = volume->host_path;
    }
    bh_pss_field_of_pod_item(out, "spec.volumes", index, rest, found);
}

void bh_pss_volumes_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                       struct bh_pss_out *out)
{
    struct bh_pss_names volumes = { 0 }, types = { 0 };
    const struct bh_volume *all = spec->volumes.v;

    (void)meta;
    for (uint32_t i = 0; i < spec->volumes.n; i++) {
        const struct bh_volume *volume = &all[i];
        if (!volume_is_allowed(volume)) {
            const char *type = volume_type(volume);
            bh_pss_names_add(out, &volumes, volume->name);
            bh_pss_names_add(out, &types, type == NULL ? BH_S("unknown") : bh_str_c(type));
            volume_field(out, volume, i, type);
        }
    }
    if (volumes.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_names_make_set(&types);
    bh_pss_text_noun(&text, "volume", volumes.n);
    bh_pss_text_add(&text, BH_S(" "));
    bh_pss_text_quoted(&text, &volumes);
    bh_pss_text_c(&text, volumes.n == 1 ? " uses " : " use ");
    bh_pss_text_noun(&text, "restricted volume type", types.n);
    bh_pss_text_add(&text, BH_S(" "));
    bh_pss_text_quoted(&text, &types);
    bh_pss_forbid(out, BH_S("restricted volume types"), &text);
}

/* ---- runAsNonRoot ---- */

static enum bh_tri non_root_of(const struct bh_container *c)
{
    return c->security == NULL ? BH_UNSET : c->security->run_as_non_root;
}

/* Words the containers that inherit nothing good; only when nobody says something bad aloud. */
static void non_root_implicit(const struct bh_pod_spec *spec, struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 };
    struct bh_pss_text text = { .out = out };

    BH_PSS_EACH_CONTAINER (at, spec) {
        if (non_root_of(at.c) == BH_UNSET) {
            bh_pss_names_add(out, &containers, at.c->name);
            bh_pss_field_of_container(out, &at, "securityContext.runAsNonRoot", BH_S("absent"));
        }
    }
    bh_pss_text_c(&text, "pod or ");
    bh_pss_text_containers(&text, &containers);
    bh_pss_text_c(&text, " must set securityContext.runAsNonRoot=true");
    bh_pss_forbid(out, BH_S("runAsNonRoot != true"), &text);
}

void bh_pss_non_root_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                        struct bh_pss_out *out)
{
    enum bh_tri pod = spec->security == NULL ? BH_UNSET : spec->security->run_as_non_root;
    struct bh_pss_names containers = { 0 };
    bool is_pod_bad = pod == BH_NO, has_unset = false;

    (void)meta;
    if (is_pod_bad) {
        bh_pss_field_of_pod(out, "spec.securityContext.runAsNonRoot", BH_S("false"));
    }
    BH_PSS_EACH_CONTAINER (at, spec) {
        enum bh_tri own = non_root_of(at.c);
        if (own == BH_NO) {
            bh_pss_names_add(out, &containers, at.c->name);
            bh_pss_field_of_container(out, &at, "securityContext.runAsNonRoot", BH_S("false"));
        }
        has_unset |= own == BH_UNSET;
    }
    if (is_pod_bad || containers.n > 0) {
        struct bh_pss_text text = { .out = out };
        bh_pss_text_setters(&text, is_pod_bad, &containers);
        bh_pss_text_c(&text, " must not set securityContext.runAsNonRoot=false");
        bh_pss_forbid(out, BH_S("runAsNonRoot != true"), &text);
    } else if (has_unset && pod != BH_YES) {
        non_root_implicit(spec, out);
    }
}

void bh_pss_non_root_v35(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                         struct bh_pss_out *out)
{
    if (!bh_pss_has_own_users(spec)) {
        bh_pss_non_root_v0(meta, spec, out);
    }
}

/* ---- runAsUser ---- */

void bh_pss_run_as_user_v23(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                            struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 };
    bool is_pod_bad = spec->security != NULL && spec->security->run_as_user.is_set &&
                      spec->security->run_as_user.v == 0;

    (void)meta;
    if (is_pod_bad) {
        bh_pss_field_of_pod(out, "spec.securityContext.runAsUser", BH_S("0"));
    }
    BH_PSS_EACH_CONTAINER (at, spec) {
        const struct bh_security *security = at.c->security;
        if (security != NULL && security->run_as_user.is_set && security->run_as_user.v == 0) {
            bh_pss_names_add(out, &containers, at.c->name);
            bh_pss_field_of_container(out, &at, "securityContext.runAsUser", BH_S("0"));
        }
    }
    if (!is_pod_bad && containers.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_text_setters(&text, is_pod_bad, &containers);
    bh_pss_text_c(&text, " must not set runAsUser=0");
    bh_pss_forbid(out, BH_S("runAsUser=0"), &text);
}

void bh_pss_run_as_user_v35(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                            struct bh_pss_out *out)
{
    if (!bh_pss_has_own_users(spec)) {
        bh_pss_run_as_user_v23(meta, spec, out);
    }
}
