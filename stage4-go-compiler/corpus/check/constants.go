package main

const (
	big   = 1 << 100
	small = big >> 98
	third = 1.0 / 3
	isOne = third*3 == 1
)

type weekday uint8

const (
	monday weekday = iota + 1
	tuesday
	_
	thursday
)

const mask = ^uint32(0)
const text = "héllo"
const size = len(text)

var (
	shift   uint    = 3
	scaled  float64 = small
	shifted int64   = 1 << shift
	letter          = 'a' + 1
	complex         = 1 + 2i
	bytes           = [...]byte{'a', 10: 'b'}
	ratio   float32 = 1e-3
	any     interface{} = 1 << 3
)

func main() {
	for i := range size {
		println(i, small, isOne, tuesday, thursday, mask)
	}
	println(scaled, shifted, letter, len(bytes), ratio, any, min(1, 2.5, scaled), real(complex))
}
