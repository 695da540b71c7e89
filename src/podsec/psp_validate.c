/* What is wrong with a PodSecurityPolicy object, as the API server of Kubernetes 1.24 told it before it stored one: field
 * errors in its order, byte for byte. Called by bh_psp_compile and by whatever lists policies. Implements section A.2 of the
 * pod security specification; paths that do not match the manifest are upstream's. Leaves out what is not decoded
 * (finalizers, managedFields, generation). */
#include "base/map.h"
#include "base/quote.h"
#include "kube/labels.h"
#include "podsec/psp_work.h"

struct checker {
    struct bh_strs errors;
    uint32_t room;
    struct bh_buf text;
    struct bh_arena *arena;
    bool is_out_of_memory;
};

/* ---- one error ---------------------------------------------------------------------------------- */

/* A field: 'base', then '.child' unless NULL, then '[index]' unless negative, then '.leaf' unless NULL. */
struct field {
    const char *base, *child;
    int64_t index;
    const char *leaf;
};

static void start(struct checker *c, const struct field *f, const char *type)
{
    if (c->text.is_broken) {
        c->is_out_of_memory = true;
    }
    bh_buf_clear(&c->text);
    bh_buf_add_c(&c->text, f->base);
    if (f->child != NULL) {
        bh_buf_addf(&c->text, ".%s", f->child);
    }
    if (f->index >= 0) {
        bh_buf_addf(&c->text, "[%lld]", (long long)f->index);
    }
    if (f->leaf != NULL) {
        bh_buf_addf(&c->text, ".%s", f->leaf);
    }
    bh_buf_add_c(&c->text, ": ");
    bh_buf_add_c(&c->text, type);
}

static void end(struct checker *c, const char *detail)
{
    struct bh_err ignored;
    struct bh_str text;

    if (detail[0] != '\0') {
        bh_buf_add_c(&c->text, ": ");
        bh_buf_add_c(&c->text, detail);
    }
    if (c->errors.n == c->room) {
        c->room = c->room == 0 ? 8 : c->room * 2;
        struct bh_str *v = bh_new(c->arena, struct bh_str, c->room);
        if (v == NULL) {
            c->is_out_of_memory = true;
            return;
        }
        if (c->errors.n > 0) {
            memcpy(v, c->errors.v, c->errors.n * sizeof(*v));
        }
        c->errors.v = v;
    }
    if (c->text.is_broken || bh_arena_copy(c->arena, bh_buf_str(&c->text), &text, &ignored) != 0) {
        c->is_out_of_memory = true;
        return;
    }
    c->errors.v[c->errors.n++] = text;
}

/* An error about a text, with a detail that ends in another: "sysctl overlaps with " and its name. */
static void invalid_with(struct checker *c, const struct field *f, struct bh_str value,
                         const char *detail, struct bh_str more)
{
    start(c, f, "Invalid value: ");
    bh_quote_go(&c->text, value);
    bh_buf_add_c(&c->text, ": ");
    bh_buf_add_c(&c->text, detail);
    bh_buf_add(&c->text, more);
    end(c, "");
}

static void invalid(struct checker *c, const struct field *f, struct bh_str value,
                    const char *detail)
{
    invalid_with(c, f, value, detail, BH_S(""));
}

static void invalid_int(struct checker *c, const struct field *f, int64_t value, const char *detail)
{
    start(c, f, "Invalid value: ");
    bh_buf_add_i64(&c->text, value);
    end(c, detail);
}

static void plain(struct checker *c, const struct field *f, const char *type, const char *detail)
{
    start(c, f, type);
    end(c, detail);
}

static void unsupported(struct checker *c, const struct field *f, struct bh_str value,
                        const char *supported)
{
    start(c, f, "Unsupported value: ");
    bh_quote_go(&c->text, value);
    bh_buf_add_c(&c->text, ": supported values: ");
    bh_buf_add_c(&c->text, supported);
    end(c, "");
}

/* ---- metadata ----------------------------------------------------------------------------------- */

