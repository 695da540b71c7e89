/* The checks of the baseline standard. Called through the table in pss_checks.c. Implements
 * section B.8 of the pod security specification, rows of level baseline (AppArmor, SELinux and
 * seccomp are in pss_profiles.c). Each function first collects what is wrong, which costs
 * nothing when nothing is, and then words it. */
#include <stdbool.h>
#include <stddef.h>

#include "podsec/pss_message.h"
#include "podsec/pss_revisions.h"

/* ---- capabilities_baseline ---- */

static bool capability_is_default(struct bh_str name)
{
    static const struct bh_str allowed[] = {
        { "AUDIT_WRITE", 11 }, { "CHOWN", 5 },  { "DAC_OVERRIDE", 12 }, { "FOWNER", 6 },
        { "FSETID", 6 },       { "KILL", 4 },   { "MKNOD", 5 },         { "NET_BIND_SERVICE", 16 },
        { "SETFCAP", 7 },      { "SETGID", 6 }, { "SETPCAP", 7 },       { "SETUID", 6 },
        { "SYS_CHROOT", 10 },
    };

    for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
        if (bh_str_eq(name, allowed[i])) {
            return true;
        }
    }
    return false;
}

void bh_pss_capabilities_baseline_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                                     struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 }, capabilities = { 0 };

    (void)meta;
    BH_PSS_EACH_CONTAINER (at, spec) {
        if (at.c->security == NULL || at.c->security->capabilities == NULL) {
            continue;
        }
        const struct bh_strs *add = &at.c->security->capabilities->add;
        bool is_bad = false;
        for (uint32_t i = 0; i < add->n; i++) {
            if (!capability_is_default(add->v[i])) {
                is_bad = true;
                bh_pss_names_add(out, &capabilities, add->v[i]);
                bh_pss_field_of_container_item(out, &at, "securityContext.capabilities.add", i, "",
                                               add->v[i]);
            }
        }
        if (is_bad) {
            bh_pss_names_add(out, &containers, at.c->name);
        }
    }
    if (containers.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_names_make_set(&capabilities);
    bh_pss_text_containers(&text, &containers);
    bh_pss_text_c(&text, " must not include ");
    bh_pss_text_quoted(&text, &capabilities);
    bh_pss_text_c(&text, " in securityContext.capabilities.add");
    bh_pss_forbid(out, BH_S("non-default capabilities"), &text);
}

/* ---- hostNamespaces ---- */

void bh_pss_host_namespaces_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                               struct bh_pss_out *out)
{
    struct bh_pss_names shared = { 0 };

    (void)meta;
    if (spec->host_network == BH_YES) {
        bh_pss_names_add(out, &shared, BH_S("hostNetwork=true"));
        bh_pss_field_of_pod(out, "spec.hostNetwork", BH_S("true"));
    }
    if (spec->host_pid == BH_YES) {
        bh_pss_names_add(out, &shared, BH_S("hostPID=true"));
        bh_pss_field_of_pod(out, "spec.hostPID", BH_S("true"));
    }
    if (spec->host_ipc == BH_YES) {
        bh_pss_names_add(out, &shared, BH_S("hostIPC=true"));
        bh_pss_field_of_pod(out, "spec.hostIPC", BH_S("true"));
    }
    if (shared.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_text_joined(&text, &shared);
    bh_pss_forbid(out, BH_S("host namespaces"), &text);
}

/* ---- hostPathVolumes ---- */

void bh_pss_host_path_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                         struct bh_pss_out *out)
{
    struct bh_pss_names volumes = { 0 };
    const struct bh_volume *all = spec->volumes.v;

    (void)meta;
    for (uint32_t i = 0; i < spec->volumes.n; i++) {
        const struct bh_volume *volume = &all[i];
        if (volume->has[BH_VOLUME_HOST_PATH] == BH_YES) {
            bh_pss_names_add(out, &volumes, volume->name);
            bh_pss_field_of_pod_item(out, "spec.volumes", i, ".hostPath",
                                     volume->host_path.n > 0 ? volume->host_path
                                                             : BH_S("hostPath"));
        }
    }
    if (volumes.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_text_noun(&text, "volume", volumes.n);
    bh_pss_text_add(&text, BH_S(" "));
    bh_pss_text_quoted(&text, &volumes);
    bh_pss_forbid(out, BH_S("hostPath volumes"), &text);
}

/* ---- hostPorts ---- */

void bh_pss_host_ports_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                          struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 }, ports = { 0 };

    (void)meta;
    BH_PSS_EACH_CONTAINER (at, spec) {
        const struct bh_port *all = at.c->ports.v;
        bool is_bad = false;
        for (uint32_t i = 0; i < at.c->ports.n; i++) {
            const struct bh_port *port = &all[i];
            if (port->host_port.is_set && port->host_port.v != 0) {
                is_bad = true;
                bh_pss_names_add_int(out, &ports, port->host_port.v);
                bh_pss_field_of_container_item(out, &at, "ports", i, ".hostPort",
                                               ports.n > 0 ? ports.v[ports.n - 1] : BH_S(""));
            }
        }
        if (is_bad) {
            bh_pss_names_add(out, &containers, at.c->name);
        }
    }
    if (containers.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_names_make_set(&ports); /* as text: "443" stands before "80" */
    bh_pss_text_containers(&text, &containers);
    bh_pss_text_c(&text, containers.n == 1 ? " uses " : " use ");
    bh_pss_text_noun(&text, "hostPort", ports.n);
    bh_pss_text_add(&text, BH_S(" "));
    bh_pss_text_joined(&text, &ports);
    bh_pss_forbid(out, BH_S("hostPort"), &text);
}

