/* Generates cases for the comparison of the PodSecurityPolicy engine with upstream's admission plug-in.
 *
 * gen-psp --seed N --count N     random worlds of policies and grants, and N pods that are created or updated
 *                                in them; most are near the border between admitted and denied
 * gen-psp --stratified           a fixed set: every branch of a policy's validation, mutation and validation of
 *                                pods, and every way to select a policy, with passing and failing cases
 *
 * Called by the conformance run and by the maker of the recorded vectors. The lines are those that
 * tests/oracle/README.md describes for the oracle psp: W and C. The same arguments give the same bytes. Implements the
 * input side of spec/pod-security.md A.1 to A.7. It leaves out values of wrong types (gen-pods --edge makes
 * those) and roles of any depth (gen-rbac makes those).
 *
 * Every piece of text below is the body of a JSON string: escapes are already in it.
 */
#include <inttypes.h>

#include "tree.h"

static const char *generator = "gen-psp";

enum { MOST_POLICIES = 6, PER_WORLD = 10 };

static const struct style plain = { false, false, false };

/* ---- pieces ---- */

static struct node *number_of(int64_t n)
{
    return raw(text_of("%" PRId64, n));
}

static const int64_t ids[] = { 0, 1, 5, 6, 50, 998, 999, 1000, 1001, 65535, 2147483647 };

static struct node *random_id(void)
{
    return number_of(chance(1) ? INT64_C(9223372036854775807) : PICK(ids));
}

static struct node *range(int64_t min, int64_t max)
{
    struct node *r = object();
    set(r, "min", number_of(min));
    set(r, "max", number_of(max));
    return r;
}

static struct node *random_ranges(void)
{
    struct node *list = array();
    size_t n = 1 + below(3);

    for (size_t i = 0; i < n; i++) {
        int64_t a = PICK(ids), b = PICK(ids);
        if (a > b && !chance(2)) {
            int64_t swap = a;
            a = b;
            b = swap;
        }
        append(list, range(chance(1) ? -a : a, chance(1) ? -b : b));
    }
    return list;
}

static const char *const capabilities[] = { "NET_ADMIN", "CHOWN",     "KILL", "SYS_ADMIN",
                                            "ALL",       "CAP_CHOWN", "foo",  "chown" };

static struct node *random_capabilities(size_t most)
{
    struct node *list = array();
    for (size_t n = below(most + 1); n > 0; n--) {
        append(list, text(PICK(capabilities)));
    }
    return list;
}

static const char *const odd_texts[] = {
    "",
    "q\\\"uote",
    "back\\\\slash",
    "tab\\there",
    "line\\nbreak",
    "caf\xc3\xa9",
    "zw\\u200bx",
    "\\u0007",
    "\\u007f",
    "a b",
    "\xf0\x9f\x9a\xa2",
    "<html>&",
    "nbsp\\u00a0",
    "last\\uffff",
    "\\u2028",
    "%s%d",
};

static const char *const levels[] = { "s0:c0,c6", "s0:c6,c0",    "s0", "s9:z0,z1",
                                      "s0:",      "s0:c0,c6,c6", "" };
static const char *const roles[] = { "r", "system_r", "" };
static const char *const types[] = { "t", "spc_t", "" };
static const char *const seusers[] = { "u", "system_u", "" };

static struct node *random_selinux(void)
{
    struct node *o = object();
    if (chance(70)) {
        set(o, "level", text(PICK(levels)));
    }
    if (chance(30)) {
        set(o, "role", text(PICK(roles)));
    }
    if (chance(30)) {
        set(o, "type", text(PICK(types)));
    }
    if (chance(30)) {
        set(o, "user", text(PICK(seusers)));
    }
    return o;
}

static const char *const seccomp_texts[] = { "runtime/default", "docker/default", "unconfined",
                                             "localhost/a",     "localhost/b/c",  "" };
static const char *const apparmor_texts[] = { "runtime/default", "unconfined", "localhost/a",
                                              "localhost/b", "" };
static const char *const seccomp_types[] = { "RuntimeDefault", "Unconfined", "Localhost" };

static struct node *random_seccomp(void)
{
    struct node *o = object();
    const char *type = PICK(seccomp_types);
    set(o, "type", text(chance(2) ? "Odd" : type));
    if (strcmp(type, "Localhost") == 0 ? !chance(10) : chance(3)) {
        set(o, "localhostProfile", text(chance(50) ? "a" : "b/c"));
    }
    return o;
}

static const char *const sysctls[] = { "kernel.shm_rmid_forced",
                                       "net.ipv4.ip_local_port_range",
                                       "net.ipv4.tcp_syncookies",
                                       "net.ipv4.ping_group_range",
                                       "net.ipv4.ip_unprivileged_port_start",
                                       "kernel.sem",
                                       "kernel.msgmax",
                                       "net.core.somaxconn",
                                       "kernel/shm_rmid_forced",
                                       "net/core/somaxconn" };
static const char *const sysctl_patterns[] = {
    "kernel.*", "net.*",       "net.core.*",         "kernel.sem",
    "*",        "kernel.msg*", "net.core.somaxconn", "kernel.shm_rmid_forced"
};

/* As in a policy; the pod's field is spelt cephfs. */
static const char *const fs_types[] = {
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephFS",
    "cinder",
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "gitRepo",
    "glusterfs",
    "hostPath",
    "iscsi",
    "nfs",
    "persistentVolumeClaim",
    "photonPersistentDisk",
    "portworxVolume",
    "projected",
    "quobyte",
    "rbd",
    "scaleIO",
    "secret",
    "storageos",
    "vsphereVolume",
};

static const char *const host_paths[] = { "/",         "/foo",        "/foo/",  "/foo/bar",
                                          "/foo/bar/", "/foobar",     "/foo//", "/var/log",
                                          "foo",       "/foo/../etc", "" };
static const char *const drivers[] = { "foo", "bar/x", "x.y.z", "csi.example.com" };
static const char *const runtime_classes[] = { "good", "gvisor", "kata.v2" };

/* ---- policies ---- */

static const char *policy_names[MOST_POLICIES];
static size_t n_policies;

struct policy {
    struct node *root, *metadata, *spec;
};

static struct policy new_policy(const char *name)
{
    struct policy p = { .root = object() };
    set(p.root, "apiVersion", text("policy/v1beta1"));
    set(p.root, "kind", text("PodSecurityPolicy"));
    p.metadata = set(p.root, "metadata", object());
    set(p.metadata, "name", text(name));
    p.spec = set(p.root, "spec", object());
    return p;
}

static void set_text(struct node *obj, const char *key, const char *body)
{
    set(obj, key, text(body));
}

static struct node *rule_of(struct node *spec, const char *field, const char *rule)
{
    struct node *o = set(spec, field, object());
    set_text(o, "rule", rule);
    return o;
}

static void annotate(struct node *metadata, const char *key, const char *value)
{
    set_text(ensure_object(metadata, "annotations"), long_form(key), value);
}

static void any_rules(struct node *spec)
{
    rule_of(spec, "runAsUser", "RunAsAny");
    rule_of(spec, "seLinux", "RunAsAny");
    rule_of(spec, "supplementalGroups", "RunAsAny");
    rule_of(spec, "fsGroup", "RunAsAny");
}

/* Allows everything and changes nothing, but a seccomp field into its annotation. */
static struct policy permissive(const char *name)
{
    struct policy p = new_policy(name);
    any_rules(p.spec);
    set(p.spec, "privileged", boolean(true));
    set(p.spec, "allowedCapabilities", raw("[\"*\"]"));
    set(p.spec, "volumes", raw("[\"*\"]"));
    set(p.spec, "hostNetwork", boolean(true));
    set(p.spec, "hostPID", boolean(true));
    set(p.spec, "hostIPC", boolean(true));
    set(p.spec, "hostPorts", raw("[{\"min\":0,\"max\":65536}]"));
    set(p.spec, "allowedUnsafeSysctls", raw("[\"*\"]"));
    set(p.spec, "allowedProcMountTypes", raw("[\"Default\",\"Unmasked\"]"));
    annotate(p.metadata, "allowed-seccomp", "*");
    return p;
}

/* As clusters used to have for their tenants. */
static struct policy restrictive(const char *name)
{
    struct policy p = new_policy(name);
    set(p.spec, "privileged", boolean(false));
    set(p.spec, "allowPrivilegeEscalation", boolean(false));
    set(p.spec, "requiredDropCapabilities", raw("[\"ALL\"]"));
    set(p.spec, "volumes",
        raw("[\"configMap\",\"emptyDir\",\"projected\",\"secret\",\"downwardAPI\",\"persistentVolumeClaim\"]"));
    rule_of(p.spec, "runAsUser", "MustRunAsNonRoot");
    rule_of(p.spec, "seLinux", "RunAsAny");
    set(rule_of(p.spec, "supplementalGroups", "MustRunAs"), "ranges",
        raw("[{\"min\":1,\"max\":65535}]"));
    set(rule_of(p.spec, "fsGroup", "MustRunAs"), "ranges", raw("[{\"min\":1,\"max\":65535}]"));
    annotate(p.metadata, "allowed-seccomp", "docker/default,runtime/default");
    annotate(p.metadata, "default-seccomp", "runtime/default");
    if (chance(50)) {
        annotate(p.metadata, "allowed-apparmor", "runtime/default");
        annotate(p.metadata, "default-apparmor", "runtime/default");
    }
    return p;
}

static void policy_user(struct policy *p)
{
    static const char *const rules[] = { "MustRunAs", "MustRunAs", "MustRunAsNonRoot", "RunAsAny" };
    const char *rule = PICK(rules);
    struct node *o = rule_of(p->spec, "runAsUser", rule);
    if (strcmp(rule, "MustRunAs") == 0 ? !chance(3) : chance(5)) {
        set(o, "ranges", random_ranges());
    }
}

static void policy_groups(struct policy *p)
{
    static const char *const fields[] = { "runAsGroup", "supplementalGroups", "fsGroup" };
    static const char *const rules[] = { "MustRunAs", "MustRunAs", "MayRunAs", "RunAsAny" };
    const char *rule = PICK(rules);
    struct node *o = rule_of(p->spec, PICK(fields), rule);
    if (strcmp(rule, "RunAsAny") != 0 ? !chance(3) : chance(2)) {
        set(o, "ranges", random_ranges());
    }
}

static void policy_selinux(struct policy *p)
{
    bool is_any = chance(25);
    struct node *o = rule_of(p->spec, "seLinux", is_any ? "RunAsAny" : "MustRunAs");
    if (is_any ? chance(10) : !chance(4)) {
        set(o, "seLinuxOptions", random_selinux());
    }
}

static void policy_flag(struct policy *p)
{
    static const char *const flags[] = { "privileged",
                                         "hostNetwork",
                                         "hostPID",
                                         "hostIPC",
                                         "readOnlyRootFilesystem",
                                         "readOnlyRootFilesystem" };
    const char *flag = PICK(flags);
    set(p->spec, flag, boolean(chance(50)));
}

static void policy_escalation(struct policy *p)
{
    if (chance(60)) {
        set(p->spec, "allowPrivilegeEscalation", boolean(chance(40)));
    }
    if (chance(60)) {
        set(p->spec, "defaultAllowPrivilegeEscalation", boolean(chance(40)));
    }
}

static void policy_capabilities(struct policy *p)
{
    if (chance(50)) {
        set(p->spec, "allowedCapabilities", random_capabilities(3));
    }
    if (chance(50)) {
        set(p->spec, "requiredDropCapabilities", random_capabilities(2));
        struct node *allowed = get(p->spec, "allowedCapabilities");
        if (!chance(20) && allowed != NULL && allowed->kind == RAW) {
            drop(p->spec, "allowedCapabilities"); /* the wildcard does not go with drops */
        }
    }
    if (chance(50)) {
        set(p->spec, "defaultAddCapabilities", random_capabilities(2));
    }
}

static void policy_volumes(struct policy *p)
{
    struct node *list = set(p->spec, "volumes", array());
    for (size_t n = below(8); n > 0; n--) {
        append(list, text(PICK(fs_types)));
    }
    if (chance(40)) {
        append(list, text(chance(50) ? "secret" : "projected"));
    }
    if (chance(60)) {
        append(list, text("hostPath"));
    }
    if (chance(15)) {
        append(list, text("*"));
    }
    if (chance(2)) {
        append(list, text("nonsense"));
    }
}

static void policy_host_paths(struct policy *p)
{
    struct node *list = set(p->spec, "allowedHostPaths", array());
    for (size_t n = 1 + below(3); n > 0; n--) {
        struct node *o = append(list, object());
        const char *path = PICK(host_paths);
        set_text(o, "pathPrefix", path[0] == '\0' && !chance(5) ? "/foo" : path);
        if (chance(50)) {
            set(o, "readOnly", boolean(chance(80)));
        }
    }
}

