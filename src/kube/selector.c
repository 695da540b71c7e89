/* Parsing and matching label selectors. Called by the commands' -l and, for the object form, by cluster roles that
 * aggregate others (and later by policies). */
#include "kube/selector.h"

#include "base/limits.h"
#include "base/num.h"
#include "kube/labels.h"

enum token { END, WORD, COMMA, OPEN, CLOSE, EQUALS, NOT_EQUALS, NOT, GREATER, LESS };

struct lexer {
    struct bh_str text;
    size_t at;
    enum token token; /* the current one */
    struct bh_str word;
    size_t start; /* where the current one stands */
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_special(char c)
{
    return c == '=' || c == '!' || c == '(' || c == ')' || c == ',' || c == '>' || c == '<';
}

static void advance(struct lexer *l)
{
    struct bh_str t = l->text;

    while (l->at < t.n && is_space(t.p[l->at])) {
        l->at++;
    }
    l->start = l->at;
    if (l->at == t.n) {
        l->token = END;
        l->word = BH_S("");
        return;
    }
    char c = t.p[l->at];
    bool has_equals_next = l->at + 1 < t.n && t.p[l->at + 1] == '=';
    if (!is_special(c)) {
        while (l->at < t.n && !is_special(t.p[l->at]) && !is_space(t.p[l->at])) {
            l->at++;
        }
        l->token = WORD;
        l->word = bh_str(t.p + l->start, l->at - l->start);
        return;
    }
    l->token = c == ','          ? COMMA
               : c == '('        ? OPEN
               : c == ')'        ? CLOSE
               : c == '>'        ? GREATER
               : c == '<'        ? LESS
               : c == '='        ? EQUALS
               : has_equals_next ? NOT_EQUALS
                                 : NOT;
    l->at += (l->token == EQUALS && has_equals_next) || l->token == NOT_EQUALS ? 2 : 1;
    l->word = bh_str(t.p + l->start, l->at - l->start);
}

static int fail_expected(const struct lexer *l, const char *expected, struct bh_err *err)
{
    if (l->token == END) {
        return bh_fail_at(err, BH_ERR_INPUT, 0, (uint32_t)l->start + 1,
                          "selector '" BH_FMT "', column %zu: expected %s, found the end",
                          BH_ARG(l->text), l->start + 1, expected);
    }
    return bh_fail_at(err, BH_ERR_INPUT, 0, (uint32_t)l->start + 1,
                      "selector '" BH_FMT "', column %zu: expected %s, found '" BH_FMT "'",
                      BH_ARG(l->text), l->start + 1, expected, BH_ARG(l->word));
}

static int take_key(struct lexer *l, struct bh_str *out, struct bh_err *err)
{
    if (l->token != WORD || !bh_label_key_is_valid(l->word)) {
        return fail_expected(l, "a label key", err);
    }
    *out = l->word;
    advance(l);
    return 0;
}

/* The value after '=' or '!=': may be missing, which is the empty value. */
static int take_value(struct lexer *l, struct bh_str *out, struct bh_err *err)
{
    *out = BH_S("");
    if (l->token == END || l->token == COMMA) {
        return 0;
    }
    if (l->token != WORD || !bh_label_value_is_valid(l->word)) {
        return fail_expected(l, "a label value", err);
    }
    *out = l->word;
    advance(l);
    return 0;
}

static int take_set(struct lexer *l, struct bh_requirement *r, struct bh_arena *arena,
                    struct bh_err *err)
{
    uint32_t room = 2;

    if (l->token != OPEN) {
        return fail_expected(l, "'('", err);
    }
    for (size_t i = l->at; i < l->text.n && l->text.p[i] != ')'; i++) {
        room += l->text.p[i] == ',';
    }
    r->values = bh_new(arena, struct bh_str, room);
    if (r->values == NULL) {
        return bh_arena_fail(arena, err);
    }
    advance(l);
    for (;;) { /* a value may be missing before ',' and ')': the empty value */
        struct bh_str value = BH_S("");
        if (l->token == WORD) {
            if (!bh_label_value_is_valid(l->word)) {
                return fail_expected(l, "a label value", err);
            }
            value = l->word;
            advance(l);
        }
        if (l->token != COMMA && l->token != CLOSE) {
            return fail_expected(l, "',' or ')'", err);
        }
        BH_BUG_ON(r->n_values >= room);
        r->values[r->n_values++] = value;
        bool is_done = l->token == CLOSE;
        advance(l);
        if (is_done) {
            return 0;
        }
    }
}

static int take_bound(struct lexer *l, struct bh_requirement *r, struct bh_err *err)
{
    if (l->token != WORD || !bh_label_value_is_valid(l->word) ||
        !bh_num_i64(l->word, 10, &r->bound)) {
        return fail_expected(l, "an integer", err);
    }
    advance(l);
    return 0;
}

static int take_requirement(struct lexer *l, struct bh_requirement *r, struct bh_arena *arena,
                            struct bh_err *err)
{
    bool is_negated = l->token == NOT;

