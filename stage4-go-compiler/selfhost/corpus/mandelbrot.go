package main

import "fmt"

func main() {
	for y := -1.0; y <= 1.0; y += 0.25 {
		line := ""
		for x := -2.0; x <= 0.5; x += 0.0625 {
			a, b, n := 0.0, 0.0, 0
			for a*a+b*b <= 4 && n < 50 {
				a, b = a*a-b*b+x, 2*a*b+y
				n++
			}
			line += string(" .:-=+*#%@"[n*9/50])
		}
		fmt.Println(line)
	}
}
