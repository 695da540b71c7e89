/* Unit tests of rbac/rbac.h: deciding, listing and explaining. What upstream decides is held by the recorded vectors; here
 * stands what they do not show: places, names, budgets, and each rule of matching by name. */
#include "rbac_test.h"

static const char *const shop[] = {
    CLUSTER_ROLE("reader", "", RULE("\"get\",\"list\"", "\"\"", "\"pods\",\"pods/log\"")),
    CLUSTER_ROLE("admin", "", RULE("\"*\"", "\"*\"", "\"*\"") "," URL_RULE("\"get\"", "\"*\"")),
    CLUSTER_ROLE("probe", "", URL_RULE("\"get\"", "\"/healthz\",\"/metrics/*\"")),
    ROLE("shop", "secrets", NAMED_RULE("\"get\"", "\"\"", "\"secrets\"", "\"db\",\"tls\"")),
    ROLE("shop", "scale", RULE("\"update\"", "\"apps\"", "\"*/scale\"")),
    CLUSTER_BINDING("a-root", "admin", USER("root")),
    CLUSTER_BINDING("b-probe", "probe", GROUP("monitors")),
    CLUSTER_BINDING("c-gone", "gone", USER("alice")),
    BINDING("shop", "a-read", "ClusterRole", "reader",
            USER("bob") "," GROUP("devs") "," USER("alice")),
    BINDING("shop", "b-secrets", "Role", "secrets", LOCAL_ACCOUNT("web") "," ACCOUNT("ops", "ci")),
    BINDING("shop", "c-scale", "Role", "scale", GROUP("devs")),
    BINDING("other", "a-read", "Role", "secrets", USER("alice")),
    NULL,
};

static void test_allows__decides_as_upstream_does(void **state)
{
    static const struct {
        const char *who, *verb, *group, *resource, *subresource, *namespace_, *name, *reason;
    } cases[] = {
        { "root", "get", "", "pods", "", "shop", "x",
          "RBAC: allowed by ClusterRoleBinding \"a-root\" of ClusterRole \"admin\" to User \"root\"" },
        { "root", "get", "", "/anything", "", "", "",
          "RBAC: allowed by ClusterRoleBinding \"a-root\" of ClusterRole \"admin\" to User \"root\"" },
        { "root", "post", "", "/anything", "", "", "", "" },
        /* the first subject of the first binding */
        { "alice,devs", "list", "", "pods", "", "shop", "",
          "RBAC: allowed by RoleBinding \"a-read/shop\" of ClusterRole \"reader\" to Group \"devs\"" },
        { "alice", "list", "", "pods", "", "shop", "",
          "RBAC: allowed by RoleBinding \"a-read/shop\" of ClusterRole \"reader\" to User \"alice\"" },
        { "bob", "list", "", "pods", "", "", "", "" }, /* not cluster-wide */
        { "bob", "list", "", "pods", "", "other", "", "" },
        { "bob", "delete", "", "pods", "", "shop", "", "" },
        { "bob", "get", "apps", "pods", "", "shop", "", "" },
        { "bob", "get", "", "pods", "log", "shop", "",
          "RBAC: allowed by RoleBinding \"a-read/shop\" of ClusterRole \"reader\" to User \"bob\"" },
        { "bob", "get", "", "pods", "exec", "shop", "", "" },
        { "eve,devs", "update", "apps", "deployments", "scale", "shop", "",
          "RBAC: allowed by RoleBinding \"c-scale/shop\" of Role \"scale\" to Group \"devs\"" },
        { "eve,devs", "update", "apps", "deployments", "", "shop", "", "" },
        { "system:serviceaccount:shop:web", "get", "", "secrets", "", "shop", "db",
          "RBAC: allowed by RoleBinding \"b-secrets/shop\" of Role \"secrets\" to ServiceAccount "
          "\"web/shop\"" },
        { "system:serviceaccount:ops:ci", "get", "", "secrets", "", "shop", "tls",
          "RBAC: allowed by RoleBinding \"b-secrets/shop\" of Role \"secrets\" to ServiceAccount "
          "\"ci/ops\"" },
        { "system:serviceaccount:shop:web", "get", "", "secrets", "", "shop", "other", "" },
        { "system:serviceaccount:shop:web", "get", "", "secrets", "", "shop", "", "" },
        { "system:serviceaccount:other:web", "get", "", "secrets", "", "shop", "db", "" },
        { "x,monitors", "get", "", "/healthz", "", "", "",
          "RBAC: allowed by ClusterRoleBinding \"b-probe\" of ClusterRole \"probe\" to Group "
          "\"monitors\"" },
        { "x,monitors", "get", "", "/healthz/x", "", "", "", "" },
        { "x,monitors", "get", "", "/metrics/x/y", "", "", "",
          "RBAC: allowed by ClusterRoleBinding \"b-probe\" of ClusterRole \"probe\" to Group "
          "\"monitors\"" },
        { "x,monitors", "get", "", "/metrics", "", "", "", "" },
        /* roles that are not there are told of with a no */
        { "alice", "delete", "", "pods", "", "other", "x",
          "RBAC: [clusterrole.rbac.authorization.k8s.io \"gone\" not found, "
          "role.rbac.authorization.k8s.io \"secrets\" not found]" },
        { "alice", "delete", "", "pods", "", "", "x",
          "RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found" },
        { "", "get", "", "pods", "", "shop", "", "" }, /* nobody */
    };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, shop, NULL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_str reason =
            rbac_test_reason(&t, cases[i].who, cases[i].verb, cases[i].group, cases[i].resource,
                             cases[i].subresource, cases[i].namespace_, cases[i].name);
        if (!bh_str_eq(reason, bh_str_c(cases[i].reason))) {
            fail_msg("case %zu: '" BH_FMT "'", i, BH_ARG(reason));
        }
    }
    rbac_test_done(&t);
}

