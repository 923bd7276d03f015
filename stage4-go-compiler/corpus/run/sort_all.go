package main

import (
	"fmt"
	"sort"
)

type byLen []string

func (b byLen) Len() int           { return len(b) }
func (b byLen) Less(i, j int) bool { return len(b[i]) < len(b[j]) }
func (b byLen) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type person struct {
	name string
	age  int
}

func main() {
	a := []int{5, 2, 8, 1, 9, 3, 7, 3}
	sort.Ints(a)
	fmt.Println(a, sort.IntsAreSorted(a), sort.SearchInts(a, 7), sort.SearchInts(a, 4), sort.SearchInts(a, 100))
	s := []string{"pear", "fig", "apple", "kiwi", "date"}
	sort.Strings(s)
	fmt.Println(s)
	sort.Sort(sort.Reverse(sort.StringSlice(s)))
	fmt.Println(s)
	sort.Stable(byLen(s))
	fmt.Println(s, sort.IsSorted(byLen(s)))
	f := []float64{2.5, -1, 1e10, 0}
	sort.Float64s(f)
	fmt.Println(f)
	people := []person{{"a", 30}, {"b", 25}, {"c", 30}, {"d", 25}, {"e", 20}}
	sort.SliceStable(people, func(i, j int) bool { return people[i].age < people[j].age })
	fmt.Println(people)
	sort.Slice(people, func(i, j int) bool { return people[i].name > people[j].name })
	fmt.Println(people)
	x := uint32(7)
	big := make([]int, 5000)
	for i := range big {
		x = x*1103515245 + 12345
		big[i] = int(x >> 8 % 1000)
	}
	sort.Ints(big)
	ok := true
	for i := 1; i < len(big); i++ {
		ok = ok && big[i-1] <= big[i]
	}
	fmt.Println(ok)
	fmt.Println(sort.Search(1000, func(i int) bool { return i*i >= 5000 }))
	i, found := sort.Find(len(a), func(i int) int { return 8 - a[i] })
	fmt.Println(i, found)
	sort.Ints(nil)
	sort.Sort(sort.Reverse(sort.IntSlice(a)))
	fmt.Println(a)
}
