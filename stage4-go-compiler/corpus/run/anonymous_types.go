package main

func get() struct {
	n int
	s string
} {
	return struct {
		n int
		s string
	}{1, "a"}
}

type named struct {
	n int
	s string
}

type tagged struct {
	n int "tag"
	s string
}

func main() {
	v := get()
	var n named = v
	n.n = 5
	v = n
	println(v.n, v.s, n == v)
	t := tagged(n)
	t.s = "tagged"
	n = named(t)
	println(n.s)
	points := []struct{ x, y int }{{1, 2}, {y: 3}, {}}
	for _, p := range points {
		print(p.x, p.y, " ")
	}
	println()
	m := map[struct{ a, b string }][]struct{ n int }{
		{"x", "y"}: {{1}, {2}},
		{b: "z"}:   nil,
	}
	println(len(m), m[struct{ a, b string }{"x", "y"}][1].n, m[struct{ a, b string }{"", "z"}] == nil)
	ps := []*struct{ v int }{{1}, {2}, nil}
	ps[0].v += ps[1].v
	println(ps[0].v, ps[2] == nil)
	mp := map[string]*[2]int{"a": {1, 2}}
	mp["a"][0] = 9
	println(mp["a"][0])
	nested := struct {
		in struct{ deep struct{ x int } }
		f  func(struct{ x int }) int
	}{f: func(s struct{ x int }) int { return s.x * 2 }}
	nested.in.deep.x = 21
	println(nested.f(nested.in.deep))
	var i interface{ get() int } = impl{3}
	println(i.get(), i.(interface {
		get() int
		more() int
	}).more())
	_, ok := i.(interface{ none() })
	println(ok)
	grid := [2][]map[string]int{{{"a": 1}}, {}}
	grid[1] = append(grid[1], map[string]int{"b": 2})
	println(grid[0][0]["a"], grid[1][0]["b"])
	arr := [...]struct {
		name string
		f    func(int) int
	}{
		{"inc", func(x int) int { return x + 1 }},
		2: {"sq", func(x int) int { return x * x }},
	}
	for _, a := range arr {
		if a.f != nil {
			print(a.name, a.f(7), " ")
		}
	}
	println(len(arr))
	var a, b any = struct{ x int }{1}, struct{ x int }{1}
	println(a == b, a == any(struct{ y int }{1}))
}

type impl struct{ n int }

func (x impl) get() int  { return x.n }
func (x impl) more() int { return x.n * 2 }
