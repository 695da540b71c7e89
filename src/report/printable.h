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

/* What the log of a CI job obeys instead of showing it, as it goes by character by character: a line that begins with "::",
 * white space before it or not, and "##[" anywhere in a line (the runner of GitHub Actions and its kin). A name in a manifest
 * is not to give commands to the machine that judges it. */
struct bh_command_watch {             /* zeroed at the begin of a line */
    unsigned char n_colons, n_hashes; /* that the line begins with; that stand before this place */
    bool is_inside;                   /* something else stood on the line */
};

/* Takes the next character of the line. True when it would make a command of what stands there: then it is to be written as
 * an escape. */
static inline bool bh_command_watch_take(struct bh_command_watch *watch, uint32_t cp)
{
    bool is_blank = cp == ' ' || cp == 0xA0 || cp == 0x1680 || (cp >= 0x2000 && cp <= 0x200A) ||
                    cp == 0x202F || cp == 0x205F || cp == 0x3000;
    bool is_command = (cp == '[' && watch->n_hashes >= 2) ||
                      (cp == ':' && !watch->is_inside && watch->n_colons == 1);

    watch->n_hashes = cp != '#' ? 0 : watch->n_hashes < 2 ? watch->n_hashes + 1 : 2;
    if (cp == ':' && !watch->is_inside && watch->n_colons == 0) {
        watch->n_colons = 1;
    } else if (!is_blank || watch->n_colons > 0) {
        watch->is_inside = true;
    }
    return is_command;
}

#endif
