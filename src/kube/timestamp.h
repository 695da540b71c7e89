/* RFC 3339 times as Go's time.Parse(time.RFC3339) takes them. */
#ifndef KUBE_TIMESTAMP_H
#define KUBE_TIMESTAMP_H

#include <stdbool.h>

#include "base/str.h"

bool bh_timestamp_is_valid(struct bh_str s);

#endif
