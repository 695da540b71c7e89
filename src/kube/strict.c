/* Configuration documents, read strictly. Called by whatever reads a configuration: podsec/pss_config.c, and the
 * baseline and the suppressions in review/. Strict decoding as upstream's configuration files have it: an unknown
 * or repeated field is refused. Leaves out what the fields mean. */
#include "kube/strict.h"

int bh_problems_add(struct bh_problems *problems, const struct bh_doc *doc,
                    const struct bh_node *node, struct bh_str text, struct bh_str hint,
                    struct bh_arena *arena, struct bh_err *err)
{
    struct bh_place place = { 0, 0 };

    if (!bh_str_is_set(text)) {
        return bh_arena_fail(arena, err);
    }
    if (problems->n == problems->room) {
        uint32_t room = problems->room == 0 ? 8 : problems->room * 2;
        struct bh_problem *v = bh_new(arena, struct bh_problem, room);
        if (v == NULL) {
            return bh_arena_fail(arena, err);
        }
        if (problems->n > 0) {
            memcpy(v, problems->v, problems->n * sizeof(*v));
        }
        problems->v = v;
        problems->room = room;
    }
    if (node != NULL) {
        place = bh_doc_place(doc, node);
    }
    problems->v[problems->n++] = (struct bh_problem){ place.line, place.column, text, hint };
    return 0;
}

static int add_issue(const struct bh_issue *issue, struct bh_problems *problems,
                     struct bh_arena *arena, struct bh_err *err)
{
    struct bh_str text, hint = { NULL, 0 };

    text = bh_arena_printf(arena, "unknown field \"" BH_FMT "\"", BH_ARG(issue->path));
    if (bh_str_is_set(issue->near)) {
        hint = bh_arena_printf(arena, "did you mean \"" BH_FMT "\"?", BH_ARG(issue->near));
    }
    int rc = bh_problems_add(problems, NULL, NULL, text, hint, arena, err);
    if (rc == 0) {
        problems->v[problems->n - 1].line = issue->place.line;
        problems->v[problems->n - 1].column = issue->place.column;
    }
    return rc;
}

int bh_strict_decode(const struct bh_type *type, const struct bh_doc *doc,
                     const struct bh_node *node, const char *path, void *out,
                     struct bh_problems *problems, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_decode_options how = { .path = path };
    struct bh_issues issues = { 0 };
    struct bh_err cause = { 0 };
    struct bh_str text;
    int rc = bh_decode(type, doc, node, &how, out, &issues, arena, &cause);

    if (rc == -BH_ERR_INPUT) {
        if (bh_arena_copy(arena, bh_str_c(cause.msg), &text, err) != 0 ||
            bh_problems_add(problems, NULL, NULL, text, bh_str(NULL, 0), arena, err) != 0) {
            return -(int)err->kind;
        }
        problems->v[problems->n - 1].line = cause.line;
        problems->v[problems->n - 1].column = cause.column;
        return 0;
    }
    if (rc != 0) {
        *err = cause;
        return rc;
    }
    for (uint32_t i = 0; i < issues.n && rc == 0; i++) {
        rc = add_issue(&issues.v[i], problems, arena, err);
    }
    if (rc == 0 && issues.n_more > 0) {
        rc = bh_problems_add(problems, doc, node,
                             bh_arena_printf(arena, "and %u more unknown fields", issues.n_more),
                             bh_str(NULL, 0), arena, err);
    }
    return rc;
}

static struct bh_str string_member(const struct bh_node *node, struct bh_str key)
{
    const struct bh_node *value = bh_doc_member(node, key);

    return value != NULL && value->kind == BH_NODE_STRING && value->n > 0 ? bh_node_text(value)
                                                                          : bh_str(NULL, 0);
}

/* "apiVersion A or B" */
static struct bh_str expected_versions(const struct bh_strict_kind *kinds, size_t n_kinds,
                                       struct bh_str kind, struct bh_arena *arena)
{
    struct bh_str text = BH_S("");

    for (size_t i = 0; i < n_kinds; i++) {
        if (bh_str_eq(kind, bh_str_c(kinds[i].kind))) {
            text = bh_arena_printf(arena, BH_FMT "%s%s", BH_ARG(text), text.n > 0 ? " or " : "",
                                   kinds[i].api_version);
            if (!bh_str_is_set(text)) {
                return text;
            }
        }
    }
    return text;
}

int bh_strict_kind(const struct bh_strict_kind *kinds, size_t n_kinds, const struct bh_doc *doc,
                   const struct bh_node *node, const char *what, const struct bh_strict_kind **out,
                   struct bh_problems *problems, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_str version = string_member(node, BH_S("apiVersion"));
    struct bh_str kind = string_member(node, BH_S("kind"));
    const struct bh_node *at = bh_doc_key(node, BH_S("kind"));
    struct bh_str text;

    *out = NULL;
    for (size_t i = 0; i < n_kinds; i++) {
        if (bh_str_eq(version, bh_str_c(kinds[i].api_version)) &&
            bh_str_eq(kind, bh_str_c(kinds[i].kind))) {
            *out = &kinds[i];
            return 0;
        }
    }
    struct bh_str versions = expected_versions(kinds, n_kinds, kind, arena);
    if (!bh_str_is_set(versions)) {
        return bh_arena_fail(arena, err);
    }
    if (node->kind != BH_NODE_OBJECT) {
        text = bh_arena_printf(arena, "expected %s, found %s", what, bh_node_what(node));
    } else if (kind.n == 0) {
        text = bh_arena_printf(arena, "expected %s, found an object without a kind", what);
    } else if (versions.n == 0) {
        text = bh_arena_printf(arena, "expected %s, found kind " BH_FMT, what, BH_ARG(kind));
    } else if (version.n == 0) {
        text = bh_arena_printf(arena, BH_FMT " has no apiVersion, expected " BH_FMT, BH_ARG(kind),
                               BH_ARG(versions));
    } else {
        at = bh_doc_key(node, BH_S("apiVersion"));
        text = bh_arena_printf(arena, BH_FMT " has apiVersion " BH_FMT ", expected " BH_FMT,
                               BH_ARG(kind), BH_ARG(version), BH_ARG(versions));
    }
    return bh_problems_add(problems, doc, at != NULL ? at : node, text, bh_str(NULL, 0), arena,
                           err);
}
