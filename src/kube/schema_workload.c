/* Field tables: the kinds, and the specs that lead to a pod template. One row a JSON field, sorted by name; read by decode.c.
 * Source: the types of k8s.io/api v0.37; conformance holds every row against them. */
#include "kube/schema.h"

static const struct bh_field cron_job_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    STORED("spec", INLINE, ONE, 0, &bh_type_cron_job_spec),
    CHECKED("status", OBJECT, ONE, &bh_type_cron_job_status),
};
const struct bh_type bh_type_cron_job =
    TYPE("CronJob", cron_job_fields, sizeof(struct bh_object), offsetof(struct bh_object, node));

static const struct bh_field cron_job_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_cron_job),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_cron_job_list =
    TYPE("CronJobList", cron_job_list_fields, 0, BH_NOT_STORED);

static const struct bh_field cron_job_spec_fields[] = {
    CHECKED("concurrencyPolicy", STRING, ONE, NULL),
    CHECKED("failedJobsHistoryLimit", INT32, ONE, NULL),
    STORED("jobTemplate", INLINE, ONE, 0, &bh_type_job_template_spec),
    CHECKED("schedule", STRING, ONE, NULL),
    CHECKED("startingDeadlineSeconds", INT64, ONE, NULL),
    CHECKED("successfulJobsHistoryLimit", INT32, ONE, NULL),
    CHECKED("suspend", BOOL, ONE, NULL),
    CHECKED("timeZone", STRING, ONE, NULL),
};
const struct bh_type bh_type_cron_job_spec =
    TYPE("CronJobSpec", cron_job_spec_fields, sizeof(struct bh_object), BH_NOT_STORED);

static const struct bh_field daemon_set_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    STORED("spec", INLINE, ONE, 0, &bh_type_daemon_set_spec),
    CHECKED("status", OBJECT, ONE, &bh_type_daemon_set_status),
};
const struct bh_type bh_type_daemon_set = TYPE(
    "DaemonSet", daemon_set_fields, sizeof(struct bh_object), offsetof(struct bh_object, node));

static const struct bh_field daemon_set_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_daemon_set),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_daemon_set_list =
    TYPE("DaemonSetList", daemon_set_list_fields, 0, BH_NOT_STORED);

static const struct bh_field daemon_set_spec_fields[] = {
    CHECKED("minReadySeconds", INT32, ONE, NULL),
    CHECKED("revisionHistoryLimit", INT32, ONE, NULL),
    CHECKED("selector", OBJECT, ONE, &bh_type_label_selector),
    STORED("template", INLINE, ONE, 0, &bh_type_pod_template_spec),
    CHECKED("updateStrategy", OBJECT, ONE, &bh_type_daemon_set_update_strategy),
};
const struct bh_type bh_type_daemon_set_spec =
    TYPE("DaemonSetSpec", daemon_set_spec_fields, sizeof(struct bh_object), BH_NOT_STORED);

static const struct bh_field daemon_set_update_strategy_fields[] = {
    CHECKED("rollingUpdate", OBJECT, ONE, &bh_type_rolling_update_daemon_set),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_daemon_set_update_strategy =
    TYPE("DaemonSetUpdateStrategy", daemon_set_update_strategy_fields, 0, BH_NOT_STORED);

static const struct bh_field deployment_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    STORED("spec", INLINE, ONE, 0, &bh_type_deployment_spec),
    CHECKED("status", OBJECT, ONE, &bh_type_deployment_status),
};
const struct bh_type bh_type_deployment = TYPE(
    "Deployment", deployment_fields, sizeof(struct bh_object), offsetof(struct bh_object, node));

static const struct bh_field deployment_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_deployment),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_deployment_list =
    TYPE("DeploymentList", deployment_list_fields, 0, BH_NOT_STORED);

static const struct bh_field deployment_spec_fields[] = {
    CHECKED("minReadySeconds", INT32, ONE, NULL),
    CHECKED("paused", BOOL, ONE, NULL),
    CHECKED("progressDeadlineSeconds", INT32, ONE, NULL),
    CHECKED("replicas", INT32, ONE, NULL),
    CHECKED("revisionHistoryLimit", INT32, ONE, NULL),
    CHECKED("selector", OBJECT, ONE, &bh_type_label_selector),
    CHECKED("strategy", OBJECT, ONE, &bh_type_deployment_strategy),
    STORED("template", INLINE, ONE, 0, &bh_type_pod_template_spec),
};
const struct bh_type bh_type_deployment_spec =
    TYPE("DeploymentSpec", deployment_spec_fields, sizeof(struct bh_object), BH_NOT_STORED);

