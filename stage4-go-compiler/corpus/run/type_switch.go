package main

import (
	"fmt"
	"io"
	"strings"
)

type num int

func (n num) String() string { return fmt.Sprintf("num(%d)", int(n)) }

func what(x interface{}) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer %v %T", v, v)
	case float64:
		return fmt.Sprint("float ", v*2)
	case string:
		return "string of " + fmt.Sprint(len(v))
	case []int:
		return fmt.Sprint("slice ", len(v), cap(v))
	case map[string]int:
		return fmt.Sprint("map ", v["a"])
	case func(int) int:
		return fmt.Sprint("func ", v(3))
	case *int:
		return fmt.Sprint("pointer ", *v)
	case error:
		return "error " + v.Error()
	case fmt.Stringer:
		return "stringer " + v.String()
	case struct{ a, b int }:
		return fmt.Sprint("struct ", v.a+v.b)
	case [2]bool:
		return fmt.Sprint("array ", v[1])
	default:
		return fmt.Sprintf("other %T", v)
	}
}

func main() {
	n := 9
	for _, x := range []interface{}{nil, 1, int64(2), 2.5, "abc", []int{1, 2}, map[string]int{"a": 4},
		func(x int) int { return x * x }, &n, fmt.Errorf("bad"), num(3), struct{ a, b int }{1, 2},
		[2]bool{false, true}, int8(1), io.EOF, struct{}{}, []string{}} {
		fmt.Println(what(x))
	}
	var r io.Reader = strings.NewReader("x")
	switch r.(type) {
	case io.Writer:
		fmt.Println("writer")
	case io.ByteReader:
		fmt.Println("byte reader")
	}
	switch x := interface{}(n); y := x.(type) {
	case int:
		fmt.Println(y+1, x)
	}
	switch interface{}(nil).(type) {
	default:
		fmt.Println("default")
	case int:
		fmt.Println("int")
	}
	s, ok := interface{}("s").(string)
	i, ok2 := interface{}("s").(int)
	st, ok3 := interface{}(num(1)).(fmt.Stringer)
	fmt.Println(s, ok, i, ok2, st, ok3)
	for _, x := range []any{1, "a"} {
		switch x.(type) {
		case int:
			if n > 5 {
				break
			}
			fmt.Println("not reached")
		case string:
			continue
		}
		fmt.Println("after", x)
	}
}
