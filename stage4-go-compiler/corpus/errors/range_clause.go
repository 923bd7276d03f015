package main

func main() {
	for i, j := range 10 {
		_, _ = i, j
	}
	for range 1.5 {
	}
	var c chan int
	for a, b := range c {
		_, _ = a, b
	}
	for x := range func() {} {
		_ = x
	}
	var s string
	for i, s = range "abc" {
	}
	for s = range 3 {
	}
	var p *[]int
	for range p {
	}
}
