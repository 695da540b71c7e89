/* `bulkhead psp access`: subjects against PodSecurityPolicies, as a matrix. */
#include "cli/commands.h"
#include "cli/messages.h"
#include "cli/psp_session.h"
#include "report/listing.h"
#include "report/psp_report.h"
#include "review/psp_access.h"

/* Wider matrices are lists: no terminal shows them. */
enum { MAX_MATRIX = 12, N_HEAD = 3 };

static const struct bh_option options[] = { BH_PSP_COMMON_ROWS };

static const struct bh_example examples[] = {
    { "the whole matrix", "bulkhead psp access policies/" },
    { NULL, NULL },
};

static struct bh_str subject_name(const struct bh_rbac_subject *subject, struct bh_arena *arena)
{
    return bh_str_eq(subject->kind, BH_S("ServiceAccount"))
               ? bh_arena_printf(arena, BH_FMT "/" BH_FMT, BH_ARG(subject->namespace_),
                                 BH_ARG(subject->name))
               : subject->name;
}

static void fill_head(const struct bh_psp_access *line, bool is_text, struct bh_cell *cells,
                      struct bh_arena *arena)
{
    cells[0] = bh_cell_text(line->subject.kind);
    cells[1] = bh_cell_text(subject_name(&line->subject, arena));
    cells[2] = bh_cell_text(line->namespace_.n > 0 ? line->namespace_
                            : is_text              ? BH_S("every namespace")
                                                   : bh_str(NULL, 0));
}

/* A column for each policy, or one that lists them. */
static int fill_record(const struct bh_psp_session *session, const struct bh_psp_access *line,
                       bool is_matrix, struct bh_arena *arena, struct bh_record *out,
                       struct bh_err *err)
{
    uint32_t n_policies = session->state.set.n;
    struct bh_cell *cells = bh_new(arena, struct bh_cell, N_HEAD + (is_matrix ? n_policies : 1));
    struct bh_str *names = bh_new(arena, struct bh_str, (size_t)n_policies + 1);
    size_t n = 0;

    if (cells == NULL || names == NULL) {
        return bh_arena_fail(arena, err);
    }
    fill_head(line, !session->is_json, cells, arena);
    for (uint32_t i = 0; i < n_policies; i++) {
        if (is_matrix) {
            cells[N_HEAD + i] = bh_cell_text(line->may_use[i] ? BH_S("use") : BH_S("-"));
        } else if (line->may_use[i]) {
            names[n++] = session->state.set.v[i]->name;
        }
    }
    if (!is_matrix) {
        cells[N_HEAD] = bh_cell_texts(names, n);
    }
    out->cells = cells;
    return 0;
}

/* NUL-ended, for the headings. */
static const char *heading(struct bh_str name, struct bh_arena *arena)
{
    struct bh_str text = bh_arena_printf(arena, BH_FMT "%c", BH_ARG(name), '\0');

    return text.p;
}

static int fill_listing(const struct bh_psp_session *session, const struct bh_psp_access *lines,
                        size_t n, struct bh_arena *arena, struct bh_listing *out,
                        struct bh_err *err)
{
    bool is_matrix = !session->is_json && session->state.set.n <= MAX_MATRIX;
    size_t n_columns = N_HEAD + (is_matrix ? session->state.set.n : 1);
    struct bh_column *columns = bh_new(arena, struct bh_column, n_columns);
    struct bh_record *records = bh_new(arena, struct bh_record, n + 1);
    int rc = 0;

    if (columns == NULL || records == NULL) {
        return bh_arena_fail(arena, err);
    }
    columns[0] = (struct bh_column){ "subjectKind", "SUBJECT" };
    columns[1] = (struct bh_column){ "subject", "NAME" };
    columns[2] = (struct bh_column){ "namespace", "WHERE" };
    if (!is_matrix) {
        columns[N_HEAD] = (struct bh_column){ "policies", "POLICIES" };
    }
    for (uint32_t i = 0; i < session->state.set.n && is_matrix; i++) {
        columns[N_HEAD + i].name = columns[N_HEAD + i].title =
            heading(session->state.set.v[i]->name, arena);
        if (columns[N_HEAD + i].title == NULL) {
            return bh_arena_fail(arena, err);
        }
    }
    for (size_t i = 0; i < n && rc == 0; i++) {
        rc = fill_record(session, &lines[i], is_matrix, arena, &records[i], err);
    }
    *out = (struct bh_listing){ columns, n_columns, records, n };
    return rc;
}

static int write_json(const struct bh_listing *listing, struct bh_buf *text, struct bh_err *err)
{
    struct bh_json_writer json;

    bh_json_writer_init(&json, bh_buf_sink(text));
    bh_json_writer_open_object(&json);
    bh_json_member_u64(&json, "version", BH_PSP_REPORT_VERSION);
    bh_json_member_str(&json, "kind", BH_S("PSPAccess"));
    bh_json_writer_key(&json, "results");
    bh_listing_json(listing, &json);
    bh_json_writer_close(&json);
    return bh_json_writer_end(&json, err);
}

static int list(struct bh_psp_session *session, int *out_exit, struct bh_err *err)
{
    struct bh_psp_access *lines = NULL;
    struct bh_listing listing;
    struct bh_buf text = { 0 };
    size_t n = 0;
    int rc = 0;

    if (!bh_psp_session_lacks_policies(session)) {
        rc = bh_psp_access(&session->state, &session->arena, &lines, &n, err);
        rc = rc != 0 ? rc : fill_listing(session, lines, n, &session->arena, &listing, err);
        if (rc == 0 && session->is_json) {
            rc = write_json(&listing, &text, err);
        } else if (rc == 0) {
            bh_listing_text(&listing, &text);
        }
    }
    *out_exit = session->walk.worst;
    rc = rc != 0 ? rc : bh_psp_session_print(session, &text, err);
    bh_buf_done(&text);
    return rc;
}

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    struct bh_psp_session session;
    int rc = bh_psp_session_open(&session, args, 0, false, err);

    rc = rc != 0 ? rc : list(&session, out_exit, err);
    bh_psp_session_done(&session);
    return rc;
}

const struct bh_command bh_command_psp_access = {
    .name = "psp access",
    .summary = "show who may use which PodSecurityPolicy",
    .usage = "[options] [-f] [FILE|DIR|-]...",
    .about =
        "Shows every user, group and service account that may use some PodSecurityPolicy, and which ones: "
        "in every namespace, and where a RoleBinding adds to that, in one. A service account also has what its "
        "groups have; a user's groups are not known, so they stand on lines of their own.\n"
        "\n"
        "The input holds the policies, roles and bindings: see 'bulkhead psp check --help'.\n"
        "\n"
        "The exit code is the highest of\n"
        "  0 - it was shown\n"
        "  2 - wrong usage\n"
        "  3 - malformed input, or no policy at all\n"
        "  4 - unreadable input, or a report that could not be written\n"
        "  5 - a bug in bulkhead",
    .options = options,
    .n_options = BH_PSP_OPT_COMMON,
    .examples = examples,
    .run = run,
};
