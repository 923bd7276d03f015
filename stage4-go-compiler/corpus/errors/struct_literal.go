package main

type T struct {
	a, b int
}

var a = T{1}
var b = T{1, 2, 3}
var c = T{a: 1, 2}
var d = T{a: 1, a: 2}
var e = T{c: 1}
var f = T{A: 1}
var g = T{"x", 2}
var h = int{}
var i = T{1: 2}

func main() {}
