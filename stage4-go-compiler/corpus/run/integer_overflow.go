package main

import (
	"fmt"
	"math"
)

func main() {
	var i8 int8 = 127
	var u8 uint8 = 255
	var i16 int16 = math.MaxInt16
	var i32 int32 = math.MinInt32
	var i64 int64 = math.MaxInt64
	i8++
	u8++
	i16 += 2
	i32--
	i64++
	fmt.Println(i8, u8, i16, i32, i64, -i64, i64/-1, i64%-1)
	u8--
	fmt.Println(u8, u8*u8, u8+1, ^u8, -u8)
	var u16 uint16 = 60000
	fmt.Println(u16*2, u16<<1>>1, u16/7*7, u16-60001)
	var u64 uint64 = 1 << 63
	fmt.Println(u64*2, u64+u64-1, u64/3, u64%1000, int64(u64))
	fmt.Println(7/2, -7/2, 7/-2, -7/-2, 7%2, -7%2, 7%-2, -7%-2)
	a, b := int32(-2147483648), int32(-1)
	fmt.Println(a/b, a%b, a*b, a-1)
	fmt.Println(int8(i16), uint8(i16), int16(u64>>40), uint32(i64), int32(i64<<1+5))
	x := 0
	func() {
		defer func() { fmt.Println(recover()) }()
		fmt.Println(10 % x)
	}()
	var u uint = 3
	fmt.Println(u-4 > 1000, int(u)-4)
	for v := uint8(250); v >= 250; v++ {
		fmt.Print(v, " ")
	}
	fmt.Println()
}
