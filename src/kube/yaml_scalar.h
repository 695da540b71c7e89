/* What a YAML scalar means to kubectl: the YAML 1.1-like rules of the Go library that it reads with. */
#ifndef KUBE_YAML_SCALAR_H
#define KUBE_YAML_SCALAR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "kube/doc.h"

/* In 'flags' of a number: it is no integer to YAML ('1e3', '2.0'), which shows when it is a key. The
 * composer takes the flag off before it hands a document out. */
#define BH_YAML_FLOAT 0x80u

/* Types one scalar.
 *
 * text      the scalar as libyaml delivers it
 * is_plain  neither quoted nor a block scalar
 * tag       the resolved tag ("tag:yaml.org,2002:int", ...), or unset when there is none
 * out       kind, flags, and for numbers and strings p and n: 'text' itself where nothing has to change,
 *           else in arena. A number is the JSON number that sigs.k8s.io/yaml would print
 * Returns   0; -INPUT for what cannot become JSON (.inf, .nan) or does not fit its tag; -LIMIT */
int bh_yaml_scalar(struct bh_str text, bool is_plain, struct bh_str tag, struct bh_arena *arena,
                   struct bh_node *out, struct bh_err *err) BH_MUST_CHECK;

/* Text of a scalar in key position: strings as they are, numbers and booleans as they print. -INPUT for
 * null and for integers above 2^63 - 1, as upstream refuses them. May be a view of the scalar's text. */
int bh_yaml_key_text(const struct bh_node *scalar, struct bh_arena *arena, struct bh_str *out,
                     struct bh_err *err) BH_MUST_CHECK;

#endif
