/* The JSON document of a scan, against golden texts. */
#include "report/formats.h"
#include "scan_fixture.h"

static void test_json__empty_report(void **state)
{
    struct capture capture = { .n_writes = 0 };
    struct bh_scan_writer_options options = { .out = capture_sink(&capture) };
    struct bh_scan_totals totals = { .n_files = 1, .n_errors = 1 };
    struct bh_scan_writer *writer;
    struct bh_err err;

    (void)state;
    assert_int_equal(bh_scan_json_open(&options, &writer, &err), 0);
    assert_int_equal(bh_scan_json_end(writer, &totals, &err), 0);
    bh_scan_json_free(writer);
    assert_text(&capture, "{\n"
                          "  \"version\": 1,\n"
                          "  \"kind\": \"ScanReport\",\n"
                          "  \"tool\": {\n"
                          "    \"name\": \"bulkhead\",\n"
                          "    \"version\": \"" BH_VERSION "\",\n"
                          "    \"newestPolicyVersion\": \"v1.37\"\n"
                          "  },\n"
                          "  \"results\": [],\n"
                          "  \"notes\": [],\n"
                          "  \"summary\": {\n"
                          "    \"files\": 1,\n"
                          "    \"documents\": 0,\n"
                          "    \"judged\": 0,\n"
                          "    \"pods\": 0,\n"
                          "    \"controllers\": 0,\n"
                          "    \"other\": 0,\n"
                          "    \"namespaces\": 0,\n"
                          "    \"violating\": {\n"
                          "      \"enforce\": 0,\n"
                          "      \"audit\": 0,\n"
                          "      \"warn\": 0\n"
                          "    },\n"
                          "    \"accepted\": {\n"
                          "      \"enforce\": 0,\n"
                          "      \"audit\": 0,\n"
                          "      \"warn\": 0\n"
                          "    },\n"
                          "    \"known\": 0,\n"
                          "    \"suppressed\": 0,\n"
                          "    \"fixed\": 0,\n"
                          "    \"exempt\": {\n"
                          "      \"namespace\": 0,\n"
                          "      \"user\": 0,\n"
                          "      \"runtimeClass\": 0\n"
                          "    },\n"
                          "    \"errors\": 1,\n"
                          "    \"warnings\": 0,\n"
                          "    \"skipped\": 0,\n"
                          "    \"levels\": []\n"
                          "  }\n"
                          "}\n");
    bh_buf_done(&capture.text);
}

