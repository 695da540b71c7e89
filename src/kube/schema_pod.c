/* Field tables: the pod spec. One row a JSON field, sorted by name; read by decode.c.
 * Source: the types of k8s.io/api v0.37; conformance holds every row against them. */
#include "kube/schema.h"

static const struct bh_field affinity_fields[] = {
    CHECKED("nodeAffinity", OBJECT, ONE, &bh_type_node_affinity),
    CHECKED("podAffinity", OBJECT, ONE, &bh_type_pod_affinity),
    CHECKED("podAntiAffinity", OBJECT, ONE, &bh_type_pod_anti_affinity),
};
const struct bh_type bh_type_affinity = TYPE("Affinity", affinity_fields, 0, BH_NOT_STORED);

static const struct bh_field eviction_responder_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("priority", INT32, ONE, NULL),
};
const struct bh_type bh_type_eviction_responder =
    TYPE("EvictionResponder", eviction_responder_fields, 0, BH_NOT_STORED);

static const struct bh_field host_alias_fields[] = {
    CHECKED("hostnames", STRING, LIST, NULL),
    CHECKED("ip", STRING, ONE, NULL),
};
const struct bh_type bh_type_host_alias = TYPE("HostAlias", host_alias_fields, 0, BH_NOT_STORED);

static const struct bh_field node_affinity_fields[] = {
    CHECKED("preferredDuringSchedulingIgnoredDuringExecution", OBJECT, LIST,
            &bh_type_preferred_scheduling_term),
    CHECKED("requiredDuringSchedulingIgnoredDuringExecution", OBJECT, ONE, &bh_type_node_selector),
};
const struct bh_type bh_type_node_affinity =
    TYPE("NodeAffinity", node_affinity_fields, 0, BH_NOT_STORED);

static const struct bh_field node_selector_fields[] = {
    CHECKED("nodeSelectorTerms", OBJECT, LIST, &bh_type_node_selector_term),
};
const struct bh_type bh_type_node_selector =
    TYPE("NodeSelector", node_selector_fields, 0, BH_NOT_STORED);

static const struct bh_field node_selector_requirement_fields[] = {
    CHECKED("key", STRING, ONE, NULL),
    CHECKED("operator", STRING, ONE, NULL),
    CHECKED("values", STRING, LIST, NULL),
};
const struct bh_type bh_type_node_selector_requirement =
    TYPE("NodeSelectorRequirement", node_selector_requirement_fields, 0, BH_NOT_STORED);

