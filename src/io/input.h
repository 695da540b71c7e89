/* The inputs of a command: its arguments, expanded to files, each of which can be read as a stream of bytes.
 *
 * A file is read whatever its name; a directory gives the .yaml, .yml and .json files (.YAML too) in and below it,
 * in byte order; "-" is standard input. What stands in a Helm chart or is a kustomization is named as skipped,
 * with the command that renders it; so are the files that a kustomization beside them names as patches or the like, unless
 * they are arguments themselves. What is given twice, by whatever name, is an input once. */
#ifndef IO_INPUT_H
#define IO_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "kube/stream.h"

enum bh_input_kind {
    BH_INPUT_FILE = 1, /* can be opened */
    BH_INPUT_SKIPPED,  /* is nothing to read, and why */
    BH_INPUT_FAILED,   /* could not be reached, and why */
};

struct bh_input {
    enum bh_input_kind kind;
    struct bh_str name;         /* for people: "deploy/web.yaml", "<stdin>" */
    struct bh_str text;         /* SKIPPED: why */
    struct bh_str hint;         /* SKIPPED: what to run instead; unset = nothing */
    struct bh_err err;          /* FAILED */
    struct bh_input_file *file; /* FILE: private */
};

struct bh_inputs {
    struct bh_arena arena; /* owns the texts */
    struct bh_input *v;    /* on the heap */
    size_t n, room;
    size_t n_directories;       /* that were walked */
    struct bh_input_seen *seen; /* private: files and directories by device and number */
    size_t n_seen, room_seen;
};

void bh_inputs_init(struct bh_inputs *inputs);
void bh_inputs_done(struct bh_inputs *inputs); /* closes what is open; NULL is fine */

/* Adds what one argument stands for. What cannot be reached becomes a FAILED input, not an error.
 * Returns 0, or -LIMIT without memory. */
int bh_inputs_add(struct bh_inputs *inputs, const char *argument, struct bh_err *err) BH_MUST_CHECK;

/* Opens a FILE, or begins it anew: it can be opened any number of times, also when it is a pipe, whose
 * bytes are kept while they are read.
 * out       always has 'seek'; good until bh_input_close or the next bh_input_open
 * Returns   0, -SYSTEM ("cannot read: Permission denied") or -LIMIT */
int bh_input_open(struct bh_input *input, struct bh_source *out, struct bh_err *err) BH_MUST_CHECK;
void bh_input_close(struct bh_input *input);

/* 'text' as one word of a shell command line, quoted where it must be. Unset when memory is spent. */
struct bh_str bh_input_shell_word(struct bh_str text, struct bh_arena *arena);

/* The chart that a file below "templates/" belongs to ("web" for "web/templates/a.yaml"), if there is one:
 * else unset. Memory in 'arena'. */
struct bh_str bh_input_chart_of(struct bh_str name, struct bh_arena *arena);

#endif
