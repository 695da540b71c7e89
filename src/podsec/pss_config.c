/* The configuration file of Pod Security Admission, and its exemptions. Called by `bulkhead scan` (and later by the
 * webhook) through whoever reads the file. Implements sections B.3 and B.6 of the pod security specification, and of
 * B.4 who is exempt. Leaves out reading the file that a plugin's 'path' names, which is the caller's. */
#include "podsec/pss_config.h"

#include <stddef.h>

#include "base/map.h"
#include "base/quote.h"
#include "kube/schema.h"

#define CONFIG_GROUP "pod-security.admission.config.k8s.io/"

enum { KIND_ADMISSION = 1, KIND_POD_SECURITY };

static const struct bh_strict_kind kinds[] = {
    { CONFIG_GROUP "v1", "PodSecurityConfiguration", KIND_POD_SECURITY },
    { CONFIG_GROUP "v1beta1", "PodSecurityConfiguration", KIND_POD_SECURITY },
    { CONFIG_GROUP "v1alpha1", "PodSecurityConfiguration", KIND_POD_SECURITY },
    { "apiserver.config.k8s.io/v1", "AdmissionConfiguration", KIND_ADMISSION },
    { "apiserver.k8s.io/v1alpha1", "AdmissionConfiguration", KIND_ADMISSION },
};
enum { N_KINDS = sizeof(kinds) / sizeof(kinds[0]), N_PLUGIN_KINDS = 3 };

/* ---- fields ---------------------------------------------------------------------------------------- */

struct defaults {
    struct bh_str level[BH_N_MODES], version[BH_N_MODES];
};

struct exemptions {
    struct bh_strs usernames, namespaces, runtime_classes;
};

struct configuration {
    struct defaults defaults;
    struct exemptions exemptions;
};

static const struct bh_field defaults_fields[] = {
    STORED("audit", STRING, ONE, offsetof(struct defaults, level[BH_MODE_AUDIT]), NULL),
    STORED("audit-version", STRING, ONE, offsetof(struct defaults, version[BH_MODE_AUDIT]), NULL),
    STORED("enforce", STRING, ONE, offsetof(struct defaults, level[BH_MODE_ENFORCE]), NULL),
    STORED("enforce-version", STRING, ONE, offsetof(struct defaults, version[BH_MODE_ENFORCE]),
           NULL),
    STORED("warn", STRING, ONE, offsetof(struct defaults, level[BH_MODE_WARN]), NULL),
    STORED("warn-version", STRING, ONE, offsetof(struct defaults, version[BH_MODE_WARN]), NULL),
};
static const struct bh_type defaults_type =
    TYPE("PodSecurityDefaults", defaults_fields, sizeof(struct defaults), BH_NOT_STORED);

static const struct bh_field exemptions_fields[] = {
    STORED("namespaces", STRING, LIST, offsetof(struct exemptions, namespaces), NULL),
    STORED("runtimeClasses", STRING, LIST, offsetof(struct exemptions, runtime_classes), NULL),
    STORED("usernames", STRING, LIST, offsetof(struct exemptions, usernames), NULL),
};
static const struct bh_type exemptions_type =
    TYPE("PodSecurityExemptions", exemptions_fields, sizeof(struct exemptions), BH_NOT_STORED);

static const struct bh_field configuration_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    STORED("defaults", INLINE, ONE, offsetof(struct configuration, defaults), &defaults_type),
    STORED("exemptions", INLINE, ONE, offsetof(struct configuration, exemptions), &exemptions_type),
    CHECKED("kind", STRING, ONE, NULL),
};
static const struct bh_type configuration_type = TYPE(
    "PodSecurityConfiguration", configuration_fields, sizeof(struct configuration), BH_NOT_STORED);

struct plugin {
    const struct bh_node *node;
    struct bh_str name, path;
};

struct admission {
    struct bh_list plugins; /* struct plugin */
};

