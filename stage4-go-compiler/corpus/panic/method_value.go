package main

type stack struct{ items []int }

func (s *stack) pop() int {
	x := s.items[len(s.items)-1]
	s.items = s.items[:len(s.items)-1]
	return x
}

func drain(pop func() int, n int) {
	for range n {
		println(pop())
	}
}

func main() {
	s := &stack{[]int{1, 2}}
	drain(s.pop, 3)
}
