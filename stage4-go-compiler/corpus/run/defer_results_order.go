package main

func one() (r int) {
	defer func() { r *= 2 }()
	defer func() { r += 10 }()
	return 5
}

func two() (r, s int) {
	defer func() { r, s = s, r }()
	return 1, 2
}

func three() int {
	r := 1
	defer func() { r = 99 }()
	return r
}

func four() (r int) {
	defer func() {
		if e := recover(); e != nil {
			r = -r
		}
	}()
	r = 41
	panic("after the result is set")
}

func five() (p *int) {
	x := 3
	defer func() { x = 4; *p++ }()
	return &x
}

func six() (s string) {
	for _, c := range "abc" {
		defer func() { s += string(c) }()
	}
	return "-"
}

func main() {
	println(one())
	println(two())
	println(three())
	println(four())
	println(*five())
	println(six())
}
