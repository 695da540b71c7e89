/* Judges generated pods with our engines, in the oracle's own format (tests/oracle/README.md), so that the two can be
 * compared line by line.
 *
 *   judge_pods [--prepare none|pod|template]             lines "versions TAB pod" in, results out
 *   judge_pods --vectors FILE [--prepare ...]            recorded pairs of lines (pod, the oracle's answer): TAP
 *   judge_pods --mutations FILE [--prepare ...]          takes away one table row after the other; each must make some
 *                                                        vector fail: TAP
 *   judge_pods --levels                                  lines "path TAB level TAB version TAB pass|fail TAB pod" (the
 *                                                        upstream fixtures): TAP, verdict and expected words
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "kube/decode.h"
#include "kube/json.h"
#include "kube/prepare.h"
#include "kube/schema.h"
#include "podsec/pss.h"
#include "podsec/pss_checks.h"

enum { ALL_ROWS = -1 };

struct judge {
    struct bh_arena arena;
    struct bh_nodes nodes;
    struct bh_buf out;
    const char *prepare; /* "none", "pod", "template" */
    long without_check;  /* number of the check revision that is left out, or ALL_ROWS */
    long without_row;    /* number of the preparation row that is left out, or ALL_ROWS */
};

static void die(const char *what)
{
    fprintf(stderr, "judge_pods: %s\n", what);
    exit(1);
}

static void add_escaped(struct bh_buf *out, struct bh_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '\\':
            bh_buf_add_c(out, "\\\\");
            break;
        case '\t':
            bh_buf_add_c(out, "\\t");
            break;
        case '\n':
            bh_buf_add_c(out, "\\n");
            break;
        case '\r':
            bh_buf_add_c(out, "\\r");
            break;
        case '\0':
            bh_buf_add_c(out, "\\0");
            break;
        default:
            bh_buf_add_byte(out, s.p[i]);
        }
    }
}

/* ---- rows that are left out --------------------------------------------------------------------- */

static long revision_number(const struct bh_pss_check *check, uint32_t revision)
{
    size_t n;
    const struct bh_pss_check *all = bh_pss_checks(&n);
    long number = 0;

    for (const struct bh_pss_check *c = all; c != check; c++) {
        number += c->n_revs;
    }
    return number + revision;
}

static void leave_out(struct bh_pss_plan *plan, long number)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < plan->n; i++) {
        if (revision_number(plan->steps[i].check, plan->steps[i].revision) != number) {
            plan->steps[kept++] = plan->steps[i];
        }
    }
    plan->n = kept;
}

static int prepare(struct judge *j, const struct bh_object *pod, struct bh_pod_spec **spec,
                   struct bh_err *err)
{
    struct bh_prepare_row rows[16];
    size_t n, kept = 0;
    const struct bh_prepare_row *all = bh_prepare_rows(&n);
    enum bh_prepare_as as = strcmp(j->prepare, "pod") == 0 ? BH_PREPARE_POD : BH_PREPARE_TEMPLATE;

    for (size_t i = 0; i < n; i++) {
        if ((long)i != j->without_row) {
            rows[kept++] = all[i];
        }
    }
    return bh_prepare_with(rows, kept, as, &pod->meta, spec, NULL, &j->arena, err);
}

/* ---- judging ------------------------------------------------------------------------------------ */

static int read_pod(struct judge *j, struct bh_str text, struct bh_object *out, struct bh_err *err)
{
    struct bh_json json;
    struct bh_issues issues = { 0 };
    struct bh_decode_options options = { 0 };
    struct bh_doc doc = { .text = text, .line = 1, .column = 1 };
    const char *start;

    bh_json_window(&json, text.p, text.p, text.p + text.n, true, 1, 1);
    int rc = bh_json_value(&json, &j->arena, &j->nodes, &start, err);
    if (rc != 0) {
        return rc;
    }
    doc.nodes = j->nodes.v;
    doc.n = j->nodes.n;
    doc.text = bh_str(start, (size_t)(json.at - start));
    *out = (struct bh_object){ 0 };
    rc = bh_decode(&bh_type_pod, &doc, doc.nodes, &options, out, &issues, &j->arena, err);
    if (rc == 0 && out->spec == NULL) {
        out->spec = bh_new(&j->arena, struct bh_pod_spec, 1);
    }
    return rc;
}

