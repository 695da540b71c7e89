/* The table of PodSecurityPolicy's fields: one row a field (or a few that are judged together), in the order in which
 * upstream tells their errors, with what it sets and what it asks for; and the loop over the rows. Called by psp.c and
 * psp_apply.c, and by whatever lists or explains fields. Implements the order of sections A.5 and A.6 of the pod security
 * specification. The functions stand in psp_pod.c, psp_volumes.c and psp_containers.c.
 *
 * Upstream sets supplementalGroups before fsGroup, SELinux before seccomp, and all of one pod before it validates any of
 * it; no row reads what a later row sets, so that one order does for both. */
#include "podsec/psp_work.h"

static const struct bh_psp_field rows[] = {
    [BH_PSP_ROW_FS_GROUP] = {
        .id = "fsGroup",
        .fields = "fsGroup",
        .mutates = "spec.securityContext.fsGroup",
        .title = "the group that owns the pod's volumes",
        .scope = BH_PSP_OF_POD,
        .mutate = bh_psp_fs_group_mutate,
        .validate = bh_psp_fs_group_validate,
    },
    [BH_PSP_ROW_SUPPLEMENTAL_GROUPS] = {
        .id = "supplementalGroups",
        .fields = "supplementalGroups",
        .mutates = "spec.securityContext.supplementalGroups",
        .title = "further groups of the pod's processes",
        .scope = BH_PSP_OF_POD,
        .mutate = bh_psp_supplemental_mutate,
        .validate = bh_psp_supplemental_validate,
    },
    [BH_PSP_ROW_SECCOMP] = {
        .id = "seccomp",
        .fields = "seccomp annotations",
        .mutates = "metadata.annotations[" BH_SECCOMP_POD_ANNOTATION "]",
        .title = "the pod's seccomp profile",
        .scope = BH_PSP_OF_POD,
        .mutate = bh_psp_seccomp_mutate,
        .validate = bh_psp_seccomp_validate,
    },
    [BH_PSP_ROW_SELINUX] = {
        .id = "seLinux",
        .fields = "seLinux",
        .mutates = "spec.securityContext.seLinuxOptions",
        .title = "the pod's SELinux context",
        .scope = BH_PSP_OF_POD,
        .mutate = bh_psp_selinux_mutate,
        .validate = bh_psp_selinux_validate,
    },
    [BH_PSP_ROW_HOST_NETWORK] = {
        .id = "hostNetwork",
        .fields = "hostNetwork",
        .title = "the node's network namespace",
        .scope = BH_PSP_OF_POD,
        .validate = bh_psp_host_network_validate,
    },
    [BH_PSP_ROW_HOST_PID] = {
        .id = "hostPID",
        .fields = "hostPID",
        .title = "the node's process namespace",
        .scope = BH_PSP_OF_POD,
        .validate = bh_psp_host_pid_validate,
    },
    [BH_PSP_ROW_HOST_IPC] = {
        .id = "hostIPC",
        .fields = "hostIPC",
        .title = "the node's IPC namespace",
        .scope = BH_PSP_OF_POD,
        .validate = bh_psp_host_ipc_validate,
    },
    [BH_PSP_ROW_SYSCTLS] = {
        .id = "sysctls",
        .fields = "forbiddenSysctls, allowedUnsafeSysctls",
        .title = "kernel parameters of the pod",
        .scope = BH_PSP_OF_POD,
        .validate = bh_psp_sysctls_validate,
    },
    [BH_PSP_ROW_VOLUMES] = {
        .id = "volumes",
        .fields = "volumes",
        .title = "kinds of volumes",
        .scope = BH_PSP_OF_VOLUME,
        .validate = bh_psp_volumes_validate,
    },
    [BH_PSP_ROW_HOST_PATHS] = {
        .id = "allowedHostPaths",
        .fields = "allowedHostPaths",
        .title = "paths of the node",
        .scope = BH_PSP_OF_VOLUME,
        .validate = bh_psp_host_paths_validate,
    },
    [BH_PSP_ROW_FLEX_VOLUMES] = {
        .id = "allowedFlexVolumes",
        .fields = "allowedFlexVolumes",
        .title = "drivers of flexVolumes",
        .scope = BH_PSP_OF_VOLUME,
        .validate = bh_psp_flex_validate,
    },
    [BH_PSP_ROW_CSI_DRIVERS] = {
        .id = "allowedCSIDrivers",
        .fields = "allowedCSIDrivers",
        .title = "drivers of inline CSI volumes",
        .scope = BH_PSP_OF_VOLUME,
        .validate = bh_psp_csi_validate,
    },
    [BH_PSP_ROW_RUNTIME_CLASS] = {
        .id = "runtimeClass",
        .fields = "runtimeClass",
        .mutates = "spec.runtimeClassName",
        .title = "the pod's container runtime",
        .scope = BH_PSP_OF_POD,
        .mutate = bh_psp_runtime_class_mutate,
        .validate = bh_psp_runtime_class_validate,
    },
    [BH_PSP_ROW_CONTAINER_RUN_AS_USER] = {
        .id = "runAsUser",
        .fields = "runAsUser",
        .mutates = "containers[*].securityContext.runAsUser, runAsNonRoot",
        .title = "the user of the container's processes",
        .scope = BH_PSP_OF_CONTAINER,
        .mutate = bh_psp_user_mutate,
        .validate = bh_psp_user_validate,
    },
    [BH_PSP_ROW_CONTAINER_RUN_AS_GROUP] = {
        .id = "runAsGroup",
        .fields = "runAsGroup",
        .mutates = "containers[*].securityContext.runAsGroup",
        .title = "the first group of the container's processes",
        .scope = BH_PSP_OF_CONTAINER,
        .mutate = bh_psp_group_mutate,
        .validate = bh_psp_group_validate,
    },
    [BH_PSP_ROW_CONTAINER_SELINUX] = {
        .id = "containers.seLinux",
        .fields = "seLinux",
        .title = "the container's SELinux context",
        .scope = BH_PSP_OF_CONTAINER,
        .validate = bh_psp_container_selinux_validate,
    },
    [BH_PSP_ROW_CONTAINER_APPARMOR] = {
        .id = "appArmor",
        .fields = "AppArmor annotations",
        .mutates = "metadata.annotations[" BH_APPARMOR_ANNOTATION "<container>]",
        .title = "the container's AppArmor profile",
        .scope = BH_PSP_OF_CONTAINER,
        .mutate = bh_psp_apparmor_mutate,
        .validate = bh_psp_apparmor_validate,
    },
    [BH_PSP_ROW_CONTAINER_SECCOMP] = {
        .id = "containers.seccomp",
        .fields = "seccomp annotations",
        .title = "the container's seccomp profile",
        .scope = BH_PSP_OF_CONTAINER,
        .validate = bh_psp_container_seccomp_validate,
    },
    [BH_PSP_ROW_CONTAINER_PRIVILEGED] = {
        .id = "privileged",
        .fields = "privileged",
        .title = "privileged containers",
        .scope = BH_PSP_OF_CONTAINER,
        .validate = bh_psp_privileged_validate,
    },
    [BH_PSP_ROW_CONTAINER_PROC_MOUNT] = {
        .id = "allowedProcMountTypes",
        .fields = "allowedProcMountTypes",
        .title = "how much of /proc is masked",
        .scope = BH_PSP_OF_CONTAINER,
        .validate = bh_psp_proc_mount_validate,
    },
    [BH_PSP_ROW_CONTAINER_CAPABILITIES] = {
        .id = "capabilities",
        .fields = "defaultAddCapabilities, requiredDropCapabilities, allowedCapabilities",
        .mutates = "containers[*].securityContext.capabilities",
        .title = "Linux capabilities",
        .scope = BH_PSP_OF_CONTAINER,
        .mutate = bh_psp_capabilities_mutate,
        .validate = bh_psp_capabilities_validate,
    },
    [BH_PSP_ROW_CONTAINER_HOST_PORTS] = {
        .id = "hostPorts",
        .fields = "hostPorts",
        .title = "ports of the node",
        .scope = BH_PSP_OF_CONTAINER,
        .validate = bh_psp_host_ports_validate,
    },
    [BH_PSP_ROW_CONTAINER_READ_ONLY_ROOT] = {
        .id = "readOnlyRootFilesystem",
        .fields = "readOnlyRootFilesystem",
        .mutates = "containers[*].securityContext.readOnlyRootFilesystem",
        .title = "a root file system that cannot be written to",
        .scope = BH_PSP_OF_CONTAINER,
        .mutate = bh_psp_read_only_mutate,
        .validate = bh_psp_read_only_validate,
    },
    [BH_PSP_ROW_CONTAINER_DEFAULT_ESCALATION] = {
        .id = "defaultAllowPrivilegeEscalation",
        .fields = "defaultAllowPrivilegeEscalation",
        .mutates = "containers[*].securityContext.allowPrivilegeEscalation",
        .title = "whether a process may gain privileges, where the container does not say",
        .scope = BH_PSP_OF_CONTAINER,
        .mutate = bh_psp_default_escalation_mutate,
    },
    [BH_PSP_ROW_CONTAINER_ESCALATION] = {
        .id = "allowPrivilegeEscalation",
        .fields = "allowPrivilegeEscalation",
        .mutates = "containers[*].securityContext.allowPrivilegeEscalation",
        .title = "whether a process may gain privileges",
        .scope = BH_PSP_OF_CONTAINER,
        .mutate = bh_psp_escalation_mutate,
        .validate = bh_psp_escalation_validate,
    },
};
_Static_assert(sizeof(rows) / sizeof(rows[0]) == BH_PSP_N_ROWS, "a row is missing");