static void test_json__full_report(void **state)
{
    struct capture capture = { .n_writes = 0 };
    struct bh_scan_writer_options options = { .out = capture_sink(&capture) };
    struct bh_level_use uses[] = {
        { BH_MODE_ENFORCE, PAIR(BASELINE, BH_VERSION_LATEST), BH_FROM_LABEL, 1, 1, 1, 0 },
        { BH_MODE_WARN, PAIR(RESTRICTED, 31), BH_FROM_LABEL, 1, 1, 1, 0 },
    };
    struct bh_scan_totals totals = {
        .n_files = 3,
        .n_documents = 4,
        .n_judged = 2,
        .n_pods = 1,
        .n_controllers = 1,
        .n_other = 1,
        .n_namespaces = 1,
        .n_violating = { 1, 1, 1 },
        .n_warnings = 1,
        .n_skipped = 1,
        .uses = uses,
        .n_uses = 2,
    };
    struct bh_note notes[] = {
        { BH_NOTE_WARNING, false, 25, 11, BH_S("deploy/web.yaml"), BH_S("deployment/web"),
          BH_S("unknown field \"spec.template.spec.containers[0].securityContxt\""),
          BH_S("did you mean \"securityContext\"?") },
        { .kind = BH_NOTE_SKIPPED, .file = BH_S("values.yaml"), .text = BH_S("values of a chart") },
    };
    struct bh_judgement judgement = deployment();
    struct bh_scan_writer *writer;
    struct bh_err err;

    (void)state;
    assert_int_equal(bh_scan_json_open(&options, &writer, &err), 0);
    assert_int_equal(bh_scan_json_note(writer, &notes[0], &err), 0);
    assert_int_equal(bh_scan_json_judgement(writer, &judgement, &err), 0);
    judgement = replica(BH_S("web-6d5f9c7b88-\x1b\xff"));
    judgement.modes[BH_MODE_ENFORCE] = PASSES(PAIR(PRIVILEGED, 24), OPTION);
    assert_int_equal(bh_scan_json_judgement(writer, &judgement, &err), 0);
    assert_int_equal(bh_scan_json_note(writer, &notes[1], &err), 0);
    assert_int_equal(bh_scan_json_end(writer, &totals, &err), 0);
    bh_scan_json_free(writer);
    assert_text(
        &capture,
        "{\n"
        "  \"version\": 1,\n"
        "  \"kind\": \"ScanReport\",\n"
        "  \"tool\": {\n"
        "    \"name\": \"bulkhead\",\n"
        "    \"version\": \"" BH_VERSION "\",\n"
        "    \"newestPolicyVersion\": \"v1.37\"\n"
        "  },\n"
        "  \"results\": [\n"
        "    {\n"
        "      \"file\": \"deploy/web.yaml\",\n"
        "      \"line\": 3,\n"
        "      \"column\": 1,\n"
        "      \"source\": \"web/templates/deployment.yaml\",\n"
        "      \"apiVersion\": \"apps/v1\",\n"
        "      \"kind\": \"Deployment\",\n"
        "      \"namespace\": \"shop\",\n"
        "      \"name\": \"web\",\n"
        "      \"role\": \"controller\",\n"
        "      \"isKnownKind\": true,\n"
        "      \"podPath\": \"spec.template\",\n"
        "      \"admitted\": true,\n"
        "      \"podsRefused\": true,\n"
        "      \"modes\": {\n"
        "        \"enforce\": {\n"
        "          \"level\": \"baseline\",\n"
        "          \"version\": \"latest\",\n"
        "          \"allowed\": false,\n"
        "          \"levelFrom\": \"label\",\n"
        "          \"versionFrom\": \"label\",\n"
        "          \"message\": \"violates PodSecurity \\\"baseline:latest\\\": host namespaces\"\n"
        "        },\n"
        "        \"audit\": {\n"
        "          \"level\": \"privileged\",\n"
        "          \"version\": \"latest\",\n"
        "          \"allowed\": true,\n"
        "          \"levelFrom\": \"default\",\n"
        "          \"versionFrom\": \"default\"\n"
        "        },\n"
        "        \"warn\": {\n"
        "          \"level\": \"restricted\",\n"
        "          \"version\": \"v1.31\",\n"
        "          \"allowed\": false,\n"
        "          \"levelFrom\": \"label\",\n"
        "          \"versionFrom\": \"label\",\n"
        "          \"message\": \"would violate PodSecurity \\\"restricted:v1.31\\\": runAsNonRoot != true\"\n"
        "        }\n"
        "      },\n"
        "      \"violations\": [\n"
        "        {\n"
        "          \"check\": \"capabilities_baseline\",\n"
        "          \"reason\": \"non-default capabilities\",\n"
        "          \"detail\": \"container \\\"web\\\" must not include \\\"NET_ADMIN\\\", \\\"SYS_ADMIN\\\" in securityContext.capabilities.add\",\n"
        "          \"path\": \"spec.template.spec.containers[0].securityContext.capabilities.add[0]\",\n"
        "          \"line\": 42,\n"
        "          \"column\": 21,\n"
        "          \"found\": \"SYS_ADMIN\",\n"
        "          \"remedy\": \"remove the capabilities that are not in the default set from capabilities.add\",\n"
        "          \"fingerprint\": \"0123456789abcdef\",\n"
        "          \"fields\": [\n"
        "            {\n"
        "              \"path\": \"spec.template.spec.containers[0].securityContext.capabilities.add[0]\",\n"
        "              \"line\": 42,\n"
        "              \"column\": 21,\n"
        "              \"found\": \"SYS_ADMIN\"\n"
        "            },\n"
        "            {\n"
        "              \"path\": \"spec.template.spec.containers[0].securityContext.capabilities.add[1]\",\n"
        "              \"line\": 42,\n"
        "              \"column\": 32,\n"
        "              \"found\": \"NET_ADMIN\"\n"
        "            }\n"
        "          ]\n"
        "        },\n"
        "        {\n"
        "          \"check\": \"hostNamespaces\",\n"
        "          \"reason\": \"host namespaces\",\n"
        "          \"detail\": \"hostNetwork=true\",\n"
        "          \"path\": \"spec.template.spec.hostNetwork\",\n"
        "          \"line\": 21,\n"
        "          \"column\": 7,\n"
        "          \"found\": \"true\",\n"
        "          \"remedy\": \"remove hostNetwork, hostPID and hostIPC\",\n"
        "          \"fingerprint\": \"0000000000000002\",\n"
        "          \"fields\": [\n"
        "            {\n"
        "              \"path\": \"spec.template.spec.hostNetwork\",\n"
        "              \"line\": 21,\n"
        "              \"column\": 7,\n"
        "              \"found\": \"true\"\n"
        "            }\n"
        "          ]\n"
        "        },\n"
        "        {\n"
        "          \"check\": \"hostPorts\",\n"
        "          \"reason\": \"hostPort\",\n"
        "          \"detail\": \"container \\\"web\\\" uses hostPort 8080\",\n"
        "          \"path\": \"spec.template.spec.containers[0].ports[0].hostPort\",\n"
        "          \"line\": 30,\n"
        "          \"column\": 15,\n"
        "          \"found\": \"8080\",\n"
        "          \"remedy\": \"remove hostPort; reach the pod through a Service\",\n"
        "          \"fingerprint\": \"0000000000000003\",\n"
        "          \"fields\": [\n"
        "            {\n"
        "              \"path\": \"spec.template.spec.containers[0].ports[0].hostPort\",\n"
        "              \"line\": 30,\n"
        "              \"column\": 15,\n"
        "              \"found\": \"8080\"\n"
        "            }\n"
        "          ]\n"
        "        }\n"
        "      ],\n"
        "      \"otherViolations\": [\n"
        "        {\n"
        "          \"modes\": [\n"
        "            \"warn\"\n"
        "          ],\n"
        "          \"check\": \"runAsNonRoot\",\n"
        "          \"reason\": \"runAsNonRoot != true\",\n"
        "          \"detail\": \"pod or container \\\"web\\\" must set securityContext.runAsNonRoot=true\",\n"
        "          \"path\": \"spec.template.spec.securityContext.runAsNonRoot\",\n"
        "          \"line\": 20,\n"
        "          \"column\": 5,\n"
        "          \"found\": \"absent\",\n"
        "          \"remedy\": \"set securityContext.runAsNonRoot to true\",\n"
        "          \"fingerprint\": \"0000000000000004\",\n"
        "          \"fields\": [\n"
        "            {\n"
        "              \"path\": \"spec.template.spec.securityContext.runAsNonRoot\",\n"
        "              \"line\": 20,\n"
        "              \"column\": 5,\n"
        "              \"found\": \"absent\"\n"
        "            }\n"
        "          ]\n"
        "        }\n"
        "      ],\n"
        "      \"prepared\": [\n"
        "        {\n"
        "          \"path\": \"spec.template.spec.containers[0].ports[0].hostPort\",\n"
        "          \"value\": \"8080\",\n"
        "          \"rule\": \"\"\n"
        "        }\n"
        "      ]\n"
        "    },\n"
        "    {\n"
        "      \"file\": \"pods.json\",\n"
        "      \"line\": 4,\n"
        "      \"column\": 5,\n"
        "      \"apiVersion\": \"v1\",\n"
        "      \"kind\": \"Pod\",\n"
        "      \"namespace\": \"shop\",\n"
        "      \"name\": \"web-6d5f9c7b88-\\u001b\357\277\275\",\n"
        "      \"role\": \"pod\",\n"
        "      \"isKnownKind\": true,\n"
        "      \"podPath\": \"\",\n"
        "      \"owner\": {\n"
        "        \"kind\": \"ReplicaSet\",\n"
        "        \"name\": \"web-6d5f9c7b88\"\n"
        "      },\n"
        "      \"admitted\": true,\n"
        "      \"modes\": {\n"
        "        \"enforce\": {\n"
        "          \"level\": \"privileged\",\n"
        "          \"version\": \"v1.24\",\n"
        "          \"allowed\": true,\n"
        "          \"levelFrom\": \"option\",\n"
        "          \"versionFrom\": \"option\"\n"
        "        },\n"
        "        \"audit\": {\n"
        "          \"level\": \"restricted\",\n"
        "          \"version\": \"latest\",\n"
        "          \"allowed\": false,\n"
        "          \"levelFrom\": \"default\",\n"
        "          \"versionFrom\": \"default\",\n"
        "          \"message\": \"violates PodSecurity \\\"restricted:latest\\\": privileged\"\n"
        "        },\n"
        "        \"warn\": {\n"
        "          \"level\": \"restricted\",\n"
        "          \"version\": \"latest\",\n"
        "          \"allowed\": false,\n"
        "          \"levelFrom\": \"default\",\n"
        "          \"versionFrom\": \"default\",\n"
        "          \"message\": \"violates PodSecurity \\\"restricted:latest\\\": privileged\"\n"
        "        }\n"
        "      },\n"
        "      \"violations\": [],\n"
        "      \"otherViolations\": [\n"
        "        {\n"
        "          \"modes\": [\n"
        "            \"audit\",\n"
        "            \"warn\"\n"
        "          ],\n"
        "          \"check\": \"privileged\",\n"
        "          \"reason\": \"privileged\",\n"
        "          \"detail\": \"container \\\"web\\\" must not set securityContext.privileged=true\",\n"
        "          \"path\": \"spec.containers[0].securityContext.privileged\",\n"
        "          \"line\": 12,\n"
        "          \"column\": 19,\n"
        "          \"found\": \"true\",\n"
        "          \"remedy\": \"remove privileged: true\",\n"
        "          \"fingerprint\": \"0000000000000005\",\n"
        "          \"fields\": [\n"
        "            {\n"
        "              \"path\": \"spec.containers[0].securityContext.privileged\",\n"
        "              \"line\": 12,\n"
        "              \"column\": 19,\n"
        "              \"found\": \"true\"\n"
        "            }\n"
        "          ]\n"
        "        }\n"
        "      ],\n"
        "      \"prepared\": []\n"
        "    }\n"
        "  ],\n"
        "  \"notes\": [\n"
        "    {\n"
        "      \"severity\": \"warning\",\n"
        "      \"file\": \"deploy/web.yaml\",\n"
        "      \"line\": 25,\n"
        "      \"column\": 11,\n"
        "      \"object\": \"deployment/web\",\n"
        "      \"message\": \"unknown field \\\"spec.template.spec.containers[0].securityContxt\\\"\",\n"
        "      \"hint\": \"did you mean \\\"securityContext\\\"?\"\n"
        "    },\n"
        "    {\n"
        "      \"severity\": \"skipped\",\n"
        "      \"file\": \"values.yaml\",\n"
        "      \"line\": 0,\n"
        "      \"column\": 0,\n"
        "      \"message\": \"values of a chart\"\n"
        "    }\n"
        "  ],\n"
        "  \"summary\": {\n"
        "    \"files\": 3,\n"
        "    \"documents\": 4,\n"
        "    \"judged\": 2,\n"
        "    \"pods\": 1,\n"
        "    \"controllers\": 1,\n"
        "    \"other\": 1,\n"
        "    \"namespaces\": 1,\n"
        "    \"violating\": {\n"
        "      \"enforce\": 1,\n"
        "      \"audit\": 1,\n"
        "      \"warn\": 1\n"
        "    },\n"
        "    \"accepted\": {\n"
        "      \"enforce\": 0,\n"
        "      \"audit\": 0,\n"
        "      \"warn\": 0\n"
        "    },\n"
        "    \"known\": 0,\n"
        "    \"suppressed\": 0,\n"
        "    \"fixed\": 0,\n"
        "    \"exempt\": {\n"
        "      \"namespace\": 0,\n"
        "      \"user\": 0,\n"
        "      \"runtimeClass\": 0\n"
        "    },\n"
        "    \"errors\": 0,\n"
        "    \"warnings\": 1,\n"
        "    \"skipped\": 1,\n"
        "    \"levels\": [\n"
        "      {\n"
        "        \"mode\": \"enforce\",\n"
        "        \"level\": \"baseline\",\n"
        "        \"version\": \"latest\",\n"
        "        \"from\": \"label\",\n"
        "        \"objects\": 1,\n"
        "        \"violating\": 1,\n"
        "        \"accepted\": 0,\n"
        "        \"namespaces\": 1\n"
        "      },\n"
        "      {\n"
        "        \"mode\": \"warn\",\n"
        "        \"level\": \"restricted\",\n"
        "        \"version\": \"v1.31\",\n"
        "        \"from\": \"label\",\n"
        "        \"objects\": 1,\n"
        "        \"violating\": 1,\n"
        "        \"accepted\": 0,\n"
        "        \"namespaces\": 1\n"
        "      }\n"
        "    ]\n"
        "  }\n"
        "}\n");
    bh_buf_done(&capture.text);
}

