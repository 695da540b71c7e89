/* The text report, against golden texts. */
#include "base/arena.h"
#include "report/formats.h"
#include "scan_fixture.h"

struct run {
    struct capture capture;
    struct bh_scan_writer *writer;
    struct bh_err err;
};

static void start(struct run *run, bool has_color)
{
    *run = (struct run){ .writer = NULL };
    struct bh_scan_writer_options options = { .out = capture_sink(&run->capture),
                                              .has_color = has_color };
    assert_int_equal(bh_scan_text_open(&options, &run->writer, &run->err), 0);
}

static void tell(struct run *run, struct bh_judgement judgement)
{
    assert_int_equal(bh_scan_text_judgement(run->writer, &judgement, &run->err), 0);
}

static void note(struct run *run, struct bh_note note)
{
    assert_int_equal(bh_scan_text_note(run->writer, &note, &run->err), 0);
}

/* Ends the report, which must read 'expected' and keep to 80 columns. */
static void finish(struct run *run, struct bh_scan_totals totals, const char *expected)
{
    struct bh_str line;

    assert_int_equal(bh_scan_text_end(run->writer, &totals, &run->err), 0);
    bh_scan_text_free(run->writer);
    assert_text(&run->capture, expected);
    struct bh_str rest = bh_buf_str(&run->capture.text);
    while (memchr(rest.p, '\x1b', rest.n) == NULL && bh_str_line(&rest, &line)) {
        assert_true(line.n <= 80 || bh_str_starts(line, BH_S("    helm ")));
        assert_false(bh_str_ends(line, BH_S(" ")));
    }
    bh_buf_done(&run->capture.text);
}

