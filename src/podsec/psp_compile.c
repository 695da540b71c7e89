/* From a PodSecurityPolicy object to a provider: validated, its lists sorted, its rules read; and the set of all policies in
 * the order in which they are tried. Called once for each policy of a cluster's state. Implements sections A.1 and A.3 of
 * the pod security specification. Leaves out what is wrong with an object (psp_validate.c). */
#include <stdlib.h>

#include "podsec/psp_work.h"

/* ---- rules -------------------------------------------------------------------------------------- */

struct compiler {
    struct bh_psp_rules *rules;
    const char *problems[8];  /* as upstream words them, each once */
    struct bh_str unknown[8]; /* behind a problem: the rule that is none */
    uint32_t n_problems;
    struct bh_arena *arena;
    struct bh_err *err;
};

static void add_problem(struct compiler *c, const char *problem, struct bh_str unknown)
{
    for (uint32_t i = 0; i < c->n_problems; i++) {
        if (strcmp(c->problems[i], problem) == 0 && bh_str_eq(c->unknown[i], unknown)) {
            return;
        }
    }
    c->problems[c->n_problems] = problem;
    c->unknown[c->n_problems++] = unknown;
}

static int read_ranges(struct compiler *c, const struct bh_list *list, struct bh_psp_ids *out)
{
    struct bh_psp_range *ranges = bh_new(c->arena, struct bh_psp_range, list->n);

    if (ranges == NULL) {
        return bh_arena_fail(c->arena, c->err);
    }
    BH_EACH (const struct bh_id_range, r, *list) {
        ranges[out->n++] = (struct bh_psp_range){ r->min.v, r->max.v };
    }
    out->ranges = ranges;
    return 0;
}

static int read_user(struct compiler *c, const struct bh_id_rule *rule)
{
    struct bh_psp_ids *out = &c->rules->run_as_user;

    if (bh_str_eq(rule->rule, BH_S("RunAsAny"))) {
        out->rule = BH_PSP_ANY;
    } else if (bh_str_eq(rule->rule, BH_S("MustRunAsNonRoot"))) {
        out->rule = BH_PSP_NON_ROOT;
    } else if (!bh_str_eq(rule->rule, BH_S("MustRunAs"))) {
        add_problem(c, "Unrecognized RunAsUser strategy type ", rule->rule);
    } else if (rule->ranges.n == 0) {
        add_problem(c, "MustRunAs requires at least one range", BH_S(""));
    } else {
        out->rule = BH_PSP_MUST;
    }
    return read_ranges(c, &rule->ranges, out);
}

static int read_group(struct compiler *c, const struct bh_id_rule *rule, const char *unknown,
                      struct bh_psp_ids *out)
{
    if (bh_str_eq(rule->rule, BH_S("RunAsAny"))) {
        out->rule = BH_PSP_ANY;
    } else if (bh_str_eq(rule->rule, BH_S("MustRunAs"))) {
        out->rule = BH_PSP_MUST;
    } else if (bh_str_eq(rule->rule, BH_S("MayRunAs"))) {
        out->rule = BH_PSP_MAY;
    } else {
        add_problem(c, unknown, rule->rule);
    }
    if ((out->rule == BH_PSP_MUST || out->rule == BH_PSP_MAY) && rule->ranges.n == 0) {
        add_problem(c,
                    out->rule == BH_PSP_MUST ? "ranges must be supplied for MustRunAs"
                                             : "ranges must be supplied for MayRunAs",
                    BH_S(""));
    }
    return read_ranges(c, &rule->ranges, out);
}

static void read_selinux(struct compiler *c, const struct bh_selinux_rule *rule)
{
    bool must = bh_str_eq(rule->rule, BH_S("MustRunAs"));

    if (must && rule->options == NULL) {
        add_problem(c, "MustRunAs requires SELinuxOptions", BH_S(""));
    } else if (!must && !bh_str_eq(rule->rule, BH_S("RunAsAny"))) {
        add_problem(c, "Unrecognized SELinuxContext strategy type ", rule->rule);
    }
    c->rules->must_selinux = must;
}

/* ---- lists -------------------------------------------------------------------------------------- */

static struct bh_str annotation(const struct bh_meta *meta, struct bh_str key)
{
    for (uint32_t i = 0; i < meta->annotations.n; i++) {
        if (bh_str_eq(meta->annotations.v[i].key, key)) {
            return meta->annotations.v[i].value;
        }
    }
    return bh_str(NULL, 0);
}

/* The elements of a list of profiles as they stand between the commas, blanks included. */
static int split_profiles(struct compiler *c, struct bh_str list, struct bh_strs *out)
{
    uint32_t n = 1;

    for (size_t i = 0; i < list.n; i++) {
        n += list.p[i] == ',';
    }
    out->v = bh_new(c->arena, struct bh_str, n);
    if (out->v == NULL) {
        return bh_arena_fail(c->arena, c->err);
    }
    for (uint32_t i = 0; i < n; i++) {
        size_t comma = bh_str_find_byte(list, ',');
        out->v[out->n++] = bh_str(list.p, comma);
        list = bh_str_from(list, comma + 1);
    }
    return 0;
}

