package main

var x = 1
var a = x / 0
var b = 1 / 0
var c = 1.0 / 0.0
var d = x % 0

func main() {
	x /= 0
}
