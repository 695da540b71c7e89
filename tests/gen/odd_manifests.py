"""Writes pods and what makes pods as odd YAML and JSON: every style, anchors, merge keys, comments and blank lines
anywhere, block scalars, CRLF, byte order marks. Used by tests/cli/fix_odd.py; the same bytes for the same random state.

A document is built as values and written by a writer that chooses a style anew at every value, so one document mixes
them. What comes out is not always valid YAML: the mender has to leave that alone.
"""

import json
import re

COMMENTS = ["# note", "#", "# a: b", "# - x", "#\ttab", "# it's \"quoted\" {x} [y]", "# ---", "#" + "x" * 200, "# é ☃ 𝄞"]
PLAIN = re.compile(r"^[A-Za-z][A-Za-z0-9 ./-]*[A-Za-z0-9]$|^[A-Za-z]$")
WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


class Raw(str):
    """Text that is written as it stands."""


def chance(r, share):
    return r.random() < share


# ---- values ---------------------------------------------------------------------------------------------


def capabilities(r):
    value = {}
    if chance(r, 0.6):
        value["drop"] = r.choice([[], ["ALL"], ["NET_RAW"], ["KILL", "MKNOD"], None])
    if chance(r, 0.3):
        value["add"] = r.choice([[], ["NET_BIND_SERVICE"], ["NET_ADMIN"], ["SYS_ADMIN"], ["ALL"], None])
    items = list(value.items())
    r.shuffle(items)
    return dict(items)


def security(r, is_pod):
    value = {}
    if chance(r, 0.2):
        value["runAsUser"] = r.choice([0, 1000])
    if chance(r, 0.25):
        value["runAsNonRoot"] = r.choice([True, False, None])
    if chance(r, 0.25):
        value["seccompProfile"] = r.choice(
            [{"type": "RuntimeDefault"}, {"type": "Unconfined"}, {"type": "Localhost", "localhostProfile": "p"}, {}, None]
        )
    if is_pod:
        if chance(r, 0.2):
            value["fsGroup"] = 2000
        if chance(r, 0.1):
            value["sysctls"] = [{"name": "kernel.shm_rmid_forced", "value": "0"}]
    else:
        if chance(r, 0.3):
            value["capabilities"] = r.choice([capabilities(r), {}, None])
        if chance(r, 0.3):
            value["allowPrivilegeEscalation"] = r.choice([True, False, None])
        if chance(r, 0.1):
            value["privileged"] = r.choice([True, False])
        if chance(r, 0.2):
            value["readOnlyRootFilesystem"] = True
    items = list(value.items())
    r.shuffle(items)
    return dict(items)


def container(r, name):
    value = {"name": name}
    if chance(r, 0.8):
        value["image"] = r.choice(["registry.example.com/a/b:1", "x", "web:1.2.3@sha256:" + "0" * 64])
    if chance(r, 0.25):
        value["args"] = r.choice([["--a=b"], ["sh", "-c", "exit 0\n# no comment\n\n  deep\n"], ["a: b"], ["é ☃"], []])
    if chance(r, 0.2):
        value["env"] = [{"name": "A", "value": r.choice(["", "1", "x # y", "two\nlines", "\t", "z" * 3000])}]
    if chance(r, 0.5):
        value["securityContext"] = r.choice([security(r, False), security(r, False), {}, None])
    if chance(r, 0.15):
        value["ports"] = [{"containerPort": 80}]
    if chance(r, 0.1):
        value["resources"] = {}
    items = list(value.items())
    if chance(r, 0.3):
        r.shuffle(items)
    return dict(items)


def pod_spec(r):
    value = {}
    if chance(r, 0.5):
        value["securityContext"] = r.choice([security(r, True), security(r, True), {}, None])
    if chance(r, 0.15):
        value["hostNetwork"] = r.choice([True, False])
    if chance(r, 0.1):
        value["os"] = {"name": "windows"}
    if chance(r, 0.2):
        value["initContainers"] = [container(r, "init")]
    value["containers"] = [container(r, f"c{i}") for i in range(r.choice([1, 1, 1, 2, 3]))]
    if chance(r, 0.1):
        value["ephemeralContainers"] = [container(r, "debug")]
    if chance(r, 0.1):
        value["volumes"] = r.choice([[], [{"name": "v", "emptyDir": {}}], [{"name": "h", "hostPath": {"path": "/"}}]])
    items = list(value.items())
    if chance(r, 0.4):
        r.shuffle(items)
    return dict(items)


