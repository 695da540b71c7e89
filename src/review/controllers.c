/* The table of controllers' accounts. Called by judge.c, which asks who creates the pods of a controller. Leaves out what an
 * installation may have changed: a controller manager with one account for all, and controllers of other kinds. */
#include "review/controllers.h"

#include <stddef.h>

#include "kube/kinds.h"

static const struct {
    const char *group, *kind, *account;
} controllers[] = {
    { "", "ReplicationController", "replication-controller" },
    { "apps", "DaemonSet", "daemon-set-controller" },
    { "apps", "Deployment", "replicaset-controller" }, /* by way of its ReplicaSets */
    { "apps", "ReplicaSet", "replicaset-controller" },
    { "apps", "StatefulSet", "statefulset-controller" },
    { "batch", "CronJob", "job-controller" }, /* by way of its Jobs */
    { "batch", "Job", "job-controller" },
    { "extensions", "DaemonSet", "daemon-set-controller" },
    { "extensions", "Deployment", "replicaset-controller" },
    { "extensions", "ReplicaSet", "replicaset-controller" },
};

const char *bh_controller_account(struct bh_str api_version, struct bh_str kind)
{
    struct bh_str group = bh_api_group(api_version);

    for (size_t i = 0; i < sizeof(controllers) / sizeof(controllers[0]); i++) {
        if (bh_str_eq(kind, bh_str_c(controllers[i].kind)) &&
            bh_str_eq(group, bh_str_c(controllers[i].group))) {
            return controllers[i].account;
        }
    }
    return NULL;
}
