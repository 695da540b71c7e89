/* How a person names an object on a command line: kubectl's ways, with the namespace in front.
 *
 *     web   deployment/web   deploy/web   deployments.apps/web   shop/deployment/web   shop/web
 *
 * A word before a slash is a kind when it is one that we know (kind, plural, short name, with or without its
 * group), else a namespace or a kind, whichever there is. In the form with two slashes it may be any kind. */
#ifndef KUBE_REF_H
#define KUBE_REF_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

struct bh_ref {               /* views into the text that was parsed */
    struct bh_str namespace_; /* unset = any */
    struct bh_str kind;       /* as it was written, without the group; unset = any */
    struct bh_str group;      /* unset = any */
    struct bh_str name;
    /* Of "rollout/web": a word that may be a namespace, as 'namespace_' has it, or a kind that we do not know, in the
     * namespace 'fallback'; unset = it is clear. */
    struct bh_str either, fallback;
    const char
        *known_kind; /* "Deployment" when 'kind' is a word for a kind that we know, else NULL */
};

/* fallback  the namespace where the text names none; unset = any
 * Returns   0, or -USAGE: an empty part, too many slashes */
int bh_ref_parse(struct bh_str text, struct bh_str fallback, struct bh_ref *out, struct bh_err *err)
    BH_MUST_CHECK;

/* Whether it names this object; 'namespace_' empty for cluster-scoped ones, which any reference's namespace fits. */
bool bh_ref_matches(const struct bh_ref *ref, struct bh_str api_version, struct bh_str kind,
                    struct bh_str namespace_, struct bh_str name);

/* The kind that a word stands for ("deploy", "Deployments", "deployments.apps": "Deployment"), or NULL. */
const char *bh_ref_kind(struct bh_str word);

#endif
