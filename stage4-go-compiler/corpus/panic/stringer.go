package main

type t struct{ n int }

func (x t) String() string { return "never asked" }

type e struct{}

func (e) Error() string { return "an error's text" }

func main() {
	defer func() {
		panic(e{})
	}()
	panic("first")
}
