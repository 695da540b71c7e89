/* References to objects as people write them. Called by the commands that are about one object (psp explain,
 * context). What kubectl knows and this does not: categories ("all"), and versions in a word ("deployments.v1.apps"). */
#include "kube/ref.h"

#include "kube/kinds.h"

static const struct {
    const char *word, *kind;
} short_names[] = {
    { "po", "Pod" },
    { "deploy", "Deployment" },
    { "ds", "DaemonSet" },
    { "sts", "StatefulSet" },
    { "rs", "ReplicaSet" },
    { "rc", "ReplicationController" },
    { "cj", "CronJob" },
    { "ns", "Namespace" },
    { "sa", "ServiceAccount" },
    { "psp", "PodSecurityPolicy" },
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_word(struct bh_str a, struct bh_str b)
{
    bool same = a.n == b.n;

    for (size_t i = 0; i < a.n && same; i++) {
        same = lower(a.p[i]) == lower(b.p[i]);
    }
    return same;
}

/* "Deployment", "deployments": the kind, or the plural that an 's' makes of it. */
static bool names_kind(struct bh_str word, struct bh_str kind)
{
    return same_word(word, kind) || (word.n == kind.n + 1 && lower(word.p[word.n - 1]) == 's' &&
                                     same_word(bh_str(word.p, kind.n), kind));
}

static struct bh_str without_group(struct bh_str word)
{
    return bh_str(word.p, bh_str_find_byte(word, '.'));
}

const char *bh_ref_kind(struct bh_str word)
{
    struct bh_str plain = without_group(word);
    size_t n;
    const struct bh_kind *kinds = bh_kinds(&n);

    for (size_t i = 0; i < sizeof(short_names) / sizeof(short_names[0]); i++) {
        if (same_word(plain, bh_str_c(short_names[i].word))) {
            return short_names[i].kind;
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (same_word(plain, bh_str_c(kinds[i].kind)) ||
            same_word(plain, bh_str_c(kinds[i].resource))) {
            return kinds[i].kind;
        }
    }
    return NULL;
}

static void set_kind(struct bh_ref *ref, struct bh_str word)
{
    ref->kind = without_group(word);
    ref->known_kind = bh_ref_kind(word);
    if (ref->kind.n < word.n) {
        ref->group = bh_str_from(word, ref->kind.n + 1);
    }
}

int bh_ref_parse(struct bh_str text, struct bh_str fallback, struct bh_ref *out, struct bh_err *err)
{
    struct bh_ref ref = { .namespace_ = fallback };
    struct bh_str parts[3];
    struct bh_str rest = text;
    size_t n = 0;

    for (bool more = true; more; n++) {
        size_t slash = bh_str_find_byte(rest, '/');
        if (n == 3 || slash == 0) {
            return bh_fail(err, BH_ERR_USAGE,
                           "'" BH_FMT
                           "' names no object: NAME, KIND/NAME and NAMESPACE/KIND/NAME do",
                           BH_ARG(text));
        }
        parts[n] = bh_str(rest.p, slash);
        more = slash < rest.n;
        rest = bh_str_from(rest, slash + 1);
    }
    ref.name = parts[n - 1];
    if (n == 3) {
        ref.namespace_ = parts[0];
        set_kind(&ref, parts[1]);
    } else if (n == 2 && bh_ref_kind(parts[0]) != NULL) {
        set_kind(&ref, parts[0]);
    } else if (n == 2) {
        ref.namespace_ = ref.either = parts[0];
        ref.fallback = fallback;
    }
    *out = ref;
    return 0;
}

bool bh_ref_matches(const struct bh_ref *ref, struct bh_str api_version, struct bh_str kind,
                    struct bh_str namespace_, struct bh_str name)
{
    if (!bh_str_eq(ref->name, name)) {
        return false;
    }
    if (bh_str_is_set(ref->either) && names_kind(without_group(ref->either), kind)) {
        return !bh_str_is_set(ref->fallback) || namespace_.n == 0 ||
               bh_str_eq(ref->fallback, namespace_);
    }
    if (bh_str_is_set(ref->namespace_) && namespace_.n > 0 &&
        !bh_str_eq(ref->namespace_, namespace_)) {
        return false;
    }
    if (bh_str_is_set(ref->group) && !bh_str_eq(ref->group, bh_api_group(api_version))) {
        return false;
    }
    if (ref->known_kind != NULL) {
        return bh_str_eq(kind, bh_str_c(ref->known_kind));
    }
    return !bh_str_is_set(ref->kind) || names_kind(ref->kind, kind);
}
