package main

var a int
var b string
var c = a + b
var d = a == b
var e = a && true
var f = "x" + 1

func main() {}