static const struct bh_field plugin_fields[] = {
    CHECKED("configuration", ANY, ONE, NULL),
    STORED("name", STRING, ONE, offsetof(struct plugin, name), NULL),
    STORED("path", STRING, ONE, offsetof(struct plugin, path), NULL),
};
static const struct bh_type plugin_type =
    TYPE("AdmissionPluginConfiguration", plugin_fields, sizeof(struct plugin),
         offsetof(struct plugin, node));

static const struct bh_field admission_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("kind", STRING, ONE, NULL),
    STORED("plugins", OBJECT, LIST, offsetof(struct admission, plugins), &plugin_type),
};
static const struct bh_type admission_type =
    TYPE("AdmissionConfiguration", admission_fields, sizeof(struct admission), BH_NOT_STORED);

/* ---- finding it ------------------------------------------------------------------------------------ */

static int find_plugin(const struct bh_doc *doc, struct bh_pss_config_place *out,
                       struct bh_problems *problems, struct bh_arena *arena, struct bh_err *err)
{
    struct admission admission = { 0 };
    uint32_t n_before = problems->n, index = 0;
    int rc =
        bh_strict_decode(&admission_type, doc, doc->nodes, "", &admission, problems, arena, err);

    if (rc != 0 || problems->n > n_before) {
        return rc;
    }
    BH_EACH (const struct plugin, plugin, admission.plugins) {
        if (bh_str_eq(plugin->name, BH_S("PodSecurity"))) {
            const struct bh_node *node = bh_doc_member(plugin->node, BH_S("configuration"));
            if (node != NULL && node->kind != BH_NODE_NULL) {
                /* ends in a NUL, as all that is printed into an arena */
                struct bh_str path = bh_arena_printf(arena, "plugins[%u].configuration", index);
                if (!bh_str_is_set(path)) {
                    return bh_arena_fail(arena, err);
                }
                *out = (struct bh_pss_config_place){ .node = node, .path = path.p };
            } else if (bh_str_eq(plugin->path, BH_S("-"))) {
                /* a file of that name to upstream, standard input to whoever opens it here */
                return bh_problems_add(
                    problems, doc, bh_doc_member(plugin->node, BH_S("path")),
                    bh_arena_printf(arena, "plugins[%u].path: '-' names no file: write ./-", index),
                    bh_str(NULL, 0), arena, err);
            } else if (plugin->path.n > 0) {
                out->file = plugin->path;
            }
            return 0;
        }
        index++;
    }
    return 0;
}

int bh_pss_config_find(const struct bh_doc *doc, struct bh_pss_config_place *out,
                       struct bh_problems *problems, struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_strict_kind *kind;
    int rc = bh_strict_kind(kinds, N_KINDS, doc, doc->nodes,
                            "an AdmissionConfiguration or a PodSecurityConfiguration", &kind,
                            problems, arena, err);

    *out = (struct bh_pss_config_place){ .path = "" };
    if (rc != 0 || kind == NULL) {
        return rc;
    }
    if (kind->id == KIND_ADMISSION) {
        return find_plugin(doc, out, problems, arena, err);
    }
    out->node = doc->nodes;
    return 0;
}

/* ---- validation ------------------------------------------------------------------------------------ */

struct check { /* what every check needs */
    const struct bh_doc *doc;
    const struct bh_node *root;
    struct bh_problems *problems;
    struct bh_arena *arena;
    struct bh_err *err;
};

#define NAME_CHARS    "must consist of lower case alphanumeric characters"
#define NAME_ENDS     "and must start and end with an alphanumeric character (e.g. "
#define PATTERN       ", regex used for validation is '"
#define LABEL_PATTERN "[a-z0-9]([-a-z0-9]*[a-z0-9])?"

static const char not_a_label[] = "a lowercase RFC 1123 label " NAME_CHARS " or '-', " NAME_ENDS
                                  "'my-name',  or '123-abc'" PATTERN LABEL_PATTERN "')";
