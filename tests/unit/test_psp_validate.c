/* Field errors of PodSecurityPolicy objects: section A.2 of the pod security specification, step by step. */
#include "psp_test.h"

#define SUBDOMAIN                                                                                 \
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "  \
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used " \
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
#define QUALIFIED                                                                               \
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " \
    "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "      \
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

/* 'errors': one a line, each ended by a line feed. */
static void check(const char *metadata, const char *spec, const char *errors)
{
    struct psp_test t;
    struct bh_object object = { 0 };
    struct bh_strs found;
    struct bh_str text = BH_S("");
    char json[4096];

    psp_test_start(&t);
    snprintf(json, sizeof(json), "{'metadata':%s,'spec':%s}", metadata, spec);
    psp_test_decode(&t, &bh_type_pod_security_policy, json, &object);
    assert_int_equal(bh_psp_validate(&object, &found, &t.arena, &t.err), 0);
    for (uint32_t i = 0; i < found.n; i++) {
        text = bh_arena_printf(&t.arena, BH_FMT BH_FMT "\n", BH_ARG(text), BH_ARG(found.v[i]));
    }
    assert_str(text, errors);
    psp_test_done(&t);
}

#define META               "{'name':'a'}"
#define SPEC(text, errors) check(META, PSP_N "," text "}", errors)
#define NOTE(key, value)   "{'name':'a','annotations':{'" key "':'" value "'}}"

static void test_valid__policies_have_no_errors(void **state)
{
    (void)state;
    check(META, PSP_N "}", "");
    check(META, PSP_P "}", "");
    check(META, PSP_R "}", "");
    check("{'name':'a.b-c','labels':{'x.y/Z_1':'V'},'annotations':{'A/b':'c'},'ownerReferences':[{"
          "'apiVersion':'v1','kind':'K','name':'n','uid':'u'}]}",
          PSP_N "}", "");
}

static void test_step_1__metadata(void **state)
{
    (void)state;
    check("{}", PSP_N "}", "metadata.name: Required value: name or generateName is required\n");
    check("{'generateName':'a-'}", PSP_N "}",
          "metadata.name: Required value: name or generateName is required\n");
    check("{'generateName':'A-','name':'a'}", PSP_N "}", "");
    check("{'generateName':'A.-','name':'a'}", PSP_N "}",
          "metadata.generateName: Invalid value: \"A.-\": " SUBDOMAIN "\n");
    check("{'name':'A_b','namespace':'n'}", PSP_N "}",
          "metadata.name: Invalid value: \"A_b\": " SUBDOMAIN "\n"
          "metadata.namespace: Forbidden: not allowed on this type\n");
    check(
        "{'name':'a','labels':{'-':'-'},'annotations':{'/x':'','a/b/c':'','A..b/c':''},"
        "'ownerReferences':[{'apiVersion':'g/'}]}",
        PSP_N "}",
        "metadata.labels: Invalid value: \"-\": name part " QUALIFIED "\n"
        "metadata.labels: Invalid value: \"-\": a valid label must be an empty string or consist of "
        "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
        "character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')\n"
        "metadata.annotations: Invalid value: \"/x\": prefix part must be non-empty\n"
        "metadata.annotations: Invalid value: \"a/b/c\": a qualified name " QUALIFIED
        " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')\n"
        "metadata.annotations: Invalid value: \"A..b/c\": prefix part " SUBDOMAIN "\n"
        "metadata.ownerReferences.apiVersion: Invalid value: \"g/\": version must not be empty\n"
        "metadata.ownerReferences.kind: Invalid value: \"\": kind must not be empty\n"
        "metadata.ownerReferences.name: Invalid value: \"\": name must not be empty\n"
        "metadata.ownerReferences.uid: Invalid value: \"\": uid must not be empty\n");
}

#define AA_DEFAULT "apparmor.security.beta.kubernetes.io/defaultProfileName"
#define AA_ALLOWED "apparmor.security.beta.kubernetes.io/allowedProfileNames"
#define SC_DEFAULT "seccomp.security.alpha.kubernetes.io/defaultProfileName"
#define SC_ALLOWED "seccomp.security.alpha.kubernetes.io/allowedProfileNames"