const struct bh_psp_field *bh_psp_fields(size_t *out_n)
{
    *out_n = BH_PSP_N_ROWS;
    return rows;
}

/* ---- one policy at work ------------------------------------------------------------------------- */

void bh_psp_work_init(struct bh_psp_work *work, const struct bh_psp_rules *rules,
                      const struct bh_psp_facts *facts)
{
    const struct bh_pod_security *security = facts->security;

    work->rules = rules;
    work->facts = facts;
    work->changed = work->refused = work->n_errors = 0;
    work->fs_group = security->fs_group;
    work->supplemental_groups = security->supplemental_groups;
    work->selinux = security->selinux;
    work->seccomp = facts->seccomp_annotation;
    work->runtime_class = facts->spec->runtime_class_name;
}

void bh_psp_work_container(struct bh_psp_work *work, const struct bh_psp_container *container)
{
    const struct bh_security *own = container->security;
    const struct bh_pod_security *pod = work->facts->security;

    work->container = container;
    work->run_as_user = own->run_as_user.is_set ? own->run_as_user : pod->run_as_user;
    work->run_as_group = own->run_as_group.is_set ? own->run_as_group : pod->run_as_group;
    work->run_as_non_root =
        own->run_as_non_root != BH_UNSET ? own->run_as_non_root : pod->run_as_non_root;
    work->container_selinux = own->selinux != NULL ? own->selinux : work->selinux;
    work->apparmor = container->apparmor;
    work->read_only_root = own->read_only_root_filesystem;
    work->escalation = own->allow_privilege_escalation;
    work->changes_capabilities = false;
}

