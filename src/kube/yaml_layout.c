/* Writes new fields the way a person would who looks at the lines around them. Called by yaml_edit.c.
 *
 * Block style: a field goes behind the last line of its mapping's content, before comments that stand there, or
 * above the field that it is to precede and the comments right above that; it stands in the column of its
 * siblings, and what it holds one step further in, as its siblings have it. Flow style: behind the last pair, on
 * a line of its own if that pair has one. JSON is flow style with quotes. Line breaks are those of the text. */
#include "kube/yaml_layout.h"

#include "base/buf.h"

static const struct bh_text_node *node_at(const struct bh_layout *w, uint32_t index)
{
    return &w->tree->v[index];
}

static uint32_t value_of(const struct bh_layout *w, uint32_t key)
{
    return key + node_at(w, key)->skip;
}

/* The last element of a list, or the last key of a mapping; there is one. */
static uint32_t last_child(const struct bh_layout *w, uint32_t index)
{
    const struct bh_text_node *node = node_at(w, index);
    uint32_t at = index + 1;

    for (uint32_t i = 1; i < node->n; i++) {
        at += node_at(w, at)->skip;
        if (node->kind == BH_TEXT_MAPPING) {
            at += node_at(w, at)->skip;
        }
    }
    return at;
}

/* ---- edits -------------------------------------------------------------------------------------- */

static void add_edit(struct bh_layout *w, size_t at, size_t n_removed, struct bh_str text)
{
    struct bh_edits *edits = w->edits;

    if (edits->n == edits->room) {
        uint32_t room = edits->room == 0 ? 16 : edits->room * 2;
        struct bh_edit *v = bh_new(w->arena, struct bh_edit, room);
        if (v == NULL) {
            w->is_out_of_memory = true;
            return;
        }
        if (edits->n > 0) {
            memcpy(v, edits->v, edits->n * sizeof(*v));
        }
        edits->v = v;
        edits->room = room;
    }
    edits->v[edits->n++] =
        (struct bh_edit){ .at = w->base + at, .n_removed = n_removed, .text = text };
}

/* Takes over what was written. */
static void add_written(struct bh_layout *w, size_t at, size_t n_removed, struct bh_buf *written)
{
    struct bh_str text;
    struct bh_err ignored;

    if (written->is_broken || bh_arena_copy(w->arena, bh_buf_str(written), &text, &ignored) != 0) {
        w->is_out_of_memory = true;
    } else {
        add_edit(w, at, n_removed, text);
    }
    bh_buf_done(written);
}

/* ---- lines -------------------------------------------------------------------------------------- */

static size_t line_start(struct bh_str text, size_t at)
{
    while (at > 0) {
        size_t back = at >= 3 && bh_text_break(text, at - 3) == 3   ? 3
                      : at >= 2 && bh_text_break(text, at - 2) == 2 ? 2
                      : bh_text_break(text, at - 1) == 1            ? 1
                                                                    : 0;
        if (back > 0) {
            return at;
        }
        at--;
    }
    return 0;
}

static size_t line_end(struct bh_str text, size_t at)
{
    while (at < text.n && bh_text_break(text, at) == 0) {
        at++;
    }
    return at;
}

static size_t pass_blanks(struct bh_str text, size_t at)
{
    while (at < text.n && (text.p[at] == ' ' || text.p[at] == '\t')) {
        at++;
    }
    return at;
}

/* Blanks at the beginning of the line that 'at' stands on. */
static struct bh_str prefix_of(struct bh_str text, size_t at)
{
    size_t start = line_start(text, at);

    return bh_str(text.p + start, pass_blanks(text, start) - start);
}

/* Whether only blanks stand before 'at' on its line. */
static bool begins_line(struct bh_str text, size_t at)
{
    size_t start = line_start(text, at);

    return pass_blanks(text, start) >= at;
}

/* The line break that the text uses around 'at'. */
static struct bh_str break_near(struct bh_str text, size_t at)
{
    size_t end = line_end(text, at);

    if (end == text.n) { /* the last line has none: take the one before it, if there is one */
        size_t start = line_start(text, at);
        end = start > 0 ? start - 1 : text.n;
        end -= end > 0 && end < text.n && bh_text_break(text, end - 1) == 2 ? 1 : 0;
    }
    size_t n = end < text.n ? bh_text_break(text, end) : 0;
    return n == 0 || (unsigned char)text.p[end] >= 0x80 ? BH_S("\n") : bh_str(text.p + end, n);
}

