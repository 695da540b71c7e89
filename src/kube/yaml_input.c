/* What stands between the input and libyaml: bounds and bytes that libyaml would let pass and kubectl does not, and
 * libyaml's complaints in words that help, with the place that they are about. Called by yaml.c. */
#include "kube/yaml_parts.h"

enum { MAX_DIRECTIVES = 64 }; /* libyaml compares each with all others */

/* Directives have to be counted here: libyaml gives no event between them. */
static void count_directives(struct bh_yaml *yaml, const char *p, size_t n)
{
    const char *end = p + n;

    while (p < end) {
        if (yaml->is_at_line_start && *p == '%') {
            yaml->n_directives++;
        }
        const char *line_end = memchr(p, '\n', (size_t)(end - p));
        yaml->is_at_line_start = line_end != NULL;
        p = line_end != NULL ? line_end + 1 : end;
    }
}

/* Byte order marks at the beginning of a later line: libyaml passes over them and kubectl does not. A line
 * can also end in the last bytes of U+0085, U+2028 and U+2029. */
static bool has_inner_mark(struct bh_yaml *yaml, const unsigned char *p, size_t n,
                           const unsigned char **out_at)
{
    static const unsigned char mark[3] = { 0xEF, 0xBB, 0xBF };
    size_t i = 0;

    while (i < n) {
        if (yaml->n_mark_bytes == 0) {
            const unsigned char *at = memchr(p + i, mark[0], n - i);
            if (at == NULL) {
                break;
            }
            i = (size_t)(at - p);
            unsigned char before = i > 0 ? p[i - 1] : yaml->last_byte;
            bool is_line_start = before == '\n' || before == '\r' || before == 0x85 ||
                                 before == 0xA8 || before == 0xA9 || before == mark[2];
            yaml->n_mark_bytes = is_line_start ? 1 : 0;
            i++;
        } else if (p[i] != mark[yaml->n_mark_bytes]) {
            yaml->n_mark_bytes = 0;
        } else if (++yaml->n_mark_bytes == sizeof(mark)) {
            *out_at = p + i;
            return true;
        } else {
            i++;
        }
    }
    yaml->last_byte = n > 0 ? p[n - 1] : yaml->last_byte;
    return false;
}

static size_t count_lines(const unsigned char *p, const unsigned char *end)
{
    size_t n = 0;

    while (p < end) {
        n += *p++ == '\n' ? 1 : 0;
    }
    return n;
}

int bh_yaml_on_read(void *ctx, unsigned char *buffer, size_t size, size_t *out_n)
{
    struct bh_yaml *yaml = ctx;
    size_t n = 0;

    yaml->read_rc = yaml->read(yaml->ctx, (char *)buffer, size, &n, &yaml->read_err);
    if (yaml->read_rc != 0) {
        return 0;
    }
    if (n > 0 && yaml->n_bytes == 0 && buffer[0] >= 0xFE) {
        yaml->read_rc = bh_fail_at(&yaml->read_err, BH_ERR_INPUT, yaml->first_line, 1,
                                   "the text is UTF-16, and has to be UTF-8");
        return 0;
    }
    const unsigned char *at;
    if (has_inner_mark(yaml, buffer, n, &at)) {
        const yaml_parser_t *parser = &yaml->parser; /* 'buffer' follows what libyaml still holds */
        size_t line = parser->mark.line + count_lines(parser->buffer.pointer, parser->buffer.last) +
                      count_lines(parser->raw_buffer.pointer, at);
        yaml->read_rc = bh_fail_at(&yaml->read_err, BH_ERR_INPUT, bh_yaml_line(yaml, line), 1,
                                   "a byte order mark in the middle of the text");
        return 0;
    }
    yaml->n_bytes += n;
    if (yaml->n_bytes - yaml->piece_start > BH_MAX_OBJECT_SIZE) {
        yaml->read_rc = bh_fail(&yaml->read_err, BH_ERR_LIMIT, "an object of more than %u bytes",
                                BH_MAX_OBJECT_SIZE);
        return 0;
    }
    if (!yaml->has_document) {
        count_directives(yaml, (const char *)buffer, n);
        if (yaml->n_directives > MAX_DIRECTIVES) {
            yaml->read_rc =
                bh_fail(&yaml->read_err, BH_ERR_LIMIT, "more than %d directives", MAX_DIRECTIVES);
            return 0;
        }
    }
    *out_n = n;
    return 1;
}

