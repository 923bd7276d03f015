package main

import "fmt"

type expr interface {
	eval(env map[string]int) (int, error)
}
type num int
type ref string
type bin struct {
	op   byte
	l, r expr
}

type undefined string

func (u undefined) Error() string { return "undefined: " + string(u) }

func (n num) eval(map[string]int) (int, error) { return int(n), nil }
func (r ref) eval(env map[string]int) (int, error) {
	if v, ok := env[string(r)]; ok {
		return v, nil
	}
	return 0, undefined(r)
}
func (b *bin) eval(env map[string]int) (v int, err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%c: %w", b.op, e.(error))
		}
	}()
	l, err := b.l.eval(env)
	if err != nil {
		return
	}
	r, err := b.r.eval(env)
	if err != nil {
		return
	}
	switch b.op {
	case '+':
		return l + r, nil
	case '-':
		return l - r, nil
	case '*':
		return l * r, nil
	}
	return l / r, nil
}

type parser struct {
	s  string
	at int
}

func (p *parser) peek() byte {
	for p.at < len(p.s) && p.s[p.at] == ' ' {
		p.at++
	}
	if p.at == len(p.s) {
		return 0
	}
	return p.s[p.at]
}

func (p *parser) sum() expr {
	x := p.product()
	for c := p.peek(); c == '+' || c == '-'; c = p.peek() {
		p.at++
		x = &bin{c, x, p.product()}
	}
	return x
}

func (p *parser) product() expr {
	x := p.factor()
	for c := p.peek(); c == '*' || c == '/'; c = p.peek() {
		p.at++
		x = &bin{c, x, p.factor()}
	}
	return x
}

func (p *parser) factor() expr {
	switch c := p.peek(); {
	case c == '(':
		p.at++
		x := p.sum()
		if p.peek() != ')' {
			panic(fmt.Sprintf("no ) at %d", p.at))
		}
		p.at++
		return x
	case c >= '0' && c <= '9':
		n := 0
		for ; p.at < len(p.s) && p.s[p.at] >= '0' && p.s[p.at] <= '9'; p.at++ {
			n = n*10 + int(p.s[p.at]-'0')
		}
		return num(n)
	case c >= 'a' && c <= 'z':
		p.at++
		return ref(c)
	default:
		panic(fmt.Sprintf("unexpected %q at %d", c, p.at))
	}
}

func run(s string) {
	defer func() {
		if e := recover(); e != nil {
			fmt.Printf("%-14s syntax: %v\n", s, e)
		}
	}()
	v, err := (&parser{s: s}).sum().eval(map[string]int{"x": 7, "z": 0})
	fmt.Printf("%-14s %d %v\n", s, v, err)
}

func main() {
	for _, s := range []string{"1 + 2*3", "(1+2)*3-x", "10/3/2", "1/z", "2*(5/(x-7))", "y+1", "(1", "1+*2", "2-3-4"} {
		run(s)
	}
}
