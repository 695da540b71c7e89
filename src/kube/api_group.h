/* The group of an API version. */
#ifndef KUBE_API_GROUP_H
#define KUBE_API_GROUP_H

#include "base/str.h"

/* "apps/v1" -> "apps", "v1" -> "". */
struct bh_str bh_api_group(struct bh_str api_version);

#endif
