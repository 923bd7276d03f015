package main

type grid [3][4]int

func (g grid) sum() (n int) {
	for _, row := range g {
		for _, x := range row {
			n += x
		}
	}
	return
}

func (g *grid) set(i, j, v int) { g[i][j] = v }

func change(g grid) grid { g[0][0] = 1000; return g }

func main() {
	var g grid
	for i := range g {
		for j := range g[i] {
			g.set(i, j, i*10+j)
		}
	}
	h := change(g)
	println(g.sum(), h.sum(), g == h, g != grid{})
	row := g[1]
	row[2] = -1
	println(g[1][2], row[2])
	p := &g[2]
	p[3] = 500
	println(g[2][3], len(p), cap(g[0][:2]))
	for i, row := range g {
		g[2][0] = 99
		if i == 2 {
			println("the copy:", row[0])
		}
	}
	for i, row := range &g {
		g[2][0] = 98
		if i == 2 {
			println("no copy:", row[0])
		}
	}
	s := g[1][:]
	s[0] = 7
	println(g[1][0])
	var deep [2][2][2][]string
	deep[1][0][1] = append(deep[1][0][1], "x")
	c := deep
	c[1][0][1][0] = "shared"
	c[1][0][1] = append(c[1][0][1], "own")
	println(deep[1][0][1][0], len(deep[1][0][1]), len(c[1][0][1]))
	i := 5
	defer func() {
		println(recover().(error).Error())
		println([...]string{2: "c", 0: "a", 1: "b"}[2], len([...]int{9: 1}))
	}()
	g[i-3][i] = 1
}
