package main

import "fmt"

func main() {
	counts := map[int]int{}
	x := uint64(88172645463325252)
	for range 6000000 {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
		counts[int(x%100003)]++
	}
	most, sum := 0, 0
	for k, n := range counts {
		most = max(most, n)
		sum += k * n
	}
	words := map[string]int{}
	for i := range 2000000 {
		words[names[i*7919%len(names)]] += i
	}
	fmt.Println(len(counts), most, sum, len(words), words["item42"])
}

var names = make([]string, 5000)

func init() {
	for i := range names {
		names[i] = fmt.Sprint("item", i)
	}
}