#define SUBDOMAIN_TEXT                                                                            \
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "  \
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used " \
    "for validation is "                                                                          \
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define NAME_TEXT                                                                               \
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " \
    "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "      \
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
#define LABEL_TEXT                                                                              \
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or " \
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "          \
    "'my_value',  or '12345', regex used for validation is "                                    \
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

enum { LONGEST_SUBDOMAIN = 253, LONGEST_NAME = 63, LONGEST_SYSCTL = 253 };

/* The grammar of a subdomain without its limit: any label of the pieces is short enough to be asked one by one. */
static bool has_subdomain_form(struct bh_str s)
{
    if (s.n == 0) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        bool is_edge = i == 0 || i + 1 == s.n || s.p[i - 1] == '.' || s.p[i + 1] == '.';
        bool is_inner = ch == '-' || ch == '.';
        if (!((ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9')) && (is_edge || !is_inner)) {
            return false;
        }
    }
    return true;
}

static void check_subdomain(struct checker *c, const struct field *f, struct bh_str value,
                            struct bh_str checked, const char *prefix)
{
    if (checked.n > LONGEST_SUBDOMAIN) {
        invalid_with(c, f, value, prefix, BH_S("must be no more than 253 characters"));
    }
    if (!has_subdomain_form(checked)) {
        invalid_with(c, f, value, prefix, BH_S(SUBDOMAIN_TEXT));
    }
}

static void check_qualified_name(struct checker *c, const struct field *f, struct bh_str value,
                                 struct bh_str checked)
{
    size_t slash = bh_str_find_byte(checked, '/');
    struct bh_str name = checked;

    if (slash < checked.n) {
        struct bh_str prefix = bh_str(checked.p, slash);
        name = bh_str_from(checked, slash + 1);
        if (bh_str_find_byte(name, '/') < name.n) {
            invalid_with(c, f, value, "a qualified name ",
                         BH_S(NAME_TEXT " with an optional DNS subdomain prefix and '/' (e.g. "
                                        "'example.com/MyName')"));
            return;
        }
        if (prefix.n == 0) {
            invalid(c, f, value, "prefix part must be non-empty");
        } else {
            check_subdomain(c, f, value, prefix, "prefix part ");
        }
    }
    if (name.n == 0) {
        invalid(c, f, value, "name part must be non-empty");
    } else if (name.n > LONGEST_NAME) {
        invalid(c, f, value, "name part must be no more than 63 characters");
    }
    /* The grammar alone: what is too long was told above. */
    bool is_name = name.n > 0;
    for (size_t i = 0; i < name.n && is_name; i++) {
        struct bh_str one = bh_str(name.p + i, 1);
        bool is_inner =
            i > 0 && i + 1 < name.n && (one.p[0] == '-' || one.p[0] == '_' || one.p[0] == '.');
        is_name = is_inner || bh_label_key_is_valid(one);
    }
    if (!is_name) {
        invalid(c, f, value, "name part " NAME_TEXT);
    }
}

static void check_label_value(struct checker *c, const struct field *f, struct bh_str value)
{
    bool is_valid = true;

    if (value.n > LONGEST_NAME) {
        invalid(c, f, value, "must be no more than 63 characters");
    }
    for (size_t i = 0; i < value.n && is_valid; i++) {
        struct bh_str one = bh_str(value.p + i, 1);
        bool is_inner =
            i > 0 && i + 1 < value.n && (one.p[0] == '-' || one.p[0] == '_' || one.p[0] == '.');
        is_valid = is_inner || bh_label_value_is_valid(one);
    }
    if (!is_valid) {
        invalid(c, f, value, LABEL_TEXT);
    }
}

/* ASCII letters in lower case, in the arena; others stay, as no name may hold them. */
static struct bh_str lowered(struct checker *c, struct bh_str s)
{
    char *p = bh_arena_alloc(c->arena, s.n, 1);

    if (p == NULL) {
        c->is_out_of_memory = true;
        return BH_S("");
    }
    for (size_t i = 0; i < s.n; i++) {
        p[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] - 'A' + 'a') : s.p[i];
    }
    return bh_str(p, s.n);
}

