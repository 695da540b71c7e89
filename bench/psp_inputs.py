"""Makes the worlds of the PodSecurityPolicy benchmark: policies, bindings and creations, in the lines that
tests/oracle/psp reads (W: a world, C: a creation). The same bytes come out on every machine."""

import json
import os

import inputs


def policy(i):
    """Of a hundred a few admit the pods that are asked about; the others differ as those of real clusters do."""
    strict = i % 3 == 0
    spec = {
        "privileged": False,
        "allowPrivilegeEscalation": not strict,
        "requiredDropCapabilities": ["ALL"] if strict else ["MKNOD", "NET_RAW"],
        "allowedCapabilities": ["NET_BIND_SERVICE"] if i % 4 == 0 else None,
        "volumes": ["configMap", "secret", "emptyDir", "projected", "downwardAPI", "persistentVolumeClaim"],
        "hostNetwork": i % 7 == 0,
        "hostPorts": [{"min": 8000 + i, "max": 8100 + i}] if i % 7 == 0 else None,
        "runAsUser": {"rule": "MustRunAsNonRoot"} if i % 2 == 0 else {"rule": "RunAsAny"},
        "seLinux": {"rule": "RunAsAny"},
        "supplementalGroups": {"rule": "MustRunAs", "ranges": [{"min": 1, "max": 65535}]}
        if i % 5 == 0
        else {"rule": "RunAsAny"},
        "fsGroup": {"rule": "MayRunAs", "ranges": [{"min": 1000 * (i % 12), "max": 1000 * (i % 12) + 1999}]},
        "readOnlyRootFilesystem": strict,
        "forbiddenSysctls": ["kernel.*"] if i % 6 == 0 else None,
        "allowedHostPaths": [{"pathPrefix": "/var/log/%d" % i, "readOnly": True}] if i % 8 == 0 else None,
    }
    annotations = (
        {
            "seccomp.security.alpha.kubernetes.io/allowedProfileNames": "runtime/default",
            "seccomp.security.alpha.kubernetes.io/defaultProfileName": "runtime/default",
        }
        if i % 2 == 0
        else {"seccomp.security.alpha.kubernetes.io/allowedProfileNames": "*"}
    )
    return {
        "apiVersion": "policy/v1beta1",
        "kind": "PodSecurityPolicy",
        "metadata": {"name": "policy-%03d" % i, "annotations": annotations},
        "spec": {k: v for k, v in spec.items() if v is not None},
    }


def role(i, n_policies):
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": "use-%03d" % i},
        "rules": [
            {
                "apiGroups": ["policy"],
                "resources": ["podsecuritypolicies"],
                "resourceNames": ["policy-%03d" % (i % n_policies)],
                "verbs": ["use"],
            }
        ],
    }


def binding(i, n_policies):
    """Every tenth is for all of a namespace's accounts, the others for one account each."""
    namespace = "team-%d" % (i % 20)
    if i % 10 == 0:
        subject = {
            "kind": "Group",
            "apiGroup": "rbac.authorization.k8s.io",
            "name": "system:serviceaccounts:" + namespace,
        }
    else:
        subject = {"kind": "ServiceAccount", "name": "account-%d" % (i // 20), "namespace": namespace}
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "use-%04d" % i, "namespace": namespace},
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": "use-%03d" % (i * 7 % n_policies),
        },
        "subjects": [subject],
    }


def creation(i):
    """The 2 KB manifest of the other benchmarks, in different namespaces and as different accounts."""
    pod = inputs.manifest(i % 3 != 0)
    namespace = "team-%d" % (i % 20)
    pod["metadata"]["namespace"] = namespace
    pod["spec"]["serviceAccountName"] = "account-%d" % (i % 5)
    user = {
        "name": "system:serviceaccount:kube-system:replicaset-controller",
        "groups": ["system:serviceaccounts", "system:serviceaccounts:kube-system", "system:authenticated"],
    }
    return {"user": user, "namespace": namespace, "operation": "create", "pod": pod}


def write_world(path, n_policies, n_bindings):
    world = {
        "policies": [policy(i) for i in range(n_policies)],
        "objects": [role(i, n_policies) for i in range(n_policies)]
        + [binding(i, n_policies) for i in range(n_bindings)],
    }
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write("W\t" + json.dumps(world, separators=(",", ":")) + "\n")
        for i in range(20):
            out.write("C\t" + json.dumps(creation(i), separators=(",", ":")) + "\n")
    return path
