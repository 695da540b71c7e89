#!/bin/sh
# Builds the oracle programs (upstream's own code, behind small front ends) into a cache outside the
# repository and prints the cache's folder.
#
# usage: build.sh [schema|psa|psp|readers|sarif|bench]...     without names: these six
#        build.sh kube-score                        another scanner, whole: what go.mod names as its tool
# Exit: 0 built or up to date; 77 an oracle cannot be had here, the reason on stderr; 1 a program of ours
# does not compile.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cache=${BULKHEAD_ORACLE_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/bulkhead-oracle}
need_minor=26

skip() {
    echo "oracle: SKIP: $*" >&2
    exit 77
}

command -v go >/dev/null 2>&1 || skip "Go is not installed; the oracles need Go 1.$need_minor or newer"

# A Go that fetches another Go by itself would hide that this one is too old.
export GOTOOLCHAIN=local GOFLAGS=-buildvcs=false GOWORK=off CGO_ENABLED=0

version=$(go env GOVERSION) || skip "'go env' fails"
minor=$(printf '%s\n' "$version" | sed -n 's/^go1\.\([0-9][0-9]*\).*/\1/p')
if [ -z "$minor" ] || [ "$minor" -lt "$need_minor" ]; then
    skip "$version is too old; the oracles need Go 1.$need_minor or newer"
fi

mkdir -p "$cache"
[ $# -gt 0 ] || set -- schema psa psp readers sarif bench

for name in "$@"; do
    case $name in
    schema | psa | psp | readers | sarif | bench) package=. ;;
    kube-score) package=$(sed -n 's/^tool //p' "$here/$name/go.mod") ;;
    *)
        echo "oracle: unknown program '$name'" >&2
        exit 2
        ;;
    esac
    cd "$here/$name"
    sum=$({
        echo "$version"
        cat "$here/build.sh" go.mod go.sum
        [ "$package" != . ] || cat ./*.go
    } | sha256sum | cut -d' ' -f1)
    if [ -x "$cache/$name" ] && [ "$(cat "$cache/$name.sum" 2>/dev/null)" = "$sum" ]; then
        continue
    fi
    echo "oracle: building $name in $cache" >&2
    log=$cache/$name.log
    # Kubernetes 1.24 links to symbols of the runtime, which Go refuses since 1.23.
    ldflags='-s -w'
    [ "$name" != psp ] || ldflags="$ldflags -checklinkname=0"
    # Lists what is needed and so downloads it; a failure here is the network's or the mirror's.
    if ! go list -deps "$package" >/dev/null 2>"$log"; then
        skip "the modules of $name cannot be had: $(tail -n 1 "$log")"
    fi
    if ! nice go build -p 2 -trimpath -ldflags "$ldflags" -o "$cache/$name.new" "$package" 2>"$log"; then
        cat "$log" >&2
        echo "oracle: $name does not build" >&2
        exit 1
    fi
    mv "$cache/$name.new" "$cache/$name"
    printf '%s\n' "$sum" >"$cache/$name.sum"
    rm -f "$log"
done
printf '%s\n' "$cache"
