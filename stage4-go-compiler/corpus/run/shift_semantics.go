package main

import "fmt"

func main() {
	var n uint = 70
	var i int = -8
	var u8 uint8 = 0xF0
	var i8 int8 = -128
	fmt.Println(1<<n == 0, i>>n, i<<n, uint64(i)>>n, u8<<1, u8>>4, i8>>1, i8<<1, i8>>100)
	var s uint8 = 7
	fmt.Println(int32(1)<<s, int32(1)<<(s*5), uint16(1)<<(s+9), int64(1)<<(s+56))
	var w int64 = 1.0 << s
	fmt.Println(w, uint8(1<<s), 1<<s == 128)
	for k := 0; k < 66; k += 13 {
		fmt.Print(uint64(1)<<k, " ", int64(-1)>>k, " ", int32(-5)>>k, "; ")
	}
	fmt.Println()
	x := 1
	x <<= 3
	x |= 1
	x &^= 8
	x ^= 6
	x >>= 1
	fmt.Println(x)
	var a [4]int
	a[1<<s>>7] = 5
	fmt.Println(a)
	func() {
		defer func() { fmt.Println(recover()) }()
		neg := -1
		fmt.Println(1 << neg)
	}()
	func() {
		defer func() { fmt.Println(recover()) }()
		var neg int8 = -3
		x >>= neg
	}()
	const c = 1 << 3 << 2
	var f float64 = 1 << 3
	fmt.Println(c, f, ^uint32(0)>>31, -1>>1)
}
