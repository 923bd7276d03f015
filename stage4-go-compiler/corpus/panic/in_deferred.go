package main

import "fmt"

func cleanup(s []int) {
	fmt.Println("cleaning", s[5])
}

func work() {
	defer cleanup([]int{1})
	panic("work failed")
}

func main() {
	work()
}
