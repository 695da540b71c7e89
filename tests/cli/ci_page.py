#!/usr/bin/env python3
"""Reads docs/ci.md and .pre-commit-hooks.yaml and runs their commands. Called by the case ci-page.

    ci_page.py PAGE HOOKS GOOD BAD

GOOD and BAD are folders of manifests: everything in the first is well, something in the second is not. Each command runs
in an empty folder that holds one of them as deploy/, as the CI system would run it (sh -e), and its exit code is printed, with
the reports that it wrote.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import yaml


def fences(text, kind):
    return re.findall(r"^```" + kind + r"\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(page, hooks):
    """Yields (where, script)."""
    for block in fences(page, "yaml"):
        for key, value in yaml.safe_load(block).items():
            if key == "jobs":
                for step in value["scan"]["steps"]:
                    if "run" in step:
                        yield f"GitHub, {step['name']}", step["run"]
            elif isinstance(value, dict) and "script" in value:
                yield "GitLab", "\n".join(value["script"])
    for block in fences(page, "sh"):
        yield "baseline", block
    for hook in yaml.safe_load(hooks):
        yield f"hook {hook['id']}", f"{hook['entry']} deploy/*.yaml"


def report(path):
    text = path.read_bytes()
    if path.suffix == ".xml":
        root = xml.etree.ElementTree.fromstring(text)
        return f"{sum(1 for _ in root.iter('failure'))} failures"
    if path.suffix == ".sarif":
        return f"{len(json.loads(text)['runs'][0]['results'])} results"
    return f"{len(text.splitlines())} lines"


def main():
    page = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    hooks = pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
    for where, script in commands(page, hooks):
        for name in sys.argv[3:]:
            with tempfile.TemporaryDirectory() as folder:
                shutil.copytree(name, os.path.join(folder, "deploy"))
                done = subprocess.run(["sh", "-e", "-c", script], cwd=folder, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, check=False)
                wrote = sorted(p for p in pathlib.Path(folder).iterdir() if p.is_file())
                print(f"{where}, {os.path.basename(name)}: exit {done.returncode}"
                      + "".join(f"; {p.name}: {report(p)}" for p in wrote))


main()
