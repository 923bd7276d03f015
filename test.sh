#!/usr/bin/env bash
# Runs every test of the project: format, lints, tests, documentation tests, and the book's own checks.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
    cat <<'TEXT'
usage: ./test.sh [--aarch64 | --exercises]

Runs every test: cargo fmt --check, cargo clippy with warnings as errors, cargo test with documentation tests, that
the starters of stages 0 and 2 fail and their solutions pass, and the checks of the book (includes, links, figures, console
transcripts).

  --aarch64    cross-compile the tests for AArch64 Linux and run them under qemu-user instead
  --exercises  instead verify the exercises of all stages: the starter of each fails, its solution passes
  --help       print this

The random tests have the same inputs in every run; PROPTEST_RNG_SEED=7 ./test.sh gives them others.

Needs Rust (https://rustup.rs) with rustfmt and clippy, a C linker, and for stage 5 LLVM 19. What is missing is
installed where possible: as root, or with sudo that asks for no password, on Debian and Ubuntu.
TEXT
}

aarch64=no
exercises=no
for argument in "$@"; do
    case $argument in
        --aarch64) aarch64=yes ;;
        --exercises) exercises=yes ;;
        --help | -h) usage; exit 0 ;;
        *) echo "test.sh: unknown option $argument" >&2; usage >&2; exit 2 ;;
    esac
done

# need PACKAGE COMMAND...: sees to it that the commands exist; PACKAGE is Debian's name for what holds them.
need() {
    local package=$1 command missing=no
    shift
    for command in "$@"; do
        command -v "$command" >/dev/null || missing=yes
    done
    [ "$missing" = no ] && return
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
    if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
        echo "installing $package"
        # An index that is out of date or missing is the usual reason for a failure: fetch it and try again.
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" >/dev/null 2>&1 ||
            { "${as_root[@]}" apt-get update -q >/dev/null &&
                "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" >/dev/null; }
    else
        echo "test.sh: $* not found. Install it and run this again:" >&2
        echo "  Debian, Ubuntu: sudo apt-get install $package" >&2
        echo "  elsewhere: the package with the command(s) $*" >&2
        exit 1
    fi
}

if ! command -v cargo >/dev/null; then
    echo "test.sh: cargo not found. Install Rust from https://rustup.rs and run this again." >&2
    exit 1
fi
need gcc cc

# The same random inputs in every run; with another number, others.
export PROPTEST_RNG_SEED=${PROPTEST_RNG_SEED:-43}

if [ "$aarch64" = yes ]; then
    # It sees to a cross compiler and to qemu itself.
    exec tools/aarch64.sh
fi

# Stage 5 is the only part that needs it; without it: cargo test.
need llvm-19-dev llvm-config-19

for component in fmt clippy; do
    cargo "$component" --version >/dev/null 2>&1 || rustup component add "${component/fmt/rustfmt}"
done

start=$SECONDS
results=$(mktemp)
trap 'rm -f "$results"' EXIT

# step TITLE COMMAND...: runs it under a heading; stops at the first failure.
step() {
    local title=$1 began=$SECONDS
    shift
    printf '\n=== %s: %s\n' "$title" "$*"
    if ! "$@" 2>&1 | tee -a "$results"; then
        printf '\n=== %s failed after %d s. Once more: %s\n' "$title" $((SECONDS - began)) "$*" >&2
        exit 1
    fi
    printf '=== %s: %d s\n' "$title" $((SECONDS - began))
}

if [ "$exercises" = yes ]; then
    step "exercises" cargo run -q -p course -- verify
    exit
fi
step "format" cargo fmt --all --check
step "lints" cargo clippy --workspace --all-targets -- -D warnings
step "tests" cargo test --workspace
if command -v go >/dev/null; then
    step "Go library" stage4-go-compiler/std/compare.sh -short
fi
# What takes time is that each stage is built once more, with starters and solutions side by side. So these are the stages
# whose exercises are in one small test program each; ./test.sh --exercises has the others.
step "exercises" cargo run -q -p course -- verify 0.1 0.2 0.3 0.4 0.5 0.6 2.1 2.2 2.3 2.4 2.5 2.6
step "book: build" cargo run -q -p book
step "book: check" cargo run -q -p book -- check

printf '\n=== every test passed in %d s\n' $((SECONDS - start))
grep -h '^test result:' "$results" | awk '
    { passed += $4; failed += $6; ignored += $8 }
    END { printf "test result: ok. %d passed; %d failed; %d ignored, in %d test programs\n", passed, failed, ignored, NR }'
