package main

func show(s string) {
	for i, r := range s {
		print(i, ":", r, " ")
	}
	println(len(s), len([]rune(s)), []rune(s)[0], string([]rune(s)) == s)
}

func main() {
	show("a\xffb")
	show("\xc3\x28")
	show("\xe2\x82")
	show("\xed\xa0\x80")
	show("\xf4\x90\x80\x80")
	show("\xc0\xaf")
	show("\xf0\x9f\x98\x80!")
	show("日\xe6本")
	for _, r := range []rune{65, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff, 0x110000, -1, 0xd800} {
		s := string(r)
		print(len(s), ":")
		for i := range len(s) {
			print(" ", s[i])
		}
		print("; ")
	}
	println()
	b := []byte("héllo")
	b[1], b[2] = 'X', 'Z'
	println(string(b), len(b))
	s := string(b)
	b[0] = 'Y'
	println(s, string(b))
	n := 0
	for range "añ\x80b" {
		n++
	}
	println(n)
	for i := range "日本" {
		print(i, " ")
	}
	println()
	println("a" < "b", "a" < "ab", "Z" < "a", "" < "a", "\xff" > "é")
	t := "hello"
	println(t[1:3], t[:0] == "", t[5:] == "", t[2:][0])
	var r rune = 'é'
	println(string(r)+"x", "x"+string('日'), `raw\n`+"\tx")
}
