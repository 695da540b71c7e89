"""Makes the inputs of the benchmarks: pods as people write them and as `kubectl get -o json` prints them.

bench/run calls write_all(). Nothing here is random: the same bytes come out on every machine. Values come
from a small generator of our own, because lists of equal pods would teach the branch predictor.
"""

import json
import os
import re

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


PLAIN = re.compile(r"(?!.*(: | #))([A-Za-z/]|--[a-z]|[0-9]+(m|Mi)$)[A-Za-z0-9 ./_=:@-]*(?<![: ])")
NOT_TEXT = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def yaml_scalar(value):
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in NOT_TEXT:
        return value
    return json.dumps(value)


def yaml_lines(value, indent=""):
    """Block style, as `kubectl get -o yaml` prints it: lists are not indented under their key."""
    if isinstance(value, dict) and value:
        for key, member in value.items():
            if isinstance(member, (dict, list)) and member:
                yield indent + yaml_scalar(key) + ":"
                yield from yaml_lines(member, indent + ("  " if isinstance(member, dict) else ""))
            else:
                yield indent + yaml_scalar(key) + ": " + yaml_scalar(member)
    elif isinstance(value, list) and value:
        for element in value:
            first, *rest = yaml_lines(element, indent + "  ")
            yield indent + "- " + first.lstrip()
            yield from rest
    else:
        yield indent + yaml_scalar(value)


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


def yaml_documents(n):
    """One pod each, as many kept in a repository as printed by kubectl; one of fifty violates the standard."""
    number = Numbers(11)
    for i in range(n):
        good = i % 50 != 49
        pod = live(number, good, False) if i % 2 else manifest(good)
        yield "---\n" + "\n".join(yaml_lines(pod)) + "\n"


def write_folder(folder, n):
    """A folder of n files, a document each."""
    os.makedirs(folder, exist_ok=True)
    for i, document in enumerate(yaml_documents(n)):
        write(os.path.join(folder, "%04d.yaml" % i), document)
    return folder


def write_yaml(path, size):
    """Documents of about 'size' bytes altogether."""
    if os.path.exists(path):
        return path
    documents = list(yaml_documents(1000))  # over and over
    with open(path + ".new", "w", encoding="ascii") as f:
        written = i = 0
        while written < size:
            written += f.write(documents[i % len(documents)])
            i += 1
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
    return {name: write(os.path.join(folder, name + ".json"), text) for name, text in texts.items()}
