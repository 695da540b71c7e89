/* Generates pods for the comparison of the Pod Security engine with upstream's library.
 *
 * gen-pods --seed N --count N [--edge]   random pods: most start clean for the restricted level and
 *                                        break in a few places
 * gen-pods --stratified                  a fixed set: every branch of every check, judged around
 *                                        every revision
 *
 * Called by the conformance run and by the maker of the recorded vectors. One line per pod:
 * versions joined by commas, a TAB, the pod as JSON. The same arguments give the same bytes.
 * Implements the input side of spec/pod-security.md B.8. It leaves out repeated keys and invalid
 * UTF-8 (gen-docs makes those), other kinds than Pod, and namespaces.
 *
 * Every piece of text below is the body of a JSON string: escapes are already in it.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tree.h"

static const char *generator = "gen-pods";

static bool is_edge;

/* ---- word lists ---- */

static const char *const odd_texts[] = {
    "",
    " ",
    "a b",
    "we\\\"b",
    "back\\\\slash",
    "sl\\/ash",
    "tab\\there",
    "line\\nbreak",
    "cr\\rlf\\n",
    "bell\\u0007",
    "nul\\u0000byte",
    "esc\\u001b[31m",
    "del\\u007f",
    "\\b\\f",
    "caf\xc3\xa9",
    "\\u00e9t\\u00e9",
    "\xe5\xae\xb9\xe5\x99\xa8",
    "\xf0\x9f\x9a\xa2",
    "\\ud83d\\ude00",
    "soft\\u00adhyphen",
    "nbsp\\u00a0x",
    "zwsp\\u200bx",
    "line\\u2028sep",
    "rtl\\u202ex",
    "bom\\ufeffx",
    "repl\\ufffdx",
    "private\\ue000x",
    "last\\uffff",
    "c1\\u0085x",
    "comma, comma",
    "'single'",
    "<html>&amp;",
    "percent%s%d%n",
    "UPPER",
    "a-very-long-name-that-goes-on-and-on-and-on-and-on-and-on-and-on-and-0123456789",
};

static const char *const edge_texts[] = {
    "high\\ud800x", "low\\udc00x",           "\\ud83d\\ud83d\\ude00",
    "\\udbff",      "astral\\udb40\\udc01x", "\\ufdd0",
};

static const char *const plain_names[] = { "web",   "app", "side-car", "init-db", "proxy",
                                           "debug", "a",   "z9",       "log" };

static const char *const capabilities[] = {
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
    /* not names of capabilities, or not as the checks spell them */
    "ALL",
    "all",
    "All",
    "CAP_CHOWN",
    "CAP_SYS_ADMIN",
    "CAP_NET_BIND_SERVICE",
    "CAP_ALL",
    "chown",
    "net_bind_service",
    "foo",
    "NET_BIND_SERVICE ",
    "ALL ",
    "",
};

static const char *const sysctl_names[] = {
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
    "net.ipv4.tcp_slow_start_after_idle",
    "net.ipv4.tcp_notsent_lowat",
    /* outside every revision */
    "kernel.msgmax",
    "net.core.somaxconn",
    "vm.swappiness",
    "net/ipv4/tcp_syncookies",
    "NET.IPV4.TCP_SYNCOOKIES",
    "net.ipv4.tcp_syncookies ",
    "kernel/shm_rmid_forced",
    "",
};

static const char *const volume_types[] = {
    /* allowed by the restricted level */
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
    /* not allowed */
    "hostPath",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "gitRepo",
    "nfs",
    "iscsi",
    "glusterfs",
    "rbd",
    "flexVolume",
    "cinder",
    "cephfs",
    "flocker",
    "fc",
    "azureFile",
    "vsphereVolume",
    "quobyte",
    "azureDisk",
    "photonPersistentDisk",
    "portworxVolume",
    "scaleIO",
    "storageos",
};
#define N_GOOD_VOLUMES 9

static const char *const unknown_volume_types[] = { "hostpath", "HostPath", "emptydir",
                                                    "futureVolume", "secrets" };

static const char *const apparmor_types[] = {
    "RuntimeDefault", "Localhost",       "Unconfined", "",
    "runtimeDefault", "runtime/default", "localhost",  "Foo",
};

static const char *const seccomp_types[] = {
    "RuntimeDefault", "Localhost",       "Unconfined", "",
    "runtimeDefault", "runtime/default", "localhost",  "Bar",
};

static const char *const apparmor_values[] = {
    "runtime/default", "localhost/profile",
    "localhost/",      "localhost",
    "unconfined",      "",
    "runtime/Default", "Localhost/x",
    "docker/default",  "localhost/ padded ",
    "bogus",
};

static const char *const seccomp_values[] = {
    "runtime/default",
    "docker/default",
    "localhost/p.json",
    "localhost/",
    "localhost",
    "unconfined",
    "",
    "Runtime/default",
    "bogus",
};

static const char *const selinux_types[] = {
    "",      "container_t",         "container_init_t", "container_kvm_t", "container_engine_t",
    "spc_t", "container_runtime_t", "Container_t",      "unconfined_t",
};

static const char *const selinux_labels[] = { "", "system_u", "system_r", "user_u", "sysadm_r" };
static const char *const proc_mounts[] = { "Default", "Unmasked", "", "default", "Bogus" };
static const char *const hosts[] = { "",    "127.0.0.1",   "localhost", "10.0.0.1",
                                     "::1", "example.com", "0.0.0.0" };
static const char *const os_names[] = { "windows", "linux", "", "Windows", "darwin" };
static const char *const users[] = {
    "0", "1", "1000", "-1", "65535", "9223372036854775807", "-9223372036854775808", "-0"
};
static const char *const host_ports[] = { "0",     "80",    "443", "8080", "9",         "10",
                                          "65535", "65536", "-1",  "-80",  "2147483647" };
static const char *const probes[] = { "livenessProbe", "readinessProbe", "startupProbe" };
static const char *const hooks[] = { "postStart", "preStop" };

static const char *odd_text(void)
{
    return is_edge && chance(20) ? PICK(edge_texts) : PICK(odd_texts);
}

/* One of the list, now and then something odd. */
#define WORD(list) (chance(6) ? odd_text() : PICK(list))

/* ---- the clean pod ---- */

static const char *const lists[] = { "initContainers", "containers", "ephemeralContainers" };

