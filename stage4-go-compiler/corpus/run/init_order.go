package main

import "fmt"

func pair() (int, int) { return 1, 2 }

var c = b
var a, b = pair()
var d = b + 1

var m = map[string]int{"x": f()}

func f() int { return d * 10 }

func init() { fmt.Println("init", m["x"]) }

func main() { fmt.Println(a, b, c, d) }