static void test_json__clean_objects_cost_no_memory_and_reach_the_sink(void **state)
{
    struct capture capture = { .n_writes = 0 };
    struct bh_scan_writer_options options = { .out = capture_sink(&capture) };
    struct bh_scan_totals totals = { .n_judged = 1000 };
    struct bh_judgement judgement = deployment();
    struct bh_scan_writer *writer;
    struct bh_err err;

    (void)state;
    for (unsigned m = 0; m < BH_N_MODES; m++) {
        judgement.modes[m] = PASSES(PAIR(RESTRICTED, BH_VERSION_LATEST), DEFAULT);
    }
    assert_int_equal(bh_scan_json_open(&options, &writer, &err), 0);
    for (unsigned i = 0; i < 1000; i++) {
        assert_int_equal(bh_scan_json_judgement(writer, &judgement, &err), 0);
    }
    assert_true(capture.n_writes > 10); /* streamed, not held until the end */
    assert_int_equal(bh_scan_json_end(writer, &totals, &err), 0);
    bh_scan_json_free(writer);
    bh_buf_done(&capture.text);
}

static void test_json__failing_sink_is_reported(void **state)
{
    (void)state;
    for (unsigned at = 1; at <= 3; at++) {
        struct capture capture = { .fails_at = at };
        struct bh_scan_writer_options options = { .out = capture_sink(&capture) };
        struct bh_scan_totals totals = { .n_judged = 20 };
        struct bh_judgement judgement = deployment();
        struct bh_scan_writer *writer;
        struct bh_err err;
        int rc = bh_scan_json_open(&options, &writer, &err);

        assert_int_equal(rc, 0);
        for (unsigned i = 0; i < 20 && rc == 0; i++) {
            rc = bh_scan_json_judgement(writer, &judgement, &err);
        }
        rc = rc != 0 ? rc : bh_scan_json_end(writer, &totals, &err);
        assert_int_equal(rc, -BH_ERR_SYSTEM);
        assert_string_equal(err.msg, "cannot write: disk full");
        bh_scan_json_free(writer);
        bh_buf_done(&capture.text);
    }
}

