package main

type shape interface {
	area() int
	grow()
}

type square struct{ s int }

func (q *square) area() int { return q.s * q.s }
func (q *square) grow()     { q.s++ }

type fixed [4]int

func (f fixed) area() int { return f[0] * f[1] }
func (f fixed) grow()     { f[0] = 100 }

type number int

func (n number) area() int { return int(n) }
func (n number) grow()     { n++ }

type pair struct{ a, b any }

func describe(x any) string {
	switch x := x.(type) {
	case nil:
		return "nil"
	case bool, int8:
		return "bool or int8"
	case int:
		return "int"
	case shape:
		x.grow()
		return "shape"
	case func() int:
		return "func"
	case error:
		return "error " + x.Error()
	case []any:
		s := ""
		for _, y := range x {
			s += describe(y) + " "
		}
		return s
	case *pair:
		return describe(x.a) + "+" + describe(x.b)
	default:
		return "other"
	}
}

type e string

func (x e) Error() string { return string(x) }

func main() {
	q := &square{2}
	f := fixed{3, 4}
	n := number(5)
	for _, s := range []shape{q, f, &f, n, &n} {
		s.grow()
		print(s.area(), " ")
	}
	println()
	f[0] = 7
	var s shape = f
	f[0] = 8
	println(s.area(), shape(&f).area(), s == shape(fixed{7, 4}), s != nil)
	copied := s
	println(copied == s, shape(q) == shape(q), shape(q) == shape(&square{3}))
	println(describe(nil), describe(3), describe(true), describe(n), describe(q), describe(e("x")))
	println(describe([]any{1, "s", []any{nil, 2}}), describe(&pair{q, 1.5}))
	println(describe(func() int { return 1 }), describe(func() {}))
	x := any(f)
	f[1] = 0
	y := x.(fixed)
	y[2] = 9
	println(x.(fixed)[1], x.(fixed)[2], y[2])
	arr := [2]any{1, "a"}
	brr := arr
	brr[0] = 2
	println(arr == [2]any{1, "a"}, arr[0].(int), brr[0].(int))
	var small, same any = 300, 300
	println(small == same, any(1) == any(1.0), any('a') == any(97))
	big := any([100]int{99: 1})
	println(big.([100]int)[99], big == any([100]int{99: 1}))
}
