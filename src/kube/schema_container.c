/* Field tables: containers and their security contexts. One row a JSON field, sorted by name; read by decode.c.
 * Source: the types of k8s.io/api v0.37; conformance holds every row against them. */
#include "kube/schema.h"

static const struct bh_field app_armor_profile_fields[] = {
    STORED("localhostProfile", STRING, ONE, offsetof(struct bh_profile, localhost_profile), NULL),
    STORED("type", STRING, ONE, offsetof(struct bh_profile, type), NULL),
};
const struct bh_type bh_type_app_armor_profile =
    TYPE("AppArmorProfile", app_armor_profile_fields, sizeof(struct bh_profile),
         offsetof(struct bh_profile, node));

static const struct bh_field capabilities_fields[] = {
    STORED("add", STRING, LIST, offsetof(struct bh_capabilities, add), NULL),
    STORED("drop", STRING, LIST, offsetof(struct bh_capabilities, drop), NULL),
};
const struct bh_type bh_type_capabilities =
    TYPE("Capabilities", capabilities_fields, sizeof(struct bh_capabilities),
         offsetof(struct bh_capabilities, node));

static const struct bh_field config_map_env_source_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("optional", BOOL, ONE, NULL),
};
const struct bh_type bh_type_config_map_env_source =
    TYPE("ConfigMapEnvSource", config_map_env_source_fields, 0, BH_NOT_STORED);

static const struct bh_field config_map_key_selector_fields[] = {
    CHECKED("key", STRING, ONE, NULL),
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("optional", BOOL, ONE, NULL),
};
const struct bh_type bh_type_config_map_key_selector =
    TYPE("ConfigMapKeySelector", config_map_key_selector_fields, 0, BH_NOT_STORED);

static const struct bh_field container_fields[] = {
    CHECKED("args", STRING, LIST, NULL),
    CHECKED("command", STRING, LIST, NULL),
    CHECKED("env", OBJECT, LIST, &bh_type_env_var),
    CHECKED("envFrom", OBJECT, LIST, &bh_type_env_from_source),
    STORED("image", STRING, ONE, offsetof(struct bh_container, image), NULL),
    CHECKED("imagePullPolicy", STRING, ONE, NULL),
    STORED("lifecycle", OBJECT, ONE, offsetof(struct bh_container, lifecycle), &bh_type_lifecycle),
    STORED("livenessProbe", OBJECT, ONE, offsetof(struct bh_container, liveness), &bh_type_probe),
    STORED("name", STRING, ONE, offsetof(struct bh_container, name), NULL),
    STORED("ports", OBJECT, LIST, offsetof(struct bh_container, ports), &bh_type_container_port),
    STORED("readinessProbe", OBJECT, ONE, offsetof(struct bh_container, readiness), &bh_type_probe),
    CHECKED("resizePolicy", OBJECT, LIST, &bh_type_container_resize_policy),
    CHECKED("resources", OBJECT, ONE, &bh_type_resource_requirements),
    STORED("restartPolicy", STRING, ONE, offsetof(struct bh_container, restart_policy), NULL),
    CHECKED("restartPolicyRules", OBJECT, LIST, &bh_type_container_restart_rule),
    STORED("securityContext", OBJECT, ONE, offsetof(struct bh_container, security),
           &bh_type_security_context),
    STORED("startupProbe", OBJECT, ONE, offsetof(struct bh_container, startup), &bh_type_probe),
    CHECKED("stdin", BOOL, ONE, NULL),
    CHECKED("stdinOnce", BOOL, ONE, NULL),
    CHECKED("terminationMessagePath", STRING, ONE, NULL),
    CHECKED("terminationMessagePolicy", STRING, ONE, NULL),
    CHECKED("tty", BOOL, ONE, NULL),
    CHECKED("volumeDevices", OBJECT, LIST, &bh_type_volume_device),
    STORED("volumeMounts", OBJECT, LIST, offsetof(struct bh_container, mounts),
           &bh_type_volume_mount),
    CHECKED("workingDir", STRING, ONE, NULL),
};
const struct bh_type bh_type_container =
    TYPE("Container", container_fields, sizeof(struct bh_container),
         offsetof(struct bh_container, node));

