package main

import "fmt"

type s struct {
	a int8
	b int64
	c string
}

func main() {
	x, y := s{1, 2, "c"}, s{1, 2, "c"}
	fmt.Println(x == y, x != s{}, [2]string{"a", "b"} == [2]string{"a", "b"}, &x == &x, &x == &y)
	var a, b any = x, y
	var e error
	fmt.Println(a == b, a != nil, e == nil, a == any(1), any(1) == any(1.0), any("x") == any("x"))
	u, v := uint8(200), uint8(100)
	i, j := int8(-56), int8(100)
	fmt.Println(u > v, i > j, uint(1<<63) > 1, int64(-1) < 0, "abc" < "abd", "ab" < "abc", "" == "")
	t, f := true, false
	fmt.Println(t && !f || f, t != f, t == f, (u > v) == (i < j))
	defer func() { fmt.Println(recover()) }()
	var c, d any = []int{1}, []int{1}
	fmt.Println(c == d)
}
