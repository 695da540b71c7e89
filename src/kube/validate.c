/* Field errors, and the grammars and metadata rules that all kinds share, in the words of the API server. Called by the
 * validation of kinds (rbac_objects.c). Source: apimachinery 0.24, pkg/util/validation and pkg/api/validation. Leaves out
 * managedFields; of owner references that are wrong as a whole (two controllers, an Event) the value is not printed. */
#include "kube/validate.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/num.h"
#include "base/quote.h"
#include "kube/labels.h"

#define NAME_REGEX   "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
#define LABEL_REGEX  "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
#define NAME_EXAMPLE "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '"
#define NAME_WORDS                                                                              \
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an " \
    "alphanumeric character"

enum { LONGEST_NAME = 63, LONGEST_SUBDOMAIN = 253, LARGEST_ANNOTATIONS = 256 * 1024 };

/* ---- the list ------------------------------------------------------------------------------------- */

int bh_field_errors_check(const struct bh_field_errors *errors, struct bh_err *err)
{
    return errors->is_broken ? bh_arena_fail(errors->arena, err) : 0;
}

struct bh_str bh_field_path(struct bh_field_errors *errors, const char *fmt, ...)
{
    char text[512];
    struct bh_str copy = bh_str(NULL, 0);
    struct bh_err ignored;
    va_list args;

    va_start(args, fmt);
    int n = vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof(text) ||
        bh_arena_copy(errors->arena, bh_str(text, (size_t)n), &copy, &ignored) != 0) {
        errors->is_broken = true;
    }
    return copy;
}

static void add(struct bh_field_errors *errors, struct bh_str path, const struct bh_buf *text)
{
    struct bh_str copy;
    struct bh_err ignored;

    if (errors->is_broken) {
        return;
    }
    if (errors->n == errors->room) {
        uint32_t room = errors->room == 0 ? 4 : errors->room * 2;
        struct bh_field_error *v = bh_new(errors->arena, struct bh_field_error, room);
        if (v == NULL) {
            errors->is_broken = true;
            return;
        }
        if (errors->n > 0) {
            memcpy(v, errors->v, errors->n * sizeof(*v));
        }
        errors->v = v;
        errors->room = room;
    }
    if (text->is_broken || bh_arena_copy(errors->arena, bh_buf_str(text), &copy, &ignored) != 0) {
        errors->is_broken = true;
        return;
    }
    errors->v[errors->n++] = (struct bh_field_error){ path, copy };
}

enum value { NO_VALUE, RAW_VALUE, QUOTED_VALUE };

static void add_error(struct bh_field_errors *errors, struct bh_str path, const char *what,
                      enum value how, struct bh_str value, struct bh_str detail)
{
    struct bh_buf text = { 0 };

    bh_buf_add(&text, path);
    bh_buf_add_c(&text, ": ");
    bh_buf_add_c(&text, what);
    if (how != NO_VALUE) {
        bh_buf_add_c(&text, ": ");
    }
    if (how == RAW_VALUE) {
        bh_buf_add(&text, value);
    } else if (how == QUOTED_VALUE) {
        bh_quote_go(&text, value);
    }
    if (detail.n > 0) {
        bh_buf_add_c(&text, ": ");
        bh_buf_add(&text, detail);
    }
    add(errors, path, &text);
    bh_buf_done(&text);
}

void bh_add_required(struct bh_field_errors *errors, struct bh_str path, const char *detail)
{
    add_error(errors, path, "Required value", NO_VALUE, bh_str(NULL, 0), bh_str_c(detail));
}

void bh_add_forbidden(struct bh_field_errors *errors, struct bh_str path, const char *detail)
{
    add_error(errors, path, "Forbidden", NO_VALUE, bh_str(NULL, 0), bh_str_c(detail));
}

void bh_add_too_long(struct bh_field_errors *errors, struct bh_str path, const char *detail)
{
    add_error(errors, path, "Too long", NO_VALUE, bh_str(NULL, 0), bh_str_c(detail));
}

