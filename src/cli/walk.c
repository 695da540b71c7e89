/* The walk over a command's inputs. Called by the commands of psp and by context; scan and fix have drivers of their own,
 * because they report while they read. */
#include "cli/walk.h"

#include <unistd.h>

#include "cli/messages.h"
#include "cli/options.h"

void bh_walk_say(struct bh_walk *walk, struct bh_str file, uint32_t line, uint32_t column,
                 struct bh_str text, enum bh_err_kind kind)
{
    int code = kind == BH_ERR_NONE ? 0 : bh_err_exit(kind);

    walk->worst = code > walk->worst ? code : walk->worst;
    bh_message(&walk->messages, file, line, column, text);
}

/* What reading finds is said the first time. */
static void say_once(struct bh_walk *walk, struct bh_str file, uint32_t line, uint32_t column,
                     struct bh_str text, enum bh_err_kind kind)
{
    if (!walk->is_repeated) {
        bh_walk_say(walk, file, line, column, text, kind);
    }
}

static void say_error(struct bh_walk *walk, struct bh_str file, const struct bh_err *cause)
{
    say_once(walk, file, cause->line, cause->column, bh_str_c(cause->msg), cause->kind);
}

/* "legacy/Pod "web": " before what is wrong with an object. */
static void say_issue(struct bh_walk *walk, const struct bh_walk_object *object,
                      const struct bh_issue *issue)
{
    struct bh_buf text = { 0 };
    bool is_unknown = issue->kind == BH_ISSUE_UNKNOWN_FIELD;

    bh_buf_addf(&text, "%s \"" BH_FMT "\"", is_unknown ? "unknown field" : "repeated key",
                BH_ARG(issue->path));
    if (bh_str_is_set(issue->near)) {
        bh_buf_addf(&text, ", did you mean \"" BH_FMT "\"?", BH_ARG(issue->near));
    }
    say_once(walk, object->file, issue->place.line, issue->place.column, bh_buf_str(&text),
             BH_ERR_NONE);
    bh_buf_done(&text);
}

static int take_template(struct bh_walk *walk, struct bh_str file, const struct bh_item *item,
                         uint32_t template_, uint32_t *out_n_templates, struct bh_err *err)
{
    struct bh_decode_options how = { .template_ = template_, .path = "" };
    struct bh_decoded decoded = { 0 };
    struct bh_issues issues = { 0 };
    struct bh_err cause = { 0 };

    *out_n_templates = 0;
    if (bh_decode_object(&item->doc, item->api_version, item->kind, &how, &decoded, &issues,
                         &walk->arena, &cause) != 0) {
        say_error(walk, file, &cause);
        return walk->undecoded != NULL ? walk->undecoded(walk->context, item, err) : 0;
    }
    struct bh_walk_object object = { .item = item,
                                     .decoded = &decoded,
                                     .file = file,
                                     .place = bh_doc_place(&item->doc, item->doc.nodes) };
    for (uint32_t i = 0; i < issues.n; i++) {
        say_issue(walk, &object, &issues.v[i]);
    }
    *out_n_templates = decoded.n_templates;
    walk->n_objects++;
    return walk->object(walk->context, &object, err);
}

/* Something without an apiVersion or a kind: with one of them, or in a List, it is a broken object, else none of ours. */
static void say_no_object(struct bh_walk *walk, struct bh_str file, const struct bh_item *item)
{
    struct bh_place place = bh_doc_place(&item->doc, item->doc.nodes);
    bool has_version = item->api_version.n > 0, has_kind = item->kind.n > 0;
    struct bh_buf text = { 0 };

    if (item->doc.nodes->kind != BH_NODE_OBJECT) {
        bh_buf_addf(&text, "%sfound %s", item->is_list_item ? "expected an object, " : "skipped: ",
                    bh_node_what(item->doc.nodes));
    } else if (has_kind || has_version || item->is_list_item) {
        bh_buf_addf(&text, "the object has no %s",
                    has_kind      ? "apiVersion"
                    : has_version ? "kind"
                                  : "apiVersion and no kind");
    } else {
        bh_buf_add_c(&text, "skipped: no Kubernetes object: no apiVersion and kind");
    }
    say_once(walk, file, place.line, place.column, bh_buf_str(&text),
             has_kind || has_version || item->is_list_item ? BH_ERR_INPUT : BH_ERR_NONE);
    bh_buf_done(&text);
}

