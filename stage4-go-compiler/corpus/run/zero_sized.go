package main

type empty struct{}

func (empty) hello() string   { return "hello" }
func (e *empty) self() *empty { return e }

type withEmpty struct {
	a int
	empty
	b int
}

func main() {
	var e empty
	println(e == empty{}, e.hello(), e.self() != nil)
	set := map[string]empty{"a": {}, "b": {}}
	_, ok := set["a"]
	println(len(set), ok)
	s := make([]empty, 5, 10)
	s = append(s, empty{}, empty{})
	println(len(s), len(s[2:5]))
	n := 0
	for range s {
		n++
	}
	println(n, copy(s, s[1:]))
	var arr [0]int
	println(len(arr), arr == [0]int{}, len(arr[:]))
	for range arr {
		println("never")
	}
	keys := map[empty]int{{}: 1}
	keys[e]++
	println(len(keys), keys[empty{}])
	c := make(chan empty, 3)
	c <- e
	c <- empty{}
	println(len(c), <-c == e)
	w := withEmpty{a: 1, b: 2}
	println(w.a, w.hello(), w.b, w == withEmpty{1, empty{}, 2})
	var i any = e
	_, ok = i.(empty)
	println(ok, i == any(empty{}))
	f := func(x empty, y int, z [0]string) int { return y + len(z) }
	println(f(e, 3, [0]string{}))
	big := make([]struct{}, 1<<40)
	println(len(big))
	t := [1 << 30]empty{}
	println(len(t))
	g := func() (a empty, b int, c [0]int) { return e, 7, arr }
	_, b, _ := g()
	println(b)
	type pair struct{ x, y empty }
	println(pair{} == pair{e, e})
}
