/* Text as XML 1.0. */
#ifndef REPORT_XML_WRITER_H
#define REPORT_XML_WRITER_H

#include "base/buf.h"
#include "base/str.h"

/* A control byte, which XML cannot hold in any form, comes out as \xNN, a byte that is no UTF-8 as U+FFFD. What a
 * terminal would obey or not show is written as a character reference, as is white space that a parser would change. */

void bh_xml_add_text(struct bh_buf *out, struct bh_str s);

/* ' name="value"'; an unset value is an empty one. */
void bh_xml_add_attribute(struct bh_buf *out, const char *name, struct bh_str value);

#endif
