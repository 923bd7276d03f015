package main

import "fmt"

type v struct{ a, b, c int }

func f(a int, b string, c []int, d v, e float64, g any, h ...int) string {
	return fmt.Sprint(a, b, c, d, e, g, h)
}

func g(a, b, c, d, e, f, g, h, i, j, k, l int) int {
	return a + 2*b + 3*c + 4*d + 5*e + 6*f + 7*g + 8*h + 9*i + 10*j + 11*k + 12*l
}

func id(x int) int { return x }

func main() {
	fmt.Println(f(1, "s", []int{2, 3}, v{4, 5, 6}, 7.5, "any", 8, 9, 10))
	fmt.Println(g(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12))
	fmt.Println(g(id(1), 2, id(3), g(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, id(1)), 5, id(6), 7, 8, id(9), 10, id(11), id(12)))
}