static const struct bh_field container_port_fields[] = {
    STORED("containerPort", INT32, ONE, offsetof(struct bh_port, container_port), NULL),
    STORED("hostIP", STRING, ONE, offsetof(struct bh_port, host_ip), NULL),
    STORED("hostPort", INT32, ONE, offsetof(struct bh_port, host_port), NULL),
    STORED("name", STRING, ONE, offsetof(struct bh_port, name), NULL),
    STORED("protocol", STRING, ONE, offsetof(struct bh_port, protocol), NULL),
};
const struct bh_type bh_type_container_port = TYPE(
    "ContainerPort", container_port_fields, sizeof(struct bh_port), offsetof(struct bh_port, node));

static const struct bh_field container_resize_policy_fields[] = {
    CHECKED("resourceName", STRING, ONE, NULL),
    CHECKED("restartPolicy", STRING, ONE, NULL),
};
const struct bh_type bh_type_container_resize_policy =
    TYPE("ContainerResizePolicy", container_resize_policy_fields, 0, BH_NOT_STORED);

static const struct bh_field container_restart_rule_fields[] = {
    CHECKED("action", STRING, ONE, NULL),
    CHECKED("exitCodes", OBJECT, ONE, &bh_type_container_restart_rule_on_exit_codes),
};
const struct bh_type bh_type_container_restart_rule =
    TYPE("ContainerRestartRule", container_restart_rule_fields, 0, BH_NOT_STORED);

static const struct bh_field container_restart_rule_on_exit_codes_fields[] = {
    CHECKED("operator", STRING, ONE, NULL),
    CHECKED("values", INT32, LIST, NULL),
};
const struct bh_type bh_type_container_restart_rule_on_exit_codes =
    TYPE("ContainerRestartRuleOnExitCodes", container_restart_rule_on_exit_codes_fields, 0,
         BH_NOT_STORED);

static const struct bh_field env_from_source_fields[] = {
    CHECKED("configMapRef", OBJECT, ONE, &bh_type_config_map_env_source),
    CHECKED("prefix", STRING, ONE, NULL),
    CHECKED("secretRef", OBJECT, ONE, &bh_type_secret_env_source),
};
const struct bh_type bh_type_env_from_source =
    TYPE("EnvFromSource", env_from_source_fields, 0, BH_NOT_STORED);

static const struct bh_field env_var_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("value", STRING, ONE, NULL),
    CHECKED("valueFrom", OBJECT, ONE, &bh_type_env_var_source),
};
const struct bh_type bh_type_env_var = TYPE("EnvVar", env_var_fields, 0, BH_NOT_STORED);

static const struct bh_field env_var_source_fields[] = {
    CHECKED("configMapKeyRef", OBJECT, ONE, &bh_type_config_map_key_selector),
    CHECKED("fieldRef", OBJECT, ONE, &bh_type_object_field_selector),
    CHECKED("fileKeyRef", OBJECT, ONE, &bh_type_file_key_selector),
    CHECKED("resourceFieldRef", OBJECT, ONE, &bh_type_resource_field_selector),
    CHECKED("secretKeyRef", OBJECT, ONE, &bh_type_secret_key_selector),
};
const struct bh_type bh_type_env_var_source =
    TYPE("EnvVarSource", env_var_source_fields, 0, BH_NOT_STORED);