static void test_step_2__annotations(void **state)
{
    (void)state;
    check(NOTE(AA_DEFAULT, "runtime/default"), PSP_N "}", "");
    check(NOTE(AA_DEFAULT, "x"), PSP_N "}",
          "metadata.annotations[" AA_DEFAULT
          "]: Invalid value: \"x\": invalid AppArmor profile name: \"x\"\n");
    check(
        NOTE(AA_ALLOWED, "unconfined,localhost/,,*, runtime/default"), PSP_N "}",
        "metadata.annotations[" AA_ALLOWED
        "]: Invalid value: \"unconfined,localhost/,,*, runtime/default\": invalid AppArmor profile "
        "name: \"*\"\n"
        "metadata.annotations[" AA_ALLOWED
        "]: Invalid value: \"unconfined,localhost/,,*, runtime/default\": invalid AppArmor profile "
        "name: \" runtime/default\"\n");
    check(NOTE(SC_DEFAULT, "*"), PSP_N "}",
          "metadata.annotations[" SC_DEFAULT
          "]: Invalid value: \"*\": must be a valid seccomp profile\n");
    check(NOTE(SC_ALLOWED, "*,docker/default,runtime/default,unconfined,localhost/a/b,localhost/"),
          PSP_N "}", "");
    check(NOTE(SC_ALLOWED, "unconfined,"), PSP_N "}",
          "metadata.annotations[" SC_ALLOWED
          "]: Invalid value: \"\": must be a valid seccomp profile\n");
    check(NOTE(SC_ALLOWED, "localhost//a/../b"), PSP_N "}",
          "metadata.annotations[" SC_ALLOWED
          "]: Invalid value: \"/a/../b\": must be a relative path\n"
          "metadata.annotations[" SC_ALLOWED
          "]: Invalid value: \"/a/../b\": must not contain '..'\n");
    check(NOTE(SC_ALLOWED, ""), PSP_N "}", "");
}

static void test_steps_3_to_7__rules_and_ranges(void **state)
{
    (void)state;
    check(META, "{}",
          "spec.runAsUser.rule: Unsupported value: \"\": supported values: \"MustRunAs\", "
          "\"MustRunAsNonRoot\", \"RunAsAny\"\n"
          "spec.seLinux.rule: Unsupported value: \"\": supported values: \"MustRunAs\", "
          "\"RunAsAny\"\n"
          "spec.supplementalGroups.rule: Unsupported value: \"\": supported values: \"MayRunAs\", "
          "\"MustRunAs\", \"RunAsAny\"\n"
          "spec.fsGroup.rule: Unsupported value: \"\": supported values: \"MayRunAs\", "
          "\"MustRunAs\", \"RunAsAny\"\n");
    SPEC("'runAsUser':{'rule':'MustRunAs'}", "");
    SPEC("'runAsUser':{'rule':'MustRunAs','ranges':[{'min':1,'max':2},{'min':-1,'max':-2}]}",
         "spec.runAsUser.ranges[1].min: Invalid value: -1: min cannot be negative\n"
         "spec.runAsUser.ranges[1].max: Invalid value: -2: max cannot be negative\n"
         "spec.runAsUser.ranges[1].min: Invalid value: -1: min cannot be greater than max\n");
    SPEC("'runAsGroup':{'rule':'RunAsAny','ranges':[{'min':1,'max':5},{}]}",
         "spec.runAsGroup.ranges: Invalid value: []policy.IDRange{policy.IDRange{Min:1, Max:5}, "
         "policy.IDRange{Min:0, Max:0}}: Ranges must be empty\n");
    SPEC("'runAsGroup':{'rule':'MustRunAs'}",
         "spec.runAsGroup.ranges: Invalid value: []policy.IDRange(nil): must provide at least one "
         "range\n");
    SPEC("'runAsGroup':{'rule':'MayRunAs','ranges':[]}",
         "spec.runAsGroup.ranges: Invalid value: []policy.IDRange{}: must provide at least one "
         "range\n");
    SPEC("'runAsGroup':{}",
         "spec.runAsGroup.rule: Unsupported value: \"\": supported values: \"MustRunAs\", "
         "\"RunAsAny\", \"MayRunAs\"\n");
    SPEC("'seLinux':{'rule':'MustRunAs'}", "");
    SPEC("'fsGroup':{'rule':'RunAsAny','ranges':[{'min':2,'max':1}]}",
         "spec.fsGroup.ranges[0].min: Invalid value: 2: min cannot be greater than max\n");
}

