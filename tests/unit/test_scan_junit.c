/* JUnit XML, against golden texts. */
#include "report/formats.h"
#include "report/xml_writer.h"
#include "scan_feed.h"

static void test_junit__full_report(void **state)
{
    struct capture capture = { .n_writes = 0 };

    (void)state;
    feed(&capture, "junit", BH_MODE_ENFORCE);
    assert_text(
        &capture,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"bulkhead scan\">\n"
        "  <testsuite id=\"0\" name=\"deploy/web.yaml\" tests=\"5\" failures=\"1\" errors=\"0\" skipped=\"1\" file=\"deploy/web.yaml\">\n"
        "    <testcase classname=\"shop\" name=\"Deployment/web\">\n"
        "      <failure type=\"capabilities_baseline, hostNamespaces, hostPorts\" message=\"violates PodSecurity &quot;baseline:latest&quot;: host namespaces\">capabilities_baseline: non-default capabilities (container &quot;web&quot; must not include &quot;NET_ADMIN&quot;, &quot;SYS_ADMIN&quot; in securityContext.capabilities.add)\n"
        "  deploy/web.yaml:42:21: spec.template.spec.containers[0].securityContext.capabilities.add[0]: SYS_ADMIN\n"
        "  deploy/web.yaml:42:32: spec.template.spec.containers[0].securityContext.capabilities.add[1]: NET_ADMIN\n"
        "  remove the capabilities that are not in the default set from capabilities.add\n"
        "hostNamespaces: host namespaces (hostNetwork=true)\n"
        "  deploy/web.yaml:21:7: spec.template.spec.hostNetwork: true\n"
        "  remove hostNetwork, hostPID and hostIPC\n"
        "hostPorts: hostPort (container &quot;web&quot; uses hostPort 8080)\n"
        "  deploy/web.yaml:30:15: spec.template.spec.containers[0].ports[0].hostPort: 8080\n"
        "  remove hostPort; reach the pod through a Service\n"
        "</failure>\n"
        "      <system-out>warn restricted:v1.31: runAsNonRoot: runAsNonRoot != true (pod or container &quot;web&quot; must set securityContext.runAsNonRoot=true)\n"
        "  deploy/web.yaml:20:5: spec.template.spec.securityContext.runAsNonRoot: absent\n"
        "  set securityContext.runAsNonRoot to true\n"
        "</system-out>\n"
        "    </testcase>\n"
        "    <testcase classname=\"shop\" name=\"Deployment/quiet\">\n"
        "      <system-out>warn restricted:latest: runAsNonRoot: runAsNonRoot != true (pod or container &quot;web&quot; must set securityContext.runAsNonRoot=true)\n"
        "  deploy/web.yaml:20:5: spec.template.spec.securityContext.runAsNonRoot: absent\n"
        "  set securityContext.runAsNonRoot to true\n"
        "</system-out>\n"
        "    </testcase>\n"
        "    <testcase classname=\"shop\" name=\"Deployment/accepted\">\n"
        "      <system-out>suppressed until 2027-05-31 by team-data (moves in May): capabilities_baseline: non-default capabilities (container &quot;web&quot; must not include &quot;NET_ADMIN&quot;, &quot;SYS_ADMIN&quot; in securityContext.capabilities.add)\n"
        "  deploy/web.yaml:42:21: spec.template.spec.containers[0].securityContext.capabilities.add[0]: SYS_ADMIN\n"
        "  deploy/web.yaml:42:32: spec.template.spec.containers[0].securityContext.capabilities.add[1]: NET_ADMIN\n"
        "  remove the capabilities that are not in the default set from capabilities.add\n"
        "known: hostNamespaces: host namespaces (hostNetwork=true)\n"
        "  deploy/web.yaml:21:7: spec.template.spec.hostNetwork: true\n"
        "  remove hostNetwork, hostPID and hostIPC\n"
        "</system-out>\n"
        "    </testcase>\n"
        "    <testcase classname=\"shop\" name=\"Deployment/clean\"/>\n"
        "    <testcase classname=\"shop\" name=\"Deployment/exempt\">\n"
        "      <skipped message=\"exempt by its namespace\"/>\n"
        "    </testcase>\n"
        "    <system-err>deploy/web.yaml:25:11: deployment/web: unknown field &quot;spec.x&quot; (did you mean &quot;y&quot;?)\n"
        "</system-err>\n"
        "  </testsuite>\n"
        "  <testsuite id=\"1\" name=\"/srv/&lt;chart&gt;\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\" file=\"/srv/&lt;chart&gt;\">\n"
        "    <testcase name=\"/srv/&lt;chart&gt;\">\n"
        "      <skipped message=\"a chart, 100%: {{ }} (helm template chart | bulkhead scan)\"/>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "  <testsuite id=\"2\" name=\"./a b/%0A,x:y&#xA;\303\251\357\277\275]]&gt;.yaml\" tests=\"1\" failures=\"1\" errors=\"0\" skipped=\"0\" file=\"./a b/%0A,x:y&#xA;\303\251\357\277\275]]&gt;.yaml\">\n"
        "    <testcase classname=\"n&#xA;s\" name=\"Pod/a\\x01&#xD;&#xA;b\357\277\275\303\251]]&gt;%0A&lt;&amp;&quot;'\">\n"
        "      <failure type=\"privileged\" message=\"violates PodSecurity: ]]&gt;&#x7F;&#xD;&#xA;\">privileged: privileged (container &quot;]]&gt;\n"
        "::warning::{x}[y](1)%0A&quot;)\n"
        "  ./a b/%0A,x:y\n"
        "\303\251\357\277\275]]&gt;.yaml:7:3: metadata.annotations[a]](b)\\x1b&quot;'&lt;&amp;&gt;{0}]: ]]&gt;\357\277\275\n"
        "::error::%0A,:\n"
        "  ./a b/%0A,x:y\n"
        "\303\251\357\277\275]]&gt;.yaml: spec.containers[0]: &#x9;\357\277\275&#x202E;\n"
        "  remove it\n"
        "</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "  <testsuite id=\"3\" name=\"bad&#xA;.yaml\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" file=\"bad&#xA;.yaml\">\n"
        "    <testcase name=\"bad&#xA;.yaml\">\n"
        "      <error type=\"input\" message=\"bad&#xA;.yaml:2: no YAML: \\x1b[31m\"/>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "  <testsuite id=\"4\" name=\"known.jsonl\" tests=\"0\" failures=\"0\" errors=\"0\" skipped=\"0\" file=\"known.jsonl\">\n"
        "    <system-err>known.jsonl:4: nothing violates it any more\n"
        "</system-err>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
    bh_buf_done(&capture.text);
}

static bool holds(const struct capture *capture, const char *text)
{
    struct bh_str all = bh_buf_str(&capture->text);

    return bh_str_find(all, bh_str_c(text)) < all.n;
}

/* What is only warned about fails a case when the run fails on it. */
static void test_junit__fail_on_warn(void **state)
{
    struct capture capture = { .n_writes = 0 };

    (void)state;
    feed(&capture, "junit", BH_MODE_WARN);
    assert_true(holds(&capture, "name=\"deploy/web.yaml\" tests=\"5\" failures=\"2\""));
    assert_true(holds(&capture, "name=\"Deployment/quiet\">\n"
                                "      <failure type=\"runAsNonRoot\""));
    assert_true(holds(&capture, "type=\"capabilities_baseline, hostNamespaces, hostPorts, "
                                "runAsNonRoot\""));
    bh_buf_done(&capture.text);
}

static void test_junit__empty_report(void **state)
{
    struct capture capture = { .n_writes = 0 };
    struct bh_scan_writer_options options = { .out = capture_sink(&capture) };
    struct bh_scan_totals totals = { .n_files = 1 };
    struct bh_scan_writer *writer;
    struct bh_err err;

    (void)state;
    assert_int_equal(bh_scan_junit_open(&options, &writer, &err), 0);
    assert_int_equal(bh_scan_junit_end(writer, &totals, &err), 0);
    bh_scan_junit_free(writer);
    assert_text(&capture, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<testsuites name=\"bulkhead scan\">\n"
                          "</testsuites>\n");
    bh_buf_done(&capture.text);
}

static size_t count(const struct capture *capture, struct bh_str text)
{
    struct bh_str rest = bh_buf_str(&capture->text);
    size_t n = 0;

    for (size_t at = bh_str_find(rest, text); at < rest.n; at = bh_str_find(rest, text)) {
        rest = bh_str_from(rest, at + text.n);
        n++;
    }
    return n;
}

/* A list of many clean pods: its suite is written in parts, so that it need not be kept. */
static void test_junit__large_file(void **state)
{
    enum { N = 60 * 1000 };
    struct capture capture = { .n_writes = 0 };
    struct bh_scan_writer_options options = { .out = capture_sink(&capture) };
    struct bh_scan_totals totals = { .n_judged = N };
    struct bh_judgement judgement = replica(BH_S("web-6d5f9c7b88-abcde"));
    struct bh_scan_writer *writer;
    struct bh_err err;
    size_t n_before_end;

    (void)state;
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        judgement.modes[m] = PASSES(PAIR(RESTRICTED, BH_VERSION_LATEST), DEFAULT);
    }
    assert_int_equal(bh_scan_junit_open(&options, &writer, &err), 0);
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(bh_scan_junit_judgement(writer, &judgement, &err), 0);
    }
    n_before_end = capture.text.n;
    assert_int_equal(bh_scan_junit_end(writer, &totals, &err), 0);
    bh_scan_junit_free(writer);
    assert_true(capture.text.n - n_before_end < 2u << 20);
    assert_int_equal(count(&capture, BH_S("<testcase ")), N);
    assert_int_equal(count(&capture, BH_S("<testsuite id=\"0\" name=\"pods.json\" ")), 1);
    assert_int_equal(count(&capture, BH_S("<testsuite id=\"1\" name=\"pods.json (2)\" ")), 1);
    assert_int_equal(count(&capture, BH_S("<testsuite ")), count(&capture, BH_S("</testsuite>")));
    bh_buf_done(&capture.text);
}

