"""Makes the inputs of the benchmarks: pods as people write them and as `kubectl get -o json` prints them.

bench/run calls write_all(). Nothing here is random: the same bytes come out on every machine. Values come
from a small generator of our own, because lists of equal pods would teach the branch predictor.
"""

import json
import os

TOKEN_MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
WORDS = ["cart", "frontend", "payment", "catalogue", "ledger", "search", "mailer", "review"]


class Numbers:
    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def hex(self, n):
        return "".join("0123456789abcdef"[self.below(16)] for _ in range(n))

    def uid(self):
        return "-".join(self.hex(n) for n in (8, 4, 4, 4, 12))


def security_context(good):
    if not good:
        return {"privileged": True, "capabilities": {"add": ["NET_ADMIN", "SYS_TIME"]}}
    return {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def manifest(good):
    """About 2 KB, as it is kept in a repository."""
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": "cart",
            "namespace": "shop",
            "labels": {"app.kubernetes.io/name": "cart", "app.kubernetes.io/part-of": "shop"},
        },
        "spec": {
            "serviceAccountName": "cart",
            "automountServiceAccountToken": False,
            "securityContext": {
                "fsGroup": 10001,
                "runAsNonRoot": True,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [
                {
                    "name": "server",
                    "image": "registry.example.com/shop/cart:1.14.2",
                    "args": ["--listen=:8080", "--store=redis:6379"],
                    "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
                    "env": [
                        {"name": "LOG_LEVEL", "value": "info"},
                        {
                            "name": "REDIS_PASSWORD",
                            "valueFrom": {"secretKeyRef": {"name": "redis", "key": "password"}},
                        },
                    ],
                    "resources": {
                        "requests": {"cpu": "100m", "memory": "64Mi"},
                        "limits": {"memory": "128Mi"},
                    },
                    "livenessProbe": {"httpGet": {"path": "/healthz", "port": "http"}},
                    "readinessProbe": {"httpGet": {"path": "/ready", "port": "http"}},
                    "securityContext": security_context(good),
                    "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],
                }
            ],
            "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
        },
    }
    if not good:
        spec = pod["spec"]
        spec["hostNetwork"] = spec["hostPID"] = True
        spec["containers"][0]["ports"][0]["hostPort"] = 8080
        spec["volumes"] = [{"name": "tmp", "hostPath": {"path": "/var/run"}}]
        del spec["securityContext"]
    return pod


def managed(number, manager, fields, subresource=None):
    entry = {
        "apiVersion": "v1",
        "fieldsType": "FieldsV1",
        "fieldsV1": fields,
        "manager": manager,
        "operation": "Update",
        "time": "2026-03-%02dT09:41:%02dZ" % (1 + number.below(28), number.below(60)),
    }
    if subresource:
        entry["subresource"] = subresource
    return entry


def managed_fields(number, names):
    container = {
        ".": {},
        "f:env": {".": {}, 'k:{"name":"LOG_LEVEL"}': {".": {}, "f:name": {}, "f:value": {}}},
        "f:image": {},
        "f:imagePullPolicy": {},
        "f:livenessProbe": {".": {}, "f:httpGet": {".": {}, "f:path": {}, "f:port": {}}},
        "f:name": {},
        "f:resources": {".": {}, "f:limits": {".": {}, "f:memory": {}}},
        "f:securityContext": {".": {}, "f:allowPrivilegeEscalation": {}},
    }
    condition = {".": {}, "f:lastProbeTime": {}, "f:lastTransitionTime": {}, "f:status": {}, "f:type": {}}
    return [
        managed(
            number,
            "kube-controller-manager",
            {
                "f:metadata": {"f:generateName": {}, "f:labels": {".": {}, "f:app.kubernetes.io/name": {}}},
                "f:spec": {
                    "f:containers": {'k:{"name":"%s"}' % name: container for name in names},
                    "f:dnsPolicy": {},
                    "f:restartPolicy": {},
                },
            },
        ),
        managed(
            number,
            "kubelet",
            {
                "f:status": {
                    "f:conditions": {'k:{"type":"%s"}' % t: condition for t in ("Initialized", "Ready")},
                    "f:containerStatuses": {},
                    "f:phase": {},
                }
            },
            "status",
        ),
    ]


def live_container(number, name, service, good):
    count = number.below(6)
    probe = {
        "failureThreshold": 3,
        "httpGet": {"path": "/healthz", "port": 8080, "scheme": "HTTP"},
        "initialDelaySeconds": 5 + number.below(20),
        "periodSeconds": 10,
        "successThreshold": 1,
        "timeoutSeconds": 1,
    }
    container = {
        "args": ["--listen=:8080", "--peers=%d" % number.below(9)],
        "env": [{"name": "LOG_LEVEL", "value": "info"}]
        + [
            {"name": "%s_ADDR" % WORDS[i].upper(), "value": "%s.shop.svc.cluster.local:%d" % (WORDS[i], 3550 + i)}
            for i in range(count)
        ],
        "image": "registry.example.com/shop/%s:1.%d.%d" % (service, number.below(30), number.below(10)),
        "imagePullPolicy": "IfNotPresent",
        "livenessProbe": probe,
        "name": name,
        "ports": [{"containerPort": 8080, "name": "http", "protocol": "TCP"}],
        "resources": {"limits": {"memory": "128Mi"}, "requests": {"cpu": "100m", "memory": "64Mi"}},
        "securityContext": security_context(good),
        "terminationMessagePath": "/dev/termination-log",
        "terminationMessagePolicy": "File",
        "volumeMounts": [
            {"mountPath": "/tmp", "name": "tmp"},
            {"mountPath": TOKEN_MOUNT, "name": "kube-api-access", "readOnly": True},
        ],
    }
    if number.below(2):
        container["readinessProbe"] = dict(probe, periodSeconds=5)
    return container


