package main

func f() int { return 1 }

func main() {
	f
	1 + 2
	len("x")
	int(1)
	append([]int{}, 1)
	-f()
	func() {}
	int
	new(int)
	defer len("x")
	go int(3)
	f()
}
