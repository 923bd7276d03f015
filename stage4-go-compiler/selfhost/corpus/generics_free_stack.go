package main

import "fmt"

type stack struct{ items []any }

func (s *stack) push(x any) { s.items = append(s.items, x) }
func (s *stack) pop() (x any, ok bool) {
	if len(s.items) == 0 {
		return
	}
	x = s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x, true
}

func main() {
	var s stack
	s.push(1)
	s.push("two")
	s.push(stack{})
	for {
		x, ok := s.pop()
		if !ok {
			break
		}
		fmt.Printf("%T ", x)
	}
	fmt.Println(len(s.items))
}
