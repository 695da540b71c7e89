/* Kubernetes objects as C structs: what the engines read of them. Filled by the decoder from the rows in
 * schema.c; every field that a row names but no engine reads is checked and not stored.
 *
 * Absent is not empty: a view with p == NULL, BH_UNSET, !is_set and a NULL pointer are "absent or null" (the
 * API server's typed decoder makes no difference between the two; who must know asks the node:
 * bh_doc_member gives NULL for absent and a BH_NODE_NULL for null). Defaults are never applied here.
 * Each struct knows the node it came from, and through it the place of each of its fields; NULL = the
 * struct was made by preparation or by a null element. */
#ifndef KUBE_OBJECTS_H
#define KUBE_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "kube/doc.h"

enum bh_tri { BH_UNSET, BH_NO, BH_YES };

struct bh_int { /* int32 or int64 */
    int64_t v;
    bool is_set;
};

struct bh_list { /* of structs; which, says the member's comment */
    void *v;
    uint32_t n;
    bool is_set; /* true for an empty list too */
};

struct bh_strs {
    struct bh_str *v; /* null elements are empty strings, as upstream has it */
    uint32_t n;
    bool is_set;
};

struct bh_ints {
    int64_t *v;
    uint32_t n;
    bool is_set;
};

struct bh_pair {
    struct bh_str key, value; /* a null value is empty */
};

struct bh_pairs { /* a string map, in document order, keys distinct */
    struct bh_pair *v;
    uint32_t n;
    bool is_set;
};

