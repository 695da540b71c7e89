/* Generates roles, bindings and questions for the comparison of the RBAC engine with upstream's authorizer.
 *
 * gen-rbac --seed N --count N      random worlds of roles and bindings, and N questions about them
 * gen-rbac --stratified            a fixed set: every way in which a rule, a subject, a reference or an
 *                                  aggregation matches or just misses
 *
 * Called by the conformance run and by the maker of the recorded vectors. The lines are those that
 * tests/oracle/README.md describes for the oracle psp: W, Q, N, G, g and A. The same arguments give the same bytes.
 * Names hold no TAB, no backslash and no comma, so that nothing needs an escape. It leaves out objects
 * that do not decode.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rng.h"

enum {
    MOST_ITEMS = 6,
    MOST_RULES = 5,
    MOST_ROLES = 16,
    MOST_SUBJECTS = 5,
    MOST_BINDINGS = 20,
    PER_WORLD = 32, /* questions */
};

struct list {
    const char *v[MOST_ITEMS];
    size_t n;
};

struct rule {
    struct list verbs, groups, resources, names, urls;
};

struct role {
    const char *ns; /* NULL: a cluster role */
    const char *name;
    struct rule rules[MOST_RULES];
    size_t n_rules;
};

struct subject {
    const char *kind, *ns, *name;
};

struct binding {
    const char *ns; /* NULL: a cluster role binding */
    const char *ref_kind, *ref_name;
    struct subject subjects[MOST_SUBJECTS];
    size_t n_subjects;
};

static struct role roles[MOST_ROLES];
static size_t n_roles;
static struct binding bindings[MOST_BINDINGS];
static size_t n_bindings;

static const char *const namespaces[] = { "default", "kube-system", "team-a", "team-b" };
static const char *const role_names[] = { "admin",        "edit",   "view",  "psp:restricted",
                                          "system:basic", "reader", "agg-1", "agg-2",
                                          "agg-3",        "ops" };
static const char *const users[] = { "alice",        "bob",
                                     "system:admin", "carol smith",
                                     "ünï",          "system:serviceaccount:team-a:default",
                                     "robot\"q\"",   "z\u200bw" };
static const char *const user_groups[] = { "devs",
                                           "ops",
                                           "system:authenticated",
                                           "system:masters",
                                           "system:serviceaccounts",
                                           "system:serviceaccounts:team-a" };
static const char *const accounts[] = { "default", "builder", "replicaset-controller" };
static const char *const verbs[] = { "get",    "list", "watch",       "create", "update", "patch",
                                     "delete", "use",  "impersonate", "bind",   "*" };
static const char *const api_groups[] = {
    "", "apps", "policy", "extensions", "batch", "bulkhead.dev", "*", "rbac.authorization.k8s.io"
};
static const char *const resources[] = { "pods",
                                         "pods/log",
                                         "pods/exec",
                                         "pods/*",
                                         "*/scale",
                                         "*/*",
                                         "*",
                                         "secrets",
                                         "deployments",
                                         "deployments/scale",
                                         "podsecuritypolicies",
                                         "*/log",
                                         "scale",
                                         "*/" };
static const char *const asked_resources[] = {
    "pods", "secrets", "deployments", "podsecuritypolicies", "nodes", "statefulsets", "*"
};
static const char *const subresources[] = { "log", "exec", "scale", "status", "*", "xscale" };
static const char *const object_names[] = { "restricted", "privileged", "web-0", "tls", "*" };
static const char *const rule_urls[] = { "/healthz", "/healthz/*", "/healthz*", "*",    "/api/*",
                                         "/apis/**", "/metrics",   "/*/ready",  "/api", "" };
static const char *const asked_urls[] = { "/healthz",   "/healthz/etcd", "/healthzz", "/",
                                          "/api",       "/api/",         "/api/v1",   "/apis",
                                          "/apis/apps", "/metrics",      "/x/ready",  "" };

static void die(const char *what)
{
    fprintf(stderr, "gen-rbac: %s\n", what);
    exit(2);
}

/* ---- JSON ---- */

static void print_text(const char *s)
{
    putchar('"');
    for (; *s != '\0'; s++) {
        if (*s == '"') {
            putchar('\\');
        }
        putchar(*s);
    }
    putchar('"');
}

static void print_member(const char *key, const char *value)
{
    printf(",\"%s\":", key);
    print_text(value);
}

static void print_list(const char *key, const struct list *list, bool *is_first)
{
    if (list->n == 0) {
        return;
    }
    printf("%s\"%s\":[", *is_first ? "" : ",", key);
    *is_first = false;
    for (size_t i = 0; i < list->n; i++) {
        if (i > 0) {
            putchar(',');
        }
        print_text(list->v[i]);
    }
    putchar(']');
}

static void print_rules(const struct role *role)
{
    fputs(",\"rules\":[", stdout);
    for (size_t i = 0; i < role->n_rules; i++) {
        const struct rule *r = &role->rules[i];
        bool is_first = true;

        fputs(i > 0 ? ",{" : "{", stdout);
        print_list("verbs", &r->verbs, &is_first);
        print_list("apiGroups", &r->groups, &is_first);
        print_list("resources", &r->resources, &is_first);
        print_list("resourceNames", &r->names, &is_first);
        print_list("nonResourceURLs", &r->urls, &is_first);
        putchar('}');
    }
    putchar(']');
}

