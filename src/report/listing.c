/* Listings: who-can, access, contexts. Called by the commands that list. A column's width is that of its longest cell. */
#include "report/listing.h"

#include "report/paint.h"

enum { COLUMN_GAP = 2 };

/* The text of a cell, in 'scratch' where it has to be made. */
static struct bh_str cell_text(const struct bh_cell *cell, struct bh_buf *scratch)
{
    bh_buf_clear(scratch);
    switch (cell->kind) {
    case BH_CELL_TEXT:
        return cell->text.n > 0 ? cell->text : BH_S("-");
    case BH_CELL_NUMBER:
        bh_buf_add_i64(scratch, cell->number);
        return bh_buf_str(scratch);
    case BH_CELL_BOOL:
        return cell->is_yes ? BH_S("yes") : BH_S("no");
    case BH_CELL_TEXTS:
        for (size_t i = 0; i < cell->n_texts; i++) {
            bh_buf_add_c(scratch, i > 0 ? "," : "");
            bh_buf_add(scratch, cell->texts[i]);
        }
        return cell->n_texts > 0 ? bh_buf_str(scratch) : BH_S("-");
    case BH_CELL_NONE:
        break;
    }
    return BH_S("-");
}

static unsigned column_width(const struct bh_listing *listing, size_t column,
                             struct bh_buf *scratch)
{
    unsigned widest = bh_paint_width(bh_str_c(listing->columns[column].title));

    for (size_t i = 0; i < listing->n_records; i++) {
        unsigned width = bh_paint_width(cell_text(&listing->records[i].cells[column], scratch));
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* One line: 'record' NULL for the headings. */
static void add_line(const struct bh_listing *listing, const struct bh_record *record,
                     struct bh_paint *paint, struct bh_buf *scratch, const unsigned *widths)
{
    unsigned column = 0;

    for (size_t i = 0; i < listing->n_columns; i++) {
        if (listing->columns[i].title == NULL) {
            continue;
        }
        struct bh_str text = record == NULL ? bh_str_c(listing->columns[i].title)
                                            : cell_text(&record->cells[i], scratch);
        if (column > 0 && text.n > 0) {
            bh_paint_to(paint, column);
        }
        bh_paint_whole(paint, record == NULL ? BH_PAINT_BOLD : BH_PAINT_PLAIN, text);
        column += widths[i] + COLUMN_GAP;
    }
    bh_paint_line(paint);
}

void bh_listing_text(const struct bh_listing *listing, struct bh_buf *out)
{
    unsigned widths[32] = { 0 };
    struct bh_buf scratch = { 0 };
    struct bh_paint paint;

    BH_BUG_ON(listing->n_columns > sizeof(widths) / sizeof(widths[0]));
    bh_paint_init(&paint, out, false, 0);
    for (size_t i = 0; i < listing->n_columns; i++) {
        if (listing->columns[i].title != NULL) {
            widths[i] = column_width(listing, i, &scratch);
        }
    }
    add_line(listing, NULL, &paint, &scratch, widths);
    for (size_t i = 0; i < listing->n_records; i++) {
        add_line(listing, &listing->records[i], &paint, &scratch, widths);
    }
    out->is_broken |= scratch.is_broken;
    bh_buf_done(&scratch);
}

static void add_number(struct bh_json_writer *json, int64_t number)
{
    BH_BUG_ON(number < 0); /* nothing that is listed can be */
    bh_json_writer_u64(json, (uint64_t)number);
}

static void add_cell(struct bh_json_writer *json, const struct bh_cell *cell)
{
    switch (cell->kind) {
    case BH_CELL_TEXT:
        bh_json_writer_str(json, cell->text);
        return;
    case BH_CELL_NUMBER:
        add_number(json, cell->number);
        return;
    case BH_CELL_BOOL:
        bh_json_writer_bool(json, cell->is_yes);
        return;
    case BH_CELL_TEXTS:
        bh_json_writer_open_array(json);
        for (size_t i = 0; i < cell->n_texts; i++) {
            bh_json_writer_str(json, cell->texts[i]);
        }
        bh_json_writer_close(json);
        return;
    case BH_CELL_NONE:
        break;
    }
    bh_json_writer_str(json, bh_str(NULL, 0));
}

void bh_listing_json(const struct bh_listing *listing, struct bh_json_writer *json)
{
    bh_json_writer_open_array(json);
    for (size_t i = 0; i < listing->n_records; i++) {
        bh_json_writer_open_object(json);
        for (size_t j = 0; j < listing->n_columns; j++) {
            if (listing->columns[j].name != NULL) {
                bh_json_writer_key(json, listing->columns[j].name);
                add_cell(json, &listing->records[i].cells[j]);
            }
        }
        bh_json_writer_close(json);
    }
    bh_json_writer_close(json);
}