static int judge_at(struct judge *j, const struct bh_object *pod, struct bh_pss_pair pair,
                    struct bh_pss_result *result, struct bh_err *err)
{
    struct bh_pss_plan plan;

    bh_pss_plan_init(&plan, pair);
    leave_out(&plan, j->without_check);
    return bh_pss_evaluate(&plan, &pod->meta, pod->spec, &j->arena, result, err);
}

static int add_verdict(struct judge *j, const struct bh_object *pod, const char *mark,
                       struct bh_pss_pair pair, struct bh_err *err)
{
    struct bh_pss_result result;
    char text[40];

    int rc = judge_at(j, pod, pair, &result, err);
    if (rc != 0) {
        return rc;
    }
    struct bh_str name = bh_pss_pair_text(pair, text);
    bh_buf_add_c(&j->out, mark);
    bh_buf_add(&j->out, bh_str_from(name, bh_str_find_byte(name, ':') + 1));
    bh_buf_add_byte(&j->out, '\t');
    bh_buf_add_i64(&j->out, result.n_violations);
    if (result.is_allowed != (result.n_violations == 0)) {
        die("is_allowed and the violations disagree");
    }
    for (uint32_t i = 0; i < result.n_violations; i++) {
        const struct bh_pss_violation *v = &result.violations[i];
        if (v->n_fields == 0 || v->fields[0].path.n == 0) {
            die("a violation without a field");
        }
        bh_buf_add_byte(&j->out, '\t');
        add_escaped(&j->out, v->reason);
        bh_buf_add_byte(&j->out, '\t');
        add_escaped(&j->out, v->detail);
    }
    return 0;
}

static int judge_line(struct judge *j, struct bh_str line, struct bh_err *err)
{
    size_t tab = bh_str_find_byte(line, '\t');
    struct bh_str versions = bh_str(line.p, tab);
    struct bh_object pod;
    bool is_first = true;

    bh_arena_reset(&j->arena);
    int rc = read_pod(j, bh_str_from(line, tab + 1), &pod, err);
    rc = rc != 0 ? rc : prepare(j, &pod, &pod.spec, err);
    while (rc == 0 && versions.n > 0) {
        size_t comma = bh_str_find_byte(versions, ',');
        struct bh_pss_pair pair;
        if (!bh_version_parse(bh_str(versions.p, comma), &pair.version)) {
            die("a version that does not parse");
        }
        versions = bh_str_from(versions, comma + 1);
        pair.level = BH_LEVEL_BASELINE;
        rc = add_verdict(j, &pod, is_first ? "b:" : "\tb:", pair, err);
        pair.level = BH_LEVEL_RESTRICTED;
        rc = rc != 0 ? rc : add_verdict(j, &pod, "\tr:", pair, err);
        is_first = false;
    }
    return rc;
}

/* Our answer to one line, in j->out. Refusals are "E TAB why". */
static void answer(struct judge *j, struct bh_str line)
{
    struct bh_err err;

    bh_buf_clear(&j->out);
    if (judge_line(j, line, &err) != 0) {
        bh_buf_clear(&j->out);
        bh_buf_add_c(&j->out, "E\t");
        bh_buf_add_c(&j->out, err.msg);
    }
    if (j->out.is_broken) {
        die("no memory");
    }
}

/* Refusals agree whatever their words. */
static bool is_same_answer(struct bh_str ours, struct bh_str theirs)
{
    return bh_str_eq(ours, theirs) ||
           (bh_str_starts(ours, BH_S("E\t")) && bh_str_starts(theirs, BH_S("E\t")));
}

/* ---- modes -------------------------------------------------------------------------------------- */

static bool next_line(FILE *in, char **line, size_t *room, struct bh_str *out)
{
    ssize_t n = getline(line, room, in);

    if (n <= 0) {
        return false;
    }
    *out = bh_str(*line, (size_t)n - ((*line)[n - 1] == '\n' ? 1 : 0));
    return true;
}

static int judge_stdin(struct judge *j)
{
    char *line = NULL;
    size_t room = 0;
    struct bh_str text;

    while (next_line(stdin, &line, &room, &text)) {
        answer(j, text);
        bh_buf_add_byte(&j->out, '\n');
        fwrite(j->out.p, 1, j->out.n, stdout);
    }
    free(line);
    return fflush(stdout) == 0 ? 0 : 1;
}

