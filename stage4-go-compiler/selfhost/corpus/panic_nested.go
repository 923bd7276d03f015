package main

import "fmt"

func main() {
	defer func() {
		panic(fmt.Sprint("second after ", recover()))
	}()
	panic("first")
}
