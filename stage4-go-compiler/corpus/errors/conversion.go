package main

type T struct{ a int }
type U struct{ b int }

var a = int("1")
var b = string(1.5)
var c = []byte(1)
var d = T(U{})
var e = (*int)(1)
var f = uint8(300)
var g = int()
var h = int(1, 2)
var i = [2]int([]int{})
var j = bool(1)
var k = float32(1e100)
var l = string(65)

func main() {}
