/* Effective security contexts. Called by `bulkhead context`. Leaves out Windows' options, and what an image or a node says,
 * which manifests do not show: those values are named as such. */
#include "review/context.h"

#include <stdlib.h>

const struct bh_column bh_context_columns[BH_CONTEXT_N] = {
    { "container", "CONTAINER" },
    { "field", "FIELD" },
    { "from", "FROM" },
    { "value", "VALUE" },
};

/* What containerd leaves a container that asks for nothing; CRI-O leaves less. */
static const struct bh_str default_capabilities[] = {
    BH_S("AUDIT_WRITE"), BH_S("CHOWN"),      BH_S("DAC_OVERRIDE"), BH_S("FOWNER"),
    BH_S("FSETID"),      BH_S("KILL"),       BH_S("MKNOD"),        BH_S("NET_BIND_SERVICE"),
    BH_S("NET_RAW"),     BH_S("SETFCAP"),    BH_S("SETGID"),       BH_S("SETPCAP"),
    BH_S("SETUID"),      BH_S("SYS_CHROOT"),
};
enum { N_DEFAULT = sizeof(default_capabilities) / sizeof(default_capabilities[0]) };

struct making {
    struct bh_arena *arena;
    struct bh_record *v;
    size_t n, room;
    struct bh_str container; /* of the records that come; empty: the pod's */
    struct bh_str policy;    /* "policy restricted", for what it set; unset = none */
    const struct bh_pod_spec *before, *after; /* the pod before and after the policy */
    const struct bh_meta *meta_before, *meta;
    bool is_broken;
};

static void add(struct making *m, const char *field, struct bh_str value, struct bh_str from)
{
    struct bh_cell *cells = bh_new(m->arena, struct bh_cell, BH_CONTEXT_N);

    if (m->n == m->room) {
        size_t room = m->room == 0 ? 64 : m->room * 2;
        struct bh_record *v = bh_new(m->arena, struct bh_record, room);
        if (v == NULL) {
            m->is_broken = true;
            return;
        }
        for (size_t i = 0; i < m->n; i++) {
            v[i] = m->v[i];
        }
        m->v = v;
        m->room = room;
    }
    if (cells == NULL || !bh_str_is_set(value)) {
        m->is_broken = true;
        return;
    }
    cells[BH_CONTEXT_CONTAINER] = bh_cell_text(m->container);
    cells[BH_CONTEXT_FIELD] = bh_cell_text(bh_str_c(field));
    cells[BH_CONTEXT_VALUE] = bh_cell_text(value);
    cells[BH_CONTEXT_FROM] = bh_cell_text(from);
    m->v[m->n++].cells = cells;
}

/* Who said a value: the container or the pod, or the policy where they did not before it. */
static struct bh_str said_by(const struct making *m, const char *who, bool was_there)
{
    return was_there || !bh_str_is_set(m->policy) ? bh_str_c(who) : m->policy;
}

static struct bh_str number(struct making *m, int64_t v)
{
    return bh_arena_printf(m->arena, "%lld", (long long)v);
}

static void add_int(struct making *m, const char *field, const struct bh_int *own,
                    const struct bh_int *own_before, const struct bh_int *pod,
                    const struct bh_int *pod_before, const char *otherwise, const char *from)
{
    if (own != NULL && own->is_set) {
        add(m, field, number(m, own->v),
            said_by(m, "container", own_before != NULL && own_before->is_set));
    } else if (pod != NULL && pod->is_set) {
        add(m, field, number(m, pod->v),
            said_by(m, "pod", pod_before != NULL && pod_before->is_set));
    } else {
        add(m, field, bh_str_c(otherwise), bh_str_c(from));
    }
}

static struct bh_str yes_no(enum bh_tri v)
{
    return v == BH_YES ? BH_S("true") : BH_S("false");
}