static void test_allows__the_grant_has_its_places(void **state)
{
    static const char *const objects[] = {
        "{" RBAC_V1 ",\"kind\":\"Role\",\n\"metadata\":{\"namespace\":\"a\",\"name\":\"r\"},\n"
        "\"rules\":[\n{},\n" RULE("\"get\"", "\"\"", "\"pods\"") "]}",
        "\n\n{" RBAC_V1
        ",\"kind\":\"RoleBinding\",\"metadata\":{\"namespace\":\"a\",\"name\":\"b\"},\n"
        "\"roleRef\":{\"kind\":\"Role\",\"name\":\"r\"},\n\"subjects\":[" USER("x") ",\n" USER(
            "y") "]}",
        NULL,
    };
    static const struct bh_rbac_options options = { .uses_invalid = true };
    struct bh_rbac_grant grant;
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, &options);
    struct bh_identity who = rbac_test_who(&t, "y");
    struct bh_rbac_question q = { .who = &who,
                                  .verb = BH_S("get"),
                                  .api_group = BH_S(""),
                                  .resource = BH_S("pods"),
                                  .namespace_ = BH_S("a") };
    assert_true(bh_rbac_allows(&t.set, &q, &grant));
    const struct bh_known_binding *binding = grant.binding->known;
    const struct bh_rbac_role *role = grant.binding->role;
    assert_str(binding->head.file, "rbac.yaml");
    assert_int_equal(binding->head.line, 3);
    assert_int_equal(binding->ref_line, 4);
    assert_int_equal(grant.subject, 1);
    assert_int_equal(binding->subjects[grant.subject].line, 6);
    assert_str(role->known->head.name, "r");
    assert_int_equal(grant.rule, 1);
    assert_int_equal(role->rules[grant.rule].rule->line, 5);
    assert_ptr_equal(role->rules[grant.rule].written, role);
    rbac_test_done(&t);
}

