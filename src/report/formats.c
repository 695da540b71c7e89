/* The formats of a scan's report, from the table in formats.h. Called by the command line, which
 * offers their names as values of --output. */
#include "report/formats.h"

static const struct bh_scan_format formats[] = {
/* NOLINTBEGIN(bugprone-macro-parentheses): 'text' is an initializer */
#define X(format, text)                          \
    { .name = #format,                           \
      .title = text,                             \
      .open = bh_scan_##format##_open,           \
      .judgement = bh_scan_##format##_judgement, \
      .note = bh_scan_##format##_note,           \
      .end = bh_scan_##format##_end,             \
      .free = bh_scan_##format##_free },
    BH_SCAN_FORMATS(X)
#undef X
    /* NOLINTEND(bugprone-macro-parentheses) */
};

const struct bh_scan_format *bh_scan_formats(size_t *out_n)
{
    *out_n = sizeof(formats) / sizeof(formats[0]);
    return formats;
}

const struct bh_scan_format *bh_scan_format_find(struct bh_str name)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (bh_str_eq(name, bh_str_c(formats[i].name))) {
            return &formats[i];
        }
    }
    return NULL;
}
