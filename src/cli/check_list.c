/* The table of checks. Called by `bulkhead scan --list-checks` and `bulkhead explain`. */
#include "cli/check_list.h"

#include <string.h>

#include "cli/messages.h"
#include "report/json_writer.h"

enum { CHECK_LIST_VERSION = 1 };

bool bh_check_set_has(const struct bh_check_set *set, const struct bh_pss_check *check)
{
    struct bh_pss_plan plan;
    bool is_in_force = false;

    if (set->only != NULL) {
        return check == set->only;
    }
    if (set->level == BH_LEVEL_UNSET) {
        return !set->has_version || check->revs[0].from <= set->version;
    }
    bh_pss_plan_init(&plan, (struct bh_pss_pair){
                                .level = set->level,
                                .version = set->has_version ? set->version : BH_VERSION_LATEST });
    for (uint32_t i = 0; i < plan.n; i++) {
        is_in_force |= plan.steps[i].check == check;
    }
    return is_in_force;
}

void bh_check_versions(const struct bh_pss_check *check, struct bh_buf *out)
{
    for (uint32_t i = 0; i < check->n_revs; i++) {
        bh_buf_addf(out, "%sv1.%u", i > 0 ? ", " : "", (unsigned)check->revs[i].from);
    }
}

static size_t versions_width(const struct bh_pss_check *check)
{
    struct bh_buf text = { 0 };

    bh_check_versions(check, &text);
    size_t n = text.n;
    bh_buf_done(&text);
    return n;
}

void bh_check_list_text(const struct bh_check_set *set, struct bh_buf *out)
{
    size_t n, id_width = 5, version_width = 8; /* of the headings */
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    for (size_t i = 0; i < n; i++) {
        size_t id = strlen(checks[i].id), versions = versions_width(&checks[i]);
        if (bh_check_set_has(set, &checks[i])) {
            id_width = id > id_width ? id : id_width;
            version_width = versions > version_width ? versions : version_width;
        }
    }
    bh_buf_addf(out, "%-*s  %-10s  %-*s  %s\n", (int)id_width, "CHECK", "LEVEL", (int)version_width,
                "VERSIONS", "WHAT A POD DOES THAT VIOLATES IT");
    for (size_t i = 0; i < n; i++) {
        if (!bh_check_set_has(set, &checks[i])) {
            continue;
        }
        bh_buf_addf(out, "%-*s  %-10s  ", (int)id_width, checks[i].id,
                    bh_level_name(checks[i].level).p);
        bh_check_versions(&checks[i], out);
        bh_buf_addf(out, "%*s  %s\n", (int)(version_width - versions_width(&checks[i])), "",
                    checks[i].title);
    }
}

static void add_row(struct bh_json_writer *json, const struct bh_pss_check *check)
{
    bh_json_writer_open_object(json);
    bh_json_writer_key(json, "id");
    bh_json_writer_str(json, bh_str_c(check->id));
    bh_json_writer_key(json, "level");
    bh_json_writer_str(json, bh_level_name(check->level));
    bh_json_writer_key(json, "title");
    bh_json_writer_str(json, bh_str_c(check->title));
    bh_json_writer_key(json, "remedy");
    bh_json_writer_str(json, bh_str_c(check->remedy));
    bh_json_writer_key(json, "replaces");
    bh_json_writer_str(json, check->replaces != NULL ? bh_str_c(check->replaces) : bh_str(NULL, 0));
    bh_json_writer_key(json, "versions");
    bh_json_writer_open_array(json);
    for (uint32_t i = 0; i < check->n_revs; i++) {
        struct bh_buf version = { 0 };
        bh_buf_addf(&version, "v1.%u", (unsigned)check->revs[i].from);
        bh_json_writer_str(json, bh_buf_str(&version));
        bh_buf_done(&version);
    }
    bh_json_writer_close(json);
    bh_json_writer_close(json);
}

int bh_check_list_json(const struct bh_check_set *set, struct bh_buf *out, struct bh_err *err)
{
    struct bh_json_writer json;
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    bh_json_writer_init(&json, bh_buf_sink(out));
    bh_json_writer_open_object(&json);
    bh_json_writer_key(&json, "checkListVersion");
    bh_json_writer_u64(&json, CHECK_LIST_VERSION);
    bh_json_writer_key(&json, "checks");
    bh_json_writer_open_array(&json);
    for (size_t i = 0; i < n; i++) {
        if (bh_check_set_has(set, &checks[i])) {
            add_row(&json, &checks[i]);
        }
    }
    bh_json_writer_close(&json);
    bh_json_writer_close(&json);
    return bh_json_writer_end(&json, err);
}
