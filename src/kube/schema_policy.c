/* Field tables: PodSecurityPolicy. One row a JSON field, sorted by name; read by decode.c.
 * Source: the types of policy/v1beta1 in k8s.io/api v0.24.17, the last that had them; tests/vectors/schema-policy.tsv
 * lists them. */
#include "kube/policy_objects.h"
#include "kube/schema.h"

static const struct bh_field allowed_csi_driver_fields[] = {
    STORED("name", STRING, ONE, offsetof(struct bh_allowed_driver, name), NULL),
};
const struct bh_type bh_type_allowed_csi_driver =
    TYPE("AllowedCSIDriver", allowed_csi_driver_fields, sizeof(struct bh_allowed_driver),
         offsetof(struct bh_allowed_driver, node));

static const struct bh_field allowed_flex_volume_fields[] = {
    STORED("driver", STRING, ONE, offsetof(struct bh_allowed_driver, name), NULL),
};
const struct bh_type bh_type_allowed_flex_volume =
    TYPE("AllowedFlexVolume", allowed_flex_volume_fields, sizeof(struct bh_allowed_driver),
         offsetof(struct bh_allowed_driver, node));

static const struct bh_field allowed_host_path_fields[] = {
    STORED("pathPrefix", STRING, ONE, offsetof(struct bh_allowed_path, prefix), NULL),
    STORED("readOnly", BOOL, ONE, offsetof(struct bh_allowed_path, read_only), NULL),
};
const struct bh_type bh_type_allowed_host_path =
    TYPE("AllowedHostPath", allowed_host_path_fields, sizeof(struct bh_allowed_path),
         offsetof(struct bh_allowed_path, node));

static const struct bh_field fs_group_strategy_options_fields[] = {
    STORED("ranges", OBJECT, LIST, offsetof(struct bh_id_rule, ranges), &bh_type_id_range),
    STORED("rule", STRING, ONE, offsetof(struct bh_id_rule, rule), NULL),
};
const struct bh_type bh_type_fs_group_strategy_options =
    TYPE("FSGroupStrategyOptions", fs_group_strategy_options_fields, sizeof(struct bh_id_rule),
         offsetof(struct bh_id_rule, node));

static const struct bh_field host_port_range_fields[] = {
    STORED("max", INT32, ONE, offsetof(struct bh_port_range, max), NULL),
    STORED("min", INT32, ONE, offsetof(struct bh_port_range, min), NULL),
};
const struct bh_type bh_type_host_port_range =
    TYPE("HostPortRange", host_port_range_fields, sizeof(struct bh_port_range),
         offsetof(struct bh_port_range, node));

static const struct bh_field id_range_fields[] = {
    STORED("max", INT64, ONE, offsetof(struct bh_id_range, max), NULL),
    STORED("min", INT64, ONE, offsetof(struct bh_id_range, min), NULL),
};
const struct bh_type bh_type_id_range = TYPE("IDRange", id_range_fields, sizeof(struct bh_id_range),
                                             offsetof(struct bh_id_range, node));

static const struct bh_field pod_security_policy_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    STORED("spec", OBJECT, ONE, offsetof(struct bh_object, psp), &bh_type_pod_security_policy_spec),
};
const struct bh_type bh_type_pod_security_policy =
    TYPE("PodSecurityPolicy", pod_security_policy_fields, sizeof(struct bh_object),
         offsetof(struct bh_object, node));

