package main

import (
	"fmt"
	"sort"
)

type byLength []string

func (b byLength) Len() int           { return len(b) }
func (b byLength) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLength) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

func main() {
	words := []string{"banana", "kiwi", "apple", "fig", "cherry"}
	sort.Strings(words)
	fmt.Println(words, sort.SearchStrings(words, "cherry"))
	sort.Stable(byLength(words))
	fmt.Println(words)
	n := []int{5, 2, 8, -1}
	sort.Sort(sort.Reverse(sort.IntSlice(n)))
	fmt.Println(n, sort.IsSorted(byLength(words)))
	i := sort.Search(100, func(i int) bool { return i*i >= 50 })
	fmt.Println(i)
}
