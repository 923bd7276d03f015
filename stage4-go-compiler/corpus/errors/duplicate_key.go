package main

var m = map[string]int{"a": 1, "b": 2, "a": 3}
var a = [...]int{0: 1, 2, 1: 3}
var b = [2]int{1, 2, 3}
var c = []int{-1: 1}
var d = []int{"x": 1}
var e = map[interface{}]int{1: 1, "1": 2, 1: 3, 1.0: 4}
var f = map[int]int{1}

func main() {}
