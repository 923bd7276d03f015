package main

import "fmt"

type a interface{ m() }

func main() {
	var x any = 5
	defer fmt.Println("deferred")
	x.(a).m()
}
