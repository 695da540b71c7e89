/* Resource quantities ("500m", "1Gi", "1e3"): only their syntax. Source: apimachinery's resource.Quantity. */
#ifndef KUBE_QUANTITY_H
#define KUBE_QUANTITY_H

#include <stdbool.h>

#include "base/str.h"

/* Whether the API server would take 's' as a quantity. */
bool bh_quantity_is_valid(struct bh_str s);

#endif
