package main

import "fmt"

func handler() {
	r := recover()
	fmt.Println("recovered", r)
	panic(fmt.Sprintf("again: %v", r))
}

func main() {
	defer handler()
	panic("original")
}