static void add_spaces(struct bh_buf *out, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        bh_buf_add_byte(out, ' ');
    }
}

/* ---- groups of changes -------------------------------------------------------------------------- */

static uint32_t group_end(const struct bh_layout *w, uint32_t first, uint32_t end, unsigned depth)
{
    uint32_t at = first + 1;

    while (at < end && w->paths[at].n > depth &&
           bh_str_eq(w->paths[at].v[depth].name, w->paths[first].v[depth].name)) {
        at++;
    }
    return at;
}

static bool is_last_step(const struct bh_layout *w, uint32_t change, unsigned depth)
{
    return w->paths[change].n == depth + 1;
}

/* ---- block style -------------------------------------------------------------------------------- */

static void add_word(struct bh_buf *out, const struct bh_change *change, bool is_quoted)
{
    if (change->is_element) {
        bh_buf_add_byte(out, '[');
    }
    if (change->is_element || (is_quoted && change->is_string)) {
        bh_buf_add_byte(out, '"');
        bh_buf_add(out, change->value);
        bh_buf_add_byte(out, '"');
    } else {
        bh_buf_add(out, change->value);
    }
    if (change->is_element) {
        bh_buf_add_byte(out, ']');
    }
}

/* The new fields as lines, parted by 'br'; the first one in column 'column' and without a break before it. */
static void write_block(const struct bh_layout *w, struct bh_buf *out, uint32_t first, uint32_t end,
                        unsigned depth, uint32_t column, uint32_t step, struct bh_str br)
{
    for (uint32_t i = first; i < end;) {
        uint32_t next = group_end(w, i, end, depth);
        if (i > first) {
            bh_buf_add(out, br);
        }
        add_spaces(out, column);
        bh_buf_add(out, w->paths[i].v[depth].name);
        bh_buf_add_c(out, ":");
        if (is_last_step(w, i, depth)) {
            bh_buf_add_byte(out, ' ');
            add_word(out, w->changes[i], false);
        } else {
            bh_buf_add(out, br);
            write_block(w, out, i, next, depth + 1, column + step, step, br);
        }
        i = next;
    }
}

static uint32_t column_of(const struct bh_layout *w, uint32_t mapping)
{
    return node_at(w, mapping + 1)->column;
}

/* How much further in a block mapping stands than the one that holds it; 0 = says nothing. */
static uint32_t step_inside(const struct bh_layout *w, uint32_t mapping)
{
    const struct bh_text_node *node = node_at(w, mapping);
    uint32_t key = mapping + 1;

    for (uint32_t i = 0; i < node->n; i++) {
        uint32_t value = value_of(w, key);
        const struct bh_text_node *inner = node_at(w, value);
        if (inner->kind == BH_TEXT_MAPPING && !inner->is_flow && inner->n > 0) {
            uint32_t inside = column_of(w, value), outside = node_at(w, key)->column;
            if (inside > outside && inside - outside <= 8) {
                return inside - outside;
            }
        }
        key = value + inner->skip;
    }
    return 0;
}

/* The step of the mapping's own fields, else of the nearest mapping around it, else 2. */
static uint32_t step_of(const struct bh_layout *w, uint32_t mapping)
{
    for (uint32_t at = mapping;; at = node_at(w, at)->parent) {
        const struct bh_text_node *node = node_at(w, at);
        uint32_t step = node->kind == BH_TEXT_MAPPING && !node->is_flow ? step_inside(w, at) : 0;
        if (step > 0) {
            return step;
        }
        if (node->parent == at) {
            return 2;
        }
    }
}

/* Puts lines behind the line on which 'at' stands, of which only a comment may be left. */
static const char *add_below(struct bh_layout *w, size_t at, struct bh_buf *lines)
{
    struct bh_str text = w->tree->text, br = break_near(text, at);
    struct bh_buf out = { 0 };

    if (at > 0 && at <= text.n && line_start(text, at) == at) {
        /* a block scalar that keeps the lines behind it ends at a line's beginning */
    } else {
        size_t end = line_end(text, at), rest = pass_blanks(text, at);
        if (rest < end && (text.p[rest] != '#' || rest == at)) {
            bh_buf_done(lines);
            return "more text stands on the line behind which it belongs";
        }
        if (end == text.n) {
            bh_buf_add(&out, br);
            bh_buf_add(&out, bh_buf_str(lines));
            out.is_broken |= lines->is_broken;
            bh_buf_done(lines);
            add_written(w, end, 0, &out);
            return NULL;
        }
        at = end + bh_text_break(text, end);
    }
    bh_buf_add(lines, br);
    add_written(w, at, 0, lines);
    return NULL;
}