/* A server puts letters behind a generateName, so that a dash at its end is fine. */
static void check_generate_name(struct checker *c, struct bh_str name)
{
    struct field f = { "metadata", "generateName", -1, NULL };
    struct bh_str checked = name;

    if (name.n > 1 && name.p[name.n - 1] == '-') {
        char *p = bh_arena_alloc(c->arena, name.n - 1, 1);
        if (p == NULL) {
            c->is_out_of_memory = true;
            return;
        }
        memcpy(p, name.p, name.n - 1);
        p[name.n - 2] = 'a';
        checked = bh_str(p, name.n - 1);
    }
    if (name.n > 0) {
        check_subdomain(c, &f, name, checked, "");
    }
}

static void check_owners(struct checker *c, const struct bh_list *owners)
{
    BH_EACH (const struct bh_owner, owner, *owners) {
        struct bh_str version = owner->api_version;
        size_t slash = bh_str_find_byte(version, '/');
        bool has_version = slash < version.n ? slash + 1 < version.n : version.n > 0;
        struct field f = { "metadata", "ownerReferences", -1, "apiVersion" };
        if (!has_version) {
            invalid(c, &f, version, "version must not be empty");
        }
        f.leaf = "kind";
        if (owner->kind.n == 0) {
            invalid(c, &f, owner->kind, "kind must not be empty");
        }
        f.leaf = "name";
        if (owner->name.n == 0) {
            invalid(c, &f, owner->name, "name must not be empty");
        }
        f.leaf = "uid";
        if (owner->uid.n == 0) {
            invalid(c, &f, owner->uid, "uid must not be empty");
        }
    }
}

static void check_meta(struct checker *c, const struct bh_meta *meta)
{
    static const struct field name = { "metadata", "name", -1, NULL };
    static const struct field namespace_ = { "metadata", "namespace", -1, NULL };
    static const struct field labels = { "metadata", "labels", -1, NULL };
    static const struct field annotations = { "metadata", "annotations", -1, NULL };
    enum { MOST_ANNOTATIONS = 256 * 1024 };
    size_t size = 0;

    check_generate_name(c, meta->generate_name);
    if (meta->name.n == 0) {
        plain(c, &name, "Required value", "name or generateName is required");
    } else {
        check_subdomain(c, &name, meta->name, meta->name, "");
    }
    if (meta->namespace_.n > 0) {
        plain(c, &namespace_, "Forbidden", "not allowed on this type");
    }
    for (uint32_t i = 0; i < meta->labels.n; i++) {
        check_qualified_name(c, &labels, meta->labels.v[i].key, meta->labels.v[i].key);
        check_label_value(c, &labels, meta->labels.v[i].value);
    }
    for (uint32_t i = 0; i < meta->annotations.n; i++) {
        struct bh_str key = meta->annotations.v[i].key;
        check_qualified_name(c, &annotations, key, lowered(c, key));
        size += key.n + meta->annotations.v[i].value.n;
    }
    if (size > MOST_ANNOTATIONS) {
        plain(c, &annotations, "Too long", "must have at most 262144 bytes");
    }
    check_owners(c, &meta->owners);
}

/* ---- annotations -------------------------------------------------------------------------------- */

#define AT_ANNOTATION(key)                              \
    {                                                   \
        "metadata.annotations[" key "]", NULL, -1, NULL \
    }

static void check_apparmor(struct checker *c, const struct field *f, struct bh_str profile,
                           struct bh_str printed)
{
    if (profile.n == 0 || bh_str_eq(profile, BH_S("runtime/default")) ||
        bh_str_eq(profile, BH_S("unconfined")) || bh_str_starts(profile, BH_S("localhost/"))) {
        return;
    }
    start(c, f, "Invalid value: ");
    bh_quote_go(&c->text, printed);
    bh_buf_add_c(&c->text, ": invalid AppArmor profile name: ");
    bh_quote_go(&c->text, profile);
    end(c, "");
}

static bool has_backstep(struct bh_str path)
{
    while (bh_str_is_set(path)) {
        size_t slash = bh_str_find_byte(path, '/');
        if (bh_str_eq(bh_str(path.p, slash), BH_S(".."))) {
            return true;
        }
        path = slash == path.n ? bh_str(NULL, 0) : bh_str_from(path, slash + 1);
    }
    return false;
}

