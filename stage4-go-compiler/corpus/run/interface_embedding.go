package main

import "fmt"

type reader interface{ read() string }
type writer interface{ write(string) }
type both interface {
	reader
	writer
	close() error
}
type file struct{ data []string }

func (f *file) read() string {
	if len(f.data) == 0 {
		return ""
	}
	s := f.data[0]
	f.data = f.data[1:]
	return s
}
func (f *file) write(s string) { f.data = append(f.data, s) }
func (f *file) close() error   { return nil }

type upper struct{ both }

func (u upper) read() string { return "<" + u.both.read() + ">" }

type countWriter struct {
	writer
	n *int
}

func (c countWriter) write(s string) { *c.n += len(s); c.writer.write(s) }

type sortable interface {
	less(sortable) bool
}
type num int

func (n num) less(o sortable) bool { return n < o.(num) }

func smallest(xs ...sortable) sortable {
	m := xs[0]
	for _, x := range xs[1:] {
		if x.less(m) {
			m = x
		}
	}
	return m
}

type a interface{ m() int }
type impl1 struct{}
type impl2 struct{ x int }

func (impl1) m() int   { return 1 }
func (i impl2) m() int { return i.x }

func main() {
	var b both = &file{}
	b.write("hello")
	b.write("world")
	fmt.Println(b.read(), b.close())
	u := upper{b}
	fmt.Println(u.read(), u.close())
	n := 0
	c := countWriter{b, &n}
	var w writer = c
	w.write("abc")
	w.write("de")
	fmt.Println(n, b.(reader).read())
	r, ok := w.(reader)
	fmt.Println(r == nil, ok)
	var bb both = u
	_, isU := bb.(upper)
	_, isF := bb.(*file)
	fmt.Println(isU, isF, bb.(reader).read())
	fmt.Println(smallest(num(3), num(1), num(2)))
	total := 0
	for i, x := range []a{impl1{}, impl2{5}, &impl2{7}, impl1{}} {
		total += x.m() * (i + 1)
	}
	fmt.Println(total)
	var x interface {
		a
		fmt.Stringer
	}
	fmt.Println(x == nil)
	set := map[a]string{impl1{}: "one", impl2{5}: "two"}
	fmt.Println(set[impl1{}], set[impl2{5}], set[impl2{6}] == "")
	f := a.m
	fmt.Println(f(impl2{9}), a(impl1{}).m())
}
