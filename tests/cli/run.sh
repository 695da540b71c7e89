#!/bin/sh
# Runs the program as a person would, as TAP: tests/cli/run.sh PROGRAM [CASE...]
#
# A case is a directory with
#   cmd          a shell script, run in the case's directory; 'bulkhead' is the program, $SCRATCH an empty directory
#   expect.out   what it must print, byte for byte (absent = nothing)
#   expect.err   what it must print on standard error (absent = nothing)
#   expect.code  its exit code (absent = 0)
#   skip         a shell script; when it prints something, the case is skipped for that reason
# and whatever files cmd names. UPDATE=1 writes the expect files anew: read them before you keep them.
set -eu

if [ "$#" -lt 1 ]; then
    echo 'usage: tests/cli/run.sh PROGRAM [CASE...]' >&2
    exit 2
fi
case $1 in
/*) program=$1 ;;
*) program=$PWD/$1 ;;
esac
shift
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/bulkhead"
PATH=$scratch/bin:$PATH
LC_ALL=C.UTF-8
TERM=dumb
export PATH LC_ALL TERM
unset NO_COLOR COLUMNS

# expect NAME PRODUCED: whether a stream is what the case expects; prints the difference as a comment
expect() {
    wanted=$here/$1/$2
    if [ "${UPDATE-}" = 1 ]; then
        if [ -s "$3" ]; then
            cp "$3" "$wanted"
        else
            rm -f "$wanted"
        fi
    fi
    [ -f "$wanted" ] || wanted=/dev/null
    if cmp -s "$wanted" "$3"; then
        return 0
    fi
    echo "# $2 differs ('-' is expected, '+' is what came):"
    diff -u "$wanted" "$3" | sed 1,2d | sed 's/^/# /'
    return 1
}

# run_case NAME: prints a TAP line
run_case() {
    name=$1
    dir=$here/$name
    reason=
    if [ -f "$dir/skip" ]; then
        reason=$(cd "$dir" && sh ./skip)
    fi
    if [ -n "$reason" ]; then
        echo "ok $n - $name # SKIP $reason"
        return
    fi
    SCRATCH=$scratch/$n
    TMPDIR=$scratch
    export SCRATCH TMPDIR
    mkdir "$SCRATCH"
    code=0
    (cd "$dir" && sh ./cmd) >"$scratch/out" 2>"$scratch/err" </dev/null || code=$?
    if [ "$code" -ne 0 ]; then
        echo "$code" >"$scratch/code"
    else
        : >"$scratch/code"
    fi
    good=1
    expect "$name" expect.code "$scratch/code" >"$scratch/why.code" || good=0
    expect "$name" expect.err "$scratch/err" >"$scratch/why.err" || good=0
    expect "$name" expect.out "$scratch/out" >"$scratch/why.out" || good=0
    if [ "$good" = 1 ]; then
        echo "ok $n - $name"
    else
        failed=1
        echo "not ok $n - $name"
        cat "$scratch/why.code" "$scratch/why.err" "$scratch/why.out"
    fi
}

if [ "$#" -eq 0 ]; then
    for cmd in "$here"/*/cmd; do
        dir=${cmd%/cmd}
        set -- "$@" "${dir##*/}"
    done
fi
n=0
failed=0
for case in "$@"; do
    n=$((n + 1))
    run_case "$case"
done
echo "1..$n"
exit "$failed"
