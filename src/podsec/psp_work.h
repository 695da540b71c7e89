/* Inside PodSecurityPolicy: a policy prepared for looking things up, what is looked up in a pod once for all policies, and
 * one policy at work on one pod. Private to podsec/. */
#ifndef PODSEC_PSP_WORK_H
#define PODSEC_PSP_WORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "podsec/psp.h"

/* The rows of the field table, in its order. */
enum bh_psp_row {
    BH_PSP_ROW_FS_GROUP,
    BH_PSP_ROW_SUPPLEMENTAL_GROUPS,
    BH_PSP_ROW_SECCOMP,
    BH_PSP_ROW_SELINUX,
    BH_PSP_ROW_HOST_NETWORK,
    BH_PSP_ROW_HOST_PID,
    BH_PSP_ROW_HOST_IPC,
    BH_PSP_ROW_SYSCTLS,
    BH_PSP_ROW_VOLUMES,
    BH_PSP_ROW_HOST_PATHS,
    BH_PSP_ROW_FLEX_VOLUMES,
    BH_PSP_ROW_CSI_DRIVERS,
    BH_PSP_ROW_RUNTIME_CLASS,
    BH_PSP_ROW_CONTAINER_RUN_AS_USER,
    BH_PSP_ROW_CONTAINER_RUN_AS_GROUP,
    BH_PSP_ROW_CONTAINER_SELINUX,
    BH_PSP_ROW_CONTAINER_APPARMOR,
    BH_PSP_ROW_CONTAINER_SECCOMP,
    BH_PSP_ROW_CONTAINER_PRIVILEGED,
    BH_PSP_ROW_CONTAINER_PROC_MOUNT,
    BH_PSP_ROW_CONTAINER_CAPABILITIES,
    BH_PSP_ROW_CONTAINER_HOST_PORTS,
    BH_PSP_ROW_CONTAINER_READ_ONLY_ROOT,
    BH_PSP_ROW_CONTAINER_DEFAULT_ESCALATION,
    BH_PSP_ROW_CONTAINER_ESCALATION,
    BH_PSP_N_ROWS
};

/* ---- a policy ------------------------------------------------------------------------------------ */

enum bh_psp_rule { BH_PSP_ANY = 1, BH_PSP_MUST, BH_PSP_MAY, BH_PSP_NON_ROOT };

struct bh_psp_range { /* both ends belong to it */
    int64_t min, max;
};

struct bh_psp_ids {
    enum bh_psp_rule rule;
    const struct bh_psp_range *ranges;
    uint32_t n;
};

struct bh_psp_strset { /* sorted by bytes, each once */
    const struct bh_str *v;
    uint32_t n;
};

struct bh_psp_profiles {    /* of an annotation: seccomp or AppArmor */
    struct bh_str default_; /* empty or unset = none */
    struct bh_str raw; /* what the annotation of allowed profiles says; unset = there is none */
    struct bh_psp_strset allowed;
    bool allows_any;
};

struct bh_psp_rules {
    const struct bh_psp_spec *spec; /* for what needs no preparation; never NULL */
    struct bh_psp_ids run_as_user, run_as_group, supplemental_groups, fs_group;
    bool must_selinux;
    struct bh_psp_profiles seccomp, apparmor;
    struct bh_psp_strset default_add, required_drop;
    struct bh_psp_strset may_add; /* what is allowed or added by default */
    bool may_add_any;             /* "*" */
    bool allows_all_volumes;
    uint32_t volumes; /* bit BH_VOLUME_x: that kind is listed */
    const struct bh_psp_range *ports;
    uint32_t n_ports;
    struct bh_strs proc_mounts; /* allowed; n == 0: Default alone */
    bool allows_escalation;
};

/* ---- a pod, looked up once for all policies --------------------------------------------------------- */

struct bh_psp_container {
    const struct bh_container *c;
    const struct bh_security *security; /* never NULL */
    const char *list;                   /* "spec.containers" */
    uint32_t index;                     /* in that list */
    uint8_t which;                      /* 0 init, 1 regular, 2 ephemeral */
    struct bh_str apparmor;             /* profile as an annotation has it; empty or unset = none */
    struct bh_str seccomp; /* its own profile, from field or annotation; unset = the pod's counts */
    struct bh_psp_strset add, drop; /* capabilities */
};

