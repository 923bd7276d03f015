package main

import "fmt"

func main() {
	s := "héllo, 世界"
	fmt.Println(len(s), s[1], s[7:], s[:1]+"-"+s[3:5], s < "hé", s == "héllo, "+"世界")
	for i, r := range s {
		fmt.Print(i, ":", string(r), " ")
	}
	fmt.Println()
	b := []byte(s)
	b[0] = 'J'
	r := []rune(s)
	r[7] = 'X'
	fmt.Println(string(b), string(r), len(r), string(rune(0x4E16)), []byte("ab"))
	bad := "a\xffb"
	for i, r := range bad {
		fmt.Print(i, " ", r, " ")
	}
	fmt.Println()
}