static void test_allows__invalid_objects_grant_nothing(void **state)
{
    /* The authorizer does not look at a subject's group; the API server does before it stores one. */
    static const char *const objects[] = {
        CLUSTER_ROLE("r", "", RULE("\"get\"", "\"\"", "\"pods\"")),
        CLUSTER_BINDING("b", "r", "{\"kind\":\"User\",\"apiGroup\":\"x\",\"name\":\"alice\"}"),
        CLUSTER_BINDING("c", "half", USER("bob")),
        CLUSTER_ROLE("half", "", RULE("\"get\"", "\"\"", "\"pods\"") ",{}"),
        NULL,
    };
    struct bh_rbac_options options = { .uses_invalid = true };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, &options);
    assert_true(rbac_test_reason(&t, "alice", "get", "", "pods", "", "", "").n > 0);
    assert_true(rbac_test_reason(&t, "bob", "get", "", "pods", "", "", "").n > 0);
    assert_int_equal(t.set.n_bindings, 2);
    rbac_test_build(&t, NULL);
    assert_int_equal(t.set.n_bindings, 1);
    assert_str(rbac_test_reason(&t, "alice", "get", "", "pods", "", "", ""), "");
    assert_str(rbac_test_reason(&t, "bob", "get", "", "pods", "", "", ""),
               "RBAC: clusterrole.rbac.authorization.k8s.io \"half\" not found");
    rbac_test_done(&t);
}

static void test_allows__texts_of_any_length_and_bytes(void **state)
{
    struct bh_str longest[2];
    struct rbac_test t;
    char json[4000];

    (void)state;
    rbac_test_init(&t);
    for (size_t i = 0; i < 2; i++) {
        char *p = bh_arena_alloc(&t.arena, 700, 1);
        memset(p, i == 0 ? 'r' : 's', 700);
        longest[i] = bh_str(p, 700);
    }
    snprintf(json, sizeof(json),
             CLUSTER_ROLE("r", "", RULE("\"get\"", "\"a\\u0000b\"", "\"" BH_FMT "/" BH_FMT "\"")),
             BH_ARG(longest[0]), BH_ARG(longest[1]));
    rbac_test_add(&t, json);
    rbac_test_add(&t, CLUSTER_BINDING("b", "r", USER("n\\u0000") "," ACCOUNT("n", "x")));
    rbac_test_build(&t, NULL);
    struct bh_identity who = { .user = BH_S("n\0") };
    struct bh_rbac_question q = { .who = &who,
                                  .verb = BH_S("get"),
                                  .api_group = BH_S("a\0b"),
                                  .resource = longest[0],
                                  .subresource = longest[1] };
    assert_true(bh_rbac_allows(&t.set, &q, NULL));
    q.subresource.n--;
    assert_false(bh_rbac_allows(&t.set, &q, NULL));
    q.subresource.n++;
    q.api_group = BH_S("a");
    assert_false(bh_rbac_allows(&t.set, &q, NULL));
    who.user = BH_S("n");
    q.api_group = BH_S("a\0b");
    assert_false(bh_rbac_allows(&t.set, &q, NULL));
    rbac_test_done(&t);
}

/* ---- lists ------------------------------------------------------------------------------------------ */

static void test_all_grants__every_rule_of_every_binding_in_order(void **state)
{
    static const char *const objects[] = {
        CLUSTER_ROLE("two", "",
                     RULE("\"get\"", "\"\"", "\"pods\"") "," RULE(
                         "\"list\"", "\"\"", "\"pods\"") "," RULE("\"*\"", "\"*\"", "\"*\"")),
        BINDING("ns", "a", "ClusterRole", "two", GROUP("g") "," USER("u")),
        CLUSTER_BINDING("z", "two", USER("u") "," GROUP("g")),
        BINDING("ns", "b", "ClusterRole", "two", USER("other")),
        NULL,
    };
    static const struct {
        const char *binding;
        uint32_t subject, rule;
    } expected[] = { { "z", 0, 0 }, { "z", 0, 2 }, { "a", 0, 0 }, { "a", 0, 2 } };
    struct bh_rbac_grants all;
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, NULL);
    struct bh_identity who = rbac_test_who(&t, "u,g,g");
    struct bh_rbac_question q = {
        .who = &who, .verb = BH_S("get"), .resource = BH_S("pods"), .namespace_ = BH_S("ns")
    };
    assert_int_equal(bh_rbac_all_grants(&t.set, &q, &t.arena, &all, &t.err), 0);
    assert_int_equal(all.n, 4);
    for (uint32_t i = 0; i < all.n; i++) {
        assert_str(all.v[i].binding->known->head.name, expected[i].binding);
        assert_int_equal(all.v[i].subject, expected[i].subject);
        assert_int_equal(all.v[i].rule, expected[i].rule);
    }
    rbac_test_done(&t);
}

