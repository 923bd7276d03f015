#!/bin/sh
# Records what the official compiler makes of the programs of the corpus, NAME.txt beside NAME.go (or beside the
# folder NAME, a module of several packages). Needs Go 1.22 or later (GO=path, default: go).
#
#   corpus/record.sh [NAME...]    only these; default: all that have no answer yet
#
#   run     output of the program, standard error behind it or in between as it comes
#   panic   the same up to where the trace begins, its functions and lines, and the exit status
#   errors  messages of the compiler
set -eu
cd "$(dirname "$0")"
go=${GO:-go}
export GOTOOLCHAIN=local GOPROXY=off GOFLAGS=-mod=mod
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What differs from run to run and from machine to machine: arguments, addresses, folders; frames of the library; numbers
# of goroutines but the first.
normal='
/^goroutine /,$ {
    s/^\([^	].*\)(.*)$/\1/
    s/^	.*\/\([^\/]*:[0-9]*\).*$/	\1/
    s/^goroutine \([2-9]\|1[0-9]\|[2-9][0-9]\)[0-9]* /goroutine N /
}
s/ addr=0x[0-9a-f]* pc=0x[0-9a-f]*//
s/^\(	*panic: main\.[A-Za-z]*{\).*0x[0-9a-f]*.*/\1/
'

answer() { # of NAME.go or the folder NAME
    kind=$(dirname "$1")
    case $kind in
    errors)
        name=$(basename "$1" .go)
        (cd errors && "$go" tool compile -e -o "$work/x.o" "$name.go") >"errors/$name.txt" 2>&1 || true
        ;;
    *)
        if [ -d "$1" ]; then (cd "$1" && "$go" build -o "$work/program" .); else "$go" build -o "$work/program" "$1"; fi
        status=0
        "$work/program" >"$work/out" 2>&1 || status=$?
        if [ "$kind" = panic ]; then
            { sed "$normal" "$work/out" | awk '
                /^panic$|^runtime\./ { getline; next }   # frames of the runtime
                { print }'
              echo "exit status $status"; } >"${1%.go}.txt"
        else
            [ $status = 0 ] || { echo "$1: exit status $status" >&2; exit 1; }
            cp "$work/out" "${1%.go}.txt"
        fi
        ;;
    esac
}

if [ $# -gt 0 ]; then
    for one in "$@"; do answer "$one"; done
else
    for one in run/* panic/* errors/*.go; do
        case $one in *.txt) continue ;; esac
        [ -e "${one%.go}.txt" ] || answer "$one"
    done
fi
