package main

func try(name string, f func() []int) {
	defer func() {
		if r := recover(); r != nil {
			println(name, r.(error).Error())
		}
	}()
	s := f()
	println(name, len(s), cap(s))
}

func main() {
	a := [10]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	s := a[2:5:7]
	println(len(s), cap(s), s[0])
	t := append(s, 100)
	println(a[5], len(t), cap(t))
	t = append(t, 101, 102)
	println(a[6], a[7], len(t))
	t[0] = -1
	println(a[2], s[0])
	i, j, k := 3, 1, 20
	try("s[i:j]", func() []int { return s[i:j] })
	try("s[:k]", func() []int { return s[:k] })
	try("s[k:]", func() []int { return s[k:] })
	try("s[:5] within the capacity", func() []int { return s[:5] })
	try("s[5:5]", func() []int { return s[5:5] })
	try("s[4:]", func() []int { return s[4:] })
	try("s[::k]", func() []int { return s[0:1:k] })
	try("s[j:i:j]", func() []int { return s[j:i:j] })
	try("s[i:j:j]", func() []int { return s[i:j:j] })
	i = -1
	try("negative", func() []int { return s[i:] })
	try("array", func() []int { return a[:k] })
	var none []int
	try("nil", func() []int { return none[0:0:0] })
	try("nil with bound", func() []int { return none[0:j] })
	p := &a
	q := p[1:3]
	q[0] = 77
	println(a[1], len(p[:]), cap(p[9:]), len(p[10:]))
	e := s[len(s):]
	e = append(e, 5)
	println(len(e), cap(e), a[5])
	str := "hello"
	println(str[1:][1:][1:], len(str[5:]))
}
