package main

import (
	"fmt"
	"strings"
)

func main() {
	var b strings.Builder
	for i := 0; i < 1000; i++ {
		b.WriteString("item")
		b.WriteByte(byte('0' + i%10))
		if i%100 == 0 {
			b.WriteRune('→')
		}
	}
	s := b.String()
	fmt.Println(len(s), strings.Count(s, "item"), strings.Count(s, "→"), s[:20])
	t := ""
	for i := 0; i < 300; i++ {
		t = string(rune('a'+i%26)) + t
	}
	fmt.Println(len(t), t[:30])
	parts := strings.Split(strings.Repeat("a,b;", 50), ";")
	n := 0
	for _, p := range parts {
		n += len(strings.Split(p, ","))
	}
	fmt.Println(len(parts), n)
	lines := strings.Split("one\ntwo\nthree", "\n")
	for i, l := range lines {
		lines[i] = strings.ToUpper(l[:1]) + l[1:]
	}
	fmt.Println(strings.Join(lines, " "), strings.Title("x y"))
	h := 0
	for _, w := range strings.Fields(strings.Repeat("alpha beta gamma ", 200)) {
		for _, c := range w {
			h = (h*31 + int(c)) % 1000003
		}
	}
	fmt.Println(h)
}
