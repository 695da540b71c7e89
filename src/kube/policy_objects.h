/* PodSecurityPolicy as C structs: the whole of policy/v1beta1's spec. Filled by the decoder from the rows in
 * schema_policy.c, under the same rules as kube/objects.h: absent stays unset, defaults are the engine's. */
#ifndef KUBE_POLICY_OBJECTS_H
#define KUBE_POLICY_OBJECTS_H

#include "kube/objects.h"

struct bh_id_range { /* both ends belong to it */
    const struct bh_node *node;
    struct bh_int min, max; /* unset = 0 */
};

struct bh_id_rule { /* runAsUser, runAsGroup, supplementalGroups, fsGroup */
    const struct bh_node *node;
    struct bh_str rule;
    struct bh_list ranges; /* struct bh_id_range */
};

struct bh_selinux_rule {
    const struct bh_node *node;
    struct bh_str rule;
    struct bh_selinux *options;
};

struct bh_port_range {
    const struct bh_node *node;
    struct bh_int min, max;
};

struct bh_allowed_path {
    const struct bh_node *node;
    struct bh_str prefix;
    enum bh_tri read_only;
};

struct bh_allowed_driver { /* driver of a flexVolume, name of a CSI driver */
    const struct bh_node *node;
    struct bh_str name;
};

struct bh_runtime_rule {
    const struct bh_node *node;
    struct bh_strs allowed;
    struct bh_str default_;
};

struct bh_psp_spec {
    const struct bh_node *node;
    struct bh_strs default_add_capabilities, required_drop_capabilities, allowed_capabilities;
    struct bh_strs volumes;
    struct bh_strs allowed_unsafe_sysctls, forbidden_sysctls, allowed_proc_mount_types;
    struct bh_list host_ports;           /* struct bh_port_range */
    struct bh_list allowed_host_paths;   /* struct bh_allowed_path */
    struct bh_list allowed_flex_volumes; /* struct bh_allowed_driver */
    struct bh_list allowed_csi_drivers;  /* struct bh_allowed_driver */
    struct bh_selinux_rule selinux;
    struct bh_id_rule run_as_user, supplemental_groups, fs_group;
    struct bh_id_rule *run_as_group;
    struct bh_runtime_rule *runtime_class;
    enum bh_tri privileged, host_network, host_pid, host_ipc, read_only_root_filesystem,
        default_allow_privilege_escalation, allow_privilege_escalation;
};

#endif
