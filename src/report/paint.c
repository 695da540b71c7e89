/* Wrapped, escaped and coloured text, called by the writers of text reports. Colour is never
 * filtered out afterwards: without has_color none is made. Leaves out the exact width of every
 * script: wide East Asian characters count two columns, everything else one. */
#include "report/paint.h"

#include "report/printable.h"

enum { DEFAULT_WIDTH = 80, MIN_WIDTH = 40, MAX_WIDTH = 120 };

static const char *const sgr[BH_N_PAINT_STYLES] = {
    [BH_PAINT_PLAIN] = "",        [BH_PAINT_BOLD] = "\x1b[1m",  [BH_PAINT_DIM] = "\x1b[2m",
    [BH_PAINT_GOOD] = "\x1b[32m", [BH_PAINT_POOR] = "\x1b[33m", [BH_PAINT_BAD] = "\x1b[31m",
};

/* One character as it is shown. */
struct cell {
    size_t n_in; /* bytes of the text that it stands for */
    unsigned columns;
    char bytes[16]; /* up to 4 bytes, each as itself or as \xNN */
    size_t n;
};

static bool is_wide(uint32_t cp)
{
    return (cp >= 0x1100 && cp <= 0x115F) || (cp >= 0x2E80 && cp <= 0xA4CF) ||
           (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0xF900 && cp <= 0xFAFF) ||
           (cp >= 0xFE30 && cp <= 0xFE6F) || (cp >= 0xFF00 && cp <= 0xFF60) ||
           (cp >= 0xFFE0 && cp <= 0xFFE6) || (cp >= 0x1F300 && cp <= 0x1FAFF) ||
           (cp >= 0x20000 && cp <= 0x3FFFD);
}

/* The first 'n' bytes of 's', each as \xNN; returns the length. */
static size_t escape(struct bh_str s, size_t n, char out[16])
{
    static const char hex[] = "0123456789abcdef";
    size_t at = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        out[at++] = '\\';
        out[at++] = 'x';
        out[at++] = hex[c >> 4];
        out[at++] = hex[c & 15];
    }
    return at;
}

static struct cell cell_at(struct bh_str s)
{
    size_t n = bh_utf8_len(s);
    struct cell cell = { .n_in = n == 0 ? 1 : n };

    if (n > 0) {
        uint32_t cp = bh_utf8_decode(s.p, n);
        if (bh_printable(cp)) {
            cell.columns = is_wide(cp) ? 2 : 1;
            memcpy(cell.bytes, s.p, n);
            cell.n = n;
            return cell;
        }
    }
    cell.n = escape(s, cell.n_in, cell.bytes);
    cell.columns = (unsigned)cell.n;
    return cell;
}

/* How many bytes at the beginning are printable ASCII, a column each: almost all text is. */
static size_t plain_run(struct bh_str s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] >= 0x20 && s.p[n] < 0x7F) {
        n++;
    }
    return n;
}

unsigned bh_paint_width(struct bh_str text)
{
    unsigned columns = 0;

    for (;;) {
        size_t plain = plain_run(text);
        columns += (unsigned)plain;
        text = bh_str_from(text, plain);
        if (text.n == 0) {
            break;
        }
        struct cell cell = cell_at(text);
        columns += cell.columns;
        text = bh_str_from(text, cell.n_in);
    }
    return columns;
}

void bh_paint_init(struct bh_paint *paint, struct bh_buf *out, bool has_color, unsigned width)
{
    *paint = (struct bh_paint){ .out = out, .has_color = has_color };
    paint->width = width == 0          ? DEFAULT_WIDTH
                   : width < MIN_WIDTH ? MIN_WIDTH
                   : width > MAX_WIDTH ? MAX_WIDTH
                                       : width;
}

static void spaces(struct bh_paint *paint, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        bool is_command = bh_command_watch_take(&paint->seen, ' ');
        BH_BUG_ON(is_command);
        bh_buf_add_byte(paint->out, ' ');
    }
    paint->column += n;
}

static void switch_style(struct bh_paint *paint, enum bh_paint_style style)
{
    if (!paint->has_color || paint->style == style) {
        return;
    }
    if (paint->style != BH_PAINT_PLAIN) {
        bh_buf_add_c(paint->out, "\x1b[0m");
    }
    bh_buf_add_c(paint->out, sgr[style]);
    paint->style = style;
}