def live(number, good, has_managed_fields):
    """About 10 KB as kubectl prints it: with what the API server, the scheduler and the kubelet filled in."""
    service = WORDS[number.below(len(WORDS))]
    replica_set = "%s-%s" % (service, number.hex(9))
    name = "%s-%s" % (replica_set, number.hex(5))
    names = ["server", "mesh-proxy"][: 1 + number.below(2)]
    since = "2026-03-%02dT09:41:%02dZ" % (1 + number.below(28), number.below(60))
    meta = {
        "annotations": {
            "checksum/config": number.hex(64),
            "prometheus.io/scrape": "true",
            "note": 'ask "%s" first\n' % WORDS[number.below(len(WORDS))],
        },
        "creationTimestamp": since,
        "generateName": replica_set + "-",
        "labels": {
            "app.kubernetes.io/name": service,
            "app.kubernetes.io/part-of": "shop",
            "pod-template-hash": replica_set.split("-")[1],
        },
    }
    if has_managed_fields:
        meta["managedFields"] = managed_fields(number, names)
    meta.update(
        {
            "name": name,
            "namespace": "shop-%d" % number.below(40),
            "ownerReferences": [
                {
                    "apiVersion": "apps/v1",
                    "blockOwnerDeletion": True,
                    "controller": True,
                    "kind": "ReplicaSet",
                    "name": replica_set,
                    "uid": number.uid(),
                }
            ],
            "resourceVersion": str(184467 + number.below(10**6)),
            "uid": number.uid(),
        }
    )
    spec = {
        "containers": [live_container(number, n, service, good) for n in names],
        "dnsPolicy": "ClusterFirst",
        "enableServiceLinks": True,
        "nodeName": "worker-%02d" % number.below(60),
        "preemptionPolicy": "PreemptLowerPriority",
        "priority": 0,
        "restartPolicy": "Always",
        "schedulerName": "default-scheduler",
        "securityContext": {"fsGroup": 10001, "runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "serviceAccount": service,
        "serviceAccountName": service,
        "terminationGracePeriodSeconds": 30,
        "tolerations": [
            {"effect": "NoExecute", "key": "node.kubernetes.io/" + k, "operator": "Exists", "tolerationSeconds": 300}
            for k in ("not-ready", "unreachable")
        ],
        "volumes": [
            {"emptyDir": {}, "name": "tmp"},
            {
                "name": "kube-api-access",
                "projected": {
                    "defaultMode": 420,
                    "sources": [
                        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                        {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
                    ],
                },
            },
        ],
    }
    status = {
        "conditions": [
            {"lastProbeTime": None, "lastTransitionTime": since, "observedGeneration": 1, "status": "True", "type": t}
            for t in ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
        ],
        "containerStatuses": [
            {
                "containerID": "containerd://" + number.hex(64),
                "image": c["image"],
                "imageID": "registry.example.com/shop/%s@sha256:%s" % (service, number.hex(64)),
                "lastState": {},
                "name": c["name"],
                "ready": True,
                "restartCount": number.below(3),
                "started": True,
                "state": {"running": {"startedAt": since}},
            }
            for c in spec["containers"]
        ],
        "hostIP": "10.0.3.%d" % number.below(250),
        "phase": "Running",
        "podIP": "10.244.3.%d" % number.below(250),
        "podIPs": [{"ip": "10.244.3.%d" % number.below(250)}],
        "qosClass": "Burstable",
        "startTime": since,
    }
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec, "status": status}


def policy(i, n):
    """Policy i of n: the later ones are looser, and the last but two admits the pods as they are."""
    name = "policy-%03d" % i
    any_rule = {"rule": "RunAsAny"}
    users = {"rule": "MustRunAs", "ranges": [{"min": 1000 * i, "max": 1000 * i + 999}]}
    spec = {
        "allowPrivilegeEscalation": i % 3 == 0,
        "requiredDropCapabilities": ["ALL"] if i % 2 == 0 else ["NET_RAW", "SYS_ADMIN"],
        "allowedCapabilities": [] if i % 4 else ["NET_BIND_SERVICE", "CHOWN"],
        "volumes": ["configMap", "emptyDir", "projected", "secret", "downwardAPI", "persistentVolumeClaim"],
        "hostPorts": [{"min": 8000, "max": 8000 + i}],
        "seLinux": any_rule,
        "runAsUser": users if i % 2 else {"rule": "MustRunAsNonRoot"},
        "runAsGroup": {"rule": "MayRunAs", "ranges": [{"min": 1, "max": 65535}]},
        "supplementalGroups": {"rule": "MustRunAs", "ranges": [{"min": 1, "max": 65535}]},
        "fsGroup": {"rule": "MayRunAs", "ranges": [{"min": 1, "max": 65535}]},
        "readOnlyRootFilesystem": i % 5 == 0,
    }
    annotations = {"seccomp.security.alpha.kubernetes.io/allowedProfileNames": "runtime/default"}
    if i == n - 3:
        spec = {
            "privileged": True,
            "volumes": ["*"],
            "allowedCapabilities": ["*"],
            "hostNetwork": True,
            "hostPorts": [{"min": 0, "max": 65535}],
            "seLinux": any_rule,
            "runAsUser": any_rule,
            "supplementalGroups": any_rule,
            "fsGroup": any_rule,
        }
        annotations = {"seccomp.security.alpha.kubernetes.io/allowedProfileNames": "*"}
    return {
        "apiVersion": "policy/v1beta1",
        "kind": "PodSecurityPolicy",
        "metadata": {"name": name, "annotations": annotations},
        "spec": spec,
    }


def psp_world(n_policies, n_bindings):
    """Policies, a role for each, and bindings of which few are about who creates the pod; then the pod's creations."""
    objects = []
    for i in range(n_policies):
        rules = [
            {"verbs": ["get", "list"], "apiGroups": [""], "resources": ["pods", "secrets"]},
            {
                "verbs": ["use"],
                "apiGroups": ["policy"],
                "resources": ["podsecuritypolicies"],
                "resourceNames": ["policy-%03d" % i],
            },
        ]
        objects.append({"kind": "ClusterRole", "metadata": {"name": "use-%03d" % i}, "rules": rules})
    mine = [("Group", "system:authenticated", 7), ("User", "alice", n_policies - 3)]
    mine.append(("Group", "system:serviceaccounts:shop", 8))
    for i in range(n_bindings):
        kind, name, role = ("Group", "group-%d" % i, i % n_policies)
        if i < len(mine):
            kind, name, role = mine[i]
        binding = {
            "kind": "RoleBinding" if i % 2 else "ClusterRoleBinding",
            "metadata": {"name": "binding-%04d" % i},
            "roleRef": {"kind": "ClusterRole", "name": "use-%03d" % role},
            "subjects": [{"kind": kind, "name": name}],
        }
        if i % 2:
            binding["metadata"]["namespace"] = "shop" if i < len(mine) else "ns-%d" % (i % 20)
        objects.append(binding)
    world = {"policies": [policy(i, n_policies) for i in range(n_policies)], "objects": objects}
    lines = ["W\t" + json.dumps(world, separators=(",", ":"))]
    for good in (True, False):
        pod = manifest(good)
        pod["metadata"].setdefault("annotations", {})[
            "seccomp.security.alpha.kubernetes.io/pod"
        ] = "runtime/default"
        for user in ("alice", "bob"):
            case = {
                "user": {"name": user, "groups": ["system:authenticated", "developers"]},
                "namespace": "shop",
                "operation": "create",
                "pod": pod,
            }
            lines.append("C\t" + json.dumps(case, separators=(",", ":")))
    return "\n".join(lines) + "\n"


def pretty(value, indent=4):
    return json.dumps(value, indent=indent) + "\n"


def write(path, text):
    if os.path.exists(path):
        return path
    with open(path + ".new", "w", encoding="ascii") as f:
        f.write(text)
    os.replace(path + ".new", path)
    return path


def write_list(path, size):
    """A PodList of about 'size' bytes in which one pod of fifty violates the standard."""
    if os.path.exists(path):
        return path
    number = Numbers(7)
    chunks = []
    for i in range(2000):  # this many different pods, over and over
        body = pretty(live(number, i % 50 != 49, i % 4 == 0)).rstrip("\n")
        chunks.append("        " + body.replace("\n", "\n        "))
    with open(path + ".new", "w", encoding="ascii") as f:
        f.write('{\n    "apiVersion": "v1",\n    "items": [\n')
        written = 0
        i = 0
        while written < size:
            f.write((",\n" if i > 0 else "") + chunks[i % len(chunks)])
            written += len(chunks[i % len(chunks)]) + 2
            i += 1
        f.write('\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n')
    os.replace(path + ".new", path)
    return path


def write_all(folder):
    """Returns the paths by name. Lists are left to write_list, because they are large."""
    os.makedirs(folder, exist_ok=True)
    live_pod = live(Numbers(14), True, True)
    texts = {
        "manifest": pretty(manifest(True), 2),
        "failing": pretty(manifest(False), 2),
        "live": pretty(live_pod),
        "compact": json.dumps(live_pod, separators=(",", ":")),
    }
    paths = {name: write(os.path.join(folder, name + ".json"), text) for name, text in texts.items()}
    for n in (10, 1000):
        name = "psp-%d" % n
        paths[name] = write(os.path.join(folder, name + ".lines"), psp_world(100, n))
    return paths
