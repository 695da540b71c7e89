/* Answers generated questions with our RBAC engine, and holds the answers against those of upstream's authorizer
 * (tests/oracle/README.md, program psp). Called by the conformance run and by the replay of recorded vectors.
 *
 *   judge_rbac                          lines W, Q, N, G, g and A in, our answers out
 *   judge_rbac --compare CASES ANSWERS  the same lines with upstream's answers: TAP
 *
 * Beside upstream's answers it holds ours against each other: the first grant against the list of all, the names that are
 * allowed (worked out beforehand, and not) against each question, and who can do something against who may. Of worlds
 * whose aggregation upstream leaves to chance nothing is compared. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/quote.h"
#include "kube/json.h"
#include "kube/kinds.h"
#include "rbac/rbac.h"

enum { BUDGET = 256 << 20, MOST_GROUPS = 64, MOST_FIELDS = 9 };

static const struct bh_rbac_hot hot[] = {
    { BH_S("use"), BH_S("policy"), BH_S("podsecuritypolicies") },
    { BH_S("use"), BH_S("extensions"), BH_S("podsecuritypolicies") },
    { BH_S("get"), BH_S(""), BH_S("pods") },
    { BH_S("get"), BH_S(""), BH_S("secrets") },
    { BH_S("*"), BH_S("*"), BH_S("*") },
};
enum { N_HOT = sizeof(hot) / sizeof(hot[0]) };

struct judge {
    struct bh_arena world_arena, set_arena, arena;
    struct bh_nodes nodes;
    struct bh_snapshot snapshot;
    struct bh_rbac set;
    struct bh_buf out;
    const char *odd; /* what our answers contradict each other in, or NULL */
};

static void die(const char *what)
{
    fprintf(stderr, "judge_rbac: %s\n", what);
    exit(1);
}

static void must(int rc, const struct bh_err *err)
{
    if (rc != 0) {
        die(err->msg);
    }
}

static void add_field(struct bh_buf *out, struct bh_str s)
{
    bh_buf_add_byte(out, '\t');
    for (size_t i = 0; i < s.n; i++) {
        const char *escape = s.p[i] == '\\'   ? "\\\\"
                             : s.p[i] == '\t' ? "\\t"
                             : s.p[i] == '\n' ? "\\n"
                             : s.p[i] == '\r' ? "\\r"
                             : s.p[i] == '\0' ? "\\0"
                                              : NULL;
        if (escape != NULL) {
            bh_buf_add_c(out, escape);
        } else {
            bh_buf_add_byte(out, s.p[i]);
        }
    }
}

/* ---- worlds ----------------------------------------------------------------------------------------- */

static void add_problems(struct judge *j, uint32_t index, const struct bh_known_head *head)
{
    if (head->kind == BH_RBAC_SERVICE_ACCOUNT || head->n_errors == 0) {
        return; /* the oracle does not validate accounts */
    }
    bh_buf_addf(&j->out, "\to%u\t%u", index, head->n_errors);
    for (uint32_t i = 0; i < head->n_errors; i++) {
        add_field(&j->out, head->errors[i].text);
    }
}

static void read_object(struct judge *j, const struct bh_doc *doc, uint32_t index)
{
    static const struct bh_decode_options options = { .path = "" };
    const struct bh_node *kind = bh_doc_member(doc->nodes, BH_S("kind"));
    struct bh_decoded decoded;
    struct bh_issues issues = { 0 };
    struct bh_err err;

    if (kind == NULL) {
        die("an object without a kind");
    }
    /* Lists need not repeat the version, and the oracle takes every object for v1. */
    bool is_account = bh_str_eq(bh_node_text(kind), BH_S("ServiceAccount"));
    must(bh_decode_object(doc, is_account ? BH_S("v1") : BH_S("rbac.authorization.k8s.io/v1"),
                          bh_node_text(kind), &options, &decoded, &issues, &j->world_arena, &err),
         &err);
    must(bh_snapshot_add_rbac(&j->snapshot, &decoded, doc, bh_str(NULL, 0), BH_S("w"), &err), &err);
    enum bh_rbac_kind k = bh_rbac_kind_parse(bh_node_text(kind));
    bool is_cluster = k == BH_RBAC_CLUSTER_ROLE || k == BH_RBAC_CLUSTER_ROLE_BINDING;
    const struct bh_known_head *known =
        bh_snapshot_rbac(&j->snapshot, k, is_cluster ? BH_S("") : decoded.object.meta.namespace_,
                         decoded.object.meta.name);
    if (known == NULL) {
        die("an object is not found again");
    }
    add_problems(j, index, known);
}