static uint32_t count_who_can(struct rbac_test *t, const char *verb, const char *resource,
                              const char *namespace_, bool in_any, struct bh_rbac_grants *out)
{
    struct bh_rbac_question q = { .verb = bh_str_c(verb) };

    if (resource[0] == '/') {
        q.path = bh_str_c(resource);
    } else {
        q.resource = bh_str_c(resource);
        q.name = BH_S("db");
        q.namespace_ = bh_str_c(namespace_);
    }
    assert_int_equal(bh_rbac_who_can(&t->set, &q, in_any, &t->arena, out, &t->err), 0);
    return out->n;
}

static void test_who_can__lists_subjects_with_what_grants(void **state)
{
    struct bh_rbac_grants who;
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, shop, NULL);
    assert_int_equal(count_who_can(&t, "get", "secrets", "shop", false, &who), 3);
    assert_str(who.v[0].binding->known->head.name, "a-root");
    assert_str(who.v[1].binding->known->head.name, "b-secrets");
    assert_int_equal(who.v[1].subject, 0);
    assert_int_equal(who.v[2].subject, 1);
    assert_int_equal(count_who_can(&t, "get", "secrets", "other", false, &who), 1);
    assert_int_equal(count_who_can(&t, "get", "secrets", "", false, &who), 1);
    assert_int_equal(count_who_can(&t, "get", "secrets", "", true, &who), 3);
    assert_int_equal(count_who_can(&t, "delete", "secrets", "shop", false, &who), 1);
    assert_int_equal(count_who_can(&t, "get", "/metrics/a", "", true, &who), 2);
    rbac_test_done(&t);
}

static void test_subjects__each_once_and_only_who_can_be_somebody(void **state)
{
    static const char *const objects[] = {
        CLUSTER_ROLE("r", "", ""),
        BINDING(
            "ns", "a", "ClusterRole", "r",
            USER("u") "," LOCAL_ACCOUNT("s") "," GROUP("g") ",{\"kind\":\"Robot\",\"name\":\"x\"}"),
        BINDING("ns", "b", "ClusterRole", "r",
                ACCOUNT("ns", "s") "," USER("u") "," ACCOUNT("a", "s")),
        CLUSTER_BINDING("c", "r", LOCAL_ACCOUNT("nowhere")),
        NULL,
    };
    static const struct bh_rbac_options options = { .uses_invalid = true };
    static const char *const expected[] = { "Group//g", "ServiceAccount/a/s", "ServiceAccount/ns/s",
                                            "User//u" };
    struct bh_rbac_subject *subjects;
    uint32_t n;
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, &options);
    assert_int_equal(bh_rbac_subjects(&t.set, &t.arena, &subjects, &n, &t.err), 0);
    assert_int_equal(n, 4);
    for (uint32_t i = 0; i < n; i++) {
        char text[100];
        snprintf(text, sizeof(text), BH_FMT "/" BH_FMT "/" BH_FMT, BH_ARG(subjects[i].kind),
                 BH_ARG(subjects[i].namespace_), BH_ARG(subjects[i].name));
        assert_string_equal(text, expected[i]);
    }
    assert_str(subjects[2].first->known->head.name, "a");
    rbac_test_done(&t);
}

