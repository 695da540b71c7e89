/* Measures the JSON reader on what `kubectl get pods -A -o json` prints, and on the same without
 * white space, as the API server sends it: validating only, reading into nodes item by item, and
 * how the two compare. Prints one line for each; `make bench` collects them. With a file as
 * argument, measures that. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "kube/json.h"

enum { N_PODS = 4000, N_ROUNDS = 15 };

/* --- the input -------------------------------------------------------------------------------- */

struct printer {
    struct bh_buf *out;
    unsigned depth;
    bool is_pretty, is_first;
    uint32_t
        random; /* pods differ in length and shape: equal ones would teach the branch predictor */
};

static unsigned any(struct printer *to, unsigned below)
{
    to->random = to->random * 1664525u + 1013904223u;
    return (to->random >> 8) % below;
}

static void line(struct printer *to)
{
    if (!to->is_first) {
        bh_buf_add_byte(to->out, ',');
    }
    to->is_first = false;
    if (to->is_pretty) {
        bh_buf_addf(to->out, "\n%*s", (int)(4 * to->depth), "");
    }
}

static void name(struct printer *to, const char *key)
{
    line(to);
    if (key != NULL) {
        bh_buf_addf(to->out, "\"%s\":%s", key, to->is_pretty ? " " : "");
    }
}

static void open(struct printer *to, const char *key, char bracket)
{
    name(to, key);
    bh_buf_add_byte(to->out, bracket);
    to->depth++;
    to->is_first = true;
}

static void close(struct printer *to, char bracket)
{
    to->depth--;
    if (to->is_pretty && !to->is_first) {
        bh_buf_addf(to->out, "\n%*s", (int)(4 * to->depth), "");
    }
    bh_buf_add_byte(to->out, bracket);
    to->is_first = false;
}

static void text(struct printer *to, const char *key, const char *value)
{
    name(to, key);
    bh_buf_addf(to->out, "\"%s%.*s\"", value, (int)any(to, 8), "-x7k2pq");
}

static void word(struct printer *to, const char *key, const char *value)
{
    name(to, key);
    bh_buf_add_c(to->out, value);
}

static void metadata(struct printer *to, unsigned i)
{
    char pod[64];

    snprintf(pod, sizeof(pod), "frontend-7d4b9c6f8-%05u", i * 7919 % 100000);
    open(to, "metadata", '{');
    open(to, "annotations", '{');
    text(to, "checksum/config", "5f2c1d0e9b8a76543210fedcba9876543210abcdefabcdef0123456789abcdef");
    text(
        to, "kubectl.kubernetes.io/last-applied-configuration",
        "{\\\"apiVersion\\\":\\\"v1\\\",\\\"kind\\\":\\\"Pod\\\",\\\"metadata\\\":{\\\"labels\\\":"
        "{\\\"app\\\":\\\"frontend\\\"},\\\"name\\\":\\\"frontend\\\"},\\\"spec\\\":{\\\"nodeName\\\":"
        "\\\"worker-03\\\"}}\\n");
    close(to, '}');
    text(to, "creationTimestamp", "2024-03-18T09:41:27Z");
    text(to, "generateName", "frontend-7d4b9c6f8-");
    open(to, "labels", '{');
    text(to, "app.kubernetes.io/name", "frontend");
    text(to, "app.kubernetes.io/part-of", "shop");
    text(to, "pod-template-hash", "7d4b9c6f8");
    close(to, '}');
    text(to, "name", pod);
    text(to, "namespace", "shop");
    open(to, "ownerReferences", '[');
    open(to, NULL, '{');
    text(to, "apiVersion", "apps/v1");
    word(to, "blockOwnerDeletion", "true");
    word(to, "controller", "true");
    text(to, "kind", "ReplicaSet");
    text(to, "name", "frontend-7d4b9c6f8");
    text(to, "uid", "0b8f7f3c-53f5-4c1b-9d0e-2f6c4f6f2a11");
    close(to, '}');
    close(to, ']');
    text(to, "resourceVersion", "184467");
    text(to, "uid", "5c0f2f19-1a53-4f43-9f0c-1f1d7a4e7c55");
    close(to, '}');
}