static void read_world(struct judge *j, struct bh_str text)
{
    static const struct bh_rbac_options options = { hot, N_HOT, true };
    struct bh_json json;
    struct bh_err err;
    const char *start;

    bh_arena_reset(&j->world_arena);
    bh_arena_reset(&j->set_arena);
    bh_snapshot_done(&j->snapshot);
    bh_snapshot_init(&j->snapshot, BUDGET);
    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    must(bh_json_value(&json, &j->world_arena, &j->nodes, &start, &err), &err);
    struct bh_doc doc = { .nodes = j->nodes.v,
                          .n = j->nodes.n,
                          .text = bh_str(start, (size_t)(json.at - start)),
                          .line = 1,
                          .column = 1 };
    const struct bh_node *objects = bh_doc_member(doc.nodes, BH_S("objects"));
    const struct bh_node *policies = bh_doc_member(doc.nodes, BH_S("policies"));
    struct bh_buf head = { 0 };
    bh_buf_addf(&head, "W\t%u\t%u\t1", policies == NULL ? 0 : policies->n,
                objects == NULL ? 0 : objects->n);
    bh_buf_add(&j->out, bh_buf_str(&head));
    bh_buf_done(&head);
    const struct bh_node *e = objects == NULL ? NULL : objects + 1;
    for (uint32_t i = 0; e != NULL && i < objects->n; i++, e += e->skip) {
        struct bh_doc one = doc;
        one.nodes = e;
        one.n = e->skip;
        read_object(j, &one, i);
    }
    must(bh_rbac_build(&j->snapshot, &options, &j->set_arena, &j->set, &err), &err);
}

/* ---- questions -------------------------------------------------------------------------------------- */

static struct bh_str unescape(struct judge *j, struct bh_str s)
{
    char *p = bh_arena_alloc(&j->arena, s.n, 1);
    size_t n = 0;

    if (p == NULL) {
        die("no memory");
    }
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\\' && i + 1 < s.n) {
            c = s.p[++i];
            c = (char)(c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c == '0' ? '\0' : c);
        }
        p[n++] = c;
    }
    return bh_str(p, n);
}

struct asked {
    struct bh_identity who;
    struct bh_str groups[MOST_GROUPS];
    struct bh_rbac_question question;
};

static void read_question(struct judge *j, bool is_resource, struct bh_str rest, struct asked *out)
{
    struct bh_str fields[MOST_FIELDS] = { 0 };
    uint32_t n = 0;

    for (;;) {
        size_t tab = bh_str_find_byte(rest, '\t');
        if (n == MOST_FIELDS) {
            die("a question of too many fields");
        }
        fields[n++] = unescape(j, bh_str(rest.p, tab));
        if (tab == rest.n) {
            break;
        }
        rest = bh_str_from(rest, tab + 1);
    }
    if (n != (is_resource ? 8 : 4)) {
        die("a question of too few fields");
    }
    struct bh_str groups = fields[1];
    *out = (struct asked){ .who = { .user = fields[0], .groups = out->groups } };
    while (groups.n > 0) {
        size_t comma = bh_str_find_byte(groups, ',');
        if (out->who.n_groups == MOST_GROUPS) {
            die("too many groups");
        }
        out->groups[out->who.n_groups++] = bh_str(groups.p, comma);
        groups = bh_str_from(groups, comma + 1);
    }
    out->question = (struct bh_rbac_question){ .who = &out->who, .verb = fields[2] };
    if (!is_resource) {
        out->question.path = fields[3];
        return;
    }
    out->question.api_group = fields[3];
    out->question.resource = fields[4];
    out->question.subresource = fields[5];
    out->question.namespace_ = fields[6];
    out->question.name = fields[7];
}