static int take_item(struct bh_walk *walk, struct bh_str file, const struct bh_item *item,
                     struct bh_err *err)
{
    uint32_t n_templates = 1;
    int rc = 0;

    if (item->doc.nodes->kind != BH_NODE_OBJECT || item->kind.n == 0 || item->api_version.n == 0) {
        say_no_object(walk, file, item);
        return 0;
    }
    for (uint32_t i = 0; i < n_templates && rc == 0; i++) {
        rc = take_template(walk, file, item, i, &n_templates, err);
        bh_arena_reset(&walk->arena);
    }
    return rc;
}

static int read_file(struct bh_walk *walk, struct bh_input *input, struct bh_err *err)
{
    struct bh_stream *stream = NULL;
    struct bh_source source;
    struct bh_err cause = { 0 };
    int rc = 0;

    if (bh_input_open(input, &source, &cause) != 0 ||
        bh_stream_new(source, BH_SYNTAX_DETECT, &stream, &cause) != 0) {
        bh_input_close(input);
        say_error(walk, input->name, &cause);
        return 0;
    }
    while (rc == 0) {
        const struct bh_item *item = NULL;
        if (bh_stream_next(stream, &item, &cause) != 0) {
            say_error(walk, input->name, &cause);
            if (cause.kind == BH_ERR_SYSTEM) {
                break; /* the input is gone, not malformed */
            }
        } else if (item == NULL) {
            break;
        } else {
            rc = take_item(walk, input->name, item, err);
        }
    }
    bh_stream_free(stream);
    bh_input_close(input);
    return rc;
}

static void say_skipped(struct bh_walk *walk, const struct bh_input *input)
{
    struct bh_buf text = { 0 };

    bh_buf_addf(&text, "skipped: " BH_FMT, BH_ARG(input->text));
    if (bh_str_is_set(input->hint)) {
        bh_buf_addf(&text, " (" BH_FMT ")", BH_ARG(input->hint));
    }
    say_once(walk, input->name, 0, 0, bh_buf_str(&text), BH_ERR_NONE);
    bh_buf_done(&text);
}

int bh_walk_inputs(struct bh_walk *walk, struct bh_inputs *inputs, struct bh_err *err)
{
    int rc = 0;

    for (size_t i = 0; i < inputs->n && rc == 0; i++) {
        struct bh_input *input = &inputs->v[i];
        switch (input->kind) {
        case BH_INPUT_FILE:
            rc = read_file(walk, input, err);
            break;
        case BH_INPUT_SKIPPED:
            say_skipped(walk, input);
            break;
        case BH_INPUT_FAILED:
            say_error(walk, input->name, &input->err);
            break;
        }
    }
    return rc == 0 && walk->messages.is_broken
               ? bh_fail(err, BH_ERR_LIMIT, "no memory for messages")
               : rc;
}

int bh_walk_add_inputs(const struct bh_args *args, int filename, size_t skip,
                       struct bh_inputs *inputs, struct bh_err *err)
{
    size_t n_given = 0;
    int rc = 0;

    for (size_t i = 0; i < args->n && rc == 0; i++) {
        const struct bh_arg *arg = &args->v[i];
        if (arg->option == -1 && skip > 0) {
            skip--;
        } else if (arg->option == -1 || arg->option == filename) {
            n_given++;
            rc = bh_inputs_add(inputs, arg->text, err);
        }
    }
    if (rc != 0 || n_given > 0) {
        return rc;
    }
    if (isatty(STDIN_FILENO) == 1) {
        return bh_fail(err, BH_ERR_USAGE,
                       "no input: name files or directories, or pipe manifests in");
    }
    return bh_inputs_add(inputs, "-", err);
}
