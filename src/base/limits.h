/* Every bound on outside input, in one place. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define BH_MAX_OBJECT_SIZE (16u * 1024 * 1024) /* bytes of one object (a List has no limit) */
#define BH_MAX_OBJECT_MEMORY (512u * 1024 * 1024) /* bytes that decoding one object may take */
#define BH_MAX_DEPTH 10000                     /* nesting of arrays and objects; Go's decoder has the same */
#define BH_MAX_YAML_DEPTH 1000                 /* nesting of YAML collections */
#define BH_MAX_NODES (4u * 1000 * 1000)        /* values of one object, aliases expanded */
#define BH_MAX_MEMBERS (100u * 1000)           /* keys of one object, elements of one judged list */
#define BH_MAX_YAML_FLOW_DEPTH 100             /* libyaml's scanner is quadratic in this */
#define BH_MAX_ISSUES 100          /* unknown fields reported of one object */
#define BH_MAX_SELECTOR_SIZE 65536u /* bytes of a label selector */

#endif