/* Our answers must not contradict each other. */
static void cross_check(struct judge *j, const struct bh_rbac_question *q, bool is_allowed,
                        const struct bh_rbac_grant *first)
{
    struct bh_rbac_grants all, who;
    struct bh_err err;
    bool is_listed = false;

    must(bh_rbac_all_grants(&j->set, q, &j->arena, &all, &err), &err);
    if (is_allowed != (all.n > 0) ||
        (is_allowed && (all.v[0].binding != first->binding || all.v[0].subject != first->subject ||
                        all.v[0].rule != first->rule))) {
        j->odd = "the first grant is not the first of all";
    }
    must(bh_rbac_who_can(&j->set, q, false, &j->arena, &who, &err), &err);
    for (uint32_t i = 0; i < who.n && !is_listed; i++) {
        is_listed = is_allowed && who.v[i].binding == first->binding &&
                    who.v[i].subject == first->subject && who.v[i].rule == first->rule;
    }
    if (is_allowed && !is_listed) {
        j->odd = "who is allowed is not among those who can";
    }
    for (uint32_t i = 0; i < who.n && !is_allowed; i++) {
        struct bh_rbac_subject subject;
        struct bh_rbac_question again = *q;
        struct bh_identity identity;
        again.who = &identity;
        if (!bh_rbac_resolve_subject(who.v[i].binding, who.v[i].subject, &subject)) {
            die("a subject that can be nobody is listed");
        }
        must(bh_rbac_subject_identity(&subject, &j->arena, &identity, &err), &err);
        if (!bh_rbac_allows(&j->set, &again, NULL)) {
            j->odd = "one of those who can is not allowed";
        }
    }
    if (bh_str_is_set(q->path) || q->subresource.n > 0) {
        return;
    }
    struct bh_rbac_hot what = { q->verb, q->api_group, q->resource };
    struct bh_rbac_names names;
    must(bh_rbac_names_allowed(&j->set, q->who, &what, q->namespace_, &j->arena, &names, &err),
         &err);
    if (bh_rbac_names_has(&j->set, &names, q->name) != is_allowed) {
        j->odd = "the names that are allowed say otherwise";
    }
    for (uint32_t h = 0; h < N_HOT; h++) {
        struct bh_rbac_question again = *q;
        again.verb = hot[h].verb;
        again.api_group = hot[h].api_group;
        again.resource = hot[h].resource;
        must(
            bh_rbac_names_allowed(&j->set, q->who, &hot[h], q->namespace_, &j->arena, &names, &err),
            &err);
        if (bh_rbac_names_has(&j->set, &names, q->name) != bh_rbac_allows(&j->set, &again, NULL)) {
            j->odd = "the names that were worked out beforehand say otherwise";
        }
    }
}

static void answer_decision(struct judge *j, const struct bh_rbac_question *q)
{
    struct bh_rbac_grant grant;
    struct bh_str reason;
    struct bh_err err;

    bool is_allowed = bh_rbac_allows(&j->set, q, &grant);
    must(bh_rbac_reason(&j->set, q, &grant, &j->arena, &reason, &err), &err);
    bh_buf_add_byte(&j->out, is_allowed ? '1' : '0');
    add_field(&j->out, reason);
    cross_check(j, q, is_allowed, &grant);
}

static void answer_grants(struct judge *j, const struct bh_rbac_question *q)
{
    struct bh_rbac_grants all;
    struct bh_err err;

    must(bh_rbac_all_grants(&j->set, q, &j->arena, &all, &err), &err);
    bh_buf_add_i64(&j->out, all.n);
    for (uint32_t i = 0; i < all.n; i++) {
        struct bh_str text;
        must(bh_rbac_grant_text(&all.v[i], &j->arena, &text, &err), &err);
        add_field(&j->out, text);
        bh_buf_addf(&j->out, "\t%u", all.v[i].rule);
    }
}

