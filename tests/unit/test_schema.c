/* Walks every type and every row: shape of the tables, what decoding each row stores and where, what each row
 * refuses, and the whole against the list of fields that upstream's types have (vectors/schema.tsv, and schema-policy.tsv for what
 * only older Kubernetes has). */
#include <string.h>

#include "base/buf.h"
#include "kube/policy_objects.h"
#include "kube/rbac_objects.h"
#include "kube/schema.h"
#include "kube_test.h"

enum { LARGEST = 4096 };

static const struct bh_type *type_named(const char *name)
{
    size_t n;
    const struct bh_type *const *types = bh_types(&n);

    for (size_t i = 0; i < n; i++) {
        if (strcmp(types[i]->name, name) == 0) {
            return types[i];
        }
    }
    return NULL;
}

static const struct bh_field *field_named(const struct bh_type *type, const char *name)
{
    for (uint32_t i = 0; type != NULL && i < type->n_fields; i++) {
        if (strcmp(type->fields[i].name, name) == 0) {
            return &type->fields[i];
        }
    }
    return NULL;
}

static bool is_stored(const struct bh_field *field)
{
    return field->offset != BH_NOT_STORED;
}

/* Bytes that a stored field takes. */
static size_t size_of(const struct bh_field *field)
{
    if (field->shape == BH_SHAPE_LIST) {
        return field->kind == BH_FIELD_OBJECT   ? sizeof(struct bh_list)
               : field->kind == BH_FIELD_STRING ? sizeof(struct bh_strs)
                                                : sizeof(struct bh_ints);
    }
    if (field->shape == BH_SHAPE_MAP) {
        return sizeof(struct bh_pairs);
    }
    switch ((enum bh_field_kind)field->kind) {
    case BH_FIELD_STRING:
        return sizeof(struct bh_str);
    case BH_FIELD_BOOL:
        return sizeof(enum bh_tri);
    case BH_FIELD_INT32:
    case BH_FIELD_INT64:
        return sizeof(struct bh_int);
    case BH_FIELD_OBJECT:
        return sizeof(void *);
    case BH_FIELD_PRESENCE:
        return 1;
    case BH_FIELD_INLINE:
        return field->type->size;
    case BH_FIELD_QUANTITY:
    case BH_FIELD_INT_OR_STR:
    case BH_FIELD_TIME:
    case BH_FIELD_ANY:
        break;
    }
    return 0; /* cannot be stored */
}

/* ---- the shape of the tables -------------------------------------------------------------------- */

static void test_types__names_are_sorted_and_unique(void **state)
{
    size_t n;
    const struct bh_type *const *types = bh_types(&n);

    (void)state;
    assert_true(n > 100);
    for (size_t i = 1; i < n; i++) {
        if (strcmp(types[i - 1]->name, types[i]->name) >= 0) {
            fail_msg("%s is not before %s", types[i - 1]->name, types[i]->name);
        }
    }
}

static void test_types__rows_are_sorted_and_complete(void **state)
{
    size_t n;
    const struct bh_type *const *types = bh_types(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const struct bh_type *t = types[i];
        assert_true(t->n_fields <= 64); /* the decoder keeps a bit for each */
        for (uint32_t j = 0; j < t->n_fields; j++) {
            const struct bh_field *f = &t->fields[j];
            bool has_type = f->kind == BH_FIELD_OBJECT || f->kind == BH_FIELD_INLINE ||
                            f->kind == BH_FIELD_PRESENCE;
            if (j > 0 && strcmp(t->fields[j - 1].name, f->name) >= 0) {
                fail_msg("%s: %s is not before %s", t->name, t->fields[j - 1].name, f->name);
            }
            if (strlen(f->name) != f->name_n || f->name_n == 0) {
                fail_msg("%s.%s: name_n is %u", t->name, f->name, f->name_n);
            }
            if (has_type != (f->type != NULL)) {
                fail_msg("%s.%s: has %s type", t->name, f->name, has_type ? "no" : "a");
            }
            if (f->type != NULL && type_named(f->type->name) != f->type) {
                fail_msg("%s.%s: its type %s is not listed", t->name, f->name, f->type->name);
            }
        }
    }
}

static void test_types__stored_rows_fit_and_do_not_overlap(void **state)
{
    size_t n;
    const struct bh_type *const *types = bh_types(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        const struct bh_type *t = types[i];
        bool has_stored = false;
        assert_true(t->size <= LARGEST);
        for (uint32_t j = 0; j < t->n_fields; j++) {
            const struct bh_field *f = &t->fields[j];
            if (!is_stored(f)) {
                continue;
            }
            has_stored = true;
            size_t size = size_of(f);
            if (size == 0 || f->offset + size > t->size) {
                fail_msg("%s.%s: %zu bytes at %u in a struct of %u", t->name, f->name, size,
                         f->offset, t->size);
            }
            if (f->kind == BH_FIELD_OBJECT && f->type->size == 0) {
                fail_msg("%s.%s: a pointer to a type that stores nothing", t->name, f->name);
            }
            for (uint32_t k = 0; k < j; k++) {
                const struct bh_field *g = &t->fields[k];
                /* An inline object that shares its holder's struct has rows of its own there. */
                bool is_shared = f->kind == BH_FIELD_INLINE || g->kind == BH_FIELD_INLINE;
                if (is_stored(g) && !is_shared && f->offset < g->offset + size_of(g) &&
                    g->offset < f->offset + size) {
                    fail_msg("%s: %s and %s overlap", t->name, f->name, g->name);
                }
            }
        }
        if (!has_stored && (t->size != 0 || t->node_offset != BH_NOT_STORED)) {
            fail_msg("%s stores nothing but has a size", t->name);
        }
        if (t->node_offset != BH_NOT_STORED) {
            assert_true(t->node_offset + sizeof(void *) <= t->size);
        }
    }
}