/* Walks a bh_list of structs: BH_EACH (struct bh_container, c, spec->containers) { ... } */
/* NOLINTBEGIN(bugprone-macro-parentheses): 'type' and 'var' cannot be in parentheses */
#define BH_EACH(type, var, list)                                                  \
    for (type *var = (list).v, *var##_end_ = var != NULL ? var + (list).n : NULL; \
         var != var##_end_; var++)
/* NOLINTEND(bugprone-macro-parentheses) */

struct bh_owner {
    const struct bh_node *node;
    struct bh_str api_version, kind, name, uid;
    enum bh_tri is_controller;
};

struct bh_label_requirement {
    const struct bh_node *node;
    struct bh_str key, op;
    struct bh_strs values;
};

struct bh_label_selector {
    const struct bh_node *node;
    struct bh_pairs labels;
    struct bh_list expressions; /* struct bh_label_requirement */
};

struct bh_meta {
    const struct bh_node *node;
    struct bh_str name, generate_name, namespace_, uid;
    struct bh_pairs labels, annotations;
    struct bh_list owners; /* struct bh_owner */
};

struct bh_selinux {
    const struct bh_node *node;
    struct bh_str user, role, type, level;
};

struct bh_profile { /* seccompProfile, appArmorProfile */
    const struct bh_node *node;
    struct bh_str type, localhost_profile;
};

struct bh_windows {
    const struct bh_node *node;
    struct bh_str gmsa_credential_spec_name, gmsa_credential_spec, run_as_user_name;
    enum bh_tri host_process;
};

struct bh_sysctl {
    const struct bh_node *node;
    struct bh_str name, value;
};

struct bh_pod_security { /* PodSecurityContext */
    const struct bh_node *node;
    struct bh_selinux *selinux;
    struct bh_windows *windows;
    struct bh_profile *seccomp, *apparmor;
    struct bh_int run_as_user, run_as_group, fs_group;
    enum bh_tri run_as_non_root;
    struct bh_ints supplemental_groups;
    struct bh_str supplemental_groups_policy, fs_group_change_policy;
    struct bh_list sysctls; /* struct bh_sysctl */
};

struct bh_capabilities {
    const struct bh_node *node;
    struct bh_strs add, drop;
};

struct bh_security { /* SecurityContext of a container */
    const struct bh_node *node;
    struct bh_capabilities *capabilities;
    struct bh_selinux *selinux;
    struct bh_windows *windows;
    struct bh_profile *seccomp, *apparmor;
    struct bh_int run_as_user, run_as_group;
    enum bh_tri privileged, run_as_non_root, read_only_root_filesystem, allow_privilege_escalation;
    struct bh_str proc_mount;
};

struct bh_port {
    const struct bh_node *node;
    struct bh_str name, protocol, host_ip;
    struct bh_int host_port, container_port;
};

struct bh_host_action { /* httpGet, tcpSocket: all that security asks of them */
    const struct bh_node *node;
    struct bh_str host;
};

struct bh_handler { /* a probe, or one of a container's lifecycle handlers */
    const struct bh_node *node;
    struct bh_host_action *http_get, *tcp_socket;
};

struct bh_lifecycle {
    const struct bh_node *node;
    struct bh_handler *post_start, *pre_stop;
};

struct bh_mount {
    const struct bh_node *node;
    struct bh_str name, mount_path;
    enum bh_tri read_only;
};

struct bh_container { /* init, regular and ephemeral alike */
    const struct bh_node *node;
    struct bh_str name, image, restart_policy;
    struct bh_security *security;
    struct bh_list ports;  /* struct bh_port */
    struct bh_list mounts; /* struct bh_mount */
    struct bh_handler *liveness, *readiness, *startup;
    struct bh_lifecycle *lifecycle;
};

/* Volume sources in the order in which upstream looks for them; X(identifier, JSON name). */
#define BH_VOLUME_SOURCES(X)                            \
    X(HOST_PATH, "hostPath")                            \
    X(EMPTY_DIR, "emptyDir")                            \
    X(GCE_PERSISTENT_DISK, "gcePersistentDisk")         \
    X(AWS_ELASTIC_BLOCK_STORE, "awsElasticBlockStore")  \
    X(GIT_REPO, "gitRepo")                              \
    X(SECRET, "secret")                                 \
    X(NFS, "nfs")                                       \
    X(ISCSI, "iscsi")                                   \
    X(GLUSTERFS, "glusterfs")                           \
    X(PERSISTENT_VOLUME_CLAIM, "persistentVolumeClaim") \
    X(RBD, "rbd")                                       \
    X(FLEX_VOLUME, "flexVolume")                        \
    X(CINDER, "cinder")                                 \
    X(CEPHFS, "cephfs")                                 \
    X(FLOCKER, "flocker")                               \
    X(DOWNWARD_API, "downwardAPI")                      \
    X(FC, "fc")                                         \
    X(AZURE_FILE, "azureFile")                          \
    X(CONFIG_MAP, "configMap")                          \
    X(VSPHERE_VOLUME, "vsphereVolume")                  \
    X(QUOBYTE, "quobyte")                               \
    X(AZURE_DISK, "azureDisk")                          \
    X(PHOTON_PERSISTENT_DISK, "photonPersistentDisk")   \
    X(STORAGEOS, "storageos")                           \
    X(PROJECTED, "projected")                           \
    X(PORTWORX_VOLUME, "portworxVolume")                \
    X(SCALE_IO, "scaleIO")                              \
    X(CSI, "csi")                                       \
    X(EPHEMERAL, "ephemeral")                           \
    X(IMAGE, "image")

enum bh_volume_source {
#define X(id, name) BH_VOLUME_##id,
    BH_VOLUME_SOURCES(X)
#undef X
        BH_N_VOLUME_SOURCES
};

struct bh_field_ref {
    const struct bh_node *node;
    struct bh_str api_version, field_path;
};

struct bh_downward_item {
    const struct bh_node *node;
    struct bh_str path;
    struct bh_field_ref *field_ref;
};

struct bh_projection { /* a source of a projected volume */
    const struct bh_node *node;
    uint8_t has_token, has_config_map, has_downward_api, has_secret; /* enum bh_tri: BH_YES */
    struct bh_str token_path, token_audience;
    struct bh_str config_map_name;
    struct bh_list downward_items; /* struct bh_downward_item */
};

struct bh_volume {
    const struct bh_node *node;
    struct bh_str name;
    uint8_t
        has[BH_N_VOLUME_SOURCES]; /* enum bh_tri: BH_YES when the source is there and not null */
    struct bh_str host_path;      /* hostPath.path */
    struct bh_str flex_driver;    /* flexVolume.driver */
    struct bh_str csi_driver;     /* csi.driver */
    struct bh_list projected;     /* projected.sources: struct bh_projection */
};

struct bh_local_ref { /* a reference to an object of the same namespace */
    const struct bh_node *node;
    struct bh_str name;
};

struct bh_pod_spec {
    const struct bh_node *node;
    struct bh_list volumes;                                           /* struct bh_volume */
    struct bh_list init_containers, containers, ephemeral_containers; /* struct bh_container */
    struct bh_pod_security *security;
    struct bh_list image_pull_secrets; /* struct bh_local_ref */
    enum bh_tri host_network, host_pid, host_ipc, host_users, automount_service_account_token;
    struct bh_str os_name; /* os.name; unset too when os is */
    struct bh_str runtime_class_name, service_account_name, service_account, node_name,
        restart_policy;
};

/* What a ServiceAccount gives to the pods that run as it. */
struct bh_account {
    enum bh_tri automount_token;
    struct bh_list image_pull_secrets; /* struct bh_local_ref */
};

struct bh_psp_spec; /* kube/policy_objects.h */

/* Any object, as far as Bulkhead reads it: its head, and the pod that it is or makes. */
struct bh_object {
    const struct bh_node *node;
    struct bh_str api_version, kind;
    struct bh_meta meta;
    struct bh_meta template_meta; /* of the pod template; zeroed for a Pod */
    struct bh_pod_spec *spec;     /* of the Pod or of the template; NULL = none given */
    struct bh_account account;    /* of a ServiceAccount, else zeroed */
    struct bh_psp_spec *psp;      /* of a PodSecurityPolicy; NULL = none given, or another kind */
};

#endif