/* ---- rules ------------------------------------------------------------------------------------------ */

static void add_strings(struct bh_buf *out, const char *name, const struct bh_strs *strings,
                        bool *is_first)
{
    if (strings->n == 0) {
        return;
    }
    bh_buf_addf(out, "%s\"%s\":", *is_first ? "" : ",", name);
    *is_first = false;
    for (uint32_t i = 0; i < strings->n; i++) {
        bh_buf_add_c(out, i == 0 ? "[" : ",");
        bh_quote_go(out,
                    strings->v[i]); /* names of the generator need no more than JSON's escapes */
    }
    bh_buf_add_c(out, "]");
}

static void answer_rules(struct judge *j, struct bh_str name)
{
    struct bh_buf text = { 0 };
    const struct bh_rbac_role *role = NULL;

    for (uint32_t i = 0; i < j->set.n_roles; i++) {
        const struct bh_known_head *head = &j->set.roles[i].known->head;
        if (head->kind == BH_RBAC_CLUSTER_ROLE && bh_str_eq(head->name, name)) {
            role = &j->set.roles[i];
        }
    }
    if (role == NULL) {
        bh_buf_add_c(&j->out, "-");
        return;
    }
    for (uint32_t i = 0; i < role->n_rules; i++) {
        const struct bh_known_rule *rule = role->rules[i].rule;
        bool is_first = true;
        bh_buf_add_c(&text, i == 0 ? "[{" : ",{");
        add_strings(&text, "apiGroups", &rule->api_groups, &is_first);
        add_strings(&text, "nonResourceURLs", &rule->non_resource_urls, &is_first);
        add_strings(&text, "resourceNames", &rule->resource_names, &is_first);
        add_strings(&text, "resources", &rule->resources, &is_first);
        add_strings(&text, "verbs", &rule->verbs, &is_first);
        bh_buf_add_c(&text, "}");
    }
    bh_buf_add_c(&text, role->n_rules == 0 ? "[]" : "]");
    struct bh_buf field = { 0 };
    add_field(&field, bh_buf_str(&text));
    bh_buf_add(&j->out, bh_str_from(bh_buf_str(&field), 1));
    bh_buf_done(&field);
    bh_buf_done(&text);
}

/* Our answer to one line, in j->out. */
static void answer(struct judge *j, struct bh_str line)
{
    struct asked asked;

    if (line.n < 2 || line.p[1] != '\t') {
        die("a line without a letter");
    }
    struct bh_str rest = bh_str_from(line, 2);
    bh_buf_clear(&j->out);
    bh_arena_reset(&j->arena);
    switch (line.p[0]) {
    case 'W':
        read_world(j, rest);
        break;
    case 'Q':
    case 'N':
        read_question(j, line.p[0] == 'Q', rest, &asked);
        answer_decision(j, &asked.question);
        break;
    case 'G':
    case 'g':
        read_question(j, line.p[0] == 'G', rest, &asked);
        answer_grants(j, &asked.question);
        break;
    case 'A':
        answer_rules(j, unescape(j, rest));
        break;
    default:
        die("a line of an unknown letter");
    }
    if (j->out.is_broken) {
        die("no memory");
    }
}

/* ---- modes ------------------------------------------------------------------------------------------ */

static bool next_line(FILE *in, char **line, size_t *room, struct bh_str *out)
{
    ssize_t n = getline(line, room, in);

    if (n <= 0) {
        return false;
    }
    *out = bh_str(*line, (size_t)n - ((*line)[n - 1] == '\n' ? 1 : 0));
    return true;
}

/* Whether a world's answer says that aggregation settles; *out gets the answer as if it did. */
static bool is_settled(struct bh_str theirs, char **out)
{
    size_t at = 0;

    for (int tabs = 0; at < theirs.n && tabs < 3; at++) {
        tabs += theirs.p[at] == '\t';
    }
    *out = strndup(theirs.p, theirs.n);
    if (*out == NULL || at >= theirs.n) {
        die("a world's answer that is none");
    }
    bool is = (*out)[at] == '1';
    (*out)[at] = '1';
    return is;
}

