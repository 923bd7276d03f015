package main

import "fmt"

func main() {
	for _, n := range []uint{0, 1, 7, 8, 31, 63, 64, 200} {
		x, y, z := int64(-1000), uint32(0xdeadbeef), int8(-7)
		fmt.Println(n, x<<n, x>>n, y<<n, y>>n, z<<n, z>>n)
	}
	var s int = 3
	fmt.Println(1<<s, uint8(1)<<s<<5, int32(1)<<30)
	defer func() { fmt.Println(recover()) }()
	s = -1
	fmt.Println(1 << s)
}
