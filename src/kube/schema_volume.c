/* Field tables: volumes and claims. One row a JSON field, sorted by name; read by decode.c.
 * Source: the types of k8s.io/api v0.37; conformance holds every row against them. */
#include "kube/schema.h"

static const struct bh_field aws_elastic_block_store_volume_source_fields[] = {
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("partition", INT32, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("volumeID", STRING, ONE, NULL),
};
const struct bh_type bh_type_aws_elastic_block_store_volume_source =
    TYPE("AWSElasticBlockStoreVolumeSource", aws_elastic_block_store_volume_source_fields, 0,
         BH_NOT_STORED);

static const struct bh_field azure_disk_volume_source_fields[] = {
    CHECKED("cachingMode", STRING, ONE, NULL), CHECKED("diskName", STRING, ONE, NULL),
    CHECKED("diskURI", STRING, ONE, NULL),     CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("kind", STRING, ONE, NULL),        CHECKED("readOnly", BOOL, ONE, NULL),
};
const struct bh_type bh_type_azure_disk_volume_source =
    TYPE("AzureDiskVolumeSource", azure_disk_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field azure_file_volume_source_fields[] = {
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("secretName", STRING, ONE, NULL),
    CHECKED("shareName", STRING, ONE, NULL),
};
const struct bh_type bh_type_azure_file_volume_source =
    TYPE("AzureFileVolumeSource", azure_file_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field csi_volume_source_fields[] = {
    STORED("driver", STRING, ONE, offsetof(struct bh_volume, csi_driver), NULL),
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("nodePublishSecretRef", OBJECT, ONE, &bh_type_local_object_reference),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("volumeAttributes", STRING, MAP, NULL),
};
const struct bh_type bh_type_csi_volume_source =
    TYPE("CSIVolumeSource", csi_volume_source_fields, sizeof(struct bh_volume), BH_NOT_STORED);

static const struct bh_field ceph_fs_volume_source_fields[] = {
    CHECKED("monitors", STRING, LIST, NULL),
    CHECKED("path", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("secretFile", STRING, ONE, NULL),
    CHECKED("secretRef", OBJECT, ONE, &bh_type_local_object_reference),
    CHECKED("user", STRING, ONE, NULL),
};
const struct bh_type bh_type_ceph_fs_volume_source =
    TYPE("CephFSVolumeSource", ceph_fs_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field cinder_volume_source_fields[] = {
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("secretRef", OBJECT, ONE, &bh_type_local_object_reference),
    CHECKED("volumeID", STRING, ONE, NULL),
};
const struct bh_type bh_type_cinder_volume_source =
    TYPE("CinderVolumeSource", cinder_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field cluster_trust_bundle_projection_fields[] = {
    CHECKED("labelSelector", OBJECT, ONE, &bh_type_label_selector),
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("optional", BOOL, ONE, NULL),
    CHECKED("path", STRING, ONE, NULL),
    CHECKED("signerName", STRING, ONE, NULL),
    CHECKED("user", INT64, ONE, NULL),
};
const struct bh_type bh_type_cluster_trust_bundle_projection =
    TYPE("ClusterTrustBundleProjection", cluster_trust_bundle_projection_fields, 0, BH_NOT_STORED);

static const struct bh_field config_map_projection_fields[] = {
    CHECKED("items", OBJECT, LIST, &bh_type_key_to_path),
    STORED("name", STRING, ONE, offsetof(struct bh_projection, config_map_name), NULL),
    CHECKED("optional", BOOL, ONE, NULL),
};
const struct bh_type bh_type_config_map_projection =
    TYPE("ConfigMapProjection", config_map_projection_fields, sizeof(struct bh_projection),
         BH_NOT_STORED);

static const struct bh_field config_map_volume_source_fields[] = {
    CHECKED("defaultMode", INT32, ONE, NULL),
    CHECKED("defaultUser", INT64, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_key_to_path),
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("optional", BOOL, ONE, NULL),
};
const struct bh_type bh_type_config_map_volume_source =
    TYPE("ConfigMapVolumeSource", config_map_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field downward_api_projection_fields[] = {
    STORED("items", OBJECT, LIST, offsetof(struct bh_projection, downward_items),
           &bh_type_downward_api_volume_file),
};
const struct bh_type bh_type_downward_api_projection =
    TYPE("DownwardAPIProjection", downward_api_projection_fields, sizeof(struct bh_projection),
         BH_NOT_STORED);

static const struct bh_field downward_api_volume_file_fields[] = {
    STORED("fieldRef", OBJECT, ONE, offsetof(struct bh_downward_item, field_ref),
           &bh_type_object_field_selector),
    CHECKED("mode", INT32, ONE, NULL),
    STORED("path", STRING, ONE, offsetof(struct bh_downward_item, path), NULL),
    CHECKED("resourceFieldRef", OBJECT, ONE, &bh_type_resource_field_selector),
    CHECKED("user", INT64, ONE, NULL),
};
const struct bh_type bh_type_downward_api_volume_file =
    TYPE("DownwardAPIVolumeFile", downward_api_volume_file_fields, sizeof(struct bh_downward_item),
         offsetof(struct bh_downward_item, node));

static const struct bh_field downward_api_volume_source_fields[] = {
    CHECKED("defaultMode", INT32, ONE, NULL),
    CHECKED("defaultUser", INT64, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_downward_api_volume_file),
};
const struct bh_type bh_type_downward_api_volume_source =
    TYPE("DownwardAPIVolumeSource", downward_api_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field empty_dir_volume_source_fields[] = {
    CHECKED("medium", STRING, ONE, NULL),
    CHECKED("mode", INT32, ONE, NULL),
    CHECKED("sizeLimit", QUANTITY, ONE, NULL),
};
const struct bh_type bh_type_empty_dir_volume_source =
    TYPE("EmptyDirVolumeSource", empty_dir_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field ephemeral_volume_source_fields[] = {
    CHECKED("volumeClaimTemplate", OBJECT, ONE, &bh_type_persistent_volume_claim_template),
};
const struct bh_type bh_type_ephemeral_volume_source =
    TYPE("EphemeralVolumeSource", ephemeral_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field fc_volume_source_fields[] = {
    CHECKED("fsType", STRING, ONE, NULL), CHECKED("lun", INT32, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL), CHECKED("targetWWNs", STRING, LIST, NULL),
    CHECKED("wwids", STRING, LIST, NULL),
};
const struct bh_type bh_type_fc_volume_source =
    TYPE("FCVolumeSource", fc_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field flex_volume_source_fields[] = {
    STORED("driver", STRING, ONE, offsetof(struct bh_volume, flex_driver), NULL),
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("options", STRING, MAP, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("secretRef", OBJECT, ONE, &bh_type_local_object_reference),
};
const struct bh_type bh_type_flex_volume_source =
    TYPE("FlexVolumeSource", flex_volume_source_fields, sizeof(struct bh_volume), BH_NOT_STORED);

static const struct bh_field flocker_volume_source_fields[] = {
    CHECKED("datasetName", STRING, ONE, NULL),
    CHECKED("datasetUUID", STRING, ONE, NULL),
};
const struct bh_type bh_type_flocker_volume_source =
    TYPE("FlockerVolumeSource", flocker_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field gce_persistent_disk_volume_source_fields[] = {
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("partition", INT32, ONE, NULL),
    CHECKED("pdName", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
};
const struct bh_type bh_type_gce_persistent_disk_volume_source = TYPE(
    "GCEPersistentDiskVolumeSource", gce_persistent_disk_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field git_repo_volume_source_fields[] = {
    CHECKED("directory", STRING, ONE, NULL),
    CHECKED("repository", STRING, ONE, NULL),
    CHECKED("revision", STRING, ONE, NULL),
};
const struct bh_type bh_type_git_repo_volume_source =
    TYPE("GitRepoVolumeSource", git_repo_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field glusterfs_volume_source_fields[] = {
    CHECKED("endpoints", STRING, ONE, NULL),
    CHECKED("path", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
};
const struct bh_type bh_type_glusterfs_volume_source =
    TYPE("GlusterfsVolumeSource", glusterfs_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field host_path_volume_source_fields[] = {
    STORED("path", STRING, ONE, offsetof(struct bh_volume, host_path), NULL),
    CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_host_path_volume_source =
    TYPE("HostPathVolumeSource", host_path_volume_source_fields, sizeof(struct bh_volume),
         BH_NOT_STORED);

static const struct bh_field iscsi_volume_source_fields[] = {
    CHECKED("chapAuthDiscovery", BOOL, ONE, NULL),
    CHECKED("chapAuthSession", BOOL, ONE, NULL),
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("initiatorName", STRING, ONE, NULL),
    CHECKED("iqn", STRING, ONE, NULL),
    CHECKED("iscsiInterface", STRING, ONE, NULL),
    CHECKED("lun", INT32, ONE, NULL),
    CHECKED("portals", STRING, LIST, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("secretRef", OBJECT, ONE, &bh_type_local_object_reference),
    CHECKED("targetPortal", STRING, ONE, NULL),
};
const struct bh_type bh_type_iscsi_volume_source =
    TYPE("ISCSIVolumeSource", iscsi_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field image_volume_source_fields[] = {
    CHECKED("pullPolicy", STRING, ONE, NULL),
    CHECKED("reference", STRING, ONE, NULL),
};
const struct bh_type bh_type_image_volume_source =
    TYPE("ImageVolumeSource", image_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field key_to_path_fields[] = {
    CHECKED("key", STRING, ONE, NULL),
    CHECKED("mode", INT32, ONE, NULL),
    CHECKED("path", STRING, ONE, NULL),
    CHECKED("user", INT64, ONE, NULL),
};
const struct bh_type bh_type_key_to_path = TYPE("KeyToPath", key_to_path_fields, 0, BH_NOT_STORED);

static const struct bh_field modify_volume_status_fields[] = {
    CHECKED("status", STRING, ONE, NULL),
    CHECKED("targetVolumeAttributesClassName", STRING, ONE, NULL),
};
const struct bh_type bh_type_modify_volume_status =
    TYPE("ModifyVolumeStatus", modify_volume_status_fields, 0, BH_NOT_STORED);

static const struct bh_field nfs_volume_source_fields[] = {
    CHECKED("path", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("server", STRING, ONE, NULL),
};
const struct bh_type bh_type_nfs_volume_source =
    TYPE("NFSVolumeSource", nfs_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field object_field_selector_fields[] = {
    STORED("apiVersion", STRING, ONE, offsetof(struct bh_field_ref, api_version), NULL),
    STORED("fieldPath", STRING, ONE, offsetof(struct bh_field_ref, field_path), NULL),
};
const struct bh_type bh_type_object_field_selector =
    TYPE("ObjectFieldSelector", object_field_selector_fields, sizeof(struct bh_field_ref),
         offsetof(struct bh_field_ref, node));

static const struct bh_field persistent_volume_claim_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("metadata", OBJECT, ONE, &bh_type_object_meta),
    CHECKED("spec", OBJECT, ONE, &bh_type_persistent_volume_claim_spec),
    CHECKED("status", OBJECT, ONE, &bh_type_persistent_volume_claim_status),
};
const struct bh_type bh_type_persistent_volume_claim =
    TYPE("PersistentVolumeClaim", persistent_volume_claim_fields, 0, BH_NOT_STORED);

static const struct bh_field persistent_volume_claim_condition_fields[] = {
    CHECKED("lastProbeTime", TIME, ONE, NULL), CHECKED("lastTransitionTime", TIME, ONE, NULL),
    CHECKED("message", STRING, ONE, NULL),     CHECKED("reason", STRING, ONE, NULL),
    CHECKED("status", STRING, ONE, NULL),      CHECKED("type", STRING, ONE, NULL),
};
const struct bh_type bh_type_persistent_volume_claim_condition = TYPE(
    "PersistentVolumeClaimCondition", persistent_volume_claim_condition_fields, 0, BH_NOT_STORED);

static const struct bh_field persistent_volume_claim_spec_fields[] = {
    CHECKED("accessModes", STRING, LIST, NULL),
    CHECKED("dataSource", OBJECT, ONE, &bh_type_typed_local_object_reference),
    CHECKED("dataSourceRef", OBJECT, ONE, &bh_type_typed_object_reference),
    CHECKED("resources", OBJECT, ONE, &bh_type_volume_resource_requirements),
    CHECKED("selector", OBJECT, ONE, &bh_type_label_selector),
    CHECKED("storageClassName", STRING, ONE, NULL),
    CHECKED("volumeAttributesClassName", STRING, ONE, NULL),
    CHECKED("volumeMode", STRING, ONE, NULL),
    CHECKED("volumeName", STRING, ONE, NULL),
};
const struct bh_type bh_type_persistent_volume_claim_spec =
    TYPE("PersistentVolumeClaimSpec", persistent_volume_claim_spec_fields, 0, BH_NOT_STORED);

static const struct bh_field persistent_volume_claim_status_fields[] = {
    CHECKED("accessModes", STRING, LIST, NULL),
    CHECKED("allocatedResourceStatuses", STRING, MAP, NULL),
    CHECKED("allocatedResources", QUANTITY, MAP, NULL),
    CHECKED("capacity", QUANTITY, MAP, NULL),
    CHECKED("conditions", OBJECT, LIST, &bh_type_persistent_volume_claim_condition),
    CHECKED("currentVolumeAttributesClassName", STRING, ONE, NULL),
    CHECKED("healthStatus", OBJECT, ONE, &bh_type_volume_health_status),
    CHECKED("modifyVolumeStatus", OBJECT, ONE, &bh_type_modify_volume_status),
    CHECKED("phase", STRING, ONE, NULL),
};
const struct bh_type bh_type_persistent_volume_claim_status =
    TYPE("PersistentVolumeClaimStatus", persistent_volume_claim_status_fields, 0, BH_NOT_STORED);

static const struct bh_field persistent_volume_claim_template_fields[] = {
    CHECKED("metadata", OBJECT, ONE, &bh_type_object_meta),
    CHECKED("spec", OBJECT, ONE, &bh_type_persistent_volume_claim_spec),
};
const struct bh_type bh_type_persistent_volume_claim_template = TYPE(
    "PersistentVolumeClaimTemplate", persistent_volume_claim_template_fields, 0, BH_NOT_STORED);

static const struct bh_field persistent_volume_claim_volume_source_fields[] = {
    CHECKED("claimName", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
};
const struct bh_type bh_type_persistent_volume_claim_volume_source =
    TYPE("PersistentVolumeClaimVolumeSource", persistent_volume_claim_volume_source_fields, 0,
         BH_NOT_STORED);

static const struct bh_field photon_persistent_disk_volume_source_fields[] = {
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("pdID", STRING, ONE, NULL),
};
const struct bh_type bh_type_photon_persistent_disk_volume_source =
    TYPE("PhotonPersistentDiskVolumeSource", photon_persistent_disk_volume_source_fields, 0,
         BH_NOT_STORED);

static const struct bh_field pod_certificate_projection_fields[] = {
    CHECKED("certificateChainPath", STRING, ONE, NULL),
    CHECKED("credentialBundlePath", STRING, ONE, NULL),
    CHECKED("keyPath", STRING, ONE, NULL),
    CHECKED("keyType", STRING, ONE, NULL),
    CHECKED("maxExpirationSeconds", INT32, ONE, NULL),
    CHECKED("signerName", STRING, ONE, NULL),
    CHECKED("user", INT64, ONE, NULL),
    CHECKED("userAnnotations", STRING, MAP, NULL),
};
const struct bh_type bh_type_pod_certificate_projection =
    TYPE("PodCertificateProjection", pod_certificate_projection_fields, 0, BH_NOT_STORED);

static const struct bh_field portworx_volume_source_fields[] = {
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("volumeID", STRING, ONE, NULL),
};
const struct bh_type bh_type_portworx_volume_source =
    TYPE("PortworxVolumeSource", portworx_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field projected_volume_source_fields[] = {
    CHECKED("defaultMode", INT32, ONE, NULL),
    CHECKED("defaultUser", INT64, ONE, NULL),
    STORED("sources", OBJECT, LIST, offsetof(struct bh_volume, projected),
           &bh_type_volume_projection),
};
const struct bh_type bh_type_projected_volume_source =
    TYPE("ProjectedVolumeSource", projected_volume_source_fields, sizeof(struct bh_volume),
         BH_NOT_STORED);

static const struct bh_field quobyte_volume_source_fields[] = {
    CHECKED("group", STRING, ONE, NULL),    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("registry", STRING, ONE, NULL), CHECKED("tenant", STRING, ONE, NULL),
    CHECKED("user", STRING, ONE, NULL),     CHECKED("volume", STRING, ONE, NULL),
};
const struct bh_type bh_type_quobyte_volume_source =
    TYPE("QuobyteVolumeSource", quobyte_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field rbd_volume_source_fields[] = {
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("image", STRING, ONE, NULL),
    CHECKED("keyring", STRING, ONE, NULL),
    CHECKED("monitors", STRING, LIST, NULL),
    CHECKED("pool", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("secretRef", OBJECT, ONE, &bh_type_local_object_reference),
    CHECKED("user", STRING, ONE, NULL),
};
const struct bh_type bh_type_rbd_volume_source =
    TYPE("RBDVolumeSource", rbd_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field resource_field_selector_fields[] = {
    CHECKED("containerName", STRING, ONE, NULL),
    CHECKED("divisor", QUANTITY, ONE, NULL),
    CHECKED("resource", STRING, ONE, NULL),
};
const struct bh_type bh_type_resource_field_selector =
    TYPE("ResourceFieldSelector", resource_field_selector_fields, 0, BH_NOT_STORED);

static const struct bh_field scale_io_volume_source_fields[] = {
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("gateway", STRING, ONE, NULL),
    CHECKED("protectionDomain", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("secretRef", OBJECT, ONE, &bh_type_local_object_reference),
    CHECKED("sslEnabled", BOOL, ONE, NULL),
    CHECKED("storageMode", STRING, ONE, NULL),
    CHECKED("storagePool", STRING, ONE, NULL),
    CHECKED("system", STRING, ONE, NULL),
    CHECKED("volumeName", STRING, ONE, NULL),
};
const struct bh_type bh_type_scale_io_volume_source =
    TYPE("ScaleIOVolumeSource", scale_io_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field secret_projection_fields[] = {
    CHECKED("items", OBJECT, LIST, &bh_type_key_to_path),
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("optional", BOOL, ONE, NULL),
};
const struct bh_type bh_type_secret_projection =
    TYPE("SecretProjection", secret_projection_fields, 0, BH_NOT_STORED);

static const struct bh_field secret_volume_source_fields[] = {
    CHECKED("defaultMode", INT32, ONE, NULL),
    CHECKED("defaultUser", INT64, ONE, NULL),
    CHECKED("items", OBJECT, LIST, &bh_type_key_to_path),
    CHECKED("optional", BOOL, ONE, NULL),
    CHECKED("secretName", STRING, ONE, NULL),
};
const struct bh_type bh_type_secret_volume_source =
    TYPE("SecretVolumeSource", secret_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field service_account_token_projection_fields[] = {
    STORED("audience", STRING, ONE, offsetof(struct bh_projection, token_audience), NULL),
    CHECKED("expirationSeconds", INT64, ONE, NULL),
    STORED("path", STRING, ONE, offsetof(struct bh_projection, token_path), NULL),
    CHECKED("user", INT64, ONE, NULL),
};
const struct bh_type bh_type_service_account_token_projection =
    TYPE("ServiceAccountTokenProjection", service_account_token_projection_fields,
         sizeof(struct bh_projection), BH_NOT_STORED);

static const struct bh_field storage_os_volume_source_fields[] = {
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("readOnly", BOOL, ONE, NULL),
    CHECKED("secretRef", OBJECT, ONE, &bh_type_local_object_reference),
    CHECKED("volumeName", STRING, ONE, NULL),
    CHECKED("volumeNamespace", STRING, ONE, NULL),
};
const struct bh_type bh_type_storage_os_volume_source =
    TYPE("StorageOSVolumeSource", storage_os_volume_source_fields, 0, BH_NOT_STORED);

static const struct bh_field typed_object_reference_fields[] = {
    CHECKED("apiGroup", STRING, ONE, NULL),
    CHECKED("kind", STRING, ONE, NULL),
    CHECKED("name", STRING, ONE, NULL),
    CHECKED("namespace", STRING, ONE, NULL),
};
const struct bh_type bh_type_typed_object_reference =
    TYPE("TypedObjectReference", typed_object_reference_fields, 0, BH_NOT_STORED);

static const struct bh_field volume_fields[] = {
    STORED("awsElasticBlockStore", PRESENCE, ONE,
           offsetof(struct bh_volume, has[BH_VOLUME_AWS_ELASTIC_BLOCK_STORE]),
           &bh_type_aws_elastic_block_store_volume_source),
    STORED("azureDisk", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_AZURE_DISK]),
           &bh_type_azure_disk_volume_source),
    STORED("azureFile", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_AZURE_FILE]),
           &bh_type_azure_file_volume_source),
    STORED("cephfs", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_CEPHFS]),
           &bh_type_ceph_fs_volume_source),
    STORED("cinder", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_CINDER]),
           &bh_type_cinder_volume_source),
    STORED("configMap", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_CONFIG_MAP]),
           &bh_type_config_map_volume_source),
    STORED("csi", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_CSI]),
           &bh_type_csi_volume_source),
    STORED("downwardAPI", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_DOWNWARD_API]),
           &bh_type_downward_api_volume_source),
    STORED("emptyDir", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_EMPTY_DIR]),
           &bh_type_empty_dir_volume_source),
    STORED("ephemeral", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_EPHEMERAL]),
           &bh_type_ephemeral_volume_source),
    STORED("fc", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_FC]),
           &bh_type_fc_volume_source),
    STORED("flexVolume", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_FLEX_VOLUME]),
           &bh_type_flex_volume_source),
    STORED("flocker", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_FLOCKER]),
           &bh_type_flocker_volume_source),
    STORED("gcePersistentDisk", PRESENCE, ONE,
           offsetof(struct bh_volume, has[BH_VOLUME_GCE_PERSISTENT_DISK]),
           &bh_type_gce_persistent_disk_volume_source),
    STORED("gitRepo", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_GIT_REPO]),
           &bh_type_git_repo_volume_source),
    STORED("glusterfs", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_GLUSTERFS]),
           &bh_type_glusterfs_volume_source),
    STORED("hostPath", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_HOST_PATH]),
           &bh_type_host_path_volume_source),
    STORED("image", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_IMAGE]),
           &bh_type_image_volume_source),
    STORED("iscsi", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_ISCSI]),
           &bh_type_iscsi_volume_source),
    STORED("name", STRING, ONE, offsetof(struct bh_volume, name), NULL),
    STORED("nfs", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_NFS]),
           &bh_type_nfs_volume_source),
    STORED("persistentVolumeClaim", PRESENCE, ONE,
           offsetof(struct bh_volume, has[BH_VOLUME_PERSISTENT_VOLUME_CLAIM]),
           &bh_type_persistent_volume_claim_volume_source),
    STORED("photonPersistentDisk", PRESENCE, ONE,
           offsetof(struct bh_volume, has[BH_VOLUME_PHOTON_PERSISTENT_DISK]),
           &bh_type_photon_persistent_disk_volume_source),
    STORED("portworxVolume", PRESENCE, ONE,
           offsetof(struct bh_volume, has[BH_VOLUME_PORTWORX_VOLUME]),
           &bh_type_portworx_volume_source),
    STORED("projected", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_PROJECTED]),
           &bh_type_projected_volume_source),
    STORED("quobyte", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_QUOBYTE]),
           &bh_type_quobyte_volume_source),
    STORED("rbd", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_RBD]),
           &bh_type_rbd_volume_source),
    STORED("scaleIO", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_SCALE_IO]),
           &bh_type_scale_io_volume_source),
    STORED("secret", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_SECRET]),
           &bh_type_secret_volume_source),
    STORED("storageos", PRESENCE, ONE, offsetof(struct bh_volume, has[BH_VOLUME_STORAGEOS]),
           &bh_type_storage_os_volume_source),
    STORED("vsphereVolume", PRESENCE, ONE,
           offsetof(struct bh_volume, has[BH_VOLUME_VSPHERE_VOLUME]),
           &bh_type_vsphere_virtual_disk_volume_source),
};
const struct bh_type bh_type_volume =
    TYPE("Volume", volume_fields, sizeof(struct bh_volume), offsetof(struct bh_volume, node));

