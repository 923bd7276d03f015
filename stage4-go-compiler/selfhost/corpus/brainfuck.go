package main

import "fmt"

const hello = "++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++."

func main() {
	jumps := map[int]int{}
	var stack []int
	for i, c := range hello {
		switch c {
		case '[':
			stack = append(stack, i)
		case ']':
			open := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			jumps[open], jumps[i] = i, open
		}
	}
	var tape [100]byte
	var out []byte
	for pc, at := 0, 0; pc < len(hello); pc++ {
		switch hello[pc] {
		case '>':
			at++
		case '<':
			at--
		case '+':
			tape[at]++
		case '-':
			tape[at]--
		case '.':
			out = append(out, tape[at])
		case '[':
			if tape[at] == 0 {
				pc = jumps[pc]
			}
		case ']':
			if tape[at] != 0 {
				pc = jumps[pc]
			}
		}
	}
	fmt.Print(string(out))
}
