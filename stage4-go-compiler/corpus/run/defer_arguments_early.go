package main

type counter struct{ n int }

func (c counter) show(label string)  { println(label, c.n) }
func (c *counter) live(label string) { println(label, c.n) }

func pick(i int) func() { println("pick", i); return func() { println("run", i) } }

func main() {
	c := counter{1}
	defer c.show("value receiver, copied at defer:")
	defer c.live("pointer receiver, seen at the end:")
	s := []int{1, 2, 3}
	defer func(x []int) { println("slice header then, elements now:", len(x), x[0]) }(s)
	s[0] = 100
	s = append(s, 4)
	defer pick(1)()
	for i := range 3 {
		defer println("loop", i)
	}
	f := func() { println("first f") }
	defer f()
	f = func() { println("second f") }
	c.n = 7
	println("body ends")
}