struct pod {
    struct node *root, *metadata, *spec;
};

static struct node *clean_container(const char *name)
{
    struct node *c = object();
    set(c, "name", text(name));
    set(c, "image", text("registry.example/app:1"));
    struct node *sc = set(c, "securityContext", object());
    set(sc, "allowPrivilegeEscalation", raw("false"));
    append(set(set(sc, "capabilities", object()), "drop", array()), text("ALL"));
    return c;
}

static const char *new_name(struct pod *p)
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT(lists); i++) {
        const struct node *list = get(p->spec, lists[i]);
        n += list != NULL && list->kind == ARRAY ? list->n : 0;
    }
    return chance(80) ? text_of("%s-%zu", PICK(plain_names), n) : PICK(plain_names);
}

static void add_container(struct pod *p, size_t list, struct node *container)
{
    append(ensure_array(p->spec, lists[list]), container);
}

static struct pod clean_pod(void)
{
    struct pod p = { .root = object() };
    set(p.root, "apiVersion", text("v1"));
    set(p.root, "kind", text("Pod"));
    p.metadata = set(p.root, "metadata", object());
    set(p.metadata, "name", text("pod"));
    p.spec = set(p.root, "spec", object());
    struct node *sc = set(p.spec, "securityContext", object());
    set(sc, "runAsNonRoot", raw("true"));
    set(set(sc, "seccompProfile", object()), "type", text("RuntimeDefault"));
    return p;
}

/* ---- choosing where to break ---- */

static size_t n_containers(const struct pod *p)
{
    size_t n = 0;
    for (size_t i = 0; i < COUNT(lists); i++) {
        const struct node *list = get(p->spec, lists[i]);
        n += list != NULL && list->kind == ARRAY ? list->n : 0;
    }
    return n;
}

/* The n-th container in upstream's order; NULL for one that is not an object. */
static struct node *container_at(const struct pod *p, size_t n)
{
    for (size_t i = 0; i < COUNT(lists); i++) {
        const struct node *list = get(p->spec, lists[i]);
        if (list == NULL || list->kind != ARRAY) {
            continue;
        }
        if (n < list->n) {
            struct node *c = item_at(list, n);
            return c->kind == OBJECT ? c : NULL;
        }
        n -= list->n;
    }
    return NULL;
}

static struct node *some_container(struct pod *p)
{
    size_t n = n_containers(p);
    struct node *c = n > 0 ? container_at(p, below(n)) : NULL;
    if (c == NULL) {
        c = clean_container(new_name(p));
        add_container(p, below(COUNT(lists)), c);
    }
    return c;
}

typedef void change_fn(struct pod *p, struct node *target);

/* On one container, at times on several. */
static void on_containers(struct pod *p, change_fn *change)
{
    if (chance(70)) {
        change(p, some_container(p));
        return;
    }
    size_t n = n_containers(p);
    for (size_t i = 0; i < n; i++) {
        struct node *c = container_at(p, i);
        if (c != NULL && chance(60)) {
            change(p, c);
        }
    }
}

static struct node *security_context(struct node *owner)
{
    return ensure_object(owner, "securityContext");
}

/* On the pod's security context, on containers' ones, or on both. */
static void on_contexts(struct pod *p, change_fn *change)
{
    size_t what = below(10);
    if (what < 4 || what == 9) {
        change(p, p->spec);
    }
    if (what >= 4) {
        on_containers(p, change);
    }
}

/* Puts a value at the key, or leaves the key out, null or of an empty value. */
static void put(struct node *obj, const char *key, struct node *value, const char *empty)
{
    size_t what = below(100);
    if (what < 8) {
        drop(obj, key);
    } else if (what < 16) {
        set(obj, key, null());
    } else if (what < 22 && empty != NULL) {
        set(obj, key, raw(empty));
    } else if (is_edge && what < 24) {
        static const char *const wrong[] = { "\"text\"", "1",   "1.5",
                                             "[]",       "{}",  "true",
                                             "\"true\"", "1e2", "99999999999999999999" };
        set(obj, key, raw(PICK(wrong)));
    } else {
        set(obj, key, value);
    }
}

/* ---- one change per field that the checks read ---- */

static void change_apparmor(struct pod *p, struct node *owner)
{
    (void)p;
    struct node *profile = object();
    put(profile, "type", text(WORD(apparmor_types)), "\"\"");
    if (chance(30)) {
        set(profile, "localhostProfile", text(WORD(plain_names)));
    }
    put(security_context(owner), "appArmorProfile", profile, "{}");
}

static void change_seccomp(struct pod *p, struct node *owner)
{
    (void)p;
    struct node *profile = object();
    put(profile, "type", text(WORD(seccomp_types)), "\"\"");
    if (chance(30)) {
        set(profile, "localhostProfile", text(WORD(plain_names)));
    }
    put(security_context(owner), "seccompProfile", profile, "{}");
}

static const char *container_name(struct pod *p)
{
    if (chance(20)) {
        return WORD(plain_names);
    }
    size_t n = n_containers(p);
    const struct node *c = n > 0 ? container_at(p, below(n)) : NULL;
    const struct node *name = c != NULL ? get(c, "name") : NULL;
    return name != NULL && name->kind == TEXT ? name->text : "missing";
}

static void change_annotation(struct pod *p)
{
    struct node *annotations = ensure_object(p->metadata, "annotations");
    const char *value;
    const char *key;
    switch (below(3)) {
    case 0:
        key = text_of("container.apparmor.security.beta.kubernetes.io/%s", container_name(p));
        value = WORD(apparmor_values);
        break;
    case 1:
        key = text_of("container.seccomp.security.alpha.kubernetes.io/%s", container_name(p));
        value = WORD(seccomp_values);
        break;
    default:
        key = "seccomp.security.alpha.kubernetes.io/pod";
        value = WORD(seccomp_values);
        break;
    }
    put(annotations, key, text(value), "\"\"");
    if (chance(5)) {
        put(annotations, "container.apparmor.security.beta.kubernetes.io", text("unconfined"),
            "\"\"");
    }
}

static struct node *capability_list(size_t max, bool is_drop)
{
    struct node *list = array();
    size_t n = below(max + 1);
    for (size_t i = 0; i < n; i++) {
        append(list, text(is_drop && chance(40) ? "ALL" : WORD(capabilities)));
    }
    if (chance(3)) {
        append(list, null());
    }
    return list;
}