static void add_tri(struct making *m, const char *field, enum bh_tri own, enum bh_tri own_before,
                    enum bh_tri pod, enum bh_tri pod_before, const char *otherwise)
{
    if (own != BH_UNSET) {
        add(m, field, yes_no(own), said_by(m, "container", own_before != BH_UNSET));
    } else if (pod != BH_UNSET) {
        add(m, field, yes_no(pod), said_by(m, "pod", pod_before != BH_UNSET));
    } else {
        add(m, field, bh_str_c(otherwise), BH_S("default"));
    }
}

/* ---- capabilities --------------------------------------------------------------------------------- */

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* A runtime takes names in any case. */
static struct bh_str capability(struct making *m, struct bh_str name)
{
    char *made = bh_new(m->arena, char, name.n + 1);

    for (size_t i = 0; made != NULL && i < name.n; i++) {
        made[i] = upper(name.p[i]);
    }
    return bh_str(made, made != NULL ? name.n : 0);
}

static bool has(const struct bh_strs *list, struct bh_str name)
{
    for (uint32_t i = 0; i < list->n; i++) {
        bool is_same = list->v[i].n == name.n;
        for (size_t k = 0; k < name.n && is_same; k++) {
            is_same = upper(list->v[i].p[k]) == name.p[k];
        }
        if (is_same) {
            return true;
        }
    }
    return false;
}

static int by_name(const void *a, const void *b)
{
    return bh_str_cmp(*(const struct bh_str *)a, *(const struct bh_str *)b);
}

/* "A,B", sorted, each once. */
static struct bh_str joined(struct making *m, struct bh_str *names, size_t n)
{
    struct bh_str text = BH_S("");

    qsort(names, n, sizeof(*names), by_name);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || !bh_str_eq(names[i], names[i - 1])) {
            text = bh_arena_printf(m->arena, BH_FMT "%s" BH_FMT, BH_ARG(text),
                                   text.n > 0 ? "," : "", BH_ARG(names[i]));
        }
    }
    return text;
}

/* As containerd does it: of "ALL" a drop beats an add; then what is added by name joins, and what is dropped by name goes. */
static struct bh_str final_set(struct making *m, const struct bh_security *security)
{
    static const struct bh_strs none = { 0 };
    const struct bh_strs *add_ = &none, *drop = &none;
    size_t n = 0;

    if (security != NULL && security->privileged == BH_YES) {
        return BH_S("ALL");
    }
    if (security != NULL && security->capabilities != NULL) {
        add_ = &security->capabilities->add;
        drop = &security->capabilities->drop;
    }
    bool drops_all = has(drop, BH_S("ALL"));
    bool is_all = has(add_, BH_S("ALL")) && !drops_all;
    struct bh_str *names =
        bh_new(m->arena, struct bh_str, (size_t)add_->n + drop->n + N_DEFAULT + 1);
    if (names == NULL) {
        return bh_str(NULL, 0);
    }
    if (is_all) {
        for (uint32_t i = 0; i < drop->n; i++) {
            names[n++] = capability(m, drop->v[i]);
        }
        return n == 0 ? BH_S("ALL")
                      : bh_arena_printf(m->arena, "ALL but " BH_FMT, BH_ARG(joined(m, names, n)));
    }
    for (size_t i = 0; i < N_DEFAULT && !drops_all; i++) {
        if (!has(drop, default_capabilities[i])) {
            names[n++] = default_capabilities[i];
        }
    }
    for (uint32_t i = 0; i < add_->n; i++) {
        struct bh_str name = capability(m, add_->v[i]);
        if (!has(drop, name) && !bh_str_eq(name, BH_S("ALL"))) {
            names[n++] = name;
        }
    }
    struct bh_str text = joined(m, names, n);
    return text.n > 0 || !bh_str_is_set(text) ? text : BH_S("none");
}

