#!/usr/bin/env python3
"""Presses TAB in a real shell, and prints what it offers and what becomes of the line.

    tests/cli/tab.py bash|zsh|zsh-fpath <LINES

For each line of the input: the line, the candidates that the completion offered (sorted; '-' when it offered none),
and the line after TAB between bars, when TAB changed it. 'bulkhead' is the one in PATH. zsh-fpath loads the script as an
installation does, by its name in fpath; the other two source it.
"""

import os
import pathlib
import pty
import select
import sys
import tempfile
import time

BASH = r"""
bind 'set bell-style none'
bind 'set enable-bracketed-paste off'
bind 'set completion-query-items 0'
bind 'set page-completions off'
source <(bulkhead completion bash)
tab() { _bulkhead "$@"; printf '%s\n' "${COMPREPLY[@]}" >>"$TAB/offered"; }
eval "$(complete -p bulkhead | sed 's/_bulkhead/tab/')"
bind -x '"\C-x\C-t": printf "%s" "$READLINE_LINE" >"$TAB/new" && mv "$TAB/new" "$TAB/line"'
: >"$TAB/ready"
"""

# compadd is where every candidate passes; calls that only ask (-O, -A, -D) offer nothing.
ZSH = r"""
unsetopt list_beep zle_bracketed_paste 2>/dev/null
unset zle_bracketed_paste
LISTMAX=10000
autoload -U compinit
LOAD
compadd() {
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
        builtin compadd "$@"
        return
    fi
    local -a tab_hits
    builtin compadd -A tab_hits "$@"
    print -rl -- $tab_hits >>$TAB/offered
    builtin compadd "$@"
}
tab-line() { print -rn -- $BUFFER >$TAB/new && mv $TAB/new $TAB/line }
zle -N tab-line
bindkey -e
bindkey '^X^T' tab-line
: >$TAB/ready
"""

SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], BASH),
    "zsh": (
        ["zsh", "-f", "-i"],
        ZSH.replace("LOAD", "compinit -u -D; source <(bulkhead completion zsh)"),
    ),
    "zsh-fpath": (
        ["zsh", "-f", "-i"],
        ZSH.replace("LOAD", "bulkhead completion zsh >$TAB/_bulkhead; fpath=($TAB $fpath); compinit -u -D"),
    ),
}
PATIENCE_S = 60


class Shell:
    def __init__(self, name, folder):
        self.folder = folder
        command, script = SHELLS[name]
        (folder / "rc").write_text(script)
        pid, self.fd = pty.fork()
        if pid == 0:
            os.environ.update(TAB=str(folder), PS1="> ", TERM="dumb", COLUMNS="200", LINES="50", INPUTRC=os.devnull)
            os.execvp(command[0], command)
        self.send(f"source {folder}/rc\r")
        self.wait("ready")

    def send(self, text):
        os.write(self.fd, text.encode())

    def wait(self, name):
        """Reads on, so that the shell is never kept from writing, until the file appears."""
        path, end, seen = self.folder / name, time.monotonic() + PATIENCE_S, b""
        while not path.exists():
            if time.monotonic() > end:
                sys.exit(f"tab.py: no answer from the shell, which said {seen.decode(errors='replace')!r}")
            if select.select([self.fd], [], [], 0.02)[0]:
                seen += os.read(self.fd, 65536)
        text = path.read_text()
        path.unlink()
        return text

    def press_tab(self, line):
        self.send(line + "\t\x18\x14")
        after = self.wait("line")
        offered = self.folder / "offered"
        candidates = sorted(set(offered.read_text().split("\n")) - {""}) if offered.exists() else []
        offered.unlink(missing_ok=True)
        self.send("\x15")
        return candidates, after


def main():
    with tempfile.TemporaryDirectory() as folder:
        shell = Shell(sys.argv[1], pathlib.Path(folder))
        for line in sys.stdin.read().split("\n"):
            if line:
                candidates, after = shell.press_tab(line)
                print(line)
                print("   ", " ".join(candidates) or "-")
                if after != line:
                    print(f"    |{after}|")


main()