static void test_text__full_report(void **state)
{
    struct bh_level_use uses[] = {
        { BH_MODE_ENFORCE, PAIR(BASELINE, BH_VERSION_LATEST), BH_FROM_LABEL, 10, 1, 1, 0 },
        { BH_MODE_ENFORCE, PAIR(RESTRICTED, BH_VERSION_LATEST), BH_FROM_DEFAULT, 43, 42, 3, 0 },
        { BH_MODE_WARN, PAIR(RESTRICTED, 31), BH_FROM_LABEL, 10, 1, 2, 0 },
    };
    struct bh_scan_totals totals = {
        .n_files = 5,
        .n_documents = 12,
        .n_judged = 53,
        .n_pods = 43,
        .n_controllers = 10,
        .n_other = 1,
        .n_namespaces = 1,
        .n_violating = { 43, 42, 43 },
        .n_warnings = 1,
        .n_skipped = 2,
        .uses = uses,
        .n_uses = 3,
    };
    char name[] = "web-6d5f9c7b88-aaaaa";
    struct run run;

    (void)state;
    start(&run, false);
    tell(&run, deployment());
    for (unsigned i = 0; i < 42; i++) {
        name[sizeof(name) - 2] = (char)('a' + i % 26);
        struct bh_judgement judgement = replica(bh_str_c(name));
        judgement.line = 4 + 100 * i;
        tell(&run, judgement);
    }
    tell(&run, warned_deployment());
    note(&run, (struct bh_note){
                   BH_NOTE_WARNING, false, 25, 11, BH_S("deploy/web.yaml"), BH_S("deployment/web"),
                   BH_S("unknown field \"spec.template.spec.containers[0].securityContxt\""),
                   BH_S("did you mean \"securityContext\"?") });
    note(&run, (struct bh_note){ .kind = BH_NOTE_SKIPPED,
                                 .file = BH_S("values.yaml"),
                                 .text = BH_S("no Kubernetes object") });
    note(&run, (struct bh_note){
                   .kind = BH_NOTE_SKIPPED,
                   .file = BH_S("charts/a-chart-with-a-long-name/Chart.yaml"),
                   .text = BH_S("a Helm chart, whose templates must be rendered first"),
                   .hint = BH_S("helm template charts/a-chart-with-a-long-name --namespace shop "
                                "| bulkhead scan -") });
    note(&run, (struct bh_note){ .kind = BH_NOTE_ERROR,
                                 .file = BH_S("x.yaml"),
                                 .text = BH_S("not shown: the caller prints it") });
    finish(&run, totals,
           "deploy/web.yaml:3  Deployment shop/web  # Source: web/templates/deployment.yaml\n"
           "  admitted, but its pods will be refused by enforce baseline:latest (label of\n"
           "  namespace shop)\n"
           "  - non-default capabilities [capabilities_baseline]\n"
           "    container \"web\" must not include \"NET_ADMIN\", \"SYS_ADMIN\" in\n"
           "    securityContext.capabilities.add\n"
           "    line 42  spec.template.spec.containers[0].securityContext.capabilities\n"
           "             .add[0]: SYS_ADMIN\n"
           "    line 42  spec.template.spec.containers[0].securityContext.capabilities\n"
           "             .add[1]: NET_ADMIN\n"
           "    fix: remove the capabilities that are not in the default set from\n"
           "         capabilities.add\n"
           "  - host namespaces [hostNamespaces]\n"
           "    hostNetwork=true\n"
           "    line 21  spec.template.spec.hostNetwork: true\n"
           "    fix: remove hostNetwork, hostPID and hostIPC\n"
           "  - hostPort [hostPorts]\n"
           "    container \"web\" uses hostPort 8080\n"
           "    line 30  spec.template.spec.containers[0].ports[0].hostPort: 8080 (filled in\n"
           "             by the API server)\n"
           "    fix: remove hostPort; reach the pod through a Service\n"
           "  warn restricted:v1.31: also runAsNonRoot != true\n"
           "\n"
           "pods.json:4  Pod shop/web-6d5f9c7b88-aaaaa and 41 more of deployment/web\n"
           "  refused by enforce restricted:latest (default)\n"
           "  - privileged [privileged]\n"
           "    container \"web\" must not set securityContext.privileged=true\n"
           "    line 12  spec.containers[0].securityContext.privileged: true\n"
           "    fix: remove privileged: true\n"
           "\n"
           "deploy/web.yaml:3  Deployment shop/web\n"
           "  allowed; would be refused at restricted:latest (warn)\n"
           "  - runAsNonRoot != true [runAsNonRoot]\n"
           "    pod or container \"web\" must set securityContext.runAsNonRoot=true\n"
           "    line 20  spec.template.spec.securityContext.runAsNonRoot: absent\n"
           "    fix: set securityContext.runAsNonRoot to true\n"
           "  enforce baseline:v1.34: passes\n"
           "\n"
           "Warnings\n"
           "  deploy/web.yaml:25: deployment/web: unknown field\n"
           "    \"spec.template.spec.containers[0].securityContxt\"\n"
           "    did you mean \"securityContext\"?\n"
           "\n"
           "Skipped\n"
           "  values.yaml: no Kubernetes object\n"
           "  charts/a-chart-with-a-long-name/Chart.yaml: a Helm chart, whose templates must\n"
           "    be rendered first\n"
           "    helm template charts/a-chart-with-a-long-name --namespace shop | bulkhead scan -\n"
           "\n"
           "Summary\n"
           "  enforce  baseline:latest    9 pass, 1 refused   (labels of 1 namespace)\n"
           "  enforce  restricted:latest  1 pass, 42 refused  (default)\n"
           "  warn     restricted:v1.31   9 pass, 1 warned    (labels of 2 namespaces)\n"
           "  5 files, 12 documents, 43 pods, 10 controllers, 1 namespace, 1 other object\n"
           "  2 files skipped, 1 warning\n"
           "\n"
           "43 of 53 workloads would be refused.\n");
}

static void test_text__colored_report(void **state)
{
    struct bh_level_use use = {
        BH_MODE_ENFORCE, PAIR(RESTRICTED, BH_VERSION_LATEST), BH_FROM_OPTION, 1, 1, 1, 0
    };
    struct bh_scan_totals totals = {
        .n_files = 1,
        .n_documents = 1,
        .n_judged = 1,
        .n_pods = 1,
        .uses = &use,
        .n_uses = 1,
        .n_violating = { 1, 0, 0 },
    };
    struct run run;

    (void)state;
    start(&run, true);
    tell(&run, replica(BH_S("lone")));
    finish(
        &run, totals,
        "\033[1mpods.json:4  Pod shop/lone\033[0m of deployment/web\n"
        "  \033[31mrefused\033[0m by enforce restricted:latest (default)\n"
        "  - \033[1mprivileged\033[0m \033[2m[privileged]\033[0m\n"
        "    container \"web\" must not set securityContext.privileged=true\n"
        "    \033[2mline 12\033[0m  spec.containers[0].securityContext.privileged: \033[31mtrue\033[0m\n"
        "    \033[32mfix:\033[0m remove privileged: true\n"
        "\n"
        "\033[1mSummary\033[0m\n"
        "  \033[1menforce\033[0m  restricted:latest  \033[31m0 pass, 1 refused\033[0m  \033[2m(--level)\033[0m\n"
        "  1 file, 1 document, 1 pod\n"
        "\n"
        "\033[31m1 of 1 workload would be refused.\033[0m\n");
}

