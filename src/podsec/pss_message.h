/* What the check functions build their answers from: a walk over a pod's containers, lists of
 * names, the detail text, and the offending fields. Private to podsec/.
 *
 * Nothing here returns an error: whatever does not fit sets out->is_out_of_memory, and the
 * evaluation as a whole then fails. */
#ifndef PODSEC_PSS_MESSAGE_H
#define PODSEC_PSS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"
#include "kube/objects.h"
#include "podsec/pss_checks.h"

/* ---- containers: init, regular, ephemeral, in this order ---- */

enum bh_pss_container_list {
    BH_PSS_INIT_CONTAINERS,
    BH_PSS_CONTAINERS,
    BH_PSS_EPHEMERAL_CONTAINERS,
    BH_PSS_N_LISTS,
};

struct bh_pss_walk {
    const struct bh_container *c, *end; /* c == NULL: there are no more */
    const struct bh_pod_spec *spec;
    unsigned list;  /* enum bh_pss_container_list */
    uint32_t index; /* of c in its list */
};

static inline void bh_pss_walk_list(struct bh_pss_walk *at)
{
    for (; at->list < BH_PSS_N_LISTS; at->list++) {
        const struct bh_list *list = at->list == BH_PSS_INIT_CONTAINERS ? &at->spec->init_containers
                                     : at->list == BH_PSS_CONTAINERS
                                         ? &at->spec->containers
                                         : &at->spec->ephemeral_containers;
        if (list->n > 0 && list->v != NULL) {
            at->c = list->v;
            at->end = at->c + list->n;
            at->index = 0;
            return;
        }
    }
    at->c = NULL;
}

static inline struct bh_pss_walk bh_pss_walk_start(const struct bh_pod_spec *spec)
{
    struct bh_pss_walk at = { .spec = spec };

    bh_pss_walk_list(&at);
    return at;
}

static inline void bh_pss_walk_next(struct bh_pss_walk *at)
{
    at->index++;
    if (++at->c == at->end) {
        at->list++;
        bh_pss_walk_list(at);
    }
}

/* NOLINTBEGIN(bugprone-macro-parentheses): 'at' is a name */
/* BH_PSS_EACH_CONTAINER(at, spec) { ... at.c ... } */
#define BH_PSS_EACH_CONTAINER(at, pod_spec) \
    for (struct bh_pss_walk at = bh_pss_walk_start(pod_spec); at.c != NULL; bh_pss_walk_next(&at))

/* NOLINTEND(bugprone-macro-parentheses) */

/* ---- names: containers, values, types ---- */

struct bh_pss_names { /* start from a zeroed one */
    struct bh_str *v; /* in the arena; the views borrow from the pod */
    uint32_t n, room;
};

void bh_pss_names_add(struct bh_pss_out *out, struct bh_pss_names *names, struct bh_str name);

/* Adds 'v' in decimal. */
void bh_pss_names_add_int(struct bh_pss_out *out, struct bh_pss_names *names, int64_t v);

/* Adds 'key="value"', the value with Go's escapes. */
void bh_pss_names_add_pair(struct bh_pss_out *out, struct bh_pss_names *names,
                           const struct bh_pair *pair);

/* Sorts by bytes and drops repeats. */
void bh_pss_names_make_set(struct bh_pss_names *names);

/* Whether a sorted list has it. */
bool bh_pss_names_has(const struct bh_pss_names *sorted, struct bh_str name);

/* ---- the detail text ---- */

struct bh_pss_text { /* start from { .out = out } */
    struct bh_pss_out *out;
    char *p;
    size_t n, room;
};

/* Makes room for 'size' more bytes; false when there is none. */
bool bh_pss_text_reserve(struct bh_pss_text *text, size_t size);

static inline void bh_pss_text_add(struct bh_pss_text *text, struct bh_str s)
{
    if (s.n > 0 && (s.n <= text->room - text->n || bh_pss_text_reserve(text, s.n))) {
        memcpy(text->p + text->n, s.p, s.n);
        text->n += s.n;
    }
}

static inline void bh_pss_text_c(struct bh_pss_text *text, const char *s)
{
    bh_pss_text_add(text, bh_str_c(s));
}

void bh_pss_text_joined(struct bh_pss_text *text, const struct bh_pss_names *names); /* a, b */
void bh_pss_text_quoted(struct bh_pss_text *text, const struct bh_pss_names *names); /* "a", "b" */

/* 'noun' followed by an s unless 'n' is 1. */
void bh_pss_text_noun(struct bh_pss_text *text, const char *noun, uint32_t n);

/* container "a", or: containers "a", "b" */
void bh_pss_text_containers(struct bh_pss_text *text, const struct bh_pss_names *names);

/* pod and containers "a", "b", or either half alone. */
void bh_pss_text_setters(struct bh_pss_text *text, bool is_pod_bad,
                         const struct bh_pss_names *names);

/* Ends the check: not allowed, for this reason with this detail. 'reason' is static. */
void bh_pss_forbid(struct bh_pss_out *out, struct bh_str reason, const struct bh_pss_text *detail);

/* ---- offending fields ----
 * 'found' is copied; an unset view is told as 'absent', an empty one as '""'. */

/* spec.containers[0].<field> */
void bh_pss_field_of_container(struct bh_pss_out *out, const struct bh_pss_walk *at,
                               const char *field, struct bh_str found);

/* spec.containers[0].<field>[index]<rest> */
void bh_pss_field_of_container_item(struct bh_pss_out *out, const struct bh_pss_walk *at,
                                    const char *field, uint32_t index, const char *rest,
                                    struct bh_str found);

/* <path>, whole */
void bh_pss_field_of_pod(struct bh_pss_out *out, const char *path, struct bh_str found);

/* <path>[index]<rest> */
void bh_pss_field_of_pod_item(struct bh_pss_out *out, const char *path, uint32_t index,
                              const char *rest, struct bh_str found);

/* metadata.annotations[key] */
void bh_pss_field_of_annotation(struct bh_pss_out *out, const struct bh_pair *pair);

#endif
