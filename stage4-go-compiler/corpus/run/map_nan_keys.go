package main

import "math"

type key struct {
	f float64
	s string
}

func main() {
	nan := math.NaN()
	m := map[float64]int{}
	for i := range 5 {
		m[nan] = i
	}
	_, ok := m[nan]
	println(len(m), ok)
	delete(m, nan)
	println(len(m))
	sum := 0
	for k, v := range m {
		if k == k {
			println("equal")
		}
		sum += v
	}
	println(sum)
	m[0.0] = 1
	m[math.Copysign(0, -1)] = 2
	println(len(m), m[0])
	clear(m)
	println(len(m))
	ks := map[key]int{}
	ks[key{nan, "a"}]++
	ks[key{nan, "a"}]++
	ks[key{0, "a"}]++
	ks[key{math.Copysign(0, -1), "a"}]++
	println(len(ks), ks[key{0, "a"}])
	is := map[any]string{1: "int", int8(1): "int8", 1.0: "float", "1": "string", [1]int{1}: "array", nil: "nil"}
	println(len(is), is[1], is[int8(1)], is[1.0], is["1"], is[[1]int{1}], is[nil], is[uint(1)] == "")
	is[nan] = "a"
	is[nan] = "b"
	println(len(is))
}
