package main

import "fmt"

type celsius float64
type small int8

func main() {
	f := 300.7
	n := -1
	big := int64(1) << 40
	fmt.Println(int(f), int8(n), uint8(n), uint16(n), uint32(n), uint64(n), int32(big), int16(big+70000))
	fmt.Println(float32(f), float64(float32(f)), celsius(f), int(celsius(f)), small(n), int(small(n)))
	fmt.Println(uint32(float64(4e9)), int64(float32(16777217)), float64(uint64(1<<64-1)), float32(uint32(1<<32-1)))
	var u8 uint8 = 200
	var i8 int8 = int8(u8)
	fmt.Println(i8, int(i8), uint(i8), uint8(i8), int16(u8), rune(u8), string(rune(u8)))
	var i64 int64 = -5
	fmt.Println(uint32(i64), uint64(i64)>>60, float64(i64), i64>>1, uint8(i64)>>1)
	x := 1e10
	fmt.Println(int64(x), uint64(x), int32(int64(x)))
	for _, v := range []float64{1.5, -1.5, 2.5, 0.99, -0.99, 1e15 + 0.5} {
		fmt.Print(int64(v), " ")
	}
	fmt.Println()
	var a int32 = 7
	var b int64 = int64(a) * 1e9
	c := float64(a) / 2
	fmt.Println(b, c, a/2, float32(a)/2, int(c)*2)
	type T struct{ x int }
	type U T
	t := T{3}
	u := U(t)
	pt := (*T)(&u)
	pt.x++
	fmt.Println(u, T(u), uintptr(5)+1, []byte("x")[0]-'0', 'a'-'A')
	var iface interface{} = small(3)
	_, isInt := iface.(int8)
	_, isSmall := iface.(small)
	fmt.Println(isInt, isSmall)
	fmt.Println(uint64(1<<63), float64(1<<62), uint64(float64(1<<63)), int(int8(u8))<<4)
}
