/* Field tables: status, which is checked but never read. One row a JSON field, sorted by name; read by decode.c.
 * Source: the types of k8s.io/api v0.37; conformance holds every row against them. */
#include "kube/schema.h"

static const struct bh_field container_extended_resource_request_fields[] = {
    CHECKED("containerName", STRING, ONE, NULL),
    CHECKED("requestName", STRING, ONE, NULL),
    CHECKED("resourceName", STRING, ONE, NULL),
};
const struct bh_type bh_type_container_extended_resource_request =
    TYPE("ContainerExtendedResourceRequest", container_extended_resource_request_fields, 0,
         BH_NOT_STORED);

static const struct bh_field container_state_fields[] = {
    CHECKED("running", OBJECT, ONE, &bh_type_container_state_running),
    CHECKED("terminated", OBJECT, ONE, &bh_type_container_state_terminated),
    CHECKED("waiting", OBJECT, ONE, &bh_type_container_state_waiting),
};
const struct bh_type bh_type_container_state =
    TYPE("ContainerState", container_state_fields, 0, BH_NOT_STORED);

static const struct bh_field container_state_running_fields[] = {
    CHECKED("startedAt", TIME, ONE, NULL),
};
const struct bh_type bh_type_container_state_running =
    TYPE("ContainerStateRunning", container_state_running_fields, 0, BH_NOT_STORED);

static const struct bh_field container_state_terminated_fields[] = {
    CHECKED("containerID", STRING, ONE, NULL), CHECKED("exitCode", INT32, ONE, NULL),
    CHECKED("finishedAt", TIME, ONE, NULL),    CHECKED("message", STRING, ONE, NULL),
    CHECKED("reason", STRING, ONE, NULL),      CHECKED("signal", INT32, ONE, NULL),
    CHECKED("startedAt", TIME, ONE, NULL),
};
const struct bh_type bh_type_container_state_terminated =
    TYPE("ContainerStateTerminated", container_state_terminated_fields, 0, BH_NOT_STORED);

static const struct bh_field container_state_waiting_fields[] = {
    CHECKED("message", STRING, ONE, NULL),
    CHECKED("reason", STRING, ONE, NULL),
};
const struct bh_type bh_type_container_state_waiting =
    TYPE("ContainerStateWaiting", container_state_waiting_fields, 0, BH_NOT_STORED);

static const struct bh_field container_status_fields[] = {
    CHECKED("allocatedResources", QUANTITY, MAP, NULL),
    CHECKED("allocatedResourcesStatus", OBJECT, LIST, &bh_type_resource_status),
    CHECKED("containerID", STRING, ONE, NULL),
    CHECKED("image", STRING, ONE, NULL),
    CHECKED("imageID", STRING, ONE, NULL),
    CHECKED("lastState", OBJECT, ONE, &bh_type_container_state),
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("ready", BOOL, ONE, NULL),
    CHECKED("resources", OBJECT, ONE, &bh_type_resource_requirements),
    CHECKED("restartCount", INT32, ONE, NULL),
    CHECKED("started", BOOL, ONE, NULL),
    CHECKED("state", OBJECT, ONE, &bh_type_container_state),
    CHECKED("stopSignal", STRING, ONE, NULL),
    CHECKED("user", OBJECT, ONE, &bh_type_container_user),
    CHECKED("volumeMounts", OBJECT, LIST, &bh_type_volume_mount_status),
};
const struct bh_type bh_type_container_status =
    TYPE("ContainerStatus", container_status_fields, 0, BH_NOT_STORED);

static const struct bh_field container_user_fields[] = {
    CHECKED("linux", OBJECT, ONE, &bh_type_linux_container_user),
};
const struct bh_type bh_type_container_user =
    TYPE("ContainerUser", container_user_fields, 0, BH_NOT_STORED);

static const struct bh_field cron_job_status_fields[] = {
    CHECKED("active", OBJECT, LIST, &bh_type_object_reference),
    CHECKED("lastScheduleTime", TIME, ONE, NULL),
    CHECKED("lastSuccessfulTime", TIME, ONE, NULL),
};
const struct bh_type bh_type_cron_job_status =
    TYPE("CronJobStatus", cron_job_status_fields, 0, BH_NOT_STORED);