static int read_apparmor(struct compiler *c, const struct bh_meta *meta)
{
    static const struct bh_strs none;
    struct bh_psp_profiles *out = &c->rules->apparmor;
    struct bh_strs list = { 0 };

    out->default_ =
        annotation(meta, BH_S("apparmor.security.beta.kubernetes.io/defaultProfileName"));
    out->raw = annotation(meta, BH_S("apparmor.security.beta.kubernetes.io/allowedProfileNames"));
    if (!bh_str_is_set(out->raw)) {
        return 0;
    }
    int rc = split_profiles(c, out->raw, &list);
    return rc != 0 ? rc : bh_psp_strset_init(&out->allowed, &list, &none, c->arena, c->err);
}

/* "*" is no profile but a mark; docker/default and runtime/default stand for each other. */
static int read_seccomp(struct compiler *c, const struct bh_meta *meta)
{
    static struct bh_str both[] = { BH_S("docker/default"), BH_S("runtime/default") };
    struct bh_psp_profiles *out = &c->rules->seccomp;
    struct bh_strs list = { 0 }, more = { 0 };
    uint32_t n = 0;

    out->default_ =
        annotation(meta, BH_S("seccomp.security.alpha.kubernetes.io/defaultProfileName"));
    out->raw = annotation(meta, BH_S("seccomp.security.alpha.kubernetes.io/allowedProfileNames"));
    if (!bh_str_is_set(out->raw)) {
        return 0;
    }
    int rc = split_profiles(c, out->raw, &list);
    if (rc != 0) {
        return rc;
    }
    for (uint32_t i = 0; i < list.n; i++) {
        if (bh_str_eq(list.v[i], BH_S("*"))) {
            out->allows_any = true;
            continue;
        }
        if (bh_str_eq(list.v[i], both[0]) || bh_str_eq(list.v[i], both[1])) {
            more = (struct bh_strs){ both, 2, true };
        }
        list.v[n++] = list.v[i];
    }
    list.n = n;
    return bh_psp_strset_init(&out->allowed, &list, &more, c->arena, c->err);
}

static int read_capabilities(struct compiler *c, const struct bh_psp_spec *spec)
{
    static const struct bh_strs none;
    struct bh_psp_rules *rules = c->rules;
    int rc = bh_psp_strset_init(&rules->default_add, &spec->default_add_capabilities, &none,
                                c->arena, c->err);

    rc = rc != 0 ? rc
                 : bh_psp_strset_init(&rules->required_drop, &spec->required_drop_capabilities,
                                      &none, c->arena, c->err);
    rc = rc != 0 ? rc
                 : bh_psp_strset_init(&rules->may_add, &spec->default_add_capabilities,
                                      &spec->allowed_capabilities, c->arena, c->err);
    for (uint32_t i = 0; i < spec->allowed_capabilities.n; i++) {
        rules->may_add_any |= bh_str_eq(spec->allowed_capabilities.v[i], BH_S("*"));
    }
    return rc;
}

static void read_volumes(struct compiler *c, const struct bh_psp_spec *spec)
{
    static const struct bh_str names[] = {
#define X(id, name) [BH_VOLUME_##id] = { name, sizeof(name) - 1 },
        BH_VOLUME_SOURCES(X)
#undef X
    };
    _Static_assert(BH_N_VOLUME_SOURCES <= 32, "a bit for each kind of volume");

    for (uint32_t i = 0; i < spec->volumes.n; i++) {
        struct bh_str name = spec->volumes.v[i];
        c->rules->allows_all_volumes |= bh_str_eq(name, BH_S("*"));
        for (uint32_t type = 0; type < BH_N_VOLUME_SOURCES; type++) {
            struct bh_str known = type == BH_VOLUME_CEPHFS ? BH_S("cephFS") : names[type];
            if (type != BH_VOLUME_IMAGE && bh_str_eq(name, known)) {
                c->rules->volumes |= (uint32_t)1 << type;
            }
        }
    }
}

static int read_ports(struct compiler *c, const struct bh_list *list)
{
    struct bh_psp_range *ranges = bh_new(c->arena, struct bh_psp_range, list->n);

    if (ranges == NULL) {
        return bh_arena_fail(c->arena, c->err);
    }
    BH_EACH (const struct bh_port_range, r, *list) {
        ranges[c->rules->n_ports++] = (struct bh_psp_range){ r->min.v, r->max.v };
    }
    c->rules->ports = ranges;
    return 0;
}

/* ---- a policy ----------------------------------------------------------------------------------- */

