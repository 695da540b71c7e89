/* The help of a check, from the tables of podsec/: as Markdown, for the page docs/checks.md and the rules of SARIF, and
 * as plain text. Called by `bulkhead explain` and scan_sarif.c. Leaves out headings, and the lines of a terminal
 * (cli/cmd_explain.c). */
#include "report/check_help.h"

#include <stdio.h>
#include <string.h>

#include "podsec/pss_explain.h"

const struct bh_pss_check *bh_check_replacement(const struct bh_pss_check *check)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    for (size_t i = 0; i < n; i++) {
        if (checks[i].replaces != NULL && strcmp(checks[i].replaces, check->id) == 0) {
            return &checks[i];
        }
    }
    return NULL;
}

void bh_check_add_standing(const struct bh_pss_check *check, struct bh_buf *out)
{
    const struct bh_pss_check *replacement = bh_check_replacement(check);

    bh_buf_addf(out, "A check of the %s level, since version v1.%u.", bh_level_name(check->level).p,
                (unsigned)check->revs[0].from);
    if (check->replaces != NULL) {
        bh_buf_addf(out, " There it stands for %s of the baseline level.", check->replaces);
    }
    if (replacement != NULL) {
        bh_buf_addf(out, " At the restricted level %s stands for it, since v1.%u.", replacement->id,
                    (unsigned)replacement->revs[0].from);
    }
}

const char *bh_check_help_uri(const struct bh_pss_check *check)
{
    return check->level == BH_LEVEL_BASELINE
               ? "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline"
               : "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted";
}

/* ---- Markdown ----------------------------------------------------------------------------------- */

void bh_markdown_add(struct bh_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("\\`*_<>|[]#", *text) != NULL) {
            bh_buf_add_byte(out, '\\');
        }
        bh_buf_add_byte(out, *text);
    }
}

static void add_paragraph(struct bh_buf *out, const char *title, const char *text)
{
    bh_buf_addf(out, "\n%s", title);
    bh_markdown_add(out, text);
    bh_buf_add_byte(out, '\n');
}

static void add_fence(struct bh_buf *out, const char *title, const char *manifest)
{
    if (manifest != NULL) {
        bh_buf_addf(out, "\n%s\n\n```yaml\n%s```\n", title, manifest);
    }
}

void bh_check_help_markdown(const struct bh_pss_check *check, struct bh_buf *out)
{
    const struct bh_pss_explanation *e = bh_pss_explain(check);

    bh_check_add_standing(check, out);
    bh_buf_add_byte(out, '\n');
    add_paragraph(out, "", e->why);
    add_paragraph(out, "**How to mend it.** ", check->remedy);
    add_paragraph(out, "", e->mend);
    bh_buf_add_c(out, "\n| since | what it says |\n| --- | --- |\n");
    for (uint32_t i = 0; i < e->n_changes; i++) {
        bh_buf_addf(out, "| v1.%u | ", (unsigned)e->changes[i].from);
        bh_markdown_add(out, e->changes[i].what);
        bh_buf_add_c(out, " |\n");
    }
    add_fence(out, "Refused:", e->failing);
    add_fence(out, "Accepted:", e->passing);
    for (uint32_t i = 0; i < e->n_changes; i++) {
        char title[64];
        (void)snprintf(title, sizeof(title),
                       "Refused by the revision of v1.%u:", (unsigned)e->changes[i].from);
        add_fence(out, title, e->changes[i].failing);
        (void)snprintf(title, sizeof(title),
                       "Accepted by the revision of v1.%u:", (unsigned)e->changes[i].from);
        add_fence(out, title, e->changes[i].passing);
    }
}

/* ---- text --------------------------------------------------------------------------------------- */

void bh_check_help_text(const struct bh_pss_check *check, struct bh_buf *out)
{
    const struct bh_pss_explanation *e = bh_pss_explain(check);

    bh_check_add_standing(check, out);
    bh_buf_addf(out, "\n\n%s\n\nHow to mend it. %s\n\n%s\n\nWhat it says, by version:\n", e->why,
                check->remedy, e->mend);
    for (uint32_t i = 0; i < e->n_changes; i++) {
        bh_buf_addf(out, "v1.%u: %s\n", (unsigned)e->changes[i].from, e->changes[i].what);
    }
    bh_buf_addf(out, "\nRefused:\n\n%s\nAccepted:\n\n%s", e->failing, e->passing);
}
