package main

import "fmt"

type celsius int
type name string
type ints []int

func main() {
	x := 300
	fmt.Println(int8(x), uint8(x), int16(-x), uint32(-x), uint64(int8(-x)), int64(uint32(1<<31)), rune(x), celsius(x)+1)
	fmt.Println(string(name("n"))+"x", name("a")+name("b"), []int(ints{1}), ints([]int{2}), string(rune(65)), []rune("é"))
	arr := [3]int([]int{1, 2, 3})
	p := (*[2]int)([]int{7, 8, 9})
	p[0]++
	fmt.Println(arr, *p, len(p))
	var e any = celsius(3)
	fmt.Println(e.(celsius), e == celsius(3), e == 3)
	type t1 struct{ a int }
	type t2 struct{ a int }
	fmt.Println(t2(t1{5}).a)
}