struct wording {
    const char *problem; /* libyaml's words */
    const char *ours;
};
static const struct wording wordings[] = {
    { "mapping values are not allowed in this context",
      "unexpected ':': a value starts where none can stand (is the line before complete, and is the "
      "indentation right?)" },
    { "mapping keys are not allowed in this context", "unexpected '?': no key can stand here" },
    { "block sequence entries are not allowed in this context",
      "unexpected '-': no list element can stand here" },
    { "found character that cannot start any token",
      "no value can begin with this character: quote the text, and indent with spaces only" },
    { "found a tab character where an indentation space is expected",
      "tab in the indentation: only spaces can indent" },
    { "found a tab character that violates indentation",
      "tab in the indentation: only spaces can indent" },
    { "could not find expected ':'",
      "this line is no 'key: value' and no part of the value before it" },
    { "did not find expected key", "a key was expected: is the indentation right?" },
    { "did not find expected '-' indicator",
      "a list element ('- ...') was expected: is the indentation right?" },
    { "did not find expected ',' or ']'",
      "',' or ']' was expected in the list that began with '['" },
    { "did not find expected ',' or '}'",
      "',' or '}' was expected in the mapping that began with '{'" },
    { "did not find expected node content", "a value was expected" },
    { "did not find expected <document start>", "more text after the end of the document" },
    { "found unexpected end of stream",
      "the input ends inside quoted text: the closing quote is missing" },
    { "found unexpected document indicator",
      "the document ends inside quoted text: the closing quote is missing" },
    { "found unknown escape character", "unknown escape after '\\' in double-quoted text" },
    { "found invalid Unicode character escape code",
      "the escape in double-quoted text names no character" },
    { "did not find expected hexdecimal number",
      "the escape in double-quoted text needs hexadecimal digits" },
    { "found undefined tag handle", "the tag's handle was not declared by a %TAG directive" },
    { "did not find expected alphabetic or numeric character",
      "an anchor or alias needs a name of letters, digits, '-' and '_': quote text that begins with '*' or "
      "'&'" },
    { "found unexpected ':'",
      "unexpected ':' inside brackets: quote the text, or put a space after ':'" },
    { "found incompatible YAML document", "unsupported YAML version" },
    { "did not find expected comment or line break",
      "only a comment can stand on the line of '|' or '>'" },
    { "control characters are not allowed", "control characters are not allowed" },
    { "invalid leading UTF-8 octet", "the text is not UTF-8" },
    { "invalid trailing UTF-8 octet", "the text is not UTF-8" },
    { "incomplete UTF-8 octet sequence", "the text is not UTF-8" },
    { "invalid length of a UTF-8 sequence", "the text is not UTF-8" },
    { "invalid Unicode character", "the text is not UTF-8" },
};

/* libyaml reads ahead: the byte that it could not take stands behind the characters that it still holds. */
static yaml_mark_t reader_mark(const yaml_parser_t *parser)
{
    yaml_mark_t mark = parser->mark;

    for (const yaml_char_t *p = parser->buffer.pointer; p < parser->buffer.last; p++) {
        if (*p == '\n') {
            mark.line++;
            mark.column = 0;
        } else if ((*p & 0xC0) != 0x80) {
            mark.column++;
        }
    }
    return mark;
}

int bh_yaml_fail_parser(struct bh_yaml *yaml, struct bh_err *err)
{
    const yaml_parser_t *parser = &yaml->parser;
    yaml_mark_t mark = parser->problem_mark;

    if (yaml->read_rc != 0) {
        *err = yaml->read_err;
        return yaml->read_rc;
    }
    if (parser->error == YAML_MEMORY_ERROR) {
        return bh_fail(err, BH_ERR_LIMIT, "no memory to read YAML");
    }
    const char *text = parser->problem != NULL ? parser->problem : "malformed YAML";
    if (parser->error == YAML_READER_ERROR) {
        mark = reader_mark(parser);
    } else if (strcmp(text, "could not find expected ':'") == 0 ||
               strcmp(text, "found unexpected end of stream") == 0 ||
               strcmp(text, "found unexpected document indicator") == 0) {
        mark = parser->context_mark; /* where the key or the quoted text begins */
    }
    for (size_t i = 0; i < sizeof(wordings) / sizeof(wordings[0]); i++) {
        if (strcmp(text, wordings[i].problem) == 0) {
            text = wordings[i].ours;
            break;
        }
    }
    return BH_YAML_FAIL_AT(yaml, err, BH_ERR_INPUT, mark, "%s", text);
}