static void change_capabilities(struct pod *p, struct node *c)
{
    (void)p;
    struct node *sc = security_context(c);
    if (chance(15)) {
        put(sc, "capabilities", object(), "{}");
        return;
    }
    struct node *caps = ensure_object(sc, "capabilities");
    if (chance(65)) {
        struct node *list = chance(30) ? array() : capability_list(5, false);
        if (list->n == 0) {
            append(list, text("NET_BIND_SERVICE"));
        }
        put(caps, "add", list, "[]");
    }
    if (chance(45)) {
        put(caps, "drop", capability_list(3, true), "[]");
    }
}

static void change_host_namespaces(struct pod *p)
{
    static const char *const fields[] = { "hostNetwork", "hostPID", "hostIPC", "hostnetwork",
                                          "HostPID" };
    size_t n = 1 + below(3);
    for (size_t i = 0; i < n; i++) {
        const char *field = PICK(fields);
        put(p->spec, field, boolean(chance(75)), "false");
    }
}

static struct node *volume_source(const char *type)
{
    struct node *source = object();
    if (strcmp(type, "hostPath") == 0) {
        set(source, "path", text("/srv"));
    } else if (strcmp(type, "ephemeral") == 0 && chance(50)) {
        set(ensure_object(ensure_object(source, "volumeClaimTemplate"), "spec"), "accessModes",
            array());
    } else if (strcmp(type, "csi") == 0) {
        set(source, "driver", text("csi.example"));
    }
    return source;
}

static struct node *some_volume(void)
{
    struct node *v = object();
    put(v, "name", text(WORD(plain_names)), "\"\"");
    size_t n = chance(8) ? 0 : chance(90) ? 1 : 2 + below(2);
    for (size_t i = 0; i < n; i++) {
        const char *type = chance(5) ? PICK(unknown_volume_types) : PICK(volume_types);
        put(v, type, volume_source(type), "{}");
    }
    return v;
}

static void change_volumes(struct pod *p)
{
    struct node *volumes = ensure_array(p->spec, "volumes");
    size_t n = 1 + below(3);
    for (size_t i = 0; i < n; i++) {
        append(volumes, chance(1) ? null() : some_volume());
    }
    if (chance(4)) {
        put(p->spec, "volumes", array(), "[]");
    }
}

static void change_ports(struct pod *p, struct node *c)
{
    (void)p;
    struct node *ports = ensure_array(c, "ports");
    size_t n = 1 + below(4);
    for (size_t i = 0; i < n; i++) {
        struct node *port = object();
        put(port, "containerPort", raw(PICK(host_ports)), "0");
        put(port, "hostPort", raw(PICK(host_ports)), "0");
        if (chance(20)) {
            put(port, "hostIP", text(WORD(hosts)), "\"\"");
        }
        append(ports, port);
    }
    if (chance(4)) {
        put(c, "ports", array(), "[]");
    }
}

static struct node *handler(void)
{
    static const char *const kinds[] = { "httpGet", "tcpSocket", "httpGet", "tcpSocket",
                                         "exec",    "grpc",      "sleep" };
    struct node *h = object();
    size_t n = chance(85) ? 1 : 2;
    for (size_t i = 0; i < n; i++) {
        const char *kind = PICK(kinds);
        struct node *action = object();
        if (strcmp(kind, "httpGet") == 0 || strcmp(kind, "tcpSocket") == 0) {
            set(action, "port", chance(70) ? raw("8080") : text("http"));
            put(action, "host", text(WORD(hosts)), "\"\"");
        } else if (strcmp(kind, "grpc") == 0) {
            set(action, "port", raw("9000"));
        } else if (strcmp(kind, "sleep") == 0) {
            set(action, "seconds", raw("1"));
        }
        put(h, kind, action, "{}");
    }
    return h;
}

static void change_probes(struct pod *p, struct node *c)
{
    (void)p;
    size_t n = 1 + below(2);
    for (size_t i = 0; i < n; i++) {
        if (chance(60)) {
            const char *probe = PICK(probes);
            put(c, probe, handler(), "{}");
        } else {
            const char *hook = PICK(hooks);
            put(ensure_object(c, "lifecycle"), hook, handler(), "{}");
        }
    }
    if (chance(4)) {
        put(c, "lifecycle", object(), "{}");
    }
}

static void change_privileged(struct pod *p, struct node *c)
{
    (void)p;
    put(security_context(c), "privileged", boolean(chance(75)), "false");
}

static void change_proc_mount(struct pod *p, struct node *c)
{
    (void)p;
    put(security_context(c), "procMount", text(WORD(proc_mounts)), "\"\"");
}

static void change_selinux(struct pod *p, struct node *owner)
{
    (void)p;
    struct node *options = object();
    if (chance(70)) {
        put(options, "type", text(WORD(selinux_types)), "\"\"");
    }
    if (chance(25)) {
        put(options, "user", text(WORD(selinux_labels)), "\"\"");
    }
    if (chance(25)) {
        put(options, "role", text(WORD(selinux_labels)), "\"\"");
    }
    if (chance(20)) {
        put(options, "level", text("s0:c1,c2"), "\"\"");
    }
    put(security_context(owner), "seLinuxOptions", options, "{}");
}

static void change_sysctls(struct pod *p)
{
    struct node *list = array();
    size_t n = 1 + below(4);
    for (size_t i = 0; i < n; i++) {
        struct node *s = object();
        put(s, "name", text(WORD(sysctl_names)), "\"\"");
        put(s, "value", text("1"), "\"\"");
        append(list, s);
    }
    put(security_context(p->spec), "sysctls", list, "[]");
}

static void change_windows(struct pod *p, struct node *owner)
{
    (void)p;
    struct node *options = object();
    put(options, "hostProcess", boolean(chance(75)), "false");
    if (chance(20)) {
        set(options, "runAsUserName", text("ContainerUser"));
    }
    put(security_context(owner), "windowsOptions", options, "{}");
}

static void change_escalation(struct pod *p, struct node *c)
{
    (void)p;
    put(security_context(c), "allowPrivilegeEscalation", boolean(chance(60)), "false");
}

static void change_non_root(struct pod *p, struct node *owner)
{
    (void)p;
    put(security_context(owner), "runAsNonRoot", boolean(chance(50)), "false");
}

