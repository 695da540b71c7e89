/* PodSecurityPolicy's rows of the pod as a whole: groups, seccomp, SELinux, host namespaces, sysctls, runtime class. Called
 * through the table in psp_fields.c. Implements sections A.5 (1 to 5) and A.6 (1 to 8, 10) of the pod security
 * specification.
 *
 * A policy judges the pod after its own changes, so that what it sets itself cannot be missing: upstream's errors about a
 * missing fsGroup, SELinux context, user or capability set are never seen and not written here. */
#include "base/quote.h"
#include "podsec/psp_work.h"

/* ---- groups ------------------------------------------------------------------------------------- */

static void add_groups(struct bh_psp_work *work, const struct bh_ints *groups)
{
    bh_buf_add_c(&work->text, ": Invalid value: []int64");
    if (!groups->is_set) {
        bh_buf_add_c(&work->text, "(nil)");
        return;
    }
    bh_buf_add_byte(&work->text, '{');
    for (uint32_t i = 0; i < groups->n; i++) {
        bh_buf_add_c(&work->text, i > 0 ? ", " : "");
        bh_buf_add_i64(&work->text, groups->v[i]);
    }
    bh_buf_add_byte(&work->text, '}');
}

static void start_groups(struct bh_psp_work *work, const struct bh_ints *groups,
                         const char *pod_path, const char *container_path)
{
    if (pod_path != NULL) {
        bh_psp_at(work, pod_path);
    } else {
        bh_psp_at_container(work, work->container, container_path);
    }
    add_groups(work, groups);
}

void bh_psp_check_groups(struct bh_psp_work *work, const struct bh_psp_ids *ids,
                         const struct bh_ints *groups, const char *pod_path,
                         const char *container_path)
{
    if (ids->rule == BH_PSP_ANY) {
        return;
    }
    if (ids->rule == BH_PSP_MUST && groups->n == 0 && bh_psp_refuses(work)) {
        start_groups(work, groups, pod_path, container_path);
        bh_buf_add_c(&work->text, ": unable to validate empty groups against required ranges");
        bh_psp_text_end(work);
    }
    for (uint32_t i = 0; i < groups->n && !work->is_out_of_memory; i++) {
        if (!bh_psp_in_ranges(groups->v[i], ids->ranges, ids->n) && bh_psp_refuses(work)) {
            start_groups(work, groups, pod_path, container_path);
            bh_buf_add_c(&work->text, ": group ");
            bh_buf_add_i64(&work->text, groups->v[i]);
            bh_buf_add_c(&work->text, " must be in the ranges: ");
            bh_psp_text_ranges(work, ids);
            bh_psp_text_end(work);
        }
    }
}

void bh_psp_fs_group_mutate(struct bh_psp_work *work)
{
    const struct bh_psp_ids *ids = &work->rules->fs_group;

    if (!work->fs_group.is_set && ids->rule == BH_PSP_MUST) {
        work->fs_group = (struct bh_int){ ids->ranges[0].min, true };
        bh_psp_sets(work);
    }
}

void bh_psp_fs_group_validate(struct bh_psp_work *work)
{
    struct bh_ints groups = { &work->fs_group.v, work->fs_group.is_set, work->fs_group.is_set };

    bh_psp_check_groups(work, &work->rules->fs_group, &groups, "spec.securityContext.fsGroup",
                        NULL);
}

/* An explicit empty list stays, and is then refused. */
void bh_psp_supplemental_mutate(struct bh_psp_work *work)
{
    const struct bh_psp_ids *ids = &work->rules->supplemental_groups;

    if (!work->supplemental_groups.is_set && ids->rule == BH_PSP_MUST) {
        work->first_group = ids->ranges[0].min;
        work->supplemental_groups = (struct bh_ints){ &work->first_group, 1, true };
        bh_psp_sets(work);
    }
}

void bh_psp_supplemental_validate(struct bh_psp_work *work)
{
    bh_psp_check_groups(work, &work->rules->supplemental_groups, &work->supplemental_groups,
                        "spec.securityContext.supplementalGroups", NULL);
}

/* ---- seccomp ------------------------------------------------------------------------------------ */

/* The field, even of a type that has no word for the annotation, keeps the policy's default out. A pod with the field alone
 * gets the annotation, so that every policy changes it. */
void bh_psp_seccomp_mutate(struct bh_psp_work *work)
{
    const struct bh_psp_facts *facts = work->facts;

    if (work->seccomp.n > 0) {
        return;
    }
    struct bh_str profile =
        bh_str_is_set(facts->seccomp_field) ? facts->seccomp_field : work->rules->seccomp.default_;
    if (profile.n > 0) {
        work->seccomp = profile;
        bh_psp_sets(work);
    }
}