/* The key of the last pair in front of node 'bound', which lies in the mapping or ends it. */
static uint32_t key_in_front(const struct bh_layout *w, uint32_t mapping, uint32_t bound)
{
    uint32_t key = mapping + 1;

    for (;;) {
        uint32_t next = value_of(w, key) + node_at(w, value_of(w, key))->skip;
        if (next >= bound) {
            return key;
        }
        key = next;
    }
}

/* Where a line goes that is to precede 'key': above it and the comments right above it. */
static bool place_above(const struct bh_layout *w, uint32_t mapping, uint32_t key, size_t *out)
{
    struct bh_str text = w->tree->text;
    size_t start = node_at(w, key)->start, at = line_start(text, start), bound = 0;
    struct bh_str prefix = prefix_of(text, start);

    if (!begins_line(text, start)) {
        return false;
    }
    if (key > mapping + 1) { /* behind the pair before */
        uint32_t before = key_in_front(w, mapping, key);
        bound = node_at(w, value_of(w, before))->end;
    } else if (mapping > 0) {
        bound = node_at(w, mapping - 1)->end;
    }
    if (at <= bound && at > 0) {
        return false;
    }
    while (at > bound && at > 0) {
        size_t above = line_start(text, at - 1);
        struct bh_str before = prefix_of(text, above);
        if (above <= bound || before.n != prefix.n || above + before.n >= text.n ||
            text.p[above + before.n] != '#') {
            break;
        }
        at = above;
    }
    *out = at;
    return true;
}

static uint32_t key_before(const struct bh_layout *w, uint32_t mapping, const char *const *before)
{
    uint32_t found = BH_TEXT_NONE;

    for (size_t i = 0; before != NULL && before[i] != NULL; i++) {
        uint32_t key = bh_text_tree_key(w->tree, mapping, bh_str_c(before[i]));
        found = key < found ? key : found; /* the first of them in the text */
    }
    return found;
}

/* Whether the mapping ends with a block scalar on whose last line the text ends: lines below it would give the scalar
 * a line break that it has not. */
static bool ends_in_open_block(const struct bh_layout *w, uint32_t mapping)
{
    const struct bh_text_node *last = node_at(w, mapping + node_at(w, mapping)->skip - 1);
    struct bh_str text = w->tree->text;

    return last->kind == BH_TEXT_SCALAR && !last->is_plain && last->start < last->end &&
           text.p[last->start] != '"' && text.p[last->start] != '\'' &&
           line_end(text, last->end) == text.n && line_start(text, text.n) < text.n;
}

static const char *add_block(struct bh_layout *w, uint32_t mapping, uint32_t first, uint32_t end,
                             unsigned depth)
{
    struct bh_str text = w->tree->text;
    uint32_t key = key_before(w, mapping, w->changes[first]->before);
    uint32_t column = column_of(w, mapping);
    size_t at = node_at(w, mapping + 1)->start;
    struct bh_buf lines = { 0 };

    while (at > 0 && text.p[at - 1] == ' ') {
        at--;
    }
    if (at > 0 && text.p[at - 1] == '?') {
        return "its mapping has '? ' keys";
    }
    bool is_open = ends_in_open_block(w, mapping);
    if (key == BH_TEXT_NONE && is_open) {
        key = key_in_front(w, mapping, mapping + node_at(w, mapping)->skip);
    }
    bool is_above = key != BH_TEXT_NONE && place_above(w, mapping, key, &at);
    if (!is_above && is_open) {
        return "the text ends in a block of text without a line break";
    }
    if (!is_above) {
        at = node_at(w, mapping)->end;
    }
    write_block(w, &lines, first, end, depth, column, step_of(w, mapping), break_near(text, at));
    if (is_above) {
        bh_buf_add(&lines, break_near(text, at));
        add_written(w, at, 0, &lines);
        return NULL;
    }
    return add_below(w, at, &lines);
}

/* ---- flow style --------------------------------------------------------------------------------- */

