package main

type node struct {
	next *node
	v    int
}

func (n *node) nth(k int) int {
	if k == 0 {
		return n.v
	}
	return n.next.nth(k - 1)
}

func main() {
	list := &node{&node{nil, 2}, 1}
	println(list.nth(1))
	println(list.nth(2))
}
