package main

import "fmt"

type edge struct{ to, cost int }
type item struct{ node, distance int }
type heap []item

func (h *heap) push(x item) {
	*h = append(*h, x)
	for i := len(*h) - 1; i > 0; {
		parent := (i - 1) / 2
		if (*h)[parent].distance <= (*h)[i].distance {
			break
		}
		(*h)[parent], (*h)[i] = (*h)[i], (*h)[parent]
		i = parent
	}
}

func (h *heap) pop() item {
	top := (*h)[0]
	last := len(*h) - 1
	(*h)[0] = (*h)[last]
	*h = (*h)[:last]
	for i := 0; ; {
		child := 2*i + 1
		if child >= last {
			break
		}
		if child+1 < last && (*h)[child+1].distance < (*h)[child].distance {
			child++
		}
		if (*h)[i].distance <= (*h)[child].distance {
			break
		}
		(*h)[i], (*h)[child] = (*h)[child], (*h)[i]
		i = child
	}
	return top
}

func main() {
	graph := map[int][]edge{0: {{1, 7}, {2, 9}, {5, 14}}, 1: {{2, 10}, {3, 15}}, 2: {{3, 11}, {5, 2}}, 3: {{4, 6}}, 5: {{4, 9}}}
	distance := [6]int{}
	for i := range distance {
		distance[i] = 1 << 30
	}
	distance[0] = 0
	h := &heap{{0, 0}}
	for len(*h) > 0 {
		x := h.pop()
		if x.distance > distance[x.node] {
			continue
		}
		for _, e := range graph[x.node] {
			if d := x.distance + e.cost; d < distance[e.to] {
				distance[e.to] = d
				h.push(item{e.to, d})
			}
		}
	}
	fmt.Println(distance)
}
