#!/usr/bin/env python3
"""Holds `bulkhead fix` to its promises on odd manifests, with PyYAML as the second reader. As TAP.

    fix_odd.py BULKHEAD [COUNT [SEED]]

For each file: the result is the original and fields that fix may set, and nothing else; its comments are the same, in the same
order; the diff, applied by git, gives the same; a second run changes nothing; and a scan of the result finds exactly what
fix said that it left. A file that fails is kept, and its name printed.
"""

import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "gen"))
import odd_manifests  # noqa: E402

try:
    import yaml
except ImportError:
    # Debian's PyYAML is the system's Python's, which may not be the first one.
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3") and "ODD_AGAIN" not in os.environ:
        os.environ["ODD_AGAIN"] = "1"
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    print("1..0 # SKIP PyYAML (python3-yaml) is not installed")
    sys.exit(0)

CONTAINER = r".*(?:containers|initContainers|ephemeralContainers)\[\d+\]\.securityContext\."
ALLOWED = [
    (re.compile(r".*securityContext\.runAsNonRoot$"), True),
    (re.compile(r".*securityContext\.seccompProfile\.type$"), "RuntimeDefault"),
    (re.compile(CONTAINER + r"allowPrivilegeEscalation$"), False),
    (re.compile(CONTAINER + r"capabilities\.drop\[\d+\]$"), "ALL"),
]
LEFT = re.compile(r"^(?P<file>[^:]+):\d+(?::\d+)?: .*?not mended: (?P<path>\S+) is .*? \((?P<rule>\w+)\): ")


class Differs(Exception):
    pass


def leaves(value, path):
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}")
    elif isinstance(value, list) and value:
        for i, item in enumerate(value):
            yield from leaves(item, f"{path}[{i}]")
    else:
        yield path, value


def added(path, value):
    for leaf, item in leaves(value, path):
        if not any(pattern.match(leaf) and item == wanted and type(item) is type(wanted) for pattern, wanted in ALLOWED):
            raise Differs(f"{leaf} became {item!r}")


def compare(old, new, path):
    if isinstance(new, dict) and (isinstance(old, dict) or old is None):
        old = old or {}
        if [k for k in new if k in old] != list(old):
            raise Differs(f"the keys of {path or 'the document'} are others, or in another order")
        for key, item in new.items():
            if key in old:
                compare(old[key], item, f"{path}.{key}")
            else:
                added(f"{path}.{key}", item)
    elif isinstance(new, list) and (isinstance(old, list) or old is None):
        old = old or []
        if len(new) < len(old) or len(new) > len(old) + 1:
            raise Differs(f"{path} has {len(new)} elements")
        for i, item in enumerate(new):
            if i < len(old):
                compare(old[i], item, f"{path}[{i}]")
            else:
                added(f"{path}[{i}]", item)
    elif type(old) is not type(new) or old != new:
        added(path, new)


def documents(data):
    """Of a YAML text; None when PyYAML cannot read it."""
    try:
        return [d for d in yaml.load_all(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) if d is not None]
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


TOKEN = re.compile(rb"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'|(?:^|(?<=\s))#[^\r\n]*", re.MULTILINE | re.DOTALL)


def comments(data):
    return [token for token in TOKEN.findall(data) if token.startswith(b"#")]


def field(path):
    """What may be set for the whole pod is one field wherever it stands."""
    return re.sub(r"(?:\.(?:init|ephemeral)?[cC]ontainers\[\d+\])?\.securityContext\.(runAsNonRoot|seccompProfile\.type)$",
                  r" \1", path)


def check(old, new, lefts, found):
    if comments(old) != comments(new):
        raise Differs("the comments are others")
    if old == new:
        return
    before, after = documents(old), documents(new)
    if before is not None:
        if after is None or len(before) != len(after):
            raise Differs("PyYAML reads it no more, or as another number of documents")
        for a, b in zip(before, after):
            compare(a, b, "")
    if lefts != found:
        raise Differs(f"left {sorted(lefts - found)} that the scan does not find; it finds {sorted(found - lefts)}")


def run(program, folder, *args):
    return subprocess.run([program, *args], cwd=folder, capture_output=True, text=True, errors="surrogateescape",
                          stdin=subprocess.DEVNULL, check=False)


def main():
    program = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    seed = sys.argv[3] if len(sys.argv) > 3 else "1"
    folder = pathlib.Path(tempfile.mkdtemp())
    originals, failures = {}, []
    for i in range(count):
        name = f"{i}.yaml"
        originals[name] = odd_manifests.manifest(random.Random(f"{seed}/{i}"))
        (folder / name).write_bytes(originals[name])
    diff = subprocess.run([program, "fix", "--quiet", *originals], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL,
                          check=False)
    patched = folder / "patched"
    shutil.copytree(folder, patched)
    subprocess.run(["git", "init", "-q", "."], cwd=patched, check=True)
    applied = subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=patched, input=diff.stdout,
                             capture_output=True, check=False)
    first = run(program, folder, "fix", "--write", "--quiet", *originals)
    lefts = {name: set() for name in originals}
    for line in first.stdout.splitlines():
        match = LEFT.match(line)
        if match:
            lefts[match["file"]].add((match["rule"], field(match["path"])))
    results = {name: (folder / name).read_bytes() for name in originals}
    scan = run(program, folder, "scan", "--quiet", "-o", "json", *originals)
    second = run(program, folder, "fix", "--write", "--quiet", *originals)
    if diff.returncode not in range(4) or applied.returncode != 0:
        failures.append(("all", f"fix exits with {diff.returncode}, git apply with {applied.returncode}: {applied.stderr[-500:]}"))
    if first.returncode not in range(4) or second.returncode not in range(4) or scan.returncode not in range(4):
        failures.append(("all", f"exit codes {first.returncode}, {second.returncode}, {scan.returncode}: {first.stderr[-500:]}"))
    found = {name: set() for name in originals}
    for item in json.loads(scan.stdout)["results"]:
        for violation in item["violations"]:
            for one in violation["fields"]:
                found[item["file"]].add((violation["check"], field(one["path"])))
    n_changed = 0
    for name, old in originals.items():
        n_changed += old != results[name]
        try:
            check(old, results[name], lefts[name], found[name])
            if (patched / name).read_bytes() != results[name]:
                raise Differs("git apply makes something else of the diff")
            if (folder / name).read_bytes() != results[name]:
                raise Differs("a second run changes it")
        except Differs as why:
            failures.append((name, str(why)))
    print("1..3")
    for name, why in failures[:10]:
        print(f"# {folder / name} (seed {seed}): {why}")
        (folder / (name + ".before")).write_bytes(originals.get(name, b""))
    if not failures:
        shutil.rmtree(folder)
    print(("not " if failures else "") + f"ok 1 - {count} odd manifests, seed {seed}: {len(failures)} break a promise")
    print(("" if n_changed * 4 > count else "not ") + f"ok 2 - at least a quarter of them is changed ({n_changed})")
    readable = sum(documents(data) is not None for data in originals.values())
    print(("" if readable * 4 > count * 3 else "not ") + f"ok 3 - PyYAML reads most of them ({readable})")
    return 1 if failures else 0


sys.exit(main())
