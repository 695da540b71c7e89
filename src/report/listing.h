/* A listing as text or JSON. */
#ifndef REPORT_LISTING_H
#define REPORT_LISTING_H

#include "base/buf.h"
#include "base/record.h"
#include "report/json_writer.h"

struct bh_listing {
    const struct bh_column *columns;
    size_t n_columns;
    const struct bh_record *records;
    size_t n_records;
};

/* Appends the records under headings, in aligned columns two spaces apart; what a terminal would obey is escaped. Lines
 * are as long as they have to be. Without records: the headings. */
void bh_listing_text(const struct bh_listing *listing, struct bh_buf *out);

/* Writes the records as an array of objects: the value of a member whose key the caller has written, or an element. */
void bh_listing_json(const struct bh_listing *listing, struct bh_json_writer *json);

#endif
