package main

import "fmt"

type natural []uint32

func (n natural) times(k uint32) natural {
	var out natural
	carry := uint64(0)
	for _, d := range n {
		carry += uint64(d) * uint64(k)
		out = append(out, uint32(carry%1e9))
		carry /= 1e9
	}
	if carry > 0 {
		out = append(out, uint32(carry))
	}
	return out
}

func (n natural) String() string {
	s := fmt.Sprint(n[len(n)-1])
	for i := len(n) - 2; i >= 0; i-- {
		s += fmt.Sprintf("%09d", n[i])
	}
	return s
}

func main() {
	n := natural{1}
	for i := uint32(1); i <= 50; i++ {
		n = n.times(i)
	}
	fmt.Println(n)
}