static int compare(struct judge *j, const char *cases_path, const char *answers_path)
{
    FILE *cases = fopen(cases_path, "re"), *answers = fopen(answers_path, "re");
    char *line = NULL, *theirs = NULL;
    size_t room = 0, their_room = 0;
    size_t n_worlds = 0, n_questions = 0, n_skipped = 0, n_wrong = 0, n_odd = 0, n_allowed = 0;
    struct bh_str text, answered;
    bool counts = true;

    if (cases == NULL || answers == NULL) {
        die("cannot open the cases or the answers");
    }
    while (next_line(cases, &line, &room, &text)) {
        char *world = NULL;
        if (!next_line(answers, &theirs, &their_room, &answered)) {
            die("fewer answers than cases");
        }
        j->odd = NULL;
        answer(j, text);
        if (text.p[0] == 'W') {
            counts = is_settled(answered, &world);
            answered = bh_str_c(world);
            n_worlds++;
        } else {
            n_questions++;
            n_skipped += !counts;
            n_allowed += text.p[0] != 'A' && answered.n > 0 && answered.p[0] != '0';
        }
        bool is_wrong = (counts || text.p[0] == 'W') && !bh_str_eq(bh_buf_str(&j->out), answered);
        n_wrong += is_wrong;
        n_odd += j->odd != NULL;
        if ((is_wrong || j->odd != NULL) && n_wrong + n_odd <= 5) {
            printf("# line   " BH_FMT "\n# oracle " BH_FMT "\n# ours   " BH_FMT "\n# %s\n",
                   (int)(text.n < 2000 ? text.n : 2000), text.p, BH_ARG(answered),
                   BH_ARG(bh_buf_str(&j->out)), j->odd != NULL ? j->odd : "");
        }
        free(world);
    }
    if (next_line(answers, &theirs, &their_room, &answered)) {
        die("more answers than cases");
    }
    /* A comparison that compares next to nothing is none. */
    bool is_good = n_wrong == 0 && n_odd == 0 && n_questions > 0 && n_allowed > 0 &&
                   n_skipped * 4 < n_questions;
    printf(
        "1..1\n%s 1 - %zu questions in %zu worlds, %zu allowed, %zu left to chance upstream, %zu "
        "differ, %zu contradict each other\n",
        is_good ? "ok" : "not ok", n_questions, n_worlds, n_allowed, n_skipped, n_wrong, n_odd);
    free(line);
    free(theirs);
    fclose(cases);
    fclose(answers);
    return is_good ? 0 : 1;
}

static int answer_stdin(struct judge *j)
{
    char *line = NULL;
    size_t room = 0;
    struct bh_str text;
    int rc = 0;

    while (next_line(stdin, &line, &room, &text)) {
        j->odd = NULL;
        answer(j, text);
        if (j->odd != NULL) {
            fprintf(stderr, "judge_rbac: %s: " BH_FMT "\n", j->odd, BH_ARG(text));
            rc = 1;
        }
        bh_buf_add_byte(&j->out, '\n');
        fwrite(j->out.p, 1, j->out.n, stdout);
    }
    free(line);
    return fflush(stdout) == 0 ? rc : 1;
}

int main(int argc, char **argv)
{
    struct judge j = { 0 };
    bool is_comparison = argc == 4 && strcmp(argv[1], "--compare") == 0;

    if (argc != 1 && !is_comparison) {
        die("usage: judge_rbac | judge_rbac --compare CASES ANSWERS");
    }
    bh_arena_init(&j.world_arena, BUDGET);
    bh_arena_init(&j.set_arena, BUDGET);
    bh_arena_init(&j.arena, BUDGET);
    int rc = is_comparison ? compare(&j, argv[2], argv[3]) : answer_stdin(&j);
    bh_snapshot_done(&j.snapshot);
    bh_arena_done(&j.arena);
    bh_arena_done(&j.set_arena);
    bh_arena_done(&j.world_arena);
    bh_nodes_done(&j.nodes);
    bh_buf_done(&j.out);
    return rc;
}