static const struct bh_field ephemeral_container_fields[] = {
    CHECKED("args", STRING, LIST, NULL),
    CHECKED("command", STRING, LIST, NULL),
    CHECKED("env", OBJECT, LIST, &bh_type_env_var),
    CHECKED("envFrom", OBJECT, LIST, &bh_type_env_from_source),
    STORED("image", STRING, ONE, offsetof(struct bh_container, image), NULL),
    CHECKED("imagePullPolicy", STRING, ONE, NULL),
    STORED("lifecycle", OBJECT, ONE, offsetof(struct bh_container, lifecycle), &bh_type_lifecycle),
    STORED("livenessProbe", OBJECT, ONE, offsetof(struct bh_container, liveness), &bh_type_probe),
    STORED("name", STRING, ONE, offsetof(struct bh_container, name), NULL),
    STORED("ports", OBJECT, LIST, offsetof(struct bh_container, ports), &bh_type_container_port),
    STORED("readinessProbe", OBJECT, ONE, offsetof(struct bh_container, readiness), &bh_type_probe),
    CHECKED("resizePolicy", OBJECT, LIST, &bh_type_container_resize_policy),
    CHECKED("resources", OBJECT, ONE, &bh_type_resource_requirements),
    STORED("restartPolicy", STRING, ONE, offsetof(struct bh_container, restart_policy), NULL),
    CHECKED("restartPolicyRules", OBJECT, LIST, &bh_type_container_restart_rule),
    STORED("securityContext", OBJECT, ONE, offsetof(struct bh_container, security),
           &bh_type_security_context),
    STORED("startupProbe", OBJECT, ONE, offsetof(struct bh_container, startup), &bh_type_probe),
    CHECKED("stdin", BOOL, ONE, NULL),
    CHECKED("stdinOnce", BOOL, ONE, NULL),
    CHECKED("targetContainerName", STRING, ONE, NULL),
    CHECKED("terminationMessagePath", STRING, ONE, NULL),
    CHECKED("terminationMessagePolicy", STRING, ONE, NULL),
    CHECKED("tty", BOOL, ONE, NULL),
    CHECKED("volumeDevices", OBJECT, LIST, &bh_type_volume_device),
    STORED("volumeMounts", OBJECT, LIST, offsetof(struct bh_container, mounts),
           &bh_type_volume_mount),
    CHECKED("workingDir", STRING, ONE, NULL),
};
const struct bh_type bh_type_ephemeral_container =
    TYPE("EphemeralContainer", ephemeral_container_fields, sizeof(struct bh_container),
         offsetof(struct bh_container, node));

static const struct bh_field exec_action_fields[] = {
    CHECKED("command", STRING, LIST, NULL),
};
const struct bh_type bh_type_exec_action = TYPE("ExecAction", exec_action_fields, 0, BH_NOT_STORED);

static const struct bh_field file_key_selector_fields[] = {
    CHECKED("key", STRING, ONE, NULL),
    CHECKED("optional", BOOL, ONE, NULL),
    CHECKED("path", STRING, ONE, NULL),
    CHECKED("volumeName", STRING, ONE, NULL),
};
const struct bh_type bh_type_file_key_selector =
    TYPE("FileKeySelector", file_key_selector_fields, 0, BH_NOT_STORED);

static const struct bh_field grpc_action_fields[] = {
    CHECKED("mode", STRING, ONE, NULL),
    CHECKED("port", INT32, ONE, NULL),
    CHECKED("service", STRING, ONE, NULL),
};
const struct bh_type bh_type_grpc_action = TYPE("GRPCAction", grpc_action_fields, 0, BH_NOT_STORED);

static const struct bh_field http_get_action_fields[] = {
    STORED("host", STRING, ONE, offsetof(struct bh_host_action, host), NULL),
    CHECKED("httpHeaders", OBJECT, LIST, &bh_type_http_header),
    CHECKED("path", STRING, ONE, NULL),
    CHECKED("port", INT_OR_STR, ONE, NULL),
    CHECKED("protocol", STRING, ONE, NULL),
    CHECKED("scheme", STRING, ONE, NULL),
};
const struct bh_type bh_type_http_get_action =
    TYPE("HTTPGetAction", http_get_action_fields, sizeof(struct bh_host_action),
         offsetof(struct bh_host_action, node));

static const struct bh_field http_header_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("value", STRING, ONE, NULL),
};
const struct bh_type bh_type_http_header = TYPE("HTTPHeader", http_header_fields, 0, BH_NOT_STORED);

static const struct bh_field lifecycle_fields[] = {
    STORED("postStart", OBJECT, ONE, offsetof(struct bh_lifecycle, post_start),
           &bh_type_lifecycle_handler),
    STORED("preStop", OBJECT, ONE, offsetof(struct bh_lifecycle, pre_stop),
           &bh_type_lifecycle_handler),
    CHECKED("stopSignal", STRING, ONE, NULL),
};
const struct bh_type bh_type_lifecycle =
    TYPE("Lifecycle", lifecycle_fields, sizeof(struct bh_lifecycle),
         offsetof(struct bh_lifecycle, node));

