/* Every row of the table of Pod Security checks: each check, each revision, each branch. The
 * pods are built by hand; reasons and details are what upstream's library said of the same pods. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "podsec/pss_checks.h"

/* ---- building pods ---- */

#define S(text)                      \
    {                                \
        "" text "", sizeof(text) - 1 \
    }
#define N(...)                             \
    {                                      \
        .v = (__VA_ARGS__), .is_set = true \
    }
#define COUNT(type, ...) (sizeof((type[]){ __VA_ARGS__ }) / sizeof(type))
#define LIST(type, ...)                                                             \
    {                                                                               \
        .v = (type[]){ __VA_ARGS__ }, .n = COUNT(type, __VA_ARGS__), .is_set = true \
    }
#define STRS(...)        LIST(struct bh_str, __VA_ARGS__)
#define INIT(...)        .init_containers = LIST(struct bh_container, __VA_ARGS__)
#define MAIN(...)        .containers = LIST(struct bh_container, __VA_ARGS__)
#define EPHEMERAL(...)   .ephemeral_containers = LIST(struct bh_container, __VA_ARGS__)
#define VOLUMES(...)     .volumes = LIST(struct bh_volume, __VA_ARGS__)
#define ANNOTATIONS(...) .meta = { .annotations = LIST(struct bh_pair, __VA_ARGS__) }
#define C(n, ...)                 \
    {                             \
        .name = S(n), __VA_ARGS__ \
    }
#define SEC(...)                      \
    .security = &(struct bh_security) \
    {                                 \
        __VA_ARGS__                   \
    }
#define POD(...)                          \
    .security = &(struct bh_pod_security) \
    {                                     \
        __VA_ARGS__                       \
    }
#define CAPS(...) SEC(.capabilities = &(struct bh_capabilities){ __VA_ARGS__ })
#define PROFILE(t)       \
    &(struct bh_profile) \
    {                    \
        .type = S(t)     \
    }
#define NO_TYPE                     \
    &(struct bh_profile)            \
    {                               \
        .localhost_profile = S("x") \
    }
#define SELINUX(...)                \
    .selinux = &(struct bh_selinux) \
    {                               \
        __VA_ARGS__                 \
    }
#define HOST_PROCESS(v)             \
    .windows = &(struct bh_windows) \
    {                               \
        .host_process = (v)         \
    }
#define PORTS(...) .ports = LIST(struct bh_port, __VA_ARGS__)
#define PORT(v)           \
    {                     \
        .host_port = N(v) \
    }
#define HTTP(h)                          \
    .http_get = &(struct bh_host_action) \
    {                                    \
        .host = S(h)                     \
    }
#define TCP(h)                             \
    .tcp_socket = &(struct bh_host_action) \
    {                                      \
        .host = S(h)                       \
    }
#define HANDLER(...)     \
    &(struct bh_handler) \
    {                    \
        __VA_ARGS__      \
    }
#define SYSCTLS(...) POD(.sysctls = LIST(struct bh_sysctl, __VA_ARGS__))
#define SYSCTL(n)    \
    {                \
        .name = S(n) \
    }