/* ---- which member each row fills: written down a second time --------------------------------------- */

struct place {
    const char *type, *name;
    size_t offset;
};

#define AT(type, name, of, member)                \
    {                                             \
#type, #name, offsetof(struct of, member) \
    }

static const struct place places[] = {
    AT(AggregationRule, clusterRoleSelectors, bh_aggregation, selectors),
    AT(AllowedCSIDriver, name, bh_allowed_driver, name),
    AT(AllowedFlexVolume, driver, bh_allowed_driver, name),
    AT(AllowedHostPath, pathPrefix, bh_allowed_path, prefix),
    AT(AllowedHostPath, readOnly, bh_allowed_path, read_only),
    AT(AppArmorProfile, localhostProfile, bh_profile, localhost_profile),
    AT(AppArmorProfile, type, bh_profile, type),
    AT(CSIVolumeSource, driver, bh_volume, csi_driver),
    AT(Capabilities, add, bh_capabilities, add),
    AT(Capabilities, drop, bh_capabilities, drop),
    AT(ClusterRole, aggregationRule, bh_role_object, aggregation),
    AT(ClusterRole, metadata, bh_role_object, meta),
    AT(ClusterRole, rules, bh_role_object, rules),
    AT(ClusterRoleBinding, metadata, bh_binding_object, meta),
    AT(ClusterRoleBinding, roleRef, bh_binding_object, role_ref),
    AT(ClusterRoleBinding, subjects, bh_binding_object, subjects),
    AT(ConfigMapProjection, name, bh_projection, config_map_name),
    AT(Container, image, bh_container, image),
    AT(Container, lifecycle, bh_container, lifecycle),
    AT(Container, livenessProbe, bh_container, liveness),
    AT(Container, name, bh_container, name),
    AT(Container, ports, bh_container, ports),
    AT(Container, readinessProbe, bh_container, readiness),
    AT(Container, restartPolicy, bh_container, restart_policy),
    AT(Container, securityContext, bh_container, security),
    AT(Container, startupProbe, bh_container, startup),
    AT(Container, volumeMounts, bh_container, mounts),
    AT(ContainerPort, containerPort, bh_port, container_port),
    AT(ContainerPort, hostIP, bh_port, host_ip),
    AT(ContainerPort, hostPort, bh_port, host_port),
    AT(ContainerPort, name, bh_port, name),
    AT(ContainerPort, protocol, bh_port, protocol),
    AT(CronJob, apiVersion, bh_object, api_version),
    AT(CronJob, kind, bh_object, kind),
    AT(CronJob, metadata, bh_object, meta),
    { "CronJob", "spec", 0 },            /* the object's own struct */
    { "CronJobSpec", "jobTemplate", 0 }, /* the object's own struct */
    AT(DaemonSet, apiVersion, bh_object, api_version),
    AT(DaemonSet, kind, bh_object, kind),
    AT(DaemonSet, metadata, bh_object, meta),
    { "DaemonSet", "spec", 0 },         /* the object's own struct */
    { "DaemonSetSpec", "template", 0 }, /* the object's own struct */
    AT(Deployment, apiVersion, bh_object, api_version),
    AT(Deployment, kind, bh_object, kind),
    AT(Deployment, metadata, bh_object, meta),
    { "Deployment", "spec", 0 },         /* the object's own struct */
    { "DeploymentSpec", "template", 0 }, /* the object's own struct */
    AT(DownwardAPIProjection, items, bh_projection, downward_items),
    AT(DownwardAPIVolumeFile, fieldRef, bh_downward_item, field_ref),
    AT(DownwardAPIVolumeFile, path, bh_downward_item, path),
    AT(EphemeralContainer, image, bh_container, image),
    AT(EphemeralContainer, lifecycle, bh_container, lifecycle),
    AT(EphemeralContainer, livenessProbe, bh_container, liveness),
    AT(EphemeralContainer, name, bh_container, name),
    AT(EphemeralContainer, ports, bh_container, ports),
    AT(EphemeralContainer, readinessProbe, bh_container, readiness),
    AT(EphemeralContainer, restartPolicy, bh_container, restart_policy),
    AT(EphemeralContainer, securityContext, bh_container, security),
    AT(EphemeralContainer, startupProbe, bh_container, startup),
    AT(EphemeralContainer, volumeMounts, bh_container, mounts),
    AT(FSGroupStrategyOptions, ranges, bh_id_rule, ranges),
    AT(FSGroupStrategyOptions, rule, bh_id_rule, rule),
    AT(FlexVolumeSource, driver, bh_volume, flex_driver),
    AT(HTTPGetAction, host, bh_host_action, host),
    AT(HostPathVolumeSource, path, bh_volume, host_path),
    AT(HostPortRange, max, bh_port_range, max),
    AT(HostPortRange, min, bh_port_range, min),
    AT(IDRange, max, bh_id_range, max),
    AT(IDRange, min, bh_id_range, min),
    AT(Job, apiVersion, bh_object, api_version),
    AT(Job, kind, bh_object, kind),
    AT(Job, metadata, bh_object, meta),
    { "Job", "spec", 0 },             /* the object's own struct */
    { "JobSpec", "template", 0 },     /* the object's own struct */
    { "JobTemplateSpec", "spec", 0 }, /* the object's own struct */
    AT(LabelSelector, matchExpressions, bh_label_selector, expressions),
    AT(LabelSelector, matchLabels, bh_label_selector, labels),
    AT(LabelSelectorRequirement, key, bh_label_requirement, key),
    AT(LabelSelectorRequirement, operator, bh_label_requirement, op),
    AT(LabelSelectorRequirement, values, bh_label_requirement, values),
    AT(Lifecycle, postStart, bh_lifecycle, post_start),
    AT(Lifecycle, preStop, bh_lifecycle, pre_stop),
    AT(LifecycleHandler, httpGet, bh_handler, http_get),
    AT(LifecycleHandler, tcpSocket, bh_handler, tcp_socket),
    AT(LocalObjectReference, name, bh_local_ref, name),
    AT(Namespace, apiVersion, bh_object, api_version),
    AT(Namespace, kind, bh_object, kind),
    AT(Namespace, metadata, bh_object, meta),
    AT(ObjectFieldSelector, apiVersion, bh_field_ref, api_version),
    AT(ObjectFieldSelector, fieldPath, bh_field_ref, field_path),
    AT(ObjectMeta, annotations, bh_meta, annotations),
    AT(ObjectMeta, generateName, bh_meta, generate_name),
    AT(ObjectMeta, labels, bh_meta, labels),
    AT(ObjectMeta, name, bh_meta, name),
    AT(ObjectMeta, namespace, bh_meta, namespace_),
    AT(ObjectMeta, ownerReferences, bh_meta, owners),
    AT(ObjectMeta, uid, bh_meta, uid),
    AT(OwnerReference, apiVersion, bh_owner, api_version),
    AT(OwnerReference, controller, bh_owner, is_controller),
    AT(OwnerReference, kind, bh_owner, kind),
    AT(OwnerReference, name, bh_owner, name),
    AT(OwnerReference, uid, bh_owner, uid),
    AT(Pod, apiVersion, bh_object, api_version),
    AT(Pod, kind, bh_object, kind),
    AT(Pod, metadata, bh_object, meta),
    AT(Pod, spec, bh_object, spec),
    AT(PodOS, name, bh_pod_spec, os_name),
    AT(PodSecurityContext, appArmorProfile, bh_pod_security, apparmor),
    AT(PodSecurityContext, fsGroup, bh_pod_security, fs_group),
    AT(PodSecurityContext, fsGroupChangePolicy, bh_pod_security, fs_group_change_policy),
    AT(PodSecurityContext, runAsGroup, bh_pod_security, run_as_group),
    AT(PodSecurityContext, runAsNonRoot, bh_pod_security, run_as_non_root),
    AT(PodSecurityContext, runAsUser, bh_pod_security, run_as_user),
    AT(PodSecurityContext, seLinuxOptions, bh_pod_security, selinux),
    AT(PodSecurityContext, seccompProfile, bh_pod_security, seccomp),
    AT(PodSecurityContext, supplementalGroups, bh_pod_security, supplemental_groups),
    AT(PodSecurityContext, supplementalGroupsPolicy, bh_pod_security, supplemental_groups_policy),
    AT(PodSecurityContext, sysctls, bh_pod_security, sysctls),
    AT(PodSecurityContext, windowsOptions, bh_pod_security, windows),
    AT(PodSecurityPolicy, apiVersion, bh_object, api_version),
    AT(PodSecurityPolicy, kind, bh_object, kind),
    AT(PodSecurityPolicy, metadata, bh_object, meta),
    AT(PodSecurityPolicy, spec, bh_object, psp),
    AT(PodSecurityPolicySpec, allowPrivilegeEscalation, bh_psp_spec, allow_privilege_escalation),
    AT(PodSecurityPolicySpec, allowedCSIDrivers, bh_psp_spec, allowed_csi_drivers),
    AT(PodSecurityPolicySpec, allowedCapabilities, bh_psp_spec, allowed_capabilities),
    AT(PodSecurityPolicySpec, allowedFlexVolumes, bh_psp_spec, allowed_flex_volumes),
    AT(PodSecurityPolicySpec, allowedHostPaths, bh_psp_spec, allowed_host_paths),
    AT(PodSecurityPolicySpec, allowedProcMountTypes, bh_psp_spec, allowed_proc_mount_types),
    AT(PodSecurityPolicySpec, allowedUnsafeSysctls, bh_psp_spec, allowed_unsafe_sysctls),
    AT(PodSecurityPolicySpec, defaultAddCapabilities, bh_psp_spec, default_add_capabilities),
    AT(PodSecurityPolicySpec, defaultAllowPrivilegeEscalation, bh_psp_spec,
       default_allow_privilege_escalation),
    AT(PodSecurityPolicySpec, forbiddenSysctls, bh_psp_spec, forbidden_sysctls),
    AT(PodSecurityPolicySpec, fsGroup, bh_psp_spec, fs_group),
    AT(PodSecurityPolicySpec, hostIPC, bh_psp_spec, host_ipc),
    AT(PodSecurityPolicySpec, hostNetwork, bh_psp_spec, host_network),
    AT(PodSecurityPolicySpec, hostPID, bh_psp_spec, host_pid),
    AT(PodSecurityPolicySpec, hostPorts, bh_psp_spec, host_ports),
    AT(PodSecurityPolicySpec, privileged, bh_psp_spec, privileged),
    AT(PodSecurityPolicySpec, readOnlyRootFilesystem, bh_psp_spec, read_only_root_filesystem),
    AT(PodSecurityPolicySpec, requiredDropCapabilities, bh_psp_spec, required_drop_capabilities),
    AT(PodSecurityPolicySpec, runAsGroup, bh_psp_spec, run_as_group),
    AT(PodSecurityPolicySpec, runAsUser, bh_psp_spec, run_as_user),
    AT(PodSecurityPolicySpec, runtimeClass, bh_psp_spec, runtime_class),
    AT(PodSecurityPolicySpec, seLinux, bh_psp_spec, selinux),
    AT(PodSecurityPolicySpec, supplementalGroups, bh_psp_spec, supplemental_groups),
    AT(PodSecurityPolicySpec, volumes, bh_psp_spec, volumes),
    AT(PodSpec, automountServiceAccountToken, bh_pod_spec, automount_service_account_token),
    AT(PodSpec, containers, bh_pod_spec, containers),
    AT(PodSpec, ephemeralContainers, bh_pod_spec, ephemeral_containers),
    AT(PodSpec, hostIPC, bh_pod_spec, host_ipc),
    AT(PodSpec, hostNetwork, bh_pod_spec, host_network),
    AT(PodSpec, hostPID, bh_pod_spec, host_pid),
    AT(PodSpec, hostUsers, bh_pod_spec, host_users),
    AT(PodSpec, imagePullSecrets, bh_pod_spec, image_pull_secrets),
    AT(PodSpec, initContainers, bh_pod_spec, init_containers),
    AT(PodSpec, nodeName, bh_pod_spec, node_name),
    { "PodSpec", "os", 0 }, /* the object's own struct */
    AT(PodSpec, restartPolicy, bh_pod_spec, restart_policy),
    AT(PodSpec, runtimeClassName, bh_pod_spec, runtime_class_name),
    AT(PodSpec, securityContext, bh_pod_spec, security),
    AT(PodSpec, serviceAccount, bh_pod_spec, service_account),
    AT(PodSpec, serviceAccountName, bh_pod_spec, service_account_name),
    AT(PodSpec, volumes, bh_pod_spec, volumes),
    AT(PodTemplate, apiVersion, bh_object, api_version),
    AT(PodTemplate, kind, bh_object, kind),
    AT(PodTemplate, metadata, bh_object, meta),
    { "PodTemplate", "template", 0 }, /* the object's own struct */
    AT(PodTemplateSpec, metadata, bh_object, template_meta),
    AT(PodTemplateSpec, spec, bh_object, spec),
    AT(PolicyRule, apiGroups, bh_policy_rule, api_groups),
    AT(PolicyRule, nonResourceURLs, bh_policy_rule, non_resource_urls),
    AT(PolicyRule, resourceNames, bh_policy_rule, resource_names),
    AT(PolicyRule, resources, bh_policy_rule, resources),
    AT(PolicyRule, verbs, bh_policy_rule, verbs),
    AT(Probe, httpGet, bh_handler, http_get),
    AT(Probe, tcpSocket, bh_handler, tcp_socket),
    AT(ProjectedVolumeSource, sources, bh_volume, projected),
    AT(ReplicaSet, apiVersion, bh_object, api_version),
    AT(ReplicaSet, kind, bh_object, kind),
    AT(ReplicaSet, metadata, bh_object, meta),
    { "ReplicaSet", "spec", 0 },         /* the object's own struct */
    { "ReplicaSetSpec", "template", 0 }, /* the object's own struct */
    AT(ReplicationController, apiVersion, bh_object, api_version),
    AT(ReplicationController, kind, bh_object, kind),
    AT(ReplicationController, metadata, bh_object, meta),
    { "ReplicationController", "spec", 0 },         /* the object's own struct */
    { "ReplicationControllerSpec", "template", 0 }, /* the object's own struct */
    AT(Role, metadata, bh_role_object, meta),
    AT(Role, rules, bh_role_object, rules),
    AT(RoleBinding, metadata, bh_binding_object, meta),
    AT(RoleBinding, roleRef, bh_binding_object, role_ref),
    AT(RoleBinding, subjects, bh_binding_object, subjects),
    AT(RoleRef, apiGroup, bh_role_ref, api_group),
    AT(RoleRef, kind, bh_role_ref, kind),
    AT(RoleRef, name, bh_role_ref, name),
    AT(RunAsGroupStrategyOptions, ranges, bh_id_rule, ranges),
    AT(RunAsGroupStrategyOptions, rule, bh_id_rule, rule),
    AT(RunAsUserStrategyOptions, ranges, bh_id_rule, ranges),
    AT(RunAsUserStrategyOptions, rule, bh_id_rule, rule),
    AT(RuntimeClassStrategyOptions, allowedRuntimeClassNames, bh_runtime_rule, allowed),
    AT(RuntimeClassStrategyOptions, defaultRuntimeClassName, bh_runtime_rule, default_),
    AT(SELinuxOptions, level, bh_selinux, level),
    AT(SELinuxOptions, role, bh_selinux, role),
    AT(SELinuxOptions, type, bh_selinux, type),
    AT(SELinuxOptions, user, bh_selinux, user),
    AT(SELinuxStrategyOptions, rule, bh_selinux_rule, rule),
    AT(SELinuxStrategyOptions, seLinuxOptions, bh_selinux_rule, options),
    AT(SeccompProfile, localhostProfile, bh_profile, localhost_profile),
    AT(SeccompProfile, type, bh_profile, type),
    AT(SecurityContext, allowPrivilegeEscalation, bh_security, allow_privilege_escalation),
    AT(SecurityContext, appArmorProfile, bh_security, apparmor),
    AT(SecurityContext, capabilities, bh_security, capabilities),
    AT(SecurityContext, privileged, bh_security, privileged),
    AT(SecurityContext, procMount, bh_security, proc_mount),
    AT(SecurityContext, readOnlyRootFilesystem, bh_security, read_only_root_filesystem),
    AT(SecurityContext, runAsGroup, bh_security, run_as_group),
    AT(SecurityContext, runAsNonRoot, bh_security, run_as_non_root),
    AT(SecurityContext, runAsUser, bh_security, run_as_user),
    AT(SecurityContext, seLinuxOptions, bh_security, selinux),
    AT(SecurityContext, seccompProfile, bh_security, seccomp),
    AT(SecurityContext, windowsOptions, bh_security, windows),
    AT(ServiceAccount, apiVersion, bh_object, api_version),
    AT(ServiceAccount, automountServiceAccountToken, bh_object, account.automount_token),
    AT(ServiceAccount, imagePullSecrets, bh_object, account.image_pull_secrets),
    AT(ServiceAccount, kind, bh_object, kind),
    AT(ServiceAccount, metadata, bh_object, meta),
    AT(ServiceAccountTokenProjection, audience, bh_projection, token_audience),
    AT(ServiceAccountTokenProjection, path, bh_projection, token_path),
    AT(StatefulSet, apiVersion, bh_object, api_version),
    AT(StatefulSet, kind, bh_object, kind),
    AT(StatefulSet, metadata, bh_object, meta),
    { "StatefulSet", "spec", 0 },         /* the object's own struct */
    { "StatefulSetSpec", "template", 0 }, /* the object's own struct */
    AT(Subject, apiGroup, bh_subject, api_group),
    AT(Subject, kind, bh_subject, kind),
    AT(Subject, name, bh_subject, name),
    AT(Subject, namespace, bh_subject, namespace_),
    AT(SupplementalGroupsStrategyOptions, ranges, bh_id_rule, ranges),
    AT(SupplementalGroupsStrategyOptions, rule, bh_id_rule, rule),
    AT(Sysctl, name, bh_sysctl, name),
    AT(Sysctl, value, bh_sysctl, value),
    AT(TCPSocketAction, host, bh_host_action, host),
    AT(Volume, name, bh_volume, name),
    AT(VolumeMount, mountPath, bh_mount, mount_path),
    AT(VolumeMount, name, bh_mount, name),
    AT(VolumeMount, readOnly, bh_mount, read_only),
    AT(VolumeProjection, configMap, bh_projection, has_config_map),
    AT(VolumeProjection, downwardAPI, bh_projection, has_downward_api),
    AT(VolumeProjection, secret, bh_projection, has_secret),
    AT(VolumeProjection, serviceAccountToken, bh_projection, has_token),
    AT(WindowsSecurityContextOptions, gmsaCredentialSpec, bh_windows, gmsa_credential_spec),
    AT(WindowsSecurityContextOptions, gmsaCredentialSpecName, bh_windows,
       gmsa_credential_spec_name),
    AT(WindowsSecurityContextOptions, hostProcess, bh_windows, host_process),
    AT(WindowsSecurityContextOptions, runAsUserName, bh_windows, run_as_user_name),
    AT(v1alpha1ClusterRoleBinding, metadata, bh_binding_object, meta),
    AT(v1alpha1ClusterRoleBinding, roleRef, bh_binding_object, role_ref),
    AT(v1alpha1ClusterRoleBinding, subjects, bh_binding_object, subjects),
    AT(v1alpha1RoleBinding, metadata, bh_binding_object, meta),
    AT(v1alpha1RoleBinding, roleRef, bh_binding_object, role_ref),
    AT(v1alpha1RoleBinding, subjects, bh_binding_object, subjects),
    AT(v1alpha1RoleRef, apiGroup, bh_role_ref, api_group),
    AT(v1alpha1RoleRef, kind, bh_role_ref, kind),
    AT(v1alpha1RoleRef, name, bh_role_ref, name),
    AT(v1alpha1Subject, apiVersion, bh_subject, api_version),
    AT(v1alpha1Subject, kind, bh_subject, kind),
    AT(v1alpha1Subject, name, bh_subject, name),
    AT(v1alpha1Subject, namespace, bh_subject, namespace_),
#define X(id, name) { "Volume", name, offsetof(struct bh_volume, has) + BH_VOLUME_##id },
    BH_VOLUME_SOURCES(X)
#undef X
};
enum { N_PLACES = sizeof(places) / sizeof(places[0]) };

