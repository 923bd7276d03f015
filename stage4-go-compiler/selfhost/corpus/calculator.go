package main

import "fmt"

type parser struct {
	text string
	at   int
}

type syntaxError struct {
	at   int
	what string
}

func (e *syntaxError) Error() string { return fmt.Sprintf("%d: %s", e.at, e.what) }

func (p *parser) peek() byte {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) sum() (int, error) {
	v, err := p.product()
	for err == nil && (p.peek() == '+' || p.peek() == '-') {
		op := p.text[p.at]
		p.at++
		var w int
		w, err = p.product()
		if op == '+' {
			v += w
		} else {
			v -= w
		}
	}
	return v, err
}

func (p *parser) product() (int, error) {
	v, err := p.factor()
	for err == nil && (p.peek() == '*' || p.peek() == '/') {
		op := p.text[p.at]
		p.at++
		w, err := p.factor()
		if err != nil {
			return 0, err
		}
		if op == '*' {
			v *= w
		} else if w == 0 {
			return 0, &syntaxError{p.at, "division by zero"}
		} else {
			v /= w
		}
	}
	return v, err
}

func (p *parser) factor() (int, error) {
	switch c := p.peek(); {
	case c == '(':
		p.at++
		v, err := p.sum()
		if err == nil && p.peek() != ')' {
			return 0, &syntaxError{p.at, "missing )"}
		}
		p.at++
		return v, err
	case c == '-':
		p.at++
		v, err := p.factor()
		return -v, err
	case '0' <= c && c <= '9':
		v := 0
		for p.at < len(p.text) && '0' <= p.text[p.at] && p.text[p.at] <= '9' {
			v = 10*v + int(p.text[p.at]-'0')
			p.at++
		}
		return v, nil
	}
	return 0, &syntaxError{p.at, "number expected"}
}

func main() {
	for _, s := range []string{"1+2*3", "(1+2)*3 - -4", "2*(3+", "10/(5-5)", "x"} {
		v, err := (&parser{text: s}).sum()
		if err != nil {
			fmt.Println(s, "error", err)
			continue
		}
		fmt.Println(s, "=", v)
	}
}
