/* Unit tests of podsec/pss_explain.h: every check is explained, and every manifest that an explanation shows
 * is judged as it says, at every revision, through reader, decoder, preparation and checks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "kube/kinds.h"
#include "kube/prepare.h"
#include "kube/stream.h"
#include "podsec/pss_explain.h"

enum { BUDGET = 1024 * 1024 };

/* A manifest, read to its first object. */
struct manifest {
    struct bh_str rest; /* not yet read */
    struct bh_arena arena;
    struct bh_stream *stream;
    struct bh_decoded decoded;
    struct bh_pod_spec *spec;
    struct bh_err err;
};

static int read_text(void *ctx, char *buf, size_t size, size_t *out_n, struct bh_err *err)
{
    struct bh_str *rest = ctx;
    size_t n = rest->n < size ? rest->n : size;

    (void)err;
    if (n > 0) {
        memcpy(buf, rest->p, n);
    }
    *rest = bh_str_from(*rest, n);
    *out_n = n;
    return 0;
}

static void manifest_init(struct manifest *m, const char *text)
{
    const struct bh_decode_options options = { .path = "" };
    const struct bh_item *item;
    struct bh_issues issues = { 0 };

    memset(m, 0, sizeof(*m));
    m->rest = bh_str_c(text);
    bh_arena_init(&m->arena, BUDGET);
    const struct bh_source source = { .read = read_text, .ctx = &m->rest };
    assert_int_equal(bh_stream_new(source, BH_SYNTAX_DETECT, &m->stream, &m->err), 0);
    if (bh_stream_next(m->stream, &item, &m->err) != 0 || item == NULL ||
        bh_decode_object(&item->doc, item->api_version, item->kind, &options, &m->decoded, &issues,
                         &m->arena, &m->err) != 0) {
        fail_msg("line %u: %s in\n%s", (unsigned)m->err.line, m->err.msg, text);
    }
    assert_int_equal(issues.n, 0); /* no field is misspelt */
    assert_int_equal(m->decoded.role, BH_ROLE_POD);
    m->spec = m->decoded.object.spec;
    assert_int_equal(
        bh_prepare(BH_PREPARE_POD, &m->decoded.object.meta, &m->spec, NULL, &m->arena, &m->err), 0);
}

static void manifest_done(struct manifest *m)
{
    bh_stream_free(m->stream);
    bh_arena_done(&m->arena);
}

/* Says how many checks 'text' violates at a level and version, and whether 'check' is among them. */
static uint32_t judge(const char *text, enum bh_level level, uint64_t version,
                      const struct bh_pss_check *check, bool *out_has)
{
    struct manifest m;
    struct bh_pss_plan plan;
    struct bh_pss_result result;

    manifest_init(&m, text);
    bh_pss_plan_init(&plan, (struct bh_pss_pair){ .level = level, .version = version });
    assert_int_equal(
        bh_pss_evaluate(&plan, &m.decoded.object.meta, m.spec, &m.arena, &result, &m.err), 0);
    *out_has = false;
    for (uint32_t i = 0; i < result.n_violations; i++) {
        *out_has |= result.violations[i].check == check;
    }
    uint32_t n = result.n_violations;
    manifest_done(&m);
    return n;
}

static bool violates(const char *text, uint64_t version, const struct bh_pss_check *check)
{
    bool has;

    judge(text, check->level, version, check, &has);
    return has;
}

/* The newest version at which a revision is in force. */
static uint64_t newest_of(const struct bh_pss_check *check, uint32_t revision)
{
    return revision + 1 < check->n_revs ? check->revs[revision + 1].from - 1 : BH_VERSION_LATEST;
}

static void each_revision(void (*test)(const struct bh_pss_check *check,
                                       const struct bh_pss_explanation *explanation, uint32_t i))
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    for (size_t c = 0; c < n; c++) {
        for (uint32_t i = 0; i < checks[c].n_revs; i++) {
            test(&checks[c], bh_pss_explain(&checks[c]), i);
        }
    }
}

static void is_sentence(const char *id, const char *text)
{
    size_t n = strlen(text);

    if (n < 20 || text[n - 1] != '.' || strstr(text, "  ") != NULL || text[0] < 'A' ||
        (text[0] > 'Z' && text[0] < 'a')) {
        fail_msg("%s: no whole sentences: %s", id, text);
    }
}