static void test_step_8__volumes(void **state)
{
    (void)state;
    SPEC("'volumes':['*','cephFS','ephemeral']", "");
    SPEC("'volumes':['cephfs']",
         "spec.volumes: Unsupported value: \"cephfs\": supported values: \"*\", "
         "\"awsElasticBlockStore\", \"azureDisk\", \"azureFile\", \"cephFS\", \"cinder\", "
         "\"configMap\", \"csi\", \"downwardAPI\", \"emptyDir\", \"ephemeral\", \"fc\", "
         "\"flexVolume\", \"flocker\", \"gcePersistentDisk\", \"gitRepo\", \"glusterfs\", "
         "\"hostPath\", \"iscsi\", \"nfs\", \"persistentVolumeClaim\", \"photonPersistentDisk\", "
         "\"portworxVolume\", \"projected\", \"quobyte\", \"rbd\", \"scaleIO\", \"secret\", "
         "\"storageos\", \"vsphereVolume\"\n");
}

static void test_steps_9_to_12__capabilities_and_escalation(void **state)
{
    (void)state;
    SPEC("'requiredDropCapabilities':['A','B'],'allowedCapabilities':['*']",
         "requiredDropCapabilities: Invalid value: []core.Capability{\"A\", \"B\"}: must be empty "
         "when all capabilities are allowed by a wildcard\n");
    SPEC(
        "'requiredDropCapabilities':['A'],'defaultAddCapabilities':['A','B'],"
        "'allowedCapabilities':['A']",
        "defaultAddCapabilities: Invalid value: \"A\": capability is listed in "
        "defaultAddCapabilities and requiredDropCapabilities\n"
        "allowedCapabilities: Invalid value: \"A\": capability is listed in allowedCapabilities and "
        "requiredDropCapabilities\n");
    SPEC("'defaultAllowPrivilegeEscalation':true,'allowPrivilegeEscalation':false",
         "spec.defaultAllowPrivilegeEscalation: Invalid value: true: Cannot set "
         "DefaultAllowPrivilegeEscalation to true without also setting AllowPrivilegeEscalation to "
         "true\n");
    SPEC("'defaultAllowPrivilegeEscalation':true", "");
}

static void test_steps_13_to_16__proc_mounts_paths_and_drivers(void **state)
{
    (void)state;
    SPEC("'allowedProcMountTypes':['Default','Unmasked','x']",
         "spec.allowedProcMountTypes[2]: Unsupported value: \"x\": supported values: \"Default\", "
         "\"Unmasked\"\n");
    SPEC("'allowedHostPaths':[{'pathPrefix':'/a/../..'},{},{'pathPrefix':'..'}]",
         "spec.allowedHostPaths[0]: Invalid value: \"/a/../..\": must not contain '..'\n"
         "spec.allowedHostPaths[1]: Required value: is required\n");
    SPEC("'allowedFlexVolumes':[{'driver':'a/b'},{}]",
         "spec.allowedFlexVolumes.allowedFlexVolumes[1].driver: Required value: must specify a "
         "driver\n");
    SPEC("'allowedCSIDrivers':[{'name':'A.b'},{},{'name':'A_b'},{'name':"
         "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'}]",
         "spec.allowedCSIDrivers.allowedCSIDriver[1].name: Required value\n"
         "spec.allowedCSIDrivers.allowedCSIDriver[1].name: Invalid value: \"\": " SUBDOMAIN "\n"
         "spec.allowedCSIDrivers.allowedCSIDriver[2].name: Invalid value: \"A_b\": " SUBDOMAIN "\n"
         "spec.allowedCSIDrivers.allowedCSIDriver[3].name: Too long: must have at most 63 bytes\n");
}

#define SYSCTL_FORM                                     \
    "must have at most 253 characters and match regex " \
    "([a-z0-9]([-_a-z0-9]*[a-z0-9])?\\.)*([a-z0-9][-_a-z0-9]*)?[a-z0-9*]"

