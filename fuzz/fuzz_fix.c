/* Fuzzes advise/fix.c, and with it kube/yaml_edit.c, with any bytes as a file.
 *
 * Properties: the edits are sorted, do not overlap, and take away nothing but blanks and one short value; all other
 * bytes stand in the edited text in their order; the edited text holds as many objects, and giving it back changes
 * nothing and leaves the same; what the diff adds and removes is what the edits do. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "advise/diff.h"
#include "advise/fix.h"
#include "fuzz.h"

#define REQUIRE(cond)  \
    do {               \
        if (!(cond)) { \
            abort();   \
        }              \
    } while (0)

static int restricted(void *ctx, struct bh_str namespace_, struct bh_pss_pair *out,
                      struct bh_err *err)
{
    (void)ctx;
    (void)namespace_;
    (void)err;
    *out = (struct bh_pss_pair){ BH_LEVEL_RESTRICTED, BH_VERSION_LATEST };
    return 0;
}

static void check_edits(const struct bh_edits *edits, struct bh_str text)
{
    size_t at = 0;

    for (uint32_t i = 0; i < edits->n; i++) {
        const struct bh_edit *edit = &edits->v[i];
        REQUIRE(edit->at >= at && edit->n_removed <= text.n &&
                edit->at <= text.n - edit->n_removed);
        struct bh_str removed = bh_str(text.p + edit->at, edit->n_removed);
        removed = bh_str_trim(removed);
        REQUIRE(removed.n <= 64 && bh_str_find_byte(removed, '\n') == removed.n &&
                bh_str_find_byte(removed, '#') == removed.n);
        at = edit->at + edit->n_removed;
    }
}

/* Makes the new text from the old one and the diff, and compares. */
static void check_diff(struct bh_str text, const struct bh_edits *edits, struct bh_str edited)
{
    struct bh_buf diff = { 0 }, made = { 0 };
    size_t old = 0;

    bh_diff(BH_S("x"), text, edits, &diff);
    struct bh_str rest = bh_buf_str(&diff);
    while (rest.n > 0) {
        size_t n = bh_str_find_byte(rest, '\n');
        struct bh_str line = bh_str(rest.p, n < rest.n ? n + 1 : n);
        rest = bh_str_from(rest, line.n);
        bool is_cut = bh_str_starts(rest, BH_S("\\ No newline"));
        struct bh_str body = bh_str(line.p + 1, line.n - 1 - (is_cut ? 1 : 0));
        if (is_cut) {
            size_t end = bh_str_find_byte(rest, '\n');
            rest = bh_str_from(rest, end + 1);
        }
        if (line.p[0] == '@') { /* what stands before the hunk */
            uint64_t number = 0;
            size_t k = 4, at = 0;
            while (line.p[k] >= '0' && line.p[k] <= '9') {
                number = number * 10 + (uint64_t)(line.p[k++] - '0');
            }
            for (uint64_t i = 1; i < number && at < text.n; i++) {
                at += bh_str_find_byte(bh_str_from(text, at), '\n') + 1;
            }
            REQUIRE(at >= old && at <= text.n);
            bh_buf_add(&made, bh_str(text.p + old, at - old));
            old = at;
        } else if (line.p[0] == ' ' ||
                   (line.p[0] == '-' && !bh_str_starts(line, BH_S("--- a/x\n")))) {
            REQUIRE(bh_str_starts(bh_str_from(text, old), body));
            old += body.n;
            bh_buf_add(&made, line.p[0] == ' ' ? body : BH_S(""));
        } else if (line.p[0] == '+' && !bh_str_starts(line, BH_S("+++ b/x\n"))) {
            bh_buf_add(&made, body);
        }
    }
    bh_buf_add(&made, bh_str_from(text, old));
    REQUIRE(bh_str_eq(bh_buf_str(&made), edited));
    bh_buf_done(&made);
    bh_buf_done(&diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bh_str text = bh_str(size > 0 ? (const char *)data : "", size);
    struct bh_fix_options how = { .level = restricted };
    struct bh_fix first = { 0 }, second = { 0 };
    struct bh_buf edited = { 0 };
    struct bh_err err = { 0 };

    int rc = bh_fix_text(text, &how, &first, &err);
    REQUIRE(rc == 0 || rc == -BH_ERR_LIMIT);
    if (rc == 0 && first.edits.n > 0) {
        check_edits(&first.edits, text);
        bh_edits_apply(&first.edits, text, &edited);
        REQUIRE(bh_fix_text(bh_buf_str(&edited), &how, &second, &err) == 0);
        REQUIRE(second.edits.n == 0 && second.n_lefts == first.n_lefts);
        REQUIRE(second.n_judged == first.n_judged);
        REQUIRE(second.n_bad == first.n_bad - first.n_mended);
        check_diff(text, &first.edits, bh_buf_str(&edited));
    }
    bh_fix_done(&first);
    bh_fix_done(&second);
    bh_buf_done(&edited);
    return 0;
}