/* Several problems stand in brackets, one stands alone. */
static int write_failure(struct compiler *c, struct bh_str *out)
{
    struct bh_buf text = { 0 };

    for (uint32_t i = 0; i < c->n_problems; i++) {
        bh_buf_add_c(&text, i > 0 ? ", " : c->n_problems > 1 ? "[" : "");
        bh_buf_add_c(&text, c->problems[i]);
        bh_buf_add(&text, c->unknown[i]);
    }
    bh_buf_add_c(&text, c->n_problems > 1 ? "]" : "");
    int rc = text.is_broken ? bh_arena_fail(c->arena, c->err)
                            : bh_arena_copy(c->arena, bh_buf_str(&text), out, c->err);
    bh_buf_done(&text);
    return rc;
}

static int read_rules(struct compiler *c, const struct bh_object *object,
                      const struct bh_psp_spec *spec, const struct bh_psp_options *options)
{
    struct bh_psp_rules *rules = c->rules;
    int rc = read_user(c, &spec->run_as_user);

    if (spec->run_as_group == NULL) {
        rules->run_as_group.rule = BH_PSP_ANY;
    } else if (rc == 0) {
        rc = read_group(c, spec->run_as_group, "Unrecognized RunAsGroup strategy type ",
                        &rules->run_as_group);
    }
    read_selinux(c, &spec->selinux);
    rc = rc != 0 ? rc
                 : read_group(c, &spec->fs_group, "Unrecognized FSGroup strategy type ",
                              &rules->fs_group);
    rc = rc != 0 ? rc
                 : read_group(c, &spec->supplemental_groups,
                              "Unrecognized SupplementalGroups strategy type ",
                              &rules->supplemental_groups);
    rc = rc != 0 ? rc : read_apparmor(c, &object->meta);
    rc = rc != 0 ? rc : read_seccomp(c, &object->meta);
    rc = rc != 0 ? rc : read_capabilities(c, spec);
    rc = rc != 0 ? rc : read_ports(c, &spec->host_ports);
    read_volumes(c, spec);
    rules->spec = spec;
    rules->allows_escalation = spec->allow_privilege_escalation != BH_NO;
    if (!options->drops_proc_mount) {
        rules->proc_mounts = spec->allowed_proc_mount_types;
    }
    return rc;
}

int bh_psp_compile(const struct bh_object *object, const struct bh_psp_options *options,
                   struct bh_psp_policy *out, struct bh_arena *arena, struct bh_err *err)
{
    static const struct bh_psp_spec no_spec;
    const struct bh_psp_spec *spec = object->psp != NULL ? object->psp : &no_spec;
    struct bh_psp_policy made = { .name = object->meta.name, .object = object };
    struct compiler c = { .arena = arena, .err = err };
    size_t slash = bh_str_find_byte(object->api_version, '/');

    made.is_own = bh_str_eq(bh_str(object->api_version.p, slash), BH_S("bulkhead.dev"));
    int rc = bh_psp_validate(object, &made.errors, arena, err);
    if (rc != 0) {
        return rc;
    }
    if (made.errors.n == 0) {
        c.rules = bh_new(arena, struct bh_psp_rules, 1);
        rc = c.rules == NULL ? bh_arena_fail(arena, err) : read_rules(&c, object, spec, options);
        if (rc == 0 && c.n_problems > 0) {
            rc = write_failure(&c, &made.failure);
        } else {
            made.rules = c.rules;
        }
    }
    if (rc == 0) {
        *out = made;
    }
    return rc;
}

/* ---- the set ------------------------------------------------------------------------------------ */

struct numbered {
    const struct bh_psp_policy *policy;
    uint32_t number;
};

static int order(const struct bh_psp_policy *a, const struct bh_psp_policy *b)
{
    int by_name = bh_str_cmp(a->name, b->name);

    return by_name != 0 ? by_name : (int)a->is_own - (int)b->is_own;
}

static int compare(const void *left, const void *right)
{
    const struct numbered *a = left, *b = right;
    int by_policy = order(a->policy, b->policy);

    return by_policy != 0 ? by_policy : a->number < b->number ? -1 : 1;
}

int bh_psp_set_init(struct bh_psp_set *out, const struct bh_psp_policy *policies, uint32_t n,
                    struct bh_arena *arena, struct bh_err *err)
{
    struct numbered *sorted = bh_new(arena, struct numbered, n);
    const struct bh_psp_policy **v = bh_new(arena, const struct bh_psp_policy *, n);
    uint32_t n_valid = 0, kept = 0;

    if (sorted == NULL || v == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (uint32_t i = 0; i < n; i++) {
        if (policies[i].errors.n == 0) {
            sorted[n_valid++] = (struct numbered){ &policies[i], i };
        }
    }
    if (n_valid > 1) {
        qsort(sorted, n_valid, sizeof(*sorted), compare);
    }
    for (uint32_t i = 0; i < n_valid; i++) {
        if (kept > 0 && order(v[kept - 1], sorted[i].policy) == 0) {
            kept--;
        }
        v[kept++] = sorted[i].policy;
    }
    *out = (struct bh_psp_set){ v, kept };
    return 0;
}
