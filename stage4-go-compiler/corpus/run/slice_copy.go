package main

import "fmt"

func main() {
	a := []int{1, 2, 3, 4, 5}
	fmt.Println(copy(a[1:], a), a)
	b := []int{1, 2, 3, 4, 5}
	fmt.Println(copy(b, b[2:]), b)
	fmt.Println(copy(b, []int{9, 8, 7, 6, 5, 4, 3}), b)
	var c [3]byte
	fmt.Println(copy(c[:], "héllo"), c)
	fmt.Println(copy(c[1:], ""), copy([]int(nil), a), c)
	d := make([]string, 2)
	fmt.Printf("%d %q\n", copy(d, []string{"x"}), d)
	type row [2]int
	rows := []row{{1, 2}, {3, 4}, {5, 6}}
	copy(rows[1:], rows)
	rows[0][0] = 100
	fmt.Println(rows)
	big := make([]int, 1000)
	for i := range big {
		big[i] = i
	}
	copy(big[3:], big[:900])
	fmt.Println(big[0:8], big[899:905])
}
