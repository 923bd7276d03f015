// A stack may be much deeper than what the system gives a program.
package main

import "fmt"

func depth(n int, keep [8]int) int {
	if n == 0 {
		return keep[3]
	}
	keep[n%8] = n
	return depth(n-1, keep) + 1
}

func main() {
	fmt.Println(depth(200000, [8]int{}))
	c := make(chan int)
	go func() { c <- depth(100000, [8]int{}) }()
	fmt.Println(<-c)
}