static void test_types__every_stored_member_has_its_row(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_PLACES; i++) {
        const struct bh_field *f = field_named(type_named(places[i].type), places[i].name);
        if (f == NULL || f->offset != places[i].offset) {
            fail_msg("%s.%s: not stored at %zu", places[i].type, places[i].name, places[i].offset);
        }
    }
}

static void test_types__every_stored_row_is_known(void **state)
{
    size_t n, n_stored = 0;
    const struct bh_type *const *types = bh_types(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < types[i]->n_fields; j++) {
            n_stored += is_stored(&types[i]->fields[j]);
        }
    }
    assert_int_equal(n_stored, N_PLACES);
}

/* ---- what decoding a row stores ------------------------------------------------------------------- */

/* A value for the row; for an inline object one with its first stored row, so that it shows. */
static void add_sample(struct bh_buf *out, const struct bh_field *field)
{
    const char *scalar = field->kind == BH_FIELD_STRING ? "\"x\""
                         : field->kind == BH_FIELD_BOOL ? "true"
                                                        : "7";
    bool is_object = field->kind == BH_FIELD_OBJECT || field->kind == BH_FIELD_PRESENCE;

    if (field->shape == BH_SHAPE_LIST) {
        bh_buf_addf(out, "[%s]", is_object ? "{}" : scalar);
    } else if (field->shape == BH_SHAPE_MAP) {
        bh_buf_addf(out, "{\"k\":%s}", scalar);
    } else if (is_object) {
        bh_buf_add_c(out, "{}");
    } else if (field->kind == BH_FIELD_INLINE) {
        for (uint32_t i = 0; i < field->type->n_fields; i++) {
            if (is_stored(&field->type->fields[i])) {
                bh_buf_addf(out, "{\"%s\":", field->type->fields[i].name);
                add_sample(out, &field->type->fields[i]);
                bh_buf_add_c(out, "}");
                return;
            }
        }
        fail_msg("an inline %s stores nothing", field->type->name);
    } else {
        bh_buf_add_c(out, scalar);
    }
}

