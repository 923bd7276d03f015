package main

import (
	"fmt"
	"strings"
)

func main() {
	s := "Hello, World, Hello"
	fmt.Println(strings.Contains(s, "World"), strings.ContainsRune(s, 'W'), strings.ContainsAny(s, "xyz"), strings.HasPrefix(s, "Hell"), strings.HasSuffix(s, "llo"))
	fmt.Println(strings.Index(s, "Hello"), strings.LastIndex(s, "Hello"), strings.IndexByte(s, 'o'), strings.IndexRune(s, 'W'), strings.IndexAny(s, "ol"), strings.IndexFunc(s, func(r rune) bool { return r == ',' }), strings.Index(s, ""), strings.Index(s, "nope"))
	fmt.Println(strings.Count(s, "l"), strings.Count(s, ""), strings.Count("aaaa", "aa"))
	fmt.Printf("%q %q %q %q\n", strings.Split("a,b,,c", ","), strings.Split("abc", ""), strings.Split("", ","), strings.SplitN("a,b,c", ",", 2))
	fmt.Printf("%q %q %q\n", strings.SplitAfter("a,b,c", ","), strings.Fields("  a  b\tc\n"), strings.FieldsFunc("a1b2c", func(r rune) bool { return r < 'a' }))
	fmt.Println(strings.Join([]string{"x", "y", "z"}, "-"), strings.Join(nil, ","), strings.Repeat("ab", 3), strings.Repeat("x", 0) == "")
	fmt.Println(strings.Replace(s, "Hello", "Bye", 1), strings.ReplaceAll(s, "l", "L"), strings.ReplaceAll("abc", "", "-"))
	fmt.Println(strings.ToUpper("héllo ß"), strings.ToLower("ÀBC"), strings.Title("foo bar"), strings.EqualFold("Straße", "STRAßE"))
	fmt.Printf("%q %q %q %q %q %q\n", strings.TrimSpace(" \t x y \n"), strings.Trim("xxhixx", "x"), strings.TrimLeft("xxhi", "x"), strings.TrimRight("hixx", "x"), strings.TrimPrefix("prefix", "pre"), strings.TrimSuffix("a.go", ".go"))
	fmt.Println(strings.Map(func(r rune) rune {
		if r == 'l' {
			return -1
		}
		return r + 1
	}, "hello"), strings.TrimFunc("123abc456", func(r rune) bool { return r < 'a' }))
	before, after, found := strings.Cut("key=value=x", "=")
	fmt.Println(before, after, found)
	r := strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;")
	fmt.Println(r.Replace("<a & b>"))
	fmt.Println(strings.Compare("a", "b"), strings.Compare("b", "a"), strings.Compare("a", "a"))
	var b strings.Builder
	for i := 0; i < 3; i++ {
		fmt.Fprintf(&b, "%d,", i)
	}
	b.WriteByte('x')
	b.WriteRune('é')
	b.WriteString("end")
	fmt.Println(b.String(), b.Len())
	b.Reset()
	fmt.Println(b.Len(), b.String() == "")
	fmt.Println(strings.LastIndexByte("abcabc", 'b'), strings.ToTitle("abc"), strings.ContainsFunc("abc", func(r rune) bool { return r == 'c' }))
	rd := strings.NewReader("reader")
	buf := make([]byte, 4)
	n, err := rd.Read(buf)
	fmt.Println(n, err, string(buf[:n]), rd.Len())
	n, err = rd.Read(buf)
	fmt.Println(n, err)
	n, err = rd.Read(buf)
	fmt.Println(n, err)
}
