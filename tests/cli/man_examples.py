#!/usr/bin/env python3
"""Runs every example of every manual page, in a folder with copies of examples/ under the names that they use.

    tests/cli/man_examples.py FOLDER    (empty)

Prints a line a command. An example must exit with 0 or 1 and print nothing about wrong usage. helm, kustomize and kubectl
are stand-ins that print what these would: files of examples/.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SHOP = SOURCE / "examples" / "shop"
STANDINS = {
    "helm": SHOP / "cart" / "rendered.yaml",
    "kustomize": SHOP / "frontend" / "deployment.yaml",
    "kubectl": SOURCE / "examples" / "odd" / "pods.json",
}
ADMISSION = """\
apiVersion: pod-security.admission.config.k8s.io/v1
kind: PodSecurityConfiguration
defaults:
  enforce: baseline
"""


def prepare(folder):
    shutil.copytree(SHOP / "frontend", folder / "deploy")
    shutil.copy(SHOP / "legacy" / "calendar.yaml", folder / "deploy")
    shutil.copy(SHOP / "frontend" / "deployment.yaml", folder / "web.yaml")
    (folder / "admission.yaml").write_text(ADMISSION)
    (folder / "policies").mkdir()
    shutil.copy(SHOP / "podsecuritypolicies.yaml", folder / "policies")
    for made in ("bin", ".zfunc", ".local/share/bash-completion/completions", "charts/web", "overlays/live"):
        (folder / made).mkdir(parents=True)
    policies = folder / "policies" / "podsecuritypolicies.yaml"
    for name, file in STANDINS.items():
        tool = folder / "bin" / name
        tool.write_text(f'#!/bin/sh\ncase "$*" in *psp*) cat "{policies}" ;; *) cat "{file}" ;; esac\n')
        tool.chmod(0o755)


def examples(command):
    page = subprocess.run(["bulkhead", "man", *command.split()], stdout=subprocess.PIPE, check=True, text=True).stdout
    for block in re.findall(r"^\.nf\n(.*?)\n\.fi$", page, re.M | re.S):
        text = re.sub(r"\\\((aq|ga|ha|ti)", lambda m: dict(aq="'", ga="`", ha="^", ti="~")[m[1]], block)
        yield text.replace("\\-", "-").replace("\\&", "").replace("\\e", "\\")


def main():
    folder = pathlib.Path(sys.argv[1])
    prepare(folder)
    environment = dict(os.environ, HOME=str(folder), PATH=f"{folder}/bin:{os.environ['PATH']}")
    listed = subprocess.run(["bulkhead", "--help"], stdout=subprocess.PIPE, check=True, text=True).stdout
    commands = re.findall(r"^  ([\w-]+(?: [\w-]+)?)  ", listed.split("Commands:\n")[1].split("\n\n")[0], re.M)
    for command in commands:
        if command == "help":
            continue
        n, bad = 0, []
        for example in examples(command):
            done = subprocess.run(
                ["sh", "-c", example], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, text=True,
            )
            n += 1
            if done.returncode > 1 or "--help" in done.stderr or "not found" in done.stderr:
                bad.append(f"'{example}' exits with {done.returncode}: {done.stderr.strip()}")
        print(f"{command}:", "; ".join(bad) or ("its examples work" if n else "no example"))


main()
