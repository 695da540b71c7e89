/* Text for a terminal: escaped, wrapped at a width, coloured if that was decided before. */
#ifndef REPORT_PAINT_H
#define REPORT_PAINT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"
#include "report/printable.h"

enum bh_paint_style {
    BH_PAINT_PLAIN,
    BH_PAINT_BOLD,
    BH_PAINT_DIM,
    BH_PAINT_GOOD,
    BH_PAINT_POOR, /* let through, but not right */
    BH_PAINT_BAD,
    BH_N_PAINT_STYLES
};

struct bh_paint {
    struct bh_buf *out; /* of the caller, who asks it for is_broken at the end */
    unsigned width;     /* columns */
    unsigned indent;    /* of every line that begins from now on, also by wrapping */
    unsigned column;    /* columns used of this line; 0 = nothing stands on it yet */
    unsigned gap;       /* spaces before what comes next on this line */
    bool has_color;
    enum bh_paint_style style;    /* that is on */
    struct bh_command_watch seen; /* of this line */
};

/* Every character that is not printable, and every byte that is no UTF-8, comes out as \xNN; so does the one that would
 * make a command for a CI runner of a line. */

/* Keeps 'out'. A width of 0 stands for 80; others are brought into 40..120. */
void bh_paint_init(struct bh_paint *paint, struct bh_buf *out, bool has_color, unsigned width);

/* One word: goes to the next line when this one has no room; broken (preferably before a dot or
 * after a slash or comma) only when it is longer than a line. */
void bh_paint_word(struct bh_paint *paint, enum bh_paint_style style, struct bh_str word);

/* Words, which may go to the next line at each space. */
void bh_paint_words(struct bh_paint *paint, enum bh_paint_style style, struct bh_str words);

/* On this line and unbroken, whatever its length: for what is copied to a shell. */
void bh_paint_whole(struct bh_paint *paint, enum bh_paint_style style, struct bh_str text);

/* Spaces before what comes next; nothing when that begins a line. */
void bh_paint_gap(struct bh_paint *paint, unsigned n);

/* Spaces up to a column, at least one. */
void bh_paint_to(struct bh_paint *paint, unsigned column);

void bh_paint_line(struct bh_paint *paint); /* ends the line */

/* Columns that the escaped text takes. */
unsigned bh_paint_width(struct bh_str text);

#endif
