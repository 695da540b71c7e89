/* `bulkhead explain`: what a check is, why it exists, and how to mend what it refuses, as text, as JSON, and as
 * the page docs/checks.md. The words are in podsec/. */
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/near.h"
#include "cli/check_list.h"
#include "cli/commands.h"
#include "cli/messages.h"
#include "io/output.h"
#include "podsec/pss_explain.h"
#include "report/check_help.h"
#include "report/json_writer.h"

enum { OPT_OUTPUT, N_OPTIONS };
enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_MARKDOWN };
enum { EXPLAIN_VERSION = 1, INDENT = 2, TITLE_COLUMN = 30 };

static const char *format_at(size_t i)
{
    static const char *const formats[] = {
        [FORMAT_TEXT] = "text",
        [FORMAT_JSON] = "json",
        [FORMAT_MARKDOWN] = "markdown",
        [FORMAT_MARKDOWN + 1] = NULL,
    };

    return formats[i];
}

static const struct bh_option options[N_OPTIONS] = {
    [OPT_OUTPUT] = { .name = "output",
                     .short_name = 'o',
                     .kind = BH_OPTION_CHOICE,
                     .value_at = format_at,
                     .help =
                         "how to print it; json and markdown without a topic explain everything",
                     .fallback = "text" },
};

static const struct bh_example examples[] = {
    { "the topics", "bulkhead explain" },
    { "one check", "bulkhead explain runAsNonRoot" },
    { "all of them, for a program", "bulkhead explain -o json" },
    { NULL, NULL },
};

/* --- topics --------------------------------------------------------------------------------------- */

/* Levels as topics. A check of the same name goes first, and privileged has no checks. */
static const enum bh_level topic_levels[] = { BH_LEVEL_BASELINE, BH_LEVEL_RESTRICTED };
enum { N_TOPIC_LEVELS = sizeof(topic_levels) / sizeof(topic_levels[0]) };

static const char *topic_at(size_t i)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    if (i < N_TOPIC_LEVELS) {
        return bh_level_name(topic_levels[i]).p;
    }
    i -= N_TOPIC_LEVELS;
    return i < n ? checks[i].id : NULL;
}

static const struct bh_pss_check *find_check(const char *id)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(checks[i].id, id) == 0) {
            return &checks[i];
        }
    }
    return NULL;
}

static const char *find_part(const char *text, const char *part)
{
    size_t n = strlen(part);

    for (; *text != '\0'; text++) {
        if (strncasecmp(text, part, n) == 0) {
            return text;
        }
    }
    return NULL;
}

static void add_lower(struct bh_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        bh_buf_add_byte(out, *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a') : *text);
    }
}

/* The topic that is spelt nearly so, whatever the case of its letters; NULL when none is. */
static const char *nearest_topic(const char *word)
{
    struct bh_buf wanted = { 0 }, topic = { 0 };
    unsigned fewest = (unsigned)strlen(word) / 3 + 1;
    const char *nearest = NULL;

    add_lower(&wanted, word);
    for (size_t i = 0; topic_at(i) != NULL && fewest > 0; i++) {
        bh_buf_clear(&topic);
        add_lower(&topic, topic_at(i));
        unsigned edits = bh_near_edits(bh_buf_str(&wanted), bh_buf_str(&topic), fewest - 1);
        if (edits < fewest) {
            fewest = edits;
            nearest = topic_at(i);
        }
    }
    bh_buf_done(&wanted);
    bh_buf_done(&topic);
    return nearest;
}