static void policy_drivers(struct policy *p)
{
    bool is_flex = chance(50);
    struct node *list = set(p->spec, is_flex ? "allowedFlexVolumes" : "allowedCSIDrivers", array());
    for (size_t n = below(3); n > 0; n--) {
        const char *driver = PICK(drivers);
        set_text(append(list, object()), is_flex ? "driver" : "name",
                 !is_flex && strchr(driver, '/') != NULL && !chance(5) ? "foo" : driver);
    }
}

static void policy_ports(struct policy *p)
{
    static const int ends[] = { 0, 1, 79, 80, 81, 443, 8080, 65535, 65536, -1 };
    struct node *list = set(p->spec, "hostPorts", array());
    for (size_t n = below(3); n > 0; n--) {
        int a = PICK(ends), b = PICK(ends);
        append(list, range(chance(30) || a > b ? b : a, b));
    }
}

static void policy_sysctls(struct policy *p)
{
    bool is_allowed = chance(60);
    struct node *list =
        set(p->spec, is_allowed ? "allowedUnsafeSysctls" : "forbiddenSysctls", array());
    for (size_t n = below(3); n > 0; n--) {
        append(list, text(PICK(sysctl_patterns)));
    }
    if (!is_allowed && !chance(30)) {
        drop(p->spec, "allowedUnsafeSysctls"); /* else they overlap */
    }
}

static void policy_proc_mount(struct policy *p)
{
    static const char *const lists[] = { "[]", "[\"Default\"]", "[\"Unmasked\"]",
                                         "[\"Unmasked\",\"Default\"]", "null" };
    set(p->spec, "allowedProcMountTypes", raw(PICK(lists)));
}

static void policy_runtime_class(struct policy *p)
{
    struct node *o = set(p->spec, "runtimeClass", object());
    struct node *list = set(o, "allowedRuntimeClassNames", array());
    if (chance(25)) {
        append(list, text("*"));
    } else {
        for (size_t n = below(3); n > 0; n--) {
            append(list, text(PICK(runtime_classes)));
        }
    }
    if (chance(40)) {
        struct node *first = list->first;
        set_text(o, "defaultRuntimeClassName",
                 first != NULL && first->text[0] != '*' && !chance(5) ? first->text
                                                                      : PICK(runtime_classes));
    }
}

static const char *profile_list(const char *const *pool, size_t n_pool, bool has_star)
{
    const char *list = pool[below(n_pool)];
    if (has_star && chance(30)) {
        list = "*";
    }
    for (size_t n = below(3); n > 0; n--) {
        list = text_of("%s,%s", list, pool[below(n_pool)]);
    }
    return list;
}

static void policy_profiles(struct policy *p)
{
    if (chance(35)) {
        /* an empty element is invalid, so it is rare */
        size_t n = COUNT(seccomp_texts) - (chance(5) ? 0 : 1);
        annotate(p->metadata, "allowed-seccomp", profile_list(seccomp_texts, n, true));
    } else if (chance(20)) {
        drop(ensure_object(p->metadata, "annotations"), long_form("allowed-seccomp"));
    }
    if (chance(30)) {
        annotate(p->metadata, "default-seccomp", PICK(seccomp_texts));
    }
    if (chance(30)) {
        annotate(p->metadata, "allowed-apparmor",
                 profile_list(apparmor_texts, COUNT(apparmor_texts), false));
    }
    if (chance(30)) {
        annotate(p->metadata, "default-apparmor", PICK(apparmor_texts));
    }
}

/* Things that the API server refuses, or that no provider can be made of. */
static void policy_break(struct policy *p)
{
    switch (below(9)) {
    case 0:
        rule_of(p->spec, "runAsUser", chance(50) ? "Odd" : "MustRunAs");
        break;
    case 1:
        rule_of(p->spec, "seLinux", chance(50) ? "" : "MustRunAs");
        break;
    case 2:
        rule_of(p->spec, chance(50) ? "fsGroup" : "supplementalGroups",
                chance(50) ? "Odd" : "MayRunAs");
        break;
    case 3:
        rule_of(p->spec, "runAsGroup", chance(50) ? "Odd" : "MustRunAs");
        break;
    case 4:
        set(p->spec, "allowedUnsafeSysctls", raw("[\"kernel/sem\",\"\",\"*\"]"));
        break;
    case 5:
        set(p->spec, "allowedCSIDrivers", raw("[{\"name\":\"A_b\"}]"));
        break;
    case 6:
        annotate(p->metadata, chance(50) ? "default-seccomp" : "allowed-apparmor", PICK(odd_texts));
        break;
    case 7:
        set(p->spec, "allowedHostPaths", raw("[{\"pathPrefix\":\"/a/../b\"}]"));
        break;
    default:
        set_text(p->metadata, "name", "Bad_Name");
    }
}

struct policy_change {
    void (*change)(struct policy *);
    unsigned weight;
};

static const struct policy_change policy_changes[] = {
    { policy_user, 12 },         { policy_groups, 16 },     { policy_selinux, 8 },
    { policy_flag, 14 },         { policy_escalation, 10 }, { policy_capabilities, 12 },
    { policy_volumes, 10 },      { policy_host_paths, 6 },  { policy_drivers, 4 },
    { policy_ports, 6 },         { policy_sysctls, 7 },     { policy_proc_mount, 4 },
    { policy_runtime_class, 6 }, { policy_profiles, 14 },   { policy_break, 1 },
};

static void change_policy(struct policy *p)
{
    size_t total = 0;
    for (size_t i = 0; i < COUNT(policy_changes); i++) {
        total += policy_changes[i].weight;
    }
    size_t at = below(total);
    for (size_t i = 0; i < COUNT(policy_changes); i++) {
        if (at < policy_changes[i].weight) {
            policy_changes[i].change(p);
            return;
        }
        at -= policy_changes[i].weight;
    }
}

static struct policy random_policy(const char *name)
{
    size_t kind = below(100);
    struct policy p = kind < 55   ? permissive(name)
                      : kind < 90 ? restrictive(name)
                                  : new_policy(name);
    if (kind >= 90) {
        any_rules(p.spec);
    }
    for (size_t n = below(5); n > 0; n--) {
        change_policy(&p);
    }
    return p;
}

/* ---- the world ---- */

static const char *const namespaces[] = { "team-a", "team-a", "team-a", "team-b" };
static const char *const askers[] = { "alice", "bob",
                                      "system:serviceaccount:kube-system:replicaset-controller" };
static const char *const pod_accounts[] = { "default", "builder" };

static const char *random_subject(void)
{
    static const char *const subjects[] = {
        "{\"kind\":\"User\",\"name\":\"alice\"}",
        "{\"kind\":\"User\",\"name\":\"bob\"}",
        "{\"kind\":\"Group\",\"name\":\"devs\"}",
        "{\"kind\":\"Group\",\"name\":\"system:authenticated\"}",
        "{\"kind\":\"Group\",\"name\":\"system:serviceaccounts\"}",
        "{\"kind\":\"Group\",\"name\":\"system:serviceaccounts:team-a\"}",
        "{\"kind\":\"ServiceAccount\",\"name\":\"default\",\"namespace\":\"team-a\"}",
        "{\"kind\":\"ServiceAccount\",\"name\":\"builder\",\"namespace\":\"team-a\"}",
        "{\"kind\":\"ServiceAccount\",\"name\":\"default\",\"namespace\":\"team-b\"}",
        "{\"kind\":\"User\",\"name\":\"system:serviceaccount:kube-system:replicaset-controller\"}",
    };
    return PICK(subjects);
}

static void print_grant(size_t number, const char *policy)
{
    static const char *const groups[] = { "policy", "policy",     "policy",     "policy",
                                          "policy", "extensions", "extensions", "bulkhead.dev",
                                          "*",      "apps" };
    printf(
        ",{\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"use-%zu\"},\"rules\":[{\"verbs\":[\"%s\"],"
        "\"apiGroups\":[\"%s\"],\"resources\":[\"podsecuritypolicies\"]",
        number, chance(96) ? "use" : "get", PICK(groups));
    if (!chance(5)) {
        printf(",\"resourceNames\":[\"%s\"]", policy);
    }
    fputs("}]}", stdout);
    size_t n = 1 + below(3);
    for (size_t i = 0; i < n; i++) {
        bool is_cluster = chance(40);
        printf(",{\"kind\":\"%s\",\"metadata\":{\"name\":\"b%zu-%zu\"",
               is_cluster ? "ClusterRoleBinding" : "RoleBinding", number, i);
        if (!is_cluster) {
            printf(",\"namespace\":\"%s\"", PICK(namespaces));
        }
        printf("},\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"use-%zu\"},\"subjects\":[%s]}",
               number, random_subject());
    }
}

static void random_world(void)
{
    static const char *const names[] = {
        "a", "b", "privileged", "restricted", "0-first", "z-last"
    };

    n_policies = 1 + below(chance(50) ? 2 : MOST_POLICIES);
    size_t from = below(COUNT(names));
    fputs("W\t{\"policies\":[", stdout);
    for (size_t i = 0; i < n_policies; i++) {
        block_used = 0;
        policy_names[i] = names[(from + i) % COUNT(names)];
        struct policy p = random_policy(policy_names[i]);
        if (i > 0) {
            putchar(',');
        }
        print_node(p.root, &plain);
    }
    fputs(
        "],\"objects\":[{\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"builder\",\"namespace\":\"team-a\"}",
        stdout);
    if (chance(40)) {
        printf(",\"automountServiceAccountToken\":%s", chance(70) ? "false" : "true");
    }
    if (chance(30)) {
        fputs(",\"imagePullSecrets\":[{\"name\":\"pull\"}]", stdout);
    }
    putchar('}');
    for (size_t i = 0; i < n_policies; i++) {
        if (chance(88)) {
            print_grant(i, policy_names[i]);
        }
    }
    fputs("]}\n", stdout);
}

/* ---- pods ---- */

struct pod {
    struct node *root, *metadata, *spec;
};

static const char *const lists[] = { "initContainers", "containers", "ephemeralContainers" };

static struct pod new_pod(void)
{
    struct pod p = { .root = object() };
    set(p.root, "apiVersion", text("v1"));
    set(p.root, "kind", text("Pod"));
    p.metadata = set(p.root, "metadata", object());
    p.spec = set(p.root, "spec", object());
    return p;
}

static struct node *add_container(struct pod *p, size_t list, const char *name)
{
    struct node *c = append(ensure_array(p->spec, lists[list]), object());
    set_text(c, "name", name);
    set_text(c, "image", "i");
    return c;
}

static struct node *copy(const struct node *n)
{
    struct node *c = node_new(n->kind, n->text);
    c->key = n->key;
    for (const struct node *m = n->first; m != NULL; m = m->next) {
        append(c, copy(m));
    }
    return c;
}

static struct node *random_container(struct pod *p)
{
    struct node *all[16];
    size_t n = 0;
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct node *list = get(p->spec, lists[i]);
        for (struct node *c = list == NULL ? NULL : list->first; c != NULL && n < COUNT(all);
             c = c->next) {
            all[n++] = c;
        }
    }
    if (n == 0) {
        die("a pod without containers");
    }
    return all[below(n)];
}

static struct node *context_of(struct pod *p, bool is_pod)
{
    return ensure_object(is_pod ? p->spec : random_container(p), "securityContext");
}

static void pod_ids(struct pod *p)
{
    static const char *const fields[] = { "runAsUser", "runAsUser", "runAsGroup" };
    bool is_pod = chance(40);
    const char *field = PICK(fields);
    set(context_of(p, is_pod), field, chance(4) ? null() : random_id());
}

static void pod_non_root(struct pod *p)
{
    bool is_pod = chance(40);
    set(context_of(p, is_pod), "runAsNonRoot", chance(5) ? null() : boolean(chance(60)));
}

static void pod_groups(struct pod *p)
{
    struct node *sc = context_of(p, true);
    if (chance(50)) {
        set(sc, "fsGroup", random_id());
        return;
    }
    struct node *list = array();
    for (size_t n = below(4); n > 0; n--) {
        append(list, random_id());
    }
    set(sc, "supplementalGroups", chance(5) ? null() : list);
}

static void pod_selinux(struct pod *p)
{
    bool is_pod = chance(50);
    set(context_of(p, is_pod), "seLinuxOptions", random_selinux());
}

static const char *container_name(struct pod *p)
{
    return get(random_container(p), "name")->text;
}

