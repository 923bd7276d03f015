package main

type registry struct{ m map[string]int }

func (r *registry) add(s string) {
	r.m[s]++
}

func main() {
	var r registry
	println(r.m["x"], len(r.m))
	r.add("x")
}
