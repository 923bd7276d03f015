package main

import "fmt"

func trace(s string) string { fmt.Println("enter", s); return s }
func un(s string)           { fmt.Println("leave", s) }

func named() (n int, err error) {
	defer func() {
		n *= 2
		if err == nil {
			err = fmt.Errorf("changed %d", n)
		}
	}()
	n = 5
	return n + 1, nil
}

func unnamed() int {
	n := 1
	defer func() { n = 100 }()
	return n
}

func loop() {
	for i := 0; i < 3; i++ {
		defer fmt.Print(i, " ")
	}
	for i := range 2 {
		defer func(k int) { fmt.Print("f", k, i, " ") }(i * 7)
	}
}

type res struct{ name string }

func (r *res) Close() { fmt.Println("close", r.name) }
func (r res) Show()   { fmt.Println("show", r.name) }

func methods() {
	r := &res{"first"}
	defer r.Close()
	defer r.Show() // the receiver is copied now
	r.name = "second"
	r = &res{"third"}
	defer r.Close()
}

func early(n int) string {
	defer fmt.Println("early", n)
	if n > 1 {
		return "big"
	}
	defer fmt.Println("small")
	return "small"
}

func main() {
	defer un(trace("main"))
	fmt.Println(named())
	fmt.Println(unnamed())
	loop()
	fmt.Println()
	methods()
	fmt.Println(early(1), early(2))
	x := 1
	defer fmt.Println("argument", x)
	x = 2
	defer func() { fmt.Println("closure", x) }()
	x = 3
	var f func()
	f = func() { fmt.Println("value") }
	defer f()
	f = nil
}