static const struct bh_field deployment_strategy_fields[] = {
    CHECKED("rollingUpdate", OBJECT, ONE, &bh_type_rolling_update_deployment),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_deployment_strategy =
    TYPE("DeploymentStrategy", deployment_strategy_fields, 0, BH_NOT_STORED);

static const struct bh_field job_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    STORED("spec", INLINE, ONE, 0, &bh_type_job_spec),
    CHECKED("status", OBJECT, ONE, &bh_type_job_status),
};
const struct bh_type bh_type_job =
    TYPE("Job", job_fields, sizeof(struct bh_object), offsetof(struct bh_object, node));

static const struct bh_field job_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_job),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_job_list = TYPE("JobList", job_list_fields, 0, BH_NOT_STORED);

static const struct bh_field job_scheduling_configuration_fields[] = {
    CHECKED("disruptionMode", OBJECT, ONE, &bh_type_workload_pod_group_disruption_mode),
    CHECKED("resourceClaims", OBJECT, LIST, &bh_type_workload_pod_group_resource_claim),
    CHECKED("schedulingConstraints", OBJECT, ONE,
            &bh_type_workload_pod_group_scheduling_constraints),
    CHECKED("schedulingPolicy", OBJECT, ONE, &bh_type_workload_pod_group_scheduling_policy),
};
const struct bh_type bh_type_job_scheduling_configuration =
    TYPE("JobSchedulingConfiguration", job_scheduling_configuration_fields, 0, BH_NOT_STORED);

static const struct bh_field job_spec_fields[] = {
    CHECKED("activeDeadlineSeconds", INT64, ONE, NULL),
    CHECKED("backoffLimit", INT32, ONE, NULL),
    CHECKED("backoffLimitPerIndex", INT32, ONE, NULL),
    CHECKED("completionMode", STRING, ONE, NULL),
    CHECKED("completions", INT32, ONE, NULL),
    CHECKED("managedBy", STRING, ONE, NULL),
    CHECKED("manualSelector", BOOL, ONE, NULL),
    CHECKED("maxFailedIndexes", INT32, ONE, NULL),
    CHECKED("parallelism", INT32, ONE, NULL),
    CHECKED("podFailurePolicy", OBJECT, ONE, &bh_type_pod_failure_policy),
    CHECKED("podReplacementPolicy", STRING, ONE, NULL),
    CHECKED("scheduling", OBJECT, ONE, &bh_type_job_scheduling_configuration),
    CHECKED("selector", OBJECT, ONE, &bh_type_label_selector),
    CHECKED("successPolicy", OBJECT, ONE, &bh_type_success_policy),
    CHECKED("suspend", BOOL, ONE, NULL),
    STORED("template", INLINE, ONE, 0, &bh_type_pod_template_spec),
    CHECKED("ttlSecondsAfterFinished", INT32, ONE, NULL),
};
const struct bh_type bh_type_job_spec =
    TYPE("JobSpec", job_spec_fields, sizeof(struct bh_object), BH_NOT_STORED);

static const struct bh_field job_template_spec_fields[] = {
    CHECKED("metadata", OBJECT, ONE, &bh_type_object_meta),
    STORED("spec", INLINE, ONE, 0, &bh_type_job_spec),
};
const struct bh_type bh_type_job_template_spec =
    TYPE("JobTemplateSpec", job_template_spec_fields, sizeof(struct bh_object), BH_NOT_STORED);

static const struct bh_field list_meta_fields[] = {
    CHECKED("continue", STRING, ONE, NULL),
    CHECKED("remainingItemCount", INT64, ONE, NULL),
    CHECKED("resourceVersion", STRING, ONE, NULL),
    CHECKED("selfLink", STRING, ONE, NULL),
    CHECKED("shardInfo", OBJECT, ONE, &bh_type_shard_info),
};
const struct bh_type bh_type_list_meta = TYPE("ListMeta", list_meta_fields, 0, BH_NOT_STORED);

static const struct bh_field namespace_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    CHECKED("spec", OBJECT, ONE, &bh_type_namespace_spec),
    CHECKED("status", OBJECT, ONE, &bh_type_namespace_status),
};
const struct bh_type bh_type_namespace =
    TYPE("Namespace", namespace_fields, sizeof(struct bh_object), offsetof(struct bh_object, node));

static const struct bh_field namespace_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_namespace),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_namespace_list =
    TYPE("NamespaceList", namespace_list_fields, 0, BH_NOT_STORED);

