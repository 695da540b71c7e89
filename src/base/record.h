/* The second result type: a listing is records under a table of columns. Who lists makes these, report/listing prints
 * them, so that no command has a format of its own. */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum bh_cell_kind {
    BH_CELL_NONE, /* nothing known: null in JSON, "-" in text */
    BH_CELL_TEXT,
    BH_CELL_NUMBER,
    BH_CELL_BOOL,
    BH_CELL_TEXTS, /* a list of texts; in text joined by commas, empty: "-" */
};

struct bh_cell {
    enum bh_cell_kind kind;
    bool is_yes;
    int64_t number;
    struct bh_str text;
    const struct bh_str *texts;
    size_t n_texts;
};

struct bh_column {
    const char *name;  /* member in JSON: "boundBy"; NULL = text only */
    const char *title; /* heading in text: "BOUND BY"; NULL = JSON only */
};

struct bh_record {
    const struct bh_cell *cells; /* as many as there are columns */
};

static inline struct bh_cell bh_cell_text(struct bh_str text)
{
    return bh_str_is_set(text) ? (struct bh_cell){ .kind = BH_CELL_TEXT, .text = text }
                               : (struct bh_cell){ .kind = BH_CELL_NONE };
}

static inline struct bh_cell bh_cell_number(int64_t number)
{
    return (struct bh_cell){ .kind = BH_CELL_NUMBER, .number = number };
}

static inline struct bh_cell bh_cell_bool(bool is_yes)
{
    return (struct bh_cell){ .kind = BH_CELL_BOOL, .is_yes = is_yes };
}

static inline struct bh_cell bh_cell_texts(const struct bh_str *texts, size_t n)
{
    return (struct bh_cell){ .kind = BH_CELL_TEXTS, .texts = texts, .n_texts = n };
}

#endif
