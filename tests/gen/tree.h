/* What the generators of objects share: a tree of JSON values, its printing, and a small language of
 * edits for their fixed sets. Included by pods.c and psp.c, each of which says its name in 'generator' and
 * finds the places of its edits. Every piece of text is the body of a JSON string: escapes are already in it.
 */
#ifndef BH_TESTS_GEN_TREE_H
#define BH_TESTS_GEN_TREE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rng.h"

static const char *generator; /* for messages */

/* ---- a tree of JSON values in one block that is reused for every pod ---- */

enum kind { RAW, TEXT, ARRAY, OBJECT };

struct node {
    enum kind kind;
    const char *text;   /* RAW: the value as written; TEXT: the body of the string */
    const char *key;    /* of an object's member */
    struct node *first; /* ARRAY, OBJECT */
    struct node *last;
    struct node *next; /* in the parent's list */
    size_t n;
};

static _Alignas(16) unsigned char block[8U << 20];
static size_t block_used;

static inline void die(const char *what)
{
    fprintf(stderr, "%s: %s\n", generator, what);
    exit(2);
}

static inline void *grab(size_t size)
{
    size = (size + 15) & ~(size_t)15;
    if (size > sizeof(block) - block_used) {
        die("the document does not fit");
    }
    void *p = block + block_used;
    block_used += size;
    memset(p, 0, size);
    return p;
}

__attribute__((format(printf, 1, 2))) static inline const char *text_of(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0) {
        die("cannot format");
    }
    char *p = grab((size_t)n + 1);
    va_start(args, format);
    (void)vsnprintf(p, (size_t)n + 1, format, args);
    va_end(args);
    return p;
}

static inline struct node *node_new(enum kind kind, const char *text)
{
    struct node *n = grab(sizeof(*n));
    n->kind = kind;
    n->text = text;
    return n;
}

static inline struct node *raw(const char *text)
{
    return node_new(RAW, text);
}

static inline struct node *text(const char *body)
{
    return node_new(TEXT, body);
}

static inline struct node *array(void)
{
    return node_new(ARRAY, NULL);
}

static inline struct node *object(void)
{
    return node_new(OBJECT, NULL);
}

static inline struct node *boolean(bool b)
{
    return raw(b ? "true" : "false");
}

static inline struct node *null(void)
{
    return raw("null");
}

static inline struct node *append(struct node *list, struct node *item)
{
    item->next = NULL;
    if (list->last != NULL) {
        list->last->next = item;
    } else {
        list->first = item;
    }
    list->last = item;
    list->n++;
    return item;
}

static inline struct node *get(const struct node *obj, const char *key)
{
    for (struct node *m = obj->first; m != NULL; m = m->next) {
        if (strcmp(m->key, key) == 0) {
            return m;
        }
    }
    return NULL;
}

static inline void drop(struct node *obj, const char *key)
{
    struct node *prev = NULL;
    for (struct node *m = obj->first; m != NULL; prev = m, m = m->next) {
        if (strcmp(m->key, key) != 0) {
            continue;
        }
        if (prev != NULL) {
            prev->next = m->next;
        } else {
            obj->first = m->next;
        }
        if (obj->last == m) {
            obj->last = prev;
        }
        obj->n--;
        return;
    }
}

static inline struct node *set(struct node *obj, const char *key, struct node *value)
{
    drop(obj, key);
    value->key = key;
    return append(obj, value);
}

/* The member as an object; anything else that stands there is replaced. */
static inline struct node *ensure_object(struct node *obj, const char *key)
{
    struct node *m = get(obj, key);
    return m != NULL && m->kind == OBJECT ? m : set(obj, key, object());
}

static inline struct node *ensure_array(struct node *obj, const char *key)
{
    struct node *m = get(obj, key);
    return m != NULL && m->kind == ARRAY ? m : set(obj, key, array());
}

static inline struct node *item_at(const struct node *list, size_t i)
{
    struct node *m = list->first;
    while (i-- > 0) {
        m = m->next;
    }
    return m;
}

/* ---- printing ---- */

struct style {
    bool shuffle, spaces, escapes;
};

static inline void print_space(const struct style *style)
{
    static const char *const spaces[] = { "", "", " ", "  ", "\t", " \t " };
    if (style->spaces) {
        fputs(PICK(spaces), stdout);
    }
}

static inline void print_text(const char *body, const struct style *style)
{
    putchar('"');
    for (const char *p = body; *p != '\0'; p++) {
        if (*p == '\\') {
            size_t n = p[1] == 'u' ? 6 : 2;
            fwrite(p, 1, n, stdout);
            p += n - 1;
        } else if (style->escapes && (unsigned char)*p < 0x80 && chance(10)) {
            printf(chance(50) ? "\\u%04x" : "\\u%04X", (unsigned)(unsigned char)*p);
        } else {
            putchar(*p);
        }
    }
    putchar('"');
}

