package main

var a = complex(1, "x")
var b = real(1.5)
var c = imag("x")
var d float64 = 1i
var e = 2i < 1i
var f complex64 = complex(1e100, 0)
var g = complex(float32(1), float64(2))
var x complex128
var h = x % x
var i int = 2i * 2i

func main() {}