def meta(r, name):
    value = {"name": name}
    if chance(r, 0.3):
        value["namespace"] = r.choice(["shop", "default"])
    if chance(r, 0.3):
        value["labels"] = {"app": name}
    if chance(r, 0.2):
        value["annotations"] = {"text": r.choice(["one\ntwo\n", "a\n\n\nb", "# x\n", "  lead\n", "trail  \n\n"])}
    return value


def workload(r, name):
    kind = r.choice(["Pod", "Pod", "Deployment", "CronJob", "Rollout", "ConfigMap"])
    template = {"metadata": {"labels": {"app": name}}, "spec": pod_spec(r)}
    if kind == "Pod":
        return {"apiVersion": "v1", "kind": kind, "metadata": meta(r, name), "spec": pod_spec(r)}
    if kind == "ConfigMap":
        return {"apiVersion": "v1", "kind": kind, "metadata": meta(r, name), "data": {"spec": "containers: []\n"}}
    if kind == "CronJob":
        spec = {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": template}}}
        return {"apiVersion": "batch/v1", "kind": kind, "metadata": meta(r, name), "spec": spec}
    spec = {"selector": {"matchLabels": {"app": name}}, "template": template}
    version = "apps/v1" if kind == "Deployment" else "argoproj.io/v1alpha1"
    return {"apiVersion": version, "kind": kind, "metadata": meta(r, name), "spec": spec}


# ---- the writer -----------------------------------------------------------------------------------------


class Writer:
    def __init__(self, r):
        self.r = r
        self.anchors = []  # names of finished anchors on mappings
        self.n_anchors = 0
        self.share = {
            "flow": r.choice([0, 0.05, 0.3]),
            "comment": r.choice([0, 0.1, 0.4]),
            "quote": r.choice([0, 0.1, 0.5]),
            "anchor": r.choice([0, 0, 0.05]),
            "blank": r.choice([0, 0.05]),
            "tag": r.choice([0, 0, 0.03]),
            "explicit": r.choice([0, 0, 0, 0.03]),
        }
        self.step = r.choice([2, 2, 2, 4, 1, 3])
        self.is_indentless = chance(r, 0.5)

    def yes(self, what):
        return chance(self.r, self.share[what])

    def comment(self):
        return self.r.choice([" ", "  ", "\t"]) + self.r.choice(COMMENTS) if self.yes("comment") else ""

    def between(self, column):
        """Comment and blank lines that may stand before a line."""
        out = ""
        while self.yes("blank"):
            out += self.r.choice(["", " ", " " * column]) + "\n"
        while self.yes("comment"):
            out += " " * self.r.choice([column, column, 0, column + 2, max(column - 2, 0)]) + self.r.choice(COMMENTS) + "\n"
        return out

    def scalar(self, value, is_flow):
        r = self.r
        if value is None:
            return r.choice(["null", "~", "Null"] + ([] if is_flow else [""]))
        if isinstance(value, bool):
            return r.choice([str(value).lower()] * 8 + [str(value)])
        if isinstance(value, int):
            return str(value)
        if PLAIN.match(value) and value.lower() not in WORDS and not self.yes("quote"):
            return value
        if "\n" not in value and "\t" not in value and chance(r, 0.5):
            return "'" + value.replace("'", "''") + "'"
        return json.dumps(value, ensure_ascii=chance(r, 0.5))

    def key(self, key):
        return json.dumps(key) if self.yes("quote") else f"'{key}'" if self.yes("quote") else key

    def flow(self, value):
        r = self.r
        pad = r.choice(["", "", " "])
        gap = lambda: "\n" + " " * r.randint(12, 20) if chance(r, 0.1) else r.choice([" ", " ", "  "])
        end = r.choice(["", "", "", ","])
        if isinstance(value, dict):
            if not value:
                return r.choice(["{}", "{ }"])
            return "{" + pad + ("," + gap()).join(
                self.key(k) + ":" + " " + self.flow(v) for k, v in value.items()) + end + pad + "}"
        if isinstance(value, list):
            if not value:
                return r.choice(["[]", "[ ]"])
            return "[" + pad + ("," + gap()).join(self.flow(v) for v in value) + end + pad + "]"
        return self.scalar(value, True)

    def properties(self, value):
        out = ""
        if self.yes("tag") and isinstance(value, (dict, list)):
            out += " !!map" if isinstance(value, dict) else " !!seq"
        if self.yes("anchor") and isinstance(value, (dict, list)):
            self.n_anchors += 1
            out += f" &a{self.n_anchors}"
        return out

    def after_colon(self, value, column, is_in_mapping):
        """What follows "key:" or "-", line feeds included; 'column' is that of the key."""
        properties = self.properties(value)
        name = re.search(r"&(\S+)", properties)
        if isinstance(value, str) and "\n" in value and chance(self.r, 0.7) and value.strip("\n ") and value[0] not in " \n":
            return " " + self.block_scalar(value, column + self.step)
        if not isinstance(value, (dict, list)):
            text = self.scalar(value, False)
            if text and chance(self.r, 0.03):
                return "\n" + " " * (column + self.step) + text + self.comment() + "\n"
            return (" " + text if text else "") + self.comment() + "\n"
        if not value or self.yes("flow"):
            out = properties + " " + self.flow(value) + self.comment() + "\n"
        else:
            inner = column if is_in_mapping and isinstance(value, list) and self.is_indentless else column + self.step
            out = properties + self.comment() + "\n" + self.block(value, inner)
        if name:
            self.anchors.append((name[1], isinstance(value, dict)))
        return out

    def block_scalar(self, value, column):
        mark = "|" if value.endswith("\n") and not value.endswith("\n\n") else "|+" if value.endswith("\n") else "|-"
        lines = value.rstrip("\n").split("\n") + [""] * (len(value) - len(value.rstrip("\n")) - 1)
        return mark + "\n" + "".join((" " * column + line if line else "") + "\n" for line in lines)

    def block(self, value, column):
        out = ""
        pad = " " * column
        if isinstance(value, list):
            for item in value:
                out += self.between(column)
                dash = pad + "-"
                if isinstance(item, dict) and item and not self.yes("flow") and chance(self.r, 0.9):
                    gap = self.r.choice([1, 1, 1, 3])
                    text = self.block(item, column + 1 + gap)
                    if text.lstrip(" ").startswith(("#", "\n")):
                        out += dash + "\n" + text
                    else:
                        out += dash + " " * gap + text[column + 1 + gap:]
                else:
                    out += dash + self.after_colon(item, column, False)
            return out
        for key, item in value.items():
            out += self.between(column)
            maps = [a for a, is_map in self.anchors if is_map]
            if maps and key in ("securityContext", "labels") and chance(self.r, 0.3):
                out += f"{pad}{key}: *{self.r.choice(maps)}\n"
            elif maps and key == "securityContext" and chance(self.r, 0.3):
                out += f"{pad}{key}:\n{pad}{' ' * self.step}<<: *{self.r.choice(maps)}\n"
            elif self.yes("explicit"):
                out += f"{pad}? {self.key(key)}\n{pad}:" + self.after_colon(item, column, True)
            else:
                out += pad + self.key(key) + self.r.choice(["", "", "", " "]) + ":" + self.after_colon(item, column, True)
                if chance(self.r, 0.004):
                    out += f"{pad}{key}: again\n"
        return out


def document(r, name):
    value = workload(r, name)
    if chance(r, 0.1):
        value = {"apiVersion": "v1", "kind": "List", "items": [value, workload(r, name + "-2")]}
    if chance(r, 0.12):
        text = json.dumps(value, indent=r.choice([None, 1, 2, 4]), separators=r.choice([None, (",", ":")]))
        return text + "\n"
    if chance(r, 0.06):
        return Writer(r).flow(value) + "\n"
    w = Writer(r)
    base = r.choice([0] * 12 + [2])
    return w.between(0) + w.block(value, base)


def manifest(r):
    """The bytes of one file."""
    out = ""
    for i in range(r.choice([1, 1, 1, 2, 3])):
        if i > 0 or chance(r, 0.2):
            out += r.choice(["---\n", "---\n", "--- # next\n", "---\n# next\n", "...\n---\n", "---\n---\n", "---  \n"])
        if chance(r, 0.03):
            out += r.choice(["replicas: {{ .Values.x }}\n", "a: 1\n", "", "[\n"])
        else:
            out += document(r, f"w{i}")
    if chance(r, 0.1):
        out += r.choice(["...\n", "---\n", "# end\n", "\n\n", "... # end\n"])
    if chance(r, 0.15):
        out = out.rstrip("\n")
    if chance(r, 0.12):
        out = out.replace("\n", "\r\n")
    data = out.encode()
    return b"\xef\xbb\xbf" + data if chance(r, 0.05) else data
