package main

import "fmt"

func div(a, b int) int        { return a / b }
func mod(a, b int) int        { return a % b }
func udiv(a, b uint32) uint32 { return a / b }

func main() {
	values := []int{0, 1, -1, 7, -7, 100, -100, 1 << 40, -1 << 40, 1<<63 - 1, -1 << 63}
	divisors := []int{1, -1, 2, -2, 3, 7, -7, 10, 16, 1000, 1 << 33, -1 << 63}
	h := 0
	for _, a := range values {
		for _, b := range divisors {
			q, r := div(a, b), mod(a, b)
			if q*b+r != a {
				fmt.Println("wrong", a, b, q, r)
			}
			h = h*31 + q ^ r
		}
		fmt.Print(a/3, a%3, a/-8, a%8, a/10, a%10, a/7, a>>3, a&15, " ")
	}
	fmt.Println(h)
	for _, a := range []uint32{0, 1, 5, 1<<31 - 1, 1 << 31, 1<<32 - 1} {
		fmt.Print(a/3, " ", a/7, " ", a/10, " ", a%10, " ", a/641, " ", udiv(a, 3), " ", a*3/3, " ")
	}
	fmt.Println()
	for _, a := range []uint64{0, 1, 1<<63 - 1, 1 << 63, 1<<64 - 1} {
		fmt.Print(a/3, " ", a/10, " ", a%10, " ", a/1e9, " ", a%(1<<40-1), " ")
	}
	fmt.Println()
	for _, a := range []int8{-128, -1, 0, 1, 127} {
		fmt.Print(a/3, a%3, a/-1, a*a, -a, a<<1, a>>1, ^a, a&^3, " ")
	}
	fmt.Println()
	for _, a := range []int32{-1 << 31, -5, 5, 1<<31 - 1} {
		fmt.Print(a/5, " ", a%5, " ", a*7, " ", a/60, " ", a%60, " ")
	}
	fmt.Println()
	x := 17
	x += x*x - x/2
	x %= 100
	x ^= x << 2
	x &= 0xff
	x |= 1 << 10
	x -= -x
	x *= x
	fmt.Println(x, +x, -x, ^x, !(x > 3) || x != 3 && true)
	var i8 int8 = 100
	i8 += 100
	i8 *= 2
	fmt.Println(i8, i8<<3>>3, uint8(i8)<<3>>3)
}
