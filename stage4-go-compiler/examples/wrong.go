package main

import "os"

func main() {
	var small int8 = 200
	count := 1
	if small > "two" {
		return 3
	}
}
