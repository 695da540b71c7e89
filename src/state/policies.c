/* Keeps PodSecurityPolicies. Filled by cli/ from files, read by review/. They are few (hundreds at most), so they are
 * searched one by one. */
#include "state/policies.h"

#include "kube/doc_copy.h"
#include "state/snapshot.h"

static bool is_own(struct bh_str group)
{
    return bh_str_eq(group, BH_S("bulkhead.dev"));
}

/* What stands in policy and in extensions is one policy: the API server served it in both. */
static struct bh_known_policy *find(const struct bh_snapshot *snapshot, struct bh_str group,
                                    struct bh_str name)
{
    for (uint32_t i = 0; i < snapshot->policies.n; i++) {
        struct bh_known_policy *policy = snapshot->policies.v[i];
        if (bh_str_eq(policy->object.meta.name, name) &&
            is_own(bh_api_group(policy->object.api_version)) == is_own(group)) {
            return policy;
        }
    }
    return NULL;
}

const struct bh_known_policy *bh_snapshot_policy(const struct bh_snapshot *snapshot,
                                                 struct bh_str group, struct bh_str name)
{
    return find(snapshot, group, name);
}

/* Decodes the copy, so that nothing of the object refers to the input. */
static int keep(struct bh_snapshot *snapshot, const struct bh_decoded *decoded,
                const struct bh_doc *doc, struct bh_known_policy *out, struct bh_err *err)
{
    struct bh_decode_options how = { .takes_last_key = true, .path = "" };
    struct bh_str api_version, kind;
    struct bh_issues issues = { 0 };
    struct bh_decoded made;
    int rc = bh_doc_copy(doc, &snapshot->arena, &out->doc, err);

    rc = rc != 0 ? rc
                 : bh_arena_copy(&snapshot->arena, decoded->object.api_version, &api_version, err);
    rc = rc != 0 ? rc : bh_arena_copy(&snapshot->arena, decoded->object.kind, &kind, err);
    rc = rc != 0 ? rc
                 : bh_decode_object(&out->doc, api_version, kind, &how, &made, &issues,
                                    &snapshot->arena, err);
    out->object = made.object;
    return rc;
}

static int grow(struct bh_snapshot *snapshot, struct bh_err *err)
{
    struct bh_known_policies *list = &snapshot->policies;
    uint32_t room = list->room == 0 ? 16 : list->room * 2;
    struct bh_known_policy **v = bh_new(&snapshot->arena, struct bh_known_policy *, room);

    if (v == NULL) {
        return bh_arena_fail(&snapshot->arena, err);
    }
    for (uint32_t i = 0; i < list->n; i++) {
        v[i] = list->v[i];
    }
    list->v = v;
    list->room = room;
    return 0;
}

void bh_snapshot_drop_policy(struct bh_snapshot *snapshot, struct bh_str group, struct bh_str name)
{
    struct bh_known_policies *list = &snapshot->policies;
    const struct bh_known_policy *known = find(snapshot, group, name);
    uint32_t n = 0;

    for (uint32_t i = 0; i < list->n; i++) {
        if (list->v[i] != known) {
            list->v[n++] = list->v[i];
        }
    }
    list->n = n;
}

int bh_snapshot_add_policy(struct bh_snapshot *snapshot, const struct bh_decoded *decoded,
                           const struct bh_doc *doc, struct bh_str file, struct bh_err *err)
{
    struct bh_known_policies *list = &snapshot->policies;
    struct bh_known_policy *known =
        find(snapshot, bh_api_group(decoded->object.api_version), decoded->object.meta.name);
    struct bh_known_policy *made = bh_new(&snapshot->arena, struct bh_known_policy, 1);

    if (made == NULL) {
        return bh_arena_fail(&snapshot->arena, err);
    }
    made->file = file;
    made->line = bh_doc_place(doc, doc->nodes).line;
    made->is_repeated = known != NULL;
    int rc = keep(snapshot, decoded, doc, made, err);
    if (rc == 0 && known == NULL && list->n == list->room) {
        rc = grow(snapshot, err);
    }
    if (rc != 0) {
        return rc;
    }
    if (known != NULL) {
        *known = *made;
    } else {
        list->v[list->n++] = made;
    }
    return 0;
}
