package main

import "fmt"

type t struct{}

func main() {
	var x interface{} = t{}
	fmt.Println(x.(fmt.Stringer))
}