static void test_text__clean_run(void **state)
{
    struct bh_level_use use = {
        BH_MODE_ENFORCE, PAIR(RESTRICTED, 24), BH_FROM_OPTION, 12, 0, 2, 0
    };
    struct bh_judgement judgement = deployment();
    struct run run;

    (void)state;
    start(&run, false);
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        judgement.modes[m] = PASSES(PAIR(RESTRICTED, 24), OPTION);
    }
    tell(&run, judgement);
    finish(&run,
           (struct bh_scan_totals){ .n_files = 2,
                                    .n_documents = 12,
                                    .n_judged = 12,
                                    .n_controllers = 12,
                                    .uses = &use,
                                    .n_uses = 1 },
           "Summary\n"
           "  enforce  restricted:v1.24  12 pass  (--level)\n"
           "  2 files, 12 documents, 12 controllers\n"
           "\n"
           "All 12 workloads pass.\n");
}

/* Names, values and paths that would move the cursor, colour the terminal or hide what stands
 * there. */
static void test_text__control_bytes_are_escaped(void **state)
{
    struct bh_location places[] = {
        { .role = BH_LOCATION_VIOLATES,
          .path = BH_S("metadata.annotations[x\x1b[2K]"),
          .found = BH_S("a\r\nb\t\xC2\x9B"
                        "31m\xE2\x80\xAE\xFF\x7F\0z"),
          .line = 7 },
    };
    struct bh_finding findings[] = {
        VIOLATION("appArmorProfile", "forbidden AppArmor profile",
                  "annotation \"x\x1b]0;pwned\x07\"", "remove it", 9, places),
    };
    struct bh_judgement judgement = replica(BH_S("evil\x1b[31m"));
    struct run run;

    (void)state;
    judgement.file = BH_S("dir\n/\x1b[1mpods.json");
    judgement.object.namespace_ = BH_S("n\x08s");
    judgement.source = BH_S("chart\x1b[0m");
    judgement.owner_name = BH_S("own\x1b"
                                "er");
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        judgement.modes[m].findings = findings;
        judgement.modes[m].n_findings = 1;
    }
    start(&run, false);
    tell(&run, judgement);
    note(&run, (struct bh_note){ BH_NOTE_WARNING, false, 1, 1, BH_S("f\x1b.yaml"), BH_S("pod/\x1b"),
                                 BH_S("text\x1b"), BH_S("hint\x1b") });
    note(&run, (struct bh_note){ .kind = BH_NOTE_SKIPPED,
                                 .file = BH_S("g\x1b"),
                                 .text = BH_S("no"),
                                 .hint = BH_S("helm template '\x1b'") });
    assert_int_equal(
        bh_scan_text_end(run.writer, &(struct bh_scan_totals){ .n_judged = 1 }, &run.err), 0);
    bh_scan_text_free(run.writer);
    for (size_t i = 0; i < run.capture.text.n; i++) {
        unsigned char c = (unsigned char)run.capture.text.p[i];
        assert_true(c == '\n' || (c >= 0x20 && c < 0x7F));
    }
    assert_text(&run.capture,
                "dir\\x0a/\\x1b[1mpods.json:4  Pod n\\x08s/evil\\x1b[31m of replicaset/own\\x1ber\n"
                "    # Source: chart\\x1b[0m\n"
                "  refused by enforce restricted:latest (default)\n"
                "  - forbidden AppArmor profile [appArmorProfile]\n"
                "    annotation \"x\\x1b]0;pwned\\x07\"\n"
                "    line 7  metadata.annotations[x\\x1b[2K]:\n"
                "            a\\x0d\\x0ab\\x09\\xc2\\x9b31m\\xe2\\x80\\xae\\xff\\x7f\\x00z\n"
                "    fix: remove it\n"
                "\n"
                "Warnings\n"
                "  f\\x1b.yaml:1: pod/\\x1b: text\\x1b\n"
                "    hint\\x1b\n"
                "\n"
                "Skipped\n"
                "  g\\x1b: no\n"
                "    helm template '\\x1b'\n"
                "\n"
                "Summary\n"
                "\n"
                "The workload passes.\n");
    bh_buf_done(&run.capture.text);
}

