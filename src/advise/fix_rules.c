/* The table of what can be mended. fix.c calls the rows with the violations of one pod.
 *
 * A field is set where that only takes away what the program was not known to need: nobody wrote it down. What
 * somebody wrote down is left to a person, and so is whatever contradicts it: the API server refuses
 * allowPrivilegeEscalation: false beside privileged, and the kubelet runAsNonRoot: true beside runAsUser: 0. */
#include "advise/fix_rules.h"

#include <string.h>

#include "base/num.h"

/* ---- containers --------------------------------------------------------------------------------- */

/* The container that a field's path leads through, or NULL. */
static const struct bh_container *container_of(const struct bh_pod_spec *spec, struct bh_str path)
{
    static const struct bh_str names[] = { { "spec.initContainers[", 20 },
                                           { "spec.containers[", 16 },
                                           { "spec.ephemeralContainers[", 25 } };
    const struct bh_list *lists[] = { &spec->init_containers, &spec->containers,
                                      &spec->ephemeral_containers };

    for (size_t i = 0; i < 3; i++) {
        uint64_t index;
        if (bh_str_starts(path, names[i])) {
            struct bh_str rest = bh_str_from(path, names[i].n);
            rest.n = bh_str_find_byte(rest, ']');
            const struct bh_container *v = lists[i]->v;
            return bh_num_u64(rest, 10, &index) && index < lists[i]->n ? &v[index] : NULL;
        }
    }
    return NULL;
}

static bool is_privileged(const struct bh_container *c)
{
    return c->security != NULL && c->security->privileged == BH_YES;
}

static bool adds(const struct bh_container *c, struct bh_str name)
{
    const struct bh_capabilities *capabilities =
        c->security == NULL ? NULL : c->security->capabilities;

    for (uint32_t i = 0; capabilities != NULL && i < capabilities->add.n; i++) {
        if (bh_str_eq(capabilities->add.v[i], name)) {
            return true;
        }
    }
    return false;
}

static bool adds_any(const struct bh_container *c)
{
    return c->security != NULL && c->security->capabilities != NULL &&
           c->security->capabilities->add.n > 0;
}

static bool is_absent(const struct bh_pss_field *field)
{
    return bh_str_eq(field->found, BH_S("absent"));
}

static const char privileged_reason[] =
    "the container is privileged: find out what it needs that for first";

/* ---- rows --------------------------------------------------------------------------------------- */

static void mend_escalation(struct bh_fix_subject *pod, const struct bh_fix_rule *rule,
                            const struct bh_pss_violation *violation)
{
    for (uint32_t i = 0; i < violation->n_fields; i++) {
        const struct bh_pss_field *field = &violation->fields[i];
        const struct bh_container *c = container_of(pod->spec, field->path);
        const char *reason = NULL;

        if (c == NULL) {
            reason = rule->reason;
        } else if (is_privileged(c)) {
            reason = privileged_reason;
        } else if (adds(c, BH_S("SYS_ADMIN")) || adds(c, BH_S("CAP_SYS_ADMIN"))) {
            reason = "the container adds SYS_ADMIN, and the API server refuses false beside it";
        } else if (!is_absent(field) && adds_any(c)) {
            reason = "true was written beside added capabilities: programs may get them from "
                     "their file, which false forbids";
        }
        if (reason != NULL) {
            bh_fix_leave(pod, violation, field, reason);
        } else {
            bh_fix_set(pod, violation, field,
                       (struct bh_change){ .path = field->path, .value = BH_S("false") }, false);
        }
    }
}

static void mend_capabilities(struct bh_fix_subject *pod, const struct bh_fix_rule *rule,
                              const struct bh_pss_violation *violation)
{
    for (uint32_t i = 0; i < violation->n_fields; i++) {
        const struct bh_pss_field *field = &violation->fields[i];
        const struct bh_container *c = container_of(pod->spec, field->path);
        const char *reason = NULL;

        if (c == NULL || !bh_str_ends(field->path, BH_S(".drop"))) {
            reason = rule->reason;
        } else if (is_privileged(c)) {
            reason = privileged_reason;
        } else if (adds(c, BH_S("ALL"))) {
            reason = "the container adds ALL: find out which ones it needs first";
        }
        if (reason != NULL) {
            bh_fix_leave(pod, violation, field, reason);
        } else {
            bh_fix_set(pod, violation, field,
                       (struct bh_change){ .path = field->path,
                                           .value = BH_S("ALL"),
                                           .is_string = true,
                                           .is_element = true },
                       false);
        }
    }
}

static const char *const before_containers[] = { "initContainers", "containers",
                                                 "ephemeralContainers", NULL };