static void check_seccomp(struct checker *c, const struct field *f, struct bh_str profile)
{
    static const struct bh_str localhost = BH_S("localhost/");

    if (bh_str_eq(profile, BH_S("runtime/default")) || bh_str_eq(profile, BH_S("docker/default")) ||
        bh_str_eq(profile, BH_S("unconfined"))) {
        return;
    }
    if (!bh_str_starts(profile, localhost)) {
        invalid(c, f, profile, "must be a valid seccomp profile");
        return;
    }
    struct bh_str path = bh_str_from(profile, localhost.n);
    if (path.n > 0 && path.p[0] == '/') {
        invalid(c, f, path, "must be a relative path");
    }
    if (has_backstep(path)) {
        invalid(c, f, path, "must not contain '..'");
    }
}

static struct bh_str value_of(const struct bh_meta *meta, struct bh_str key)
{
    for (uint32_t i = 0; i < meta->annotations.n; i++) {
        if (bh_str_eq(meta->annotations.v[i].key, key)) {
            return meta->annotations.v[i].value;
        }
    }
    return BH_S("");
}

/* Takes the next element off a list; false when there are no more. */
static bool next_profile(struct bh_str *rest, struct bh_str *out)
{
    if (!bh_str_is_set(*rest)) {
        return false;
    }
    size_t comma = bh_str_find_byte(*rest, ',');
    *out = bh_str(rest->p, comma);
    *rest = comma == rest->n ? bh_str(NULL, 0) : bh_str_from(*rest, comma + 1);
    return true;
}

static void check_annotations(struct checker *c, const struct bh_meta *meta)
{
#define APPARMOR_DEFAULT "apparmor.security.beta.kubernetes.io/defaultProfileName"
#define APPARMOR_ALLOWED "apparmor.security.beta.kubernetes.io/allowedProfileNames"
#define SECCOMP_DEFAULT  "seccomp.security.alpha.kubernetes.io/defaultProfileName"
#define SECCOMP_ALLOWED  "seccomp.security.alpha.kubernetes.io/allowedProfileNames"
    static const struct field apparmor_default = AT_ANNOTATION(APPARMOR_DEFAULT);
    static const struct field apparmor_allowed = AT_ANNOTATION(APPARMOR_ALLOWED);
    static const struct field seccomp_default = AT_ANNOTATION(SECCOMP_DEFAULT);
    static const struct field seccomp_allowed = AT_ANNOTATION(SECCOMP_ALLOWED);
    struct bh_str value = value_of(meta, BH_S(APPARMOR_DEFAULT)), rest, profile;

    check_apparmor(c, &apparmor_default, value, value);
    value = value_of(meta, BH_S(APPARMOR_ALLOWED));
    rest = value.n > 0 ? value : bh_str(NULL, 0);
    while (next_profile(&rest, &profile)) {
        check_apparmor(c, &apparmor_allowed, profile, value);
    }
    value = value_of(meta, BH_S(SECCOMP_DEFAULT));
    if (value.n > 0) {
        check_seccomp(c, &seccomp_default, value);
    }
    value = value_of(meta, BH_S(SECCOMP_ALLOWED));
    rest = value.n > 0 ? value : bh_str(NULL, 0);
    while (next_profile(&rest, &profile)) {
        if (!bh_str_eq(profile, BH_S("*"))) {
            check_seccomp(c, &seccomp_allowed, profile);
        }
    }
}

/* ---- rules and ranges --------------------------------------------------------------------------- */

static void check_ranges(struct checker *c, const char *base, const struct bh_list *ranges)
{
    const struct bh_id_range *v = ranges->v;

    for (uint32_t i = 0; i < ranges->n; i++) {
        struct field min = { base, "ranges", i, "min" }, max = { base, "ranges", i, "max" };
        if (v[i].min.v < 0) {
            invalid_int(c, &min, v[i].min.v, "min cannot be negative");
        }
        if (v[i].max.v < 0) {
            invalid_int(c, &max, v[i].max.v, "max cannot be negative");
        }
        if (v[i].min.v > v[i].max.v) {
            invalid_int(c, &min, v[i].min.v, "min cannot be greater than max");
        }
    }
}

