package main

var f = 1.5
var s uint = 3
var a = f << 1
var b = 1 << f
var c = 1.0 << s
var d float64 = 1 << s
var e = 1 << -1
var g = 1.5 << 2
var h = 1 << 2000

func main() {}
