package main

import "fmt"

func main() {
	var ps []*int
	for i := 0; i < 3; i++ {
		ps = append(ps, &i)
	}
	for _, p := range ps {
		fmt.Print(*p, " ")
	}
	fmt.Println()
	var fs []func()
	for i := 0; i < 6; i++ {
		fs = append(fs, func() { fmt.Print(i, " ") })
		i++ // changes this iteration's variable, which the next one copies
	}
	for _, f := range fs {
		f()
	}
	fmt.Println()
	fs = nil
	for i, s := range []string{"a", "b"} {
		defer func() { fmt.Println("deferred", i, s) }()
		fs = append(fs, func() { i += 10; fmt.Print(i, s, " ") })
	}
	for _, f := range fs {
		f()
		f()
	}
	fmt.Println()
	i := 0
	var g []func() int
	for i = 0; i < 3; i++ { // one variable for all
		g = append(g, func() int { return i })
	}
	for _, f := range g {
		fmt.Print(f(), " ")
	}
	fmt.Println()
	for i, n := 0, 3; i < n; i++ {
		f := func() { n-- }
		if i == 0 {
			f()
		}
		fmt.Print(i, n, " ")
	}
	fmt.Println()
	var last func() int
	for i := range 4 {
		prev := last
		last = func() int {
			if prev == nil {
				return i
			}
			return i*10 + prev()
		}
	}
	fmt.Println(last())
}