static void pod_seccomp(struct pod *p)
{
    switch (below(4)) {
    case 0:
        set(context_of(p, true), "seccompProfile", random_seccomp());
        break;
    case 1:
        set(context_of(p, false), "seccompProfile", random_seccomp());
        break;
    case 2:
        annotate(p->metadata, "pod-seccomp", chance(3) ? PICK(odd_texts) : PICK(seccomp_texts));
        break;
    default:
        annotate(p->metadata, text_of("seccomp/%s", chance(95) ? container_name(p) : "nobody"),
                 PICK(seccomp_texts));
    }
}

static void pod_apparmor(struct pod *p)
{
    annotate(p->metadata, text_of("apparmor/%s", chance(95) ? container_name(p) : "nobody"),
             chance(3) ? PICK(odd_texts) : PICK(apparmor_texts));
}

static void pod_flag(struct pod *p)
{
    static const char *const host[] = { "hostNetwork", "hostPID", "hostIPC" };
    static const char *const own[] = { "privileged", "allowPrivilegeEscalation",
                                       "allowPrivilegeEscalation", "readOnlyRootFilesystem",
                                       "readOnlyRootFilesystem" };
    if (chance(30)) {
        set(p->spec, PICK(host), boolean(chance(80)));
        return;
    }
    const char *flag = PICK(own);
    set(context_of(p, false), flag, chance(3) ? null() : boolean(chance(50)));
}

static void pod_capabilities(struct pod *p)
{
    struct node *caps = ensure_object(context_of(p, false), "capabilities");
    if (chance(60)) {
        set(caps, "add", random_capabilities(3));
    }
    if (chance(60)) {
        set(caps, "drop", random_capabilities(3));
    }
    if (chance(3)) {
        append(ensure_array(caps, "add"), text(PICK(odd_texts)));
    }
}

static void pod_proc_mount(struct pod *p)
{
    static const char *const kinds[] = { "Default", "Unmasked", "Unmasked", "Odd" };
    set_text(context_of(p, false), "procMount", PICK(kinds));
}

static void pod_ports(struct pod *p)
{
    static const int ports[] = { 0, 1, 79, 80, 81, 443, 8080, 65535 };
    struct node *list = ensure_array(random_container(p), "ports");
    for (size_t n = 1 + below(2); n > 0; n--) {
        struct node *o = append(list, object());
        set(o, "containerPort", number_of(80));
        if (chance(80)) {
            set(o, "hostPort", number_of(PICK(ports)));
        }
    }
}

static void pod_sysctls(struct pod *p)
{
    struct node *list = ensure_array(context_of(p, true), "sysctls");
    for (size_t n = 1 + below(2); n > 0; n--) {
        struct node *o = append(list, object());
        set_text(o, "name", chance(3) ? PICK(odd_texts) : PICK(sysctls));
        set_text(o, "value", "1");
    }
}

/* Near the token volume that the ServiceAccount plug-in makes. */
static struct node *projected_source(void)
{
    struct node *list = array();
    size_t n = below(4);
    for (size_t i = 0; i < n; i++) {
        struct node *o = append(list, object());
        switch (below(8)) {
        case 0:
        case 1: {
            struct node *t = set(o, "serviceAccountToken", object());
            set_text(t, "path", chance(85) ? "token" : "other");
            if (chance(15)) {
                set_text(t, "audience", chance(30) ? "" : "vault");
            }
            break;
        }
        case 2:
        case 3:
            set_text(set(o, "configMap", object()), "name",
                     chance(85) ? "kube-root-ca.crt" : "foo");
            break;
        case 4:
        case 5: {
            struct node *items = set(set(o, "downwardAPI", object()), "items", array());
            struct node *item = append(items, object());
            set_text(item, "path", chance(90) ? "namespace" : "foo");
            if (chance(90)) {
                struct node *ref = set(item, "fieldRef", object());
                if (chance(70)) {
                    set_text(ref, "apiVersion", chance(85) ? "v1" : "v1beta1");
                }
                set_text(ref, "fieldPath", chance(85) ? "metadata.namespace" : "metadata.name");
            }
            break;
        }
        case 6:
            set_text(set(o, "secret", object()), "name", "s");
            break;
        default:
            break;
        }
    }
    struct node *p = object();
    set(p, "sources", list);
    return p;
}

static struct node *volume_source(const char *type)
{
    if (strcmp(type, "projected") == 0) {
        return projected_source();
    }
    struct node *o = object();
    if (strcmp(type, "hostPath") == 0) {
        set_text(o, "path", chance(3) ? PICK(odd_texts) : PICK(host_paths));
    } else if (strcmp(type, "flexVolume") == 0 || strcmp(type, "csi") == 0) {
        set_text(o, "driver", chance(3) ? PICK(odd_texts) : PICK(drivers));
    }
    return o;
}

static void pod_volume(struct pod *p)
{
    static const char *const names[] = { "v0", "v1", "data", "kube-api-access-zzzzz" };
    static const char *const common[] = { "hostPath",   "hostPath", "projected",
                                          "flexVolume", "csi",      "secret" };
    struct node *volume = append(ensure_array(p->spec, "volumes"), object());
    const char *name = names[below(chance(90) ? 3 : 4)];
    set_text(volume, "name", name);
    if (!chance(4)) {
        const char *type = chance(50) ? PICK(common) : PICK(fs_types);
        type = strcmp(type, "cephFS") == 0 ? "cephfs" : type;
        set(volume, type, volume_source(type));
        if (chance(2)) {
            set(volume, "emptyDir", object());
        }
    }
    if (chance(60)) {
        struct node *mount = append(ensure_array(random_container(p), "volumeMounts"), object());
        set_text(mount, "name", name);
        set_text(mount, "mountPath",
                 chance(95) ? "/mnt" : "/var/run/secrets/kubernetes.io/serviceaccount");
        if (chance(40)) {
            set(mount, "readOnly", boolean(chance(80)));
        }
    }
}

static void pod_runtime_class(struct pod *p)
{
    set_text(p->spec, "runtimeClassName", chance(6) ? PICK(odd_texts) : PICK(runtime_classes));
}

static void pod_account(struct pod *p)
{
    if (chance(60)) {
        set_text(p->spec, chance(90) ? "serviceAccountName" : "serviceAccount", PICK(pod_accounts));
    }
    if (chance(50)) {
        set(p->spec, "automountServiceAccountToken", boolean(chance(30)));
    }
}

static void pod_hint(struct pod *p)
{
    annotate(p->metadata, "psp",
             n_policies > 0 && chance(90) ? policy_names[below(n_policies)] : "gone");
}

static void pod_odd(struct pod *p)
{
    switch (below(6)) {
    case 0:
        set(p->spec, "securityContext", chance(50) ? null() : object());
        break;
    case 1:
        set(random_container(p), "securityContext", chance(50) ? null() : object());
        break;
    case 2:
        annotate(p->metadata, "kubernetes.io/config.mirror", "x");
        break;
    case 3:
        set_text(random_container(p), "name", PICK(odd_texts));
        break;
    case 4:
        set(ensure_object(random_container(p), "securityContext"), "capabilities", object());
        break;
    default:
        set(p->metadata, "annotations", chance(50) ? null() : object());
    }
}

struct pod_change {
    void (*change)(struct pod *);
    unsigned weight;
};

static const struct pod_change pod_changes[] = {
    { pod_ids, 14 },          { pod_non_root, 7 }, { pod_groups, 9 },  { pod_selinux, 6 },
    { pod_seccomp, 9 },       { pod_apparmor, 6 }, { pod_flag, 12 },   { pod_capabilities, 8 },
    { pod_proc_mount, 2 },    { pod_ports, 4 },    { pod_sysctls, 5 }, { pod_volume, 12 },
    { pod_runtime_class, 4 }, { pod_account, 8 },  { pod_hint, 3 },    { pod_odd, 2 },
};

static void change_pod(struct pod *p)
{
    size_t total = 0;
    for (size_t i = 0; i < COUNT(pod_changes); i++) {
        total += pod_changes[i].weight;
    }
    size_t at = below(total);
    for (size_t i = 0; i < COUNT(pod_changes); i++) {
        if (at < pod_changes[i].weight) {
            pod_changes[i].change(p);
            return;
        }
        at -= pod_changes[i].weight;
    }
}

/* Says everything that the usual policies would otherwise fill in. */
static void make_explicit(struct pod *p)
{
    struct node *sc = ensure_object(p->spec, "securityContext");
    if (chance(80)) {
        set(sc, "fsGroup", number_of(999));
        set(sc, "supplementalGroups", raw("[999]"));
    }
    if (chance(70)) {
        set(sc, "seccompProfile", raw("{\"type\":\"RuntimeDefault\"}"));
        annotate(p->metadata, "pod-seccomp", "runtime/default");
    }
    for (size_t i = 0; i < COUNT(lists); i++) {
        struct node *list = get(p->spec, lists[i]);
        for (struct node *c = list == NULL ? NULL : list->first; c != NULL; c = c->next) {
            struct node *own = ensure_object(c, "securityContext");
            set(own, "allowPrivilegeEscalation", boolean(false));
            set(own, "capabilities", raw("{\"drop\":[\"ALL\"]}"));
            if (chance(80)) {
                set(own, "runAsUser", number_of(1000));
                set(own, "runAsGroup", number_of(1000));
            } else {
                set(own, "runAsNonRoot", boolean(true));
            }
            if (chance(50)) {
                set(own, "readOnlyRootFilesystem", boolean(true));
            }
            if (chance(50)) {
                annotate(p->metadata, text_of("apparmor/%s", get(c, "name")->text),
                         "runtime/default");
            }
        }
    }
}

static struct pod random_pod(bool has_ephemeral)
{
    struct pod p = new_pod();
    size_t n = 1 + (chance(30) ? 1 : 0);

    if (chance(85)) {
        set_text(p.metadata, "name", "web");
    } else if (chance(80)) {
        set_text(p.metadata, "generateName", "web-69f48df4c-");
    }
    if (chance(30)) {
        add_container(&p, 0, "init");
    }
    for (size_t i = 0; i < n; i++) {
        add_container(&p, 1, i == 0 ? "app" : "side-car");
    }
    if (has_ephemeral) {
        add_container(&p, 2, "debug");
    }
    if (chance(35)) {
        make_explicit(&p);
    }
    if (chance(40)) {
        set(p.spec, "automountServiceAccountToken", boolean(false));
    }
    for (size_t left = chance(12) ? 6 + below(10) : below(5); left > 0; left--) {
        change_pod(&p);
    }
    return p;
}

/* ---- cases ---- */

/* How the old pod of an update differs; some of these are no difference to the plug-in. */
static void make_older(struct pod *old, struct pod *now)
{
    switch (below(30)) {
    case 0:
        break;
    case 1:
        set(now->metadata, "finalizers", raw("[\"a.example.com/b\"]"));
        break;
    case 2:
        set(now->metadata, "ownerReferences",
            raw("[{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\"n\",\"uid\":\"u\"}]"));
        break;
    case 3:
        set(now->metadata, "managedFields",
            raw("[{\"manager\":\"m\",\"operation\":\"Update\",\"apiVersion\":\"v1\"}]"));
        break;
    case 4:
        set(ensure_object(old->metadata, "labels"), "old", text("yes"));
        break;
    case 5:
        set(old->metadata, "resourceVersion", text("7"));
        set(now->metadata, "resourceVersion", text("7"));
        set(now->metadata, "generation", number_of(4));
        break;
    case 6:
        set(now->root, "status", raw("{\"phase\":\"Running\"}"));
        break;
    case 7:
        drop(old->spec, lists[2]);
        break;
    case 8:
        set(old->metadata, "annotations", chance(50) ? object() : null());
        break;
    case 9:
        set(old->spec, "volumes", chance(50) ? array() : null());
        break;
    default: {
        struct node *list = get(old->spec, lists[1]);
        set_text(list->first, "image", "old");
    }
    }
}

static void print_user(void)
{
    if (chance(2)) {
        fputs("{\"user\":null", stdout);
        return;
    }
    const char *name = PICK(askers);
    printf("{\"user\":{\"name\":\"%s\",\"groups\":[", name);
    printf("%s%s]}", chance(40) ? "\"devs\"," : "",
           strncmp(name, "system:", 7) == 0 ? "\"system:serviceaccounts\",\"system:authenticated\""
                                            : "\"system:authenticated\"");
}