static bool is_first_object;

static void open_world(void)
{
    fputs("W\t{\"objects\":[", stdout);
    is_first_object = true;
    n_roles = n_bindings = 0;
}

static void close_world(void)
{
    fputs("]}\n", stdout);
}

static void open_object(const char *kind, const char *ns, const char *name, const char *labels)
{
    printf(
        "%s{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"%s\",\"metadata\":{\"name\":",
        is_first_object ? "" : ",", kind);
    is_first_object = false;
    print_text(name);
    if (ns != NULL) {
        print_member("namespace", ns);
    }
    if (labels != NULL) {
        printf(",\"labels\":{%s}", labels);
    }
    putchar('}');
}

/* ---- a world ---- */

static void add(struct list *list, const char *item)
{
    if (list->n < MOST_ITEMS) {
        list->v[list->n++] = item;
    }
}

#define ADD_SOME(list, pool, most)                                   \
    do {                                                             \
        for (size_t left_ = below((most) + 1); left_ > 0; left_--) { \
            add((list), PICK(pool));                                 \
        }                                                            \
    } while (0)

static void random_rule(struct rule *r)
{
    memset(r, 0, sizeof(*r));
    if (!chance(3)) {
        add(&r->verbs, PICK(verbs));
    }
    ADD_SOME(&r->verbs, verbs, 2);
    if (chance(18)) {
        add(&r->urls, PICK(rule_urls));
        ADD_SOME(&r->urls, rule_urls, 1);
        if (!chance(8)) {
            return;
        }
    }
    if (!chance(3)) {
        add(&r->groups, PICK(api_groups));
    }
    ADD_SOME(&r->groups, api_groups, 1);
    if (!chance(3)) {
        add(&r->resources, PICK(resources));
    }
    ADD_SOME(&r->resources, resources, 2);
    if (chance(35)) {
        add(&r->names, PICK(object_names));
        ADD_SOME(&r->names, object_names, 1);
    }
}

static const char *const label_sets[] = {
    "",
    "\"a\":\"1\"",
    "\"a\":\"2\"",
    "\"a\":\"1\",\"b\":\"x\"",
    "\"b\":\"\"",
    "\"rbac.authorization.k8s.io/aggregate-to-edit\":\"true\"",
};

static const char *const selectors[] = {
    "{\"matchLabels\":{\"a\":\"1\"}}",
    "{\"matchLabels\":{\"a\":\"2\"}}",
    "{\"matchLabels\":{\"a\":\"1\",\"b\":\"x\"}}",
    "{\"matchLabels\":{\"rbac.authorization.k8s.io/aggregate-to-edit\":\"true\"}}",
    "{\"matchLabels\":{\"b\":\"\"}}",
    "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"1\",\"2\"]}]}",
    "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"NotIn\",\"values\":[\"1\"]}]}",
    "{\"matchExpressions\":[{\"key\":\"b\",\"operator\":\"Exists\"}]}",
    "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"DoesNotExist\"},{\"key\":\"b\",\"operator\":\"Exists\"}]}",
    "{}",
    "{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Near\"}]}",
    "{\"matchLabels\":{\"a\":\"none\"}}",
};

/* Rules written by hand in a role that is also aggregated from can make upstream's result depend on
 * chance; such worlds are rare, and the oracle marks them. */
static void random_cluster_role(const char *name)
{
    bool is_aggregated = chance(25);
    size_t n = is_aggregated && !chance(15) ? 0 : below(MOST_RULES);

    if (n_roles == MOST_ROLES) {
        return;
    }
    struct role *role = &roles[n_roles++];
    *role = (struct role){ .name = name, .n_rules = n };
    open_object("ClusterRole", NULL, name, PICK(label_sets));
    for (size_t i = 0; i < n; i++) {
        random_rule(&role->rules[i]);
    }
    if (is_aggregated) {
        fputs(",\"aggregationRule\":{\"clusterRoleSelectors\":[", stdout);
        size_t n_selectors = below(3);
        for (size_t i = 0; i <= n_selectors; i++) {
            printf("%s%s", i > 0 ? "," : "", PICK(selectors));
        }
        fputs("]}", stdout);
    }
    if (n > 0 || chance(50)) {
        print_rules(role);
    }
    putchar('}');
}

static void random_role(const char *ns, const char *name)
{
    if (n_roles == MOST_ROLES) {
        return;
    }
    struct role *role = &roles[n_roles++];
    *role = (struct role){ .ns = ns, .name = name, .n_rules = below(MOST_RULES) };
    for (size_t i = 0; i < role->n_rules; i++) {
        random_rule(&role->rules[i]);
    }
    open_object("Role", ns, name, NULL);
    print_rules(role);
    putchar('}');
}

