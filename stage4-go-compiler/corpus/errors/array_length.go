package main

var n = 3
var a [n]int
var b [-1]int
var c [1.5]int
var d [2.0]int
var e ["x"]int
var f [1 << 70]int
var g [unknown]int
var h [...]int
var i = [...]int{1, 2}
var j [3]int = i

func main() {}
