/* What the commands about PodSecurityPolicies share: options, reading policies and rights into a snapshot, and judging
 * workloads by it. */
#ifndef CLI_PSP_SESSION_H
#define CLI_PSP_SESSION_H

#include "cli/options.h"
#include "cli/walk.h"
#include "kube/ref.h"
#include "review/psp_review.h"

/* The rows of options that all of them have, first in their tables. */
enum {
    BH_PSP_OPT_FILENAME,
    BH_PSP_OPT_NAMESPACE,
    BH_PSP_OPT_OUTPUT,
    BH_PSP_OPT_COMMON, /* how many */
    BH_PSP_OPT_AS = BH_PSP_OPT_COMMON,
    BH_PSP_OPT_AS_GROUP,
    BH_PSP_OPT_COLOR,
    BH_PSP_OPT_ALL, /* of those that judge workloads */
};

/* "kubectl get ... -A -o yaml", for help and messages: everything that a decision needs. */
extern const char bh_psp_kubectl[];

#define BH_PSP_COMMON_ROWS                                                                         \
    [BH_PSP_OPT_FILENAME] = { .name = "filename",                                                  \
                              .short_name = 'f',                                                   \
                              .kind = BH_OPTION_EACH,                                              \
                              .argument = "FILE",                                                  \
                              .help = "a file or directory to read; may be given several times" }, \
    [BH_PSP_OPT_NAMESPACE] = { .name = "namespace",                                                \
                               .short_name = 'n',                                                  \
                               .kind = BH_OPTION_TEXT,                                             \
                               .argument = "NAME",                                                 \
                               .help = "the namespace of objects that name none",                  \
                               .fallback = "default" },                                            \
    [BH_PSP_OPT_OUTPUT] = { .name = "output",                                                      \
                            .short_name = 'o',                                                     \
                            .kind = BH_OPTION_CHOICE,                                              \
                            .value_at = bh_psp_format_at,                                          \
                            .help = "format of the report",                                        \
                            .fallback = "text" }

#define BH_PSP_JUDGE_ROWS                                                                    \
    [BH_PSP_OPT_AS] = { .name = "as",                                                        \
                        .kind = BH_OPTION_TEXT,                                              \
                        .argument = "USER",                                                  \
                        .help = "who creates the pods; otherwise the controller that makes " \
                                "them, and of a bare pod only its own account counts" },     \
    [BH_PSP_OPT_AS_GROUP] = { .name = "as-group",                                            \
                              .kind = BH_OPTION_EACH,                                        \
                              .argument = "GROUP",                                           \
                              .help = "a group of --as; may be given several times" },       \
    [BH_PSP_OPT_COLOR] = { .name = "color",                                                  \
                           .kind = BH_OPTION_CHOICE,                                         \
                           .value_at = bh_psp_color_at,                                      \
                           .help = "color the report",                                       \
                           .fallback = "auto" }

const char *bh_psp_format_at(size_t i);
const char *bh_psp_color_at(size_t i);

struct bh_psp_session {
    bool is_json, has_color;
    unsigned width;
    struct bh_inputs inputs;
    struct bh_snapshot snapshot;
    struct bh_arena arena; /* of the state and the options */
    struct bh_walk walk;
    struct bh_psp_cluster state;
    struct bh_psp_judge_options judge;
    struct bh_identity user; /* of --as */
};

/* Opens a session over the command's inputs and reads what they say of policies, rights and accounts. What is wrong with it
 * goes to walk.messages.
 * skip     so many positional arguments are no inputs
 * judges   the command has the rows of BH_PSP_JUDGE_ROWS too
 * Returns  0, -USAGE, -LIMIT. bh_psp_session_done in any case */
int bh_psp_session_open(struct bh_psp_session *session, const struct bh_args *args, size_t skip,
                        bool judges, struct bh_err *err) BH_MUST_CHECK;
void bh_psp_session_done(struct bh_psp_session *session);

/* Says that there is no policy at all in the input, how to get them, and that this is exit 3. False when there is one. */
bool bh_psp_session_lacks_policies(struct bh_psp_session *session);

/* Says that the input holds no such workload: exit 3. */
void bh_psp_session_lacks_workload(struct bh_psp_session *session, struct bh_str wanted);

/* The first positional argument, which names a workload. Returns 0 or -USAGE. */
int bh_psp_workload_argument(const struct bh_args *args, struct bh_str *out_text,
                             struct bh_ref *out, struct bh_err *err) BH_MUST_CHECK;

/* Judges every workload of the inputs, in their order.
 * ref      only what it names; NULL = all
 * judged   may keep nothing: memory is given back after the call
 * Returns  0, -LIMIT, or what 'judged' failed with */
struct bh_psp_visit {
    const struct bh_ref *ref;
    int (*judged)(void *context, const struct bh_psp_judgement *judgement, const struct bh_doc *doc,
                  struct bh_arena *arena, struct bh_err *err);
    void *context;
    uint64_t n; /* objects that were judged */
};
int bh_psp_session_visit(struct bh_psp_session *session, struct bh_psp_visit *visit,
                         struct bh_err *err) BH_MUST_CHECK;

/* Writes the messages to standard error, and the text to standard output. */
int bh_psp_session_print(struct bh_psp_session *session, struct bh_buf *text, struct bh_err *err)
    BH_MUST_CHECK;

#endif
