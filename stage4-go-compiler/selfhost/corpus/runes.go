package main

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func main() {
	s := "Grüße, 世界! 😀"
	fmt.Println(reverse(s), utf8.RuneCountInString(s), utf8.ValidString("\xff"))
	upper, digits := 0, 0
	for _, r := range s + "ABC123" {
		if unicode.IsUpper(r) {
			upper++
		}
		if unicode.IsDigit(r) {
			digits++
		}
	}
	fmt.Println(upper, digits, unicode.ToLower('Ä'), '\u00e9', '\'', "\t|\x41\101")
	b := utf8.AppendRune(nil, '界')
	r, n := utf8.DecodeRune(b)
	fmt.Println(b, string(r), n)
}