static const char not_a_subdomain[] =
    "a lowercase RFC 1123 subdomain " NAME_CHARS ", '-' or '.', " NAME_ENDS
    "'example.com'" PATTERN LABEL_PATTERN "(\\." LABEL_PATTERN ")*')";

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Labels parted by dots, without a limit on their length; 'n_dots' is how many dots there are. */
static bool is_subdomain(struct bh_str s, size_t *n_dots)
{
    *n_dots = 0;
    for (size_t i = 0; i < s.n; i++) {
        char before = i > 0 ? s.p[i - 1] : '.', after = i + 1 < s.n ? s.p[i + 1] : '.';
        if (s.p[i] == '.') {
            (*n_dots)++;
        }
        bool is_inner = is_name_char(before) || before == '-';
        bool is_good =
            is_name_char(s.p[i]) ||
            (s.p[i] == '-' && is_inner && (is_name_char(after) || after == '-')) ||
            (s.p[i] == '.' && is_name_char(before) && is_name_char(after) && i > 0 && i + 1 < s.n);
        if (!is_good) {
            return false;
        }
    }
    return s.n > 0;
}

/* What is wrong with a name; "" = nothing, unset = memory is spent. */
static struct bh_str wrong_name(struct bh_str name, bool is_label, struct bh_arena *arena)
{
    size_t n_dots, most = is_label ? 63 : 253;
    bool is_good = is_subdomain(name, &n_dots);
    const char *pattern = "";

    if (!is_good) {
        pattern = is_label ? not_a_label : not_a_subdomain;
    } else if (is_label && n_dots > 0) {
        pattern = "must not contain dots";
    }
    if (name.n <= most) {
        return bh_str_c(pattern);
    }
    return bh_arena_printf(arena, "must be no more than %zu characters%s%s", most,
                           pattern[0] != '\0' ? ", " : "", pattern);
}

static struct bh_str wrong_user(struct bh_str name, bool is_label, struct bh_arena *arena)
{
    (void)is_label;
    (void)arena;
    return name.n > 0 ? BH_S("") : BH_S("username must not be empty");
}

/* '<path>: <what> value: "<value>"[: <detail>]' */
static int add_value(const struct check *c, const struct bh_node *at, struct bh_str path,
                     const char *what, struct bh_str value, struct bh_str detail)
{
    size_t n = bh_quote_go_size(value);
    char *quoted = bh_new(c->arena, char, n);

    if (quoted == NULL || !bh_str_is_set(path) || !bh_str_is_set(detail)) {
        return bh_arena_fail(c->arena, c->err);
    }
    bh_quote_go_write(quoted, value);
    struct bh_str text =
        bh_arena_printf(c->arena, BH_FMT ": %s value: " BH_FMT "%s" BH_FMT, BH_ARG(path), what,
                        (int)n, quoted, detail.n > 0 ? ": " : "", BH_ARG(detail));
    return bh_problems_add(c->problems, c->doc, at, text, bh_str(NULL, 0), c->arena, c->err);
}

static int check_default(const struct check *c, struct bh_str key, struct bh_str value,
                         bool is_good, struct bh_str must_be)
{
    const struct bh_node *defaults = bh_doc_member(c->root, BH_S("defaults"));
    const struct bh_node *at = bh_doc_member(defaults, key);

    return is_good ? 0
                   : add_value(c, at, bh_arena_printf(c->arena, "defaults." BH_FMT, BH_ARG(key)),
                               "Invalid", value, must_be);
}

static int check_defaults(const struct check *c, const struct defaults *defaults,
                          struct bh_pss_policy *out)
{
    static const struct {
        enum bh_mode mode;
        struct bh_str level, version;
    } order[BH_N_MODES] = {
        { BH_MODE_ENFORCE, { "enforce", 7 }, { "enforce-version", 15 } },
        { BH_MODE_WARN, { "warn", 4 }, { "warn-version", 12 } },
        { BH_MODE_AUDIT, { "audit", 5 }, { "audit-version", 13 } },
    };
    int rc = 0;

