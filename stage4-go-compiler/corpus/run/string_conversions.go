package main

import "fmt"

type myString string
type myBytes []byte
type myByte byte
type runes []rune

func main() {
	s := myString("héy")
	fmt.Println([]byte(s), []rune(s), string(s), myBytes(s), len(runes(s)))
	b := myBytes{104, 105}
	fmt.Println(string(b), myString(b), string(b[1:]), string([]byte(nil)) == "")
	m := []myByte("ab")
	fmt.Println(m, string(m))
	var i8 int8 = 65
	var u64 uint64 = 0x20AC
	fmt.Println(string(rune(i8)), string(rune(u64)))
	x := []byte("abc")
	y := append(x, "def"...)
	z := append([]byte{}, y[2:4]...)
	fmt.Println(string(y), string(z))
	switch string(x) {
	case "abc":
		fmt.Println("switch on converted")
	}
	mm := map[string]int{"abc": 1}
	fmt.Println(mm[string(x)])
	for i, c := range []byte("hi€") {
		fmt.Print(i, "=", c, " ")
	}
	fmt.Println()
	for _, c := range string([]rune{'a', 0x1F600, -5, 'z'}) {
		fmt.Printf("%x ", c)
	}
	fmt.Println()
	if string(x) == "abc" && "abc" >= string(x) {
		x[0] = 'z'
	}
	fmt.Println(string(x), "x"+string(x)+"y"+string(s))
}
