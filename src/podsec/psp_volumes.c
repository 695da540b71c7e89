/* PodSecurityPolicy's rows of one volume: its kind, and what may be mounted of some kinds. Called through the table in
 * psp_fields.c. Implements section A.6 (9) of the pod security specification. A volume without a source does not come here:
 * preparation makes it an emptyDir, as the API server does. What is behind a claim is never looked at. */
#include "podsec/psp_work.h"

static const struct bh_str type_names[] = {
#define X(id, name) [BH_VOLUME_##id] = { name, sizeof(name) - 1 },
    BH_VOLUME_SOURCES(X)
#undef X
};

/* The policy's name of a kind: the pod's field, but for one letter. */
static struct bh_str type_name(int type)
{
    return type < 0 ? BH_S("") : type == BH_VOLUME_CEPHFS ? BH_S("cephFS") : type_names[type];
}

void bh_psp_volumes_validate(struct bh_psp_work *work)
{
    const struct bh_psp_rules *rules = work->rules;
    const struct bh_psp_volume *volume = work->volume;
    int type = volume->type;

    if (type >= 0 && (rules->allows_all_volumes || (rules->volumes >> type & 1) != 0 ||
                      (volume->is_token && (rules->volumes >> BH_VOLUME_SECRET & 1) != 0))) {
        return;
    }
    work->volume_is_done = true;
    if (!bh_psp_refuses(work)) {
        return;
    }
    bh_psp_at_item(work, "spec.volumes", work->volume_index, "");
    bh_psp_invalid_text(work, type_name(type), "");
    bh_buf_add_c(&work->text, ": ");
    if (type < 0) {
        bh_buf_add_c(&work->text, "unknown volume type for volume: ");
        bh_buf_add(&work->text, volume->v->name);
    } else {
        bh_buf_add(&work->text, type_name(type));
        bh_buf_add_c(&work->text, " volumes are not allowed to be used");
    }
    bh_psp_text_end(work);
}

static struct bh_str without_slash(struct bh_str path)
{
    return path.n > 0 && path.p[path.n - 1] == '/' ? bh_str(path.p, path.n - 1) : path;
}

/* By whole segments; one trailing '/' of either counts for nothing. Nothing is cleaned up. */
static bool is_below(struct bh_str path, struct bh_str prefix)
{
    path = without_slash(path);
    prefix = without_slash(prefix);
    return bh_str_starts(path, prefix) && (path.n == prefix.n || path.p[prefix.n] == '/');
}

void bh_psp_host_paths_validate(struct bh_psp_work *work)
{
    const struct bh_list *allowed = &work->rules->spec->allowed_host_paths;
    const struct bh_psp_volume *volume = work->volume;
    bool is_allowed = false;

    if (volume->type != BH_VOLUME_HOST_PATH || allowed->n == 0) {
        return;
    }
    BH_EACH (const struct bh_allowed_path, entry, *allowed) {
        if (is_below(volume->v->host_path, entry->prefix)) {
            if (entry->read_only != BH_YES) {
                return;
            }
            is_allowed = true;
        }
    }
    if (!is_allowed) {
        if (bh_psp_refuses(work)) {
            bh_psp_at_item(work, "spec.volumes", work->volume_index, ".hostPath.pathPrefix");
            bh_psp_invalid_text(work, volume->v->host_path, "is not allowed to be used");
            bh_psp_text_end(work);
        }
        return;
    }
    for (const struct bh_psp_mount *m = volume->writable; m != NULL; m = m->next) {
        if (bh_psp_refuses(work)) {
            bh_psp_at_container(work, &work->facts->containers[m->container], ".volumeMounts");
            bh_buf_addf(&work->text, "[%u].readOnly", m->index);
            work->path_n = work->text.n;
            bh_psp_invalid(work, "false", "must be read-only");
            bh_psp_text_end(work);
        }
    }
}

static void check_driver(struct bh_psp_work *work, const struct bh_list *allowed,
                         struct bh_str driver, const char *rest, const char *detail)
{
    if (allowed->n == 0) {
        return;
    }
    BH_EACH (const struct bh_allowed_driver, entry, *allowed) {
        if (bh_str_eq(entry->name, driver)) {
            return;
        }
    }
    if (bh_psp_refuses(work)) {
        bh_psp_at_item(work, "spec.volumes", work->volume_index, rest);
        bh_psp_invalid_text(work, driver, detail);
        bh_psp_text_end(work);
    }
}

void bh_psp_flex_validate(struct bh_psp_work *work)
{
    if (work->volume->type == BH_VOLUME_FLEX_VOLUME) {
        check_driver(work, &work->rules->spec->allowed_flex_volumes, work->volume->v->flex_driver,
                     ".driver", "Flexvolume driver is not allowed to be used");
    }
}

void bh_psp_csi_validate(struct bh_psp_work *work)
{
    if (work->volume->type == BH_VOLUME_CSI) {
        check_driver(work, &work->rules->spec->allowed_csi_drivers, work->volume->v->csi_driver,
                     ".csi.driver", "Inline CSI driver is not allowed to be used");
    }
}
