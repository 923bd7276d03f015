package main

import "fmt"

type inner struct {
	f float64
	s string
}
type key struct {
	a  int8
	b  int64
	i  inner
	e  interface{}
	p  *int
	ar [2]string
}

func main() {
	n := 1
	k1 := key{1, 2, inner{1.5, "x"}, "e", &n, [2]string{"p", "q"}}
	k2 := k1
	fmt.Println(k1 == k2)
	k2.ar[1] = "z"
	fmt.Println(k1 == k2, k1 != k2)
	k2 = k1
	k2.e = 5
	fmt.Println(k1 == k2)
	k2 = k1
	k2.i.s = string([]byte("x"))
	fmt.Println(k1 == k2)
	m := map[key]int{k1: 1}
	m[k2]++
	fmt.Println(m[k1], len(m))
	zero := 0.0
	a, b := inner{zero, ""}, inner{-zero, ""}
	fmt.Println(a == b)
	nan := zero / zero
	c := inner{nan, ""}
	fmt.Println(c == c, c != c)
	mm := map[inner]int{c: 1}
	mm[c] = 2
	fmt.Println(len(mm), mm[c])
	type pad struct {
		a byte
		b int32
		c byte
	}
	p1, p2 := pad{1, 2, 3}, pad{1, 2, 3}
	fmt.Println(p1 == p2, map[pad]bool{p1: true}[p2])
	var i1, i2 interface{} = k1, k1
	fmt.Println(i1 == i2)
	e1 := struct{ err error }{}
	e2 := struct{ err error }{fmt.Errorf("x")}
	fmt.Println(e1 == e2, e2 == e2)
	func() {
		defer func() { fmt.Println(recover()) }()
		x := key{e: []int{}}
		fmt.Println(x == x)
	}()
	var arr1, arr2 [100]int
	arr2[99] = 1
	fmt.Println(arr1 == arr2, arr1 == [100]int{})
}