static void change_user(struct pod *p, struct node *owner)
{
    (void)p;
    put(security_context(owner), "runAsUser", raw(chance(40) ? "0" : PICK(users)), "0");
}

static void change_os(struct pod *p)
{
    struct node *os = object();
    put(os, "name", text(chance(60) ? "windows" : WORD(os_names)), "\"\"");
    put(p->spec, "os", os, "{}");
}

static void change_host_users(struct pod *p)
{
    put(p->spec, "hostUsers", boolean(chance(30)), "false");
}

static void change_context(struct pod *p, struct node *owner)
{
    (void)p;
    put(owner, "securityContext", object(), "{}");
}

static void change_name(struct pod *p, struct node *c)
{
    (void)p;
    put(c, "name", text(chance(60) ? odd_text() : PICK(plain_names)), "\"\"");
}

static void change_containers(struct pod *p)
{
    struct node *c;
    switch (below(5)) {
    case 0:
        c = object();
        set(c, "name", text(new_name(p)));
        break;
    case 1:
        c = clean_container(WORD(plain_names));
        drop(c, "securityContext");
        break;
    case 2:
        c = is_edge ? null() : object();
        break;
    default:
        c = clean_container(new_name(p));
        break;
    }
    add_container(p, below(COUNT(lists)), c);
}

static void change_lists(struct pod *p)
{
    static const char *const fields[] = { "initContainers", "containers", "ephemeralContainers",
                                          "volumes" };
    put(p->spec, PICK(fields), array(), "[]");
}

static void change_metadata(struct pod *p)
{
    switch (below(3)) {
    case 0:
        put(p->metadata, "annotations", object(), "{}");
        break;
    case 1:
        put(p->metadata, "name", text(odd_text()), "\"\"");
        break;
    default: {
        const char *key = odd_text();
        set(ensure_object(p->metadata, "annotations"), key, text(odd_text()));
        break;
    }
    }
}

/* Fields that no check may read: unknown, misspelt, in the wrong case or at the wrong place. */
static void change_unknown(struct pod *p)
{
    static const struct {
        const char *key;
        const char *value;
    } unknown[] = {
        { "securityContxt", "{\"privileged\":true}" },
        { "SecurityContext", "{\"runAsUser\":0}" },
        { "securitycontext", "{\"privileged\":true}" },
        { "privileged", "true" },
        { "hostnetwork", "true" },
        { "HOSTUSERS", "false" },
        { "futureField", "[1,{\"a\":[null,true,1.5e3,\"x\"]}]" },
        { "hostUserz", "false" },
        { "\\u0068ostIPC\\u0000", "true" },
    };
    size_t i = below(COUNT(unknown));
    struct node *where = chance(40)   ? p->spec
                         : chance(50) ? some_container(p)
                                      : security_context(some_container(p));
    /* On a security context `privileged` is a field; a second one would be a repeated key. */
    if (get(where, unknown[i].key) == NULL) {
        set(where, unknown[i].key, raw(unknown[i].value));
    }
}

static void change_extras(struct pod *p)
{
    static const struct {
        const char *key;
        const char *value;
    } extras[] = {
        { "runtimeClassName", "\"kata\"" },
        { "nodeSelector", "{\"kubernetes.io/os\":\"linux\"}" },
        { "shareProcessNamespace", "true" },
        { "terminationGracePeriodSeconds", "30" },
        { "tolerations", "[{\"key\":\"a\",\"operator\":\"Exists\",\"tolerationSeconds\":3}]" },
        { "serviceAccountName", "\"default\"" },
        { "affinity", "{\"nodeAffinity\":{}}" },
        { "overhead", "{\"cpu\":\"250m\",\"memory\":1024}" },
        { "schedulerName", "null" },
    };
    size_t i = below(COUNT(extras));
    set(p->spec, extras[i].key, raw(extras[i].value));
}

/* Values that the checks never read but a typed decoder must take or refuse as upstream does. */
static void change_typed(struct pod *p)
{
    static const char *const quantities[] = {
        "\"1\"",   "\"100m\"", "\"1.5Gi\"", "\"1e3\"", "\"1E3\"",  "\"1Ei\"",      "1",
        "1.5",     "-1",       "null",      "\"\"",    "\"zz\"",   "true",         "\"1 Gi\"",
        "\"1K\"",  "\"1k\"",   "\".5\"",    "\"5.\"",  "\"+1\"",   "\"1..2\"",     "{}",
        "1e2",     "\"0x1\"",  "\"1u\"",    "\"1e\"",  "\"m\"",    "\"1mi\"",      "\"1e1k\"",
        "\"--1\"", "\"1e99\"", "\"1_0\"",   "\" 1\"",  "\"1\\n\"", "\"1\\u0000\"",
    };
    static const char *const times[] = {
        "\"2024-02-29T12:30:45Z\"",
        "\"2024-02-29T12:30:45+01:00\"",
        "\"2024-02-29T12:30:45.123456Z\"",
        "null",
        "\"\"",
        "\"2023-02-29T00:00:00Z\"",
        "\"2024-02-29\"",
        "\"2024-02-29 12:30:45Z\"",
        "1709210000",
        "\"2024-02-29t12:30:45z\"",
        "\"2024-13-01T00:00:00Z\"",
        "\"2024-01-01T24:00:00Z\"",
        "\"2024-01-01T00:00:60Z\"",
        "\"2024-01-01T00:00:00\"",
        "\"24-01-01T00:00:00Z\"",
        "\"2024-01-01T00:00:00+24:00\"",
        "\"2024-1-1T0:0:0Z\"",
        "\"2024-01-01T00:00:00,5Z\"",
    };
    static const char *const ports[] = { "80",     "\"http\"", "\"\"",       "null", "1.5",
                                         "true",   "1e2",      "{}",         "-1",   "2147483648",
                                         "\"80\"", "-0",       "99999999999" };
    static const char *const maps[] = { "{\"a\":1}", "{\"a\":null}", "{\"a\":true}",
                                        "[]",        "{\"\":\"x\"}", "{\"a\":[]}" };
    struct node *c = some_container(p);
    switch (below(5)) {
    case 0: {
        const char *name = chance(50) ? "limits" : "requests";
        struct node *list = ensure_object(ensure_object(c, "resources"), name);
        set(list, "cpu", raw(PICK(quantities)));
        break;
    }
    case 1:
        set(p->metadata, "creationTimestamp", raw(PICK(times)));
        break;
    case 2: {
        struct node *action = ensure_object(ensure_object(c, "readinessProbe"), "httpGet");
        set(action, "port", raw(PICK(ports)));
        break;
    }
    case 3:
        set(p->metadata, "labels", raw(PICK(maps)));
        break;
    default: {
        struct node *v = append(ensure_array(p->spec, "volumes"), object());
        set(v, "name", text("cache"));
        set(set(v, "emptyDir", object()), "sizeLimit", raw(PICK(quantities)));
        break;
    }
    }
}

