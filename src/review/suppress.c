/* Suppressions: the file's entries, and which findings they cover. Called by `bulkhead scan`. Leaves out reading the
 * file, and the clock: the date is handed in. */
#include "review/suppress.h"

#include <stddef.h>

#include "base/near.h"
#include "kube/schema.h"
#include "podsec/pss_checks.h"

/* ---- dates and patterns ---------------------------------------------------------------------------- */

static bool number(struct bh_str s, size_t at, size_t n, int *out)
{
    int v = 0;

    for (size_t i = at; i < at + n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') {
            return false;
        }
        v = v * 10 + (s.p[i] - '0');
    }
    *out = v;
    return true;
}

static int days_of(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

bool bh_date_parse(struct bh_str s, struct bh_date *out)
{
    struct bh_date date;

    if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !number(s, 0, 4, &date.year) ||
        !number(s, 5, 2, &date.month) || !number(s, 8, 2, &date.day) || date.year == 0 ||
        date.month < 1 || date.month > 12 || date.day < 1 ||
        date.day > days_of(date.year, date.month)) {
        return false;
    }
    *out = date;
    return true;
}

int bh_date_cmp(struct bh_date a, struct bh_date b)
{
    if (a.year != b.year) {
        return a.year < b.year ? -1 : 1;
    }
    if (a.month != b.month) {
        return a.month < b.month ? -1 : 1;
    }
    return a.day == b.day ? 0 : a.day < b.day ? -1 : 1;
}

bool bh_glob_matches(struct bh_str pattern, struct bh_str s)
{
    size_t p = 0, i = 0, star = SIZE_MAX, from = 0; /* the last '*', and what it was tried up to */

    while (i < s.n) {
        if (p < pattern.n && pattern.p[p] == '*') {
            star = p++;
            from = i;
        } else if (p < pattern.n && pattern.p[p] == s.p[i]) {
            p++;
            i++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            i = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.n && pattern.p[p] == '*') {
        p++;
    }
    return p == pattern.n;
}

/* ---- the file -------------------------------------------------------------------------------------- */

struct entry {
    const struct bh_node *node;
    struct bh_strs checks;
    struct bh_str kind, namespace_, name, selector, path, reason, owner, expires;
};

struct file {
    struct bh_list entries; /* struct entry */
};

static const struct bh_field entry_fields[] = {
    STORED("checks", STRING, LIST, offsetof(struct entry, checks), NULL),
    STORED("expires", STRING, ONE, offsetof(struct entry, expires), NULL),
    STORED("kind", STRING, ONE, offsetof(struct entry, kind), NULL),
    STORED("name", STRING, ONE, offsetof(struct entry, name), NULL),
    STORED("namespace", STRING, ONE, offsetof(struct entry, namespace_), NULL),
    STORED("owner", STRING, ONE, offsetof(struct entry, owner), NULL),
    STORED("path", STRING, ONE, offsetof(struct entry, path), NULL),
    STORED("reason", STRING, ONE, offsetof(struct entry, reason), NULL),
    STORED("selector", STRING, ONE, offsetof(struct entry, selector), NULL),
};
static const struct bh_type entry_type =
    TYPE("Suppression", entry_fields, sizeof(struct entry), offsetof(struct entry, node));

static const struct bh_field file_fields[] = {
    CHECKED("apiVersion", STRING, ONE, NULL),
    CHECKED("kind", STRING, ONE, NULL),
    STORED("suppressions", OBJECT, LIST, offsetof(struct file, entries), &entry_type),
};
static const struct bh_type file_type =
    TYPE("Suppressions", file_fields, sizeof(struct file), BH_NOT_STORED);

static const struct bh_strict_kind kinds[] = { { "bulkhead.dev/v1", "Suppressions", 1 } };

struct reading {
    const struct bh_doc *doc;
    struct bh_date today;
    struct bh_problems *problems;
    struct bh_arena *arena;
    struct bh_err *err;
    uint32_t index;           /* of the entry */
    const struct bh_node *at; /* where it stands */
};

/* A problem of one entry, at 'at' or else where the entry begins. */
static int add(const struct reading *r, const struct entry *entry, const struct bh_node *at,
               struct bh_str text, struct bh_str hint)
{
    if (!bh_str_is_set(text)) {
        return bh_arena_fail(r->arena, r->err);
    }
    return bh_problems_add(
        r->problems, r->doc,
        at != NULL            ? at
        : entry->node != NULL ? entry->node
                              : r->at,
        bh_arena_printf(r->arena, "suppressions[%u]: " BH_FMT, r->index, BH_ARG(text)), hint,
        r->arena, r->err);
}

static int require(const struct reading *r, const struct entry *entry, const char *name,
                   struct bh_str value, const char *why)
{
    if (bh_str_trim(value).n > 0) {
        return 0;
    }
    bool is_empty = bh_str_is_set(value);
    struct bh_str text = bh_arena_printf(r->arena, "%s is %s: every entry says %s", name,
                                         is_empty ? "empty" : "missing", why);
    return add(r, entry, bh_doc_member(entry->node, bh_str_c(name)), text, bh_str(NULL, 0));
}

static bool is_check(struct bh_str id, struct bh_near *near)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    for (size_t i = 0; i < n; i++) {
        if (bh_str_eq(id, bh_str_c(checks[i].id))) {
            return true;
        }
        bh_near_offer(near, bh_str_c(checks[i].id));
    }
    return bh_str_eq(id, BH_S("*"));
}