static void add_capabilities(struct making *m, const struct bh_security *after,
                             const struct bh_security *before)
{
    bool is_said = after != NULL && (after->capabilities != NULL || after->privileged == BH_YES);
    struct bh_str set = final_set(m, after), set_before = final_set(m, before);

    add(m, "capabilities", set,
        !is_said                     ? BH_S("the runtime's default")
        : bh_str_eq(set, set_before) ? BH_S("container")
                                     : said_by(m, "container", false));
}

/* ---- profiles ------------------------------------------------------------------------------------- */

static struct bh_str profile_text(struct making *m, const struct bh_profile *profile)
{
    return bh_str_eq(profile->type, BH_S("Localhost"))
               ? bh_arena_printf(m->arena, "Localhost " BH_FMT, BH_ARG(profile->localhost_profile))
               : profile->type;
}

static struct bh_str annotation(const struct bh_meta *meta, struct bh_str key)
{
    for (uint32_t i = 0; meta != NULL && i < meta->annotations.n; i++) {
        if (bh_str_eq(meta->annotations.v[i].key, key)) {
            return meta->annotations.v[i].value;
        }
    }
    return bh_str(NULL, 0);
}

/* What is asked for, most specific first: the container's field, its annotation, the pod's field, its annotation. Of
 * annotations it counts whether they were there before the policy looked at the pod. */
struct asked {
    const struct bh_profile *own, *own_before, *pod, *pod_before;
    struct bh_str own_note, own_note_before, pod_note, pod_note_before;
    const char *otherwise;
};

static void add_profile(struct making *m, const char *field, const struct asked *a)
{
    if (a->own != NULL) {
        add(m, field, profile_text(m, a->own),
            said_by(m, "container", a->own_before != NULL || a->own_note_before.n > 0));
    } else if (a->own_note.n > 0) {
        add(m, field, a->own_note, said_by(m, "annotation", a->own_note_before.n > 0));
    } else if (a->pod != NULL) {
        add(m, field, profile_text(m, a->pod),
            said_by(m, "pod", a->pod_before != NULL || a->pod_note_before.n > 0));
    } else if (a->pod_note.n > 0) {
        add(m, field, a->pod_note, said_by(m, "annotation", a->pod_note_before.n > 0));
    } else {
        add(m, field, bh_str_c(a->otherwise), BH_S("default"));
    }
}

static struct bh_str selinux_text(struct making *m, const struct bh_selinux *s)
{
    return bh_arena_printf(m->arena, BH_FMT ":" BH_FMT ":" BH_FMT ":" BH_FMT, BH_ARG(s->user),
                           BH_ARG(s->role), BH_ARG(s->type), BH_ARG(s->level));
}

static void add_selinux(struct making *m, const struct bh_security *own,
                        const struct bh_security *own_before, const struct bh_pod_security *pod,
                        const struct bh_pod_security *pod_before)
{
    if (own != NULL && own->selinux != NULL) {
        add(m, "seLinux", selinux_text(m, own->selinux),
            said_by(m, "container", own_before != NULL && own_before->selinux != NULL));
    } else if (pod != NULL && pod->selinux != NULL) {
        add(m, "seLinux", selinux_text(m, pod->selinux),
            said_by(m, "pod", pod_before != NULL && pod_before->selinux != NULL));
    } else {
        add(m, "seLinux", BH_S("chosen by the runtime"), BH_S("default"));
    }
}

/* ---- the whole ------------------------------------------------------------------------------------ */

/* allowPrivilegeEscalation false is no_new_privs: the kubelet looks at nothing else. */
static void add_escalation(struct making *m, const struct bh_security *own,
                           const struct bh_security *before)
{
    if (own == NULL || own->allow_privilege_escalation == BH_UNSET) {
        add(m, "noNewPrivileges", BH_S("false"), BH_S("default"));
        return;
    }
    add(m, "noNewPrivileges", yes_no(own->allow_privilege_escalation == BH_NO ? BH_YES : BH_NO),
        said_by(m, "container", before != NULL && before->allow_privilege_escalation != BH_UNSET));
}

