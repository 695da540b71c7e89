/* `bulkhead psp who-can`: every subject that may use a PodSecurityPolicy, and through what. */
#include "base/near.h"
#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/psp_session.h"
#include "report/listing.h"
#include "report/psp_report.h"
#include "review/psp_access.h"

static const struct bh_option options[] = { BH_PSP_COMMON_ROWS };

static const struct bh_example examples[] = {
    { "who may run privileged pods", "bulkhead psp who-can unrestricted policies/" },
    { "in one namespace only", "bulkhead psp who-can unrestricted -n shop policies/" },
    { NULL, NULL },
};

static int fail_policy(const struct bh_psp_session *session, struct bh_str name, struct bh_err *err)
{
    struct bh_near near = { .wanted = name };

    for (uint32_t i = 0; i < session->snapshot.policies.n; i++) {
        bh_near_offer(&near, session->snapshot.policies.v[i]->object.meta.name);
    }
    if (bh_str_is_set(near.best)) {
        return bh_fail(err, BH_ERR_INPUT,
                       "the input holds no PodSecurityPolicy '" BH_FMT "', did you mean '" BH_FMT
                       "'?",
                       BH_ARG(name), BH_ARG(near.best));
    }
    return bh_fail(err, BH_ERR_INPUT, "the input holds no PodSecurityPolicy '" BH_FMT "'",
                   BH_ARG(name));
}

static bool has_policy(const struct bh_psp_session *session, struct bh_str name)
{
    for (uint32_t i = 0; i < session->snapshot.policies.n; i++) {
        if (bh_str_eq(session->snapshot.policies.v[i]->object.meta.name, name)) {
            return true;
        }
    }
    return false;
}

static int write_json(struct bh_str policy, const struct bh_listing *listing, struct bh_buf *text,
                      struct bh_err *err)
{
    struct bh_json_writer json;

    bh_json_writer_init(&json, bh_buf_sink(text));
    bh_json_writer_open_object(&json);
    bh_json_member_u64(&json, "version", BH_PSP_REPORT_VERSION);
    bh_json_member_str(&json, "kind", BH_S("PSPWhoCan"));
    bh_json_member_str(&json, "policy", policy);
    bh_json_writer_key(&json, "results");
    bh_listing_json(listing, &json);
    bh_json_writer_close(&json);
    return bh_json_writer_end(&json, err);
}

static int list(struct bh_psp_session *session, struct bh_str policy, int *out_exit,
                struct bh_err *err)
{
    struct bh_listing listing = { .columns = bh_psp_who_columns,
                                  .n_columns = BH_PSP_N_WHO_COLUMNS };
    struct bh_record *records = NULL;
    struct bh_buf text = { 0 };
    int rc = 0;

    if (!bh_psp_session_lacks_policies(session)) {
        rc = has_policy(session, policy) ? 0 : fail_policy(session, policy, err);
        rc = rc != 0 ? rc
                     : bh_psp_who_can(&session->state, policy, session->judge.namespace_,
                                      &session->arena, &records, &listing.n_records, err);
        listing.records = records;
        if (rc == 0 && session->is_json) {
            rc = write_json(policy, &listing, &text, err);
        } else if (rc == 0 && listing.n_records == 0) {
            bh_buf_addf(&text, "nobody may use " BH_FMT "\n", BH_ARG(policy));
        } else if (rc == 0) {
            bh_listing_text(&listing, &text);
        }
    }
    *out_exit = session->walk.worst;
    rc = rc != 0 ? rc : bh_psp_session_print(session, &text, err);
    bh_buf_done(&text);
    return rc;
}

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    struct bh_psp_session session;
    struct bh_str policy = bh_str(NULL, 0);

    for (size_t i = 0; i < args->n && !bh_str_is_set(policy); i++) {
        if (args->v[i].option == -1) {
            policy = bh_str_c(args->v[i].text);
        }
    }
    if (!bh_str_is_set(policy)) {
        return bh_fail(err, BH_ERR_USAGE, "name the policy");
    }
    int rc = bh_psp_session_open(&session, args, 1, false, err);
    rc = rc != 0 ? rc : list(&session, policy, out_exit, err);
    bh_psp_session_done(&session);
    return rc;
}

const struct bh_command bh_command_psp_who_can = {
    .name = "psp who-can",
    .summary = "list who may use a PodSecurityPolicy",
    .usage = "[options] POLICY [-f] [FILE|DIR|-]...",
    .about =
        "Lists every user, group and service account that RBAC lets use a PodSecurityPolicy, with the binding "
        "and the role that do it; with --namespace only what counts in that namespace.\n"
        "\n"
        "The input holds the policies, roles and bindings: see 'bulkhead psp check --help'.\n"
        "\n"
        "The exit code is the highest of\n"
        "  0 - it was listed\n"
        "  2 - wrong usage\n"
        "  3 - malformed input, or no such policy\n"
        "  4 - unreadable input, or a report that could not be written\n"
        "  5 - a bug in bulkhead",
    .options = options,
    .n_options = BH_PSP_OPT_COMMON,
    .examples = examples,
    .run = run,
};