static void random_case(void)
{
    block_used = 0;
    bool is_update = chance(30);
    bool has_ephemeral = chance(is_update ? 25 : 2);
    struct pod p = random_pod(has_ephemeral);
    struct pod old = { 0 };
    struct style style = { chance(20), chance(5), chance(3) };

    if (is_update) {
        if (chance(70)) {
            pod_hint(&p);
        }
        if (chance(80)) {
            set_text(p.spec, "serviceAccountName", PICK(pod_accounts));
        }
        old.root = copy(p.root);
        old.metadata = get(old.root, "metadata");
        old.spec = get(old.root, "spec");
        make_older(&old, &p);
        if (chance(10)) {
            change_pod(&p);
        }
    }
    fputs("C\t", stdout);
    print_user();
    const char *ns = PICK(namespaces);
    printf(",\"namespace\":\"%s\",\"operation\":\"%s\"", ns, is_update ? "update" : "create");
    if (chance(3)) {
        static const char *const subresources[] = { "status", "ephemeralcontainers", "exec",
                                                    "eviction" };
        printf(",\"subresource\":\"%s\"", PICK(subresources));
    } else if (chance(1)) {
        fputs(",\"resource\":\"services\"", stdout);
    }
    if (!is_update && chance(5)) {
        fputs(",\"reinvoke\":true", stdout);
    }
    fputs(",\"pod\":", stdout);
    print_node(p.root, &style);
    if (is_update) {
        fputs(",\"oldPod\":", stdout);
        print_node(old.root, &style);
    }
    puts("}");
}

/* ---- the fixed set: one policy, one pod ---- */

/* Edits (tree.h) of a policy and of a pod. Places: psp (the policy's spec), pmeta (its metadata), pod, meta, and the
 * containers i, c and e; $ stands for i, for c, for e and for all of them in turn. The base of the policy: P allows
 * everything, N has only its four rules. */
struct stratum {
    char base;
    const char *policy, *pod;
};

#define A63 "a123456789b123456789c123456789d123456789e123456789f123456789g12"

