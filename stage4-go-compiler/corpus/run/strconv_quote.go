package main

import (
	"fmt"
	"strconv"
)

func main() {
	for _, s := range []string{"", "abc", "a\"b", "tab\t", "nl\n", "é世", "\x00\x7f\xff", "😀", "\u200b\u2028", `back\slash`, "a'b"} {
		fmt.Println(strconv.Quote(s), strconv.QuoteToASCII(s), strconv.CanBackquote(s))
	}
	for _, s := range []string{`"abc"`, "`raw\\n`", `"\u00e9\x41\101\n"`, `'x'`, `"unterminated`, `abc`, `""`, `"\q"`, `'ab'`, `"a"b"`, "\"nl\n\""} {
		u, err := strconv.Unquote(s)
		fmt.Printf("%q %v\n", u, err)
	}
	fmt.Println(strconv.QuoteRune('é'), strconv.QuoteRune('\''), strconv.QuoteRuneToASCII('世'), strconv.QuoteRune('\n'))
	r, multi, tail, err := strconv.UnquoteChar(`\u00e9rest`, '"')
	fmt.Println(r, multi, tail, err)
	fmt.Println(string(strconv.AppendQuote([]byte("x="), "q")), strconv.IsPrint('a'), strconv.IsPrint('\u00ad'))
}
