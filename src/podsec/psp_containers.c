/* PodSecurityPolicy's rows of one container: user and group, SELinux, AppArmor, seccomp, privileges, capabilities, ports,
 * root file system. Called through the table in psp_fields.c. Implements sections A.5 (6 to 14) and A.6 (11 to 21) of the
 * pod security specification; what it leaves out is said in psp_pod.c. */
#include "base/quote.h"
#include "podsec/psp_work.h"

/* ---- user and group ----------------------------------------------------------------------------- */

void bh_psp_user_mutate(struct bh_psp_work *work)
{
    const struct bh_psp_ids *ids = &work->rules->run_as_user;

    if (work->run_as_user.is_set) {
        return;
    }
    if (ids->rule == BH_PSP_MUST) {
        work->run_as_user = (struct bh_int){ ids->ranges[0].min, true };
        bh_psp_sets(work);
    } else if (ids->rule == BH_PSP_NON_ROOT && work->run_as_non_root == BH_UNSET) {
        work->run_as_non_root = BH_YES;
        bh_psp_sets(work);
    }
}

void bh_psp_user_validate(struct bh_psp_work *work)
{
    const struct bh_psp_ids *ids = &work->rules->run_as_user;

    if (ids->rule == BH_PSP_MUST) {
        if (work->run_as_user.is_set &&
            !bh_psp_in_ranges(work->run_as_user.v, ids->ranges, ids->n) && bh_psp_refuses(work)) {
            bh_psp_at_container(work, work->container, ".securityContext.runAsUser");
            bh_psp_invalid_int(work, work->run_as_user.v, "must be in the ranges: ");
            bh_psp_text_ranges(work, ids);
            bh_psp_text_end(work);
        }
    } else if (ids->rule == BH_PSP_NON_ROOT) {
        if (work->run_as_non_root == BH_NO) {
            if (bh_psp_refuses(work)) {
                bh_psp_at_container(work, work->container, ".securityContext.runAsNonRoot");
                bh_psp_invalid(work, "false", "must be true");
                bh_psp_text_end(work);
            }
        } else if (work->run_as_user.is_set && work->run_as_user.v == 0 && bh_psp_refuses(work)) {
            bh_psp_at_container(work, work->container, ".securityContext.runAsUser");
            bh_psp_invalid(work, "0", "running with the root UID is forbidden");
            bh_psp_text_end(work);
        }
    }
}

void bh_psp_group_mutate(struct bh_psp_work *work)
{
    const struct bh_psp_ids *ids = &work->rules->run_as_group;

    if (!work->run_as_group.is_set && ids->rule == BH_PSP_MUST) {
        work->run_as_group = (struct bh_int){ ids->ranges[0].min, true };
        bh_psp_sets(work);
    }
}

/* Upstream tells of the group at the security context as a whole. */
void bh_psp_group_validate(struct bh_psp_work *work)
{
    struct bh_ints groups = { &work->run_as_group.v, work->run_as_group.is_set,
                              work->run_as_group.is_set };

    bh_psp_check_groups(work, &work->rules->run_as_group, &groups, NULL, ".securityContext");
}

/* ---- SELinux, AppArmor, seccomp ----------------------------------------------------------------- */

void bh_psp_container_selinux_validate(struct bh_psp_work *work)
{
    bh_psp_check_selinux(work, work->container_selinux, true);
}

void bh_psp_apparmor_mutate(struct bh_psp_work *work)
{
    struct bh_str profile = work->rules->apparmor.default_;

    if (work->apparmor.n == 0 && profile.n > 0) {
        work->apparmor = profile;
        bh_psp_sets(work);
    }
}

/* Without the policy's annotation everything goes; an empty one is a list of the empty profile, which is refused all the
 * same. */
void bh_psp_apparmor_validate(struct bh_psp_work *work)
{
    const struct bh_psp_profiles *profiles = &work->rules->apparmor;

    if (!bh_str_is_set(profiles->raw) ||
        (work->apparmor.n > 0 && bh_psp_strset_has(&profiles->allowed, work->apparmor)) ||
        !bh_psp_refuses(work)) {
        return;
    }
    bh_psp_at_annotation(work, BH_APPARMOR_ANNOTATION, work->container->c->name);
    if (work->apparmor.n == 0) {
        bh_psp_forbidden(work, "AppArmor profile must be set");
    } else {
        bh_psp_forbidden(work, "");
        bh_buf_add(&work->text, work->apparmor);
        bh_buf_add_c(&work->text, " is not an allowed profile. Allowed values: ");
        bh_quote_go(&work->text, profiles->raw);
    }
    bh_psp_text_end(work);
}

void bh_psp_container_seccomp_validate(struct bh_psp_work *work)
{
    struct bh_str profile = work->container->seccomp;

    if (!bh_str_is_set(profile)) {
        profile =
            bh_str_is_set(work->facts->seccomp_field) ? work->facts->seccomp_field : work->seccomp;
    }
    bh_psp_check_seccomp(work, profile, true);
}

/* ---- privileges --------------------------------------------------------------------------------- */

void bh_psp_privileged_validate(struct bh_psp_work *work)
{
    if (work->container->security->privileged == BH_YES &&
        work->rules->spec->privileged != BH_YES && bh_psp_refuses(work)) {
        bh_psp_at_container(work, work->container, ".securityContext.privileged");
        bh_psp_invalid(work, "true", "Privileged containers are not allowed");
        bh_psp_text_end(work);
    }
}

