/* What the parts of the YAML composer share; nobody else includes it. yaml.c makes nodes of libyaml's events, yaml_input.c
 * checks what libyaml is given and words what it complains about, yaml_anchor.c knows anchors, aliases and merge keys. */
#ifndef KUBE_YAML_PARTS_H
#define KUBE_YAML_PARTS_H

#include <assert.h>
#include <stdbool.h>
#include <yaml.h>

#include "base/limits.h"
#include "base/map.h"
#include "kube/yaml.h"

#define BH_YAML_NONE UINT32_MAX /* no node */
static_assert(BH_MAX_NODES < BH_YAML_NONE, "node indexes stay below the mark");

struct bh_yaml_anchor {
    struct bh_node
        *kept; /* in the reader's arena; NULL while the nodes still stand where they were read */
    uint32_t start;               /* index of the first node, while not kept */
    bool is_open;                 /* its collection has not ended */
    bool is_float;                /* a number with BH_YAML_FLOAT */
    struct bh_yaml_anchor *older; /* the one before, of those that are not kept */
};

struct bh_yaml_frame { /* an open collection */
    uint32_t start;    /* index of its node */
    uint32_t n;        /* pairs or elements that are complete */
    uint32_t key;      /* mapping: index of the key that waits for its value, or BH_YAML_NONE */
    uint32_t ranges;   /* mapping: number of merged ranges when it began */
    bool is_mapping, is_flow;
    bool is_merging;               /* mapping: the value of a merge key comes next */
    bool is_items;                 /* the root's "items", whose elements are given one by one */
    struct bh_yaml_anchor *anchor; /* its own, to be closed at its end; or NULL */
};

struct bh_yaml_range { /* nodes that one merged mapping put into the mapping that is open */
    uint32_t start, end;
};

struct bh_yaml {
    bh_read_fn *read;
    void *ctx;
    uint32_t first_line;
    yaml_parser_t parser;
    bool is_over;      /* nothing more to give */
    bool has_document; /* its start was seen */
    bool is_list;      /* the root's items are being given, or were */
    bool is_in_items;  /* between two of them */
    int read_rc;       /* failure of 'read', or of a bound on what was read */
    struct bh_err read_err;
    uint64_t n_bytes;      /* read so far */
    uint64_t piece_start;  /* bytes that were read when this piece began */
    unsigned n_directives; /* lines that begin with '%' before the document */
    bool is_at_line_start;
    unsigned char last_byte; /* of what was read */
    unsigned n_mark_bytes;   /* of a byte order mark at the beginning of a line */

    struct bh_yaml_frame *frames;
    uint32_t n_frames, frames_room;
    struct bh_yaml_range *ranges;
    uint32_t n_ranges, ranges_room;

    struct bh_nodes *nodes; /* where nodes go: the caller's, or 'rest' */
    struct bh_arena *text;  /* where text goes: the caller's, or 'arena' */
    bool is_complete;       /* the value that began the piece has ended */

    struct bh_nodes rest; /* the root of a List, without its items */
    struct bh_arena arena;
    struct bh_arena scratch;     /* for merging, reset after each use */
    struct bh_map anchors;       /* name to struct bh_yaml_anchor */
    struct bh_yaml_anchor *live; /* those not kept, newest first */
    struct bh_str api_version, kind;
    uint32_t items_line;
    uint32_t root_line, root_column;

    uint64_t n_read;     /* nodes made from events */
    uint64_t n_expanded; /* nodes copied for aliases */
    uint64_t n_merged;   /* nodes touched for merge keys */
};

static inline uint32_t bh_yaml_line(const struct bh_yaml *yaml, size_t line)
{
    uint64_t v = (uint64_t)yaml->first_line + line;
    return v > UINT32_MAX ? UINT32_MAX : (uint32_t)v;
}

static inline uint32_t bh_yaml_column(size_t column)
{
    return column >= UINT32_MAX ? UINT32_MAX : (uint32_t)column + 1;
}

/* Raises an error at a mark. */
#define BH_YAML_FAIL_AT(yaml, err, kind, mark, ...)                                             \
    bh_fail_at((err), (kind), bh_yaml_line((yaml), (mark).line), bh_yaml_column((mark).column), \
               __VA_ARGS__)

/* Gives an error that has no place yet the place of a mark. */
static inline int bh_yaml_place_error(const struct bh_yaml *yaml, struct bh_err *err,
                                      yaml_mark_t mark, int rc)
{
    if (rc != 0 && err->line == 0) {
        err->line = bh_yaml_line(yaml, mark.line);
        err->column = bh_yaml_column(mark.column);
    }
    return rc;
}

/* ---- yaml_input.c ---- */

/* libyaml's read handler; 'ctx' is the reader. 1, or 0 with the failure in read_rc and read_err. */
int bh_yaml_on_read(void *ctx, unsigned char *buffer, size_t size, size_t *out_n) BH_MUST_CHECK;

/* What libyaml, or the reading for it, just failed with. */
int bh_yaml_fail_parser(struct bh_yaml *yaml, struct bh_err *err);

/* ---- yaml_anchor.c ---- */

/* Copies the text of 'n' nodes into the reader's own arena, in place. */
int bh_yaml_own_text(struct bh_yaml *yaml, struct bh_node *nodes, uint32_t n, struct bh_err *err)
    BH_MUST_CHECK;

/* Copies every anchored value from node 'start' on into the reader's arena; inner ones share the copy of
 * the value around them. */
int bh_yaml_keep_anchors(struct bh_yaml *yaml, uint32_t start, struct bh_err *err) BH_MUST_CHECK;

int bh_yaml_fail_merge(struct bh_yaml *yaml, yaml_mark_t mark, struct bh_err *err);

/* Notes that a merged mapping's pairs stand in the nodes from 'start' to 'end'. */
int bh_yaml_add_range(struct bh_yaml *yaml, uint32_t start, uint32_t end, struct bh_err *err)
    BH_MUST_CHECK;

/* The value of a merge key, one mapping or a list of them, stands at the end of the nodes: leaves only
 * the pairs, those of the last mapping first, because what is written later wins. */
int bh_yaml_spread_merge(struct bh_yaml *yaml, struct bh_yaml_frame *frame, uint32_t start,
                         yaml_mark_t mark, struct bh_err *err) BH_MUST_CHECK;

/* A mapping with merge keys ends: of each key stays what the last writer wrote, where the mapping's own
 * pairs are one writer and each merged mapping is one; what one writer wrote twice stays twice. */
int bh_yaml_settle_merges(struct bh_yaml *yaml, struct bh_yaml_frame *frame, yaml_mark_t mark,
                          struct bh_err *err) BH_MUST_CHECK;

/* A new anchor for the value at node 'start', which replaces an older one of that name. */
int bh_yaml_add_anchor(struct bh_yaml *yaml, const yaml_char_t *name, uint32_t start, bool is_open,
                       bool is_float, struct bh_yaml_anchor **out, struct bh_err *err)
    BH_MUST_CHECK;

/* The anchor that an alias names; -INPUT when there is none, or it is still open. */
int bh_yaml_find_anchor(struct bh_yaml *yaml, const yaml_event_t *event,
                        struct bh_yaml_anchor **out, struct bh_err *err) BH_MUST_CHECK;

/* Appends the anchored nodes from 'skip_first' on. */
int bh_yaml_copy_anchored(struct bh_yaml *yaml, const struct bh_yaml_anchor *anchor,
                          uint32_t skip_first, yaml_mark_t mark, struct bh_err *err) BH_MUST_CHECK;

#endif
