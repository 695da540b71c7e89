/* The configuration of Pod Security Admission: what namespaces without labels are judged by, and who is
 * exempt. Source: k8s.io/pod-security-admission v0.37, admission/api. */
#ifndef PODSEC_PSS_CONFIG_H
#define PODSEC_PSS_CONFIG_H

#include "kube/strict.h"
#include "podsec/pss_policy.h"

struct bh_pss_config {
    struct bh_pss_policy
        defaults; /* all from BH_FROM_CONFIG; privileged and latest where nothing is set */
    struct bh_strs usernames, namespaces, runtime_classes; /* exempt */
};

/* Where the configuration stands: in the document itself, in another file, or nowhere, which means all defaults. */
struct bh_pss_config_place {
    const struct bh_node *node; /* NULL: not in this document */
    const char *path;           /* of the node: "", "plugins[2].configuration" */
    struct bh_str file; /* as written, relative to this document's folder; unset = no other file */
};

/* Finds it in an AdmissionConfiguration, or in a document that is the configuration itself. As upstream, the first
 * plugin that is called PodSecurity counts, and its 'configuration' before its 'path'. Returns 0 or -LIMIT; the result
 * is not to be used when there were problems. */
int bh_pss_config_find(const struct bh_doc *doc, struct bh_pss_config_place *out,
                       struct bh_problems *problems, struct bh_arena *arena, struct bh_err *err)
    BH_MUST_CHECK;

/* Reads and validates a PodSecurityConfiguration: unknown fields are refused, and every wrong value is a problem with
 * upstream's words, in upstream's order.
 * node, path  of bh_pss_config_find; NULL: all defaults, nobody is exempt
 * Returns     0, also when there were problems, and then 'out' is not to be used; -LIMIT
 * Memory      'out' in arena, text borrowed from the document */
int bh_pss_config_read(const struct bh_doc *doc, const struct bh_node *node, const char *path,
                       struct bh_pss_config *out, struct bh_problems *problems,
                       struct bh_arena *arena, struct bh_err *err) BH_MUST_CHECK;

/* Why a request is allowed without being judged; the first that applies counts. */
enum bh_exemption {
    BH_EXEMPT_NO,
    BH_EXEMPT_NAMESPACE,
    BH_EXEMPT_USER,
    BH_EXEMPT_RUNTIME_CLASS,
    BH_N_EXEMPTIONS,
};

/* config, user and runtime_class may be NULL or unset. An empty name is never exempt. */
enum bh_exemption bh_pss_config_exempts(const struct bh_pss_config *config,
                                        struct bh_str namespace_, struct bh_str user,
                                        struct bh_str runtime_class);

struct bh_str bh_exemption_name(
    enum bh_exemption exemption); /* "namespace", "user", "runtimeClass"; NO: "" */

/* What upstream warns of when an exempt namespace carries labels that would ask for something: unset when there is
 * nothing to warn of. Returns 0 or -LIMIT.
 * policy    of the labels, over config->defaults */
int bh_pss_config_warning(const struct bh_pss_config *config, struct bh_str namespace_,
                          const struct bh_pairs *labels, const struct bh_pss_policy *policy,
                          struct bh_arena *arena, struct bh_str *out, struct bh_err *err)
    BH_MUST_CHECK;

#endif
