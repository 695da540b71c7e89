/* `bulkhead psp explain`: the whole story of one workload and its PodSecurityPolicies. */
#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/psp_session.h"
#include "report/psp_report.h"

static const struct bh_option options[] = { BH_PSP_COMMON_ROWS, BH_PSP_JUDGE_ROWS };

static const struct bh_example examples[] = {
    { "why is it refused, or why that policy",
      "bulkhead psp explain legacy/deployment/calendar deploy/ policies/" },
    { "as somebody who creates the pod",
      "bulkhead psp explain -n shop frontend --as jane deploy/ policies/" },
    { NULL, NULL },
};

struct explain {
    struct bh_psp_session *session;
    struct bh_buf text;
    struct bh_paint paint;
    struct bh_json_writer json;
    uint64_t n_refused;
};

static int judged(void *context, const struct bh_psp_judgement *judgement, const struct bh_doc *doc,
                  struct bh_arena *arena, struct bh_err *err)
{
    struct explain *explain = context;

    explain->n_refused += !judgement->is_allowed;
    if (explain->session->is_json) {
        return bh_psp_json_result(judgement, doc, true, &explain->json, arena, err);
    }
    if (explain->text.n > 0) {
        bh_paint_line(&explain->paint);
    }
    return bh_psp_text_explain(judgement, doc, &explain->paint, arena, err);
}

static int write_all(struct explain *explain, struct bh_psp_visit *visit, struct bh_err *err)
{
    struct bh_json_writer *json = &explain->json;
    int rc;

    if (!explain->session->is_json) {
        return bh_psp_session_visit(explain->session, visit, err);
    }
    bh_json_writer_init(json, bh_buf_sink(&explain->text));
    bh_json_writer_open_object(json);
    bh_json_member_u64(json, "version", BH_PSP_REPORT_VERSION);
    bh_json_member_str(json, "kind", BH_S("PSPExplanation"));
    bh_json_member_array(json, "results");
    rc = bh_psp_session_visit(explain->session, visit, err);
    if (rc != 0) {
        return rc;
    }
    bh_json_writer_close(json);
    bh_json_writer_close(json);
    return bh_json_writer_end(json, err);
}

static int explain_all(struct explain *explain, const struct bh_ref *ref, struct bh_str wanted,
                       int *out_exit, struct bh_err *err)
{
    struct bh_psp_session *session = explain->session;
    struct bh_psp_visit visit = { .ref = ref, .judged = judged, .context = explain };
    int rc = 0;

    if (!bh_psp_session_lacks_policies(session)) {
        bh_paint_init(&explain->paint, &explain->text, session->has_color, session->width);
        rc = write_all(explain, &visit, err);
        if (rc == 0 && visit.n == 0) {
            bh_psp_session_lacks_workload(session, wanted);
        }
    }
    *out_exit = session->walk.worst > 0 ? session->walk.worst : explain->n_refused > 0 ? 1 : 0;
    return rc != 0 ? rc : bh_psp_session_print(session, &explain->text, err);
}

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    struct bh_psp_session session;
    struct explain explain = { .session = &session };
    struct bh_str wanted;
    struct bh_ref ref;
    int rc = bh_psp_workload_argument(args, &wanted, &ref, err);

    if (rc != 0) {
        return rc;
    }
    rc = bh_psp_session_open(&session, args, 1, true, err);
    session.judge.tries_all = true;
    rc = rc != 0 ? rc : explain_all(&explain, &ref, wanted, out_exit, err);
    bh_buf_done(&explain.text);
    bh_psp_session_done(&session);
    return rc;
}

const struct bh_command bh_command_psp_explain = {
    .name = "psp explain",
    .summary = "tell why a workload gets its PodSecurityPolicy",
    .usage = "[options] WORKLOAD [-f] [FILE|DIR|-]...",
    .about =
        "Tells the whole story of one pod, or of something that makes pods: who asks, what the API server "
        "fills in before, every policy in the order tried with what it changes or has against the pod "
        "and through which binding it may be used, which one wins, and why.\n"
        "\n"
        "WORKLOAD is NAME, KIND/NAME or NAMESPACE/KIND/NAME, with kubectl's short names. The input is that of "
        "'bulkhead psp check'.\n"
        "\n"
        "The exit code is the highest of\n"
        "  0 - it is admitted\n"
        "  1 - it is refused\n"
        "  2 - wrong usage\n"
        "  3 - malformed input, an invalid policy, no policy at all, or no such workload\n"
        "  4 - unreadable input, or a report that could not be written\n"
        "  5 - a bug in bulkhead",
    .options = options,
    .n_options = BH_PSP_OPT_ALL,
    .examples = examples,
    .run = run,
};