void bh_psp_check_seccomp(struct bh_psp_work *work, struct bh_str profile, bool is_container)
{
    const struct bh_psp_profiles *profiles = &work->rules->seccomp;

    if (profiles->allows_any || (profiles->allowed.n == 0 && profile.n == 0) ||
        bh_psp_strset_has(&profiles->allowed, profile) || !bh_psp_refuses(work)) {
        return;
    }
    if (is_container) {
        bh_psp_at_annotation(work, BH_SECCOMP_CONTAINER_ANNOTATION, work->container->c->name);
    } else {
        bh_psp_at_annotation(work, BH_SECCOMP_POD_ANNOTATION, BH_S(""));
    }
    if (profiles->allowed.n == 0) {
        bh_psp_forbidden(work, "seccomp may not be set");
    } else {
        bh_psp_forbidden(work, "");
        bh_buf_add(&work->text, profile);
        bh_buf_add_c(&work->text, " is not an allowed seccomp profile. Valid values are ");
        bh_buf_add(&work->text, profiles->raw);
    }
    bh_psp_text_end(work);
}

void bh_psp_seccomp_validate(struct bh_psp_work *work)
{
    struct bh_str field = work->facts->seccomp_field;
    struct bh_str profile = work->seccomp.n == 0 && bh_str_is_set(field) ? field : work->seccomp;

    bh_psp_check_seccomp(work, profile, false);
}

/* ---- SELinux ------------------------------------------------------------------------------------ */

void bh_psp_selinux_mutate(struct bh_psp_work *work)
{
    if (work->selinux == NULL && work->rules->must_selinux) {
        work->selinux = work->rules->spec->selinux.options;
        bh_psp_sets(work);
    }
}

static struct bh_str next_category(struct bh_str *rest)
{
    size_t comma = bh_str_find_byte(*rest, ',');
    struct bh_str category = bh_str(rest->p, comma);

    *rest = comma == rest->n ? bh_str(NULL, 0) : bh_str_from(*rest, comma + 1);
    return category;
}

static uint32_t count_category(struct bh_str categories, struct bh_str wanted)
{
    uint32_t n = 0;

    for (struct bh_str rest = categories; bh_str_is_set(rest);) {
        n += bh_str_eq(next_category(&rest), wanted);
    }
    return n;
}

/* The same sensitivity, and the same categories in whatever order. */
static bool is_same_level(struct bh_str a, struct bh_str b)
{
    size_t a_colon = bh_str_find_byte(a, ':'), b_colon = bh_str_find_byte(b, ':');

    if (bh_str_eq(a, b)) {
        return true;
    }
    if (a_colon == a.n || b_colon == b.n || a.n != b.n ||
        !bh_str_eq(bh_str(a.p, a_colon), bh_str(b.p, b_colon))) {
        return false;
    }
    a = bh_str_from(a, a_colon + 1);
    b = bh_str_from(b, b_colon + 1);
    for (struct bh_str rest = a; bh_str_is_set(rest);) {
        struct bh_str category = next_category(&rest);
        if (count_category(a, category) != count_category(b, category)) {
            return false;
        }
    }
    return true; /* equally long, and nothing of the one is missing in the other */
}

static void check_option(struct bh_psp_work *work, bool is_same, bool is_container,
                         const char *name, struct bh_str found, struct bh_str wanted)
{
    if (is_same || !bh_psp_refuses(work)) {
        return;
    }
    if (is_container) {
        bh_psp_at_container(work, work->container, ".securityContext.seLinuxOptions.");
    } else {
        bh_psp_at(work, "spec.securityContext.seLinuxOptions.");
    }
    bh_buf_add_c(&work->text, name);
    work->path_n = work->text.n;
    bh_psp_invalid_text(work, found, "must be ");
    bh_buf_add(&work->text, wanted);
    bh_psp_text_end(work);
}

void bh_psp_check_selinux(struct bh_psp_work *work, const struct bh_selinux *options,
                          bool is_container)
{
    const struct bh_selinux *must = work->rules->spec->selinux.options;

    if (!work->rules->must_selinux || options == must || options == NULL) {
        return;
    }
    check_option(work, is_same_level(must->level, options->level), is_container, "level",
                 options->level, must->level);
    check_option(work, bh_str_eq(must->role, options->role), is_container, "role", options->role,
                 must->role);
    check_option(work, bh_str_eq(must->type, options->type), is_container, "type", options->type,
                 must->type);
    check_option(work, bh_str_eq(must->user, options->user), is_container, "user", options->user,
                 must->user);
}

void bh_psp_selinux_validate(struct bh_psp_work *work)
{
    bh_psp_check_selinux(work, work->selinux, false);
}

