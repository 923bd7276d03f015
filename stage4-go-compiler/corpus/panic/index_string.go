package main

func last(s string) byte {
	return s[len(s)-1]
}

func main() {
	println(last("abc"))
	println(last(""))
}
