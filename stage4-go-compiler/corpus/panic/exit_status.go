package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("not printed")
	fmt.Fprintln(os.Stderr, "failing with 3")
	os.Exit(3)
}