/* Names what contains the word, such as both checks of "seccomp", else what is spelt nearly so. */
static int fail_topic(const char *word, struct bh_err *err)
{
    const char *nearest = nearest_topic(word);
    struct bh_buf containing = { 0 };
    int rc;

    for (size_t i = 0; topic_at(i) != NULL && strlen(word) >= 3; i++) {
        if (find_part(topic_at(i), word) != NULL) {
            bh_buf_addf(&containing, "%s'%s'", containing.n > 0 ? " or " : "", topic_at(i));
        }
    }
    if (containing.n > 0) {
        rc = bh_fail(err, BH_ERR_USAGE, "unknown topic '%s', did you mean " BH_FMT "?", word,
                     BH_ARG(bh_buf_str(&containing)));
    } else if (nearest != NULL) {
        rc = bh_fail(err, BH_ERR_USAGE, "unknown topic '%s', did you mean '%s'?", word, nearest);
    } else {
        rc = bh_fail(err, BH_ERR_USAGE, "unknown topic '%s'; 'bulkhead explain' lists them", word);
    }
    bh_buf_done(&containing);
    return rc;
}

static int find_topic(const char *word, struct bh_check_set *out, struct bh_err *err)
{
    *out = (struct bh_check_set){ .only = find_check(word) };
    for (size_t i = 0; i < N_TOPIC_LEVELS && out->only == NULL; i++) {
        if (strcasecmp(bh_level_name(topic_levels[i]).p, word) == 0) {
            out->level = topic_levels[i];
        }
    }
    return out->only == NULL && out->level == BH_LEVEL_UNSET ? fail_topic(word, err) : 0;
}

/* --- text ----------------------------------------------------------------------------------------- */

static void add_wrapped(struct bh_buf *out, const char *text, unsigned width)
{
    bh_help_wrap(out, text, 0, INDENT, width);
}

/* The manifest, each line moved to the right, which YAML does not mind. */
static void add_manifest(struct bh_buf *out, const char *manifest)
{
    struct bh_str rest = bh_str_c(manifest), line;

    while (bh_str_line(&rest, &line)) {
        bh_buf_addf(out, "%*s", INDENT, "");
        bh_buf_add(out, line);
        bh_buf_add_byte(out, '\n');
    }
}

static void explain_text(const struct bh_pss_check *check, unsigned width, struct bh_buf *out)
{
    const struct bh_pss_explanation *e = bh_pss_explain(check);
    struct bh_buf standing = { 0 };

    bh_buf_addf(out, "%s: %s\n\n", check->id, check->title);
    bh_check_add_standing(check, &standing);
    bh_buf_add_byte(&standing, '\0');
    if (!standing.is_broken) {
        bh_help_wrap(out, standing.p, 0, 0, width);
    }
    bh_buf_done(&standing);
    bh_buf_add_c(out, "\nWhy:\n");
    add_wrapped(out, e->why, width);
    bh_buf_add_c(out, "\nWhat it says, by version of the standards:\n");
    for (uint32_t i = 0; i < e->n_changes; i++) {
        size_t before = out->n;
        bh_buf_addf(out, "  v1.%u", (unsigned)e->changes[i].from);
        bh_help_wrap(out, e->changes[i].what, (unsigned)(out->n - before), 9, width);
    }
    bh_buf_add_c(out, "\nHow to mend it:\n");
    add_wrapped(out, check->remedy, width);
    add_wrapped(out, e->mend, width);
    bh_buf_add_c(out, "\nRefused:\n");
    add_manifest(out, e->failing);
    bh_buf_add_c(out, "\nAccepted:\n");
    add_manifest(out, e->passing);
}

/* The checks of one level by its own rows, since a set may be what is in force. */
static void list_text(const struct bh_check_set *set, enum bh_level level, unsigned width,
                      struct bh_buf *out)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    for (size_t i = 0; i < n; i++) {
        if (checks[i].level == level && bh_check_set_has(set, &checks[i])) {
            size_t before = out->n;
            bh_buf_addf(out, "  %s", checks[i].id);
            bh_help_wrap(out, checks[i].title, (unsigned)(out->n - before), TITLE_COLUMN, width);
        }
    }
}

