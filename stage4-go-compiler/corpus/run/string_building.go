package main

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

func itoa(n int) string {
	if n == 0 {
		return "0"
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	var b [20]byte
	at := len(b)
	for ; n > 0; n /= 10 {
		at--
		b[at] = byte('0' + n%10)
	}
	return sign + string(b[at:])
}

type name string

func (n name) twice() name { return n + n }

func main() {
	println(reverse("héllo, 日本"), itoa(0), itoa(-12345), itoa(1<<62))
	s := ""
	for i := range 5 {
		s += string(rune('a'+i)) + itoa(i) + ","
	}
	println(s, len(s))
	parts := []string{"x", "", "yz"}
	joined := parts[0] + parts[1] + parts[2] + "" + parts[0]
	println(joined)
	b := append([]byte("pre-"), joined...)
	b = append(b, '!', 65, "\n\t"[1])
	println(string(b), len(b))
	n := name("ab").twice()
	println(n, len(n), n[1:3] == "ba", string(n[0]), n > "aa")
	m := map[string]int{}
	key := []byte("key")
	m[string(key)] = 1
	key[0] = 'X'
	m[string(key)]++
	println(len(m), m["key"], m["Xey"])
	switch string(key) {
	case "Xey":
		println("switch")
	}
	for i, c := range []byte("hi") {
		print(i, c, " ")
	}
	println(string([]byte(nil)) == "", string([]rune{}) == "", []byte("") != nil)
	t := "shared"
	sub := t[1:4]
	t = "other"
	println(sub, t, "a"+"b" == "ab", "é"[0], "\u00e9" == "é", "\x41\102\t"[1])
	type bytes []byte
	println(string(bytes("conv")), []rune("é日")[1], len("\U0001F600"))
	var e1, e2 any = "x" + s[:0], "x"
	println(e1 == e2)
}