static void random_subject(struct subject *s)
{
    size_t kind = below(100);

    if (kind < 35) {
        *s = (struct subject){ "User", NULL, PICK(users) };
    } else if (kind < 65) {
        *s = (struct subject){ "Group", NULL, PICK(user_groups) };
    } else if (kind < 97) {
        *s = (struct subject){ "ServiceAccount", NULL, PICK(accounts) };
        if (!chance(10)) {
            s->ns = PICK(namespaces);
        }
    } else {
        *s = (struct subject){ "Robot", NULL, PICK(users) };
    }
}

static void print_subjects(const struct binding *b)
{
    if (b->n_subjects == 0) {
        return;
    }
    fputs(",\"subjects\":[", stdout);
    for (size_t i = 0; i < b->n_subjects; i++) {
        const struct subject *s = &b->subjects[i];
        printf("%s{\"kind\":\"%s\"", i > 0 ? "," : "", s->kind);
        print_member("name", s->name);
        if (s->ns != NULL) {
            print_member("namespace", s->ns);
        }
        if (chance(30)) {
            print_member("apiGroup", s->kind[0] == 'S' ? "" : "rbac.authorization.k8s.io");
        } else if (chance(2)) {
            print_member("apiGroup", "example.com");
        }
        putchar('}');
    }
    putchar(']');
}

static void random_binding(const char *ns, size_t number)
{
    char name[24];

    if (n_bindings == MOST_BINDINGS) {
        return;
    }
    struct binding *b = &bindings[n_bindings++];
    *b = (struct binding){ .ns = ns, .n_subjects = chance(5) ? 0 : 1 + below(MOST_SUBJECTS - 1) };
    for (size_t i = 0; i < b->n_subjects; i++) {
        random_subject(&b->subjects[i]);
    }
    const struct role *role = n_roles > 0 && !chance(12) ? &roles[below(n_roles)] : NULL;
    if (role != NULL && (role->ns == NULL || (ns != NULL && strcmp(role->ns, ns) == 0))) {
        b->ref_kind = role->ns == NULL ? "ClusterRole" : "Role";
        b->ref_name = role->name;
    } else {
        b->ref_kind = ns != NULL && chance(50) ? "Role" : "ClusterRole";
        b->ref_name = PICK(role_names);
    }
    if (chance(2)) {
        b->ref_kind = chance(50) ? "Role" : "Group";
    }
    (void)snprintf(name, sizeof(name), "%c%zu", ns != NULL ? 'r' : 'c', number);
    open_object(ns != NULL ? "RoleBinding" : "ClusterRoleBinding", ns, name, NULL);
    printf(",\"roleRef\":{\"kind\":\"%s\"", b->ref_kind);
    print_member("name", b->ref_name);
    if (chance(70)) {
        print_member("apiGroup", chance(97) ? "rbac.authorization.k8s.io" : "example.com");
    }
    putchar('}');
    print_subjects(b);
    putchar('}');
}

static void random_world(void)
{
    size_t n;

    open_world();
    for (size_t i = 0; i < COUNT(role_names); i++) {
        if (chance(45)) {
            random_cluster_role(role_names[i]);
        }
    }
    n = below(5);
    for (size_t i = 0; i < n; i++) {
        const char *ns = PICK(namespaces);
        random_role(ns, PICK(role_names));
    }
    n = below(6);
    for (size_t i = 0; i < n; i++) {
        random_binding(NULL, below(12));
    }
    n = below(10);
    for (size_t i = 0; i < n; i++) {
        const char *ns = PICK(namespaces);
        random_binding(ns, below(12));
    }
    close_world();
}

/* ---- questions ---- */

struct question {
    char user[80];
    char groups[200];
    const char *verb, *group, *subresource, *ns, *name, *url;
    char resource[40];
};

static void add_group(struct question *q, const char *group)
{
    size_t n = strlen(q->groups);

    (void)snprintf(q->groups + n, sizeof(q->groups) - n, "%s%s", n > 0 ? "," : "", group);
}

static void become(struct question *q, const struct subject *s, const char *binding_ns)
{
    if (strcmp(s->kind, "Group") == 0) {
        add_group(q, s->name);
        (void)snprintf(q->user, sizeof(q->user), "%s", PICK(users));
    } else if (strcmp(s->kind, "ServiceAccount") == 0) {
        const char *ns = s->ns != NULL ? s->ns : binding_ns != NULL ? binding_ns : "default";
        (void)snprintf(q->user, sizeof(q->user), "system:serviceaccount:%s:%s", ns, s->name);
        if (chance(60)) {
            char group[64];
            add_group(q, "system:serviceaccounts");
            (void)snprintf(group, sizeof(group), "system:serviceaccounts:%s", ns);
            add_group(q, group);
        }
    } else {
        (void)snprintf(q->user, sizeof(q->user), "%s", s->name);
    }
}

static void random_asker(struct question *q)
{
    if (chance(30)) {
        const char *ns = PICK(namespaces);
        (void)snprintf(q->user, sizeof(q->user), "system:serviceaccount:%s:%s", ns, PICK(accounts));
    } else {
        (void)snprintf(q->user, sizeof(q->user), "%s", PICK(users));
    }
    for (size_t n = below(3); n > 0; n--) {
        add_group(q, PICK(user_groups));
    }
}