static void container(struct printer *to, const char *called)
{
    open(to, NULL, '{');
    unsigned n_variables = any(to, 12);
    open(to, "env", '[');
    for (unsigned e = 0; e < n_variables; e++) {
        char variable[32];
        snprintf(variable, sizeof(variable), "SERVICE_%u_ADDR", e);
        open(to, NULL, '{');
        text(to, "name", variable);
        text(to, "value", "catalogue.shop.svc.cluster.local:3550");
        close(to, '}');
    }
    close(to, ']');
    text(to, "image", "registry.example.com/shop/frontend:v0.10.1");
    text(to, "imagePullPolicy", "IfNotPresent");
    for (unsigned probe = any(to, 3); probe < 2; probe++) {
        open(to, probe == 0 ? "livenessProbe" : "readinessProbe", '{');
        word(to, "failureThreshold", "3");
        open(to, "httpGet", '{');
        text(to, "path", "/_healthz");
        word(to, "port", "8080");
        text(to, "scheme", "HTTP");
        close(to, '}');
        word(to, "initialDelaySeconds", "10");
        word(to, "periodSeconds", "10");
        word(to, "successThreshold", "1");
        word(to, "timeoutSeconds", "1");
        close(to, '}');
    }
    text(to, "name", called);
    open(to, "ports", '[');
    open(to, NULL, '{');
    word(to, "containerPort", "8080");
    text(to, "name", "http");
    text(to, "protocol", "TCP");
    close(to, '}');
    close(to, ']');
    open(to, "resources", '{');
    for (unsigned r = any(to, 3); r < 2; r++) {
        open(to, r == 0 ? "limits" : "requests", '{');
        text(to, "cpu", "200m");
        text(to, "memory", "128Mi");
        close(to, '}');
    }
    close(to, '}');
    open(to, "securityContext", '{');
    word(to, "allowPrivilegeEscalation", "false");
    open(to, "capabilities", '{');
    open(to, "drop", '[');
    text(to, NULL, "ALL");
    close(to, ']');
    close(to, '}');
    word(to, "privileged", "false");
    word(to, "readOnlyRootFilesystem", "true");
    close(to, '}');
    text(to, "terminationMessagePath", "/dev/termination-log");
    text(to, "terminationMessagePolicy", "File");
    open(to, "volumeMounts", '[');
    open(to, NULL, '{');
    text(to, "mountPath", "/var/run/secrets/kubernetes.io/serviceaccount");
    text(to, "name", "kube-api-access-x7k2p");
    word(to, "readOnly", "true");
    close(to, '}');
    close(to, ']');
    close(to, '}');
}

static void spec(struct printer *to)
{
    open(to, "spec", '{');
    open(to, "containers", '[');
    container(to, "server");
    for (unsigned more = any(to, 3); more > 0; more--) {
        container(to, "mesh-proxy");
    }
    close(to, ']');
    text(to, "dnsPolicy", "ClusterFirst");
    word(to, "enableServiceLinks", "true");
    text(to, "nodeName", "worker-03");
    word(to, "priority", "0");
    text(to, "restartPolicy", "Always");
    text(to, "schedulerName", "default-scheduler");
    open(to, "securityContext", '{');
    word(to, "fsGroup", "1000");
    word(to, "runAsNonRoot", "true");
    open(to, "seccompProfile", '{');
    text(to, "type", "RuntimeDefault");
    close(to, '}');
    close(to, '}');
    text(to, "serviceAccountName", "frontend");
    open(to, "tolerations", '[');
    for (unsigned t = 0; t < 2; t++) {
        open(to, NULL, '{');
        text(to, "effect", "NoExecute");
        text(to, "key", t == 0 ? "node.kubernetes.io/not-ready" : "node.kubernetes.io/unreachable");
        text(to, "operator", "Exists");
        word(to, "tolerationSeconds", "300");
        close(to, '}');
    }
    close(to, ']');
    open(to, "volumes", '[');
    open(to, NULL, '{');
    text(to, "name", "kube-api-access-x7k2p");
    open(to, "projected", '{');
    word(to, "defaultMode", "420");
    close(to, '}');
    close(to, '}');
    close(to, ']');
    close(to, '}');
}

static void status(struct printer *to)
{
    static const char *const conditions[] = { "Initialized", "Ready", "ContainersReady",
                                              "PodScheduled" };

    open(to, "status", '{');
    open(to, "conditions", '[');
    for (size_t c = 0; c < sizeof(conditions) / sizeof(conditions[0]); c++) {
        open(to, NULL, '{');
        word(to, "lastProbeTime", "null");
        text(to, "lastTransitionTime", "2024-03-18T09:41:27Z");
        text(to, "status", "True");
        text(to, "type", conditions[c]);
        close(to, '}');
    }
    close(to, ']');
    text(to, "hostIP", "10.0.3.17");
    text(to, "phase", "Running");
    text(to, "podIP", "10.244.3.91");
    text(to, "qosClass", "Burstable");
    close(to, '}');
}

static void print_pods(struct bh_buf *out, bool is_pretty)
{
    struct printer to = { .out = out, .is_pretty = is_pretty, .is_first = true };

    bh_buf_add_byte(out, '{');
    to.depth = 1;
    text(&to, "apiVersion", "v1");
    open(&to, "items", '[');
    for (unsigned i = 0; i < N_PODS; i++) {
        open(&to, NULL, '{');
        text(&to, "apiVersion", "v1");
        text(&to, "kind", "Pod");
        metadata(&to, i);
        spec(&to);
        status(&to);
        close(&to, '}');
    }
    close(&to, ']');
    text(&to, "kind", "List");
    close(&to, '}');
    bh_buf_add_byte(out, '\n');
}