static void on_contexts_apparmor(struct pod *p)
{
    on_contexts(p, change_apparmor);
}
static void on_contexts_seccomp(struct pod *p)
{
    on_contexts(p, change_seccomp);
}
static void on_contexts_selinux(struct pod *p)
{
    on_contexts(p, change_selinux);
}
static void on_contexts_windows(struct pod *p)
{
    on_contexts(p, change_windows);
}
static void on_contexts_non_root(struct pod *p)
{
    on_contexts(p, change_non_root);
}
static void on_contexts_user(struct pod *p)
{
    on_contexts(p, change_user);
}
static void on_contexts_context(struct pod *p)
{
    on_contexts(p, change_context);
}
static void on_containers_capabilities(struct pod *p)
{
    on_containers(p, change_capabilities);
}
static void on_containers_ports(struct pod *p)
{
    on_containers(p, change_ports);
}
static void on_containers_probes(struct pod *p)
{
    on_containers(p, change_probes);
}
static void on_containers_privileged(struct pod *p)
{
    on_containers(p, change_privileged);
}
static void on_containers_proc_mount(struct pod *p)
{
    on_containers(p, change_proc_mount);
}
static void on_containers_escalation(struct pod *p)
{
    on_containers(p, change_escalation);
}
static void on_containers_name(struct pod *p)
{
    on_containers(p, change_name);
}

typedef void pod_change_fn(struct pod *p);

static const struct {
    pod_change_fn *change;
    unsigned weight;
} changes[] = {
    { on_contexts_apparmor, 4 },
    { change_annotation, 6 },
    { on_containers_capabilities, 6 },
    { change_host_namespaces, 3 },
    { change_volumes, 6 },
    { on_containers_ports, 4 },
    { on_containers_probes, 5 },
    { on_containers_privileged, 3 },
    { on_containers_proc_mount, 4 },
    { on_contexts_selinux, 5 },
    { on_contexts_seccomp, 6 },
    { change_sysctls, 5 },
    { on_contexts_windows, 3 },
    { on_containers_escalation, 4 },
    { on_contexts_non_root, 5 },
    { on_contexts_user, 4 },
    { change_os, 6 },
    { change_host_users, 6 },
    { change_containers, 4 },
    { on_contexts_context, 2 },
    { on_containers_name, 4 },
    { change_lists, 1 },
    { change_metadata, 1 },
    { change_unknown, 2 },
    { change_extras, 2 },
};

static void change_something(struct pod *p)
{
    size_t total = 0;
    for (size_t i = 0; i < COUNT(changes); i++) {
        total += changes[i].weight;
    }
    size_t at = below(total);
    for (size_t i = 0; i < COUNT(changes); i++) {
        if (at < changes[i].weight) {
            changes[i].change(p);
            return;
        }
        at -= changes[i].weight;
    }
}

/* ---- versions ---- */

/* Every minor at which some check changes, and the one before it. */
static const char *const border_versions[] = {
    "v1.0",  "v1.7",  "v1.8",  "v1.18", "v1.19", "v1.21", "v1.22",  "v1.23",
    "v1.24", "v1.25", "v1.26", "v1.27", "v1.28", "v1.29", "v1.30",  "v1.31",
    "v1.32", "v1.33", "v1.34", "v1.35", "v1.36", "v1.37", "latest", "v1.99",
};

static void print_versions(void)
{
    size_t n = 2 + below(3);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            putchar(',');
        }
        if (chance(75)) {
            fputs(PICK(border_versions), stdout);
        } else {
            printf("v1.%zu", below(38));
        }
    }
    putchar('\t');
}

static void random_pod(void)
{
    block_used = 0;
    struct pod p = clean_pod();
    size_t n[COUNT(lists)];
    n[0] = chance(35) ? 1 + below(2) : 0;
    n[1] = 1 + (chance(40) ? below(3) : 0);
    n[2] = chance(20) ? 1 + below(2) : 0;
    for (size_t i = 0; i < COUNT(lists); i++) {
        for (size_t k = 0; k < n[i]; k++) {
            add_container(&p, i, clean_container(new_name(&p)));
        }
    }
    if (chance(25)) {
        struct node *volumes = ensure_array(p.spec, "volumes");
        const char *type = volume_types[below(N_GOOD_VOLUMES)];
        struct node *v = append(volumes, object());
        set(v, "name", text(PICK(plain_names)));
        set(v, type, volume_source(type));
    }
    size_t breaks = chance(12) ? 8 + below(24) : below(5);
    for (size_t i = 0; i < breaks; i++) {
        change_something(&p);
    }
    if (is_edge && chance(15)) {
        change_typed(&p);
    }
    if (chance(1)) {
        put(p.root, chance(50) ? "metadata" : "spec", object(), "{}");
    }
    struct style style;
    style.shuffle = chance(30);
    style.spaces = chance(10);
    style.escapes = chance(is_edge ? 20 : 3);
    print_versions();
    print_node(p.root, &style);
    putchar('\n');
}

/* ---- the fixed set ---- */

/* Edits of the four-container base pod, separated by ';'. `place.path=value` sets, `-place.path`
 * removes. Places: pod (the spec), meta, i (init), c and d (regular), e (ephemeral); $ stands for
 * each of i, d and e, then for all four at once. Short forms: sc and caps in a path, ' for a quote
 * in a value, `@key=text,key=text` for a map of strings, in which apparmor, seccomp and pod-seccomp
 * stand for the annotations. */