static const char *concrete(const struct list *list, const char *other)
{
    if (list->n == 0) {
        return other;
    }
    const char *item = list->v[below(list->n)];
    return strcmp(item, "*") == 0 ? other : item;
}

/* A resource as the rule's author meant it: "pods/log" is asked as pods with log, "*" as anything. */
static void ask_resource(struct question *q, const char *item)
{
    const char *slash = strchr(item, '/');

    if (slash == NULL) {
        (void)snprintf(q->resource, sizeof(q->resource), "%s",
                       strcmp(item, "*") == 0 ? PICK(asked_resources) : item);
        q->subresource = chance(10) ? PICK(subresources) : "";
        return;
    }
    (void)snprintf(q->resource, sizeof(q->resource), "%.*s", (int)(slash - item), item);
    if (strcmp(q->resource, "*") == 0) {
        (void)snprintf(q->resource, sizeof(q->resource), "%s", PICK(asked_resources));
    }
    q->subresource = strcmp(slash + 1, "*") == 0 ? PICK(subresources) : slash + 1;
}

static void ask_for_rule(struct question *q, const struct rule *r)
{
    const char *verb = PICK(verbs);
    const char *group = PICK(api_groups);
    const char *name = PICK(object_names);

    q->verb = concrete(&r->verbs, verb);
    if (r->urls.n > 0 && (r->resources.n == 0 || chance(50))) {
        const char *url = PICK(asked_urls);
        q->url = chance(60) ? url : concrete(&r->urls, url);
        return;
    }
    q->group = concrete(&r->groups, group);
    ask_resource(q, r->resources.n > 0 ? r->resources.v[below(r->resources.n)] : PICK(resources));
    q->name = r->names.n > 0 ? concrete(&r->names, name) : chance(50) ? name : "";
}

static const struct role *role_of(const struct binding *b)
{
    for (size_t i = 0; i < n_roles; i++) {
        bool is_cluster = strcmp(b->ref_kind, "ClusterRole") == 0;
        if (strcmp(roles[i].name, b->ref_name) == 0 &&
            (is_cluster
                 ? roles[i].ns == NULL
                 : roles[i].ns != NULL && b->ns != NULL && strcmp(roles[i].ns, b->ns) == 0)) {
            return &roles[i];
        }
    }
    return NULL;
}

static void random_question(struct question *q)
{
    *q = (struct question){ .subresource = "", .name = "", .url = NULL };
    const struct binding *b = n_bindings > 0 && chance(85) ? &bindings[below(n_bindings)] : NULL;
    const struct role *role = b != NULL ? role_of(b) : NULL;

    for (size_t i = 0; i < 3 && b != NULL && (role == NULL || role->n_rules == 0); i++) {
        b = &bindings[below(
            n_bindings)]; /* most questions are about something that could be allowed */
        role = role_of(b);
    }
    if (chance(10)) {
        role = NULL;
    }
    if (role == NULL && n_roles > 0 && chance(60)) {
        role = &roles[below(n_roles)];
    }
    if (b != NULL && b->n_subjects > 0 && chance(90)) {
        become(q, &b->subjects[below(b->n_subjects)], b->ns);
    } else {
        random_asker(q);
    }
    q->ns = b != NULL && b->ns != NULL && chance(90) ? b->ns : chance(75) ? PICK(namespaces) : "";
    if (role != NULL && role->n_rules > 0 && chance(92)) {
        ask_for_rule(q, &role->rules[below(role->n_rules)]);
    } else if (chance(15)) {
        q->verb = PICK(verbs);
        q->url = PICK(asked_urls);
    } else {
        q->verb = PICK(verbs);
        q->group = PICK(api_groups);
        (void)snprintf(q->resource, sizeof(q->resource), "%s", PICK(asked_resources));
        q->subresource = chance(30) ? PICK(subresources) : "";
        q->name = chance(60) ? PICK(object_names) : "";
    }
    if (q->url == NULL && chance(10)) { /* just beside what the rule says */
        switch (below(4)) {
        case 0:
            q->verb = PICK(verbs);
            break;
        case 1:
            q->group = PICK(api_groups);
            break;
        case 2:
            q->subresource = chance(50) ? PICK(subresources) : "";
            break;
        default:
            q->name = chance(50) ? PICK(object_names) : "";
        }
    }
}

static void print_question(const struct question *q, bool wants_grants)
{
    if (q->url != NULL) {
        printf("%c\t%s\t%s\t%s\t%s\n", wants_grants ? 'g' : 'N', q->user, q->groups, q->verb,
               q->url);
    } else {
        printf("%c\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", wants_grants ? 'G' : 'Q', q->user, q->groups,
               q->verb, q->group, q->resource, q->subresource, q->ns, q->name);
    }
}

