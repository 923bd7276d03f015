package main

import "fmt"

type point struct{ X, Y int }
type named string
type opaque struct{ p *int }

func (n named) String() string { return "named:" + string(n) }

func main() {
	fmt.Printf("%d|%5d|%-5d|%05d|%+d|%x|%X|%o|%b|%c|%U\n", 42, 42, 42, 42, 42, 255, 255, 8, 5, 'x', 'é')
	fmt.Printf("%s|%10s|%-10s|%q|%x|%.2s|%v\n", "go", "go", "go", "go", "go", "golang", "go")
	fmt.Printf("%v|%+v|%#v|%T\n", point{1, 2}, point{1, 2}, point{1, 2}, point{})
	fmt.Printf("%v|%v|%v|%v|%v\n", []string{"a"}, map[string]int{"b": 1, "a": 2}, &point{3, 4}, [2]bool{true}, named("x"))
	fmt.Printf("%t|%v|%p|%6.2f|%g|%e\n", true, nil, nil, 3.14159, 1e6, 123.456)
	fmt.Printf("%d %s %z %d\n", "wrong", 5, 1)
	fmt.Printf("%*d|%[2]d %[1]d|%%\n", 4, 7)
	fmt.Println(fmt.Sprint("a", 1, 2, "b", "c", 3.0), fmt.Sprintln("x", 1), opaque{})
}