static const struct bh_field namespace_spec_fields[] = {
    CHECKED("finalizers", STRING, LIST, NULL),
};
const struct bh_type bh_type_namespace_spec =
    TYPE("NamespaceSpec", namespace_spec_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    STORED("spec", OBJECT, ONE, offsetof(struct bh_object, spec), &bh_type_pod_spec),
    CHECKED("status", OBJECT, ONE, &bh_type_pod_status),
};
const struct bh_type bh_type_pod =
    TYPE("Pod", pod_fields, sizeof(struct bh_object), offsetof(struct bh_object, node));

static const struct bh_field pod_failure_policy_fields[] = {
    CHECKED("rules", OBJECT, LIST, &bh_type_pod_failure_policy_rule),
};
const struct bh_type bh_type_pod_failure_policy =
    TYPE("PodFailurePolicy", pod_failure_policy_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_failure_policy_on_exit_codes_requirement_fields[] = {
    CHECKED("containerName", STRING, ONE, NULL),
    CHECKED("operator", STRING, ONE, NULL),
    CHECKED("values", INT32, LIST, NULL),
};
const struct bh_type bh_type_pod_failure_policy_on_exit_codes_requirement =
    TYPE("PodFailurePolicyOnExitCodesRequirement",
         pod_failure_policy_on_exit_codes_requirement_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_failure_policy_on_pod_conditions_pattern_fields[] = {
    CHECKED("status", STRING, ONE, NULL),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_failure_policy_on_pod_conditions_pattern =
    TYPE("PodFailurePolicyOnPodConditionsPattern",
         pod_failure_policy_on_pod_conditions_pattern_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_failure_policy_rule_fields[] = {
    CHECKED("action", STRING, ONE, NULL),
    CHECKED("onExitCodes", OBJECT, ONE, &bh_type_pod_failure_policy_on_exit_codes_requirement),
    CHECKED("onPodConditions", OBJECT, LIST, &bh_type_pod_failure_policy_on_pod_conditions_pattern),
};
const struct bh_type bh_type_pod_failure_policy_rule =
    TYPE("PodFailurePolicyRule", pod_failure_policy_rule_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_pod),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_pod_list = TYPE("PodList", pod_list_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_template_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    STORED("template", INLINE, ONE, 0, &bh_type_pod_template_spec),
};
const struct bh_type bh_type_pod_template = TYPE(
    "PodTemplate", pod_template_fields, sizeof(struct bh_object), offsetof(struct bh_object, node));

static const struct bh_field pod_template_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_pod_template),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_pod_template_list =
    TYPE("PodTemplateList", pod_template_list_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_template_spec_fields[] = {
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, template_meta),
           &bh_type_object_meta),
    STORED("spec", OBJECT, ONE, offsetof(struct bh_object, spec), &bh_type_pod_spec),
};
const struct bh_type bh_type_pod_template_spec =
    TYPE("PodTemplateSpec", pod_template_spec_fields, sizeof(struct bh_object), BH_NOT_STORED);

static const struct bh_field replica_set_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    STORED("spec", INLINE, ONE, 0, &bh_type_replica_set_spec),
    CHECKED("status", OBJECT, ONE, &bh_type_replica_set_status),
};
const struct bh_type bh_type_replica_set = TYPE(
    "ReplicaSet", replica_set_fields, sizeof(struct bh_object), offsetof(struct bh_object, node));

static const struct bh_field replica_set_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_replica_set),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_replica_set_list =
    TYPE("ReplicaSetList", replica_set_list_fields, 0, BH_NOT_STORED);

static const struct bh_field replica_set_spec_fields[] = {
    CHECKED("minReadySeconds", INT32, ONE, NULL),
    CHECKED("replicas", INT32, ONE, NULL),
    CHECKED("selector", OBJECT, ONE, &bh_type_label_selector),
    STORED("template", INLINE, ONE, 0, &bh_type_pod_template_spec),
};
const struct bh_type bh_type_replica_set_spec =
    TYPE("ReplicaSetSpec", replica_set_spec_fields, sizeof(struct bh_object), BH_NOT_STORED);

static const struct bh_field replication_controller_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    STORED("spec", INLINE, ONE, 0, &bh_type_replication_controller_spec),
    CHECKED("status", OBJECT, ONE, &bh_type_replication_controller_status),
};
const struct bh_type bh_type_replication_controller =
    TYPE("ReplicationController", replication_controller_fields, sizeof(struct bh_object),
         offsetof(struct bh_object, node));

static const struct bh_field replication_controller_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_replication_controller),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_replication_controller_list =
    TYPE("ReplicationControllerList", replication_controller_list_fields, 0, BH_NOT_STORED);

