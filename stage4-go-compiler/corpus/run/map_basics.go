package main

import "fmt"

func main() {
	m := map[string]int{}
	m["a"]++
	m["b"] += 5
	m["a"] *= 10
	v, ok := m["zz"]
	fmt.Println(m, len(m), v, ok, m["none"])
	delete(m, "a")
	delete(m, "nothing")
	_, ok = m["a"]
	fmt.Println(m, ok)
	var n map[string]int
	fmt.Println(n == nil, len(n), n["x"])
	delete(n, "x")
	for range n {
		fmt.Println("never")
	}
	p := m
	p["shared"] = 1
	fmt.Println(m)
	if x, ok := m["shared"]; ok {
		fmt.Println("has", x)
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		n["x"] = 1
	}()
	mm := map[string]map[int]string{"one": {1: "i"}, "two": {2: "ii", 3: "iii"}}
	mm["two"][4] = "iv"
	fmt.Println(mm, mm["none"][7] == "")
	ms := map[string][]int{}
	for i := range 6 {
		k := fmt.Sprint(i % 3)
		ms[k] = append(ms[k], i)
	}
	fmt.Println(ms)
}
