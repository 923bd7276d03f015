package main

type point struct{ x, y int }
type shape struct {
	name string
	at   point
	tags [2]string
}

func main() {
	m := map[point]shape{{1, 2}: {"a", point{3, 4}, [2]string{"p", "q"}}}
	s := m[point{1, 2}]
	s.at.x = 100
	s.tags[0] = "changed"
	println(m[point{1, 2}].at.x, m[point{1, 2}].tags[0], s.at.x, s.tags[0])
	println(m[point{}].name == "", m[point{}].tags[1] == "")
	p := map[string]*shape{"one": {name: "one"}}
	p["one"].at.y = 9
	p["one"].tags[1] = "t"
	println(p["one"].at.y, p["one"].tags[1])
	sl := map[int][]int{}
	for i := range 6 {
		sl[i%2] = append(sl[i%2], i)
	}
	sl[0][0] = 77
	println(len(sl[0]), sl[0][0], sl[1][2])
	arr := map[[2]string]int{{"a", "b"}: 1, {"b", "a"}: 2}
	k := [2]string{"a", "b"}
	k[0], k[1] = k[1], k[0]
	println(arr[k])
	f := map[string]func(int) int{"double": func(x int) int { return 2 * x }}
	f["square"] = func(x int) int { return x * x }
	println(f["double"](4), f["square"](5), f["none"] == nil)
	n := map[bool]map[bool]int{true: {false: 1}}
	n[false] = map[bool]int{true: 2}
	println(n[true][false], n[false][true], n[false][false])
	v, ok := m[point{9, 9}]
	println(v.name == "", ok)
	if _, ok := m[point{1, 2}]; ok {
		delete(m, point{1, 2})
	}
	println(len(m))
}
