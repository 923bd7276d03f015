package main

func main() {
	var fs []func() int
	for i := 0; i < 3; i++ {
		fs = append(fs, func() int { i += 10; return i })
	}
	for _, f := range fs {
		print(f(), " ", f(), " ")
	}
	println()
	// The copy to the next iteration happens before the post statement.
	var ps []*int
	for i := 0; i < 3; i++ {
		ps = append(ps, &i)
		i := i * 100
		ps = append(ps, &i)
	}
	for _, p := range ps {
		print(*p, " ")
	}
	println()
	// A closure in the header sees the variable of the first iteration only.
	var first func() int
	for i, f := 0, func() int { return 0 }; i < 4; i++ {
		if i == 0 {
			first = func() int { return i }
		}
		f()
	}
	println(first())
	for i := range 3 {
		defer func() { println("range", i) }()
	}
	var late []func() (int, string)
	for k, v := range []string{"a", "b"} {
		late = append(late, func() (int, string) { k++; v += "!"; return k, v })
	}
	for _, f := range late {
		f()
		k, v := f()
		println(k, v)
	}
	// Assigned in the body, seen by the condition.
	for i := 0; i < 10; i++ {
		func() { i += 3 }()
		print(i, " ")
	}
	println()
}
