// Functions of the language, deferred: their arguments are evaluated at once.
package main

import "fmt"

type pair struct{ a [2]int }

func main() {
	m := map[string]int{"a": 1, "b": 2}
	s := []int{1, 2, 3}
	t := []int{7, 8}
	func() {
		key := "a"
		defer delete(m, key)
		key = "b"
		defer copy(s, t)
		t = nil
	}()
	fmt.Println(m, s)
	func() {
		defer clear(s)
	}()
	fmt.Println(s)
	func() {
		defer func() { fmt.Println(recover()) }()
		defer panic(pair{[2]int{1, 2}})
	}()
	c := make(chan int, 1)
	func() {
		defer close(c)
		c <- 4
	}()
	for x := range c {
		fmt.Println(x)
	}
	x := 5
	defer println("deferred", x, "text", nil == m, 'a')
	defer print("no newline ", x > 3, "\n")
	x = 6
}
