/* What the parts of the stream share; nobody else includes it. stream.c decides what begins where and goes on after errors,
 * stream_json.c and stream_yaml.c take documents of their syntax and the Lists in them apart, stream_list.c hands out
 * objects and knows what a List says of its items. */
#ifndef KUBE_STREAM_PARTS_H
#define KUBE_STREAM_PARTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "kube/stream.h"
#include "kube/window.h"
#include "kube/yaml.h"

enum { BH_STREAM_MAX_NESTS = 16 };

enum bh_stream_state {
    AT_START,   /* between documents */
    IN_LIST,    /* JSON: inside the "items" of a List */
    AFTER_LIST, /* JSON: among the members behind them */
    IN_YAML,
    OVER,
};

/* What an item says it is, while its List has not yet said what it is a List of. */
struct bh_stream_own_kind {
    struct bh_str api_version, kind;
    uint32_t index;
    struct bh_place place; /* of its kind */
};

/* What decides about a List's items. Strings live in the stream's list_arena. */
struct bh_stream_list {
    bool is_first;                   /* no member, or in IN_LIST no element, was taken yet */
    bool is_list;                    /* has "items" that are an array or null */
    bool is_looking_ahead;           /* the kind is being searched behind the items */
    bool has_looked_ahead;           /* apiVersion and kind are known, wherever they stand */
    uint32_t index;                  /* of the next item */
    struct bh_str api_version, kind; /* unset: none so far, or no string */
    struct {
        uint64_t offset; /* where the key stands in the input, plus 1; 0 = not seen */
        uint32_t line;
    } seen[3];                        /* in the order of bh_stream_keys */
    struct bh_err repeated;           /* one of them came twice: an error if this is a List */
    struct bh_stream_own_kind own[2]; /* the first two different kinds that items say they are */
    uint32_t n_own;
};

/* Keys that decide about a List, in the order of 'seen'. */
extern const struct bh_str bh_stream_keys[3];
enum { KEY_API_VERSION, KEY_KIND, KEY_ITEMS, KEY_OTHER };

/* A List among the nodes of the current piece, being taken apart. */
struct bh_stream_nest {
    const struct bh_node *next;
    uint32_t left, index;
    struct bh_str api_version, kind; /* of the List */
};

struct bh_stream {
    struct bh_window w;
    enum bh_syntax syntax;
    enum bh_stream_state state;
    bool is_only_item_lost; /* the last error was in what an item says: the next one can be read */

    bool has_begun;     /* the input's first bytes were looked at */
    bool is_line_start; /* AT_START: 'pos' is the first byte of a line */
    bool is_after_json; /* AT_START: a JSON document ended and no '---' came since */
    bool has_comment;   /* AT_START: the document so far has comments */
    bool saw_template;
    bool has_braces; /* the current YAML document holds "{{" */
    uint32_t n_documents, n_lists, n_empty;

    struct bh_yaml *yaml;
    bool is_yaml_line_start; /* the reader stands at a line that is not the document's first */
    bool has_yaml_ended;     /* the reader stands at the next '---' or the end */
    bool has_yaml_piece;     /* something of the document was taken */
    bool is_second_try;      /* it failed as JSON with json_err */
    bool has_slash;          /* it begins with a slash, as JSON with a comment does */
    struct bh_err json_err;
    uint64_t yaml_offset; /* where the document starts, for reading it again */
    uint32_t yaml_line;
    size_t n_since_piece; /* bytes handed to the YAML reader since the last piece */

    struct bh_stream_list list;
    struct bh_stream_nest nests[BH_STREAM_MAX_NESTS];
    uint32_t n_nests;
    struct bh_doc piece; /* of which the nests are parts */

    struct bh_arena arena, list_arena; /* of the current piece; of the current List */
    struct bh_nodes nodes;
    struct bh_buf source_text; /* of the "# Source:" comment */
    bool has_source, is_source_used;
    struct bh_err late_err; /* found while going on after an error: reported by the next call */
    struct bh_item item;
};

/* What an object says that decides what it is. */
struct bh_stream_head {
    struct bh_str api_version, kind; /* unset: none, or no string, or empty */
    const struct bh_node *items;     /* what makes it a List, or NULL */
};

/* ---- stream_list.c ---- */

/* Of a repeated key the last one counts, but for items: see bh_stream_find_items. */
struct bh_stream_head bh_stream_read_head(const struct bh_node *root);

