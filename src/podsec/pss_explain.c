/* The texts behind `bulkhead explain`, the table of checks in docs/ and the help of report rules.
 * Called by the command line. Describes section B.8 of the pod security specification; leaves out
 * what a check looks for exactly (pss_baseline.c, pss_profiles.c, pss_restricted.c) and its remedy
 * of one line (pss_checks.c).
 *
 * Every manifest is judged by tests/unit/test_explain.c, at every revision. */
#include "podsec/pss_explain.h"

#include <string.h>

#define CHANGES(...)                                          \
    .changes = (const struct bh_pss_change[]){ __VA_ARGS__ }, \
    .n_changes =                                              \
        sizeof((const struct bh_pss_change[]){ __VA_ARGS__ }) / sizeof(struct bh_pss_change)

/* A Pod, from its annotations, and the lines that go into its spec, the pod's security context, the
 * container, and the container's security context. */
#define POD(annotations, spec, pod_security, container, security)                  \
    "apiVersion: v1\n"                                                             \
    "kind: Pod\n"                                                                  \
    "metadata:\n"                                                                  \
    "  name: web\n" annotations "spec:\n" spec "  securityContext:\n" pod_security \
    "  containers:\n"                                                              \
    "    - name: app\n"                                                            \
    "      image: registry.example.com/shop/web:1\n" container "      securityContext:\n" security

#define NON_ROOT            "    runAsNonRoot: true\n"
#define SECCOMP             "    seccompProfile:\n      type: RuntimeDefault\n"
#define GOOD_POD            NON_ROOT SECCOMP
#define NO_GAIN             "        allowPrivilegeEscalation: false\n"
#define DROP                "        capabilities:\n          drop: [ALL]\n"
#define GOOD                NO_GAIN DROP
#define OWN_USERS           "  hostUsers: false\n"
#define ON_WINDOWS          "  os:\n    name: windows\n"
#define AS_USER             "        windowsOptions:\n          runAsUserName: ContainerUser\n"
#define WINDOWS_WEB         POD("", ON_WINDOWS, NON_ROOT, "", AS_USER)
#define SYSCTL(name, value) "    sysctls:\n      - name: " name "\n        value: \"" value "\"\n"

/* What every check of the restricted level lets pass. */
#define GOOD_WEB POD("", "", GOOD_POD, "", GOOD)

