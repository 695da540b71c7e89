/* Hand-made judgements for the tests of the report writers. */
#ifndef TESTS_UNIT_SCAN_FIXTURE_H
#define TESTS_UNIT_SCAN_FIXTURE_H

#include "capture.h"
#include "report/scan_report.h"

/* --- violations ------------------------------------------------------------------------------- */

#define VIOLATION(check, why, what, fix, print, places)                                         \
    {                                                                                           \
        .rule = BH_S(check), .severity = BH_SEVERITY_ERROR, .message = BH_S(what),              \
        .reason = BH_S(why), .detail = BH_S(what), .remedy = BH_S(fix), .fingerprint = (print), \
        .locations = (places), .n_locations = sizeof(places) / sizeof((places)[0])              \
    }

#define PLACE(where, value, at_line, at_column)                                  \
    {                                                                            \
        .role = BH_LOCATION_VIOLATES, .path = BH_S(where), .found = BH_S(value), \
        .line = (at_line), .column = (at_column)                                 \
    }

static struct bh_location place_caps[] = {
    PLACE("spec.template.spec.containers[0].securityContext.capabilities.add[0]", "SYS_ADMIN", 42,
          21),
    PLACE("spec.template.spec.containers[0].securityContext.capabilities.add[1]", "NET_ADMIN", 42,
          32),
};
static struct bh_location place_host[] = {
    PLACE("spec.template.spec.hostNetwork", "true", 21, 7),
};
static struct bh_location place_port[] = {
    PLACE("spec.template.spec.containers[0].ports[0].hostPort", "8080", 30, 15),
};
static struct bh_location place_non_root[] = {
    PLACE("spec.template.spec.securityContext.runAsNonRoot", "absent", 20, 5),
};
static struct bh_location place_pod[] = {
    PLACE("spec.containers[0].securityContext.privileged", "true", 12, 19),
};

#define V_CAPS                                                                      \
    VIOLATION("capabilities_baseline", "non-default capabilities",                  \
              "container \"web\" must not include \"NET_ADMIN\", \"SYS_ADMIN\" in " \
              "securityContext.capabilities.add",                                   \
              "remove the capabilities that are not in the default set from "       \
              "capabilities.add",                                                   \
              0x0123456789abcdefu, place_caps)
#define V_HOST                                                         \
    VIOLATION("hostNamespaces", "host namespaces", "hostNetwork=true", \
              "remove hostNetwork, hostPID and hostIPC", 2, place_host)
#define V_PORT                                                                 \
    VIOLATION("hostPorts", "hostPort", "container \"web\" uses hostPort 8080", \
              "remove hostPort; reach the pod through a Service", 3, place_port)
#define V_NON_ROOT                                                                   \
    VIOLATION("runAsNonRoot", "runAsNonRoot != true",                                \
              "pod or container \"web\" must set securityContext.runAsNonRoot=true", \
              "set securityContext.runAsNonRoot to true", 4, place_non_root)
#define V_PRIVILEGED                                                            \
    VIOLATION("privileged", "privileged",                                       \
              "container \"web\" must not set securityContext.privileged=true", \
              "remove privileged: true", 5, place_pod)

static struct bh_finding on_its_pods[] = { V_CAPS, V_HOST, V_PORT };
static struct bh_finding restricted_template[] = { V_CAPS, V_HOST, V_NON_ROOT };
static struct bh_finding only_non_root[] = { V_NON_ROOT };
static struct bh_finding on_pod[] = { V_PRIVILEGED };

/* --- judgements ------------------------------------------------------------------------------- */

#define PAIR(l, v) ((struct bh_pss_pair){ .level = BH_LEVEL_##l, .version = (v) })
#define PASSES(pair_, source)                                    \
    ((struct bh_mode_verdict){ .pair = (pair_),                  \
                               .level_from = BH_FROM_##source,   \
                               .version_from = BH_FROM_##source, \
                               .is_allowed = true })
#define FAILS(pair_, source, said, list)                         \
    ((struct bh_mode_verdict){ .pair = (pair_),                  \
                               .level_from = BH_FROM_##source,   \
                               .version_from = BH_FROM_##source, \
                               .message = BH_S(said),            \
                               .findings = (list),               \
                               .n_findings = sizeof(list) / sizeof((list)[0]) })

/* A Deployment whose labels ask for baseline (enforce) and restricted (warn). */
static inline struct bh_judgement deployment(void)
{
    static struct bh_prepared prepared[] = {
        { .path = { "spec.containers[0].ports[0].hostPort", 36 }, .value = { "8080", 4 } },
    };

    return (struct bh_judgement){
        .object = { BH_S("apps/v1"), BH_S("Deployment"), BH_S("shop"), BH_S("web") },
        .file = BH_S("deploy/web.yaml"),
        .source = BH_S("web/templates/deployment.yaml"),
        .line = 3,
        .column = 1,
        .role = BH_ROLE_CONTROLLER,
        .is_known_kind = true,
        .pod_path = BH_S("spec.template"),
        .modes = {
            FAILS(PAIR(BASELINE, BH_VERSION_LATEST), LABEL,
                  "violates PodSecurity \"baseline:latest\": host namespaces", on_its_pods),
            PASSES(PAIR(PRIVILEGED, BH_VERSION_LATEST), DEFAULT),
            FAILS(PAIR(RESTRICTED, 31), LABEL,
                  "would violate PodSecurity \"restricted:v1.31\": runAsNonRoot != true",
                  restricted_template),
        },
        .prepared = { prepared, 1, 1 },
    };
}

/* The same, but for what audit and warn say of it admitted. */
static inline struct bh_judgement warned_deployment(void)
{
    struct bh_judgement judgement = deployment();

    judgement.modes[BH_MODE_ENFORCE] = PASSES(PAIR(BASELINE, 34), LABEL);
    judgement.modes[BH_MODE_WARN] = FAILS(
        PAIR(RESTRICTED, BH_VERSION_LATEST), LABEL,
        "would violate PodSecurity \"restricted:latest\": runAsNonRoot != true", only_non_root);
    judgement.source = bh_str(NULL, 0);
    return judgement;
}

/* A pod of a ReplicaSet, judged by the default. */
static inline struct bh_judgement replica(struct bh_str name)
{
    struct bh_mode_verdict no =
        FAILS(PAIR(RESTRICTED, BH_VERSION_LATEST), DEFAULT,
              "violates PodSecurity \"restricted:latest\": privileged", on_pod);

    return (struct bh_judgement){
        .object = { BH_S("v1"), BH_S("Pod"), BH_S("shop"), name },
        .file = BH_S("pods.json"),
        .line = 4,
        .column = 5,
        .role = BH_ROLE_POD,
        .is_known_kind = true,
        .pod_path = BH_S(""),
        .owner_kind = BH_S("ReplicaSet"),
        .owner_name = BH_S("web-6d5f9c7b88"),
        .modes = { no, no, no },
    };
}

#endif
