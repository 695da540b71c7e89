#!/bin/sh
# Fetches the schema of JUnit files that Jenkins' xUnit plugin validates by (junit-10.xsd, the newest), out of the
# source package of pytest, into the cache of the oracles, and prints its path.
#
# Exit: 0 it is there; 77 it cannot be had here, the reason on stderr.
set -eu

cache=${BULKHEAD_ORACLE_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/bulkhead-oracle}
version=8.3.4
package_sum=965370d062bce11e73868e0335abac31b4d3de0e82f4007408d242b4f8610761
schema_sum=a1a816f58d1bf95ebabf371994df0b9246dee66ea9572fbec4f9296f1b2c0ff6
schema=$cache/junit-10.xsd

skip() {
    echo "oracle: SKIP: $*" >&2
    exit 77
}

is_there() { [ -f "$schema" ] && echo "$schema_sum  $schema" | sha256sum --check --status; }

if ! is_there; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    python3 -m pip --version >/dev/null 2>&1 || skip 'pip is not installed (python3-pip)'
    echo "pytest==$version --hash=sha256:$package_sum" >"$work/wanted"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --no-binary pytest --require-hashes \
        --dest "$work" --requirement "$work/wanted" >"$work/log" 2>&1 ||
        skip "the source package of pytest $version cannot be had: $(tail -n 1 "$work/log")"
    mkdir -p "$cache"
    tar -xzOf "$work/pytest-$version.tar.gz" "pytest-$version/testing/example_scripts/junit-10.xsd" >"$work/schema"
    mv "$work/schema" "$schema"
    is_there || skip "the package holds another schema than was expected"
fi
printf '%s\n' "$schema"
