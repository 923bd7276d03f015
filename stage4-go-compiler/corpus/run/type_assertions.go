package main

type reader interface{ read() string }
type writer interface{ write(string) int }
type both interface {
	reader
	writer
}
type file struct{ name string }

func (f *file) read() string       { return f.name }
func (f *file) write(s string) int { f.name += s; return len(s) }

type half int

func (h half) read() string { return "half" }

type alias = half

func try(f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(r.(error).Error())
		}
	}()
	f()
}

func main() {
	var r reader = &file{"f"}
	w, ok := r.(writer)
	println(w.write("!"), ok, r.read())
	_, ok = reader(half(1)).(both)
	println(ok)
	h, ok := any(half(3)).(alias)
	println(h, ok)
	_, ok = any(3).(half)
	println(ok)
	var empty reader
	_, ok = empty.(both)
	println(ok)
	try(func() { _ = empty.(both) })
	try(func() { _ = reader(half(1)).(both) })
	try(func() { _ = any("x").(int) })
	try(func() { _ = any(half(1)).(*file) })
	try(func() { _ = any(file{}).(reader) })
	try(func() { _ = r.(half) })
	try(func() { _ = any(nil).(error) })
	try(func() { _ = any([]int{}).([2]int) })
	x, ok := any(struct{ a int }{5}).(struct{ a int })
	println(x.a, ok)
	if b, ok := r.(both); ok {
		println(b.read(), b.write("?"), b.(reader).read())
	}
	f, ok := any(main).(func())
	println(f != nil, ok)
	m := map[string]any{"a": 1, "b": "s"}
	n, ok := m["a"].(int)
	s, ok2 := m["c"].(string)
	println(n, ok, s == "", ok2)
}
