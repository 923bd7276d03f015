package main

import "fmt"

var calls int

func t() bool { calls++; return true }
func f() bool { calls++; return false }

func classify(n int) string {
	if n < 0 {
		return "negative"
	} else if n == 0 {
		return "zero"
	} else if n < 10 && n%2 == 0 || n == 7 {
		return "small even or seven"
	}
	return "other"
}

func main() {
	fmt.Println(t() || f(), f() && t(), t() && f() || t(), !(f() || f()), calls)
	a, b := true, false
	fmt.Println(a && b, a || b, a != b, a == b, !a, !b == a)
	type flag bool
	var x flag = 3 > 2
	x = x && !false
	fmt.Println(x, bool(x) == a)
	for i := -1; i < 13; i += 2 {
		fmt.Print(classify(i), ",")
	}
	fmt.Println(classify(0), classify(4))
	n := 0
	for i := 0; i < 10 && n < 20; i++ {
		if i%3 == 0 && i != 0 || i == 1 {
			n += i
		}
	}
	fmt.Println(n)
	var arr [4]bool
	arr[2] = n > 5
	arr[3] = !arr[2]
	fmt.Println(arr, [2]bool{true, false} == [2]bool{true, !true})
	m := map[bool]string{true: "yes", false: "no"}
	fmt.Println(m[n > 100], m[len(m) == 2])
	var p *int
	fmt.Println(p != nil && *p > 3, p == nil || *p > 3)
	g := func() (bool, error) { return n%2 == 0, nil }
	if ok, err := g(); ok && err == nil {
		fmt.Println("even")
	} else {
		fmt.Println("odd", ok, err)
	}
}