/* Everything of 's' on this line, escaped and in its colour, which stays on for words of the
 * same. */
static void emit(struct bh_paint *paint, enum bh_paint_style style, struct bh_str s)
{
    if (s.n == 0) {
        return;
    }
    if (paint->style != style) {
        switch_style(paint, BH_PAINT_PLAIN);
    }
    spaces(paint, paint->column == 0 ? paint->indent : paint->gap);
    paint->gap = 0;
    switch_style(paint, style);
    while (s.n > 0) {
        size_t plain = plain_run(s), n = 0;
        while (n < plain && !bh_command_watch_take(&paint->seen, (unsigned char)s.p[n])) {
            n++;
        }
        bh_buf_add(paint->out, bh_str(s.p, n));
        paint->column += (unsigned)n;
        s = bh_str_from(s, n);
        if (s.n == 0) {
            break;
        }
        struct cell cell = cell_at(s);
        uint32_t cp = cell.n == cell.n_in ? bh_utf8_decode(cell.bytes, cell.n) : '\\';
        if (n < plain || bh_command_watch_take(&paint->seen, cp)) {
            cell.n = escape(s, cell.n_in, cell.bytes);
            cell.columns = (unsigned)cell.n;
        }
        bh_buf_add(paint->out, bh_str(cell.bytes, cell.n));
        paint->column += cell.columns;
        s = bh_str_from(s, cell.n_in);
    }
}

/* Bytes of 'word' that go on a line with 'room' columns; at least one character. */
static size_t breaks_at(struct bh_str word, unsigned room)
{
    size_t at = 0, nice = 0;
    unsigned columns = 0;

    while (at < word.n) {
        struct cell cell = cell_at(bh_str_from(word, at));
        if (at > 0 && (word.p[at] == '.' || word.p[at - 1] == '/' || word.p[at - 1] == ',')) {
            nice = at;
        }
        if (columns + cell.columns > room && at > 0) {
            return nice > 0 ? nice : at;
        }
        columns += cell.columns;
        at += cell.n_in;
    }
    return at;
}

void bh_paint_word(struct bh_paint *paint, enum bh_paint_style style, struct bh_str word)
{
    unsigned columns = bh_paint_width(word);

    unsigned at = paint->column + paint->gap;

    /* A word that no line can hold starts on this one if there is some room left. */
    if (paint->column > 0 && at > paint->indent && at + columns > paint->width &&
        (paint->indent + columns <= paint->width || at + MIN_WIDTH / 2 > paint->width)) {
        bh_paint_line(paint);
    }
    for (;;) {
        unsigned used = paint->column == 0 ? paint->indent : paint->column + paint->gap;
        unsigned room = paint->width > used ? paint->width - used : 1;
        size_t n = columns <= room ? word.n : breaks_at(word, room);
        emit(paint, style, bh_str(word.p, n));
        word = bh_str_from(word, n);
        if (word.n == 0) {
            return;
        }
        columns = bh_paint_width(word);
        bh_paint_line(paint);
    }
}

void bh_paint_words(struct bh_paint *paint, enum bh_paint_style style, struct bh_str words)
{
    while (words.n > 0) {
        size_t n = bh_str_find_byte(words, ' ');
        if (n == 0) {
            paint->gap++;
            n = 1;
        } else {
            bh_paint_word(paint, style, bh_str(words.p, n));
        }
        words = bh_str_from(words, n);
    }
}

void bh_paint_whole(struct bh_paint *paint, enum bh_paint_style style, struct bh_str text)
{
    emit(paint, style, text);
}

void bh_paint_gap(struct bh_paint *paint, unsigned n)
{
    paint->gap = n;
}

void bh_paint_to(struct bh_paint *paint, unsigned column)
{
    paint->gap = paint->column < column ? column - paint->column : 1;
}

void bh_paint_line(struct bh_paint *paint)
{
    switch_style(paint, BH_PAINT_PLAIN); /* pagers take each line for itself */
    bh_buf_add_byte(paint->out, '\n');
    paint->column = 0;
    paint->gap = 0;
    paint->seen = (struct bh_command_watch){ 0 };
}
