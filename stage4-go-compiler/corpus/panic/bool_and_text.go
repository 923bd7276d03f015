package main

type flag bool
type text string

func main() {
	defer func() { panic(flag(false)) }()
	defer func() { panic(text("typed\nsecond line")) }()
	panic(true)
}
