package main

import "fmt"

type ints []int

func main() {
	for i := range 3 {
		fmt.Print(i, " ")
	}
	for range 2 {
		fmt.Print("x ")
	}
	var n8 int8 = 4
	for i := range n8 {
		fmt.Printf("%T%d ", i, i)
	}
	const c = 2
	for i := range c {
		fmt.Printf("%T ", i)
	}
	for i := range -5 {
		fmt.Print("never", i)
	}
	fmt.Println()
	s := []int{1, 2, 3}
	for i, v := range s { // the slice is evaluated once
		if i == 0 {
			s = append(s, 4)
			s[1] = 20
		}
		fmt.Print(v, " ")
	}
	fmt.Println(s)
	a := [3]int{1, 2, 3}
	for i, v := range a { // a copy
		a[2] = 10
		fmt.Print(i, v, " ")
	}
	for i, v := range &a { // no copy
		a[2] = 100
		fmt.Print(i, v, " ")
	}
	fmt.Println()
	var pa *[4]int
	for i := range pa {
		fmt.Print(i, " ")
	}
	fmt.Println(len(pa))
	x := 0
	for x = range ints(s) {
	}
	fmt.Println(x)
	var arr [3]struct{ v int }
	i := 0
	for i, arr[i].v = range []int{7, 8, 9} {
	}
	fmt.Println(i, arr)
	for i := range 10 {
		if i%2 == 0 {
			continue
		}
		if i > 6 {
			break
		}
		fmt.Print(i, " ")
	}
	fmt.Println()
	for i, c := range "aé" {
		fmt.Print(i, c, " ")
	}
	for i, row := range [][]int{{1}, {2, 3}} {
		for j, v := range row {
			fmt.Print(i, j, v, " ")
		}
	}
	fmt.Println()
	m := map[string]int{"only": 1}
	for k, v := range m {
		fmt.Println(k, v)
	}
	for k := range m {
		delete(m, k)
	}
	fmt.Println(len(m))
}
