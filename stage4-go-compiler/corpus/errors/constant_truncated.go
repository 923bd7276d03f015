package main

var a int = 1.5
var b = int(2.5)
var c uint8 = 1e3
var d int = 2.0
var e rune = 1.25

func main() {}
