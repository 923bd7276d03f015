package main

import (
	"errors"
	"fmt"
)

func split(sum int) (x, y int) {
	x = sum * 4 / 9
	y = sum - x
	return
}

func shadow(n int) (err error) {
	if n > 0 {
		if _, err := n, errors.New("inner"); err != nil {
			return err
		}
	}
	return
}

func swap(a, b int) (x, y int) { x, y = a, b; return y, x }

func captured() (n int) {
	f := func() { n++ }
	f()
	f()
	return n * 10
}

func deferred() (s string) {
	defer func() { s += "!" }()
	s = "a"
	return s + "b"
}

func blank() (_ int, _ string) { return 3, "x" }
func noUse() (a, b, c int)     { return }

func loop() (total int) {
	for i := range 5 {
		if i == 3 {
			return total * 100
		}
		total += i
	}
	return
}

func recursive(n int) (a, b int) {
	if n == 0 {
		return 0, 1
	}
	a, b = recursive(n - 1)
	return b, a + b
}

func main() {
	fmt.Println(split(17))
	fmt.Println(shadow(0), shadow(1))
	fmt.Println(swap(1, 2))
	fmt.Println(captured(), deferred())
	fmt.Println(blank())
	fmt.Println(noUse())
	fmt.Println(loop())
	fmt.Println(recursive(30))
	x, err := 1, error(nil)
	x, z := 2, 3
	fmt.Println(x, z, err)
	{
		x, w := 10, 20
		_, _ = x, w
	}
	if x := x * 2; x > 3 {
		fmt.Println(x)
	} else if y := x + 1; y > 0 {
		fmt.Println(y)
	}
	fmt.Println(x)
}
