// A sum over a slice: the loop that vector instructions are made for.
package main

func main() {
	numbers := make([]int, 100000)
	for i := range numbers {
		numbers[i] = i
	}
	sum := 0
	for round := 0; round < 1000; round++ {
		numbers[round] ^= 1
		for _, number := range numbers {
			sum += number
		}
	}
	println(sum)
}
