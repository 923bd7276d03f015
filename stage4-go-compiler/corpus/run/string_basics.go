package main

import "fmt"

func main() {
	s := "héllo, 世界"
	fmt.Println(len(s), s[1], s[1:3], s[:1]+"E"+s[3:])
	for i, r := range s {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println()
	for i := range "añb" {
		fmt.Print(i, " ")
	}
	fmt.Println()
	bad := "a\xffb\xc3"
	for i, r := range bad {
		fmt.Printf("%d:%U ", i, r)
	}
	fmt.Println(len(bad), []rune(bad), []byte(bad))
	fmt.Println("a" < "b", "a" < "A", "abc" < "abd", "ab" < "abc", "" < "a", "é" > "z")
	b := []byte("xyz")
	t := string(b)
	b[0] = 'Q'
	fmt.Println(t, string(b))
	r := []rune("日本")
	r[0] = 'x'
	fmt.Println(string(r), string(rune(0x4e16)), string(rune(-1)), string(rune(0xD800)), string(rune(0x10FFFF+1)) == "\uFFFD")
	raw := `a\n
b`
	fmt.Printf("%q %d\n", raw, len(raw))
	fmt.Printf("%q\n", "\a\b\f\n\r\t\v\\\"\x41\101\u00e9\U0001F600")
	concat := ""
	for i := 0; i < 5; i++ {
		concat += string(rune('a' + i))
	}
	fmt.Println(concat, concat == "abcde", concat[1:4] == "bcd", concat != "x")
	const c = "constant"
	fmt.Println(c[3], len(c), c[2:5])
}