static const struct stratum strata[] = {
    { 'P', "", "" },
    { 'N', "", "" },
    /* A.2: what the API server refuses. The pod shows that such a policy is not used. */
    { 'P', "pmeta.name='Bad_Name'", "" },
    { 'P', "pmeta.name=''", "" },
    { 'P', "-pmeta.name", "" },
    { 'P', "pmeta.namespace='x'", "" },
    { 'P', "pmeta.annotations.default-apparmor=''", "" },
    { 'P', "pmeta.annotations.default-apparmor='foo'", "" },
    { 'P', "pmeta.annotations.default-apparmor='localhost/'", "" },
    { 'P', "pmeta.annotations.default-apparmor='localhost'", "" },
    { 'P', "pmeta.annotations.default-apparmor='*'", "" },
    { 'P', "pmeta.annotations.allowed-apparmor='runtime/default,foo,bar,unconfined'", "" },
    { 'P', "pmeta.annotations.allowed-apparmor='runtime/default, unconfined'", "" },
    { 'P', "pmeta.annotations.allowed-apparmor='q\\\"\\u0007\\n'", "" },
    { 'P', "pmeta.annotations.default-seccomp='*'", "" },
    { 'P', "pmeta.annotations.default-seccomp='docker/default'", "" },
    { 'P', "pmeta.annotations.default-seccomp='foo'", "" },
    { 'P', "pmeta.annotations.default-seccomp='localhost/'", "" },
    { 'P', "pmeta.annotations.default-seccomp='localhost/a/../b'", "" },
    { 'P', "pmeta.annotations.default-seccomp='localhost//../b'", "" },
    { 'P', "pmeta.annotations.default-seccomp='localhost//b'", "" },
    { 'P', "pmeta.annotations.default-seccomp='localhost/..b'", "" },
    { 'P', "pmeta.annotations.allowed-seccomp='*,foo,,unconfined'", "" },
    { 'P', "pmeta.annotations.allowed-seccomp='localhost/..,docker/default'", "" },
    { 'P', "pmeta.annotations.allowed-seccomp='runtime/default, unconfined'", "" },
    { 'P',
      "pmeta.annotations.default-apparmor='x';pmeta.annotations.allowed-apparmor='y';"
      "pmeta.annotations.default-seccomp='z';pmeta.annotations.allowed-seccomp='v'",
      "" },
    { 'P', "psp.runAsUser.rule='Odd'", "" },
    { 'P', "psp.runAsUser.rule=''", "" },
    { 'P', "-psp.runAsUser", "" },
    { 'P', "psp.runAsUser.rule='MayRunAs'", "" },
    { 'P', "psp.runAsUser.rule='q\\\"\\n'", "" },
    { 'P',
      "psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':-1,'max':-2},{'min':5,'max':4},{'min':-3,'max':1}]}",
      "" },
    { 'P', "psp.runAsUser={'rule':'RunAsAny','ranges':[{'min':9,'max':1}]}", "" },
    { 'P', "psp.runAsUser={'rule':'MustRunAs','ranges':[{}]}", "" },
    { 'P', "psp.runAsGroup={}", "" },
    { 'P', "psp.runAsGroup={'rule':'Odd','ranges':[{'min':-1,'max':-2}]}", "" },
    { 'P', "psp.runAsGroup={'rule':'RunAsAny','ranges':[{'min':1,'max':5}]}", "" },
    { 'P', "psp.runAsGroup={'rule':'RunAsAny','ranges':[]}", "" },
    { 'P', "psp.runAsGroup={'rule':'MustRunAs'}", "" },
    { 'P', "psp.runAsGroup={'rule':'MayRunAs','ranges':[]}", "" },
    { 'P', "psp.runAsGroup={'rule':'MayRunAs','ranges':[{'min':-1,'max':-2}]}", "" },
    { 'P', "psp.runAsGroup=null", "" },
    { 'P', "-psp.seLinux", "" },
    { 'P', "psp.seLinux.rule='Odd'", "" },
    { 'P', "-psp.supplementalGroups", "" },
    { 'P', "psp.supplementalGroups={'rule':'Odd','ranges':[{'min':2,'max':1}]}", "" },
    { 'P', "-psp.fsGroup", "" },
    { 'P', "psp.fsGroup={'rule':'MustRunAsNonRoot','ranges':[{'min':-2,'max':-1}]}", "" },
    { 'P', "psp.volumes=['x','*','Secret','cephfs']", "" },
    { 'P', "psp.volumes=['']", "" },
    { 'P', "psp.requiredDropCapabilities=['A']", "" },
    { 'P',
      "psp.requiredDropCapabilities=['A','*'];psp.allowedCapabilities=['A','*','B'];psp.defaultAddCapabilities=['B','A','A']",
      "" },
    { 'P',
      "psp.requiredDropCapabilities=['A'];-psp.allowedCapabilities;psp.defaultAddCapabilities=['a']",
      "" },
    { 'P', "psp.requiredDropCapabilities=[]", "" },
    { 'P', "psp.defaultAllowPrivilegeEscalation=true;psp.allowPrivilegeEscalation=false", "" },
    { 'P', "psp.allowedProcMountTypes=['Default','Odd','']", "" },
    { 'P',
      "psp.allowedHostPaths=[{'pathPrefix':'a/../../b'},{'pathPrefix':'..'},{},{'pathPrefix':'/x/..'},{}]",
      "" },
    { 'P', "psp.allowedHostPaths=[{'pathPrefix':'/..a/b..'}]", "" },
    { 'P', "psp.allowedFlexVolumes=[{'driver':'a'},{'driver':''},{}]", "" },
    { 'P',
      "psp.allowedCSIDrivers=[{'name':''},{'name':'A_b'},{'name':'UPPER.case'},{'name':"
      "'a123456789b123456789c123456789d123456789e123456789f123456789g123'},{'name':"
      "'a123456789b123456789c123456789d123456789e123456789f123456789g1234_'}]",
      "" },
    { 'P',
      "psp.allowedUnsafeSysctls=['kernel.sem','','a b','kernel/sem','.x','x.','x.*','-a','a-','A']",
      "" },
    { 'P', "psp.allowedUnsafeSysctls=['*','kernel.sem']", "" },
    { 'P', "psp.allowedUnsafeSysctls=['*x']", "" },
    { 'P', "psp.allowedUnsafeSysctls=['kernel.*sem','a*','a-*','a.b_*','a_b.c-d.*']", "" },
    { 'P', "-psp.allowedUnsafeSysctls;psp.forbiddenSysctls=['','*','x']", "" },
    { 'P',
      "psp.allowedUnsafeSysctls=['a.b','a.*','c.*','d','e.f.*','g.*'];"
      "psp.forbiddenSysctls=['a.b','a.b.*','c.*','d','e.*','g.h']",
      "" },
    { 'P', "psp.forbiddenSysctls=['a']", "" },
    { 'P', "psp.allowedUnsafeSysctls=['net.core.x','y'];psp.forbiddenSysctls=['net.*','z*']", "" },
    { 'P',
      "psp.allowedUnsafeSysctls=['" A63 A63 A63 A63 "a','" A63 A63 A63 A63 "ab','" A63 A63 A63 A63
      "a*']",
      "" },
    { 'P', "psp.allowedUnsafeSysctls=['a.b'];psp.forbiddenSysctls=['a.c','b*']", "" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':['A','b','b','*','']}", "" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':['b'],'defaultRuntimeClassName':'c'}",
      "" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':['*'],'defaultRuntimeClassName':'C'}",
      "" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':['*','*']}", "" },
    { 'P', "psp.runtimeClass={'defaultRuntimeClassName':''}", "" },
    { 'P', "psp.runtimeClass={'defaultRuntimeClassName':'*','allowedRuntimeClassNames':['*']}",
      "" },
    /* A.3: no provider */
    { 'P', "psp.runAsUser={'rule':'MustRunAs'}", "" },
    { 'P', "psp.runAsUser={'rule':'MustRunAs','ranges':[]}", "" },
    { 'P', "psp.seLinux={'rule':'MustRunAs'}", "" },
    { 'P', "psp.fsGroup={'rule':'MustRunAs'}", "" },
    { 'P', "psp.supplementalGroups={'rule':'MayRunAs'}", "" },
    { 'P', "psp.fsGroup={'rule':'MayRunAs'};psp.supplementalGroups={'rule':'MayRunAs','ranges':[]}",
      "" },
    { 'P',
      "psp.runAsUser={'rule':'MustRunAs'};psp.seLinux={'rule':'MustRunAs'};psp.fsGroup={'rule':'MayRunAs'};"
      "psp.supplementalGroups={'rule':'MustRunAs'}",
      "" },
    /* supplementalGroups and fsGroup */
    { 'P',
      "psp.supplementalGroups={'rule':'MustRunAs','ranges':[{'min':5,'max':10},{'min':20,'max':20}]}",
      "" },
    { 'P',
      "psp.supplementalGroups={'rule':'MustRunAs','ranges':[{'min':5,'max':10},{'min':20,'max':20}]}",
      "pod.sc.supplementalGroups=[5,10,20]" },
    { 'P',
      "psp.supplementalGroups={'rule':'MustRunAs','ranges':[{'min':5,'max':10},{'min':20,'max':20}]}",
      "pod.sc.supplementalGroups=[4,5,11,4]" },
    { 'P', "psp.supplementalGroups={'rule':'MustRunAs','ranges':[{'min':5,'max':10}]}",
      "pod.sc.supplementalGroups=[]" },
    { 'P', "psp.supplementalGroups={'rule':'MustRunAs','ranges':[{'min':5,'max':10}]}",
      "pod.sc.supplementalGroups=null" },
    { 'P', "psp.supplementalGroups={'rule':'MustRunAs','ranges':[{'min':5,'max':10}]}",
      "pod.sc={}" },
    { 'P',
      "psp.supplementalGroups={'rule':'MayRunAs','ranges':[{'min':50,'max':50},{'min':55,'max':998},{'min':1000,'max':1000}]}",
      "pod.sc.supplementalGroups=[999]" },
    { 'P', "psp.supplementalGroups={'rule':'MayRunAs','ranges':[{'min':50,'max':50}]}",
      "pod.sc.supplementalGroups=[50]" },
    { 'P', "psp.supplementalGroups={'rule':'MayRunAs','ranges':[{'min':50,'max':50}]}",
      "pod.sc.supplementalGroups=[]" },
    { 'P', "psp.supplementalGroups={'rule':'MayRunAs','ranges':[{'min':50,'max':50}]}", "" },
    { 'P', "psp.supplementalGroups={'rule':'RunAsAny','ranges':[{'min':50,'max':50}]}",
      "pod.sc.supplementalGroups=[7]" },
    { 'P', "psp.supplementalGroups={'rule':'RunAsAny'}", "pod.sc.supplementalGroups=[]" },
    { 'P', "psp.supplementalGroups={'rule':'MustRunAs','ranges':[{'min':0,'max':0}]}", "" },
    { 'P', "psp.fsGroup={'rule':'MustRunAs','ranges':[{'min':5,'max':10}]}", "" },
    { 'P', "psp.fsGroup={'rule':'MustRunAs','ranges':[{'min':0,'max':10}]}", "" },
    { 'P', "psp.fsGroup={'rule':'MustRunAs','ranges':[{'min':5,'max':10}]}", "pod.sc.fsGroup=10" },
    { 'P', "psp.fsGroup={'rule':'MustRunAs','ranges':[{'min':5,'max':10}]}", "pod.sc.fsGroup=11" },
    { 'P', "psp.fsGroup={'rule':'MayRunAs','ranges':[{'min':5,'max':10}]}", "" },
    { 'P', "psp.fsGroup={'rule':'MayRunAs','ranges':[{'min':5,'max':10}]}", "pod.sc.fsGroup=4" },
    { 'P', "psp.fsGroup={'rule':'MayRunAs','ranges':[{'min':5,'max':10}]}", "pod.sc.fsGroup=5" },
    { 'P', "psp.fsGroup={'rule':'RunAsAny','ranges':[{'min':5,'max':10}]}", "pod.sc.fsGroup=4" },
    /* runAsUser */
    { 'P', "psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':999,'max':1000}]}", "" },
    { 'P', "psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':999,'max':1000}]}",
      "pod.sc.runAsUser=999" },
    { 'P', "psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':999,'max':1000}]}",
      "pod.sc.runAsUser=999;$.sc.runAsUser=1000" },
    { 'P', "psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':999,'max':1000}]}",
      "pod.sc.runAsUser=999;$.sc.runAsUser=1" },
    { 'P', "psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':999,'max':1000},{'min':5,'max':5}]}",
      "$.sc.runAsUser=998" },
    { 'P', "psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':999,'max':1000},{'min':5,'max':5}]}",
      "$.sc.runAsUser=5" },
    { 'P', "psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':999,'max':1000}]}",
      "pod.sc.runAsUser=1" },
    { 'P', "psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':0,'max':0}]}", "$.sc={}" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot'}", "" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot','ranges':[{'min':5,'max':6}]}",
      "pod.sc.runAsUser=1" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot'}", "pod.sc.runAsUser=0" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot'}", "pod.sc.runAsUser=1;$.sc.runAsUser=0" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot'}",
      "pod.sc.runAsNonRoot=false;$.sc.runAsUser=5" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot'}", "$.sc.runAsNonRoot=false" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot'}",
      "$.sc.runAsNonRoot=false;$.sc.runAsUser=0" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot'}",
      "pod.sc.runAsNonRoot=true;$.sc.runAsUser=0" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot'}", "pod.sc.runAsNonRoot=true" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot'}", "$.sc.runAsNonRoot=true" },
    { 'P', "psp.runAsUser={'rule':'RunAsAny','ranges':[{'min':5,'max':6}]}",
      "$.sc.runAsUser=0;$.sc.runAsNonRoot=false" },
    /* runAsGroup */
    { 'P', "psp.runAsGroup={'rule':'MustRunAs','ranges':[{'min':5,'max':6}]}", "" },
    { 'P', "psp.runAsGroup={'rule':'MustRunAs','ranges':[{'min':5,'max':6}]}",
      "pod.sc.runAsGroup=6" },
    { 'P', "psp.runAsGroup={'rule':'MustRunAs','ranges':[{'min':5,'max':6}]}",
      "pod.sc.runAsGroup=7" },
    { 'P', "psp.runAsGroup={'rule':'MustRunAs','ranges':[{'min':5,'max':6}]}",
      "pod.sc.runAsGroup=7;$.sc.runAsGroup=5" },
    { 'P', "psp.runAsGroup={'rule':'MustRunAs','ranges':[{'min':5,'max':6}]}",
      "$.sc.runAsGroup=0" },
    { 'P', "psp.runAsGroup={'rule':'MayRunAs','ranges':[{'min':5,'max':6}]}", "" },
    { 'P', "psp.runAsGroup={'rule':'MayRunAs','ranges':[{'min':5,'max':6}]}", "$.sc.runAsGroup=7" },
    { 'P', "psp.runAsGroup={'rule':'RunAsAny'}", "$.sc.runAsGroup=7" },
    /* seLinux */
    { 'P',
      "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c6,c0','user':'u','role':'r','type':'t'}}",
      "" },
    { 'P',
      "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c6,c0','user':'u','role':'r','type':'t'}}",
      "pod.sc.seLinuxOptions={'level':'s0:c0,c6','user':'u','role':'r','type':'t'}" },
    { 'P',
      "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c6,c0','user':'u','role':'r','type':'t'}}",
      "pod.sc.seLinuxOptions={'level':'s1:c0,c6','user':'U','role':'R','type':'T'}" },
    { 'P',
      "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c6,c0','user':'u','role':'r','type':'t'}}",
      "pod.sc.seLinuxOptions={}" },
    { 'P', "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c6,c0'}}",
      "$.sc.seLinuxOptions.level='s0:c0,c6'" },
    { 'P', "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c6,c0'}}",
      "$.sc.seLinuxOptions.level='s0:c0'" },
    { 'P', "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c6,c0'}}",
      "$.sc.seLinuxOptions.level='s0:c6,c0,c0'" },
    { 'P', "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c6,c0'}}",
      "$.sc.seLinuxOptions.level='s0'" },
    { 'P', "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0'}}",
      "$.sc.seLinuxOptions.level='s0:c0'" },
    { 'P', "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c0:c1,c2'}}",
      "$.sc.seLinuxOptions.level='s0:c2,c0:c1'" },
    { 'P', "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{}}", "" },
    { 'P', "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{}}",
      "$.sc.seLinuxOptions={'level':'q\\\"','type':'t'}" },
    { 'P', "psp.seLinux={'rule':'RunAsAny','seLinuxOptions':{'level':'s0'}}",
      "$.sc.seLinuxOptions.level='s1'" },
    { 'P', "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c6,c0'}}",
      "$.sc.seLinuxOptions.level='s0:c6,c1'" },
    { 'P', "psp.seLinux={'rule':'MustRunAs','seLinuxOptions':{'level':'s0:c6,c0'}}",
      "$.sc.seLinuxOptions.level='s1:c6,c0'" },
    /* seccomp */
    { 'P', "-pmeta.annotations", "" },
    { 'P', "-pmeta.annotations", "meta.annotations.pod-seccomp='foo'" },
    { 'P', "-pmeta.annotations", "meta.annotations.seccomp/c='foo'" },
    { 'P', "-pmeta.annotations", "meta.annotations.seccomp/c=''" },
    { 'P', "-pmeta.annotations", "$.sc.seccompProfile.type='RuntimeDefault'" },
    { 'P', "-pmeta.annotations", "pod.sc.seccompProfile.type='RuntimeDefault'" },
    { 'P', "-pmeta.annotations",
      "pod.sc.seccompProfile.type='RuntimeDefault';$.sc.seccompProfile={'type':'Localhost'}" },
    { 'P', "pmeta.annotations.allowed-seccomp=''", "" },
    { 'P', "pmeta.annotations.allowed-seccomp=''", "meta.annotations.pod-seccomp='unconfined'" },
    { 'P',
      "pmeta.annotations.allowed-seccomp='localhost/foo';pmeta.annotations.default-seccomp='localhost/foo'",
      "" },
    { 'P',
      "pmeta.annotations.allowed-seccomp='localhost/foo';pmeta.annotations.default-seccomp='localhost/foo'",
      "meta.annotations.seccomp/c='bar'" },
    { 'P', "pmeta.annotations.allowed-seccomp='localhost/foo,localhost/bar'",
      "meta.annotations.pod-seccomp='localhost/foo';meta.annotations.seccomp/c='localhost/bar'" },
    { 'P', "pmeta.annotations.allowed-seccomp='localhost/foo'", "" },
    { 'P', "pmeta.annotations.allowed-seccomp='docker/default'",
      "pod.sc.seccompProfile.type='RuntimeDefault'" },
    { 'P', "pmeta.annotations.allowed-seccomp='runtime/default'",
      "meta.annotations.pod-seccomp='docker/default'" },
    { 'P', "pmeta.annotations.allowed-seccomp='runtime/default'",
      "meta.annotations.pod-seccomp='runtime/default';$.sc.seccompProfile.type='Unconfined'" },
    { 'P', "pmeta.annotations.allowed-seccomp='runtime/default'",
      "pod.sc.seccompProfile={'type':'Localhost'}" },
    { 'P', "pmeta.annotations.allowed-seccomp='localhost/a'",
      "pod.sc.seccompProfile={'type':'Localhost','localhostProfile':'a'}" },
    { 'P', "pmeta.annotations.allowed-seccomp='localhost/a'",
      "$.sc.seccompProfile={'type':'Localhost','localhostProfile':'b'}" },
    { 'P', "pmeta.annotations.allowed-seccomp='unconfined'",
      "pod.sc.seccompProfile.type='Unconfined'" },
    { 'P', "pmeta.annotations.allowed-seccomp='unconfined'", "pod.sc.seccompProfile.type='Odd'" },
    { 'P', "pmeta.annotations.default-seccomp='localhost/foo'", "" },
    { 'P', "pmeta.annotations.default-seccomp='docker/default'", "" },
    { 'P', "pmeta.annotations.default-seccomp='unconfined'", "meta.annotations.pod-seccomp=''" },
    { 'P', "pmeta.annotations.default-seccomp='unconfined'",
      "pod.sc.seccompProfile.type='RuntimeDefault'" },
    { 'P', "pmeta.annotations.default-seccomp='unconfined'",
      "pod.sc.seccompProfile={'type':'Localhost'}" },
    { 'P', "pmeta.annotations.default-seccomp='unconfined'",
      "meta.annotations.pod-seccomp='runtime/default'" },
    { 'P', "pmeta.annotations.default-seccomp='unconfined'",
      "meta.annotations.seccomp/c='runtime/default';pod.sc.seccompProfile.type='Unconfined'" },
    { 'P', "-pmeta.annotations;pmeta.annotations.default-seccomp='unconfined'", "" },
    { 'P', "pmeta.annotations.allowed-seccomp='unconfined'",
      "meta.annotations.seccomp/c='localhost/x';meta.annotations.seccomp/i='docker/default'" },
    { 'P', "", "meta.annotations.pod-seccomp='';pod.sc.seccompProfile.type='RuntimeDefault'" },
    { 'P', "",
      "meta.annotations.pod-seccomp='unconfined';pod.sc.seccompProfile.type='RuntimeDefault'" },
    { 'P', "", "$.sc.seccompProfile.type='RuntimeDefault'" },
    { 'P', "", "meta.annotations.seccomp/c='localhost/';meta.annotations.seccomp/i='odd'" },
    { 'P', "", "meta.annotations.seccomp/c='docker/default'" },
    /* AppArmor */
    { 'P', "pmeta.annotations.default-apparmor='runtime/default'", "" },
    { 'P', "pmeta.annotations.default-apparmor='runtime/default'",
      "meta.annotations.apparmor/c='unconfined'" },
    { 'P', "pmeta.annotations.default-apparmor='runtime/default'",
      "meta.annotations.apparmor/c=''" },
    { 'P', "pmeta.annotations.allowed-apparmor='runtime/default'", "" },
    { 'P', "pmeta.annotations.allowed-apparmor='runtime/default'",
      "meta.annotations.apparmor/c='runtime/default';meta.annotations.apparmor/i='runtime/default'" },
    { 'P', "pmeta.annotations.allowed-apparmor='runtime/default,localhost/q'",
      "meta.annotations.apparmor/c='unconfined';meta.annotations.apparmor/i='q\\\"'" },
    { 'P', "pmeta.annotations.allowed-apparmor=''", "" },
    { 'P', "pmeta.annotations.allowed-apparmor=''", "meta.annotations.apparmor/c='unconfined'" },
    { 'P', "pmeta.annotations.allowed-apparmor='runtime/default,'", "" },
    { 'P',
      "pmeta.annotations.allowed-apparmor='runtime/default';pmeta.annotations.default-apparmor='unconfined'",
      "" },
    { 'P',
      "pmeta.annotations.allowed-apparmor='runtime/default';pmeta.annotations.default-apparmor='runtime/default'",
      "" },
    /* host namespaces and ports */
    { 'P', "psp.hostNetwork=false;psp.hostPID=false;psp.hostIPC=false",
      "pod.hostNetwork=true;pod.hostPID=true;pod.hostIPC=true" },
    { 'P', "-psp.hostNetwork", "pod.hostNetwork=true" },
    { 'P', "-psp.hostPID", "pod.hostPID=true" },
    { 'P', "-psp.hostIPC", "pod.hostIPC=true" },
    { 'P', "", "pod.hostNetwork=true;pod.hostPID=true;pod.hostIPC=true" },
    { 'P', "", "pod.hostNetwork=true;$.ports=[{'containerPort':80}]" },
    { 'P', "-psp.hostPorts", "pod.hostNetwork=true;$.ports=[{'containerPort':80}]" },
    { 'P', "-psp.hostPorts", "$.ports=[{'containerPort':80,'hostPort':0}]" },
    { 'P', "-psp.hostPorts",
      "$.ports=[{'containerPort':80,'hostPort':1},{'containerPort':80},{'containerPort':80,'hostPort':2}]" },
    { 'P', "psp.hostPorts=[{'min':1,'max':10}]", "$.ports=[{'containerPort':80,'hostPort':11}]" },
    { 'P', "psp.hostPorts=[{'min':1,'max':10}]", "$.ports=[{'containerPort':80,'hostPort':10}]" },
    { 'P', "psp.hostPorts=[{'min':1,'max':1},{'min':5,'max':9},{'min':9,'max':5},{}]",
      "$.ports=[{'containerPort':80,'hostPort':7},{'containerPort':80,'hostPort':4}]" },
    { 'P', "psp.hostPorts=[]", "$.ports=[{'containerPort':80,'hostPort':7}]" },
    /* sysctls */
    { 'P', "-psp.allowedUnsafeSysctls",
      "pod.sc.sysctls=[{'name':'kernel.shm_rmid_forced','value':'1'},{'name':'net.ipv4.ip_local_port_range','value':'1'},"
      "{'name':'net.ipv4.tcp_syncookies','value':'1'},{'name':'net.ipv4.ping_group_range','value':'1'},{'name':'net.ipv4.ip_unprivileged_port_start','value':'1'}]" },
    { 'P', "-psp.allowedUnsafeSysctls",
      "pod.sc.sysctls=[{'name':'net.ipv4.ip_local_reserved_ports','value':'1'},{'name':'kernel.sem','value':'1'},{'name':'q\\\"','value':'1'},{'name':'','value':''}]" },
    { 'P', "-psp.allowedUnsafeSysctls",
      "pod.sc.sysctls=[{'name':'kernel/shm_rmid_forced','value':'1'}]" },
    { 'P', "-psp.allowedUnsafeSysctls;psp.forbiddenSysctls=['*']",
      "pod.sc.sysctls=[{'name':'kernel.shm_rmid_forced','value':'1'},{'name':'a','value':'1'}]" },
    { 'P', "-psp.allowedUnsafeSysctls;psp.forbiddenSysctls=['kernel.shm_rmid_forced']",
      "pod.sc.sysctls=[{'name':'kernel.shm_rmid_forced','value':'1'}]" },
    { 'P', "-psp.allowedUnsafeSysctls;psp.forbiddenSysctls=['kernel.shm_rmid']",
      "pod.sc.sysctls=[{'name':'kernel.shm_rmid_forced','value':'1'}]" },
    { 'P', "", "pod.sc.sysctls=[{'name':'kernel.sem','value':'1'}]" },
    { 'P', "psp.allowedUnsafeSysctls=['kernel.sem']",
      "pod.sc.sysctls=[{'name':'kernel.sem','value':'1'},{'name':'kernel.sem2','value':'1'}]" },
    { 'P', "psp.allowedUnsafeSysctls=['a.*','b.*'];psp.forbiddenSysctls=['net.*']",
      "pod.sc.sysctls=[{'name':'kernel.shm_rmid_forced','value':'1'},{'name':'a.b','value':'1'},{'name':'b.a','value':'1'}]" },
    { 'P', "psp.allowedUnsafeSysctls=['a.*','b.*'];psp.forbiddenSysctls=['net.*']",
      "pod.sc.sysctls=[{'name':'net.ipv4.ip_local_port_range','value':'1'},{'name':'e','value':'1'}]" },
    /* volumes other than by type (below) */
    { 'P', "psp.volumes=[]", "pod.volumes=[{'name':'v'}]" },
    { 'P', "psp.volumes=null", "" },
    { 'P', "psp.volumes=['csi']",
      "pod.volumes=[{'name':'v','ephemeral':{},'csi':{'driver':'x'}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','secret':{},'hostPath':{'path':'/'}}]" },
    { 'P', "psp.volumes=['secret']", "pod.volumes=[{'name':'v','projected':{}}]" },
    { 'P', "psp.volumes=['secret']", "pod.volumes=[{'name':'v','projected':{'sources':[]}}]" },
    { 'P', "psp.volumes=['projected']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'secret':{}}]}}]" },
    { 'P', "psp.volumes=['emptyDir']", "pod.volumes=[{'name':'v','projected':{'sources':[]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'serviceAccountToken':{'path':'token','expirationSeconds':5}},"
      "{'configMap':{'name':'kube-root-ca.crt','items':[{'key':'x','path':'y'}]}},{'downwardAPI':{'items':[{'path':'namespace','fieldRef':{'fieldPath':'metadata.namespace'}}]}}]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'serviceAccountToken':{'path':'notatoken'}}]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'serviceAccountToken':{'path':'token','audience':'x'}}]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'configMap':{'name':'foo-ca.crt'}}]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'downwardAPI':{'items':[{'path':'foo','fieldRef':{'apiVersion':'v1','fieldPath':'metadata.namespace'}}]}}]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'downwardAPI':{'items':[{'path':'namespace'}]}}]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'downwardAPI':{'items':[{'path':'namespace','fieldRef':{'apiVersion':'v1beta1','fieldPath':'metadata.namespace'}}]}}]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'downwardAPI':{'items':[{'path':'namespace','fieldRef':{'apiVersion':'v1','fieldPath':'metadata.foo'}}]}}]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'downwardAPI':{}}]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'secret':{'name':'s'}}]}}]" },
    { 'P', "psp.volumes=['secret']", "pod.volumes=[{'name':'v','projected':{'sources':[{}]}}]" },
    { 'P', "psp.volumes=['secret']",
      "pod.volumes=[{'name':'v','projected':{'sources':[{'secret':{'name':'s'},'serviceAccountToken':{'path':'token'}}]}}]" },
    { 'P', "psp.volumes=['secret']", "pod.automountServiceAccountToken=true" },
    { 'P', "psp.volumes=['projected']", "pod.automountServiceAccountToken=true" },
    { 'P', "psp.volumes=['emptyDir']", "pod.automountServiceAccountToken=true" },
    { 'P', "psp.volumes=['emptyDir']",
      "-pod.automountServiceAccountToken;pod.serviceAccountName='builder'" },
    { 'P', "psp.volumes=['emptyDir']",
      "pod.automountServiceAccountToken=true;pod.serviceAccountName='builder'" },
    { 'P', "",
      "-pod.automountServiceAccountToken;pod.volumes=[{'name':'kube-api-access-abc','secret':{}}]" },
    { 'P', "",
      "-pod.automountServiceAccountToken;c.volumeMounts=[{'name':'v','mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}]" },
    { 'P', "",
      "-pod.automountServiceAccountToken;c.volumeMounts=[{'name':'v','mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}];"
      "i.volumeMounts=[{'name':'v','mountPath':'/var/run/secrets/kubernetes.io/serviceaccount'}]" },
    { 'P', "", "-pod.automountServiceAccountToken;meta.annotations.kubernetes=''" },
    { 'P', "", "pod.serviceAccount='builder'" },
    { 'P', "", "pod.serviceAccount='other';pod.serviceAccountName='builder'" },
    { 'P', "", "pod.serviceAccountName='builder';pod.imagePullSecrets=[{'name':'own'}]" },
    { 'P', "",
      "meta.annotations={'kubernetes.io/config.mirror':''};pod.volumes=[{'name':'v','secret':{'secretName':'s'}}]" },
    { 'P', "",
      "meta.annotations={'kubernetes.io/config.mirror':'x'};pod.volumes=[{'name':'v','projected':{'sources':[{'serviceAccountToken':{'path':'token'}}]}}]" },
    { 'P', "",
      "meta.annotations={'kubernetes.io/config.mirror':'x'};pod.serviceAccountName='default'" },
    { 'P', "",
      "meta.annotations={'kubernetes.io/config.mirror':'x'};-pod.automountServiceAccountToken" },
    /* host paths */
    { 'P', "psp.allowedHostPaths=[{'pathPrefix':'/foo'}]",
      "pod.volumes=[{'name':'a','hostPath':{'path':'/foobar'}},{'name':'b','hostPath':{'path':'/foo/'}},"
      "{'name':'c','hostPath':{'path':'/foo'}},{'name':'d','hostPath':{'path':'/foo/bar'}},{'name':'e','hostPath':{'path':'/fo'}}]" },
    { 'P', "psp.allowedHostPaths=[{'pathPrefix':'/foo/bar/'}]",
      "pod.volumes=[{'name':'a','hostPath':{'path':'/foo'}},{'name':'b','hostPath':{'path':'/foo/bar'}},{'name':'c','hostPath':{'path':'/foo/bar//'}}]" },
    { 'P', "psp.allowedHostPaths=[{'pathPrefix':'/'}]",
      "pod.volumes=[{'name':'a','hostPath':{'path':'/'}},{'name':'b','hostPath':{'path':'/x'}},{'name':'c','hostPath':{'path':'x'}},{'name':'d','hostPath':{'path':''}}]" },
    { 'P', "psp.allowedHostPaths=[{'pathPrefix':'/foo//'}]",
      "pod.volumes=[{'name':'a','hostPath':{'path':'/foo'}},{'name':'b','hostPath':{'path':'/foo/'}},{'name':'c','hostPath':{'path':'/foo//'}},{'name':'d','hostPath':{'path':'/foo//x'}}]" },
    { 'P', "psp.allowedHostPaths=[{'pathPrefix':'/a/b'}]",
      "pod.volumes=[{'name':'a','hostPath':{'path':'/a/b/../../etc'}}]" },
    { 'P', "psp.allowedHostPaths=[]",
      "pod.volumes=[{'name':'a','hostPath':{'path':'/etc'}}];c.volumeMounts=[{'name':'a','mountPath':'/x'}]" },
    { 'P', "psp.allowedHostPaths=[{'pathPrefix':'/a','readOnly':true}]",
      "pod.volumes=[{'name':'v','hostPath':{'path':'/a'}}];$.volumeMounts=[{'name':'w','mountPath':'/w'},{'name':'v','mountPath':'/x'},{'name':'v','mountPath':'/y','readOnly':true},{'name':'v','mountPath':'/z','readOnly':false}]" },
    { 'P', "psp.allowedHostPaths=[{'pathPrefix':'/a','readOnly':true}]",
      "pod.volumes=[{'name':'v','hostPath':{'path':'/a'}}];$.volumeMounts=[{'name':'v','mountPath':'/y','readOnly':true}]" },
    { 'P', "psp.allowedHostPaths=[{'pathPrefix':'/a','readOnly':false}]",
      "pod.volumes=[{'name':'v','hostPath':{'path':'/a'}}];$.volumeMounts=[{'name':'v','mountPath':'/y'}]" },
    { 'P',
      "psp.allowedHostPaths=[{'pathPrefix':'/foo/bar/baz','readOnly':true},{'pathPrefix':'/foo','readOnly':true},{'pathPrefix':'/foo/bar'}]",
      "pod.volumes=[{'name':'a','hostPath':{'path':'/foo/bar'}},{'name':'b','hostPath':{'path':'/foo/bar/baz'}},{'name':'c','hostPath':{'path':'/foo/'}}];"
      "c.volumeMounts=[{'name':'a','mountPath':'/a'},{'name':'b','mountPath':'/b','readOnly':true},{'name':'c','mountPath':'/c','readOnly':true}]" },
    { 'P',
      "psp.allowedHostPaths=[{'pathPrefix':'/foo/bar/baz','readOnly':true},{'pathPrefix':'/foo','readOnly':true},{'pathPrefix':'/foo/bar'}]",
      "pod.volumes=[{'name':'b','hostPath':{'path':'/foo/bar/baz'}},{'name':'c','hostPath':{'path':'/foo/x'}}];"
      "c.volumeMounts=[{'name':'b','mountPath':'/b'},{'name':'c','mountPath':'/c'}]" },
    { 'P', "psp.volumes=['secret'];psp.allowedHostPaths=[{'pathPrefix':'/a'}]",
      "pod.volumes=[{'name':'v','hostPath':{'path':'/a'}}]" },
    { 'P', "psp.allowedHostPaths=[{'pathPrefix':'/q'}]",
      "pod.volumes=[{'name':'v','hostPath':{'path':'/q\\\"\\n'}}]" },
    /* drivers */
    { 'P', "psp.allowedFlexVolumes=[{'driver':'foo'},{'driver':'bar'}]",
      "pod.volumes=[{'name':'v','flexVolume':{'driver':'unknown'}},{'name':'w','flexVolume':{'driver':'bar'}}]" },
    { 'P', "psp.allowedFlexVolumes=[]",
      "pod.volumes=[{'name':'v','flexVolume':{'driver':'unknown'}}]" },
    { 'P', "psp.volumes=['flexVolume'];psp.allowedFlexVolumes=[{'driver':'foo'}]",
      "pod.volumes=[{'name':'v','flexVolume':{'driver':'Foo'}}]" },
    { 'P', "psp.volumes=['secret'];psp.allowedFlexVolumes=[{'driver':'foo'}]",
      "pod.volumes=[{'name':'v','flexVolume':{'driver':'foo'}}]" },
    { 'P', "psp.allowedCSIDrivers=[{'name':'foo'},{'name':'bar'}]",
      "pod.volumes=[{'name':'v','csi':{'driver':'unknown'}},{'name':'w','csi':{'driver':'bar'}}]" },
    { 'P', "psp.allowedCSIDrivers=[]", "pod.volumes=[{'name':'v','csi':{'driver':'unknown'}}]" },
    { 'P', "psp.volumes=['csi'];psp.allowedCSIDrivers=[{'name':'foo'}]",
      "pod.volumes=[{'name':'v','csi':{'driver':'Foo'}}]" },
    { 'P', "psp.volumes=['secret'];psp.allowedCSIDrivers=[{'name':'foo'}]",
      "pod.volumes=[{'name':'v','csi':{'driver':'foo'}}]" },
    /* runtime class */
    { 'P', "psp.runtimeClass={}", "" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':[]}", "pod.runtimeClassName='good'" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':['*']}", "pod.runtimeClassName='any'" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':['good']}",
      "pod.runtimeClassName='good'" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':['good']}",
      "pod.runtimeClassName='bad\\\"'" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':['good']}", "pod.runtimeClassName=''" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':['good']}", "pod.runtimeClassName=null" },
    { 'P',
      "psp.runtimeClass={'allowedRuntimeClassNames':['good'],'defaultRuntimeClassName':'good'}",
      "" },
    { 'P', "psp.runtimeClass={'allowedRuntimeClassNames':['*'],'defaultRuntimeClassName':'good'}",
      "pod.runtimeClassName='mine'" },
    { 'P',
      "psp.runtimeClass={'allowedRuntimeClassNames':['good'],'defaultRuntimeClassName':'good'}",
      "pod.runtimeClassName='mine'" },
    { 'P', "psp.runtimeClass=null", "pod.runtimeClassName='mine'" },
    /* privileged, read-only root, proc mount */
    { 'P', "psp.privileged=false", "$.sc.privileged=true" },
    { 'P', "psp.privileged=false", "$.sc.privileged=false" },
    { 'P', "psp.privileged=false", "$.sc={}" },
    { 'P', "", "$.sc.privileged=true" },
    { 'P', "psp.readOnlyRootFilesystem=true", "" },
    { 'P', "psp.readOnlyRootFilesystem=true", "$.sc.readOnlyRootFilesystem=false" },
    { 'P', "psp.readOnlyRootFilesystem=true", "$.sc.readOnlyRootFilesystem=true" },
    { 'P', "psp.readOnlyRootFilesystem=false", "$.sc.readOnlyRootFilesystem=false" },
    { 'P', "-psp.allowedProcMountTypes", "$.sc.procMount='Unmasked'" },
    { 'P', "-psp.allowedProcMountTypes", "$.sc.procMount='Default'" },
    { 'P', "psp.allowedProcMountTypes=[]", "$.sc.procMount='Odd'" },
    { 'P', "psp.allowedProcMountTypes=['Unmasked']", "" },
    { 'P', "psp.allowedProcMountTypes=['Unmasked']",
      "i.sc.procMount='Unmasked';c.sc.procMount='Unmasked'" },
    { 'P', "", "$.sc.procMount='Unmasked'" },
    /* capabilities */
    { 'P', "-psp.allowedCapabilities", "" },
    { 'P', "-psp.allowedCapabilities", "$.sc.caps.add=['foo','bar','foo']" },
    { 'P', "psp.allowedCapabilities=['foo']", "$.sc.caps.add=['foo']" },
    { 'P', "psp.allowedCapabilities=['foo']", "$.sc.caps.add=['Foo','CAP_foo']" },
    { 'P', "-psp.allowedCapabilities;psp.defaultAddCapabilities=['foo']", "" },
    { 'P', "-psp.allowedCapabilities;psp.defaultAddCapabilities=['foo']", "$.sc.caps.add=['foo']" },
    { 'P', "-psp.allowedCapabilities;psp.defaultAddCapabilities=['foo','bar']",
      "$.sc.caps.drop=['foo']" },
    { 'P', "-psp.allowedCapabilities;psp.defaultAddCapabilities=['foo']",
      "$.sc.caps.drop=['foo']" },
    { 'P', "-psp.allowedCapabilities;psp.defaultAddCapabilities=['foo']", "$.sc.caps={}" },
    { 'P', "-psp.allowedCapabilities;psp.requiredDropCapabilities=['foo']", "" },
    { 'P', "-psp.allowedCapabilities;psp.requiredDropCapabilities=['foo']",
      "$.sc.caps.add=['foo']" },
    { 'P', "-psp.allowedCapabilities;psp.requiredDropCapabilities=['foo','bar']",
      "$.sc.caps.drop=['z','bar','foo','z']" },
    { 'P', "-psp.allowedCapabilities;psp.requiredDropCapabilities=['foo','bar']",
      "$.sc.caps.drop=['z','bar','a']" },
    { 'P', "-psp.allowedCapabilities;psp.requiredDropCapabilities=['ALL']",
      "$.sc.caps.drop=['all','NET_RAW']" },
    { 'P',
      "psp.allowedCapabilities=['x','y'];psp.requiredDropCapabilities=['ALL','b'];psp.defaultAddCapabilities=['z','x']",
      "$.sc.caps={'add':['y','w','y'],'drop':['c']}" },
    { 'P', "psp.defaultAddCapabilities=['foo']", "" },
    { 'P', "psp.defaultAddCapabilities=['foo']", "$.sc.caps.add=['anything']" },
    { 'P', "", "$.sc.caps={'add':['b','a','b'],'drop':['d','c']}" },
    { 'P', "-psp.allowedCapabilities", "$.sc.caps={'add':[],'drop':[]}" },
    { 'P', "psp.allowedCapabilities=['ALL']", "$.sc.caps.add=['NET_ADMIN']" },
    { 'P', "-psp.allowedCapabilities;psp.defaultAddCapabilities=['a','a']",
      "$.sc.caps.add=['b','b']" },
    /* privilege escalation: allowed, default, pod */
    { 'P', "psp.allowPrivilegeEscalation=true", "" },
    { 'P', "psp.defaultAllowPrivilegeEscalation=false", "" },
    { 'P', "psp.defaultAllowPrivilegeEscalation=true", "" },
    { 'P', "psp.defaultAllowPrivilegeEscalation=false", "$.sc.allowPrivilegeEscalation=true" },
    { 'P', "psp.defaultAllowPrivilegeEscalation=true", "$.sc.allowPrivilegeEscalation=false" },
    { 'P', "psp.allowPrivilegeEscalation=false", "" },
    { 'P', "psp.allowPrivilegeEscalation=false", "$.sc.allowPrivilegeEscalation=true" },
    { 'P', "psp.allowPrivilegeEscalation=false", "$.sc.allowPrivilegeEscalation=false" },
    { 'P', "psp.allowPrivilegeEscalation=false;psp.defaultAllowPrivilegeEscalation=false",
      "$.sc.allowPrivilegeEscalation=true" },
    { 'P', "psp.allowPrivilegeEscalation=false;psp.defaultAllowPrivilegeEscalation=false", "" },
    { 'P', "psp.allowPrivilegeEscalation=null", "" },
    { 'P', "psp.allowPrivilegeEscalation=false", "$.sc.allowPrivilegeEscalation=null" },
    /* shapes */
    { 'P', "", "pod.sc=null;$.sc=null" },
    { 'P', "", "pod.sc={};$.sc={}" },
    { 'P', "psp.runAsUser={'rule':'MustRunAsNonRoot'};psp.allowPrivilegeEscalation=false",
      "pod.sc=null;$.sc=null" },
    { 'P', "", "meta.annotations.psp='p'" },
    { 'P', "", "meta.annotations=null" },
    { 'P', "psp.fsGroup={'rule':'MustRunAs','ranges':[{'min':7,'max':7}]}", "-meta.name" },
    { 'P', "-psp.hostIPC", "-meta.name;pod.hostIPC=true" },
    { 'P', "-psp.hostIPC", "-meta.name;meta.generateName='web-';pod.hostIPC=true" },
    { 'P', "psp.readOnlyRootFilesystem=true;psp.privileged=false;psp.allowPrivilegeEscalation=false;-psp.allowedCapabilities;-psp.hostPorts", "$.sc={'readOnlyRootFilesystem':false,'privileged':true,'allowPrivilegeEscalation':true,'capabilities':{'add':['x']},'procMount':'Odd'};$.ports=[{'containerPort':1,'hostPort':2}]" },
};