void bh_add_invalid(struct bh_field_errors *errors, struct bh_str path, struct bh_str value,
                    const char *detail)
{
    add_error(errors, path, "Invalid value", QUOTED_VALUE, value, bh_str_c(detail));
}

void bh_add_invalid_raw(struct bh_field_errors *errors, struct bh_str path, struct bh_str value,
                        const char *detail)
{
    add_error(errors, path, "Invalid value", RAW_VALUE, value, bh_str_c(detail));
}

void bh_add_unsupported(struct bh_field_errors *errors, struct bh_str path, struct bh_str value,
                        const char *const *supported, uint32_t n)
{
    struct bh_buf detail = { 0 };

    bh_buf_add_c(&detail, "supported values: ");
    for (uint32_t i = 0; i < n; i++) {
        bh_buf_add_c(&detail, i > 0 ? ", " : "");
        bh_quote_go(&detail, bh_str_c(supported[i]));
    }
    errors->is_broken |= detail.is_broken;
    add_error(errors, path, "Unsupported value", QUOTED_VALUE, value, bh_buf_str(&detail));
    bh_buf_done(&detail);
}

struct bh_str bh_go_strings(struct bh_field_errors *errors, const struct bh_strs *strings)
{
    struct bh_buf text = { 0 };
    struct bh_str copy = bh_str(NULL, 0);
    struct bh_err ignored;

    if (!strings->is_set) {
        return BH_S("[]string(nil)");
    }
    bh_buf_add_c(&text, "[]string{");
    for (uint32_t i = 0; i < strings->n; i++) {
        bh_buf_add_c(&text, i > 0 ? ", " : "");
        bh_quote_go(&text, strings->v[i]);
    }
    bh_buf_add_c(&text, "}");
    if (text.is_broken || bh_arena_copy(errors->arena, bh_buf_str(&text), &copy, &ignored) != 0) {
        errors->is_broken = true;
    }
    bh_buf_done(&text);
    return copy;
}

/* ---- grammars ------------------------------------------------------------------------------------- */

static bool is_alnum(char c, bool allow_upper)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (allow_upper && c >= 'A' && c <= 'Z');
}

static bool is_name(struct bh_str s)
{
    if (s.n == 0 || !is_alnum(s.p[0], true) || !is_alnum(s.p[s.n - 1], true)) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!is_alnum(s.p[i], true) && s.p[i] != '-' && s.p[i] != '_' && s.p[i] != '.') {
            return false;
        }
    }
    return true;
}

/* One label of a domain, of any length. */
static bool is_dns_label(struct bh_str s)
{
    if (s.n == 0 || !is_alnum(s.p[0], false) || !is_alnum(s.p[s.n - 1], false)) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        if (!is_alnum(s.p[i], false) && s.p[i] != '-') {
            return false;
        }
    }
    return true;
}

static bool is_subdomain(struct bh_str s)
{
    size_t start = 0;

    if (s.n == 0) {
        return false;
    }
    for (size_t i = 0; i <= s.n; i++) {
        if (i == s.n || s.p[i] == '.') {
            if (!is_dns_label(bh_str(s.p + start, i - start))) {
                return false;
            }
            start = i + 1;
        }
    }
    return true;
}

#define SUBDOMAIN_WORDS                                                                           \
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "  \
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used " \
    "for validation is '" LABEL_REGEX "(\\." LABEL_REGEX ")*')"

/* What stands for a name that is yet to be ended: upstream puts an "a" in the place of its last two characters. */
static struct bh_str masked(struct bh_str value, bool is_prefix, char *room)
{
    if (!is_prefix || value.n < 2 || value.n > LONGEST_SUBDOMAIN || value.p[value.n - 1] != '-') {
        return value;
    }
    memcpy(room, value.p, value.n - 2);
    room[value.n - 2] = 'a';
    return bh_str(room, value.n - 1);
}