static const struct bh_field node_selector_term_fields[] = {
    CHECKED("matchExpressions", OBJECT, LIST, &bh_type_node_selector_requirement),
    CHECKED("matchFields", OBJECT, LIST, &bh_type_node_selector_requirement),
};
const struct bh_type bh_type_node_selector_term =
    TYPE("NodeSelectorTerm", node_selector_term_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_affinity_fields[] = {
    CHECKED("preferredDuringSchedulingIgnoredDuringExecution", OBJECT, LIST,
            &bh_type_weighted_pod_affinity_term),
    CHECKED("requiredDuringSchedulingIgnoredDuringExecution", OBJECT, LIST,
            &bh_type_pod_affinity_term),
};
const struct bh_type bh_type_pod_affinity =
    TYPE("PodAffinity", pod_affinity_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_affinity_term_fields[] = {
    CHECKED("labelSelector", OBJECT, ONE, &bh_type_label_selector),
    CHECKED("matchLabelKeys", STRING, LIST, NULL),
    CHECKED("mismatchLabelKeys", STRING, LIST, NULL),
    CHECKED("namespaceSelector", OBJECT, ONE, &bh_type_label_selector),
    CHECKED("namespaces", STRING, LIST, NULL),
    CHECKED("topologyKey", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_affinity_term =
    TYPE("PodAffinityTerm", pod_affinity_term_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_anti_affinity_fields[] = {
    CHECKED("preferredDuringSchedulingIgnoredDuringExecution", OBJECT, LIST,
            &bh_type_weighted_pod_affinity_term),
    CHECKED("requiredDuringSchedulingIgnoredDuringExecution", OBJECT, LIST,
            &bh_type_pod_affinity_term),
};
const struct bh_type bh_type_pod_anti_affinity =
    TYPE("PodAntiAffinity", pod_anti_affinity_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_dns_config_fields[] = {
    CHECKED("nameservers", STRING, LIST, NULL),
    CHECKED("options", OBJECT, LIST, &bh_type_pod_dns_config_option),
    CHECKED("searches", STRING, LIST, NULL),
};
const struct bh_type bh_type_pod_dns_config =
    TYPE("PodDNSConfig", pod_dns_config_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_dns_config_option_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("value", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_dns_config_option =
    TYPE("PodDNSConfigOption", pod_dns_config_option_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_os_fields[] = {
    STORED("name", STRING, ONE, offsetof(struct bh_pod_spec, os_name), NULL),
};
const struct bh_type bh_type_pod_os =
    TYPE("PodOS", pod_os_fields, sizeof(struct bh_pod_spec), BH_NOT_STORED);

static const struct bh_field pod_readiness_gate_fields[] = {
    CHECKED("conditionType", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_readiness_gate =
    TYPE("PodReadinessGate", pod_readiness_gate_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_resource_claim_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("resourceClaimName", STRING, ONE, NULL),
    CHECKED("resourceClaimTemplateName", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_resource_claim =
    TYPE("PodResourceClaim", pod_resource_claim_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_scheduling_gate_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_scheduling_gate =
    TYPE("PodSchedulingGate", pod_scheduling_gate_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_scheduling_group_fields[] = {
    CHECKED("podGroupName", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_scheduling_group =
    TYPE("PodSchedulingGroup", pod_scheduling_group_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_security_context_fields[] = {
    STORED("appArmorProfile", OBJECT, ONE, offsetof(struct bh_pod_security, apparmor),
           &bh_type_app_armor_profile),
    STORED("fsGroup", INT64, ONE, offsetof(struct bh_pod_security, fs_group), NULL),
    STORED("fsGroupChangePolicy", STRING, ONE,
           offsetof(struct bh_pod_security, fs_group_change_policy), NULL),
    STORED("runAsGroup", INT64, ONE, offsetof(struct bh_pod_security, run_as_group), NULL),
    STORED("runAsNonRoot", BOOL, ONE, offsetof(struct bh_pod_security, run_as_non_root), NULL),
    STORED("runAsUser", INT64, ONE, offsetof(struct bh_pod_security, run_as_user), NULL),
    CHECKED("seLinuxChangePolicy", STRING, ONE, NULL),
    STORED("seLinuxOptions", OBJECT, ONE, offsetof(struct bh_pod_security, selinux),
           &bh_type_se_linux_options),
    STORED("seccompProfile", OBJECT, ONE, offsetof(struct bh_pod_security, seccomp),
           &bh_type_seccomp_profile),
    STORED("supplementalGroups", INT64, LIST, offsetof(struct bh_pod_security, supplemental_groups),
           NULL),
    STORED("supplementalGroupsPolicy", STRING, ONE,
           offsetof(struct bh_pod_security, supplemental_groups_policy), NULL),
    STORED("sysctls", OBJECT, LIST, offsetof(struct bh_pod_security, sysctls), &bh_type_sysctl),
    STORED("windowsOptions", OBJECT, ONE, offsetof(struct bh_pod_security, windows),
           &bh_type_windows_security_context_options),
};
const struct bh_type bh_type_pod_security_context =
    TYPE("PodSecurityContext", pod_security_context_fields, sizeof(struct bh_pod_security),
         offsetof(struct bh_pod_security, node));

static const struct bh_field pod_spec_fields[] = {
    CHECKED("activeDeadlineSeconds", INT64, ONE, NULL),
    CHECKED("affinity", OBJECT, ONE, &bh_type_affinity),
    STORED("automountServiceAccountToken", BOOL, ONE,
           offsetof(struct bh_pod_spec, automount_service_account_token), NULL),
    STORED("containers", OBJECT, LIST, offsetof(struct bh_pod_spec, containers),
           &bh_type_container),
    CHECKED("dnsConfig", OBJECT, ONE, &bh_type_pod_dns_config),
    CHECKED("dnsPolicy", STRING, ONE, NULL),
    CHECKED("enableServiceLinks", BOOL, ONE, NULL),
    STORED("ephemeralContainers", OBJECT, LIST, offsetof(struct bh_pod_spec, ephemeral_containers),
           &bh_type_ephemeral_container),
    CHECKED("evictionResponders", OBJECT, LIST, &bh_type_eviction_responder),
    CHECKED("hostAliases", OBJECT, LIST, &bh_type_host_alias),
    STORED("hostIPC", BOOL, ONE, offsetof(struct bh_pod_spec, host_ipc), NULL),
    STORED("hostNetwork", BOOL, ONE, offsetof(struct bh_pod_spec, host_network), NULL),
    STORED("hostPID", BOOL, ONE, offsetof(struct bh_pod_spec, host_pid), NULL),
    STORED("hostUsers", BOOL, ONE, offsetof(struct bh_pod_spec, host_users), NULL),
    CHECKED("hostname", STRING, ONE, NULL),
    CHECKED("hostnameOverride", STRING, ONE, NULL),
    STORED("imagePullSecrets", OBJECT, LIST, offsetof(struct bh_pod_spec, image_pull_secrets),
           &bh_type_local_object_reference),
    STORED("initContainers", OBJECT, LIST, offsetof(struct bh_pod_spec, init_containers),
           &bh_type_container),
    STORED("nodeName", STRING, ONE, offsetof(struct bh_pod_spec, node_name), NULL),
    CHECKED("nodeSelector", STRING, MAP, NULL),
    STORED("os", INLINE, ONE, 0, &bh_type_pod_os),
    CHECKED("overhead", QUANTITY, MAP, NULL),
    CHECKED("preemptionPolicy", STRING, ONE, NULL),
    CHECKED("priority", INT32, ONE, NULL),
    CHECKED("priorityClassName", STRING, ONE, NULL),
    CHECKED("readinessGates", OBJECT, LIST, &bh_type_pod_readiness_gate),
    CHECKED("resourceClaims", OBJECT, LIST, &bh_type_pod_resource_claim),
    CHECKED("resources", OBJECT, ONE, &bh_type_resource_requirements),
    STORED("restartPolicy", STRING, ONE, offsetof(struct bh_pod_spec, restart_policy), NULL),
    STORED("runtimeClassName", STRING, ONE, offsetof(struct bh_pod_spec, runtime_class_name), NULL),
    CHECKED("schedulerName", STRING, ONE, NULL),
    CHECKED("schedulingGates", OBJECT, LIST, &bh_type_pod_scheduling_gate),
    CHECKED("schedulingGroup", OBJECT, ONE, &bh_type_pod_scheduling_group),
    STORED("securityContext", OBJECT, ONE, offsetof(struct bh_pod_spec, security),
           &bh_type_pod_security_context),
    STORED("serviceAccount", STRING, ONE, offsetof(struct bh_pod_spec, service_account), NULL),
    STORED("serviceAccountName", STRING, ONE, offsetof(struct bh_pod_spec, service_account_name),
           NULL),
    CHECKED("setHostnameAsFQDN", BOOL, ONE, NULL),
    CHECKED("shareProcessNamespace", BOOL, ONE, NULL),
    CHECKED("subdomain", STRING, ONE, NULL),
    CHECKED("terminationGracePeriodSeconds", INT64, ONE, NULL),
    CHECKED("tolerations", OBJECT, LIST, &bh_type_toleration),
    CHECKED("topologySpreadConstraints", OBJECT, LIST, &bh_type_topology_spread_constraint),
    STORED("volumes", OBJECT, LIST, offsetof(struct bh_pod_spec, volumes), &bh_type_volume),
};
const struct bh_type bh_type_pod_spec = TYPE("PodSpec", pod_spec_fields, sizeof(struct bh_pod_spec),
                                             offsetof(struct bh_pod_spec, node));

static const struct bh_field preferred_scheduling_term_fields[] = {
    CHECKED("preference", OBJECT, ONE, &bh_type_node_selector_term),
    CHECKED("weight", INT32, ONE, NULL),
};
const struct bh_type bh_type_preferred_scheduling_term =
    TYPE("PreferredSchedulingTerm", preferred_scheduling_term_fields, 0, BH_NOT_STORED);

static const struct bh_field sysctl_fields[] = {
    STORED("name", STRING, ONE, offsetof(struct bh_sysctl, name), NULL),
    STORED("value", STRING, ONE, offsetof(struct bh_sysctl, value), NULL),
};
const struct bh_type bh_type_sysctl =
    TYPE("Sysctl", sysctl_fields, sizeof(struct bh_sysctl), offsetof(struct bh_sysctl, node));

static const struct bh_field toleration_fields[] = {
    CHECKED("effect", STRING, ONE, NULL),   CHECKED("key", STRING, ONE, NULL),
    CHECKED("operator", STRING, ONE, NULL), CHECKED("tolerationSeconds", INT64, ONE, NULL),
    CHECKED("value", STRING, ONE, NULL),
};
const struct bh_type bh_type_toleration = TYPE("Toleration", toleration_fields, 0, BH_NOT_STORED);

static const struct bh_field topology_spread_constraint_fields[] = {
    CHECKED("labelSelector", OBJECT, ONE, &bh_type_label_selector),
    CHECKED("matchLabelKeys", STRING, LIST, NULL),
    CHECKED("maxSkew", INT32, ONE, NULL),
    CHECKED("minDomains", INT32, ONE, NULL),
    CHECKED("nodeAffinityPolicy", STRING, ONE, NULL),
    CHECKED("nodeTaintsPolicy", STRING, ONE, NULL),
    CHECKED("topologyKey", STRING, ONE, NULL),
    CHECKED("whenUnsatisfiable", STRING, ONE, NULL),
};
const struct bh_type bh_type_topology_spread_constraint =
    TYPE("TopologySpreadConstraint", topology_spread_constraint_fields, 0, BH_NOT_STORED);

static const struct bh_field weighted_pod_affinity_term_fields[] = {
    CHECKED("podAffinityTerm", OBJECT, ONE, &bh_type_pod_affinity_term),
    CHECKED("weight", INT32, ONE, NULL),
};
const struct bh_type bh_type_weighted_pod_affinity_term =
    TYPE("WeightedPodAffinityTerm", weighted_pod_affinity_term_fields, 0, BH_NOT_STORED);
