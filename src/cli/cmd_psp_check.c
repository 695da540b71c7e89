/* `bulkhead psp check`: which PodSecurityPolicy admits each workload, with which changes, or why none does. */
#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/psp_session.h"
#include "report/psp_report.h"

static const struct bh_option options[] = { BH_PSP_COMMON_ROWS, BH_PSP_JUDGE_ROWS };

static const struct bh_example examples[] = {
    { "manifests with their policies, roles and bindings", "bulkhead psp check deploy/ policies/" },
    { "what a person may create",
      "bulkhead psp check --as jane --as-group developers deploy/ policies/" },
    { NULL, NULL },
};

struct check {
    struct bh_psp_session *session;
    struct bh_buf text;
    struct bh_paint paint;
    struct bh_json_writer json;
    uint64_t n_refused, n_changed;
};

static int judged(void *context, const struct bh_psp_judgement *judgement, const struct bh_doc *doc,
                  struct bh_arena *arena, struct bh_err *err)
{
    struct check *check = context;

    check->n_refused += !judgement->is_allowed;
    check->n_changed += judgement->is_allowed && judgement->result.chosen->changed != 0;
    if (check->session->is_json) {
        return bh_psp_json_result(judgement, doc, false, &check->json, arena, err);
    }
    int rc = bh_psp_text_check(judgement, doc, &check->paint, arena, err);
    bh_paint_line(&check->paint);
    return rc;
}

static void sum_up(struct check *check, uint64_t n)
{
    unsigned long long all = n, refused = check->n_refused, changed = check->n_changed;

    bh_buf_addf(&check->text, "%llu of %llu workload%s would be refused, %llu changed.\n", refused,
                all, all == 1 ? "" : "s", changed);
}

static int write_all(struct check *check, struct bh_psp_visit *visit, struct bh_err *err)
{
    struct bh_json_writer *json = &check->json;
    int rc;

    if (!check->session->is_json) {
        rc = bh_psp_session_visit(check->session, visit, err);
        if (rc == 0 && visit->n > 0) {
            sum_up(check, visit->n);
        }
        return rc;
    }
    bh_json_writer_init(json, bh_buf_sink(&check->text));
    bh_json_writer_open_object(json);
    bh_json_member_u64(json, "version", BH_PSP_REPORT_VERSION);
    bh_json_member_str(json, "kind", BH_S("PSPReport"));
    bh_json_member_array(json, "results");
    rc = bh_psp_session_visit(check->session, visit, err);
    if (rc != 0) {
        return rc;
    }
    bh_json_writer_close(json);
    bh_json_member_object(json, "summary");
    bh_json_member_u64(json, "judged", visit->n);
    bh_json_member_u64(json, "refused", check->n_refused);
    bh_json_member_u64(json, "changed", check->n_changed);
    bh_json_member_u64(json, "policies", check->session->snapshot.policies.n);
    bh_json_writer_close(json);
    bh_json_writer_close(json);
    return bh_json_writer_end(json, err);
}

static int check_all(struct check *check, int *out_exit, struct bh_err *err)
{
    struct bh_psp_session *session = check->session;
    struct bh_psp_visit visit = { .judged = judged, .context = check };
    int rc = 0;

    if (!bh_psp_session_lacks_policies(session)) {
        bh_paint_init(&check->paint, &check->text, session->has_color, session->width);
        rc = write_all(check, &visit, err);
        if (rc == 0 && visit.n == 0) {
            bh_walk_say(&session->walk, bh_str(NULL, 0), 0, 0,
                        BH_S("nothing was judged: no object in the input is a pod or makes pods"),
                        BH_ERR_INPUT);
        }
    }
    *out_exit = session->walk.worst > 0 ? session->walk.worst : check->n_refused > 0 ? 1 : 0;
    return rc != 0 ? rc : bh_psp_session_print(session, &check->text, err);
}

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    struct bh_psp_session session;
    struct check check = { .session = &session };
    int rc = bh_psp_session_open(&session, args, 0, true, err);

    rc = rc != 0 ? rc : check_all(&check, out_exit, err);
    bh_buf_done(&check.text);
    bh_psp_session_done(&session);
    return rc;
}

const struct bh_command bh_command_psp_check = {
    .name = "psp check",
    .summary = "say which PodSecurityPolicy admits each workload",
    .usage = "[options] [-f] [FILE|DIR|-]...",
    .about =
        "Judges every pod, and everything that makes pods, as the PodSecurityPolicy admission plugin of "
        "Kubernetes 1.24 did: which of the policies in the input admits it, what that policy changes, "
        "or what each policy has against it.\n"
        "\n"
        "Which policies count is decided by RBAC: the pod's service account or whoever creates the pod "
        "has to be allowed to use one. Policies, roles, bindings and accounts are read from the input, "
        "all of it before the first workload is judged. From a cluster they come with this command:\n"
        "\n"
        "kubectl get -A -o yaml psp,clusterroles,clusterrolebindings,roles,\\\n"
        "rolebindings,sa,po,rc,deploy,rs,sts,ds,jobs,cj\n"
        "\n"
        "Pods that a controller makes are created by that controller's own account, unless --as names "
        "somebody. The cluster-admin role and its binding, which every API server makes, count also where "
        "the input lacks them.\n"
        "\n"
        "The exit code is the highest of\n"
        "  0 - everything is admitted\n"
        "  1 - something is refused\n"
        "  2 - wrong usage\n"
        "  3 - malformed input, an invalid policy, no policy at all, or nothing to judge\n"
        "  4 - unreadable input, or a report that could not be written\n"
        "  5 - a bug in bulkhead",
    .options = options,
    .n_options = BH_PSP_OPT_ALL,
    .examples = examples,
    .run = run,
};
