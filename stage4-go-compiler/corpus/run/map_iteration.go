package main

import (
	"fmt"
	"sort"
)

func main() {
	m := map[int]int{}
	for i := 0; i < 100; i++ {
		m[i] = i * i
	}
	sum, n := 0, 0
	for k, v := range m {
		sum += k * v
		n++
	}
	fmt.Println(sum, n)
	for k := range m { // deleting while ranging
		if k%2 == 0 {
			delete(m, k)
		}
	}
	fmt.Println(len(m))
	seen := map[int]int{}
	for k := range m { // what is added may or may not be visited, but nothing twice
		seen[k]++
		if len(m) < 500 {
			m[k+1000] = 1
		}
	}
	twice := 0
	for _, c := range seen {
		if c > 1 {
			twice++
		}
	}
	fmt.Println(twice)
	visited := 0
	for k := range m { // what was deleted is not visited
		for j := range m {
			if j != k {
				delete(m, j)
			}
		}
		visited++
	}
	fmt.Println(visited, len(m))
	words := map[string]int{"the": 3, "a": 5, "of": 2, "to": 5}
	keys := make([]string, 0, len(words))
	for k := range words {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if words[keys[i]] != words[keys[j]] {
			return words[keys[i]] > words[keys[j]]
		}
		return keys[i] < keys[j]
	})
	fmt.Println(keys)
	orders := map[string]bool{}
	small := map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true}
	for range 200 {
		s := ""
		for k := range small {
			s += fmt.Sprint(k)
		}
		orders[s] = true
	}
	fmt.Println(len(orders) > 1)
}
