package main

const (
	a uint8 = 100 << iota
	b
	c
)

func main() {}
