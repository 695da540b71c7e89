/* What a policy changes in a pod: as copies of the structs, as a list for people, and as JSON Patch for the document that the
 * pod was decoded from. Called for the policy that wins, and for every policy that somebody wants explained. Implements
 * section A.5 of the pod security specification as far as it is about writing; what is set to what is decided by the rows
 * (psp_fields.c), so that judging and changing cannot disagree. */
#include "podsec/psp_work.h"

struct writer {
    struct bh_psp_work work;
    struct bh_psp_applied *out;
    uint32_t room;
    struct bh_meta *meta; /* ours to change, or NULL yet */
    struct bh_arena *arena;
    struct bh_err *err;
};

/* The members that one object gets: written one by one, or as a whole where the document has no such object. */
struct members {
    struct bh_str path;    /* for people */
    struct bh_str pointer; /* of the object */
    bool is_absent;        /* the object */
    struct bh_buf text;    /* what is collected for an absent one */
};

/* ---- text --------------------------------------------------------------------------------------- */

static int take_text(struct writer *w, struct bh_buf *text, struct bh_str *out)
{
    int rc = text->is_broken ? bh_arena_fail(w->arena, w->err)
                             : bh_arena_copy(w->arena, bh_buf_str(text), out, w->err);

    bh_buf_done(text);
    return rc;
}

static int int_text(struct writer *w, int64_t v, struct bh_str *out)
{
    *out = bh_arena_printf(w->arena, "%lld", (long long)v);
    return bh_str_is_set(*out) ? 0 : bh_arena_fail(w->arena, w->err);
}

static int string_text(struct writer *w, struct bh_str s, struct bh_str *out)
{
    *out = bh_json_quoted(s, w->arena);
    return bh_str_is_set(*out) ? 0 : bh_arena_fail(w->arena, w->err);
}

static void add_strings(struct bh_buf *text, const struct bh_strs *list)
{
    bh_buf_add_byte(text, '[');
    for (uint32_t i = 0; i < list->n; i++) {
        bh_buf_add_c(text, i > 0 ? "," : "");
        bh_json_quote(text, list->v[i]);
    }
    bh_buf_add_byte(text, ']');
}

static int strings_text(struct writer *w, const struct bh_strs *list, struct bh_str *out)
{
    struct bh_buf text = { 0 };

    add_strings(&text, list);
    return take_text(w, &text, out);
}

static int selinux_text(struct writer *w, const struct bh_selinux *options, struct bh_str *out)
{
    const struct {
        const char *name;
        struct bh_str value;
    } parts[] = {
        { "level", options->level },
        { "role", options->role },
        { "type", options->type },
        { "user", options->user },
    };
    struct bh_buf text = { 0 };
    bool is_first = true;

    bh_buf_add_byte(&text, '{');
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (parts[i].value.n > 0) {
            bh_buf_addf(&text, "%s\"%s\":", is_first ? "" : ",", parts[i].name);
            bh_json_quote(&text, parts[i].value);
            is_first = false;
        }
    }
    bh_buf_add_byte(&text, '}');
    return take_text(w, &text, out);
}

/* ---- changes ------------------------------------------------------------------------------------ */

static int add_change(struct writer *w, const struct bh_psp_field *field, struct bh_str path,
                      struct bh_str before, struct bh_str after)
{
    struct bh_psp_applied *out = w->out;

    if (!bh_str_is_set(path)) {
        return bh_arena_fail(w->arena, w->err);
    }
    if (out->n_changes == w->room) {
        uint32_t room = w->room == 0 ? 8 : w->room * 2;
        struct bh_psp_change *v = bh_new(w->arena, struct bh_psp_change, room);
        if (v == NULL) {
            return bh_arena_fail(w->arena, w->err);
        }
        if (out->n_changes > 0) {
            memcpy(v, out->changes, out->n_changes * sizeof(*v));
        }
        out->changes = v;
        w->room = room;
    }
    out->changes[out->n_changes++] = (struct bh_psp_change){ field, path, before, after };
    return 0;
}

static const struct bh_psp_field *field_of(enum bh_psp_row row)
{
    size_t n;

    return &bh_psp_fields(&n)[row];
}