    for (size_t i = 0; i < BH_N_MODES && rc == 0; i++) {
        enum bh_mode m = order[i].mode;
        struct bh_pss_pair *pair = &out->pairs[m];
        struct bh_str level = defaults->level[m], version = defaults->version[m];

        *pair = (struct bh_pss_pair){ BH_LEVEL_PRIVILEGED, BH_VERSION_LATEST };
        out->level_from[m] = out->version_from[m] = BH_FROM_CONFIG;
        rc = check_default(c, order[i].level, level,
                           level.n == 0 || bh_level_parse(level, &pair->level),
                           BH_S("must be one of privileged, baseline, restricted"));
        rc = rc != 0 ? rc
                     : check_default(c, order[i].version, version,
                                     version.n == 0 || bh_version_parse(version, &pair->version),
                                     BH_S("must be \"latest\" or \"v1.x\""));
    }
    return rc;
}

typedef struct bh_str wrong_fn(struct bh_str name, bool is_label, struct bh_arena *arena);

/* The names of one kind: each must be good, and none may be repeated. */
static int check_names(const struct check *c, struct bh_str key, const struct bh_strs *names,
                       wrong_fn *wrong, bool is_label)
{
    const struct bh_node *list = bh_doc_member(bh_doc_member(c->root, BH_S("exemptions")), key);
    const struct bh_node *at = list == NULL ? NULL : list + 1;
    struct bh_map seen = { 0 };
    char here = 0;
    int rc = 0;

    for (uint32_t i = 0; i < names->n && rc == 0; i++) {
        struct bh_str name = names->v[i];
        struct bh_str detail = wrong(name, is_label, c->arena);
        const char *what = detail.n > 0 || !bh_str_is_set(detail) ? "Invalid" : NULL;

        if (what == NULL && bh_map_get(&seen, name) != NULL) {
            what = "Duplicate";
        }
        if (what != NULL) {
            rc = add_value(c, at,
                           bh_arena_printf(c->arena, "exemptions." BH_FMT "[%u]", BH_ARG(key), i),
                           what, name, detail);
        } else {
            rc = bh_map_put(&seen, c->arena, name, &here, c->err);
        }
        at += at != NULL ? at->skip : 0;
    }
    return rc;
}

int bh_pss_config_read(const struct bh_doc *doc, const struct bh_node *node, const char *path,
                       struct bh_pss_config *out, struct bh_problems *problems,
                       struct bh_arena *arena, struct bh_err *err)
{
    struct configuration found = { 0 };
    struct check c = { doc, node, problems, arena, err };
    const struct bh_strict_kind *kind;
    uint32_t n_before = problems->n;
    int rc = 0;

    *out = (struct bh_pss_config){ 0 };
    if (node != NULL) {
        rc = bh_strict_kind(kinds, N_PLUGIN_KINDS, doc, node, "a PodSecurityConfiguration", &kind,
                            problems, arena, err);
        if (rc != 0 || kind == NULL) {
            return rc;
        }
        rc = bh_strict_decode(&configuration_type, doc, node, path, &found, problems, arena, err);
        if (rc != 0 || problems->n > n_before) {
            return rc;
        }
    }
    const struct exemptions *exempt = &found.exemptions;
    rc = check_defaults(&c, &found.defaults, &out->defaults);
    rc = rc != 0 ? rc : check_names(&c, BH_S("namespaces"), &exempt->namespaces, wrong_name, true);
    rc = rc != 0
             ? rc
             : check_names(&c, BH_S("runtimeClasses"), &exempt->runtime_classes, wrong_name, false);
    rc = rc != 0 ? rc : check_names(&c, BH_S("usernames"), &exempt->usernames, wrong_user, false);
    out->namespaces = exempt->namespaces;
    out->runtime_classes = exempt->runtime_classes;
    out->usernames = exempt->usernames;
    return rc;
}

/* ---- exemptions ------------------------------------------------------------------------------------ */

static bool holds(const struct bh_strs *names, struct bh_str name)
{
    for (uint32_t i = 0; i < names->n && name.n > 0; i++) {
        if (bh_str_eq(names->v[i], name)) {
            return true;
        }
    }
    return false;
}