struct bh_psp_mount {                /* a mount that may be written to, of a hostPath volume */
    uint32_t container, index;       /* in facts->containers; in its volumeMounts */
    const struct bh_psp_mount *next; /* of the same volume */
};

struct bh_psp_volume {
    const struct bh_volume *v;
    int type;      /* BH_VOLUME_x, or -1: none that is known */
    bool is_token; /* holds nothing but what the token volume of an account holds */
    const struct bh_psp_mount *writable; /* of a hostPath volume */
};

struct bh_psp_facts {
    const struct bh_pod_spec *spec;         /* never NULL */
    const struct bh_meta *meta;             /* never NULL */
    const struct bh_pod_security *security; /* never NULL */
    struct bh_psp_container *containers;    /* init, regular, ephemeral */
    uint32_t n_containers;
    struct bh_psp_volume *volumes;
    uint32_t n_volumes;
    struct bh_str seccomp_annotation; /* unset = none */
    struct bh_str
        seccomp_field; /* the field in the annotation's words, maybe empty; unset = no field */
};

int bh_psp_facts_init(struct bh_psp_facts *out, const struct bh_psp_pod *pod,
                      struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

bool bh_psp_strset_has(const struct bh_psp_strset *set, struct bh_str s);

/* A sorted copy of both lists without repeats; either may be empty. Returns 0 or -LIMIT. */
int bh_psp_strset_init(struct bh_psp_strset *out, const struct bh_strs *a, const struct bh_strs *b,
                       struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* ---- one policy at work on one pod ------------------------------------------------------------------ */

struct bh_psp_work {
    const struct bh_psp_rules *rules;
    const struct bh_psp_facts *facts;
    uint32_t without;          /* rows that are left out */
    uint32_t row;              /* at work */
    uint32_t changed, refused; /* bits by row */
    uint32_t n_errors;

    /* The pod as this policy changes it. */
    struct bh_int fs_group;
    struct bh_ints supplemental_groups;
    int64_t first_group; /* what supplemental_groups points to when it is ours */
    const struct bh_selinux *selinux;
    struct bh_str seccomp; /* annotation */
    struct bh_str runtime_class;

    /* The volume at hand. */
    const struct bh_psp_volume *volume;
    uint32_t volume_index;
    bool volume_is_done; /* its type is refused: no more is said of it */

    /* The container at hand: its values after the changes, the pod's where it has none of its own. */
    const struct bh_psp_container *container;
    struct bh_int run_as_user, run_as_group;
    enum bh_tri run_as_non_root, read_only_root, escalation;
    const struct bh_selinux *container_selinux;
    struct bh_str apparmor;
    bool changes_capabilities; /* to the union of ours and the container's */

    /* Only when errors are told in words. */
    struct bh_psp_errors *errors; /* NULL: they are only counted */
    struct bh_arena *arena;
    struct bh_buf text;
    size_t path_n; /* of 'text' */
    bool is_out_of_memory;
};

/* Starts a policy on a pod: the pod as it is. */
void bh_psp_work_init(struct bh_psp_work *work, const struct bh_psp_rules *rules,
                      const struct bh_psp_facts *facts);

/* Takes up a container: its values as they are. */
void bh_psp_work_container(struct bh_psp_work *work, const struct bh_psp_container *container);

/* Runs the 'mutate' of the rows of a scope (of the pod, or of the container at hand). */
void bh_psp_mutate(struct bh_psp_work *work, enum bh_psp_scope scope);

/* Mutates and validates everything. */
void bh_psp_run(struct bh_psp_work *work);

/* ---- for the rows ---- */

static inline void bh_psp_sets(struct bh_psp_work *work)
{
    work->changed |= (uint32_t)1 << work->row;
}

/* Counts an error; whether it must be told in words. */
static inline bool bh_psp_refuses(struct bh_psp_work *work)
{
    work->refused |= (uint32_t)1 << work->row;
    work->n_errors++;
    return work->errors != NULL;
}

static inline bool bh_psp_in_ranges(int64_t id, const struct bh_psp_range *ranges, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (id >= ranges[i].min && id <= ranges[i].max) {
            return true;
        }
    }
    return false;
}

/* An error in words: a path, then one of the bodies, then bh_psp_text_end. All append to work->text. */
void bh_psp_at(struct bh_psp_work *work, const char *path);
void bh_psp_at_item(struct bh_psp_work *work, const char *path, uint32_t index, const char *rest);
void bh_psp_at_container(struct bh_psp_work *work, const struct bh_psp_container *container,
                         const char *rest);
void bh_psp_at_annotation(struct bh_psp_work *work, const char *prefix, struct bh_str name);
void bh_psp_invalid(struct bh_psp_work *work, const char *value, const char *detail);
void bh_psp_invalid_int(struct bh_psp_work *work, int64_t value, const char *detail);
void bh_psp_invalid_text(struct bh_psp_work *work, struct bh_str value, const char *detail);
void bh_psp_forbidden(struct bh_psp_work *work, const char *detail);
void bh_psp_text_ranges(struct bh_psp_work *work, const struct bh_psp_ids *ids); /* [{1 1} {2 3}] */
void bh_psp_text_end(struct bh_psp_work *work);

/* The rows' functions, by file. */
typedef void bh_psp_row_fn(struct bh_psp_work *work);

/* psp_pod.c */
bh_psp_row_fn bh_psp_fs_group_mutate, bh_psp_fs_group_validate;
bh_psp_row_fn bh_psp_supplemental_mutate, bh_psp_supplemental_validate;
bh_psp_row_fn bh_psp_seccomp_mutate, bh_psp_seccomp_validate;
bh_psp_row_fn bh_psp_selinux_mutate, bh_psp_selinux_validate;
bh_psp_row_fn bh_psp_host_network_validate, bh_psp_host_pid_validate, bh_psp_host_ipc_validate;
bh_psp_row_fn bh_psp_sysctls_validate;
bh_psp_row_fn bh_psp_runtime_class_mutate, bh_psp_runtime_class_validate;
/* psp_volumes.c */
bh_psp_row_fn bh_psp_volumes_validate, bh_psp_host_paths_validate, bh_psp_flex_validate,
    bh_psp_csi_validate;
/* psp_containers.c */
bh_psp_row_fn bh_psp_user_mutate, bh_psp_user_validate;
bh_psp_row_fn bh_psp_group_mutate, bh_psp_group_validate;
bh_psp_row_fn bh_psp_container_selinux_validate;
bh_psp_row_fn bh_psp_apparmor_mutate, bh_psp_apparmor_validate;
bh_psp_row_fn bh_psp_container_seccomp_validate;
bh_psp_row_fn bh_psp_privileged_validate, bh_psp_proc_mount_validate;
bh_psp_row_fn bh_psp_capabilities_mutate, bh_psp_capabilities_validate;
bh_psp_row_fn bh_psp_host_ports_validate;
bh_psp_row_fn bh_psp_read_only_mutate, bh_psp_read_only_validate;
bh_psp_row_fn bh_psp_default_escalation_mutate;
bh_psp_row_fn bh_psp_escalation_mutate, bh_psp_escalation_validate;

/* Shared by the pod's row and the containers'. */
void bh_psp_check_groups(struct bh_psp_work *work, const struct bh_psp_ids *ids,
                         const struct bh_ints *groups, const char *pod_path,
                         const char *container_path);
void bh_psp_check_selinux(struct bh_psp_work *work, const struct bh_selinux *options,
                          bool is_container);
void bh_psp_check_seccomp(struct bh_psp_work *work, struct bh_str profile, bool is_container);

#define BH_SECCOMP_POD_ANNOTATION       "seccomp.security.alpha.kubernetes.io/pod"
#define BH_SECCOMP_CONTAINER_ANNOTATION "container.seccomp.security.alpha.kubernetes.io/"
#define BH_APPARMOR_ANNOTATION          "container.apparmor.security.beta.kubernetes.io/"

#endif
