package main

import "fmt"

type item struct{ weight, value int }

func best(items []item, room int) int {
	table := make([][]int, len(items)+1)
	for i := range table {
		table[i] = make([]int, room+1)
	}
	for i, it := range items {
		for w := range table[i] {
			table[i+1][w] = table[i][w]
			if it.weight <= w {
				table[i+1][w] = max(table[i+1][w], table[i][w-it.weight]+it.value)
			}
		}
	}
	return table[len(items)][room]
}

func main() { fmt.Println(best([]item{{12, 4}, {2, 2}, {1, 1}, {1, 2}, {4, 10}}, 15)) }
