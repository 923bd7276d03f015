package main

import "fmt"

type problem struct{ code int }

func (p problem) Error() string { return fmt.Sprint("problem ", p.code) }

func main() {
	fmt.Println("before")
	defer fmt.Println("deferred")
	panic(problem{3})
}
