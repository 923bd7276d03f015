package main

type code uint8

func main() {
	defer func() { panic(code(7)) }()
	defer func() { panic(int8(-3)) }()
	defer func() { panic(uint64(1 << 63)) }()
	panic(42)
}
