package main

import "fmt"

type inner struct {
	A int
	b string
}
type outer struct {
	I  inner
	P  *inner
	S  []int
	M  map[string]int
	F  func()
	E  interface{}
	N  *int
	ar [2]bool
}
type list []int
type m map[string]bool
type kind uint8
type rec struct {
	name string
	kids []*rec
}

func main() {
	in := inner{1, "x"}
	fmt.Printf("%v %+v %#v %T\n", in, in, in, in)
	fmt.Printf("%v %+v %#v\n", &in, &in, &in)
	o := outer{I: in, S: []int{1, 2}, M: map[string]int{"b": 2, "a": 1}, E: 5}
	fmt.Printf("%v\n%+v\n%#v\n", o, o, o)
	fmt.Printf("%v %#v %T %v %#v\n", list{1}, list{1}, list{}, m{"x": true}, m{"x": true})
	fmt.Printf("%v %#v %#v %#v\n", []string(nil), []string(nil), map[string]int(nil), (*int)(nil))
	fmt.Printf("%v %d %x %#v\n", [3]int{1, 2, 3}, []int{10, 20}, []int{10, 20}, [2]string{"a", "b"})
	fmt.Printf("%v %+v %#v\n", []interface{}{1, "a", nil, 2.5}, []interface{}{in}, []interface{}{1, "a", nil, in})
	fmt.Printf("%v %v\n", map[int]string{3: "c", 1: "a", 2: "b"}, map[[2]int]bool{{2, 1}: true, {1, 9}: false})
	fmt.Printf("%v %#v\n", map[interface{}]int{2: 2, 1: 3, -5: 4}, map[kind][]int{1: {1}})
	fmt.Printf("%T %T %T %T %T %T\n", o.F, o.E, &o, map[string][]*inner{}, [3]func(int) string{}, struct{ X int }{})
	fmt.Printf("%T %T %T %T\n", func(a int, b ...string) (int, error) { return 0, nil }, new(interface{ M() }), 'x', nil)
	fmt.Printf("%v %+v\n", struct {
		A, B interface{}
		C    error
	}{1, nil, nil}, struct{ X, Y *int }{})
	r := rec{"root", []*rec{{name: "kid"}}}
	fmt.Printf("%s %d\n", r.name, len(r.kids))
	fmt.Printf("%6d|%-4d|%q|%5.1f\n", []int{1, 2}, [2]int{3, 4}, []string{"a"}, map[string]float64{"x": 1})
	fmt.Printf("%v %v %s\n", &[]int{1}, &map[string]int{"a": 1}, &[]string{"x"})
	pp := &in
	fmt.Printf("%t %t\n", fmt.Sprintf("%p", pp) == fmt.Sprintf("%v", &pp)[:0]+fmt.Sprintf("%p", pp), fmt.Sprint(pp) == "&{1 x}")
	fmt.Printf("%v %+v %#v\n", struct{}{}, struct{ in inner }{in}, struct {
		a int8
		b []byte
	}{1, []byte{2}})
	fmt.Printf("%x %X %q\n", []string{"ab", "c"}, [2]string{"x", "yz"}, [][]string{{"a"}, {}})
}