static struct bh_str container_annotation(struct making *m, const struct bh_meta *meta,
                                          const char *prefix, struct bh_str name)
{
    struct bh_str key = bh_arena_printf(m->arena, "%s" BH_FMT, prefix, BH_ARG(name));

    return bh_str_is_set(key) ? annotation(meta, key) : key;
}

static void add_seccomp(struct making *m, struct bh_str name, const struct bh_security *own,
                        const struct bh_security *was, const struct bh_pod_security *pod,
                        const struct bh_pod_security *pod_was)
{
    static const char prefix[] = "container.seccomp.security.alpha.kubernetes.io/";
    struct bh_str of_pod = BH_S("seccomp.security.alpha.kubernetes.io/pod");
    struct asked asked = {
        .own = own->seccomp,
        .own_before = was->seccomp,
        .pod = pod->seccomp,
        .pod_before = pod_was->seccomp,
        .own_note = container_annotation(m, m->meta, prefix, name),
        .own_note_before = container_annotation(m, m->meta_before, prefix, name),
        .pod_note = annotation(m->meta, of_pod),
        .pod_note_before = annotation(m->meta_before, of_pod),
        .otherwise = "Unconfined (RuntimeDefault where the kubelet's seccompDefault is on)",
    };

    add_profile(m, "seccomp", &asked);
}

static void add_apparmor(struct making *m, struct bh_str name, const struct bh_security *own,
                         const struct bh_security *was, const struct bh_pod_security *pod,
                         const struct bh_pod_security *pod_was)
{
    static const char prefix[] = "container.apparmor.security.beta.kubernetes.io/";
    struct asked asked = {
        .own = own->apparmor,
        .own_before = was->apparmor,
        .pod = pod->apparmor,
        .pod_before = pod_was->apparmor,
        .own_note = container_annotation(m, m->meta, prefix, name),
        .own_note_before = container_annotation(m, m->meta_before, prefix, name),
        .otherwise = own->privileged == BH_YES ? "Unconfined, because it is privileged"
                                               : "RuntimeDefault where the node has AppArmor",
    };

    add_profile(m, "appArmor", &asked);
}

static void add_container(struct making *m, const struct bh_container *after,
                          const struct bh_container *before)
{
    static const struct bh_pod_security nothing = { 0 };
    static const struct bh_security empty = { 0 };
    const struct bh_pod_security *pod = m->after->security != NULL ? m->after->security : &nothing;
    const struct bh_pod_security *pod_before =
        m->before->security != NULL ? m->before->security : &nothing;
    const struct bh_security *own = after->security != NULL ? after->security : &empty;
    const struct bh_security *was = before->security != NULL ? before->security : &empty;

    m->container = after->name;
    add_int(m, "runAsUser", &own->run_as_user, &was->run_as_user, &pod->run_as_user,
            &pod_before->run_as_user, "the image's", "image");
    add_int(m, "runAsGroup", &own->run_as_group, &was->run_as_group, &pod->run_as_group,
            &pod_before->run_as_group, "the image's, else 0", "image");
    add_tri(m, "runAsNonRoot", own->run_as_non_root, was->run_as_non_root, pod->run_as_non_root,
            pod_before->run_as_non_root, "false");
    add_tri(m, "privileged", own->privileged, was->privileged, BH_UNSET, BH_UNSET, "false");
    add_escalation(m, own, was);
    add_tri(m, "readOnlyRootFilesystem", own->read_only_root_filesystem,
            was->read_only_root_filesystem, BH_UNSET, BH_UNSET, "false");
    add_capabilities(m, after->security, before->security);
    if (own->privileged == BH_YES) { /* a runtime gives it no profile, whatever it asks for */
        add(m, "seccomp", BH_S("Unconfined"), BH_S("because it is privileged"));
    } else {
        add_seccomp(m, after->name, own, was, pod, pod_before);
    }
    add_apparmor(m, after->name, own, was, pod, pod_before);
    add_selinux(m, own, was, pod, pod_before);
    add(m, "procMount", own->proc_mount.n > 0 ? own->proc_mount : BH_S("Default"),
        own->proc_mount.n > 0 ? BH_S("container") : BH_S("default"));
}

