/* What a scan is given besides manifests: the admission configuration, the suppressions and the baseline; and the
 * baseline that it writes. */
#ifndef CLI_SCAN_FILES_H
#define CLI_SCAN_FILES_H

#include "cli/config_file.h"
#include "cli/scan_run.h"

struct bh_scan_files { /* start from a zeroed value */
    struct bh_config_file admission, plugin, suppressions, baseline;
    struct bh_pss_config config;
    struct bh_suppressions suppressed;
    struct bh_baseline known, record;
    struct bh_arena record_arena;
};

/* Reads the files whose names are not NULL, and points 'options' at what they hold; with 'write_baseline' the scan is
 * asked to record what it finds. All files are read, whatever is wrong with some of them.
 * *out_exit   0; 3 or 4 when a file was malformed or unreadable, which 'messages' then says
 * Returns     0, or -LIMIT
 * Memory      'options' keeps 'files', which is freed by bh_scan_files_done in any case */
struct bh_scan_file_names {
    const char *admission, *suppressions, *baseline, *write_baseline;
};
int bh_scan_files_read(struct bh_scan_files *files, const struct bh_scan_file_names *names,
                       struct bh_scan_options *options, struct bh_buf *messages, int *out_exit,
                       struct bh_err *err) BH_MUST_CHECK;
void bh_scan_files_done(struct bh_scan_files *files);

/* Whether a baseline may be written to 'path': nothing is there, or a baseline, or what is no regular file. Returns 0; -USAGE
 * when it holds something else, such as a manifest; -SYSTEM. */
int bh_scan_files_check_target(const char *path, struct bh_err *err) BH_MUST_CHECK;

/* Writes what was recorded in place of the baseline that 'path' holds, all or nothing; says so in 'messages'. Returns 0,
 * -USAGE (as bh_scan_files_check_target), -SYSTEM or -LIMIT. */
int bh_scan_files_write_baseline(struct bh_scan_files *files, const char *path,
                                 struct bh_buf *messages, struct bh_err *err) BH_MUST_CHECK;

#endif
