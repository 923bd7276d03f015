package main

var a = b
var b = c()

func c() int { return a }

var d = d
var e = func() int { return e }()

const f = g
const g = f

var h int = 1 + i.m()
var i T

type T struct{}

func (T) m() int { return h }

func main() {}
