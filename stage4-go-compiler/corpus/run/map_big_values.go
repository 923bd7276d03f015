package main

import "fmt"

type big struct {
	a [20]int
	s string
}

func main() {
	m := map[int]big{}
	for i := 0; i < 50; i++ {
		var b big
		b.a[i%20] = i
		b.s = fmt.Sprint("s", i)
		m[i] = b
	}
	b := m[7]
	b.a[7] = 1000
	fmt.Println(m[7].a[7], b.a[7], m[49].s, m[100].s == "")
	pm := map[string]*big{}
	pm["x"] = &big{s: "p"}
	pm["x"].a[3]++
	pm["x"].a[3]++
	fmt.Println(pm["x"].a[3], pm["x"].s)
	fm := map[string]func(int) int{"double": func(x int) int { return 2 * x }, "square": func(x int) int { return x * x }}
	fmt.Println(fm["double"](4), fm["square"](4), fm["none"] == nil)
	am := map[string][3]int{}
	arr := am["q"]
	arr[1] = 5
	am["q"] = arr
	fmt.Println(am["q"][1], am["q"])
	m[1], m[2] = m[2], m[1]
	fmt.Println(m[1].s, m[2].s)
	type pair struct{ a, b interface{} }
	im := map[pair]int{{1, "x"}: 1}
	im[pair{1, "x"}]++
	im[pair{int64(1), "x"}]++
	fmt.Println(im[pair{1, "x"}], len(im))
}
