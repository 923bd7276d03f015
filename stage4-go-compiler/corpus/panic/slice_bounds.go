package main

var n = 7

func cut(s []byte) []byte {
	return s[2:n]
}

func main() {
	println(len(cut(make([]byte, 7))))
	println(len(cut(make([]byte, 3, 5))))
}