static void add_member_text(struct bh_buf *text, struct bh_str name, struct bh_str value)
{
    bh_buf_add_c(text, text->n == 0 ? "{" : ",");
    bh_json_quote(text, name);
    bh_buf_add_byte(text, ':');
    bh_buf_add(text, value);
}

/* Into the patch: the member alone, or with others the object that is absent. */
static int patch_member(struct writer *w, struct members *m, struct bh_str name,
                        struct bh_str before, struct bh_str after)
{
    if (m->is_absent) {
        add_member_text(&m->text, name, after);
        return 0;
    }
    return bh_patch_add(&w->out->patch, bh_str_is_set(before) ? BH_PATCH_REPLACE : BH_PATCH_ADD,
                        bh_pointer_child(m->pointer, name, w->arena), after, w->arena, w->err);
}

static int set_member(struct writer *w, struct members *m, const struct bh_psp_field *field,
                      const char *name, struct bh_str before, struct bh_str after)
{
    struct bh_str path = bh_arena_printf(w->arena, BH_FMT ".%s", BH_ARG(m->path), name);
    int rc = add_change(w, field, path, before, after);

    return rc != 0 ? rc : patch_member(w, m, bh_str_c(name), before, after);
}

/* Ends an object: one that was absent goes into the patch whole, or into 'up' when that is absent too. */
static int end_members(struct writer *w, struct members *m, struct members *up, const char *name)
{
    struct bh_str value = { NULL, 0 };

    if (m->text.n == 0 && !m->text.is_broken) {
        bh_buf_done(&m->text);
        return 0;
    }
    bh_buf_add_byte(&m->text, '}');
    int rc = take_text(w, &m->text, &value);
    if (rc != 0) {
        return rc;
    }
    if (up != NULL && up->is_absent) {
        add_member_text(&up->text, bh_str_c(name), value);
        return 0;
    }
    return bh_patch_add(&w->out->patch, BH_PATCH_ADD, m->pointer, value, w->arena, w->err);
}

/* ---- metadata ----------------------------------------------------------------------------------- */

/* A copy of the metadata whose annotations have room for one more; both are copied once. */
static int own_annotations(struct writer *w, uint32_t more)
{
    const struct bh_pairs *old = &w->work.facts->meta->annotations;

    if (w->meta != NULL) {
        return 0;
    }
    struct bh_meta *copy = bh_new(w->arena, struct bh_meta, 1);
    struct bh_pair *v = bh_new(w->arena, struct bh_pair, (size_t)old->n + more);
    if (copy == NULL || v == NULL) {
        return bh_arena_fail(w->arena, w->err);
    }
    *copy = *w->work.facts->meta;
    if (old->n > 0) {
        memcpy(v, old->v, old->n * sizeof(*v));
    }
    copy->annotations = (struct bh_pairs){ v, old->n, true };
    w->meta = copy;
    w->out->meta = copy;
    return 0;
}

/* 'more' is how many annotations may come in all. */
static int set_annotation(struct writer *w, struct members *m, uint32_t more,
                          const struct bh_psp_field *field, struct bh_str key, struct bh_str value)
{
    struct bh_str before = { NULL, 0 }, after = before, path = before;
    struct bh_buf text = { 0 };
    int rc = own_annotations(w, more);

    if (rc != 0) {
        return rc;
    }
    struct bh_pairs *all = &w->meta->annotations;
    struct bh_pair *at = NULL;
    for (uint32_t i = 0; i < all->n && at == NULL; i++) {
        at = bh_str_eq(all->v[i].key, key) ? &all->v[i] : NULL;
    }
    if (at != NULL && bh_str_eq(at->value, value)) {
        return 0; /* of two containers of one name the second finds its profile */
    }
    if (at != NULL) {
        rc = string_text(w, at->value, &before);
    } else {
        at = &all->v[all->n++];
    }
    *at = (struct bh_pair){ key, value };
    bh_buf_add(&text, m->path);
    bh_buf_add_byte(&text, '[');
    bh_buf_add(&text, key);
    bh_buf_add_byte(&text, ']');
    int text_rc = take_text(w, &text, &path);
    rc = rc != 0 ? rc : text_rc;
    rc = rc != 0 ? rc : string_text(w, value, &after);
    rc = rc != 0 ? rc : add_change(w, field, path, before, after);
    return rc != 0 ? rc : patch_member(w, m, key, before, after);
}