struct vectors {
    char *text;
    struct bh_str *lines; /* pod, answer, pod, answer, ... */
    size_t n;
};

static struct vectors read_vectors(const char *path)
{
    FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    struct bh_buf text = { 0 };
    struct vectors v = { 0 };
    char piece[65536];
    size_t n;

    if (in == NULL) {
        die("cannot open the vectors");
    }
    while ((n = fread(piece, 1, sizeof(piece), in)) > 0) {
        bh_buf_add(&text, bh_str(piece, n));
    }
    if (in != stdin) {
        fclose(in);
    }
    struct bh_str rest = bh_buf_str(&text), line;
    size_t room = 0;
    while (bh_str_line(&rest, &line)) {
        if (bh_str_starts(line, BH_S("#"))) {
            continue; /* the header: generator, seed, oracle */
        }
        if (v.n == room) {
            room = room == 0 ? 1024 : room * 2;
            v.lines = realloc(v.lines, room * sizeof(*v.lines));
            if (v.lines == NULL) {
                die("no memory");
            }
        }
        v.lines[v.n++] = line;
    }
    if (v.n == 0 || v.n % 2 != 0) {
        die("the vectors are not pairs of lines");
    }
    v.text = text.p;
    return v;
}

static size_t count_wrong(struct judge *j, const struct vectors *v, size_t most, bool tells)
{
    size_t wrong = 0;

    for (size_t i = 0; i < v->n && wrong < most; i += 2) {
        answer(j, v->lines[i]);
        if (!is_same_answer(bh_buf_str(&j->out), v->lines[i + 1])) {
            wrong++;
            if (tells && wrong <= 5) {
                printf("# pod    " BH_FMT "\n# oracle " BH_FMT "\n# ours   " BH_FMT "\n",
                       BH_ARG(v->lines[i]), BH_ARG(v->lines[i + 1]), BH_ARG(bh_buf_str(&j->out)));
            }
        }
    }
    return wrong;
}

static int replay(struct judge *j, const char *path)
{
    struct vectors v = read_vectors(path);
    size_t wrong = count_wrong(j, &v, SIZE_MAX, true);

    printf("1..1\n%s 1 - %zu vectors, preparation %s, %zu differ\n", wrong == 0 ? "ok" : "not ok",
           v.n / 2, j->prepare, wrong);
    free(v.lines);
    free(v.text);
    return wrong == 0 ? 0 : 1;
}

static int mutate(struct judge *j, const char *path)
{
    struct vectors v = read_vectors(path);
    size_t n_checks, n_rows, test = 0;
    const struct bh_pss_check *checks = bh_pss_checks(&n_checks);
    const struct bh_prepare_row *rows = bh_prepare_rows(&n_rows);
    bool has_failed = false;

    j->without_check = 0;
    for (size_t c = 0; c < n_checks; c++) {
        for (uint32_t r = 0; r < checks[c].n_revs; r++, j->without_check++) {
            bool is_noticed = count_wrong(j, &v, 1, false) > 0;
            has_failed |= !is_noticed;
            printf("%s %zu - without %s from v1.%u some vector fails\n",
                   is_noticed ? "ok" : "not ok", ++test, checks[c].id, checks[c].revs[r].from);
        }
    }
    j->without_check = ALL_ROWS;
    for (size_t r = 0; r < n_rows; r++) {
        if (strcmp(j->prepare, "pod") != 0 && !rows[r].for_template) {
            continue;
        }
        j->without_row = (long)r;
        bool is_noticed = count_wrong(j, &v, 1, false) > 0;
        has_failed |= !is_noticed;
        printf("%s %zu - without preparation %s some vector fails\n", is_noticed ? "ok" : "not ok",
               ++test, rows[r].id);
    }
    printf("1..%zu\n", test);
    free(v.lines);
    free(v.text);
    return has_failed ? 1 : 0;
}

/* ---- upstream's fixtures ------------------------------------------------------------------------ */

static bool starts_with(struct bh_str name, const char *prefix)
{
    return bh_str_starts(name, bh_str_c(prefix));
}

