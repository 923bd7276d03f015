package main

var s uint = 1
var a int64 = 1 << s
var b = "abc"[1 << s]
var c = make([]int, 1.0 << s)
var d float32 = 1 << s
var e = 1.0 << s != 2.0
var f interface{} = 1.0 << s
var g = []int{1}[1.0 << s]

func main() {}