static const struct bh_field volume_health_condition_fields[] = {
    CHECKED("message", STRING, ONE, NULL),
    CHECKED("reason", STRING, ONE, NULL),
    CHECKED("status", STRING, ONE, NULL),
};
const struct bh_type bh_type_volume_health_condition =
    TYPE("VolumeHealthCondition", volume_health_condition_fields, 0, BH_NOT_STORED);

static const struct bh_field volume_health_status_fields[] = {
    CHECKED("healthConditions", OBJECT, LIST, &bh_type_volume_health_condition),
    CHECKED("lastTransitionTime", TIME, ONE, NULL),
};
const struct bh_type bh_type_volume_health_status =
    TYPE("VolumeHealthStatus", volume_health_status_fields, 0, BH_NOT_STORED);

static const struct bh_field volume_projection_fields[] = {
    CHECKED("clusterTrustBundle", OBJECT, ONE, &bh_type_cluster_trust_bundle_projection),
    STORED("configMap", PRESENCE, ONE, offsetof(struct bh_projection, has_config_map),
           &bh_type_config_map_projection),
    STORED("downwardAPI", PRESENCE, ONE, offsetof(struct bh_projection, has_downward_api),
           &bh_type_downward_api_projection),
    CHECKED("podCertificate", OBJECT, ONE, &bh_type_pod_certificate_projection),
    STORED("secret", PRESENCE, ONE, offsetof(struct bh_projection, has_secret),
           &bh_type_secret_projection),
    STORED("serviceAccountToken", PRESENCE, ONE, offsetof(struct bh_projection, has_token),
           &bh_type_service_account_token_projection),
};
const struct bh_type bh_type_volume_projection =
    TYPE("VolumeProjection", volume_projection_fields, sizeof(struct bh_projection),
         offsetof(struct bh_projection, node));

static const struct bh_field volume_resource_requirements_fields[] = {
    CHECKED("limits", QUANTITY, MAP, NULL),
    CHECKED("requests", QUANTITY, MAP, NULL),
};
const struct bh_type bh_type_volume_resource_requirements =
    TYPE("VolumeResourceRequirements", volume_resource_requirements_fields, 0, BH_NOT_STORED);

static const struct bh_field vsphere_virtual_disk_volume_source_fields[] = {
    CHECKED("fsType", STRING, ONE, NULL),
    CHECKED("storagePolicyID", STRING, ONE, NULL),
    CHECKED("storagePolicyName", STRING, ONE, NULL),
    CHECKED("volumePath", STRING, ONE, NULL),
};
const struct bh_type bh_type_vsphere_virtual_disk_volume_source = TYPE(
    "VsphereVirtualDiskVolumeSource", vsphere_virtual_disk_volume_source_fields, 0, BH_NOT_STORED);