/* ---- which names ------------------------------------------------------------------------------------ */

static void test_names_allowed__is_the_same_whether_worked_out_beforehand(void **state)
{
    static const char *const objects[] = {
        CLUSTER_ROLE("all", "", RULE("\"use\"", "\"policy\"", "\"podsecuritypolicies\"")),
        CLUSTER_ROLE("one", "",
                     NAMED_RULE("\"use\"", "\"policy\"", "\"podsecuritypolicies\"", "\"p1\"")),
        CLUSTER_ROLE("two", "",
                     NAMED_RULE("\"*\"", "\"*\"", "\"*\"", "\"p2\",\"p1\",\"p2\"") "," NAMED_RULE(
                         "\"use\"", "\"policy\"", "\"podsecuritypolicies\"", "\"p3\"")),
        CLUSTER_BINDING("a", "one", USER("u") "," GROUP("g1")),
        CLUSTER_BINDING("b", "two", GROUP("g1")),
        CLUSTER_BINDING("gone", "gone", GROUP("g1") "," USER("u")),
        BINDING("ns", "c", "ClusterRole", "all", GROUP("g2")),
        BINDING("ns", "d", "ClusterRole", "two", USER("u")),
        NULL,
    };
    static const struct bh_rbac_hot hot[] = {
        { BH_S("get"), BH_S(""), BH_S("pods") },
        { BH_S("use"), BH_S("policy"), BH_S("podsecuritypolicies") },
    };
    static const struct {
        const char *who, *namespace_;
        bool all;
        const char *names;
    } cases[] = {
        { "u", "", false, "1" },      { "u", "ns", false, "123" },   { "u", "other", false, "1" },
        { "x,g1", "", false, "123" }, { "x,g2", "", false, "" },     { "x,g2", "ns", true, "0123" },
        { "u,g1", "", false, "123" }, { "nobody", "ns", false, "" },
    };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, NULL);
    for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_identity who = rbac_test_who(&t, cases[i / 2].who);
        struct bh_rbac_options options = { hot, i % 2 == 0 ? 0 : 2, false };
        struct bh_rbac_names names;
        rbac_test_build(&t, &options);
        assert_int_equal(bh_rbac_names_allowed(&t.set, &who, &hot[1],
                                               bh_str_c(cases[i / 2].namespace_), &t.arena, &names,
                                               &t.err),
                         0);
        assert_int_equal(names.all, cases[i / 2].all);
        for (int d = 0; d <= 3; d++) {
            char name[] = { 'p', (char)('0' + d) };
            bool is_in = strchr(cases[i / 2].names, name[1]) != NULL;
            assert_int_equal(bh_rbac_names_has(&t.set, &names, bh_str(name, 2)), is_in);
        }
    }
    rbac_test_done(&t);
}

/* ---- identities ------------------------------------------------------------------------------------- */

static void test_account_identity__has_its_groups(void **state)
{
    struct bh_identity who;
    struct rbac_test t;

    (void)state;
    rbac_test_init(&t);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(
            bh_rbac_account_identity(BH_S("shop"), BH_S("web"), i == 1, &t.arena, &who, &t.err), 0);
        assert_str(who.user, "system:serviceaccount:shop:web");
        assert_int_equal(who.n_groups, 2 + i);
        assert_str(who.groups[0], "system:serviceaccounts");
        assert_str(who.groups[1], "system:serviceaccounts:shop");
        assert_true(i == 0 || bh_str_eq(who.groups[2], BH_S("system:authenticated")));
    }
    rbac_test_done(&t);
}

/* ---- problems --------------------------------------------------------------------------------------- */

