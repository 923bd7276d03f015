package main

var log string

func idx(n string, i int) int { log += n; return i }

type box struct{ m map[string]int }

func (b *box) get() *box { log += "g"; return b }

func main() {
	a := []int{1, 2, 3}
	a[idx("i", 1)] += idx("v", 10)
	a[idx("j", 2)]++
	println(a[1], a[2], log)
	log = ""
	b := &box{map[string]int{}}
	b.get().m["x"] += 5
	b.get().m["x"] *= 3
	b.get().m["y"]--
	println(b.m["x"], b.m["y"], log)
	s := map[int][]string{}
	s[1] = append(s[1], "a")
	s[1][0] += "b"
	println(s[1][0])
	mm := map[[2]int]struct{ n int }{}
	v := mm[[2]int{1, 2}]
	v.n |= 6
	mm[[2]int{1, 2}] = v
	println(mm[[2]int{1, 2}].n)
	x := uint8(200)
	x += 100
	x <<= 1
	x &^= 8
	x %= 50
	println(x)
	y := int32(-7)
	y /= 2
	y ^= -1
	y |= 1 << 30
	y >>= 3
	println(y)
	t := "x"
	t += t + t
	t += string(rune('a' + len(t)))
	println(t)
	p := &a[0]
	*p -= 5
	*p *= *p
	println(a[0])
	c := complex(1, 2)
	c *= c
	c -= 1i
	println(real(c) == -3, imag(c) == 3)
	var e any = 1
	e = e.(int) + 1
	println(e.(int))
	f := 1.5
	f /= 0.5
	f--
	println(f == 2)
}