static void add_containers(struct making *m, const struct bh_list *after,
                           const struct bh_list *before)
{
    const struct bh_container *a = after->v, *b = before->v;

    for (uint32_t i = 0; i < after->n; i++) {
        add_container(m, &a[i], i < before->n ? &b[i] : &a[i]);
    }
}

static struct bh_str groups_text(struct making *m, const struct bh_pod_security *pod)
{
    struct bh_str text = BH_S("");

    for (uint32_t i = 0; pod != NULL && i < pod->supplemental_groups.n; i++) {
        text = bh_arena_printf(m->arena, BH_FMT "%s%lld", BH_ARG(text), i > 0 ? "," : "",
                               (long long)pod->supplemental_groups.v[i]);
    }
    return text.n > 0 || !bh_str_is_set(text) ? text : BH_S("the image's");
}

static void add_pod(struct making *m)
{
    const struct bh_pod_security *pod = m->after->security, *was = m->before->security;
    bool has_groups = pod != NULL && pod->supplemental_groups.n > 0;

    m->container = bh_str(NULL, 0);
    add_tri(m, "hostNetwork", BH_UNSET, BH_UNSET, m->after->host_network, m->before->host_network,
            "false");
    add_tri(m, "hostPID", BH_UNSET, BH_UNSET, m->after->host_pid, m->before->host_pid, "false");
    add_tri(m, "hostIPC", BH_UNSET, BH_UNSET, m->after->host_ipc, m->before->host_ipc, "false");
    add_tri(m, "hostUsers", BH_UNSET, BH_UNSET, m->after->host_users, m->before->host_users,
            "true");
    add_int(m, "fsGroup", NULL, NULL, pod != NULL ? &pod->fs_group : NULL,
            was != NULL ? &was->fs_group : NULL, "none", "default");
    add(m, "supplementalGroups", groups_text(m, pod),
        has_groups ? said_by(m, "pod", was != NULL && was->supplemental_groups.is_set)
                   : BH_S("image"));
    add(m, "serviceAccount",
        m->after->service_account_name.n > 0 ? m->after->service_account_name : BH_S("default"),
        BH_S("pod"));
    add(m, "runtimeClass",
        m->after->runtime_class_name.n > 0 ? m->after->runtime_class_name : BH_S("the node's"),
        m->after->runtime_class_name.n > 0 ? said_by(m, "pod", m->before->runtime_class_name.n > 0)
                                           : BH_S("default"));
}

int bh_context_of(const struct bh_psp_judgement *judgement, struct bh_arena *arena,
                  struct bh_record **out, size_t *out_n, struct bh_err *err)
{
    static const struct bh_pod_spec empty = { 0 };
    bool is_changed = judgement->is_allowed && judgement->stored.spec != NULL;
    struct making m = {
        .arena = arena,
        .before = judgement->pod.spec != NULL ? judgement->pod.spec : &empty,
        .meta_before = judgement->pod.meta,
        .meta = is_changed ? judgement->stored.meta : judgement->pod.meta,
    };

    m.after = is_changed ? judgement->stored.spec : m.before;
    if (is_changed) {
        m.policy = bh_arena_printf(arena, "policy " BH_FMT,
                                   BH_ARG(judgement->result.chosen->policy->name));
    }
    add_pod(&m);
    add_containers(&m, &m.after->init_containers, &m.before->init_containers);
    add_containers(&m, &m.after->containers, &m.before->containers);
    add_containers(&m, &m.after->ephemeral_containers, &m.before->ephemeral_containers);
    *out = m.v;
    *out_n = m.n;
    return m.is_broken ? bh_arena_fail(arena, err) : 0;
}
