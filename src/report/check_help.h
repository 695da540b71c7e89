/* What a report says of a check itself: its place among the levels, why it exists, how to mend. */
#ifndef REPORT_CHECK_HELP_H
#define REPORT_CHECK_HELP_H

#include "base/buf.h"
#include "podsec/pss_checks.h"

/* The restricted check that stands in for this one, or NULL. */
const struct bh_pss_check *bh_check_replacement(const struct bh_pss_check *check);

/* Appends "A check of the restricted level, since version v1.35. There it stands for procMount of the baseline level.",
 * without a line feed. */
void bh_check_add_standing(const struct bh_pss_check *check, struct bh_buf *out);

/* Appends text with whatever Markdown would take for markup escaped. */
void bh_markdown_add(struct bh_buf *out, const char *text);

/* Appends all that is known of a check, without a heading; ends with a line feed. */
void bh_check_help_markdown(const struct bh_pss_check *check, struct bh_buf *out);
void bh_check_help_text(const struct bh_pss_check *check, struct bh_buf *out);

/* The section of upstream's page about the standards that the check's level has. */
const char *bh_check_help_uri(const struct bh_pss_check *check);

#endif