static void test_text__owners_are_found_by_what_kubernetes_appends(void **state)
{
    static const struct {
        const char *kind, *name, *owner;
    } cases[] = {
        { "ReplicaSet", "web-6d5f9c7b88", "of deployment/web" },
        { "ReplicaSet", "web-5d9f7c", "of deployment/web" },
        { "ReplicaSet", "my-web-front-6d5f9c7b88", "of deployment/my-web-front" },
        { "ReplicaSet", "cache-db", "of replicaset/cache-db" }, /* too short for a hash */
        { "ReplicaSet", "web-backend", "of replicaset/web-backend" },
        { "ReplicaSet", "6d5f9c7b88", "of replicaset/6d5f9c7b88" },
        { "ReplicaSet", "-6d5f9c7b88", "of replicaset/-6d5f9c7b88" },
        { "Job", "backup-29012345", "of cronjob/backup" },
        { "Job", "backup-2", "of job/backup-2" },
        { "DaemonSet", "logs-6d5f9c7b88", "of daemonset/logs-6d5f9c7b88" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_judgement judgement = replica(BH_S("p"));
        struct run run;
        char expected[80];

        judgement.owner_kind = bh_str_c(cases[i].kind);
        judgement.owner_name = bh_str_c(cases[i].name);
        start(&run, false);
        tell(&run, judgement);
        assert_int_equal(
            bh_scan_text_end(run.writer, &(struct bh_scan_totals){ .n_judged = 1 }, &run.err), 0);
        bh_scan_text_free(run.writer);
        snprintf(expected, sizeof(expected), "pods.json:4  Pod shop/p %s\n", cases[i].owner);
        assert_true(bh_str_starts(bh_buf_str(&run.capture.text), bh_str_c(expected)));
        bh_buf_done(&run.capture.text);
    }
}

static unsigned count_of(const struct run *run, struct bh_str needle)
{
    struct bh_str rest = bh_buf_str(&run->capture.text);
    unsigned n = 0;

    for (;;) {
        size_t at = bh_str_find(rest, needle);
        if (at == rest.n) {
            return n;
        }
        n++;
        rest = bh_str_from(rest, at + 1);
    }
}

/* Where audit and warn say something else than enforce, and where they do not. */
static void test_text__modes_that_differ_have_a_line(void **state)
{
    static const char head[] = "deploy/web.yaml:3  Deployment shop/web\n";
    const struct bh_pss_pair baseline = PAIR(BASELINE, BH_VERSION_LATEST);
    const struct bh_pss_pair restricted = PAIR(RESTRICTED, BH_VERSION_LATEST);
    const struct bh_mode_verdict no_baseline = FAILS(baseline, LABEL, "", on_its_pods);
    const struct bh_mode_verdict no_restricted = FAILS(restricted, LABEL, "", restricted_template);
    const struct bh_mode_verdict no_old = FAILS(PAIR(BASELINE, 3), LABEL, "", on_its_pods);
    const struct bh_mode_verdict only = FAILS(restricted, LABEL, "", only_non_root);
    const struct {
        struct bh_mode_verdict modes[BH_N_MODES];
        const char *verdict, *lines;
    } cases[] = {
        { { no_baseline, no_baseline, no_baseline }, "admitted, but its pods will be refused", "" },
        { { no_baseline, no_restricted, no_restricted },
          "admitted, but its pods will be refused",
          "  audit, warn restricted:latest: also runAsNonRoot != true\n" },
        { { no_baseline, no_old, only },
          "admitted, but its pods will be refused",
          "  audit baseline:v1.3: the same\n"
          "  warn restricted:latest: runAsNonRoot != true\n" },
        { { no_restricted, PASSES(baseline, LABEL), only },
          "admitted, but its pods will be refused",
          "  audit baseline:latest: passes\n"
          "  warn restricted:latest: only runAsNonRoot != true\n" },
        { { PASSES(baseline, LABEL), only, only },
          "allowed; would be refused at restricted:latest (audit, warn)\n",
          "  enforce baseline:latest: passes\n" },
        { { PASSES(PAIR(PRIVILEGED, BH_VERSION_LATEST), DEFAULT), no_baseline, only },
          "allowed; would be refused at baseline:latest (audit) and restricted:latest\n  (warn)\n",
          "  warn restricted:latest: runAsNonRoot != true\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_judgement judgement = deployment();
        struct run run;

        judgement.source = bh_str(NULL, 0);
        memcpy(judgement.modes, cases[i].modes, sizeof(judgement.modes));
        start(&run, false);
        tell(&run, judgement);
        assert_int_equal(
            bh_scan_text_end(run.writer, &(struct bh_scan_totals){ .n_judged = 1 }, &run.err), 0);
        bh_scan_text_free(run.writer);
        struct bh_str text = bh_buf_str(&run.capture.text);
        assert_true(bh_str_starts(text, bh_str_c(head)));
        assert_true(
            bh_str_starts(bh_str_from(text, sizeof(head) - 1 + 2), bh_str_c(cases[i].verdict)));
        /* what follows the last remedy */
        text.n = bh_str_find(text, BH_S("\n\n")) + 1;
        for (size_t at; (at = bh_str_find(text, BH_S("fix: "))) < text.n;) {
            text = bh_str_from(text, at + 5);
        }
        struct bh_str line;
        assert_true(bh_str_line(&text, &line));
        if (bh_str_starts(text, BH_S("     "))) {
            assert_true(bh_str_line(&text, &line));
        }
        assert_int_equal(text.n, strlen(cases[i].lines));
        assert_memory_equal(text.p, cases[i].lines, text.n);
        bh_buf_done(&run.capture.text);
    }
}

static void test_text__sources_of_the_level_are_named(void **state)
{
    static const struct {
        enum bh_level_source level, version;
        const char *expected;
    } cases[] = {
        { BH_FROM_DEFAULT, BH_FROM_DEFAULT, "restricted:latest (default)\n" },
        { BH_FROM_LABEL, BH_FROM_LABEL, "restricted:latest (label of namespace shop)\n" },
        { BH_FROM_LABEL, BH_FROM_OPTION,
          "restricted:latest (label of namespace shop,\n  --level-version)\n" },
        { BH_FROM_OPTION, BH_FROM_OPTION, "restricted:latest (--level)\n" },
        { BH_FROM_DEFAULT, BH_FROM_OPTION, "restricted:latest (default, --level-version)\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct bh_judgement judgement = replica(BH_S("p"));
        struct run run;

        judgement.modes[BH_MODE_ENFORCE].level_from = cases[i].level;
        judgement.modes[BH_MODE_ENFORCE].version_from = cases[i].version;
        start(&run, false);
        tell(&run, judgement);
        assert_int_equal(
            bh_scan_text_end(run.writer, &(struct bh_scan_totals){ .n_judged = 1 }, &run.err), 0);
        bh_scan_text_free(run.writer);
        assert_int_equal(count_of(&run, bh_str_c(cases[i].expected)), 1);
        bh_buf_done(&run.capture.text);
    }
}

static void test_text__unknown_kinds_say_where_the_template_stands(void **state)
{
    struct bh_judgement judgement = deployment();
    struct run run;

    (void)state;
    judgement.is_known_kind = false;
    start(&run, false);
    tell(&run, judgement);
    assert_int_equal(
        bh_scan_text_end(run.writer, &(struct bh_scan_totals){ .n_judged = 1 }, &run.err), 0);
    bh_scan_text_free(run.writer);
    assert_int_equal(
        count_of(&run, BH_S("\n  unknown kind, judged by the pod template at spec.template\n")), 1);
    bh_buf_done(&run.capture.text);
}

static void test_text__only_equal_replicas_are_collapsed(void **state)
{
    struct bh_location other_place[] = { PLACE("spec.containers[1].securityContext.privileged",
                                               "true", 9, 9) };
    struct bh_finding other_findings[] = { V_PRIVILEGED };
    struct bh_judgement a = replica(BH_S("a")), b = replica(BH_S("b")), c = replica(BH_S("c")),
                        d = replica(BH_S("d")), e = replica(BH_S("e")), f = replica(BH_S("f"));
    struct run run;

    (void)state;
    other_findings[0].locations = other_place;
    c.modes[BH_MODE_ENFORCE].findings = other_findings; /* another field */
    d.object.namespace_ = BH_S("else");
    e.owner_name = BH_S("api-6d5f9c7b88");
    f.owner_name = f.owner_kind = bh_str(NULL, 0);
    start(&run, false);
    tell(&run, a);
    tell(&run, b);
    tell(&run, c);
    tell(&run, d);
    tell(&run, e);
    tell(&run, f);
    tell(&run, f);
    assert_int_equal(run.capture.n_writes, 0); /* held back, in order */
    assert_int_equal(
        bh_scan_text_end(run.writer, &(struct bh_scan_totals){ .n_judged = 7 }, &run.err), 0);
    bh_scan_text_free(run.writer);
    assert_int_equal(count_of(&run, BH_S("Pod shop/a and 1 more of deployment/web\n")), 1);
    assert_int_equal(count_of(&run, BH_S("Pod shop/b")), 0);
    assert_int_equal(count_of(&run, BH_S("Pod shop/c of deployment/web\n")), 1);
    assert_int_equal(count_of(&run, BH_S("Pod else/d of deployment/web\n")), 1);
    assert_int_equal(count_of(&run, BH_S("Pod shop/e of deployment/api\n")), 1);
    assert_int_equal(count_of(&run, BH_S("Pod shop/f\n")), 2); /* nobody's pods are all told */
    bh_buf_done(&run.capture.text);
}

static void test_text__long_words_are_broken_and_complete(void **state)
{
    char path[400], joined[1200];
    size_t n = 0;
    struct bh_location places[1];
    struct bh_finding findings[] = { V_PRIVILEGED };
    struct bh_judgement judgement = replica(BH_S("p"));
    struct bh_str line;
    struct run run;

    (void)state;
    memset(path, 'x', sizeof(path));
    for (size_t i = 20; i < sizeof(path) - 150; i += 30) {
        path[i] = '.';
    }
    places[0] = (struct bh_location){ .role = BH_LOCATION_VIOLATES,
                                      .path = bh_str(path, sizeof(path)),
                                      .found = bh_str(path, 200),
                                      .line = 123456 };
    findings[0].locations = places;
    judgement.owner_name = judgement.owner_kind = bh_str(NULL, 0);
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        judgement.modes[m].findings = findings;
    }
    start(&run, false);
    tell(&run, judgement);
    assert_int_equal(
        bh_scan_text_end(run.writer, &(struct bh_scan_totals){ .n_judged = 1 }, &run.err), 0);
    bh_scan_text_free(run.writer);
    struct bh_str rest = bh_buf_str(&run.capture.text);
    while (bh_str_line(&rest, &line)) {
        assert_true(line.n <= 80);
        line = bh_str_trim(line);
        if (n + line.n < sizeof(joined)) {
            memcpy(joined + n, line.p, line.n);
            n += line.n;
        }
    }
    size_t at = bh_str_find(bh_str(joined, n), bh_str(path, sizeof(path)));
    assert_true(at < n);
    assert_true(bh_str_find(bh_str(joined + at + sizeof(path), n - at - sizeof(path)),
                            bh_str(path, 200)) < n - at - sizeof(path));
    bh_buf_done(&run.capture.text);
}

static void test_text__last_line_says_the_outcome(void **state)
{
    static const struct {
        struct bh_scan_totals totals;
        enum bh_mode fail_on;
        bool fails_never;
        const char *last;
    } cases[] = {
        { { .n_judged = 12 }, BH_MODE_ENFORCE, false, "All 12 workloads pass." },
        { { .n_judged = 1 }, BH_MODE_WARN, false, "The workload passes." },
        { { .n_judged = 12, .n_violating = { 3, 4, 5 } },
          BH_MODE_ENFORCE,
          false,
          "3 of 12 workloads would be refused." },
        { { .n_judged = 1, .n_violating = { 1, 1, 1 } },
          BH_MODE_ENFORCE,
          true,
          "1 of 1 workload would be refused." },
        { { .n_judged = 12, .n_violating = { 0, 2, 1 } },
          BH_MODE_ENFORCE,
          false,
          "All 12 workloads would be admitted; 2 of 12 fall short of the audit level; 1 of\n"
          "12 falls short of the warn level." },
        { { .n_judged = 12, .n_violating = { 0, 0, 1 } },
          BH_MODE_WARN,
          false,
          "All 12 workloads would be admitted; 1 of 12 falls short of the warn level\n"
          "(fails: --fail-on warn)." },
        { { .n_judged = 12, .n_violating = { 0, 0, 1 } },
          BH_MODE_WARN,
          true,
          "All 12 workloads would be admitted; 1 of 12 falls short of the warn level." },
        { { .n_judged = 12, .n_violating = { 0, 0, 1 } },
          BH_MODE_AUDIT,
          false,
          "All 12 workloads would be admitted; 1 of 12 falls short of the warn level." },
        { { .n_judged = 12, .n_errors = 2 },
          BH_MODE_ENFORCE,
          false,
          "All 12 workloads that could be judged pass; not everything could be judged: 2\n"
          "errors." },
        { { .n_judged = 0, .n_errors = 1 },
          BH_MODE_ENFORCE,
          false,
          "Nothing was judged: no pod and no pod template in the input; not everything\n"
          "could be judged: 1 error." },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct capture capture = { .n_writes = 0 };
        struct bh_scan_writer_options options = { .out = capture_sink(&capture),
                                                  .fail_on = cases[i].fail_on,
                                                  .fails_never = cases[i].fails_never };
        struct bh_scan_writer *writer;
        struct bh_err err;

        assert_int_equal(bh_scan_text_open(&options, &writer, &err), 0);
        assert_int_equal(bh_scan_text_end(writer, &cases[i].totals, &err), 0);
        bh_scan_text_free(writer);
        bh_buf_add_byte(&capture.text, '\0');
        const char *last = strstr(capture.text.p, "\n\n");
        assert_non_null(last);
        assert_true(bh_str_ends(bh_str_trim(bh_str_c(last)), bh_str_c(cases[i].last)));
        assert_int_equal(strlen(last), 2 + strlen(cases[i].last) + 1);
        bh_buf_done(&capture.text);
    }
}

static void test_text__failing_sink_is_reported(void **state)
{
    (void)state;
    for (unsigned is_owned = 0; is_owned < 2; is_owned++) {
        struct capture capture = { .fails_at = 2 };
        struct bh_scan_writer_options options = { .out = capture_sink(&capture) };
        struct bh_scan_writer *writer;
        struct bh_err err;
        int rc = bh_scan_text_open(&options, &writer, &err);

        assert_int_equal(rc, 0);
        for (unsigned i = 0; i < 200 && rc == 0; i++) {
            char name[24];
            snprintf(name, sizeof(name), "p%u", i);
            struct bh_judgement judgement = replica(BH_S("p"));
            judgement.owner_kind = is_owned ? BH_S("Thing") : bh_str(NULL, 0);
            judgement.owner_name = is_owned ? bh_str_c(name) : bh_str(NULL, 0);
            rc = bh_scan_text_judgement(writer, &judgement, &err);
        }
        rc = rc != 0 ? rc
                     : bh_scan_text_end(writer, &(struct bh_scan_totals){ .n_judged = 1 }, &err);
        assert_int_equal(rc, -BH_ERR_SYSTEM);
        assert_string_equal(err.msg, "cannot write: disk full");
        bh_scan_text_free(writer);
        bh_buf_done(&capture.text);
    }
}

/* --- accepted and exempt ------------------------------------------------------------------------ */

static const struct bh_suppressed why = { { "needs the host", 14 },
                                          { "team-net", 8 },
                                          { "2027-03-31", 10 } };

/* A Deployment, all of whose enforce violations but for 'n_new' are accepted. */
static struct bh_judgement accepted(struct bh_finding findings[3], uint32_t n_new)
{
    struct bh_judgement judgement = deployment();

    for (uint32_t i = 0; i < 3; i++) {
        findings[i] = on_its_pods[i];
        findings[i].is_known = i >= n_new && i < 2;
        findings[i].suppressed = i == 2 && n_new < 3 ? &why : NULL;
    }
    judgement.source = bh_str(NULL, 0);
    judgement.modes[BH_MODE_ENFORCE].findings = findings;
    judgement.modes[BH_MODE_ENFORCE].n_accepted = 3 - n_new;
    judgement.modes[BH_MODE_WARN] = PASSES(PAIR(BASELINE, BH_VERSION_LATEST), LABEL);
    return judgement;
}

static void test_text__only_what_is_new_is_told(void **state)
{
    struct bh_level_use use = {
        BH_MODE_ENFORCE, PAIR(BASELINE, BH_VERSION_LATEST), BH_FROM_CONFIG, 3, 2, 1, 1
    };
    struct bh_finding findings[3], known[3];
    struct run run;

    (void)state;
    start(&run, false);
    tell(&run, accepted(findings, 1));
    tell(&run, accepted(known, 0));
    note(&run, (struct bh_note){ .kind = BH_NOTE_WARNING,
                                 .is_fixed = true,
                                 .file = BH_S("known.jsonl"),
                                 .line = 7,
                                 .object = BH_S("Pod shop/a"),
                                 .text = BH_S("fixed: hostPorts: hostPort") });
    finish(&run,
           (struct bh_scan_totals){ .n_files = 1,
                                    .n_documents = 5,
                                    .n_judged = 5,
                                    .n_controllers = 5,
                                    .n_violating = { 2, 0, 0 },
                                    .n_accepted = { 1, 0, 0 },
                                    .n_exempt = { 0, 1, 0, 1 },
                                    .n_known = 3,
                                    .n_suppressed = 2,
                                    .n_fixed = 1,
                                    .uses = &use,
                                    .n_uses = 1 },
           "deploy/web.yaml:3  Deployment shop/web\n"
           "  admitted, but its pods will be refused by enforce baseline:latest (label of\n"
           "  namespace shop)\n"
           "  - non-default capabilities [capabilities_baseline]\n"
           "    container \"web\" must not include \"NET_ADMIN\", \"SYS_ADMIN\" in\n"
           "    securityContext.capabilities.add\n"
           "    line 42  spec.template.spec.containers[0].securityContext.capabilities\n"
           "             .add[0]: SYS_ADMIN\n"
           "    line 42  spec.template.spec.containers[0].securityContext.capabilities\n"
           "             .add[1]: NET_ADMIN\n"
           "    fix: remove the capabilities that are not in the default set from\n"
           "         capabilities.add\n"
           "  and 1 known, 1 suppressed\n"
           "  warn baseline:latest: passes\n"
           "\n"
           "No longer found, remove from the baseline\n"
           "  known.jsonl:7: Pod shop/a: fixed: hostPorts: hostPort\n"
           "\n"
           "Summary\n"
           "  enforce  baseline:latest  1 pass, 1 refused, 1 accepted  (--admission-config)\n"
           "  1 file, 5 documents, 5 controllers\n"
           "  2 workloads exempt (by namespace, runtimeClass)\n"
           "  3 known, accepted by baseline; 2 suppressed; 1 of the baseline fixed\n"
           "\n"
           "1 of 5 workloads would be refused.\n");
}

static void test_text__nothing_new(void **state)
{
    struct bh_finding findings[3];
    struct run run;

    (void)state;
    start(&run, false);
    tell(&run, accepted(findings, 0));
    finish(&run,
           (struct bh_scan_totals){ .n_judged = 3,
                                    .n_controllers = 3,
                                    .n_violating = { 1, 0, 0 },
                                    .n_accepted = { 1, 0, 0 },
                                    .n_known = 2,
                                    .n_suppressed = 1 },
           "Summary\n"
           "  3 controllers\n"
           "  2 known, accepted by baseline; 1 suppressed\n"
           "\n"
           "No new refusals: 1 of 3 workloads violates only what is known or suppressed.\n");
}

static void test_text__all_exempt(void **state)
{
    struct run run;

    (void)state;
    start(&run, false);
    finish(&run, (struct bh_scan_totals){ .n_judged = 2, .n_pods = 2, .n_exempt = { 0, 0, 2, 0 } },
           "Summary\n"
           "  2 pods\n"
           "  2 workloads exempt (by user)\n"
           "\n"
           "All 2 workloads are exempt.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text__full_report),
        cmocka_unit_test(test_text__colored_report),
        cmocka_unit_test(test_text__clean_run),
        cmocka_unit_test(test_text__only_what_is_new_is_told),
        cmocka_unit_test(test_text__nothing_new),
        cmocka_unit_test(test_text__all_exempt),
        cmocka_unit_test(test_text__control_bytes_are_escaped),
        cmocka_unit_test(test_text__owners_are_found_by_what_kubernetes_appends),
        cmocka_unit_test(test_text__modes_that_differ_have_a_line),
        cmocka_unit_test(test_text__sources_of_the_level_are_named),
        cmocka_unit_test(test_text__unknown_kinds_say_where_the_template_stands),
        cmocka_unit_test(test_text__only_equal_replicas_are_collapsed),
        cmocka_unit_test(test_text__long_words_are_broken_and_complete),
        cmocka_unit_test(test_text__last_line_says_the_outcome),
        cmocka_unit_test(test_text__failing_sink_is_reported),
    };

    return cmocka_run_group_tests_name("scan_text", tests, NULL, NULL);
}
