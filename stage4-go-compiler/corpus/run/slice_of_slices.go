package main

import "fmt"

func main() {
	grid := make([][]rune, 3)
	for y := range grid {
		grid[y] = make([]rune, 4)
		for x := range grid[y] {
			grid[y][x] = '.'
		}
	}
	grid[1][2] = '#'
	grid[0], grid[2] = grid[2], grid[0]
	grid[0][0], grid[2][3] = 'a', 'b'
	for _, row := range grid {
		fmt.Println(string(row))
	}
	tri := [][]int{{1}}
	for n := 1; n < 6; n++ {
		prev := tri[n-1]
		row := make([]int, n+1)
		for i := range row {
			if i > 0 {
				row[i] += prev[i-1]
			}
			if i < len(prev) {
				row[i] += prev[i]
			}
		}
		tri = append(tri, row)
	}
	fmt.Println(tri)
	lit := [][]string{0: {"a"}, 2: {"b", "c"}}
	fmt.Printf("%q %d %v\n", lit, len(lit), lit[1] == nil)
	sparse := [...]int{5: 1, 2, 1: 7}
	fmt.Println(sparse, len(sparse))
}