enum bh_exemption bh_pss_config_exempts(const struct bh_pss_config *config,
                                        struct bh_str namespace_, struct bh_str user,
                                        struct bh_str runtime_class)
{
    if (config == NULL) {
        return BH_EXEMPT_NO;
    }
    return holds(&config->namespaces, namespace_)           ? BH_EXEMPT_NAMESPACE
           : holds(&config->usernames, user)                ? BH_EXEMPT_USER
           : holds(&config->runtime_classes, runtime_class) ? BH_EXEMPT_RUNTIME_CLASS
                                                            : BH_EXEMPT_NO;
}

struct bh_str bh_exemption_name(enum bh_exemption exemption)
{
    switch (exemption) {
    case BH_EXEMPT_NAMESPACE:
        return BH_S("namespace");
    case BH_EXEMPT_USER:
        return BH_S("user");
    case BH_EXEMPT_RUNTIME_CLASS:
        return BH_S("runtimeClass");
    case BH_EXEMPT_NO:
    case BH_N_EXEMPTIONS:
        break;
    }
    return BH_S("");
}

static bool is_equivalent(struct bh_pss_pair a, struct bh_pss_pair b)
{
    return a.level == b.level && (a.level == BH_LEVEL_PRIVILEGED || a.version == b.version);
}

static bool has_label(const struct bh_pairs *labels, enum bh_mode mode)
{
    static const struct bh_str prefix = { "pod-security.kubernetes.io/", 27 };
    struct bh_str name = bh_mode_name(mode);

    for (uint32_t i = 0; i < labels->n; i++) {
        struct bh_str key = labels->v[i].key;
        if (!bh_str_starts(key, prefix)) {
            continue;
        }
        key = bh_str_from(key, prefix.n);
        if (bh_str_starts(key, name) &&
            (key.n == name.n || bh_str_eq(bh_str_from(key, name.n), BH_S("-version")))) {
            return true;
        }
    }
    return false;
}

int bh_pss_config_warning(const struct bh_pss_config *config, struct bh_str namespace_,
                          const struct bh_pairs *labels, const struct bh_pss_policy *policy,
                          struct bh_arena *arena, struct bh_str *out, struct bh_err *err)
{
    bool is_privileged = true, is_default = true;
    struct bh_str list = BH_S("");
    char text[40];

    *out = bh_str(NULL, 0);
    for (size_t m = 0; m < BH_N_MODES; m++) {
        is_privileged = is_privileged && policy->pairs[m].level == BH_LEVEL_PRIVILEGED;
        is_default = is_default && is_equivalent(policy->pairs[m], config->defaults.pairs[m]);
    }
    if (is_privileged || is_default) {
        return 0;
    }
    for (size_t m = 0; m < BH_N_MODES; m++) {
        struct bh_pss_pair pair = policy->pairs[m];
        if (pair.level == BH_LEVEL_PRIVILEGED || !has_label(labels, (enum bh_mode)m)) {
            continue;
        }
        list = bh_arena_printf(arena, BH_FMT "%s" BH_FMT "=" BH_FMT, BH_ARG(list),
                               list.n > 0 ? ", " : "", BH_ARG(bh_mode_name((enum bh_mode)m)),
                               BH_ARG(bh_pss_pair_text(pair, text)));
        if (!bh_str_is_set(list)) {
            return bh_arena_fail(arena, err);
        }
    }
    size_t n = bh_quote_go_size(namespace_);
    char *quoted = bh_new(arena, char, n);
    if (quoted == NULL) {
        return bh_arena_fail(arena, err);
    }
    bh_quote_go_write(quoted, namespace_);
    *out =
        bh_arena_printf(arena,
                        "namespace " BH_FMT " is exempt from Pod Security, and the policy (" BH_FMT
                        ") will be ignored",
                        (int)n, quoted, BH_ARG(list));
    return bh_str_is_set(*out) ? 0 : bh_arena_fail(arena, err);
}