static bool is_one_of(struct bh_str s, struct bh_str a, struct bh_str b, struct bh_str d)
{
    return bh_str_eq(s, a) || bh_str_eq(s, b) || bh_str_eq(s, d);
}

static void check_user(struct checker *c, const struct bh_id_rule *rule)
{
    static const struct field f = { "spec.runAsUser", "rule", -1, NULL };

    if (!is_one_of(rule->rule, BH_S("MustRunAs"), BH_S("MustRunAsNonRoot"), BH_S("RunAsAny"))) {
        unsupported(c, &f, rule->rule, "\"MustRunAs\", \"MustRunAsNonRoot\", \"RunAsAny\"");
    }
    check_ranges(c, "spec.runAsUser", &rule->ranges);
}

static void add_ranges(struct checker *c, const struct bh_list *ranges)
{
    const struct bh_id_range *v = ranges->v;

    bh_buf_add_c(&c->text, "[]policy.IDRange");
    bh_buf_add_c(&c->text, ranges->is_set ? "{" : "(nil)");
    for (uint32_t i = 0; i < ranges->n; i++) {
        bh_buf_addf(&c->text, "%spolicy.IDRange{Min:%lld, Max:%lld}", i > 0 ? ", " : "",
                    (long long)v[i].min.v, (long long)v[i].max.v);
    }
    bh_buf_add_c(&c->text, ranges->is_set ? "}" : "");
}

static void check_run_as_group(struct checker *c, const struct bh_id_rule *rule)
{
    static const struct field ranges = { "spec.runAsGroup", "ranges", -1, NULL };
    static const struct field f = { "spec.runAsGroup", "rule", -1, NULL };

    if (bh_str_eq(rule->rule, BH_S("RunAsAny"))) {
        if (rule->ranges.n > 0) {
            start(c, &ranges, "Invalid value: ");
            add_ranges(c, &rule->ranges);
            end(c, "Ranges must be empty");
        }
    } else if (is_one_of(rule->rule, BH_S("MustRunAs"), BH_S("MayRunAs"), BH_S("MayRunAs"))) {
        if (rule->ranges.n == 0) {
            start(c, &ranges, "Invalid value: ");
            add_ranges(c, &rule->ranges);
            end(c, "must provide at least one range");
        }
        check_ranges(c, "spec.runAsGroup", &rule->ranges);
    } else {
        unsupported(c, &f, rule->rule, "\"MustRunAs\", \"RunAsAny\", \"MayRunAs\"");
    }
}

static void check_groups(struct checker *c, const char *base, const struct bh_id_rule *rule)
{
    struct field f = { base, "rule", -1, NULL };

    if (!is_one_of(rule->rule, BH_S("MayRunAs"), BH_S("MustRunAs"), BH_S("RunAsAny"))) {
        unsupported(c, &f, rule->rule, "\"MayRunAs\", \"MustRunAs\", \"RunAsAny\"");
    }
    check_ranges(c, base, &rule->ranges);
}

static void check_selinux(struct checker *c, const struct bh_selinux_rule *rule)
{
    static const struct field f = { "spec.seLinux", "rule", -1, NULL };

    if (!is_one_of(rule->rule, BH_S("MustRunAs"), BH_S("RunAsAny"), BH_S("RunAsAny"))) {
        unsupported(c, &f, rule->rule, "\"MustRunAs\", \"RunAsAny\"");
    }
}

/* ---- volumes and capabilities ------------------------------------------------------------------- */

