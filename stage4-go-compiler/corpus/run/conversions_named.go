package main

type celsius float64
type myInt int
type myOther myInt
type ints []int
type fn func(int) int
type str string
type byteSlice []byte
type ptr *int
type table map[str]ints
type point struct{ x, y int }
type place point
type arr [2]myInt

func (f fn) twice(x int) int  { return f(f(x)) }
func (i myInt) double() myInt { return i * 2 }
func (p place) sum() int      { return p.x + p.y }

func plain(x []int) int             { return len(x) }
func takesFunc(f func(int) int) int { return f(1) }

func main() {
	var c celsius = 36.6
	println(int(c), float64(c) == 36.6, celsius(float32(c)) != c)
	var i myInt = 3
	o := myOther(i)
	println(int(o)+int(i.double()), myInt(o).double())
	var s ints = []int{1, 2, 3}
	println(plain(s), plain(s[1:]), len(ints(append([]int(nil), s...))))
	f := fn(func(x int) int { return x + 10 })
	println(f.twice(1), takesFunc(f), fn(takesFunc2).twice(2))
	t := str("héllo")
	println(t[1:3] == "é", string(t), len([]byte(t)), len([]rune(t)), string(byteSlice("x")))
	b := byteSlice(t)
	b[0] = 'j'
	println(string(b), str(b), t)
	n := 5
	var p ptr = &n
	*p = 6
	q := (*int)(p)
	*q++
	println(n, p == q)
	m := table{"a": {1}}
	m["a"] = append(m["a"], 2)
	println(len(m["a"]), len(map[str]ints(m)))
	pl := place(point{3, 4})
	println(pl.sum(), point(pl) == point{3, 4}, (*place)(&point{5, 6}).sum())
	var e any = i
	_, isInt := e.(int)
	_, isMine := e.(myInt)
	println(isInt, isMine)
	a := arr{1, 2}
	sl := []myInt{7, 8, 9}
	a = arr(sl)
	ap := (*[2]myInt)(sl)
	ap[0] = 70
	println(a[0], sl[0], len((*[0]myInt)(sl)), (*arr)(ap)[1])
	var u8 = uint8(300 & 0xff)
	m1, big := int8(-1), int64(1)<<31
	println(int8(u8+200), uint16(m1), uint32(big)*2, int32(big), uint8(m1), uint64(m1)>>60)
	defer func() { println(recover().(error).Error()) }()
	_ = [4]myInt(sl)
}

func takesFunc2(x int) int { return x * x }