struct flow {
    bool is_quoted; /* keys stand in quotes */
    bool is_lines;  /* each pair has a line of its own */
    const char *colon, *comma, *pad;
    struct bh_str prefix, unit, br; /* of the lines */
};

static struct bh_str between(const struct bh_layout *w, size_t from, size_t to)
{
    return from < to ? bh_str(w->tree->text.p + from, to - from) : BH_S("");
}

/* Whether the last child of a collection has a line of its own. */
static bool has_own_line(const struct bh_layout *w, uint32_t collection, uint32_t child)
{
    struct bh_str text = w->tree->text;
    size_t start = node_at(w, child)->start;

    return begins_line(text, start) && line_start(text, start) > node_at(w, collection)->start;
}

static struct flow style_of(const struct bh_layout *w, uint32_t collection)
{
    struct bh_str text = w->tree->text;
    const struct bh_text_node *node = node_at(w, collection);
    struct flow flow = { .is_quoted = w->tree->is_json, .colon = ": ", .comma = ", ", .pad = "" };
    uint32_t mapping = collection;

    while (node_at(w, mapping)->parent != mapping && /* a list says nothing of colons */
           (node_at(w, mapping)->kind != BH_TEXT_MAPPING || node_at(w, mapping)->n == 0)) {
        mapping = node_at(w, mapping)->parent;
    }
    if (node_at(w, mapping)->is_flow && node_at(w, mapping)->n > 0) {
        uint32_t key = mapping + 1, value = value_of(w, key);
        flow.is_quoted |= text.p[node_at(w, key)->start] == '"';
        if (flow.is_quoted &&
            bh_str_eq(between(w, node_at(w, key)->end, node_at(w, value)->start), BH_S(":"))) {
            flow.colon = ":";
            flow.comma = ",";
        }
        uint32_t second = value + node_at(w, value)->skip;
        if (node_at(w, mapping)->n > 1) {
            struct bh_str gap = between(w, node_at(w, value)->end, node_at(w, second)->start);
            flow.comma = bh_str_eq(gap, BH_S(","))    ? ","
                         : bh_str_eq(gap, BH_S(", ")) ? ", "
                                                      : flow.comma;
        }
    }
    if (node->n > 0) {
        uint32_t child = last_child(w, collection);
        size_t start = node_at(w, child)->start;
        flow.is_lines = has_own_line(w, collection, child);
        flow.pad = !node->has_properties && node->is_flow &&
                           pass_blanks(text, node->start + 1) > node->start + 1 && !flow.is_lines
                       ? " "
                       : "";
        flow.prefix = prefix_of(text, start);
        struct bh_str outer = prefix_of(text, node->start);
        bool is_inside = flow.prefix.n > outer.n && bh_str_starts(flow.prefix, outer);
        flow.unit = is_inside ? bh_str_from(flow.prefix, outer.n) : BH_S("  ");
    }
    flow.br = break_near(text, node->start);
    return flow;
}

static void new_line(const struct flow *flow, struct bh_buf *out, unsigned level)
{
    bh_buf_add(out, flow->br);
    bh_buf_add(out, flow->prefix);
    for (unsigned i = 0; i < level; i++) {
        bh_buf_add(out, flow->unit);
    }
}

static void write_pairs(const struct bh_layout *w, const struct flow *flow, struct bh_buf *out,
                        uint32_t first, uint32_t end, unsigned depth, unsigned level);

/* The mapping of new fields, with its brackets. */
static void write_flow(const struct bh_layout *w, const struct flow *flow, struct bh_buf *out,
                       uint32_t first, uint32_t end, unsigned depth, unsigned level)
{
    bh_buf_add_byte(out, '{');
    if (flow->is_lines) {
        new_line(flow, out, level + 1);
    } else {
        bh_buf_add_c(out, flow->pad);
    }
    write_pairs(w, flow, out, first, end, depth, level + 1);
    if (flow->is_lines) {
        new_line(flow, out, level);
    } else {
        bh_buf_add_c(out, flow->pad);
    }
    bh_buf_add_byte(out, '}');
}

