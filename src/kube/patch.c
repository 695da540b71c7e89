/* JSON Patch: collecting operations, JSON Pointers, and writing them as JSON. Called by podsec/psp_apply.c and by whatever
 * prints or sends a patch. Leaves out applying a patch. */
#include "kube/patch.h"

#include <string.h>

#include "base/num.h"

int bh_patch_add(struct bh_patch *patch, enum bh_patch_verb verb, struct bh_str path,
                 struct bh_str value, struct bh_arena *arena, struct bh_err *err)
{
    if (!bh_str_is_set(path) || (verb != BH_PATCH_REMOVE && !bh_str_is_set(value))) {
        return bh_arena_fail(arena, err);
    }
    if (patch->n == patch->room) {
        uint32_t room = patch->room == 0 ? 8 : patch->room * 2;
        struct bh_patch_op *v = bh_new(arena, struct bh_patch_op, room);
        if (v == NULL) {
            return bh_arena_fail(arena, err);
        }
        if (patch->n > 0) {
            memcpy(v, patch->v, patch->n * sizeof(*v));
        }
        patch->v = v;
        patch->room = room;
    }
    patch->v[patch->n++] = (struct bh_patch_op){ verb, path, value };
    return 0;
}

/* ---- pointers ----------------------------------------------------------------------------------- */

struct bh_str bh_pointer_child(struct bh_str parent, struct bh_str key, struct bh_arena *arena)
{
    size_t n = parent.n + 1 + key.n, at = 0;

    for (size_t i = 0; i < key.n; i++) {
        n += key.p[i] == '~' || key.p[i] == '/';
    }
    char *p = bh_arena_alloc(arena, n, 1);
    if (p == NULL || !bh_str_is_set(parent)) {
        return bh_str(NULL, 0);
    }
    memcpy(p, parent.p, parent.n);
    at = parent.n;
    p[at++] = '/';
    for (size_t i = 0; i < key.n; i++) {
        if (key.p[i] == '~' || key.p[i] == '/') {
            p[at++] = '~';
            p[at++] = key.p[i] == '~' ? '0' : '1';
        } else {
            p[at++] = key.p[i];
        }
    }
    return bh_str(p, n);
}

struct bh_str bh_pointer_index(struct bh_str parent, uint32_t index, struct bh_arena *arena)
{
    char digits[24];

    return bh_pointer_child(parent, bh_num_text(index, digits), arena);
}

/* ---- JSON --------------------------------------------------------------------------------------- */

/* The letter of a short escape, or NUL. */
static char short_escape(unsigned char c)
{
    static const char letters[] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f',
                                    ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\' };

    return c < sizeof(letters) ? letters[c] : '\0';
}

/* U+2028 and U+2029 end a line in JavaScript. */
static bool is_line_end(const char *p, size_t n)
{
    return n == 3 && (memcmp(p, "\xE2\x80\xA8", 3) == 0 || memcmp(p, "\xE2\x80\xA9", 3) == 0);
}

void bh_json_quote(struct bh_buf *out, struct bh_str s)
{
    size_t from = 0, i = 0;

    bh_buf_add_byte(out, '"');
    while (i < s.n) {
        unsigned char c = (unsigned char)s.p[i];
        size_t n = c < 0x80 ? 1 : bh_utf8_len(bh_str_from(s, i));
        if (n > 0 && c >= 0x20 && short_escape(c) == '\0' && !is_line_end(s.p + i, n)) {
            i += n;
            continue;
        }
        bh_buf_add(out, bh_str(s.p + from, i - from));
        if (n == 0) {
            bh_buf_add_c(out, "\\ufffd");
        } else if (short_escape(c) != '\0') {
            bh_buf_add_byte(out, '\\');
            bh_buf_add_byte(out, short_escape(c));
        } else if (n == 3) {
            bh_buf_add_c(out, s.p[i + 2] == '\xA8' ? "\\u2028" : "\\u2029");
        } else {
            bh_buf_addf(out, "\\u%04x", c);
        }
        i += n == 0 ? 1 : n;
        from = i;
    }
    if (from < s.n) {
        bh_buf_add(out, bh_str(s.p + from, s.n - from));
    }
    bh_buf_add_byte(out, '"');
}

struct bh_str bh_json_quoted(struct bh_str s, struct bh_arena *arena)
{
    struct bh_buf text = { 0 };
    struct bh_str made = { NULL, 0 };

    bh_json_quote(&text, s);
    char *p = text.is_broken ? NULL : bh_arena_alloc(arena, text.n, 1);
    if (p != NULL) {
        memcpy(p, text.p, text.n);
        made = bh_str(p, text.n);
    }
    bh_buf_done(&text);
    return made;
}

void bh_patch_write(const struct bh_patch *patch, struct bh_buf *out)
{
    static const char *const verbs[] = {
        [BH_PATCH_ADD] = "add",
        [BH_PATCH_REPLACE] = "replace",
        [BH_PATCH_REMOVE] = "remove",
    };

    bh_buf_add_byte(out, '[');
    for (uint32_t i = 0; i < patch->n; i++) {
        const struct bh_patch_op *op = &patch->v[i];
        bh_buf_addf(out, "%s{\"op\":\"%s\",\"path\":", i > 0 ? "," : "", verbs[op->verb]);
        bh_json_quote(out, op->path);
        if (bh_str_is_set(op->value)) {
            bh_buf_add_c(out, ",\"value\":");
            bh_buf_add(out, op->value);
        }
        bh_buf_add_byte(out, '}');
    }
    bh_buf_add_byte(out, ']');
}