static const struct bh_field pod_security_policy_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_pod_security_policy),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_pod_security_policy_list =
    TYPE("PodSecurityPolicyList", pod_security_policy_list_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_security_policy_spec_fields[] = {
    STORED("allowPrivilegeEscalation", BOOL, ONE,
           offsetof(struct bh_psp_spec, allow_privilege_escalation), NULL),
    STORED("allowedCSIDrivers", OBJECT, LIST, offsetof(struct bh_psp_spec, allowed_csi_drivers),
           &bh_type_allowed_csi_driver),
    STORED("allowedCapabilities", STRING, LIST, offsetof(struct bh_psp_spec, allowed_capabilities),
           NULL),
    STORED("allowedFlexVolumes", OBJECT, LIST, offsetof(struct bh_psp_spec, allowed_flex_volumes),
           &bh_type_allowed_flex_volume),
    STORED("allowedHostPaths", OBJECT, LIST, offsetof(struct bh_psp_spec, allowed_host_paths),
           &bh_type_allowed_host_path),
    STORED("allowedProcMountTypes", STRING, LIST,
           offsetof(struct bh_psp_spec, allowed_proc_mount_types), NULL),
    STORED("allowedUnsafeSysctls", STRING, LIST,
           offsetof(struct bh_psp_spec, allowed_unsafe_sysctls), NULL),
    STORED("defaultAddCapabilities", STRING, LIST,
           offsetof(struct bh_psp_spec, default_add_capabilities), NULL),
    STORED("defaultAllowPrivilegeEscalation", BOOL, ONE,
           offsetof(struct bh_psp_spec, default_allow_privilege_escalation), NULL),
    STORED("forbiddenSysctls", STRING, LIST, offsetof(struct bh_psp_spec, forbidden_sysctls), NULL),
    STORED("fsGroup", INLINE, ONE, offsetof(struct bh_psp_spec, fs_group),
           &bh_type_fs_group_strategy_options),
    STORED("hostIPC", BOOL, ONE, offsetof(struct bh_psp_spec, host_ipc), NULL),
    STORED("hostNetwork", BOOL, ONE, offsetof(struct bh_psp_spec, host_network), NULL),
    STORED("hostPID", BOOL, ONE, offsetof(struct bh_psp_spec, host_pid), NULL),
    STORED("hostPorts", OBJECT, LIST, offsetof(struct bh_psp_spec, host_ports),
           &bh_type_host_port_range),
    STORED("privileged", BOOL, ONE, offsetof(struct bh_psp_spec, privileged), NULL),
    STORED("readOnlyRootFilesystem", BOOL, ONE,
           offsetof(struct bh_psp_spec, read_only_root_filesystem), NULL),
    STORED("requiredDropCapabilities", STRING, LIST,
           offsetof(struct bh_psp_spec, required_drop_capabilities), NULL),
    STORED("runAsGroup", OBJECT, ONE, offsetof(struct bh_psp_spec, run_as_group),
           &bh_type_run_as_group_strategy_options),
    STORED("runAsUser", INLINE, ONE, offsetof(struct bh_psp_spec, run_as_user),
           &bh_type_run_as_user_strategy_options),
    STORED("runtimeClass", OBJECT, ONE, offsetof(struct bh_psp_spec, runtime_class),
           &bh_type_runtime_class_strategy_options),
    STORED("seLinux", INLINE, ONE, offsetof(struct bh_psp_spec, selinux),
           &bh_type_se_linux_strategy_options),
    STORED("supplementalGroups", INLINE, ONE, offsetof(struct bh_psp_spec, supplemental_groups),
           &bh_type_supplemental_groups_strategy_options),
    STORED("volumes", STRING, LIST, offsetof(struct bh_psp_spec, volumes), NULL),
};
const struct bh_type bh_type_pod_security_policy_spec =
    TYPE("PodSecurityPolicySpec", pod_security_policy_spec_fields, sizeof(struct bh_psp_spec),
         offsetof(struct bh_psp_spec, node));

static const struct bh_field run_as_group_strategy_options_fields[] = {
    STORED("ranges", OBJECT, LIST, offsetof(struct bh_id_rule, ranges), &bh_type_id_range),
    STORED("rule", STRING, ONE, offsetof(struct bh_id_rule, rule), NULL),
};
const struct bh_type bh_type_run_as_group_strategy_options =
    TYPE("RunAsGroupStrategyOptions", run_as_group_strategy_options_fields,
         sizeof(struct bh_id_rule), offsetof(struct bh_id_rule, node));

static const struct bh_field run_as_user_strategy_options_fields[] = {
    STORED("ranges", OBJECT, LIST, offsetof(struct bh_id_rule, ranges), &bh_type_id_range),
    STORED("rule", STRING, ONE, offsetof(struct bh_id_rule, rule), NULL),
};
const struct bh_type bh_type_run_as_user_strategy_options =
    TYPE("RunAsUserStrategyOptions", run_as_user_strategy_options_fields, sizeof(struct bh_id_rule),
         offsetof(struct bh_id_rule, node));

static const struct bh_field runtime_class_strategy_options_fields[] = {
    STORED("allowedRuntimeClassNames", STRING, LIST, offsetof(struct bh_runtime_rule, allowed),
           NULL),
    STORED("defaultRuntimeClassName", STRING, ONE, offsetof(struct bh_runtime_rule, default_),
           NULL),
};
const struct bh_type bh_type_runtime_class_strategy_options =
    TYPE("RuntimeClassStrategyOptions", runtime_class_strategy_options_fields,
         sizeof(struct bh_runtime_rule), offsetof(struct bh_runtime_rule, node));

static const struct bh_field se_linux_strategy_options_fields[] = {
    STORED("rule", STRING, ONE, offsetof(struct bh_selinux_rule, rule), NULL),
    STORED("seLinuxOptions", OBJECT, ONE, offsetof(struct bh_selinux_rule, options),
           &bh_type_se_linux_options),
};
const struct bh_type bh_type_se_linux_strategy_options =
    TYPE("SELinuxStrategyOptions", se_linux_strategy_options_fields, sizeof(struct bh_selinux_rule),
         offsetof(struct bh_selinux_rule, node));

static const struct bh_field supplemental_groups_strategy_options_fields[] = {
    STORED("ranges", OBJECT, LIST, offsetof(struct bh_id_rule, ranges), &bh_type_id_range),
    STORED("rule", STRING, ONE, offsetof(struct bh_id_rule, rule), NULL),
};
const struct bh_type bh_type_supplemental_groups_strategy_options =
    TYPE("SupplementalGroupsStrategyOptions", supplemental_groups_strategy_options_fields,
         sizeof(struct bh_id_rule), offsetof(struct bh_id_rule, node));
