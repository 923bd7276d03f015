package main

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

func main() {
	for _, r := range "aZ5 é世\t_€Ω٣ß\u0301😀" {
		fmt.Print(unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsUpper(r), unicode.IsSpace(r), unicode.IsPunct(r), unicode.IsPrint(r), " ")
	}
	fmt.Println()
	for _, r := range "aZéßΩǆİı" {
		fmt.Print(string(unicode.ToUpper(r)), string(unicode.ToLower(r)), string(unicode.ToTitle(r)), " ")
	}
	fmt.Println()
	s := "a\xffé\xe4\xb8世😀\xf0\x9f"
	fmt.Println(utf8.RuneCountInString(s), utf8.ValidString(s), utf8.ValidString("ok é"))
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		fmt.Printf("%U:%d ", r, n)
		i += n
	}
	fmt.Println()
	r, n := utf8.DecodeLastRuneInString("ab世")
	fmt.Println(string(r), n, utf8.RuneLen('世'), utf8.RuneLen('a'), utf8.RuneLen(0xD800), utf8.RuneLen(0x10FFFF))
	b := utf8.AppendRune(nil, '€')
	b = utf8.AppendRune(b, 0x110000)
	fmt.Println(b, utf8.FullRune(b[:2]), utf8.ValidRune(0xDFFF), utf8.RuneStart(b[1]))
	r, n = utf8.DecodeRuneInString("")
	fmt.Println(r, n, utf8.RuneError, utf8.UTFMax)
	buf := make([]byte, 4)
	fmt.Println(utf8.EncodeRune(buf, '😀'), buf)
	fmt.Println(unicode.Is(unicode.Han, '世'), unicode.In('α', unicode.Greek, unicode.Latin), unicode.IsControl('\n'), unicode.IsNumber('½'), unicode.IsSymbol('+'), unicode.IsMark('\u0301'))
}
