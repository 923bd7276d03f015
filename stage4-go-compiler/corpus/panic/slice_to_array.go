package main

func first4(s []int) [4]int {
	return [4]int(s)
}

func main() {
	println(first4([]int{1, 2, 3, 4})[3])
	println(first4([]int{1, 2, 3})[0])
}
