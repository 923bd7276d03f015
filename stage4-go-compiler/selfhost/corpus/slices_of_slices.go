package main

import "fmt"

func main() {
	a := []int{0, 1, 2, 3, 4, 5, 6, 7}
	b := a[2:5]
	c := b[1:6]
	d := a[1:3:4]
	fmt.Println(b, len(b), cap(b), c, len(c), cap(c), d, cap(d))
	d = append(d, 100)
	d = append(d, 200)
	fmt.Println(a, d)
	fmt.Println(copy(a, a[3:]), a, copy(a[2:], a), a)
	grid := make([][]rune, 3)
	for i := range grid {
		grid[i] = []rune("...")
	}
	grid[1][2] = '#'
	for _, row := range grid {
		fmt.Println(string(row))
	}
	arr := [5]int{1, 2, 3, 4, 5}
	v := arr[1:4]
	v[0] = 20
	p := &arr
	fmt.Println(arr, v, p[2:], len(p), p[1])
}
