package main

import "fmt"

type grid [2][3]int

func change(g grid) grid {
	g[0][0] = 9
	return g
}

func main() {
	var g grid
	g[1][2] = 5
	h := g
	h[0][1] = 7
	fmt.Println(g, h, change(g), g == h, g == grid{1: {2: 5}})
	a := [...]string{2: "c", 0: "a"}
	for i, s := range a {
		a[2] = "changed"
		fmt.Print(i, s, " ")
	}
	fmt.Println(len(a), a)
	i := 1
	g[i][i+1]++
	g[i], g[0] = g[0], g[i]
	fmt.Println(g)
}