/* Marks in 'may' the bytes that the sample of 'field' may change, and checks those that it must. */
static void check_stored(const struct bh_field *field, const struct bh_node *value, char *base,
                         char *may)
{
    char *at = base + field->offset;

    if (field->kind == BH_FIELD_INLINE) {
        const struct bh_type *t = field->type;
        if (t->node_offset != BH_NOT_STORED) {
            assert_ptr_equal(*(const struct bh_node **)(void *)(at + t->node_offset), value);
            memset(may + field->offset + t->node_offset, 1, sizeof(void *));
        }
        for (uint32_t i = 0; i < t->n_fields; i++) {
            if (is_stored(&t->fields[i])) {
                check_stored(&t->fields[i], value + 2, at, may + field->offset);
                return;
            }
        }
    }
    memset(may + field->offset, 1, size_of(field));
    if (field->shape == BH_SHAPE_LIST && field->kind == BH_FIELD_OBJECT) {
        const struct bh_list *list = (void *)at;
        assert_true(list->is_set && list->n == 1 && list->v != NULL);
        if (field->type->node_offset != BH_NOT_STORED) {
            char *element = list->v;
            assert_ptr_equal(*(const struct bh_node **)(void *)(element + field->type->node_offset),
                             value + 1);
        }
    } else if (field->shape == BH_SHAPE_LIST && field->kind == BH_FIELD_STRING) {
        const struct bh_strs *strs = (void *)at;
        assert_true(strs->is_set && strs->n == 1);
        assert_str(strs->v[0], "x");
    } else if (field->shape == BH_SHAPE_LIST) {
        const struct bh_ints *ints = (void *)at;
        assert_true(ints->is_set && ints->n == 1 && ints->v[0] == 7);
    } else if (field->shape == BH_SHAPE_MAP) {
        const struct bh_pairs *pairs = (void *)at;
        assert_true(pairs->is_set && pairs->n == 1);
        assert_str(pairs->v[0].key, "k");
        assert_str(pairs->v[0].value, "x");
    } else if (field->kind == BH_FIELD_STRING) {
        assert_str(*(struct bh_str *)(void *)at, "x");
    } else if (field->kind == BH_FIELD_BOOL) {
        assert_int_equal(*(enum bh_tri *)(void *)at, BH_YES);
    } else if (field->kind == BH_FIELD_PRESENCE) {
        assert_int_equal(*(uint8_t *)at, BH_YES);
    } else if (field->kind == BH_FIELD_OBJECT) {
        char *made = *(char **)(void *)at;
        assert_non_null(made);
        if (field->type->node_offset != BH_NOT_STORED) {
            assert_ptr_equal(*(const struct bh_node **)(void *)(made + field->type->node_offset),
                             value);
        }
    } else {
        const struct bh_int *number = (void *)at;
        assert_true(number->is_set && number->v == 7);
    }
}