/* What the items of a List of this kind are, when they do not say so themselves; unset for "List". */
struct bh_str bh_stream_item_kind(struct bh_str list_kind);

/* The text of a string member, or unset. Empty counts as none, as it does upstream. */
struct bh_str bh_stream_string(const struct bh_node *object, struct bh_str key);

/* The first "items" that makes the object a List, or NULL. Not the last: a List is recognised by
 * the first also where its end is not read yet. */
const struct bh_node *bh_stream_find_items(const struct bh_node *object);

int bh_stream_fail_repeated(struct bh_str key, struct bh_place first, struct bh_place second,
                            struct bh_err *err);

/* Refuses a List whose apiVersion, kind or items are given twice. */
int bh_stream_check_repeated(const struct bh_doc *doc, const struct bh_node *object,
                             struct bh_err *err) BH_MUST_CHECK;

/* Fills the item with 'root', a part of the current piece. 'list_kind' and 'list_api_version' are
 * unset for what is in no List. *out stays NULL when it is a List, which is taken apart next. */
int bh_stream_give(struct bh_stream *s, const struct bh_node *root, bool is_list_item,
                   uint32_t index, struct bh_str list_api_version, struct bh_str list_kind,
                   const struct bh_item **out, struct bh_err *err) BH_MUST_CHECK;

/* The next element of the innermost List within the current piece. */
int bh_stream_give_nested(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
    BH_MUST_CHECK;

/* Whether the List has not yet said what such an item is, but may do so behind its items. */
bool bh_stream_must_look_ahead(const struct bh_stream_list *list, const struct bh_node *item);

int bh_stream_fail_look_ahead(uint32_t line, uint32_t column, struct bh_err *err);

/* bh_window_seek, with an error that names the item there. */
int bh_stream_go_back(struct bh_stream *s, uint64_t offset, uint32_t line, uint32_t column,
                      struct bh_err *err) BH_MUST_CHECK;

/* ---- stream_check.c ---- */

/* Refuses what holds objects that would be passed over: a List without a list of items, a bare list of objects, JSON with
 * comments that happens to be YAML. */
int bh_stream_check_shape(struct bh_stream *s, const struct bh_node *root,
                          const struct bh_stream_head *head, bool is_list_item, struct bh_err *err)
    BH_MUST_CHECK;

/* Refuses an item that says it is of another kind than its typed List; where the List has not said its kind yet, notes what
 * the item says for bh_stream_check_end. */
int bh_stream_check_item(struct bh_stream *s, const struct bh_node *root,
                         const struct bh_stream_head *head, uint32_t index,
                         struct bh_str list_api_version, struct bh_str list_kind,
                         struct bh_err *err) BH_MUST_CHECK;

/* At the end of a List whose kind stands behind its items: refuses what bh_stream_check_item noted. */
int bh_stream_check_end(struct bh_stream *s, struct bh_str list_api_version,
                        struct bh_str list_kind, struct bh_err *err) BH_MUST_CHECK;

/* Whether a document that failed as JSON and can be read as YAML has JSON's structure and comments. */
bool bh_stream_has_comments(const struct bh_doc *doc);

int bh_stream_fail_comment(struct bh_place place, struct bh_err *err);

/* ---- stream_json.c ---- */

/* Takes the JSON document that begins at 'pos', or enters its List. */
int bh_stream_begin_json(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
    BH_MUST_CHECK;

/* IN_LIST: the next item. */
int bh_stream_next_in_json(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
    BH_MUST_CHECK;

/* AFTER_LIST: the members behind the items, to the end of the document. */
int bh_stream_end_json(struct bh_stream *s, struct bh_err *err) BH_MUST_CHECK;

/* ---- stream_yaml.c ---- */

/* Enters the YAML document whose first line with content begins at 'pos'. */
int bh_stream_begin_yaml(struct bh_stream *s, struct bh_err *err) BH_MUST_CHECK;

/* IN_YAML: the next object, or the document's end. */
int bh_stream_next_in_yaml(struct bh_stream *s, const struct bh_item **out, struct bh_err *err)
    BH_MUST_CHECK;

/* Passes over the rest of a broken YAML document. Returns what the source returns, and leaves its error in late_err. */
int bh_stream_drain_yaml(struct bh_stream *s);

#endif
