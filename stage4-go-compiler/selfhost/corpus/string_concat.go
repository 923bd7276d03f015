package main

import "fmt"

func repeat(s string, n int) string {
	out := ""
	for i := 0; i < n; i++ {
		out += s
	}
	return out
}

func main() {
	a, b, c, d := "one", "two", "three", "four"
	fmt.Println(a+b, a+b+c, a+" "+b+" "+c+" "+d, (a+b)+(c+d), ""+a+"", repeat("xy", 5))
	m := map[string]string{"k": "v"}
	m["k"] += "w"
	m["n"] += a + b
	arr := [2]string{"p", "q"}
	arr[1] += arr[0]
	fmt.Println(m["k"], m["n"], arr)
}
