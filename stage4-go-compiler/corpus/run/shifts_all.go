package main

func main() {
	var s uint = 0
	var i8 int8 = -128
	var u8 uint8 = 200
	var i32 int32 = -1 << 31
	var i64 int64 = -1 << 63
	var u64 uint64 = 1<<64 - 1
	for _, s = range []uint{0, 1, 7, 8, 31, 32, 63, 64, 65, 1 << 40} {
		println(s, i8>>s, i8<<s, u8>>s, u8<<s, i32>>s, i32<<s, i64>>s, i64<<s, u64>>s, u64<<s)
	}
	var small int8 = 5
	println(1<<small, int8(1)<<small, uint8(1)<<(small+3), ^0>>small)
	func() {
		defer func() { println(recover().(error).Error()) }()
		small = -1
		println(1 << small)
	}()
	s = 33
	var w int64 = 1 << s
	var f = uint32(1<<s) + 7
	var g = 1.0<<3 + float64(int64(1)<<3)
	println(w, f, g == 16)
	var arr [8]int
	arr[1<<1] = 5
	println(arr[1<<(s-32)], len(arr)<<1)
	x := 1
	x <<= 3
	x >>= 1
	x <<= s
	println(x)
	var b byte = 1
	b <<= 7
	b <<= 1
	println(b, uint16(b)<<8, -5>>1, -5/2, uint32(1)<<31>>31)
	const big = 1 << 100
	println(big>>98, big/(1<<99))
	var sh8 uint8 = 255
	println(1<<sh8 == 0, -1>>sh8, uint64(1)<<(sh8&63))
}