static void random_lines(uint64_t count)
{
    while (count > 0) {
        random_world();
        for (size_t i = 0; i < PER_WORLD && count > 0; i++, count--) {
            struct question q;
            if (chance(2)) {
                printf("A\t%s\n", PICK(role_names));
                continue;
            }
            random_question(&q);
            print_question(&q, chance(12));
        }
    }
}

/* ---- the fixed set ---- */

static void object_of(const char *body)
{
    printf("%s%s", is_first_object ? "" : ",", body);
    is_first_object = false;
}

/* Single quotes stand for double ones. */
static void quoted(const char *body)
{
    char text[1024];
    size_t n = strlen(body);

    if (n >= sizeof(text)) {
        die("an object is too long");
    }
    for (size_t i = 0; i <= n; i++) {
        text[i] = body[i] == '\'' ? '"' : body[i];
    }
    object_of(text);
}

static const char bind_alice[] =
    "{'kind':'ClusterRoleBinding','metadata':{'name':'b'},'roleRef':{'kind':"
    "'ClusterRole','name':'r'},'subjects':[{'kind':'User','name':'alice'}]}";

/* One rule, bound to alice in the whole cluster, and questions around it. */
static void stratum_of_rule(const char *rule, const char *const *questions, size_t n)
{
    char body[512];

    open_world();
    (void)snprintf(body, sizeof(body),
                   "{'kind':'ClusterRole','metadata':{'name':'r'},'rules':[%s]}", rule);
    quoted(body);
    quoted(bind_alice);
    close_world();
    for (size_t i = 0; i < n; i++) {
        const char letters[2] = { questions[i][0], questions[i][0] == 'Q' ? 'G' : 'g' };
        for (size_t k = 0; k < 2; k++) {
            printf("%c\talice\t\t%s\n", letters[k], questions[i] + 2);
        }
    }
}

#define STRATUM(rule, ...)                                       \
    do {                                                         \
        static const char *const questions_[] = { __VA_ARGS__ }; \
        stratum_of_rule((rule), questions_, COUNT(questions_));  \
    } while (0)

static void rule_strata(void)
{
    STRATUM("{'verbs':['get'],'apiGroups':[''],'resources':['pods']}", "Q get\t\tpods\t\tns\t",
            "Q get\t\tpods\t\t\tx", "Q list\t\tpods\t\tns\t", "Q get\tapps\tpods\t\tns\t",
            "Q get\t\tsecrets\t\tns\t", "Q get\t\tpods\tlog\tns\t", "Q \t\tpods\t\tns\t",
            "N get\t/pods", "Q GET\t\tpods\t\tns\t", "Q *\t\tpods\t\tns\t");
    STRATUM("{'verbs':['*'],'apiGroups':['*'],'resources':['*']}", "Q get\t\tpods\t\tns\t",
            "Q use\tpolicy\tpodsecuritypolicies\t\tns\tx", "Q get\t\tpods\tlog\tns\tx",
            "N get\t/healthz", "Q \t\t\t\t\t");
    STRATUM("{'verbs':['get'],'apiGroups':[''],'resources':['pods/log','*/scale','pods/*','*/*']}",
            "Q get\t\tpods\tlog\tns\t", "Q get\t\tpods\t\tns\t", "Q get\t\tpods\texec\tns\t",
            "Q get\t\tdeployments\tscale\tns\t", "Q get\t\tdeployments\txscale\tns\t",
            "Q get\t\tpods\t*\tns\t", "Q get\t\tsecrets\t*\tns\t", "Q get\t\t*\tscale\tns\t",
            "Q get\t\t*\tlog\tns\t");
    STRATUM(
        "{'verbs':['use'],'apiGroups':['policy'],'resources':['podsecuritypolicies'],'resourceNames':["
        "'a','*','']}",
        "Q use\tpolicy\tpodsecuritypolicies\t\tns\ta",
        "Q use\tpolicy\tpodsecuritypolicies\t\tns\tb",
        "Q use\tpolicy\tpodsecuritypolicies\t\tns\t*", "Q use\tpolicy\tpodsecuritypolicies\t\tns\t",
        "Q use\textensions\tpodsecuritypolicies\t\tns\ta");
    STRATUM("{'verbs':['get'],'nonResourceURLs':['/healthz','/api/*','/v**']}", "N get\t/healthz",
            "N get\t/healthz/", "N get\t/api/", "N get\t/api", "N get\t/api/v1/x",
            "N get\t/version", "N get\t/v", "N put\t/healthz", "Q get\t\t/healthz\t\t\t");
    STRATUM("{'verbs':['get'],'nonResourceURLs':['*']}", "N get\t/", "N get\t", "N post\t/",
            "Q get\t\tpods\t\t\t");
    STRATUM("{'verbs':['get'],'nonResourceURLs':['/a*b']}", "N get\t/a*b", "N get\t/aXb",
            "N get\t/a");
    STRATUM("{'verbs':['get'],'apiGroups':[''],'resources':['pods'],'nonResourceURLs':['/x']}",
            "N get\t/x", "Q get\t\tpods\t\t\t");
    STRATUM(
        "{'apiGroups':[''],'resources':['pods']},{'verbs':['get'],'resources':['pods']},{'verbs':['get'],"
        "'apiGroups':['']},{'verbs':['get'],'apiGroups':[''],'resources':['nodes']},{}",
        "Q get\t\tpods\t\t\t", "Q get\t\tnodes\t\t\t", "N get\t/");
}

