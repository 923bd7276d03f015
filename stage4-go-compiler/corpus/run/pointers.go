package main

import "fmt"

type node struct {
	left, right *node
	v           int
}

func (n *node) insert(v int) *node {
	if n == nil {
		return &node{v: v}
	}
	if v < n.v {
		n.left = n.left.insert(v)
	} else {
		n.right = n.right.insert(v)
	}
	return n
}

func (n *node) walk(f func(int)) {
	if n != nil {
		n.left.walk(f)
		f(n.v)
		n.right.walk(f)
	}
}

func escape() *int   { x := 5; return &x }
func set(p *int)     { *p = 42 }
func swap(a, b *int) { *a, *b = *b, *a }
func pp(p **int)     { *p = new(int); **p = 9 }

func main() {
	var root *node
	for _, v := range []int{5, 2, 8, 1, 9, 3} {
		root = root.insert(v)
	}
	root.walk(func(v int) { fmt.Print(v, " ") })
	fmt.Println()
	a, b := escape(), escape()
	*a = 6
	fmt.Println(*a, *b, a == b, a != nil)
	x, y := 1, 2
	set(&x)
	swap(&x, &y)
	fmt.Println(x, y)
	var p *int
	pp(&p)
	fmt.Println(*p)
	s := []int{1, 2, 3}
	q := &s[1]
	*q = 20
	s = append(s, 4) // q points to the old array
	*q = 30
	fmt.Println(s, *q)
	st := struct{ a, b int }{1, 2}
	fa := &st.b
	*fa += 10
	cp := st
	*fa++
	fmt.Println(st, cp)
	arr := [3]int{1, 2, 3}
	pa := &arr
	pe := &pa[2]
	*pe *= 7
	fmt.Println(arr, *pa, len(pa))
	ptr := &x
	pptr := &ptr
	**pptr = 77
	*pptr = &y
	*ptr++
	fmt.Println(x, y)
	*(&x)++
	i := new(interface{})
	*i = "boxed"
	fmt.Println(x, *i, *new(string) == "", *new([2]int))
	f := &struct{ fn func() int }{func() int { return 3 }}
	fmt.Println(f.fn(), (*f).fn())
	e1, e2 := &struct{}{}, &struct{}{}
	_, _ = e1, e2
	defer func() { fmt.Println(recover()) }()
	var nn *node
	fmt.Println(nn.left)
}