/* Whether the document holds this piece. */
static void assert_piece(const struct capture *capture, const char *piece)
{
    struct bh_str all = bh_buf_str(&capture->text);

    if (bh_str_find(all, bh_str_c(piece)) == all.n) {
        fail_msg("no %s in " BH_FMT, piece, BH_ARG(all));
    }
}

static void test_json__what_is_accepted_is_shown_as_such(void **state)
{
    static const struct bh_suppressed why = { { "needs \"it\"", 10 },
                                              { "team-net", 8 },
                                              { "2027-03-31", 10 } };
    struct capture capture = { .n_writes = 0 };
    struct bh_scan_writer_options options = { .out = capture_sink(&capture) };
    struct bh_finding findings[] = { V_CAPS, V_HOST };
    struct bh_judgement judgement = deployment();
    struct bh_scan_totals totals = {
        .n_judged = 2,
        .n_violating = { 1, 0, 0 },
        .n_accepted = { 1, 0, 0 },
        .n_exempt = { 0, 0, 0, 1 },
        .n_known = 1,
        .n_suppressed = 1,
        .n_fixed = 1,
    };
    struct bh_note note = {
        .kind = BH_NOTE_WARNING, .is_fixed = true, .file = BH_S("k"), .text = BH_S("fixed")
    };
    struct bh_scan_writer *writer;
    struct bh_err err;

    (void)state;
    findings[0].is_known = true;
    findings[1].suppressed = &why;
    judgement.modes[BH_MODE_ENFORCE].findings = findings;
    judgement.modes[BH_MODE_ENFORCE].n_findings = 2;
    judgement.modes[BH_MODE_ENFORCE].n_accepted = 2;
    judgement.modes[BH_MODE_WARN] = PASSES(PAIR(BASELINE, BH_VERSION_LATEST), CONFIG);
    assert_int_equal(bh_scan_json_open(&options, &writer, &err), 0);
    assert_int_equal(bh_scan_json_judgement(writer, &judgement, &err), 0);
    judgement.exempt = BH_EXEMPT_RUNTIME_CLASS;
    judgement.modes[BH_MODE_ENFORCE] = PASSES(PAIR(BASELINE, BH_VERSION_LATEST), CONFIG);
    assert_int_equal(bh_scan_json_judgement(writer, &judgement, &err), 0);
    assert_int_equal(bh_scan_json_note(writer, &note, &err), 0);
    assert_int_equal(bh_scan_json_end(writer, &totals, &err), 0);
    bh_scan_json_free(writer);
    assert_piece(&capture, "          \"fingerprint\": \"0123456789abcdef\",\n"
                           "          \"known\": true,\n");
    assert_piece(&capture, "          \"fingerprint\": \"0000000000000002\",\n"
                           "          \"suppressed\": {\n"
                           "            \"reason\": \"needs \\\"it\\\"\",\n"
                           "            \"owner\": \"team-net\",\n"
                           "            \"expires\": \"2027-03-31\"\n"
                           "          },\n");
    assert_piece(&capture, "      \"exempt\": \"runtimeClass\",\n"
                           "      \"admitted\": true,\n");
    assert_piece(&capture, "          \"levelFrom\": \"config\",\n");
    assert_piece(&capture, "      \"severity\": \"fixed\",\n");
    assert_piece(&capture, "    \"accepted\": {\n"
                           "      \"enforce\": 1,\n"
                           "      \"audit\": 0,\n"
                           "      \"warn\": 0\n"
                           "    },\n"
                           "    \"known\": 1,\n"
                           "    \"suppressed\": 1,\n"
                           "    \"fixed\": 1,\n"
                           "    \"exempt\": {\n"
                           "      \"namespace\": 0,\n"
                           "      \"user\": 0,\n"
                           "      \"runtimeClass\": 1\n"
                           "    },\n");
    bh_buf_done(&capture.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json__empty_report),
        cmocka_unit_test(test_json__full_report),
        cmocka_unit_test(test_json__what_is_accepted_is_shown_as_such),
        cmocka_unit_test(test_json__clean_objects_cost_no_memory_and_reach_the_sink),
        cmocka_unit_test(test_json__failing_sink_is_reported),
    };

    return cmocka_run_group_tests_name("scan_json", tests, NULL, NULL);
}