static void write_pairs(const struct bh_layout *w, const struct flow *flow, struct bh_buf *out,
                        uint32_t first, uint32_t end, unsigned depth, unsigned level)
{
    const char *quote = flow->is_quoted ? "\"" : "";

    for (uint32_t i = first; i < end;) {
        uint32_t next = group_end(w, i, end, depth);
        if (i > first && flow->is_lines) {
            bh_buf_add_byte(out, ',');
            new_line(flow, out, level);
        } else if (i > first) {
            bh_buf_add_c(out, flow->comma);
        }
        bh_buf_add_c(out, quote);
        bh_buf_add(out, w->paths[i].v[depth].name);
        bh_buf_add_c(out, quote);
        bh_buf_add_c(out, flow->colon);
        if (!is_last_step(w, i, depth)) {
            write_flow(w, flow, out, i, next, depth + 1, level);
        } else if (flow->is_lines && w->tree->is_json && w->changes[i]->is_element) {
            bh_buf_add_byte(out, '[');
            new_line(flow, out, level + 1);
            bh_buf_addf(out, "\"" BH_FMT "\"", BH_ARG(w->changes[i]->value));
            new_line(flow, out, level);
            bh_buf_add_byte(out, ']');
        } else {
            add_word(out, w->changes[i], flow->is_quoted);
        }
        i = next;
    }
}

/* Puts one more child behind the last one of a flow collection that has some. */
static void add_behind(struct bh_layout *w, uint32_t collection, const struct flow *flow,
                       struct bh_buf *item)
{
    struct bh_str text = w->tree->text;
    uint32_t child = last_child(w, collection);
    bool is_mapping = node_at(w, collection)->kind == BH_TEXT_MAPPING;
    size_t at = node_at(w, is_mapping ? value_of(w, child) : child)->end;
    size_t end = line_end(text, at), rest = pass_blanks(text, at);
    struct bh_buf out = { 0 };

    bool has_comma = rest < end && text.p[rest] == ',';
    if (has_comma) {
        rest = pass_blanks(text, rest + 1);
    }
    if (!flow->is_lines || end == text.n ||
        (rest < end && (text.p[rest] != '#' || w->tree->is_json))) {
        bh_buf_add_c(&out, flow->comma);
        bh_buf_add(&out, bh_buf_str(item));
    } else {
        if (!has_comma) { /* a comment may stand between the comma and the new line */
            add_edit(w, at, 0, BH_S(","));
        }
        new_line(flow, &out, 0);
        bh_buf_add(&out, bh_buf_str(item));
        bh_buf_add_c(&out, has_comma ? "," : "");
        at = end;
    }
    out.is_broken |= item->is_broken;
    bh_buf_done(item);
    add_written(w, at, 0, &out);
}

static const char *add_flow(struct bh_layout *w, uint32_t mapping, uint32_t first, uint32_t end,
                            unsigned depth)
{
    struct flow flow = style_of(w, mapping);
    uint32_t key = key_before(w, mapping, w->changes[first]->before);
    struct bh_buf item = { 0 };

    write_pairs(w, &flow, &item, first, end, depth, 0);
    if (key == BH_TEXT_NONE) {
        add_behind(w, mapping, &flow, &item);
        return NULL;
    }
    if (flow.is_lines && has_own_line(w, mapping, key)) {
        bh_buf_add_byte(&item, ',');
        new_line(&flow, &item, 0);
    } else {
        bh_buf_add_c(&item, flow.comma);
    }
    add_written(w, node_at(w, key)->start, 0, &item);
    return NULL;
}

/* ---- entries ------------------------------------------------------------------------------------ */

const char *bh_layout_add(struct bh_layout *w, uint32_t mapping, uint32_t first, uint32_t end,
                          unsigned depth)
{
    return node_at(w, mapping)->is_flow ? add_flow(w, mapping, first, end, depth)
                                        : add_block(w, mapping, first, end, depth);
}

/* Behind the colon of a key; 0 when it does not follow on the line. */
static size_t colon_end(const struct bh_layout *w, uint32_t key)
{
    struct bh_str text = w->tree->text;
    size_t at = pass_blanks(text, node_at(w, key)->end);

    return at < text.n && text.p[at] == ':' ? at + 1 : 0;
}

/* Puts text where a value stands, or where none does. */
static const char *replace(struct bh_layout *w, uint32_t mapping, uint32_t key,
                           struct bh_buf *value)
{
    const struct bh_text_node *old = node_at(w, value_of(w, key));
    size_t colon = colon_end(w, key);
    struct bh_buf out = { 0 };