#define V(n, source)                                           \
    {                                                          \
        .name = S(n), .has = { [BH_VOLUME_##source] = BH_YES } \
    }
#define WINDOWS .os_name = S("windows")

#define APPARMOR "container.apparmor.security.beta.kubernetes.io/"
#define SECCOMP  "container.seccomp.security.alpha.kubernetes.io/"

struct a_case {
    const char *check;
    uint32_t version;
    const char *what;
    struct bh_meta meta;
    struct bh_pod_spec spec;
    const char *reason, *detail; /* NULL: allowed */
    const char *fields;          /* "path = found" lines */
};

static const struct a_case cases[] = {
    /* appArmorProfile */
    { "appArmorProfile", 0, "nothing set",
      .spec = { MAIN(C("a"), C("b", SEC(.privileged = BH_NO))) } },
    { "appArmorProfile", 0, "good everywhere",
      ANNOTATIONS({ S(APPARMOR "a"), S("runtime/default") }, { S(APPARMOR "b"), S("localhost/x") },
                  { S(APPARMOR "c"), S("") }, { S("other"), S("unconfined") }),
      .spec = { POD(.apparmor = PROFILE("RuntimeDefault")),
                MAIN(C("a", SEC(.apparmor = PROFILE("Localhost")))) } },
    { "appArmorProfile", 0, "pod alone", .spec = { POD(.apparmor = PROFILE("Unconfined")) },
      .reason = "forbidden AppArmor profile",
      .detail = "pod must not set AppArmor profile type to \"Unconfined\"",
      .fields = "spec.securityContext.appArmorProfile.type = Unconfined\n" },
    { "appArmorProfile", 0, "type missing", .spec = { POD(.apparmor = NO_TYPE) },
      .reason = "forbidden AppArmor profile",
      .detail = "pod must not set AppArmor profile type to \"\"",
      .fields = "spec.securityContext.appArmorProfile.type = absent\n" },
    { "appArmorProfile", 0, "containers of every list, same value twice",
      .spec = { INIT(C("i", SEC(.apparmor = PROFILE("Unconfined")))),
                MAIN(C("m", SEC(.apparmor = PROFILE("Unconfined")))),
                EPHEMERAL(C("ok"), C("e", SEC(.apparmor = PROFILE("")))) },
      .reason = "forbidden AppArmor profiles",
      .detail = "containers \"i\", \"m\", \"e\" must not set AppArmor profile type to \"\", "
                "\"Unconfined\"",
      .fields = "spec.initContainers[0].securityContext.appArmorProfile.type = Unconfined\n"
                "spec.containers[0].securityContext.appArmorProfile.type = Unconfined\n"
                "spec.ephemeralContainers[1].securityContext.appArmorProfile.type = \"\"\n" },
    { "appArmorProfile", 0, "one annotation, of no container",
      ANNOTATIONS({ S(APPARMOR "nobody"), S("unconfined") }),
      .reason = "forbidden AppArmor profile",
      .detail = "annotation must not set AppArmor profile type to "
                "\"" APPARMOR "nobody=\"unconfined\"\"",
      .fields = "metadata.annotations[" APPARMOR "nobody] = unconfined\n" },
    { "appArmorProfile", 0, "everything at once, annotations sorted, values escaped",
      ANNOTATIONS({ S(APPARMOR "z"), S("q\"\n") }, { S(APPARMOR "a"), S("localhost") }),
      .spec = { POD(.apparmor = PROFILE("Unconfined")),
                MAIN(C("a", SEC(.apparmor = PROFILE("Any")))) },
      .reason = "forbidden AppArmor profiles",
      .detail =
          "pod and container \"a\" and annotations must not set AppArmor profile type to \"Any\", "
          "\"Unconfined\", \"" APPARMOR "a=\"localhost\"\", \"" APPARMOR "z=\"q\\\"\\n\"\"",
      .fields = "metadata.annotations[" APPARMOR "z] = q\"\n\n"
                "metadata.annotations[" APPARMOR "a] = localhost\n"
                "spec.securityContext.appArmorProfile.type = Unconfined\n"
                "spec.containers[0].securityContext.appArmorProfile.type = Any\n" },

    /* capabilities_baseline */
    { "capabilities_baseline", 0, "the default set",
      .spec = { MAIN(C("a", CAPS(.add = STRS(S("AUDIT_WRITE"), S("CHOWN"), S("DAC_OVERRIDE"),
                                             S("FOWNER"), S("FSETID"), S("KILL"), S("MKNOD"),
                                             S("NET_BIND_SERVICE"), S("SETFCAP"), S("SETGID"),
                                             S("SETPCAP"), S("SETUID"), S("SYS_CHROOT")))),
                     C("b", CAPS(.drop = STRS(S("NET_RAW")))), C("c", SEC(.privileged = BH_NO)),
                     C("d")) } },
    { "capabilities_baseline", 0, "one bad",
      .spec = { MAIN(C("a", CAPS(.add = STRS(S("CHOWN"), S("NET_RAW"))))) },
      .reason = "non-default capabilities",
      .detail = "container \"a\" must not include \"NET_RAW\" in securityContext.capabilities.add",
      .fields = "spec.containers[0].securityContext.capabilities.add[1] = NET_RAW\n" },
    { "capabilities_baseline", 0, "sorted, unique, names exact",
      .spec = { INIT(C("i", CAPS(.add = STRS(S("chown"), S("NET_RAW"))))),
                MAIN(C("a", CAPS(.add = STRS(S("NET_RAW"), S("CAP_CHOWN"), S(""))))) },
      .reason = "non-default capabilities",
      .detail =
          "containers \"i\", \"a\" must not include \"\", \"CAP_CHOWN\", \"NET_RAW\", \"chown\" in "
          "securityContext.capabilities.add",
      .fields = "spec.initContainers[0].securityContext.capabilities.add[0] = chown\n"
                "spec.initContainers[0].securityContext.capabilities.add[1] = NET_RAW\n"
                "spec.containers[0].securityContext.capabilities.add[0] = NET_RAW\n"
                "spec.containers[0].securityContext.capabilities.add[1] = CAP_CHOWN\n"
                "spec.containers[0].securityContext.capabilities.add[2] = \"\"\n" },

    /* hostNamespaces */
    { "hostNamespaces", 0, "none", .spec = { .host_network = BH_NO, .host_pid = BH_UNSET } },
    { "hostNamespaces", 0, "network", .spec = { .host_network = BH_YES },
      .reason = "host namespaces", .detail = "hostNetwork=true",
      .fields = "spec.hostNetwork = true\n" },
    { "hostNamespaces", 0, "all",
      .spec = { .host_network = BH_YES, .host_pid = BH_YES, .host_ipc = BH_YES },
      .reason = "host namespaces", .detail = "hostNetwork=true, hostPID=true, hostIPC=true",
      .fields = "spec.hostNetwork = true\nspec.hostPID = true\nspec.hostIPC = true\n" },

    /* hostPathVolumes */
    { "hostPathVolumes", 0, "others", .spec = { VOLUMES(V("a", EMPTY_DIR), V("b", NFS)) } },
    { "hostPathVolumes", 0, "one",
      .spec = { VOLUMES(
          V("a", EMPTY_DIR),
          { .name = S("b"), .has = { [BH_VOLUME_HOST_PATH] = BH_YES }, .host_path = S("/etc") }) },
      .reason = "hostPath volumes", .detail = "volume \"b\"",
      .fields = "spec.volumes[1].hostPath = /etc\n" },
    { "hostPathVolumes", 0, "two, names not escaped",
      .spec = { VOLUMES(V("b\"q", HOST_PATH), V("a", HOST_PATH)) }, .reason = "hostPath volumes",
      .detail = "volumes \"b\"q\", \"a\"",
      .fields = "spec.volumes[0].hostPath = hostPath\nspec.volumes[1].hostPath = hostPath\n" },

    /* hostPorts */
    { "hostPorts", 0, "zero and unset",
      .spec = { MAIN(C("a", PORTS(PORT(0), { .name = S("p") })), C("b")) } },
    { "hostPorts", 0, "one container, one port", .spec = { MAIN(C("a", PORTS(PORT(0), PORT(80)))) },
      .reason = "hostPort", .detail = "container \"a\" uses hostPort 80",
      .fields = "spec.containers[0].ports[1].hostPort = 80\n" },
    { "hostPorts", 0, "sorted as text, unique, negative",
      .spec = { MAIN(C("a", PORTS(PORT(80), PORT(443))), C("b", PORTS(PORT(80), PORT(-1)))) },
      .reason = "hostPort", .detail = "containers \"a\", \"b\" use hostPorts -1, 443, 80",
      .fields =
          "spec.containers[0].ports[0].hostPort = 80\nspec.containers[0].ports[1].hostPort = 443\n"
          "spec.containers[1].ports[0].hostPort = 80\n"
          "spec.containers[1].ports[1].hostPort = -1\n" },

    /* hostProbesAndHostLifecycle */
    { "hostProbesAndHostLifecycle", 34, "no host",
      .spec = { MAIN(C("a", .liveness = HANDLER(HTTP("")), .readiness = HANDLER(TCP("")),
                       .startup = HANDLER(), .lifecycle = &(struct bh_lifecycle){ 0 }),
                     C("b")) } },
    { "hostProbesAndHostLifecycle", 34, "even the loopback address",
      .spec = { MAIN(C("a", .liveness = HANDLER(HTTP("127.0.0.1")))) },
      .reason = "probe or lifecycle host",
      .detail = "container \"a\" uses probe or lifecycle host \"127.0.0.1\"",
      .fields = "spec.containers[0].livenessProbe.httpGet.host = 127.0.0.1\n" },
    { "hostProbesAndHostLifecycle", 34, "every place, containers and hosts sorted and unique",
      .spec = { INIT(C("z", .startup = HANDLER(HTTP("h"), TCP("h")))),
                MAIN(C("b", .liveness = HANDLER(HTTP("l"), TCP("k")),
                       .readiness = HANDLER(TCP("j"))),
                     C("b", .lifecycle =
                                &(struct bh_lifecycle){ .post_start = HANDLER(HTTP("g")),
                                                        .pre_stop = HANDLER(TCP("f")) })) },
      .reason = "probe or lifecycle host",
      .detail = "containers \"b\", \"z\" use probe or lifecycle hosts \"f\", \"g\", \"h\", \"j\", "
                "\"k\", \"l\"",
      .fields = "spec.initContainers[0].startupProbe.httpGet.host = h\n"
                "spec.initContainers[0].startupProbe.tcpSocket.host = h\n"
                "spec.containers[0].livenessProbe.httpGet.host = l\n"
                "spec.containers[0].livenessProbe.tcpSocket.host = k\n"
                "spec.containers[0].readinessProbe.tcpSocket.host = j\n"
                "spec.containers[1].lifecycle.postStart.httpGet.host = g\n"
                "spec.containers[1].lifecycle.preStop.tcpSocket.host = f\n" },
    { "hostProbesAndHostLifecycle", 34, "two containers of one name count once",
      .spec = { MAIN(C("b", .readiness = HANDLER(HTTP("x"))),
                     C("b", .startup = HANDLER(TCP("y")))) },
      .reason = "probe or lifecycle host",
      .detail = "container \"b\" uses probe or lifecycle hosts \"x\", \"y\"",
      .fields = "spec.containers[0].readinessProbe.httpGet.host = x\n"
                "spec.containers[1].startupProbe.tcpSocket.host = y\n" },

    /* privileged */
    { "privileged", 0, "no and unset",
      .spec = { MAIN(C("a", SEC(.privileged = BH_NO)), C("b"), C("c", SEC(0))) } },
    { "privileged", 0, "one of each list",
      .spec = { INIT(C("i", SEC(.privileged = BH_YES))),
                MAIN(C("a"), C("m", SEC(.privileged = BH_YES))),
                EPHEMERAL(C("e", SEC(.privileged = BH_YES))) },
      .reason = "privileged",
      .detail = "containers \"i\", \"m\", \"e\" must not set securityContext.privileged=true",
      .fields = "spec.initContainers[0].securityContext.privileged = true\n"
                "spec.containers[1].securityContext.privileged = true\n"
                "spec.ephemeralContainers[0].securityContext.privileged = true\n" },
    { "privileged", 0, "a container without a name",
      .spec = { MAIN({ SEC(.privileged = BH_YES) }) }, .reason = "privileged",
      .detail = "container \"\" must not set securityContext.privileged=true",
      .fields = "spec.containers[0].securityContext.privileged = true\n" },

    /* procMount */
    { "procMount", 0, "default and unset",
      .spec = { MAIN(C("a", SEC(.proc_mount = S("Default"))), C("b", SEC(.privileged = BH_NO)),
                     C("c")) } },
    { "procMount", 0, "own users are no excuse",
      .spec = { .host_users = BH_NO, MAIN(C("a", SEC(.proc_mount = S("Unmasked")))) },
      .reason = "procMount",
      .detail = "container \"a\" must not set securityContext.procMount to \"Unmasked\"",
      .fields = "spec.containers[0].securityContext.procMount = Unmasked\n" },
    { "procMount", 34, "empty is not unset",
      .spec = { MAIN(C("a", SEC(.proc_mount = S("Unmasked"))), C("b", SEC(.proc_mount = S("")))) },
      .reason = "procMount",
      .detail =
          "containers \"a\", \"b\" must not set securityContext.procMount to \"\", \"Unmasked\"",
      .fields = "spec.containers[0].securityContext.procMount = Unmasked\n"
                "spec.containers[1].securityContext.procMount = \"\"\n" },
    { "procMount", 35, "own users are an excuse",
      .spec = { .host_users = BH_NO, MAIN(C("a", SEC(.proc_mount = S("Unmasked")))) } },
    { "procMount", 35, "the node's users are not",
      .spec = { .host_users = BH_YES, MAIN(C("a", SEC(.proc_mount = S("Unmasked")))) },
      .reason = "procMount",
      .detail = "container \"a\" must not set securityContext.procMount to \"Unmasked\"",
      .fields = "spec.containers[0].securityContext.procMount = Unmasked\n" },

    /* seLinuxOptions */
    { "seLinuxOptions", 0, "allowed types, any level",
      .spec = { POD(SELINUX(.type = S("container_t"), .level = S("s0:c1"))),
                MAIN(C("a", SEC(SELINUX(.type = S("container_init_t")))),
                     C("b", SEC(SELINUX(.type = S("container_kvm_t"), .user = S("")))),
                     C("c", SEC(SELINUX(.role = S("")))), C("d")) } },
    { "seLinuxOptions", 0, "pod: type", .spec = { POD(SELINUX(.type = S("container_engine_t"))) },
      .reason = "seLinuxOptions",
      .detail = "pod set forbidden securityContext.seLinuxOptions: type \"container_engine_t\"",
      .fields = "spec.securityContext.seLinuxOptions.type = container_engine_t\n" },
    { "seLinuxOptions", 30, "container: user alone",
      .spec = { MAIN(C("a", SEC(SELINUX(.user = S("u"))))) }, .reason = "seLinuxOptions",
      .detail = "container \"a\" set forbidden securityContext.seLinuxOptions: user may not be set",
      .fields = "spec.containers[0].securityContext.seLinuxOptions.user = u\n" },
    { "seLinuxOptions", 0, "container: role alone",
      .spec = { MAIN(C("a", SEC(SELINUX(.role = S("r"), .type = S("container_t"))))) },
      .reason = "seLinuxOptions",
      .detail = "container \"a\" set forbidden securityContext.seLinuxOptions: role may not be set",
      .fields = "spec.containers[0].securityContext.seLinuxOptions.role = r\n" },
    { "seLinuxOptions", 31, "a type more",
      .spec = { POD(SELINUX(.type = S("container_engine_t"))) } },
    { "seLinuxOptions", 31, "everything at once",
      .spec = { POD(SELINUX(.type = S("spc_t"), .user = S("u"))),
                MAIN(C("a", SEC(SELINUX(.type = S("b_t"), .role = S("r")))),
                     C("b", SEC(SELINUX(.type = S("spc_t"))))) },
      .reason = "seLinuxOptions",
      .detail =
          "pod and containers \"a\", \"b\" set forbidden securityContext.seLinuxOptions: types "
          "\"b_t\", "
          "\"spc_t\"; user may not be set; role may not be set",
      .fields = "spec.securityContext.seLinuxOptions.user = u\n"
                "spec.securityContext.seLinuxOptions.type = spc_t\n"
                "spec.containers[0].securityContext.seLinuxOptions.role = r\n"
                "spec.containers[0].securityContext.seLinuxOptions.type = b_t\n"
                "spec.containers[1].securityContext.seLinuxOptions.type = spc_t\n" },

    /* seccompProfile_baseline */
    { "seccompProfile_baseline", 0, "good annotations, bad ones of nobody, fields ignored",
      ANNOTATIONS({ S("seccomp.security.alpha.kubernetes.io/pod"), S("docker/default") },
                  { S(SECCOMP "a"), S("localhost/x") }, { S(SECCOMP "b"), S("runtime/default") },
                  { S(SECCOMP "nobody"), S("unconfined") }),
      .spec = { POD(.seccomp = PROFILE("Unconfined")), MAIN(C("a"), C("b")) } },
    { "seccompProfile_baseline", 0, "the pod's, empty",
      ANNOTATIONS({ S("seccomp.security.alpha.kubernetes.io/pod"), S("") }),
      .reason = "seccompProfile",
      .detail = "forbidden annotation seccomp.security.alpha.kubernetes.io/pod=\"\"",
      .fields = "metadata.annotations[seccomp.security.alpha.kubernetes.io/pod] = \"\"\n" },
    { "seccompProfile_baseline", 0, "null value",
      ANNOTATIONS({ .key = S("seccomp.security.alpha.kubernetes.io/pod") }),
      .reason = "seccompProfile",
      .detail = "forbidden annotation seccomp.security.alpha.kubernetes.io/pod=\"\"",
      .fields = "metadata.annotations[seccomp.security.alpha.kubernetes.io/pod] = \"\"\n" },
    { "seccompProfile_baseline", 18, "sorted, once for containers of one name, unquoted list",
      ANNOTATIONS({ S("seccomp.security.alpha.kubernetes.io/pod"), S("unconfined") },
                  { S(SECCOMP "b"), S("localhost") }, { S(SECCOMP "a"), S("x\ty") }),
      .spec = { INIT(C("b")), MAIN(C("a"), C("b")) }, .reason = "seccompProfile",
      .detail = "forbidden annotations " SECCOMP "a=\"x\\ty\", " SECCOMP "b=\"localhost\", "
                "seccomp.security.alpha.kubernetes.io/pod=\"unconfined\"",
      .fields = "metadata.annotations[seccomp.security.alpha.kubernetes.io/pod] = unconfined\n"
                "metadata.annotations[" SECCOMP "b] = localhost\n"
                "metadata.annotations[" SECCOMP "a] = x\ty\n" },
    { "seccompProfile_baseline", 19, "good fields, annotations ignored",
      ANNOTATIONS({ S("seccomp.security.alpha.kubernetes.io/pod"), S("unconfined") }),
      .spec = { POD(.seccomp = PROFILE("RuntimeDefault")),
                MAIN(C("a", SEC(.seccomp = PROFILE("Localhost"))), C("b")) } },
    { "seccompProfile_baseline", 19, "pod",
      .spec = { POD(.seccomp = PROFILE("Unconfined")), MAIN(C("a")) }, .reason = "seccompProfile",
      .detail = "pod must not set securityContext.seccompProfile.type to \"Unconfined\"",
      .fields = "spec.securityContext.seccompProfile.type = Unconfined\n" },
    { "seccompProfile_baseline", 19, "pod and containers",
      .spec = { POD(.seccomp = PROFILE("Unconfined")),
                MAIN(C("a", SEC(.seccomp = PROFILE("Unconfined"))),
                     C("b", SEC(.seccomp = NO_TYPE))) },
      .reason = "seccompProfile",
      .detail =
          "pod and containers \"a\", \"b\" must not set securityContext.seccompProfile.type to "
          "\"\", "
          "\"Unconfined\"",
      .fields = "spec.securityContext.seccompProfile.type = Unconfined\n"
                "spec.containers[0].securityContext.seccompProfile.type = Unconfined\n"
                "spec.containers[1].securityContext.seccompProfile.type = absent\n" },

    /* sysctls */
    { "sysctls", 0, "no security context", .spec = { .host_users = BH_YES } },
    { "sysctls", 0, "the first five",
      .spec = { SYSCTLS(SYSCTL("kernel.shm_rmid_forced"), SYSCTL("net.ipv4.ip_local_port_range"),
                        SYSCTL("net.ipv4.tcp_syncookies"), SYSCTL("net.ipv4.ping_group_range"),
                        SYSCTL("net.ipv4.ip_unprivileged_port_start")) } },
    { "sysctls", 26, "in the pod's order, repeats kept, no slash spelling",
      .spec = { SYSCTLS(SYSCTL("net.ipv4.ip_local_reserved_ports"),
                        SYSCTL("kernel/shm_rmid_forced"), SYSCTL("kernel.shm_rmid_forced"),
                        SYSCTL("a"), SYSCTL("a")) },
      .reason = "forbidden sysctls",
      .detail = "net.ipv4.ip_local_reserved_ports, kernel/shm_rmid_forced, a, a",
      .fields =
          "spec.securityContext.sysctls[0].name = net.ipv4.ip_local_reserved_ports\n"
          "spec.securityContext.sysctls[1].name = kernel/shm_rmid_forced\n"
          "spec.securityContext.sysctls[3].name = a\nspec.securityContext.sysctls[4].name = a\n" },
    { "sysctls", 27, "one more", .spec = { SYSCTLS(SYSCTL("net.ipv4.ip_local_reserved_ports")) } },
    { "sysctls", 28, "keepalive not yet",
      .spec = { SYSCTLS(SYSCTL("net.ipv4.tcp_keepalive_time"), SYSCTL("net.ipv4.tcp_fin_timeout"),
                        SYSCTL("net.ipv4.tcp_keepalive_intvl"),
                        SYSCTL("net.ipv4.tcp_keepalive_probes")) },
      .reason = "forbidden sysctls",
      .detail =
          "net.ipv4.tcp_keepalive_time, net.ipv4.tcp_fin_timeout, net.ipv4.tcp_keepalive_intvl, "
          "net.ipv4.tcp_keepalive_probes",
      .fields = "spec.securityContext.sysctls[0].name = net.ipv4.tcp_keepalive_time\n"
                "spec.securityContext.sysctls[1].name = net.ipv4.tcp_fin_timeout\n"
                "spec.securityContext.sysctls[2].name = net.ipv4.tcp_keepalive_intvl\n"
                "spec.securityContext.sysctls[3].name = net.ipv4.tcp_keepalive_probes\n" },
    { "sysctls", 29, "keepalive",
      .spec = { SYSCTLS(SYSCTL("net.ipv4.tcp_keepalive_time"), SYSCTL("net.ipv4.tcp_fin_timeout"),
                        SYSCTL("net.ipv4.tcp_keepalive_intvl"),
                        SYSCTL("net.ipv4.tcp_keepalive_probes")) } },
    { "sysctls", 31, "buffers not yet",
      .spec = { SYSCTLS(SYSCTL("net.ipv4.tcp_rmem"), SYSCTL("net.ipv4.tcp_wmem")) },
      .reason = "forbidden sysctls", .detail = "net.ipv4.tcp_rmem, net.ipv4.tcp_wmem",
      .fields = "spec.securityContext.sysctls[0].name = net.ipv4.tcp_rmem\n"
                "spec.securityContext.sysctls[1].name = net.ipv4.tcp_wmem\n" },
    { "sysctls", 32, "buffers",
      .spec = { SYSCTLS(SYSCTL("net.ipv4.tcp_rmem"), SYSCTL("net.ipv4.tcp_wmem")) } },
    { "sysctls", 36, "the newest not yet",
      .spec = { SYSCTLS(SYSCTL("net.ipv4.tcp_slow_start_after_idle"),
                        SYSCTL("net.ipv4.tcp_notsent_lowat")) },
      .reason = "forbidden sysctls",
      .detail = "net.ipv4.tcp_slow_start_after_idle, net.ipv4.tcp_notsent_lowat",
      .fields = "spec.securityContext.sysctls[0].name = net.ipv4.tcp_slow_start_after_idle\n"
                "spec.securityContext.sysctls[1].name = net.ipv4.tcp_notsent_lowat\n" },
    { "sysctls", 37, "the newest",
      .spec = { SYSCTLS(SYSCTL("net.ipv4.tcp_slow_start_after_idle"),
                        SYSCTL("net.ipv4.tcp_notsent_lowat")) } },
    { "sysctls", 37, "no name", .spec = { SYSCTLS({ .value = S("1") }, SYSCTL("")) },
      .reason = "forbidden sysctls", .detail = ", ",
      .fields = "spec.securityContext.sysctls[0].name = absent\n"
                "spec.securityContext.sysctls[1].name = \"\"\n" },

    /* windowsHostProcess */
    { "windowsHostProcess", 0, "no and unset",
      .spec = { POD(HOST_PROCESS(BH_NO)), MAIN(C("a", SEC(HOST_PROCESS(BH_UNSET))), C("b")) } },
    { "windowsHostProcess", 0, "pod", .spec = { POD(HOST_PROCESS(BH_YES)), MAIN(C("a")) },
      .reason = "hostProcess",
      .detail = "pod must not set securityContext.windowsOptions.hostProcess=true",
      .fields = "spec.securityContext.windowsOptions.hostProcess = true\n" },
    { "windowsHostProcess", 0, "container", .spec = { MAIN(C("a", SEC(HOST_PROCESS(BH_YES)))) },
      .reason = "hostProcess",
      .detail = "container \"a\" must not set securityContext.windowsOptions.hostProcess=true",
      .fields = "spec.containers[0].securityContext.windowsOptions.hostProcess = true\n" },
    { "windowsHostProcess", 0, "both",
      .spec = { POD(HOST_PROCESS(BH_YES)), INIT(C("i", SEC(HOST_PROCESS(BH_YES)))),
                MAIN(C("a", SEC(HOST_PROCESS(BH_YES)))) },
      .reason = "hostProcess",
      .detail = "pod and containers \"i\", \"a\" must not set "
                "securityContext.windowsOptions.hostProcess=true",
      .fields = "spec.securityContext.windowsOptions.hostProcess = true\n"
                "spec.initContainers[0].securityContext.windowsOptions.hostProcess = true\n"
                "spec.containers[0].securityContext.windowsOptions.hostProcess = true\n" },

    /* allowPrivilegeEscalation */
    { "allowPrivilegeEscalation", 8, "false",
      .spec = { MAIN(C("a", SEC(.allow_privilege_escalation = BH_NO))) } },
    { "allowPrivilegeEscalation", 8, "unset, true, on Windows too",
      .spec = { WINDOWS, INIT(C("i")), MAIN(C("a", SEC(.privileged = BH_NO))),
                EPHEMERAL(C("e", SEC(.allow_privilege_escalation = BH_YES))) },
      .reason = "allowPrivilegeEscalation != false",
      .detail =
          "containers \"i\", \"a\", \"e\" must set securityContext.allowPrivilegeEscalation=false",
      .fields = "spec.initContainers[0].securityContext.allowPrivilegeEscalation = absent\n"
                "spec.containers[0].securityContext.allowPrivilegeEscalation = absent\n"
                "spec.ephemeralContainers[0].securityContext.allowPrivilegeEscalation = true\n" },
    { "allowPrivilegeEscalation", 25, "not on Windows", .spec = { WINDOWS, MAIN(C("a")) } },
    { "allowPrivilegeEscalation", 25, "Windows is spelt in lower case",
      .spec = { .os_name = S("Windows"), MAIN(C("a")) },
      .reason = "allowPrivilegeEscalation != false",
      .detail = "container \"a\" must set securityContext.allowPrivilegeEscalation=false",
      .fields = "spec.containers[0].securityContext.allowPrivilegeEscalation = absent\n" },

    /* capabilities_restricted */
    { "capabilities_restricted", 22, "drops ALL, adds the one",
      .spec = { MAIN(
          C("a", CAPS(.drop = STRS(S("KILL"), S("ALL")), .add = STRS(S("NET_BIND_SERVICE"))))) } },
    { "capabilities_restricted", 22, "the ways not to drop, on Windows too",
      .spec = { WINDOWS, MAIN(C("a"), C("b", SEC(.privileged = BH_NO)),
                              C("c", CAPS(.drop = STRS(S("all"), S("KILL")))),
                              C("d", CAPS(.drop = { .is_set = true }))) },
      .reason = "unrestricted capabilities",
      .detail = "containers \"a\", \"b\", \"c\", \"d\" must set "
                "securityContext.capabilities.drop=[\"ALL\"]",
      .fields = "spec.containers[0].securityContext.capabilities.drop = absent\n"
                "spec.containers[1].securityContext.capabilities.drop = absent\n"
                "spec.containers[2].securityContext.capabilities.drop = [all, KILL]\n"
                "spec.containers[3].securityContext.capabilities.drop = []\n" },
    { "capabilities_restricted", 22, "adds only",
      .spec = { MAIN(C("a", CAPS(.drop = STRS(S("ALL")),
                                 .add = STRS(S("NET_RAW"), S("CHOWN"), S("NET_RAW"))))) },
      .reason = "unrestricted capabilities",
      .detail = "container \"a\" must not include \"CHOWN\", \"NET_RAW\" in "
                "securityContext.capabilities.add",
      .fields = "spec.containers[0].securityContext.capabilities.add[0] = NET_RAW\n"
                "spec.containers[0].securityContext.capabilities.add[1] = CHOWN\n"
                "spec.containers[0].securityContext.capabilities.add[2] = NET_RAW\n" },
    { "capabilities_restricted", 25, "both",
      .spec = { MAIN(C("a"), C("b", CAPS(.add = STRS(S("ALL"))))) },
      .reason = "unrestricted capabilities",
      .detail = "containers \"a\", \"b\" must set securityContext.capabilities.drop=[\"ALL\"]; "
                "container \"b\" "
                "must not include \"ALL\" in securityContext.capabilities.add",
      .fields = "spec.containers[0].securityContext.capabilities.drop = absent\n"
                "spec.containers[1].securityContext.capabilities.add[0] = ALL\n"
                "spec.containers[1].securityContext.capabilities.drop = absent\n" },
    { "capabilities_restricted", 25, "not on Windows", .spec = { WINDOWS, MAIN(C("a")) } },

    /* procMount_restricted */
    { "procMount_restricted", 35, "default",
      .spec = { MAIN(C("a", SEC(.proc_mount = S("Default")))) } },
    { "procMount_restricted", 35, "own users are no excuse",
      .spec = { .host_users = BH_NO, MAIN(C("a", SEC(.proc_mount = S("Unmasked")))) },
      .reason = "procMount",
      .detail = "container \"a\" must not set securityContext.procMount to \"Unmasked\"",
      .fields = "spec.containers[0].securityContext.procMount = Unmasked\n" },

    /* restrictedVolumes */
    { "restrictedVolumes", 0, "the allowed kinds, even beside another source",
      .spec = { VOLUMES(
          V("a", CONFIG_MAP), V("b", CSI), V("c", DOWNWARD_API), V("d", EMPTY_DIR),
          V("e", EPHEMERAL), V("f", IMAGE), V("g", PERSISTENT_VOLUME_CLAIM), V("h", PROJECTED),
          V("i", SECRET),
          { .name = S("j"),
            .has = { [BH_VOLUME_HOST_PATH] = BH_YES, [BH_VOLUME_SECRET] = BH_YES } }) } },
    { "restrictedVolumes", 0, "one without a source", .spec = { VOLUMES({ .name = S("a") }) },
      .reason = "restricted volume types",
      .detail = "volume \"a\" uses restricted volume type \"unknown\"",
      .fields = "spec.volumes[0] = unknown\n" },
    { "restrictedVolumes", 0, "every other kind, types sorted",
      .spec = { VOLUMES(
          V("1", HOST_PATH), V("2", GCE_PERSISTENT_DISK), V("3", AWS_ELASTIC_BLOCK_STORE),
          V("4", GIT_REPO), V("5", NFS), V("6", ISCSI), V("7", GLUSTERFS), V("8", RBD),
          V("9", FLEX_VOLUME), V("10", CINDER), V("11", CEPHFS), V("12", FLOCKER), V("13", FC),
          V("14", AZURE_FILE), V("15", VSPHERE_VOLUME), V("16", QUOBYTE), V("17", AZURE_DISK),
          V("18", PHOTON_PERSISTENT_DISK), V("19", PORTWORX_VOLUME), V("20", SCALE_IO),
          V("21", STORAGEOS), V("22", NFS)) },
      .reason = "restricted volume types",
      .detail =
          "volumes \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\", \"10\", "
          "\"11\", \"12\", "
          "\"13\", \"14\", \"15\", \"16\", \"17\", \"18\", \"19\", \"20\", \"21\", \"22\" use "
          "restricted "
          "volume types \"awsElasticBlockStore\", \"azureDisk\", \"azureFile\", \"cephfs\", "
          "\"cinder\", "
          "\"fc\", \"flexVolume\", \"flocker\", \"gcePersistentDisk\", \"gitRepo\", \"glusterfs\", "
          "\"hostPath\", \"iscsi\", \"nfs\", \"photonPersistentDisk\", \"portworxVolume\", "
          "\"quobyte\", "
          "\"rbd\", \"scaleIO\", \"storageos\", \"vsphereVolume\"",
      .fields =
          "spec.volumes[0].hostPath = hostPath\n"
          "spec.volumes[1].gcePersistentDisk = gcePersistentDisk\n"
          "spec.volumes[2].awsElasticBlockStore = awsElasticBlockStore\n"
          "spec.volumes[3].gitRepo = gitRepo\nspec.volumes[4].nfs = nfs\n"
          "spec.volumes[5].iscsi = iscsi\nspec.volumes[6].glusterfs = glusterfs\n"
          "spec.volumes[7].rbd = rbd\nspec.volumes[8].flexVolume = flexVolume\n"
          "spec.volumes[9].cinder = cinder\nspec.volumes[10].cephfs = cephfs\n"
          "spec.volumes[11].flocker = flocker\nspec.volumes[12].fc = fc\n"
          "spec.volumes[13].azureFile = azureFile\nspec.volumes[14].vsphereVolume = vsphereVolume\n"
          "spec.volumes[15].quobyte = quobyte\nspec.volumes[16].azureDisk = azureDisk\n"
          "spec.volumes[17].photonPersistentDisk = photonPersistentDisk\n"
          "spec.volumes[18].portworxVolume = portworxVolume\nspec.volumes[19].scaleIO = scaleIO\n"
          "spec.volumes[20].storageos = storageos\nspec.volumes[21].nfs = nfs\n" },
    { "restrictedVolumes", 0, "of two bad sources the first in the check's own order",
      .spec = { VOLUMES(
          { .name = S("a"),
            .has = { [BH_VOLUME_STORAGEOS] = BH_YES, [BH_VOLUME_PORTWORX_VOLUME] = BH_YES } },
          { .name = S("b"),
            .host_path = S("/run"),
            .has = { [BH_VOLUME_HOST_PATH] = BH_YES, [BH_VOLUME_NFS] = BH_YES } }) },
      .reason = "restricted volume types",
      .detail = "volumes \"a\", \"b\" use restricted volume types \"hostPath\", \"portworxVolume\"",
      .fields =
          "spec.volumes[0].portworxVolume = portworxVolume\nspec.volumes[1].hostPath = /run\n" },

    /* runAsNonRoot */
    { "runAsNonRoot", 0, "no containers", .spec = { .host_users = BH_YES } },
    { "runAsNonRoot", 0, "pod",
      .spec = { POD(.run_as_non_root = BH_YES),
                MAIN(C("a"), C("b", SEC(.run_as_non_root = BH_YES))) } },
    { "runAsNonRoot", 0, "every container",
      .spec = { POD(.run_as_non_root = BH_UNSET), MAIN(C("a", SEC(.run_as_non_root = BH_YES))) } },
    { "runAsNonRoot", 0, "pod false, though the container is true",
      .spec = { POD(.run_as_non_root = BH_NO), MAIN(C("a", SEC(.run_as_non_root = BH_YES))) },
      .reason = "runAsNonRoot != true",
      .detail = "pod must not set securityContext.runAsNonRoot=false",
      .fields = "spec.securityContext.runAsNonRoot = false\n" },
    { "runAsNonRoot", 0, "containers false, though the pod is true",
      .spec = { POD(.run_as_non_root = BH_YES),
                MAIN(C("a"), C("b", SEC(.run_as_non_root = BH_NO))) },
      .reason = "runAsNonRoot != true",
      .detail = "container \"b\" must not set securityContext.runAsNonRoot=false",
      .fields = "spec.containers[1].securityContext.runAsNonRoot = false\n" },
    { "runAsNonRoot", 34, "pod and containers false hide what is unset",
      .spec = { .host_users = BH_NO,
                POD(.run_as_non_root = BH_NO),
                INIT(C("i")),
                MAIN(C("a", SEC(.run_as_non_root = BH_NO)),
                     C("b", SEC(.run_as_non_root = BH_NO))) },
      .reason = "runAsNonRoot != true",
      .detail = "pod and containers \"a\", \"b\" must not set securityContext.runAsNonRoot=false",
      .fields = "spec.securityContext.runAsNonRoot = false\n"
                "spec.containers[0].securityContext.runAsNonRoot = false\n"
                "spec.containers[1].securityContext.runAsNonRoot = false\n" },
    { "runAsNonRoot", 0, "unset",
      .spec = { INIT(C("i")),
                MAIN(C("a", SEC(.run_as_non_root = BH_YES)), C("b", SEC(.privileged = BH_NO))) },
      .reason = "runAsNonRoot != true",
      .detail = "pod or containers \"i\", \"b\" must set securityContext.runAsNonRoot=true",
      .fields = "spec.initContainers[0].securityContext.runAsNonRoot = absent\n"
                "spec.containers[1].securityContext.runAsNonRoot = absent\n" },
    { "runAsNonRoot", 35, "own users",
      .spec = { .host_users = BH_NO, POD(.run_as_non_root = BH_NO), MAIN(C("a")) } },
    { "runAsNonRoot", 35, "the node's users, on Windows too",
      .spec = { WINDOWS, .host_users = BH_YES, MAIN(C("a")) }, .reason = "runAsNonRoot != true",
      .detail = "pod or container \"a\" must set securityContext.runAsNonRoot=true",
      .fields = "spec.containers[0].securityContext.runAsNonRoot = absent\n" },

    /* runAsUser */
    { "runAsUser", 23, "unset and not zero",
      .spec = { POD(.run_as_user = N(1)), MAIN(C("a", SEC(.run_as_user = N(1000))),
                                               C("b", SEC(.run_as_non_root = BH_NO)), C("c")) } },
    { "runAsUser", 23, "pod, own users are no excuse",
      .spec = { .host_users = BH_NO, POD(.run_as_user = N(0)) }, .reason = "runAsUser=0",
      .detail = "pod must not set runAsUser=0", .fields = "spec.securityContext.runAsUser = 0\n" },
    { "runAsUser", 34, "pod and containers",
      .spec = { POD(.run_as_user = N(0)),
                MAIN(C("a", SEC(.run_as_user = N(0))), C("b", SEC(.run_as_user = N(0)))) },
      .reason = "runAsUser=0", .detail = "pod and containers \"a\", \"b\" must not set runAsUser=0",
      .fields =
          "spec.securityContext.runAsUser = 0\nspec.containers[0].securityContext.runAsUser = 0\n"
          "spec.containers[1].securityContext.runAsUser = 0\n" },
    { "runAsUser", 35, "own users", .spec = { .host_users = BH_NO, POD(.run_as_user = N(0)) } },
    { "runAsUser", 35, "container", .spec = { EPHEMERAL(C("e", SEC(.run_as_user = N(0)))) },
      .reason = "runAsUser=0", .detail = "container \"e\" must not set runAsUser=0",
      .fields = "spec.ephemeralContainers[0].securityContext.runAsUser = 0\n" },

    /* seccompProfile_restricted */
    { "seccompProfile_restricted", 19, "pod",
      .spec = { POD(.seccomp = PROFILE("RuntimeDefault")), MAIN(C("a")) } },
    { "seccompProfile_restricted", 19, "every container",
      .spec = { MAIN(C("a", SEC(.seccomp = PROFILE("Localhost")))) } },
    { "seccompProfile_restricted", 19, "bad, on Windows too",
      .spec = { WINDOWS, POD(.seccomp = PROFILE("Unconfined")),
                MAIN(C("a"), C("b", SEC(.seccomp = PROFILE("X")))) },
      .reason = "seccompProfile",
      .detail = "pod and container \"b\" must not set securityContext.seccompProfile.type to "
                "\"Unconfined\", \"X\"",
      .fields = "spec.securityContext.seccompProfile.type = Unconfined\n"
                "spec.containers[1].securityContext.seccompProfile.type = X\n" },
    { "seccompProfile_restricted", 19, "bad container under a good pod",
      .spec = { POD(.seccomp = PROFILE("Localhost")),
                MAIN(C("a"), C("b", SEC(.seccomp = PROFILE("X")))) },
      .reason = "seccompProfile",
      .detail = "container \"b\" must not set securityContext.seccompProfile.type to \"X\"",
      .fields = "spec.containers[1].securityContext.seccompProfile.type = X\n" },
    { "seccompProfile_restricted", 25, "unset",
      .spec = { POD(.run_as_non_root = BH_YES),
                MAIN(C("a"), C("b", SEC(.seccomp = PROFILE("Localhost"))),
                     C("c", SEC(.privileged = BH_NO))) },
      .reason = "seccompProfile",
      .detail = "pod or containers \"a\", \"c\" must set securityContext.seccompProfile.type to "
                "\"RuntimeDefault\" or \"Localhost\"",
      .fields = "spec.containers[0].securityContext.seccompProfile.type = absent\n"
                "spec.containers[2].securityContext.seccompProfile.type = absent\n" },
    { "seccompProfile_restricted", 25, "not on Windows", .spec = { WINDOWS, MAIN(C("a")) } },
};

enum { N_CASES = sizeof(cases) / sizeof(cases[0]) };

/* ---- running them ---- */

static const struct bh_pss_check *find_check(const char *id)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    for (size_t i = 0; i < n; i++) {
        if (strcmp(checks[i].id, id) == 0) {
            return &checks[i];
        }
    }
    fail_msg("no check is called %s", id);
    return NULL;
}

static uint32_t find_revision(const struct bh_pss_check *check, uint32_t version)
{
    uint32_t revision = 0;

    assert_true(check->revs[0].from <= version);
    while (revision + 1 < check->n_revs && check->revs[revision + 1].from <= version) {
        revision++;
    }
    return revision;
}

static void assert_text(const struct a_case *c, const char *which, struct bh_str actual,
                        const char *expected)
{
    if (!bh_str_eq(actual, bh_str_c(expected))) {
        fail_msg("%s v1.%u, %s: %s is\n" BH_FMT "\nnot\n%s", c->check, c->version, c->what, which,
                 BH_ARG(actual), expected);
    }
}

static void test_checks__say_what_upstream_says(void **state)
{
    struct bh_arena arena;

    (void)state;
    bh_arena_init(&arena, (size_t)1024 * 1024);
    for (size_t i = 0; i < N_CASES; i++) {
        const struct a_case *c = &cases[i];
        const struct bh_pss_check *check = find_check(c->check);
        struct bh_pss_out out = { .arena = &arena };
        struct bh_buf fields = { 0 };

        check->revs[find_revision(check, c->version)].check(&c->meta, &c->spec, &out);
        assert_false(out.is_out_of_memory);
        if (c->reason == NULL) {
            if (out.is_forbidden) {
                fail_msg("%s v1.%u, %s: forbidden: " BH_FMT, c->check, c->version, c->what,
                         BH_ARG(out.detail));
            }
            assert_int_equal(out.n_fields, 0);
            assert_int_equal(arena.used, 0); /* nothing is allocated for a pod that passes */
        } else {
            assert_text(c, "the reason", out.reason, c->reason);
            assert_text(c, "the detail", out.detail, c->detail);
            for (uint32_t k = 0; k < out.n_fields; k++) {
                bh_buf_addf(&fields, BH_FMT " = " BH_FMT "\n", BH_ARG(out.fields[k].path),
                            BH_ARG(out.fields[k].found));
            }
            assert_text(c, "the list of fields", bh_buf_str(&fields), c->fields);
        }
        bh_buf_done(&fields);
        bh_arena_reset(&arena);
    }
    bh_arena_done(&arena);
}

/* Every revision of every row has a case that passes and one that fails. */
static void test_checks__have_cases_for_every_revision(void **state)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    (void)state;
    for (size_t i = 0; i < n; i++) {
        for (uint32_t revision = 0; revision < checks[i].n_revs; revision++) {
            unsigned n_passing = 0, n_failing = 0;
            for (size_t k = 0; k < N_CASES; k++) {
                if (find_check(cases[k].check) == &checks[i] &&
                    find_revision(&checks[i], cases[k].version) == revision) {
                    n_passing += cases[k].reason == NULL;
                    n_failing += cases[k].reason != NULL;
                }
            }
            if (n_passing == 0 || n_failing == 0) {
                fail_msg("%s v1.%u has %u passing and %u failing cases", checks[i].id,
                         checks[i].revs[revision].from, n_passing, n_failing);
            }
        }
    }
}