/* Decodes {"name": value} over bytes that are all 'poison'; what was not touched still is. */
static void decode_over(struct kube_test *t, const struct bh_type *type, int poison, char *out)
{
    memset(out, poison, LARGEST);
    if (kube_test_decode(t, type, out) != 0) {
        fail_msg("%s: %s", type->name, t->err.msg);
    }
    assert_int_equal(t->issues.n, 0);
}

static void check_row(const struct bh_type *type, const struct bh_field *field, bool is_null)
{
    static const int poisons[] = { 0, 0xA5 };
    static _Alignas(max_align_t) char out[LARGEST];
    static char may[LARGEST];
    struct bh_buf text = { 0 };
    struct kube_test t;

    bh_buf_addf(&text, "{\"%s\":", field->name);
    if (is_null) {
        bh_buf_add_c(&text, "null");
    } else {
        add_sample(&text, field);
    }
    bh_buf_add_c(&text, "}");
    kube_test_parse(&t, bh_buf_str(&text));
    for (size_t i = 0; i < sizeof(poisons) / sizeof(poisons[0]); i++) {
        decode_over(&t, type, poisons[i], out);
        memset(may, 0, sizeof(may));
        if (type->node_offset != BH_NOT_STORED) {
            memset(may + type->node_offset, 1, sizeof(void *));
            assert_ptr_equal(*(const struct bh_node **)(void *)(out + type->node_offset),
                             t.doc.nodes);
        }
        if (!is_null && is_stored(field)) {
            check_stored(field, t.doc.nodes + 2, out, may);
        }
        for (size_t b = 0; b < LARGEST; b++) {
            if (may[b] == 0 && (unsigned char)out[b] != poisons[i]) {
                fail_msg("%s.%s changes byte %zu", type->name, field->name, b);
            }
        }
    }
    kube_test_done(&t);
    bh_buf_done(&text);
}

