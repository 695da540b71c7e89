/* What the files of rbac/ share: the compiled form behind struct bh_rbac. Nobody else includes it. */
#ifndef RBAC_RBAC_SET_H
#define RBAC_RBAC_SET_H

#include "rbac/rbac.h"

enum {
    BH_ID_STAR = 0,          /* "*", the first text that is numbered */
    BH_ID_NONE = UINT32_MAX, /* a text that no object holds */
};

/* Numbers of texts: equal texts have equal numbers. */
struct bh_rbac_texts {
    struct bh_map ids; /* the value is a struct bh_str in 'v' */
    struct bh_str *v;  /* by number */
    uint32_t n, room;
};

struct bh_ids {
    const uint32_t *v;
    uint32_t n;
};

/* A rule's content. Equal rules of different roles share one: that is how aggregation drops repetitions. */
struct bh_rbac_content {
    struct bh_ids verbs, groups, resources, names, urls; /* as written */
    struct bh_ids sorted_names;                          /* ascending, distinct */
    /* One bit for each number modulo 63, all 64 for "*": what may match at all. */
    uint64_t verb_mask, group_mask, resource_mask;
    uint32_t number; /* of this content, from 0 */
};

struct bh_rbac_compiled { /* of the role with the same index */
    const struct bh_rbac_content **rules;
    uint64_t verb_mask, group_mask, resource_mask;
    bool has_urls;
};

/* The bindings that name one user or group, in one namespace or cluster-wide, in their order. */
struct bh_rbac_posting {
    uint32_t binding, subject;
};

struct bh_rbac_entry {
    bool is_used, is_group;
    uint32_t scope; /* 0 = cluster-wide, else 1 + the number of the namespace's name */
    uint32_t name;  /* number; service accounts stand here as the users that they are */
    uint32_t first, n, serial;
};

struct bh_rbac_names_of { /* a role's or an entry's answer to a hot question */
    bool all;
    struct bh_ids ids; /* ascending, distinct */
};

struct bh_rbac_index {
    struct bh_rbac_texts texts;
    struct bh_rbac_compiled *compiled; /* by role */
    struct bh_rbac_content **contents; /* by number */
    uint32_t n_contents, room_contents;
    struct bh_map content_ids; /* by their numbers as bytes */
    struct bh_rbac_posting *postings;
    struct bh_rbac_entry *entries; /* a hash table */
    uint32_t n_entries, entry_room;
    const struct bh_rbac_hot *hot;
    uint32_t n_hot;
    struct bh_rbac_names_of *hot_names; /* [serial of the entry * n_hot + hot question] */
};

/* A set that is being built: its arrays may still be written. */
struct bh_rbac_build {
    const struct bh_snapshot *snapshot;
    struct bh_arena *arena;
    struct bh_rbac_role *roles;
    uint32_t n_roles, n_namespaced;
    struct bh_rbac_binding *bindings;
    uint32_t n_bindings, n_cluster_bindings;
    struct bh_rbac_index *index;
    struct bh_rbac_problem *problems;
    uint32_t n_problems, room_problems;
    bool uses_invalid;
};

/* The number of a text, or BH_ID_NONE. */
uint32_t bh_rbac_find_text(const struct bh_rbac_texts *texts, struct bh_str text);

/* "system:serviceaccount:<namespace>:<name>" */
int bh_rbac_account_user(struct bh_str namespace_, struct bh_str name, struct bh_arena *arena,
                         struct bh_str *out, struct bh_err *err) BH_MUST_CHECK;

int bh_rbac_index_roles(struct bh_rbac_build *b, struct bh_err *err) BH_MUST_CHECK;
int bh_rbac_aggregate(struct bh_rbac_build *b, struct bh_err *err) BH_MUST_CHECK;
int bh_rbac_index_bindings(struct bh_rbac_build *b, const struct bh_rbac_options *options,
                           struct bh_err *err) BH_MUST_CHECK;
int bh_rbac_find_problems(struct bh_rbac_build *b, struct bh_err *err) BH_MUST_CHECK;

/* Adds a problem; 'text' must live as long as the set. */
int bh_rbac_add_problem(struct bh_rbac_build *b, enum bh_rbac_problem_kind kind,
                        const struct bh_known_head *object, uint32_t line, struct bh_str text,
                        struct bh_err *err) BH_MUST_CHECK;

/* The bindings of a user or group in a scope, or NULL. */
const struct bh_rbac_entry *bh_rbac_find_entry(const struct bh_rbac_index *index, bool is_group,
                                               uint32_t scope, uint32_t name);

/* The scope of a namespace, or BH_ID_NONE when no binding stands in it. */
uint32_t bh_rbac_scope(const struct bh_rbac_index *index, struct bh_str namespace_);

/* A question with its texts as numbers. */
struct bh_rbac_asked {
    uint32_t verb, group, resource, star_sub; /* star_sub: of "*" + "/" + subresource */
    uint32_t name;
    bool is_path;
    struct bh_str path;
    uint64_t verb_mask, group_mask, resource_mask;
};

void bh_rbac_ask(const struct bh_rbac_index *index, const struct bh_rbac_question *question,
                 struct bh_rbac_asked *out);
/* Whether a rule of the role may match. */
bool bh_rbac_role_may(const struct bh_rbac_compiled *role, const struct bh_rbac_asked *q);
/* Verb, group and resource, but not the name. */
bool bh_rbac_content_covers(const struct bh_rbac_content *rule, const struct bh_rbac_asked *q);
bool bh_rbac_content_allows(const struct bh_rbac_index *index, const struct bh_rbac_content *rule,
                            const struct bh_rbac_asked *q);
bool bh_ids_have_sorted(const struct bh_ids *ids, uint32_t id);

#endif
