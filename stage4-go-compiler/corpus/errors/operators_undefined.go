package main

var a = "a" - "b"
var b = true + false
var c = 1.5 % 2
var d = 1.5 & 1
var e = []int{} + []int{}
var f = nil + nil
var x float64
var g = x | 1
var h = "a" && true

func main() {
	s := "a"
	s++
	s -= "b"
	x %= 2
	x <<= 1
}