static void test_decode__every_stored_row_changes_its_bytes_only(void **state)
{
    size_t n;
    const struct bh_type *const *types = bh_types(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < types[i]->n_fields; j++) {
            if (is_stored(&types[i]->fields[j])) {
                check_row(types[i], &types[i]->fields[j], false);
            }
            check_row(types[i], &types[i]->fields[j], true);
        }
    }
}

static void test_decode__a_presence_row_stores_what_its_type_stores(void **state)
{
    struct bh_volume volume = { 0 };
    struct kube_test t;

    (void)state;
    kube_test_parse_c(&t, "{\"name\":\"v\",\"hostPath\":{\"path\":\"/etc\",\"type\":\"\"}}");
    assert_int_equal(kube_test_decode(&t, &bh_type_volume, &volume), 0);
    assert_str(volume.name, "v");
    assert_str(volume.host_path, "/etc");
    assert_int_equal(volume.has[BH_VOLUME_HOST_PATH], BH_YES);
    assert_ptr_equal(volume.node, t.doc.nodes);
    kube_test_done(&t);
}

/* ---- what each row takes and refuses --------------------------------------------------------------- */

#define BIT(kind) (1u << BH_FIELD_##kind)
#define TEXT      (BIT(STRING) | BIT(INT_OR_STR) | BIT(ANY))
#define OBJECTS   (BIT(OBJECT) | BIT(INLINE) | BIT(PRESENCE) | BIT(ANY))

