package main

var a = iota

const (
	b = iota + 1
	c, d = iota
	e, f = 1, 2
	g
)

const h = len([]int{1})
const i []int = nil
const j = a
const k int = "x"
const l, m = 1

func main() {}
