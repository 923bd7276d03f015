package main

func average(sum, n int) int {
	return sum / n
}

func main() {
	println(average(10, 2))
	println(average(10, 0))
}