static void check_volumes(struct checker *c, const struct bh_strs *volumes)
{
    static const struct field f = { "spec", "volumes", -1, NULL };
    static const char *const names[] = {
        "*",
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
    enum { N_NAMES = sizeof(names) / sizeof(names[0]) };

    for (uint32_t i = 0; i < volumes->n; i++) {
        bool is_known = false;
        for (size_t k = 0; k < N_NAMES && !is_known; k++) {
            is_known = bh_str_eq(volumes->v[i], bh_str_c(names[k]));
        }
        if (is_known) {
            continue;
        }
        start(c, &f, "Unsupported value: ");
        bh_quote_go(&c->text, volumes->v[i]);
        bh_buf_add_c(&c->text, ": supported values: ");
        for (size_t k = 0; k < N_NAMES; k++) {
            bh_buf_addf(&c->text, "%s\"%s\"", k > 0 ? ", " : "", names[k]);
        }
        end(c, "");
    }
}

static void add_strings(struct checker *c, const char *type, const struct bh_strs *list)
{
    bh_buf_addf(&c->text, "[]%s{", type);
    for (uint32_t i = 0; i < list->n; i++) {
        bh_buf_add_c(&c->text, i > 0 ? ", " : "");
        bh_quote_go(&c->text, list->v[i]);
    }
    bh_buf_add_byte(&c->text, '}');
}

static void check_dropped(struct checker *c, const struct bh_psp_strset *dropped,
                          const struct bh_strs *list, const struct field *f, const char *detail)
{
    for (uint32_t i = 0; i < list->n; i++) {
        if (bh_psp_strset_has(dropped, list->v[i])) {
            invalid(c, f, list->v[i], detail);
        }
    }
}

static void check_capabilities(struct checker *c, const struct bh_psp_spec *spec)
{
    static const struct bh_strs none;
    static const struct field drop = { "requiredDropCapabilities", NULL, -1, NULL };
    static const struct field add = { "defaultAddCapabilities", NULL, -1, NULL };
    static const struct field allow = { "allowedCapabilities", NULL, -1, NULL };
    struct bh_psp_strset dropped;
    struct bh_err ignored;
    bool allows_any = false;

    for (uint32_t i = 0; i < spec->allowed_capabilities.n; i++) {
        allows_any |= bh_str_eq(spec->allowed_capabilities.v[i], BH_S("*"));
    }
    if (spec->required_drop_capabilities.n > 0 && allows_any) {
        start(c, &drop, "Invalid value: ");
        add_strings(c, "core.Capability", &spec->required_drop_capabilities);
        end(c, "must be empty when all capabilities are allowed by a wildcard");
    }
    if (bh_psp_strset_init(&dropped, &spec->required_drop_capabilities, &none, c->arena,
                           &ignored) != 0) {
        c->is_out_of_memory = true;
        return;
    }
    check_dropped(c, &dropped, &spec->default_add_capabilities, &add,
                  "capability is listed in defaultAddCapabilities and requiredDropCapabilities");
    check_dropped(c, &dropped, &spec->allowed_capabilities, &allow,
                  "capability is listed in allowedCapabilities and requiredDropCapabilities");
}

/* ---- privileges, paths, drivers ----------------------------------------------------------------- */

static void check_escalation(struct checker *c, const struct bh_psp_spec *spec)
{
    static const struct field f = { "spec", "defaultAllowPrivilegeEscalation", -1, NULL };

    if (spec->default_allow_privilege_escalation == BH_YES &&
        spec->allow_privilege_escalation == BH_NO) {
        plain(c, &f, "Invalid value: true",
              "Cannot set DefaultAllowPrivilegeEscalation to true without also setting "
              "AllowPrivilegeEscalation to true");
    }
}

static void check_proc_mounts(struct checker *c, const struct bh_strs *types)
{
    for (uint32_t i = 0; i < types->n; i++) {
        struct field f = { "spec", "allowedProcMountTypes", i, NULL };
        if (!is_one_of(types->v[i], BH_S("Default"), BH_S("Unmasked"), BH_S("Unmasked"))) {
            unsupported(c, &f, types->v[i], "\"Default\", \"Unmasked\"");
        }
    }
}

/* Upstream stops at the first empty one. */
static void check_host_paths(struct checker *c, const struct bh_list *paths)
{
    const struct bh_allowed_path *v = paths->v;

    for (uint32_t i = 0; i < paths->n; i++) {
        struct field f = { "spec", "allowedHostPaths", i, NULL };
        if (v[i].prefix.n == 0) {
            plain(c, &f, "Required value", "is required");
            return;
        }
        if (has_backstep(v[i].prefix)) {
            invalid(c, &f, v[i].prefix, "must not contain '..'");
        }
    }
}

static void check_drivers(struct checker *c, const struct bh_psp_spec *spec)
{
    const struct bh_allowed_driver *flex = spec->allowed_flex_volumes.v;
    const struct bh_allowed_driver *csi = spec->allowed_csi_drivers.v;

    for (uint32_t i = 0; i < spec->allowed_flex_volumes.n; i++) {
        struct field f = { "spec.allowedFlexVolumes", "allowedFlexVolumes", i, "driver" };
        if (flex[i].name.n == 0) {
            plain(c, &f, "Required value", "must specify a driver");
        }
    }
    for (uint32_t i = 0; i < spec->allowed_csi_drivers.n; i++) {
        struct field f = { "spec.allowedCSIDrivers", "allowedCSIDriver", i, "name" };
        if (csi[i].name.n == 0) {
            plain(c, &f, "Required value", "");
        }
        if (csi[i].name.n > LONGEST_NAME) {
            plain(c, &f, "Too long", "must have at most 63 bytes");
        }
        check_subdomain(c, &f, csi[i].name, lowered(c, csi[i].name), "");
    }
}

/* ---- sysctls ------------------------------------------------------------------------------------ */

#define SYSCTL_TEXT                                     \
    "must have at most 253 characters and match regex " \
    "([a-z0-9]([-_a-z0-9]*[a-z0-9])?\\.)*([a-z0-9][-_a-z0-9]*)?[a-z0-9*]"

static bool is_sysctl_edge(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9');
}

/* Segments between dots; only the last byte of all may be '*'. */
static bool is_sysctl_pattern(struct bh_str s)
{
    if (s.n == 0 || s.n > LONGEST_SYSCTL) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        bool is_first = i == 0 || s.p[i - 1] == '.';
        bool is_last = i + 1 == s.n;
        bool ends_segment = !is_last && s.p[i + 1] == '.';
        if (is_sysctl_edge(ch) || (is_last && ch == '*')) {
            continue;
        }
        if (is_first || is_last || ends_segment || (ch != '-' && ch != '_' && ch != '.')) {
            return false;
        }
    }
    return true;
}

