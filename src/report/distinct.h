/* What the three modes found in one object, each finding once: for reports that list violations and not modes. */
#ifndef REPORT_DISTINCT_H
#define REPORT_DISTINCT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "review/judge.h"

struct bh_distinct { /* start from { .judgement = ... } */
    const struct bh_judgement *judgement;
    const struct bh_finding *finding; /* as the strongest of 'modes' found it */
    enum bh_mode mode;                /* that strongest: enforce before audit before warn */
    unsigned modes;                   /* 1 << mode of each that found it */
    uint32_t next;                    /* of 'mode' */
};

/* Steps to the next finding: those of enforce in their order, then what only audit and warn found. False when there is
 * none left. */
bool bh_distinct_next(struct bh_distinct *distinct);

/* "Deployment shop/web" */
void bh_distinct_add_object(struct bh_buf *out, const struct bh_object_ref *object);

/* "host namespaces (hostNetwork=true)": upstream's words. */
void bh_distinct_add_words(struct bh_buf *out, const struct bh_finding *finding);

/* 'Deployment shop/web violates restricted:latest (enforce): host namespaces (hostNetwork=true)' */
void bh_distinct_add_sentence(struct bh_buf *out, const struct bh_distinct *distinct);

#endif
