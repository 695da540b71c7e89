#!/usr/bin/env python3
"""Holds every option that --help names to another place where it must stand.

    tests/cli/options.py man|bash|zsh

Prints a line a command: the same, or what is missing from one of both. For the shells, what TAB offers is compared:
the options, and the values of each option that has a list of them.
"""

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent


def bulkhead(*words):
    return subprocess.run(["bulkhead", *words], stdout=subprocess.PIPE, check=True, text=True).stdout


def commands():
    listed = bulkhead("--help").split("Commands:\n")[1].split("\n\n")[0]
    return [name for name in re.findall(r"^  ([\w-]+(?: [\w-]+)?)  ", listed, re.M) if name != "help"]


def in_help(command):
    """The left column: '-o, --output=text|json'."""
    text = bulkhead(*command.split(), "--help").split("\nOptions:\n")[1].split("\n\n")[0]
    return {match[1] for match in re.finditer(r"^ {2,6}((?:-\w, )?--[^\s]+)(?:  .*)?$", text, re.M)}


def in_man(command):
    text = bulkhead("man", *command.split()).split(".SH OPTIONS\n")[1].split("\n.SH ")[0]
    heads = re.findall(r"^\.TP\n(.*)$", text, re.M)
    return {re.sub(r"\\f[BIR]", "", head).replace("\\-", "-") for head in heads}


def names(options):
    """'-o' and '--output' of every left column."""
    return {name for option in options for name in re.findall(r"(?<![\w-])--?\w[\w-]*", option.split("=")[0])}


def values(options):
    """{'--output': {'text', 'json'}} of those that list their values."""
    found = {}
    for option in options:
        match = re.search(r"(--[\w-]+)\[?=([a-z|]+)\]?$", option)
        if match:
            found[match[1]] = set(match[2].split("|"))
    return found


def tab(shell, lines):
    output = subprocess.run(
        [HERE / "tab.py", shell], input="\n".join(lines), stdout=subprocess.PIPE, check=True, text=True
    ).stdout.split("\n")
    rows = [output[i + 1].split() for i, line in enumerate(output) if line in lines]
    return [set(row) - {"-"} for row in rows]


def differences(place, command):
    wanted = in_help(command)
    if place == "man":
        return wanted ^ in_man(command)
    lists = values(wanted)
    lines = [f"bulkhead {command} -", *(f"bulkhead {command} {name}=" for name in lists)]
    offered, *offered_values = tab(place, lines)
    wrong = names(wanted) ^ {word.rstrip("=") for word in offered}
    for (name, list_), got in zip(lists.items(), offered_values):
        wrong |= {f"{name}={value}" for value in list_ ^ got}
    return wrong


def main():
    for command in commands():
        if not in_help(command):
            print(f"{command}: no options were found in its help")
            continue
        wrong = differences(sys.argv[1], command)
        print(f"{command}:", " ".join(sorted(wrong)) or "the same")


main()
