/* `bulkhead context`: the effective security context of a workload's containers. */
#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/psp_session.h"
#include "report/listing.h"
#include "report/psp_report.h"
#include "review/context.h"

static const struct bh_option options[] = { BH_PSP_COMMON_ROWS, BH_PSP_JUDGE_ROWS };

static const struct bh_example examples[] = {
    { "what the containers of a deployment may do",
      "bulkhead context shop/deployment/frontend deploy/" },
    { "with the PodSecurityPolicies that change it",
      "bulkhead context -n shop deploy/frontend deploy/ policies/" },
    { NULL, NULL },
};

struct showing {
    struct bh_psp_session *session;
    struct bh_buf text;
    struct bh_json_writer json;
};

static void say_policy(struct showing *showing, const struct bh_psp_judgement *judgement)
{
    bool has_policies = showing->session->snapshot.policies.n > 0;

    bh_buf_addf(&showing->text, "%s" BH_FMT " " BH_FMT "/" BH_FMT, showing->text.n > 0 ? "\n" : "",
                BH_ARG(judgement->object.kind), BH_ARG(judgement->object.namespace_),
                BH_ARG(judgement->object.name));
    if (judgement->is_allowed) {
        bh_buf_addf(&showing->text, ", as PodSecurityPolicy " BH_FMT " leaves it\n\n",
                    BH_ARG(judgement->result.chosen->policy->name));
    } else {
        bh_buf_addf(&showing->text, "%s\n\n",
                    has_policies ? ", which no PodSecurityPolicy admits" : "");
    }
}

static int judged(void *context, const struct bh_psp_judgement *judgement, const struct bh_doc *doc,
                  struct bh_arena *arena, struct bh_err *err)
{
    struct showing *showing = context;
    struct bh_json_writer *json = &showing->json;
    struct bh_listing listing = { .columns = bh_context_columns, .n_columns = BH_CONTEXT_N };
    struct bh_record *records = NULL;
    int rc = bh_context_of(judgement, arena, &records, &listing.n_records, err);

    (void)doc;
    listing.records = records;
    if (rc != 0) {
        return rc;
    }
    if (!showing->session->is_json) {
        say_policy(showing, judgement);
        bh_listing_text(&listing, &showing->text);
        return 0;
    }
    bh_json_writer_open_object(json);
    bh_json_member_str(json, "file", judgement->file);
    bh_json_member_u64(json, "line", judgement->line);
    bh_json_member_str(json, "kind", judgement->object.kind);
    bh_json_member_str(json, "namespace", judgement->object.namespace_);
    bh_json_member_str(json, "name", judgement->object.name);
    bh_json_member_str(json, "policy",
                       judgement->is_allowed ? judgement->result.chosen->policy->name
                                             : bh_str(NULL, 0));
    bh_json_writer_key(json, "context");
    bh_listing_json(&listing, json);
    bh_json_writer_close(json);
    return 0;
}

static int write_all(struct showing *showing, struct bh_psp_visit *visit, struct bh_err *err)
{
    struct bh_json_writer *json = &showing->json;

    if (!showing->session->is_json) {
        return bh_psp_session_visit(showing->session, visit, err);
    }
    bh_json_writer_init(json, bh_buf_sink(&showing->text));
    bh_json_writer_open_object(json);
    bh_json_member_u64(json, "version", BH_PSP_REPORT_VERSION);
    bh_json_member_str(json, "kind", BH_S("SecurityContexts"));
    bh_json_member_array(json, "results");
    int rc = bh_psp_session_visit(showing->session, visit, err);
    if (rc != 0) {
        return rc;
    }
    bh_json_writer_close(json);
    bh_json_writer_close(json);
    return bh_json_writer_end(json, err);
}

static int show(struct showing *showing, const struct bh_ref *ref, struct bh_str wanted,
                int *out_exit, struct bh_err *err)
{
    struct bh_psp_session *session = showing->session;
    struct bh_psp_visit visit = { .ref = ref, .judged = judged, .context = showing };
    int rc = write_all(showing, &visit, err);

    if (rc == 0 && visit.n == 0) {
        bh_psp_session_lacks_workload(session, wanted);
    }
    *out_exit = session->walk.worst;
    return rc != 0 ? rc : bh_psp_session_print(session, &showing->text, err);
}

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    struct bh_psp_session session;
    struct showing showing = { .session = &session };
    struct bh_str wanted;
    struct bh_ref ref;
    int rc = bh_psp_workload_argument(args, &wanted, &ref, err);

    if (rc != 0) {
        return rc;
    }
    rc = bh_psp_session_open(&session, args, 1, true, err);
    rc = rc != 0 ? rc : show(&showing, &ref, wanted, out_exit, err);
    bh_buf_done(&showing.text);
    bh_psp_session_done(&session);
    return rc;
}

const struct bh_command bh_command_context = {
    .name = "context",
    .summary = "show the effective security context of containers",
    .usage = "[options] WORKLOAD [-f] [FILE|DIR|-]...",
    .about =
        "Shows what each container of a pod, or of what makes pods, will really have: user and groups, "
        "capabilities as the final set, seccomp, AppArmor and SELinux, no-new-privileges, and where each "
        "value comes from: the container, the pod, the PodSecurityPolicy that admits it, or a default.\n"
        "\n"
        "WORKLOAD is NAME, KIND/NAME or NAMESPACE/KIND/NAME, with kubectl's short names. Where the input holds "
        "PodSecurityPolicies, the pod is shown as the one that admits it leaves it: see 'bulkhead psp check "
        "--help'.\n"
        "\n"
        "The exit code is the highest of\n"
        "  0 - it was shown\n"
        "  2 - wrong usage\n"
        "  3 - malformed input, or no such workload\n"
        "  4 - unreadable input, or a report that could not be written\n"
        "  5 - a bug in bulkhead",
    .options = options,
    .n_options = BH_PSP_OPT_ALL,
    .examples = examples,
    .run = run,
};