static const struct bh_field daemon_set_condition_fields[] = {
    CHECKED("lastTransitionTime", TIME, ONE, NULL),
    CHECKED("message", STRING, ONE, NULL),
    CHECKED("reason", STRING, ONE, NULL),
    CHECKED("status", STRING, ONE, NULL),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_daemon_set_condition =
    TYPE("DaemonSetCondition", daemon_set_condition_fields, 0, BH_NOT_STORED);

static const struct bh_field daemon_set_status_fields[] = {
    CHECKED("collisionCount", INT32, ONE, NULL),
    CHECKED("conditions", OBJECT, LIST, &bh_type_daemon_set_condition),
    CHECKED("currentNumberScheduled", INT32, ONE, NULL),
    CHECKED("desiredNumberScheduled", INT32, ONE, NULL),
    CHECKED("numberAvailable", INT32, ONE, NULL),
    CHECKED("numberMisscheduled", INT32, ONE, NULL),
    CHECKED("numberReady", INT32, ONE, NULL),
    CHECKED("numberUnavailable", INT32, ONE, NULL),
    CHECKED("observedGeneration", INT64, ONE, NULL),
    CHECKED("updatedNumberScheduled", INT32, ONE, NULL),
};
const struct bh_type bh_type_daemon_set_status =
    TYPE("DaemonSetStatus", daemon_set_status_fields, 0, BH_NOT_STORED);

static const struct bh_field deployment_condition_fields[] = {
    CHECKED("lastTransitionTime", TIME, ONE, NULL), CHECKED("lastUpdateTime", TIME, ONE, NULL),
    CHECKED("message", STRING, ONE, NULL),          CHECKED("reason", STRING, ONE, NULL),
    CHECKED("status", STRING, ONE, NULL),           CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_deployment_condition =
    TYPE("DeploymentCondition", deployment_condition_fields, 0, BH_NOT_STORED);

static const struct bh_field deployment_status_fields[] = {
    CHECKED("availableReplicas", INT32, ONE, NULL),
    CHECKED("collisionCount", INT32, ONE, NULL),
    CHECKED("conditions", OBJECT, LIST, &bh_type_deployment_condition),
    CHECKED("observedGeneration", INT64, ONE, NULL),
    CHECKED("readyReplicas", INT32, ONE, NULL),
    CHECKED("replicas", INT32, ONE, NULL),
    CHECKED("terminatingReplicas", INT32, ONE, NULL),
    CHECKED("unavailableReplicas", INT32, ONE, NULL),
    CHECKED("updatedReplicas", INT32, ONE, NULL),
};
const struct bh_type bh_type_deployment_status =
    TYPE("DeploymentStatus", deployment_status_fields, 0, BH_NOT_STORED);

static const struct bh_field host_ip_fields[] = {
    CHECKED("ip", STRING, ONE, NULL),
};
const struct bh_type bh_type_host_ip = TYPE("HostIP", host_ip_fields, 0, BH_NOT_STORED);

static const struct bh_field image_volume_status_fields[] = {
    CHECKED("imageRef", STRING, ONE, NULL),
};
const struct bh_type bh_type_image_volume_status =
    TYPE("ImageVolumeStatus", image_volume_status_fields, 0, BH_NOT_STORED);

static const struct bh_field job_condition_fields[] = {
    CHECKED("lastProbeTime", TIME, ONE, NULL), CHECKED("lastTransitionTime", TIME, ONE, NULL),
    CHECKED("message", STRING, ONE, NULL),     CHECKED("reason", STRING, ONE, NULL),
    CHECKED("status", STRING, ONE, NULL),      CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_job_condition =
    TYPE("JobCondition", job_condition_fields, 0, BH_NOT_STORED);

static const struct bh_field job_status_fields[] = {
    CHECKED("active", INT32, ONE, NULL),
    CHECKED("completedIndexes", STRING, ONE, NULL),
    CHECKED("completionTime", TIME, ONE, NULL),
    CHECKED("conditions", OBJECT, LIST, &bh_type_job_condition),
    CHECKED("failed", INT32, ONE, NULL),
    CHECKED("failedIndexes", STRING, ONE, NULL),
    CHECKED("ready", INT32, ONE, NULL),
    CHECKED("startTime", TIME, ONE, NULL),
    CHECKED("succeeded", INT32, ONE, NULL),
    CHECKED("terminating", INT32, ONE, NULL),
    CHECKED("uncountedTerminatedPods", OBJECT, ONE, &bh_type_uncounted_terminated_pods),
};
const struct bh_type bh_type_job_status = TYPE("JobStatus", job_status_fields, 0, BH_NOT_STORED);

static const struct bh_field linux_container_user_fields[] = {
    CHECKED("gid", INT64, ONE, NULL),
    CHECKED("supplementalGroups", INT64, LIST, NULL),
    CHECKED("uid", INT64, ONE, NULL),
};
const struct bh_type bh_type_linux_container_user =
    TYPE("LinuxContainerUser", linux_container_user_fields, 0, BH_NOT_STORED);

static const struct bh_field namespace_condition_fields[] = {
    CHECKED("lastTransitionTime", TIME, ONE, NULL),
    CHECKED("message", STRING, ONE, NULL),
    CHECKED("reason", STRING, ONE, NULL),
    CHECKED("status", STRING, ONE, NULL),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_namespace_condition =
    TYPE("NamespaceCondition", namespace_condition_fields, 0, BH_NOT_STORED);

static const struct bh_field namespace_status_fields[] = {
    CHECKED("conditions", OBJECT, LIST, &bh_type_namespace_condition),
    CHECKED("phase", STRING, ONE, NULL),
};
const struct bh_type bh_type_namespace_status =
    TYPE("NamespaceStatus", namespace_status_fields, 0, BH_NOT_STORED);

static const struct bh_field node_allocatable_mapped_resources_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("quantity", QUANTITY, ONE, NULL),
};
const struct bh_type bh_type_node_allocatable_mapped_resources = TYPE(
    "NodeAllocatableMappedResources", node_allocatable_mapped_resources_fields, 0, BH_NOT_STORED);

static const struct bh_field node_allocatable_overhead_resources_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("perContainer", QUANTITY, ONE, NULL),
    CHECKED("perPod", QUANTITY, ONE, NULL),
};
const struct bh_type bh_type_node_allocatable_overhead_resources =
    TYPE("NodeAllocatableOverheadResources", node_allocatable_overhead_resources_fields, 0,
         BH_NOT_STORED);

static const struct bh_field node_allocatable_resource_claim_status_fields[] = {
    CHECKED("containers", STRING, LIST, NULL),
    CHECKED("mapping", OBJECT, LIST, &bh_type_node_allocatable_mapped_resources),
    CHECKED("overhead", OBJECT, LIST, &bh_type_node_allocatable_overhead_resources),
    CHECKED("resourceClaimName", STRING, ONE, NULL),
};
const struct bh_type bh_type_node_allocatable_resource_claim_status =
    TYPE("NodeAllocatableResourceClaimStatus", node_allocatable_resource_claim_status_fields, 0,
         BH_NOT_STORED);

static const struct bh_field pod_condition_fields[] = {
    CHECKED("lastProbeTime", TIME, ONE, NULL), CHECKED("lastTransitionTime", TIME, ONE, NULL),
    CHECKED("message", STRING, ONE, NULL),     CHECKED("observedGeneration", INT64, ONE, NULL),
    CHECKED("reason", STRING, ONE, NULL),      CHECKED("status", STRING, ONE, NULL),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_condition =
    TYPE("PodCondition", pod_condition_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_extended_resource_claim_status_fields[] = {
    CHECKED("requestMappings", OBJECT, LIST, &bh_type_container_extended_resource_request),
    CHECKED("resourceClaimName", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_extended_resource_claim_status = TYPE(
    "PodExtendedResourceClaimStatus", pod_extended_resource_claim_status_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_ip_fields[] = {
    CHECKED("ip", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_ip = TYPE("PodIP", pod_ip_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_resource_claim_status_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("resourceClaimName", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_resource_claim_status =
    TYPE("PodResourceClaimStatus", pod_resource_claim_status_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_status_fields[] = {
    CHECKED("allocatedResources", QUANTITY, MAP, NULL),
    CHECKED("conditions", OBJECT, LIST, &bh_type_pod_condition),
    CHECKED("containerStatuses", OBJECT, LIST, &bh_type_container_status),
    CHECKED("ephemeralContainerStatuses", OBJECT, LIST, &bh_type_container_status),
    CHECKED("extendedResourceClaimStatus", OBJECT, ONE,
            &bh_type_pod_extended_resource_claim_status),
    CHECKED("hostIP", STRING, ONE, NULL),
    CHECKED("hostIPs", OBJECT, LIST, &bh_type_host_ip),
    CHECKED("initContainerStatuses", OBJECT, LIST, &bh_type_container_status),
    CHECKED("message", STRING, ONE, NULL),
    CHECKED("nodeAllocatableResourceClaimStatuses", OBJECT, LIST,
            &bh_type_node_allocatable_resource_claim_status),
    CHECKED("nominatedNodeName", STRING, ONE, NULL),
    CHECKED("observedGeneration", INT64, ONE, NULL),
    CHECKED("phase", STRING, ONE, NULL),
    CHECKED("podIP", STRING, ONE, NULL),
    CHECKED("podIPs", OBJECT, LIST, &bh_type_pod_ip),
    CHECKED("qosClass", STRING, ONE, NULL),
    CHECKED("reason", STRING, ONE, NULL),
    CHECKED("resize", STRING, ONE, NULL),
    CHECKED("resourceClaimStatuses", OBJECT, LIST, &bh_type_pod_resource_claim_status),
    CHECKED("resources", OBJECT, ONE, &bh_type_resource_requirements),
    CHECKED("startTime", TIME, ONE, NULL),
    CHECKED("volumeHealth", OBJECT, LIST, &bh_type_pod_volume_health),
};
const struct bh_type bh_type_pod_status = TYPE("PodStatus", pod_status_fields, 0, BH_NOT_STORED);

static const struct bh_field pod_volume_health_fields[] = {
    CHECKED("healthConditions", OBJECT, LIST, &bh_type_volume_health_condition),
    CHECKED("lastTransitionTime", TIME, ONE, NULL),
    CHECKED("name", STRING, ONE, NULL),
};
const struct bh_type bh_type_pod_volume_health =
    TYPE("PodVolumeHealth", pod_volume_health_fields, 0, BH_NOT_STORED);

static const struct bh_field replica_set_condition_fields[] = {
    CHECKED("lastTransitionTime", TIME, ONE, NULL),
    CHECKED("message", STRING, ONE, NULL),
    CHECKED("reason", STRING, ONE, NULL),
    CHECKED("status", STRING, ONE, NULL),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_replica_set_condition =
    TYPE("ReplicaSetCondition", replica_set_condition_fields, 0, BH_NOT_STORED);

static const struct bh_field replica_set_status_fields[] = {
    CHECKED("availableReplicas", INT32, ONE, NULL),
    CHECKED("conditions", OBJECT, LIST, &bh_type_replica_set_condition),
    CHECKED("fullyLabeledReplicas", INT32, ONE, NULL),
    CHECKED("observedGeneration", INT64, ONE, NULL),
    CHECKED("readyReplicas", INT32, ONE, NULL),
    CHECKED("replicas", INT32, ONE, NULL),
    CHECKED("terminatingReplicas", INT32, ONE, NULL),
};
const struct bh_type bh_type_replica_set_status =
    TYPE("ReplicaSetStatus", replica_set_status_fields, 0, BH_NOT_STORED);

static const struct bh_field replication_controller_condition_fields[] = {
    CHECKED("lastTransitionTime", TIME, ONE, NULL),
    CHECKED("message", STRING, ONE, NULL),
    CHECKED("reason", STRING, ONE, NULL),
    CHECKED("status", STRING, ONE, NULL),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_replication_controller_condition = TYPE(
    "ReplicationControllerCondition", replication_controller_condition_fields, 0, BH_NOT_STORED);

static const struct bh_field replication_controller_status_fields[] = {
    CHECKED("availableReplicas", INT32, ONE, NULL),
    CHECKED("conditions", OBJECT, LIST, &bh_type_replication_controller_condition),
    CHECKED("fullyLabeledReplicas", INT32, ONE, NULL),
    CHECKED("observedGeneration", INT64, ONE, NULL),
    CHECKED("readyReplicas", INT32, ONE, NULL),
    CHECKED("replicas", INT32, ONE, NULL),
};
const struct bh_type bh_type_replication_controller_status =
    TYPE("ReplicationControllerStatus", replication_controller_status_fields, 0, BH_NOT_STORED);

static const struct bh_field resource_health_fields[] = {
    CHECKED("health", STRING, ONE, NULL),
    CHECKED("message", STRING, ONE, NULL),
    CHECKED("resourceID", STRING, ONE, NULL),
};
const struct bh_type bh_type_resource_health =
    TYPE("ResourceHealth", resource_health_fields, 0, BH_NOT_STORED);

static const struct bh_field resource_status_fields[] = {
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("resources", OBJECT, LIST, &bh_type_resource_health),
};
const struct bh_type bh_type_resource_status =
    TYPE("ResourceStatus", resource_status_fields, 0, BH_NOT_STORED);

static const struct bh_field stateful_set_condition_fields[] = {
    CHECKED("lastTransitionTime", TIME, ONE, NULL),
    CHECKED("message", STRING, ONE, NULL),
    CHECKED("reason", STRING, ONE, NULL),
    CHECKED("status", STRING, ONE, NULL),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_stateful_set_condition =
    TYPE("StatefulSetCondition", stateful_set_condition_fields, 0, BH_NOT_STORED);

static const struct bh_field stateful_set_status_fields[] = {
    CHECKED("availableReplicas", INT32, ONE, NULL),
    CHECKED("collisionCount", INT32, ONE, NULL),
    CHECKED("conditions", OBJECT, LIST, &bh_type_stateful_set_condition),
    CHECKED("currentReplicas", INT32, ONE, NULL),
    CHECKED("currentRevision", STRING, ONE, NULL),
    CHECKED("observedGeneration", INT64, ONE, NULL),
    CHECKED("readyReplicas", INT32, ONE, NULL),
    CHECKED("replicas", INT32, ONE, NULL),
    CHECKED("updateRevision", STRING, ONE, NULL),
    CHECKED("updatedReplicas", INT32, ONE, NULL),
};
const struct bh_type bh_type_stateful_set_status =
    TYPE("StatefulSetStatus", stateful_set_status_fields, 0, BH_NOT_STORED);

static const struct bh_field uncounted_terminated_pods_fields[] = {
    CHECKED("failed", STRING, LIST, NULL),
    CHECKED("succeeded", STRING, LIST, NULL),
};
const struct bh_type bh_type_uncounted_terminated_pods =
    TYPE("UncountedTerminatedPods", uncounted_terminated_pods_fields, 0, BH_NOT_STORED);

static const struct bh_field volume_mount_status_fields[] = {
    CHECKED("mountPath", STRING, ONE, NULL),
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("recursiveReadOnly", STRING, ONE, NULL),
    CHECKED("volumeStatus", OBJECT, ONE, &bh_type_volume_status),
};
const struct bh_type bh_type_volume_mount_status =
    TYPE("VolumeMountStatus", volume_mount_status_fields, 0, BH_NOT_STORED);

static const struct bh_field volume_status_fields[] = {
    CHECKED("image", OBJECT, ONE, &bh_type_image_volume_status),
};
const struct bh_type bh_type_volume_status =
    TYPE("VolumeStatus", volume_status_fields, 0, BH_NOT_STORED);
