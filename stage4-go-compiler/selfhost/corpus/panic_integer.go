package main

import "fmt"

func main() {
	var z uint8
	fmt.Println("dividing")
	fmt.Println(10 % z)
}
