package main

func apply(f func(int) int, n int) int {
	return f(n)
}

func main() {
	a := []int{1, 2}
	get := func(i int) int {
		return a[i]
	}
	println(apply(get, 1))
	println(apply(get, 2))
}