static void topics_text(const struct bh_check_set *set, unsigned width, struct bh_buf *out)
{
    if (set->level == BH_LEVEL_RESTRICTED) {
        bh_help_wrap(out,
                     "The restricted level asks for what current practice advises, at the cost of "
                     "some compatibility. Its own checks:",
                     0, 0, width);
    } else if (set->level == BH_LEVEL_BASELINE) {
        bh_help_wrap(out,
                     "The baseline level refuses what is known to reach past the container, and "
                     "asks nothing of an ordinary pod. Its checks:",
                     0, 0, width);
    } else {
        bh_help_wrap(out,
                     "The Pod Security Standards have three levels: privileged asks for nothing, "
                     "baseline refuses what reaches past the container, and restricted asks for "
                     "what current practice advises besides. Topics are baseline, restricted, and "
                     "their checks:",
                     0, 0, width);
        bh_buf_add_c(out, "\nbaseline\n");
    }
    list_text(set, set->level == BH_LEVEL_UNSET ? BH_LEVEL_BASELINE : set->level, width, out);
    if (set->level != BH_LEVEL_BASELINE) {
        bool is_all = set->level == BH_LEVEL_UNSET;
        bh_buf_add_c(out, is_all ? "\nrestricted\n" : "\nand of the baseline level:\n");
        list_text(set, is_all ? BH_LEVEL_RESTRICTED : BH_LEVEL_BASELINE, width, out);
    }
    bh_buf_add_c(out, "\n'bulkhead explain TOPIC' tells more.\n");
}

/* --- JSON ----------------------------------------------------------------------------------------- */

static void add_member(struct bh_json_writer *json, const char *key, const char *value)
{
    bh_json_writer_key(json, key);
    bh_json_writer_str(json, value != NULL ? bh_str_c(value) : bh_str(NULL, 0));
}

static void explain_json(const struct bh_pss_check *check, struct bh_json_writer *json)
{
    const struct bh_pss_explanation *e = bh_pss_explain(check);
    const struct bh_pss_check *replacement = bh_check_replacement(check);

    bh_json_writer_open_object(json);
    add_member(json, "id", check->id);
    add_member(json, "level", bh_level_name(check->level).p);
    add_member(json, "title", check->title);
    add_member(json, "replaces", check->replaces);
    add_member(json, "replacedBy", replacement != NULL ? replacement->id : NULL);
    add_member(json, "why", e->why);
    add_member(json, "remedy", check->remedy);
    add_member(json, "mend", e->mend);
    add_member(json, "failing", e->failing);
    add_member(json, "passing", e->passing);
    bh_json_writer_key(json, "revisions");
    bh_json_writer_open_array(json);
    for (uint32_t i = 0; i < e->n_changes; i++) {
        struct bh_buf version = { 0 };
        bh_buf_addf(&version, "v1.%u", (unsigned)e->changes[i].from);
        bh_json_writer_open_object(json);
        bh_json_writer_key(json, "from");
        bh_json_writer_str(json, bh_buf_str(&version));
        add_member(json, "what", e->changes[i].what);
        add_member(json, "failing", e->changes[i].failing);
        add_member(json, "passing", e->changes[i].passing);
        bh_json_writer_close(json);
        bh_buf_done(&version);
    }
    bh_json_writer_close(json);
    bh_json_writer_close(json);
}

static int all_json(const struct bh_check_set *set, struct bh_buf *out, struct bh_err *err)
{
    struct bh_json_writer json;
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    bh_json_writer_init(&json, bh_buf_sink(out));
    bh_json_writer_open_object(&json);
    bh_json_writer_key(&json, "explainVersion");
    bh_json_writer_u64(&json, EXPLAIN_VERSION);
    bh_json_writer_key(&json, "checks");
    bh_json_writer_open_array(&json);
    for (size_t i = 0; i < n; i++) {
        if (bh_check_set_has(set, &checks[i])) {
            explain_json(&checks[i], &json);
        }
    }
    bh_json_writer_close(&json);
    bh_json_writer_close(&json);
    return bh_json_writer_end(&json, err);
}

