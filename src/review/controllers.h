/* Who makes the pods of the built-in controllers: the service accounts of kube-system that the controller manager uses when
 * it runs each controller by its own credentials, as kubeadm and the managed clusters have it. */
#ifndef REVIEW_CONTROLLERS_H
#define REVIEW_CONTROLLERS_H

#include "base/str.h"

#define BH_CONTROLLER_USER "system:serviceaccount:kube-system:" /* what stands before the name */

/* "replicaset-controller" of a Deployment; NULL for a kind whose controller is not known. Of the API version only the
 * group counts. */
const char *bh_controller_account(struct bh_str api_version, struct bh_str kind);

#endif