/* ---- hostProbesAndHostLifecycle ---- */

/* One probe or lifecycle handler, with the paths of the two fields that may name a host. */
struct host_user {
    const struct bh_handler *handler;
    const char *http_path, *tcp_path;
};

void bh_pss_host_probes_v34(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                            struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 }, hosts = { 0 };

    (void)meta;
    BH_PSS_EACH_CONTAINER (at, spec) {
        const struct bh_container *c = at.c;
        const struct bh_lifecycle *lifecycle = c->lifecycle;
        bool is_bad = false;
        if (c->liveness == NULL && c->readiness == NULL && c->startup == NULL &&
            lifecycle == NULL) {
            continue;
        }
        const struct host_user users[] = {
            { c->liveness, "livenessProbe.httpGet.host", "livenessProbe.tcpSocket.host" },
            { c->readiness, "readinessProbe.httpGet.host", "readinessProbe.tcpSocket.host" },
            { c->startup, "startupProbe.httpGet.host", "startupProbe.tcpSocket.host" },
            { lifecycle == NULL ? NULL : lifecycle->post_start, "lifecycle.postStart.httpGet.host",
              "lifecycle.postStart.tcpSocket.host" },
            { lifecycle == NULL ? NULL : lifecycle->pre_stop, "lifecycle.preStop.httpGet.host",
              "lifecycle.preStop.tcpSocket.host" },
        };
        for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
            const struct bh_handler *handler = users[i].handler;
            if (handler == NULL) {
                continue;
            }
            if (handler->http_get != NULL && handler->http_get->host.n > 0) {
                is_bad = true;
                bh_pss_names_add(out, &hosts, handler->http_get->host);
                bh_pss_field_of_container(out, &at, users[i].http_path, handler->http_get->host);
            }
            if (handler->tcp_socket != NULL && handler->tcp_socket->host.n > 0) {
                is_bad = true;
                bh_pss_names_add(out, &hosts, handler->tcp_socket->host);
                bh_pss_field_of_container(out, &at, users[i].tcp_path, handler->tcp_socket->host);
            }
        }
        if (is_bad) {
            bh_pss_names_add(out, &containers, c->name);
        }
    }
    if (containers.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_names_make_set(&containers); /* the one check that sorts its containers */
    bh_pss_names_make_set(&hosts);
    bh_pss_text_containers(&text, &containers);
    bh_pss_text_c(&text, containers.n == 1 ? " uses " : " use ");
    bh_pss_text_noun(&text, "probe or lifecycle host", hosts.n);
    bh_pss_text_add(&text, BH_S(" "));
    bh_pss_text_quoted(&text, &hosts);
    bh_pss_forbid(out, BH_S("probe or lifecycle host"), &text);
}

/* ---- privileged ---- */

void bh_pss_privileged_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                          struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 };

    (void)meta;
    BH_PSS_EACH_CONTAINER (at, spec) {
        if (at.c->security != NULL && at.c->security->privileged == BH_YES) {
            bh_pss_names_add(out, &containers, at.c->name);
            bh_pss_field_of_container(out, &at, "securityContext.privileged", BH_S("true"));
        }
    }
    if (containers.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_text_containers(&text, &containers);
    bh_pss_text_c(&text, " must not set securityContext.privileged=true");
    bh_pss_forbid(out, BH_S("privileged"), &text);
}

/* ---- procMount ---- */

void bh_pss_proc_mount_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                          struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 }, types = { 0 };

    (void)meta;
    BH_PSS_EACH_CONTAINER (at, spec) {
        if (at.c->security == NULL) {
            continue;
        }
        struct bh_str type = at.c->security->proc_mount;
        if (bh_str_is_set(type) && !bh_str_eq(type, BH_S("Default"))) { /* set and empty is bad */
            bh_pss_names_add(out, &containers, at.c->name);
            bh_pss_names_add(out, &types, type);
            bh_pss_field_of_container(out, &at, "securityContext.procMount", type);
        }
    }
    if (containers.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_names_make_set(&types);
    bh_pss_text_containers(&text, &containers);
    bh_pss_text_c(&text, " must not set securityContext.procMount to ");
    bh_pss_text_quoted(&text, &types);
    bh_pss_forbid(out, BH_S("procMount"), &text);
}