/* --- Markdown ------------------------------------------------------------------------------------- */

static void add_table(const struct bh_check_set *set, struct bh_buf *out)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);

    bh_buf_add_c(out,
                 "# The checks of the Pod Security Standards\n\n"
                 "This page is what `bulkhead explain -o markdown` prints; a test holds the one to "
                 "the other.\n\n"
                 "| check | level | revisions | what a pod does that violates it |\n"
                 "| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < n; i++) {
        if (bh_check_set_has(set, &checks[i])) {
            bh_buf_addf(out, "| [%s](#", checks[i].id);
            add_lower(out, checks[i].id); /* as anchors are */
            bh_buf_addf(out, ") | %s | ", bh_level_name(checks[i].level).p);
            bh_check_versions(&checks[i], out);
            bh_buf_addf(out, " | ");
            bh_markdown_add(out, checks[i].title);
            bh_buf_add_c(out, " |\n");
        }
    }
}

static void all_markdown(const struct bh_check_set *set, struct bh_buf *out)
{
    size_t n;
    const struct bh_pss_check *checks = bh_pss_checks(&n);
    bool is_first = set->only != NULL;

    if (set->only == NULL) {
        add_table(set, out);
    }
    for (size_t i = 0; i < n; i++) {
        if (bh_check_set_has(set, &checks[i])) {
            bh_buf_add_c(out, is_first ? "" : "\n");
            bh_buf_addf(out, "## %s\n\n", checks[i].id);
            bh_check_help_markdown(&checks[i], out);
            is_first = false;
        }
    }
}

/* --- the command ---------------------------------------------------------------------------------- */

static int run(const struct bh_args *args, int *out_exit, struct bh_err *err)
{
    const struct bh_arg *format = bh_args_last(args, OPT_OUTPUT);
    struct bh_check_set set = { .level = BH_LEVEL_UNSET };
    struct bh_buf text = { 0 };
    bool has_topic = false;
    int rc = 0;

    for (size_t i = 0; i < args->n && rc == 0; i++) {
        if (args->v[i].option == -1 && has_topic) {
            rc = bh_fail(err, BH_ERR_USAGE, "explain is of one topic, not of '%s' too",
                         args->v[i].text);
        } else if (args->v[i].option == -1) {
            has_topic = true;
            rc = find_topic(args->v[i].text, &set, err);
        }
    }
    if (rc != 0) {
        return rc;
    }
    unsigned width = bh_output_width(STDOUT_FILENO);
    if (format != NULL && format->choice == FORMAT_JSON) {
        rc = all_json(&set, &text, err);
    } else if (format != NULL && format->choice == FORMAT_MARKDOWN) {
        all_markdown(&set, &text);
    } else if (set.only != NULL) {
        explain_text(set.only, width, &text);
    } else {
        topics_text(&set, width, &text);
    }
    if (rc != 0) {
        bh_buf_done(&text);
        return rc;
    }
    *out_exit = 0;
    return bh_print(&text, err);
}

const struct bh_command bh_command_explain = {
    .name = "explain",
    .summary = "say what a check is, why it exists, and how to mend",
    .usage = "[-o text|json|markdown] [TOPIC]",
    .about =
        "A topic is a check of the Pod Security Standards, as reports name it, or a level: baseline, "
        "restricted. Upper and lower case are the same. Without a topic all of them are listed.\n"
        "\n"
        "Of a check it prints why it exists, what it says from which version of the standards on, how to "
        "mend a pod that violates it, and two manifests: one that is refused for this check alone, and "
        "one that is accepted, at the restricted level too. In JSON and Markdown, revisions of a check "
        "that judge differently have manifests of their own, which show the difference.",
    .options = options,
    .n_options = N_OPTIONS,
    .examples = examples,
    .operand_at = topic_at,
    .run = run,
};