static int apparmor_key(struct writer *w, struct bh_str name, struct bh_str *out)
{
    struct bh_buf text = { 0 };

    bh_buf_add_c(&text, BH_APPARMOR_ANNOTATION);
    bh_buf_add(&text, name);
    return take_text(w, &text, out);
}

static int write_meta(struct writer *w, const struct bh_psp_policy *policy, bool is_chosen)
{
    const struct bh_psp_facts *facts = w->work.facts;
    bool has_meta = facts->meta->node != NULL || facts->meta->name.n > 0 ||
                    facts->meta->generate_name.n > 0 || facts->meta->labels.n > 0 ||
                    facts->meta->owners.n > 0 || facts->meta->annotations.is_set;
    struct members meta = { BH_S("metadata"), BH_S("/metadata"), !has_meta, { 0 } };
    struct members annotations = { BH_S("metadata.annotations"),
                                   BH_S("/metadata/annotations"),
                                   !facts->meta->annotations.is_set,
                                   { 0 } };
    uint32_t more = facts->n_containers + 2;
    int rc = 0;

    if ((w->work.changed >> BH_PSP_ROW_SECCOMP & 1) != 0) {
        rc = set_annotation(w, &annotations, more, field_of(BH_PSP_ROW_SECCOMP),
                            BH_S(BH_SECCOMP_POD_ANNOTATION), w->work.seccomp);
    }
    for (uint32_t i = 0; i < facts->n_containers && rc == 0; i++) {
        struct bh_str key = { NULL, 0 };
        bh_psp_work_container(&w->work, &facts->containers[i]);
        w->work.changed = 0;
        bh_psp_mutate(&w->work, BH_PSP_OF_CONTAINER);
        if ((w->work.changed >> BH_PSP_ROW_CONTAINER_APPARMOR & 1) != 0) {
            rc = apparmor_key(w, facts->containers[i].c->name, &key);
            rc = rc != 0 ? rc
                         : set_annotation(w, &annotations, more,
                                          field_of(BH_PSP_ROW_CONTAINER_APPARMOR), key,
                                          w->work.apparmor);
        }
    }
    if (rc == 0 && is_chosen) {
        rc = set_annotation(w, &annotations, more, NULL, BH_S(BH_PSP_ANNOTATION), policy->name);
    }
    int end_rc = end_members(w, &annotations, &meta, "annotations");
    rc = rc != 0 ? rc : end_rc;
    end_rc = end_members(w, &meta, NULL, NULL);
    return rc != 0 ? rc : end_rc;
}

/* ---- the pod's security context ------------------------------------------------------------------ */

static int write_security(struct writer *w, struct members *m, struct bh_pod_security *made)
{
    const struct bh_psp_work *work = &w->work;
    const struct bh_str absent = { NULL, 0 };
    struct bh_str text = { NULL, 0 };
    int rc = 0;

    if ((work->changed >> BH_PSP_ROW_FS_GROUP & 1) != 0) {
        made->fs_group = work->fs_group;
        rc = int_text(w, work->fs_group.v, &text);
        rc =
            rc != 0 ? rc : set_member(w, m, field_of(BH_PSP_ROW_FS_GROUP), "fsGroup", absent, text);
    }
    if (rc == 0 && (work->changed >> BH_PSP_ROW_SELINUX & 1) != 0) {
        struct bh_selinux *options = bh_new(w->arena, struct bh_selinux, 1);
        if (options == NULL) {
            return bh_arena_fail(w->arena, w->err);
        }
        *options = *work->selinux;
        options->node = NULL;
        made->selinux = options;
        rc = selinux_text(w, options, &text);
        rc = rc != 0
                 ? rc
                 : set_member(w, m, field_of(BH_PSP_ROW_SELINUX), "seLinuxOptions", absent, text);
    }
    if (rc == 0 && (work->changed >> BH_PSP_ROW_SUPPLEMENTAL_GROUPS & 1) != 0) {
        int64_t *group = bh_new(w->arena, int64_t, 1);
        if (group == NULL) {
            return bh_arena_fail(w->arena, w->err);
        }
        *group = work->first_group;
        made->supplemental_groups = (struct bh_ints){ group, 1, true };
        text = bh_arena_printf(w->arena, "[%lld]", (long long)*group);
        rc = !bh_str_is_set(text) ? bh_arena_fail(w->arena, w->err)
                                  : set_member(w, m, field_of(BH_PSP_ROW_SUPPLEMENTAL_GROUPS),
                                               "supplementalGroups", absent, text);
    }
    return rc;
}

