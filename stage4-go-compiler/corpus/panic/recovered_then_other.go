package main

import "fmt"

func safe() {
	defer func() { fmt.Println("safe", recover()) }()
	var m map[int]int
	m[1] = 1
}

func main() {
	safe()
	var p *struct{ a, b int }
	println(p.b)
}
