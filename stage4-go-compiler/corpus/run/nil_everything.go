package main

type list struct {
	v    int
	next *list
}

func (l *list) sum() int {
	if l == nil {
		return 0
	}
	return l.v + l.next.sum()
}

type ints []int

func (s ints) total() (n int) {
	for _, x := range s {
		n += x
	}
	return
}

type m map[string]int

func (x m) get(k string) int { return x[k] }

type fn func() int

func (f fn) call() int {
	if f == nil {
		return -1
	}
	return f()
}

type err struct{}

func (*err) Error() string { return "err" }

func fails(yes bool) error {
	var e *err
	if yes {
		e = &err{}
	}
	return e
}

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			println(name, r.(error).Error())
		}
	}()
	f()
	println(name, "fine")
}

func main() {
	var l *list
	var s ints
	var x m
	var f fn
	println(l.sum(), s.total(), x.get("a"), f.call())
	println(fails(false) == nil, fails(true) == nil)
	try("field", func() { _ = l.next.v })
	try("write", func() { l.v = 1 })
	try("index", func() { s[0]++ })
	try("map write", func() { x["a"] = 1 })
	try("delete", func() { delete(x, "a") })
	try("call", func() { f() })
	try("range", func() {
		for range s {
		}
		for range x {
		}
	})
	try("append", func() { s = append(s, nil...); println(s == nil); s = append(s, 1) })
	try("array pointer", func() { var a *[3]int; a[1] = 2 })
	try("array pointer length", func() { var a *[3]int; println(len(a)) })
	try("array slice", func() { var a *[3]int; _ = a[:] })
	try("error", func() { var e error; _ = e.Error() })
	try("method value", func() { var e error; _ = e.Error })
	try("deferred", func() { var g func(); defer g() })
	try("struct copy", func() { v := *l; println(v.v) })
	try("empty slice", func() { _ = ints(nil)[:0:0] })
	try("string", func() { var t string; println(t[0:], len(t)); _ = t[0] })
	try("large field", func() {
		var p *struct {
			pad [1 << 20]byte
			x   int
		}
		p.x = 1
	})
}
