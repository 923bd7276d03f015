package main

const (
	kb = 1 << (10 * (iota + 1))
	mb
	gb
)

const (
	a, b = iota, -iota
	c, d
	_, _
	e, f
)

type weekday uint8

const (
	sunday weekday = iota
	monday
	last = monday + 5
)

const huge = 1 << 200
const ratio = huge / (1<<198 + 1)
const third = 1.0 / 3
const exact = third * 3
const r = 'a' + 1
const text = "const" + "ant"
const n = len(text)

func main() {
	println(kb, mb, gb, a, b, c, d, e, f)
	println(sunday, monday, last, ratio, exact == 1, r, text, n)
	println(huge>>190, -huge/huge, huge%7, ^uint8(5), ^5, -5%3, -5/3)
	var u8 uint8 = 255
	u8++
	var i8 int8 = 127
	i8++
	var u uint = 0
	u--
	println(u8, i8, u == 1<<64-1, ^uint(0)>>63)
	var x uint16 = 65535
	println(x*x, x+1, -x, uint32(x)*uint32(x), int16(x), int8(x>>4), uint8(x)+1)
	const m = -1 << 63
	var y int64 = m
	println(y, -y == y, y-1, uint64(y))
	println(5.0/2 == 2.5, 5/2, 5/2.0 == 2.5, 7.0/2*2 == 7, 'x'-'a', 1e3 == 1000)
	var arr [n * 2]int
	println(len(arr), len([kb >> 8]int{}))
	const big = 0x1p-2
	println(big == 0.25, 0b1011, 0o17, 017, 1_000_000, 0x_ff)
	var f32 float32 = 16777216
	println(f32+1 == f32, float64(f32)+1 == 16777217, float32(0.1) == 0.1, float64(float32(0.1)) == 0.1)
}