static void check_sysctls(struct checker *c, const char *child, const struct bh_strs *list)
{
    struct field items = { "spec", child, -1, "items" };
    bool covers_all = false;

    for (uint32_t i = 0; i < list->n; i++) {
        struct field f = { "spec", child, i, NULL };
        if (list->v[i].n == 0) {
            invalid(c, &f, list->v[i], "empty sysctl not allowed");
        } else if (!is_sysctl_pattern(list->v[i])) {
            invalid(c, &f, list->v[i], SYSCTL_TEXT);
        } else if (list->v[i].p[0] == '*') {
            covers_all = true;
        }
    }
    if (covers_all && list->n > 1) {
        plain(c, &items, "Forbidden", "if '*' is present, must not specify other sysctls");
    }
}

static bool is_pattern(struct bh_str s)
{
    return s.n > 0 && s.p[s.n - 1] == '*';
}

static struct bh_str prefix_of(struct bh_str s)
{
    return is_pattern(s) ? bh_str(s.p, s.n - 1) : s;
}

static void check_overlap(struct checker *c, const struct bh_psp_spec *spec)
{
    const struct bh_strs *allowed = &spec->allowed_unsafe_sysctls;
    const struct bh_strs *forbidden = &spec->forbidden_sysctls;

    for (uint32_t i = 0; i < allowed->n && !c->is_out_of_memory; i++) {
        for (uint32_t j = 0; j < forbidden->n && !c->is_out_of_memory; j++) {
            struct bh_str a = allowed->v[i], f = forbidden->v[j];
            struct field at_a = { "spec", "allowedUnsafeSysctls", i, NULL };
            struct field at_f = { "spec", "forbiddenSysctls", j, NULL };
            bool by_f = is_pattern(f) ? bh_str_starts(prefix_of(a), prefix_of(f)) : false;
            bool by_a = is_pattern(a) ? bh_str_starts(prefix_of(f), prefix_of(a)) : false;
            if (by_f || (!is_pattern(a) && !is_pattern(f) && bh_str_eq(a, f))) {
                invalid_with(c, &at_a, a, "sysctl overlaps with ", f);
            } else if (by_a) {
                invalid_with(c, &at_f, f, "sysctl overlaps with ", a);
            }
        }
    }
}

