/* Decisions as JSON (docs/report-psp.md). Called by the commands of psp. */
#include "report/psp_report.h"

static struct bh_str state_name(uint8_t state)
{
    switch ((enum bh_psp_state)state) {
    case BH_PSP_NOT_TRIED:
        return BH_S("notTried");
    case BH_PSP_UNUSABLE:
        return BH_S("unusable");
    case BH_PSP_REFUSES:
        return BH_S("refuses");
    case BH_PSP_WOULD_CHANGE:
        return BH_S("wouldChange");
    case BH_PSP_NOT_PERMITTED:
        return BH_S("notPermitted");
    case BH_PSP_PASSED_OVER:
        return BH_S("passedOver");
    case BH_PSP_CHOSEN:
        break;
    }
    return BH_S("chosen");
}

static void write_grant(struct bh_json_writer *json, const struct bh_psp_judgement *j,
                        const struct bh_psp_outcome *outcome)
{
    struct bh_rbac_grant grant;

    bh_psp_grant(j, outcome, &grant);
    if (grant.binding == NULL) {
        return;
    }
    const struct bh_known_head *binding = &grant.binding->known->head;
    const struct bh_rbac_role *role = grant.binding->role;
    bh_json_member_object(json, "grantedBy");
    bh_json_member_str(json, "to", outcome->who == BH_PSP_ACCOUNT ? BH_S("account") : BH_S("user"));
    bh_json_member_str(json, "kind", bh_str_c(bh_rbac_kind_name(binding->kind)));
    bh_json_member_str(json, "name", binding->name);
    bh_json_member_str(json, "file", binding->file);
    bh_json_member_u64(json, "line", binding->line);
    bh_json_member_object(json, "role");
    bh_json_member_str(json, "kind", bh_str_c(bh_rbac_kind_name(role->known->head.kind)));
    bh_json_member_str(json, "name", role->known->head.name);
    bh_json_member_str(json, "file", role->known->head.file);
    bh_json_member_u64(json, "line", role->rules[grant.rule].rule->line);
    bh_json_writer_close(json);
    bh_json_writer_close(json);
}

static int write_errors(struct bh_json_writer *json, const struct bh_psp_judgement *j,
                        const struct bh_doc *doc, const struct bh_psp_policy *policy,
                        struct bh_arena *arena, struct bh_err *err)
{
    struct bh_psp_errors errors = { 0 };
    int rc = bh_psp_errors(policy, &j->pod, &errors, arena, err);

