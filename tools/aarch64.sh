#!/usr/bin/env bash
# Builds the tests of the given packages (default: stages 0 to 3) for AArch64
# Linux and runs them under qemu-user, on a Debian 12 x86-64 host.
#
#   tools/aarch64.sh                    all tests of stages 0 to 3
#   tools/aarch64.sh stage0             one package
#   tools/aarch64.sh stage0 -- fixup    arguments after -- go to the tests
#
# Debian has a recent Rust with a standard library for both machines
# (rustc-web, libstd-rust-web-dev), so no toolchain manager is needed: build
# scripts and procedural macros use the host's half, the tests the other.
#
# An emulated program takes some twenty times as long: tests with many inputs take
# fewer of them when STAGE_RUNNER says that they are emulated.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    packages+=("$1")
    shift
done
[ ${#packages[@]} -gt 0 ] || packages=(stage0 stage1 stage2 stage3)

fail() {
    echo "aarch64.sh: $*" >&2
    exit 1
}

# A compiler that has the standard library of both machines.
has_both_libraries() {
    local rustc=$1 sysroot
    sysroot=$("$rustc" --print sysroot 2>/dev/null) || return 1
    compgen -G "$sysroot/lib/rustlib/aarch64-unknown-linux-gnu/lib/libstd-*.rlib" >/dev/null &&
        compgen -G "$sysroot/lib/rustlib/x86_64-unknown-linux-gnu/lib/libstd-*.rlib" >/dev/null
}

is_ready() {
    has_both_libraries /usr/bin/rustc &&
        command -v aarch64-linux-gnu-gcc >/dev/null &&
        command -v qemu-aarch64 >/dev/null &&
        [ -e /lib/ld-linux-aarch64.so.1 ]
}

install_packages() {
    local packages="rustc-web libstd-rust-web-dev libstd-rust-web-dev:arm64 \
        libc6:arm64 gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"
    command -v apt-get >/dev/null && [ "$(uname -m)" = x86_64 ] ||
        fail "needs a Debian 12 x86-64 host with these packages: $packages"
    local root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "needs root to install: $packages"
        root=sudo
    fi
    echo "aarch64.sh: installing $(echo $packages)"
    $root dpkg --add-architecture arm64
    $root apt-get update -q
    # shellcheck disable=SC2086
    $root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $packages
    is_ready || fail "something is still missing; have these been installed? $packages"
}

is_ready || install_packages

# The flags are those of the workspace alone: a user's own could name a linker
# or a processor that does not exist here.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUSTC_WRAPPER
export RUSTC=/usr/bin/rustc
export CARGO_TARGET_DIR="${AARCH64_TARGET_DIR:-target/aarch64}"
# No -L: the arm64 packages bring libc and its loader to where programs look for
# them. The cross compiler's copy under /usr/aarch64-linux-gnu is another
# version; that one's loader with this one's libc loops for ever in
# pthread_create.
emulator=qemu-aarch64
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER="$emulator"
# One build, whose intermediate results nobody needs again.
export CARGO_INCREMENTAL=0
# Tests that start the programs they test start them in the emulator too.
export STAGE_RUNNER="$emulator"

selected=()
for package in "${packages[@]}"; do
    selected+=(-p "$package")
done
echo "aarch64.sh: $($RUSTC --version), $(qemu-aarch64 --version | head -1): ${packages[*]}"
exec cargo test --locked --target aarch64-unknown-linux-gnu --lib --bins --tests "${selected[@]}" "$@"
