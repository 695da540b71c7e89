/* Every bound on outside input, in one place. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define BH_MAX_OBJECT_SIZE       (16u << 20)  /* bytes of one object (a List has no limit) */
#define BH_MAX_OBJECT_MEMORY     (512u << 20) /* bytes that decoding one object may take */
#define BH_MAX_DEPTH             10000    /* nesting of arrays and objects, as in Go's decoder */
#define BH_MAX_YAML_DEPTH        1000     /* nesting of YAML collections */
#define BH_MAX_YAML_FLOW_DEPTH   100      /* libyaml's scanner is quadratic in this */
#define BH_MAX_NODES             4000000u /* values of one object, aliases expanded */
#define BH_MAX_MEMBERS           100000u  /* keys of one object, elements of one list */
#define BH_MAX_ISSUES            100      /* unknown fields reported of one object */
#define BH_MAX_TEMPLATES         256 /* pod templates of one object of a kind that we do not know */
#define BH_MAX_AGGREGATION_STEPS 200000000u /* rules looked at while cluster roles are aggregated */
#define BH_MAX_SELECTOR_SIZE     65536u     /* bytes of a label selector */

#endif
