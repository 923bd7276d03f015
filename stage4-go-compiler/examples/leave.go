package main

import "fmt"

func careful(list []int, at int) (value int, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("careful: %v", reason)
		}
	}()
	return list[at], nil
}

func main() {
	fmt.Println(careful([]int{7, 8, 9}, 1))
	fmt.Println(careful([]int{7, 8, 9}, 3))
	var nobody *struct{ name string }
	defer fmt.Println("deferred calls are made first")
	fmt.Println(nobody.name)
}
