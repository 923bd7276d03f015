package main

import "fmt"

type cell struct {
	next *cell
	data [4]int
}

func main() {
	total := 0
	for round := 0; round < 50; round++ {
		var head *cell
		for i := 0; i < 1000; i++ {
			head = &cell{next: head, data: [4]int{i, round}}
		}
		for c := head; c != nil; c = c.next {
			total += c.data[0] - c.data[1]
		}
	}
	fmt.Println(total)
}