static const struct bh_pss_explanation explanations[] = {
    {
        .id = "appArmorProfile",
        .why =
            "AppArmor is a second fence around a container: the kernel refuses files, mounts and "
            "capabilities that the profile does not list, whatever the process is allowed to do "
            "otherwise. On nodes that have it, the container runtime applies its own profile to "
            "every container that does not ask for another. Unconfined takes that fence down, "
            "and with it what stops many escapes that go through /proc, /sys or mount.",
        .mend = "A program that the runtime's profile breaks needs a profile of its own, loaded "
                "on the nodes and named as Localhost; the node's audit log lists what was "
                "refused to it. From Kubernetes 1.30 on use the field and drop the annotations.",
        .failing = POD("", "", GOOD_POD "    appArmorProfile:\n      type: Unconfined # refused\n",
                       "", GOOD),
        .passing =
            POD("", "", GOOD_POD "    appArmorProfile:\n      type: RuntimeDefault\n", "", GOOD),
        CHANGES({ 0,
                  "Refuses a profile type other than RuntimeDefault and Localhost on the pod or "
                  "a container, and an AppArmor annotation of any container whose value is not "
                  "empty, runtime/default or localhost/<profile>.",
                  NULL, NULL }),
    },
    {
        .id = "capabilities_baseline",
        .why =
            "Capabilities are the powers of root in pieces. A container starts with a small set "
            "of them; what is added reaches past the container: SYS_ADMIN can mount file systems "
            "and is nearly root of the node, NET_ADMIN rewrites routes and firewalls, SYS_PTRACE "
            "reads the memory of other processes, SYS_MODULE loads code into the kernel.",
        .mend =
            "Drop ALL and add what fails without it, one at a time; most programs need nothing, "
            "and a server on a port below 1024 only NET_BIND_SERVICE. What configures the node's "
            "network or disks belongs into a namespace of its own, at the privileged level.",
        .failing = POD("", "", GOOD_POD, "", GOOD "          add: [NET_ADMIN] # refused\n"),
        .passing = POD("", "", GOOD_POD, "", GOOD "          add: [NET_BIND_SERVICE]\n"),
        CHANGES({ 0,
                  "Refuses to add a capability outside the set that container runtimes give by "
                  "default; ALL is refused too.",
                  NULL, NULL }),
    },
    {
        .id = "hostNamespaces",
        .why =
            "Namespaces of the kernel are what makes a container look like a machine of its own. "
            "With the node's network it can listen on the node's addresses, reach services that "
            "only listen on localhost, and no network policy applies to it; with the node's "
            "process ids it sees and may signal every process, and read their environment; with "
            "the node's IPC it reaches the shared memory of others.",
        .mend =
            "Give the pod a Service instead of the node's network, and let containers that must "
            "see each other's processes share one pod with shareProcessNamespace. Agents that "
            "watch the node itself belong into a namespace at the privileged level.",
        .failing = POD("", "  hostNetwork: true # refused\n", GOOD_POD, "", GOOD),
        .passing = GOOD_WEB,
        CHANGES({ 0, "Refuses hostNetwork, hostPID and hostIPC when they are true.", NULL, NULL }),
    },
    {
        .id = "hostPathVolumes",
        .why = "A hostPath volume is a piece of the node's own file system. Through it a "
               "container reads other pods' secrets and the kubelet's keys, talks to the "
               "container runtime's socket, or writes a file that the node runs as root. "
               "Read-only mounts help less than they seem: sockets and links still work.",
        .mend =
            "For scratch space use emptyDir, for data that must outlive the pod a "
            "persistentVolumeClaim, for configuration configMap or secret, for what a driver on "
            "the node offers csi. Collectors of the node's logs belong into a namespace at the "
            "privileged level.",
        .failing = POD(
            "",
            "  volumes:\n    - name: data\n      hostPath: # refused\n        path: /var/lib/web\n",
            GOOD_POD, "      volumeMounts:\n        - name: data\n          mountPath: /data\n",
            GOOD),
        .passing =
            POD("", "  volumes:\n    - name: data\n      emptyDir: {}\n", GOOD_POD,
                "      volumeMounts:\n        - name: data\n          mountPath: /data\n", GOOD),
        CHANGES({ 0, "Refuses every hostPath volume, mounted or not.", NULL, NULL }),
    },
    {
        .id = "hostPorts",
        .why =
            "A host port opens the container's port on the node's own address, past Services and "
            "usually past network policies. It can take the place of a service that the node's "
            "users trust, and only one pod of the kind fits on a node.",
        .mend =
            "Publish the port through a Service: ClusterIP inside the cluster, LoadBalancer, "
            "NodePort or an Ingress from outside. Under hostNetwork the API server makes a host "
            "port of every container port; it goes away with hostNetwork.",
        .failing =
            POD("", "", GOOD_POD,
                "      ports:\n        - containerPort: 8080\n          hostPort: 8080 # refused\n",
                GOOD),
        .passing = POD("", "", GOOD_POD, "      ports:\n        - containerPort: 8080\n", GOOD),
        CHANGES({ 0, "Refuses a hostPort that is not 0.", NULL, NULL }),
    },
    {
        .id = "hostProbesAndHostLifecycle",
        .why = "Probes and lifecycle handlers are not called from the pod but by the node's "
               "kubelet, from the node's network. With a host of the author's choice the kubelet "
               "becomes a messenger: it asks addresses that the pod itself cannot reach, and "
               "whether the pod is ready tells the answer.",
        .mend = "Without a host the kubelet asks the pod's own address, which is what a probe is "
                "for. A server that listens on localhost only can be asked by an exec probe; one "
                "that picks its site by name gets a Host header through httpHeaders.",
        .failing =
            POD("", "", GOOD_POD,
                "      readinessProbe:\n        httpGet:\n          host: 10.0.0.7 # refused\n"
                "          path: /ready\n          port: 8080\n",
                GOOD),
        .passing = POD("", "", GOOD_POD,
                       "      readinessProbe:\n        httpGet:\n          path: /ready\n"
                       "          port: 8080\n",
                       GOOD),
        CHANGES({ 34,
                  "Refuses a host that is not empty, 127.0.0.1 too, in httpGet and tcpSocket of "
                  "liveness, readiness and startup probes and of postStart and preStop handlers.",
                  NULL, NULL }),
    },
    {
        .id = "privileged",
        .why = "A privileged container has every capability, every device of the node, and no "
               "seccomp, AppArmor or SELinux around it. Whoever controls it controls the node: "
               "it can mount the node's disk and start processes there.",
        .mend =
            "Find out which power is really used: one capability, one device through a device "
            "plugin, one setting that the node's administrator can make once. Network plugins, "
            "storage drivers and the like that are privileged by nature belong into a namespace "
            "of their own, at the privileged level, to which few may deploy.",
        .failing = POD("", "", GOOD_POD, "", "        privileged: true # refused\n"),
        .passing = POD("", "", GOOD_POD, "", "        privileged: false\n" GOOD),
        CHANGES({ 0, "Refuses a container that sets privileged to true.", NULL, NULL }),
    },
    {
        .id = "procMount",
        .why = "Container runtimes hide or write-protect the parts of /proc through which the "
               "kernel is set up and asked about others. Unmasked shows them again: a process "
               "that is root in the container may then change settings of the whole node.",
        .mend = "Only programs that make containers themselves, such as image builders, need it; "
                "give such a pod its own user namespace (hostUsers: false), in which its root is "
                "nobody on the node.",
        .failing = POD("", "", GOOD_POD, "", GOOD "        procMount: Unmasked # refused\n"),
        .passing = POD("", "", GOOD_POD, "", GOOD "        procMount: Default\n"),
        CHANGES({ 0, "Refuses a procMount other than Default.", NULL, NULL },
                { 35, "Accepts any procMount in a pod that sets hostUsers to false.", NULL,
                  POD("", OWN_USERS, GOOD_POD, "", GOOD "        procMount: Unmasked\n") }),
    },
    {
        .id = "seLinuxOptions",
        .why =
            "SELinux decides by labels what a process may touch. A container runs under a type "
            "that may use container files only; a type such as spc_t is not confined at all, and "
            "another user or role may be let into what the policy keeps for the node's own "
            "services.",
        .mend =
            "Set level only, if volumes must be shared between pods; it keeps tenants apart and "
            "is not restricted. If the container's type is too narrow, have a module added to "
            "the node's policy rather than leaving it.",
        .failing =
            POD("", "", GOOD_POD "    seLinuxOptions:\n      type: spc_t # refused\n", "", GOOD),
        .passing =
            POD("", "", GOOD_POD "    seLinuxOptions:\n      level: s0:c123,c456\n", "", GOOD),
        CHANGES({ 0,
                  "Refuses a user or a role, and a type other than container_t, container_init_t "
                  "and container_kvm_t, on the pod or a container.",
                  NULL, NULL },
                { 31, "Accepts the type container_engine_t too.", NULL,
                  POD("", "", GOOD_POD "    seLinuxOptions:\n      type: container_engine_t\n", "",
                      GOOD) }),
    },
    {
        .id = "seccompProfile_baseline",
        .why = "seccomp filters system calls. The runtime's profile leaves out some fifty that "
               "ordinary programs never make and that attacks on the kernel like to start from. "
               "Unconfined opens all of them. Saying nothing is accepted at this level, since a "
               "cluster may apply the profile by itself; the restricted level wants it said.",
        .mend = "Use RuntimeDefault. If a program stops working, the node's audit log names the "
                "system call; a Localhost profile may allow that one.",
        .failing = POD("", "", NON_ROOT "    seccompProfile:\n      type: Unconfined # refused\n",
                       "", GOOD),
        .passing = GOOD_WEB,
        CHANGES(
            { 0,
              "Looks at the seccomp annotations of the pod and of its containers only: refuses a "
              "value other than runtime/default, docker/default and localhost/<profile>.",
              POD("  annotations:\n"
                  "    seccomp.security.alpha.kubernetes.io/pod: unconfined # refused\n",
                  "", GOOD_POD, "", GOOD),
              POD("  annotations:\n"
                  "    seccomp.security.alpha.kubernetes.io/pod: runtime/default\n",
                  "", GOOD_POD, "", GOOD) },
            { 19,
              "Looks at the fields only: refuses a profile type other than RuntimeDefault and "
              "Localhost on the pod or a container. Annotations no longer count.",
              NULL, NULL }),
    },
    {
        .id = "sysctls",
        .why = "Kernel parameters are set by name, and many of them belong to the node rather "
               "than to the pod: what one pod sets, all pods on the node get, and some turn "
               "protection off. Only those count as safe that the kernel keeps apart for every "
               "pod and that cannot starve the node.",
        .mend =
            "Tune the program instead, or ask for the setting on the node pool that needs it. If "
            "the parameter became safe in a newer version of the standard, judge by that "
            "version.",
        .failing = POD("", "", GOOD_POD SYSCTL("kernel.msgmax # refused", "65536"), "", GOOD),
        .passing = POD("", "", GOOD_POD SYSCTL("net.ipv4.tcp_syncookies", "1"), "", GOOD),
        CHANGES(
            { 0,
              "Refuses every parameter but kernel.shm_rmid_forced, net.ipv4.ip_local_port_range, "
              "net.ipv4.ip_unprivileged_port_start, net.ipv4.ping_group_range and "
              "net.ipv4.tcp_syncookies.",
              NULL, NULL },
            { 27, "Accepts net.ipv4.ip_local_reserved_ports too.", NULL,
              POD("", "", GOOD_POD SYSCTL("net.ipv4.ip_local_reserved_ports", "8080"), "", GOOD) },
            { 29,
              "Accepts net.ipv4.tcp_fin_timeout, net.ipv4.tcp_keepalive_intvl, "
              "net.ipv4.tcp_keepalive_probes and net.ipv4.tcp_keepalive_time too.",
              NULL, POD("", "", GOOD_POD SYSCTL("net.ipv4.tcp_keepalive_time", "600"), "", GOOD) },
            { 32, "Accepts net.ipv4.tcp_rmem and net.ipv4.tcp_wmem too.", NULL,
              POD("", "", GOOD_POD SYSCTL("net.ipv4.tcp_rmem", "4096 131072 8388608"), "", GOOD) },
            { 37, "Accepts net.ipv4.tcp_notsent_lowat and net.ipv4.tcp_slow_start_after_idle too.",
              NULL,
              POD("", "", GOOD_POD SYSCTL("net.ipv4.tcp_slow_start_after_idle", "0"), "", GOOD) }),
    },
    {
        .id = "windowsHostProcess",
        .why = "A HostProcess container on Windows is no container: it runs as a process of the "
               "node, with its network, its files and the account that it asks for, up to "
               "SYSTEM.",
        .mend = "Only what manages the node needs it: network plugins, storage drivers, device "
                "setup. Such pods also need hostNetwork, which the baseline level refuses as "
                "well, and belong into a namespace at the privileged level.",
        .failing =
            POD("", ON_WINDOWS, NON_ROOT "    windowsOptions:\n      hostProcess: true # refused\n",
                "", AS_USER),
        .passing = POD("", ON_WINDOWS, NON_ROOT "    windowsOptions:\n      hostProcess: false\n",
                       "", AS_USER),
        CHANGES(
            { 0, "Refuses hostProcess when it is true, on the pod or a container.", NULL, NULL }),
    },
    {
        .id = "allowPrivilegeEscalation",
        .why =
            "A process may gain powers that its parent did not have: a set-user-id program such "
            "as sudo or ping, or file capabilities. One such program with a flaw in the image "
            "turns an ordinary user into root of the container. With the field set to false the "
            "kernel (no_new_privs) ignores them all. Absent means that gaining is allowed, so it "
            "must be said.",
        .mend = "Set it on every container; there is no setting for the whole pod. A program "
                "that fails then relied on sudo, su or a set-user-id helper: run it as the user "
                "that it needs from the start.",
        .failing = POD("", "", GOOD_POD, "", DROP),
        .passing = GOOD_WEB,
        CHANGES(
            { 8, "Refuses a container whose allowPrivilegeEscalation is not false.", NULL, NULL },
            { 25,
              "Accepts everything in a pod whose os.name is windows, where the field means "
              "nothing.",
              NULL, WINDOWS_WEB }),
    },
    {
        .id = "capabilities_restricted",
        .why =
            "Even the default set of capabilities is more than nearly every program uses: it "
            "lets root in the container ignore file permissions, change owners and users, and "
            "make raw packets where the runtime still grants that. A container that drops ALL is "
            "root in name only.",
        .mend =
            "Drop ALL and see what fails. Binding ports below 1024 may be kept with "
            "NET_BIND_SERVICE; better is a port above it. Images whose start script calls chown "
            "or changes the user want fsGroup on the pod, or files that belong to the right user "
            "when the image is built.",
        .failing = POD("", "", GOOD_POD, "", NO_GAIN),
        .passing = GOOD_WEB,
        CHANGES({ 22,
                  "Refuses a container that does not drop ALL, spelt so, or that adds anything "
                  "but NET_BIND_SERVICE.",
                  NULL, NULL },
                { 25,
                  "Accepts everything in a pod whose os.name is windows, which has no "
                  "capabilities.",
                  NULL, WINDOWS_WEB }),
    },
    {
        .id = "procMount_restricted",
        .why = "As procMount, without its exception: the restricted level wants the parts of "
               "/proc that describe and set up the kernel masked even in a pod with its own user "
               "namespace, since what need not be reachable should not be.",
        .mend = "Builders of images that need Unmasked run at the baseline level, with "
                "hostUsers: false.",
        .failing = POD("", OWN_USERS, GOOD_POD, "", GOOD "        procMount: Unmasked # refused\n"),
        .passing = POD("", OWN_USERS, GOOD_POD, "", GOOD "        procMount: Default\n"),
        CHANGES(
            { 35, "Refuses a procMount other than Default, whatever hostUsers is.", NULL, NULL }),
    },
    {
        .id = "restrictedVolumes",
        .why = "A volume that names a server or a disk itself takes whatever is there: the pod's "
               "author picks the export, the credentials and the driver, and no storage class, "
               "quota or administrator has a say; some drivers make the node itself connect. The "
               "kinds that are accepted hold the cluster's own objects, scratch space, or "
               "storage that was claimed.",
        .mend =
            "Put a PersistentVolume, or better a storage class, in front of the server and claim "
            "it: the administrator then decides who gets it. What gitRepo did is an init "
            "container's work.",
        .failing =
            POD("",
                "  volumes:\n    - name: data\n      nfs: # refused\n"
                "        server: files.example.com\n"
                "        path: /web\n",
                GOOD_POD, "      volumeMounts:\n        - name: data\n          mountPath: /data\n",
                GOOD),
        .passing = POD(
            "",
            "  volumes:\n    - name: data\n      persistentVolumeClaim:\n        claimName: web\n",
            GOOD_POD, "      volumeMounts:\n        - name: data\n          mountPath: /data\n",
            GOOD),
        CHANGES({ 0,
                  "Refuses every kind of volume but configMap, csi, downwardAPI, emptyDir, "
                  "ephemeral, image, persistentVolumeClaim, projected and secret.",
                  NULL, NULL }),
    },
    {
        .id = "runAsNonRoot",
        .why =
            "Root in a container is root for the kernel, held back only by what was taken from "
            "it: the first flaw in the runtime or the kernel makes it root of the node. An "
            "ordinary user has nothing to hand over. With runAsNonRoot the kubelet does not even "
            "start a container whose image or manifest says user 0.",
        .mend = "The image needs a numeric USER other than 0, or the manifest a runAsUser; a "
                "name does not do, for the kubelet cannot look it up. Let the program write only "
                "below volumes (with fsGroup) and listen above port 1024. A container's own "
                "value overrides the pod's: one false is one too many.",
        .failing = POD("", "", SECCOMP, "", GOOD),
        .passing = GOOD_WEB,
        CHANGES({ 0,
                  "Refuses runAsNonRoot set to false anywhere, and a container without it in a "
                  "pod that does not set it to true.",
                  NULL, NULL },
                { 35,
                  "Accepts everything in a pod that sets hostUsers to false: its root is nobody "
                  "on the node.",
                  NULL, POD("", OWN_USERS, SECCOMP, "", GOOD) }),
    },
    {
        .id = "runAsUser",
        .why = "runAsUser: 0 asks for root whatever the image says. Together with runAsNonRoot "
               "the pod could not even start, and without it the container would run with all "
               "that runAsNonRoot is meant to keep away, so it is refused where it is written.",
        .mend = "Remove it if the image has a user of its own; else take any number above 0, "
                "best above 10000, where no account of the node is hit by accident.",
        .failing = POD("", "", GOOD_POD "    runAsUser: 0 # refused\n", "", GOOD),
        .passing = POD("", "", GOOD_POD "    runAsUser: 10001\n", "", GOOD),
        CHANGES({ 23, "Refuses runAsUser 0 on the pod or a container.", NULL, NULL },
                { 35,
                  "Accepts everything in a pod that sets hostUsers to false: its root is nobody "
                  "on the node.",
                  NULL, POD("", OWN_USERS, SECCOMP "    runAsUser: 0\n", "", GOOD) }),
    },
    {
        .id = "seccompProfile_restricted",
        .why =
            "Unless a profile is named, or the kubelet is set to apply one, a container may make "
            "every system call of the kernel, several hundred of which it never needs, and each "
            "is a door to a flaw in the kernel. The runtime's profile shuts the rare ones.",
        .mend =
            "Set it once for the pod; containers inherit it, and one that names another type is "
            "judged by its own. If a program stops working, the node's audit log names the "
            "system call; a Localhost profile may allow that one.",
        .failing = POD("", "", NON_ROOT, "", GOOD),
        .passing = GOOD_WEB,
        CHANGES({ 19,
                  "Refuses a profile type other than RuntimeDefault and Localhost on the pod or "
                  "a container, and a container without a profile in a pod without one.",
                  NULL, NULL },
                { 25, "Accepts everything in a pod whose os.name is windows, which has no seccomp.",
                  NULL, WINDOWS_WEB }),
    },
};

const struct bh_pss_explanation *bh_pss_explain(const struct bh_pss_check *check)
{
    const struct bh_pss_explanation *found = NULL;

    for (size_t i = 0; i < sizeof(explanations) / sizeof(explanations[0]) && found == NULL; i++) {
        found = strcmp(explanations[i].id, check->id) == 0 ? &explanations[i] : NULL;
    }
    BH_BUG_ON(found == NULL);
    return found;
}
