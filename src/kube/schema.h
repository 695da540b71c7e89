/* Every type of the Kubernetes API that Bulkhead decodes: its field table. */
#ifndef KUBE_SCHEMA_H
#define KUBE_SCHEMA_H

#include <stddef.h>

#include "kube/decode.h"
#include "kube/objects.h"

/* A field that is stored at 'offset', and one that is only checked. */
#define STORED(json, what, how_many, at, of)                                 \
    {                                                                        \
        json, sizeof(json) - 1, BH_FIELD_##what, BH_SHAPE_##how_many, at, of \
    }
#define CHECKED(json, what, how_many, of) STORED(json, what, how_many, BH_NOT_STORED, of)
#define TYPE(title, rows, bytes, node_at)                             \
    {                                                                 \
        title, rows, sizeof(rows) / sizeof((rows)[0]), bytes, node_at \
    }

/* All types, sorted by name, for tests. */
const struct bh_type *const *bh_types(size_t *out_n);

extern const struct bh_type bh_type_aws_elastic_block_store_volume_source;
extern const struct bh_type bh_type_affinity;
extern const struct bh_type bh_type_app_armor_profile;
extern const struct bh_type bh_type_azure_disk_volume_source;
extern const struct bh_type bh_type_azure_file_volume_source;
extern const struct bh_type bh_type_csi_volume_source;
extern const struct bh_type bh_type_capabilities;
extern const struct bh_type bh_type_ceph_fs_volume_source;
extern const struct bh_type bh_type_cinder_volume_source;
extern const struct bh_type bh_type_cluster_trust_bundle_projection;
extern const struct bh_type bh_type_config_map_env_source;
extern const struct bh_type bh_type_config_map_key_selector;
extern const struct bh_type bh_type_config_map_projection;
extern const struct bh_type bh_type_config_map_volume_source;
extern const struct bh_type bh_type_container;
extern const struct bh_type bh_type_container_extended_resource_request;
extern const struct bh_type bh_type_container_port;
extern const struct bh_type bh_type_container_resize_policy;
extern const struct bh_type bh_type_container_restart_rule;
extern const struct bh_type bh_type_container_restart_rule_on_exit_codes;
extern const struct bh_type bh_type_container_state;
extern const struct bh_type bh_type_container_state_running;
extern const struct bh_type bh_type_container_state_terminated;
extern const struct bh_type bh_type_container_state_waiting;
extern const struct bh_type bh_type_container_status;
extern const struct bh_type bh_type_container_user;
extern const struct bh_type bh_type_cron_job;
extern const struct bh_type bh_type_cron_job_list;
extern const struct bh_type bh_type_cron_job_spec;
extern const struct bh_type bh_type_cron_job_status;
extern const struct bh_type bh_type_daemon_set;
extern const struct bh_type bh_type_daemon_set_condition;
extern const struct bh_type bh_type_daemon_set_list;
extern const struct bh_type bh_type_daemon_set_spec;
extern const struct bh_type bh_type_daemon_set_status;
extern const struct bh_type bh_type_daemon_set_update_strategy;
extern const struct bh_type bh_type_deployment;
extern const struct bh_type bh_type_deployment_condition;
extern const struct bh_type bh_type_deployment_list;
extern const struct bh_type bh_type_deployment_spec;
extern const struct bh_type bh_type_deployment_status;
extern const struct bh_type bh_type_deployment_strategy;
extern const struct bh_type bh_type_downward_api_projection;
extern const struct bh_type bh_type_downward_api_volume_file;
extern const struct bh_type bh_type_downward_api_volume_source;
extern const struct bh_type bh_type_empty_dir_volume_source;
extern const struct bh_type bh_type_env_from_source;
extern const struct bh_type bh_type_env_var;
extern const struct bh_type bh_type_env_var_source;
extern const struct bh_type bh_type_ephemeral_container;
extern const struct bh_type bh_type_ephemeral_volume_source;
extern const struct bh_type bh_type_eviction_responder;
extern const struct bh_type bh_type_exec_action;
extern const struct bh_type bh_type_fc_volume_source;
extern const struct bh_type bh_type_file_key_selector;
extern const struct bh_type bh_type_flex_volume_source;
extern const struct bh_type bh_type_flocker_volume_source;
extern const struct bh_type bh_type_gce_persistent_disk_volume_source;
extern const struct bh_type bh_type_grpc_action;
extern const struct bh_type bh_type_git_repo_volume_source;
extern const struct bh_type bh_type_glusterfs_volume_source;
extern const struct bh_type bh_type_http_get_action;
extern const struct bh_type bh_type_http_header;
extern const struct bh_type bh_type_host_alias;
extern const struct bh_type bh_type_host_ip;
extern const struct bh_type bh_type_host_path_volume_source;
extern const struct bh_type bh_type_iscsi_volume_source;
extern const struct bh_type bh_type_image_volume_source;
extern const struct bh_type bh_type_image_volume_status;
extern const struct bh_type bh_type_job;
extern const struct bh_type bh_type_job_condition;
extern const struct bh_type bh_type_job_list;
extern const struct bh_type bh_type_job_scheduling_configuration;
extern const struct bh_type bh_type_job_spec;
extern const struct bh_type bh_type_job_status;
extern const struct bh_type bh_type_job_template_spec;
extern const struct bh_type bh_type_key_to_path;
extern const struct bh_type bh_type_label_selector;
extern const struct bh_type bh_type_label_selector_requirement;
extern const struct bh_type bh_type_lifecycle;
extern const struct bh_type bh_type_lifecycle_handler;
extern const struct bh_type bh_type_linux_container_user;
extern const struct bh_type bh_type_list_meta;
extern const struct bh_type bh_type_local_object_reference;
extern const struct bh_type bh_type_managed_fields_entry;
extern const struct bh_type bh_type_modify_volume_status;
extern const struct bh_type bh_type_nfs_volume_source;
extern const struct bh_type bh_type_namespace;
extern const struct bh_type bh_type_namespace_condition;
extern const struct bh_type bh_type_namespace_list;
extern const struct bh_type bh_type_namespace_spec;
extern const struct bh_type bh_type_namespace_status;
extern const struct bh_type bh_type_node_affinity;
extern const struct bh_type bh_type_node_allocatable_mapped_resources;
extern const struct bh_type bh_type_node_allocatable_overhead_resources;
extern const struct bh_type bh_type_node_allocatable_resource_claim_status;
extern const struct bh_type bh_type_node_selector;
extern const struct bh_type bh_type_node_selector_requirement;
extern const struct bh_type bh_type_node_selector_term;
extern const struct bh_type bh_type_object_field_selector;
extern const struct bh_type bh_type_object_meta;
extern const struct bh_type bh_type_object_reference;
extern const struct bh_type bh_type_owner_reference;
extern const struct bh_type bh_type_persistent_volume_claim;
extern const struct bh_type bh_type_persistent_volume_claim_condition;
extern const struct bh_type bh_type_persistent_volume_claim_spec;
extern const struct bh_type bh_type_persistent_volume_claim_status;
extern const struct bh_type bh_type_persistent_volume_claim_template;
extern const struct bh_type bh_type_persistent_volume_claim_volume_source;
extern const struct bh_type bh_type_photon_persistent_disk_volume_source;
extern const struct bh_type bh_type_pod;
extern const struct bh_type bh_type_pod_affinity;
extern const struct bh_type bh_type_pod_affinity_term;
extern const struct bh_type bh_type_pod_anti_affinity;
extern const struct bh_type bh_type_pod_certificate_projection;
extern const struct bh_type bh_type_pod_condition;
extern const struct bh_type bh_type_pod_dns_config;
extern const struct bh_type bh_type_pod_dns_config_option;
extern const struct bh_type bh_type_pod_extended_resource_claim_status;
extern const struct bh_type bh_type_pod_failure_policy;
extern const struct bh_type bh_type_pod_failure_policy_on_exit_codes_requirement;
extern const struct bh_type bh_type_pod_failure_policy_on_pod_conditions_pattern;
extern const struct bh_type bh_type_pod_failure_policy_rule;
extern const struct bh_type bh_type_pod_ip;
extern const struct bh_type bh_type_pod_list;
extern const struct bh_type bh_type_pod_os;
extern const struct bh_type bh_type_pod_readiness_gate;
extern const struct bh_type bh_type_pod_resource_claim;
extern const struct bh_type bh_type_pod_resource_claim_status;
extern const struct bh_type bh_type_pod_scheduling_gate;
extern const struct bh_type bh_type_pod_scheduling_group;
extern const struct bh_type bh_type_pod_security_context;
extern const struct bh_type bh_type_pod_spec;
extern const struct bh_type bh_type_pod_status;
extern const struct bh_type bh_type_pod_template;
extern const struct bh_type bh_type_pod_template_list;
extern const struct bh_type bh_type_pod_template_spec;
extern const struct bh_type bh_type_pod_volume_health;
extern const struct bh_type bh_type_portworx_volume_source;
extern const struct bh_type bh_type_preferred_scheduling_term;
extern const struct bh_type bh_type_probe;
extern const struct bh_type bh_type_projected_volume_source;
extern const struct bh_type bh_type_quobyte_volume_source;
extern const struct bh_type bh_type_rbd_volume_source;
extern const struct bh_type bh_type_replica_set;
extern const struct bh_type bh_type_replica_set_condition;
extern const struct bh_type bh_type_replica_set_list;
extern const struct bh_type bh_type_replica_set_spec;
extern const struct bh_type bh_type_replica_set_status;
extern const struct bh_type bh_type_replication_controller;
extern const struct bh_type bh_type_replication_controller_condition;
extern const struct bh_type bh_type_replication_controller_list;
extern const struct bh_type bh_type_replication_controller_spec;
extern const struct bh_type bh_type_replication_controller_status;
extern const struct bh_type bh_type_resource_claim;
extern const struct bh_type bh_type_resource_field_selector;
extern const struct bh_type bh_type_resource_health;
extern const struct bh_type bh_type_resource_requirements;
extern const struct bh_type bh_type_resource_status;
extern const struct bh_type bh_type_rolling_update_daemon_set;
extern const struct bh_type bh_type_rolling_update_deployment;
extern const struct bh_type bh_type_rolling_update_stateful_set_strategy;
extern const struct bh_type bh_type_se_linux_options;
extern const struct bh_type bh_type_scale_io_volume_source;
extern const struct bh_type bh_type_seccomp_profile;
extern const struct bh_type bh_type_secret_env_source;
extern const struct bh_type bh_type_secret_key_selector;
extern const struct bh_type bh_type_secret_projection;
extern const struct bh_type bh_type_secret_volume_source;
extern const struct bh_type bh_type_security_context;
extern const struct bh_type bh_type_service_account_token_projection;
extern const struct bh_type bh_type_shard_info;
extern const struct bh_type bh_type_sleep_action;
extern const struct bh_type bh_type_stateful_set;
extern const struct bh_type bh_type_stateful_set_condition;
extern const struct bh_type bh_type_stateful_set_list;
extern const struct bh_type bh_type_stateful_set_ordinals;
extern const struct bh_type bh_type_stateful_set_persistent_volume_claim_retention_policy;
extern const struct bh_type bh_type_stateful_set_spec;
extern const struct bh_type bh_type_stateful_set_status;
extern const struct bh_type bh_type_stateful_set_update_strategy;
extern const struct bh_type bh_type_storage_os_volume_source;
extern const struct bh_type bh_type_success_policy;
extern const struct bh_type bh_type_success_policy_rule;
extern const struct bh_type bh_type_sysctl;
extern const struct bh_type bh_type_tcp_socket_action;
extern const struct bh_type bh_type_toleration;
extern const struct bh_type bh_type_topology_constraint;
extern const struct bh_type bh_type_topology_spread_constraint;
extern const struct bh_type bh_type_typed_local_object_reference;
extern const struct bh_type bh_type_typed_object_reference;
extern const struct bh_type bh_type_uncounted_terminated_pods;
extern const struct bh_type bh_type_volume;
extern const struct bh_type bh_type_volume_device;
extern const struct bh_type bh_type_volume_health_condition;
extern const struct bh_type bh_type_volume_health_status;
extern const struct bh_type bh_type_volume_mount;
extern const struct bh_type bh_type_volume_mount_status;
extern const struct bh_type bh_type_volume_projection;
extern const struct bh_type bh_type_volume_resource_requirements;
extern const struct bh_type bh_type_volume_status;
extern const struct bh_type bh_type_vsphere_virtual_disk_volume_source;
extern const struct bh_type bh_type_weighted_pod_affinity_term;
extern const struct bh_type bh_type_windows_security_context_options;
extern const struct bh_type bh_type_workload_pod_group_all_disruption_mode;
extern const struct bh_type bh_type_workload_pod_group_basic_scheduling_policy;
extern const struct bh_type bh_type_workload_pod_group_disruption_mode;
extern const struct bh_type bh_type_workload_pod_group_gang_scheduling_policy;
extern const struct bh_type bh_type_workload_pod_group_resource_claim;
extern const struct bh_type bh_type_workload_pod_group_scheduling_constraints;
extern const struct bh_type bh_type_workload_pod_group_scheduling_policy;
extern const struct bh_type bh_type_workload_pod_group_single_disruption_mode;

#endif