static int read_checks(const struct reading *r, const struct entry *entry)
{
    const struct bh_node *list = bh_doc_member(entry->node, BH_S("checks"));
    const struct bh_node *at = list != NULL ? list + 1 : NULL;
    int rc = 0;

    if (entry->checks.n == 0) {
        return add(r, entry, list, BH_S("checks is missing: name the checks, or \"*\" for all"),
                   bh_str(NULL, 0));
    }
    for (uint32_t i = 0; i < entry->checks.n && rc == 0; i++) {
        struct bh_near near = { .wanted = entry->checks.v[i] };
        if (!is_check(entry->checks.v[i], &near)) {
            struct bh_str hint = { NULL, 0 };
            if (bh_str_is_set(near.best)) {
                hint = bh_arena_printf(r->arena, "did you mean \"" BH_FMT "\"?", BH_ARG(near.best));
            }
            rc = add(r, entry, at,
                     bh_arena_printf(r->arena, "no check is called '" BH_FMT "'",
                                     BH_ARG(entry->checks.v[i])),
                     hint);
        }
        at += at != NULL ? at->skip : 0;
    }
    return rc;
}

/* An empty pattern would fit nothing, or only what has no name: never what was meant. */
static int refuse_empty(const struct reading *r, const struct entry *entry, const char *name,
                        struct bh_str value)
{
    if (!bh_str_is_set(value) || value.n > 0) {
        return 0;
    }
    return add(r, entry, bh_doc_member(entry->node, bh_str_c(name)),
               bh_arena_printf(r->arena, "%s is empty: leave it out, or write a pattern", name),
               bh_str(NULL, 0));
}

static int read_selector(const struct reading *r, const struct entry *entry,
                         struct bh_suppression *out)
{
    const struct bh_node *at = bh_doc_member(entry->node, BH_S("selector"));
    struct bh_err cause = { 0 };

    if (!bh_str_is_set(entry->selector)) {
        return 0;
    }
    if (bh_str_find_byte(entry->namespace_, '*') == 0 && entry->namespace_.n > 0) {
        return add(r, entry, at,
                   BH_S("a selector needs a namespace that does not begin with '*': labels are "
                        "the workload's own words"),
                   bh_str(NULL, 0));
    }
    int rc = bh_selector_parse(entry->selector, r->arena, &out->selector, &cause);
    if (rc == -BH_ERR_INPUT) {
        return add(r, entry, at, bh_arena_printf(r->arena, "selector: %s", cause.msg),
                   bh_str(NULL, 0));
    }
    if (rc != 0) {
        *r->err = cause;
        return rc;
    }
    return out->selector.n > 0
               ? 0
               : add(r, entry, at, BH_S("selector is empty: leave it out, or name a label"),
                     bh_str(NULL, 0));
}

static int read_date(const struct reading *r, const struct entry *entry, struct bh_suppression *out)
{
    struct bh_date date;
    int rc = require(r, entry, "expires", entry->expires, "until when it holds");

    if (rc != 0 || bh_str_trim(entry->expires).n == 0) {
        return rc;
    }
    if (!bh_date_parse(entry->expires, &date)) {
        return add(r, entry, bh_doc_member(entry->node, BH_S("expires")),
                   bh_arena_printf(r->arena,
                                   "expires is '" BH_FMT "', expected a day as YYYY-MM-DD",
                                   BH_ARG(entry->expires)),
                   bh_str(NULL, 0));
    }
    out->is_expired = bh_date_cmp(date, r->today) < 0;
    return 0;
}

static int read_entry(const struct reading *r, const struct entry *entry,
                      struct bh_suppression *out)
{
    if (entry->node == NULL) {
        return add(r, entry, NULL, BH_S("expected an object, found null"), bh_str(NULL, 0));
    }
    int rc = read_checks(r, entry);