static int write_pod(struct writer *w, struct members *spec)
{
    const uint32_t of_security = (uint32_t)1 << BH_PSP_ROW_FS_GROUP |
                                 (uint32_t)1 << BH_PSP_ROW_SUPPLEMENTAL_GROUPS |
                                 (uint32_t)1 << BH_PSP_ROW_SELINUX;
    const struct bh_str absent = { NULL, 0 };
    struct bh_str text = absent;
    int rc = 0;

    if ((w->work.changed >> BH_PSP_ROW_RUNTIME_CLASS & 1) != 0) {
        w->out->spec->runtime_class_name = w->work.runtime_class;
        rc = string_text(w, w->work.runtime_class, &text);
        rc = rc != 0 ? rc
                     : set_member(w, spec, field_of(BH_PSP_ROW_RUNTIME_CLASS), "runtimeClassName",
                                  absent, text);
    }
    if (rc != 0 || (w->work.changed & of_security) == 0) {
        return rc;
    }
    struct members m = { BH_S("spec.securityContext"),
                         BH_S("/spec/securityContext"),
                         w->work.facts->spec->security == NULL,
                         { 0 } };
    struct bh_pod_security *made = bh_new(w->arena, struct bh_pod_security, 1);
    if (made == NULL) {
        return bh_arena_fail(w->arena, w->err);
    }
    *made = *w->work.facts->security;
    w->out->spec->security = made;
    rc = write_security(w, &m, made);
    int end_rc = end_members(w, &m, spec, "securityContext");
    return rc != 0 ? rc : end_rc;
}

/* ---- containers --------------------------------------------------------------------------------- */

/* a and b without what is in 'minus', sorted, each once; unset when there is nothing. */
static int merge(struct writer *w, const struct bh_psp_strset *a, const struct bh_psp_strset *b,
                 const struct bh_psp_strset *minus, struct bh_strs *out)
{
    static const struct bh_strs none;
    struct bh_strs list = { bh_new(w->arena, struct bh_str, (size_t)a->n + b->n), 0, true };
    struct bh_psp_strset set;

    if (list.v == NULL) {
        return bh_arena_fail(w->arena, w->err);
    }
    for (uint32_t i = 0; i < a->n; i++) {
        if (minus == NULL || !bh_psp_strset_has(minus, a->v[i])) {
            list.v[list.n++] = a->v[i];
        }
    }
    for (uint32_t i = 0; i < b->n; i++) {
        list.v[list.n++] = b->v[i];
    }
    int rc = bh_psp_strset_init(&set, &list, &none, w->arena, w->err);
    if (rc == 0) {
        for (uint32_t i = 0; i < set.n; i++) {
            list.v[i] = set.v[i];
        }
        *out = set.n > 0 ? (struct bh_strs){ list.v, set.n, true } : (struct bh_strs){ 0 };
    }
    return rc;
}

static bool is_same_list(const struct bh_strs *a, const struct bh_strs *b)
{
    if (a->n != b->n) {
        return false;
    }
    for (uint32_t i = 0; i < a->n; i++) {
        if (!bh_str_eq(a->v[i], b->v[i])) {
            return false;
        }
    }
    return true;
}

static int write_list(struct writer *w, struct members *m, const char *name,
                      const struct bh_strs *before, const struct bh_strs *after)
{
    struct bh_str old = { NULL, 0 }, text = old;

    if (is_same_list(before, after)) {
        return 0; /* also when the one is empty and the other absent */
    }
    int rc = before->is_set ? strings_text(w, before, &old) : 0;
    rc = rc != 0 ? rc : strings_text(w, after, &text);
    return rc != 0 ? rc
                   : set_member(w, m, field_of(BH_PSP_ROW_CONTAINER_CAPABILITIES), name, old, text);
}

