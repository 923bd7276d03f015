package main

import "fmt"

type empty struct{}

func (empty) hi() string { return "hi" }

func main() {
	set := map[string]empty{"a": {}}
	_, ok := set["a"]
	var s []empty
	s = append(s, empty{}, empty{})
	var a [0]int
	var i any = empty{}
	fmt.Println(ok, len(s), len(a), i == any(empty{}), i.(empty).hi(), struct{}{} == empty{})
}