static const char *const edits[] = {
    "",
    /* host namespaces */
    "pod.hostNetwork=true",
    "pod.hostPID=true",
    "pod.hostIPC=true",
    "pod.hostNetwork=true;pod.hostPID=true",
    "pod.hostNetwork=true;pod.hostPID=true;pod.hostIPC=true",
    "pod.hostPID=true;pod.hostIPC=true",
    "pod.hostNetwork=false;pod.hostPID=false;pod.hostIPC=false",
    "pod.hostNetwork=null",
    "pod.hostnetwork=true",
    /* privileged */
    "$.sc.privileged=true",
    "$.sc.privileged=false",
    "c.sc.privileged=null",
    "c.sc.privileged=true;d.sc.privileged=false",
    /* host process */
    "pod.sc.windowsOptions.hostProcess=true",
    "$.sc.windowsOptions.hostProcess=true",
    "pod.sc.windowsOptions.hostProcess=false",
    "pod.sc.windowsOptions=null",
    "pod.sc.windowsOptions={}",
    "pod.sc.windowsOptions.hostProcess=true;c.sc.windowsOptions.hostProcess=true",
    "pod.sc.windowsOptions.hostProcess=true;c.sc.windowsOptions.hostProcess=false",
    /* host ports */
    "$.ports=[{'hostPort':80}]",
    "$.ports=[{'containerPort':80}]",
    "c.ports=[{'hostPort':0}]",
    "c.ports=[]",
    "c.ports=null",
    "c.ports=[{'hostPort':10},{'hostPort':9},{'hostPort':10},{'hostPort':0}]",
    "c.ports=[{'hostPort':8080}];e.ports=[{'hostPort':443},{'hostPort':80}]",
    "c.ports=[{'hostPort':-1}]",
    "pod.hostNetwork=true;c.ports=[{'containerPort':80}]",
    ("pod.hostNetwork=true;i.ports=[{'containerPort':80,'hostPort':0}];"
     "e.ports=[{'containerPort':81}]"),
    /* AppArmor fields */
    "pod.sc.appArmorProfile.type='RuntimeDefault'",
    "pod.sc.appArmorProfile.type='Localhost'",
    "pod.sc.appArmorProfile.type='Unconfined'",
    "pod.sc.appArmorProfile.type=''",
    "pod.sc.appArmorProfile={}",
    "pod.sc.appArmorProfile=null",
    "$.sc.appArmorProfile.type='Unconfined'",
    "$.sc.appArmorProfile.type='Localhost'",
    "$.sc.appArmorProfile.type='RuntimeDefault'",
    "$.sc.appArmorProfile.type='other'",
    "c.sc.appArmorProfile={}",
    "c.sc.appArmorProfile=null",
    "pod.sc.appArmorProfile.type='Unconfined';c.sc.appArmorProfile.type='Unconfined'",
    "pod.sc.appArmorProfile.type='z';c.sc.appArmorProfile.type='a'",
    /* AppArmor annotations: a container's, nobody's, several */
    "meta.annotations=@apparmor/c=unconfined",
    "meta.annotations=@apparmor/nobody=unconfined",
    "meta.annotations=@apparmor/c=runtime/default",
    "meta.annotations=@apparmor/c=localhost/x",
    "meta.annotations=@apparmor/c=localhost/",
    "meta.annotations=@apparmor/c=localhost",
    "meta.annotations=@apparmor/c=",
    "meta.annotations=@apparmor/c=q\\\"uote\\u0007\\u200b\\u00e9",
    "meta.annotations=@apparmor/=bogus",
    "meta.annotations=@apparmor=bogus",
    "meta.annotations=@apparmor/d=b,apparmor/c=a",
    "meta.annotations=@apparmor/c=bad;pod.sc.appArmorProfile.type='Unconfined';"
    "e.sc.appArmorProfile.type='Unconfined';d.sc.appArmorProfile.type='Other'",
    /* seccomp annotations */
    "meta.annotations=@pod-seccomp=unconfined",
    "meta.annotations=@pod-seccomp=runtime/default",
    "meta.annotations=@pod-seccomp=docker/default",
    "meta.annotations=@pod-seccomp=localhost/x",
    "meta.annotations=@pod-seccomp=localhost",
    "meta.annotations=@pod-seccomp=",
    "meta.annotations=@seccomp/i=unconfined",
    "meta.annotations=@seccomp/c=unconfined",
    "meta.annotations=@seccomp/e=unconfined",
    "meta.annotations=@seccomp/nobody=unconfined",
    "meta.annotations=@seccomp/c=runtime/default",
    "meta.annotations=@seccomp/c=docker/default",
    "meta.annotations=@seccomp/c=localhost/x",
    "meta.annotations=@seccomp/c=",
    "meta.annotations=@seccomp/d=b\\\"\\n,pod-seccomp=z,"
    "seccomp/c=a",
    /* seccomp fields */
    "pod.sc.seccompProfile.type='Localhost'",
    "pod.sc.seccompProfile.type='Unconfined'",
    "pod.sc.seccompProfile.type=''",
    "pod.sc.seccompProfile={}",
    "pod.sc.seccompProfile=null",
    "-pod.sc.seccompProfile",
    "$.sc.seccompProfile.type='Unconfined'",
    "$.sc.seccompProfile.type='RuntimeDefault'",
    "$.sc.seccompProfile.type='Localhost'",
    "$.sc.seccompProfile={}",
    "-pod.sc.seccompProfile;$.sc.seccompProfile.type='RuntimeDefault'",
    "-pod.sc.seccompProfile;$.sc.seccompProfile.type='Unconfined'",
    "pod.sc.seccompProfile.type='Unconfined';$.sc.seccompProfile.type='Localhost'",
    "pod.sc.seccompProfile.type='b';c.sc.seccompProfile.type='a'",
    /* SELinux */
    "pod.sc.seLinuxOptions={}",
    "pod.sc.seLinuxOptions=null",
    "pod.sc.seLinuxOptions.type=''",
    "pod.sc.seLinuxOptions.type='container_t'",
    "pod.sc.seLinuxOptions.type='container_init_t'",
    "pod.sc.seLinuxOptions.type='container_kvm_t'",
    "pod.sc.seLinuxOptions.type='container_engine_t'",
    "pod.sc.seLinuxOptions.type='spc_t'",
    "pod.sc.seLinuxOptions.user='u'",
    "pod.sc.seLinuxOptions.role='r'",
    "pod.sc.seLinuxOptions.user='';pod.sc.seLinuxOptions.role=''",
    "pod.sc.seLinuxOptions.level='s0'",
    "$.sc.seLinuxOptions.type='spc_t'",
    "$.sc.seLinuxOptions.type='container_engine_t'",
    "$.sc.seLinuxOptions.type='container_t'",
    "$.sc.seLinuxOptions.user='u'",
    "$.sc.seLinuxOptions.role='r'",
    "pod.sc.seLinuxOptions={'type':'z','user':'u'};c.sc.seLinuxOptions={'type':'a',"
    "'role':'r'}",
    "pod.sc.seLinuxOptions.role='r';d.sc.seLinuxOptions.user='u'",
    /* procMount */
    "$.sc.procMount='Default'",
    "$.sc.procMount='Unmasked'",
    "c.sc.procMount=''",
    "c.sc.procMount=null",
    "$.sc.procMount='other'",
    "c.sc.procMount='b';d.sc.procMount='a'",
    "pod.hostUsers=true;c.sc.procMount='Unmasked'",
    "pod.hostUsers=null;c.sc.procMount='Unmasked'",
    /* allowPrivilegeEscalation */
    "$.sc.allowPrivilegeEscalation=true",
    "$.sc.allowPrivilegeEscalation=null",
    "-$.sc.allowPrivilegeEscalation",
    "-$.sc",
    "$.sc=null",
    "$.sc={}",
    /* capabilities; the lists of names come from the tables above */
    "-$.sc.caps",
    "c.sc.caps=null",
    "c.sc.caps={}",
    "-$.sc.caps.drop",
    "c.sc.caps.drop=[]",
    "c.sc.caps.drop=null",
    "c.sc.caps.drop=['all']",
    "c.sc.caps.drop=['CAP_ALL']",
    "c.sc.caps.drop=['NET_RAW','ALL']",
    "c.sc.caps.drop=['NET_RAW']",
    "$.sc.caps.add=['SYS_ADMIN']",
    "$.sc.caps.add=['NET_BIND_SERVICE']",
    "$.sc.caps.add=['CHOWN']",
    "c.sc.caps.add=[]",
    "c.sc.caps.add=null",
    "c.sc.caps.add=['Z','CHOWN','A','A'];d.sc.caps.add=['B','NET_BIND_SERVICE']",
    "c.sc.caps={'add':['SYS_TIME']}",
    "c.sc.caps={'add':['NET_BIND_SERVICE']}",
    /* volumes without a known source, several at once */
    "pod.volumes=[{'name':'v'}]",
    "pod.volumes=[{'name':'v','future':{}}]",
    "pod.volumes=[{'name':'v','hostPath':null}]",
    "pod.volumes=[]",
    "pod.volumes=null",
    "pod.volumes=[{'name':'v','hostPath':{'path':'/'},'emptyDir':{}}]",
    "pod.volumes=[{'name':'v','nfs':{},'hostPath':{}}]",
    ("pod.volumes=[{'name':'b','nfs':{}},{'name':'a','hostPath':{}},{'name':'c','secret':{}},"
     "{'name':'a','nfs':{}}]"),
    "pod.volumes=[{'hostPath':{}}]",
    "pod.volumes=[{'name':'v','emptyDir':null,'rbd':{}}]",
    /* runAsNonRoot */
    "pod.sc.runAsNonRoot=false",
    "pod.sc.runAsNonRoot=null",
    "-pod.sc.runAsNonRoot",
    "$.sc.runAsNonRoot=false",
    "$.sc.runAsNonRoot=true",
    "c.sc.runAsNonRoot=null",
    "-pod.sc.runAsNonRoot;$.sc.runAsNonRoot=true",
    "-pod.sc.runAsNonRoot;$.sc.runAsNonRoot=false",
    "pod.sc.runAsNonRoot=false;$.sc.runAsNonRoot=true",
    "pod.sc.runAsNonRoot=false;c.sc.runAsNonRoot=false",
    "-pod.sc",
    "pod.sc=null",
    "pod.sc={}",
    "pod.hostUsers=true;pod.sc.runAsNonRoot=false",
    /* runAsUser */
    "pod.sc.runAsUser=0",
    "pod.sc.runAsUser=1000",
    "pod.sc.runAsUser=null",
    "$.sc.runAsUser=0",
    "$.sc.runAsUser=1",
    "c.sc.runAsUser=null",
    "pod.sc.runAsUser=0;c.sc.runAsUser=1",
    "pod.sc.runAsUser=1;c.sc.runAsUser=0",
    "pod.sc.runAsUser=0;$.sc.runAsUser=0",
    "pod.sc.runAsUser=-1",
    "pod.hostUsers=true;pod.sc.runAsUser=0",
    "pod.hostUsers=null;c.sc.runAsUser=0",
    /* sysctls together */
    "pod.sc.sysctls=[]",
    "pod.sc.sysctls=null",
    "pod.sc.sysctls=[{}]",
    "pod.sc.sysctls=[{'name':'b'},{'name':'kernel.shm_rmid_forced'},{'name':'a'},{'name':'b'}]",
    /* operating system, spelt otherwise than the relaxation knows it */
    "pod.os={};c.sc=null",
    "pod.os=null;c.sc=null",
    "pod.os.name='linux';c.sc=null",
    "pod.os.name='Windows';c.sc=null",
    "pod.os.name='';c.sc=null",
    "pod.os.name='windows';$.sc.caps={'add':['SYS_ADMIN']}",
    "pod.os.name='windows';pod.sc.seccompProfile.type='Unconfined'",
    "pod.os.name='windows';-pod.sc",
    "pod.os.name='windows';pod.sc.windowsOptions.hostProcess=true",
    /* everything of a container at once, and lists that are not there */
    "c.sc={'privileged':true,'allowPrivilegeEscalation':true,'runAsUser':0,'runAsNonRoot':false,"
    "'procMount':'Unmasked','capabilities':{'add':['SYS_ADMIN']},"
    "'seccompProfile':{'type':'Unconfined'}}",
    "-pod.initContainers",
    "-pod.ephemeralContainers",
    "pod.containers=[]",
    "pod.containers=null",
    "pod.initContainers=null;pod.ephemeralContainers=[]",
    "-meta.name",
    "c.name='d';c.sc=null;d.sc=null",
    "c.name='';c.sc=null",
    "c.name='q\\\"uote';c.sc=null",
    "c.name='\\u00e9\\u0000';c.sc=null",
};

