package main

import "fmt"

func divmod(a, b int) (q, r int) {
	q = a / b
	r = a % b
	return
}

func three() (int, string, error) { return 1, "two", nil }

func swap(a, b string) (string, string) { return b, a }

func many() (a, b, c, d, e, f, g, h, i, j int) { return 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }

func add(a, b int) int { return a + b }

func main() {
	q, r := divmod(17, 5)
	n, s, err := three()
	_, r2 := divmod(9, 4)
	x, y := swap(swap("a", "b"))
	fmt.Println(q, r, n, s, err, r2, x, y, add(divmod(20, 6)))
	a, b, c, d, e, f, g, h, i, j := many()
	fmt.Println(a, b, c, d, e, f, g, h, i, j)
	fmt.Println(many())
	m := map[string]int{}
	var arr [3]int
	k := 0
	k, arr[k] = 2, 5
	m["x"], arr[k] = divmod(7, 2)
	fmt.Println(k, arr, m)
}
