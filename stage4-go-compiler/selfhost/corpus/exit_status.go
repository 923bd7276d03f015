package main

import "os"

func main() {
	os.Stdout.WriteString("to stdout\n")
	println("to stderr", 1, -2, true, "x", 3 == 3)
	defer os.Stdout.WriteString("never\n")
	os.Exit(0)
}
