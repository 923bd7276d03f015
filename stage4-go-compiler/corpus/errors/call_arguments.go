package main

func f(a int, b string) {}
func g(a ...int)       {}
func two() (int, int)   { return 1, 2 }

func main() {
	f(1)
	f(1, "x", 2)
	f("x", 1)
	g("a")
	g([]string{}...)
	f(two())
	f([]int{}...)
	main(1)
}