    if (rc != 0) {
        return rc;
    }
    bh_json_member_array(json, "errors");
    for (uint32_t i = 0; i < errors.n; i++) {
        bh_json_writer_open_object(json);
        bh_json_member_str(json, "field", bh_str_c(errors.v[i].field->id));
        bh_json_member_str(json, "message", errors.v[i].text);
        bh_json_member_u64(json, "line", bh_psp_line_of(j, doc, errors.v[i].path, arena));
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
    return 0;
}

static void write_changes(struct bh_json_writer *json, const struct bh_psp_applied *applied)
{
    bh_json_member_array(json, "changes");
    for (uint32_t i = 0; i < applied->n_changes; i++) {
        const struct bh_psp_change *change = &applied->changes[i];
        bh_json_writer_open_object(json);
        bh_json_member_str(json, "path", change->path);
        bh_json_member_raw(json, "before",
                           bh_str_is_set(change->before) ? change->before : BH_S("null"));
        bh_json_member_raw(json, "after",
                           bh_str_is_set(change->after) ? change->after : BH_S("null"));
        if (change->field != NULL) {
            bh_json_member_str(json, "field", bh_str_c(change->field->id));
        }
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
}

static int write_outcome(struct bh_json_writer *json, const struct bh_psp_judgement *j,
                         const struct bh_doc *doc, const struct bh_psp_outcome *outcome,
                         struct bh_arena *arena, struct bh_err *err)
{
    const struct bh_known_policy *known = bh_psp_cluster_known(j->cluster, outcome->policy);
    struct bh_psp_applied applied = { 0 };
    int rc = 0;

    bh_json_writer_open_object(json);
    bh_json_member_str(json, "name", outcome->policy->name);
    bh_json_member_str(json, "file", known->file);
    bh_json_member_u64(json, "line", known->line);
    bh_json_member_str(json, "state", state_name(outcome->state));
    bh_json_member_bool(json, "permitted", outcome->who != BH_PSP_NOBODY);
    write_grant(json, j, outcome);
    if (bh_str_is_set(outcome->policy->failure)) {
        bh_json_member_str(json, "failure", outcome->policy->failure);
    } else {
        rc = write_errors(json, j, doc, outcome->policy, arena, err);
        rc = rc != 0 ? rc : bh_psp_apply(outcome->policy, &j->pod, false, &applied, arena, err);
        if (rc == 0) {
            write_changes(json, &applied);
        }
    }
    if (rc == 0) {
        bh_json_writer_close(json);
    }
    return rc;
}

static void write_patch(struct bh_json_writer *json, const struct bh_patch *patch)
{
    static const char *const verbs[] = {
        [BH_PATCH_ADD] = "add", [BH_PATCH_REPLACE] = "replace", [BH_PATCH_REMOVE] = "remove"
    };

    bh_json_member_array(json, "patch");
    for (uint32_t i = 0; i < patch->n; i++) {
        const struct bh_patch_op *op = &patch->v[i];
        bh_json_writer_open_object(json);
        bh_json_member_str(json, "op", bh_str_c(verbs[op->verb]));
        bh_json_member_str(json, "path", op->path);
        if (op->verb != BH_PATCH_REMOVE) {
            bh_json_member_raw(json, "value", op->value);
        }
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
}

/* Policies that the API server would not have stored. */
static void write_invalid(struct bh_json_writer *json, const struct bh_psp_judgement *j)
{
    for (uint32_t i = 0; i < j->cluster->snapshot->policies.n; i++) {
        const struct bh_psp_policy *policy = &j->cluster->policies[i];
        const struct bh_known_policy *known = j->cluster->snapshot->policies.v[i];
        if (policy->errors.n == 0) {
            continue;
        }
        bh_json_writer_open_object(json);
        bh_json_member_str(json, "name", policy->name);
        bh_json_member_str(json, "file", known->file);
        bh_json_member_u64(json, "line", known->line);
        bh_json_member_str(json, "state", BH_S("invalid"));
        bh_json_member_bool(json, "permitted", false);
        bh_json_member_array(json, "invalid");
        for (uint32_t e = 0; e < policy->errors.n; e++) {
            bh_json_writer_str(json, policy->errors.v[e]);
        }
        bh_json_writer_close(json);
        bh_json_writer_close(json);
    }
}

static int write_whole(struct bh_json_writer *json, const struct bh_psp_judgement *j,
                       const struct bh_doc *doc, struct bh_arena *arena, struct bh_err *err)
{
    int rc = 0;

    bh_json_member_array(json, "prepared");
    for (uint32_t i = 0; i < j->prepared.n; i++) {
        bh_json_writer_open_object(json);
        bh_json_member_str(json, "path", j->prepared.v[i].path);
        bh_json_member_raw(json, "value", j->prepared.v[i].value);
        bh_json_member_str(json, "rule", bh_str_c(j->prepared.v[i].row->id));
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
    bh_json_member_array(json, "policies");
    for (uint32_t i = 0; i < j->result.n_outcomes && rc == 0; i++) {
        rc = write_outcome(json, j, doc, &j->result.outcomes[i], arena, err);
    }
    if (rc == 0) {
        write_invalid(json, j);
    }
    if (rc == 0) {
        bh_json_writer_close(json);
    }
    return rc;
}

int bh_psp_json_result(const struct bh_psp_judgement *j, const struct bh_doc *doc, bool is_whole,
                       struct bh_json_writer *json, struct bh_arena *arena, struct bh_err *err)
{
    static const struct bh_patch none = { 0 };
    int rc = 0;

    bh_json_writer_open_object(json);
    bh_json_member_str(json, "file", j->file);
    bh_json_member_u64(json, "line", j->line);
    bh_json_member_str(json, "apiVersion", j->object.api_version);
    bh_json_member_str(json, "kind", j->object.kind);
    bh_json_member_str(json, "namespace", j->object.namespace_);
    bh_json_member_str(json, "name", j->object.name);
    bh_json_member_str(json, "podPath", j->pod_path);
    bh_json_member_str(json, "user", j->user.is_asked ? j->user.identity.user : bh_str(NULL, 0));
    bh_json_member_str(json, "account",
                       j->account.is_asked ? j->account.identity.user : bh_str(NULL, 0));
    bh_json_member_bool(json, "allowed", j->is_allowed);
    bh_json_member_str(json, "policy",
                       j->is_allowed ? j->result.chosen->policy->name : bh_str(NULL, 0));
    bh_json_member_str(json, "message", j->is_allowed ? bh_str(NULL, 0) : j->message);
    write_patch(json, j->is_allowed ? &j->applied.patch : &none);
    if (is_whole) {
        rc = write_whole(json, j, doc, arena, err);
    }
    if (rc == 0) {
        bh_json_writer_close(json);
    }
    return rc;
}
