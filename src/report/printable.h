/* Which characters may reach a terminal as they are. */
#ifndef REPORT_PRINTABLE_H
#define REPORT_PRINTABLE_H

#include <stdbool.h>
#include <stdint.h>

/* False for what a terminal obeys instead of showing it (control characters, also those of the
 * range from U+0080, which some terminals take for escape sequences), and for what changes the
 * look of the text around it: line separators, direction marks, characters without a width. */
static inline bool bh_printable(uint32_t cp)
{
    return cp >= 0x20 && !(cp >= 0x7F && cp <= 0x9F) && cp != 0x061C &&
           !(cp >= 0x200B && cp <= 0x200F) && !(cp >= 0x2028 && cp <= 0x202E) &&
           !(cp >= 0x2060 && cp <= 0x206F) && cp != 0xFEFF;
}

#endif
