package main

import "fmt"

func main() {
	m := make(map[string]int, 10)
	for i := 0; i < 20000; i++ {
		m[fmt.Sprintf("key%d", i%7000)] += i
	}
	fmt.Println(len(m), m["key0"], m["key6999"])
	for i := 0; i < 7000; i += 3 {
		delete(m, fmt.Sprintf("key%d", i))
	}
	fmt.Println(len(m))
	for i := 0; i < 7000; i++ {
		m[fmt.Sprintf("key%d", i)]++
	}
	fmt.Println(len(m), m["key3"], m["key4"])
	u := map[uint32]uint32{}
	x := uint32(1)
	for i := 0; i < 50000; i++ {
		x = x*1664525 + 1013904223
		u[x>>20]++
	}
	var total, most uint32
	for _, c := range u {
		total += c
		most = max(most, c)
	}
	fmt.Println(len(u), total, most)
	i64 := map[int64]int64{}
	for i := int64(-500); i < 500; i++ {
		i64[i*i*i] = i
	}
	fmt.Println(len(i64), i64[-8], i64[27], i64[28])
	set := map[[2]int]struct{}{}
	for i := 0; i < 100; i++ {
		for j := 0; j < 100; j++ {
			set[[2]int{i % 10, j % 20}] = struct{}{}
		}
	}
	fmt.Println(len(set))
}
