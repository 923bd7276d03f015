package main

func a() (int, string) {
	return 1
}

func b() {
	return 1
}

func c() (x int) {
	return 1, 2
}

func d() int {
	return
}

func main() {}
