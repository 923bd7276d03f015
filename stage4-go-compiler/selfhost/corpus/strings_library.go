package main

import (
	"fmt"
	"strings"
)

func main() {
	s := "a,b,,c"
	fmt.Println(strings.Split(s, ","), len(strings.Split(s, ",")), strings.Join([]string{"x", "y"}, "-"))
	fmt.Println(strings.Index("chicken", "ken"), strings.Contains("abc", "d"), strings.Repeat("ab", 3), strings.ToUpper("mixed Case é"))
	fmt.Println(strings.TrimSpace("  x \n"), strings.Trim("--x--", "-"), strings.Replace("aaaa", "a", "b", 2), strings.HasPrefix("golang", "go"))
	var b strings.Builder
	for i := 3; i > 0; i-- {
		fmt.Fprintf(&b, "%d...", i)
	}
	b.WriteByte('!')
	b.WriteString("go")
	fmt.Println(b.String(), b.Len(), strings.Fields("  a  b c "), strings.LastIndex("go gopher", "go"))
	fmt.Println(strings.Map(func(r rune) rune {
		if r == 'a' {
			return 'A'
		}
		return r
	}, "banana"), strings.EqualFold("Go", "GO"))
}
