package main

import "sort"

type edge struct{ a, b, w int }
type byWeight []edge

func (e byWeight) Len() int           { return len(e) }
func (e byWeight) Less(i, j int) bool { return e[i].w < e[j].w }
func (e byWeight) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }

type forest map[int]int

func (f forest) root(x int) int {
	for {
		p, ok := f[x]
		if !ok || p == x {
			return x
		}
		if g, ok := f[p]; ok {
			f[x] = g
		}
		x = p
	}
}

func (f forest) join(a, b int) bool {
	a, b = f.root(a), f.root(b)
	if a == b {
		return false
	}
	f[a] = b
	return true
}

func main() {
	var edges []edge
	x := uint32(7)
	for a := range 12 {
		for b := range a {
			x ^= x << 13
			x ^= x >> 17
			x ^= x << 5
			edges = append(edges, edge{a, b, int(x % 1000)})
		}
	}
	sort.Sort(byWeight(edges))
	f := forest{}
	total, used := 0, 0
	for _, e := range edges {
		if f.join(e.a, e.b) {
			total += e.w
			used++
		}
	}
	println(len(edges), used, total)
	groups := map[int][]int{}
	g := forest{}
	for i := range 10 {
		g.join(i, i%3)
	}
	for i := range 10 {
		groups[g.root(i)] = append(groups[g.root(i)], i)
	}
	keys := make([]int, 0, len(groups))
	for k := range groups {
		keys = append(keys, k)
	}
	sort.Ints(keys)
	for _, k := range keys {
		print(k, ":", len(groups[k]), " ")
	}
	println()
	words := []string{"pear", "fig", "apple", "kiwi", "date"}
	sort.Slice(words, func(i, j int) bool {
		if len(words[i]) != len(words[j]) {
			return len(words[i]) < len(words[j])
		}
		return words[i] < words[j]
	})
	for _, w := range words {
		print(w, " ")
	}
	println(sort.SearchInts([]int{1, 3, 5, 7}, 4))
}