static struct policy edited_policy;
static struct pod edited_pod;

static struct node *place(const char *name, size_t n)
{
    static const struct {
        char name;
        size_t list;
    } places[] = { { 'i', 0 }, { 'c', 1 }, { 'e', 2 } };

    if (n == 3 && memcmp(name, "psp", 3) == 0) {
        return edited_policy.spec;
    }
    if (n == 5 && memcmp(name, "pmeta", 5) == 0) {
        return edited_policy.metadata;
    }
    if (n == 3 && memcmp(name, "pod", 3) == 0) {
        return edited_pod.spec;
    }
    if (n == 4 && memcmp(name, "meta", 4) == 0) {
        return edited_pod.metadata;
    }
    for (size_t i = 0; i < COUNT(places); i++) {
        if (n == 1 && places[i].name == name[0]) {
            struct node *list = get(edited_pod.spec, lists[places[i].list]);
            if (list == NULL) {
                die("an edit names a container that is not there");
            }
            return list->first;
        }
    }
    die("an edit names an unknown place");
    return NULL;
}

static void start_pod(bool has_ephemeral)
{
    edited_pod = new_pod();
    set_text(edited_pod.metadata, "name", "web");
    set(edited_pod.spec, "automountServiceAccountToken", boolean(false));
    add_container(&edited_pod, 0, "i");
    add_container(&edited_pod, 1, "c");
    if (has_ephemeral) {
        add_container(&edited_pod, 2, "e");
    }
}