static struct pod *edited; /* the fixed pod */

static struct node *place(const char *name, size_t n)
{
    if (n == 3 && memcmp(name, "pod", 3) == 0) {
        return edited->spec;
    }
    if (n == 4 && memcmp(name, "meta", 4) == 0) {
        return edited->metadata;
    }
    static const struct {
        char name;
        size_t list, index;
    } places[] = { { 'i', 0, 0 }, { 'c', 1, 0 }, { 'd', 1, 1 }, { 'e', 2, 0 } };
    for (size_t i = 0; i < COUNT(places); i++) {
        if (places[i].name == name[0]) {
            struct node *list = get(edited->spec, lists[places[i].list]);
            if (list == NULL || list->kind != ARRAY || list->n <= places[i].index) {
                die("an edit names a container that is gone");
            }
            return item_at(list, places[i].index);
        }
    }
    die("an edit names an unknown place");
    return NULL;
}

/* Bases of the fixed set: what the edit is laid upon. */
static const char *const bases[] = {
    "",
    "pod.os.name='windows'",
    "pod.hostUsers=false",
    "pod.hostUsers=false;pod.os.name='windows'",
    /* the same promises, made by each container instead of the pod */
    ("-pod.sc.runAsNonRoot;-pod.sc.seccompProfile;$.sc.runAsNonRoot=true;"
     "$.sc.seccompProfile.type='RuntimeDefault'"),
};