    if (is_negated) {
        advance(l);
    }
    int rc = take_key(l, &r->key, err);
    if (rc != 0) {
        return rc;
    }
    r->kind = is_negated ? BH_REQUIRE_ABSENT : BH_REQUIRE_EXISTS;
    if (is_negated || l->token == END || l->token == COMMA) {
        return 0;
    }
    if (l->token == EQUALS || l->token == NOT_EQUALS) {
        r->kind = l->token == EQUALS ? BH_REQUIRE_IN : BH_REQUIRE_NOT_IN;
        r->values = bh_new(arena, struct bh_str, 1);
        if (r->values == NULL) {
            return bh_arena_fail(arena, err);
        }
        r->n_values = 1;
        advance(l);
        return take_value(l, &r->values[0], err);
    }
    if (l->token == GREATER || l->token == LESS) {
        r->kind = l->token == GREATER ? BH_REQUIRE_GREATER : BH_REQUIRE_LESS;
        advance(l);
        return take_bound(l, r, err);
    }
    if (l->token == WORD && (bh_str_eq(l->word, BH_S("in")) || bh_str_eq(l->word, BH_S("notin")))) {
        r->kind = l->word.n == 2 ? BH_REQUIRE_IN : BH_REQUIRE_NOT_IN;
        advance(l);
        return take_set(l, r, arena, err);
    }
    return fail_expected(l, "'=', '!=', 'in', 'notin', '>', '<' or ','", err);
}

int bh_selector_parse(struct bh_str text, struct bh_arena *arena, struct bh_selector *out,
                      struct bh_err *err)
{
    struct bh_selector made = { 0 };
    struct lexer l = { .text = text };
    size_t room = 1;

    if (text.n > BH_MAX_SELECTOR_SIZE) {
        return bh_fail(err, BH_ERR_LIMIT, "a selector of %zu bytes, more than %u", text.n,
                       BH_MAX_SELECTOR_SIZE);
    }
    for (size_t i = 0; i < text.n; i++) {
        room += text.p[i] == ',';
    }
    advance(&l);
    if (l.token == END) {
        *out = made;
        return 0;
    }
    made.requirements = bh_new(arena, struct bh_requirement, room);
    if (made.requirements == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (;;) {
        int rc = take_requirement(&l, &made.requirements[made.n], arena, err);
        if (rc != 0) {
            return rc;
        }
        made.n++;
        if (l.token == END) {
            *out = made;
            return 0;
        }
        if (l.token != COMMA) {
            return fail_expected(&l, "',' or the end", err);
        }
        advance(&l);
    }
}

/* ---- the object form ------------------------------------------------------------------------------ */

static enum bh_requirement_kind kind_of_operator(struct bh_str op)
{
    return bh_str_eq(op, BH_S("In"))             ? BH_REQUIRE_IN
           : bh_str_eq(op, BH_S("NotIn"))        ? BH_REQUIRE_NOT_IN
           : bh_str_eq(op, BH_S("Exists"))       ? BH_REQUIRE_EXISTS
           : bh_str_eq(op, BH_S("DoesNotExist")) ? BH_REQUIRE_ABSENT
                                                 : 0;
}

bool bh_label_selector_is_valid(const struct bh_label_selector *from)
{
    for (uint32_t i = 0; i < from->labels.n; i++) {
        if (!bh_label_key_is_valid(from->labels.v[i].key) ||
            !bh_label_value_is_valid(from->labels.v[i].value)) {
            return false;
        }
    }
    BH_EACH (struct bh_label_requirement, r, from->expressions) {
        enum bh_requirement_kind kind = kind_of_operator(r->op);
        bool takes_values = kind == BH_REQUIRE_IN || kind == BH_REQUIRE_NOT_IN;
        if (kind == 0 || !bh_label_key_is_valid(r->key) || takes_values != (r->values.n > 0)) {
            return false;
        }
        for (uint32_t i = 0; i < r->values.n; i++) {
            if (!bh_label_value_is_valid(r->values.v[i])) {
                return false;
            }
        }
    }
    return true;
}

int bh_selector_from_object(const struct bh_label_selector *from, struct bh_arena *arena,
                            struct bh_selector *out, struct bh_err *err)
{
    struct bh_selector made = { 0 };

    made.requirements =
        bh_new(arena, struct bh_requirement, (size_t)from->labels.n + from->expressions.n);
    if (made.requirements == NULL) {
        return bh_arena_fail(arena, err);
    }
    for (uint32_t i = 0; i < from->labels.n; i++) {
        made.requirements[made.n++] = (struct bh_requirement){
            .kind = BH_REQUIRE_IN,
            .key = from->labels.v[i].key,
            .values = &from->labels.v[i].value,
            .n_values = 1,
        };
    }
    BH_EACH (struct bh_label_requirement, r, from->expressions) {
        made.requirements[made.n++] = (struct bh_requirement){
            .kind = kind_of_operator(r->op),
            .key = r->key,
            .values = r->values.v,
            .n_values = r->values.n,
        };
    }
    *out = made;
    return 0;
}

static bool holds(const struct bh_requirement *r, const struct bh_pairs *labels)
{
    const struct bh_str *value = NULL;
    int64_t number;

    for (uint32_t i = 0; i < labels->n; i++) {
        if (bh_str_eq(labels->v[i].key, r->key)) {
            value = &labels->v[i].value;
        }
    }
    switch (r->kind) {
    case BH_REQUIRE_EXISTS:
        return value != NULL;
    case BH_REQUIRE_ABSENT:
        return value == NULL;
    case BH_REQUIRE_GREATER:
        return value != NULL && bh_num_i64(*value, 10, &number) && number > r->bound;
    case BH_REQUIRE_LESS:
        return value != NULL && bh_num_i64(*value, 10, &number) && number < r->bound;
    case BH_REQUIRE_IN:
    case BH_REQUIRE_NOT_IN:
        break;
    }
    bool is_in = false;
    for (uint32_t i = 0; value != NULL && i < r->n_values; i++) {
        is_in |= bh_str_eq(*value, r->values[i]);
    }
    return is_in == (r->kind == BH_REQUIRE_IN);
}

bool bh_selector_matches(const struct bh_selector *selector, const struct bh_pairs *labels)
{
    for (uint32_t i = 0; i < selector->n; i++) {
        if (!holds(&selector->requirements[i], labels)) {
            return false;
        }
    }
    return true;
}
