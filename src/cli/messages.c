/* Messages on standard error, and short texts on standard output. Called by commands.c and by every command. */
#include "cli/messages.h"

#include <unistd.h>

#include "io/output.h"
#include "report/printable.h"

/* No message begins with what the caller hands in, so that of a CI runner's commands only "##[" can stand in it. */
static void add_escaped(struct bh_buf *out, struct bh_str text)
{
    struct bh_command_watch watch = { .is_inside = true };

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (bh_command_watch_take(&watch, c) || c < 0x20 || c == 0x7f) {
            bh_buf_addf(out, "\\x%02x", c);
        } else {
            bh_buf_add_byte(out, (char)c);
        }
    }
}

void bh_message(struct bh_buf *out, struct bh_str file, uint32_t line, uint32_t column,
                struct bh_str text)
{
    bh_buf_add_c(out, "bulkhead: ");
    if (bh_str_is_set(file)) {
        add_escaped(out, file);
        if (line > 0) {
            bh_buf_addf(out, ":%u", line);
        }
        if (line > 0 && column > 0) {
            bh_buf_addf(out, ":%u", column);
        }
        bh_buf_add_c(out, ": ");
    }
    add_escaped(out, text);
    bh_buf_add_byte(out, '\n');
}

void bh_message_problem(struct bh_buf *out, struct bh_str file, uint32_t line, uint32_t column,
                        struct bh_str text)
{
    bool is_place = line > 0 || !bh_str_is_set(file) || bh_str_eq(file, BH_S("<stdin>"));

    if (is_place) {
        bh_message(out, file, line, column, text);
        return;
    }
    bh_buf_add_c(out, "bulkhead: '");
    add_escaped(out, file);
    bh_buf_add_c(out, "': ");
    add_escaped(out, text);
    bh_buf_add_byte(out, '\n');
}

void bh_message_write(struct bh_str text)
{
    struct bh_output output;
    struct bh_err err;

    bh_output_init(&output, 2, "standard error");
    int rc = bh_output_write(&output, text, &err);
    if (rc == 0) {
        rc = bh_output_flush(&output, &err);
    }
    (void)rc;
}

void bh_message_error(const struct bh_err *err)
{
    struct bh_buf buf = { 0 };

    bh_message(&buf, bh_str(NULL, 0), 0, 0, bh_str_c(err->msg));
    bh_message_write(bh_buf_str(&buf));
    bh_buf_done(&buf);
}

int bh_print(struct bh_buf *text, struct bh_err *err)
{
    struct bh_output output;
    int rc = 0;

    bh_output_init(&output, STDOUT_FILENO, "standard output");
    if (text->is_broken) {
        rc = bh_fail(err, BH_ERR_LIMIT, "no memory to print");
    } else {
        rc = bh_output_write(&output, bh_buf_str(text), err);
    }
    if (rc == 0) {
        rc = bh_output_close(&output, err);
    }
    bh_buf_done(text);
    return rc;
}

static int add_to_text(void *ctx, struct bh_str bytes, struct bh_err *err)
{
    (void)err; /* whoever prints the text asks whether it is whole */
    bh_buf_add(ctx, bytes);
    return 0;
}

struct bh_sink bh_buf_sink(struct bh_buf *text)
{
    return (struct bh_sink){ .write = add_to_text, .ctx = text };
}
