/* The grammar of label keys and values. Called by selectors (and later by validation). */
#include "kube/labels.h"

enum { LONGEST_NAME = 63, LONGEST_SUBDOMAIN = 253 };

static bool is_alnum(char c, bool allow_upper)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           (allow_upper && c >= 'A' && c <= 'Z');
}

/* Letters and digits at both ends; also '-', '_' and '.' between. */
static bool is_name(struct bh_str s)
{
    if (s.n == 0 || s.n > LONGEST_NAME || !is_alnum(s.p[0], true) ||
        !is_alnum(s.p[s.n - 1], true)) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!is_alnum(c, true) && c != '-' && c != '_' && c != '.') {
            return false;
        }
    }
    return true;
}

bool bh_dns_label_is_valid(struct bh_str s)
{
    return s.n <= LONGEST_NAME && bh_str_find_byte(s, '.') == s.n && bh_dns_subdomain_is_valid(s);
}

bool bh_dns_subdomain_is_valid(struct bh_str s)
{
    if (s.n == 0 || s.n > LONGEST_SUBDOMAIN) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        bool is_edge = i == 0 || i + 1 == s.n || s.p[i - 1] == '.' || s.p[i + 1] == '.';
        if (!is_alnum(s.p[i], false) && (is_edge || (s.p[i] != '-' && s.p[i] != '.'))) {
            return false;
        }
    }
    return true;
}

bool bh_label_key_is_valid(struct bh_str key)
{
    size_t slash = bh_str_find_byte(key, '/');

    if (slash == key.n) {
        return is_name(key);
    }
    return bh_dns_subdomain_is_valid(bh_str(key.p, slash)) && is_name(bh_str_from(key, slash + 1));
}

bool bh_label_value_is_valid(struct bh_str value)
{
    return value.n == 0 || is_name(value);
}