static int write_capabilities(struct writer *w, struct members *up, struct bh_security *made)
{
    static const struct bh_capabilities no_capabilities;
    const struct bh_psp_container *c = w->work.container;
    const struct bh_psp_rules *rules = w->work.rules;
    const struct bh_capabilities *old = made->capabilities;
    struct bh_capabilities *caps = bh_new(w->arena, struct bh_capabilities, 1);
    struct members m = {
        bh_arena_printf(w->arena, BH_FMT ".capabilities", BH_ARG(up->path)),
        bh_pointer_child(up->pointer, BH_S("capabilities"), w->arena),
        old == NULL,
        { 0 },
    };

    if (caps == NULL || !bh_str_is_set(m.path) || !bh_str_is_set(m.pointer)) {
        return bh_arena_fail(w->arena, w->err);
    }
    old = old != NULL ? old : &no_capabilities;
    caps->node = old->node;
    int rc = merge(w, &rules->default_add, &c->add, &c->drop, &caps->add);
    rc = rc != 0 ? rc : merge(w, &rules->required_drop, &c->drop, NULL, &caps->drop);
    made->capabilities = caps;
    rc = rc != 0 ? rc : write_list(w, &m, "add", &old->add, &caps->add);
    rc = rc != 0 ? rc : write_list(w, &m, "drop", &old->drop, &caps->drop);
    int end_rc = end_members(w, &m, up, "capabilities");
    return rc != 0 ? rc : end_rc;
}

static int write_bool(struct writer *w, struct members *m, enum bh_psp_row row, const char *name,
                      enum bh_tri value)
{
    return set_member(w, m, field_of(row), name, bh_str(NULL, 0),
                      value == BH_YES ? BH_S("true") : BH_S("false"));
}

static int write_int(struct writer *w, struct members *m, enum bh_psp_row row, const char *name,
                     int64_t value)
{
    struct bh_str text = { NULL, 0 };
    int rc = int_text(w, value, &text);

    return rc != 0 ? rc : set_member(w, m, field_of(row), name, bh_str(NULL, 0), text);
}

static int write_members(struct writer *w, struct members *m, struct bh_security *made)
{
    const struct bh_psp_work *work = &w->work;
    const uint32_t escalation = (uint32_t)1 << BH_PSP_ROW_CONTAINER_DEFAULT_ESCALATION |
                                (uint32_t)1 << BH_PSP_ROW_CONTAINER_ESCALATION;
    int rc = 0;

    if ((work->changed & escalation) != 0) {
        bool is_default = (work->changed >> BH_PSP_ROW_CONTAINER_DEFAULT_ESCALATION & 1) != 0;
        made->allow_privilege_escalation = work->escalation;
        rc = write_bool(w, m,
                        is_default ? BH_PSP_ROW_CONTAINER_DEFAULT_ESCALATION
                                   : BH_PSP_ROW_CONTAINER_ESCALATION,
                        "allowPrivilegeEscalation", work->escalation);
    }
    if (rc == 0 && (work->changed >> BH_PSP_ROW_CONTAINER_CAPABILITIES & 1) != 0) {
        rc = write_capabilities(w, m, made);
    }
    if (rc == 0 && (work->changed >> BH_PSP_ROW_CONTAINER_READ_ONLY_ROOT & 1) != 0) {
        made->read_only_root_filesystem = work->read_only_root;
        rc = write_bool(w, m, BH_PSP_ROW_CONTAINER_READ_ONLY_ROOT, "readOnlyRootFilesystem",
                        work->read_only_root);
    }
    if (rc == 0 && (work->changed >> BH_PSP_ROW_CONTAINER_RUN_AS_GROUP & 1) != 0) {
        made->run_as_group = work->run_as_group;
        rc = write_int(w, m, BH_PSP_ROW_CONTAINER_RUN_AS_GROUP, "runAsGroup", work->run_as_group.v);
    }
    if (rc == 0 && (work->changed >> BH_PSP_ROW_CONTAINER_RUN_AS_USER & 1) != 0) {
        if (work->run_as_user.is_set) {
            made->run_as_user = work->run_as_user;
            rc =
                write_int(w, m, BH_PSP_ROW_CONTAINER_RUN_AS_USER, "runAsUser", work->run_as_user.v);
        } else {
            made->run_as_non_root = work->run_as_non_root;
            rc = write_bool(w, m, BH_PSP_ROW_CONTAINER_RUN_AS_USER, "runAsNonRoot",
                            work->run_as_non_root);
        }
    }
    return rc;
}