/* The words that upstream's suite looks for in the message of a failing fixture, by its file's name. */
static struct bh_str expected_words(struct bh_str name)
{
    static const struct {
        const char *file, *words;
    } rows[] = {
        { "apparmorprofile", "forbidden AppArmor profile" },
        { "allowprivilegeescalation", "allowPrivilegeEscalation" },
        { "capabilities_baseline", "capabilities" },
        { "capabilities_restricted", "unrestricted capabilities" },
        { "hostnamespaces", "host namespaces" },
        { "hostpathvolumes", "hostPath" },
        { "hostports", "hostPort" },
        { "hostprobesandhostlifecycle", "probe or lifecycle host" },
        { "privileged", "privileged" },
        { "procmount", "procMount" },
        { "restrictedvolumes", "restricted volume types" },
        { "runasnonroot", "runAsNonRoot" },
        { "runasuser", "runAsUser" },
        { "seccompprofile", "seccompProfile" },
        { "selinuxoptions", "seLinuxOptions" },
        { "sysctls", "forbidden sysctl" },
        { "windowshostprocess", "hostProcess" },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (starts_with(name, rows[i].file)) {
            return bh_str_c(rows[i].words);
        }
    }
    return bh_str(NULL, 0);
}

static struct bh_str take_field(struct bh_str *line)
{
    size_t tab = bh_str_find_byte(*line, '\t');
    struct bh_str field = bh_str(line->p, tab);

    *line = bh_str_from(*line, tab + 1);
    return field;
}

static bool fixture_holds(struct judge *j, struct bh_str line, struct bh_str *out_path)
{
    struct bh_str path = take_field(&line), level = take_field(&line), version = take_field(&line);
    bool must_pass = bh_str_eq(take_field(&line), BH_S("pass"));
    struct bh_pss_pair pair;
    struct bh_object pod;
    struct bh_pss_result result;
    struct bh_err err;
    struct bh_str name = path;

    *out_path = path;
    bh_arena_reset(&j->arena);
    if (!bh_level_parse(level, &pair.level) || !bh_version_parse(version, &pair.version) ||
        read_pod(j, line, &pod, &err) != 0 || prepare(j, &pod, &pod.spec, &err) != 0 ||
        judge_at(j, &pod, pair, &result, &err) != 0) {
        return false;
    }
    if (must_pass || result.is_allowed) {
        return result.is_allowed == must_pass;
    }
    while (bh_str_find_byte(name, '/') < name.n) {
        name = bh_str_from(name, bh_str_find_byte(name, '/') + 1);
    }
    struct bh_str detail = bh_pss_detail_list(&result, &j->arena);
    struct bh_str words = expected_words(name);
    return bh_str_is_set(words) && bh_str_find(detail, words) < detail.n &&
           bh_str_find(detail, BH_S("unknown forbidden reason")) == detail.n;
}

static int judge_fixtures(struct judge *j)
{
    char *line = NULL;
    size_t room = 0, n = 0, wrong = 0;
    struct bh_str text, path;

    while (next_line(stdin, &line, &room, &text)) {
        n++;
        if (!fixture_holds(j, text, &path)) {
            wrong++;
            printf("# wrong: " BH_FMT "\n", BH_ARG(path));
        }
    }
    free(line);
    bool is_good = wrong == 0 && n > 0;
    printf("1..1\n%s 1 - %zu upstream fixtures, %zu wrong\n", is_good ? "ok" : "not ok", n, wrong);
    return is_good ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct judge j = { .prepare = "none", .without_check = ALL_ROWS, .without_row = ALL_ROWS };
    const char *vectors = NULL, *mutations = NULL;
    bool has_fixtures = false;
    int rc;

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--prepare") == 0 && i + 1 < argc) {
            j.prepare = argv[++i];
        } else if (strcmp(argv[i], "--vectors") == 0 && i + 1 < argc) {
            vectors = argv[++i];
        } else if (strcmp(argv[i], "--mutations") == 0 && i + 1 < argc) {
            mutations = argv[++i];
        } else if (strcmp(argv[i], "--levels") == 0) {
            has_fixtures = true;
        } else {
            die("unknown argument");
        }
    }
    bh_arena_init(&j.arena, (size_t)256 << 20);
    rc = vectors != NULL     ? replay(&j, vectors)
         : mutations != NULL ? mutate(&j, mutations)
         : has_fixtures      ? judge_fixtures(&j)
                             : judge_stdin(&j);
    bh_buf_done(&j.out);
    bh_nodes_done(&j.nodes);
    bh_arena_done(&j.arena);
    return rc;
}
