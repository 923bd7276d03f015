package main

func f(int) string { return "" }

var a func(int) string = f
var b func(string) string = f
var c func(int) = f
var d = f == nil
var e = f == f
var g func(...int) = func([]int) {}
var h = func(x ...int, y int) {}

func main() {}
