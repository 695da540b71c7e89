/* The table of Pod Security checks. Called by pss.c, which picks and runs the rows, and by
 * whatever lists or explains them. Implements the registry of section B.7 and the columns "ID",
 * "level" and "from" of section B.8 of the pod security specification. Adding a check is a row
 * here, a function in pss_baseline.c, pss_profiles.c or pss_restricted.c, and its cases. */
#include "podsec/pss_checks.h"

#include "podsec/pss_revisions.h"

#define REVS(...)                                            \
    .revs = (const struct bh_pss_revision[]){ __VA_ARGS__ }, \
    .n_revs =                                                \
        sizeof((const struct bh_pss_revision[]){ __VA_ARGS__ }) / sizeof(struct bh_pss_revision)

/* Baseline ids sorted by bytes ("seL" before "sec"), then restricted ids: the order of every
 * message. */
static const struct bh_pss_check checks[] = {
    {
        .id = "appArmorProfile",
        .level = BH_LEVEL_BASELINE,
        .title = "turns AppArmor off or names an unknown kind of profile",
        .remedy =
            "Remove securityContext.appArmorProfile or set its type to RuntimeDefault (or "
            "Localhost with a localhostProfile); give "
            "container.apparmor.security.beta.kubernetes.io/<container> annotations the value "
            "runtime/default or localhost/<profile>, or remove them.",
        REVS({ 0, bh_pss_apparmor_v0 }),
    },
    {
        .id = "capabilities_baseline",
        .level = BH_LEVEL_BASELINE,
        .title = "adds capabilities beyond the container runtime's default set",
        .remedy =
            "Remove the named entries from securityContext.capabilities.add; allowed are "
            "AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE, "
            "SETFCAP, SETGID, SETPCAP, SETUID and SYS_CHROOT.",
        REVS({ 0, bh_pss_capabilities_baseline_v0 }),
    },
    {
        .id = "hostNamespaces",
        .level = BH_LEVEL_BASELINE,
        .title = "shares the node's network, process or IPC namespace",
        .remedy = "Remove spec.hostNetwork, spec.hostPID and spec.hostIPC, or set them to false.",
        REVS({ 0, bh_pss_host_namespaces_v0 }),
    },
    {
        .id = "hostPathVolumes",
        .level = BH_LEVEL_BASELINE,
        .title = "mounts a directory or file of the node",
        .remedy = "Replace the hostPath volume with emptyDir, configMap, secret, projected or "
                  "persistentVolumeClaim.",
        REVS({ 0, bh_pss_host_path_v0 }),
    },
    {
        .id = "hostPorts",
        .level = BH_LEVEL_BASELINE,
        .title = "opens a port on the node",
        .remedy =
            "Remove ports[].hostPort, or set it to 0, and publish the port through a Service.",
        REVS({ 0, bh_pss_host_ports_v0 }),
    },
    {
        .id = "hostProbesAndHostLifecycle",
        .level = BH_LEVEL_BASELINE,
        .title = "makes the node's kubelet call another host in a probe or lifecycle handler",
        .remedy = "Remove host from httpGet and tcpSocket of the probe or lifecycle handler, so "
                  "that the pod itself is asked; send a Host header through httpGet.httpHeaders.",
        REVS({ 34, bh_pss_host_probes_v34 }),
    },
    {
        .id = "privileged",
        .level = BH_LEVEL_BASELINE,
        .title = "runs a privileged container",
        .remedy = "Remove securityContext.privileged or set it to false; if the program needs one "
                  "power of root, add only that capability.",
        REVS({ 0, bh_pss_privileged_v0 }),
    },
    {
        .id = "procMount",
        .level = BH_LEVEL_BASELINE,
        .title = "uncovers the parts of /proc that are masked",
        .remedy =
            "Remove securityContext.procMount or set it to Default; from policy version v1.35 "
            "on the baseline level also accepts Unmasked in a pod that sets spec.hostUsers to "
            "false.",
        REVS({ 0, bh_pss_proc_mount_v0 }, { 35, bh_pss_proc_mount_v35 }),
    },
    {
        .id = "seLinuxOptions",
        .level = BH_LEVEL_BASELINE,
        .title = "chooses an SELinux user, role or unconfined type",
        .remedy =
            "Remove user and role from securityContext.seLinuxOptions, and remove its type or "
            "set it to container_t, container_init_t or container_kvm_t (from policy version "
            "v1.31 on also container_engine_t).",
        REVS({ 0, bh_pss_selinux_v0 }, { 31, bh_pss_selinux_v31 }),
    },
    {
        .id = "seccompProfile_baseline",
        .level = BH_LEVEL_BASELINE,
        .title = "turns seccomp off or names an unknown kind of profile",
        .remedy =
            "Remove securityContext.seccompProfile or set its type to RuntimeDefault (or "
            "Localhost with a localhostProfile); before policy version v1.19 give the seccomp "
            "annotations the value runtime/default or localhost/<profile>, or remove them.",
        REVS({ 0, bh_pss_seccomp_baseline_v0 }, { 19, bh_pss_seccomp_baseline_v19 }),
    },
    {
        .id = "sysctls",
        .level = BH_LEVEL_BASELINE,
        .title = "sets a kernel parameter that may reach beyond the pod",
        .remedy =
            "Remove the named entries from spec.securityContext.sysctls; only parameters that "
            "the standard counts as safe at the policy version in force may be set.",
        REVS({ 0, bh_pss_sysctls_v0 }, { 27, bh_pss_sysctls_v27 }, { 29, bh_pss_sysctls_v29 },
             { 32, bh_pss_sysctls_v32 }, { 37, bh_pss_sysctls_v37 }),
    },
    {
        .id = "windowsHostProcess",
        .level = BH_LEVEL_BASELINE,
        .title = "runs as a process of the Windows node",
        .remedy =
            "Remove securityContext.windowsOptions.hostProcess or set it to false, on the pod "
            "and on every container.",
        REVS({ 0, bh_pss_host_process_v0 }),
    },
    {
        .id = "allowPrivilegeEscalation",
        .level = BH_LEVEL_RESTRICTED,
        .title = "lets a process gain more privileges than its parent",
        .remedy = "Set securityContext.allowPrivilegeEscalation to false on every container, init "
                  "and ephemeral containers included.",
        REVS({ 8, bh_pss_escalation_v8 }, { 25, bh_pss_escalation_v25 }),
    },
    {
        .id = "capabilities_restricted",
        .level = BH_LEVEL_RESTRICTED,
        .title = "keeps capabilities of root or adds more than NET_BIND_SERVICE",
        .remedy = "Set securityContext.capabilities.drop to [\"ALL\"] on every container, and "
                  "remove from capabilities.add whatever is not NET_BIND_SERVICE.",
        .replaces = "capabilities_baseline",
        REVS({ 22, bh_pss_capabilities_restricted_v22 },
             { 25, bh_pss_capabilities_restricted_v25 }),
    },
    {
        .id = "procMount_restricted",
        .level = BH_LEVEL_RESTRICTED,
        .title = "uncovers the parts of /proc that are masked",
        .remedy = "Remove securityContext.procMount or set it to Default.",
        .replaces = "procMount",
        REVS({ 35, bh_pss_proc_mount_v0 }),
    },
    {
        .id = "restrictedVolumes",
        .level = BH_LEVEL_RESTRICTED,
        .title = "mounts a volume of a kind that reaches the node or bypasses storage claims",
        .remedy =
            "Replace the volume with one of configMap, csi, downwardAPI, emptyDir, ephemeral, "
            "image, persistentVolumeClaim, projected or secret.",
        .replaces = "hostPathVolumes",
        REVS({ 0, bh_pss_volumes_v0 }),
    },
    {
        .id = "runAsNonRoot",
        .level = BH_LEVEL_RESTRICTED,
        .title = "may run as root",
        .remedy =
            "Set spec.securityContext.runAsNonRoot to true and remove it from the containers, "
            "or set it to true on every container; the image must then run as a numeric user "
            "other than 0.",
        REVS({ 0, bh_pss_non_root_v0 }, { 35, bh_pss_non_root_v35 }),
    },
    {
        .id = "runAsUser",
        .level = BH_LEVEL_RESTRICTED,
        .title = "asks for user 0, root",
        .remedy = "Remove securityContext.runAsUser or set it to a number above 0.",
        REVS({ 23, bh_pss_run_as_user_v23 }, { 35, bh_pss_run_as_user_v35 }),
    },
    {
        .id = "seccompProfile_restricted",
        .level = BH_LEVEL_RESTRICTED,
        .title = "runs without a seccomp profile",
        .remedy = "Set spec.securityContext.seccompProfile.type to RuntimeDefault, or set "
                  "securityContext.seccompProfile.type to RuntimeDefault (or Localhost with a "
                  "localhostProfile) on every container.",
        .replaces = "seccompProfile_baseline",
        REVS({ 19, bh_pss_seccomp_restricted_v19 }, { 25, bh_pss_seccomp_restricted_v25 }),
    },
};

_Static_assert(sizeof(checks) / sizeof(checks[0]) <= BH_PSS_MAX_CHECKS, "a plan holds every check");

const struct bh_pss_check *bh_pss_checks(size_t *out_n)
{
    *out_n = sizeof(checks) / sizeof(checks[0]);
    return checks;
}
