/* The table of what can be mended. fix_plan.c asks it about the violations of one pod.
 *
 * A field is set where that only takes away what the program was not known to need: nobody wrote it down. What
 * somebody wrote down is left to a person, and so is whatever contradicts it: the API server refuses
 * allowPrivilegeEscalation: false beside privileged, and the kubelet runAsNonRoot: true beside runAsUser: 0. */
#include "advise/fix_rules.h"

#include <string.h>

#include "base/num.h"

/* ---- containers --------------------------------------------------------------------------------- */

const struct bh_container *bh_fix_container_at(const struct bh_pod_spec *spec, uint32_t i,
                                               struct bh_fix_place *out)
{
    static const char *const names[] = { "initContainers", "containers", "ephemeralContainers" };
    const struct bh_list *lists[] = { &spec->init_containers, &spec->containers,
                                      &spec->ephemeral_containers };

    for (size_t k = 0; k < 3; k++) {
        if (i < lists[k]->n) {
            const struct bh_container *v = lists[k]->v;
            if (out != NULL) {
                *out = (struct bh_fix_place){ .list = names[k], .index = i };
            }
            return &v[i];
        }
        i -= lists[k]->n;
    }
    return NULL;
}

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

/* ---- wishes ------------------------------------------------------------------------------------- */

static void wish(struct bh_fix_subject *pod, struct bh_fix_wish wish)
{
    if (pod->n_wishes == pod->room) {
        uint32_t room = pod->room == 0 ? 16 : pod->room * 2;
        struct bh_fix_wish *v = bh_new(pod->arena, struct bh_fix_wish, room);
        if (v == NULL) {
            pod->is_out_of_memory = true;
            return;
        }
        if (pod->n_wishes > 0) {
            memcpy(v, pod->wishes, pod->n_wishes * sizeof(*v));
        }
        pod->wishes = v;
        pod->room = room;
    }
    pod->wishes[pod->n_wishes++] = wish;
}

static void leave(struct bh_fix_subject *pod, const struct bh_pss_violation *violation,
                  const struct bh_pss_field *field, const char *reason)
{
    wish(pod, (struct bh_fix_wish){ .violation = violation, .field = field, .reason = reason });
}

/* 'has_own': of a field for the whole pod, see fix_rules.h. */
static void set(struct bh_fix_subject *pod, const struct bh_pss_violation *violation,
                const struct bh_pss_field *field, struct bh_change change,
                bool (*has_own)(const struct bh_container *c))
{
    wish(pod, (struct bh_fix_wish){
                  .violation = violation, .field = field, .change = change, .has_own = has_own });
}

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
            leave(pod, violation, field, reason);
        } else {
            set(pod, violation, field,
                (struct bh_change){ .path = field->path, .value = BH_S("false") }, NULL);
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
            leave(pod, violation, field, reason);
        } else {
            set(pod, violation, field,
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

static bool has_own_non_root(const struct bh_container *c)
{
    return c->security != NULL && c->security->run_as_non_root != BH_UNSET;
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
        set(pod, violation, &violation->fields[0], change, has_own_non_root);
        return;
    }
    for (uint32_t i = 0; i < violation->n_fields; i++) {
        const struct bh_pss_field *field = &violation->fields[i];
        const struct bh_container *c = container_of(pod->spec, field->path);
        const char *reason =
            c == NULL || !is_absent(field) ? rule->reason : root_reason(pod->spec, c);
        if (reason != NULL) {
            leave(pod, violation, field, reason);
        } else {
            change.path = field->path;
            set(pod, violation, field, change, NULL);
        }
    }
}

static bool has_own_seccomp(const struct bh_container *c)
{
    return c->security != NULL && c->security->seccomp != NULL;
}

/* An empty profile, of a container or the pod, is set where it stands. Containers without one are not among the fields
 * as long as there is such an empty one, but would be afterwards: the pod's profile is for them. */
static void mend_seccomp(struct bh_fix_subject *pod, const struct bh_fix_rule *rule,
                         const struct bh_pss_violation *violation)
{
    struct bh_change change = { .value = BH_S("RuntimeDefault"), .is_string = true };
    bool is_any_left = false, needs_pods = false;

    for (uint32_t i = 0; i < violation->n_fields; i++) {
        is_any_left = is_any_left || !is_absent(&violation->fields[i]);
    }
    for (uint32_t i = 0; i < violation->n_fields; i++) {
        const struct bh_pss_field *field = &violation->fields[i];
        const struct bh_container *c = container_of(pod->spec, field->path);
        if (is_any_left) {
            leave(pod, violation, field, rule->reason);
        } else if (c == NULL || has_own_seccomp(c)) {
            change.path = field->path;
            set(pod, violation, field, change, NULL);
        }
    }
    for (uint32_t i = 0; bh_fix_container_at(pod->spec, i, NULL) != NULL; i++) {
        needs_pods = needs_pods || !has_own_seccomp(bh_fix_container_at(pod->spec, i, NULL));
    }
    bool has_pods = pod->spec->security != NULL && pod->spec->security->seccomp != NULL;
    if (!is_any_left && needs_pods && !has_pods && violation->n_fields > 0) {
        change.path = BH_S("spec.securityContext.seccompProfile.type");
        change.before = before_containers;
        set(pod, violation, &violation->fields[0], change, has_own_seccomp);
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

void bh_fix_rules_apply(struct bh_fix_subject *pod, const struct bh_pss_violation *violation)
{
    const struct bh_fix_rule *rule = bh_fix_rule_find(violation->check->id);

    BH_BUG_ON(rule == NULL);
    if (rule->mend != NULL) {
        rule->mend(pod, rule, violation);
        return;
    }
    for (uint32_t i = 0; i < violation->n_fields; i++) {
        leave(pod, violation, &violation->fields[i], rule->reason);
    }
}