void bh_pss_proc_mount_v35(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                           struct bh_pss_out *out)
{
    if (spec->host_users != BH_NO) { /* a pod with its own user namespace may */
        bh_pss_proc_mount_v0(meta, spec, out);
    }
}

/* ---- sysctls ---- */

struct safe_sysctl {
    struct bh_str name;
    uint32_t from; /* N of the first v1.N that allows it */
};

static bool sysctl_is_safe(struct bh_str name, uint32_t version)
{
    static const struct safe_sysctl safe[] = {
        { { "kernel.shm_rmid_forced", 22 }, 0 },
        { { "net.ipv4.ip_local_port_range", 28 }, 0 },
        { { "net.ipv4.ip_unprivileged_port_start", 35 }, 0 },
        { { "net.ipv4.ping_group_range", 25 }, 0 },
        { { "net.ipv4.tcp_syncookies", 23 }, 0 },
        { { "net.ipv4.ip_local_reserved_ports", 32 }, 27 },
        { { "net.ipv4.tcp_fin_timeout", 24 }, 29 },
        { { "net.ipv4.tcp_keepalive_intvl", 28 }, 29 },
        { { "net.ipv4.tcp_keepalive_probes", 29 }, 29 },
        { { "net.ipv4.tcp_keepalive_time", 27 }, 29 },
        { { "net.ipv4.tcp_rmem", 17 }, 32 },
        { { "net.ipv4.tcp_wmem", 17 }, 32 },
        { { "net.ipv4.tcp_notsent_lowat", 26 }, 37 },
        { { "net.ipv4.tcp_slow_start_after_idle", 34 }, 37 },
    };

    for (size_t i = 0; i < sizeof(safe) / sizeof(safe[0]); i++) {
        if (safe[i].from <= version && bh_str_eq(name, safe[i].name)) {
            return true;
        }
    }
    return false;
}

static void sysctls(const struct bh_pod_spec *spec, struct bh_pss_out *out, uint32_t version)
{
    struct bh_pss_names names = { 0 };

    if (spec->security == NULL) {
        return;
    }
    const struct bh_sysctl *all = spec->security->sysctls.v;
    for (uint32_t i = 0; i < spec->security->sysctls.n; i++) {
        const struct bh_sysctl *sysctl = &all[i];
        if (!sysctl_is_safe(sysctl->name, version)) {
            bh_pss_names_add(out, &names, sysctl->name);
            bh_pss_field_of_pod_item(out, "spec.securityContext.sysctls", i, ".name", sysctl->name);
        }
    }
    if (names.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_text_joined(&text, &names);
    bh_pss_forbid(out, BH_S("forbidden sysctls"), &text);
}

void bh_pss_sysctls_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                       struct bh_pss_out *out)
{
    (void)meta;
    sysctls(spec, out, 0);
}

void bh_pss_sysctls_v27(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                        struct bh_pss_out *out)
{
    (void)meta;
    sysctls(spec, out, 27);
}

void bh_pss_sysctls_v29(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                        struct bh_pss_out *out)
{
    (void)meta;
    sysctls(spec, out, 29);
}

void bh_pss_sysctls_v32(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                        struct bh_pss_out *out)
{
    (void)meta;
    sysctls(spec, out, 32);
}

void bh_pss_sysctls_v37(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                        struct bh_pss_out *out)
{
    (void)meta;
    sysctls(spec, out, 37);
}

/* ---- windowsHostProcess ---- */

void bh_pss_host_process_v0(const struct bh_meta *meta, const struct bh_pod_spec *spec,
                            struct bh_pss_out *out)
{
    struct bh_pss_names containers = { 0 };
    bool is_pod_bad = spec->security != NULL && spec->security->windows != NULL &&
                      spec->security->windows->host_process == BH_YES;

    (void)meta;
    if (is_pod_bad) {
        bh_pss_field_of_pod(out, "spec.securityContext.windowsOptions.hostProcess", BH_S("true"));
    }
    BH_PSS_EACH_CONTAINER (at, spec) {
        if (at.c->security != NULL && at.c->security->windows != NULL &&
            at.c->security->windows->host_process == BH_YES) {
            bh_pss_names_add(out, &containers, at.c->name);
            bh_pss_field_of_container(out, &at, "securityContext.windowsOptions.hostProcess",
                                      BH_S("true"));
        }
    }
    if (!is_pod_bad && containers.n == 0) {
        return;
    }
    struct bh_pss_text text = { .out = out };
    bh_pss_text_setters(&text, is_pod_bad, &containers);
    bh_pss_text_c(&text, " must not set securityContext.windowsOptions.hostProcess=true");
    bh_pss_forbid(out, BH_S("hostProcess"), &text);
}