/* --- the clock -------------------------------------------------------------------------------- */

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *v, size_t n)
{
    qsort(v, n, sizeof(*v), by_size);
    return v[n / 2];
}

_Noreturn static void give_up(const struct bh_err *err)
{
    fprintf(stderr, "bench_json: %u:%u: %s\n", err->line, err->column, err->msg);
    exit(1);
}

/* --- what is measured ------------------------------------------------------------------------- */

/* Reads a List's items one by one, any other value whole. */
static size_t read_items(struct bh_str input, struct bh_arena *arena, struct bh_nodes *nodes)
{
    struct bh_json json;
    struct bh_err err = { 0 };
    const char *start;
    size_t n_nodes = 0;
    struct bh_str key;
    int kind;

    bh_json_window(&json, input.p, input.p, input.p + input.n, true, 1, 1);
    if (bh_json_peek(&json, &kind, &err) != 0) {
        give_up(&err);
    }
    if (kind != BH_NODE_OBJECT) {
        if (bh_json_value(&json, arena, nodes, &start, &err) != 0) {
            give_up(&err);
        }
        return nodes->n;
    }
    if (bh_json_open(&json, '{', &err) != 0) {
        give_up(&err);
    }
    for (bool is_first = true;; is_first = false) {
        if (bh_json_key(&json, is_first, arena, &key, &err) != 0) {
            give_up(&err);
        }
        if (!bh_str_is_set(key)) {
            return n_nodes;
        }
        if (!bh_str_eq(key, BH_S("items"))) {
            if (bh_json_skip(&json, &err) != 0) {
                give_up(&err);
            }
            continue;
        }
        if (bh_json_open(&json, '[', &err) != 0) {
            give_up(&err);
        }
        for (bool is_first_item = true;; is_first_item = false) {
            bool has_item;
            if (bh_json_element(&json, is_first_item, &has_item, &err) != 0) {
                give_up(&err);
            }
            if (!has_item) {
                break;
            }
            bh_arena_reset(arena);
            if (bh_json_value(&json, arena, nodes, &start, &err) != 0) {
                give_up(&err);
            }
            n_nodes += nodes->n;
        }
    }
}

static void measure(const char *label, struct bh_str input)
{
    double skip[N_ROUNDS], value[N_ROUNDS], ratio[N_ROUNDS];
    struct bh_arena arena;
    struct bh_nodes nodes = { 0 };
    size_t n_nodes = 0;

    bh_arena_init(&arena, BH_MAX_OBJECT_MEMORY);
    for (int round = -1; round < N_ROUNDS; round++) { /* the first warms up */
        int i = round < 0 ? 0 : round;
        struct bh_json json;
        struct bh_err err = { 0 };

        double t0 = now_s();
        bh_json_window(&json, input.p, input.p, input.p + input.n, true, 1, 1);
        if (bh_json_skip(&json, &err) != 0) {
            give_up(&err);
        }
        double t1 = now_s();
        n_nodes = read_items(input, &arena, &nodes);
        double t2 = now_s();
        skip[i] = t1 - t0;
        value[i] = t2 - t1;
        ratio[i] = value[i] / skip[i];
    }
    double gb = (double)input.n * 1e-9;
    printf("json %-8s %6.1f MB %8zu values  skip %5.2f GB/s  value %5.2f GB/s  ratio %4.2f\n",
           label, gb * 1e3, n_nodes, gb / median(skip, N_ROUNDS), gb / median(value, N_ROUNDS),
           median(ratio, N_ROUNDS));
    bh_nodes_done(&nodes);
    bh_arena_done(&arena);
}

static int measure_file(const char *path)
{
    struct bh_buf input = { 0 };
    char chunk[65536];
    size_t n;
    FILE *file = fopen(path, "rb");

    if (file == NULL) {
        perror(path);
        return 1;
    }
    while ((n = fread(chunk, 1, sizeof(chunk), file)) > 0) {
        bh_buf_add(&input, bh_str(chunk, n));
    }
    fclose(file);
    measure("file", bh_buf_str(&input));
    bh_buf_done(&input);
    return 0;
}

int main(int argc, char **argv)
{
    struct bh_buf pretty = { 0 }, compact = { 0 };

    if (argc > 1) {
        return measure_file(argv[1]);
    }
    print_pods(&pretty, true);
    print_pods(&compact, false);
    if (pretty.is_broken || compact.is_broken) {
        fprintf(stderr, "bench_json: no memory\n");
        return 1;
    }
    measure("pretty", bh_buf_str(&pretty));
    measure("compact", bh_buf_str(&compact));
    bh_buf_done(&pretty);
    bh_buf_done(&compact);
    return 0;
}
