package main

import "fmt"

type list struct {
	head, tail *elem
	n          int
}
type elem struct {
	v    interface{}
	next *elem
}

func (l *list) push(vs ...interface{}) *list {
	for _, v := range vs {
		e := &elem{v: v}
		if l.tail == nil {
			l.head = e
		} else {
			l.tail.next = e
		}
		l.tail = e
		l.n++
	}
	return l
}

func (l *list) each(f func(int, interface{}) bool) {
	i := 0
	for e := l.head; e != nil; e = e.next {
		if !f(i, e.v) {
			return
		}
		i++
	}
}

func (l *list) reverse() {
	var prev *elem
	l.tail = l.head
	for e := l.head; e != nil; {
		e.next, prev, e = prev, e, e.next
	}
	l.head = prev
}

type heap []int

func (h *heap) push(v int) {
	*h = append(*h, v)
	for i := len(*h) - 1; i > 0 && (*h)[i] < (*h)[(i-1)/2]; i = (i - 1) / 2 {
		(*h)[i], (*h)[(i-1)/2] = (*h)[(i-1)/2], (*h)[i]
	}
}

func (h *heap) pop() int {
	old := *h
	top := old[0]
	old[0] = old[len(old)-1]
	*h = old[:len(old)-1]
	for i := 0; ; {
		least := i
		for _, c := range [2]int{2*i + 1, 2*i + 2} {
			if c < len(*h) && (*h)[c] < (*h)[least] {
				least = c
			}
		}
		if least == i {
			return top
		}
		(*h)[i], (*h)[least] = (*h)[least], (*h)[i]
		i = least
	}
}

type graph map[string][]string

func (g graph) bfs(from string) (order []string) {
	seen := map[string]bool{from: true}
	for queue := []string{from}; len(queue) > 0; {
		x := queue[0]
		queue = queue[1:]
		order = append(order, x)
		for _, y := range g[x] {
			if !seen[y] {
				seen[y] = true
				queue = append(queue, y)
			}
		}
	}
	return
}

func main() {
	l := (&list{}).push(1, "two", 3.0, nil)
	l.reverse()
	l.each(func(i int, v interface{}) bool { fmt.Print(i, ":", v, " "); return i < 2 })
	fmt.Println(l.n, l.tail.v)
	var h heap
	for _, v := range []int{5, 3, 8, 1, 9, 2, 7} {
		h.push(v)
	}
	for len(h) > 0 {
		fmt.Print(h.pop(), " ")
	}
	fmt.Println()
	g := graph{"a": {"b", "c"}, "b": {"d"}, "c": {"d", "e"}, "d": {"a"}}
	fmt.Println(g.bfs("a"))
	type tree struct {
		kids []*tree
		name string
	}
	var depth func(t *tree) int
	depth = func(t *tree) (d int) {
		for _, k := range t.kids {
			d = max(d, depth(k))
		}
		return d + 1
	}
	fmt.Println(depth(&tree{kids: []*tree{{name: "x"}, {kids: []*tree{{}, {}}}}}))
}