static const struct bh_field lifecycle_handler_fields[] = {
    CHECKED("exec", OBJECT, ONE, &bh_type_exec_action),
    STORED("httpGet", OBJECT, ONE, offsetof(struct bh_handler, http_get), &bh_type_http_get_action),
    CHECKED("sleep", OBJECT, ONE, &bh_type_sleep_action),
    STORED("tcpSocket", OBJECT, ONE, offsetof(struct bh_handler, tcp_socket),
           &bh_type_tcp_socket_action),
};
const struct bh_type bh_type_lifecycle_handler =
    TYPE("LifecycleHandler", lifecycle_handler_fields, sizeof(struct bh_handler),
         offsetof(struct bh_handler, node));

static const struct bh_field probe_fields[] = {
    CHECKED("exec", OBJECT, ONE, &bh_type_exec_action),
    CHECKED("failureThreshold", INT32, ONE, NULL),
    CHECKED("grpc", OBJECT, ONE, &bh_type_grpc_action),
    STORED("httpGet", OBJECT, ONE, offsetof(struct bh_handler, http_get), &bh_type_http_get_action),
    CHECKED("initialDelaySeconds", INT32, ONE, NULL),
    CHECKED("periodSeconds", INT32, ONE, NULL),
    CHECKED("successThreshold", INT32, ONE, NULL),
    STORED("tcpSocket", OBJECT, ONE, offsetof(struct bh_handler, tcp_socket),
           &bh_type_tcp_socket_action),
    CHECKED("terminationGracePeriodSeconds", INT64, ONE, NULL),
    CHECKED("timeoutSeconds", INT32, ONE, NULL),
};
const struct bh_type bh_type_probe =
    TYPE("Probe", probe_fields, sizeof(struct bh_handler), offsetof(struct bh_handler, node));

static const struct bh_field resource_claim_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("request", STRING, ONE, NULL),
};
const struct bh_type bh_type_resource_claim =
    TYPE("ResourceClaim", resource_claim_fields, 0, BH_NOT_STORED);

static const struct bh_field resource_requirements_fields[] = {
    CHECKED("claims", OBJECT, LIST, &bh_type_resource_claim),
    CHECKED("limits", QUANTITY, MAP, NULL),
    CHECKED("requests", QUANTITY, MAP, NULL),
};
const struct bh_type bh_type_resource_requirements =
    TYPE("ResourceRequirements", resource_requirements_fields, 0, BH_NOT_STORED);

static const struct bh_field se_linux_options_fields[] = {
    STORED("level", STRING, ONE, offsetof(struct bh_selinux, level), NULL),
    STORED("role", STRING, ONE, offsetof(struct bh_selinux, role), NULL),
    STORED("type", STRING, ONE, offsetof(struct bh_selinux, type), NULL),
    STORED("user", STRING, ONE, offsetof(struct bh_selinux, user), NULL),
};
const struct bh_type bh_type_se_linux_options =
    TYPE("SELinuxOptions", se_linux_options_fields, sizeof(struct bh_selinux),
         offsetof(struct bh_selinux, node));

static const struct bh_field seccomp_profile_fields[] = {
    STORED("localhostProfile", STRING, ONE, offsetof(struct bh_profile, localhost_profile), NULL),
    STORED("type", STRING, ONE, offsetof(struct bh_profile, type), NULL),
};
const struct bh_type bh_type_seccomp_profile =
    TYPE("SeccompProfile", seccomp_profile_fields, sizeof(struct bh_profile),
         offsetof(struct bh_profile, node));

static const struct bh_field secret_env_source_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("optional", BOOL, ONE, NULL),
};
const struct bh_type bh_type_secret_env_source =
    TYPE("SecretEnvSource", secret_env_source_fields, 0, BH_NOT_STORED);

static const struct bh_field secret_key_selector_fields[] = {
    CHECKED("key", STRING, ONE, NULL),
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("optional", BOOL, ONE, NULL),
};
const struct bh_type bh_type_secret_key_selector =
    TYPE("SecretKeySelector", secret_key_selector_fields, 0, BH_NOT_STORED);