/* ---- runtime class ------------------------------------------------------------------------------ */

static void check_runtime_class(struct checker *c, const struct bh_runtime_rule *rule)
{
    static const struct field by_default = { "spec.runtimeClass", "defaultRuntimeClassName", -1,
                                             NULL };
    static const struct field list = { "spec.runtimeClass", "allowedRuntimeClassNames", -1, NULL };
    static char mark;
    struct bh_map seen = { 0 };
    struct bh_err ignored;

    for (uint32_t i = 0; i < rule->allowed.n; i++) {
        struct field f = { "spec.runtimeClass", "allowedRuntimeClassNames", i, NULL };
        struct bh_str name = rule->allowed.v[i];
        if (!bh_str_eq(name, BH_S("*"))) {
            check_subdomain(c, &f, name, name, "");
        }
        if (bh_map_get(&seen, name) != NULL) {
            start(c, &f, "Duplicate value: ");
            bh_quote_go(&c->text, name);
            end(c, "");
        } else if (bh_map_put(&seen, c->arena, name, &mark, &ignored) != 0) {
            c->is_out_of_memory = true;
            return;
        }
    }
    bool allows_any = bh_map_get(&seen, BH_S("*")) != NULL;
    if (bh_str_is_set(rule->default_)) {
        check_subdomain(c, &by_default, rule->default_, rule->default_, "");
        if (!allows_any && bh_map_get(&seen, rule->default_) == NULL) {
            start(c, &list, "Required value: default ");
            bh_quote_go(&c->text, rule->default_);
            bh_buf_add_c(&c->text, " must be allowed");
            end(c, "");
        }
    }
    if (allows_any && rule->allowed.n > 1) {
        start(c, &list, "Invalid value: ");
        add_strings(c, "string", &rule->allowed);
        end(c, "if '*' is present, must not specify other RuntimeClass names");
    }
}

/* ---- all of it ---------------------------------------------------------------------------------- */

int bh_psp_validate(const struct bh_object *object, struct bh_strs *out, struct bh_arena *arena,
                    struct bh_err *err)
{
    static const struct bh_psp_spec no_spec;
    enum { MOST_TEXT = 16 * 1024 * 1024 };
    const struct bh_psp_spec *spec = object->psp != NULL ? object->psp : &no_spec;
    struct checker c = { .arena = arena, .text = { .max = MOST_TEXT }, .errors.is_set = true };

    check_meta(&c, &object->meta);
    check_annotations(&c, &object->meta);
    check_user(&c, &spec->run_as_user);
    if (spec->run_as_group != NULL) {
        check_run_as_group(&c, spec->run_as_group);
    }
    check_selinux(&c, &spec->selinux);
    check_groups(&c, "spec.supplementalGroups", &spec->supplemental_groups);
    check_groups(&c, "spec.fsGroup", &spec->fs_group);
    check_volumes(&c, &spec->volumes);
    check_capabilities(&c, spec);
    check_escalation(&c, spec);
    check_proc_mounts(&c, &spec->allowed_proc_mount_types);
    check_host_paths(&c, &spec->allowed_host_paths);
    check_drivers(&c, spec);
    check_sysctls(&c, "allowedUnsafeSysctls", &spec->allowed_unsafe_sysctls);
    check_sysctls(&c, "forbiddenSysctls", &spec->forbidden_sysctls);
    check_overlap(&c, spec);
    if (spec->runtime_class != NULL) {
        check_runtime_class(&c, spec->runtime_class);
    }
    bh_buf_done(&c.text);
    if (c.is_out_of_memory) {
        return bh_arena_fail(arena, err);
    }
    *out = c.errors;
    return 0;
}
