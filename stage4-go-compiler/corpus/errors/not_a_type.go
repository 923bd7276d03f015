package main

var x int

const c = 1

func f() {}

var a x
var b c
var d f
var e []len
var g map[x]int
var h = []f{}
var i nil

func main() {}