static void print_stratum_case(const char *pod, const char *dollar, bool is_update)
{
    block_used = 0;
    start_pod(strchr(dollar, 'e') != NULL);
    apply_edits(pod, dollar);
    printf(
        "C\t{\"user\":{\"name\":\"alice\"},\"namespace\":\"team-a\",\"operation\":\"%s\",\"pod\":",
        is_update ? "update" : "create");
    print_node(edited_pod.root, &plain);
    if (is_update) {
        struct node *old = copy(edited_pod.root);
        set_text(get(get(old, "spec"), lists[1])->first, "image", "old");
        fputs(",\"oldPod\":", stdout);
        print_node(old, &plain);
    }
    puts("}");
}

static const char everybody_uses_everything[] =
    "{\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"use\"},\"rules\":[{\"verbs\":[\"use\"],\"apiGroups\":"
    "[\"policy\"],\"resources\":[\"podsecuritypolicies\"]}]},{\"kind\":\"ClusterRoleBinding\",\"metadata\":{"
    "\"name\":\"use\"},\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"use\"},\"subjects\":[{\"kind\":\"User\","
    "\"name\":\"alice\"}]},{\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"builder\",\"namespace\":\"team-a\"},"
    "\"automountServiceAccountToken\":false,\"imagePullSecrets\":[{\"name\":\"pull\"}]}";

static void start_policy(char base, const char *name, const char *edits)
{
    edited_policy = base == 'P' ? permissive(name) : new_policy(name);
    if (base == 'N') {
        any_rules(edited_policy.spec);
    }
    apply_edits(edits, "");
}

static void print_stratum(const struct stratum *s)
{
    static const struct {
        const char *dollar;
        bool is_update;
    } ways[] = { { "c", false }, { "i", false }, { "ic", false },
                 { "ic", true }, { "e", true },  { "ice", true } };
    bool has_dollar = strchr(s->pod, '$') != NULL;

    block_used = 0;
    fputs("W\t{\"policies\":[", stdout);
    start_policy(s->base, "p", s->policy);
    print_node(edited_policy.root, &plain);
    printf("],\"objects\":[%s]}\n", everybody_uses_everything);
    for (size_t i = 0; i < COUNT(ways); i++) {
        if (has_dollar || i == 0 || i == 3) {
            print_stratum_case(s->pod, ways[i].dollar, ways[i].is_update);
        }
    }
}