static inline void print_node(const struct node *n, const struct style *style)
{
    if (n->kind == RAW) {
        fputs(n->text, stdout);
        return;
    }
    if (n->kind == TEXT) {
        print_text(n->text, style);
        return;
    }
    bool is_object = n->kind == OBJECT;
    const struct node **items = grab((n->n + 1) * sizeof(*items));
    size_t count = 0;
    for (const struct node *m = n->first; m != NULL; m = m->next) {
        items[count++] = m;
    }
    if (is_object && style->shuffle) {
        for (size_t i = count; i > 1; i--) {
            size_t j = below(i);
            const struct node *swap = items[i - 1];
            items[i - 1] = items[j];
            items[j] = swap;
        }
    }
    putchar(is_object ? '{' : '[');
    print_space(style);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            putchar(',');
            print_space(style);
        }
        if (is_object) {
            print_text(items[i]->key, style);
            print_space(style);
            putchar(':');
            print_space(style);
        }
        print_node(items[i], style);
        print_space(style);
    }
    putchar(is_object ? '}' : ']');
}

/* ---- edits ---- */

/* A list of edits is separated by ';'. `place.path=value` sets, `-place.path` removes; $ as the place
 * stands for each of the places that the caller names, one letter each. Short forms of words (long_form), ' for
 * a quote in a value, `@key=text,key=text` for a map of strings. */

/* The object that the place of an edit names. */
static struct node *place(const char *name, size_t n);

static inline char *slice(const char *from, size_t n)
{
    char *p = grab(n + 1);
    memcpy(p, from, n);
    return p;
}

static inline const char *long_form(const char *word)
{
    static const struct {
        const char *brief, *full;
    } forms[] = {
        { "sc", "securityContext" },
        { "caps", "capabilities" },
        { "pod-seccomp", "seccomp.security.alpha.kubernetes.io/pod" },
        { "apparmor", "container.apparmor.security.beta.kubernetes.io" },
        { "allowed-seccomp", "seccomp.security.alpha.kubernetes.io/allowedProfileNames" },
        { "default-seccomp", "seccomp.security.alpha.kubernetes.io/defaultProfileName" },
        { "allowed-apparmor", "apparmor.security.beta.kubernetes.io/allowedProfileNames" },
        { "default-apparmor", "apparmor.security.beta.kubernetes.io/defaultProfileName" },
        { "psp", "kubernetes.io/psp" },
        { "seccomp", "container.seccomp.security.alpha.kubernetes.io" },
    };
    size_t n = strcspn(word, "/");
    for (size_t i = 0; i < COUNT(forms); i++) {
        if (strlen(forms[i].brief) == n && memcmp(word, forms[i].brief, n) == 0) {
            return text_of("%s%s", forms[i].full, word + n);
        }
    }
    return word;
}

static inline struct node *string_map(const char *list)
{
    struct node *map = object();
    while (*list != '\0') {
        size_t n = strcspn(list, ",");
        const char *equals = memchr(list, '=', n);
        if (equals == NULL) {
            die("an edit's map has no '='");
        }
        size_t k = (size_t)(equals - list);
        set(map, long_form(slice(list, k)), text(slice(equals + 1, n - k - 1)));
        list += n + (list[n] == ',' ? 1 : 0);
    }
    return map;
}

static inline struct node *edit_value(const char *from, size_t n)
{
    if (n > 0 && from[0] == '@') {
        return string_map(slice(from + 1, n - 1));
    }
    char *value = slice(from, n);
    for (char *p = value; *p != '\0'; p++) {
        *p = *p == '\'' ? '"' : *p;
    }
    return raw(value);
}

/* One edit; $ is replaced by each character of 'dollar'. */
static inline void apply_edit(const char *edit, size_t n, const char *dollar)
{
    bool is_removal = n > 0 && edit[0] == '-';
    const char *at = edit + (is_removal ? 1 : 0);
    const char *end = edit + n;
    const char *equals = is_removal ? end : memchr(at, '=', (size_t)(end - at));
    if (equals == NULL) {
        die("an edit has no '='");
    }
    if (at[0] == '$') {
        for (const char *d = dollar; *d != '\0'; d++) {
            char *one = grab(n + 1);
            memcpy(one, edit, n);
            one[at - edit] = *d;
            apply_edit(one, n, dollar);
        }
        return;
    }
    const char *path_end = equals;
    const char *dot = memchr(at, '.', (size_t)(path_end - at));
    if (dot == NULL) {
        die("an edit has no path");
    }
    size_t head = (size_t)(dot - at);
    struct node *obj = place(at, head);
    const char *key = dot + 1;
    for (;;) {
        const char *next = memchr(key, '.', (size_t)(path_end - key));
        if (next == NULL) {
            break;
        }
        obj = ensure_object(obj, long_form(slice(key, (size_t)(next - key))));
        key = next + 1;
    }
    const char *last = long_form(slice(key, (size_t)(path_end - key)));
    if (is_removal) {
        drop(obj, last);
        return;
    }
    set(obj, last, edit_value(equals + 1, (size_t)(end - equals - 1)));
}

static inline void apply_edits(const char *list, const char *dollar)
{
    while (*list != '\0') {
        size_t n = strcspn(list, ";");
        apply_edit(list, n, dollar);
        list += n + (list[n] == ';' ? 1 : 0);
    }
}

#endif
