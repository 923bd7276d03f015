package main

import "fmt"

func t(n int) int { fmt.Print(n, " "); return n }

type s struct{ a, b int }

func (x s) m(n int) s { fmt.Print("m", n, " "); return x }

func main() {
	a := []int{t(1), t(2) + t(3), t(4)}
	a[t(0)], a[t(1)] = t(5), t(6)
	m := map[int]int{t(7): t(8)}
	m[t(9)] += t(10)
	fmt.Println(a, len(m))
	x := s{b: t(1), a: t(2)}
	x.m(t(3)).m(t(4))
	fmt.Println(x, t(1)*t(2)-t(3), [...]int{t(4), t(5)})
	i := 0
	i, a[i] = 1, 9
	fmt.Println(i, a)
	f := func() (int, int) { return t(1), t(2) }
	a[f2(&i)], a[0] = f()
	fmt.Println(a)
}

func f2(p *int) int { *p++; return *p }
