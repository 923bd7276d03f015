package main

var s = "abc"
var a = s + 'x'
var b byte = "x"
var c = s[0] + "x"
var d rune = 'x' + 0.5
var e string = 'x'
var f = -s
var g = !1
var h = ^1.5
var i = +"x"

func main() {}