void bh_check_dns_subdomain(struct bh_field_errors *errors, struct bh_str path, struct bh_str value,
                            bool is_prefix)
{
    char room[LONGEST_SUBDOMAIN];
    struct bh_str judged = masked(value, is_prefix, room);

    if (judged.n > LONGEST_SUBDOMAIN) {
        bh_add_invalid(errors, path, value, "must be no more than 253 characters");
    }
    if (!is_subdomain(judged)) {
        bh_add_invalid(errors, path, value, SUBDOMAIN_WORDS);
    }
}

void bh_check_dns_label(struct bh_field_errors *errors, struct bh_str path, struct bh_str value,
                        bool is_prefix)
{
    char room[LONGEST_SUBDOMAIN];
    struct bh_str judged = masked(value, is_prefix, room);

    if (judged.n > LONGEST_NAME) {
        bh_add_invalid(errors, path, value, "must be no more than 63 characters");
    }
    if (!is_dns_label(judged)) {
        bh_add_invalid(errors, path, value,
                       "a lowercase RFC 1123 label must consist of lower case alphanumeric "
                       "characters or '-', and must start and end with an alphanumeric character "
                       "(e.g. 'my-name',  or '123-abc', regex used for validation is '" LABEL_REGEX
                       "')");
    }
}

void bh_check_path_segment(struct bh_field_errors *errors, struct bh_str path, struct bh_str value,
                           bool is_prefix)
{
    (void)is_prefix; /* the kinds that use this rule judge a prefix as a whole name */
    if (bh_str_eq(value, BH_S(".")) || bh_str_eq(value, BH_S(".."))) {
        bh_add_invalid(errors, path, value, value.n == 1 ? "may not be '.'" : "may not be '..'");
        return;
    }
    if (bh_str_find_byte(value, '/') < value.n) {
        bh_add_invalid(errors, path, value, "may not contain '/'");
    }
    if (bh_str_find_byte(value, '%') < value.n) {
        bh_add_invalid(errors, path, value, "may not contain '%'");
    }
}

/* 'value' is what the errors show, 'key' what is judged. */
static void check_qualified_name(struct bh_field_errors *errors, struct bh_str path,
                                 struct bh_str value, struct bh_str key)
{
    struct bh_str name = key, prefix;
    size_t slash = bh_str_find_byte(key, '/');

    if (slash < key.n) {
        prefix = bh_str(key.p, slash);
        name = bh_str_from(key, slash + 1);
        if (bh_str_find_byte(name, '/') < name.n) {
            bh_add_invalid(errors, path, value,
                           "a qualified name " NAME_WORDS " " NAME_EXAMPLE NAME_REGEX
                           "') with an optional DNS subdomain prefix and '/' (e.g. "
                           "'example.com/MyName')");
            return;
        }
        if (prefix.n == 0) {
            bh_add_invalid(errors, path, value, "prefix part must be non-empty");
        } else {
            if (prefix.n > LONGEST_SUBDOMAIN) {
                bh_add_invalid(errors, path, value,
                               "prefix part must be no more than 253 characters");
            }
            if (!is_subdomain(prefix)) {
                bh_add_invalid(errors, path, value, "prefix part " SUBDOMAIN_WORDS);
            }
        }
    }
    if (name.n == 0) {
        bh_add_invalid(errors, path, value, "name part must be non-empty");
    } else if (name.n > LONGEST_NAME) {
        bh_add_invalid(errors, path, value, "name part must be no more than 63 characters");
    }
    if (!is_name(name)) {
        bh_add_invalid(errors, path, value,
                       "name part " NAME_WORDS " " NAME_EXAMPLE NAME_REGEX "')");
    }
}

void bh_check_label_key(struct bh_field_errors *errors, struct bh_str path, struct bh_str value)
{
    check_qualified_name(errors, path, value, value);
}