/* One binding and the same question by everybody. */
static void stratum_of_binding(const char *binding)
{
    static const char *const askers[] = {
        "alice\t",
        "bob\tdevs",
        "bob\tops,devs",
        "bob\t",
        "system:serviceaccount:ns:sa\t",
        "system:serviceaccount:other:sa\t",
        "system:serviceaccount:ns:sa:x\t",
        "system:serviceaccount:ns:\t",
        "system:serviceaccount::sa\t",
        "sa\tsystem:serviceaccounts:ns",
        "devs\talice",
        "\t",
    };
    static const char *const places[] = { "ns", "other", "" };

    open_world();
    quoted(
        "{'kind':'ClusterRole','metadata':{'name':'r'},'rules':[{'verbs':['get'],'apiGroups':[''],"
        "'resources':['nodes']},{'verbs':['use'],'apiGroups':['policy'],'resources':['podsecuritypolicies']}]}");
    quoted(
        "{'kind':'Role','metadata':{'name':'r','namespace':'ns'},'rules':[{'verbs':['use'],'apiGroups':['*'],"
        "'resources':['*'],'resourceNames':['p']}]}");
    quoted(binding);
    close_world();
    for (size_t i = 0; i < COUNT(askers); i++) {
        for (size_t k = 0; k < COUNT(places); k++) {
            printf("Q\t%s\tuse\tpolicy\tpodsecuritypolicies\t\t%s\tp\n", askers[i], places[k]);
            printf("G\t%s\tuse\tpolicy\tpodsecuritypolicies\t\t%s\tp\n", askers[i], places[k]);
        }
    }
}

static void binding_strata(void)
{
    static const char *const refs[] = {
        "'kind':'ClusterRole','name':'r'",
        "'kind':'Role','name':'r'",
        "'kind':'ClusterRole','name':'gone'",
        "'kind':'Role','name':'gone'",
        "'kind':'Group','name':'r'",
        "'kind':'ClusterRole','name':'r','apiGroup':'rbac.authorization.k8s.io'",
        "'kind':'ClusterRole','name':'r','apiGroup':'example.com'",
    };
    static const char *const subjects[] = {
        "{'kind':'User','name':'alice'}",
        "{'kind':'Group','name':'devs'}",
        "{'kind':'ServiceAccount','name':'sa','namespace':'ns'}",
        "{'kind':'ServiceAccount','name':'sa'}",
        "{'kind':'User','name':'system:serviceaccount:ns:sa'}",
        "{'kind':'Group','name':'system:serviceaccounts:ns'}",
        "{'kind':'Robot','name':'alice'}",
        "{'kind':'User','name':'alice','apiGroup':'example.com'}",
        "{'kind':'User','name':'*'}",
        "{'kind':'Group','name':'bob'},{'kind':'User','name':'bob'},{'kind':'Group','name':'devs'}",
        "",
    };
    static const char *const heads[] = {
        "'kind':'ClusterRoleBinding','metadata':{'name':'b'}",
        "'kind':'RoleBinding','metadata':{'name':'b','namespace':'ns'}",
        "'kind':'RoleBinding','metadata':{'name':'b','namespace':'other'}",
    };
    char body[512];

    for (size_t h = 0; h < COUNT(heads); h++) {
        for (size_t r = 0; r < COUNT(refs); r++) {
            for (size_t s = 0; s < COUNT(subjects); s++) {
                if (r > 0 && s > 0 && r != s % COUNT(refs)) {
                    continue; /* every reference and every subject, not every pair */
                }
                (void)snprintf(body, sizeof(body), "{%s,'roleRef':{%s},'subjects':[%s]}", heads[h],
                               refs[r], subjects[s]);
                stratum_of_binding(body);
            }
        }
    }
}

static void stratum_of_aggregation(const char *const *objects, size_t n)
{
    open_world();
    for (size_t i = 0; i < n; i++) {
        quoted(objects[i]);
    }
    quoted(bind_alice);
    close_world();
    puts("A\tr");
    puts("A\ts");
    puts("A\tgone");
    puts("Q\talice\t\tget\t\tpods\t\tns\tx");
    puts("Q\talice\t\tlist\t\tpods\t\tns\tx");
    puts("G\talice\t\tget\t\tpods\t\tns\tx");
}

#define GET_PODS  "{'verbs':['get'],'apiGroups':[''],'resources':['pods']}"
#define LIST_PODS "{'verbs':['list'],'apiGroups':[''],'resources':['pods']}"
#define AGGREGATE(selector)                                                                              \
    "{'kind':'ClusterRole','metadata':{'name':'r'},'aggregationRule':{'clusterRoleSelectors':[" selector \
    "]}}"
#define PART(name, labels, rules)                                                                \
    "{'kind':'ClusterRole','metadata':{'name':'" name "','labels':{" labels "}},'rules':[" rules \
    "]}"
