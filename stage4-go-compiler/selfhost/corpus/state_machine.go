package main

import "fmt"

type state func(c byte) state

type lexer struct {
	tokens []string
	word   []byte
}

func (l *lexer) start(c byte) state {
	switch {
	case c >= 'a' && c <= 'z':
		l.word = append(l.word[:0], c)
		return l.inWord
	case c != ' ':
		l.tokens = append(l.tokens, string(c))
	}
	return l.start
}

func (l *lexer) inWord(c byte) state {
	if c >= 'a' && c <= 'z' {
		l.word = append(l.word, c)
		return l.inWord
	}
	l.tokens = append(l.tokens, string(l.word))
	return l.start(c)
}

func main() {
	l := &lexer{}
	var next state = l.start
	for _, c := range []byte("let x = foo(bar, 1);\n") {
		next = next(c)
	}
	fmt.Printf("%q\n", l.tokens)
}
