package main

import "fmt"

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func encode(b []byte) string {
	var out []byte
	for len(b) > 0 {
		var n uint32
		for i := 0; i < 3; i++ {
			n <<= 8
			if i < len(b) {
				n |= uint32(b[i])
			}
		}
		for i := 0; i < 4; i++ {
			if i <= len(b) {
				out = append(out, digits[n>>18&63])
			} else {
				out = append(out, '=')
			}
			n <<= 6
		}
		b = b[min(3, len(b)):]
	}
	return string(out)
}

func main() {
	for _, s := range []string{"", "M", "Ma", "Man", "hello world"} {
		fmt.Println(encode([]byte(s)))
	}
}
