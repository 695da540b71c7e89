/* The check functions behind the table in pss_checks.c, one per revision: vN is in force from
 * policy version v1.N on. Private to podsec/. */
#ifndef PODSEC_PSS_REVISIONS_H
#define PODSEC_PSS_REVISIONS_H

#include <stdbool.h>

#include "podsec/pss_checks.h"

/* What Windows does not know is not asked of a pod that says it runs there. */
static inline bool bh_pss_is_windows(const struct bh_pod_spec *spec)
{
    return bh_str_eq(spec->os_name, BH_S("windows"));
}

/* Only an explicit 'hostUsers: false' gives a pod its own user namespace. */
static inline bool bh_pss_has_own_users(const struct bh_pod_spec *spec)
{
    return spec->host_users == BH_NO;
}

/* pss_baseline.c */
bh_pss_check_fn bh_pss_capabilities_baseline_v0;
bh_pss_check_fn bh_pss_host_namespaces_v0;
bh_pss_check_fn bh_pss_host_path_v0;
bh_pss_check_fn bh_pss_host_ports_v0;
bh_pss_check_fn bh_pss_host_probes_v34;
bh_pss_check_fn bh_pss_privileged_v0;
bh_pss_check_fn bh_pss_proc_mount_v0; /* restricted too, from v1.35 */
bh_pss_check_fn bh_pss_proc_mount_v35;
bh_pss_check_fn bh_pss_sysctls_v0, bh_pss_sysctls_v27, bh_pss_sysctls_v29, bh_pss_sysctls_v32,
    bh_pss_sysctls_v37;
bh_pss_check_fn bh_pss_host_process_v0;

/* pss_profiles.c */
bh_pss_check_fn bh_pss_apparmor_v0;
bh_pss_check_fn bh_pss_selinux_v0, bh_pss_selinux_v31;
bh_pss_check_fn bh_pss_seccomp_baseline_v0, bh_pss_seccomp_baseline_v19;
bh_pss_check_fn bh_pss_seccomp_restricted_v19, bh_pss_seccomp_restricted_v25;

/* pss_restricted.c */
bh_pss_check_fn bh_pss_escalation_v8, bh_pss_escalation_v25;
bh_pss_check_fn bh_pss_capabilities_restricted_v22, bh_pss_capabilities_restricted_v25;
bh_pss_check_fn bh_pss_volumes_v0;
bh_pss_check_fn bh_pss_non_root_v0, bh_pss_non_root_v35;
bh_pss_check_fn bh_pss_run_as_user_v23, bh_pss_run_as_user_v35;

#endif