static const struct bh_field replication_controller_spec_fields[] = {
    CHECKED("minReadySeconds", INT32, ONE, NULL),
    CHECKED("replicas", INT32, ONE, NULL),
    CHECKED("selector", STRING, MAP, NULL),
    STORED("template", INLINE, ONE, 0, &bh_type_pod_template_spec),
};
const struct bh_type bh_type_replication_controller_spec =
    TYPE("ReplicationControllerSpec", replication_controller_spec_fields, sizeof(struct bh_object),
         BH_NOT_STORED);

static const struct bh_field rolling_update_daemon_set_fields[] = {
    CHECKED("maxSurge", INT_OR_STR, ONE, NULL),
    CHECKED("maxUnavailable", INT_OR_STR, ONE, NULL),
};
const struct bh_type bh_type_rolling_update_daemon_set =
    TYPE("RollingUpdateDaemonSet", rolling_update_daemon_set_fields, 0, BH_NOT_STORED);

static const struct bh_field rolling_update_deployment_fields[] = {
    CHECKED("maxSurge", INT_OR_STR, ONE, NULL),
    CHECKED("maxUnavailable", INT_OR_STR, ONE, NULL),
};
const struct bh_type bh_type_rolling_update_deployment =
    TYPE("RollingUpdateDeployment", rolling_update_deployment_fields, 0, BH_NOT_STORED);

static const struct bh_field rolling_update_stateful_set_strategy_fields[] = {
    CHECKED("maxUnavailable", INT_OR_STR, ONE, NULL),
    CHECKED("partition", INT32, ONE, NULL),
};
const struct bh_type bh_type_rolling_update_stateful_set_strategy =
    TYPE("RollingUpdateStatefulSetStrategy", rolling_update_stateful_set_strategy_fields, 0,
         BH_NOT_STORED);

static const struct bh_field shard_info_fields[] = {
    CHECKED("selector", STRING, ONE, NULL),
};
const struct bh_type bh_type_shard_info = TYPE("ShardInfo", shard_info_fields, 0, BH_NOT_STORED);

static const struct bh_field stateful_set_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_object, api_version), NULL),
    STORED("kind", STRING, ONE, offsetof(struct bh_object, kind), NULL),
    STORED("metadata", INLINE, ONE, offsetof(struct bh_object, meta), &bh_type_object_meta),
    STORED("spec", INLINE, ONE, 0, &bh_type_stateful_set_spec),
    CHECKED("status", OBJECT, ONE, &bh_type_stateful_set_status),
};
const struct bh_type bh_type_stateful_set = TYPE(
    "StatefulSet", stateful_set_fields, sizeof(struct bh_object), offsetof(struct bh_object, node));

static const struct bh_field stateful_set_list_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_stateful_set),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_list_meta),
};
const struct bh_type bh_type_stateful_set_list =
    TYPE("StatefulSetList", stateful_set_list_fields, 0, BH_NOT_STORED);

static const struct bh_field stateful_set_ordinals_fields[] = {
    CHECKED("start", INT32, ONE, NULL),
};
const struct bh_type bh_type_stateful_set_ordinals =
    TYPE("StatefulSetOrdinals", stateful_set_ordinals_fields, 0, BH_NOT_STORED);

static const struct bh_field stateful_set_persistent_volume_claim_retention_policy_fields[] = {
    CHECKED("whenDeleted", STRING, ONE, NULL),
    CHECKED("whenScaled", STRING, ONE, NULL),
};
const struct bh_type bh_type_stateful_set_persistent_volume_claim_retention_policy =
    TYPE("StatefulSetPersistentVolumeClaimRetentionPolicy",
         stateful_set_persistent_volume_claim_retention_policy_fields, 0, BH_NOT_STORED);

static const struct bh_field stateful_set_spec_fields[] = {
    CHECKED("minReadySeconds", INT32, ONE, NULL),
    CHECKED("ordinals", OBJECT, ONE, &bh_type_stateful_set_ordinals),
    CHECKED("persistentVolumeClaimRetentionPolicy", OBJECT, ONE,
            &bh_type_stateful_set_persistent_volume_claim_retention_policy),
    CHECKED("podManagementPolicy", STRING, ONE, NULL),
    CHECKED("replicas", INT32, ONE, NULL),
    CHECKED("revisionHistoryLimit", INT32, ONE, NULL),
    CHECKED("selector", OBJECT, ONE, &bh_type_label_selector),
    CHECKED("serviceName", STRING, ONE, NULL),
    STORED("template", INLINE, ONE, 0, &bh_type_pod_template_spec),
    CHECKED("updateStrategy", OBJECT, ONE, &bh_type_stateful_set_update_strategy),
    CHECKED("volumeClaimTemplates", OBJECT, LIST, &bh_type_persistent_volume_claim),
};
const struct bh_type bh_type_stateful_set_spec =
    TYPE("StatefulSetSpec", stateful_set_spec_fields, sizeof(struct bh_object), BH_NOT_STORED);