static void test_junit__failing_sink(void **state)
{
    (void)state;
    feed_failing("junit");
}

static void test_xml_add_text__every_code_point(void **state)
{
    struct bh_buf out = { .p = NULL };

    (void)state;
    for (uint32_t cp = 0; cp < 0x11000; cp++) {
        char bytes[4];
        if (cp >= 0xD800 && cp <= 0xDFFF) {
            continue;
        }
        bh_buf_clear(&out);
        bh_xml_add_text(&out, bh_str(bytes, bh_utf8_encode(cp, bytes)));
        struct bh_str text = bh_buf_str(&out);
        assert_true(text.n > 0 && bh_utf8_valid(text));
        for (size_t i = 0; i < text.n; i++) {
            assert_true((unsigned char)text.p[i] >= 0x20 || text.p[i] == '\n');
            assert_true(text.p[i] != '<' && text.p[i] != '>');
            assert_true(text.p[i] != '&' || text.n > 3);
        }
        /* U+FFFE and U+FFFF are no characters of XML */
        assert_false(bh_str_eq(text, BH_S("\xef\xbf\xbe")) ||
                     bh_str_eq(text, BH_S("\xef\xbf\xbf")));
    }
    bh_buf_done(&out);
}

static void test_xml_add_attribute__keeps_white_space(void **state)
{
    struct bh_buf out = { .p = NULL };

    (void)state;
    bh_xml_add_attribute(&out, "name", BH_S("a\tb\nc\rd"));
    bh_xml_add_attribute(&out, "none", bh_str(NULL, 0));
    assert_true(bh_str_eq(bh_buf_str(&out), BH_S(" name=\"a&#x9;b&#xA;c&#xD;d\" none=\"\"")));
    bh_buf_done(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_junit__full_report),
        cmocka_unit_test(test_junit__fail_on_warn),
        cmocka_unit_test(test_junit__empty_report),
        cmocka_unit_test(test_junit__large_file),
        cmocka_unit_test(test_junit__failing_sink),
        cmocka_unit_test(test_xml_add_text__every_code_point),
        cmocka_unit_test(test_xml_add_attribute__keeps_white_space),
    };

    return cmocka_run_group_tests_name("scan_junit", tests, NULL, NULL);
}
