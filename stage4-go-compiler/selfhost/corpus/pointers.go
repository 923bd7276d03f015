package main

import "fmt"

type node struct {
	value       int
	left, right *node
}

func (n *node) insert(v int) *node {
	if n == nil {
		return &node{value: v}
	}
	if v < n.value {
		n.left = n.left.insert(v)
	} else {
		n.right = n.right.insert(v)
	}
	return n
}

func (n *node) walk(f func(int)) {
	if n != nil {
		n.left.walk(f)
		f(n.value)
		n.right.walk(f)
	}
}

func swap(a, b *int) { *a, *b = *b, *a }

func main() {
	var root *node
	for _, v := range []int{5, 2, 8, 1, 9, 3} {
		root = root.insert(v)
	}
	root.walk(func(v int) { fmt.Print(v, " ") })
	x, y := 1, 2
	swap(&x, &y)
	p := &x
	pp := &p
	**pp += 10
	q := new(string)
	*q = "s"
	fmt.Println(x, y, *p == x, *q, p == *pp, q != nil)
}