#define STRATUM_OF(...)                                        \
    do {                                                       \
        static const char *const objects_[] = { __VA_ARGS__ }; \
        stratum_of_aggregation(objects_, COUNT(objects_));     \
    } while (0)

static void aggregation_strata(void)
{
    STRATUM_OF(AGGREGATE("{'matchLabels':{'a':'1'}}"), PART("s", "'a':'1'", GET_PODS));
    STRATUM_OF(AGGREGATE("{'matchLabels':{'a':'1'}}"), PART("s", "'a':'2'", GET_PODS));
    STRATUM_OF(AGGREGATE("{'matchLabels':{'a':'1'}}"), PART("s", "'a':'1'", GET_PODS "," LIST_PODS),
               PART("t", "'a':'1'", LIST_PODS "," GET_PODS));
    STRATUM_OF(AGGREGATE("{'matchLabels':{'a':'2'}},{'matchLabels':{'a':'1'}}"),
               PART("s", "'a':'1'", GET_PODS), PART("t", "'a':'2'", LIST_PODS));
    STRATUM_OF(AGGREGATE("{'matchExpressions':[{'key':'a','operator':'In','values':['2','1']}]}"),
               PART("s", "'a':'1'", GET_PODS), PART("t", "'a':'3'", LIST_PODS));
    STRATUM_OF(AGGREGATE("{'matchExpressions':[{'key':'a','operator':'NotIn','values':['1']}]}"),
               PART("s", "'a':'1'", GET_PODS), PART("t", "", LIST_PODS));
    STRATUM_OF(
        AGGREGATE(
            "{'matchExpressions':[{'key':'a','operator':'Exists'},{'key':'b','operator':'DoesNotExist'}]}"),
        PART("s", "'a':'1'", GET_PODS), PART("t", "'a':'1','b':''", LIST_PODS));
    STRATUM_OF(AGGREGATE("{'matchExpressions':[{'key':'a','operator':'Near'}]}"),
               PART("s", "'a':'1'", GET_PODS));
    STRATUM_OF(AGGREGATE("{'matchExpressions':[{'key':'a','operator':'In'}]}"),
               PART("s", "'a':'1'", GET_PODS));
    STRATUM_OF(AGGREGATE("{}"), PART("s", "", GET_PODS));
    STRATUM_OF(AGGREGATE(""), PART("s", "", GET_PODS));
    /* over two steps, the source being named after the target */
    STRATUM_OF(
        AGGREGATE("{'matchLabels':{'a':'1'}}"),
        "{'kind':'ClusterRole','metadata':{'name':'s','labels':{'a':'1'}},'aggregationRule':{"
        "'clusterRoleSelectors':[{'matchLabels':{'a':'2'}}]}}",
        PART("t", "'a':'2'", GET_PODS));
    /* a ring, and one that selects itself */
    STRATUM_OF(
        "{'kind':'ClusterRole','metadata':{'name':'r','labels':{'a':'2'}},'aggregationRule':{"
        "'clusterRoleSelectors':[{'matchLabels':{'a':'1'}}]}}",
        "{'kind':'ClusterRole','metadata':{'name':'s','labels':{'a':'1'}},'aggregationRule':{"
        "'clusterRoleSelectors':[{'matchLabels':{'a':'2'}},{'matchLabels':{'b':'1'}}]}}",
        PART("t", "'b':'1'", GET_PODS));
    STRATUM_OF(
        "{'kind':'ClusterRole','metadata':{'name':'r','labels':{'a':'1'}},'rules':[" LIST_PODS
        "],'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'a':'1'}}]}}",
        PART("s", "'a':'1'", GET_PODS));
    /* rules by hand: replaced when something matches, kept when nothing does */
    STRATUM_OF("{'kind':'ClusterRole','metadata':{'name':'r'},'rules':[" LIST_PODS
               "],'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'a':'1'}}]}}",
               PART("s", "'a':'1'", GET_PODS));
    STRATUM_OF("{'kind':'ClusterRole','metadata':{'name':'r'},'rules':[" LIST_PODS
               "],'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':{'a':'1'}}]}}",
               PART("s", "'a':'2'", GET_PODS));
    /* a Role is no source */
    STRATUM_OF(
        AGGREGATE("{'matchLabels':{'a':'1'}}"),
        "{'kind':'Role','metadata':{'name':'s','namespace':'ns','labels':{'a':'1'}},'rules':[" GET_PODS
        "]}");
    STRATUM_OF(
        "{'kind':'ClusterRole','metadata':{'name':'r'},'aggregationRule':{},'rules':[" GET_PODS
        "]}");
    STRATUM_OF(
        "{'kind':'ClusterRole','metadata':{'name':'r'},'aggregationRule':null,'rules':[" GET_PODS
        "]}");
}

