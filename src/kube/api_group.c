/* Groups of API versions. Called by whatever tells kinds apart. */
#include "kube/api_group.h"

struct bh_str bh_api_group(struct bh_str api_version)
{
    size_t slash = bh_str_find_byte(api_version, '/');

    return slash == api_version.n ? BH_S("") : bh_str(api_version.p, slash);
}
