package main

import "fmt"

var log []string

func t(name string, v int) int { log = append(log, name); return v }
func flush()                   { fmt.Println(log); log = nil }

type s struct{ f, g int }

func (x s) m(n int) s { log = append(log, fmt.Sprint("m", n)); return x }

func get(name string, p []int) []int { log = append(log, name); return p }

func two() (int, int) { log = append(log, "two"); return 1, 2 }

func main() {
	fmt.Sprint(t("a", 1)+t("b", 2)*t("c", 3), t("d", 4))
	flush()
	arr := []int{1, 2, 3}
	get("s", arr)[t("i", 0)], get("s2", arr)[t("j", 1)] = t("x", 9), t("y", 8)
	flush()
	_ = s{f: t("f", 1), g: t("g", 2)}.m(t("1", 1)).m(t("2", 2))
	flush()
	_ = map[int]int{t("k1", 1): t("v1", 1), t("k2", 2): t("v2", 2)}
	flush()
	if t("l", 0) == 1 && t("r", 1) == 1 || t("o", 1) == 1 {
		flush()
	}
	_ = []int{t("e0", 0), t("e1", 1)}[t("ix", 1)]
	flush()
	fmt.Sprint(two())
	func(a, b int, c ...int) {}(t("p", 1), t("q", 2), t("r", 3))
	flush()
	i := 0
	i, arr[i] = 1, 100
	fmt.Println(i, arr)
	x, y := 1, 2
	x, y = y, x+y
	fmt.Println(x, y)
	m := map[string]int{}
	m["a"], m["b"] = len(m), len(m)+1
	fmt.Println(m)
	f := func() func(int) { log = append(log, "fn"); return func(int) { log = append(log, "call") } }
	f()(t("arg", 1))
	flush()
}