/* ---- host namespaces ---------------------------------------------------------------------------- */

static void check_host(struct bh_psp_work *work, enum bh_tri uses, enum bh_tri allows,
                       const char *path, const char *detail)
{
    if (uses == BH_YES && allows != BH_YES && bh_psp_refuses(work)) {
        bh_psp_at(work, path);
        bh_psp_invalid(work, "true", detail);
        bh_psp_text_end(work);
    }
}

void bh_psp_host_network_validate(struct bh_psp_work *work)
{
    check_host(work, work->facts->spec->host_network, work->rules->spec->host_network,
               "spec.securityContext.hostNetwork", "Host network is not allowed to be used");
}

void bh_psp_host_pid_validate(struct bh_psp_work *work)
{
    check_host(work, work->facts->spec->host_pid, work->rules->spec->host_pid,
               "spec.securityContext.hostPID", "Host PID is not allowed to be used");
}

void bh_psp_host_ipc_validate(struct bh_psp_work *work)
{
    check_host(work, work->facts->spec->host_ipc, work->rules->spec->host_ipc,
               "spec.securityContext.hostIPC", "Host IPC is not allowed to be used");
}

/* ---- sysctls ------------------------------------------------------------------------------------ */

static const struct bh_str safe_sysctls[] = {
    BH_S("kernel.shm_rmid_forced"),
    BH_S("net.ipv4.ip_local_port_range"),
    BH_S("net.ipv4.tcp_syncookies"),
    BH_S("net.ipv4.ping_group_range"),
    BH_S("net.ipv4.ip_unprivileged_port_start"),
};

static bool is_safe(struct bh_str name)
{
    for (size_t i = 0; i < sizeof(safe_sysctls) / sizeof(safe_sysctls[0]); i++) {
        if (bh_str_eq(name, safe_sysctls[i])) {
            return true;
        }
    }
    return false;
}

/* A pattern that ends in '*' stands for all that begins like it. */
static bool matches(const struct bh_strs *patterns, struct bh_str name)
{
    for (uint32_t i = 0; i < patterns->n; i++) {
        struct bh_str p = patterns->v[i];
        bool is_prefix = p.n > 0 && p.p[p.n - 1] == '*';
        if (is_prefix ? bh_str_starts(name, bh_str(p.p, p.n - 1)) : bh_str_eq(name, p)) {
            return true;
        }
    }
    return false;
}

static void refuse_sysctl(struct bh_psp_work *work, uint32_t index, struct bh_str name,
                          const char *what)
{
    if (bh_psp_refuses(work)) {
        bh_psp_at_item(work, "pod.spec.securityContext.sysctls", index, "");
        bh_psp_forbidden(work, what);
        bh_quote_go(&work->text, name);
        bh_buf_add_c(&work->text, " is not allowed");
        bh_psp_text_end(work);
    }
}

void bh_psp_sysctls_validate(struct bh_psp_work *work)
{
    const struct bh_psp_spec *spec = work->rules->spec;
    const struct bh_list *sysctls = &work->facts->security->sysctls;
    const struct bh_sysctl *all = sysctls->v;

    for (uint32_t i = 0; i < sysctls->n; i++) {
        if (matches(&spec->forbidden_sysctls, all[i].name)) {
            refuse_sysctl(work, i, all[i].name, "sysctl ");
        } else if (!is_safe(all[i].name) && !matches(&spec->allowed_unsafe_sysctls, all[i].name)) {
            refuse_sysctl(work, i, all[i].name, "unsafe sysctl ");
        }
    }
}

/* ---- runtime class ------------------------------------------------------------------------------ */

void bh_psp_runtime_class_mutate(struct bh_psp_work *work)
{
    const struct bh_runtime_rule *rule = work->rules->spec->runtime_class;

    if (rule != NULL && !bh_str_is_set(work->runtime_class) && bh_str_is_set(rule->default_)) {
        work->runtime_class = rule->default_;
        bh_psp_sets(work);
    }
}

void bh_psp_runtime_class_validate(struct bh_psp_work *work)
{
    const struct bh_runtime_rule *rule = work->rules->spec->runtime_class;

    if (rule == NULL || !bh_str_is_set(work->runtime_class)) {
        return;
    }
    for (uint32_t i = 0; i < rule->allowed.n; i++) {
        if (bh_str_eq(rule->allowed.v[i], BH_S("*")) ||
            bh_str_eq(rule->allowed.v[i], work->runtime_class)) {
            return;
        }
    }
    if (bh_psp_refuses(work)) {
        bh_psp_at(work, "spec.runtimeClassName");
        bh_psp_invalid_text(work, work->runtime_class, "");
        bh_psp_text_end(work);
    }
}
