package main

func f() int { return 1 }

func main() {
	_ = &f()
	_ = &1
	m := map[int]int{}
	_ = &m[1]
	_ = &"x"[0]
	_ = *1
	_ = *nil
}