static const struct {
    const char *json;
    unsigned kinds; /* that take it, as one value */
} values[] = {
    { "true", BIT(BOOL) | BIT(ANY) },
    { "false", BIT(BOOL) | BIT(ANY) },
    { "7", BIT(INT32) | BIT(INT64) | BIT(QUANTITY) | BIT(INT_OR_STR) | BIT(ANY) },
    { "-2147483648", BIT(INT32) | BIT(INT64) | BIT(QUANTITY) | BIT(INT_OR_STR) | BIT(ANY) },
    { "2147483648", BIT(INT64) | BIT(QUANTITY) | BIT(ANY) },
    { "9223372036854775808", BIT(QUANTITY) | BIT(ANY) },
    { "1.5", BIT(QUANTITY) | BIT(ANY) },
    { "1e3", BIT(QUANTITY) | BIT(ANY) },
    { "\"x\"", TEXT },
    { "\"\"", TEXT },
    { "\"7\"", TEXT | BIT(QUANTITY) },
    { "\"1Gi\"", TEXT | BIT(QUANTITY) },
    { "\"2006-01-02T15:04:05Z\"", TEXT | BIT(TIME) },
    { "\"2006-01-02\"", TEXT },
    { "[]", BIT(ANY) },
    { "[{}]", BIT(ANY) },
    { "{}", OBJECTS },
    { "{\"unknown field\":[1]}", OBJECTS },
};
enum { N_VALUES = sizeof(values) / sizeof(values[0]) };

static void check_takes(const struct bh_type *type, const struct bh_field *field, const char *json,
                        const char *around, bool is_taken)
{
    static _Alignas(max_align_t) char out[LARGEST];
    struct bh_str path = { 0 };
    struct kube_test t;
    char text[256];
    char value[128];

    snprintf(value, sizeof(value),
             around[0] == '['   ? "[%s]"
             : around[0] == '{' ? "{\"k\":%s}"
                                : "%s",
             json);
    snprintf(text, sizeof(text), "{\n  \"%s\": %s}", field->name, value);
    kube_test_parse_c(&t, text);
    memset(out, 0, sizeof(out));
    int rc = kube_test_decode(&t, type, out);
    if (rc != (is_taken ? 0 : -BH_ERR_INPUT)) {
        fail_msg("%s.%s: %s is %s: %s", type->name, field->name, value,
                 is_taken ? "refused" : "taken", t.err.msg);
    }
    if (!is_taken) {
        assert_int_equal(t.err.line, 2);
        assert_true(t.err.column >= 4);
        path = bh_str(t.err.msg, field->name_n);
        assert_str(path, field->name);
    }
    kube_test_done(&t);
}

