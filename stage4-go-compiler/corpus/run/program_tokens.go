package main

import (
	"fmt"
	"strings"
)

type kind int

const (
	word kind = iota
	number
	symbol
	space
)

func (k kind) String() string { return [...]string{"word", "number", "symbol", "space"}[k] }

type token struct {
	kind
	text string
}

func classify(r rune) kind {
	switch {
	case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80:
		return word
	case '0' <= r && r <= '9':
		return number
	case r == ' ', r == '\t', r == '\n':
		return space
	}
	return symbol
}

func scan(s string) (out []token) {
	start := 0
	last := kind(-1)
	flush := func(end int) {
		if last >= 0 && last != space {
			out = append(out, token{last, s[start:end]})
		}
	}
	for i, r := range s {
		if k := classify(r); k != last || k == symbol {
			flush(i)
			start, last = i, k
		}
	}
	flush(len(s))
	return
}

func main() {
	for _, t := range scan("let größe = 42*(x1 - 7);\n日本 ok") {
		fmt.Printf("%v:%q ", t.kind, t.text)
	}
	fmt.Println()
	count := map[string]int{}
	for _, w := range strings.Fields("the cat and the dog and the bird") {
		count[w]++
	}
	fmt.Println(count, len(scan("")), scan("  "))
	fmt.Printf("%v %+v %d %s\n", token{number, "5"}, token{word, "x"}, symbol, space)
	var b strings.Builder
	for i, part := range strings.Split("a,b,,c", ",") {
		fmt.Fprintf(&b, "%d=%q;", i, part)
	}
	fmt.Println(b.String(), strings.Repeat("=", 5), strings.ToUpper("é"))
}