void bh_check_label_value(struct bh_field_errors *errors, struct bh_str path, struct bh_str value)
{
    if (value.n > LONGEST_NAME) {
        bh_add_invalid(errors, path, value, "must be no more than 63 characters");
    }
    if (value.n > 0 && !is_name(value)) {
        bh_add_invalid(errors, path, value,
                       "a valid label must be an empty string or consist of alphanumeric "
                       "characters, '-', '_' or '.', and must start and end with an alphanumeric "
                       "character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
                       "validation is '(" NAME_REGEX ")?')");
    }
}

/* ---- metadata ------------------------------------------------------------------------------------- */

static void check_names(struct bh_field_errors *errors, const struct bh_meta *meta,
                        bool is_namespaced, struct bh_str namespace_, bh_name_rule *name_rule)
{
    struct bh_str namespace_path = BH_S("metadata.namespace");

    if (meta->generate_name.n > 0) {
        name_rule(errors, BH_S("metadata.generateName"), meta->generate_name, true);
    }
    if (meta->name.n == 0) {
        bh_add_required(errors, BH_S("metadata.name"), "name or generateName is required");
    } else {
        name_rule(errors, BH_S("metadata.name"), meta->name, false);
    }
    if (!is_namespaced && namespace_.n > 0) {
        bh_add_forbidden(errors, namespace_path, "not allowed on this type");
    } else if (is_namespaced && namespace_.n == 0) {
        bh_add_required(errors, namespace_path, "");
    } else if (is_namespaced) {
        bh_check_dns_label(errors, namespace_path, namespace_, false);
    }
}

static void check_generation(struct bh_field_errors *errors, const struct bh_meta *meta)
{
    const struct bh_node *node = bh_doc_member(meta->node, BH_S("generation"));
    int64_t generation;

    if (node != NULL && node->kind == BH_NODE_NUMBER &&
        bh_num_i64(bh_node_text(node), 10, &generation) && generation < 0) {
        bh_add_invalid_raw(errors, BH_S("metadata.generation"), bh_node_text(node),
                           "must be greater than or equal to 0");
    }
}

static void check_annotations(struct bh_field_errors *errors, const struct bh_pairs *annotations)
{
    struct bh_str path = BH_S("metadata.annotations");
    size_t size = 0;

    for (uint32_t i = 0; i < annotations->n; i++) {
        struct bh_str key = annotations->v[i].key, lower;
        struct bh_err ignored;
        if (bh_arena_copy(errors->arena, key, &lower, &ignored) != 0) {
            errors->is_broken = true;
            return;
        }
        for (size_t j = 0; j < lower.n; j++) {
            char *c = (char *)(uintptr_t)&lower.p[j]; /* our own copy */
            *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
        }
        check_qualified_name(errors, path, key, lower);
        size += key.n + annotations->v[i].value.n;
    }
    if (size > LARGEST_ANNOTATIONS) {
        bh_add_too_long(errors, path, "must have at most 262144 bytes");
    }
}

static bool has_version(struct bh_str api_version)
{
    size_t slash = bh_str_find_byte(api_version, '/');

    if (slash == api_version.n) {
        return api_version.n > 0;
    }
    struct bh_str version = bh_str_from(api_version, slash + 1);
    return version.n > 0 && bh_str_find_byte(version, '/') == version.n;
}