static void test_problems__name_the_object_the_line_and_what_is_wrong(void **state)
{
    static const char *const objects[] = {
        ROLE("ns", "bad", "\n{\"verbs\":[\"get\"],\n\"nonResourceURLs\":[\"/\"]}"),
        ROLE("ns", "twice", ""),
        ROLE("ns", "twice", ""),
        CLUSTER_ROLE("ok", "", ""),
        BINDING("ns", "a", "Role", "bad", LOCAL_ACCOUNT("there") ",\n" LOCAL_ACCOUNT("gone")),
        BINDING("ns", "b", "Role", "none", ""),
        CLUSTER_BINDING("c", "none", ""),
        CLUSTER_BINDING("d", "ok", ACCOUNT("x", "there")),
        "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"namespace\":\"ns\","
        "\"name\":\"there\"}}",
        NULL,
    };
    static const char *const expected =
        "invalid Role ns/bad:3 rules[0].nonResourceURLs: Invalid value: []string{\"/\"}: namespaced "
        "rules cannot apply to non-resource URLs\n"
        "repeated Role ns/twice:1 the input holds it more than once; this one counts\n"
        "dangling-role RoleBinding ns/a:1 grants nothing: Role 'bad' is not valid\n"
        "missing-account RoleBinding ns/a:2 service account 'gone' of namespace 'ns' is not in the "
        "input\n"
        "dangling-role RoleBinding ns/b:1 grants nothing: Role 'none' is not in the input\n"
        "dangling-role ClusterRoleBinding /c:1 grants nothing: ClusterRole 'none' is not in the "
        "input\n"
        "missing-account ClusterRoleBinding /d:1 service account 'there' of namespace 'x' is not in "
        "the input\n";
    struct bh_buf text = { 0 };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, NULL);
    for (uint32_t i = 0; i < t.set.n_problems; i++) {
        const struct bh_rbac_problem *p = &t.set.problems[i];
        bh_buf_addf(&text, "%s %s " BH_FMT "/" BH_FMT ":%u " BH_FMT "\n",
                    bh_rbac_problem_name(p->kind), bh_rbac_kind_name(p->object->kind),
                    BH_ARG(p->object->namespace_), BH_ARG(p->object->name), p->line,
                    BH_ARG(p->text));
        assert_true(bh_rbac_problem_severity(p->kind) > 0);
        assert_true(strlen(bh_rbac_problem_meaning(p->kind)) > 0);
    }
    bh_buf_add_byte(&text, '\0');
    assert_string_equal(text.p, expected);
    bh_buf_done(&text);
    rbac_test_done(&t);
}

static void test_problems__without_accounts_none_is_missing(void **state)
{
    static const char *const objects[] = {
        BINDING("ns", "a", "ClusterRole", "r", LOCAL_ACCOUNT("s")),
        NULL,
    };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, objects, NULL);
    assert_int_equal(t.set.n_problems, 1);
    assert_str(t.set.problems[0].text, "grants nothing: ClusterRole 'r' is not in the input, which "
                                       "holds none of that kind");
    assert_false(bh_snapshot_has_rbac_kind(&t.snapshot, BH_RBAC_SERVICE_ACCOUNT));
    bh_snapshot_note_rbac_kind(&t.snapshot, BH_RBAC_SERVICE_ACCOUNT);
    rbac_test_build(&t, NULL);
    assert_int_equal(t.set.n_problems, 2);
    rbac_test_done(&t);
}

/* ---- bounds ----------------------------------------------------------------------------------------- */

static void test_build__every_budget_is_a_limit_or_enough(void **state)
{
    static const struct bh_rbac_hot hot[] = { { BH_S("get"), BH_S(""), BH_S("secrets") } };
    static const struct bh_rbac_options options = { hot, 1, false };
    size_t budget = 0;
    struct rbac_test t;
    int rc;

    (void)state;
    rbac_test_world(&t, shop, &options);
    do {
        struct bh_rbac set;
        bh_arena_done(&t.set_arena);
        bh_arena_init(&t.set_arena, budget);
        rc = bh_rbac_build(&t.snapshot, &options, &t.set_arena, &set, &t.err);
        assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
        budget += 61;
        if (rc == 0) {
            t.set = set;
        }
    } while (rc != 0);
    assert_true(rbac_test_reason(&t, "root", "get", "", "pods", "", "", "").n > 0);
    rbac_test_done(&t);
}

