// The longest chain of 3n+1 below a limit: a loop with a division, a branch and a multiplication.
package main

func main() {
	longest, start := 0, 0
	for first := 1; first < 1000000; first++ {
		n, steps := first, 0
		for n != 1 {
			if n%2 == 0 {
				n /= 2
			} else {
				n = 3*n + 1
			}
			steps++
		}
		if steps > longest {
			longest, start = steps, first
		}
	}
	println(start, longest)
}