/* Why a container cannot be told to run as somebody else than root, or NULL. */
static const char *root_reason(const struct bh_pod_spec *spec, const struct bh_container *c)
{
    const struct bh_int *own = c->security == NULL ? NULL : &c->security->run_as_user;
    const struct bh_int *pods = spec->security == NULL ? NULL : &spec->security->run_as_user;
    const struct bh_int *user = own != NULL && own->is_set ? own : pods;

    if (user != NULL && user->is_set && user->v == 0) {
        return "runAsUser asks for root, and no container starts with both: choose a user first";
    }
    return is_privileged(c) ? privileged_reason : NULL;
}

static void mend_non_root(struct bh_fix_subject *pod, const struct bh_fix_rule *rule,
                          const struct bh_pss_violation *violation)
{
    struct bh_change change = { .value = BH_S("true") };
    bool is_for_all = true;

    for (uint32_t i = 0; i < violation->n_fields; i++) {
        const struct bh_container *c = container_of(pod->spec, violation->fields[i].path);
        is_for_all = is_for_all && is_absent(&violation->fields[i]) && c != NULL &&
                     root_reason(pod->spec, c) == NULL;
    }
    if (is_for_all && violation->n_fields > 0) {
        change.path = BH_S("spec.securityContext.runAsNonRoot");
        change.before = before_containers;
        bh_fix_set(pod, violation, &violation->fields[0], change, true);
        return;
    }
    for (uint32_t i = 0; i < violation->n_fields; i++) {
        const struct bh_pss_field *field = &violation->fields[i];
        const struct bh_container *c = container_of(pod->spec, field->path);
        const char *reason =
            c == NULL || !is_absent(field) ? rule->reason : root_reason(pod->spec, c);
        if (reason != NULL) {
            bh_fix_leave(pod, violation, field, reason);
        } else {
            change.path = field->path;
            bh_fix_set(pod, violation, field, change, false);
        }
    }
}

static void mend_seccomp(struct bh_fix_subject *pod, const struct bh_fix_rule *rule,
                         const struct bh_pss_violation *violation)
{
    bool is_for_all = violation->n_fields > 0;

    for (uint32_t i = 0; i < violation->n_fields; i++) {
        is_for_all = is_for_all && is_absent(&violation->fields[i]);
    }
    if (is_for_all) {
        bh_fix_set(pod, violation, &violation->fields[0],
                   (struct bh_change){ .path = BH_S("spec.securityContext.seccompProfile.type"),
                                       .value = BH_S("RuntimeDefault"),
                                       .is_string = true,
                                       .before = before_containers },
                   true);
        return;
    }
    for (uint32_t i = 0; i < violation->n_fields; i++) {
        bh_fix_leave(pod, violation, &violation->fields[i], rule->reason);
    }
}

static const struct bh_fix_rule rules[] = {
    /* in the order of the checks */
    { "appArmorProfile", NULL,
      "somebody chose this profile: try whether the program runs under the default one" },
    { "capabilities_baseline", NULL,
      "somebody added the capability: find out what the program needs it for" },
    { "hostNamespaces", NULL, "the program may need to see the node: find out what for" },
    { "hostPathVolumes", NULL, "decide where the data is to come from instead" },
    { "hostPorts", NULL, "whoever connects to the node's port has to be led elsewhere" },
    { "hostProbesAndHostLifecycle", NULL, "find out whether another host was meant" },
    { "privileged", NULL, "find out what the container needs the node's privileges for" },
    { "procMount", NULL, "somebody uncovered /proc: find out what for" },
    { "seLinuxOptions", NULL,
      "somebody chose this context: find out what the program may not do without it" },
    { "seccompProfile_baseline", NULL,
      "somebody chose this profile: try whether the program runs under RuntimeDefault" },
    { "sysctls", NULL, "somebody tuned the kernel: find out whether the program needs it" },
    { "windowsHostProcess", NULL, "find out what the program needs of the node" },
    { "allowPrivilegeEscalation", mend_escalation, "its container is not known" },
    { "capabilities_restricted", mend_capabilities,
      "somebody added the capability: find out what the program needs it for" },
    { "procMount_restricted", NULL, "somebody uncovered /proc: find out what for" },
    { "restrictedVolumes", NULL, "decide where the data is to come from instead" },
    { "runAsNonRoot", mend_non_root,
      "somebody wrote false: find out whether the program works without root" },
    { "runAsUser", NULL,
      "somebody asked for root: find out whether the program needs it, and "
      "choose a user whom its files belong to" },
    { "seccompProfile_restricted", mend_seccomp,
      "somebody chose this profile: try whether the program runs under RuntimeDefault" },
};

const struct bh_fix_rule *bh_fix_rules(size_t *out_n)
{
    *out_n = sizeof(rules) / sizeof(rules[0]);
    return rules;
}

const struct bh_fix_rule *bh_fix_rule_find(const char *check)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        if (strcmp(rules[i].check, check) == 0) {
            return &rules[i];
        }
    }
    return NULL;
}
