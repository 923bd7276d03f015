package main

import "math"

func f(name string, x int) int { print(name, " "); return x }

func main() {
	nan, inf := math.NaN(), math.Inf(1)
	negZero := math.Copysign(0, -1)
	zero := 0.0
	println(min(nan, 1) != min(nan, 1), max(1, nan, inf) != max(1, nan, inf))
	println(math.Signbit(min(zero, negZero)), math.Signbit(max(negZero, zero)), math.Signbit(min(negZero, zero)))
	println(min(3, 1, 2), max(3, 1, 2), min("b", "a", "c"), max("", "x"), min(7))
	println(min(f("a", 3), f("b", 1), f("c", 2)))
	var u uint8 = 200
	println(min(u, 100), max(u, 250), min(u, 'a'))
	const c = min(1, 2.5)
	println(c == 1, max(1, 2.5) == 2.5)
	var x int8 = -128
	println(min(x, 0), max(x, -x))
	var f32 float32 = 1.5
	println(min(f32, 2) == 1.5, max(f32, float32(inf)) == float32(inf))
	s := []string{"a", "b", "c"}
	clear(s[1:])
	println(s[0], len(s), s[1] == "")
	var none []int
	clear(none)
	var nm map[int]int
	clear(nm)
	arr := [4]struct {
		n int
		p *int
	}{{1, new(int)}, {2, new(int)}}
	clear(arr[:1])
	println(arr[0].n, arr[0].p == nil, arr[1].n)
	m := map[any]int{nan: 1, 1: 2}
	clear(m)
	println(len(m))
	type t []int
	v := t{1, 2}
	clear(v)
	println(v[0], v[1])
}
