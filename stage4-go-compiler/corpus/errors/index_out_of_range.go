package main

var a [3]int
var s = "abc"

const c = "abc"

var b = a[3]
var d = a[-1]
var e = c[5]
var f = a["x"]
var g = a[1.5]
var h = a[2:1]
var i = s[1:2:3]
var j = (&a)[4]
var k = 5[0]
var l = [3]int{}[:]

func main() {}