    *out = (struct bh_suppression){
        .checks = entry->checks,
        .kind = entry->kind,
        .namespace_ = entry->namespace_,
        .name = entry->name,
        .path = entry->path,
        .shown = { entry->reason, entry->owner, entry->expires },
        .line = bh_doc_place(r->doc, entry->node).line,
    };
    rc = rc != 0 ? rc
                 : require(r, entry, "namespace", entry->namespace_,
                           "where it holds (\"*\": everywhere)");
    rc = rc != 0 ? rc : refuse_empty(r, entry, "kind", entry->kind);
    rc = rc != 0 ? rc : refuse_empty(r, entry, "name", entry->name);
    rc = rc != 0 ? rc : refuse_empty(r, entry, "path", entry->path);
    rc = rc != 0 ? rc : read_selector(r, entry, out);
    rc = rc != 0 ? rc : require(r, entry, "reason", entry->reason, "why");
    rc = rc != 0 ? rc : require(r, entry, "owner", entry->owner, "who answers for it");
    return rc != 0 ? rc : read_date(r, entry, out);
}

int bh_suppressions_read(const struct bh_doc *doc, struct bh_date today,
                         struct bh_suppressions *out, struct bh_problems *problems,
                         struct bh_arena *arena, struct bh_err *err)
{
    struct reading r = { doc, today, problems, arena, err, 0, doc->nodes };
    struct file file = { 0 };
    const struct bh_strict_kind *kind;
    uint32_t n_before = problems->n;
    int rc = bh_strict_kind(kinds, 1, doc, doc->nodes, "Suppressions", &kind, problems, arena, err);

    *out = (struct bh_suppressions){ 0 };
    if (rc != 0 || kind == NULL) {
        return rc;
    }
    rc = bh_strict_decode(&file_type, doc, doc->nodes, "", &file, problems, arena, err);
    if (rc != 0 || problems->n > n_before) {
        return rc;
    }
    struct bh_suppression *v = bh_new(arena, struct bh_suppression, file.entries.n);
    if (v == NULL) {
        return bh_arena_fail(arena, err);
    }
    r.at = file.entries.n > 0 ? bh_doc_member(doc->nodes, BH_S("suppressions")) + 1 : NULL;
    BH_EACH (const struct entry, entry, file.entries) {
        rc = read_entry(&r, entry, &v[r.index]);
        if (rc != 0) {
            return rc;
        }
        r.index++;
        r.at += r.at->skip;
    }
    *out = (struct bh_suppressions){ v, file.entries.n };
    return 0;
}

/* ---- what it covers -------------------------------------------------------------------------------- */

static bool fits(struct bh_str pattern, struct bh_str s)
{
    return !bh_str_is_set(pattern) || bh_glob_matches(pattern, s);
}

static bool covers_object(const struct bh_suppression *entry, const struct bh_object_ref *object,
                          const struct bh_pairs *labels)
{
    return !entry->is_expired && fits(entry->kind, object->kind) &&
           fits(entry->namespace_, object->namespace_) && fits(entry->name, object->name) &&
           bh_selector_matches(&entry->selector, labels);
}

static bool covers_finding(const struct bh_suppression *entry, const struct bh_finding *finding)
{
    bool is_named = false;

    for (uint32_t i = 0; i < entry->checks.n; i++) {
        is_named = is_named || bh_str_eq(entry->checks.v[i], BH_S("*")) ||
                   bh_str_eq(entry->checks.v[i], finding->rule);
    }
    if (bh_str_is_set(entry->path) && finding->n_locations == 0) {
        return false;
    }
    for (uint32_t i = 0; i < finding->n_locations; i++) {
        is_named = is_named && fits(entry->path, finding->locations[i].path);
    }
    return is_named;
}

void bh_suppress(struct bh_suppressions *suppressions, struct bh_judgement *judgement,
                 const struct bh_pairs *labels)
{
    for (uint32_t e = 0; e < suppressions->n; e++) {
        struct bh_suppression *entry = &suppressions->v[e];
        if (!covers_object(entry, &judgement->object, labels)) {
            continue;
        }
        for (size_t m = 0; m < BH_N_MODES; m++) {
            struct bh_mode_verdict *verdict = &judgement->modes[m];
            for (uint32_t i = 0; i < verdict->n_findings; i++) {
                struct bh_finding *finding = &verdict->findings[i];
                if (finding->suppressed == NULL && covers_finding(entry, finding)) {
                    finding->suppressed = &entry->shown;
                    entry->is_used = true;
                }
            }
        }
    }
}

void bh_suppressions_forget(struct bh_suppressions *suppressions)
{
    for (uint32_t i = 0; i < suppressions->n; i++) {
        suppressions->v[i].is_used = false;
    }
}