static void test_explain__has_a_row_for_every_check_and_revision(void **state)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    (void)state;
    for (size_t c = 0; c < n; c++) {
        const struct bh_pss_explanation *e = bh_pss_explain(&checks[c]);
        assert_string_equal(e->id, checks[c].id);
        is_sentence(e->id, e->why);
        is_sentence(e->id, e->mend);
        assert_int_equal(e->n_changes, checks[c].n_revs);
        for (uint32_t i = 0; i < e->n_changes; i++) {
            assert_int_equal(e->changes[i].from, checks[c].revs[i].from);
            is_sentence(e->id, e->changes[i].what);
        }
    }
}

static void refuses_failing(const struct bh_pss_check *check, const struct bh_pss_explanation *e,
                            uint32_t i)
{
    const char *text = e->changes[i].failing != NULL ? e->changes[i].failing : e->failing;
    bool has;
    uint32_t n = judge(text, check->level, newest_of(check, i), check, &has);

    if (n != 1 || !has) {
        fail_msg("%s, revision v1.%u: %u violations, %s it, of\n%s", check->id,
                 (unsigned)check->revs[i].from, (unsigned)n, has ? "with" : "without", text);
    }
}

static void test_explain__failing_manifests_violate_that_check_alone(void **state)
{
    (void)state;
    each_revision(refuses_failing);
}

static void accepts_passing(const struct bh_pss_check *check, const struct bh_pss_explanation *e,
                            uint32_t i)
{
    const char *text = e->changes[i].passing != NULL ? e->changes[i].passing : e->passing;
    bool has;
    uint32_t n = judge(text, check->level, newest_of(check, i), check, &has);

    if (n != 0) {
        fail_msg("%s, revision v1.%u: %u violations of\n%s", check->id,
                 (unsigned)check->revs[i].from, (unsigned)n, text);
    }
}

static void test_explain__passing_manifests_violate_nothing(void **state)
{
    (void)state;
    each_revision(accepts_passing);
}

static void passes_restricted(const struct bh_pss_check *check, const struct bh_pss_explanation *e,
                              uint32_t i)
{
    bool has;
    uint32_t n = judge(e->passing, BH_LEVEL_RESTRICTED, newest_of(check, i), check, &has);

    if (n != 0) {
        fail_msg("%s, revision v1.%u: %u violations at restricted of\n%s", check->id,
                 (unsigned)check->revs[i].from, (unsigned)n, e->passing);
    }
}

static void test_explain__passing_manifests_suit_the_restricted_level(void **state)
{
    (void)state;
    each_revision(passes_restricted);
}

/* A manifest that belongs to a revision is there to show what that revision changed. */
static void shows_change(const struct bh_pss_check *check, const struct bh_pss_explanation *e,
                         uint32_t i)
{
    const struct bh_pss_change *change = &e->changes[i];

    if (i == 0) { /* then the next revision must be what makes it needed */
        if (change->failing != NULL && violates(change->failing, newest_of(check, 1), check)) {
            fail_msg("%s: the first revision shows nothing of its own", check->id);
        }
    } else if (change->passing != NULL &&
               !violates(change->passing, newest_of(check, i - 1), check)) {
        fail_msg("%s, v1.%u: passed before, too:\n%s", check->id, (unsigned)change->from,
                 change->passing);
    } else if (change->passing == NULL && change->failing == NULL &&
               violates(e->failing, newest_of(check, i - 1), check)) {
        fail_msg("%s, v1.%u: nothing shows the change", check->id, (unsigned)change->from);
    }
}

static void test_explain__manifests_of_a_revision_show_what_it_changed(void **state)
{
    (void)state;
    each_revision(shows_change);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_explain__has_a_row_for_every_check_and_revision),
        cmocka_unit_test(test_explain__failing_manifests_violate_that_check_alone),
        cmocka_unit_test(test_explain__passing_manifests_violate_nothing),
        cmocka_unit_test(test_explain__passing_manifests_suit_the_restricted_level),
        cmocka_unit_test(test_explain__manifests_of_a_revision_show_what_it_changed),
    };

    return cmocka_run_group_tests_name("explain", tests, NULL, NULL);
}
