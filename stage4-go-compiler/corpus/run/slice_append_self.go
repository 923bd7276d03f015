package main

import "fmt"

func main() {
	s := []int{1, 2, 3}
	s = append(s, s...)
	s = append(s[:1], s...)
	fmt.Println(s)
	t := make([]int, 3, 10)
	t[0], t[1], t[2] = 1, 2, 3
	t = append(t, t[1:]...)
	fmt.Println(t)
	u := []int{0, 1, 2, 3, 4, 5, 6}
	i := 2
	u = append(u[:i], u[i+1:]...) // delete
	fmt.Println(u)
	u = append(u[:i], append([]int{77}, u[i:]...)...) // insert
	fmt.Println(u)
	var all [][]int
	row := []int{}
	for i := 0; i < 4; i++ {
		row = append(row, i)
		all = append(all, row)
	}
	all[3][0] = 9
	fmt.Println(all, len(all[0]))
	var x []interface{}
	x = append(x, 1, "a", nil, 2.5, []int{1})
	x = append(x, x[1:3]...)
	fmt.Println(x...)
}
