package main

import "fmt"

type myInt int
type myErr struct{}

func (myErr) Error() string { return "my error" }

func what(x any) string {
	switch v := x.(type) {
	case nil:
		return "nil"
	case int, int64:
		return fmt.Sprintf("integer %v", v)
	case string:
		return "string of " + fmt.Sprint(len(v))
	case []int:
		return fmt.Sprint("ints ", len(v), cap(v))
	case error:
		return "error " + v.Error()
	case func() int:
		return fmt.Sprint("func ", v())
	case map[string]int:
		return fmt.Sprint("map ", v["a"])
	case [2]bool:
		return fmt.Sprint("array ", v[1])
	case *int:
		return fmt.Sprint("pointer ", *v)
	case struct{ a int }:
		return fmt.Sprint("struct ", v.a)
	default:
		return fmt.Sprintf("other %T", v)
	}
}

func main() {
	n := 3
	for _, x := range []any{nil, 1, int64(2), "abc", []int{1}, myErr{}, func() int { return 7 }, map[string]int{"a": 4},
		[2]bool{false, true}, &n, struct{ a int }{8}, myInt(3), 2.5, true} {
		fmt.Println(what(x))
	}
}