static void check_owners(struct bh_field_errors *errors, const struct bh_list *owners)
{
    struct bh_str controller = BH_S("");

    BH_EACH (struct bh_owner, o, *owners) {
        if (!has_version(o->api_version)) {
            bh_add_invalid(errors, BH_S("metadata.ownerReferences.apiVersion"), o->api_version,
                           "version must not be empty");
        }
        if (o->kind.n == 0) {
            bh_add_invalid(errors, BH_S("metadata.ownerReferences.kind"), o->kind,
                           "kind must not be empty");
        }
        if (o->name.n == 0) {
            bh_add_invalid(errors, BH_S("metadata.ownerReferences.name"), o->name,
                           "name must not be empty");
        }
        if (o->uid.n == 0) {
            bh_add_invalid(errors, BH_S("metadata.ownerReferences.uid"), o->uid,
                           "uid must not be empty");
        }
        if (bh_str_eq(o->api_version, BH_S("v1")) && bh_str_eq(o->kind, BH_S("Event"))) {
            bh_add_invalid_raw(errors, BH_S("metadata.ownerReferences"),
                               BH_S("v1.OwnerReference{...}"),
                               "/v1, Kind=Event is disallowed from being an owner");
        }
        if (o->is_controller == BH_YES && controller.n > 0) {
            struct bh_buf detail = { 0 };
            bh_buf_add_c(&detail, "Only one reference can have Controller set to true. Found "
                                  "\"true\" in references for ");
            bh_buf_add(&detail, controller);
            bh_buf_add_c(&detail, " and ");
            bh_buf_add(&detail, o->name);
            errors->is_broken |= detail.is_broken;
            add_error(errors, BH_S("metadata.ownerReferences"), "Invalid value", RAW_VALUE,
                      BH_S("[]v1.OwnerReference{...}"), bh_buf_str(&detail));
            bh_buf_done(&detail);
        } else if (o->is_controller == BH_YES) {
            controller = o->name;
        }
    }
}

static bool is_standard_finalizer(struct bh_str name)
{
    return bh_str_eq(name, BH_S("kubernetes")) || bh_str_eq(name, BH_S("orphan")) ||
           bh_str_eq(name, BH_S("foregroundDeletion"));
}

/* The struct does not keep finalizers, so that their nodes are asked; a null one is empty. */
static void check_finalizers(struct bh_field_errors *errors, const struct bh_meta *meta)
{
    struct bh_str path = BH_S("metadata.finalizers");
    const struct bh_node *list = bh_doc_member(meta->node, BH_S("finalizers"));
    bool has_orphan = false, has_foreground = false;

    if (list == NULL || list->kind != BH_NODE_ARRAY || list->n == 0) {
        return;
    }
    struct bh_strs all = { .v = bh_new(errors->arena, struct bh_str, list->n), .is_set = true };
    if (all.v == NULL) {
        errors->is_broken = true;
        return;
    }
    const struct bh_node *e = list + 1;
    for (; all.n < list->n; e += e->skip) {
        struct bh_str name = e->kind == BH_NODE_STRING ? bh_node_text(e) : BH_S("");
        all.v[all.n++] = name;
        bh_check_label_key(errors, path, name);
        has_orphan |= bh_str_eq(name, BH_S("orphan"));
        has_foreground |= bh_str_eq(name, BH_S("foregroundDeletion"));
    }
    if (has_orphan && has_foreground) {
        bh_add_invalid_raw(errors, path, bh_go_strings(errors, &all),
                           "finalizer orphan and foregroundDeletion cannot be both set");
    }
    for (uint32_t i = 0; i < all.n; i++) {
        if (bh_str_find_byte(all.v[i], '/') == all.v[i].n && !is_standard_finalizer(all.v[i])) {
            bh_add_invalid(errors, bh_field_path(errors, "metadata.finalizers[%u]", i), all.v[i],
                           "name is neither a standard finalizer name nor is it fully qualified");
        }
    }
}

void bh_check_meta(struct bh_field_errors *errors, const struct bh_meta *meta, bool is_namespaced,
                   struct bh_str namespace_, bh_name_rule *name_rule)
{
    check_names(errors, meta, is_namespaced, namespace_, name_rule);
    check_generation(errors, meta);
    for (uint32_t i = 0; i < meta->labels.n; i++) {
        bh_check_label_key(errors, BH_S("metadata.labels"), meta->labels.v[i].key);
        bh_check_label_value(errors, BH_S("metadata.labels"), meta->labels.v[i].value);
    }
    check_annotations(errors, &meta->annotations);
    check_owners(errors, &meta->owners);
    check_finalizers(errors, meta);
}