static const struct bh_field security_context_fields[] = {
    STORED("allowPrivilegeEscalation", BOOL, ONE,
           offsetof(struct bh_security, allow_privilege_escalation), NULL),
    STORED("appArmorProfile", OBJECT, ONE, offsetof(struct bh_security, apparmor),
           &bh_type_app_armor_profile),
    STORED("capabilities", OBJECT, ONE, offsetof(struct bh_security, capabilities),
           &bh_type_capabilities),
    STORED("privileged", BOOL, ONE, offsetof(struct bh_security, privileged), NULL),
    STORED("procMount", STRING, ONE, offsetof(struct bh_security, proc_mount), NULL),
    STORED("readOnlyRootFilesystem", BOOL, ONE,
           offsetof(struct bh_security, read_only_root_filesystem), NULL),
    STORED("runAsGroup", INT64, ONE, offsetof(struct bh_security, run_as_group), NULL),
    STORED("runAsNonRoot", BOOL, ONE, offsetof(struct bh_security, run_as_non_root), NULL),
    STORED("runAsUser", INT64, ONE, offsetof(struct bh_security, run_as_user), NULL),
    STORED("seLinuxOptions", OBJECT, ONE, offsetof(struct bh_security, selinux),
           &bh_type_se_linux_options),
    STORED("seccompProfile", OBJECT, ONE, offsetof(struct bh_security, seccomp),
           &bh_type_seccomp_profile),
    STORED("windowsOptions", OBJECT, ONE, offsetof(struct bh_security, windows),
           &bh_type_windows_security_context_options),
};
const struct bh_type bh_type_security_context =
    TYPE("SecurityContext", security_context_fields, sizeof(struct bh_security),
         offsetof(struct bh_security, node));

static const struct bh_field sleep_action_fields[] = {
    CHECKED("seconds", INT64, ONE, NULL),
};
const struct bh_type bh_type_sleep_action =
    TYPE("SleepAction", sleep_action_fields, 0, BH_NOT_STORED);

static const struct bh_field tcp_socket_action_fields[] = {
    STORED("host", STRING, ONE, offsetof(struct bh_host_action, host), NULL),
    CHECKED("port", INT_OR_STR, ONE, NULL),
};
const struct bh_type bh_type_tcp_socket_action =
    TYPE("TCPSocketAction", tcp_socket_action_fields, sizeof(struct bh_host_action),
         offsetof(struct bh_host_action, node));

static const struct bh_field volume_device_fields[] = {
    CHECKED("devicePath", STRING, ONE, NULL),
    CHECKED("name", STRING, ONE, NULL),
};
const struct bh_type bh_type_volume_device =
    TYPE("VolumeDevice", volume_device_fields, 0, BH_NOT_STORED);

static const struct bh_field volume_mount_fields[] = {
    CHECKED("bindMountOptions", STRING, LIST, NULL),
    STORED("mountPath", STRING, ONE, offsetof(struct bh_mount, mount_path), NULL),
    CHECKED("mountPropagation", STRING, ONE, NULL),
    STORED("name", STRING, ONE, offsetof(struct bh_mount, name), NULL),
    STORED("readOnly", BOOL, ONE, offsetof(struct bh_mount, read_only), NULL),
    CHECKED("recursiveReadOnly", STRING, ONE, NULL),
    CHECKED("subPath", STRING, ONE, NULL),
    CHECKED("subPathExpr", STRING, ONE, NULL),
};
const struct bh_type bh_type_volume_mount = TYPE(
    "VolumeMount", volume_mount_fields, sizeof(struct bh_mount), offsetof(struct bh_mount, node));

static const struct bh_field windows_security_context_options_fields[] = {
    STORED("gmsaCredentialSpec", STRING, ONE, offsetof(struct bh_windows, gmsa_credential_spec),
           NULL),
    STORED("gmsaCredentialSpecName", STRING, ONE,
           offsetof(struct bh_windows, gmsa_credential_spec_name), NULL),
    STORED("hostProcess", BOOL, ONE, offsetof(struct bh_windows, host_process), NULL),
    STORED("runAsUserName", STRING, ONE, offsetof(struct bh_windows, run_as_user_name), NULL),
};
const struct bh_type bh_type_windows_security_context_options =
    TYPE("WindowsSecurityContextOptions", windows_security_context_options_fields,
         sizeof(struct bh_windows), offsetof(struct bh_windows, node));
