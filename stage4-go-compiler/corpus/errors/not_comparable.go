package main

type T struct{ f func() }

var a, b []int
var c = a == b
var d = T{} == T{}
var e = func() {} == nil
var f = map[int]int{} == map[int]int{}
var g = struct{}{} < struct{}{}
var h = true < false
var i = [1]func(){} == [1]func(){}

func main() {}
