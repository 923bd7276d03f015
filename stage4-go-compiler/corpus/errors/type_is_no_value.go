package main

type T struct{}

var a = T
var b = int + 1
var c = []int
var d = len
var e = (int)
var f = T.x

func main() {}
