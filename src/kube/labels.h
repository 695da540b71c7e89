/* What a label key and a label value may look like. Source: apimachinery's validation of qualified names. */
#ifndef KUBE_LABELS_H
#define KUBE_LABELS_H

#include <stdbool.h>

#include "base/str.h"

bool bh_label_key_is_valid(struct bh_str key);     /* [prefix/]name */
bool bh_label_value_is_valid(struct bh_str value); /* may be empty */
/* A DNS-1123 label: lower-case letters and digits, dashes between, 1 to 63 bytes; what a namespace is called. */
bool bh_dns_label_is_valid(struct bh_str s);

bool bh_dns_subdomain_is_valid(struct bh_str s); /* RFC 1123, at most 253 bytes */

#endif
