/* A configuration file of a command: read as manifests are (YAML or JSON, '-' for standard input), with everything that
 * is wrong in it told as FILE:LINE:COLUMN. */
#ifndef CLI_CONFIG_FILE_H
#define CLI_CONFIG_FILE_H

#include "base/buf.h"
#include "io/input.h"
#include "kube/stream.h"
#include "kube/strict.h"

struct bh_config_file { /* start from a zeroed value */
    struct bh_str name; /* for people; unset = was not opened */
    struct bh_inputs inputs;
    struct bh_stream *stream;
    struct bh_arena arena; /* of what is made from it, and of the problems */
    struct bh_problems problems;
};

/* Returns 0; -SYSTEM ("cannot read: ...") or -LIMIT. After any result bh_config_file_done is due, which is fine for a
 * zeroed value too. */
int bh_config_file_open(struct bh_config_file *file, const char *path, struct bh_err *err)
    BH_MUST_CHECK;
void bh_config_file_done(struct bh_config_file *file);

/* The next document, good until the next call; NULL at the end, and when it could not be read, which is then a
 * problem. Returns 0, -SYSTEM or -LIMIT. */
int bh_config_file_next(struct bh_config_file *file, const struct bh_doc **out, struct bh_err *err)
    BH_MUST_CHECK;

/* The file's only document, good until bh_config_file_done. NULL, which is a problem, when it has none or several.
 * expected  what it should hold, for the message
 * can_be_empty  a file without a single byte gives NULL, and that is no problem */
int bh_config_file_single(struct bh_config_file *file, const char *expected, bool can_be_empty,
                          const struct bh_doc **out, struct bh_err *err) BH_MUST_CHECK;

/* The first line that a merge with conflicts left in the file ("<<<<<<< ours"); 0 = none. The documents cannot be read on after
 * that. Returns 0, -SYSTEM or -LIMIT. */
int bh_config_file_conflict(struct bh_config_file *file, uint32_t *out_line, struct bh_err *err)
    BH_MUST_CHECK;

/* Appends the problems, a line each, as messages for standard error. */
void bh_config_file_problems(const struct bh_config_file *file, struct bh_buf *out);

#endif
