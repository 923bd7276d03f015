// The sieve of Eratosthenes: byte stores with a stride.
package main

func main() {
	const limit = 4000000
	count := 0
	for round := 0; round < 10; round++ {
		composite := make([]bool, limit)
		count = 0
		for n := 2; n < limit; n++ {
			if composite[n] {
				continue
			}
			count++
			for multiple := n * n; multiple < limit; multiple += n {
				composite[multiple] = true
			}
		}
	}
	println(count)
}