/* Several bindings that allow: the first by name is told, cluster role bindings before the others. */
static void order_strata(void)
{
    open_world();
    quoted("{'kind':'ClusterRole','metadata':{'name':'r'},'rules':[" LIST_PODS "," GET_PODS
           "," GET_PODS "]}");
    quoted("{'kind':'Role','metadata':{'name':'r','namespace':'ns'},'rules':[" GET_PODS "]}");
    quoted(
        "{'kind':'RoleBinding','metadata':{'name':'a','namespace':'ns'},'roleRef':{'kind':'Role','name':'r'},"
        "'subjects':[{'kind':'Group','name':'devs'},{'kind':'User','name':'alice'}]}");
    quoted(
        "{'kind':'ClusterRoleBinding','metadata':{'name':'z'},'roleRef':{'kind':'ClusterRole','name':'r'},"
        "'subjects':[{'kind':'User','name':'alice'},{'kind':'Group','name':'devs'}]}");
    quoted(
        "{'kind':'ClusterRoleBinding','metadata':{'name':'m'},'roleRef':{'kind':'ClusterRole','name':'gone'},"
        "'subjects':[{'kind':'User','name':'alice'}]}");
    quoted(
        "{'kind':'ClusterRoleBinding','metadata':{'name':'n'},'roleRef':{'kind':'ClusterRole','name':'gone'},"
        "'subjects':[{'kind':'User','name':'alice'}]}");
    quoted(
        "{'kind':'RoleBinding','metadata':{'name':'A','namespace':'ns'},'roleRef':{'kind':'Role','name':'lost'},"
        "'subjects':[{'kind':'User','name':'alice'}]}");
    close_world();
    static const char *const tails[] = { "get\t\tpods\t\tns\tx", "get\t\tpods\t\t\tx",
                                         "list\t\tpods\t\tns\tx", "watch\t\tpods\t\tns\tx" };
    for (size_t i = 0; i < COUNT(tails); i++) {
        printf("Q\talice\tdevs\t%s\nG\talice\tdevs\t%s\nQ\tbob\tdevs\t%s\n", tails[i], tails[i],
               tails[i]);
    }
}

/* What the API server would not have stored; the authorizer is asked about it all the same. */
static void problem_strata(void)
{
    open_world();
    quoted(
        "{'kind':'Role','metadata':{'name':'r','namespace':'ns'},'rules':[{'verbs':['get'],'nonResourceURLs':['/x']},"
        "{},{'verbs':['get']},{'verbs':['get'],'apiGroups':['']},{'verbs':['get'],'resources':['pods']}]}");
    quoted("{'kind':'Role','metadata':{'name':'a/b'}}");
    quoted(
        "{'kind':'ClusterRole','metadata':{'name':'..','namespace':'ns'},'rules':[{'verbs':['get'],'resources':"
        "['pods'],'apiGroups':[''],'nonResourceURLs':['/x']}]}");
    quoted("{'kind':'ClusterRole','metadata':{},'aggregationRule':{}}");
    quoted(
        "{'kind':'ClusterRole','metadata':{'name':'s'},'aggregationRule':{'clusterRoleSelectors':[{'matchLabels':"
        "{'-x':'y z'}},{'matchExpressions':[{'key':'a','operator':'Near'},{'key':'b','operator':'In'},{'key':'c',"
        "'operator':'Exists','values':['x']}]}]}}");
    quoted(
        "{'kind':'RoleBinding','metadata':{'name':'b','namespace':'ns'},'roleRef':{'kind':'Role','name':''},"
        "'subjects':[{'kind':'User'},{'kind':'ServiceAccount','name':'A_b','namespace':'ns'},{'kind':"
        "'ServiceAccount','name':'x','apiGroup':'y'},{'kind':'Group','name':'g','apiGroup':'y'},{},{'kind':'User',"
        "'name':'u','apiGroup':'y'}]}");
    quoted(
        "{'kind':'RoleBinding','metadata':{'name':'c','namespace':'ns'},'roleRef':{'kind':'Odd','name':'a/b',"
        "'apiGroup':'y'}}");
    quoted("{'kind':'RoleBinding','metadata':{'name':'d'}}");
    quoted(
        "{'kind':'ClusterRoleBinding','metadata':{'name':'b'},'roleRef':{'kind':'ClusterRole','name':''},"
        "'subjects':[{'kind':'ServiceAccount','name':'sa'}]}");
    quoted(
        "{'kind':'ClusterRoleBinding','metadata':{'name':'c'},'roleRef':{'kind':'Role','name':'..'},'subjects':[]}");
    quoted(
        "{'kind':'ClusterRoleBinding','metadata':{'name':'c','namespace':'x'},'roleRef':{'kind':'ClusterRole',"
        "'name':'%'}}");
    close_world();
    puts("Q\tu\tg\tget\t\tpods\t\tns\t");
    puts("G\tsystem:serviceaccount:ns:A_b\t\tget\t\tpods\t\tns\t");
}

static void stratified(void)
{
    problem_strata();
    rule_strata();
    binding_strata();
    aggregation_strata();
    order_strata();
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
            die("usage: gen-rbac --seed N --count N | gen-rbac --stratified");
        }
    }
    rng_seed(seed);
    if (is_stratified) {
        stratified();
    } else {
        random_lines(count);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        die("standard output cannot be written");
    }
    return 0;
}