static void test_steps_17_to_19__sysctls(void **state)
{
    (void)state;
    SPEC("'allowedUnsafeSysctls':['*']", "");
    SPEC("'allowedUnsafeSysctls':['a.b-c.*','a_b','kernel.msg*']", "");
    SPEC("'allowedUnsafeSysctls':['','net/core','.a','a.','a..b','a-','*a','-a','a*.b']",
         "spec.allowedUnsafeSysctls[0]: Invalid value: \"\": empty sysctl not allowed\n"
         "spec.allowedUnsafeSysctls[1]: Invalid value: \"net/core\": " SYSCTL_FORM "\n"
         "spec.allowedUnsafeSysctls[2]: Invalid value: \".a\": " SYSCTL_FORM "\n"
         "spec.allowedUnsafeSysctls[3]: Invalid value: \"a.\": " SYSCTL_FORM "\n"
         "spec.allowedUnsafeSysctls[4]: Invalid value: \"a..b\": " SYSCTL_FORM "\n"
         "spec.allowedUnsafeSysctls[5]: Invalid value: \"a-\": " SYSCTL_FORM "\n"
         "spec.allowedUnsafeSysctls[6]: Invalid value: \"*a\": " SYSCTL_FORM "\n"
         "spec.allowedUnsafeSysctls[7]: Invalid value: \"-a\": " SYSCTL_FORM "\n"
         "spec.allowedUnsafeSysctls[8]: Invalid value: \"a*.b\": " SYSCTL_FORM "\n");
    SPEC("'forbiddenSysctls':['*','a']",
         "spec.forbiddenSysctls.items: Forbidden: if '*' is present, must not specify other "
         "sysctls\n");
    SPEC("'allowedUnsafeSysctls':['a.b*','a*','x.y','q'],'forbiddenSysctls':['a.*','x*','q']",
         "spec.allowedUnsafeSysctls[0]: Invalid value: \"a.b*\": sysctl overlaps with a.*\n"
         "spec.forbiddenSysctls[0]: Invalid value: \"a.*\": sysctl overlaps with a*\n"
         "spec.allowedUnsafeSysctls[2]: Invalid value: \"x.y\": sysctl overlaps with x*\n"
         "spec.allowedUnsafeSysctls[3]: Invalid value: \"q\": sysctl overlaps with q\n");
    SPEC("'allowedUnsafeSysctls':['a*'],'forbiddenSysctls':['a.b']",
         "spec.forbiddenSysctls[0]: Invalid value: \"a.b\": sysctl overlaps with a*\n");
}

static void test_step_20__runtime_class(void **state)
{
    (void)state;
    SPEC("'runtimeClass':{}", "");
    SPEC("'runtimeClass':{'allowedRuntimeClassNames':['*'],'defaultRuntimeClassName':'x'}", "");
    SPEC("'runtimeClass':{'allowedRuntimeClassNames':['a','B','a','*'],'defaultRuntimeClassName':"
         "'C'}",
         "spec.runtimeClass.allowedRuntimeClassNames[1]: Invalid value: \"B\": " SUBDOMAIN "\n"
         "spec.runtimeClass.allowedRuntimeClassNames[2]: Duplicate value: \"a\"\n"
         "spec.runtimeClass.defaultRuntimeClassName: Invalid value: \"C\": " SUBDOMAIN "\n"
         "spec.runtimeClass.allowedRuntimeClassNames: Invalid value: []string{\"a\", \"B\", \"a\", "
         "\"*\"}: if '*' is present, must not specify other RuntimeClass names\n");
    SPEC("'runtimeClass':{'allowedRuntimeClassNames':['a'],'defaultRuntimeClassName':'b'}",
         "spec.runtimeClass.allowedRuntimeClassNames: Required value: default \"b\" must be "
         "allowed\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid__policies_have_no_errors),
        cmocka_unit_test(test_step_1__metadata),
        cmocka_unit_test(test_step_2__annotations),
        cmocka_unit_test(test_steps_3_to_7__rules_and_ranges),
        cmocka_unit_test(test_step_8__volumes),
        cmocka_unit_test(test_steps_9_to_12__capabilities_and_escalation),
        cmocka_unit_test(test_steps_13_to_16__proc_mounts_paths_and_drivers),
        cmocka_unit_test(test_steps_17_to_19__sysctls),
        cmocka_unit_test(test_step_20__runtime_class),
    };

    return cmocka_run_group_tests_name("psp_validate", tests, NULL, NULL);
}
