package main

func try(f func() int) {
	defer func() {
		if r := recover(); r != nil {
			println(r.(error).Error())
		}
	}()
	println(f())
}

func main() {
	for _, a := range []int{7, -7} {
		for _, b := range []int{2, -2, 3, -3, 7, -7, 8, 1, -1} {
			print(a/b, " ", a%b, "; ")
		}
	}
	println()
	min8, min16, min32, min64 := int8(-128), int16(-32768), int32(-1<<31), int64(-1<<63)
	m1 := int8(-1)
	println(min8/m1, min8%m1, min16/int16(m1), min16%int16(m1))
	println(min32/int32(m1), min32%int32(m1), min64/int64(m1), min64%int64(m1))
	println(-min8, -min16, -min32, -min64, min8*m1)
	zero := 0
	try(func() int { return 1 / zero })
	try(func() int { return 1 % zero })
	try(func() int { var u uint8; return int(5 / u) })
	try(func() int { x := 5; x /= zero; return x })
	try(func() int { return zero * (1 / zero) })
	try(func() int { _ = 1 / zero; return 3 })
	for _, x := range []int32{-9, -8, -1, 0, 1, 7, 8, 9, 1<<31 - 1, -1 << 31} {
		print(x/8, " ", x%8, " ", x/7, " ", x%7, " ", x/-5, " ", x%-5, "; ")
	}
	println()
	for _, x := range []uint64{0, 1, 9, 1 << 63, 1<<64 - 1} {
		print(x/10, " ", x%10, " ", x/3, " ", x/7, " ", x/641, " ", x%(1<<33), " ", x/(1<<64-1), "; ")
	}
	println()
	for _, x := range []uint8{0, 1, 99, 128, 255} {
		print(x/3, " ", x/10, " ", x%7, " ", x/255, " ", x/128, "; ")
	}
	println()
}