static void test_checks__stand_in_order_with_words_for_people(void **state)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    (void)state;
    assert_int_equal(n, 19);
    for (size_t i = 0; i < n; i++) {
        assert_true(checks[i].level == BH_LEVEL_BASELINE || checks[i].level == BH_LEVEL_RESTRICTED);
        if (i > 0) {
            assert_true(checks[i - 1].level <= checks[i].level);
            assert_true(checks[i - 1].level != checks[i].level ||
                        strcmp(checks[i - 1].id, checks[i].id) < 0);
        }
        assert_true(strlen(checks[i].title) > 10);
        assert_true(strlen(checks[i].remedy) > 20);
        assert_int_equal(checks[i].remedy[strlen(checks[i].remedy) - 1], '.');
        assert_true(checks[i].n_revs > 0);
        for (uint32_t revision = 1; revision < checks[i].n_revs; revision++) {
            assert_true(checks[i].revs[revision - 1].from < checks[i].revs[revision].from);
        }
        if (checks[i].replaces != NULL) {
            assert_int_equal(checks[i].level, BH_LEVEL_RESTRICTED);
            assert_int_equal(find_check(checks[i].replaces)->level, BH_LEVEL_BASELINE);
        }
    }
}

/* Past the few containers that are walked, names of annotations are looked up in a sorted list. */
static void test_seccomp_annotations__of_many_containers(void **state)
{
    enum { MANY = 100 };
    static struct bh_container containers[MANY];
    static char names[MANY][8];
    struct bh_pair annotations[] = {
        { S(SECCOMP "c99"), S("unconfined") },
        { S(SECCOMP "c100"), S("unconfined") },
        { S(SECCOMP "c0"), S("unconfined") },
    };
    struct bh_meta meta = { .annotations = { .v = annotations, .n = 3, .is_set = true } };
    struct bh_pod_spec spec = { .containers = { .v = containers, .n = MANY, .is_set = true } };
    const struct bh_pss_check *check = find_check("seccompProfile_baseline");
    struct bh_arena arena;
    struct bh_pss_out out = { .arena = &arena };

    (void)state;
    for (unsigned i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof(names[i]), "c%u", i);
        containers[i].name = bh_str_c(names[i]);
    }
    bh_arena_init(&arena, (size_t)1024 * 1024);
    check->revs[0].check(&meta, &spec, &out);
    assert_true(bh_str_eq(out.detail, BH_S("forbidden annotations " SECCOMP
                                           "c0=\"unconfined\", " SECCOMP "c99=\"unconfined\"")));
    assert_int_equal(out.n_fields, 2);
    bh_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_checks__say_what_upstream_says),
        cmocka_unit_test(test_checks__have_cases_for_every_revision),
        cmocka_unit_test(test_checks__stand_in_order_with_words_for_people),
        cmocka_unit_test(test_seccomp_annotations__of_many_containers),
    };

    return cmocka_run_group_tests_name("pss_checks", tests, NULL, NULL);
}