void bh_psp_proc_mount_validate(struct bh_psp_work *work)
{
    const struct bh_strs *allowed = &work->rules->proc_mounts;
    struct bh_str found = work->container->security->proc_mount;

    found = bh_str_is_set(found) ? found : BH_S("Default");
    for (uint32_t i = 0; i < allowed->n; i++) {
        if (bh_str_eq(allowed->v[i], found)) {
            return;
        }
    }
    if ((allowed->n > 0 || !bh_str_eq(found, BH_S("Default"))) && bh_psp_refuses(work)) {
        bh_psp_at_container(work, work->container, ".securityContext.procMount");
        bh_psp_invalid_text(work, found, "ProcMountType is not allowed");
        bh_psp_text_end(work);
    }
}

void bh_psp_capabilities_mutate(struct bh_psp_work *work)
{
    const struct bh_psp_rules *rules = work->rules;
    const struct bh_psp_container *c = work->container;
    bool changes = false;

    for (uint32_t i = 0; i < rules->default_add.n && !changes; i++) {
        changes = !bh_psp_strset_has(&c->drop, rules->default_add.v[i]) &&
                  !bh_psp_strset_has(&c->add, rules->default_add.v[i]);
    }
    for (uint32_t i = 0; i < rules->required_drop.n && !changes; i++) {
        changes = !bh_psp_strset_has(&c->drop, rules->required_drop.v[i]);
    }
    if (changes) {
        work->changes_capabilities = true;
        bh_psp_sets(work);
    }
}

/* What is dropped need not be checked: a policy adds what it requires, in the step before. */
void bh_psp_capabilities_validate(struct bh_psp_work *work)
{
    const struct bh_psp_container *c = work->container;

    if (c->add.n == 0 || work->rules->may_add_any) {
        return;
    }
    /* As the list stands; a list that the policy changes is sorted, each once. */
    bool is_sorted = work->changes_capabilities;
    const struct bh_strs *own = &c->security->capabilities->add;
    const struct bh_str *list = is_sorted ? c->add.v : own->v;
    for (uint32_t n = is_sorted ? c->add.n : own->n; n > 0; n--, list++) {
        if (!bh_psp_strset_has(&work->rules->may_add, *list) && bh_psp_refuses(work)) {
            bh_psp_at_container(work, c, ".securityContext.capabilities.add");
            bh_psp_invalid_text(work, *list, "capability may not be added");
            bh_psp_text_end(work);
        }
    }
}

void bh_psp_default_escalation_mutate(struct bh_psp_work *work)
{
    enum bh_tri by_default = work->rules->spec->default_allow_privilege_escalation;

    if (work->escalation == BH_UNSET && by_default != BH_UNSET) {
        work->escalation = by_default;
        bh_psp_sets(work);
    }
}

void bh_psp_escalation_mutate(struct bh_psp_work *work)
{
    if (work->escalation == BH_UNSET && !work->rules->allows_escalation) {
        work->escalation = BH_NO;
        bh_psp_sets(work);
    }
}

void bh_psp_escalation_validate(struct bh_psp_work *work)
{
    if (work->escalation == BH_YES && !work->rules->allows_escalation && bh_psp_refuses(work)) {
        bh_psp_at_container(work, work->container, ".securityContext.allowPrivilegeEscalation");
        bh_psp_invalid(work, "true", "Allowing privilege escalation for containers is not allowed");
        bh_psp_text_end(work);
    }
}

/* ---- ports and the root file system ------------------------------------------------------------- */

static void add_port_ranges(struct bh_psp_work *work)
{
    for (uint32_t i = 0; i < work->rules->n_ports; i++) {
        const struct bh_psp_range *range = &work->rules->ports[i];
        bh_buf_add_c(&work->text, i > 0 ? "," : "");
        bh_buf_add_i64(&work->text, range->min);
        if (range->min != range->max) {
            bh_buf_add_byte(&work->text, '-');
            bh_buf_add_i64(&work->text, range->max);
        }
    }
}

/* Upstream's path names neither the list of ports nor the port. */
void bh_psp_host_ports_validate(struct bh_psp_work *work)
{
    BH_EACH (const struct bh_port, port, work->container->c->ports) {
        int64_t number = port->host_port.v;
        if (number <= 0 || bh_psp_in_ranges(number, work->rules->ports, work->rules->n_ports) ||
            !bh_psp_refuses(work)) {
            continue;
        }
        bh_psp_at_container(work, work->container, ".hostPort");
        bh_psp_invalid_int(work, number, "Host port ");
        bh_buf_add_i64(&work->text, number);
        bh_buf_add_c(&work->text, " is not allowed to be used. Allowed ports: [");
        add_port_ranges(work);
        bh_buf_add_byte(&work->text, ']');
        bh_psp_text_end(work);
    }
}

void bh_psp_read_only_mutate(struct bh_psp_work *work)
{
    if (work->read_only_root == BH_UNSET &&
        work->rules->spec->read_only_root_filesystem == BH_YES) {
        work->read_only_root = BH_YES;
        bh_psp_sets(work);
    }
}

void bh_psp_read_only_validate(struct bh_psp_work *work)
{
    if (work->read_only_root == BH_NO && work->rules->spec->read_only_root_filesystem == BH_YES &&
        bh_psp_refuses(work)) {
        bh_psp_at_container(work, work->container, ".securityContext.readOnlyRootFilesystem");
        bh_psp_invalid(work, "false", "ReadOnlyRootFilesystem must be set to true");
        bh_psp_text_end(work);
    }
}