static inline bool is_at_work(const struct bh_psp_work *work, uint32_t i)
{
    return (work->without >> i & 1) == 0;
}

void bh_psp_mutate(struct bh_psp_work *work, enum bh_psp_scope scope)
{
    for (uint32_t i = 0; i < BH_PSP_N_ROWS; i++) {
        if (rows[i].scope == scope && rows[i].mutate != NULL && is_at_work(work, i)) {
            work->row = i;
            rows[i].mutate(work);
        }
    }
}

static inline void validate(struct bh_psp_work *work, uint32_t i)
{
    if (rows[i].validate != NULL && is_at_work(work, i)) {
        work->row = i;
        rows[i].validate(work);
    }
}

static void validate_volumes(struct bh_psp_work *work, uint32_t first, uint32_t end)
{
    for (uint32_t v = 0; v < work->facts->n_volumes; v++) {
        work->volume = &work->facts->volumes[v];
        work->volume_index = v;
        work->volume_is_done = false;
        for (uint32_t i = first; i < end && !work->volume_is_done; i++) {
            validate(work, i);
        }
    }
}

void bh_psp_run(struct bh_psp_work *work)
{
    uint32_t i = 0;

    bh_psp_mutate(work, BH_PSP_OF_POD);
    while (i < BH_PSP_N_ROWS && rows[i].scope != BH_PSP_OF_CONTAINER) {
        uint32_t end = i + 1;
        if (rows[i].scope == BH_PSP_OF_VOLUME) {
            while (rows[end].scope == BH_PSP_OF_VOLUME) {
                end++;
            }
            validate_volumes(work, i, end);
        } else {
            validate(work, i);
        }
        i = end;
    }
    for (uint32_t k = 0; k < work->facts->n_containers; k++) {
        bh_psp_work_container(work, &work->facts->containers[k]);
        for (uint32_t row = i; row < BH_PSP_N_ROWS; row++) {
            if (rows[row].mutate != NULL && is_at_work(work, row)) {
                work->row = row;
                rows[row].mutate(work);
            }
        }
        for (uint32_t row = i; row < BH_PSP_N_ROWS; row++) {
            validate(work, row);
        }
    }
}