static void test_decode__every_row_refuses_what_is_of_another_type(void **state)
{
    size_t n;
    const struct bh_type *const *types = bh_types(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < types[i]->n_fields; j++) {
            const struct bh_field *f = &types[i]->fields[j];
            for (size_t v = 0; v < N_VALUES; v++) {
                bool is_scalar_fine = (values[v].kinds >> f->kind & 1) != 0;
                bool is_list = values[v].json[0] == '[';
                bool is_object = values[v].json[0] == '{';
                bool is_empty = values[v].json[1] == ']' || values[v].json[1] == '}';
                if (f->shape == BH_SHAPE_ONE) {
                    check_takes(types[i], f, values[v].json, "", is_scalar_fine);
                } else if (f->shape == BH_SHAPE_LIST) {
                    check_takes(types[i], f, values[v].json, "[", is_scalar_fine);
                    check_takes(types[i], f, values[v].json, "",
                                is_list && (is_empty || (OBJECTS >> f->kind & 1) != 0));
                } else {
                    check_takes(types[i], f, values[v].json, "{", is_scalar_fine);
                    check_takes(types[i], f, values[v].json, "", is_object && is_empty);
                }
            }
        }
    }
}

/* ---- against upstream's list ---------------------------------------------------------------------- */

static void add_kind(struct bh_buf *out, const struct bh_field *field)
{
    static const char *const names[] = {
        [BH_FIELD_STRING] = "string",     [BH_FIELD_BOOL] = "bool",
        [BH_FIELD_INT32] = "int32",       [BH_FIELD_INT64] = "int64",
        [BH_FIELD_QUANTITY] = "quantity", [BH_FIELD_INT_OR_STR] = "intorstring",
        [BH_FIELD_TIME] = "time",         [BH_FIELD_ANY] = "fieldsv1",
        [BH_FIELD_OBJECT] = "object:",    [BH_FIELD_INLINE] = "object:",
        [BH_FIELD_PRESENCE] = "object:",
    };

    bh_buf_add_c(out, field->shape == BH_SHAPE_LIST  ? "list:"
                      : field->shape == BH_SHAPE_MAP ? "map:"
                                                     : "");
    bh_buf_add_c(out, names[field->kind]);
    if (field->type != NULL) {
        bh_buf_add_c(out, field->type->name);
    }
}

/* The table as lines "Type TAB field TAB kind", in its own order. */
static void add_all_rows(struct bh_buf *out)
{
    size_t n;
    const struct bh_type *const *types = bh_types(&n);

    for (size_t i = 0; i < n; i++) {
        for (uint32_t j = 0; j < types[i]->n_fields; j++) {
            bh_buf_addf(out, "%s\t%s\t", types[i]->name, types[i]->fields[j].name);
            add_kind(out, &types[i]->fields[j]);
            bh_buf_add_byte(out, '\n');
        }
    }
}

static void read_vectors(struct bh_buf *out, const char *name)
{
    const char *root = getenv("BULKHEAD_SOURCE");
    char path[4096], chunk[4096];
    size_t n;

    snprintf(path, sizeof(path), "%s/tests/vectors/%s", root != NULL ? root : ".", name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("cannot read %s", path);
        return;
    }
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        bh_buf_add(out, bh_str(chunk, n));
    }
    fclose(file);
}

/* Every line of 'lines' is a line of 'all'; returns how many there are. */
static size_t check_lines(struct bh_str lines, struct bh_str all, const char *what)
{
    struct bh_str line, candidate;
    size_t n = 0;

    while (bh_str_line(&lines, &line)) {
        struct bh_str rest = all;
        bool is_found = false;
        while (!is_found && bh_str_line(&rest, &candidate)) {
            is_found = bh_str_eq(line, candidate);
        }
        if (!is_found) {
            fail_msg("%s: " BH_FMT, what, BH_ARG(line));
        }
        n++;
    }
    return n;
}

static void test_types__rows_are_upstreams_fields(void **state)
{
    struct bh_buf ours = { 0 }, theirs = { 0 };

    (void)state;
    add_all_rows(&ours);
    read_vectors(&theirs, "schema.tsv");
    read_vectors(&theirs, "schema-policy.tsv");
    size_t n_theirs = check_lines(bh_buf_str(&theirs), bh_buf_str(&ours), "upstream's field lacks");
    size_t n_ours = check_lines(bh_buf_str(&ours), bh_buf_str(&theirs), "upstream has no");
    assert_int_equal(n_ours, n_theirs);
    assert_true(n_ours > 900);
    bh_buf_done(&ours);
    bh_buf_done(&theirs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types__names_are_sorted_and_unique),
        cmocka_unit_test(test_types__rows_are_sorted_and_complete),
        cmocka_unit_test(test_types__stored_rows_fit_and_do_not_overlap),
        cmocka_unit_test(test_types__every_stored_member_has_its_row),
        cmocka_unit_test(test_types__every_stored_row_is_known),
        cmocka_unit_test(test_decode__every_stored_row_changes_its_bytes_only),
        cmocka_unit_test(test_decode__a_presence_row_stores_what_its_type_stores),
        cmocka_unit_test(test_decode__every_row_refuses_what_is_of_another_type),
        cmocka_unit_test(test_types__rows_are_upstreams_fields),
    };

    return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
