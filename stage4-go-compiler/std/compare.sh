#!/bin/sh
# Compares the standard library with the official one: copies it into a module `mystd` of its own,
# with import paths changed and the intrinsics replaced by ordinary Go, and runs the tests in
# compare/ there. Needs the official Go toolchain (GO=path, default: go).
#
#   std/compare.sh [arguments of go test]     e.g. -run Strconv -short
set -eu
here=$(cd "$(dirname "$0")" && pwd)
go=${GO:-go}
export GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-mod=mod
work=${WORK:-$(mktemp -d)}
[ -n "${WORK:-}" ] || trap 'rm -rf "$work"' EXIT
rm -rf "$work/mystd" "$work/compare" && mkdir -p "$work/mystd"
cd "$here"
packages=$(find . -name '*.go' ! -path './compare/*' ! -path './generate/*' -exec dirname {} \; | sort -u | sed 's|^\./||')
for package in $packages runtime; do
	mkdir -p "$work/mystd/$package"
	case $package in
	runtime) cp ../runtime/*.go "$work/mystd/runtime/" ;;
	*) cp "$package"/*.go "$work/mystd/$package/" ;;
	esac
done
mkdir -p "$work/mystd/compare" && cp compare/*.go "$work/mystd/compare/"
script=$work/rename.sed
: >"$script"
for package in $packages runtime; do
	printf '%s\n' "s|^\(import \)\"$package\"\$|\1\"mystd/$package\"|" >>"$script"
	printf '%s\n' "s|^\(	\)\"$package\"\$|\1\"mystd/$package\"|" >>"$script"
done
for package in $packages runtime; do
	sed -i -f "$script" "$work/mystd/$package"/*.go
done
# First everything as it is must compile; a file of assembly lets functions have no body.
: >"$work/mystd/runtime/empty.s"
: >"$work/mystd/internal/intrinsic/empty.s"
mv "$work/mystd/compare" "$work/compare"
cd "$work/mystd"
printf 'module mystd\n\ngo 1.22\n' >go.mod
"$go" build ./...
GOARCH=arm64 "$go" build ./os ./runtime
cd "$here"
rm "$work/mystd/internal/intrinsic/empty.s"
rm -rf "$work/mystd/compare" && mv "$work/compare" "$work/mystd/compare"
for shim in compare/shim/*; do
	name=${shim#compare/shim/}
	for file in "$shim"/*.go; do
		case $name in
		runtime | io) cp "$file" "$work/mystd/$name/" ;;
		*) cp "$file" "$work/mystd/internal/$name/" ;;
		esac
	done
done
cd "$work/mystd"
"$go" vet -unsafeptr=false -copylocks=false -stdmethods=false ./... || exit 1
"$go" test ./compare "$@"