static void volume_strata(void)
{
    char policy[80], pod[80];

    for (size_t i = 0; i < COUNT(fs_types); i++) {
        const char *type = fs_types[i];
        const char *field = strcmp(type, "cephFS") == 0 ? "cephfs" : type;
        const char *const policies[] = { "psp.volumes=[]", policy, "psp.volumes=['*']",
                                         "psp.volumes=['emptyDir','secret']" };
        (void)snprintf(policy, sizeof(policy), "psp.volumes=['%s']", type);
        (void)snprintf(pod, sizeof(pod), "pod.volumes=[{'name':'v','%s':{}}]", field);
        for (size_t k = 0; k < COUNT(policies); k++) {
            print_stratum(&(struct stratum){ 'P', policies[k], pod });
        }
    }
}

/* ---- the fixed set: selection ---- */

/* Policies as name:grants:edits, separated by '|'. Grants, one letter each: r alice by a role binding, c by a cluster
 * role binding, g the group devs, s the pod's account, a all service accounts of the namespace, x alice in extensions,
 * b alice in bulkhead.dev, w alice in any group, o alice in another namespace, u everybody who is authenticated. */
struct scenario {
    const char *policies, *pod;
};

#define MUTATES "psp.allowPrivilegeEscalation=false"
#define REFUSES "-psp.hostPID"

static const struct scenario scenarios[] = {
    { "mutating2:r:psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':1001,'max':1001}]}|"
      "mutating1:r:psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':999,'max':999}]}|privileged:r:",
      "" },
    { "mutating2:r:psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':1001,'max':1001}]}|"
      "mutating1:r:psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':999,'max':999}]}",
      "" },
    { "mutating2:r:psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':1001,'max':1001}]}|"
      "mutating1:r:psp.runAsUser={'rule':'MustRunAs','ranges':[{'min':999,'max':999}]}",
      "meta.annotations.psp='mutating2'" },
    { "mutating1:r:" MUTATES "|privileged:r:", "meta.annotations.psp='privileged'" },
    { "001permissive:r:|002permissive:r:|003permissive:r:",
      "meta.annotations.psp='002permissive'" },
    { "001permissive:r:|002permissive:r:|003permissive:r:", "" },
    { "a:r:|b:r:" REFUSES "|c:r:", "meta.annotations.psp='b';pod.hostPID=true" },
    { "b:r:" REFUSES "|a:s:" REFUSES, "pod.hostPID=true" },
    { "c:r:" REFUSES "|b:r:-psp.hostPID;-psp.hostIPC|a:r:-psp.hostNetwork",
      "pod.hostPID=true;pod.hostIPC=true;pod.hostNetwork=true" },
    { "c:n:" REFUSES "|b:n:" REFUSES "|a:r:" MUTATES, "pod.hostPID=true" },
    { "a:o:", "" },
    { "a:n:", "" },
    { "a:c:", "" },
    { "a:g:", "" },
    { "a:s:", "" },
    { "a:s:", "pod.serviceAccountName='builder'" },
    { "a:a:", "pod.serviceAccountName='builder'" },
    { "a:x:", "" },
    { "a:b:", "" },
    { "a:w:", "" },
    { "a:u:", "" },
    { "a:bx:|b:r:", "" },
    { "a:rsx:", "" },
    { "a:n:|b:r:" MUTATES "|c:r:", "" },
    { "a:n:|b:r:" MUTATES "|c:n:", "" },
    { "a:r:" MUTATES "|b:r:" MUTATES "|c:n:", "" },
    { "a:r:psp.runAsUser={'rule':'MustRunAs'}|b:r:", "" },
    { "a:r:psp.runAsUser={'rule':'MustRunAs'}", "" },
    { "a:r:psp.volumes=['nonsense']|b:r:" MUTATES, "" },
    { "a:r:psp.volumes=['nonsense']", "" },
    { "", "" },
    { "A:r:|a:r:|0:r:|a-b:r:|a.b:r:", "" },
    { "b:r:pmeta.annotations.default-apparmor='runtime/default'|c:r:" MUTATES
      "|d:r:pmeta.annotations.default-seccomp='unconfined'",
      "" },
    { "b:r:" MUTATES "|c:r:", "pod.sc.seccompProfile.type='RuntimeDefault'" },
    { "b:r:" MUTATES "|c:r:",
      "pod.sc.seccompProfile.type='RuntimeDefault';meta.annotations.pod-seccomp='runtime/default'" },
    { "b:r:" MUTATES "|c:r:", "meta.annotations.kubernetes='x'" },
    { "b:r:psp.requiredDropCapabilities=['ALL'];-psp.allowedCapabilities|c:r:" REFUSES,
      "c.sc.caps.drop=['ALL'];i.sc.caps.drop=['ALL'];pod.hostPID=true" },
};

static void print_binding(const char *role, char grant, bool is_cluster, const char *ns,
                          const char *subject)
{
    printf(",{\"kind\":\"%s\",\"metadata\":{\"name\":\"%s-%c\"",
           is_cluster ? "ClusterRoleBinding" : "RoleBinding", role, grant);
    if (!is_cluster) {
        printf(",\"namespace\":\"%s\"", ns);
    }
    printf("},\"roleRef\":{\"kind\":\"ClusterRole\",\"name\":\"%s-%c\"},\"subjects\":[%s]}", role,
           grant, subject);
}

static void print_scenario_grant(const char *policy, char grant)
{
    const char *group = grant == 'x'   ? "extensions"
                        : grant == 'b' ? "bulkhead.dev"
                        : grant == 'w' ? "*"
                                       : "policy";
    const char *subject =
        grant == 'g' ? "{\"kind\":\"Group\",\"name\":\"devs\"}"
        : grant == 's'
            ? "{\"kind\":\"ServiceAccount\",\"name\":\"default\",\"namespace\":\"team-a\"}"
        : grant == 'a' ? "{\"kind\":\"Group\",\"name\":\"system:serviceaccounts:team-a\"}"
        : grant == 'u' ? "{\"kind\":\"Group\",\"name\":\"system:authenticated\"}"
                       : "{\"kind\":\"User\",\"name\":\"alice\"}";
    printf(
        ",{\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"%s-%c\"},\"rules\":[{\"verbs\":[\"use\"],\"apiGroups\":[\"%s\"],"
        "\"resources\":[\"podsecuritypolicies\"],\"resourceNames\":[\"%s\"]}]}",
        policy, grant, group, policy);
    print_binding(policy, grant, grant == 'c', grant == 'o' ? "team-b" : "team-a", subject);
}

static void print_scenario_world(const char *policies)
{
    char grants[16][2][40]; /* name, letters */
    size_t n = 0;

    fputs("W\t{\"policies\":[", stdout);
    while (*policies != '\0') {
        size_t length = strcspn(policies, "|");
        const char *first = strchr(policies, ':');
        const char *second = first == NULL ? NULL : strchr(first + 1, ':');
        if (second == NULL || second >= policies + length || n == COUNT(grants)) {
            die("a scenario's policy is not name:grants:edits");
        }
        (void)snprintf(grants[n][0], sizeof(grants[n][0]), "%.*s", (int)(first - policies),
                       policies);
        (void)snprintf(grants[n][1], sizeof(grants[n][1]), "%.*s", (int)(second - first - 1),
                       first + 1);
        block_used = 0;
        const char *edits = slice(second + 1, (size_t)(policies + length - second - 1));
        start_policy('P', grants[n][0], edits);
        if (n++ > 0) {
            putchar(',');
        }
        print_node(edited_policy.root, &plain);
        policies += length + (policies[length] == '|' ? 1 : 0);
    }
    fputs("],\"objects\":[{\"kind\":\"ClusterRole\",\"metadata\":{\"name\":\"none\"}}", stdout);
    for (size_t i = 0; i < n; i++) {
        for (const char *g = grants[i][1]; *g != '\0'; g++) {
            if (*g != 'n') {
                print_scenario_grant(grants[i][0], *g);
            }
        }
    }
    fputs("]}\n", stdout);
}

static void print_scenario_case(const struct scenario *s, const char *user, const char *more,
                                const char *now, const char *then)
{
    block_used = 0;
    start_pod(false);
    apply_edits(s->pod, "ic");
    struct node *old = then == NULL ? NULL : copy(edited_pod.root);
    apply_edits(now, "ic");
    printf("C\t{\"user\":%s,\"namespace\":\"team-a\",\"operation\":\"%s\"%s,\"pod\":", user,
           then == NULL ? "create" : "update", more);
    print_node(edited_pod.root, &plain);
    if (then != NULL) {
        edited_pod = (struct pod){ old, get(old, "metadata"), get(old, "spec") };
        apply_edits(then, "ic");
        fputs(",\"oldPod\":", stdout);
        print_node(edited_pod.root, &plain);
    }
    puts("}");
}

#define ALICE "{\"name\":\"alice\",\"groups\":[\"system:authenticated\"]}"

static void scenario_strata(void)
{
    static const struct {
        const char *user, *more, *now, *then; /* then: the old pod's edits, NULL for a create */
    } cases[] = {
        { ALICE, "", "", NULL },
        { ALICE, ",\"reinvoke\":true", "", NULL },
        { "{\"name\":\"bob\",\"groups\":[\"devs\"]}", "", "", NULL },
        { "{\"name\":\"bob\"}", "", "", NULL },
        { "null", "", "", NULL },
        { "null", "", "meta.annotations={'kubernetes.io/config.mirror':'x'}", NULL },
        { ALICE, "", "meta.annotations={'kubernetes.io/config.mirror':'x'}", NULL },
        { ALICE, "", "pod.volumes=[{'name':'v','projected':{}}]", NULL },
        { ALICE, "", "c.image='new'", "" },
        { ALICE, "", "c.image='new';pod.serviceAccountName='default'",
          "pod.serviceAccountName='default'" },
        { "null", "", "c.image='new';pod.serviceAccountName='default'", "" },
        { ALICE, "", "", "" },
        { ALICE, "",
          "meta.finalizers=['a/b'];meta.ownerReferences=[{'apiVersion':'v1','kind':'Node','name':'n','uid':'u'}]",
          "meta.finalizers=['c/d']" },
        { ALICE, "",
          "meta.managedFields=[{'manager':'m','operation':'Update','apiVersion':'v1'}];meta.selfLink='/x'",
          "" },
        { ALICE, "", "meta.generation=7;meta.uid='u';meta.creationTimestamp='2026-01-01T00:00:00Z'",
          "meta.creationTimestamp='2025-01-01T00:00:00Z'" },
        { ALICE, "", "meta.labels={'a':'b'}", "" },
        { ALICE, "", "meta.labels={}", "meta.labels=null" },
        { ALICE, "", "pod.volumes=[]", "" },
        { ALICE, "", "c.sc={}", "" },
        { ALICE, "", "pod.sc={}", "pod.sc=null" },
        { ALICE, "", "meta.resourceVersion='2'", "meta.resourceVersion='1'" },
        { ALICE, "", "meta.annotations.psp='b'", "" },
        { ALICE, "",
          "pod.ephemeralContainers=[{'name':'e','image':'i','securityContext':{'privileged':true}}]",
          "" },
        { ALICE, ",\"subresource\":\"ephemeralcontainers\"",
          "pod.ephemeralContainers=[{'name':'e','image':'i','securityContext':{'privileged':true}}]",
          "" },
        { ALICE, ",\"subresource\":\"status\"", "c.image='new'", "" },
        { ALICE, ",\"resource\":\"services\"", "", NULL },
        { ALICE, "", "meta.namespace='team-b'", NULL },
        { ALICE, "", "meta.namespace='team-a'", NULL },
    };

    for (size_t i = 0; i < COUNT(scenarios); i++) {
        print_scenario_world(scenarios[i].policies);
        for (size_t k = 0; k < COUNT(cases); k++) {
            print_scenario_case(&scenarios[i], cases[k].user, cases[k].more, cases[k].now,
                                cases[k].then);
        }
    }
}

static void stratified(void)
{
    for (size_t i = 0; i < COUNT(strata); i++) {
        print_stratum(&strata[i]);
    }
    volume_strata();
    scenario_strata();
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
        } else if (strcmp(argv[i], "--stratified") == 0) {
            is_stratified = true;
        } else {
            die("usage: gen-psp --seed N --count N | gen-psp --stratified");
        }
    }
    rng_seed(seed);
    if (is_stratified) {
        stratified();
    } else {
        for (uint64_t i = 0; i < count; i++) {
            if (i % PER_WORLD == 0) {
                random_world();
            }
            random_case();
        }
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        die("standard output cannot be written");
    }
    return 0;
}
