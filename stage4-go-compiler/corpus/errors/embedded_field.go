package main

type P *int
type I interface{}
type A struct{ P }
type B struct{ *I }
type C struct {
	int
	*int
}

func main() {}