static void test_asking__every_budget_is_a_limit_or_enough(void **state)
{
    struct bh_identity who = { .user = BH_S("root"),
                               .groups = &(struct bh_str){ "devs", 4 },
                               .n_groups = 1 };
    struct bh_rbac_question q = {
        .who = &who, .verb = BH_S("get"), .resource = BH_S("pods"), .namespace_ = BH_S("shop")
    };
    static const struct bh_rbac_hot what = { BH_S("get"), BH_S(""), BH_S("pods") };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, shop, NULL);
    for (int call = 0; call < 7; call++) {
        size_t budget = 0;
        int rc;
        do {
            struct bh_rbac_grants grants;
            struct bh_rbac_names names;
            struct bh_rbac_subject *subjects;
            struct bh_identity identity;
            struct bh_str text;
            struct bh_arena small;
            uint32_t n;
            bh_arena_init(&small, budget++);
            rc = call == 0   ? bh_rbac_all_grants(&t.set, &q, &small, &grants, &t.err)
                 : call == 1 ? bh_rbac_who_can(&t.set, &q, true, &small, &grants, &t.err)
                 : call == 2 ? bh_rbac_names_allowed(&t.set, &who, &what, BH_S("shop"), &small,
                                                     &names, &t.err)
                 : call == 3 ? bh_rbac_reason(&t.set, &q, NULL, &small, &text, &t.err)
                 : call == 4 ? bh_rbac_subjects(&t.set, &small, &subjects, &n, &t.err)
                 : call == 5 ? bh_rbac_account_identity(BH_S("a"), BH_S("b"), true, &small,
                                                        &identity, &t.err)
                             : bh_rbac_grant_text(&(struct bh_rbac_grant){ t.set.bindings, 0, 0 },
                                                  &small, &text, &t.err);
            assert_true(rc == 0 || rc == -BH_ERR_LIMIT);
            bh_arena_done(&small);
        } while (rc != 0);
        assert_true(budget > 1);
    }
    rbac_test_done(&t);
}

static void test_build__of_nothing_allows_nothing(void **state)
{
    static const char *const nothing[] = { NULL };
    struct rbac_test t;

    (void)state;
    rbac_test_world(&t, nothing, NULL);
    assert_str(rbac_test_reason(&t, "root,system:masters", "*", "*", "*", "*", "*", "*"), "");
    assert_str(rbac_test_reason(&t, "root", "get", "", "/", "", "", ""), "");
    assert_int_equal(t.set.n_problems, 0);
    rbac_test_done(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_allows__decides_as_upstream_does),
        cmocka_unit_test(test_allows__the_grant_has_its_places),
        cmocka_unit_test(test_allows__invalid_objects_grant_nothing),
        cmocka_unit_test(test_allows__texts_of_any_length_and_bytes),
        cmocka_unit_test(test_all_grants__every_rule_of_every_binding_in_order),
        cmocka_unit_test(test_who_can__lists_subjects_with_what_grants),
        cmocka_unit_test(test_subjects__each_once_and_only_who_can_be_somebody),
        cmocka_unit_test(test_names_allowed__is_the_same_whether_worked_out_beforehand),
        cmocka_unit_test(test_account_identity__has_its_groups),
        cmocka_unit_test(test_problems__name_the_object_the_line_and_what_is_wrong),
        cmocka_unit_test(test_problems__without_accounts_none_is_missing),
        cmocka_unit_test(test_build__every_budget_is_a_limit_or_enough),
        cmocka_unit_test(test_asking__every_budget_is_a_limit_or_enough),
        cmocka_unit_test(test_build__of_nothing_allows_nothing),
    };

    return cmocka_run_group_tests_name("rbac", tests, NULL, NULL);
}
