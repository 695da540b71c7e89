/* Workflow commands of GitHub Actions, against golden texts. */
#include "report/formats.h"
#include "scan_feed.h"

static void test_github__full_report(void **state)
{
    struct capture capture = { .n_writes = 0 };

    (void)state;
    feed(&capture, "github", BH_MODE_ENFORCE);
    assert_text(
        &capture,
        "::error file=deploy/web.yaml,line=42,col=21,title=capabilities_baseline::Deployment shop/web violates baseline:latest (enforce): non-default capabilities (container \"web\" must not include \"NET_ADMIN\", \"SYS_ADMIN\" in securityContext.capabilities.add)%0Aremove the capabilities that are not in the default set from capabilities.add\n"
        "::error file=deploy/web.yaml,line=21,col=7,title=hostNamespaces::Deployment shop/web violates baseline:latest (enforce): host namespaces (hostNetwork=true)%0Aremove hostNetwork, hostPID and hostIPC\n"
        "::error file=deploy/web.yaml,line=30,col=15,title=hostPorts::Deployment shop/web violates baseline:latest (enforce): hostPort (container \"web\" uses hostPort 8080)%0Aremove hostPort; reach the pod through a Service\n"
        "::warning file=deploy/web.yaml,line=20,col=5,title=runAsNonRoot::Deployment shop/web violates restricted:v1.31 (warn): runAsNonRoot != true (pod or container \"web\" must set securityContext.runAsNonRoot=true)%0Aset securityContext.runAsNonRoot to true\n"
        "::warning file=deploy/web.yaml,line=25,col=11,title=bulkhead scan::deployment/web: unknown field \"spec.x\"%0Adid you mean \"y\"?\n"
        "::warning file=deploy/web.yaml,line=20,col=5,title=runAsNonRoot::Deployment shop/quiet violates restricted:latest (warn): runAsNonRoot != true (pod or container \"web\" must set securityContext.runAsNonRoot=true)%0Aset securityContext.runAsNonRoot to true\n"
        "::notice file=/srv/<chart>,title=skipped::a chart, 100%25: {{ }}%0Ahelm template chart | bulkhead scan\n"
        "::error file=a b/%250A%2Cx%3Ay\\x0a\303\251\\xff]]>.yaml,line=7,col=3,title=privileged::Pod n\\x0as/a\\x01\\x0d\\x0ab\\xff\303\251]]>%250A<&\"' violates restricted:latest (enforce): privileged (container \"]]>\\x0a::warning::{x}[y](1)%250A\")%0Aremove it\n"
        "::error file=bad\\x0a.yaml,line=2,title=bulkhead scan::no YAML: \\x1b[31m\n"
        "::notice file=known.jsonl,line=4,title=bulkhead scan::nothing violates it any more\n"
        "::notice title=bulkhead scan::6 workloads judged: 2 short of the enforce level, 1 short of the audit level, 3 short of the warn level; 1 known violation; 1 suppressed violation; 1 error; 1 warning; 1 file skipped\n");
    bh_buf_done(&capture.text);
}

/* Whatever names hold, every line is a command of ours. */
static void test_github__every_line_is_a_command(void **state)
{
    struct capture capture = { .n_writes = 0 };

    (void)state;
    feed(&capture, "github", BH_MODE_WARN);
    struct bh_str rest = bh_buf_str(&capture.text), line;
    unsigned n = 0;
    for (; bh_str_line(&rest, &line); n++) {
        assert_true(bh_str_starts(line, BH_S("::error ")) ||
                    bh_str_starts(line, BH_S("::warning ")) ||
                    bh_str_starts(line, BH_S("::notice ")));
        for (size_t i = 0; i < line.n; i++) {
            assert_true((unsigned char)line.p[i] >= 0x20);
        }
    }
    assert_int_equal(n, 11);
    bh_buf_done(&capture.text);
}

static void end_only(const struct bh_scan_totals *totals, const char *expected)
{
    struct capture capture = { .n_writes = 0 };
    struct bh_scan_writer_options options = { .out = capture_sink(&capture) };
    struct bh_scan_writer *writer;
    struct bh_err err;

    assert_int_equal(bh_scan_github_open(&options, &writer, &err), 0);
    assert_int_equal(bh_scan_github_end(writer, totals, &err), 0);
    bh_scan_github_free(writer);
    assert_text(&capture, expected);
    bh_buf_done(&capture.text);
}

static void test_github__summaries(void **state)
{
    (void)state;
    end_only(&(struct bh_scan_totals){ .n_judged = 2 },
             "::notice title=bulkhead scan::2 workloads judged: none violates anything\n");
    end_only(&(struct bh_scan_totals){ .n_judged = 1, .n_violating = { 0, 1, 0 } },
             "::notice title=bulkhead scan::1 workload judged: 1 short of the audit level\n");
    end_only(
        &(struct bh_scan_totals){
            .n_judged = 1, .n_violating = { 1, 0, 0 }, .n_accepted = { 1, 0, 0 }, .n_known = 2 },
        "::notice title=bulkhead scan::1 workload judged: none violates anything else; 2 known "
        "violations\n");
    end_only(&(struct bh_scan_totals){ .n_skipped = 2 },
             "::notice title=bulkhead scan::nothing was judged; 2 files skipped\n");
}

static void test_github__failing_sink(void **state)
{
    (void)state;
    feed_failing("github");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_github__full_report),
        cmocka_unit_test(test_github__every_line_is_a_command),
        cmocka_unit_test(test_github__summaries),
        cmocka_unit_test(test_github__failing_sink),
    };

    return cmocka_run_group_tests_name("scan_github", tests, NULL, NULL);
}
