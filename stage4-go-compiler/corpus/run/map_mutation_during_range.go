package main

func main() {
	m := map[int]int{}
	for i := range 100 {
		m[i] = i
	}
	// What is deleted before it is reached does not come.
	seen := 0
	for k := range m {
		seen++
		for d := range 100 {
			if d != k {
				delete(m, d)
			}
		}
	}
	println(seen, len(m))
	clear(m)
	for i := range 50 {
		m[i] = i
	}
	// What is there all the time comes exactly once, though the map grows.
	count := make([]int, 50)
	added := 0
	for k := range m {
		if k < 50 {
			count[k]++
			for i := 0; i < 10 && added < 1000; i++ {
				m[1000+added] = 1
				added++
			}
		}
	}
	good := true
	for _, n := range count {
		good = good && n == 1
	}
	println(good, added > 0, len(m) == 50+added)
	// Deleted and inserted again: at most twice.
	for k, v := range m {
		delete(m, k)
		m[k] = v + 1
		if v > 60 {
			break
		}
		clear(m)
	}
	println(len(m))
	var none map[string][]int
	for range none {
		println("never")
	}
	delete(none, "x")
	println(len(none), none["x"] == nil)
	a := map[string]map[string]int{"x": {"y": 1}}
	a["x"]["y"]++
	a["x"]["z"] += 5
	println(a["x"]["y"], a["x"]["z"], a["q"]["r"])
}