static void print_stratum(const char *list, const char *dollar)
{
    static const struct style style = { false, false, false };
    char edit[512]; /* a copy: 'list' may stand in the block, which starts anew for every pod */

    if (snprintf(edit, sizeof(edit), "%s", list) >= (int)sizeof(edit)) {
        die("an edit is too long");
    }
    for (size_t b = 0; b < COUNT(bases); b++) {
        block_used = 0;
        struct pod p = clean_pod();
        add_container(&p, 0, clean_container("i"));
        add_container(&p, 1, clean_container("c"));
        add_container(&p, 1, clean_container("d"));
        add_container(&p, 2, clean_container("e"));
        edited = &p;
        apply_edits(bases[b], "icde");
        apply_edits(edit, dollar);
        for (size_t i = 0; i < COUNT(border_versions); i++) {
            printf("%s%s", i > 0 ? "," : "", border_versions[i]);
        }
        putchar('\t');
        print_node(p.root, &style);
        putchar('\n');
    }
}

#define print_stratum_of(...) print_stratum(text_of(__VA_ARGS__), "d")

static void stratified(void)
{
    for (size_t i = 0; i < COUNT(edits); i++) {
        if (strchr(edits[i], '$') == NULL) {
            print_stratum(edits[i], "");
            continue;
        }
        static const char *const dollars[] = { "i", "d", "e", "icde" };
        for (size_t k = 0; k < COUNT(dollars); k++) {
            print_stratum(edits[i], dollars[k]);
        }
    }
    for (size_t i = 0; i < COUNT(capabilities); i++) {
        print_stratum_of("c.sc.caps.add=['%s']", capabilities[i]);
    }
    for (size_t i = 0; i < COUNT(sysctl_names); i++) {
        print_stratum_of("pod.sc.sysctls=[{'name':'%s','value':'1'}]", sysctl_names[i]);
    }
    for (size_t i = 0; i < COUNT(volume_types); i++) {
        print_stratum_of("pod.volumes=[{'name':'v','%s':{}}]", volume_types[i]);
    }
    static const char *const kinds[] = { "httpGet", "tcpSocket" };
    static const char *const containers[] = { "i", "c", "e" };
    for (size_t k = 0; k < COUNT(kinds); k++) {
        for (size_t c = 0; c < COUNT(containers); c++) {
            for (size_t i = 0; i < COUNT(probes); i++) {
                print_stratum_of("%s.%s.%s={'port':1,'host':'h'}", containers[c], probes[i],
                                 kinds[k]);
            }
            for (size_t i = 0; i < COUNT(hooks); i++) {
                print_stratum_of("%s.lifecycle.%s.%s={'port':1,'host':'h'}", containers[c],
                                 hooks[i], kinds[k]);
            }
        }
        print_stratum_of("c.livenessProbe.%s={'port':1,'host':''};c.lifecycle={}", kinds[k]);
        print_stratum_of("c.readinessProbe.%s={'port':1};c.lifecycle.preStop={}", kinds[k]);
        print_stratum_of("c.startupProbe.%s=null;c.lifecycle=null", kinds[k]);
        print_stratum_of("c.startupProbe.%s={'port':1,'host':null};c.lifecycle.postStart=null",
                         kinds[k]);
        print_stratum_of("d.startupProbe.%s={'host':'b'};c.livenessProbe.%s={'host':'a'};"
                         "c.readinessProbe.%s={'host':'b'}",
                         kinds[k], kinds[k], kinds[k]);
        print_stratum_of("c.livenessProbe.%s={'host':'127.0.0.1'}", kinds[k]);
    }
}

/* ---- command line ---- */

static uint64_t number(const char *arg)
{
    uint64_t n = 0;
    if (arg == NULL || *arg == '\0') {
        die("an option lacks its number");
    }
    for (; *arg != '\0'; arg++) {
        if (*arg < '0' || *arg > '9' || n > (UINT64_MAX - 9) / 10) {
            die("an option's value is not a number");
        }
        n = n * 10 + (uint64_t)(*arg - '0');
    }
    return n;
}

int main(int argc, char **argv)
{
    uint64_t seed = 1;
    uint64_t count = 1000;
    bool is_stratified = false;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--seed") == 0) {
            seed = number(value);
            i++;
        } else if (strcmp(argv[i], "--count") == 0) {
            count = number(value);
            i++;
        } else if (strcmp(argv[i], "--edge") == 0) {
            is_edge = true;
        } else if (strcmp(argv[i], "--stratified") == 0) {
            is_stratified = true;
        } else {
            die("usage: gen-pods --seed N --count N [--edge] | gen-pods --stratified");
        }
    }
    rng_seed(seed);
    if (is_stratified) {
        stratified();
    } else {
        for (uint64_t i = 0; i < count; i++) {
            random_pod();
        }
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        die("standard output cannot be written");
    }
    return 0;
}
