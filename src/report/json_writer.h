/* JSON text, written piece by piece into a sink: nothing is held but a small buffer. */
#ifndef REPORT_JSON_WRITER_H
#define REPORT_JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "report/sink.h"

enum { BH_JSON_WRITER_MAX_DEPTH = 32, BH_JSON_WRITER_BUFFER = 16 * 1024 };

struct bh_json_writer {
    struct bh_sink out;
    struct bh_err failed; /* what the sink said first; nothing is written after it */
    uint32_t depth;       /* arrays and objects that are open */
    bool is_after_key;    /* a member's key stands there, its value comes next */
    struct {
        char close; /* ']' or '}' */
        bool has_elements;
    } open[BH_JSON_WRITER_MAX_DEPTH];
    size_t n;
    char bytes[BH_JSON_WRITER_BUFFER];
};

void bh_json_writer_init(struct bh_json_writer *json, struct bh_sink out);

/* Each appends; a failure of the sink is kept until bh_json_writer_check or _end asks. A misuse
 * (a member without a key, closing what is not open) is a bug. */
void bh_json_writer_open_object(struct bh_json_writer *json);
void bh_json_writer_open_array(struct bh_json_writer *json);
void bh_json_writer_close(struct bh_json_writer *json); /* the innermost array or object */
void bh_json_writer_key(struct bh_json_writer *json, const char *name);
void bh_json_writer_str(struct bh_json_writer *json, struct bh_str s); /* unset: null */
void bh_json_writer_bool(struct bh_json_writer *json, bool v);
void bh_json_writer_u64(struct bh_json_writer *json, uint64_t v);
void bh_json_writer_raw(struct bh_json_writer *json, struct bh_str text); /* JSON already */

/* A key and its value. */
void bh_json_member_str(struct bh_json_writer *json, const char *key, struct bh_str s);
void bh_json_member_bool(struct bh_json_writer *json, const char *key, bool v);
void bh_json_member_u64(struct bh_json_writer *json, const char *key, uint64_t v);
void bh_json_member_raw(struct bh_json_writer *json, const char *key, struct bh_str text);
void bh_json_member_array(struct bh_json_writer *json, const char *key);
void bh_json_member_object(struct bh_json_writer *json, const char *key);

/* 0, or what the sink failed with. */
int bh_json_writer_check(const struct bh_json_writer *json, struct bh_err *err) BH_MUST_CHECK;

/* Ends the document with a line end and hands over what is still buffered. Everything must be
 * closed. */
int bh_json_writer_end(struct bh_json_writer *json, struct bh_err *err) BH_MUST_CHECK;

#endif
