package main

var a map[[]int]int
var b map[func()]int
var c map[struct{ f []int }]int
var d map[[2]map[int]int]int
var e map[interface{}]int
var f map[string]int = map[string]string{}
var g = f[1]

func main() {}