static struct bh_list *list_of(struct bh_pod_spec *spec, uint8_t which)
{
    return which == 0   ? &spec->init_containers
           : which == 1 ? &spec->containers
                        : &spec->ephemeral_containers;
}

/* The container's copy; its list is copied with the first of it. */
static struct bh_container *own_container(struct writer *w, const struct bh_psp_container *c,
                                          bool *owns)
{
    struct bh_list *list = list_of(w->out->spec, c->which);

    if (!owns[c->which]) {
        void *v = bh_new(w->arena, struct bh_container, list->n);
        if (v == NULL) {
            return NULL;
        }
        memcpy(v, list->v, list->n * sizeof(struct bh_container));
        list->v = v;
        owns[c->which] = true;
    }
    return (struct bh_container *)list->v + c->index;
}

static int write_container(struct writer *w, const struct bh_psp_container *c, bool *owns)
{
    static const struct bh_str pointers[] = { BH_S("/spec/initContainers"),
                                              BH_S("/spec/containers"),
                                              BH_S("/spec/ephemeralContainers") };
    const uint32_t elsewhere = (uint32_t)1 << BH_PSP_ROW_CONTAINER_APPARMOR;

    bh_psp_work_container(&w->work, c);
    w->work.changed = 0;
    bh_psp_mutate(&w->work, BH_PSP_OF_CONTAINER);
    if ((w->work.changed & ~elsewhere) == 0) {
        return 0;
    }
    struct bh_str pointer = bh_pointer_index(pointers[c->which], c->index, w->arena);
    struct members m = {
        bh_arena_printf(w->arena, "%s[%u].securityContext", c->list, c->index),
        bh_pointer_child(pointer, BH_S("securityContext"), w->arena),
        c->c->security == NULL,
        { 0 },
    };
    struct bh_container *copy = own_container(w, c, owns);
    struct bh_security *made = bh_new(w->arena, struct bh_security, 1);
    if (copy == NULL || made == NULL || !bh_str_is_set(m.path) || !bh_str_is_set(m.pointer)) {
        return bh_arena_fail(w->arena, w->err);
    }
    *made = *c->security;
    copy->security = made;
    int rc = write_members(w, &m, made);
    int end_rc = end_members(w, &m, NULL, NULL);
    return rc != 0 ? rc : end_rc;
}

int bh_psp_apply(const struct bh_psp_policy *policy, const struct bh_psp_pod *pod, bool is_chosen,
                 struct bh_psp_applied *out, struct bh_arena *arena, struct bh_err *err)
{
    struct bh_psp_facts facts;
    struct bh_psp_applied made = { 0 };
    struct writer w = { .out = &made, .arena = arena, .err = err };
    struct members spec = { BH_S("spec"), BH_S("/spec"), pod->spec == NULL, { 0 } };
    bool owns[3] = { false, false, false };
    int rc = bh_psp_facts_init(&facts, pod, arena, err);

    BH_BUG_ON(policy->rules == NULL);
    if (rc != 0) {
        return rc;
    }
    made.meta = facts.meta;
    made.spec = bh_new(arena, struct bh_pod_spec, 1);
    if (made.spec == NULL) {
        return bh_arena_fail(arena, err);
    }
    *made.spec = *facts.spec;
    bh_psp_work_init(&w.work, policy->rules, &facts);
    bh_psp_mutate(&w.work, BH_PSP_OF_POD);
    uint32_t of_pod = w.work.changed;
    rc = write_meta(&w, policy, is_chosen);
    w.work.changed = of_pod;
    rc = rc != 0 ? rc : write_pod(&w, &spec);
    int end_rc = end_members(&w, &spec, NULL, NULL);
    rc = rc != 0 ? rc : end_rc;
    for (uint32_t i = 0; i < facts.n_containers && rc == 0; i++) {
        rc = write_container(&w, &facts.containers[i], owns);
    }
    if (rc == 0) {
        *out = made;
    }
    return rc;
}