static const struct bh_field stateful_set_update_strategy_fields[] = {
    CHECKED("rollingUpdate", OBJECT, ONE, &bh_type_rolling_update_stateful_set_strategy),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_stateful_set_update_strategy =
    TYPE("StatefulSetUpdateStrategy", stateful_set_update_strategy_fields, 0, BH_NOT_STORED);

static const struct bh_field success_policy_fields[] = {
    CHECKED("rules", OBJECT, LIST, &bh_type_success_policy_rule),
};
const struct bh_type bh_type_success_policy =
    TYPE("SuccessPolicy", success_policy_fields, 0, BH_NOT_STORED);

static const struct bh_field success_policy_rule_fields[] = {
    CHECKED("succeededCount", INT32, ONE, NULL),
    CHECKED("succeededIndexes", STRING, ONE, NULL),
};
const struct bh_type bh_type_success_policy_rule =
    TYPE("SuccessPolicyRule", success_policy_rule_fields, 0, BH_NOT_STORED);

static const struct bh_field topology_constraint_fields[] = {
    CHECKED("key", STRING, ONE, NULL),
};
const struct bh_type bh_type_topology_constraint =
    TYPE("TopologyConstraint", topology_constraint_fields, 0, BH_NOT_STORED);

static const struct bh_field workload_pod_group_disruption_mode_fields[] = {
    CHECKED("all", OBJECT, ONE, &bh_type_workload_pod_group_all_disruption_mode),
    CHECKED("single", OBJECT, ONE, &bh_type_workload_pod_group_single_disruption_mode),
};
const struct bh_type bh_type_workload_pod_group_disruption_mode = TYPE(
    "WorkloadPodGroupDisruptionMode", workload_pod_group_disruption_mode_fields, 0, BH_NOT_STORED);

static const struct bh_field workload_pod_group_gang_scheduling_policy_fields[] = {
    CHECKED("minCount", INT32, ONE, NULL),
};
const struct bh_type bh_type_workload_pod_group_gang_scheduling_policy =
    TYPE("WorkloadPodGroupGangSchedulingPolicy", workload_pod_group_gang_scheduling_policy_fields,
         0, BH_NOT_STORED);

static const struct bh_field workload_pod_group_resource_claim_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("resourceClaimName", STRING, ONE, NULL),
    CHECKED("resourceClaimTemplateName", STRING, ONE, NULL),
};
const struct bh_type bh_type_workload_pod_group_resource_claim = TYPE(
    "WorkloadPodGroupResourceClaim", workload_pod_group_resource_claim_fields, 0, BH_NOT_STORED);

static const struct bh_field workload_pod_group_scheduling_constraints_fields[] = {
    CHECKED("topology", OBJECT, LIST, &bh_type_topology_constraint),
};
const struct bh_type bh_type_workload_pod_group_scheduling_constraints =
    TYPE("WorkloadPodGroupSchedulingConstraints", workload_pod_group_scheduling_constraints_fields,
         0, BH_NOT_STORED);

static const struct bh_field workload_pod_group_scheduling_policy_fields[] = {
    CHECKED("basic", OBJECT, ONE, &bh_type_workload_pod_group_basic_scheduling_policy),
    CHECKED("gang", OBJECT, ONE, &bh_type_workload_pod_group_gang_scheduling_policy),
};
const struct bh_type bh_type_workload_pod_group_scheduling_policy =
    TYPE("WorkloadPodGroupSchedulingPolicy", workload_pod_group_scheduling_policy_fields, 0,
         BH_NOT_STORED);

const struct bh_type bh_type_workload_pod_group_all_disruption_mode = {
    "WorkloadPodGroupAllDisruptionMode", NULL, 0, 0, BH_NOT_STORED
};

const struct bh_type bh_type_workload_pod_group_basic_scheduling_policy = {
    "WorkloadPodGroupBasicSchedulingPolicy", NULL, 0, 0, BH_NOT_STORED
};

const struct bh_type bh_type_workload_pod_group_single_disruption_mode = {
    "WorkloadPodGroupSingleDisruptionMode", NULL, 0, 0, BH_NOT_STORED
};
