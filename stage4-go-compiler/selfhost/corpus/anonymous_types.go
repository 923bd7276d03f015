package main

import "fmt"

func main() {
	points := []struct{ X, Y int }{{1, 2}, {3, 4}}
	m := map[struct{ a, b int }]string{{1, 2}: "x"}
	f := func(v struct{ a, b int }) string { return m[v] }
	var i interface {
		Error() string
	} = fmt.Errorf("e")
	config := struct {
		name string
		opts struct{ deep []int }
	}{name: "n"}
	config.opts.deep = append(config.opts.deep, 1)
	fmt.Println(points, f(struct{ a, b int }{1, 2}), i.Error(), config)
	pp := []*struct{ n int }{{1}, {2}}
	pm := map[string]*struct{ n int }{"a": {5}}
	pm["a"].n += pp[1].n
	fmt.Println(pm["a"].n, *pp[0])
}
