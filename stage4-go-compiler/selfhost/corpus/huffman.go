package main

import "fmt"

type node struct {
	count       int
	char        rune
	left, right *node
}

func (n *node) codes(prefix string, out map[rune]string) {
	if n.left == nil {
		out[n.char] = prefix
		return
	}
	n.left.codes(prefix+"0", out)
	n.right.codes(prefix+"1", out)
}

func main() {
	text := "abracadabra alakazam"
	counts := map[rune]int{}
	for _, r := range text {
		counts[r]++
	}
	var nodes []*node
	for r := ' '; r <= 'z'; r++ {
		if counts[r] > 0 {
			nodes = append(nodes, &node{count: counts[r], char: r})
		}
	}
	for len(nodes) > 1 {
		for k := 0; k < 2; k++ {
			for i := k + 1; i < len(nodes); i++ {
				if nodes[i].count < nodes[k].count {
					nodes[i], nodes[k] = nodes[k], nodes[i]
				}
			}
		}
		joined := &node{count: nodes[0].count + nodes[1].count, left: nodes[0], right: nodes[1]}
		nodes = append(nodes[2:], joined)
	}
	codes := map[rune]string{}
	nodes[0].codes("", codes)
	bits := 0
	for _, r := range text {
		bits += len(codes[r])
	}
	fmt.Println(bits, len(codes['a']), len(codes))
}