    if (old->start < old->end) {
        add_written(w, old->start, old->end - old->start, value);
        return NULL;
    }
    if (colon == 0 && !node_at(w, mapping)->is_flow) {
        bh_buf_done(value);
        return "its key and its value stand on different lines";
    }
    bh_buf_add_c(&out, colon > 0 ? " " : ": ");
    bh_buf_add(&out, bh_buf_str(value));
    out.is_broken |= value->is_broken;
    bh_buf_done(value);
    add_written(w, colon > 0 ? colon : node_at(w, key)->end, 0, &out);
    return NULL;
}

const char *bh_layout_fill(struct bh_layout *w, uint32_t mapping, uint32_t key, uint32_t first,
                           uint32_t end, unsigned depth)
{
    struct bh_str text = w->tree->text;
    const struct bh_text_node *value = node_at(w, value_of(w, key));
    size_t colon = colon_end(w, key);
    struct bh_buf out = { 0 };

    if (value->kind == BH_TEXT_MAPPING &&
        pass_blanks(text, value->start + 1) + 1 != value->end) { /* lines or comments inside */
        return "the empty mapping that should hold it takes several lines";
    }
    bool is_same_line =
        colon > 0 && colon <= value->start && pass_blanks(text, colon) >= value->start;
    if (node_at(w, mapping)->is_flow || !is_same_line) {
        struct flow flow = style_of(w, mapping);
        if (!node_at(w, mapping)->is_flow) {
            flow.is_lines = false;
        }
        write_flow(w, &flow, &out, first, end, depth, 0);
        return replace(w, mapping, key, &out);
    }
    uint32_t step = step_of(w, mapping);
    write_block(w, &out, first, end, depth, node_at(w, key)->column + step, step,
                break_near(text, value->end));
    uint32_t n_before = w->edits->n;
    if (value->end > colon) {
        add_edit(w, colon, value->end - colon, BH_S(""));
    }
    const char *problem = add_below(w, value->end, &out);
    if (problem != NULL) {
        w->edits->n = n_before;
    }
    return problem;
}

const char *bh_layout_put(struct bh_layout *w, uint32_t mapping, uint32_t key,
                          const struct bh_change *change)
{
    struct bh_buf out = { 0 };

    add_word(&out, change, style_of(w, mapping).is_quoted);
    return replace(w, mapping, key, &out);
}

/* Writes a new element with the quotes of its neighbour. */
static void write_element(const struct bh_layout *w, struct bh_buf *out, uint32_t neighbour,
                          const struct bh_change *change)
{
    char c = neighbour == BH_TEXT_NONE ? '"' : w->tree->text.p[node_at(w, neighbour)->start];

    if (c == '"' || c == '\'') {
        bh_buf_add_byte(out, c);
        bh_buf_add(out, change->value);
        bh_buf_add_byte(out, c);
    } else {
        bh_buf_add(out, change->value);
    }
}

const char *bh_layout_append(struct bh_layout *w, uint32_t sequence, const struct bh_change *change)
{
    struct bh_str text = w->tree->text;
    const struct bh_text_node *list = node_at(w, sequence);
    struct bh_buf out = { 0 };

    if (list->n == 0) {
        if (pass_blanks(text, list->start + 1) + 1 != list->end) {
            return "the empty list takes several lines";
        }
        add_word(&out, change, true);
        add_written(w, list->start, list->end - list->start, &out);
        return NULL;
    }
    uint32_t last = last_child(w, sequence);
    const struct bh_text_node *node = node_at(w, last);
    if (node->start >= text.n || node->start == node->end) {
        return "the last element of the list is empty";
    }
    if (list->is_flow) {
        struct flow flow = style_of(w, sequence);
        write_element(w, &out, last, change);
        add_behind(w, sequence, &flow, &out);
        return NULL;
    }
    size_t dash = node->start;
    while (dash > 0 && (text.p[dash - 1] == ' ' || text.p[dash - 1] == '\t')) {
        dash--;
    }
    if (dash == 0 || text.p[dash - 1] != '-' || node->column < node->start - dash + 1) {
        return "the last element of the list does not follow its '-'";
    }
    dash--;
    add_spaces(&out, node->column - (uint32_t)(node->start - dash));
    bh_buf_add(&out, bh_str(text.p + dash, node->start - dash));
    write_element(w, &out, last, change);
    return add_below(w, list->end, &out);
}
